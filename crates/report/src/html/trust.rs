//! Who vouches for the issuer, whom nobody could ask, and what the seal is.

use credeval_model::{
    Check, CheckCode, CheckOutcome,
    trust::vouch::{Freshness, Relation, Vouch},
};
use maud::{Markup, html};

use super::{
    checks::ended_as,
    locale::Locale,
    said,
    view::{View, heading_of},
};
use crate::human::{phrases, trust::seal};

impl View<'_> {
    /// The anchors that vouch, those that could not be asked, and three answers on the seal.
    pub fn trust(&self) -> Markup {
        match vouching(self.locale, &self.evaluation.trust, &self.evaluation.checks) {
            Some(body) => self.section("trust", &self.locale.say("trust"), "", &body),
            None => html! {},
        }
    }
}

/// The same under a heading of this level, for a page that has no evaluation.
pub(super) fn section(
    locale: &Locale,
    trust: &[Vouch],
    checks: &[Check],
    prefix: &str,
    level: u8,
) -> Markup {
    let id = format!("{prefix}trust");
    html! {
        @if let Some(body) = vouching(locale, trust, checks) {
            section aria-labelledby=(id) {
                (heading_of(level, &id, &html! { (locale.say("trust")) }))
                (body)
            }
        }
    }
}

/// `None` where nobody was asked.
fn vouching(locale: &Locale, trust: &[Vouch], checks: &[Check]) -> Option<Markup> {
    let others = checks.iter().filter(|check| {
        check.code == CheckCode::IssuerTrust && check.outcome == CheckOutcome::Inconclusive
    });
    let (others, more_others) = said::first(others);
    let (vouches, more) = said::first(trust);
    let seal = seal(checks);
    if vouches.is_empty() && others.is_empty() && seal.is_none() {
        return None;
    }
    Some(html! {
        @if !vouches.is_empty() || !others.is_empty() {
            ul.plain {
                @for vouch in vouches { li { (vouching_one(locale, vouch)) } }
                (said::more(locale, more))
                @for check in others {
                    li {
                        "? " (said::engine(locale, &check.summary))
                        @if let Some(cause) = &check.cause { " " span.dim { "(" (said::code(&cause.code)) ")" } }
                    }
                }
                (said::more(locale, more_others))
            }
        }
        @if let Some(seal) = seal {
            table {
                caption { (locale.say("seal-caption")) }
                thead {
                    tr { th scope="col" { (locale.say("question")) } th scope="col" { (locale.say("answer")) } }
                }
                tbody {
                    @for (id, outcome) in [("seal-valid", seal.valid), ("seal-advanced", seal.advanced), ("seal-qualified", seal.qualified)] {
                        tr { th scope="row" { (locale.say(id)) } td { (ended_as(locale, outcome)) } }
                    }
                }
            }
        }
    })
}

fn vouching_one(locale: &Locale, vouch: &Vouch) -> Markup {
    let says = match vouch.relation {
        Relation::Chained => "vouches-chained",
        _ => "vouches-listed",
    };
    html! {
        strong { (said::plain(&vouch.anchor)) } " " (locale.say(says)) " "
        @match &vouch.name {
            Some(name) => { (said::plain(name)) }
            None => { (locale.say("unnamed")) }
        }
        @if vouch.confirms { ", " (locale.say("confirms-key")) }
        @if vouch.freshness == Freshness::Stale { "; " strong { (locale.say("stale")) } }
        " " span.dim {
            "(" (locale.term("anchor", vouch.kind))
            @if let Some(digest) = &vouch.evidence { ", " (said::code(&phrases::short_digest(digest))) }
            ")"
        }
    }
}
