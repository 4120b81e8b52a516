//! ELMO: transcripts of records of the EMREX network, as XML and as JSON.
//!
//! Each `report` is by one institution. What it lists are trees of learning opportunities: degree
//! programmes with modules and courses in them, or courses by themselves. Each is an achievement of
//! its own, but for the classes that a course consists of.
//!
//! The schema of today keeps what the learner achieved under `specifies/learningOpportunityInstance`.
//! The first samples (`http://purl.org/net/elmo`) keep credits and level with the specification, and
//! the learner with the report; both are read.
//!
//! Sources: ELMO schemas 1 (github.com/emrex-eu/elmo-schemas), version 1.7; the ELMO in JSON of the
//! Finnish node of EMREX.

use credeval_model::{
    Check, CheckCode, CheckOutcome,
    check::Cause,
    element::{Element, Elements, Text},
    scope::{ScopeKind, Sign},
};

use crate::{
    PARTS, Part, beside, each_of,
    integrity::{Facts, Period},
    nest,
    node::Node,
    reading::{Reading, Standing, element},
    scope::{TRANSCRIPT_PARTS, sign},
    vocabulary,
    xml::{self, Identified, Written},
};
use date::Dated;

mod award;
mod date;
mod learning;

/// How far parts are followed; the schema says that no more than 4 levels are usually reached.
const DEPTH: usize = 8;
/// Specifications that are counted.
const MEMBERS: usize = 1024;

const INSTANCE: &str = "specifies/learningOpportunityInstance";
const BELOW: &str = "hasPart/learningOpportunitySpecification";

/// Maps each specification: first those that stand by themselves, then what they consist of.
pub(crate) fn parts(root: &Node<'_>, standing: Standing<'_>) -> Vec<Part> {
    let (mut courses, alone) = courses(root, standing);
    let count = courses.len();
    courses.truncate(PARTS);
    if courses.is_empty() {
        courses.push(Course::nothing(root, standing));
    }
    let mapped = courses.len();
    let read = |course: &Course<'_>, facts: &mut Facts| course.elements(facts);
    let mut parts = each_of(&courses, count, |course| &course.node, read);
    for (part, course) in parts.iter_mut().zip(&courses) {
        part.findings.extend(course.not_achieved());
    }
    let wholes: Vec<_> = courses.iter().map(|course| course.whole).collect();
    nest(&mut parts, &wholes);
    if let Some(alone) = parts.get_mut(..alone.min(mapped)) {
        beside(alone);
    }
    parts
}

/// The specifications of all reports, the nearest first, and how many stand by themselves.
fn courses<'a>(root: &'a Node<'a>, standing: Standing<'a>) -> (Vec<Course<'a>>, usize) {
    let mut all = Vec::new();
    for report in root.all("report") {
        let specifications = report.all("learningOpportunitySpecification").into_iter();
        all.extend(specifications.map(|node| Course {
            root,
            report: report.clone(),
            node,
            above: None,
            whole: None,
            standing,
        }));
        all.truncate(MEMBERS);
    }
    let alone = all.len();
    let mut level = 0..alone;
    for _ in 0..DEPTH {
        let end = all.len();
        for whole in level {
            let left = MEMBERS.saturating_sub(all.len());
            let Some(above) = all.get(whole).filter(|_| left > 0) else {
                break;
            };
            let (report, above) = (above.report.clone(), above.node.clone());
            let parts = above.all(BELOW).into_iter().filter(|part| !is_class(part));
            all.extend(parts.take(left).map(|node| Course {
                root,
                report: report.clone(),
                node,
                above: Some(above.clone()),
                whole: Some(whole),
                standing,
            }));
        }
        level = end..all.len();
    }
    (all, alone)
}

/// Whether a status says that there was no achievement: `failed` or `in-progress`.
fn is_unachieved(status: &str) -> bool {
    ["failed", "in progress"].contains(&vocabulary::normal(status).as_str())
}

/// A class is "a single education element a course consists of", such as its lectures.
fn is_class(specification: &Node<'_>) -> bool {
    let kind = Reading::default().peek::<String>(&specification.first("type"));
    kind.is_some_and(|kind| kind.value.eq_ignore_ascii_case("class"))
}

/// One specification and what is needed to read it.
struct Course<'a> {
    root: &'a Node<'a>,
    report: Node<'a>,
    node: Node<'a>,
    /// What it is a part of, and its place among all.
    above: Option<Node<'a>>,
    whole: Option<usize>,
    standing: Standing<'a>,
}

