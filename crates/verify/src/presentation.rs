//! Whether the holder presents it, now, to this verifier.
//!
//! Sources: VC Data Integrity 1.0 sections 2.1 (`challenge`, `domain`) and 4.4; VC Data Model 1.1
//! section 6.3.1 and VC-JOSE-COSE (`nonce`, `aud`); RFC 9901 section 7.3 (key binding); OpenID4VP 1.0
//! section 8.6 (validation of a VP token). That a challenge is used only once is the business of who
//! gave it out.

use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer, Timestamp,
    check::Cause,
    document::{Form, Standard},
    json, time,
};
use serde_json::Value;

use crate::checked::CheckedHeld;
use crate::held::Kind;
use crate::opened::{Opened, Secured, identifier};
use crate::resolve::{Relationship, resolve_as};
use crate::secured::{ProofReport, Signer, jwt::profile, sd_jwt};
use crate::session::{CLOCK_SKEW, Session};
use crate::{Asked, PublicKey};

/// Seconds that the answer to a request may have taken: a person looks for the credential and
/// agrees.
const ANSWER_AGE: i64 = 600;

/// A presentation without a proof: only a way to hand credentials over.
pub(crate) fn is_container(opened: &Opened) -> bool {
    opened.standard == Standard::Presentation
        && opened.form == Form::Unsecured
        && opened.held_count > 0
}

/// The rows `holder.binding` and `presentation.*`, of the outermost document.
///
/// Without a request they are there only for a presentation; with one, whatever does not answer it
/// fails.
pub(crate) fn rows(
    session: &Session<'_>,
    opened: &Opened,
    reports: &[ProofReport],
    held: &[CheckedHeld<'_>],
) -> Vec<Check> {
    if session.setting().inside {
        // Of what the outermost one holds, only a key binding has something to say.
        return bound_by_key(session, opened, reports)
            .map(|(_, row)| row)
            .into_iter()
            .collect();
    }
    let asked = session.against.asked;
    let (answers, binding) = match &opened.secured {
        Secured::SdJwt(_) if opened.standard != Standard::Presentation => {
            match bound_by_key(session, opened, reports) {
                Some((answer, row)) => (vec![answer], vec![row]),
                None => return asked.map_or_else(Vec::new, unanswered),
            }
        }
        _ if opened.standard != Standard::Presentation => {
            return asked.map_or_else(Vec::new, unanswered);
        }
        Secured::Unsecured if asked.is_some() => {
            return asked.map_or_else(Vec::new, unanswered);
        }
        Secured::Unsecured => (
            Vec::new(),
            vec![Check::not_applicable(
                CheckCode::HolderBinding,
                "the presentation has no proof, so nobody shows to be its holder",
            )],
        ),
        _ => {
            let answers = answers(opened, reports);
            let rows = holder_rows(session, opened, presenting(asked, &answers, reports), held);
            (answers, rows)
        }
    };
    let mut rows = binding;
    rows.extend(answer_rows(session, asked, &answers));
    rows
}

/// The key binding of an SD-JWT: what it answers, and the row `holder.binding`.
fn bound_by_key(
    session: &Session<'_>,
    opened: &Opened,
    reports: &[ProofReport],
) -> Option<(Answer, Check)> {
    let Secured::SdJwt(token) = &opened.secured else {
        return None;
    };
    let sd_jwt::KeyBinding { claims, mut row } = sd_jwt::key_binding(session, opened, token)?;
    let holds = reports
        .iter()
        .any(|report| report.passed(CheckCode::ProofSignature));
    if row.outcome == CheckOutcome::Passed && !holds {
        // The key of the holder is the issuer's word, if it is.
        row = Check::inconclusive(
            CheckCode::HolderBinding,
            "the holder's key is not proven to be in the credential",
        )
        .because(Cause::new("proof_not_held"));
    }
    Some((Answer::of_claims(&claims, row.outcome), row))
}

/// A request that no presentation answers: a credential alone can be had by anyone who saw it.
fn unanswered(asked: &Asked) -> Vec<Check> {
    let row = |code, summary: &'static str| {
        Check::failed(code, summary)
            .because(Cause::new("no_presentation").mismatch("a presentation", "none"))
    };
    let mut rows = vec![
        row(
            CheckCode::HolderBinding,
            "a presentation was asked for, and nobody shows to be the holder",
        ),
        row(
            CheckCode::PresentationFreshness,
            "a presentation was asked for, and nothing says when this was made",
        ),
    ];
    if asked.challenge.is_some() {
        rows.push(row(
            CheckCode::PresentationNonce,
            "a challenge was given, and nothing answers it",
        ));
    }
    if asked.domain.is_some() {
        rows.push(row(
            CheckCode::PresentationAudience,
            "a presentation to this verifier was asked for, and this was made for nobody",
        ));
    }
    rows
}

