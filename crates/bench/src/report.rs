//! The report: a file for programs, a table for people, and the same table in the documentation.

use std::fmt::Write as _;

use credeval_dev::project::parted;
use serde::{Deserialize, Serialize};

use crate::goals::Verdict;
use crate::statistics::Spread;

/// Between these lines of docs/performance.md stands what `make bench` measured.
const BEGIN: &str = "<!-- measured: written by `make bench` -->";
const END: &str = "<!-- end of what was measured -->";

/// What one run measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    /// Of the project; with `-changed` where files differ from it.
    pub(crate) commit: String,
    /// Whether it was a short run, whose figures are not for comparison.
    pub(crate) quick: bool,
    pub(crate) rows: Vec<Row>,
}

/// Where it was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) system: String,
    /// Processes that wanted a core when the run began (one minute's mean): above zero, others
    /// disturbed it.
    pub(crate) load: Option<f64>,
}

/// One file, beside one peer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// Microseconds of one credential: check, map, score, evaluation made.
    pub(crate) credeval_us: Option<f64>,
    pub(crate) credeval_spread_us: Option<Spread>,
    pub(crate) peer: Option<String>,
    pub(crate) peer_version: Option<String>,
    pub(crate) peer_us: Option<f64>,
    /// Why the peer has no figure, where it has none.
    pub(crate) peer_missing: Option<String>,
    /// How many times longer the peer takes, round by round.
    pub(crate) ratio: Option<f64>,
    pub(crate) ratio_spread: Option<Spread>,
    /// Microseconds of the primitives alone.
    pub(crate) floor_us: Option<f64>,
    /// How many times longer credeval takes than they.
    pub(crate) floor_ratio: Option<f64>,
    pub(crate) floor_spread: Option<Spread>,
    /// The rate of two threads against that of one.
    pub(crate) two_threads: Option<f64>,
    /// Allocations of one credential, their bytes, and the most bytes at once.
    pub(crate) allocations: Option<u64>,
    pub(crate) allocated_bytes: Option<u64>,
    pub(crate) peak_bytes: Option<u64>,
    /// Of a whole process, from its start to its end.
    pub(crate) process_ms: Option<f64>,
    pub(crate) process_peak_mb: Option<f64>,
    pub(crate) credentials_per_second: Option<f64>,
    /// What else there is to say.
    pub(crate) note: Option<String>,
    pub(crate) goals: Vec<Verdict>,
}

impl Report {
    /// Whether a goal was measured and missed.
    pub(crate) fn misses(&self) -> bool {
        let goals = self.rows.iter().flat_map(|row| &row.goals);
        goals.into_iter().any(|goal| goal.met == Some(false))
    }

