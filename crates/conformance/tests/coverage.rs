//! Whatever part of a document is not named as dropped is in the canonical text: changed, it
//! changes the text.
//!
//! No other implementation can say this of itself; that it holds is what the tiers of a report
//! stand on. Tried on every small document of the corpus, and on documents made from those by
//! putting odd values into odd places.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::fs;
use std::path::{Path, PathBuf};

use credeval_conformance::{Suite, corpus, credential_files};
use credeval_linked_data::{Contexts, Dropped, Reason, canonicalize, quads};
use credeval_model::{Pointer, json};
use serde_json::{Value, json};

/// Larger documents repeat what smaller ones hold.
const BYTES: u64 = 6_000;

/// Documents made from those of the corpus.
const ODD_DOCUMENTS: usize = 6_000;

/// Places that are changed in each document.
const PLACES: usize = 3;

/// A generator of numbers that are the same in every run (Marsaglia, Xorshift RNGs, 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let limit = u64::try_from(limit).expect("a small number");
        usize::try_from(self.0 % limit).expect("less than the limit")
    }

    fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// The canonical text and what it does not hold; `None` where the document is no JSON-LD.
fn read(document: &Value) -> Option<(String, Vec<Dropped>)> {
    let quads = quads(document, &Contexts::built_in()).ok()?;
    let canonical = canonicalize(&quads.quads).ok()?;
    Some((canonical.nquads, quads.dropped))
}

/// Every place of a document but those of contexts.
fn places(value: &Value, at: &Pointer, found: &mut Vec<Pointer>) {
    found.push(at.clone());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &at.index(index), found);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries.iter().filter(|(key, _)| *key != "@context") {
                places(value, &at.key(key), found);
            }
        }
        _ => {}
    }
}

/// Whether the report holds this place for signed.
fn is_covered(place: &Pointer, dropped: &[Dropped]) -> bool {
    !dropped.iter().any(|drop| {
        let of_context = matches!(drop.reason, Reason::OwnTerm | Reason::RedefinedTerm);
        let uses = |segment: &str| of_context && segment == drop.what;
        place.is_within(&drop.pointer) || place.as_str().split('/').any(uses)
    })
}

/// Another value of the same kind; `None` for what has no other that must differ: a blank node's
/// label means nothing.
fn changed(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) if !text.starts_with("_:") => Some(format!("{text}x").into()),
        Value::Bool(value) => Some((!value).into()),
        Value::Number(number) => Some((number.as_f64()? * 2.0 + 1.0).into()),
        _ => None,
    }
}

/// Changes places of a document that count as covered, and looks whether the text changes: some
/// anywhere, and every one inside the places that are odd. `None` where the document has no quads,
/// which cover nothing, not even its own identifier.
fn judge(document: &Value, odd: &[Pointer], numbers: &mut Numbers) -> Option<Result<(), String>> {
    let (text, dropped) = read(document).filter(|(text, _)| !text.is_empty())?;
    let mut all = Vec::new();
    places(document, &Pointer::root(), &mut all);
    all.retain(|place| is_covered(place, &dropped));
    let inside = |place: &&Pointer| odd.iter().any(|odd| place.is_within(odd));
    let mut chosen: Vec<&Pointer> = all.iter().filter(inside).collect();
    chosen.extend((0..PLACES.min(all.len())).map(|_| numbers.one_of(&all)));
    for place in chosen {
        let Some(other) = place.resolve(document).and_then(changed) else {
            continue;
        };
        let mut altered = document.clone();
        *altered.pointer_mut(place.as_str()).expect("a place") = other;
        if read(&altered).is_some_and(|reading| reading == (text.clone(), dropped.clone())) {
            return Some(Err(format!("{place} changed, and the text did not")));
        }
    }
    Some(Ok(()))
}

fn documents(corpus: &Path) -> Vec<(String, Value)> {
    let document = |path: PathBuf| {
        let document = json::parse(&fs::read(&path).ok()?).ok()?;
        document.get("@context")?;
        read(&document)?;
        let id = path.strip_prefix(corpus).unwrap_or(&path);
        Some((id.to_string_lossy().into_owned(), document))
    };
    credential_files(corpus, BYTES)
        .into_iter()
        .filter_map(document)
        .collect()
}

