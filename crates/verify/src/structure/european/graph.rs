//! The nodes of a credential: what all objects with one identifier say together.
//!
//! Source: RDF 1.1 Concepts and Abstract Syntax section 3 (graphs); JSON-LD 1.1 section 3.3 (node
//! identifiers).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use credeval_model::{Pointer, json};
use serde_json::{Map, Value};

use super::literal::Datatype;
use super::{Term, term};
use crate::opened::types;
use crate::structure::shape::is_language;

/// Objects that are compared with the profiles; the largest sealed credential seen has some ten
/// thousand.
pub(super) const OBJECTS: usize = 200_000;

/// Types of one node; real ones have one.
const TYPES: usize = 32;

/// A credential as nodes.
pub(super) struct Graph<'a> {
    nodes: Vec<Node<'a>>,
    objects: Vec<Object<'a>>,
    /// Nodes by identifier.
    named: HashMap<&'a str, usize>,
    /// The node of each object, by its address in memory.
    of_object: HashMap<*const Map<String, Value>, usize>,
}

#[derive(Default)]
struct Node<'a> {
    id: Option<&'a str>,
    types: Vec<&'a str>,
    /// The objects that speak of it.
    objects: Vec<usize>,
}

struct Object<'a> {
    entries: &'a Map<String, Value>,
    /// Where it stands: in which object, at which key, at which index.
    within: Option<Step<'a>>,
}

/// In which object something stands, at which key, and at which index of a list.
type Step<'a> = (usize, &'a str, Option<usize>);

/// A value of a property.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Held<'a> {
    Node(usize),
    /// An identifier of which nothing more is said anywhere.
    Identifier(&'a str),
    Literal {
        text: Cow<'a, str>,
        datatype: Datatype,
        language: Option<&'a str>,
    },
}

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    object: usize,
    key: &'a str,
    index: Option<usize>,
}

impl<'a> Graph<'a> {
    /// Gathers the objects; `None` where there are more than [`OBJECTS`].
    pub(super) fn read(credential: &'a Value) -> Option<Self> {
        let mut graph = Self {
            nodes: Vec::new(),
            objects: Vec::new(),
            named: HashMap::new(),
            of_object: HashMap::new(),
        };
        let mut waiting: Vec<(&'a Value, Option<Step<'a>>)> = vec![(credential, None)];
        while let Some((value, within)) = waiting.pop() {
            let Value::Object(entries) = value else {
                continue;
            };
            if graph.objects.len() >= OBJECTS {
                return None;
            }
            let object = graph.objects.len();
            graph.objects.push(Object { entries, within });
            let id = entries
                .get("id")
                .or_else(|| entries.get("@id"))
                .and_then(Value::as_str);
            let node = graph.node(id);
            graph.of_object.insert(std::ptr::from_ref(entries), node);
            if let Some(node) = graph.nodes.get_mut(node) {
                node.objects.push(object);
                node.types.extend(types(value));
            }
            for (key, value) in entries {
                if !matches!(term(key), Some(Term::Node | Term::Plain)) {
                    continue;
                }
                match value {
                    Value::Array(items) => {
                        let items = items.iter().enumerate();
                        waiting.extend(items.filter(|(_, item)| item.is_object()).map(
                            |(index, item)| (item, Some((object, key.as_str(), Some(index)))),
                        ));
                    }
                    Value::Object(_) => waiting.push((value, Some((object, key.as_str(), None)))),
                    _ => {}
                }
            }
        }
        for node in &mut graph.nodes {
            let mut seen = HashSet::new();
            node.types.retain(|kind| seen.insert(*kind));
            node.types.truncate(TYPES);
        }
        Some(graph)
    }

    /// The node of an identifier, or a new one without.
    fn node(&mut self, id: Option<&'a str>) -> usize {
        // A blank node's label names it within the document only, and no identifier.
        let next = self.nodes.len();
        if let Some(id) = id {
            if let Some(known) = self.named.get(id) {
                return *known;
            }
            self.named.insert(id, next);
        }
        self.nodes.push(Node {
            id: id.filter(|id| !id.starts_with("_:")),
            ..Node::default()
        });
        next
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn id(&self, node: usize) -> Option<&'a str> {
        self.nodes.get(node)?.id
    }

