//! Registries, registers and federations: whom they vouch for, and whom they do not.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_linked_data::Contexts;
use credeval_model::{
    CheckCode, CheckOutcome, Digest, Document, Timestamp,
    check::Cause,
    evidence::{Answer, Evidence, EvidenceKind},
    trust::{
        AnchorKind, TrustFile,
        snapshot::{
            IdentifierScheme, Register, RegisterIdentifier, RegisterOrganisation, Registry,
            RegistryEntry, Snapshot,
        },
        vouch::{Relation, Vouch},
    },
};
use credeval_verify::{Against, Trust, needs, open};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::authority::{Sealed, authority, header, holder};
use crate::support::{Key, at, bytes, is_identified, item, judge, trust};

const ANCHOR: &str = "https://anchor.example";
const CONFIGURATION: &str = "https://anchor.example/.well-known/openid-federation";
const DID: &str = "did:web:uni.example";
const FETCH: &str = "https://anchor.example/fetch?sub=did%3Aweb%3Auni.example";

/// What the anchors come to: who vouches, whether the issuer is identified, and why who could not
/// be asked could not.
#[derive(Debug, PartialEq)]
struct Found {
    vouched: Vec<Vouch>,
    identified: bool,
    unasked: Vec<String>,
    sentences: Vec<String>,
}

fn see(document: &[u8], trust: &Trust, evidence: &Evidence) -> Found {
    judge(document, trust, evidence, |checked| {
        let rows = checked.checks().iter();
        let rows: Vec<_> = rows
            .filter(|row| row.code == CheckCode::IssuerTrust)
            .collect();
        assert!(
            rows.iter().all(|row| row.outcome != CheckOutcome::Failed),
            "nobody's silence speaks against an issuer: {rows:?}"
        );
        Found {
            vouched: checked.trust().to_vec(),
            identified: is_identified(checked),
            unasked: rows
                .iter()
                .filter_map(|row| row.cause.as_ref())
                .map(|cause| cause.code.clone())
                .collect(),
            sentences: rows.iter().map(|row| row.summary.to_string()).collect(),
        }
    })
}

impl Found {
    /// Whether nobody vouches, for this cause.
    fn is_nobody(&self, cause: &str) -> bool {
        self.vouched.is_empty() && !self.identified && self.unasked == [cause]
    }
}

/// A credential of a did:web, and its key document.
fn of_web(did: &str, document: &str) -> (String, Evidence) {
    let key = Key::ed25519(7);
    let method = format!("{did}#k");
    let described = json!({
        "id": did,
        "verificationMethod": [{
            "id": method, "type": "JsonWebKey", "controller": did, "publicKeyJwk": key.jwk()
        }],
        "assertionMethod": [method]
    });
    let mut evidence = Evidence::none();
    evidence.insert(document, item(EvidenceKind::KeyDocument, bytes(&described)));
    (key.token(did, &json!({ "kid": method })), evidence)
}

fn of_uni() -> (String, Evidence) {
    of_web(DID, "https://uni.example/.well-known/did.json")
}

fn published(kind: &str, snapshot: Option<Snapshot>) -> Trust {
    published_where(kind, "", snapshot)
}

fn published_where(kind: &str, more: &str, snapshot: Option<Snapshot>) -> Trust {
    let ready = trust(&format!(
        "[[anchor]]\nid = 'list'\nkind = '{kind}'\nsource = 'https://list.example/list.json'\n{more}\n"
    ));
    match snapshot {
        None => ready,
        Some(snapshot) => {
            let digest = Digest::of(b"snapshot");
            let updated = "2026-05-01T00:00:00Z".parse().unwrap();
            ready
                .with_snapshot("list", snapshot, digest, updated)
                .unwrap()
        }
    }
}

