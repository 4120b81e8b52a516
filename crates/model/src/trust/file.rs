//! Reading a trust file: every fault of it, each with its line.
//!
//! Anchors are read one by one, and so are the fields of an anchor, so that no fault hides
//! another. Whoever only wants to use the file takes the first fault for an error.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::{Anchor, AnchorKind, TrustFile};

/// Faults of one anchor, or of the file outside them, that are told.
const FAULTS_OF_ONE: usize = 32;
/// Characters of an anchor's id, which is also the name of a file.
const ID_CHARACTERS: usize = 64;

/// A fault of a trust file, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TrustFileError {
    /// The line, from 1.
    pub line: usize,
    /// The anchor's id, where it has one.
    pub anchor: Option<String>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a trust file or an anchor.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// It is not TOML.
    #[error("{}", .0.message())]
    Syntax(toml::de::Error),
    /// A field that is not known, or whose value is not of its type.
    #[error("{}", .0.message())]
    Mistyped(toml::de::Error),
    /// An anchor lacks what its kind needs.
    #[error("expected `{field}`, found none")]
    Lacks {
        /// The field.
        field: &'static str,
    },
    /// A value that does not have the form of what it stands for.
    #[error("expected {expected} in `{field}`, found `{found}`")]
    Form {
        /// The field.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// Two anchors of the same id.
    #[error("expected an `id` of its own, found that of the anchor in line {first}")]
    Repeated {
        /// The line of the first, from 1.
        first: usize,
    },
}

/// An anchor and the lines that it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The anchor, without the fields that are at fault.
    pub anchor: Anchor,
    /// The line of its heading, from 1.
    pub line: usize,
    lines: BTreeMap<String, usize>,
    faulty: BTreeSet<String>,
}

impl std::error::Error for TrustFileError {}

impl std::fmt::Display for TrustFileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.fault, &self.anchor) {
            // These show the line itself.
            (Fault::Syntax(error) | Fault::Mistyped(error), _) => {
                write!(f, "expected a trust file: {error}")
            }
            (fault, Some(anchor)) => write!(f, "line {}: anchor `{anchor}`: {fault}", self.line),
            (fault, None) => write!(f, "line {}: {fault}", self.line),
        }
    }
}

impl Placed {
    /// The line of a field, or of the anchor where it is not stated.
    pub fn line_of(&self, field: &str) -> usize {
        self.lines.get(field).copied().unwrap_or(self.line)
    }

    /// The fields that are stated.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.lines.keys().map(String::as_str)
    }

    /// Whether its kind is stated and known.
    pub fn has_kind(&self) -> bool {
        self.is_sound("kind")
    }

    /// Whether a field is stated and not at fault.
    fn is_sound(&self, field: &str) -> bool {
        self.lines.contains_key(field) && !self.faulty.contains(field)
    }
}

/// Reads the anchors that can be read, and finds every fault, in the order of their lines.
pub fn read(text: &str) -> (Vec<Placed>, Vec<TrustFileError>) {
    let (root, syntax) = DeTable::parse_recoverable(text);
    let span = root.span();
    let mut root = root.into_inner();
    let elements = match root.get("anchor").map(Spanned::get_ref) {
        Some(DeValue::Array(_)) => root.remove("anchor").map(Spanned::into_inner),
        _ => None,
    };
    let mut found = Faults {
        text,
        faults: Vec::new(),
    };
    for error in syntax.into_iter().take(FAULTS_OF_ONE) {
        found.add(None, error, Fault::Syntax);
    }
    let (_, outside) = typed::<TrustFile>(DeValue::Table(root), &span, &[]);
    for (_, error) in outside {
        found.add(None, error, Fault::Mistyped);
    }
    let mut anchors: Vec<Placed> = Vec::new();
    if let Some(DeValue::Array(elements)) = elements {
        for element in elements {
            if let Some(placed) = found.anchor(element, &anchors) {
                anchors.push(placed);
            }
        }
    }
    (anchors, found.in_order())
}

/// The faults so far.
struct Faults<'a> {
    text: &'a str,
    faults: Vec<TrustFileError>,
}

