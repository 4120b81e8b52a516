//! The store of a command line: where it is, its key, whose rows, and who acts.

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use clap::Args;
use credeval::model::{Digest, Timestamp};
use credeval::store::{
    ConfigError, EnvironmentError, Location, Name, Options, Store, StoreError, StoreKey,
};
use credeval_report::text;
use serde_json::Value;

use crate::arguments::CheckFormat;
use crate::error::Error;
use crate::run::shows_utf8;

/// Where the key is looked for, unless a file is named.
const KEY_VARIABLE: &str = "CREDEVAL_STORE_KEY";
/// Bytes in a key file: 64 digits, a line's end and some room around them.
const KEY_FILE_BYTES: u64 = 1024;
/// Bytes of a key.
const KEY_BYTES: usize = 32;

/// What every verb over a store takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct StoreArguments {
    /// The store: a file (SQLite), or a database as `postgres://USER@HOST/DATABASE`
    #[arg(
        long,
        value_name = "URL|PATH",
        env = "CREDEVAL_STORE",
        hide_env_values = true,
        default_value = "credeval.db"
    )]
    pub(crate) store: String,
    /// The key that the store is encrypted with: a file with 64 hexadecimal digits, or base64 of 32
    /// bytes; else the environment says it in `CREDEVAL_STORE_KEY`
    #[arg(long, value_name = "FILE")]
    pub(crate) store_key: Option<PathBuf>,
    /// Whose rows: each tenant sees its own alone
    #[arg(long, value_name = "NAME", default_value = "local")]
    pub(crate) tenant: String,
    /// The account that the audit log names; the login name where it is left out
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Option<String>,
}

/// An opened store, and in whose name it is used.
pub(crate) struct Opened {
    pub(crate) store: Store,
    pub(crate) tenant: Name,
    pub(crate) actor: Name,
}

/// What is wrong with a store, or with how it is named.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreFault {
    /// It cannot be opened.
    #[error("store {location}: {error}")]
    Open {
        /// Where it is, without a password.
        location: String,
        /// Why.
        error: StoreError,
    },
    /// It is not there, and the verb has no use for a new one.
    #[error("expected a store at {path}, found no such file", path = path.display())]
    Nothing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Not the address of a store.
    #[error("--store: {error}")]
    Location {
        /// Why.
        error: ConfigError,
    },
    /// Not a name.
    #[error("--{argument}: {error}")]
    Name {
        /// Which one.
        argument: &'static str,
        /// Why.
        error: ConfigError,
    },
    /// Not a key.
    #[error(
        "{place}: expected a key of 32 bytes in 64 hexadecimal digits or in base64, found {found} bytes of something else"
    )]
    Key {
        /// The file, or the variable.
        place: String,
        /// The length of what was found: not the text, which may be most of a key.
        found: usize,
    },
    /// A tenant that has nothing in it.
    #[error("expected a tenant with rows in the store, found none named `{tenant}`")]
    Tenant {
        /// The name.
        tenant: String,
        /// Those that there are.
        found: Vec<String>,
    },
    /// Something that the tenant does not have.
    #[error("expected {what} of tenant `{tenant}`, found none")]
    Unknown {
        /// What was asked for.
        what: String,
        /// Whose.
        tenant: String,
    },
    /// It did not do what it was asked.
    #[error(transparent)]
    Refused(#[from] StoreError),
}

impl StoreFault {
    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Open { error, .. } | Self::Refused(error) => return store_hint(error),
            Self::Nothing { .. } => {
                "name it with --store or in CREDEVAL_STORE; `credeval batch` makes one".to_owned()
            }
            Self::Location { .. } => {
                "name a file, or a PostgreSQL database as postgres://USER@HOST/DATABASE".to_owned()
            }
            Self::Name {
                argument: "tenant", ..
            } => "a tenant is a short name such as `uni-a`; without --tenant it is `local`"
                .to_owned(),
            Self::Name { .. } => "name an account, such as `registrar-2`".to_owned(),
            Self::Tenant { found, .. } => match found.is_empty() {
                true => "the store holds no rows at all; name another with --store".to_owned(),
                false => format!("name one with --tenant; there are: {}", found.join(", ")),
            },
            Self::Unknown { .. } => {
                "look whether --store and --tenant are those that it was made with".to_owned()
            }
            Self::Key { .. } => "make one with: openssl rand -hex 32".to_owned(),
        })
    }
}

