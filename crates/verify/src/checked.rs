//! Checking: every row for one credential, and the proofs that other crates can rely on.

use std::collections::HashSet;

use credeval_linked_data::{Dropped, Reason};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer, Tier, Timestamp,
    check::Cause,
    document::{DocumentInfo, Form, Standard},
    evidence::Request,
    json::JsonError,
    trust::QualityEntry,
};
use serde_json::Value;

use crate::held::{self, Held, Kind};
use crate::opened::{OpenError, Opened, Secured};
use crate::secured::{ProofReport, Signer, data_integrity, jades, jwt, open_badges_2, sd_jwt};
use crate::session::{Session, Setting};
use crate::trust::Ready;
use crate::{
    Against, endorsement, entitlement, learner, presentation, refresh, schema, status, structure,
    validity,
};

/// What must be seen next to judge this credential; empty when all is there.
///
/// Ask again with the answers until it is empty, at most [`EVIDENCE_ROUNDS`] times. The
/// first round asks for the key document that the proof names; what the credential names itself is
/// asked for only once its proof holds.
///
/// [`EVIDENCE_ROUNDS`]: credeval_model::limits::EVIDENCE_ROUNDS
pub fn needs(opened: &Opened, against: Against<'_>) -> Vec<Request> {
    let session = Session::new(against);
    run(&session, opened);
    session.wanted()
}

/// Checks a credential.
///
/// Gives every row, whatever came in; a row that could not be looked at is inconclusive. It does
/// not judge what the credential is worth.
pub fn check<'a>(opened: &'a Opened, against: Against<'a>) -> Checked<'a> {
    run(&Session::new(against), opened)
}

/// The proof that a signature holds and no proof of the credential failed; only this module can
/// make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed(());

/// The proof that, besides, the key is the issuer's and an anchor vouches for the issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identified(());

/// How far the proofs of a credential carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// None holds.
    Unsigned,
    /// A signature holds, and nobody vouches for who made it.
    Signed(Signed),
    /// An anchor vouches for the issuer.
    Identified(Identified),
}

impl Proof {
    /// The tier of what the proof covers.
    pub fn tier(self) -> Tier {
        match self {
            Self::Unsigned => Tier::Unsigned,
            Self::Signed(_) => Tier::Signed,
            Self::Identified(_) => Tier::Identified,
        }
    }
}

/// An anchor that vouches for the issuer.
#[derive(Debug, Clone)]
pub struct Vouching {
    /// The anchor's id.
    pub anchor: String,
    /// Quality assurance that the anchor's entry states, where the signer is its organisation.
    pub quality: Option<QualityEntry>,
}

/// A credential that was checked: all rows, which is not to say good ones.
#[derive(Debug, Clone)]
pub struct Checked<'a> {
    opened: &'a Opened,
    at: Timestamp,
    checks: Vec<Check>,
    proof: Proof,
    vouching: Vec<Vouching>,
    entitled: bool,
    uncovered: Uncovered,
    held: Vec<CheckedHeld<'a>>,
    /// The rows on who presents it, where it is a presentation.
    presented: Vec<Check>,
}

/// A document within a credential, checked like one that came by itself.
#[derive(Debug, Clone)]
pub(crate) struct CheckedHeld<'a> {
    pub(crate) held: &'a Held,
    /// The checks, or why it could not be opened.
    pub(crate) checked: Result<Checked<'a>, &'a OpenError>,
}

/// A credential to evaluate, and where in the document it stands.
#[derive(Debug, Clone)]
pub struct Part<'c, 'a> {
    /// The credential.
    pub checked: &'c Checked<'a>,
    /// Where it is held; `None` where it is the document itself.
    pub place: Option<Pointer>,
    /// Whether it stands there as JSON, so that pointers lead into it.
    pub embedded: bool,
    /// The rows on who presents it, of the presentations around.
    pub presented: Vec<Check>,
}

