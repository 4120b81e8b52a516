//! The contexts that are known: our own tables of the published ones, and those that a caller adds.
//!
//! A context is never fetched: what a term means decides what a signature covers.

mod table;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use credeval_model::{Digest, json};
use serde_json::Value;

use crate::compiled::{Generation, Store};

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
    document: Arc<Document>,
}

/// A context document. One of ours is read when a credential first names it: there are dozens, and a
/// credential names two or three.
type Document = LazyLock<Value, Box<dyn FnOnce() -> Value + Send>>;

impl Known {
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }
}

/// A set of known contexts. Cloning shares the documents, and what was made of them.
#[derive(Debug, Clone)]
pub struct Contexts {
    by_url: Arc<BTreeMap<String, Vec<Known>>>,
    /// Which of several documents under one address is taken, by name.
    preferred: Option<String>,
    /// What these documents make of each other, in this preference.
    store: Arc<Store>,
    is_fast: bool,
}

static BUILT_IN: LazyLock<Contexts> = LazyLock::new(|| {
    let mut by_url: BTreeMap<String, Vec<Known>> = BTreeMap::new();
    for entry in table::TABLE {
        // The test `every_table_is_read` makes an error impossible in a tree that passes.
        let read = || json::parse(entry.text.as_bytes()).unwrap_or_default();
        let known = Known {
            name: entry.name.to_owned(),
            version: entry.version.to_owned(),
            published: entry.published_sha256.parse().ok(),
            document: Arc::new(LazyLock::new(Box::new(read))),
        };
        for url in entry.urls {
            let documents = by_url.entry((*url).to_owned()).or_default();
            documents.push(known.clone());
        }
    }
    Contexts {
        by_url: Arc::new(by_url),
        ..Contexts::none()
    }
});

impl Contexts {
    /// No context at all.
    pub fn none() -> Self {
        Self {
            by_url: Arc::default(),
            preferred: None,
            store: Arc::default(),
            is_fast: !cfg!(feature = "general-only"),
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
            document: Arc::new(LazyLock::new(Box::new(|| document))),
        };
        let by_url = Arc::make_mut(&mut self.by_url);
        by_url.entry(url).or_default().insert(0, known);
        // What was made without it may be another with it.
        self.store = Arc::default();
    }

    /// The same contexts, whose documents are read by the general processor only, each making its
    /// contexts anew: to compare, and to find a fault. The answers are the same.
    #[must_use]
    pub fn without_fast_path(mut self) -> Self {
        self.is_fast = false;
        self
    }

    /// The contexts that are made already; none where every document makes its own.
    pub(crate) fn generation(&self) -> Option<Arc<Generation>> {
        self.is_fast.then(|| self.store.generation())
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
        // A document may repeat an address; each reading costs an expansion.
        let others: BTreeSet<&String> = urls
            .iter()
            .flat_map(|url| self.get(url).iter().skip(1))
            .map(|known| &known.name)
            .collect();
        let others = others.into_iter().map(|name| {
            let contexts = Self {
                preferred: Some(name.clone()),
                store: self.store.reading(name),
                ..self.clone()
            };
            (Some(name.clone()), contexts)
        });
        std::iter::once((None, self.clone()))
            .chain(others)
            .collect()
    }
}

/// What the contexts of the standards themselves define, at any depth; those of extensions do not
/// count.
#[derive(Default)]
pub(crate) struct Vocabulary {
    terms: HashSet<String>,
    by_iri: HashMap<String, HashSet<String>>,
}

static STANDARDS: LazyLock<Vocabulary> = LazyLock::new(|| {
    const NAMES: &[&str] = &[
        "credentials-",
        "ob-",
        "clr-",
        "elm-",
        "did-",
        "data-integrity-",
    ];
    let mut vocabulary = Vocabulary::default();
    let documents = BUILT_IN.by_url.values().flatten();
    for known in documents.filter(|known| NAMES.iter().any(|name| known.name.starts_with(name))) {
        if let Some(context) = known.document().get("@context") {
            vocabulary.collect(context, &[]);
        }
    }
    vocabulary
});

impl Vocabulary {
    pub(crate) fn standards() -> &'static Self {
        &STANDARDS
    }

    /// Whether `term` has a meaning in some standard.
    pub(crate) fn defines(&self, term: &str) -> bool {
        self.terms.contains(term)
    }

    /// Whether the standards have terms for this IRI, and `name` is none of them.
    pub(crate) fn has_other_name(&self, iri: &str, name: &str) -> bool {
        self.by_iri
            .get(iri)
            .is_some_and(|terms| !terms.contains(name))
    }

    /// The terms of a context and of the contexts scoped to them; `outer` are the contexts around.
    fn collect(&mut self, context: &Value, outer: &[&Value]) {
        for context in json::one_or_many(Some(context)) {
            let Some(entries) = context.as_object() else {
                continue;
            };
            let scopes = [outer, &[context]].concat();
            for (term, definition) in entries.iter().filter(|(term, _)| !term.starts_with('@')) {
                self.terms.insert(term.clone());
                if let Some(iri) = expand(term, &scopes) {
                    self.by_iri.entry(iri).or_default().insert(term.clone());
                }
                if let Some(scoped) = definition.get("@context") {
                    self.collect(scoped, &scopes);
                }
            }
        }
    }
}

/// The IRI that a term or compact IRI of our own tables stands for; `None` for keywords.
fn expand(name: &str, scopes: &[&Value]) -> Option<String> {
    let definition = |term: &str| {
        let definition = scopes.iter().rev().find_map(|scope| scope.get(term))?;
        let id = definition.get("@id").unwrap_or(definition).as_str()?;
        (id != term).then_some(id)
    };
    // Tables name a term by another, and that one by a prefix, at most.
    let mut iri = name.to_owned();
    for _ in 0..4 {
        let next = match (definition(&iri), iri.split_once(':')) {
            (Some(id), _) => id.to_owned(),
            (None, Some((prefix, suffix))) => match definition(prefix) {
                Some(base) => format!("{base}{suffix}"),
                None => break,
            },
            (None, None) => return None,
        };
        iri = next;
    }
    (!iri.starts_with('@')).then_some(iri)
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
    fn standards_know_their_terms_by_iri() {
        let standards = Vocabulary::standards();
        let status = "https://www.w3.org/2018/credentials#credentialStatus";
        assert!(!standards.has_other_name(status, "credentialStatus"));
        assert!(standards.has_other_name(status, "status"));
        assert!(standards.has_other_name(status, status));
        assert!(!standards.has_other_name("urn:unknown", "status"));
        // Written as a compact IRI in the tables.
        assert!(standards.has_other_name("https://w3id.org/security#expiration", "x"));
        let badge = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential";
        assert!(!standards.has_other_name(badge, "AchievementCredential"));
        assert!(standards.defines("achievement") && !standards.defines("https"));
    }

    #[test]
    fn an_address_that_is_repeated_gives_no_further_reading() {
        let contexts = Contexts::built_in();
        let url = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
        assert_eq!(contexts.readings(&[url]).len(), 2);
        assert_eq!(contexts.readings(&[url; 1_000]).len(), 2);
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
