//! What an authority signs: certificates, revocation lists, OCSP answers all have one shape.
//!
//! Source: RFC 5280 section 4.1.1 (`tbsCertificate`, `signatureAlgorithm`, `signatureValue`); RFC
//! 5912 (the identifiers of algorithms).

use std::cell::RefCell;

use der::asn1::{BitStringRef, ObjectIdentifier};
use der::{Decode as _, Encode as _, Reader as _, Tag};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::Certificate;
use crate::crypto::Crypto;
use crate::recent::{Recent, recall};

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// How the arithmetic of a signature ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    /// The signature holds under the key.
    Holds,
    /// It does not, or the RSA key is shorter than 2,048 bits.
    Broken,
    /// Nobody here computes this algorithm.
    Unsupported,
}

/// A signed structure, as the bytes that were signed, the algorithm and the signature.
pub(crate) struct Signed<'a> {
    bytes: &'a [u8],
    algorithm: AlgorithmIdentifierOwned,
    signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Takes the structure apart without writing any of it anew: what is signed is what came.
    pub(crate) fn read(der: &'a [u8]) -> Option<Self> {
        let mut reader = der::SliceReader::new(der).ok()?;
        let outer = der::Header::decode(&mut reader).ok()?;
        if outer.tag != Tag::Sequence {
            return None;
        }
        let bytes = reader.tlv_bytes().ok()?;
        let algorithm = AlgorithmIdentifierOwned::decode(&mut reader).ok()?;
        let signature = BitStringRef::decode(&mut reader).ok()?;
        Some(Self {
            bytes,
            algorithm,
            signature: signature.as_bytes()?,
        })
    }

    /// Whether the holder of this certificate signed it.
    pub(crate) fn by(&self, signer: &Certificate, crypto: &dyn Crypto) -> Arithmetic {
        let key = &signer.fields().subject_public_key_info;
        verify(crypto, key, &self.algorithm, self.bytes, self.signature)
    }

    /// The same of a certificate that an authority signed, which is remembered.
    pub(crate) fn by_authority(&self, signer: &Certificate, crypto: &dyn Crypto) -> Arithmetic {
        let key = &signer.fields().subject_public_key_info;
        let algorithms = Remembered::all(crypto);
        let algorithms = algorithms.iter().map(Remembered::as_algorithm);
        verify_with(algorithms, key, &self.algorithm, self.bytes, self.signature)
    }
}

thread_local! {
    /// Whether signatures on certificates hold, by the digest of all that the answer depends on.
    static VERDICTS: RefCell<Recent<bool>> = RefCell::default();
}

/// An algorithm that computes once whether an authority signed a certificate. Thousands of seals
/// come with one chain of certificates; what is each document's own goes past this.
#[derive(Debug)]
pub(crate) struct Remembered<'a> {
    algorithm: &'a dyn SignatureVerificationAlgorithm,
    provider: &'static str,
}

impl<'a> Remembered<'a> {
    /// The algorithms of a provider.
    pub(crate) fn all(crypto: &'a dyn Crypto) -> Vec<Self> {
        let provider = crypto.name();
        let algorithms = crypto.certificate_algorithms().iter();
        let remembered = algorithms.map(|algorithm| Self {
            algorithm: *algorithm,
            provider,
        });
        remembered.collect()
    }

    pub(crate) fn as_algorithm(&self) -> &dyn SignatureVerificationAlgorithm {
        self
    }
}

impl SignatureVerificationAlgorithm for Remembered<'_> {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let (key_kind, kind) = (self.public_key_alg_id(), self.signature_alg_id());
        let parts: [&[u8]; 6] = [
            self.provider.as_bytes(),
            key_kind.as_ref(),
            kind.as_ref(),
            public_key,
            message,
            signature,
        ];
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part.len().to_be_bytes());
            hasher.update(part);
        }
        let holds = recall(&VERDICTS, &hasher.finalize(), || {
            let verdict = self
                .algorithm
                .verify_signature(public_key, message, signature);
            verdict.is_ok()
        });
        holds.then_some(()).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }
}

/// Whether a signature in the forms of X.509 holds under a key.
pub(crate) fn verify(
    crypto: &dyn Crypto,
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    message: &[u8],
    signature: &[u8],
) -> Arithmetic {
    let algorithms = crypto.certificate_algorithms().iter().copied();
    verify_with(algorithms, key, algorithm, message, signature)
}

