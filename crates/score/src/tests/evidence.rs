//! What a further fact does: support never lowers a criterion, and what completes the unknown only
//! narrows its range.

use std::collections::BTreeSet;

use super::properties::{SCOPES, SUPPORTING, Statements, TIERS, stated};
use super::*;
use credeval_model::outcome::{Outcome, OutcomeCode};
use proptest::{collection::vec, prelude::*, sample::select};

/// A fact that speaks for the credential, and nothing else: it contradicts nothing that is stated,
/// and tells nothing that the credential leaves open for the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Support {
    /// The learner is named.
    Learner,
    /// One more outcome, with a verb, an object and a URI, tied to an assessment.
    Outcome,
    /// A level of the European framework, where none is stated.
    Level,
    /// Credits or hours that fit what is stated.
    Workload,
    /// One more examination, graded by a stated scheme, by a named assessor.
    Examination,
    /// It was supervised, where that is not spoken of.
    Supervised,
    /// Identity was verified, where that is not spoken of.
    IdentityVerified,
    /// One more claim of quality assurance.
    Claim,
    /// An endorsement that holds.
    Endorsement,
    /// One more entry of a register, which decided for what it covers.
    Entry(QualityScope),
    /// The applicant is shown to be the learner.
    Applicant,
    /// The seal is qualified, and the status shows no revocation.
    Qualified,
}

const SUPPORT: &[Support] = &[
    Support::Learner,
    Support::Outcome,
    Support::Level,
    Support::Workload,
    Support::Examination,
    Support::Supervised,
    Support::IdentityVerified,
    Support::Claim,
    Support::Endorsement,
    Support::Entry(QualityScope::Programme),
    Support::Entry(QualityScope::Institutional),
    Support::Applicant,
    Support::Qualified,
];

/// The value of an element, which is stated from now on.
fn value<T: Default>(of: &mut Element<T>, tier: Tier) -> &mut T {
    if of.stated().is_none() {
        *of = element(T::default(), tier);
    }
    of.value_mut().unwrap()
}

impl Support {
    /// Adds it, as far as there is room for it.
    fn add(self, known: &mut Known, tier: Tier) {
        let elements = &mut known.elements;
        let watched = |elements: &mut Elements| {
            if elements.supervision.stated().is_none() {
                elements.supervision = element(supervision(None, None), tier);
            }
        };
        match self {
            Self::Learner => {
                let learner = value(&mut elements.learner, tier);
                learner.email = Some("learner@example.org".to_owned());
            }
            Self::Outcome => {
                let outcomes = value(&mut elements.learning_outcomes, tier);
                outcomes.listed.push(outcome("Explain food", "urn:9"));
                outcomes.assessed = true;
            }
            Self::Level => {
                let level = value(&mut elements.level, tier);
                level.eqf = crate::criteria::eqf(level).or(Some(6));
            }
            Self::Workload => fitting(value(&mut elements.workload, tier)),
            Self::Examination => {
                let form = AssessmentKind::WrittenExamination;
                value(&mut elements.assessment, tier).push(assessment(form));
            }
            Self::Supervised => {
                watched(elements);
                let stated = elements.supervision.value_mut().unwrap();
                stated.supervised = stated.supervised.or(Some(true));
            }
            Self::IdentityVerified => {
                watched(elements);
                let stated = elements.supervision.value_mut().unwrap();
                stated.identity_verified = stated.identity_verified.or(Some(true));
            }
            Self::Claim => {
                value(&mut elements.quality_assurance, tier).extend(claim(QualityKind::Programme));
            }
            Self::Endorsement => {
                let claims = value(&mut elements.quality_assurance, tier);
                claims.extend(claim(QualityKind::Endorsement));
                let holds = Check::passed(CheckCode::Endorsement, "somebody endorses it");
                known.checks.push(holds);
            }
            Self::Entry(scope) => known.quality.push(entry(scope)),
            Self::Applicant => {
                let same = Check::passed(CheckCode::LearnerMatch, "the same person");
                known.checks.push(same);
            }
            Self::Qualified => {
                known.confirmed = true;
                for code in [CheckCode::SealQualified, CheckCode::StatusRevocation] {
                    known.checks.push(Check::passed(code, "it holds"));
                }
            }
        }
    }
}

/// States hours beside the one amount of credits, or credits beside the hours; two amounts fit no
/// hours.
fn fitting(workload: &mut Workload) {
    const HOURS: f64 = 27.0;
    let ects = crate::criteria::credits(workload, |system| *system == CreditSystem::Ects);
    match (ects.as_slice(), crate::criteria::hours(workload)) {
        ([points], None) => workload.hours = Some(points * HOURS),
        ([], hours) => workload.credits.push(Credits {
            points: hours.unwrap_or(2.0 * HOURS) / HOURS,
            system: CreditSystem::Ects,
        }),
        _ => {}
    }
}

