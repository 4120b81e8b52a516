//! Any bytes end in evaluations or in an error that says where, and every place that an evaluation
//! names is a pointer.
#![no_main]

use std::sync::LazyLock;

use credeval::fetch::{Client, ClientOptions};
use credeval::{Judge, model::Document};
use libfuzzer_sys::fuzz_target;

struct Subject {
    judge: Judge,
    client: Client,
    runtime: tokio::runtime::Runtime,
}

static SUBJECT: LazyLock<Subject> = LazyLock::new(|| Subject {
    judge: Judge::at("2026-09-01T00:00:00Z".parse().expect("a time")),
    client: Client::new(ClientOptions {
        offline: true,
        ..ClientOptions::default()
    }),
    runtime: tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime"),
});

fuzz_target!(|bytes: &[u8]| {
    let Subject {
        judge,
        client,
        runtime,
    } = &*SUBJECT;
    let document = Document::new(bytes.to_vec(), "fuzzed");
    match runtime.block_on(judge.evaluate_document(&document, None, client)) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(evaluations) => {
            assert!(!evaluations.is_empty());
            for evaluation in evaluations {
                assert_eq!(evaluation.criteria.len(), 7);
                let places = evaluation.checks.iter().filter_map(|check| check.pointer.as_ref());
                for place in places {
                    assert!(place.as_str().is_empty() || place.as_str().starts_with('/'), "{place}");
                }
            }
        }
    }
});
