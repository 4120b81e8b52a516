//! Tokens: the two profiles of credentials as JWT, and what other protocols' tokens and forgers'
//! headers must end as.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA384, RSA_PSS_SHA256, RsaEncoding};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Pointer, Tier,
    evidence::{Evidence, EvidenceKind},
    json::JsonError,
    limits,
};
use credeval_verify::{Against, OpenError, PublicKey, Trust, check, needs, open};
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{Key, at, bytes, failed, found, judge, multibase, passed, proved, rows, take};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

const START: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z
const END: i64 = 1_798_761_600; // 2027-01-01T00:00:00Z

/// An Open Badge 3.0 that is the whole payload, with every claim.
fn badge(issuer: &str) -> Value {
    json!({
        "iss": issuer, "jti": "urn:uuid:1", "sub": "did:example:learner", "nbf": START, "exp": END,
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": issuer, "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:2", "type": ["Achievement"], "name": "Soil science",
                "description": "Reads a soil profile.", "criteria": { "narrative": "An examination." }
            }
        }
    })
}

/// The same in the claim `vc`, beside its claims.
fn in_vc(issuer: &str) -> Value {
    let mut credential = badge(issuer);
    let mut token = json!({});
    for claim in ["iss", "jti", "sub", "nbf", "exp"] {
        token[claim] = take(&mut credential, claim);
    }
    token["vc"] = credential;
    token
}

/// The same without claims, as VC-JOSE-COSE has it.
fn bare(issuer: &str) -> Value {
    in_vc(issuer)["vc"].clone()
}

fn header(key: &Key, issuer: &str, more: &Value) -> Value {
    let mut header = json!({ "alg": key.algorithm(), "kid": format!("{issuer}#0") });
    let more = more.as_object().unwrap().clone();
    header.as_object_mut().unwrap().extend(more);
    header
}

fn see<T>(token: &str, see: impl Fn(&credeval_verify::Checked<'_>) -> T) -> T {
    judge(token.as_bytes(), &Trust::none(), &Evidence::none(), see)
}

/// The outcomes of a code, with the word for the cause of each.
fn causes(token: &str, code: CheckCode) -> Vec<(CheckOutcome, String, Option<Pointer>)> {
    see(token, |checked| {
        let rows = checked.checks().iter().filter(|check| check.code == code);
        rows.map(|check| {
            let cause = check.cause.as_ref();
            (
                check.outcome,
                cause.map(|cause| cause.code.clone()).unwrap_or_default(),
                check.pointer.clone(),
            )
        })
        .collect()
    })
}

fn first(token: &str, code: CheckCode) -> (CheckOutcome, String) {
    let (outcome, cause, _) = causes(token, code).swap_remove(0);
    (outcome, cause)
}

fn tier(token: &str) -> Tier {
    see(token, |checked| checked.tier_at(&Pointer::root()))
}

#[test]
fn a_genuine_token_passes_in_either_profile() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    for (typ, payload) in [
        (json!({ "typ": "JWT" }), badge(&issuer)),
        (json!({}), badge(&issuer)),
        (json!({ "typ": "JWT" }), in_vc(&issuer)),
        (json!({ "typ": "vc+jwt", "cty": "vc" }), bare(&issuer)),
        (json!({ "typ": "vc+jwt" }), badge(&issuer)),
        (
            json!({ "typ": "application/vc+ld+jwt", "cty": "application/vc" }),
            bare(&issuer),
        ),
    ] {
        let token = key.jws(&header(&key, &issuer, &typ), &payload);
        for code in [
            CheckCode::ProofSignature,
            CheckCode::ProofAlgorithm,
            CheckCode::ProofPurpose,
            CheckCode::ProofTime,
            CheckCode::IssuerKey,
            CheckCode::DocumentStructure,
            CheckCode::ValidityFrom,
            CheckCode::ValidityUntil,
        ] {
            assert_eq!(first(&token, code), passed(), "{typ} {code}");
        }
        assert_eq!(tier(&token), Tier::Signed);
    }
}

