//! The two processors of linked data beside each other: the straight path says of a document what the
//! general one says, or leaves it alone.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

mod generated;

use std::fs;

use credeval_conformance::{Suite, corpus, credential_files};
use credeval_linked_data::{
    Contexts, LinkedDataError, Path, Quad, Reading, quads, read, read_without,
};
use credeval_model::json;
use generated::{Maker, STACKS};
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Value, json};
use sha2::Sha256;

/// Larger documents repeat what smaller ones hold.
const BYTES: u64 = 400_000;

/// Documents made for each stack of contexts.
const MADE: usize = 400;

type Outcome = Result<Reading, LinkedDataError>;

/// Both readings say the same: quad by quad and label by label, place by place, or the same error.
fn same(fast: &Outcome, general: &Outcome) -> Result<Option<Path>, String> {
    match (fast, general) {
        (Ok(fast), Ok(general)) => {
            let lists: [Vec<Quad>; 2] = [fast, general].map(|reading| reading.dataset.quads());
            if let Some((one, other)) = lists[0].iter().zip(&lists[1]).find(|(a, b)| a != b) {
                return Err(format!("the quad {one} instead of {other}"));
            }
            if lists[0].len() != lists[1].len() {
                return Err(format!(
                    "{} quads instead of {}",
                    lists[0].len(),
                    lists[1].len()
                ));
            }
            if fast.dropped != general.dropped {
                return Err(format!(
                    "{:?} instead of {:?}",
                    fast.dropped, general.dropped
                ));
            }
            let [one, other] =
                [fast, general].map(|reading| reading.dataset.canonicalize::<Sha256>());
            match one == other && general.path == Path::General {
                true => Ok(Some(fast.path)),
                false => Err("another canonical form".to_owned()),
            }
        }
        (Err(fast), Err(general)) if fast == general => Ok(None),
        (fast, general) => Err(format!(
            "{:?} instead of {:?}",
            fast.as_ref().map(|reading| reading.path),
            general.as_ref().map(|reading| &reading.dropped)
        )),
    }
}

/// Reads a document in both ways: with what earlier documents left behind, and with nothing.
fn compare(document: &Value, contexts: &Contexts) -> Result<Option<Path>, String> {
    let general = contexts.clone().without_fast_path();
    same(&read(document, contexts), &read(document, &general))
}

/// A document, its body without proofs, and the options of each proof.
fn parts(document: &Value) -> Vec<Value> {
    let mut parts = vec![document.clone()];
    let mut body = document.clone();
    let Some(proofs) = body
        .as_object_mut()
        .and_then(|entries| entries.remove("proof"))
    else {
        return parts;
    };
    parts.push(body);
    for proof in json::one_or_many(Some(&proofs)) {
        let mut options = proof.clone();
        if let Some(entries) = options.as_object_mut() {
            entries.remove("proofValue");
            entries.insert("@context".to_owned(), document["@context"].clone());
        }
        parts.push(options);
    }
    parts
}

/// How many documents each path answered.
#[derive(Default)]
struct Tally {
    straight: usize,
    general: usize,
}

impl Tally {
    fn add(&mut self, path: Path) {
        match path {
            Path::Straight => self.straight += 1,
            Path::General => self.general += 1,
        }
    }
}

/// Whether the straight path is built in at all.
fn is_built_in() -> bool {
    let document = json!({ "@context": STACKS[0], "id": "urn:a", "type": "VerifiableCredential" });
    read(&document, &Contexts::built_in()).is_ok_and(|reading| reading.path == Path::Straight)
}

#[test]
fn every_document_of_the_corpus() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("linked data: both processors", &[]);
    let contexts = Contexts::built_in();
    let mut tally = Tally::default();
    for path in credential_files(&corpus, BYTES) {
        let bytes = fs::read(&path).expect("a file of the corpus");
        let Ok(value) = json::parse(&bytes) else {
            continue;
        };
        let payload = value.get("payload").and_then(Value::as_str);
        let payload = payload.and_then(|payload| json::parse(payload.as_bytes()).ok());
        let mut results = Vec::new();
        for document in std::iter::once(&value).chain(&payload) {
            let urls: Vec<&str> = json::one_or_many(document.get("@context"))
                .iter()
                .filter_map(Value::as_str)
                .collect();
            for part in parts(document) {
                for (_, contexts) in contexts.readings(&urls) {
                    results.push(compare(&part, &contexts));
                }
            }
            let without = |contexts: &Contexts| read_without(document, "proof", contexts);
            let general = contexts.clone().without_fast_path();
            results.push(same(&without(&contexts), &without(&general)));
        }
        let result: Result<Vec<_>, _> = results.into_iter().collect();
        for path in result.iter().flatten().flatten() {
            tally.add(*path);
        }
        let id = path.strip_prefix(&corpus).unwrap_or(&path);
        suite.case(&id.to_string_lossy(), result.map(|_| ()));
    }
    suite.finish();
    if is_built_in() {
        assert!(tally.straight > 300, "{} went straight", tally.straight);
    }
}

