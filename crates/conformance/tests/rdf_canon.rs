//! The RDF Dataset Canonicalization (RDFC-1.0) test suite of the W3C, by its manifest.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use credeval_conformance::{Suite, corpus, equal};
use credeval_linked_data::{Canonical, CanonicalError, Quad, canonicalize, canonicalize_with};
use credeval_model::json;
use oxrdf::{BlankNode, GraphName, NamedNode};
use oxttl::NQuadsParser;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rdf_canon::CanonicalizationOptions;
use serde_json::Value;
use sha2::{Sha256, Sha384};

/// Within which a poison graph must be refused, in a build that nothing optimises on a busy machine:
/// it takes some tenths of a second, and without its limit minutes.
const PATIENCE: Duration = Duration::from_secs(10);

fn quads(path: &Path) -> Result<Vec<Quad>, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let quads: Result<_, _> = NQuadsParser::new().for_slice(&bytes).collect();
    quads.map_err(|error| error.to_string())
}

fn canonical(entry: &Value, quads: &[Quad]) -> Result<Canonical, String> {
    match entry["hashAlgorithm"].as_str() {
        None => canonicalize(quads),
        Some("SHA256") => canonicalize_with::<Sha256>(quads),
        Some("SHA384") => canonicalize_with::<Sha384>(quads),
        Some(other) => return Err(format!("a hash that this suite does not know: {other}")),
    }
    .map_err(|error| error.to_string())
}

fn run(folder: &Path, entry: &Value) -> Result<(), String> {
    let file = |key: &str| folder.join(entry[key].as_str().unwrap_or_default());
    let input = quads(&file("action"))?;
    let result = || fs::read(file("result")).map_err(|error| error.to_string());
    match entry["type"].as_str() {
        Some("rdfc:RDFC10EvalTest") => {
            let expected = String::from_utf8(result()?).map_err(|error| error.to_string())?;
            equal(&expected, &canonical(entry, &input)?.nquads)
        }
        Some("rdfc:RDFC10MapTest") => {
            let expected: HashMap<String, String> =
                serde_json::from_slice(&result()?).map_err(|error| error.to_string())?;
            equal(&expected, &canonical(entry, &input)?.labels)
        }
        Some("rdfc:RDFC10NegativeEvalTest") => {
            let start = Instant::now();
            let outcome = canonicalize(&input);
            let taken = start.elapsed();
            if taken > PATIENCE {
                return Err(format!(
                    "expected an answer within {PATIENCE:?}, had to wait {taken:?}"
                ));
            }
            match outcome {
                Err(CanonicalError::Budget { .. }) => Ok(()),
                other => Err(format!("expected the budget to run out, found {other:?}")),
            }
        }
        other => Err(format!(
            "a type of test that this suite does not know: {other:?}"
        )),
    }
}

#[test]
fn rdf_dataset_canonicalization() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("w3c/rdf-canon");
    let bytes = fs::read(folder.join("manifest.jsonld")).expect("the corpus has the manifest");
    let manifest = json::parse(&bytes).expect("the manifest is JSON");
    let mut suite = Suite::new("w3c/rdf-canon", &[]);
    for entry in manifest["entries"].as_array().expect("entries") {
        suite.case(
            entry["id"].as_str().unwrap_or_default(),
            run(&folder, entry),
        );
    }
    suite.finish();
}

/// The twin: with another hash or with one quad less, the expected texts are not met.
#[test]
fn another_hash_or_dataset_gives_another_text() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("w3c/rdf-canon");
    let mut entry = serde_json::json!({
        "type": "rdfc:RDFC10EvalTest",
        "action": "rdfc10/test075-in.nq",
        "result": "rdfc10/test075-rdfc10.nq",
        "hashAlgorithm": "SHA384",
    });
    assert_eq!(run(&folder, &entry), Ok(()));
    entry["hashAlgorithm"] = "SHA256".into();
    assert!(run(&folder, &entry).is_err());
    entry["action"] = "rdfc10/test074-in.nq".into();
    assert!(run(&folder, &entry).is_err());
    entry["type"] = "rdfc:Unknown".into();
    assert!(run(&folder, &entry).is_err());
}

/// Few nodes, predicates and graphs, so that the nodes are hard to tell apart.
///
/// No node stands twice in one quad: rdf-canon then counts the quad twice, which neither the
/// Recommendation nor `rdf-canonize` does.
fn tangled() -> impl Strategy<Value = Vec<Quad>> {
    let places = (0..5u8, 0..2u8, 0..5u8, 0..7u8);
    let apart = places.prop_filter("three nodes", |(subject, _, object, graph)| {
        subject != object && subject != graph && object != graph
    });
    let quad = apart.prop_map(|(subject, predicate, object, graph)| {
        let node = |index| BlankNode::new_unchecked(format!("n{index}"));
        let graph = match graph {
            5 => GraphName::DefaultGraph,
            6 => NamedNode::new_unchecked("urn:graph").into(),
            other => node(other).into(),
        };
        let predicate = NamedNode::new_unchecked(format!("urn:p{predicate}"));
        Quad::new(node(subject), predicate, node(object), graph)
    });
    prop::collection::vec(quad, 1..9)
}

/// An independent implementation that keeps repeated relations, as the Recommendation asks.
#[test]
fn another_implementation_gives_the_same_text() {
    let mut suite = Suite::new("rdf-canon on generated datasets", &[]);
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(
        Config {
            cases: 300,
            failure_persistence: None,
            ..Config::default()
        },
        rng,
    );
    let outcome = runner.run(&tangled(), |quads| {
        let options = CanonicalizationOptions {
            hndq_call_limit: Some(500),
        };
        // Their input is a dataset, which holds no quad twice.
        let mut once: Vec<Quad> = Vec::new();
        for quad in &quads {
            if !once.contains(quad) {
                once.push(quad.clone());
            }
        }
        let Ok(theirs) = rdf_canon::canonicalize_quads_with::<Sha256>(&once, &options) else {
            return Err(TestCaseError::reject(
                "more calls than the other implementation is given",
            ));
        };
        let ours = canonicalize(&quads).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(ours.nquads, theirs);
        Ok(())
    });
    suite.case("300 datasets", outcome.map_err(|error| error.to_string()));
    suite.finish();
}
