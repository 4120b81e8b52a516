//! The JSON Schemas of our own reports and files.

use credeval_model::answer::AnswersFile;
use credeval_model::decision::{DecisionFile, DecisionRecord};
use credeval_model::evaluation::{Evaluation, Mapping, Verification};
use credeval_model::learner::PresentedLearner;
use credeval_model::programme::Programme;
use credeval_model::stack::Stack;
use credeval_model::trust::TrustFile;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::generated::Generated;

/// Generates `schemas/*.schema.json`.
///
/// A report is described as it is written, so that what is always there is required; a file that
/// people write is described as it is read, so that what has a default may be left out.
pub(crate) fn generate() -> Result<Generated, serde_json::Error> {
    let (written, read) = (
        || SchemaSettings::default().for_serialize(),
        || SchemaSettings::default().for_deserialize(),
    );
    let mut generated = Generated::default();
    for (name, title, schema) in [
        (
            "evaluation",
            "Evaluation of a micro-credential",
            schema::<Evaluation>(written()),
        ),
        (
            "verification",
            "Verification of a credential",
            schema::<Verification>(written()),
        ),
        (
            "mapping",
            "Standard elements of a micro-credential",
            schema::<Mapping>(written()),
        ),
        (
            "stack",
            "Several credentials against one profile",
            schema::<Stack>(written()),
        ),
        ("trust", "Trust file", schema::<TrustFile>(read())),
        (
            "learner",
            "Learner file",
            schema::<PresentedLearner>(read()),
        ),
        ("programme", "Programme file", schema::<Programme>(read())),
        ("answers", "Answers file", schema::<AnswersFile>(read())),
        ("decision", "Decision file", schema::<DecisionFile>(read())),
        (
            "decision-record",
            "Decision record",
            schema::<DecisionRecord>(written()),
        ),
    ] {
        let mut schema = schema;
        schema.insert("title".to_owned(), title.into());
        let mut text = serde_json::to_string_pretty(&schema)?;
        text.push('\n');
        generated.add(format!("schemas/{name}.schema.json"), text);
    }
    Ok(generated)
}

fn schema<T: JsonSchema>(settings: SchemaSettings) -> Schema {
    settings.into_generator().into_root_schema_for::<T>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::Mode;
    use credeval_model::Pointer;
    use serde_json::Value;

    fn generated(name: &str) -> Value {
        let project = tempfile::tempdir().unwrap();
        generate()
            .unwrap()
            .settle(project.path(), Mode::Write, &mut Vec::new())
            .unwrap();
        let path = project.path().join(format!("schemas/{name}.schema.json"));
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }

    /// Pointers to object schemas with named properties that let others pass.
    fn loose(schema: &Value, place: &Pointer, found: &mut Vec<Pointer>) {
        match schema {
            Value::Object(entries) => {
                if entries.get("properties").is_some_and(Value::is_object)
                    && entries.get("additionalProperties") != Some(&Value::Bool(false))
                {
                    found.push(place.clone());
                }
                for (key, value) in entries {
                    loose(value, &place.key(key), found);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    loose(item, &place.index(index), found);
                }
            }
            _ => {}
        }
    }

    #[derive(JsonSchema)]
    struct Loose {
        #[expect(dead_code, reason = "only its schema is looked at")]
        field: String,
    }

    #[test]
    fn every_schema_is_strict() {
        for name in [
            "evaluation",
            "verification",
            "mapping",
            "stack",
            "trust",
            "programme",
            "answers",
            "decision",
            "decision-record",
        ] {
            let schema = generated(name);
            let mut found = Vec::new();
            loose(&schema, &Pointer::root(), &mut found);
            assert_eq!(found, [], "{name}");
            assert!(schema["title"].is_string() && schema["$schema"].is_string());
        }
        // The twin: a type that lets unknown fields pass is found.
        let mut found = Vec::new();
        let schema = schema::<Loose>(SchemaSettings::default()).to_value();
        loose(&schema, &Pointer::root(), &mut found);
        assert_eq!(found, [Pointer::root()]);
    }

    #[test]
    fn an_element_is_a_value_with_its_place_and_tier_or_an_absence() {
        let schema = generated("evaluation");
        let follow = |schema: &'_ Value| {
            let reference = schema["$ref"].as_str().unwrap();
            reference.trim_start_matches('#').to_owned()
        };
        let elements = schema["$defs"]["Elements"]["properties"]
            .as_object()
            .unwrap();
        assert_eq!(elements.len(), 16);
        for (name, element) in elements {
            let element = schema.pointer(&follow(element)).unwrap();
            let required: Vec<_> = element["anyOf"]
                .as_array()
                .unwrap()
                .iter()
                .map(|form| &schema.pointer(&follow(form)).unwrap()["required"])
                .collect();
            assert_eq!(
                required,
                [
                    &serde_json::json!(["value", "from", "tier"]),
                    &serde_json::json!(["absent", "reason"])
                ],
                "{name}"
            );
        }
    }

    #[test]
    fn a_report_requires_what_is_always_written_and_a_file_only_what_has_no_default() {
        let required = |schema: &Value| {
            let keys = schema["required"].as_array().unwrap();
            let mut keys: Vec<_> = keys.iter().map(|key| key.as_str().unwrap()).collect();
            keys.sort_unstable();
            keys.join(" ")
        };
        let check = &generated("verification")["$defs"]["Check"];
        assert_eq!(
            required(check),
            "cause code evidence outcome pointer summary"
        );
        assert_eq!(required(&generated("programme")), "institution programme");
    }

    #[test]
    fn what_is_checked_in_is_what_the_generator_writes() {
        let mut out = Vec::new();
        let same = generate()
            .unwrap()
            .settle(crate::project(), Mode::Check, &mut out)
            .unwrap();
        assert!(same, "{}", String::from_utf8_lossy(&out));
    }
}
