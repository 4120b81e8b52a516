//! A learner's badges, page by page (Open Badges 3.0 section 8.2).

use std::fmt;

use credeval_model::Document;
use reqwest::header::{HeaderMap, LINK};
use url::Url;

use super::{BadgeHost, HostError, Secret, json};
use crate::ShownUrl;

/// Badges that are asked for in one page.
pub(super) const LIMIT: &str = "100";
/// Pages of one learner: a million badges.
const PAGES: usize = 10_000;

/// The pages of a learner's badges, each asked for when its turn comes.
///
/// A page gives the credentials in it as documents, byte for byte as the host wrote them. The host
/// says where the next page stands; one of another origin is refused, since the token would go
/// there. After an error nothing more comes.
pub struct Pages {
    host: BadgeHost,
    token: Secret,
    next: Option<Url>,
    read: usize,
}

impl Pages {
    pub(super) fn of(host: BadgeHost, token: Secret, first: Url) -> Self {
        Self {
            host,
            token,
            next: Some(first),
            read: 0,
        }
    }

    /// The next page; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Vec<Document>, HostError>> {
        let url = self.next.take()?;
        Some(self.read(&url).await)
    }

    async fn read(&mut self, url: &Url) -> Result<Vec<Document>, HostError> {
        if self.read == PAGES {
            let (url, limit) = (url.into(), PAGES);
            return Err(HostError::Pages { url, limit });
        }
        let said = self.host.get(url, Some(&self.token)).await?;
        let documents = documents(url, &said.bytes).ok_or_else(|| HostError::Answer {
            url: url.into(),
            expected: "credentials in JSON",
        })?;
        if let Some(next) = following(url, &said.headers) {
            if next.origin() != self.host.api.origin() {
                return Err(HostError::Origin {
                    origin: self.host.api.origin().ascii_serialization(),
                    found: (&next).into(),
                });
            }
            self.next = Some(next);
        }
        self.read += 1;
        Ok(documents)
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Pages({} read of {})",
            self.read,
            ShownUrl::from(&self.host.api)
        )
    }
}

/// The credentials of a page: objects, and compact tokens. Hosts write the names of both in the
/// singular and in the plural.
fn documents(url: &Url, page: &[u8]) -> Option<Vec<Document>> {
    let mut documents = Vec::new();
    for (key, value) in json::members(page)? {
        let is_token = match key.as_str() {
            "credential" | "credentials" => false,
            "compactJwsString" | "compactJwsStrings" => true,
            _ => continue,
        };
        for element in json::elements(value)? {
            let bytes = match is_token {
                true => serde_json::from_slice::<String>(element).ok()?.into_bytes(),
                false => element.to_vec(),
            };
            let place = format!("{}!{}", ShownUrl::from(url), documents.len());
            documents.push(Document::new(bytes, place));
        }
    }
    Some(documents)
}

/// The next page that a head names (RFC 8288 section 3).
fn following(url: &Url, headers: &HeaderMap) -> Option<Url> {
    let values = headers.get_all(LINK).into_iter();
    let values = values.filter_map(|value| value.to_str().ok());
    // What follows a comma within an address begins no link.
    let links = values.flat_map(|value| value.split(','));
    let mut links = links.filter_map(|link| link.trim().strip_prefix('<'));
    links.find_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let is_next = parameters.split(';').any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
            name.trim().eq_ignore_ascii_case("rel")
                && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
        });
        is_next.then(|| url.join(target).ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_the_one_with_that_relation() {
        let url = Url::parse("https://badges.example/api/credentials?offset=0").unwrap();
        let next_of = |link: &'static str| {
            let headers = HeaderMap::from_iter([(LINK, link.parse().unwrap())]);
            following(&url, &headers).map(String::from)
        };
        let next = Some("https://badges.example/api/credentials?offset=100".to_owned());
        for link in [
            "<https://badges.example/api/credentials?offset=100>; rel=\"next\"",
            "<credentials?offset=100>;rel=next",
            "<?offset=0>; rel=\"first\", <?offset=100>; title=\"x\"; REL=\"Next last\"",
        ] {
            assert_eq!(next_of(link), next, "{link}");
        }
        for link in [
            "<?offset=100>; rel=\"last\"",
            "<?offset=100>",
            "?offset=100; rel=next",
        ] {
            assert_eq!(next_of(link), None, "{link}");
        }
    }
}
