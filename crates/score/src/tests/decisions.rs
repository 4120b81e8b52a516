//! Decisions: what can be recorded, what is warned of, and what earlier ones say.

use super::*;
use credeval_model::{
    Digest, Timestamp,
    decision::{DecisionFile, DecisionRecord, PrecedentKind, Verdict},
    document::{DocumentInfo, Form, Standard},
    element::Identifier,
    evaluation::{EVALUATION_SCHEMA, Engine, Evaluation},
    outcome::{Deviation, OutcomeCode, Track},
    scope::Scope,
};

use crate::decisions::{
    DecisionError, Decisions as _, InMemory, PRECEDENTS, Warning, achievement, learner, parse,
    precedents, record,
};

fn at() -> Timestamp {
    "2026-09-01T00:00:00Z".parse().unwrap()
}

fn evaluation(known: &Known, purpose: Purpose, programme: Option<&Programme>) -> Evaluation {
    evaluated_by(known, purpose, programme, &POLICY)
}

fn evaluated_by(
    known: &Known,
    purpose: Purpose,
    programme: Option<&Programme>,
    policy: &Policy,
) -> Evaluation {
    let scored = known.score(purpose, programme, policy);
    let standing = Standing {
        proof: known.proof,
        confirmed: false,
        signer: None,
        entitled: known.entitled,
        quality: Vec::new(),
    };
    Evaluation {
        schema: EVALUATION_SCHEMA.to_owned(),
        id: Digest::of(b"evaluation"),
        engine: Engine::default(),
        document: DocumentInfo {
            digest: Digest::of(b"document"),
            media_type: "application/vc+jwt".to_owned(),
            form: Form::Jwt,
            standard: Standard::OpenBadges3,
            carrier: None,
            bytes: 1,
            source: "badge.jwt".to_owned(),
            part: None,
        },
        at: at(),
        trust: Vec::new(),
        checks: known.checks.clone(),
        standing,
        scope: Scope::default(),
        relations: Vec::new(),
        elements: known.elements.clone(),
        answers: Vec::new(),
        purpose,
        programme: programme.cloned(),
        criteria: scored.criteria,
        alignment: scored.alignment,
        outcome: scored.outcome,
        dossier: scored.dossier,
        precedents: Vec::new(),
        policy: POLICY.info(),
        evidence: Vec::new(),
    }
}

/// A credential with a title whose learner has an identifier.
fn titled(known: Known) -> Known {
    known.with(|known| {
        known.elements.title = element(Text::plain("Nutrition  across LIFE"), Tier::Identified);
    })
}

fn assured() -> Known {
    titled(Known::good(Tier::Identified))
        .with(|known| known.quality = vec![entry(QualityScope::Institutional)])
}

fn appealing() -> Programme {
    Programme {
        appeal: Some("To the board within six weeks.".to_owned()),
        ..programme()
    }
}

fn full() -> Evaluation {
    evaluation(&assured(), Purpose::Exemption, Some(&appealing()))
}

const FILE: &str = "decision = 'granted'\ncredits = 2\nreasons = 'all is met'\n\
                    officer = 'O. Fficer'\nbody = 'The board'\ndate = '2026-09-02'\n";

fn file(change: impl FnOnce(&mut DecisionFile)) -> DecisionFile {
    let mut file = parse(FILE).unwrap();
    change(&mut file);
    file
}

fn none() -> InMemory {
    InMemory::default()
}

fn refusal(evaluation: &Evaluation, change: impl FnOnce(&mut DecisionFile)) -> DecisionError {
    record(evaluation, &file(change), &none()).unwrap_err()
}

fn warnings(evaluation: &Evaluation, change: impl FnOnce(&mut DecisionFile)) -> Vec<String> {
    let (_, warnings) = record(evaluation, &file(change), &none()).unwrap();
    warnings.iter().map(ToString::to_string).collect()
}

fn difference(criterion: Criterion) -> Vec<Deviation> {
    vec![Deviation {
        criterion,
        text: "It differs.".to_owned(),
        not_shown: false,
    }]
}

fn refuse(criterion: Criterion) -> impl FnOnce(&mut DecisionFile) {
    move |file| {
        file.decision = Verdict::Refused;
        file.credits = None;
        file.differences = difference(criterion);
    }
}

fn decide(verdict: Verdict) -> impl FnOnce(&mut DecisionFile) {
    move |file| {
        file.decision = verdict;
        file.credits = None;
    }
}

