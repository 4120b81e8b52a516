//! A request: what is asked, of whom, and where the answer goes.
//!
//! Sources: OpenID4VP 1.0 sections 5 (authorization request), 8.2 and 8.3 (`direct_post`,
//! `direct_post.jwt`), 11 (verifier metadata) and 14.1 (nonce); RFC 6749 section 4.1.1; `OpenID4VC`
//! High Assurance Interoperability Profile 1.0 section 5.

mod error;
mod link;
mod object;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_model::Timestamp;
use credeval_verify::Asked;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

use crate::client::{Client, Prefix};
use crate::dcql::{Kind, Query};
use crate::jwe::Enc;
use crate::key::{EncryptionKey, KEY_BYTES};

pub use error::RequestError;
pub use link::{AUTHORIZATION_ENDPOINT, Method};
pub use object::{REQUEST_OBJECT_MEDIA_TYPE, WalletNonce};

/// Seconds for which a request can be answered at most. A presentation must be as young as that, too
/// (`presentation.freshness`): a person looks for the credential and agrees.
pub const LIFETIME_SECONDS: u32 = 600;

/// Algorithms of signatures that are checked (RFC 7518 section 3.1, RFC 9864).
const ALGORITHMS: [&str; 5] = ["ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
/// Kinds of proofs that are checked, and cryptographic suites of the first.
const PROOFS: [&str; 2] = ["DataIntegrityProof", "Ed25519Signature2020"];
const SUITES: [&str; 5] = [
    "eddsa-rdfc-2022",
    "ecdsa-rdfc-2019",
    "eddsa-jcs-2022",
    "ecdsa-jcs-2019",
    "ecdsa-sd-2023",
];

/// What a request must keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// OpenID4VP 1.0 alone.
    #[default]
    OpenId4Vp,
    /// The High Assurance Interoperability Profile too: `x509_hash` with a certificate that another
    /// signed, `direct_post.jwt`, requests by reference, and SD-JWT VC alone.
    Haip,
}

/// How the wallet responds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    /// It posts a form.
    #[serde(rename = "direct_post")]
    DirectPost,
    /// It posts a form with an encrypted response.
    #[serde(rename = "direct_post.jwt")]
    DirectPostJwt,
}

impl ResponseMode {
    fn as_str(self) -> &'static str {
        match self {
            Self::DirectPost => "direct_post",
            Self::DirectPostJwt => "direct_post.jwt",
        }
    }
}

/// What a request is made of.
#[derive(Debug, Clone)]
pub struct Terms {
    /// What is asked for.
    pub query: Query,
    /// Where the wallet posts its response: an https address.
    pub response_uri: String,
    /// How it responds.
    pub response_mode: ResponseMode,
    /// What the request must keep to.
    pub profile: Profile,
    /// Seconds for which it can be answered: 1 to [`LIFETIME_SECONDS`].
    pub lifetime: u32,
    /// The present.
    pub at: Timestamp,
}

/// Random bytes for one request, from a source that nobody can guess. Bytes that were used once are
/// never used again.
#[derive(Clone)]
pub struct Random {
    /// For the state: 256 bits where section 8.2 recommends 128.
    pub state: [u8; 32],
    /// For the nonce.
    pub nonce: [u8; 32],
    /// For the private key that opens the response.
    pub key: [u8; KEY_BYTES],
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random(..)")
    }
}

/// A request, as the caller keeps it until it is answered or too old.
///
/// What is kept holds the private key that opens the response; where it is stored, it is a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    client_id: String,
    prefix: Prefix,
    response_uri: String,
    response_mode: ResponseMode,
    profile: Profile,
    query: Query,
    state: String,
    nonce: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    key: Option<EncryptionKey>,
    until: Timestamp,
}

/// An https address with a host, without a user or a fragment.
pub(crate) fn https(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_plain =
        url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (url.scheme() == "https" && url.has_host() && is_plain).then_some(url)
}

