//! A whole installation at work while something of it fails, at a random moment, over and over; and what was
//! lost by it: nothing.
//!
//! ```text
//! servers, processes --a share of the rows is done--> the fault --what people would do--> all rows done --> checks
//! ```
//!
//! A run counts where the fault hit in mid-batch; where it came too early or too late it is done again
//! with other numbers. The checks are the same after every run ([`credeval_dev::rig::check`]).

mod chance;
mod clock;
mod disk;
mod issuers;
mod kills;
mod network;
mod record;

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use clap::Args;
use credeval_dev::{
    fixtures::{bench::Maker, rows::Mix},
    rig::{Checked, Engine, Expected, Rig, RigError, Running, check, until},
};

use chance::Chance;
use record::{Line, Stamp};

/// How long rows may take to get their results: those of a process that was killed wait for a lease of
/// a minute to end, and a program that was built without optimisation works on some dozens a second.
const PATIENCE: Duration = Duration::from_mins(10);
/// How often a run is begun whose fault does not hit.
const TRIES: u64 = 6;

/// What `credeval-dev faults` takes.
#[derive(Debug, Args)]
pub(crate) struct FaultsArguments {
    /// How often each scenario is run.
    #[arg(long, value_name = "N", default_value_t = 1)]
    runs: u64,
    /// Rows of the manifest; eight times as many where `credeval batch` does the work itself.
    #[arg(long, value_name = "N", default_value_t = 600)]
    rows: usize,
    /// Only scenarios of this name; may be said several times.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Only stores of this kind.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    /// The program; the one beside this one where it is left out.
    #[arg(long, value_name = "PATH")]
    credeval: Option<PathBuf>,
    /// The number that all chance comes from, as a run printed it; another each time where it is left out.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many runs go on at a time: most of a run waits.
    #[arg(long, value_name = "N", default_value_t = 4)]
    at_once: usize,
    /// Write what came of it into the table of this page.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

/// A fault, and what is done about it.
pub(crate) struct Scenario {
    /// Its name.
    name: &'static str,
    engine: Engine,
    /// Why it cannot be run here, where it cannot.
    lacks: fn() -> Option<String>,
    run: fn(&mut Case) -> Result<Came, RigError>,
    /// How many times as many rows it has as others: a batch that is its own worker writes hundreds at once, and
    /// is in its middle only between two of these sets.
    times: usize,
}

const SCENARIOS: &[Scenario] = &[
    Scenario::new("worker-killed", Engine::Sqlite, kills::worker_of_two),
    Scenario::new("worker-killed", Engine::Postgres, kills::worker),
    Scenario::new("importer-killed", Engine::Sqlite, kills::batch),
    Scenario::new("importer-killed", Engine::Postgres, kills::importer),
    Scenario::new("queue-killed", Engine::Postgres, kills::queue),
    Scenario::new("database-killed", Engine::Postgres, kills::database),
    Scenario::new("disk-full", Engine::Sqlite, disk::full).needing(disk::lacks),
    Scenario::new("partition", Engine::Postgres, network::partition).needing(network::lacks),
    Scenario::new("clock-jumps", Engine::Sqlite, clock::of_batch).needing(clock::lacks),
    Scenario::new("clock-jumps", Engine::Postgres, clock::of_worker).needing(clock::lacks),
    Scenario::new("issuer-hosts", Engine::Sqlite, issuers::hosts).small(),
];

impl Scenario {
    fn rows(&self, arguments: &FaultsArguments) -> usize {
        arguments.rows.saturating_mul(self.times)
    }

    /// With as many rows as those on other stores.
    const fn small(mut self) -> Self {
        self.times = 1;
        self
    }

    const fn new(
        name: &'static str,
        engine: Engine,
        run: fn(&mut Case) -> Result<Came, RigError>,
    ) -> Self {
        Self {
            name,
            engine,
            lacks: || None,
            run,
            times: match engine {
                Engine::Sqlite => 8,
                Engine::Postgres => 1,
            },
        }
    }

    const fn needing(self, lacks: fn() -> Option<String>) -> Self {
        Self { lacks, ..self }
    }
}

/// What a scenario is run on.
pub(crate) struct Case {
    /// Where the store is, if not in the folder of the rig; it goes before that.
    disk: Option<disk::Disk>,
    rig: Rig,
    chance: Chance,
    maker: Maker,
    rows: usize,
    expected: Expected,
}

/// Whether a fault hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// In mid-batch: so many rows had their results.
    Hit { done: u64 },
    /// Before or after it, or where it could do nothing.
    Missed { done: u64 },
}

