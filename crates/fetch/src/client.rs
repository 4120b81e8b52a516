//! The HTTP client: the one way out.

use std::{
    collections::HashMap,
    error::Error,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use credeval_model::{Digest, Timestamp};
use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Shared, WeakShared},
};
use reqwest::{
    Method, RequestBuilder, Response, StatusCode,
    dns::Resolve,
    header::{
        ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName,
        HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
    },
    redirect,
};
use tokio::time::Instant;
use url::Url;

use crate::{
    Cache, ConfigError, EnvironmentError, FetchError, InMemory, InputError, Kept, Pace, Refusal,
    ServerError, ShareLinks, ShownUrl,
    guard::{GuardedResolver, SystemResolver, admit},
    hosts::{Hosts, Turn},
    lifetime::{Lifetime, retry_after},
    retry::{Clockwork, Waiting, may_status_pass, wait},
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
/// How often a request is made again whose fault may pass by itself.
const RETRIES: u32 = 2;
/// Requests to one host at a time, as many as browsers make.
const AT_ONCE: usize = 6;
/// From the start of one request to a host to that of the next: fifty a second are no burden.
const SPACING: Duration = Duration::from_millis(20);
/// How long a server that did not answer is not asked again: a batch of thousands that name it does
/// not wait for each.
const FAULT_KEPT: Duration = Duration::from_mins(1);
/// Faults that are remembered.
const FAULTS: usize = 1024;

/// How the client behaves.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Opens no socket at all.
    pub offline: bool,
    /// For one TCP and TLS connection; by default 5 seconds.
    pub connect_timeout: Duration,
    /// For one answer, from resolving the name to the last byte and with all redirects, while the
    /// turn to ask is not waited for; by default 20 seconds.
    pub total_timeout: Duration,
    /// How often a request is made again after a timeout, a connection that was reset, or one of
    /// the statuses 429, 502, 503 and 504; by default twice.
    pub retries: u32,
    /// Requests to one host at a time; by default 6.
    pub at_once: usize,
    /// From the start of one request to a host to that of the next; by default 20 milliseconds.
    pub spacing: Duration,
    /// How long beyond its lifetime an answer is used where the server cannot be asked, marked as
    /// stale; by default not at all.
    pub stale: Duration,
    /// Pages that show a credential that stands elsewhere; by default those of Europass.
    pub share_links: Option<ShareLinks>,
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
            retries: RETRIES,
            at_once: AT_ONCE,
            spacing: SPACING,
            stale: Duration::ZERO,
            share_links: ShareLinks::europass(),
            allow_loopback: false,
        }
    }
}

/// The guarded HTTP client; see [`Refusal`] for what it refuses to ask.
///
/// It sends neither cookies nor a referrer. Proxies that the environment names are not used, since
/// a proxy resolves names behind the guard's back. Evidence that servers allow to be kept is kept
/// in a [`Cache`] and asked for again by its `ETag` or its time (RFC 9110 section 13.1); requests
/// for one URL at the same time are one. Copies share all of it.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    options: ClientOptions,
    resolver: Arc<GuardedResolver>,
    /// Made at the first request: it reads the machine's certificates, which most runs never need.
    http: OnceLock<reqwest::Client>,
    hosts: Hosts,
    pace: Option<Box<dyn Pace>>,
    cache: Box<dyn Cache>,
    waiting: Box<dyn Waiting>,
    flights: Mutex<HashMap<Flight, WeakShared<BoxFuture<'static, Landed>>>>,
    faults: Mutex<HashMap<Flight, (Instant, Arc<FetchError>)>>,
}

/// How far redirects are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Redirects {
    /// Wherever the guard admits.
    Anywhere,
    /// On the origin that was asked.
    SameOrigin,
}

/// Whether an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Keeping {
    /// As long as its server allows.
    Allowed,
    /// Not at all: it may be a person's.
    Never,
}

/// A request that others may share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Flight {
    url: Url,
    limit: u64,
    redirects: Redirects,
    keeping: Keeping,
}

/// Whether an answer is within its lifetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    Fresh,
    Stale,
}

type Landed = Result<(Arc<Kept>, Freshness), Arc<FetchError>>;

/// A complete answer of status 2xx.
pub(crate) struct Answered {
    pub(crate) bytes: Vec<u8>,
    pub(crate) media_type: Option<String>,
}

/// What came of a request with a condition.
enum Came {
    Answer(Box<Whole>),
    /// What was kept still stands.
    NotModified(Lifetime),
}

/// A complete answer of status 2xx, and where it was found.
struct Whole {
    bytes: Vec<u8>,
    location: Url,
    headers: HeaderMap,
    lifetime: Lifetime,
}

