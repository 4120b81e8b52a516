//! Answers to what the file does not tell: who says so, since when, on which source.

use serde::{Deserialize, Serialize};

use crate::{
    Pointer,
    question::{Question, QuestionForm},
};

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The learner who applies: worth no more than an unsigned statement.
    Applicant,
    /// A named officer of the receiving institution.
    Officer,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum AnswerValue {
    /// Yes; or no, which says that there is none.
    YesNo(bool),
    /// A number.
    Number(f64),
    /// A text, a day or a word of a choice.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

/// By hand, as [`Element`](crate::element::Element) is and for the same reason: serde's own reading
/// of untagged enums loses numbers. It reads JSON and TOML alike.
impl<'de> Deserialize<'de> for AnswerValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let read = match &value {
            serde_json::Value::Bool(yes) => Some(Self::YesNo(*yes)),
            serde_json::Value::Number(number) => number.as_f64().map(Self::Number),
            serde_json::Value::String(text) => Some(Self::Text(text.clone())),
            serde_json::Value::Array(texts) => {
                let texts = texts.iter().map(|text| text.as_str().map(str::to_owned));
                texts.collect::<Option<_>>().map(Self::List)
            }
            serde_json::Value::Null | serde_json::Value::Object(_) => None,
        };
        read.ok_or_else(|| {
            serde::de::Error::custom(
                "expected true or false, a number, a text or a list of texts as an answer",
            )
        })
    }
}

/// One answer: evidence with its author, role, date and source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// What is answered.
    pub value: AnswerValue,
    /// Who answers, by name.
    pub by: String,
    /// In which role.
    pub role: Role,
    /// On which day (`YYYY-MM-DD`).
    pub date: String,
    /// Where it stands or who said it; an officer's answer without it is worth at most 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Which achievement of the document it speaks of; every one where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Pointer>,
}

/// One `[[answer]]` of a file; what it leaves out is the file's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerEntry {
    /// The question.
    pub question: Question,
    /// What is answered.
    pub value: AnswerValue,
    /// Who answers, by name.
    pub by: Option<String>,
    /// In which role.
    pub role: Option<Role>,
    /// On which day (`YYYY-MM-DD`).
    pub date: Option<String>,
    /// Where it stands or who said it.
    pub source: Option<String>,
    /// Which achievement of the document it speaks of, as `document.part` of the evaluation.
    pub part: Option<Pointer>,
}

/// An answers file (TOML): who answers, and the answers under `[[answer]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswersFile {
    /// Who answers, by name.
    pub by: String,
    /// In which role.
    pub role: Role,
    /// On which day (`YYYY-MM-DD`).
    pub date: String,
    /// Which achievement of the document they speak of, as `document.part` of the evaluation; not
    /// needed where the document has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Pointer>,
    /// The answers.
    #[serde(default, rename = "answer")]
    pub answers: Vec<AnswerEntry>,
}