/// Values that stand rarely where they are put, some with what stood there before inside.
fn odd_values(old: &Value) -> Vec<Value> {
    let term =
        |definition: Value, value: Value| json!({ "@context": { "t": definition }, "t": value });
    let container = |container: Value, value: Value| {
        term(json!({ "@id": "urn:t", "@container": container }), value)
    };
    vec![
        json!(null),
        json!(true),
        json!(1.5),
        json!(1e21),
        json!("text"),
        json!("relative/path"),
        json!("https://ex.org/a"),
        json!("https://ex.org/{}"),
        json!([]),
        json!({}),
        json!([[old]]),
        json!([old, null, 3]),
        json!({ "@value": "x", "@language": "en-GB" }),
        json!({ "@value": "x", "@language": "en_GB" }),
        json!({ "@value": "v", "@index": "i" }),
        json!({ "@value": "v", "@type": "urn:datatype" }),
        json!({ "@type": "@json", "@value": { "a": [1, old] } }),
        json!({ "@list": [old, "a"] }),
        json!({ "@list": [["a"], [["b"]], { "@list": ["c"] }] }),
        json!({ "@set": [old] }),
        json!({ "@id": "urn:x" }),
        json!({ "@id": "relative", "urn:p": old }),
        json!({ "@id": "_:b1", "urn:p": old }),
        json!({ "id": "urn:x", "type": "Achievement", "name": "n" }),
        json!({ "@graph": [old] }),
        json!({ "@included": [{ "@id": "urn:y", "urn:p": old }] }),
        json!({ "@id": "urn:z", "@reverse": { "urn:r": { "@id": "urn:y" } } }),
        json!({ "@id": "urn:z", "@reverse": { "urn:r": old } }),
        container(json!("@list"), json!([old, ["q"]])),
        container(
            json!("@language"),
            json!({ "en": "x", "fr": ["y", null], "@none": "z" }),
        ),
        container(json!("@index"), json!({ "i": old, "j": ["k"] })),
        container(
            json!("@id"),
            json!({ "urn:i": { "urn:p": "v" }, "urn:j": { "@id": "urn:k", "urn:p": "w" } }),
        ),
        container(
            json!("@type"),
            json!({ "urn:T": { "@id": "urn:q", "urn:p": "v" } }),
        ),
        container(json!("@graph"), json!([old, { "urn:p": "v" }])),
        container(
            json!(["@graph", "@id"]),
            json!({ "urn:g": { "urn:p": "v" }, "@none": { "urn:p": "w" } }),
        ),
        container(
            json!(["@graph", "@index"]),
            json!({ "g": { "urn:p": "v" } }),
        ),
        term(
            json!({ "@id": "urn:t", "@type": "@json" }),
            json!({ "a": old }),
        ),
        term(
            json!({ "@reverse": "urn:t" }),
            json!({ "@id": "urn:z", "urn:p": "v" }),
        ),
        term(json!("@nest"), json!({ "urn:p": old })),
        term(json!(null), old.clone()),
        json!({ "@context": { "@vocab": "urn:v#" }, "p": old }),
        json!({ "@context": { "@language": "de" }, "urn:p": "x" }),
        json!({ "@context": { "@base": "https://ex.org/" }, "@id": "a", "urn:p": old }),
    ]
}

/// A document of the corpus with one or two odd values in it, and where they are.
fn odd_document(documents: &[(String, Value)], numbers: &mut Numbers) -> (Value, Vec<Pointer>) {
    const KEYS: &[&str] = &[
        "@index",
        "@type",
        "@id",
        "@graph",
        "@included",
        "@language",
        "name",
        "type",
        "id",
        "urn:p",
    ];
    let mut document = numbers.one_of(documents).1.clone();
    let mut odd = Vec::new();
    for _ in 0..=numbers.below(2) {
        let mut all = Vec::new();
        places(&document, &Pointer::root(), &mut all);
        let mut place = numbers.one_of(&all).clone();
        if place == Pointer::root() || numbers.below(4) == 0 {
            let key: &str = numbers.one_of::<&str>(KEYS);
            place = place.key(key);
        }
        let old = place.resolve(&document).cloned().unwrap_or_default();
        let value = numbers.one_of(&odd_values(&old)).clone();
        let (parent, key) = place.as_str().rsplit_once('/').expect("a key");
        match document.pointer_mut(parent) {
            Some(Value::Object(entries)) => {
                entries.insert(key.replace("~1", "/").replace("~0", "~"), value);
            }
            Some(Value::Array(items))
                if key.parse().is_ok_and(|index: usize| index < items.len()) =>
            {
                items[key.parse::<usize>().expect("an index")] = value;
            }
            _ => continue,
        }
        odd.push(place);
    }
    (document, odd)
}

#[test]
fn what_is_not_named_is_in_the_text() {
    let Some(corpus) = corpus() else { return };
    let documents = documents(&corpus);
    let mut suite = Suite::new("coverage, as found", &[]);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for (id, document) in &documents {
        match judge(document, &[], &mut numbers) {
            Some(result) => suite.case(id, result),
            None => suite.skip("no quads"),
        }
    }
    suite.finish();
}

#[test]
fn what_is_not_named_is_in_the_text_of_odd_documents() {
    let Some(corpus) = corpus() else { return };
    let documents = documents(&corpus);
    let mut suite = Suite::new("coverage, odd documents", &[]);
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for index in 0..ODD_DOCUMENTS {
        let (document, odd) = odd_document(&documents, &mut numbers);
        let short: String = document.to_string().chars().take(2_000).collect();
        match judge(&document, &odd, &mut numbers) {
            Some(result) => {
                let result = result.map_err(|why| format!("{why}: {short}"));
                suite.case(&index.to_string(), result);
            }
            None => suite.skip("no quads"),
        }
    }
    suite.finish();
}

/// The twin: a place that is named may change without a trace.
#[test]
fn what_is_named_is_not_in_the_text() {
    let document = json!({ "@context": { "p": "urn:p" }, "@id": "urn:a", "p": "x", "q": "y" });
    let mut altered = document.clone();
    altered["q"] = "z".into();
    let (text, dropped) = read(&document).expect("JSON-LD");
    assert_eq!(read(&altered), Some((text, dropped.clone())));
    assert!(!is_covered(&Pointer::from("/q"), &dropped));
    assert!(is_covered(&Pointer::from("/@id"), &dropped));
}

/// The straight way must not answer where the general processor refuses or names a place.
#[test]
fn both_processors_say_the_same_of_odd_documents() {
    let Some(corpus) = corpus() else { return };
    let documents = documents(&corpus);
    let mut suite = Suite::new("linked data: both processors on odd documents", &[]);
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let read = |document: &Value, contexts: &Contexts| {
        let reading = quads(document, contexts).map(|reading| (reading.quads, reading.dropped));
        reading.map_err(|error| error.to_string())
    };
    let general = Contexts::built_in().without_fast_path();
    for index in 0..ODD_DOCUMENTS {
        let (document, odd) = odd_document(&documents, &mut numbers);
        let result = match read(&document, &Contexts::built_in()) == read(&document, &general) {
            true => Ok(()),
            false => Err(format!("they differ: {odd:?} in {document}")),
        };
        suite.case(&index.to_string(), result);
    }
    suite.finish();
}
