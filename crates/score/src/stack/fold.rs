//! Words as they are compared: without case, diacritics and punctuation.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Characters of a title or name that are compared; what is longer is neither.
const COMPARED_CHARS: usize = 400;

/// `text` in compatibility form without marks (Unicode Standard Annex 15, NFKD), in lower case, its
/// words apart by one space.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::new();
    for character in text.chars().take(COMPARED_CHARS).nfkd() {
        if character.is_alphanumeric() {
            folded.extend(character.to_lowercase());
        } else if !is_combining_mark(character) && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_marks_and_punctuation_make_no_difference() {
        assert_eq!(folded("  Café: Food-and  Health "), "cafe food and health");
        assert_eq!(folded("ﬁsh"), "fish");
        assert_ne!(folded("Food"), folded("Foods"));
        assert_eq!(folded("!?"), "");
        assert!(folded(&"x".repeat(100_000)).len() <= COMPARED_CHARS);
    }
}
