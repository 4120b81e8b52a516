//! `ecdsa-sd-2023`: a proof over those statements of a credential that its holder chose to show.
//!
//! The issuer signs each statement by itself with a key made for this one proof, and with its own
//! key signs that key, the proof's options and the statements that nobody may leave out.
//!
//! Source: Data Integrity ECDSA Cryptosuites v1.0, sections 3.4 to 3.6.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ciborium::Value as Cbor;
use credeval_model::{Check, CheckCode, Pointer, check::Cause};

use super::hashes::HashError;
use super::rdf::Dataset;
use super::suite::Hash;
use crate::crypto::{Algorithm, Crypto};
use crate::key::PublicKey;
use crate::opened::{Opened, base64url};

/// Bytes of a proof value, which bounds the statements that are signed one by one: 7,900 of them,
/// each a signature to check. A record of sixty courses makes about two thousand.
const PROOF_VALUE_BYTES: usize = 512 * 1024;

/// Section 3.5.8: the header of a derived proof; that of a base proof ends with a zero.
const DERIVED: [u8; 3] = [0xd9, 0x5d, 0x01];
const BASE: [u8; 3] = [0xd9, 0x5d, 0x00];

/// The multicodec of a P-256 key, before its compressed point.
const P256: [u8; 2] = [0x80, 0x24];

/// A derived proof value, taken apart.
#[derive(Debug)]
pub(super) struct Derived {
    base_signature: Vec<u8>,
    /// The key made for this proof, as its multikey bytes.
    public_key: Vec<u8>,
    signatures: Vec<Vec<u8>>,
    /// The labels that were signed, by the number of the canonical label.
    labels: BTreeMap<u64, String>,
    mandatory: BTreeSet<u64>,
}

fn refused(code: &'static str, what: impl Into<String>) -> Check {
    let what = what.into();
    Check::failed(
        CheckCode::ProofSignature,
        format!("the proof value is not a derived proof: {what}"),
    )
    .because(Cause::new(code).mismatch("a derived ecdsa-sd-2023 proof", what))
}

impl Derived {
    /// Section 3.5.8, `parseDerivedProofValue`.
    pub(super) fn read(text: &str) -> Result<Self, Box<Check>> {
        let malformed = |what: &str| Box::new(refused("malformed_proof_value", what));
        // Four characters of base64url are three bytes.
        if text.len() > PROOF_VALUE_BYTES / 3 * 4 {
            return Err(malformed("it is larger than any"));
        }
        let bytes = text.strip_prefix('u').and_then(base64url);
        let bytes = bytes.ok_or_else(|| malformed("it is not multibase base64url"))?;
        if bytes.starts_with(&BASE) {
            // Section 3.6.7 verifies derived proofs only. A base proof holds the key to every label
            // and all signatures: it is between issuer and holder.
            return Err(Box::new(refused(
                "base_proof",
                "it is the issuer's base proof, from which a holder derives the one to show",
            )));
        }
        let mut rest = bytes
            .strip_prefix(&DERIVED)
            .ok_or_else(|| malformed("its header is another"))?;
        let value: Cbor =
            ciborium::from_reader(&mut rest).map_err(|_| malformed("it is not CBOR"))?;
        if !rest.is_empty() {
            return Err(malformed("bytes follow its CBOR"));
        }
        let Cbor::Array(components) = value else {
            return Err(malformed("it is not a list"));
        };
        let Ok(components) = <[Cbor; 5]>::try_from(components) else {
            return Err(malformed("it has not five components"));
        };
        let [base_signature, public_key, signatures, labels, mandatory] = components;
        let base_signature =
            sized(base_signature, 64).ok_or_else(|| malformed("its base signature is none"))?;
        let public_key = sized(public_key, 35)
            .filter(|key| key.starts_with(&P256))
            .ok_or_else(|| malformed("its public key is not a P-256 multikey"))?;
        let signatures = match signatures {
            Cbor::Array(items) => items.into_iter().map(|item| sized(item, 64)).collect(),
            _ => None,
        };
        Ok(Self {
            base_signature,
            public_key,
            signatures: signatures.ok_or_else(|| malformed("its signatures are none"))?,
            labels: label_map(labels)
                .ok_or_else(|| malformed("its label map is no map of different labels"))?,
            mandatory: indexes(mandatory)
                .ok_or_else(|| malformed("its mandatory indexes are not different numbers"))?,
        })
    }

