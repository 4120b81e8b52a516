//! The official validator's own cases of Open Badges 2.0, each with the verdict of its test.
//!
//! As in those tests, the folder `assets` stands for everything at `example.org`; each hosted
//! assertion stands at its own address, which those tests do not look at.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_conformance::{Suite, at, corpus, equal, files, supplied};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document,
    check::Cause,
    evidence::{Answer, Evidence, EvidenceKind},
    json,
};
use credeval_verify::{Against, BakedError, OpenError, Opened, Trust, check, open};
use serde_json::Value;

use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

/// What `proof.signature`, `issuer.key` and `status.revocation` must end as, and what else must
/// fail.
struct Case {
    file: &'static str,
    outcomes: [CheckOutcome; 3],
    fails: &'static [CheckCode],
}

const fn hosted(file: &'static str) -> Case {
    Case {
        file,
        outcomes: [Passed, Passed, Passed],
        fails: &[],
    }
}

/// A class or profile of the folder that states another address than the one at which it stands:
/// the validator does not look, here the issuer stays open.
const fn misnamed(file: &'static str) -> Case {
    Case {
        outcomes: [Passed, Inconclusive, Passed],
        ..hosted(file)
    }
}

const fn outside(file: &'static str) -> Case {
    Case {
        outcomes: [Passed, Failed, Passed],
        ..hosted(file)
    }
}

const fn failing(file: &'static str, fails: &'static [CheckCode]) -> Case {
    Case {
        fails,
        ..hosted(file)
    }
}

const fn signed(file: &'static str, revocation: CheckOutcome) -> Case {
    Case {
        outcomes: [Passed, Passed, revocation],
        ..hosted(file)
    }
}

const ASSERTIONS: &[Case] = &[
    hosted("assertion-with-data-image.json"),
    hosted("assertion-with-endorsements.json"),
    hosted("assertion-with-extension-node-basic.json"),
    // The extension is at fault, not the proof.
    hosted("assertion-with-extension-node-invalid.json"),
    hosted("assertion-with-multiple-extensions.json"),
    hosted("basic-assertion.json"),
    failing(
        "basic-assertion-expired-before-issued.json",
        &[CheckCode::ValidityUntil],
    ),
    failing("basic-assertion-expired.json", &[CheckCode::ValidityUntil]),
    failing("basic-assertion-in-future.json", &[CheckCode::ValidityFrom]),
    failing(
        "basic-assertion-invalid-context.json",
        &[CheckCode::DocumentStructure],
    ),
    hosted("basic-assertion-no-public-key.json"),
    outside("basic-assertion-with-allowed-origins-invalid-multiple-starts-with.json"),
    outside("basic-assertion-with-allowed-origins-invalid-starts-with.json"),
    misnamed("basic-assertion-with-allowed-origins-valid-multiple-starts-with.json"),
    misnamed("basic-assertion-with-allowed-origins-valid-starts-with.json"),
    misnamed("basic-assertion-with-allowed-origins.json"),
    hosted("basic-assertion-with-language.json"),
    hosted("simple-badge.png"),
    signed("simple-not-revoked.jwt", Passed),
    signed("simple-revoked.jwt", Failed),
    signed("simple.jwt", NotApplicable),
    // Warnings of the validator: an issuer without a host, and a class that moved.
    misnamed("warning-issuer-non-http.json"),
    misnamed("warning-with-redirection.json"),
];

/// JSON with comments, JSON with an address above it, and an empty page.
const NOT_JSON: &[&str] = &[
    "redirected-validation-subject.json",
    "assets/openbadges_context.json",
    "assets/beths-robot-work.html",
];

fn ends(name: &str, ending: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|found| found == ending)
}

/// The assets at each address at which the validator's tests put them.
fn assets(folder: &Path) -> Evidence {
    let mut evidence = Evidence::none();
    for path in files(&folder.join("assets")) {
        let name = path
            .file_name()
            .expect("a file")
            .to_string_lossy()
            .into_owned();
        let bytes = fs::read(&path).expect("a file of the corpus");
        for host in [
            "https://example.org",
            "http://example.org",
            "https://www.example.org",
        ] {
            let answer = supplied(EvidenceKind::HostedBadge, bytes.clone());
            evidence.insert(format!("{host}/{name}"), answer);
        }
    }
    evidence
}

