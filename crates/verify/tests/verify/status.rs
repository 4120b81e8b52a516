//! Status lists of every kind: what each clears, what each revokes, and what clears nobody.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome,
    CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed},
    Digest, Document, Timestamp,
    check::Cause,
    evidence::{Answer, Evidence, EvidenceKind, Item, Origin},
};
use credeval_verify::{Against, Trust, check, needs, open};
use ed25519_dalek::SigningKey;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde_json::{Value, json};

use crate::support::{Key, at, bytes, found_bytes, item, multibase, proved, take, trust};

const LIST: &str = "https://lists.example/status/1";
const REVOCATION: CheckCode = CheckCode::StatusRevocation;
const SUSPENSION: CheckCode = CheckCode::StatusSuspension;
/// The least that a list must hold.
const BYTES: usize = 16 * 1024;

fn school() -> Key {
    Key::ed25519(1)
}

fn stranger() -> Key {
    Key::ed25519(2)
}

fn signed(key: &Key, payload: &Value) -> Vec<u8> {
    let header = json!({ "alg": key.algorithm(), "typ": "vc+jwt" });
    key.jws(&header, payload).into_bytes()
}

/// A badge of the school, with what is put beside its own members.
fn badge(members: &Value) -> Value {
    let mut badge = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": school().did_jwk() },
        "credentialSubject": { "achievement": { "name": "n", "criteria": {} } }
    });
    let members = members.as_object().unwrap().clone();
    badge.as_object_mut().unwrap().extend(members);
    badge
}

fn entry(purpose: &str, index: &Value) -> Value {
    json!({
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": index,
        "statusListCredential": LIST
    })
}

fn gzip(bits: &[u8]) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bits).unwrap();
    URL_SAFE_NO_PAD.encode(encoder.finish().unwrap())
}

fn zlib(bits: &[u8]) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bits).unwrap();
    URL_SAFE_NO_PAD.encode(encoder.finish().unwrap())
}

/// Bits with these places set, counted from the left.
fn bits(set: &[usize]) -> Vec<u8> {
    let mut bits = vec![0; BYTES];
    for index in set {
        bits[index / 8] |= 0x80 >> (index % 8);
    }
    bits
}

fn list(key: &Key, purpose: &Value, bits: &[u8]) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": key.did_jwk(),
        "credentialSubject": {
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": format!("u{}", gzip(bits))
        }
    })
}

fn revocations(set: &[usize]) -> Vec<u8> {
    signed(
        &school(),
        &list(&school(), &"revocation".into(), &bits(set)),
    )
}

fn at_address(url: &str, bytes: Vec<u8>) -> Evidence {
    found_bytes(EvidenceKind::StatusList, url, bytes)
}

fn fetched(bytes: Vec<u8>, time: &str) -> Evidence {
    let mut evidence = Evidence::none();
    let item = Item {
        kind: EvidenceKind::StatusList,
        digest: Digest::of(&bytes),
        bytes,
        media_type: None,
        fetched_at: Some(time.parse().unwrap()),
        origin: Origin::Fetched,
    };
    evidence.insert(LIST, Answer::Found(item));
    evidence
}

/// The rows of status of a document.
fn judge_bytes(
    document: Vec<u8>,
    evidence: &Evidence,
    trust: &Trust,
    time: Timestamp,
) -> Vec<Check> {
    let opened = open(&Document::new(document, "test")).unwrap();
    let contexts = Contexts::built_in();
    let checked = check(&opened, Against::new(evidence, trust, &contexts, time));
    let rows = checked
        .checks()
        .iter()
        .filter(|row| matches!(row.code, REVOCATION | SUSPENSION | CheckCode::Refresh));
    rows.cloned().collect()
}

/// The rows of status of a badge of the school with these members.
fn judge(members: &Value, evidence: &Evidence) -> Vec<Check> {
    judge_bytes(
        signed(&school(), &badge(members)),
        evidence,
        &Trust::none(),
        at(),
    )
}

fn status(entry: Value, evidence: &Evidence) -> Vec<Check> {
    let members = [("credentialStatus".to_owned(), entry)];
    judge(&members.into_iter().collect(), evidence)
}

fn outcomes(rows: &[Check]) -> Vec<(CheckCode, CheckOutcome)> {
    rows.iter().map(|row| (row.code, row.outcome)).collect()
}

/// The one row of revocation.
#[track_caller]
fn revocation(rows: &[Check]) -> &Check {
    let mut found = rows.iter().filter(|row| row.code == REVOCATION);
    let row = found.next().unwrap();
    assert!(found.next().is_none(), "{rows:?}");
    row
}

#[track_caller]
fn clears_nobody(what: &str, rows: &[Check]) {
    assert_eq!(revocation(rows).outcome, Inconclusive, "{what}: {rows:?}");
}