#[test]
fn every_claim_of_a_badge_is_there_and_says_what_the_credential_says() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let header = header(&key, &issuer, &json!({ "typ": "JWT" }));
    for payload in [badge(&issuer), in_vc(&issuer)] {
        for (claim, other) in [
            ("iss", json!("did:example:other")),
            ("iss", json!([issuer])),
            ("jti", json!("urn:uuid:9")),
            ("sub", json!("did:example:other")),
            ("nbf", json!(START + 100)),
            ("exp", json!(END + 100)),
        ] {
            let mut without = payload.clone();
            without.as_object_mut().unwrap().remove(claim);
            let place = Some(Pointer::root().key(claim));
            let missing = causes(&key.jws(&header, &without), CheckCode::DocumentStructure);
            match claim {
                // An end that the credential states, it need not state twice.
                "exp" => assert_eq!(missing, [(Passed, String::new(), None)]),
                // The publisher's own reference tokens lack it.
                "sub" => assert_eq!(
                    missing,
                    [(Inconclusive, "missing_claim".to_owned(), place.clone())]
                ),
                _ => assert_eq!(
                    missing,
                    [(Failed, "missing_claim".to_owned(), place.clone())],
                    "{claim}"
                ),
            }
            let mut differs = payload.clone();
            differs[claim] = other;
            assert_eq!(
                causes(&key.jws(&header, &differs), CheckCode::DocumentStructure),
                [(Failed, "claim_mismatch".to_owned(), place)],
                "{claim}"
            );
        }
    }
    // A subject without an identifier has no `sub`.
    let mut unnamed = badge(&issuer);
    take(&mut unnamed, "sub");
    take(&mut unnamed["credentialSubject"], "id");
    unnamed["credentialSubject"]["identifier"] = json!([{
        "type": "IdentityObject", "hashed": false, "identityHash": "A. Learner", "identityType": "name"
    }]);
    let token = key.jws(&header, &unnamed);
    assert_eq!(first(&token, CheckCode::DocumentStructure), passed());
}

#[test]
fn claims_stand_in_for_what_vc_leaves_out() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let mut payload = in_vc(&issuer);
    for member in ["issuer", "id", "validFrom", "validUntil"] {
        take(&mut payload["vc"], member);
    }
    take(&mut payload["vc"]["credentialSubject"], "id");
    let token = key.jws(&header(&key, &issuer, &json!({})), &payload);
    assert_eq!(first(&token, CheckCode::DocumentStructure), passed());
    assert_eq!(first(&token, CheckCode::IssuerKey), passed());
    see(&token, |checked| {
        let credential = checked.credential();
        assert_eq!(credential["issuer"], json!(issuer));
        assert_eq!(credential["validUntil"], json!("2027-01-01T00:00:00Z"));
        assert_eq!(
            credential["credentialSubject"]["id"],
            json!("did:example:learner")
        );
    });
    // What has ended by its claim alone has ended.
    payload["exp"] = json!(START + 1);
    let ended = key.jws(&header(&key, &issuer, &json!({})), &payload);
    assert_eq!(first(&ended, CheckCode::ValidityUntil), failed("expired"));
}

#[test]
fn a_token_that_is_two_credentials_is_none() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let header = header(&key, &issuer, &json!({}));
    let mut beside = in_vc(&issuer);
    beside["credentialSubject"] = json!({ "id": "did:example:learner", "achievement": {} });
    let mut both = in_vc(&issuer);
    both["vp"] = json!({ "type": "VerifiablePresentation", "verifiableCredential": [] });
    for (payload, place) in [(beside, "/credentialSubject"), (both, "/vp")] {
        assert_eq!(
            causes(&key.jws(&header, &payload), CheckCode::DocumentStructure),
            [(
                Failed,
                "two_credentials".to_owned(),
                Some(Pointer::from(place))
            )]
        );
    }
    // The same said twice is one.
    let mut again = in_vc(&issuer);
    again["credentialSubject"] = again["vc"]["credentialSubject"].clone();
    let token = key.jws(&header, &again);
    assert_eq!(first(&token, CheckCode::DocumentStructure), passed());
}

