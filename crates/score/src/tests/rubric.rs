//! Each cell of the rubric, beside a neighbour that does not land there.

use super::*;
use Criterion::{
    Authenticity, Identification, LearningOutcomes as Outcomes, Level as LevelOf, Quality, Testing,
    Workload as WorkloadOf,
};
use credeval_model::{
    check::Cause,
    criterion::Light,
    element::{Cycle, Derivation},
};

fn identified(change: impl FnOnce(&mut Known)) -> Known {
    Known::good(Tier::Identified).with(change)
}

#[test]
fn quality_is_what_a_register_says_on_the_day_of_the_award() {
    let with = |quality: QualityScope, change: fn(&mut Known)| {
        identified(|known| {
            known.quality = vec![entry(quality)];
            change(known);
        })
        .range(Quality)
    };
    assert_eq!(with(QualityScope::Programme, |_| {}), (3, 3));
    assert_eq!(with(QualityScope::Institutional, |_| {}), (2, 2));
    let course = |known: &mut Known| {
        let tier = known.elements.level.stated().unwrap().tier;
        known.elements.quality_assurance = element(claim(QualityKind::Programme), tier);
    };
    assert_eq!(with(QualityScope::Institutional, course), (3, 3));
    assert_eq!(
        with(QualityScope::Institutional, |known| {
            known.elements.quality_assurance =
                element(claim(QualityKind::Statement), Tier::Identified);
        }),
        (2, 2)
    );
    // An award on the last day is covered, on the day after it is not.
    let on = |date: &str| {
        identified(|known| {
            known.quality = vec![entry(QualityScope::Programme)];
            known.elements.issued = element(
                Issued {
                    date: date.to_owned(),
                    stated_as: "issued".to_owned(),
                },
                Tier::Identified,
            );
        })
    };
    assert_eq!(on("2026-12-31").range(Quality), (3, 3));
    assert_eq!(on("2027-01-01").range(Quality), (0, 3));
    assert_eq!(on("2024-01-01T00:30:00+02:00").range(Quality), (3, 3));
    assert_eq!(on("2023-12-31").range(Quality), (0, 3));
    assert_eq!(on("last year").range(Quality), (0, 3));
    // A sealer that may not award for the body brings its own quality and not the body's.
    assert_eq!(
        with(QualityScope::Programme, |known| known.entitled = false),
        (0, 3)
    );
}

#[test]
fn an_entry_counts_for_what_it_decided_on_what_it_covers() {
    let with = |scope: QualityScope, change: fn(&mut Assured)| {
        identified(|known| {
            let mut one = entry(scope);
            change(&mut one);
            known.quality = vec![one];
        })
    };
    let says = |known: &Known, words: &str| {
        let result = known.criterion(Quality);
        let mut reasons = result.reasons.iter();
        assert!(
            reasons.any(|reason| reason.text.contains(words)),
            "{result:?}"
        );
    };
    let conditional = with(QualityScope::Programme, |one| {
        one.decision = Decision::Conditional;
    });
    assert_eq!(conditional.range(Quality), (3, 3));
    says(
        &conditional,
        "assures this course, on the day of the award, with conditions.",
    );
    says(
        &conditional,
        "The register entry report 1 (Agency, named by your trust file as example)",
    );
    let stale = with(QualityScope::Institutional, |one| one.is_stale = true);
    assert_eq!(stale.range(Quality), (2, 2));
    says(
        &stale,
        "named by your trust file as example, older than it should be)",
    );
    let against = with(QualityScope::Institutional, |one| {
        one.decision = Decision::Negative;
    });
    assert_eq!(against.range(Quality), (0, 0));
    says(
        &against,
        "decided against the institution, on the day of the award.",
    );
    let nothing = with(QualityScope::Programme, |one| {
        one.decision = Decision::NotApplicable;
    });
    assert_eq!(nothing.range(Quality), (0, 3));
    let beside = with(QualityScope::Programme, |one| {
        one.beside = Some("does not cover the level 6: it covers level 7");
    });
    assert_eq!(beside.range(Quality), (0, 3));
    says(&beside, "does not cover the level 6: it covers level 7.");
}

