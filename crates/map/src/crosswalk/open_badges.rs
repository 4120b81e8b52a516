//! The rows of this standard.

use super::Row;

pub(super) const ROWS: &[Row] = &[];