impl<'a> Course<'a> {
    /// What stands for the specification of a transcript that lists none.
    fn nothing(root: &'a Node<'a>, standing: Standing<'a>) -> Self {
        Self {
            root,
            report: root.first("report"),
            node: Node::nothing(),
            above: None,
            whole: None,
            standing,
        }
    }

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
            participation: Element::absent("ELMO has no property for the form of participation"),
            quality_assurance: Element::absent("ELMO has no property for quality assurance"),
            prerequisites: Element::absent("ELMO has no property for prerequisites"),
            supervision: Element::absent("ELMO has no property for supervision or identity"),
            grade: self.grade(facts),
            stackability: self.stackability(),
            further_information: self.further_information(),
        }
    }

    fn element<T>(&self, absent: &str, read: impl FnOnce(&mut Reading) -> Option<T>) -> Element<T> {
        element(self.standing, absent, read)
    }

    fn instance(&self) -> Node<'a> {
        self.node.first(INSTANCE)
    }

    fn title(&self) -> Element<Text> {
        let absent = "no title under learningOpportunitySpecification";
        self.element(absent, |reading| xml::text(reading, &self.node, "title"))
    }

    /// Facts that are no element: when learning took place, and what it is.
    fn gather(&self, facts: &mut Facts) {
        let mut reading = Reading::default();
        let mut date = |path: &str| {
            let date = reading.peek::<Dated>(&self.instance().first(path))?;
            Some(date.map(|date| date.0))
        };
        facts.periods.push(Period {
            start: date("start").or_else(|| date("academicTerm/start")),
            end: date("date").or_else(|| date("academicTerm/end")),
        });
        if let Some(stated) = reading.peek::<String>(&self.node.first("type")) {
            let speaks_for = match stated.value.to_lowercase().as_str() {
                "degree programme" | "degree" => Some(ScopeKind::Qualification),
                "module" | "course" | "class" => Some(ScopeKind::MicroCredential),
                _ => None,
            };
            facts
                .signs
                .extend(speaks_for.map(|kind| sign(stated, kind)));
        }
        // A diploma supplement describes a degree: what it is attached to is a full qualification.
        let supplement = self.instance().first("diplomaSupplement");
        if !supplement.is_nothing() {
            facts.signs.push(Sign {
                text: "a diploma supplement within".to_owned(),
                from: supplement.pointer().clone(),
                speaks_for: ScopeKind::Qualification,
            });
        }
        let (count, first) = self.below();
        if let Some(first) = first.filter(|_| count >= TRANSCRIPT_PARTS) {
            facts.signs.push(Sign {
                text: format!("a transcript of {count} parts"),
                from: first.pointer().clone(),
                speaks_for: ScopeKind::Transcript,
            });
        }
        for attached in self.attached() {
            let stated = reading.peek::<String>(&attached.first("type"));
            let micro = stated.filter(|kind| kind.value.eq_ignore_ascii_case("Micro Credential"));
            let micro = micro.map(|kind| sign(kind, ScopeKind::MicroCredential));
            facts.signs.extend(micro);
        }
    }

    /// How many parts it has, however deep, and the first.
    fn below(&self) -> (usize, Option<Node<'a>>) {
        let mut level = self.node.all(BELOW);
        let first = level.first().cloned();
        let mut count = level.len();
        for _ in 0..DEPTH {
            level = level
                .iter()
                .flat_map(|node| node.all(BELOW))
                .take(MEMBERS)
                .collect();
            count += level.len();
        }
        (count.min(MEMBERS), first)
    }

    /// The attachments that it refers to by their identifiers.
    fn attached(&self) -> Vec<Node<'a>> {
        let mut reading = Reading::default();
        let mut texts = |node: &Node<'a>, path: &str| -> Vec<String> {
            let places = node.all(path);
            let found = places
                .iter()
                .filter_map(|place| reading.peek::<Identified>(place));
            found.map(|found| found.value.value).collect()
        };
        let meant = texts(&self.instance(), "attachments/ref");
        if meant.is_empty() {
            return Vec::new();
        }
        let mut attachments = self.attachments();
        attachments.retain(|attachment| {
            let own = texts(attachment, "identifier");
            own.iter().any(|id| meant.contains(id))
        });
        attachments
    }

    fn attachments(&self) -> Vec<Node<'a>> {
        let mut attachments = self.report.all("attachment");
        attachments.extend(self.root.all("attachment"));
        attachments
    }

    /// What was not passed is listed, and not achieved. Without a status it was (schema, `status`).
    fn not_achieved(&self) -> Option<Check> {
        let place = self.instance().first("status");
        let stated = Reading::default().peek::<Written>(&place)?;
        let status = stated.value.0.shown().to_owned();
        if !is_unachieved(&status) {
            return None;
        }
        let summary = format!(
            "the status is `{status}` ({place}): it is listed, and was not achieved",
            place = stated.at
        );
        Some(
            Check::new(CheckCode::IntegrityScope, CheckOutcome::Failed, summary)
                .at(stated.at)
                .because(Cause::new("contradiction").mismatch("passed", status)),
        )
    }
}
