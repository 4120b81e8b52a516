//! Comprehensive Learner Record 2.0: the achievements of its own, beside the credentials it holds,
//! which are credentials of their own and are read as such.
//!
//! `ClrSubject` has achievements as `AchievementSubject` has one, but neither results, credits nor a
//! period: what was reached stands in the credentials inside. Its associations say how all of these
//! achievements hang together.

use crate::{Part, node::Node, open_badges, reading::Standing};

/// Maps each achievement of the record itself.
pub(crate) fn parts(root: &Node<'_>, standing: Standing<'_>) -> Vec<Part> {
    open_badges::parts(root, standing)
}
