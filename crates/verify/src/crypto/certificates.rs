//! The algorithms by which certificates and revocation lists are signed, over any provider.
//!
//! Sources: RFC 3279, RFC 4055, RFC 5480, RFC 5758 and RFC 8410. The list is that of
//! `webpki::ALL_VERIFICATION_ALGS` without its post-quantum part.

use std::marker::PhantomData;

use der::{Decode as _, Reader as _, SliceReader, asn1::UintRef};
use rustls_pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};

use super::{Arithmetic, Curve, Hash, Padding, Scheme, compute, number};
use crate::PublicKey;

/// A kind of key with a kind of signature.
#[derive(Debug)]
pub(super) struct Pair<A> {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    scheme: Scheme,
    provider: PhantomData<A>,
}

/// `sha256WithRSAEncryption` and its two sisters without parameters: RFC 4055 section 5 wants them
/// accepted.
const RSA_SHA256_BARE: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b");
const RSA_SHA384_BARE: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c");
const RSA_SHA512_BARE: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d");

impl<A: Arithmetic> Pair<A> {
    const fn ecdsa(key: AlgorithmIdentifier, signature: AlgorithmIdentifier, hash: Hash) -> Self {
        Self {
            key,
            signature,
            scheme: Scheme::Ecdsa(hash),
            provider: PhantomData,
        }
    }

    const fn rsa(signature: AlgorithmIdentifier, padding: Padding, hash: Hash) -> Self {
        Self {
            key: alg_id::RSA_ENCRYPTION,
            signature,
            scheme: Scheme::Rsa(padding, hash),
            provider: PhantomData,
        }
    }

    const ED25519: Self = Self {
        key: alg_id::ED25519,
        signature: alg_id::ED25519,
        scheme: Scheme::Ed25519,
        provider: PhantomData,
    };

    pub(super) const ALL: &'static [&'static dyn SignatureVerificationAlgorithm] = &[
        &Self::ecdsa(alg_id::ECDSA_P256, alg_id::ECDSA_SHA256, Hash::Sha256),
        &Self::ecdsa(alg_id::ECDSA_P256, alg_id::ECDSA_SHA384, Hash::Sha384),
        &Self::ecdsa(alg_id::ECDSA_P256, alg_id::ECDSA_SHA512, Hash::Sha512),
        &Self::ecdsa(alg_id::ECDSA_P384, alg_id::ECDSA_SHA256, Hash::Sha256),
        &Self::ecdsa(alg_id::ECDSA_P384, alg_id::ECDSA_SHA384, Hash::Sha384),
        &Self::ecdsa(alg_id::ECDSA_P384, alg_id::ECDSA_SHA512, Hash::Sha512),
        &Self::ecdsa(alg_id::ECDSA_P521, alg_id::ECDSA_SHA256, Hash::Sha256),
        &Self::ecdsa(alg_id::ECDSA_P521, alg_id::ECDSA_SHA384, Hash::Sha384),
        &Self::ecdsa(alg_id::ECDSA_P521, alg_id::ECDSA_SHA512, Hash::Sha512),
        &Self::ED25519,
        &Self::rsa(alg_id::RSA_PKCS1_SHA256, Padding::Pkcs1, Hash::Sha256),
        &Self::rsa(alg_id::RSA_PKCS1_SHA384, Padding::Pkcs1, Hash::Sha384),
        &Self::rsa(alg_id::RSA_PKCS1_SHA512, Padding::Pkcs1, Hash::Sha512),
        &Self::rsa(RSA_SHA256_BARE, Padding::Pkcs1, Hash::Sha256),
        &Self::rsa(RSA_SHA384_BARE, Padding::Pkcs1, Hash::Sha384),
        &Self::rsa(RSA_SHA512_BARE, Padding::Pkcs1, Hash::Sha512),
        &Self::rsa(alg_id::RSA_PSS_SHA256, Padding::Pss, Hash::Sha256),
        &Self::rsa(alg_id::RSA_PSS_SHA384, Padding::Pss, Hash::Sha384),
        &Self::rsa(alg_id::RSA_PSS_SHA512, Padding::Pss, Hash::Sha512),
    ];

    /// The key that the bits of a SubjectPublicKeyInfo hold.
    fn read(&self, bits: &[u8]) -> Option<PublicKey> {
        let curve = match self.key {
            alg_id::ECDSA_P256 => Curve::P256,
            alg_id::ECDSA_P384 => Curve::P384,
            alg_id::ECDSA_P521 => Curve::P521,
            alg_id::ED25519 => return PublicKey::from_ed25519(bits),
            _ => return PublicKey::from_rsa_der(bits),
        };
        PublicKey::from_point(curve, bits)
    }
}

impl<A: Arithmetic> SignatureVerificationAlgorithm for Pair<A> {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = self.read(public_key).ok_or(InvalidSignature)?;
        let holds = match key.point() {
            Some((curve, _)) => fixed(curve, signature)
                .is_some_and(|fixed| compute::<A>(self.scheme, &key, &[message], &fixed)),
            None => compute::<A>(self.scheme, &key, &[message], signature),
        };
        holds.then_some(()).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

/// `r` and `s` one after the other, from the sequence of two integers that certificates hold.
fn fixed(curve: Curve, der: &[u8]) -> Option<Vec<u8>> {
    let mut reader = SliceReader::new(der).ok()?;
    let (r, s) = reader
        .sequence(|parts| Ok((UintRef::decode(parts)?, UintRef::decode(parts)?)))
        .ok()?;
    if !reader.is_finished() {
        return None;
    }
    let mut fixed = Vec::with_capacity(2 * curve.size());
    for part in [r, s] {
        let part = number(part.as_bytes());
        fixed.resize(fixed.len() + curve.size().checked_sub(part.len())?, 0);
        fixed.extend_from_slice(part);
    }
    Some(fixed)
}
