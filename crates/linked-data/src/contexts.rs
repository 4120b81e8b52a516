//! The contexts that are known: our own tables of the published ones, and those that a caller adds.
//!
//! A context is never fetched: what a term means decides what a signature covers.

mod table;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use credeval_model::{Digest, json};
use serde_json::Value;

/// A published context in our own normal form.
pub(crate) struct Entry {
    /// Name of its file under `schemas/contexts`.
    name: &'static str,
    /// Addresses under which it circulates.
    urls: &'static [&'static str],
    /// Version, as its publisher counts.
    version: &'static str,
    /// SHA-256 of the published bytes, in hexadecimal digits.
    published_sha256: &'static str,
    /// The table itself: a JSON-LD context.
    text: &'static str,
}

/// One document that circulates under an address.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the published bytes, or of the added file.
    pub published: Option<Digest>,
    pub(crate) document: Arc<Value>,
}

/// A set of known contexts. Cloning shares the documents.
#[derive(Debug, Clone)]
pub struct Contexts {
    by_url: BTreeMap<String, Vec<Known>>,
    /// Which of several documents under one address is taken, by name.
    preferred: Option<String>,
}

static BUILT_IN: LazyLock<Contexts> = LazyLock::new(|| {
    let mut contexts = Contexts::none();
    for entry in table::TABLE {
        let Ok(document) = json::parse(entry.text.as_bytes()) else {
            // The test `every_table_is_read` makes this unreachable in a tree that passes.
            continue;
        };
        let known = Known {
            name: entry.name.to_owned(),
            version: entry.version.to_owned(),
            published: entry.published_sha256.parse().ok(),
            document: Arc::new(document),
        };
        for url in entry.urls {
            let documents = contexts.by_url.entry((*url).to_owned()).or_default();
            documents.push(known.clone());
        }
    }
    contexts
});

impl Contexts {
    /// No context at all.
    pub fn none() -> Self {
        Self {
            by_url: BTreeMap::new(),
            preferred: None,
        }
    }

    /// The contexts of `schemas/contexts`.
    pub fn built_in() -> Self {
        BUILT_IN.clone()
    }

    /// Adds a context document under an address, before any that is known there already.
    pub fn add(&mut self, url: impl Into<String>, document: Value) {
        let url = url.into();
        let known = Known {
            name: url.clone(),
            version: "added".to_owned(),
            published: None,
            document: Arc::new(document),
        };
        self.by_url.entry(url).or_default().insert(0, known);
    }

    /// Addresses that are known.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        self.by_url.keys().map(String::as_str)
    }

    /// The documents that circulate under an address, the usual one first.
    pub fn get(&self, url: &str) -> &[Known] {
        self.by_url.get(url).map_or(&[], Vec::as_slice)
    }

    /// The document to use for an address.
    pub(crate) fn load(&self, url: &str) -> Option<&Known> {
        let documents = self.get(url);
        documents
            .iter()
            .find(|known| self.preferred.as_ref() == Some(&known.name))
            .or_else(|| documents.first())
    }

    /// The readings to try for a document with these context addresses: this set first; then one
    /// for each further document that circulates under one of them, with its name.
    ///
    /// Two different documents circulate as Open Badges `context-3.0.3.json`; a badge that uses
    /// what only one of them defines verifies with that one.
    pub fn readings(&self, urls: &[&str]) -> Vec<(Option<String>, Contexts)> {
        let others = urls
            .iter()
            .flat_map(|url| self.get(url).iter().skip(1))
            .map(|known| {
                let mut contexts = self.clone();
                contexts.preferred = Some(known.name.clone());
                (Some(known.name.clone()), contexts)
            });
        std::iter::once((None, self.clone()))
            .chain(others)
            .collect()
    }

    /// Whether a context of the standards themselves defines `term`, at any depth; those of
    /// extensions do not count.
    ///
    /// Used to tell a document's own extension terms from those that it redefines.
    pub(crate) fn defines(&self, term: &str) -> bool {
        static TERMS: LazyLock<std::collections::HashSet<String>> = LazyLock::new(|| {
            let mut terms = std::collections::HashSet::new();
            const STANDARDS: &[&str] = &[
                "credentials-",
                "ob-",
                "clr-",
                "elm-",
                "did-",
                "data-integrity-",
            ];
            let documents = BUILT_IN.by_url.values().flatten();
            for known in
                documents.filter(|known| STANDARDS.iter().any(|name| known.name.starts_with(name)))
            {
                collect_terms(&known.document, &mut terms);
            }
            terms
        });
        TERMS.contains(term)
    }
}

/// The terms that a context document defines, its scoped contexts included.
fn collect_terms(context: &Value, terms: &mut std::collections::HashSet<String>) {
    match context {
        Value::Array(items) => items.iter().for_each(|item| collect_terms(item, terms)),
        Value::Object(entries) => {
            for (key, value) in entries {
                if key == "@context" {
                    collect_terms(value, terms);
                } else if !key.starts_with('@') {
                    terms.insert(key.clone());
                    if let Some(scoped) = value.get("@context") {
                        collect_terms(scoped, terms);
                    }
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_read() {
        for entry in table::TABLE {
            assert!(json::parse(entry.text.as_bytes()).is_ok(), "{}", entry.name);
            assert!(
                entry.published_sha256.parse::<Digest>().is_ok(),
                "{}",
                entry.name
            );
            assert!(!entry.urls.is_empty(), "{}", entry.name);
        }
    }

    #[test]
    fn a_context_that_is_added_is_taken_first() {
        let mut contexts = Contexts::built_in();
        let url = "https://www.w3.org/ns/credentials/v2";
        contexts.add(url, serde_json::json!({ "@context": {} }));
        assert_eq!(contexts.load(url).unwrap().version, "added");
        assert!(contexts.get(url).len() > 1);
        assert!(contexts.get("https://example.org/unknown").is_empty());
    }
}