#[test]
fn the_type_of_a_token_and_its_content_are_one() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let presentation = json!({ "type": ["VerifiablePresentation"], "holder": issuer });
    let purpose = |more: Value, payload: &Value| {
        let token = key.jws(&header(&key, &issuer, &more), payload);
        assert_eq!(first(&token, CheckCode::ProofSignature), passed());
        let row = first(&token, CheckCode::ProofPurpose);
        if row.0 == Failed {
            assert_eq!(tier(&token), Tier::Unsigned, "{more}");
        }
        row
    };
    assert_eq!(
        purpose(json!({ "typ": "vp+jwt", "cty": "vp" }), &presentation),
        passed()
    );
    assert_eq!(
        purpose(json!({ "typ": "vp+jwt" }), &bare(&issuer)),
        failed("type_and_content_differ")
    );
    assert_eq!(
        purpose(json!({ "typ": "vc+jwt" }), &presentation),
        failed("type_and_content_differ")
    );
    assert_eq!(
        purpose(json!({}), &json!({ "iss": issuer, "vc": presentation })),
        failed("type_and_content_differ")
    );
    assert_eq!(
        purpose(json!({}), &json!({ "iss": issuer, "vp": bare(&issuer) })),
        failed("type_and_content_differ")
    );
    assert_eq!(
        purpose(json!({ "typ": "vc+jwt", "cty": "vp" }), &bare(&issuer)),
        failed("foreign_content")
    );
    assert_eq!(
        purpose(json!({ "typ": "JWT", "cty": "JWT" }), &bare(&issuer)),
        failed("foreign_content")
    );
    for claim in ["vc", "vp"] {
        let mut payload = bare(&issuer);
        payload[claim] = json!({});
        assert_eq!(
            purpose(json!({ "typ": "vc+jwt" }), &payload),
            failed("claim_not_allowed")
        );
    }
}

#[test]
fn tokens_of_other_protocols_are_no_credentials() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    for typ in [
        json!("at+jwt"),
        json!("application/at+jwt"),
        json!("AT+JWT"),
        json!("kb+jwt"),
        json!("oauth-authz-req+jwt"),
        json!("dpop+jwt"),
        json!("openid4vci-proof+jwt"),
        json!("entity-statement+jwt"),
        json!("statuslist+jwt"),
        json!("secevent+jwt"),
        // An SD-JWT ends with a `~`; this one has lost it.
        json!("dc+sd-jwt"),
        json!("bad+typ"),
        json!(""),
        json!(["JWT"]),
    ] {
        let token = key.jws(
            &header(&key, &issuer, &json!({ "typ": typ })),
            &badge(&issuer),
        );
        assert_eq!(
            first(&token, CheckCode::ProofPurpose),
            failed("foreign_type"),
            "{typ}"
        );
        assert_eq!(tier(&token), Tier::Unsigned, "{typ}");
    }
}

