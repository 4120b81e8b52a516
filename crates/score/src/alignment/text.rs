//! What a learning outcome says in words, and how much of another it says.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{Language, Word};

/// Bytes of the longest word that is compared; what is longer is no word of a learning outcome.
const WORD_BYTES: usize = 64;

/// Stems by number, so that comparing them is comparing numbers.
#[derive(Debug, Default)]
pub(super) struct Stems {
    numbers: BTreeMap<String, u32>,
    /// For each the word that was first read of it, for people.
    words: Vec<String>,
}

impl Stems {
    fn number(&mut self, stem: String, word: String) -> u32 {
        let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let words = &mut self.words;
        *self.numbers.entry(stem).or_insert_with(|| {
            words.push(word);
            next
        })
    }

    fn word(&self, number: u32) -> &str {
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        self.words.get(place).map_or("", String::as_str)
    }
}

/// What an outcome says; lists of stems are in order, each stem once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The stems of clauses that affirm.
    affirmed: Vec<u32>,
    /// The stems of clauses that deny: "without supervision".
    denied: Vec<u32>,
    /// Both.
    all: Vec<u32>,
    /// Numbers, with what is written like one (`B2`, `2`, `II`).
    numbers: BTreeSet<String>,
    /// Levels: 0 for a first, 1 for a middle, 2 for a high one.
    levels: BTreeSet<usize>,
}

/// How much of a target a source says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share {
    /// Of what is affirmed there as it is affirmed here, and denied as it is denied; 0 to 1.
    pub(super) alike: f64,
    /// The same whatever is affirmed or denied; 0 to 1.
    pub(super) named: f64,
}

impl Said {
    /// What a text says; numbers and levels are those of the text too.
    pub(super) fn read(text: &str, language: &Language, stems: &mut Stems) -> Self {
        let mut said = Self::default();
        let mut leads = true;
        for clause in clauses(text) {
            let mut of_clause = BTreeSet::new();
            let mut denies = false;
            let last = clause.len().saturating_sub(1);
            for (place, word) in clause.iter().enumerate() {
                if is_number(word, place == last && place > 0) {
                    said.numbers.insert(word.to_lowercase());
                    continue;
                }
                let word = word.to_lowercase();
                match language.word(&word, leads) {
                    // "Not only" denies nothing.
                    Word::Negation => denies |= clause.get(place + 1).is_none_or(|w| w != "only"),
                    Word::Level(level) => {
                        said.levels.insert(level);
                    }
                    Word::Function | Word::Verb => {}
                    Word::Stem(stem) => {
                        leads = false;
                        of_clause.insert(stems.number(stem, word));
                    }
                }
            }
            match denies {
                true => said.denied.extend(of_clause),
                false => said.affirmed.extend(of_clause),
            }
        }
        said.in_order()
    }

    fn in_order(mut self) -> Self {
        self.all = [self.affirmed.as_slice(), &self.denied].concat();
        for stems in [&mut self.affirmed, &mut self.denied, &mut self.all] {
            stems.sort_unstable();
            stems.dedup();
        }
        self
    }

    /// Both together, with the numbers and levels of this one: what only describes an outcome
    /// names years, pages and other people's levels.
    pub(super) fn described_by(&self, description: &Self) -> Self {
        Self {
            affirmed: [self.affirmed.as_slice(), &description.affirmed].concat(),
            denied: [self.denied.as_slice(), &description.denied].concat(),
            ..self.clone()
        }
        .in_order()
    }

    /// How many words have a meaning.
    pub(super) fn words(&self) -> usize {
        self.all.len()
    }

    /// How much of this one another says; every stem weighs alike.
    ///
    /// What is rare in a language and what is common would weigh differently in a large collection
    /// of outcomes. None that is labelled exists, and two short lists are none.
    pub(super) fn share_in(&self, source: &Self) -> Option<Share> {
        let words = count(self.words());
        if words == 0.0 {
            return None;
        }
        let named = common(&self.all, &source.all).count();
        let denies = !self.denied.is_empty() || !source.denied.is_empty();
        let alike = if denies {
            let mut alike: Vec<u32> = common(&self.affirmed, &source.affirmed)
                .chain(common(&self.denied, &source.denied))
                .collect();
            alike.sort_unstable();
            alike.dedup();
            alike.len()
        } else {
            named
        };
        Some(Share {
            alike: count(alike) / words,
            named: count(named) / words,
        })
    }

