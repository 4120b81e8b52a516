//! What spreadsheets make of text, and what fits into them.

use std::borrow::Cow;

/// Rows of one sheet (Microsoft Excel specifications and limits).
pub const ROWS: u64 = 1_048_576;
/// Characters of one cell (Microsoft Excel specifications and limits).
pub const CELL_CHARACTERS: usize = 32_767;

/// Whether a spreadsheet may take the text of a CSV cell for a formula: it begins, after white
/// space or not, with `=`, `+`, `-`, `@`, a tab or a carriage return (OWASP, "CSV Injection").
pub fn is_formula(text: &str) -> bool {
    let begins = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    begins(text) || begins(text.trim_start())
}

/// The text of a CSV cell, with an apostrophe before what would be a formula.
pub fn guarded(text: &str) -> Cow<'_, str> {
    match is_formula(text) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// What a CSV cell says: without the apostrophe that [`guarded`] puts before a formula, which is
/// also what people type for text.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|text| is_formula(text))
        .unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_is_put_and_taken_off_again() {
        for text in ["=1+1", "+31 20", "-4", "@x", "\t=1", "\rx", "  =1", "\n@x"] {
            assert_eq!(guarded(text), format!("'{text}"));
            assert_eq!(unguarded(&guarded(text)), text);
        }
        for text in ["", "a=b", "'a'", "''=1", "1-2", "O'Brien"] {
            assert_eq!(guarded(text), text);
            assert_eq!(unguarded(text), text);
        }
    }
}
