//! Presentations, once they were checked: what is accepted, and each way of being refused.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_linked_data::Contexts;
use credeval_verify::{Trust, hashes};
use credeval_wallet::{Identity, Query, Refusal, Request, ResponseMode, Standing, Wanted, Whole};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

use crate::support::{
    Ask, Key, at, badge, bind, change, holder, issuer, judge, pid, present, request, sd_jwt,
    settle, standing, vp_jwt,
};

const VCT: &str = "urn:example:micro";

fn query(identity: Identity) -> Query {
    let wanted = Wanted {
        open_badges: true,
        european_vct: vec![VCT.to_owned()],
        several: true,
        identity,
        ..Wanted::default()
    };
    wanted.query().unwrap()
}

fn asked() -> Request {
    request(query(Identity::Optional), ResponseMode::DirectPostJwt)
}

fn other() -> Key {
    Key::of(13)
}

/// How a badge of the holder stands, presented with changed claims.
fn of_token(changes: &Value) -> String {
    let request = asked();
    let held = [badge(&holder(), &json!({}))];
    let vp = vp_jwt(&holder(), &held, &Ask::of(&request), changes);
    standing(&request, "open_badge_jwt", vp)
}

/// European credential data as the claim `ld` of an SD-JWT VC.
fn european(holder: &Key) -> String {
    let ld = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "http://data.europa.eu/snb/model/context/edc-ap"],
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": issuer().did(),
        "credentialSubject": { "type": "Person", "hasClaim": [{ "type": "LearningAchievement" }] }
    });
    sd_jwt(&issuer(), holder, VCT, &json!({ "ld": ld }))
}

#[test]
fn a_badge_as_a_token_is_accepted() {
    assert_eq!(of_token(&json!({})), "accepted");
    let newer = json!({ "aud": ["https://other.example", Ask::of(&asked()).audience] });
    assert_eq!(of_token(&newer), "accepted");
}

#[test]
fn a_token_for_another_request_verifier_or_time_is_refused() {
    assert_eq!(
        of_token(&json!({ "nonce": "of another request" })),
        "wrong_nonce"
    );
    assert_eq!(of_token(&json!({ "nonce": null })), "wrong_nonce");
    for audience in [
        "redirect_uri:https://forger.example/",
        "https://verifier.example/response",
    ] {
        assert_eq!(
            of_token(&json!({ "aud": audience })),
            "wrong_audience",
            "{audience}"
        );
    }
    assert_eq!(
        of_token(&json!({ "iat": at().as_second() - 3_600 })),
        "stale"
    );
    assert_eq!(
        of_token(&json!({ "iat": at().as_second() - 500 })),
        "accepted"
    );
}

#[test]
fn a_wrong_nonce_refuses_all_that_came_with_it() {
    let request = asked();
    let ask = Ask::of(&request);
    let replayed = Ask {
        nonce: "of another request".to_owned(),
        ..ask.clone()
    };
    let held = [badge(&holder(), &json!({}))];
    let whole = |identity: &Ask| {
        let token = json!({
            "open_badge_jwt": [vp_jwt(&holder(), &held, &ask, &json!({}))],
            "identity": [bind(&pid(&holder(), "Novák"), &holder(), identity, &json!({}))]
        });
        settle(&present(&request, &token).unwrap())
    };
    let refused = whole(&replayed);
    let wrong = Refusal::WrongNonce {
        id: "identity".to_owned(),
    };
    assert_eq!(refused.standings[0], Standing::Accepted);
    assert_eq!(refused.whole, Whole::Refused(wrong));
    assert_eq!(whole(&ask).whole, Whole::Satisfied);
    // Another fault takes away the one presentation, which was optional.
    let elsewhere = Ask {
        audience: "x509_hash:forger".to_owned(),
        ..ask.clone()
    };
    let left = whole(&elsewhere);
    assert_eq!(left.whole, Whole::Satisfied);
    assert!(matches!(
        left.standings[1],
        Standing::Refused(Refusal::WrongAudience { .. })
    ));
}

