//! One row for each of several evaluations, which leads to the evaluation.

use credeval_model::{
    Evaluation,
    element::{CreditSystem, Workload},
};
use maud::{Markup, html};

use super::{locale::Locale, proposal::tone, said, view};

/// The table of evaluations; their numbers are those of [`view::View::new`], from 1.
pub(super) fn table<'a>(
    locale: &Locale,
    evaluations: impl Iterator<Item = &'a Evaluation>,
    language: &str,
) -> Markup {
    html! {
        table.overview {
            caption { (locale.say("overview-caption")) }
            thead {
                tr {
                    @for column in ["number", "title", "volume", "eqf", "outcome"] {
                        th scope="col" { (locale.say(column)) }
                    }
                }
            }
            tbody {
                @for (index, evaluation) in evaluations.enumerate() {
                    tr {
                        td { (index + 1) }
                        th scope="row" { a href={ "#e" (index + 1) "-title" } { (title(locale, evaluation, language)) } }
                        td { (volume(locale, evaluation)) }
                        td { (level(evaluation)) }
                        td {
                            span class={ "light " (tone(evaluation.outcome.code)) } {
                                (locale.term("outcome", evaluation.outcome.code))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The title; where none is stated, the name of the document.
fn title(locale: &Locale, evaluation: &Evaluation, language: &str) -> Markup {
    let title = evaluation.elements.title.value();
    match title.filter(|title| said::is_said(title, language)) {
        Some(title) => said::said(title, language),
        None => {
            let source = evaluation.document.source.as_str();
            let name = source.rsplit('/').next().unwrap_or(source);
            html! { (locale.say("no-title")) " " (view::source(name)) }
        }
    }
}

/// The credits, of the European system where they are in several; else the hours.
fn volume(locale: &Locale, evaluation: &Evaluation) -> Markup {
    let first = |workload: &Workload| {
        let credits = || workload.credits.iter();
        let ects = credits().find(|credits| credits.system == CreditSystem::Ects);
        let credits = ects.or_else(|| credits().next());
        let credits = credits.map(|credits| match credits.system {
            CreditSystem::Ects => locale.say_with("ects", [("count", credits.points.into())]),
            CreditSystem::Ecvet => format!("{} ECVET", credits.points),
            _ => locale.say_with("credits", [("count", credits.points.into())]),
        });
        credits.or_else(|| Some(locale.say_with("hours", [("count", workload.hours?.into())])))
    };
    let volume = evaluation.elements.workload.value().and_then(first);
    html! { (volume.unwrap_or_else(|| "–".to_owned())) }
}

/// The level of the European Qualifications Framework, in brackets where it is not stated.
fn level(evaluation: &Evaluation) -> Markup {
    let level = evaluation.elements.level.value();
    match level.and_then(|level| level.eqf.map(|eqf| (eqf, level.derived.is_some()))) {
        Some((eqf, true)) => html! { "(" (eqf) ")" },
        Some((eqf, false)) => html! { (eqf) },
        None => html! { "–" },
    }
}