/// The company seals in the name of the university, and claims what assures the university.
#[test]
fn what_a_signer_may_not_award_is_asked_for_by_both_names() {
    let not_entitled = |cause: &str, found: &str| {
        let known = identified(|known| {
            known.entitled = false;
            known.elements.quality_assurance =
                element(claim(QualityKind::Programme), Tier::Identified);
            let row = Check::inconclusive(CheckCode::IssuerEntitlement, "nothing shows it");
            let cause = Cause::new(cause).mismatch("an entry", found);
            known.checks.push(row.because(cause));
        });
        let result = known.criterion(Quality);
        assert_eq!((result.lower, result.upper), (1, 3));
        let missing = result.missing.iter();
        missing
            .map(|missing| missing.what.to_string())
            .collect::<Vec<_>>()
    };
    let asked = |name: &str| format!("proof that Company may award for {name}");
    let by_name = not_entitled("not_entitled", "University of Northport");
    assert!(
        by_name.contains(&asked("University of Northport")),
        "{by_name:?}"
    );
    // What is found is then a level and no body.
    let by_level = not_entitled("level_not_covered", "7");
    assert!(
        by_level.contains(&asked("Example University")),
        "{by_level:?}"
    );
    let entitled = identified(|_| {}).criterion(Quality);
    let mut missing = entitled.missing.iter();
    assert!(!missing.any(|missing| missing.what.contains("may award")));
}

#[test]
fn quality_that_is_only_claimed_is_one_and_open() {
    let claimed = |kind| {
        identified(|known| {
            known.elements.quality_assurance = element(claim(kind), Tier::Identified);
        })
    };
    assert_eq!(claimed(QualityKind::Programme).range(Quality), (1, 3));
    assert_eq!(claimed(QualityKind::Statement).range(Quality), (1, 3));
    let refuted = claimed(QualityKind::Institution).with(|known| {
        known.checks.push(Check::failed(
            CheckCode::IntegrityAccreditation,
            "both cannot hold",
        ));
    });
    // What a finding speaks of is left out by the mapping; what stands beside it is a claim still.
    assert_eq!(refuted.range(Quality), (1, 3));
    let alone = refuted.with(|known| {
        known.elements.quality_assurance = Element::absent("it covers others");
    });
    assert_eq!(alone.range(Quality), (0, 3));
    assert_eq!(
        alone.criterion(Quality).reasons[0].text,
        "A claim counts for nothing: both cannot hold."
    );
}

/// A claim is held to its own days: the award of the first of June 2025 lies within or outside.
#[test]
fn a_claim_counts_on_the_days_that_it_names() {
    use QualityKind::{Endorsement, Programme};
    let claimed = |kind, from: Option<&str>, until: Option<&str>| {
        identified(|known| {
            let mut claims = claim(kind);
            claims[0].valid_from = from.map(str::to_owned);
            claims[0].valid_until = until.map(str::to_owned);
            known.elements.quality_assurance = element(claims, Tier::Identified);
        })
        .range(Quality)
    };
    assert_eq!(
        claimed(Programme, Some("2025-06-01"), Some("2025-06-01T12:00:00Z")),
        (1, 3)
    );
    assert_eq!(claimed(Programme, Some("2025-06-02"), None), (0, 3));
    assert_eq!(claimed(Programme, None, Some("2025-05-31")), (0, 3));
    assert_eq!(claimed(Programme, Some("some day"), Some("never")), (1, 3));
    // Others may speak of an award after it was made.
    assert_eq!(claimed(Endorsement, Some("2025-06-02"), None), (1, 3));
    assert_eq!(claimed(Endorsement, None, Some("2025-05-31")), (0, 3));
}

