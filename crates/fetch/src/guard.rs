//! Which addresses may be asked: the guard against server-side request forgery.
//!
//! A credential names addresses, and whoever made it would like a verifier inside a university's
//! network to ask them. So only https on its own port is spoken, to public addresses. A host name
//! is judged by what it resolves to at the moment of connecting, since a name may change between
//! a check and its use (DNS rebinding); an IP literal never reaches a resolver and is judged in
//! the URL.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Why an address may not be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It is not https.
    #[error("expected https, found {found}")]
    Scheme {
        /// The scheme.
        found: String,
    },
    /// It carries a user name or a password.
    #[error("expected no user name or password in the URL, found one")]
    UserInfo,
    /// It names another port than that of https.
    #[error("expected port 443, found port {found}")]
    Port {
        /// The port.
        found: u16,
    },
    /// The IP address, or all that the host name resolves to, is not public.
    #[error("expected a public address, found {address} ({block})")]
    Address {
        /// The address; the first, where there are several.
        address: IpAddr,
        /// What it is reserved for.
        block: &'static str,
    },
    /// The host name resolves to no address at all.
    #[error("expected an address for the host name, found none")]
    NoAddress,
}

/// Judges all that stands in a URL; host names are judged by [`GuardedResolver`].
///
/// With `allow_loopback`, a loopback IP literal may be asked on any port and without TLS.
pub(crate) fn admit(url: &Url, allow_loopback: bool) -> Result<(), Refusal> {
    // The url crate has normalised octal, hexadecimal and short forms of IPv4 (WHATWG URL, IPv4 parser).
    let address = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        Some(Host::Domain(_)) | None => None,
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::UserInfo);
    }
    if allow_loopback && address.is_some_and(|address| address.is_loopback()) {
        return Ok(());
    }
    if url.scheme() != "https" {
        return Err(Refusal::Scheme {
            found: url.scheme().to_owned(),
        });
    }
    // The url crate drops the port that belongs to the scheme: 443 (RFC 9110 section 4.2.2).
    if let Some(found) = url.port() {
        return Err(Refusal::Port { found });
    }
    address.map_or(Ok(()), public)
}

