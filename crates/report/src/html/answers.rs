//! What people answered, apart from the credential's own words.

use credeval_model::{
    answer::{Answer, AnswerValue, Role},
    document::Form,
    question::QuestionForm,
};
use maud::{Markup, html};

use super::{said, view::View};

impl View<'_> {
    /// Each answer with its question, author, role, day and source.
    pub fn answers(&self) -> Markup {
        let (answers, more) = said::first(&self.evaluation.answers);
        if answers.is_empty() {
            return html! {};
        }
        let remark = match self.evaluation.document.form {
            Form::Paper => "answers-paper",
            _ => "answers-remark",
        };
        let body = html! {
            ul.plain {
                @for (index, answer) in answers.into_iter().enumerate() {
                    li id={ (self.prefix) "answer-" (index + 1) } {
                        strong { "A" (index + 1) } " "
                        (said::engine(self.locale, answer.question.text())) " "
                        strong { (self.answer(answer)) } br;
                        span.dim {
                            (said::plain(&answer.by)) " (" (self.locale.term("by-role", answer.role)) "), "
                            (said::plain(&answer.date)) ". "
                            @if let Some(source) = &answer.source { (self.locale.say("source")) " " (said::plain(source)) ". " }
                        }
                        @match (answer.role, &answer.source) {
                            (Role::Applicant, _) => { strong { (self.locale.say("worth-one")) } }
                            (Role::Officer, None) => { strong { (self.locale.say("worth-two")) } }
                            (Role::Officer, Some(_)) => {}
                        }
                    }
                }
                (said::more(self.locale, more))
            }
        };
        self.section(
            "answers",
            &self.locale.say("answers"),
            &self.locale.say(remark),
            &body,
        )
    }

    fn answer(&self, answer: &Answer) -> Markup {
        match (&answer.value, answer.question.form()) {
            (AnswerValue::YesNo(true), _) => html! { (self.locale.say("yes")) },
            (AnswerValue::YesNo(false), QuestionForm::YesNo) => html! { (self.locale.say("no")) },
            _ if answer.denies() => html! { (self.locale.say("none")) },
            (value, QuestionForm::Choice(_)) => {
                said::engine_words(self.locale, &value.to_string().replace('_', " "))
            }
            (value, _) => said::plain(&value.to_string()),
        }
    }
}