/// What completes a credential that leaves something open.
#[derive(Debug, Clone)]
struct Completion {
    outcomes: Vec<(&'static str, &'static str)>,
    assessed: bool,
    level: u8,
    points: f64,
    hours: Option<f64>,
    forms: Vec<AssessmentKind>,
    watched: (bool, bool),
    entries: Vec<QualityScope>,
    confirmed: bool,
}

fn completion() -> impl Strategy<Value = Completion> {
    const FORMS: &[AssessmentKind] = &[
        AssessmentKind::WrittenExamination,
        AssessmentKind::Quiz,
        AssessmentKind::Attendance,
    ];
    let outcomes = (
        select(vec!["Explain food", "Food"]),
        select(vec!["", "urn:1", "urn:2"]),
    );
    (
        (vec(outcomes, 1..3), any::<bool>(), 1..=8_u8),
        // Hours that contradict the credits would complete nothing.
        (0.5..9.0, proptest::option::of(21.0..39.0)),
        (vec(select(FORMS), 1..3), any::<(bool, bool)>()),
        (vec(select(SCOPES), 0..2), any::<bool>()),
    )
        .prop_map(
            |(
                (outcomes, assessed, level),
                (points, hours),
                (forms, watched),
                (entries, confirmed),
            )| {
                Completion {
                    outcomes,
                    assessed,
                    level,
                    points,
                    hours: hours.map(|hours: f64| hours * points),
                    forms,
                    watched,
                    entries,
                    confirmed,
                }
            },
        )
}

impl Completion {
    /// Tells what is unknown, and nothing of what is known. Unknown is what a criterion asks for
    /// under `missing`: an element that is absent or empty; a level without a framework, a workload
    /// without credits of a known unit and hours; the other half of supervision and identity; the
    /// register's word. A rung that is known is a point: that hours beside credits, or supervision
    /// beside an examination, would lift it, is no unknown.
    fn complete(&self, known: &mut Known, tier: Tier) {
        let elements = &mut known.elements;
        // Where attendance is all that was assessed, it is known that there are no outcomes.
        let assessments = elements.assessment.value();
        let attended = assessments.is_some_and(|assessments| {
            let mut forms = assessments.iter().map(|each| each.kind);
            !assessments.is_empty() && forms.all(|form| form == AssessmentKind::Attendance)
        });
        let outcomes = value(&mut elements.learning_outcomes, tier);
        if outcomes.listed.is_empty() && !attended {
            let listed = self.outcomes.iter();
            outcomes.listed = listed.map(|(title, uri)| outcome(title, uri)).collect();
            outcomes.assessed = self.assessed;
        }
        let level = value(&mut elements.level, tier);
        level.eqf = crate::criteria::eqf(level).or(Some(self.level));
        let workload = value(&mut elements.workload, tier);
        let in_ects = crate::criteria::credits(workload, |system| *system == CreditSystem::Ects);
        if in_ects.is_empty() && crate::criteria::hours(workload).is_none() {
            workload.credits = credits(self.points, CreditSystem::Ects);
            workload.hours = self.hours;
        }
        // What supervision says of an examination is told with the examination.
        let untested = elements.assessment.value().is_none_or(Vec::is_empty);
        if untested {
            let forms = self.forms.iter().map(|form| assessment(*form));
            elements.assessment = element(forms.collect(), tier);
        }
        let (supervised, verified) = self.watched;
        let said = elements.supervision.value();
        let said = said.map_or((None, None), |said| {
            (said.supervised, said.identity_verified)
        });
        if untested || said.0.is_some() {
            elements.supervision = element(
                supervision(said.0.or(Some(supervised)), said.1.or(Some(verified))),
                tier,
            );
        }
        if known.quality.is_empty() {
            known.quality = self.entries.iter().map(|scope| entry(*scope)).collect();
        }
    }
}

/// A credential that leaves something open, under a tier.
///
/// No learner is named in it: that is worth 1 for sure, though supervision may turn out to be worth
/// 0. Nor does a completion tell an untold form of assessment, which is worth 1 for sure and may be
/// attendance.
fn open(make: &Statements, tier: Tier) -> Known {
    (make.0)(tier).with(|known| known.elements.learner = Element::absent("none"))
}