#[test]
fn a_bit_of_the_issuers_list_decides() {
    for set in [false, true] {
        let marked: &[usize] = if set { &[7] } else { &[6, 8] };
        let rows = status(
            entry("revocation", &"7".into()),
            &at_address(LIST, revocations(marked)),
        );
        let row = revocation(&rows);
        assert_eq!(row.outcome, if set { Failed } else { Passed }, "{row:?}");
        assert_eq!(row.evidence.len(), 1);
        if set {
            assert_eq!(row.cause.as_ref().unwrap().code, "revoked");
        }
        let list = list(&school(), &json!(["message", "suspension"]), &bits(marked));
        let rows = status(
            entry("suspension", &7.into()),
            &at_address(LIST, signed(&school(), &list)),
        );
        let suspended = rows.iter().find(|row| row.code == SUSPENSION).unwrap();
        assert_eq!(suspended.outcome, if set { Failed } else { Passed });
        assert_eq!(revocation(&rows).outcome, NotApplicable);
    }
}

#[test]
fn a_list_with_an_embedded_proof_decides_too() {
    let key = SigningKey::from_bytes(&[3; 32]);
    let did = format!("did:key:{}", multibase(&key));
    let method = format!("{did}#{}", multibase(&key));
    let mut list = list(&school(), &"revocation".into(), &bits(&[9]));
    list["issuer"] = did.clone().into();
    let list = proved(list, &key, &method);
    let judged = |index: &str, list: &Value| {
        let mut badge = badge(&json!({ "credentialStatus": entry("revocation", &index.into()) }));
        badge["issuer"]["id"] = did.clone().into();
        badge["issuer"]["type"] = json!(["Profile"]);
        badge["validFrom"] = "2026-01-01T00:00:00Z".into();
        let subject = &mut badge["credentialSubject"];
        subject["type"] = json!(["AchievementSubject"]);
        subject["achievement"]["type"] = json!(["Achievement"]);
        take(&mut subject["achievement"], "criteria");
        let badge = proved(badge, &key, &method);
        let rows = judge_bytes(
            bytes(&badge),
            &at_address(LIST, bytes(list)),
            &Trust::none(),
            at(),
        );
        revocation(&rows).outcome
    };
    assert_eq!(judged("8", &list), Passed);
    assert_eq!(judged("9", &list), Failed);
    let mut altered = list.clone();
    altered["credentialSubject"]["encodedList"] = format!("u{}", gzip(&bits(&[]))).into();
    assert_eq!(judged("9", &altered), Inconclusive);
}

/// 1EdTech's validator returns at the first entry, DCC's looks at no other.
#[test]
fn every_entry_is_looked_at() {
    let evidence = at_address(LIST, revocations(&[2]));
    let entries = json!([
        entry("revocation", &"1".into()),
        entry("revocation", &"2".into())
    ]);
    let rows = status(entries, &evidence);
    assert_eq!(
        outcomes(&rows)[..2],
        [(REVOCATION, Passed), (REVOCATION, Failed)]
    );
    assert_eq!(
        rows[1].pointer.as_ref().unwrap().as_str(),
        "/credentialStatus/1"
    );
    let other =
        json!([entry("revocation", &"1".into()), { "type": "VelocityRevocationListJan2021" }]);
    let rows = status(other, &evidence);
    assert_eq!(
        outcomes(&rows)[..2],
        [(REVOCATION, Passed), (REVOCATION, Inconclusive)]
    );
}

#[test]
fn a_list_of_another_purpose_says_nothing() {
    let evidence = at_address(LIST, revocations(&[]));
    let rows = status(entry("suspension", &"1".into()), &evidence);
    let row = rows.iter().find(|row| row.code == SUSPENSION).unwrap();
    assert_eq!(row.outcome, Inconclusive, "{row:?}");
    for purpose in ["Revocation", "", "revoked"] {
        clears_nobody(purpose, &status(entry(purpose, &"1".into()), &evidence));
    }
}

#[test]
fn a_message_is_told_and_revokes_nothing() {
    let mut marked = bits(&[]);
    // Statuses of two bits: the first is 1, the second 2.
    marked[0] = 0b0110_0000;
    let list = list(&school(), &"message".into(), &marked);
    let evidence = at_address(LIST, signed(&school(), &list));
    let mut message = entry("message", &"1".into());
    message["statusSize"] = 2.into();
    message["statusMessage"] = json!([
        { "status": "0x0", "message": "pending" },
        { "status": "0x1", "message": "accepted" },
        { "status": "0x2", "message": "rejected" },
        { "status": "0x3", "message": "undefined" }
    ]);
    let rows = status(message.clone(), &evidence);
    assert_eq!(revocation(&rows).outcome, NotApplicable);
    assert!(revocation(&rows).summary.contains("`rejected`"), "{rows:?}");
    message["statusListIndex"] = "0".into();
    assert!(
        revocation(&status(message.clone(), &evidence))
            .summary
            .contains("`accepted`")
    );
    // What is not to be had is no pass, and no news of whether the credential stands.
    let rows = status(message, &Evidence::none());
    assert_eq!(revocation(&rows).outcome, NotApplicable);
    assert!(revocation(&rows).cause.is_some());
}

#[test]
fn a_newer_copy_is_told() {
    let list = list(&school(), &"refresh".into(), &bits(&[5]));
    let evidence = at_address(LIST, signed(&school(), &list));
    let told = |index: &str| {
        let rows = status(entry("refresh", &index.into()), &evidence);
        outcomes(&rows).contains(&(CheckCode::Refresh, NotApplicable))
    };
    assert!(told("5"));
    assert!(!told("6"));
}

