//! Logging in and out, for people with a browser.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{LOCATION, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};
use credeval_model::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Access, Admits, Principal, Role, Routes,
    cookie::Cookie,
    provider::no_randomness,
    session::{Login, Session, SessionStoreError, Stored, later, random, same, stored_key},
};
use crate::problem::{Code, Json, Problem, Query};

/// Where a login begins.
pub const LOGIN: &str = "/login";
/// Where the provider sends the browser back to.
pub(super) const CALLBACK: &str = "/login/callback";
/// Where a session is told of.
pub const SESSION: &str = "/session";
/// Where a session ends.
pub const LOGOUT: &str = "/logout";
/// How long a login may take.
const LOGIN_SECONDS: u64 = 600;
/// How closely the time of the last request is kept: a session is written once in a minute.
const TOUCHED: Duration = Duration::from_mins(1);
/// Bytes of a path to go back to.
const RETURN_BYTES: usize = 1024;

/// What `/login` is asked.
#[derive(Debug, Deserialize)]
struct Begin {
    #[serde(default)]
    return_to: Option<String>,
}

/// What a provider sends back (RFC 6749 sections 4.1.2 and 4.1.2.1, RFC 9207 section 2).
#[derive(Debug, Deserialize)]
struct Back {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Who asks, as a page shows it.
#[derive(Debug, Serialize)]
struct Shown {
    tenant: String,
    actor: String,
    role: Role,
    /// What forms carry, where a session asks.
    csrf_token: Option<String>,
}

/// The token that forms of a session carry as their first field, named [`super::FIELD`]: in the
/// extensions of a request that shows a session.
#[derive(Debug, Clone)]
pub struct FormToken(pub String);

impl Access {
    /// The routes for people: `/session` says who asks; with `[openid]` in the settings there are
    /// `/login`, `/login/callback` and `/logout` too. Merge them into the table.
    pub fn login_routes<S: Clone + Send + Sync + 'static>(&self) -> Routes<S> {
        let routes = Routes::new().get(Role::Reader, SESSION, shown);
        if self.provider().is_none() {
            return routes;
        }
        let (begin, end, leave) = (self.clone(), self.clone(), self.clone());
        routes
            .get(Admits::Public, LOGIN, move |Query(asked): Query<Begin>| {
                let access = begin.clone();
                async move { access.begin(asked).await }
            })
            .get(
                Admits::Public,
                CALLBACK,
                move |headers: HeaderMap, Query(back): Query<Back>| {
                    let access = end.clone();
                    async move { access.end(&headers, back).await }
                },
            )
            .post(Role::Reader, LOGOUT, move |headers: HeaderMap| {
                let access = leave.clone();
                async move { access.leave(&headers).await }
            })
    }

    async fn begin(&self, asked: Begin) -> Result<Response, Problem> {
        let provider = self.provider().ok_or_else(no_login)?;
        let return_to = asked.return_to.filter(|path| is_own_path(path));
        let return_to = return_to.unwrap_or_else(|| "/".to_owned());
        let now = self.now();
        let (url, login) = provider.begin(return_to, now).await?;
        let held = random().map_err(|_| no_randomness())?;
        let until = later(now, Duration::from_secs(LOGIN_SECONDS));
        let kept = self.sessions();
        let put = kept.put(stored_key(&held), Stored::Login(login), until);
        put.await?;
        sent_to(
            url.as_str(),
            [Cookie::Login.set(&held, Some(LOGIN_SECONDS))],
        )
    }

    async fn end(&self, headers: &HeaderMap, back: Back) -> Result<Response, Problem> {
        let provider = self.provider().ok_or_else(no_login)?;
        let now = self.now();
        let login = self.begun(headers, now).await?;
        let state = back.state.unwrap_or_default();
        if !same(&state, &login.state) {
            return Err(not_begun());
        }
        if back.iss.is_some_and(|issuer| issuer != provider.issuer()) {
            return Err(Problem::new(
                Code::LoginProvider,
                "expected an answer of the identity provider of the settings, found one of another",
            ));
        }
        if let Some(error) = back.error {
            // Its registered codes have letters and underscores (RFC 6749 section 4.1.2.1).
            let is_code = |found: &char| found.is_ascii_lowercase() || *found == '_';
            let error: String = error.chars().take_while(is_code).take(80).collect();
            let detail = format!("expected the identity provider to let in, found `{error}`");
            return Err(Problem::new(Code::LoginRefused, detail));
        }
        let code = back.code.ok_or_else(not_begun)?;
        let principal = provider.end(&login, code, now).await?;
        // Whoever had this browser before is gone, and what was planted in it counts for nothing.
        self.forget(headers, now).await?;
        let held = self.remember(principal, now).await?;
        let cookies = [Cookie::Session.set(&held, None), Cookie::Login.clear()];
        sent_to(&login.return_to, cookies)
    }

