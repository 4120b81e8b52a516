//! Active contexts: what each term means at a place of the document.
//!
//! Source: JSON-LD 1.1 API, sections 4.1 (context processing), 4.2 (term definitions) and 5.2
//! (IRI expansion). Step numbers in comments are those of the Recommendation.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use credeval_model::Pointer;
use foldhash::fast::RandomState;
use serde_json::{Map, Value};

use crate::compiled::{CHAIN, Compiled, Generation, Scope};
use crate::straight::Facts;
use crate::{Contexts, LinkedDataError, iri};

/// Contexts that one document may load, each other included (section 4.1, step 5.2.3).
const REMOTE_CONTEXTS: usize = 32;

/// Terms that one document may copy or define while its contexts are processed. A real badge takes
/// about one for each two bytes, and the largest one seen 11,000.
const TERMS: usize = 500_000;

/// Terms that may be needed to define one term. Real ones need a prefix, and that one no other.
const TERM_DEPTH: usize = 32;

/// Bytes of an IRI or language tag that a context gives out, since each use copies it.
const TEXT_BYTES: usize = 1_024;

const KEYWORDS: &[&str] = &[
    "@base",
    "@container",
    "@context",
    "@default",
    "@direction",
    "@embed",
    "@explicit",
    "@graph",
    "@id",
    "@import",
    "@included",
    "@index",
    "@json",
    "@language",
    "@list",
    "@nest",
    "@none",
    "@omitDefault",
    "@prefix",
    "@preserve",
    "@propagate",
    "@protected",
    "@requireAll",
    "@reverse",
    "@set",
    "@type",
    "@value",
    "@version",
    "@vocab",
];

/// What a context may say of itself (section 4.1, steps 5.5 to 5.11).
const CONTEXT_KEYWORDS: &[&str] = &[
    "@base",
    "@direction",
    "@import",
    "@language",
    "@propagate",
    "@protected",
    "@version",
    "@vocab",
];

/// What a term definition may hold (section 4.2, step 26).
const DEFINITION_KEYWORDS: &[&str] = &[
    "@container",
    "@context",
    "@direction",
    "@id",
    "@index",
    "@language",
    "@nest",
    "@prefix",
    "@protected",
    "@reverse",
    "@type",
];

pub(crate) fn is_keyword(text: &str) -> bool {
    text.starts_with('@') && KEYWORDS.contains(&text)
}

/// `@` and letters: reserved for keywords to come, and ignored (section 5.2, step 2).
pub(crate) fn looks_like_keyword(text: &str) -> bool {
    text.strip_prefix('@')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// The containers of a term, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "JSON-LD's container mapping is a set of seven"
)]
pub(crate) struct Container {
    pub(crate) list: bool,
    pub(crate) set: bool,
    pub(crate) index: bool,
    pub(crate) language: bool,
    pub(crate) id: bool,
    pub(crate) kind: bool,
    pub(crate) graph: bool,
}

/// What a term means.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(
    clippy::option_option,
    reason = "a term may say nothing of a language, or that there is none"
)]
pub(crate) struct Term {
    /// The IRI, keyword or blank node; `None` where the term is mapped to nothing.
    pub(crate) iri: Option<String>,
    pub(crate) prefix: bool,
    pub(crate) protected: bool,
    pub(crate) reverse: bool,
    pub(crate) container: Container,
    /// `@type` coercion: `@id`, `@vocab`, `@json`, `@none` or a datatype.
    pub(crate) coercion: Option<String>,
    /// `Some(None)` says that strings have no language.
    pub(crate) language: Option<Option<String>>,
    /// Whether a base direction applies; `Some(None)` says that none does.
    pub(crate) direction: Option<Option<String>>,
    pub(crate) index: Option<String>,
    pub(crate) nest: Option<String>,
    pub(crate) scoped: Option<Scoped>,
    /// What the straight path makes of the term.
    pub(crate) facts: Derived<Facts>,
}

/// What follows from all else that a value holds, and is found out once.
#[derive(Debug, Clone)]
pub(crate) struct Derived<T>(pub(crate) OnceLock<T>);

