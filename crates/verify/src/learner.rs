//! Whether the subject is the learner who presents the credential.
//!
//! A match says whom the issuer meant. It does not say who holds the credential: anyone can hand in
//! a copy of another person's, under that person's name. Only what identifies passes: an identifier
//! that no other person has, or a full name with the day of birth. A name alone is weak, since
//! others bear it. What contradicts is told, what is absent says nothing.
//!
//! The rows name kinds of attributes, never values: the learner presented is known to the
//! institution alone.
//!
//! Sources: Open Badges 3.0 sections B.1 and B.6 (AchievementSubject, IdentityObject); Open Badges
//! 2.0 (`recipient`); European Learning Model 3 (Person).

mod dates;
mod hashed;
mod names;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer, check::Cause, document::Standard, json,
    learner::PresentedLearner,
};
use jiff::civil;
use serde_json::Value;

use crate::checked::{Proof, Session, Uncovered};
use crate::opened::Opened;
use dates::Born;
use hashed::{Function, Identity};
use names::{Likeness, Name};

/// Subjects of one credential that are compared: a record of one learner has one.
const SUBJECTS: usize = 4;

/// Attributes of one kind that are compared, of the credential and of the learner. Each hashed
/// identity is tried with each that the learner is known by, and each name with each.
const ATTRIBUTES: usize = 16;

/// The rows `learner.match`, one for each subject; none where no learner is presented, or where
/// the document speaks of no learner.
pub(crate) fn rows(
    session: &Session<'_>,
    opened: &Opened,
    proof: Proof,
    uncovered: &Uncovered,
) -> Vec<Check> {
    let Some(presented) = session.against.learner else {
        return Vec::new();
    };
    if matches!(
        opened.standard,
        Standard::Presentation | Standard::Endorsement
    ) {
        return Vec::new();
    }
    let known = Known::of(presented);
    let is_proven = proof != Proof::Unsigned;
    let code = CheckCode::LearnerMatch;
    // Open Badges 2.0 has a `recipient`.
    let key = match opened.credential().get("credentialSubject") {
        None => "recipient",
        Some(_) => "credentialSubject",
    };
    let subjects = each(opened.credential(), &opened.base, key);
    let count = json::one_or_many(opened.credential().get(key)).len();
    let mut rows: Vec<Check> = subjects
        .iter()
        .take(SUBJECTS)
        .map(|(place, subject)| {
            let is_covered = |place: &Pointer| is_proven && !uncovered.contains(place);
            let mut person = Person::new(&known, &is_covered);
            person.read(subject, place);
            let check = person.judge();
            match check.pointer {
                Some(_) => check,
                None => check.at(place.clone()),
            }
        })
        .collect();
    if count > SUBJECTS {
        let found = count.to_string();
        rows.push(
            Check::inconclusive(
                code,
                format!("expected at most {SUBJECTS} subjects, found {found}"),
            )
            .because(Cause::new("too_many_subjects").mismatch(SUBJECTS.to_string(), found)),
        );
    }
    if rows.is_empty() {
        rows.push(Check::not_applicable(code, "the credential has no subject"));
    }
    rows
}

/// What stands at `key`, one or many, each with its place; at most [`ATTRIBUTES`].
fn each<'v>(node: &'v Value, at: &Pointer, key: &str) -> Vec<(Pointer, &'v Value)> {
    let stated = node.get(key);
    let at = at.key(key);
    let place = |index| match stated {
        Some(Value::Array(_)) => at.index(index),
        _ => at.clone(),
    };
    let values = json::one_or_many(stated)
        .iter()
        .take(ATTRIBUTES)
        .enumerate();
    values.map(|(index, value)| (place(index), value)).collect()
}

/// The texts at `key`: a text, several, or a map of languages.
fn texts<'v>(node: &'v Value, at: &Pointer, key: &str) -> Vec<(Pointer, &'v str)> {
    let mut found = Vec::new();
    for (place, value) in each(node, at, key) {
        match value {
            Value::String(text) => found.push((place, text.as_str())),
            Value::Object(languages) => {
                for language in languages.keys().take(ATTRIBUTES) {
                    let stated = each(value, &place, language).into_iter();
                    found.extend(stated.filter_map(|(place, text)| Some((place, text.as_str()?))));
                }
            }
            _ => {}
        }
    }
    found.truncate(ATTRIBUTES);
    found
}