/// A resolver that hands on public addresses only, whatever the one behind it says.
pub(crate) struct GuardedResolver {
    pub(crate) inner: Arc<dyn Resolve>,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolving = self.inner.resolve(name);
        Box::pin(async move {
            let mut refusal = Refusal::NoAddress;
            let mut kept = Vec::new();
            for socket in resolving.await? {
                match public(socket.ip()) {
                    // Port 0 makes the connector take the port of the URL, which was judged.
                    Ok(()) => kept.push(SocketAddr::new(socket.ip(), 0)),
                    Err(found) if refusal == Refusal::NoAddress => refusal = found,
                    Err(_) => {}
                }
            }
            if kept.is_empty() {
                return Err(refusal.into());
            }
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

/// The resolver of the operating system.
pub(crate) struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is public: outside every block of [`REFUSED`], and inside one of [`PUBLIC`].
fn public(address: IpAddr) -> Result<(), Refusal> {
    let bits = match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    };
    let refused = REFUSED.iter().find(|block| block.holds(bits));
    let block = match refused {
        Some(block) => block.name,
        None if PUBLIC.iter().any(|block| block.holds(bits)) => return Ok(()),
        None => "not global unicast",
    };
    Err(Refusal::Address { address, block })
}

/// A block of addresses. IPv4 stands in its mapped form (RFC 4291 section 2.5.5.2), so that
/// `::ffff:127.0.0.1` and `127.0.0.1` are one address here, as they are to a socket.
struct Block {
    network: u128,
    prefix: u32,
    name: &'static str,
}

impl Block {
    const fn v4(network: [u8; 4], prefix: u32, name: &'static str) -> Self {
        Self {
            network: Ipv4Addr::from_octets(network).to_ipv6_mapped().to_bits(),
            prefix: 96 + prefix,
            name,
        }
    }

    const fn v6(network: [u16; 8], prefix: u32, name: &'static str) -> Self {
        Self {
            network: Ipv6Addr::from_segments(network).to_bits(),
            prefix,
            name,
        }
    }

    const fn holds(&self, bits: u128) -> bool {
        (self.network ^ bits).leading_zeros() >= self.prefix
    }
}

/// Where public addresses lie: IPv4, and what IANA has opened for IPv6 global unicast (RFC 4291
/// section 2.4; IANA "Internet Protocol Version 6 Address Space").
const PUBLIC: &[Block] = &[
    Block::v4([0, 0, 0, 0], 0, "IPv4"),
    Block::v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3, "IPv6 global unicast"),
];

/// What is not public, after the IANA special-purpose address registries (RFC 6890), where no
/// other source is named. Blocks that carry an IPv4 address inside (NAT64, 6to4, Teredo) are
/// refused whole, since what they lead to depends on the network that routes them.
const REFUSED: &[Block] = &[
    Block::v4([0, 0, 0, 0], 8, "this network"),
    Block::v4([10, 0, 0, 0], 8, "private use"),
    Block::v4([100, 64, 0, 0], 10, "carrier-grade NAT"),
    Block::v4([127, 0, 0, 0], 8, "loopback"),
    // Cloud metadata services listen at 169.254.169.254.
    Block::v4([169, 254, 0, 0], 16, "link-local"),
    Block::v4([172, 16, 0, 0], 12, "private use"),
    Block::v4([192, 0, 0, 0], 24, "protocol assignments"),
    Block::v4([192, 0, 2, 0], 24, "documentation"),
    Block::v4([192, 88, 99, 0], 24, "6to4 relay"),
    Block::v4([192, 168, 0, 0], 16, "private use"),
    Block::v4([198, 18, 0, 0], 15, "benchmarking"),
    Block::v4([198, 51, 100, 0], 24, "documentation"),
    Block::v4([203, 0, 113, 0], 24, "documentation"),
    // Microsoft's "What is IP address 168.63.129.16?": public by number, answered by the machine's own host.
    Block::v4([168, 63, 129, 16], 32, "cloud host service"),
    Block::v4([224, 0, 0, 0], 4, "multicast"),
    Block::v4([255, 255, 255, 255], 32, "broadcast"),
    Block::v4([240, 0, 0, 0], 4, "reserved"),
    Block::v6([0, 0, 0, 0, 0, 0, 0, 0], 128, "unspecified"),
    Block::v6([0, 0, 0, 0, 0, 0, 0, 1], 128, "loopback"),
    Block::v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96, "NAT64"),
    Block::v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, "NAT64"),
    Block::v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 32, "Teredo"),
    Block::v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, "protocol assignments"),
    Block::v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, "documentation"),
    Block::v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, "6to4"),
    Block::v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, "documentation"),
    Block::v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, "unique local"),
    Block::v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, "link-local"),
    Block::v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, "site-local"),
    Block::v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, "multicast"),
];

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// URLs, and the words of their refusal; `None` where they may be asked.
    pub(crate) const TABLE: &[(&str, Option<&str>)] = &[
        // Names and public addresses.
        ("https://registry.example/did.json", None),
        ("https://registry.example:443/", None),
        ("HTTPS://REGISTRY.EXAMPLE/", None),
        ("https://1.1.1.1/", None),
        ("https://9.255.255.255/", None),
        ("https://11.0.0.0/", None),
        ("https://100.63.255.255/", None),
        ("https://100.128.0.0/", None),
        ("https://126.255.255.255/", None),
        ("https://128.0.0.0/", None),
        ("https://169.253.255.255/", None),
        ("https://172.15.255.255/", None),
        ("https://172.32.0.0/", None),
        ("https://192.0.1.0/", None),
        ("https://192.167.255.255/", None),
        ("https://198.17.255.255/", None),
        ("https://198.20.0.0/", None),
        ("https://223.255.255.255/", None),
        ("https://168.63.129.17/", None),
        ("https://[2606:4700:4700::1111]/", None),
        ("https://[2001:4860:4860::8888]/", None),
        ("https://[2003::1]/", None),
        ("https://[::ffff:1.1.1.1]/", None),
        // IPv4.
        ("https://0.0.0.0/", Some("this network")),
        ("https://0.1.2.3/", Some("this network")),
        ("https://10.0.0.1/", Some("private use")),
        ("https://10.255.255.255/", Some("private use")),
        ("https://100.64.0.1/", Some("carrier-grade NAT")),
        ("https://100.100.100.200/", Some("carrier-grade NAT")),
        ("https://100.127.255.255/", Some("carrier-grade NAT")),
        ("https://127.0.0.1/", Some("loopback")),
        ("https://127.255.255.254/", Some("loopback")),
        ("https://169.254.0.1/", Some("link-local")),
        (
            "https://169.254.169.254/latest/meta-data/",
            Some("link-local"),
        ),
        ("https://172.16.0.1/", Some("private use")),
        ("https://172.31.255.255/", Some("private use")),
        ("https://192.0.0.192/", Some("protocol assignments")),
        ("https://192.0.2.1/", Some("documentation")),
        ("https://192.88.99.1/", Some("6to4 relay")),
        ("https://192.168.0.1/", Some("private use")),
        ("https://198.18.0.1/", Some("benchmarking")),
        ("https://198.19.255.255/", Some("benchmarking")),
        ("https://198.51.100.7/", Some("documentation")),
        ("https://203.0.113.7/", Some("documentation")),
        ("https://168.63.129.16/", Some("cloud host service")),
        ("https://224.0.0.1/", Some("multicast")),
        ("https://239.255.255.255/", Some("multicast")),
        ("https://240.0.0.1/", Some("reserved")),
        ("https://255.255.255.255/", Some("broadcast")),
        // Other spellings of 127.0.0.1 and 169.254.169.254.
        ("https://2130706433/", Some("loopback")),
        ("https://0x7f000001/", Some("loopback")),
        ("https://0177.0.0.1/", Some("loopback")),
        ("https://0x7f.1/", Some("loopback")),
        ("https://127.1/", Some("loopback")),
        ("https://127.0.0.1./", Some("loopback")),
        ("https://%31%32%37.0.0.1/", Some("loopback")),
        ("https://１２７.0.0.1/", Some("loopback")),
        ("https://017700000001/", Some("loopback")),
        ("https://0x7f.0x0.0x0.0x1/", Some("loopback")),
        ("https://127.0.1/", Some("loopback")),
        ("https://①②⑦.0.0.1/", Some("loopback")),
        ("https://0300.0250.0.1/", Some("private use")),
        ("https://192.168.257/", Some("private use")),
        ("https://0/", Some("this network")),
        ("https://0xffffffff/", Some("broadcast")),
        ("https://0xa9fea9fe/", Some("link-local")),
        ("https://2852039166/", Some("link-local")),
        // IPv6.
        ("https://[::]/", Some("unspecified")),
        ("https://[::1]/", Some("loopback")),
        ("https://[0:0:0:0:0:0:0:1]/", Some("loopback")),
        ("https://[::127.0.0.1]/", Some("not global unicast")),
        ("https://[::ffff:127.0.0.1]/", Some("loopback")),
        ("https://[::ffff:7f00:1]/", Some("loopback")),
        ("https://[::ffff:169.254.169.254]/", Some("link-local")),
        ("https://[::ffff:10.0.0.1]/", Some("private use")),
        ("https://[::ffff:0.0.0.0]/", Some("this network")),
        ("https://[::ffff:100.64.0.1]/", Some("carrier-grade NAT")),
        ("https://[::ffff:255.255.255.255]/", Some("broadcast")),
        // Translated (RFC 2765) and compatible (RFC 4291 section 2.5.5.1) forms.
        ("https://[::ffff:0:127.0.0.1]/", Some("not global unicast")),
        ("https://[::169.254.169.254]/", Some("not global unicast")),
        ("https://[64:ff9b::169.254.169.254]/", Some("NAT64")),
        ("https://[64:ff9b:1:ffff::1]/", Some("NAT64")),
        ("https://[2002:a9fe:a9fe::]/", Some("6to4")),
        ("https://[64:ff9b::127.0.0.1]/", Some("NAT64")),
        ("https://[64:ff9b::8.8.8.8]/", Some("NAT64")),
        ("https://[64:ff9b:1::a00:1]/", Some("NAT64")),
        ("https://[2001::1]/", Some("Teredo")),
        ("https://[2001:2::1]/", Some("protocol assignments")),
        ("https://[2001:db8::1]/", Some("documentation")),
        ("https://[2002:7f00:1::]/", Some("6to4")),
        ("https://[3fff::1]/", Some("documentation")),
        ("https://[5f00::1]/", Some("not global unicast")),
        ("https://[100::1]/", Some("not global unicast")),
        ("https://[fc00::1]/", Some("unique local")),
        ("https://[fd00:ec2::254]/", Some("unique local")),
        ("https://[fe80::1]/", Some("link-local")),
        ("https://[fec0::1]/", Some("site-local")),
        ("https://[ff02::1]/", Some("multicast")),
        // Everything else in a URL.
        (
            "http://registry.example/",
            Some("expected https, found http"),
        ),
        ("ftp://registry.example/", Some("expected https, found ftp")),
        ("file:///etc/passwd", Some("expected https, found file")),
        ("data:text/plain,x", Some("expected https, found data")),
        ("https://user@registry.example/", Some("user name")),
        ("https://:secret@registry.example/", Some("user name")),
        ("https://registry.example:8443/", Some("found port 8443")),
        ("https://registry.example:80/", Some("found port 80")),
        ("https://1.1.1.1:22/", Some("found port 22")),
    ];

    #[test]
    fn urls_are_admitted_and_refused() {
        for (text, expected) in TABLE {
            let verdict = admit(&Url::parse(text).unwrap(), false);
            match (verdict, expected) {
                (Ok(()), None) => {}
                (Err(refusal), Some(words)) => {
                    let found = refusal.to_string();
                    assert!(found.contains(words), "{text}: {found}");
                }
                (verdict, _) => panic!("{text}: {verdict:?}"),
            }
        }
    }

    #[test]
    fn the_test_flag_opens_loopback_literals_alone() {
        let verdict = |text| admit(&Url::parse(text).unwrap(), true);
        assert_eq!(verdict("http://127.0.0.1:8080/"), Ok(()));
        assert_eq!(verdict("http://[::1]:8080/"), Ok(()));
        for text in [
            "http://localhost:8080/",
            "http://10.0.0.1/",
            "http://[::ffff:127.0.0.1]/",
            "http://u@127.0.0.1:8080/",
            "http://169.254.169.254/",
            "https://169.254.169.254/",
        ] {
            assert!(verdict(text).is_err(), "{text}");
        }
    }

    /// A resolver that an attacker holds.
    struct Told(&'static [&'static str]);

    impl Resolve for Told {
        fn resolve(&self, _: Name) -> Resolving {
            let addresses: Vec<SocketAddr> = self
                .0
                .iter()
                .map(|address| SocketAddr::new(address.parse().unwrap(), 22))
                .collect();
            Box::pin(async move { Ok(Box::new(addresses.into_iter()) as Addrs) })
        }
    }

    async fn resolved(addresses: &'static [&'static str]) -> Result<Vec<String>, String> {
        let guarded = GuardedResolver {
            inner: Arc::new(Told(addresses)),
        };
        match guarded.resolve("rebinding.example".parse().unwrap()).await {
            Ok(addresses) => Ok(addresses.map(|socket| socket.to_string()).collect()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[tokio::test]
    async fn names_resolve_to_public_addresses_alone() {
        assert_eq!(
            resolved(&["127.0.0.1", "1.1.1.1", "::1", "2606:4700::1"]).await,
            Ok(vec!["1.1.1.1:0".to_owned(), "[2606:4700::1]:0".to_owned()])
        );
        assert_eq!(
            resolved(&["10.1.2.3", "::1"]).await,
            Err("expected a public address, found 10.1.2.3 (private use)".to_owned())
        );
        assert_eq!(
            resolved(&["::ffff:169.254.169.254"]).await,
            Err("expected a public address, found ::ffff:169.254.169.254 (link-local)".to_owned())
        );
        assert_eq!(
            resolved(&[]).await,
            Err("expected an address for the host name, found none".to_owned())
        );
    }
}
