//! A store with its servers, and `credeval` processes on it: a whole installation, to be driven and broken.
//!
//! ```text
//! manifest --credeval batch--> store <--credeval worker-- (one or many, told by NATS)
//!                                |--SQL--> how far it is, and what is wrong with it (check.rs)
//! ```
//!
//! The program is the one that people run, as processes of their own. Nothing of it is linked here.

mod check;
mod database;

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use credeval_model::Totals;
use credeval_services::{Nats, Postgres};

pub use check::{Check, Checked, Expected, check};
pub use database::Database;

use crate::fixtures::{
    FixtureError,
    bench::Maker,
    rows::{self, Counts, Mix},
};

/// Between two looks at something that is waited for.
const LOOK: Duration = Duration::from_millis(10);
/// What one look counts at most of the time that is waited.
const LOOK_AT_MOST: Duration = Duration::from_secs(2);
/// How long a worker that was told to leave may finish what it began.
const LEAVING: Duration = Duration::from_mins(1);

/// Which database a store is in, and so how its rows are worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Engine {
    /// A file: the process that hands rows in works on them too.
    Sqlite,
    /// A server, with NATS beside it: workers are processes of their own.
    Postgres,
}

impl Engine {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL + NATS",
        }
    }
}

/// Why an installation cannot be driven. What it does wrong is no error, but what is looked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RigError {
    /// Files, processes and servers of this machine.
    #[error("{what}: {source}")]
    Environment {
        /// What was to be done.
        what: String,
        /// What the system says.
        source: io::Error,
    },
    /// The manifest cannot be made.
    #[error(transparent)]
    Manifest(#[from] FixtureError),
    /// The database cannot be asked.
    #[error("expected the database to answer: {0}")]
    Database(#[from] sqlx::Error),
    /// A process did not do what it had to for the test to go on.
    #[error("expected {process} to {what}; it said:\n{said}")]
    Process {
        /// Which one.
        process: String,
        /// What it had to do.
        what: String,
        /// What it wrote to standard error.
        said: String,
    },
    /// What was waited for did not come.
    #[error("expected {what} within {patience:?}")]
    Patience {
        /// What was waited for.
        what: String,
        /// How long.
        patience: Duration,
    },
}

impl RigError {
    /// What the system says to what was to be done.
    pub fn environment(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Environment { what, source }
    }
}

/// The servers of a store on PostgreSQL.
#[derive(Debug)]
pub struct Servers {
    /// The database.
    pub postgres: Postgres,
    /// The queue.
    pub nats: Nats,
}

/// A store, in a folder that is gone when this is dropped, with the servers that it needs.
#[derive(Debug)]
pub struct Rig {
    program: PathBuf,
    folder: tempfile::TempDir,
    /// The store as `--store` takes it.
    pub store: String,
    /// The queue as `--queue` takes it.
    pub queue: String,
    /// Where the processes are that the store is used by, unless it is a file.
    pub servers: Option<Servers>,
    started: AtomicU32,
}

impl Rig {
    /// An empty store for the processes of this program; `None`, said loudly, where a server that it
    /// needs is not installed.
    pub fn start(engine: Engine, program: &Path) -> Result<Option<Self>, RigError> {
        let folder = tempfile::tempdir().map_err(RigError::environment("a folder for a store"))?;
        let file = folder.path().join("store.db");
        let mut rig = Self {
            program: program.to_owned(),
            store: file.display().to_string(),
            folder,
            queue: String::new(),
            servers: None,
            started: AtomicU32::new(0),
        };
        if engine == Engine::Postgres {
            let failed = || RigError::environment("start a server");
            let Some(postgres) = Postgres::start().map_err(failed())? else {
                return Ok(None);
            };
            let Some(nats) = Nats::start().map_err(failed())? else {
                return Ok(None);
            };
            rig.store = postgres.database().map_err(failed())?.url;
            rig.queue.clone_from(&nats.url);
            rig.servers = Some(Servers { postgres, nats });
        }
        Ok(Some(rig))
    }

    /// The folder of the manifest, of what processes write, and of a store that is a file.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The manifest.
    pub fn manifest(&self) -> PathBuf {
        self.folder().join("manifest.csv")
    }

    /// The database, asked past the program.
    pub fn database(&self) -> Database {
        match &self.servers {
            Some(_) => Database::postgres(&self.store),
            None => Database::sqlite(Path::new(&self.store)),
        }
    }

    /// Writes the manifest; says how many rows of each kind there are.
    pub fn write_manifest(&self, maker: &Maker, mix: Mix, rows: usize) -> Result<Counts, RigError> {
        let path = self.manifest();
        let written = RigError::environment(path.display().to_string());
        let mut out = BufWriter::new(File::create(path).map_err(written)?);
        let counts = rows::manifest(maker, mix, 0, rows, &mut out)?;
        let flushed = RigError::environment(self.manifest().display().to_string());
        out.flush().map_err(flushed)?;
        Ok(counts)
    }

    /// `credeval`, to be given a verb; nothing of the environment says where its store is.
    pub fn credeval(&self) -> Command {
        let mut command = Command::new(&self.program);
        for variable in ["CREDEVAL_STORE", "CREDEVAL_STORE_KEY", "CREDEVAL_QUEUE"] {
            command.env_remove(variable);
        }
        command.current_dir(self.folder());
        command
    }

    /// A verb over the store.
    pub fn verb(&self, verb: &[&str]) -> Command {
        let mut command = self.credeval();
        command.args(verb).args(["--store", &self.store]);
        command
    }

    /// `credeval batch` of the manifest, which works on the rows itself; it ends with a line of totals.
    pub fn batch(&self) -> Command {
        let mut command = self.verb(&["batch"]);
        command.arg(self.manifest()).args(["--format", "json"]);
        command
    }

    /// `credeval batch` of the manifest, which leaves the work to workers and waits for them.
    pub fn queued_batch(&self) -> Command {
        let mut command = self.batch();
        command.arg("--queued");
        command
    }

    /// `credeval worker`, which gives up a source that cannot be had at once.
    pub fn worker(&self) -> Command {
        self.worker_at(&self.store, &self.queue)
    }

    /// A worker that reaches the store and the queue by other addresses.
    pub fn worker_at(&self, store: &str, queue: &str) -> Command {
        let mut command = self.credeval();
        command.args(["worker", "--store", store, "--queue", queue]);
        command.args(["--attempts", "1"]);
        command
    }

    /// A command by way of another program, which starts it: `before` is that and its arguments.
    pub fn under(before: &[&str], command: &Command) -> Command {
        let (program, arguments) = before.split_first().unwrap_or((&"env", &[]));
        let mut under = Command::new(program);
        under.args(arguments).arg(command.get_program());
        under.args(command.get_args());
        for (variable, value) in command.get_envs() {
            match value {
                Some(value) => under.env(variable, value),
                None => under.env_remove(variable),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            under.current_dir(folder);
        }
        under
    }

    /// Starts a process; what it writes goes to files named after it.
    pub fn run(&self, name: &str, command: &mut Command) -> Result<Running, RigError> {
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        let file = |end| self.folder().join(format!("{number:03}-{name}.{end}"));
        let (out, said) = (file("out"), file("err"));
        let create = |path: &Path| {
            File::create(path).map_err(RigError::environment(path.display().to_string()))
        };
        let child = command
            .stdin(Stdio::null())
            .stdout(create(&out)?)
            .stderr(create(&said)?)
            .spawn()
            .map_err(RigError::environment(format!("start {}", shown(command))))?;
        Ok(Running {
            name: name.to_owned(),
            child,
            out,
            said,
        })
    }

    /// What all processes said so far, a line each, with its name before it.
    pub fn said(&self) -> Vec<String> {
        let files = fs::read_dir(self.folder()).into_iter().flatten().flatten();
        let mut files: Vec<_> = files.map(|file| file.path()).collect();
        files.retain(|path| path.extension().is_some_and(|end| end == "err"));
        files.sort_unstable();
        let mut lines = Vec::new();
        for path in files {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            // It is for people who look for what was wrong: what cannot be read is not there.
            let said = text(&path).unwrap_or_default();
            lines.extend(said.lines().map(|line| format!("{name}: {line}")));
        }
        lines
    }

    /// A copy of a store that is a file, as it is on the disk now, with the log that has to be read on top
    /// of it.
    pub fn copy(&self, name: &str) -> Result<Database, RigError> {
        let to = self.folder().join(format!("{name}.db"));
        for end in ["", "-wal"] {
            let from = PathBuf::from(format!("{}{end}", self.store));
            if from.exists() {
                let copied = fs::copy(&from, format!("{}{end}", to.display()));
                copied.map_err(RigError::environment(format!("copy {}", from.display())))?;
            }
        }
        Ok(Database::sqlite(&to))
    }

    /// Runs a process to its end.
    pub fn ended(
        &self,
        name: &str,
        command: &mut Command,
        patience: Duration,
    ) -> Result<Ended, RigError> {
        self.run(name, command)?.wait(patience)
    }
}

/// A process, which ends at the latest when this is dropped.
#[derive(Debug)]
pub struct Running {
    name: String,
    child: Child,
    out: PathBuf,
    said: PathBuf,
}

/// A process that ended.
#[derive(Debug)]
pub struct Ended {
    /// What it was called.
    pub name: String,
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub said: String,
}

impl Running {
    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> Result<bool, RigError> {
        let waited = self.child.try_wait();
        let waited = waited.map_err(RigError::environment(format!("wait for {}", self.name)))?;
        Ok(waited.is_none())
    }

    /// Ends it at once (SIGKILL); it has no time to write anything. One that had ended before it was
    /// killed has an exit code.
    pub fn kill(mut self) -> Result<Ended, RigError> {
        let killed = self.child.kill();
        killed.map_err(RigError::environment(format!("kill {}", self.name)))?;
        self.wait(LEAVING)
    }

    /// Tells it to leave (SIGTERM) and waits until it has finished what it began.
    pub fn leave(self) -> Result<Ended, RigError> {
        self.leave_within(LEAVING)
    }

    /// The same, for one that may need longer.
    pub fn leave_within(self, patience: Duration) -> Result<Ended, RigError> {
        let id = self.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        told.map_err(RigError::environment(format!(
            "tell {} to leave",
            self.name
        )))?;
        self.wait(patience)
    }

    /// Waits until it ends by itself.
    pub fn wait(mut self, patience: Duration) -> Result<Ended, RigError> {
        let name = self.name.clone();
        let ended = until(&format!("{name} to end"), patience, || {
            let waited = self.child.try_wait();
            waited.map_err(RigError::environment(format!("wait for {name}")))
        });
        match ended {
            Ok(status) => Ok(Ended {
                out: text(&self.out)?,
                said: text(&self.said)?,
                status,
                name,
            }),
            Err(RigError::Patience { .. }) => Err(RigError::Process {
                what: format!("end within {patience:?}"),
                said: self.said()?,
                process: name,
            }),
            Err(error) => Err(error),
        }
    }

    /// What it has written to standard error so far.
    pub fn said(&self) -> Result<String, RigError> {
        text(&self.said)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended cannot be killed, and nobody is left to hear of it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// Its exit code; none where it was killed.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// The totals that `credeval batch` ends with; none where it did not come so far.
    pub fn totals(&self) -> Option<Totals> {
        serde_json::from_str(self.out.lines().next_back()?).ok()
    }

    /// That it ended with this code; else an error with all that it said.
    pub fn expect(self, code: i32) -> Result<Self, RigError> {
        match self.code() == Some(code) {
            true => Ok(self),
            false => Err(RigError::Process {
                process: self.name.clone(),
                what: format!("exit with {code}, found {}", self.status),
                said: self.said,
            }),
        }
    }
}

/// Waits until `look` gives something.
///
/// Time in which this process was stopped, as a suspended machine does it, is no waiting: the others
/// were stopped too.
pub fn until<T>(
    what: &str,
    patience: Duration,
    mut look: impl FnMut() -> Result<Option<T>, RigError>,
) -> Result<T, RigError> {
    let mut waited = Duration::ZERO;
    loop {
        let begun = Instant::now();
        if let Some(found) = look()? {
            return Ok(found);
        }
        if waited > patience {
            return Err(RigError::Patience {
                what: what.to_owned(),
                patience,
            });
        }
        thread::sleep(LOOK);
        waited += begun.elapsed().min(LOOK_AT_MOST);
    }
}

fn text(path: &Path) -> Result<String, RigError> {
    let bytes = fs::read(path).map_err(RigError::environment(path.display().to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A command as one would type it.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}
