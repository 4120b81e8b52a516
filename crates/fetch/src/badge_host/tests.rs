use std::sync::Mutex;

use super::*;
use crate::{
    ClientOptions,
    loopback::{Server, Then, client, ok},
};

fn json(body: &str) -> (String, Then) {
    (ok("application/json", body), Then::Close)
}

fn status(status: u16, body: &str) -> (String, Then) {
    let length = body.len();
    let reply = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    (reply, Then::Close)
}

fn page(body: &str, link: &str) -> (String, Then) {
    let length = body.len();
    let reply = format!(
        "HTTP/1.1 200 OK\r\nlink: {link}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    (reply, Then::Close)
}

/// A host as the specification describes one, with two pages of badges.
fn host() -> Server {
    let seen: Mutex<Option<String>> = Mutex::default();
    Server::start_seeing(move |request| {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let (method, rest) = head.split_once(' ').unwrap();
        let path = rest.split(' ').next().unwrap();
        let fields: std::collections::HashMap<String, String> =
            url::form_urlencoded::parse(body.as_bytes())
                .into_owned()
                .collect();
        match (method, path.split('?').next().unwrap()) {
            ("GET", "/badges/ims/ob/v3p0/discovery") => {
                assert!(!head.contains("authorization"));
                json(
                    r#"{"openapi":"3.0.1","components":{"securitySchemes":{"OAuth2ACG":{
                    "x-imssf-registrationUrl":"/register","flows":{"authorizationCode":{
                    "authorizationUrl":"/consent","tokenUrl":"/token","scopes":{}}}}}}}"#,
                )
            }
            ("POST", "/register") => {
                let asked: Value = serde_json::from_str(body).unwrap();
                let redirect = asked["redirect_uris"][0].as_str().unwrap();
                *seen.lock().unwrap() = Some(redirect.to_owned());
                json(r#"{"client_id":"program:1","client_secret":"s&cret"}"#)
            }
            ("POST", "/token") => {
                // `program%3A1:s%26cret` in base64.
                let is_known = head.contains("authorization: Basic cHJvZ3JhbSUzQTE6cyUyNmNyZXQ=");
                match fields["grant_type"].as_str() {
                    _ if !is_known => status(401, r#"{"error":"invalid_client"}"#),
                    "authorization_code"
                        if fields["code"] == "the code"
                            && fields["code_verifier"].len() == 43
                            && Some(&fields["redirect_uri"]) == seen.lock().unwrap().as_ref() =>
                    {
                        json(
                            r#"{"access_token":"first","token_type":"bearer","expires_in":3600,"refresh_token":"again"}"#,
                        )
                    }
                    "refresh_token" if fields["refresh_token"] == "again" => {
                        json(r#"{"access_token":"second","token_type":"Bearer"}"#)
                    }
                    _ => status(400, r#"{"error":"invalid_grant"}"#),
                }
            }
            ("GET", "/badges/ims/ob/v3p0/credentials")
                if !head.contains("authorization: Bearer first")
                    && !head.contains("authorization: Bearer second") =>
            {
                status(401, "")
            }
            ("GET", "/badges/ims/ob/v3p0/credentials") if path.contains("offset=0") => page(
                r#"{"credential":[{"n": 1.0}],"compactJwsString":["eyJ.e.s"]}"#,
                r#"<?offset=100>; rel="next", <?offset=100>; rel="last""#,
            ),
            ("GET", "/badges/ims/ob/v3p0/credentials") => {
                page(r#"{"credential":[{"n":2}]}"#, r#"<?offset=0>; rel="first""#)
            }
            _ => status(404, ""),
        }
    })
}

async fn discovered(server: &Server) -> (BadgeHost, Description) {
    let host = BadgeHost::new(&server.url("/badges/?x=y#z"), client());
    let description = host.discover().await.unwrap();
    (host, description)
}

async fn all(mut pages: Pages) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        match page {
            Ok(documents) => found.extend(
                documents
                    .iter()
                    .map(|document| String::from_utf8_lossy(&document.bytes).into_owned()),
            ),
            Err(error) => found.push(error.to_string()),
        }
    }
    found
}

