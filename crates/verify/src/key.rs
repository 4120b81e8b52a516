//! Public keys, from each of the ways that a credential's key is written.
//!
//! Sources: RFC 7517, RFC 7518 section 6 and RFC 8037 (JSON Web Keys); Controlled Identifiers 1.0
//! section 2.2 (verification methods); RFC 5280 section 4.1.2.7, RFC 3279, RFC 5480 and RFC 8410
//! (certificates); RFC 7468 (PEM); Open Badges 2.0 (`CryptographicKey`).

use std::cell::RefCell;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use credeval_model::json;
use der::{Decode as _, Reader as _, asn1::ObjectIdentifier};
use rustls_pki_types::alg_id;
use serde_json::Value;
use ssi_multicodec::MultiEncoded;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use crate::crypto::{Algorithm, Curve, number};
use crate::recent::{Recent, recall};

/// A public key that signatures are checked with.
///
/// That a point lies on its curve, and that an RSA key is not too weak, is checked where a
/// signature is.
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
        /// Modulus, big endian, without leading zeros.
        modulus: Vec<u8>,
        /// Public exponent, big endian, without leading zeros.
        exponent: Vec<u8>,
        /// The one algorithm that the key is meant for, where it says so: several take RSA keys.
        algorithm: Option<Algorithm>,
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
    #[error("expected an Ed25519, P-256, P-384, P-521 or RSA key, found {found}")]
    Unsupported {
        /// The kind that was found.
        found: String,
    },
    /// It is meant for something else than to check the signatures of its kind.
    #[error("expected a key for checking signatures, found one for {found}")]
    Use {
        /// What it is meant for.
        found: String,
    },
    /// It shows the private key, so that anybody can sign with it.
    #[error("expected a public key alone, found its private part as well")]
    Private,
    /// It has no public key where one must stand.
    #[error(
        "expected one of publicKeyMultibase, publicKeyJwk, publicKeyBase58 and publicKeyPem, found none of them"
    )]
    Absent,
}

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// The members of a JSON Web Key that only its holder may know (RFC 7518 sections 6.2.2 and 6.3.2).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The properties in which a verification method holds its key.
const MATERIAL: [&str; 4] = [
    "publicKeyMultibase",
    "publicKeyJwk",
    "publicKeyBase58",
    "publicKeyPem",
];

thread_local! {
    /// Keys by their multibase text. Base58 takes longer to read than all that is in it.
    static MULTIBASE: RefCell<Recent<Result<PublicKey, KeyError>>> = RefCell::default();
}

