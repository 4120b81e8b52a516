//! Registries of issuers without a signature of their own.

use credeval_model::check::Cause;

use super::{Ready, Vouched};
use crate::opened::Opened;
use crate::secured::Signer;
use crate::session::Session;

/// Whether the registry lists the signer.
pub(crate) fn ask<'a>(
    _session: &Session<'a>,
    _ready: &'a Ready,
    _opened: &Opened,
    _signer: &Signer,
) -> Result<Option<Vouched<'a>>, Cause> {
    Ok(None)
}
