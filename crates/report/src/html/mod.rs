//! The report as a page of HTML that stands alone: no script, nothing loaded, one style within.
//!
//! [`View`] renders the parts of one evaluation, for a page of ours or of a server;
//! [`evaluations`], [`verifications`] and [`decision`] write whole pages. All text of others is
//! escaped, bounded, shown with what is unsafe made visible ([`text`](crate::text)), and
//! marked with the language that it states.
//!
//! ```
//! use credeval_model::{Evaluation, Timestamp};
//! use credeval_report::html::{self, Subject};
//!
//! fn print(evaluation: &Evaluation, now: Timestamp) -> std::io::Result<()> {
//!     let subject = Subject { evaluation, document: None };
//!     html::evaluations(&mut std::io::stdout().lock(), &[subject], "nl", now)
//! }
//! ```
//!
//! Source: HTML Living Standard; WCAG 2.2; Content Security Policy 3.

mod alignment;
mod answers;
mod checks;
mod decision;
mod document;
mod dossier;
mod elements;
mod figure;
mod lights;
mod locale;
mod overview;
mod page;
mod places;
mod precedents;
mod proposal;
mod provenance;
mod said;
mod trust;
mod values;
mod verification;
mod view;

use std::io::{self, Write};

use credeval_model::{
    Timestamp,
    decision::DecisionRecord,
    evaluation::{Evaluation, Verification},
};
use maud::html;
use serde_json::Value;

pub use locale::Locale;
pub use view::View;

#[cfg(test)]
mod tests;

/// An evaluation, and the credential's own JSON where it is at hand.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The evaluation.
    pub evaluation: &'a Evaluation,
    /// The JSON into which its pointers lead; without it places are named and lead nowhere.
    pub document: Option<&'a Value>,
}

/// Writes a page on evaluations: one by itself, several below an overview.
///
/// `language` (BCP 47) is that of the page where we have its words, else English, and the one that
/// is preferred where a credential speaks several; `now` is the present. At most one evaluation is
/// in memory as text at a time. Errors are those of `out`.
pub fn evaluations(
    out: &mut impl Write,
    items: &[Subject<'_>],
    language: &str,
    now: Timestamp,
) -> io::Result<()> {
    let locale = Locale::of(language);
    let view =
        |number: usize, subject, level| View::new(&locale, subject, language, now, number, level);
    if let [subject] = items {
        let view = view(1, subject, 1);
        let title = html! { (locale.say("report")) };
        put(out, &page::opening(&locale, &title))?;
        put(
            out,
            &html! { article aria-labelledby="e1-title" { (view.all()) } },
        )?;
        return put(out, &page::closing(&locale));
    }
    let title = html! { (locale.say("overview")) };
    put(out, &page::opening(&locale, &title))?;
    let evaluations = items.iter().map(|subject| subject.evaluation);
    put(out, &html! { h1 { (title) } })?;
    put(out, &overview::table(&locale, evaluations, language))?;
    for (index, subject) in items.iter().enumerate() {
        let number = index + 1;
        let view = view(number, subject, 2);
        put(
            out,
            &html! {
                article.one aria-labelledby={ "e" (number) "-title" } {
                    p.note { (locale.say_with("one-of", [("number", number.into()), ("all", items.len().into())])) }
                    (view.all())
                }
            },
        )?;
    }
    put(out, &page::closing(&locale))
}

/// Writes a page on verifications: the document, the verdict, the checks.
///
/// `language` and errors as for [`evaluations`].
pub fn verifications(
    out: &mut impl Write,
    items: &[Verification],
    language: &str,
    now: Timestamp,
) -> io::Result<()> {
    let locale = Locale::of(language);
    let title = html! { (locale.say("verification")) };
    put(out, &page::opening(&locale, &title))?;
    let level = if items.len() == 1 { 1 } else { 2 };
    if level == 2 {
        put(out, &html! { h1 { (title) } })?;
    }
    for (index, item) in items.iter().enumerate() {
        let number = index + 1;
        put(
            out,
            &html! {
                article.one aria-labelledby={ "e" (number) "-title" } {
                    (verification::all(&locale, item, now, number, level))
                }
            },
        )?;
    }
    put(out, &page::closing(&locale))
}

/// Writes a decision as a page to sign, on the evaluation that it rests on.
///
/// `language` and errors as for [`evaluations`].
pub fn decision(
    out: &mut impl Write,
    record: &DecisionRecord,
    evaluation: &Evaluation,
    language: &str,
    now: Timestamp,
) -> io::Result<()> {
    let locale = Locale::of(language);
    let subject = Subject {
        evaluation,
        document: None,
    };
    let view = View::new(&locale, &subject, language, now, 1, 1);
    let title = html! { (locale.say("decision")) };
    put(out, &page::opening(&locale, &title))?;
    put(
        out,
        &html! {
            article aria-labelledby="e1-title" { (view.head()) (view.decision(record)) }
        },
    )?;
    put(out, &page::closing(&locale))
}

fn put(out: &mut impl Write, markup: &maud::Markup) -> io::Result<()> {
    out.write_all(markup.0.as_bytes())
}
