//! What a forger would try: each attack must end without the pass that it is after.

use std::time::{Duration, Instant};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Pointer, Tier,
    evidence::{Evidence, EvidenceKind},
};
use credeval_verify::{Against, Trust, check, needs, open};
use ed25519_dalek::{Signer as _, SigningKey};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256,
    PKCS_ECDSA_P384_SHA384, SigningKey as _,
};
use serde_json::{Value, json};

use crate::support::{
    at, bytes, found, is_identified, item, judge, multibase, proved, rows, take, trust,
};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

const SCHOOL: &str = "did:web:school.example";
const DOCUMENT: &str = "https://school.example/.well-known/did.json";
const PROFILE: &str = "https://school.example/profile";
/// A hostile document must be answered within this, in a build that nothing optimises on a busy
/// machine; without its limit each takes minutes, or ends the process.
const PATIENCE: Duration = Duration::from_secs(30);

fn school() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn forger() -> SigningKey {
    SigningKey::from_bytes(&[2; 32])
}

/// The school's own document, which lists its key and one of a kind that is not supported.
fn evidence() -> Evidence {
    let document = json!({
        "id": SCHOOL,
        "verificationMethod": [
            { "id": format!("{SCHOOL}#key"), "type": "Multikey", "controller": SCHOOL,
              "publicKeyMultibase": multibase(&school()) },
            { "id": format!("{SCHOOL}#other"), "type": "JsonWebKey2020", "controller": SCHOOL,
              "publicKeyJwk": { "kty": "EC", "crv": "secp256k1", "x": "AAAA", "y": "AAAA" } }
        ],
        "assertionMethod": [format!("{SCHOOL}#key"), format!("{SCHOOL}#other")]
    });
    found(EvidenceKind::KeyDocument, DOCUMENT, &document)
}

fn school_pinned() -> Trust {
    trust(&format!(
        "[[anchor]]\nid = 'school'\nkind = 'did_pin'\ndid = '{SCHOOL}'\n"
    ))
}

/// A badge of the school that has ended and may be revoked.
fn badge() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": SCHOOL, "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2026-02-01T00:00:00Z",
        "credentialStatus": {
            "id": "https://school.example/status#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": "https://school.example/status"
        },
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:1c9d0f4e-77c1-4f6c-b3c9-0f8a5d1f0e33",
                "type": ["Achievement"],
                "name": "Soil science",
                "description": "Reads a soil profile.",
                "criteria": { "narrative": "An examination." }
            },
            "result": [{ "type": ["Result"], "value": "failed" }]
        }
    })
}

fn genuine() -> Value {
    proved(badge(), &school(), &format!("{SCHOOL}#key"))
}

#[test]
fn the_genuine_badge_is_identified() {
    judge(
        &bytes(&genuine()),
        &school_pinned(),
        &evidence(),
        |checked| {
            assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed]);
            assert_eq!(rows(checked, CheckCode::ContextTerms), [Passed]);
            assert_eq!(rows(checked, CheckCode::ValidityUntil), [Failed]);
            assert_eq!(rows(checked, CheckCode::StatusRevocation), [Inconclusive]);
        },
    );
}