impl Case {
    /// Waits for a moment in mid-batch; `false` where this process ended before.
    fn middle(&mut self, process: &mut Running) -> Result<bool, RigError> {
        let rows = self.expected.totals.rows;
        let share = self.chance.up_to(rows / 2).max(1);
        let database = self.rig.database();
        let is_there = until("some rows to have their results", PATIENCE, || {
            if database.progress().done >= share {
                return Ok(Some(true));
            }
            Ok((!process.is_running()?).then_some(false))
        })?;
        self.chance.pause(Duration::from_millis(300));
        Ok(is_there)
    }

    /// Whether it is mid-batch now.
    fn came(&self) -> Result<Came, RigError> {
        // A copy: a process that was killed leaves a file that the next one has to recover, not we.
        let database = match &self.rig.servers {
            Some(_) => self.rig.database(),
            None => self.rig.copy("after-the-fault")?,
        };
        let done = database.progress().done;
        Ok(match (1..self.expected.totals.rows).contains(&done) {
            true => Came::Hit { done },
            false => Came::Missed { done },
        })
    }
}

impl Came {
    /// Missed where it could do nothing.
    fn only_if(self, could: bool) -> Self {
        match self {
            Self::Hit { done } if !could => Self::Missed { done },
            came => came,
        }
    }
}

/// What came of a run.
struct Ran {
    scenario: usize,
    seed: u64,
    took: Duration,
    /// How often the fault did not hit.
    missed: u64,
    came: Result<Found, String>,
}

/// What was found after a fault.
struct Found {
    came: Came,
    checked: Checked,
    /// What the processes said, where something is wrong.
    said: Vec<String>,
}