    /// Section 3.5.9, `createVerifyData`: the lines with the labels that were signed, and of them
    /// those that are signed one by one.
    fn statements(&self, document: &Dataset) -> Result<Statements, Fault> {
        let canonical = document.canonical(Hash::Sha256)?;
        let mut labels = Vec::with_capacity(canonical.numbers.len());
        for number in &canonical.numbers {
            let Some(number) = number else {
                // No statement mentions this node.
                labels.push("");
                continue;
            };
            let signed = self.labels.get(&u64::from(*number)).ok_or_else(|| {
                refused(
                    "label_missing",
                    format!("its label map has none for the node c14n{number}"),
                )
            })?;
            labels.push(signed);
        }
        let all = document
            .quads
            .lines(|number| labels.get(number).copied().unwrap_or_default());
        let count = all.len();
        if let Some(index) = self
            .mandatory
            .last()
            .filter(|index| usize::try_from(**index).map_or(true, |index| index >= count))
        {
            return Err(refused(
                "index_out_of_range",
                format!("it says that statement {index} of {count} is mandatory"),
            )
            .into());
        }
        let mut statements = Statements {
            text: all.concat(),
            mandatory: String::new(),
            single: Vec::new(),
        };
        for (index, line) in all.into_iter().enumerate() {
            match self.mandatory.contains(&(index as u64)) {
                true => statements.mandatory.push_str(&line),
                false => statements.single.push(line),
            }
        }
        let (signed, shown) = (self.signatures.len(), statements.single.len());
        if signed != shown {
            return Err(refused(
                "statement_count",
                format!("it signs {signed} statements, and the document has {shown}"),
            )
            .into());
        }
        Ok(statements)
    }

    /// Section 3.5.1, `serializeSignData`: what the issuer's own key signs.
    fn signed(&self, options: &Dataset, statements: &Statements) -> Result<Vec<u8>, Fault> {
        let hash = Hash::Sha256;
        let options = hash.digest(&options.canonical(hash)?.nquads);
        let mandatory = hash.digest(&statements.mandatory);
        Ok([options, self.public_key.clone(), mandatory].concat())
    }

    /// The text that was signed, and the bytes that the issuer's own key signs.
    pub(super) fn hashes(
        &self,
        options: &Dataset,
        document: &Dataset,
    ) -> Result<(String, Vec<u8>), Fault> {
        let statements = self.statements(document)?;
        let signed = self.signed(options, &statements)?;
        Ok((statements.text, signed))
    }

    /// Section 3.6.7: whether the issuer's `key` signed the key of the proof with the mandatory
    /// statements, and the key of the proof each other one.
    pub(super) fn verify(
        &self,
        crypto: &dyn Crypto,
        key: &PublicKey,
        options: &Dataset,
        document: &Dataset,
    ) -> Result<bool, Fault> {
        let statements = self.statements(document)?;
        let signed = self.signed(options, &statements)?;
        let algorithm = Algorithm::Es256;
        if !crypto.verify(algorithm, key, &signed, &self.base_signature) {
            return Ok(false);
        }
        // Only now is the proof's own key worth anything.
        let point = self.public_key.strip_prefix(&P256).unwrap_or_default();
        let own = PublicKey::P256(point.to_vec());
        let mut pairs = statements.single.iter().zip(&self.signatures);
        Ok(pairs
            .all(|(line, signature)| crypto.verify(algorithm, &own, line.as_bytes(), signature)))
    }
}

/// The lines of a document with the labels that were signed.
struct Statements {
    text: String,
    mandatory: String,
    single: Vec<String>,
}

/// Why a derived proof does not fit a document.
#[derive(Debug)]
pub(super) enum Fault {
    /// The document or the options have no canonical form.
    Hash(HashError),
    /// The row that says what does not fit.
    Refused(Box<Check>),
}

impl From<credeval_linked_data::CanonicalError> for Fault {
    fn from(error: credeval_linked_data::CanonicalError) -> Self {
        Self::Hash(error.into())
    }
}

impl From<Check> for Fault {
    fn from(check: Check) -> Self {
        Self::Refused(Box::new(check))
    }
}

/// Bytes of exactly this many; tagged ones are others (section 3.5.8 step 4).
fn sized(value: Cbor, length: usize) -> Option<Vec<u8>> {
    match value {
        Cbor::Bytes(bytes) if bytes.len() == length => Some(bytes),
        _ => None,
    }
}

/// Section 3.5.6, `decompressLabelMap`. Two nodes of the document under one signed label would be
/// one node to the signature and two to a reader, so the labels must differ.
fn label_map(value: Cbor) -> Option<BTreeMap<u64, String>> {
    let Cbor::Map(entries) = value else {
        return None;
    };
    let mut map = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (key, value) in entries {
        let number = u64::try_from(key.into_integer().ok()?).ok()?;
        let label = format!("u{}", URL_SAFE_NO_PAD.encode(sized(value, 32)?));
        if !taken.insert(label.clone()) || map.insert(number, label).is_some() {
            return None;
        }
    }
    Some(map)
}

