//! The method, held to test credentials: each cell of the rubric and each row of the outcome beside
//! a neighbour that does not land there.
//!
//! The credentials are European Digital Credentials and Open Badges in JSON, mapped as `credeval`
//! maps them; what verification, the trust anchors and the registers say is given.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what is not there fails the test"
)]

mod credentials;
mod order;
mod outcomes;
mod rubric;