fn registry(dids: &[&str]) -> Snapshot {
    let entry = RegistryEntry {
        name: "University".to_owned(),
        url: None,
        location: None,
    };
    Snapshot::DccJson(Registry {
        updated: None,
        issuers: dids
            .iter()
            .map(|did| ((*did).to_owned(), entry.clone()))
            .collect(),
    })
}

#[test]
fn a_registry_lists_the_very_did_and_confirms_nobody() {
    let (token, evidence) = of_uni();
    let listed = published("dcc_json", Some(registry(&[DID])));
    let found = see(token.as_bytes(), &listed, &evidence);
    let [vouch] = found.vouched.as_slice() else {
        panic!("{found:?}");
    };
    assert!(found.identified);
    assert_eq!(
        (vouch.kind, vouch.relation),
        (AnchorKind::DccJson, Relation::Listed)
    );
    assert_eq!(vouch.name.as_deref(), Some("University"));
    assert_eq!(vouch.evidence, Some(Digest::of(b"snapshot")));
    assert!(!vouch.confirms, "nobody signed the list");
    assert!(found.sentences[0].contains("nobody signed"), "{found:?}");
    for others in [
        ["did:web:uni.example:evil", "did:web:uni.exampl"],
        ["did:web:UNI.example", "did:web:uni.example "],
        ["did:web:uni.example.evil", "did:web:uni.example#k"],
    ] {
        let found = see(
            token.as_bytes(),
            &published("dcc_json", Some(registry(&others))),
            &evidence,
        );
        assert!(found.is_nobody("not_listed"), "{found:?}");
    }
}

#[test]
fn a_registry_that_was_not_read_or_is_out_of_date_is_not_checked() {
    let (token, evidence) = of_uni();
    let unread = see(token.as_bytes(), &published("dcc_json", None), &evidence);
    assert!(unread.is_nobody("no_snapshot"), "{unread:?}");
    assert_eq!(unread.sentences, ["list was not checked"]);
    let listed = |more: &str| {
        let trust = published_where("dcc_json", more, Some(registry(&[DID])));
        see(token.as_bytes(), &trust, &evidence)
    };
    assert!(listed("max_age = '7d'\non_stale = 'fail'").is_nobody("stale"));
    assert!(listed("max_age = '7d'").identified, "it warns");
    assert!(listed("max_age = '60d'\non_stale = 'fail'").identified);
    assert!(listed("valid_until = '2026-05-01T00:00:00Z'").is_nobody("not_listed"));
}

#[test]
fn whoever_is_listed_must_have_signed() {
    // The key is another one: the proof fails, and nobody is asked.
    let (_, evidence) = of_uni();
    let method = format!("{DID}#k");
    let forged = Key::ed25519(8).token(DID, &json!({ "kid": method }));
    let listed = published("dcc_json", Some(registry(&[DID])));
    let found = see(forged.as_bytes(), &listed, &evidence);
    assert!(found.vouched.is_empty() && !found.identified, "{found:?}");
}

fn organisation(name: &str, known: &[(IdentifierScheme, &str)]) -> RegisterOrganisation {
    RegisterOrganisation {
        names: vec![name.to_owned()],
        country: Some("SE".to_owned()),
        identifiers: known
            .iter()
            .map(|(scheme, value)| RegisterIdentifier {
                scheme: *scheme,
                value: (*value).to_owned(),
            })
            .collect(),
        ..RegisterOrganisation::default()
    }
}

fn register(organisations: Vec<RegisterOrganisation>) -> Trust {
    let register = Register {
        organisations,
        ..Register::default()
    };
    published("register", Some(Snapshot::Register(register)))
}

use IdentifierScheme::{Deqar, Did, Eter, Ror, Schac, Vat};

