//! What the tests make credentials with, and how they look at the rows.

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair,
    KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use credeval_linked_data::Contexts;
use credeval_model::{
    CheckCode, CheckOutcome, Digest, Document, Timestamp,
    evidence::{Answer, Evidence, EvidenceKind, Item, Origin},
    trust::TrustFile,
};
use credeval_verify::{Against, Checked, Proof, Trust, check, hashes, open};
use der::{Decode as _, NestedReader, Reader as _, SliceReader, asn1::UintRef};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

pub(crate) fn at() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

pub(crate) fn multibase(key: &SigningKey) -> String {
    let bytes = [&[0xed, 0x01], key.verifying_key().as_bytes().as_slice()].concat();
    format!("z{}", bs58::encode(bytes).into_string())
}

pub(crate) enum Key {
    Ed25519(Ed25519KeyPair),
    /// A key on a NIST curve, by the name of its algorithm.
    Ec(&'static str, EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Key {
    pub(crate) fn ed25519(seed: u8) -> Self {
        Self::Ed25519(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }

    pub(crate) fn p256() -> Self {
        Self::ec("ES256", &ECDSA_P256_SHA256_FIXED_SIGNING)
    }

    pub(crate) fn p384() -> Self {
        Self::ec("ES384", &ECDSA_P384_SHA384_FIXED_SIGNING)
    }

    pub(crate) fn p521() -> Self {
        Self::ec("ES512", &ECDSA_P521_SHA512_FIXED_SIGNING)
    }

    fn ec(name: &'static str, algorithm: &'static EcdsaSigningAlgorithm) -> Self {
        Self::Ec(name, EcdsaKeyPair::generate(algorithm).unwrap())
    }

    pub(crate) fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap())
    }

    /// One of each kind.
    pub(crate) fn all_kinds() -> [Self; 5] {
        [
            Self::ed25519(1),
            Self::p256(),
            Self::p384(),
            Self::p521(),
            Self::rsa(),
        ]
    }

    pub(crate) fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::Ec(name, _) => name,
            Self::Rsa(_) => "RS256",
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
            Self::Ec(_, key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                let padding = &RSA_PKCS1_SHA256;
                key.sign(padding, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }

    pub(crate) fn jwk(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Ed25519(key) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": text(key.public_key().as_ref()) })
            }
            Self::Ec(name, key) => {
                let curve = match *name {
                    "ES256" => "P-256",
                    "ES384" => "P-384",
                    _ => "P-521",
                };
                let (x, y) =
                    key.public_key().as_ref()[1..].split_at(key.public_key().as_ref().len() / 2);
                json!({ "kty": "EC", "crv": curve, "x": text(x), "y": text(y) })
            }
            Self::Rsa(key) => {
                // RSAPublicKey (RFC 8017 appendix A.1.1): modulus and exponent.
                let mut reader = SliceReader::new(key.public_key().as_ref()).unwrap();
                let parts = |parts: &mut NestedReader<'_, SliceReader<'_>>| {
                    let number = |parts: &mut _| UintRef::decode(parts).map(|n| text(n.as_bytes()));
                    Ok((number(parts)?, number(parts)?))
                };
                let (modulus, exponent) = reader.sequence(parts).unwrap();
                json!({ "kty": "RSA", "n": modulus, "e": exponent })
            }
        }
    }

    /// `SubjectPublicKeyInfo` in PEM.
    pub(crate) fn pem(&self) -> String {
        let der: PublicKeyX509Der<'_> = match self {
            Self::Ed25519(key) => key.public_key().as_der(),
            Self::Ec(_, key) => key.public_key().as_der(),
            Self::Rsa(key) => key.public_key().as_der(),
        }
        .unwrap();
        armour("PUBLIC KEY", der.as_ref())
    }

    pub(crate) fn did_jwk(&self) -> String {
        let jwk = serde_json::to_vec(&self.jwk()).unwrap();
        format!("did:jwk:{}", URL_SAFE_NO_PAD.encode(jwk))
    }

    /// A VC-JWT of `issuer`, with further header parameters.
    pub(crate) fn token(&self, issuer: &str, header: &Value) -> String {
        let mut full = json!({ "alg": self.algorithm(), "typ": "JWT" });
        full.as_object_mut()
            .unwrap()
            .extend(header.as_object().unwrap().clone());
        let payload = json!({
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
            ],
            "id": "urn:uuid:1",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": { "id": issuer, "type": "Profile" },
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": { "id": "urn:uuid:2", "type": "AchievementSubject", "achievement": {
                "id": "urn:uuid:3", "type": "Achievement", "name": "n", "description": "d",
                "criteria": { "narrative": "c" } } }
        });
        self.jws(&full, &payload)
    }

    /// A compact JWS of this payload with this header, which must name the algorithm.
    pub(crate) fn jws(&self, header: &Value, payload: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap());
        let input = format!("{}.{}", part(header), part(payload));
        let signature = URL_SAFE_NO_PAD.encode(self.sign(input.as_bytes()));
        format!("{input}.{signature}")
    }
}