fn verify_with<'a>(
    mut algorithms: impl Iterator<Item = &'a dyn SignatureVerificationAlgorithm>,
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    message: &[u8],
    signature: &[u8],
) -> Arithmetic {
    let inner = |algorithm: &AlgorithmIdentifierOwned| {
        let der = algorithm.to_der().ok()?;
        der::AnyRef::from_der(&der)
            .ok()
            .map(|any| any.value().to_vec())
    };
    let (Some(kind), Some(algorithm), Some(point)) = (
        inner(&key.algorithm),
        inner(algorithm),
        key.subject_public_key.as_bytes(),
    ) else {
        return Arithmetic::Unsupported;
    };
    let fitting = algorithms.find(|candidate| {
        candidate.public_key_alg_id().as_ref() == kind
            && candidate.signature_alg_id().as_ref() == algorithm
    });
    match fitting.map(|found| found.verify_signature(point, message, signature)) {
        None => Arithmetic::Unsupported,
        Some(Ok(())) => Arithmetic::Holds,
        Some(Err(_)) => Arithmetic::Broken,
    }
}

/// The algorithm of a CMS signature: where it names only RSA, the digest says which (RFC 3370
/// section 3.2).
pub(crate) fn cms_algorithm(
    signature: &AlgorithmIdentifierOwned,
    digest: &AlgorithmIdentifierOwned,
) -> AlgorithmIdentifierOwned {
    let with_rsa = match digest.oid {
        SHA_256 => "1.2.840.113549.1.1.11",
        SHA_384 => "1.2.840.113549.1.1.12",
        SHA_512 => "1.2.840.113549.1.1.13",
        _ => return signature.clone(),
    };
    if signature.oid != RSA_ENCRYPTION {
        return signature.clone();
    }
    AlgorithmIdentifierOwned {
        oid: ObjectIdentifier::new_unwrap(with_rsa),
        parameters: Some(der::asn1::Null.into()),
    }
}

/// The digest of some pieces, one after the other; `None` for an algorithm that does not stand
/// against collisions, or is not known.
pub(crate) fn digest(algorithm: ObjectIdentifier, pieces: &[&[u8]]) -> Option<Vec<u8>> {
    fn of<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
        let mut hasher = D::new();
        for piece in pieces {
            hasher.update(piece);
        }
        hasher.finalize().to_vec()
    }
    match algorithm {
        SHA_256 => Some(of::<Sha256>(pieces)),
        SHA_384 => Some(of::<Sha384>(pieces)),
        SHA_512 => Some(of::<Sha512>(pieces)),
        _ => None,
    }
}

/// The same for names of things that a signature binds elsewhere, where SHA-1 still serves.
pub(crate) fn name_digest(algorithm: ObjectIdentifier, bytes: &[u8]) -> Option<Vec<u8>> {
    match algorithm {
        SHA_1 => Some(Sha1::digest(bytes).to_vec()),
        other => digest(other, &[bytes]),
    }
}

/// SHA-256, for where an algorithm is left out.
pub(crate) fn default_digest() -> ObjectIdentifier {
    SHA_256
}

/// SHA-1, for where no other can be named.
pub(crate) fn legacy_digest() -> ObjectIdentifier {
    SHA_1
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use rustls_pki_types::alg_id;

    use super::*;

    /// Holds where the signature is the message, and counts how often it was asked.
    #[derive(Debug, Default)]
    struct Counting(AtomicUsize);

    impl SignatureVerificationAlgorithm for Counting {
        fn verify_signature(
            &self,
            _: &[u8],
            message: &[u8],
            signature: &[u8],
        ) -> Result<(), InvalidSignature> {
            self.0.fetch_add(1, Ordering::Relaxed);
            (message == signature).then_some(()).ok_or(InvalidSignature)
        }

        fn public_key_alg_id(&self) -> AlgorithmIdentifier {
            alg_id::ED25519
        }

        fn signature_alg_id(&self) -> AlgorithmIdentifier {
            alg_id::ED25519
        }
    }

    #[test]
    fn a_signature_is_computed_once_for_all_that_it_depends_on() {
        let algorithm = Counting::default();
        let holds = |provider, key: &[u8], message: &[u8], signature: &[u8]| {
            let remembered = Remembered {
                algorithm: &algorithm,
                provider,
            };
            remembered.verify_signature(key, message, signature).is_ok()
        };
        for _ in 0..2 {
            assert!(holds("one", b"key", b"text", b"text"));
            assert!(!holds("one", b"key", b"text", b"texts"));
        }
        assert_eq!(algorithm.0.load(Ordering::Relaxed), 2);
        // Bytes that move from one part to the next make another signature.
        assert!(!holds("one", b"keyt", b"ext", b"text"));
        assert!(!holds("one", b"key", b"textt", b"ext"));
        assert!(holds("one", b"other", b"text", b"text"));
        assert!(holds("two", b"key", b"text", b"text"));
        assert_eq!(algorithm.0.load(Ordering::Relaxed), 6);
    }
}
