//! What a European Digital Credential must have, by the application profiles that it names.
//!
//! The profiles are SHACL shapes over RDF: a node is what all objects with its identifier say
//! together. So objects are gathered into nodes first, and each node is compared with the shapes of
//! its types. The facts of the shapes stand in the generated [`table`].
//!
//! Sources: application profiles `edc-generic-no-cv`, `edc-generic-full`, `edc-accredited`,
//! `edc-converted`, `edc-issued-by-mandate`, `edc-diploma-supplement` (European Learning Model 3,
//! `http://data.europa.eu/snb/model/ap/`); SHACL (W3C Recommendation, 20 July 2017).

mod graph;
mod literal;
#[rustfmt::skip]
mod table;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use credeval_model::{Check, CheckCode, Pointer, check::Cause, json};
use serde_json::Value;

use super::Found;
use crate::opened::identifier;
use graph::{Graph, Held};
use literal::Datatype;

/// Where the profiles have their addresses.
const PROFILES_AT: &str = "http://data.europa.eu/snb/model/ap/";

/// The profile of a credential that names none of those known.
const USUAL: &str = "edc-generic-full";

/// Profiles by what `credentialProfiles` says, in the vocabulary of credential types.
const BY_CONCEPT: [(&str, &str); 4] = [
    (
        "http://data.europa.eu/snb/credential/6cf8e68c43",
        "edc-accredited",
    ),
    (
        "http://data.europa.eu/snb/credential/6dff8a0f87",
        "edc-diploma-supplement",
    ),
    (
        "http://data.europa.eu/snb/credential/c_9a31f32a",
        "edc-issued-by-mandate",
    ),
    (
        "http://data.europa.eu/snb/credential/c_7e400154",
        "edc-converted",
    ),
];

/// Profiles that build on one another.
const BASES: usize = 4;

/// An application profile.
struct Profile {
    name: &'static str,
    /// The profile that it builds on.
    base: Option<&'static str>,
    shapes: &'static [Shape],
}

/// What is asked of the nodes of a class, or of what another rule leads to.
struct Shape {
    class: &'static str,
    rules: &'static [Rule],
}

/// What a key of the context holds.
#[derive(Debug, Clone, Copy)]
enum Term {
    /// A node, or the identifier of one.
    Node,
    /// A literal of this type.
    Of(Datatype),
    /// A literal of the type that its JSON has.
    Plain,
}

/// What is asked of a property.
struct Rule {
    key: &'static str,
    /// How many values there must be, and may be; 0 for any number.
    min: usize,
    max: usize,
    value: Asked,
    /// Another shape that each value must fit.
    and_shape: Option<&'static str>,
    /// Another shape that a value may fit instead.
    or_shape: Option<&'static str>,
    /// The vocabulary that each value must be of.
    scheme: Option<&'static str>,
    /// Whether each value must have an identifier.
    is_identified: bool,
    /// Whether there is one value a language at most.
    is_once_a_language: bool,
    at_most: Option<i64>,
}

/// What a value must be.
enum Asked {
    Anything,
    Literal,
    /// A literal of this type.
    Of(Datatype),
    /// A node of one of these classes.
    Classes(&'static [&'static str]),
}

const fn rule(key: &'static str, min: usize, max: usize, value: Asked) -> Rule {
    Rule {
        key,
        min,
        max,
        value,
        and_shape: None,
        or_shape: None,
        scheme: None,
        is_identified: false,
        is_once_a_language: false,
        at_most: None,
    }
}

const fn any(key: &'static str, min: usize, max: usize) -> Rule {
    rule(key, min, max, Asked::Anything)
}

const fn literal(key: &'static str, min: usize, max: usize) -> Rule {
    rule(key, min, max, Asked::Literal)
}

const fn of(key: &'static str, min: usize, max: usize, datatype: Datatype) -> Rule {
    rule(key, min, max, Asked::Of(datatype))
}

const fn classes(
    key: &'static str,
    min: usize,
    max: usize,
    names: &'static [&'static str],
) -> Rule {
    rule(key, min, max, Asked::Classes(names))
}

impl Rule {
    const fn and_shape(self, name: &'static str) -> Self {
        Self {
            and_shape: Some(name),
            ..self
        }
    }

    const fn or_shape(self, name: &'static str) -> Self {
        Self {
            or_shape: Some(name),
            ..self
        }
    }

    const fn of_scheme(self, scheme: &'static str) -> Self {
        Self {
            scheme: Some(scheme),
            ..self
        }
    }

    const fn identified(self) -> Self {
        Self {
            is_identified: true,
            ..self
        }
    }

    const fn once_a_language(self) -> Self {
        Self {
            is_once_a_language: true,
            ..self
        }
    }

    const fn at_most(self, most: i64) -> Self {
        Self {
            at_most: Some(most),
            ..self
        }
    }
}

/// Whether an address is that of a profile that is known here.
pub(crate) fn is_profile(url: &str) -> bool {
    profile_at(url).is_some()
}