#[test]
fn a_register_vouches_for_the_domain_at_whose_root_the_key_stands() {
    let ours = |value| register(vec![organisation("Uni", &[(Schac, value)])]);
    let (token, evidence) = of_uni();
    let found = see(token.as_bytes(), &ours("Uni.example"), &evidence);
    let [vouch] = found.vouched.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(vouch.name.as_deref(), Some("Uni"));
    assert!(found.identified && !vouch.confirms);
    for other in ["evil.example", "sub.uni.example", "example"] {
        let found = see(token.as_bytes(), &ours(other), &evidence);
        assert!(found.is_nobody("not_listed"), "{other} {found:?}");
    }
    // Another path, port or host below it is in other hands.
    for (did, document) in [
        (
            "did:web:uni.example:evil",
            "https://uni.example/evil/did.json",
        ),
        (
            "did:web:uni.example%3A8443",
            "https://uni.example:8443/.well-known/did.json",
        ),
        (
            "did:web:evil.uni.example",
            "https://evil.uni.example/.well-known/did.json",
        ),
        (
            "did:web:xn--ni-eka.example",
            "https://xn--ni-eka.example/.well-known/did.json",
        ),
    ] {
        let (token, evidence) = of_web(did, document);
        let found = see(token.as_bytes(), &ours("uni.example"), &evidence);
        assert!(found.is_nobody("not_listed"), "{did} {found:?}");
        // It is its key all the same, which a DID that the register names shows.
        let by_did = register(vec![organisation("Uni", &[(Did, did)])]);
        assert!(
            see(token.as_bytes(), &by_did, &evidence).identified,
            "{did}"
        );
    }
}

#[test]
fn two_organisations_of_one_name_vouch_for_nobody() {
    let (token, evidence) = of_uni();
    let ambiguous = register(vec![
        organisation("One", &[(Schac, "uni.example")]),
        organisation("Two", &[(Did, DID)]),
    ]);
    let found = see(token.as_bytes(), &ambiguous, &evidence);
    assert!(found.is_nobody("ambiguous_match"), "{found:?}");
    let one = register(vec![organisation(
        "One",
        &[(Schac, "uni.example"), (Did, DID)],
    )]);
    assert!(see(token.as_bytes(), &one, &evidence).identified);
}

/// A credential of a stranger that names a university by all its identifiers.
#[test]
fn to_name_a_university_is_not_to_be_it() {
    let known = [
        (Deqar, "DEQARINST0007"),
        (Eter, "SE0007"),
        (Ror, "https://ror.org/00abcde12"),
        (Schac, "uni.example"),
    ];
    let uni = || register(vec![organisation("Uni", &known)]);
    let key = Key::ed25519(3);
    let stranger = key.did_jwk();
    let mut payload = crate::support::badge(&stranger);
    payload["issuer"] = json!({
        "id": stranger, "type": ["Profile"], "name": "Uni", "url": "https://uni.example",
        "otherIdentifier": [
            { "type": "IdentifierEntry", "identifierType": "ext:ror", "identifier": known[2].1 },
            { "type": "IdentifierEntry", "identifierType": "ext:deqar", "identifier": known[0].1 }
        ]
    });
    let head = json!({ "alg": "EdDSA", "typ": "JWT", "kid": format!("{stranger}#0") });
    let token = key.jws(&head, &payload);
    let found = see(token.as_bytes(), &uni(), &Evidence::none());
    assert!(found.is_nobody("not_listed"), "{found:?}");
    // A register that knows an organisation by its ROR alone vouches for nobody, whoever signs.
    let (token, evidence) = of_uni();
    let crosswalk = register(vec![organisation("Uni", &known[2..3])]);
    assert!(see(token.as_bytes(), &crosswalk, &evidence).is_nobody("not_listed"));
    assert!(see(token.as_bytes(), &uni(), &evidence).identified);
}