/// The learner presented, ready for comparing.
struct Known<'p> {
    names: Vec<Name>,
    born: Option<civil::Date>,
    emails: Vec<&'p str>,
    identifiers: Vec<&'p str>,
}

impl<'p> Known<'p> {
    fn of(presented: &'p PresentedLearner) -> Self {
        let full = presented.name.iter().chain(&presented.other_names);
        let parts = Name::of(
            presented.given_name.as_deref(),
            presented.family_name.as_deref(),
        );
        let list = |list: &'p [String]| list.iter().take(ATTRIBUTES).map(String::as_str).collect();
        Self {
            names: full
                .take(ATTRIBUTES)
                .cloned()
                .map(Name::Full)
                .chain(parts)
                .collect(),
            born: presented
                .birth_date
                .as_deref()
                .and_then(|day| day.parse().ok()),
            emails: list(&presented.email),
            identifiers: list(&presented.identifiers),
        }
    }
}

/// What an identifier identifies by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// A person within a register that the credential may not name, or under a broken hash.
    Register,
    /// A person, or those who share an address.
    Household,
    /// A person.
    World,
}

/// An attribute that both sides state, and how it compares.
#[derive(Debug, Clone)]
struct Compared {
    place: Pointer,
    is_covered: bool,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// An identifier, by its kind; `None` where it is another one.
    Identifier(&'static str, Option<Reach>),
    Name(Likeness),
    Born(Born),
}

/// A subject in comparison with the learner presented.
struct Person<'a> {
    known: &'a Known<'a>,
    is_covered: &'a dyn Fn(&Pointer) -> bool,
    /// Whether the credential says anything of who the subject is.
    speaks: bool,
    compared: Vec<Compared>,
}

/// The kinds of the identity types of Open Badges that are not numbers of a register.
const NAMES: &[&str] = &["name", "fullname"];
const EMAILS: &[&str] = &["email", "emailaddress"];
const BIRTHS: &[&str] = &["birthdate", "dateofbirth"];
const NATIONAL: &[&str] = &["nationalidentitynumber", "nationalid"];

impl<'a> Person<'a> {
    fn new(known: &'a Known<'a>, is_covered: &'a dyn Fn(&Pointer) -> bool) -> Self {
        Self {
            known,
            is_covered,
            speaks: false,
            compared: Vec::new(),
        }
    }

    fn read(&mut self, subject: &Value, at: &Pointer) {
        if let Some(identity) = subject.get("identity").and_then(Value::as_str) {
            // Open Badges 2.0: the recipient is an identity object itself.
            let kind = subject.get("type").and_then(Value::as_str);
            self.identity(at.key("identity"), kind, identity, subject);
        }
        if let Some(id) = subject.get("id").and_then(Value::as_str) {
            self.subject_id(at.key("id"), id);
        }
        for key in ["identifier", "nationalID", "nationalId"] {
            for (place, node) in each(subject, at, key) {
                self.identifier(place, key, node);
            }
        }
        for (place, email) in texts(subject, at, "email") {
            self.email(place, email);
        }
        for (place, contact) in each(subject, at, "contactPoint") {
            for (place, mailbox) in each(contact, &place, "emailAddress") {
                if let Some(address) = mailbox.get("id").and_then(Value::as_str) {
                    self.email(place.key("id"), address);
                }
            }
        }
        self.names(subject, at);
        for key in ["dateOfBirth", "birthDate"] {
            for (place, day) in texts(subject, at, key) {
                self.born(place, day);
            }
        }
    }

    fn compare(&mut self, place: Pointer, what: What) {
        let is_covered = (self.is_covered)(&place);
        self.compared.push(Compared {
            place,
            is_covered,
            what,
        });
    }

