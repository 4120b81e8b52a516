//! Whatever a wallet sends, reading it ends without a panic.

use credeval_wallet::{Received, ResponseMode, WalletNonce, Wanted};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{at, encrypt, encryption_key, form, request, respond, settle, text};

fn badges() -> credeval_wallet::Query {
    let wanted = Wanted {
        open_badges: true,
        several: true,
        identity: credeval_wallet::Identity::Optional,
        ..Wanted::default()
    };
    wanted.query().unwrap()
}

/// JSON of any shape, with the names that mean something here.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("vp_token".to_owned()),
        Just("open_badge_jwt".to_owned()),
        Just("open_badge_ldp".to_owned()),
        Just("identity".to_owned()),
        Just("proof".to_owned()),
        Just("error".to_owned()),
        Just("e30.e30.AA".to_owned()),
        Just("e30.e30.AA~".to_owned()),
        Just("e30.e30.AA~e30.e30.AA".to_owned()),
        "[ -~]{0,20}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_body_is_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..512)) {
        let _ = Received::read(&body);
        let _ = WalletNonce::read(&body);
    }

    #[test]
    fn any_encrypted_text_is_read_or_refused(
        header in any_json(), parts in prop::collection::vec("[A-Za-z0-9_.-]{0,40}", 0..6)
    ) {
        let jwe = format!("{}.{}", text(header.to_string()), parts.join("."));
        let _ = Received::read(&form(&[("response", &jwe)]));
    }

    #[test]
    fn any_header_is_read_or_refused(
        name in prop_oneof![Just("epk"), Just("apu"), Just("apv"), Just("enc"), Just("alg"), Just("kid")],
        value in any_json()
    ) {
        let request = request(badges(), ResponseMode::DirectPostJwt);
        let content = json!({ "error": "access_denied" });
        let changes = json!({ name: value });
        let jwe = encrypt(&encryption_key(&request), "A128GCM", &content, &changes);
        let _ = respond(&request, &form(&[("response", &jwe)]));
    }

    #[test]
    fn any_token_is_settled_or_refused(token in any_json(), in_queries in any::<bool>()) {
        let token = match in_queries {
            true => json!({ "open_badge_jwt": [token.clone()], "open_badge_ldp": [token] }),
            false => token,
        };
        let request = request(badges(), ResponseMode::DirectPost);
        let body = form(&[("vp_token", &token.to_string()), ("state", request.state())]);
        if let Ok(credeval_wallet::Response::Presented(presented)) = respond(&request, &body) {
            let settled = settle(&presented);
            prop_assert_eq!(settled.standings.len(), presented.presentations().len());
            prop_assert_ne!(settled.whole, credeval_wallet::Whole::Satisfied);
        }
        prop_assert!(at() < request.until());
    }
}