#[test]
fn a_seal_is_of_the_organisation_that_an_anchored_authority_says() {
    const SCHOOL: &str = "VATSE-202100287401";
    let top = holder("NTRXX-CA", None, authority);
    let later = |parameters: &mut rcgen::CertificateParams| {
        parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
    };
    let school = holder(SCHOOL, Some(&top), later);
    let own = holder(SCHOOL, None, later);
    let credential = json!({
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": { "id": "urn:i", "eIDASIdentifier": { "notation": SCHOOL } },
        "credentialSubject": {}
    })
    .to_string();
    let pin = format!(
        "[[anchor]]\nid = 'seals'\nkind = 'x509_pin'\ncertificate = '''\n{}'''\n",
        top.pem
    );
    let list =
        "[[anchor]]\nid = 'list'\nkind = 'register'\nsource = 'https://list.example/r.json'\n";
    // A pin for one organisation, and one that holds no more: their word is for no other seal.
    let for_another = format!("{pin}organization_identifier = 'VATSE-1'\n");
    let past = format!("{pin}valid_until = '2026-01-01T00:00:00Z'\n");
    let with = |pin: &str, known: &[(IdentifierScheme, &str)]| {
        let snapshot = Snapshot::Register(Register {
            organisations: vec![organisation("Uni", known)],
            ..Register::default()
        });
        let file = TrustFile::parse(&(pin.to_owned() + list)).unwrap();
        let trust = Trust::new(file).unwrap();
        trust
            .with_snapshot("list", snapshot, Digest::of(b"s"), Timestamp::UNIX_EPOCH)
            .unwrap()
    };
    let by = |pin: &str, seal: &crate::authority::Holder, known: &[(IdentifierScheme, &str)]| {
        let document = Sealed::new(&credential, seal, &header(seal)).document();
        let found = see(&document, &with(pin, known), &Evidence::none());
        let anchors = found.vouched.into_iter().map(|vouch| vouch.anchor);
        anchors.collect::<Vec<_>>()
    };
    let anchors =
        |seal: &crate::authority::Holder, known: &[(IdentifierScheme, &str)]| by(&pin, seal, known);
    let exact = (IdentifierScheme::OrganizationIdentifier, SCHOOL);
    for known in [(Vat, "SE202100287401"), (Vat, "202100287401"), exact] {
        assert_eq!(anchors(&school, &[known]), ["seals", "list"], "{known:?}");
        // The same name in a certificate that one made oneself.
        assert!(anchors(&own, &[known]).is_empty(), "{known:?}");
        // Whom no anchor of certificates vouches for, no register does.
        for pin in [&for_another, &past] {
            assert!(by(pin, &school, &[known]).is_empty(), "{known:?}");
        }
    }
    for other in [
        (Vat, "NO202100287401"),
        (IdentifierScheme::Pic, "202100287401"),
        (IdentifierScheme::Other, "202100287401"),
        (
            IdentifierScheme::OrganizationIdentifier,
            "NTRSE-202100287401",
        ),
    ] {
        assert_eq!(anchors(&school, &[other]), ["seals"], "{other:?}");
    }
}

/// A federation: the key of its anchor, and what its two addresses give.
struct Federation {
    key: Key,
    configuration: Value,
    statement: Value,
}

fn seconds(time: &str) -> i64 {
    time.parse::<Timestamp>().unwrap().as_second()
}

fn federation() -> Federation {
    let (made, end) = (
        seconds("2026-05-31T12:00:00Z"),
        seconds("2026-06-01T12:00:00Z"),
    );
    Federation {
        key: Key::p256(),
        configuration: json!({
            "iss": ANCHOR, "sub": ANCHOR, "iat": made, "exp": end,
            "metadata": { "federation_entity": {
                "organization_name": "Anchor",
                "federation_fetch_endpoint": "https://anchor.example/fetch" } }
        }),
        statement: json!({
            "iss": ANCHOR, "sub": DID, "iat": made, "exp": end,
            "metadata": { "federation_entity": { "organization_name": "University" } }
        }),
    }
}

impl Federation {
    fn header(&self) -> Value {
        json!({ "alg": self.key.algorithm(), "typ": "entity-statement+jwt", "kid": "a1" })
    }

