//! Contexts that are processed once and shared by all documents.
//!
//! What a chain of known contexts makes of its terms depends on the contexts alone, and so does what
//! the contexts scoped to those terms make of it. Each such result is kept under a number, and from
//! it the way to the results of its scoped contexts, so that a document finds every context that it
//! asks for already made. Equal results are one: scoped contexts inside each other come back to where
//! they were, and real documents need a few dozen of them.
//!
//! What is kept holds only known contexts, and says what it cost: a document pays as much as if it
//! had been the first, so that no verdict depends on those before it. A hostile one may ask for
//! combinations that no real one has. When the room is full nothing more is kept, and the next
//! document starts with an empty one.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use foldhash::fast::RandomState;

use crate::context::{Context, Scoped, Term, is_keyword};

/// Contexts that are kept. All real documents seen ask for 285 together.
const CONTEXTS: usize = 1_024;

/// Terms in all of them, of which those ask for 15,000: some fifty bytes each, or three hundred where
/// no two contexts share one.
const TERMS: usize = 100_000;

/// Different scoped contexts; those documents use 117.
const SCOPES: usize = 1_024;

/// Chains of addresses that lead to a kept context; those documents name 51.
const CHAINS: usize = 1_024;

/// Addresses in one of those chains; documents name up to eight.
pub(crate) const CHAIN: usize = 16;

/// Ways from one context that are made together.
const CHUNK: usize = 32;

/// What the documents of one set of contexts share.
#[derive(Debug, Default)]
pub(crate) struct Store {
    /// Made when the first document asks for it.
    current: RwLock<Option<Arc<Generation>>>,
    /// The stores of the further readings of the same set, by the name of the preferred document.
    readings: Mutex<BTreeMap<String, Arc<Store>>>,
}

impl Store {
    /// The contexts that a document may use and add to, from its start to its end.
    pub(crate) fn generation(&self) -> Arc<Generation> {
        let has_room = |kept: &&Arc<Generation>| !kept.is_full.load(Ordering::Relaxed);
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = current.as_ref().filter(has_room) {
            return Arc::clone(kept);
        }
        drop(current);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        match current.as_ref().filter(has_room) {
            Some(kept) => Arc::clone(kept),
            None => Arc::clone(current.insert(Arc::default())),
        }
    }

    /// The store of the reading that prefers a document.
    pub(crate) fn reading(&self, name: &str) -> Arc<Self> {
        let mut readings = lock(&self.readings);
        match readings.get(name) {
            Some(store) => Arc::clone(store),
            None => Arc::clone(readings.entry(name.to_owned()).or_default()),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What a thread leaves half-done under a lock here is a result less, and no wrong one.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How a scoped context comes to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Property,
    Type,
}

/// A kept context, and the terms that it cost to make it from where one stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) number: u32,
    pub(crate) cost: u32,
}

/// A context that is kept.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) context: Arc<Context>,
    /// Terms for `@id`, `@type` and `@value`.
    pub(crate) id: Vec<Arc<str>>,
    pub(crate) kind: Vec<Arc<str>>,
    pub(crate) value: Vec<Arc<str>>,
    /// Whether a term for a keyword might be taken for an IRI.
    pub(crate) is_odd: bool,
    /// The numbers of what scoped contexts make of it.
    ways: Box<[OnceLock<Box<[AtomicU64]>>]>,
}

impl Compiled {
    fn new(context: Arc<Context>) -> Self {
        let mut compiled = Self {
            id: Vec::new(),
            kind: Vec::new(),
            value: Vec::new(),
            is_odd: false,
            ways: (0..SCOPES * 2 / CHUNK).map(|_| OnceLock::new()).collect(),
            context,
        };
        for (name, term) in compiled.context.terms() {
            let Some(keyword) = term.iri.as_deref().filter(|iri| is_keyword(iri)) else {
                continue;
            };
            compiled.is_odd |= name.contains(':');
            let names = match keyword {
                "@id" => &mut compiled.id,
                "@type" => &mut compiled.kind,
                "@value" => &mut compiled.value,
                _ => continue,
            };
            if !name.starts_with('@') {
                names.push(Arc::clone(name));
            }
        }
        compiled
    }

    /// What the scoped context with this number makes of it, where that is known.
    pub(crate) fn way(&self, scoped: u32, scope: Scope) -> Option<Link> {
        let (chunk, place) = place(scoped, scope);
        let way = self.ways.get(chunk)?.get()?.get(place)?;
        let way = way.load(Ordering::Acquire);
        let high = u32::try_from(way >> 32).ok()?;
        Some(Link {
            number: high.checked_sub(1)?,
            cost: u32::try_from(way & u64::from(u32::MAX)).ok()?,
        })
    }

    fn set_way(&self, scoped: u32, scope: Scope, link: Link) {
        let (chunk, place) = place(scoped, scope);
        let Some(chunk) = self.ways.get(chunk) else {
            return;
        };
        let chunk = chunk.get_or_init(|| (0..CHUNK).map(|_| AtomicU64::new(0)).collect());
        if let Some(way) = chunk.get(place) {
            let packed = (u64::from(link.number) + 1) << 32 | u64::from(link.cost);
            way.store(packed, Ordering::Release);
        }
    }
}

