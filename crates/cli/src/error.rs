//! What stops a run: configuration, input that cannot be read, output that cannot be written.

use std::io;
use std::path::PathBuf;

use credeval::{
    fetch::FetchError,
    model::{learner::LearnerError, programme::ProgrammeError, trust::TrustFileError},
    score::PolicyError,
    verify::{KeyError, OpenError, TrustError},
};

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
    /// A trust file that cannot be used.
    #[error("{path}: {error}", path = path.display())]
    Trust {
        /// The file.
        path: PathBuf,
        /// Why.
        error: TrustFileError,
    },
    /// A trust file with a certificate that cannot be used.
    #[error("{path}: {error}", path = path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why.
        error: TrustError,
    },
    /// A programme file that cannot be used.
    #[error("{path}: {error}", path = path.display())]
    Programme {
        /// The file.
        path: PathBuf,
        /// Why.
        error: ProgrammeError,
    },
    /// A learner file that cannot be used.
    #[error("{path}: {error}", path = path.display())]
    Learner {
        /// The file.
        path: PathBuf,
        /// Why.
        error: LearnerError,
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
            Self::Certificate { .. } => Some(
                "put the certificate between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    /// Whether the reader of our output went away.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
