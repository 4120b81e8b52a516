//! Refreshing: what a refresh service gives stands for the credential only where it is the same
//! one, newer, and holds by itself.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Document,
    check::{Cause, verdict},
    evidence::{Answer, Evidence, EvidenceKind},
};
use credeval_verify::{Against, Opened, Trust, check, needs, open, refreshed};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use crate::support::{Key, at, bytes, item, multibase, proved, trust};
use CheckOutcome::{Failed, Inconclusive, Passed};

const SERVICE: &str = "https://school.example/refresh/1";
const SCHOOL: &str = "did:web:school.example";
const DOCUMENT: &str = "https://school.example/.well-known/did.json";
const STATUS: &str = "https://school.example/status";

/// The school's badge, which has ended, and says where a newer one stands.
fn badge() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "id": "urn:badge:1",
        "issuer": { "id": SCHOOL, "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2026-02-01T00:00:00Z",
        "refreshService": { "id": SERVICE, "type": "1EdTechCredentialRefresh" },
        "credentialSubject": {
            "id": "did:web:hank.example",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:achievement:1", "type": ["Achievement"], "name": "Soil science",
                "description": "Reads a soil profile.", "criteria": { "narrative": "n" }
            }
        }
    })
}

/// The same badge as it is now.
fn newer() -> Value {
    let mut newer = badge();
    newer["validFrom"] = "2026-05-01T00:00:00Z".into();
    newer["validUntil"] = "2027-05-01T00:00:00Z".into();
    newer
}

/// Signed with the school's key of this number.
fn signed(badge: &Value, key: u8) -> String {
    let header = json!({ "alg": "EdDSA", "typ": "vc+jwt", "kid": format!("{SCHOOL}#key-{key}") });
    Key::ed25519(key).jws(&header, badge)
}

/// The school's document, which lists two keys; and what its refresh service gives.
fn evidence(given: &str) -> Evidence {
    let method = |key: u8| {
        json!({
            "id": format!("{SCHOOL}#key-{key}"), "type": "JsonWebKey2020", "controller": SCHOOL,
            "publicKeyJwk": Key::ed25519(key).jwk()
        })
    };
    let document = json!({
        "id": SCHOOL, "verificationMethod": [method(1), method(2)],
        "assertionMethod": [format!("{SCHOOL}#key-1"), format!("{SCHOOL}#key-2")]
    });
    let mut evidence = Evidence::none();
    evidence.insert(DOCUMENT, item(EvidenceKind::KeyDocument, bytes(&document)));
    let given = given.as_bytes().to_vec();
    evidence.insert(SERVICE, item(EvidenceKind::RefreshedCredential, given));
    evidence
}

