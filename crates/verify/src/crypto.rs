//! The arithmetic of signatures, and nothing else: algorithms, and who computes them.
//!
//! What a signature must look like, and which keys are too weak, is decided here, once for every
//! provider; a provider only multiplies numbers. So no feature can change a verdict.

mod certificates;
mod ed25519;
#[cfg(feature = "native")]
mod native;
#[cfg(feature = "portable")]
mod portable;
mod weak;

#[cfg(feature = "native")]
pub use native::Native;
#[cfg(feature = "portable")]
pub use portable::Portable;

use rustls_pki_types::SignatureVerificationAlgorithm;

use crate::PublicKey;

#[cfg(not(any(feature = "native", feature = "portable")))]
compile_error!("credeval-verify computes signatures with its feature `native` or `portable`");

/// Who computes unless the caller says otherwise: the native provider where it is compiled in.
#[cfg(feature = "native")]
pub const DEFAULT: &dyn Crypto = &Native;
/// Who computes unless the caller says otherwise: the native provider where it is compiled in.
#[cfg(all(feature = "portable", not(feature = "native")))]
pub const DEFAULT: &dyn Crypto = &Portable;

/// A provider of the arithmetic. Every provider gives the same verdicts; the conformance suite
/// runs the Wycheproof vectors through each.
pub trait Crypto: std::fmt::Debug + Sync {
    /// Whether `signature` is one of `key` over `message`.
    ///
    /// ECDSA signatures are the concatenation of `r` and `s`, each as long as the curve's order
    /// (RFC 7518 section 3.4); a large `s` is as good as a small one. Ed25519 is checked strictly:
    /// points of small order and non-canonical encodings are refused, so that no signature holds
    /// for two messages or two keys. RSA keys have 2,048 to 8,192 bits and an odd exponent from 3
    /// to 33 bits, RSA signatures are as long as the modulus, and the salt of RSASSA-PSS is as long
    /// as the hash. `false` also where the key does not fit the algorithm.
    fn verify(
        &self,
        algorithm: Algorithm,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        self.verify_pieces(algorithm, key, &[message], signature)
    }

    /// The same of a message in pieces, one after the other, of which no copy is made where the
    /// algorithm signs a digest: a seal is over megabytes that stand between other things.
    fn verify_pieces(
        &self,
        algorithm: Algorithm,
        key: &PublicKey,
        message: &[&[u8]],
        signature: &[u8],
    ) -> bool;

    /// The algorithms by which certificates sign certificates and revocation lists.
    ///
    /// The same for every provider, under the same rules as [`Crypto::verify`]; ECDSA signatures
    /// are in DER there (RFC 3279 section 2.2.3).
    fn certificate_algorithms(&self) -> &[&dyn SignatureVerificationAlgorithm];

    /// The name of the provider. Verdicts are remembered under it, so that all providers of one
    /// name must give the same.
    fn name(&self) -> &'static str {
        std::any::type_name::<Self>()
    }
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

    /// Whether a key is of the kind that the algorithm takes, and not meant for another algorithm.
    pub fn fits(self, key: &PublicKey) -> bool {
        match (self.scheme(), key) {
            (Scheme::Rsa(..), PublicKey::Rsa { algorithm, .. }) => {
                algorithm.is_none_or(|stated| stated == self)
            }
            (Scheme::Ecdsa(_), key) => key
                .point()
                .is_some_and(|(curve, _)| curve.algorithm() == self),
            (Scheme::Ed25519, PublicKey::Ed25519(_)) => true,
            _ => false,
        }
    }

    fn scheme(self) -> Scheme {
        match self {
            Self::Rs256 => Scheme::Rsa(Padding::Pkcs1, Hash::Sha256),
            Self::Rs384 => Scheme::Rsa(Padding::Pkcs1, Hash::Sha384),
            Self::Rs512 => Scheme::Rsa(Padding::Pkcs1, Hash::Sha512),
            Self::Ps256 => Scheme::Rsa(Padding::Pss, Hash::Sha256),
            Self::Ps384 => Scheme::Rsa(Padding::Pss, Hash::Sha384),
            Self::Ps512 => Scheme::Rsa(Padding::Pss, Hash::Sha512),
            Self::Es256 => Scheme::Ecdsa(Hash::Sha256),
            Self::Es384 => Scheme::Ecdsa(Hash::Sha384),
            Self::Es512 => Scheme::Ecdsa(Hash::Sha512),
            Self::EdDsa => Scheme::Ed25519,
        }
    }
}

