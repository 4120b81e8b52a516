//! The evaluation of a JSON Schema: nothing is fetched, patterns are matched in linear time, and a
//! schema that would take too much work is not evaluated.
//!
//! Sources: JSON Schema drafts 4, 6, 7, 2019-09 and 2020-12. `format` is not asserted, as the latter
//! two say; the patterns take what the `regex` crate takes.

use credeval_model::Pointer;
use jsonschema::{Draft, PatternOptions, error::ValidationErrorKind};
use serde_json::Value;

use super::work;
use crate::quoted::quoted;

/// Violations that are named.
const SHOWN: usize = 8;
/// Violations that are counted.
const COUNTED: usize = 1_000;
/// Bytes that one compiled pattern may take.
const PATTERN_BYTES: usize = 1024 * 1024;

/// The version of JSON Schema of a schema that does not say its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// It must say its own.
    Stated,
    Draft7,
    Draft201909,
}

/// How an evaluation ended.
#[derive(Debug)]
pub(super) enum Verdict {
    Conforms,
    Violated {
        violations: Vec<Violation>,
        more: usize,
    },
    /// It is no valid schema.
    Invalid(String),
    /// It could not be evaluated.
    Open {
        cause: &'static str,
        what: String,
    },
}

/// A place that does not conform.
#[derive(Debug)]
pub(super) struct Violation {
    pub(super) place: Pointer,
    pub(super) rule: String,
    pub(super) what: String,
}

fn draft(schema: &Value, dialect: Dialect) -> Result<Draft, Verdict> {
    let Some(stated) = schema.get("$schema") else {
        return match dialect {
            Dialect::Stated => Err(Verdict::Invalid("it has no `$schema`".to_owned())),
            Dialect::Draft7 => Ok(Draft::Draft7),
            Dialect::Draft201909 => Ok(Draft::Draft201909),
        };
    };
    let name = stated.as_str().unwrap_or_default().trim_end_matches('#');
    let name = name
        .strip_prefix("https://")
        .or_else(|| name.strip_prefix("http://"));
    match name {
        Some("json-schema.org/draft-04/schema") => Ok(Draft::Draft4),
        Some("json-schema.org/draft-06/schema") => Ok(Draft::Draft6),
        Some("json-schema.org/draft-07/schema") => Ok(Draft::Draft7),
        Some("json-schema.org/draft/2019-09/schema") => Ok(Draft::Draft201909),
        Some("json-schema.org/draft/2020-12/schema") => Ok(Draft::Draft202012),
        _ => Err(Verdict::Open {
            cause: "unknown_dialect",
            what: format!(
                "its version of JSON Schema, {}, is not known",
                quoted(&stated.to_string())
            ),
        }),
    }
}

/// Evaluates a schema over an instance.
pub(super) fn evaluate(schema: &Value, instance: &Value, dialect: Dialect) -> Verdict {
    let draft = match draft(schema, dialect) {
        Ok(draft) => draft,
        Err(verdict) => return verdict,
    };
    match work::bound(schema, instance) {
        Ok(()) => {}
        Err(work::Refusal::Elsewhere(target)) => {
            return Verdict::Open {
                cause: "schema_elsewhere",
                what: format!("it refers to another document, {}", quoted(&target)),
            };
        }
        Err(work::Refusal::TooMuch) => {
            return Verdict::Open {
                cause: "schema_too_complex",
                what: "it would take too much work".to_owned(),
            };
        }
    }
    let options = jsonschema::options()
        .with_draft(draft)
        .offline()
        .should_validate_formats(false)
        .with_pattern_options(
            PatternOptions::regex()
                .size_limit(PATTERN_BYTES)
                .dfa_size_limit(PATTERN_BYTES),
        );
    let validator = match options.build(schema) {
        Ok(validator) => validator,
        Err(error) => {
            let what = quoted(&error.to_string());
            return match error.kind() {
                ValidationErrorKind::Referencing(_) => Verdict::Open {
                    cause: "schema_elsewhere",
                    what: format!("it refers to another document: {what}"),
                },
                // A pattern that needs more than linear time, and one that is wrong, look alike.
                ValidationErrorKind::Format { .. } | ValidationErrorKind::Pattern { .. } => {
                    Verdict::Open {
                        cause: "unsupported_pattern",
                        what: format!("one of its patterns cannot be matched here: {what}"),
                    }
                }
                _ => Verdict::Invalid(what),
            };
        }
    };
    let mut violations = Vec::new();
    let mut more = 0;
    for error in validator.iter_errors(instance).take(COUNTED) {
        if violations.len() >= SHOWN {
            more += 1;
            continue;
        }
        violations.push(Violation {
            place: Pointer::from(error.instance_path().as_str()),
            rule: error.schema_path().to_string(),
            what: quoted(&error.masked().to_string()),
        });
    }
    match violations.is_empty() {
        true => Verdict::Conforms,
        false => Verdict::Violated { violations, more },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ends(schema: &Value, instance: &Value) -> &'static str {
        match evaluate(schema, instance, Dialect::Draft7) {
            Verdict::Conforms => "conforms",
            Verdict::Violated { .. } => "violated",
            Verdict::Invalid(_) => "invalid",
            Verdict::Open { cause, .. } => cause,
        }
    }

    #[test]
    fn every_draft_is_evaluated_and_others_are_not() {
        for draft in [
            "http://json-schema.org/draft-04/schema#",
            "http://json-schema.org/draft-06/schema#",
            "http://json-schema.org/draft-07/schema#",
            "https://json-schema.org/draft/2019-09/schema",
            "https://json-schema.org/draft/2020-12/schema",
        ] {
            let schema = json!({ "$schema": draft, "properties": { "a": { "type": "string" } }, "required": ["a"] });
            assert_eq!(ends(&schema, &json!({ "a": "x" })), "conforms", "{draft}");
            assert_eq!(ends(&schema, &json!({ "a": 1 })), "violated", "{draft}");
            assert_eq!(ends(&schema, &json!({})), "violated", "{draft}");
        }
        let unknown = json!({ "$schema": "https://json-schema.org/draft/unknown/schema" });
        assert_eq!(ends(&unknown, &json!({})), "unknown_dialect");
        assert_eq!(ends(&json!({ "type": 1 }), &json!({})), "invalid");
    }

    #[test]
    fn nothing_is_fetched_and_nothing_backtracks() {
        for target in [
            "https://other.example/schema.json",
            "other.json",
            "file:///etc/passwd",
        ] {
            let schema = json!({ "properties": { "a": { "$ref": target } } });
            assert_eq!(
                ends(&schema, &json!({ "a": 1 })),
                "schema_elsewhere",
                "{target}"
            );
        }
        let schema = json!({ "pattern": "^(?=a)a" });
        assert_eq!(ends(&schema, &json!("a")), "unsupported_pattern");
        let slow = json!({ "pattern": "^(a+)+$" });
        assert_eq!(
            ends(&slow, &json!(format!("{}!", "a".repeat(50_000)))),
            "violated"
        );
        let large = json!({ "pattern": "(?:\\w{1000}){1000}" });
        assert_eq!(ends(&large, &json!("a")), "unsupported_pattern");
    }

    #[test]
    fn many_violations_are_counted_and_few_are_named() {
        let schema = json!({ "items": { "type": "string" } });
        let Verdict::Violated { violations, more } =
            evaluate(&schema, &json!(vec![1; 20]), Dialect::Draft7)
        else {
            panic!("expected violations");
        };
        assert_eq!((violations.len(), more), (SHOWN, 12));
        assert_eq!(violations[3].place.as_str(), "/3");
    }
}
