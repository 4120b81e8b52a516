//! Credits and hours.

use credeval_model::element::{CreditSystem, Credits, Element, Workload};

use super::Badge;
use crate::{
    credits,
    integrity::Facts,
    node::Node,
    reading::{Fact, Reading},
};

/// Where ECTS credits stand.
pub(crate) const ECTS_EXTENSION: &str = "extensions:ECTSExtension/ECTS";
/// Where hours stand: the time investment of edubadges.
pub(crate) const TIME_EXTENSION: &str = "extensions:TimeInvestmentExtension/TimeInvestment";
/// Where a study load stands, which two issuers define under one name.
pub(crate) const LOAD_EXTENSION: &str = "extensions:StudyLoadExtension";
/// Where each competency has a study load.
pub(crate) const COMPETENCY_LOADS: &str = "extensions:CompetencyExtension/studyLoad";
/// The host of the extensions of edubadges, whose study load is hours (`studiebelastingsuren`).
const EDUBADGES: &str = "edubadges.nl";

/// The places of a workload, by what they count.
pub(crate) struct Loads<'a> {
    pub(crate) ects: Vec<Node<'a>>,
    /// Credits earned and available, of which neither has a unit.
    pub(crate) earned: Vec<Node<'a>>,
    pub(crate) available: Vec<Node<'a>>,
    pub(crate) hours: Vec<Node<'a>>,
    /// The extensions for a study load.
    pub(crate) extensions: Vec<Node<'a>>,
    /// The study loads of competencies.
    pub(crate) competencies: Vec<Node<'a>>,
}

/// Reads a workload. A study load is hours where the extension is that of edubadges. Open
/// Educational Badges copied the extension, schema and all, and their software writes minutes into
/// it, so there it is neither.
pub(crate) fn workload(
    reading: &mut Reading,
    facts: &mut Facts,
    mut loads: Loads<'_>,
) -> Option<Workload> {
    let mut unclear = Vec::new();
    for extension in &loads.extensions {
        let stated = extension.all("StudyLoad");
        match is_of_edubadges(extension) {
            true => loads.hours.extend(stated),
            false => unclear.extend(stated),
        }
    }
    let peek = |places: &[Node<'_>]| -> Vec<Fact<f64>> {
        let mut reading = Reading::default();
        places
            .iter()
            .filter_map(|place| reading.peek(place))
            .collect()
    };
    facts.hours = peek(&loads.hours);
    facts.study_load = peek(&unclear)
        .into_iter()
        .next()
        .or_else(|| credits::total(peek(&loads.competencies)));
    facts.earned = peek(&loads.earned)
        .into_iter()
        .zip(peek(&loads.available))
        .next();

    let ects = loads.ects.iter().map(|place| (place, CreditSystem::Ects));
    // The standard's own credits have no unit: "semester or quarter credit hours".
    let unstated = loads.earned.iter().chain(&loads.available);
    let unstated = unstated.map(|place| (place, CreditSystem::Unstated));
    let mut found: Vec<Fact<Credits>> = Vec::new();
    for (place, system) in ects.chain(unstated) {
        if found.iter().all(|other| other.value.system != system)
            && let Some(points) = reading.read(place)
        {
            found.push(points.map(|points| Credits { points, system }));
        }
    }
    let hours: Option<Fact<f64>> = loads.hours.iter().find_map(|place| reading.read(place));
    for load in unclear.iter().chain(&loads.competencies) {
        if let Some(stated) = Reading::default().peek::<f64>(load) {
            reading.unclear(
                load,
                format!(
                    "the study load at {} has no certain unit: {} hours by its schema, {} hours ({} minutes) by its issuer's software",
                    load.pointer(),
                    stated.value,
                    stated.value / 60.0,
                    stated.value
                ),
            );
        } else {
            reading.read::<f64>(load);
        }
    }
    facts.credits.clone_from(&found);
    let workload = Workload {
        credits: found.into_iter().map(|credits| credits.value).collect(),
        hours: hours.map(|hours| hours.value),
        duration: None,
    };
    (workload != Workload::default()).then_some(workload)
}

/// Whether the extension's own context is that of edubadges.
fn is_of_edubadges(extension: &Node<'_>) -> bool {
    extension.all("@context").iter().any(|context| {
        let address = context.value().as_str().unwrap_or_default();
        let host = address
            .split_once("://")
            .and_then(|(_, rest)| rest.split('/').next())
            .unwrap_or_default();
        host.strip_suffix(EDUBADGES)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

impl Badge<'_> {
    pub(super) fn workload(&self, facts: &mut Facts) -> Element<Workload> {
        self.element(
            "no ECTS, SBU, timeInvestment, creditsAvailable or creditsEarned",
            |reading| {
                let mut ects = self.achievement.all("ECTS");
                ects.extend(self.extension(ECTS_EXTENSION));
                // The Dutch `SBU` are `studiebelastingsuren`: hours of study load.
                let mut hours = self.achievement.all("SBU");
                hours.extend(self.achievement.all("timeInvestment"));
                hours.extend(self.extension(TIME_EXTENSION));
                let loads = Loads {
                    ects,
                    // Credits of a subject with several achievements are of none of them.
                    earned: match self.has_siblings() {
                        true => Vec::new(),
                        false => self.subject.all("creditsEarned"),
                    },
                    available: self.achievement.all("creditsAvailable"),
                    hours,
                    extensions: self.extension(LOAD_EXTENSION),
                    competencies: self.extension(COMPETENCY_LOADS),
                };
                workload(reading, facts, loads)
            },
        )
    }
}
