//! Decisions of officers: the record of one, and what earlier ones say of the case at hand.
//!
//! A decision is an officer's. What is here holds it to the Lisbon Recognition Convention: a refusal
//! shows a substantial difference (articles IV.1, V.1 and VI.1), which what is not known never is,
//! gives its reasons, and tells how to appeal (article III.5). The EAR manual (chapter on consistency) asks for a
//! searchable record of earlier outcomes, so that like cases are decided alike.

use std::collections::BTreeMap;

use credeval_model::{
    Criterion, Digest,
    criterion::Light,
    decision::{
        Achievement, DECISION_SCHEMA, DecisionFile, DecisionRecord, Precedent, PrecedentKind,
        Verdict,
    },
    element::{CreditSystem, Elements, Organisation},
    evaluation::Evaluation,
    outcome::{OutcomeCode, Track},
};
use jiff::civil;

use crate::{
    criteria::credits,
    facts::quoted,
    fold::folded,
    identity::{Identity, is_global, registered},
};

/// Precedents that are shown with one evaluation; those that matter most, then the newest.
pub const PRECEDENTS: usize = 20;

/// A difference that no bar of a policy tolerates: policies ask for 2 at least.
const LEAST_BAR: u8 = 2;

/// Where earlier decisions are kept. A store reads what it needs beforehand, so that asking here
/// cannot fail.
pub trait Decisions {
    /// Every decision on this achievement, in any order.
    fn on(&self, achievement: &Achievement) -> Vec<&DecisionRecord>;
}

/// Decisions in memory, by what they were on.
#[derive(Debug, Clone, Default)]
pub struct InMemory(BTreeMap<Achievement, Vec<DecisionRecord>>);

impl FromIterator<DecisionRecord> for InMemory {
    fn from_iter<T: IntoIterator<Item = DecisionRecord>>(records: T) -> Self {
        let mut decisions = Self::default();
        for record in records {
            let of_it = decisions.0.entry(record.achievement.clone()).or_default();
            of_it.push(record);
        }
        decisions
    }
}

impl Decisions for InMemory {
    fn on(&self, achievement: &Achievement) -> Vec<&DecisionRecord> {
        self.0.get(achievement).into_iter().flatten().collect()
    }
}

/// What was achieved: the title, and the awarding bodies by identifier, else by name; without case,
/// diacritics and punctuation. It is what the credential says, and proves nothing.
pub fn achievement(elements: &Elements) -> Achievement {
    let bodies = elements.awarding_body.value().into_iter().flatten();
    let mut awarding_bodies: Vec<String> =
        bodies.map(body).filter(|body| !body.is_empty()).collect();
    awarding_bodies.sort_unstable();
    awarding_bodies.dedup();
    Achievement {
        title: elements
            .title
            .value()
            .map(|title| folded(title.shown()))
            .unwrap_or_default(),
        awarding_bodies,
    }
}

/// SHA-256 of what identifies the learner: an identifier, else name and date of birth; `None`
/// where there is only a name, which many bear. It hides the words from a glance, and from nobody
/// who can guess them.
pub fn learner(elements: &Elements) -> Option<Digest> {
    let key = Identity::of(elements.learner.value()?).key()?;
    Some(Digest::of(key.as_bytes()))
}

/// What earlier decisions say of this case, at most [`PRECEDENTS`]: that it was granted before,
/// then the same case, then the same purpose elsewhere; in each the newest first.
pub fn precedents(evaluation: &Evaluation, earlier: &dyn Decisions) -> Vec<Precedent> {
    let mut precedents: Vec<Precedent> = earlier
        .on(&achievement(&evaluation.elements))
        .into_iter()
        .filter_map(|record| {
            Some(Precedent {
                relation: relation(evaluation, record)?,
                decision: record.decision,
                proposal: record.proposal,
                credits: record.credits,
                programme: record.programme.clone(),
                course: record.course.clone(),
                reasons: record.reasons.clone(),
                body: record.body.clone(),
                date: record.date.clone(),
                evaluation: record.evaluation,
            })
        })
        .collect();
    precedents.sort_by(|a, b| {
        let newest = b.date.cmp(&a.date);
        let order = a.relation.cmp(&b.relation).then(newest);
        order.then_with(|| a.evaluation.hex().cmp(&b.evaluation.hex()))
    });
    precedents.truncate(PRECEDENTS);
    precedents
}