impl CheckedHeld<'_> {
    /// Adds to the rows of a credential what its subject is to that of the record that holds it.
    fn compare_subject(&mut self, record: &Opened) {
        if let (Kind::Credential, Ok(checked)) = (self.held.kind, &mut self.checked)
            && let Some(row) = held::subject_row(record, checked.opened)
        {
            checked.checks.push(row);
            checked.checks.sort_by_key(|check| check.code);
        }
    }
}

impl<'a> Checked<'a> {
    /// The credentials to evaluate: those that a presentation or a learner record holds, however
    /// deep, else the credential itself.
    pub fn parts(&self) -> Vec<Part<'_, 'a>> {
        let holds = matches!(self.standard(), Standard::Presentation | Standard::Clr2);
        // Of the rows that stand at a credential inside, each part has its own.
        let is_about = |row: &Check, held: &Held| {
            let at = |place: &Pointer| row.pointer.as_ref().is_some_and(|row| row.is_within(place));
            at(&held.place) || !self.held.iter().any(|other| at(&other.held.place))
        };
        let mut parts = Vec::new();
        for CheckedHeld { held, checked } in self.held.iter().filter(|_| holds) {
            let (Kind::Credential, Ok(checked)) = (held.kind, checked) else {
                continue;
            };
            let presented = self.presented.iter().filter(|row| is_about(row, held));
            parts.extend(checked.parts().into_iter().map(|part| Part {
                place: Some(match part.place {
                    Some(inside) => inside.under(&held.place),
                    None => held.place.clone(),
                }),
                embedded: part.embedded && held.embedded,
                presented: presented.clone().cloned().chain(part.presented).collect(),
                ..part
            }));
        }
        if parts.is_empty() {
            parts.push(Part {
                checked: self,
                place: None,
                embedded: true,
                presented: Vec::new(),
            });
        }
        parts
    }

    /// The rows that are not those of a document inside.
    pub(crate) fn own(&self) -> impl Iterator<Item = &Check> {
        let is_inside = |place: &Pointer| {
            let mut held = self.held.iter();
            held.any(|held| place.is_within(&held.held.place))
        };
        self.checks
            .iter()
            .filter(move |check| !check.pointer.as_ref().is_some_and(is_inside))
    }

    /// The identifier of the issuer that the credential states.
    pub(crate) fn issuer(&self) -> Option<&'a str> {
        self.opened.issuer()
    }

    /// Whether the proofs cover a place, if they hold.
    pub(crate) fn covers(&self, pointer: &Pointer) -> bool {
        !self.uncovered.contains(pointer)
    }

    /// Every row.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// How far the proofs carry.
    pub fn proof(&self) -> Proof {
        self.proof
    }

    /// The anchors that vouch for the issuer.
    pub fn vouching(&self) -> &[Vouching] {
        &self.vouching
    }

    /// Whether the signer may award for the awarding body.
    pub fn entitled(&self) -> bool {
        self.entitled
    }

    /// The time of judgement.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The credential's own JSON.
    pub fn credential(&self) -> &'a Value {
        self.opened.credential()
    }

    /// Where the credential stands in the payload that pointers speak of.
    pub fn base(&self) -> &'a Pointer {
        &self.opened.base
    }

    /// The standard that it follows.
    pub fn standard(&self) -> Standard {
        self.opened.standard
    }

    /// The document as reports name it.
    pub fn info(&self) -> DocumentInfo {
        self.opened.info()
    }

    /// The tier of what stands at a place of the credential.
    pub fn tier_at(&self, pointer: &Pointer) -> Tier {
        match self.uncovered.contains(pointer) {
            true => Tier::Unsigned,
            false => self.proof.tier(),
        }
    }
}

/// Places that the proofs do not cover.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uncovered {
    places: HashSet<Pointer>,
    /// Terms that a context inside the document defines, as pointers write them: no proof over RDF
    /// covers the context.
    terms: HashSet<String>,
}

