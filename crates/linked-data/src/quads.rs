//! Expanded nodes to RDF quads.
//!
//! Source: JSON-LD 1.1 API, sections 8.1 (deserialize to RDF), 8.2 (object to RDF) and 8.3 (lists).

use std::collections::{HashMap, HashSet};

use credeval_model::Pointer;
use oxrdf::Quad;
use serde_json::Value;

use crate::dataset::{
    Dataset, RDF_FIRST, RDF_JSON, RDF_NIL, RDF_REST, RDF_TYPE, Suffix, Term, XSD, XSD_STRING,
};
use crate::expand::{Expander, Item, Literal, Node, Placed};
use crate::{Contexts, Dropped, LinkedDataError, Reason, iri, straight};

const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";

/// The dataset of a document, and the places of the document that it does not hold.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The quads, blank nodes numbered as they were met.
    pub dataset: Dataset,
    /// The places that were dropped, in order of their pointers.
    pub dropped: Vec<Dropped>,
    /// Which of the two processors read the document.
    pub path: Path,
}

/// The processor that read a document. Both say the same of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// The one for documents that keep to known contexts and lose nothing.
    Straight,
    /// The one for any JSON-LD.
    General,
}

/// A [`Reading`] whose quads are those of the crate `oxrdf`.
#[derive(Debug, Clone)]
pub struct Quads {
    /// The quads, blank nodes labelled as they were met.
    pub quads: Vec<Quad>,
    /// The places that were dropped, in order of their pointers.
    pub dropped: Vec<Dropped>,
}

/// The RDF dataset of a JSON-LD document without a base IRI.
///
/// Takes a JSON document and the contexts that it may name; gives its quads and every place that
/// does not reach them. Numbers, dates and IRIs come out as `jsonld.js` writes them, since most
/// signatures were made over its output. Base directions are dropped and named (`rdfDirection`
/// null). Errors: an unknown context, a breach of JSON-LD's rules, too much work.
pub fn read(document: &Value, contexts: &Contexts) -> Result<Reading, LinkedDataError> {
    match straight::read(document, None, contexts) {
        Some(dataset) => Ok(Reading::whole(dataset)),
        None => read_any(document, contexts),
    }
}

/// [`read`] of a document without one of the entries at its top, such as its proofs.
pub fn read_without(
    document: &Value,
    key: &str,
    contexts: &Contexts,
) -> Result<Reading, LinkedDataError> {
    if let Some(dataset) = straight::read(document, Some(key), contexts) {
        return Ok(Reading::whole(dataset));
    }
    let mut document = document.clone();
    if let Some(entries) = document.as_object_mut() {
        entries.remove(key);
    }
    read_any(&document, contexts)
}

impl Reading {
    /// That of a document that loses nothing.
    fn whole(dataset: Dataset) -> Self {
        Self {
            dataset,
            dropped: Vec::new(),
            path: Path::Straight,
        }
    }
}

/// The general processor.
fn read_any(document: &Value, contexts: &Contexts) -> Result<Reading, LinkedDataError> {
    let mut expander = Expander::new(contexts);
    let items = expander.document(document)?;
    let mut writer = Writer {
        dataset: Dataset::default(),
        dropped: expander.dropped,
        labels: HashMap::new(),
        root: items.iter().find_map(|item| match item {
            Item::Node(node) => node.id.as_ref().map(|id| id.iri.clone()),
            _ => None,
        }),
    };
    for item in items {
        writer.item(&item, None)?;
    }
    writer.dropped.sort();
    writer.dropped.dedup();
    Ok(Reading {
        dataset: writer.dataset,
        dropped: writer.dropped,
        path: Path::General,
    })
}

/// [`read`], for those who go on with the quads in other libraries.
pub fn quads(document: &Value, contexts: &Contexts) -> Result<Quads, LinkedDataError> {
    let reading = read(document, contexts)?;
    Ok(Quads {
        quads: reading.dataset.quads(),
        dropped: reading.dropped,
    })
}

struct Writer {
    dataset: Dataset,
    dropped: Vec<Dropped>,
    /// Our blank nodes by the document's own labels.
    labels: HashMap<String, Term>,
    /// The identifier of the document's own node.
    root: Option<String>,
}

impl Writer {
    fn drop(&mut self, pointer: &Pointer, reason: Reason, what: &str) {
        self.dropped.push(Dropped {
            pointer: pointer.clone(),
            reason,
            what: what.to_owned(),
        });
    }

