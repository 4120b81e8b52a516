//! The key that a wallet encrypts its response for: one for each request.
//!
//! Sources: OpenID4VP 1.0 section 8.3 (encrypted responses); `OpenID4VC` High Assurance
//! Interoperability Profile 1.0 section 5 (an ephemeral key on P-256); RFC 7517, RFC 7518
//! section 6.2 (JSON Web Keys).

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{FieldBytes, PublicKey, SecretKey, elliptic_curve::sec1::ToEncodedPoint as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Bytes of a private key on P-256.
pub const KEY_BYTES: usize = 32;

/// The private key of one request. It opens one response, and is to be forgotten with it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EncryptionKey(SecretKey);

impl EncryptionKey {
    /// The key of these random bytes; `None` where they are no number from 1 to the order of the
    /// curve, which one draw in 2^32 is not.
    pub fn from_random(bytes: &[u8; KEY_BYTES]) -> Option<Self> {
        SecretKey::from_slice(bytes).ok().map(Self)
    }

    /// The public key as a wallet is given it, under a name.
    pub(crate) fn jwk(&self, kid: &str) -> Value {
        let (x, y) = coordinates(&self.0.public_key());
        json!({
            "kty": "EC", "crv": "P-256", "use": "enc", "alg": "ECDH-ES", "kid": kid, "x": x, "y": y
        })
    }

    /// The secret that this key shares with another (RFC 7518 section 4.6, `Z`).
    pub(crate) fn agree(&self, other: &PublicKey) -> [u8; KEY_BYTES] {
        let scalar = self.0.to_nonzero_scalar();
        let shared = p256::ecdh::diffie_hellman(scalar, other.as_affine());
        (*shared.raw_secret_bytes()).into()
    }
}

/// The coordinates of a point, in base64url.
pub(crate) fn coordinates(key: &PublicKey) -> (String, String) {
    let point = key.to_encoded_point(false);
    let text = |half: Option<&FieldBytes>| {
        half.map_or_else(String::new, |half| URL_SAFE_NO_PAD.encode(half))
    };
    (text(point.x()), text(point.y()))
}

impl fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncryptionKey(..)")
    }
}

/// A stored key that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a private key on P-256 in base64url, found other text")]
pub struct KeyError;

impl TryFrom<String> for EncryptionKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| KeyError)?;
        SecretKey::from_slice(&bytes)
            .map(Self)
            .map_err(|_| KeyError)
    }
}

impl From<EncryptionKey> for String {
    fn from(key: EncryptionKey) -> Self {
        URL_SAFE_NO_PAD.encode(key.0.to_bytes())
    }
}
