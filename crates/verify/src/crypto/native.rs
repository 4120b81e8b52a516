//! The provider for servers and desktops: AWS-LC.
//!
//! Sources: RFC 8017 section 8 (RSA); FIPS 186-5 section 6 (ECDSA).

use std::cell::RefCell;
use std::rc::Rc;

use aws_lc_rs::digest;
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    self, EcdsaVerificationAlgorithm, ParsedPublicKey, RsaParameters, VerificationAlgorithm,
};

use super::{Arithmetic, Curve, Hash, Padding};
use crate::recent::{Recent, recall};

/// `aws-lc-rs`, and `ed25519-dalek` with its strict verification.
#[derive(Debug, Clone, Copy)]
pub struct Native;

thread_local! {
    /// Keys by their scheme and their numbers; `None` for what is no key.
    static KEYS: RefCell<Recent<Option<Rc<ParsedPublicKey>>>> = RefCell::default();
}

impl Arithmetic for Native {
    fn rsa(
        padding: Padding,
        hash: Hash,
        modulus: &[u8],
        exponent: &[u8],
        message: &[&[u8]],
        signature: &[u8],
    ) -> bool {
        let parameters: &'static RsaParameters = match (padding, hash) {
            (Padding::Pkcs1, Hash::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (Padding::Pkcs1, Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (Padding::Pkcs1, Hash::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (Padding::Pss, Hash::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
            (Padding::Pss, Hash::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
            (Padding::Pss, Hash::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
        };
        let kind = match padding {
            Padding::Pkcs1 => b'1',
            Padding::Pss => b'S',
        };
        // An exponent has five bytes at most, and a modulus 256 at least.
        let [length, ..] = exponent.len().to_le_bytes();
        let name = [&[kind, letter(hash), length], exponent, modulus].concat();
        let key = recall(&KEYS, &name, || {
            let numbers = PublicKeyComponents {
                n: modulus,
                e: exponent,
            };
            let parsed = numbers.to_parsed_public_key(parameters);
            parsed.ok().map(Rc::new)
        });
        key.is_some_and(|key| holds(&key, hash, message, signature))
    }

    fn ecdsa(curve: Curve, hash: Hash, point: &[u8], message: &[&[u8]], signature: &[u8]) -> bool {
        let (algorithm, in_der): (&'static EcdsaVerificationAlgorithm, _) = match (curve, hash) {
            (Curve::P256, Hash::Sha256) => (&signature::ECDSA_P256_SHA256_FIXED, false),
            (Curve::P384, Hash::Sha384) => (&signature::ECDSA_P384_SHA384_FIXED, false),
            (Curve::P521, Hash::Sha256) => (&signature::ECDSA_P521_SHA256_FIXED, false),
            (Curve::P521, Hash::Sha384) => (&signature::ECDSA_P521_SHA384_FIXED, false),
            (Curve::P521, Hash::Sha512) => (&signature::ECDSA_P521_SHA512_FIXED, false),
            // It takes these in DER only.
            (Curve::P256, Hash::Sha384) => (&signature::ECDSA_P256_SHA384_ASN1, true),
            (Curve::P256, Hash::Sha512) => (&signature::ECDSA_P256_SHA512_ASN1, true),
            (Curve::P384, Hash::Sha256) => (&signature::ECDSA_P384_SHA256_ASN1, true),
            (Curve::P384, Hash::Sha512) => (&signature::ECDSA_P384_SHA512_ASN1, true),
        };
        let curve = match curve {
            Curve::P256 => b'2',
            Curve::P384 => b'3',
            Curve::P521 => b'5',
        };
        let name = [&[curve, letter(hash)], point].concat();
        let key = recall(&KEYS, &name, || {
            let algorithm: &'static dyn VerificationAlgorithm = algorithm;
            ParsedPublicKey::new(algorithm, point).ok().map(Rc::new)
        });
        let Some(key) = key else {
            return false;
        };
        match in_der {
            false => holds(&key, hash, message, signature),
            true => to_der(signature).is_some_and(|der| holds(&key, hash, message, &der)),
        }
    }
}

/// A hash in the name of a key.
fn letter(hash: Hash) -> u8 {
    match hash {
        Hash::Sha256 => b'2',
        Hash::Sha384 => b'3',
        Hash::Sha512 => b'5',
    }
}

fn holds(key: &ParsedPublicKey, hash: Hash, message: &[&[u8]], signature: &[u8]) -> bool {
    let mut hasher = digest::Context::new(match hash {
        Hash::Sha256 => &digest::SHA256,
        Hash::Sha384 => &digest::SHA384,
        Hash::Sha512 => &digest::SHA512,
    });
    for piece in message {
        hasher.update(piece);
    }
    key.verify_digest_sig(&hasher.finish(), signature).is_ok()
}

/// `r` and `s` as a sequence of two integers (RFC 3279 section 2.2.3).
fn to_der(signature: &[u8]) -> Option<Vec<u8>> {
    use der::{Encode as _, asn1::UintRef};
    let (r, s) = signature.split_at_checked(signature.len() / 2)?;
    vec![UintRef::new(r).ok()?, UintRef::new(s).ok()?]
        .to_der()
        .ok()
}
