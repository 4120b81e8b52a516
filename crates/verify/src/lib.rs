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

mod certificate;
mod checked;
mod crypto;
mod entitlement;
mod key;
mod opened;
mod resolve;
mod seal;
mod secured;
mod status;
mod structure;
mod trust;
mod validity;

pub use checked::{Checked, Identified, Proof, Signed, Vouching, check, needs};
pub use crypto::Algorithm;
pub use key::{KeyError, PublicKey};
pub use opened::{OpenError, Opened, open};
pub use secured::data_integrity::{HashError, Hashes, hashes};
pub use trust::{Trust, TrustError};

use credeval_linked_data::Contexts;
use credeval_model::{Timestamp, evidence::Evidence};

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
}
