//! Open Badges 2.0: what makes a hosted and a signed badge the issuer's, and what does not.

use std::fmt::Write as _;

use aws_lc_rs::signature::KeyPair as _;
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document,
    check::Cause,
    document::{Form, Standard},
    evidence::{Answer, Evidence, EvidenceKind, Item, Origin},
};
use credeval_verify::{Against, PublicKey, Trust, check, needs, open};
use serde_json::{Value, json};

use crate::support::{Key, armour, at, bytes, is_identified, item, judge, rows, take, trust};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

const BADGE: &str = "https://school.example/assertions/1";
const CLASS: &str = "https://school.example/classes/soil";
const ISSUER: &str = "https://school.example/issuer";
const KEY: &str = "https://school.example/key";
const LIST: &str = "https://school.example/revoked";
const EVIL: &str = "https://evil.example";

fn assertion() -> Value {
    json!({
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": BADGE,
        "recipient": { "type": "email", "hashed": false, "identity": "ana@example.org" },
        "issuedOn": "2026-01-01T00:00:00Z",
        "badge": CLASS,
        "verification": { "type": "hosted" }
    })
}

fn signed() -> Value {
    let mut badge = assertion();
    badge["id"] = "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11".into();
    badge["verification"] = json!({ "type": "SignedBadge", "creator": KEY });
    badge
}

fn class() -> Value {
    json!({ "type": "BadgeClass", "id": CLASS, "name": "Soil science", "issuer": ISSUER })
}

fn profile() -> Value {
    json!({ "type": "Issuer", "id": ISSUER, "name": "School", "publicKey": KEY })
}

fn key_document(key: &Key) -> Value {
    json!({ "type": "CryptographicKey", "id": KEY, "owner": ISSUER, "publicKeyPem": key.pem() })
}

/// The address that a document states as its own.
fn own(document: &Value) -> &str {
    document["id"].as_str().unwrap()
}

/// Each document at the address that it states.
fn world(documents: &[&Value]) -> Evidence {
    let mut evidence = Evidence::none();
    for document in documents {
        put(&mut evidence, own(document), document);
    }
    evidence
}

fn put(evidence: &mut Evidence, url: &str, document: &Value) {
    evidence.insert(url, item(EvidenceKind::HostedBadge, bytes(document)));
}

fn pinned() -> Trust {
    trust(&format!(
        "[[anchor]]\nid = 'school'\nkind = 'did_pin'\ndid = '{ISSUER}'\n"
    ))
}

/// How `proof.signature`, `issuer.key` and `status.revocation` ended, and whether the issuer is
/// identified.
type Verdict = (CheckOutcome, CheckOutcome, CheckOutcome, bool);

fn verdict(document: &[u8], evidence: &Evidence) -> Verdict {
    judge(document, &pinned(), evidence, |checked| {
        let one = |code| match rows(checked, code)[..] {
            [outcome] => outcome,
            ref other => panic!("{code}: {other:?}"),
        };
        (
            one(CheckCode::ProofSignature),
            one(CheckCode::IssuerKey),
            one(CheckCode::StatusRevocation),
            is_identified(checked),
        )
    })
}

fn of(badge: &Value, documents: &[&Value]) -> Verdict {
    verdict(&bytes(badge), &world(documents))
}

fn cause(document: &[u8], evidence: &Evidence, code: CheckCode) -> String {
    judge(document, &Trust::none(), evidence, |checked| {
        let row: &Check = checked
            .checks()
            .iter()
            .find(|row| row.code == code)
            .unwrap();
        row.cause
            .clone()
            .map_or_else(String::new, |cause| cause.code)
    })
}

/// What is asked for in each round, where everything of `full` is there to be had.
fn rounds(document: &[u8], full: &Evidence) -> Vec<Vec<String>> {
    let opened = open(&Document::new(document.to_vec(), "test")).unwrap();
    let (trust, contexts) = (Trust::none(), Contexts::built_in());
    let mut evidence = Evidence::none();
    let mut rounds = Vec::new();
    loop {
        let wanted = needs(&opened, Against::new(&evidence, &trust, &contexts, at()));
        if wanted.is_empty() {
            return rounds;
        }
        let urls: Vec<String> = wanted.into_iter().map(|request| request.url).collect();
        for url in &urls {
            let missing = || Answer::Missing(Cause::new("not_reachable"));
            let answer = full.get(url).cloned().unwrap_or_else(missing);
            evidence.insert(url.clone(), answer);
        }
        rounds.push(urls);
    }
}

const GENUINE: Verdict = (Passed, Passed, Passed, true);

