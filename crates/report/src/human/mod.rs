//! The report for people.

pub(crate) mod alignment;
mod answers;
pub(crate) mod checks;
mod decision;
pub(crate) mod document;
mod dossier;
mod elements;
mod evaluation;
mod learner;
mod lights;
mod overview;
mod page;
pub(crate) mod phrases;
mod precedents;
mod proposal;
mod provenance;
mod scope;
mod stack;
pub(crate) mod trust;
pub(crate) mod values;
mod verification;

pub(crate) use decision::decision;
pub(crate) use elements::mappings;
pub(crate) use evaluation::evaluations;
pub(crate) use learner::explanations;
pub(crate) use stack::stack;
pub(crate) use values::{derived, told};
pub(crate) use verification::verifications;
