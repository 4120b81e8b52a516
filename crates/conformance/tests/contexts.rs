//! Our term tables against the contexts as they are published: every term means the same.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by a panic"
)]

use std::fs;
use std::path::{Path, PathBuf};

use credeval_conformance::{Published, Suite, corpus};
use credeval_linked_data::{Contexts, Dropped, LinkedDataError, Quad, quads};
use credeval_model::{Digest, json};
use serde_json::{Map, Value, json};

/// How deep scoped contexts are followed into each other. The deepest published ones take four.
const DEPTH: usize = 5;

/// Contexts as credentials stack them, beside each one alone.
const STACKS: &[&[&str]] = &[
    &["credentials-v2", "ob-3.0.3-spec"],
    &["credentials-v2", "ob-3.0.3-validator"],
    &["credentials-v1", "ob-3.0.0"],
    &["credentials-v1", "ob-3.0-beta"],
    &["credentials-v1", "ob-3.0.1", "ed25519-2020-v1"],
    &["credentials-v1", "ob-3.0.2", "data-integrity-v2"],
    &["credentials-v2", "clr-2.0.1", "ob-3.0.3-spec"],
];

/// Contexts with a term that cannot be used as they are published; both readings refuse it alike.
const UNUSABLE: &[(&str, &str)] = &[(
    "ob3-license",
    "its type License scopes another License, though the first one is protected",
)];

/// A context that is shipped, and the published document that its table stands for.
struct Shipped {
    name: String,
    urls: Vec<String>,
    published: Value,
}

/// The shipped contexts that the corpus has; the names of the others.
fn shipped(corpus: &Path) -> (Vec<Shipped>, Vec<String>) {
    let published = Published::read(corpus);
    let (mut found, mut absent) = (Vec::new(), Vec::new());
    for row in index() {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let digest: Digest = text("sha256").parse().expect("a digest");
        let urls = row["urls"].as_array().expect("addresses").iter();
        match published.get(&digest) {
            Some(bytes) => found.push(Shipped {
                name: text("name"),
                urls: urls
                    .map(|url| url.as_str().expect("an address").to_owned())
                    .collect(),
                published: json::parse(bytes).expect("a published context is JSON"),
            }),
            None => absent.push(text("name")),
        }
    }
    (found, absent)
}

fn index() -> Vec<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/contexts");
    let bytes = fs::read(folder.join("index.json")).expect("the index of the tables");
    let index = json::parse(&bytes).expect("JSON");
    index["contexts"].as_array().expect("rows").clone()
}

/// The two readings of a stack of contexts: by our tables, and as published.
struct Readings {
    urls: Vec<String>,
    ours: Contexts,
    theirs: Contexts,
}

impl Readings {
    fn of(stack: &[&Shipped], all: &[Shipped]) -> Self {
        let mut theirs = Contexts::none();
        // Each is taken before those that were added under the same address before.
        for shipped in all.iter().rev().chain(stack.iter().copied()) {
            for url in &shipped.urls {
                theirs.add(url.clone(), shipped.published.clone());
            }
        }
        let urls: Vec<String> = stack
            .iter()
            .map(|shipped| shipped.urls[0].clone())
            .collect();
        let addresses: Vec<&str> = urls.iter().map(String::as_str).collect();
        let is_it = |preferred: &Option<String>, contexts: &Contexts| {
            stack.iter().zip(&addresses).all(|(shipped, url)| {
                contexts.get(url)[0].name == shipped.name
                    || preferred.as_ref() == Some(&shipped.name)
            })
        };
        let (_, ours) = Contexts::built_in()
            .readings(&addresses)
            .into_iter()
            .find(|(preferred, contexts)| is_it(preferred, contexts))
            .expect("one reading for each table");
        Self { urls, ours, theirs }
    }

    fn document(&self, nodes: &[Value]) -> Value {
        json!({ "@context": self.urls, "@graph": nodes })
    }

