//! Objects as tables: the types that an object states, the members that it has, how many of each,
//! and of what kind; and the walk that compares JSON with them. The tables name their sources.
//!
//! JSON-LD writes one value of many as itself, so a single value and a list of one are alike, and
//! an empty list and `null` are nothing.

use credeval_model::{Pointer, json, time};
use serde_json::Value;

use super::Found;
use crate::opened::types;

/// A place, as the steps that lead to it: a pointer is written only where one is shown.
#[derive(Clone, Copy)]
pub(crate) enum Path<'p> {
    Base(&'p Pointer),
    Key(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    pub(crate) fn pointer(&self) -> Pointer {
        match self {
            Self::Base(base) => (*base).clone(),
            Self::Key(parent, key) => parent.pointer().key(key),
            Self::Index(parent, index) => parent.pointer().index(*index),
        }
    }
}

/// A kind of object.
#[derive(Debug)]
pub(super) struct Class {
    /// Its name in the standard.
    pub(super) name: &'static str,
    /// The types of which it must state one; none where it needs no type.
    pub(super) types: &'static [&'static str],
    /// Members of which it must have one at least; none where no such rule holds.
    pub(super) one_of: &'static [&'static str],
    pub(super) members: &'static [Member],
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member {
    key: &'static str,
    is_required: bool,
    is_many: bool,
    kind: Kind,
}

