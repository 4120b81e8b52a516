//! Credentials of no known kind: what they state in words that are widely used.

use crate::{Part, node::Node, nothing, reading::Standing};

/// Maps the credential.
pub(crate) fn parts(_root: &Node<'_>, _standing: Standing<'_>) -> Vec<Part> {
    nothing("a credential of no known kind")
}