#[test]
fn in_vc_jose_cose_the_claims_bound_the_signature() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let rows = |more: Value, typ: &str| {
        let mut payload = bare(&issuer);
        for (claim, value) in more.as_object().unwrap() {
            payload[claim] = value.clone();
        }
        let token = key.jws(&header(&key, &issuer, &json!({ "typ": typ })), &payload);
        (
            first(&token, CheckCode::ProofTime),
            first(&token, CheckCode::ValidityUntil),
            first(&token, CheckCode::DocumentStructure),
        )
    };
    let now = at().as_second();
    let past = json!({ "exp": now - 100 });
    assert_eq!(
        rows(past.clone(), "vc+jwt"),
        (failed("expired"), passed(), passed())
    );
    let ahead = json!({ "nbf": now + 100 });
    assert_eq!(
        rows(ahead, "vc+jwt"),
        (failed("not_yet_valid"), passed(), passed())
    );
    // Within what clocks may differ.
    let skewed = json!({ "exp": now - 30, "nbf": now + 30, "iat": now + 30 });
    assert_eq!(rows(skewed, "vc+jwt"), (passed(), passed(), passed()));
    let made = json!({ "iat": now + 100 });
    assert_eq!(rows(made, "vc+jwt").0, failed("made_in_future"));
    // In a VC-JWT they are the credential's own.
    assert_eq!(rows(past, "JWT").1, failed("expired"));
    let other = json!({ "iss": "did:example:other" });
    assert_eq!(rows(other, "vc+jwt").2, failed("claim_mismatch"));
}

#[test]
fn times_as_text_are_no_times() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let time = |claim: &str, value: Value| {
        let mut payload = badge(&issuer);
        payload[claim] = value;
        let token = key.jws(&header(&key, &issuer, &json!({})), &payload);
        first(&token, CheckCode::ProofTime)
    };
    for claim in ["exp", "nbf", "iat"] {
        assert_eq!(time(claim, json!("1798761600")), failed("malformed_time"));
        assert_eq!(time(claim, json!(null)), failed("malformed_time"));
        // Milliseconds: a token that would hold for fifty thousand years.
        assert_eq!(
            time(claim, json!(1_798_761_600_000_i64)),
            failed("malformed_time")
        );
    }
    for claim in ["exp", "nbf"] {
        assert_eq!(
            time(claim, json!("2026-01-01T00:00:00Z")),
            failed("malformed_time")
        );
    }
    let made = |text: &str| time("iat", json!(text));
    assert_eq!(
        made("2026-01-01T00:00:00Z"),
        (Inconclusive, "malformed_time".to_owned())
    );
    assert_eq!(made("2027-01-01T00:00:00Z"), failed("malformed_time"));
}

#[test]
fn what_signs_nothing_is_refused() {
    let key = Key::rsa();
    let Key::Rsa(pair) = &key else { unreachable!() };
    let issuer = key.did_jwk();
    let payload = badge(&issuer);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for name in ["none", "None", "nOnE"] {
        let header = header(&key, &issuer, &json!({ "alg": name }));
        for signature in ["", "AAAA"] {
            let token = format!("{}.{}.{signature}", part(&header), part(&payload));
            assert_eq!(
                first(&token, CheckCode::ProofSignature),
                failed("refused_algorithm"),
                "{name}"
            );
        }
    }
    // The public key as a shared secret: in DER, in PEM, and as the JSON Web Key is written.
    let der = pair.public_key().as_ref().to_vec();
    let pem = format!(
        "-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n",
        STANDARD.encode(&der)
    );
    for secret in [der, pem.into_bytes(), key.jwk().to_string().into_bytes()] {
        let header = header(&key, &issuer, &json!({ "alg": "HS256" }));
        let input = format!("{}.{}", part(&header), part(&payload));
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
        mac.update(input.as_bytes());
        let mac = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        let token = format!("{input}.{mac}");
        assert_eq!(
            first(&token, CheckCode::ProofSignature),
            failed("refused_algorithm")
        );
        assert_eq!(tier(&token), Tier::Unsigned);
    }
}

#[test]
fn a_header_that_changes_what_is_signed_is_refused() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    for (more, cause) in [
        (json!({ "crit": ["exp"], "exp": END }), "critical_header"),
        (json!({ "crit": ["b64"], "b64": false }), "critical_header"),
        (json!({ "crit": [] }), "critical_header"),
        (json!({ "b64": false }), "refused_header"),
        (json!({ "zip": "DEF" }), "refused_header"),
        (json!({ "enc": "A256GCM" }), "refused_header"),
        (
            json!({ "jwk": { "kty": "OKP", "d": "AAAA" } }),
            "private_key_stated",
        ),
    ] {
        let token = key.jws(&header(&key, &issuer, &more), &badge(&issuer));
        assert_eq!(
            first(&token, CheckCode::ProofSignature),
            failed(cause),
            "{more}"
        );
    }
    let token = key.jws(
        &header(&key, &issuer, &json!({ "b64": true })),
        &badge(&issuer),
    );
    assert_eq!(first(&token, CheckCode::ProofSignature), passed());
}