fn place(scoped: u32, scope: Scope) -> (usize, usize) {
    let place = scoped as usize * 2 + usize::from(scope == Scope::Type);
    (place / CHUNK, place % CHUNK)
}

/// A chain of addresses after a context, and what it makes of it.
#[derive(Debug)]
struct Chain {
    after: u32,
    urls: Box<[Box<str>]>,
    link: Link,
}

/// The contexts kept since the room was last empty.
#[derive(Debug)]
pub(crate) struct Generation {
    kept: Box<[OnceLock<Box<Compiled>>]>,
    chains: RwLock<HashMap<u64, Vec<Chain>, RandomState>>,
    index: Mutex<Index>,
    hasher: RandomState,
    is_full: AtomicBool,
}

/// What those who add to a generation look at.
#[derive(Debug, Default)]
struct Index {
    contexts: HashMap<u64, Vec<u32>, RandomState>,
    scopes: HashMap<u64, Vec<(Scoped, u32)>, RandomState>,
    used: u32,
    scoped: u32,
    chains: usize,
    terms: usize,
}

impl Default for Generation {
    /// The context of a document that has none is the first.
    fn default() -> Self {
        let generation = Self {
            kept: (0..CONTEXTS).map(|_| OnceLock::new()).collect(),
            chains: RwLock::default(),
            index: Mutex::default(),
            hasher: RandomState::default(),
            is_full: AtomicBool::new(false),
        };
        generation.intern(Arc::default());
        generation
    }
}

impl Generation {
    /// The context with a number.
    pub(crate) fn get(&self, number: u32) -> Option<&Compiled> {
        self.kept.get(number as usize)?.get().map(AsRef::as_ref)
    }

    /// What a chain of addresses makes of a context, where that is known.
    pub(crate) fn chain(&self, after: u32, urls: &[&str]) -> Option<Link> {
        let chains = self.chains.read().unwrap_or_else(PoisonError::into_inner);
        let found = chains.get(&self.hasher.hash_one((after, urls)))?;
        let is_same = |chain: &&Chain| {
            chain.after == after
                && chain
                    .urls
                    .iter()
                    .map(AsRef::as_ref)
                    .eq(urls.iter().copied())
        };
        found.iter().find(is_same).map(|chain| chain.link)
    }

    /// Keeps what a chain of addresses makes of a context; gives it back, with a number where there
    /// was room for it.
    pub(crate) fn keep_chain(
        &self,
        after: u32,
        urls: &[&str],
        made: Arc<Context>,
        cost: usize,
    ) -> Arc<Context> {
        let made = self.intern(made);
        if let (Some(number), Ok(cost)) = (made.number(), u32::try_from(cost)) {
            let mut index = lock(&self.index);
            if index.chains >= CHAINS {
                self.is_full.store(true, Ordering::Relaxed);
                return made;
            }
            index.chains += 1;
            drop(index);
            let chain = Chain {
                after,
                urls: urls.iter().map(|url| Box::from(*url)).collect(),
                link: Link { number, cost },
            };
            let key = self.hasher.hash_one((after, urls));
            let mut chains = self.chains.write().unwrap_or_else(PoisonError::into_inner);
            chains.entry(key).or_default().push(chain);
        }
        made
    }

    /// Keeps what a scoped context makes of a context; gives it back, with a number where there was
    /// room for it.
    pub(crate) fn keep_way(
        &self,
        from: &Compiled,
        scoped: u32,
        scope: Scope,
        made: Arc<Context>,
        cost: usize,
    ) -> Arc<Context> {
        let made = self.intern(made);
        if let (Some(number), Ok(cost)) = (made.number(), u32::try_from(cost)) {
            from.set_way(scoped, scope, Link { number, cost });
        }
        made
    }

    /// The kept context that is equal to this one, which is kept itself where there is none yet.
    fn intern(&self, context: Arc<Context>) -> Arc<Context> {
        // What stands outside of the store cannot be reached from inside.
        if context
            .previous()
            .is_some_and(|previous| previous.number().is_none())
        {
            return context;
        }
        let hash = self.hash(&context);
        let mut index = lock(&self.index);
        let equal = index.contexts.get(&hash).into_iter().flatten();
        let equal = equal.filter_map(|number| self.get(*number));
        if let Some(equal) = equal
            .map(|kept| &kept.context)
            .find(|kept| kept.is_same(&context))
        {
            return Arc::clone(equal);
        }
        let number = index.used;
        let terms = index.terms + context.len();
        let slot = self.kept.get(number as usize);
        let Some(slot) =
            slot.filter(|_| terms <= TERMS && self.number_scopes(&mut index, &context))
        else {
            self.is_full.store(true, Ordering::Relaxed);
            return context;
        };
        let mut context = Arc::unwrap_or_clone(context);
        context.set_number(number);
        let context = Arc::new(context);
        if slot
            .set(Box::new(Compiled::new(Arc::clone(&context))))
            .is_ok()
        {
            index.used += 1;
            index.terms = terms;
            index.contexts.entry(hash).or_default().push(number);
        }
        context
    }

