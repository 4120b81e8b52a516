//! The JSON parsing test suite: what is JSON is read, what is not is refused, nothing panics.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use credeval_conformance::{Suite, corpus};
use credeval_model::json;

/// RFC 8259 lets a parser set limits and leaves open what names that are not unique mean.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "y_object_duplicated_key.json",
        "a credential that says one thing twice has no one meaning",
    ),
    (
        "y_object_duplicated_key_and_value.json",
        "a credential that says one thing twice has no one meaning",
    ),
];

#[test]
fn json_parsing() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("w3c/JSONTestSuite", EXCEPTIONS);
    for folder in ["test_parsing", "test_transform"] {
        for entry in fs::read_dir(corpus.join("w3c/JSONTestSuite").join(folder)).expect("vectors") {
            let path = entry.expect("a file").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let bytes = fs::read(&path).expect("a file of the corpus");
            let result = catch_unwind(AssertUnwindSafe(|| json::parse(&bytes)));
            suite.case(
                &name,
                match (name.split('_').next(), result) {
                    (_, Err(_)) => Err("panics".to_owned()),
                    (Some("y"), Ok(Err(error))) => Err(error.to_string()),
                    (Some("n"), Ok(Ok(value))) => Err(format!("reads as {value}")),
                    _ => Ok(()),
                },
            );
        }
    }
    suite.finish();
}
