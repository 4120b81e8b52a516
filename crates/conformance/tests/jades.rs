//! Seals that others made: every sealed European Digital Credential of the corpus, with its
//! timestamps and its evidence on revocation, and the samples of the Digital Signature Service.
//!
//! The samples' own verdicts stand in `jades/EXPECTED-from-dss-tests.md` (what its tests assert) and
//! `jades/SIGCHECK.tsv` (the arithmetic, by another implementation).
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use CheckCode::{ProofSignature, ProofTime, SealChain, SealRevocation, SealTimestamp};
use CheckOutcome::{Failed, Inconclusive, Passed};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_conformance::{Suite, corpus, credential_files, equal};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Timestamp, evidence::Evidence, trust::TrustFile,
};
use credeval_verify::{Against, Proof, Trust, check, open};
use serde_json::Value;

/// Long after every seal of the corpus was made, and its certificate had expired.
const TODAY: &str = "2026-11-24T00:00:00Z";

/// The rows of a document, or nothing where it cannot be opened.
fn judge(bytes: &[u8], trust: &str, at: &str) -> Option<Rows> {
    let opened = open(&Document::new(bytes.to_vec(), "corpus")).ok()?;
    let file = TrustFile::parse(trust).expect("a trust file");
    let trust = Trust::new(file).expect("certificates");
    let (evidence, contexts) = (Evidence::none(), Contexts::built_in());
    let at: Timestamp = at.parse().expect("a time");
    let checked = check(&opened, Against::new(&evidence, &trust, &contexts, at));
    Some(Rows {
        checks: checked.checks().to_vec(),
        is_identified: matches!(checked.proof(), Proof::Identified(_)),
    })
}

struct Rows {
    checks: Vec<Check>,
    is_identified: bool,
}

impl Rows {
    fn of(&self, code: CheckCode) -> Vec<CheckOutcome> {
        let rows = self.checks.iter().filter(|row| row.code == code);
        rows.map(|row| row.outcome).collect()
    }

    fn causes(&self, code: CheckCode) -> Vec<String> {
        let rows = self.checks.iter().filter(|row| row.code == code);
        rows.map(|row| {
            row.cause
                .as_ref()
                .map_or_else(String::new, |cause| cause.code.clone())
        })
        .collect()
    }

    /// Every row of a code ended so, and there is one.
    fn end(&self, code: CheckCode, outcome: CheckOutcome) -> Result<(), String> {
        let found = self.of(code);
        match !found.is_empty() && found.iter().all(|one| *one == outcome) {
            true => Ok(()),
            false => Err(format!(
                "{code}: expected {outcome:?}, found {found:?} {:?}",
                self.causes(code)
            )),
        }
    }
}

/// The sealed files among the European credentials: name and envelope.
fn sealed(corpus: &Path) -> Vec<(String, Value)> {
    credential_files(corpus, u64::MAX)
        .into_iter()
        .filter_map(|path| {
            let value: Value = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
            let is_sealed = value.get("payload").is_some_and(Value::is_string);
            let name = path.strip_prefix(corpus).ok()?.display().to_string();
            is_sealed.then_some((name, value))
        })
        .collect()
}

fn bytes(envelope: &Value) -> Vec<u8> {
    serde_json::to_vec(envelope).expect("JSON")
}

fn decoded(text: &Value) -> Value {
    let text = text.as_str().expect("base64url");
    let bytes = URL_SAFE_NO_PAD.decode(text).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// What was added to the seal.
fn components(envelope: &Value) -> Vec<Value> {
    let added = envelope.pointer("/signatures/0/header/etsiU");
    added
        .and_then(Value::as_array)
        .expect("a list")
        .iter()
        .map(decoded)
        .collect()
}

fn stamps(envelope: &Value) -> usize {
    let header = decoded(&envelope["signatures"][0]["protected"]);
    let added = components(envelope);
    let has = |one: &Value, name: &str| one.get(name).is_some();
    let after = added
        .iter()
        .filter(|one| has(one, "sigTst") || has(one, "arcTst"));
    usize::from(has(&header, "adoTst")) + after.count()
}

fn anchor(id: &str, certificate: &str, purpose: &str) -> String {
    let lines: Vec<&str> = certificate
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).expect("base64"))
        .collect();
    let pem = lines.join("\n");
    format!(
        "[[anchor]]\nid = '{id}'\nkind = 'x509_pin'\ngrants = [{purpose}]\ncertificate = '''\n\
         -----BEGIN CERTIFICATE-----\n{pem}\n-----END CERTIFICATE-----\n'''\n"
    )
}

