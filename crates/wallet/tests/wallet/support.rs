//! A wallet, an issuer, and a verifier that keeps its requests.

use std::collections::BTreeMap;

use aes_gcm::{
    Aes128Gcm, Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_linked_data::Contexts;
use credeval_model::{Timestamp, evidence::Evidence, learner::PresentedLearner, trust::TrustFile};
use credeval_verify::{Against, Checked, Opened, Trust, check, open};
use credeval_wallet::{
    Client, Found, Presented, Profile, Query, Random, Received, Refusal, Request, Response,
    ResponseMode, Settled, Standing, Terms,
};
use p256::{
    PublicKey, SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    elliptic_curve::sec1::ToEncodedPoint as _,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::form_urlencoded;

pub(crate) const RESPONSE_URI: &str = "https://verifier.example/response";

pub(crate) fn at() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

pub(crate) fn later(seconds: i64) -> Timestamp {
    Timestamp::from_second(at().as_second() + seconds).unwrap()
}

pub(crate) fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The JSON of a part of a compact token.
pub(crate) fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// A key on P-256, of an issuer or of a holder.
pub(crate) struct Key(SigningKey);

impl Key {
    pub(crate) fn of(seed: u8) -> Self {
        Self(SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub(crate) fn jwk(&self) -> Value {
        let point = self.0.verifying_key().to_encoded_point(false);
        let (x, y) = (text(point.x().unwrap()), text(point.y().unwrap()));
        json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
    }

    pub(crate) fn did(&self) -> String {
        format!("did:jwk:{}", text(self.jwk().to_string()))
    }

    pub(crate) fn jws(&self, typ: &str, payload: &Value) -> String {
        let header = json!({ "alg": "ES256", "typ": typ, "kid": format!("{}#0", self.did()) });
        let input = format!("{}.{}", text(header.to_string()), text(payload.to_string()));
        let signature: Signature = self.0.sign(input.as_bytes());
        format!("{input}.{}", text(signature.to_bytes()))
    }
}

pub(crate) fn issuer() -> Key {
    Key::of(11)
}

pub(crate) fn holder() -> Key {
    Key::of(12)
}

/// What a wallet is asked to answer: nonce and audience.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) nonce: String,
    pub(crate) audience: String,
}

impl Ask {
    pub(crate) fn of(request: &Request) -> Self {
        let asked = request.asked();
        Self {
            nonce: asked.challenge.unwrap(),
            audience: asked.domain.unwrap(),
        }
    }
}

/// An SD-JWT VC with every claim disclosed, up to its last `~`, bound to a holder's key.
pub(crate) fn sd_jwt(issuer: &Key, holder: &Key, vct: &str, claims: &Value) -> String {
    let disclosures: Vec<String> = claims
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| text(json!([format!("salt of {name}"), name, value]).to_string()))
        .collect();
    let digests: Vec<String> = disclosures
        .iter()
        .map(|one| text(Sha256::digest(one)))
        .collect();
    let payload = json!({
        "iss": issuer.did(), "iat": at().as_second() - 86_400, "vct": vct, "_sd": digests,
        "_sd_alg": "sha-256", "cnf": { "jwk": holder.jwk() }
    });
    let token = issuer.jws("dc+sd-jwt", &payload);
    let parts = std::iter::once(token).chain(disclosures);
    format!("{}~", parts.collect::<Vec<_>>().join("~"))
}

/// A key binding after an SD-JWT, with changed claims.
pub(crate) fn bind(presented: &str, holder: &Key, ask: &Ask, changes: &Value) -> String {
    let mut claims = json!({
        "iat": at().as_second() - 5, "aud": ask.audience, "nonce": ask.nonce,
        "sd_hash": text(Sha256::digest(presented))
    });
    change(&mut claims, changes);
    format!("{presented}{}", holder.jws("kb+jwt", &claims))
}

pub(crate) fn change(value: &mut Value, changes: &Value) {
    for (member, changed) in changes.as_object().unwrap() {
        value[member] = changed.clone();
    }
}

pub(crate) fn pid(holder: &Key, name: &str) -> String {
    let claims = json!({ "family_name": name, "given_name": "Ana", "birthdate": "1999-10-02" });
    sd_jwt(&issuer(), holder, "urn:eudi:pid:1", &claims)
}

/// An Open Badge as a token, with changed members.
pub(crate) fn badge(holder: &Key, changes: &Value) -> String {
    let mut badge = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": issuer().did(), "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": holder.did(), "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:1c9d0f4e-77c1-4f6c-b3c9-0f8a5d1f0e33", "type": ["Achievement"],
                "name": "Soil science", "description": "d", "criteria": { "narrative": "c" }
            }
        }
    });
    change(&mut badge, changes);
    issuer().jws("vc+jwt", &badge)
}

