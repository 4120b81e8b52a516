//! The normal form of a JSON-LD context: everything that carries meaning, and nothing else, one
//! term a line.

use credeval_model::Pointer;
use serde_json::{Map, Value};

/// Why a document has no normal form.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ContextFault {
    /// It is not a context document.
    #[error("expected an object with `@context`, found none")]
    Document,
    /// A context is neither an object, an address, a list of these nor null.
    #[error("expected a context at {pointer}, found another value")]
    Context {
        /// The place.
        pointer: Pointer,
    },
    /// A term is defined by something that JSON-LD 1.1 refuses, so that to drop it would give
    /// meaning to what has none.
    #[error("expected a term definition at {pointer}, found `{found}`")]
    Definition {
        /// The place.
        pointer: Pointer,
        /// The key, or the value.
        found: String,
    },
}

/// Keywords that a context may hold (JSON-LD 1.1 section 9.15).
const CONTEXT_KEYWORDS: &[&str] = &[
    "@base",
    "@direction",
    "@import",
    "@language",
    "@propagate",
    "@protected",
    "@type",
    "@version",
    "@vocab",
];

/// Keywords that an expanded term definition may hold (JSON-LD 1.1 section 9.15.1).
const DEFINITION_KEYWORDS: &[&str] = &[
    "@container",
    "@context",
    "@direction",
    "@id",
    "@index",
    "@language",
    "@nest",
    "@prefix",
    "@protected",
    "@reverse",
    "@type",
];

/// The normal form of a context document.
///
/// Takes a parsed document and gives the text of another one that means the same: without what
/// stands beside its `@context` and without entries that processors ignore, keys sorted, keywords
/// first. A term that is defined by a string stays so, since only such a term can be a prefix
/// (JSON-LD 1.1 API section 4.2.2). It does not check what the definitions say.
pub(crate) fn normal_form(document: &Value) -> Result<String, ContextFault> {
    let published = document.get("@context").ok_or(ContextFault::Document)?;
    let context = reduce(published, &Pointer::root().key("@context"))?;
    let mut text = "{\n  \"@context\": ".to_owned();
    print_context(&context, 1, &mut text);
    text.push_str("\n}\n");
    Ok(text)
}

/// The context without entries that carry no meaning.
fn reduce(context: &Value, place: &Pointer) -> Result<Value, ContextFault> {
    match context {
        Value::Null | Value::String(_) => Ok(context.clone()),
        Value::Array(contexts) => {
            let reduced = contexts
                .iter()
                .enumerate()
                .map(|(index, context)| reduce(context, &place.index(index)));
            Ok(Value::Array(reduced.collect::<Result<_, _>>()?))
        }
        Value::Object(entries) => {
            let mut kept = Map::new();
            for (key, value) in entries {
                if CONTEXT_KEYWORDS.contains(&key.as_str()) {
                    kept.insert(key.clone(), value.clone());
                } else if !has_keyword_form(key) {
                    kept.insert(key.clone(), reduce_definition(value, &place.key(key))?);
                }
            }
            Ok(Value::Object(kept))
        }
        Value::Bool(_) | Value::Number(_) => Err(ContextFault::Context {
            pointer: place.clone(),
        }),
    }
}

fn reduce_definition(definition: &Value, place: &Pointer) -> Result<Value, ContextFault> {
    let refused = |found: &str| ContextFault::Definition {
        pointer: place.clone(),
        found: found.to_owned(),
    };
    match definition {
        Value::Null | Value::String(_) => Ok(definition.clone()),
        Value::Object(entries) => {
            let mut kept = Map::new();
            for (key, value) in entries {
                let value = match key.as_str() {
                    "@context" => reduce(value, &place.key(key))?,
                    known if DEFINITION_KEYWORDS.contains(&known) => value.clone(),
                    unknown => return Err(refused(unknown)),
                };
                kept.insert(key.clone(), value);
            }
            Ok(Value::Object(kept))
        }
        other => Err(refused(&other.to_string())),
    }
}

/// Whether processors ignore a term of this name: `@` and letters (JSON-LD 1.1 API section 4.2.2,
/// step 5).
fn has_keyword_form(term: &str) -> bool {
    term.strip_prefix('@')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Prints a context: its entries one a line, each array item likewise.
fn print_context(context: &Value, depth: usize, text: &mut String) {
    match context {
        Value::Object(entries) if !entries.is_empty() => {
            print_lines(
                '{',
                '}',
                sorted(entries),
                depth,
                text,
                |(key, value), text| {
                    print_key(key, text);
                    print_definition(value, depth + 1, text);
                },
            );
        }
        Value::Array(contexts) if !contexts.is_empty() => {
            print_lines('[', ']', contexts, depth, text, |context, text| {
                print_context(context, depth + 1, text);
            });
        }
        other => print_inline(other, text),
    }
}

/// Prints a term definition on one line, unless it holds a context of its own.
fn print_definition(definition: &Value, depth: usize, text: &mut String) {
    match definition {
        Value::Object(entries) if entries.contains_key("@context") => {
            print_lines(
                '{',
                '}',
                sorted(entries),
                depth,
                text,
                |(key, value), text| {
                    print_key(key, text);
                    if key == "@context" {
                        print_context(value, depth + 1, text);
                    } else {
                        print_inline(value, text);
                    }
                },
            );
        }
        other => print_inline(other, text),
    }
}

fn print_lines<T>(
    open: char,
    close: char,
    items: impl IntoIterator<Item = T>,
    depth: usize,
    text: &mut String,
    print: impl Fn(T, &mut String),
) {
    text.push(open);
    for (index, item) in items.into_iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&"  ".repeat(depth + 1));
        print(item, text);
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(close);
}