impl Faults<'_> {
    /// The line of a place, from 1.
    fn line(&self, place: usize) -> usize {
        let before = self.text.as_bytes().iter().take(place);
        before.filter(|byte| **byte == b'\n').count() + 1
    }

    fn add(
        &mut self,
        anchor: Option<&str>,
        mut error: toml::de::Error,
        fault: fn(toml::de::Error) -> Fault,
    ) {
        error.set_input(Some(self.text));
        self.faults.push(TrustFileError {
            line: error.span().map_or(1, |span| self.line(span.start)),
            anchor: anchor.map(str::to_owned),
            fault: fault(error),
        });
    }

    /// Reads an anchor without its faulty fields.
    fn anchor(&mut self, element: Spanned<DeValue<'_>>, earlier: &[Placed]) -> Option<Placed> {
        let span = element.span();
        let mut value = element.into_inner();
        let mut lines = BTreeMap::new();
        if let DeValue::Table(table) = &mut value {
            let stated = table.keys();
            lines = stated
                .map(|key| (key.get_ref().to_string(), self.line(key.span().start)))
                .collect();
            for (field, value) in PLACEHOLDERS {
                if !lines.contains_key(field) {
                    put(table, &span, field, value);
                }
            }
        }
        let (anchor, mistyped) = typed::<Anchor>(value, &span, &PLACEHOLDERS);
        let id = anchor.as_ref().map(|anchor| anchor.id.clone());
        let id = id.filter(|id| !id.is_empty());
        let mut faulty = BTreeSet::new();
        for (field, error) in mistyped {
            self.add(id.as_deref(), error, Fault::Mistyped);
            faulty.extend(field);
        }
        let placed = Placed {
            anchor: anchor?,
            line: self.line(span.start),
            lines,
            faulty,
        };
        let mut broken = rules(&placed);
        let same = |one: &&Placed| id.as_ref() == Some(&one.anchor.id);
        if let Some(first) = earlier.iter().find(same) {
            broken.push(("id", Fault::Repeated { first: first.line }));
        }
        for (field, fault) in broken {
            self.faults.push(TrustFileError {
                line: placed.line_of(field),
                anchor: id.clone(),
                fault,
            });
        }
        Some(placed)
    }

    fn in_order(mut self) -> Vec<TrustFileError> {
        self.faults.sort_by_key(|fault| fault.line);
        self.faults
    }
}

/// What stands for the fields that every anchor must have where they are lacking or at fault, so
/// that the others are read all the same.
const PLACEHOLDERS: [(&str, &str); 2] = [("id", ""), ("kind", "did_pin")];

fn put<'i>(table: &mut DeTable<'i>, span: &Range<usize>, field: &'i str, value: &'i str) {
    table.insert(
        Spanned::new(span.clone(), field.into()),
        Spanned::new(span.clone(), DeValue::String(value.into())),
    );
}

/// Reads a value, leaving out each field at fault until the rest can be read.
fn typed<T: DeserializeOwned>(
    mut value: DeValue<'_>,
    span: &Range<usize>,
    placeholders: &[(&'static str, &'static str)],
) -> (Option<T>, Vec<(Option<String>, toml::de::Error)>) {
    let mut faults = Vec::new();
    while faults.len() < FAULTS_OF_ONE {
        let whole = Spanned::new(span.clone(), value.clone());
        let error = match T::deserialize(ValueDeserializer::from(whole)) {
            Ok(read) => return (Some(read), faults),
            Err(error) => error,
        };
        let field = error
            .span()
            .and_then(|place| field_at(&value, place.start))
            .filter(|_| error.span().as_ref() != Some(span));
        faults.push((field.clone(), error));
        let (DeValue::Table(table), Some(field)) = (&mut value, field) else {
            break;
        };
        table.remove(field.as_str());
        if let Some((field, value)) = placeholders.iter().find(|(name, _)| *name == field) {
            put(table, span, field, value);
        }
    }
    (None, faults)
}

/// The field of a table that a place belongs to.
fn field_at(value: &DeValue<'_>, place: usize) -> Option<String> {
    let DeValue::Table(table) = value else {
        return None;
    };
    table
        .iter()
        .find(|(key, value)| key.span().contains(&place) || holds(value, place))
        .map(|(key, _)| key.get_ref().to_string())
}

/// Whether a place lies in a value; what stands below a heading is not in the span of its table.
fn holds(value: &Spanned<DeValue<'_>>, place: usize) -> bool {
    value.span().contains(&place)
        || match value.get_ref() {
            DeValue::Table(table) => table
                .iter()
                .any(|(key, value)| key.span().contains(&place) || holds(value, place)),
            DeValue::Array(values) => values.iter().any(|value| holds(value, place)),
            _ => false,
        }
}

