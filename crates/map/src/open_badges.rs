//! Open Badges 3.0, with what Dutch (educredentials, edubadges) and German (Open Educational
//! Badges) issuers add to it; learner records hold the same achievements.
//!
//! The standard has no place for level, workload unit, kind of assessment, form of participation,
//! supervision and quality assurance of its own: they stand in alignments and extensions. German
//! issuers write extensions at the top of the credential.

use credeval_model::element::{Element, Elements};

use crate::{
    Part, each_achievement,
    integrity::{Facts, Period},
    node::Node,
    reading::{Reading, Standing, element},
};

pub(crate) mod alignment;
pub(crate) mod assessment;
mod association;
pub(crate) mod award;
pub(crate) mod further;
pub(crate) mod learning;
pub(crate) mod level;
pub(crate) mod outcome;
pub(crate) mod quality;
pub(crate) mod sign;
pub(crate) mod workload;

pub(crate) use association::Associations;

use alignment::Alignments;

/// Maps each achievement of each subject.
pub(crate) fn parts(root: &Node<'_>, standing: Standing<'_>) -> Vec<Part> {
    let associations = Associations::of(root);
    each_achievement(root, "achievement", |achievement, facts| {
        let badge = Badge {
            root,
            issuer: root.first("issuer"),
            subject: achievement.subject,
            alignments: Alignments::of(achievement.node.all("alignment")),
            achievement: achievement.node,
            alone: achievement.alone,
            associations: &associations,
            standing,
        };
        badge.elements(facts)
    })
}

/// One achievement of one subject.
struct Badge<'a> {
    root: &'a Node<'a>,
    issuer: Node<'a>,
    subject: Node<'a>,
    achievement: Node<'a>,
    /// What the achievement is aligned with.
    alignments: Alignments<'a>,
    /// Whether it is the only one, so that the credential's own name is its name too.
    alone: bool,
    associations: &'a Associations<'a>,
    standing: Standing<'a>,
}

impl<'a> Badge<'a> {
    fn elements(&self, facts: &mut Facts) -> Elements {
        self.gather(facts);
        Elements {
            learner: self.learner(),
            title: self.title(),
            country: self.country(),
            awarding_body: self.awarding_body(),
            issued: self.issued(facts),
            learning_outcomes: self.learning_outcomes(),
            workload: self.workload(facts),
            level: self.level(facts),
            assessment: self.assessment(),
            participation: self.participation(),
            quality_assurance: self.quality_assurance(),
            prerequisites: self.prerequisites(),
            supervision: self.supervision(facts),
            grade: self.grade(facts),
            stackability: self.stackability(facts),
            further_information: self.further_information(),
        }
    }

    /// Facts that are no element: when learning took place, what the achievement is, and what it
    /// belongs to.
    fn gather(&self, facts: &mut Facts) {
        let mut reading = Reading::default();
        facts.periods.push(Period {
            start: reading.peek(&self.subject.first("activityStartDate")),
            end: reading.peek(&self.subject.first("activityEndDate")),
        });
        facts.until = ["validUntil", "expirationDate"]
            .iter()
            .find_map(|key| reading.peek(&self.root.first(key)));
        facts.signs = self.signs();
        facts.relations = self.relations();
    }

    fn element<T>(&self, absent: &str, read: impl FnOnce(&mut Reading) -> Option<T>) -> Element<T> {
        element(self.standing, absent, read)
    }

    /// Every node at `path` of the achievement or, as German issuers write extensions, of the
    /// credential.
    fn extension(&self, path: &str) -> Vec<Node<'a>> {
        let mut places = self.achievement.all(path);
        // Of several achievements the credential does not say which one it means.
        if self.alone {
            places.extend(self.root.all(path));
        }
        places
    }

    /// The descriptions of results, and what was reached.
    fn result_descriptions(&self) -> Vec<Node<'a>> {
        self.achievement.all("resultDescription")
    }

    /// The results of the achievement. Where its subject has several, those that name a description
    /// of this one; the others say of none what they are of.
    fn results(&self) -> Vec<Node<'a>> {
        let mut results = self.subject.all("result");
        if self.has_siblings() {
            let own = self.achievement.all("resultDescription/id");
            results.retain(|result| {
                let named = result.first("resultDescription");
                own.iter().any(|id| id.value() == named.value())
            });
        }
        results
    }

    /// Whether its subject has other achievements.
    fn has_siblings(&self) -> bool {
        self.subject.all("achievement").len() > 1
    }
}
