//! A program run as people run it, with what it takes from its start to its end.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};

/// What a run of a program took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Run {
    /// `None` where a signal ended it.
    pub(crate) exit: Option<i32>,
    pub(crate) milliseconds: f64,
    pub(crate) peak_megabytes: f64,
}

/// What one evaluation of a file allocates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Allocations {
    pub(crate) count: u64,
    pub(crate) bytes: u64,
    /// The most bytes at once.
    pub(crate) most: u64,
}

/// Counts them in the program beside this one.
pub(crate) fn allocations(file: &Path) -> Result<Allocations, Box<dyn Error>> {
    let program = std::env::current_exe()?.with_file_name("credeval-bench-allocations");
    let output = Command::new(&program).arg(file).output();
    let output = output.map_err(|error| format!("{}: {error}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut words = text.split_whitespace().map(str::parse);
    match (words.next(), words.next(), words.next()) {
        (Some(Ok(count)), Some(Ok(bytes)), Some(Ok(most))) => {
            Ok(Allocations { count, bytes, most })
        }
        _ => {
            let told = String::from_utf8_lossy(&output.stderr);
            Err(format!(
                "expected three counts of {}, found `{text}`{told}",
                file.display()
            )
            .into())
        }
    }
}

/// Runs a program, its output thrown away, below a process of its own that waits for it: the
/// system counts the peak of all children together, and a child's begins with what its parent
/// has, so the parent must be small and have one child alone.
pub(crate) fn run(command: &[&str]) -> Result<Run, Box<dyn Error>> {
    let own = std::env::current_exe()?;
    let output = Command::new(own).arg("child").args(command).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    read(text.trim()).ok_or_else(|| {
        let told = String::from_utf8_lossy(&output.stderr);
        format!("expected the run of {command:?}, found `{text}`{told}").into()
    })
}

/// Milliseconds of a run from its start to its end, without a process between.
pub(crate) fn time(program: &Path, arguments: &[&str]) -> Result<f64, Box<dyn Error>> {
    let (status, taken) = quietly(Command::new(program).args(arguments))?;
    match status.success() {
        true => Ok(taken),
        false => Err(format!("{} {arguments:?}: {status}", program.display()).into()),
    }
}

/// How a program ended that is given nothing to read and whose output is thrown away, and after how
/// many milliseconds.
fn quietly(command: &mut Command) -> io::Result<(ExitStatus, f64)> {
    command.stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let status = command.status()?;
    Ok((status, started.elapsed().as_secs_f64() * 1e3))
}

/// The process between: runs the program and says what it took.
pub(crate) fn child(command: &[String], out: &mut impl Write) -> Result<ExitCode, Box<dyn Error>> {
    let (program, arguments) = command.split_first().ok_or("expected a program")?;
    let (status, taken) = quietly(Command::new(program).args(arguments))?;
    let kilobytes = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss();
    let exit = status
        .code()
        .map_or("signal".to_owned(), |code| code.to_string());
    writeln!(out, "{exit} {taken:.3} {kilobytes}")?;
    Ok(ExitCode::SUCCESS)
}

fn read(line: &str) -> Option<Run> {
    let mut words = line.split(' ');
    let exit = words.next()?;
    let milliseconds = words.next()?.parse().ok()?;
    let kilobytes: f64 = words.next()?.parse().ok()?;
    Some(Run {
        exit: match exit {
            "signal" => None,
            code => Some(code.parse().ok()?),
        },
        milliseconds,
        peak_megabytes: kilobytes * 1024.0 / 1e6,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_between_says_what_a_program_took() {
        let told = |script: &str| {
            let mut out = Vec::new();
            let command = ["sh", "-c", script].map(str::to_owned);
            child(&command, &mut out).unwrap();
            read(String::from_utf8(out).unwrap().trim()).unwrap()
        };
        let run = told("exit 3");
        assert_eq!(run.exit, Some(3));
        assert!(run.milliseconds > 0.0 && run.peak_megabytes > 0.0);
        assert_eq!(told("kill -9 $$").exit, None);
    }

    #[test]
    fn a_line_that_is_none_is_no_run() {
        assert!(read("0 1.5 2000").is_some());
        for line in [
            "",
            "0",
            "0 1.5",
            "zero 1.5 2000",
            "0 fast 2000",
            "0 1.5 much",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