#[test]
fn a_status_of_more_bits_revokes_by_any_of_them() {
    let mut marked = vec![0; 2 * BYTES];
    marked[0] = 0b0100_0000;
    let list = list(&school(), &"revocation".into(), &marked);
    let evidence = at_address(LIST, signed(&school(), &list));
    let mut sized = entry("revocation", &"0".into());
    sized["statusSize"] = 2.into();
    assert_eq!(
        revocation(&status(sized.clone(), &evidence)).outcome,
        Failed
    );
    sized["statusListIndex"] = "1".into();
    // Section 2.1: a size above one needs a message for each value.
    clears_nobody("no messages", &status(sized.clone(), &evidence));
    let messages = (0..4).map(|value| json!({ "status": format!("{value:#x}"), "message": "m" }));
    sized["statusMessage"] = messages.collect();
    assert_eq!(revocation(&status(sized, &evidence)).outcome, Passed);
}

#[test]
fn a_list_that_is_too_short_clears_nobody_and_revokes() {
    let mut short = bits(&[3]);
    short.truncate(BYTES - 1);
    let list = list(&school(), &"revocation".into(), &short);
    let evidence = at_address(LIST, signed(&school(), &list));
    clears_nobody(
        "short",
        &status(entry("revocation", &"4".into()), &evidence),
    );
    let rows = status(entry("revocation", &"3".into()), &evidence);
    assert_eq!(revocation(&rows).outcome, Failed);
    clears_nobody(
        "beyond",
        &status(entry("revocation", &"131064".into()), &evidence),
    );
}

#[test]
fn an_entry_that_cannot_be_read_clears_nobody() {
    let evidence = at_address(LIST, revocations(&[]));
    for index in [
        json!("NaN"),
        json!("-1"),
        json!("1.5"),
        json!("1e3"),
        json!("+1"),
        json!(""),
        json!(" 1"),
        json!(-1),
        json!(1.5),
        json!(null),
        json!([1]),
        json!("99999999999999999999999"),
        json!(u64::MAX),
        json!("18446744073709551615"),
        json!(true),
    ] {
        clears_nobody(
            &index.to_string(),
            &status(entry("revocation", &index), &evidence),
        );
    }
    for size in [
        json!(0),
        json!(-1),
        json!(9),
        json!(u64::MAX),
        json!("1"),
        json!(1.5),
        json!(null),
    ] {
        let mut sized = entry("revocation", &"1".into());
        sized["statusSize"] = size.clone();
        clears_nobody(&format!("size {size}"), &status(sized, &evidence));
    }
    for missing in [
        "type",
        "statusPurpose",
        "statusListIndex",
        "statusListCredential",
    ] {
        let mut entry = entry("revocation", &"1".into());
        take(&mut entry, missing);
        clears_nobody(missing, &status(entry, &evidence));
    }
    for other in [
        json!("https://school.example/status"),
        json!(7),
        json!(true),
        json!([[]]),
        json!({}),
        json!({ "type": "RevocationList2020Status", "revocationListIndex": "1", "revocationListCredential": LIST }),
        json!({ "type": "CredentialStatus", "id": LIST }),
    ] {
        clears_nobody(&other.to_string(), &status(other.clone(), &evidence));
    }
    let nine: Vec<Value> = (0..9)
        .map(|index| entry("revocation", &index.to_string().into()))
        .collect();
    clears_nobody("nine entries", &status(nine.into(), &evidence));
}

