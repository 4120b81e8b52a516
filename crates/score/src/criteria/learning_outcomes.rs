//! Learning outcomes: what does the learner know, understand and can do?
//!
//! | rung | evidence |
//! |---|---|
//! | 3 | all stated outcomes can be assessed (a verb and its object), one at least has a URI in a framework, and an assessment is tied to them |
//! | 2 | outcomes are listed one by one |
//! | 1 | only running text: a summary, criteria, a description, tags |
//! | 0 | none, where attendance is all that was assessed, or where it is known that there are none |

use credeval_model::{
    answer::Role,
    criterion::Ask,
    element::{AssessmentKind, ElementName, LearningOutcome, LearningOutcomes, Stated, Text},
    question::Question,
};

use crate::{
    Facts,
    alignment::primary,
    finding::{Finding, STRONGEST, absent, answered, missing, stated},
};

pub(super) fn find(facts: &Facts<'_>, found: &mut Finding<'_>) {
    let name = ElementName::LearningOutcomes;
    let stands = facts.elements.learning_outcomes.stated();
    let Some(outcomes) = stands.filter(|stated| !stated.value.listed.is_empty()) else {
        let in_words = |stated: &&Stated<LearningOutcomes>| {
            !stated.value.summary.is_empty() || !stated.value.descriptions.is_empty()
        };
        let summary = stands.filter(in_words);
        if let Some((place, answer)) = facts
            .answer(Question::Outcomes)
            .filter(|(_, list)| list.denies())
        {
            let text = "No learning outcomes are listed anywhere.";
            found.at_most(u8::from(summary.is_some()), answered(place, answer, text));
        }
        match summary {
            Some(summary) => found.supports(
                1,
                stated(
                    name,
                    summary.tier,
                    "What was learnt is described in running text only.",
                ),
            ),
            None if attendance_only(facts) => {
                found.notes(absent(
                    name,
                    "No learning outcomes are stated, and attendance is all that was assessed.",
                ));
                return;
            }
            None => found.notes(absent(name, "No learning outcomes are stated.")),
        }
        found.open_to(
            STRONGEST,
            missing("the learning outcomes, one by one", Ask::Issuer)
                .asking(&[Question::Outcomes, Question::OutcomesAssessed]),
        );
        return;
    };
    let (tier, listed) = (outcomes.tier, &outcomes.value.listed);
    let linked = listed
        .iter()
        .any(|outcome| outcome.uris.iter().any(|uri| !uri.is_empty()));
    let readings: Vec<Option<bool>> = listed.iter().map(assessable).collect();
    let all_can_be_assessed = readings.iter().all(|reading| *reading == Some(true));
    let are_listed = match listed.len() {
        1 => "1 learning outcome is listed".to_owned(),
        count => format!("{count} learning outcomes are listed"),
    };
    if linked && outcomes.value.assessed && all_can_be_assessed {
        let text = match listed.len() {
            1 => format!("{are_listed}; it can be assessed, and an assessment is tied to it."),
            _ => format!("{are_listed}; each can be assessed, and an assessment is tied to them."),
        };
        found.supports(STRONGEST, stated(name, tier, text));
    } else {
        found.supports(2, stated(name, tier, format!("{are_listed}.")));
    }
    if let Some((place, answer)) = facts.answer(Question::OutcomesLanguage)
        && answer.role == Role::Applicant
    {
        let text = "An applicant's word on the language of the outcomes does not count.";
        found.notes(answered(place, answer, text));
    }
    if !linked {
        found.notes(stated(
            name,
            tier,
            "None has a URI in a framework of skills.",
        ));
    }
    if !outcomes.value.assessed {
        found.notes(stated(name, tier, "No assessment is tied to them."));
    }
    if readings.contains(&Some(false)) {
        found.notes(stated(
            name,
            tier,
            "Not every one says what the learner can do, as a verb and its object.",
        ));
    } else if linked && outcomes.value.assessed && !all_can_be_assessed {
        // A limit of ours, not of the credential.
        found.open_to(
            STRONGEST,
            missing(
                "whether each outcome can be assessed; here only English is read",
                Ask::Institution,
            ),
        );
    }
}

fn attendance_only(facts: &Facts<'_>) -> bool {
    facts
        .elements
        .assessment
        .value()
        .is_some_and(|assessments| {
            !assessments.is_empty()
                && assessments
                    .iter()
                    .all(|assessment| assessment.kind == AssessmentKind::Attendance)
        })
}

/// Whether an outcome opens with a verb that can be assessed and goes on to its object; `None`
/// where it is not in English.
fn assessable(outcome: &LearningOutcome) -> Option<bool> {
    let text = english(&outcome.title)?.to_lowercase();
    let mut words = text
        .split(|character: char| !character.is_alphabetic())
        .filter(|word| !word.is_empty())
        .skip_while(|word| {
            LEAD_INS.binary_search(word).is_ok() || (word.ends_with("ly") && !is_assessable(word))
        });
    Some(words.next().is_some_and(is_assessable) && words.next().is_some())
}