    /// An `IdentityObject` of Open Badges, or an `Identifier` of the European Learning Model.
    fn identifier(&mut self, place: Pointer, key: &str, node: &Value) {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        if let Some(stated) = text("identityHash") {
            let kind = text("identityType");
            self.identity(place.key("identityHash"), kind, stated, node);
        } else if let Some(notation) = text("notation") {
            let kind = match key {
                "identifier" => None,
                key => Some(key),
            };
            self.identity(place.key("notation"), kind, notation, &Value::Null);
        }
    }

    /// An identity of a kind: `node` says whether it is hashed, and with which salt.
    fn identity(&mut self, place: Pointer, kind: Option<&str>, stated: &str, node: &Value) {
        self.speaks = true;
        let salt = node.get("salt").and_then(Value::as_str);
        let hashed = node.get("hashed").and_then(Value::as_bool) == Some(true);
        let Some(identity) = Identity::read(stated, hashed, salt) else {
            return;
        };
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        let kind = kind.strip_prefix("ext:").unwrap_or(&kind);
        let known = self.known;
        match &identity {
            Identity::Plain(name) if NAMES.contains(&kind) => {
                self.name(place, &Name::Full((*name).to_owned()));
            }
            Identity::Plain(day) if BIRTHS.contains(&kind) => self.born(place, day),
            Identity::Plain(email) if EMAILS.contains(&kind) => self.email(place, email),
            // A hash compares letter by letter, and hides whether others are alike.
            Identity::Hashed { .. } if NAMES.contains(&kind) => {
                let mut full = known.names.iter().filter_map(|name| match name {
                    Name::Full(text) => Some(text.clone()),
                    Name::Parts(given, family) => Some(format!("{given} {family}")),
                    Name::Piece(_) => None,
                });
                if full.any(|name| identity.is(&name)) {
                    self.compare(place, What::Name(Likeness::Same));
                }
            }
            Identity::Hashed { .. } if BIRTHS.contains(&kind) => {
                if known.born.is_some_and(|day| identity.is(&day.to_string())) {
                    self.compare(place, What::Born(Born::Same));
                }
            }
            _ => {
                let label = match (&identity, kind) {
                    (Identity::Hashed { .. }, kind) if EMAILS.contains(&kind) => {
                        "hashed e-mail address"
                    }
                    (_, kind) if NATIONAL.contains(&kind) => "national identity number",
                    (Identity::Hashed { .. }, _) => "hashed identifier",
                    _ => "identifier",
                };
                self.tried(place, label, &identity, NATIONAL.contains(&kind));
            }
        }
    }

    /// Compares an identifier with those that the learner is known by.
    fn tried(
        &mut self,
        place: Pointer,
        label: &'static str,
        identity: &Identity<'_>,
        is_national: bool,
    ) {
        let known = self.known;
        let is_email = label.ends_with("e-mail address");
        let emails = known.emails.iter();
        let identifiers = known.identifiers.iter();
        let found = emails
            .clone()
            .chain(identifiers.clone())
            .find(|known| identity.is(known));
        let is_weak = matches!(
            identity,
            Identity::Hashed {
                function: Function::Md5,
                ..
            }
        );
        // A URL or a DID is one person's; a number is one person's in one register.
        let reach = found.map(|found| match found {
            _ if is_weak => Reach::Register,
            _ if is_national => Reach::World,
            address if address.contains('@') => Reach::Household,
            url if url.contains(':') => Reach::World,
            _ => Reach::Register,
        });
        let has_kind = match is_email {
            true => emails.len() > 0,
            false => identifiers.len() > 0,
        };
        if has_kind || reach.is_some() {
            self.compare(place, What::Identifier(label, reach));
        }
    }

