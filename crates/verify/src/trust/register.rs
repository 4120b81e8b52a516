//! Registers of organisations.

use credeval_model::{check::Cause, trust::snapshot};

use super::{Ready, Vouched};
use crate::opened::Opened;
use crate::secured::{ProofReport, Signer};
use crate::session::Session;

/// A register, with its organisations by identifier.
#[derive(Debug, Clone)]
pub(crate) struct Register {
    register: snapshot::Register,
}

impl Register {
    pub(crate) fn new(register: snapshot::Register) -> Self {
        Self { register }
    }
}

/// Whether the register holds the signer.
pub(crate) fn ask<'a>(
    _session: &Session<'a>,
    _ready: &'a Ready,
    _opened: &Opened,
    _report: &ProofReport,
    _signer: &Signer,
) -> Result<Option<Vouched<'a>>, Cause> {
    Ok(None)
}
