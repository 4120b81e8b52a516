//! Who asks, and what they may.
//!
//! A server makes an [`Access`] of its settings and puts its [`Routes`] behind it:
//!
//! ```
//! # fn example(client: credeval_fetch::Client, now: fn() -> credeval_model::Timestamp)
//! # -> Result<axum::Router, credeval_server::SettingsError> {
//! use credeval_server::{Settings, access::{Access, Principal, Role, Routes}};
//!
//! let access = Access::open(&Settings::default(), client, now)?;
//! let routes = Routes::new()
//!     .get(Role::Reader, "/who", |who: Principal| async move { who.actor.to_string() })
//!     .merge(access.login_routes());
//! let router = access.protect(routes);
//! # Ok(router)
//! # }
//! ```
//!
//! Serve the router with `into_make_service_with_connect_info::<SocketAddr>()`: without it, it answers
//! nothing, since it could not count. What the layers do, in the order in which a request meets them, stands at
//! [`Access::protect`].

mod cookie;
mod headers;
mod key;
mod login;
mod principal;
mod provider;
mod rate;
mod role;
mod routes;
mod session;
mod site;
#[cfg(test)]
mod tests;
mod token;

use std::{fmt, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, header::AUTHORIZATION},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use credeval_fetch::Client;
use credeval_model::Timestamp;
use credeval_store::Name;
use url::Url;

pub use self::{
    key::{ApiKey, KeyDigest, KeyError},
    login::{FormToken, LOGIN, LOGOUT, SESSION},
    principal::Principal,
    role::{Admits, Role},
    routes::{Route, Routes},
    session::{
        InMemorySessions, Login, Session, SessionStore, SessionStoreError, Stored, StoredKey,
    },
    token::FIELD,
};
use self::{
    provider::{Exchange, Provider},
    rate::Rate,
    routes::Asker,
    session::same,
    site::Body,
};
use crate::{
    problem::{self, Code, Problem},
    settings::{Ends, KeySettings, Settings, SettingsError},
};

/// Tells the time; the server has no other clock, but that the ID token of a login is judged by the
/// clock of the machine.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Who may ask, by the settings. Copies share sessions and counts.
#[derive(Clone)]
pub struct Access {
    inner: Arc<Inner>,
}

struct Inner {
    way_in: WayIn,
    clock: Clock,
    sessions: Box<dyn SessionStore>,
    ends: Ends,
    origin: Option<Url>,
    proxies: Vec<std::net::IpAddr>,
    by_address: Rate,
    by_principal: Rate,
    request_time: Duration,
}

/// How it is known who asks.
enum WayIn {
    /// Whoever sits at this machine is this one.
    Local(Principal),
    /// By a key or by a login.
    Shown {
        keys: Vec<KeySettings>,
        provider: Option<Box<Provider>>,
    },
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").finish_non_exhaustive()
    }
}

