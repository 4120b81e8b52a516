//! What a learner, or a body, is known again by in another credential.
//!
//! Only what means the same beyond its own document identifies: a number that a tool gives within
//! one file is everybody's.

use std::collections::BTreeSet;

use credeval_model::element::{Identifier, Learner, Text};
use jiff::civil::Date;

use crate::{facts::day_of, fold::folded};

/// Identifiers of one learner that are compared.
const IDENTIFIERS: usize = 64;

/// What a learner is known again by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identity {
    /// Identifiers that mean the same in every document, the surest kind first: in a register, of
    /// the subject, for electronic mail.
    by_kind: [BTreeSet<String>; 3],
    /// The day of birth.
    pub(crate) born: Option<Date>,
    /// The name as it is written.
    pub(crate) shown: String,
    /// The name, folded.
    pub(crate) name: String,
}

impl Identity {
    pub(crate) fn of(learner: &Learner) -> Self {
        let identifiers = learner.identifiers.iter().take(IDENTIFIERS);
        let registered = identifiers.filter_map(registered).collect();
        let own = learner.id.as_deref().filter(|id| is_global(id));
        let is_address = |id: &&str| prefixed(id, "mailto:");
        let addresses = own.filter(is_address).and_then(|id| id.split_once(':'));
        let addresses = addresses.into_iter().map(|(_, address)| address);
        let addresses = addresses
            .chain(learner.email.as_deref())
            .map(|address| address.trim().to_lowercase())
            .filter(|address| !address.is_empty());
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.shown().trim().to_owned());
        let full = text(&learner.name).filter(|name| !name.is_empty());
        let shown = full.unwrap_or_else(|| {
            let parts = [text(&learner.given_name), text(&learner.family_name)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        });
        Self {
            by_kind: [
                registered,
                own.filter(|id| !is_address(id))
                    .map(|id| id.trim().to_owned())
                    .into_iter()
                    .collect(),
                addresses.collect(),
            ],
            born: learner.date_of_birth.as_deref().and_then(day_of),
            name: folded(&shown),
            shown,
        }
    }

    /// Whether an identifier of both is the same. One that differs tells nothing, since a person has
    /// several.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let mut kinds = self.by_kind.iter().zip(&other.by_kind);
        kinds.any(|(one, other)| !one.is_disjoint(other))
    }

    /// The surest that one learner is known by: an identifier, else name and day of birth; `None`
    /// where there is only a name, which many bear.
    pub(crate) fn key(&self) -> Option<String> {
        let identifier = self.by_kind.iter().find_map(BTreeSet::first).cloned();
        identifier.or_else(|| {
            let born = self.born.filter(|_| !self.name.is_empty())?;
            Some(format!("{}\n{born}", self.name))
        })
    }
}

/// An identifier in a register, with its scheme in front; `None` for a hash, whose salt differs from
/// credential to credential, for a name, and for what means nothing elsewhere.
pub(crate) fn registered(identifier: &Identifier) -> Option<String> {
    let value = identifier.value.trim();
    let tells = !identifier.hashed
        && !identifier.scheme.eq_ignore_ascii_case("name")
        && !value.is_empty()
        && !is_local(value);
    tells.then(|| format!("{}:{value}", identifier.scheme.trim()).to_lowercase())
}

/// Whether an identifier means the same beyond its own document.
pub(crate) fn is_global(id: &str) -> bool {
    id.contains(':') && !is_local(id)
}

/// A blank node, a fragment, or a number that Europass gives within one file
/// (`urn:epass:person:1`).
fn is_local(id: &str) -> bool {
    ["_:", "#", "urn:epass:"]
        .iter()
        .any(|local| prefixed(id.trim(), local))
}

/// Whether `text` begins so; schemes of URIs are the same in either case (RFC 3986, section 3.1).
fn prefixed(text: &str, prefix: &str) -> bool {
    let head = text.get(..prefix.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_id(id: &str) -> Identity {
        Identity::of(&Learner {
            id: Some(id.to_owned()),
            ..Learner::default()
        })
    }

    fn numbered(scheme: &str, value: &str) -> Identity {
        Identity::of(&Learner {
            identifiers: vec![Identifier {
                scheme: scheme.to_owned(),
                value: value.to_owned(),
                hashed: false,
            }],
            ..Learner::default()
        })
    }

    #[test]
    fn what_a_tool_counts_within_one_file_identifies_nobody() {
        for id in [
            "urn:epass:person:1",
            "URN:EPASS:person:1",
            " urn:epass:person:1",
            "_:b0",
            "#learner",
            "1",
            "",
        ] {
            assert!(!with_id(id).meets(&with_id(id)), "{id}");
            assert_eq!(with_id(id).key(), None, "{id}");
        }
        let local = numbered("id", "urn:epass:person:1");
        assert!(!local.meets(&local) && local.key().is_none());
        let named = numbered("name", "Mira Lang");
        assert!(!named.meets(&named) && named.key().is_none());
        let own = with_id("did:key:z6Mk");
        assert!(own.meets(&own) && own.key().is_some());
    }

    #[test]
    fn an_address_is_one_however_it_is_written() {
        let email = Identity::of(&Learner {
            email: Some("Mira@Example.org ".to_owned()),
            ..Learner::default()
        });
        assert!(email.meets(&with_id("mailto:mira@example.org")));
        assert!(!email.meets(&with_id("mailto:ruben@example.org")));
        // A number is its register's.
        assert!(!numbered("a", "7").meets(&numbered("b", "7")));
    }
}
