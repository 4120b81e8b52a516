//! Responses as they come in: taken apart, or refused with the word for why.

use credeval_wallet::{
    Found, Identity, Query, Received, Refusal, Request, Response, ResponseCode, ResponseMode,
    Wanted,
};
use serde_json::{Value, json};

use crate::support::{
    Ask, Store, at, badge, bind, encrypt, encryption_key, form, holder, later, pid, random,
    request, respond, terms, text, vp_jwt,
};

fn query() -> Query {
    let wanted = Wanted {
        open_badges: true,
        identity: Identity::Optional,
        ..Wanted::default()
    };
    wanted.query().unwrap()
}

fn encrypted() -> Request {
    request(query(), ResponseMode::DirectPostJwt)
}

fn plain() -> Request {
    request(query(), ResponseMode::DirectPost)
}

fn token(request: &Request) -> Value {
    let ask = Ask::of(request);
    let badge = badge(&holder(), &json!({}));
    json!({
        "open_badge_jwt": [vp_jwt(&holder(), &[badge], &ask, &json!({}))],
        "identity": [bind(&pid(&holder(), "Novák"), &holder(), &ask, &json!({}))]
    })
}

fn post(request: &Request, token: &Value) -> Vec<u8> {
    form(&[("vp_token", &token.to_string()), ("state", request.state())])
}

/// The word for how a body is refused.
fn code(request: &Request, body: &[u8]) -> &'static str {
    match respond(request, body) {
        Ok(_) => "taken",
        Err(refusal) => refusal.code(),
    }
}

#[test]
fn a_response_is_found_by_its_state_and_counts_once() {
    let request = plain();
    let body = post(&request, &token(&request));
    let mut store = Store::default();
    store.keep(&request);
    let received = Received::read(&body).unwrap();
    let mut open = |at| received.open(store.take(received.state()), at);
    let Ok(Response::Presented(presented)) = open(at()) else {
        panic!("the first response counts");
    };
    let queries: Vec<&str> = presented
        .presentations()
        .iter()
        .map(credeval_wallet::Presentation::query)
        .collect();
    assert_eq!(queries, ["open_badge_jwt", "identity"]);
    assert_eq!(open(at()), Err(Refusal::Replayed));
    // To another verifier, or after it was forgotten.
    assert_eq!(
        received.open(Found::Unknown, at()),
        Err(Refusal::UnknownState)
    );
    // A store that gives out another request.
    let client = credeval_wallet::Client::redirect_uri(crate::support::RESPONSE_URI).unwrap();
    let other = Request::new(
        &client,
        terms(query(), ResponseMode::DirectPost),
        &random(60),
    )
    .unwrap();
    assert_eq!(
        received.open(Found::Open(Box::new(other)), at()),
        Err(Refusal::UnknownState)
    );
}

#[test]
fn a_refused_response_counts_as_well() {
    let request = encrypted();
    let mut store = Store::default();
    store.keep(&request);
    let key = encryption_key(&request);
    let content = json!({ "vp_token": token(&request) });
    let genuine = encrypt(&key, "A128GCM", &content, &json!({}));
    let spoiled = format!("{}AAAA", &genuine[..genuine.len() - 4]);
    let mut open = |jwe: &str| {
        let received = Received::read(&form(&[("response", jwe)])).unwrap();
        received
            .open(store.take(received.state()), at())
            .map(|_| ())
    };
    assert_eq!(open(&spoiled), Err(Refusal::NotDecrypted));
    assert_eq!(open(&genuine), Err(Refusal::Replayed));
}

#[test]
fn a_response_after_the_end_is_refused() {
    let request = plain();
    let received = Received::read(&post(&request, &token(&request))).unwrap();
    let open = |at| received.open(Found::Open(Box::new(request.clone())), at);
    assert!(open(later(299)).is_ok());
    assert_eq!(
        open(later(300)),
        Err(Refusal::Expired {
            until: later(300),
            at: later(300)
        })
    );
}

