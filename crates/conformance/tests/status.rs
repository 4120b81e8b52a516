//! Credentials with a status, and status lists, as found: each revoked one is seen to be, and no
//! list that cannot be believed clears any.
#![expect(clippy::expect_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_conformance::{Suite, at, corpus, credential_files, supplied};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document,
    evidence::{Evidence, EvidenceKind},
};
use credeval_verify::{Against, Trust, check, open};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

/// Who signs the lists of the fixtures of the Digital Credentials Consortium: none of the issuers.
const KEEPER: &str = "did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q";
const FIXTURES: &str = "https://digitalcredentials.github.io/vc-test-fixtures";
const LISTS: &str = "statusLists/didkey-ed25519Signature2020";
/// Where some of them name the first list as well.
const COPY: &str = "https://raw.githubusercontent.com/digitalcredentials/verifier-core/refs/heads/main/src/test-fixtures/status/e5WK8CbZ1GjycuPombrj";

fn add(evidence: &mut Evidence, kind: EvidenceKind, url: &str, bytes: Vec<u8>) {
    evidence.insert(url, supplied(kind, bytes));
}

/// The rows of status of a document.
fn judge(bytes: &[u8], evidence: &Evidence, trust: &Trust) -> Result<Vec<Check>, String> {
    let document = Document::new(bytes.to_vec(), "corpus");
    let opened = open(&document).map_err(|error| error.to_string())?;
    let contexts = Contexts::built_in();
    let checked = check(&opened, Against::new(evidence, trust, &contexts, at()));
    let rows = checked.checks().iter().filter(|row| {
        matches!(
            row.code,
            CheckCode::StatusRevocation | CheckCode::StatusSuspension
        )
    });
    Ok(rows.cloned().collect())
}

/// The first row of revocation ends so, and for that cause.
fn expect(
    rows: Result<Vec<Check>, String>,
    outcome: CheckOutcome,
    cause: &str,
) -> Result<(), String> {
    let rows = rows?;
    let row = rows
        .iter()
        .find(|row| row.code == CheckCode::StatusRevocation)
        .ok_or("no row")?;
    let found = row.cause.as_ref().map_or("", |cause| cause.code.as_str());
    match row.outcome == outcome && found == cause {
        true => Ok(()),
        false => Err(format!("expected {outcome:?} `{cause}`, found {row:?}")),
    }
}

/// The documents and lists of the fixtures; `change` sees each list first.
fn fixtures(corpus: &Path, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Evidence {
    let folder = corpus.join("open-badges/dcc-vc-test-fixtures");
    let mut evidence = Evidence::none();
    for name in ["legacy", "oidf"] {
        let bytes = fs::read(folder.join(format!("dids/{name}/did.json"))).expect("a document");
        let url = format!("{FIXTURES}/dids/{name}/did.json");
        add(&mut evidence, EvidenceKind::KeyDocument, &url, bytes);
    }
    for file in fs::read_dir(folder.join(LISTS))
        .expect("the lists")
        .flatten()
    {
        let name = file.file_name().into_string().expect("a name");
        let bytes = change(fs::read(file.path()).expect("a list"));
        if name == "e5WK8CbZ1GjycuPombrj" {
            add(&mut evidence, EvidenceKind::StatusList, COPY, bytes.clone());
        }
        let url = format!("{FIXTURES}/{LISTS}/{name}");
        add(&mut evidence, EvidenceKind::StatusList, &url, bytes);
    }
    evidence
}

/// What the name of a fixture says of its status.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Named {
    Valid,
    Revoked,
    BadList,
}

fn named(file: &str) -> Option<Named> {
    let says = |word: &str| file.contains(word);
    let bad = [
        "-expiredStatus",
        "-notYetValidStatus",
        "-missingTypeStatus",
        "-tamperedStatus",
    ];
    match () {
        () if says("-revoked") => Some(Named::Revoked),
        () if says("-validStatus") => Some(Named::Valid),
        () if bad.into_iter().any(says) => Some(Named::BadList),
        () => None,
    }
}

