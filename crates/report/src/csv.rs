//! Mappings as a table for spreadsheets: RFC 4180, UTF-8 with a byte order mark.
//!
//! One row for each element of each achievement, in the order of Annex I, so that a sheet can be
//! filtered by element, by tier or by the kind of an absence. A spreadsheet takes a cell that
//! begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula (OWASP, "CSV
//! Injection"): such a cell gets an apostrophe before it.

use std::io::{self, Write};

use credeval_model::{Pointer, element::ElementName, evaluation::Mapping, spreadsheet};

use crate::{
    human::{derived, told},
    text,
};

/// The columns.
const HEADER: [&str; 13] = [
    "document",
    "sha256",
    "part",
    "title",
    "scope",
    "element",
    "value",
    "derived",
    "tier",
    "disclosed",
    "places",
    "why_absent",
    "absence",
];
/// Characters of one cell. A spreadsheet takes 32,767 (Microsoft Excel specifications and limits).
const CELL: usize = 32_000;
/// What tells a spreadsheet that the file is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Writes the header and a row for each element.
pub(crate) fn mappings(out: &mut impl Write, items: &[Mapping], language: &str) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    row(out, HEADER)?;
    for mapping in items {
        let document = &mapping.document;
        let part = document.part.as_ref().map(Pointer::as_str);
        let title = mapping.elements.title.value();
        let title = title.map(|title| title.shown_in(language));
        for &name in ElementName::ALL {
            let elements = &mapping.elements;
            let value = told(elements, name, language).join("; ");
            let derived = derived(elements, name).join("; ");
            let standing = elements.standing(name).ok();
            let places = standing.map(|(_, places)| places);
            let absent = elements.absence(name);
            let places = places.or(absent.map(|absent| absent.at.as_slice()));
            let places: Vec<&str> = places.into_iter().flatten().map(Pointer::as_str).collect();
            let disclosed = standing.map(|_| match elements.disclosed(name) {
                true => "yes",
                false => "no",
            });
            row(
                out,
                [
                    document.source.as_str(),
                    &document.digest.hex(),
                    part.unwrap_or_default(),
                    title.unwrap_or_default(),
                    mapping.scope.kind.as_str(),
                    name.as_str(),
                    &value,
                    &derived,
                    standing.map_or("", |(tier, _)| tier.label()),
                    disclosed.unwrap_or_default(),
                    &places.join(" "),
                    absent.map_or("", |absent| &absent.absent),
                    absent.map_or("", |absent| absent.reason.as_str()),
                ],
            )?;
        }
    }
    Ok(())
}

fn row(out: &mut impl Write, cells: [&str; HEADER.len()]) -> io::Result<()> {
    let cells = cells.map(cell);
    write!(out, "{}\r\n", cells.join(","))
}

/// A cell that holds text and nothing that is acted on: no formula, no control character.
fn cell(stated: &str) -> String {
    let guard = match spreadsheet::is_formula(stated) {
        true => "'",
        false => "",
    };
    let text = format!("{guard}{}", text::visible(stated, CELL));
    match text.contains(['"', ',', ';', '\'']) || text != text.trim() {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        for (stated, written) in [
            ("Nutrition", "Nutrition"),
            ("", ""),
            ("a, b", "\"a, b\""),
            ("say \"a\"", "\"say \"\"a\"\"\""),
            ("two\r\nlines", "two lines"),
            ("/a/b /c", "/a/b /c"),
        ] {
            assert_eq!(cell(stated), written);
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for begin in [
            "=", "+", "-", "@", "\t", "\r", "\t=", " =", "\n@", "\u{a0}+",
        ] {
            let written = cell(&format!("{begin}HYPERLINK(A1)"));
            assert!(written.starts_with("\"'"), "{begin:?}: {written}");
        }
        assert_eq!(cell("a=b"), "a=b");
    }

    #[test]
    fn a_cell_has_a_bound_and_shows_what_is_hidden() {
        assert_eq!(cell("a\u{202e}b\u{7}"), "a<U+202E>b<U+0007>");
        for part in ["x", "\u{202e}", "é"] {
            assert!(cell(&part.repeat(100_000)).chars().count() <= 32_767);
        }
    }
}
