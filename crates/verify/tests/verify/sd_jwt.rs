//! SD-JWT: what is disclosed is what was signed, and who presents it holds the key.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Pointer, Tier,
    disclosure::{Disclosure, Withheld},
    document::{Form, Standard},
    evidence::{Evidence, EvidenceKind},
};
use credeval_verify::{Against, Asked, Checked, Trust, check, open};
use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, IsCa, Issuer, KeyPair,
    PKCS_ECDSA_P256_SHA256, SanType, SigningKey as _,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha512};

use crate::support::{
    Key, at, bytes, failed, found, is_identified, item, judge, passed, rows, take, trust,
};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

const VERIFIER: &str = "x509_san_dns:verifier.example";
const NONCE: &str = "n-0S6_WzA2Mj";

fn issuer() -> Key {
    Key::ed25519(1)
}

fn holder() -> Key {
    Key::ed25519(2)
}

fn disclosure(items: &Value) -> String {
    URL_SAFE_NO_PAD.encode(items.to_string())
}

fn digest(disclosure: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(disclosure))
}

/// A token of the issuer and disclosures, up to the last `~`.
fn issue(payload: &Value, disclosures: &[String]) -> String {
    issue_as("vc+sd-jwt", payload, disclosures)
}

fn issue_as(typ: &str, payload: &Value, disclosures: &[String]) -> String {
    let key = issuer();
    let header = json!({ "alg": "EdDSA", "typ": typ, "kid": format!("{}#0", key.did_jwk()) });
    let token = key.jws(&header, payload);
    let parts: Vec<&str> = std::iter::once(&token)
        .chain(disclosures)
        .map(String::as_str)
        .collect();
    format!("{}~", parts.join("~"))
}

/// A key binding for what is presented, with changed claims.
fn bind(presented: &str, key: &Key, typ: &str, changes: &Value) -> String {
    let mut claims = json!({
        "iat": at().as_second() - 10, "aud": VERIFIER, "nonce": NONCE, "sd_hash": digest(presented)
    });
    for (claim, value) in changes.as_object().unwrap() {
        claims[claim] = value.clone();
    }
    let header = json!({ "alg": key.algorithm(), "typ": typ });
    format!("{presented}{}", key.jws(&header, &claims))
}

/// A badge of which the name of the achievement and the result may be withheld.
fn badge(digests: &Value) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": issuer().did_jwk(),
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "achievement": { "criteria": {}, "_sd": digests }
        },
        "cnf": { "jwk": holder().jwk() },
        "_sd_alg": "sha-256"
    })
}

fn name() -> String {
    disclosure(&json!(["salt-1", "name", "Soil science"]))
}

fn genuine() -> String {
    let name = name();
    let decoy = digest("decoy");
    issue(&badge(&json!([decoy, digest(&name)])), &[name])
}