#[test]
fn an_altered_token_is_refused() {
    let request = asked();
    let ask = Ask::of(&request);
    let genuine = badge(&holder(), &json!({}));
    let with = |held: &[String]| {
        standing(
            &request,
            "open_badge_jwt",
            vp_jwt(&holder(), held, &ask, &json!({})),
        )
    };
    assert_eq!(with(std::slice::from_ref(&genuine)), "accepted");
    let resigned = |token: &str| {
        let parts: Vec<&str> = token.split('.').collect();
        let mut payload = crate::support::part(token, 1);
        payload["credentialSubject"]["achievement"]["name"] = "Rocket science".into();
        let payload = URL_SAFE_NO_PAD.encode(payload.to_string());
        [parts[0], &payload, parts[2]].join(".")
    };
    assert_eq!(with(&[resigned(&genuine)]), "altered");
    let vp = vp_jwt(&holder(), &[genuine], &ask, &json!({}));
    let spoiled = format!("{}AAAA", &vp[..vp.len() - 4]);
    assert_eq!(standing(&request, "open_badge_jwt", spoiled), "altered");
}

#[test]
fn a_credential_that_another_presents_is_refused() {
    let request = asked();
    let ask = Ask::of(&request);
    let held = [badge(&holder(), &json!({}))];
    let stolen = vp_jwt(&other(), &held, &ask, &json!({}));
    assert_eq!(
        standing(&request, "open_badge_jwt", stolen),
        "not_the_holder"
    );
    // The identifier of one, the key of another.
    let named = vp_jwt(&other(), &held, &ask, &json!({ "iss": holder().did() }));
    assert_ne!(standing(&request, "open_badge_jwt", named), "accepted");
    // Bound to nobody, by its own words.
    let unbound = badge(
        &holder(),
        &json!({ "credentialSubject": { "achievement": {} } }),
    );
    let vp = vp_jwt(&holder(), &[unbound], &ask, &json!({}));
    assert_eq!(
        standing(&request, "open_badge_jwt", vp),
        "undecided holder.binding"
    );
    // A credential alone: anybody who saw it has it.
    let alone = badge(&holder(), &json!({}));
    assert_eq!(
        standing(&request, "open_badge_jwt", alone),
        "missing_key_binding"
    );
}

#[test]
fn a_presentation_holds_one_credential_of_the_kind_asked_for() {
    let request = asked();
    let ask = Ask::of(&request);
    let with = |held: &[String]| {
        standing(
            &request,
            "open_badge_jwt",
            vp_jwt(&holder(), held, &ask, &json!({})),
        )
    };
    let one = badge(&holder(), &json!({}));
    assert_eq!(with(&[one.clone(), one]), "foreign_format");
    assert_eq!(with(&[]), "foreign_format");
    let kind = json!({ "type": ["VerifiableCredential", "EndorsementCredential"] });
    assert_eq!(with(&[badge(&holder(), &kind)]), "not_as_queried");
    let context = json!({ "@context": ["https://www.w3.org/ns/credentials/v2"] });
    assert_eq!(with(&[badge(&holder(), &context)]), "not_as_queried");
    let unknown = json!({ "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://extension.example/context.json"
    ] });
    assert_eq!(
        with(&[badge(&holder(), &unknown)]),
        "undecided context.known"
    );
    let empty =
        json!({ "credentialSubject": { "id": holder().did(), "type": ["AchievementSubject"] } });
    assert_eq!(with(&[badge(&holder(), &empty)]), "not_as_queried");
}

