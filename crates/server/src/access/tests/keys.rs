//! Keys.

use super::*;

#[tokio::test]
async fn a_key_opens_what_its_role_and_tenant_may_see() {
    let site = Site::new(&with_keys());
    for (key, path, expected) in [
        (bearer(1), "/of/uni-a", "200"),
        // Another tenant's is as if it were not there.
        (bearer(1), "/of/uni-b", "404 request.unknown"),
        (bearer(5), "/of/uni-b", "200"),
        (bearer(5), "/of/uni-a", "404 request.unknown"),
        // Withdrawn, or never given.
        (bearer(9), "/of/uni-a", "401 access.unauthenticated"),
        (bearer(1).replace("Bearer", "bearer"), "/of/uni-a", "200"),
        (
            bearer(1).replace("Bearer ", "Bearer   "),
            "/of/uni-a",
            "200",
        ),
        (
            bearer(1).replace("Bearer", "Basic"),
            "/of/uni-a",
            "401 access.unauthenticated",
        ),
        (
            bearer(1).replace("Bearer ", ""),
            "/of/uni-a",
            "401 access.unauthenticated",
        ),
        (
            "Bearer ".to_owned(),
            "/of/uni-a",
            "401 access.unauthenticated",
        ),
        // What stands in the settings is no key.
        (
            format!("Bearer {}", ApiKey::new([1; 32]).digest()),
            "/of/uni-a",
            "401 access.unauthenticated",
        ),
    ] {
        let said = site.get(path, &[("authorization", &key)]).await;
        assert_eq!(said.came(), expected, "{path} {key}");
    }
    let key = bearer(2);
    let said = site.get("/who", &[("authorization", &key)]).await;
    assert_eq!(said.body, "uni-a key:2 evaluator");
}

#[tokio::test]
async fn two_keys_in_one_request_are_none() {
    let site = Site::new(&with_keys());
    let (reader, other) = (bearer(1), bearer(4));
    let once = [("authorization", reader.as_str())];
    assert_eq!(site.get("/who", &once).await.came(), "200");
    let twice = [once[0], ("authorization", other.as_str())];
    assert_eq!(
        site.get("/who", &twice).await.came(),
        "401 access.unauthenticated"
    );
}

#[tokio::test]
async fn a_key_ends_at_its_time() {
    let site = Site::new(&with_keys());
    let key = bearer(6);
    let key = [("authorization", key.as_str())];
    site.wait(9);
    assert_eq!(site.get("/who", &key).await.came(), "200");
    site.wait(1);
    assert_eq!(site.get("/who", &key).await.came(), "401 access.ended");
}

#[tokio::test]
async fn a_wrong_key_does_not_fall_back_on_the_session_beside_it() {
    let site = Site::new(&with_login());
    let (cookie, _) = site.session(Role::Reader).await;
    let session = [("cookie", cookie.as_str())];
    assert_eq!(site.get("/who", &session).await.came(), "200");
    let wrong = bearer(9);
    for wrong in [wrong.as_str(), "Bearer x", "Basic eA=="] {
        let both = [session[0], ("authorization", wrong)];
        let said = site.get("/who", &both).await;
        assert_eq!(said.came(), "401 access.unauthenticated", "{wrong}");
    }
    let both = [session[0], ("authorization", wrong.as_str())];
    // A public route tells who shows a key that holds, and serves the others as nobody.
    assert_eq!(site.get("/perhaps", &session).await.body, "openid:7");
    assert_eq!(site.get("/perhaps", &both).await.body, "nobody");
}

#[tokio::test]
async fn a_key_is_not_held_to_pages() {
    // A foreign page cannot send `authorization` unless this server allows it, which it never does.
    let site = Site::new(&with_login());
    let key = bearer(2);
    let fields = [
        ("authorization", key.as_str()),
        ("content-type", "text/plain"),
    ];
    assert_eq!(site.post("/evaluations", &fields, "abc").await.body, "3");
    let asked = [
        ("origin", "https://attacker.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization"),
    ];
    let said = site
        .ask(Method::OPTIONS, "/evaluations", &asked, HttpBody::empty())
        .await;
    assert!(
        !said
            .headers
            .keys()
            .any(|name| name.as_str().starts_with("access-control"))
    );
}
