//! Whatever comes in: nothing panics, every run ends soon, and no changed bit keeps its signature.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use credeval_linked_data::Contexts;
use credeval_model::{
    CheckCode, CheckOutcome, Digest, Document, Pointer, Timestamp,
    evidence::{Answer, Evidence, EvidenceKind, Item, Origin},
    trust::TrustFile,
};
use credeval_verify::{Against, Trust, check, needs, open};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRng, TestRunner};
use serde_json::{Value, json};

/// For one document, in a build that nothing optimises.
const PATIENCE: Duration = Duration::from_secs(2);

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// What documents are judged by: everything is at hand that a check can ask for.
struct Bench {
    trust: Trust,
    contexts: Contexts,
    evidence: Evidence,
    at: Timestamp,
}

impl Bench {
    fn new() -> Self {
        let mut file = TrustFile::default();
        for story in ["exemption", "admission"] {
            let text = fs::read_to_string(fixtures().join(story).join("trust.toml")).unwrap();
            file.anchors
                .extend(TrustFile::parse(&text).unwrap().anchors);
        }
        let mut evidence = Evidence::none();
        for name in ["revocation", "suspension"] {
            let bytes = fs::read(fixtures().join(format!("evidence/{name}.json"))).unwrap();
            let item = Item {
                kind: EvidenceKind::StatusList,
                digest: Digest::of(&bytes),
                bytes,
                media_type: None,
                fetched_at: None,
                origin: Origin::Supplied,
            };
            evidence.insert(
                format!("https://northport.example/status/{name}"),
                Answer::Found(item),
            );
        }
        Self {
            trust: Trust::new(file).unwrap(),
            contexts: Contexts::built_in(),
            evidence,
            at: "2026-09-01T00:00:00Z".parse().unwrap(),
        }
    }

    fn against(&self) -> Against<'_> {
        Against::new(&self.evidence, &self.trust, &self.contexts, self.at)
    }

    /// Opens and checks; says whether some signature passed.
    fn holds(&self, bytes: &[u8]) -> bool {
        let Ok(opened) = open(&Document::new(bytes.to_vec(), "test")) else {
            return false;
        };
        let checked = check(&opened, self.against());
        checked.tier_at(&Pointer::from("/credentialSubject"));
        checked
            .checks()
            .iter()
            .any(|row| row.code == CheckCode::ProofSignature && row.outcome == CheckOutcome::Passed)
    }

    fn run(&self, name: &str, bytes: &[u8]) {
        let timed = || {
            let start = Instant::now();
            if let Ok(opened) = open(&Document::new(bytes.to_vec(), "test")) {
                needs(&opened, self.against());
            }
            self.holds(bytes);
            start.elapsed()
        };
        // A second run tells a slow document from a busy machine.
        if timed() > PATIENCE {
            let taken = timed();
            assert!(
                taken < PATIENCE,
                "{name}: {taken:?} for {} bytes",
                bytes.len()
            );
        }
    }
}

