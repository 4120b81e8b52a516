//! The provider for servers and desktops: AWS-LC, and dalek for Ed25519.

use aws_lc_rs::signature::{self, UnparsedPublicKey};
use rustls_pki_types::SignatureVerificationAlgorithm;

use super::{Algorithm, Crypto};
use crate::PublicKey;

/// `aws-lc-rs`, and `ed25519-dalek` with its strict verification.
#[derive(Debug, Clone, Copy)]
pub struct Native;

impl Crypto for Native {
    fn verify(
        &self,
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
            (Algorithm::Es384, PublicKey::P384(point)) => {
                UnparsedPublicKey::new(&signature::ECDSA_P384_SHA384_FIXED, point)
                    .verify(message, signature)
                    .is_ok()
            }
            (Algorithm::Es512, PublicKey::P521(point)) => {
                UnparsedPublicKey::new(&signature::ECDSA_P521_SHA512_FIXED, point)
                    .verify(message, signature)
                    .is_ok()
            }
            (Algorithm::EdDsa, PublicKey::Ed25519(bytes)) => {
                let key = ed25519_dalek::VerifyingKey::from_bytes(bytes);
                let signature = ed25519_dalek::Signature::from_slice(signature);
                matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_strict(message, &signature).is_ok())
            }
            (Algorithm::Es256 | Algorithm::Es384 | Algorithm::Es512 | Algorithm::EdDsa, _) => false,
        }
    }

    fn certificate_algorithms(&self) -> &[&dyn SignatureVerificationAlgorithm] {
        webpki::ALL_VERIFICATION_ALGS
    }
}
