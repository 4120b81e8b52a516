//! Reports on micro-credentials: for people at a terminal and as a page ([`html`]), as JSON for
//! programs, and as a table for spreadsheets.
//!
//! Everything that a credential says may be hostile. The JSON forms escape whatever a terminal
//! could act on; the report for people shows it visibly and bounds its length ([`text`]).
//!
//! ```
//! use credeval_model::{Timestamp, evaluation::Mapping};
//! use credeval_report::{Format, Style};
//!
//! fn print(mapping: Mapping) -> std::io::Result<()> {
//!     let style = Style { color: false, width: 80, unicode: true, language: "en" };
//!     credeval_report::mappings(&mut std::io::stdout().lock(), &[mapping], Format::Human, &style)
//! }
//! ```
#![forbid(unsafe_code)]

use std::io::{self, Write};

use credeval_model::{
    Timestamp,
    decision::DecisionRecord,
    evaluation::{Evaluation, Mapping, Verification},
    stack::Stack,
};

mod csv;
pub mod exit;
pub mod html;
mod human;
mod json;
pub mod text;

#[cfg(test)]
mod tests;

/// What the terminal can show; only [`Format::Human`] looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style<'a> {
    /// Whether ANSI colours may be used (ECMA-48 SGR). Nothing is told by colour alone.
    pub color: bool,
    /// Columns of the terminal; taken as 40 where less and as 120 where more, as longer lines of
    /// prose are hard to read.
    pub width: usize,
    /// Whether the terminal shows UTF-8. Where not, the report is ASCII throughout and other
    /// characters of the credential are shown by their code points.
    pub unicode: bool,
    /// The language that is preferred where a credential speaks several (BCP 47).
    pub language: &'a str,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text for people. Several evaluations or mappings begin with an overview, a line for each.
    Human,
    /// One JSON object for one item, an array for none or several; indented.
    Json,
    /// One JSON object a line.
    Ndjson,
}

/// Writes evaluations.
///
/// `now` is the present; a report for people that was judged for another time says so first.
/// Errors are those of `out`.
pub fn evaluations(
    out: &mut impl Write,
    items: &[Evaluation],
    format: Format,
    style: &Style<'_>,
    now: Timestamp,
) -> io::Result<()> {
    match format {
        Format::Human => human::evaluations(out, items, style, now),
        Format::Json => json::document(out, items),
        Format::Ndjson => json::lines(out, items),
    }
}

/// Writes a page for the learner on each evaluation, in plain words: what was asked, found and
/// missing, what to do next, and how to appeal.
///
/// Errors are those of `out`.
pub fn explanations(
    out: &mut impl Write,
    items: &[Evaluation],
    style: &Style<'_>,
) -> io::Result<()> {
    human::explanations(out, items, style)
}

/// Writes a decision: for people a page to sign, else the record. `evaluation` is the one that it
/// rests on.
///
/// Errors are those of `out`.
pub fn decision(
    out: &mut impl Write,
    record: &DecisionRecord,
    evaluation: &Evaluation,
    format: Format,
    style: &Style<'_>,
) -> io::Result<()> {
    let record_alone = std::slice::from_ref(record);
    match format {
        Format::Human => human::decision(out, record, evaluation, style),
        Format::Json => json::document(out, record_alone),
        Format::Ndjson => json::lines(out, record_alone),
    }
}

/// Writes verifications, as [`evaluations`] does.
pub fn verifications(
    out: &mut impl Write,
    items: &[Verification],
    format: Format,
    style: &Style<'_>,
    now: Timestamp,
) -> io::Result<()> {
    match format {
        Format::Human => human::verifications(out, items, style, now),
        Format::Json => json::document(out, items),
        Format::Ndjson => json::lines(out, items),
    }
}

/// Writes several credentials judged as one stack.
///
/// `now` is the present; a report for people that was judged for another time says so first.
/// Errors are those of `out`.
pub fn stack(
    out: &mut impl Write,
    stack: &Stack,
    format: Format,
    style: &Style<'_>,
    now: Timestamp,
) -> io::Result<()> {
    let items = std::slice::from_ref(stack);
    match format {
        Format::Human => human::stack(out, stack, style, now),
        Format::Json => json::document(out, items),
        Format::Ndjson => json::lines(out, items),
    }
}

/// Writes mappings. A mapping says what stands in the credential, which no time changes.
///
/// Errors are those of `out`.
pub fn mappings(
    out: &mut impl Write,
    items: &[Mapping],
    format: Format,
    style: &Style<'_>,
) -> io::Result<()> {
    match format {
        Format::Human => human::mappings(out, items, style),
        Format::Json => json::document(out, items),
        Format::Ndjson => json::lines(out, items),
    }
}

/// Writes mappings as a table for spreadsheets (CSV, RFC 4180): one row for each element of each
/// achievement.
///
/// The columns are `document`, `sha256`, `part` (the achievement's place, where there are several),
/// `title` (the achievement's, on each of its rows), `scope`, `element`, `value` (in words),
/// `derived` (what follows from it and is not stated), `tier`, `disclosed` (`yes` or `no`: whether
/// the holder chose to show it), `places` (JSON pointers between spaces), and where the element is
/// absent `why_absent` (a sentence) and `absence` (`not_stated`, `unreadable`, `may_be_withheld`).
/// Titles and values are in `language` (BCP 47) where the credential speaks it.
///
/// Lines end with CRLF; a cell is cut at 32,000 characters, and one that a spreadsheet would take
/// for a formula begins with an apostrophe. Errors are those of `out`.
pub fn mappings_as_table(
    out: &mut impl Write,
    items: &[Mapping],
    language: &str,
) -> io::Result<()> {
    csv::mappings(out, items, language)
}

/// Writes credentials that were derived: one JSON object for one, an array for none or several.
///
/// Errors are those of `out`.
pub fn credentials(out: &mut impl Write, items: &[serde_json::Value]) -> io::Result<()> {
    json::document(out, items)
}
