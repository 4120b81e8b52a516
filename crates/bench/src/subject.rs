//! credeval itself, as it is embedded: from bytes to evaluations.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use credeval::Judge;
use credeval::fetch::{Client, ClientOptions};
use credeval::model::{CheckCode, CheckOutcome, Document, evaluation::Evaluation};
use credeval::trusted::TrustFolder;
use credeval_dev::fixtures::bench::AT;
use tokio::runtime::Runtime;

/// A judge who trusts the lists of the fixtures, and fetches nothing.
pub(crate) struct Subject {
    pub(crate) judge: Judge,
    client: Client,
}

/// A document as it comes in.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    pub(crate) fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            path: path.to_owned(),
            bytes: fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?,
        })
    }

    pub(crate) fn document(&self) -> Document {
        Document::new(self.bytes.clone(), self.path.to_string_lossy())
    }
}

pub(crate) fn runtime() -> Result<Runtime, Box<dyn Error>> {
    Ok(tokio::runtime::Builder::new_current_thread().build()?)
}

impl Subject {
    pub(crate) fn new(project: &Path) -> Result<Self, Box<dyn Error>> {
        let mut judge = Judge::at(AT.parse()?);
        judge.trust = TrustFolder::of(&trust(project)).load()?.into();
        let client = Client::new(ClientOptions {
            offline: true,
            ..ClientOptions::default()
        });
        Ok(Self { judge, client })
    }

    /// Reading, checking, mapping, scoring and the evaluation made, of a document that is new each
    /// time.
    pub(crate) fn evaluate(
        &self,
        runtime: &Runtime,
        file: &File,
    ) -> Result<Vec<Evaluation>, Box<dyn Error>> {
        let document = file.document();
        let evaluated = self.judge.evaluate_document(&document, None, &self.client);
        Ok(runtime.block_on(evaluated)?)
    }

    /// That a file is what the row says: its signature holds and nothing failed, so that nobody
    /// measures how soon it is refused.
    pub(crate) fn must_hold(&self, runtime: &Runtime, file: &File) -> Result<(), Box<dyn Error>> {
        let evaluations = self.evaluate(runtime, file)?;
        let checks: Vec<_> = evaluations.iter().flat_map(|one| &one.checks).collect();
        let holds = checks.iter().any(|check| {
            check.code == CheckCode::ProofSignature && check.outcome == CheckOutcome::Passed
        });
        let failed = checks
            .iter()
            .find(|check| check.code.counts() && check.outcome == CheckOutcome::Failed);
        let name = file.path.display();
        match failed {
            Some(check) => Err(format!("{name}: {} failed: {}", check.code, check.summary).into()),
            None if holds => Ok(()),
            None => Err(format!("{name}: no signature holds").into()),
        }
    }

    /// Nanoseconds of one evaluation, of so many on each of `threads` threads.
    pub(crate) fn batch(
        &self,
        file: &File,
        iterations: u32,
        threads: u32,
    ) -> Result<f64, Box<dyn Error>> {
        let together = Barrier::new(usize::try_from(threads)?);
        let run = || -> Result<f64, String> {
            let runtime = runtime().map_err(|error| error.to_string())?;
            together.wait();
            let started = Instant::now();
            for _ in 0..iterations {
                let evaluations = self.evaluate(&runtime, black_box(file));
                black_box(evaluations.map_err(|error| error.to_string())?);
            }
            Ok(started.elapsed().as_secs_f64() * 1e9)
        };
        let longest = thread::scope(|scope| {
            let started: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
            let mut longest = run()?;
            for other in started {
                let taken = other.join().map_err(|_| "a thread panicked".to_owned())?;
                longest = longest.max(taken?);
            }
            Ok::<_, String>(longest)
        })?;
        Ok(longest / f64::from(iterations.max(1)) / f64::from(threads))
    }
}

/// Whom all rows trust.
pub(crate) fn trust(project: &Path) -> PathBuf {
    project.join("fixtures/trust/trust.toml")
}

/// The root of the project.
pub(crate) fn project() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package)
}