#[test]
fn a_key_in_the_header_binds_nobody_and_nothing_it_names_is_fetched() {
    let forger = Key::ed25519(9);
    let school = "https://school.example/issuer";
    let certificate = {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["school.example".to_owned()]).unwrap();
        STANDARD.encode(parameters.self_signed(&pair).unwrap().der())
    };
    for (more, signature) in [
        (json!({ "jwk": forger.jwk() }), Passed),
        (
            json!({ "jwk": forger.jwk(), "jku": "https://forger.example/keys" }),
            Passed,
        ),
        (
            json!({ "jku": "https://forger.example/keys" }),
            Inconclusive,
        ),
        (
            json!({ "x5u": "https://forger.example/chain" }),
            Inconclusive,
        ),
        // The certificate names the school, and holds another key than the one that signed.
        (json!({ "x5c": [certificate] }), Failed),
    ] {
        let mut full = json!({ "alg": "EdDSA" });
        full.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let token = forger.jws(&full, &badge(school));
        assert_eq!(
            first(&token, CheckCode::ProofSignature).0,
            signature,
            "{more}"
        );
        assert_eq!(
            first(&token, CheckCode::IssuerKey).0,
            Inconclusive,
            "{more}"
        );
        let opened = open(&Document::new(token.into_bytes(), "test")).unwrap();
        let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
        let against = Against::new(&evidence, &trust, &contexts, at());
        let asked: Vec<_> = needs(&opened, against)
            .into_iter()
            .filter(|request| request.url.contains("forger"))
            .collect();
        assert!(asked.is_empty(), "{asked:?}");
    }
}

#[test]
fn the_key_of_another_did_is_not_the_issuers() {
    let (school, forger) = (Key::ed25519(1), Key::ed25519(9));
    let kid = json!({ "kid": format!("{}#0", forger.did_jwk()) });
    for payload in [badge(&school.did_jwk()), in_vc(&school.did_jwk())] {
        let token = forger.jws(&header(&forger, &school.did_jwk(), &kid), &payload);
        assert_eq!(first(&token, CheckCode::ProofSignature), passed());
        assert_eq!(
            first(&token, CheckCode::IssuerKey),
            failed("key_of_another")
        );
        assert_eq!(tier(&token), Tier::Unsigned);
    }
    // `iss` names the forger, who signed, and the credential names the school.
    let mut payload = badge(&school.did_jwk());
    payload["iss"] = forger.did_jwk().into();
    let token = forger.jws(&header(&forger, &forger.did_jwk(), &json!({})), &payload);
    assert_eq!(
        first(&token, CheckCode::IssuerKey),
        failed("key_of_another")
    );
    assert_eq!(
        first(&token, CheckCode::DocumentStructure),
        failed("claim_mismatch")
    );
}

#[test]
fn a_kid_may_be_the_name_of_a_key_in_the_issuers_document() {
    let key = Key::ed25519(1);
    let issuer = "https://school.example/issuer";
    let mut jwk = key.jwk();
    jwk["kid"] = "thumb".into();
    let document = json!({
        "id": issuer,
        "verificationMethod": [{
            "id": format!("{issuer}#key-1"), "type": "JsonWebKey", "controller": issuer, "publicKeyJwk": jwk
        }],
        "assertionMethod": [format!("{issuer}#key-1")]
    });
    let evidence = found(EvidenceKind::KeyDocument, issuer, &document);
    for (kid, outcome) in [("thumb", Passed), ("key-1", Passed), ("other", Failed)] {
        let more = json!({ "kid": kid, "typ": "vc+jwt" });
        let token = key.jws(&header(&key, issuer, &more), &bare(issuer));
        judge(token.as_bytes(), &Trust::none(), &evidence, |checked| {
            assert_eq!(rows(checked, CheckCode::IssuerKey), [outcome], "{kid}");
        });
    }
}