/// What a server said, whatever the status.
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

/// What one server said.
enum Found {
    Answer(Vec<u8>, HeaderMap),
    NotModified(HeaderMap),
    Redirect(Url, Lifetime),
}

/// Why an answer did not come, and how long the server asks to be left alone.
struct Fault {
    error: FetchError,
    retry_after: Option<Duration>,
}

impl<E: Into<FetchError>> From<E> for Fault {
    fn from(error: E) -> Self {
        let error = error.into();
        Self {
            error,
            retry_after: None,
        }
    }
}

impl Client {
    /// A client that keeps answers in memory; opens nothing yet.
    pub fn new(options: ClientOptions) -> Self {
        Self::keeping(options, InMemory::default())
    }

    /// A client that keeps answers in `cache`.
    pub fn keeping(options: ClientOptions, cache: impl Cache + 'static) -> Self {
        Self::of(options, Arc::new(SystemResolver), cache, None, Clockwork)
    }

    /// A client that keeps answers in `cache`, and takes turns at hosts with others by `pace`, beside
    /// its own limits.
    pub fn sharing(
        options: ClientOptions,
        cache: impl Cache + 'static,
        pace: impl Pace + 'static,
    ) -> Self {
        let pace: Box<dyn Pace> = Box::new(pace);
        Self::of(
            options,
            Arc::new(SystemResolver),
            cache,
            Some(pace),
            Clockwork,
        )
    }

    fn of(
        options: ClientOptions,
        resolver: Arc<dyn Resolve>,
        cache: impl Cache + 'static,
        pace: Option<Box<dyn Pace>>,
        waiting: impl Waiting + 'static,
    ) -> Self {
        let hosts = Hosts::new(options.at_once, options.spacing);
        let inner = Inner {
            options,
            resolver: Arc::new(GuardedResolver { inner: resolver }),
            http: OnceLock::new(),
            hosts,
            pace,
            cache: Box::new(cache),
            waiting: Box::new(waiting),
            flights: Mutex::default(),
            faults: Mutex::default(),
        };
        let inner = Arc::new(inner);
        Self { inner }
    }

    #[cfg(test)]
    pub(crate) fn resolving_by(resolver: Arc<dyn Resolve>, options: ClientOptions) -> Self {
        Self::of(options, resolver, crate::NoCache, None, Clockwork)
    }

