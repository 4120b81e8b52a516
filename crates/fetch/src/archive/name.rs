//! How the name of an entry is shown.

/// Characters of a name that are shown; a path on most systems has no more.
const LENGTH: usize = 255;

/// A name on one line: control characters, and those that turn the order of letters around, are
/// escaped, and what is not UTF-8 is replaced. Old zips have names in other encodings, of which
/// they do not tell.
pub(crate) fn shown(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    let text = text.strip_prefix("./").unwrap_or(&text);
    let mut shown = String::new();
    for (index, character) in text.chars().enumerate() {
        if index == LENGTH {
            shown.push('…');
            break;
        }
        match is_shown(character) {
            true => shown.push(character),
            false => shown.extend(character.escape_unicode()),
        }
    }
    shown
}

/// Unicode Standard Annex 9 section 2: the characters of explicit directional formatting; and the
/// separators of lines and paragraphs.
fn is_shown(character: char) -> bool {
    !character.is_control()
        && !matches!(character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_deceive_who_reads_them() {
        for (name, expected) in [
            (&b"a/b.json"[..], "a/b.json"),
            (b"./a.json", "a.json"),
            (b"../../etc/passwd", "../../etc/passwd"),
            ("Zeugnis für Ä.json".as_bytes(), "Zeugnis für Ä.json"),
            (b"a\n\x1b[2Jb", "a\\u{a}\\u{1b}[2Jb"),
            ("a\u{202e}nosj.exe".as_bytes(), "a\\u{202e}nosj.exe"),
            (b"caf\xe9", "caf\u{fffd}"),
        ] {
            assert_eq!(shown(name), expected);
        }
        let long = shown("ä".repeat(300).as_bytes());
        assert_eq!(long.chars().count(), LENGTH + 1);
    }
}