fn see<T>(text: &str, see: impl Fn(&Checked<'_>) -> T) -> T {
    judge(text.as_bytes(), &Trust::none(), &Evidence::none(), see)
}

/// How a code ended first, and why.
fn first(text: &str, code: CheckCode) -> (CheckOutcome, String) {
    see(text, |checked| row(checked, code))
}

fn row(checked: &Checked<'_>, code: CheckCode) -> (CheckOutcome, String) {
    let check = checked
        .checks()
        .iter()
        .find(|check| check.code == code)
        .unwrap();
    let cause = check.cause.as_ref().map(|cause| cause.code.clone());
    (check.outcome, cause.unwrap_or_default())
}

/// The rows on the presentation, with what was asked.
fn asked(text: &str) -> Vec<(CheckCode, CheckOutcome, String)> {
    let opened = open(&Document::new(text.as_bytes().to_vec(), "test")).unwrap();
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
    let mut against = Against::new(&evidence, &trust, &contexts, at());
    let asked = Asked {
        challenge: Some(NONCE.to_owned()),
        domain: Some(VERIFIER.to_owned()),
    };
    against.asked = Some(&asked);
    let checked = check(&opened, against);
    let is_wanted = |check: &&Check| {
        check.code == CheckCode::HolderBinding || check.code.as_str().starts_with("presentation.")
    };
    let rows = checked.checks().iter().filter(is_wanted);
    rows.map(|check| {
        let cause = check.cause.as_ref().map(|cause| cause.code.clone());
        (check.code, check.outcome, cause.unwrap_or_default())
    })
    .collect()
}

/// What of `asked` did not pass.
fn faults(text: &str) -> Vec<(CheckCode, CheckOutcome, String)> {
    let mut rows = asked(text);
    assert!(rows.len() >= 4, "{rows:?}");
    rows.retain(|(_, outcome, _)| *outcome != Passed);
    rows
}

#[test]
fn what_is_disclosed_stands_in_its_place_and_is_signed() {
    let text = genuine();
    let opened = open(&Document::new(text.clone().into_bytes(), "test")).unwrap();
    let info = opened.info();
    assert_eq!(
        (info.form, info.standard),
        (Form::SdJwt, Standard::OpenBadges3)
    );
    see(&text, |checked| {
        assert_eq!(row(checked, CheckCode::ProofSignature), passed());
        assert_eq!(row(checked, CheckCode::IssuerKey), passed());
        assert_eq!(row(checked, CheckCode::ProofPurpose), passed());
        let achievement = &checked.credential()["credentialSubject"]["achievement"];
        assert_eq!(
            *achievement,
            json!({ "criteria": {}, "name": "Soil science" })
        );
        let place = Pointer::from("/credentialSubject/achievement/name");
        assert_eq!(checked.tier_at(&place), Tier::Signed);
        assert!(checked.credential().get("_sd_alg").is_none());
    });
    // What is withheld is not there, and its digest neither.
    let withheld = issue(&badge(&json!([digest(&name())])), &[]);
    see(&withheld, |checked| {
        assert_eq!(row(checked, CheckCode::ProofSignature), passed());
        let achievement = &checked.credential()["credentialSubject"]["achievement"];
        assert_eq!(*achievement, json!({ "criteria": {} }));
    });
}

#[test]
fn disclosures_within_disclosures_and_within_arrays_are_found() {
    let element = disclosure(&json!(["s1", { "name": "n" }]));
    let outer = disclosure(
        &json!(["s2", "results", [{ "...": digest(&element) }, { "...": digest("x") }, 3]]),
    );
    let mut payload = badge(&json!([digest(&outer)]));
    payload["_sd_alg"] = "sha-256".into();
    let text = issue(&payload, &[element.clone(), outer.clone()]);
    see(&text, |checked| {
        assert_eq!(row(checked, CheckCode::ProofSignature), passed());
        let achievement = &checked.credential()["credentialSubject"]["achievement"];
        assert_eq!(achievement["results"], json!([{ "name": "n" }, 3]));
    });
    // The inner one without the outer one is signed by nobody.
    let orphan = issue(&payload, &[element]);
    assert_eq!(
        first(&orphan, CheckCode::ProofSignature),
        failed("disclosure_not_signed")
    );
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one row for each way to disclose what was not signed"
)]
fn disclosures_that_the_issuer_did_not_sign_fail() {
    let name = name();
    let forged = disclosure(&json!(["salt-1", "name", "Medicine"]));
    let with = |items: Value| {
        let added = disclosure(&items);
        issue(&badge(&json!([digest(&added)])), &[added])
    };
    let element = disclosure(&json!(["s", "an element"]));
    let once = badge(&json!([digest(&name)]));
    let mut twice = badge(&json!([digest(&name)]));
    twice["credentialSubject"]["_sd"] = json!([digest(&name)]);
    let top = |claim: &str| {
        let hidden = disclosure(&json!(["s", claim, "x"]));
        let mut payload = badge(&json!([]));
        payload["_sd"] = json!([digest(&hidden)]);
        issue(&payload, &[hidden])
    };
    let mut named_dots = badge(&json!([]));
    named_dots["credentialSubject"]["..."] = "x".into();
    let mut beside_dots = badge(&json!([]));
    beside_dots["evidence"] = json!([{ "...": digest("x"), "id": "urn:x" }]);
    let mut not_a_list = badge(&json!([]));
    not_a_list["_sd"] = digest(&name).into();
    let mut in_array = badge(&json!([]));
    in_array["evidence"] = json!([{ "...": digest(&name) }]);
    let cases = [
        (
            "added",
            issue(&once, &[name.clone(), forged.clone()]),
            "disclosure_not_signed",
        ),
        (
            "exchanged",
            issue(&once, std::slice::from_ref(&forged)),
            "disclosure_not_signed",
        ),
        (
            "repeated",
            issue(&once, &[name.clone(), name.clone()]),
            "repeated_disclosure",
        ),
        (
            "digest twice",
            issue(&twice, std::slice::from_ref(&name)),
            "repeated_digest",
        ),
        (
            "digest twice, undisclosed",
            issue(&twice, &[]),
            "repeated_digest",
        ),
        (
            "overwrites",
            with(json!(["s", "criteria", {}])),
            "claim_overwritten",
        ),
        ("named _sd", with(json!(["s", "_sd", []])), "reserved_name"),
        ("named ...", with(json!(["s", "...", "x"])), "reserved_name"),
        ("claim ...", issue(&named_dots, &[]), "reserved_name"),
        ("beside ...", issue(&beside_dots, &[]), "reserved_name"),
        (
            "no salt",
            with(json!([1, "title", "x"])),
            "malformed_disclosure",
        ),
        (
            "four parts",
            with(json!(["s", "title", "x", "y"])),
            "malformed_disclosure",
        ),
        (
            "no array",
            with(json!({ "title": "x" })),
            "malformed_disclosure",
        ),
        (
            "element as member",
            issue(&badge(&json!([digest(&element)])), &[element]),
            "misplaced_disclosure",
        ),
        (
            "member as element",
            issue(&in_array, std::slice::from_ref(&name)),
            "misplaced_disclosure",
        ),
        ("_sd no list", issue(&not_a_list, &[]), "malformed_digest"),
        (
            "digest no text",
            issue(&badge(&json!([7])), &[]),
            "malformed_digest",
        ),
        ("iss", top("iss"), "claim_never_disclosed"),
        ("exp", top("exp"), "claim_never_disclosed"),
        ("status", top("status"), "claim_never_disclosed"),
        ("issuer", top("issuer"), "claim_overwritten"),
    ];
    for (what, text, cause) in cases {
        see(&text, |checked| {
            assert_eq!(
                row(checked, CheckCode::ProofSignature),
                failed(cause),
                "{what}"
            );
            let place = Pointer::from("/credentialSubject/achievement/name");
            assert_eq!(checked.tier_at(&place), Tier::Unsigned, "{what}");
            let achievement = &checked.credential()["credentialSubject"]["achievement"];
            assert!(achievement.get("name").is_none(), "{what}");
        });
    }
    // A key twice in a disclosure: two readers would see two statements.
    let twice = URL_SAFE_NO_PAD.encode(r#"["s","title",{"a":1,"a":2}]"#);
    let text = issue(&badge(&json!([digest(&twice)])), &[twice]);
    assert_eq!(
        first(&text, CheckCode::ProofSignature),
        failed("malformed_disclosure")
    );
}

#[test]
fn the_hash_function_is_a_known_one() {
    let name = name();
    let long = URL_SAFE_NO_PAD.encode(Sha512::digest(&name));
    let with = |hash: Value, digest: &str| {
        let mut payload = badge(&json!([digest]));
        payload["_sd_alg"] = hash;
        first(
            &issue(&payload, std::slice::from_ref(&name)),
            CheckCode::ProofSignature,
        )
    };
    assert_eq!(with(json!("sha-512"), &long), passed());
    assert_eq!(
        with(json!("sha-256"), &long),
        failed("disclosure_not_signed")
    );
    assert_eq!(
        with(json!("sha3-256"), &long),
        (Inconclusive, "unsupported_hash".to_owned())
    );
    assert_eq!(with(json!(256), &long), failed("malformed_hash_name"));
}

/// What the holder chose to show.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is not general over the lifetimes"
)]
fn chosen(text: &str) -> Disclosure {
    see(text, |checked| checked.disclosure())
}

