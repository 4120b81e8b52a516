//! What stops a run: configuration, input that cannot be read, output that cannot be written.

use std::io;
use std::path::PathBuf;

use credeval::{
    fetch::FetchError,
    model::{answer::AnswersError, learner::LearnerError, programme::ProgrammeError},
    score::PolicyError,
    trusted::TrustedError,
    verify::{KeyError, OpenError},
};

use crate::decide::DecideError;

/// Why a run ends without a report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A source could not be fetched or read.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// A document whose outermost form cannot be read.
    #[error("{origin}: {error}")]
    Open {
        /// Where it came from.
        origin: String,
        /// Why.
        error: OpenError,
    },
    /// A file of the command line that cannot be read.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A store that cannot be opened, or that did not do what it was asked.
    #[cfg(feature = "store")]
    #[error(transparent)]
    Store(#[from] crate::store::StoreFault),
    /// A queue that cannot be used, or a worker that cannot go on.
    #[cfg(feature = "queue")]
    #[error(transparent)]
    Dispatch(#[from] credeval::dispatch::DispatchError),
    /// An evaluation of a store that is not one.
    #[cfg(feature = "store")]
    #[error("expected the evaluation {id} as it was written: {error}")]
    Exported {
        /// What it is called.
        id: credeval::model::Digest,
        /// Why.
        error: serde_json::Error,
    },
    /// What an evaluation was made by cannot be made ready.
    #[cfg(feature = "store")]
    #[error(transparent)]
    Brief(credeval::brief::BriefError),
    /// A file that should keep the number of the last message.
    #[cfg(feature = "store")]
    #[error("{path}: expected a number", path = path.display())]
    Cursor {
        /// The file.
        path: PathBuf,
    },
    /// A table that cannot be written.
    #[cfg(feature = "store")]
    #[error(transparent)]
    Table(#[from] credeval_manifest::WriteError),
    /// A form of export that has no single file.
    #[cfg(feature = "store")]
    #[error("expected {expected} to export to, found {found}")]
    Destination {
        /// What would fit.
        expected: &'static str,
        /// What was named.
        found: String,
    },
    /// What is handed in together cannot be read, worked on or told of.
    #[cfg(feature = "store")]
    #[error(transparent)]
    Batch(#[from] Box<crate::import::BatchFault>),
    /// A trust file, or what stands beside it, that cannot be used.
    #[error(transparent)]
    Trusted(#[from] TrustedError),
    /// A file that is not overwritten.
    #[error("{path}: expected a new file, found one", path = path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A name on the command line that is no published anchor's.
    #[error("{path}: expected a published anchor named `{id}`, found {found}", path = path.display())]
    NoAnchor {
        /// The trust file.
        path: PathBuf,
        /// The name.
        id: String,
        /// Those that there are.
        found: String,
    },
    /// A programme file that cannot be used.
    #[error("{path}: {error}", path = path.display())]
    Programme {
        /// The file.
        path: PathBuf,
        /// Why.
        error: ProgrammeError,
    },
    /// A programme file that says nothing of a profile.
    #[error("{path}: expected a table [profile], found none", path = path.display())]
    NoProfile {
        /// The file.
        path: PathBuf,
    },
    /// More achievements than are judged together.
    #[error("expected at most {most} achievements in one stack, found {found}")]
    Stack {
        /// The limit.
        most: usize,
        /// How many there are.
        found: usize,
    },
    /// A learner file that cannot be used.
    #[error("{path}: {error}", path = path.display())]
    Learner {
        /// The file.
        path: PathBuf,
        /// Why.
        error: LearnerError,
    },
    /// An answers file that cannot be used.
    #[error("{path}: {error}", path = path.display())]
    Answers {
        /// The file.
        path: PathBuf,
        /// Why.
        error: AnswersError,
    },
    /// Answers for which there is more than one achievement, or none.
    #[error("{path}: expected answers to one achievement, found {found}", path = path.display())]
    Achievements {
        /// The file of the answers.
        path: PathBuf,
        /// How many achievements there are, or which part there is none of.
        found: String,
    },
    /// More than one achievement to ask about.
    #[error("expected one achievement to ask about, found {found}")]
    Several {
        /// How many there are.
        found: usize,
    },
    /// Nobody says, in several lines, who answers, in which role or when.
    #[error("expected {expected}, found {found} in the last of {tries} lines")]
    Author {
        /// What would fit.
        expected: &'static str,
        /// How many lines there were.
        tries: usize,
        /// What the last one was.
        found: String,
    },
    /// A line of standard input that is no text.
    #[error("standard input, line {line}: expected UTF-8, found other bytes")]
    Line {
        /// The line, from 1.
        line: usize,
    },
    /// A key file that cannot be used.
    #[error("{path}: {error}", path = path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// Why.
        error: KeyError,
    },
    /// A policy file that cannot be used.
    #[error("{path}: {error}", path = path.display())]
    Policy {
        /// The file.
        path: PathBuf,
        /// Why.
        error: PolicyError,
    },
    /// A file that does not hold evaluations.
    #[error("{path}: expected evaluations: {error}", path = path.display())]
    Evaluations {
        /// The file.
        path: PathBuf,
        /// Why.
        error: serde_json::Error,
    },
    /// A context file that is not JSON-LD.
    #[error("{path}: not a JSON-LD context: {found}", path = path.display())]
    Context {
        /// The file.
        path: PathBuf,
        /// What it is.
        found: String,
    },
    /// A document that has no canonical form.
    #[error("{origin}: {error}")]
    Canonical {
        /// Where it came from.
        origin: String,
        /// Why.
        error: credeval::verify::HashError,
    },
    /// A directory without a single file.
    #[error("{origin}: expected at least one file, found none")]
    Nothing {
        /// The directory.
        origin: String,
    },
    /// A decision that cannot be recorded, or earlier ones that cannot be read.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// The page for the learner in a form for programs.
    #[error("expected --format human with --for learner")]
    ForLearner,
    /// Neither a credential nor what a certificate on paper says.
    #[error("expected a SOURCE or --answers, found neither")]
    NothingToEvaluate,
    /// A panic while a document was worked on.
    #[error("{origin}: a fault of credeval itself, not of the credential")]
    Fault {
        /// Where the document came from.
        origin: String,
    },
    /// The report could not be written.
    #[error("the report could not be written: {0}")]
    Output(#[from] io::Error),
}

impl Error {
    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Fetch(error) => error.hint().map(str::to_owned),
            Self::Open { error, .. } => error.hint().map(str::to_owned),
            Self::Policy { error, .. } => error.hint().map(str::to_owned),
            Self::Programme { error, .. } => error.hint().map(str::to_owned),
            #[cfg(feature = "store")]
            Self::Store(error) => error.hint(),
            #[cfg(feature = "queue")]
            Self::Dispatch(error) => error.hint().map(str::to_owned),
            #[cfg(feature = "store")]
            Self::Exported { .. } => Some(
                "an evaluation of other engine rules: take --format ndjson, which writes it as it is"
                    .to_owned(),
            ),
            #[cfg(feature = "store")]
            Self::Brief(credeval::brief::BriefError::Trusted(error)) => trusted_hint(error),
            #[cfg(feature = "store")]
            Self::Brief(_) => Some(
                "a store of another version, or one that is not whole: run `credeval audit verify`"
                    .to_owned(),
            ),
            #[cfg(feature = "store")]
            Self::Destination { .. } => Some("name a folder with -o".to_owned()),
            #[cfg(feature = "store")]
            Self::Cursor { .. } => {
                Some("name the file that `credeval notify` wrote, or give --since N".to_owned())
            }
            #[cfg(feature = "store")]
            Self::Table(error) => error.hint().map(str::to_owned),
            #[cfg(feature = "store")]
            Self::Batch(fault) => fault.hint(),
            Self::Trusted(error) => trusted_hint(error),
            Self::Evaluations { .. } => {
                Some("give what `credeval evaluate --format json` or `ndjson` prints".to_owned())
            }
            Self::Achievements { .. } => Some(
                "name the achievement in `part`, as `document.part` of its evaluation".to_owned(),
            ),
            Self::Several { .. } => {
                Some("ask about one file that holds one achievement".to_owned())
            }
            Self::Author { .. } => Some("nothing was written; run it again".to_owned()),
            Self::Line { .. } => Some(
                "answers before that line are kept; give the rest with --answers FILE".to_owned(),
            ),
            Self::Decide(error) => error.hint().map(str::to_owned),
            Self::ForLearner => {
                Some("leave --format out: the page is for reading; its facts are in the JSON of the officer's report".to_owned())
            }
            Self::NothingToEvaluate => Some(
                "name a file, a directory, an https URL or `-`; for a certificate on paper give --answers FILE".to_owned(),
            ),
            Self::Fault { .. } => {
                Some("report the lines above, with the document where you may".to_owned())
            }
            Self::NoProfile { .. } => Some(PROFILE.to_owned()),
            Self::Exists { .. } => Some("name another file, or `-` for standard output".to_owned()),
            _ => None,
        }
    }

    /// Whether it tells of something that was passed over, which is no fault.
    pub(crate) fn is_note(&self) -> bool {
        matches!(self, Self::Fetch(error) if error.is_note())
    }

    /// Whether the reader of our output went away.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// A profile to begin with.
const PROFILE: &str = "say what the credentials are to make up, such as
[profile]
route = \"broken_down\"    # or \"pre_stacked\", \"generic\"
ects = 15
[[profile.modules]]
title = \"Nutrition\"
ects = 5";

#[cfg(feature = "store")]
impl From<credeval::store::StoreError> for Error {
    fn from(error: credeval::store::StoreError) -> Self {
        Self::Store(error.into())
    }
}

fn trusted_hint(error: &TrustedError) -> Option<String> {
    Some(match error {
        TrustedError::Anchor { .. } => {
            "put the certificate between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----"
                .to_owned()
        }
        TrustedError::Snapshot { .. }
        | TrustedError::Unread { .. }
        | TrustedError::Elsewhere { .. } => {
            "take lock and snapshots from where they are kept, or make them again by `credeval trust update`"
                .to_owned()
        }
        TrustedError::Lock { .. } => {
            "take it from where it is kept, or remove it and make it again by `credeval trust update`"
                .to_owned()
        }
        TrustedError::Changed { .. } => {
            "another update ran at the same time; run this one again".to_owned()
        }
        TrustedError::Files { .. } => {
            "what follows an anchor's id, and is none, is a file for that anchor".to_owned()
        }
        _ => return None,
    })
}
