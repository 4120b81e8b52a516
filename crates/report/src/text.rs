//! Makes text of unknown origin safe to show, and counts the columns that it takes.
//!
//! A name in a credential may hold what a terminal acts on: escape sequences that clear the screen,
//! bidirectional overrides that swap what is read, invisible characters, line breaks that imitate
//! a line of the report. [`safe`] shows all of that by code point, such as `<U+001B>`.

use std::{fmt::Write as _, ops::RangeInclusive};

use unicode_width::UnicodeWidthChar;

/// Columns that one value may take: six lines of 80.
pub const VALUE_COLUMNS: usize = 480;

/// Columns that a sentence of our own may take, each part of which that somebody else wrote is cut
/// already: more than any takes, and a bound all the same.
pub const PROSE_COLUMNS: usize = 4800;

/// Lines that one message may take.
pub const LINES: usize = 24;

/// Marks that one base character may carry. Orthographies need up to four (Hebrew with points and
/// accents, stacked Tibetan); more only pile up over the neighbouring lines.
const MARKS: usize = 4;

/// `Default_Ignorable_Code_Point` (Unicode 16.0, DerivedCoreProperties.txt) with the interlinear
/// annotations, without what names are spelled with: the joiners U+200C and U+200D and the
/// variation selectors U+FE00 to U+FE0F and U+E0100 to U+E01EF.
const INVISIBLE: [RangeInclusive<char>; 18] = [
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200b}',
    '\u{200e}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{3164}'..='\u{3164}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0000}'..='\u{e00ff}',
    '\u{e01f0}'..='\u{e0fff}',
];

/// Whether a character must not reach a terminal as it is: a control character, or one that is
/// invisible or changes the order of others.
pub fn is_unsafe(character: char) -> bool {
    character.is_control() || INVISIBLE.iter().any(|range| range.contains(&character))
}

/// `text` as it can be shown on one line: white space as single spaces, what is unsafe by code
/// point, and cut with an ellipsis after [`VALUE_COLUMNS`].
///
/// Without `unicode` the answer is ASCII alone. That also keeps 8-bit terminals from taking the
/// bytes of UTF-8 for controls. It does not tell apart characters that merely look alike.
pub fn safe(text: &str, unicode: bool) -> String {
    shown(text, unicode, false, VALUE_COLUMNS)
}

/// As [`safe`], for a sentence of our own: cut only after [`PROSE_COLUMNS`].
pub fn safe_prose(text: &str, unicode: bool) -> String {
    shown(text, unicode, false, PROSE_COLUMNS)
}

/// `text` on one line with what is unsafe by its code point, cut with an ellipsis where it is longer
/// than about `most` characters: for files, where a value may be longer than on a terminal.
pub fn visible(text: &str, most: usize) -> String {
    let mut visible = String::new();
    let mut taken = 0;
    for character in text.trim().chars() {
        if taken >= most {
            visible.push_str(ellipsis(true));
            break;
        }
        if character.is_whitespace() {
            if !visible.ends_with(' ') {
                visible.push(' ');
                taken += 1;
            }
        } else if is_unsafe(character) {
            let escape = format!("<U+{:04X}>", u32::from(character));
            taken += escape.len();
            visible.push_str(&escape);
        } else {
            visible.push(character);
            taken += 1;
        }
    }
    visible
}

/// `text` line by line, each as [`safe`] shows it but with every space: messages of parsers point
/// at a column of a line that they quote. At most [`LINES`] lines are shown.
pub fn safe_lines(text: &str, unicode: bool) -> Vec<String> {
    let mut lines = text.lines();
    let mut safe: Vec<String> = lines
        .by_ref()
        .take(LINES)
        .map(|line| shown(line, unicode, true, VALUE_COLUMNS))
        .collect();
    if lines.next().is_some() {
        safe.push(ellipsis(unicode).to_owned());
    }
    safe
}

fn shown(text: &str, unicode: bool, each_space: bool, most: usize) -> String {
    let mut safe = String::new();
    let mut taken = 0;
    let mut marks = MARKS;
    for character in text.chars() {
        if taken >= most {
            safe.push_str(ellipsis(unicode));
            break;
        }
        let length = safe.len();
        if character.is_whitespace() {
            if each_space || !safe.ends_with(' ') {
                safe.push(' ');
            }
            marks = MARKS;
        } else if is_unsafe(character) || !(unicode || character.is_ascii()) {
            let _ = write!(safe, "<U+{:04X}>", u32::from(character));
            marks = MARKS;
        } else if character.width() == Some(0) && marks >= MARKS {
            let _ = write!(safe, "<U+{:04X}>", u32::from(character));
        } else {
            marks = if character.width() == Some(0) {
                marks + 1
            } else {
                0
            };
            safe.push(character);
        }
        taken += safe.get(length..).map_or(0, columns_of);
    }
    safe
}