#[test]
fn an_endorsement_is_the_word_of_a_third_party_unless_its_proof_fails() {
    let endorsed = |outcomes: &[bool]| {
        identified(|known| {
            known.elements.quality_assurance =
                element(claim(QualityKind::Endorsement), Tier::Identified);
            for holds in outcomes {
                known.checks.push(match holds {
                    true => Check::passed(CheckCode::Endorsement, "E endorses it"),
                    false => Check::failed(CheckCode::Endorsement, "the signature fails"),
                });
            }
        })
    };
    for outcomes in [&[][..], &[true], &[true, false]] {
        assert_eq!(endorsed(outcomes).range(Quality), (1, 3), "{outcomes:?}");
    }
    assert_eq!(endorsed(&[false]).range(Quality), (0, 3));
    let reasons = endorsed(&[false]).criterion(Quality).reasons;
    assert_eq!(
        reasons[0].text,
        "A claim counts for nothing: the signature fails."
    );
    // It is no statement on the course that would join what assures the institution.
    let beside = endorsed(&[true]).with(|known| {
        known.quality = vec![entry(QualityScope::Institutional)];
    });
    assert_eq!(beside.range(Quality), (2, 2));
}

/// A 0 needs a decision against the award, on the day of the award, by an entry that is known to
/// speak of who awarded it, and none of the same scope for it.
#[test]
fn a_decision_against_is_a_zero_only_where_nothing_of_its_scope_speaks_for() {
    use QualityScope::{Institutional, Programme};
    let against = |scope| Assured {
        decision: Decision::Negative,
        ..entry(scope)
    };
    let with = |entries: &[Assured], change: fn(&mut Known)| {
        identified(|known| {
            known.quality = entries.to_vec();
            known.elements.quality_assurance =
                element(claim(QualityKind::Institution), Tier::Identified);
            change(known);
        })
        .range(Quality)
    };
    for scope in [Institutional, Programme] {
        assert_eq!(with(&[against(scope)], |_| {}), (0, 0));
        let open = [
            with(&[against(scope)], |known| known.entitled = false),
            with(&[against(scope)], |known| {
                known.proof = ProofStanding::Signed;
            }),
            with(&[against(scope)], |known| known.quality[0].is_stale = true),
            with(&[against(scope)], |known| {
                known.quality[0].beside = Some("covers level 7");
            }),
            with(&[against(scope)], |known| {
                known.quality[0].entry.valid_to = Some("2025-05-31".to_owned());
            }),
        ];
        assert_eq!(open, [(1, 3); 5]);
    }
    // The award goes before its institution, either way; of one scope, what is for it counts.
    assert_eq!(
        with(&[against(Institutional), entry(Institutional)], |_| {}),
        (2, 2)
    );
    assert_eq!(
        with(&[against(Institutional), entry(Programme)], |_| {}),
        (3, 3)
    );
    assert_eq!(
        with(&[against(Programme), entry(Institutional)], |_| {}),
        (0, 0)
    );
    assert_eq!(
        with(&[against(Programme), entry(Programme)], |_| {}),
        (3, 3)
    );
}

#[test]
fn an_entry_that_the_credential_names_is_said_to_be_it() {
    let named = |report: &str| {
        let known = identified(|known| {
            let mut one = entry(QualityScope::Programme);
            one.entry.report = "https://data.deqar.eu/report/1".to_owned();
            known.quality = vec![one];
            let mut claims = claim(QualityKind::Programme);
            claims[0].report = Some(report.to_owned());
            known.elements.quality_assurance = element(claims, Tier::Identified);
        });
        let reasons = known.criterion(Quality).reasons;
        let words = "is the one that the credential names.";
        reasons.iter().any(|reason| reason.text.contains(words))
    };
    assert!(named("https://data.deqar.eu/report/1"));
    assert!(named("http://data.deqar.eu/report/1/"));
    assert!(!named("https://data.deqar.eu/report/12"));
    assert!(!named("report 1"));
}