#[test]
fn an_encrypted_response_is_opened_by_the_key_of_its_request() {
    let request = encrypted();
    let key = encryption_key(&request);
    let with = |enc: &str, content: &Value, changes: &Value| {
        code(
            &request,
            &form(&[("response", &encrypt(&key, enc, content, changes))]),
        )
    };
    let token = token(&request);
    let whole = json!({ "vp_token": token, "state": request.state() });
    for enc in ["A128GCM", "A256GCM"] {
        assert_eq!(with(enc, &whole, &json!({})), "taken", "{enc}");
        // The name of the key says whose response it is.
        assert_eq!(
            with(enc, &json!({ "vp_token": token }), &json!({})),
            "taken"
        );
    }
    let other_state = json!({ "vp_token": token, "state": "another" });
    assert_eq!(with("A128GCM", &other_state, &json!({})), "wrong_state");
    let no_text = json!({ "vp_token": token, "state": [request.state()] });
    assert_eq!(with("A128GCM", &no_text, &json!({})), "wrong_state");
    assert_eq!(
        with("A128GCM", &json!([token]), &json!({})),
        "malformed_response"
    );
    assert_eq!(
        with("A128GCM", &json!({}), &json!({})),
        "malformed_response"
    );
    let both = json!({ "vp_token": token, "error": "access_denied" });
    assert_eq!(with("A128GCM", &both, &json!({})), "malformed_response");
    // Encrypted for the same name by another key.
    let mut forged = encryption_key(&{
        let client = credeval_wallet::Client::redirect_uri(crate::support::RESPONSE_URI).unwrap();
        Request::new(
            &client,
            terms(query(), ResponseMode::DirectPostJwt),
            &random(60),
        )
        .unwrap()
    });
    forged["kid"] = request.state().into();
    let jwe = encrypt(&forged, "A128GCM", &whole, &json!({}));
    assert_eq!(
        code(&request, &form(&[("response", &jwe)])),
        "not_decrypted"
    );
    // Beside it, a state in plain text.
    let jwe = encrypt(&key, "A128GCM", &whole, &json!({}));
    let beside = |state: &str| code(&request, &form(&[("response", &jwe), ("state", state)]));
    assert_eq!(beside(request.state()), "taken");
    assert_eq!(beside("another"), "wrong_state");
}

#[test]
fn no_part_of_an_encrypted_response_can_be_changed() {
    let request = encrypted();
    let key = encryption_key(&request);
    let content = json!({ "vp_token": token(&request) });
    let jwe = encrypt(&key, "A256GCM", &content, &json!({}));
    let parts: Vec<&str> = jwe.split('.').collect();
    for index in [2, 3, 4] {
        let mut changed: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        let first = match changed[index].starts_with('A') {
            true => "B",
            false => "A",
        };
        changed[index].replace_range(..1, first);
        let body = form(&[("response", &changed.join("."))]);
        assert_eq!(code(&request, &body), "not_decrypted", "{index}");
    }
    // The header is a part of what is authenticated, and the parties a part of the key.
    for changes in [
        json!({ "apu": text("other") }),
        json!({ "apv": text("other") }),
        json!({ "typ": "JWT" }),
    ] {
        let other = encrypt(&key, "A256GCM", &content, &changes);
        let header = other.split('.').next().unwrap();
        let mixed = [&[header], &parts[1..]].concat().join(".");
        assert_eq!(
            code(&request, &form(&[("response", &mixed)])),
            "not_decrypted",
            "{changes}"
        );
    }
    // A wallet that adds to the header before it encrypts is understood.
    let typed = encrypt(&key, "A256GCM", &content, &json!({ "typ": "JWT" }));
    assert_eq!(code(&request, &form(&[("response", &typed)])), "taken");
}