#[test]
fn a_hosted_badge_is_the_issuers_that_lets_it_stand_there() {
    let badge = assertion();
    let evidence = world(&[&badge, &class(), &profile()]);
    assert_eq!(verdict(&bytes(&badge), &evidence), GENUINE);
    judge(&bytes(&badge), &Trust::none(), &evidence, |checked| {
        assert_eq!(checked.info().form, Form::Hosted);
        assert_eq!(checked.standard(), Standard::OpenBadges2);
        assert_eq!(rows(checked, CheckCode::ProofAlgorithm), [NotApplicable]);
        assert_eq!(rows(checked, CheckCode::ValidityFrom), [Passed]);
        let of = |code| {
            checked
                .checks()
                .iter()
                .find(|row| row.code == code)
                .unwrap()
        };
        let row = of(CheckCode::ProofSignature);
        assert_eq!(
            row.summary,
            "no signature: the badge stands at its own address, word for word"
        );
        assert_eq!(row.evidence.len(), 1);
    });
    let asked = rounds(&bytes(&badge), &evidence);
    assert_eq!(asked, [[BADGE], [CLASS], [ISSUER]]);
}

/// The profile was read at its own address; a name that the badge carries along is its maker's word.
#[test]
fn a_badge_is_awarded_by_its_profile_and_not_under_the_name_that_it_carries() {
    let entitlement = |badge: &Value| {
        let evidence = world(&[badge, &class(), &profile()]);
        judge(&bytes(badge), &pinned(), &evidence, |checked| {
            assert!(is_identified(checked));
            let mut rows = checked.checks().iter();
            let row = rows.find(|row| row.code == CheckCode::IssuerEntitlement);
            let cause = row.unwrap().cause.as_ref().map(|cause| cause.code.clone());
            (checked.entitled(), cause.unwrap_or_default())
        })
    };
    let mut badge = assertion();
    assert_eq!(entitlement(&badge), (true, String::new()));
    badge["badge"] = class();
    assert_eq!(entitlement(&badge), (true, String::new()));
    badge["badge"]["issuer"] = json!({ "id": ISSUER, "name": "University of Northport" });
    let (is_entitled, cause) = entitlement(&badge);
    assert_eq!((is_entitled, cause.as_str()), (false, "name_not_confirmed"));
}

#[test]
fn only_what_a_badge_says_counts_and_not_how_it_is_written() {
    let badge = assertion();
    let mut text = String::from("{\n");
    for (key, value) in badge.as_object().unwrap().iter().rev() {
        writeln!(text, "  \"{key}\" : {value},").unwrap();
    }
    let text = text.trim_end_matches(",\n").to_owned() + "}";
    let evidence = world(&[&badge, &class(), &profile()]);
    assert_eq!(verdict(text.as_bytes(), &evidence), GENUINE);
}

/// The applicant changes a copy of a genuine badge.
#[test]
fn a_hosted_badge_that_says_otherwise_than_its_address_fails() {
    let hosted = assertion();
    let evidence = world(&[&hosted, &class(), &profile()]);
    let mut name = hosted.clone();
    name["recipient"]["identity"] = "eve@example.org".into();
    let mut more = hosted.clone();
    more["narrative"] = "With distinction.".into();
    let mut less = hosted.clone();
    take(&mut less, "recipient");
    let mut other = hosted.clone();
    other["badge"] = format!("{EVIL}/class").into();
    for (badge, place) in [
        (name, "/recipient/identity"),
        (more, "/narrative"),
        (less, "/recipient"),
        (other, "/badge"),
    ] {
        let document = bytes(&badge);
        assert_eq!(
            verdict(&document, &evidence),
            (Failed, Inconclusive, Inconclusive, false)
        );
        assert_eq!(
            cause(&document, &evidence, CheckCode::ProofSignature),
            "not_as_hosted"
        );
        judge(&document, &Trust::none(), &evidence, |checked| {
            let row = checked
                .checks()
                .iter()
                .find(|row| row.code == CheckCode::ProofSignature);
            assert_eq!(row.unwrap().pointer.as_ref().unwrap().as_str(), place);
        });
        assert_eq!(rounds(&document, &evidence), [[BADGE]]);
    }
}

#[test]
fn an_address_that_does_not_answer_settles_nothing() {
    let badge = assertion();
    let document = bytes(&badge);
    let missing = |code: &str, status| {
        let mut cause = Cause::new(code).url(BADGE);
        cause.status = status;
        let mut evidence = world(&[&class(), &profile()]);
        evidence.insert(BADGE, Answer::Missing(cause));
        evidence
    };
    let open = (Inconclusive, Inconclusive, Inconclusive, false);
    for evidence in [
        missing("not_reachable", None),
        missing("http_status", Some(404)),
        missing("redirect", None),
    ] {
        assert_eq!(verdict(&document, &evidence), open);
    }
    // People are shown a page there.
    let mut evidence = world(&[&class(), &profile()]);
    let page = item(EvidenceKind::HostedBadge, b"<!doctype html>".to_vec());
    evidence.insert(BADGE, page);
    assert_eq!(verdict(&document, &evidence), open);
    assert_eq!(
        cause(&document, &evidence, CheckCode::ProofSignature),
        "not_json"
    );
    // Class or issuer do not answer: the badge stands, and whose it is stays open.
    let stands = (Passed, Inconclusive, Passed, false);
    assert_eq!(of(&badge, &[&badge]), stands);
    assert_eq!(of(&badge, &[&badge, &class()]), stands);
}

