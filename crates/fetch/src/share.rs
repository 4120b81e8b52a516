//! Share links: pages of a wallet that show a credential, and where the credential itself stands.

use url::Url;

use crate::ConfigError;

/// The longest name of a shared credential that is taken for one; those seen have 16 characters.
const HASH_LENGTH: usize = 128;
/// Stands for the name of the shared credential in a path.
const HASH: &str = "{hash}";

/// Which URLs are pages of shared credentials, and where such a credential is downloaded.
///
/// The wallet of the European Commission gives a person who shares a credential the URL of a page,
/// which ends with a secret name. What a program wants stands at another address with the same
/// name.
///
/// What is known: the wallet's program as published in February 2024 (release 1.7 and after) serves
/// `GET /sharelinks/{hash}/credentials` below `/api/v1`, and the page at `#/shareview/{hash}` of its
/// viewer. What is a guess: the hosts of the default, and that the service in use today still
/// answers there. So all of it can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareLinks {
    /// How URLs of pages begin, up to the name.
    pub pages: Vec<String>,
    /// Where downloads begin, such as `https://europass.europa.eu/edci-wallet/api/v1/`.
    pub base: Url,
    /// The path of a download below it, with `{hash}` in place of the name.
    pub path: String,
}

impl ShareLinks {
    /// Downloads below `base`, at `path`, of what pages show whose URLs begin with one of `pages`.
    /// Refused where the URL of the base cannot be read.
    pub fn new(
        pages: impl IntoIterator<Item = String>,
        base: &str,
        path: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        // What follows the last `/` would be replaced.
        let base = format!("{}/", base.trim_end_matches('/'));
        Ok(Self {
            pages: pages.into_iter().collect(),
            base: Url::parse(&base).map_err(|source| ConfigError::Url { source })?,
            path: path.into(),
        })
    }

    /// The links of Europass; see above for what of it is a guess. `None` never: the URL can be
    /// read.
    pub fn europass() -> Option<Self> {
        let pages = [
            "https://europass.europa.eu/edci-viewer/#/shareview/",
            "https://europa.eu/europass/edci-viewer/#/shareview/",
            "https://europa.eu/europass/digital-credentials/viewer/#/shareview/",
        ];
        let base = "https://europass.europa.eu/edci-wallet/api/v1/";
        let path = "sharelinks/{hash}/credentials";
        Self::new(pages.map(str::to_owned), base, path).ok()
    }

    /// Where the credential is downloaded that the page at `url` shows; `None` where it is no such
    /// page.
    pub fn download(&self, url: &Url) -> Option<Url> {
        let pages = self.pages.iter();
        let rest = pages.filter_map(|page| url.as_str().strip_prefix(page.as_str()));
        let hash = rest.map(hash).find(|hash| !hash.is_empty())?;
        self.base.join(&self.path.replace(HASH, hash)).ok()
    }
}

/// The name at the beginning of what follows a page, or nothing where there is none.
fn hash(rest: &str) -> &str {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    let end = rest.find(|character| !is_part(character));
    let (hash, after) = rest.split_at(end.unwrap_or(rest.len()));
    let is_ended = after.is_empty() || after.starts_with(['?', '&', '/', '#']);
    match is_ended && hash.len() <= HASH_LENGTH {
        true => hash,
        false => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Client, ClientOptions, Options, Place,
        loopback::{Server, Then, ok},
    };

    fn download(url: &str) -> Option<String> {
        let links = ShareLinks::europass().unwrap();
        let download = links.download(&Url::parse(url).unwrap());
        download.map(String::from)
    }

    #[test]
    fn pages_of_shared_credentials_are_known_and_no_others() {
        let page = "https://europass.europa.eu/edci-viewer/#/shareview/";
        let expected =
            "https://europass.europa.eu/edci-wallet/api/v1/sharelinks/38PCz2kDp4JkAzWl/credentials";
        for tail in ["", "?lang=en", "/", "&x=y"] {
            let url = format!("{page}38PCz2kDp4JkAzWl{tail}");
            assert_eq!(download(&url).as_deref(), Some(expected), "{url}");
        }
        for url in [
            page,
            "https://europass.europa.eu/edci-viewer/#/shareview/../../admin",
            "https://europass.europa.eu/edci-viewer/#/shareview/a%2Fb",
            "https://europass.europa.eu.example/edci-viewer/#/shareview/38PCz2kDp4JkAzWl",
            "https://issuer.example/badge.json",
            &format!("{page}{}", "a".repeat(HASH_LENGTH + 1)),
        ] {
            assert_eq!(download(url), None, "{url}");
        }
    }

    #[test]
    fn a_base_that_is_none_is_refused() {
        let links = |base| ShareLinks::new([], base, "a/{hash}");
        assert!(links("wallet.example").is_err());
        let base = links("https://wallet.example/api").unwrap().base;
        assert_eq!(base.as_str(), "https://wallet.example/api/");
    }

    #[tokio::test]
    async fn a_share_link_gives_the_credential_and_keeps_its_secret() {
        let server = Server::start(|path| (ok("application/json", path), Then::Close));
        let page = server.url("/viewer/#/shareview/").to_string();
        let base = server.url("/wallet/api/v1").to_string();
        let client = Client::new(ClientOptions {
            allow_loopback: true,
            share_links: ShareLinks::new([page.clone()], &base, "sharelinks/{hash}/credentials")
                .ok(),
            ..ClientOptions::default()
        });
        for (url, path, source) in [
            (
                format!("{page}38PCz2kDp4JkAzWl"),
                "/wallet/api/v1/sharelinks/38PCz2kDp4JkAzWl/credentials",
                "/viewer/",
            ),
            (
                server.url("/badge.json").to_string(),
                "/badge.json",
                "/badge.json",
            ),
        ] {
            let place = Place::Url(Url::parse(&url).unwrap());
            let document = place.open(&client, &Options::default()).await.unwrap();
            assert_eq!(document.bytes, path.as_bytes());
            assert_eq!(document.source, server.origin() + source);
        }
    }
}
