//! The cryptosuites: how each is named, what it signs, and with which keys.
//!
//! Sources: Data Integrity EdDSA Cryptosuites v1.0 and Data Integrity ECDSA Cryptosuites v1.0 (W3C
//! Recommendations, 15 May 2025); "Ed25519 Signature 2018" (W3C Credentials Community Group), as
//! signers of 2019 to 2023 wrote it.

use credeval_linked_data::{CanonicalError, Dataset, Form};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384};

use crate::crypto::Algorithm;
use crate::key::PublicKey;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suite {
    Ed25519Signature2018,
    Ed25519Signature2020,
    /// The name that eddsa-rdfc-2022 had until 2023, over the same transformation.
    Eddsa2022,
    EddsaRdfc2022,
    EddsaJcs2022,
    EcdsaRdfc2019,
    EcdsaJcs2019,
    EcdsaSd2023,
}

/// Why a proof belongs to no suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoSuite {
    /// It does not say what it is.
    Unnamed(&'static str),
    /// It is of another suite.
    Unsupported(String),
}

impl Suite {
    pub(super) fn of(proof: &Value) -> Result<Self, NoSuite> {
        let text = |key: &str| proof.get(key).and_then(Value::as_str);
        match (text("type"), text("cryptosuite")) {
            (None, _) => Err(NoSuite::Unnamed("type")),
            (Some("DataIntegrityProof"), None) => Err(NoSuite::Unnamed("cryptosuite")),
            (Some("DataIntegrityProof"), Some(name)) => Ok(match name {
                "eddsa-2022" => Self::Eddsa2022,
                "eddsa-rdfc-2022" => Self::EddsaRdfc2022,
                "eddsa-jcs-2022" => Self::EddsaJcs2022,
                "ecdsa-rdfc-2019" => Self::EcdsaRdfc2019,
                "ecdsa-jcs-2019" => Self::EcdsaJcs2019,
                "ecdsa-sd-2023" => Self::EcdsaSd2023,
                other => {
                    return Err(NoSuite::Unsupported(format!("the cryptosuite `{other}`")));
                }
            }),
            (Some("Ed25519Signature2018"), _) => Ok(Self::Ed25519Signature2018),
            (Some("Ed25519Signature2020"), _) => Ok(Self::Ed25519Signature2020),
            (Some(other), _) => Err(NoSuite::Unsupported(format!("the proof type `{other}`"))),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ed25519Signature2018 => "Ed25519Signature2018",
            Self::Ed25519Signature2020 => "Ed25519Signature2020",
            Self::Eddsa2022 => "eddsa-2022, the old name of eddsa-rdfc-2022,",
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
            Self::EcdsaRdfc2019 => "ecdsa-rdfc-2019",
            Self::EcdsaJcs2019 => "ecdsa-jcs-2019",
            Self::EcdsaSd2023 => "ecdsa-sd-2023",
        }
    }

    /// Whether it signs RDF; else it signs the JSON itself.
    pub(super) fn signs_rdf(self) -> bool {
        !matches!(self, Self::EddsaJcs2022 | Self::EcdsaJcs2019)
    }

    /// The property that holds the signature.
    pub(super) fn value_key(self) -> &'static str {
        match self {
            Self::Ed25519Signature2018 => "jws",
            _ => "proofValue",
        }
    }

    /// The kinds of key that it takes.
    pub(super) fn keys(self) -> &'static str {
        match self {
            Self::EcdsaRdfc2019 | Self::EcdsaJcs2019 => "P-256 or P-384",
            Self::EcdsaSd2023 => "P-256",
            _ => "Ed25519",
        }
    }

    /// What it does with this key; `None` where it takes no such key.
    pub(super) fn strength(self, key: &PublicKey) -> Option<Strength> {
        match (self, key) {
            (Self::EcdsaRdfc2019 | Self::EcdsaJcs2019 | Self::EcdsaSd2023, PublicKey::P256(_)) => {
                Some(Strength {
                    key: "P-256",
                    algorithm: Algorithm::Es256,
                    hash: Hash::Sha256,
                    signature_bytes: 64,
                })
            }
            (Self::EcdsaRdfc2019 | Self::EcdsaJcs2019, PublicKey::P384(_)) => Some(Strength {
                key: "P-384",
                algorithm: Algorithm::Es384,
                hash: Hash::Sha384,
                signature_bytes: 96,
            }),
            (
                Self::Ed25519Signature2018
                | Self::Ed25519Signature2020
                | Self::Eddsa2022
                | Self::EddsaRdfc2022
                | Self::EddsaJcs2022,
                PublicKey::Ed25519(_),
            ) => Some(Strength {
                key: "Ed25519",
                algorithm: Algorithm::EdDsa,
                hash: Hash::Sha256,
                signature_bytes: 64,
            }),
            _ => None,
        }
    }
}

