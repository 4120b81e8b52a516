//! Which outcomes of the programme the credential's outcomes cover.
//!
//! For each outcome that is asked for, the best one that is stated: by the same URI, by a relation
//! of their URIs in ESCO, by their words, or by words that are not sure enough to count. Each
//! outcome of the credential is spent once. What could not be compared is said, and stays possible.

mod matching;
mod skills;
mod text;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use credeval_model::{
    Tier,
    alignment::{Alignment, Match, Pair},
    answer::{AnswerValue, Role},
    element::{Element, LearningOutcome, LearningOutcomes},
    programme::{Programme, TargetOutcome},
    question::Question,
};
use serde::Deserialize;

pub use self::skills::Skills;
pub(crate) use self::words::{is_unknown, primary};
use self::{
    matching::{Edge, Matching},
    text::{Said, Stems},
    words::{Language, Mark},
};
use crate::{Facts, facts::quoted, fold::folded};

/// Outcomes of a programme that are compared: a course names some ten, a degree some fifty.
const TARGETS: usize = 200;
/// Outcomes of a credential that are compared; the richest that are known list some thirty.
const SOURCES: usize = 200;
/// Characters of an outcome that are compared: it is a sentence or two. Whoever writes more could
/// name everything that any programme asks for.
const CHARACTERS: usize = 1_000;
/// URIs of an outcome that are compared.
const URIS: usize = 32;
/// Texts of an outcome that are compared, one for each language.
const TEXTS: usize = 32;
/// Words of an outcome that is asked for of which each must be said: where there are so few, none is
/// there for its style.
const FEW: usize = 7;
/// The share of their stems from which two outcomes of the credential say the same.
const NEARLY: f64 = 0.8;
/// Outcomes of the programme that two of the credential say in words, both of them, from which
/// they say the same, whatever else they name.
const SAID_BY_BOTH: usize = 2;
/// Outcomes that a sentence names; the others are counted.
const NAMED: usize = 3;
/// The language of a programme that names none.
const PROGRAMME_LANGUAGE: &str = "en";
/// The tag of text in a language that is not known.
const UNKNOWN: &str = "und";
/// Hosts that mean the same by `http` and `https`, and with a slash at the end or without: those of
/// ESCO and the other vocabularies of the European Union, and of the Credential Registry.
const KNOWN_HOSTS: [&str; 2] = ["data.europa.eu", "credentialengineregistry.org"];

/// How texts are compared; `policy/default.toml` says what each number is for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    pub(crate) share_min: f64,
    pub(crate) provisional_share_min: f64,
    pub(crate) bare_title_words: usize,
}

/// Aligns the credential's outcomes with those that the programme asks for.
///
/// Where the programme says `assume_aligned`, what nothing covers is covered by assumption, and
/// shown so.
pub(crate) fn align(
    stated: &Element<LearningOutcomes>,
    programme: &Programme,
    rules: &Rules,
    skills: Option<&Skills>,
) -> Alignment {
    let stated = stated.stated();
    let tier = stated.map_or(Tier::Unsigned, |stated| stated.tier);
    let listed = stated.map_or(&[][..], |stated| &stated.value.listed);
    let language = programme.language.as_deref().unwrap_or(PROGRAMME_LANGUAGE);
    if programme.outcomes.is_empty() {
        // Where nothing is asked for, nothing is compared.
        return Alignment {
            language: language.to_owned(),
            ..Alignment::default()
        };
    }
    let compared = Compared::new(listed, programme, rules, skills);
    let matching = compared.matching();

    let mut pairs = Vec::new();
    let mut uncovered = Vec::new();
    let mut covered = 0;
    for (place, target) in programme.outcomes.iter().enumerate() {
        let edge = matching.of(place);
        let counts = edge.is_some_and(|edge| edge.how.counts()) || programme.assume_aligned;
        match counts {
            true => covered += 1,
            false => uncovered.push(target.title.clone()),
        }
        match edge {
            Some(edge) if edge.how.counts() || !programme.assume_aligned => {
                pairs.extend(compared.pair(target, edge, tier));
            }
            _ if programme.assume_aligned => pairs.push(Pair {
                target: target.title.clone(),
                source: String::new(),
                how: Match::Assumed,
                tier,
                language: None,
                share: None,
                by: Vec::new(),
                doubt: None,
            }),
            _ => {}
        }
    }
    // What nothing looked at may be anything.
    let beyond = programme.outcomes.len().saturating_sub(TARGETS);
    let possible = if listed.is_empty() || compared.left_out > 0 || programme.assume_aligned {
        programme.outcomes.len()
    } else {
        matching.possible(&compared.open(&matching)) + beyond
    };
    Alignment {
        told: false,
        coverage: share(covered, programme.outcomes.len()),
        possible: share(possible.max(covered), programme.outcomes.len()),
        pairs,
        uncovered,
        language: compared.language.to_owned(),
        source_languages: languages(listed),
        data: skills.map_or(Vec::new(), |skills| skills.data().to_vec()),
        not_compared: compared.not_compared(listed.is_empty(), beyond, &matching),
    }
}

