//! The checks: what contradicts itself, what failed, what is open, what holds, what does not apply.

use std::collections::BTreeSet;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Pointer,
    check::Cause,
    evidence::{EvidenceRecord, Origin},
};
use maud::{Markup, html};

use super::{
    lights::check_id,
    locale::Locale,
    places, said,
    view::{View, heading_of},
};
use crate::human::checks::{folded, is_supplied, needs_cause};

impl View<'_> {
    /// All checks of the evaluation.
    pub fn checks(&self) -> Markup {
        let rows = self.check_rows();
        let link = |pointer: &Pointer| self.places.link(self.locale, pointer);
        html! {
            @if let Some(findings) = rows.findings(&link) {
                (self.section("findings", &self.locale.say("findings"), &self.locale.say("findings-remark"), &findings))
            }
            (self.section("checks", &self.locale.say("checks"), &rows.tally(), &rows.table(&link)))
        }
    }
}

impl View<'_> {
    pub(super) fn check_rows(&self) -> Checks<'_> {
        Checks {
            locale: self.locale,
            prefix: &self.prefix,
            all: &self.evaluation.checks,
            evidence: &self.evaluation.evidence,
        }
    }
}

/// Checks that are shown.
pub(super) struct Checks<'a> {
    pub(super) locale: &'a Locale,
    pub(super) prefix: &'a str,
    pub(super) all: &'a [Check],
    /// What of it a person supplied is told.
    pub(super) evidence: &'a [EvidenceRecord],
}

/// The rows that are shown of them: findings, then the table.
pub(super) struct Shown<'a> {
    findings: Vec<&'a Check>,
    more_findings: usize,
    /// Each with how many others it stands for.
    rows: Vec<(&'a Check, usize)>,
    more_rows: usize,
}

impl Shown<'_> {
    /// The codes in the order of the rows: each is an anchor where it stands first.
    pub(super) fn codes(&self) -> impl Iterator<Item = CheckCode> {
        let rows = self.rows.iter().map(|(check, _)| check.code);
        self.findings.iter().map(|check| check.code).chain(rows)
    }
}

impl<'a> Checks<'a> {
    fn is_finding(check: &Check) -> bool {
        check.code.is_integrity() && needs_cause(check)
    }