/// How an earlier decision on the same achievement bears on this case; `None` where it does not.
fn relation(evaluation: &Evaluation, record: &DecisionRecord) -> Option<PrecedentKind> {
    // Without a title, and somebody who awarded it, two achievements are not known to be the same.
    let achievement = &record.achievement;
    if achievement.title.is_empty() || achievement.awarding_bodies.is_empty() {
        return None;
    }
    let programme = evaluation.programme.as_ref();
    let institution = programme.map(|programme| programme.institution.as_str());
    let name = programme.map(|programme| programme.programme.as_str());
    let course = programme.and_then(|programme| programme.course.as_deref());
    let here = record.institution.as_deref() == institution && record.programme.as_deref() == name;
    let same_document =
        record.document == evaluation.document.digest && record.part == evaluation.document.part;
    let same_learner = record.learner.is_some() && record.learner == learner(&evaluation.elements);
    if record.decision.grants() && here && (same_document || same_learner) {
        Some(PrecedentKind::GrantedBefore)
    } else if record.purpose != evaluation.purpose {
        None
    } else if here && record.course.as_deref() == course {
        Some(PrecedentKind::SameCase)
    } else {
        Some(PrecedentKind::SamePurpose)
    }
}

fn body(body: &Organisation) -> String {
    let own = || {
        let own = body.id.as_deref().filter(|id| is_global(id));
        own.map(|id| id.trim().to_owned())
    };
    let name = || body.name.as_ref().map(|name| folded(name.shown()));
    let identifiers = body.identifiers.iter().filter_map(registered);
    identifiers
        .min()
        .or_else(own)
        .or_else(name)
        .unwrap_or_default()
}

/// A decision that cannot be recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecisionError {
    /// It is not TOML, lacks a field or has one that is not known; the text names line and column.
    #[error("expected a decision file: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A field that must say something is empty.
    #[error("expected `{field}` to say something, found nothing")]
    Blank {
        /// The field.
        field: &'static str,
    },
    /// The day is none.
    #[error("expected `date` as a day (YYYY-MM-DD), found \"{found}\"")]
    Date {
        /// What stands there.
        found: String,
    },
    /// The credits are not a positive number.
    #[error("expected `credits` above 0, found {found}")]
    Credits {
        /// What stands there.
        found: f64,
    },
    /// Credits without a grant.
    #[error("expected no `credits` where the decision is `{decision}`, found {found}")]
    CreditsWithoutGrant {
        /// What is decided.
        decision: &'static str,
        /// What stands there.
        found: f64,
    },
    /// More credits than the course or gap has.
    #[error(
        "expected `credits` of at most {asked}, which the programme file asks for, found {found}"
    )]
    CreditsAboveAsked {
        /// What the programme asks for.
        asked: f64,
        /// What stands there.
        found: f64,
    },
    /// A credential that was not verified is no ground to grant anything.
    #[error("expected no grant for a credential that was not verified, found `{decision}`")]
    NotVerified {
        /// What is decided.
        decision: &'static str,
    },
    /// A refusal without a substantial difference.
    #[error("expected at least one entry in `differences` for a refusal, found none")]
    NoDifference,
    /// A grant of everything beside a substantial difference.
    #[error("expected no `differences` where all is granted, found {found}")]
    DifferenceGranted {
        /// How many.
        found: usize,
    },
    /// A substantial difference that rests on what is not known.
    #[error(
        "expected `differences` to rest on what is known, found `{criterion}`, which is still open"
    )]
    DifferenceUnknown {
        /// The criterion.
        criterion: Criterion,
    },
    /// A substantial difference of a criterion that does not apply.
    #[error(
        "expected `differences` to rest on criteria that apply, found `{criterion}`, which does not"
    )]
    DifferenceNotApplicable {
        /// The criterion.
        criterion: Criterion,
    },
    /// A criterion is accepted that does not deviate.
    #[error(
        "expected `accepted` to name deviations of the evaluation ({deviations}), found `{criterion}`"
    )]
    NoDeviation {
        /// The criterion.
        criterion: Criterion,
        /// Those that there are.
        deviations: String,
    },
}