impl Request {
    /// A request of a client.
    ///
    /// Takes who asks, what for, and random bytes. Errors: an address that is not https or not the
    /// client's, a lifetime out of range, random bytes that are none, whatever the profile forbids.
    pub fn new(client: &Client, terms: Terms, random: &Random) -> Result<Self, RequestError> {
        if https(&terms.response_uri).is_none() {
            let found = terms.response_uri;
            return Err(RequestError::Address { found });
        }
        if !client.may_receive_at(&terms.response_uri) {
            return Err(RequestError::Elsewhere {
                client_id: client.id(),
                found: terms.response_uri,
            });
        }
        if !(1..=LIFETIME_SECONDS).contains(&terms.lifetime) {
            let found = terms.lifetime;
            return Err(RequestError::Lifetime { found });
        }
        if terms.profile == Profile::Haip {
            keeps_to_haip(client, &terms)?;
        }
        // A buffer that nobody filled, or filled once for all.
        let Random { state, nonce, key } = random;
        let is_empty = [state, nonce, key].iter().any(|bytes| **bytes == [0; 32]);
        if is_empty || state == nonce || nonce == key || state == key {
            return Err(RequestError::Random);
        }
        let key = match terms.response_mode {
            ResponseMode::DirectPost => None,
            ResponseMode::DirectPostJwt => {
                Some(EncryptionKey::from_random(key).ok_or(RequestError::Random)?)
            }
        };
        let until = terms
            .at
            .as_second()
            .saturating_add(i64::from(terms.lifetime));
        Ok(Self {
            client_id: client.id(),
            prefix: client.prefix(),
            response_uri: terms.response_uri,
            response_mode: terms.response_mode,
            profile: terms.profile,
            query: terms.query,
            state: URL_SAFE_NO_PAD.encode(state),
            nonce: URL_SAFE_NO_PAD.encode(nonce),
            key,
            until: Timestamp::from_second(until).map_err(|_| RequestError::Lifetime {
                found: terms.lifetime,
            })?,
        })
    }

    /// The name under which it is kept, and by which its response is found.
    pub fn state(&self) -> &str {
        &self.state
    }

    /// What is asked for.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Where the response goes.
    pub fn response_uri(&self) -> &str {
        &self.response_uri
    }

    /// From when on it can no longer be answered, and need not be kept.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// How the response comes.
    pub fn response_mode(&self) -> ResponseMode {
        self.response_mode
    }

    /// What a presentation must answer: the nonce, and the full client identifier.
    pub fn asked(&self) -> Asked {
        Asked {
            challenge: Some(self.nonce.clone()),
            domain: Some(self.client_id.clone()),
        }
    }

    pub(crate) fn key(&self) -> Option<&EncryptionKey> {
        self.key.as_ref()
    }

    /// The parameters of the request, as members of an object.
    fn parameters(&self) -> Map<String, Value> {
        let text = |text: &str| Value::String(text.to_owned());
        let list = [
            ("response_type", text("vp_token")),
            ("response_mode", text(self.response_mode.as_str())),
            ("client_id", text(&self.client_id)),
            ("response_uri", text(&self.response_uri)),
            ("state", text(&self.state)),
            ("nonce", text(&self.nonce)),
            ("dcql_query", json!(self.query)),
            ("client_metadata", self.metadata()),
        ];
        list.into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// What the wallet must know of the verifier: the formats that it takes, and the key and the
    /// algorithms to encrypt the response by.
    fn metadata(&self) -> Value {
        let mut formats = Map::new();
        for query in self.query.credentials() {
            let supported = match query.kind {
                Kind::JwtVcJson { .. } => json!({ "alg_values": ALGORITHMS }),
                Kind::LdpVc { .. } => {
                    json!({ "proof_type_values": PROOFS, "cryptosuite_values": SUITES })
                }
                Kind::DcSdJwt { .. } => {
                    json!({ "sd-jwt_alg_values": ALGORITHMS, "kb-jwt_alg_values": ALGORITHMS })
                }
            };
            formats.insert(query.kind.format().to_owned(), supported);
        }
        match &self.key {
            None => json!({ "vp_formats_supported": formats }),
            // The name of the key is the state, so that an encrypted response says whose it is.
            Some(key) => json!({
                "vp_formats_supported": formats,
                "jwks": { "keys": [key.jwk(&self.state)] },
                "encrypted_response_enc_values_supported": Enc::ALL.map(Enc::name)
            }),
        }
    }

    fn is_of(&self, client: &Client) -> Result<(), RequestError> {
        match client.id() == self.client_id {
            true => Ok(()),
            false => Err(RequestError::OtherClient {
                expected: self.client_id.clone(),
                found: client.id(),
            }),
        }
    }

    fn is_open(&self, at: Timestamp) -> Result<(), RequestError> {
        match at < self.until {
            true => Ok(()),
            false => Err(RequestError::Expired { until: self.until }),
        }
    }
}

fn keeps_to_haip(client: &Client, terms: &Terms) -> Result<(), RequestError> {
    let forbidden = |rule| Err(RequestError::Haip { rule });
    if client.prefix() != Prefix::X509Hash {
        return forbidden("the client identifier prefix x509_hash");
    }
    if client.is_self_signed() {
        return forbidden("a certificate that another signed");
    }
    if terms.response_mode != ResponseMode::DirectPostJwt {
        return forbidden("the response mode direct_post.jwt");
    }
    let mut kinds = terms.query.credentials().iter().map(|query| &query.kind);
    match kinds.all(|kind| matches!(kind, Kind::DcSdJwt { .. })) {
        true => Ok(()),
        false => forbidden("credentials of the format dc+sd-jwt"),
    }
}
