//! Where two parts of the verifier meet: what each of them refuses alone, both together must refuse.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode,
    CheckCode::{HolderBinding, IssuerKey, ProofSignature, StatusRevocation, ValidityUntil},
    CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed},
    Document, Pointer, Tier,
    document::Form,
    evidence::{Evidence, EvidenceKind},
};
use credeval_verify::{Against, Asked, Trust, check, hashes, open};
use ed25519_dalek::{Signer as _, SigningKey};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use rcgen::{
    BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256, SanType,
    SigningKey as _,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;

use crate::support::{
    Key, at, badge, bytes, found, is_identified, item, judge, multibase, proved, rows, trust,
};

const SCHOOL: &str = "did:web:school.example";
const DOCUMENT: &str = "https://school.example/.well-known/did.json";
const LIST: &str = "https://lists.example/status/1";
const EVIL: &str = "https://evil.example";

fn school() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn forger() -> Key {
    Key::ed25519(2)
}

fn method() -> String {
    format!("{SCHOOL}#key")
}

/// The school's own document, which lists its key.
fn evidence() -> Evidence {
    let document = json!({
        "id": SCHOOL,
        "verificationMethod": [{ "id": method(), "type": "Multikey", "controller": SCHOOL,
            "publicKeyMultibase": multibase(&school()) }],
        "assertionMethod": [method()]
    });
    found(EvidenceKind::KeyDocument, DOCUMENT, &document)
}

fn pinned() -> Trust {
    trust(&format!(
        "[[anchor]]\nid = 'school'\nkind = 'did_pin'\ndid = '{SCHOOL}'\n"
    ))
}

/// A token of whoever made it, with the key in its own header.
fn self_stated(key: &Key, typ: &str, payload: &Value) -> String {
    let header = json!({ "alg": key.algorithm(), "typ": typ, "jwk": key.jwk() });
    key.jws(&header, payload)
}

/// The school's badge in a token of the forger's, with what no proof of the school covers.
#[test]
fn a_token_of_a_stranger_covers_nothing_for_the_proof_within() {
    let mut forged = proved(badge(SCHOOL), &school(), &method());
    forged["credentialSubject"]["grade"] = "excellent".into();
    let token = self_stated(&forger(), "vc+jwt", &forged);
    judge(token.as_bytes(), &pinned(), &evidence(), |checked| {
        assert_eq!(rows(checked, ProofSignature), [Passed, Passed]);
        assert_eq!(rows(checked, IssuerKey), [Inconclusive, Passed]);
        let grade = Pointer::from("/credentialSubject/grade");
        assert_eq!(checked.tier_at(&grade), Tier::Unsigned);
        let name = Pointer::from("/credentialSubject/achievement/name");
        assert_eq!(checked.tier_at(&name), Tier::Identified);
        assert!(rows(checked, CheckCode::ContextTerms).contains(&Failed));
    });
    // In the school's own token it is the school's word.
    let key = Key::ed25519(1);
    let header = json!({ "alg": "EdDSA", "typ": "vc+jwt", "kid": method() });
    let own = key.jws(&header, &forged);
    judge(own.as_bytes(), &pinned(), &evidence(), |checked| {
        assert_eq!(rows(checked, IssuerKey), [Passed, Passed]);
        let grade = Pointer::from("/credentialSubject/grade");
        assert_eq!(checked.tier_at(&grade), Tier::Identified);
        assert!(!rows(checked, CheckCode::ContextTerms).contains(&Failed));
    });
}

fn gzip(bytes: &[u8]) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    URL_SAFE_NO_PAD.encode(encoder.finish().unwrap())
}

fn zlib(bytes: &[u8]) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    URL_SAFE_NO_PAD.encode(encoder.finish().unwrap())
}

