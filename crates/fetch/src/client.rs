//! The HTTP client: the one way out.

use std::{
    error::Error,
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{
    Response, StatusCode,
    dns::Resolve,
    header::{
        ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION,
    },
    redirect,
};
use url::Url;

use crate::{
    ConfigError, EnvironmentError, FetchError, InputError, Refusal, ServerError, ShownUrl,
    guard::{GuardedResolver, SystemResolver, admit},
};

/// Redirects that are followed: from the bare domain to `www` and on to a content network, with
/// one to spare. Each is a new address for the guard to judge.
const REDIRECTS: usize = 3;
/// Issuers of Open Badges show people a page at the address at which programs get the badge.
const ACCEPTED: &str = "application/ld+json, application/json;q=0.9, */*;q=0.8";
/// For one TCP and TLS connection: a lost first packet can be sent again twice, after 1 and after 2
/// more seconds (RFC 6298 sections 2.1 and 5.5).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// For one answer: a slow line of 4 Mbit/s brings the largest item of evidence (8 MiB) in it.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(20);
/// How servers know us.
const USER_AGENT: &str = concat!("credeval/", env!("CARGO_PKG_VERSION"));

/// How the client behaves.
#[derive(Debug, Clone, Copy)]
pub struct ClientOptions {
    /// Opens no socket at all.
    pub offline: bool,
    /// For one TCP and TLS connection; by default 5 seconds.
    pub connect_timeout: Duration,
    /// For one answer, from resolving the name to the last byte and with all redirects; by default
    /// 20 seconds.
    pub total_timeout: Duration,
    /// Lets IP literals of this machine (`127.0.0.0/8`, `::1`) be asked, on any port and without TLS.
    /// For tests only: it opens the local services of a server to whoever hands in a credential.
    pub allow_loopback: bool,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            offline: false,
            connect_timeout: CONNECT_TIMEOUT,
            total_timeout: TOTAL_TIMEOUT,
            allow_loopback: false,
        }
    }
}

/// The guarded HTTP client; see [`Refusal`] for what it refuses to ask.
///
/// It knows GET alone, and sends neither cookies nor a referrer. Proxies that the environment
/// names are not used, since a proxy resolves names behind the guard's back.
pub struct Client {
    options: ClientOptions,
    resolver: Arc<GuardedResolver>,
    /// Made at the first request: it reads the machine's certificates, which most runs never need.
    http: OnceLock<reqwest::Client>,
}

/// How far redirects are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redirects {
    /// Wherever the guard admits.
    Anywhere,
    /// On the origin that was asked.
    SameOrigin,
}

/// A complete answer of status 2xx.
pub(crate) struct Answered {
    pub(crate) bytes: Vec<u8>,
    pub(crate) media_type: Option<String>,
}

impl Client {
    /// A client; opens nothing yet.
    pub fn new(options: ClientOptions) -> Self {
        Self::resolving_by(Arc::new(SystemResolver), options)
    }

    fn resolving_by(inner: Arc<dyn Resolve>, options: ClientOptions) -> Self {
        Self {
            options,
            resolver: Arc::new(GuardedResolver { inner }),
            http: OnceLock::new(),
        }
    }

    /// Gets what stands at `url`, at most `limit` bytes.
    pub(crate) async fn get(&self, url: &Url, limit: u64) -> Result<Answered, FetchError> {
        self.get_by(url, limit, Redirects::Anywhere).await
    }

    /// Gets what stands at `url`, at most `limit` bytes, following redirects as far as `redirects`.
    pub(crate) async fn get_by(
        &self,
        url: &Url,
        limit: u64,
        redirects: Redirects,
    ) -> Result<Answered, FetchError> {
        if self.options.offline {
            return Err(ConfigError::Offline { url: url.into() }.into());
        }
        let answered = self.follow(url, limit, redirects);
        tokio::time::timeout(self.options.total_timeout, answered)
            .await
            .unwrap_or_else(|_| {
                Err(ServerError::Timeout {
                    url: url.into(),
                    limit: self.options.total_timeout,
                }
                .into())
            })
    }

