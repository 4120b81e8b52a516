//! Comprehensive Learner Record 2.0: the achievements of its own, beside the credentials it holds.

use crate::{Part, node::Node, nothing, reading::Standing};

/// Maps the credential.
pub(crate) fn parts(_root: &Node<'_>, _standing: Standing<'_>) -> Vec<Part> {
    nothing("a learner record is not read yet")
}
