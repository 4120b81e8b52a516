//! The forms for programs. They lose nothing: what is read back equals what was written.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

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

/// JSON itself allows C1 controls, bidirectional overrides and line separators to stand as they
/// are (RFC 8259, section 7), and a terminal or a log viewer acts on them. They can stand only
/// inside strings, where an escape means the same.
fn line(out: &mut impl Write, json: &str) -> io::Result<()> {
    let mut escaped = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        let structural = character.is_ascii() && character != '\u{7f}';
        if structural || !text::is_unsafe(character) {
            escaped.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a `String` cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped.push('\n');
    out.write_all(escaped.as_bytes())
}