#[test]
fn algorithms_that_were_not_offered_are_refused() {
    let request = encrypted();
    let key = encryption_key(&request);
    let content = json!({ "vp_token": token(&request) });
    let with = |changes: Value| {
        code(
            &request,
            &form(&[("response", &encrypt(&key, "A128GCM", &content, &changes))]),
        )
    };
    assert_eq!(with(json!({})), "taken");
    for alg in [
        "dir",
        "RSA-OAEP",
        "ECDH-ES+A128KW",
        "PBES2-HS256+A128KW",
        "A128KW",
        "none",
        "ecdh-es",
    ] {
        assert_eq!(with(json!({ "alg": alg })), "refused_algorithm", "{alg}");
    }
    for enc in ["A128CBC-HS256", "A192GCM", "a128gcm", ""] {
        assert_eq!(with(json!({ "enc": enc })), "refused_algorithm", "{enc}");
    }
    assert_eq!(with(json!({ "zip": "DEF" })), "refused_algorithm");
    assert_eq!(with(json!({ "crit": ["exp"] })), "refused_algorithm");
    // One that was offered, and not the one that was used: it is a part of the key.
    assert_eq!(with(json!({ "enc": "A256GCM" })), "not_decrypted");
    let epk = |changes: Value| {
        let jwe = encrypt(&key, "A128GCM", &content, &json!({}));
        let mut epk = crate::support::part(&jwe, 0)["epk"].clone();
        crate::support::change(&mut epk, &changes);
        with(json!({ "epk": epk }))
    };
    assert_eq!(epk(json!({})), "taken");
    for changes in [
        json!({ "y": text([1; 32]) }),
        json!({ "crv": "P-384" }),
        json!({ "kty": "OKP" }),
        json!({ "x": text([1; 31]) }),
        json!({ "d": text([1; 32]) }),
        json!({ "x": null }),
    ] {
        assert_eq!(epk(changes.clone()), "malformed_encryption", "{changes}");
    }
    assert_eq!(with(json!({ "kid": null })), "malformed_encryption");
    assert_eq!(with(json!({ "kid": "another" })), "unknown_state");
    assert_eq!(
        with(json!({ "apu": text([1; 513]) })),
        "malformed_encryption"
    );
    assert_eq!(with(json!({ "apu": 1 })), "malformed_encryption");
    assert_eq!(
        with(json!({ "pad": "a".repeat(4_096) })),
        "malformed_encryption"
    );
    for jwe in ["", "a", "a.b.c", "a.b.c.d.e.f", "!.b.c.d.e"] {
        assert_eq!(
            code(&request, &form(&[("response", jwe)])),
            "malformed_encryption",
            "{jwe}"
        );
    }
    // A key that is wrapped, which ECDH-ES alone has not.
    let jwe = encrypt(&key, "A128GCM", &content, &json!({})).replacen("..", ".AAAA.", 1);
    assert_eq!(
        code(&request, &form(&[("response", &jwe)])),
        "malformed_encryption"
    );
}

#[test]
fn a_response_is_encrypted_where_that_was_asked_for_and_only_there() {
    let (closed, open) = (encrypted(), plain());
    assert_eq!(code(&open, &post(&open, &token(&open))), "taken");
    assert_eq!(
        code(&closed, &post(&closed, &token(&closed))),
        "not_encrypted"
    );
    // Both requests of the tests have one state.
    let content = json!({ "vp_token": token(&open) });
    let jwe = encrypt(&encryption_key(&closed), "A128GCM", &content, &json!({}));
    assert_eq!(
        code(&open, &form(&[("response", &jwe)])),
        "unexpected_encryption"
    );
    assert_eq!(code(&closed, &form(&[("response", &jwe)])), "taken");
}

#[test]
fn a_form_says_one_thing_once() {
    let request = plain();
    let token = token(&request).to_string();
    let with = |parameters: &[(&str, &str)]| code(&request, &form(parameters));
    let state = ("state", request.state());
    assert_eq!(
        with(&[("vp_token", &token), state, ("unknown", "x")]),
        "taken"
    );
    assert_eq!(
        with(&[("vp_token", &token), ("vp_token", &token), state]),
        "repeated_parameter"
    );
    assert_eq!(
        with(&[("vp_token", &token), state, state]),
        "repeated_parameter"
    );
    assert_eq!(with(&[("vp_token", &token)]), "malformed_response");
    assert_eq!(with(&[state]), "malformed_response");
    let both = [
        ("vp_token", token.as_str()),
        ("error", "access_denied"),
        state,
    ];
    assert_eq!(with(&both), "malformed_response");
    assert_eq!(
        with(&[("vp_token", &token), ("response", "a.b.c.d.e"), state]),
        "malformed_response"
    );
    let large = vec![b'a'; credeval_wallet::RESPONSE_BYTES + 1];
    assert_eq!(code(&request, &large), "too_large");
}