/// An answers file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswersError {
    /// It is not TOML, lacks a field or has one that is not known; the text names line and column.
    #[error("expected an answers file: {0}")]
    Syntax(#[from] toml::de::Error),
    /// An answer that does not fit its question.
    #[error("`{question}`: expected {expected}, found {found}")]
    Value {
        /// The question's name.
        question: &'static str,
        /// What would fit.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// The day of an answer is not written as one.
    #[error("expected a day as YYYY-MM-DD in `date`, found `{found}`")]
    Day {
        /// What stands there.
        found: String,
    },
    /// Nobody is named.
    #[error("expected a name in `by`, found none")]
    Nobody,
    /// One question is answered twice in the same role.
    #[error("expected one answer to `{question}` by one role, found two")]
    Twice {
        /// The question's name.
        question: &'static str,
    },
}

impl AnswersFile {
    /// Reads an answers file into its answers, in the order of the questions.
    ///
    /// Refuses an answer that does not fit its question, an author without a name, a day that is
    /// none, and two answers to one question in the same role. It does not judge whether an
    /// answer is true.
    pub fn read(text: &str) -> Result<Vec<Answer>, AnswersError> {
        let file: Self = toml::from_str(text)?;
        let mut answers = Vec::with_capacity(file.answers.len());
        for entry in file.answers {
            let answer = Answer {
                question: entry.question,
                value: entry.value,
                by: entry.by.unwrap_or_else(|| file.by.clone()),
                role: entry.role.unwrap_or(file.role),
                date: entry.date.unwrap_or_else(|| file.date.clone()),
                source: entry.source.filter(|source| !source.trim().is_empty()),
                part: entry.part.or_else(|| file.part.clone()),
            };
            answer.check()?;
            answers.push(answer);
        }
        answers.sort_by(|one, other| one.place().cmp(&other.place()));
        for pair in answers.windows(2) {
            if let [one, other] = pair
                && one.place() == other.place()
            {
                let question = one.question.id();
                return Err(AnswersError::Twice { question });
            }
        }
        Ok(answers)
    }
}

impl AnswersFile {
    /// Writes answers as a file that [`AnswersFile::read`] reads into the same answers, each below
    /// its question; the first author is the file's.
    pub fn write(answers: &[Answer]) -> String {
        let Some(first) = answers.first() else {
            return String::new();
        };
        let mut text = format!(
            "by = {}\nrole = \"{}\"\ndate = {}\n",
            quoted(&first.by),
            first.role.label(),
            quoted(&first.date)
        );
        for answer in answers {
            let value = match &answer.value {
                AnswerValue::YesNo(yes) => yes.to_string(),
                AnswerValue::Number(number) => number.to_string(),
                AnswerValue::Text(text) => quoted(text),
                AnswerValue::List(texts) => {
                    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
                    format!("[{}]", texts.join(", "))
                }
            };
            let own = |key: &str, value: &str, file: &str| match value == file {
                true => String::new(),
                false => format!("{key} = {}\n", quoted(value)),
            };
            let optional = |key: &str, value: Option<&str>| {
                value.map_or_else(String::new, |value| own(key, value, ""))
            };
            text.extend([
                format!("\n# {}\n[[answer]]\n", answer.question.text()),
                format!("question = \"{}\"\nvalue = {value}\n", answer.question.id()),
                optional("source", answer.source.as_deref()),
                own("by", &answer.by, &first.by),
                own("role", answer.role.label(), first.role.label()),
                own("date", &answer.date, &first.date),
                optional("part", answer.part.as_ref().map(Pointer::as_str)),
            ]);
        }
        text
    }
}

/// A basic string of TOML (version 1.0.0, section String) all of which can be seen: what controls
/// a terminal, turns the direction of text or takes no room is escaped.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e00ff}' => quoted.push_str(&escaped(character)),
            _ if character.is_control() => quoted.push_str(&escaped(character)),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

fn escaped(character: char) -> String {
    match u32::from(character) {
        code @ ..=0xFFFF => format!("\\u{code:04X}"),
        code => format!("\\U{code:08X}"),
    }
}

impl Role {
    /// The role as people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Officer => "officer",
        }
    }
}

impl std::fmt::Display for AnswerValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::YesNo(true) => f.write_str("yes"),
            Self::YesNo(false) => f.write_str("no"),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::List(texts) => f.write_str(&texts.join("; ")),
        }
    }
}

impl Answer {
    /// What there is one answer to, in the order of the questions.
    fn place(&self) -> (Question, Role, Option<&Pointer>) {
        (self.question, self.role, self.part.as_ref())
    }

    /// Whether it speaks of this achievement, by `document.part` of its evaluation.
    pub fn speaks_of(&self, part: Option<&Pointer>) -> bool {
        self.part.is_none() || self.part.as_ref() == part
    }

    /// Whether it says that there is none.
    pub fn denies(&self) -> bool {
        self.value == AnswerValue::YesNo(false)
    }