    /// `Ok` where both readings come to the same: to quads, or to this error.
    fn compare(&self, nodes: &[Value]) -> Result<Option<LinkedDataError>, String> {
        let document = self.document(nodes);
        let (ours, theirs) = (read(&document, &self.ours), read(&document, &self.theirs));
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) if ours == theirs => Ok(None),
            (Err(ours), Err(theirs)) if ours == theirs => Ok(Some(ours)),
            (ours, theirs) => Err(difference(&ours, &theirs)),
        }
    }

    /// Compares nodes one by one where they cannot be read together; how many have quads.
    fn compare_each(&self, nodes: &[Value]) -> Result<usize, String> {
        match self.compare(nodes)? {
            None => return Ok(nodes.len()),
            Some(_) if nodes.len() < 2 => return Ok(0),
            Some(_) => {}
        }
        let (left, right) = nodes.split_at(nodes.len() / 2);
        Ok(self.compare_each(left)? + self.compare_each(right)?)
    }
}

/// The quads, and what was dropped. Blank nodes have the labels of one order of reading, so that
/// the quads are equal without being canonicalised.
type Reading = Result<(Vec<Quad>, Vec<Dropped>), LinkedDataError>;

fn read(document: &Value, contexts: &Contexts) -> Reading {
    let quads = quads(document, contexts)?;
    Ok((quads.quads, quads.dropped))
}

fn difference(ours: &Reading, theirs: &Reading) -> String {
    let only = |one: &[Quad], other: &[Quad]| -> Vec<String> {
        let quads = one.iter().filter(|quad| !other.contains(quad));
        quads.take(2).map(ToString::to_string).collect()
    };
    match (ours, theirs) {
        (Ok((ours, ours_dropped)), Ok((theirs, theirs_dropped))) => format!(
            "only ours {:?}, only published {:?}, dropped {} and {}",
            only(ours, theirs),
            only(theirs, ours),
            ours_dropped.len(),
            theirs_dropped.len()
        ),
        (ours, theirs) => {
            let short = |reading: &Reading| match reading {
                Ok(_) => "quads".to_owned(),
                Err(error) => error.to_string(),
            };
            format!("ours {}, published {}", short(ours), short(theirs))
        }
    }
}

/// The term definitions of a context document, in the order in which they are processed.
fn definitions(context: &Value) -> Vec<(&String, &Value)> {
    match context {
        Value::Array(items) => items.iter().flat_map(definitions).collect(),
        Value::Object(entries) => {
            let terms = entries.iter().filter(|(key, _)| !key.starts_with('@'));
            terms.collect()
        }
        _ => Vec::new(),
    }
}

/// Makes nodes that use terms. Every node has an id and every text is another, so that nothing is
/// hard to tell apart.
#[derive(Default)]
struct Probe {
    issued: usize,
}

impl Probe {
    fn number(&mut self) -> usize {
        self.issued += 1;
        self.issued
    }

    fn id(&mut self) -> Value {
        format!("urn:probe:{}", self.number()).into()
    }

    fn text(&mut self) -> Value {
        format!("text {}", self.number()).into()
    }

    /// A node without terms.
    fn node(&mut self, types: &[&str]) -> Map<String, Value> {
        let mut node = Map::new();
        node.insert("@id".to_owned(), self.id());
        if !types.is_empty() {
            node.insert("@type".to_owned(), json!(types));
        }
        node
    }

    /// Nodes that use every term of a context, types as types and others as properties, and what
    /// each scopes.
    fn every_term(&mut self, context: &Value, depth: usize) -> Vec<Value> {
        let mut nodes = vec![self.aliased(context)];
        for (term, definition) in definitions(context) {
            if keyword(definition).is_some() {
                continue;
            }
            let mut node = match is_type(term) {
                true => self.node(&[term]),
                false => self.node(&[]),
            };
            if is_type(term) {
                self.fill(&mut node, &definition["@context"], depth);
            } else {
                node.insert(term.clone(), self.values(definition, depth));
            }
            // Where the term is a prefix; else an IRI with that scheme.
            node.insert(format!("{term}:probe"), self.text());
            nodes.push(node.into());
        }
        nodes
    }

    /// Nodes that use types as properties and properties as types.
    fn every_term_misused(&mut self, context: &Value) -> Vec<Value> {
        let mut nodes = Vec::new();
        for (term, definition) in definitions(context) {
            let mut node = self.node(&[term]);
            self.fill(&mut node, &definition["@context"], 0);
            nodes.push(node.into());
            let mut node = self.node(&[]);
            node.insert(term.clone(), self.text());
            nodes.push(node.into());
        }
        nodes
    }

