//! The rows that a person can repair, to be sent again.

use std::io::Write;

use crate::{
    Delimiter, Header, WriteError,
    header::{ADDED, Meaning},
    table::{self, Cell, Table},
};

/// Writes rows of a manifest as they came, each with what is wrong with it, so that the file can be
/// corrected and handed in as a manifest again.
///
/// Two columns come first, `credeval_code` and `credeval_hint`; all others follow as they stand in
/// the manifest, unknown ones too. Where the file is handed in, the two are dropped. A row with more
/// or fewer cells than the header keeps them.
pub struct Fixable<'a> {
    table: Box<dyn Table + Send + 'a>,
    /// The columns that were not added by an earlier file.
    kept: Vec<bool>,
}

impl std::fmt::Debug for Fixable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fixable").finish_non_exhaustive()
    }
}

impl<'a> Fixable<'a> {
    /// Begins a CSV file for rows under this header, best with the delimiter of the manifest.
    pub fn csv(
        out: impl Write + Send + 'a,
        header: &Header,
        delimiter: Delimiter,
    ) -> Result<Self, WriteError> {
        Self::begin(table::csv(out, delimiter)?, header)
    }

    /// Begins an XLSX file for rows under this header. It is written when it is finished; more rows
    /// than a sheet has are an error, which [`crate::fits`] tells before.
    #[cfg(feature = "spreadsheets")]
    pub fn xlsx(out: impl Write + Send + 'a, header: &Header) -> Result<Self, WriteError> {
        Self::begin(table::xlsx(out, "To repair")?, header)
    }

    fn begin(mut table: Box<dyn Table + Send + 'a>, header: &Header) -> Result<Self, WriteError> {
        let kept: Vec<bool> = header
            .columns()
            .map(|(_, meaning)| meaning != Meaning::Added)
            .collect();
        let names = ADDED.into_iter().chain(of(&kept, header.names()));
        table.row(&names.map(Cell::Text).collect::<Vec<_>>())?;
        Ok(Self { table, kept })
    }

    /// Writes a row: its cells as they came, and what is wrong with it.
    pub fn write(&mut self, cells: &[String], code: &str, hint: &str) -> Result<(), WriteError> {
        let cells = of(&self.kept, cells.iter().map(String::as_str));
        let row = [code, hint].into_iter().chain(cells);
        self.table.row(&row.map(Cell::Text).collect::<Vec<_>>())
    }

    /// Writes what is left. A file that is not finished is not whole.
    pub fn finish(self) -> Result<(), WriteError> {
        self.table.finish()
    }
}

/// The cells of the columns that are kept, and those beyond the header.
fn of<'t>(kept: &[bool], cells: impl Iterator<Item = &'t str>) -> impl Iterator<Item = &'t str> {
    let kept = kept.iter().copied().chain(std::iter::repeat(true));
    cells
        .zip(kept)
        .filter_map(|(cell, kept)| kept.then_some(cell))
}