/// The quads stay the same, and a reader of the JSON no longer sees the end and the status.
#[test]
fn what_is_signed_cannot_be_hidden_from_readers_of_the_json() {
    let cred = "https://www.w3.org/2018/credentials#";
    let mut whole = genuine();
    let status = take(&mut whole, "credentialStatus");
    take(&mut whole, "validUntil");
    let end = json!("2026-02-01T00:00:00Z");
    let id = whole["id"].clone();
    let hidden = json!({ "credentialStatus": status, "validUntil": end });
    let mut again = hidden.clone();
    again["id"] = id.clone();
    again["type"] = "VerifiableCredential".into();
    let with = |changes: Value| {
        let mut document = whole.clone();
        for (key, value) in changes.as_object().unwrap() {
            document[key] = value.clone();
        }
        document
    };
    let own = |terms: Value| {
        let mut contexts = badge()["@context"].as_array().unwrap().clone();
        contexts.push(terms);
        contexts
    };
    let date = format!("{cred}validUntil");
    let typed = json!({ "@value": end, "@type": "http://www.w3.org/2001/XMLSchema#dateTime" });
    let forgeries = [
        ("@nest", with(json!({ "@nest": hidden }))),
        ("@included", with(json!({ "@included": [again] }))),
        (
            "own @nest",
            with(json!({ "@context": own(json!({ "x": "@nest" })), "x": hidden })),
        ),
        (
            "IRI",
            with(json!({ format!("{cred}credentialStatus"): status, date: typed })),
        ),
        (
            "compact IRI",
            with(json!({
                "@context": own(json!({ "c": { "@id": cred, "@prefix": true } })),
                "c:credentialStatus": status, "c:validUntil": typed
            })),
        ),
        (
            "own terms",
            with(json!({
                "@context": own(json!({
                    "x": format!("{cred}credentialStatus"),
                    "y": { "@id": format!("{cred}validUntil"), "@type": "http://www.w3.org/2001/XMLSchema#dateTime" }
                })),
                "x": status, "y": end
            })),
        ),
    ];
    for (name, forgery) in forgeries {
        judge(&bytes(&forgery), &school_pinned(), &evidence(), |checked| {
            assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed], "{name}");
            assert_eq!(
                rows(checked, CheckCode::StatusRevocation),
                [NotApplicable],
                "{name}"
            );
            let terms = rows(checked, CheckCode::ContextTerms);
            assert!(terms.contains(&Failed), "{name}: {terms:?}");
        });
    }
}

#[test]
fn a_second_description_of_a_node_is_named() {
    let mut split = genuine();
    let result = take(&mut split["credentialSubject"], "result");
    split["credentialSubject"]["id"] = "_:s".into();
    split["credentialSubject"] = json!([split["credentialSubject"], { "id": "_:s", "type": "AchievementSubject", "result": result }]);
    judge(&bytes(&split), &school_pinned(), &evidence(), |checked| {
        assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed]);
        assert!(rows(checked, CheckCode::ContextTerms).contains(&Failed));
    });
}

#[test]
fn an_identifier_that_a_prefix_rewrites_is_named_and_unsigned() {
    let mut forged = genuine();
    let contexts = forged["@context"].as_array_mut().unwrap();
    contexts.push(json!({ "did": { "@id": "urn:uuid:", "@prefix": true } }));
    forged["credentialSubject"]["achievement"]["id"] =
        "did:1c9d0f4e-77c1-4f6c-b3c9-0f8a5d1f0e33".into();
    // The prefix would turn the issuer into another one.
    judge(&bytes(&forged), &school_pinned(), &evidence(), |checked| {
        assert_eq!(checked.proof().tier(), Tier::Unsigned);
        assert!(rows(checked, CheckCode::ContextTerms).contains(&Failed));
    });
    // One that does not: the achievement's identifier reads otherwise than it is signed.
    let mut forged = genuine();
    let contexts = forged["@context"].as_array_mut().unwrap();
    contexts.push(json!({ "isbn": { "@id": "urn:uuid:", "@prefix": true } }));
    forged["credentialSubject"]["achievement"]["id"] =
        "isbn:1c9d0f4e-77c1-4f6c-b3c9-0f8a5d1f0e33".into();
    judge(&bytes(&forged), &school_pinned(), &evidence(), |checked| {
        assert_eq!(checked.proof().tier(), Tier::Identified);
        assert!(rows(checked, CheckCode::ContextTerms).contains(&Failed));
        let id = Pointer::from("/credentialSubject/achievement/id");
        assert_eq!(checked.tier_at(&id), Tier::Unsigned);
    });
}

#[test]
fn a_proof_cannot_bring_its_own_context() {
    let mut forged = genuine();
    let expires = take(&mut forged["proof"], "expires");
    let mut contexts = badge()["@context"].as_array().unwrap().clone();
    contexts.push(json!({
            "x": { "@id": "https://w3id.org/security#expiration", "@type": "http://www.w3.org/2001/XMLSchema#dateTime" }
        }));
    forged["proof"]["@context"] = contexts.into();
    forged["proof"]["x"] = expires;
    judge(&bytes(&forged), &school_pinned(), &evidence(), |checked| {
        assert_eq!(rows(checked, CheckCode::ProofSignature), [Failed]);
    });
}

