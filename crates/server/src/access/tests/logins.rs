//! Logins.

use serde_json::json;

use super::{provider::Lie, *};

/// Begins a login in a browser: its cookie, and where it is sent.
async fn begin(site: &Site, path: &str) -> (String, String) {
    let said = site.get(path, &[]).await;
    assert_eq!(said.came(), "303");
    let held = said.cookie("__Host-credeval-login").unwrap();
    (
        format!("__Host-credeval-login={held}"),
        said.location().to_owned(),
    )
}

/// A whole login, and what came of it.
async fn log_in(site: &Site) -> Said {
    let (cookie, location) = begin(site, "/login").await;
    let back = site.provider.log_in(&location);
    site.get(&back, &[("cookie", &cookie)]).await
}

/// Who asks with the session that an answer sets.
async fn who(site: &Site, said: &Said) -> String {
    let held = said.cookie("__Host-credeval").unwrap();
    let cookie = format!("__Host-credeval={held}");
    site.get("/who", &[("cookie", &cookie)]).await.body
}

#[tokio::test]
async fn a_login_lets_in_whom_the_provider_knows() {
    let site = Site::new(&with_login());
    let (cookie, location) = begin(&site, "/login?return_to=/evaluations/1").await;
    let asked = Url::parse(&location).unwrap();
    let asked: std::collections::HashMap<_, _> = asked.query_pairs().into_owned().collect();
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["redirect_uri"], format!("{ORIGIN}/login/callback"));
    assert_eq!(asked["scope"], "openid");
    let back = site.provider.log_in(&location);
    let said = site.get(&back, &[("cookie", &cookie)]).await;
    assert_eq!(said.came(), "303");
    assert_eq!(said.location(), "/evaluations/1");
    assert_eq!(said.cookie("__Host-credeval-login").unwrap(), "");
    assert_eq!(who(&site, &said).await, "uni-a openid:7 officer");
    // The provider is asked for its metadata once for many logins, and again after a while.
    log_in(&site).await;
    let count = |site: &Site| {
        let asked = site.provider.asked.lock().unwrap();
        asked
            .iter()
            .filter(|path| path.ends_with("configuration"))
            .count()
    };
    assert_eq!(count(&site), 1);
    site.wait(600);
    log_in(&site).await;
    assert_eq!(count(&site), 2);
}

#[tokio::test]
async fn a_login_ends_once() {
    let site = Site::new(&with_login());
    let (cookie, location) = begin(&site, "/login").await;
    let back = site.provider.log_in(&location);
    let field = [("cookie", cookie.as_str())];
    assert_eq!(site.get(&back, &field).await.came(), "303");
    assert_eq!(site.get(&back, &field).await.came(), "400 login.state");
    // Nor with another code for the same state.
    let again = site.provider.log_in(&location);
    assert_eq!(site.get(&again, &field).await.came(), "400 login.state");
}

#[tokio::test]
async fn of_two_ends_at_the_same_time_one_is_a_login() {
    let site = Site::new(&with_login());
    let (cookie, location) = begin(&site, "/login").await;
    let (one, other) = (
        site.provider.log_in(&location),
        site.provider.log_in(&location),
    );
    let field = [("cookie", cookie.as_str())];
    let (one, other) = tokio::join!(site.get(&one, &field), site.get(&other, &field));
    let mut came = [one.came(), other.came()];
    came.sort();
    assert_eq!(came, ["303", "400 login.state"]);
}

#[tokio::test]
async fn a_login_ends_in_the_browser_in_which_it_was_begun() {
    let site = Site::new(&with_login());
    let (_, location) = begin(&site, "/login").await;
    let back = site.provider.log_in(&location);
    // An attacker's login in a victim's browser (login CSRF), which began none, or another.
    assert_eq!(site.get(&back, &[]).await.came(), "400 login.state");
    let (cookie, location) = begin(&site, "/login").await;
    let field = [("cookie", cookie.as_str())];
    assert_eq!(site.get(&back, &field).await.came(), "400 login.state");
    // Whoever was led astray begins again: what was tried is over.
    let own = site.provider.log_in(&location);
    assert_eq!(site.get(&own, &field).await.came(), "400 login.state");
    assert_eq!(log_in(&site).await.came(), "303");
}

