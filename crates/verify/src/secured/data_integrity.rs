//! Embedded Data Integrity proofs: the suites over RDF, over the JSON itself and over a selection
//! of statements; sets of proofs, and chains of them.
//!
//! Sources: Verifiable Credential Data Integrity 1.0; Data Integrity EdDSA Cryptosuites v1.0; Data
//! Integrity ECDSA Cryptosuites v1.0 (W3C Recommendations, 15 May 2025).

mod chain;
mod coverage;
mod hashes;
mod jcs;
mod jws;
mod rdf;
mod selective_disclosure;
mod suite;

pub(crate) use coverage::helps;
pub use hashes::{HashError, Hashes, hashes};
pub(crate) use selective_disclosure::withheld;

use credeval_linked_data::Dropped;
use credeval_model::{
    Check, CheckCode, Digest, Pointer,
    check::Cause,
    disclosure::{Disclosure, Withheld},
    document::Standard,
    json, limits, time,
};
use serde_json::Value;

use super::{ProofReport, Signer};
use crate::checked::{Uncovered, signed_bytes_rows};
use crate::key::{PublicKey, decode_multibase};
use crate::opened::Opened;
use crate::resolve::{Relationship, resolve_as};
use crate::session::Session;
use rdf::{Attempt, Dataset, Input};
use selective_disclosure::{Derived, Fault};
use suite::{NoSuite, Strength, Suite};

/// The proofs of a document, each with its place.
#[derive(Debug, Clone)]
pub(crate) struct Proofs {
    list: Vec<(Pointer, Value)>,
}

