//! The straight path: from JSON to quads in one walk, for documents that lose nothing on the way.
//!
//! It knows what credentials are made of: known contexts with those scoped to types and properties,
//! terms with values, identifiers, lists, texts by language, JSON literals and graphs of their own.
//! Where a document has anything else, or anything that has to be named or refused, the walk ends
//! without an answer and the general processor reads the document, which says where and why. So a
//! rule may be left out here, and none may be taken more lightly than there.
//!
//! Source: JSON-LD 1.1 API, sections 5.1 to 5.3 and 8.1 to 8.3, in the order of `expand.rs` and
//! `quads.rs`, so that blank nodes get the same numbers.

use std::collections::HashSet;
use std::sync::Arc;

use credeval_model::{json, limits};
use serde_json::{Map, Value};

use crate::compiled::{CHAIN, Compiled, Generation, Scope};
use crate::context::{Context, Processor, Term as Definition};
use crate::contexts::Vocabulary;
use crate::dataset::{Dataset, RDF_TYPE, Term};
use crate::expand::PLACE_BYTES;
use crate::{Contexts, Dropped, iri};

/// What a document's texts grow to as quads, about.
const QUADS_PER_VALUE: usize = 4_096;

/// What a term is to the straight path.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// Whether it is a property that the straight path takes.
    is_property: bool,
    /// Whether it is the standards' own name for a type, or that of no standard.
    is_type: bool,
    /// Whether it stands for an absolute IRI.
    is_absolute: bool,
    values: Values,
}

/// How the values of a property are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Values {
    Plain,
    Json,
    List,
    Graph,
}

impl Definition {
    fn facts(&self, name: &str) -> &Facts {
        self.facts.0.get_or_init(|| {
            let iri = self.iri.as_deref().unwrap_or_default();
            let is_absolute = iri::is_absolute(iri);
            let is_own_name = !Vocabulary::standards().has_other_name(iri, name);
            let container = self.container;
            let coercion = self.coercion.as_deref();
            let is_json = coercion == Some("@json");
            let values = match (container.list, container.graph) {
                (true, _) => Values::List,
                (_, true) => Values::Graph,
                _ if is_json => Values::Json,
                _ => Values::Plain,
            };
            let is_coerced = match coercion {
                None | Some("@id" | "@vocab" | "@none") => true,
                Some("@json") => values == Values::Json,
                Some(datatype) => iri::is_absolute(datatype),
            };
            let has_map = container.index
                || container.kind
                || container.id
                || (container.language && values != Values::Plain);
            Facts {
                is_property: is_absolute
                    && is_own_name
                    && is_coerced
                    && !has_map
                    && !self.reverse
                    && self.direction.is_none(),
                is_type: is_absolute && is_own_name,
                is_absolute,
                values,
            }
        })
    }
}

/// The dataset of a document that loses nothing, without the entry `left_out` at its top; none where
/// the general processor has to read it.
pub(crate) fn read(
    document: &Value,
    left_out: Option<&str>,
    contexts: &Contexts,
) -> Option<Dataset> {
    let processor = Processor::new(contexts);
    let generation = processor.generation()?;
    let mut walker = Walker {
        processor: &processor,
        generation,
        dataset: Dataset::with_capacity(QUADS_PER_VALUE),
        items: 0,
        place_bytes: 0,
        root: None,
        left_out,
    };
    let object = document
        .as_object()
        .filter(|object| object.contains_key("@context"))?;
    walker.count(0)?;
    let top = walker.object(generation.get(0)?, None, object, 0, None)??;
    // A document that says nothing is no node.
    top.says_something.then_some(walker.dataset)
}

/// What a step of the walk gives; `None` where the walk ends without an answer.
type Step<T> = Option<T>;

/// A node that was read.
struct Node<'a> {
    term: Term,
    id: Option<&'a str>,
    /// Whether it has types or properties: else it is a reference.
    says_something: bool,
}

/// Where values are read.
#[derive(Clone, Copy)]
struct Place<'a> {
    active: &'a Compiled,
    /// The term of the property.
    term: &'a Definition,
    graph: Option<Term>,
    /// Bytes of the place's pointer, at most.
    at: usize,
}

