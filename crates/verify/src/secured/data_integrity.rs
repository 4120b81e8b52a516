//! Embedded Data Integrity proofs over RDF: `eddsa-rdfc-2022` and `Ed25519Signature2020`.
//!
//! Sources: Verifiable Credential Data Integrity 1.0; Data Integrity EdDSA Cryptosuites v1.0,
//! sections 3.2 and 3.4 (W3C Recommendations, 15 May 2025).

use std::cell::OnceCell;

use credeval_linked_data::{
    CanonicalError, Contexts, Dropped, LinkedDataError, Reason, canonicalize, quads,
};
use credeval_model::{
    Check, CheckCode, Pointer, check::Cause, document::Standard, json, limits, time,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{ProofReport, Signer};
use crate::checked::{Session, Uncovered};
use crate::crypto::Algorithm;
use crate::key::decode_multibase;
use crate::opened::Opened;
use crate::resolve::resolve;

/// The proofs of a document, each with its place.
#[derive(Debug, Clone)]
pub(crate) struct Proofs {
    list: Vec<(Pointer, Value)>,
}

impl Proofs {
    pub(crate) fn read(document: &Value) -> Self {
        let place = Pointer::root().key("proof");
        let stated = document.get("proof");
        let list = json::one_or_many(stated)
            .iter()
            .enumerate()
            .map(|(index, proof)| match stated {
                Some(Value::Array(_)) => (place.index(index), proof.clone()),
                _ => (place.clone(), proof.clone()),
            })
            .collect();
        Self { list }
    }
}

/// The two suites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Suite {
    EddsaRdfc2022,
    Ed25519Signature2020,
}

impl Suite {
    fn of(proof: &Value) -> Result<Self, String> {
        let text = |key: &str| proof.get(key).and_then(Value::as_str).unwrap_or_default();
        match (text("type"), text("cryptosuite")) {
            ("DataIntegrityProof", "eddsa-rdfc-2022") => Ok(Self::EddsaRdfc2022),
            ("Ed25519Signature2020", _) => Ok(Self::Ed25519Signature2020),
            ("DataIntegrityProof", other) => Err(format!("the cryptosuite `{other}`")),
            (other, _) => Err(format!("the proof type `{other}`")),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::Ed25519Signature2020 => "Ed25519Signature2020",
        }
    }
}

/// What a signature of the two suites covers.
#[derive(Debug, Clone)]
pub struct Hashes {
    /// Canonical N-Quads of the document without its proofs.
    pub canonical_document: String,
    /// Canonical N-Quads of the proof's options.
    pub canonical_proof: String,
    /// SHA-256 of the options, then of the document: the 64 bytes that are signed.
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
}

/// The hashes that a proof signs.
///
/// Takes the document with or without its proofs and the proof with or without its value; gives
/// the canonical texts and the 64 bytes that are signed. It checks no signature. Source: Data
/// Integrity EdDSA Cryptosuites, sections 3.2.3 to 3.2.5 and 3.4.3 to 3.4.5.
pub fn hashes(document: &Value, proof: &Value, contexts: &Contexts) -> Result<Hashes, HashError> {
    let document_part = Part::of(&unsecured(document), contexts)?;
    let proof_part = Part::of(&options(document, proof), contexts)?;
    Ok(Hashes {
        signed: signed_bytes(&proof_part, &document_part),
        canonical_document: document_part.nquads,
        canonical_proof: proof_part.nquads,
    })
}

/// A canonical part of what is signed.
#[derive(Debug, Clone)]
struct Part {
    nquads: String,
    dropped: Vec<Dropped>,
}

impl Part {
    fn of(value: &Value, contexts: &Contexts) -> Result<Self, HashError> {
        let quads = quads(value, contexts)?;
        let canonical = canonicalize(&quads.quads)?;
        Ok(Self {
            nquads: canonical.nquads,
            dropped: quads.dropped,
        })
    }
}