/// Validators showed these as valid.
#[test]
fn a_hosted_badge_that_was_withdrawn_is_revoked() {
    let badge = assertion();
    let mut evidence = world(&[&class(), &profile()]);
    let mut gone = Cause::new("http_status").url(BADGE);
    gone.status = Some(410);
    evidence.insert(BADGE, Answer::Missing(gone));
    let document = bytes(&badge);
    assert_eq!(
        verdict(&document, &evidence),
        (Inconclusive, Inconclusive, Failed, false)
    );

    let notice =
        json!({ "@context": badge["@context"], "type": "Assertion", "id": BADGE, "revoked": true });
    assert_eq!(
        of(&badge, &[&notice, &class(), &profile()]),
        (Inconclusive, Inconclusive, Failed, false),
        "the holder's copy, from before it was revoked"
    );
    for revoked in [json!(true), json!("true"), json!(1)] {
        let mut whole = badge.clone();
        whole["revoked"] = revoked;
        assert_eq!(
            of(&whole, &[&whole, &class(), &profile()]),
            (Passed, Passed, Failed, true)
        );
    }
    let mut kept = badge.clone();
    kept["revoked"] = false.into();
    assert_eq!(of(&kept, &[&kept, &class(), &profile()]), GENUINE);
}

#[test]
fn a_badge_that_no_https_address_can_hold_is_not_hosted() {
    for id in [
        "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11",
        "file:///etc/passwd",
        "data:application/json,{}",
        "assertions/1",
        "",
    ] {
        let mut badge = assertion();
        badge["id"] = id.into();
        let evidence = world(&[&badge, &class(), &profile()]);
        let document = bytes(&badge);
        assert_eq!(
            verdict(&document, &evidence),
            (Failed, Inconclusive, Inconclusive, false),
            "{id}"
        );
        assert_eq!(
            cause(&document, &evidence, CheckCode::ProofSignature),
            "not_hosted"
        );
        assert!(rounds(&document, &evidence).is_empty());
    }
    let mut nameless = assertion();
    take(&mut nameless, "id");
    let verdict_of = verdict(&bytes(&nameless), &world(&[&class(), &profile()]));
    assert_eq!(verdict_of.0, Failed);
    // Over http anybody on the way may answer.
    let mut plain = assertion();
    plain["id"] = "http://school.example/assertions/1".into();
    assert_eq!(
        of(&plain, &[&plain, &class(), &profile()]),
        (Inconclusive, Inconclusive, Inconclusive, false)
    );
}

#[test]
fn evidence_that_a_person_supplied_is_said_to_be_so() {
    let badge = assertion();
    let mut evidence = world(&[&class(), &profile()]);
    let Answer::Found(found) = item(EvidenceKind::HostedBadge, bytes(&badge)) else {
        panic!();
    };
    let supplied = Item {
        origin: Origin::Supplied,
        ..found
    };
    evidence.insert(BADGE, Answer::Found(supplied));
    assert_eq!(verdict(&bytes(&badge), &evidence), GENUINE);
    judge(&bytes(&badge), &Trust::none(), &evidence, |checked| {
        let row = checked
            .checks()
            .iter()
            .find(|row| row.code == CheckCode::ProofSignature);
        assert!(
            row.unwrap()
                .summary
                .ends_with("as supplied evidence shows it")
        );
    });
}

/// A page of the school's sends visitors to wherever its address says. What must stand at its
/// address is not fetched from there; a key, of another credential beside it, may be.
#[test]
fn a_badge_that_was_fetched_as_something_else_does_not_stand() {
    let mut badge = assertion();
    badge["id"] = format!("https://school.example/open?to={EVIL}/1").into();
    let mut evidence = world(&[&class(), &profile()]);
    let fetched = item(EvidenceKind::KeyDocument, bytes(&badge));
    evidence.insert(own(&badge), fetched);
    let open = (Inconclusive, Inconclusive, Inconclusive, false);
    assert_eq!(verdict(&bytes(&badge), &evidence), open);
}

