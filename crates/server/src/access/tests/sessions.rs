//! Sessions, and pages that would use them.

use super::*;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");
const OWN: (&str, &str) = ("origin", ORIGIN);

#[tokio::test]
async fn a_foreign_page_cannot_use_a_session() {
    let site = Site::new(&with_login());
    let (cookie, token) = site.session(Role::Evaluator).await;
    let cookie = ("cookie", cookie.as_str());
    let form = format!("csrf_token={token}&a=b");
    let foreign = ("origin", "https://attacker.example");
    for (fields, body, expected) in [
        (vec![cookie, OWN, JSON], "{}", "200"),
        (vec![cookie, OWN, FORM], form.as_str(), "200"),
        (
            vec![cookie, OWN, FORM, ("x-csrf-token", &token)],
            "a=b",
            "200",
        ),
        (vec![cookie, OWN, FORM], "a=b", "403 access.token"),
        (
            vec![cookie, OWN, FORM],
            "csrf_token=&a=b",
            "403 access.token",
        ),
        (
            vec![cookie, OWN, FORM],
            "csrf_token=x&a=b",
            "403 access.token",
        ),
        (
            vec![cookie, OWN, FORM, ("x-csrf-token", "x")],
            &form,
            "403 access.token",
        ),
        (vec![cookie, foreign, JSON], "{}", "403 access.origin"),
        (vec![cookie, foreign, FORM], &form, "403 access.origin"),
        (
            vec![cookie, foreign, ("content-type", "text/plain")],
            "{}",
            "403 access.origin",
        ),
        (
            vec![cookie, OWN, ("content-type", "text/plain")],
            "{}",
            "415 request.media_type",
        ),
        (vec![cookie, JSON], "{}", "403 access.origin"),
    ] {
        let said = site.post("/evaluations", &fields, body).await;
        assert_eq!(said.came(), expected, "{fields:?} {body}");
        // What was looked into goes on whole.
        if said.status == 200 {
            assert_eq!(said.body, body.len().to_string());
        }
    }
    // The token of another session is none.
    let (_, other) = site.session(Role::Evaluator).await;
    let form = format!("csrf_token={other}");
    let said = site.post("/evaluations", &[cookie, OWN, FORM], &form).await;
    assert_eq!(said.came(), "403 access.token");
}

#[tokio::test]
async fn a_session_that_was_planted_is_not_the_one_after_the_login() {
    let site = Site::new(&with_login());
    // An attacker's own session, planted in the victim's browser, and one that never was.
    let (planted, _) = site.session(Role::Reader).await;
    for planted in [planted.as_str(), "__Host-credeval=planted"] {
        let begun = site.get("/login", &[("cookie", planted)]).await;
        let login = begun.cookie("__Host-credeval-login").unwrap();
        let back = site.provider.log_in(begun.location());
        let both = format!("{planted}; __Host-credeval-login={login}");
        let said = site.get(&back, &[("cookie", &both)]).await;
        let held = said.cookie("__Host-credeval").unwrap();
        assert!(!planted.contains(&held));
        let after = site.get("/who", &[("cookie", planted)]).await;
        assert_eq!(after.came(), "401 access.ended");
        let own = format!("__Host-credeval={held}");
        assert_eq!(site.get("/who", &[("cookie", &own)]).await.came(), "200");
        // Beside a planted one of the same name neither counts.
        let twice = format!("{own}; __Host-credeval=x");
        let said = site.get("/who", &[("cookie", &twice)]).await;
        assert_eq!(said.came(), "401 access.unauthenticated");
    }
}

#[tokio::test]
async fn who_logs_out_is_gone() {
    let site = Site::new(&with_login());
    let (cookie, token) = site.session(Role::Reader).await;
    let cookie = ("cookie", cookie.as_str());
    let form = format!("csrf_token={token}");
    // A foreign page logs nobody out.
    let foreign = [cookie, ("origin", "https://attacker.example"), FORM];
    assert_eq!(
        site.post("/logout", &foreign, &form).await.came(),
        "403 access.origin"
    );
    assert_eq!(site.get("/who", &[cookie]).await.came(), "200");
    let said = site.post("/logout", &[cookie, OWN, FORM], &form).await;
    assert_eq!(said.came(), "303");
    assert_eq!(said.cookie("__Host-credeval").unwrap(), "");
    // The browser may send the cookie again.
    assert_eq!(site.get("/who", &[cookie]).await.came(), "401 access.ended");
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_of_nothing_and_after_twelve_hours_of_anything() {
    let site = Site::new(&with_login());
    let (cookie, _) = site.session(Role::Reader).await;
    let cookie = [("cookie", cookie.as_str())];
    site.wait(29 * 60);
    assert_eq!(site.get("/who", &cookie).await.came(), "200");
    site.wait(30 * 60);
    assert_eq!(site.get("/who", &cookie).await.came(), "401 access.ended");

    let (cookie, _) = site.session(Role::Reader).await;
    let cookie = [("cookie", cookie.as_str())];
    for _ in 1..(12 * 60 / 20) {
        site.wait(20 * 60);
        assert_eq!(site.get("/who", &cookie).await.came(), "200");
    }
    site.wait(20 * 60);
    assert_eq!(site.get("/who", &cookie).await.came(), "401 access.ended");
}

#[tokio::test]
async fn a_session_store_that_does_not_answer_lets_nobody_in() {
    struct Silent;
    impl SessionStore for Silent {
        fn put(
            &self,
            _: StoredKey,
            _: Stored,
            _: Timestamp,
        ) -> futures_util::future::BoxFuture<'_, Result<(), SessionStoreError>> {
            Box::pin(async { Err(silent()) })
        }
        fn get(
            &self,
            _: StoredKey,
            _: Timestamp,
        ) -> futures_util::future::BoxFuture<'_, Result<Option<Stored>, SessionStoreError>>
        {
            Box::pin(async { Err(silent()) })
        }
        fn take(
            &self,
            _: StoredKey,
            _: Timestamp,
        ) -> futures_util::future::BoxFuture<'_, Result<Option<Stored>, SessionStoreError>>
        {
            Box::pin(async { Err(silent()) })
        }
    }
    fn silent() -> SessionStoreError {
        SessionStoreError {
            reason: "silence".to_owned(),
        }
    }
    let mut site = Site::new(&with_login());
    let settings = Settings::parse(&with_login()).unwrap();
    let exchange: Arc<dyn Exchange> = Arc::<Fake>::clone(&site.provider);
    let clock: Clock = Arc::new(|| Timestamp::from_second(START).unwrap());
    let access = Access::of(&settings, exchange, clock, Box::new(Silent)).unwrap();
    let routes: Routes = Routes::new().get(Role::Reader, "/who", || async { "you" });
    site.router = access.protect(routes.merge(access.login_routes()));
    let said = site.get("/who", &[("cookie", "__Host-credeval=x")]).await;
    assert_eq!(said.came(), "503 server.unavailable");
    assert_eq!(
        site.get("/login", &[]).await.came(),
        "503 server.unavailable"
    );
    // Keys need no sessions.
    let key = bearer(1);
    let said = site.get("/who", &[("authorization", &key)]).await;
    assert_eq!(said.came(), "200");
}