impl<T> Default for Derived<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> PartialEq for Derived<T> {
    /// It makes no difference.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A context that holds where its term is used.
#[derive(Debug, Clone)]
pub(crate) struct Scoped {
    pub(crate) context: Arc<Value>,
    /// Address of the context that the term is defined in.
    pub(crate) base_url: Option<String>,
    /// Its number among the scoped contexts of a [`Generation`].
    number: OnceLock<u32>,
}

impl PartialEq for Scoped {
    /// Two contexts that repeat a protected term agree where the scoped contexts do, wherever
    /// they were found.
    fn eq(&self, other: &Self) -> bool {
        self.context == other.context
    }
}

impl Scoped {
    /// Whether it makes the same of every context.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.base_url == other.base_url && self.context == other.context
    }

    pub(crate) fn number(&self) -> Option<u32> {
        self.number.get().copied()
    }

    pub(crate) fn set_number(&self, number: u32) {
        self.number.get_or_init(|| number);
    }
}

impl Term {
    /// Whether it means the same in every document.
    fn is_same(&self, other: &Self) -> bool {
        let place = |term: &Self| term.scoped.as_ref().map(|scoped| scoped.base_url.clone());
        self == other && place(self) == place(other)
    }
}

/// The active context.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    terms: HashMap<Arc<str>, Arc<Term>, RandomState>,
    base: Option<String>,
    vocab: Option<String>,
    language: Option<String>,
    direction: Option<String>,
    previous: Option<Arc<Context>>,
    /// Its number where it is kept in a [`Generation`].
    number: Option<u32>,
}

/// What context processing needs besides the contexts themselves.
pub(crate) struct Processor<'a> {
    contexts: &'a Contexts,
    /// The contexts that are made already; none where every document makes its own.
    generation: Option<Arc<Generation>>,
    /// Terms copied or defined so far.
    terms: Cell<usize>,
}

/// How a local context is to be processed.
#[derive(Clone, Copy)]
pub(crate) struct Options<'a> {
    /// Address of the document that the context stands in, for relative references.
    pub(crate) base_url: Option<&'a str>,
    /// Protected terms may be redefined: true for property-scoped contexts.
    pub(crate) override_protected: bool,
    /// Whether the context reaches into nested nodes.
    pub(crate) propagate: bool,
}

type Result<T> = std::result::Result<T, LinkedDataError>;

fn invalid<T>(code: &'static str, what: impl std::fmt::Display) -> Result<T> {
    Err(LinkedDataError::Invalid {
        pointer: Pointer::root(),
        code,
        what: what.to_string(),
    })
}

/// Term definitions in the making: the local context and which of its terms are done.
struct Local<'a> {
    entries: &'a Map<String, Value>,
    /// `false` while a term is being defined: meeting it again is a cycle.
    defined: BTreeMap<String, bool>,
    /// Terms that are being defined because another one needs them.
    depth: usize,
    base_url: Option<&'a str>,
    protected: bool,
    override_protected: bool,
}

impl Context {
    pub(crate) fn term(&self, name: &str) -> Option<&Arc<Term>> {
        self.terms.get(name)
    }

    pub(crate) fn terms(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Term>)> {
        self.terms.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    pub(crate) fn number(&self) -> Option<u32> {
        self.number
    }

    pub(crate) fn set_number(&mut self, number: u32) {
        self.number = Some(number);
    }

    /// Whether it means the same in every document; contexts before it are kept ones.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let previous = |context: &Self| context.previous().map(|previous| previous.number);
        let is_same = |name: &Arc<str>, term: &Arc<Term>| {
            other
                .terms
                .get(name)
                .is_some_and(|other| Arc::ptr_eq(term, other) || term.is_same(other))
        };
        self.terms.len() == other.terms.len()
            && previous(self) == previous(other)
            && (&self.base, &self.vocab) == (&other.base, &other.vocab)
            && (&self.language, &self.direction) == (&other.language, &other.direction)
            && self.terms.iter().all(|(name, term)| is_same(name, term))
    }

