//! What goes back to the registrar, and exports.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use credeval_manifest::{
    Delimiter, Entry, Export, Exports, Fixable, Options, ResultRow, Results, RowResult, Totals,
    fits, rows,
};
use credeval_model::Digest;

fn passed(line: u64, row_id: &str) -> ResultRow<'_> {
    ResultRow {
        line,
        row_id: Some(row_id),
        result: RowResult::Passed,
        code: "",
        message: "",
        hint: "",
        digest: Some(Digest::of(b"a")),
        evaluation: Some(Digest::of(b"b")),
    }
}

const MANIFEST: &str = "\
row_id;source;note;-x\r\n\
1;a.json;fine;\r\n\
2;../b.json;\"to; repair\";=1+1\r\n\
3;c.json;short\r\n\
4;d.json;long;1;2\r\n\
1;e.json;twice;'=2\r\n";

fn entries(text: &[u8]) -> Vec<Entry> {
    let rows = rows(text, &Options::default()).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn each_row_has_its_result_and_they_add_up() {
    let mut out = Vec::new();
    let mut totals = Totals::default();
    let mut results = Results::csv(&mut out, Delimiter::Semicolon).unwrap();
    for entry in entries(MANIFEST.as_bytes()) {
        totals.rows += 1;
        match entry {
            Ok(row) => {
                totals.count(RowResult::Passed);
                let row_id = row.row_id.unwrap();
                results.write(&passed(row.line, &row_id)).unwrap();
            }
            Err(error) => {
                totals.count(RowResult::Unreadable);
                results.write_unreadable(&error).unwrap();
            }
        }
    }
    results.finish().unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "\u{feff}line;row_id;result;code;message;hint;digest;evaluation"
    );
    let (a, b) = (Digest::of(b"a"), Digest::of(b"b"));
    assert_eq!(lines[1], format!("2;1;passed;;;;{a};{b}"));
    assert_eq!(
        lines[2],
        "3;2;unreadable;row.path;expected a path below the folder of the manifest, found `..` in `../b.json`;copy the file into the folder of the manifest and name it from there;;"
    );
    assert!(lines[3].starts_with("4;;unreadable;row.ragged;"));
    assert_eq!(lines.len(), 7);
    assert!(totals.adds_up());
    assert_eq!(totals.exit_code(&Totals::default()), 1);
    assert_eq!((totals.passed, totals.unreadable), (1, 4));
}

#[test]
fn no_cell_is_a_formula() {
    for text in ["=1", "+1", "-1", "@a", "\tx", "\rx", " =1"] {
        let mut out = Vec::new();
        let mut results = Results::csv(&mut out, Delimiter::Comma).unwrap();
        results.write(&passed(2, text)).unwrap();
        results.finish().unwrap();
        let mut reader = csv::Reader::from_reader(out.as_slice());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(&row[1], format!("'{text}"));
        assert_eq!(&row[2], "passed");
    }
}

#[test]
fn rows_to_repair_come_back_as_a_manifest() {
    let manifest = rows(MANIFEST.as_bytes(), &Options::default()).unwrap();
    let header = manifest.header().clone();
    let delimiter = manifest.delimiter().unwrap();
    let mut out = Vec::new();
    let mut fixable = Fixable::csv(&mut out, &header, delimiter).unwrap();
    for entry in manifest {
        if let Err(error) = entry.unwrap() {
            let cells = error.cells.as_ref().unwrap();
            fixable
                .write(cells, error.code(), error.hint().unwrap())
                .unwrap();
        }
    }
    fixable.finish().unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.starts_with("\u{feff}credeval_code;credeval_hint;row_id;source;note;'-x\r\n"));
    // As it is, two rows are still to be repaired; the row that repeated an id stands alone now.
    let again = entries(text.as_bytes());
    let bad: Vec<&str> = again
        .iter()
        .filter_map(|row| Some(row.as_ref().err()?.code()))
        .collect();
    assert_eq!(bad, ["row.path", "row.ragged", "row.ragged"]);
    let repaired = text
        .replace("../b", "b")
        .replace(";c.json;short", ";c.json;short;")
        .replace(";long;1;2", ";long;1");
    let manifest = rows(repaired.as_bytes(), &Options::default()).unwrap();
    assert_eq!(manifest.delimiter(), Some(Delimiter::Semicolon));
    let repaired: Vec<_> = manifest.map(|row| row.unwrap().unwrap()).collect();
    assert_eq!(repaired.len(), 4);
    // The two columns are dropped, and the registrar's own are as they were.
    assert_eq!(
        repaired[0].columns[0],
        ("note".into(), "to; repair".to_owned())
    );
    assert_eq!(repaired[0].columns.len(), 2);
    assert_eq!(repaired[3].row_id.as_deref(), Some("1"));
}

