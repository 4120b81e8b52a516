//! Opens a secured credential and checks it: bytes in, a list of checks out.
//!
//! ```text
//! open(document) -> Opened --needs--> requests ... answers --check--> Checked
//! ```
//!
//! Nothing here opens a socket or reads a clock. What a check must see is asked for by
//! [`needs`], in rounds: the key document that a proof names first; what the credential itself
//! names, such as a status list, only after its proof holds. [`check`] is total: whatever came
//! in, it gives the whole list of checks.
#![forbid(unsafe_code)]

mod baked;
mod certificate;
mod checked;
mod crypto;
mod endorsement;
mod entitlement;
mod held;
mod key;
mod learner;
mod opened;
mod presentation;
mod quality;
mod quoted;
mod recent;
mod refresh;
mod resolve;
mod schema;
mod seal;
mod secured;
mod session;
mod status;
mod structure;
mod trust;
mod validity;
pub mod xml;

pub use baked::BakedError;
pub use checked::{
    Assured, Attempt, Checked, Identified, Part, Proof, Signed, attempt, check, needs,
};
#[cfg(feature = "native")]
pub use crypto::Native;
#[cfg(feature = "portable")]
pub use crypto::Portable;
pub use crypto::{Algorithm, Crypto, DEFAULT as DEFAULT_CRYPTO};
pub use key::{KeyError, PublicKey};
pub use opened::{OpenError, Opened, open};
pub use refresh::refreshed;
pub use secured::data_integrity::{HashError, Hashes, hashes};
pub use trust::{Trust, TrustError, lists::service_certificate, pinned_validity};

use credeval_linked_data::Contexts;
use credeval_model::{Timestamp, evidence::Evidence, learner::PresentedLearner};

/// What a credential is judged against.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// What was gathered so far.
    pub evidence: &'a Evidence,
    /// Whom the caller trusts.
    pub trust: &'a Trust,
    /// The JSON-LD contexts that are known.
    pub contexts: &'a Contexts,
    /// The time of judgement.
    pub at: Timestamp,
    /// The issuer's key, where the caller says it.
    pub key: Option<&'a PublicKey>,
    /// Who presents the credential, where the caller knows it.
    pub learner: Option<&'a PresentedLearner>,
    /// What the presenter was asked for.
    pub asked: Option<&'a Asked>,
    /// Who computes.
    pub crypto: &'a dyn Crypto,
}

/// What a verifier asked of a presenter, so that an answer made for another request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The challenge of a Data Integrity proof, the `nonce` of a token.
    pub challenge: Option<String>,
    /// The domain of a Data Integrity proof, the `aud` of a token.
    pub domain: Option<String>,
}

impl<'a> Against<'a> {
    /// Judges with nothing known but evidence, trust, contexts and time.
    pub fn new(
        evidence: &'a Evidence,
        trust: &'a Trust,
        contexts: &'a Contexts,
        at: Timestamp,
    ) -> Self {
        Self {
            evidence,
            trust,
            contexts,
            at,
            key: None,
            learner: None,
            asked: None,
            crypto: crypto::DEFAULT,
        }
    }
}