impl DecisionError {
    /// What to do about it, where there is more to say than the message does.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotVerified { .. } => {
                "ask for a fresh copy and evaluate it, or decide `prior_learning`, `deferred` or `refused`"
            }
            Self::NoDifference => {
                "say what differs, and why that keeps the applicant from succeeding; where too little is known, decide `deferred` or `prior_learning`"
            }
            Self::DifferenceUnknown { .. } => {
                "what is not known is no substantial difference: ask for it (`deferred`), or decide `prior_learning`"
            }
            Self::DifferenceGranted { .. } => {
                "decide `partly_granted` or `conditional`, or leave the differences out"
            }
            Self::CreditsWithoutGrant { .. } => "leave `credits` out",
            _ => return None,
        })
    }
}

/// Something about a decision that the officer should look at; it stops nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Warning {
    /// The programme file names no route of appeal.
    #[error(
        "the applicant has a right of appeal, and the programme file names no route: name it in `appeal`"
    )]
    NoAppeal,
    /// One achievement granted twice.
    #[error(
        "the same achievement was granted to the same learner for the same programme on {date}, by {body}"
    )]
    GrantedTwice {
        /// The day.
        date: String,
        /// The body that decided.
        body: String,
    },
    /// Nothing but a name identifies the learner.
    #[error(
        "nothing but a name identifies the learner, so an earlier grant on another document cannot be found"
    )]
    LearnerUnknown,
    /// More credits than the credential states.
    #[error("{granted} ECTS credits are granted, and the credential states {stated}")]
    CreditsAboveStated {
        /// What is granted.
        granted: f64,
        /// What is stated.
        stated: f64,
    },
    /// The decision is another than the proposal.
    #[error(
        "`{decision}` is another decision than the proposal `{proposal}` suggests: see that the reasons say why"
    )]
    Departs {
        /// What is decided.
        decision: &'static str,
        /// What was proposed.
        proposal: OutcomeCode,
    },
    /// Something is granted, and a deviation is not accepted.
    #[error("something is granted, and these deviations are not in `accepted`: {criteria}")]
    NotAccepted {
        /// The criteria.
        criteria: String,
    },
    /// The decision is older than what it rests on.
    #[error("the decision is dated {decided}, and the evaluation judges for {judged}")]
    BeforeEvaluation {
        /// The day of the decision.
        decided: civil::Date,
        /// The day that was judged for.
        judged: civil::Date,
    },
}

/// Reads a decision file (TOML). Refuses unknown fields; what it says is judged by [`record`].
pub fn parse(text: &str) -> Result<DecisionFile, DecisionError> {
    Ok(toml::from_str(text)?)
}

