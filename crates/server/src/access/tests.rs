//! Attacks that worked somewhere, each beside what must go on working.

mod keys;
mod limits;
mod local;
mod logins;
mod provider;
mod sessions;
mod table;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{
    Router,
    body::Body as HttpBody,
    extract::ConnectInfo,
    http::{HeaderMap, Method, StatusCode},
};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use self::provider::Fake;
use super::*;
use crate::problem::{MEDIA_TYPE, Path};

pub(super) const ORIGIN: &str = "https://credeval.example.edu";
/// When the tests happen.
const START: i64 = 1_800_000_000;

/// A server and what is around it.
pub(super) struct Site {
    pub(super) access: Access,
    pub(super) router: Router,
    pub(super) provider: Arc<Fake>,
    now: Arc<AtomicI64>,
}

/// What a server says.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Said {
    /// The code of the problem, or nothing where there is none.
    pub(super) fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The status and the code, and that each fault is a problem.
    pub(super) fn came(&self) -> String {
        let is_problem = self
            .headers
            .get("content-type")
            .is_some_and(|found| found == MEDIA_TYPE);
        assert_eq!(self.status >= 400, is_problem, "{self:?}");
        format!("{} {}", self.status, self.code())
            .trim_end()
            .to_owned()
    }

    /// The value of a cookie that it sets.
    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        let all = self.headers.get_all("set-cookie").into_iter();
        let pairs = all.filter_map(|line| line.to_str().ok()?.split(';').next()?.split_once('='));
        let mut found = pairs.filter(|(found, _)| *found == name);
        found.next().map(|(_, value)| value.to_owned())
    }

    pub(super) fn location(&self) -> &str {
        self.headers["location"].to_str().unwrap()
    }
}

impl Site {
    /// A server by settings, with a few routes of its own.
    pub(super) fn new(settings: &str) -> Self {
        let routes = Routes::new()
            .get(Admits::Public, "/healthz", || async { "well" })
            .get(Role::Reader, "/of/{tenant}", of_tenant)
            .get(Role::Reader, "/who", |who: Principal| async move {
                format!("{} {} {}", who.tenant, who.actor, who.role)
            })
            .get(
                Admits::Public,
                "/perhaps",
                |who: Option<Principal>| async move {
                    who.map_or_else(|| "nobody".to_owned(), |who| who.actor.to_string())
                },
            )
            .post(Role::Evaluator, "/evaluations", |body: String| async move {
                body.len().to_string()
            })
            .delete(Role::Administrator, "/evaluations", || async { "gone" });
        Self::with(settings, |_| routes)
    }

    pub(super) fn with(settings: &str, routes: impl FnOnce(&Access) -> Routes) -> Self {
        let settings = Settings::parse(settings).unwrap();
        let now = Arc::new(AtomicI64::new(START));
        let (provider, clock) = (Arc::new(Fake::new()), Arc::clone(&now));
        let clock = move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap();
        let exchange: Arc<dyn Exchange> = Arc::<Fake>::clone(&provider);
        let sessions = Box::new(InMemorySessions::default());
        let access = Access::of(&settings, exchange, Arc::new(clock), sessions).unwrap();
        let routes = routes(&access).merge(access.login_routes());
        Self {
            router: access.protect(routes),
            access,
            provider,
            now,
        }
    }

    /// Lets time pass.
    pub(super) fn wait(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(super) async fn get(&self, path: &str, fields: &[(&str, &str)]) -> Said {
        self.ask(Method::GET, path, fields, HttpBody::empty()).await
    }

    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)], body: &str) -> Said {
        self.ask(Method::POST, path, fields, HttpBody::from(body.to_owned()))
            .await
    }

    pub(super) async fn ask(
        &self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
        body: HttpBody,
    ) -> Said {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let peer = ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 1)));
        let request = request.extension(peer).body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Said {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// The cookie of a session of a role, and the token of its forms.
    pub(super) async fn session(&self, role: Role) -> (String, String) {
        let principal = Principal {
            tenant: Name::new("uni-a").unwrap(),
            actor: Name::new("openid:7").unwrap(),
            role,
        };
        let held = self
            .access
            .remember(principal, self.access.now())
            .await
            .unwrap();
        let cookie = format!("__Host-credeval={held}");
        let session: Value =
            serde_json::from_str(&self.get("/session", &[("cookie", &cookie)]).await.body).unwrap();
        (cookie, session["csrf_token"].as_str().unwrap().to_owned())
    }
}

async fn of_tenant(who: Principal, Path(tenant): Path<String>) -> Result<String, Problem> {
    let tenant = Name::new(tenant).map_err(|_| Problem::new(Code::Unknown, "no tenant"))?;
    who.owns(&tenant)?;
    Ok(format!("of {tenant}"))
}