#[test]
fn what_is_no_list_clears_nobody() {
    let good = list(&school(), &"revocation".into(), &bits(&[]));
    let with = |pointer: &str, value: Value| {
        let mut list = good.clone();
        *list.pointer_mut(pointer).unwrap() = value;
        signed(&school(), &list)
    };
    let stating = |key: &str, value: Value| {
        let mut list = good.clone();
        list["credentialSubject"][key] = value;
        signed(&school(), &list)
    };
    let dated = |key: &str, value: Value| {
        let mut list = good.clone();
        list[key] = value;
        signed(&school(), &list)
    };
    let mut flipped = revocations(&[7]);
    let place = flipped.len() - 10;
    flipped[place] ^= 1;
    // The payload of a list that clears, under the signature of one that revokes.
    let swapped = {
        let (clear, set) = (revocations(&[]), revocations(&[7]));
        let part = |token: &[u8], index: usize| -> Vec<u8> {
            token
                .split(|byte| *byte == b'.')
                .nth(index)
                .unwrap()
                .to_vec()
        };
        [part(&set, 0), part(&clear, 1), part(&set, 2)].join(&b'.')
    };
    let of_another_key = signed(&stranger(), &good);
    let bomb = format!("u{}", gzip(&vec![0; 64 * 1024 * 1024 + 1]));
    let mut subjectless = good.clone();
    take(&mut subjectless, "credentialSubject");
    for (what, list) in [
        ("nothing", Vec::new()),
        ("a page", b"<!doctype html><title>404</title>".to_vec()),
        ("other JSON", b"{\"status\":\"ok\"}".to_vec()),
        ("an array", b"[]".to_vec()),
        ("unsigned", bytes(&good)),
        ("a flipped bit", flipped),
        ("another payload", swapped),
        ("another's key", of_another_key),
        (
            "another type",
            with("/type", json!(["VerifiableCredential"])),
        ),
        (
            "a list of the forerunner",
            with("/type", json!(["StatusList2021Credential"])),
        ),
        (
            "a subject of another type",
            with("/credentialSubject/type", "StatusList2021".into()),
        ),
        ("no subject", signed(&school(), &subjectless)),
        ("no bits", stating("encodedList", Value::Null)),
        ("no GZIP", stating("encodedList", "uAAAA".into())),
        ("no base64url", stating("encodedList", "u!!".into())),
        (
            "another multibase",
            stating("encodedList", format!("z{}", gzip(&bits(&[]))).into()),
        ),
        (
            "half a stream",
            stating("encodedList", {
                let text = gzip(&bits(&[]));
                format!("u{}", &text[..text.len() / 2]).into()
            }),
        ),
        ("a bomb", stating("encodedList", bomb.into())),
        ("a lifetime below zero", stating("ttl", (-1).into())),
        ("a lifetime that is text", stating("ttl", "300000".into())),
        (
            "a time that cannot be read",
            dated("validUntil", "soon".into()),
        ),
        ("a time that is an object", dated("validFrom", json!({}))),
        ("the token has ended", dated("exp", 1.into())),
        (
            "the token was made later",
            dated("iat", (at().as_second() + 3_600).into()),
        ),
        (
            "another checksum",
            stating("encodedList", {
                let mut stream = URL_SAFE_NO_PAD.decode(gzip(&bits(&[]))).unwrap();
                // RFC 1952 section 2.3: the checksum stands before the length, at the end.
                let place = stream.len() - 8;
                stream[place] ^= 1;
                format!("u{}", URL_SAFE_NO_PAD.encode(stream)).into()
            }),
        ),
    ] {
        clears_nobody(
            what,
            &status(entry("revocation", &"7".into()), &at_address(LIST, list)),
        );
    }
}

#[test]
fn a_list_that_cannot_be_had_clears_nobody() {
    let mut gone = Evidence::none();
    let cause = Cause {
        status: Some(404),
        ..Cause::new("http_status").url(LIST)
    };
    gone.insert(LIST, Answer::Missing(cause));
    let rows = status(entry("revocation", &"7".into()), &gone);
    clears_nobody("404", &rows);
    assert_eq!(revocation(&rows).cause.as_ref().unwrap().status, Some(404));
    let rows = status(
        entry("revocation", &"7".into()),
        &at_address(LIST, revocations(&[])),
    );
    assert_eq!(revocation(&rows).outcome, Passed, "the good list itself");
}

#[test]
fn a_list_speaks_of_its_own_time() {
    let good = list(&school(), &"revocation".into(), &bits(&[]));
    let judged = |from: Option<&str>, until: Option<&str>, ttl: Option<u64>, time: &str| {
        let mut list = good.clone();
        for (key, value) in [("validFrom", from), ("validUntil", until)] {
            if let Some(value) = value {
                list[key] = value.into();
            }
        }
        if let Some(ttl) = ttl {
            list["credentialSubject"]["ttl"] = ttl.into();
        }
        let rows = status(
            entry("revocation", &"7".into()),
            &fetched(signed(&school(), &list), time),
        );
        let row = revocation(&rows);
        (
            row.outcome,
            row.cause
                .as_ref()
                .map(|cause| cause.code.clone())
                .unwrap_or_default(),
        )
    };
    let passed = (Passed, String::new());
    let open = |code: &str| (Inconclusive, code.to_owned());
    let (spring, summer) = (Some("2026-03-01T00:00:00Z"), Some("2026-06-20T00:00:00Z"));
    // The time of judgement is 2026-06-01T00:00:00Z.
    assert_eq!(judged(spring, summer, None, "2026-04-01T00:00:00Z"), passed);
    assert_eq!(
        judged(spring, summer, None, "2026-02-01T00:00:00Z"),
        open("list_not_yet_valid")
    );
    assert_eq!(
        judged(spring, summer, None, "2026-06-21T00:00:00Z"),
        open("list_expired")
    );
    // `ttl` is in milliseconds, and the shorter of the two counts.
    let hour = Some(3_600_000);
    assert_eq!(judged(None, None, hour, "2026-05-31T23:00:00Z"), passed);
    assert_eq!(
        judged(None, None, hour, "2026-05-31T22:00:00Z"),
        open("list_of_another_time")
    );
    assert_eq!(
        judged(spring, summer, hour, "2026-05-31T22:00:00Z"),
        open("list_of_another_time")
    );
    // Without either a list speaks for a week.
    assert_eq!(judged(None, None, None, "2026-05-25T00:00:00Z"), passed);
    assert_eq!(
        judged(None, None, None, "2026-05-24T00:00:00Z"),
        open("list_of_another_time")
    );
    assert_eq!(
        judged(spring, None, None, "2026-06-09T00:00:00Z"),
        open("list_of_another_time")
    );
    assert_eq!(judged(None, summer, None, "2026-05-20T00:00:00Z"), passed);
}

