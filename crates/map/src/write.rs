//! Writes elements back out as a European Learning Model claim or an Open Badges achievement, so that
//! a credential can be read in the other world.
//!
//! What is written is derived and unsigned, and says so in the place that each standard has for it.
//! Only what is stated is written: nothing is made up to satisfy a schema, so that a source that
//! states little gives a document that lacks what its profile requires. What the other standard has
//! no place for stands in [`LOSSES`], and is named in the document itself. What is read back is
//! [`held`].

use base64::{Engine as _, prelude::BASE64_STANDARD};
use credeval_model::{
    Digest, Pointer, Timestamp,
    document::Standard,
    element::{Element, Elements},
};
use serde_json::{Map, Value};

mod elm;
mod elmo;
mod losses;
mod open_badges;

pub use losses::{LOSSES, Loss, held, losses};

/// How every identifier begins that is made here: whoever reads a derived document can tell them
/// from what its source states.
const MADE: &str = "urn:credeval:derived:";

/// Identifiers of other standards for the schemes of the European Learning Model: the property that
/// holds them there, and the type that Open Badges write.
const SCHEMES: [(&str, &str); 5] = [
    ("eidas", "ext:eIDASIdentifier"),
    ("vat", "ext:vatIdentifier"),
    ("tax", "ext:taxIdentifier"),
    ("registration", "ext:registration"),
    ("nationalID", "nationalIdentityNumber"),
];

/// What a derived document is derived from, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Derived<'a> {
    /// SHA-256 of the source document, as it was fetched.
    pub source: &'a Digest,
    /// The standard of the source.
    pub standard: Standard,
    /// Which achievement of the source; `None` where it holds one.
    pub part: Option<&'a Pointer>,
    /// The preferred language (BCP 47): what a standard of one language is written in, and the
    /// primary language of one of several.
    pub language: &'a str,
}

/// The elements as a European Digital Credential: the payload, without a seal.
///
/// Takes the elements of one achievement and gives one JSON object, whose `credentialSubject` makes
/// one claim. Marked with the profile `Converted` and an evidence of the type `Conversion`. Several
/// achievements give a document each: they may differ in learner, awarding body and date, of which a
/// credential has one. It is not checked against the profile. Sources: European Learning Model 3.2,
/// application profile EDC; context `http://data.europa.eu/snb/model/context/edc-ap`.
///
/// ```
/// use credeval_map::write::{self, Derived};
/// use credeval_model::{Digest, document::Standard, element::Elements};
///
/// let document = write::elm(
///     &Elements::all_absent("not stated"),
///     &Derived {
///         source: &Digest::of(b"{}"),
///         standard: Standard::OpenBadges3,
///         part: None,
///         language: "en",
///     },
/// );
/// assert_eq!(document["evidence"]["type"], "Evidence");
/// assert!(document.get("proof").is_none());
/// ```
pub fn elm(elements: &Elements, derived: &Derived<'_>) -> Value {
    elm::credential(elements, derived)
}

/// The elements as an `AchievementCredential` of Open Badges 3.0, without a proof.
///
/// Takes the elements of one achievement and gives one JSON object. What the standard has no place
/// for is written with the terms of the Dutch context (`EducredentialAchievement`) and those of the
/// issuer accreditation and level extensions. Marked with an `evidence` entry. Several achievements
/// give a document each, since a subject has one achievement. It is not checked against the schema.
/// Sources: Open Badges 3.0, appendix B; the context of educredentials.
pub fn open_badge(elements: &Elements, derived: &Derived<'_>) -> Value {
    open_badges::credential(elements, derived)
}

/// The elements as a transcript of the EMREX network: an `elmo` in XML, without a signature.
///
/// Takes the elements of one achievement and gives one XML document of one learner, one report and one
/// learning opportunity; `generated` is when the file is made, which the schema wants. Marked with a
/// comment and with an `extension` that names the source and what is written otherwise or not at all.
/// What the schema requires and the source does not state is an empty element; of the date of the
/// report, which cannot be empty, it is when the file is made, and the `extension` says so. Several achievements give a document each. It is not
/// checked against the schema. Source: ELMO schemas 1 (github.com/emrex-eu/elmo-schemas), version 1.7.
///
/// ```
/// use credeval_map::write::{self, Derived};
/// use credeval_model::{Digest, Timestamp, document::Standard, element::Elements};
///
/// let document = write::elmo(
///     &Elements::all_absent("not stated"),
///     &Derived {
///         source: &Digest::of(b"{}"),
///         standard: Standard::OpenBadges3,
///         part: None,
///         language: "en",
///     },
///     Timestamp::UNIX_EPOCH,
/// );
/// assert!(document.contains("<elmo xmlns="));
/// assert!(!document.contains("Signature"));
/// ```
pub fn elmo(elements: &Elements, derived: &Derived<'_>, generated: Timestamp) -> String {
    elmo::document(elements, derived, generated)
}

