//! An identity provider that lies as a test wants.

use std::{
    collections::HashMap,
    sync::Mutex,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::http::{Request, Response};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use credeval_fetch::FetchError;
use ed25519_dalek::{Signer as _, SigningKey};
use futures_util::future::BoxFuture;
use serde_json::json;
use sha2::{Digest as _, Sha256, Sha512};

use super::*;

pub(in crate::access) const ISSUER: &str = "https://login.example.edu";
const ACCESS_TOKEN: &str = "access";

/// How an ID token lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::access) enum Lie {
    /// Not at all.
    #[default]
    Nothing,
    /// It is not signed.
    AlgNone,
    /// It is signed by another key.
    Key,
    /// It was changed after it was signed.
    Payload,
    /// Some claims are others.
    Claims(Value),
}

pub(in crate::access) struct Fake {
    key: SigningKey,
    pub(in crate::access) lie: Mutex<Lie>,
    /// What was asked for, by the code that was given for it.
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
    pub(in crate::access) asked: Mutex<Vec<String>>,
}

impl Fake {
    pub(in crate::access) fn new() -> Self {
        Self {
            key: SigningKey::from_bytes(&[7; 32]),
            lie: Mutex::default(),
            codes: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    pub(in crate::access) fn lie(&self, lie: Lie) {
        *self.lie.lock().unwrap() = lie;
    }

    /// What a person does there: comes with an address of `/login`, and goes with a code.
    pub(in crate::access) fn log_in(&self, location: &str) -> String {
        let asked = Url::parse(location).unwrap();
        let pairs: HashMap<_, _> = asked.query_pairs().into_owned().collect();
        let mut codes = self.codes.lock().unwrap();
        let code = format!("code-{}", codes.len());
        let back = format!("/login/callback?state={}&code={code}", pairs["state"]);
        codes.insert(code, pairs);
        back
    }

    fn answer(&self, request: &Request<Vec<u8>>) -> (u16, Value) {
        let path = request.uri().path();
        self.asked.lock().unwrap().push(path.to_owned());
        match path {
            "/.well-known/openid-configuration" => (200, metadata()),
            "/keys" => (
                200,
                json!({"keys": [{
                    "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "k",
                    "x": BASE64_URL_SAFE_NO_PAD.encode(self.key.verifying_key().as_bytes())
                }]}),
            ),
            "/token" => self.tokens(request.body()),
            _ => (404, Value::Null),
        }
    }

    /// A code is good once, and for who holds the verifier (RFC 7636 section 4.6).
    fn tokens(&self, form: &[u8]) -> (u16, Value) {
        let form: HashMap<_, _> = url::form_urlencoded::parse(form).into_owned().collect();
        let asked = self
            .codes
            .lock()
            .unwrap()
            .get_mut(&form["code"])
            .map(std::mem::take);
        let asked = asked.filter(|asked| !asked.is_empty());
        let verifier = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
        match asked.filter(|asked| asked["code_challenge"] == verifier) {
            Some(asked) => (
                200,
                json!({
                    "access_token": ACCESS_TOKEN,
                    "token_type": "Bearer",
                    "id_token": self.id_token(&asked["nonce"]),
                }),
            ),
            None => (400, json!({"error": "invalid_grant"})),
        }
    }

    fn id_token(&self, nonce: &str) -> String {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let hash = Sha512::digest(ACCESS_TOKEN);
        let mut claims = json!({
            "iss": ISSUER, "aud": "credeval", "sub": "7", "nonce": nonce,
            "iat": now, "exp": now + 300, "groups": ["staff", "officers"],
            "at_hash": BASE64_URL_SAFE_NO_PAD.encode(&hash[..32]),
        });
        let lie = self.lie.lock().unwrap().clone();
        if let Lie::Claims(Value::Object(others)) = &lie {
            claims.as_object_mut().unwrap().extend(others.clone());
        }
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let head = match lie {
            Lie::AlgNone => json!({"alg": "none"}),
            _ => json!({"alg": "EdDSA", "kid": "k"}),
        };
        let signed = format!("{}.{}", part(&head), part(&claims));
        let key = match lie {
            Lie::Key => SigningKey::from_bytes(&[8; 32]),
            _ => self.key.clone(),
        };
        let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).to_bytes());
        match lie {
            Lie::AlgNone => format!("{signed}."),
            Lie::Payload => {
                claims["sub"] = "8".into();
                format!("{}.{}.{signature}", part(&head), part(&claims))
            }
            _ => format!("{signed}.{signature}"),
        }
    }
}

/// Gives a code of one login the place of another's, as who steals a code does.
pub(in crate::access) fn same_code(from: &str, to: &str) -> String {
    let code = |back: &str| back.split("code=").nth(1).unwrap().to_owned();
    to.replace(&code(to), &code(from))
}

fn metadata() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/authorize"),
        "token_endpoint": format!("{ISSUER}/token"),
        "jwks_uri": format!("{ISSUER}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // What it should not.
        "id_token_signing_alg_values_supported": ["none", "HS256", "RS256", "EdDSA"],
    })
}

impl Exchange for Fake {
    fn exchange(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, FetchError>> {
        let (status, body) = self.answer(&request);
        let response = Response::builder()
            .status(status)
            .header("content-type", "application/json");
        let response = response.body(body.to_string().into_bytes()).unwrap();
        Box::pin(async { Ok(response) })
    }
}