/// A trust file of every certificate that came with a seal but its own: its issuing authority and
/// the root of its timestamps are among them.
fn all_that_came(envelope: &Value, purpose: &str) -> String {
    let mut file = String::new();
    let header = decoded(&envelope["signatures"][0]["protected"]);
    let chain = header["x5c"].as_array().expect("certificates");
    for (index, certificate) in chain.iter().enumerate().skip(1) {
        let certificate = certificate.as_str().expect("a certificate");
        file += &anchor(&format!("chain-{index}"), certificate, purpose);
    }
    for component in components(envelope) {
        let values = component.get("xVals").and_then(Value::as_array);
        for (index, value) in values.into_iter().flatten().enumerate() {
            let certificate = value["x509Cert"]["val"].as_str().expect("a certificate");
            file += &anchor(&format!("given-{index}"), certificate, purpose);
        }
    }
    file
}

#[test]
fn every_real_seal_holds_with_each_of_its_timestamps() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("seals", &[]);
    for (name, envelope) in sealed(&corpus) {
        let rows = judge(&bytes(&envelope), "", TODAY).expect("a seal");
        suite.case(
            &format!("{name} signature"),
            rows.end(ProofSignature, Passed),
        );
        // Imprint and signature are right, and nobody vouches for who made them.
        let expected = vec!["authority_not_anchored".to_owned(); stamps(&envelope)];
        let found = rows.causes(SealTimestamp);
        suite.case(&format!("{name} timestamps"), equal(&expected, &found));
        // Nothing proves when it was sealed.
        let time = rows.end(ProofTime, Inconclusive);
        suite.case(
            &format!("{name} time"),
            time.and(rows.end(SealChain, Inconclusive)),
        );
    }
    suite.finish();
}

/// A time by which the seal's certificate has expired where `expired`, and the one of its
/// timestamps' authority has not.
const FITTING: [(&str, &str, bool); 13] = [
    ("AA-Annex1-MC-signed.jsonld", TODAY, true),
    ("edc/Sample-CertOfPart-signed.jsonld", TODAY, true),
    ("Sample-JointDegree-signed.jsonld", TODAY, true),
    ("Sample-MastersDegree-signed.jsonld", TODAY, true),
    ("Sample-TranscriptOfRecords-signed.jsonld", TODAY, true),
    (
        "samples-ec/Sample-CertOfPart-signed.jsonld",
        "2023-12-01T00:00:00Z",
        false,
    ),
    (
        "samples-ec/Sample-MC-Annex1-signed.jsonld",
        "2023-12-01T00:00:00Z",
        false,
    ),
    ("credential-signed.jsonld", "2023-06-01T00:00:00Z", true),
    ("signed_credential.jsonld", "2023-06-01T00:00:00Z", true),
    (
        "credential-jws-invalid.jsonld",
        "2023-06-01T00:00:00Z",
        true,
    ),
    ("json_sealed_advanced.json", "2023-06-01T00:00:00Z", true),
    ("json_sealed_test_output.json", "2023-06-01T00:00:00Z", true),
    (
        "json_to_seal-signed-jades-baseline-lta.json",
        "2023-06-01T00:00:00Z",
        true,
    ),
];