/// What goes with the size of a key (ECDSA Cryptosuites, section 3.2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strength {
    /// The key as people call it.
    pub(super) key: &'static str,
    pub(super) algorithm: Algorithm,
    pub(super) hash: Hash,
    pub(super) signature_bytes: usize,
}

/// The hash of a suite, which follows the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
}

impl Hash {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
        }
    }

    pub(super) fn digest(self, text: &str) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(text.as_bytes()).to_vec(),
            Self::Sha384 => Sha384::digest(text.as_bytes()).to_vec(),
        }
    }

    pub(super) fn canonicalize(self, quads: &Dataset) -> Result<Form, CanonicalError> {
        match self {
            Self::Sha256 => quads.canonicalize::<Sha256>(),
            Self::Sha384 => quads.canonicalize::<Sha384>(),
        }
    }

    /// The hashes that may have labelled the blank nodes of what this one digests. The
    /// Recommendation of 2025 takes one hash for both (section 3.2.3); before it, and in libraries
    /// that know RDFC-1.0 with its default only, labels came from SHA-256 whatever the key.
    pub(super) fn of_labels(self) -> &'static [Self] {
        match self {
            Self::Sha256 => &[Self::Sha256],
            Self::Sha384 => &[Self::Sha384, Self::Sha256],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_are_told_by_type_and_name() {
        let proof =
            |kind: &str, suite: &str| serde_json::json!({ "type": kind, "cryptosuite": suite });
        let known = proof("DataIntegrityProof", "eddsa-rdfc-2022");
        assert_eq!(Suite::of(&known), Ok(Suite::EddsaRdfc2022));
        for (kind, suite) in [
            ("DataIntegrityProof", "bbs-2023"),
            ("RsaSignature2018", ""),
            ("EcdsaSecp256k1Signature2019", ""),
        ] {
            let unsupported = Suite::of(&proof(kind, suite));
            assert!(matches!(unsupported, Err(NoSuite::Unsupported(_))));
        }
        let unnamed = serde_json::json!({ "type": "DataIntegrityProof" });
        assert_eq!(Suite::of(&unnamed), Err(NoSuite::Unnamed("cryptosuite")));
        let nothing = serde_json::json!("urn:proof");
        assert_eq!(Suite::of(&nothing), Err(NoSuite::Unnamed("type")));
    }

    #[test]
    fn a_suite_takes_its_own_keys_only() {
        let ed25519 = PublicKey::Ed25519([1; 32]);
        let p256 = PublicKey::P256(vec![2; 33]);
        let p384 = PublicKey::P384(vec![2; 49]);
        let hash = |suite: Suite, key| suite.strength(key).map(|strength| strength.hash);
        assert_eq!(hash(Suite::EddsaJcs2022, &ed25519), Some(Hash::Sha256));
        assert_eq!(hash(Suite::EddsaJcs2022, &p256), None);
        assert_eq!(hash(Suite::EcdsaRdfc2019, &p256), Some(Hash::Sha256));
        assert_eq!(hash(Suite::EcdsaRdfc2019, &p384), Some(Hash::Sha384));
        assert_eq!(hash(Suite::EcdsaRdfc2019, &ed25519), None);
        assert_eq!(hash(Suite::EcdsaSd2023, &p384), None);
    }
}
