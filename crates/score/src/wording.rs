//! Words for people: sentences that could stand in a letter.

use std::borrow::Cow;

/// `text` as a sentence for people: without places in JSON, which stand beside it in the report,
/// with a capital, unless it begins with a name of the field such as `did:key`, and a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let text = without_places(text);
    let text = text.trim();
    let first = text.split(' ').next().unwrap_or_default();
    let mut words = String::with_capacity(text.len() + 1);
    let mut characters = text.chars();
    match characters.next() {
        Some(letter) if first.chars().all(char::is_alphabetic) => {
            words.extend(letter.to_uppercase());
            words.push_str(characters.as_str());
        }
        _ => words.push_str(text),
    }
    if !matches!(words.chars().last(), Some('.' | '!' | '?') | None) {
        words.push('.');
    }
    words
}

/// `text` as a part of a sentence: without places in JSON, its own stop and capital.
pub(crate) fn clause(text: &str) -> String {
    let text = without_places(text);
    let text = text.trim().trim_end_matches('.');
    let mut characters = text.chars();
    match (characters.next(), characters.clone().next()) {
        // An abbreviation such as EQF keeps its capitals.
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}

/// `text` with keys called so, and times told by their day: what exactly they are stands with the
/// check that names them.
pub(crate) fn in_words(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let bare = word.trim_end_matches([',', '.', ';', ':', ')']);
        let end = word.get(bare.len()..).unwrap_or_default();
        if bare.starts_with("did:key:") || bare.starts_with("did:jwk:") {
            words.push(format!("a bare key{end}"));
        } else if bare.parse::<jiff::Timestamp>().is_ok() {
            if let Some(at) = words.last_mut().filter(|before| *before == "at") {
                "on".clone_into(at);
            }
            words.push(format!("{}{end}", bare.get(..10).unwrap_or(bare)));
        } else {
            words.push(word.to_owned());
        }
    }
    words.join(" ")
}

/// `text` without JSON pointers in brackets: ` (/credentialSubject/name)`.
pub(crate) fn without_places(text: &str) -> Cow<'_, str> {
    if !text.contains(" (/") {
        return text.into();
    }
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(" (/") {
        left.push_str(before);
        let place = after.split([' ', ')']).next().unwrap_or_default();
        match after
            .get(place.len()..)
            .and_then(|end| end.strip_prefix(')'))
        {
            Some(end) => rest = end,
            None => {
                left.push_str(" (/");
                rest = after;
            }
        }
    }
    left.push_str(rest);
    left.into()
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn joined<T: AsRef<str>>(words: &[T], conjunction: &str) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} {conjunction} {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_json_are_left_out_and_nothing_else() {
        assert_eq!(
            sentence("60 hours (/a/b/0) for 2 ECTS (/c) are 30 hours a credit"),
            "60 hours for 2 ECTS are 30 hours a credit."
        );
        for other in ["a (/b", "a (/b c) d", "a /b/c (d)", "(/a)", " (/"] {
            assert_eq!(without_places(other), other);
        }
    }

    #[test]
    fn sentences_and_clauses_begin_and_end_as_such() {
        assert_eq!(sentence("the validity ended"), "The validity ended.");
        assert_eq!(sentence("did:key:z6 holds."), "did:key:z6 holds.");
        assert_eq!(sentence(""), "");
        assert_eq!(clause("No level is stated."), "no level is stated");
        assert_eq!(clause("EQF level 6 is stated."), "EQF level 6 is stated");
        assert_eq!(clause("\"Quiz\" shows a part."), "\"Quiz\" shows a part");
        assert_eq!(
            in_words("signed by did:key:z6Mk, it ended at 2026-01-31T10:00:00Z; did:web:a stays"),
            "signed by a bare key, it ended on 2026-01-31; did:web:a stays"
        );
        assert_eq!(joined(&["a", "b", "c"], "or"), "a, b or c");
        assert_eq!(joined::<&str>(&[], "or"), "");
    }
}
