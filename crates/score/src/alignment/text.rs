//! What a learning outcome says in words, and how much of another it says.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{Language, Mark, Word};

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

/// What an outcome says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Its stems in order, each once.
    stems: Vec<u32>,
    /// Stems and marks as they stand in the text.
    sequence: Vec<u32>,
    /// What turns or bounds the meaning of the whole.
    marks: BTreeSet<(Mark, String)>,
    /// Whether it speaks of knowing.
    knows: bool,
}

impl Said {
    /// What a text says.
    ///
    /// How far a denial reaches is grammar, and whoever writes the text chooses its commas. So a
    /// mark belongs to the whole text, and to its place among the words.
    pub(super) fn read(text: &str, language: &Language, stems: &mut Stems) -> Self {
        let mut said = Self::default();
        let mut leads = true;
        for clause in clauses(text) {
            let last = clause.len().saturating_sub(1);
            for (place, word) in clause.iter().enumerate() {
                let is_number = is_number(word, place == last && place > 0);
                let word = word.to_lowercase();
                let read = match is_number {
                    true => Word::Mark(Mark::Number, word.clone()),
                    false => language.word(&word, leads),
                };
                match read {
                    Word::Function | Word::Verb => {}
                    Word::Knowing => said.knows = true,
                    Word::Mark(mark, name) => {
                        let number = stems.number(format!("{mark:?} {name}"), word);
                        said.sequence.push(number);
                        // Who watches or reads does something, so that it is also what is said.
                        if mark == Mark::Presence {
                            leads = false;
                            said.stems.push(number);
                        }
                        said.marks.insert((mark, name));
                    }
                    Word::Stem(stem) => {
                        leads = false;
                        let number = stems.number(stem, word);
                        said.sequence.push(number);
                        said.stems.push(number);
                    }
                }
            }
        }
        said.in_order()
    }

    fn in_order(mut self) -> Self {
        self.stems.sort_unstable();
        self.stems.dedup();
        self
    }

    /// Both together, with the numbers and levels of this one: what only describes an outcome
    /// names years, pages and other people's levels.
    pub(super) fn described_by(&self, description: &Self) -> Self {
        let further = description.marks.iter();
        let further = further.filter(|(mark, _)| !matches!(mark, Mark::Number | Mark::Level));
        Self {
            stems: [self.stems.as_slice(), &description.stems].concat(),
            sequence: [self.sequence.as_slice(), &description.sequence].concat(),
            marks: self.marks.iter().chain(further).cloned().collect(),
            knows: self.knows || description.knows,
        }
        .in_order()
    }

    /// How many words have a meaning.
    pub(super) fn words(&self) -> usize {
        self.stems.len()
    }

    /// How much of this one another says, 0 to 1; every stem weighs alike.
    ///
    /// What is rare in a language and what is common would weigh differently in a large collection
    /// of outcomes. None that is labelled exists, and two short lists are none.
    pub(super) fn share_in(&self, source: &Self) -> Option<f64> {
        let words = count(self.words());
        (words > 0.0).then(|| count(common(&self.stems, &source.stems).count()) / words)
    }

    /// Whether another says the first word of this one, which is what is done where it is a verb,
    /// and no word beyond it: a word that is missing may then be left out, and none has taken its
    /// place ("increase" that of "reduce").
    pub(super) fn is_shortened_in(&self, source: &Self) -> bool {
        let says = |said: &Self, stem: &u32| said.stems.binary_search(stem).is_ok();
        let first = self.sequence.iter().find(|token| says(self, token));
        first.is_none_or(|first| says(source, first))
            && source.stems.iter().all(|stem| says(self, stem))
    }

    /// Whether another says what it says of this one in the same order: "how disease affects
    /// nutrition" has the words of "how nutrition affects disease".
    pub(super) fn is_in_order_in(&self, source: &Self) -> bool {
        let is_left_out = |token: &&u32| {
            self.stems.binary_search(token).is_ok() && source.stems.binary_search(token).is_err()
        };
        let mut stated = source.sequence.iter();
        let mut asked = self.sequence.iter().filter(|token| !is_left_out(token));
        asked.all(|token| stated.any(|one| one == token))
    }

    /// Whether another speaks of knowing where this one asks for doing.
    pub(super) fn is_only_known_in(&self, source: &Self) -> bool {
        source.knows && !self.knows
    }

    /// Whether both say nearly the same: of the stems of either, at least `share_min` are those of
    /// both, under the same marks.
    pub(super) fn is_nearly(&self, other: &Self, share_min: f64) -> bool {
        if self.stems.is_empty() || self.marks != other.marks {
            return false;
        }
        let both = common(&self.stems, &other.stems).count();
        let either = (self.words() + other.words()).saturating_sub(both);
        count(both) >= share_min * count(either)
    }