    async fn follow(
        &self,
        first: &Url,
        limit: u64,
        redirects: Redirects,
    ) -> Result<Answered, FetchError> {
        let mut url = first.clone();
        for _ in 0..=REDIRECTS {
            admit(&url, self.options.allow_loopback).map_err(|refusal| ServerError::Refused {
                url: (&url).into(),
                refusal,
            })?;
            let response = self.http()?.get(url.clone()).send().await;
            let response = response.map_err(|error| failed(&url, error))?;
            match response.status() {
                StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT => {
                    url = target(&url, &response)?;
                    if redirects == Redirects::SameOrigin && url.origin() != first.origin() {
                        return Err(ServerError::RedirectAway {
                            url: first.into(),
                            found: (&url).into(),
                        }
                        .into());
                    }
                }
                status if status.is_success() => return receive(&url, response, limit).await,
                status => {
                    let (url, status) = ((&url).into(), status.as_u16());
                    return Err(ServerError::Status { url, status }.into());
                }
            }
        }
        Err(ServerError::RedirectLimit {
            url: first.into(),
            limit: REDIRECTS,
        }
        .into())
    }

    fn http(&self) -> Result<&reqwest::Client, EnvironmentError> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        let identity = HeaderValue::from_static("identity");
        let http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(HeaderMap::from_iter([
                (ACCEPT_ENCODING, identity),
                (ACCEPT, HeaderValue::from_static(ACCEPTED)),
            ]))
            .dns_resolver(Arc::clone(&self.resolver))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .https_only(!self.options.allow_loopback)
            .connect_timeout(self.options.connect_timeout)
            .build()
            .map_err(|source| EnvironmentError::Tls { source })?;
        Ok(self.http.get_or_init(|| http))
    }
}

/// Where a redirect leads, relative to where it stood (RFC 9110 section 10.2.2).
fn target(url: &Url, response: &Response) -> Result<Url, ServerError> {
    response
        .headers()
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| url.join(location).ok())
        .ok_or_else(|| ServerError::RedirectTarget { url: url.into() })
}