    pub(crate) fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    pub(crate) fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    pub(crate) fn previous(&self) -> Option<&Arc<Context>> {
        self.previous.as_ref()
    }

    /// Whether `name` has an IRI only because `@vocab` gives one to every term.
    pub(crate) fn is_vocabulary_only(&self, name: &str) -> bool {
        self.vocab.is_some()
            && !self.terms.contains_key(name)
            && !is_keyword(name)
            && !iri::has_scheme(name)
            && !iri::is_blank(name)
    }

    /// IRI expansion outside of context processing (section 5.2).
    pub(crate) fn expand_iri(
        &self,
        value: &str,
        document_relative: bool,
        vocab: bool,
    ) -> Option<String> {
        if is_keyword(value) {
            return Some(value.to_owned());
        }
        if looks_like_keyword(value) {
            return None;
        }
        if let Some(term) = self.terms.get(value) {
            let keyword = term.iri.as_deref().is_some_and(is_keyword);
            if keyword || vocab {
                return term.iri.clone();
            }
        }
        if let Some((prefix, suffix)) = split_prefix(value) {
            if prefix == "_" || suffix.starts_with("//") {
                return Some(value.to_owned());
            }
            if let Some(term) = self.terms.get(prefix).filter(|term| term.prefix)
                && let Some(iri) = &term.iri
            {
                return Some(format!("{iri}{suffix}"));
            }
            if iri::has_scheme(value) {
                return Some(value.to_owned());
            }
        }
        if vocab && let Some(vocabulary) = &self.vocab {
            return Some(format!("{vocabulary}{value}"));
        }
        if document_relative {
            return Some(iri::resolve(self.base(), value));
        }
        Some(value.to_owned())
    }
}

/// `prefix:suffix`, where the colon is not the first character.
fn split_prefix(value: &str) -> Option<(&str, &str)> {
    value
        .split_once(':')
        .filter(|(prefix, _)| !prefix.is_empty())
}

impl<'a> Processor<'a> {
    pub(crate) fn new(contexts: &'a Contexts) -> Self {
        Self {
            contexts,
            generation: contexts.generation(),
            terms: Cell::new(0),
        }
    }

    /// The contexts that are made already.
    pub(crate) fn generation(&self) -> Option<&Generation> {
        self.generation.as_deref()
    }

    /// The context of a document before its own.
    pub(crate) fn start(&self) -> Arc<Context> {
        let first = self.generation().and_then(|generation| generation.get(0));
        first.map_or_else(Arc::default, |first| Arc::clone(&first.context))
    }

    /// Where a context is kept.
    fn kept(&self, context: &Context) -> Option<(&Generation, &Compiled)> {
        let generation = self.generation()?;
        Some((generation, generation.get(context.number?)?))
    }

    /// What the context of a term makes of `active`, where the term is used as a property or type.
    pub(crate) fn scoped(
        &self,
        active: &Arc<Context>,
        scoped: &Scoped,
        scope: Scope,
    ) -> Result<Arc<Context>> {
        let options = Options {
            base_url: scoped.base_url.as_deref(),
            override_protected: scope == Scope::Property,
            // Type-scoped contexts do not reach into nested nodes unless they say so.
            propagate: scope == Scope::Property,
        };
        let (Some((generation, from)), Some(number)) = (self.kept(active), scoped.number()) else {
            return self.extend(active, &scoped.context, options, &[]);
        };
        if let Some(link) = from.way(number, scope)
            && let Some(kept) = generation.get(link.number)
        {
            self.spend(link.cost as usize)?;
            return Ok(Arc::clone(&kept.context));
        }
        let before = self.terms.get();
        let made = self.extend(active, &scoped.context, options, &[])?;
        let cost = self.terms.get() - before;
        Ok(generation.keep_way(from, number, scope, made, cost))
    }

