//! The provider for servers and desktops: AWS-LC.
//!
//! Sources: RFC 8017 section 8 (RSA); FIPS 186-5 section 6 (ECDSA).

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use super::{Arithmetic, Curve, Hash, Padding};

/// `aws-lc-rs`, and `ed25519-dalek` with its strict verification.
#[derive(Debug, Clone, Copy)]
pub struct Native;

impl Arithmetic for Native {
    fn rsa(
        padding: Padding,
        hash: Hash,
        modulus: &[u8],
        exponent: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let parameters = match (padding, hash) {
            (Padding::Pkcs1, Hash::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (Padding::Pkcs1, Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (Padding::Pkcs1, Hash::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (Padding::Pss, Hash::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
            (Padding::Pss, Hash::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
            (Padding::Pss, Hash::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
        };
        signature::RsaPublicKeyComponents {
            n: modulus,
            e: exponent,
        }
        .verify(parameters, message, signature)
        .is_ok()
    }

    fn ecdsa(curve: Curve, hash: Hash, point: &[u8], message: &[u8], signature: &[u8]) -> bool {
        let (algorithm, in_der): (&'static dyn VerificationAlgorithm, _) = match (curve, hash) {
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
        let key = UnparsedPublicKey::new(algorithm, point);
        match in_der {
            false => key.verify(message, signature).is_ok(),
            true => to_der(signature).is_some_and(|der| key.verify(message, &der).is_ok()),
        }
    }
}

/// `r` and `s` as a sequence of two integers (RFC 3279 section 2.2.3).
fn to_der(signature: &[u8]) -> Option<Vec<u8>> {
    use der::{Encode as _, asn1::UintRef};
    let (r, s) = signature.split_at_checked(signature.len() / 2)?;
    vec![UintRef::new(r).ok()?, UintRef::new(s).ok()?]
        .to_der()
        .ok()
}