/// What a made identifier ends with where its node has none in the source, and needs one.
const UNNAMED: &str = ":unnamed";

/// Whether a value says something of a derived document, and nothing of the source: the note of the
/// conversion, or an identifier that stands in for one that is not stated.
pub(crate) fn is_of_derivation(key: &str, value: &Value) -> bool {
    let id = match key {
        "id" => value.as_str().filter(|id| id.ends_with(UNNAMED)),
        // The note itself, and nothing that is named alike to be passed over.
        "evidence" if value.get("accreditation").is_none() => {
            value.get("id").and_then(Value::as_str)
        }
        _ => None,
    };
    id.is_some_and(|id| id.starts_with(MADE))
}

impl Derived<'_> {
    /// An identifier within the derived document: the same for the same source.
    fn id(&self, target: Standard, of: &str) -> String {
        let target = match target {
            Standard::EuropeanDigitalCredential => "elm",
            _ => "ob3",
        };
        let part = self.part.map(Pointer::as_str).unwrap_or_default();
        format!("{MADE}{target}:{}{part}:{of}", self.source.hex())
    }

    /// What the document says of its own origin, and of what is lost.
    fn statement(&self, elements: &Elements, target: Standard) -> String {
        let mut statement = self.origin();
        let lost = lost(losses(elements, target, self.language));
        if !lost.is_empty() {
            statement.push_str(" Written otherwise or not at all: ");
            statement.push_str(&lost.join("; "));
            statement.push('.');
        }
        statement
    }

    /// What the document says of its own origin.
    fn origin(&self) -> String {
        let part = self
            .part
            .map(|part| format!(", the achievement at {part}"))
            .unwrap_or_default();
        format!(
            "Derived by credeval {} from a document of the standard {} with the SHA-256 {}{part}. \
             Unsigned: the proof of that document does not carry over, and only that document can be \
             verified.",
            env!("CARGO_PKG_VERSION"),
            self.standard.label(),
            self.source.hex(),
        )
    }
}

/// What is lost, each with the elements and fields that lose it.
fn lost(losses: impl Iterator<Item = &'static Loss>) -> Vec<String> {
    let mut all: Vec<(&str, Vec<String>)> = Vec::new();
    for loss in losses {
        let mut of = loss.element.label().to_lowercase();
        if !loss.field.is_empty() {
            of.push_str(" (");
            of.push_str(&loss.field.replace('_', " "));
            of.push(')');
        }
        match all.iter_mut().find(|(what, _)| *what == loss.what) {
            Some((_, fields)) => fields.push(of),
            None => all.push((loss.what, vec![of])),
        }
    }
    let lost = all.iter();
    lost.map(|(what, fields)| format!("{what}: {}", fields.join(", ")))
        .collect()
}

/// Text as Base64, for media that stand in the document.
fn base64(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

/// A JSON object of the members that hold something.
fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members
        .into_iter()
        .filter(|(_, value)| !is_empty(value))
        .map(|(key, value)| (key.to_owned(), value));
    Value::Object(members.collect::<Map<_, _>>())
}

/// An object of this type, or nothing where no member holds something.
fn node<const N: usize>(class: &str, members: [(&str, Value); N]) -> Value {
    match object(members) {
        Value::Object(mut members) if !members.is_empty() => {
            members.insert("type".to_owned(), class.into());
            Value::Object(members)
        }
        _ => Value::Null,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// JSON-LD writes a list of one as its only member.
fn one_or_many(values: impl IntoIterator<Item = Value>) -> Value {
    let mut values: Vec<Value> = values
        .into_iter()
        .filter(|value| !is_empty(value))
        .collect();
    match values.len() {
        1 => values.remove(0),
        _ => Value::Array(values),
    }
}

fn list<T>(element: &Element<Vec<T>>) -> &[T] {
    element.value().map(Vec::as_slice).unwrap_or_default()
}