/// A presentation as a token, with changed claims.
pub(crate) fn vp_jwt(holder: &Key, held: &[String], ask: &Ask, changes: &Value) -> String {
    let mut payload = json!({
        "iss": holder.did(), "aud": ask.audience, "nonce": ask.nonce, "iat": at().as_second() - 5,
        "vp": { "type": ["VerifiablePresentation"], "verifiableCredential": held }
    });
    change(&mut payload, changes);
    holder.jws("JWT", &payload)
}

/// Encrypts a response for the key in a request's metadata, with changed header parameters.
pub(crate) fn encrypt(jwk: &Value, enc: &str, content: &Value, changes: &Value) -> String {
    let ephemeral = SecretKey::from_slice(&[7; 32]).unwrap();
    let point = ephemeral.public_key().to_encoded_point(false);
    let mut header = json!({
        "alg": "ECDH-ES", "enc": enc, "kid": jwk["kid"], "apu": text("wallet"), "apv": text("verifier"),
        "epk": { "kty": "EC", "crv": "P-256", "x": text(point.x().unwrap()), "y": text(point.y().unwrap()) }
    });
    change(&mut header, changes);
    let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let point = [&[4], coordinate("x").as_slice(), coordinate("y").as_slice()].concat();
    let public = PublicKey::from_sec1_bytes(&point).unwrap();
    let shared = p256::ecdh::diffie_hellman(ephemeral.to_nonzero_scalar(), public.as_affine());
    let bytes: usize = match enc {
        "A256GCM" => 32,
        _ => 16,
    };
    let mut hash = Sha256::new();
    hash.update([0, 0, 0, 1]);
    hash.update(shared.raw_secret_bytes());
    for one in [enc.as_bytes(), b"wallet", b"verifier"] {
        hash.update(u32::try_from(one.len()).unwrap().to_be_bytes());
        hash.update(one);
    }
    hash.update(u32::try_from(bytes * 8).unwrap().to_be_bytes());
    let key = &hash.finalize()[..bytes];
    let protected = text(header.to_string());
    let iv = [9_u8; 12];
    let nonce = Nonce::try_from(iv.as_slice()).unwrap();
    let content = content.to_string();
    let payload = Payload {
        msg: content.as_bytes(),
        aad: protected.as_bytes(),
    };
    let sealed = match bytes {
        32 => Aes256Gcm::new_from_slice(key)
            .unwrap()
            .encrypt(&nonce, payload),
        _ => Aes128Gcm::new_from_slice(key)
            .unwrap()
            .encrypt(&nonce, payload),
    };
    let sealed = sealed.unwrap();
    let (ciphertext, tag) = sealed.split_at(sealed.len() - 16);
    format!(
        "{protected}..{}.{}.{}",
        text(iv),
        text(ciphertext),
        text(tag)
    )
}

pub(crate) fn form(parameters: &[(&str, &str)]) -> Vec<u8> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(parameters);
    form.finish().into_bytes()
}

pub(crate) fn random(seed: u8) -> Random {
    Random {
        state: [seed; 32],
        nonce: [seed + 1; 32],
        key: [seed + 2; 32],
    }
}

pub(crate) fn terms(query: Query, response_mode: ResponseMode) -> Terms {
    Terms {
        query,
        response_uri: RESPONSE_URI.to_owned(),
        response_mode,
        profile: Profile::OpenId4Vp,
        lifetime: 300,
        at: at(),
    }
}

pub(crate) fn request(query: Query, response_mode: ResponseMode) -> Request {
    let client = Client::redirect_uri(RESPONSE_URI).unwrap();
    Request::new(&client, terms(query, response_mode), &random(20)).unwrap()
}

