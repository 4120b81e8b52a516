//! Hosts of badges: the API of Open Badges 3.0, by which a learner lets a program read the
//! learner's badges where they are kept.
//!
//! ```text
//! discovery -> registration -> the learner's consent in a browser -> tokens -> pages of badges
//! ```
//!
//! Sources: Open Badges 3.0 sections 7 and 8; OAuth 2.0 (RFC 6749) with PKCE (RFC 7636); dynamic
//! client registration (RFC 7591). A token goes to the origin that was discovered and to no other,
//! and stands in no message.

mod authorization;
mod json;
mod pages;

use std::{fmt, time::Duration};

use credeval_model::limits;
use reqwest::{
    Method,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use serde_json::Value;
use url::Url;

pub use self::{authorization::Authorization, pages::Pages};
use crate::{Client, FetchError, ShownUrl, client::Said};

/// Where the API stands below the base of a host (Open Badges 3.0 section 8).
const API: &str = "ims/ob/v3p0/";
/// What a program needs to read badges (Open Badges 3.0 section 7.1.2).
const SCOPE: &str = "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly";

/// Why a host gives no badges.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// It could not be asked.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It answered with another status than success.
    #[error("expected HTTP status 200 from {url}, found {status}{}", named(code.as_deref()))]
    Status {
        /// The address.
        url: ShownUrl,
        /// The status.
        status: u16,
        /// The error that an OAuth server names (RFC 6749 section 5.2).
        code: Option<String>,
    },
    /// It answered something else than it should.
    #[error("expected {expected} from {url}, found none that can be read")]
    Answer {
        /// The address.
        url: ShownUrl,
        /// What was expected.
        expected: &'static str,
    },
    /// It names an address of another origin than its own.
    #[error("expected a next page at {origin}, found {found}")]
    Origin {
        /// Its own origin.
        origin: String,
        /// What it named.
        found: ShownUrl,
    },
    /// It names more pages than anybody has badges.
    #[error("expected at most {limit} pages from {url}, found more")]
    Pages {
        /// The address.
        url: ShownUrl,
        /// The limit.
        limit: usize,
    },
    /// The learner, or the host, did not consent.
    #[error("expected consent to read badges, found `{code}`")]
    Denied {
        /// What the host says (RFC 6749 section 4.1.2.1).
        code: String,
    },
    /// The browser came back with what was not asked for: from somebody else's consent, or twice.
    #[error(
        "expected the browser to come back with the state that it was sent with, found another"
    )]
    State,
    /// A redirect or client that cannot be used.
    #[error("expected a URL to come back to, found one that cannot be read: {source}")]
    Redirect {
        /// What the parser says.
        source: url::ParseError,
    },
    /// This machine gives no random bytes.
    #[error("expected random bytes from this machine: {source}")]
    Random {
        /// What the system says.
        source: getrandom::Error,
    },
}

fn named(code: Option<&str>) -> String {
    code.map(|code| format!(" (`{code}`)")).unwrap_or_default()
}

/// Something that is told to nobody: messages and logs show that it is there, and no more.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret that was kept elsewhere.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret, for whoever keeps it safe.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What a host says of itself (Open Badges 3.0 section 8.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Where a learner consents, in a browser.
    pub authorization: Url,
    /// Where consent is turned into tokens.
    pub token: Url,
    /// Where tokens are made anew, where that is elsewhere.
    pub refresh: Option<Url>,
    /// Where programs make themselves known.
    pub registration: Option<Url>,
}

/// A program, as a host knows it (RFC 7591 section 3.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its name at that host.
    pub client_id: String,
    /// By what it shows that it is the one, where the host gave it something.
    pub client_secret: Option<Secret>,
}

/// What a program asks by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// What each request carries.
    pub access: Secret,
    /// What new tokens are asked for by.
    pub refresh: Option<Secret>,
    /// How long the first may be used, from when it came.
    pub expires_in: Option<Duration>,
}