impl Uncovered {
    pub(crate) fn of<'a>(dropped: impl Iterator<Item = &'a Dropped>) -> Self {
        let mut uncovered = Self::default();
        for drop in dropped {
            uncovered.places.insert(drop.pointer.clone());
            if matches!(drop.reason, Reason::RedefinedTerm | Reason::OwnTerm) {
                let place = Pointer::root().key(&drop.what);
                let segment = place.as_str().trim_start_matches('/').to_owned();
                uncovered.terms.insert(segment);
            }
        }
        uncovered
    }

    /// Whether a place is one of them, or lies within one.
    pub(crate) fn contains(&self, pointer: &Pointer) -> bool {
        if self.places.is_empty() {
            return false;
        }
        let text = pointer.as_str();
        let ends = text.match_indices('/').map(|(at, _)| at);
        ends.chain([text.len()])
            .filter_map(|end| text.get(..end))
            .any(|around| self.places.contains(&Pointer::from(around)))
            || text.split('/').any(|segment| self.terms.contains(segment))
    }

    /// Whether a place is one of them or lies within one, or one lies within it.
    pub(crate) fn touches(&self, pointer: &Pointer, payload: &Value) -> bool {
        let members = pointer.resolve(payload).and_then(Value::as_object);
        let mut keys = members.into_iter().flat_map(|members| members.keys());
        self.contains(pointer)
            || keys.any(|key| self.contains(&pointer.key(key)))
            || self.places.iter().any(|place| place.is_within(pointer))
    }
}

/// The rows and reports of a document's proofs, by its form.
pub(crate) fn proofs(session: &Session<'_>, opened: &Opened) -> (Vec<Check>, Vec<ProofReport>) {
    match &opened.secured {
        Secured::Unsecured | Secured::Jwt(_) if opened.standard == Standard::OpenBadges2 => {
            open_badges_2::check(session, opened)
        }
        Secured::Unsecured => (Vec::new(), Vec::new()),
        Secured::DataIntegrity(proofs) => data_integrity::check(session, opened, proofs),
        Secured::Jwt(token) => jwt::checks(session, opened, token),
        Secured::SdJwt(token) => sd_jwt::check(session, opened, token),
        Secured::Jades(sealed) => (Vec::new(), jades::check(session, opened, sealed)),
    }
}