/// Runs the scenarios; `false` where something was lost, doubled or otherwise wrong.
pub(crate) fn run(
    arguments: &FaultsArguments,
    project: &Path,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    let program = match &arguments.credeval {
        Some(path) => path.canonicalize()?,
        None => std::env::current_exe()?.with_file_name("credeval"),
    };
    if !program.is_file() {
        let path = program.display();
        return Err(format!(
            "expected the program at {path}, found none\nhint: build it with `cargo build -p credeval-cli`, or name it with --credeval"
        )
        .into());
    }
    let known = |name: &&String| !SCENARIOS.iter().any(|scenario| scenario.name == **name);
    if let Some(name) = arguments.only.iter().find(known) {
        let mut names: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
        names.dedup();
        let names = names.join(", ");
        return Err(format!("expected a scenario, found `{name}`\nhint: there are {names}").into());
    }
    let base = arguments.seed.unwrap_or_else(Chance::seed);
    let stamp = Stamp::of(project);
    let mut lines = BTreeMap::new();
    let mut tasks = Vec::new();
    for (at, scenario) in SCENARIOS.iter().enumerate() {
        let is_asked =
            arguments.only.is_empty() || arguments.only.iter().any(|name| name == scenario.name);
        if !is_asked
            || arguments
                .engine
                .is_some_and(|engine| engine != scenario.engine)
        {
            continue;
        }
        let lacks = (scenario.lacks)();
        if let Some(why) = &lacks {
            writeln!(
                io::stderr(),
                "SKIPPED: {} on {}: {why}",
                scenario.name,
                scenario.engine.name()
            )?;
        } else {
            tasks.extend((0..arguments.runs).map(|run| (run, at, base.wrapping_add(run))));
        }
        let rows = scenario.rows(arguments);
        lines.insert(at, Line::new(scenario, rows, lacks));
    }
    // All scenarios once, then all of them again: what is wrong everywhere shows early.
    tasks.sort_unstable();
    let next = AtomicUsize::new(0);
    let (sender, ran) = mpsc::channel();
    thread::scope(|threads| {
        for _ in 0..arguments.at_once.max(1) {
            let (next, tasks, program, sender) = (&next, &tasks, &program, sender.clone());
            threads.spawn(move || {
                while let Some((_, at, seed)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(scenario) = SCENARIOS.get(*at) else {
                        break;
                    };
                    let rows = scenario.rows(arguments);
                    let ran = one(scenario, *at, *seed, program, project, rows);
                    if sender.send(ran).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for ran in ran {
            if let (Some(line), Some(scenario)) =
                (lines.get_mut(&ran.scenario), SCENARIOS.get(ran.scenario))
            {
                line.add(&ran);
                let rows = scenario.rows(arguments);
                write_run(out, scenario, &ran, rows)?;
            }
            // After each run: many take hours, and whoever ends them early has what there is.
            if let Some(path) = &arguments.record {
                let page = fs::read_to_string(path)?;
                fs::write(path, stamp.put_into_page(&page, lines.values())?)?;
            }
        }
        Ok::<(), Box<dyn Error>>(())
    })?;
    writeln!(out, "\n{}", stamp.table(lines.values()))?;
    Ok(lines.values().all(Line::is_well))
}

fn write_run(out: &mut impl Write, scenario: &Scenario, ran: &Ran, rows: usize) -> io::Result<()> {
    let (name, engine) = (scenario.name, scenario.engine.name());
    let Ran {
        seed, missed, took, ..
    } = ran;
    let seconds = took.as_secs();
    write!(
        out,
        "{name} on {engine}, seed {seed}, {seconds} s, missed {missed} times: "
    )?;
    match &ran.came {
        Ok(found) => {
            let (Came::Hit { done } | Came::Missed { done }) = found.came;
            let result = match found.checked.is_well() {
                true => "all is well",
                false => "WRONG",
            };
            writeln!(out, "hit at {done} of {rows} rows; {result}")?;
            for finding in &found.checked.findings {
                writeln!(out, "  {finding}")?;
            }
            for line in &found.said {
                writeln!(out, "  {line}")?;
            }
        }
        Err(why) => writeln!(out, "WRONG\n  {why}")?,
    }
    out.flush()
}

/// Runs a scenario until its fault hit, and looks at what it left.
fn one(
    scenario: &Scenario,
    at: usize,
    seed: u64,
    program: &Path,
    project: &Path,
    rows: usize,
) -> Ran {
    let begun = Instant::now();
    let mut missed = 0_u64;
    let came = loop {
        let chance = Chance::new(seed.wrapping_add(missed.wrapping_mul(1_000_003)));
        let found = match attempt(scenario, chance, program, project, rows) {
            Ok(found) => found,
            Err(why) => break Err(why),
        };
        match found.came {
            // What is wrong counts, whenever the fault came.
            _ if !found.checked.is_well() => break Ok(found),
            Came::Hit { .. } => break Ok(found),
            Came::Missed { done } if missed + 1 == TRIES => {
                break Err(format!(
                    "the fault did not hit in mid-batch {TRIES} times, at last with {done} of {rows} rows done"
                ));
            }
            Came::Missed { .. } => missed += 1,
        }
    };
    Ran {
        scenario: at,
        seed,
        took: begun.elapsed(),
        missed,
        came,
    }
}

fn attempt(
    scenario: &Scenario,
    chance: Chance,
    program: &Path,
    project: &Path,
    rows: usize,
) -> Result<Found, String> {
    let said = |error: RigError| error.to_string();
    let Some(rig) = Rig::start(scenario.engine, program).map_err(said)? else {
        return Err("a server that it needs is not installed".to_owned());
    };
    let maker = Maker::new(project).map_err(|error| error.to_string())?;
    let counts = rig
        .write_manifest(&maker, Mix::Tokens, rows)
        .map_err(said)?;
    let mut on = Case {
        disk: None,
        rig,
        chance,
        maker,
        rows,
        expected: Expected::of_tokens(&counts),
    };
    let ended = (scenario.run)(&mut on).and_then(|came| {
        let mut again = match scenario.engine {
            Engine::Sqlite => on.rig.batch(),
            Engine::Postgres => on.rig.queued_batch(),
        };
        Ok((came, check(&on.rig, &on.expected, &mut again)?))
    });
    match ended {
        Ok((came, checked)) => {
            let said = match checked.is_well() {
                true => Vec::new(),
                false => on.rig.said(),
            };
            Ok(Found {
                came,
                checked,
                said,
            })
        }
        Err(error) => {
            let lines = std::iter::once(error.to_string()).chain(on.rig.said());
            Err(lines.collect::<Vec<_>>().join("\n  "))
        }
    }
}
