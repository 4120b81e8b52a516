//! The makers of credentials, for the generators of this package and for the benchmark; and a store with its
//! processes, for tests of whole installations.
#![forbid(unsafe_code)]

pub mod fixtures;
pub mod generated;
pub mod project;
pub mod rig;
