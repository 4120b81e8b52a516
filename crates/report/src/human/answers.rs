//! What people answered, apart from the credential's own words.

use std::io::{self, Write};

use credeval_model::{
    answer::{Answer, Role as AuthorRole},
    document::Form,
    evaluation::Evaluation,
    question::QuestionForm,
};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

/// Where answers begin.
const COLUMNS: usize = 7;

/// Writes each answer with its question, author, role, day and source; nothing where nobody
/// answered.
pub(super) fn write<W: Write>(page: &mut Page<'_, W>, evaluation: &Evaluation) -> io::Result<()> {
    if evaluation.answers.is_empty() {
        return Ok(());
    }
    let remark = match evaluation.document.form {
        Form::Paper => {
            "All that is known of the certificate; what people said, and on which source."
        }
        _ => "What people said, apart from what the credential states.",
    };
    page.heading("Answers", remark)?;
    let mut number = 0;
    page.list(COLUMNS, &evaluation.answers, |page, answer| {
        number += 1;
        let lead = Lead::at(2, Role::Dim, format!("A{number}"));
        let value = match answer.question.form() {
            QuestionForm::YesNo => answer.value.to_string(),
            // There is none of what it asks for.
            _ if answer.denies() => "none".to_owned(),
            QuestionForm::Choice(_) => answer.value.to_string().replace('_', " "),
            _ => answer.value.to_string(),
        };
        let line = Line::from(answer.question.text())
            .and(Role::Plain, " ")
            .and(Role::Strong, phrases::sentence(&value));
        page.row(COLUMNS, &lead, &line)?;
        page.under(COLUMNS, &by(answer))
    })
}

/// Who says so, and what it is worth.
fn by(answer: &Answer) -> Line {
    let line = Line::new(
        Role::Dim,
        format!("{} ({}), {}. ", answer.by, answer.role.label(), answer.date),
    );
    match (answer.role, &answer.source) {
        (AuthorRole::Officer, Some(source)) => line.and(Role::Dim, format!("Source: {source}")),
        (AuthorRole::Officer, None) => line.and(Role::Amber, "No source: worth at most 2."),
        (AuthorRole::Applicant, Some(source)) => line
            .and(Role::Dim, format!("Source: {source}. "))
            .and(Role::Amber, "The applicant's own: worth at most 1."),
        (AuthorRole::Applicant, None) => {
            line.and(Role::Amber, "The applicant's own: worth at most 1.")
        }
    }
}
