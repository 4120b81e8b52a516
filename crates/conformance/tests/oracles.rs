//! Other implementations of JSON-LD beside ours, over every JSON document of the corpus.
//!
//! Ours reads by its own tables; the others load the contexts as they are published.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

mod generated;

use std::collections::HashMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use credeval_conformance::{Published, Suite, corpus, credential_files, equal};
use credeval_linked_data::{Contexts, Dropped, LinkedDataError, Quad, Reason, canonicalize, quads};
use credeval_model::json;
use generated::{Maker, STACKS};
use json_ld::expansion::{Action, Policy};
use json_ld::syntax::{IntoJsonWithContext, Parse, Print};
use json_ld::{IriBuf, JsonLdProcessor, Options, RemoteDocument};
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxttl::NQuadsParser;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::Value;

/// Larger documents repeat what smaller ones hold, and take their time where nothing is optimised.
const BYTES: u64 = 400_000;

/// Stack of a thread: json-ld recurses through futures, which are large where nothing is
/// optimised.
const STACK: usize = 256 * 1024 * 1024;

/// A document of the corpus and what we make of it.
struct Case {
    id: String,
    bytes: Vec<u8>,
    ours: Result<(String, Vec<Dropped>), LinkedDataError>,
}

impl Case {
    /// The canonical text, where every part of the document is in it.
    fn whole(&self) -> Option<&str> {
        // These are in the quads, and named because of what they might be taken for.
        let kept = |drop: &Dropped| {
            matches!(
                drop.reason,
                Reason::OwnTerm
                    | Reason::RedefinedTerm
                    | Reason::VocabularyOnly
                    | Reason::Disguised
            )
        };
        match &self.ours {
            Ok((text, dropped)) if dropped.iter().all(kept) => Some(text),
            _ => None,
        }
    }
}

/// Every JSON-LD document below the folders of credentials; the payloads of seals as well.
fn cases(corpus: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for path in credential_files(corpus, BYTES) {
        let bytes = fs::read(&path).expect("a file of the corpus");
        let Ok(value) = json::parse(&bytes) else {
            continue;
        };
        let id = path
            .strip_prefix(corpus)
            .unwrap_or(&path)
            .to_string_lossy()
            .into_owned();
        let payload = value
            .get("payload")
            .and_then(Value::as_str)
            .map(str::as_bytes);
        for (id, bytes) in [
            (id.clone(), Some(bytes.as_slice())),
            (format!("{id}, payload"), payload),
        ] {
            let Some(bytes) = bytes else { continue };
            let Ok(value) = json::parse(bytes) else {
                continue;
            };
            // A context on its own says nothing.
            let says_something = value.as_object().is_some_and(|entries| entries.len() > 1);
            if says_something && value.get("@context").is_some() {
                let bytes = bytes.to_vec();
                cases.push(Case {
                    id,
                    ours: ours(&value, &Contexts::built_in()),
                    bytes,
                });
            }
        }
    }
    cases
}

fn ours(value: &Value, contexts: &Contexts) -> Result<(String, Vec<Dropped>), LinkedDataError> {
    let quads = quads(value, contexts)?;
    let canonical = canonicalize(&quads.quads).expect("a real document within every budget");
    Ok((canonical.nquads, quads.dropped))
}

/// The contexts as published, by their addresses; our table where only a package has one.
fn published(corpus: &Path) -> HashMap<String, Vec<u8>> {
    let published = Published::read(corpus);
    let tables = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/contexts");
    let contexts = Contexts::built_in();
    let bytes = |url: &str| {
        let known = &contexts.get(url)[0];
        let bytes = known.published.and_then(|digest| published.get(&digest));
        bytes.map_or_else(
            || fs::read(tables.join(format!("{}.json", known.name))).expect("a table"),
            <[u8]>::to_vec,
        )
    };
    contexts
        .urls()
        .map(|url| (url.to_owned(), bytes(url)))
        .collect()
}

