//! `credeval`: evaluates digital micro-credentials from the command line.
//!
//! Data goes to standard output, everything else to standard error.
#![forbid(unsafe_code)]

mod arguments;
mod ask;
#[cfg(feature = "store")]
mod audit;
mod batch;
mod decide;
mod error;
mod evaluations;
#[cfg(feature = "store")]
mod evidence;
#[cfg(feature = "store")]
mod export;
#[cfg(feature = "store")]
mod import;
#[cfg(feature = "store")]
mod notify;
mod page;
mod policy;
#[cfg(feature = "store")]
mod progress;
#[cfg(feature = "store")]
mod replay;
#[cfg(feature = "store")]
mod requeue;
#[cfg(feature = "store")]
mod retention;
mod run;
mod stack;
#[cfg(feature = "store")]
mod store;
mod trust;
#[cfg(feature = "queue")]
mod worker;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use credeval_report::{exit, text};

/// A credential is some two thousand small allocations, made and freed by many threads: this
/// allocator takes an eighth less time for one than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    ExitCode::from(guarded(|| match run::run(arguments) {
        Ok(code) => code,
        // Whoever reads us has seen enough, as `head` has.
        Err(error) if error.is_broken_pipe() => exit::HELD,
        Err(error) => {
            report(&error);
            exit::UNUSABLE
        }
    }))
}

/// Runs the program; a panic is a fault of ours, never a verdict.
fn guarded(program: impl FnOnce() -> u8) -> u8 {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(program)).unwrap_or_else(|_| {
        let mut stderr = anstream::stderr().lock();
        let _ = writeln!(
            stderr,
            "error: a fault of credeval itself, not of the credential"
        );
        let _ = writeln!(
            stderr,
            "hint: report the lines above, with the document where you may"
        );
        exit::BUG
    })
}

/// Writes an error and its advice to standard error.
fn report(error: &error::Error) {
    let label = match error.is_note() {
        true => "note",
        false => "error",
    };
    tell(label, &error.to_string());
    if let Some(hint) = error.hint() {
        tell("hint", &hint);
    }
}

/// Writes to standard error what the user should look at, and what stops nothing.
fn warn(text: &str) {
    tell("warning", text);
}

/// Writes to standard error what happens in a program that runs for long.
#[cfg(feature = "queue")]
fn note(text: &str) {
    tell("note", text);
}

fn tell(label: &str, text: &str) {
    // What a document says stands in its errors. A line that follows is set in, so that none of it
    // passes for one of ours.
    let text = text::safe_lines(text, run::shows_utf8()).join("\n  ");
    // Nothing is left to tell where standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{label}: {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault_of_ours() {
        assert_eq!(guarded(|| panic!("on purpose")), exit::BUG);
        assert_eq!(guarded(|| exit::FAILED), exit::FAILED);
    }
}