pub(crate) fn run<'a>(session: &Session<'a>, opened: &'a Opened) -> Checked<'a> {
    let is_presentation = opened.standard == Standard::Presentation;
    let (own_rows, mut reports) = match is_presentation {
        true => session.about_others(|session| proofs(session, opened)),
        false => proofs(session, opened),
    };
    if reports.is_empty()
        && own_rows
            .iter()
            .all(|row| row.code != CheckCode::DocumentLimit)
    {
        let mut report = ProofReport::default();
        report
            .checks
            .push(match presentation::is_container(opened) {
                true => Check::not_applicable(
                    CheckCode::ProofSignature,
                    "a presentation without a proof: each credential inside is checked by itself",
                ),
                false => {
                    Check::failed(CheckCode::ProofSignature, "the credential carries no proof")
                        .because(Cause::new("no_proof"))
                }
            });
        reports.push(report);
    }
    let failed = |row: &Check| row.outcome == CheckOutcome::Failed;
    let signed = reports
        .iter()
        .any(|report| report.passed(CheckCode::ProofSignature))
        && !reports.iter().flat_map(|report| &report.checks).any(failed);
    let uncovered = Uncovered::of(reports.iter().flat_map(|report| &report.uncovered));
    let vouched = match signed {
        true => vouched(session, opened, &reports),
        false => Vec::new(),
    };
    let signers: Vec<&Signer> = vouched.iter().map(|(signer, _)| *signer).collect();
    let mut anchors: Vec<&Ready> = vouched.iter().map(|(_, ready)| *ready).collect();
    anchors.sort_by(|one, other| one.anchor.id.cmp(&other.anchor.id));
    anchors.dedup_by(|one, other| one.anchor.id == other.anchor.id);
    let proof = match (signed, anchors.is_empty()) {
        (false, _) => Proof::Unsigned,
        (true, true) => Proof::Signed(Signed(())),
        (true, false) => Proof::Identified(Identified(())),
    };
    let held = check_held(session, opened, signed);
    let entitlement = entitlement::row(opened, &signers, &anchors);
    let entitled = entitlement.outcome == CheckOutcome::Passed;
    let at = session.against.at;

    let mut checks = document_rows(opened);
    checks.extend(structure::rows(opened));
    checks.extend(context_rows(session, opened));
    checks.extend(own_rows);
    checks.extend(schema::rows(session, opened, signed));
    checks.extend(reports.iter().flat_map(|report| report.checks.clone()));
    checks.push(trust_row(session, &anchors, signed));
    checks.push(entitlement);
    checks.extend(validity::rows(opened, at));
    // The status of an Open Badge 2.0 stands with its issuer, so its rows came with its proof.
    match (opened.standard, &opened.secured) {
        (Standard::OpenBadges2, Secured::Unsecured | Secured::Jwt(_)) => {}
        (Standard::OpenBadges2, _) => checks.push(open_badges_2::status_elsewhere(opened)),
        _ => {
            let rows = status::rows(session, opened, signed).into_iter();
            checks.extend(rows.map(|row| covered(opened, &uncovered, row)));
        }
    }
    let presented = presentation::rows(session, opened, &reports, &held);
    checks.extend(presented.iter().cloned());
    checks.extend(learner::rows(session, opened, proof, &uncovered));
    checks.extend(endorsement::rows(opened, proof, &uncovered, &held));
    checks.extend(refresh::row(session, opened, proof, &uncovered, &checks));
    checks.extend(held_rows(opened, &held));
    checks.push(evidence_row(session, &checks));
    checks.sort_by_key(|check| check.code);

    Checked {
        opened,
        at,
        checks,
        proof,
        vouching: anchors
            .iter()
            .map(|ready| Vouching {
                anchor: ready.anchor.id.clone(),
                quality: vouched
                    .iter()
                    .any(|(signer, other)| {
                        other.anchor.id == ready.anchor.id && ready.is_about(signer)
                    })
                    .then(|| ready.anchor.quality.clone())
                    .flatten(),
            })
            .collect(),
        entitled,
        uncovered,
        held,
        presented: match is_presentation {
            true => presented,
            false => Vec::new(),
        },
    }
}

/// The row of a status that was asked, where a proof covers the entry that says how. Whoever wrote
/// another place in the list into it may have asked for another credential's.
fn covered(opened: &Opened, uncovered: &Uncovered, row: Check) -> Check {
    let payload = opened.payload.as_ref().ok();
    let entry = row.pointer.as_ref().zip(payload);
    let is_covered = entry.is_none_or(|(place, payload)| !uncovered.touches(place, payload));
    if row.outcome != CheckOutcome::Passed || is_covered {
        return row;
    }
    Check {
        outcome: CheckOutcome::Inconclusive,
        summary: "the proof does not cover the entry that says how the status is asked".to_owned(),
        ..row
    }
    .because(Cause::new("not_covered"))
}

/// Checks what a document holds, each like one that came by itself.
fn check_held<'a>(session: &Session<'a>, opened: &'a Opened, signed: bool) -> Vec<CheckedHeld<'a>> {
    let is_presentation = opened.standard == Standard::Presentation;
    let check = |held: &'a Held| {
        let checked = held.opened.as_ref().map(|opened| {
            match (is_presentation, held.kind) {
                (true, Kind::Credential) => run(session, opened),
                // The key that the caller gave is that of the issuer around.
                (false, Kind::Credential) => session.about_others(|session| run(session, opened)),
                (_, Kind::Endorsement) => session.about_others(|session| {
                    session.with(|setting| setting.still = true, || run(session, opened))
                }),
            }
        });
        CheckedHeld { held, checked }
    };
    // What is inside may be asked for where the proof around it holds; a presentation without one
    // is only a way to hand credentials over.
    let proven = signed || presentation::is_container(opened);
    let change = |setting: &mut Setting| {
        setting.inside = true;
        setting.quiet |= !proven;
    };
    let mut held: Vec<_> = session.with(change, || opened.held.iter().map(check).collect());
    if opened.standard == Standard::Clr2 {
        for held in &mut held {
            held.compare_subject(opened);
        }
    }
    held
}

