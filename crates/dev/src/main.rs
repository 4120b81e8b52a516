//! Generators of the files that are checked in, and tests of whole installations.
//!
//! ```text
//! credeval-dev contexts --from DIR [--packages DIR] [--check]    schemas/contexts/
//! credeval-dev structure --from DIR [--check]                    what European Digital Credentials must have
//! credeval-dev schemas [--check]                                 schemas/*.schema.json
//! credeval-dev fixtures [--check]                                fixtures/
//! credeval-dev crosswalk [--check]                               docs/crosswalk.md, schemas/crosswalk.csv
//! credeval-dev goldens --from DIR [--check]                      tests/goldens/, but those written by hand
//! credeval-dev rows --count N [--tokens] [--first N]             a manifest of N rows, to standard output
//! credeval-dev faults [--runs N] [--rows N] [--record FILE]      what a whole installation loses when something fails
//! credeval-dev conformance --from DIR [--check]                  docs/conformance.md
//! credeval-dev scale [--rows N] [--record]                       a large import beside single requests; docs/scale.md
//! ```
//!
//! Exit: 0 written, or nothing to change; 1 `--check` found a difference, something was lost, or a measurement
//! missed its goal; 2 it cannot be generated or run.
#![forbid(unsafe_code)]

mod conformance;
mod contexts;
mod crosswalk;
mod faults;
mod goldens;
mod scale;
mod schemas;
mod structure;

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use credeval_dev::{fixtures, generated};
use generated::Mode;

#[derive(Parser)]
#[command(about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Write our term tables of the published JSON-LD contexts.
    Contexts {
        /// Folder with the published contexts.
        #[arg(long, value_name = "DIR", env = "CREDEVAL_CORPUS")]
        from: PathBuf,
        /// Folder with installed npm packages (`node_modules`); without it the tables of contexts
        /// that are published in a package alone stay as they are.
        #[arg(long, value_name = "DIR")]
        packages: Option<PathBuf>,
        #[command(flatten)]
        check: Check,
    },
    /// Write our table of what the published application profiles of European Digital Credentials
    /// ask for.
    Structure {
        /// Folder with the published shapes and contexts.
        #[arg(long, value_name = "DIR", env = "CREDEVAL_CORPUS")]
        from: PathBuf,
        #[command(flatten)]
        check: Check,
    },
    /// Write the JSON Schemas of our own reports and files.
    Schemas {
        #[command(flatten)]
        check: Check,
    },
    /// Write the table of what the last run of the conformance suites found.
    Conformance {
        /// Folder with the records of the run.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        #[command(flatten)]
        check: Check,
    },
    /// Write the page and the data of the crosswalk.
    Crosswalk {
        #[command(flatten)]
        check: Check,
    },
    /// Write what the credentials of the corpus state, but for those that were read by hand.
    Goldens {
        /// Folder with the credentials.
        #[arg(long, value_name = "DIR", env = "CREDEVAL_CORPUS")]
        from: PathBuf,
        #[command(flatten)]
        check: Check,
    },
    /// Write a manifest of known rows to standard output, and how many there are of each kind to standard
    /// error: in every twenty fourteen good ones, two false, one broken, two duplicates, one unreachable.
    Rows {
        /// How many rows.
        #[arg(long, value_name = "N")]
        count: usize,
        /// Tokens alone, which are made quickly.
        #[arg(long)]
        tokens: bool,
        /// The number of the first row, from 0: a multiple of 20.
        #[arg(long, value_name = "N", default_value_t = 0)]
        first: usize,
    },
    /// Break a whole installation at work, over and over, and check that nothing is lost or doubled.
    Faults(faults::FaultsArguments),
    /// Measure one tenant's large import by several workers, and what another's single request takes meanwhile.
    Scale(scale::ScaleArguments),
    /// Write the shipped credentials and their twins that fail.
    Fixtures {
        #[command(flatten)]
        check: Check,
    },
}

#[derive(Args)]
struct Check {
    /// Write nothing; exit 1 and name each file that would change.
    #[arg(long)]
    check: bool,
}

impl Check {
    fn mode(&self) -> Mode {
        if self.check { Mode::Check } else { Mode::Write }
    }
}

fn main() -> ExitCode {
    match run(Cli::parse(), project(), &mut io::stdout().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            let _ = writeln!(io::stderr().lock(), "{error}");
            ExitCode::from(2)
        }
    }
}

/// Runs a verb; `false` where `--check` found a difference.
fn run(cli: Cli, project: &Path, out: &mut impl Write) -> Result<bool, Box<dyn Error>> {
    match cli.verb {
        Verb::Contexts {
            from,
            packages,
            check,
        } => {
            let folders = contexts::Folders { from, packages };
            contexts::run(contexts::TABLE, &folders, project, check.mode(), out)
        }
        Verb::Conformance { from, check } => {
            Ok(conformance::generate(&from)?.settle(project, check.mode(), out)?)
        }
        Verb::Structure { from, check } => {
            Ok(structure::generate(&from)?.settle(project, check.mode(), out)?)
        }
        Verb::Crosswalk { check } => {
            Ok(crosswalk::generate().settle(project, check.mode(), out)?)
        }
        Verb::Goldens { from, check } => {
            Ok(goldens::generate(&from, project)?.settle(project, check.mode(), out)?)
        }
        Verb::Rows {
            count,
            tokens,
            first,
        } => {
            let maker = fixtures::bench::Maker::new(project)?;
            let mix = match tokens {
                true => fixtures::rows::Mix::Tokens,
                false => fixtures::rows::Mix::All,
            };
            let mut out = io::BufWriter::new(out);
            let counts = fixtures::rows::manifest(&maker, mix, first, count, &mut out)?;
            out.flush()?;
            let counts = serde_json::to_string(&counts)?;
            writeln!(io::stderr().lock(), "{counts}")?;
            Ok(true)
        }
        Verb::Faults(arguments) => faults::run(&arguments, project, out),
        Verb::Fixtures { check } => {
            Ok(fixtures::generate(project)?.settle(project, check.mode(), out)?)
        }
        Verb::Scale(arguments) => {
            let measured = scale::run(&arguments, project, out);
            measured.map_err(|fault| -> Box<dyn Error> { fault })
        }
        Verb::Schemas { check } => Ok(schemas::generate()?.settle(project, check.mode(), out)?),
    }
}

/// The root of the project, which is where these generators write.
fn project() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package)
}