/// The document of a did:web issuer with this key.
fn did_web(evidence: &mut Evidence, did: &str, address: &str, key: &Key) {
    let document = json!({
        "id": did,
        "verificationMethod": [{
            "id": format!("{did}#key"), "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": key.jwk()
        }],
        "assertionMethod": [format!("{did}#key")]
    });
    evidence.insert(address, item(EvidenceKind::KeyDocument, bytes(&document)));
}

/// A key that a list brings along in its own header is anybody's.
#[test]
fn a_list_under_a_key_that_it_states_itself_says_nothing() {
    let issuer = "https://school.example/issuer";
    let with_own_key = |key: &Key, payload: &Value| {
        let header = json!({ "alg": key.algorithm(), "typ": "vc+jwt", "jwk": key.jwk() });
        let mut payload = payload.clone();
        payload["issuer"] = issuer.into();
        key.jws(&header, &payload).into_bytes()
    };
    for set in [&[][..], &[7]] {
        let list = list(&stranger(), &"revocation".into(), &bits(set));
        let badge = badge(&json!({ "credentialStatus": entry("revocation", &"7".into()) }));
        let rows = judge_bytes(
            with_own_key(&school(), &badge),
            &at_address(LIST, with_own_key(&stranger(), &list)),
            &Trust::none(),
            at(),
        );
        clears_nobody("its own key", &rows);
        let cause = revocation(&rows).cause.as_ref().unwrap();
        assert_eq!(cause.code, "invalid_status_list", "{rows:?}");
    }
}

/// Anyone makes a key: a list that a stranger signed is only the word of a stranger.
#[test]
fn the_list_of_a_stranger_clears_nobody_and_warns() {
    let of_stranger = |set: &[usize]| {
        let list = list(&stranger(), &"revocation".into(), &bits(set));
        at_address(LIST, signed(&stranger(), &list))
    };
    let asked = entry("revocation", &"7".into());
    let rows = status(asked.clone(), &of_stranger(&[]));
    clears_nobody("a stranger", &rows);
    assert_eq!(
        revocation(&rows).cause.as_ref().unwrap().code,
        "list_of_another"
    );
    assert_eq!(
        revocation(&status(asked.clone(), &of_stranger(&[7]))).outcome,
        Failed
    );
    // Whom the caller trusts may keep the list.
    let pinned = trust(&format!(
        "[[anchor]]\nid = 'keeper'\nkind = 'did_pin'\ndid = '{}'\n",
        stranger().did_jwk()
    ));
    let badge = signed(&school(), &badge(&json!({ "credentialStatus": asked })));
    let rows = judge_bytes(badge, &of_stranger(&[]), &pinned, at());
    assert_eq!(revocation(&rows).outcome, Passed);
}

/// Whoever holds the issuer's address could give out the issuer's keys as well.
#[test]
fn a_list_at_the_home_of_the_issuer_clears() {
    let issuer = "did:web:school.example:issuers:1";
    let judged = |url: &str, keeper: &Key, did: Option<&str>| {
        let mut list = list(keeper, &"revocation".into(), &bits(&[]));
        let mut header = json!({ "alg": "EdDSA", "typ": "vc+jwt" });
        let mut evidence = Evidence::none();
        if let Some((did, address)) = did.map(|did| (did, "https://school.example/lists/did.json"))
        {
            list["issuer"] = did.into();
            header["kid"] = format!("{did}#key").into();
            let host = did.split(':').nth(2).unwrap();
            did_web(
                &mut evidence,
                did,
                &address.replace("school.example", host),
                keeper,
            );
        }
        evidence.insert(
            url,
            item(
                EvidenceKind::StatusList,
                keeper.jws(&header, &list).into_bytes(),
            ),
        );
        did_web(
            &mut evidence,
            issuer,
            "https://school.example/issuers/1/did.json",
            &school(),
        );
        let mut asked = entry("revocation", &"7".into());
        asked["statusListCredential"] = url.into();
        let mut badge = badge(&json!({ "credentialStatus": asked }));
        badge["issuer"]["id"] = issuer.into();
        let header = json!({ "alg": "EdDSA", "typ": "vc+jwt", "kid": format!("{issuer}#key") });
        let token = school().jws(&header, &badge).into_bytes();
        let rows = judge_bytes(token, &evidence, &Trust::none(), at());
        revocation(&rows).outcome
    };
    let home = "https://school.example/status/1";
    assert_eq!(judged(home, &stranger(), None), Passed);
    assert_eq!(
        judged(LIST, &stranger(), Some("did:web:school.example:lists")),
        Passed
    );
    assert_eq!(judged(LIST, &stranger(), None), Inconclusive);
    assert_eq!(
        judged(LIST, &stranger(), Some("did:web:other.example:lists")),
        Inconclusive
    );
    for other in [
        "http://school.example/1",
        "https://school.example:8443/1",
        "https://school.example.org/1",
    ] {
        assert_eq!(judged(other, &stranger(), None), Inconclusive, "{other}");
    }
}

