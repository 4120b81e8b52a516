//! Values as XML writes them: text in a language, terms of lists, identifiers with their scheme.
//!
//! An element with attributes is an object, each attribute under `@` and its name, its text under
//! `#text`. ELMO in JSON writes the same as `value` beside `type` or `lang`.

use credeval_model::element::{Concept, Identifier, Text};
use serde_json::Value;

use crate::{
    node::Node,
    push_new,
    reading::{Fact, FromJson, Reading, Url, language_tag},
    vocabulary,
};

/// Text of an element, in the language that it names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Written(pub(crate) Text);

impl FromJson for Written {
    const WHAT: &'static str = "text";

    fn from_json(value: &Value) -> Option<Self> {
        let text = own_text(value)?;
        let language = attribute(value, "lang").and_then(language_tag);
        let tag = language.unwrap_or("und").to_owned();
        Some(Self(Text([(tag, text)].into())))
    }
}

/// The text of an element: all that it is, or what stands beside its attributes; in JSON a number
/// too.
pub(crate) fn own_text(value: &Value) -> Option<String> {
    let own = match value {
        Value::Object(members) => members.get("#text").or(members.get("value"))?,
        other => other,
    };
    match own {
        Value::Number(number) => Some(number.to_string()),
        other => String::from_json(other),
    }
}

/// An attribute, or what stands for it in JSON.
pub(crate) fn attribute<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    let stated = value.get(format!("@{name}")).or_else(|| value.get(name))?;
    stated
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// Adds text; what is said twice in one language stands in two lines.
fn merge(text: &mut Text, more: Text) {
    for (language, line) in more.0 {
        let lines = text.0.entry(language).or_default();
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(&line);
    }
}

/// What is stated at `path`: an element that is empty but for attributes states nothing.
pub(crate) fn stated<'a>(node: &Node<'a>, path: &str) -> Vec<Node<'a>> {
    let is_empty = |node: &Node<'_>| match node.value() {
        Value::String(text) => text.trim().is_empty(),
        Value::Object(members) => members
            .iter()
            .all(|(key, value)| key.starts_with('@') || value.is_null()),
        _ => false,
    };
    let mut nodes = node.all(path);
    nodes.retain(|node| !is_empty(node));
    nodes
}

/// The first of its kind at `path`.
pub(crate) fn one<T: FromJson>(
    reading: &mut Reading,
    node: &Node<'_>,
    path: &str,
) -> Option<Fact<T>> {
    let found = stated(node, path);
    found.iter().find_map(|node| reading.read(node))
}

/// The text at `path`, where each language has an element of its own: itself, or `text` within.
pub(crate) fn text(reading: &mut Reading, node: &Node<'_>, path: &str) -> Option<Text> {
    let mut text = Text::default();
    for place in stated(node, path) {
        let within = stated(&place, "text");
        let places = match within.is_empty() {
            true => vec![place],
            false => within,
        };
        for place in places {
            if let Some(Fact { value, .. }) = reading.read::<Written>(&place) {
                merge(&mut text, value.0);
            }
        }
    }
    (!text.0.is_empty()).then_some(text)
}

/// The text at the first of `paths` that has any.
pub(crate) fn first_text(reading: &mut Reading, node: &Node<'_>, paths: &[&str]) -> Option<Text> {
    paths.iter().find_map(|path| text(reading, node, path))
}

/// A term of a controlled list: its address in the attribute `uri`, its label in `targetName`.
pub(crate) fn term(reading: &mut Reading, node: &Node<'_>) -> Option<Concept> {
    let concept = Concept {
        uri: reading
            .peek::<Url>(&node.first("@uri"))
            .map(|url| url.value.0),
        label: text(reading, node, "targetName"),
    };
    if concept == Concept::default() {
        reading.fault(node, "a term with a label or an address");
        return None;
    }
    Some(concept)
}

/// A level of the European Qualifications Framework: by its address, else by its label.
pub(crate) fn eqf(reading: &mut Reading, node: &Node<'_>) -> Option<Fact<u8>> {
    let address = node.first("@uri");
    let places = match vocabulary::is_eqf(&address) {
        true => vec![address],
        false => [node.all("targetName/text"), node.all("targetName")].concat(),
    };
    let mut levels = places
        .iter()
        .filter_map(|place| reading.peek::<EqfLevel>(place));
    let level = levels.next();
    if level.is_none() {
        reading.fault(places.first().unwrap_or(node), EqfLevel::WHAT);
    }
    level.map(|level| level.map(|level| level.0))
}

/// A level from 1 to 8, in text of any language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct EqfLevel(pub(crate) u8);

impl FromJson for EqfLevel {
    const WHAT: &'static str = "an EQF level (1 to 8)";

    fn from_json(value: &Value) -> Option<Self> {
        let text = Written::from_json(value)?.0;
        let mut texts = text.0.values();
        texts.find_map(|text| vocabulary::eqf_level(text)).map(Self)
    }
}

/// An identifier, and the scheme that an attribute names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Identified {
    pub(crate) value: String,
    pub(crate) scheme: Option<String>,
}

impl FromJson for Identified {
    const WHAT: &'static str = "an identifier";

    fn from_json(value: &Value) -> Option<Self> {
        let schemes = ["type", "schemeName", "schemeID", "schemeAgencyName"];
        let named = schemes.iter().find_map(|name| attribute(value, name));
        Some(Self {
            value: own_text(value)?,
            scheme: named.map(str::to_owned),
        })
    }
}