    /// The resource of an IRI or blank node identifier; `None`, and named, where RDF has none.
    ///
    /// An IRI that is not well formed, yet printable, is kept as `jsonld.js` keeps it: it is
    /// under the signature. It is named all the same.
    fn resource(&mut self, placed: &Placed) -> Option<Term> {
        let text = placed.iri.as_str();
        if iri::is_blank(text) {
            if let Some(node) = self.labels.get(text) {
                return Some(*node);
            }
            let node = self.dataset.fresh();
            self.labels.insert(text.to_owned(), node);
            return Some(node);
        }
        if !iri::is_absolute(text) {
            let reason = match iri::has_scheme(text) {
                true => Reason::InvalidIri,
                false => Reason::RelativeIri,
            };
            self.drop(&placed.pointer, reason, text);
            if !iri::is_printable(text) {
                return None;
            }
        }
        Some(self.dataset.iri(text))
    }

    fn item(&mut self, item: &Item, graph: Option<Term>) -> Result<Option<Term>, LinkedDataError> {
        match item {
            Item::Node(node) => self.node(node, graph),
            Item::Literal(literal) => Ok(self.literal(literal)),
            Item::List(items) => self.list(items, graph).map(Some),
        }
    }

    fn node(&mut self, node: &Node, graph: Option<Term>) -> Result<Option<Term>, LinkedDataError> {
        let subject = match &node.id {
            None => Some(self.dataset.fresh()),
            Some(id) => self.resource(id),
        };
        let Some(subject) = subject else {
            // What the node says goes with it; the nodes inside it are in the dataset all the same.
            let id = node.id.as_ref().map_or("", |id| id.iri.as_str());
            self.drop(&node.pointer, Reason::RelativeIri, id);
            for (_, items) in node.properties.iter().chain(&node.reverse) {
                self.inside(items, graph)?;
            }
            self.inside(&node.included, graph)?;
            return Ok(None);
        };
        let is_root = node.id.as_ref().map(|id| &id.iri) == self.root.as_ref();
        // One that only repeats the identifier and a type hides nothing: refresh services do so.
        if node.id.is_some() && is_root && node.pointer != Pointer::root() && node.says_more() {
            self.drop(&node.pointer, Reason::Disguised, "a second description");
        }
        for kind in &node.types {
            let Some(object) = self.kind(kind) else {
                continue;
            };
            let predicate = self.dataset.iri(RDF_TYPE);
            self.dataset.push(subject, predicate, object, graph)?;
        }
        for (property, items) in &node.properties {
            let Some(predicate) = self.predicate(property) else {
                self.inside(items, graph)?;
                continue;
            };
            self.name_second_descriptions(items);
            for item in items {
                if let Some(object) = self.item(item, graph)? {
                    self.dataset.push(subject, predicate, object, graph)?;
                }
            }
        }
        for (property, items) in &node.reverse {
            let Some(predicate) = self.predicate(property) else {
                self.inside(items, graph)?;
                continue;
            };
            for item in items {
                if let Item::Node(other) = item
                    && let Some(other) = self.node(other, graph)?
                {
                    self.dataset.push(other, predicate, subject, graph)?;
                }
            }
        }
        if let Some(items) = &node.graph {
            for item in items {
                self.member(item, subject, &node.pointer)?;
            }
        }
        for item in &node.included {
            self.item(item, graph)?;
        }
        Ok(Some(subject))
    }

    /// Two descriptions of one node under one property are one in the quads, and two to a reader.
    fn name_second_descriptions(&mut self, items: &[Item]) {
        let mut described = HashSet::new();
        for item in items {
            if let Item::Node(node) = item
                && let Some(id) = &node.id
                && !node.is_reference()
                && !described.insert(id.iri.as_str())
            {
                self.drop(&node.pointer, Reason::Disguised, "a second description");
            }
        }
    }

    /// The nodes among values that nothing leads to.
    fn inside(&mut self, items: &[Item], graph: Option<Term>) -> Result<(), LinkedDataError> {
        for item in items {
            match item {
                Item::Node(node) => _ = self.node(node, graph)?,
                Item::List(items) => self.inside(items, graph)?,
                Item::Literal(_) => {}
            }
        }
        Ok(())
    }

