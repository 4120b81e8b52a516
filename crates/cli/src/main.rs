//! `credeval`: evaluates digital micro-credentials from the command line.
//!
//! Data goes to standard output, everything else to standard error.
#![forbid(unsafe_code)]

mod arguments;
mod error;
mod run;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use credeval_report::exit;

fn main() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    match run::run(arguments) {
        Ok(code) => ExitCode::from(code),
        // Whoever reads us has seen enough, as `head` has.
        Err(error) if error.is_broken_pipe() => ExitCode::from(exit::HELD),
        Err(error) => {
            report(&error);
            ExitCode::from(exit::UNUSABLE)
        }
    }
}

/// Writes an error and its advice to standard error.
fn report(error: &error::Error) {
    let mut stderr = anstream::stderr().lock();
    // Nothing is left to tell where standard error is closed.
    let _ = writeln!(stderr, "error: {error}");
    if let Some(hint) = error.hint() {
        let _ = writeln!(stderr, "hint: {hint}");
    }
}
