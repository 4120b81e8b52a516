//! Level: at which level of an established framework does the learning stand?
//!
//! | rung | evidence |
//! |---|---|
//! | 3 | a framework level that a register confirms |
//! | 2 | a level of the European or a national framework, or a cycle, stated by the issuer |
//! | 1 | a label that no framework defines, such as "advanced" |
//! | 0 | levels that contradict each other, until the contradiction is explained; or none, and that is known |
//!
//! Whether the level is high enough for the programme is another question (see `fit`).

use credeval_model::{
    CheckCode, CheckOutcome, Tier,
    criterion::Ask,
    element::{ElementName, Level, Text},
    question::Question,
};

use crate::{
    Facts,
    facts::quoted,
    finding::{Finding, STRONGEST, absent, answered, checked, missing, stated},
};

pub(super) fn find(facts: &Facts<'_>, found: &mut Finding<'_>) {
    let stands = facts.elements.level.stated();
    let framework = stands.and_then(|level| {
        let national = level.value.nqf.iter().filter_map(|concept| {
            let label = concept.label.as_ref().map(Text::shown);
            label.or(concept.uri.as_deref())
        });
        let european = eqf(&level.value).map(|eqf| match &level.value.derived {
            Some(derived) => format!("{}, which is EQF level {eqf},", quoted(&derived.from)),
            None => format!("EQF level {eqf}"),
        });
        let named = european.or_else(|| national.min().map(quoted))?;
        Some((level.tier, named))
    });
    if let Some((tier, named)) = framework {
        if facts.any(CheckCode::IntegrityLevel, CheckOutcome::Failed) {
            found.contradicted(
                2,
                checked(
                    CheckCode::IntegrityLevel,
                    tier,
                    format!("{named} is stated beside another level, and both cannot hold."),
                ),
                missing("which of the stated levels is right", Ask::Issuer),
            );
            return;
        }
        let confirmed = tier == Tier::Register;
        found.supports(
            if confirmed { STRONGEST } else { 2 },
            stated(
                ElementName::Level,
                tier,
                if confirmed {
                    format!("{named} stands in a register.")
                } else {
                    format!("{named} is stated; no register confirms it.")
                },
            ),
        );
        return;
    }
    if let Some((place, answer)) = facts.answer(Question::Eqf).filter(|(_, eqf)| eqf.denies()) {
        let no_label = facts.denied(Question::LevelLabel).is_some();
        let text = match no_label {
            true => "It has no level, of a framework or its own.",
            false => "No framework gives it a level.",
        };
        found.at_most(u8::from(!no_label), answered(place, answer, text));
    }
    let label = stands.and_then(|level| Some((level.tier, level.value.label.as_ref()?.shown())));
    match label.filter(|(_, label)| !label.is_empty()) {
        Some((tier, label)) => found.supports(
            1,
            stated(
                ElementName::Level,
                tier,
                format!(
                    "The only level stated is \"{}\", which no framework defines.",
                    quoted(label)
                ),
            ),
        ),
        None => found.notes(absent(ElementName::Level, "No level is stated.")),
    }
    found.open_to(
        STRONGEST,
        missing(
            "the level in the European or a national qualifications framework",
            Ask::Issuer,
        )
        .asking(&found.lifting(&[(Question::Eqf, 2), (Question::LevelLabel, 1)])),
    );
}

/// The level of the European Qualifications Framework, which has eight.
pub(crate) fn eqf(level: &Level) -> Option<u8> {
    level.eqf.filter(|eqf| (1..=8).contains(eqf))
}
