//! The proposal, what would settle it, and what deviates.

use credeval_model::{
    criterion::Missing,
    outcome::{Deviation, OutcomeCode},
};
use maud::{Markup, html};

use super::{said, view::View};

impl View<'_> {
    /// What is proposed, its track, and that a proposal counts only once it is signed.
    pub fn proposal(&self) -> Markup {
        let outcome = &self.evaluation.outcome;
        let differs = outcome.deviations.iter().any(Deviation::is_shown);
        let headline = match outcome.code {
            OutcomeCode::NotLrc if !differs => self.locale.say("outcome-not-shown"),
            code => self.locale.term("outcome", code),
        };
        let standing = match outcome.sign_off {
            true => "sign-off-needed",
            false => "sign-off-waived",
        };
        let track = match outcome.track {
            Some(track) => self.locale.term("track", track),
            None => self.locale.say("track-none"),
        };
        let body = html! {
            div class={ "proposal " (tone(outcome.code)) } {
                p.headline {
                    strong { (headline) } " " code.dim translate="no" { (outcome.code) }
                }
                p { (said::engine(self.locale, &outcome.summary)) }
                p.dim { (track) " " (self.locale.say(standing)) }
            }
        };
        self.section("proposal", &self.locale.say("proposal"), "", &body)
    }

    /// The sets of facts that would settle or change the proposal, and whom to ask.
    pub fn settlements(&self) -> Markup {
        let outcome = &self.evaluation.outcome;
        let title = match outcome.code {
            OutcomeCode::NeedsInformation => "settle",
            _ => "change",
        };
        let remark = match outcome.settle.len() {
            0 => return html! {},
            1 => String::new(),
            ways => self.locale.count("any-of", ways),
        };
        let (ways, more) = said::first(&outcome.settle);
        let body = html! {
            ol.ways {
                @for way in ways {
                    li {
                        @let criteria: Vec<String> = way.criteria.iter().map(|each| self.criterion(*each)).collect();
                        @if criteria.is_empty() {
                            strong { (self.locale.say("credential-itself")) }
                        } @else {
                            strong { (self.locale.joined("and", &criteria)) }
                        }
                        (self.missing(&way.facts))
                        @if !way.leads_to.is_empty() {
                            @let then: Vec<String> = way.leads_to.iter().map(|code| self.locale.term("consequence", *code)).collect();
                            p.dim { (self.locale.say("then-possible")) " " (self.locale.joined("or", &then)) }
                        }
                    }
                }
                (said::more(self.locale, more))
            }
        };
        self.section("settle", &self.locale.say(title), &remark, &body)
    }

    /// What falls short of what is asked for; what a policy only counts so stands apart.
    pub fn deviations(&self) -> Markup {
        let outcome = &self.evaluation.outcome;
        let (shown, not_shown): (Vec<&Deviation>, Vec<&Deviation>) = outcome
            .deviations
            .iter()
            .partition(|deviation| deviation.is_shown());
        let title = match outcome.code {
            OutcomeCode::NotLrc => "differences",
            _ => "deviations",
        };
        html! {
            @if !shown.is_empty() {
                @let body = self.deviating(&shown);
                (self.section("deviations", &self.locale.say(title), &self.locale.say("deviations-remark"), &body))
            }
            @if !not_shown.is_empty() {
                @let body = self.deviating(&not_shown);
                (self.section("not-shown", &self.locale.say("not-shown"), &self.locale.say("not-shown-remark"), &body))
            }
        }
    }

    fn deviating(&self, deviations: &[&Deviation]) -> Markup {
        let (first, more) = said::first(deviations);
        html! {
            ul.plain {
                @for deviation in first {
                    li {
                        strong { (self.criterion(deviation.criterion)) } ": "
                        (said::engine(self.locale, &deviation.text))
                    }
                }
                (said::more(self.locale, more))
            }
        }
    }

    /// Facts that are not known, and whom to ask.
    pub(super) fn missing(&self, facts: &[Missing]) -> Markup {
        let (first, more) = said::first(facts);
        html! {
            ul {
                @for fact in first { li { (self.fact_to_find(fact)) } }
                (said::more(self.locale, more))
            }
        }
    }

    pub(super) fn fact_to_find(&self, fact: &Missing) -> Markup {
        html! {
            (said::engine_phrase(self.locale, &fact.what))
            " " span.dim { "(" (self.locale.term("ask", fact.ask)) ")" }
        }
    }
}

/// The class of an outcome, which gives it a colour; its words tell the same.
pub(super) fn tone(code: OutcomeCode) -> &'static str {
    match code {
        OutcomeCode::RecogniseFull => "green",
        OutcomeCode::RecognisePartial | OutcomeCode::Flexible => "light_green",
        OutcomeCode::Rpl | OutcomeCode::HumanReview => "amber",
        OutcomeCode::NeedsInformation => "unknown",
        OutcomeCode::NotLrc | OutcomeCode::NotVerified => "red",
    }
}