/// Who has the awarding body's name is named, and lifts and lowers nothing.
#[test]
fn a_candidate_by_name_alone_is_told_and_no_evidence() {
    for decision in [Decision::Positive, Decision::Negative] {
        let candidates = identified(|known| {
            for name in ["Example University (NL)", "Example University (BE)"] {
                known.quality.push(Assured {
                    decision,
                    by_name: Some(name),
                    ..entry(QualityScope::Programme)
                });
            }
        });
        let result = candidates.criterion(Quality);
        assert_eq!((result.lower, result.upper), (0, 3));
        let what = "whether Example University is in a register: perhaps Example University (BE) \
                    in the register example, by name alone; or perhaps Example University (NL) in \
                    the register example, by name alone";
        let mut missing = result.missing.iter();
        assert!(missing.any(|missing| missing.what == what), "{result:?}");
        let words = "is of Example University (NL), perhaps the awarding body: by name alone.";
        assert!(result.reasons[0].text.ends_with(words), "{result:?}");
    }
}

/// Which of several a register means is asked, with all their names, and shows nothing of any.
#[test]
fn an_ambiguous_match_is_unknown_and_names_the_candidates() {
    let ambiguous = identified(|known| {
        let cause = Cause::new("ambiguous_match").mismatch("one organisation", "First, Second");
        let row = Check::inconclusive(CheckCode::IssuerTrust, "two organisations have it");
        known.checks.push(row.because(cause));
    });
    let result = ambiguous.criterion(Quality);
    assert_eq!((result.lower, result.upper), (0, 3));
    let what = "which of these the register means by the signer: First, Second";
    assert!(result.missing.iter().any(|missing| missing.what == what));
}

#[test]
fn quality_that_is_not_found_is_unknown_and_asked_of_a_register() {
    let result = identified(|_| {}).criterion(Quality);
    assert_eq!((result.lower, result.upper), (0, 3));
    assert_eq!(result.light, Light::Unknown);
    assert_eq!(
        result.missing[0].what,
        "quality assurance of Example University valid on 2025-06-01"
    );
}

#[test]
fn authenticity_is_whose_the_proof_is() {
    assert_eq!(Known::good(Tier::Identified).range(Authenticity), (2, 2));
    assert_eq!(Known::good(Tier::Signed).range(Authenticity), (1, 3));
    assert_eq!(Known::good(Tier::Unsigned).range(Authenticity), (0, 3));
    assert_eq!(
        identified(|known| known.confirmed = true).range(Authenticity),
        (3, 3)
    );
    let unreachable = |known: &mut Known| {
        let row = Check::inconclusive(CheckCode::StatusRevocation, "the list was not reachable");
        known.checks.push(row);
    };
    assert_eq!(
        identified(|known| {
            known.confirmed = true;
            unreachable(known);
        })
        .range(Authenticity),
        (2, 3)
    );
    assert_eq!(identified(unreachable).range(Authenticity), (2, 2));
    for code in [
        CheckCode::ProofSignature,
        CheckCode::IssuerKey,
        CheckCode::StatusRevocation,
        CheckCode::SealRevocation,
    ] {
        let broken = identified(|known| known.checks.push(Check::failed(code, "it fails")));
        assert_eq!(broken.range(Authenticity), (0, 0), "{code}");
    }
    let bare = Known::good(Tier::Unsigned).with(|known| {
        let row = Check::failed(CheckCode::ProofSignature, "there is no proof");
        known.checks = vec![row.because(Cause::new("no_proof"))];
    });
    assert_eq!(bare.range(Authenticity), (0, 3));
    assert!(
        bare.criterion(Authenticity).missing[0]
            .what
            .contains("signed copy")
    );
}

#[test]
fn authenticity_says_that_a_signing_time_is_not_proven() {
    let late = Known::good(Tier::Signed).with(|known| {
        known.checks.push(Check::inconclusive(
            CheckCode::ProofTime,
            "signing time not proven",
        ));
    });
    let result = late.criterion(Authenticity);
    assert_eq!((result.lower, result.upper), (1, 3));
    assert!(
        result
            .reasons
            .iter()
            .any(|reason| reason.text == "Signing time not proven.")
    );
    assert!(result.missing[0].what.contains("signing time not proven"));
}

