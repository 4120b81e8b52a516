//! Private servers for tests, PostgreSQL and NATS: each starts in a folder of its own, as an unprivileged
//! user, and ends with the test process, however that ends. Until then it can be killed and started again.
//!
//! Nothing of the machine's own is touched: no port is opened but one that is free, on the loopback
//! address alone; no configuration read, no running server asked.
//! Where the server's program is not installed, the caller hears it on standard error and gets
//! nothing; with `CREDEVAL_REQUIRE_SERVICES=1` that is a failure.
#![forbid(unsafe_code)]

mod nats;
mod postgres;
mod watched;

pub use nats::Nats;
pub use postgres::{Database, Postgres};

use std::io::Write as _;

/// Says that a server is missing, past the test harness, which would keep it to itself.
///
/// # Panics
///
/// With `CREDEVAL_REQUIRE_SERVICES=1`: then a test that was not run is a test that failed.
fn missing(what: &str) {
    let required = std::env::var_os("CREDEVAL_REQUIRE_SERVICES").is_some_and(|value| value == "1");
    assert!(!required, "CREDEVAL_REQUIRE_SERVICES=1, and {what}");
    // A warning that cannot be written must not fail the run.
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED: {what}, so nothing was run on it"
    );
}