    /// What a context written into a document makes of `active`. Known contexts that it names first
    /// are made once for all documents.
    pub(crate) fn embedded(&self, active: &Arc<Context>, local: &Value) -> Result<Arc<Context>> {
        let options = Options {
            base_url: None,
            override_protected: false,
            propagate: true,
        };
        let list = credeval_model::json::one_or_many(Some(local));
        let known = |context: &Value| {
            let url = context.as_str()?;
            self.contexts.load(url).map(|_| ())
        };
        let known = list.iter().take_while(|context| known(context).is_some());
        let (named, rest) = list.split_at(known.count());
        let Some((generation, from)) = self
            .kept(active)
            .filter(|_| (1..=CHAIN).contains(&named.len()))
        else {
            return self.extend(active, local, options, &[]);
        };
        let urls: Vec<&str> = named.iter().filter_map(Value::as_str).collect();
        let number = from.context.number.unwrap_or_default();
        let link = generation.chain(number, &urls);
        let made = match link.and_then(|link| Some((link, generation.get(link.number)?))) {
            Some((link, kept)) => {
                self.spend(link.cost as usize)?;
                Arc::clone(&kept.context)
            }
            None => {
                let before = self.terms.get();
                let named = Value::Array(named.to_vec());
                let made = self.extend(active, &named, options, &[])?;
                let cost = self.terms.get() - before;
                generation.keep_chain(number, &urls, made, cost)
            }
        };
        match rest {
            [] => Ok(made),
            rest => {
                let made = Context {
                    number: None,
                    ..made.as_ref().clone()
                };
                self.fold(made, rest, options, &[]).map(Arc::new)
            }
        }
    }

    pub(crate) fn spend(&self, terms: usize) -> Result<()> {
        self.terms.set(self.terms.get() + terms);
        if self.terms.get() > TERMS {
            return Err(LinkedDataError::Limit {
                limit: TERMS,
                unit: "terms of contexts",
            });
        }
        Ok(())
    }