fn signed_bytes(proof: &Part, document: &Part) -> Vec<u8> {
    let hash = |part: &Part| Sha256::digest(part.nquads.as_bytes());
    [hash(proof), hash(document)].concat()
}

fn unsecured(document: &Value) -> Value {
    let mut document = document.clone();
    if let Some(entries) = document.as_object_mut() {
        entries.remove("proof");
    }
    document
}

/// The proof without its value, read in the document's own context.
fn options(document: &Value, proof: &Value) -> Value {
    let mut options = proof.clone();
    if let Some(entries) = options.as_object_mut() {
        entries.remove("proofValue");
        // Section 3.2.5: the document's context, whatever the proof brings along.
        if let Some(context) = document.get("@context") {
            entries.insert("@context".to_owned(), context.clone());
        }
    }
    options
}

/// The addresses of the contexts that a document names at its top.
pub(crate) fn context_urls(document: &Value) -> Vec<&str> {
    json::one_or_many(document.get("@context"))
        .iter()
        .filter_map(Value::as_str)
        .collect()
}

/// A document as one set of contexts reads it.
struct Reading {
    /// The document that this reading prefers under an address, where several circulate.
    name: Option<String>,
    contexts: Contexts,
    /// Read when it is asked for: most proofs hold under the usual reading, and need no other.
    document: OnceCell<Result<Part, HashError>>,
}

impl Reading {
    fn document(&self, unsecured: &Value) -> &Result<Part, HashError> {
        self.document
            .get_or_init(|| Part::of(unsecured, &self.contexts))
    }
}

/// Checks every proof of a document; the document's own rows come first.
pub(crate) fn check(
    session: &Session<'_>,
    opened: &Opened,
    proofs: &Proofs,
) -> (Vec<Check>, Vec<ProofReport>) {
    let document = opened.credential();
    if proofs.list.len() > limits::PROOFS {
        let found = proofs.list.len();
        let check = Check::failed(
            CheckCode::DocumentLimit,
            format!("expected at most {} proofs, found {found}", limits::PROOFS),
        )
        .at(Pointer::root().key("proof"))
        .because(
            Cause::new("too_many_proofs").mismatch(limits::PROOFS.to_string(), found.to_string()),
        );
        return (vec![check], Vec::new());
    }
    let bare = unsecured(document);
    let readings: Vec<Reading> = session
        .against
        .contexts
        .readings(&context_urls(document))
        .into_iter()
        .map(|(name, contexts)| Reading {
            name,
            contexts,
            document: OnceCell::new(),
        })
        .collect();
    let reports: Vec<ProofReport> = proofs
        .list
        .iter()
        .map(|(pointer, proof)| check_proof(session, opened, &bare, &readings, pointer, proof))
        .collect();
    // What no reading that verified covers is uncovered; the usual reading speaks where none did.
    let mut rows = Vec::new();
    if let Some(usual) = readings.first() {
        rows.extend(linked_data_rows(usual.document(&bare)));
    }
    let mut uncovered: Vec<&Dropped> = reports
        .iter()
        .flat_map(|report| &report.uncovered)
        .collect();
    uncovered.sort();
    uncovered.dedup();
    if readings
        .first()
        .is_some_and(|usual| usual.document(&bare).is_ok())
    {
        rows.extend(terms_rows(&uncovered));
    }
    (rows, reports)
}