    /// The words that both have.
    pub(super) fn common<'s>(&self, source: &Self, stems: &'s Stems) -> Vec<&'s str> {
        let common = common(&self.all, &source.all);
        let mut common: Vec<&str> = common.map(|stem| stems.word(stem)).collect();
        common.sort_unstable();
        common
    }

    /// Whether numbers or levels tell two outcomes apart that name the same things.
    pub(super) fn differs(&self, source: &Self) -> bool {
        self.numbers != source.numbers || self.levels != source.levels
    }

    /// What [`Said::differs`] finds, in words for people.
    pub(super) fn difference(&self, source: &Self) -> String {
        let list = |numbers: &BTreeSet<String>| match numbers.is_empty() {
            true => "none".to_owned(),
            false => numbers
                .iter()
                .take(4)
                .cloned()
                .collect::<Vec<_>>()
                .join(", "),
        };
        if self.numbers != source.numbers {
            return format!(
                "The numbers differ: {} is asked for, {} is stated.",
                list(&self.numbers),
                list(&source.numbers)
            );
        }
        let names = |levels: &BTreeSet<usize>| {
            let words = ["a first level", "a middle level", "a high level"];
            let of_levels = levels.iter().filter_map(|level| words.get(*level).copied());
            match levels.is_empty() {
                true => "no level".to_owned(),
                false => of_levels.collect::<Vec<_>>().join(" and "),
            }
        };
        format!(
            "The level words differ: {} is asked for, {} is stated.",
            names(&self.levels),
            names(&source.levels)
        )
    }
}

/// What two lists in order have in common.
fn common<'a>(one: &'a [u32], other: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let mut others = other.iter().peekable();
    one.iter().copied().filter(move |stem| {
        while others.next_if(|other| **other < *stem).is_some() {}
        others.peek() == Some(&stem)
    })
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// A text as a label is compared: its words in small letters.
pub(super) fn label(text: &str) -> String {
    let words: Vec<String> = clauses(text)
        .flatten()
        .map(|word| word.to_lowercase())
        .collect();
    words.join(" ")
}

/// The words of a text, clause by clause.
fn clauses(text: &str) -> impl Iterator<Item = Vec<String>> {
    let mut clauses = vec![Vec::new()];
    let mut word = String::new();
    let end = |word: &mut String, clauses: &mut Vec<Vec<String>>, ends_clause: bool| {
        let whole = std::mem::take(word);
        let whole = whole.trim_matches('\'');
        if let Some(clause) = clauses.last_mut() {
            // "Don't" and "cannot" deny; "learner's" is the learner.
            if let Some(verb) = whole.strip_suffix("n't") {
                clause.extend([verb.to_owned(), "not".to_owned()]);
            } else if let Some((first, rest)) = whole.split_once('\'') {
                let parts = [first, rest].into_iter().filter(|part| !part.is_empty());
                clause.extend(parts.map(str::to_owned));
            } else if !whole.is_empty() && whole.len() <= WORD_BYTES {
                clause.push(whole.to_owned());
            }
            if ends_clause && !clause.is_empty() {
                clauses.push(Vec::new());
            }
        }
    };
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_inside = word.chars().last().is_some_and(char::is_alphanumeric);
        let mut next_is =
            |test: fn(char) -> bool| characters.peek().is_some_and(|next| test(*next));
        match character {
            _ if character.is_alphanumeric() => word.push(character),
            // "C++" and "C#" are not "C".
            '+' | '#' if !word.is_empty() => word.push(character),
            '\'' | '\u{2019}' if is_inside => word.push('\''),
            '.' | ',' | ':'
                if word.chars().last().is_some_and(char::is_numeric)
                    && next_is(char::is_numeric) =>
            {
                word.push(character);
            }
            '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '\n' | '\u{2013}' | '\u{2014}' => {
                end(&mut word, &mut clauses, true);
            }
            _ => end(&mut word, &mut clauses, false),
        }
    }
    end(&mut word, &mut clauses, false);
    clauses.into_iter()
}

