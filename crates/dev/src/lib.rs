//! The makers of credentials, for the generators of this package and for the benchmark.
#![forbid(unsafe_code)]

pub mod fixtures;
pub mod generated;
