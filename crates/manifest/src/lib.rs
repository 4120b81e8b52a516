//! The tables of a registrar: the manifest that a batch is made of, what came of its rows, and
//! exports.
//!
//! - [`rows`]: reads a manifest (`docs/manifest.md`) row by row; a row that cannot be read is an
//!   item of its own and stops nothing. [`Spreadsheet`] does the same from XLSX.
//! - [`Results`] and [`Fixable`]: what goes back to the registrar; [`Totals`]: what it adds up to.
//! - [`Export`]: evaluations as flat rows.
//!
//! It knows no file, clock or socket: bytes come from a [`std::io::Read`] and go to a
//! [`std::io::Write`]. Only what it writes as XLSX passes through an unnamed temporary file, so
//! that memory does not grow with the rows.
//!
//! ```
//! use credeval_manifest::{Hashing, Locator, Options, rows};
//!
//! let file = "row id;source;note\n1;https://example.org/a.json;first\n2;../b.json;\n";
//! let mut bytes = Hashing::new(file.as_bytes());
//! let mut good = 0;
//! for entry in rows(&mut bytes, &Options::default())? {
//!     match entry? {
//!         Ok(row) => {
//!             assert_eq!(row.source, Locator::Url("https://example.org/a.json".to_owned()));
//!             good += 1;
//!         }
//!         Err(unreadable) => assert_eq!((unreadable.line, unreadable.code()), (3, "row.path")),
//!     }
//! }
//! assert_eq!(good, 1);
//! let digest = bytes.finish()?;
//! # let _ = digest;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

#[cfg(feature = "parquet")]
mod columns;
mod delimiter;
mod error;
mod export;
mod fixable;
mod hashing;
mod header;
mod kind;
mod locator;
mod record;
mod results;
mod row;
#[cfg(feature = "spreadsheets")]
mod spreadsheet;
mod table;

pub use delimiter::Delimiter;
pub use error::{
    BadByte, InputError, ManifestError, PathProblem, RowError, RowProblem, WriteError,
};
pub use export::{Export, Exports, Robustness};
pub use fixable::Fixable;
pub use hashing::Hashing;
pub use header::{Column, Header};
pub use kind::Kind;
pub use locator::Locator;
pub use record::{COLUMNS, FIELD_BYTES, RECORD_BYTES};
pub use results::{ResultRow, Results};
pub use row::{Entry, Options, ROWS, Row, Rows, rows};
#[cfg(feature = "spreadsheets")]
pub use spreadsheet::{PARTS_BYTES, SHARED_BYTES, SPREADSHEET_BYTES, Spreadsheet, UNPACKED_BYTES};
pub use table::fits;

pub use credeval_model::{RowResult, Totals};