#[test]
fn every_algorithm_of_the_registry_that_signs_is_checked() {
    let rsa = Key::rsa();
    let Key::Rsa(pair) = &rsa else { unreachable!() };
    let with = |name: &str, padding: &'static dyn RsaEncoding| {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({ "alg": name });
        let input = format!("{}.{}", part(&header), part(&badge(&rsa.did_jwk())));
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(
            padding,
            &SystemRandom::new(),
            input.as_bytes(),
            &mut signature,
        )
        .unwrap();
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    };
    let mut tokens = vec![
        (with("PS256", &RSA_PSS_SHA256), None),
        (with("RS384", &RSA_PKCS1_SHA384), None),
    ];
    for (key, wrap) in [
        (Key::p256(), PublicKey::P256 as fn(Vec<u8>) -> PublicKey),
        (Key::p384(), PublicKey::P384),
        (Key::p521(), PublicKey::P521),
    ] {
        let Key::Ec(_, pair) = &key else {
            unreachable!()
        };
        let public = wrap(pair.public_key().as_ref().to_vec());
        let issuer = "https://school.example/issuer";
        let token = key.jws(&json!({ "alg": key.algorithm() }), &badge(issuer));
        tokens.push((token, Some(public)));
    }
    for (token, key) in tokens {
        let (input, signature) = token.rsplit_once('.').unwrap();
        let mut altered = URL_SAFE_NO_PAD.decode(signature).unwrap();
        altered[5] ^= 1;
        let altered = format!("{input}.{}", URL_SAFE_NO_PAD.encode(altered));
        for (token, outcome) in [(token.as_str(), Passed), (altered.as_str(), Failed)] {
            let opened = open(&Document::new(token.as_bytes().to_vec(), "test")).unwrap();
            let (evidence, trust, contexts) =
                (Evidence::none(), Trust::none(), Contexts::built_in());
            let mut against = Against::new(&evidence, &trust, &contexts, at());
            against.key = key.as_ref();
            let checked = check(&opened, against);
            assert_eq!(rows(&checked, CheckCode::ProofSignature), [outcome]);
            assert_eq!(rows(&checked, CheckCode::IssuerKey), [Passed]);
        }
    }
}