/// European credentials carry the forerunner's entries in a `status` beside their model.
#[test]
fn status_list_2021_is_read_in_both_places() {
    let of_2021 = |set: &[usize]| {
        let mut list = list(&school(), &"revocation".into(), &bits(set));
        list["type"] = json!(["VerifiableCredential", "StatusList2021Credential"]);
        list["credentialSubject"]["type"] = "StatusList2021".into();
        list["credentialSubject"]["encodedList"] = gzip(&bits(set)).into();
        at_address(LIST, signed(&school(), &list))
    };
    let mut asked = entry("revocation", &"7".into());
    asked["type"] = "StatusList2021Entry".into();
    for place in ["credentialStatus", "status"] {
        let members = json!({ place: [asked] });
        assert_eq!(
            revocation(&judge(&members, &of_2021(&[]))).outcome,
            Passed,
            "{place}"
        );
        let rows = judge(&members, &of_2021(&[7]));
        assert_eq!(revocation(&rows).outcome, Failed, "{place}");
        assert_eq!(
            revocation(&rows).pointer.as_ref().unwrap().as_str(),
            format!("/{place}/0")
        );
    }
    clears_nobody(
        "the successor's list",
        &status(asked, &at_address(LIST, revocations(&[]))),
    );
    // A `status` may mean anything else.
    for other in [json!("issued"), json!([{ "type": "Other" }]), json!(7)] {
        let rows = judge(&json!({ "status": other }), &Evidence::none());
        assert_eq!(revocation(&rows).outcome, NotApplicable, "{rows:?}");
    }
}

const REVOKED: &str = "https://school.example/revocations/1";

fn revocation_list(entries: &Value) -> Value {
    json!({ "id": REVOKED, "issuer": "did:web:school.example", "revokedCredential": entries })
}

/// What a badge of `did:web:school.example` comes to with this list at its address.
fn judge_1edtech(members: &Value, url: &str, list: Vec<u8>) -> Check {
    let mut evidence = at_address(url, list);
    let issuer = "did:web:school.example";
    did_web(
        &mut evidence,
        issuer,
        "https://school.example/.well-known/did.json",
        &school(),
    );
    let mut badge =
        badge(&json!({ "credentialStatus": { "id": url, "type": "1EdTechRevocationList" } }));
    badge["issuer"]["id"] = issuer.into();
    badge
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    let header = json!({ "alg": "EdDSA", "typ": "vc+jwt", "kid": format!("{issuer}#key") });
    let token = school().jws(&header, &badge).into_bytes();
    let rows = judge_bytes(token, &evidence, &Trust::none(), at());
    revocation(&rows).clone()
}

/// DCC's verifier takes this kind for no status at all.
#[test]
fn a_credential_on_the_list_of_1edtech_is_revoked() {
    let own = "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11";
    let judged =
        |entries: Value| judge_1edtech(&json!({}), REVOKED, bytes(&revocation_list(&entries)));
    for entry in [
        json!({ "id": own }),
        json!({ "id": own, "revoked": true, "revocationReason": "a mistake" }),
        json!({ "id": own, "revoked": "true" }),
        json!({ "id": own, "revoked": null }),
    ] {
        let row = judged(json!([{ "id": "urn:uuid:1" }, entry]));
        assert_eq!(row.outcome, Failed, "{row:?}");
        assert_eq!(row.cause.as_ref().unwrap().code, "revoked");
    }
    assert!(
        judged(json!([{ "id": own, "revocationReason": "a mistake" }]))
            .summary
            .contains("`a mistake`")
    );
    for entries in [
        json!([]),
        json!([{ "id": "urn:uuid:1" }]),
        json!([{ "id": own, "revoked": false }]),
    ] {
        assert_eq!(judged(entries.clone()).outcome, Passed, "{entries}");
    }
    // Its own validator reads the plural.
    let mut plural = revocation_list(&json!([]));
    take(&mut plural, "revokedCredential");
    plural["revokedCredentials"] = json!([{ "id": own }]);
    assert_eq!(
        judge_1edtech(&json!({}), REVOKED, bytes(&plural)).outcome,
        Failed
    );
}

/// Nobody signs such a list: only where it stands says whose it is.
#[test]
fn a_list_of_1edtech_clears_only_at_the_issuers_own_address() {
    let with = |key: &str, value: Value| {
        let mut list = revocation_list(&json!([]));
        list[key] = value;
        bytes(&list)
    };
    let good = bytes(&revocation_list(&json!([])));
    let elsewhere = "https://elsewhere.example/revocations/1";
    let same_elsewhere = with("id", elsewhere.into());
    for (what, url, list) in [
        ("another host", elsewhere, same_elsewhere),
        (
            "no TLS",
            "http://school.example/revocations/1",
            with("id", "http://school.example/revocations/1".into()),
        ),
        (
            "the list of another address",
            "https://school.example/revocations/2",
            good.clone(),
        ),
        (
            "another issuer",
            REVOKED,
            with("issuer", "did:web:other.example".into()),
        ),
        ("no issuer", REVOKED, with("issuer", Value::Null)),
        ("no id", REVOKED, with("id", Value::Null)),
        (
            "an entry without id",
            REVOKED,
            with("revokedCredential", json!([{ "revoked": true }])),
        ),
        ("a page", REVOKED, b"<html>".to_vec()),
        ("nothing", REVOKED, Vec::new()),
        ("no list", REVOKED, b"{}".to_vec()),
        (
            "a key twice",
            REVOKED,
            br#"{"revokedCredential":[{"id":"a"}],"revokedCredential":[]}"#.to_vec(),
        ),
    ] {
        let row = judge_1edtech(&json!({}), url, list);
        assert_eq!(row.outcome, Inconclusive, "{what}: {row:?}");
    }
    let row = judge_1edtech(&json!({ "id": null }), REVOKED, good);
    assert_eq!(row.outcome, Inconclusive, "no identifier: {row:?}");
    // Even from elsewhere it warns, since the credential says that this is where to ask.
    let own = json!([{ "id": "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11" }]);
    let row = judge_1edtech(&json!({}), elsewhere, bytes(&revocation_list(&own)));
    assert_eq!(row.outcome, Failed, "{row:?}");
}