    /// A node written with the context's own names of keywords.
    fn aliased(&mut self, context: &Value) -> Value {
        let mut node = self.node(&[]);
        self.fill(&mut node, &names_of_keywords(context), 0);
        node.insert("urn:probe:property".to_owned(), self.text());
        node.into()
    }

    /// Uses every property of a context in a node, and its names of keywords.
    fn fill(&mut self, node: &mut Map<String, Value>, context: &Value, depth: usize) {
        for (term, definition) in definitions(context) {
            let value = match keyword(definition) {
                None => self.values(definition, depth),
                Some("@id") => match node.remove("@id") {
                    Some(id) => id,
                    None => continue,
                },
                Some("@type") => "urn:probe:type".into(),
                Some(other) => panic!("the probe knows no name for {other}"),
            };
            node.insert(term.clone(), value);
        }
    }

    /// Values of each kind that a term takes.
    fn values(&mut self, definition: &Value, depth: usize) -> Value {
        let scoped = &definition["@context"];
        let mut nodes = vec![self.node(&[]).into()];
        if depth > 0 {
            let mut node = self.node(&[]);
            self.fill(&mut node, scoped, depth - 1);
            nodes.push(node.into());
            // A type of the scoped context, with what that type scopes.
            for (term, inner) in definitions(scoped) {
                if is_type(term) && inner.get("@context").is_some() {
                    let mut node = self.node(&[term]);
                    self.fill(&mut node, &inner["@context"], depth - 1);
                    nodes.push(node.into());
                }
            }
        }
        if definition.get("@reverse").is_some() {
            return nodes.into();
        }
        let containers = json::one_or_many(definition.get("@container"));
        for container in containers {
            match container.as_str() {
                Some("@set" | "@list") => {}
                Some("@graph") => {
                    nodes.push(self.id());
                    return nodes.into();
                }
                Some("@language") => {
                    return json!({ "en": self.text(), "nl-NL": [self.text(), self.text()] });
                }
                other => panic!("the probe knows no container {other:?}"),
            }
        }
        let coercion = definition["@type"].as_str().unwrap_or_default();
        if coercion == "@json" {
            return json!({ "b": [1.5, null, self.text()], "a": { "@id": "x" } });
        }
        let mut values = nodes;
        values.push(self.id());
        values.push(self.text());
        values.extend([json!(7), json!(7.5), json!(true)]);
        values.push(json!({ "@value": self.text(), "@language": "nl" }));
        // What such a word means depends on the coercion.
        values.extend(
            definitions(scoped)
                .into_iter()
                .map(|(term, _)| term.as_str().into()),
        );
        values.into()
    }
}

/// Types begin with a capital in every context that is shipped.
fn is_type(term: &str) -> bool {
    term.starts_with(|first: char| first.is_ascii_uppercase())
}

/// What of a context gives keywords another name.
fn names_of_keywords(context: &Value) -> Value {
    let names = definitions(context)
        .into_iter()
        .filter(|(_, definition)| keyword(definition).is_some());
    names
        .map(|(term, definition)| (term.clone(), definition.clone()))
        .collect::<Map<_, _>>()
        .into()
}

/// The keyword that a term is another name for.
fn keyword(definition: &Value) -> Option<&str> {
    let id = definition.get("@id").unwrap_or(definition).as_str();
    id.filter(|id| id.starts_with('@'))
}

/// Runs a case for each stack on two threads, in the order of the stacks.
fn each<'a>(
    suite: &mut Suite,
    stacks: &[Vec<&'a Shipped>],
    case: impl Fn(&[&'a Shipped]) -> Result<(), String> + Sync,
) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut results: Vec<_> = std::thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                match stacks.get(index) {
                    Some(stack) => done.push((index, case(stack))),
                    None => return done,
                }
            }
        };
        let threads = [scope.spawn(work), scope.spawn(work)];
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    results.sort_by_key(|(index, _)| *index);
    for (index, result) in results {
        let names: Vec<&str> = stacks[index]
            .iter()
            .map(|shipped| shipped.name.as_str())
            .collect();
        suite.case(&names.join(" + "), result);
    }
}