#[test]
fn what_the_holder_chose_to_show_and_what_is_withheld_is_told() {
    let (element, name) = (disclosure(&json!(["s1", 6])), name());
    let results = json!([{ "...": digest("withheld") }, { "...": digest(&element) }]);
    let mut payload = badge(&json!([digest(&name), digest("decoy")]));
    payload["credentialSubject"]["result"] = results;
    let told = |disclosures: &[String]| {
        see(&issue(&payload, disclosures), |checked| {
            checked.disclosure()
        })
    };
    assert_eq!(
        told(&[name, element]),
        Disclosure {
            places: [
                "/credentialSubject/achievement/name",
                "/credentialSubject/result/0",
            ]
            .map(Pointer::from)
            .into(),
            withheld: Withheld::Statements(2),
        }
    );
    let nothing = told(&[]);
    assert!(nothing.places.is_empty());
    assert_eq!(nothing.withheld, Withheld::Statements(4));
    // What was not signed discloses nothing, and says nothing of what there is.
    let forged = told(&[disclosure(&json!(["s", "name", "forged"]))]);
    assert!(forged.places.is_empty());
    assert_eq!(forged.withheld, Withheld::Unknown);
    let whole = see(&issue(&badge(&json!([])), &[]), |checked| {
        checked.disclosure()
    });
    assert_eq!(whole, Disclosure::default());
}