impl Proofs {
    pub(crate) fn seals(&self) -> Vec<Digest> {
        let value = |proof: &Value| {
            let names = ["proofValue", "jws", "signatureValue"].iter();
            let mut values = names.filter_map(|name| proof.get(name)?.as_str());
            values.next().map(|value| Digest::of(value.as_bytes()))
        };
        let proofs = self.list.iter();
        proofs.filter_map(|(_, proof)| value(proof)).collect()
    }

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

/// The proof without its value. Over RDF it is read in the document's own context.
fn options(document: &Value, proof: &Value, suite: Suite) -> Value {
    let mut options = proof.clone();
    if let Some(entries) = options.as_object_mut() {
        entries.remove(suite.value_key());
        // EdDSA Cryptosuites, section 3.2.5: the document's context, whatever the proof brings
        // along. The JCS suites sign the proof as it stands (section 3.3.5).
        if suite.signs_rdf()
            && let Some(context) = document.get("@context")
        {
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

/// Checks every proof of a document; the document's own rows come first.
pub(crate) fn check(
    session: &Session<'_>,
    opened: &Opened,
    proofs: &Proofs,
) -> (Vec<Check>, Vec<ProofReport>) {
    let list = &proofs.list;
    if list.len() > limits::PROOFS {
        return too_many(list.len());
    }
    let document = opened.credential();
    let contexts = session.against.contexts;
    let links = chain::links(list);
    let bare = Input::new(document, &[], contexts);
    let mut reports: Vec<ProofReport> = list
        .iter()
        .zip(&links)
        .map(|((place, proof), links)| {
            let earlier = links.as_deref().unwrap_or_default();
            let earlier: Vec<_> = earlier
                .iter()
                .filter_map(|index| list.get(*index))
                .collect();
            let own = (!earlier.is_empty()).then(|| Input::new(document, &earlier, contexts));
            let subject = Subject {
                place,
                proof,
                links,
                input: own.as_ref().unwrap_or(&bare),
            };
            check_proof(session, opened, &subject)
        })
        .collect();
    let places: Vec<Pointer> = list.iter().map(|(place, _)| place.clone()).collect();
    chain::propagate(&mut reports, &links, &places);
    coverage::share(session, opened, &mut reports);
    let suites: Vec<Suite> = list
        .iter()
        .filter_map(|(_, proof)| Suite::of(proof).ok())
        .collect();
    let mut rows = document_rows(session, opened, &bare, &suites, &reports);
    // Anybody can add a proof over all that is shown; only the issuer knows what there was.
    let is_whole = list.iter().zip(&reports).any(|((_, proof), report)| {
        report.is_bound() && Suite::of(proof).is_ok_and(|suite| suite != Suite::EcdsaSd2023)
    });
    if suites.contains(&Suite::EcdsaSd2023) && !is_whole {
        rows.extend(withheld(opened));
    }
    (rows, reports)
}

/// Parts of the names of suites by which a holder chooses what to show.
const SELECTIVE: [&str; 2] = ["bbs", "-sd-"];

/// What the holder chose to show: a derived proof does not tell what it leaves out. That another
/// proof stands beside it shows nothing, since anybody can add one over what is shown.
pub(crate) fn disclosure(proofs: &Proofs) -> Disclosure {
    let is_derived = |proof: &Value| {
        let stated = ["cryptosuite", "type"].map(|key| proof.get(key).and_then(Value::as_str));
        let mut names = stated.into_iter().flatten();
        // BBS and what comes after it are not verified, and leave out as much.
        names.any(|name| {
            SELECTIVE
                .iter()
                .any(|part| name.to_lowercase().contains(part))
        })
    };
    let mut proofs = proofs.list.iter();
    Disclosure {
        withheld: match proofs.any(|(_, proof)| is_derived(proof)) {
            true => Withheld::Unknown,
            false => Withheld::Nothing,
        },
        ..Disclosure::default()
    }
}

/// The rows of a document whose proofs are not looked at.
fn too_many(found: usize) -> (Vec<Check>, Vec<ProofReport>) {
    let limit = limits::PROOFS;
    let row = |code| {
        let cause = Cause::new("too_many_proofs").mismatch(limit.to_string(), found.to_string());
        Check::failed(
            code,
            format!("expected at most {limit} proofs, found {found}"),
        )
        .at(Pointer::root().key("proof"))
        .because(cause)
    };
    let mut report = ProofReport::default();
    report.checks.push(row(CheckCode::ProofSignature));
    (vec![row(CheckCode::DocumentLimit)], vec![report])
}

/// The rows on what the proofs together cover.
fn document_rows(
    session: &Session<'_>,
    opened: &Opened,
    bare: &Input<'_>,
    suites: &[Suite],
    reports: &[ProofReport],
) -> Vec<Check> {
    let mut rows = Vec::new();
    let is_whole = reports.iter().all(|report| report.uncovered.is_empty());
    if suites.iter().all(|suite| !suite.signs_rdf()) && !suites.is_empty() {
        let covered = "the proof covers the JSON itself, whatever the terms mean";
        rows.extend(signed_bytes_rows(session, opened, covered));
        if !is_whole {
            rows.retain(|row| row.code != CheckCode::ContextTerms);
            rows.extend(coverage::terms_rows(reports));
        }
    } else if let Some(usual) = bare.readings.first() {
        // The usual reading speaks; what no reading that verified covers is uncovered.
        let document = usual.document(bare);
        let is_read = document.is_ok_and(|document| document.any_canonical().is_ok());
        rows.extend(coverage::linked_data_rows(document));
        match suites {
            _ if !is_read => {}
            [] => rows.push(
                Check::inconclusive(
                    CheckCode::ContextTerms,
                    "what a proof covers whose kind is not supported cannot be told",
                )
                .because(Cause::new("unsupported_proof")),
            ),
            _ => rows.extend(coverage::terms_rows(reports)),
        }
    }
    rows
}

/// A proof with its place and with what it signs.
struct Subject<'a> {
    place: &'a Pointer,
    proof: &'a Value,
    links: &'a chain::Links,
    input: &'a Input<'a>,
}

impl Subject<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.proof.get(key).and_then(Value::as_str)
    }
}

/// Adds a row, at the proof where it names no other place.
fn row(report: &mut ProofReport, place: &Pointer, check: Check) {
    report.checks.push(match check.pointer {
        Some(_) => check,
        None => check.at(place.clone()),
    });
}

fn check_proof(session: &Session<'_>, opened: &Opened, subject: &Subject<'_>) -> ProofReport {
    let mut report = ProofReport::default();
    let pointer = subject.place;
    let suite = match Suite::of(subject.proof) {
        Ok(suite) => suite,
        Err(none) => {
            for code in [CheckCode::ProofSignature, CheckCode::ProofAlgorithm] {
                row(&mut report, pointer, no_suite(code, &none));
            }
            return report;
        }
    };
    let place = pointer.key("proofPurpose");
    row(
        &mut report,
        &place,
        purpose(opened, subject.text("proofPurpose")),
    );
    row(&mut report, pointer, times(session, subject.proof));
    let place = pointer.key("verificationMethod");
    let Some(method) = subject.text("verificationMethod") else {
        let check = Check::failed(
            CheckCode::ProofSignature,
            "the proof names no verification method",
        );
        let cause = Cause::new("no_verification_method");
        row(&mut report, pointer, check.because(cause));
        return report;
    };
    let relationship = Relationship::of(opened);
    let resolution = resolve_as(session, method, opened.issuer(), &place, relationship);
    let key = resolution.key.map_err(|cause| {
        Check::inconclusive(
            CheckCode::ProofSignature,
            format!("the key `{method}` could not be had, so the signature is unchecked"),
        )
        .because(cause)
    });
    let algorithm = algorithm(suite, key.as_ref().ok());
    let holds = match resolution.self_stated {
        true => "the signature holds under a key that the proof itself states",
        false => "the signature holds",
    };
    let (checks, uncovered) = signature(session, opened, subject, suite, key, holds);
    // A detached signature may refuse the algorithm that it names itself.
    if checks.iter().all(|check| check.code != algorithm.code) {
        row(&mut report, pointer, algorithm);
    }
    for check in checks {
        row(&mut report, pointer, check);
    }
    report.uncovered = uncovered;
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

/// The row of a proof that belongs to no supported suite.
fn no_suite(code: CheckCode, none: &NoSuite) -> Check {
    match none {
        NoSuite::Unnamed(what) => Check::failed(code, format!("the proof states no `{what}`"))
            .because(Cause::new("malformed_proof").mismatch(format!("a `{what}`"), "none")),
        NoSuite::Unsupported(what) => Check::inconclusive(code, format!("{what} is not supported"))
            .because(Cause::new("unsupported_proof").mismatch("a supported proof", what)),
    }
}

fn algorithm(suite: Suite, key: Option<&PublicKey>) -> Check {
    let code = CheckCode::ProofAlgorithm;
    let name = suite.name();
    match key.map(|key| suite.strength(key)) {
        Some(None) => Check::failed(code, format!("{name} takes a {} key", suite.keys()))
            .because(Cause::new("key_mismatch").mismatch(suite.keys(), "another key")),
        Some(Some(strength)) => Check::passed(code, format!("{name} with {}", strength.key)),
        None => Check::passed(code, format!("{name} with {}", suite.keys())),
    }
}

fn altered() -> Check {
    Check::failed(
        CheckCode::ProofSignature,
        "the signature does not hold: the credential was altered, or another key signed it",
    )
    .because(Cause::new("bad_signature"))
}

/// The rows of a proof's signature, and what the proof does not cover.
fn signature(
    session: &Session<'_>,
    opened: &Opened,
    subject: &Subject<'_>,
    suite: Suite,
    key: Result<PublicKey, Check>,
    holds: &'static str,
) -> (Vec<Check>, Vec<Dropped>) {
    let options = options(opened.credential(), subject.proof, suite);
    let ready = || {
        if let Err(broken) = subject.links {
            return Err(vec![broken.check()]);
        }
        let key = key.map_err(|check| vec![check])?;
        let strength = suite.strength(&key).ok_or_else(|| {
            vec![
                Check::failed(
                    CheckCode::ProofSignature,
                    "the key is not of the kind that the suite takes",
                )
                .because(Cause::new("key_mismatch")),
            ]
        })?;
        let text = subject.text(suite.value_key());
        let value = SignatureValue::read(suite, strength, text)?;
        Ok(Verifier {
            session,
            key,
            strength,
            value,
            words: holds,
        })
    };
    match suite.signs_rdf() {
        true => over_rdf(subject, &options, ready()),
        false => over_json(subject, &options, ready()),
    }
}

/// The value of a proof, read as its suite writes it.
enum SignatureValue {
    Plain(Vec<u8>),
    Detached(jws::Detached),
    Derived(Box<Derived>),
}

impl SignatureValue {
    fn read(suite: Suite, strength: Strength, text: Option<&str>) -> Result<Self, Vec<Check>> {
        let malformed = |what: String| {
            vec![
                Check::failed(CheckCode::ProofSignature, what)
                    .because(Cause::new("malformed_proof_value")),
            ]
        };
        let key = suite.value_key();
        let text = text.ok_or_else(|| malformed(format!("the proof has no `{key}`")))?;
        match suite {
            Suite::Ed25519Signature2018 => jws::Detached::read(text).map(Self::Detached),
            Suite::EcdsaSd2023 => Derived::read(text)
                .map(|derived| Self::Derived(Box::new(derived)))
                .map_err(|check| vec![*check]),
            _ => {
                // Base58 in each of these suites (EdDSA Cryptosuites, section 2.2.1).
                let signature = decode_multibase(text).filter(|_| text.starts_with('z'));
                let signature = signature.ok_or_else(|| {
                    malformed("the proof value is not a base58 multibase value".to_owned())
                })?;
                let (expected, found) = (strength.signature_bytes, signature.len());
                match found == expected {
                    true => Ok(Self::Plain(signature)),
                    false => Err(malformed(format!(
                        "expected a signature of {expected} bytes, found {found}"
                    ))),
                }
            }
        }
    }
}

/// All that the arithmetic of one proof needs.
struct Verifier<'s> {
    session: &'s Session<'s>,
    key: PublicKey,
    strength: Strength,
    value: SignatureValue,
    /// How the row of a signature that holds begins.
    words: &'static str,
}

impl Verifier<'_> {
    fn holds(&self, message: &[u8], signature: &[u8]) -> bool {
        let crypto = self.session.against.crypto;
        crypto.verify(self.strength.algorithm, &self.key, message, signature)
    }