/// The genuine statements written as IRIs, and beside them a credential of the forger's own that
/// no context defines.
#[test]
fn an_issuer_that_is_not_signed_is_not_identified() {
    let prefix = "urn:x:";
    let statement = json!({ "@id": "urn:a", format!("{prefix}p"): "anything" });
    let method = format!("{SCHOOL}#key");
    let mut signed = statement.clone();
    signed["@context"] = json!([{
        "sec": "https://w3id.org/security#",
        "DataIntegrityProof": "sec:DataIntegrityProof"
    }]);
    let mut forged = proved(signed, &school(), &method);
    forged["type"] = json!(["VerifiableCredential", "OpenBadgeCredential"]);
    forged["issuer"] = SCHOOL.into();
    forged["credentialSubject"] = badge()["credentialSubject"].clone();
    judge(&bytes(&forged), &school_pinned(), &evidence(), |checked| {
        assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed]);
        assert!(rows(checked, CheckCode::ContextTerms).contains(&Failed));
        assert_eq!(rows(checked, CheckCode::IssuerKey), [Inconclusive]);
        assert!(!is_identified(checked));
        let subject = Pointer::from("/credentialSubject/achievement/name");
        assert_eq!(checked.tier_at(&subject), Tier::Unsigned);
    });
}

/// The school's document names a key that we cannot use; the forger's stands in the header.
#[test]
fn a_key_in_the_header_does_not_stand_in_for_a_listed_one() {
    let header = json!({
        "alg": "EdDSA",
        "kid": format!("{SCHOOL}#other"),
        "jwk": { "kty": "OKP", "crv": "Ed25519",
                 "x": URL_SAFE_NO_PAD.encode(forger().verifying_key().as_bytes()) }
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(&header), part(&badge()));
    let signature = forger().sign(input.as_bytes()).to_bytes();
    let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature));
    judge(token.as_bytes(), &school_pinned(), &evidence(), |checked| {
        assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed]);
        assert_eq!(rows(checked, CheckCode::IssuerKey), [Inconclusive]);
        assert!(!is_identified(checked));
    });
}

/// One proof holds under the forger's key, another names the school's, and neither does both.
#[test]
fn two_halves_of_a_proof_make_none() {
    let mut document = badge();
    document["issuer"]["id"] = PROFILE.into();
    let own = multibase(&forger());
    let mut forged = proved(document, &forger(), &format!("did:key:{own}#{own}"));
    let mut other = forged["proof"].clone();
    other["verificationMethod"] = format!("{PROFILE}#other").into();
    forged["proof"] = json!([forged["proof"], other]);
    let profile = json!({
        "id": PROFILE,
        "verificationMethod": [{ "id": format!("{PROFILE}#other"), "type": "JsonWebKey2020",
            "controller": PROFILE, "publicKeyJwk": { "kty": "EC", "crv": "secp256k1", "x": "AAAA", "y": "AAAA" } }]
    });
    let mut evidence = Evidence::none();
    evidence.insert(PROFILE, item(EvidenceKind::KeyDocument, bytes(&profile)));
    let pinned = trust(&format!(
        "[[anchor]]\nid = 'school'\nkind = 'did_pin'\ndid = '{PROFILE}'\n"
    ));
    judge(&bytes(&forged), &pinned, &evidence, |checked| {
        assert!(rows(checked, CheckCode::ProofSignature).contains(&Inconclusive));
        assert!(!rows(checked, CheckCode::IssuerKey).contains(&Passed));
        assert!(!is_identified(checked) && !checked.entitled());
    });
}