#[test]
fn a_name_that_stands_twice_is_refused() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let sign = |header: &str, payload: &str| {
        let input = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(payload)
        );
        let signature = URL_SAFE_NO_PAD.encode(key.sign(input.as_bytes()));
        format!("{input}.{signature}")
    };
    let header = format!(r#"{{"alg":"none","alg":"EdDSA","kid":"{issuer}#0"}}"#);
    let token = sign(&header, &badge(&issuer).to_string());
    assert!(matches!(
        open(&Document::new(token.into_bytes(), "test")),
        Err(OpenError::Json(JsonError::DuplicateKey { key, .. })) if key == "alg"
    ));
    let header = format!(r#"{{"alg":"EdDSA","kid":"{issuer}#0"}}"#);
    let payload = badge(&issuer).to_string();
    let twice = payload.replacen('{', r#"{"iss":"did:example:other","#, 1);
    let token = sign(&header, &twice);
    assert_eq!(
        first(&token, CheckCode::DocumentStructure),
        failed("payload_not_json")
    );
}

/// The JSON of a credential with the token that says the same.
fn beside(key: &Key, issuer: &str) -> Value {
    let payload = in_vc(issuer);
    let mut outer = payload["vc"].clone();
    outer["issuanceDate"] = "2026-01-01T00:00:00.000Z".into();
    take(&mut outer, "validFrom");
    let mut signed = payload.clone();
    take(&mut signed["vc"], "validFrom");
    signed["vc"]["issuanceDate"] = "2026-01-01T00:00:00Z".into();
    let token = key.jws(&header(key, issuer, &json!({ "typ": "JWT" })), &signed);
    outer["proof"] = json!({ "type": "JwtProof2020", "jwt": token });
    outer
}

#[test]
fn json_around_a_token_says_what_the_token_says() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let genuine = beside(&key, &issuer);
    let signature = |document: &Value| {
        let text = document.to_string();
        (first(&text, CheckCode::ProofSignature), tier(&text))
    };
    assert_eq!(signature(&genuine), (passed(), Tier::Signed));
    let mut alone = genuine.clone();
    alone["proof"] = json!([genuine["proof"]]);
    assert_eq!(signature(&alone), (passed(), Tier::Signed));
    let changes: [fn(&mut Value); 6] = [
        |json| json["credentialSubject"]["achievement"]["name"] = "Medicine".into(),
        |json| json["credentialSubject"]["id"] = "did:example:forger".into(),
        |json| json["issuer"]["name"] = "Another school".into(),
        |json| json["validUntil"] = "2099-01-01T00:00:00Z".into(),
        |json| json["credentialStatus"] = json!({ "type": "None" }),
        |json| {
            take(json, "validUntil");
        },
    ];
    for change in changes {
        let mut forged = genuine.clone();
        change(&mut forged);
        assert_eq!(
            signature(&forged),
            (failed("outer_differs"), Tier::Unsigned),
            "{forged}"
        );
    }
}

#[test]
fn a_presentation_as_a_wallet_spells_it_out_says_what_its_token_says() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let held = beside(&key, &issuer);
    let payload = json!({
        "iss": issuer, "aud": ["did:example:verifier"], "nbf": START, "exp": END, "nonce": "n",
        "vp": {
            "@context": ["https://www.w3.org/2018/credentials/v1"],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": [held["proof"]["jwt"]]
        }
    });
    let token = key.jws(&header(&key, &issuer, &json!({ "typ": "JWT" })), &payload);
    let genuine = json!({
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiablePresentation"],
        "holder": issuer, "verifier": ["did:example:verifier"], "nonce": "n",
        "issuanceDate": "2026-01-01T00:00:00.000Z", "expirationDate": "2027-01-01T00:00:00.000Z",
        "verifiableCredential": [held],
        "proof": { "type": "JwtProof2020", "jwt": token }
    });
    let signature = |document: &Value| first(&document.to_string(), CheckCode::ProofSignature);
    assert_eq!(signature(&genuine), passed());
    let changes: [fn(&mut Value); 4] = [
        |json| json["verifiableCredential"][0]["credentialSubject"]["id"] = "did:example:x".into(),
        |json| json["verifiableCredential"] = json!([]),
        |json| json["verifier"] = json!(["did:example:other"]),
        |json| json["expirationDate"] = "2099-01-01T00:00:00Z".into(),
    ];
    for change in changes {
        let mut forged = genuine.clone();
        change(&mut forged);
        assert_eq!(signature(&forged), failed("outer_differs"), "{forged}");
    }
}

#[test]
fn an_embedded_proof_inside_of_a_token_is_checked_too() {
    let key = Key::ed25519(1);
    let signer = SigningKey::from_bytes(&[1; 32]);
    let issuer = format!("did:key:{}", multibase(&signer));
    let method = format!("{issuer}#{}", multibase(&signer));
    let header = json!({ "alg": "EdDSA", "kid": method, "typ": "JWT" });
    let proved = proved(bare(&issuer), &signer, &method);
    let mut payload = badge(&issuer);
    payload["proof"] = proved["proof"].clone();
    let token = key.jws(&header, &payload);
    see(&token, |checked| {
        assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed, Passed]);
        assert_eq!(checked.tier_at(&Pointer::root()), Tier::Signed);
    });
    // What was added after the proof was made, the token covers and the proof does not.
    payload["name"] = "Another name".into();
    see(&key.jws(&header, &payload), |checked| {
        assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed, Failed]);
        assert_eq!(checked.tier_at(&Pointer::root()), Tier::Unsigned);
    });
}