/// Runs a suite over all cases on two threads.
fn run(
    name: &'static str,
    exceptions: &[(&'static str, &'static str)],
    judge: impl Fn(&Case) -> Option<Result<(), String>> + Sync,
) {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new(name, exceptions);
    let cases = cases(&corpus);
    let (left, right) = cases.split_at(cases.len() / 2);
    let results: Vec<_> = std::thread::scope(|scope| {
        let judge = &judge;
        let halves = [left, right].map(|half| {
            let work = move || {
                half.iter()
                    .map(|case| (case, judge(case)))
                    .collect::<Vec<_>>()
            };
            let thread = std::thread::Builder::new().stack_size(STACK);
            thread.spawn_scoped(scope, work).expect("a thread")
        });
        halves
            .into_iter()
            .flat_map(|half| half.join().expect("no panic"))
            .collect()
    });
    for (case, result) in results {
        match (result, &case.ours) {
            (Some(result), _) => suite.case(&case.id, result),
            (None, Err(LinkedDataError::UnknownContext { .. })) => {
                suite.skip("a context that is not known");
            }
            (None, Err(_)) => suite.skip("no valid JSON-LD to us"),
            (None, Ok(_)) => suite.skip("parts that reach no quads"),
        }
    }
    suite.finish();
}

/// The quads of oxjsonld, which drops nothing where it is lenient, canonicalised by us.
fn oxjsonld(case: &Case, contexts: &Arc<HashMap<String, Vec<u8>>>) -> Result<String, String> {
    let contexts = Arc::clone(contexts);
    let parser = JsonLdParser::new().lenient().for_slice(&case.bytes);
    let parser = parser.with_load_document_callback(move |url, _| match contexts.get(url) {
        Some(bytes) => Ok(JsonLdRemoteDocument {
            document: bytes.clone(),
            document_url: url.to_owned(),
        }),
        None => Err(format!("no context {url}").into()),
    });
    let quads: Result<Vec<_>, _> =
        catch_unwind(AssertUnwindSafe(|| parser.collect())).map_err(|_| "panics".to_owned())?;
    let quads: Vec<oxrdf_03::Quad> = quads.map_err(|error| error.to_string())?;
    let lines: Vec<String> = quads.iter().map(|quad| format!("{quad} .\n")).collect();
    let text = lines.concat();
    let quads: Result<Vec<Quad>, _> = NQuadsParser::new().for_slice(text.as_bytes()).collect();
    let quads = quads.map_err(|error| error.to_string())?;
    canonicalize(&quads)
        .map(|canonical| canonical.nquads)
        .map_err(|error| error.to_string())
}

#[test]
fn oxjsonld_gives_the_same_quads() {
    let Some(corpus) = corpus() else { return };
    let contexts = Arc::new(published(&corpus));
    run("oracle oxjsonld", &[], |case| {
        let ours = case.whole()?;
        Some(oxjsonld(case, &contexts).and_then(|theirs| equal(&ours, &theirs.as_str())))
    });
}

/// A context's own file, with more than the context in it.
const ILL_FORMED: &[(&str, &str)] = &[
    (
        "open-badges/extensions/1edtech-ob_v2p0/accessibilityExtension/context.json",
        DOUBLE_HASH,
    ),
    (
        "open-badges/extensions/1edtech-ob_v2p0/originalCreatorExtension/context.json",
        DOUBLE_HASH,
    ),
];

const DOUBLE_HASH: &str = "json-ld asks that the IRI of a term that nothing uses is well formed; \
    jsonld.js and ours ask for a scheme, and ours names an ill-formed IRI where it is used";

/// The expansion of json-ld under the policy that rejects what has no meaning.
fn expanded(case: &Case, loader: &HashMap<IriBuf, RemoteDocument>) -> Result<Value, String> {
    let text = std::str::from_utf8(&case.bytes).map_err(|error| error.to_string())?;
    let (value, _) = json_ld::syntax::Value::parse_str(text).map_err(|error| error.to_string())?;
    let options = Options {
        expansion_policy: Policy {
            invalid: Action::Reject,
            vocab: Action::Reject,
            allow_undefined: false,
        },
        ..Options::default()
    };
    let document = RemoteDocument::new(None, None, value);
    let expanded = futures_executor::block_on(document.expand_using(loader, options))
        .map_err(|error| error.to_string())?;
    let objects = expanded
        .into_iter()
        .map(|object| object.into_json_with(&()).compact_print().to_string());
    let text = format!("[{}]", objects.collect::<Vec<_>>().join(","));
    json::parse(text.as_bytes()).map_err(|error| error.to_string())
}

