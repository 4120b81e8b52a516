//! Evaluations as a page, on which reasons lead into the credential's own JSON.

use std::io;
use std::sync::Arc;

use credeval::model::{Document, answer::Answer, evaluation::Evaluation};
use credeval::verify::OpenError;
use credeval_report::html::{self, Subject};
use serde_json::Value;

use crate::arguments::Evaluate;
use crate::batch::{Inputs, Run, Work};
use crate::error::Error;
use crate::run::{Evaluating, one_achievement, write};

/// An evaluation with the credential that it is of.
pub(crate) struct Shown {
    evaluation: Evaluation,
    json: Option<Arc<Value>>,
}

/// Evaluates each document, and keeps its JSON.
struct Showing(Evaluating);

impl Work for Showing {
    type Item = Shown;

    async fn items(&self, document: &Document, inputs: &Inputs) -> Result<Vec<Shown>, OpenError> {
        let gathered = inputs.gather(&self.0.judge, document).await?;
        let json = gathered.json().cloned().map(Arc::new);
        let evaluations = self.0.judge.evaluate(&gathered).into_iter();
        let shown = evaluations.map(|mut evaluation| {
            self.0.remember(&mut evaluation);
            let json = json.clone();
            Shown { evaluation, json }
        });
        Ok(shown.collect())
    }

    fn lines(&self, out: &mut Vec<u8>, items: &[Shown]) -> io::Result<()> {
        let mut items = items.iter();
        items.try_for_each(|item| self.0.lines(out, std::slice::from_ref(&item.evaluation)))
    }

    fn code(&self, items: &[Shown]) -> u8 {
        let codes = items.iter().map(|item| {
            let alone = std::slice::from_ref(&item.evaluation);
            self.0.code(alone)
        });
        codes.fold(credeval_report::exit::HELD, credeval_report::exit::worse)
    }
}

/// Evaluates as the arguments say and writes one page; gives the exit code.
pub(crate) fn evaluate_as_page(
    arguments: &Evaluate,
    work: Evaluating,
    answers: Option<(Document, Vec<Answer>)>,
) -> Result<u8, Error> {
    let common = &arguments.common;
    let now = work.judge.now;
    let work = Showing(work);
    let (shown, code) = match answers {
        Some((document, _)) if common.sources.is_empty() => {
            let mut evaluation = work.0.judge.evaluate_paper(&document);
            work.0.remember(&mut evaluation);
            let json = None;
            let shown = vec![Shown { evaluation, json }];
            let code = work.code(&shown);
            (shown, code)
        }
        answers => {
            let (shown, tally) = Run::of(common, arguments.jobs.jobs)?.hold(work)?;
            if tally.is_nothing() {
                return Ok(tally.code());
            }
            if let Some((path, (_, answers))) = arguments.answers.as_ref().zip(answers) {
                let evaluations: Vec<&Evaluation> =
                    shown.iter().map(|item| &item.evaluation).collect();
                one_achievement(path, &answers, &evaluations)?;
            }
            (shown, tally.code())
        }
    };
    let subjects = shown.iter().map(|item| Subject {
        evaluation: &item.evaluation,
        document: item.json.as_deref(),
    });
    let subjects: Vec<Subject<'_>> = subjects.collect();
    let language = arguments.preferred.language.as_str();
    write(common, language, |mut out, _| {
        html::evaluations(&mut out, &subjects, language, now)
    })?;
    Ok(code)
}
