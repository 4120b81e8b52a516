//! Checking: every row for one credential, and the proofs that other crates can rely on.
//!
//! Sources: Verifiable Credentials Data Model 2.0 section 7.1 (verification); Open Badges 3.0 section
//! 8 (verification). The rows of each subject have their sources in its own file.

mod inside;
mod uncovered;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Pointer, Tier, Timestamp,
    check::Cause,
    disclosure::Disclosure,
    document::{DocumentInfo, Form, Standard},
    evidence::Request,
    json::JsonError,
    trust::{
        AnchorKind, QualityEntry,
        snapshot::Decision,
        vouch::{Freshness, Relation, Vouch},
    },
};
use serde_json::Value;

use crate::held::{Held, Kind};
use crate::opened::{Opened, Secured};
use crate::secured::{
    ProofReport, Signer, data_integrity, jades, jwt, open_badges_2, sd_jwt, xades,
};
use crate::session::Session;
use crate::trust::{Unasked, Vouched};
use crate::{
    Against, endorsement, entitlement, learner, presentation, quality, refresh, schema, status,
    structure, trust, validity,
};

pub(crate) use inside::CheckedHeld;
pub(crate) use uncovered::{Covered, Uncovered};

/// What must be seen next to judge this credential; empty when all is there.
///
/// Ask again with the answers until it is empty, at most [`EVIDENCE_ROUNDS`] times. The
/// first round asks for the key document that the proof names; what the credential names itself is
/// asked for only once its proof holds.
///
/// [`EVIDENCE_ROUNDS`]: credeval_model::limits::EVIDENCE_ROUNDS
pub fn needs(opened: &Opened, against: Against<'_>) -> Vec<Request> {
    attempt(opened, against).needs
}

/// One round of checking.
#[derive(Debug, Clone)]
pub struct Attempt<'a> {
    /// What must be seen next; empty when all is there.
    pub needs: Vec<Request>,
    /// The credential as far as it could be checked.
    pub checked: Checked<'a>,
}

/// Checks a credential as far as the evidence goes, and says what must be seen next: what [`needs`]
/// and [`check`] say, for the work of one.
pub fn attempt<'a>(opened: &'a Opened, against: Against<'a>) -> Attempt<'a> {
    let session = Session::new(against);
    let checked = run(&session, opened);
    Attempt {
        needs: session.wanted(),
        checked,
    }
}

/// Checks a credential.
///
/// Gives every row, whatever came in; a row that could not be looked at is inconclusive. It does
/// not judge what the credential is worth.
pub fn check<'a>(opened: &'a Opened, against: Against<'a>) -> Checked<'a> {
    attempt(opened, against).checked
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

/// Quality assurance that an anchor states for the award or for who awarded it.
#[derive(Debug, Clone)]
pub struct Assured {
    /// The anchor's id.
    pub anchor: String,
    /// What it states.
    pub quality: QualityEntry,
    /// Who made the report.
    pub agency: Option<String>,
    /// What it decided.
    pub decision: Decision,
    /// Why it does not cover the award, or is not known to, as the end of a sentence on it.
    pub beside: Option<String>,
    /// The organisation that it is of, where nothing but a name ties it to an awarding body.
    pub by_name: Option<String>,
    /// Whether the anchor is older than it should be, where its age is to be told.
    pub is_stale: bool,
}

/// A credential that was checked: all rows, which is not to say good ones.
#[derive(Debug, Clone)]
pub struct Checked<'a> {
    opened: &'a Opened,
    at: Timestamp,
    checks: Vec<Check>,
    proof: Proof,
    trust: Vec<Vouch>,
    assured: Vec<Assured>,
    entitled: bool,
    uncovered: Uncovered,
    held: Vec<CheckedHeld<'a>>,
    /// The rows on who presents it, where it is a presentation.
    presented: Vec<Check>,
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
    pub fn trust(&self) -> &[Vouch] {
        &self.trust
    }

    /// Quality assurance by the anchors.
    pub fn assured(&self) -> &[Assured] {
        &self.assured
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

    /// The payload that pointers speak of: the credential, with the claims around it where the form
    /// has some (`vct` and `cnf` of an SD-JWT VC); `None` where it is not JSON.
    pub fn payload(&self) -> Option<&'a Value> {
        self.opened.payload.as_ref().ok()
    }

    /// Where the credential stands in the payload that pointers speak of.
    pub fn base(&self) -> &'a Pointer {
        &self.opened.base
    }

    /// The standard that it follows.
    pub fn standard(&self) -> Standard {
        self.opened.standard
    }

    /// What its holder chose to show, with places in the credential's own JSON.
    pub fn disclosure(&self) -> Disclosure {
        let mut disclosure = match &self.opened.secured {
            Secured::SdJwt(sd_jwt) => sd_jwt.disclosure(),
            Secured::DataIntegrity(proofs) => data_integrity::disclosure(proofs),
            _ => Disclosure::default(),
        };
        let base = &self.opened.base;
        // A credential that stands in a disclosure was disclosed as a whole.
        let places = disclosure.places.into_iter().filter_map(|place| {
            let inside = place.as_str().strip_prefix(base.as_str());
            match inside {
                Some(inside) if place.is_within(base) => Some(Pointer::from(inside)),
                _ => base.is_within(&place).then(Pointer::root),
            }
        });
        disclosure.places = places.collect();
        disclosure
    }

    /// The document as reports name it.
    pub fn info(&self) -> DocumentInfo {
        self.opened.info()
    }

    /// SHA-256 of each signature that the document bears, as it is stated and whatever it is worth: what
    /// a copy in other bytes shares with its original. Signatures in XML are left out.
    pub fn seals(&self) -> Vec<Digest> {
        self.opened.secured.seals()
    }

    /// The tier of what stands at a place of the credential.
    pub fn tier_at(&self, pointer: &Pointer) -> Tier {
        match self.uncovered.contains(pointer) {
            true => Tier::Unsigned,
            false => self.proof.tier(),
        }
    }
}

