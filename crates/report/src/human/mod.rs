//! The report for people.

mod alignment;
mod answers;
mod checks;
mod decision;
mod document;
mod dossier;
mod elements;
mod evaluation;
mod learner;
mod lights;
mod overview;
mod page;
mod phrases;
mod precedents;
mod proposal;
mod provenance;
mod scope;
mod stack;
mod trust;
mod values;
mod verification;

pub(crate) use decision::decision;
pub(crate) use elements::mappings;
pub(crate) use evaluation::evaluations;
pub(crate) use learner::explanations;
pub(crate) use stack::stack;
pub(crate) use values::{derived, told};
pub(crate) use verification::verifications;
