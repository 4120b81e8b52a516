//! The arithmetic of signatures, and nothing else: algorithms, and who computes them.

mod native;

pub use native::Native;

use rustls_pki_types::SignatureVerificationAlgorithm;

use crate::PublicKey;

/// A provider of the arithmetic. Every provider gives the same verdicts; the conformance suite
/// runs the Wycheproof vectors through each.
pub trait Crypto: std::fmt::Debug + Sync {
    /// Whether `signature` is one of `key` over `message`.
    ///
    /// ECDSA signatures are the concatenation of `r` and `s`, each as long as the curve's order
    /// (RFC 7518 section 3.4). Ed25519 is checked strictly: points of small order and non-canonical
    /// encodings are refused, so that no signature holds for two messages or two keys. RSA keys have
    /// 2,048 to 8,192 bits. `false` also where the key does not fit the algorithm.
    fn verify(
        &self,
        algorithm: Algorithm,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> bool;

    /// The algorithms by which certificates sign certificates and revocation lists.
    fn certificate_algorithms(&self) -> &[&dyn SignatureVerificationAlgorithm];
}

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
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
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
            "ES384" => Self::Es384,
            "ES512" => Self::Es512,
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
            Self::Es384 => matches!(key, PublicKey::P384(_)),
            Self::Es512 => matches!(key, PublicKey::P521(_)),
            Self::EdDsa => matches!(key, PublicKey::Ed25519(_)),
        }
    }
}