#[test]
fn the_fixtures_of_the_digital_credentials_consortium() {
    use CheckOutcome::{Failed, Inconclusive};
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("dcc-vc-test-fixtures, status", &[]);
    let mut twins = Suite::new("dcc-vc-test-fixtures, status, each list changed", &[]);
    let evidence = fixtures(&corpus, |list| list);
    let altered = |from: &'static str, to: &'static str| {
        fixtures(&corpus, move |list| {
            let text = String::from_utf8(list).expect("UTF-8");
            text.replace(from, to).into_bytes()
        })
    };
    let changes = [
        // All clear, as a holder would have it.
        (
            "bits",
            altered(
                "uH4sIAAAAAAAAA-3BMQEAAAwCoGUx6aLbwgvIHwAAAAAAAAAAAAAAwFwBZnztF9QwAAA",
                "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA",
            ),
        ),
        ("purpose", altered("\"revocation\"", "\"suspension\"")),
        (
            "issuer",
            altered(
                KEEPER,
                "did:key:z6MkjoriXdbyWD25YXTed114F8hdJrLXQ567xxPHAUKxpKkS",
            ),
        ),
        ("date", altered("2025-01-09", "2025-01-08")),
    ];
    let mut counts = [[0; 2]; 3];
    for path in credential_files(&corpus, 1 << 20) {
        let id = path
            .strip_prefix(&corpus)
            .expect("inside")
            .display()
            .to_string();
        let is_one = id.starts_with("open-badges/dcc-vc-test-fixtures/verifiableCredentials/");
        let Some(named) = named(&id)
            .filter(|_| is_one && path.extension().is_some_and(|ending| ending == "json"))
        else {
            continue;
        };
        let bytes = fs::read(&path).expect("a file");
        let trust = Trust::none();
        let rows = judge(&bytes, &evidence, &trust);
        match named {
            Named::Revoked => suite.case(&id, expect(rows, Failed, "revoked")),
            // Their list holds 100,000 entries, fewer than the least that the specification asks
            // for, and is of another signer: it may warn, and it clears nobody.
            Named::Valid => suite.case(&id, expect(rows, Inconclusive, "invalid_status_list")),
            Named::BadList => {
                let rows = rows.and_then(|rows| match rows[0].outcome {
                    Inconclusive => Ok(()),
                    _ => Err(format!("{rows:?}")),
                });
                suite.case(&id, rows);
            }
        }
        if named == Named::Revoked {
            for (what, changed) in &changes {
                let rows = judge(&bytes, changed, &Trust::none());
                let found = expect(rows, Inconclusive, "invalid_status_list");
                twins.case(&format!("{id}, {what}"), found);
            }
        }
        let credential: Value = serde_json::from_slice(&bytes).expect("JSON");
        let end = ["validUntil", "expirationDate"].map(|key| credential[key].as_str());
        let has_ended = end.into_iter().flatten().any(|end| end < "2026-11-24");
        counts[named as usize][usize::from(has_ended)] += 1;
    }
    suite.case(
        "how many are valid, revoked, and of a bad list; and how many of each have ended",
        credeval_conformance::equal(&[[9, 1], [16, 9], [4, 0]], &counts),
    );
    suite.finish();
    twins.finish();
}

/// A controller document for the key that 1EdTech signs its test files with; its own cannot be had.
fn document_of_1edtech(id: &str, method: &str) -> Vec<u8> {
    let key = method.rsplit('#').next().unwrap_or_default();
    let document = json!({
        "id": id,
        "verificationMethod": [
            { "id": method, "type": "Multikey", "controller": id, "publicKeyMultibase": key }
        ],
        "assertionMethod": [method]
    });
    document.to_string().into_bytes()
}

#[test]
fn the_bitstring_list_of_1edtech() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("1edtech-validator/ob30/bit-string-list", &[]);
    let folder = corpus.join("open-badges/1edtech-validator/ob30/bit-string-list");
    let list = fs::read(folder.join("testlist")).expect("the list");
    let url = "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/src/test/resources/ob30/bit-string-list/testlist";
    let issuer = "https://1edtech.edu/issuers/565049";
    let method = format!("{issuer}#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi");
    let mut evidence = Evidence::none();
    add(&mut evidence, EvidenceKind::StatusList, url, list);
    let without = evidence.clone();
    let document = document_of_1edtech(issuer, &method);
    add(&mut evidence, EvidenceKind::KeyDocument, issuer, document);
    for name in [
        "credential-status-revoked.json",
        "credential-status-revoked-blank-nodes.json",
    ] {
        let bytes = fs::read(folder.join(name)).expect("a credential");
        let rows = judge(&bytes, &evidence, &Trust::none());
        suite.case(name, expect(rows, CheckOutcome::Failed, "revoked"));
        // The key that the list names in its own fragment is nobody's.
        let rows = judge(&bytes, &without, &Trust::none());
        suite.case(
            &format!("{name}, no document of the issuer"),
            expect(rows, CheckOutcome::Inconclusive, "invalid_status_list"),
        );
    }
    suite.finish();
}