fn tokens(access: &str) -> Tokens {
    Tokens {
        access: Secret::new(access),
        refresh: None,
        expires_in: None,
    }
}

#[tokio::test]
async fn a_learner_s_badges_are_read_from_discovery_to_the_last_page() {
    let server = host();
    let (host, description) = discovered(&server).await;
    assert_eq!(description.token, server.url("/token"));
    assert_eq!(description.refresh, None);
    let redirect = Url::parse("http://127.0.0.1:9000/back").unwrap();
    let registration = description.registration.clone().unwrap();
    let registered = host
        .register(&registration, "credeval", &redirect)
        .await
        .unwrap();
    assert_eq!(registered.client_id, "program:1");
    let authorization = Authorization::begin(&description, &registered, &redirect).unwrap();
    let state = authorization
        .url()
        .query_pairs()
        .find(|(key, _)| key == "state")
        .unwrap()
        .1
        .into_owned();
    let back = format!("{redirect}?code=the%20code&state={state}");
    let code = authorization.code(&Url::parse(&back).unwrap()).unwrap();
    let first = host
        .tokens(&description, &registered, &authorization, &code)
        .await
        .unwrap();
    assert_eq!(first.access.expose(), "first");
    assert_eq!(first.expires_in, Some(Duration::from_hours(1)));
    // Byte for byte.
    let expected = [r#"{"n": 1.0}"#, "eyJ.e.s", r#"{"n":2}"#];
    assert_eq!(all(host.credentials(&first, None)).await, expected);

    let again = first.refresh.unwrap();
    let second = host.renew(&description, &registered, &again).await.unwrap();
    assert_eq!(second.access.expose(), "second");
    assert_eq!(second.refresh, Some(again));
    let since = Some("2026-03-01T12:00:00Z".parse().unwrap());
    assert_eq!(all(host.credentials(&second, since)).await, expected);
    let asked = server
        .requests()
        .into_iter()
        .filter(|request| request.contains("since="));
    let asked: Vec<_> = asked.collect();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].contains("limit=100&offset=0&since=2026-03-01T12%3A00%3A00Z"));

    let wrong = Secret::new("another code");
    let error = host
        .tokens(&description, &registered, &authorization, &wrong)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.ends_with("found 400 (`invalid_grant`)"), "{error}");
}

#[tokio::test]
async fn a_token_that_does_not_hold_gives_nothing() {
    let server = host();
    let (host, _) = discovered(&server).await;
    let found = all(host.credentials(&tokens("wrong"), None)).await;
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("found 401"), "{found:?}");
}