/// A NIST curve (FIPS 186-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    /// Bytes of a coordinate, which are as many as those of the order.
    pub(crate) fn size(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// Whether these bytes have the form of a point, compressed or not (SEC 1 section 2.3.3; the
    /// forms that RFC 5480 section 2.2 allows). It does not say that the point is on the curve.
    pub(crate) fn has_form(self, point: &[u8]) -> bool {
        match point.first() {
            Some(2 | 3) => point.len() == 1 + self.size(),
            Some(4) => point.len() == 1 + 2 * self.size(),
            _ => false,
        }
    }

    /// The one JOSE algorithm on the curve.
    pub(crate) fn algorithm(self) -> Algorithm {
        match self {
            Self::P256 => Algorithm::Es256,
            Self::P384 => Algorithm::Es384,
            Self::P521 => Algorithm::Es512,
        }
    }
}

/// What is computed: a kind of signature, without the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Rsa(Padding, Hash),
    Ecdsa(Hash),
    Ed25519,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Padding {
    Pkcs1,
    Pss,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// What providers differ in. The forms of keys and signatures were checked before; messages come
/// in pieces.
trait Arithmetic: std::fmt::Debug + Send + Sync + 'static {
    /// RSA (RFC 8017 sections 8.1.2 and 8.2.2), modulus and exponent without leading zeros.
    fn rsa(
        padding: Padding,
        hash: Hash,
        modulus: &[u8],
        exponent: &[u8],
        message: &[&[u8]],
        signature: &[u8],
    ) -> bool;

    /// ECDSA with any hash; `false` where the point is not on the curve.
    fn ecdsa(curve: Curve, hash: Hash, point: &[u8], message: &[&[u8]], signature: &[u8]) -> bool;
}

/// A provider of the arithmetic is a provider of signatures, whichever it is.
impl<A: Arithmetic> Crypto for A {
    fn verify_pieces(
        &self,
        algorithm: Algorithm,
        key: &PublicKey,
        message: &[&[u8]],
        signature: &[u8],
    ) -> bool {
        algorithm.fits(key) && compute::<Self>(algorithm.scheme(), key, message, signature)
    }

    fn certificate_algorithms(&self) -> &[&dyn SignatureVerificationAlgorithm] {
        certificates::Pair::<Self>::ALL
    }
}

/// Computes a scheme with a key, if that makes sense.
fn compute<A: Arithmetic>(
    scheme: Scheme,
    key: &PublicKey,
    message: &[&[u8]],
    signature: &[u8],
) -> bool {
    match (scheme, key) {
        (
            Scheme::Rsa(padding, hash),
            PublicKey::Rsa {
                modulus, exponent, ..
            },
        ) => {
            let (modulus, exponent) = (number(modulus), number(exponent));
            signature.len() == modulus.len()
                && weak::is_sound(modulus, exponent)
                && A::rsa(padding, hash, modulus, exponent, message, signature)
        }
        (Scheme::Ecdsa(hash), key) => key.point().is_some_and(|(curve, point)| {
            curve.has_form(point)
                && signature.len() == 2 * curve.size()
                && A::ecdsa(curve, hash, point, message, signature)
        }),
        // Pure Rust and the strictest there is, so that every provider shares it.
        (Scheme::Ed25519, PublicKey::Ed25519(point)) => ed25519::verify(point, message, signature),
        _ => false,
    }
}

/// A big-endian number without its leading zeros.
pub(crate) fn number(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}