#[test]
fn a_second_file_to_repair_has_the_added_columns_once() {
    let first = "credeval_code,credeval_hint,source,note\nrow.path,move it,../a,1\n";
    let manifest = rows(first.as_bytes(), &Options::default()).unwrap();
    let header = manifest.header().clone();
    let error = manifest.map(Result::unwrap).next().unwrap().unwrap_err();
    let mut out = Vec::new();
    let mut fixable = Fixable::csv(&mut out, &header, Delimiter::Comma).unwrap();
    fixable
        .write(&error.cells.unwrap(), "row.path", "again")
        .unwrap();
    fixable.finish().unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "\u{feff}credeval_code,credeval_hint,source,note\r\nrow.path,again,../a,1\r\n"
    );
}

#[test]
fn a_sheet_has_its_limit() {
    assert!(fits(1_048_575).is_ok());
    let error = fits(1_048_576).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected at most 1048576 rows with the header on a sheet, found more"
    );
    assert!(error.hint().unwrap().contains("CSV"));
}

/// An evaluation as it stands in a store.
fn evaluation() -> credeval_model::Evaluation {
    serde_json::from_str(include_str!("evaluation.json")).unwrap()
}

#[test]
fn an_evaluation_is_one_flat_row_that_names_nobody() {
    let evaluation = evaluation();
    let export = Export::of(&evaluation, Some("p-17".to_owned()), "en");
    let mut out = Vec::new();
    let mut exports = Exports::ndjson(&mut out);
    exports.write(&export).unwrap();
    exports.write(&export).unwrap();
    exports.finish().unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count(), 2);
    let row: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let object = row.as_object().unwrap();
    assert_eq!(object.len(), Export::columns().len());
    for name in Export::columns() {
        assert!(object.contains_key(&name), "{name}");
    }
    assert_eq!(row["id"], evaluation.id.to_string());
    assert_eq!(row["learner"], "p-17");
    assert_eq!(row["outcome"], evaluation.outcome.code.as_str());
    let quality = &evaluation.criteria[0];
    assert_eq!(row["quality_lower"], quality.lower);
    assert_eq!(row["quality_upper"], quality.upper);
    let name = evaluation
        .elements
        .learner
        .value()
        .and_then(|learner| learner.name.as_ref());
    let name = name.unwrap().shown().to_owned();
    assert!(!text.contains(&name) && !name.is_empty());

    let mut out = Vec::new();
    let mut exports = Exports::csv(&mut out, Delimiter::Comma).unwrap();
    exports.write(&export).unwrap();
    exports.finish().unwrap();
    let mut reader = csv::Reader::from_reader(&out[3..]);
    let names: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(names, Export::columns());
    let cells = reader.records().next().unwrap().unwrap();
    for (name, cell) in names.iter().zip(&cells) {
        let told = match &row[name] {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text.clone(),
            number => number.as_f64().unwrap().to_string(),
        };
        assert_eq!(cell, told, "{name}");
    }
}