/// What a well-typed anchor still gets wrong, with the field.
fn rules(placed: &Placed) -> Vec<(&'static str, Fault)> {
    let mut broken = Vec::new();
    let anchor = &placed.anchor;
    let needed: &[&'static str] = match anchor.kind {
        _ if !placed.has_kind() => &[],
        AnchorKind::EuLotl => &["source", "pinned_sha256", "oj_uri"],
        AnchorKind::X509Pin => &["certificate"],
        AnchorKind::DidPin => &["did"],
        AnchorKind::DccJson | AnchorKind::Register | AnchorKind::Esco => &["source"],
        AnchorKind::Oidf => &["source", "jwks"],
    };
    let empty = |field: &str| match field {
        "pinned_sha256" => anchor.pinned_sha256.is_empty(),
        "jwks" => anchor.jwks.is_empty(),
        _ => false,
    };
    for &field in ["id", "kind"].iter().chain(needed) {
        let is_faulty = placed.faulty.contains(field);
        if !placed.lines.contains_key(field) || (!is_faulty && empty(field)) {
            broken.push((field, Fault::Lacks { field }));
        }
    }
    let mut form = |field, expected, found: &str| {
        let found = found.chars().take(80).collect();
        let fault = Fault::Form {
            field,
            expected,
            found,
        };
        broken.push((field, fault));
    };
    if placed.is_sound("id") && !is_id(&anchor.id) {
        let expected = "up to 64 letters, digits, `-`, `_` and `.`";
        form("id", expected, &anchor.id);
    }
    for source in anchor.source.iter().filter(|url| !is_https(url)) {
        form("source", "an https address", source);
    }
    for pinned in anchor.pins().filter_map(Result::err) {
        form("pinned_sha256", "64 hexadecimal digits", pinned);
    }
    let is_territory = |code: &str| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    for code in anchor.territories.iter().filter(|code| !is_territory(code)) {
        form("territories", "codes of two capital letters", code);
    }
    if let Some(did) = &anchor.did {
        match is_did(did) || is_https(did) {
            false => form("did", "a DID or an https address", did),
            true => {
                let own = |key: &&String| !did.starts_with("did:") || belongs(key, did);
                for key in anchor.keys.iter().filter(|key| !own(key)) {
                    let expected = "verification methods of `did`, which begin with it and `#`";
                    form("keys", expected, key);
                }
            }
        }
    }
    let days = anchor.quality.iter();
    for day in days.flat_map(|quality| [Some(&quality.valid_from), quality.valid_to.as_ref()]) {
        if let Some(day) = day.filter(|day| day.parse::<jiff::civil::Date>().is_err()) {
            form("quality", "a day as YYYY-MM-DD", day);
        }
    }
    if let (Some(from), Some(until)) = (anchor.valid_from, anchor.valid_until)
        && until < from
    {
        let expected = "a time after `valid_from`";
        form("valid_until", expected, &until.to_string());
    }
    for grant in &anchor.grants {
        if placed.has_kind() && !anchor.kind.possible().contains(grant) {
            form("grants", "what its kind can be relied on for", grant.name());
        }
    }
    broken
}

/// A name that can be that of a file on any system.
fn is_id(id: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=ID_CHARACTERS).contains(&id.len()) && !id.starts_with('.') && id.bytes().all(fits)
}