#[test]
fn a_record_stands_beside_the_proposal_it_rests_on() {
    let (record, warnings) = record(&full(), &file(|_| ()), &none()).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(record.evaluation, Digest::of(b"evaluation"));
    assert_eq!(record.proposal, OutcomeCode::RecogniseFull);
    assert_eq!(record.decision, Verdict::Granted);
    assert_eq!(record.achievement.title, "nutrition across life");
    assert_eq!(record.achievement.awarding_bodies, ["example university"]);
    assert_eq!(
        record.institution.as_deref(),
        Some("University of Examples")
    );
    assert_eq!(record.course.as_deref(), Some("Nutrition and Health"));
    assert_eq!(
        record.appeal.as_deref(),
        Some("To the board within six weeks.")
    );
    assert!(record.learner.is_some());
}

#[test]
fn what_is_not_written_cannot_be_recorded() {
    let evaluation = full();
    for (field, change) in [
        (
            "reasons",
            (|file| file.reasons = " ".to_owned()) as fn(&mut DecisionFile),
        ),
        ("officer", |file| file.officer.clear()),
        ("body", |file| file.body.clear()),
        ("differences.text", |file| {
            file.differences = difference(Criterion::Testing);
            file.differences[0].text.clear();
        }),
    ] {
        assert_eq!(
            refusal(&evaluation, change).to_string(),
            format!("expected `{field}` to say something, found nothing")
        );
    }
    for day in ["2026-13-01", "tomorrow", "2026-09-02T10:00", ""] {
        assert_eq!(
            refusal(&evaluation, |file| file.date = day.to_owned()).to_string(),
            format!("expected `date` as a day (YYYY-MM-DD), found \"{day}\"")
        );
    }
    let error = parse(&format!("{FILE}typo = 1\n")).unwrap_err().to_string();
    assert!(error.starts_with("expected a decision file: "), "{error}");
    assert!(error.contains("typo"), "{error}");
}

#[test]
fn credits_are_positive_granted_and_no_more_than_asked() {
    let evaluation = full();
    for credits in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            refusal(&evaluation, |file| file.credits = Some(credits)).to_string(),
            format!("expected `credits` above 0, found {credits}")
        );
    }
    let error = refusal(&evaluation, |file| file.decision = Verdict::Deferred);
    assert_eq!(
        error.to_string(),
        "expected no `credits` where the decision is `deferred`, found 2"
    );
    assert_eq!(error.hint(), Some("leave `credits` out"));
    assert_eq!(
        refusal(&evaluation, |file| file.credits = Some(2.5)).to_string(),
        "expected `credits` of at most 2, which the programme file asks for, found 2.5"
    );
    let mut wider = evaluation;
    wider.programme.as_mut().unwrap().ects = None;
    assert_eq!(
        warnings(&wider, |file| file.credits = Some(2.5)),
        ["2.5 ECTS credits are granted, and the credential states 2"]
    );
}

#[test]
fn nothing_is_granted_on_what_was_not_verified() {
    let failed = assured().with(|known| {
        let check = Check::failed(CheckCode::ProofSignature, "the signature does not hold");
        known.checks.push(check);
    });
    let evaluation = evaluation(&failed, Purpose::Exemption, Some(&appealing()));
    for verdict in [
        Verdict::Granted,
        Verdict::PartlyGranted,
        Verdict::Conditional,
    ] {
        let error = refusal(&evaluation, decide(verdict));
        assert_eq!(
            error.to_string(),
            format!(
                "expected no grant for a credential that was not verified, found `{}`",
                verdict.as_str()
            )
        );
        assert!(error.hint().unwrap().contains("fresh copy"));
    }
    assert_eq!(
        warnings(&evaluation, decide(Verdict::PriorLearning)),
        [""; 0]
    );
    assert_eq!(
        warnings(&evaluation, refuse(Criterion::Authenticity)),
        [""; 0]
    );
}