/// What a value must be.
#[derive(Debug)]
pub(super) enum Kind {
    /// A string.
    Text,
    /// A string, or strings with their language (VC Data Model 2.0 section 11.1).
    LanguageText,
    /// An absolute URL, which a DID and a URN are too.
    Url,
    /// An XML Schema `dateTime`.
    DateTime,
    /// An XML Schema `dateTimeStamp`: with its zone.
    DateTimeStamp,
    /// An XML Schema `date`, or a `dateTime`.
    Date,
    Number,
    Boolean,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, or one of somebody's own that starts with `ext:`. Another word is
    /// remarked on and no more: issuers write their own without the prefix.
    OpenWord(&'static [&'static str]),
    /// A BCP 47 language tag.
    Language,
    /// A compact JWS.
    Token,
    /// An object, or a compact JWS; it is checked like one that came by itself.
    Held,
    /// An object of a class.
    Node(&'static Class),
    /// An object of a class, or its identifier.
    NodeOrUrl(&'static Class),
}

/// A member that must stand there once.
pub(super) const fn one(key: &'static str, kind: Kind) -> Member {
    Member {
        key,
        is_required: true,
        is_many: false,
        kind,
    }
}

/// A member that may stand there once.
pub(super) const fn may(key: &'static str, kind: Kind) -> Member {
    Member {
        key,
        is_required: false,
        is_many: false,
        kind,
    }
}

/// A member that must stand there once or more often.
pub(super) const fn some(key: &'static str, kind: Kind) -> Member {
    Member {
        key,
        is_required: true,
        is_many: true,
        kind,
    }
}

/// A member that may stand there any number of times.
pub(super) const fn many(key: &'static str, kind: Kind) -> Member {
    Member {
        key,
        is_required: false,
        is_many: true,
        kind,
    }
}

/// Compares an object with its class. `implied` are members that something else stands for.
pub(super) fn check(
    class: &'static Class,
    object: &Value,
    place: &Path<'_>,
    implied: &[&str],
    found: &mut Found,
) {
    if !object.is_object() {
        let expected = format!("an object, {}", with_article(class.name));
        found.add(place, "wrong_shape", &expected, Some(object));
        return;
    }
    if !class.types.is_empty() && !types(object).any(|kind| class.types.contains(&kind)) {
        let expected = format!("the type {}", class.types.join(" or "));
        let stated = json::member(object, "type").or_else(|| json::member(object, "@type"));
        let code = match is_absent(stated) {
            true => "missing_property",
            false => "wrong_type",
        };
        found.add(&Path::Key(place, "type"), code, &expected, stated);
    }
    for kind in json::one_or_many(json::member(object, "type")) {
        if !kind.is_string() {
            let place = Path::Key(place, "type");
            found.add(&place, "wrong_shape", "types that are strings", Some(kind));
        }
    }
    if !class.one_of.is_empty()
        && class
            .one_of
            .iter()
            .all(|key| is_absent(json::member(object, key)))
    {
        let expected = format!(
            "`{}` of {}",
            class.one_of.join("` or `"),
            with_article(class.name)
        );
        found.add(place, "missing_property", &expected, None);
    }
    for member in class.members {
        check_member(class, member, object, place, implied, found);
    }
}

fn check_member(
    class: &'static Class,
    member: &'static Member,
    object: &Value,
    place: &Path<'_>,
    implied: &[&str],
    found: &mut Found,
) {
    let stated = match (member.key, json::member(object, member.key)) {
        ("id", None) => json::member(object, "@id"),
        (_, stated) => stated,
    };
    let place = Path::Key(place, member.key);
    if is_absent(stated) {
        if member.is_required && !implied.contains(&member.key) {
            let expected = format!("`{}` of {}", member.key, with_article(class.name));
            found.add(&place, "missing_property", &expected, None);
        }
        return;
    }
    let values = json::one_or_many(stated);
    if values.len() > 1 && !member.is_many {
        let expected = format!("one `{}` of {}", member.key, with_article(class.name));
        found.add(&place, "too_many", &expected, stated);
        return;
    }
    for (index, value) in values.iter().enumerate() {
        match stated {
            Some(Value::Array(_)) => {
                check_value(&member.kind, value, &Path::Index(&place, index), found);
            }
            _ => check_value(&member.kind, value, &place, found),
        }
    }
}

fn check_value(kind: &'static Kind, value: &Value, place: &Path<'_>, found: &mut Found) {
    let text = value.as_str();
    let (holds, expected) = match kind {
        Kind::Text => (text.is_some(), "a string"),
        Kind::LanguageText => {
            let is_tagged = value.get("@value").is_some_and(Value::is_string);
            (
                text.is_some() || is_tagged,
                "a string, or one with its language",
            )
        }
        Kind::Url => (text.is_some_and(is_url), "a URL"),
        Kind::DateTime => (text.and_then(date_time).is_some(), "a date and time"),
        Kind::DateTimeStamp => (
            text.and_then(date_time) == Some(Zone::Stated),
            "a date and time with its zone",
        ),
        Kind::Date => (
            text.is_some_and(|text| time::parse(text).is_some()),
            "a date",
        ),
        Kind::Number => (value.is_number(), "a number"),
        Kind::Boolean => (value.is_boolean(), "true or false"),
        Kind::Language => (text.is_some_and(is_language), "a language tag"),
        Kind::Token => (text.is_some_and(is_token), "a compact JWS"),
        Kind::Held => (
            value.is_object() || text.is_some_and(is_token),
            "an object or a compact JWS",
        ),
        Kind::Word(words) => {
            if !text.is_some_and(|text| words.contains(&text)) {
                let expected = format!("one of {}", words.join(", "));
                found.add(place, "unknown_word", &expected, Some(value));
            }
            return;
        }
        Kind::OpenWord(words) => {
            if let Some(text) = text
                && !words.contains(&text)
                && !text.starts_with("ext:")
            {
                found.remark(|| {
                    let shown: String = text.chars().take(40).collect();
                    format!(
                        "`{shown}` at {} is no word of the list, and not marked `ext:`",
                        place.pointer()
                    )
                });
            }
            (text.is_some(), "a string")
        }
        Kind::NodeOrUrl(_) if text.is_some() => (text.is_some_and(is_url), "a URL or an object"),
        Kind::Node(class) | Kind::NodeOrUrl(class) => {
            check(class, value, place, &[], found);
            return;
        }
    };
    if !holds {
        found.add(place, "wrong_shape", expected, Some(value));
    }
}

/// Whether a member says nothing.
pub(super) fn is_absent(value: Option<&Value>) -> bool {
    json::one_or_many(value).iter().all(Value::is_null)
}

fn with_article(name: &str) -> String {
    let article = if name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}

/// Whether a text is an absolute URL: a scheme, and no white space.
pub(super) fn is_url(text: &str) -> bool {
    is_plain_url(text) || (!text.contains(char::is_whitespace) && url::Url::parse(text).is_ok())
}

/// Whether a text is one of the URLs that most are, which needs no reading to tell: of the web with
/// a plain name of a host, a DID or a URN, in visible ASCII.
fn is_plain_url(text: &str) -> bool {
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return false;
    }
    let web = text
        .strip_prefix("https://")
        .or(text.strip_prefix("http://"));
    let Some(web) = web else {
        let named = text.strip_prefix("did:").or(text.strip_prefix("urn:"));
        return named
            .is_some_and(|named| named.starts_with(|first: char| first.is_ascii_lowercase()));
    };
    let end = web
        .bytes()
        .position(|byte| matches!(byte, b'/' | b'?' | b'#'));
    let host = web.get(..end.unwrap_or(web.len())).unwrap_or_default();
    // A last label that starts with a digit may be an address, and `--` another script.
    let is_name = |label: &str| {
        let is_of_name = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        !label.is_empty() && label.bytes().all(is_of_name) && !label.contains("--")
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    last.starts_with(|first: char| first.is_ascii_lowercase()) && host.split('.').all(is_name)
}

/// Whether a date and time states its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    Stated,
    Missing,
}