fn print_inline(value: &Value, text: &mut String) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (index, (key, value)) in sorted(entries).into_iter().enumerate() {
                text.push_str(if index == 0 { "{ " } else { ", " });
                print_key(key, text);
                print_inline(value, text);
            }
            text.push_str(" }");
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "[" } else { ", " });
                print_inline(item, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

fn print_key(key: &str, text: &mut String) {
    text.push_str(&Value::from(key).to_string());
    text.push_str(": ");
}

/// Entries in the order of the normal form: keywords, then terms, each by code point.
fn sorted(entries: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by_key(|(key, _)| (!key.starts_with('@'), *key));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn normal(document: &Value) -> Value {
        serde_json::from_str(&normal_form(document).unwrap()).unwrap()
    }

    #[test]
    fn one_term_stands_on_one_line_and_keywords_stand_first() {
        let document = json!({ "@context": {
            "1Term": "https://example.org/#1",
            "Class": {
                "@id": "https://example.org/#Class",
                "@context": { "id": "@id", "@protected": true, "part": { "@type": "@id", "@id": "ex:part" } }
            },
            "@version": 1.1,
            "none": null,
            "@type": { "@container": "@set" },
            "ex": "https://example.org/#"
        }});
        assert_eq!(
            normal_form(&document).unwrap(),
            r#"{
  "@context": {
    "@type": { "@container": "@set" },
    "@version": 1.1,
    "1Term": "https://example.org/#1",
    "Class": {
      "@context": {
        "@protected": true,
        "id": "@id",
        "part": { "@id": "ex:part", "@type": "@id" }
      },
      "@id": "https://example.org/#Class"
    },
    "ex": "https://example.org/#",
    "none": null
  }
}
"#
        );
    }

    #[test]
    fn the_normal_form_of_a_normal_form_is_itself() {
        let document = json!({ "@context": [
            "https://example.org/other",
            { "b": { "@context": [null, { "c": "ex:c" }], "@id": "ex:b" }, "a": "ex:a" },
            {},
        ]});
        let once = normal_form(&document).unwrap();
        let twice = normal_form(&serde_json::from_str(&once).unwrap()).unwrap();
        assert_eq!(once, twice);
    }

    #[test]
    fn what_carries_no_meaning_is_dropped_and_what_does_is_kept() {
        let document = json!({
            "id": "https://example.org/context",
            "comment": "beside the context",
            "@context": { "@comment": "ignored by processors", "@protected": true, "@vocab": "ex:", "a": "ex:a" }
        });
        assert_eq!(
            normal(&document),
            json!({ "@context": { "@protected": true, "@vocab": "ex:", "a": "ex:a" } })
        );
        // The twin: a term called `comment` is a term.
        let term = json!({ "@context": { "comment": "ex:comment" } });
        assert_eq!(normal(&term), term);
    }

    #[test]
    fn simple_definitions_stay_simple_and_expanded_ones_expanded() {
        let document = json!({ "@context": {
            "prefix": "https://example.org/#",
            "none": { "@id": "https://example.org/#" },
            "flagged": { "@id": "https://example.org/#", "@prefix": true }
        }});
        assert_eq!(normal(&document), document);
    }

    #[test]
    fn the_order_of_contexts_is_kept() {
        let document =
            json!({ "@context": [{ "b": "ex:b" }, "https://example.org/a", { "a": "ex:a" }] });
        assert_eq!(normal(&document), document);
    }

    #[test]
    fn a_context_that_processors_refuse_is_refused() {
        let fault = |document| normal_form(&document).unwrap_err().to_string();
        assert_eq!(
            fault(json!({ "@context": { "a": { "@id": "ex:a", "context": {} } } })),
            "expected a term definition at /@context/a, found `context`"
        );
        assert_eq!(
            fault(json!({ "@context": { "a": 1 } })),
            "expected a term definition at /@context/a, found `1`"
        );
        assert_eq!(
            fault(json!({ "@context": { "a": { "@id": "ex:a", "@context": [true] } } })),
            "expected a context at /@context/a/@context/0, found another value"
        );
        assert_eq!(
            fault(json!({ "context": {} })),
            "expected an object with `@context`, found none"
        );
    }
}