/// What one proof of a presentation says of its making.
struct Answer {
    nonce: Option<String>,
    /// For whom it was made.
    audience: Vec<String>,
    made: Option<time::Stated>,
    until: Option<time::Stated>,
    /// How the check of the proof ended; what it says is worth no more.
    proof: CheckOutcome,
}

impl Answer {
    fn of_claims(claims: &Value, proof: CheckOutcome) -> Self {
        Self {
            nonce: text(claims.get("nonce")),
            audience: texts(claims.get("aud")),
            made: claims
                .get("iat")
                .or_else(|| claims.get("nbf"))
                .and_then(instant),
            until: claims.get("exp").and_then(instant),
            proof,
        }
    }

    fn of_proof(proof: &Value, outcome: CheckOutcome) -> Self {
        let time = |key: &str| time::parse(proof.get(key)?.as_str()?);
        Self {
            nonce: text(proof.get("challenge")),
            audience: texts(proof.get("domain")),
            made: time("created"),
            until: time("expires"),
            proof: outcome,
        }
    }

    fn fits(&self, asked: &Asked) -> bool {
        let nonce = asked.challenge.is_none() || self.nonce == asked.challenge;
        let audience = asked
            .domain
            .as_ref()
            .is_none_or(|domain| self.audience.contains(domain));
        nonce && audience && self.proof == CheckOutcome::Passed
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        // Not what was asked for, whatever it is.
        other => Some(other.to_string()),
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    json::one_or_many(value)
        .iter()
        .filter_map(|value| text(Some(value)))
        .collect()
}

fn instant(claim: &Value) -> Option<time::Stated> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range of years was checked"
    )]
    let seconds = profile::seconds(claim)?.floor() as i64;
    let instant = Timestamp::from_second(seconds).ok()?;
    Some(time::Stated {
        earliest: instant,
        latest: instant,
    })
}

/// How a proof's signature and the rows beside it ended, as one.
fn outcome(report: &ProofReport) -> CheckOutcome {
    let has = |outcome| report.checks.iter().any(|check| check.outcome == outcome);
    match report.passed(CheckCode::ProofSignature) {
        _ if has(CheckOutcome::Failed) => CheckOutcome::Failed,
        true => CheckOutcome::Passed,
        false => CheckOutcome::Inconclusive,
    }
}

/// What each proof of a presentation says.
fn answers(opened: &Opened, reports: &[ProofReport]) -> Vec<Answer> {
    match &opened.secured {
        Secured::DataIntegrity(_) => {
            let proofs = json::one_or_many(opened.credential().get("proof")).iter();
            proofs
                .zip(reports)
                .map(|(proof, report)| Answer::of_proof(proof, outcome(report)))
                .collect()
        }
        _ => {
            let payload = opened.payload.as_ref().ok();
            let claims = payload.into_iter().zip(reports.first());
            claims
                .map(|(claims, report)| Answer::of_claims(claims, outcome(report)))
                .collect()
        }
    }
}

/// The report on the proof by which the holder presents, or why there is none: the one that answers
/// the request. Anybody can put a proof of their own beside that of a presentation made for another.
fn presenting<'r>(
    asked: Option<&Asked>,
    answers: &[Answer],
    reports: &'r [ProofReport],
) -> Result<&'r ProofReport, CheckOutcome> {
    let fitting = asked.and_then(|asked| answers.iter().position(|answer| answer.fits(asked)));
    let holds = |report: &&ProofReport| report.passed(CheckCode::ProofSignature);
    let found = fitting.and_then(|index| reports.get(index));
    let has_failed = |report: &ProofReport| outcome(report) == CheckOutcome::Failed;
    found
        .or_else(|| reports.iter().find(holds))
        .ok_or(match reports.iter().any(has_failed) {
            true => CheckOutcome::Failed,
            false => CheckOutcome::Inconclusive,
        })
}