/// A signed badge of the issuer, made a status list by what no context defines.
#[test]
fn a_signed_document_does_not_become_a_status_list() {
    let key = school();
    let method = format!("{SCHOOL}#key");
    let mut list = badge();
    take(&mut list, "validUntil");
    list["@context"] = json!([
        "https://www.w3.org/2018/credentials/v1",
        "https://w3id.org/security/data-integrity/v1"
    ]);
    list["type"] = json!(["VerifiableCredential"]);
    list["issuer"] = SCHOOL.into();
    take(&mut list, "validFrom");
    take(&mut list, "credentialStatus");
    list["credentialSubject"] = json!({ "id": "urn:x" , "type": "VerifiableCredential" });
    let mut list = proved(list, &key, &method);
    list["type"] = json!(["VerifiableCredential", "BitstringStatusListCredential"]);
    let zeros = "uH4sIAAAAAAAA_-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
    list["credentialSubject"]["statusPurpose"] = "revocation".into();
    list["credentialSubject"]["encodedList"] = zeros.into();
    let mut evidence = evidence();
    evidence.insert(
        "https://school.example/status",
        item(EvidenceKind::StatusList, bytes(&list)),
    );
    let document = bytes(&genuine());
    let opened = open(&Document::new(document, "test")).unwrap();
    let (trust, contexts) = (school_pinned(), Contexts::built_in());
    let early = "2026-01-15T00:00:00Z".parse().unwrap();
    let against = Against::new(&evidence, &trust, &contexts, early);
    let checked = check(&opened, against);
    assert_eq!(checked.proof().tier(), Tier::Identified);
    let row: &Check = checked
        .checks()
        .iter()
        .find(|row| row.code == CheckCode::StatusRevocation)
        .unwrap();
    assert_eq!(row.outcome, Inconclusive);
    assert!(row.summary.contains("does not cover all of it"), "{row:?}");
}

