//! Public keys, from each of the ways that a credential's key is written.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_model::json;
use serde_json::Value;
use ssi_jwk::{JWK, Params};
use ssi_multicodec::MultiEncoded;

/// A public key that signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKey {
    /// An Ed25519 point: 32 bytes.
    Ed25519([u8; 32]),
    /// A P-256 point in SEC 1 form, 33 or 65 bytes.
    P256(Vec<u8>),
    /// A P-384 point in SEC 1 form, 49 or 97 bytes.
    P384(Vec<u8>),
    /// A P-521 point in SEC 1 form, 67 or 133 bytes.
    P521(Vec<u8>),
    /// An RSA key.
    Rsa {
        /// Modulus, big endian.
        modulus: Vec<u8>,
        /// Public exponent, big endian.
        exponent: Vec<u8>,
    },
}

/// Why something is not a key that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// It is not written as the specification says.
    #[error("expected {expected}, found other text")]
    Malformed {
        /// The form that was expected.
        expected: &'static str,
    },
    /// It is a key of a kind that is not supported.
    #[error("expected an Ed25519, P-256 or RSA key, found {found}")]
    Unsupported {
        /// The kind that was found.
        found: String,
    },
    /// It has no public key where one must stand.
    #[error("expected publicKeyMultibase, publicKeyJwk or publicKeyBase58, found none of them")]
    Absent,
}

impl PublicKey {
    /// A key in multibase (base58btc or base64url) and multicodec form.
    ///
    /// Source: Controlled Identifiers 1.0 section 2.2.2; the did:key method, section 3.1.1.
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let malformed = KeyError::Malformed {
            expected: "a multibase key",
        };
        let bytes = decode_multibase(text).ok_or(malformed.clone())?;
        let encoded = MultiEncoded::new(&bytes).map_err(|_| malformed.clone())?;
        let data = encoded.data();
        match encoded.codec() {
            ssi_multicodec::ED25519_PUB => Self::ed25519(data),
            ssi_multicodec::P256_PUB if matches!(data.first(), Some(2 | 3)) && data.len() == 33 => {
                Ok(Self::P256(data.to_vec()))
            }
            ssi_multicodec::RSA_PUB => Self::from_rsa_der(data).ok_or(malformed),
            ssi_multicodec::P256_PUB => Err(malformed),
            other => Err(KeyError::Unsupported {
                found: format!("multicodec 0x{other:x}"),
            }),
        }
    }

    /// A JSON Web Key (RFC 7517). Private members are ignored.
    pub fn from_jwk(value: &Value) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed {
            expected: "a JSON Web Key",
        };
        let jwk: JWK = serde_json::from_value(value.clone()).map_err(|_| malformed())?;
        match &jwk.params {
            Params::OKP(okp) if okp.curve == "Ed25519" => Self::ed25519(&okp.public_key.0),
            Params::EC(ec) if ec.curve.as_deref() == Some("P-256") => {
                let (Some(x), Some(y)) = (&ec.x_coordinate, &ec.y_coordinate) else {
                    return Err(malformed());
                };
                if x.0.len() != 32 || y.0.len() != 32 {
                    return Err(malformed());
                }
                Ok(Self::P256([&[4], x.0.as_slice(), y.0.as_slice()].concat()))
            }
            Params::RSA(rsa) => match (&rsa.modulus, &rsa.exponent) {
                (Some(modulus), Some(exponent)) => Ok(Self::Rsa {
                    modulus: modulus.0.clone(),
                    exponent: exponent.0.clone(),
                }),
                _ => Err(malformed()),
            },
            Params::OKP(okp) => Err(KeyError::Unsupported {
                found: okp.curve.clone(),
            }),
            Params::EC(ec) => Err(KeyError::Unsupported {
                found: ec.curve.clone().unwrap_or_default(),
            }),
            // A shared secret is never a public key.
            Params::Symmetric(_) => Err(KeyError::Unsupported {
                found: "a symmetric key".to_owned(),
            }),
        }
    }

    /// A key in a file of the caller's: a JSON Web Key, or multibase.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        match json::parse(text.as_bytes()) {
            Ok(value) => Self::from_method(&value),
            Err(_) => Self::from_multibase(text),
        }
    }

    /// The key of a verification method, by whichever property holds it.
    pub(crate) fn from_method(method: &Value) -> Result<Self, KeyError> {
        if let Some(text) = method.get("publicKeyMultibase").and_then(Value::as_str) {
            return Self::from_multibase(text);
        }
        if let Some(jwk) = method.get("publicKeyJwk") {
            return Self::from_jwk(jwk);
        }
        if let Some(text) = method.get("publicKeyBase58").and_then(Value::as_str) {
            // Ed25519VerificationKey2018 holds the bare point.
            let bytes = decode_multibase(&format!("z{text}")).unwrap_or_default();
            return Self::ed25519(&bytes);
        }
        // A document that is itself a JSON Web Key, as Open Badges allow for https keys.
        if method.get("kty").is_some() {
            return Self::from_jwk(method);
        }
        Err(KeyError::Absent)
    }

    /// A SubjectPublicKeyInfo in DER, as certificates hold it (RFC 5280 section 4.1.2.7).
    pub(crate) fn from_spki(
        spki: &x509_cert::spki::SubjectPublicKeyInfoOwned,
    ) -> Result<Self, KeyError> {
        let malformed = KeyError::Malformed {
            expected: "a SubjectPublicKeyInfo",
        };
        let bits = spki
            .subject_public_key
            .as_bytes()
            .ok_or(malformed.clone())?;
        match spki.algorithm.oid.to_string().as_str() {
            "1.2.840.113549.1.1.1" => Self::from_rsa_der(bits).ok_or(malformed),
            "1.2.840.10045.2.1" if matches!(bits.len(), 33 | 65) => Ok(Self::P256(bits.to_vec())),
            "1.3.101.112" => Self::ed25519(bits),
            other => Err(KeyError::Unsupported {
                found: other.to_owned(),
            }),
        }
    }

    fn ed25519(bytes: &[u8]) -> Result<Self, KeyError> {
        let point = bytes.try_into().map_err(|_| KeyError::Malformed {
            expected: "32 bytes of an Ed25519 key",
        })?;
        Ok(Self::Ed25519(point))
    }

    /// `RSAPublicKey` in DER: a sequence of two integers (RFC 8017 appendix A.1.1).
    fn from_rsa_der(bytes: &[u8]) -> Option<Self> {
        use der::{Decode as _, Reader as _, asn1::UintRef};
        let mut reader = der::SliceReader::new(bytes).ok()?;
        let (modulus, exponent) = reader
            .sequence(|sequence| Ok((UintRef::decode(sequence)?, UintRef::decode(sequence)?)))
            .ok()?;
        reader.is_finished().then(|| Self::Rsa {
            modulus: modulus.as_bytes().to_vec(),
            exponent: exponent.as_bytes().to_vec(),
        })
    }
}