/// The keys above a disclosure are as long as the issuer likes; each pointer would repeat them.
#[test]
fn the_places_of_disclosures_are_bounded() {
    let long = "k".repeat(64 * 1024);
    let elements: Vec<String> = (0..100).map(|n| disclosure(&json!(["s", n]))).collect();
    let digests: Vec<Value> = elements
        .iter()
        .map(|element| json!({ "...": digest(element) }))
        .collect();
    let mut payload = badge(&json!([]));
    payload["credentialSubject"][&long] = digests.into();
    let disclosure = chosen(&issue(&payload, &elements));
    assert_eq!(disclosure.places, [Pointer::root()].into());
    assert!(disclosure.is_chosen(&Pointer::from("/anything")));
}

#[test]
fn disclosures_are_bounded_in_number_and_depth() {
    let many: Vec<String> = (0..5_000)
        .map(|n| disclosure(&json!([n.to_string(), "a", n])))
        .collect();
    let text = issue(&badge(&json!([])), &many);
    see(&text, |checked| {
        assert!(rows(checked, CheckCode::DocumentLimit).contains(&Failed));
        assert_eq!(checked.tier_at(&Pointer::root()), Tier::Unsigned);
    });
    let mut chain = vec![disclosure(&json!(["s", "a", {}]))];
    for n in 0..200 {
        let inner = digest(chain.last().unwrap());
        chain.push(disclosure(&json!([n.to_string(), "a", { "_sd": [inner] }])));
    }
    let outermost = digest(chain.last().unwrap());
    let text = issue(&badge(&json!([outermost])), &chain);
    assert_eq!(first(&text, CheckCode::ProofSignature), failed("too_deep"));
}

#[test]
fn the_kind_of_token_and_its_claims_are_one() {
    let purpose =
        |typ: &str, payload: &Value| first(&issue_as(typ, payload, &[]), CheckCode::ProofPurpose);
    let with_vct = json!({ "iss": issuer().did_jwk(), "vct": "urn:x", "given_name": "A" });
    assert_eq!(purpose("dc+sd-jwt", &with_vct), passed());
    assert_eq!(purpose("vc+sd-jwt", &with_vct), passed());
    let without = json!({ "iss": issuer().did_jwk(), "given_name": "A" });
    assert_eq!(
        purpose("dc+sd-jwt", &without),
        failed("no_type_of_credential")
    );
    for typ in ["kb+jwt", "at+jwt", "vc+jwt", "oauth-authz-req+jwt"] {
        assert_eq!(purpose(typ, &with_vct), failed("foreign_type"), "{typ}");
    }
    assert_eq!(
        purpose("example+sd-jwt", &with_vct),
        (Inconclusive, "unknown_type".to_owned())
    );
    // `exp` of such a credential is its own end, not that of its signature.
    let ended = json!({ "iss": issuer().did_jwk(), "vct": "urn:x", "exp": at().as_second() - 100 });
    let text = issue_as("dc+sd-jwt", &ended, &[]);
    assert_eq!(first(&text, CheckCode::ValidityUntil), failed("expired"));
}

