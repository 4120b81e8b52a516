//! The bytes that a proof signs, for diagnosis and for those who sign.
//!
//! Sources: those of each suite, in `rdf.rs`, `jcs.rs`, `jws.rs` and `selective_disclosure.rs`.

use credeval_linked_data::{CanonicalError, Contexts, LinkedDataError};
use serde_json::Value;

use super::rdf::{self, Dataset, Input};
use super::selective_disclosure::{Derived, Fault};
use super::suite::{Hash, Suite};
use super::{Proofs, chain, jcs, jws, options};
use crate::key::{PublicKey, decode_multibase};

/// What the signature of a proof covers.
#[derive(Debug, Clone)]
pub struct Hashes {
    /// The document in its canonical form, without its proofs or with those that the proof builds
    /// on: N-Quads, or JSON for the JCS suites. Of a derived proof, with the labels it was signed
    /// with.
    pub canonical_document: String,
    /// The proof's options in their canonical form.
    pub canonical_proof: String,
    /// What is signed: the hash of the options, then that of the document; 64 bytes with SHA-256
    /// and 96 with SHA-384. Before them the header of a detached JWS, where the proof has one. Of a
    /// derived proof what the issuer's own key signs, 99 bytes.
    pub signed: Vec<u8>,
}

/// Why the hashes of a document cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HashError {
    /// Its JSON-LD has no quads.
    #[error(transparent)]
    LinkedData(#[from] LinkedDataError),
    /// Its quads have no canonical form within the budget.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// Proof and document do not fit.
    #[error("expected a proof that fits the document; {what}")]
    Proof {
        /// What does not fit.
        what: String,
    },
}

/// The hashes that a proof signs.
///
/// Takes the document with or without its proofs and the proof with or without its value; gives
/// the canonical texts and the bytes that are signed. A proof of no supported suite counts as
/// `eddsa-rdfc-2022`. The hash of ECDSA follows the key, which must stand in the name of the
/// verification method, or the size of the signature; else it is SHA-256. It checks no signature.
///
/// Sources: Data Integrity EdDSA Cryptosuites, sections 3.2 to 3.4; Data Integrity ECDSA
/// Cryptosuites, sections 3.2 to 3.6; Verifiable Credential Data Integrity 1.0, section 4.5.
pub fn hashes(document: &Value, proof: &Value, contexts: &Contexts) -> Result<Hashes, HashError> {
    let suite = Suite::of(proof).unwrap_or(Suite::EddsaRdfc2022);
    let proofs = Proofs::read(document).list;
    let earlier = chain::named(proof, &proofs).map_err(|broken| HashError::Proof {
        what: broken.check().summary.into_owned(),
    })?;
    let earlier: Vec<_> = earlier
        .into_iter()
        .filter_map(|index| proofs.get(index))
        .collect();
    let input = Input::new(document, &earlier, contexts);
    let options = options(document, proof, suite);
    let hash = hash(suite, proof);
    if !suite.signs_rdf() {
        let texts = jcs::texts(input.value(), &options).map_err(|fault| HashError::Proof {
            what: fault.summary(),
        })?;
        return Ok(Hashes {
            signed: texts.signed(hash),
            canonical_document: texts.document,
            canonical_proof: texts.options,
        });
    }
    let document = input.read(contexts)?;
    let options = Dataset::of(&options, contexts)?;
    let value = proof.get(suite.value_key()).and_then(Value::as_str);
    let canonical_proof = options.canonical(hash)?.nquads.clone();
    if suite == Suite::EcdsaSd2023 {
        let unfit = |what: String| HashError::Proof { what };
        let derived = Derived::read(value.unwrap_or_default());
        let derived = derived.map_err(|check| unfit(check.summary.into_owned()))?;
        let (canonical_document, signed) =
            derived
                .hashes(&options, &document)
                .map_err(|fault| match fault {
                    Fault::Hash(error) => error,
                    Fault::Refused(check) => unfit(check.summary.into_owned()),
                })?;
        return Ok(Hashes {
            canonical_document,
            canonical_proof,
            signed,
        });
    }
    let mut signed = rdf::signed(hash, hash, &options, &document)?;
    if suite == Suite::Ed25519Signature2018
        && let Some(Ok(jws)) = value.map(jws::Detached::read)
    {
        signed = jws.input(&signed);
    }
    Ok(Hashes {
        canonical_document: document.canonical(hash)?.nquads.clone(),
        canonical_proof,
        signed,
    })
}

/// The hash that goes with the key of a proof, as far as the proof itself tells the key.
fn hash(suite: Suite, proof: &Value) -> Hash {
    let text = |key: &str| proof.get(key).and_then(Value::as_str);
    let method = text("verificationMethod").unwrap_or_default();
    let (id, fragment) = method.split_once('#').unwrap_or((method, ""));
    let own = [id.strip_prefix("did:key:").unwrap_or_default(), fragment]
        .into_iter()
        .find_map(|key| PublicKey::from_multibase(key).ok());
    if let Some(strength) = own.and_then(|key| suite.strength(&key)) {
        return strength.hash;
    }
    let is_ecdsa = matches!(suite, Suite::EcdsaRdfc2019 | Suite::EcdsaJcs2019);
    match text("proofValue").and_then(decode_multibase) {
        Some(signature) if is_ecdsa && signature.len() == 96 => Hash::Sha384,
        _ => Hash::Sha256,
    }
}