#[test]
fn the_revocation_list_of_1edtech() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("1edtech-validator/ob30, 1EdTechRevocationList", &[]);
    let path = corpus.join("open-badges/1edtech-validator/ob30/credential-status-revoked.json");
    let bytes = fs::read(path).expect("a credential");
    let credential: Value = serde_json::from_slice(&bytes).expect("JSON");
    let text = |pointer: &str| {
        let value = credential.pointer(pointer).and_then(Value::as_str);
        value.expect("a text").to_owned()
    };
    let (url, issuer, method) = (
        text("/credentialStatus/id"),
        text("/issuer/id"),
        text("/proof/verificationMethod"),
    );
    let document = document_of_1edtech(&issuer, &method);
    let address = "https://dc.1edtech.org/wellspring2022/wellspring-portal/org/da1e96e9-afcc-4eed-b9a2-2ddf7353214c/did.json";
    let judged = |list: Value| {
        let mut evidence = Evidence::none();
        add(
            &mut evidence,
            EvidenceKind::KeyDocument,
            address,
            document.clone(),
        );
        add(
            &mut evidence,
            EvidenceKind::StatusList,
            &url,
            list.to_string().into_bytes(),
        );
        judge(&bytes, &evidence, &Trust::none())
    };
    let list = |entries: Value, issuer: &str| json!({ "id": url, "issuer": issuer, "revokedCredential": entries });
    let own = json!([{ "id": text("/id"), "revocationReason": "a test" }]);
    let other = json!([{ "id": "urn:uuid:1" }]);
    for (what, list, outcome, cause) in [
        (
            "listed",
            list(own.clone(), &issuer),
            CheckOutcome::Failed,
            "revoked",
        ),
        (
            "not listed",
            list(other.clone(), &issuer),
            CheckOutcome::Passed,
            "",
        ),
        (
            "the list of another",
            list(own, "https://other.example"),
            CheckOutcome::Inconclusive,
            "invalid_status_list",
        ),
    ] {
        suite.case(what, expect(judged(list), outcome, cause));
    }
    suite.finish();
}

/// A JWT signed by a key of our own, and who that is.
fn token(kind: &str, payload: &Value) -> Vec<u8> {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({ "alg": "EdDSA", "typ": kind });
    let input = format!("{}.{}", part(&header), part(payload));
    let signature = key().sign(input.as_bytes()).to_bytes();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)).into_bytes()
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn did() -> String {
    let bytes = [&[0xed, 0x01], key().verifying_key().as_bytes().as_slice()].concat();
    format!("did:key:z{}", bs58::encode(bytes).into_string())
}

const URI: &str = "https://example.com/statuslists/1";

/// What a credential at this place of a list of the specification's comes to.
fn in_list(list: Vec<u8>, index: usize) -> Result<Vec<Check>, String> {
    let mut evidence = Evidence::none();
    add(&mut evidence, EvidenceKind::StatusList, URI, list);
    let credential = json!({
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": did(),
        "credentialSubject": {},
        "status": { "status_list": { "idx": index, "uri": URI } }
    });
    judge(&token("vc+jwt", &credential), &evidence, &Trust::none())
}

/// The JSON in an example; its long text is folded.
fn example(corpus: &Path, name: &str) -> Value {
    let path = corpus.join(format!("w3c/oauth-status-list/examples/{name}.md"));
    let text = fs::read_to_string(path).expect("an example");
    let json = &text[text.find('{').expect("JSON")..];
    let joined: String = json.lines().map(str::trim).collect();
    serde_json::from_str(&joined).expect("JSON")
}

/// Places in the specification's lists and their statuses, as sections 4.1 and 4.2 and the
/// appendix with the vectors state them; all others are 0.
const VECTORS: &[(&str, &[(usize, u8)])] = &[
    (
        "status_list_encoding_json",
        &[
            (0, 1),
            (1, 0),
            (3, 1),
            (4, 1),
            (5, 1),
            (7, 1),
            (8, 1),
            (9, 1),
            (13, 1),
            (15, 1),
        ],
    ),
    (
        "status_list_encoding2_json",
        &[
            (0, 1),
            (1, 2),
            (2, 0),
            (3, 3),
            (4, 0),
            (5, 1),
            (6, 0),
            (7, 1),
            (8, 1),
            (9, 2),
            (10, 3),
            (11, 3),
        ],
    ),
    (
        "status_list_encoding1_long_json",
        &[
            (0, 1),
            (1_993, 1),
            (25_460, 1),
            (159_495, 1),
            (495_669, 1),
            (554_353, 1),
            (645_645, 1),
            (723_232, 1),
            (854_545, 1),
            (934_534, 1),
            (1_000_345, 1),
        ],
    ),
    (
        "status_list_encoding2_long_json",
        &[
            (0, 1),
            (1_993, 2),
            (25_460, 1),
            (159_495, 3),
            (495_669, 1),
            (554_353, 1),
            (645_645, 2),
            (723_232, 1),
            (854_545, 1),
            (934_534, 2),
            (1_000_345, 3),
        ],
    ),
    (
        "status_list_encoding4_json",
        &[
            (0, 1),
            (1_993, 2),
            (35_460, 3),
            (459_495, 4),
            (595_669, 5),
            (754_353, 6),
            (845_645, 7),
            (923_232, 8),
            (924_445, 9),
            (934_534, 10),
            (1_004_534, 11),
            (1_000_345, 12),
            (1_030_203, 13),
            (1_030_204, 14),
            (1_030_205, 15),
        ],
    ),
    (
        "status_list_encoding8_json",
        &[
            (1_199, 121),
            (4_520, 213),
            (19_535, 255),
            (52_451, 1),
            (66_653, 9),
        ],
    ),
];