/// What `see` sees of a document and of what stands for it, if anything does.
fn look<T>(
    document: &str,
    evidence: &Evidence,
    trust: &Trust,
    see: impl Fn(&Opened, Option<&Opened>, Against<'_>) -> T,
) -> T {
    let opened = open(&Document::new(document.as_bytes().to_vec(), "test")).unwrap();
    let contexts = Contexts::built_in();
    let against = Against::new(evidence, trust, &contexts, at());
    let newer = refreshed(&opened, against);
    see(&opened, newer.as_ref(), against)
}

fn row(opened: &Opened, against: Against<'_>) -> Option<Check> {
    let checked = check(opened, against);
    let mut rows = checked.checks().iter();
    rows.find(|row| row.code == CheckCode::Refresh).cloned()
}

/// Why what the service gives does not stand for the badge.
fn refused(document: &str, evidence: &Evidence) -> String {
    look(
        document,
        evidence,
        &Trust::none(),
        |opened, newer, against| {
            assert!(newer.is_none());
            let row = row(opened, against).unwrap();
            assert_eq!(row.outcome, Inconclusive);
            row.cause.unwrap().code
        },
    )
}

#[test]
fn a_newer_copy_of_the_same_credential_is_judged_in_its_stead() {
    let (came, given) = (signed(&badge(), 1), signed(&newer(), 2));
    look(
        &came,
        &evidence(&given),
        &Trust::none(),
        |opened, newer, against| {
            let before = check(opened, against);
            assert_eq!(verdict(before.checks()), Failed);
            let cause = row(opened, against).unwrap().cause.unwrap();
            assert_eq!(cause.code, "newer_copy");

            let newer = newer.unwrap();
            let checked = check(newer, against);
            assert_eq!(verdict(checked.checks()), Passed);
            let row = row(newer, against).unwrap();
            let digests = [&came, &given].map(|text| Digest::of(text.as_bytes()));
            assert_eq!(row.outcome, Passed);
            assert_eq!(row.evidence, [digests[1]]);
            for digest in digests {
                assert!(row.summary.contains(&digest.to_string()), "{}", row.summary);
            }
            assert_eq!(checked.info().digest, digests[0]);
            // It names a refresh service as well, which is not asked again.
            assert!(needs(newer, against).is_empty());
            assert!(refreshed(newer, against).is_none());
        },
    );
}

#[test]
fn the_same_copy_changes_nothing() {
    let came = signed(&newer(), 1);
    look(
        &came,
        &evidence(&came),
        &Trust::none(),
        |opened, newer, against| {
            assert!(newer.is_none());
            assert_eq!(row(opened, against).unwrap().outcome, Passed);
            assert_eq!(verdict(check(opened, against).checks()), Passed);
        },
    );
}

type Edit = fn(&mut Value);

#[test]
fn another_credential_is_refused() {
    let came = signed(&badge(), 1);
    let edits: [(&str, Edit); 6] = [
        ("person", |badge| {
            badge["credentialSubject"]["id"] = "did:web:maria.example".into();
        }),
        ("nobody", |badge| {
            badge["credentialSubject"]
                .as_object_mut()
                .unwrap()
                .remove("id");
        }),
        ("achievement", |badge| {
            badge["credentialSubject"]["achievement"]["id"] = "urn:achievement:2".into();
        }),
        ("identifier", |badge| badge["id"] = "urn:badge:2".into()),
        ("kind", |badge| {
            badge["type"] = json!(["VerifiableCredential", "ClrCredential"]);
        }),
        ("second subject", |badge| {
            let subject = badge["credentialSubject"].clone();
            badge["credentialSubject"] = json!([subject, { "id": "did:web:maria.example" }]);
        }),
    ];
    for (what, edit) in edits {
        let mut other = newer();
        edit(&mut other);
        let given = evidence(&signed(&other, 1));
        assert_eq!(refused(&came, &given), "another_credential", "{what}");
    }
    // The school's name under a key of a stranger; and the stranger's own.
    let stranger = Key::ed25519(9);
    let header = json!({ "alg": "EdDSA", "typ": "vc+jwt", "kid": format!("{SCHOOL}#key-1") });
    let forged = evidence(&stranger.jws(&header, &newer()));
    assert_eq!(refused(&came, &forged), "refreshed_failed");
    let mut own = newer();
    own["issuer"]["id"] = stranger.did_jwk().into();
    let own = evidence(&stranger.jws(&json!({ "alg": "EdDSA", "typ": "vc+jwt" }), &own));
    assert_eq!(refused(&came, &own), "another_credential");
    let header = json!({ "alg": "EdDSA", "typ": "vc+jwt", "jwk": stranger.jwk() });
    let unbound = evidence(&stranger.jws(&header, &newer()));
    assert_eq!(refused(&came, &unbound), "refreshed_not_proven");
}

/// A forgery in the school's name under a key that it states itself: the genuine credential, which
/// the school's service gives, does not stand for it.
#[test]
fn a_forgery_is_not_cured_by_the_genuine_one() {
    let stranger = Key::ed25519(9);
    let header = json!({ "alg": "EdDSA", "typ": "vc+jwt", "jwk": stranger.jwk() });
    let forged = stranger.jws(&header, &badge());
    assert_eq!(
        refused(&forged, &evidence(&signed(&newer(), 1))),
        "not_bound"
    );
}

#[test]
fn what_has_no_identifier_cannot_be_told_to_be_the_same() {
    let nameless = |mut badge: Value| {
        badge.as_object_mut().unwrap().remove("id");
        signed(&badge, 1)
    };
    let given = evidence(&nameless(newer()));
    assert_eq!(refused(&nameless(badge()), &given), "another_credential");
}

#[test]
fn an_older_one_is_refused() {
    let came = signed(&newer(), 1);
    let mut older = badge();
    older["validUntil"] = "2027-02-01T00:00:00Z".into();
    assert_eq!(refused(&came, &evidence(&signed(&older, 1))), "older");
    let untimed = |mut badge: Value, level: &str| {
        badge.as_object_mut().unwrap().remove("validFrom");
        // A badge must say since when it is valid; credentials of other kinds need not.
        badge["type"] = json!(["VerifiableCredential"]);
        crate::support::take(&mut badge["credentialSubject"], "type");
        badge["name"] = level.into();
        signed(&badge, 1)
    };
    let given = evidence(&untimed(newer(), "b"));
    assert_eq!(refused(&untimed(newer(), "a"), &given), "age_unknown");
}

#[test]
fn one_without_a_proof_is_refused() {
    let came = signed(&badge(), 1);
    assert_eq!(
        refused(&came, &evidence(&newer().to_string())),
        "refreshed_failed"
    );
    let mut altered = signed(&newer(), 1);
    altered.truncate(altered.len() - 4);
    altered.push_str("AAAA");
    assert_eq!(refused(&came, &evidence(&altered)), "refreshed_failed");
    for nothing in ["", "<html>", "{}"] {
        let cause = refused(&came, &evidence(nothing));
        assert!(["cannot_be_opened", "another_credential"].contains(&cause.as_str()));
    }
}

/// The issuer's newest word stands, even where it is a bad one.
#[test]
fn a_newer_copy_that_has_ended_is_accepted() {
    let mut ended = newer();
    ended["validUntil"] = "2026-05-15T00:00:00Z".into();
    let mut still = badge();
    still["validUntil"] = "2027-01-01T00:00:00Z".into();
    let given = evidence(&signed(&ended, 1));
    look(
        &signed(&still, 1),
        &given,
        &Trust::none(),
        |_, newer, against| {
            assert_eq!(verdict(check(newer.unwrap(), against).checks()), Failed);
        },
    );
}

/// Where an anchor allows one key, the refreshed copy must be under it too.
#[test]
fn one_for_which_fewer_vouch_is_refused() {
    let pinned = trust(&format!(
        "[[anchor]]\nid = 'school'\nkind = 'did_pin'\ndid = '{SCHOOL}'\nkeys = ['{SCHOOL}#key-1']\n"
    ));
    let came = signed(&badge(), 1);
    for (key, accepted) in [(1, true), (2, false)] {
        let given = evidence(&signed(&newer(), key));
        look(&came, &given, &pinned, |opened, newer, against| {
            assert_eq!(newer.is_some(), accepted, "{key}");
            let cause = row(opened, against).unwrap().cause.unwrap();
            assert_eq!(cause.code == "refreshed_not_identified", !accepted);
        });
    }
}

/// Revocation is final (Bitstring Status List section 2.1): no copy undoes it.
#[test]
fn a_revoked_credential_is_not_refreshed() {
    let mut list = vec![0; 16_384];
    list[0] = 0x80;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&list).unwrap();
    let bits = format!("u{}", URL_SAFE_NO_PAD.encode(encoder.finish().unwrap()));
    let list = json!({
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": { "id": SCHOOL },
        "credentialSubject": {
            "type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": bits
        }
    });
    let mut revoked = badge();
    revoked["credentialStatus"] = json!({
        "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "0", "statusListCredential": STATUS
    });
    let mut given = evidence(&signed(&newer(), 1));
    let list = signed(&list, 1).into_bytes();
    given.insert(STATUS, item(EvidenceKind::StatusList, list));
    assert_eq!(refused(&signed(&revoked, 1), &given), "revoked");
}