#[test]
fn a_refusal_names_a_difference_and_an_unknown_is_none() {
    let error = refusal(&full(), decide(Verdict::Refused));
    assert_eq!(
        error.to_string(),
        "expected at least one entry in `differences` for a refusal, found none"
    );
    assert!(error.hint().unwrap().contains("deferred"));

    let open = evaluation(
        &titled(Known::good(Tier::Identified)),
        Purpose::Exemption,
        Some(&appealing()),
    );
    let error = refusal(&open, refuse(Criterion::Quality));
    assert_eq!(
        error.to_string(),
        "expected `differences` to rest on what is known, found `quality`, which is still open"
    );
    assert!(error.hint().unwrap().contains("no substantial difference"));
    // A strict policy counts it as not met, and makes it no more known.
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let bare = titled(Known::good(Tier::Identified)).with(|known| {
        known.elements.level = Element::absent("none");
        known.elements.supervision =
            element(supervision(Some(false), Some(false)), Tier::Identified);
    });
    let counted = evaluated_by(&bare, Purpose::Exemption, Some(&appealing()), &strict);
    assert_eq!(counted.outcome.code.track(), Some(Track::Rpl));
    for criterion in [Criterion::Quality, Criterion::Level] {
        assert!(
            matches!(
                refusal(&counted, refuse(criterion)),
                DecisionError::DifferenceUnknown { .. }
            ),
            "{criterion}"
        );
    }
    // Its neighbour is known to fall short.
    record(&counted, &file(refuse(Criterion::Identification)), &none()).unwrap();
    // A criterion that is known is no such: the officer sees a difference that the policy does not.
    record(&open, &file(refuse(Criterion::Testing)), &none()).unwrap();
    // Below every bar, and nobody has told it who can: hearsay.
    let mut hearsay = full();
    hearsay.outcome.code = OutcomeCode::Rpl;
    hearsay.outcome.deviations = vec![Deviation {
        criterion: Criterion::Level,
        text: "Not known to be met. Nobody knows the level.".to_owned(),
        not_shown: false,
    }];
    let missing = open.criteria.iter().find_map(|each| each.missing.first());
    let level = &mut hearsay.criteria[2];
    (level.lower, level.upper) = (0, 1);
    level.missing = vec![missing.unwrap().clone()];
    assert!(matches!(
        refusal(&hearsay, refuse(Criterion::Level)),
        DecisionError::DifferenceUnknown { .. }
    ));
    // With nothing left to find out, both bounds are known to fall short.
    hearsay.criteria[2].missing.clear();
    record(&hearsay, &file(refuse(Criterion::Level)), &none()).unwrap();
    // Nor where the criterion is met, and its fit with the programme is what is open.
    let unfit = evaluation(
        &assured(),
        Purpose::Exemption,
        Some(&Programme {
            assume_aligned: false,
            outcomes: vec![TargetOutcome {
                title: "Something else".to_owned(),
                uri: Some("urn:other".to_owned()),
                description: None,
            }],
            ..appealing()
        }),
    );
    assert_eq!(unfit.outcome.code, OutcomeCode::NeedsInformation);
    assert!(matches!(
        refusal(&unfit, refuse(Criterion::LearningOutcomes)),
        DecisionError::DifferenceUnknown { .. }
    ));
    // A part that is not granted is held to the same.
    assert!(matches!(
        refusal(&open, |file| {
            file.decision = Verdict::PartlyGranted;
            file.differences = difference(Criterion::Quality);
        }),
        DecisionError::DifferenceUnknown { .. }
    ));

    let on_site = assured().with(|known| {
        known.elements.participation = element(
            participation(&[ParticipationMode::OnSite]),
            Tier::Identified,
        );
    });
    let on_site = evaluation(&on_site, Purpose::Exemption, Some(&appealing()));
    assert_eq!(
        refusal(&on_site, refuse(Criterion::Identification)).to_string(),
        "expected `differences` to rest on criteria that apply, found `identification`, which does \
         not"
    );
    let error = refusal(&full(), |file| {
        file.differences = difference(Criterion::Testing);
    });
    assert_eq!(
        error.to_string(),
        "expected no `differences` where all is granted, found 1"
    );
    assert!(error.hint().unwrap().contains("partly_granted"));
}

fn flexible() -> Evaluation {
    let quizzed = assured().with(|known| {
        known.elements.assessment =
            element(vec![assessment(AssessmentKind::Quiz)], Tier::Identified);
    });
    evaluation(&quizzed, Purpose::Admission, Some(&appealing()))
}