/// A host of badges.
#[derive(Clone)]
pub struct BadgeHost {
    client: Client,
    api: Url,
}

impl BadgeHost {
    /// The host whose API stands below `base`, such as `https://badges.example/`.
    pub fn new(base: &Url, client: Client) -> Self {
        let mut api = base.clone();
        api.set_query(None);
        api.set_fragment(None);
        let path = format!("{}/{API}", base.path().trim_end_matches('/'));
        api.set_path(&path);
        Self { client, api }
    }

    /// Asks the host where learners consent. What it names passes the guard when it is asked.
    pub async fn discover(&self) -> Result<Description, HostError> {
        let url = self.at("discovery");
        let answer = self.get(&url, None).await?;
        let answer = object(&url, &answer, "a description of the service in JSON")?;
        let scheme = answer.pointer("/components/securitySchemes/OAuth2ACG");
        let address = |pointer: &str| {
            let text = scheme?.pointer(pointer)?.as_str()?;
            url.join(text).ok()
        };
        let flow = "/flows/authorizationCode";
        let needed = |name: &str| {
            let found = address(&format!("{flow}/{name}"));
            found.ok_or_else(|| HostError::Answer {
                url: (&url).into(),
                expected: "the addresses of OAuth 2.0 (`OAuth2ACG`)",
            })
        };
        Ok(Description {
            authorization: needed("authorizationUrl")?,
            token: needed("tokenUrl")?,
            refresh: address(&format!("{flow}/refreshUrl")),
            registration: address("/x-imssf-registrationUrl"),
        })
    }

    /// Makes a program known to the host at `registration`: `name` is what learners are shown, and
    /// `redirect` where their browsers come back to.
    pub async fn register(
        &self,
        registration: &Url,
        name: &str,
        redirect: &Url,
    ) -> Result<Registered, HostError> {
        let body = serde_json::json!({
            "client_name": name,
            "redirect_uris": [redirect.as_str()],
            "token_endpoint_auth_method": "client_secret_basic",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "scope": SCOPE,
        });
        let headers =
            HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        let said = self.post(registration, headers, body.to_string()).await?;
        let answer = object(registration, &said, "a registration in JSON")?;
        let text = |key: &str| answer.get(key).and_then(Value::as_str).map(str::to_owned);
        Ok(Registered {
            client_id: text("client_id").ok_or_else(|| HostError::Answer {
                url: registration.into(),
                expected: "a `client_id`",
            })?,
            client_secret: text("client_secret").map(Secret),
        })
    }