#[test]
fn a_wallet_that_presents_nothing_says_why() {
    let declined = |request: &Request, body: &[u8]| match respond(request, body) {
        Ok(Response::Declined(declined)) => declined,
        other => panic!("{other:?}"),
    };
    let (open, closed) = (plain(), encrypted());
    for request in [&open, &closed] {
        let body = form(&[
            ("error", "access_denied"),
            ("error_description", "the learner said no"),
            ("state", request.state()),
        ]);
        let declined = declined(request, &body);
        assert!(declined.is_denied());
        assert_eq!(declined.description.as_deref(), Some("the learner said no"));
    }
    let content = json!({ "error": "vp_formats_not_supported", "state": closed.state() });
    let jwe = encrypt(&encryption_key(&closed), "A128GCM", &content, &json!({}));
    let inside = declined(&closed, &form(&[("response", &jwe)]));
    assert_eq!(inside.error, "vp_formats_not_supported");
    assert!(!inside.is_denied());
    // What a wallet says is a stranger's text.
    let long = "é".repeat(1_000);
    let body = form(&[
        ("error", "e"),
        ("error_description", &long),
        ("state", open.state()),
    ]);
    assert_eq!(
        declined(&open, &body).description.unwrap().chars().count(),
        80
    );
    for error in ["", "<b>\"</b>", "a\\b", "é", &"e".repeat(65)] {
        let body = form(&[("error", error), ("state", open.state())]);
        assert_eq!(code(&open, &body), "malformed_response", "{error}");
    }
}

#[test]
fn a_token_holds_what_was_asked_for_in_its_format() {
    let request = plain();
    let with = |token: Value| code(&request, &post(&request, &token));
    let own = token(&request);
    let (vp, sd) = (own["open_badge_jwt"][0].clone(), own["identity"][0].clone());
    assert_eq!(with(json!({ "open_badge_jwt": [vp] })), "taken");
    assert_eq!(with(json!({ "other": [vp] })), "unknown_query");
    assert_eq!(
        with(json!({ "open_badge_jwt": [vp, vp] })),
        "too_many_presentations"
    );
    for (malformed, name) in [
        (json!({ "open_badge_jwt": vp }), "text alone"),
        (json!({ "open_badge_jwt": [] }), "no presentation"),
        (json!({}), "nothing"),
        (json!([vp]), "a list"),
    ] {
        assert_eq!(with(malformed), "malformed_response", "{name}");
    }
    let not_json = form(&[("vp_token", "{"), ("state", request.state())]);
    assert_eq!(code(&request, &not_json), "malformed_response");
    let twice = r#"{"open_badge_jwt":["a.b.c"],"open_badge_jwt":["a.b.c"]}"#;
    let twice = form(&[("vp_token", twice), ("state", request.state())]);
    assert_eq!(code(&request, &twice), "malformed_response");
    for (id, foreign) in [
        ("open_badge_jwt", sd.clone()),
        ("open_badge_jwt", json!({ "proof": {} })),
        ("open_badge_jwt", json!("<europassCredential/>")),
        ("open_badge_jwt", json!("{\"proof\":{}}")),
        ("open_badge_jwt", json!(7)),
        ("identity", vp.clone()),
        ("identity", json!("<svg>~</svg>")),
        ("identity", json!({ "payload": "" })),
        ("open_badge_ldp", vp.clone()),
        (
            "open_badge_ldp",
            json!({ "type": "VerifiablePresentation" }),
        ),
    ] {
        assert_eq!(
            with(json!({ id: [foreign] })),
            "foreign_format",
            "{id} {foreign}"
        );
    }
    assert_eq!(with(json!({ "identity": [sd] })), "taken");
}

#[test]
fn several_are_taken_where_several_may_be() {
    let wanted = Wanted {
        open_badges: true,
        several: true,
        ..Wanted::default()
    };
    let request = request(wanted.query().unwrap(), ResponseMode::DirectPost);
    let presented = |count: usize| {
        let list = vec![json!("e30.e30.AA"); count];
        code(
            &request,
            &post(&request, &json!({ "open_badge_jwt": list })),
        )
    };
    assert_eq!(presented(16), "taken");
    assert_eq!(presented(17), "too_many_presentations");
}

#[test]
fn the_browser_comes_back_with_a_secret() {
    let code = ResponseCode::from_random(&[5; 32]);
    let answer = code.answer("https://verifier.example/result").unwrap();
    let address = answer["redirect_uri"].as_str().unwrap();
    let (place, secret) = address.split_once("#response_code=").unwrap();
    assert_eq!(place, "https://verifier.example/result");
    assert_eq!(ResponseCode::digest_of(secret), code.digest());
    assert_ne!(ResponseCode::digest_of("guessed"), code.digest());
    assert!(!format!("{code:?}").contains(secret));
    assert!(code.answer("http://verifier.example/result").is_none());
}