#[test]
fn accepted_criteria_are_deviations_of_the_evaluation() {
    let evaluation = flexible();
    assert_eq!(evaluation.outcome.code, OutcomeCode::Flexible);
    let accept = |criteria: &[Criterion]| {
        let criteria = criteria.to_vec();
        file(|file| file.accepted = criteria)
    };
    let (recorded, warned) = record(&evaluation, &accept(&[Criterion::Testing]), &none()).unwrap();
    assert_eq!(recorded.accepted, evaluation.outcome.deviations);
    assert_eq!(warned, []);
    assert_eq!(
        record(&evaluation, &accept(&[Criterion::Level]), &none())
            .unwrap_err()
            .to_string(),
        "expected `accepted` to name deviations of the evaluation (testing), found `level`"
    );
    assert_eq!(
        refusal(&full(), |file| file.accepted = vec![Criterion::Level]).to_string(),
        "expected `accepted` to name deviations of the evaluation (none), found `level`"
    );
    assert_eq!(
        warnings(&evaluation, |_| ()),
        ["something is granted, and these deviations are not in `accepted`: testing"]
    );
}

#[test]
fn what_an_officer_should_look_at_is_warned_of() {
    let mut silent = full();
    silent.programme.as_mut().unwrap().appeal = None;
    assert_eq!(
        warnings(&silent, |_| ()),
        [
            "the applicant has a right of appeal, and the programme file names no route: name it in \
          `appeal`"
        ]
    );
    assert_eq!(warnings(&silent, decide(Verdict::Deferred)).len(), 1);
    assert_eq!(
        warnings(&full(), decide(Verdict::PriorLearning)),
        [
            "`prior_learning` is another decision than the proposal `recognise_full` suggests: see \
          that the reasons say why"
        ]
    );
    assert_eq!(
        warnings(&full(), |file| file.date = "2026-08-31".to_owned()),
        ["the decision is dated 2026-08-31, and the evaluation judges for 2026-09-01"]
    );
    let nameless = assured().with(|known| {
        let name = Learner {
            name: Some(Text::plain("Ana A.")),
            ..Learner::default()
        };
        known.elements.learner = element(name, Tier::Identified);
    });
    let nameless = evaluation(&nameless, Purpose::Exemption, Some(&appealing()));
    assert_eq!(
        warnings(&nameless, |_| ()),
        [
            "nothing but a name identifies the learner, so an earlier grant on another document \
          cannot be found"
        ]
    );
}

fn recorded(change: impl FnOnce(&mut DecisionRecord)) -> DecisionRecord {
    let (mut record, _) = record(&full(), &file(|_| ()), &none()).unwrap();
    change(&mut record);
    record
}

#[test]
fn one_achievement_granted_twice_is_warned_of() {
    let again = |change: fn(&mut DecisionRecord)| {
        let earlier: InMemory = [recorded(change)].into_iter().collect();
        let (_, warnings) = record(&full(), &file(|_| ()), &earlier).unwrap();
        warnings
    };
    let twice = [Warning::GrantedTwice {
        date: "2026-09-02".to_owned(),
        body: "The board".to_owned(),
    }];
    assert_eq!(again(|_| ()), twice);
    assert_eq!(
        twice[0].to_string(),
        "the same achievement was granted to the same learner for the same programme on \
         2026-09-02, by The board"
    );
    // Another document of the same learner, or another name in the same document.
    assert_eq!(again(|record| record.document = Digest::of(b"copy")), twice);
    assert_eq!(again(|record| record.learner = None), twice);
    // The twins: somebody else, elsewhere, something else, or not granted.
    for change in [
        |record: &mut DecisionRecord| {
            record.learner = Some(Digest::of(b"else"));
            record.document = Digest::of(b"other");
        },
        |record| record.programme = Some("Physics".to_owned()),
        |record| record.achievement.title = "Statistics".to_owned(),
        |record| record.decision = Verdict::Deferred,
    ] as [fn(&mut DecisionRecord); 4]
    {
        assert_eq!(again(change), []);
    }
}