/// Puts a decision beside the evaluation that it rests on.
///
/// Takes the evaluation, what the officer wrote, and earlier decisions. Gives the record, and what
/// the officer should look at. It does not judge whether the decision is a good one; it refuses
/// what cannot stand: a refusal for no substantial difference or for one that is not known, a grant
/// on a credential that was not verified, credits that are none.
pub fn record(
    evaluation: &Evaluation,
    file: &DecisionFile,
    earlier: &dyn Decisions,
) -> Result<(DecisionRecord, Vec<Warning>), DecisionError> {
    let date = written(file)?;
    let decision = file.decision;
    let proposal = evaluation.outcome.code;
    if decision.grants() && proposal == OutcomeCode::NotVerified {
        return Err(DecisionError::NotVerified {
            decision: decision.as_str(),
        });
    }
    granted_credits(evaluation, file)?;
    differences(evaluation, file)?;
    let deviations = &evaluation.outcome.deviations;
    for criterion in &file.accepted {
        if !deviations.iter().any(|each| each.criterion == *criterion) {
            return Err(DecisionError::NoDeviation {
                criterion: *criterion,
                deviations: listed(deviations.iter().map(|each| each.criterion)),
            });
        }
    }
    let accepted = deviations
        .iter()
        .filter(|each| file.accepted.contains(&each.criterion));
    let programme = evaluation.programme.as_ref();
    let record = DecisionRecord {
        schema: DECISION_SCHEMA.to_owned(),
        evaluation: evaluation.id,
        document: evaluation.document.digest,
        part: evaluation.document.part.clone(),
        achievement: achievement(&evaluation.elements),
        learner: learner(&evaluation.elements),
        purpose: evaluation.purpose,
        institution: programme.map(|programme| programme.institution.clone()),
        programme: programme.map(|programme| programme.programme.clone()),
        course: programme.and_then(|programme| programme.course.clone()),
        proposal,
        decision,
        credits: file.credits,
        grade: file.grade.clone(),
        accepted: accepted.cloned().collect(),
        differences: file.differences.clone(),
        reasons: file.reasons.clone(),
        officer: file.officer.clone(),
        body: file.body.clone(),
        date: date.to_string(),
        appeal: programme.and_then(|programme| programme.appeal.clone()),
    };
    let warnings = warnings(evaluation, &record, date, earlier);
    Ok((record, warnings))
}

/// The day of a file whose words are all there.
fn written(file: &DecisionFile) -> Result<civil::Date, DecisionError> {
    let differences = file.differences.iter();
    for (field, text) in [
        ("reasons", &file.reasons),
        ("officer", &file.officer),
        ("body", &file.body),
    ]
    .into_iter()
    .chain(differences.map(|each| ("differences.text", &each.text)))
    {
        if text.trim().is_empty() {
            return Err(DecisionError::Blank { field });
        }
    }
    let day = file.date.trim();
    let parsed = day.parse().ok().filter(|_| day.len() == "YYYY-MM-DD".len());
    parsed.ok_or_else(|| DecisionError::Date { found: quoted(day) })
}

fn granted_credits(evaluation: &Evaluation, file: &DecisionFile) -> Result<(), DecisionError> {
    let Some(found) = file.credits else {
        return Ok(());
    };
    if !(found.is_finite() && found > 0.0) {
        return Err(DecisionError::Credits { found });
    }
    if !file.decision.grants() {
        return Err(DecisionError::CreditsWithoutGrant {
            decision: file.decision.as_str(),
            found,
        });
    }
    let asked = evaluation.programme.as_ref();
    match asked.and_then(|programme| programme.ects) {
        Some(asked) if found > asked => Err(DecisionError::CreditsAboveAsked { asked, found }),
        _ => Ok(()),
    }
}