/// The rows of the credentials inside, with their places in the one that holds them.
fn held_rows(opened: &Opened, held: &[CheckedHeld<'_>]) -> Vec<Check> {
    let mut rows = Vec::new();
    if opened.held_count > opened.held.len() {
        let (limit, count) = (opened.held.len(), opened.held_count);
        rows.push(
            Check::failed(
                CheckCode::DocumentLimit,
                format!(
                    "expected at most {limit} credentials and endorsements inside, found {count}"
                ),
            )
            .because(Cause::new("too_many_inside").mismatch(limit.to_string(), count.to_string())),
        );
    }
    for CheckedHeld { held, checked } in held {
        match checked {
            _ if held.kind != Kind::Credential => {}
            Err(error) => rows.push(
                Check::failed(
                    CheckCode::DocumentForm,
                    format!("a credential inside cannot be opened: {error}"),
                )
                .at(held.place.clone())
                .because(Cause::new("cannot_be_opened")),
            ),
            Ok(checked) => rows.extend(checked.checks.iter().map(|check| {
                let inside = check.pointer.as_ref().filter(|_| held.embedded);
                let place =
                    inside.map_or_else(|| held.place.clone(), |pointer| pointer.under(&held.place));
                check.clone().at(place)
            })),
        }
    }
    rows
}

/// The signers whose key is the issuer's, each with an anchor that lists it.
pub(crate) fn vouched<'a, 'r>(
    session: &Session<'a>,
    opened: &Opened,
    reports: &'r [ProofReport],
) -> Vec<(&'r Signer, &'a Ready)> {
    let against = session.against;
    let mut found = Vec::new();
    for report in reports.iter().filter(|report| report.is_bound()) {
        let Some(signer) = &report.signer else {
            continue;
        };
        // The anchors of a seal held at the time for which its certificate was judged.
        let vouches = |ready: &&Ready| match signer {
            // An Open Badge 2.0 names its issuer only through its badge class.
            Signer::Identifier { id, method } if opened.standard == Standard::OpenBadges2 => {
                ready.holds(against.at) && ready.pins(id, method)
            }
            Signer::Identifier { method, .. } => {
                ready.holds(against.at)
                    && opened
                        .issuer()
                        .is_some_and(|issuer| ready.pins(issuer, method))
            }
            Signer::Certificate(leaf) => {
                let wanted = ready.anchor.organization_identifier.as_deref();
                let fits = wanted.is_none() || leaf.organization_identifier().as_deref() == wanted;
                fits && report.passed(CheckCode::SealChain)
                    && report.passed(CheckCode::ProofTime)
                    && report.anchors.contains(&ready.anchor.id)
            }
        };
        let anchors = against.trust.anchors.iter().filter(vouches);
        found.extend(anchors.map(|ready| (signer, ready)));
    }
    found
}

fn document_rows(opened: &Opened) -> Vec<Check> {
    let form = Check::passed(
        CheckCode::DocumentForm,
        format!(
            "{}, {}",
            opened.standard.label(),
            opened.form.label(opened.standard)
        ),
    );
    let limit = match &opened.payload {
        Err(JsonError::Depth { limit }) => Check::failed(
            CheckCode::DocumentLimit,
            format!("the payload nests more than {limit} arrays and objects"),
        )
        .because(Cause::new("too_deep")),
        _ => Check::passed(
            CheckCode::DocumentLimit,
            format!("{} bytes, within every limit", opened.origin.bytes),
        ),
    };
    vec![form, limit]
}

/// The rows on contexts of forms whose proof covers bytes: they inform, since what is undefined is
/// signed all the same.
fn context_rows(session: &Session<'_>, opened: &Opened) -> Vec<Check> {
    if opened.form == Form::DataIntegrity {
        return Vec::new();
    }
    signed_bytes_rows(
        session,
        opened,
        match opened.form {
            Form::Unsecured => "no proof covers any part of the JSON",
            _ => "the proof covers every byte, whatever the terms mean",
        },
    )
}

/// The same rows, with the sentence that says what is covered.
pub(crate) fn signed_bytes_rows(
    session: &Session<'_>,
    opened: &Opened,
    covered: &str,
) -> Vec<Check> {
    let unknown: Vec<&str> = data_integrity::context_urls(opened.credential())
        .into_iter()
        .filter(|url| session.against.contexts.get(url).is_empty())
        .collect();
    let place = opened.base.key("@context");
    let known = match unknown.first() {
        None => Check::passed(CheckCode::ContextKnown, "every JSON-LD context is known"),
        // The bytes are signed; an unknown context leaves only the meaning of its terms open.
        Some(url) => Check::not_applicable(
            CheckCode::ContextKnown,
            format!("the context {url} is not known; no proof depends on it"),
        )
        .at(place),
    };
    vec![
        known,
        Check::not_applicable(CheckCode::ContextTerms, covered),
        Check::not_applicable(CheckCode::LinkedDataBudget, "the proof does not cover RDF"),
    ]
}

fn trust_row(session: &Session<'_>, anchors: &[&Ready], signed: bool) -> Check {
    let code = CheckCode::IssuerTrust;
    let names: Vec<&str> = anchors
        .iter()
        .map(|ready| ready.anchor.id.as_str())
        .collect();
    match (names.as_slice(), session.against.trust.anchors.len()) {
        ([], _) if !signed => {
            Check::not_applicable(code, "no proof holds, so nobody can vouch for it")
        }
        ([], 0) => Check::inconclusive(
            code,
            "no trust file was given, so nobody vouches for the issuer",
        )
        .because(Cause::new("no_anchors")),
        ([], count) => Check::inconclusive(
            code,
            format!("none of the {count} anchors given lists the issuer"),
        )
        .because(Cause::new("not_listed")),
        (names, _) => Check::passed(
            code,
            format!("the issuer is listed by {}", names.join(", ")),
        ),
    }
}

fn evidence_row(session: &Session<'_>, checks: &[Check]) -> Check {
    let code = CheckCode::EvidenceIntegrity;
    let spoiled = checks
        .iter()
        .filter_map(|check| check.cause.as_ref())
        .find(|cause| cause.code == "digest_mismatch");
    match spoiled {
        Some(cause) => Check::failed(code, "a piece of evidence is not what its digest says")
            .because(cause.clone()),
        None if session.against.evidence.records().is_empty() => {
            Check::not_applicable(code, "no evidence was needed or found")
        }
        None => Check::passed(code, "every piece of evidence is what its digest says"),
    }
}

#[cfg(test)]
mod tests {
    use credeval_linked_data::Contexts;
    use credeval_model::{Document, evidence::Evidence};

    use super::*;
    use crate::{Trust, open};

    #[test]
    fn a_credential_without_proof_fails_for_that_cause() {
        let json = br#"{"type":["VerifiableCredential"],"issuer":"urn:i","credentialSubject":{}}"#;
        let opened = open(&Document::new(json.to_vec(), "test")).unwrap();
        let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::none());
        let checked = check(
            &opened,
            Against::new(&evidence, &trust, &contexts, Timestamp::UNIX_EPOCH),
        );
        let row = checked
            .checks()
            .iter()
            .find(|check| check.code == CheckCode::ProofSignature)
            .unwrap();
        assert_eq!(row.outcome, CheckOutcome::Failed);
        assert_eq!(row.cause.as_ref().unwrap().code, "no_proof");
        assert_eq!(checked.proof(), Proof::Unsigned);
        assert_eq!(checked.tier_at(&Pointer::root()), Tier::Unsigned);
    }
}