    /// The login that was begun in this browser; nobody gets it a second time.
    async fn begun(&self, headers: &HeaderMap, now: Timestamp) -> Result<Login, Problem> {
        let held = Cookie::Login.held(headers).ok_or_else(not_begun)?;
        let taken = self.sessions().take(stored_key(&held), now).await;
        match taken? {
            Some(Stored::Login(login)) => Ok(login),
            _ => Err(not_begun()),
        }
    }

    async fn leave(&self, headers: &HeaderMap) -> Result<Response, Problem> {
        self.forget(headers, self.now()).await?;
        sent_to("/", [Cookie::Session.clear()])
    }

    async fn forget(&self, headers: &HeaderMap, now: Timestamp) -> Result<(), Problem> {
        if let Some(held) = Cookie::Session.held(headers) {
            let taken = self.sessions().take(stored_key(&held), now).await;
            taken?;
        }
        Ok(())
    }

    /// Begins a session of its own, whatever the browser held before.
    pub(super) async fn remember(
        &self,
        principal: Principal,
        now: Timestamp,
    ) -> Result<String, Problem> {
        let held = random().map_err(|_| no_randomness())?;
        let session = Session {
            principal,
            token: random().map_err(|_| no_randomness())?,
            since: now,
            last: now,
        };
        self.keep(&held, session).await?;
        Ok(held)
    }

    async fn keep(&self, held: &str, session: Session) -> Result<(), Problem> {
        let ends = self.ends();
        let until = session.until(ends.idle(), ends.absolute());
        let put = self
            .sessions()
            .put(stored_key(held), Stored::Session(session), until);
        Ok(put.await?)
    }

    /// The session that a request shows, if it shows one that holds.
    pub(super) async fn session(&self, headers: &HeaderMap) -> Result<Option<Session>, Problem> {
        let Some(held) = Cookie::Session.held(headers) else {
            return Ok(None);
        };
        let now = self.now();
        let found = self.sessions().get(stored_key(&held), now).await;
        let Some(Stored::Session(mut session)) = found? else {
            let detail = "expected a session that goes on, found one that has ended";
            return Err(Problem::new(Code::Ended, detail).hint("log in again"));
        };
        if later(session.last, TOUCHED) <= now {
            session.last = now;
            self.keep(&held, session.clone()).await?;
        }
        Ok(Some(session))
    }
}

async fn shown(principal: Principal, request: Request) -> Json<Shown> {
    let token = request.extensions().get::<FormToken>();
    Json(Shown {
        tenant: principal.tenant.to_string(),
        actor: principal.actor.to_string(),
        role: principal.role,
        csrf_token: token.map(|token| token.0.clone()),
    })
}

/// Whether it is a path of this server; `//host` and `/\host` are addresses elsewhere to a browser.
fn is_own_path(path: &str) -> bool {
    let is_path = path.starts_with('/') && !path.starts_with("//");
    let is_plain = path.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    is_path && is_plain && path.len() <= RETURN_BYTES
}

/// Sends a browser on, with cookies.
fn sent_to<const N: usize>(
    location: &str,
    cookies: [Option<HeaderValue>; N],
) -> Result<Response, Problem> {
    let bug = || {
        Problem::new(
            Code::Bug,
            "expected an address and cookies of ASCII, found others",
        )
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    let location = HeaderValue::from_str(location).map_err(|_| bug())?;
    headers.insert(LOCATION, location);
    for cookie in cookies {
        headers.append(SET_COOKIE, cookie.ok_or_else(bug)?);
    }
    Ok(response)
}

fn not_begun() -> Problem {
    Problem::new(
        Code::LoginState,
        "expected a login that was begun in this browser and is not over, found none",
    )
    .hint("begin at /login")
}

fn no_login() -> Problem {
    Problem::new(
        Code::Unknown,
        "expected `[openid]` in the settings, found none",
    )
}

impl From<SessionStoreError> for Problem {
    fn from(error: SessionStoreError) -> Self {
        Self::new(Code::Unavailable, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_leads_back_to_this_server_alone() {
        for (path, is_own) in [
            ("/", true),
            ("/evaluations/1?x=%20#y", true),
            ("", false),
            ("evaluations", false),
            ("//attacker.example", false),
            ("/\\attacker.example", false),
            ("https://attacker.example", false),
            ("/\t/attacker.example", false),
            ("/\r\nset-cookie: a=b", false),
            ("javascript:alert(1)", false),
            (&format!("/{}", "a".repeat(1024)), false),
        ] {
            assert_eq!(is_own_path(path), is_own, "{path:?}");
        }
    }
}