    fn sign(&self, claims: &Value) -> String {
        self.key.jws(&self.header(), claims)
    }

    fn trust(&self) -> Trust {
        self.trust_where("")
    }

    fn trust_where(&self, more: &str) -> Trust {
        let mut jwk = self.key.jwk();
        jwk["kid"] = "a1".into();
        let text = |name: &str| jwk[name].as_str().unwrap().to_owned();
        trust(&format!(
            "[[anchor]]\nid = 'federation'\nkind = 'oidf'\nsource = '{ANCHOR}'\n{more}\n\
             [[anchor.jwks]]\nkty = 'EC'\ncrv = 'P-256'\nkid = 'a1'\nx = '{}'\ny = '{}'\n",
            text("x"),
            text("y")
        ))
    }

    fn answers(&self, configuration: &str, statement: &str) -> Found {
        let (token, mut evidence) = of_uni();
        for (url, text) in [(CONFIGURATION, configuration), (FETCH, statement)] {
            let bytes = text.as_bytes().to_vec();
            evidence.insert(url, item(EvidenceKind::EntityStatement, bytes));
        }
        see(token.as_bytes(), &self.trust(), &evidence)
    }

    fn found(&self) -> Found {
        self.answers(&self.sign(&self.configuration), &self.sign(&self.statement))
    }
}

#[test]
fn a_federation_vouches_by_a_signed_statement_about_the_very_issuer() {
    let federation = federation();
    let found = federation.found();
    let [vouch] = found.vouched.as_slice() else {
        panic!("{found:?}");
    };
    assert!(found.identified && vouch.confirms);
    assert_eq!(
        (vouch.kind, vouch.relation),
        (AnchorKind::Oidf, Relation::Listed)
    );
    assert_eq!(vouch.name.as_deref(), Some("University"));
    assert!(vouch.evidence.is_some());
}

#[test]
fn a_federation_is_asked_only_after_the_proof_holds_and_over_https_alone() {
    let federation = federation();
    let contexts = Contexts::built_in();
    let trust = federation.trust();
    let wanted = |token: &str, evidence: &Evidence| -> Vec<String> {
        let opened = open(&Document::new(token.as_bytes().to_vec(), "test")).unwrap();
        let against = Against::new(evidence, &trust, &contexts, at());
        let wanted = needs(&opened, against).into_iter();
        wanted
            .inspect(|request| {
                assert!(request.url.starts_with("https://"), "{request:?}");
            })
            .filter(|request| request.kind == EvidenceKind::EntityStatement)
            .map(|request| request.url)
            .collect()
    };
    let (token, mut evidence) = of_uni();
    assert!(wanted(&token, &Evidence::none()).is_empty());
    let forged = Key::ed25519(8).token(DID, &json!({ "kid": format!("{DID}#k") }));
    assert!(wanted(&forged, &evidence).is_empty());
    assert_eq!(wanted(&token, &evidence), [CONFIGURATION]);
    let with = |evidence: &mut Evidence, endpoint: &str| {
        let mut claims = federation.configuration.clone();
        claims["metadata"]["federation_entity"]["federation_fetch_endpoint"] = endpoint.into();
        let signed = federation.sign(&claims).into_bytes();
        evidence.insert(CONFIGURATION, item(EvidenceKind::EntityStatement, signed));
    };
    with(&mut evidence, "https://anchor.example/fetch");
    assert_eq!(wanted(&token, &evidence), [FETCH]);
    with(&mut evidence, "https://anchor.example/api?v=1");
    assert_eq!(
        wanted(&token, &evidence),
        ["https://anchor.example/api?v=1&sub=did%3Aweb%3Auni.example"]
    );
    for endpoint in [
        "http://anchor.example/fetch",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://user:secret@anchor.example/fetch",
        "https://anchor.example/fetch#x",
        "/fetch",
    ] {
        with(&mut evidence, endpoint);
        assert!(wanted(&token, &evidence).is_empty(), "{endpoint}");
        let found = see(token.as_bytes(), &trust, &evidence);
        assert!(found.is_nobody("refused_address"), "{endpoint} {found:?}");
    }
}