#[test]
fn level_is_a_framework_and_not_a_label() {
    let stated = |level: Level, tier| {
        identified(|known| known.elements.level = element(level, tier)).range(LevelOf)
    };
    let eqf = |eqf| Level {
        eqf: Some(eqf),
        ..Level::default()
    };
    let nqf = Level {
        nqf: vec![Concept {
            uri: Some("urn:nqf:6".to_owned()),
            label: None,
        }],
        ..Level::default()
    };
    let label = Level {
        label: Some(Text::plain("advanced")),
        ..Level::default()
    };
    assert_eq!(stated(eqf(6), Tier::Register), (3, 3));
    assert_eq!(stated(eqf(6), Tier::Identified), (2, 2));
    assert_eq!(stated(eqf(6), Tier::Attested), (2, 2));
    assert_eq!(stated(eqf(6), Tier::Signed), (1, 2));
    assert_eq!(stated(nqf, Tier::Identified), (2, 2));
    assert_eq!(stated(label, Tier::Identified), (1, 3));
    assert_eq!(stated(eqf(9), Tier::Identified), (0, 3));
    assert_eq!(
        identified(|known| known.elements.level = Element::absent("none")).range(LevelOf),
        (0, 3)
    );
    let first_cycle = identified(|known| {
        let level = Level {
            cycle: Some(Cycle::First),
            derived: Some(Derivation {
                from: "first cycle".to_owned(),
                source: "QF-EHEA".to_owned(),
            }),
            ..eqf(6)
        };
        known.elements.level = element(level, Tier::Identified);
    });
    assert_eq!(first_cycle.range(LevelOf), (2, 2));
    let reasons = first_cycle.criterion(LevelOf).reasons;
    let words = "first cycle, which is EQF level 6, is stated";
    assert!(reasons.iter().any(|reason| reason.text.contains(words)));
    let contradicted = identified(|known| {
        known
            .checks
            .push(Check::failed(CheckCode::IntegrityLevel, "two levels"));
    });
    assert_eq!(contradicted.range(LevelOf), (0, 2));
}

#[test]
fn learning_outcomes_are_listed_assessable_linked_and_assessed() {
    let stated = |listed: Vec<LearningOutcome>, summary: &[&str], assessed| {
        identified(|known| {
            known.elements.learning_outcomes = element(
                LearningOutcomes {
                    listed,
                    summary: summary.iter().map(|text| Text::plain(*text)).collect(),
                    descriptions: Vec::new(),
                    assessed,
                },
                Tier::Identified,
            );
        })
        .range(Outcomes)
    };
    let good = || outcome("Explain nutrition to patients", "urn:skill:1");
    assert_eq!(stated(vec![good()], &[], true), (3, 3));
    assert_eq!(stated(vec![good()], &[], false), (2, 2));
    assert_eq!(
        stated(vec![outcome("Explain nutrition", "")], &[], true),
        (2, 2)
    );
    assert_eq!(stated(vec![good(), outcome("Food", "")], &[], true), (2, 2));
    let dutch = LearningOutcome {
        title: Text([("nl".to_owned(), "Voeding uitleggen".to_owned())].into()),
        uris: vec!["urn:skill:1".to_owned()],
        ..LearningOutcome::default()
    };
    assert_eq!(stated(vec![dutch], &[], true), (2, 3));
    assert_eq!(stated(vec![], &["About food"], true), (1, 3));
    assert_eq!(stated(vec![], &[], true), (0, 3));
}

#[test]
fn no_outcomes_are_a_zero_only_where_attendance_was_assessed() {
    let none = |kind| {
        identified(|known| {
            known.elements.learning_outcomes = Element::absent("none");
            known.elements.assessment = element(vec![assessment(kind)], Tier::Identified);
        })
        .range(Outcomes)
    };
    assert_eq!(none(AssessmentKind::Attendance), (0, 0));
    assert_eq!(none(AssessmentKind::Quiz), (0, 3));
}