    /// The context that `local` makes of `active` (section 4.1).
    fn extend(
        &self,
        active: &Arc<Context>,
        local: &Value,
        options: Options<'_>,
        remotes: &[String],
    ) -> Result<Arc<Context>> {
        self.spend(1 + active.terms.len())?;
        let mut result = Context {
            number: None,
            ..active.as_ref().clone()
        };
        let mut propagate = options.propagate;
        if let Some(stated) = local.get("@propagate") {
            let Some(stated) = stated.as_bool() else {
                return invalid("invalid @propagate value", stated);
            };
            propagate = stated;
        }
        if !propagate && result.previous.is_none() {
            result.previous = Some(Arc::clone(active));
        }
        let list = match local {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        let options = Options {
            propagate,
            ..options
        };
        self.fold(result, list, options, remotes).map(Arc::new)
    }

    /// Step 5: one context after the other.
    fn fold(
        &self,
        mut result: Context,
        list: &[Value],
        options: Options<'_>,
        remotes: &[String],
    ) -> Result<Context> {
        for context in list {
            result = match context {
                Value::Null => {
                    if !options.override_protected
                        && result.terms.values().any(|term| term.protected)
                    {
                        return invalid("invalid context nullification", "null");
                    }
                    self.spend(1 + result.terms.len())?;
                    // What held before stays one step away, however often it is wiped.
                    Context {
                        previous: result.previous.filter(|_| !options.propagate),
                        ..Context::default()
                    }
                }
                Value::String(url) => self.load(result, url, options, remotes)?,
                Value::Object(entries) => self.merge(result, entries, options, remotes)?,
                other => return invalid("invalid local context", other),
            };
        }
        Ok(result)
    }

    /// Step 5.2: a context named by its address.
    fn load(
        &self,
        active: Context,
        url: &str,
        options: Options<'_>,
        remotes: &[String],
    ) -> Result<Context> {
        let url = iri::resolve(options.base_url, url);
        if remotes.len() >= REMOTE_CONTEXTS || remotes.contains(&url) {
            return invalid("context overflow", url);
        }
        let Some(known) = self.contexts.load(&url) else {
            return Err(LinkedDataError::UnknownContext { url });
        };
        let Some(context) = known.document().get("@context") else {
            return invalid("invalid remote context", url);
        };
        let mut remotes = remotes.to_vec();
        remotes.push(url.clone());
        let options = Options {
            base_url: Some(&url),
            propagate: true,
            ..options
        };
        let extended = self.extend(&Arc::new(active), context, options, &remotes)?;
        Ok(Arc::unwrap_or_clone(extended))
    }

    /// Steps 5.5 to 5.13: a context written out.
    fn merge(
        &self,
        mut result: Context,
        entries: &Map<String, Value>,
        options: Options<'_>,
        remotes: &[String],
    ) -> Result<Context> {
        if let Some(version) = entries.get("@version")
            && version.as_f64() != Some(1.1)
        {
            return invalid("invalid @version value", version);
        }
        let imported;
        let mut entries = entries;
        if let Some(import) = entries.get("@import") {
            imported = self.import(import, entries, options)?;
            entries = &imported;
        }
        if let Some(base) = entries.get("@base").filter(|_| remotes.is_empty()) {
            result.base = match base {
                Value::Null => None,
                Value::String(text) if iri::has_scheme(text) => Some(text.clone()),
                Value::String(text) if result.base.is_some() => {
                    Some(iri::resolve(result.base(), text))
                }
                other => return invalid("invalid base IRI", other),
            };
        }
        if let Some(vocab) = entries.get("@vocab") {
            result.vocab = match vocab {
                Value::Null => None,
                Value::String(text) => {
                    let expanded = result.expand_iri(text, true, true).unwrap_or_default();
                    if !text.is_empty() && !iri::has_scheme(&expanded) && !iri::is_blank(&expanded)
                    {
                        return invalid("invalid vocab mapping", text);
                    }
                    Some(expanded)
                }
                other => return invalid("invalid vocab mapping", other),
            };
        }
        if let Some(language) = entries.get("@language") {
            result.language = match language {
                Value::Null => None,
                Value::String(text) => Some(text.to_ascii_lowercase()),
                other => return invalid("invalid default language", other),
            };
        }
        if let Some(direction) = entries.get("@direction") {
            result.direction = match direction {
                Value::Null => None,
                Value::String(text) if text == "ltr" || text == "rtl" => Some(text.clone()),
                other => return invalid("invalid base direction", other),
            };
        }
        let given = [&result.base, &result.vocab, &result.language];
        given
            .into_iter()
            .flatten()
            .try_for_each(|text| short(text))?;
        self.spend(1 + entries.len())?;
        let protected = flag(entries, "@protected", "invalid @protected value")?.unwrap_or(false);
        let mut local = Local {
            entries,
            defined: BTreeMap::new(),
            depth: 0,
            base_url: options.base_url,
            protected,
            override_protected: options.override_protected,
        };
        for term in entries
            .keys()
            .filter(|key| !CONTEXT_KEYWORDS.contains(&key.as_str()))
        {
            self.define(&mut result, &mut local, term)?;
        }
        Ok(result)
    }

    /// Step 5.6: a context that takes in another before it is read.
    fn import(
        &self,
        import: &Value,
        entries: &Map<String, Value>,
        options: Options<'_>,
    ) -> Result<Map<String, Value>> {
        let Some(url) = import.as_str() else {
            return invalid("invalid @import value", import);
        };
        let url = iri::resolve(options.base_url, url);
        let Some(known) = self.contexts.load(&url) else {
            return Err(LinkedDataError::UnknownContext { url });
        };
        let Some(Value::Object(imported)) = known.document().get("@context") else {
            return invalid("invalid remote context", url);
        };
        if imported.contains_key("@import") {
            return invalid("invalid context entry", "@import");
        }
        let mut merged = imported.clone();
        merged.extend(
            entries
                .iter()
                .map(|(key, value)| (key.clone(), value.clone())),
        );
        merged.remove("@import");
        Ok(merged)
    }

    /// Defines `term` as the local context says (section 4.2).
    fn define(&self, active: &mut Context, local: &mut Local<'_>, term: &str) -> Result<()> {
        match local.defined.get(term) {
            Some(true) => return Ok(()),
            Some(false) => return invalid("cyclic IRI mapping", term),
            None => {}
        }
        if term.is_empty() {
            return invalid("invalid term definition", term);
        }
        if local.depth >= TERM_DEPTH {
            return invalid("context overflow", term);
        }
        local.depth += 1;
        let defined = self.define_new(active, local, term);
        local.depth -= 1;
        defined
    }

    fn define_new(&self, active: &mut Context, local: &mut Local<'_>, term: &str) -> Result<()> {
        local.defined.insert(term.to_owned(), false);
        let entries = local.entries;
        let value = entries.get(term).unwrap_or(&Value::Null);
        if term == "@type" {
            // Step 4: only its container and its protection may be set.
            let fits = value.as_object().is_some_and(|object| {
                !object.is_empty()
                    && object.iter().all(|(key, value)| match key.as_str() {
                        "@container" => value == "@set",
                        "@protected" => value.is_boolean(),
                        _ => false,
                    })
            });
            if !fits {
                return invalid("keyword redefinition", term);
            }
        } else if is_keyword(term) {
            return invalid("keyword redefinition", term);
        } else if looks_like_keyword(term) {
            return Ok(());
        }
        let previous = active.terms.remove(term);
        let as_object;
        let (object, simple) = match value {
            Value::Null => {
                as_object = Map::from_iter([("@id".to_owned(), Value::Null)]);
                (&as_object, false)
            }
            Value::String(_) => {
                as_object = Map::from_iter([("@id".to_owned(), value.clone())]);
                (&as_object, true)
            }
            Value::Object(object) => (object, false),
            other => return invalid("invalid term definition", other),
        };
        let mut definition = Term {
            protected: flag(object, "@protected", "invalid @protected value")?
                .unwrap_or(local.protected),
            ..Term::default()
        };
        if let Some(coercion) = object.get("@type") {
            definition.coercion = Some(self.coercion(active, local, coercion)?);
        }
        if let Some(reverse) = object.get("@reverse") {
            if object.contains_key("@id") || object.contains_key("@nest") {
                return invalid("invalid reverse property", term);
            }
            let Some(reverse) = reverse.as_str() else {
                return invalid("invalid IRI mapping", reverse);
            };
            definition.iri = self.local_iri(active, local, reverse)?;
            if !definition.iri.as_deref().is_some_and(iri::has_scheme) {
                return invalid("invalid IRI mapping", reverse);
            }
            definition.reverse = true;
        } else {
            let Some(iri) = self.term_iri(active, local, term, object, &mut definition, simple)?
            else {
                return Ok(());
            };
            definition.iri = iri;
        }
        read_container(object, &mut definition)?;
        if let Some(index) = object.get("@index") {
            match index.as_str() {
                Some(text) if definition.container.index => {
                    definition.index = self.local_iri(active, local, text)?;
                }
                _ => return invalid("invalid term definition", index),
            }
        }
        if let Some(scoped) = object.get("@context") {
            // Step 21.1 tries the scoped context here; ours is tried when the term is used, since
            // most terms of a credential context are not.
            self.spend(size(scoped))?;
            definition.scoped = Some(Scoped {
                context: Arc::new(scoped.clone()),
                base_url: local.base_url.map(str::to_owned),
                number: OnceLock::new(),
            });
        }
        read_options(term, object, &mut definition)?;
        let language = definition.language.as_ref().and_then(Option::as_ref);
        let given = [&definition.iri, &definition.coercion, &definition.index];
        let given = given.into_iter().flatten().chain(language);
        given.into_iter().try_for_each(|text| short(text))?;
        // Step 27: a protected term may be repeated, and not changed.
        if let Some(previous) = previous.filter(|term| term.protected)
            && !local.override_protected
        {
            definition.protected = true;
            if definition != *previous {
                return invalid("protected term redefinition", term);
            }
        }
        active.terms.insert(Arc::from(term), Arc::new(definition));
        local.defined.insert(term.to_owned(), true);
        Ok(())
    }

    /// Step 12: the `@type` of a term definition.
    fn coercion(
        &self,
        active: &mut Context,
        local: &mut Local<'_>,
        value: &Value,
    ) -> Result<String> {
        let Some(text) = value.as_str() else {
            return invalid("invalid type mapping", value);
        };
        match self.local_iri(active, local, text)? {
            Some(expanded)
                if matches!(expanded.as_str(), "@id" | "@vocab" | "@json" | "@none")
                    || iri::has_scheme(&expanded) =>
            {
                Ok(expanded)
            }
            _ => invalid("invalid type mapping", text),
        }
    }

    /// Steps 14 to 18: the IRI of a term. The outer `None` says that the definition is ignored.
    #[expect(
        clippy::option_option,
        reason = "a term may be ignored, or mapped to nothing"
    )]
    fn term_iri(
        &self,
        active: &mut Context,
        local: &mut Local<'_>,
        term: &str,
        object: &Map<String, Value>,
        definition: &mut Term,
        simple: bool,
    ) -> Result<Option<Option<String>>> {
        match object.get("@id") {
            Some(Value::Null) => return Ok(Some(None)),
            Some(Value::String(id)) if id != term => {
                if looks_like_keyword(id) && !is_keyword(id) {
                    return Ok(None);
                }
                let expanded = self.local_iri(active, local, id)?;
                let Some(expanded) = expanded
                    .filter(|iri| is_keyword(iri) || iri::has_scheme(iri) || iri::is_blank(iri))
                else {
                    return invalid("invalid IRI mapping", id);
                };
                if expanded == "@context" {
                    return invalid("invalid keyword alias", term);
                }
                let inner_colon = term
                    .char_indices()
                    .any(|(at, c)| c == ':' && at > 0 && at + 1 < term.len());
                if inner_colon || term.contains('/') {
                    local.defined.insert(term.to_owned(), true);
                    if self.local_iri(active, local, term)?.as_ref() != Some(&expanded) {
                        return invalid("invalid IRI mapping", term);
                    }
                } else if !term.contains(':') && simple {
                    definition.prefix = iri::is_blank(&expanded)
                        || expanded.ends_with([':', '/', '?', '#', '[', ']', '@']);
                }
                return Ok(Some(Some(expanded)));
            }
            Some(Value::String(_)) | None => {}
            Some(other) => return invalid("invalid IRI mapping", other),
        }
        if let Some((prefix, suffix)) = split_prefix(term) {
            if local.entries.contains_key(prefix) {
                self.define(active, local, prefix)?;
            }
            let iri = active.terms.get(prefix).and_then(|term| term.iri.as_ref());
            return Ok(Some(Some(match iri {
                Some(iri) => format!("{iri}{suffix}"),
                None => term.to_owned(),
            })));
        }
        if term.contains('/') {
            let expanded = active.expand_iri(term, false, true);
            return match expanded.filter(|iri| iri::has_scheme(iri)) {
                Some(iri) => Ok(Some(Some(iri))),
                None => invalid("invalid IRI mapping", term),
            };
        }
        if term == "@type" {
            return Ok(Some(Some("@type".to_owned())));
        }
        match &active.vocab {
            Some(vocab) => Ok(Some(Some(format!("{vocab}{term}")))),
            None => invalid("invalid IRI mapping", term),
        }
    }

    /// IRI expansion while terms are being defined (section 5.2 with a local context).
    fn local_iri(
        &self,
        active: &mut Context,
        local: &mut Local<'_>,
        value: &str,
    ) -> Result<Option<String>> {
        if !is_keyword(value) && !looks_like_keyword(value) {
            let done = |local: &Local<'_>, term: &str| local.defined.get(term) == Some(&true);
            if local.entries.contains_key(value) && !done(local, value) {
                self.define(active, local, value)?;
            }
            if let Some((prefix, suffix)) = split_prefix(value)
                && prefix != "_"
                && !suffix.starts_with("//")
                && local.entries.contains_key(prefix)
                && !done(local, prefix)
            {
                self.define(active, local, prefix)?;
            }
        }
        Ok(active.expand_iri(value, false, true))
    }
}

