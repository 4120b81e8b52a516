//! Documents within a document: the credentials that a presentation or a learner record holds, and
//! the endorsements beside an achievement. Each is opened and checked like one that came by itself.
//!
//! Sources: VC Data Model 2.0 sections 4.13 and 4.13.1 (enveloped credentials); Comprehensive
//! Learner Record 2.0 section 6.3; Open Badges 3.0 sections 6.3 and B.1 (endorsements).

use std::cell::Cell;

use credeval_model::{Check, CheckCode, Pointer, check::Cause, document::Standard, json, limits};
use serde_json::Value;

use crate::opened::{OpenError, Opened, Origin, open_bytes, open_value, types};
use crate::structure::Path;

/// What a held document is to the one that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A credential that is presented, or part of a record.
    Credential,
    /// A statement of a third party on an issuer, an achievement or a credential.
    Endorsement,
}

/// A document within a document.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// Where it stands in the payload of the one that holds it.
    pub(crate) place: Pointer,
    pub(crate) kind: Kind,
    /// Whether it stands there as JSON: only then do pointers lead into it.
    pub(crate) embedded: bool,
    pub(crate) opened: Result<Opened, OpenError>,
}

/// How many documents may still be opened within the one that came in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room<'r> {
    depth: usize,
    /// Documents, at whatever depth: else a few megabytes would hold some hundred thousand.
    left: &'r Cell<usize>,
}

impl<'r> Room<'r> {
    pub(crate) fn outermost(left: &'r Cell<usize>) -> Self {
        Self { depth: 0, left }
    }

    /// How many of `count` may be opened; they are taken off what is left.
    fn take(self, count: usize) -> usize {
        if self.depth >= limits::HELD_DEPTH {
            return 0;
        }
        let taken = count.min(limits::HELD).min(self.left.get());
        self.left.set(self.left.get().saturating_sub(taken));
        taken
    }

    fn within(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

/// Opens what a credential at `base` of its payload holds, as far as there is room, and how many
/// there are in all.
pub(crate) fn collect(
    credential: &Value,
    base: &Pointer,
    standard: Standard,
    origin: &Origin,
    room: Room<'_>,
) -> (Vec<Held>, usize) {
    let mut found = Found::default();
    match standard {
        Standard::Presentation => {
            let place = Path::Base(base);
            found.add(Kind::Credential, credential, place, CREDENTIALS);
        }
        Standard::Clr2 => {
            let subjects = credential.get("credentialSubject");
            let base = Path::Base(base);
            let place = Path::Key(&base, "credentialSubject");
            each(subjects, place, usize::MAX, |subject, place| {
                found.add(Kind::Credential, subject, place, CREDENTIALS);
            });
        }
        _ => {}
    }
    if matches!(
        standard,
        Standard::OpenBadges3 | Standard::Clr2 | Standard::Endorsement
    ) {
        endorsements(credential, Path::Base(base), &mut found);
    }
    let Found { list, count } = found;
    let held = list
        .into_iter()
        .take(room.take(count))
        .map(|(place, kind, value)| {
            let text = match value {
                Value::String(text) => Some(text.as_str()),
                node => enveloped(node),
            };
            Held {
                place,
                kind,
                embedded: text.is_none(),
                opened: match text {
                    Some(text) => open_bytes(text.as_bytes(), origin, room.within()),
                    None => open_value(value.clone(), origin, room.within()),
                },
            }
        })
        .collect();
    (held, count)
}

const CREDENTIALS: &str = "verifiableCredential";

/// What was found to open: the first ones, and how many there are.
#[derive(Default)]
struct Found<'a> {
    list: Vec<(Pointer, Kind, &'a Value)>,
    count: usize,
}

impl<'a> Found<'a> {
    fn add(&mut self, kind: Kind, node: &'a Value, at: Path<'_>, key: &str) {
        let stated = node.get(key);
        self.count += json::one_or_many(stated).len();
        let room = limits::HELD.saturating_sub(self.list.len());
        each(stated, Path::Key(&at, key), room, |value, place| {
            self.list.push((place.pointer(), kind, value));
        });
    }
}

/// Calls `f` for each of the first `room` values, which may be one or many at a place, with its own
/// place.
fn each<'a>(
    stated: Option<&'a Value>,
    at: Path<'_>,
    room: usize,
    mut f: impl FnMut(&'a Value, Path<'_>),
) {
    let values = json::one_or_many(stated).iter().take(room);
    for (index, value) in values.enumerate() {
        match stated {
            Some(Value::Array(_)) => f(value, Path::Index(&at, index)),
            _ => f(value, at),
        }
    }
}

/// What the subject of a credential is to the subject of the record that holds it; `None` where both
/// are the same. Anyone can put another person's credential into a record.
///
/// Source: Comprehensive Learner Record 2.0 (`ClrSubject`): a record is of one learner.
pub(crate) fn subject_row(record: &Opened, opened: &Opened) -> Option<Check> {
    let (of_record, inside) = (subjects(record), subjects(opened));
    let row = |summary, cause: &str| {
        Check::inconclusive(CheckCode::DocumentStructure, summary)
            .at(opened.base.key("credentialSubject"))
            .because(Cause::new(cause))
    };
    if inside.iter().all(Subject::is_silent) || of_record.iter().all(Subject::is_silent) {
        return Some(row(
            "nothing shows that the credential is of the learner whose record holds it",
            "subject_not_stated",
        ));
    }
    let is_one = |subject: &Subject<'_>| of_record.iter().any(|record| record.is(subject));
    (!inside.iter().all(is_one)).then(|| {
        row(
            "the credential names another subject than the record that holds it; whether both are \
             one learner is not shown",
            "subject_differs",
        )
    })
}

fn subjects(opened: &Opened) -> Vec<Subject<'_>> {
    let stated = opened.credential().get("credentialSubject");
    let subjects = json::one_or_many(stated).iter().take(SUBJECTS);
    subjects.map(Subject::of).collect()
}