struct Seal {
    key: KeyPair,
    der: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

fn parameters(organisation: &str, is_authority: bool) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.not_before = rcgen::date_time_ymd(2025, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(2027, 1, 1);
    let identifier = DnType::CustomDnType(vec![2, 5, 4, 97]);
    parameters
        .distinguished_name
        .push(DnType::OrganizationName, organisation);
    parameters.distinguished_name.push(identifier, organisation);
    if is_authority {
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    parameters
}

fn seal(organisation: &str, by: Option<&Seal>, is_authority: bool) -> Seal {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    seal_with(key, organisation, by, is_authority)
}

fn seal_with(key: KeyPair, organisation: &str, by: Option<&Seal>, is_authority: bool) -> Seal {
    let parameters = parameters(organisation, is_authority);
    let certificate = match by {
        Some(seal) => parameters.signed_by(&key, &seal.issuer).unwrap(),
        None => parameters.self_signed(&key).unwrap(),
    };
    let again = KeyPair::from_pem(&key.serialize_pem()).unwrap();
    Seal {
        der: certificate.der().to_vec(),
        pem: certificate.pem(),
        issuer: Issuer::new(parameters, again),
        key,
    }
}

/// The integers of an ECDSA signature in DER, side by side (RFC 7518 section 3.4).
pub(crate) fn side_by_side(der: &[u8]) -> Vec<u8> {
    use der::{Decode as _, Reader as _, asn1::UintRef};
    let mut reader = der::SliceReader::new(der).unwrap();
    reader
        .sequence(|parts| {
            let mut both = Vec::new();
            for _ in 0..2 {
                let number = UintRef::decode(parts)?;
                both.extend(vec![0; 32usize.saturating_sub(number.as_bytes().len())]);
                both.extend(number.as_bytes());
            }
            Ok::<_, der::Error>(both)
        })
        .unwrap()
}

fn sealed(credential: &Value, seals: &[&Seal]) -> Vec<u8> {
    let payload = credential.to_string();
    let signatures: Vec<Value> = seals
        .iter()
        .map(|seal| {
            let header = json!({
                "alg": "ES256", "b64": false, "sigT": "2026-01-01T00:00:00Z",
                "crit": ["b64", "sigT"], "x5c": [STANDARD.encode(&seal.der)]
            });
            let protected = URL_SAFE_NO_PAD.encode(header.to_string());
            let signature = seal
                .key
                .sign(format!("{protected}.{payload}").as_bytes())
                .unwrap();
            let signature = match signature.len() > 80 {
                true => signature,
                false => side_by_side(&signature),
            };
            json!({ "protected": protected, "signature": URL_SAFE_NO_PAD.encode(signature) })
        })
        .collect();
    bytes(&json!({ "payload": payload, "signatures": signatures }))
}

fn european(issuers: &[&str], body: &Value) -> Value {
    let identifier = |id: &&str| json!({ "notation": id });
    json!({
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": {
            "id": "urn:i", "legalName": { "en": "Anybody" },
            "identifier": issuers.iter().map(identifier).collect::<Vec<_>>()
        },
        "credentialSubject": { "hasClaim": [{ "awardedBy": { "awardingBody": [body] } }] }
    })
}

fn pinned(seal: &Seal, more: &str) -> Trust {
    let anchor = format!(
        "[[anchor]]\nid = 'authority'\nkind = 'x509_pin'\ncertificate = '''\n{}'''\n{more}",
        seal.pem
    );
    trust(&anchor)
}

#[test]
fn only_a_signer_that_is_vouched_for_is_entitled() {
    let authority = seal("NTRXX-CA", None, true);
    let company = seal("NTRXX-COMPANY", Some(&authority), false);
    let other = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
    // A self-made certificate with the school's identifier, of a kind that is not supported.
    let mut self_made = seal_with(other, "NTRXX-SCHOOL", None, false);
    // secp384r1 becomes secp256k1.
    let curve = [0x2b, 0x81, 0x04, 0x00, 0x22];
    let found = self_made.der.windows(5).position(|bytes| bytes == curve);
    self_made.der[found.unwrap() + 4] = 0x0a;
    let body =
        json!({ "legalName": { "en": "School" }, "identifier": { "notation": "NTRXX-SCHOOL" } });
    let credential = european(&["NTRXX-SCHOOL", "NTRXX-COMPANY"], &body);
    let document = sealed(&credential, &[&self_made, &company]);
    judge(
        &document,
        &pinned(&authority, ""),
        &Evidence::none(),
        |checked| {
            assert!(rows(checked, CheckCode::ProofSignature).contains(&Inconclusive));
            assert!(is_identified(checked));
            assert!(!checked.entitled());
        },
    );
}

#[test]
fn a_pinned_seal_issues_no_certificates() {
    let school = seal("NTRXX-SCHOOL", None, false);
    let minted = seal("NTRXX-OTHER", Some(&school), false);
    let body =
        json!({ "legalName": { "en": "Other" }, "identifier": { "notation": "NTRXX-OTHER" } });
    let credential = european(&["NTRXX-OTHER"], &body);
    let trust = pinned(&school, "");
    judge(
        &sealed(&credential, &[&minted]),
        &trust,
        &Evidence::none(),
        |checked| {
            assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed]);
            assert_eq!(rows(checked, CheckCode::SealChain), [Inconclusive]);
            assert!(!is_identified(checked));
        },
    );
    // Its twin: the pinned seal itself.
    let body = json!({ "identifier": { "notation": "NTRXX-SCHOOL" } });
    let credential = european(&["NTRXX-SCHOOL"], &body);
    judge(
        &sealed(&credential, &[&school]),
        &trust,
        &Evidence::none(),
        |checked| {
            assert!(is_identified(checked) && checked.entitled());
        },
    );
}

#[test]
fn what_an_entry_says_of_its_organisation_is_not_said_of_others_below_the_authority() {
    let authority = seal("NTRXX-CA", None, true);
    let more = "awards_for = ['School']\n\
            organisation = { name = 'School', identifiers = ['NTRXX-SCHOOL'] }\n\
            quality = { kind = 'institutional', report = 'r', valid_from = '2025-01-01' }\n";
    let trust = pinned(&authority, more);
    let body =
        json!({ "legalName": { "en": "School" }, "identifier": { "notation": "NTRXX-SCHOOL" } });
    for (organisation, is_own) in [("NTRXX-COMPANY", false), ("NTRXX-SCHOOL", true)] {
        let seal = seal(organisation, Some(&authority), false);
        let credential = european(&[organisation], &body);
        judge(
            &sealed(&credential, &[&seal]),
            &trust,
            &Evidence::none(),
            |checked| {
                assert!(is_identified(checked), "{organisation}");
                assert_eq!(checked.entitled(), is_own, "{organisation}");
                let quality = !checked.assured().is_empty();
                assert_eq!(quality, is_own, "{organisation}");
            },
        );
    }
}

