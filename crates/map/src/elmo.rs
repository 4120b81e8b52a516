//! ELMO: transcripts of records of the EMREX network, as XML and as JSON.

use crate::{Part, node::Node, nothing, reading::Standing};

/// Maps the credential.
pub(crate) fn parts(_root: &Node<'_>, _standing: Standing<'_>) -> Vec<Part> {
    nothing("an ELMO transcript is not read yet")
}
