//! How much work a schema makes over an instance, before it is evaluated.
//!
//! References let a small schema ask the same question of one value any number of times: ten
//! definitions that each refer ten times to the next one are ten thousand million questions. So the
//! questions are counted first, each pair of a schema and a value once.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Questions that are asked at most; the published schema of Open Badges asks a real badge some
/// thousands.
const QUESTIONS: u64 = 2_000_000;
/// Pairs of a schema and a value that are looked at to count them.
const PAIRS: usize = 200_000;
/// Schemas within schemas, through references.
const DEPTH: usize = 400;
/// Schemas that one name may mean: more than one for `$dynamicRef` alone.
const NAMESAKES: usize = 16;

/// Why a schema is not evaluated.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    TooMuch,
    /// It refers to something that does not stand in it.
    Elsewhere(String),
}

/// Keywords that ask more of the same value.
const SAME_VALUE: [&str; 4] = ["not", "if", "then", "else"];
const SAME_VALUE_LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const SAME_VALUE_MAPS: [&str; 2] = ["dependentSchemas", "dependencies"];
/// Keywords that ask something of each item or member.
const EACH: [&str; 7] = [
    "additionalItems",
    "additionalProperties",
    "contains",
    "items",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// Whether the work stays within its bound, and every reference within the schema.
pub(super) fn bound(schema: &Value, instance: &Value) -> Result<(), Refusal> {
    let mut count = Count {
        root: schema,
        anchors: HashMap::new(),
        known: HashMap::new(),
        looks: 0,
    };
    count.collect(schema)?;
    count.references(schema)?;
    match count.questions(schema, instance, 0)? {
        questions if questions > QUESTIONS => Err(Refusal::TooMuch),
        _ => Ok(()),
    }
}

struct Count<'a> {
    root: &'a Value,
    /// Schemas by the names that references use besides pointers.
    anchors: HashMap<&'a str, Vec<&'a Value>>,
    /// Questions by the addresses of schema and value; `None` while they are counted.
    known: HashMap<(*const Value, *const Value), Option<u64>>,
    /// Schemas that were looked at so far, each as often as something led to it.
    looks: u64,
}

impl<'a> Count<'a> {
    fn collect(&mut self, value: &'a Value) -> Result<(), Refusal> {
        match value {
            Value::Array(items) => items.iter().try_for_each(|item| self.collect(item)),
            Value::Object(entries) => {
                for key in ["$id", "id", "$anchor", "$dynamicAnchor"] {
                    let Some(name) = entries.get(key).and_then(Value::as_str) else {
                        continue;
                    };
                    // A name is written whole, or relative to the name of the whole.
                    let name = name.trim_matches('#');
                    let last = name.rsplit('/').next().unwrap_or(name);
                    for name in [Some(name), (last != name).then_some(last)]
                        .into_iter()
                        .flatten()
                    {
                        let namesakes = self.anchors.entry(name).or_default();
                        if namesakes.len() >= NAMESAKES {
                            return Err(Refusal::TooMuch);
                        }
                        namesakes.push(value);
                    }
                }
                entries.values().try_for_each(|value| self.collect(value))
            }
            _ => Ok(()),
        }
    }

    /// Every reference of the schema leads to something in it.
    fn references(&self, value: &'a Value) -> Result<(), Refusal> {
        match value {
            Value::Array(items) => items.iter().try_for_each(|item| self.references(item)),
            Value::Object(entries) => {
                for key in REFERENCES {
                    if let Some(target) = entries.get(key).and_then(Value::as_str)
                        && self.targets(target).is_empty()
                    {
                        return Err(Refusal::Elsewhere(target.to_owned()));
                    }
                }
                entries
                    .values()
                    .try_for_each(|value| self.references(value))
            }
            _ => Ok(()),
        }
    }

