//! What a credential says of who its subject is, attribute by attribute, beside what is known of
//! the learner presented.
//!
//! Sources: those of [`super`].

use credeval_model::{Check, CheckCode, CheckOutcome, Pointer, check::Cause, json};
use serde_json::Value;

use super::hashed::{Function, Identity};
use super::names::{self, Likeness, Name};
use super::strength::{Compared, Match, Reach, What};
use super::{ATTRIBUTES, Known, dates, dates::Born};

/// A subject in comparison with the learner presented.
pub(super) struct Person<'a> {
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
    pub(super) fn new(known: &'a Known<'a>, is_covered: &'a dyn Fn(&Pointer) -> bool) -> Self {
        Self {
            known,
            is_covered,
            speaks: false,
            compared: Vec::new(),
        }
    }

    pub(super) fn read(&mut self, subject: &Value, at: &Pointer) {
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
                self.identifier(&place, key, node);
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
    fn identifier(&mut self, place: &Pointer, key: &str, node: &Value) {
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

    /// The row of this subject.
    pub(super) fn judge(&self) -> Check {
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

/// What stands at `key`, one or many, each with its place; at most [`ATTRIBUTES`].
pub(super) fn each<'v>(node: &'v Value, at: &Pointer, key: &str) -> Vec<(Pointer, &'v Value)> {
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
