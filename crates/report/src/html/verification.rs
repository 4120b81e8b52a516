//! A verification: the document, the verdict, the checks.

use credeval_model::{CheckOutcome, Timestamp, check::verdict, evaluation::Verification};
use maud::{Markup, html};

use super::{
    checks::{self, Checks},
    locale::Locale,
    provenance, trust,
    view::{heading_of, source},
};
use crate::human::{document::is_another_time, phrases};

/// A verification with this number on its page, its heading at `level`.
pub(super) fn all(
    locale: &Locale,
    verification: &Verification,
    now: Timestamp,
    number: usize,
    level: u8,
) -> Markup {
    let prefix = format!("e{number}-");
    let (sign, class, words) = match verdict(&verification.checks) {
        CheckOutcome::Failed => ("✗", "red", "verdict-failed"),
        CheckOutcome::Inconclusive => ("?", "amber", "verdict-inconclusive"),
        CheckOutcome::Passed | CheckOutcome::NotApplicable => ("✓", "green", "verdict-held"),
    };
    let rows = Checks {
        locale,
        prefix: &prefix,
        all: &verification.checks,
        evidence: &[],
    };
    html! {
        (heading_of(level, &format!("{prefix}title"), &source(&verification.document.source)))
        @if is_another_time(verification.at, now) {
            p.warning { strong { (locale.say_with("judged-for", [("time", phrases::moment(verification.at).to_string().into())])) } }
        }
        div class={ "proposal " (class) } {
            p.headline { span aria-hidden="true" { (sign) " " } strong { (locale.say(words)) } }
        }
        dl.facts { (provenance::file(locale, &verification.document)) }
        (trust::section(locale, &verification.trust, &verification.checks, &prefix, level + 1))
        (checks::sections(&rows, level + 1))
    }
}