#[test]
fn json_ld_stands_in_its_own_claim() {
    let name = name();
    let mut credential = badge(&json!([digest(&name)]));
    for claim in ["cnf", "_sd_alg"] {
        take(&mut credential, claim);
    }
    let payload = json!({ "iss": issuer().did_jwk(), "vct": "urn:x", "ld": credential });
    let text = issue_as("dc+sd-jwt", &payload, std::slice::from_ref(&name));
    see(&text, |checked| {
        assert_eq!(checked.standard(), Standard::OpenBadges3);
        assert_eq!(row(checked, CheckCode::ProofSignature), passed());
        assert_eq!(row(checked, CheckCode::IssuerKey), passed());
        assert_eq!(
            checked.credential()["credentialSubject"]["achievement"]["name"],
            json!("Soil science")
        );
    });
    let mut other = payload.clone();
    other["iss"] = "did:example:other".into();
    let text = issue_as("dc+sd-jwt", &other, &[name]);
    see(&text, |checked| {
        let causes = checked.checks().iter().filter_map(|row| row.cause.as_ref());
        assert!(
            causes
                .map(|cause| &cause.code)
                .any(|code| code == "claim_mismatch")
        );
    });
}

#[test]
fn the_json_serialisation_is_the_same_token() {
    let text = bind(&genuine(), &holder(), "kb+jwt", &json!({}));
    let parts: Vec<&str> = text.split('~').collect();
    let token: Vec<&str> = parts[0].split('.').collect();
    let header = json!({ "disclosures": [parts[1]], "kb_jwt": parts[2] });
    let flattened = json!({
        "payload": token[1], "protected": token[0], "signature": token[2], "header": header
    });
    let general = json!({
        "payload": token[1],
        "signatures": [{ "protected": token[0], "signature": token[2], "header": header }]
    });
    for document in [&flattened, &general] {
        let text = document.to_string();
        assert_eq!(first(&text, CheckCode::ProofSignature), passed());
        assert!(faults(&text).is_empty());
    }
    let mut second = general.clone();
    second["signatures"] = json!([general["signatures"][0], general["signatures"][0]]);
    assert_eq!(
        first(&second.to_string(), CheckCode::ProofSignature),
        failed("disclosures_elsewhere")
    );
    // A second signature that does not hold is not outvoted by the first.
    let mut forged = general.clone();
    forged["signatures"] = json!([
        general["signatures"][0],
        { "protected": token[0], "signature": URL_SAFE_NO_PAD.encode([0; 64]) }
    ]);
    see(&forged.to_string(), |checked| {
        assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed, Failed]);
        assert_eq!(checked.tier_at(&Pointer::root()), Tier::Unsigned);
    });
}

#[test]
fn a_key_binding_answers_the_request() {
    let text = bind(&genuine(), &holder(), "kb+jwt", &json!({}));
    assert!(faults(&text).is_empty(), "{:?}", faults(&text));
    // Nothing asked: the holder is checked all the same, what cannot be compared is open.
    see(&text, |checked| {
        assert_eq!(row(checked, CheckCode::HolderBinding), passed());
        assert_eq!(rows(checked, CheckCode::PresentationNonce), [Inconclusive]);
        assert_eq!(
            rows(checked, CheckCode::PresentationAudience),
            [Inconclusive]
        );
        assert_eq!(
            rows(checked, CheckCode::PresentationFreshness),
            [NotApplicable]
        );
    });
}

