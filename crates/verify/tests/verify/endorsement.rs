//! Endorsements: each must hold by itself and speak of what it stands beside, and none lifts or
//! sinks what it endorses.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, check::verdict, evidence::Evidence,
};
use credeval_verify::{Against, Trust, needs, open};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use crate::support::{Key, at, bytes, judge, multibase, proved, rows, trust};
use CheckOutcome::{Failed, Inconclusive, Passed};

const ACHIEVEMENT: &str = "https://school.example/achievements/soil";
const CONTEXTS: [&str; 2] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
];

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn did(key: &SigningKey) -> String {
    format!("did:key:{}", multibase(key))
}

fn method(key: &SigningKey) -> String {
    format!("{}#{}", did(key), multibase(key))
}

fn school() -> SigningKey {
    key(1)
}

fn agency() -> SigningKey {
    key(2)
}

fn statement(endorser: &str, object: &str) -> Value {
    json!({
        "@context": CONTEXTS,
        "id": "urn:uuid:9a1f6b62-7f2d-43c2-93a5-0a8e3a8a3b10",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": { "id": endorser, "type": ["Profile"], "name": "Agency" },
        "name": "In good standing",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": object,
            "type": ["EndorsementSubject"],
            "endorsementComment": "Meets the standards."
        }
    })
}

fn endorsement(by: &SigningKey, object: &str) -> Value {
    proved(statement(&did(by), object), by, &method(by))
}

/// An unsigned badge with this endorsement beside its achievement.
fn badge(endorsement: &Value) -> Value {
    json!({
        "@context": CONTEXTS,
        "id": "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": did(&school()), "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:web:hank.example",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": ACHIEVEMENT,
                "type": ["Achievement"],
                "name": "Soil science",
                "description": "Reads a soil profile.",
                "criteria": { "narrative": "An examination." },
                "endorsement": [endorsement]
            }
        }
    })
}

fn signed(badge: Value) -> Value {
    proved(badge, &school(), &method(&school()))
}

/// The one row on endorsements, and how the credential ends as a whole.
fn row(document: &Value, trust: &Trust) -> (Check, CheckOutcome) {
    judge(&bytes(document), trust, &Evidence::none(), |checked| {
        let found: Vec<&Check> = checked
            .checks()
            .iter()
            .filter(|check| check.code == CheckCode::Endorsement)
            .collect();
        let [row] = found.as_slice() else {
            panic!("expected one row, found {found:?}")
        };
        ((*row).clone(), verdict(checked.checks()))
    })
}

/// How the endorsement ends, and its cause; what it endorses holds whatever that is.
fn ends(document: &Value) -> (CheckOutcome, String) {
    let (row, whole) = row(document, &Trust::none());
    assert_eq!(whole, Passed);
    let cause = row.cause.map(|cause| cause.code);
    (row.outcome, cause.unwrap_or_default())
}

fn end(outcome: CheckOutcome, cause: &str) -> (CheckOutcome, String) {
    (outcome, cause.to_owned())
}

#[test]
fn an_endorsement_that_holds_names_the_endorser() {
    let badge = signed(badge(&endorsement(&agency(), ACHIEVEMENT)));
    let (found, _) = row(&badge, &Trust::none());
    assert_eq!(found.outcome, Passed);
    let place = "/credentialSubject/achievement/endorsement/0";
    assert_eq!(found.pointer.unwrap().as_str(), place);
    let words = format!(
        "{} endorses the achievement; nobody vouches",
        did(&agency())
    );
    assert!(found.summary.starts_with(&words), "{}", found.summary);
    let listed = trust(&format!(
        "[[anchor]]\nid = 'agency'\nkind = 'did_pin'\ndid = '{}'\n",
        did(&agency())
    ));
    let (found, _) = row(&badge, &listed);
    assert!(
        found.summary.ends_with("the trust file lists the endorser"),
        "{}",
        found.summary
    );
}

