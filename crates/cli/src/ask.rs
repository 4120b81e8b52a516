//! `credeval ask`: the open questions, one by one.
//!
//! Questions go to standard error and answers come from standard input, a line each, so that a
//! file of lines can be piped in. The answers file goes to standard output or to `--output`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, BufRead, IsTerminal as _, Write};
use std::path::PathBuf;

use clap::Args;
use credeval::model::{
    Document, Evaluation,
    answer::{Answer, AnswerValue, AnswersFile, Role},
    question::{Question, QuestionForm},
};
use credeval::{Gathered, Judge, score};
use credeval_report::{exit, text};

use crate::arguments::{Common, TermsArguments};
use crate::error::Error;
use crate::run::{self, shows_utf8};

#[derive(Debug, Args)]
pub(crate) struct Ask {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    pub(crate) terms: TermsArguments,
    /// Who presents the credential, to compare with its subject (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) learner: Option<PathBuf>,
    /// Answers that are there already; they are kept, and not asked for again
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Write the open questions as a file to fill in, and ask nothing
    #[arg(long)]
    pub(crate) template: bool,
}

/// The most times that one question is put again after a line that does not fit.
const TRIES: usize = 5;

/// Asks, and writes the answers.
pub(crate) async fn run(arguments: &Ask) -> Result<u8, Error> {
    let common = &arguments.common;
    let mut judge = run::judge(common)?;
    let trust = common.trust.as_deref();
    judge.terms = run::terms(&arguments.terms, trust.map(|file| (file, judge.at)))?.into();
    judge.learner = run::learner(arguments.learner.as_deref())?;
    if let Some(path) = &arguments.answers {
        judge.answers = run::answers(path)?.1;
    }
    let (mut gathered, unreadable) = run::gather(common, &judge).await?;
    if unreadable || gathered.len() > 1 {
        let found = gathered.len();
        return Err(Error::Several { found });
    }
    let gathered = gathered.pop();
    let first = evaluation(&judge, gathered.as_ref())?;
    let mut talk = Talk {
        lines: io::stdin().lock(),
        read: 0,
        unicode: shows_utf8(),
    };
    let kept = judge.answers.clone();
    let author = match arguments.template {
        true => None,
        false => talk.author(&judge)?,
    };
    let Some(author) = author else {
        return output(arguments, &template(&judge, &first));
    };
    // Whatever ends the questions, what was answered before is written.
    let ended = talk.questions(&mut judge, gathered.as_ref(), &author);
    let last = evaluation(&judge, gathered.as_ref())?;
    talk.say(&format!("\n{}", last.outcome.summary))?;
    let all = judge.answers.len();
    let counted = match (all, all - kept.len()) {
        (0, _) if arguments.common.output.is_some() => {
            "Nothing was answered; no file was written.".to_owned()
        }
        (0, _) => "Nothing was answered.".to_owned(),
        (all, 0) => format!("Nothing new was answered; there are {all} answers as before."),
        (1, _) => "1 answer, which is new.".to_owned(),
        (all, new) => format!("{all} answers, {new} of them new."),
    };
    talk.say(&counted)?;
    // A file without an answer could not be read again: nobody is named in it.
    if all > 0 {
        output(arguments, &AnswersFile::write(&judge.answers))?;
    }
    ended.map(|()| exit::HELD)
}