/// What the school's badge says of its status, where this list stands at its address.
fn revocation(members: &Value, list: Vec<u8>, mut evidence: Evidence) -> Check {
    evidence.insert(LIST, item(EvidenceKind::StatusList, list));
    let mut payload = badge(SCHOOL);
    for (key, value) in members.as_object().unwrap() {
        payload[key] = value.clone();
    }
    let header = json!({ "alg": "EdDSA", "typ": "vc+jwt", "kid": method() });
    let token = Key::ed25519(1).jws(&header, &payload);
    judge(token.as_bytes(), &pinned(), &evidence, |checked| {
        assert!(is_identified(checked));
        let mut rows = checked.checks().iter();
        rows.find(|row| row.code == StatusRevocation)
            .unwrap()
            .clone()
    })
}

fn bitstring() -> Value {
    json!({ "credentialStatus": {
        "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "7", "statusListCredential": LIST } })
}

/// An Open Badge 2.0 names its issuer through its badge class; what it writes as its issuer is
/// nobody's word.
#[test]
fn an_open_badge_2_is_no_status_list() {
    let key = forger();
    let (owner, named, class) = (
        format!("{EVIL}/issuer"),
        format!("{EVIL}/key"),
        format!("{EVIL}/class"),
    );
    let mut world = evidence();
    let mut put = |url: &str, document: &Value| {
        world.insert(url, item(EvidenceKind::HostedBadge, bytes(document)));
    };
    put(
        &named,
        &json!({ "id": named, "type": "CryptographicKey", "owner": owner, "publicKeyJwk": key.jwk() }),
    );
    put(&class, &json!({ "id": class, "issuer": owner }));
    put(&owner, &json!({ "id": owner, "publicKey": named }));
    let verification = json!({ "type": "SignedBadge", "creator": named });
    let zeros = vec![0; 16 * 1024];
    let list = json!({
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": LIST,
        "type": ["Assertion", "BitstringStatusListCredential"],
        "verification": verification, "badge": class,
        "issuer": SCHOOL,
        "credentialSubject": { "type": "BitstringStatusList", "statusPurpose": "revocation",
            "encodedList": format!("u{}", gzip(&zeros)) }
    });
    let header = json!({ "alg": "EdDSA", "typ": "JWT" });
    let token = key.jws(&header, &list).into_bytes();
    let row = revocation(&bitstring(), token, world.clone());
    assert_eq!(row.outcome, Inconclusive, "{row:?}");

    let list = json!({
        "type": "Assertion", "verification": verification, "badge": class,
        "iss": SCHOOL, "sub": LIST, "iat": at().as_second() - 10,
        "status_list": { "bits": 1, "lst": zlib(&zeros) }
    });
    let header = json!({ "alg": "EdDSA", "typ": "statuslist+jwt" });
    let token = key.jws(&header, &list).into_bytes();
    let claim = json!({ "status": { "status_list": { "idx": 7, "uri": LIST } } });
    let row = revocation(&claim, token, world);
    assert_eq!(row.outcome, Inconclusive, "{row:?}");
}

/// What no context defines makes no list of a badge, in a token of the forger's either.
#[test]
fn a_signed_document_in_a_strangers_token_is_no_status_list() {
    let zeros = vec![0; 16 * 1024];
    let statement = json!({
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "https://w3id.org/security/data-integrity/v1"
        ],
        "id": "urn:x",
        "type": ["VerifiableCredential"],
        "issuer": SCHOOL,
        "credentialSubject": { "id": "urn:y", "type": "VerifiableCredential" }
    });
    let mut list = proved(statement, &school(), &method());
    list["type"] = json!(["VerifiableCredential", "BitstringStatusListCredential"]);
    list["credentialSubject"]["type"] = json!(["VerifiableCredential", "BitstringStatusList"]);
    list["credentialSubject"]["statusPurpose"] = "revocation".into();
    list["credentialSubject"]["encodedList"] = format!("u{}", gzip(&zeros)).into();
    let token = self_stated(&forger(), "vc+jwt", &list).into_bytes();
    let row = revocation(&bitstring(), token, evidence());
    assert_eq!(row.outcome, Inconclusive, "{row:?}");
}

fn proof(document: &Value, key: &SigningKey, more: &Value) -> Value {
    let name = multibase(key);
    let mut proof = json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022",
        "verificationMethod": format!("did:key:{name}#{name}"),
        "proofPurpose": "authentication", "domain": "https://admissions.example"
    });
    for (option, value) in more.as_object().unwrap() {
        proof[option] = value.clone();
    }
    let hashes = hashes(document, &proof, &Contexts::built_in()).unwrap();
    let signature = key.sign(&hashes.signed).to_bytes();
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    proof
}

