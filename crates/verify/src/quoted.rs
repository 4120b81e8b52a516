//! Text that a stranger wrote, as messages show it: cut, so that no message grows with its input.

/// Characters that are shown: enough for any real address.
const SHOWN: usize = 200;

/// The text, or its beginning where it is long.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_between_characters() {
        let whole = "ü".repeat(SHOWN);
        assert_eq!(quoted(&whole), whole);
        assert_eq!(quoted(&format!("{whole}ü")), format!("{whole}…"));
    }
}