/// The rows on contexts and on the work that the dataset takes.
fn linked_data_rows(document: &Result<Part, HashError>) -> Vec<Check> {
    let known = || Check::passed(CheckCode::ContextKnown, "every JSON-LD context is known");
    let budget = || {
        Check::passed(
            CheckCode::LinkedDataBudget,
            "the RDF dataset was canonicalised within its budget of work",
        )
    };
    let place = Pointer::root().key("@context");
    match document {
        Ok(_) => vec![known(), budget()],
        Err(HashError::LinkedData(LinkedDataError::UnknownContext { url })) => vec![
            Check::inconclusive(
                CheckCode::ContextKnown,
                format!("the context {url} is not known, so what the proof covers cannot be told"),
            )
            .at(place)
            .because(Cause::new("unknown_context").url(url)),
            Check::inconclusive(
                CheckCode::ContextTerms,
                "cannot be told without every context",
            )
            .because(Cause::new("unknown_context").url(url)),
        ],
        Err(HashError::LinkedData(LinkedDataError::Invalid {
            pointer,
            code,
            what,
        })) => vec![
            known(),
            Check::failed(
                CheckCode::ContextTerms,
                format!("the JSON-LD is not valid: {code}, `{what}`"),
            )
            .at(pointer.clone())
            .because(Cause::new("invalid_json_ld").mismatch("valid JSON-LD", *code)),
        ],
        Err(error) => vec![
            known(),
            Check::failed(CheckCode::LinkedDataBudget, error.to_string())
                .because(Cause::new("budget")),
        ],
    }
}

/// One row for each place that the proof does not cover; more than this are counted.
const TERMS_SHOWN: usize = 32;

fn terms_rows(named: &[&Dropped]) -> Vec<Check> {
    let own = |drop: &&&Dropped| drop.reason == Reason::OwnTerm;
    let uncovered: Vec<&&Dropped> = named.iter().filter(|drop| !own(drop)).collect();
    if uncovered.is_empty() {
        let covered = "every part of the JSON reaches what the proof covers";
        return vec![Check::passed(
            CheckCode::ContextTerms,
            match named.len() {
                0 => covered.to_owned(),
                count => format!(
                    "{covered}; {count} terms are defined inside the document, and what they say counts as unsigned"
                ),
            },
        )];
    }
    let mut rows: Vec<Check> = uncovered
        .iter()
        .take(TERMS_SHOWN)
        .map(|drop| {
            let summary = match drop.reason {
                Reason::Disguised => format!(
                    "what stands at `{}` is signed, and {}",
                    drop.what,
                    drop.reason.label()
                ),
                Reason::VocabularyOnly | Reason::RedefinedTerm => {
                    format!(
                        "what `{}` means is not fixed: {}",
                        drop.what,
                        drop.reason.label()
                    )
                }
                _ => format!(
                    "the proof does not cover `{}`: {}",
                    drop.what,
                    drop.reason.label()
                ),
            };
            Check::failed(CheckCode::ContextTerms, summary)
                .at(drop.pointer.clone())
                .because(
                    Cause::new("not_covered")
                        .mismatch("a term that reaches the quads", drop.reason.label()),
                )
        })
        .collect();
    if uncovered.len() > TERMS_SHOWN {
        let more = uncovered.len() - TERMS_SHOWN;
        rows.push(
            Check::failed(
                CheckCode::ContextTerms,
                format!("the proof does not cover {more} further places"),
            )
            .because(Cause::new("not_covered")),
        );
    }
    rows
}

/// Adds a row, at the proof where it names no other place.
fn row(report: &mut ProofReport, place: &Pointer, check: Check) {
    report.checks.push(match check.pointer {
        Some(_) => check,
        None => check.at(place.clone()),
    });
}