/// A presentation of the learner's, made for another request, and beside its proof one of the
/// thief's own that answers this one.
#[test]
fn who_answers_the_request_is_the_holder() {
    let (learner, thief) = (
        SigningKey::from_bytes(&[3; 32]),
        SigningKey::from_bytes(&[4; 32]),
    );
    let school = Key::ed25519(1);
    let mut payload = badge(&school.did_jwk());
    payload["credentialSubject"]["id"] = format!("did:key:{}", multibase(&learner)).into();
    let held = school.jws(&json!({ "alg": "EdDSA", "typ": "vc+jwt" }), &payload);
    let mut document = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [{
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": "EnvelopedVerifiableCredential", "id": format!("data:application/vc+jwt,{held}")
        }]
    });
    let old = json!({ "created": "2026-03-01T00:00:00Z", "challenge": "of-march" });
    let new = json!({ "created": "2026-05-31T23:59:00Z", "challenge": "of-today" });
    let (stolen, own) = (
        proof(&document, &learner, &old),
        proof(&document, &thief, &new),
    );
    let asked = Asked {
        challenge: Some("of-today".to_owned()),
        domain: Some("https://admissions.example".to_owned()),
    };
    let genuine = proof(&document, &learner, &new);
    for (proofs, outcome) in [
        (json!([genuine]), Passed),
        (json!([stolen, own]), Failed),
        (json!([own, stolen]), Failed),
    ] {
        document["proof"] = proofs;
        let opened = open(&Document::new(bytes(&document), "test")).unwrap();
        let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
        let mut against = Against::new(&evidence, &trust, &contexts, at());
        against.asked = Some(&asked);
        let checked = check(&opened, against);
        assert_eq!(rows(&checked, CheckCode::PresentationNonce), [Passed]);
        assert_eq!(rows(&checked, HolderBinding), [outcome]);
    }
}

/// The part that is evaluated carries the row on who presents it, wherever that row stands.
#[test]
fn a_credential_of_another_is_told_where_it_is_evaluated() {
    let school = Key::ed25519(1);
    let thief = SigningKey::from_bytes(&[4; 32]);
    let held = |subject: &str| {
        let mut payload = badge(&school.did_jwk());
        payload["credentialSubject"]["id"] = subject.into();
        let token = school.jws(&json!({ "alg": "EdDSA", "typ": "vc+jwt" }), &payload);
        json!({ "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": "EnvelopedVerifiableCredential",
            "id": format!("data:application/vc+jwt,{token}") })
    };
    let own = format!("did:key:{}", multibase(&thief));
    let mut document = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [held("did:example:learner"), held(&own)]
    });
    document["proof"] = proof(&document, &thief, &json!({ "challenge": "c" }));
    judge(
        &bytes(&document),
        &Trust::none(),
        &Evidence::none(),
        |checked| {
            assert_eq!(rows(checked, HolderBinding), [Failed]);
            let parts = checked.parts();
            let bindings: Vec<Vec<_>> = parts
                .iter()
                .map(|part| {
                    let rows = part.presented.iter();
                    let rows = rows.filter(|row| row.code == HolderBinding);
                    rows.map(|row| row.outcome).collect()
                })
                .collect();
            assert_eq!(bindings, [vec![Failed], vec![]]);
        },
    );
}