fn output(arguments: &Ask, text: &str) -> Result<u8, Error> {
    match &arguments.common.output {
        Some(path) => std::fs::write(path, text).map_err(|source| Error::File {
            path: path.clone(),
            source,
        })?,
        None => {
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
    }
    Ok(exit::HELD)
}

/// The one evaluation that the questions are about.
fn evaluation(judge: &Judge, gathered: Option<&Gathered>) -> Result<Evaluation, Error> {
    let Some(gathered) = gathered else {
        let answers = AnswersFile::write(&judge.answers);
        return Ok(judge.evaluate_paper(&Document::new(answers.into_bytes(), "answers")));
    };
    let mut evaluations = judge.evaluate(gathered);
    match (evaluations.pop(), evaluations.len()) {
        (Some(one), 0) => Ok(one),
        (_, more) => Err(Error::Several { found: more + 1 }),
    }
}

/// Who answers, and when.
struct Author {
    by: String,
    role: Role,
    date: String,
}

/// What somebody typed.
enum Said<T> {
    Value(T),
    Skip,
    End,
}

struct Talk<R> {
    lines: R,
    /// Lines read.
    read: usize,
    unicode: bool,
}

impl<R: BufRead> Talk<R> {
    /// Tells something; what a credential says stands in it.
    fn say(&self, message: &str) -> Result<(), Error> {
        let mut out = io::stderr().lock();
        for line in message.split('\n') {
            writeln!(out, "{}", self.shown(line))?;
        }
        Ok(())
    }

    /// A line as it can be shown, set in as it is.
    fn shown(&self, line: &str) -> String {
        let text = line.trim_start_matches(' ');
        let indent = line.len() - text.len();
        format!("{:indent$}{}", "", text::safe(text, self.unicode))
    }

    /// A line without its end; `None` where there are no more.
    fn line(&mut self, prompt: &str) -> Result<Option<String>, Error> {
        let mut out = io::stderr().lock();
        write!(out, "{}> ", self.shown(prompt))?;
        out.flush()?;
        let mut line = Vec::new();
        let ended = self.lines.read_until(b'\n', &mut line)? == 0;
        if ended || !io::stdin().is_terminal() {
            writeln!(out)?;
        }
        if ended {
            return Ok(None);
        }
        self.read += 1;
        // The lines that follow may answer what is asked next, so this is not asked again.
        let line = std::str::from_utf8(&line).map_err(|_| Error::Line { line: self.read })?;
        Ok(Some(line.trim().to_owned()))
    }

    /// Asks until a line fits; `None` where there are no more, and an error where none of a few
    /// lines does: who answers is never guessed.
    fn until<T>(
        &mut self,
        prompt: &str,
        expected: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let mut found = String::new();
        for _ in 0..TRIES {
            let Some(line) = self.line(prompt)? else {
                return Ok(None);
            };
            if let Some(value) = read(&line) {
                return Ok(Some(value));
            }
            found = match line.is_empty() {
                true => "none".to_owned(),
                false => format!("`{line}`"),
            };
            self.say(&format!("expected {expected}, found {found}"))?;
        }
        Err(Error::Author {
            expected,
            tries: TRIES,
            found,
        })
    }

    /// `None` where nobody answers.
    fn author(&mut self, judge: &Judge) -> Result<Option<Author>, Error> {
        let before = judge.answers.first();
        let name = before.map_or("", |answer| answer.by.as_str());
        let prompt = match name {
            "" => "Who answers, by name?".to_owned(),
            name => format!("Who answers, by name? [{name}]"),
        };
        let named = |line: &str| {
            let by = if line.is_empty() { name } else { line };
            (!by.trim().is_empty()).then(|| by.to_owned())
        };
        let Some(by) = self.until(&prompt, "a name", named)? else {
            return Ok(None);
        };
        // Who answered before is what they were before.
        let before = before.filter(|answer| answer.by == by);
        let usual = before.map_or(Role::Officer, |answer| answer.role);
        let prompt = format!("As officer or applicant? [{}]", usual.label());
        let role = |line: &str| match line {
            "" => Some(usual),
            "officer" => Some(Role::Officer),
            "applicant" => Some(Role::Applicant),
            _ => None,
        };
        let Some(role) = self.until(&prompt, "officer or applicant", role)? else {
            return Ok(None);
        };
        let today = score::day(judge.now).to_string();
        let day = |line: &str| match line {
            "" => Some(today.clone()),
            line => (line.parse::<jiff::civil::Date>().is_ok()).then(|| line.to_owned()),
        };
        let prompt = format!("On which day? [{today}]");
        let Some(date) = self.until(&prompt, "a day as YYYY-MM-DD", day)? else {
            return Ok(None);
        };
        Ok(Some(Author { by, role, date }))
    }

    /// Asks until nothing is open or somebody ends it.
    fn questions(
        &mut self,
        judge: &mut Judge,
        gathered: Option<&Gathered>,
        author: &Author,
    ) -> Result<(), Error> {
        let mut put = BTreeSet::new();
        loop {
            let evaluation = evaluation(judge, gathered)?;
            let mut open = score::questions(&evaluation).into_iter();
            let Some(question) = open.find(|question| !put.contains(question)) else {
                return Ok(());
            };
            put.insert(question);
            let answered = |answer: &Answer| {
                answer.question == question
                    && answer.role == author.role
                    && answer.speaks_of(evaluation.document.part.as_ref())
            };
            if judge.answers.iter().any(answered) {
                continue;
            }
            self.say(&introduced(question, &evaluation))?;
            let value = match self.value(question, author)? {
                Said::Value(value) => value,
                Said::Skip => continue,
                Said::End => return Ok(()),
            };
            let source = self.line("  Where does it stand, or who said it? (empty: no source)");
            // The answer itself was given, and is kept.
            let (source, ended) = match source {
                Ok(Some(source)) => (Some(source), None),
                Ok(None) => (None, Some(Ok(()))),
                Err(error) => (None, Some(Err(error))),
            };
            judge.answers.push(Answer {
                question,
                value,
                by: author.by.clone(),
                role: author.role,
                date: author.date.clone(),
                source: source.filter(|source| !source.is_empty()),
                part: None,
            });
            if let Some(ended) = ended {
                return ended;
            }
        }
    }

    fn value(&mut self, question: Question, author: &Author) -> Result<Said<AnswerValue>, Error> {
        for _ in 0..TRIES {
            let value = match self.line("  ")?.as_deref() {
                None | Some("q") => return Ok(Said::End),
                Some("") => return Ok(Said::Skip),
                Some("?") => {
                    self.say(&format!("  {}", question.help()))?;
                    self.say(&format!("  {}", form(question.form())))?;
                    continue;
                }
                Some(line) => match read(question, line) {
                    Ok(value) => value,
                    Err(refused) => {
                        self.say(&format!("  {refused}"))?;
                        continue;
                    }
                },
            };
            let answer = Answer {
                question,
                value,
                by: author.by.clone(),
                role: author.role,
                date: author.date.clone(),
                source: None,
                part: None,
            };
            match answer.check() {
                Ok(()) => return Ok(Said::Value(answer.value)),
                Err(error) => self.say(&format!("  {error}"))?,
            }
        }
        self.say("  left open")?;
        Ok(Said::Skip)
    }
}

/// A question with its help, why it is asked, and the form of the answer.
fn introduced(question: Question, evaluation: &Evaluation) -> String {
    let mut text = format!("\n{}\n  {}", question.text(), question.help());
    let settles = evaluation.outcome.settle.iter().any(|way| {
        let mut facts = way.facts.iter();
        facts.any(|fact| fact.questions.contains(&question))
    });
    let why = match question.criterion() {
        Some(_) if question == Question::OutcomesLanguage => {
            "Asked since outcomes are compared with those of the programme in one language alone."
                .to_owned()
        }
        Some(criterion) => {
            let result = evaluation
                .criteria
                .iter()
                .find(|each| each.criterion == criterion);
            let range = result.map_or_else(String::new, |result| {
                format!(", which is {} to {} so far", result.lower, result.upper)
            });
            let settles = match settles {
                true => "; it would help to settle the proposal",
                false => "",
            };
            format!("Asked for {}{range}{settles}.", criterion.label())
        }
        None if question == Question::Participation => {
            "Asked since it decides which criteria apply.".to_owned()
        }
        None => "Asked to name the certificate.".to_owned(),
    };
    let _ = write!(text, "\n  {why}\n  {}", form(question.form()));
    text
}

/// How to type an answer.
fn form(form: QuestionForm) -> String {
    match form {
        QuestionForm::YesNo => "yes or no".to_owned(),
        QuestionForm::Number { low, high, unit } => {
            format!("{unit}, from {low} to {high}; or none")
        }
        QuestionForm::Text => "a text; or none".to_owned(),
        QuestionForm::Day => "YYYY-MM-DD; or none".to_owned(),
        QuestionForm::Language => "a tag of BCP 47, such as en or nl".to_owned(),
        QuestionForm::List => "one after the other, with `;` between them; or none".to_owned(),
        QuestionForm::Choice(words) => format!("one of {}; or none", words.join(", ")),
    }
}

/// What a line means as an answer; whether it fits is checked afterwards.
fn read(question: Question, line: &str) -> Result<AnswerValue, String> {
    let lower = line.to_lowercase();
    Ok(match (question.form(), lower.as_str()) {
        // `no` is Norwegian.
        (QuestionForm::Language, _) => AnswerValue::Text(line.to_owned()),
        (_, "none" | "no" | "false") | (QuestionForm::YesNo, "n") => AnswerValue::YesNo(false),
        (QuestionForm::YesNo, "yes" | "y" | "true") => AnswerValue::YesNo(true),
        (QuestionForm::Number { .. }, number) => match number.parse::<f64>() {
            Ok(value) if !is_grouped(number) => AnswerValue::Number(value),
            _ => {
                let refused = format!("expected a number such as 5 or 2.5, found `{line}`");
                return Err(refused);
            }
        },
        (QuestionForm::List, _) => {
            let texts = line
                .split(';')
                .map(str::trim)
                .filter(|text| !text.is_empty());
            AnswerValue::List(texts.map(str::to_owned).collect())
        }
        (QuestionForm::Choice(_), word) => AnswerValue::Text(word.replace(' ', "_")),
        _ => AnswerValue::Text(line.to_owned()),
    })
}

/// Whether three digits follow a point: to many that is a thousand.
fn is_grouped(number: &str) -> bool {
    let (_, decimals) = number.split_once('.').unwrap_or_default();
    decimals.len() == 3
}

/// The answers that there are, and the open questions as comments to fill in.
fn template(judge: &Judge, evaluation: &Evaluation) -> String {
    let mut text = match judge.answers.is_empty() {
        false => AnswersFile::write(&judge.answers),
        true => format!(
            "# Who answers, as `officer` or `applicant`, and when.\nby = \"\"\nrole = \"officer\"\n\
             date = \"{}\"\n",
            score::day(judge.now)
        ),
    };
    text.push_str(
        "\n# Take away the `#` before an answer, and leave what is not known as it is. `value = false`\n\
         # says that there is none, and that this is known. Without a source an answer is worth less.\n",
    );
    for question in score::questions(evaluation) {
        let value = match question.form() {
            QuestionForm::YesNo => "true",
            QuestionForm::Number { .. } => "0",
            QuestionForm::List => "[\"\", \"\"]",
            QuestionForm::Text
            | QuestionForm::Day
            | QuestionForm::Language
            | QuestionForm::Choice(_) => "\"\"",
        };
        let _ = write!(
            text,
            "\n# {}\n# {}\n# Expected: {}.\n# [[answer]]\n# question = \"{}\"\n# value = {value}\n\
             # source = \"\"\n",
            question.text(),
            question.help(),
            question.form().expected(),
            question.id(),
        );
    }
    text
}
