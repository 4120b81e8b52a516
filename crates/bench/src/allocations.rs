//! What one evaluation of a file allocates: `credeval-bench-allocations FILE` writes how many
//! allocations, how many bytes together, and the most bytes at once.
#![forbid(unsafe_code)]

#[expect(dead_code, reason = "this program evaluates and takes no times")]
mod subject;

use std::env;
use std::error::Error;
use std::hint::black_box;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use subject::{File, Subject, project, runtime};

fn main() -> ExitCode {
    match count() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr().lock(), "{error}");
            ExitCode::from(2)
        }
    }
}

fn count() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("expected a file")?;
    let file = File::read(Path::new(&path))?;
    let subject = Subject::new(project())?;
    let runtime = runtime()?;
    // The first one loads what all others share.
    subject.must_hold(&runtime, &file)?;
    let counted = allocation_counter::measure(|| {
        black_box(subject.evaluate(&runtime, black_box(&file)).is_ok());
    });
    let (count, bytes, most) = (counted.count_total, counted.bytes_total, counted.bytes_max);
    writeln!(io::stdout().lock(), "{count} {bytes} {most}")?;
    Ok(())
}
