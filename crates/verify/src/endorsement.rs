//! Endorsements: whether each holds, and speaks of this credential.

use credeval_model::Check;

use crate::checked::CheckedHeld;
use crate::opened::Opened;

/// The rows `endorsement`, one for each endorsement that the credential carries; they inform.
pub(crate) fn rows(_opened: &Opened, _held: &[CheckedHeld<'_>]) -> Vec<Check> {
    Vec::new()
}