    /// The words that both have.
    pub(super) fn common<'s>(&self, source: &Self, stems: &'s Stems) -> Vec<&'s str> {
        let common = common(&self.stems, &source.stems);
        let mut common: Vec<&str> = common.map(|stem| stems.word(stem)).collect();
        common.sort_unstable();
        common
    }

    /// What tells two outcomes apart that name the same things: one of them denies, or another
    /// number, level, or way of taking part is named.
    pub(super) fn difference(&self, source: &Self) -> Option<Mark> {
        let apart = self.marks.symmetric_difference(&source.marks);
        apart.map(|(mark, _)| *mark).next()
    }

    /// What [`Said::difference`] finds, in words for people.
    pub(super) fn told(&self, mark: Mark, source: &Self) -> String {
        let list = |said: &Self| {
            let named = said.marks.iter().filter(|(of, _)| *of == mark);
            let named: Vec<&str> = named.take(MARKS).map(|(_, name)| name.as_str()).collect();
            match named.is_empty() {
                true => "none".to_owned(),
                false => named.join(", "),
            }
        };
        let (asked, stated) = (list(self), list(source));
        let what = match mark {
            Mark::Number => "The numbers differ",
            Mark::Level => "The level words differ",
            Mark::Denial => return "One of them denies what the other affirms.".to_owned(),
            Mark::Presence => {
                return "One of them speaks of being there while another does it.".to_owned();
            }
            Mark::Side => {
                return "They differ in a word such as “before” or “after”, “under” or “only”."
                    .to_owned();
            }
        };
        format!("{what}: {asked} is asked for, {stated} is stated.")
    }
}

/// Marks that a sentence names.
const MARKS: usize = 4;

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

    fn read(target: &str, source: &str) -> (Said, Said) {
        let language = Language::of("en").unwrap();
        let mut stems = Stems::default();
        let mut read = |text| Said::read(text, language, &mut stems);
        (read(target), read(source))
    }

    fn share(target: &str, source: &str) -> f64 {
        let (target, source) = read(target, source);
        target.share_in(&source).unwrap()
    }

    fn told(target: &str, source: &str) -> Option<String> {
        let (target, source) = read(target, source);
        let mark = target.difference(&source)?;
        Some(target.told(mark, &source))
    }

    #[test]
    fn the_share_is_of_the_target_and_stems_are_compared() {
        let target = "The student analyses how nutrition bears on disease";
        let source = "Nutritional analysis of bearing diseases in Europe";
        assert_eq!((share(target, source), told(target, source)), (1.0, None));
        assert!(share(source, target) < 1.0);
    }

    #[test]
    fn verbs_of_mastery_are_no_meaning() {
        assert_eq!(share("Explain tax law", "Explain photosynthesis"), 0.0);
        // What an outcome begins with is what is done; elsewhere it is a thing.
        assert_eq!(share("Design bridges", "Design clothes"), 0.0);
        assert!(share("Explain interface design", "Graphic design") > 0.0);
    }

    #[test]
    fn a_denial_belongs_to_the_whole_text() {
        let denies = Some("One of them denies what the other affirms.".to_owned());
        for (target, source) in [
            (
                "Treat patients under supervision",
                "Treat patients without supervision",
            ),
            ("Don't share patient data", "Share patient data"),
            ("Treat patients", "Treat not only patients"),
            (
                "Give first aid",
                "Give first aid, and know when not to move the injured",
            ),
        ] {
            assert_eq!(told(target, source), denies, "{source}");
        }
        let (target, source) = ("Works without supervision", "Work without any supervision");
        assert_eq!((share(target, source), told(target, source)), (1.0, None));
        // Where it stands tells what it denies.
        let asked = "Treat adults without consent and children with consent";
        let (asked, stated) = read(asked, "Treat adults with consent, children without consent");
        assert_eq!(asked.difference(&stated), None);
        assert!(!asked.is_in_order_in(&stated));
        assert!(asked.is_in_order_in(&asked));
    }

    #[test]
    fn numbers_and_levels_tell_outcomes_apart() {
        let numbers = told("Statistics II", "Statistics I").unwrap();
        assert!(numbers.contains("ii is asked for"), "{numbers}");
        assert!(told("Speak Dutch at B2", "Speak Dutch at A2").is_some());
        assert!(told("Two body problems", "Three body problems").is_some());
        assert_eq!(told("Two body problems", "2 body problems"), None);
        let levels = told("Basic bookkeeping", "Advanced bookkeeping").unwrap();
        assert!(levels.contains("a high level"), "{levels}");
        assert_eq!(
            told("Basic bookkeeping", "Introduction to bookkeeping"),
            None
        );
        let degrees = told("Master level bookkeeping", "Bachelor level bookkeeping").unwrap();
        assert!(degrees.contains("a bachelor's level"), "{degrees}");
        assert_eq!(told("I can greet people", "Greet people"), None);
        assert_eq!(share("Program in C++", "Program in C"), 0.0);
        assert_eq!(told("ISO 9001:2015 audits", "ISO 9001:2015 audit"), None);
    }

    #[test]
    fn nearly_the_same_is_told_from_another_number_of_it() {
        let nearly = |one, other| {
            let (one, other) = read(one, other);
            one.is_nearly(&other, 0.8)
        };
        let text = "Bake rye bread in wood ovens";
        assert!(nearly(text, "Baking rye bread in wood ovens tidily"));
        assert!(!nearly(text, "Bake wheat bread in gas ovens"));
        assert!(!nearly("Bread baking I", "Bread baking II"));
        assert!(!nearly("", ""));
    }

    #[test]
    fn hostile_words_are_passed_over() {
        let long = format!("{} bread", "x".repeat(100_000));
        assert_eq!(share("Bake bread", &long), 0.5);
        assert_eq!(
            label("  Machine-Learning,\n(advanced) "),
            "machine learning advanced"
        );
    }
}