#[test]
fn a_key_binding_of_somebody_or_something_else_fails() {
    let presented = genuine();
    let other = issue(&badge(&json!([])), &[]);
    let elsewhere = bind(&other, &holder(), "kb+jwt", &json!({}));
    let replayed = format!("{presented}{}", elsewhere.rsplit_once('~').unwrap().1);
    let mut unsigned = bind(&presented, &holder(), "kb+jwt", &json!({}));
    unsigned.truncate(unsigned.rfind('.').unwrap() + 1);
    let none = {
        let claims =
            json!({ "iat": 1, "aud": VERIFIER, "nonce": NONCE, "sd_hash": digest(&presented) });
        holder().jws(&json!({ "alg": "none", "typ": "kb+jwt" }), &claims)
    };
    let cases = [
        ("of another credential", replayed, "sd_hash_mismatch"),
        (
            "by the issuer",
            bind(&presented, &issuer(), "kb+jwt", &json!({})),
            "bad_signature",
        ),
        (
            "by a forger",
            bind(&presented, &Key::ed25519(9), "kb+jwt", &json!({})),
            "bad_signature",
        ),
        (
            "by another kind of key",
            bind(&presented, &Key::p256(), "kb+jwt", &json!({})),
            "key_mismatch",
        ),
        ("without signature", unsigned, "bad_signature"),
        (
            "alg none",
            format!("{presented}{none}"),
            "refused_algorithm",
        ),
        (
            "another type",
            bind(&presented, &holder(), "JWT", &json!({})),
            "foreign_type",
        ),
        (
            "no sd_hash",
            bind(&presented, &holder(), "kb+jwt", &json!({ "sd_hash": null })),
            "sd_hash_mismatch",
        ),
        (
            "no nonce",
            bind(&presented, &holder(), "kb+jwt", &json!({ "nonce": null })),
            "missing_claim",
        ),
        (
            "text iat",
            bind(&presented, &holder(), "kb+jwt", &json!({ "iat": "now" })),
            "malformed_time",
        ),
        (
            "no token",
            format!("{presented}abc"),
            "malformed_key_binding",
        ),
    ];
    for (what, text, cause) in cases {
        // Asked or not.
        assert_eq!(
            first(&text, CheckCode::HolderBinding),
            failed(cause),
            "{what}"
        );
        assert!(
            faults(&text).contains(&(CheckCode::HolderBinding, Failed, cause.to_owned())),
            "{what}"
        );
    }
    // A disclosure less than the holder signed for.
    let bound = bind(&presented, &holder(), "kb+jwt", &json!({}));
    let parts: Vec<&str> = bound.split('~').collect();
    let less = format!("{}~{}", parts[0], parts[2]);
    assert_eq!(first(&less, CheckCode::ProofSignature), passed());
    assert_eq!(
        first(&less, CheckCode::HolderBinding),
        failed("sd_hash_mismatch")
    );
    // A credential that is bound to no key, with a key binding of anybody.
    let mut payload = badge(&json!([]));
    take(&mut payload, "cnf");
    let text = bind(&issue(&payload, &[]), &holder(), "kb+jwt", &json!({}));
    assert_eq!(
        first(&text, CheckCode::HolderBinding),
        failed("no_confirmation_key")
    );
}

#[test]
fn a_key_binding_inside_of_a_presentation_is_checked_too() {
    let holding = |held: &str| {
        json!({ "type": ["VerifiablePresentation"], "verifiableCredential": [held] }).to_string()
    };
    let outcomes = |held: &str| {
        see(&holding(held), |checked| {
            rows(checked, CheckCode::HolderBinding)
        })
    };
    let genuine = bind(&genuine(), &holder(), "kb+jwt", &json!({}));
    assert_eq!(outcomes(&genuine), [NotApplicable, Passed]);
    let forged = bind(&self::genuine(), &Key::ed25519(9), "kb+jwt", &json!({}));
    assert_eq!(outcomes(&forged), [NotApplicable, Failed]);
}