/// Checks one document: its proofs, who vouches for their signers, what it holds, and then
/// everything that depends on those.
pub(crate) fn run<'a>(session: &Session<'a>, opened: &'a Opened) -> Checked<'a> {
    let (own_rows, reports) = proofs_or_none(session, opened);
    let signed = is_signed(&reports);
    let uncovered = Uncovered::of(reports.iter().flat_map(|report| &report.uncovered));
    let vouched = match signed {
        true => vouched(session, opened, &reports),
        false => Vouchers::default(),
    };
    let proof = match (signed, vouched.found.is_empty()) {
        (false, _) => Proof::Unsigned,
        (true, true) => Proof::Signed(Signed(())),
        (true, false) => Proof::Identified(Identified(())),
    };
    let held = inside::check(session, opened, signed);
    let at = session.against.at;
    // Of whom nobody vouches for, nothing is judged that it would take.
    let covered_part = match proof {
        Proof::Identified(_) => uncovered.without(opened),
        _ => Uncovered::default().without(opened),
    };
    let entitlement = entitlement::judge(session, &covered_part, &vouched);
    let entitled = entitlement.row.outcome == CheckOutcome::Passed;
    let assured = quality::assured(session, &covered_part, &entitlement);

    let mut checks = document_rows(opened);
    let structure = structure::compare(opened);
    checks.extend(structure.rows);
    checks.extend(context_rows(session, opened));
    checks.extend(own_rows);
    checks.extend(schema::rows(session, opened, structure.violations, signed));
    checks.extend(reports.iter().flat_map(|report| report.checks.clone()));
    let trust = vouched.reports(at);
    checks.extend(trust_rows(session, &trust, &vouched.unasked, signed));
    checks.push(entitlement.row);
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
    checks.extend(inside::rows(opened, &held));
    checks.push(evidence_row(session, &checks));
    checks.sort_by_key(|check| check.code);

    Checked {
        opened,
        at,
        checks,
        proof,
        trust,
        assured,
        entitled,
        uncovered,
        held,
        presented: match opened.standard {
            Standard::Presentation => presented,
            _ => Vec::new(),
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
        summary: "the proof does not cover the entry that says how the status is asked".into(),
        ..row
    }
    .because(Cause::new("not_covered"))
}

/// The rows and reports of a document's proofs, with a report that says so where there is none.
fn proofs_or_none(session: &Session<'_>, opened: &Opened) -> (Vec<Check>, Vec<ProofReport>) {
    // The key that the caller gave is the issuer's, and not that of who presents.
    let (own_rows, mut reports) = match opened.standard {
        Standard::Presentation => session.about_others(|session| proofs(session, opened)),
        _ => proofs(session, opened),
    };
    // Where a limit was passed, its row says why no proof was looked at.
    let is_over_limit = own_rows
        .iter()
        .any(|row| row.code == CheckCode::DocumentLimit);
    if reports.is_empty() && !is_over_limit {
        let code = CheckCode::ProofSignature;
        let row = match presentation::is_container(opened) {
            true => Check::not_applicable(
                code,
                "a presentation without a proof: each credential inside is checked by itself",
            ),
            false => Check::failed(code, "the credential carries no proof")
                .because(Cause::new("no_proof")),
        };
        reports.push(ProofReport {
            checks: vec![row],
            ..ProofReport::default()
        });
    }
    (own_rows, reports)
}

/// Whether a signature holds, and nothing that counts about any proof failed: a seal that no list
/// says is qualified is a seal.
fn is_signed(reports: &[ProofReport]) -> bool {
    let mut rows = reports.iter().flat_map(|report| &report.checks);
    let mut reports = reports.iter();
    reports.any(|report| report.passed(CheckCode::ProofSignature))
        && rows.all(|row| row.outcome != CheckOutcome::Failed || !row.code.counts())
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
        Secured::Xades(sealed) => (Vec::new(), xades::check(session, opened, sealed)),
    }
}