#[test]
fn workload_is_judged_by_the_hours_of_a_credit() {
    let stated = |points: f64, system: CreditSystem, hours, duration: Option<&str>| {
        identified(|known| {
            known.elements.workload = element(
                Workload {
                    credits: credits(points, system),
                    hours,
                    duration: duration.map(str::to_owned),
                },
                Tier::Identified,
            );
        })
        .range(WorkloadOf)
    };
    let ects = |hours: f64| stated(2.0, CreditSystem::Ects, Some(hours), None);
    assert_eq!(ects(50.0), (3, 3));
    assert_eq!(ects(60.0), (3, 3));
    assert_eq!(ects(49.0), (2, 2));
    assert_eq!(ects(61.0), (2, 2));
    assert_eq!(ects(40.0), (2, 2));
    assert_eq!(ects(80.0), (2, 2));
    assert_eq!(ects(39.0), (0, 2));
    assert_eq!(ects(81.0), (0, 2));
    assert_eq!(stated(2.0, CreditSystem::Ects, None, None), (2, 2));
    assert_eq!(stated(2.0, CreditSystem::Ecvet, None, None), (2, 2));
    assert_eq!(
        stated(2.0, CreditSystem::Unstated, Some(60.0), None),
        (2, 2)
    );
    assert_eq!(stated(2.0, CreditSystem::Unstated, None, None), (1, 3));
    assert_eq!(
        stated(f64::NAN, CreditSystem::Ects, Some(-1.0), Some("P6W")),
        (1, 3)
    );
    assert_eq!(
        stated(0.0, CreditSystem::Ects, Some(f64::INFINITY), None),
        (0, 3)
    );
}

#[test]
fn testing_is_the_best_of_its_assessments() {
    let stated = |kinds: &[AssessmentKind], change: fn(&mut Assessment), supervised| {
        identified(|known| {
            let mut assessments: Vec<_> = kinds.iter().map(|kind| assessment(*kind)).collect();
            assessments.iter_mut().for_each(change);
            known.elements.assessment = element(assessments, Tier::Identified);
            known.elements.supervision = element(supervision(supervised, None), Tier::Identified);
        })
        .range(Testing)
    };
    let examination = [AssessmentKind::WrittenExamination];
    assert_eq!(stated(&examination, |_| {}, Some(true)), (3, 3));
    assert_eq!(stated(&examination, |_| {}, Some(false)), (2, 2));
    assert_eq!(stated(&examination, |_| {}, None), (2, 2));
    assert_eq!(
        stated(&examination, |each| each.graded = false, Some(true)),
        (2, 2)
    );
    assert_eq!(
        stated(&examination, |each| each.grading_scheme = false, Some(true)),
        (2, 2)
    );
    assert_eq!(
        stated(&examination, |each| each.assessed_by = None, Some(true)),
        (2, 2)
    );
    for kind in [
        AssessmentKind::Quiz,
        AssessmentKind::PeerReview,
        AssessmentKind::PeerAssessment,
        AssessmentKind::ContinuousEvaluation,
    ] {
        assert_eq!(stated(&[kind], |_| {}, Some(true)), (1, 1));
        assert_eq!(stated(&[kind, examination[0]], |_| {}, Some(false)), (2, 2));
    }
    assert_eq!(
        stated(&[AssessmentKind::Attendance], |_| {}, Some(true)),
        (0, 0)
    );
    assert_eq!(
        stated(
            &[AssessmentKind::Attendance, AssessmentKind::Quiz],
            |_| {},
            None
        ),
        (1, 1)
    );
    // It may be level of attendance.
    assert_eq!(stated(&[AssessmentKind::Other], |_| {}, None), (0, 3));
    assert_eq!(stated(&[], |_| {}, None), (0, 3));
}

#[test]
fn supervision_under_a_weak_tier_lifts_no_testing_to_three() {
    let known = identified(|known| {
        known.elements.supervision = element(supervision(Some(true), None), Tier::Unsigned);
    });
    assert_eq!(known.range(Testing), (2, 3));
}