fn indexes(value: Cbor) -> Option<BTreeSet<u64>> {
    let Cbor::Array(items) = value else {
        return None;
    };
    let mut found = BTreeSet::new();
    for item in items {
        let index = u64::try_from(item.into_integer().ok()?).ok()?;
        if !found.insert(index) {
            return None;
        }
    }
    Some(found)
}

/// What a holder may have left out, where no other proof covers the whole credential: its end and
/// its status. Their absence shows nothing.
pub(crate) fn withheld(opened: &Opened) -> Vec<Check> {
    let credential = opened.credential();
    let absent = |keys: &[&str]| keys.iter().all(|key| credential.get(key).is_none());
    let row = |code, what: &str| {
        Check::inconclusive(
            code,
            format!("the holder chose what to show, and may have left out {what}"),
        )
        .at(Pointer::root())
        .because(Cause::new("may_be_withheld"))
    };
    let mut rows = Vec::new();
    if absent(&["validUntil", "expirationDate"]) {
        rows.push(row(CheckCode::ValidityUntil, "an end of validity"));
    }
    if absent(&["credentialStatus"]) {
        rows.push(row(CheckCode::StatusRevocation, "a status"));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(length: usize) -> Cbor {
        Cbor::Bytes(vec![7; length])
    }

    fn key() -> Cbor {
        Cbor::Bytes([P256.as_slice(), &[2; 33]].concat())
    }

    fn labels(pairs: &[(u64, u8)]) -> Cbor {
        let entry = |(number, byte): &(u64, u8)| {
            (
                Cbor::Integer((*number).into()),
                Cbor::Bytes(vec![*byte; 32]),
            )
        };
        Cbor::Map(pairs.iter().map(entry).collect())
    }

    fn numbers(numbers: &[i64]) -> Cbor {
        let number = |number: &i64| Cbor::Integer((*number).into());
        Cbor::Array(numbers.iter().map(number).collect())
    }

    fn text(header: [u8; 3], components: Vec<Cbor>, more: &[u8]) -> String {
        let mut value = header.to_vec();
        ciborium::into_writer(&Cbor::Array(components), &mut value).unwrap();
        value.extend(more);
        format!("u{}", URL_SAFE_NO_PAD.encode(value))
    }

    fn sound() -> Vec<Cbor> {
        vec![
            bytes(64),
            key(),
            Cbor::Array(vec![bytes(64)]),
            labels(&[(0, 1), (1, 2)]),
            numbers(&[0, 2]),
        ]
    }

    fn cause(text: &str) -> String {
        Derived::read(text).unwrap_err().cause.unwrap().code
    }

    #[test]
    fn a_derived_proof_value_is_read_and_each_fault_is_refused() {
        assert!(Derived::read(&text(DERIVED, sound(), b"")).is_ok());
        let with = |index: usize, other: Cbor| {
            let mut components = sound();
            components[index] = other;
            text(DERIVED, components, b"")
        };
        let short = text(DERIVED, sound()[..4].to_vec(), b"");
        let tagged = Cbor::Tag(64, Box::new(bytes(64)));
        let curve = Cbor::Bytes([&[0xed, 0x01], [2; 33].as_slice()].concat());
        for odd in [
            text(DERIVED, sound(), b"\0"),
            text([0xd9, 0x5d, 0x02], sound(), b""),
            text(DERIVED, sound(), b"").replacen('u', "z", 1),
            short,
            with(0, bytes(63)),
            with(0, tagged),
            with(1, bytes(35)),
            with(1, curve),
            with(2, bytes(64)),
            with(2, Cbor::Array(vec![bytes(65)])),
            with(3, labels(&[(0, 1), (0, 2)])),
            with(3, labels(&[(0, 1), (1, 1)])),
            with(3, numbers(&[0])),
            with(4, numbers(&[1, 1])),
            with(4, numbers(&[-1])),
            with(4, Cbor::Array(vec![Cbor::Float(1.0)])),
            format!("u{}", "A".repeat(PROOF_VALUE_BYTES * 2)),
            "u2V0B".to_owned(),
            String::new(),
        ] {
            assert_eq!(cause(&odd), "malformed_proof_value", "{odd:.80}");
        }
        assert_eq!(cause(&text(BASE, sound(), b"")), "base_proof");
    }
}
