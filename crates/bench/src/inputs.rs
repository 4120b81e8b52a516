//! The files that are measured, made anew where they are not what the makers make.

use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use credeval_dev::fixtures::{FixtureError, bench::Maker};
use sha2::{Digest as _, Sha256};

/// Files by which one folder is told from what another version of the makers made.
const SAMPLE: usize = 40;

/// Why there are no inputs.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    /// A credential could not be made.
    #[error(transparent)]
    Made(#[from] FixtureError),
    /// A file could not be written.
    #[error("expected to write below `{path}`: {source}")]
    Written { path: PathBuf, source: io::Error },
}

impl InputError {
    fn of(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Written { path, source }
    }
}

/// The folder with the inputs.
pub(crate) struct Inputs {
    folder: PathBuf,
    maker: Maker,
}

impl Inputs {
    /// Writes the files that rows of their own measure.
    pub(crate) fn new(project: &Path) -> Result<Self, InputError> {
        let folder = project.join("target/bench/inputs");
        let maker = Maker::new(project)?;
        fs::create_dir_all(&folder).map_err(InputError::of(&folder))?;
        for input in maker.single()? {
            let path = folder.join(&input.name);
            fs::write(&path, &input.bytes).map_err(InputError::of(&path))?;
        }
        Ok(Self { folder, maker })
    }

    /// One of those files.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A folder with so many mixed files. A note beside it says of which makers it is.
    pub(crate) fn mixed(&self, count: usize) -> Result<PathBuf, InputError> {
        let folder = self.folder.join(format!("mixed-{count}"));
        let note = self.folder.join(format!("mixed-{count}.made"));
        let made = self.made()?;
        if fs::read_to_string(&note).is_ok_and(|found| found == made) {
            return Ok(folder);
        }
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(InputError::of(&folder))?;
        }
        fs::create_dir_all(&folder).map_err(InputError::of(&folder))?;
        let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        thread::scope(|scope| {
            let write = |first: usize| -> Result<(), InputError> {
                for index in (first..count).step_by(threads) {
                    let input = self.maker.mixed(index)?;
                    let path = folder.join(&input.name);
                    fs::write(&path, &input.bytes).map_err(InputError::of(&path))?;
                }
                Ok(())
            };
            let started: Vec<_> = (0..threads)
                .map(|first| scope.spawn(move || write(first)))
                .collect();
            for one in started {
                one.join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            }
            Ok::<_, InputError>(())
        })?;
        fs::write(&note, made).map_err(InputError::of(&note))?;
        Ok(folder)
    }

    /// What tells the makers of mixed files apart from others.
    fn made(&self) -> Result<String, InputError> {
        let mut hash = Sha256::new();
        for index in 0..SAMPLE {
            hash.update(self.maker.mixed(index)?.bytes);
        }
        Ok(format!("{:x}\n", hash.finalize()))
    }
}