#[tokio::test]
async fn a_next_page_elsewhere_is_refused_before_it_is_asked() {
    let other = Server::start(|_| json("{}"));
    for (link, expected) in [
        (
            format!("<{}>; rel=next", other.url("/credentials")),
            "found http",
        ),
        (
            "<https://169.254.169.254/>; rel=next".to_owned(),
            "found https",
        ),
        ("<//badges.example/>; rel=next".to_owned(), "found http"),
    ] {
        let server = Server::start(move |_| page(r#"{"credential":[{}]}"#, &link));
        let host = BadgeHost::new(&server.url("/"), client());
        let found = all(host.credentials(&tokens("first"), None)).await;
        let [error] = &found[..] else {
            panic!("{found:?}")
        };
        assert!(
            error.starts_with("expected a next page at http://127.0.0.1"),
            "{error}"
        );
        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(other.requests().len(), 0);
}

#[tokio::test]
async fn a_token_does_not_follow_a_redirect() {
    let other = Server::start(|_| json(r#"{"credential":[{}]}"#));
    let away = other.url("/credentials").to_string();
    let server = Server::start(move |_| (crate::loopback::redirect(&away), Then::Close));
    let host = BadgeHost::new(&server.url("/"), client());
    let found = all(host.credentials(&tokens("first"), None)).await;
    assert!(found[0].ends_with("found 302"), "{found:?}");
    assert_eq!(other.requests().len(), 0);
}

#[tokio::test]
async fn what_a_host_names_passes_the_guard() {
    for inside in [
        "https://169.254.169.254/token",
        "https://10.0.0.1/",
        "http://badges.example/",
    ] {
        let body = format!(
            r#"{{"components":{{"securitySchemes":{{"OAuth2ACG":{{"x-imssf-registrationUrl":"{inside}",
            "flows":{{"authorizationCode":{{"authorizationUrl":"{inside}","tokenUrl":"{inside}"}}}}}}}}}}}}"#
        );
        let server = Server::start(move |_| json(&body));
        let host = BadgeHost::new(&server.url("/"), client());
        let description = host.discover().await.unwrap();
        let registered = Registered {
            client_id: "x".to_owned(),
            client_secret: None,
        };
        let redirect = server.url("/back");
        let at = description.registration.clone().unwrap();
        let refused = [
            host.register(&at, "x", &redirect).await.map(|_| ()),
            host.renew(&description, &registered, &Secret::new("x"))
                .await
                .map(|_| ()),
        ];
        for refused in refused {
            let error = refused.unwrap_err().to_string();
            assert!(error.starts_with("refused to ask"), "{error}");
        }
    }
    let guarded = Client::new(ClientOptions::default());
    let server = host();
    let host = BadgeHost::new(&server.url("/"), guarded);
    assert!(
        host.discover()
            .await
            .unwrap_err()
            .to_string()
            .starts_with("refused to ask")
    );
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn answers_that_are_none_are_named() {
    let server = Server::start(|path| match path {
        "/a/ims/ob/v3p0/discovery" => json("[]"),
        "/b/ims/ob/v3p0/discovery" => json("{}"),
        "/token" => json(r#"{"access_token":"x","token_type":"mac"}"#),
        _ => json(r#"{"credential":{}}"#),
    });
    let at = |path: &str| BadgeHost::new(&server.url(path), client());
    let said = |error: HostError| error.to_string().replace(&server.origin(), "SERVER");
    assert_eq!(
        said(at("/a").discover().await.unwrap_err()),
        "expected a description of the service in JSON from SERVER/a/ims/ob/v3p0/discovery, found none that can be read"
    );
    assert!(said(at("/b").discover().await.unwrap_err()).contains("OAuth2ACG"));
    let found = all(at("/c").credentials(&tokens("x"), None)).await;
    assert!(
        found[0].starts_with("expected credentials in JSON"),
        "{found:?}"
    );
    let description = Description {
        authorization: server.url("/"),
        token: server.url("/token"),
        refresh: None,
        registration: None,
    };
    let registered = Registered {
        client_id: "x".to_owned(),
        client_secret: None,
    };
    let renewed = at("/")
        .renew(&description, &registered, &Secret::new("x"))
        .await;
    assert!(said(renewed.unwrap_err()).contains("of the type `Bearer`"));
}

#[test]
fn secrets_are_shown_nowhere() {
    let tokens = Tokens {
        access: Secret::new("hidden-access"),
        refresh: Some(Secret::new("hidden-refresh")),
        expires_in: None,
    };
    let registered = Registered {
        client_id: "shown".to_owned(),
        client_secret: Some(Secret::new("hidden-secret")),
    };
    let host = BadgeHost::new(&Url::parse("https://badges.example/").unwrap(), client());
    let pages = host.credentials(&tokens, None);
    let header = bearer(&tokens.access).unwrap();
    let shown = format!("{tokens:?} {registered:?} {pages:?} {header:?}");
    assert!(!shown.contains("hidden"), "{shown}");
    assert!(shown.contains("shown"));
    assert_eq!(tokens.access.expose(), "hidden-access");
}
