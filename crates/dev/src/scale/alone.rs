//! One machine and a file: how fast credentials are kept, beside how fast they are evaluated; and what becomes of a
//! long import that is killed.
//!
//! ```text
//! folder --credeval evaluate--> lines of JSON     taken in turns, on the same credentials
//!        --credeval batch-----> SQLite
//! manifest --credeval batch, SIGKILL, the same command again--> SQLite --> checks
//! ```

use std::{
    fmt::Write as _,
    fs,
    io::Write,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use credeval_dev::{
    fixtures::{bench::Maker, rows::Mix},
    rig::{Engine, Expected, Rig, RigError, check, until},
};

use super::{
    PATIENCE, evaluations,
    figures::{Machine, Waits, mib, rate},
    peak_kib,
    person::Fault,
};

/// Credentials that are evaluated and kept in turns.
const CREDENTIALS: usize = 20_000;
/// How often.
const TURNS: usize = 3;
/// The share of evaluating that keeping shall reach.
const SHARE: f64 = 0.8;
/// Memory that an import shall stay under.
const MEMORY_KIB: u64 = 300 * 1024;

/// What a run came to.
#[derive(Debug)]
pub(super) struct Alone {
    pub(super) machine: Machine,
    /// Credentials of each turn.
    pub(super) credentials: usize,
    /// How long each turn took: to evaluate them, and to keep them.
    pub(super) turns: Vec<[Duration; 2]>,
    pub(super) expected: Expected,
    /// Evaluations that were there when the import was killed.
    pub(super) killed_at: u64,
    /// How long it took until it was killed, and from the second command to its end.
    pub(super) took: [Duration; 2],
    /// The most memory of the two processes.
    pub(super) kib: [u64; 2],
}

/// Runs it; `None` where something came out otherwise than it had to, which is written to `out`.
pub(super) fn run(
    program: &Path,
    project: &Path,
    rows: usize,
    out: &mut impl Write,
) -> Result<Option<Alone>, Fault> {
    let machine = Machine::this(project);
    let maker = Maker::new(project)?;
    let turns = turns(program, &maker, out)?;

    let Some(rig) = Rig::start(Engine::Sqlite, program)? else {
        return Ok(None);
    };
    let counts = rig.write_manifest(&maker, Mix::Tokens, rows)?;
    let expected = Expected::of_tokens(&counts);
    let begun = Instant::now();
    let mut first = rig.run("first", &mut rig.batch())?;
    let mut kib = [0, 0];
    let killed_at = until(
        "two fifths of the credentials to be evaluated",
        PATIENCE,
        || {
            kib[0] = kib[0].max(peak_kib(&first));
            let done = evaluations(&rig).unwrap_or_default();
            Ok((done * 5 >= expected.evaluations * 2 || !first.is_running()?).then_some(done))
        },
    )?;
    let is_killed = first.kill()?.code().is_none();
    let until_killed = begun.elapsed();
    writeln!(
        out,
        "killed after {killed_at} evaluations, {until_killed:.0?}"
    )?;

    let begun = Instant::now();
    let mut second = rig.run("second", &mut rig.batch())?;
    while second.is_running()? && begun.elapsed() < PATIENCE {
        kib[1] = kib[1].max(peak_kib(&second));
        std::thread::sleep(super::LOOK);
    }
    let ended = second.wait(super::LOOK)?;
    let after = begun.elapsed();
    writeln!(out, "resumed and ended, {after:.0?}: {}", ended.out.trim())?;
    let is_as_known = is_killed && ended.code() == Some(expected.code);
    let checked = check(&rig, &expected, &mut rig.batch())?;
    for finding in &checked.findings {
        writeln!(out, "{finding}")?;
    }
    if !is_as_known || !checked.is_well() {
        writeln!(out, "{}: {}", ended.status, ended.said)?;
        return Ok(None);
    }
    Ok(Some(Alone {
        machine,
        credentials: CREDENTIALS,
        turns,
        expected,
        killed_at,
        took: [until_killed, after],
        kib,
    }))
}

/// Evaluates and keeps the same credentials, one after the other.
fn turns(program: &Path, maker: &Maker, out: &mut impl Write) -> Result<Vec<[Duration; 2]>, Fault> {
    let folder = tempfile::tempdir()?;
    let credentials = folder.path().join("credentials");
    fs::create_dir(&credentials)?;
    for index in 0..CREDENTIALS {
        let input = maker.mixed(index)?;
        fs::write(credentials.join(&input.name), &input.bytes)?;
    }
    let timed = |command: &mut Command| {
        let begun = Instant::now();
        let ended = command
            .output()
            .map_err(RigError::environment("run the program"))?;
        // Inconclusive where the status of some cannot be asked.
        if !matches!(ended.status.code(), Some(0 | 3)) {
            let said = String::from_utf8_lossy(&ended.stderr).into_owned();
            return Err(Fault::from(said));
        }
        Ok(begun.elapsed())
    };
    let mut turns = Vec::new();
    for turn in 0..TURNS {
        let mut evaluate = Command::new(program);
        evaluate
            .arg("evaluate")
            .arg(&credentials)
            .args(["--format", "ndjson", "-o"]);
        evaluate.arg(folder.path().join("evaluations"));
        let mut keep = Command::new(program);
        keep.arg("batch").arg(&credentials).arg("--store");
        keep.arg(folder.path().join(format!("{turn}.db")));
        let both = [timed(&mut evaluate)?, timed(&mut keep)?];
        let [evaluated, kept] = both;
        writeln!(
            out,
            "{CREDENTIALS} credentials evaluated in {evaluated:.2?}, kept in {kept:.2?}"
        )?;
        turns.push(both);
    }
    Ok(turns)
}

impl Alone {
    /// The share of the rate of evaluating at which credentials are kept: the middle one of all turns.
    fn share(&self) -> f64 {
        let share =
            |[evaluated, kept]: &[Duration; 2]| evaluated.as_secs_f64() / kept.as_secs_f64();
        let mut shares: Vec<_> = self.turns.iter().map(share).collect();
        shares.sort_unstable_by(f64::total_cmp);
        shares.get(shares.len() / 2).copied().unwrap_or_default()
    }

    /// Whether it stayed in its memory, and how fast it was.
    pub(super) fn meets_its_goals(&self) -> bool {
        self.kib.iter().all(|kib| *kib < MEMORY_KIB) && self.share() >= SHARE
    }

    /// As Markdown.
    pub(super) fn table(&self) -> String {
        let credentials = self.credentials as u64;
        let middle = |which: fn(&[Duration; 2]) -> Duration| {
            let all = Waits::of(self.turns.iter().map(which).collect());
            rate(credentials, all.percentile(50))
        };
        let totals = &self.expected.totals;
        let [first, second] = self.took;
        let rows = [
            (
                format!("{credentials} mixed credentials evaluated (`credeval evaluate`), a second"),
                format!("{:.0}", middle(|[evaluated, _]| *evaluated)),
            ),
            (
                "the same evaluated and kept (`credeval batch`), a second".to_owned(),
                format!("{:.0}", middle(|[_, kept]| *kept)),
            ),
            (
                format!("share (middle of {} turns; goal: {SHARE})", self.turns.len()),
                format!("{:.2}", self.share()),
            ),
            (
                "rows of the long import: passed, failed, unreadable, duplicate; each number as it was made".to_owned(),
                format!(
                    "{}: {}, {}, {}, {}",
                    totals.rows, totals.passed, totals.failed, totals.unreadable, totals.duplicate
                ),
            ),
            (
                "evaluations when it was killed, and a second until then".to_owned(),
                format!("{}, {:.0}", self.killed_at, rate(self.killed_at, first)),
            ),
            (
                "evaluations after it was resumed, and a second until its end".to_owned(),
                {
                    let left = self.expected.evaluations.saturating_sub(self.killed_at);
                    format!("{left}, {:.0}", rate(left, second))
                },
            ),
            (
                format!(
                    "most memory until it was killed, and after (goal: under {})",
                    mib(MEMORY_KIB)
                ),
                format!("{}, {}", mib(self.kib[0]), mib(self.kib[1])),
            ),
        ];
        let mut text = self.machine.said("on which nothing else ran");
        for (what, figure) in rows {
            // A string takes all that is written to it.
            let _ = writeln!(text, "| {what} | {figure} |");
        }
        text
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::scale::figures::tests::figures;

    pub(in super::super) fn alone() -> Alone {
        let turn = |evaluated, kept| [evaluated, kept].map(Duration::from_secs);
        let many = figures();
        Alone {
            machine: many.machine,
            credentials: 1_000,
            turns: vec![turn(9, 10), turn(4, 5), turn(1, 2)],
            expected: many.expected,
            killed_at: 600,
            took: [Duration::from_secs(3), Duration::from_secs(10)],
            kib: [100 * 1024, 299 * 1024],
        }
    }

    #[test]
    fn what_misses_a_goal_is_said() {
        assert!(alone().meets_its_goals());
        let slow = [Duration::from_secs(4), Duration::from_secs(6)];
        let mut slower = alone();
        slower.turns[1] = slow;
        assert!(!slower.meets_its_goals());
        let mut larger = alone();
        larger.kib[1] = MEMORY_KIB;
        assert!(!larger.meets_its_goals());
    }

    #[test]
    fn a_table_has_rates_and_memory() {
        let table = alone().table();
        for text in [
            "a processor, 2 cores, 4 GiB, on which nothing else ran",
            "a second | 250 |",
            "| 200 |",
            "goal: 0.8) | 0.80 |",
            "| 600, 200 |",
            "| 1000, 100 |",
            "| 100 MiB, 299 MiB |",
        ] {
            assert!(table.contains(text), "{text}\n{table}");
        }
    }
}
