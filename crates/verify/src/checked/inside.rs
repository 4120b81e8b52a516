//! Checking what a document holds: credentials and endorsements, each like one that came by itself.
//!
//! Sources: those of [`crate::held`], which finds them.

use credeval_model::{Check, CheckCode, check::Cause, document::Standard};

use super::{Checked, run};
use crate::held::{self, Held, Kind};
use crate::opened::{OpenError, Opened};
use crate::presentation;
use crate::session::{Session, Setting};

/// A document within a credential, checked like one that came by itself.
#[derive(Debug, Clone)]
pub(crate) struct CheckedHeld<'a> {
    pub(crate) held: &'a Held,
    /// The checks, or why it could not be opened.
    pub(crate) checked: Result<Checked<'a>, &'a OpenError>,
}

/// Checks what a document holds, each like one that came by itself.
pub(super) fn check<'a>(
    session: &Session<'a>,
    opened: &'a Opened,
    signed: bool,
) -> Vec<CheckedHeld<'a>> {
    let is_presentation = opened.standard == Standard::Presentation;
    let check = |held: &'a Held| {
        let checked = held.opened.as_ref().map(|opened| {
            match (is_presentation, held.kind) {
                (true, Kind::Credential) => run(session, opened),
                // The key that the caller gave is that of the issuer around.
                (false, Kind::Credential) => session.about_others(|session| run(session, opened)),
                (_, Kind::Endorsement) => session.about_others(|session| {
                    session.with(|setting| setting.still = true, || run(session, opened))
                }),
            }
        });
        CheckedHeld { held, checked }
    };
    // What is inside may be asked for where the proof around it holds; a presentation without one
    // is only a way to hand credentials over.
    let proven = signed || presentation::is_container(opened);
    let change = |setting: &mut Setting| {
        setting.inside = true;
        setting.quiet |= !proven;
    };
    let mut held: Vec<_> = session.with(change, || opened.held.iter().map(check).collect());
    if opened.standard == Standard::Clr2 {
        for held in &mut held {
            held.compare_subject(opened);
        }
    }
    held
}

impl CheckedHeld<'_> {
    /// Adds to the rows of a credential what its subject is to that of the record that holds it.
    fn compare_subject(&mut self, record: &Opened) {
        if let (Kind::Credential, Ok(checked)) = (self.held.kind, &mut self.checked)
            && let Some(row) = held::subject_row(record, checked.opened)
        {
            checked.checks.push(row);
            checked.checks.sort_by_key(|check| check.code);
        }
    }
}

/// The rows of the credentials inside, with their places in the one that holds them.
pub(super) fn rows(opened: &Opened, held: &[CheckedHeld<'_>]) -> Vec<Check> {
    let mut rows = Vec::new();
    if opened.held_count > opened.held.len() {
        let (limit, count) = (opened.held.len(), opened.held_count);
        rows.push(
            Check::failed(
                CheckCode::DocumentLimit,
                format!(
                    "expected at most {limit} credentials and endorsements inside, found {count}"
                ),
            )
            .because(Cause::new("too_many_inside").mismatch(limit.to_string(), count.to_string())),
        );
    }
    for CheckedHeld { held, checked } in held {
        match checked {
            _ if held.kind != Kind::Credential => {}
            Err(error) => rows.push(
                Check::failed(
                    CheckCode::DocumentForm,
                    format!("a credential inside cannot be opened: {error}"),
                )
                .at(held.place.clone())
                .because(Cause::new("cannot_be_opened")),
            ),
            Ok(checked) => rows.extend(checked.checks.iter().map(|check| {
                let inside = check.pointer.as_ref().filter(|_| held.embedded);
                let place =
                    inside.map_or_else(|| held.place.clone(), |pointer| pointer.under(&held.place));
                check.clone().at(place)
            })),
        }
    }
    rows
}