    #[cfg(test)]
    pub(crate) fn waiting_for_nothing(options: ClientOptions) -> Self {
        struct Never;
        impl Waiting for Never {
            fn wait(&self, _: Duration) -> BoxFuture<'static, ()> {
                Box::pin(async {})
            }
            fn jitter(&self) -> f64 {
                0.0
            }
        }
        Self::of(
            options,
            Arc::new(SystemResolver),
            crate::NoCache,
            None,
            Never,
        )
    }

    /// How it behaves.
    pub fn options(&self) -> &ClientOptions {
        &self.inner.options
    }

    /// Gets what stands at `url`, at most `limit` bytes; keeps nothing of it.
    pub(crate) async fn get(&self, url: &Url, limit: u64) -> Result<Answered, FetchError> {
        let came = self
            .inner
            .fetch(url, limit, Redirects::Anywhere, None)
            .await;
        match came? {
            Came::Answer(whole) => Ok(Answered {
                media_type: text(&whole.headers, &CONTENT_TYPE),
                bytes: whole.bytes,
            }),
            // Nobody says so who was not asked.
            Came::NotModified(_) => Err(not_asked(url).into()),
        }
    }

    /// Sends a request to `url` alone, and gives what it says in at most `limit` bytes, whatever the
    /// status. A redirect is not followed: what was sent may be secret. Only a GET is sent again.
    pub(crate) async fn ask(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: Option<Vec<u8>>,
        limit: u64,
    ) -> Result<Said, FetchError> {
        let inner = &self.inner;
        if inner.options.offline {
            return Err(ConfigError::Offline { url: url.into() }.into());
        }
        let mut tries = 0;
        loop {
            let turn = inner.turn(url).await?;
            let request = inner.http()?.request(method.clone(), url.clone());
            let mut request = request.headers(headers.clone());
            if let Some(body) = &body {
                request = request.body(body.clone());
            }
            let total_timeout = inner.options.total_timeout;
            let said = tokio::time::timeout(total_timeout, say(url, request, limit)).await;
            drop(turn);
            let said = said.unwrap_or_else(|_| Err(timeout(url, total_timeout).into()));
            let (may_pass, asked) = match &said {
                Ok(said) => (may_status_pass(said.status), retry_after(&said.headers)),
                Err(error) => (error.may_pass(), None),
            };
            inner.rest(url, asked).await;
            let is_again = may_pass && method == Method::GET && tries < inner.options.retries;
            match wait(tries, asked, inner.waiting.jitter()).filter(|_| is_again) {
                Some(pause) => inner.waiting.wait(pause).await,
                None => return said,
            }
            tries += 1;
        }
    }

    /// Posts to `url` alone, once; gives the status, and how long the server asks to be left alone.
    /// What else it says is not read, and a redirect is not followed.
    pub(crate) async fn send(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: String,
    ) -> Result<(u16, Option<Duration>), FetchError> {
        let inner = &self.inner;
        if inner.options.offline {
            return Err(ConfigError::Offline { url: url.into() }.into());
        }
        let _turn = inner.turn(url).await?;
        let request = inner.http()?.post(url.clone()).headers(headers).body(body);
        let total_timeout = inner.options.total_timeout;
        let sent = tokio::time::timeout(total_timeout, request.send()).await;
        let response = sent
            .map_err(|_| timeout(url, total_timeout))?
            .map_err(|error| failed(url, error))?;
        let asked = retry_after(response.headers());
        Ok((response.status().as_u16(), asked))
    }

    pub(crate) fn waiting(&self) -> &dyn Waiting {
        &*self.inner.waiting
    }

    /// What stands at `url` as seen at `now`, at most `limit` bytes: kept from earlier where it is
    /// fresh, else asked for, once for all who ask at the same time.
    pub(crate) async fn see(
        &self,
        url: &Url,
        limit: u64,
        redirects: Redirects,
        keeping: Keeping,
        now: Timestamp,
    ) -> Landed {
        let flight = Flight {
            url: url.clone(),
            limit,
            redirects,
            keeping,
        };
        self.join(flight, now).await
    }

    /// The request that is under way, or a new one.
    fn join(&self, flight: Flight, now: Timestamp) -> Shared<BoxFuture<'static, Landed>> {
        let flights = &self.inner.flights;
        let mut flights = flights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(under_way) = flights.get(&flight).and_then(WeakShared::upgrade) {
            return under_way;
        }
        flights.retain(|_, flight| flight.upgrade().is_some());
        let (inner, asked) = (Arc::clone(&self.inner), flight.clone());
        let begun = async move { inner.fly(&asked, now).await }.boxed().shared();
        // Nobody has polled it yet, so that it has not ended.
        if let Some(weak) = begun.downgrade() {
            flights.insert(flight, weak);
        }
        begun
    }
}

impl Inner {
    async fn fly(&self, flight: &Flight, now: Timestamp) -> Landed {
        let Flight {
            url,
            limit,
            redirects,
            keeping,
        } = flight;
        let had = match keeping {
            Keeping::Allowed => self.cache.get(url).await,
            Keeping::Never => None,
        };
        let had = had.filter(|had| had.bytes.len() as u64 <= *limit);
        if let Some(had) = &had
            && had.is_fresh(now)
        {
            return Ok((Arc::new(had.clone()), Freshness::Fresh));
        }
        if let Some(fault) = self.remembered(flight) {
            return self.stale(had, fault, now);
        }
        let came = self.fetch(url, *limit, *redirects, had.as_ref()).await;
        let (kept, lifetime) = match (came, had) {
            (Ok(Came::NotModified(lifetime)), Some(had)) => {
                let kept = Kept {
                    fetched_at: now,
                    is_supplied: false,
                    ..had
                };
                (kept, lifetime)
            }
            (Ok(Came::NotModified(_)), None) => return Err(Arc::new(not_asked(url).into())),
            (Ok(Came::Answer(whole)), _) => {
                let Whole {
                    bytes,
                    location,
                    headers,
                    lifetime,
                } = *whole;
                let kept = Kept {
                    digest: Digest::of(&bytes),
                    bytes: bytes.into(),
                    media_type: text(&headers, &CONTENT_TYPE),
                    location,
                    etag: text(&headers, &ETAG),
                    last_modified: text(&headers, &LAST_MODIFIED),
                    fetched_at: now,
                    fresh_until: now,
                    may_be_stale: true,
                    is_supplied: false,
                };
                (kept, lifetime)
            }
            (Err(error), had) => {
                let error = Arc::new(error);
                self.remember(flight, &error);
                return self.stale(had, error, now);
            }
        };
        let kept = Kept {
            fresh_until: now.checked_add(lifetime.fresh).unwrap_or(now),
            may_be_stale: lifetime.may_be_stale,
            ..kept
        };
        if *keeping == Keeping::Allowed && lifetime.may_be_kept {
            self.cache.put(url, kept.clone()).await;
        }
        Ok((Arc::new(kept), Freshness::Fresh))
    }