/// Documents made from the tables of terms, sound ones and hostile ones.
#[test]
fn documents_made_from_the_tables() {
    let mut suite = Suite::new("linked data: both processors on made documents", &[]);
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    for stack in STACKS {
        let contexts = Contexts::built_in();
        let mut maker = Maker::new(&mut rng, stack);
        let mut tally = Tally::default();
        let mut result = Ok(());
        for index in 0..MADE {
            let document = maker.document(index % 2 == 1);
            match compare(&document, &contexts) {
                Ok(Some(path)) => tally.add(path),
                Ok(None) => {}
                Err(why) => {
                    result = Err(format!("{why}: {document}"));
                    break;
                }
            }
        }
        // A path that never answers is compared with nothing.
        let (least, found) = (MADE / 8, tally.straight.min(tally.general));
        if result.is_ok() && is_built_in() && found < least {
            result = Err(format!(
                "{} went straight and {} did not",
                tally.straight, tally.general
            ));
        }
        suite.case(&stack.join(" "), result);
    }
    suite.finish();
}

/// The twin: each kind of difference is seen.
#[test]
fn a_difference_is_seen() {
    let contexts = Contexts::built_in();
    let general = contexts.clone().without_fast_path();
    let document = json!({
        "@context": STACKS[0],
        "id": "urn:a",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "credentialSubject": { "type": "AchievementSubject", "result": { "type": "Result", "value": "A" } }
    });
    let theirs = read(&document, &general);
    assert!(same(&read(&document, &contexts), &theirs).is_ok());
    for (place, value) in [
        ("/credentialSubject/result/value", json!("B")),
        ("/credentialSubject/result/value", json!(["A", "B"])),
        ("/credentialSubject/result", json!(null)),
        ("/credentialSubject/result/type", json!("Profile")),
        ("/credentialSubject/type", json!("Unknown")),
        ("/id", json!("urn:b")),
        ("/id", json!("relative")),
        ("/@context", json!("https://example.org/unknown")),
    ] {
        let mut other = document.clone();
        *other.pointer_mut(place).expect("a place") = value;
        assert!(same(&read(&other, &contexts), &theirs).is_err(), "{place}");
        assert!(same(&theirs, &read(&other, &general)).is_err(), "{place}");
    }
    // The general processor has to be one of the two.
    let fast = read(&document, &contexts);
    assert_eq!(same(&fast, &fast).is_err(), is_built_in());
}

/// What was made of the contexts follows them: added documents, preferred ones, and none after them.
#[test]
fn what_is_shared_belongs_to_its_contexts() {
    let url = STACKS[0][0];
    let document =
        json!({ "@context": url, "id": "urn:a", "type": "VerifiableCredential", "name": "x" });
    let usual = Contexts::built_in();
    let text = |contexts: &Contexts| quads(&document, contexts).expect("quads").quads;
    let first = text(&usual);
    let mut other = usual.clone();
    let own = json!({ "@context": {
        "@protected": true, "id": "@id", "type": "@type",
        "VerifiableCredential": "urn:V", "name": "urn:name"
    } });
    other.add(url, own);
    assert_ne!(text(&other), first);
    assert_eq!(text(&other), text(&other.clone().without_fast_path()));
    assert_eq!(text(&usual), first);
    // Two documents circulate under this address, and one term is in one of them only.
    let url = STACKS[0][1];
    let badge = json!({
        "@context": STACKS[0], "id": "urn:a", "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "endorsementJwt": ["x"]
    });
    let mut places = Vec::new();
    for _ in 0..2 {
        for (name, contexts) in usual.readings(&[url]) {
            let reading = read(&badge, &contexts).expect("a reading");
            assert!(compare(&badge, &contexts).is_ok(), "{name:?}");
            places.push(reading.dropped.len());
        }
    }
    assert_eq!(places[..2], places[2..]);
    assert_ne!(places[0], places[1]);
}

/// Whatever is stacked, no answer changes; and a budget that runs out runs out in the same document.
#[test]
fn odd_stacks_and_budgets_change_no_answer() {
    let contexts = Contexts::built_in();
    let urls: Vec<&str> = contexts.urls().collect();
    let count = urls.len();
    for round in 0..300 {
        let chain = [round % count, round / count, round * 13 % count].map(|index| urls[index]);
        let document =
            json!({ "@context": chain, "@id": "urn:a", "@type": "urn:T", "type": "Achievement" });
        assert_eq!(compare(&document, &contexts).err(), None, "{chain:?}");
    }
    let deep = (0..100).fold(
        json!("x"),
        |inner, _| json!({ "type": "Achievement", "creator": inner }),
    );
    let many = json!({ "@context": STACKS[0], "id": "urn:a", "type": "Achievement", "creator": vec![deep; 600] });
    for _ in 0..2 {
        assert_eq!(compare(&many, &contexts), Ok(None));
    }
    assert!(matches!(
        read(&many, &contexts),
        Err(LinkedDataError::Limit { .. })
    ));
}
