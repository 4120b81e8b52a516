//! OpenID Federation: whom a trust anchor states to belong to it.

use credeval_model::check::Cause;

use super::{Ready, Vouched};
use crate::opened::Opened;
use crate::secured::Signer;
use crate::session::Session;

/// Whether the federation knows the signer.
pub(crate) fn ask<'a>(
    _session: &Session<'a>,
    _ready: &'a Ready,
    _opened: &Opened,
    _signer: &Signer,
) -> Result<Option<Vouched<'a>>, Cause> {
    Ok(None)
}
