//! The forms for programs. They lose nothing: what is read back equals what was written.

use std::io::{self, Write};

use serde::Serialize;

use crate::text;

/// One object for one item, an array for none or several; indented.
pub(crate) fn document<T: Serialize>(out: &mut impl Write, items: &[T]) -> io::Result<()> {
    let json = match items {
        [item] => serde_json::to_string_pretty(item)?,
        items => serde_json::to_string_pretty(items)?,
    };
    line(out, &json)
}

/// One object a line.
pub(crate) fn lines<T: Serialize>(out: &mut impl Write, items: &[T]) -> io::Result<()> {
    items
        .iter()
        .try_for_each(|item| line(out, &serde_json::to_string(item)?))
}

fn line(out: &mut impl Write, json: &str) -> io::Result<()> {
    writeln!(out, "{}", text::safe_json(json))
}