impl Access {
    /// Who may ask by these settings, with sessions in memory. Opens nothing yet; the identity
    /// provider is asked at the first login, by `client` and its guard.
    pub fn open(
        settings: &Settings,
        client: Client,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, SettingsError> {
        Self::keeping(settings, client, clock, InMemorySessions::default())
    }

    /// As [`Access::open`], with sessions in a store that servers may share.
    pub fn keeping(
        settings: &Settings,
        client: Client,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        sessions: impl SessionStore + 'static,
    ) -> Result<Self, SettingsError> {
        let exchange: Arc<dyn Exchange> = Arc::new(client);
        Self::of(settings, exchange, Arc::new(clock), Box::new(sessions))
    }

    fn of(
        settings: &Settings,
        exchange: Arc<dyn Exchange>,
        clock: Clock,
        sessions: Box<dyn SessionStore>,
    ) -> Result<Self, SettingsError> {
        settings.check()?;
        let way_in = match settings.is_local() {
            true => WayIn::Local(local()?),
            false => {
                let provider = settings.openid.clone().map(|openid| {
                    let origin = settings.origin.as_ref().ok_or(SettingsError::NoOrigin)?;
                    Provider::new(openid, origin, login::CALLBACK, exchange)
                });
                WayIn::Shown {
                    keys: settings.keys.clone(),
                    provider: provider.transpose()?.map(Box::new),
                }
            }
        };
        let limits = settings.limits;
        let inner = Inner {
            way_in,
            clock,
            sessions,
            ends: settings.sessions,
            origin: settings.origin.clone(),
            proxies: settings.proxies.clone(),
            by_address: Rate::per_minute(limits.address_per_minute),
            by_principal: Rate::per_minute(limits.principal_per_minute),
            request_time: Duration::from_secs(limits.request_seconds.get().into()),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The routes behind all guards. A request meets, in this order:
    ///
    /// 1. the header fields of every answer, and faults told as [`Problem`];
    /// 2. the limit of its head, and the time in which an answer must begin;
    /// 3. without logins: its `Host`, its `Origin`, the media type of its body;
    /// 4. the count of its address;
    /// 5. who asks: by `Authorization: Bearer`, else by the session, which for an unsafe method must
    ///    come from a page of this server, and with a form must carry the token;
    /// 6. the count of who asks;
    /// 7. the row of its route: the role, and the limit of the body.
    pub fn protect<S: Clone + Send + Sync + 'static>(&self, routes: Routes<S>) -> Router<S> {
        routes
            .router()
            .layer(from_fn_with_state(self.clone(), guard))
            .layer(from_fn(problem::told))
            .layer(from_fn_with_state(self.clone(), head))
    }

    fn now(&self) -> Timestamp {
        (self.inner.clock)()
    }

    fn sessions(&self) -> &dyn SessionStore {
        &*self.inner.sessions
    }

    fn ends(&self) -> Ends {
        self.inner.ends
    }

    fn provider(&self) -> Option<&Provider> {
        match &self.inner.way_in {
            WayIn::Local(_) => None,
            WayIn::Shown { provider, .. } => provider.as_deref(),
        }
    }

    /// Who asks, and the request again, which was looked into if it is a form of a session.
    async fn ask(&self, mut request: Request) -> Result<(Asker, Request), Problem> {
        let keys = match &self.inner.way_in {
            WayIn::Local(principal) => return Ok((Asker::Known(principal.clone()), request)),
            WayIn::Shown { keys, .. } => keys,
        };
        match presented(request.headers()) {
            Ok(None) => {}
            Ok(Some(key)) => {
                let asker = by_key(keys, &key, self.now());
                return Ok((asker.unwrap_or_else(Asker::Refused), request));
            }
            Err(problem) => return Ok((Asker::Refused(problem), request)),
        }
        let session = match self.session(request.headers()).await {
            Ok(None) => return Ok((Asker::Nobody, request)),
            Ok(Some(session)) => session,
            Err(problem) => return Ok((Asker::Refused(problem), request)),
        };
        if !site::is_safe(request.method()) {
            let Some(origin) = &self.inner.origin else {
                return Ok((Asker::Nobody, request));
            };
            let kind = match site::own(&request, origin) {
                Ok(kind) => kind,
                Err(problem) => return Ok((Asker::Refused(problem), request)),
            };
            if matches!(kind, Body::UrlEncoded | Body::Multipart) {
                let (is_token, again) = carries(request, kind, &session.token).await?;
                request = again;
                if !is_token {
                    return Ok((Asker::Refused(no_token()), request));
                }
            }
        }
        let token = FormToken(session.token);
        request.extensions_mut().insert(token);
        Ok((Asker::Known(session.principal), request))
    }
}

/// Who sits at this machine.
fn local() -> Result<Principal, SettingsError> {
    let name = Name::new("local")?;
    Ok(Principal {
        tenant: name.clone(),
        actor: name,
        role: Role::Administrator,
    })
}

/// What every answer says, and what is asked of the head of every request.
async fn head(State(access): State<Access>, request: Request, next: Next) -> Response {
    let mut response = match headers::measure(&request) {
        Ok(()) => {
            let limit = access.inner.request_time;
            let answer = tokio::time::timeout(limit, next.run(request)).await;
            answer.unwrap_or_else(|_| late(limit).into_response())
        }
        Err(problem) => problem.into_response(),
    };
    let origin = access.inner.origin.as_ref();
    let is_https = origin.is_some_and(|origin| origin.scheme() == "https");
    headers::add(response.headers_mut(), is_https);
    response
}

async fn guard(State(access): State<Access>, request: Request, next: Next) -> Response {
    match guarded(&access, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn guarded(access: &Access, request: Request) -> Result<Request, Problem> {
    let inner = &access.inner;
    if matches!(inner.way_in, WayIn::Local(_)) {
        site::local(&request)?;
    }
    let address = rate::address(&request, &inner.proxies).ok_or_else(no_address)?;
    inner.by_address.count(&address)?;
    let (asker, mut request) = access.ask(request).await?;
    if let Asker::Known(principal) = &asker {
        let who = (principal.tenant.as_str(), principal.actor.as_str());
        inner.by_principal.count(&who)?;
    }
    request.extensions_mut().insert(asker);
    Ok(request)
}

/// The key that a request shows (RFC 6750 section 2.1).
fn presented(headers: &HeaderMap) -> Result<Option<ApiKey>, Problem> {
    let mut all = headers.get_all(AUTHORIZATION).into_iter();
    let Some(stated) = all.next() else {
        return Ok(None);
    };
    let wrong = |detail: String| Problem::new(Code::Unauthenticated, detail);
    let stated = stated.to_str().ok().filter(|_| all.next().is_none());
    let scheme_and_key = stated.and_then(|stated| stated.split_once(' '));
    let key = scheme_and_key.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, key) = key.ok_or_else(|| {
        wrong("expected one `authorization: Bearer KEY`, found another form".to_owned())
    })?;
    let key = key.trim_start_matches(' ').parse::<ApiKey>();
    key.map(Some).map_err(|error| wrong(error.to_string()))
}

/// Whose key it is. All keys are compared, so that the time tells nothing of which.
fn by_key(keys: &[KeySettings], key: &ApiKey, now: Timestamp) -> Result<Asker, Problem> {
    let digest = key.digest();
    let mut found = None;
    for known in keys {
        if known.sha256.is(&digest) {
            found = Some(known);
        }
    }
    let known = found.ok_or_else(|| {
        let detail = "expected a key that the settings hold, found another";
        Problem::new(Code::Unauthenticated, detail)
    })?;
    if known.expires.is_some_and(|expires| expires <= now) {
        let detail = "expected a key that holds, found one that has expired";
        return Err(Problem::new(Code::Ended, detail).hint("ask an administrator for a new key"));
    }
    Ok(Asker::Known(Principal {
        tenant: known.tenant.clone(),
        actor: known.actor.clone(),
        role: known.role,
    }))
}

/// Whether a form carries the token of its session, in a header field or as its first field.
async fn carries(request: Request, kind: Body, expected: &str) -> Result<(bool, Request), Problem> {
    let stated = request.headers().get(token::HEADER);
    if let Some(stated) = stated.and_then(|stated| stated.to_str().ok()) {
        return Ok((same(stated, expected), request));
    }
    let (parts, body) = request.into_parts();
    let (found, body) = token::first_field(kind, body).await?;
    let is_token = found.is_some_and(|found| same(&found, expected));
    Ok((is_token, Request::from_parts(parts, body)))
}

fn no_token() -> Problem {
    Problem::new(
        Code::Token,
        format!(
            "expected the token of the session as the first field `{FIELD}`, found none or another"
        ),
    )
    .hint("open the page again")
}

fn no_address() -> Problem {
    let detail = "expected the server to tell the address of the connection, found none";
    Problem::new(Code::Bug, detail)
}

fn late(limit: Duration) -> Problem {
    let seconds = limit.as_secs();
    let detail = format!("expected an answer to begin within {seconds} seconds, found none");
    Problem::new(Code::Timeout, detail)
}