#[test]
fn what_could_not_be_asked_is_not_checked_and_a_404_is_the_answer() {
    let federation = federation();
    let signed = federation.sign(&federation.configuration);
    let missing = |at_configuration: bool, code: &str, status: Option<u16>| {
        let (token, mut evidence) = of_uni();
        let mut cause = Cause::new(code);
        cause.status = status;
        let found = item(EvidenceKind::EntityStatement, signed.clone().into_bytes());
        match at_configuration {
            true => evidence.insert(CONFIGURATION, Answer::Missing(cause)),
            false => {
                evidence.insert(CONFIGURATION, found);
                evidence.insert(FETCH, Answer::Missing(cause));
            }
        }
        see(token.as_bytes(), &federation.trust(), &evidence)
    };
    for at_configuration in [true, false] {
        for (code, status) in [
            ("offline", None),
            ("not_reachable", None),
            ("refused_address", None),
            ("http_status", Some(500)),
        ] {
            let found = missing(at_configuration, code, status);
            assert!(found.is_nobody(code), "{found:?}");
            assert_eq!(found.sentences, ["federation was not checked"]);
        }
    }
    assert!(missing(true, "http_status", Some(404)).is_nobody("http_status"));
    assert!(missing(false, "http_status", Some(404)).is_nobody("not_listed"));
}

#[test]
fn a_statement_that_is_none_is_no_evidence() {
    let sound = federation();
    let changed = |key: &str, value: Value| {
        let mut claims = sound.statement.clone();
        claims[key] = value;
        claims
    };
    for (claims, cause) in [
        (
            changed("sub", "did:web:uni.example:evil".into()),
            "sub_mismatch",
        ),
        (changed("sub", ANCHOR.into()), "sub_mismatch"),
        (
            changed("iss", "https://anchor.example/".into()),
            "issuer_mismatch",
        ),
        (
            changed("exp", seconds("2026-05-31T23:00:00Z").into()),
            "expired_statement",
        ),
        (
            changed("iat", seconds("2026-06-01T00:10:00Z").into()),
            "statement_not_yet_valid",
        ),
        (changed("exp", "2026-06-02".into()), "malformed_time"),
        (changed("iat", Value::Null), "malformed_time"),
        (changed("crit", json!(["unheard"])), "critical_claim"),
        (
            changed("metadata_policy_crit", json!(["unheard"])),
            "critical_claim",
        ),
    ] {
        let configuration = sound.sign(&sound.configuration);
        let found = sound.answers(&configuration, &sound.sign(&claims));
        assert!(found.is_nobody(cause), "{cause} {found:?}");
    }
    // The same of the configuration.
    let changed = |key: &str, value: &str| {
        let mut claims = sound.configuration.clone();
        claims[key] = value.into();
        sound.answers(&sound.sign(&claims), &sound.sign(&sound.statement))
    };
    assert!(changed("iss", "https://other.example").is_nobody("issuer_mismatch"));
    assert!(changed("sub", "https://other.example").is_nobody("sub_mismatch"));
    let mut claims = sound.configuration.clone();
    claims["metadata"] = json!({});
    let found = sound.answers(&sound.sign(&claims), &sound.sign(&sound.statement));
    assert!(found.is_nobody("no_fetch_endpoint"), "{found:?}");
}

