//! What came of the runs, as a table of `docs/reliability.md`.

use std::{collections::BTreeSet, error::Error, fmt::Write as _, path::Path};

use credeval_dev::project;

use super::{Came, Ran, Scenario};

/// Between these lines of the page stands the table.
const BEGIN: &str = "<!-- written by `make faults RECORD=docs/reliability.md` -->";
const END: &str = "<!-- end of what is written -->";
const HEADER: &str = "| date | commit | scenario | store | runs | rows | hit in mid-batch | lost | doubled | result |
|---|---|---|---|---|---|---|---|---|---|
";

/// What came of all runs of a scenario.
#[derive(Debug)]
pub(super) struct Line {
    scenario: &'static str,
    engine: &'static str,
    rows: usize,
    /// Why it was not run.
    skipped: Option<String>,
    runs: u64,
    hits: u64,
    lost: u64,
    doubled: u64,
    wrong: u64,
    /// The checks that found something.
    checks: BTreeSet<String>,
}

impl Line {
    pub(super) fn new(scenario: &Scenario, rows: usize, skipped: Option<String>) -> Self {
        Self {
            scenario: scenario.name,
            engine: scenario.engine.name(),
            rows,
            skipped,
            runs: 0,
            hits: 0,
            lost: 0,
            doubled: 0,
            wrong: 0,
            checks: BTreeSet::new(),
        }
    }

    pub(super) fn add(&mut self, ran: &Ran) {
        self.runs += 1;
        match &ran.came {
            Ok(found) => {
                self.hits += u64::from(matches!(found.came, Came::Hit { .. }));
                self.lost += found.checked.lost;
                self.doubled += found.checked.doubled;
                self.wrong += u64::from(!found.checked.is_well());
                let findings = found.checked.findings.iter();
                let checks = findings.map(|finding| format!("{:?}", finding.check));
                self.checks.extend(checks);
            }
            Err(_) => {
                self.wrong += 1;
                self.checks.insert("did not end".to_owned());
            }
        }
    }

    /// Whether nothing was wrong. What was not run was not wrong, and the table says so.
    pub(super) fn is_well(&self) -> bool {
        self.wrong == 0
    }

    fn result(&self) -> String {
        match (&self.skipped, self.wrong) {
            (Some(why), _) => format!("NOT RUN: {}", why.replace('|', "/").replace('\n', " ")),
            (None, 0) => "all is well".to_owned(),
            (None, wrong) => {
                let checks: Vec<_> = self.checks.iter().map(String::as_str).collect();
                format!("WRONG in {wrong} runs: {}", checks.join(", "))
            }
        }
    }

    /// What tells its row in the table from others.
    fn place(&self) -> String {
        format!("| {} | {} |", self.scenario, self.engine)
    }

    fn row(&self, date: &str, commit: &str) -> String {
        let Self {
            runs,
            rows,
            hits,
            lost,
            doubled,
            ..
        } = self;
        let (place, result) = (self.place(), self.result());
        format!(
            "| {date} | {commit} {place} {runs} | {rows} | {hits} | {lost} | {doubled} | {result} |\n"
        )
    }
}

/// When, and of which commit.
#[derive(Debug)]
pub(super) struct Stamp {
    date: String,
    commit: String,
}

impl Stamp {
    /// Now, of the project as it is.
    pub(super) fn of(root: &Path) -> Self {
        Self {
            date: project::day(),
            // The page itself is written during the runs.
            commit: project::commit(root, &["crates"]),
        }
    }

    /// The table of these runs.
    pub(super) fn table<'l>(&self, lines: impl Iterator<Item = &'l Line>) -> String {
        let rows = lines.map(|line| line.row(&self.date, &self.commit));
        format!("{HEADER}{}", rows.collect::<String>())
    }

    /// The page with the rows of these runs in the place of earlier ones of the same scenarios.
    pub(super) fn put_into_page<'l>(
        &self,
        page: &str,
        lines: impl Iterator<Item = &'l Line>,
    ) -> Result<String, Box<dyn Error>> {
        replaced(page, lines, &self.date, &self.commit)
            .ok_or_else(|| format!("expected the lines `{BEGIN}` and `{END}` in the page").into())
    }
}

fn replaced<'l>(
    page: &str,
    lines: impl Iterator<Item = &'l Line>,
    date: &str,
    commit: &str,
) -> Option<String> {
    let [before, table, after] = project::parted(page, BEGIN, END)?;
    let mut rows: Vec<String> = table
        .lines()
        .filter(|row| row.starts_with("| 2"))
        .map(|row| format!("{row}\n"))
        .collect();
    for line in lines.filter(|line| line.runs > 0 || line.skipped.is_some()) {
        let place = line.place();
        let row = line.row(date, commit);
        match rows.iter_mut().find(|row| row.contains(&place)) {
            Some(earlier) => *earlier = row,
            None => rows.push(row),
        }
    }
    let mut written = String::new();
    let _ = write!(
        written,
        "{before}{BEGIN}\n\n{HEADER}{}\n{END}{after}",
        rows.concat()
    );
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(scenario: &'static str) -> Line {
        Line {
            scenario,
            engine: "SQLite",
            rows: 600,
            skipped: None,
            runs: 2,
            hits: 2,
            lost: 0,
            doubled: 0,
            wrong: 0,
            checks: BTreeSet::new(),
        }
    }

    #[test]
    fn a_table_has_the_last_runs_of_each_scenario() {
        let page = format!("# Page\n{BEGIN}\n{END}\nThe end.\n");
        let first = [line("one"), line("two")];
        let page = replaced(&page, first.iter(), "2026-01-02", "abc").unwrap();
        let mut wrong = line("two");
        wrong.wrong = 1;
        wrong.lost = 3;
        wrong.checks.insert("Rows".to_owned());
        assert!(!wrong.is_well());
        let mut skipped = line("three");
        skipped.skipped = Some("no | here".to_owned());
        let page = replaced(&page, [wrong, skipped].iter(), "2026-01-03", "def").unwrap();
        let expected = format!(
            "# Page\n{BEGIN}\n\n{HEADER}\
             | 2026-01-02 | abc | one | SQLite | 2 | 600 | 2 | 0 | 0 | all is well |\n\
             | 2026-01-03 | def | two | SQLite | 2 | 600 | 2 | 3 | 0 | WRONG in 1 runs: Rows |\n\
             | 2026-01-03 | def | three | SQLite | 2 | 600 | 2 | 0 | 0 | NOT RUN: no / here |\n\
             \n{END}\nThe end.\n"
        );
        assert_eq!(page, expected);
        assert!(replaced("# Page", [].iter(), "", "").is_none());
    }
}