    /// What stands in a graph container is the object of nothing: only a node that says something
    /// reaches the quads.
    fn member(&mut self, item: &Item, graph: Term, at: &Pointer) -> Result<(), LinkedDataError> {
        match item {
            Item::Node(node) => {
                if let Some(id) = node.id.as_ref().filter(|_| node.is_reference()) {
                    self.drop(&node.pointer, Reason::FreeFloating, &id.iri);
                }
                self.node(node, Some(graph))?;
            }
            Item::Literal(literal) => {
                let text = literal.value.to_string();
                self.drop(&literal.pointer, Reason::FreeFloating, &text);
            }
            Item::List(items) => {
                self.drop(at, Reason::FreeFloating, "@list");
                for item in items {
                    self.member(item, graph, at)?;
                }
            }
        }
        Ok(())
    }

    fn kind(&mut self, kind: &Placed) -> Option<Term> {
        if !iri::has_scheme(&kind.iri) && !iri::is_blank(&kind.iri) {
            self.drop(&kind.pointer, Reason::UndefinedType, &kind.iri);
            return None;
        }
        self.resource(kind)
    }

    fn predicate(&mut self, property: &Placed) -> Option<Term> {
        if iri::is_blank(&property.iri) {
            self.drop(&property.pointer, Reason::BlankPredicate, &property.iri);
            return None;
        }
        self.resource(property)
    }

    fn list(&mut self, items: &[Item], graph: Option<Term>) -> Result<Term, LinkedDataError> {
        let mut objects = Vec::with_capacity(items.len());
        for item in items {
            objects.push(self.item(item, graph)?);
        }
        self.dataset.list(&objects, graph)
    }

    /// Section 8.2.2: a value as a literal.
    fn literal(&mut self, literal: &Literal) -> Option<Term> {
        let stated = literal.datatype.as_deref();
        if let Some(datatype) = stated
            && datatype != "@json"
            && !iri::is_absolute(datatype)
        {
            let reason = match iri::has_scheme(datatype) {
                true => Reason::InvalidIri,
                false => Reason::UndefinedType,
            };
            self.drop(&literal.pointer, reason, datatype);
            return None;
        }
        if let (Value::String(_), Some(language)) = (&literal.value, &literal.language)
            && stated != Some("@json")
            && !iri::is_language(language)
        {
            self.drop(&literal.pointer, Reason::InvalidLanguage, language);
            return None;
        }
        self.dataset
            .value(&literal.value, stated, literal.language.as_deref())
    }
}

impl Dataset {
    /// A list; an object that RDF does not hold leaves its cell empty (section 8.3).
    pub(crate) fn list(
        &mut self,
        objects: &[Option<Term>],
        graph: Option<Term>,
    ) -> Result<Term, LinkedDataError> {
        let mut rest = self.iri(RDF_NIL);
        for object in objects.iter().rev() {
            let cell = self.fresh();
            if let Some(object) = object {
                let first = self.iri(RDF_FIRST);
                self.push(cell, first, *object, graph)?;
            }
            let next = self.iri(RDF_REST);
            self.push(cell, next, rest, graph)?;
            rest = cell;
        }
        Ok(rest)
    }

    /// A JSON value as a literal with its stated datatype or language (section 8.2.2); `None` where
    /// RDF has none.
    pub(crate) fn value(
        &mut self,
        value: &Value,
        datatype: Option<&str>,
        language: Option<&str>,
    ) -> Option<Term> {
        let mut typed = |text: &str, default: &str| match datatype {
            Some(datatype) => self.literal(text, Suffix::Datatype(datatype)),
            None => self.literal(text, Suffix::Datatype(default)),
        };
        Some(match value {
            value if datatype == Some("@json") => {
                let text = serde_json_canonicalizer::to_string(value).ok()?;
                self.literal(&text, Suffix::Datatype(RDF_JSON))
            }
            Value::Bool(value) => typed(&value.to_string(), XSD_BOOLEAN),
            Value::Number(number) => {
                let number = number.as_f64()?;
                let double =
                    datatype.is_some_and(|stated| stated.strip_prefix(XSD) == Some("double"));
                match number.fract() == 0.0 && number.abs() < 1e21 && !double {
                    true => typed(&integer(number), XSD_INTEGER),
                    false => typed(&exponential(number), XSD_DOUBLE),
                }
            }
            Value::String(text) => match language {
                Some(language) => self.literal(text, Suffix::Language(language)),
                None => typed(text, XSD_STRING),
            },
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        })
    }
}

