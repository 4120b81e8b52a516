//! What each step from JSON-LD to canonical N-Quads costs: contexts, both processors, blank nodes that
//! are easy to tell apart, and such as are not.
#![expect(clippy::expect_used, reason = "a bench stops by a panic")]

use std::hint::black_box;

use credeval_linked_data::{Contexts, Dataset, read};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A badge of 109 quads with all that issuers write, with 11 blank nodes and a list of 5.
const FULL: &str = include_str!("full.json");
/// A badge of 15 quads with nothing that may be left out.
const BASIC: &str = include_str!("basic.json");
/// The options of a proof over either.
const OPTIONS: &str = include_str!("options.json");

fn dataset(document: &Value, contexts: &Contexts) -> Dataset {
    read(document, contexts)
        .expect("a document without fault")
        .dataset
}

/// The canonical form of a document, hashed.
fn hash(document: &Value, contexts: &Contexts) -> [u8; 32] {
    let form = dataset(document, contexts).canonicalize::<Sha256>();
    Sha256::digest(form.expect("few blank nodes").nquads).into()
}

/// Blank nodes of which each is related to each other.
fn clique(size: usize) -> Value {
    let node = |own: usize| {
        let others = (0..size).filter(|other| *other != own);
        let others: Vec<Value> = others
            .map(|other| json!({ "@id": format!("_:{other}") }))
            .collect();
        json!({ "@id": format!("_:{own}"), "urn:edge": others })
    };
    (0..size).map(node).collect()
}

fn benches(criterion: &mut Criterion) {
    let shared = Contexts::built_in();
    let general = Contexts::built_in().without_fast_path();
    let [full, basic, options] =
        [FULL, BASIC, OPTIONS].map(|text| serde_json::from_str(text).expect("JSON"));
    assert_eq!(dataset(&full, &shared).len(), 109);
    assert_eq!(dataset(&basic, &shared).len(), 15);

    let mut contexts = criterion.benchmark_group("contexts");
    contexts.bench_function("made anew", |bencher| {
        bencher.iter(|| read(black_box(&options), &general));
    });
    contexts.bench_function("made already", |bencher| {
        bencher.iter(|| read(black_box(&options), &shared));
    });
    contexts.finish();

    for (name, document) in [("109 quads", &full), ("15 quads", &basic)] {
        let mut group = criterion.benchmark_group(name);
        group.bench_function("straight path", |bencher| {
            bencher.iter(|| dataset(black_box(document), &shared));
        });
        group.bench_function("general path", |bencher| {
            bencher.iter(|| dataset(black_box(document), &general));
        });
        let quads = dataset(document, &shared);
        group.bench_function("canonical form", |bencher| {
            bencher.iter(|| black_box(&quads).canonicalize::<Sha256>());
        });
        group.bench_function("document and options to hashes", |bencher| {
            bencher.iter(|| (hash(black_box(document), &shared), hash(&options, &shared)));
        });
        group.finish();
    }

    // Each runs out of its budget.
    let mut poison = criterion.benchmark_group("poison");
    poison.sample_size(10);
    for size in [7, 20] {
        let quads = dataset(&clique(size), &Contexts::none());
        assert!(quads.canonicalize::<Sha256>().is_err());
        poison.bench_function(format!("clique of {size}"), |bencher| {
            bencher.iter(|| black_box(&quads).canonicalize::<Sha256>());
        });
    }
    poison.finish();
}

criterion_group!(linked_data, benches);
criterion_main!(linked_data);