/// Who vouches for those who signed, where their key is the issuer's.
#[derive(Debug, Default)]
pub(crate) struct Vouchers<'a, 'r> {
    pub(crate) found: Vec<(&'r Signer, Vouched<'a>)>,
    /// Anchors that could not be asked.
    pub(crate) unasked: Vec<Unasked<'a>>,
}

impl Vouchers<'_, '_> {
    /// As reports list them: each anchor once, in the order of the trust file.
    fn reports(&self, at: Timestamp) -> Vec<Vouch> {
        let mut reports: Vec<Vouch> = Vec::new();
        for (_, vouched) in &self.found {
            let report = vouched.report(at);
            if !reports.iter().any(|one| one.anchor == report.anchor) {
                reports.push(report);
            }
        }
        reports
    }
}

/// Asks every anchor about every signer whose key is the issuer's.
pub(crate) fn vouched<'a, 'r>(
    session: &Session<'a>,
    opened: &Opened,
    reports: &'r [ProofReport],
) -> Vouchers<'a, 'r> {
    let mut vouchers = Vouchers::default();
    for report in reports.iter().filter(|report| report.is_bound()) {
        if let Some(signer) = &report.signer {
            let (found, unasked) = trust::vouched(session, opened, report, signer);
            let found = found.into_iter().map(|vouched| (signer, vouched));
            vouchers.found.extend(found);
            vouchers.unasked.extend(unasked);
        }
    }
    vouchers
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
        Err(JsonError::Values { limit }) => Check::failed(
            CheckCode::DocumentLimit,
            format!("the payload has more than {limit} values"),
        )
        .because(Cause::new("too_many_values")),
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
            Form::Unsecured => "no proof covers any part of the document",
            _ => "the proof covers every byte, whatever the terms mean",
        },
    )
}

/// The same rows, with the sentence that says what is covered.
pub(crate) fn signed_bytes_rows(
    session: &Session<'_>,
    opened: &Opened,
    covered: &'static str,
) -> Vec<Check> {
    let unknown: Vec<&str> = data_integrity::context_urls(opened.credential())
        .into_iter()
        .filter(|url| session.against.contexts.get(url).is_empty())
        .collect();
    let place = opened.base.key("@context");
    let known = match unknown.first() {
        None if opened.namespace.is_some() => {
            Check::not_applicable(CheckCode::ContextKnown, "XML has no JSON-LD context")
        }
        None if opened.standard == Standard::Elmo => {
            Check::not_applicable(CheckCode::ContextKnown, "ELMO has no JSON-LD context")
        }
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

/// The rows `issuer.trust`: one for each anchor that vouches, and one for each that could not be
/// asked; where there are neither, one that says so.
fn trust_rows(
    session: &Session<'_>,
    trust: &[Vouch],
    unasked: &[Unasked<'_>],
    signed: bool,
) -> Vec<Check> {
    let code = CheckCode::IssuerTrust;
    let mut rows: Vec<Check> = trust
        .iter()
        .map(|vouch| {
            let name = vouch.name.as_deref();
            let name = name.map_or_else(String::new, |name| format!(" as {name}"));
            let how = match vouch.relation {
                Relation::Listed => "the issuer is listed by",
                _ => "the issuer's certificate chains to",
            };
            let age = match vouch.freshness {
                Freshness::Stale => ", which is older than it should be",
                Freshness::Fresh => "",
            };
            let signed = match vouch.kind {
                AnchorKind::DccJson => ", a list that nobody signed",
                AnchorKind::Register => ", a register that nobody signed",
                _ => "",
            };
            let row = Check::passed(code, format!("{how} {}{name}{signed}{age}", vouch.anchor));
            vouch.evidence.into_iter().fold(row, Check::seen_in)
        })
        .collect();
    rows.extend(unasked.iter().map(|unasked| {
        let anchor = &unasked.ready.anchor.id;
        Check::inconclusive(code, format!("{anchor} was not checked"))
            .because(unasked.cause.clone())
    }));
    if !rows.is_empty() {
        return rows;
    }
    vec![match session.against.trust.anchors.len() {
        _ if !signed => Check::not_applicable(code, "no proof holds, so nobody can vouch for it"),
        0 => Check::inconclusive(
            code,
            "no trust file was given, so nobody vouches for the issuer",
        )
        .because(Cause::new("no_anchors")),
        count => Check::inconclusive(
            code,
            format!("none of the {count} anchors given lists the issuer"),
        )
        .because(Cause::new("not_listed")),
    }]
}

fn evidence_row(session: &Session<'_>, checks: &[Check]) -> Check {
    let code = CheckCode::EvidenceIntegrity;
    // A digest in a signature is of the credential, not of evidence.
    let spoiled = checks
        .iter()
        .filter(|check| check.code != CheckCode::ProofSignature)
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
