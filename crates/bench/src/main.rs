//! What credeval costs, beside what others cost on the same files and beside its cryptography
//! alone, all in one run, by turns.
//!
//! ```text
//! credeval-bench run [--quick] [--rows NAME,...] [--no-peers] [--largest N] [--strict]
//! credeval-bench check                      docs/performance.md has the rows that a run writes
//! credeval-bench instructions [--accept]    instructions of single stages (needs valgrind)
//! ```
//!
//! `run` writes target/bench/latest.json; one with every row also writes its table into
//! docs/performance.md.
//!
//! Exit: 0 measured; 1 `--strict` and a goal was missed, `check` found another shape, or a stage
//! takes more instructions; 2 it cannot be measured.
#![forbid(unsafe_code)]

mod child;
mod floor;
mod goals;
mod inputs;
mod instructions;
mod peer;
mod report;
mod rows;
mod statistics;
mod subject;

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use credeval_dev::project::commit;

use goals::Found;
use inputs::Inputs;
use report::{Machine, Report, put, shape};
use rows::{Bench, Effort, Planned, plan};
use subject::{Subject, project};

/// That of the program that people run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The largest folder of a whole run.
const LARGEST: usize = 100_000;
const QUICK_LARGEST: usize = 1_000;

#[derive(Parser)]
#[command(about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Measure
    Run(Run),
    /// Whether docs/performance.md has the rows that a whole run writes, whatever their figures
    Check,
    /// Count the instructions of single stages and compare them with those accepted
    Instructions {
        /// Accept what is counted now
        #[arg(long)]
        accept: bool,
    },
    /// One stage so many times, for `instructions`
    #[command(hide = true)]
    Stage { name: String, times: u32 },
    /// A program below a process of its own, for `run`
    #[command(hide = true)]
    Child {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
}

#[derive(Args)]
struct Run {
    /// Few rounds and a small folder: a minute instead of many
    #[arg(long)]
    quick: bool,
    /// These rows alone
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    rows: Vec<String>,
    /// credeval and the primitives alone
    #[arg(long)]
    no_peers: bool,
    /// Files of the largest mixed folder: 100000, or 1000 with --quick
    #[arg(long, value_name = "N")]
    largest: Option<usize>,
    /// Exit 1 where a goal is missed
    #[arg(long)]
    strict: bool,
}

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    match run(Cli::parse(), project(), &mut out) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr().lock(), "{error}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli, project: &Path, out: &mut impl Write) -> Result<ExitCode, Box<dyn Error>> {
    let held = match cli.verb {
        Verb::Run(arguments) => measure(&arguments, project, out)?,
        Verb::Check => check(project, out)?,
        Verb::Instructions { accept } => instructions::run(project, accept, out)?,
        Verb::Stage { name, times } => {
            instructions::stage(project, &name, times)?;
            true
        }
        Verb::Child { command } => return child::child(&command, out),
    };
    Ok(ExitCode::from(u8::from(!held)))
}

fn measure(arguments: &Run, project: &Path, out: &mut impl Write) -> Result<bool, Box<dyn Error>> {
    let (effort, usual) = match arguments.quick {
        true => (Effort::QUICK, QUICK_LARGEST),
        false => (Effort::FULL, LARGEST),
    };
    let all = plan(arguments.largest.unwrap_or(usual));
    let planned = chosen(&all, &arguments.rows)?;
    // Before the inputs are made, which is work too.
    let machine = machine();
    let inputs = Inputs::new(project)?;
    let subject = Subject::new(project)?;
    let mut bench = Bench::new(project, &inputs, &subject, effort, !arguments.no_peers);
    let mut report = Report {
        machine,
        commit: commit(project, &[]),
        quick: arguments.quick,
        rows: Vec::new(),
    };
    for planned in planned {
        rows::tell(out, planned)?;
        report.rows.extend(bench.measure(planned)?);
    }
    let table = report.table();
    writeln!(out, "\n{table}")?;
    let latest = project.join("target/bench/latest.json");
    fs::write(&latest, serde_json::to_vec_pretty(&report)?)?;
    writeln!(out, "wrote {}", latest.display())?;
    // Of a run of some rows nothing is written there.
    if shape(&table) == shape(&planned_table()) && !arguments.no_peers {
        let page = page(project);
        let text = put(&fs::read_to_string(&page)?, &table);
        fs::write(
            &page,
            text.ok_or("expected markers in docs/performance.md")?,
        )?;
        writeln!(out, "wrote {}", page.display())?;
    }
    Ok(!(arguments.strict && report.misses()))
}

