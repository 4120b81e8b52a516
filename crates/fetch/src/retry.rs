//! Which faults may pass by themselves, and how long to wait for it.

use std::{
    error::Error,
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io::ErrorKind,
    time::Duration,
};

use futures_util::future::BoxFuture;

use crate::{FetchError, ServerError};

/// Before the first request is made again; twice as long before each further one.
const FIRST: Duration = Duration::from_millis(500);
/// The longest wait that a server may ask for. Who asks for more is not asked again.
const LONGEST: Duration = Duration::from_secs(30);

/// How time passes and what chance gives, so that tests can say.
pub(crate) trait Waiting: Send + Sync {
    fn wait(&self, pause: Duration) -> BoxFuture<'static, ()>;

    /// From 0 to 1, both included.
    fn jitter(&self) -> f64;
}

/// Real time, real chance.
pub(crate) struct Clockwork;

impl Waiting for Clockwork {
    fn wait(&self, pause: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(pause))
    }

    fn jitter(&self) -> f64 {
        // Each state hashes by keys of its own, which the standard library draws at random.
        let bits = RandomState::new().build_hasher().finish();
        f64::from(u32::try_from(bits >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }
}

/// How long to wait after so many tries that were made again: half of it certain, half by chance,
/// so that those who failed together do not come back together; and not less than the server asks
/// for. `None` where it asks for more than anybody waits.
pub(crate) fn wait(tries: u32, asked: Option<Duration>, jitter: f64) -> Option<Duration> {
    let full = FIRST
        .saturating_mul(2_u32.saturating_pow(tries))
        .min(LONGEST);
    let pause = full.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0);
    match asked {
        Some(asked) if asked > LONGEST => None,
        Some(asked) => Some(pause.max(asked)),
        None => Some(pause),
    }
}

impl FetchError {
    /// Whether the same request may succeed a moment later: a timeout, a turn that
    /// was too far away, a connection that was reset, or a server that says so (429, 502, 503 and 504; RFC 6585 section 4, RFC 9110 section 15.6).
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Server(ServerError::Timeout { .. } | ServerError::NoTurn { .. }) => true,
            Self::Server(ServerError::Status { status, .. }) => may_status_pass(*status),
            Self::Server(ServerError::Unreachable { source, .. }) => is_reset(source),
            _ => false,
        }
    }
}

/// Whether a server says that it may answer otherwise a moment later.
pub(crate) fn may_status_pass(status: u16) -> bool {
    matches!(status, 429 | 502 | 503 | 504)
}

fn is_reset(error: &reqwest::Error) -> bool {
    if error.is_timeout() {
        return true;
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(current) = cause {
        if let Some(error) = current.downcast_ref::<std::io::Error>()
            && matches!(
                error.kind(),
                ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe
            )
        {
            return true;
        }
        cause = current.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_heed_the_server_within_bounds() {
        let millis = |tries, asked: Option<u64>, jitter| {
            let asked = asked.map(Duration::from_secs);
            wait(tries, asked, jitter).map(|wait| wait.as_millis())
        };
        assert_eq!(millis(0, None, 0.0), Some(250));
        assert_eq!(millis(0, None, 1.0), Some(500));
        assert_eq!(millis(2, None, 1.0), Some(2_000));
        assert_eq!(millis(40, None, 1.0), Some(30_000));
        assert_eq!(millis(0, Some(3), 0.5), Some(3_000));
        assert_eq!(millis(3, Some(1), 1.0), Some(4_000));
        assert_eq!(millis(0, Some(30), 0.5), Some(30_000));
        assert_eq!(millis(0, Some(31), 0.5), None);
    }

    #[test]
    fn chance_differs_from_time_to_time() {
        let drawn: Vec<f64> = (0..20).map(|_| Clockwork.jitter()).collect();
        assert!(drawn.iter().all(|jitter| (0.0..=1.0).contains(jitter)));
        assert!(
            drawn
                .iter()
                .any(|jitter| jitter.to_bits() != drawn[0].to_bits())
        );
    }
}