/// Whether the substantial differences are there, and rest on what is known.
fn differences(evaluation: &Evaluation, file: &DecisionFile) -> Result<(), DecisionError> {
    let named = &file.differences;
    match file.decision {
        Verdict::Refused if named.is_empty() => return Err(DecisionError::NoDifference),
        Verdict::Granted if !named.is_empty() => {
            return Err(DecisionError::DifferenceGranted { found: named.len() });
        }
        _ => {}
    }
    let outcome = &evaluation.outcome;
    let deviates = |criterion, shown| {
        let mut deviations = outcome.deviations.iter();
        deviations.any(|each| each.criterion == criterion && each.is_shown() == shown)
    };
    // What the proposal itself holds against recognition is known, by the policy's own bars.
    let against = |criterion| outcome.code.track() != Some(Track::Lrc) && deviates(criterion, true);
    let fit_falls_short = |criterion| {
        let mut deviations = outcome.deviations.iter();
        deviations.any(|each| each.criterion == criterion && each.is_of_fit())
    };
    // Where more must be known, a criterion may be met and its fit with the programme still open.
    let fit_is_open = |criterion| {
        outcome.code == OutcomeCode::NeedsInformation
            && outcome
                .settle
                .iter()
                .any(|settlement| settlement.criteria.contains(&criterion))
    };
    for difference in named {
        let criterion = difference.criterion;
        let results = &evaluation.criteria;
        let Some(result) = results.iter().find(|each| each.criterion == criterion) else {
            continue;
        };
        if !result.applies || result.light == Light::NotApplicable {
            return Err(DecisionError::DifferenceNotApplicable { criterion });
        }
        let is_range = result.lower < result.upper;
        let open = is_range && result.upper >= LEAST_BAR;
        // Below every bar as it stands, on a word that carries nothing: who can tell is yet to be
        // asked. What does not fit the programme is held to what carries elsewhere.
        if is_range && !result.missing.is_empty() && !fit_falls_short(criterion) {
            return Err(DecisionError::DifferenceUnknown { criterion });
        }
        // A strict policy counts it as not met, and knows no more of it.
        let not_shown = result.is_not_shown() || deviates(criterion, false);
        if !against(criterion) && (open || not_shown || fit_is_open(criterion)) {
            return Err(DecisionError::DifferenceUnknown { criterion });
        }
    }
    Ok(())
}

fn warnings(
    evaluation: &Evaluation,
    record: &DecisionRecord,
    date: civil::Date,
    earlier: &dyn Decisions,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let judged = jiff::tz::TimeZone::UTC.to_datetime(evaluation.at).date();
    if date < judged {
        warnings.push(Warning::BeforeEvaluation {
            decided: date,
            judged,
        });
    }
    if departs(record.proposal, record.decision) {
        warnings.push(Warning::Departs {
            decision: record.decision.as_str(),
            proposal: record.proposal,
        });
    }
    if record.decision.grants() {
        let deviations = evaluation.outcome.deviations.iter();
        let open = deviations.filter(|each| !record.accepted.contains(each));
        let criteria = listed(open.map(|each| each.criterion));
        if record.decision == Verdict::Granted && criteria != "none" {
            warnings.push(Warning::NotAccepted { criteria });
        }
        let workload = evaluation.elements.workload.value();
        let stated = workload.and_then(|workload| {
            let ects = credits(workload, |system| *system == CreditSystem::Ects);
            ects.into_iter().reduce(f64::max)
        });
        if let (Some(granted), Some(stated)) = (record.credits, stated)
            && granted > stated
        {
            warnings.push(Warning::CreditsAboveStated { granted, stated });
        }
        let precedents = precedents(evaluation, earlier).into_iter();
        let granted = precedents.filter(|each| each.relation == PrecedentKind::GrantedBefore);
        warnings.extend(granted.map(|each| Warning::GrantedTwice {
            date: each.date,
            body: each.body,
        }));
        if record.learner.is_none() {
            warnings.push(Warning::LearnerUnknown);
        }
    }
    let appeal = record.appeal.as_deref().unwrap_or_default();
    if record.decision != Verdict::Deferred && appeal.trim().is_empty() {
        warnings.push(Warning::NoAppeal);
    }
    warnings
}

/// Whether a decision is another than the proposal suggests.
fn departs(proposal: OutcomeCode, decision: Verdict) -> bool {
    use OutcomeCode as Code;
    use Verdict::{Conditional, Deferred, Granted, PartlyGranted, PriorLearning, Refused};
    match proposal {
        Code::RecogniseFull | Code::Flexible => decision != Granted,
        Code::RecognisePartial => !matches!(decision, PartlyGranted | Conditional),
        Code::Rpl => decision != PriorLearning,
        Code::NeedsInformation => decision != Deferred,
        // A person weighs it: every decision is the one that was asked for.
        Code::HumanReview => false,
        Code::NotLrc => !matches!(decision, Refused | PriorLearning),
        Code::NotVerified => decision.grants(),
    }
}

fn listed(criteria: impl Iterator<Item = Criterion>) -> String {
    let mut names: Vec<&str> = criteria.map(Criterion::as_str).collect();
    names.dedup();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