    pub(super) fn types(&self, node: usize) -> impl Iterator<Item = &'a str> {
        self.nodes
            .get(node)
            .into_iter()
            .flat_map(|node| node.types.iter().copied())
    }

    /// Where the first object of a node stands.
    pub(super) fn place(&self, node: usize) -> Pointer {
        let object = self.nodes.get(node).and_then(|node| node.objects.first());
        object.map_or_else(Pointer::root, |object| self.object_place(*object))
    }

    fn object_place(&self, object: usize) -> Pointer {
        let mut steps = Vec::new();
        let mut next = self.objects.get(object);
        while let Some(Object {
            within: Some((parent, key, index)),
            ..
        }) = next
        {
            steps.push((*key, *index));
            next = self.objects.get(*parent);
        }
        steps
            .iter()
            .rev()
            .fold(Pointer::root(), |place, (key, index)| {
                let place = place.key(key);
                index.map_or(place.clone(), |index| place.index(index))
            })
    }

    pub(super) fn pointer(&self, place: &Place<'_>) -> Pointer {
        let key = self.object_place(place.object).key(place.key);
        place.index.map_or(key.clone(), |index| key.index(index))
    }

    /// The different values of a property of a node, with the first place of each.
    pub(super) fn values(&self, node: usize, key: &'static str) -> Vec<(Held<'a>, Place<'a>)> {
        let objects = self.nodes.get(node).map(|node| node.objects.as_slice());
        let stated = objects.into_iter().flatten().filter_map(|at| {
            let stated = self.objects.get(*at)?.entries.get(key)?;
            Some((at, stated))
        });
        let mut stated = stated.peekable();
        let (Some(_), Some(term)) = (stated.peek(), term(key)) else {
            return Vec::new();
        };
        let mut seen = HashSet::new();
        let mut values: Vec<(Held<'a>, Place<'a>)> = Vec::new();
        for (at, stated) in stated {
            for (index, value) in json::one_or_many(Some(stated)).iter().enumerate() {
                let place = Place {
                    object: *at,
                    key,
                    index: stated.is_array().then_some(index),
                };
                for held in self.held(value, term) {
                    // Most have one value, which may be an image: nothing is to be told from it.
                    if let [(first, _)] = values.as_slice() {
                        seen.insert(first.clone());
                    }
                    if values.is_empty() || seen.insert(held.clone()) {
                        values.push((held, place));
                    }
                }
            }
        }
        values
    }

    /// What a JSON value stands for under a term.
    fn held(&self, value: &'a Value, term: Term) -> Vec<Held<'a>> {
        let literal = |text: Cow<'a, str>, datatype| {
            vec![Held::Literal {
                text,
                datatype,
                language: None,
            }]
        };
        match (value, term) {
            (Value::Null, _) => Vec::new(),
            (Value::Object(entries), Term::Of(Datatype::LangString)) => languages(entries),
            (Value::Object(entries), _) => match entries.get("@value") {
                Some(text) => {
                    let datatype = match term {
                        Term::Of(datatype) => datatype,
                        _ => Datatype::String,
                    };
                    literal(scalar(text), datatype)
                }
                None => self
                    .of_object
                    .get(&std::ptr::from_ref(entries))
                    .map(|node| Held::Node(*node))
                    .into_iter()
                    .collect(),
            },
            (Value::String(id), Term::Node) => match self.named.get(id.as_str()) {
                Some(node) => vec![Held::Node(*node)],
                None => vec![Held::Identifier(id)],
            },
            // A text without a language where one is asked for.
            (Value::String(text), Term::Of(Datatype::LangString) | Term::Plain) => {
                literal(Cow::Borrowed(text), Datatype::String)
            }
            (_, Term::Of(datatype)) if datatype != Datatype::LangString => {
                literal(scalar(value), datatype)
            }
            (Value::Number(number), _) => {
                let datatype = if number.is_f64() {
                    Datatype::Double
                } else {
                    Datatype::Integer
                };
                literal(scalar(value), datatype)
            }
            (value, _) => literal(scalar(value), Datatype::Boolean),
        }
    }
}

/// The texts of a language map; JSON-LD leaves out what has no well-formed language.
fn languages(entries: &Map<String, Value>) -> Vec<Held<'_>> {
    fn tagged<'a>(language: &'a str, text: &'a Value) -> Option<Held<'a>> {
        let text = Cow::Borrowed(text.as_str()?);
        let (datatype, language) = match language {
            "@none" => (Datatype::String, None),
            language => (Datatype::LangString, Some(language)),
        };
        (language.is_none_or(is_language)).then_some(Held::Literal {
            text,
            datatype,
            language,
        })
    }
    if let Some(text) = entries.get("@value") {
        let language = entries.get("@language").and_then(Value::as_str);
        return tagged(language.unwrap_or("@none"), text)
            .into_iter()
            .collect();
    }
    let mut found = Vec::new();
    for (language, texts) in entries {
        let texts = json::one_or_many(Some(texts)).iter();
        found.extend(texts.filter_map(|text| tagged(language.as_str(), text)));
    }
    found
}

fn scalar(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

impl Held<'_> {
    /// The value as a violation shows it.
    pub(super) fn shown(&self, graph: &Graph<'_>) -> Value {
        match self {
            Self::Literal { text, .. } => text.chars().take(80).collect::<String>().into(),
            Self::Identifier(id) => {
                let id: String = id.chars().take(80).collect();
                format!("{id}, of which nothing is said").into()
            }
            Self::Node(node) => {
                let types: Vec<&str> = graph.types(*node).take(4).collect();
                match (graph.id(*node), types.as_slice()) {
                    (Some(id), []) => format!("{id}, of no type").into(),
                    (Some(id), types) => format!("{id}, of type {}", types.join(", ")).into(),
                    (None, types) => format!("an object of type {}", types.join(", ")).into(),
                }
            }
        }
    }
}