fn store_hint(error: &StoreError) -> Option<String> {
    Some(match error {
        StoreError::Config(ConfigError::KeyMissing) => format!(
            "give it with --store-key FILE or in {KEY_VARIABLE}; without its key what the store holds cannot be read by anybody"
        ),
        StoreError::Config(ConfigError::KeyDiffers) => format!(
            "give the key that it was made with, by --store-key FILE or in {KEY_VARIABLE}; without it what the store holds cannot be read by anybody"
        ),
        StoreError::Config(ConfigError::KeyUnexpected) => format!(
            "leave --store-key out and {KEY_VARIABLE} unset; to encrypt, begin a new store with a key"
        ),
        StoreError::Environment(EnvironmentError::Database { .. }) => {
            "look whether the database runs, and whether this account may use it; for a file, whether the disk has room and the folder can be written"
                .to_owned()
        }
        StoreError::Environment(EnvironmentError::File { .. }) => {
            "name a file in a folder that can be written".to_owned()
        }
        error => return error.hint().map(str::to_owned),
    })
}

/// Names of tenants that a hint shows.
const TENANTS_SHOWN: u32 = 20;

impl Opened {
    /// An error where the tenant has nothing in the store: a slip in its name is told, and not that
    /// nothing was found.
    pub(crate) async fn is_known(&self) -> Result<(), Error> {
        if self.store.has_tenant(&self.tenant).await? {
            return Ok(());
        }
        Err(StoreFault::Tenant {
            tenant: self.tenant.to_string(),
            found: self.store.tenants(TENANTS_SHOWN).await?,
        }
        .into())
    }

    /// An error where the tenant has no such batch.
    pub(crate) async fn batch(&self, id: &Digest) -> Result<(), Error> {
        let batch = self.store.batch(id).await?;
        match batch.is_some_and(|batch| batch.tenant == self.tenant.as_str()) {
            true => Ok(()),
            false => Err(StoreFault::Unknown {
                what: format!("a batch {}", id.hex()),
                tenant: self.tenant.to_string(),
            }
            .into()),
        }
    }
}

impl StoreArguments {
    /// Opens the store; makes it where there is none. With `announce`, rows to be evaluated are
    /// announced to a dispatcher, which must then be there to take them.
    pub(crate) async fn open(&self, announce: bool) -> Result<Opened, Error> {
        self.connected(announce, 0).await
    }

    /// Opens the store with so many connections at most, or as many as is usual for 0.
    pub(crate) async fn connected(
        &self,
        announce: bool,
        connections: u32,
    ) -> Result<Opened, Error> {
        let location = self.location()?;
        let tenant = name("tenant", self.tenant.clone())?;
        let actor = match &self.actor {
            Some(actor) => name("actor", actor.clone())?,
            None => name("actor", login())?,
        };
        let options = Options {
            key: self.key()?,
            announce,
            connections,
        };
        let opened = Store::open(&location, &options, Timestamp::now()).await;
        let store = opened.map_err(|error| StoreFault::Open {
            location: location.to_string(),
            error,
        })?;
        Ok(Opened {
            store,
            tenant,
            actor,
        })
    }

    /// Opens the store, which must be there: a name with a slip in it makes no new one.
    pub(crate) async fn existing(&self) -> Result<Opened, Error> {
        if let Location::Sqlite(path) = self.location()?
            && !path.try_exists().unwrap_or(true)
        {
            return Err(StoreFault::Nothing { path }.into());
        }
        self.open(false).await
    }

