//! Politeness beyond one process.

use std::time::Duration;

use futures_util::future::BoxFuture;

/// Turns to ask a host that are shared with others, such as workers on other machines.
///
/// A client keeps its own limits beside it. A fault of whoever gives the turns stops nobody: then it
/// is those limits alone that hold.
pub trait Pace: Send + Sync {
    /// How long to wait until it is our turn to ask a host, `spacing` after the turn before; `None`
    /// where that is longer than anybody waits.
    fn turn<'a>(&'a self, host: &'a str, spacing: Duration) -> BoxFuture<'a, Option<Duration>>;

    /// The host asks to be left alone for so long (RFC 9110 section 10.2.3).
    fn rest<'a>(&'a self, host: &'a str, pause: Duration) -> BoxFuture<'a, ()>;
}
