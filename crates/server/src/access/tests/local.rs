//! A server on this machine, without logins.

use super::*;

#[tokio::test]
async fn a_name_that_an_attacker_points_at_this_machine_is_not_answered() {
    let site = Site::new("");
    for (host, expected) in [
        ("127.0.0.1:8080", "200"),
        ("localhost:8080", "200"),
        ("attacker.example:8080", "421 access.host"),
        ("attacker.example", "421 access.host"),
    ] {
        for path in ["/healthz", "/who", "/of/local", "/session"] {
            let said = site.get(path, &[("host", host)]).await;
            assert_eq!(said.came(), expected, "{host} {path}");
        }
    }
    // With logins a browser's cookies know the host, and a proxy may change it.
    let site = Site::new(&with_keys());
    let said = site
        .get("/healthz", &[("host", "credeval.example.edu")])
        .await;
    assert_eq!(said.came(), "200");
}

#[tokio::test]
async fn a_foreign_page_changes_nothing() {
    let site = Site::new("");
    let host = ("host", "localhost:8080");
    let (json, text) = (
        ("content-type", "application/json"),
        ("content-type", "text/plain"),
    );
    for (fields, expected) in [
        (vec![host, json], "200"),
        (vec![host, json, ("origin", "http://localhost:8080")], "200"),
        (
            vec![host, text, ("origin", "https://attacker.example")],
            "403 access.origin",
        ),
        (
            vec![host, json, ("origin", "https://attacker.example")],
            "403 access.origin",
        ),
        (
            vec![host, json, ("sec-fetch-site", "cross-site")],
            "403 access.origin",
        ),
        // Before browsers told the origin.
        (vec![host, text], "415 request.media_type"),
        (vec![host], "415 request.media_type"),
    ] {
        let said = site.post("/evaluations", &fields, "{}").await;
        assert_eq!(said.came(), expected, "{fields:?}");
    }
    let foreign = [host, ("origin", "https://attacker.example")];
    assert_eq!(site.get("/who", &foreign).await.came(), "403 access.origin");
}

#[tokio::test]
async fn whoever_sits_at_this_machine_may_do_all() {
    let site = Site::new("");
    let host = [("host", "127.0.0.1:8080")];
    assert_eq!(
        site.get("/who", &host).await.body,
        "local local administrator"
    );
    let said = site
        .ask(Method::DELETE, "/evaluations", &host, HttpBody::empty())
        .await;
    assert_eq!(said.came(), "200");
    assert_eq!(
        site.get("/login", &host).await.came(),
        "404 request.unknown"
    );
}