/// A whole number as ECMAScript's `toFixed(0)` writes it, which knows no `-0`.
fn integer(number: f64) -> String {
    format!("{:.0}", if number == 0.0 { 0.0 } else { number })
}

/// A number in the canonical form of `xsd:double` with at most 15 fractional digits
/// (section 8.6, step 2): `1.5E0`.
fn exponential(number: f64) -> String {
    let text = format!("{number:.15e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let trimmed = mantissa.trim_end_matches('0');
    let digit = if trimmed.ends_with('.') { "0" } else { "" };
    format!("{trimmed}{digit}E{exponent}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn nquads(document: &Value) -> String {
        let quads = quads(document, &Contexts::none()).unwrap();
        crate::canonicalize(&quads.quads).unwrap().nquads
    }

    fn dropped(document: &Value) -> Vec<(String, Reason)> {
        let quads = quads(document, &Contexts::none()).unwrap();
        let named = quads.dropped.into_iter();
        named
            .filter(|drop| drop.reason != Reason::OwnTerm)
            .map(|drop| (drop.pointer.as_str().to_owned(), drop.reason))
            .collect()
    }

    #[test]
    fn numbers_are_written_as_signers_write_them() {
        for (number, text) in [
            (
                json!(5.0),
                "\"5\"^^<http://www.w3.org/2001/XMLSchema#integer>",
            ),
            (
                json!(-0.0),
                "\"0\"^^<http://www.w3.org/2001/XMLSchema#integer>",
            ),
            (
                json!(5.5),
                "\"5.5E0\"^^<http://www.w3.org/2001/XMLSchema#double>",
            ),
            (
                json!(1e21),
                "\"1.0E21\"^^<http://www.w3.org/2001/XMLSchema#double>",
            ),
            (
                json!(1e20),
                "\"100000000000000000000\"^^<http://www.w3.org/2001/XMLSchema#integer>",
            ),
            (
                json!(0.000_001),
                "\"1.0E-6\"^^<http://www.w3.org/2001/XMLSchema#double>",
            ),
            (
                json!(true),
                "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>",
            ),
        ] {
            let document = json!({ "@id": "urn:a", "urn:p": number });
            assert_eq!(nquads(&document), format!("<urn:a> <urn:p> {text} .\n"));
        }
    }

    #[test]
    fn lists_keep_their_contents_and_their_order() {
        let list = |items: &[&str]| json!({ "@id": "urn:a", "urn:p": { "@list": items } });
        let quads = nquads(&list(&["A", "B"]));
        assert_eq!(quads.matches("#first>").count(), 2);
        assert!(quads.contains("#nil>"));
        assert_ne!(quads, nquads(&list(&["B", "A"])));
        assert_ne!(quads, nquads(&list(&["A", "C"])));
    }

    #[test]
    fn what_is_dropped_is_named() {
        let document = json!({
            "@context": { "known": "urn:known", "nothing": null },
            "@id": "urn:a",
            "@type": "Unknown",
            "known": [1, { "@id": "relative", "known": "inside" }],
            "nothing": 1,
            "undefined": 2
        });
        assert_eq!(
            dropped(&document),
            [
                ("/@type".to_owned(), Reason::UndefinedType),
                ("/known/1".to_owned(), Reason::RelativeIri),
                ("/known/1/@id".to_owned(), Reason::RelativeIri),
                ("/nothing".to_owned(), Reason::NullTerm),
                ("/undefined".to_owned(), Reason::UndefinedTerm),
            ]
        );
        let clean = json!({ "@context": { "known": "urn:known" }, "@id": "urn:a", "known": 1 });
        assert!(dropped(&clean).is_empty());
    }

    #[test]
    fn an_iri_that_would_break_out_of_its_brackets_is_dropped() {
        let document = json!({ "@id": "urn:a", "urn:p": { "@id": "urn:b> <urn:evil" } });
        assert_eq!(nquads(&document), "");
        assert!(dropped(&document).contains(&("/urn:p/@id".to_owned(), Reason::InvalidIri)));
    }

    #[test]
    fn a_term_that_only_the_vocabulary_reaches_is_named_and_signed() {
        let document = json!({ "@context": { "@vocab": "urn:v#" }, "@id": "urn:a", "p": "x" });
        assert_eq!(nquads(&document), "<urn:a> <urn:v#p> \"x\" .\n");
        assert_eq!(
            dropped(&document),
            [("/p".to_owned(), Reason::VocabularyOnly)]
        );
    }

    #[test]
    fn the_null_context_does_not_wipe_protected_terms() {
        let document = json!({
            "@context": [{ "name": { "@id": "urn:name", "@protected": true } }, null, { "name": "urn:other" }],
            "@id": "urn:a",
            "name": "x"
        });
        assert!(matches!(
            quads(&document, &Contexts::none()),
            Err(LinkedDataError::Invalid {
                code: "invalid context nullification",
                ..
            })
        ));
    }

    #[test]
    fn a_protected_term_may_be_repeated_and_not_changed() {
        let context = |second: &str| {
            json!({
                "@context": [{ "@protected": true, "name": "urn:name" }, { "name": second }],
                "@id": "urn:a", "name": "x"
            })
        };
        assert!(quads(&context("urn:name"), &Contexts::none()).is_ok());
        assert!(matches!(
            quads(&context("urn:other"), &Contexts::none()),
            Err(LinkedDataError::Invalid {
                code: "protected term redefinition",
                ..
            })
        ));
    }

    #[test]
    fn graph_containers_with_list_or_set_do_not_panic() {
        let context = json!({ "proof": { "@id": "urn:proof", "@container": "@graph" } });
        for inner in [
            json!({ "@list": [1] }),
            json!({ "@set": ["a"], "@index": "i" }),
        ] {
            let document = json!({ "@context": context, "@id": "urn:a", "proof": inner });
            assert!(quads(&document, &Contexts::none()).is_ok());
        }
    }

    #[test]
    fn what_says_nothing_inside_a_graph_container_is_named() {
        let context = json!({ "holds": { "@id": "urn:holds", "@container": "@graph" } });
        let document =
            |inner: Value| json!({ "@context": context, "@id": "urn:a", "holds": inner });
        for inner in [
            json!("text"),
            json!({ "@id": "urn:b" }),
            json!({ "@list": ["text"] }),
        ] {
            let document = document(inner);
            assert_eq!(nquads(&document), "<urn:a> <urn:holds> _:c14n0 .\n");
            let places = dropped(&document).into_iter();
            let places: Vec<_> = places
                .filter(|(_, reason)| *reason == Reason::FreeFloating)
                .collect();
            assert!(!places.is_empty(), "{document}");
        }
        let document = document(json!({ "@id": "urn:b", "urn:p": "text" }));
        let mut places = dropped(&document).into_iter();
        assert!(places.all(|(_, reason)| reason != Reason::FreeFloating));
    }

    #[test]
    fn a_language_of_a_node_is_named_and_refuses_nothing() {
        let document = json!({ "@id": "urn:a", "@language": "en", "urn:p": "x" });
        assert_eq!(nquads(&document), "<urn:a> <urn:p> \"x\" .\n");
        let language = ("/@language".to_owned(), Reason::NotInRdf);
        assert_eq!(dropped(&document), [language]);
    }

    #[test]
    fn what_neither_reaches_the_quads_nor_has_a_place_is_refused() {
        let code = |document: &Value| match quads(document, &Contexts::none()) {
            Err(LinkedDataError::Invalid { code, .. }) => code,
            other => panic!("{other:?}"),
        };
        let reverse = json!({ "@id": "urn:a", "@reverse": { "urn:p": "text" } });
        assert_eq!(code(&reverse), "invalid reverse property value");
        let no_type = json!({ "@id": "urn:a", "@type": null, "urn:p": "text" });
        assert_eq!(code(&no_type), "invalid type value");
        for container in ["@id", "@type"] {
            let context =
                json!({ "p": { "@id": "urn:p", "@container": container, "@type": "@id" } });
            let map = json!({ "@context": context, "@id": "urn:a", "p": { "urn:key": 1 } });
            assert_eq!(code(&map), "invalid value object");
        }
    }

    #[test]
    fn nodes_inside_a_node_without_an_iri_are_in_the_dataset() {
        let inner = json!({ "@id": "urn:b", "urn:p": "x" });
        for outer in [
            json!({ "@id": "relative", "urn:p": inner }),
            json!({ "@id": "relative", "urn:p": { "@list": [inner] } }),
            json!({ "@id": "urn:a", "_:p": inner }),
        ] {
            assert_eq!(nquads(&outer), "<urn:b> <urn:p> \"x\" .\n");
            assert!(!dropped(&outer).is_empty());
        }
    }
}