    /// Whether the signature holds over these datasets, and what is to be said besides.
    fn over(&self, options: &Dataset, document: &Dataset) -> Result<Option<String>, Fault> {
        let (signature, start) = match &self.value {
            SignatureValue::Plain(signature) => (signature, None),
            SignatureValue::Detached(jws) => (&jws.signature, Some(jws)),
            SignatureValue::Derived(derived) => {
                let crypto = self.session.against.crypto;
                let holds = derived.verify(crypto, &self.key, options, document)?;
                return Ok(holds.then(|| ", over what the holder chose to show".to_owned()));
            }
        };
        let hash = self.strength.hash;
        for labels in hash.of_labels() {
            let signed = rdf::signed(hash, *labels, options, document)?;
            let message = match start {
                Some(jws) => jws.input(&signed),
                None => signed,
            };
            if self.holds(&message, signature) {
                return Ok(Some(match *labels == hash {
                    true => String::new(),
                    false => format!("; its blank nodes are labelled with {}", labels.name()),
                }));
            }
        }
        Ok(None)
    }
}

/// The signature under the first reading that it holds for, else under the usual one.
fn over_rdf(
    subject: &Subject<'_>,
    options: &Value,
    ready: Result<Verifier<'_>, Vec<Check>>,
) -> (Vec<Check>, Vec<Dropped>) {
    let attempts = Attempt::all(subject.input, options);
    let uncovered = |attempt: Option<&Attempt<'_>>| {
        attempt.map_or_else(Vec::new, |attempt| attempt.uncovered(subject.place))
    };
    let verifier = match ready {
        Ok(verifier) => verifier,
        Err(checks) => return (checks, uncovered(attempts.first())),
    };
    let mut usual = None;
    for attempt in &attempts {
        let outcome = attempt
            .datasets()
            .map_err(|error| Fault::Hash(error.into()))
            .and_then(|(options, document)| verifier.over(options, document));
        let check = match outcome {
            Ok(Some(note)) => {
                let context = attempt.name().map_or_else(String::new, |name| {
                    format!("; the proof used the context {name}")
                });
                let summary = format!("{}{note}{context}", verifier.words);
                let check = Check::passed(CheckCode::ProofSignature, summary);
                return (vec![check], uncovered(Some(attempt)));
            }
            Ok(None) => altered(),
            Err(Fault::Refused(check)) => *check,
            Err(Fault::Hash(error)) => rdf::unreadable(&error),
        };
        usual = usual.or(Some((vec![check], attempt)));
    }
    match usual {
        Some((checks, attempt)) => (checks, uncovered(Some(attempt))),
        None => (vec![altered()], Vec::new()),
    }
}

/// The signature over the JSON itself, which leaves out nothing but contexts that came later.
fn over_json(
    subject: &Subject<'_>,
    options: &Value,
    ready: Result<Verifier<'_>, Vec<Check>>,
) -> (Vec<Check>, Vec<Dropped>) {
    let texts = jcs::texts(subject.input.value(), options);
    match (ready, texts) {
        (Err(checks), texts) => (checks, texts.map(|texts| texts.added).unwrap_or_default()),
        (Ok(_), Err(fault)) => (vec![fault.check()], Vec::new()),
        (Ok(verifier), Ok(texts)) => {
            let signed = texts.signed(verifier.strength.hash);
            let check = match &verifier.value {
                SignatureValue::Plain(signature) if verifier.holds(&signed, signature) => {
                    Check::passed(CheckCode::ProofSignature, verifier.words)
                }
                _ => altered(),
            };
            (vec![check], texts.added)
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