fn check_proof(
    session: &Session<'_>,
    opened: &Opened,
    bare: &Value,
    readings: &[Reading],
    pointer: &Pointer,
    proof: &Value,
) -> ProofReport {
    let mut report = ProofReport::default();
    let text = |key: &str| proof.get(key).and_then(Value::as_str);
    let suite = match Suite::of(proof) {
        Ok(suite) if proof.get("previousProof").is_none() => suite,
        other => {
            let what = other.map_or_else(|what| what, |_| "a chain of proofs".to_owned());
            for code in [CheckCode::ProofSignature, CheckCode::ProofAlgorithm] {
                let check = Check::inconclusive(code, format!("{what} is not supported"));
                let cause = Cause::new("unsupported_proof").mismatch("a supported proof", &*what);
                row(&mut report, pointer, check.because(cause));
            }
            return report;
        }
    };
    let algorithm = format!("{} with Ed25519", suite.name());
    row(
        &mut report,
        pointer,
        Check::passed(CheckCode::ProofAlgorithm, algorithm),
    );
    let place = pointer.key("proofPurpose");
    row(&mut report, &place, purpose(opened, text("proofPurpose")));
    row(&mut report, pointer, times(session, proof));
    let place = pointer.key("verificationMethod");
    let Some(method) = text("verificationMethod") else {
        let check = Check::failed(
            CheckCode::ProofSignature,
            "the proof names no verification method",
        );
        let cause = Cause::new("no_verification_method");
        row(&mut report, pointer, check.because(cause));
        return report;
    };
    let resolution = resolve(session, method, opened.issuer(), &place);
    let key = match resolution.key {
        Ok(key) => key,
        Err(cause) => {
            let check = Check::inconclusive(
                CheckCode::ProofSignature,
                format!("the key `{method}` could not be had, so the signature is unchecked"),
            );
            row(&mut report, pointer, check.because(cause));
            row(&mut report, pointer, resolution.binding);
            return report;
        }
    };
    let (check, uncovered) = match text("proofValue").and_then(decode_multibase) {
        Some(signature) => {
            let options = options(opened.credential(), proof);
            let verify = |signed: &[u8]| {
                session
                    .against
                    .crypto
                    .verify(Algorithm::EdDsa, &key, signed, &signature)
            };
            let read = read(bare, &options, readings, pointer, verify);
            signature_row(read, resolution.self_stated)
        }
        None => {
            let check = Check::failed(
                CheckCode::ProofSignature,
                "the proof value is not a multibase value",
            );
            (
                check.because(Cause::new("malformed_proof_value")),
                Vec::new(),
            )
        }
    };
    report.uncovered = uncovered;
    row(&mut report, pointer, check);
    // The key is compared with the issuer that the JSON states, which must be under the proof.
    let issuer = opened.issuer_place();
    let binding = match Uncovered::of(report.uncovered.iter()).contains(&issuer) {
        true => Check::inconclusive(
            CheckCode::IssuerKey,
            "the proof does not cover the issuer that the credential names",
        )
        .at(issuer)
        .because(Cause::new("issuer_not_covered")),
        false => resolution.binding,
    };
    row(&mut report, pointer, binding);
    report.signer = Some(Signer::Identifier {
        id: method.split('#').next().unwrap_or(method).to_owned(),
        method: method.to_owned(),
    });
    report
}

/// How the signature stands under the first reading that it holds for, else under the usual one.
struct Read {
    holds: bool,
    /// The document that this reading prefers under an address.
    name: Option<String>,
    uncovered: Vec<Dropped>,
}