#[test]
fn a_real_seal_is_judged_at_the_time_that_its_timestamps_prove() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("seals at their proven time", &[]);
    let sealed = sealed(&corpus);
    let find = |end: &str| {
        let found = sealed.iter().find(|(name, _)| name.ends_with(end));
        found.map(|(_, envelope)| envelope).expect("a sealed file")
    };
    suite.case("each file has a time", equal(&sealed.len(), &FITTING.len()));
    for (end, at, expired) in FITTING {
        let envelope = find(end);
        // One has no certificates of authorities with it; those of a sister fit.
        let is_bare = end.starts_with("AA-");
        let source = if is_bare {
            find(FITTING[1].0)
        } else {
            envelope
        };
        let both = "'seal', 'timestamp'";
        let rows = judge(&bytes(envelope), &all_that_came(source, both), at).expect("a seal");
        for code in [ProofSignature, SealTimestamp, ProofTime, SealChain] {
            suite.case(&format!("{end} {code}"), rows.end(code, Passed));
        }
        let revocation = if is_bare { Inconclusive } else { Passed };
        suite.case(
            &format!("{end} revocation"),
            rows.end(SealRevocation, revocation),
        );
        // Trusted for seals alone, the same authorities prove no time.
        let rows = judge(&bytes(envelope), &all_that_came(source, "'seal'"), at).expect("a seal");
        let timestamps = rows.end(SealTimestamp, Inconclusive);
        suite.case(&format!("{end} seals alone"), timestamps);
        let without = if expired { Inconclusive } else { Passed };
        let chain = rows
            .end(SealChain, without)
            .and(rows.end(ProofTime, without));
        suite.case(&format!("{end} unproven"), chain);
    }
    // A long chain, each certificate of which has its own answer.
    for end in ["json_sealed_advanced.json", "json_sealed_test_output.json"] {
        let envelope = find(end);
        let header = decoded(&envelope["signatures"][0]["protected"]);
        let root = header["x5c"][2].as_str().expect("a root");
        let times = all_that_came(envelope, "'timestamp'");
        let trust = anchor("root", root, "'seal'") + &times;
        let rows = judge(&bytes(envelope), &trust, FITTING[10].1).expect("a seal");
        let chain = rows
            .end(SealChain, Passed)
            .and(rows.end(SealRevocation, Passed));
        suite.case(&format!("{end} to the root"), chain);
    }
    suite.finish();
}

/// A text with another letter near its beginning: in evidence, among what its maker signed.
fn altered(text: &str) -> String {
    let middle = text.len() / 20;
    let other = if text[middle..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    format!("{}{other}{}", &text[..middle], &text[middle + 1..])
}

/// The envelope with a component changed.
fn with_component(envelope: &Value, name: &str, pointer: &str) -> Value {
    let mut envelope = envelope.clone();
    let mut added = components(&envelope);
    let index = added
        .iter()
        .position(|one| one.get(name).is_some())
        .expect("a component");
    let place = added[index].pointer_mut(pointer).expect("a place");
    *place = altered(place.as_str().expect("text")).into();
    let text = URL_SAFE_NO_PAD.encode(added[index].to_string());
    envelope["signatures"][0]["header"]["etsiU"][index] = text.into();
    envelope
}

#[test]
fn one_letter_changed_in_a_real_seal_shows_in_its_row() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("altered seals", &[]);
    for (name, envelope) in sealed(&corpus) {
        let fitting = FITTING.iter().find(|(end, ..)| name.ends_with(end));
        let (_, at, _) = *fitting.expect("a time");
        if components(&envelope).len() < 4 {
            suite.skip("a seal without evidence to alter");
            continue;
        }
        let trust = all_that_came(&envelope, "'seal', 'timestamp'");
        let mut case = |what: &str, altered: &Value, code: CheckCode, outcomes: &[CheckOutcome]| {
            let rows = judge(&bytes(altered), &trust, at).expect("a seal");
            let found = rows.of(code);
            let ends = found.iter().any(|one| outcomes.contains(one)) && !rows.is_identified;
            let why = format!("{code}: expected {outcomes:?}, found {found:?}");
            suite.case(&format!("{name} {what}"), ends.then_some(()).ok_or(why));
        };
        for place in [
            "/payload",
            "/signatures/0/protected",
            "/signatures/0/signature",
        ] {
            let mut changed = envelope.clone();
            let text = changed.pointer_mut(place).expect("a place");
            *text = altered(text.as_str().expect("text")).into();
            case(place, &changed, ProofSignature, &[Failed]);
        }
        let settled = [Failed, Inconclusive];
        for stamp in ["sigTst", "arcTst"] {
            let changed = with_component(&envelope, stamp, &format!("/{stamp}/tstTokens/0/val"));
            case(stamp, &changed, SealTimestamp, &settled);
        }
        let changed = with_component(&envelope, "rVals", "/rVals/ocspVals/0/val");
        case(
            "ocsp, under the archive timestamp",
            &changed,
            SealTimestamp,
            &[Failed],
        );
        let rows = judge(&bytes(&changed), &trust, at).expect("a seal");
        let found = rows.end(SealRevocation, Inconclusive);
        suite.case(&format!("{name} ocsp"), found);
    }
    suite.finish();
}