#[test]
fn the_vectors_of_token_status_list() {
    use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("oauth-status-list", &[]);
    for (name, statuses) in VECTORS {
        let list = json!({
            "iss": did(), "sub": URI, "iat": 1_686_920_170, "exp": 2_291_720_170_u64,
            "status_list": example(&corpus, name)
        });
        let signed = token("statuslist+jwt", &list);
        let single = list["status_list"]["bits"] == 1;
        for (index, status) in *statuses {
            let wanted = match (status, single) {
                (0, true) => [Passed, NotApplicable],
                (0, false) => [Passed, Passed],
                (1, _) => [Failed, NotApplicable],
                (2, _) => [Passed, Failed],
                _ => [Inconclusive, NotApplicable],
            };
            let found = in_list(signed.clone(), *index).and_then(|rows| {
                let found: Vec<CheckOutcome> = rows.iter().map(|row| row.outcome).collect();
                credeval_conformance::equal(&wanted.to_vec(), &found)
            });
            suite.case(&format!("{name}, {index}"), found);
        }
        if name.contains("long") || name.contains('4') || name.contains('8') {
            for index in [1, 1_992, 1_994, 1_048_575] {
                let rows = in_list(signed.clone(), index);
                suite.case(&format!("{name}, {index}"), expect(rows, Passed, ""));
            }
            let rows = in_list(signed, 1_048_576);
            let found = expect(rows, Inconclusive, "invalid_status_list");
            suite.case(&format!("{name}, beyond"), found);
        }
    }
    // The specification's own token names a key that only its own readers know.
    let raw = corpus.join("w3c/oauth-status-list/examples/status_list_jwt_raw.md");
    let raw: String = fs::read_to_string(raw)
        .expect("an example")
        .split_whitespace()
        .collect();
    let rows = in_list(raw.into_bytes(), 1);
    suite.case(
        "status_list_jwt_raw",
        expect(rows, Inconclusive, "invalid_status_list"),
    );
    suite.finish();
}

/// Their issuer is no DID that resolves, so that neither a list nor a credential is anybody's.
#[test]
fn the_examples_of_spruceid_clear_nobody() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("spruceid-ssi, status", &[]);
    let folder = corpus.join("w3c/spruceid-ssi/crates/status/examples/files");
    let read = |name: &str| fs::read(folder.join(name)).expect("an example");
    let kind_2021 =
        fs::read(corpus.join("w3c/spruceid-ssi/tests/statusList.json")).expect("a list");
    let lists = [
        (
            "status-list.jws",
            read("status-list.jws"),
            "BitstringStatusListEntry",
        ),
        (
            "status-list-credential.jsonld",
            read("status-list-credential.jsonld"),
            "BitstringStatusListEntry",
        ),
        (
            "local-status-list-credential.jsonld",
            read("local-status-list-credential.jsonld"),
            "BitstringStatusListEntry",
        ),
        ("statusList.json", kind_2021, "StatusList2021Entry"),
    ];
    for (name, list, kind) in lists {
        let mut evidence = Evidence::none();
        for url in [URI, "http://127.0.0.1:3000/"] {
            add(&mut evidence, EvidenceKind::StatusList, url, list.clone());
        }
        let credential = json!({
            "type": ["VerifiableCredential"],
            "issuer": did(),
            "credentialSubject": {},
            "credentialStatus": {
                "type": kind, "statusPurpose": "revocation", "statusListIndex": "1", "statusListCredential": URI
            }
        });
        let rows = judge(&token("vc+jwt", &credential), &evidence, &Trust::none());
        let found = expect(rows, CheckOutcome::Inconclusive, "invalid_status_list");
        suite.case(name, found);
        for example in [
            "status_list_revocable_1.jsonld",
            "status_list_revocable_3.jsonld",
        ] {
            let rows = judge(&read(example), &evidence, &Trust::none());
            let found = expect(rows, CheckOutcome::Inconclusive, "proof_not_held");
            suite.case(&format!("{example} by {name}"), found);
        }
    }
    suite.finish();
}
