//! The published table of the conformance suites, made from the records of a run.

use std::fmt::Write as _;
use std::path::Path;

use credeval_conformance::{Record, RecordError, records};

use crate::generated::Generated;

const HEAD: &str = "\
# Conformance

Made by `make conformance` from its last run. Each suite walks a folder of published vectors or of
real credentials, named as in the corpus that `CREDEVAL_CORPUS` leads to, or tries what its name
says. A case passes where every row it speaks of ends as the vector says, not where a yes or no
happens to agree. An exception that starts to pass fails the run, and so does one that meets no
case.

| suite | passed | excepted | failed | skipped |
|---|---:|---:|---:|---:|
";

/// The table, and below it each exception and each skip with its reason.
pub(crate) fn generate(folder: &Path) -> Result<Generated, RecordError> {
    let mut generated = Generated::default();
    generated.add("docs/conformance.md", page(&records(folder)?));
    Ok(generated)
}

fn page(records: &[Record]) -> String {
    let mut text = HEAD.to_owned();
    for record in records {
        let skipped: usize = record.skipped.values().sum();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {skipped} |",
            record.suite,
            record.passed,
            record.excepted.len(),
            record.failed
        );
    }
    let total = |count: fn(&Record) -> usize| records.iter().map(count).sum::<usize>();
    let _ = writeln!(
        text,
        "| **all {} suites** | {} | {} | {} | {} |",
        records.len(),
        total(|record| record.passed),
        total(|record| record.excepted.len()),
        total(|record| record.failed),
        total(|record| record.skipped.values().sum()),
    );
    text.push_str("\n## Excepted, and why\n\n");
    for record in records {
        for (case, reason) in &record.excepted {
            let _ = writeln!(text, "- {}, `{case}`: {reason}", record.suite);
        }
    }
    text.push_str("\n## Skipped, and why\n\n");
    for record in records {
        for (why, count) in &record.skipped {
            let _ = writeln!(text, "- {}, {count}: {why}", record.suite);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_counts_and_names_what_did_not_pass() {
        let record = Record {
            suite: "w3c/some".to_owned(),
            passed: 3,
            excepted: vec![("case".to_owned(), "it is wrong itself".to_owned())],
            failed: 1,
            skipped: [("not claimed".to_owned(), 2)].into(),
        };
        let text = page(&[record.clone(), record]);
        assert!(text.contains("| w3c/some | 3 | 1 | 1 | 2 |"), "{text}");
        assert!(
            text.contains("| **all 2 suites** | 6 | 2 | 2 | 4 |"),
            "{text}"
        );
        assert!(text.contains("- w3c/some, `case`: it is wrong itself"));
        assert!(text.contains("- w3c/some, 2: not claimed"));
    }
}