    /// Gives the scoped contexts of a context their numbers; false where there are too many.
    fn number_scopes(&self, index: &mut Index, context: &Context) -> bool {
        for scoped in context.terms().filter_map(|(_, term)| term.scoped.as_ref()) {
            if scoped.number().is_some() {
                continue;
            }
            let hash = self.hasher.hash_one((&scoped.context, &scoped.base_url));
            let known = index.scopes.get(&hash).into_iter().flatten();
            let number = known
                .filter(|(known, _)| known.is_same(scoped))
                .map(|(_, number)| *number)
                .next();
            let number = match number {
                Some(number) => number,
                None if index.scoped as usize >= SCOPES => return false,
                None => {
                    let number = index.scoped;
                    index.scoped += 1;
                    let known = index.scopes.entry(hash).or_default();
                    known.push((scoped.clone(), number));
                    number
                }
            };
            scoped.set_number(number);
        }
        true
    }

    /// A hash that does not depend on the order of the terms.
    fn hash(&self, context: &Context) -> u64 {
        let term = |(name, term): (&Arc<str>, &Arc<Term>)| {
            let definition = (&term.iri, &term.coercion, term.protected);
            self.hasher.hash_one((name, definition))
        };
        let terms = context.terms().map(term).fold(0, u64::wrapping_add);
        let previous = context.previous().map(|previous| previous.number());
        self.hasher.hash_one((terms, context.len(), previous))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Contexts, Path, read};

    /// Small contexts, each with a term that has a context of its own.
    fn contexts(count: usize) -> Contexts {
        let mut contexts = Contexts::none();
        for index in 0..count {
            let scoped = json!({ "inner": format!("urn:inner:{index}") });
            let term = json!({ "@id": format!("urn:t:{index}"), "@context": scoped });
            let own = json!({ "id": "@id", "name": "urn:name", format!("t{index}"): term });
            contexts.add(format!("urn:c:{index}"), json!({ "@context": own }));
        }
        contexts
    }

    fn document(chain: &[String]) -> Value {
        json!({ "@context": chain, "id": "urn:a", "t1": { "inner": "x", "t1": { "inner": "y" } } })
    }

    #[test]
    fn contexts_are_made_once_and_scoped_ones_come_back_to_where_they_were() {
        let contexts = contexts(2);
        let Some(generation) = contexts.generation() else {
            return;
        };
        let used = || lock(&generation.index).used;
        let chain = ["urn:c:1".to_owned()];
        assert_eq!(
            read(&document(&chain), &contexts).unwrap().path,
            Path::Straight
        );
        // The empty one, that of the document, and that of `t1`, in which it stands again.
        assert_eq!(used(), 3);
        read(&document(&chain), &contexts).unwrap();
        read(&document(&[chain[0].clone(), chain[0].clone()]), &contexts).unwrap();
        assert_eq!(used(), 3);
        read(
            &document(&["urn:c:1".to_owned(), "urn:c:0".to_owned()]),
            &contexts,
        )
        .unwrap();
        assert_eq!(used(), 5);
    }

    #[test]
    fn a_room_that_is_full_is_emptied_and_no_answer_changes() {
        let contexts = contexts(40);
        let Some(first) = contexts.generation() else {
            return;
        };
        let general = contexts.clone().without_fast_path();
        let mut emptied = 0;
        let mut last = first;
        for index in 0..1_600 {
            let chain = [index / 40, 1, index % 40].map(|index| format!("urn:c:{index}"));
            let document = document(&chain);
            let fast = read(&document, &contexts).unwrap();
            let slow = read(&document, &general).unwrap();
            assert_eq!(fast.dataset.quads(), slow.dataset.quads(), "{chain:?}");
            assert_eq!(fast.dropped, slow.dropped);
            let generation = contexts.generation().unwrap();
            assert!(lock(&generation.index).terms <= TERMS);
            emptied += usize::from(!Arc::ptr_eq(&generation, &last));
            last = generation;
        }
        assert!(emptied > 0);
    }

    #[test]
    fn a_document_pays_for_what_is_made_already() {
        // Each use of the term costs as many terms as there are, made already or not.
        let mut contexts = Contexts::none();
        let terms = (0..2_000).map(|index| (format!("x{index}"), json!("urn:x")));
        let mut own: serde_json::Map<String, Value> = terms.collect();
        own.insert("t".to_owned(), json!({ "@id": "urn:t", "@context": {} }));
        contexts.add("urn:c", json!({ "@context": own }));
        let general = contexts.clone().without_fast_path();
        for uses in [10, 400] {
            let document = json!({ "@context": "urn:c", "@id": "urn:a", "t": vec!["x"; uses] });
            let expected = read(&document, &general).map(|reading| reading.dataset.len());
            assert_eq!(expected.is_ok(), uses == 10);
            for _ in 0..2 {
                let found = read(&document, &contexts).map(|reading| reading.dataset.len());
                assert_eq!(found, expected);
            }
        }
    }
}