fn asked(document: &str, evidence: &Evidence) -> Vec<String> {
    look(document, evidence, &Trust::none(), |opened, _, against| {
        let requests = needs(opened, against).into_iter();
        requests.map(|request| request.url).collect()
    })
}

fn without_service() -> Evidence {
    let full = evidence("");
    let mut keys = Evidence::none();
    keys.insert(DOCUMENT, full.get(DOCUMENT).unwrap().clone());
    keys
}

#[test]
fn the_service_is_asked_after_the_proof_holds() {
    let came = signed(&badge(), 1);
    assert_eq!(asked(&came, &Evidence::none()), [DOCUMENT]);
    assert_eq!(asked(&came, &without_service()), [SERVICE]);
    let mut altered = came;
    altered.truncate(altered.len() - 4);
    altered.push_str("AAAA");
    assert_eq!(asked(&altered, &without_service()), [""; 0]);
    assert_eq!(refused(&altered, &without_service()), "proof_not_held");
}

#[test]
fn a_service_that_cannot_be_asked_settles_nothing() {
    let came = signed(&newer(), 1);
    let mut gone = without_service();
    gone.insert(
        SERVICE,
        Answer::Missing(Cause::new("redirect").url(SERVICE)),
    );
    assert_eq!(refused(&came, &gone), "redirect");
    look(&came, &gone, &Trust::none(), |opened, _, against| {
        assert_eq!(verdict(check(opened, against).checks()), Inconclusive);
    });
    let mut other = newer();
    other["refreshService"]["type"] = "ManualRefreshService2018".into();
    assert_eq!(
        refused(&signed(&other, 1), &without_service()),
        "unsupported_refresh"
    );
    let mut bare = newer();
    bare["refreshService"].as_object_mut().unwrap().remove("id");
    assert_eq!(refused(&signed(&bare, 1), &without_service()), "no_address");
    let mut none = newer();
    none.as_object_mut().unwrap().remove("refreshService");
    look(
        &signed(&none, 1),
        &without_service(),
        &Trust::none(),
        |opened, _, against| {
            assert_eq!(row(opened, against), None);
        },
    );
}