    /// Refuses an answer that does not fit its question, an author without a name, and a day that is
    /// none.
    pub fn check(&self) -> Result<(), AnswersError> {
        if self.by.trim().is_empty() {
            return Err(AnswersError::Nobody);
        }
        if self.date.parse::<jiff::civil::Date>().is_err() {
            let found = self.date.clone();
            return Err(AnswersError::Day { found });
        }
        let fits = match (self.question.form(), &self.value) {
            // What is written in no language is not written.
            (QuestionForm::Language, AnswerValue::YesNo(false)) => false,
            (_, AnswerValue::YesNo(false)) | (QuestionForm::YesNo, AnswerValue::YesNo(true)) => {
                true
            }
            (QuestionForm::Number { low, high, .. }, AnswerValue::Number(number)) => {
                (low..=high).contains(number)
                    && (self.question != Question::Eqf || number.fract() == 0.0)
            }
            (QuestionForm::Text, AnswerValue::Text(text)) => !text.trim().is_empty(),
            (QuestionForm::Day, AnswerValue::Text(text)) => {
                text.parse::<jiff::civil::Date>().is_ok()
            }
            (QuestionForm::Language, AnswerValue::Text(tag)) => is_language(tag),
            (QuestionForm::Choice(words), AnswerValue::Text(word)) => {
                words.contains(&word.as_str())
            }
            (QuestionForm::List, AnswerValue::List(texts)) => {
                !texts.is_empty() && texts.iter().all(|text| !text.trim().is_empty())
            }
            _ => false,
        };
        if fits {
            return Ok(());
        }
        Err(AnswersError::Value {
            question: self.question.id(),
            expected: self.question.form().expected(),
            found: match &self.value {
                AnswerValue::YesNo(yes) => yes.to_string(),
                AnswerValue::Number(number) => number.to_string(),
                AnswerValue::Text(text) => format!("`{text}`"),
                AnswerValue::List(texts) => format!("a list of {}", texts.len()),
            },
        })
    }
}

/// Whether this is the tag of one language, as far as its form tells: a code of two or three
/// letters (ISO 639), then what narrows it down (BCP 47, section 2.1).
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let code = parts.next().unwrap_or_default();
    (2..=3).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !["und", "mul", "mis", "zxx"].contains(&code.to_ascii_lowercase().as_str())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