/// An endorser who is trusted does not make the issuer so.
#[test]
fn an_endorsement_lifts_nothing() {
    let badge = signed(badge(&endorsement(&agency(), ACHIEVEMENT)));
    let listed = trust(&format!(
        "[[anchor]]\nid = 'agency'\nkind = 'did_pin'\ndid = '{}'\n",
        did(&agency())
    ));
    judge(&bytes(&badge), &listed, &Evidence::none(), |checked| {
        assert_eq!(rows(checked, CheckCode::IssuerTrust), [Inconclusive]);
        assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed]);
        assert!(checked.trust().is_empty());
    });
}

#[test]
fn an_issuer_may_endorse_itself_and_it_is_told() {
    let badge = signed(badge(&endorsement(&school(), ACHIEVEMENT)));
    let (found, _) = row(&badge, &Trust::none());
    assert!(
        found.summary.ends_with("and is the issuer itself"),
        "{}",
        found.summary
    );
}

/// A genuine endorsement of something else, put beside this achievement.
#[test]
fn an_endorsement_of_another_is_refused() {
    for other in [
        "https://other.example/achievements/soil",
        &did(&school()),
        "urn:x",
    ] {
        let badge = signed(badge(&endorsement(&agency(), other)));
        assert_eq!(ends(&badge), end(Failed, "endorses_another"), "{other}");
    }
    let mut nameless = badge(&endorsement(&agency(), ACHIEVEMENT));
    let achievement = &mut nameless["credentialSubject"]["achievement"];
    achievement.as_object_mut().unwrap().remove("id");
    let (found, _) = row(&signed(nameless), &Trust::none());
    assert_eq!(found.outcome, Inconclusive);
    assert_eq!(found.cause.unwrap().code, "no_identifier");
}

/// Beside the credential, an endorsement may speak of the credential, its issuer or achievement.
#[test]
fn beside_the_credential_its_parts_may_be_meant() {
    let own = "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11";
    for (endorsed, outcome) in [
        (own, Passed),
        (ACHIEVEMENT, Passed),
        (did(&school()).as_str(), Passed),
        ("https://other.example/issuer", Failed),
    ] {
        let mut badge = badge(&json!([]));
        let achievement = &mut badge["credentialSubject"]["achievement"];
        achievement.as_object_mut().unwrap().remove("endorsement");
        badge["endorsement"] = endorsement(&agency(), endorsed);
        // In RDF an endorsement of the credential describes the credential itself a second time,
        // which `context.terms` tells; so only the row is looked at.
        let (found, _) = row(&signed(badge), &Trust::none());
        assert_eq!(found.outcome, outcome, "{endorsed}");
    }
    let mut badge = badge(&endorsement(&agency(), ACHIEVEMENT));
    let moved = badge["credentialSubject"]["achievement"]["endorsement"].take();
    badge["credentialSubject"]["achievement"]
        .as_object_mut()
        .unwrap()
        .remove("endorsement");
    badge["issuer"]["endorsement"] = moved;
    assert_eq!(ends(&signed(badge)), end(Failed, "endorses_another"));
}

#[test]
fn an_endorsement_that_does_not_hold_is_told_and_sinks_nothing() {
    let mut altered = endorsement(&agency(), ACHIEVEMENT);
    altered["credentialSubject"]["endorsementComment"] = "Excellent.".into();
    assert_eq!(ends(&signed(badge(&altered))), end(Failed, "bad_signature"));
    let mut ended = statement(&did(&agency()), ACHIEVEMENT);
    ended["validUntil"] = "2026-02-01T00:00:00Z".into();
    let ended = proved(ended, &agency(), &method(&agency()));
    assert_eq!(ends(&signed(badge(&ended))), end(Failed, "expired"));
    let unsigned = statement(&did(&agency()), ACHIEVEMENT);
    assert_eq!(ends(&signed(badge(&unsigned))), end(Failed, "no_proof"));
    // Signed by a stranger in the name of the agency.
    let forged = proved(
        statement(&did(&agency()), ACHIEVEMENT),
        &key(9),
        &method(&key(9)),
    );
    assert_eq!(ends(&signed(badge(&forged))), end(Failed, "key_of_another"));
    // A signed credential that endorses nothing.
    let mut other = statement(&did(&agency()), ACHIEVEMENT);
    other["type"] = json!(["VerifiableCredential"]);
    other["credentialSubject"] = json!({ "id": ACHIEVEMENT });
    let other = proved(other, &agency(), &method(&agency()));
    assert_eq!(
        ends(&signed(badge(&other))),
        end(Failed, "not_an_endorsement")
    );
}

