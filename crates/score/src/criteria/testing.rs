//! Testing: was it tested whether the learner reached the outcomes, and how?
//!
//! | rung | evidence |
//! |---|---|
//! | 3 | as 2, graded by a stated scheme, by a named assessor, under supervision |
//! | 2 | the learner's own work or performance is assessed: an examination, a project, a portfolio |
//! | 1 | only a quiz, an assessment by peers or in a group, or continuous evaluation |
//! | 0 | only attendance; or nothing was tested, and that is known |
//!
//! An assessment whose form is not told may be any of these, level of attendance among them.

use credeval_model::{
    criterion::Ask,
    element::{Assessment, AssessmentKind, ElementName, Text},
    question::Question,
};

use crate::{
    Facts,
    facts::quoted,
    finding::{Finding, STRONGEST, absent, answered, missing, stated},
};

pub(super) fn find(facts: &Facts<'_>, found: &mut Finding<'_>) {
    let name = ElementName::Assessment;
    let Some(stands) = facts
        .elements
        .assessment
        .stated()
        .filter(|stated| !stated.value.is_empty())
    else {
        let untested = facts.answer(Question::TestForm);
        if let Some((place, answer)) = untested.filter(|(_, form)| form.denies()) {
            let text = "The learning outcomes were not tested.";
            found.at_most(0, answered(place, answer, text));
        }
        found.notes(absent(name, "No assessment is stated."));
        return found.open_to(
            STRONGEST,
            missing("how the outcomes were assessed", Ask::Issuer).asking(&[
                Question::TestForm,
                Question::TestGraded,
                Question::TestAssessor,
            ]),
        );
    };
    let tier = stands.tier;
    let supervision = facts.elements.supervision.stated();
    let supervised = supervision.filter(|stated| stated.value.supervised == Some(true));
    for assessment in &stands.value {
        let named = named(assessment);
        match worth(assessment.kind) {
            Worth::Performance => {
                found.supports(
                    2,
                    stated(
                        name,
                        tier,
                        format!("{named} judges the learner's own work or performance."),
                    ),
                );
                let complete = assessment.graded
                    && assessment.grading_scheme
                    && assessment.assessed_by.is_some();
                if let Some(supervised) = supervised.filter(|_| complete) {
                    let text = format!("{named} was supervised, and graded by a stated scheme.");
                    let mut reason = stated(name, tier.min(supervised.tier), text);
                    reason.answers = found.answers_on(&[name, ElementName::Supervision]);
                    found.supports(STRONGEST, reason);
                }
            }
            Worth::Limited => {
                found.supports(
                    1,
                    stated(
                        name,
                        tier,
                        format!("{named} shows only part of what the learner can do."),
                    ),
                );
            }
            Worth::Attendance => {
                found.notes(stated(
                    name,
                    tier,
                    format!("{named} shows attendance and nothing more."),
                ));
            }
            Worth::Untold => {
                found.notes(stated(
                    name,
                    tier,
                    format!("{named} is stated, without a form known here."),
                ));
                found.open_to(
                    STRONGEST,
                    missing(format!("which form of assessment {named} was"), Ask::Issuer)
                        .asking(&[Question::TestForm]),
                );
            }
        }
    }
}

/// What a kind of assessment can show.
enum Worth {
    /// The learner's own work or performance, judged.
    Performance,
    /// Something, in a form that shows little of what the one learner can do.
    Limited,
    /// Presence.
    Attendance,
    /// Not told.
    Untold,
}

fn worth(kind: AssessmentKind) -> Worth {
    match kind {
        AssessmentKind::WrittenExamination
        | AssessmentKind::OralExamination
        | AssessmentKind::PracticalAssessment
        | AssessmentKind::ProjectWork
        | AssessmentKind::ProblemBasedLearning
        | AssessmentKind::Portfolio
        | AssessmentKind::MarkedAssignment
        | AssessmentKind::ArtefactAssessment => Worth::Performance,
        AssessmentKind::Quiz
        | AssessmentKind::PeerReview
        | AssessmentKind::PeerAssessment
        | AssessmentKind::GroupPerformance
        | AssessmentKind::ContinuousEvaluation => Worth::Limited,
        AssessmentKind::Attendance => Worth::Attendance,
        _ => Worth::Untold,
    }
}

/// The assessment in the credential's own words.
fn named(assessment: &Assessment) -> String {
    let title = assessment
        .title
        .as_ref()
        .or(assessment.stated.label.as_ref());
    match title.map(Text::shown).filter(|title| !title.is_empty()) {
        Some(title) => format!("\"{}\"", quoted(title)),
        None => "An assessment".to_owned(),
    }
}
