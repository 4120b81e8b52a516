//! Whether the holder presents it, now, to this verifier.

use credeval_model::Check;

use crate::checked::{CheckedHeld, Session};
use crate::opened::Opened;
use crate::secured::ProofReport;

/// The rows `holder.binding` and `presentation.*`.
pub(crate) fn rows(
    _session: &Session<'_>,
    _opened: &Opened,
    _reports: &[ProofReport],
    _held: &[CheckedHeld<'_>],
) -> Vec<Check> {
    Vec::new()
}
