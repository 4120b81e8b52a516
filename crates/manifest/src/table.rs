//! Tables that go out: CSV and XLSX.

use std::io::Write;

use credeval_model::spreadsheet;

use crate::{Delimiter, WriteError};

/// What tells a spreadsheet that a CSV file is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A cell that goes out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell<'a> {
    Text(&'a str),
    Number(f64),
    Empty,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }
}

/// Whether `rows` and a header fit on a sheet; to be asked before the work is done.
pub fn fits(rows: u64) -> Result<(), WriteError> {
    match rows < spreadsheet::ROWS {
        true => Ok(()),
        false => Err(WriteError::TooManyRows {
            limit: spreadsheet::ROWS,
        }),
    }
}

/// A table, written row by row.
pub(crate) trait Table {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError>;

    /// Writes what is left.
    fn finish(self: Box<Self>) -> Result<(), WriteError>;
}

/// A table as CSV: RFC 4180 with a byte order mark; text that a spreadsheet would take for a
/// formula begins with an apostrophe.
pub(crate) fn csv<'a>(
    mut out: impl Write + Send + 'a,
    delimiter: Delimiter,
) -> Result<Box<dyn Table + Send + 'a>, WriteError> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let writer = csv::WriterBuilder::new()
        .delimiter(delimiter.byte())
        .terminator(csv::Terminator::CRLF)
        // A row that is as it came may have more cells than the header, or fewer.
        .flexible(true)
        .from_writer(out);
    Ok(Box::new(Csv { writer }))
}

struct Csv<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Table for Csv<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
        for cell in cells {
            let written = match cell {
                Cell::Text(text) => self
                    .writer
                    .write_field(spreadsheet::guarded(text).as_bytes()),
                Cell::Number(number) => self.writer.write_field(number.to_string()),
                Cell::Empty => self.writer.write_field(""),
            };
            written.map_err(std::io::Error::from)?;
        }
        self.writer
            .write_record(None::<&[u8]>)
            .map_err(std::io::Error::from)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        Ok(self.writer.flush()?)
    }
}

/// A table as XLSX with one sheet.
///
/// Text stays text, whatever it begins with: a spreadsheet takes only cells of another type for
/// formulas. What is longer than a cell is cut with an ellipsis. Rows wait in an unnamed temporary
/// file until all are there.
#[cfg(feature = "spreadsheets")]
pub(crate) fn xlsx<'a>(
    out: impl Write + Send + 'a,
    sheet: &str,
) -> Result<Box<dyn Table + Send + 'a>, WriteError> {
    Ok(Box::new(workbook::Sheet::new(out, sheet)?))
}

#[cfg(feature = "spreadsheets")]
mod workbook {
    use std::{borrow::Cow, io::Write};

    use credeval_model::spreadsheet::{CELL_CHARACTERS, is_formula};
    use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

    use super::{Cell, Table, fits};
    use crate::WriteError;

    pub(super) struct Sheet<W> {
        out: W,
        workbook: Workbook,
        /// The row to write next.
        next: u32,
        heading: Format,
        /// Marks a cell as text, as an apostrophe does that is typed before it.
        text: Format,
    }

    impl<W: Write + Send> Sheet<W> {
        pub(super) fn new(out: W, name: &str) -> Result<Self, WriteError> {
            let mut workbook = Workbook::new();
            // The same rows make the same file, whenever that is.
            let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(told)?;
            workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
            let sheet = workbook
                .add_worksheet_with_constant_memory()
                .map_err(told)?;
            sheet.set_name(name).map_err(told)?;
            sheet.set_freeze_panes(1, 0).map_err(told)?;
            Ok(Self {
                out,
                workbook,
                next: 0,
                heading: Format::new().set_bold(),
                text: Format::new().set_quote_prefix(),
            })
        }
    }

    impl<W: Write + Send> Table for Sheet<W> {
        fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
            // The rows before it are as many as its number.
            fits(u64::from(self.next))?;
            let sheet = self.workbook.worksheet_from_index(0).map_err(told)?;
            for (column, cell) in (0..).zip(cells) {
                let written = match *cell {
                    Cell::Text(text) if self.next == 0 => {
                        sheet.write_string_with_format(0, column, cut(text), &self.heading)
                    }
                    Cell::Text(text) if is_formula(text) => {
                        sheet.write_string_with_format(self.next, column, cut(text), &self.text)
                    }
                    Cell::Text(text) => sheet.write_string(self.next, column, cut(text)),
                    Cell::Number(number) => sheet.write_number(self.next, column, number),
                    Cell::Empty => continue,
                };
                written.map_err(told)?;
            }
            self.next += 1;
            Ok(())
        }

        fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
            self.workbook.save_to_writer(&mut self.out).map_err(told)?;
            Ok(self.out.flush()?)
        }
    }

    /// What fits into a cell, which counts in UTF-16.
    fn cut(text: &str) -> Cow<'_, str> {
        if text.len() <= CELL_CHARACTERS || text.encode_utf16().count() <= CELL_CHARACTERS {
            return Cow::Borrowed(text);
        }
        let mut taken = 0;
        let fits = |character: &char| {
            taken += character.len_utf16();
            taken < CELL_CHARACTERS
        };
        let cut: String = text.chars().take_while(fits).collect();
        Cow::Owned(format!("{cut}…"))
    }

    fn told(source: XlsxError) -> WriteError {
        match source {
            XlsxError::IoError(error) => WriteError::Write(error),
            source => WriteError::Spreadsheet {
                source: Box::new(source),
            },
        }
    }
}