/// How the samples of the Digital Signature Service end here: the outcomes of `proof.signature`
/// with their causes, and of `seal.timestamp`.
const SAMPLES: &[(&str, &str, &str)] = &[
    ("altered-jws.json", "bad_signature", ""),
    ("double-lta-in-container.json", "ok", "held held held"),
    ("flattened-extra-element.json", "ok", ""),
    // JSON_NOT_ETSI: two times of signing.
    ("jades-b-iat-and-sigt.json", "malformed_time", "-"),
    // JSON_NOT_ETSI: `crit` names what is not there.
    (
        "jades-b-level-with-etsiu-in-crit.json",
        "critical_header",
        "-",
    ),
    // JSON_NOT_ETSI: without a time of signing it is no seal, but a token. The certificate in its
    // header serves the arithmetic, and binds nobody.
    ("jades-b-no-signing-time.json", "ok", "-"),
    ("jades-b-with-xvals.json", "ok", ""),
    (
        "jades-detached-by-uri-encoded-pars.json",
        "detached_content",
        "-",
    ),
    (
        "jades-detached-by-uri-hash-encoded-pars.json",
        "detached_content",
        "-",
    ),
    (
        "jades-double-sig-different-etsiU.json",
        "ok ok",
        "held held held",
    ),
    (
        "jades-flattened-BpB-detached-objectByURIHash.json",
        "detached_content",
        "-",
    ),
    ("jades-level-b-full-type.json", "ok", ""),
    (
        "jades-level-b-sig-policy-invalid-digest-algo.json",
        "ok",
        "",
    ),
    ("jades-lta-with-etsiU-whitespaces.json", "ok", "held held"),
    ("jades-lta.json", "ok", "held held"),
    // Made in 2020, before the specification: over the bytes of the value, not over its text.
    ("jades-t-clear-etsiu.json", "ok", "wrong_imprint"),
    ("jades-t-duplicated-sigtst.json", "ok", "held held"),
    ("jades-t-level-with-etsiu-in-crit.json", "ok", "held"),
    ("jades-triple-LTA.json", "ok", "held held held held"),
    (
        "jades-unsupported-signature-algorithm.json",
        "unsupported_algorithm",
        "-",
    ),
    // Signature policies, attributes and commitments that are critical are not evaluated.
    ("jades-with-asn1policy-digPSp.json", "critical_header*", ""),
    ("jades-with-asn1policy.json", "critical_header*", ""),
    ("jades-with-certified.json", "critical_header*", ""),
    ("jades-with-counter-signature.json", "ok", ""),
    // JSON_NOT_ETSI, three of them.
    ("jades-with-crit-string-type.json", "critical_header", "-"),
    (
        "jades-with-crit-with-wrong-entry-type.json",
        "critical_header",
        "-",
    ),
    (
        "jades-with-critical-headers-in-crit.json",
        "critical_header",
        "-",
    ),
    // The header says one thing twice, so that it is no JSON here.
    ("jades-with-double-sigt.json", "unopened", "-"),
    ("jades-with-empty-crit.json", "critical_header", "-"),
    (
        "jades-with-expiration-time-header-in-crit.json",
        "critical_header*",
        "",
    ),
    ("jades-with-expiration-time-header.json", "ok", ""),
    ("jades-with-line-break.json", "ok", ""),
    (
        "jades-with-mixed-etsiU-type.json",
        "critical_header*",
        "malformed_components",
    ),
    ("jades-with-multiple-sign-cert-refs.json", "ok", ""),
    (
        "jades-with-notBefore-header-in-crit.json",
        "critical_header*",
        "",
    ),
    ("jades-with-notBefore-header.json", "ok", ""),
    (
        "jades-with-sigAndRefsTst-with-dot.json",
        "ok",
        "held held held held",
    ),
    (
        "jades-with-sigAndRefsTst-without-dot.json",
        "ok",
        "held wrong_imprint held wrong_imprint",
    ),
    ("jades-with-spUserNotice.json", "critical_header*", ""),
    ("jades-with-spdspec.json", "critical_header*", ""),
    (
        "jades-without-non-critical-header-in-crit.json",
        "critical_header*",
        "",
    ),
    (
        "jades-wrong-etsiu-type.json",
        "critical_header*",
        "malformed_components",
    ),
    ("jades-wrong-x5c-header.json", "no_certificate", "-"),
    ("jws-serialization-no-signatures.json", "no_proof", "-"),
    ("malformed-jades-serialization.json", "unopened", "-"),
    ("serialization-extra-element.json", "ok", ""),
    ("serialization-wrong-payload-type.json", "no_proof", "-"),
    ("simple-detached-wrong-algo.json", "detached_content", "-"),
    ("simple-detached.json", "detached_content", "-"),
];