fn short(text: &str) -> Result<()> {
    if text.len() > TEXT_BYTES {
        return Err(LinkedDataError::Limit {
            limit: TEXT_BYTES,
            unit: "bytes in an IRI of a context",
        });
    }
    Ok(())
}

/// How much there is to copy of a context.
fn size(context: &Value) -> usize {
    match context {
        Value::Array(items) => items.iter().map(size).sum::<usize>() + 1,
        Value::Object(entries) => entries.values().map(size).sum::<usize>() + 1,
        Value::String(text) => text.len() / TEXT_BYTES + 1,
        _ => 1,
    }
}

fn flag(entries: &Map<String, Value>, key: &str, code: &'static str) -> Result<Option<bool>> {
    match entries.get(key) {
        None => Ok(None),
        Some(Value::Bool(value)) => Ok(Some(*value)),
        Some(other) => invalid(code, other),
    }
}

/// Steps 22 to 26: language, direction, nesting, prefix, and nothing that is not known.
fn read_options(term: &str, object: &Map<String, Value>, definition: &mut Term) -> Result<()> {
    if !object.contains_key("@type") {
        match object.get("@language") {
            None => {}
            Some(Value::Null) => definition.language = Some(None),
            Some(Value::String(text)) => {
                definition.language = Some(Some(text.to_ascii_lowercase()));
            }
            Some(other) => return invalid("invalid language mapping", other),
        }
        match object.get("@direction") {
            None => {}
            Some(Value::Null) => definition.direction = Some(None),
            Some(Value::String(text)) if text == "ltr" || text == "rtl" => {
                definition.direction = Some(Some(text.clone()));
            }
            Some(other) => return invalid("invalid base direction", other),
        }
    }
    match object.get("@nest") {
        None => {}
        Some(Value::String(text)) if text == "@nest" || !is_keyword(text) => {
            definition.nest = Some(text.clone());
        }
        Some(other) => return invalid("invalid @nest value", other),
    }
    if let Some(prefix) = flag(object, "@prefix", "invalid @prefix value")? {
        if term.contains([':', '/'])
            || (prefix && definition.iri.as_deref().is_some_and(is_keyword))
        {
            return invalid("invalid term definition", term);
        }
        definition.prefix = prefix;
    }
    if let Some(key) = object
        .keys()
        .find(|key| !DEFINITION_KEYWORDS.contains(&key.as_str()))
    {
        return invalid("invalid term definition", key);
    }
    Ok(())
}