/// A service that was written beside the proof: a context inside the document is not signed.
#[test]
fn a_service_that_the_proof_does_not_cover_is_not_asked() {
    let key = SigningKey::from_bytes(&[1; 32]);
    let did = format!("did:key:{}", multibase(&key));
    let term = |name: &str| format!("https://www.w3.org/2018/credentials#{name}");
    let mut own = newer();
    own["@context"] = json!([{
        "id": "@id", "type": "@type",
        "issuer": { "@id": term("issuer"), "@type": "@id" },
        "refreshService": { "@id": term("refreshService"), "@type": "@id" }
    }]);
    own["issuer"] = did.clone().into();
    let own = proved(own, &key, &format!("{did}#{}", multibase(&key)));
    assert_eq!(refused(&own.to_string(), &Evidence::none()), "not_covered");
    assert_eq!(asked(&own.to_string(), &Evidence::none()), [""; 0]);
}

/// A credential inside a record is not exchanged; that a newer one stands is told at its place.
#[test]
fn inside_a_record_a_newer_copy_is_told() {
    let key = Key::ed25519(3);
    let record = |held: &str| {
        let payload = json!({
            "type": ["VerifiableCredential", "ClrCredential"], "id": "urn:record:1",
            "issuer": { "id": key.did_jwk() },
            "credentialSubject": { "id": "did:web:hank.example", "verifiableCredential": [held] }
        });
        key.jws(&json!({ "alg": "EdDSA" }), &payload)
    };
    let given = evidence(&signed(&newer(), 1));
    look(
        &record(&signed(&badge(), 1)),
        &given,
        &Trust::none(),
        |opened, newer, against| {
            assert!(newer.is_none());
            let row = row(opened, against).unwrap();
            assert_eq!(
                row.pointer.unwrap().as_str(),
                "/credentialSubject/verifiableCredential/0"
            );
            assert_eq!(row.cause.unwrap().code, "newer_copy");
        },
    );
}