    /// Turns a learner's consent into tokens (RFC 6749 section 4.1.3; RFC 7636 section 4.5).
    pub async fn tokens(
        &self,
        description: &Description,
        registered: &Registered,
        authorization: &Authorization,
        code: &Secret,
    ) -> Result<Tokens, HostError> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", authorization.redirect()),
            ("scope", SCOPE),
            ("code_verifier", authorization.verifier()),
        ];
        self.grant(&description.token, registered, &fields, None)
            .await
    }

    /// Asks for new tokens (RFC 6749 section 6). Where none came to ask by, it is an error of the
    /// host's words.
    pub async fn renew(
        &self,
        description: &Description,
        registered: &Registered,
        refresh: &Secret,
    ) -> Result<Tokens, HostError> {
        let url = description.refresh.as_ref().unwrap_or(&description.token);
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.expose()),
            ("scope", SCOPE),
        ];
        self.grant(url, registered, &fields, Some(refresh)).await
    }

    async fn grant(
        &self,
        url: &Url,
        registered: &Registered,
        fields: &[(&str, &str)],
        before: Option<&Secret>,
    ) -> Result<Tokens, HostError> {
        let (headers, body) = form(registered, fields);
        let said = self.post(url, headers, body).await?;
        let answer = object(url, &said, "tokens in JSON")?;
        let text = |key: &str| answer.get(key).and_then(Value::as_str);
        let is_bearer = |kind: &str| kind.eq_ignore_ascii_case("bearer");
        let access = text("access_token").filter(|_| text("token_type").is_some_and(is_bearer));
        let access = access.ok_or_else(|| HostError::Answer {
            url: url.into(),
            expected: "an `access_token` of the type `Bearer`",
        })?;
        let expires_in = answer.get("expires_in").and_then(Value::as_u64);
        Ok(Tokens {
            access: Secret::new(access),
            // One that is not replaced still holds (RFC 6749 section 6).
            refresh: text("refresh_token").map(Secret::new).or(before.cloned()),
            expires_in: expires_in.map(Duration::from_secs),
        })
    }

    /// The learner's badges, page by page; those since `since` alone, where it is given.
    pub fn credentials(&self, tokens: &Tokens, since: Option<credeval_model::Timestamp>) -> Pages {
        let mut first = self.at("credentials");
        {
            let mut query = first.query_pairs_mut();
            query
                .append_pair("limit", pages::LIMIT)
                .append_pair("offset", "0");
            if let Some(since) = since {
                query.append_pair("since", &since.to_string());
            }
        }
        Pages::of(self.clone(), tokens.access.clone(), first)
    }

    /// An address of the API.
    fn at(&self, name: &str) -> Url {
        let mut url = self.api.clone();
        url.set_path(&format!("{}{name}", self.api.path()));
        url
    }

    async fn get(&self, url: &Url, token: Option<&Secret>) -> Result<Said, HostError> {
        let mut headers = HeaderMap::new();
        headers.extend(token.and_then(bearer).map(|value| (AUTHORIZATION, value)));
        let limit = limits::DOCUMENT_BYTES;
        let said = self
            .client
            .ask(Method::GET, url, headers, None, limit)
            .await?;
        success(url, said)
    }

    async fn post(&self, url: &Url, headers: HeaderMap, body: String) -> Result<Said, HostError> {
        let limit = limits::EVIDENCE_BYTES;
        let said = self
            .client
            .ask(Method::POST, url, headers, Some(body.into()), limit);
        success(url, said.await?)
    }
}

/// A form, with what shows who sends it.
fn form(registered: &Registered, fields: &[(&str, &str)]) -> (HeaderMap, String) {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, kind)]);
    match &registered.client_secret {
        Some(secret) => {
            let basic = basic(&registered.client_id, secret);
            headers.extend(basic.map(|value| (AUTHORIZATION, value)));
        }
        None => {
            form.append_pair("client_id", &registered.client_id);
        }
    }
    (headers, form.finish())
}

fn bearer(token: &Secret) -> Option<HeaderValue> {
    sensitive(&format!("Bearer {}", token.expose()))
}

/// RFC 6749 section 2.3.1: both are written as in a form first.
fn basic(client_id: &str, secret: &Secret) -> Option<HeaderValue> {
    use base64::Engine as _;
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(client_id), encode(secret.expose()));
    let pair = base64::engine::general_purpose::STANDARD.encode(pair);
    sensitive(&format!("Basic {pair}"))
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// An answer of status 2xx; else what an OAuth server says of it.
fn success(url: &Url, said: Said) -> Result<Said, HostError> {
    if (200..300).contains(&said.status) {
        return Ok(said);
    }
    let answer = serde_json::from_slice::<Value>(&said.bytes).ok();
    let code = answer
        .as_ref()
        .and_then(|answer| answer.get("error")?.as_str());
    Err(HostError::Status {
        url: url.into(),
        status: said.status,
        code: code.map(word),
    })
}

/// A code that a host gives, as messages show it.
fn word(code: &str) -> String {
    crate::archive::shown(code.as_bytes())
}

fn object(url: &Url, said: &Said, expected: &'static str) -> Result<Value, HostError> {
    let answer = serde_json::from_slice::<Value>(&said.bytes).ok();
    answer
        .filter(Value::is_object)
        .ok_or_else(|| HostError::Answer {
            url: url.into(),
            expected,
        })
}

#[cfg(test)]
mod tests;