/// Each context alone, then the stacks.
fn stacks(all: &[Shipped]) -> Vec<Vec<&Shipped>> {
    let named = |name: &&str| all.iter().find(|shipped| shipped.name == *name);
    let stacked = STACKS
        .iter()
        .map(|names| names.iter().filter_map(named).collect());
    all.iter()
        .map(|shipped| vec![shipped])
        .chain(stacked)
        .collect()
}

/// The contexts of a stack as one list.
fn together(stack: &[&Shipped]) -> Value {
    stack
        .iter()
        .map(|shipped| shipped.published["@context"].clone())
        .collect()
}

#[test]
fn the_published_bytes_are_those_of_the_index() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("contexts: digests", &[]);
    let published = Published::read(&corpus);
    for row in index() {
        if row.get("package").is_some() {
            suite.skip("published in a package alone");
            continue;
        }
        let digest: Digest = row["sha256"]
            .as_str()
            .unwrap_or_default()
            .parse()
            .expect("a digest");
        let name = row["name"].as_str().unwrap_or_default();
        let Some(bytes) = published.get(&digest) else {
            suite.case(
                name,
                Err(format!("no published context has sha256 {}", digest.hex())),
            );
            continue;
        };
        // The twin: one changed byte has another digest, and no published context has that.
        let mut changed = bytes.to_vec();
        changed[bytes.len() / 2] ^= 1;
        suite.case(
            name,
            match (
                row["bytes"] == bytes.len(),
                published.get(&Digest::of(&changed)),
            ) {
                (true, None) => Ok(()),
                (false, _) => Err(format!(
                    "expected {} bytes, found {}",
                    row["bytes"],
                    bytes.len()
                )),
                (_, Some(_)) => Err("a changed byte is not noticed".to_owned()),
            },
        );
    }
    suite.finish();
}

#[test]
fn every_term_means_the_same() {
    let Some(corpus) = corpus() else { return };
    let (all, absent) = shipped(&corpus);
    let mut suite = Suite::new("contexts: every term", UNUSABLE);
    for _ in absent {
        suite.skip("published in a package alone");
    }
    each(&mut suite, &stacks(&all), |stack| {
        let readings = Readings::of(stack, &all);
        let mut probe = Probe::default();
        readings.compare_each(&probe.every_term_misused(&together(stack)))?;
        let nodes = probe.every_term(&together(stack), DEPTH);
        if let Some(error) = readings.compare(&nodes)? {
            readings.compare_each(&nodes)?;
            return Err(format!("the probe is no JSON-LD: {error}"));
        }
        Ok(())
    });
    suite.finish();
}

/// The twin: whichever definition of a context is changed, at any depth, the probe tells.
#[test]
fn a_term_that_means_another_thing_is_noticed() {
    let Some(corpus) = corpus() else { return };
    let (all, _) = shipped(&corpus);
    let mut suite = Suite::new("contexts: each definition changed", &[]);
    for name in ["data-integrity-v2", "credentials-v2", "clr-2.0.1"] {
        let shipped = all
            .iter()
            .find(|shipped| shipped.name == name)
            .expect("a context");
        let mut readings = Readings::of(&[shipped], &all);
        let nodes = Probe::default().every_term(&shipped.published["@context"], DEPTH);
        let document = readings.document(&nodes);
        let ours = read(&document, &readings.ours);
        let mut places = Vec::new();
        changeable(&shipped.published["@context"], "/@context", &mut places);
        for place in places {
            let mut changed = shipped.published.clone();
            *changed.pointer_mut(&place).expect("a place of the context") =
                "urn:probe:changed".into();
            readings.theirs.add(shipped.urls[0].clone(), changed);
            suite.case(
                &format!("{name}{place}"),
                match read(&document, &readings.theirs) == ours {
                    false => Ok(()),
                    true => Err("no difference is noticed".to_owned()),
                },
            );
        }
    }
    suite.finish();
}

/// Places of the IRIs, keywords and datatypes that a context gives its terms.
fn changeable(context: &Value, at: &str, places: &mut Vec<String>) {
    for (term, definition) in definitions(context) {
        let at = format!("{at}/{}", term.replace('~', "~0").replace('/', "~1"));
        match definition {
            Value::String(_) => places.push(at),
            Value::Object(entries) => {
                let texts = ["@id", "@type"]
                    .into_iter()
                    .filter(|key| entries.contains_key(*key));
                places.extend(texts.map(|key| format!("{at}/{key}")));
                if let Some(scoped) = entries.get("@context") {
                    changeable(scoped, &format!("{at}/@context"), places);
                }
            }
            _ => {}
        }
    }
}