#[test]
fn precedents_are_of_the_same_case_or_purpose_and_the_newest_first() {
    let others = |record: &mut DecisionRecord| {
        record.learner = None;
        record.document = Digest::of(b"other");
    };
    let earlier: InMemory = [
        recorded(|record| {
            others(record);
            record.date = "2024-01-01".to_owned();
        }),
        recorded(|record| {
            others(record);
            record.date = "2025-01-01".to_owned();
            record.decision = Verdict::Refused;
        }),
        recorded(|record| {
            others(record);
            record.date = "2026-01-01".to_owned();
            record.institution = Some("Elsewhere".to_owned());
        }),
        recorded(|record| {
            others(record);
            record.purpose = Purpose::Admission;
        }),
        recorded(|record| record.date = "2020-01-01".to_owned()),
        recorded(|record| record.achievement.awarding_bodies.clear()),
    ]
    .into_iter()
    .collect();
    let found: Vec<_> = precedents(&full(), &earlier)
        .into_iter()
        .map(|each| (each.relation, each.date))
        .collect();
    let expected = [
        (PrecedentKind::GrantedBefore, "2020-01-01"),
        (PrecedentKind::SameCase, "2025-01-01"),
        (PrecedentKind::SameCase, "2024-01-01"),
        (PrecedentKind::SamePurpose, "2026-01-01"),
    ]
    .map(|(kind, date)| (kind, date.to_owned()));
    assert_eq!(found, expected);

    let many: InMemory = (0..PRECEDENTS + 5).map(|_| recorded(others)).collect();
    assert_eq!(
        many.on(&achievement(&full().elements)).len(),
        PRECEDENTS + 5
    );
    assert_eq!(precedents(&full(), &many).len(), PRECEDENTS);
    // Without a title, or a body that awarded it, nothing is known to be the same.
    let nameless: [fn(&mut Known); 2] = [
        |known| known.elements.title = Element::absent("none"),
        |known| known.elements.awarding_body = Element::absent("none"),
    ];
    for change in nameless {
        let known = assured().with(change);
        let evaluation = evaluation(&known, Purpose::Exemption, Some(&appealing()));
        let (record, _) = record(&evaluation, &file(|_| ()), &none()).unwrap();
        let same: InMemory = [record].into_iter().collect();
        assert_eq!(same.on(&achievement(&evaluation.elements)).len(), 1);
        assert_eq!(precedents(&evaluation, &same), []);
    }
}

#[test]
fn a_learner_is_told_by_an_identifier_or_name_and_birth_and_never_by_a_name() {
    let of = |person: Learner| {
        let known = assured().with(|known| {
            known.elements.learner = element(person, Tier::Identified);
        });
        learner(&known.elements)
    };
    let named = Learner {
        name: Some(Text::plain("Ana  A.")),
        ..Learner::default()
    };
    assert_eq!(of(named.clone()), None);
    let born = |day: &str| Learner {
        date_of_birth: Some(day.to_owned()),
        ..named.clone()
    };
    assert_eq!(of(born("1999-10-01")), of(born("1999-10-01T00:00:00Z")));
    assert_ne!(of(born("1999-10-01")), of(born("1999-10-02")));
    let parts = Learner {
        name: None,
        given_name: Some(Text::plain("Ana")),
        family_name: Some(Text::plain("A.")),
        ..born("1999-10-01")
    };
    assert_eq!(of(parts), of(born("1999-10-01")));
    let identified = |value: &str, hashed| Learner {
        identifiers: vec![Identifier {
            scheme: "student".to_owned(),
            value: value.to_owned(),
            hashed,
        }],
        ..named.clone()
    };
    assert!(of(identified("7", false)).is_some());
    assert_ne!(of(identified("7", false)), of(identified("8", false)));
    // A salted hash differs from credential to credential.
    assert_eq!(of(identified("7", true)), None);
    let local = |id: &str| Learner {
        id: Some(id.to_owned()),
        ..named.clone()
    };
    assert_eq!(of(local("urn:epass:person:1")), None);
    assert!(of(local("did:key:z6")).is_some());
}

#[test]
fn an_awarding_body_is_told_by_its_identifier_before_its_name() {
    let of = |body: Organisation| {
        let known = assured().with(|known| {
            known.elements.awarding_body = element(vec![body], Tier::Identified);
        });
        achievement(&known.elements).awarding_bodies
    };
    let named = Organisation {
        name: Some(Text::plain("Example  University")),
        ..Organisation::default()
    };
    assert_eq!(of(named.clone()), ["example university"]);
    let local = Organisation {
        id: Some("urn:epass:org:1".to_owned()),
        ..named.clone()
    };
    assert_eq!(of(local.clone()), ["example university"]);
    let own = Organisation {
        id: Some("did:web:example.org".to_owned()),
        ..named
    };
    assert_eq!(of(own.clone()), ["did:web:example.org"]);
    let registered = Organisation {
        identifiers: vec![Identifier {
            scheme: "vat".to_owned(),
            value: "NL1".to_owned(),
            hashed: false,
        }],
        ..own
    };
    assert_eq!(of(registered), ["vat:nl1"]);
}