/// A walk; each step may end it with `None`.
struct Walker<'a> {
    processor: &'a Processor<'a>,
    generation: &'a Generation,
    dataset: Dataset,
    items: usize,
    place_bytes: usize,
    /// The identifier of the document's own node.
    root: Option<&'a str>,
    /// The entry of the document's own node that is not read.
    left_out: Option<&'a str>,
}

/// A key as a part of a pointer: each character may be escaped.
fn below(at: usize, key: &str) -> usize {
    at + 1 + 2 * key.len()
}

fn index(at: usize) -> usize {
    at + 21
}

/// The one key of an object that stands for a keyword: the keyword itself or a term for it. The
/// outer `None` says that there are several.
fn key_of<'a>(
    object: &'a Map<String, Value>,
    keyword: &str,
    names: &[Arc<str>],
) -> Step<Option<(&'a String, &'a Value)>> {
    let names = names.iter().map(AsRef::as_ref);
    let mut found = None;
    for name in std::iter::once(keyword).chain(names) {
        if let Some(entry) = object.get_key_value(name)
            && found.replace(entry).is_some()
        {
            return None;
        }
    }
    Some(found)
}

impl<'a> Walker<'a> {
    fn count(&mut self, at: usize) -> Step<()> {
        self.visit(at)?;
        self.items += 1;
        (self.items <= limits::QUADS).then_some(())
    }

    fn visit(&mut self, at: usize) -> Step<()> {
        self.place_bytes += size_of::<Dropped>() + at;
        (self.place_bytes <= PLACE_BYTES).then_some(())
    }