/// Whether a word is a number, or written with one; a Roman one in capital letters too, a single
/// letter only at the end ("Statistics I").
fn is_number(word: &str, is_last: bool) -> bool {
    let is_roman = !word.is_empty() && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    word.chars().any(char::is_numeric) || (is_roman && (is_last || word.len() > 1))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "shares of a few words are exact here")]
mod tests {
    use super::*;

    fn shares(target: &str, source: &str) -> (Share, Option<String>) {
        let language = Language::of("en").unwrap();
        let mut stems = Stems::default();
        let target = Said::read(target, language, &mut stems);
        let source = Said::read(source, language, &mut stems);
        (
            target.share_in(&source).unwrap(),
            target.differs(&source).then(|| target.difference(&source)),
        )
    }

    #[test]
    fn the_share_is_of_the_target_and_stems_are_compared() {
        let target = "The student analyses how nutrition bears on disease";
        let (share, difference) =
            shares(target, "Nutritional analysis of bearing diseases in Europe");
        assert_eq!((share.alike, difference), (1.0, None));
        let (back, _) = shares("Nutritional analysis of bearing diseases in Europe", target);
        assert!(back.alike < 1.0);
    }

    #[test]
    fn verbs_of_mastery_are_no_meaning() {
        assert_eq!(
            shares("Explain tax law", "Explain photosynthesis").0.alike,
            0.0
        );
        // What an outcome begins with is what is done; elsewhere it is a thing.
        assert_eq!(shares("Design bridges", "Design clothes").0.alike, 0.0);
        assert!(shares("Explain interface design", "Graphic design").0.alike > 0.0);
    }

    #[test]
    fn a_denial_is_not_what_it_denies() {
        let (share, _) = shares(
            "Treat patients under supervision",
            "Treat patients without supervision",
        );
        assert_eq!((share.alike, share.named), (0.0, 1.0));
        let (share, _) = shares("Don't share patient data", "Share patient data");
        assert_eq!((share.alike, share.named), (0.0, 1.0));
        let (share, _) = shares("Works without supervision", "Work without any supervision");
        assert_eq!(share.alike, 1.0);
        let (share, _) = shares("Treat patients", "Treat not only patients");
        assert_eq!(share.alike, 1.0);
        // A denial reaches as far as its clause.
        let (share, _) = shares(
            "Give first aid",
            "Give first aid, and know when not to move the injured",
        );
        assert_eq!(share.alike, 1.0);
    }

    #[test]
    fn numbers_and_levels_tell_outcomes_apart() {
        let told = |target, source| shares(target, source).1;
        assert!(
            told("Statistics II", "Statistics I")
                .unwrap()
                .contains("ii is asked for")
        );
        assert!(told("Speak Dutch at B2", "Speak Dutch at A2").is_some());
        assert!(
            told("Basic bookkeeping", "Advanced bookkeeping")
                .unwrap()
                .contains("a high level")
        );
        assert_eq!(
            told("Basic bookkeeping", "Introduction to bookkeeping"),
            None
        );
        assert_eq!(told("I can greet people", "Greet people"), None);
        assert_eq!(shares("Program in C++", "Program in C").0.alike, 0.0);
        assert_eq!(told("ISO 9001:2015 audits", "ISO 9001:2015 audit"), None);
    }

    #[test]
    fn hostile_words_are_passed_over() {
        let (share, _) = shares("Bake bread", &format!("{} bread", "x".repeat(100_000)));
        assert_eq!(share.alike, 0.5);
        assert_eq!(
            label("  Machine-Learning,\n(advanced) "),
            "machine learning advanced"
        );
    }
}