fn read(
    bare: &Value,
    options: &Value,
    readings: &[Reading],
    pointer: &Pointer,
    verify: impl Fn(&[u8]) -> bool,
) -> Result<Read, Option<HashError>> {
    let mut usual = None;
    let mut failure = None;
    for reading in readings {
        let parts = reading
            .document(bare)
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|document| Ok((Part::of(options, &reading.contexts)?, document)));
        match parts {
            Ok((options, document)) => {
                let signed = signed_bytes(&options, document);
                let read = Read {
                    holds: verify(&signed),
                    name: reading.name.clone(),
                    uncovered: uncovered(document, options, pointer),
                };
                if read.holds {
                    return Ok(read);
                }
                usual = usual.or(Some(read));
            }
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    usual.ok_or(failure)
}

/// What neither the document's quads nor those of the proof's options hold. The options repeat the
/// document's context, whose places are the document's.
fn uncovered(document: &Part, options: Part, pointer: &Pointer) -> Vec<Dropped> {
    let context = Pointer::root().key("@context");
    let inside = options
        .dropped
        .into_iter()
        .filter(|drop| !drop.pointer.is_within(&context))
        .map(|drop| Dropped {
            pointer: drop.pointer.under(pointer),
            ..drop
        });
    document.dropped.iter().cloned().chain(inside).collect()
}

fn signature_row(
    read: Result<Read, Option<HashError>>,
    self_stated: bool,
) -> (Check, Vec<Dropped>) {
    let code = CheckCode::ProofSignature;
    match read {
        Ok(read) if read.holds => {
            let mut summary = match self_stated {
                true => "the signature holds under a key that the proof itself states".to_owned(),
                false => "the signature holds".to_owned(),
            };
            if let Some(name) = read.name {
                summary = format!("{summary}; the proof used the context {name}");
            }
            (Check::passed(code, summary), read.uncovered)
        }
        Ok(read) => (
            Check::failed(
                code,
                "the signature does not hold: the credential was altered, or another key signed it",
            )
            .because(Cause::new("bad_signature")),
            read.uncovered,
        ),
        Err(Some(HashError::LinkedData(LinkedDataError::Invalid { code: fault, .. }))) => (
            Check::failed(
                code,
                "the JSON-LD is not valid, so no signature can hold over it",
            )
            .because(Cause::new("invalid_json_ld").mismatch("valid JSON-LD", fault)),
            Vec::new(),
        ),
        Err(failure) => {
            let why = failure.map_or_else(String::new, |error| error.to_string());
            let summary = format!("what the signature covers cannot be told: {why}");
            (
                Check::inconclusive(code, summary).because(Cause::new("no_canonical_form")),
                Vec::new(),
            )
        }
    }
}

/// Data Integrity 1.0 section 4.4: a proof made for something else asserts nothing.
fn purpose(opened: &Opened, stated: Option<&str>) -> Check {
    let expected = match opened.standard {
        Standard::Presentation => "authentication",
        _ => "assertionMethod",
    };
    match stated {
        Some(stated) if stated == expected => Check::passed(
            CheckCode::ProofPurpose,
            format!("the proof was made for {expected}"),
        ),
        stated => Check::failed(
            CheckCode::ProofPurpose,
            format!("expected a proof made for {expected}"),
        )
        .because(Cause::new("wrong_purpose").mismatch(expected, stated.unwrap_or("no purpose"))),
    }
}

/// The times that a proof states: not in the future, not past its end.
fn times(session: &Session<'_>, proof: &Value) -> Check {
    let at = session.against.at;
    let code = CheckCode::ProofTime;
    let stated = |key: &str| match proof.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_str().and_then(time::parse).map(Some).ok_or(value),
    };
    match (stated("created"), stated("expires")) {
        (Err(value), _) | (_, Err(value)) => {
            Check::failed(code, "a time of the proof is not a date and time").because(
                Cause::new("malformed_time").mismatch("a date and time", value.to_string()),
            )
        }
        (Ok(Some(created)), _) if created.earliest > session.latest() => Check::failed(
            code,
            format!(
                "the proof says it was made at {}, after {at}",
                created.earliest
            ),
        )
        .because(
            Cause::new("made_in_future").mismatch(at.to_string(), created.earliest.to_string()),
        ),
        (_, Ok(Some(expires))) if expires.latest < at => Check::failed(
            code,
            format!("the proof ended at {}, before {at}", expires.latest),
        )
        .because(Cause::new("proof_expired").mismatch(at.to_string(), expires.latest.to_string())),
        _ => Check::passed(
            code,
            "the times that the proof states fit the time of judgement",
        ),
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
        assert!(Suite::of(&proof("DataIntegrityProof", "bbs-2023")).is_err());
        assert!(Suite::of(&proof("RsaSignature2018", "")).is_err());
    }
}
