//! What can go wrong, by culprit.

use std::{io, path::PathBuf};

use credeval_model::Digest;

/// Why the store could not do what was asked, by culprit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// What was asked for.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The machine, the database or what it holds.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// The program.
    #[error(transparent)]
    Bug(#[from] BugError),
}

/// A fault in what was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// An address of another scheme.
    #[error(
        "expected a file, sqlite:FILE or postgres://HOST/DATABASE for the store, found a URL that starts with {found}:"
    )]
    Scheme {
        /// The scheme.
        found: String,
    },
    /// Not an address that can be read.
    #[error("expected the address of a store, found one that cannot be read: {source}")]
    Url {
        /// What the parser says.
        source: url::ParseError,
    },
    /// The store is encrypted, and no key was given.
    #[error("expected the key of this store, which is encrypted, found none")]
    KeyMissing,
    /// The store is encrypted with another key.
    #[error("expected the key that this store was made with, found another one")]
    KeyDiffers,
    /// The store is not encrypted, and a key was given.
    #[error("expected no key, since this store was made without one, found one")]
    KeyUnexpected,
    /// Not a key.
    #[error("expected a key of 32 bytes in 64 hexadecimal digits, found {found} bytes of text")]
    Key {
        /// The length of what was found: not the text, which may be most of a key.
        found: usize,
    },
    /// Not a name of a tenant, an actor or a worker.
    #[error("expected a name of 1 to {limit} bytes without control characters, found `{found}`")]
    Name {
        /// The limit.
        limit: usize,
        /// What was found, shortened.
        found: String,
    },
    /// A later version of the program made or changed the store.
    #[error("expected a store of schema {known} or earlier, found schema {found}")]
    NewerSchema {
        /// What this program knows.
        known: i64,
        /// What the store has.
        found: i64,
    },
}

/// A fault of the machine, of the database or of what it holds.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// The database refused, or cannot be reached.
    #[error("expected the store to answer: {source}")]
    Database {
        /// What it says.
        source: sqlx::Error,
    },
    /// The database says nothing.
    #[error("expected the store to answer, found nothing for {seconds} seconds")]
    Silent {
        /// How long it was waited for.
        seconds: u64,
    },
    /// The file of the store cannot be made.
    #[error("expected to make the store {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something in the store is not as it was written.
    #[error("expected {what} as written, found something else")]
    Corrupt {
        /// What it is.
        what: &'static str,
    },
    /// Others wrote and erased the same bytes over and over.
    #[error("expected a turn at storing bytes that others store and erase, found none")]
    Contended,
    /// The system gives no random numbers.
    #[error("expected random numbers from the system, found none")]
    Random,
}

/// A fault of the program.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BugError {
    /// Rows for a batch that was never opened.
    #[error("expected an open batch, found none with the id {batch}")]
    UnknownBatch {
        /// Its id.
        batch: Digest,
    },
    /// An evaluation by a policy or a trust file that was not kept first: it could not be replayed.
    #[error("expected {digest} to be kept before an evaluation names it, found nothing")]
    NotKept {
        /// The digest.
        digest: Digest,
    },
    /// A decision on an evaluation that is not there.
    #[error("expected an evaluation to decide on, found none with the id {evaluation}")]
    UnknownEvaluation {
        /// Its id.
        evaluation: Digest,
    },
    /// An evaluation that was packed for another tenant than its row is of.
    #[error("expected an evaluation that was packed for the tenant of its row, found another's")]
    OtherTenant,
    /// The rows of a batch do not add up to its total.
    #[error("expected {expected} rows in batch {batch}, found {found}")]
    Totals {
        /// The batch.
        batch: Digest,
        /// Its total.
        expected: u64,
        /// The sum over the results.
        found: u64,
    },
}

impl StoreError {
    /// What the reader can do about it, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Config(error) => match error {
                ConfigError::Scheme { .. } | ConfigError::Url { .. } => {
                    "name a file, or a PostgreSQL database as postgres://USER@HOST/DATABASE"
                }
                ConfigError::KeyMissing | ConfigError::KeyDiffers => {
                    "without its key what the store holds cannot be read by anybody"
                }
                ConfigError::KeyUnexpected => {
                    "export what it holds into a new store that is made with a key"
                }
                ConfigError::Key { .. } => "make one with: openssl rand -hex 32",
                ConfigError::Name { .. } => return None,
                ConfigError::NewerSchema { .. } => "use the program that made it, or a later one",
            },
            Self::Environment(EnvironmentError::Corrupt { .. }) => {
                "restore the store from a backup, and run: credeval audit verify"
            }
            Self::Environment(_) | Self::Bug(_) => return None,
        })
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        Self::Environment(EnvironmentError::Database { source })
    }
}

/// What stands in the store is not what this program writes.
pub(crate) fn corrupt(what: &'static str) -> StoreError {
    EnvironmentError::Corrupt { what }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_was_expected_and_found() {
        let digest = Digest::of(b"a");
        let scheme = "mysql".to_owned();
        let messages: [(StoreError, &str); 9] = [
            (
                ConfigError::Scheme { found: scheme }.into(),
                "expected a file, sqlite:FILE or postgres://HOST/DATABASE for the store, found a URL that starts with mysql:",
            ),
            (
                ConfigError::KeyMissing.into(),
                "expected the key of this store, which is encrypted, found none",
            ),
            (
                ConfigError::KeyDiffers.into(),
                "expected the key that this store was made with, found another one",
            ),
            (
                ConfigError::KeyUnexpected.into(),
                "expected no key, since this store was made without one, found one",
            ),
            (
                ConfigError::Key { found: 12 }.into(),
                "expected a key of 32 bytes in 64 hexadecimal digits, found 12 bytes of text",
            ),
            (
                ConfigError::NewerSchema { known: 1, found: 2 }.into(),
                "expected a store of schema 1 or earlier, found schema 2",
            ),
            (
                corrupt("stored bytes"),
                "expected stored bytes as written, found something else",
            ),
            (
                BugError::Totals {
                    batch: digest,
                    expected: 3,
                    found: 2,
                }
                .into(),
                "expected 3 rows in batch sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb, found 2",
            ),
            (
                BugError::NotKept { digest }.into(),
                "expected sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb to be kept before an evaluation names it, found nothing",
            ),
        ];
        for (error, message) in messages {
            assert_eq!(error.to_string(), message);
        }
        assert!(StoreError::from(ConfigError::KeyMissing).hint().is_some());
    }
}
