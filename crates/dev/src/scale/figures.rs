//! What was measured, and how it reads.

use std::{
    fmt::{self, Write as _},
    fs,
    path::Path,
    thread,
    time::Duration,
};

use credeval_dev::{project, rig::Expected};

/// How much longer a person may wait beside an import (95 of 100 requests).
const GOAL: f64 = 2.0;

/// Where and when it was measured.
#[derive(Debug)]
pub(super) struct Machine {
    pub(super) day: String,
    pub(super) commit: String,
    pub(super) processor: String,
    pub(super) cores: usize,
    pub(super) memory_gib: u64,
}

/// How long people waited.
#[derive(Debug)]
pub(super) struct Waits(Vec<Duration>);

/// What a run came to.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) machine: Machine,
    pub(super) workers: usize,
    pub(super) expected: Expected,
    pub(super) took: Duration,
    pub(super) importer_kib: u64,
    pub(super) worker_kib: u64,
    pub(super) idle: Waits,
    pub(super) loaded: Waits,
}

impl Machine {
    /// This one, now.
    pub(super) fn this(root: &Path) -> Self {
        let value = |path, name: &str| {
            let text = fs::read_to_string(path).unwrap_or_default();
            let named = text.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                (key.trim() == name).then(|| value.trim().to_owned())
            });
            named.unwrap_or_default()
        };
        let memory = value("/proc/meminfo", "MemTotal");
        let kib = memory.strip_suffix(" kB").and_then(|kib| kib.parse().ok());
        Self {
            day: project::day(),
            commit: project::commit(root, &[]),
            processor: value("/proc/cpuinfo", "model name"),
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory_gib: kib.map_or(0, |kib: u64| kib.div_ceil(1024 * 1024)),
        }
    }

    /// The beginning of a table: where and when its figures were measured, and what else ran there.
    pub(super) fn said(&self, beside: &str) -> String {
        let Self {
            day,
            commit,
            processor,
            cores,
            memory_gib,
        } = self;
        format!(
            "Measured on {day} at commit {commit}: {processor}, {cores} cores, {memory_gib} GiB, {beside}.\n\n| what | figure |\n|---|---|\n"
        )
    }
}

impl Waits {
    pub(super) fn of(mut waits: Vec<Duration>) -> Self {
        waits.sort_unstable();
        Self(waits)
    }

    /// The wait that so many of a hundred do not exceed (nearest rank); none of none.
    pub(super) fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or_default()
    }
}

impl fmt::Display for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p95, p99] = [50, 95, 99].map(|percent| self.percentile(percent).as_millis());
        let requests = self.0.len();
        write!(
            f,
            "{requests} requests, p50 {p50} ms, p95 {p95} ms, p99 {p99} ms"
        )
    }
}

impl Figures {
    /// How many times longer a person waits beside the import.
    fn ratio(&self, percent: usize) -> f64 {
        let [loaded, idle] = [&self.loaded, &self.idle].map(|waits| waits.percentile(percent));
        loaded.as_secs_f64() / idle.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// Whether one tenant's import leaves another's request its time.
    pub(super) fn is_fair(&self) -> bool {
        self.ratio(95) < GOAL
    }

    /// Rows in a second, from the first to the last.
    pub(super) fn rate(&self) -> f64 {
        rate(self.expected.totals.rows, self.took)
    }

    /// As Markdown.
    pub(super) fn table(&self) -> String {
        let totals = &self.expected.totals;
        let mut text = self
            .machine
            .said("on which PostgreSQL, NATS, the importer and the workers all ran");
        let rows = [
            (
                "rows: passed, failed, unreadable, duplicate; each number as it was made"
                    .to_owned(),
                format!(
                    "{}: {}, {}, {}, {}",
                    totals.rows, totals.passed, totals.failed, totals.unreadable, totals.duplicate
                ),
            ),
            (
                format!(
                    "rows a second, {} workers, from the first to the last result",
                    self.workers
                ),
                format!("{:.0}", self.rate()),
            ),
            (
                "most memory of the importer".to_owned(),
                mib(self.importer_kib),
            ),
            ("most memory of a worker".to_owned(), mib(self.worker_kib)),
            (
                "another tenant's single request, alone".to_owned(),
                self.idle.to_string(),
            ),
            (
                "the same beside the import".to_owned(),
                self.loaded.to_string(),
            ),
            (
                format!("how many times longer (p50, p95, p99; goal: p95 under {GOAL:.0})"),
                format!(
                    "{:.2}, {:.2}, {:.2}",
                    self.ratio(50),
                    self.ratio(95),
                    self.ratio(99)
                ),
            ),
        ];
        for (what, figure) in rows {
            // A string takes all that is written to it.
            let _ = writeln!(text, "| {what} | {figure} |");
        }
        text
    }
}

/// So many in a second.
pub(super) fn rate(rows: u64, took: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rows = rows as f64;
    rows / took.as_secs_f64().max(f64::MIN_POSITIVE)
}

/// Memory, in whole mebibytes.
pub(super) fn mib(kib: u64) -> String {
    format!("{} MiB", kib.div_ceil(1024))
}

#[cfg(test)]
pub(super) mod tests {
    use credeval_model::Totals;

    use super::*;

    fn waits(milliseconds: impl IntoIterator<Item = u64>) -> Waits {
        Waits::of(
            milliseconds
                .into_iter()
                .map(Duration::from_millis)
                .collect(),
        )
    }

    pub(in super::super) fn figures() -> Figures {
        Figures {
            machine: Machine {
                day: "2026-01-02".to_owned(),
                commit: "0123456".to_owned(),
                processor: "a processor".to_owned(),
                cores: 2,
                memory_gib: 4,
            },
            workers: 3,
            expected: Expected {
                totals: Totals {
                    rows: 2_000,
                    passed: 1_400,
                    failed: 200,
                    unreadable: 200,
                    duplicate: 200,
                    ..Totals::default()
                },
                evaluations: 1_600,
                code: 1,
            },
            took: Duration::from_secs(4),
            importer_kib: 50 * 1024,
            worker_kib: 70 * 1024 + 1,
            idle: waits(1..=100),
            loaded: waits((1..=100).map(|wait| wait * 2 - 1)),
        }
    }

    #[test]
    fn percentiles_are_waits_that_happened() {
        let all = waits((1..=200).rev());
        let percentiles = [50, 95, 99, 100].map(|percent| all.percentile(percent).as_millis());
        assert_eq!(percentiles, [100, 190, 198, 200]);
        assert_eq!(waits([7]).percentile(50).as_millis(), 7);
        assert_eq!(waits([]).percentile(95), Duration::ZERO);
    }

    #[test]
    fn twice_as_long_is_too_long() {
        let mut figures = figures();
        assert!(figures.is_fair());
        figures.loaded = waits((1..=100).map(|wait| wait * 2));
        assert!(!figures.is_fair());
    }

    #[test]
    fn a_table_says_what_where_and_when() {
        let table = figures().table();
        for text in [
            "on 2026-01-02 at commit 0123456: a processor, 2 cores, 4 GiB",
            "| 2000: 1400, 200, 200, 200 |",
            "3 workers, from the first to the last result | 500 |",
            "| most memory of a worker | 71 MiB |",
            "| 100 requests, p50 50 ms, p95 95 ms, p99 99 ms |",
            "| 1.98, 1.99, 1.99 |",
        ] {
            assert!(table.contains(text), "{text}\n{table}");
        }
    }
}