fn profile_at(url: &str) -> Option<&'static Profile> {
    let name = url.strip_prefix(PROFILES_AT).or_else(|| {
        // The same address with TLS.
        url.strip_prefix("https://")
            .and_then(|rest| rest.strip_prefix(PROFILES_AT.strip_prefix("http://")?))
    })?;
    profile(name)
}

fn profile(name: &str) -> Option<&'static Profile> {
    table::PROFILES.iter().find(|profile| profile.name == name)
}

/// The profiles that the credential names, with those that they build on.
fn profiles(credential: &Value) -> Vec<&'static Profile> {
    let schemas = json::one_or_many(credential.get("credentialSchema")).iter();
    let mut chosen: Vec<&'static Profile> = schemas
        .filter_map(|schema| profile_at(identifier(Some(schema))?))
        .collect();
    for concept in json::one_or_many(credential.get("credentialProfiles")) {
        let concept = identifier(Some(concept));
        let named = BY_CONCEPT.iter().find(|(id, _)| Some(*id) == concept);
        chosen.extend(named.and_then(|(_, name)| profile(name)));
    }
    if chosen.is_empty() {
        chosen.extend(profile(USUAL));
    }
    let mut all: Vec<&'static Profile> = Vec::new();
    for start in chosen {
        let bases = std::iter::successors(Some(start), |profile| self::profile(profile.base?));
        for profile in bases.take(BASES) {
            if !all.iter().any(|known| known.name == profile.name) {
                all.push(profile);
            }
        }
    }
    all
}

/// Compares a credential at `base` of its payload with its profiles.
pub(super) fn check(credential: &Value, base: &Pointer, found: &mut Found) {
    let Some(graph) = Graph::read(credential) else {
        let limit = graph::OBJECTS;
        found.unfinished = Some(
            Check::inconclusive(
                CheckCode::DocumentStructure,
                format!("the credential has more than {limit} objects, so that it was not compared with its profiles"),
            )
            .because(Cause::new("too_many_objects")),
        );
        return;
    };
    let mut shapes: BTreeMap<&str, Vec<&'static Rule>> = BTreeMap::new();
    for shape in profiles(credential)
        .into_iter()
        .flat_map(|profile| profile.shapes)
    {
        shapes.entry(shape.class).or_default().extend(shape.rules);
    }
    let walk = Walk {
        graph: &graph,
        shapes: &shapes,
        base,
        answers: RefCell::default(),
        followed: RefCell::default(),
    };
    for node in 0..graph.len() {
        for class in graph.types(node) {
            walk.node(node, class, found);
        }
    }
}

