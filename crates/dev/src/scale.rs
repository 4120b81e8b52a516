//! One tenant's large import by three workers, and how long another tenant's single request takes meanwhile.
//!
//! ```text
//! manifest --credeval batch --queued--> PostgreSQL + NATS <-- credeval worker, several
//!                                            ^
//!     a person hands one credential in and waits: before the import, and while it runs (person.rs)
//! ```
//!
//! All of it runs on this machine, the servers too, and so shares its cores.

mod alone;
mod figures;
mod page;
mod person;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use clap::Args;
use credeval_dev::{
    fixtures::{bench::Maker, rows::Mix},
    rig::{Engine, Expected, Rig, RigError, Running, check},
};

use figures::{Figures, Machine, Waits};
use person::{Fault, Person};

/// What `credeval-dev scale` takes.
#[derive(Args)]
pub(crate) struct ScaleArguments {
    /// Rows of the import, a multiple of 20; 100,000, or a million where it is alone.
    #[arg(long, value_name = "N")]
    rows: Option<usize>,
    /// One machine and a file instead: an import that is killed and resumed, and how fast credentials are kept beside how
    /// fast they are evaluated.
    #[arg(long)]
    alone: bool,
    /// Workers, each a process.
    #[arg(long, value_name = "N", default_value_t = 3)]
    workers: usize,
    /// Single requests before the import.
    #[arg(long, value_name = "N", default_value_t = 400)]
    requests: usize,
    /// The program; build it for release.
    #[arg(long, value_name = "FILE", default_value = "target/release/credeval")]
    credeval: PathBuf,
    /// Write the figures to docs/scale.md.
    #[arg(long)]
    record: bool,
}

/// Rows of the import, unless said otherwise.
const ROWS: usize = 100_000;
/// The same where it is alone.
const ROWS_ALONE: usize = 1_000_000;
/// Between two looks at how far the import is.
const LOOK: Duration = Duration::from_millis(200);
/// How long all of it may take.
const PATIENCE: Duration = Duration::from_hours(4);
/// Requests that are not counted: those that find a worker that has just begun.
const FIRST: usize = 20;

/// Runs it; `false` where something came out otherwise than it had to.
pub(crate) fn run(
    arguments: &ScaleArguments,
    project: &Path,
    out: &mut impl Write,
) -> Result<bool, Fault> {
    let program = arguments.credeval.canonicalize().map_err(|source| {
        let what = format!("find {}", arguments.credeval.display());
        RigError::Environment { what, source }
    })?;
    if arguments.alone {
        let rows = arguments.rows.unwrap_or(ROWS_ALONE);
        let Some(found) = alone::run(&program, project, rows, out)? else {
            return Ok(false);
        };
        let table = found.table();
        writeln!(out, "\n{table}")?;
        record(arguments, project, page::ALONE, &table)?;
        return Ok(found.meets_its_goals());
    }
    let rows = arguments.rows.unwrap_or(ROWS);
    let machine = Machine::this(project);
    let maker = Arc::new(Maker::new(project)?);
    let Some(rig) = Rig::start(Engine::Postgres, &program)? else {
        return Ok(false);
    };
    let counts = rig.write_manifest(&maker, Mix::Tokens, rows)?;
    let expected = Expected::of_tokens(&counts);
    let mut workers = Vec::new();
    for number in 1..=arguments.workers {
        workers.push(rig.run(&format!("worker-{number}"), &mut rig.worker())?);
    }
    // Those of the import come first.
    let mut person = Person::on(&rig.store, Arc::clone(&maker), rows)?;
    person.wait(FIRST)?;
    let idle = Waits::of(person.wait(arguments.requests)?);
    writeln!(out, "alone: {idle}")?;
    let before = evaluations(&rig)?;

    let begun = Instant::now();
    let mut importer = rig.run("importer", &mut rig.queued_batch())?;
    let is_over = Arc::new(AtomicBool::new(false));
    let asking = {
        let is_over = Arc::clone(&is_over);
        thread::spawn(move || person.wait_until(&is_over))
    };
    let mut importer_kib = 0;
    while importer.is_running()? {
        importer_kib = importer_kib.max(peak_kib(&importer));
        // What is left then are rows that wait for hosts that nobody answers for: no load.
        if evaluations(&rig)?.saturating_sub(before) >= expected.evaluations {
            is_over.store(true, Ordering::Relaxed);
        }
        if begun.elapsed() > PATIENCE || asking.is_finished() && !is_over.load(Ordering::Relaxed) {
            is_over.store(true, Ordering::Relaxed);
            break;
        }
        thread::sleep(LOOK);
    }
    let ended = importer.wait(LOOK)?;
    let took = begun.elapsed();
    is_over.store(true, Ordering::Relaxed);
    let waits = asking
        .join()
        .map_err(|_| "the person who waits ended by a panic")??;
    let loaded = Waits::of(waits);
    writeln!(out, "beside the import: {loaded}")?;

    let worker_kib = workers.iter().map(peak_kib).max().unwrap_or_default();
    for worker in workers {
        worker.leave()?.expect(0)?;
    }
    let is_as_known =
        ended.code() == Some(expected.code) && ended.totals() == Some(expected.totals);
    if !is_as_known {
        writeln!(
            out,
            "expected {:?}, found {:?} and {}\n{}",
            expected.totals, ended.out, ended.status, ended.said
        )?;
    }
    let checked = check(&rig, &expected, &mut rig.queued_batch())?;
    for finding in &checked.findings {
        writeln!(out, "{finding}")?;
    }
    let figures = Figures {
        machine,
        workers: arguments.workers,
        expected,
        took,
        importer_kib,
        worker_kib,
        idle,
        loaded,
    };
    let table = figures.table();
    writeln!(out, "\n{table}")?;
    let is_well = is_as_known && checked.is_well();
    if is_well {
        record(arguments, project, page::MANY, &table)?;
    }
    Ok(is_well && figures.is_fair())
}

/// Writes figures to the page, where that is asked for.
fn record(
    arguments: &ScaleArguments,
    project: &Path,
    marks: page::Marks,
    table: &str,
) -> Result<(), Fault> {
    if arguments.record {
        let path = project.join(page::PATH);
        fs::write(
            &path,
            page::with(&fs::read_to_string(&path)?, marks, table)?,
        )?;
    }
    Ok(())
}

/// How many evaluations there are, of everybody.
fn evaluations(rig: &Rig) -> Result<u64, RigError> {
    let [feed] = rig.database().numbers("SELECT feed FROM head")?;
    Ok(feed)
}

/// The most memory that a process had, in KiB (proc(5), `VmHWM`); 0 once it has ended.
fn peak_kib(process: &Running) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id()));
    let status = status.unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.trim().strip_suffix(" kB"));
    kib.and_then(|kib| kib.parse().ok()).unwrap_or_default()
}
