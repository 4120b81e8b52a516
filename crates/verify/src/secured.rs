//! The secured forms, one file each: how each is read, and what its proof is checked for.

pub(crate) mod data_integrity;
pub(crate) mod jades;
pub(crate) mod jwt;
pub(crate) mod open_badges_2;
pub(crate) mod sd_jwt;
pub(crate) mod xades;

use credeval_linked_data::Dropped;
use credeval_model::{Check, CheckCode, CheckOutcome, trust::vouch::Relation};

/// What the checks of one proof found.
#[derive(Debug, Default)]
pub(crate) struct ProofReport {
    /// The checks, with their places.
    pub(crate) checks: Vec<Check>,
    /// Who signed, as far as it is known.
    pub(crate) signer: Option<Signer>,
    /// The key that the signature was checked with, where the form is a token.
    pub(crate) key: Option<crate::PublicKey>,
    /// The anchors to which the seal's certificate chains.
    pub(crate) anchors: Vec<Anchored>,
    /// Places of the credential that the proof does not cover.
    pub(crate) uncovered: Vec<Dropped>,
}

/// An anchor to which a seal's certificate chains.
#[derive(Debug, Clone)]
pub(crate) struct Anchored {
    /// The anchor's id.
    pub(crate) anchor: String,
    pub(crate) relation: Relation,
    /// Whether a trusted list says that the seal is qualified, at all the times that count.
    pub(crate) confirms: bool,
    /// Whether that list should have been replaced by the time of judgement.
    pub(crate) is_overdue: bool,
}

/// The identity behind the key that signed.
#[derive(Debug, Clone)]
pub(crate) enum Signer {
    /// A DID or https identifier, and the verification method used.
    Identifier { id: String, method: String },
    /// A seal certificate.
    Certificate(Box<crate::certificate::Certificate>),
}

impl ProofReport {
    /// Whether a check of this proof passed.
    pub(crate) fn passed(&self, code: CheckCode) -> bool {
        self.outcome(code) == Some(CheckOutcome::Passed)
    }

    /// Whether the signature holds under a key of the issuer.
    pub(crate) fn is_bound(&self) -> bool {
        self.passed(CheckCode::ProofSignature) && self.passed(CheckCode::IssuerKey)
    }

    /// How a check of this proof ended.
    pub(crate) fn outcome(&self, code: CheckCode) -> Option<CheckOutcome> {
        self.checks
            .iter()
            .find(|check| check.code == code)
            .map(|check| check.outcome)
    }
}