/// Every shipped credential and list.
fn shipped() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for story in ["exemption", "admission", "evidence"] {
        for entry in fs::read_dir(fixtures().join(story)).unwrap() {
            let path = entry.unwrap().path();
            let kind = path.extension().unwrap_or_default();
            if ["json", "jsonld", "jwt"].iter().any(|known| kind == *known) {
                files.push((path.display().to_string(), fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    assert!(files.len() > 15);
    files
}

fn random() -> TestRng {
    TestRng::deterministic_rng(RngAlgorithm::ChaCha)
}

/// A number below `bound`.
fn below(random: &mut TestRng, bound: usize) -> usize {
    random.next_u32() as usize % bound.max(1)
}

/// The places of a document, root last.
fn places(value: &Value) -> Vec<Pointer> {
    fn walk(value: &Value, at: &Pointer, found: &mut Vec<Pointer>) {
        match value {
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.for_each(|(index, item)| walk(item, &at.index(index), found));
            }
            Value::Object(entries) => {
                let entries = entries.iter();
                entries.for_each(|(key, value)| walk(value, &at.key(key), found));
            }
            _ => {}
        }
        found.push(at.clone());
    }
    let mut found = Vec::new();
    walk(value, &Pointer::root(), &mut found);
    found
}

/// Values that a reader may not expect.
fn surprise(random: &mut TestRng, document: &Value) -> Value {
    let all = places(document);
    match below(random, 12) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!(""),
        4 => json!(-1e300),
        5 => json!(u64::MAX),
        6 => json!("9999-12-31T23:59:59.999999999Z"),
        7 => json!({ "@list": [{ "@id": "_:b" }, [1]] }),
        8 => json!({ "@context": [null, { "@vocab": "urn:", "id": "@type" }], "@value": 1 }),
        9 => json!("did:key:z6Mk#"),
        10 => json!(["@id", "\u{0}", "\u{fffd}", "_:", ":", "https://"]),
        // Another part of the same document, perhaps the whole.
        _ => all[below(random, all.len())]
            .resolve(document)
            .cloned()
            .unwrap_or_default(),
    }
}

fn mutated(random: &mut TestRng, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let value = match below(random, 3) {
        0 => None,
        _ => serde_json::from_slice::<Value>(&bytes).ok(),
    };
    if let Some(mut document) = value {
        for _ in 0..=below(random, 3) {
            let all = places(&document);
            let place = &all[below(random, all.len())];
            let new = surprise(random, &document);
            if let Some(target) = document.pointer_mut(place.as_str()) {
                *target = new;
            }
        }
        return serde_json::to_vec(&document).unwrap();
    }
    match below(random, 3) {
        0 => bytes.truncate(below(random, bytes.len())),
        _ => {
            for _ in 0..=below(random, 8) {
                let place = below(random, bytes.len());
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= 1 << below(random, 8);
                }
            }
        }
    }
    bytes
}

#[test]
fn arbitrary_bytes_are_opened_or_refused() {
    let bench = Bench::new();
    let config = Config {
        cases: 512,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let text = "[ -~]{0,200}".prop_map(String::into_bytes);
    let token = "[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,80}";
    let any = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..400),
        text,
        token.prop_map(String::into_bytes),
    ];
    let outcome = runner.run(&any, |bytes| {
        bench.run("arbitrary bytes", &bytes);
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[test]
fn mutations_of_what_is_shipped_never_panic() {
    let bench = Bench::new();
    let mut random = random();
    for (name, bytes) in shipped() {
        for _ in 0..20 {
            bench.run(&name, &mutated(&mut random, &bytes));
        }
    }
}

#[test]
fn mutations_of_real_credentials_never_panic() {
    let Some(corpus) = std::env::var_os("CREDEVAL_CORPUS") else {
        // Past the test runner, which keeps to itself what a test prints that passes.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"SKIPPED: CREDEVAL_CORPUS is not set, so no real credential was looked at\n",
        );
        return;
    };
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(corpus)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = entry.path();
            let kind = path.extension().unwrap_or_default();
            if path.is_dir() {
                folders.push(path);
            } else if ["json", "jsonld", "jwt"].iter().any(|known| kind == *known)
                && entry.metadata().unwrap().len() < 300_000
            {
                files.push(path);
            }
        }
    }
    files.sort();
    let bench = Bench::new();
    let mut random = random();
    let apart = (files.len() / 80).max(1);
    for path in files.iter().step_by(apart) {
        let bytes = fs::read(path).unwrap();
        let name = path.display().to_string();
        bench.run(&name, &bytes);
        bench.run(&name, &mutated(&mut random, &bytes));
    }
}

#[test]
fn no_changed_character_of_a_token_keeps_its_signature() {
    let bench = Bench::new();
    let token = fs::read_to_string(fixtures().join("exemption/badge.jwt")).unwrap();
    let token = token.trim().as_bytes();
    assert!(bench.holds(token));
    let payload = token.iter().position(|byte| *byte == b'.').unwrap();
    let signature = token.iter().rposition(|byte| *byte == b'.').unwrap();
    // Of the payload every fifth, which shares no factor with the eight bits.
    let places =
        (0..token.len()).filter(|place| !(payload..signature).contains(place) || place % 5 == 0);
    for place in places {
        let mut altered = token.to_vec();
        altered[place] ^= 1 << (place % 8);
        assert!(!bench.holds(&altered), "character {place}");
    }
}

#[test]
fn no_changed_character_under_a_seal_keeps_it() {
    let bench = Bench::new();
    let bytes = fs::read(fixtures().join("admission/credential.jsonld")).unwrap();
    assert!(bench.holds(&bytes));
    let document: Value = serde_json::from_slice(&bytes).unwrap();
    for place in ["/payload", "/signatures/0/protected"] {
        let text = document.pointer(place).and_then(Value::as_str).unwrap();
        // Every fifth, which shares no factor with the seven bits of ASCII.
        for at in (0..text.len()).step_by(5) {
            let mut altered = text.as_bytes().to_vec();
            altered[at] ^= 1 << (at % 7);
            let Ok(altered) = String::from_utf8(altered) else {
                continue;
            };
            let mut document = document.clone();
            *document.pointer_mut(place).unwrap() = altered.into();
            let bytes = serde_json::to_vec(&document).unwrap();
            assert!(!bench.holds(&bytes), "{place}, character {at}");
        }
    }
}

#[test]
fn no_changed_value_under_an_embedded_proof_keeps_it() {
    let bench = Bench::new();
    let bytes = fs::read(fixtures().join("exemption/embedded-proof.json")).unwrap();
    assert!(bench.holds(&bytes));
    let document: Value = serde_json::from_slice(&bytes).unwrap();
    for place in places(&document) {
        let mut altered = document.clone();
        let target = altered.pointer_mut(place.as_str()).unwrap();
        match target {
            Value::String(text) => {
                let middle = text.chars().nth(text.chars().count() / 2);
                let other = if middle == Some('a') { "b" } else { "a" };
                let at = text.char_indices().nth(text.chars().count() / 2);
                let at = at.map_or(0, |(at, _)| at);
                let end = at + middle.map_or(0, char::len_utf8);
                text.replace_range(at..end, other);
            }
            Value::Bool(value) => *value = !*value,
            Value::Number(number) => *target = json!(number.as_f64().unwrap() + 1.0),
            _ => continue,
        }
        let bytes = serde_json::to_vec(&altered).unwrap();
        assert!(!bench.holds(&bytes), "{place}");
    }
}
