//! Why a list is not relied on.

use credeval_model::{Digest, Timestamp};
use credeval_verify::xml::{XmlError, signature::SignatureError};

use crate::Refused;

/// A list that is not relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// It could not be had.
    #[error("expected the list at its address, found {why}")]
    Missing {
        /// Why.
        why: String,
    },
    /// It is not XML.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Its signature does not hold.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// Its signature holds under a certificate that nothing allows.
    #[error("expected a signature under a certificate that is allowed, found one under {found}")]
    Signer {
        /// SHA-256 of the certificate.
        found: Digest,
    },
    /// A pin is not a digest.
    #[error("expected SHA-256 in hexadecimal in `pinned_sha256`, found `{found}`")]
    Pin {
        /// What stands there.
        found: String,
    },
    /// The list of lists names another Official Journal publication.
    #[error(
        "expected the list of lists to rest on the Official Journal publication `{expected}`, \
         found `{found}`: the publication has changed; take the new address as `oj_uri` and the \
         digests of the certificates that it publishes as `pinned_sha256`"
    )]
    OfficialJournal {
        /// The address in the trust file.
        expected: String,
        /// The addresses that the list of lists names.
        found: String,
    },
    /// Too many pivots.
    #[error("expected at most {limit} pivots, found {found}")]
    Pivots {
        /// How many are walked.
        limit: usize,
        /// How many are named.
        found: usize,
    },
    /// A pivot that is published elsewhere.
    #[error("expected pivots beside the list of lists, found `{found}`")]
    Elsewhere {
        /// Its address.
        found: String,
    },
    /// A pivot that does not stand between the one before it and the list of lists.
    #[error("expected a pivot with a number from {least} to {most}, found {found}")]
    Order {
        /// The lowest number that it may have.
        least: u64,
        /// The number of the list of lists.
        most: u64,
        /// Its number.
        found: u64,
    },
    /// A list of lists that does not point to itself.
    #[error("expected a pointer of the list of lists to itself, found none")]
    Itself,
    /// It is no trusted list.
    #[error("expected a trusted list with the tag of TS 119 612, found `{found}`")]
    NoList {
        /// The name of its outermost element, or its tag.
        found: String,
    },
    /// A version that is not known.
    #[error("expected a trusted list of version 5 or 6, found {found}")]
    Version {
        /// The version.
        found: u64,
    },
    /// Another type of list.
    #[error("expected a list of type `{expected}`, found `{found}`")]
    Type {
        /// The type.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// The list of another territory.
    #[error("expected the list of `{expected}`, found that of `{found}`")]
    Territory {
        /// Whose list stands there by the list of lists.
        expected: String,
        /// Whose list stands there.
        found: String,
    },
    /// An older list than the one relied on before.
    #[error("expected sequence number {before} or higher, found {found}")]
    Sequence {
        /// The number of the list relied on before.
        before: u64,
        /// Its number.
        found: u64,
    },
    /// Another list under the number of the one relied on before.
    #[error("expected the list number {sequence} that was read before, found another")]
    Reused {
        /// The number.
        sequence: u64,
    },
    /// Issued before the list relied on before.
    #[error("expected a list issued at {before} or later, found {found}")]
    Issued {
        /// When the list relied on before was issued.
        before: Timestamp,
        /// When it was issued.
        found: Timestamp,
    },
    /// Issued in the future.
    #[error("expected a list issued by now ({now}), found {found}")]
    Future {
        /// The present.
        now: Timestamp,
        /// When it says that it was issued.
        found: Timestamp,
    },
    /// The list of lists points to two lists of one territory.
    #[error("expected one list of the territory, found a second")]
    Twice,
    /// The list of lists points to no list of the territory.
    #[error("expected a pointer to the territory's list in the list of lists, found none")]
    NotPointedTo,
    /// An element is missing.
    #[error("expected `{name}` in the element at line {line}, found none")]
    Lacks {
        /// The element's name.
        name: &'static str,
        /// Where it should stand.
        line: usize,
    },
    /// An element does not hold what it should.
    #[error("expected {expected} at line {line}, found `{found}`")]
    Value {
        /// What it should hold.
        expected: &'static str,
        /// What it holds, cut short.
        found: String,
        /// Where it stands.
        line: usize,
    },
}

impl ListError {
    /// A stable word for the reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Xml(_) => "no_xml",
            Self::Signature(error) => error.code(),
            Self::Signer { .. } => "signer_not_allowed",
            Self::Pin { .. } => "no_pin",
            Self::OfficialJournal { .. } => "official_journal_changed",
            Self::Pivots { .. } => "too_many_pivots",
            Self::Elsewhere { .. } => "pivot_elsewhere",
            Self::Order { .. } => "pivot_order",
            Self::Itself => "no_pointer_to_itself",
            Self::NoList { .. } => "no_trusted_list",
            Self::Version { .. } => "list_version",
            Self::Type { .. } => "list_type",
            Self::Territory { .. } => "list_territory",
            Self::Sequence { .. } => "sequence_went_back",
            Self::Reused { .. } => "sequence_reused",
            Self::Issued { .. } => "issued_went_back",
            Self::Future { .. } => "issued_in_future",
            Self::Twice => "territory_twice",
            Self::NotPointedTo => "not_pointed_to",
            Self::Lacks { .. } | Self::Value { .. } => "malformed",
        }
    }

    /// The refusal of what stands at an address.
    pub(super) fn at(&self, url: &str) -> Refused {
        Refused {
            code: self.code(),
            url: url.to_owned(),
            what: self.to_string(),
        }
    }
}
