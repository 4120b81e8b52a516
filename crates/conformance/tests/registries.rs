//! The registry and the federation of the Digital Credentials Consortium, as published: whom they
//! list, and what altered, late, foreign and unsigned statements come to.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::fs;
use std::path::Path;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_conformance::{Suite, corpus, supplied};
use credeval_linked_data::Contexts;
use credeval_model::{
    CheckCode, Document, Timestamp,
    evidence::{Evidence, EvidenceKind},
    trust::{TrustFile, snapshot::Snapshot},
};
use credeval_trust::{Progress, Reading, registry};
use credeval_verify::{Against, DEFAULT_CRYPTO, Trust, check, open};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

const ANCHOR: &str = "https://test.registry.dcconsortium.org";
const LIST: &str = "https://registry.example/registry.json";
/// While the two statements held, which was a day each.
const THEN: &str = "2025-04-25T20:00:00Z";

/// While the published configuration held, and the statements no longer.
const LATER: &str = "2025-04-29T20:00:00Z";

fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}

fn signed(key: &SigningKey, header: &Value, payload: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(header), part(payload));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(input.as_bytes()).to_bytes());
    format!("{input}.{signature}")
}

fn part(token: &str, index: usize) -> Value {
    let part = token.trim().split('.').nth(index).expect("a part");
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// A credential of the DID, and its key document.
fn credential(did: &str) -> (String, Evidence) {
    let key = SigningKey::from_bytes(&[7; 32]);
    let method = format!("{did}#k");
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": method });
    let payload = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"], "issuer": did, "credentialSubject": { "id": "urn:s" }
    });
    let x = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
    let document = json!({
        "id": did,
        "verificationMethod": [{ "id": method, "type": "JsonWebKey", "controller": did,
            "publicKeyJwk": { "kty": "OKP", "crv": "Ed25519", "x": x } }],
        "assertionMethod": [method]
    });
    let mut evidence = Evidence::none();
    if let Some(host) = did.strip_prefix("did:web:") {
        let url = format!("https://{host}/.well-known/did.json");
        let bytes = document.to_string().into_bytes();
        evidence.insert(url, supplied(EvidenceKind::KeyDocument, bytes));
    }
    (signed(&key, &header, &payload), evidence)
}

/// Who vouches, by name, else the cause for which nobody does.
fn judge(token: &str, evidence: &Evidence, trust: &Trust, at: &str) -> Result<String, String> {
    let document = Document::new(token.as_bytes().to_vec(), "corpus");
    let opened = open(&document).map_err(|error| error.to_string())?;
    let contexts = Contexts::built_in();
    let checked = check(
        &opened,
        Against::new(evidence, trust, &contexts, self::at(at)),
    );
    if let Some(vouch) = checked.trust().first() {
        return Ok(vouch.name.clone().unwrap_or_default());
    }
    let mut rows = checked.checks().iter();
    let row = rows.find(|row| row.code == CheckCode::IssuerTrust);
    let cause = row.and_then(|row| row.cause.as_ref());
    Err(cause
        .map_or("no cause", |cause| cause.code.as_str())
        .to_owned())
}

/// The federation as published, under the key that its configuration states, and beside it a key of
/// our own: the configuration was collected four days after the statements, which hold a day.
struct Federation {
    published: String,
    trust: Trust,
}

const OWN: [u8; 32] = [9; 32];