fn claim(index: &Value) -> Value {
    json!({ "status": { "status_list": { "idx": index, "uri": LIST } } })
}

fn status_token(size: u8, statuses: &[u8]) -> Value {
    json!({
        "iss": school().did_jwk(),
        "sub": LIST,
        "iat": at().as_second() - 60,
        "exp": at().as_second() + 3_600,
        "ttl": 600,
        "status_list": { "bits": size, "lst": zlib(statuses) }
    })
}

fn token_with(key: &Key, kind: &str, payload: &Value) -> Vec<u8> {
    let header = json!({ "alg": key.algorithm(), "typ": kind });
    key.jws(&header, payload).into_bytes()
}

#[test]
fn a_token_status_list_is_read_from_the_lowest_bits() {
    let judged = |size: u8, statuses: &[u8], index: usize| {
        let token = token_with(&school(), "statuslist+jwt", &status_token(size, statuses));
        outcomes(&judge(&claim(&index.into()), &at_address(LIST, token)))
    };
    // The examples of the specification: 1 0 0 1 …, and 1 2 0 3 ….
    let one = [0xb9, 0xa3];
    assert_eq!(
        judged(1, &one, 0),
        [(REVOCATION, Failed), (SUSPENSION, NotApplicable)]
    );
    assert_eq!(
        judged(1, &one, 1),
        [(REVOCATION, Passed), (SUSPENSION, NotApplicable)]
    );
    assert_eq!(judged(1, &one, 16)[0], (REVOCATION, Inconclusive));
    let two = [0xc9, 0x44, 0xf9];
    assert_eq!(
        judged(2, &two, 0),
        [(REVOCATION, Failed), (SUSPENSION, NotApplicable)]
    );
    assert_eq!(
        judged(2, &two, 1),
        [(REVOCATION, Passed), (SUSPENSION, Failed)]
    );
    assert_eq!(
        judged(2, &two, 2),
        [(REVOCATION, Passed), (SUSPENSION, Passed)]
    );
    assert_eq!(
        judged(2, &two, 3),
        [(REVOCATION, Inconclusive), (SUSPENSION, NotApplicable)]
    );
    assert_eq!(
        judged(4, &[0x20], 1),
        [(REVOCATION, Passed), (SUSPENSION, Failed)]
    );
    assert_eq!(judged(8, &[0, 0x0c], 1)[0], (REVOCATION, Inconclusive));
}

#[test]
fn what_is_no_token_status_list_clears_nobody() {
    let good = status_token(1, &[0; 16]);
    let with = |key: &str, value: Value| {
        let mut token = good.clone();
        token[key] = value;
        token_with(&school(), "statuslist+jwt", &token)
    };
    let without = |key: &str| {
        let mut token = good.clone();
        take(&mut token, key);
        token_with(&school(), "statuslist+jwt", &token)
    };
    let holding =
        |bits: Value, lst: Value| with("status_list", json!({ "bits": bits, "lst": lst }));
    let now = at().as_second();
    for (what, list) in [
        ("another type", token_with(&school(), "vc+jwt", &good)),
        ("plain JWT", token_with(&school(), "JWT", &good)),
        (
            "another's key",
            token_with(&stranger(), "statuslist+jwt", &good),
        ),
        (
            "another list",
            with("sub", "https://lists.example/status/2".into()),
        ),
        ("no subject", without("sub")),
        ("no time", without("iat")),
        ("a time that is text", with("iat", now.to_string().into())),
        ("made later", with("iat", (now + 3_600).into())),
        ("ended", with("exp", (now - 1).into())),
        ("an end that is text", with("exp", "2030".into())),
        ("a lifetime below zero", with("ttl", (-1).into())),
        ("no list", without("status_list")),
        ("three bits", holding(3.into(), zlib(&[0; 16]).into())),
        ("no bits", holding(0.into(), zlib(&[0; 16]).into())),
        ("many bits", holding(16.into(), zlib(&[0; 16]).into())),
        ("bits as text", holding("1".into(), zlib(&[0; 16]).into())),
        ("GZIP", holding(1.into(), gzip(&[0; 16]).into())),
        ("no base64url", holding(1.into(), "!!".into())),
        (
            "a bomb",
            holding(1.into(), zlib(&vec![0; 64 * 1024 * 1024 + 1]).into()),
        ),
        (
            "plain JSON",
            bytes(&json!({ "status_list": good["status_list"] })),
        ),
        ("a CWT", vec![0xd2, 0x84, 0x43]),
        ("a page", b"<html>".to_vec()),
    ] {
        clears_nobody(what, &judge(&claim(&7.into()), &at_address(LIST, list)));
    }
    let token = || token_with(&school(), "statuslist+jwt", &good);
    assert_eq!(
        revocation(&judge(&claim(&7.into()), &at_address(LIST, token()))).outcome,
        Passed
    );
    for index in [
        json!("7"),
        json!(-1),
        json!(1.5),
        json!(null),
        json!(u64::MAX),
    ] {
        clears_nobody(
            &index.to_string(),
            &judge(&claim(&index), &at_address(LIST, token())),
        );
    }
    let other = json!({ "status": { "identifier_list": { "id": "1", "uri": LIST } } });
    clears_nobody("another mechanism", &judge(&other, &Evidence::none()));
    let in_vc = json!({ "vc": badge(&json!({})), "status": other["status"] });
    let rows = judge_bytes(
        signed(&school(), &in_vc),
        &Evidence::none(),
        &Trust::none(),
        at(),
    );
    clears_nobody("another mechanism, beside `vc`", &rows);
}