#[test]
fn an_endorser_whose_key_cannot_be_had_is_unknown() {
    let endorser = "did:web:agency.example";
    let endorsement = proved(
        statement(endorser, ACHIEVEMENT),
        &agency(),
        &format!("{endorser}#key"),
    );
    let genuine = signed(badge(&endorsement));
    assert_eq!(ends(&genuine), end(Inconclusive, "not_asked"));
    let asked = |document: &Value| {
        let opened = open(&Document::new(bytes(document), "test")).unwrap();
        let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
        let against = Against::new(&evidence, &trust, &contexts, at());
        needs(&opened, against).len()
    };
    assert_eq!(asked(&genuine), 1);
    // Nothing inside is asked for where the proof around does not hold.
    let mut altered = genuine;
    altered["validFrom"] = "2026-01-02T00:00:00Z".into();
    assert_eq!(asked(&altered), 0);
}

/// In an unsigned copy, anyone can write the identifier that a genuine endorsement names.
#[test]
fn without_a_proof_nothing_is_endorsed() {
    let badge = badge(&endorsement(&agency(), ACHIEVEMENT));
    let (row, whole) = row(&badge, &Trust::none());
    assert_eq!((row.outcome, whole), (Inconclusive, Failed));
    assert_eq!(row.cause.unwrap().code, "not_covered");
}

/// The published contexts do not define `endorsementJwt`, so no proof over RDF covers it.
#[test]
fn a_token_beside_the_proof_is_marked() {
    let key = Key::ed25519(2);
    let token = key.jws(
        &json!({ "alg": "EdDSA", "typ": "vc+jwt" }),
        &statement(&key.did_jwk(), ACHIEVEMENT),
    );
    let mut badge = badge(&json!([]));
    let achievement = badge["credentialSubject"]["achievement"]
        .as_object_mut()
        .unwrap();
    achievement.remove("endorsement");
    let mut signed = signed(badge);
    signed["credentialSubject"]["achievement"]["endorsementJwt"] = json!([token]);
    let (found, _) = row(&signed, &Trust::none());
    assert_eq!(found.outcome, Passed);
    assert!(
        found
            .summary
            .ends_with("does not cover the place where it stands")
    );
    let place = "/credentialSubject/achievement/endorsementJwt/0";
    assert_eq!(found.pointer.unwrap().as_str(), place);
    // A token whose payload was exchanged.
    let mut parts: Vec<&str> = token.split('.').collect();
    let other = statement(&key.did_jwk(), "urn:x");
    let payload = URL_SAFE_NO_PAD.encode(other.to_string());
    parts[1] = &payload;
    signed["credentialSubject"]["achievement"]["endorsementJwt"] = json!(parts.join("."));
    let (found, _) = row(&signed, &Trust::none());
    assert_eq!(found.cause.unwrap().code, "bad_signature");
}

#[test]
fn an_endorsement_by_itself_is_a_credential() {
    let document = endorsement(&agency(), ACHIEVEMENT);
    judge(
        &bytes(&document),
        &Trust::none(),
        &Evidence::none(),
        |checked| {
            assert_eq!(verdict(checked.checks()), Passed);
            assert_eq!(rows(checked, CheckCode::Endorsement), []);
        },
    );
}