impl Federation {
    fn read(folder: &Path) -> Self {
        let published =
            fs::read_to_string(folder.join("oidfECResponseDCC.jwt")).expect("a configuration");
        let theirs = part(&published, 1)["jwks"]["keys"][0].clone();
        let own = SigningKey::from_bytes(&OWN).verifying_key();
        let own = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "own",
            "x": URL_SAFE_NO_PAD.encode(own.as_bytes()) });
        let file = json!({ "anchor": [{
            "id": "federation", "kind": "oidf", "source": ANCHOR, "jwks": [theirs, own]
        }] });
        let file: TrustFile = serde_json::from_value(file).expect("a trust file");
        Self {
            published,
            trust: Trust::new(file).expect("anchors"),
        }
    }

    /// The claims that are published, at the time of the statements, under our own key.
    fn configuration(&self) -> String {
        let mut claims = part(&self.published, 1);
        claims["iat"] = at("2025-04-25T00:00:00Z").as_second().into();
        claims["exp"] = at("2025-04-27T00:00:00Z").as_second().into();
        let header = json!({ "alg": "EdDSA", "typ": "entity-statement+jwt", "kid": "own" });
        signed(&SigningKey::from_bytes(&OWN), &header, &claims)
    }

    /// What comes of it for a credential of the DID, where its two addresses give these.
    fn asked(
        &self,
        did: &str,
        configuration: &str,
        statement: &str,
        at: &str,
    ) -> Result<String, String> {
        let (token, mut evidence) = credential(did);
        let claims = part(&self.published, 1);
        let endpoint =
            claims["metadata"]["federation_entity"]["federation_fetch_endpoint"].as_str();
        let endpoint = endpoint.expect("an endpoint");
        for (url, text) in [
            (
                format!("{ANCHOR}/.well-known/openid-federation"),
                configuration,
            ),
            (
                format!("{endpoint}?sub={}", did.replace(':', "%3A")),
                statement,
            ),
        ] {
            let bytes = text.as_bytes().to_vec();
            evidence.insert(url, supplied(EvidenceKind::EntityStatement, bytes));
        }
        judge(&token, &evidence, &self.trust, at)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what was just found")]
fn expect(found: Result<String, String>, expected: Result<&str, &str>) -> Result<(), String> {
    match found.as_deref().map_err(String::as_str) == expected {
        true => Ok(()),
        false => Err(format!("expected {expected:?}, found {found:?}")),
    }
}

#[test]
fn statements_of_the_federation() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("trust/registry");
    let federation = Federation::read(&folder);
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a statement");
    let own = federation.configuration();
    let mut suite = Suite::new("trust/registry, statements", &[]);
    let names = [
        ("oidfFetchResponseA.jwt", "OneUni University"),
        ("oidfFetchResponseB.jwt", "TwoTraining Nursing School"),
    ];
    for (file, name) in names {
        let statement = read(file);
        let did = part(&statement, 1)["sub"]
            .as_str()
            .expect("a subject")
            .to_owned();
        let ask = |configuration: &str, statement: &str, at: &str| {
            federation.asked(&did, configuration, statement, at)
        };
        suite.case(file, expect(ask(&own, &statement, THEN), Ok(name)));
        for (twin, found, cause) in [
            (
                "later",
                ask(&federation.published, &statement, LATER),
                "expired_statement",
            ),
            (
                "before",
                ask(&federation.published, &statement, THEN),
                "statement_not_yet_valid",
            ),
            (
                "earlier",
                ask(&own, &statement, "2025-04-25T12:00:00Z"),
                "statement_not_yet_valid",
            ),
            (
                "altered",
                ask(&own, &altered(&statement), THEN),
                "bad_signature",
            ),
            (
                "renamed",
                ask(&own, &renamed(&statement), THEN),
                "bad_signature",
            ),
            (
                "of another",
                federation.asked("did:web:uni.example", &own, &statement, THEN),
                "sub_mismatch",
            ),
            (
                "configuration altered",
                ask(&altered(&own), &statement, THEN),
                "bad_signature",
            ),
            (
                "HS256",
                ask(&read("oidfECResponseDCC2.jwt"), &statement, THEN),
                "foreign_type",
            ),
            (
                "HS256, typed",
                ask(&own, &with_hmac(&statement), THEN),
                "refused_algorithm",
            ),
            ("nothing", ask(&own, "", THEN), "invalid_statement"),
        ] {
            suite.case(&format!("{file}, {twin}"), expect(found, Err(cause)));
        }
    }
    suite.finish();
}

