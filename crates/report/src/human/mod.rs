//! The report for people.

mod alignment;
mod answers;
mod checks;
mod document;
mod elements;
mod evaluation;
mod lights;
mod overview;
mod page;
mod phrases;
mod proposal;
mod provenance;
mod scope;
mod trust;
mod values;
mod verification;

pub(crate) use elements::mappings;
pub(crate) use evaluation::evaluations;
pub(crate) use values::{derived, told};
pub(crate) use verification::verifications;
