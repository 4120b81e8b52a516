//! Learner records and endorsements as found: what stands inside is opened, checked and judged at
//! its place.
#![expect(clippy::expect_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, at, corpus, credential_files, equal};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, evidence::Evidence, json, learner::PresentedLearner,
};
use credeval_verify::{Against, Checked, Trust, check, open};
use serde_json::Value;

use CheckOutcome::{Failed, Inconclusive, Passed};

/// Larger files hold images, and nothing more of what is looked at here.
const BYTES: u64 = 2_000_000;

fn look<T>(
    bytes: Vec<u8>,
    learner: Option<&PresentedLearner>,
    see: impl Fn(&Checked<'_>) -> T,
) -> Result<T, String> {
    let opened = open(&Document::new(bytes, "corpus")).map_err(|error| error.to_string())?;
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
    let against = Against {
        learner,
        ..Against::new(&evidence, &trust, &contexts, at())
    };
    Ok(see(&check(&opened, against)))
}

fn read(corpus: &Path, file: &str) -> Vec<u8> {
    fs::read(corpus.join("open-badges").join(file)).expect("a file of the corpus")
}

fn rows(checked: &Checked<'_>, code: CheckCode) -> Vec<Check> {
    let rows = checked.checks().iter().filter(|row| row.code == code);
    rows.cloned().collect()
}

fn place(row: &Check) -> &str {
    row.pointer.as_ref().map_or("", |place| place.as_str())
}

/// Records of the reference validator: each credential inside has its signature row at its place.
const RECORDS: &[(&str, usize)] = &[
    ("1edtech-validator/clr20/complex.json", 6),
    ("1edtech-validator/clr20/simple.json", 1),
    ("1edtech-validator/clr20/simple-noproof.json", 1),
    ("1edtech-validator/clr20/simple.jwt", 1),
    ("1edtech-validator/clr20/simple_old_safesigned.json", 1),
    ("1edtech-validator/clr20/simple_v1.json", 6),
];

#[test]
fn every_credential_inside_a_record_has_its_rows() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("open-badges/clr20", &[]);
    for (file, count) in RECORDS {
        let found = look(read(&corpus, file), None, |checked| {
            let signatures = rows(checked, CheckCode::ProofSignature);
            let inside = |row: &&Check| place(row).contains("/verifiableCredential");
            let outside = signatures.iter().filter(|row| !inside(row)).count();
            let inside = signatures.iter().filter(inside).count();
            (outside, inside, checked.parts().len())
        });
        suite.case(
            file,
            found.and_then(|found| equal(&(1, *count, *count), &found)),
        );
    }
    suite.finish();
}

/// The record holds a badge of another subject than its own; the other five are of its own.
#[test]
fn a_credential_of_another_subject_in_a_real_record_is_told() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("open-badges/clr20, subjects", &[]);
    let file = "1edtech-validator/clr20/complex.json";
    let found = look(read(&corpus, file), None, |checked| {
        let structure = rows(checked, CheckCode::DocumentStructure).into_iter();
        structure
            .filter(|row| row.outcome == Inconclusive)
            .map(|row| (place(&row).to_owned(), row.cause.expect("a cause").code))
            .collect::<Vec<_>>()
    });
    let subject = "/credentialSubject/verifiableCredential/0/credentialSubject";
    let expected = vec![(subject.to_owned(), "subject_differs".to_owned())];
    suite.case(file, found.and_then(|found| equal(&expected, &found)));
    suite.finish();
}

/// One letter of a badge inside is changed: its row fails, and so does that of the record.
#[test]
fn a_change_inside_a_record_fails_at_its_place() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("open-badges/clr20, one name changed inside", &[]);
    for file in [
        "1edtech-validator/clr20/complex.json",
        "1edtech-validator/clr20/simple.json",
    ] {
        let mut record: Value = json::parse(&read(&corpus, file)).expect("JSON");
        let inside = "/credentialSubject/verifiableCredential/0";
        record
            .pointer_mut(inside)
            .and_then(|badge| badge.pointer_mut("/credentialSubject/achievement/name"))
            .map(|name| *name = "Medicine".into())
            .expect("a badge with a name");
        let found = look(record.to_string().into_bytes(), None, |checked| {
            let signatures = rows(checked, CheckCode::ProofSignature);
            let broken = signatures.iter().filter(|row| row.outcome == Failed);
            broken
                .map(|row| place(row).starts_with(inside))
                .collect::<Vec<_>>()
        });
        suite.case(
            file,
            found.and_then(|found| equal(&vec![false, true], &found)),
        );
    }
    suite.finish();
}

