//! The vectors of the JSON Canonicalization Scheme (RFC 8785), as `@json` literals are written.

use std::fs;

use credeval_conformance::{Suite, corpus, equal};
use credeval_linked_data::{Contexts, quads};
use credeval_model::json;
use oxrdf::Term;
use serde_json::{Value, json};

/// What linked-data makes of a JSON value: the text of its literal.
fn literal(value: &Value) -> Result<String, String> {
    let document = json!({ "@id": "urn:a", "urn:p": { "@type": "@json", "@value": value } });
    let quads = quads(&document, &Contexts::none()).map_err(|error| error.to_string())?;
    match quads.quads.as_slice() {
        [quad] => match &quad.object {
            Term::Literal(literal) => Ok(literal.value().to_owned()),
            other => Err(format!("expected a literal, found {other}")),
        },
        other => Err(format!("expected one quad, found {}", other.len())),
    }
}

#[test]
fn json_canonicalization_scheme() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("w3c/jcs-rfc8785/testdata");
    let mut suite = Suite::new("w3c/jcs-rfc8785", &[]);
    let mut as_written = 0;
    for entry in fs::read_dir(folder.join("input")).expect("the corpus has the input") {
        let path = entry.expect("a file").path();
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let read =
            |path: String| fs::read_to_string(folder.join(path)).expect("a file of the corpus");
        let expected = read(format!("output/{name}.json"));
        let hex: Vec<u8> = read(format!("outhex/{name}.txt"))
            .split_ascii_whitespace()
            .map(|digits| u8::from_str_radix(digits, 16).expect("hexadecimal digits"))
            .collect();
        let input = fs::read(&path).expect("a file of the corpus");
        let found = json::parse(&input).map_err(|error| error.to_string());
        let canonical = found.as_ref().map_err(Clone::clone).and_then(|value| {
            serde_json_canonicalizer::to_vec(value).map_err(|error| error.to_string())
        });
        suite.case(
            &format!("{name}, text"),
            canonical
                .clone()
                .and_then(|found| equal(&expected.as_bytes(), &found.as_slice())),
        );
        suite.case(
            &format!("{name}, bytes"),
            canonical.and_then(|found| equal(&hex, &found)),
        );
        suite.case(
            &format!("{name}, literal"),
            found.and_then(|value| equal(&expected, &literal(&value)?)),
        );
        as_written += usize::from(input == expected.as_bytes());
    }
    // The twin: no input is canonical as it is written.
    assert_eq!(as_written, 0);
    suite.finish();
}
