//! Whether the subject is the learner who presents the credential.
//!
//! A match says whom the issuer meant. It does not say who holds the credential: anyone can hand in
//! a copy of another person's, under that person's name. Only what identifies passes: an identifier
//! that no other person has, or a full name with the day of birth. A name alone is weak, since
//! others bear it. What contradicts is told, what is absent says nothing.
//!
//! The rows name kinds of attributes, never values: the learner presented is known to the
//! institution alone.
//!
//! Sources: Open Badges 3.0 appendix B (`AchievementSubject`, `IdentityObject`); Open Badges
//! 2.0 (`recipient`); European Learning Model 3 (Person).

mod dates;
mod hashed;
mod names;
mod person;
mod strength;

use credeval_model::{
    Check, CheckCode, Pointer, check::Cause, document::Standard, json, learner::PresentedLearner,
};
use jiff::civil;

use crate::checked::{Proof, Uncovered};
use crate::opened::Opened;
use crate::session::Session;
use names::Name;
use person::{Person, each};

/// Subjects of one credential that are compared: a record of one learner has one.
const SUBJECTS: usize = 4;

/// Attributes of one kind that are compared, of the credential and of the learner. Each hashed
/// identity is tried with each that the learner is known by, and each name with each.
const ATTRIBUTES: usize = 16;

/// The rows `learner.match`, one for each subject; none where no learner is presented, or where
/// the document speaks of no learner.
pub(crate) fn rows(
    session: &Session<'_>,
    opened: &Opened,
    proof: Proof,
    uncovered: &Uncovered,
) -> Vec<Check> {
    let Some(presented) = session.against.learner else {
        return Vec::new();
    };
    if matches!(
        opened.standard,
        Standard::Presentation | Standard::Endorsement
    ) {
        return Vec::new();
    }
    if opened.standard == Standard::Elmo {
        let summary = "the learner of an ELMO transcript is not compared with the one presented";
        let row = Check::inconclusive(CheckCode::LearnerMatch, summary)
            .at(opened.base.clone())
            .because(Cause::new("learner_not_read"));
        return vec![row];
    }
    let known = Known::of(presented);
    let is_proven = proof != Proof::Unsigned;
    let code = CheckCode::LearnerMatch;
    // Open Badges 2.0 has a `recipient`.
    let key = match opened.credential().get("credentialSubject") {
        None => "recipient",
        Some(_) => "credentialSubject",
    };
    let subjects = each(opened.credential(), &opened.base, key);
    let count = json::one_or_many(opened.credential().get(key)).len();
    let mut rows: Vec<Check> = subjects
        .iter()
        .take(SUBJECTS)
        .map(|(place, subject)| {
            let is_covered = |place: &Pointer| is_proven && !uncovered.contains(place);
            let mut person = Person::new(&known, &is_covered);
            person.read(subject, place);
            let check = person.judge();
            match check.pointer {
                Some(_) => check,
                None => check.at(place.clone()),
            }
        })
        .collect();
    if count > SUBJECTS {
        let found = count.to_string();
        rows.push(
            Check::inconclusive(
                code,
                format!("expected at most {SUBJECTS} subjects, found {found}"),
            )
            .because(Cause::new("too_many_subjects").mismatch(SUBJECTS.to_string(), found)),
        );
    }
    if rows.is_empty() {
        rows.push(Check::not_applicable(code, "the credential has no subject"));
    }
    rows
}

/// The learner presented, ready for comparing.
struct Known<'p> {
    names: Vec<Name>,
    born: Option<civil::Date>,
    emails: Vec<&'p str>,
    identifiers: Vec<&'p str>,
}

impl<'p> Known<'p> {
    fn of(presented: &'p PresentedLearner) -> Self {
        let full = presented.name.iter().chain(&presented.other_names);
        let parts = Name::of(
            presented.given_name.as_deref(),
            presented.family_name.as_deref(),
        );
        let list = |list: &'p [String]| list.iter().take(ATTRIBUTES).map(String::as_str).collect();
        Self {
            names: full
                .take(ATTRIBUTES)
                .cloned()
                .map(Name::Full)
                .chain(parts)
                .collect(),
            born: presented
                .birth_date
                .as_deref()
                .and_then(|day| day.parse().ok()),
            emails: list(&presented.email),
            identifiers: list(&presented.identifiers),
        }
    }
}
