//! Whether an achievement is a micro-credential: no standard has a type for it that issuers use, so
//! it is told from the type, the volume and the kind of learning opportunity that it states.

use credeval_model::{
    element::CreditSystem,
    scope::{Scope, ScopeKind, Sign},
};

use crate::{
    integrity::Facts,
    reading::{Fact, short},
};

/// Credits of a full year of study: the least that a full qualification has.
const QUALIFICATION_ECTS: f64 = 60.0;
/// Hours of [`QUALIFICATION_ECTS`] at the most hours that a credit has, 30.
const QUALIFICATION_HOURS: f64 = 1800.0;
/// Parts of one achievement that make it a transcript: a year of study has ten courses of 6 ECTS.
pub(crate) const TRANSCRIPT_PARTS: usize = 10;
/// Signs that are named.
const SIGNS: usize = 16;

/// A sign that is stated in words.
pub(crate) fn sign(stated: Fact<String>, speaks_for: ScopeKind) -> Sign {
    Sign {
        text: format!("`{}`", short(&stated.value)),
        from: stated.at,
        speaks_for,
    }
}

/// Takes the facts of an achievement and says what it is.
///
/// What is more than a micro-credential outweighs what says that it is one: a degree does not
/// become small by being called short.
pub(crate) fn scope(facts: &Facts) -> Scope {
    let stated = facts.signs.clone();
    let by_type = stated
        .iter()
        .any(|sign| sign.speaks_for == ScopeKind::Qualification);
    let mut signs = stated;
    signs.extend(volume(facts));
    signs.truncate(SIGNS);
    // The volume of many achievements together does not make a qualification of their record.
    let kind = [
        ScopeKind::DiplomaSupplement,
        match by_type {
            true => ScopeKind::Qualification,
            false => ScopeKind::Transcript,
        },
        ScopeKind::Transcript,
        ScopeKind::Qualification,
        ScopeKind::MicroCredential,
        ScopeKind::NoLearning,
    ]
    .into_iter()
    .find(|kind| signs.iter().any(|sign| sign.speaks_for == *kind))
    .unwrap_or_default();
    Scope { kind, signs }
}

/// What the volume says. Hours of attendance or membership are no volume of learning.
fn volume(facts: &Facts) -> Vec<Sign> {
    let no_learning = |sign: &Sign| sign.speaks_for == ScopeKind::NoLearning;
    let hours = match facts.signs.iter().any(no_learning) {
        true => &[][..],
        false => &facts.hours[..],
    };
    let credits = facts
        .credits
        .iter()
        .filter(|credits| credits.value.system == CreditSystem::Ects)
        .map(|credits| Sign {
            text: format!("{} ECTS", credits.value.points),
            from: credits.at.clone(),
            speaks_for: match credits.value.points >= QUALIFICATION_ECTS {
                true => ScopeKind::Qualification,
                false => ScopeKind::MicroCredential,
            },
        });
    let hours = hours.iter().map(|hours| Sign {
        text: format!("{} hours", hours.value),
        from: hours.at.clone(),
        speaks_for: match hours.value >= QUALIFICATION_HOURS {
            true => ScopeKind::Qualification,
            false => ScopeKind::MicroCredential,
        },
    });
    credits.chain(hours).collect()
}
