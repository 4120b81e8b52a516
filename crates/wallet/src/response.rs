//! A response, from the bytes that a wallet posts to the presentations in it.
//!
//! Sources: OpenID4VP 1.0 sections 8.1 (response parameters), 8.2 (`direct_post`), 8.3
//! (`direct_post.jwt`) and 8.5 (errors); RFC 6749 section 4.1.2.1.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_model::{Document, Timestamp, json};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::dcql::{CredentialQuery, Kind};
use crate::jwe::Jwe;
use crate::presented::{Presentation, Presented};
use crate::refusal::quoted;
use crate::request::{Request, ResponseMode};
use crate::{Refusal, form};

/// Bytes of one response. The largest sealed credential seen has 1.3 MB, which base64, a token
/// around it and the encryption around both make 3.1 MB.
pub const RESPONSE_BYTES: usize = 8 * 1024 * 1024;
/// Characters of an error code: those of the specifications have some thirty.
const CODE_CHARS: usize = 64;
/// Presentations that answer one query, where several may.
const PRESENTATIONS: usize = 16;

/// A response that came in, before it is known what it responds to.
///
/// Look up the request of its [`state`](Received::state), then [`open`](Received::open) it.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    state: String,
    body: Body,
}

#[derive(Debug, Clone, PartialEq)]
enum Body {
    /// A VP token, as text.
    Token(String),
    Encrypted(Box<Jwe>),
    Declined(Declined),
}

/// What the caller's store says of a state.
///
/// The contract: looking up and marking as answered are one step. Of all look-ups of one state, at
/// whatever time and on whatever machine, at most one gets [`Found::Open`]; so a response counts
/// once, whether it is refused afterwards or not. Requests are kept as answered at least until
/// [`Request::until`], and forgotten with their keys when they have been dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The request, which nothing answered before.
    Open(Box<Request>),
    /// There was one, and it was answered.
    Answered,
    /// There is none.
    Unknown,
}

/// What a wallet responds.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// Presentations, none of which is believed yet.
    Presented(Box<Presented>),
    /// Nothing, and why.
    Declined(Declined),
}

/// Why a wallet presents nothing (section 8.5). It is the wallet's word, for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    /// The error code, such as `access_denied`: printable ASCII, at most 64 characters.
    pub error: String,
    /// The beginning of what the wallet says beside it.
    pub description: Option<String>,
}

impl Declined {
    /// Whether the learner did not agree, or has no such credential; wallets do not say which.
    pub fn is_denied(&self) -> bool {
        self.error == "access_denied"
    }

    fn read(error: &str, description: Option<&str>) -> Result<Self, Refusal> {
        // RFC 6749 section 4.1.2.1.
        let is_printable = |byte: u8| matches!(byte, 0x20..=0x7e) && byte != b'"' && byte != b'\\';
        if error.is_empty() || error.len() > CODE_CHARS || !error.bytes().all(is_printable) {
            return Err(malformed("an error code", quoted(error)));
        }
        Ok(Self {
            error: error.to_owned(),
            description: description.map(quoted),
        })
    }
}

fn malformed(expected: &'static str, found: impl Into<String>) -> Refusal {
    Refusal::MalformedResponse {
        expected,
        found: found.into(),
    }
}

impl Received {
    /// Reads the body of a POST to the `response_uri`, whose media type is
    /// `application/x-www-form-urlencoded`.
    ///
    /// It takes at most [`RESPONSE_BYTES`]; unknown parameters are ignored. Errors: a parameter twice,
    /// none that is known or several that exclude each other, no state, an encryption that was not
    /// offered.
    pub fn read(body: &[u8]) -> Result<Self, Refusal> {
        let names = [
            "response",
            "vp_token",
            "error",
            "state",
            "error_description",
        ];
        let read = form::read(body, RESPONSE_BYTES, names)?;
        let [response, token, error, state, description] = read;
        let body = match (response, token, error) {
            (Some(response), None, None) => {
                let jwe = Jwe::read(&response)?;
                // The name of the key is the state of its request.
                if state.is_some_and(|state| state != jwe.kid) {
                    return Err(Refusal::WrongState);
                }
                return Ok(Self {
                    state: jwe.kid.clone(),
                    body: Body::Encrypted(Box::new(jwe)),
                });
            }
            (None, Some(token), None) => Body::Token(token),
            (None, None, Some(error)) => {
                Body::Declined(Declined::read(&error, description.as_deref())?)
            }
            _ => return Err(malformed("one of response, vp_token and error", "others")),
        };
        let state = state.ok_or_else(|| malformed("a state", "none"))?;
        Ok(Self { state, body })
    }