impl PublicKey {
    /// A key in multibase (base58btc or base64url) and multicodec form.
    ///
    /// Source: Controlled Identifiers 1.0 section 2.2.2; the did:key method, section 3.1.1.
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        recall(&MULTIBASE, text.as_bytes(), || Self::read_multibase(text))
    }

    fn read_multibase(text: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed {
            expected: "a multibase key",
        };
        let bytes = decode_multibase(text).ok_or_else(malformed)?;
        let encoded = MultiEncoded::new(&bytes).map_err(|_| malformed())?;
        let data = encoded.data();
        // The codecs of the curves are for compressed points only.
        let compressed = |curve| {
            let point = Some(data).filter(|data| matches!(data.first(), Some(2 | 3)));
            point.and_then(|point| Self::from_point(curve, point))
        };
        let key = match encoded.codec() {
            ssi_multicodec::ED25519_PUB => Self::from_ed25519(data),
            ssi_multicodec::P256_PUB => compressed(Curve::P256),
            ssi_multicodec::P384_PUB => compressed(Curve::P384),
            ssi_multicodec::P521_PUB => compressed(Curve::P521),
            ssi_multicodec::RSA_PUB => Self::from_rsa_der(data),
            other => {
                return Err(KeyError::Unsupported {
                    found: format!("multicodec 0x{other:x}"),
                });
            }
        };
        key.ok_or_else(malformed)
    }

    /// A JSON Web Key.
    ///
    /// One that states its private part is refused, and so is one that says it is for something
    /// else: `use` other than `sig`, `key_ops` without `verify`, an `alg` that its kind of key does
    /// not have. Where `x5c` is given, its first certificate must hold this key.
    ///
    /// Source: RFC 7517 section 4; RFC 7518 section 6; RFC 8037 section 2.
    pub fn from_jwk(value: &Value) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed {
            expected: "a JSON Web Key",
        };
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let bytes = |name: &str| {
            text(name)
                .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
                .ok_or_else(malformed)
        };
        let unsupported = |found: &str| KeyError::Unsupported {
            found: found.to_owned(),
        };
        let kind = text("kty").ok_or_else(malformed)?;
        // A shared secret is never a public key.
        if kind == "oct" {
            return Err(unsupported("a symmetric key"));
        }
        if PRIVATE.iter().any(|name| value.get(name).is_some()) {
            return Err(KeyError::Private);
        }
        let mut key = match (kind, text("crv")) {
            ("OKP", Some("Ed25519")) => Self::from_ed25519(&bytes("x")?).ok_or_else(malformed)?,
            ("EC", Some(curve @ ("P-256" | "P-384" | "P-521"))) => {
                let curve = match curve {
                    "P-256" => Curve::P256,
                    "P-384" => Curve::P384,
                    _ => Curve::P521,
                };
                let (x, y) = (bytes("x")?, bytes("y")?);
                if x.len() != curve.size() || y.len() != curve.size() {
                    return Err(malformed());
                }
                Self::from_point(curve, &[&[4], x.as_slice(), y.as_slice()].concat())
                    .ok_or_else(malformed)?
            }
            ("RSA", _) => Self::from_rsa(&bytes("n")?, &bytes("e")?),
            ("OKP" | "EC", None) => return Err(malformed()),
            ("OKP" | "EC", Some(other)) | (other, _) => return Err(unsupported(other)),
        };
        key.restrict(value)?;
        if let Some(chain) = value.get("x5c") {
            let first = chain.get(0).and_then(Value::as_str);
            let certified = first
                .and_then(|text| STANDARD.decode(text).ok())
                .and_then(|der| x509_cert::Certificate::from_der(&der).ok())
                .and_then(|read| {
                    Self::from_spki(&read.tbs_certificate.subject_public_key_info).ok()
                });
            if !certified.is_some_and(|certified| certified.is_same(&key)) {
                return Err(KeyError::Malformed {
                    expected: "a certificate of the very key in `x5c`",
                });
            }
        }
        Ok(key)
    }

    /// Holds a JSON Web Key to what it says it is for (RFC 7517 sections 4.2 to 4.4).
    fn restrict(&mut self, jwk: &Value) -> Result<(), KeyError> {
        let meant_for = |found: &Value| {
            Err(KeyError::Use {
                found: match found {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                },
            })
        };
        if let Some(usage) = jwk.get("use")
            && usage != "sig"
        {
            return meant_for(usage);
        }
        if let Some(operations) = jwk.get("key_ops")
            && !operations
                .as_array()
                .is_some_and(|list| list.iter().any(|operation| operation == "verify"))
        {
            return meant_for(operations);
        }
        let Some(stated) = jwk.get("alg") else {
            return Ok(());
        };
        let Some(meant) = stated
            .as_str()
            .and_then(Algorithm::from_jose)
            .filter(|meant| meant.fits(self))
        else {
            return meant_for(stated);
        };
        if let Self::Rsa { algorithm, .. } = self {
            *algorithm = Some(meant);
        }
        Ok(())
    }

    /// A key in a file of the caller's: a JSON Web Key, a JWK Set with one key, a verification
    /// method, PEM, or multibase.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.starts_with("-----BEGIN ") {
            return Self::from_pem(text);
        }
        let Ok(value) = json::parse(text.as_bytes()) else {
            return Self::from_multibase(text);
        };
        match value.get("keys") {
            None => Self::from_method(&value),
            // RFC 7517 section 5. Of several, nobody has said which one it is.
            Some(keys) => match keys.as_array().map(Vec::as_slice) {
                Some([key]) => Self::from_jwk(key),
                _ => Err(KeyError::Malformed {
                    expected: "a JWK Set with one key",
                }),
            },
        }
    }

    /// A key in PEM: `PUBLIC KEY`, `RSA PUBLIC KEY` or `CERTIFICATE` (RFC 7468 sections 5 and 13).
    ///
    /// Lines may have any length, since real keys do.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed {
            expected: "a public key or certificate in PEM",
        };
        let (label, rest) = text
            .trim()
            .strip_prefix("-----BEGIN ")
            .and_then(|rest| rest.split_once("-----"))
            .ok_or_else(malformed)?;
        let end = format!("-----END {label}-----");
        let body: String = rest
            .strip_suffix(&end)
            .ok_or_else(malformed)?
            .split_ascii_whitespace()
            .collect();
        let der = STANDARD.decode(body).map_err(|_| malformed())?;
        match label {
            "PUBLIC KEY" => {
                let spki = SubjectPublicKeyInfoOwned::from_der(&der).map_err(|_| malformed())?;
                Self::from_spki(&spki)
            }
            "RSA PUBLIC KEY" => Self::from_rsa_der(&der).ok_or_else(malformed),
            "CERTIFICATE" => {
                let read = x509_cert::Certificate::from_der(&der).map_err(|_| malformed())?;
                Self::from_spki(&read.tbs_certificate.subject_public_key_info)
            }
            other if other.ends_with("PRIVATE KEY") => Err(KeyError::Private),
            _ => Err(malformed()),
        }
    }

    /// The key of a verification method, by whichever property holds it, or of a document that is
    /// itself a JSON Web Key.
    ///
    /// A method that holds two keys is refused, for two verifiers could take another one each; and
    /// so is one whose type is of another kind of key.
    pub(crate) fn from_method(method: &Value) -> Result<Self, KeyError> {
        // A document that is itself a JSON Web Key, as Open Badges allow for https keys.
        if method.get("kty").is_some() {
            return Self::from_jwk(method);
        }
        let shows_private =
            |name: &str| name.starts_with("privateKey") || name.starts_with("secretKey");
        if method
            .as_object()
            .is_some_and(|entries| entries.keys().any(|name| shows_private(name)))
        {
            return Err(KeyError::Private);
        }
        let mut stated = MATERIAL
            .iter()
            .filter_map(|name| Some((*name, method.get(*name)?)));
        let (name, material) = match (stated.next(), stated.next()) {
            (None, _) => return Err(KeyError::Absent),
            (Some(stated), None) => stated,
            (Some(_), Some(_)) => {
                return Err(KeyError::Malformed {
                    expected: "one property that holds the key",
                });
            }
        };
        let kind = Kind::of(method)?;
        let key = match (name, material.as_str()) {
            ("publicKeyJwk", _) => Self::from_jwk(material),
            ("publicKeyMultibase", Some(text)) => Self::from_multibase(text),
            ("publicKeyPem", Some(text)) => Self::from_pem(text),
            ("publicKeyBase58", Some(text)) => Self::from_base58(kind, text),
            _ => Err(KeyError::Malformed {
                expected: "a key in text",
            }),
        }?;
        match kind.is_none_or(|kind| kind.fits(&key)) {
            true => Ok(key),
            false => Err(KeyError::Malformed {
                expected: "a key of the kind that its type names",
            }),
        }
    }

    /// A bare point in base58btc: what it is, only the method's type says.
    fn from_base58(kind: Option<Kind>, text: &str) -> Result<Self, KeyError> {
        let bytes = decode_multibase(&format!("z{text}")).unwrap_or_default();
        let key = match kind {
            Some(Kind::Ed25519) => Self::from_ed25519(&bytes),
            Some(Kind::Ec(curve)) => Self::from_point(curve, &bytes),
            _ => None,
        };
        key.ok_or(KeyError::Malformed {
            expected: "a point in base58 of the kind that its type names",
        })
    }

    /// A SubjectPublicKeyInfo, as certificates hold it; the curve is the one that its identifier
    /// names.
    pub(crate) fn from_spki(spki: &SubjectPublicKeyInfoOwned) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed {
            expected: "a SubjectPublicKeyInfo",
        };
        let unsupported = |found: &ObjectIdentifier| KeyError::Unsupported {
            found: found.to_string(),
        };
        let bits = spki.subject_public_key.as_bytes().ok_or_else(malformed)?;
        let parameters = spki.algorithm.parameters.as_ref();
        let key = match spki.algorithm.oid {
            RSA if parameters.is_some_and(der::asn1::Any::is_null) => Self::from_rsa_der(bits),
            RSASSA_PSS => {
                let meant = pss(spki).ok_or_else(|| unsupported(&RSASSA_PSS))?;
                Self::from_rsa_der(bits).map(|mut key| {
                    if let Self::Rsa { algorithm, .. } = &mut key {
                        *algorithm = Some(meant);
                    }
                    key
                })
            }
            EC => {
                let curve: ObjectIdentifier = parameters
                    .and_then(|named| named.decode_as().ok())
                    .ok_or_else(|| KeyError::Unsupported {
                    found: "a curve without a name".to_owned(),
                })?;
                let curve = match curve.to_string().as_str() {
                    "1.2.840.10045.3.1.7" => Curve::P256,
                    "1.3.132.0.34" => Curve::P384,
                    "1.3.132.0.35" => Curve::P521,
                    _ => return Err(unsupported(&curve)),
                };
                Self::from_point(curve, bits)
            }
            ED25519 if parameters.is_none() => Self::from_ed25519(bits),
            RSA | ED25519 => None,
            other => return Err(unsupported(&other)),
        };
        key.ok_or_else(malformed)
    }

    pub(crate) fn from_ed25519(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::Ed25519)
    }

    /// A point in SEC 1 form, compressed or not.
    pub(crate) fn from_point(curve: Curve, point: &[u8]) -> Option<Self> {
        let point = curve.has_form(point).then(|| point.to_vec())?;
        Some(match curve {
            Curve::P256 => Self::P256(point),
            Curve::P384 => Self::P384(point),
            Curve::P521 => Self::P521(point),
        })
    }

    fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Self {
        Self::Rsa {
            modulus: number(modulus).to_vec(),
            exponent: number(exponent).to_vec(),
            algorithm: None,
        }
    }

    /// `RSAPublicKey` in DER: a sequence of two integers (RFC 8017 appendix A.1.1).
    pub(crate) fn from_rsa_der(bytes: &[u8]) -> Option<Self> {
        use der::asn1::UintRef;
        let mut reader = der::SliceReader::new(bytes).ok()?;
        let (modulus, exponent) = reader
            .sequence(|sequence| Ok((UintRef::decode(sequence)?, UintRef::decode(sequence)?)))
            .ok()?;
        reader
            .is_finished()
            .then(|| Self::from_rsa(modulus.as_bytes(), exponent.as_bytes()))
    }

    /// The point and its curve, where it is a key on a NIST curve.
    pub(crate) fn point(&self) -> Option<(Curve, &[u8])> {
        match self {
            Self::P256(point) => Some((Curve::P256, point)),
            Self::P384(point) => Some((Curve::P384, point)),
            Self::P521(point) => Some((Curve::P521, point)),
            Self::Ed25519(_) | Self::Rsa { .. } => None,
        }
    }

    /// Whether both are one key, however each is written and whatever each is meant for.
    pub fn is_same(&self, other: &Self) -> bool {
        /// A point compressed, or as it is where it is so already (SEC 1 section 2.3.3).
        fn compressed(curve: Curve, point: &[u8]) -> Vec<u8> {
            match (point.get(1..=curve.size()), point.last()) {
                (Some(x), Some(last)) if point.first() == Some(&4) => [&[2 + last % 2], x].concat(),
                _ => point.to_vec(),
            }
        }
        match (self, other) {
            (
                Self::Rsa {
                    modulus, exponent, ..
                },
                Self::Rsa {
                    modulus: other_modulus,
                    exponent: other_exponent,
                    ..
                },
            ) => {
                number(modulus) == number(other_modulus)
                    && number(exponent) == number(other_exponent)
            }
            _ => match (self.point(), other.point()) {
                (Some((curve, one)), Some((other_curve, other))) => {
                    curve == other_curve && compressed(curve, one) == compressed(curve, other)
                }
                _ => self == other,
            },
        }
    }
}

