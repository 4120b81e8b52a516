//! Reads what others publish about whom to trust, verifies it, and makes small snapshots of it.
//!
//! ```text
//! trust.toml --read--> needs ... evidence --read--> Made { snapshot, sources } --> trust.lock
//! ```
//!
//! Nothing here opens a socket or reads a clock. What an anchor publishes is read round by round:
//! each call gets all evidence so far, and either asks for more or is done. A credential is judged
//! against the snapshots alone, so that no XML is read for it.
#![forbid(unsafe_code)]

pub mod check;
pub mod lists;
pub mod register;
pub mod registry;
pub mod skills;
pub mod snapshot;
pub mod template;
pub mod update;

use credeval_model::{
    Timestamp,
    evidence::{Evidence, Request},
    trust::{Anchor, lock::Source, snapshot::Snapshot},
};
use credeval_verify::Crypto;

/// What reading an anchor's publication is given.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The anchor.
    pub anchor: &'a Anchor,
    /// What was answered so far.
    pub evidence: &'a Evidence,
    /// What the last state was made from; a list never goes back behind it.
    pub before: &'a [Source],
    /// The present.
    pub now: Timestamp,
    /// Who computes.
    pub crypto: &'a dyn Crypto,
}

/// How far the reading of an anchor's publication is.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// More must be seen.
    Needs(Vec<Request>),
    /// It is read.
    Made(Made),
}

/// A state that was read and verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The state.
    pub snapshot: Snapshot,
    /// What it was made from, with what was refused and why.
    pub sources: Vec<Source>,
}

/// A publication that is not relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {what}")]
pub struct Refused {
    /// A stable word for the reason.
    pub code: &'static str,
    /// The address of what was refused.
    pub url: String,
    /// What was expected and what was found.
    pub what: String,
}

/// Reads what an anchor publishes, as far as the evidence reaches.
pub fn read(reading: Reading<'_>) -> Result<Progress, Refused> {
    use credeval_model::trust::AnchorKind;
    match reading.anchor.kind {
        AnchorKind::EuLotl => lists::read(reading),
        AnchorKind::DccJson => registry::read(reading),
        AnchorKind::Register => register::read(reading),
        AnchorKind::Esco => skills::read(reading),
        _ => Err(Refused {
            code: "nothing_published",
            url: reading.anchor.source.clone().unwrap_or_default(),
            what: "expected an anchor that is published, found a pin".to_owned(),
        }),
    }
}

/// Characters of a stranger's text that a message quotes.
const QUOTED: usize = 80;

/// The beginning of a stranger's text, for a message.
pub(crate) fn quoted(text: &str) -> String {
    text.chars().take(QUOTED).collect()
}