/// The key of a number, as a header field.
pub(super) fn bearer(number: u8) -> String {
    format!("Bearer {}", ApiKey::new([number; 32]).reveal())
}

/// Settings of keys: of each role of `uni-a` by its place from 1, and one of `uni-b`.
pub(super) fn with_keys() -> String {
    let key = |number: u8, tenant: &str, role: Role, more: &str| {
        let digest = ApiKey::new([number; 32]).digest();
        format!(
            "[[key]]\nname = \"{number}\"\ntenant = \"{tenant}\"\nrole = \"{role}\"\nsha256 = \"{digest}\"\n{more}"
        )
    };
    let own = (1..)
        .zip(Role::ALL)
        .map(|(number, role)| key(number, "uni-a", role, ""));
    let mut all: Vec<_> = own.collect();
    all.push(key(5, "uni-b", Role::Administrator, ""));
    let end = Timestamp::from_second(START + 10).unwrap();
    all.push(key(
        6,
        "uni-a",
        Role::Reader,
        &format!("expires = \"{end}\"\n"),
    ));
    all.concat()
}

/// Settings of a login, with keys beside it.
pub(super) fn with_login() -> String {
    format!(
        "origin = \"{ORIGIN}\"\n[openid]\nissuer = \"{}\"\nclient_id = \"credeval\"\nclient_secret = \"hush\"\n\
         [[openid.grant]]\nclaim = \"groups\"\nvalue = \"officers\"\ntenant = \"uni-a\"\nrole = \"officer\"\n{}",
        provider::ISSUER,
        with_keys()
    )
}

#[tokio::test]
async fn every_fault_is_a_problem() {
    let site = Site::new(&with_keys());
    let key = bearer(4);
    let key = ("authorization", key.as_str());
    for (method, path, expected) in [
        (Method::GET, "/healthz", "200"),
        (Method::GET, "/nowhere", "404 request.unknown"),
        (Method::PUT, "/evaluations", "405 request.method"),
        (Method::GET, "/of/uni-a", "200"),
        (Method::GET, "/of/%ff", "400 request.malformed"),
    ] {
        let said = site.ask(method, path, &[key], HttpBody::empty()).await;
        assert_eq!(said.came(), expected, "{path}");
        if said.status == 405 {
            assert!(said.headers.contains_key("allow"));
        }
    }
    let said = site.get("/of/uni-a", &[]).await;
    assert_eq!(said.came(), "401 access.unauthenticated");
    assert_eq!(said.headers["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn faults_of_extractors_are_problems_with_their_places() {
    use crate::problem::{Form, Json, Query};
    #[derive(serde::Deserialize)]
    struct Asked {
        number: u8,
    }
    let site = Site::with("", |_| {
        Routes::new()
            .post(
                Admits::Public,
                "/json",
                |Json(asked): Json<Asked>| async move { asked.number.to_string() },
            )
            .body_limit(64)
            .post(
                Admits::Public,
                "/form",
                |Form(asked): Form<Asked>| async move { asked.number.to_string() },
            )
            .get(
                Admits::Public,
                "/query",
                |Query(asked): Query<Asked>| async move { asked.number.to_string() },
            )
            .get(Admits::Public, "/bare", || async {
                StatusCode::IM_A_TEAPOT
            })
    });
    let host = ("host", "localhost");
    let json = [host, ("content-type", "application/json")];
    let form = [host, ("content-type", "application/x-www-form-urlencoded")];
    let long = format!("{{\"number\": 1{}}}", " ".repeat(64));
    for (path, fields, body, expected) in [
        ("/json", json, "{\"number\": 1}", "200"),
        ("/json", json, "{\"number\": ", "400 request.syntax"),
        ("/json", json, "{\"number\": 256}", "422 request.data"),
        ("/json", json, "{}", "422 request.data"),
        ("/json", json, &long, "413 request.too_large"),
        ("/json", form, "number=1", "415 request.media_type"),
        ("/form", form, "number=1", "200"),
        ("/form", form, "number=x", "422 request.data"),
        ("/form", json, "{}", "415 request.media_type"),
    ] {
        let said = site.post(path, &fields, body).await;
        assert_eq!(said.came(), expected, "{path} {body}");
    }
    assert_eq!(site.get("/query?number=1", &[host]).await.came(), "200");
    let said = site.get("/query?number=x", &[host]).await;
    assert_eq!(said.came(), "400 request.malformed");
    assert!(said.body.contains("\"pointer\":\"query\""), "{}", said.body);
    assert_eq!(
        site.get("/bare", &[host]).await.came(),
        "418 request.malformed"
    );
}
