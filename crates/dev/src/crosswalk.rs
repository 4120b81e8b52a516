//! The crosswalk as a page and as data, made from its one table.

use std::fmt::Write as _;

use credeval_map::crosswalk::{
    Row,
    differences::{DIFFERENCES, Right, Source},
    relations, rows,
};
use credeval_map::write::LOSSES;
use credeval_model::document::Standard;
use credeval_model::element::ElementName;

use crate::generated::Generated;

/// The standards, in the order of the page.
const STANDARDS: [(Standard, &str); 6] = [
    (
        Standard::EuropeanDigitalCredential,
        "European Learning Model 3.1 and 3.2 (European Digital Credentials)",
    ),
    (
        Standard::EuropassCredential,
        "Europass credentials in XML, before European Learning Model 3",
    ),
    (
        Standard::OpenBadges3,
        "Open Badges 3.0 and Comprehensive Learner Record 2.0, with Dutch and German extensions",
    ),
    (Standard::OpenBadges2, "Open Badges 2.x"),
    (Standard::Elmo, "ELMO (EMREX)"),
    (
        Standard::VerifiableCredential,
        "Other verifiable credentials: schema.org, EBSI",
    ),
];

const HEAD: &str = "\
# Crosswalk

Which place of a credential gives which of the sixteen standard elements of a micro-credential
(Council Recommendation 2022/C 243/02, Annex I). This page and `schemas/crosswalk.csv` are made from
the one table of `crates/map/src/crosswalk`, and the mapping is held to that table by tests: each row
is read where it says, and nothing is read elsewhere.

A path has the keys from the credential's root; each may hold one value or a list of them. `**` is any
chain of the relations that the standard nests achievements by. The first row of a field that is
stated is taken; where a field is a list, all are.

";

/// The page and the data.
pub(crate) fn generate() -> Generated {
    let mut generated = Generated::default();
    generated.add("docs/crosswalk.md", page());
    generated.add("schemas/crosswalk.csv", data());
    generated
}

fn page() -> String {
    let mut text = HEAD.to_owned();
    for (standard, title) in STANDARDS {
        let rows = rows(standard);
        let _ = writeln!(text, "## {title}\n\n{} rows.", rows.len());
        let relations = relations(standard);
        if !relations.is_empty() {
            let _ = writeln!(text, "`**` stands for {}.", listed(relations));
        }
        for &element in ElementName::ALL {
            let rows: Vec<&Row> = rows.iter().filter(|row| row.element == element).collect();
            let mandatory = if element.is_mandatory() {
                ""
            } else {
                " (optional)"
            };
            let _ = writeln!(text, "\n### {}{mandatory}\n", element.label());
            if rows.is_empty() {
                text.push_str("The standard has no place for it.\n");
                continue;
            }
            text.push_str("| path | field | how | when | source |\n|---|---|---|---|---|\n");
            for row in rows {
                let _ = writeln!(
                    text,
                    "| `{}` | {} | {} | {} | {} |",
                    row.path,
                    row.field,
                    row.how.label(),
                    cell(row.condition),
                    cell(row.source)
                );
            }
        }
        text.push('\n');
    }
    lost(&mut text);
    beside(&mut text);
    text
}

const LOST: &str = "\
## What cannot be written back

`credeval map --format elm` and `--format ob3` write the elements out as the other standard. What the
target has no place for is lost, and is said in the derived credential itself. Tests hold this table
in both directions: nothing else is lost, and each line is.

";

/// What is lost where elements are written as another standard.
fn lost(text: &mut String) {
    text.push_str(LOST);
    for (standard, title) in STANDARDS {
        let lines: Vec<_> = LOSSES
            .iter()
            .filter(|line| line.target == standard)
            .collect();
        if lines.is_empty() {
            continue;
        }
        let _ = writeln!(
            text,
            "### {title}\n\n| element | field | what | why |\n|---|---|---|---|"
        );
        for line in lines {
            let (what, why) = (cell(line.what), cell(line.why));
            let _ = writeln!(
                text,
                "| {} | {} | {what} | {why} |",
                line.element.label(),
                line.field
            );
        }
        text.push('\n');
    }
}

const BESIDE: &str = "\
## Beside other crosswalks

Two public crosswalks cover the same ground: the workbook of edubadges (edubadges.github.io,
`technical/mapping_edubadges_OBv3_v0.8.1.xlsx`, first sheet) and the rules of the credential converter
(educredentials/credential-converter). What is not named here says the same. A test reads both and
fails where one of their cells or rules is neither explained by a row above nor named below.

";

/// Where other crosswalks say something else, and who is right.
fn beside(text: &mut String) {
    text.push_str(BESIDE);
    for (source, title) in [
        (Source::Edubadges, "The workbook of edubadges"),
        (
            Source::ConverterToElm,
            "The converter, to the European Learning Model",
        ),
        (
            Source::ConverterToOpenBadges,
            "The converter, to Open Badges",
        ),
    ] {
        let _ = writeln!(
            text,
            "### {title}\n\n| there | here | element | right | why |\n|---|---|---|---|---|"
        );
        for line in DIFFERENCES.iter().filter(|line| line.theirs == source) {
            let paths: Vec<&str> = line
                .ours
                .split(", ")
                .filter(|path| !path.is_empty())
                .collect();
            let right = match line.right {
                Right::Ours => "ours",
                Right::Theirs => "theirs",
                Right::Both => "both",
                Right::Neither => "neither",
            };
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {right} | {} |",
                cell(line.at),
                listed(&paths),
                line.element.map_or("", ElementName::label),
                cell(line.why)
            );
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
}

fn listed(keys: &[&str]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    keys.join(", ")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn data() -> String {
    let mut text = "standard,path,element,field,condition,transformation,source\n".to_owned();
    for (standard, _) in STANDARDS {
        for row in rows(standard) {
            let name = serde_json::to_value(standard).unwrap_or_default();
            let fields = [
                name.as_str().unwrap_or_default(),
                row.path,
                row.element.as_str(),
                row.field,
                row.condition,
                row.how.label(),
                row.source,
            ];
            let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
            let _ = writeln!(text, "{}", fields.join(","));
        }
    }
    text
}

/// A field of a CSV file (RFC 4180).
fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_with_commas_and_quotes_are_quoted() {
        assert_eq!(quoted("a"), "a");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
    }
}
