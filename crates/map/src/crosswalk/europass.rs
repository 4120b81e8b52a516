//! The rows of this standard.

use super::Row;

pub(super) const RELATIONS: &[&str] = &[];

pub(super) const ROWS: &[Row] = &[];
