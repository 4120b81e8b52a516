//! How the learning outcomes align with those of the receiving programme: a figure, and the same in a
//! table.

use credeval_model::alignment::{Alignment, Match, Pair};
use maud::{Markup, html};

use super::{figure, said, view::View};
use crate::human::alignment::is_missed;

/// Words of a match that are named.
const WORDS: usize = 6;

/// An outcome of the programme, and what covers it or may.
pub(super) struct Target<'a> {
    pub(super) title: &'a str,
    pub(super) pairs: Vec<&'a Pair>,
}

impl Target<'_> {
    pub(super) fn is_covered(&self) -> bool {
        self.pairs.iter().any(|pair| pair.how.counts())
    }
}

impl View<'_> {
    /// What covers what, what may, what does not, and what nobody could compare.
    pub fn alignment(&self) -> Markup {
        let Some(alignment) = &self.evaluation.alignment else {
            return html! {};
        };
        let (targets, more) = targets(alignment);
        let body = html! {
            p { strong { (self.covered(alignment)) } }
            @if !targets.is_empty() {
                (figure::covering(self.locale, &targets, &self.prefix))
                table.alignment {
                    caption { (self.locale.say("alignment-caption")) }
                    thead {
                        tr {
                            th scope="col" { (self.locale.say("target")) }
                            th scope="col" { (self.locale.say("covered")) }
                            th scope="col" { (self.locale.say("covered-by")) }
                        }
                    }
                    tbody {
                        @for target in &targets {
                            tr {
                                th scope="row" { (said::spoken(&alignment.language, target.title)) }
                                td { (self.coverage(alignment, target)) }
                                td {
                                    @for pair in &target.pairs { p { (self.pair(pair)) } }
                                }
                            }
                        }
                    }
                }
                @if more > 0 { p.dim { (self.locale.count("and-more", more)) } }
            }
            (self.sentences("not-compared", &alignment.not_compared))
            (self.sentences("compared-by", &alignment.data))
        };
        self.section("alignment", &self.locale.say("alignment"), "", &body)
    }

    fn covered(&self, alignment: &Alignment) -> String {
        let Some(share) = alignment.coverage else {
            return self.locale.say("no-targets");
        };
        let covered = self
            .locale
            .say_with("share-covered", [("percent", percent(share).into())]);
        match alignment.possible.filter(|possible| *possible > share) {
            Some(possible) => {
                let possible = [("percent", percent(possible).into())];
                format!(
                    "{covered} {}",
                    self.locale.say_with("share-possible", possible)
                )
            }
            None => covered,
        }
    }

    fn coverage(&self, alignment: &Alignment, target: &Target<'_>) -> Markup {
        let (sign, class, words) = if target.is_covered() {
            ("●", "green", "is-covered")
        } else if !target.pairs.is_empty() {
            ("◐", "amber", "may-be-covered")
        } else if alignment.told || is_missed(self.evaluation, target.title) {
            ("○", "red", "is-not-covered")
        } else {
            // Other words may well say the same: that they do not match is no knowledge.
            ("○", "unknown", "nothing-shows-it")
        };
        html! {
            span class={ "light " (class) } {
                span.lamps aria-hidden="true" { (sign) } " "
                span.word { (self.locale.say(words)) }
            }
        }
    }

    /// What covers a target, how, and who vouches for it.
    fn pair(&self, pair: &Pair) -> Markup {
        let by = pair.by.iter().take(WORDS);
        let more = pair.by.len().saturating_sub(WORDS);
        html! {
            @if !pair.source.is_empty() { (said::spoken(pair.language.as_deref().unwrap_or_default(), &pair.source)) " " }
            span.dim {
                "(" (self.locale.term("match", pair.how))
                @if let Some(share) = pair.share { ", " (self.locale.say_with("share-of-words", [("percent", percent(share).into())])) }
                @if pair.how != Match::Uri && !pair.by.is_empty() {
                    ": "
                    @for (index, word) in by.enumerate() {
                        @if index > 0 { ", " }
                        (said::plain(word))
                    }
                    @if more > 0 { " " (self.locale.count("and-more", more)) }
                }
                @if pair.how != Match::Assumed && pair.how != Match::Told { "; " (self.locale.term("tier", pair.tier)) }
                ")"
            }
            @if let Some(doubt) = &pair.doubt { " " (said::engine(self.locale, doubt)) }
        }
    }

    fn sentences(&self, id: &str, sentences: &[String]) -> Markup {
        let (first, more) = said::first(sentences);
        html! {
            @if !first.is_empty() {
                (self.below(id, &self.locale.say(id)))
                ul {
                    @for sentence in first { li { (said::engine_words(self.locale, sentence)) } }
                    (said::more(self.locale, more))
                }
            }
        }
    }
}

/// The outcomes of the programme in the order of their pairs, then those that nothing covers.
fn targets(alignment: &Alignment) -> (Vec<Target<'_>>, usize) {
    let mut targets: Vec<Target<'_>> = Vec::new();
    let mut more = 0;
    let pairs = alignment
        .pairs
        .iter()
        .map(|pair| (pair.target.as_str(), Some(pair)));
    let uncovered = alignment
        .uncovered
        .iter()
        .map(|title| (title.as_str(), None));
    for (title, pair) in pairs.chain(uncovered) {
        let is_full = targets.len() >= said::LIST_ROWS;
        match targets.iter_mut().find(|target| target.title == title) {
            Some(target) => {
                let has_room = target.pairs.len() < WORDS;
                target.pairs.extend(pair.filter(|_| has_room));
            }
            None if is_full => more += 1,
            None => targets.push(Target {
                title,
                pairs: pair.into_iter().collect(),
            }),
        }
    }
    (targets, more)
}

/// A share as percents, rounded.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a share lies between 0 and 1"
)]
fn percent(share: f64) -> i32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as i32
}