/// Reads the body under its limit: from the announced length, else while it comes.
async fn receive(url: &Url, mut response: Response, limit: u64) -> Result<Answered, FetchError> {
    let text = |name| {
        let value = response.headers().get(name)?;
        // The debug form escapes what is not printable ASCII.
        let text = value.to_str().map(str::to_owned);
        Some(text.unwrap_or_else(|_| format!("{value:?}")))
    };
    let encoding = text(CONTENT_ENCODING).filter(|value| !value.eq_ignore_ascii_case("identity"));
    if let Some(found) = encoding {
        let url = url.into();
        return Err(ServerError::ContentEncoding { url, found }.into());
    }
    let media_type = text(CONTENT_TYPE);
    let too_large = |found| InputError::TooLarge {
        place: ShownUrl::from(url).to_string(),
        limit,
        found,
    };
    if let Some(length) = response.content_length().filter(|length| *length > limit) {
        return Err(too_large(Some(length)).into());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(url, error))? {
        if (bytes.len() + chunk.len()) as u64 > limit {
            return Err(too_large(None).into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Answered { bytes, media_type })
}

/// Tells a refusal of the resolver from a server that cannot be reached.
fn failed(url: &Url, error: reqwest::Error) -> ServerError {
    let url = url.into();
    let mut cause: Option<&dyn Error> = Some(&error);
    while let Some(current) = cause {
        if let Some(refusal) = current.downcast_ref::<Refusal>() {
            let refusal = refusal.clone();
            return ServerError::Refused { url, refusal };
        }
        cause = current.source();
    }
    // Its own copy of the URL would show what ours leaves out.
    let source = error.without_url();
    ServerError::Unreachable { url, source }
}

#[cfg(test)]
mod tests {
    use reqwest::dns::{Addrs, Name, Resolving};

    use super::*;
    use crate::loopback::{Server, Then, client, ok, redirect};

    async fn get(server: &Server, path: &str, limit: u64) -> Result<Answered, String> {
        let url = server.url(path);
        let answered = client().get(&url, limit).await;
        // A port differs from run to run.
        answered.map_err(|error| error.to_string().replace(&server.origin(), "SERVER"))
    }

    #[tokio::test]
    async fn an_answer_is_complete_and_keeps_its_media_type() {
        let server = Server::start(|_| (ok("application/json; charset=utf-8", "{}"), Then::Close));
        let answered = get(&server, "/did.json?a=b", 2).await.unwrap();
        assert_eq!(answered.bytes, b"{}");
        assert_eq!(
            answered.media_type.as_deref(),
            Some("application/json; charset=utf-8")
        );
        let [request] = &server.requests()[..] else {
            panic!()
        };
        assert!(
            request.starts_with("GET /did.json?a=b HTTP/1.1\r\n"),
            "{request}"
        );
        let headers = request.to_ascii_lowercase();
        let user_agent = format!("\r\nuser-agent: {USER_AGENT}\r\n");
        assert!(headers.contains(&user_agent), "{request}");
        assert!(
            headers.contains("\r\naccept-encoding: identity\r\n"),
            "{request}"
        );
        for absent in ["cookie", "referer", "authorization"] {
            assert!(!headers.contains(absent), "{request}");
        }
    }

    #[tokio::test]
    async fn another_status_is_an_error() {
        let server = Server::start(|path| {
            let status = path.trim_start_matches('/');
            let reply = format!("HTTP/1.1 {status} X\r\ncontent-length: 2\r\n\r\n{{}}");
            (reply, Then::Close)
        });
        for status in [300, 304, 403, 404, 410, 500, 503] {
            assert_eq!(
                get(&server, &format!("/{status}"), 2).await.err().unwrap(),
                format!("expected HTTP status 200 from SERVER/{status}, found {status}")
            );
        }
        assert!(get(&server, "/200", 2).await.is_ok());
    }

    #[tokio::test]
    async fn a_long_body_is_refused_with_and_without_its_length() {
        let server = Server::start(|path| match path {
            "/announced" => (ok("text/plain", "123456789"), Then::Hang),
            "/chunked" => (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
                 4\r\n1234\r\n5\r\n56789\r\n"
                    .to_owned(),
                Then::Hang,
            ),
            "/until-close" => ("HTTP/1.1 200 OK\r\n\r\n".to_owned(), Then::Flood),
            _ => (ok("text/plain", "12345678"), Then::Close),
        });
        assert_eq!(get(&server, "/fits", 8).await.unwrap().bytes, b"12345678");
        assert_eq!(
            get(&server, "/announced", 8).await.err().unwrap(),
            "expected at most 8 bytes in SERVER/announced, found 9 bytes"
        );
        for path in ["/chunked", "/until-close"] {
            assert_eq!(
                get(&server, path, 8).await.err().unwrap(),
                format!("expected at most 8 bytes in SERVER{path}, found more")
            );
        }
    }

    #[tokio::test]
    async fn a_slow_answer_is_not_waited_for() {
        let server = Server::start(|path| match path {
            "/silent" => (String::new(), Then::Hang),
            "/stopped" => (
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{".to_owned(),
                Then::Hang,
            ),
            _ => (
                "HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n".to_owned(),
                Then::Drip,
            ),
        });
        let patient = Duration::from_millis(300);
        let client = Client::new(ClientOptions {
            total_timeout: patient,
            allow_loopback: true,
            ..ClientOptions::default()
        });
        for path in ["/silent", "/stopped", "/dripping"] {
            let started = std::time::Instant::now();
            let error = client.get(&server.url(path), 99_999).await.err().unwrap();
            assert!(
                matches!(&error, FetchError::Server(ServerError::Timeout { limit, .. }) if *limit == patient),
                "{path}: {error}"
            );
            assert!(started.elapsed() < 10 * patient, "{path}");
        }
    }

    #[tokio::test]
    async fn a_broken_answer_is_an_error() {
        let server = Server::start(|path| match path {
            "/short" => (
                "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}".to_owned(),
                Then::Close,
            ),
            _ => ("SSH-2.0-OpenSSH\r\n".to_owned(), Then::Close),
        });
        for path in ["/short", "/other-protocol"] {
            let message = get(&server, path, 9).await.err().unwrap();
            let prefix = format!("expected an answer from SERVER{path}, found: ");
            assert!(message.len() > prefix.len(), "{message}");
            assert!(message.starts_with(&prefix), "{message}");
        }
        let closed = server.url("/secret?token=secret");
        drop(server);
        let error = client().get(&closed, 9).await.err().unwrap().to_string();
        assert!(!error.contains("token"), "{error}");
    }

    #[tokio::test]
    async fn a_compressed_answer_is_refused() {
        let server = Server::start(|path| {
            let encoding = path.trim_start_matches('/');
            let reply = format!(
                "HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: 2\r\n\r\n{{}}"
            );
            (reply, Then::Close)
        });
        assert!(get(&server, "/identity", 2).await.is_ok());
        assert_eq!(
            get(&server, "/gzip", 2).await.err().unwrap(),
            "expected an answer without content encoding from SERVER/gzip, found `gzip`"
        );
    }

    #[tokio::test]
    async fn redirects_are_followed_a_few_times() {
        let server = Server::start(|path| {
            let reply = match path {
                "/3" => redirect("/2"),
                "/2" => redirect("1"),
                "/1" => redirect("./0#fragment"),
                "/0" => ok("text/plain", "here"),
                "/4" => redirect("/3"),
                "/loop" => redirect("/loop"),
                "/nowhere" => "HTTP/1.1 302 X\r\ncontent-length: 0\r\n\r\n".to_owned(),
                _ => redirect("https://["),
            };
            (reply, Then::Close)
        });
        assert_eq!(get(&server, "/3", 4).await.unwrap().bytes, b"here");
        for path in ["/4", "/loop"] {
            assert_eq!(
                get(&server, path, 4).await.err().unwrap(),
                format!("expected at most 3 redirects from SERVER{path}, found more")
            );
        }
        for path in ["/nowhere", "/no-url"] {
            assert_eq!(
                get(&server, path, 4).await.err().unwrap(),
                format!(
                    "expected a `Location` with the redirect from SERVER{path}, found none that can be read"
                )
            );
        }
    }

    #[tokio::test]
    async fn a_redirect_stays_on_the_origin_where_it_must() {
        let other = Server::start(|_| (ok("text/plain", "other"), Then::Close));
        let away = other.url("/badge").to_string();
        let server = Server::start(move |path| match path {
            "/away" => (redirect(&away), Then::Close),
            "/near" => (redirect("/badge"), Then::Close),
            _ => (ok("text/plain", "own"), Then::Close),
        });
        let get = async |path: &str, redirects| {
            let answered = client().get_by(&server.url(path), 9, redirects).await;
            answered.map(|answered| answered.bytes)
        };
        let near = get("/near", Redirects::SameOrigin).await.unwrap();
        assert_eq!(near, b"own");
        let anywhere = get("/away", Redirects::Anywhere).await.unwrap();
        assert_eq!(anywhere, b"other");
        let error = get("/away", Redirects::SameOrigin).await.unwrap_err();
        let error = error.to_string().replace(&server.origin(), "SERVER");
        assert_eq!(
            error.replace(&other.origin(), "OTHER"),
            "expected SERVER/away to answer itself, found a redirect to OTHER/badge"
        );
        assert_eq!(other.requests().len(), 1);
    }

    #[tokio::test]
    async fn a_redirect_passes_the_guard_too() {
        for (location, expected) in [
            (
                "https://169.254.169.254/latest/meta-data/?token=x",
                "refused to ask https://169.254.169.254/latest/meta-data/: expected a public address, found 169.254.169.254 (link-local)",
            ),
            (
                "https://[::ffff:10.0.0.1]/",
                "refused to ask https://[::ffff:a00:1]/: expected a public address, found ::ffff:10.0.0.1 (private use)",
            ),
            (
                "http://registry.example/",
                "refused to ask http://registry.example/: expected https, found http",
            ),
            (
                "//registry.example/",
                "refused to ask http://registry.example/: expected https, found http",
            ),
            (
                "https://registry.example:8443/",
                "refused to ask https://registry.example:8443/: expected port 443, found port 8443",
            ),
            (
                "https://u:p@registry.example/",
                "refused to ask https://registry.example/: expected no user name or password in the URL, found one",
            ),
            (
                "file:///etc/passwd",
                "refused to ask file:///etc/passwd: expected https, found file",
            ),
        ] {
            let server = Server::start(move |_| (redirect(location), Then::Close));
            assert_eq!(get(&server, "/", 9).await.err().unwrap(), expected);
        }
    }

    #[tokio::test]
    async fn loopback_is_refused_without_the_test_flag() {
        let server = Server::start(|_| (ok("text/plain", "secret"), Then::Close));
        let guarded = Client::new(ClientOptions::default());
        let error = guarded.get(&server.url("/"), 9).await.err().unwrap();
        assert!(
            matches!(error, FetchError::Server(ServerError::Refused { .. })),
            "{error}"
        );
        assert_eq!(server.requests().len(), 0);
        assert!(client().get(&server.url("/"), 9).await.is_ok());
    }

    #[tokio::test]
    async fn offline_opens_no_socket() {
        let server = Server::start(|_| (ok("text/plain", "here"), Then::Close));
        let offline = Client::new(ClientOptions {
            offline: true,
            allow_loopback: true,
            ..ClientOptions::default()
        });
        let error = offline.get(&server.url("/"), 9).await.err().unwrap();
        assert!(
            matches!(error, FetchError::Config(ConfigError::Offline { .. })),
            "{error}"
        );
        assert_eq!(server.requests().len(), 0);
    }

    /// A name server in the hands of whoever made the credential.
    struct Rebinding;

    impl Resolve for Rebinding {
        fn resolve(&self, _: Name) -> Resolving {
            let sockets =
                [[127, 0, 0, 1], [10, 0, 0, 1]].map(|address: [u8; 4]| (address, 443_u16).into());
            Box::pin(async move { Ok(Box::new(sockets.into_iter()) as Addrs) })
        }
    }

    #[tokio::test]
    async fn a_name_that_resolves_inside_is_refused_at_connecting() {
        // The test flag opens literals, not names.
        for allow_loopback in [false, true] {
            let options = ClientOptions {
                allow_loopback,
                ..ClientOptions::default()
            };
            let client = Client::resolving_by(Arc::new(Rebinding), options);
            let url = Url::parse("https://rebinding.example/did.json").unwrap();
            assert_eq!(
                client.get(&url, 9).await.err().unwrap().to_string(),
                "refused to ask https://rebinding.example/did.json: expected a public address, found 127.0.0.1 (loopback)"
            );
        }
    }

    #[tokio::test]
    async fn a_very_long_url_is_an_error() {
        let url = Url::parse(&format!("http://127.0.0.1/{}", "a".repeat(100_000))).unwrap();
        let error = client().get(&url, 9).await.err().unwrap();
        assert!(
            matches!(error, FetchError::Server(ServerError::Unreachable { .. })),
            "{error}"
        );
    }
}