/// An authority that an anchor names for timestamps says when, and not who.
#[test]
fn an_anchor_for_timestamps_vouches_for_no_issuer() {
    let iss = "https://school.example/issuer";
    let root = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut parameters = CertificateParams::new(vec![]).unwrap();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = parameters.self_signed(&root).unwrap().pem();
    let leaf = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut own = CertificateParams::new(vec![]).unwrap();
    own.subject_alt_names = vec![SanType::DnsName("school.example".try_into().unwrap())];
    let own = own
        .signed_by(&leaf, &Issuer::new(parameters, root))
        .unwrap();
    let header = json!({ "alg": "ES256", "typ": "dc+sd-jwt", "x5c": [STANDARD.encode(own.der())] });
    let payload = json!({ "iss": iss, "vct": "urn:x", "given_name": "A" });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(&header), part(&payload));
    let signature = leaf.sign(input.as_bytes()).unwrap();
    let signature = p256::ecdsa::Signature::from_der(&signature).unwrap();
    let token = format!("{input}.{}~", URL_SAFE_NO_PAD.encode(signature.to_bytes()));
    for (purpose, identified) in [("seal", true), ("timestamp", false)] {
        let trust = trust(&format!(
            "[[anchor]]\nid = 'a'\nkind = 'x509_pin'\ngrants = ['{purpose}']\ncertificate = '''\n{authority}'''\n"
        ));
        judge(token.as_bytes(), &trust, &Evidence::none(), |checked| {
            assert_eq!(rows(checked, ProofSignature), [Passed]);
            assert_eq!(is_identified(checked), identified, "{purpose}");
        });
    }
}

/// Only the two ways of Open Badges 2.0 ask its issuer for its status.
#[test]
fn an_open_badge_2_under_another_proof_has_a_status_all_the_same() {
    let key = Key::ed25519(1);
    let assertion = json!({
        "type": "Assertion", "id": "https://school.example/1", "iss": key.did_jwk(),
        "issuer": key.did_jwk(), "issuedOn": "2026-01-01T00:00:00Z",
        "verification": { "type": "hosted" }, "badge": "https://school.example/class"
    });
    let header = json!({ "alg": "EdDSA", "kid": format!("{}#0", key.did_jwk()) });
    let ends = |assertion: &Value| {
        let token = format!("{}~", key.jws(&header, assertion));
        judge(
            token.as_bytes(),
            &Trust::none(),
            &Evidence::none(),
            |checked| {
                assert_eq!(rows(checked, ProofSignature), [Passed]);
                rows(checked, StatusRevocation)
            },
        )
    };
    assert_eq!(ends(&assertion), [Inconclusive]);
    let mut revoked = assertion;
    revoked["revoked"] = true.into();
    assert_eq!(ends(&revoked), [Failed]);
}

/// A holder who may withhold the end and the status may have done so.
#[test]
fn a_status_that_may_be_withheld_is_not_taken_for_none() {
    let key = Key::ed25519(1);
    let header =
        json!({ "alg": "EdDSA", "typ": "vc+sd-jwt", "kid": format!("{}#0", key.did_jwk()) });
    let status = json!(["salt", "credentialStatus", bitstring()["credentialStatus"]]);
    let status = URL_SAFE_NO_PAD.encode(status.to_string());
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(&status));
    let mut payload = badge(&key.did_jwk());
    let ends = |payload: &Value, disclosures: &str| {
        let token = format!("{}~{disclosures}", key.jws(&header, payload));
        judge(
            token.as_bytes(),
            &Trust::none(),
            &Evidence::none(),
            |checked| {
                assert_eq!(rows(checked, ProofSignature), [Passed]);
                [ValidityUntil, StatusRevocation].map(|code| rows(checked, code)[0])
            },
        )
    };
    assert_eq!(ends(&payload, ""), [NotApplicable, NotApplicable]);
    payload["credentialSubject"]["_sd"] = json!([digest]);
    assert_eq!(ends(&payload, ""), [NotApplicable, NotApplicable]);
    let mut payload = badge(&key.did_jwk());
    payload["_sd"] = json!([digest]);
    assert_eq!(ends(&payload, ""), [Inconclusive, Inconclusive]);
    // Nothing is withheld: the status stands there, and its list could not be had.
    let shown = ends(&payload, &format!("{status}~"));
    assert_eq!(shown, [NotApplicable, Inconclusive]);
}