/// The attacker's badge stands at the attacker's address, and names the school's class.
#[test]
fn a_badge_on_an_attackers_host_is_not_the_schools() {
    let address = format!("{EVIL}/assertions/1");
    let mut badge = assertion();
    badge["id"] = address.as_str().into();
    let genuine = [class(), profile()];
    let documents: Vec<&Value> = [&badge].into_iter().chain(&genuine).collect();
    assert_eq!(of(&badge, &documents), (Passed, Failed, Passed, false));
    let evidence = world(&documents);
    assert_eq!(
        cause(&bytes(&badge), &evidence, CheckCode::IssuerKey),
        "outside_scope"
    );

    // Class and profile come along, and allow whatever the attacker likes.
    let mut friendly = profile();
    friendly["verification"] = json!({ "allowedOrigins": ["evil.example"], "startsWith": EVIL });
    let mut carried = class();
    carried["issuer"] = friendly;
    badge["badge"] = carried.clone();
    let documents: Vec<&Value> = [&badge].into_iter().chain(&genuine).collect();
    assert_eq!(of(&badge, &documents), (Passed, Failed, Passed, false));
    // The class has no address of its own: the issuer has.
    take(&mut carried, "id");
    badge["badge"] = carried;
    let documents: Vec<&Value> = [&badge].into_iter().chain(&genuine).collect();
    assert_eq!(of(&badge, &documents), (Passed, Failed, Passed, false));
}

#[test]
fn a_class_or_profile_that_takes_anothers_name_fails() {
    let mut badge = assertion();
    badge["id"] = format!("{EVIL}/assertions/1").into();
    let at_evil = |name: &str| format!("{EVIL}/{name}");
    // The attacker's profile, at the attacker's address, says that it is the school.
    let mut own_class = class();
    own_class["id"] = at_evil("class").into();
    own_class["issuer"] = at_evil("profile").into();
    badge["badge"] = at_evil("class").into();
    let mut evidence = world(&[&badge, &own_class]);
    put(&mut evidence, &at_evil("profile"), &profile());
    assert_eq!(
        verdict(&bytes(&badge), &evidence),
        (Passed, Failed, Passed, false)
    );
    assert_eq!(
        cause(&bytes(&badge), &evidence, CheckCode::IssuerKey),
        "id_mismatch"
    );
    // The attacker's class says that it is the school's.
    let mut posing = own_class.clone();
    posing["id"] = CLASS.into();
    let mut own_profile = profile();
    own_profile["id"] = at_evil("profile").into();
    let mut evidence = world(&[&badge, &own_profile]);
    put(&mut evidence, &at_evil("class"), &posing);
    assert_eq!(
        verdict(&bytes(&badge), &evidence),
        (Passed, Failed, Passed, false)
    );
    // The school's class comes along, as if the attacker issued it.
    badge["badge"] = posing;
    let evidence = world(&[&badge, &class(), &own_profile, &profile()]);
    assert_eq!(
        verdict(&bytes(&badge), &evidence),
        (Passed, Failed, Passed, false)
    );
    assert_eq!(
        cause(&bytes(&badge), &evidence, CheckCode::IssuerKey),
        "badge_class_of_another"
    );
    // As an issuer of its own the attacker is who it is, and nobody vouches for it.
    badge["badge"] = at_evil("class").into();
    let evidence = world(&[&badge, &own_class, &own_profile]);
    assert_eq!(
        verdict(&bytes(&badge), &evidence),
        (Passed, Passed, Passed, false)
    );
}

#[test]
fn a_document_of_another_name_on_the_same_host_leaves_the_issuer_open() {
    let badge = assertion();
    let mut named = class();
    named["id"] = "https://school.example/classes/soil/v1".into();
    let mut evidence = world(&[&badge, &profile()]);
    put(&mut evidence, CLASS, &named);
    assert_eq!(
        verdict(&bytes(&badge), &evidence),
        (Passed, Inconclusive, Passed, false)
    );
    let mut unnamed = profile();
    unnamed["id"] = "urn:uuid:2d391246-6e0d-4dab-906c-b29770bd7aa6".into();
    let mut evidence = world(&[&badge, &class()]);
    put(&mut evidence, ISSUER, &unnamed);
    assert_eq!(
        verdict(&bytes(&badge), &evidence),
        (Passed, Inconclusive, Passed, false)
    );
    // What lies outside of the scope fails all the same.
    unnamed["verification"] = json!({ "startsWith": "https://school.example/other/" });
    put(&mut evidence, ISSUER, &unnamed);
    assert_eq!(
        verdict(&bytes(&badge), &evidence),
        (Passed, Failed, Passed, false)
    );
}

