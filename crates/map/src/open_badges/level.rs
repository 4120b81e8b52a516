//! Levels, which stand in alignments and extensions.

use credeval_model::element::{Concept, Derivation, Element, Level, Text};

use super::{
    Badge,
    alignment::{Aligned, labels, with},
    nqf,
};
use crate::{
    integrity::Facts,
    node::Node,
    reading::{Code, EqfLevel, Fact, FromJson, Reading, Url},
};

/// Where a level of the European Qualifications Framework stands (edubadges).
pub(crate) const EQF_EXTENSION: &str = "extensions:EQFExtension/EQF";
/// Where a level in words stands (Open Educational Badges).
pub(crate) const LEVEL_EXTENSION: &str = "extensions:LevelExtension/Level";

/// Reads the level: as it is stated, else by the table of a national framework.
pub(crate) fn level(
    reading: &mut Reading,
    facts: &mut Facts,
    alignments: Vec<Node<'_>>,
    eqf_extensions: &[Node<'_>],
    labels: &[Node<'_>],
) -> Option<Level> {
    for alignment in with(alignments.clone(), Aligned::Eqf) {
        facts.levels.extend(eqf(reading, &alignment));
    }
    for place in eqf_extensions {
        facts.levels.extend(reading.eqf(place));
    }
    // Of levels that contradict each other, the credential is held to the lowest.
    let stated = facts.levels.iter().map(|level| level.value).min();
    let mut level = Level {
        eqf: stated,
        label: labels
            .iter()
            .find_map(|place| reading.read(place))
            .map(|label| label.value),
        ..Level::default()
    };
    for alignment in with(alignments, Aligned::Nqf) {
        let Some(national) = national(reading, &alignment) else {
            continue;
        };
        if let Some((eqf, derived)) = national.eqf {
            facts.levels.push(eqf.clone());
            if level.eqf.is_none() {
                level.eqf = Some(eqf.value);
                level.derived = Some(derived);
            }
        }
        level.nqf.push(national.stated);
    }
    (level != Level::default()).then_some(level)
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
    eqf: Option<(Fact<u8>, Derivation)>,
}

fn national(reading: &mut Reading, alignment: &Node<'_>) -> Option<National> {
    let labels = labels(alignment);
    let name: Option<Text> = reading.one(alignment, "targetName");
    let code: Option<Code> = reading.one(alignment, "targetCode");
    let uri: Option<Url> = reading.one(alignment, "targetUrl");
    if name.is_none() && code.is_none() && uri.is_none() {
        reading.fault(alignment, "a level with a name, a code or an address");
        return None;
    }
    let eqf = labels.iter().find_map(|label| {
        let (level, derivation) = nqf::referenced(&label.value)?;
        let at = label.at.clone();
        Some((Fact { value: level, at }, derivation))
    });
    let first = labels.into_iter().next();
    Some(National {
        stated: Concept {
            uri: uri.map(|uri| uri.0),
            label: name.or(first.and_then(|label| label.value.label)),
        },
        eqf,
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
                    self.achievement.all("alignment"),
                    &self.extension(EQF_EXTENSION),
                    &self.extension(LEVEL_EXTENSION),
                )
            },
        )
    }
}