#[test]
fn an_sd_jwt_is_accepted_with_its_key_binding_alone() {
    let request = asked();
    let ask = Ask::of(&request);
    let with = |presented: &str, key: &Key, changes: Value| {
        standing(&request, "identity", bind(presented, key, &ask, &changes))
    };
    let own = pid(&holder(), "Novák");
    assert_eq!(with(&own, &holder(), json!({})), "accepted");
    assert_eq!(
        standing(&request, "identity", own.clone()),
        "missing_key_binding"
    );
    assert_eq!(with(&own, &other(), json!({})), "altered");
    assert_eq!(
        with(&own, &holder(), json!({ "nonce": "another" })),
        "wrong_nonce"
    );
    assert_eq!(
        with(&own, &holder(), json!({ "aud": "another" })),
        "wrong_audience"
    );
    assert_eq!(
        with(&own, &holder(), json!({ "iat": at().as_second() - 3_600 })),
        "stale"
    );
    // Made for other disclosures.
    let (shorter, _) = own.trim_end_matches('~').rsplit_once('~').unwrap();
    let bound = bind(&own, &holder(), &ask, &json!({}));
    let binding = bound.rsplit_once('~').unwrap().1;
    assert_eq!(
        standing(&request, "identity", format!("{shorter}~{binding}")),
        "altered"
    );
    // Made for these, and they are not what was asked for.
    assert_eq!(
        with(&format!("{shorter}~"), &holder(), json!({})),
        "not_as_queried"
    );
    // A disclosure that the issuer did not sign.
    let forged = URL_SAFE_NO_PAD.encode(r#"["s","family_name","Smith"]"#);
    assert_eq!(
        with(&format!("{shorter}~{forged}~"), &holder(), json!({})),
        "altered"
    );
    let claims = json!({ "family_name": "N", "given_name": "A", "birthdate": "1999-10-02" });
    let loyalty = sd_jwt(&issuer(), &holder(), "urn:example:loyalty", &claims);
    assert_eq!(with(&loyalty, &holder(), json!({})), "not_as_queried");
}

#[test]
fn european_data_in_an_sd_jwt_is_accepted() {
    let request = asked();
    let ask = Ask::of(&request);
    let with = |presented: &str| {
        standing(
            &request,
            "european_sd_jwt",
            bind(presented, &holder(), &ask, &json!({})),
        )
    };
    assert_eq!(with(&european(&holder())), "accepted");
    let bare = sd_jwt(
        &issuer(),
        &holder(),
        VCT,
        &json!({ "ld": { "credentialSubject": {} } }),
    );
    assert_eq!(with(&bare), "not_as_queried");
}

fn did_key(key: &SigningKey) -> (String, String) {
    let bytes = [&[0xed, 0x01], key.verifying_key().as_bytes().as_slice()].concat();
    let name = format!("z{}", bs58::encode(bytes).into_string());
    (format!("did:key:{name}"), format!("did:key:{name}#{name}"))
}

/// Adds a Data Integrity proof.
fn prove(mut document: Value, key: &SigningKey, options: &Value) -> Value {
    let mut proof = json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-05-31T23:59:00Z", "verificationMethod": did_key(key).1
    });
    change(&mut proof, options);
    let hashes = hashes(&document, &proof, &Contexts::built_in()).unwrap();
    let signature = key.sign(&hashes.signed).to_bytes();
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    document["proof"] = proof;
    document
}

#[test]
fn a_badge_with_proofs_is_accepted_for_this_challenge_and_domain() {
    let (school, learner) = (
        SigningKey::from_bytes(&[1; 32]),
        SigningKey::from_bytes(&[2; 32]),
    );
    let request = asked();
    let ask = Ask::of(&request);
    let held = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": did_key(&school).0, "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": did_key(&learner).0, "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:1c9d0f4e-77c1-4f6c-b3c9-0f8a5d1f0e33", "type": ["Achievement"],
                "name": "Soil science", "description": "d", "criteria": { "narrative": "c" }
            }
        }
    });
    let held = prove(held, &school, &json!({ "proofPurpose": "assertionMethod" }));
    let presented = |options: Value, key: &SigningKey| {
        let document = json!({
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"], "verifiableCredential": [held.clone()],
            "holder": did_key(key).0
        });
        let mut full = json!({
            "proofPurpose": "authentication", "challenge": ask.nonce, "domain": ask.audience
        });
        change(&mut full, &options);
        prove(document, key, &full)
    };
    let with = |options: Value| standing(&request, "open_badge_ldp", presented(options, &learner));
    assert_eq!(with(json!({})), "accepted");
    assert_eq!(with(json!({ "challenge": "another" })), "wrong_nonce");
    assert_eq!(with(json!({ "domain": "another" })), "wrong_audience");
    assert_eq!(with(json!({ "created": "2026-05-31T20:00:00Z" })), "stale");
    let stolen = presented(json!({}), &SigningKey::from_bytes(&[3; 32]));
    assert_eq!(
        standing(&request, "open_badge_ldp", stolen),
        "not_the_holder"
    );
    let mut altered = presented(json!({}), &learner);
    altered["verifiableCredential"][0]["credentialSubject"]["achievement"]["name"] =
        "Rockets".into();
    assert_eq!(standing(&request, "open_badge_ldp", altered), "altered");
    // A credential as a token within, which is another format.
    let own = json!({ "credentialSubject": { "id": did_key(&learner).0, "achievement": {} } });
    let token = badge(&holder(), &own);
    let document = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"], "holder": did_key(&learner).0,
        "verifiableCredential": [{
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": "EnvelopedVerifiableCredential", "id": format!("data:application/vc+jwt,{token}")
        }]
    });
    let options = json!({
        "proofPurpose": "authentication", "challenge": ask.nonce, "domain": ask.audience
    });
    let mixed = prove(document, &learner, &options);
    assert_eq!(
        standing(&request, "open_badge_ldp", mixed),
        "foreign_format"
    );
    // A challenge that was written in afterwards answers nothing.
    let mut forged = presented(json!({ "challenge": "another" }), &learner);
    forged["proof"]["challenge"] = ask.nonce.as_str().into();
    assert_eq!(standing(&request, "open_badge_ldp", forged), "altered");
}