#[test]
fn a_profile_says_where_its_badges_may_stand() {
    let hosts = "https://badges.example/school/1";
    for (address, policy, outcome) in [
        (
            BADGE,
            json!({ "startsWith": "https://school.example/assertions/" }),
            Passed,
        ),
        (
            BADGE,
            json!({ "startsWith": ["https://a.example/", "https://school.example/"] }),
            Passed,
        ),
        (
            BADGE,
            json!({ "startsWith": ["https://school.example/NOT", "https://a.example/"] }),
            Failed,
        ),
        (BADGE, json!({ "startsWith": [] }), Failed),
        (BADGE, json!({ "startsWith": 7 }), Failed),
        (BADGE, json!({ "allowedOrigins": "school.example" }), Passed),
        (
            BADGE,
            json!({ "allowedOrigins": ["a.example", "badges.example"] }),
            Failed,
        ),
        (
            hosts,
            json!({ "allowedOrigins": ["a.example", "badges.example"] }),
            Passed,
        ),
        (
            hosts,
            json!({ "startsWith": "https://badges.example/school/" }),
            Passed,
        ),
        (
            hosts,
            json!({ "startsWith": "https://badges.example/other/" }),
            Failed,
        ),
        (hosts, json!({}), Failed),
        (
            hosts,
            json!({ "startsWith": "https://badges.example/", "allowedOrigins": "school.example" }),
            Failed,
        ),
        (BADGE, json!({ "verificationProperty": "id" }), Passed),
        (
            BADGE,
            json!({ "verificationProperty": "image" }),
            Inconclusive,
        ),
        (
            "https://badges.example/school/../other/1",
            json!({ "startsWith": "https://badges.example/school/" }),
            Failed,
        ),
        (
            "https://school.example.evil.example/1",
            json!({ "startsWith": "https://school.example" }),
            Failed,
        ),
        (
            "https://school.example@evil.example/1",
            json!({ "startsWith": "https://school.example" }),
            Failed,
        ),
    ] {
        let mut badge = assertion();
        badge["id"] = address.into();
        let mut issuer = profile();
        issuer["verification"] = policy.clone();
        let found = of(&badge, &[&badge, &class(), &issuer]);
        assert_eq!(
            found,
            (Passed, outcome, Passed, outcome == Passed),
            "{address} {policy}"
        );
    }
}

#[test]
fn a_badge_without_class_or_issuer_is_nobodys() {
    let mut badge = assertion();
    take(&mut badge, "badge");
    assert_eq!(of(&badge, &[&badge]).1, Failed);
    let badge = assertion();
    let mut nobodys = class();
    take(&mut nobodys, "issuer");
    assert_eq!(of(&badge, &[&badge, &nobodys]).1, Failed);
    nobodys["issuer"] = "did:web:school.example".into();
    assert_eq!(of(&badge, &[&badge, &nobodys]).1, Inconclusive);
}

#[test]
fn a_hosted_badge_that_the_issuers_list_names_is_revoked() {
    let badge = assertion();
    let mut issuer = profile();
    issuer["revocationList"] = LIST.into();
    let list = json!({ "type": "RevocationList", "id": LIST, "issuer": ISSUER, "revokedAssertions": [BADGE] });
    assert_eq!(
        of(&badge, &[&badge, &class(), &issuer, &list]),
        (Passed, Passed, Failed, true)
    );
    // Hosted badges are withdrawn at their address; a list that cannot be had says nothing.
    assert_eq!(of(&badge, &[&badge, &class(), &issuer]), GENUINE);
}

#[test]
fn a_signed_badge_is_the_issuers_whose_profile_lists_the_key() {
    for key in [Key::rsa(), Key::p256(), Key::ed25519(1)] {
        let document = key.jws(&json!({ "alg": key.algorithm() }), &signed());
        let document = document.as_bytes();
        let evidence = world(&[&key_document(&key), &class(), &profile()]);
        let genuine = (Passed, Passed, NotApplicable, true);
        assert_eq!(verdict(document, &evidence), genuine, "{}", key.algorithm());
        assert_eq!(rounds(document, &evidence), [[KEY], [CLASS], [ISSUER]]);
    }
    let Key::Rsa(pair) = Key::rsa() else { panic!() };
    let bare = armour("RSA PUBLIC KEY", pair.public_key().as_ref());
    let key = Key::Rsa(pair);
    let mut named = key_document(&key);
    named["publicKeyPem"] = bare.into();
    let document = key.jws(&json!({ "alg": "RS256" }), &signed());
    let evidence = world(&[&named, &class(), &profile()]);
    assert_eq!(verdict(document.as_bytes(), &evidence).0, Passed);
}