impl QuestionForm {
    /// What fits, as the end of "expected ...".
    pub fn expected(self) -> String {
        match self {
            Self::YesNo => "true or false".to_owned(),
            Self::Number { low, high, unit } => {
                format!("{unit} from {low} to {high}, or false where there is none")
            }
            Self::Text => "a text, or false where there is none".to_owned(),
            Self::Day => "a day as YYYY-MM-DD, or false where there is none".to_owned(),
            Self::List => "a list of texts, or false where there is none".to_owned(),
            Self::Language => "a language by its tag (BCP 47), such as en".to_owned(),
            Self::Choice(words) => {
                format!("one of {}, or false where there is none", words.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "by = 'J. Jansen'\nrole = 'officer'\ndate = '2026-11-30'\n";

    fn read(answers: &str) -> Result<Vec<Answer>, AnswersError> {
        AnswersFile::read(&format!("{FILE}{answers}"))
    }

    #[test]
    fn answers_are_read_in_the_order_of_the_questions() {
        let answers = read(
            "[[answer]]\nquestion = 'workload.ects'\nvalue = 5\nsource = 'course guide, page 3'\n\
             [[answer]]\nquestion = 'level.eqf'\nvalue = 6\nrole = 'applicant'\nby = 'Hank'\n",
        )
        .unwrap();
        assert_eq!(answers[0].question, Question::Eqf);
        assert_eq!(
            (answers[0].role, answers[0].by.as_str()),
            (Role::Applicant, "Hank")
        );
        assert_eq!(answers[1].source.as_deref(), Some("course guide, page 3"));
    }

    #[test]
    fn faults_are_named() {
        let error = |answers: &str| read(answers).unwrap_err().to_string();
        assert_eq!(
            error("[[answer]]\nquestion = 'level.eqf'\nvalue = 9\n"),
            "`level.eqf`: expected the EQF level from 1 to 8, or false where there is none, found 9"
        );
        assert!(
            error("[[answer]]\nquestion = 'testing.form'\nvalue = 'exam'\n")
                .contains("found `exam`")
        );
        assert!(
            error("[[answer]]\nquestion = 'quality.course'\nvalue = 'yes'\n")
                .contains("true or false")
        );
        let once = "[[answer]]\nquestion = 'workload.hours'\nvalue = 10\n";
        assert_eq!(
            error(&format!("{once}{once}")),
            "expected one answer to `workload.hours` by one role, found two"
        );
        assert!(error("[[answer]]\nquestion = 'shoe.size'\nvalue = 44\n").contains("shoe.size"));
        let nobody = AnswersFile::read(&format!("{}{once}", FILE.replace("J. Jansen", " ")));
        assert!(matches!(nobody, Err(AnswersError::Nobody)));
        let day = AnswersFile::read(&format!("{}{once}", FILE.replace("11-30", "11-31")));
        assert!(matches!(day, Err(AnswersError::Day { .. })));
    }

    #[test]
    fn a_language_is_named_by_its_tag() {
        let tagged = |value: &str| {
            read(&format!(
                "[[answer]]\nquestion = 'learning_outcomes.language'\nvalue = {value}\n"
            ))
        };
        for tag in ["'en'", "'NL'", "'en-GB'", "'gsw'", "'zh-Hant-TW'"] {
            assert!(tagged(tag).is_ok(), "{tag}");
        }
        for tag in [
            "'English'",
            "'und'",
            "'mul'",
            "'e'",
            "''",
            "'en_GB'",
            "'en-'",
            "false",
            "true",
        ] {
            assert!(
                tagged(tag).unwrap_err().to_string().starts_with(
                    "`learning_outcomes.language`: expected a language by its tag (BCP 47), such \
                     as en, found "
                ),
                "{tag}"
            );
        }
    }

    /// With every crate of the program in one build, `serde_json` may keep numbers as text; the
    /// test of the program itself is in `tests/binary/policy.rs`.
    #[test]
    fn a_value_is_read_from_json_and_toml_alike() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct One {
            value: AnswerValue,
        }
        let list = vec!["Explain".to_owned(), "Judge".to_owned()];
        for (written, value) in [
            ("false", AnswerValue::YesNo(false)),
            ("5", AnswerValue::Number(5.0)),
            ("62.5", AnswerValue::Number(62.5)),
            ("\"none\"", AnswerValue::Text("none".to_owned())),
            ("[\"Explain\", \"Judge\"]", AnswerValue::List(list)),
        ] {
            let json: One = serde_json::from_str(&format!("{{\"value\": {written}}}")).unwrap();
            let toml: One = toml::from_str(&format!("value = {written}")).unwrap();
            assert_eq!((&json.value, &toml.value), (&value, &value), "{written}");
            let again = serde_json::to_value(&json.value).unwrap();
            let again: AnswerValue = serde_json::from_value(again).unwrap();
            assert_eq!(again, value);
        }
        for written in ["[\"Explain\", 2]", "2026-11-30", "nan", "{ eqf = 6 }"] {
            let error = toml::from_str::<One>(&format!("value = {written}")).unwrap_err();
            assert!(
                error
                    .to_string()
                    .contains("expected true or false, a number, a text"),
                "{written}: {error}"
            );
        }
        let error = serde_json::from_str::<One>("{\"value\": null}").unwrap_err();
        assert!(error.to_string().contains("a list of texts"), "{error}");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let file = "[[answer]]\nquestion = 'level.eqf'\nvalue = 6\nsource = 'the \"guide\"'\n\
             [[answer]]\nquestion = 'level.eqf'\nvalue = 7\nrole = 'applicant'\nby = 'Hank'\n\
             [[answer]]\nquestion = 'workload.hours'\nvalue = 62.5\npart = '/a/0'\n\
             [[answer]]\nquestion = 'learning_outcomes.list'\nvalue = ['Explain', 'Judge']\n\
             [[answer]]\nquestion = 'testing.form'\nvalue = false\n";
        let answers = read(file).unwrap();
        assert_eq!(answers.len(), 5);
        let written = AnswersFile::write(&answers);
        assert_eq!(AnswersFile::read(&written).unwrap(), answers, "{written}");
        assert_eq!(AnswersFile::write(&[]), "");
    }

    #[test]
    fn what_cannot_be_seen_is_written_as_an_escape_and_read_again() {
        let hostile = "\u{1b}[31mA\u{7}\u{7f}\u{85}\u{9b}\u{202a}\u{202e}\u{2066}\u{2069}\
                       \u{2028}\u{2029}\u{200b}\u{feff}\u{e0041}\r\n\t\\\"'é";
        let mut answers = read("[[answer]]\nquestion = 'level.label'\nvalue = 'x'\n").unwrap();
        answers[0].by = hostile.to_owned();
        answers[0].source = Some(hostile.to_owned());
        answers[0].value = AnswerValue::Text(hostile.to_owned());
        let written = AnswersFile::write(&answers);
        let seen = |character: char| " \né".contains(character) || character.is_ascii_graphic();
        assert!(written.chars().all(seen), "{written:?}");
        assert_eq!(AnswersFile::read(&written).unwrap(), answers, "{written}");
    }

    #[test]
    fn false_says_that_there_is_none_to_any_question() {
        let answers = read("[[answer]]\nquestion = 'testing.form'\nvalue = false\n").unwrap();
        assert!(answers[0].denies());
    }
}