/// Every file that carries endorsements: a row for each, at its place, and none that passes, since
/// all of them have ended, were changed, or are signed with keys that nobody can ask for.
#[test]
fn every_endorsement_has_a_row() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("open-badges, endorsements", &[]);
    for path in credential_files(&corpus, BYTES) {
        let bytes = fs::read(&path).expect("a file of the corpus");
        let Ok(document) = json::parse(&bytes) else {
            continue;
        };
        let kinds = json::one_or_many(document.get("type"));
        let is_badge = kinds.iter().any(|kind| {
            matches!(
                kind.as_str(),
                Some("OpenBadgeCredential" | "AchievementCredential")
            )
        });
        let mut places = Vec::new();
        endorsements(&document, "", &mut places);
        if !is_badge || places.is_empty() {
            continue;
        }
        let name = path
            .strip_prefix(&corpus)
            .expect("inside")
            .display()
            .to_string();
        let found = look(bytes, None, |checked| {
            let found = rows(checked, CheckCode::Endorsement);
            let mut found: Vec<String> = found.iter().map(|row| place(row).to_owned()).collect();
            found.sort();
            found
        });
        places.sort();
        suite.case(&name, found.and_then(|found| equal(&places, &found)));
    }
    suite.finish();
}

fn endorsements(node: &Value, at: &str, found: &mut Vec<String>) {
    let entries: Vec<(String, &Value)> = match node {
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => return,
    };
    for (key, value) in entries {
        let place = format!("{at}/{key}");
        match (key.as_str(), value) {
            ("endorsement" | "endorsementJwt", Value::Array(items)) => {
                found.extend((0..items.len()).map(|index| format!("{place}/{index}")));
            }
            ("endorsement" | "endorsementJwt", _) => found.push(place),
            _ => endorsements(value, &place, found),
        }
    }
}

/// The endorsements of the reference validator's fullest badge all ended in 2020.
#[test]
fn the_endorsements_of_a_full_badge() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("open-badges/ob30/complete.json, endorsements", &[]);
    let file = "1edtech-validator/ob30/complete.json";
    let found = look(read(&corpus, file), None, |checked| {
        let rows = rows(checked, CheckCode::Endorsement).into_iter();
        rows.map(|row| {
            let place = place(&row).to_owned();
            (place, row.outcome, row.cause.expect("a cause").code)
        })
        .collect::<Vec<_>>()
    });
    let places = [
        "/credentialSubject/achievement/creator/endorsement/0",
        "/credentialSubject/achievement/creator/endorsement/1",
        "/credentialSubject/achievement/endorsement/0",
        "/endorsement/0",
        "/issuer/endorsement/0",
    ];
    let expected = places.map(|place| (place.to_owned(), Failed, "expired".to_owned()));
    suite.case(
        file,
        found.and_then(|found| equal(&expected.to_vec(), &found)),
    );
    suite.finish();
}

/// Learners as they stand in real files, presented as themselves and as somebody else.
#[test]
fn learners_of_real_credentials() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("learners of real credentials", &[]);
    let ana = "name = 'Ana Andromeda'\nbirth_date = '1999-10-02'";
    let brother = "name = 'Ana Andromeda'\nbirth_date = '1999-10-03'";
    let mail = "email = ['ana.andromeda.4edc@gmail.com']";
    let pearl = "name = 'PARKER PEARL'";
    let sealed = "elm/samples-ec/Sample-MC-Annex1-signed.jsonld";
    let unsigned = "elm/samples-ec/Sample-MC-Annex1-unsigned.jsonld";
    let badge = "open-badges/dcc-vc-test-fixtures/verifiableCredentials/v2/dataIntegrityProof/\
                 didKey/legacyRegistry-noStatus-noExpiry-identityHash.json";
    let full = "open-badges/1edtech-validator/ob30/complete.json";
    for (file, learner, outcome, cause) in [
        (sealed, ana, Passed, ""),
        (sealed, mail, Passed, ""),
        (sealed, "identifiers = ['LA-234218']", Passed, ""),
        (sealed, brother, Failed, "birth_date_differs"),
        (sealed, "name = 'Ana Andromeda'", Inconclusive, "same_name"),
        (sealed, "name = 'Maria Rossi'", Failed, "name_differs"),
        (unsigned, ana, Inconclusive, "not_covered"),
        (unsigned, brother, Failed, "birth_date_differs"),
        (badge, pearl, Inconclusive, "same_name"),
        (
            badge,
            "email = ['parker@mail.example']",
            Inconclusive,
            "nothing_to_compare",
        ),
        (full, "email = ['Student@1edtech.edu']", Passed, ""),
        (
            full,
            "email = ['other@1edtech.edu']",
            Inconclusive,
            "other_identifier",
        ),
    ] {
        let presented = PresentedLearner::parse(learner).expect("a learner");
        let bytes = fs::read(corpus.join(file)).expect("a file of the corpus");
        let found = look(bytes, Some(&presented), |checked| {
            let rows = rows(checked, CheckCode::LearnerMatch);
            let cause = rows[0].cause.as_ref().map(|cause| cause.code.clone());
            (rows.len(), rows[0].outcome, cause.unwrap_or_default())
        });
        let expected = (1, outcome, cause.to_owned());
        suite.case(
            &format!("{file} {learner}"),
            found.and_then(|found| equal(&expected, &found)),
        );
    }
    suite.finish();
}