/// The key may stand in the profile, under a name with a fragment.
#[test]
fn a_key_may_stand_in_its_owners_profile() {
    let key = Key::ed25519(1);
    let name = format!("{ISSUER}#key");
    let mut badge = signed();
    badge["verification"]["creator"] = name.as_str().into();
    let document = key.jws(&json!({ "alg": "EdDSA" }), &badge);
    let mut issuer = profile();
    issuer["publicKey"] = json!([{ "id": name, "owner": ISSUER, "publicKeyPem": key.pem() }]);
    let evidence = world(&[&class(), &issuer]);
    let genuine = (Passed, Passed, NotApplicable, true);
    assert_eq!(verdict(document.as_bytes(), &evidence), genuine);
}

#[test]
fn an_altered_signed_badge_fails() {
    let key = Key::ed25519(1);
    let header = json!({ "alg": "EdDSA" });
    let mut altered = signed();
    altered["recipient"]["identity"] = "eve@example.org".into();
    let genuine = key.jws(&header, &signed());
    let forged = key.jws(&header, &altered);
    let (_, signature) = genuine.rsplit_once('.').unwrap();
    let (input, _) = forged.rsplit_once('.').unwrap();
    let document = format!("{input}.{signature}");
    let evidence = world(&[&key_document(&key), &class(), &profile()]);
    assert_eq!(
        verdict(document.as_bytes(), &evidence),
        (Failed, Inconclusive, Inconclusive, false)
    );
    assert_eq!(rounds(document.as_bytes(), &evidence), [[KEY]]);
    // The tokens' own header names another algorithm than the key's, or none.
    for alg in ["none", "HS256", "RS256"] {
        let document = key.jws(&json!({ "alg": alg }), &signed());
        assert_eq!(
            verdict_of_signature(document.as_bytes(), &evidence),
            Failed,
            "{alg}"
        );
    }
    let critical = key.jws(&json!({ "alg": "EdDSA", "crit": ["x"], "x": 1 }), &signed());
    assert_eq!(
        judge(critical.as_bytes(), &Trust::none(), &evidence, |checked| {
            rows(checked, CheckCode::ProofSignature)
        }),
        [Failed]
    );
}

#[test]
fn a_signed_badge_of_an_attackers_key_is_not_the_schools() {
    let (own, forger) = (Key::ed25519(1), Key::ed25519(2));
    let evidence = world(&[&key_document(&own), &class(), &profile()]);
    // The school's key is named, and the attacker's stands in the header.
    let header = json!({ "alg": "EdDSA", "jwk": forger.jwk(), "kid": KEY });
    let document = forger.jws(&header, &signed());
    assert_eq!(verdict(document.as_bytes(), &evidence).0, Failed);

    let elsewhere = format!("{EVIL}/key");
    let mut badge = signed();
    badge["verification"]["creator"] = elsewhere.as_str().into();
    let document = forger.jws(&json!({ "alg": "EdDSA" }), &badge);
    let document = document.as_bytes();
    let key_of = |owner: &str| json!({ "type": "CryptographicKey", "id": elsewhere, "owner": owner, "publicKeyPem": forger.pem() });
    let mut evil = profile();
    evil["id"] = EVIL.into();
    evil["publicKey"] = elsewhere.as_str().into();
    // The key says whose it is: the attacker's, whose class this is not.
    let evidence = world(&[&key_of(EVIL), &class(), &profile(), &evil]);
    assert_eq!(
        verdict(document, &evidence),
        (Passed, Failed, Inconclusive, false)
    );
    assert_eq!(
        cause(document, &evidence, CheckCode::IssuerKey),
        "key_of_another"
    );
    // Or it says that it is the school's, which knows nothing of it.
    let evidence = world(&[&key_of(ISSUER), &class(), &profile()]);
    assert_eq!(
        verdict(document, &evidence),
        (Passed, Failed, Inconclusive, false)
    );
    assert_eq!(
        cause(document, &evidence, CheckCode::IssuerKey),
        "key_not_listed"
    );
    // Or it does not say.
    let mut nobodys = key_of("");
    take(&mut nobodys, "owner");
    let evidence = world(&[&nobodys, &class(), &profile()]);
    assert_eq!(
        verdict(document, &evidence),
        (Passed, Inconclusive, Inconclusive, false)
    );
    // Class, profile and key come along in the badge.
    let mut carried = class();
    carried["issuer"] = profile();
    carried["issuer"]["publicKey"] = key_of(ISSUER);
    badge["badge"] = carried;
    badge["verification"]["creator"] = key_of(ISSUER);
    let document = forger.jws(&json!({ "alg": "EdDSA" }), &badge);
    let evidence = world(&[&key_of(ISSUER), &class(), &profile()]);
    assert_eq!(
        verdict(document.as_bytes(), &evidence),
        (Passed, Failed, Inconclusive, false)
    );
}

