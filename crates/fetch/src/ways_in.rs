//! Every way by which somebody else's address comes in, held to the one table of the guard.

use std::sync::Arc;

use credeval_model::{
    Timestamp,
    evidence::{Answer, EvidenceKind, Request},
};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

use crate::{
    Client, ClientOptions, Options, Place, ShareLinks, answer,
    badge_host::{BadgeHost, Description, Registered, Secret},
    guard::tests::TABLE,
    loopback::{Server, Then, client, redirect},
};

/// How an address comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As a source.
    Source,
    /// Named by a credential, for evidence of this kind.
    Evidence(EvidenceKind),
    /// As the base of a wallet.
    Wallet,
    /// As the host of a learner's badges.
    BadgeHost,
    /// Named by such a host, for tokens.
    TokenUrl,
    /// In a QR code, where those are followed.
    #[cfg(feature = "qr")]
    Code,
    /// Named by a server that was asked.
    Redirect,
}

const WAYS: &[Way] = &[
    Way::Source,
    Way::Evidence(EvidenceKind::KeyDocument),
    Way::Evidence(EvidenceKind::StatusList),
    Way::Evidence(EvidenceKind::HostedBadge),
    Way::Evidence(EvidenceKind::Schema),
    Way::Evidence(EvidenceKind::CertificateRevocationList),
    Way::Evidence(EvidenceKind::RefreshedCredential),
    Way::Evidence(EvidenceKind::EntityStatement),
    Way::Wallet,
    Way::BadgeHost,
    Way::TokenUrl,
    #[cfg(feature = "qr")]
    Way::Code,
    Way::Redirect,
];

impl Way {
    /// What is said of an address that comes in this way.
    async fn comes(self, client: &Client, url: &Url) -> String {
        let opened = async |url: Url, client: &Client| {
            let opened = Place::Url(url).open(client, &Options::default()).await;
            opened.map_or_else(|error| error.to_string(), |_| "answered".to_owned())
        };
        match self {
            Self::Source => opened(url.clone(), client).await,
            Self::Evidence(kind) => {
                let url = url.to_string();
                let asked = [Request { kind, url }];
                let answers = answer(&asked, None, client, Timestamp::UNIX_EPOCH).await;
                match &answers[0].1 {
                    Answer::Found(_) => "answered".to_owned(),
                    Answer::Missing(cause) => {
                        let found = cause.found.clone().unwrap_or_default();
                        format!("{} {found}", cause.code)
                    }
                }
            }
            Self::Wallet => {
                let page = "https://wallet.example/#/";
                let links = ShareLinks {
                    pages: vec![page.to_owned()],
                    base: url.clone(),
                    path: "{hash}".to_owned(),
                };
                let client = Client::new(ClientOptions {
                    share_links: Some(links),
                    ..client.options().clone()
                });
                opened(Url::parse(&format!("{page}a")).unwrap(), &client).await
            }
            Self::BadgeHost => {
                let host = BadgeHost::new(url, client.clone());
                let description = host.discover().await;
                description.map_or_else(|error| error.to_string(), |_| "answered".to_owned())
            }
            Self::TokenUrl => {
                let host = BadgeHost::new(
                    &Url::parse("https://badges.example/").unwrap(),
                    client.clone(),
                );
                let description = Description {
                    authorization: url.clone(),
                    token: url.clone(),
                    refresh: None,
                    registration: None,
                };
                let registered = Registered {
                    client_id: "x".to_owned(),
                    client_secret: Some(Secret::new("x")),
                };
                let renewed = host
                    .renew(&description, &registered, &Secret::new("x"))
                    .await;
                renewed.map_or_else(|error| error.to_string(), |_| "answered".to_owned())
            }
            #[cfg(feature = "qr")]
            Self::Code => {
                let options = Options {
                    follow_qr: true,
                    ..Options::default()
                };
                let codes = vec![crate::qr::Code::Address(url.clone())];
                let documents = crate::qr::documents("a.png", codes, client, &options).await;
                let document = documents.into_iter().next().unwrap();
                document.map_or_else(|error| error.to_string(), |_| "answered".to_owned())
            }
            Self::Redirect => {
                let target = url.to_string();
                let server = Server::start(move |_| (redirect(&target), Then::Close));
                opened(server.url("/"), &self::client()).await
            }
        }
    }
}

#[tokio::test]
async fn no_way_in_leads_to_an_address_that_is_refused() {
    let guarded = Client::new(ClientOptions::default());
    let mut held = 0;
    for (text, words) in TABLE {
        let Some(words) = words else { continue };
        let url = Url::parse(text).unwrap();
        for way in WAYS {
            // The test flag that lets the first server be asked opens loopback literals.
            let is_open = *way == Way::Redirect && *words == "loopback" && !text.contains("ffff");
            // What cannot be a base has no path below it.
            let is_base = matches!(way, Way::Wallet | Way::BadgeHost);
            if is_open || is_base && url.cannot_be_a_base() {
                continue;
            }
            let said = way.comes(&guarded, &url).await;
            let is_refused =
                said.starts_with("refused to ask") || said.starts_with("refused_address ");
            assert!(is_refused && said.contains(words), "{way:?} {text}: {said}");
            held += 1;
        }
    }
    assert!(held > 900, "{held}");
}

/// A name server that says that every name is this machine.
struct Inside;

impl Resolve for Inside {
    fn resolve(&self, _: Name) -> Resolving {
        let sockets = [([127_u8, 0, 0, 1], 443_u16).into()];
        Box::pin(async move { Ok(Box::new(sockets.into_iter()) as Addrs) })
    }
}

#[tokio::test]
async fn no_way_in_leads_to_a_name_that_resolves_inside() {
    let guarded = Client::resolving_by(Arc::new(Inside), ClientOptions::default());
    for text in [
        "https://localhost/",
        "https://localhost./",
        "https://LOCALHOST/",
        "https://printer.localhost/",
        "https://rebinding.example/",
    ] {
        let url = Url::parse(text).unwrap();
        for way in WAYS {
            // These make clients of their own.
            if matches!(way, Way::Wallet | Way::Redirect) {
                continue;
            }
            let said = way.comes(&guarded, &url).await;
            assert!(
                said.contains("expected a public address, found 127.0.0.1 (loopback)"),
                "{way:?} {text}: {said}"
            );
        }
    }
}