/// The rows on nonce, audience and freshness, by the proof that answers best.
fn answer_rows(session: &Session<'_>, asked: Option<&Asked>, answers: &[Answer]) -> Vec<Check> {
    let best = answers
        .iter()
        .find(|answer| asked.is_some_and(|asked| answer.fits(asked)))
        .or(answers.first());
    let Some(best) = best else {
        return asked.map_or_else(Vec::new, unanswered);
    };
    let mut rows = vec![
        nonce(asked, best),
        audience(asked, best),
        freshness(session, asked, best),
    ];
    for row in &mut rows {
        // Who altered a presentation could write any challenge into it.
        if row.outcome == CheckOutcome::Passed && best.proof != CheckOutcome::Passed {
            let held = Check::new(row.code, best.proof, "the proof that says so does not hold");
            *row = held.because(Cause::new("proof_not_held"));
        }
    }
    rows
}

fn nonce(asked: Option<&Asked>, answer: &Answer) -> Check {
    let code = CheckCode::PresentationNonce;
    let asked = asked.and_then(|asked| asked.challenge.as_deref());
    match (asked, answer.nonce.as_deref()) {
        (Some(asked), Some(found)) if asked == found => {
            Check::passed(code, "the presentation answers the challenge given")
        }
        (Some(asked), found) => Check::failed(
            code,
            match found {
                Some(_) => "the presentation answers another challenge than the one given",
                None => "a challenge was given, and the presentation answers none",
            },
        )
        .because(Cause::new("nonce_mismatch").mismatch(asked, found.unwrap_or("none"))),
        (None, Some(found)) => Check::inconclusive(
            code,
            "the presentation answers a challenge, and none was given to compare it with",
        )
        .because(Cause::new("not_asked").mismatch("the challenge that was given", found)),
        (None, None) => Check::not_applicable(
            code,
            "no challenge was given, and the presentation answers none",
        ),
    }
}

fn audience(asked: Option<&Asked>, answer: &Answer) -> Check {
    let code = CheckCode::PresentationAudience;
    let asked = asked.and_then(|asked| asked.domain.as_ref());
    let found = answer.audience.join(", ");
    match asked {
        Some(domain) if answer.audience.contains(domain) => {
            Check::passed(code, "the presentation was made for this verifier")
        }
        Some(domain) => Check::failed(
            code,
            match answer.audience.is_empty() {
                false => "the presentation was made for another verifier",
                true => "the presentation does not say for whom it was made",
            },
        )
        .because(Cause::new("audience_mismatch").mismatch(domain, found)),
        None if answer.audience.is_empty() => Check::not_applicable(
            code,
            "the presentation does not say for whom it was made, and nobody asked",
        ),
        None => Check::inconclusive(
            code,
            format!("the presentation was made for {found}; who asks was not said"),
        )
        .because(Cause::new("not_asked").mismatch("the domain of this verifier", found)),
    }
}

fn freshness(session: &Session<'_>, asked: Option<&Asked>, answer: &Answer) -> Check {
    let code = CheckCode::PresentationFreshness;
    let at = session.against.at;
    let second = |instant: Timestamp| instant.as_second();
    if let Some(until) = answer
        .until
        .filter(|until| second(until.latest) < second(at).saturating_sub(CLOCK_SKEW))
    {
        return Check::failed(code, "the presentation has expired")
            .because(Cause::new("expired").mismatch(at.to_string(), until.latest.to_string()));
    }
    let Some(made) = answer.made else {
        return match asked {
            Some(_) => Check::failed(code, "the presentation does not say when it was made")
                .because(Cause::new("no_time").mismatch("a time", "none")),
            None => Check::not_applicable(code, "the presentation does not say when it was made"),
        };
    };
    let stated = made.latest.to_string();
    if made.earliest > session.latest() {
        return Check::failed(
            code,
            "the presentation says it was made after the time of judgement",
        )
        .because(Cause::new("made_in_future").mismatch(at.to_string(), stated));
    }
    match asked {
        None => Check::not_applicable(
            code,
            format!("the presentation was made at {stated}; no request says how fresh it must be"),
        ),
        Some(_) if second(at).saturating_sub(second(made.latest)) > ANSWER_AGE + CLOCK_SKEW => {
            Check::failed(
                code,
                format!(
                    "expected a presentation made within {} minutes, found one of {stated}",
                    ANSWER_AGE / 60
                ),
            )
            .because(Cause::new("stale").mismatch(at.to_string(), stated))
        }
        Some(_) => Check::passed(code, format!("the presentation was made at {stated}")),
    }
}

/// Who presents: the identifier and the key of the presentation's proof.
struct Holder {
    id: Option<String>,
    key: Option<PublicKey>,
}