/// Subjects that are compared, and identifiers of each.
const SUBJECTS: usize = 16;

/// Who a subject is said to be.
pub(crate) struct Subject<'a> {
    id: Option<&'a str>,
    identifiers: Vec<(&'a str, &'a str)>,
}

impl<'a> Subject<'a> {
    pub(crate) fn of(node: &'a Value) -> Self {
        let text = |node: &'a Value, key: &str| node.get(key).and_then(Value::as_str);
        let identifiers = json::one_or_many(node.get("identifier"))
            .iter()
            .take(SUBJECTS);
        Self {
            id: text(node, "id"),
            identifiers: identifiers
                // Others may bear the same name.
                .filter(|node| text(node, "identityType") != Some("name"))
                .filter_map(|node| {
                    let identity = text(node, "identityHash")?;
                    Some((identity, text(node, "salt").unwrap_or_default()))
                })
                .collect(),
        }
    }

    pub(crate) fn is_silent(&self) -> bool {
        self.id.is_none() && self.identifiers.is_empty()
    }

    /// Whether the other one is the same subject, stated anew.
    pub(crate) fn is_still(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.identifiers, &other.identifiers);
        self.id == other.id
            && (ours == theirs || self.id.is_some() && (ours.is_empty() || theirs.is_empty()))
    }

    /// Whether both have one identifier in common.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.id.is_some() && self.id == other.id
            || self
                .identifiers
                .iter()
                .any(|each| other.identifiers.contains(each))
    }
}

/// Endorsements stand beside whatever they speak of: the credential, its issuer, the achievement.
/// Those inside a held credential are its own.
fn endorsements<'a>(node: &'a Value, at: Path<'_>, found: &mut Found<'a>) {
    match node {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if item.is_object() || item.is_array() {
                    endorsements(item, Path::Index(&at, index), found);
                }
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                match key.as_str() {
                    "endorsement" | "endorsementJwt" => {
                        found.add(Kind::Endorsement, node, at, key);
                    }
                    "verifiableCredential" | "@context" | "proof" => {}
                    _ if value.is_object() || value.is_array() => {
                        endorsements(value, Path::Key(&at, key), found);
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// The token inside an `EnvelopedVerifiableCredential`, whose `id` is a `data:` URL of it.
fn enveloped(node: &Value) -> Option<&str> {
    if !types(node).any(|kind| kind.starts_with("Enveloped")) {
        return None;
    }
    let url = node.get("id")?.as_str()?.strip_prefix("data:")?;
    url.split_once(',').map(|(_, token)| token)
}