    /// What a reference may lead to.
    fn targets(&self, reference: &str) -> Vec<&'a Value> {
        let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let documents: Vec<&'a Value> = match document {
            "" => vec![self.root],
            name => {
                let last = name.rsplit('/').next().unwrap_or(name);
                let found = self.anchors.get(name).or_else(|| self.anchors.get(last));
                found.cloned().unwrap_or_default()
            }
        };
        match fragment {
            "" => documents,
            pointer if pointer.starts_with('/') => {
                // Percent encoding in pointers is rare; what is not found counts as elsewhere.
                documents
                    .into_iter()
                    .filter_map(|schema| schema.pointer(pointer))
                    .collect()
            }
            anchor => self.anchors.get(anchor).cloned().unwrap_or_default(),
        }
    }

    /// The questions that a schema asks of a value and of what is in it.
    fn questions(
        &mut self,
        schema: &'a Value,
        value: &'a Value,
        depth: usize,
    ) -> Result<u64, Refusal> {
        let Value::Object(rules) = schema else {
            return Ok(1);
        };
        let pair = (std::ptr::from_ref(schema), std::ptr::from_ref(value));
        match self.known.get(&pair) {
            Some(Some(questions)) => return Ok(*questions),
            // A schema that asks itself of the same value never ends.
            Some(None) => return Err(Refusal::TooMuch),
            None if depth > DEPTH || self.known.len() >= PAIRS => return Err(Refusal::TooMuch),
            None => {}
        }
        self.known.insert(pair, None);
        let mut sum: u64 = 1;
        let children = match value {
            Value::Array(items) => items.len(),
            Value::Object(entries) => entries.len(),
            _ => 0,
        };
        if children > PAIRS {
            return Err(Refusal::TooMuch);
        }
        let asked = self.asked(rules, value);
        self.looks = self.looks.saturating_add(asked.len() as u64);
        if self.looks > QUESTIONS {
            return Err(Refusal::TooMuch);
        }
        for (schema, value) in asked {
            sum = sum.saturating_add(self.questions(schema, value, depth + 1)?);
        }
        self.known.insert(pair, Some(sum));
        Ok(sum)
    }

    /// The schemas that a schema asks next, each with its value.
    fn asked(
        &self,
        rules: &'a Map<String, Value>,
        value: &'a Value,
    ) -> Vec<(&'a Value, &'a Value)> {
        let mut asked: Vec<(&'a Value, &'a Value)> = Vec::new();
        asked.extend(
            SAME_VALUE
                .iter()
                .filter_map(|key| Some((rules.get(*key)?, value))),
        );
        for key in SAME_VALUE_LISTS {
            let listed = rules
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            asked.extend(listed.map(|schema| (schema, value)));
        }
        for key in SAME_VALUE_MAPS {
            let mapped = rules
                .get(key)
                .and_then(Value::as_object)
                .into_iter()
                .flatten();
            asked.extend(mapped.map(|(_, schema)| (schema, value)));
        }
        for key in REFERENCES {
            if let Some(target) = rules.get(key).and_then(Value::as_str) {
                asked.extend(
                    self.targets(target)
                        .into_iter()
                        .map(|schema| (schema, value)),
                );
            }
        }
        let children: Vec<&'a Value> = match value {
            Value::Array(items) => items.iter().collect(),
            Value::Object(entries) => entries.values().collect(),
            _ => Vec::new(),
        };
        for key in EACH {
            match rules.get(key) {
                // Items by their place, as drafts before 2020-12 write them.
                Some(Value::Array(schemas)) => {
                    asked.extend(schemas.iter().zip(children.iter().copied()));
                }
                Some(schema) => asked.extend(children.iter().map(|child| (schema, *child))),
                None => {}
            }
        }
        if let Some(Value::Array(schemas)) = rules.get("prefixItems") {
            asked.extend(schemas.iter().zip(children.iter().copied()));
        }
        if let (Some(Value::Object(properties)), Value::Object(entries)) =
            (rules.get("properties"), value)
        {
            asked.extend(
                properties
                    .iter()
                    .filter_map(|(key, schema)| Some((schema, entries.get(key)?))),
            );
        }
        if let Some(Value::Object(patterns)) = rules.get("patternProperties") {
            for schema in patterns.values() {
                asked.extend(children.iter().map(|child| (schema, *child)));
            }
        }
        asked
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Definitions that each refer several times to the next one.
    fn laughs(levels: usize) -> Value {
        let mut definitions = Map::new();
        for level in 0..levels {
            let next = json!({ "$ref": format!("#/definitions/a{}", level + 1) });
            definitions.insert(
                format!("a{level}"),
                json!({ "allOf": [next, next, next, next] }),
            );
        }
        definitions.insert(format!("a{levels}"), json!({ "type": "object" }));
        json!({ "definitions": definitions, "$ref": "#/definitions/a0" })
    }

    #[test]
    fn questions_are_counted() {
        let value = json!({ "a": [1, 2, 3] });
        assert_eq!(bound(&laughs(5), &value), Ok(()));
        assert_eq!(bound(&laughs(40), &value), Err(Refusal::TooMuch));
        let endless = json!({ "definitions": { "a": { "$ref": "#/definitions/a" } }, "$ref": "#/definitions/a" });
        assert_eq!(bound(&endless, &value), Err(Refusal::TooMuch));
        let tree = json!({ "properties": { "next": { "$ref": "#" } } });
        assert_eq!(bound(&tree, &json!({ "next": { "next": {} } })), Ok(()));
        let doubled =
            json!({ "additionalProperties": { "anyOf": [{ "$ref": "#" }, { "$ref": "#" }] } });
        let mut deep = json!({});
        for _ in 0..60 {
            deep = json!({ "n": deep });
        }
        assert_eq!(bound(&doubled, &deep), Err(Refusal::TooMuch));
    }

    #[test]
    fn references_that_lead_elsewhere_are_named() {
        let named = json!({ "$id": "https://school.example/a.json", "definitions": { "b": { "$id": "b.json" }, "c": { "$anchor": "c" } }, "allOf": [{ "$ref": "b.json" }, { "$ref": "#c" }, { "$ref": "https://school.example/a.json#/definitions/b" }] });
        assert_eq!(bound(&named, &json!({})), Ok(()));
        for target in [
            "https://other.example/x",
            "#/definitions/none",
            "#none",
            "x.json",
        ] {
            let schema = json!({ "$id": "https://school.example/a.json", "properties": { "a": { "$ref": target } } });
            assert_eq!(
                bound(&schema, &json!({})),
                Err(Refusal::Elsewhere(target.to_owned()))
            );
        }
    }
}
