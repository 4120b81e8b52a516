//! The provider for wherever no C code can go, such as a browser: the crates of `RustCrypto`.
//!
//! Sources: RFC 8017 section 8 (RSA); FIPS 186-5 section 6 (ECDSA).

use p256::ecdsa::signature::{Verifier, hazmat::PrehashVerifier};
use rsa::{BigUint, RsaPublicKey, pkcs1v15, pss};
use sha2::{Sha256, Sha384, Sha512};

use super::{Arithmetic, Curve, Hash, Padding};

/// `p256`, `p384`, `p521` and `rsa`, and `ed25519-dalek` with its strict verification.
#[derive(Debug, Clone, Copy)]
pub struct Portable;

impl Arithmetic for Portable {
    // The `rsa` crate leaks the time of operations with a private key (RUSTSEC-2023-0071, the
    // Marvin attack). Here it only ever sees public keys and public signatures.
    fn rsa(
        padding: Padding,
        hash: Hash,
        modulus: &[u8],
        exponent: &[u8],
        message: &[&[u8]],
        signature: &[u8],
    ) -> bool {
        let message = &message.concat();
        let numbers = [modulus, exponent].map(BigUint::from_bytes_be);
        let [modulus, exponent] = numbers;
        // The size was looked at; the crate's own limit of 4,096 bits is a default.
        let bits = modulus.bits();
        let Ok(key) = RsaPublicKey::new_with_max_size(modulus, exponent, bits) else {
            return false;
        };
        match padding {
            Padding::Pkcs1 => {
                pkcs1v15::Signature::try_from(signature).is_ok_and(|signature| match hash {
                    Hash::Sha256 => holds(
                        &pkcs1v15::VerifyingKey::<Sha256>::new(key),
                        message,
                        &signature,
                    ),
                    Hash::Sha384 => holds(
                        &pkcs1v15::VerifyingKey::<Sha384>::new(key),
                        message,
                        &signature,
                    ),
                    Hash::Sha512 => holds(
                        &pkcs1v15::VerifyingKey::<Sha512>::new(key),
                        message,
                        &signature,
                    ),
                })
            }
            // The salt is as long as the hash unless one says otherwise.
            Padding::Pss => pss::Signature::try_from(signature).is_ok_and(|signature| match hash {
                Hash::Sha256 => holds(&pss::VerifyingKey::<Sha256>::new(key), message, &signature),
                Hash::Sha384 => holds(&pss::VerifyingKey::<Sha384>::new(key), message, &signature),
                Hash::Sha512 => holds(&pss::VerifyingKey::<Sha512>::new(key), message, &signature),
            }),
        }
    }

    fn ecdsa(curve: Curve, hash: Hash, point: &[u8], message: &[&[u8]], signature: &[u8]) -> bool {
        let digest = match hash {
            Hash::Sha256 => digest::<Sha256>(message),
            Hash::Sha384 => digest::<Sha384>(message),
            Hash::Sha512 => digest::<Sha512>(message),
        };
        // A digest is a number; `ecdsa` refuses one that is far shorter than the order, which the
        // standard does not (FIPS 186-5 section 6.4.2), unless its zeros are written out.
        let mut padded = vec![0; curve.size().saturating_sub(digest.len())];
        padded.extend(digest);
        match curve {
            Curve::P256 => prehash_holds(
                p256::ecdsa::VerifyingKey::from_sec1_bytes(point),
                p256::ecdsa::Signature::from_slice(signature),
                &padded,
            ),
            Curve::P384 => prehash_holds(
                p384::ecdsa::VerifyingKey::from_sec1_bytes(point),
                p384::ecdsa::Signature::from_slice(signature),
                &padded,
            ),
            Curve::P521 => prehash_holds(
                p521::ecdsa::VerifyingKey::from_sec1_bytes(point),
                p521::ecdsa::Signature::from_slice(signature),
                &padded,
            ),
        }
    }
}

fn digest<D: sha2::Digest>(pieces: &[&[u8]]) -> Vec<u8> {
    let hasher = pieces.iter().fold(D::new(), D::chain_update);
    hasher.finalize().to_vec()
}

fn holds<S>(key: &impl Verifier<S>, message: &[u8], signature: &S) -> bool {
    key.verify(message, signature).is_ok()
}

fn prehash_holds<S, E>(
    key: Result<impl PrehashVerifier<S>, E>,
    signature: Result<S, E>,
    digest: &[u8],
) -> bool {
    matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(digest, &signature).is_ok())
}