    fn subject_id(&mut self, place: Pointer, id: &str) {
        // The European tools number the nodes of each document; blank nodes have no name at all.
        let is_local = id.starts_with("urn:epass:") || id.starts_with("_:") || !id.contains(':');
        if is_local {
            return;
        }
        self.speaks = true;
        match id.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => self.email(place, id),
            _ => self.tried(place, "subject identifier", &Identity::Plain(id), false),
        }
    }

    fn email(&mut self, place: Pointer, address: &str) {
        self.speaks = true;
        if let Some(identity) = Identity::read(address, false, None) {
            self.tried(place, "e-mail address", &identity, false);
        }
    }

    fn born(&mut self, place: Pointer, stated: &str) {
        self.speaks = true;
        let compared = self.known.born.and_then(|day| dates::compare(day, stated));
        if let Some(born) = compared {
            self.compare(place, What::Born(born));
        }
    }

    fn names(&mut self, subject: &Value, at: &Pointer) {
        for key in ["fullName", "name", "ext:fullName", "birthName"] {
            for (place, name) in texts(subject, at, key) {
                self.name(place, &Name::Full(name.to_owned()));
            }
        }
        let given = texts(subject, at, "givenName");
        let family = texts(subject, at, "familyName");
        for (index, (place, given)) in given.iter().enumerate() {
            // The languages of both, side by side; a name in one alone is written so in all.
            let family = family.get(index).or(family.first());
            if let Some(name) = Name::of(Some(given), family.map(|(_, family)| *family)) {
                // Both parts must be covered to count as one name.
                let covered = family.is_none_or(|(place, _)| (self.is_covered)(place));
                let before = self.compared.len();
                self.name(place.clone(), &name);
                for compared in self.compared.iter_mut().skip(before) {
                    compared.is_covered &= covered;
                }
            }
        }
        if given.is_empty() {
            for (place, family) in family {
                self.name(place, &Name::Piece(family.to_owned()));
            }
        }
    }

    fn name(&mut self, place: Pointer, stated: &Name) {
        self.speaks = true;
        let known = self.known.names.iter();
        let best = known.map(|known| names::compare(known, stated)).max();
        if let Some(likeness) = best {
            self.compare(place, What::Name(likeness));
        }
    }

    fn judge(&self) -> Check {
        let code = CheckCode::LearnerMatch;
        if !self.speaks {
            return Check::not_applicable(
                code,
                "the credential says nothing of who its learner is",
            );
        }
        let all = Match::of(self.compared.iter()).row();
        if all.outcome != CheckOutcome::Passed {
            return all;
        }
        let covered = Match::of(self.compared.iter().filter(|each| each.is_covered)).row();
        if matches!(covered.outcome, CheckOutcome::Passed | CheckOutcome::Failed) {
            return covered;
        }
        let place = all.pointer.clone();
        let check = Check::inconclusive(
            code,
            "what the credential says of its learner agrees, and no proof covers it",
        )
        .because(Cause::new("not_covered"));
        Check {
            pointer: place,
            ..check
        }
    }
}

