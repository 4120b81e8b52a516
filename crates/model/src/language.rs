//! Language tags.

/// Whether `text` has the shape of a language tag; whether it is registered is not looked at.
///
/// Source: RFC 5646, section 2.1.
pub fn is_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let primary = subtags.next().unwrap_or_default();
    (2..=8).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len())
                && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_known_by_their_shape() {
        for tag in ["en", "pt-BR", "zh-Hant-TW", "x1"] {
            assert_eq!(is_tag(tag), tag != "x1", "{tag}");
        }
        for other in ["", "e", "English!", "en_GB", "en-"] {
            assert!(!is_tag(other), "{other}");
        }
    }
}
