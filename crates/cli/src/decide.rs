//! `credeval decide`: an officer's decision on an evaluation, as a record.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use credeval::model::{
    decision::{DECISION_SCHEMA, DecisionRecord},
    evaluation::Evaluation,
};
use credeval::score::{
    decisions::{self, DecisionError, InMemory},
    made::{self, MadeError},
};
use credeval_report::exit;

use crate::arguments::FormatArgument;
use crate::error::Error;
use crate::evaluations;
use crate::run::{policy, read, write_to};

#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// The evaluation, as `evaluate --format json` or `ndjson` wrote it
    #[arg(value_name = "EVALUATION")]
    evaluation: PathBuf,
    /// What the officer decides (TOML)
    #[arg(long, value_name = "FILE")]
    decision: PathBuf,
    /// Which evaluation, where the file has several: its id, or the beginning of it
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The policy that the evaluation was made by, where it is not the default one (TOML)
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Earlier decisions, a record a line; this one is added, and the file made where there is none
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// The form of the record: for people, a page to sign
    #[arg(long, value_enum, default_value_t = FormatArgument::Human)]
    format: FormatArgument,
    /// Write the record to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What keeps a decision from being recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecideError {
    /// The decision cannot stand.
    #[error("{path}: {error}", path = path.display())]
    Decision {
        /// The decision file.
        path: PathBuf,
        /// Why.
        error: DecisionError,
    },
    /// The evaluation is not as it was made.
    #[error("{path}: {error}", path = path.display())]
    Made {
        /// The evaluation's file.
        path: PathBuf,
        /// Why.
        error: MadeError,
    },
    /// A line of the earlier decisions that is no record.
    #[error("{path}:{line}: expected a decision record, found {found}", path = path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// Several evaluations, and none of them chosen.
    #[error("{path}: expected one evaluation, found {found}", path = path.display())]
    Several {
        /// The file.
        path: PathBuf,
        /// How many.
        found: usize,
    },
    /// No evaluation of that id, or several whose ids begin so.
    #[error("{path}: expected one evaluation with an id that begins with {id}, found {found}", path = path.display())]
    Id {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        id: String,
        /// How many.
        found: usize,
    },
}

impl DecideError {
    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Decision { error, .. } => error.hint(),
            Self::Made { error, .. } => Some(error.hint()),
            Self::Several { .. } => Some("name one by --id; each report has its id at its foot"),
            Self::Id { .. } => Some("each report has its id at its foot"),
            Self::Record { .. } => Some("each line is what `credeval decide` added to the file"),
        }
    }
}

/// Records a decision: checks it, adds it to the earlier ones where they are named, and prints it.
pub(crate) fn run(arguments: &Decide) -> Result<u8, Error> {
    let evaluation = chosen(&arguments.evaluation, arguments.id.as_deref())?;
    let policy = policy(arguments.policy.as_deref())?;
    made::as_made(&evaluation, &policy).map_err(|error| DecideError::Made {
        path: arguments.evaluation.clone(),
        error,
    })?;
    let path = &arguments.decision;
    let refused = |error| DecideError::Decision {
        path: path.clone(),
        error,
    };
    let file = decisions::parse(&read(path)?).map_err(refused)?;
    let earlier = match &arguments.decisions {
        Some(path) if path.exists() => earlier(path)?,
        _ => InMemory::default(),
    };
    let (record, warnings) = decisions::record(&evaluation, &file, &earlier).map_err(refused)?;
    for warning in warnings {
        crate::warn(&warning.to_string());
    }
    // First of all it is kept: a page that was printed and not kept would be no record.
    if let Some(path) = &arguments.decisions {
        append(path, &record)?;
    }
    write_to(arguments.output.as_deref(), "en", |mut out, style| {
        let format = arguments.format.into();
        credeval_report::decision(&mut out, &record, &evaluation, format, style)
    })?;
    Ok(exit::HELD)
}

/// The earlier decisions of a file, a record a line.
pub(crate) fn earlier(path: &Path) -> Result<InMemory, Error> {
    let text = read(path)?;
    let lines = text.lines().enumerate();
    let records = lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            let record = |found: String| DecideError::Record {
                path: path.to_owned(),
                line: index + 1,
                found,
            };
            let parsed: DecisionRecord =
                serde_json::from_str(line).map_err(|error| record(error.to_string()))?;
            if parsed.schema == DECISION_SCHEMA {
                Ok(parsed)
            } else {
                Err(record(format!("schema {}", parsed.schema)))
            }
        });
    let records: Result<InMemory, DecideError> = records.collect();
    Ok(records?)
}

/// Adds a record as one line, which begins a new one where the file does not end with a line.
fn append(path: &Path, record: &DecisionRecord) -> Result<(), Error> {
    let failed = |source: io::Error| Error::File {
        path: path.to_owned(),
        source,
    };
    let record = serde_json::to_string(record).map_err(|error| failed(error.into()))?;
    let mut options = OpenOptions::new();
    options.create(true).read(true).append(true);
    let mut file: File = options.open(path).map_err(failed)?;
    let begin = match is_line_open(&mut file).map_err(failed)? {
        true => "\n",
        false => "",
    };
    let line = format!("{begin}{record}\n");
    // In one piece, so that another run that adds its own does not come in between.
    file.write_all(line.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)
}

/// Whether a file ends in the middle of a line.
fn is_line_open(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// The evaluation of a file that holds one, or the one of several that `id` chooses.
fn chosen(path: &Path, id: Option<&str>) -> Result<Evaluation, Error> {
    let mut evaluations = Vec::new();
    evaluations::each(path, &mut |evaluation| {
        evaluations.push(evaluation);
        Ok(())
    })?;
    let all = evaluations.len();
    let Some(id) = id else {
        return match (evaluations.pop(), all) {
            (Some(only), 1) => Ok(only),
            (_, found) => Err(DecideError::Several {
                path: path.to_owned(),
                found,
            }
            .into()),
        };
    };
    let wanted = id.strip_prefix("sha256:").unwrap_or(id).to_lowercase();
    evaluations.retain(|evaluation| evaluation.id.hex().starts_with(&wanted));
    match (evaluations.pop(), evaluations.len()) {
        (Some(only), 0) => Ok(only),
        (last, others) => Err(DecideError::Id {
            path: path.to_owned(),
            id: id.to_owned(),
            found: others + usize::from(last.is_some()),
        }
        .into()),
    }
}