#[test]
fn a_token_status_list_is_of_the_issuer_or_of_somebody_trusted() {
    // One that names no issuer is looked for among the keys of the credential's.
    let mut unnamed = status_token(1, &[0]);
    take(&mut unnamed, "iss");
    let judged = |key: &Key, kid: Option<String>, payload: &Value| {
        let mut header = json!({ "alg": key.algorithm(), "typ": "statuslist+jwt" });
        if let Some(kid) = kid {
            header["kid"] = kid.into();
        }
        let list = key.jws(&header, payload).into_bytes();
        let rows = judge(&claim(&7.into()), &at_address(LIST, list));
        revocation(&rows).outcome
    };
    assert_eq!(judged(&school(), None, &unnamed), Passed);
    assert_eq!(judged(&stranger(), None, &unnamed), Inconclusive);
    assert_eq!(
        judged(&stranger(), Some(stranger().did_jwk()), &unnamed),
        Inconclusive
    );
    let mut of_stranger = status_token(1, &[0]);
    of_stranger["iss"] = stranger().did_jwk().into();
    assert_eq!(judged(&stranger(), None, &of_stranger), Inconclusive);
    of_stranger["status_list"]["lst"] = zlib(&[0xff]).into();
    assert_eq!(judged(&stranger(), None, &of_stranger), Failed);
}

/// Beside `vc` the claim is the token's own.
#[test]
fn the_claim_is_read_beside_a_credential_in_vc() {
    let token = token_with(&school(), "statuslist+jwt", &status_token(1, &[0b10]));
    let evidence = at_address(LIST, token);
    for (index, outcome) in [(0, Passed), (1, Failed)] {
        let mut payload = claim(&index.into());
        payload["vc"] = badge(&json!({}));
        let token = token_with(&school(), "JWT", &payload);
        let rows = judge_bytes(token, &evidence, &Trust::none(), at());
        assert_eq!(revocation(&rows).outcome, outcome);
        assert_eq!(
            revocation(&rows).pointer.as_ref().unwrap().as_str(),
            "/status"
        );
    }
}

/// Eight entries of a list that fills more than half of what may be decompressed at all.
#[test]
fn a_list_is_decompressed_once() {
    let large = vec![0; 40 * 1024 * 1024];
    let list = list(&school(), &"revocation".into(), &large);
    let mut evidence = at_address(LIST, signed(&school(), &list));
    let entries: Vec<Value> = (0..8)
        .map(|index| entry("revocation", &index.to_string().into()))
        .collect();
    let rows = status(entries.clone().into(), &evidence);
    assert_eq!(rows.iter().filter(|row| row.outcome == Passed).count(), 8);
    // All lists together have the one limit.
    let second = "https://lists.example/status/2";
    evidence.insert(
        second,
        item(EvidenceKind::StatusList, signed(&school(), &list)),
    );
    let mut entries = entries;
    entries[7]["statusListCredential"] = second.into();
    let rows = status(entries.into(), &evidence);
    assert_eq!(rows[7].outcome, Inconclusive, "{rows:?}");
}

#[test]
fn a_list_is_asked_for_after_the_proof_and_is_not_followed_further() {
    let wanted = |document: Vec<u8>, evidence: &Evidence| -> Vec<String> {
        let opened = open(&Document::new(document, "test")).unwrap();
        let (trust, contexts) = (Trust::none(), Contexts::built_in());
        let asked = needs(&opened, Against::new(evidence, &trust, &contexts, at()));
        asked.into_iter().map(|request| request.url).collect()
    };
    let asked = json!({ "credentialStatus": entry("revocation", &"7".into()), "status": claim(&7.into())["status"] });
    let genuine = signed(&school(), &badge(&asked));
    assert_eq!(wanted(genuine.clone(), &Evidence::none()), [LIST]);
    let forged = signed(&stranger(), &badge(&asked));
    assert_eq!(wanted(forged, &Evidence::none()), Vec::<String>::new());
    let mut list = list(&school(), &"revocation".into(), &bits(&[]));
    list["credentialStatus"] = json!({
        "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "1", "statusListCredential": "https://lists.example/status/of-lists"
    });
    let evidence = at_address(LIST, signed(&school(), &list));
    assert_eq!(wanted(genuine, &evidence), Vec::<String>::new());
}