#[cfg(feature = "spreadsheets")]
mod as_spreadsheets {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};
    use credeval_manifest::{RowError, Spreadsheet};

    use super::*;

    fn cells(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
        let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
        let range = workbook.worksheet_range(sheet).unwrap();
        range.rows().map(<[Data]>::to_vec).collect()
    }

    #[test]
    fn text_stays_text_and_long_text_is_cut() {
        let mut out = Vec::new();
        let mut results = Results::xlsx(&mut out).unwrap();
        let long = "é".repeat(40_000);
        let row = ResultRow {
            message: &long,
            ..passed(2, "=1+1")
        };
        results.write(&row).unwrap();
        results.finish().unwrap();
        let cells = cells(&out, "Results");
        assert_eq!(cells.len(), 2);
        assert_eq!(cells[1][1], Data::String("=1+1".to_owned()));
        let Data::String(message) = &cells[1][4] else {
            panic!("{:?}", cells[1][4]);
        };
        assert_eq!(message.encode_utf16().count(), 32_767);
        assert!(message.ends_with('…'));
        let mut again = Vec::new();
        let mut results = Results::xlsx(&mut again).unwrap();
        results.write(&row).unwrap();
        results.finish().unwrap();
        assert_eq!(out, again, "the same rows make the same file");
    }

    #[test]
    fn rows_to_repair_come_back_from_a_spreadsheet_too() {
        let manifest = rows(MANIFEST.as_bytes(), &Options::default()).unwrap();
        let header = manifest.header().clone();
        let mut out = Vec::new();
        let mut fixable = Fixable::xlsx(&mut out, &header).unwrap();
        for entry in manifest {
            if let Err(error) = entry.unwrap() {
                fixable
                    .write(&error.cells.unwrap(), "row.x", "repair it")
                    .unwrap();
            }
        }
        fixable.finish().unwrap();
        let mut spreadsheet = Spreadsheet::open(Cursor::new(out)).unwrap();
        let again = spreadsheet.rows(&Options::default()).unwrap();
        let again: Vec<Entry> = again.map(Result::unwrap).collect();
        // A sheet has no short rows; the row that is too long is so still.
        let codes: Vec<Option<&str>> = again
            .iter()
            .map(|entry| entry.as_ref().err().map(RowError::code))
            .collect();
        assert_eq!(codes, [Some("row.path"), None, Some("row.ragged"), None]);
        let cells = again[0].as_ref().unwrap_err().cells.as_ref().unwrap();
        assert_eq!(cells[2..], ["2", "../b.json", "to; repair", "=1+1"]);
    }

    #[test]
    fn exports_hold_numbers() {
        let evaluation = evaluation();
        let mut out = Vec::new();
        let mut exports = Exports::xlsx(&mut out).unwrap();
        let export = Export::of(&evaluation, None, "en");
        exports.write(&export).unwrap();
        exports.finish().unwrap();
        let cells = cells(&out, "Evaluations");
        let place = Export::columns()
            .iter()
            .position(|name| name == "quality_upper");
        let upper = f64::from(evaluation.criteria[0].upper);
        assert_eq!(cells[1][place.unwrap()], Data::Float(upper));
    }
}

#[cfg(feature = "parquet")]
mod columns {
    use parquet::{
        file::reader::{FileReader as _, SerializedFileReader},
        record::Field,
    };

    use super::*;

    #[test]
    fn exports_by_columns_are_read_back() {
        // More than one group of rows, which is written while others are to come.
        const ROWS: usize = 10_001;
        let mut evaluation = evaluation();
        let mut out = Vec::new();
        let mut exports = Exports::parquet(&mut out).unwrap();
        for row in 0..ROWS {
            let learner = (row % 2 == 0).then(|| format!("p-{row}"));
            exports
                .write(&Export::of(&evaluation, learner, "en"))
                .unwrap();
            evaluation.elements.level = credeval_model::element::Element::absent("no more");
        }
        exports.finish().unwrap();
        let reader = SerializedFileReader::new(bytes::Bytes::from(out)).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        let rows = reader.get_row_iter(None).unwrap();
        let rows: Vec<_> = rows.collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), ROWS);
        let column = |row: usize, name: &str| {
            let mut columns = rows[row].get_column_iter();
            columns
                .find(|(column, _)| *column == name)
                .unwrap()
                .1
                .clone()
        };
        let names: Vec<_> = rows[0]
            .get_column_iter()
            .map(|(name, _)| name.clone())
            .collect();
        assert_eq!(names, Export::columns());
        assert_eq!(column(0, "learner"), Field::Str("p-0".to_owned()));
        assert_eq!(column(1, "learner"), Field::Null);
        assert!(
            matches!(column(0, "eqf"), Field::Int(_)),
            "{:?}",
            column(0, "eqf")
        );
        assert_eq!(column(ROWS - 1, "eqf"), Field::Null);
        assert_eq!(
            column(ROWS - 1, "learner"),
            Field::Str("p-10000".to_owned())
        );
        assert!(matches!(column(7, "outcome"), Field::Str(_)));
    }
}
