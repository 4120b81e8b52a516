//! A micro-credential and an identity under one nonce: what ties them, and what does not.

use credeval_model::{CheckOutcome, Tier};
use credeval_verify::Trust;
use credeval_wallet::{Binding, HolderKey, Identity, ResponseMode, Strength, Wanted, binding};
use serde_json::{Value, json};

use crate::support::{
    Ask, Key, badge, bind, holder, issuer, judge, pid, present, request, trust_in, vp_jwt,
};

/// What ties a badge with these members, presented by one key, to the identity of another.
fn tie(changes: &Value, identity: &Key, name: &str, trust: &Trust) -> (Binding, Strength) {
    let wanted = Wanted {
        open_badges: true,
        identity: Identity::Required,
        ..Wanted::default()
    };
    let request = request(wanted.query().unwrap(), ResponseMode::DirectPostJwt);
    let ask = Ask::of(&request);
    let held = [badge(&holder(), changes)];
    let token = json!({
        "open_badge_jwt": [vp_jwt(&holder(), &held, &ask, &json!({}))],
        "identity": [bind(&pid(identity, name), identity, &ask, &json!({}))]
    });
    let presented = present(&request, &token).unwrap();
    // In the order of the query.
    let learner = judge(&presented, trust, None, |_, checked| {
        binding::learner(checked[1].unwrap())
    });
    judge(&presented, trust, learner.as_ref(), |_, checked| {
        let found = Binding::of(checked[0].unwrap(), checked[1].unwrap());
        let strength = found.strength();
        (found, strength)
    })
}

/// Members by which a badge says whose it is.
fn of_learner(name: &str, born: &str) -> Value {
    json!({ "credentialSubject": {
        "id": holder().did(), "type": ["AchievementSubject"],
        "achievement": { "id": "urn:uuid:1", "type": ["Achievement"], "name": "n", "description": "d",
                         "criteria": { "narrative": "c" } },
        "identifier": [
            { "type": "IdentityObject", "hashed": false, "identityHash": name, "identityType": "name" },
            { "type": "IdentityObject", "hashed": false, "identityHash": born,
              "identityType": "ext:dateOfBirth" }
        ]
    } })
}

fn other() -> Key {
    Key::of(13)
}

#[test]
fn name_and_day_of_birth_are_a_match_and_no_proof() {
    let trust = trust_in(&issuer());
    let own = of_learner("Ana Novák", "1999-10-02");
    let (binding, strength) = tie(&own, &other(), "Novák", &trust);
    assert_eq!(
        binding,
        Binding {
            person: CheckOutcome::Passed,
            key: HolderKey::Unknown,
            identity: Tier::Identified
        }
    );
    assert_eq!(strength, Strength::Matched);
    // A name alone is borne by many.
    let (_, strength) = tie(
        &of_learner("Ana Novák", "no day"),
        &other(),
        "Novák",
        &trust,
    );
    assert_eq!(strength, Strength::Open);
    let (_, strength) = tie(&json!({}), &other(), "Novák", &trust);
    assert_eq!(strength, Strength::Open);
}

#[test]
fn one_key_that_both_issuers_named_is_a_proof() {
    let trust = trust_in(&issuer());
    let with = |identity: &Key, changes: Value| tie(&changes, identity, "Novák", &trust);
    let bound = json!({ "cnf": { "jwk": holder().jwk() } });
    let (binding, strength) = with(&holder(), bound.clone());
    assert_eq!((binding.key, strength), (HolderKey::Same, Strength::Proven));
    let (binding, strength) = with(&other(), bound);
    assert_eq!((binding.key, strength), (HolderKey::Other, Strength::Open));
    // Presented by the holder of the identity, and bound to that key by its own identifier alone.
    let (binding, strength) = with(&holder(), json!({}));
    assert_eq!(
        (binding.key, strength),
        (HolderKey::Unknown, Strength::Open)
    );
    // Bound to a key that did not present it.
    let (binding, _) = with(&other(), json!({ "cnf": { "jwk": other().jwk() } }));
    assert_eq!(binding.key, HolderKey::Unknown);
}

#[test]
fn another_person_is_told_whatever_the_key() {
    let trust = trust_in(&issuer());
    let mut anothers = of_learner("Boris Petrov", "1985-01-31");
    let (binding, strength) = tie(&anothers, &other(), "Novák", &trust);
    assert_eq!(binding.person, CheckOutcome::Failed);
    assert_eq!(strength, Strength::Contradicted);
    anothers["cnf"] = json!({ "jwk": holder().jwk() });
    let (binding, strength) = tie(&anothers, &holder(), "Novák", &trust);
    assert_eq!(binding.key, HolderKey::Same);
    assert_eq!(strength, Strength::Contradicted);
}

#[test]
fn an_identity_that_nobody_vouches_for_shows_nothing() {
    let mut own = of_learner("Ana Novák", "1999-10-02");
    own["cnf"] = json!({ "jwk": holder().jwk() });
    let (binding, strength) = tie(&own, &holder(), "Novák", &Trust::none());
    assert_eq!(binding.identity, Tier::Signed);
    assert_eq!(binding.key, HolderKey::Same);
    assert_eq!(strength, Strength::Open);
    let (_, strength) = tie(&own, &holder(), "Novák", &trust_in(&issuer()));
    assert_eq!(strength, Strength::Proven);
}

#[test]
fn an_identity_that_another_presents_describes_nobody() {
    let wanted = Wanted {
        open_badges: true,
        identity: Identity::Optional,
        ..Wanted::default()
    };
    let request = request(wanted.query().unwrap(), ResponseMode::DirectPost);
    let ask = Ask::of(&request);
    let described = |presenter: &Key| {
        let identity = bind(&pid(&holder(), "Novák"), presenter, &ask, &json!({}));
        let presented = present(&request, &json!({ "identity": [identity] })).unwrap();
        judge(&presented, &Trust::none(), None, |_, checked| {
            binding::learner(checked[0].unwrap()).and_then(|learner| learner.birth_date)
        })
    };
    assert_eq!(described(&holder()).as_deref(), Some("1999-10-02"));
    assert_eq!(described(&other()), None);
}
