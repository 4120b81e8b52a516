//! Words as they are compared: without case, diacritics and punctuation.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Characters of a text that are compared: of two that agree so far, what follows tells nothing.
const COMPARED_CHARS: usize = 4000;

/// `text` in compatibility form (Unicode Standard Annex 15, NFKD) without diacritics, in lower case,
/// its words apart by one space.
///
/// Marks of other scripts are vowels and stay; so do `+` and `#`, by which C, C++ and C# differ.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::new();
    for character in text.chars().take(COMPARED_CHARS).nfkd() {
        let is_diacritic = ('\u{300}'..='\u{36f}').contains(&character);
        if character.is_alphanumeric() || matches!(character, '+' | '#') {
            folded.extend(character.to_lowercase());
        } else if is_combining_mark(character) && !is_diacritic {
            folded.push(character);
        } else if !is_diacritic && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_diacritics_and_punctuation_make_no_difference() {
        assert_eq!(folded("  Café: Food-and  Health "), "cafe food and health");
        assert_eq!(folded("ﬁsh"), "fish");
        assert_ne!(folded("Food"), folded("Foods"));
        assert_eq!(folded("!?"), "");
        assert!(folded(&"x".repeat(100_000)).len() <= COMPARED_CHARS);
    }

    #[test]
    fn what_tells_two_titles_apart_stays() {
        assert_ne!(folded("Programming in C++"), folded("Programming in C#"));
        assert_ne!(folded("कि"), folded("का"));
        assert_ne!(folded("か"), folded("が"));
    }
}