    /// The report as Markdown.
    pub(crate) fn table(&self) -> String {
        let mut text = String::new();
        let machine = &self.machine;
        let load = machine.load.map_or(String::new(), |load| {
            format!(", load {load:.1} at the start")
        });
        let _ = writeln!(
            text,
            "{}, {} cores, {}{load}; commit {}{}.\n",
            machine.processor,
            machine.cores,
            machine.system,
            self.commit,
            if self.quick { "; a short run" } else { "" }
        );
        text.push_str(HEAD);
        for row in &self.rows {
            let cells = [
                format!("`{}`", row.name),
                us(row.credeval_us, row.credeval_spread_us),
                row.peer.clone().unwrap_or_default(),
                row.peer_missing
                    .clone()
                    .map_or_else(|| us(row.peer_us, None), |why| cell(&why)),
                times(row.ratio, row.ratio_spread),
                us(row.floor_us, None),
                times(row.floor_ratio, row.floor_spread),
                row.two_threads
                    .map_or(String::new(), |times| format!("{times:.2}")),
                memory(row),
                process(row),
            ];
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        text.push('\n');
        text.push_str(GOALS);
        for row in &self.rows {
            for goal in &row.goals {
                let peer = row.peer.as_deref().unwrap_or_default();
                let found = goal.found.map_or("not measured".to_owned(), number);
                let met = match goal.met {
                    Some(true) => "met",
                    Some(false) => "**missed**",
                    None => "not measured",
                };
                let _ = writeln!(
                    text,
                    "| `{}` | {peer} | {} | {found} | {met} |",
                    row.name, goal.goal
                );
            }
        }
        let notes = self
            .rows
            .iter()
            .filter_map(|row| Some((&row.name, row.note.as_ref()?)));
        for (index, (name, note)) in notes.enumerate() {
            let gap = if index == 0 { "\n" } else { "" };
            let _ = writeln!(text, "{gap}- `{name}`: {note}");
        }
        text
    }
}

const HEAD: &str = "\
| what | credeval, us | peer | peer, us | ratio | primitives, us | times those | two threads | allocations | process |
|---|---|---|---|---|---|---|---|---|---|
";
const GOALS: &str = "\
| what | peer | goal | found | |
|---|---|---|---|---|
";

/// A figure with three digits that count.
fn number(value: f64) -> String {
    match value.abs() {
        at if at >= 100.0 => format!("{value:.0}"),
        at if at >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn us(median: Option<f64>, spread: Option<Spread>) -> String {
    spread_of(median, spread, "")
}

fn times(median: Option<f64>, spread: Option<Spread>) -> String {
    spread_of(median, spread, " x")
}

fn spread_of(median: Option<f64>, spread: Option<Spread>, unit: &str) -> String {
    match (median, spread) {
        (None, _) => String::new(),
        (Some(median), None) => format!("{}{unit}", number(median)),
        (Some(median), Some(spread)) => {
            let (min, max) = (number(spread.min), number(spread.max));
            format!("{}{unit} ({min}..{max})", number(median))
        }
    }
}

fn memory(row: &Row) -> String {
    match (row.allocations, row.allocated_bytes, row.peak_bytes) {
        (Some(count), Some(bytes), Some(peak)) => {
            format!("{count}, {} kB, peak {} kB", bytes / 1000, peak / 1000)
        }
        _ => String::new(),
    }
}

fn process(row: &Row) -> String {
    let mut parts = Vec::new();
    parts.extend(row.process_ms.map(|ms| format!("{} ms", number(ms))));
    parts.extend(row.process_peak_mb.map(|mb| format!("{} MB", number(mb))));
    parts.extend(
        row.credentials_per_second
            .map(|rate| format!("{rate:.0}/s")),
    );
    parts.join(", ")
}

/// What somebody else wrote, as one cell; the first hundred characters tell enough.
fn cell(text: &str) -> String {
    let short: String = text.chars().take(100).collect();
    short.replace('|', "/").replace(['\n', '`', '<'], " ")
}

/// The text with the table put between its markers; `None` where they are missing.
pub(crate) fn put(text: &str, table: &str) -> Option<String> {
    let [before, _, after] = parted(text, BEGIN, END)?;
    Some(format!(
        "{before}{BEGIN}\n\n{}\n{END}{after}",
        table.trim_start()
    ))
}

/// What stays the same from run to run: the heads of the tables, and which rows there are.
pub(crate) fn shape(text: &str) -> Vec<String> {
    let measured = text.split_once(BEGIN).map_or(text, |(_, rest)| rest);
    let measured = measured
        .split_once(END)
        .map_or(measured, |(before, _)| before);
    let rows = measured.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
        let first = cells.first()?;
        match first.starts_with('`') {
            true => {
                // Peers stand third in the rows, second in the goals.
                let of_row = cells.len() == 11;
                let peer = cells.get(if of_row { 2 } else { 1 })?;
                let goal = if of_row { "" } else { cells.get(2)? };
                Some(format!("{first} {peer} {goal}").trim_end().to_owned())
            }
            false => Some(line.to_owned()),
        }
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goals::{Found, Goal};
    use crate::peer::Who;

    fn report() -> Report {
        let found = Found {
            ratio: Some(20.0),
            ..Found::default()
        };
        Report {
            machine: Machine {
                processor: "a processor".to_owned(),
                cores: 2,
                system: "linux x86_64".to_owned(),
                load: Some(0.0),
            },
            commit: "0123456".to_owned(),
            quick: true,
            rows: vec![
                Row {
                    name: "ob3-15-quads".to_owned(),
                    credeval_us: Some(100.0),
                    credeval_spread_us: Spread::of(&[99.0, 100.0, 101.0]),
                    peer: Some("ssi".to_owned()),
                    peer_us: Some(2000.0),
                    ratio: Some(20.0),
                    goals: vec![Goal::Faster(Who::Ssi, 25.0).judge(&found)],
                    ..Row::default()
                },
                Row {
                    name: "ob3-109-quads".to_owned(),
                    peer: Some("ssi".to_owned()),
                    peer_missing: Some("rejects the file: a | b\n<c>".to_owned()),
                    ..Row::default()
                },
            ],
        }
    }

    #[test]
    fn the_report_is_read_as_it_is_written() {
        let report = report();
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
        for key in [
            "machine",
            "commit",
            "rows",
            "name",
            "credeval_us",
            "peer",
            "peer_us",
            "ratio",
            "floor_us",
        ] {
            assert!(text.contains(&format!("\"{key}\":")), "{key}");
        }
        // Neither a key that nobody knows nor a missing figure passes.
        let other = text.replacen("\"ratio\":", "\"ratios\":", 1);
        assert!(serde_json::from_str::<Report>(&other).is_err());
        let other = text.replacen("\"commit\":\"0123456\",", "", 1);
        assert!(serde_json::from_str::<Report>(&other).is_err());
    }

    #[test]
    fn a_missed_goal_is_told() {
        let mut report = report();
        assert!(report.misses());
        assert!(
            report
                .table()
                .contains("| `ob3-15-quads` | ssi | at least 25 x ssi | 20.0 | **missed** |")
        );
        report.rows.remove(0);
        assert!(!report.misses());
    }

    #[test]
    fn a_peer_without_a_figure_stands_there_with_its_reason() {
        let table = report().table();
        let line = table
            .lines()
            .find(|line| line.starts_with("| `ob3-109-quads`"))
            .unwrap();
        assert!(
            line.contains("| ssi | rejects the file: a / b  c> |"),
            "{line}"
        );
        assert_eq!(line.matches('|').count(), 11);
    }

    #[test]
    fn the_shape_is_that_of_the_rows_and_not_of_the_figures() {
        let page = format!("# Page\n\n| prose | table |\n\n{BEGIN}\nold\n{END}\n\nMore.\n");
        let first = report();
        let mut second = report();
        for row in &mut second.rows {
            row.credeval_us = Some(1.0);
            for goal in &mut row.goals {
                goal.found = Some(30.0);
                goal.met = Some(true);
            }
        }
        let [one, two] = [first, second].map(|report| put(&page, &report.table()).unwrap());
        assert_ne!(one, two);
        assert_eq!(shape(&one), shape(&two));
        assert!(one.starts_with("# Page") && one.ends_with("More.\n") && !one.contains("old"));
        let mut third = report();
        third.rows.pop();
        assert_ne!(shape(&put(&page, &third.table()).unwrap()), shape(&one));
        assert_eq!(put("no markers", "table"), None);
    }
}
