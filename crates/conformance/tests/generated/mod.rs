//! JSON-LD documents made from the tables of terms: what credentials look like, and what an attacker
//! would try.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::Rng;
use proptest::test_runner::TestRng;
use serde_json::{Map, Value, json};

/// Contexts as credentials stack them.
pub(crate) const STACKS: &[&[&str]] = &[
    &[
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    &[
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "https://w3id.org/security/suites/ed25519-2020/v1",
    ],
    &[
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    &[
        "https://www.w3.org/2018/credentials/v1",
        "http://data.europa.eu/snb/model/context/edc-ap",
    ],
];

/// How deep nodes stand in each other.
const DEPTH: usize = 4;

/// Makes documents for one stack of contexts.
pub(crate) struct Maker<'r> {
    rng: &'r mut TestRng,
    stack: Value,
    /// Names of the terms of the stack, at any depth.
    terms: Vec<String>,
    /// Terms with a scoped context, and the terms of that.
    scoped: Vec<(String, Vec<String>)>,
    is_hostile: bool,
}

impl<'r> Maker<'r> {
    pub(crate) fn new(rng: &'r mut TestRng, stack: &[&str]) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/contexts");
        let read = |name: &str| -> Value {
            let bytes = fs::read(folder.join(name)).expect("a table");
            serde_json::from_slice(&bytes).expect("JSON")
        };
        let index = read("index.json");
        let mut maker = Self {
            rng,
            stack: json!(stack),
            terms: Vec::new(),
            scoped: Vec::new(),
            is_hostile: false,
        };
        for url in stack {
            let rows = index["contexts"].as_array().expect("rows").iter();
            let row = rows.clone().find(|row| {
                let urls = row["urls"].as_array().expect("addresses");
                urls.iter().any(|known| known == url)
            });
            let name = row.expect("a shipped context")["name"]
                .as_str()
                .expect("a name");
            maker.collect(&read(&format!("{name}.json"))["@context"]);
        }
        maker
    }

    fn collect(&mut self, context: &Value) {
        let contexts: Vec<&Value> = match context {
            Value::Array(items) => items.iter().collect(),
            single => vec![single],
        };
        for entries in contexts.into_iter().filter_map(Value::as_object) {
            for (name, definition) in entries.iter().filter(|(name, _)| !name.starts_with('@')) {
                self.terms.push(name.clone());
                if let Some(scoped) = definition.get("@context") {
                    let names = scoped.as_object().into_iter().flat_map(Map::keys);
                    let names = names.filter(|name| !name.starts_with('@')).cloned();
                    self.scoped.push((name.clone(), names.collect()));
                    self.collect(scoped);
                }
            }
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.rng.next_u32() as usize % bound
    }

    fn one_of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    /// One time in so many; never where the document is a sound one.
    fn hostile(&mut self, times: usize) -> bool {
        self.is_hostile && self.below(times) == 0
    }

    /// A document: one of a kind that loses nothing, more often than not, or a hostile one.
    pub(crate) fn document(&mut self, is_hostile: bool) -> Value {
        self.is_hostile = is_hostile;
        let mut document = self.node(0);
        let entries = document.as_object_mut().expect("a node");
        let mut stack = self.stack.clone();
        if self.hostile(12)
            && let Some(list) = stack.as_array_mut()
        {
            let other = [
                json!(null),
                json!({ "name": "urn:own" }),
                json!({ "own": { "@id": "urn:own", "@container": "@index" } }),
                json!({ "@vocab": "urn:vocabulary#" }),
                json!({ "@base": "https://example.org/" }),
                json!({ "@language": "en" }),
                json!("https://example.org/unknown"),
                list[0].clone(),
            ];
            let other = self.one_of(&other);
            let at = self.below(list.len() + 1);
            list.insert(at, other);
        }
        entries.insert("@context".to_owned(), stack);
        entries.entry("id").or_insert_with(|| json!("urn:uuid:1"));
        document
    }

    fn node(&mut self, depth: usize) -> Value {
        let mut entries = Map::new();
        let mut keys = self.terms.clone();
        if self.below(8) > 0 && !self.scoped.is_empty() {
            let (name, terms) = {
                let at = self.below(self.scoped.len());
                self.scoped[at].clone()
            };
            let kind = match self.below(3) {
                0 => json!([name, "VerifiableCredential"]),
                1 => json!([name]),
                _ => json!(name),
            };
            if name.starts_with(|first: char| first.is_ascii_uppercase()) {
                entries.insert("type".to_owned(), kind);
            }
            if !terms.is_empty() {
                keys = terms;
            }
        }
        if self.below(2) == 0 {
            let id = self.identifier();
            entries.insert("id".to_owned(), json!(id));
        }
        for _ in 0..=self.below(5) {
            let key = self.one_of(&keys);
            let is_name = |key: &str| matches!(key, "id" | "type" | "language" | "value");
            if is_name(&key) || (key.starts_with(char::is_uppercase) && !self.hostile(4)) {
                continue;
            }
            let value = self.value(depth);
            entries.insert(key, value);
        }
        if self.hostile(6) {
            let (key, value) = self.trick(depth);
            entries.insert(key, value);
        }
        Value::Object(entries)
    }

    fn identifier(&mut self) -> String {
        let sound = [
            "urn:uuid:1",
            "urn:uuid:2",
            "https://example.org/a",
            "did:key:z6Mk#z6Mk",
        ];
        let odd = [
            "relative",
            "",
            "_:blank",
            "https://ex.org/a b",
            "https://ex.org/{}",
            "urn:b> <urn:evil",
            "cred:x",
            "sec:proof",
            "xsd:string",
            "@type",
            "@unknown",
            "type",
            "name",
            ":x",
            "https://ex.org/\u{e9}",
        ];
        match self.hostile(6) {
            true => self.one_of(&odd).to_owned(),
            false => self.one_of(&sound).to_owned(),
        }
    }

    fn scalar(&mut self) -> Value {
        let sound = [
            json!("text"),
            json!("https://example.org/b"),
            json!("2026-03-01T00:00:00Z"),
            json!("https://example.org/c"),
            json!(5),
            json!(5.5),
            json!(true),
        ];
        let odd = [
            json!(-0.0),
            json!(1e21),
            json!(5e-324),
            json!(9_007_199_254_740_993_u64),
            json!(null),
            json!(""),
            json!("\"\\\n\t\u{8}\u{7f}\u{1}"),
            json!("_:blank"),
            json!("name"),
            json!("relative/path"),
            json!("cred:x"),
        ];
        match self.hostile(5) {
            true => self.one_of(&odd),
            false => self.one_of(&sound),
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(10) {
            0 if depth < DEPTH => json!([self.node(depth + 1), self.node(depth + 1)]),
            1..=3 if depth < DEPTH => self.node(depth + 1),
            4 => json!([self.scalar(), self.scalar()]),
            5 => json!({ "en": "text", "nl-NL": ["a", "b"], "@none": "c" }),
            6 => {
                json!({ "@value": self.scalar(), "@type": "http://www.w3.org/2001/XMLSchema#date" })
            }
            7 => json!({ "@value": "text", "@language": "en-GB" }),
            8 if self.is_hostile => self.trick(depth).1,
            _ => self.scalar(),
        }
    }

    /// An entry that no credential has.
    fn trick(&mut self, depth: usize) -> (String, Value) {
        let inner = match depth < DEPTH {
            true => self.node(depth + 1),
            false => json!({}),
        };
        let scalar = self.scalar();
        let stack = self.stack.clone();
        let tricks = [
            ("unknown", inner.clone()),
            ("@id", json!("urn:uuid:3")),
            ("@type", json!(["VerifiableCredential", "Unknown"])),
            ("type", json!(null)),
            ("type", json!(["urn:T", "_:T", "relative"])),
            ("type", json!([])),
            ("id", json!(5)),
            ("@graph", json!([inner])),
            ("@included", inner.clone()),
            ("@reverse", json!({ "name": inner })),
            ("@nest", inner.clone()),
            ("@index", json!("x")),
            ("@language", json!("en")),
            ("@value", scalar.clone()),
            ("https://www.w3.org/2018/credentials#issuer", inner.clone()),
            ("proof", json!([inner, scalar])),
            ("proof", json!({ "@list": [inner] })),
            ("proof", json!({ "@set": [scalar], "@index": "i" })),
            (
                "verifiableCredential",
                json!([{ "id": "urn:uuid:2" }, inner]),
            ),
            (
                "verifiableCredential",
                json!({ "@context": stack, "id": "urn:v", "type": "VerifiableCredential", "name": "x" }),
            ),
            (
                "issuer",
                json!({ "@context": { "name": "urn:own" }, "id": "urn:i", "name": "x" }),
            ),
            ("name", json!({ "@value": scalar, "@type": "@json" })),
            (
                "name",
                json!({ "@value": [1, { "b": 1, "a": 2 }], "@type": "@json" }),
            ),
            ("name", json!({ "@value": "x", "@language": "not a tag" })),
            (
                "name",
                json!({ "@value": "x", "@language": "en", "@direction": "rtl" }),
            ),
            ("name", json!({ "@value": null })),
            ("name", json!({ "@value": ["x"] })),
            ("name", json!({ "@value": "x", "@type": "relative" })),
            ("name", json!({ "en": 5 })),
            ("name", json!({ "en_GB": "x" })),
            ("name", json!([[["x"]], []])),
            ("name", json!([])),
            ("name", json!({ "@list": ["x", ["y"]] })),
            ("name", json!({ "@set": ["x", null] })),
            ("name", json!({})),
            ("allowedValue", json!(["A", ["B"], null, { "@value": "C" }])),
            ("allowedValue", json!([])),
            ("allowedValue", json!("A")),
            (
                "termsOfUse",
                json!([{ "id": "urn:t", "type": "urn:T" }, { "id": "urn:t", "type": "urn:U" }]),
            ),
            ("termsOfUse", json!({ "id": "urn:uuid:1", "type": "urn:T" })),
            (
                "evidence",
                json!({ "id": "urn:uuid:1", "type": "Evidence", "name": "again" }),
            ),
        ];
        let (key, value) = self.one_of(&tricks);
        (key.to_owned(), value)
    }
}