    /// The files of the store, where it is one of files.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let Ok(Location::Sqlite(path)) = self.location() else {
            return Vec::new();
        };
        let beside = |end: &str| {
            let mut name = path.clone().into_os_string();
            name.push(end);
            PathBuf::from(name)
        };
        // SQLite keeps two more beside it, while it is open.
        vec![beside(""), beside("-wal"), beside("-shm")]
    }

    fn location(&self) -> Result<Location, StoreFault> {
        let location = self.store.parse();
        location.map_err(|error| StoreFault::Location { error })
    }

    fn key(&self) -> Result<Option<StoreKey>, Error> {
        let (place, text) = match &self.store_key {
            Some(path) => (path.display().to_string(), read_secret(path)?),
            None => match std::env::var_os(KEY_VARIABLE) {
                Some(value) if !value.is_empty() => {
                    let value = value.to_string_lossy().into_owned();
                    (KEY_VARIABLE.to_owned(), value)
                }
                _ => return Ok(None),
            },
        };
        let found = text.trim().len();
        let key = key(text.trim());
        Ok(Some(key.ok_or(StoreFault::Key { place, found })?))
    }
}

/// Writes what a verb did to standard output: a text, or one JSON object.
pub(crate) fn print(format: CheckFormat, text: &str, json: &Value) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match format {
        CheckFormat::Human => {
            for line in text::safe_lines(text, shows_utf8()) {
                writeln!(out, "{line}")?;
            }
        }
        CheckFormat::Json => writeln!(out, "{}", text::safe_json(&json.to_string()))?,
    }
    out.flush()?;
    Ok(())
}

/// Writes a file that is there whole or not at all: under another name beside it until it is.
pub(crate) fn write_whole<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, Error>,
) -> Result<T, Error> {
    let file = WholeFile::create(path)?;
    let mut out = BufWriter::new(&file.file);
    let written = write(&mut out)?;
    out.flush()?;
    drop(out);
    file.finish()?;
    Ok(written)
}

/// A file that is being written beside the place where it is to be.
pub(crate) struct WholeFile {
    pub(crate) file: File,
    part: PathBuf,
    path: PathBuf,
    is_finished: bool,
}

impl WholeFile {
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = File::create(&part).map_err(|source| Error::File {
            path: part.clone(),
            source,
        })?;
        Ok(Self {
            file,
            part,
            path: path.to_owned(),
            is_finished: false,
        })
    }

    /// It is whole: from here on it has its name, also after a power cut.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        let renamed = self
            .file
            .sync_all()
            .and_then(|()| std::fs::rename(&self.part, &self.path));
        renamed.map_err(|source| Error::File {
            path: self.path.clone(),
            source,
        })?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if !self.is_finished {
            // What is left behind by name says that it is a part.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

/// The key that a text is.
fn key(text: &str) -> Option<StoreKey> {
    if let Ok(key) = text.parse() {
        return Some(key);
    }
    let bytes = STANDARD.decode(text).ok()?;
    let bytes: [u8; KEY_BYTES] = bytes.try_into().ok()?;
    Some(StoreKey::new(bytes))
}

/// The text of a small file that holds a secret.
pub(crate) fn read_secret(path: &Path) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(KEY_FILE_BYTES).read_to_end(&mut bytes));
    read.map_err(|source| Error::File {
        path: path.to_owned(),
        source,
    })?;
    // What is no text is no secret, which is told with its length.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn name(argument: &'static str, text: String) -> Result<Name, StoreFault> {
    Name::new(text).map_err(|error| StoreFault::Name { argument, error })
}

/// A name for this process, as leases name it: no other has it.
pub(crate) fn worker_name() -> Result<Name, StoreFault> {
    let (process, now) = (std::process::id(), Timestamp::now().as_millisecond());
    let host = gethostname::gethostname();
    name(
        "worker",
        format!("{}:{process}:{now}", host.to_string_lossy()),
    )
}

/// The login name (POSIX.1-2017, section 8.3), where the environment says it.
fn login() -> String {
    ["LOGNAME", "USER", "USERNAME"]
        .into_iter()
        .filter_map(|variable| std::env::var(variable).ok())
        .find(|name| Name::new(name.as_str()).is_ok())
        .unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_hexadecimal_or_base64_of_32_bytes() {
        let hex = "ab".repeat(32);
        assert!(key(&hex).is_some());
        assert!(key(&STANDARD.encode([7; 32])).is_some());
        for wrong in ["", &hex[1..], &STANDARD.encode([7; 31]), "not a key"] {
            assert!(key(wrong).is_none(), "{wrong}");
        }
    }
}