#[test]
fn a_key_that_takes_anothers_name_binds_nothing() {
    let (own, forger) = (Key::ed25519(1), Key::ed25519(2));
    let document = forger.jws(&json!({ "alg": "EdDSA" }), &signed());
    let document = document.as_bytes();
    // The document at the key's address is another key's.
    let mut evidence = world(&[&class(), &profile()]);
    let mut other = key_document(&forger);
    other["id"] = format!("{EVIL}/key").into();
    put(&mut evidence, KEY, &other);
    assert_eq!(verdict(document, &evidence).0, Inconclusive);
    assert_eq!(
        cause(document, &evidence, CheckCode::ProofSignature),
        "invalid_key_document"
    );
    // The profile lists another key under the name.
    let mut issuer = profile();
    issuer["publicKey"] = key_document(&own);
    let evidence = world(&[&key_document(&forger), &class(), &issuer]);
    assert_eq!(
        verdict(document, &evidence),
        (Passed, Failed, Inconclusive, false)
    );
    issuer["publicKey"] = key_document(&forger);
    let evidence = world(&[&key_document(&forger), &class(), &issuer]);
    assert_eq!(verdict(document, &evidence).1, Passed);
}

#[test]
fn a_signed_badge_without_an_address_of_its_key_is_left_open() {
    let key = Key::ed25519(1);
    let evidence = world(&[&key_document(&key), &class(), &profile()]);
    for creator in [
        json!(null),
        json!("urn:uuid:1"),
        json!({ "publicKeyPem": key.pem() }),
    ] {
        let mut badge = signed();
        badge["verification"]["creator"] = creator;
        let header = json!({ "alg": "EdDSA", "jwk": key.jwk() });
        let document = key.jws(&header, &badge);
        let document = document.as_bytes();
        assert_eq!(
            verdict(document, &evidence),
            (Inconclusive, Inconclusive, Inconclusive, false)
        );
        assert!(rounds(document, &evidence).is_empty());
    }
    // The caller's key answers.
    let mut badge = signed();
    badge["verification"] = json!({ "type": "SignedBadge" });
    let document = key.jws(&json!({ "alg": "EdDSA" }), &badge);
    let opened = open(&Document::new(document.into_bytes(), "test")).unwrap();
    let (trust, contexts) = (Trust::none(), Contexts::built_in());
    for (given, outcomes) in [
        (Key::ed25519(1), (Passed, Passed)),
        (Key::ed25519(2), (Failed, Inconclusive)),
    ] {
        let given = PublicKey::from_jwk(&given.jwk()).unwrap();
        let mut against = Against::new(&evidence, &trust, &contexts, at());
        against.key = Some(&given);
        let checked = check(&opened, against);
        let one = |code| rows(&checked, code)[0];
        assert_eq!(
            (one(CheckCode::ProofSignature), one(CheckCode::IssuerKey)),
            outcomes
        );
    }
}

#[test]
fn a_badge_must_come_as_it_says_that_it_is_verified() {
    let evidence = world(&[&assertion(), &class(), &profile()]);
    let bare = bytes(&signed());
    assert_eq!(verdict_of_signature(&bare, &evidence), Failed);
    assert_eq!(
        cause(&bare, &evidence, CheckCode::ProofSignature),
        "no_proof"
    );
    let key = Key::ed25519(1);
    let wrapped = key.jws(&json!({ "alg": "EdDSA" }), &assertion());
    assert_eq!(verdict_of_signature(wrapped.as_bytes(), &evidence), Failed);
    let mut silent = assertion();
    take(&mut silent, "verification");
    assert_eq!(verdict_of_signature(&bytes(&silent), &evidence), Failed);
    silent["verification"] = json!({ "type": "extensions:Ledger" });
    assert_eq!(
        verdict_of_signature(&bytes(&silent), &evidence),
        Inconclusive
    );
}

fn verdict_of_signature(document: &[u8], evidence: &Evidence) -> CheckOutcome {
    judge(document, &Trust::none(), evidence, |checked| {
        rows(checked, CheckCode::ProofSignature)[0]
    })
}