/// The rows that are named, or all.
fn chosen<'a>(all: &'a [Planned], names: &[String]) -> Result<Vec<&'a Planned>, String> {
    if names.is_empty() {
        return Ok(all.iter().collect());
    }
    let one = |name: &String| {
        let known = || all.iter().map(|row| row.name.as_str()).collect::<Vec<_>>();
        let found = all.iter().find(|row| row.name == *name);
        found.ok_or_else(|| format!("expected a row of {}, found `{name}`", known().join(", ")))
    };
    names.iter().map(one).collect()
}

fn check(project: &Path, out: &mut impl Write) -> Result<bool, Box<dyn Error>> {
    let expected = shape(&planned_table());
    let found = shape(&fs::read_to_string(page(project))?);
    for line in &expected {
        if !found.contains(line) {
            writeln!(out, "docs/performance.md misses: {line}")?;
        }
    }
    for line in &found {
        if !expected.contains(line) {
            writeln!(out, "docs/performance.md has what no run writes: {line}")?;
        }
    }
    Ok(expected == found)
}

/// The table of a whole run in which nothing was measured.
fn planned_table() -> String {
    let planned = plan(LARGEST);
    let rows = planned.iter().flat_map(|row| row.rows(&Found::default()));
    let report = Report {
        machine: machine(),
        commit: String::new(),
        quick: false,
        rows: rows.collect(),
    };
    report.table()
}

fn page(project: &Path) -> std::path::PathBuf {
    project.join("docs/performance.md")
}

fn machine() -> Machine {
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == "model name").then(|| value.trim().to_owned())
    });
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let unoptimised = match cfg!(debug_assertions) {
        true => ", NOT OPTIMISED: times and ratios mean nothing",
        false => "",
    };
    Machine {
        processor: model.unwrap_or_else(|| "an unnamed processor".to_owned()),
        cores: rows::cores(),
        system: format!(
            "{} {}{unoptimised}",
            std::env::consts::OS,
            std::env::consts::ARCH
        ),
        load: load.split(' ').next().and_then(|load| load.parse().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_rows_of_a_run() {
        let mut told = Vec::new();
        let same = check(project(), &mut told).unwrap();
        assert!(same, "{}", String::from_utf8_lossy(&told));
    }

    #[test]
    fn a_page_with_other_rows_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("docs")).unwrap();
        let text = fs::read_to_string(page(project())).unwrap();
        let altered = text.replace("`jwt-es256`", "`jwt-es257`");
        assert_ne!(text, altered);
        fs::write(page(folder.path()), altered).unwrap();
        let mut told = Vec::new();
        assert!(!check(folder.path(), &mut told).unwrap());
        let told = String::from_utf8(told).unwrap();
        assert!(told.contains("misses: `jwt-es256` jose"), "{told}");
        assert!(told.contains("no run writes: `jwt-es257` jose"), "{told}");
    }

    #[test]
    fn rows_are_chosen_by_name() {
        let all = plan(1_000);
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let found = chosen(&all, &names(&["jwt-es256", "ob3-15-quads"])).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(chosen(&all, &[]).unwrap().len(), all.len());
        let error = chosen(&all, &names(&["jwt-es512"])).unwrap_err();
        assert!(
            error.starts_with("expected a row of ob3-109-quads,"),
            "{error}"
        );
    }
}