    /// The state that the response names: what to look the request up by. It is whatever the sender
    /// wrote.
    pub fn state(&self) -> &str {
        &self.state
    }

    /// Opens the response, as the answer to the request of its state.
    ///
    /// Takes what the store says of the state and the present. It checks state, age, encryption and
    /// the form of the VP token; no presentation in it.
    pub fn open(&self, found: Found, at: Timestamp) -> Result<Response, Refusal> {
        let request = match found {
            Found::Open(request) => *request,
            Found::Answered => return Err(Refusal::Replayed),
            Found::Unknown => return Err(Refusal::UnknownState),
        };
        if request.state() != self.state {
            return Err(Refusal::UnknownState);
        }
        if at >= request.until() {
            let until = request.until();
            return Err(Refusal::Expired { until, at });
        }
        match (&self.body, request.response_mode(), request.key()) {
            // A wallet that cannot encrypt says so in plain text (section 8.3.1).
            (Body::Declined(declined), _, _) => Ok(Response::Declined(declined.clone())),
            (Body::Token(token), ResponseMode::DirectPost, _) => {
                let token = json::parse(token.as_bytes());
                let token =
                    token.map_err(|error| malformed("JSON in vp_token", error.to_string()))?;
                presented(&request, token)
            }
            (Body::Encrypted(jwe), ResponseMode::DirectPostJwt, Some(key)) => {
                let parameters = jwe.decrypt(key)?;
                inside(&request, &parameters)
            }
            (Body::Token(_), ..) => Err(Refusal::NotEncrypted),
            (Body::Encrypted(_), ..) => Err(Refusal::UnexpectedEncryption),
        }
    }
}

/// What an encrypted response holds: the parameters as members of an object.
fn inside(request: &Request, parameters: &[u8]) -> Result<Response, Refusal> {
    let expected = "a JSON object in the encrypted response";
    let parameters =
        json::parse(parameters).map_err(|error| malformed(expected, error.to_string()))?;
    let Value::Object(mut parameters) = parameters else {
        return Err(malformed(expected, "other JSON"));
    };
    // The name of the key said whose response it is; wallets may leave the state out beside it.
    let state = parameters.get("state");
    if state.is_some_and(|state| state.as_str() != Some(request.state())) {
        return Err(Refusal::WrongState);
    }
    match (parameters.remove("vp_token"), parameters.get("error")) {
        (Some(token), None) => presented(request, token),
        (None, Some(error)) => {
            let error = error
                .as_str()
                .ok_or_else(|| malformed("an error code", "no text"))?;
            let description = parameters.get("error_description").and_then(Value::as_str);
            Ok(Response::Declined(Declined::read(error, description)?))
        }
        _ => Err(malformed("one of vp_token and error", "others")),
    }
}