#[test]
fn a_list_of_the_issuer_revokes_signed_badges() {
    let key = Key::ed25519(1);
    let document = key.jws(&json!({ "alg": "EdDSA" }), &signed());
    let document = document.as_bytes();
    let mut issuer = profile();
    issuer["revocationList"] = LIST.into();
    let id = signed()["id"].clone();
    let list = |entries: Value| json!({ "type": "RevocationList", "id": LIST, "issuer": ISSUER, "revokedAssertions": entries });
    let with = |list: &Value| {
        let mut evidence = world(&[&key_document(&key), &class(), &issuer]);
        put(&mut evidence, LIST, list);
        verdict(document, &evidence)
    };
    for (entries, outcome) in [
        (json!([]), Passed),
        (json!(["urn:uuid:1", { "id": "urn:uuid:2" }]), Passed),
        (json!([id]), Failed),
        (
            json!([{ "id": id, "revocationReason": "Plagiarism" }]),
            Failed,
        ),
    ] {
        assert_eq!(with(&list(entries)), (Passed, Passed, outcome, true));
    }
    // A list of another issuer, or under another name, clears nobody.
    let mut foreign = list(json!([]));
    foreign["issuer"] = EVIL.into();
    assert_eq!(with(&foreign).2, Inconclusive);
    let mut other = list(json!([]));
    other["id"] = format!("{EVIL}/revoked").into();
    assert_eq!(with(&other).2, Inconclusive);
    // Nor does one that cannot be had.
    let evidence = world(&[&key_document(&key), &class(), &issuer]);
    assert_eq!(
        verdict(document, &evidence),
        (Passed, Passed, Inconclusive, true)
    );
    let full = {
        let mut evidence = world(&[&key_document(&key), &class(), &issuer]);
        put(&mut evidence, LIST, &list(json!([])));
        evidence
    };
    assert_eq!(rounds(document, &full), [[KEY], [CLASS], [ISSUER], [LIST]]);
}

#[test]
fn a_badge_has_its_times() {
    for (key, value, code) in [
        (
            "expires",
            json!("2026-05-01T00:00:00Z"),
            CheckCode::ValidityUntil,
        ),
        (
            "issuedOn",
            json!("2100-01-01T00:00:00Z"),
            CheckCode::ValidityFrom,
        ),
    ] {
        let mut badge = assertion();
        badge[key] = value;
        let evidence = world(&[&badge, &class(), &profile()]);
        judge(&bytes(&badge), &Trust::none(), &evidence, |checked| {
            assert_eq!(rows(checked, code), [Failed], "{key}");
        });
    }
    let mut badge = assertion();
    badge["expires"] = "2027-01-01T00:00:00Z".into();
    let evidence = world(&[&badge, &class(), &profile()]);
    judge(&bytes(&badge), &Trust::none(), &evidence, |checked| {
        assert_eq!(rows(checked, CheckCode::ValidityFrom), [Passed]);
        assert_eq!(rows(checked, CheckCode::ValidityUntil), [Passed]);
    });
}

/// The version before has no types, and other names.
#[test]
fn an_open_badge_1_is_read_as_far_as_it_goes() {
    let badge = json!({
        "uid": "abc",
        "recipient": { "type": "email", "hashed": false, "identity": "ana@example.org" },
        "badge": CLASS,
        "verify": { "type": "hosted", "url": BADGE },
        "issuedOn": 1_767_225_600
    });
    let mut old_class = class();
    take(&mut old_class, "id");
    let mut old_issuer = profile();
    take(&mut old_issuer, "id");
    let mut evidence = Evidence::none();
    for (url, document) in [(BADGE, &badge), (CLASS, &old_class), (ISSUER, &old_issuer)] {
        put(&mut evidence, url, document);
    }
    assert_eq!(verdict(&bytes(&badge), &evidence), GENUINE);
    judge(&bytes(&badge), &Trust::none(), &evidence, |checked| {
        assert_eq!(rows(checked, CheckCode::ValidityFrom), [Passed]);
        let said = |row: &&Check| row.summary.starts_with("this is an Open Badge 1");
        assert!(checked.checks().iter().any(|row| said(&row)));
    });
    let mut altered = badge.clone();
    altered["recipient"]["identity"] = "eve@example.org".into();
    assert_eq!(verdict(&bytes(&altered), &evidence).0, Failed);

    let key = Key::rsa();
    let mut signed = badge;
    signed["verify"] = json!({ "type": "signed", "url": KEY });
    let document = key.jws(&json!({ "alg": "RS256" }), &signed);
    evidence.insert(KEY, item(EvidenceKind::KeyDocument, key.pem().into_bytes()));
    // The key is bare, and says nothing of its owner.
    assert_eq!(
        verdict(document.as_bytes(), &evidence),
        (Passed, Inconclusive, Inconclusive, false)
    );
}

#[test]
fn a_badge_inside_an_upload_has_its_places_there() {
    let badge = assertion();
    let mut altered = badge.clone();
    altered["issuedOn"] = "2026-02-01T00:00:00Z".into();
    let upload = bytes(&json!({ "credential": altered }));
    let evidence = world(&[&badge, &class(), &profile()]);
    judge(&upload, &Trust::none(), &evidence, |checked| {
        assert_eq!(checked.info().form, Form::Hosted);
        let row = checked
            .checks()
            .iter()
            .find(|row| row.code == CheckCode::ProofSignature);
        assert_eq!(
            row.unwrap().pointer.as_ref().unwrap().as_str(),
            "/credential/issuedOn"
        );
    });
}
