//! Manifests in CSV, as registrars' programs write them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::io::{self, Read};

use credeval_manifest::{
    BadByte, Column, Delimiter, Entry, FIELD_BYTES, InputError, Locator, ManifestError, Options,
    RowError, RowProblem, rows,
};

fn read(text: &[u8]) -> Result<Vec<Entry>, ManifestError> {
    rows(text, &Options::default())?.collect()
}

fn fault(text: &[u8]) -> InputError {
    match read(text) {
        Err(ManifestError::Input(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// The one row that cannot be used, and how many can.
fn bad(text: &[u8]) -> (RowError, usize) {
    let (good, mut bad): (Vec<_>, Vec<_>) =
        read(text).unwrap().into_iter().partition(Result::is_ok);
    assert_eq!(bad.len(), 1, "{bad:?}");
    (bad.pop().unwrap().unwrap_err(), good.len())
}

/// The lines of the rows that can be used.
fn lines(text: &[u8]) -> Vec<u64> {
    let entries = read(text).unwrap();
    entries.into_iter().map(|row| row.unwrap().line).collect()
}

#[test]
fn a_row_has_what_its_columns_say() {
    let text = "\u{feff}Row-ID;Note;Student id;SOURCE;target programme;Expected Holder;expected_issuer;external_ref\r\n\
        r1; first ;00123; a/b.json ;ma-data;\"Núñez; Ana\";Uni;'=7\r\n";
    let mut manifest = rows(text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(manifest.delimiter(), Some(Delimiter::Semicolon));
    assert!(manifest.header().has(Column::Programme));
    let row = manifest.next().unwrap().unwrap().unwrap();
    assert_eq!(row.line, 2);
    assert_eq!(row.row_id.as_deref(), Some("r1"));
    assert_eq!(row.student_id.as_deref(), Some("00123"));
    assert_eq!(row.source, Locator::File("a/b.json".to_owned()));
    assert_eq!(row.programme.as_deref(), Some("ma-data"));
    assert_eq!(row.expected_holder.as_deref(), Some("Núñez; Ana"));
    assert_eq!(row.expected_issuer.as_deref(), Some("Uni"));
    assert_eq!(row.external_ref.as_deref(), Some("=7"));
    assert_eq!(row.columns, [("Note".into(), " first ".to_owned())]);
    assert_eq!(row.cells[7], "'=7");
    assert!(manifest.next().is_none());
    assert_eq!(manifest.count_so_far(), 1);
}

#[test]
fn lines_are_those_of_the_file_whatever_ends_them() {
    for end in ["\n", "\r\n", "\r"] {
        let text = "source,note\n\na,1\n,\n \nb,\"two\n\nlines\"\nc,3".replace('\n', end);
        assert_eq!(lines(text.as_bytes()), [3, 6, 9], "{end:?}");
    }
}

#[test]
fn a_file_of_one_column_and_one_without_rows_are_manifests() {
    let text = b"source\nhttps://example.org/?a,b\nc.json\n";
    assert_eq!(lines(text), [2, 3]);
    assert!(lines(b"source,row_id").is_empty());
    let text = b"sep=;\r\nsource;note,b\r\na;b\r\n";
    assert_eq!(lines(text), [3]);
    // Without the first line it is the same; with another it is not.
    assert_eq!(lines(&text[7..]), [2]);
    assert!(read(b"sep=,\r\nsource;note\r\na;b\r\n").is_err());
}

#[test]
fn a_ragged_row_stops_no_other() {
    let (error, good) = bad(b"source,note\na,1\nb\nc,3\n");
    assert_eq!((error.line, good), (3, 2));
    assert_eq!(error.code(), "row.ragged");
    assert_eq!(error.cells, Some(vec!["b".to_owned()]));
    assert_eq!(
        error.to_string(),
        "line 3: expected 2 cells as in the header, found 1"
    );
    let (error, good) = bad(b"source,note\na,1\nb,2,\nc,3\n");
    assert_eq!((error.line, good), (3, 2));
}

#[test]
fn a_quote_too_many_swallows_no_row() {
    // Never closed: as the last of all, and before rows that are good.
    let (error, good) = bad(b"source,note\na,1\n\"b,2\nc,3\nd,4\n");
    assert_eq!((error.line, good), (3, 2 + 1));
    assert_eq!(error.problem, RowProblem::Unclosed);
    // Closed by a quote too many lines below, so that both lines are joined.
    let entries = read(b"source,note\n\"a,1\nb,2\nc\",3\nd,4\n").unwrap();
    let told: Vec<(u64, bool)> = entries
        .iter()
        .map(|entry| match entry {
            Ok(row) => (row.line, true),
            Err(error) => (error.line, false),
        })
        .collect();
    // Two cells as in the header: what gives it away is the line break in the path.
    assert_eq!(told, [(2, false), (5, true)]);
    assert_eq!(entries[0].as_ref().unwrap_err().code(), "row.path");
    let entries = read(b"source,note\na,\"1\nb,2\nc,3\",\nd,4\n").unwrap();
    let told: Vec<(u64, bool)> = entries
        .iter()
        .map(|entry| match entry {
            Ok(row) => (row.line, true),
            Err(error) => (error.line, false),
        })
        .collect();
    assert_eq!(told, [(2, false), (3, true), (4, false), (5, true)]);
    let (error, good) = bad(b"source,note\n\"a\"b,1\nc,3\n");
    assert_eq!((error.line, good), (2, 1));
    assert_eq!(error.problem, RowProblem::AfterQuote);
    // A quote within a cell is a character.
    assert_eq!(lines(b"source,note\na\"b,say \"x\"\n"), [2]);
}

#[test]
fn bytes_that_are_no_utf_8_are_named() {
    let (error, good) = bad(b"source,note\na,1\n\xc3\xa9b,\xe9\nc,3\n");
    assert_eq!(good, 2);
    assert_eq!(
        error.problem,
        RowProblem::Encoding(BadByte {
            byte: 0xe9,
            line: 3,
            column: 4,
            offset: 20,
        })
    );
    assert_eq!(
        error.to_string(),
        "line 3: expected UTF-8, found the byte 0xE9 in line 3, column 4 (after 20 bytes of the file)"
    );
    assert!(error.hint().unwrap().contains("CSV UTF-8"));
    // On the second line of a row, after a byte order mark.
    let (error, _) = bad(b"\xef\xbb\xbfsource,note\r\na,\"1\r\n2\xff\"\r\n");
    let RowProblem::Encoding(bad) = error.problem else {
        panic!("{error}");
    };
    assert_eq!((bad.line, bad.column, bad.offset), (3, 2, 3 + 13 + 6 + 1));
    // In the header nothing can be read.
    let error = fault(b"source,na\xefve\na,1\n");
    assert!(matches!(
        error,
        InputError::Header {
            line: 1,
            problem: RowProblem::Encoding(_),
            ..
        }
    ));
}

#[test]
fn utf_16_and_what_is_no_text_are_recognised() {
    let utf_16: Vec<u8> = "source,note\na,b\n"
        .bytes()
        .flat_map(|byte| [byte, 0])
        .collect();
    assert!(matches!(fault(&utf_16), InputError::Utf16));
    assert!(matches!(
        fault(&[&[0xff, 0xfe], &*utf_16].concat()),
        InputError::Utf16
    ));
    assert!(matches!(
        fault(&[&[0xfe, 0xff, 0], &*utf_16].concat()),
        InputError::Utf16
    ));
    assert!(matches!(fault(b"PK\x03\x04x"), InputError::Kind { .. }));
    assert!(matches!(fault(b"%PDF-1.7"), InputError::Kind { .. }));
    assert!(matches!(
        fault(b"\xd0\xcf\x11\xe0"),
        InputError::Kind { .. }
    ));
    for empty in [&b""[..], b"\xef\xbb\xbf", b"\n\r\n \t\n"] {
        assert!(matches!(fault(empty), InputError::Empty { .. }));
    }
}

#[test]
fn a_header_without_source_shows_what_was_found() {
    let error = ManifestError::from(fault(b"\nname;where from;\nAna;a.json;\n"));
    assert_eq!(
        error.to_string(),
        "expected a column `source`, found `name`, `where from` in line 2"
    );
    assert!(error.hint().unwrap().contains("docs/manifest.md"));
    let error = ManifestError::from(fault(b"Applicants 2026,\n\nsource,note\na,1\n"));
    assert_eq!(
        error.to_string(),
        "expected a column `source`, found `Applicants 2026` in line 1; line 3 names one"
    );
    assert_eq!(error.hint(), Some("remove the rows above the header"));
}

#[test]
fn columns_that_cannot_be_told_apart_are_errors() {
    let error = fault(b"source,note,Note\na,1,2\n");
    assert_eq!(
        error.to_string(),
        "expected each column once, found `Note` as column 2 and column 3"
    );
    let error = fault(b"url,file\na,b\n");
    assert_eq!(
        error.to_string(),
        "expected one column for `source`, found `url`, `file`"
    );
    let error = ManifestError::from(fault(b"source\na,b;c\td|e\n"));
    assert_eq!(
        error.to_string(),
        "expected one delimiter, found that it may be comma or semicolon or tab or pipe"
    );
    assert!(error.hint().is_some());
    let options = Options {
        delimiter: Some(Delimiter::Pipe),
        ..Options::default()
    };
    let row = rows(&b"source|x\na,b;c|e\n"[..], &options).unwrap().next();
    assert!(row.unwrap().unwrap().is_ok());
}

#[test]
fn a_repeated_row_id_is_named_with_the_first() {
    let text = b"row_id,source\n1,a\n2,b\n1,c\n,d\n,e\n";
    let (error, good) = bad(text);
    assert_eq!((error.line, good), (4, 4));
    assert_eq!(
        error.to_string(),
        "line 4: expected each `row_id` once, found `1` in line 2 already"
    );
    assert_eq!(error.row_id.as_deref(), Some("1"));
}

#[test]
fn a_source_that_leads_out_is_a_row_of_its_own() {
    let (error, good) = bad(b"row_id,source\n1,a\n2,a/../../b\n");
    assert_eq!((error.line, good, error.code()), (3, 1, "row.path"));
    assert_eq!(
        error.to_string(),
        "line 3: expected a path below the folder of the manifest, found `..` in `a/../../b`"
    );
    let (error, _) = bad(b"row_id,source\n1,\n");
    assert_eq!(error.code(), "row.source");
}

#[test]
fn a_value_that_a_spreadsheet_lost_counts_where_the_column_is_known() {
    for lost in ["#N/A", "1.23457E+15", "\"1,23457E+15\""] {
        let text = format!("source,student_id,note\na,{lost},x\nb,7,{lost}\n");
        let (error, good) = bad(text.as_bytes());
        assert_eq!((error.line, good, error.code()), (2, 1, "row.cell"));
        assert!(error.cells.is_some());
    }
    assert_eq!(lines(b"source,student_id\na,E+1\nb,#1\nc,2E7\n"), [2, 3, 4]);
}

#[test]
fn what_a_stranger_wrote_is_short_in_messages_and_acts_on_no_terminal() {
    let (error, _) = bad(format!("source\n\u{1b}[2J{}:x\n", "a".repeat(500)).as_bytes());
    let told = error.to_string();
    assert!(told.len() < 300 && !told.contains('\u{1b}'), "{told}");
    let (error, _) = bad(format!("row_id,source\n{0},a\n{0},b\n", "1".repeat(5000)).as_bytes());
    assert!(error.to_string().len() < 300);
}

#[test]
fn what_is_too_long_is_passed_over_and_not_held() {
    let mut text = b"source,note\n".to_vec();
    text.extend(vec![b'x'; 3 * FIELD_BYTES]);
    text.extend(b"\nb,2\n");
    let (error, good) = bad(&text);
    assert_eq!((error.line, good, error.code()), (2, 1, "row.limit"));
    let mut text = b"source,note\na,\"".to_vec();
    text.extend(vec![b'x'; FIELD_BYTES + 1]);
    text.extend(b"\"\nb,2\n");
    let (error, good) = bad(&text);
    assert_eq!((error.line, good), (2, 1));
    assert_eq!(
        error.problem,
        RowProblem::FieldTooLong { limit: FIELD_BYTES }
    );
    // As long as may be.
    text.remove(15);
    assert_eq!(lines(&text), [2, 3]);
    let wide = [b"source,".repeat(300), b"\n".to_vec()].concat();
    let options = Options {
        delimiter: Some(Delimiter::Comma),
        ..Options::default()
    };
    let error = rows(wide.as_slice(), &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected the names of the columns: line 1: expected at most 256 cells in a row, found more"
    );
}

/// Gives one byte at a time, and fails after all.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.is_empty() {
            true => Err(io::ErrorKind::ConnectionReset.into()),
            false => self.0.read(buffer.get_mut(..1).unwrap()),
        }
    }
}

#[test]
fn a_reader_that_fails_is_the_last_that_is_told() {
    let text = b"source\na\nb\n".repeat(10_000);
    let mut found = 0;
    let mut errors = 0;
    for entry in rows(Slow(&text), &Options::default()).unwrap() {
        match entry {
            Ok(_) => found += 1,
            Err(error) => {
                assert!(matches!(error, ManifestError::Read(_)));
                errors += 1;
            }
        }
    }
    assert_eq!(errors, 1);
    assert!(found > 0 && found < 30_000);
}