/// The best that was found of each kind.
#[derive(Debug, Default)]
struct Match<'c> {
    identifier: Option<(&'static str, Reach, &'c Pointer)>,
    /// An identifier of a kind that the learner is known by, and another one.
    other: Option<(&'static str, &'c Pointer)>,
    name: Option<(Likeness, &'c Pointer)>,
    born: Option<(Born, &'c Pointer)>,
}

impl<'c> Match<'c> {
    fn of(compared: impl Iterator<Item = &'c Compared>) -> Self {
        let mut found = Self::default();
        for Compared { place, what, .. } in compared {
            match *what {
                What::Identifier(kind, Some(reach)) => {
                    if found.identifier.is_none_or(|(_, best, _)| reach > best) {
                        found.identifier = Some((kind, reach, place));
                    }
                }
                What::Identifier(kind, None) => {
                    found.other.get_or_insert((kind, place));
                }
                What::Name(likeness) => {
                    if found.name.is_none_or(|(best, _)| likeness > best) {
                        found.name = Some((likeness, place));
                    }
                }
                What::Born(born) => {
                    if found.born.is_none_or(|(best, _)| born > best) {
                        found.born = Some((born, place));
                    }
                }
            }
        }
        found
    }

    fn row(&self) -> Check {
        let code = CheckCode::LearnerMatch;
        let unclear = |summary: String, cause: &str, place: &Pointer| {
            Check::inconclusive(code, summary)
                .at(place.clone())
                .because(Cause::new(cause))
        };
        let strong = |what: String, place: &Pointer| {
            Check::passed(
                code,
                format!(
                    "strong match: {what}; it says whom the issuer meant, not who hands the credential in"
                ),
            )
            .at(place.clone())
        };
        let born = self.born.map(|(born, place)| {
            let words = match born {
                Born::Shifted => "the day of birth, read in another time zone,",
                _ => "the day of birth",
            };
            (born, words, place)
        });
        let name = self.name.map(|(likeness, place)| {
            let words = match likeness {
                Likeness::Spelt => "the full name, in other letters or another order,",
                Likeness::Partial => "a part of the name",
                _ => "the full name",
            };
            (likeness, words, place)
        });
        match (born, self.identifier, name) {
            // Nobody's day of birth changes, and addresses are shared within families.
            (Some((Born::Differs, _, place)), ..) => Check::failed(
                code,
                "the credential states another day of birth than that of the learner presented",
            )
            .at(place.clone())
            .because(Cause::new("birth_date_differs")),
            (Some(_), _, Some((Likeness::Different, _, place)))
            | (_, Some(_), Some((Likeness::Different, _, place))) => unclear(
                "the credential states another name than that of the learner presented, and \
                 another attribute agrees"
                    .to_owned(),
                "conflicting_attributes",
                place,
            ),
            (_, _, Some((Likeness::Different, _, place))) => Check::failed(
                code,
                "the credential states a name that has nothing in common with that of the learner presented",
            )
            .at(place.clone())
            .because(Cause::new("name_differs")),
            (_, Some((kind, Reach::Household, place)), Some((Likeness::Unclear, ..))) => unclear(
                format!(
                    "medium match: the {kind} agrees, and the name is not the same; families \
                     share addresses"
                ),
                "similar_name",
                place,
            ),
            (_, Some((kind, Reach::World | Reach::Household, place)), _) => {
                strong(format!("the {kind} agrees"), place)
            }
            (Some((_, day, _)), _, Some((Likeness::Same | Likeness::Spelt, name, place))) => {
                strong(format!("{name} and {day} agree"), place)
            }
            (_, Some((kind, Reach::Register, place)), Some((likeness, name, _)))
                if likeness >= Likeness::Spelt =>
            {
                strong(format!("the {kind} and {name} agree"), place)
            }
            (Some((_, day, _)), Some((kind, Reach::Register, place)), _) => {
                strong(format!("the {kind} and {day} agree"), place)
            }
            (_, Some((kind, Reach::Register, place)), _) => unclear(
                format!(
                    "medium match: the {kind} agrees alone, and another register or another \
                     identity may have the same"
                ),
                "identifier_alone",
                place,
            ),
            (Some((_, day, _)), _, Some((Likeness::Partial, name, place))) => unclear(
                format!("medium match: {name} and {day} agree; twins share as much"),
                "partial_name",
                place,
            ),
            (_, _, Some((Likeness::Same | Likeness::Spelt, name, place))) => unclear(
                format!("weak match: {name} agrees, which others may bear"),
                "same_name",
                place,
            ),
            (Some((_, day, place)), ..) => unclear(
                format!("weak match: {day} agrees alone, which many others share"),
                "birth_date_alone",
                place,
            ),
            (_, _, Some((Likeness::Partial, name, place))) => unclear(
                format!("weak match: {name} agrees, which others may bear"),
                "partial_name",
                place,
            ),
            (_, _, Some((Likeness::Unclear, _, place))) => unclear(
                "the names are not the same, and not so different that they tell two people apart"
                    .to_owned(),
                "similar_name",
                place,
            ),
            (None, None, None) => match self.other {
                Some((kind, place)) => unclear(
                    format!(
                        "the {kind} is none of those that the learner presented is known by; a \
                         person may have several"
                    ),
                    "other_identifier",
                    place,
                ),
                None => Check::inconclusive(
                    code,
                    "nothing that the credential says of its learner can be compared with what \
                     is known of the learner presented",
                )
                .because(Cause::new("nothing_to_compare")),
            },
        }
    }
}
