//! docs/manifest.md says what the code does.

use credeval_manifest::{COLUMNS, Column, FIELD_BYTES, RECORD_BYTES, ROWS};

const PAGE: &str = include_str!("../../../docs/manifest.md");

/// The cells of a line of a table, without quotes of code.
fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

#[test]
fn the_page_lists_exactly_the_columns_that_are_known() {
    let table = PAGE.split("## Columns").nth(1).unwrap();
    let documented: Vec<(String, Vec<String>)> = table
        .lines()
        .skip_while(|line| !line.starts_with("|---"))
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells = cells(line);
            let others = cells[1].split(", ").filter(|name| !name.is_empty());
            let others = others.map(|name| name.trim_matches('`').to_owned());
            (cells[0].trim_matches('`').to_owned(), others.collect())
        })
        .collect();
    let known: Vec<(String, Vec<String>)> = Column::ALL
        .iter()
        .map(|column| {
            let others = column.names()[1..].iter().map(|&name| name.to_owned());
            (column.name().to_owned(), others.collect())
        })
        .collect();
    assert_eq!(documented, known);
}

#[test]
fn the_page_states_the_limits() {
    let stated = |text: String| assert!(PAGE.contains(&text), "{text}");
    stated(format!("{} MiB in a cell", FIELD_BYTES / 1024 / 1024));
    stated(format!("{} MiB in a row", RECORD_BYTES / 1024 / 1024));
    stated(format!("{COLUMNS} columns"));
    stated(format!("{} million rows", ROWS / 1_000_000));
    #[cfg(feature = "spreadsheets")]
    {
        use credeval_manifest::{PARTS_BYTES, SHARED_BYTES, SPREADSHEET_BYTES, UNPACKED_BYTES};
        stated(format!(
            "{} MiB as it comes",
            SPREADSHEET_BYTES / 1024 / 1024
        ));
        stated(format!("{} MiB unpacked", UNPACKED_BYTES / 1024 / 1024));
        stated(format!("{} MiB of texts", SHARED_BYTES / 1024 / 1024));
        stated(format!("{} MiB of styles", PARTS_BYTES / 1024 / 1024));
    }
}
