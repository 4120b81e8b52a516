//! The arithmetic of signatures, and nothing else.

use aws_lc_rs::signature::{self, UnparsedPublicKey};

use crate::PublicKey;

/// A signature algorithm, by its JOSE name (RFC 7518 section 3.1, RFC 8037).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// EdDSA on Curve25519.
    EdDsa,
}

impl Algorithm {
    /// The algorithm of a JOSE `alg` value; `None` for `none`, HMAC and whatever is not supported.
    pub fn from_jose(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            "PS256" => Self::Ps256,
            "PS384" => Self::Ps384,
            "PS512" => Self::Ps512,
            "ES256" => Self::Es256,
            "EdDSA" | "Ed25519" => Self::EdDsa,
            _ => return None,
        })
    }

    /// Whether a key is of the kind that the algorithm takes.
    pub fn fits(self, key: &PublicKey) -> bool {
        match self {
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => {
                matches!(key, PublicKey::Rsa { .. })
            }
            Self::Es256 => matches!(key, PublicKey::P256(_)),
            Self::EdDsa => matches!(key, PublicKey::Ed25519(_)),
        }
    }
}

/// Whether `signature` is one of `key` over `message`.
///
/// ECDSA signatures are the concatenation of `r` and `s` (RFC 7518 section 3.4). Ed25519 is
/// checked strictly: points of small order and non-canonical encodings are refused, so that no
/// signature holds for two messages or two keys. RSA keys have 2,048 to 8,192 bits. `false` also
/// where the key does not fit the algorithm.
pub(crate) fn verify(
    algorithm: Algorithm,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let rsa = |parameters: &'static signature::RsaParameters| {
        let PublicKey::Rsa { modulus, exponent } = key else {
            return false;
        };
        signature::RsaPublicKeyComponents {
            n: modulus,
            e: exponent,
        }
        .verify(parameters, message, signature)
        .is_ok()
    };
    match (algorithm, key) {
        (Algorithm::Rs256, _) => rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
        (Algorithm::Rs384, _) => rsa(&signature::RSA_PKCS1_2048_8192_SHA384),
        (Algorithm::Rs512, _) => rsa(&signature::RSA_PKCS1_2048_8192_SHA512),
        (Algorithm::Ps256, _) => rsa(&signature::RSA_PSS_2048_8192_SHA256),
        (Algorithm::Ps384, _) => rsa(&signature::RSA_PSS_2048_8192_SHA384),
        (Algorithm::Ps512, _) => rsa(&signature::RSA_PSS_2048_8192_SHA512),
        (Algorithm::Es256, PublicKey::P256(point)) => {
            UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point)
                .verify(message, signature)
                .is_ok()
        }
        (Algorithm::EdDsa, PublicKey::Ed25519(bytes)) => {
            let key = ed25519_dalek::VerifyingKey::from_bytes(bytes);
            let signature = ed25519_dalek::Signature::from_slice(signature);
            matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_strict(message, &signature).is_ok())
        }
        (Algorithm::Es256 | Algorithm::EdDsa, _) => false,
    }
}