#[test]
fn identification_is_supervision_identity_and_the_applicant() {
    let stated = |supervised, verified, change: fn(&mut Known)| {
        identified(|known| {
            known.elements.supervision =
                element(supervision(supervised, verified), Tier::Identified);
            change(known);
        })
        .range(Identification)
    };
    let (yes, no) = (Some(true), Some(false));
    let same = |_: &mut Known| {};
    let bound = |known: &mut Known| {
        known
            .checks
            .push(Check::passed(CheckCode::LearnerMatch, "the same person"));
    };
    assert_eq!(stated(yes, yes, bound), (3, 3));
    assert_eq!(stated(yes, yes, same), (2, 2));
    assert_eq!(stated(yes, no, bound), (2, 2));
    assert_eq!(stated(no, yes, bound), (2, 2));
    assert_eq!(stated(no, no, bound), (0, 0));
    assert_eq!(stated(yes, None, same), (2, 2));
    assert_eq!(stated(yes, None, bound), (2, 3));
    // A learner who is named may still not be the one who was assessed.
    assert_eq!(stated(no, None, same), (0, 2));
    assert_eq!(stated(None, no, same), (0, 2));
    assert_eq!(stated(None, None, same), (0, 3));
    let account = |known: &mut Known| {
        if let Element::Stated(stated) = &mut known.elements.supervision {
            stated.value.account_only = true;
        }
    };
    assert_eq!(stated(None, None, account), (1, 1));
    assert_eq!(stated(yes, None, account), (2, 2));
    let other = |known: &mut Known| {
        known
            .checks
            .push(Check::failed(CheckCode::LearnerMatch, "somebody else"));
    };
    assert_eq!(stated(yes, yes, other), (0, 0));
}

#[test]
fn identification_does_not_apply_where_an_identified_issuer_says_wholly_on_site() {
    use ParticipationMode::{OnSite, Online};
    let took_part = |modes: &[ParticipationMode], tier| {
        identified(|known| {
            known.elements.participation = element(participation(modes), tier);
            known.elements.supervision =
                element(supervision(Some(false), Some(false)), Tier::Identified);
        })
    };
    let skipped = took_part(&[OnSite], Tier::Identified);
    assert!(!skipped.criterion(Identification).applies);
    assert_eq!(
        skipped.criterion(Identification).light,
        Light::NotApplicable
    );
    assert!(skipped.criterion(Authenticity).applies);
    let blended = took_part(&[OnSite, Online], Tier::Identified);
    assert!(blended.criterion(Identification).applies);
    assert_eq!(blended.range(Identification), (0, 0));
    // Anyone can write "on site".
    let claimed = took_part(&[OnSite], Tier::Unsigned);
    assert!(claimed.criterion(Identification).applies);
    assert_eq!(claimed.range(Identification), (0, 3));
    assert!(
        took_part(&[], Tier::Identified)
            .criterion(Identification)
            .applies
    );
}

/// A credential such as the European Commission's own example: two topics with URIs, 2 ECTS for
/// 60 hours, EQF 6, an artefact graded by a scheme, unsupervised without identity verification.
#[test]
fn figures_of_a_typical_sealed_credential() {
    let sample = |tier| {
        Known::good(tier).with(|known| {
            known.elements.supervision = element(supervision(Some(false), Some(false)), tier);
            known.elements.assessment =
                element(vec![assessment(AssessmentKind::ArtefactAssessment)], tier);
        })
    };
    let ranges = |known: Known| Criterion::ALL.map(|criterion| known.range(criterion));
    assert_eq!(
        ranges(sample(Tier::Identified)),
        [(0, 3), (2, 2), (2, 2), (2, 2), (3, 3), (2, 2), (0, 0)]
    );
    assert_eq!(
        ranges(sample(Tier::Signed)),
        [(0, 3), (1, 3), (1, 2), (1, 2), (1, 3), (1, 2), (0, 0)]
    );
}

#[test]
fn missing_as_no_turns_the_unknown_into_its_lower_end_and_says_so() {
    let policy = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let scored = Known::good(Tier::Identified).score(Purpose::Exemption, None, &policy);
    let quality = &scored.criteria[0];
    assert_eq!(
        (quality.lower, quality.upper, quality.light),
        (0, 0, Light::Red)
    );
    assert!(
        quality
            .reasons
            .last()
            .unwrap()
            .text
            .contains("not known as not met")
    );
    assert!(
        scored
            .outcome
            .summary
            .ends_with("Not shown, and counted as not met by this policy: quality.")
    );
}