/// Bytes in multibase: `z` base58btc or `u` base64url, the two that credentials use.
pub(crate) fn decode_multibase(text: &str) -> Option<Vec<u8>> {
    match text.split_at_checked(1)? {
        // Base58 takes quadratic time; no key or signature is longer.
        ("z", rest) if rest.len() <= 4_096 => bs58::decode(rest).into_vec().ok(),
        ("u", rest) => URL_SAFE_NO_PAD.decode(rest).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ed25519_key_reads_alike_in_multibase_and_jwk() {
        // Published in the did:key method specification.
        let multibase = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
        let key = PublicKey::from_multibase(multibase).unwrap();
        let PublicKey::Ed25519(bytes) = &key else {
            panic!("{key:?}");
        };
        let jwk = serde_json::json!({
            "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(bytes)
        });
        assert_eq!(PublicKey::from_jwk(&jwk).unwrap(), key);
    }

    #[test]
    fn what_is_no_key_is_refused_with_its_reason() {
        assert!(matches!(
            PublicKey::from_multibase("z0OIl"),
            Err(KeyError::Malformed { .. })
        ));
        let secret = serde_json::json!({ "kty": "oct", "k": "c2VjcmV0" });
        assert!(matches!(
            PublicKey::from_jwk(&secret),
            Err(KeyError::Unsupported { .. })
        ));
        let other = serde_json::json!({ "kty": "OKP", "crv": "X25519", "x": "AA" });
        assert!(PublicKey::from_jwk(&other).is_err());
        assert_eq!(
            PublicKey::from_method(&serde_json::json!({})),
            Err(KeyError::Absent)
        );
    }
}