#[tokio::test]
async fn a_code_is_good_for_the_login_that_asked_for_it() {
    let site = Site::new(&with_login());
    let (_, stolen) = begin(&site, "/login").await;
    let stolen = site.provider.log_in(&stolen);
    let (cookie, location) = begin(&site, "/login").await;
    let own = site.provider.log_in(&location);
    let mixed = provider::same_code(&stolen, &own);
    let said = site.get(&mixed, &[("cookie", &cookie)]).await;
    assert_eq!(said.came(), "502 login.provider");
    assert!(said.cookie("__Host-credeval").is_none());
}

#[tokio::test]
async fn a_login_is_over_after_ten_minutes() {
    for (seconds, expected) in [(599, "303"), (600, "400 login.state")] {
        let site = Site::new(&with_login());
        let (cookie, location) = begin(&site, "/login").await;
        let back = site.provider.log_in(&location);
        site.wait(seconds);
        assert_eq!(
            site.get(&back, &[("cookie", &cookie)]).await.came(),
            expected
        );
    }
}

#[tokio::test]
async fn an_id_token_that_lies_lets_nobody_in() {
    let site = Site::new(&with_login());
    for (lie, expected) in [
        (Lie::Nothing, "303"),
        (Lie::AlgNone, "502 login.provider"),
        (Lie::Key, "502 login.provider"),
        (Lie::Payload, "502 login.provider"),
        (Lie::Claims(json!({"aud": "another"})), "502 login.provider"),
        (Lie::Claims(json!({"aud": ["credeval"]})), "303"),
        (
            Lie::Claims(json!({"aud": ["credeval", "another"]})),
            "502 login.provider",
        ),
        (
            Lie::Claims(json!({"iss": "https://another.example.edu"})),
            "502 login.provider",
        ),
        // That of a login before.
        (
            Lie::Claims(json!({"nonce": "before"})),
            "502 login.provider",
        ),
        (Lie::Claims(json!({"nonce": null})), "502 login.provider"),
        (
            Lie::Claims(json!({"exp": 1_700_000_000})),
            "502 login.provider",
        ),
        (
            Lie::Claims(json!({"at_hash": "AAAA"})),
            "502 login.provider",
        ),
        (
            Lie::Claims(json!({"groups": ["staff"]})),
            "403 login.refused",
        ),
        (Lie::Claims(json!({"groups": "officers"})), "303"),
    ] {
        site.provider.lie(lie.clone());
        let said = log_in(&site).await;
        assert_eq!(said.came(), expected, "{lie:?}: {}", said.body);
        assert_eq!(said.cookie("__Host-credeval").is_some(), expected == "303");
    }
}

#[tokio::test]
async fn an_answer_of_another_provider_is_none() {
    let site = Site::new(&with_login());
    for (issuer, expected) in [
        ("https%3A%2F%2Flogin.example.edu", "303"),
        ("https%3A%2F%2Fanother.example.edu", "502 login.provider"),
    ] {
        let (cookie, location) = begin(&site, "/login").await;
        let back = format!("{}&iss={issuer}", site.provider.log_in(&location));
        assert_eq!(
            site.get(&back, &[("cookie", &cookie)]).await.came(),
            expected
        );
    }
}

#[tokio::test]
async fn a_refusal_of_the_provider_is_told_without_its_words() {
    let site = Site::new(&with_login());
    let (cookie, location) = begin(&site, "/login").await;
    let state = Url::parse(&location).unwrap();
    let state = state
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let back = format!("/login/callback?state={state}&error=access_denied%3Cscript%3E");
    let said = site.get(&back, &[("cookie", &cookie)]).await;
    assert_eq!(said.came(), "403 login.refused");
    assert!(said.body.contains("`access_denied`"), "{}", said.body);
}

#[tokio::test]
async fn a_login_leads_nowhere_else() {
    let site = Site::new(&with_login());
    for (path, expected) in [
        ("/login?return_to=/of/uni-a", "/of/uni-a"),
        ("/login?return_to=https://attacker.example", "/"),
        ("/login?return_to=//attacker.example", "/"),
        ("/login?return_to=/%5Cattacker.example", "/"),
        ("/login", "/"),
    ] {
        let (cookie, location) = begin(&site, path).await;
        let back = site.provider.log_in(&location);
        let said = site.get(&back, &[("cookie", &cookie)]).await;
        assert_eq!(said.location(), expected, "{path}");
    }
}
