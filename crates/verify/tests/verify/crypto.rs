//! Who computes: every provider that is compiled in gives the verdicts of the others.

use credeval_verify::{Algorithm, Crypto, PublicKey};
use der::{Decode as _, Encode as _};
use rcgen::{CertificateParams, KeyPair, SignatureAlgorithm};
use rustls_pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm};

use crate::support::Key;

fn providers() -> Vec<&'static dyn Crypto> {
    vec![
        #[cfg(feature = "native")]
        &credeval_verify::Native,
        #[cfg(feature = "portable")]
        &credeval_verify::Portable,
    ]
}

type Pair = (AlgorithmIdentifier, AlgorithmIdentifier);

fn pairs(algorithms: &[&dyn SignatureVerificationAlgorithm]) -> Vec<Pair> {
    algorithms
        .iter()
        .map(|algorithm| (algorithm.public_key_alg_id(), algorithm.signature_alg_id()))
        .collect()
}

/// The list of webpki is the measure, but for ML-DSA, which no provider has.
#[test]
fn certificates_may_be_signed_by_the_usual_algorithms() {
    use rustls_pki_types::alg_id;
    let post_quantum = [alg_id::ML_DSA_44, alg_id::ML_DSA_65, alg_id::ML_DSA_87];
    let mut usual = pairs(webpki::ALL_VERIFICATION_ALGS);
    usual.retain(|(key, _)| !post_quantum.contains(key));
    for provider in providers() {
        let own = pairs(provider.certificate_algorithms());
        for pair in &usual {
            assert!(own.contains(pair), "{provider:?} lacks {pair:?}");
        }
        for pair in &own {
            assert!(usual.contains(pair), "{provider:?} has {pair:?}");
        }
    }
}

/// How each provider, and webpki with AWS-LC, judges a signature.
fn verdicts(key: &[u8], pair: Pair, message: &[u8], signature: &[u8]) -> Vec<bool> {
    let of = |algorithms: &[&dyn SignatureVerificationAlgorithm]| {
        let fitting = pairs(algorithms).iter().position(|found| *found == pair);
        algorithms[fitting.unwrap()]
            .verify_signature(key, message, signature)
            .is_ok()
    };
    let own = providers();
    let own = own
        .iter()
        .map(|provider| of(provider.certificate_algorithms()));
    own.chain([of(webpki::ALL_VERIFICATION_ALGS)]).collect()
}

#[test]
fn a_signature_on_a_certificate_holds_for_all_or_for_none() {
    let algorithms: [&'static SignatureAlgorithm; 9] = [
        &rcgen::PKCS_ECDSA_P256_SHA256,
        &rcgen::PKCS_ECDSA_P384_SHA384,
        &rcgen::PKCS_ECDSA_P521_SHA256,
        &rcgen::PKCS_ECDSA_P521_SHA384,
        &rcgen::PKCS_ECDSA_P521_SHA512,
        &rcgen::PKCS_ED25519,
        &rcgen::PKCS_RSA_SHA256,
        &rcgen::PKCS_RSA_SHA384,
        &rcgen::PKCS_RSA_SHA512,
    ];
    for algorithm in algorithms {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let der = CertificateParams::default().self_signed(&key).unwrap();
        let read = x509_cert::Certificate::from_der(der.der()).unwrap();
        let message = read.tbs_certificate.to_der().unwrap();
        let signature = read.signature.raw_bytes();
        let spki = &read.tbs_certificate.subject_public_key_info;
        let bits = spki.subject_public_key.raw_bytes();
        // What stands between the brackets of the sequence.
        let inner = |algorithm: &x509_cert::spki::AlgorithmIdentifierOwned| {
            let der = algorithm.to_der().unwrap();
            let header = der::Header::decode(&mut der::SliceReader::new(&der).unwrap()).unwrap();
            let length = usize::try_from(header.encoded_len().unwrap()).unwrap();
            der[length..].to_vec()
        };
        let (key_id, signature_id) = (inner(&spki.algorithm), inner(&read.signature_algorithm));
        let pair = pairs(webpki::ALL_VERIFICATION_ALGS)
            .into_iter()
            .find(|(key, signature)| **key == *key_id && **signature == *signature_id)
            .unwrap();
        let all = |signature: &[u8], message: &[u8], key: &[u8], expected| {
            let verdicts = verdicts(key, pair, message, signature);
            assert!(
                verdicts.iter().all(|verdict| *verdict == expected),
                "{algorithm:?}: {verdicts:?}"
            );
        };
        all(signature, &message, bits, true);
        all(signature, &message[1..], bits, false);
        all(&signature[1..], &message, bits, false);
        all(&[signature, &[0]].concat(), &message, bits, false);
        all(&[], &message, bits, false);
        all(signature, &message, &[], false);
        for at in [0, 3, signature.len() / 2, signature.len() - 1] {
            let mut changed = signature.to_vec();
            changed[at] ^= 4;
            all(&changed, &message, bits, false);
        }
    }
}