#[test]
fn only_the_pinned_keys_state_who_belongs() {
    let sound = federation();
    let configuration = sound.sign(&sound.configuration);
    let statement = sound.sign(&sound.statement);
    let with =
        |header: &Value| sound.answers(&configuration, &sound.key.jws(header, &sound.statement));
    let header = |key: &str, value: Value| {
        let mut header = sound.header();
        header[key] = value;
        header
    };
    for (header, cause) in [
        (header("typ", "JWT".into()), "foreign_type"),
        (header("kid", "a2".into()), "unknown_key"),
        (header("kid", Value::Null), "no_key_named"),
        (header("alg", "none".into()), "refused_algorithm"),
        (header("alg", "ES512".into()), "key_mismatch"),
        (header("crit", json!(["exp"])), "critical_header"),
    ] {
        let found = with(&header);
        assert!(found.is_nobody(cause), "{cause} {found:?}");
    }
    // A configuration that brings its own keys, and a statement under them.
    let other = federation();
    let mut brought = other.configuration.clone();
    let mut own = other.key.jwk();
    own["kid"] = "a1".into();
    brought["jwks"] = json!({ "keys": [own] });
    let found = sound.answers(&other.sign(&brought), &other.sign(&other.statement));
    assert!(found.is_nobody("bad_signature"), "{found:?}");
    // Even one that the anchor signed.
    let found = sound.answers(&sound.sign(&brought), &other.sign(&other.statement));
    assert!(found.is_nobody("bad_signature"), "{found:?}");
    // The public key as the secret of an HMAC.
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!(
        "{}.{}",
        part(&header("alg", "HS256".into())),
        part(&sound.statement)
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(sound.key.pem().as_bytes()).unwrap();
    mac.update(input.as_bytes());
    let forged = format!(
        "{input}.{}",
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    );
    let found = sound.answers(&configuration, &forged);
    assert!(found.is_nobody("refused_algorithm"), "{found:?}");
    // Nothing signed, other text, another signature.
    let (input, signature) = statement.rsplit_once('.').unwrap();
    let mut altered = URL_SAFE_NO_PAD.decode(signature).unwrap();
    altered[7] ^= 1;
    let altered = format!("{input}.{}", URL_SAFE_NO_PAD.encode(altered));
    let large = format!("{input}.{}", "A".repeat(300_000));
    for (text, cause) in [
        (format!("{input}."), "bad_signature"),
        (altered, "bad_signature"),
        ("{}".to_owned(), "invalid_statement"),
        (String::new(), "invalid_statement"),
        (large, "too_large"),
    ] {
        let found = sound.answers(&configuration, &text);
        assert!(found.is_nobody(cause), "{cause} {found:?}");
    }
}

#[test]
fn what_an_entity_shows_of_itself_shows_nothing() {
    let sound = federation();
    // A statement of the issuer about itself, with a trust mark that it made.
    let own = federation();
    let mut claims = own.statement.clone();
    claims["iss"] = DID.into();
    claims["trust_marks"] = json!([{ "trust_mark_type": ANCHOR, "trust_mark": own.sign(&claims) }]);
    let found = sound.answers(&sound.sign(&sound.configuration), &own.sign(&claims));
    assert!(found.is_nobody("bad_signature"), "{found:?}");
    // The configuration of the anchor is no statement about the issuer.
    let configuration = sound.sign(&sound.configuration);
    let found = sound.answers(&configuration, &configuration);
    assert!(found.is_nobody("sub_mismatch"), "{found:?}");
}

#[test]
fn an_old_statement_that_somebody_kept_is_not_the_last_good_one() {
    let federation = federation();
    let (token, mut evidence) = of_uni();
    for (url, claims) in [
        (CONFIGURATION, &federation.configuration),
        (FETCH, &federation.statement),
    ] {
        let signed = federation.sign(claims).into_bytes();
        evidence.insert(url, item(EvidenceKind::EntityStatement, signed));
    }
    let with = |more: &str| see(token.as_bytes(), &federation.trust_where(more), &evidence);
    assert!(with("max_age = '6h'").is_nobody("stale"));
    assert!(with("max_age = '24h'").identified);
    assert!(with("valid_until = '2026-05-31T00:00:00Z'").is_nobody("not_listed"));
}