/// The published contexts, for json-ld.
fn loader(corpus: &Path) -> HashMap<IriBuf, RemoteDocument> {
    published(corpus)
        .into_iter()
        .map(|(url, bytes)| {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let (value, _) = json_ld::syntax::Value::parse_str(&text).expect("JSON");
            let url = IriBuf::new(url).expect("an IRI");
            (url.clone(), RemoteDocument::new(Some(url), None, value))
        })
        .collect()
}

/// Where both expand the document and nothing is dropped, our quads of their expansion are ours of
/// the document. Where they reject it, we name a place or reject it as well.
#[test]
fn json_ld_expands_to_the_same() {
    let Some(corpus) = corpus() else { return };
    let loader = loader(&corpus);
    run("oracle json-ld", ILL_FORMED, |case| {
        if matches!(case.ours, Err(LinkedDataError::UnknownContext { .. })) {
            return None;
        }
        let theirs = catch_unwind(AssertUnwindSafe(|| expanded(case, &loader)));
        match (theirs, case.whole()) {
            (Err(_), _) => Some(Err("json-ld panics".to_owned())),
            (Ok(Ok(expanded)), Some(text)) => Some(match ours(&expanded, &Contexts::none()) {
                Ok((theirs, _)) => equal(&text, &theirs.as_str()),
                Err(error) => Err(error.to_string()),
            }),
            (Ok(Err(why)), Some(_)) => Some(Err(format!("json-ld alone rejects it: {why}"))),
            (Ok(Err(_)), None) => Some(Ok(())),
            (Ok(Ok(_)), None) => None,
        }
    });
}

/// Documents made for each stack of contexts.
const MADE: usize = 60;

/// Whether some node has several types.
fn has_types(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_types),
        Value::Object(entries) => {
            let types = entries.get("type").and_then(Value::as_array);
            types.is_some_and(|types| types.len() > 1) || entries.values().any(has_types)
        }
        _ => false,
    }
}

/// Documents made from the tables of terms, as far as they lose nothing.
#[test]
fn both_give_the_same_quads_of_made_documents() {
    let Some(corpus) = corpus() else { return };
    let contexts = Arc::new(published(&corpus));
    let loader = loader(&corpus);
    let mut suite = Suite::new("oracles on made documents", &[]);
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    for stack in STACKS {
        let mut maker = Maker::new(&mut rng, stack);
        let (mut compared, mut result) = (0, Ok(()));
        while result.is_ok() && compared < MADE {
            let document = maker.document(false);
            let case = Case {
                id: String::new(),
                ours: ours(&document, &Contexts::built_in()),
                bytes: document.to_string().into_bytes(),
            };
            let Some(text) = case.whole() else { continue };
            compared += 1;
            let theirs = expanded(&case, &loader).and_then(|expanded| {
                ours(&expanded, &Contexts::none()).map_err(|error| error.to_string())
            });
            result = theirs.and_then(|(theirs, _)| equal(&text, &theirs.as_str()));
            // Of several types with contexts of their own, oxjsonld knows the terms of the last one
            // only; section 5.1, step 11 has one context follow the other.
            if has_types(&document) {
                suite.skip("several types, with oxjsonld");
            } else {
                let theirs = oxjsonld(&case, &contexts);
                result = result.and(theirs.and_then(|theirs| equal(&text, &theirs.as_str())));
            }
            // The twin: a line less is seen.
            let cut = text.lines().skip(1).collect::<Vec<_>>().join("\n");
            if equal(&text, &cut.as_str()).is_ok() {
                result = Err("a text that was cut counts as equal".to_owned());
            }
            result = result.map_err(|why| format!("{why}: {document}"));
        }
        suite.case(&stack.join(" "), result);
    }
    suite.finish();
}