/// The parameters of an unsigned request, as a wallet reads them from its link.
pub(crate) fn parameters(link: &str) -> BTreeMap<String, String> {
    let (_, query) = link.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

/// The key that a wallet encrypts for.
pub(crate) fn encryption_key(request: &Request) -> Value {
    let client = Client::redirect_uri(RESPONSE_URI).unwrap();
    let link = request.link_with("openid4vp://", &client, at()).unwrap();
    let metadata: Value = serde_json::from_str(&parameters(&link)["client_metadata"]).unwrap();
    metadata["jwks"]["keys"][0].clone()
}

/// A store that keeps to the contract of [`Found`].
#[derive(Default)]
pub(crate) struct Store(BTreeMap<String, Option<Request>>);

impl Store {
    pub(crate) fn keep(&mut self, request: &Request) {
        self.0
            .insert(request.state().to_owned(), Some(request.clone()));
    }

    pub(crate) fn take(&mut self, state: &str) -> Found {
        match self.0.get_mut(state) {
            None => Found::Unknown,
            Some(kept) => kept
                .take()
                .map_or(Found::Answered, |request| Found::Open(Box::new(request))),
        }
    }
}

/// The response to a request in this body.
pub(crate) fn respond(request: &Request, body: &[u8]) -> Result<Response, Refusal> {
    let mut store = Store::default();
    store.keep(request);
    let received = Received::read(body)?;
    let found = store.take(received.state());
    received.open(found, at())
}

/// What is presented in a VP token that answers a request.
pub(crate) fn present(request: &Request, token: &Value) -> Result<Presented, Refusal> {
    let body = match request.response_mode() {
        ResponseMode::DirectPost => {
            form(&[("vp_token", &token.to_string()), ("state", request.state())])
        }
        ResponseMode::DirectPostJwt => {
            let content = json!({ "vp_token": token, "state": request.state() });
            let jwe = encrypt(&encryption_key(request), "A256GCM", &content, &json!({}));
            form(&[("response", &jwe)])
        }
    };
    respond(request, &body).map(|response| presentations(&response).clone())
}

pub(crate) fn presentations(response: &Response) -> &Presented {
    match response {
        Response::Presented(presented) => presented,
        Response::Declined(declined) => panic!("{declined:?}"),
    }
}

pub(crate) fn trust_in(key: &Key) -> Trust {
    let toml = format!(
        "[[anchor]]\nid = 'a'\nkind = 'did_pin'\ndid = '{}'\n",
        key.did()
    );
    Trust::new(TrustFile::parse(&toml).unwrap()).unwrap()
}

/// Checks each presentation, and shows the checks with what came of them.
pub(crate) fn judge<T>(
    presented: &Presented,
    trust: &Trust,
    learner: Option<&PresentedLearner>,
    see: impl Fn(&Settled, &[Option<&Checked<'_>>]) -> T,
) -> T {
    let (evidence, contexts) = (Evidence::none(), Contexts::built_in());
    let opened: Vec<Option<Opened>> = presented
        .presentations()
        .iter()
        .map(|one| open(one.document()).ok())
        .collect();
    let checked: Vec<Option<Checked<'_>>> = presented
        .presentations()
        .iter()
        .zip(&opened)
        .map(|(one, opened)| {
            let mut against = Against::new(&evidence, trust, &contexts, at());
            against.learner = learner;
            opened
                .as_ref()
                .map(|opened| check(opened, one.against(against)))
        })
        .collect();
    let checked: Vec<Option<&Checked<'_>>> = checked.iter().map(Option::as_ref).collect();
    see(&presented.settle(&contexts, &checked), &checked)
}

/// What came of presentations for which nobody vouches.
pub(crate) fn settle(presented: &Presented) -> Settled {
    judge(presented, &Trust::none(), None, |settled, _| {
        settled.clone()
    })
}

/// What came of one presentation, in a word.
pub(crate) fn standing(request: &Request, id: &str, presentation: impl Into<Value>) -> String {
    let token = json!({ id: [presentation.into()] });
    let presented = match present(request, &token) {
        Ok(presented) => presented,
        Err(refusal) => return refusal.code().to_owned(),
    };
    match &settle(&presented).standings[..] {
        [Standing::Accepted] => "accepted".to_owned(),
        [Standing::Undecided(code)] => format!("undecided {code}"),
        [Standing::Refused(refusal)] => refusal.code().to_owned(),
        other => panic!("{other:?}"),
    }
}
