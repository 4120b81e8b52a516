//! Expansion: JSON to nodes that know what they say and where they stand.
//!
//! Source: JSON-LD 1.1 API, sections 5.1 (expansion) and 5.3 (value expansion).

use std::sync::Arc;

use credeval_model::{Pointer, json, limits};
use serde_json::{Map, Value};

use crate::compiled::Scope as Scoping;
use crate::context::{Context, Processor, Term, is_keyword};
use crate::contexts::Vocabulary;
use crate::{Contexts, Dropped, LinkedDataError, Reason, iri};

type Result<T> = std::result::Result<T, LinkedDataError>;

/// Bytes that the places of one document may take. A place repeats the keys above it, so that a
/// long key above many values would fill any memory.
pub(crate) const PLACE_BYTES: usize = 64 * 1024 * 1024;

/// What an expanded value is.
#[derive(Debug)]
pub(crate) enum Item {
    Node(Node),
    Literal(Literal),
    List(Vec<Item>),
}

/// A node object.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) pointer: Pointer,
    pub(crate) id: Option<Placed>,
    pub(crate) types: Vec<Placed>,
    pub(crate) properties: Vec<(Placed, Vec<Item>)>,
    /// Nodes of which this one is the value.
    pub(crate) reverse: Vec<(Placed, Vec<Item>)>,
    pub(crate) graph: Option<Vec<Item>>,
    pub(crate) included: Vec<Item>,
}

impl Node {
    /// Whether it is a reference to a node, and says nothing of it.
    pub(crate) fn is_reference(&self) -> bool {
        self.types.is_empty() && !self.says_more()
    }

    /// Whether it says more of the node than its types.
    pub(crate) fn says_more(&self) -> bool {
        !self.properties.is_empty()
            || !self.reverse.is_empty()
            || self.graph.is_some()
            || !self.included.is_empty()
    }
}

/// An IRI or blank node identifier and its place.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) iri: String,
    pub(crate) pointer: Pointer,
}

/// A value object.
#[derive(Debug)]
pub(crate) struct Literal {
    pub(crate) pointer: Pointer,
    pub(crate) value: Value,
    pub(crate) datatype: Option<String>,
    pub(crate) language: Option<String>,
}

/// Expands a document, and names what is left out on the way.
pub(crate) struct Expander<'a> {
    processor: Processor<'a>,
    pub(crate) dropped: Vec<Dropped>,
    items: usize,
    place_bytes: usize,
}

/// An object in the making: it may turn out to be a node, a value, a list or a set.
#[derive(Default)]
struct Draft {
    node: Node,
    value: Option<Value>,
    datatype: Option<Placed>,
    language: Option<String>,
    list: Option<Vec<Item>>,
    set: Option<Vec<Item>>,
    /// Keywords met; only `@type` and `@included` may be met twice.
    keywords: Vec<String>,
}

/// Where an object's entries are read: its contexts and its place.
struct Scope<'a> {
    active: &'a Arc<Context>,
    /// The context in which types are read (section 5.1, step 10).
    for_types: &'a Arc<Context>,
    property: Option<&'a str>,
}

fn invalid<T>(pointer: &Pointer, code: &'static str, what: impl std::fmt::Display) -> Result<T> {
    Err(LinkedDataError::Invalid {
        pointer: pointer.clone(),
        code,
        what: what.to_string(),
    })
}

/// Errors of context processing have no place of their own; this gives them one.
fn placed<T>(result: Result<T>, place: &Pointer) -> Result<T> {
    result.map_err(|error| match error {
        LinkedDataError::Invalid { code, what, .. } => LinkedDataError::Invalid {
            pointer: place.clone(),
            code,
            what,
        },
        other => other,
    })
}

impl<'a> Expander<'a> {
    pub(crate) fn new(contexts: &'a Contexts) -> Self {
        Self {
            processor: Processor::new(contexts),
            dropped: Vec::new(),
            items: 0,
            place_bytes: 0,
        }
    }

    /// Expands a whole document.
    pub(crate) fn document(&mut self, document: &Value) -> Result<Vec<Item>> {
        let start = self.processor.start();
        self.expand(&start, None, document, &Pointer::root(), false)
    }

    fn drop(&mut self, pointer: &Pointer, reason: Reason, what: impl Into<String>) {
        self.dropped.push(Dropped {
            pointer: pointer.clone(),
            reason,
            what: what.into(),
        });
    }