fn english(text: &Text) -> Option<&str> {
    let read = |tag: &str| tag == "und" || primary(tag) == "en";
    text.0
        .iter()
        .find(|(tag, _)| read(tag))
        .map(|(_, text)| text.as_str())
}

/// The verb itself or its third person: analyses, applies, assesses.
fn is_assessable(word: &str) -> bool {
    let is_verb = |word: &str| VERBS.binary_search(&word).is_ok();
    let stem = |ending: &str| word.strip_suffix(ending);
    is_verb(word)
        || [stem("s"), stem("es")].into_iter().flatten().any(is_verb)
        || stem("ies").is_some_and(|stem| is_verb(&format!("{stem}y")))
}

/// What stands before the verb: "the learner will be able to ...".
pub(crate) const LEAD_INS: &[&str] = &[
    "a",
    "able",
    "and",
    "are",
    "be",
    "can",
    "could",
    "graduate",
    "graduates",
    "has",
    "have",
    "holder",
    "i",
    "is",
    "learner",
    "learners",
    "of",
    "participant",
    "participants",
    "should",
    "student",
    "students",
    "the",
    "to",
    "will",
    "you",
];

/// Verbs of observable performance: our own list, after the revised taxonomy of Bloom (Anderson and
/// Krathwohl 2001). "Know", "understand" and "be aware of" are not among them: they cannot be observed.
/// Nor are verbs that a topic often opens with as a noun, such as "research" or "process".
const VERBS: &[&str] = &[
    "adapt",
    "advise",
    "analyse",
    "analyze",
    "apply",
    "appraise",
    "argue",
    "arrange",
    "articulate",
    "assemble",
    "assess",
    "build",
    "calculate",
    "carry",
    "categorise",
    "categorize",
    "choose",
    "cite",
    "classify",
    "collaborate",
    "collect",
    "communicate",
    "compare",
    "compile",
    "compose",
    "compute",
    "conduct",
    "configure",
    "construct",
    "contrast",
    "convert",
    "create",
    "critique",
    "debate",
    "debug",
    "deduce",
    "defend",
    "define",
    "deliver",
    "demonstrate",
    "deploy",
    "derive",
    "describe",
    "design",
    "determine",
    "develop",
    "devise",
    "diagnose",
    "differentiate",
    "discuss",
    "distinguish",
    "document",
    "draft",
    "draw",
    "employ",
    "estimate",
    "evaluate",
    "examine",
    "execute",
    "explain",
    "express",
    "extract",
    "formulate",
    "generate",
    "give",
    "identify",
    "illustrate",
    "implement",
    "infer",
    "inspect",
    "integrate",
    "interpret",
    "investigate",
    "judge",
    "justify",
    "label",
    "lead",
    "list",
    "make",
    "manage",
    "measure",
    "modify",
    "name",
    "negotiate",
    "operate",
    "organise",
    "organize",
    "outline",
    "perform",
    "plan",
    "predict",
    "prepare",
    "present",
    "prioritise",
    "prioritize",
    "produce",
    "propose",
    "prove",
    "recall",
    "recognise",
    "recognize",
    "recommend",
    "reflect",
    "relate",
    "reproduce",
    "revise",
    "select",
    "solve",
    "specify",
    "state",
    "structure",
    "summarise",
    "summarize",
    "synthesise",
    "synthesize",
    "translate",
    "use",
    "validate",
    "verify",
    "weigh",
    "write",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(language: &str, title: &str) -> Option<bool> {
        assessable(&LearningOutcome {
            title: Text([(language.to_owned(), title.to_owned())].into()),
            ..LearningOutcome::default()
        })
    }

    #[test]
    fn a_verb_and_its_object_can_be_assessed() {
        for title in [
            "Explain how nutrients act on health",
            "The learner can analyse food labels",
            "Students will be able to critically evaluate diets",
            "Applies dietary guidelines",
            "able to: assess intake",
        ] {
            assert_eq!(reading("en", title), Some(true), "{title}");
        }
        for title in [
            "Nutrition and health",
            "Understand nutrition",
            "Explain",
            "Know how to analyse food",
            "",
        ] {
            assert_eq!(reading("en", title), Some(false), "{title}");
        }
        assert_eq!(reading("nl", "Voeding analyseren"), None);
    }

    /// They are looked up by halves.
    #[test]
    fn verbs_stand_in_order_and_each_is_found() {
        assert!(VERBS.is_sorted() && LEAD_INS.is_sorted());
        assert!(VERBS.iter().all(|verb| is_assessable(verb)));
        assert!(is_assessable("analyses") && is_assessable("applies"));
        assert!(!is_assessable("food") && !is_assessable("ies"));
    }
}