/// Every outcome that a proposal leaves possible.
fn possible(outcome: &Outcome) -> BTreeSet<OutcomeCode> {
    match outcome.code {
        OutcomeCode::NeedsInformation => outcome.settle[0].leads_to.iter().copied().collect(),
        code => [code].into(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// And, read from the other side, taking it away never raises one.
    #[test]
    fn supporting_evidence_never_lowers_a_criterion(
        make in stated(),
        tier in select(TIERS),
        before in vec(select(SUPPORT), 0..4),
        support in select(SUPPORT),
        against in proptest::option::of(select(SCOPES)),
    ) {
        let mut known = (make.0)(tier);
        for each in before {
            each.add(&mut known, tier);
        }
        // Beside evidence that speaks against it too.
        known.quality.extend(against.map(|scope| Assured {
            decision: Decision::Negative,
            ..entry(scope)
        }));
        let without = known.criteria();
        support.add(&mut known, tier);
        for (without, with) in without.into_iter().zip(known.criteria()) {
            prop_assert!(without.lower <= with.lower, "{support:?}: {:?}", (without, with));
        }
    }

    /// A register's entries are evidence whatever stands beside them, those against it apart.
    #[test]
    fn an_entry_for_the_award_never_lowers_quality(
        make in stated(),
        tier in select(TIERS),
        entitled in any::<bool>(),
        entries in vec((select(SCOPES), any::<bool>()), 0..4),
        (scope, decision) in (select(SCOPES), select(SUPPORTING)),
    ) {
        let mut known = (make.0)(tier);
        known.entitled = entitled;
        known.quality = entries
            .into_iter()
            .map(|(scope, is_for)| Assured {
                decision: if is_for { Decision::Positive } else { Decision::Negative },
                ..entry(scope)
            })
            .collect();
        let (without, _) = known.range(Criterion::Quality);
        known.quality.push(Assured { decision, ..entry(scope) });
        let (with, _) = known.range(Criterion::Quality);
        prop_assert!(without <= with);
    }

    /// A zero of quality needs a decision against it by a register that speaks of who awarded.
    #[test]
    fn nothing_unknown_is_a_zero_of_quality(
        make in stated(), tier in select(TIERS), scope in select(SCOPES),
        entitled in any::<bool>(), is_stale in any::<bool>(),
    ) {
        let known = (make.0)(tier);
        prop_assert_eq!(known.range(Criterion::Quality).1, 3);
        let against = known.with(|known| {
            known.entitled = entitled;
            known.quality = vec![Assured { decision: Decision::Negative, is_stale, ..entry(scope) }];
        });
        // The day of the award must be known too.
        let is_known = tier >= Tier::Identified && entitled && !is_stale;
        let range = against.range(Criterion::Quality);
        prop_assert_eq!(range.1, if is_known { 0 } else { 3 });
    }

    #[test]
    fn what_completes_the_unknown_only_narrows_a_range(
        make in stated(), (weak, strong) in select(vec![
            (Tier::Unsigned, Tier::Identified), (Tier::Unsigned, Tier::Signed),
            (Tier::Signed, Tier::Identified), (Tier::Identified, Tier::Identified),
        ]),
        told in completion(),
    ) {
        let before = open(&make, weak);
        let after = open(&make, strong).with(|known| {
            told.complete(known, strong);
            known.confirmed = weak != strong && told.confirmed;
        });
        for (before, after) in before.criteria().into_iter().zip(after.criteria()) {
            let narrows = before.lower <= after.lower && after.upper <= before.upper;
            prop_assert!(narrows || !after.applies, "{:?}", (before, after));
        }
    }

    #[test]
    fn the_outcome_of_what_was_completed_is_one_that_was_possible(
        make in stated(), (weak, strong) in select(vec![
            (Tier::Unsigned, Tier::Identified), (Tier::Signed, Tier::Identified),
            (Tier::Identified, Tier::Identified),
        ]),
        told in completion(),
        purpose in select(&PURPOSES[..]),
    ) {
        let score = |known: &Known| known.score(purpose, Some(&programme()), &POLICY).outcome;
        let before = open(&make, weak);
        let after = open(&make, strong).with(|known| {
            told.complete(known, strong);
            known.confirmed = weak != strong && told.confirmed;
        });
        let (before, after) = (score(&before), score(&after));
        let (before, after) = (possible(&before), possible(&after));
        prop_assert!(after.is_subset(&before), "{after:?} of {before:?}");
    }

    #[test]
    fn no_support_lifts_a_lower_bound_above_one_where_nobody_vouches(
        make in stated(),
        tier in select(vec![Tier::Unsigned, Tier::Signed]),
        support in vec(select(SUPPORT), 0..12),
    ) {
        let known = (make.0)(tier).with(|known| {
            for each in support {
                each.add(known, tier);
            }
        });
        for result in known.criteria() {
            prop_assert!(result.lower <= 1, "{result:?}");
        }
    }
}

/// The twin of the property: what contradicts, or tells the worse, may lower.
#[test]
fn evidence_against_may_lower() {
    let lower = |change: fn(&mut Known), criterion: Criterion| {
        let (before, _) = Known::good(Tier::Identified).range(criterion);
        let (after, _) = Known::good(Tier::Identified).with(change).range(criterion);
        (before, after)
    };
    let hours = |known: &mut Known| {
        known.elements.workload.value_mut().unwrap().hours = Some(500.0);
    };
    assert_eq!(lower(hours, Criterion::Workload), (3, 0));
    let revoked = |known: &mut Known| {
        let row = Check::failed(CheckCode::StatusRevocation, "revoked");
        known.checks.push(row);
    };
    assert_eq!(lower(revoked, Criterion::Authenticity), (2, 0));
}