/// What a document holds is bounded in all, and not at each depth alone.
#[test]
fn documents_within_documents_are_bounded_together() {
    let within = |held: Value, count: usize| json!({ "type": ["VerifiablePresentation"], "verifiableCredential": vec![held; count] });
    let leaf = json!({ "type": ["VerifiableCredential"] });
    let nested = within(within(within(leaf, 16), 16), 16);
    judge(
        &bytes(&nested),
        &Trust::none(),
        &Evidence::none(),
        |checked| {
            assert!(checked.parts().len() <= 256, "{}", checked.parts().len());
            assert!(
                checked.checks().len() < 20_000,
                "{}",
                checked.checks().len()
            );
            assert!(rows(checked, CheckCode::DocumentLimit).contains(&Failed));
        },
    );
}

/// The terms of a status list are not those of the first data model's context: whoever hands the
/// badge in may write another place into the entry.
#[test]
fn a_status_entry_that_no_proof_covers_clears_nobody() {
    let mut statement = badge(SCHOOL);
    statement["@context"] = json!([
        "https://www.w3.org/2018/credentials/v1",
        "https://w3id.org/security/data-integrity/v1"
    ]);
    statement["type"] = json!(["VerifiableCredential"]);
    statement["issuer"] = SCHOOL.into();
    statement["credentialSubject"] = json!({ "id": "urn:y" });
    statement["credentialStatus"] = json!({
        "id": "urn:z", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "7", "statusListCredential": LIST
    });
    let mut bits = vec![0; 16 * 1024];
    bits[0] = 1;
    let list = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST, "issuer": SCHOOL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "credentialSubject": { "type": "BitstringStatusList", "statusPurpose": "revocation",
            "encodedList": format!("u{}", gzip(&bits)) }
    });
    let header = json!({ "alg": "EdDSA", "typ": "vc+jwt", "kid": method() });
    let list = Key::ed25519(1).jws(&header, &list).into_bytes();
    let mut evidence = evidence();
    evidence.insert(LIST, item(EvidenceKind::StatusList, list));
    let mut document = proved(statement, &school(), &method());
    for (index, outcome) in [("7", Failed), ("8", Inconclusive)] {
        document["credentialStatus"]["statusListIndex"] = index.into();
        judge(&bytes(&document), &pinned(), &evidence, |checked| {
            assert_eq!(rows(checked, ProofSignature), [Passed]);
            assert_eq!(rows(checked, StatusRevocation), [outcome], "{index}");
        });
    }
}

/// With a certificate and a time in its header a token is a seal, and an SD-JWT is none.
#[test]
fn an_sd_jwt_is_not_read_as_a_seal() {
    let header = json!({ "alg": "EdDSA", "typ": "dc+sd-jwt", "x5c": ["AA"], "iat": 0 });
    let token = Key::ed25519(1).jws(&header, &json!({ "vct": "urn:x" }));
    for (text, expected) in [(format!("{token}~"), Form::SdJwt), (token, Form::Jades)] {
        let opened = open(&Document::new(text.into_bytes(), "test")).unwrap();
        assert_eq!(opened.info().form, expected);
    }
}

/// A credential of the last of many subjects is counted, opened or not.
#[test]
fn no_subject_of_a_record_is_passed_over() {
    let leaf = json!({ "type": ["VerifiableCredential"] });
    let mut subjects = vec![json!({}); 100];
    subjects.push(json!({ "verifiableCredential": vec![leaf; 70] }));
    let record =
        json!({ "type": ["VerifiableCredential", "ClrCredential"], "credentialSubject": subjects });
    judge(
        &bytes(&record),
        &Trust::none(),
        &Evidence::none(),
        |checked| {
            assert_eq!(checked.parts().len(), 64);
            assert!(rows(checked, CheckCode::DocumentLimit).contains(&Failed));
        },
    );
}