/// The languages in which outcomes are stated.
fn languages(listed: &[LearningOutcome]) -> Vec<String> {
    let tags = listed.iter().flat_map(|outcome| outcome.title.0.keys());
    let tags = tags.map(|tag| match is_unknown(tag) {
        true => UNKNOWN.to_owned(),
        false => quoted(tag),
    });
    let tags: BTreeSet<String> = tags.take(SOURCES).collect();
    tags.into_iter().take(TEXTS).collect()
}

/// A URI in the form in which it is compared.
fn normal(uri: &str) -> String {
    let uri = uri.trim();
    let Some((scheme, rest)) = uri.split_once("://") else {
        return uri.to_owned();
    };
    let host = rest
        .split('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_known = KNOWN_HOSTS.contains(&host.strip_prefix("www.").unwrap_or(&host));
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let path = rest.get(host.len()..).unwrap_or_default();
    match is_known && is_web {
        true => format!("https://{host}{}", path.trim_end_matches('/')),
        false => uri.to_owned(),
    }
}

/// The beginning of a text, as far as it is compared.
fn cut(text: &str) -> &str {
    let end = text.char_indices().nth(CHARACTERS).map(|(end, _)| end);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Takes an officer's answer on what is covered: what it names is, and the rest is not.
///
/// An applicant's answer decides nothing here; neither takes away what was matched.
pub(crate) fn tell(alignment: &mut Alignment, facts: &Facts<'_>, programme: &Programme) {
    let Some((_, answer)) = facts
        .answer(Question::Covered)
        .filter(|(_, answer)| answer.role == Role::Officer)
    else {
        return;
    };
    let named = match &answer.value {
        AnswerValue::List(named) => named.as_slice(),
        _ => &[],
    };
    let titles: BTreeSet<String> = named.iter().map(|title| folded(title)).collect();
    alignment.told = true;
    for target in &programme.outcomes {
        if !alignment.uncovered.contains(&target.title) {
            continue;
        }
        alignment.pairs.retain(|pair| pair.target != target.title);
        if titles.contains(&folded(&target.title)) {
            alignment.uncovered.retain(|title| *title != target.title);
            alignment.pairs.push(Pair {
                target: target.title.clone(),
                source: String::new(),
                how: Match::Told,
                tier: Tier::Attested,
                language: None,
                share: None,
                by: vec![answer.by.clone()],
                doubt: None,
            });
        }
    }
    let asked: BTreeSet<String> = programme
        .outcomes
        .iter()
        .map(|target| folded(&target.title))
        .collect();
    for title in named.iter().filter(|title| !asked.contains(&folded(title))) {
        alignment.not_compared.push(format!(
            "An answer names \"{}\", which the programme does not ask for.",
            quoted(title)
        ));
    }
    let covered = alignment.pairs.iter().filter(|pair| pair.how.counts());
    alignment.coverage = share(covered.count(), programme.outcomes.len());
    alignment.possible = alignment.coverage;
}

pub(crate) fn share(covered: usize, of: usize) -> Option<f64> {
    let exact = |count: usize| u32::try_from(count).map(f64::from).ok();
    (of > 0).then_some(exact(covered)? / exact(of)?)
}

/// In which language an outcome of the credential can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tongue {
    /// In the programme's.
    Same,
    /// It names none, so that the programme's may be it.
    Unknown,
    /// In another, so that words say nothing.
    Other,
    /// It has no words.
    None,
}

/// An outcome of the credential, as it is compared.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Source<'a> {
    /// Whether it lacks the URI of any target: those that have one are looked at first.
    lacks_uri: bool,
    /// Its words, however they are written.
    folded: String,
    tongue: Tongue,
    tag: &'a str,
    /// Its URIs that a target has or a classification knows.
    uris: Vec<String>,
    /// Its texts in every language, for the labels of a classification.
    texts: Vec<(&'a str, String)>,
    text: &'a str,
    is_cut: bool,
}

/// What an outcome says and which skills it is.
#[derive(Debug, Default)]
struct Content {
    said: Said,
    /// The same with what describes it, where something does.
    described: Option<Said>,
    /// The skills that it is by URI or by name.
    skills: BTreeSet<usize>,
    /// Whether it is several skills by its name.
    is_ambiguous: bool,
    /// Whether its name is in no known language.
    is_guessed: bool,
}

/// Everything that is compared.
struct Compared<'a> {
    rules: &'a Rules,
    skills: Option<&'a Skills>,
    language: &'a str,
    known: Option<&'static Language>,
    stems: Stems,
    targets: Vec<(String, Content)>,
    sources: Vec<(Source<'a>, Content)>,
    /// The best match of each pair, by target and source.
    edges: Vec<Edge>,
    /// For each source the first that says the same: together they count once.
    firsts: Vec<usize>,
    left_out: usize,
}

/// A match with what is to be said of it.
struct Found {
    how: Match,
    share: Option<f64>,
    by: Vec<String>,
    doubt: Option<String>,
}

/// Why a match by words does not count.
#[derive(Debug, Clone, Copy)]
enum Doubt {
    /// The credential's language is unknown.
    Language,
    /// The programme's language is not known well.
    Grammar,
    /// One denies, or names another number or level.
    Difference(Mark),
    /// Too few words are asked for.
    Bare,
    /// A part is said, or another word in its place.
    Part,
    /// The words stand in another order.
    Order,
    /// It is known and asked to be done.
    Knowing,
}

impl Found {
    fn sure(how: Match, by: String) -> Self {
        Self {
            how,
            share: None,
            by: vec![by],
            doubt: None,
        }
    }
}

impl<'a> Compared<'a> {
    fn new(
        listed: &'a [LearningOutcome],
        programme: &'a Programme,
        rules: &'a Rules,
        skills: Option<&'a Skills>,
    ) -> Self {
        let language = programme.language.as_deref().unwrap_or(PROGRAMME_LANGUAGE);
        let known = Language::of(language);
        let mut stems = Stems::default();
        let asked = programme.outcomes.iter().take(TARGETS);
        let targets: Vec<_> = asked
            .map(|target| {
                let uri = target.uri.as_deref().map(normal).unwrap_or_default();
                let content = target_content(target, &uri, language, known, skills, &mut stems);
                (uri, content)
            })
            .collect();
        let uris: BTreeSet<&str> = targets
            .iter()
            .map(|(uri, _)| uri.as_str())
            .filter(|uri| !uri.is_empty())
            .collect();
        // In an order of their own, each once, so that the credential's order changes nothing.
        let mut sources: Vec<Source<'_>> = listed
            .iter()
            .map(|outcome| Source::new(outcome, language, &uris, skills))
            .collect();
        sources.sort_unstable();
        sources.dedup_by(|a, b| {
            (a.lacks_uri, &a.folded, a.tongue, a.tag) == (b.lacks_uri, &b.folded, b.tongue, b.tag)
                && (&a.uris, &a.texts) == (&b.uris, &b.texts)
        });
        let left_out = sources.len().saturating_sub(SOURCES);
        sources.truncate(SOURCES);
        let sources: Vec<_> = sources
            .into_iter()
            .map(|source| {
                let content = source.content(language, known, skills, &mut stems);
                (source, content)
            })
            .collect();
        let mut compared = Self {
            rules,
            skills,
            language,
            known,
            stems,
            targets,
            sources,
            edges: Vec::new(),
            firsts: Vec::new(),
            left_out,
        };
        let (targets, sources) = (compared.targets.len(), compared.sources.len());
        let pairs =
            (0..targets).flat_map(|target| (0..sources).map(move |source| (target, source)));
        let edges = pairs.filter_map(|(target, source)| compared.edge(target, source));
        compared.edges = edges.collect();
        compared.firsts = firsts(&compared.sources, &compared.edges);
        compared
    }

    fn matching(&self) -> Matching {
        // Those that say the same count once: the first has the best match of them all, and the
        // others are there for a person to see what more they say.
        let mut best: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
        for &edge in &self.edges {
            let first = self.first(edge.source);
            let own = Edge {
                how: match edge.how.counts() {
                    true => Match::Title,
                    false => edge.how,
                },
                ..edge
            };
            if first != edge.source {
                best.insert((edge.target, edge.source), own);
            }
            let of_all = Edge {
                source: first,
                ..edge
            };
            let known = best.entry((edge.target, first)).or_insert(of_all);
            if of_all.is_better(known) {
                *known = of_all;
            }
        }
        let (targets, sources) = (self.targets.len(), self.sources.len());
        Matching::new(targets, sources, best.into_values().collect())
    }

    fn first(&self, source: usize) -> usize {
        self.firsts.get(source).copied().unwrap_or(source)
    }

    /// The source of a pair: of those that say the same the one with the best match.
    fn best(&self, edge: Edge) -> usize {
        if self.first(edge.source) != edge.source {
            return edge.source;
        }
        let all = self
            .edges
            .iter()
            .filter(|one| one.target == edge.target && self.first(one.source) == edge.source);
        let best = all.reduce(|best, one| if one.is_better(best) { one } else { best });
        best.map_or(edge.source, |best| best.source)
    }

    /// The best match of two, without what is to be said of it: there are many pairs, and few are
    /// shown.
    fn edge(&self, target: usize, source: usize) -> Option<Edge> {
        let (asked, stated) = (self.targets.get(target)?, self.sources.get(source)?);
        let edge = |how, share| Edge {
            target,
            source,
            how,
            share,
        };
        let by_uri = self.by_uri(asked, stated).map(|found| edge(found.how, 1.0));
        if by_uri.as_ref().is_some_and(|edge| edge.how.counts()) {
            return by_uri;
        }
        let by_name = self.by_name(&asked.1, &stated.1);
        let by_name = by_name.map(|found| edge(found.how, 1.0));
        let in_words = self.by_words(&asked.1, &stated.0, &stated.1);
        let in_words = in_words.map(|(share, doubt)| match doubt {
            Some(_) => edge(Match::Title, share),
            None => edge(Match::Text, share),
        });
        let all = [by_uri, by_name, in_words].into_iter().flatten();
        all.min_by(|a, b| a.how.cmp(&b.how))
    }

    /// What is to be said of the best match of two; it is the one of [`Compared::edge`].
    fn found(&self, asked: &(String, Content), stated: &(Source<'_>, Content)) -> Option<Found> {
        let in_words = self.by_words(&asked.1, &stated.0, &stated.1);
        let all = [
            self.by_uri(asked, stated),
            self.by_name(&asked.1, &stated.1),
            in_words.map(|words| self.in_words(&asked.1, &stated.1, words)),
        ];
        all.into_iter().flatten().min_by(|a, b| a.how.cmp(&b.how))
    }

    /// Whether they are the same by URI, or related in a classification.
    fn by_uri(
        &self,
        (uri, _): &(String, Content),
        (source, _): &(Source<'_>, Content),
    ) -> Option<Found> {
        if source.uris.iter().any(|one| one == uri) {
            return Some(Found::sure(Match::Uri, uri.clone()));
        }
        let skills = self.skills?;
        let relations = source.uris.iter();
        let relations = relations.filter_map(|one| skills.relation(uri, one));
        let (how, what) = relations.min_by(|a, b| a.0.cmp(&b.0))?;
        let doubt = "The skill that is stated does not imply the one asked for.";
        Some(Found {
            doubt: how.is_provisional().then(|| doubt.to_owned()),
            ..Found::sure(how, what)
        })
    }

    /// Whether both are names of one skill.
    fn by_name(&self, asked: &Content, stated: &Content) -> Option<Found> {
        let shared = self.skills?.shared(&asked.skills, &stated.skills)?;
        let doubt = if stated.is_guessed {
            Some(unknown_language())
        } else if asked.is_ambiguous || stated.is_ambiguous {
            Some("One of the names belongs to several skills.".to_owned())
        } else {
            None
        };
        Some(Found {
            how: match doubt {
                Some(_) => Match::Title,
                None => Match::Text,
            },
            share: None,
            by: vec![shared],
            doubt,
        })
    }

    /// Whether the words agree.
    fn by_words(
        &self,
        asked: &Content,
        source: &Source<'_>,
        stated: &Content,
    ) -> Option<(f64, Option<Doubt>)> {
        if !matches!(source.tongue, Tongue::Same | Tongue::Unknown) {
            return None;
        }
        // What is asked for can be said as its title says it, or as its description does too.
        let statements = [Some(&asked.said), asked.described.as_ref()];
        let read = statements.into_iter().flatten().filter_map(|said| {
            let share = said.share_in(&stated.said)?;
            let is_shown = share >= self.rules.provisional_share_min - ROUNDING;
            is_shown.then(|| (share, self.doubt(said, source, &stated.said, share)))
        });
        read.max_by(|(a_share, a), (b_share, b)| {
            let is_sure = |doubt: &Option<Doubt>| doubt.is_none();
            (is_sure(a).cmp(&is_sure(b))).then(a_share.total_cmp(b_share))
        })
    }

    /// Why words that agree do not count.
    fn doubt(&self, asked: &Said, source: &Source<'_>, stated: &Said, share: f64) -> Option<Doubt> {
        let is_whole = share >= 1.0 - ROUNDING;
        let is_enough = asked.words() > FEW
            && share >= self.rules.share_min - ROUNDING
            && asked.is_shortened_in(stated);
        if source.tongue == Tongue::Unknown {
            Some(Doubt::Language)
        } else if !self.known.is_some_and(|language| language.is_known_well) {
            Some(Doubt::Grammar)
        } else if let Some(mark) = asked.difference(stated) {
            Some(Doubt::Difference(mark))
        } else if asked.words() <= self.rules.bare_title_words {
            Some(Doubt::Bare)
        } else if !is_whole && !is_enough {
            Some(Doubt::Part)
        } else if !asked.is_in_order_in(stated) {
            Some(Doubt::Order)
        } else if asked.is_only_known_in(stated) {
            Some(Doubt::Knowing)
        } else {
            None
        }
    }

    /// A match by words, with what is to be said of it.
    fn in_words(
        &self,
        asked: &Content,
        stated: &Content,
        (share, doubt): (f64, Option<Doubt>),
    ) -> Found {
        let doubt = doubt.map(|doubt| match doubt {
            Doubt::Language => unknown_language(),
            Doubt::Grammar => format!(
                "Words of the language `{}` are compared without knowing its grammar.",
                quoted(self.language)
            ),
            Doubt::Difference(mark) => asked.said.told(mark, &stated.said),
            Doubt::Bare => "A title of a word or two says too little.".to_owned(),
            Doubt::Part => {
                let percent = (share * 100.0 + ROUNDING).floor();
                format!("Only {percent} % of what is asked for is said.")
            }
            Doubt::Order => "It says the same words in another order.".to_owned(),
            Doubt::Knowing => "It speaks of knowing what is asked to be done.".to_owned(),
        });
        let whole = asked.described.as_ref().unwrap_or(&asked.said);
        let common = whole.common(&stated.said, &self.stems).into_iter();
        Found {
            how: match doubt {
                Some(_) => Match::Title,
                None => Match::Text,
            },
            share: Some(share),
            by: common.take(URIS).map(str::to_owned).collect(),
            doubt,
        }
    }

    fn pair(&self, target: &TargetOutcome, edge: Edge, tier: Tier) -> Option<Pair> {
        let (asked, stated) = (
            self.targets.get(edge.target)?,
            self.sources.get(self.best(edge))?,
        );
        let mut found = self.found(asked, stated)?;
        if self.first(edge.source) != edge.source && found.how.counts() {
            found.how = Match::Title;
            found.doubt = Some(SAID_AGAIN.to_owned());
        }
        let (source, _) = stated;
        Some(Pair {
            target: target.title.clone(),
            source: source.shown(),
            how: found.how,
            tier,
            language: match source.tongue {
                Tongue::None => None,
                Tongue::Unknown => Some(UNKNOWN.to_owned()),
                Tongue::Same | Tongue::Other => Some(quoted(source.tag)),
            },
            share: found.share,
            by: found.by.into_iter().map(|by| quoted_long(&by)).collect(),
            doubt: found.doubt,
        })
    }

    /// The sources whose words could not be compared, or not all of them.
    fn open(&self, matching: &Matching) -> Vec<usize> {
        let is_open = |(place, (source, _)): &(usize, &(Source<'_>, Content))| {
            source.is_open()
                || (source.is_cut && !matching.is_spent(*place))
                || self.known.is_none()
        };
        let sources = self.sources.iter().enumerate();
        sources.filter(is_open).map(|(place, _)| place).collect()
    }

    fn not_compared(&self, none_listed: bool, beyond: usize, matching: &Matching) -> Vec<String> {
        let mut said = Vec::new();
        let language = quoted(self.language);
        if none_listed {
            said.push(
                "The credential lists no learning outcomes one by one; ask the issuer for them."
                    .to_owned(),
            );
        }
        let mut foreign: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut unnamed = 0;
        let mut wordless = 0;
        let mut long = 0;
        for (place, (source, _)) in self.sources.iter().enumerate() {
            long += usize::from(source.is_cut);
            if matching.is_spent(place) {
                continue;
            }
            unnamed += usize::from(source.tongue == Tongue::Unknown);
            match source.tongue {
                Tongue::Other => {
                    let tag = quoted(&primary(source.tag));
                    foreign.entry(tag).or_default().push(source.shown());
                }
                Tongue::None => wordless += 1,
                Tongue::Same | Tongue::Unknown => {}
            }
        }
        for (tag, titles) in foreign.iter().take(NAMED) {
            said.push(format!(
                "Stated in the language `{tag}` alone, and not compared with words in \
                 `{language}`: {}; ask the issuer for them in `{language}`, or a colleague who \
                 reads both.",
                named(titles)
            ));
        }
        if foreign.len() > NAMED {
            let more = foreign.len() - NAMED;
            said.push(format!(
                "Outcomes in {more} further languages were not compared in words."
            ));
        }
        let outcomes = |count: usize| match count {
            1 => "1 outcome of the credential".to_owned(),
            count => format!("{count} outcomes of the credential"),
        };
        if unnamed > 0 {
            said.push(format!(
                "The language of {} is not stated, so that no match in its words would be sure; ask \
                 the issuer which it is.",
                outcomes(unnamed)
            ));
        }
        if wordless > 0 {
            said.push(format!(
                "{} without words matched nothing; look up their addresses.",
                capital(&outcomes(wordless))
            ));
        }
        if long > 0 {
            said.push(format!(
                "{} were compared by their first {CHARACTERS} characters only.",
                capital(&outcomes(long))
            ));
        }
        if self.left_out > 0 {
            said.push(format!(
                "{} beyond the first {SOURCES} were not compared.",
                capital(&outcomes(self.left_out))
            ));
        }
        if beyond > 0 {
            said.push(format!(
                "{beyond} outcomes of the programme beyond the first {TARGETS} were not compared."
            ));
        }
        match self.known {
            None => said.push(format!(
                "Words in `{language}`, the language of the programme, cannot be compared; ask \
                 someone who reads it."
            )),
            Some(known) if !known.is_known_well => said.push(format!(
                "The grammar of `{language}`, the language of the programme, is not known well, \
                 so that matches in words are provisional."
            )),
            Some(_) => {}
        }
        let unused = self.skills.map_or(&[][..], Skills::unused);
        said.extend(unused.iter().cloned());
        said
    }
}

/// Shares such as 0.6 of 5 words have no exact binary form.
const ROUNDING: f64 = 1e-9;

const SAID_AGAIN: &str = "Another outcome of the credential says the same, and they count once.";

/// For each source the first that says the same, itself where none does: that has a URI or a skill
/// in common with it, or nearly all its words, or says several outcomes of the programme as it does.
///
/// Whoever writes one thing in several ways has not taught several things. Groups are followed
/// through: what says the same as one of them belongs to all.
fn firsts(sources: &[(Source<'_>, Content)], edges: &[Edge]) -> Vec<usize> {
    let mut says = vec![BTreeSet::new(); sources.len()];
    for edge in edges.iter().filter(|edge| edge.how == Match::Text) {
        if let Some(says) = says.get_mut(edge.source) {
            says.insert(edge.target);
        }
    }
    let says_alike = |one: usize, other: usize| match (says.get(one), says.get(other)) {
        (Some(one), Some(other)) => one.intersection(other).nth(SAID_BY_BOTH - 1).is_some(),
        _ => false,
    };
    let is_same = |(one, of_one): &(Source<'_>, Content), (other, of_other): &(_, Content)| {
        let other: &Source<'_> = other;
        // One that names a further URI has something of its own, unless its words say otherwise.
        (!one.uris.is_empty() && one.uris == other.uris)
            || (!of_one.skills.is_empty() && of_one.skills == of_other.skills)
            || of_one.said.is_nearly(&of_other.said, NEARLY)
    };
    let mut firsts: Vec<usize> = (0..sources.len()).collect();
    for (place, source) in sources.iter().enumerate() {
        for (earlier, other) in sources.iter().enumerate().take(place) {
            let (Some(&one), Some(&of_other)) = (firsts.get(place), firsts.get(earlier)) else {
                continue;
            };
            if one == of_other || !(says_alike(place, earlier) || is_same(source, other)) {
                continue;
            }
            let (first, joins) = (one.min(of_other), one.max(of_other));
            for of in firsts.iter_mut().filter(|of| **of == joins) {
                *of = first;
            }
        }
    }
    firsts
}

fn unknown_language() -> String {
    "The language of the credential's outcome is not stated.".to_owned()
}

fn target_content(
    target: &TargetOutcome,
    uri: &str,
    language: &str,
    known: Option<&Language>,
    skills: Option<&Skills>,
    stems: &mut Stems,
) -> Content {
    let mut read = |text: &str| known.map(|known| Said::read(cut(text), known, stems));
    let said = read(&target.title).unwrap_or_default();
    let described = target.description.as_deref().and_then(&mut read);
    let described = described.map(|description| said.described_by(&description));
    let mut content = Content {
        said,
        described,
        ..Content::default()
    };
    if let Some(skills) = skills {
        content.skills = skills.by_uris([uri].into_iter());
        if content.skills.is_empty() {
            content.skills = skills.named(language, cut(&target.title));
            content.is_ambiguous = content.skills.len() > 1;
        }
    }
    content
}

impl<'a> Source<'a> {
    fn new(
        outcome: &'a LearningOutcome,
        language: &str,
        targets: &BTreeSet<&str>,
        skills: Option<&Skills>,
    ) -> Self {
        let of_language = primary(language);
        let tongue = |tag: &str| {
            if primary(tag) == of_language {
                Tongue::Same
            } else if is_unknown(tag) {
                Tongue::Unknown
            } else {
                Tongue::Other
            }
        };
        let texts = outcome.title.0.iter();
        let texts = texts.filter(|(_, text)| !text.trim().is_empty());
        let chosen = texts.clone().min_by_key(|(tag, _)| tongue(tag));
        let (tag, text) = chosen.map_or(("", ""), |(tag, text)| (tag.as_str(), text.as_str()));
        let known = |uri: &String| {
            targets.contains(uri.as_str()) || skills.is_some_and(|skills| skills.knows(uri))
        };
        let mut uris: Vec<String> = outcome
            .uris
            .iter()
            .map(|uri| normal(uri))
            .filter(known)
            .collect();
        // Those that a target has come first, so that none of them is cut off.
        uris.sort_unstable_by(|a, b| {
            let is_of_none = |uri: &String| !targets.contains(uri.as_str());
            (is_of_none(a), a).cmp(&(is_of_none(b), b))
        });
        uris.dedup();
        uris.truncate(URIS);
        Self {
            lacks_uri: !uris
                .first()
                .is_some_and(|uri| targets.contains(uri.as_str())),
            folded: text::label(cut(text)),
            text: cut(text),
            tongue: chosen.map_or(Tongue::None, |(tag, _)| tongue(tag)),
            tag,
            uris,
            texts: match skills {
                Some(_) => texts
                    .take(TEXTS)
                    .map(|(tag, text)| (tag.as_str(), text::label(cut(text))))
                    .collect(),
                None => Vec::new(),
            },
            is_cut: cut(text).len() < text.len(),
        }
    }

    fn content(
        &self,
        language: &str,
        known: Option<&Language>,
        skills: Option<&Skills>,
        stems: &mut Stems,
    ) -> Content {
        let said = match (self.tongue, known) {
            (Tongue::Same | Tongue::Unknown, Some(known)) => Said::read(self.text, known, stems),
            _ => Said::default(),
        };
        let mut content = Content {
            said,
            ..Content::default()
        };
        let Some(skills) = skills else {
            return content;
        };
        content.skills = skills.by_uris(self.uris.iter().map(String::as_str));
        if content.skills.is_empty() {
            let texts = self.texts.iter();
            let named = texts.filter(|(tag, _)| !is_unknown(tag));
            content.skills = named
                .flat_map(|(tag, text)| skills.named(tag, text))
                .collect();
            content.is_ambiguous = content.skills.len() > 1;
        }
        if content.skills.is_empty() && self.tongue == Tongue::Unknown {
            content.skills = skills.named(language, self.text);
            content.is_guessed = true;
        }
        content
    }

    /// Whether its words could not be compared at all.
    fn is_open(&self) -> bool {
        matches!(self.tongue, Tongue::Other | Tongue::None | Tongue::Unknown)
    }

    /// What people read of it.
    fn shown(&self) -> String {
        match (self.text.trim(), self.uris.first()) {
            ("", Some(uri)) => quoted(uri),
            (text, _) => quoted(text),
        }
    }
}

/// Outcomes by name, the first few.
fn named(titles: &[String]) -> String {
    let first: Vec<String> = titles
        .iter()
        .take(NAMED)
        .map(|title| format!("“{title}”"))
        .collect();
    match titles.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}

/// Characters of what two outcomes have in common: an address, or a sentence with two names.
const COMMON_CHARS: usize = 400;

fn quoted_long(text: &str) -> String {
    text.chars().take(COMMON_CHARS).collect()
}