/// Step 19: the containers of a term, and which of them go together.
fn read_container(object: &Map<String, Value>, definition: &mut Term) -> Result<()> {
    let Some(value) = object.get("@container") else {
        return Ok(());
    };
    let mut container = Container::default();
    let mut count = 0;
    for item in credeval_model::json::one_or_many(Some(value)) {
        let slot = match item.as_str() {
            Some("@list") => &mut container.list,
            Some("@set") => &mut container.set,
            Some("@index") => &mut container.index,
            Some("@language") => &mut container.language,
            Some("@id") => &mut container.id,
            Some("@type") => &mut container.kind,
            Some("@graph") => &mut container.graph,
            _ => return invalid("invalid container mapping", item),
        };
        *slot = true;
        count += 1;
    }
    let fits = match count {
        0 => false,
        1 => true,
        2 if container.graph && (container.id || container.index) => true,
        _ if container.set && !container.list => {
            count == 2 || (count == 3 && container.graph && (container.id || container.index))
        }
        _ => false,
    };
    let reverse_fits = !definition.reverse || (count == 1 && (container.set || container.index));
    if !fits || !reverse_fits {
        return invalid("invalid container mapping", value);
    }
    if container.kind {
        match definition.coercion.as_deref() {
            None => definition.coercion = Some("@id".to_owned()),
            Some("@id" | "@vocab") => {}
            Some(other) => return invalid("invalid type mapping", other),
        }
    }
    definition.container = container;
    Ok(())
}