    /// What was kept beyond its lifetime, where the server could not be asked and that is allowed.
    fn stale(&self, had: Option<Kept>, error: Arc<FetchError>, now: Timestamp) -> Landed {
        let is_allowed = |had: &Kept| {
            let until = had.fresh_until.checked_add(self.options.stale);
            had.may_be_stale && had.fetched_at <= now && until.is_ok_and(|until| now < until)
        };
        match had.filter(|had| error.may_pass() && is_allowed(had)) {
            Some(had) => Ok((Arc::new(had), Freshness::Stale)),
            None => Err(error),
        }
    }

    /// The fault of a server that did not answer a moment ago.
    fn remembered(&self, flight: &Flight) -> Option<Arc<FetchError>> {
        let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, error) = faults.get(flight)?;
        (since.elapsed() < FAULT_KEPT).then(|| Arc::clone(error))
    }

    fn remember(&self, flight: &Flight, error: &Arc<FetchError>) {
        if !error.may_pass() {
            return;
        }
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        if faults.len() >= FAULTS {
            faults.retain(|_, (since, _)| since.elapsed() < FAULT_KEPT);
        }
        if faults.len() < FAULTS {
            faults.insert(flight.clone(), (Instant::now(), Arc::clone(error)));
        }
    }

    /// Asks, and asks again where the fault may pass by itself.
    async fn fetch(
        &self,
        url: &Url,
        limit: u64,
        redirects: Redirects,
        had: Option<&Kept>,
    ) -> Result<Came, FetchError> {
        if self.options.offline {
            return Err(ConfigError::Offline { url: url.into() }.into());
        }
        let mut tries = 0;
        loop {
            let fault = match self.follow(url, limit, redirects, had).await {
                Ok(came) => return Ok(came),
                Err(fault) => fault,
            };
            self.rest(url, fault.retry_after).await;
            let left = self.options.retries.saturating_sub(tries);
            let pause = wait(tries, fault.retry_after, self.waiting.jitter());
            let Some(pause) = pause.filter(|_| left > 0 && fault.error.may_pass()) else {
                return Err(fault.error);
            };
            self.waiting.wait(pause).await;
            tries += 1;
        }
    }

    async fn follow(
        &self,
        first: &Url,
        limit: u64,
        redirects: Redirects,
        had: Option<&Kept>,
    ) -> Result<Came, Fault> {
        let mut url = first.clone();
        let mut left = self.options.total_timeout;
        let mut way: Option<Lifetime> = None;
        for _ in 0..=REDIRECTS {
            let _turn = self.turn(&url).await?;
            let begun = Instant::now();
            // What was kept was said of where it was found, and of no other place.
            let had = had.filter(|had| had.location == url);
            let asked = tokio::time::timeout(left, self.ask(&url, limit, had)).await;
            let found =
                asked.unwrap_or_else(|_| Err(timeout(first, self.options.total_timeout).into()))?;
            left = left.saturating_sub(begun.elapsed());
            match found {
                Found::Answer(bytes, headers) => {
                    let lifetime = Lifetime::of(&headers);
                    let lifetime = way.map_or(lifetime, |way| lifetime.over(way));
                    return Ok(Came::Answer(Box::new(Whole {
                        bytes,
                        location: url,
                        headers,
                        lifetime,
                    })));
                }
                Found::NotModified(headers) => {
                    let lifetime = Lifetime::of(&headers);
                    let lifetime = way.map_or(lifetime, |way| lifetime.over(way));
                    return Ok(Came::NotModified(lifetime));
                }
                Found::Redirect(target, lifetime) => {
                    url = target;
                    way = Some(way.map_or(lifetime, |way| lifetime.over(way)));
                    if redirects == Redirects::SameOrigin && url.origin() != first.origin() {
                        return Err(ServerError::RedirectAway {
                            url: first.into(),
                            found: (&url).into(),
                        }
                        .into());
                    }
                }
            }
        }
        Err(ServerError::RedirectLimit {
            url: first.into(),
            limit: REDIRECTS,
        }
        .into())
    }

    /// The turn to ask a server that may be asked.
    async fn turn(&self, url: &Url) -> Result<Turn, ServerError> {
        admit(url, self.options.allow_loopback).map_err(|refusal| {
            let url = url.into();
            ServerError::Refused { url, refusal }
        })?;
        let turn = self.hosts.turn(url).await;
        if let (Some(pace), Some(host)) = (&self.pace, url.host_str()) {
            let pause = pace.turn(host, self.options.spacing).await;
            let pause = pause.ok_or_else(|| ServerError::NoTurn { url: url.into() })?;
            self.waiting.wait(pause).await;
        }
        Ok(turn)
    }

    /// A server asked to be left alone: others hear of it too.
    async fn rest(&self, url: &Url, asked: Option<Duration>) {
        if let (Some(pace), Some(host), Some(asked)) = (&self.pace, url.host_str(), asked) {
            pace.rest(host, asked).await;
        }
    }

    /// Asks one server once.
    async fn ask(&self, url: &Url, limit: u64, had: Option<&Kept>) -> Result<Found, Fault> {
        let mut request = self.http()?.get(url.clone());
        if let Some(had) = had {
            // A server that knows both looks at the first alone (RFC 9110 section 13.1.3).
            for (name, value) in [
                (IF_NONE_MATCH, &had.etag),
                (IF_MODIFIED_SINCE, &had.last_modified),
            ] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
        }
        let response = request.send().await.map_err(|error| failed(url, error))?;
        let status = response.status();
        match status {
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => {
                let target = target(url, &response)?;
                let is_permanent = matches!(
                    status,
                    StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT
                );
                let lifetime = Lifetime::of_redirect(response.headers(), is_permanent);
                Ok(Found::Redirect(target, lifetime))
            }
            StatusCode::NOT_MODIFIED if had.is_some() => {
                Ok(Found::NotModified(response.headers().clone()))
            }
            status if status.is_success() => {
                let headers = response.headers().clone();
                Ok(Found::Answer(receive(url, response, limit).await?, headers))
            }
            status => Err(Fault {
                retry_after: retry_after(response.headers()),
                error: ServerError::Status {
                    url: url.into(),
                    status: status.as_u16(),
                }
                .into(),
            }),
        }
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

/// What a server says to a request, whatever the status.
async fn say(url: &Url, request: RequestBuilder, limit: u64) -> Result<Said, FetchError> {
    let response = request.send().await.map_err(|error| failed(url, error))?;
    Ok(Said {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        bytes: receive(url, response, limit).await?,
    })
}

fn timeout(url: &Url, limit: Duration) -> ServerError {
    let url = url.into();
    ServerError::Timeout { url, limit }
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

/// A field of the head.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    // The debug form escapes what is not printable ASCII.
    let text = value.to_str().map(str::to_owned);
    Some(text.unwrap_or_else(|_| format!("{value:?}")))
}

/// A server that says that nothing has changed, to whom nothing was said.
fn not_asked(url: &Url) -> ServerError {
    let status = StatusCode::NOT_MODIFIED.as_u16();
    let url = url.into();
    ServerError::Status { url, status }
}

/// Reads the body under its limit: from the announced length, else while it comes.
async fn receive(url: &Url, mut response: Response, limit: u64) -> Result<Vec<u8>, FetchError> {
    let encoding = text(response.headers(), &CONTENT_ENCODING)
        .filter(|value| !value.eq_ignore_ascii_case("identity"));
    if let Some(found) = encoding {
        let url = url.into();
        return Err(ServerError::ContentEncoding { url, found }.into());
    }
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
    Ok(bytes)
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
    use crate::{
        NoCache,
        loopback::{Server, Then, client, ok, redirect},
    };

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
            let url = server.url(path);
            let client = client();
            let seen = client.see(&url, 9, redirects, Keeping::Never, Timestamp::UNIX_EPOCH);
            seen.await.map(|(kept, _)| kept.bytes.to_vec())
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

    /// A reply with these lines in its head.
    fn reply(status: u16, head: &str, body: &str) -> (String, Then) {
        let length = body.len();
        let reply = format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n{head}\r\n{body}"
        );
        (reply, Then::Close)
    }

    fn at(text: &str) -> Timestamp {
        format!("2026-03-01T{text}Z").parse().unwrap()
    }

    /// What a client sees at a path, with when it was fetched.
    async fn see(client: &Client, server: &Server, path: &str, now: &str) -> String {
        let url = server.url(path);
        let seen = client.see(&url, 99, Redirects::Anywhere, Keeping::Allowed, at(now));
        match seen.await {
            Ok((kept, freshness)) => {
                let text = String::from_utf8_lossy(&kept.bytes).into_owned();
                format!("{text} {freshness:?} {}", kept.fetched_at)
            }
            Err(error) => error.to_string().replace(&server.origin(), "SERVER"),
        }
    }

    #[tokio::test]
    async fn an_answer_is_kept_for_its_lifetime_and_asked_for_again_by_its_name() {
        let server = Server::start(|path| match path {
            "/said" => reply(200, "cache-control: max-age=60\r\netag: \"v1\"\r\n", "one"),
            "/dated" => {
                let date = "last-modified: Sun, 01 Mar 2026 11:00:00 GMT\r\n";
                reply(200, &format!("cache-control: max-age=0\r\n{date}"), "two")
            }
            _ => reply(200, "cache-control: no-store\r\n", "three"),
        });
        let client = client();
        for (path, now, requests, expected) in [
            ("/said", "12:00:00", 1, "one Fresh 2026-03-01T12:00:00Z"),
            ("/said", "12:00:59", 1, "one Fresh 2026-03-01T12:00:00Z"),
            ("/said", "12:01:00", 2, "one Fresh 2026-03-01T12:01:00Z"),
            // Nobody has seen it yet at that time.
            ("/said", "11:59:00", 3, "one Fresh 2026-03-01T11:59:00Z"),
            ("/dated", "12:00:00", 4, "two Fresh 2026-03-01T12:00:00Z"),
            ("/dated", "12:00:00", 5, "two Fresh 2026-03-01T12:00:00Z"),
            ("/secret", "12:00:00", 6, "three Fresh 2026-03-01T12:00:00Z"),
            ("/secret", "12:00:00", 7, "three Fresh 2026-03-01T12:00:00Z"),
        ] {
            assert_eq!(see(&client, &server, path, now).await, expected);
            assert_eq!(server.requests().len(), requests, "{path} {now}");
        }
        let requests = server.requests().join("\u{0}").to_ascii_lowercase();
        let conditional: Vec<bool> = requests
            .split('\u{0}')
            .map(|request| {
                request.contains("if-none-match: \"v1\"\r\n")
                    || request.contains("if-modified-since: sun, 01 mar 2026 11:00:00 gmt\r\n")
            })
            .collect();
        assert_eq!(conditional, [false, true, true, false, true, false, false]);
    }

    #[tokio::test]
    async fn what_has_not_changed_is_what_was_kept() {
        let server = Server::start_seeing(|head| match head.contains("if-none-match: \"v1\"") {
            true => reply(304, "cache-control: max-age=60\r\n", ""),
            false => reply(200, "cache-control: max-age=1\r\netag: \"v1\"\r\n", "one"),
        });
        let client = client();
        for (now, requests) in [
            ("12:00:00", 1),
            ("12:00:30", 2),
            ("12:01:29", 2),
            ("12:01:30", 3),
        ] {
            let seen = see(&client, &server, "/", now).await;
            assert!(seen.starts_with("one Fresh"), "{seen}");
            assert_eq!(server.requests().len(), requests, "{now}");
        }
        // Whoever was told nothing is not told that it still stands.
        let server = Server::start(|_| reply(304, "", ""));
        assert_eq!(
            see(&client, &server, "/", "12:00:00").await,
            "expected HTTP status 200 from SERVER/, found 304"
        );
    }

    #[tokio::test]
    async fn the_name_of_an_answer_is_told_to_its_own_server_alone() {
        let other = Server::start(|_| reply(200, "", "other"));
        let away = other.url("/").to_string();
        let count = std::sync::atomic::AtomicUsize::new(0);
        let server = Server::start(move |path| match path {
            "/key" if count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 => {
                reply(200, "cache-control: max-age=0\r\netag: \"v1\"\r\n", "one")
            }
            _ => (redirect(&away), Then::Close),
        });
        let client = client();
        assert!(
            see(&client, &server, "/key", "12:00:00")
                .await
                .starts_with("one")
        );
        assert!(
            see(&client, &server, "/key", "12:00:01")
                .await
                .starts_with("other")
        );
        assert!(
            server.requests()[1]
                .to_ascii_lowercase()
                .contains("if-none-match")
        );
        assert!(
            !other.requests()[0]
                .to_ascii_lowercase()
                .contains("if-none-match")
        );
    }

    #[tokio::test]
    async fn requests_for_one_url_at_the_same_time_are_one() {
        let server = Server::start(|path| match path {
            "/gone" => (reply(404, "", "").0, Then::Wait),
            _ => (ok("text/plain", "one"), Then::Wait),
        });
        let client = client();
        for (path, expected) in [
            ("/", "one Fresh 2026-03-01T12:00:00Z"),
            (
                "/gone",
                "expected HTTP status 200 from SERVER/gone, found 404",
            ),
        ] {
            let before = server.requests().len();
            let all = (0..20).map(|_| see(&client, &server, path, "12:00:00"));
            let all = futures_util::future::join_all(all).await;
            assert!(all.iter().all(|seen| seen == expected), "{all:?}");
            assert_eq!(server.requests().len(), before + 1);
        }
        // One after the other they are not, where nothing may be kept.
        let url = server.url("/");
        for _ in 0..2 {
            let seen = client.see(&url, 9, Redirects::Anywhere, Keeping::Never, at("12:00:00"));
            assert!(seen.await.is_ok());
        }
        assert_eq!(server.requests().len(), 4);
    }

    #[tokio::test]
    async fn whoever_leaves_a_request_does_not_end_it_for_others() {
        let server = Server::start(|_| (ok("text/plain", "one"), Then::Wait));
        let client = client();
        let leaving = Duration::from_millis(20);
        let left = tokio::time::timeout(leaving, see(&client, &server, "/", "12:00:00"));
        let (left, stayed) = tokio::join!(left, see(&client, &server, "/", "12:00:00"));
        assert!(left.is_err());
        assert_eq!(stayed, "one Fresh 2026-03-01T12:00:00Z");
        assert_eq!(server.requests().len(), 1);
    }

    #[tokio::test]
    async fn what_is_stale_is_used_where_that_is_allowed_and_says_so() {
        let silent = Arc::new(std::sync::atomic::AtomicU16::new(200));
        let status = Arc::clone(&silent);
        let server = Server::start(move |path| {
            let control = match path {
                "/strict" => "cache-control: max-age=60, must-revalidate\r\n",
                _ => "cache-control: max-age=60\r\n",
            };
            reply(
                status.load(std::sync::atomic::Ordering::SeqCst),
                control,
                "one",
            )
        });
        let options = |stale| ClientOptions {
            stale: Duration::from_secs(stale),
            ..client().options().clone()
        };
        let fresh = "one Fresh 2026-03-01T12:00:00Z";
        for (stale, path, status, now, expected) in [
            (3600, "/", 503, "12:30:00", "one Stale 2026-03-01T12:00:00Z"),
            (3600, "/", 503, "13:01:00", "found 503"),
            // A server that says that it is gone was asked.
            (3600, "/", 404, "12:30:00", "found 404"),
            (3600, "/strict", 503, "12:30:00", "found 503"),
            (0, "/", 503, "12:30:00", "found 503"),
        ] {
            let client = Client::new(options(stale));
            silent.store(200, std::sync::atomic::Ordering::SeqCst);
            assert_eq!(see(&client, &server, path, "12:00:00").await, fresh);
            silent.store(status, std::sync::atomic::Ordering::SeqCst);
            let seen = see(&client, &server, path, now).await;
            assert!(seen.ends_with(expected), "{stale} {path} {now}: {seen}");
        }
    }

    /// Waits for nothing, and writes down for how long it should have.
    #[derive(Clone, Default)]
    struct Noted(Arc<Mutex<Vec<u64>>>);

    impl Waiting for Noted {
        fn wait(&self, pause: Duration) -> BoxFuture<'static, ()> {
            self.0
                .lock()
                .unwrap()
                .push(pause.as_millis().try_into().unwrap());
            Box::pin(async {})
        }

        fn jitter(&self) -> f64 {
            1.0
        }
    }

    #[tokio::test]
    async fn faults_that_may_pass_are_waited_for_and_no_others() {
        let count = std::sync::atomic::AtomicUsize::new(0);
        let server = Server::start(move |path| {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let status = path[1..4].parse().unwrap();
            match path {
                "/503-then-well" if number % 3 == 2 => reply(200, "", "one"),
                "/429-later" => reply(status, "retry-after: 7\r\n", ""),
                "/503-at-a-time" => reply(
                    status,
                    "date: Sun, 01 Mar 2026 12:00:00 GMT\r\n\
                     retry-after: Sun, 01 Mar 2026 12:00:09 GMT\r\n",
                    "",
                ),
                "/503-tomorrow" => reply(status, "retry-after: 86400\r\n", ""),
                _ => reply(status, "", ""),
            }
        });
        for (path, waits, is_well) in [
            ("/503-then-well", &[500, 1000][..], true),
            ("/502", &[500, 1000], false),
            ("/504", &[500, 1000], false),
            ("/429-later", &[7000, 7000], false),
            ("/503-at-a-time", &[9000, 9000], false),
            ("/503-tomorrow", &[], false),
            ("/404", &[], false),
            ("/403", &[], false),
            ("/400", &[], false),
            ("/500", &[], false),
        ] {
            let noted = Noted::default();
            let options = ClientOptions {
                allow_loopback: true,
                ..ClientOptions::default()
            };
            let system = Arc::new(SystemResolver);
            let client = Client::of(options, system, NoCache, None, noted.clone());
            let before = server.requests().len();
            let answered = client.get(&server.url(path), 9).await;
            assert_eq!(answered.is_ok(), is_well, "{path}");
            assert_eq!(*noted.0.lock().unwrap(), waits, "{path}");
            assert_eq!(server.requests().len() - before, waits.len() + 1, "{path}");
        }
    }

    /// Turns as somebody gives them, and what was asked of him.
    #[derive(Clone)]
    struct Turns {
        pause: Option<Duration>,
        asked: Arc<Mutex<Vec<String>>>,
    }

    impl Pace for Turns {
        fn turn<'a>(&'a self, host: &'a str, spacing: Duration) -> BoxFuture<'a, Option<Duration>> {
            let asked = format!("turn {host} {}", spacing.as_millis());
            self.asked.lock().unwrap().push(asked);
            Box::pin(async { self.pause })
        }

        fn rest<'a>(&'a self, host: &'a str, pause: Duration) -> BoxFuture<'a, ()> {
            let asked = format!("rest {host} {}", pause.as_secs());
            self.asked.lock().unwrap().push(asked);
            Box::pin(async {})
        }
    }

    #[tokio::test]
    async fn turns_are_shared_with_others() {
        let server = Server::start(|path| match path {
            "/well" => (ok("text/plain", "well"), Then::Close),
            _ => reply(429, "retry-after: 7\r\n", ""),
        });
        for (path, pause, asked, waits, requests) in [
            (
                "/well",
                Some(3),
                &["turn 127.0.0.1 20"][..],
                &[3_000][..],
                1,
            ),
            (
                "/busy",
                Some(0),
                &["turn 127.0.0.1 20", "rest 127.0.0.1 7"],
                &[0],
                1,
            ),
            ("/well", None, &["turn 127.0.0.1 20"], &[], 0),
        ] {
            let options = ClientOptions {
                allow_loopback: true,
                retries: 0,
                ..ClientOptions::default()
            };
            let turns = Turns {
                pause: pause.map(Duration::from_secs),
                asked: Arc::default(),
            };
            let noted = Noted::default();
            let system = Arc::new(SystemResolver);
            let pace: Box<dyn Pace> = Box::new(turns.clone());
            let client = Client::of(options, system, NoCache, Some(pace), noted.clone());
            let before = server.requests().len();
            let answered = client.get(&server.url(path), 9).await;
            assert_eq!(*turns.asked.lock().unwrap(), asked, "{path}");
            assert_eq!(*noted.0.lock().unwrap(), waits, "{path}");
            assert_eq!(server.requests().len() - before, requests, "{path}");
            // Who has no turn is not refused for good.
            match (answered, pause) {
                (Err(error), None) => assert!(
                    matches!(&error, FetchError::Server(ServerError::NoTurn { .. }))
                        && error.may_pass(),
                    "{error}"
                ),
                (answered, _) => assert_eq!(answered.is_ok(), path == "/well"),
            }
        }
    }

    #[tokio::test]
    async fn timeouts_and_resets_are_tried_again_and_refusals_are_not() {
        let server = Server::start(|path| match path {
            "/silent" => (String::new(), Then::Hang),
            "/reset" => (String::new(), Then::Reset),
            _ => (redirect("https://10.0.0.1/"), Then::Close),
        });
        for (path, total_timeout, waits) in [
            ("/silent", Duration::from_millis(100), 2),
            ("/reset", TOTAL_TIMEOUT, 2),
            ("/inside", TOTAL_TIMEOUT, 0),
        ] {
            let options = ClientOptions {
                allow_loopback: true,
                total_timeout,
                ..ClientOptions::default()
            };
            let noted = Noted::default();
            let client = Client::of(
                options,
                Arc::new(SystemResolver),
                NoCache,
                None,
                noted.clone(),
            );
            assert!(client.get(&server.url(path), 9).await.is_err());
            assert_eq!(noted.0.lock().unwrap().len(), waits, "{path}");
        }
    }

    #[tokio::test]
    async fn a_server_that_did_not_answer_is_left_alone_for_a_while() {
        let server = Server::start(|path| reply(path[1..].parse().unwrap(), "", ""));
        let client = client();
        for (path, requests) in [("/503", 1), ("/404", 2)] {
            let before = server.requests().len();
            for _ in 0..2 {
                let seen = see(&client, &server, path, "12:00:00").await;
                assert!(seen.ends_with(&path[1..]), "{seen}");
            }
            assert_eq!(server.requests().len() - before, requests, "{path}");
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
