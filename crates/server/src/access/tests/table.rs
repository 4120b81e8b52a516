//! For every route and everybody who may ask: the answer is what the table says.

use proptest::prelude::*;

use super::*;

/// What a route that is registered answers.
async fn well() -> &'static str {
    "well"
}

fn routes(rows: &[(u8, Admits)]) -> Routes {
    let numbered = rows.iter().enumerate();
    numbered.fold(Routes::new(), |routes, (number, (method, admits))| {
        let path = format!("/{number}/{{id}}");
        match method {
            0 => routes.get(*admits, &path, well),
            1 => routes.post(*admits, &path, well),
            2 => routes.put(*admits, &path, well),
            3 => routes.patch(*admits, &path, well),
            _ => routes.delete(*admits, &path, well),
        }
    })
}

fn admits() -> impl Strategy<Value = Admits> {
    let role = prop::sample::select(Role::ALL.to_vec()).prop_map(Admits::AtLeast);
    prop_oneof![1 => Just(Admits::Public), 4 => role]
}

/// What the table says of who asks.
fn expected(admits: Admits, role: Result<Role, &'static str>) -> String {
    match (admits, role) {
        (Admits::Public, _) => "200".to_owned(),
        (Admits::AtLeast(_), Err(code)) => format!("401 {code}"),
        (Admits::AtLeast(needed), Ok(role)) if role >= needed => "200".to_owned(),
        (Admits::AtLeast(_), Ok(_)) => "403 access.forbidden".to_owned(),
    }
}

async fn holds(rows: Vec<(u8, Admits)>) {
    let limits = "[limits]\naddress_per_minute = 1000000\nprincipal_per_minute = 1000000\n";
    let site = Site::with(&format!("{}{limits}", with_login()), |_| routes(&rows));
    let mut askers = vec![
        (String::new(), Err("access.unauthenticated")),
        (bearer(99), Err("access.unauthenticated")),
        ("Bearer x".to_owned(), Err("access.unauthenticated")),
        ("__Host-credeval=x".to_owned(), Err("access.ended")),
    ];
    for (number, role) in (1..).zip(Role::ALL) {
        askers.push((bearer(number), Ok(role)));
        askers.push((site.session(role).await.0, Ok(role)));
    }
    for route in routes(&rows).table() {
        for (shown, role) in &askers {
            let name = match shown.starts_with("__Host-") {
                true => "cookie",
                false => "authorization",
            };
            let mut fields = vec![("origin", ORIGIN), ("content-type", "application/json")];
            if !shown.is_empty() {
                fields.push((name, shown));
            }
            let path = route.path.replace("{id}", "1");
            let said = site
                .ask(route.method.clone(), &path, &fields, HttpBody::empty())
                .await;
            assert_eq!(
                said.came(),
                expected(route.admits, *role),
                "{route:?} {shown}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn who_may_is_let_in_and_nobody_else(rows in prop::collection::vec((0_u8..5, admits()), 1..6)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(holds(rows));
    }
}

#[tokio::test]
async fn the_routes_of_logins_stand_in_the_table() {
    let of = |settings: &str| {
        let access = Site::new(settings).access;
        let routes: Routes = access.login_routes();
        let rows = routes
            .table()
            .map(|route| format!("{} {} {:?}", route.method, route.path, route.admits));
        rows.collect::<Vec<_>>()
    };
    assert_eq!(of(&with_keys()), ["GET /session AtLeast(Reader)"]);
    assert_eq!(
        of(&with_login()),
        [
            "GET /session AtLeast(Reader)",
            "GET /login Public",
            "GET /login/callback Public",
            "POST /logout AtLeast(Reader)"
        ]
    );
}

#[tokio::test]
async fn without_the_layers_only_public_routes_answer() {
    let router = routes(&[(0, Admits::Public), (0, Role::Reader.into())]).router();
    for (path, status) in [("/0/x", 200), ("/1/x", 401)] {
        let request = Request::builder()
            .uri(path)
            .body(HttpBody::empty())
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn a_head_asks_as_a_get() {
    let site = Site::new(&with_keys());
    let said = site.ask(Method::HEAD, "/who", &[], HttpBody::empty()).await;
    assert_eq!(said.status, 401);
    let key = bearer(1);
    let said = site
        .ask(
            Method::HEAD,
            "/who",
            &[("authorization", &key)],
            HttpBody::empty(),
        )
        .await;
    assert_eq!(said.status, 200);
}