#[test]
fn what_is_encrypted_is_said_to_be() {
    let part = URL_SAFE_NO_PAD.encode(r#"{"alg":"ECDH-ES","enc":"A256GCM","zip":"DEF"}"#);
    let json = json!({ "protected": part, "iv": "AA", "ciphertext": "AA", "tag": "AA" });
    for text in [format!("{part}..AA.AA.AA"), json.to_string()] {
        let error = open(&Document::new(text.into_bytes(), "test")).unwrap_err();
        assert_eq!(error, OpenError::Encrypted);
        assert!(error.hint().is_some_and(|hint| hint.contains("decrypt")));
    }
}

#[test]
fn tokens_within_tokens_end() {
    let key = Key::ed25519(1);
    let holder = key.did_jwk();
    let mut token = key.jws(&header(&key, &holder, &json!({})), &badge(&holder));
    let presentation = |held: Vec<&str>| json!({ "iss": holder, "vp": { "type": ["VerifiablePresentation"], "verifiableCredential": held } });
    for _ in 0..12 {
        token = key.jws(
            &header(&key, &holder, &json!({})),
            &presentation(vec![&token]),
        );
    }
    assert!(causes(&token, CheckCode::DocumentLimit).contains(&(
        Failed,
        "too_many_inside".to_owned(),
        Some(Pointer::from("/vp/verifiableCredential/0"))
    )));
    let leaf = key.jws(&header(&key, &holder, &json!({})), &badge(&holder));
    let wide = presentation(vec![leaf.as_str(); 500]);
    let token = key.jws(&header(&key, &holder, &json!({})), &wide);
    assert!(
        causes(&token, CheckCode::DocumentLimit)
            .iter()
            .any(|(outcome, cause, _)| *outcome == Failed && cause == "too_many_inside")
    );
}

/// Values without a bound take thirty times the bytes that they are written in.
#[test]
fn a_payload_of_too_many_values_is_refused_by_its_limit() {
    let key = Key::ed25519(1);
    let holder = key.did_jwk();
    let with = |values: usize| {
        let mut payload = badge(&holder);
        payload["more"] = json!(vec![0; values]);
        key.jws(&header(&key, &holder, &json!({})), &payload)
    };
    let refused = |token: &str| {
        causes(token, CheckCode::DocumentLimit)
            .iter()
            .any(|(outcome, cause, _)| *outcome == Failed && cause == "too_many_values")
    };
    assert!(refused(&with(limits::JSON_VALUES)));
    assert!(!refused(&with(limits::JSON_VALUES / 2)));
}

#[test]
fn a_presentation_holds_nothing_without_credentials() {
    let empty = json!({ "type": ["VerifiablePresentation"], "verifiableCredential": [] });
    judge(
        &bytes(&empty),
        &Trust::none(),
        &Evidence::none(),
        |checked| {
            assert_eq!(rows(checked, CheckCode::ProofSignature), [Failed]);
        },
    );
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let token = key.jws(&header(&key, &issuer, &json!({})), &badge(&issuer));
    let holding = json!({ "type": ["VerifiablePresentation"], "verifiableCredential": [token] });
    judge(
        &bytes(&holding),
        &Trust::none(),
        &Evidence::none(),
        |checked| {
            let own = |check: &&Check| check.code == CheckCode::ProofSignature;
            let outcomes: Vec<CheckOutcome> = checked
                .checks()
                .iter()
                .filter(own)
                .map(|check| check.outcome)
                .collect();
            assert_eq!(outcomes, [NotApplicable, Passed]);
        },
    );
}