#[test]
fn a_key_binding_for_another_request_fails() {
    let with = |changes: Value| faults(&bind(&genuine(), &holder(), "kb+jwt", &changes));
    let fault = |code, cause: &str| vec![(code, Failed, cause.to_owned())];
    assert_eq!(
        with(json!({ "nonce": "of-yesterday" })),
        fault(CheckCode::PresentationNonce, "nonce_mismatch")
    );
    assert_eq!(
        with(json!({ "aud": "x509_san_dns:forger.example" })),
        fault(CheckCode::PresentationAudience, "audience_mismatch")
    );
    let now = at().as_second();
    assert_eq!(
        with(json!({ "iat": now - 700 })),
        fault(CheckCode::PresentationFreshness, "stale")
    );
    assert_eq!(
        with(json!({ "iat": now + 100 })),
        fault(CheckCode::PresentationFreshness, "made_in_future")
    );
    // Without a key binding the request has no answer.
    let rows = asked(&genuine());
    assert_eq!(rows.len(), 4);
    assert!(
        rows.iter()
            .all(|(_, outcome, cause)| *outcome == Failed && cause == "no_presentation")
    );
}

#[test]
fn a_key_binding_on_a_forged_credential_binds_nobody() {
    let key = Key::ed25519(9);
    let payload = badge(&json!([]));
    // Signed by nobody that can be asked: the holder's key in it is worth nothing.
    let mut foreign = payload.clone();
    foreign["issuer"] = "did:example:unknown".into();
    let token = key.jws(&json!({ "alg": "EdDSA", "typ": "vc+sd-jwt" }), &foreign);
    let text = bind(&format!("{token}~"), &holder(), "kb+jwt", &json!({}));
    see(&text, |checked| {
        assert_eq!(rows(checked, CheckCode::ProofSignature), [Inconclusive]);
        assert_eq!(
            row(checked, CheckCode::HolderBinding),
            (Inconclusive, "proof_not_held".to_owned())
        );
        assert_eq!(checked.tier_at(&Pointer::root()), Tier::Unsigned);
    });
}

/// An authority, and a token with the certificate that it gave for these names.
struct Chain {
    authority: String,
    token: String,
}

fn chain(iss: &str, names: &[SanType]) -> Chain {
    chain_with(iss, names, &[])
}

/// The same, with addresses at which the authority says what it revoked.
fn chain_with(iss: &str, names: &[SanType], lists: &[&str]) -> Chain {
    let root = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut parameters = CertificateParams::new(vec![]).unwrap();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = parameters.self_signed(&root).unwrap();
    let leaf = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut own = CertificateParams::new(vec![]).unwrap();
    own.subject_alt_names = names.to_vec();
    let uris: Vec<String> = lists.iter().map(|&list| list.to_owned()).collect();
    if !uris.is_empty() {
        own.crl_distribution_points = vec![CrlDistributionPoint { uris }];
    }
    let issuing = Issuer::new(parameters, root);
    let own = own.signed_by(&leaf, &issuing).unwrap();
    let header = json!({ "alg": "ES256", "typ": "dc+sd-jwt", "x5c": [STANDARD.encode(own.der())] });
    let payload = json!({ "iss": iss, "vct": "urn:x", "given_name": "A" });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(&header), part(&payload));
    // In DER as rcgen signs; JOSE wants the two numbers side by side.
    let signature =
        p256::ecdsa::Signature::from_der(&leaf.sign(input.as_bytes()).unwrap()).unwrap();
    Chain {
        authority: certificate.pem(),
        token: format!("{input}.{}~", URL_SAFE_NO_PAD.encode(signature.to_bytes())),
    }
}