struct Walk<'a> {
    graph: &'a Graph<'a>,
    shapes: &'a BTreeMap<&'static str, Vec<&'static Rule>>,
    base: &'a Pointer,
    /// Whether a node fits a shape, or is of a vocabulary: asked once, however many lead to it.
    answers: RefCell<HashMap<(usize, &'static str), bool>>,
    /// Nodes that were compared with a further shape.
    followed: RefCell<HashSet<(usize, &'static str)>>,
}

impl Walk<'_> {
    fn answer(&self, node: usize, name: &'static str, answer: impl FnOnce() -> bool) -> bool {
        if let Some(known) = self.answers.borrow().get(&(node, name)) {
            return *known;
        }
        let answer = answer();
        self.answers.borrow_mut().insert((node, name), answer);
        answer
    }

    /// Compares a node with a shape.
    fn node(&self, node: usize, shape: &str, found: &mut Found) {
        for rule in self.shapes.get(shape).into_iter().flatten() {
            self.rule(node, shape, rule, found);
        }
    }

    fn rule(&self, node: usize, shape: &str, rule: &'static Rule, found: &mut Found) {
        let values = self.graph.values(node, rule.key);
        let whole = || self.graph.place(node).key(rule.key).under(self.base);
        let key = rule.key;
        if values.len() < rule.min {
            let expected = format!("`{key}` of {shape}");
            found.note(whole, "missing_property", &expected, None);
        }
        if rule.max > 0 && values.len() > rule.max {
            let expected = format!("at most {} `{key}` of {shape}", rule.max);
            let count = Value::from(values.len());
            found.note(whole, "too_many", &expected, Some(&count));
        }
        let mut languages = HashSet::new();
        for (value, place) in &values {
            let place = || self.graph.pointer(place).under(self.base);
            if rule.is_once_a_language
                && let Held::Literal {
                    language: Some(language),
                    ..
                } = value
                && !languages.insert(language.to_ascii_lowercase())
            {
                let expected = format!("one `{key}` of {shape} a language");
                let language = Value::from(*language);
                found.note(place, "language_twice", &expected, Some(&language));
            }
            self.value(value, &place, shape, rule, found);
        }
    }

    fn value(
        &self,
        value: &Held<'_>,
        place: &dyn Fn() -> Pointer,
        shape: &str,
        rule: &'static Rule,
        found: &mut Found,
    ) {
        let key = rule.key;
        let shown = || value.shown(self.graph);
        match &rule.value {
            Asked::Anything => {}
            Asked::Literal if matches!(value, Held::Literal { .. }) => {}
            Asked::Literal => found.note(
                place,
                "wrong_shape",
                &format!("text as `{key}` of {shape}"),
                Some(&shown()),
            ),
            Asked::Of(wanted) => match value {
                Held::Literal { datatype, text, .. }
                    if datatype == wanted && wanted.holds(text) =>
                {
                    let number = text.trim().parse::<i64>();
                    if let (Some(most), Ok(number)) = (rule.at_most, number)
                        && number > most
                    {
                        found.note(
                            place,
                            "too_large",
                            &format!("at most {most} as `{key}` of {shape}"),
                            Some(&shown()),
                        );
                    }
                }
                _ => found.note(
                    place,
                    "wrong_shape",
                    &format!("{} as `{key}` of {shape}", wanted.label()),
                    Some(&shown()),
                ),
            },
            Asked::Classes(names) => {
                let fits = match value {
                    Held::Node(node) => {
                        self.graph.types(*node).any(|class| names.contains(&class))
                            || rule.or_shape.is_some_and(|other| {
                                self.answer(*node, other, || self.fits(*node, other))
                            })
                    }
                    Held::Identifier(_) | Held::Literal { .. } => false,
                };
                if !fits {
                    let expected = format!("{} as `{key}` of {shape}", names.join(" or "));
                    found.note(place, "wrong_class", &expected, Some(&shown()));
                }
            }
        }
        let node = match value {
            Held::Node(node) => Some(*node),
            Held::Identifier(_) | Held::Literal { .. } => None,
        };
        let has_id = match value {
            Held::Node(node) => self.graph.id(*node).is_some(),
            Held::Identifier(id) => !id.starts_with("_:"),
            Held::Literal { .. } => false,
        };
        if rule.is_identified && !has_id {
            found.note(
                place,
                "no_identifier",
                &format!("an identifier of `{key}` of {shape}"),
                Some(&shown()),
            );
        }
        if let Some(scheme) = rule.scheme
            && !node
                .is_some_and(|node| self.answer(node, scheme, || self.is_of_scheme(node, scheme)))
        {
            found.note(
                place,
                "other_vocabulary",
                &format!("a concept of the vocabulary {scheme} as `{key}` of {shape}"),
                Some(&shown()),
            );
        }
        if let (Some(other), Some(node)) = (rule.and_shape, node)
            && self.followed.borrow_mut().insert((node, other))
        {
            self.node(node, other, found);
        }
    }

    /// Whether a node fits a shape, without a word about where it does not.
    fn fits(&self, node: usize, shape: &str) -> bool {
        let mut found = Found::default();
        self.node(node, shape, &mut found);
        found.is_empty()
    }

    fn is_of_scheme(&self, node: usize, scheme: &str) -> bool {
        let schemes = self.graph.values(node, "inScheme");
        schemes.iter().any(
            |(value, _)| matches!(value, Held::Node(node) if self.graph.id(*node) == Some(scheme)),
        ) && schemes.iter().all(|(value, _)| match value {
            Held::Node(node) => self
                .graph
                .types(*node)
                .any(|class| class == "ConceptScheme"),
            Held::Identifier(_) | Held::Literal { .. } => false,
        })
    }
}

/// What a key of the context holds; `None` for a key that the context does not define, whose value
/// JSON-LD leaves out.
fn term(key: &str) -> Option<Term> {
    let at = table::TERMS
        .binary_search_by(|(known, _)| (*known).cmp(key))
        .ok()?;
    table::TERMS.get(at).map(|(_, term)| *term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_searched_and_every_name_in_it_leads_somewhere() {
        assert!(table::TERMS.is_sorted_by(|(one, _), (next, _)| one < next));
        let names: HashSet<&str> = table::PROFILES
            .iter()
            .flat_map(|profile| profile.shapes)
            .map(|shape| shape.class)
            .collect();
        for profile in table::PROFILES {
            assert!(
                profile
                    .base
                    .is_none_or(|base| self::profile(base).is_some())
            );
            for rule in profile.shapes.iter().flat_map(|shape| shape.rules) {
                assert!(term(rule.key).is_some(), "{}", rule.key);
                for other in [rule.and_shape, rule.or_shape].into_iter().flatten() {
                    assert!(names.contains(other), "{other}");
                }
            }
        }
    }

    #[test]
    fn profiles_build_on_one_another() {
        let named = |id: &str| {
            let credential = serde_json::json!({ "credentialSchema": { "id": id } });
            profiles(&credential)
                .into_iter()
                .map(|profile| profile.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            named("http://data.europa.eu/snb/model/ap/edc-generic-no-cv"),
            ["edc-generic-no-cv"]
        );
        assert_eq!(
            named("http://data.europa.eu/snb/model/ap/edc-diploma-supplement"),
            [
                "edc-diploma-supplement",
                "edc-accredited",
                "edc-generic-full",
                "edc-generic-no-cv"
            ]
        );
        assert_eq!(
            named("https://other.example/shape"),
            ["edc-generic-full", "edc-generic-no-cv"]
        );
        let concept = serde_json::json!({ "credentialProfiles": { "id": "http://data.europa.eu/snb/credential/c_7e400154" } });
        assert_eq!(profiles(&concept)[0].name, "edc-converted");
    }
}