fn is_https(url: &str) -> bool {
    let host = url.strip_prefix("https://").unwrap_or_default();
    host.starts_with(|first: char| first.is_alphanumeric() || first == '[')
        && !host.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Whether it has the syntax of Decentralized Identifiers 1.0, section 3.1.
fn is_did(did: &str) -> bool {
    let parts = did
        .strip_prefix("did:")
        .and_then(|rest| rest.split_once(':'));
    parts.is_some_and(|(method, id)| {
        let of_id = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:%".contains(&byte);
        let of_method = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !method.is_empty()
            && method.bytes().all(of_method)
            && !id.is_empty()
            && !id.ends_with(':')
            && id.bytes().all(of_id)
    })
}

/// Whether a verification method is one of a DID.
fn belongs(method: &str, did: &str) -> bool {
    let fragment = method.strip_prefix(did).unwrap_or_default();
    fragment.len() > 1 && fragment.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIN: &str = "[[anchor]]\nid = 'u'\nkind = 'did_pin'\ndid = 'did:web:u.example'\n";

    fn faults(text: &str) -> Vec<(usize, Option<String>, String)> {
        let faults = read(text).1.into_iter();
        faults
            .map(|one| (one.line, one.anchor, one.fault.to_string()))
            .collect()
    }

    /// The one fault of a pin with these further lines: its line, and what it says.
    fn fault(further: &str) -> (usize, String) {
        let mut found = faults(&format!("{PIN}{further}"));
        assert_eq!(found.len(), 1, "{further}: {found:?}");
        let (line, anchor, what) = found.remove(0);
        assert_eq!(anchor.as_deref(), Some("u"), "{further}");
        (line, what)
    }

    #[test]
    fn a_pin_is_read() {
        let file = TrustFile::parse(PIN).unwrap();
        assert_eq!(file.anchors[0].did.as_deref(), Some("did:web:u.example"));
        assert_eq!(faults(PIN), []);
        assert_eq!(faults(""), []);
    }

    #[test]
    fn no_fault_hides_another() {
        let text = "\
[[anchor]]
id = 'lists'
kind = 'eu_lotls'
max_age = '1 week'
valid_until = 2026-01-01

[[anchor]]
kind = 'did_pin'
did = 'did:web'

[[anchor]]
id = 'pin'
kind = 'x509_pin'
certificates = 'x'
grants = ['issuer']
[anchor.organisation]
title = 'University'

[[anchor]]
id = 'pin'
kind = 'did_pin'
did = 'did:web:u.example'
keys = ['did:web:u.example#1', 'did:web:v.example#1']

[other]
";
        let found = faults(text);
        let places: Vec<_> = found
            .iter()
            .map(|(line, anchor, _)| (*line, anchor.as_deref()))
            .collect();
        assert_eq!(
            places,
            [
                (3, Some("lists")),
                (4, Some("lists")),
                (5, Some("lists")),
                (7, None),
                (9, None),
                (11, Some("pin")),
                (14, Some("pin")),
                (15, Some("pin")),
                (17, Some("pin")),
                (20, Some("pin")),
                (23, Some("pin")),
                (25, None),
            ],
            "{found:#?}"
        );
        // Whoever uses the file gets the first of them.
        let first = TrustFile::parse(text).unwrap_err();
        assert_eq!((first.line, first.anchor.as_deref()), (3, Some("lists")));
        assert!(first.to_string().contains("line 3, column 8"), "{first}");
    }

    #[test]
    fn each_rule_is_told_with_its_line() {
        for (further, line, what) in [
            (
                "source = 'http://a.example/'\n",
                5,
                "expected an https address in `source`, found `http://a.example/`",
            ),
            (
                "\npinned_sha256 = ['ab']\n",
                6,
                "expected 64 hexadecimal digits in `pinned_sha256`, found `ab`",
            ),
            (
                "territories = ['Finland']\n",
                5,
                "expected codes of two capital letters in `territories`, found `Finland`",
            ),
            (
                "keys = ['#key-1']\n",
                5,
                "expected verification methods of `did`, which begin with it and `#` in `keys`, found `#key-1`",
            ),
            (
                "grants = ['seal']\n",
                5,
                "expected what its kind can be relied on for in `grants`, found `seal`",
            ),
            (
                "quality = { kind = 'programme', report = 'r', valid_from = 'May' }\n",
                5,
                "expected a day as YYYY-MM-DD in `quality`, found `May`",
            ),
            (
                "valid_from = '2026-01-01T00:00:00Z'\nvalid_until = '2025-01-01T00:00:00Z'\n",
                6,
                "expected a time after `valid_from` in `valid_until`, found `2025-01-01T00:00:00Z`",
            ),
            (
                "max_age = '7 days'\n",
                5,
                "expected hours or days such as `24h` or `7d`, found `7 days`",
            ),
        ] {
            assert_eq!(fault(further), (line, what.to_owned()));
        }
        for kind in ["eu_lotl", "x509_pin", "dcc_json", "oidf"] {
            let text = format!("[[anchor]]\nid = 'u'\nkind = '{kind}'\n");
            let found = faults(&text);
            assert!(!found.is_empty(), "{kind}");
            for (line, _, what) in found {
                assert_eq!(line, 1);
                assert!(what.ends_with(", found none"), "{what}");
            }
        }
    }

    #[test]
    fn an_id_is_the_name_of_a_file() {
        for wrong in [
            "",
            ".",
            "..",
            "../u",
            "a/b",
            "a b",
            "\u{e9}",
            &"a".repeat(65),
        ] {
            let text = format!(
                "[[anchor]]\nid = \"{wrong}\"\nkind = 'register'\nsource = 'https://r.example/r.json'\n"
            );
            assert_eq!(faults(&text).len(), 1, "{wrong}");
        }
        for right in ["a", "eu-lotl", "uni_example.org", &"a".repeat(64)] {
            let text = format!(
                "[[anchor]]\nid = \"{right}\"\nkind = 'register'\nsource = 'https://r.example/r.json'\n"
            );
            assert_eq!(faults(&text), [], "{right}");
        }
    }

    #[test]
    fn what_is_not_toml_hides_no_other_anchor() {
        let text = format!("[[anchor]]\nid = 'a'\nkind = = 'did_pin'\n\n{PIN}dids = []\n");
        let found = faults(&text);
        let lines: Vec<usize> = found.iter().map(|(line, _, _)| *line).collect();
        assert!(lines.contains(&3) && lines.contains(&9), "{found:?}");
        let many = "[[anchor]]\n".to_owned() + &"a = = 1\n".repeat(10_000);
        assert!(faults(&many).len() < 100);
        let many: Vec<String> = (0..1000).map(|n| format!("a{n} = 1\n")).collect();
        let many = many.concat();
        assert_eq!(faults(&many).len(), FAULTS_OF_ONE);
        assert_eq!(faults("anchor = 1\n").len(), 1);
        assert_eq!(faults("anchor = [1]\n").len(), 1);
    }
}