/// The identifiers at the properties. Of `identifier` each is of the scheme that it names; any other
/// property says itself what it identifies, and the agency beside it is the one that gave it.
pub(crate) fn identifiers(
    reading: &mut Reading,
    node: &Node<'_>,
    properties: &[(&str, &str)],
) -> Vec<Identifier> {
    let mut identifiers = Vec::new();
    for (property, scheme) in properties {
        for place in stated(node, property) {
            if let Some(Fact { value, .. }) = reading.read::<Identified>(&place) {
                let identifier = Identifier {
                    scheme: value
                        .scheme
                        .filter(|_| *property == "identifier")
                        .unwrap_or_else(|| (*scheme).to_owned()),
                    value: value.value,
                    hashed: false,
                };
                push_new(&mut identifiers, identifier);
            }
        }
    }
    identifiers
}

/// True or false, which XML writes as text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Truth(pub(crate) bool);

impl FromJson for Truth {
    const WHAT: &'static str = "true or false";

    /// Source: XML Schema 1.1 part 2, section 3.3.2 (`boolean`).
    fn from_json(value: &Value) -> Option<Self> {
        match own_text(value)?.as_str() {
            "true" | "1" => Some(Self(true)),
            "false" | "0" => Some(Self(false)),
            _ => None,
        }
    }
}

/// An amount, and the scheme that an attribute names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Amount {
    pub(crate) value: f64,
    pub(crate) scheme: Option<String>,
}

impl FromJson for Amount {
    const WHAT: &'static str = f64::WHAT;

    fn from_json(value: &Value) -> Option<Self> {
        let Identified { value, scheme } = Identified::from_json(value)?;
        let value = f64::from_json(&value.into())?;
        Some(Self { value, scheme })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text_at(document: &Value, path: &str) -> Option<Text> {
        text(&mut Reading::default(), &Node::root(document), path)
    }

    fn languages(texts: &[(&str, &str)]) -> Text {
        let owned = |(tag, text): &(&str, &str)| ((*tag).to_owned(), (*text).to_owned());
        Text(texts.iter().map(owned).collect())
    }

    #[test]
    fn text_is_read_in_every_form_that_it_has() {
        let document = json!({
            "plain": "Nutrition",
            "attributes": { "@lang": "en", "#text": " Nutrition " },
            "elements": [{ "@lang": "en", "#text": "Nutrition" }, { "@lang": "fi", "#text": "Ravinto" }],
            "within": { "text": [{ "@lang": "en", "#text": "Nutrition" }, { "@lang": "en", "#text": "Diet" }] },
            "json": { "value": "Ravinto", "lang": "fi" },
            "no_language": { "@lang": "an elephant", "#text": "Nutrition" },
            "empty": ["", { "@lang": "en" }, { "value": null, "lang": "fi" }],
            "number": 5,
            "truth": true,
        });
        for (path, expected) in [
            ("plain", Some(languages(&[("und", "Nutrition")]))),
            ("attributes", Some(languages(&[("en", "Nutrition")]))),
            (
                "elements",
                Some(languages(&[("en", "Nutrition"), ("fi", "Ravinto")])),
            ),
            ("within", Some(languages(&[("en", "Nutrition\nDiet")]))),
            ("json", Some(languages(&[("fi", "Ravinto")]))),
            ("no_language", Some(languages(&[("und", "Nutrition")]))),
            ("empty", None),
            ("number", Some(languages(&[("und", "5")]))),
            ("truth", None),
        ] {
            assert_eq!(text_at(&document, path), expected, "{path}");
        }
    }

    #[test]
    fn the_level_is_that_of_the_address() {
        let level =
            |node: Value| eqf(&mut Reading::default(), &Node::root(&node)).map(|fact| fact.value);
        let address = |level: &str| format!("http://data.europa.eu/snb/eqf/{level}");
        let named = |name: &str| json!({ "text": { "@lang": "en", "#text": name } });
        assert_eq!(
            level(json!({ "@uri": address("6"), "targetName": named("Level 5") })),
            Some(6)
        );
        assert_eq!(
            level(json!({ "@uri": "urn:x", "targetName": named("Level 5") })),
            Some(5)
        );
        assert_eq!(
            level(json!({ "@uri": address("9"), "targetName": named("Level 5") })),
            None
        );
        assert_eq!(level(json!({ "@uri": "urn:x" })), None);
    }

    #[test]
    fn long_text_in_many_languages_has_a_bound() {
        let long = "x".repeat(100 * 1024);
        let texts: Vec<Value> = (0..4)
            .map(|_| json!({ "@lang": "en", "#text": long }))
            .collect();
        let text = text_at(&json!({ "title": { "text": texts } }), "title");
        assert!(text.is_some_and(|text| text.shown().len() < 2 * long.len()));
    }

    #[test]
    fn an_amount_may_name_its_scheme() {
        let read = |value: Value| Amount::from_json(&value).map(|one| (one.value, one.scheme));
        assert_eq!(read(json!("5")), Some((5.0, None)));
        let named = json!({ "@schemeID": "NARIC", "#text": "2.5" });
        assert_eq!(read(named), Some((2.5, Some("NARIC".to_owned()))));
        assert_eq!(read(json!({ "@schemeID": "NARIC", "#text": "0" })), None);
    }

    #[test]
    fn truth_is_text() {
        for (text, expected) in [("true", Some(true)), ("0", Some(false)), ("yes", None)] {
            assert_eq!(
                Truth::from_json(&json!(text)).map(|truth| truth.0),
                expected
            );
        }
    }
}