    /// The context that holds where a term is used.
    fn scoped(
        &mut self,
        active: &'a Compiled,
        term: &Definition,
        scope: Scope,
    ) -> Step<&'a Compiled> {
        let Some(scoped) = &term.scoped else {
            return Some(active);
        };
        if let Some(link) = active.way(scoped.number()?, scope) {
            self.processor.spend(link.cost as usize).ok()?;
            return self.generation.get(link.number);
        }
        let made = self.processor.scoped(&active.context, scoped, scope).ok()?;
        self.generation.get(made.number()?)
    }

    fn object(
        &mut self,
        active: &'a Compiled,
        term: Option<&'a Definition>,
        object: &'a Map<String, Value>,
        at: usize,
        graph: Option<Term>,
    ) -> Step<Option<Node<'a>>> {
        let mut active = active;
        if let Some(previous) = active.context.previous() {
            let is_value = key_of(object, "@value", &active.value)?.is_some();
            let is_reference = object.len() == 1 && key_of(object, "@id", &active.id)?.is_some();
            if !is_value && !is_reference {
                active = self.generation.get(previous.number()?)?;
            }
        }
        if let Some(term) = term {
            active = self.scoped(active, term, Scope::Property)?;
        }
        if let Some(local) = object.get("@context") {
            // Anything but addresses may define terms, which have to be named; and what is not kept
            // would be made twice.
            let list = json::one_or_many(Some(local));
            if list.len() > CHAIN || !list.iter().all(Value::is_string) {
                return None;
            }
            let made = self.processor.embedded(&active.context, local).ok()?;
            active = self.generation.get(made.number()?)?;
        }
        let for_types = active;
        let kind = key_of(object, "@type", &for_types.kind)?;
        if let Some((_, kind)) = kind {
            // No type at all is refused.
            (!kind.is_null()).then_some(())?;
            active = self.typed(for_types, kind)?;
        }
        if active.is_odd || for_types.is_odd {
            return None;
        }
        let has_same_types = std::ptr::eq(active, for_types)
            || key_of(object, "@type", &active.kind)?.map(|(key, _)| key)
                == kind.map(|(key, _)| key);
        if !has_same_types {
            return None;
        }
        if let Some((_, value)) = key_of(object, "@value", &active.value)? {
            let literal = self.value_object(active, for_types, object, value, at)?;
            // What is the object of nothing is named.
            term?;
            return Some(literal.map(|term| Node {
                term,
                id: None,
                says_something: false,
            }));
        }
        self.node(active, for_types, kind, object, at, graph, term.is_none())
            .map(Some)
    }

    /// The context after those that are scoped to types.
    fn typed(&mut self, for_types: &'a Compiled, kind: &'a Value) -> Step<&'a Compiled> {
        let mut active = for_types;
        let mut scoped: Vec<(&str, &Definition)> = Vec::new();
        for name in json::one_or_many(Some(kind)) {
            let name = name.as_str()?;
            if let Some(term) = for_types.context.term(name)
                && term.scoped.is_some()
            {
                scoped.push((name, term));
            }
        }
        scoped.sort_unstable_by_key(|(name, _)| *name);
        for (_, term) in scoped {
            active = self.scoped(active, term, Scope::Type)?;
        }
        Some(active)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "all that an object's entries depend on"
    )]
    fn node(
        &mut self,
        active: &'a Compiled,
        for_types: &'a Compiled,
        kind: Option<(&'a String, &'a Value)>,
        object: &'a Map<String, Value>,
        at: usize,
        graph: Option<Term>,
        is_root: bool,
    ) -> Step<Node<'a>> {
        let id = key_of(object, "@id", &active.id)?;
        for (found, keyword, usual) in [(id, "@id", "id"), (kind, "@type", "type")] {
            // Readers look for the usual name, else for the keyword.
            if let Some((key, _)) = found
                && key != usual
                && (key != keyword || object.contains_key(usual))
            {
                return None;
            }
        }
        let id_text = match id {
            Some((_, id)) => Some(Self::identifier(&active.context, id.as_str()?)?),
            None => None,
        };
        if is_root {
            self.root = id_text;
        }
        let subject = match id_text {
            Some(id) => self.dataset.iri(id),
            None => self.dataset.fresh(),
        };
        let mut has_types = false;
        if let Some((key, kind)) = kind {
            has_types = self.types(for_types, subject, kind, below(at, key), graph)?;
        }
        let mut says_more = false;
        for (key, value) in object {
            if key == "@context" || (is_root && self.left_out == Some(key)) {
                continue;
            }
            let at = below(at, key);
            self.visit(at)?;
            let is_key =
                |entry: Option<(&String, &Value)>| entry.is_some_and(|(own, _)| own == key);
            if is_key(id) || is_key(kind) {
                continue;
            }
            if key.starts_with('@') {
                return None;
            }
            let term = active.context.term(key)?;
            let facts = term.facts(key);
            if !facts.is_property {
                return None;
            }
            let place = Place {
                active,
                term,
                graph,
                at,
            };
            says_more |= self.property(subject, value, place, facts.values)?;
        }
        // A second description of the document's own node is named.
        if says_more && !is_root && id_text.is_some() && id_text == self.root {
            return None;
        }
        Some(Node {
            term: subject,
            id: id_text,
            says_something: says_more || has_types,
        })
    }

    /// Adds the types of a node; whether there are any.
    fn types(
        &mut self,
        for_types: &'a Compiled,
        subject: Term,
        kind: &Value,
        at: usize,
        graph: Option<Term>,
    ) -> Step<bool> {
        let names = json::one_or_many(Some(kind));
        let mut predicate = None;
        for name in names {
            let name = name.as_str()?;
            self.visit(index(at))?;
            let object = self.kind(for_types, name)?;
            let predicate = *predicate.get_or_insert_with(|| self.dataset.iri(RDF_TYPE));
            self.dataset.push(subject, predicate, object, graph).ok()?;
        }
        Some(!names.is_empty())
    }

    fn kind(&mut self, for_types: &'a Compiled, name: &str) -> Step<Term> {
        if name.starts_with('@') {
            return None;
        }
        if let Some(term) = for_types.context.term(name) {
            let iri = term.iri.as_deref().filter(|_| term.facts(name).is_type)?;
            return Some(self.dataset.iri(iri));
        }
        let iri = Self::identifier(&for_types.context, name)?;
        let is_own_name = !Vocabulary::standards().has_other_name(iri, iri);
        is_own_name.then(|| self.dataset.iri(iri))
    }

    /// An identifier that reads as it is signed: an absolute IRI that no prefix changes.
    fn identifier<'t>(context: &Context, text: &'t str) -> Step<&'t str> {
        let (prefix, suffix) = text.split_once(':')?;
        let is_prefix = || context.term(prefix).is_some_and(|term| term.prefix);
        let is_compact = prefix == "_" || (!suffix.starts_with("//") && is_prefix());
        (!is_compact && !text.starts_with('@') && iri::is_absolute(text)).then_some(text)
    }

    /// Adds what a property says; whether it says anything.
    fn property(
        &mut self,
        subject: Term,
        value: &'a Value,
        place: Place<'a>,
        values: Values,
    ) -> Step<bool> {
        let start = self.dataset.len();
        let predicate = self.dataset.iri(place.term.iri.as_deref()?);
        let graph = place.graph;
        match (values, value) {
            (Values::Json, value) => {
                let object = self.dataset.value(value, Some("@json"), None)?;
                self.dataset.push(subject, predicate, object, graph).ok()?;
            }
            (Values::List, value) => {
                let Some(objects) = self.list(value, place)? else {
                    return Some(false);
                };
                let list = self.dataset.list(&objects, graph).ok()?;
                self.dataset.push(subject, predicate, list, graph).ok()?;
            }
            (Values::Plain, Value::Object(map)) if place.term.container.language => {
                self.language_map(subject, predicate, map, place)?;
            }
            (values, Value::Array(items)) => {
                self.count(place.at)?;
                let place = Place {
                    at: index(place.at),
                    ..place
                };
                let mut described = HashSet::new();
                for item in items {
                    let id = self.value(subject, predicate, item, place, values)?;
                    // A second description of one node under one property is named.
                    if let Some(id) = id
                        && items.len() > 1
                        && !described.insert(id)
                    {
                        return None;
                    }
                }
            }
            (values, value) => {
                self.value(subject, predicate, value, place, values)?;
            }
        }
        Some(self.dataset.len() > start)
    }

    /// Adds one value; gives the identifier of a node that it describes.
    fn value(
        &mut self,
        subject: Term,
        predicate: Term,
        value: &'a Value,
        place: Place<'a>,
        values: Values,
    ) -> Step<Option<&'a str>> {
        let mut described = None;
        let object = match (values, value) {
            (_, Value::Null) => {
                self.count(place.at)?;
                None
            }
            (Values::Graph, Value::Object(_)) => {
                let graph = self.dataset.fresh();
                let inside = Place {
                    graph: Some(graph),
                    ..place
                };
                // Only a node that says something reaches the quads of a graph.
                self.item(value, inside)?
                    .filter(|node| node.says_something)?;
                Some(graph)
            }
            (Values::Graph, _) => return None,
            _ => self.item(value, place)?.map(|node| {
                described = node.id.filter(|_| node.says_something);
                node.term
            }),
        };
        if let Some(object) = object {
            self.dataset
                .push(subject, predicate, object, place.graph)
                .ok()?;
        }
        Some(described)
    }

    /// An object or scalar; the inner `None` says nothing.
    fn item(&mut self, value: &'a Value, place: Place<'a>) -> Step<Option<Node<'a>>> {
        self.count(place.at)?;
        match value {
            Value::Object(object) => self.object(
                place.active,
                Some(place.term),
                object,
                place.at,
                place.graph,
            ),
            Value::Null => Some(None),
            Value::Array(_) => None,
            scalar => {
                let active = self.scoped(place.active, place.term, Scope::Property)?;
                let term = self.scalar(&active.context, place.term, scalar)?;
                Some(Some(Node {
                    term,
                    id: None,
                    says_something: false,
                }))
            }
        }
    }

    /// The objects of a list; the inner `None` says that there is no list.
    fn list(&mut self, value: &'a Value, place: Place<'a>) -> Step<Option<Vec<Option<Term>>>> {
        let (items, place) = match value {
            Value::Null => {
                self.count(place.at)?;
                return Some(None);
            }
            Value::Array(items) => {
                self.count(place.at)?;
                let at = index(place.at);
                (items.as_slice(), Place { at, ..place })
            }
            single => (std::slice::from_ref(single), place),
        };
        let mut objects = Vec::with_capacity(items.len());
        for item in items {
            objects.extend(self.item(item, place)?.map(|node| Some(node.term)));
        }
        Some(Some(objects))
    }

    fn language_map(
        &mut self,
        subject: Term,
        predicate: Term,
        map: &Map<String, Value>,
        place: Place<'a>,
    ) -> Step<()> {
        for (language, value) in map {
            let language_tag = language.to_ascii_lowercase();
            let stated = Some(language_tag.as_str()).filter(|_| language != "@none");
            for text in json::one_or_many(Some(value)) {
                self.count(below(place.at, language))?;
                let object = match text {
                    Value::Null => continue,
                    Value::String(_) => self.literal(text, None, stated)?,
                    _ => return None,
                };
                self.dataset
                    .push(subject, predicate, object, place.graph)
                    .ok()?;
            }
        }
        Some(())
    }

    /// Value expansion (section 5.3).
    fn scalar(&mut self, active: &Context, term: &Definition, value: &Value) -> Step<Term> {
        let coercion = term.coercion.as_deref();
        if let (Some(text), Some("@id" | "@vocab")) = (value.as_str(), coercion) {
            if coercion == Some("@vocab")
                && let Some(term) = active.term(text)
            {
                let iri = term
                    .iri
                    .as_deref()
                    .filter(|_| term.facts(text).is_absolute)?;
                return Some(self.dataset.iri(iri));
            }
            let iri = Self::identifier(active, text)?;
            return Some(self.dataset.iri(iri));
        }
        let datatype = coercion.filter(|coercion| !matches!(*coercion, "@id" | "@vocab" | "@none"));
        let language = match &term.language {
            _ if datatype.is_some() || !value.is_string() => None,
            Some(stated) => stated.as_deref(),
            None => active.language(),
        };
        self.literal(value, datatype, language)
    }

    /// A value object: `@value` with a type or a language.
    fn value_object(
        &mut self,
        active: &'a Compiled,
        for_types: &'a Compiled,
        object: &Map<String, Value>,
        value: &Value,
        at: usize,
    ) -> Step<Option<Term>> {
        let mut datatype = None;
        let mut language = None;
        for (key, entry) in object {
            if key == "@context" {
                continue;
            }
            self.visit(below(at, key))?;
            match active.context.expand_iri(key, false, true)?.as_str() {
                "@value" => {}
                "@type" if key == "type" || (key == "@type" && !object.contains_key("type")) => {
                    self.visit(below(at, key))?;
                    datatype = Some(entry.as_str()?);
                }
                "@language" if language.is_none() => {
                    language = Some(entry.as_str()?.to_ascii_lowercase());
                }
                _ => return None,
            }
        }
        if datatype.is_some() && language.is_some() {
            return None;
        }
        let datatype = match datatype {
            None => None,
            Some("@json") => Some("@json".to_owned()),
            Some(name) => {
                let iri = for_types.context.expand_iri(name, true, true)?;
                let is_named = for_types.context.is_vocabulary_only(name)
                    || Vocabulary::standards().has_other_name(&iri, name);
                (!is_named && iri::is_absolute(&iri)).then_some(())?;
                Some(iri)
            }
        };
        if datatype.as_deref() != Some("@json") {
            if value.is_null() {
                return Some(None);
            }
            if value.is_array() || value.is_object() || (language.is_some() && !value.is_string()) {
                return None;
            }
        }
        self.literal(value, datatype.as_deref(), language.as_deref())
            .map(Some)
    }

    /// A literal whose datatype is `@json` or an absolute IRI.
    fn literal(
        &mut self,
        value: &Value,
        datatype: Option<&str>,
        language: Option<&str>,
    ) -> Step<Term> {
        language.is_none_or(iri::is_language).then_some(())?;
        self.dataset.value(value, datatype, language)
    }
}