/// The text of a badge: of the file, or inside the image.
fn text(bytes: &[u8]) -> Vec<u8> {
    let head = b"iTXtopenbadges\0\0\0\0\0";
    let Some(start) = bytes.windows(head.len()).position(|window| window == head) else {
        return bytes.to_vec();
    };
    let length: [u8; 4] = bytes[start - 4..start].try_into().expect("four bytes");
    let length = usize::try_from(u32::from_be_bytes(length)).expect("a length");
    bytes[start + head.len()..start + 4 + length].to_vec()
}

/// Everything that there is, with what is hosted at its own address.
fn world(folder: &Path, bytes: &[u8]) -> Evidence {
    let mut evidence = assets(folder);
    if let Ok(badge) = json::parse(&text(bytes))
        && let Some(id) = badge.get("id").and_then(Value::as_str)
    {
        evidence.insert(id, supplied(EvidenceKind::HostedBadge, text(bytes)));
    }
    evidence
}

fn rows(opened: &Opened, evidence: &Evidence) -> Vec<Check> {
    let (trust, contexts) = (Trust::none(), Contexts::built_in());
    let against = Against::new(evidence, &trust, &contexts, at());
    check(opened, against).checks().to_vec()
}

fn outcomes(rows: &[Check], code: CheckCode) -> Vec<CheckOutcome> {
    let rows = rows.iter().filter(|row| row.code == code);
    rows.map(|row| row.outcome).collect()
}

fn judge(bytes: &[u8], evidence: &Evidence) -> Result<Vec<Check>, String> {
    let opened = open(&Document::new(bytes.to_vec(), "corpus"));
    Ok(rows(&opened.map_err(|error| error.to_string())?, evidence))
}

fn expect(rows: &[Check], wanted: [CheckOutcome; 3]) -> Result<(), String> {
    let codes = [
        CheckCode::ProofSignature,
        CheckCode::IssuerKey,
        CheckCode::StatusRevocation,
    ];
    for (code, outcome) in codes.into_iter().zip(wanted) {
        equal(&vec![outcome], &outcomes(rows, code)).map_err(|why| format!("{code}: {why}"))?;
    }
    Ok(())
}

fn expect_case(case: &Case, rows: &[Check]) -> Result<(), String> {
    expect(rows, case.outcomes)?;
    for code in case.fails {
        if !outcomes(rows, *code).contains(&Failed) {
            return Err(format!("{code} did not fail"));
        }
    }
    let untimely = [CheckCode::ValidityFrom, CheckCode::ValidityUntil];
    for code in untimely.iter().filter(|code| !case.fails.contains(code)) {
        if outcomes(rows, *code).contains(&Failed) {
            return Err(format!("{code} failed"));
        }
    }
    Ok(())
}

#[test]
fn every_file_of_the_validator_ends_as_it_should() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("open-badges/1edtech-validator/ob20");
    let mut suite = Suite::new("open-badges/1edtech-validator/ob20", &[]);
    let mut met = BTreeSet::new();
    for path in files(&folder) {
        let name = path
            .strip_prefix(&folder)
            .expect("inside")
            .to_string_lossy()
            .into_owned();
        let bytes = fs::read(&path).expect("a file of the corpus");
        let opened = open(&Document::new(bytes.clone(), "corpus"));
        let case = ASSERTIONS.iter().find(|case| case.file == name);
        let result = match (case, opened) {
            (Some(case), Ok(opened)) => {
                met.insert(case.file);
                expect_case(case, &rows(&opened, &world(&folder, &bytes)))
            }
            (None, Err(OpenError::Json(_) | OpenError::Markup | OpenError::Unknown))
                if NOT_JSON.contains(&name.as_str()) =>
            {
                Ok(())
            }
            (None, Err(OpenError::Baked(BakedError::Absent { .. }))) if ends(&name, "png") => {
                Ok(())
            }
            (_, Err(error)) => Err(error.to_string()),
            // A class, a profile, a key or a list is no credential, and nothing proves it.
            (None, Ok(opened)) => {
                let rows = rows(&opened, &assets(&folder));
                let row = rows
                    .iter()
                    .find(|row| row.code == CheckCode::ProofSignature);
                let why = row.and_then(|row| row.cause.as_ref());
                equal(&Some("no_proof"), &why.map(|why| why.code.as_str()))
            }
        };
        suite.case(&name, result);
    }
    assert_eq!(met.len(), ASSERTIONS.len(), "each case has its file");
    suite.finish();
}