#[test]
fn a_listed_name_does_not_carry_another_one() {
    let school = seal("NTRXX-SCHOOL", None, false);
    let trust = pinned(&school, "awards_for = ['Partner']\n");
    let entitled = |body: Value| {
        let credential = european(&["NTRXX-SCHOOL"], &body);
        let document = sealed(&credential, &[&school]);
        judge(&document, &trust, &Evidence::none(), |checked| {
            checked
                .checks()
                .iter()
                .any(|row| row.code == CheckCode::IssuerEntitlement && row.outcome == Passed)
        })
    };
    assert!(entitled(json!({ "legalName": { "en": "Partner" } })));
    assert!(!entitled(
        json!({ "legalName": { "en": "Famous", "zz": "Partner" } })
    ));
    assert!(!entitled(
        json!({ "legalName": { "en": "Famous" }, "altLabel": "Partner" })
    ));
}

#[test]
fn every_awarding_body_counts_however_many_there_are() {
    let school = seal("NTRXX-SCHOOL", None, false);
    let own = |index: usize| json!({ "id": index, "identifier": { "notation": "NTRXX-SCHOOL" } });
    let claim = |body: Value| json!({ "awardedBy": { "awardingBody": body } });
    let mut claims: Vec<Value> = (0..300).map(own).map(claim).collect();
    claims.push(claim(json!({ "legalName": { "en": "Famous" } })));
    let mut credential = european(&["NTRXX-SCHOOL"], &json!({}));
    credential["credentialSubject"]["hasClaim"] = claims.into();
    let trust = pinned(&school, "");
    judge(
        &sealed(&credential, &[&school]),
        &trust,
        &Evidence::none(),
        |checked| {
            assert!(is_identified(checked) && !checked.entitled());
        },
    );
}

#[test]
fn an_anchor_outside_its_own_time_leads_nowhere() {
    let authority = seal("NTRXX-CA", None, true);
    let company = seal("NTRXX-COMPANY", Some(&authority), false);
    let credential = european(&["NTRXX-COMPANY"], &json!({}));
    let trust = pinned(&authority, "valid_until = '2026-01-01T00:00:00Z'\n");
    judge(
        &sealed(&credential, &[&company]),
        &trust,
        &Evidence::none(),
        |checked| {
            assert_eq!(rows(checked, CheckCode::SealChain), [Inconclusive]);
            assert!(!is_identified(checked));
        },
    );
}

/// Runs a document through every step, and says how long that took.
fn timed(name: &str, document: &[u8], evidence: &Evidence) {
    let start = Instant::now();
    let trust = Trust::none();
    let contexts = Contexts::built_in();
    let opened = open(&Document::new(document.to_vec(), "test")).unwrap();
    let against = Against::new(evidence, &trust, &contexts, at());
    needs(&opened, against);
    let checked = check(&opened, against);
    let place = Pointer::from(format!("/credentialSubject{}", "/a".repeat(100)).as_str());
    for _ in 0..1_000 {
        checked.tier_at(&place);
    }
    let taken = start.elapsed();
    eprintln!("{name}: {} bytes in {taken:?}", document.len());
    assert!(taken < PATIENCE, "{name} took {taken:?}");
}

/// A document with a proof under a did:key, so that its quads are asked for.
fn asked(mut document: Value) -> Vec<u8> {
    let own = multibase(&forger());
    document["proof"] = json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022",
        "verificationMethod": format!("did:key:{own}#{own}"),
        "proofPurpose": "assertionMethod", "proofValue": "z1"
    });
    bytes(&document)
}

