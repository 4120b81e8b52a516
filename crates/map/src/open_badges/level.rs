//! Levels, which stand in alignments and extensions.

use credeval_model::element::{Concept, Derivation, Element, Level, Text};

use super::{
    Badge,
    alignment::{Aligned, Alignments, terms},
};
use crate::{
    integrity::Facts,
    level::settle,
    node::Node,
    reading::{Code, EqfLevel, Fact, FromJson, Reading, Url},
    vocabulary,
};

/// Where a level of the European Qualifications Framework stands (edubadges).
pub(crate) const EQF_EXTENSION: &str = "extensions:EQFExtension/EQF";
/// Where a level in words stands (Open Educational Badges).
pub(crate) const LEVEL_EXTENSION: &str = "extensions:LevelExtension/Level";

/// Reads the level: as it is stated, else by the table of a national framework.
pub(crate) fn level(
    reading: &mut Reading,
    facts: &mut Facts,
    alignments: &Alignments<'_>,
    eqf_extensions: &[Node<'_>],
    labels: &[Node<'_>],
) -> Option<Level> {
    for alignment in alignments.with(Aligned::Eqf) {
        facts.levels.extend(eqf(reading, alignment));
    }
    for place in eqf_extensions {
        facts.levels.extend(reading.eqf(place));
    }
    let mut level = Level {
        label: labels
            .iter()
            .find_map(|place| reading.read(place))
            .map(|label| label.value),
        ..Level::default()
    };
    for alignment in alignments.with(Aligned::Nqf) {
        let Some(national) = national(reading, alignment) else {
            continue;
        };
        facts.derived_levels.extend(national.derived);
        level.nqf.push(national.stated);
    }
    settle(level, facts)
}

/// The levels that one alignment states: by address, code and name, each of which may.
fn eqf(reading: &mut Reading, alignment: &Node<'_>) -> Vec<Fact<u8>> {
    let levels: Vec<_> = ["targetUrl", "targetCode", "targetName"]
        .iter()
        .filter_map(|key| reading.peek::<EqfLevel>(&alignment.first(key)))
        .map(|level| level.map(|level| level.0))
        .collect();
    if levels.is_empty() {
        let stated = ["targetCode", "targetName", "targetUrl"]
            .iter()
            .map(|key| alignment.first(key))
            .find(|place| !place.is_nothing());
        reading.fault(&stated.unwrap_or_else(|| alignment.clone()), EqfLevel::WHAT);
    }
    levels
}

/// A level of a national framework.
struct National {
    stated: Concept,
    /// The level of the European framework that follows from it.
    derived: Option<Fact<(u8, Derivation)>>,
}

fn national(reading: &mut Reading, alignment: &Node<'_>) -> Option<National> {
    let terms = terms(alignment);
    let name: Option<Text> = reading.one(alignment, "targetName");
    let code: Option<Code> = reading.one(alignment, "targetCode");
    let uri: Option<Url> = reading.one(alignment, "targetUrl");
    if name.is_none() && code.is_none() && uri.is_none() {
        reading.fault(alignment, "a level with a name, a code or an address");
        return None;
    }
    let derived = terms.iter().find_map(|term| {
        let value = vocabulary::referenced(&term.value)?;
        let at = term.at.clone();
        Some(Fact { value, at })
    });
    Some(National {
        stated: Concept {
            uri: uri.map(|uri| uri.0),
            label: name.or(terms.into_iter().find_map(|term| term.value.label)),
        },
        derived,
    })
}

impl Badge<'_> {
    pub(super) fn level(&self, facts: &mut Facts) -> Element<Level> {
        self.element(
            "no alignment with the EQF or a national framework, and no level extension",
            |reading| {
                level(
                    reading,
                    facts,
                    &self.alignments,
                    &self.extension(EQF_EXTENSION),
                    &self.extension(LEVEL_EXTENSION),
                )
            },
        )
    }
}
