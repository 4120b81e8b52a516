//! How often someone may ask.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher as _, Hash},
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    state::keyed::HashMapStateStore,
};

use crate::problem::{Code, Problem};

/// Bits of an IPv6 address that one subscriber has (RFC 6177 section 2): any of the rest is theirs.
const IPV6_PREFIX: u32 = 64;

/// How often each of many may ask in a minute; a minute's worth may come at once.
///
/// Those who ask are counted in 65,536 places by a hash whose key is new with each process, so that
/// memory is bounded, and nobody can choose whose place to share.
pub(super) struct Rate {
    hasher: RandomState,
    limiter: RateLimiter<u16, HashMapStateStore<u16>, DefaultClock>,
}

impl Rate {
    pub(super) fn per_minute(requests: NonZeroU32) -> Self {
        Self {
            hasher: RandomState::new(),
            limiter: RateLimiter::hashmap(Quota::per_minute(requests)),
        }
    }

    /// Counts a request of someone.
    pub(super) fn count(&self, who: &impl Hash) -> Result<(), Problem> {
        let [low, high, ..] = self.hasher.hash_one(who).to_le_bytes();
        let counted = self.limiter.check_key(&u16::from_le_bytes([low, high]));
        counted.map_err(|until| {
            let pause: Duration = until.wait_time_from(DefaultClock::default().now());
            Problem::new(
                Code::TooMany,
                "expected fewer requests in a minute, found too many",
            )
            .retry_after(pause)
        })
    }
}

/// Where a request comes from: the connection, or what the nearest trusted proxy says of it.
///
/// `X-Forwarded-For` is read from its end: each proxy adds whom it spoke with, and what stands
/// before the first that is not trusted, anybody can have written. `None` where the server does not
/// tell of connections.
pub(super) fn address(request: &Request, proxies: &[IpAddr]) -> Option<IpAddr> {
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = connection?.0.ip().to_canonical();
    let mut address = peer;
    let mut said = forwarded(request.headers());
    while proxies.iter().any(|proxy| proxy.to_canonical() == address) {
        match said.pop() {
            Some(Some(next)) => address = next,
            Some(None) | None => break,
        }
    }
    Some(subscriber(address))
}

/// The addresses of `X-Forwarded-For` in their order; `None` for what is none.
fn forwarded(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all("x-forwarded-for").into_iter();
    let texts = lines.flat_map(|line| line.to_str().unwrap_or_default().split(','));
    texts
        .map(|text| {
            let address = text.trim().parse::<IpAddr>().ok();
            address.map(|address| address.to_canonical())
        })
        .collect()
}

fn subscriber(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = address.to_bits() >> IPV6_PREFIX << IPV6_PREFIX;
            Ipv6Addr::from_bits(network).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn found(peer: &str, forwarded: &[&str], proxies: &[&str]) -> String {
        let mut request = Request::new(Body::empty());
        let peer = SocketAddr::new(peer.parse().unwrap(), 1);
        request.extensions_mut().insert(ConnectInfo(peer));
        for line in forwarded {
            let line = line.parse().unwrap();
            request.headers_mut().append("x-forwarded-for", line);
        }
        let proxies: Vec<_> = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        address(&request, &proxies).unwrap().to_string()
    }

    #[test]
    fn an_address_is_that_of_the_connection_unless_a_trusted_proxy_says_more() {
        for (peer, forwarded, proxies, expected) in [
            ("192.0.2.1", &[][..], &[][..], "192.0.2.1"),
            // Anybody can say so.
            ("192.0.2.1", &["10.9.9.9"], &[], "192.0.2.1"),
            ("192.0.2.1", &["10.9.9.9"], &["192.0.2.2"], "192.0.2.1"),
            ("192.0.2.1", &["10.9.9.9"], &["192.0.2.1"], "10.9.9.9"),
            (
                "192.0.2.1",
                &["1.1.1.1, 10.9.9.9"],
                &["192.0.2.1"],
                "10.9.9.9",
            ),
            (
                "192.0.2.1",
                &["1.1.1.1", "10.9.9.9"],
                &["192.0.2.1"],
                "10.9.9.9",
            ),
            (
                "192.0.2.1",
                &["1.1.1.1, 192.0.2.2"],
                &["192.0.2.1", "192.0.2.2"],
                "1.1.1.1",
            ),
            ("192.0.2.1", &["1.1.1.1, x"], &["192.0.2.1"], "192.0.2.1"),
            ("::ffff:192.0.2.1", &[], &[], "192.0.2.1"),
            (
                "::ffff:192.0.2.1",
                &["10.9.9.9"],
                &["192.0.2.1"],
                "10.9.9.9",
            ),
            ("2001:db8:1:2:3:4:5:6", &[], &[], "2001:db8:1:2::"),
        ] {
            let came = found(peer, forwarded, proxies);
            assert_eq!(came, expected, "{peer} {forwarded:?} {proxies:?}");
        }
    }

    #[test]
    fn who_asks_too_often_is_told_when_to_come_back_and_others_are_not() {
        let rate = Rate::per_minute(NonZeroU32::new(3).unwrap());
        let mine = "192.0.2.1".parse::<IpAddr>().unwrap();
        for _ in 0..3 {
            assert!(rate.count(&mine).is_ok());
        }
        let problem = rate.count(&mine).unwrap_err();
        assert_eq!(problem.code(), Code::TooMany);
        // One place in 65,536 is mine.
        let others = (0..4_u8).map(|last| IpAddr::from([198, 51, 100, last]));
        assert!(others.filter(|other| rate.count(other).is_ok()).count() >= 3);
    }
}