    fn rows(&self) -> impl Iterator<Item = &'a Check> {
        self.all.iter().filter(|check| !Self::is_finding(check))
    }

    /// The rows that are shown.
    pub(super) fn shown(&self) -> Shown<'a> {
        let supplied = self.supplied();
        let ended = |outcome| self.rows().filter(move |check| check.outcome == outcome);
        let findings = self.all.iter().filter(|check| Self::is_finding(check));
        let (findings, more_findings) = said::first(findings);
        let (failed, more_failed) = said::first(ended(CheckOutcome::Failed));
        let (open, more_open) = said::first(ended(CheckOutcome::Inconclusive));
        let passed = folded(ended(CheckOutcome::Passed), &supplied);
        let (passed, more_passed) = said::first(passed);
        let alone = |check| (check, 0);
        Shown {
            findings,
            more_findings,
            rows: failed
                .into_iter()
                .chain(open)
                .map(alone)
                .chain(passed)
                .collect(),
            more_rows: more_failed + more_open + more_passed,
        }
    }

    fn supplied(&self) -> BTreeSet<Digest> {
        let supplied = self.evidence.iter();
        let supplied = supplied.filter(|record| record.origin == Origin::Supplied);
        supplied.map(|record| record.digest).collect()
    }

    /// What the credential says against itself; `None` where there is nothing.
    pub(super) fn findings(&self, link: &dyn Fn(&Pointer) -> Markup) -> Option<Markup> {
        let shown = self.shown();
        (!shown.findings.is_empty()).then(|| html! {
            ul.plain.findings {
                @for (index, check) in shown.findings.iter().enumerate() {
                    li id=[self.anchor(&shown, index, 0)] {
                        strong {
                            (match check.outcome {
                                CheckOutcome::Failed => self.locale.say("contradiction"),
                                _ => self.locale.say("slip"),
                            }) ": "
                        }
                        (said::engine(self.locale, &check.summary))
                        " " (said::code(check.code.as_str()))
                        @if let Some(place) = &check.pointer { " " span.basis { "(" (self.locale.say("at")) " " (link(place)) ")" } }
                        @if let Some(cause) = &check.cause { (self.cause(cause)) }
                    }
                }
                (said::more(self.locale, shown.more_findings))
            }
        })
    }

    /// How many ended how.
    pub(super) fn tally(&self) -> String {
        let parts = [
            (CheckOutcome::Failed, "tally-failed"),
            (CheckOutcome::Inconclusive, "tally-inconclusive"),
            (CheckOutcome::Passed, "tally-passed"),
            (CheckOutcome::NotApplicable, "tally-not-applicable"),
        ];
        let parts = parts.into_iter().filter_map(|(outcome, id)| {
            let number = self.rows().filter(|check| check.outcome == outcome).count();
            (number > 0).then(|| self.locale.count(id, number))
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// The table of checks, the worst first.
    pub(super) fn table(&self, link: &dyn Fn(&Pointer) -> Markup) -> Markup {
        let supplied = self.supplied();
        let shown = self.shown();
        let not_applicable: BTreeSet<&str> = self
            .rows()
            .filter(|check| check.outcome == CheckOutcome::NotApplicable)
            .map(|check| check.code.as_str())
            .collect();
        html! {
            @if !shown.rows.is_empty() {
                table.checks {
                    caption { (self.locale.say("checks-caption")) }
                    thead {
                        tr {
                            th scope="col" { (self.locale.say("check")) }
                            th scope="col" { (self.locale.say("ended")) }
                            th scope="col" { (self.locale.say("finding")) }
                        }
                    }
                    tbody {
                        @for (index, (check, others)) in shown.rows.iter().enumerate() {
                            tr id=[self.anchor(&shown, index, shown.findings.len())] {
                                th scope="row" { (said::code(check.code.as_str())) }
                                td { (ended_as(self.locale, check.outcome)) }
                                td {
                                    (said::engine(self.locale, &check.summary))
                                    @if needs_cause(check) && !check.code.counts() { " " span.dim { "(" (self.locale.say("informs-only")) ")" } }
                                    @if is_supplied(check, &supplied) { " " strong { "(" (self.locale.say("by-supplied")) ")" } }
                                    @if let Some(place) = &check.pointer { " " span.basis { "(" (self.locale.say("at")) " " (link(place)) ")" } }
                                    @if needs_cause(check) { @if let Some(cause) = &check.cause { (self.cause(cause)) } }
                                    @if *others > 0 { " " span.dim { (self.locale.count("more-places", *others)) } }
                                }
                            }
                        }
                    }
                }
            }
            @if shown.more_rows > 0 { p.dim { (self.locale.count("and-more", shown.more_rows)) } }
            @if !not_applicable.is_empty() {
                p.dim {
                    (self.locale.say("do-not-apply")) " "
                    @for (index, code) in not_applicable.iter().enumerate() {
                        @if index > 0 { ", " }
                        (said::code(code))
                    }
                }
            }
        }
    }

    /// The `id` of the first row of a code, findings first: reasons lead to it.
    fn anchor(&self, shown: &Shown<'_>, index: usize, before: usize) -> Option<String> {
        let place = before + index;
        let code = shown.codes().nth(place)?;
        let first = shown.codes().position(|other| other == code)?;
        (first == place).then(|| format!("{}{}", self.prefix, check_id(code.as_str())))
    }

    fn cause(&self, cause: &Cause) -> Markup {
        html! {
            div.cause {
                (self.locale.say("cause")) " " (said::code(&cause.code))
                @if let Some(url) = &cause.url { ": " (places::elsewhere(url)) }
                @if let Some(status) = cause.status { " HTTP " (status) }
                @if let Some(expected) = &cause.expected { "; " (self.locale.say("expected")) " " (said::engine_words(self.locale, expected)) }
                @if let Some(found) = &cause.found { "; " (self.locale.say("found")) " " (said::engine_words(self.locale, found)) }
            }
        }
    }
}

/// How a check ended: a sign, and the word.
pub(super) fn ended_as(locale: &Locale, outcome: CheckOutcome) -> Markup {
    let (sign, class) = match outcome {
        CheckOutcome::Passed => ("✓", "green"),
        CheckOutcome::Failed => ("✗", "red"),
        CheckOutcome::Inconclusive => ("?", "amber"),
        CheckOutcome::NotApplicable => ("–", "unknown"),
    };
    html! {
        span class={ "light " (class) } {
            span.lamps aria-hidden="true" { (sign) } " "
            span.word { (locale.term("check", outcome)) }
        }
    }
}

/// Checks under headings of this level, for a page that has no evaluation.
pub(super) fn sections(rows: &Checks<'_>, level: u8) -> Markup {
    let locale = rows.locale;
    let plain = |pointer: &Pointer| match pointer.as_str() {
        "" => html! { (locale.say("whole-document")) },
        some => said::code(some),
    };
    let id = |name: &str| format!("{}{name}", rows.prefix);
    html! {
        @if let Some(findings) = rows.findings(&plain) {
            section aria-labelledby=(id("findings")) {
                (heading_of(level, &id("findings"), &html! { (locale.say("findings")) }))
                p.note { (locale.say("findings-remark")) }
                (findings)
            }
        }
        section aria-labelledby=(id("checks")) {
            (heading_of(level, &id("checks"), &html! { (locale.say("checks")) }))
            p.note { (rows.tally()) }
            (rows.table(&plain))
        }
    }
}
