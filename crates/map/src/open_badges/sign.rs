//! What tells that an achievement is a micro-credential, or more, or no learning at all.

use credeval_model::scope::{ScopeKind, Sign};

use super::{
    Badge,
    alignment::Aligned,
    outcome::{COMPETENCY_EXTENSION, OUTCOME_EXTENSION},
};
use crate::{
    node::Node,
    reading::{Fact, Reading},
    scope::{TRANSCRIPT_PARTS, sign},
    vocabulary,
};

/// Achievement types for a small volume of learning. `Badge`, `Achievement`, `Certificate` and
/// `Competency` are given to volumes of every size, so they tell nothing.
const SMALL: [&str; 2] = ["MicroCredential", "Course"];

/// Achievement types of what is no learning by itself: that one belongs to a body, may do something
/// or was there. The last two are not of the standard's list.
const NO_LEARNING: [&str; 5] = [
    "Membership",
    "License",
    "QualityAssuranceCredential",
    "Attendance",
    "Participation",
];

/// Where Open Educational Badges say what kind of badge it is.
pub(crate) const CATEGORY: &str = "extensions:CategoryExtension/Category";
/// The category of badges for having been there; the others are `competency` and `learningpath`.
const PARTICIPATION: &str = "participation";

/// How the Dutch schemas for micro-credentials begin; those for regular and extracurricular
/// education say nothing of the volume.
const DUTCH_SCHEMA: &str = "microcredential";

impl Badge<'_> {
    pub(super) fn signs(&self) -> Vec<Sign> {
        let mut reading = Reading::default();
        let stated = reading.peek::<String>(&self.achievement.first("achievementType"));
        let mut signs: Vec<Sign> = stated
            .and_then(|stated| self.of_type(stated))
            .into_iter()
            .collect();
        for schema in self.root.all("credentialSchema/id") {
            signs.extend(
                reading
                    .peek::<String>(&schema)
                    .filter(|schema| is_dutch_microcredential(&schema.value))
                    .map(|schema| sign(schema, ScopeKind::MicroCredential)),
            );
        }
        signs.extend(of_category(&self.extension(CATEGORY), || {
            self.states_learning()
        }));
        let held = self.root.all("credentialSubject/verifiableCredential");
        if let Some(first) = held.first().filter(|_| held.len() >= TRANSCRIPT_PARTS) {
            signs.push(Sign {
                text: format!("a learner record of {} credentials", held.len()),
                from: first.pointer().clone(),
                speaks_for: ScopeKind::Transcript,
            });
        }
        signs
    }

    fn of_type(&self, stated: Fact<String>) -> Option<Sign> {
        let name = stated.value.strip_prefix("ext:").unwrap_or(&stated.value);
        let kind = if vocabulary::QUALIFICATION.contains(&name) {
            ScopeKind::Qualification
        } else if SMALL.contains(&name) {
            ScopeKind::MicroCredential
        } else if NO_LEARNING.contains(&name) && !self.states_learning() {
            ScopeKind::NoLearning
        } else {
            return None;
        };
        Some(sign(stated, kind))
    }

    /// Whether something learnt is stated singly.
    fn states_learning(&self) -> bool {
        self.alignments.with(Aligned::Outcome).next().is_some()
            || !self.achievement.all("learningOutcome").is_empty()
            || !self.extension(OUTCOME_EXTENSION).is_empty()
            || !self.extension(COMPETENCY_EXTENSION).is_empty()
    }
}

/// What a category of Open Educational Badges tells: that there was no learning, unless something
/// learnt is stated.
pub(crate) fn of_category(places: &[Node<'_>], states_learning: impl Fn() -> bool) -> Vec<Sign> {
    let mut reading = Reading::default();
    let stated = places
        .iter()
        .find_map(|place| reading.peek::<String>(place))
        .filter(|stated| stated.value == PARTICIPATION && !states_learning());
    stated
        .map(|stated| sign(stated, ScopeKind::NoLearning))
        .into_iter()
        .collect()
}

/// Whether it is one of the schemas at `educredentials/obv3-examples/schemas`, such as
/// `microcredential_ects.json`.
fn is_dutch_microcredential(schema: &str) -> bool {
    schema.contains("/educredentials/")
        && schema
            .rsplit('/')
            .next()
            .is_some_and(|file| file.starts_with(DUTCH_SCHEMA))
}