/// A key of another kind, or a signature in another form, holds nowhere.
#[test]
fn a_signature_holds_in_one_form_only() {
    let all = |algorithm, key: &PublicKey, signature: &[u8], expected| {
        for provider in providers() {
            let verdict = provider.verify(algorithm, key, b"message", signature);
            assert_eq!(verdict, expected, "{provider:?} {algorithm:?}");
        }
    };
    for key in Key::all_kinds() {
        let algorithm = Algorithm::from_jose(key.algorithm()).unwrap();
        let public = PublicKey::from_jwk(&key.jwk()).unwrap();
        let signature = key.sign(b"message");
        all(algorithm, &public, &signature, true);
        all(
            algorithm,
            &public,
            &[&[0], signature.as_slice()].concat(),
            false,
        );
        all(
            algorithm,
            &public,
            &[signature.as_slice(), &[0]].concat(),
            false,
        );
        all(algorithm, &public, &signature[1..], false);
        all(algorithm, &public, &vec![0; signature.len()], false);
        all(algorithm, &public, &vec![0xff; signature.len()], false);
        for other in ["RS384", "PS256", "ES256", "ES384", "ES512", "EdDSA"] {
            let other = Algorithm::from_jose(other).unwrap();
            if other != algorithm {
                all(other, &public, &signature, false);
            }
        }
        // A point with its form in words, as some libraries take it.
        if let PublicKey::P256(point) = &public {
            let mut hybrid = point.clone();
            hybrid[0] = 6 + point[64] % 2;
            let compact = [&[5], &point[1..33]].concat();
            let infinity = vec![0];
            for point in [hybrid, compact, infinity, point[1..].to_vec(), Vec::new()] {
                all(algorithm, &PublicKey::P256(point), &signature, false);
            }
        }
    }
    // A point of small order signs whatever one likes where Ed25519 is not checked strictly.
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut signature = [0; 64];
    signature[0] = 1;
    all(
        Algorithm::EdDsa,
        &PublicKey::Ed25519(identity),
        &signature,
        false,
    );
}

/// What is signed may stand in pieces; it is one message, whatever key came before.
#[test]
fn a_message_in_pieces_is_one_message() {
    for key in Key::all_kinds() {
        let algorithm = Algorithm::from_jose(key.algorithm()).unwrap();
        let public = PublicKey::from_jwk(&key.jwk()).unwrap();
        let signature = key.sign(b"header.payload");
        for provider in providers() {
            let holds =
                |message: &[&[u8]]| provider.verify_pieces(algorithm, &public, message, &signature);
            for _ in 0..2 {
                assert!(holds(&[b"header", b".", b"payload"]), "{provider:?}");
                assert!(holds(&[b"header.payload", b""]), "{provider:?}");
                assert!(!holds(&[b"header", b"payload"]), "{provider:?}");
                assert!(!holds(&[b"payload", b".", b"header"]), "{provider:?}");
                assert!(!holds(&[]), "{provider:?}");
            }
        }
    }
}