#[test]
fn the_request_must_be_satisfied_by_what_holds() {
    let request = request(query(Identity::Required), ResponseMode::DirectPost);
    let ask = Ask::of(&request);
    let held = [badge(&holder(), &json!({}))];
    let badge_of = |changes: &Value| vp_jwt(&holder(), &held, &ask, changes);
    let identity = |key: &Key| bind(&pid(&holder(), "Novák"), key, &ask, &json!({}));
    let whole = |token: Value| settle(&present(&request, &token).unwrap()).whole;
    let both =
        json!({ "open_badge_jwt": [badge_of(&json!({}))], "identity": [identity(&holder())] });
    assert_eq!(whole(both), Whole::Satisfied);
    let lacks = |options: &str| {
        Whole::Refused(Refusal::QueryNotSatisfied {
            options: options.to_owned(),
        })
    };
    let alone = json!({ "open_badge_jwt": [badge_of(&json!({}))] });
    assert_eq!(whole(alone), lacks("identity"));
    // A presentation that does not hold counts for nothing.
    let stolen =
        json!({ "open_badge_jwt": [badge_of(&json!({}))], "identity": [identity(&other())] });
    assert_eq!(whole(stolen), lacks("identity"));
    let stale = badge_of(&json!({ "iat": at().as_second() - 3_600 }));
    let stale = json!({ "open_badge_jwt": [stale], "identity": [identity(&holder())] });
    assert_eq!(
        whole(stale),
        lacks("open_badge_ldp, open_badge_jwt, european_sd_jwt")
    );
    // One of two that holds is enough, and what cannot be told is no refusal.
    let unbound = badge(
        &holder(),
        &json!({ "credentialSubject": { "achievement": {} } }),
    );
    let unbound = vp_jwt(&holder(), &[unbound], &ask, &json!({}));
    let two = json!({
        "open_badge_jwt": [unbound.clone(), badge_of(&json!({}))], "identity": [identity(&holder())]
    });
    assert_eq!(whole(two), Whole::Satisfied);
    let open = json!({ "open_badge_jwt": [unbound], "identity": [identity(&holder())] });
    assert_eq!(whole(open), Whole::Undecided);
}

#[test]
fn what_was_not_checked_for_this_request_is_refused() {
    let request = asked();
    let ask = Ask::of(&request);
    let identity = |name: &str| bind(&pid(&holder(), name), &holder(), &ask, &json!({}));
    let held = [badge(&holder(), &json!({}))];
    let token = json!({
        "identity": [identity("Novák")],
        "open_badge_jwt": [vp_jwt(&holder(), &held, &ask, &json!({}))]
    });
    let presented = present(&request, &token).unwrap();
    let contexts = Contexts::built_in();
    judge(&presented, &Trust::none(), None, |settled, checked| {
        assert_eq!(settled.standings, [Standing::Accepted, Standing::Accepted]);
        let not_opened = |id: &str| Standing::Refused(Refusal::NotOpened { id: id.to_owned() });
        let refused = [not_opened("open_badge_jwt"), not_opened("identity")];
        // None, too few, or those of other documents.
        assert_eq!(
            presented.settle(&contexts, &[None, None]).standings,
            refused
        );
        assert_eq!(presented.settle(&contexts, &[]).standings, refused);
        let swapped: Vec<_> = checked.iter().rev().copied().collect();
        assert_eq!(presented.settle(&contexts, &swapped).standings, refused);
    });
    // Checked, and not with what was asked.
    let evidence = credeval_model::evidence::Evidence::none();
    let trust = Trust::none();
    let against = credeval_verify::Against::new(&evidence, &trust, &contexts, at());
    let opened: Vec<_> = presented
        .presentations()
        .iter()
        .map(|one| credeval_verify::open(one.document()).unwrap())
        .collect();
    let checked: Vec<_> = opened
        .iter()
        .map(|one| credeval_verify::check(one, against))
        .collect();
    let checked: Vec<_> = checked.iter().map(Some).collect();
    for standing in presented.settle(&contexts, &checked).standings {
        assert_ne!(standing, Standing::Accepted);
    }
}