/// Every pair of scoped contexts, in both orders: as two types of one node, as a type inside a
/// type, and as a type inside a property.
#[test]
fn every_pair_of_scoped_contexts_means_the_same() {
    let Some(corpus) = corpus() else { return };
    let (all, _) = shipped(&corpus);
    let mut suite = Suite::new("contexts: every pair of scoped contexts", &[]);
    let alone = |stack: &Vec<&Shipped>| {
        let context = together(stack);
        definitions(&context)
            .iter()
            .any(|(_, definition)| definition.get("@context").is_some())
    };
    let stacks: Vec<_> = stacks(&all).into_iter().filter(alone).collect();
    each(&mut suite, &stacks, |stack| {
        let readings = Readings::of(stack, &all);
        let context = together(stack);
        let scopes: Vec<_> = definitions(&context)
            .into_iter()
            .filter(|(_, definition)| definition.get("@context").is_some())
            .collect();
        let mut probe = Probe::default();
        let mut read = 0;
        for (outer, outer_definition) in &scopes {
            let mut nodes = Vec::new();
            for (inner, inner_definition) in &scopes {
                let contexts = [&outer_definition["@context"], &inner_definition["@context"]];
                let mut filled = |types: &[&str]| {
                    let mut node = probe.node(types);
                    for context in contexts {
                        probe.fill(&mut node, context, 0);
                    }
                    Value::from(node)
                };
                nodes.push(filled(&[outer, inner]));
                nodes.push(filled(&[inner, outer]));
                let nested = filled(&[inner]);
                nodes.push(
                    json!({ "@id": "urn:probe:outer", "@type": [outer], "urn:probe:in": nested }),
                );
                let nested = filled(&[inner]);
                nodes.push(json!({ "@id": "urn:probe:outer", (*outer).as_str(): nested }));
                // Properties of the outer type that have a context of their own.
                for (property, definition) in definitions(&outer_definition["@context"]) {
                    if definition.get("@context").is_some() {
                        let mut nested = probe.node(&[inner]);
                        probe.fill(&mut nested, &inner_definition["@context"], 0);
                        probe.fill(&mut nested, &definition["@context"], 0);
                        nodes.push(json!({
                            "@id": "urn:probe:outer", "@type": [outer], property.as_str(): nested
                        }));
                    }
                }
            }
            read += readings
                .compare_each(&nodes)
                .map_err(|why| format!("{outer}: {why}"))?;
        }
        match read {
            0 => Err("no pair has quads".to_owned()),
            _ => Ok(()),
        }
    });
    suite.finish();
}

/// Each term redefined inside the document, at the top and where a type or property scopes it:
/// the same error, or the same quads and the same dropped places.
#[test]
fn every_term_redefined_inside_the_document_is_judged_alike() {
    let Some(corpus) = corpus() else { return };
    let (all, _) = shipped(&corpus);
    let mut suite = Suite::new("contexts: each term redefined", &[]);
    each(&mut suite, &stacks(&all), |stack| {
        let readings = Readings::of(stack, &all);
        let context = together(stack);
        let mut refused = 0;
        for (term, definition) in definitions(&context) {
            let redefine = |term: &str| json!({ term: "urn:probe:other" });
            let mut nodes = vec![json!({ "@context": redefine(term), "@id": "urn:a", term: "x" })];
            for (inner, _) in definitions(&definition["@context"]) {
                let local = redefine(inner);
                nodes.push(
                    json!({ "@id": "urn:a", term: { "@context": local, inner.as_str(): "x" } }),
                );
                nodes.push(json!({ "@context": local, "@id": "urn:a", "@type": term, inner.as_str(): "x" }));
            }
            for node in nodes {
                let error = readings
                    .compare(&[node])
                    .map_err(|why| format!("{term}: {why}"))?;
                refused += usize::from(error.is_some());
            }
        }
        match (refused, context.to_string().contains("\"@protected\":true")) {
            (0, true) => Err("no protected term is refused".to_owned()),
            _ => Ok(()),
        }
    });
    suite.finish();
}