/// What the type of a verification method says of its key.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Ed25519,
    Ec(Curve),
    Rsa,
}

impl Kind {
    /// `None` where the type leaves it to the key, as `Multikey` and `JsonWebKey` do.
    fn of(method: &Value) -> Result<Option<Self>, KeyError> {
        let mut kinds = json::one_or_many(method.get("type"))
            .iter()
            .filter_map(Value::as_str)
            .map(|name| match name {
                "Ed25519VerificationKey2018" | "Ed25519VerificationKey2020" => {
                    Ok(Some(Self::Ed25519))
                }
                "EcdsaSecp256r1VerificationKey2019" | "P256Key2021" => {
                    Ok(Some(Self::Ec(Curve::P256)))
                }
                "P384Key2021" => Ok(Some(Self::Ec(Curve::P384))),
                "P521Key2021" => Ok(Some(Self::Ec(Curve::P521))),
                "RsaVerificationKey2018" => Ok(Some(Self::Rsa)),
                "X25519KeyAgreementKey2019" | "X25519KeyAgreementKey2020" => Err(KeyError::Use {
                    found: name.to_owned(),
                }),
                "EcdsaSecp256k1VerificationKey2019" | "EcdsaSecp256k1RecoveryMethod2020" => {
                    Err(KeyError::Unsupported {
                        found: name.to_owned(),
                    })
                }
                _ => Ok(None),
            });
        match kinds.find(|kind| !matches!(kind, Ok(None))) {
            Some(kind) => kind,
            None => Ok(None),
        }
    }

    fn fits(self, key: &PublicKey) -> bool {
        match (self, key) {
            (Self::Ed25519, PublicKey::Ed25519(_)) | (Self::Rsa, PublicKey::Rsa { .. }) => true,
            (Self::Ec(curve), key) => key.point().is_some_and(|(found, _)| found == curve),
            _ => false,
        }
    }
}

/// The algorithm that a key of RSASSA-PSS is bound to, where it is one of ours: same hash for
/// message and mask, salt as long as the hash (RFC 4055 section 3.1).
fn pss(spki: &SubjectPublicKeyInfoOwned) -> Option<Algorithm> {
    use der::Encode as _;
    let stated = [
        spki.algorithm.oid.to_der().ok()?,
        spki.algorithm.parameters.as_ref()?.to_der().ok()?,
    ]
    .concat();
    [
        (alg_id::RSA_PSS_SHA256, Algorithm::Ps256),
        (alg_id::RSA_PSS_SHA384, Algorithm::Ps384),
        (alg_id::RSA_PSS_SHA512, Algorithm::Ps512),
    ]
    .into_iter()
    .find_map(|(known, algorithm)| (known.as_ref() == stated).then_some(algorithm))
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