/// With another signature.
fn altered(token: &str) -> String {
    let (input, signature) = token.trim().rsplit_once('.').expect("a signature");
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    if let Some(first) = bytes.first_mut() {
        *first ^= 1;
    }
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// With another name in it.
fn renamed(token: &str) -> String {
    let mut claims = part(token, 1);
    claims["metadata"]["federation_entity"]["organization_name"] = "Evil".into();
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    let mut parts: Vec<&str> = token.trim().split('.').collect();
    if let Some(payload) = parts.get_mut(1) {
        *payload = &claims;
    }
    parts.join(".")
}

/// With an algorithm in its header that takes a secret.
fn with_hmac(token: &str) -> String {
    let mut header = part(token, 0);
    header["alg"] = "HS256".into();
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    let (_, rest) = token.trim().split_once('.').expect("a header");
    format!("{header}.{rest}")
}

#[test]
fn the_community_registry() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("dcc-community-registry.json", &[]);
    for folder in ["open-badges/registries", "trust/registry"] {
        let bytes = fs::read(corpus.join(folder).join("dcc-community-registry.json"));
        let bytes = bytes.expect("a registry");
        let made = list(&bytes).expect("it is read");
        suite.case(
            &format!("{folder}, 27 issuers"),
            match &made {
                Snapshot::DccJson(registry)
                    if registry.issuers.len() == 27
                        && registry.updated == Some(at("2025-10-31T07:11:34Z")) =>
                {
                    Ok(())
                }
                other => Err(format!("{other:?}")),
            },
        );
        let file = format!("[[anchor]]\nid = 'dcc'\nkind = 'dcc_json'\nsource = '{LIST}'\n");
        let trust = || Trust::new(TrustFile::parse(&file).expect("a file")).expect("anchors");
        let digest = credeval_model::Digest::of(&bytes);
        let ready = trust()
            .with_snapshot("dcc", made, digest, at(THEN))
            .expect("of its kind");
        let asked = |did: &str, trust: &Trust| {
            let (token, evidence) = credential(did);
            judge(&token, &evidence, trust, THEN)
        };
        let listed = "did:web:credentials.myschool.ca";
        for (id, found, expected) in [
            ("listed", asked(listed, &ready), Ok("My School")),
            (
                "below",
                asked("did:web:evil.credentials.myschool.ca", &ready),
                Err("not_listed"),
            ),
            (
                "longer",
                asked("did:web:credentials.myschool.ca.evil", &ready),
                Err("not_listed"),
            ),
            ("not read", asked(listed, &trust()), Err("no_snapshot")),
        ] {
            suite.case(&format!("{folder}, {id}"), expect(found, expected));
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        let twice = text.replacen("did:web:network.learncard.com", listed, 1);
        let other = text.replacen("did:web:network.learncard.com", "network.learncard.com", 1);
        for (id, text, code) in [
            ("a DID twice", twice.as_str(), "duplicate"),
            ("no DID", other.as_str(), "malformed"),
            ("cut off", text.get(..2000).unwrap_or_default(), "not_json"),
        ] {
            let found = list(text.as_bytes()).map(|made| format!("{made:?}"));
            suite.case(&format!("{folder}, {id}"), expect(found, Err(code)));
        }
    }
    suite.finish();
}

/// The registry in these bytes, else the code for which it is refused.
fn list(bytes: &[u8]) -> Result<Snapshot, String> {
    let file = format!("[[anchor]]\nid = 'dcc'\nkind = 'dcc_json'\nsource = '{LIST}'\n");
    let file = TrustFile::parse(&file).expect("a file");
    let mut evidence = Evidence::none();
    evidence.insert(LIST, supplied(EvidenceKind::IssuerRegistry, bytes.to_vec()));
    let reading = Reading {
        anchor: file.anchors.first().expect("an anchor"),
        evidence: &evidence,
        before: &[],
        now: at("2026-01-01T00:00:00Z"),
        crypto: DEFAULT_CRYPTO,
    };
    match registry::read(reading).map_err(|refused| refused.code.to_owned())? {
        Progress::Made(made) => Ok(made.snapshot),
        Progress::Needs(_) => Err("needs more".to_owned()),
    }
}
