//! The seven traffic lights.
//!
//! A light has three lamps, lit from the left, and beside them its digits and its word: colour, shape
//! and words each tell the same.

use credeval_model::{
    Evaluation,
    answer::Role,
    criterion::{CriterionResult, Light, Reason},
};
use maud::{Markup, html};

use super::{places, said, view::View};

impl View<'_> {
    /// A light for each criterion, with its main reason and the places that it rests on.
    pub fn lights(&self) -> Markup {
        let title = match self.is_not_verified() {
            true => "criteria-informing",
            false => "criteria",
        };
        let body = html! {
            table.lights {
                caption { (self.locale.say("criteria-caption")) }
                thead {
                    tr {
                        th scope="col" { (self.locale.say("criterion")) }
                        th scope="col" { (self.locale.say("light")) }
                        th scope="col" { (self.locale.say("main-reason")) }
                    }
                }
                tbody {
                    @for result in &self.evaluation.criteria {
                        tr {
                            th scope="row" { (self.criterion(result.criterion)) }
                            td { (self.light(result)) }
                            td {
                                @match result.reasons.first() {
                                    Some(reason) => { (self.reason(reason)) }
                                    None => { span.dim { (self.locale.say("no-reason")) } }
                                }
                            }
                        }
                    }
                }
            }
        };
        self.section("criteria", &self.locale.say(title), "", &body)
    }

    /// One light: lamps, digits and a word.
    pub fn light(&self, result: &CriterionResult) -> Markup {
        let light = shown(result);
        let class = match light {
            Light::Red => "red",
            Light::Amber => "amber",
            Light::LightGreen => "light_green",
            Light::Green => "green",
            Light::Unknown | Light::NotApplicable => "unknown",
        };
        html! {
            span class={ "light " (class) } {
                span.lamps aria-hidden="true" { (lamps(result)) } " "
                @if light != Light::NotApplicable {
                    span.digits { (digits(result)) } " "
                }
                span.word { (self.locale.term("light", light)) }
            }
        }
    }

    /// The further reasons of each criterion, and what would narrow it.
    pub fn reasons(&self) -> Markup {
        let criteria = &self.evaluation.criteria;
        let told =
            |result: &&CriterionResult| result.reasons.len() > 1 || !result.missing.is_empty();
        if !criteria.iter().any(|result| told(&result)) {
            return html! {};
        }
        let body = html! {
            @for result in criteria.iter().filter(told) {
                (self.below(&format!("reasons-{}", result.criterion), &self.criterion(result.criterion)))
                @if result.reasons.len() > 1 {
                    ul {
                        @let (first, more) = said::first(result.reasons.iter().skip(1));
                        @for reason in first { li { (self.reason(reason)) } }
                        (said::more(self.locale, more))
                    }
                }
                @if !result.missing.is_empty() {
                    p.dim { (self.locale.say("not-known-yet")) }
                    (self.missing(&result.missing))
                }
            }
        };
        self.section("reasons", &self.locale.say("further-reasons"), "", &body)
    }

    /// A reason, what it rests on, and where that stands.
    pub fn reason(&self, reason: &Reason) -> Markup {
        html! {
            (said::engine(self.locale, &reason.text))
            (self.basis(reason))
        }
    }

    fn basis(&self, reason: &Reason) -> Markup {
        let answers = answers(self.evaluation, reason);
        // A check that does not apply has no row to lead to.
        let shown = self.check_rows().shown();
        let has_check = |code| shown.codes().any(|other| other == code);
        html! {
            @if !answers.is_empty() {
                span.basis {
                    " (" (self.locale.count("answers-basis", answers.len()))
                    @for (number, role) in &answers {
                        " " (places::within(&self.prefix, &format!("answer-{number}"), &format!("A{number}")))
                        " " (self.locale.term("by-role", role))
                    }
                    ")"
                }
            } @else if let Some(code) = reason.check {
                span.basis {
                    " (" (self.locale.say("check-basis")) " "
                    @if has_check(code) {
                        (places::within(&self.prefix, &check_id(code.as_str()), code.as_str()))
                    } @else {
                        (said::code(code.as_str()))
                    }
                    ")"
                }
            } @else if let Some(name) = reason.element {
                span.basis {
                    " ("
                    (places::within(&self.prefix, &format!("element-{}", name.as_str()), &self.locale.term("element", name)))
                    @if let Some(tier) = reason.tier { ", " (self.locale.term("tier", tier)) }
                    @if let Ok((_, from)) = self.evaluation.elements.standing(name) {
                        @if !from.is_empty() { ": " (self.places.links(self.locale, from)) }
                    }
                    ")"
                }
            }
        }
    }
}

/// The `id` of the first row of a check, without the prefix.
pub(super) fn check_id(code: &str) -> String {
    format!("check-{}", code.replace('.', "-"))
}

/// The answers that a reason rests on, by number, and by whom each is.
fn answers(evaluation: &Evaluation, reason: &Reason) -> Vec<(usize, Role)> {
    let answers = reason.answers.iter().filter_map(|place| {
        let answer = evaluation.answers.get(*place)?;
        // Only those that are listed have an anchor.
        (*place < said::LIST_ROWS).then_some((place + 1, answer.role))
    });
    answers.take(said::LIST_ROWS).collect()
}

fn shown(result: &CriterionResult) -> Light {
    match result.applies {
        true => result.light,
        false => Light::NotApplicable,
    }
}

fn lamps(result: &CriterionResult) -> String {
    if shown(result) == Light::NotApplicable {
        return "–––".to_owned();
    }
    let lamp = |level| match level {
        level if level <= result.lower => '●',
        level if level <= result.upper => '?',
        _ => '○',
    };
    (1..=3).map(lamp).collect()
}

fn digits(result: &CriterionResult) -> String {
    match (result.lower, result.upper) {
        (lower, upper) if lower == upper => lower.to_string(),
        (lower, upper) => format!("{lower}–{upper}"),
    }
}