/// The twins: each good case once with one letter changed, once with the key of another, once
/// withdrawn.
#[test]
fn a_changed_a_foreign_and_a_withdrawn_badge_fail() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("open-badges/1edtech-validator/ob20");
    let mut changed = Suite::new("ob20, one letter changed", &[]);
    let mut foreign = Suite::new("ob20, the key of another", &[]);
    let mut withdrawn = Suite::new("ob20, withdrawn from its address", &[]);
    for case in ASSERTIONS {
        let bytes = fs::read(folder.join(case.file)).expect("a file of the corpus");
        let evidence = world(&folder, &bytes);
        if ends(case.file, "jwt") {
            let token = String::from_utf8(bytes.clone()).expect("ASCII");
            let parts: Vec<&str> = token.trim().split('.').collect();
            let payload = URL_SAFE_NO_PAD.decode(parts[1]).expect("base64url");
            let payload = String::from_utf8(payload).expect("UTF-8");
            let altered = payload.replacen("deadsea", "deadset", 1);
            assert_ne!(payload, altered, "{}", case.file);
            let altered = [parts[0], &URL_SAFE_NO_PAD.encode(altered), parts[2]].join(".");
            let result = judge(altered.as_bytes(), &evidence);
            changed.case(
                case.file,
                result.and_then(|rows| {
                    equal(&vec![Failed], &outcomes(&rows, CheckCode::ProofSignature))
                }),
            );
            foreign.case(case.file, with_keys_swapped(&folder, &bytes));
        } else {
            let json = String::from_utf8(text(&bytes)).expect("UTF-8");
            let altered = json.replacen("deadsea", "deadset", 1);
            assert_ne!(json, altered, "{}", case.file);
            let result = judge(altered.as_bytes(), &evidence);
            let wanted = [Failed, Inconclusive, Inconclusive];
            changed.case(case.file, result.and_then(|rows| expect(&rows, wanted)));

            let badge = json::parse(json.as_bytes()).expect("JSON");
            let id = badge["id"].as_str().expect("an address");
            let mut gone = Cause::new("http_status").url(id);
            gone.status = Some(410);
            let mut evidence = evidence;
            evidence.insert(id, Answer::Missing(gone));
            let result = judge(&bytes, &evidence);
            let wanted = [Inconclusive, Inconclusive, Failed];
            withdrawn.case(case.file, result.and_then(|rows| expect(&rows, wanted)));
        }
    }
    changed.finish();
    foreign.finish();
    withdrawn.finish();
}

/// Each key has the name of another: first in its document alone, then with a signature that holds
/// under a key that the issuer does not list.
fn with_keys_swapped(folder: &Path, token: &[u8]) -> Result<(), String> {
    let key = |name: &str| {
        let bytes = fs::read(folder.join("assets").join(name)).expect("a key of the corpus");
        json::parse(&bytes).expect("JSON")
    };
    let names = ["key1.json", "key2.json", "key3.json"];
    let mut swapped = assets(folder);
    let mut disowned = assets(folder);
    for (index, name) in names.into_iter().enumerate() {
        let (mut own, other) = (key(name), key(names[(index + 1) % names.len()]));
        let url = own["id"].as_str().expect("an address").to_owned();
        let mut foreign = own.clone();
        foreign["owner"] = other["owner"].clone();
        own["publicKeyPem"] = other["publicKeyPem"].clone();
        for (evidence, document) in [(&mut swapped, own), (&mut disowned, foreign)] {
            let bytes = document.to_string().into_bytes();
            evidence.insert(url.clone(), supplied(EvidenceKind::KeyDocument, bytes));
        }
    }
    expect(
        &judge(token, &swapped)?,
        [Failed, Inconclusive, Inconclusive],
    )?;
    expect(&judge(token, &disowned)?, [Passed, Failed, Inconclusive])
}
