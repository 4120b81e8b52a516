//! Which questions to ask, and in which order.

use credeval_model::{
    Evaluation, answer::Role, criterion::CriterionResult, element::ElementName,
    outcome::OutcomeCode, programme::Purpose, question::Question, standing::ProofStanding,
};

use crate::alignment::is_unknown;

/// The open questions about an evaluation: first what names a certificate on paper, then what
/// decides which criteria apply, then in which language its outcomes are, where they cannot be
/// compared with those of the programme without it, then what would settle the proposal, then what
/// else is open in the order of the method.
///
/// Once the proposal is settled no answer changes it, so nothing more is asked but what names the
/// certificate. What an officer has answered is not asked again.
pub fn questions(evaluation: &Evaluation) -> Vec<Question> {
    let mut open: Vec<Question> = Vec::new();
    if evaluation.standing.proof == ProofStanding::Paper {
        let names = Question::ALL.iter().copied();
        open.extend(names.filter(|question| question.criterion().is_none()));
    }
    if evaluation.outcome.code == OutcomeCode::NeedsInformation {
        let asks = |result: &CriterionResult| {
            let mut missing = result.missing.iter();
            missing.any(|missing| missing.questions.contains(&Question::Supervised))
        };
        let participation = evaluation.elements.standing(ElementName::Participation);
        if participation.is_err() && evaluation.criteria.iter().any(asks) {
            open.push(Question::Participation);
        }
        if in_no_known_language(evaluation) {
            open.push(Question::OutcomesLanguage);
        }
        let settling = evaluation.outcome.settle.iter().flat_map(|way| &way.facts);
        let rest = evaluation
            .criteria
            .iter()
            .flat_map(|result| &result.missing);
        open.extend(settling.chain(rest).flat_map(|missing| &missing.questions));
    }
    let mut questions = Vec::new();
    for question in open {
        let mut answers = evaluation.answers.iter();
        let answered = answers.any(|answer| {
            answer.question == question && answer.role == Role::Officer && answer.source.is_some()
        });
        if !answered && !questions.contains(&question) {
            questions.push(question);
        }
    }
    questions
}

/// Whether outcomes in no known language stand in the way of comparing them with the programme's.
fn in_no_known_language(evaluation: &Evaluation) -> bool {
    let alignment = evaluation.alignment.as_ref();
    alignment.is_some_and(|alignment| {
        let mut tags = alignment.source_languages.iter();
        evaluation.purpose != Purpose::None
            && !alignment.uncovered.is_empty()
            && tags.any(|tag| is_unknown(tag))
    })
}