/// JSON with an escape for each character that is unsafe to show.
///
/// JSON itself allows C1 controls, bidirectional overrides and line separators to stand as they
/// are (RFC 8259, section 7), and a terminal or a log viewer acts on them. They can stand only
/// inside strings, where an escape means the same.
pub fn safe_json(json: &str) -> String {
    if is_safe_json(json) {
        return json.to_owned();
    }
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        let structural = character.is_ascii() && character != '\u{7f}';
        if structural || !is_unsafe(character) {
            escaped.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a `String` cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

/// Whether all of it can stand as it is, as nearly everything can; told without looking at each
/// character of what is not ASCII, so it may say no of what could.
pub(crate) fn is_safe_json(json: &str) -> bool {
    // All bytes are looked at, many at a time.
    json.bytes().fold(0, u8::max) < 0x7f
}

/// What stands for text that was cut.
pub fn ellipsis(unicode: bool) -> &'static str {
    if unicode { "…" } else { "..." }
}

/// The columns that `text` takes, at most: sequences that some terminals join into one emoji
/// count with each of their parts.
pub fn columns_of(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The columns that a character takes, at most.
pub fn columns(character: char) -> usize {
    match character {
        // Makes the character before it an emoji of two columns, on some terminals.
        '\u{fe0f}' => 1,
        other => other.width().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_acts_on_is_left() {
        let attack = "\u{1b}[2J\u{9b}31m\u{202e}gpj\u{2066}\u{200b}\u{feff}\u{7}\u{e0041}";
        let shown = safe(attack, true);
        assert_eq!(
            shown,
            "<U+001B>[2J<U+009B>31m<U+202E>gpj<U+2066><U+200B><U+FEFF><U+0007><U+E0041>"
        );
        for code in (0..=0x2_ffff).filter_map(char::from_u32) {
            let shown = safe(&format!("a{code}"), true);
            assert!(!shown.contains(is_unsafe), "U+{:04X}", u32::from(code));
            assert!(safe(&code.to_string(), false).is_ascii());
        }
    }

    #[test]
    fn names_are_left_as_they_are_spelled() {
        for name in [
            "José Núñez",
            "Nguye\u{302}\u{303}n",
            "栄養学入門",
            "می\u{200c}خواهم",
            "葛\u{e0100}城",
            "שָׁלוֹם",
        ] {
            assert_eq!(safe(name, true), name);
        }
        assert_eq!(safe("José", false), "Jos<U+00E9>");
    }

    #[test]
    fn line_breaks_and_runs_of_space_are_one_space() {
        assert_eq!(safe("a\r\n\r\n\u{2028}\u{85}\t b\u{3000}c", true), "a b c");
    }

    #[test]
    fn lines_keep_their_columns_and_are_bounded() {
        assert_eq!(
            safe_lines("1 |  a\u{9b}\u{2028}b\n  |  ^\r\n", true),
            ["1 |  a<U+009B> b", "  |  ^"]
        );
        let many = safe_lines(&"x\n".repeat(100_000), true);
        assert_eq!((many.len(), many[LINES].as_str()), (LINES + 1, "…"));
        assert!(columns_of(&safe_lines(&" ".repeat(100_000), true)[0]) <= VALUE_COLUMNS + 10);
    }

    #[test]
    fn marks_do_not_pile_up_or_climb_onto_what_stands_before() {
        assert_eq!(safe("\u{301}a", true), "<U+0301>a");
        let piled = safe(&format!("a{}", "\u{301}".repeat(6)), true);
        assert_eq!(piled, "a\u{301}\u{301}\u{301}\u{301}<U+0301><U+0301>");
    }

    #[test]
    fn length_is_bounded_whatever_the_text_is_made_of() {
        for part in ["x", "栄", "\u{1b}", "a\u{301}\u{301}", "\u{301}"] {
            let shown = safe(&part.repeat(100_000), true);
            assert!(shown.ends_with('…'), "{part}");
            assert!(columns_of(&shown) <= VALUE_COLUMNS + 10, "{part}");
            assert!(shown.len() <= 16 * VALUE_COLUMNS, "{part}");
        }
        assert!(safe(&"x".repeat(1000), false).ends_with("..."));
        assert_eq!(safe(&" \n".repeat(100_000), true), " ");
        let long = "word ".repeat(200);
        assert_eq!(safe_prose(&long, true), long);
        assert!(safe(&long, true).ends_with('…'));
        let shown = safe_prose(&"x".repeat(100_000), true);
        assert!(columns_of(&shown) <= PROSE_COLUMNS + 10);
    }
}