    fn count(&mut self, at: &Pointer) -> Result<()> {
        self.visit(at)?;
        self.items += 1;
        if self.items > limits::QUADS {
            return Err(LinkedDataError::Limit {
                limit: limits::QUADS,
                unit: "JSON-LD values",
            });
        }
        Ok(())
    }

    fn visit(&mut self, at: &Pointer) -> Result<()> {
        self.place_bytes += size_of::<Dropped>() + at.as_str().len();
        if self.place_bytes > PLACE_BYTES {
            return Err(LinkedDataError::Limit {
                limit: PLACE_BYTES,
                unit: "bytes of places",
            });
        }
        Ok(())
    }

    fn scoped(
        &self,
        active: &Arc<Context>,
        term: &Term,
        scoping: Scoping,
        at: &Pointer,
    ) -> Result<Arc<Context>> {
        let Some(scoped) = &term.scoped else {
            return Ok(Arc::clone(active));
        };
        placed(self.processor.scoped(active, scoped, scoping), at)
    }

    fn expand(
        &mut self,
        active: &Arc<Context>,
        property: Option<&str>,
        element: &Value,
        at: &Pointer,
        from_map: bool,
    ) -> Result<Vec<Item>> {
        self.count(at)?;
        let term = property.and_then(|property| active.term(property)).cloned();
        match element {
            Value::Null => Ok(Vec::new()),
            Value::Array(items) => {
                let in_list = term.as_ref().is_some_and(|term| term.container.list);
                let mut result = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let expanded =
                        self.expand(active, property, item, &at.index(index), from_map)?;
                    if in_list && item.is_array() {
                        result.push(Item::List(expanded));
                    } else {
                        result.extend(expanded);
                    }
                }
                Ok(result)
            }
            Value::Object(object) => {
                self.object(active, property, term.as_deref(), object, at, from_map)
            }
            scalar => {
                if property.is_none() || property == Some("@graph") {
                    self.drop(at, Reason::FreeFloating, scalar.to_string());
                    return Ok(Vec::new());
                }
                let active = match &term {
                    Some(term) => self.scoped(active, term, Scoping::Property, at)?,
                    None => Arc::clone(active),
                };
                let item = scalar_item(&active, term.as_deref(), scalar, at);
                let coercion = term.as_ref().and_then(|term| term.coercion.as_deref());
                if let (Item::Node(node), Some("@id"), Some(text)) =
                    (&item, coercion, scalar.as_str())
                    && let Some(id) = &node.id
                {
                    self.name_alias(&id.iri, text, at);
                }
                Ok(vec![item])
            }
        }
    }

    /// Steps 7 to 19 of section 5.1.
    fn object(
        &mut self,
        active: &Arc<Context>,
        property: Option<&str>,
        term: Option<&Term>,
        object: &Map<String, Value>,
        at: &Pointer,
        from_map: bool,
    ) -> Result<Vec<Item>> {
        let mut active = Arc::clone(active);
        if let Some(previous) = active.previous()
            && !from_map
        {
            let keyword = |key: &String, wanted: &str| {
                active.expand_iri(key, false, true).as_deref() == Some(wanted)
            };
            let is_value = object.keys().any(|key| keyword(key, "@value"));
            let is_reference = object.len() == 1 && object.keys().all(|key| keyword(key, "@id"));
            if !is_value && !is_reference {
                active = Arc::clone(previous);
            }
        }
        if let Some(term) = term {
            active = self.scoped(&active, term, Scoping::Property, at)?;
        }
        if let Some(local) = object.get("@context") {
            let place = at.key("@context");
            self.name_redefinitions(local, &place)?;
            active = placed(self.processor.embedded(&active, local), &place)?;
        }
        let for_types = Arc::clone(&active);
        let is_type =
            |key: &String| for_types.expand_iri(key, false, true).as_deref() == Some("@type");
        for (key, value) in object.iter().filter(|(key, _)| is_type(key)) {
            let mut types: Vec<&str> = json::one_or_many(Some(value))
                .iter()
                .filter_map(Value::as_str)
                .collect();
            types.sort_unstable();
            for name in types {
                if let Some(term) = for_types.term(name) {
                    active = self.scoped(&active, term, Scoping::Type, &at.key(key))?;
                }
            }
        }
        let scope = Scope {
            active: &active,
            for_types: &for_types,
            property,
        };
        let mut draft = Draft::default();
        draft.node.pointer = at.clone();
        self.entries(&mut draft, &scope, object, at)?;
        self.finish(draft, property, at)
    }

    /// An identifier that a prefix or base of a context turns into another one reads otherwise
    /// than it is signed.
    fn name_alias(&mut self, iri: &str, text: &str, at: &Pointer) {
        if iri != text {
            self.drop(at, Reason::Disguised, text);
        }
    }

    /// A term that the document's own context defines may make the JSON read otherwise than the
    /// quads: the context is not signed.
    fn name_redefinitions(&mut self, local: &Value, at: &Pointer) -> Result<()> {
        match local {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.name_redefinitions(item, &at.index(index))?;
                }
            }
            Value::Object(entries) => {
                for (term, definition) in entries {
                    let place = at.key(term);
                    self.visit(&place)?;
                    if !term.starts_with('@') {
                        let reason = match Vocabulary::standards().defines(term) {
                            true => Reason::RedefinedTerm,
                            false => Reason::OwnTerm,
                        };
                        self.drop(&place, reason, term);
                    }
                    if let Some(scoped) = definition.get("@context") {
                        self.name_redefinitions(scoped, &place.key("@context"))?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Step 13: the entries of an object, those of `@nest` included.
    fn entries(
        &mut self,
        draft: &mut Draft,
        scope: &Scope<'_>,
        object: &Map<String, Value>,
        at: &Pointer,
    ) -> Result<()> {
        let mut nests = Vec::new();
        for (key, value) in object {
            if key == "@context" {
                continue;
            }
            let place = at.key(key);
            self.visit(&place)?;
            let Some(expanded) = scope.active.expand_iri(key, false, true) else {
                let reason = match scope.active.term(key) {
                    Some(_) => Reason::NullTerm,
                    None => Reason::UndefinedTerm,
                };
                self.drop(&place, reason, key);
                continue;
            };
            if is_disguised(&expanded, key, object) {
                self.drop(&place, Reason::Disguised, key);
            }
            if expanded == "@nest" {
                nests.push((value, place));
            } else if is_keyword(&expanded) {
                self.keyword(draft, scope, &expanded, value, &place)?;
            } else if iri::has_scheme(&expanded) || iri::is_blank(&expanded) {
                if scope.active.is_vocabulary_only(key) {
                    self.drop(&place, Reason::VocabularyOnly, key);
                }
                self.property(draft, scope, key, expanded, value, &place)?;
            } else {
                self.drop(&place, Reason::UndefinedTerm, key);
            }
        }
        for (value, place) in nests {
            for nested in json::one_or_many(Some(value)) {
                let Some(nested) = nested.as_object() else {
                    return invalid(&place, "invalid @nest value", nested);
                };
                if nested.contains_key("@value") {
                    return invalid(&place, "invalid @nest value", "@value");
                }
                self.entries(draft, scope, nested, &place)?;
            }
        }
        Ok(())
    }

    /// Step 13.4: an entry whose key is a keyword.
    fn keyword(
        &mut self,
        draft: &mut Draft,
        scope: &Scope<'_>,
        keyword: &str,
        value: &Value,
        at: &Pointer,
    ) -> Result<()> {
        if scope.property == Some("@reverse") {
            return invalid(at, "invalid reverse property map", keyword);
        }
        if !matches!(keyword, "@type" | "@included") {
            if draft.keywords.iter().any(|met| met == keyword) {
                return invalid(at, "colliding keywords", keyword);
            }
            draft.keywords.push(keyword.to_owned());
        }
        match keyword {
            "@id" => {
                let Some(text) = value.as_str() else {
                    return invalid(at, "invalid @id value", value);
                };
                match scope.active.expand_iri(text, true, false) {
                    Some(iri) => {
                        self.name_alias(&iri, text, at);
                        draft.node.id = Some(Placed {
                            iri,
                            pointer: at.clone(),
                        });
                    }
                    None => self.drop(at, Reason::InvalidIri, text),
                }
            }
            "@type" => self.types(draft, scope, value, at)?,
            "@value" => draft.value = Some(value.clone()),
            "@language" => match value.as_str() {
                Some(text) => draft.language = Some(text.to_ascii_lowercase()),
                None => return invalid(at, "invalid language-tagged string", value),
            },
            "@direction" | "@index" => {
                if !value.is_string() {
                    return invalid(at, "invalid @index value", value);
                }
                draft.keywords.push(keyword.to_owned());
                self.drop(at, Reason::NotInRdf, keyword);
            }
            "@list" => {
                if scope.property.is_none() || scope.property == Some("@graph") {
                    self.drop(at, Reason::FreeFloating, keyword);
                } else {
                    draft.list =
                        Some(self.expand(scope.active, scope.property, value, at, false)?);
                }
            }
            "@set" => {
                draft.set = Some(self.expand(scope.active, scope.property, value, at, false)?);
            }
            "@graph" => {
                draft.node.graph =
                    Some(self.expand(scope.active, Some("@graph"), value, at, false)?);
            }
            "@included" => {
                let included = self.expand(scope.active, None, value, at, false)?;
                draft.node.included.extend(included);
            }
            "@reverse" => {
                let Some(map) = value.as_object() else {
                    return invalid(at, "invalid @reverse value", value);
                };
                let mut inner = Draft::default();
                let scope = Scope {
                    property: Some("@reverse"),
                    ..*scope
                };
                self.entries(&mut inner, &scope, map, at)?;
                let mut values = inner.node.properties.iter().flat_map(|(_, items)| items);
                if !values.all(|item| matches!(item, Item::Node(_))) {
                    return invalid(at, "invalid reverse property value", value);
                }
                draft.node.reverse.extend(inner.node.properties);
                draft.node.properties.extend(inner.node.reverse);
            }
            other => self.drop(at, Reason::UndefinedTerm, other),
        }
        Ok(())
    }

    /// Step 13.4.4: `@type` of a node or of a value.
    fn types(
        &mut self,
        draft: &mut Draft,
        scope: &Scope<'_>,
        value: &Value,
        at: &Pointer,
    ) -> Result<()> {
        if value.is_null() {
            return invalid(at, "invalid type value", value);
        }
        for (index, item) in json::one_or_many(Some(value)).iter().enumerate() {
            let place = match value {
                Value::Array(_) => at.index(index),
                _ => at.clone(),
            };
            let Some(name) = item.as_str() else {
                return invalid(&place, "invalid type value", item);
            };
            self.visit(&place)?;
            if scope.for_types.is_vocabulary_only(name) {
                self.drop(&place, Reason::VocabularyOnly, name);
            }
            match scope.for_types.expand_iri(name, true, true) {
                Some(iri) => {
                    if Vocabulary::standards().has_other_name(&iri, name) {
                        self.drop(&place, Reason::Disguised, name);
                    }
                    draft.node.types.push(Placed {
                        iri,
                        pointer: place,
                    });
                }
                None => self.drop(&place, Reason::UndefinedType, name),
            }
        }
        Ok(())
    }

    /// Steps 13.5 to 13.14: an entry whose key is a property.
    fn property(
        &mut self,
        draft: &mut Draft,
        scope: &Scope<'_>,
        key: &str,
        expanded: String,
        value: &Value,
        at: &Pointer,
    ) -> Result<()> {
        let term = scope.active.term(key).cloned().unwrap_or_default();
        let container = term.container;
        let mut items = match value {
            value if term.coercion.as_deref() == Some("@json") => vec![Item::Literal(Literal {
                pointer: at.clone(),
                value: value.clone(),
                datatype: Some("@json".to_owned()),
                language: None,
            })],
            Value::Object(map) if container.language => self.language_map(map, &term, at)?,
            Value::Object(map) if container.index || container.kind || container.id => {
                self.index_map(scope, key, map, &term, at)?
            }
            value => self.expand(scope.active, Some(key), value, at, false)?,
        };
        let is_list = matches!(items.as_slice(), [Item::List(_)])
            && !matches!(value, Value::Array(items) if container.list && !items.is_empty());
        if container.list && !is_list && !value.is_null() {
            items = vec![Item::List(items)];
        }
        if container.graph && !container.id && !container.index {
            items = items
                .into_iter()
                .map(|item| Item::Node(graph_of(item, at)))
                .collect();
        }
        if items.is_empty() {
            return Ok(());
        }
        let property = Placed {
            iri: expanded,
            pointer: at.clone(),
        };
        if term.reverse {
            if !items.iter().all(|item| matches!(item, Item::Node(_))) {
                return invalid(at, "invalid reverse property value", key);
            }
            draft.node.reverse.push((property, items));
        } else {
            draft.node.properties.push((property, items));
        }
        Ok(())
    }

    /// Step 13.7: text by language.
    fn language_map(
        &mut self,
        map: &Map<String, Value>,
        term: &Term,
        at: &Pointer,
    ) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        if term.direction.clone().flatten().is_some() {
            self.drop(at, Reason::NotInRdf, "@direction");
        }
        for (language, value) in map {
            let place = at.key(language);
            for (index, text) in json::one_or_many(Some(value)).iter().enumerate() {
                self.count(&place)?;
                if !text.is_string() && !text.is_null() {
                    return invalid(&place, "invalid language map value", text);
                }
                if text.is_string() {
                    items.push(Item::Literal(Literal {
                        pointer: match value {
                            Value::Array(_) => place.index(index),
                            _ => place.clone(),
                        },
                        value: text.clone(),
                        datatype: None,
                        language: (language != "@none").then(|| language.to_ascii_lowercase()),
                    }));
                }
            }
        }
        Ok(items)
    }

    /// Step 13.8: values by index, by type, by identifier.
    fn index_map(
        &mut self,
        scope: &Scope<'_>,
        key: &str,
        map: &Map<String, Value>,
        term: &Term,
        at: &Pointer,
    ) -> Result<Vec<Item>> {
        let container = term.container;
        let mut result = Vec::new();
        for (index, value) in map {
            let place = at.key(index);
            let mut active = Arc::clone(scope.active);
            if (container.kind || container.id)
                && let Some(previous) = active.previous()
            {
                active = Arc::clone(previous);
            }
            if container.kind
                && let Some(term) = active.term(index).cloned()
            {
                active = self.scoped(&active, &term, Scoping::Type, &place)?;
            }
            let expanded_index = active.expand_iri(index, false, true);
            let is_none = expanded_index.as_deref() == Some("@none");
            let mut items = self.expand(&active, Some(key), value, &place, true)?;
            if container.graph {
                items = items
                    .into_iter()
                    .map(|item| match item {
                        Item::Node(node) if node.graph.is_some() => Item::Node(node),
                        item => Item::Node(graph_of(item, &place)),
                    })
                    .collect();
            }
            if is_none {
                result.extend(items);
                continue;
            }
            for item in &mut items {
                match item {
                    Item::Node(node) if container.id => {
                        let iri = active.expand_iri(index, true, false);
                        match &node.id {
                            None => {
                                node.id = iri.map(|iri| Placed {
                                    iri,
                                    pointer: place.clone(),
                                });
                            }
                            // The node has an identifier of its own; that of the map is lost.
                            Some(id) if iri.as_ref() != Some(&id.iri) => {
                                self.drop(&place, Reason::NotInRdf, index);
                            }
                            Some(_) => {}
                        }
                    }
                    Item::Node(node) if container.kind => {
                        if let Some(iri) = &expanded_index {
                            node.types.push(Placed {
                                iri: iri.clone(),
                                pointer: place.clone(),
                            });
                        }
                    }
                    Item::Node(node) if container.index && term.index.is_some() => {
                        if let Some(iri) = term.index.clone() {
                            let property = Placed {
                                iri,
                                pointer: place.clone(),
                            };
                            let literal = Item::Literal(Literal {
                                pointer: place.clone(),
                                value: Value::String(index.clone()),
                                datatype: None,
                                language: None,
                            });
                            node.properties.push((property, vec![literal]));
                        }
                    }
                    Item::Literal(_) | Item::List(_)
                        if container.id || container.kind || term.index.is_some() =>
                    {
                        return invalid(&place, "invalid value object", index);
                    }
                    _ => {}
                }
            }
            if container.index && term.index.is_none() {
                self.drop(&place, Reason::NotInRdf, "@index");
                // The values do reach the quads; only the index does not.
                if let Some(last) = self.dropped.last_mut() {
                    last.pointer = at.clone();
                }
            }
            result.extend(items);
        }
        Ok(result)
    }

    /// Steps 15 to 19: what the object is.
    fn finish(
        &mut self,
        mut draft: Draft,
        property: Option<&str>,
        at: &Pointer,
    ) -> Result<Vec<Item>> {
        let free = property.is_none() || property == Some("@graph");
        if let Some(value) = draft.value.take() {
            return self.finish_value(draft, value, free, at);
        }
        if draft.language.is_some() {
            if draft.node.is_reference() && draft.node.id.is_none() {
                self.drop(at, Reason::FreeFloating, "@language");
                return Ok(Vec::new());
            }
            // Open Badges 2.0 state the language of a whole badge so; no text takes it over.
            self.drop(&at.key("@language"), Reason::NotInRdf, "@language");
        }
        let is_node = draft.node.id.is_some() || !draft.node.is_reference();
        if let Some(items) = draft
            .set
            .or(draft.list.map(|items| vec![Item::List(items)]))
        {
            if is_node {
                return invalid(at, "invalid set or list object", at);
            }
            return Ok(items);
        }
        if free && draft.node.is_reference() {
            // An empty object or a bare reference says nothing.
            if draft.node.id.is_some() {
                self.drop(at, Reason::FreeFloating, "@id");
            }
            return Ok(Vec::new());
        }
        // The document's own wrapper around `@graph` is no node (step 20).
        if at == &Pointer::root()
            && property.is_none()
            && draft.node.id.is_none()
            && let Some(graph) = draft.node.graph.take()
        {
            if draft.node.is_reference() {
                return Ok(graph);
            }
            draft.node.graph = Some(graph);
        }
        Ok(vec![Item::Node(draft.node)])
    }

    fn finish_value(
        &mut self,
        mut draft: Draft,
        value: Value,
        free: bool,
        at: &Pointer,
    ) -> Result<Vec<Item>> {
        let node = &draft.node;
        let mixed = node.id.is_some()
            || !node.properties.is_empty()
            || !node.reverse.is_empty()
            || node.graph.is_some()
            || !node.included.is_empty()
            || draft.set.is_some()
            || draft.list.is_some()
            || node.types.len() > 1;
        if mixed {
            return invalid(at, "invalid value object", at);
        }
        draft.datatype = draft.node.types.pop();
        if draft.datatype.is_some() && draft.language.is_some() {
            return invalid(at, "invalid value object", "@language with @type");
        }
        let datatype = draft.datatype.map(|datatype| datatype.iri);
        let is_json = datatype.as_deref() == Some("@json");
        if value.is_null() && !is_json {
            return Ok(Vec::new());
        }
        if !is_json && (value.is_array() || value.is_object()) {
            return invalid(at, "invalid value object value", at);
        }
        if draft.language.is_some() && !value.is_string() {
            return invalid(at, "invalid language-tagged value", &value);
        }
        if free {
            self.drop(at, Reason::FreeFloating, value.to_string());
            return Ok(Vec::new());
        }
        Ok(vec![Item::Literal(Literal {
            pointer: at.clone(),
            value,
            datatype,
            language: draft.language,
        })])
    }
}

/// Whether readers of the standard's JSON would not look under this key for what it says.
fn is_disguised(expanded: &str, key: &str, object: &Map<String, Value>) -> bool {
    match expanded {
        "@nest" | "@included" | "@reverse" | "@graph" => true,
        "@id" | "@type" => {
            let usual = expanded.trim_start_matches('@');
            key != usual && (key != expanded || object.contains_key(usual))
        }
        iri => Vocabulary::standards().has_other_name(iri, key),
    }
}

/// A value put into a graph of its own (step 13.12).
fn graph_of(item: Item, at: &Pointer) -> Node {
    Node {
        pointer: match &item {
            Item::Node(node) => node.pointer.clone(),
            _ => at.clone(),
        },
        graph: Some(vec![item]),
        ..Node::default()
    }
}

/// Value expansion (section 5.3).
fn scalar_item(active: &Context, term: Option<&Term>, value: &Value, at: &Pointer) -> Item {
    let coercion = term.and_then(|term| term.coercion.as_deref());
    if let (Some(text), Some("@id" | "@vocab")) = (value.as_str(), coercion) {
        let vocab = coercion == Some("@vocab");
        let iri = active
            .expand_iri(text, true, vocab)
            .unwrap_or_else(|| text.to_owned());
        return Item::Node(Node {
            pointer: at.clone(),
            id: Some(Placed {
                iri,
                pointer: at.clone(),
            }),
            ..Node::default()
        });
    }
    let datatype = coercion
        .filter(|coercion| !matches!(*coercion, "@id" | "@vocab" | "@none"))
        .map(str::to_owned);
    let language = if value.is_string() && datatype.is_none() {
        match term.and_then(|term| term.language.as_ref()) {
            Some(stated) => stated.clone(),
            None => active.language().map(str::to_owned),
        }
    } else {
        None
    };
    Item::Literal(Literal {
        pointer: at.clone(),
        value: value.clone(),
        datatype,
        language,
    })
}
