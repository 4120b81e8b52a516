//! What holds for any table and any bytes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::io::{self, Read};

use credeval_manifest::{Delimiter, Entry, Options, RECORD_BYTES, rows};
use proptest::prelude::*;

/// Names of columns without a letter that could divide them, each once.
fn names() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::btree_set("[a-m]{1,6}", 0..5)
        .prop_map(|names| names.into_iter().map(|name| format!("x{name}")).collect())
}

/// Any text without what a cell cannot begin with: a quote that is none.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z,;|\t\"\r\n'= é]{0,12}",
        any::<String>(),
        Just(String::new()),
    ]
}

fn table() -> impl Strategy<Value = (Vec<String>, Vec<Vec<String>>)> {
    names().prop_flat_map(|names| {
        let width = names.len();
        let row = proptest::collection::vec(cell(), width);
        (Just(names), proptest::collection::vec(row, 0..8))
    })
}

fn written(
    names: &[String],
    table: &[Vec<String>],
    delimiter: u8,
    style: csv::QuoteStyle,
    end: csv::Terminator,
) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .quote_style(style)
        .terminator(end)
        .from_writer(Vec::new());
    let header = ["source"]
        .into_iter()
        .chain(names.iter().map(String::as_str));
    writer.write_record(header).unwrap();
    for row in table {
        let row = ["a.json"].into_iter().chain(row.iter().map(String::as_str));
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn cells(bytes: &[u8], options: &Options) -> Vec<Vec<String>> {
    let rows = rows(bytes, options).unwrap();
    rows.map(|row| row.unwrap().unwrap().cells).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_table_comes_back_equal(
        (names, table) in table(),
        delimiter in proptest::sample::select(&Delimiter::ALL),
        always in any::<bool>(),
        end in proptest::sample::select(&[
            csv::Terminator::CRLF,
            csv::Terminator::Any(b'\n'),
            csv::Terminator::Any(b'\r'),
        ]),
        found in any::<bool>(),
    ) {
        let style = match always {
            true => csv::QuoteStyle::Always,
            false => csv::QuoteStyle::Necessary,
        };
        let bytes = written(&names, &table, delimiter.byte(), style, end);
        // One column alone may be ambiguous; with two the header tells.
        let delimiter = (!found || names.is_empty()).then_some(delimiter);
        let options = Options { delimiter, ..Options::default() };
        let read = cells(&bytes, &options);
        let expected: Vec<Vec<String>> = table
            .iter()
            .map(|row| ["a.json".to_owned()].into_iter().chain(row.iter().cloned()).collect())
            .collect();
        prop_assert_eq!(read, expected);
    }

    /// The peer divides alike what is well formed.
    #[test]
    fn what_is_well_formed_is_divided_as_the_crate_csv_does(
        (names, table) in table(),
        delimiter in proptest::sample::select(&Delimiter::ALL),
    ) {
        let bytes = written(&names, &table, delimiter.byte(), csv::QuoteStyle::Necessary, csv::Terminator::CRLF);
        let options = Options { delimiter: Some(delimiter), ..Options::default() };
        let mut peer = csv::ReaderBuilder::new()
            .delimiter(delimiter.byte())
            .from_reader(bytes.as_slice());
        let peer: Vec<Vec<String>> = peer
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        prop_assert_eq!(cells(&bytes, &options), peer);
    }

    #[test]
    fn no_bytes_panic_and_lines_only_grow(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..300),
            proptest::collection::vec(proptest::sample::select(b"a\",;\r\n\xe9=".as_slice()), 0..300),
        ],
        headed in any::<bool>(),
    ) {
        let bytes = match headed {
            true => [b"source,row_id\n".as_slice(), &bytes].concat(),
            false => bytes,
        };
        let Ok(rows) = rows(bytes.as_slice(), &Options::default()) else { return Ok(()) };
        let mut before = 0;
        for entry in rows {
            let line = match entry.unwrap() {
                Ok(row) => row.line,
                Err(error) => error.line,
            };
            prop_assert!(line > before);
            before = line;
        }
        let most = bytes.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count() as u64 + 1;
        prop_assert!(before <= most);
    }

    /// Each line of a row is in one row or told: none is swallowed.
    #[test]
    fn a_row_on_a_line_of_its_own_is_never_lost(
        noise in proptest::collection::vec("[a\",]{0,8}", 0..6),
    ) {
        let text = format!("source,note\n{}\nmark.json,2\n", noise.join("\n"));
        let entries: Vec<Entry> = rows(text.as_bytes(), &Options::default())
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let holds = |cells: &[String]| cells.iter().any(|cell| cell.contains("mark.json"));
        let found = entries.iter().any(|entry| match entry {
            Ok(row) => holds(&row.cells),
            Err(error) => error.cells.as_deref().is_some_and(holds),
        });
        prop_assert!(found, "{text:?}: {entries:?}");
    }
}

/// Endless bytes of one kind, counted.
struct Endless<'a> {
    part: &'a [u8],
    read: usize,
    most: usize,
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.most - self.read);
        for (place, byte) in buffer[..length].iter_mut().enumerate() {
            *byte = self.part[(self.read + place) % self.part.len()];
        }
        self.read += length;
        Ok(length)
    }
}

#[test]
fn an_endless_file_is_given_up_and_not_held() {
    for part in ["x", "\"", "\"x", ",", "\"\n", "source,", "\n", "a\",x,\"\n"] {
        let input = Endless {
            part: part.as_bytes(),
            read: 0,
            most: 2 * RECORD_BYTES + RECORD_BYTES / 2,
        };
        let header = b"source,note,c\n".as_slice();
        let Ok(rows) = rows(header.chain(input), &Options::default()) else {
            continue;
        };
        for entry in rows.take(10_000) {
            let longest = match entry.unwrap() {
                Ok(row) => row.cells.iter().map(String::len).max(),
                Err(error) => error.cells.iter().flatten().map(String::len).max(),
            };
            assert!(longest.unwrap_or(0) <= RECORD_BYTES, "{part:?}");
        }
    }
}
