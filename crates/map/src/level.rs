//! The level of a credential, out of all levels that are said of it.

use credeval_model::{
    Pointer,
    element::{Concept, Level},
};

use crate::{
    integrity::Facts,
    reading::Fact,
    vocabulary::{cycle, level_of_cycle, referenced},
};

/// Takes what follows by a table from a national level or one in words: the cycle of the QF-EHEA
/// that it names, and the level of the EQF.
pub(crate) fn follow(stated: &Concept, at: &Pointer, level: &mut Level, facts: &mut Facts) {
    let cycle = cycle(stated);
    level.cycle = level.cycle.or(cycle);
    let value = referenced(stated).or_else(|| cycle.map(level_of_cycle));
    let at = at.clone();
    facts
        .derived_levels
        .extend(value.map(|value| Fact { value, at }));
}

/// The level with what the facts say of the EQF: of levels that contradict each other, the
/// credential is held to the lowest, and where none is stated, to the lowest that follows.
pub(crate) fn settle(level: Level, facts: &Facts) -> Option<Level> {
    let stated = facts.levels.iter().map(|level| level.value).min();
    let derived = facts.derived_levels.iter().map(|level| &level.value);
    let derived = derived
        .min_by_key(|(level, _)| *level)
        .filter(|_| stated.is_none());
    let settled = Level {
        eqf: stated.or(derived.map(|(level, _)| *level)),
        derived: derived.map(|(_, derivation)| derivation.clone()),
        ..level
    };
    (settled != Level::default()).then_some(settled)
}
