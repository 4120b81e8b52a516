//! Limits and header fields.

use std::time::Duration;

use axum::body::Bytes;
use futures_util::stream;

use super::*;

const HOST: (&str, &str) = ("host", "localhost");
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_body_ends_at_the_limit_of_its_route_whether_it_tells_its_length_or_not() {
    let site = Site::with("", |_| {
        let length = |body: Bytes| async move { body.len().to_string() };
        Routes::new()
            .post(Role::Evaluator, "/small", length)
            .body_limit(10)
            .post(Role::Evaluator, "/large", length)
    });
    for (path, length, expected) in [
        ("/small", 10, "200"),
        ("/small", 11, "413 request.too_large"),
        // Beyond axum's own limit of 2 MiB.
        ("/large", 3 << 20, "200"),
        ("/large", (16 << 20) + 1, "413 request.too_large"),
    ] {
        let body = vec![b'x'; length];
        let told = length.to_string();
        let fields = [HOST, JSON, ("content-length", told.as_str())];
        let said = site
            .ask(Method::POST, path, &fields, body.clone().into())
            .await;
        assert_eq!(said.came(), expected, "{path} {length}");
        // From its length, before any of it is read.
        let is_early = said.body.contains("expected a body of at most");
        assert_eq!(is_early, said.status == 413, "{}", said.body);
        let chunks: Vec<_> = body.chunks(65_536).map(Bytes::copy_from_slice).collect();
        let chunks = stream::iter(chunks.into_iter().map(Ok::<_, std::io::Error>));
        let untold = HttpBody::from_stream(chunks);
        let said = site.ask(Method::POST, path, &[HOST, JSON], untold).await;
        assert_eq!(said.came(), expected, "{path} {length} untold");
    }
}

#[tokio::test]
async fn a_long_head_is_refused() {
    let site = Site::new("");
    for (length, expected) in [(16_000, "200"), (17_000, "431 request.headers_too_large")] {
        let filler = "x".repeat(length);
        let said = site.get("/healthz", &[HOST, ("x-filler", &filler)]).await;
        assert_eq!(said.came(), expected);
    }
    let said = site
        .get(&format!("/healthz?{}", "x".repeat(17_000)), &[HOST])
        .await;
    assert_eq!(said.came(), "431 request.headers_too_large");
}

#[tokio::test(start_paused = true)]
async fn an_answer_begins_in_time_or_not_at_all() {
    let site = Site::with("[limits]\nrequest_seconds = 2", |_| {
        let after = |seconds| {
            move || async move {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                "well"
            }
        };
        Routes::new()
            .get(Admits::Public, "/quick", after(1))
            .get(Admits::Public, "/slow", after(3))
    });
    assert_eq!(site.get("/quick", &[HOST]).await.came(), "200");
    assert_eq!(
        site.get("/slow", &[HOST]).await.came(),
        "503 request.timeout"
    );
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let settings = "[limits]\naddress_per_minute = 3\n";
    let site = Site::new(settings);
    for expected in ["200", "200", "200", "429 request.too_many"] {
        let said = site.get("/healthz", &[HOST]).await;
        assert_eq!(said.came(), expected);
        assert_eq!(said.headers.contains_key("retry-after"), said.status == 429);
    }
    // One key from many addresses is one who asks.
    let site = Site::new(&format!(
        "[limits]\nprincipal_per_minute = 3\n{}",
        with_keys()
    ));
    let (mine, other) = (bearer(1), bearer(2));
    for expected in ["200", "200", "200", "429 request.too_many"] {
        let said = site.get("/who", &[("authorization", &mine)]).await;
        assert_eq!(said.came(), expected);
    }
    assert_eq!(
        site.get("/who", &[("authorization", &other)]).await.came(),
        "200"
    );
}

#[tokio::test]
async fn a_server_that_does_not_tell_addresses_serves_nobody() {
    let site = Site::new("");
    for (peer, status) in [(true, 200), (false, 500)] {
        let mut request = Request::builder()
            .uri("/healthz")
            .header("host", "localhost");
        if peer {
            request = request.extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
        }
        let request = request.body(HttpBody::empty()).unwrap();
        let response = site.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn every_answer_says_what_a_browser_may_do_with_it() {
    let (local, public) = (Site::new(""), Site::new(&with_login()));
    let long = "x".repeat(20_000);
    for fields in [
        &[HOST][..],
        &[("host", "attacker.example")],
        &[HOST, ("x", &long)],
    ] {
        let headers = local.get("/healthz", fields).await.headers;
        let policy = headers["content-security-policy"].to_str().unwrap();
        for part in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(!headers.contains_key("strict-transport-security"));
    }
    let headers = public.get("/healthz", &[]).await.headers;
    assert_eq!(headers["strict-transport-security"], "max-age=31536000");
}