pub(crate) fn item(kind: EvidenceKind, bytes: Vec<u8>) -> Answer {
    Answer::Found(Item {
        kind,
        digest: Digest::of(&bytes),
        bytes,
        media_type: None,
        fetched_at: None,
        origin: Origin::Fetched,
    })
}

/// Evidence of one document at one address.
pub(crate) fn found(kind: EvidenceKind, url: &str, document: &Value) -> Evidence {
    found_bytes(kind, url, bytes(document))
}

/// Evidence of these bytes at one address.
pub(crate) fn found_bytes(kind: EvidenceKind, url: &str, bytes: Vec<u8>) -> Evidence {
    let mut evidence = Evidence::none();
    evidence.insert(url, item(kind, bytes));
    evidence
}

pub(crate) fn trust(toml: &str) -> Trust {
    Trust::new(TrustFile::parse(toml).unwrap()).unwrap()
}

/// What a check of these bytes shows to `see`.
pub(crate) fn judge<T>(
    bytes: &[u8],
    trust: &Trust,
    evidence: &Evidence,
    see: impl Fn(&Checked<'_>) -> T,
) -> T {
    let opened = open(&Document::new(bytes.to_vec(), "test")).unwrap();
    let contexts = Contexts::built_in();
    see(&check(
        &opened,
        Against::new(evidence, trust, &contexts, at()),
    ))
}

pub(crate) fn rows(checked: &Checked<'_>, code: CheckCode) -> Vec<CheckOutcome> {
    let rows = checked.checks().iter().filter(|check| check.code == code);
    rows.map(|check| check.outcome).collect()
}

pub(crate) fn is_identified(checked: &Checked<'_>) -> bool {
    matches!(checked.proof(), Proof::Identified(_))
}

/// A badge of the issuer, without a proof.
pub(crate) fn badge(issuer: &str) -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "urn:uuid:5f8c1a52-0c7e-4a39-9a57-2f4f6c3a7c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": issuer, "type": ["Profile"], "name": "School" },
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:1c9d0f4e-77c1-4f6c-b3c9-0f8a5d1f0e33",
                "type": ["Achievement"],
                "name": "Soil science",
                "description": "Reads a soil profile.",
                "criteria": { "narrative": "An examination." }
            }
        }
    })
}

pub(crate) fn proved(mut document: Value, key: &SigningKey, method: &str) -> Value {
    let mut proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "expires": "2027-01-01T00:00:00Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod"
    });
    let hashes = hashes(&document, &proof, &Contexts::built_in()).unwrap();
    let signature = key.sign(&hashes.signed).to_bytes();
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    document["proof"] = proof;
    document
}

pub(crate) fn take(document: &mut Value, key: &str) -> Value {
    document.as_object_mut().unwrap().remove(key).unwrap()
}

pub(crate) fn bytes(document: &Value) -> Vec<u8> {
    document.to_string().into_bytes()
}

/// How a row ends that failed for this cause.
pub(crate) fn failed(cause: &str) -> (CheckOutcome, String) {
    (CheckOutcome::Failed, cause.to_owned())
}

/// How a row ends that passed.
pub(crate) fn passed() -> (CheckOutcome, String) {
    (CheckOutcome::Passed, String::new())
}

/// DER in PEM (RFC 7468).
pub(crate) fn armour(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}