/// The presentations of a VP token, each in the format that its query asked for.
fn presented(request: &Request, token: Value) -> Result<Response, Refusal> {
    let expected = "an object of presentations in vp_token";
    let Value::Object(mut entries) = token else {
        return Err(malformed(expected, "other JSON"));
    };
    let mut presentations = Vec::new();
    for query in request.query().credentials() {
        let Some(list) = entries.remove(&query.id) else {
            continue;
        };
        let Value::Array(list) = list else {
            return Err(malformed("a list of presentations", "no list"));
        };
        let limit = match query.multiple {
            true => PRESENTATIONS,
            false => 1,
        };
        let found = list.len();
        if found == 0 {
            return Err(malformed("a list of presentations", "an empty one"));
        }
        let id = || query.id.clone();
        if found > limit {
            let id = id();
            return Err(Refusal::TooManyPresentations { id, limit, found });
        }
        for value in list {
            let document = document(query, value, request.response_uri())?;
            presentations.push(Presentation::new(id(), document, request.asked()));
        }
    }
    if let Some(id) = entries.keys().next() {
        return Err(Refusal::UnknownQuery { id: quoted(id) });
    }
    if presentations.is_empty() {
        return Err(malformed(expected, "an empty one"));
    }
    let query = request.query().clone();
    Ok(Response::Presented(Box::new(Presented::new(
        query,
        presentations,
    ))))
}

/// A presentation as a document that `verify` opens. Its outer form is told here, so that nothing
/// else than a token or JSON is opened.
fn document(query: &CredentialQuery, value: Value, source: &str) -> Result<Document, Refusal> {
    let foreign = |found: &str| Refusal::ForeignFormat {
        id: query.id.clone(),
        expected: query.kind.format(),
        found: found.to_owned(),
    };
    let bytes = match (&query.kind, value) {
        (Kind::LdpVc { .. }, Value::Object(object)) if object.contains_key("proof") => {
            Value::Object(object).to_string().into_bytes()
        }
        (Kind::LdpVc { .. }, Value::Object(_)) => return Err(foreign("JSON without a proof")),
        (Kind::LdpVc { .. }, Value::String(_)) => return Err(foreign("text")),
        (Kind::JwtVcJson { .. }, Value::String(text)) if is_token(&text) => text.into_bytes(),
        (Kind::DcSdJwt { .. }, Value::String(text)) => {
            let mut parts = text.split('~');
            // Section 8.1: a credential alone would end with `~`; that is told apart later.
            let has_form = parts.clone().nth(1).is_some()
                && parts.next().is_some_and(is_token)
                && parts.all(is_base64url_or_token);
            match has_form {
                true => text.into_bytes(),
                false => return Err(foreign("other text")),
            }
        }
        (_, Value::String(_)) => return Err(foreign("other text")),
        _ => return Err(foreign("other JSON")),
    };
    Ok(Document::new(bytes, source))
}

fn is_base64url(text: &str) -> bool {
    let is_one = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.bytes().all(is_one)
}

/// Whether text has the form of a compact JWS: three parts in base64url.
fn is_token(text: &str) -> bool {
    let parts = || text.split('.');
    parts().count() == 3 && parts().all(|part| !part.is_empty() && is_base64url(part))
}

fn is_base64url_or_token(text: &str) -> bool {
    is_base64url(text) || is_token(text)
}

/// A fresh secret by which the learner's browser fetches what came of its response. Without it, whoever
/// began the request would see what another person presented (section 14.2, session fixation).
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseCode(String);

impl ResponseCode {
    /// The code of 32 random bytes, used for nothing else.
    pub fn from_random(bytes: &[u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What is kept of the code: its SHA-256, in base64url.
    pub fn digest(&self) -> String {
        Self::digest_of(&self.0)
    }

    /// The same of a code that came back, to look the response up by.
    pub fn digest_of(code: &str) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(code))
    }

    /// The JSON that answers the wallet with status 200, once its response was taken, refused or
    /// not; the wallet sends the learner's browser on to the address, with the code in its fragment.
    ///
    /// `None` where the address is not https. A response from another device is answered with `{}`.
    pub fn answer(&self, address: &str) -> Option<Value> {
        let mut url = crate::request::https(address)?;
        url.set_fragment(Some(&format!("response_code={}", self.0)));
        Some(serde_json::json!({ "redirect_uri": url.as_str() }))
    }
}

impl std::fmt::Debug for ResponseCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResponseCode(..)")
    }
}
