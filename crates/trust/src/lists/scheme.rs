//! What a list says of itself.
//!
//! Source: ETSI TS 119 612 sections 5.2.1 (tag) and 5.3 (scheme information).

use credeval_model::{Digest, Timestamp, trust::lock::Source};
use credeval_verify::xml::{Document, Element};

use super::{EU, error::ListError};
use crate::quoted;

/// The namespace of trusted lists.
pub(super) const TSL: &str = "http://uri.etsi.org/02231/v2#";
/// The namespace of what was added to them.
pub(super) const ADDED: &str = "http://uri.etsi.org/02231/v2/additionaltypes#";
const TAG: &str = "http://uri.etsi.org/19612/TSLTag";
/// The type of the list of lists (section D.3), as of a pointer to it.
pub(super) const OF_LISTS: &str =
    "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists";
/// The type of a territory's list (section D.3).
pub(super) const OF_SERVICES: &str = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric";
/// What a list says of itself.
#[derive(Debug, Clone)]
pub(super) struct Scheme<'d> {
    pub(super) information: Element<'d>,
    pub(super) territory: String,
    pub(super) sequence: u64,
    pub(super) issued: Timestamp,
    /// `None` for a list that was closed.
    pub(super) next_update: Option<Timestamp>,
}

impl<'d> Scheme<'d> {
    /// Of the list of lists, or of one of its pivots.
    pub(super) fn of_lists(document: &'d Document<'_>) -> Result<Self, ListError> {
        Self::read(document, OF_LISTS, EU)
    }

    /// Of a territory's list.
    pub(super) fn of_territory(
        document: &'d Document<'_>,
        territory: &str,
    ) -> Result<Self, ListError> {
        Self::read(document, OF_SERVICES, territory)
    }

    fn read(
        document: &'d Document<'_>,
        kind: &'static str,
        territory: &str,
    ) -> Result<Self, ListError> {
        let root = document.root();
        let no_list = |found: &str| ListError::NoList {
            found: quoted(found),
        };
        if root.name() != "TrustServiceStatusList" || root.namespace() != TSL {
            return Err(no_list(root.name()));
        }
        let tag = root.attribute("TSLTag").unwrap_or_default();
        if tag != TAG {
            return Err(no_list(tag));
        }
        let information = needed(root, "SchemeInformation")?;
        let version = number(needed(information, "TSLVersionIdentifier")?)?;
        if !matches!(version, 5 | 6) {
            return Err(ListError::Version { found: version });
        }
        let found = needed(information, "TSLType")?.text();
        if found != kind {
            return Err(ListError::Type {
                expected: kind,
                found: quoted(&found),
            });
        }
        let found = needed(information, "SchemeTerritory")?.text();
        if found != territory {
            return Err(ListError::Territory {
                expected: territory.to_owned(),
                found: quoted(&found),
            });
        }
        let next = child(needed(information, "NextUpdate")?, "dateTime");
        Ok(Self {
            information,
            territory: found,
            sequence: number(needed(information, "TSLSequenceNumber")?)?,
            issued: instant(needed(information, "ListIssueDateTime")?)?,
            next_update: next.map(instant).transpose()?,
        })
    }

    /// That it was issued by now, and does not go back behind what was relied on before.
    pub(super) fn may_follow(
        &self,
        before: Option<&Source>,
        digest: Digest,
        now: Timestamp,
    ) -> Result<(), ListError> {
        if self.issued > now {
            return Err(ListError::Future {
                now,
                found: self.issued,
            });
        }
        let Some(before) = before else { return Ok(()) };
        match before.sequence {
            Some(last) if self.sequence < last => {
                return Err(ListError::Sequence {
                    before: last,
                    found: self.sequence,
                });
            }
            Some(last) if self.sequence == last && digest != before.sha256 => {
                return Err(ListError::Reused { sequence: last });
            }
            _ => {}
        }
        match before.issued {
            Some(last) if self.issued < last => Err(ListError::Issued {
                before: last,
                found: self.issued,
            }),
            _ => Ok(()),
        }
    }

    /// As a lock names it.
    pub(super) fn source(&self, url: &str, digest: Digest) -> Source {
        Source {
            url: url.to_owned(),
            sha256: digest,
            supplied: false,
            territory: Some(self.territory.clone()),
            signer: None,
            sequence: Some(self.sequence),
            issued: Some(self.issued),
            next_update: self.next_update,
            refused: None,
        }
    }
}

/// The elements of a name in the namespace of trusted lists directly within.
pub(super) fn children<'d>(
    of: Element<'d>,
    name: &'static str,
) -> impl Iterator<Item = Element<'d>> {
    of.children()
        .filter(move |child| child.name() == name && child.namespace() == TSL)
}

/// The first such element.
pub(super) fn child<'d>(of: Element<'d>, name: &'static str) -> Option<Element<'d>> {
    children(of, name).next()
}

/// The first such element, without which a list cannot be read.
pub(super) fn needed<'d>(of: Element<'d>, name: &'static str) -> Result<Element<'d>, ListError> {
    child(of, name).ok_or_else(|| ListError::Lacks {
        name,
        line: of.line(),
    })
}

/// An instant: date and time with seconds in UTC, marked by `Z` (section 5.1.4).
pub(super) fn instant(element: Element<'_>) -> Result<Timestamp, ListError> {
    let text = element.text();
    let is_marked = text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
    let read = is_marked.then(|| text.parse().ok()).flatten();
    read.ok_or_else(|| wrong(element, "a time as YYYY-MM-DDThh:mm:ssZ"))
}

fn number(element: Element<'_>) -> Result<u64, ListError> {
    let text = element.text();
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let read = is_plain.then(|| text.parse().ok()).flatten();
    read.ok_or_else(|| wrong(element, "a number"))
}

/// The value of an element is not what it should be.
pub(super) fn wrong(element: Element<'_>, expected: &'static str) -> ListError {
    ListError::Value {
        expected,
        found: quoted(&element.text()),
        line: element.line(),
    }
}
