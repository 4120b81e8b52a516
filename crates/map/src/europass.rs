//! Europass credentials in XML, the form before European Learning Model 3.

use crate::{Part, node::Node, nothing, reading::Standing};

/// Maps the credential.
pub(crate) fn parts(_root: &Node<'_>, _standing: Standing<'_>) -> Vec<Part> {
    nothing("a Europass credential in XML is not read yet")
}
