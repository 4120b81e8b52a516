//! Workload: how much learning does it take?
//!
//! | rung | evidence |
//! |---|---|
//! | 3 | ECTS credits and hours, 25 to 30 hours a credit |
//! | 2 | ECTS credits and hours, 20 to 40 hours a credit; or credits alone (ECTS, ECVET), or hours alone |
//! | 1 | credits of an unknown unit, or only a calendar duration, which is no workload |
//! | 0 | hours and credits that contradict each other, until the contradiction is explained; or none, and that is known |

use credeval_model::{
    Tier,
    criterion::Ask,
    element::{CreditSystem, ElementName, Workload},
    question::Question,
};

use crate::{
    Facts, Policy,
    finding::{Finding, STRONGEST, absent, answered, missing, stated},
};

pub(super) fn find(facts: &Facts<'_>, policy: &Policy, found: &mut Finding<'_>) {
    let name = ElementName::Workload;
    let Some(stands) = facts.elements.workload.stated() else {
        denied(facts, 0, found);
        found.notes(absent(name, "No workload is stated."));
        return ask(found);
    };
    let (tier, workload) = (stands.tier, &stands.value);
    let ects: Vec<f64> = credits(workload, |system| *system == CreditSystem::Ects);
    let known_unit =
        !ects.is_empty() || !credits(workload, |system| *system == CreditSystem::Ecvet).is_empty();
    match hours(workload) {
        Some(hours) if !ects.is_empty() => consistency(&ects, hours, tier, policy, found),
        Some(hours) => found.supports(2, stated(name, tier, format!("{hours} hours are stated."))),
        None if known_unit => found.supports(
            2,
            stated(
                name,
                tier,
                "Credits are stated, without the hours behind them.",
            ),
        ),
        None => {
            let told = workload.duration.is_some() || !credits(workload, |_| true).is_empty();
            denied(facts, u8::from(told), found);
            if !credits(workload, |_| true).is_empty() {
                found.supports(
                    1,
                    stated(
                        name,
                        tier,
                        "Credits are stated in a unit that is not known here.",
                    ),
                );
            } else if workload.duration.is_some() {
                found.supports(
                    1,
                    stated(
                        name,
                        tier,
                        "Only a calendar duration is stated, which is no workload.",
                    ),
                );
            } else {
                found.notes(absent(name, "No workload is stated."));
            }
            ask(found);
        }
    }
}

/// Credits and hours beside each other, judged by the credit that fits the hours least.
fn consistency(ects: &[f64], hours: f64, tier: Tier, policy: &Policy, found: &mut Finding<'_>) {
    let name = ElementName::Workload;
    let [low, high] = policy.rules.ects_hours;
    let [lowest, highest] = policy.rules.ects_hours_accepted;
    let within = |low, high| {
        ects.iter()
            .all(|credit| (low..=high).contains(&(hours / credit)))
    };
    let points: f64 = ects.iter().copied().fold(0.0, f64::max);
    let said = format!(
        "{points} ECTS credits and {hours} hours are stated, {:.0} hours a credit",
        hours / points
    );
    if within(low, high) {
        let text = format!("{said}, as the {low} to {high} of the ECTS Users' Guide ask.");
        found.supports(STRONGEST, stated(name, tier, text));
    } else if within(lowest, highest) {
        let text = format!("{said}; {low} to {high} are usual.");
        found.supports(2, stated(name, tier, text));
    } else {
        found.contradicted(
            2,
            stated(name, tier, format!("{said}: both cannot hold.")),
            missing("which is right, the credits or the hours", Ask::Issuer),
        );
    }
}

/// What answers rule out: without credits hours may still tell, and the other way round; without
/// both only what is `left` does.
fn denied(facts: &Facts<'_>, left: u8, found: &mut Finding<'_>) {
    let no = |question| facts.answer(question).filter(|(_, answer)| answer.denies());
    let (credits, hours) = (no(Question::Ects), no(Question::Hours));
    let both = credits.is_some() && hours.is_some();
    for (denial, text) in [
        (credits, "It has no ECTS credits."),
        (hours, "Nobody gives its hours."),
    ] {
        if let Some((place, answer)) = denial {
            found.at_most(if both { left } else { 2 }, answered(place, answer, text));
        }
    }
}

fn ask(found: &mut Finding<'_>) {
    found.open_to(
        STRONGEST,
        missing("the workload in ECTS credits and hours", Ask::Issuer)
            .asking(&[Question::Ects, Question::Hours]),
    );
}

/// The amounts of credits of some systems; what is not a positive number is no amount.
pub(crate) fn credits(workload: &Workload, of: impl Fn(&CreditSystem) -> bool) -> Vec<f64> {
    workload
        .credits
        .iter()
        .filter(|credits| of(&credits.system))
        .filter_map(|credits| amount(credits.points))
        .collect()
}

/// The hours of learning, where they are a positive number.
pub(crate) fn hours(workload: &Workload) -> Option<f64> {
    workload.hours.and_then(amount)
}

fn amount(number: f64) -> Option<f64> {
    (number.is_finite() && number > 0.0).then_some(number)
}