#[test]
fn a_certificate_binds_the_issuer_that_it_names_where_an_anchor_vouches() {
    let iss = "https://school.example/issuer";
    let dns = SanType::DnsName("school.example".try_into().unwrap());
    let uri = SanType::URI(iss.try_into().unwrap());
    let pinned = |chain: &Chain| {
        trust(&format!(
            "[[anchor]]\nid = 'authority'\nkind = 'x509_pin'\ncertificate = '''\n{}'''\n",
            chain.authority
        ))
    };
    let ends = |chain: &Chain, trust: &Trust| {
        judge(
            chain.token.as_bytes(),
            trust,
            &Evidence::none(),
            |checked| {
                assert_eq!(rows(checked, CheckCode::ProofSignature), [Passed]);
                (
                    rows(checked, CheckCode::IssuerKey)[0],
                    rows(checked, CheckCode::SealChain)[0],
                    is_identified(checked),
                )
            },
        )
    };
    for name in [dns, uri] {
        let chain = chain(iss, &[name]);
        assert_eq!(ends(&chain, &pinned(&chain)), (Passed, Passed, true));
        assert_eq!(
            ends(&chain, &Trust::none()),
            (Inconclusive, Inconclusive, false)
        );
    }
    // A certificate may have been revoked where its authority says so, and it was not asked.
    let dns = SanType::DnsName("school.example".try_into().unwrap());
    for (lists, outcome) in [
        (
            ["https://authority.example/revoked"].as_slice(),
            Inconclusive,
        ),
        (&[], NotApplicable),
    ] {
        let chain = chain_with(iss, std::slice::from_ref(&dns), lists);
        let trust = pinned(&chain);
        judge(
            chain.token.as_bytes(),
            &trust,
            &Evidence::none(),
            |checked| {
                assert_eq!(rows(checked, CheckCode::SealRevocation), [outcome]);
            },
        );
    }
    // A good certificate for another host, under the very same authority.
    for name in ["forger.example", "*.example", "a.school.example"] {
        let other = SanType::DnsName(name.try_into().unwrap());
        let chain = chain(iss, &[other]);
        assert_eq!(
            ends(&chain, &pinned(&chain)),
            (Failed, Passed, false),
            "{name}"
        );
    }
    let unnamed = chain(iss, &[]);
    assert_eq!(ends(&unnamed, &pinned(&unnamed)), (Failed, Passed, false));
}

#[test]
fn an_https_issuer_says_its_keys_in_its_metadata() {
    let key = issuer();
    let iss = "https://school.example/issuer";
    let url = "https://school.example/.well-known/jwt-vc-issuer/issuer";
    let mut jwk = key.jwk();
    jwk["kid"] = "k1".into();
    let header = json!({ "alg": "EdDSA", "typ": "dc+sd-jwt", "kid": "k1" });
    let token = format!(
        "{}~",
        key.jws(&header, &json!({ "iss": iss, "vct": "urn:x" }))
    );
    let ends = |document: &Value| {
        let evidence = found(EvidenceKind::KeyDocument, url, document);
        judge(token.as_bytes(), &Trust::none(), &evidence, |checked| {
            (
                rows(checked, CheckCode::ProofSignature)[0],
                rows(checked, CheckCode::IssuerKey)[0],
            )
        })
    };
    let keys = json!({ "keys": [jwk] });
    assert_eq!(
        ends(&json!({ "issuer": iss, "jwks": keys })),
        (Passed, Passed)
    );
    let other = json!({ "issuer": "https://forger.example", "jwks": keys });
    assert_eq!(ends(&other), (Inconclusive, Inconclusive));
    let unlisted = json!({ "issuer": iss, "jwks": { "keys": [] } });
    assert_eq!(ends(&unlisted), (Inconclusive, Failed));
    // The keys at an address of their own, which must be at the issuer's host.
    for (at, outcome) in [
        ("https://school.example/keys", Passed),
        ("https://forger.example/keys", Inconclusive),
        ("http://school.example/keys", Inconclusive),
    ] {
        let document = json!({ "issuer": iss, "jwks_uri": at });
        let mut evidence = found(EvidenceKind::KeyDocument, url, &document);
        let bytes = bytes(&keys);
        evidence.insert(at, item(EvidenceKind::KeyDocument, bytes));
        judge(token.as_bytes(), &Trust::none(), &evidence, |checked| {
            assert_eq!(rows(checked, CheckCode::IssuerKey), [outcome], "{at}");
        });
    }
}
