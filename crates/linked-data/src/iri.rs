//! IRIs and language tags, as RDF asks for them.

use oxiri::{Iri, IriRef};

/// Whether `text` is an absolute, well-formed IRI (RFC 3987).
pub(crate) fn is_absolute(text: &str) -> bool {
    Iri::parse(text).is_ok()
}

/// Whether `text` starts as an absolute IRI does: a scheme and a colon.
pub(crate) fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Whether N-Quads can hold `text` between `<` and `>` without ambiguity, well formed or not.
pub(crate) fn is_printable(text: &str) -> bool {
    has_scheme(text)
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\'))
}

/// Whether `text` is a blank node identifier.
pub(crate) fn is_blank(text: &str) -> bool {
    text.starts_with("_:")
}

/// `reference` resolved against `base` (RFC 3986 section 5); unchanged where it cannot be.
pub(crate) fn resolve(base: Option<&str>, reference: &str) -> String {
    base.and_then(|base| Iri::parse(base).ok())
        .zip(IriRef::parse(reference).ok())
        .and_then(|(base, relative)| base.resolve(&relative).ok())
        .map_or_else(|| reference.to_owned(), Iri::into_inner)
}

/// Whether `tag` is well formed as a language tag, by the loose grammar that BCP 47 section 2.1
/// and RDF processors share.
pub(crate) fn is_language(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let fits = |subtag: &str| (1..=8).contains(&subtag.len());
    subtags
        .next()
        .is_some_and(|first| fits(first) && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && subtags.all(|subtag| fits(subtag) && subtag.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_an_iri_and_what_only_looks_like_one() {
        assert!(is_absolute("https://example.org/a"));
        assert!(is_absolute("urn:uuid:1"));
        assert!(!is_absolute("https://ex.org/a b"));
        assert!(!is_absolute("https://ex.org/{}"));
        assert!(is_printable("https://ex.org/{}"));
        assert!(!is_printable("https://ex.org/> <urn:x"));
        assert!(!is_printable("achievements/1"));
        assert!(!has_scheme("1a:b"));
    }

    #[test]
    fn language_tags() {
        assert!(is_language("en"));
        assert!(is_language("nl-NL"));
        assert!(!is_language("en_GB"));
        assert!(!is_language("en-latinscript"));
        assert!(!is_language(""));
    }
}