/// The rows `holder.binding` of a presentation with a proof: one that passes, or one for each
/// credential inside that is not bound to the holder.
fn holder_rows(
    session: &Session<'_>,
    opened: &Opened,
    presenting: Result<&ProofReport, CheckOutcome>,
    held: &[CheckedHeld<'_>],
) -> Vec<Check> {
    let code = CheckCode::HolderBinding;
    let report = match presenting {
        Ok(report) => report,
        Err(outcome) => {
            let summary =
                "the proof of the presentation does not hold, so nobody shows to be its holder";
            return vec![Check::new(code, outcome, summary).because(Cause::new("proof_not_held"))];
        }
    };
    let holder = holder(session, opened, report);
    let is_holders = report.passed(CheckCode::IssuerKey);
    let mut rows: Vec<Check> = held
        .iter()
        .filter(|held| held.held.kind == Kind::Credential)
        .filter_map(|inside| {
            let credential = inside.held.opened.as_ref().ok()?;
            let row = bound(&holder, is_holders, credential)?;
            let place = match (&row.pointer, inside.held.embedded) {
                (Some(place), true) => place.under(&inside.held.place),
                _ => inside.held.place.clone(),
            };
            Some(row.at(place))
        })
        .collect();
    if rows.is_empty() {
        rows.push(match opened.held_count {
            0 => Check::not_applicable(code, "the presentation holds no credential"),
            _ => Check::passed(
                code,
                "every credential inside is bound to the one who presents it",
            ),
        });
    }
    rows
}

fn holder(session: &Session<'_>, opened: &Opened, report: &ProofReport) -> Holder {
    let stated = opened.issuer().map(str::to_owned);
    let (owner, method) = match &report.signer {
        Some(Signer::Identifier { id, method }) => (Some(id.clone()), Some(method)),
        _ => (None, None),
    };
    // The look at the document of the key is the one that the proof had.
    let resolved = || {
        let place = Pointer::root();
        let (method, relationship) = (method?, Relationship::Authentication);
        let resolved = session.about_others(|session| {
            resolve_as(session, method, stated.as_deref(), &place, relationship)
        });
        resolved.key.ok()
    };
    Holder {
        key: report.key.clone().or_else(resolved),
        id: stated.clone().or(owner),
    }
}

/// Why a credential is not bound to the holder; `None` where it is.
fn bound(holder: &Holder, is_holders: bool, credential: &Opened) -> Option<Check> {
    let code = CheckCode::HolderBinding;
    let payload = credential.payload.as_ref().ok();
    let node = credential.credential();
    let cnf = payload
        .and_then(|payload| payload.get("cnf"))
        .or_else(|| node.get("cnf"));
    if let Some(cnf) = cnf {
        let place = Pointer::root().key("cnf");
        let key = cnf.get("jwk").map(PublicKey::from_jwk);
        return match (key, &holder.key) {
            (Some(Ok(key)), Some(held)) if key == *held => None,
            (Some(Ok(_)), Some(_)) => Some(
                Check::failed(
                    code,
                    "the credential is bound to another key than the one that presents it",
                )
                .at(place)
                .because(Cause::new("bound_to_another")),
            ),
            _ => Some(
                Check::inconclusive(
                    code,
                    "the key that the credential is bound to cannot be compared",
                )
                .at(place)
                .because(Cause::new("unsupported_confirmation")),
            ),
        };
    }
    let place = credential.base.key("credentialSubject");
    let subjects = json::one_or_many(node.get("credentialSubject"));
    let ids: Vec<&str> = subjects
        .iter()
        .filter(|subject| subject.is_object())
        .filter_map(|subject| identifier(Some(subject)))
        .collect();
    let place = match node.get("credentialSubject") {
        Some(Value::Object(_)) => place.key("id"),
        _ => place,
    };
    let row = match (ids.as_slice(), holder.id.as_deref()) {
        ([], _) => Check::inconclusive(
            code,
            "the credential names no identifier of its subject, so it is bound to nobody",
        )
        .because(Cause::new("no_subject_identifier")),
        (ids, Some(holder)) if ids.contains(&holder) => {
            if is_holders {
                return None;
            }
            Check::inconclusive(
                code,
                "the subject is the holder named, and nothing shows that the key is the holder's",
            )
            .because(Cause::new("holder_not_bound"))
        }
        (ids, holder) => Check::failed(
            code,
            "the subject of the credential is another than the one who presents it",
        )
        .because(
            Cause::new("bound_to_another").mismatch(ids.join(", "), holder.unwrap_or("nobody")),
        ),
    };
    Some(row.at(place))
}
