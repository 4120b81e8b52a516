//! Whether the subject is the learner who presents the credential.

use credeval_model::Check;

use crate::checked::Session;
use crate::opened::Opened;

/// The row `learner.match`.
pub(crate) fn row(_session: &Session<'_>, _opened: &Opened) -> Option<Check> {
    None
}