/// What the other implementation says of the arithmetic, by file.
fn verdicts(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("SIGCHECK.tsv")).expect("SIGCHECK.tsv");
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    lines
        .map(|(path, verdict)| (name(path), verdict.to_owned()))
        .collect()
}

/// Whether what is expected here agrees with the other implementation's arithmetic.
fn agrees(expected: &str, verdict: &str) -> bool {
    let signatures: Vec<&str> = verdict.split(" ## ").collect();
    match expected {
        "bad_signature" => verdict.starts_with("SIG-BAD"),
        // It computed them, under headers that are refused here for their own sake.
        "critical_header" | "critical_header*" | "malformed_time" | "no_key_named" => {
            signatures.iter().all(|one| one.starts_with("SIG-OK"))
        }
        "detached_content" => verdict == "detached",
        "unsupported_algorithm" => verdict.starts_with("alg "),
        "no_certificate" => verdict.starts_with("err "),
        // A payload that is no text, taken for one there.
        "no_proof" => verdict == "no signatures" || verdict.starts_with("SIG-OK"),
        "unopened" => verdict == "no signatures" || verdict.starts_with("SIG-BAD"),
        all_ok => {
            let all_ok = all_ok.split(' ').count() == signatures.len();
            all_ok
                && signatures
                    .iter()
                    .all(|one| one.starts_with("SIG-OK") || *one == "no-x5c")
        }
    }
}

#[test]
fn the_samples_of_the_digital_signature_service_end_as_they_should() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("jades");
    let mut suite = Suite::new("DSS samples", &[]);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    let verdicts = verdicts(&folder);
    let names: Vec<String> = files
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let listed: Vec<String> = SAMPLES
        .iter()
        .map(|(name, ..)| (*name).to_owned())
        .collect();
    suite.case("every sample is listed", equal(&listed, &names));
    for (name, signature, stamps) in SAMPLES {
        let file = std::fs::read(folder.join(name)).expect("a sample");
        let rows = judge(&file, "", TODAY);
        suite.case(
            name,
            equal(
                &(*signature).to_owned(),
                &told(rows.as_ref(), ProofSignature),
            ),
        );
        let found = told(rows.as_ref(), SealTimestamp);
        let expected = if *stamps == "-" { "" } else { stamps };
        suite.case(
            &format!("{name} timestamps"),
            equal(&expected.to_owned(), &found),
        );
        match verdicts.get(*name) {
            None => suite.skip("a sample without a verdict of the other implementation"),
            Some(verdict) => {
                let agrees = agrees(signature, verdict);
                let why = || format!("expected {signature}, the other says {verdict}");
                suite.case(
                    &format!("{name} agrees"),
                    agrees.then_some(()).ok_or_else(why),
                );
            }
        }
    }
    suite.finish();
}

/// The rows of a code in short: `ok`, `held` for a timestamp that lacks only an anchor, nothing for
/// what is not there, else the cause, with a star where only what is not evaluated stands between.
fn told(rows: Option<&Rows>, code: CheckCode) -> String {
    let Some(rows) = rows else {
        return match code {
            ProofSignature => "unopened".to_owned(),
            _ => String::new(),
        };
    };
    let mut text = String::new();
    for row in rows.checks.iter().filter(|row| row.code == code) {
        let cause = row.cause.as_ref().map_or("", |cause| cause.code.as_str());
        let word = match (row.outcome, cause) {
            (Passed, _) => "ok",
            (CheckOutcome::NotApplicable, _) => continue,
            (Inconclusive, "authority_not_anchored") => "held",
            (Inconclusive, "critical_header") => "critical_header*",
            (_, cause) => cause,
        };
        let gap = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{gap}{word}");
    }
    text
}