#[test]
fn hostile_documents_take_a_bounded_time() {
    let none = Evidence::none();
    let badges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    let v2 = "https://www.w3.org/ns/credentials/v2";
    let long = format!("urn:{}", "x".repeat(4_000_000));
    let many = |count: usize, item: Value| Value::from(vec![item; count]);
    let chain: serde_json::Map<String, Value> = (0..100_000)
        .map(|n| (format!("a{n:06}"), json!(format!("a{:06}:x", n + 1))))
        .collect();
    let undefined: serde_json::Map<String, Value> =
        (0..500_000).map(|n| (format!("k{n}"), json!(n))).collect();
    let attacks = [
        (
            "contexts that repeat",
            asked(json!({ "@context": many(100_000, badges.into()), "id": "urn:a" })),
        ),
        (
            "terms that need each other",
            asked(json!({ "@context": [v2, chain], "id": "urn:a" })),
        ),
        (
            "a context wiped often",
            asked(json!({
                "@context": { "T": { "@id": "urn:T", "@context": many(500_000, Value::Null) } },
                "@type": "T", "urn:p": { "urn:p": 1 }
            })),
        ),
        (
            "a long key above many values",
            asked(json!({ "@id": "urn:a", long.clone(): many(50_000, 1.into()) })),
        ),
        (
            "a long prefix",
            asked(
                json!({ "@context": { "p": { "@id": long, "@prefix": true } },
                    "urn:p": many(50_000, json!({ "p:a": 1 })) }),
            ),
        ),
        (
            "undefined terms",
            asked(
                json!({ "@context": v2, "id": "urn:a", "issuer": { "x": 1 }, "evidence": undefined }),
            ),
        ),
        (
            "types with contexts of their own",
            asked(json!({ "@context": [v2, badges], "id": "urn:a",
                    "type": many(100_000, "OpenBadgeCredential".into()) })),
        ),
        (
            "nodes with contexts of their own",
            asked(
                json!({ "@context": [v2, badges], "id": "urn:a", "type": ["VerifiableCredential", "OpenBadgeCredential"],
                    "credentialSubject": many(50_000, json!({ "type": "AchievementSubject", "achievement": { "type": "Achievement" } })) }),
            ),
        ),
        (
            "a large context scoped to a type",
            asked(
                json!({ "@context": { "T": { "@id": "urn:T", "@context": { "x": { "@id": "urn:x", "@context": (0..100_000).map(|n| (format!("t{n}"), json!("urn:t"))).collect::<serde_json::Map<_, _>>() } } } },
                    "urn:p": many(50_000, json!({ "@type": "T" })) }),
            ),
        ),
        (
            "equal nodes",
            asked(json!({ "@id": "urn:a", "urn:p": many(50_000, json!({ "urn:q": 1 })) })),
        ),
        (
            "a long list",
            asked(json!({ "@id": "urn:a", "urn:p": { "@list": many(50_000, json!({})) } })),
        ),
        (
            "subjects that are none",
            bytes(
                &json!({ "type": ["VerifiableCredential"], "credentialSubject": many(1_000_000, 1.into()) }),
            ),
        ),
    ];
    for (name, document) in attacks {
        timed(name, &document, &none);
    }
}

#[test]
fn hostile_key_documents_take_a_bounded_time() {
    let id = "https://issuer.example/p";
    let mut document = json!({ "issuer": id, "type": ["VerifiableCredential"] });
    document["proof"] = json!({
        "type": "Ed25519Signature2020", "verificationMethod": format!("{id}#k"),
        "proofPurpose": "assertionMethod", "proofValue": "z1"
    });
    let listed: Vec<Value> = (0..20_000)
        .map(|n| json!({ "id": format!("{id}#{n}") }))
        .collect();
    let named: Vec<Value> = (0..20_000).map(|n| json!(format!("#{n}"))).collect();
    let documents = [
        (
            "many keys",
            json!({ "id": id, "verificationMethod": listed, "assertionMethod": named }),
        ),
        (
            "a long key",
            json!({ "id": id, "verificationMethod": { "id": "#k", "publicKeyBase58": "z".repeat(2_000_000) } }),
        ),
    ];
    for (name, key_document) in documents {
        let mut evidence = Evidence::none();
        evidence.insert(id, item(EvidenceKind::KeyDocument, bytes(&key_document)));
        timed(name, &bytes(&document), &evidence);
    }
}