/// Reads an XML Schema `dateTime`: `None` where the text is none.
pub(super) fn date_time(text: &str) -> Option<Zone> {
    let (_, clock) = text.split_once('T')?;
    // What the time reader takes as well, and XML Schema does not: a space, a zone in brackets.
    let is_plain = |byte: u8| byte.is_ascii_digit() || b":.+-TZ".contains(&byte);
    if !text.bytes().all(is_plain) || clock.split(['Z', '+', '-']).next()?.matches(':').count() != 2
    {
        return None;
    }
    let stated = time::parse(text)?;
    Some(match stated.earliest == stated.latest {
        true => Zone::Stated,
        false => Zone::Missing,
    })
}

/// Whether a text has the form of a language tag (RFC 5646 section 2.1).
pub(super) fn is_language(text: &str) -> bool {
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    text.split('-').all(is_part) && text.starts_with(|first: char| first.is_ascii_alphabetic())
}

fn is_token(text: &str) -> bool {
    let is_base64url = |part: &str| {
        part.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    text.split('.').count() == 3 && text.split('.').all(is_base64url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_xml_schema() {
        assert_eq!(date_time("2010-01-01T00:00:00Z"), Some(Zone::Stated));
        assert_eq!(
            date_time("2010-01-01T00:00:00.123456+00:00"),
            Some(Zone::Stated)
        );
        assert_eq!(date_time("2010-01-01T00:00:00"), Some(Zone::Missing));
        for wrong in [
            "2010-01-01",
            "2010-01-01 00:00:00Z",
            "2010-01-01T00:00Z",
            "2010-13-01T00:00:00Z",
            "2010-01-01T00:00:00Z[UTC]",
            "yesterday",
            "",
        ] {
            assert_eq!(date_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn urls_are_absolute() {
        for url in [
            "https://school.example/a",
            "did:key:z6Mk",
            "urn:uuid:1",
            "data:,x",
        ] {
            assert!(is_url(url), "{url}");
        }
        for other in ["", "a/b", "#a", "_:b0", "school", "https://", "urn:a b"] {
            assert!(!is_url(other), "{other}");
        }
    }

    #[test]
    fn what_needs_no_reading_is_what_reading_gives() {
        let hosts = [
            "school.example",
            "a",
            "a-b.c",
            "",
            ".",
            "a..b",
            "a.",
            "1.2.3.4",
            "1.2.3.999",
            "a.0x1",
            "a.1b",
            "xn--a",
            "xn--zckzah.jp",
            "A.b",
            "u@a.b",
            "a.b:80",
            "a.b:x",
            "a_b.c",
            "a%20b",
            "[::1]",
            "[",
            "-a",
            "a\u{e9}.b",
        ];
        let mut plain = 0;
        for host in hosts {
            for scheme in [
                "https://", "http://", "https:/", "HTTPS://", "did:", "urn:", "did://", "x:",
            ] {
                for rest in [
                    "", "/p?q#f", "?q", "#f", "/a b", "/\t", "/\u{a0}", "\\p", "/%zz",
                ] {
                    let text = [scheme, host, rest].concat();
                    let read =
                        !text.contains(char::is_whitespace) && url::Url::parse(&text).is_ok();
                    assert!(read || !is_plain_url(&text), "{text}");
                    plain += usize::from(is_plain_url(&text));
                }
            }
        }
        assert!(plain > 30, "{plain} are plain");
    }

    #[test]
    fn languages_and_tokens_have_their_form() {
        assert!(is_language("en") && is_language("sr-Latn-RS"));
        assert!(!is_language("English language") && !is_language("") && !is_language("en_GB"));
        assert!(is_token("a.b.c") && is_token("a..c"));
        assert!(!is_token("a.b") && !is_token("{}.b.c"));
    }
}
