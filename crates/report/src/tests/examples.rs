//! Made-up evaluations, one of each kind that an officer meets.
#![expect(clippy::too_many_lines, reason = "they are long literals")]

use credeval_model::{
    Check, CheckCode, CheckOutcome, Criterion, Digest, Pointer, Tier, Timestamp,
    alignment::{Alignment, Match, Pair},
    check::Cause,
    criterion::{Ask, CriterionResult, Light, Missing, Reason},
    document::{DocumentInfo, Form, Standard},
    element::{
        Absence, Absent, Assessment, AssessmentKind, Concept, Country, CreditSystem, Credits,
        Cycle, Derivation, Element, ElementName, Elements, Grade, Identifier, Issued, Learner,
        LearningOutcome, LearningOutcomes, Level, Note, Organisation, Participation,
        ParticipationMode, QualityAssurance, QualityKind, Stackability, Stated, Supervision, Text,
        Workload,
    },
    evaluation::{EVALUATION_SCHEMA, Engine, Evaluation, PolicyInfo},
    evidence::{EvidenceKind, EvidenceRecord, Origin},
    outcome::{Deviation, Outcome, OutcomeCode, Settlement},
    programme::Purpose,
    scope::{self, RelationKind, Scope, ScopeKind, Sign},
    standing::{ProofStanding, Standing},
    trust::{
        AnchorKind, Grant,
        vouch::{Freshness, Relation, Vouch},
    },
};

pub(crate) fn at() -> Timestamp {
    "2026-03-02T09:30:00Z".parse().unwrap()
}

/// Recognition is possible: an exemption, all lights green or light green.
pub(crate) fn recognised() -> Evaluation {
    Evaluation {
        schema: EVALUATION_SCHEMA.to_owned(),
        id: Digest::of(b"evaluation"),
        engine: engine(),
        standing: standing(),
        answers: Vec::new(),
        purpose: Purpose::None,
        programme: None,
        dossier: None,
        precedents: Vec::new(),
        document: document(Form::DataIntegrity, Standard::OpenBadges3, "ana.json", 4_149),
        at: at(),
        trust: vec![Vouch {
            anchor: "north-coast".to_owned(),
            kind: AnchorKind::DidPin,
            grant: Grant::Issuer,
            relation: Relation::Listed,
            name: Some("North Coast University".to_owned()),
            at: at(),
            freshness: Freshness::Fresh,
            confirms: false,
            evidence: None,
        }],
        scope: Scope::default(),
        relations: Vec::new(),
        checks: vec![
            passed(CheckCode::DocumentForm, "the document is a credential with an embedded proof"),
            passed(
                CheckCode::ProofSignature,
                "the signature holds over the whole credential",
            )
            .at(Pointer::from("/proof")),
            passed(CheckCode::IssuerKey, "the signing key belongs to the issuer")
                .seen_in(Digest::of(b"did")),
            passed(
                CheckCode::IssuerTrust,
                "your trust file lists the issuer as `north-coast`",
            ),
            passed(CheckCode::StatusRevocation, "the issuer has not revoked it")
                .seen_in(Digest::of(b"list")),
            Check::not_applicable(CheckCode::SealChain, "there is no seal"),
            Check::not_applicable(CheckCode::SealRevocation, "there is no seal"),
        ],
        elements: elements(Tier::Identified),
        criteria: vec![
            light(Criterion::Quality, 3, 3, "An accreditation of the programme covers the date of issuing."),
            light(Criterion::Authenticity, 2, 2, "The proof holds, and your trust file vouches for the issuer."),
            light(Criterion::Level, 2, 2, "An identified issuer states a level of the European framework."),
            CriterionResult {
                reasons: vec![
                    reason("All outcomes are assessed, and one names a framework term.", ElementName::LearningOutcomes),
                    reason("The outcomes are tied to an assessment.", ElementName::Assessment),
                ],
                ..light(Criterion::LearningOutcomes, 3, 3, "")
            },
            light(Criterion::Workload, 3, 3, "2 ECTS and 60 hours agree: 30 hours a credit."),
            light(Criterion::Testing, 2, 2, "A written examination with a grade."),
            CriterionResult {
                applies: false,
                ..light(Criterion::Identification, 0, 0, "The form of participation is on site.")
            },
        ],
        alignment: Some(Alignment {
            coverage: Some(2.0 / 3.0),
            pairs: vec![
                Pair {
                    target: "advise on nutrition".to_owned(),
                    source: "Advise a person on a diet".to_owned(),
                    how: Match::Uri,
                    tier: Tier::Identified,
                    language: None,
                    share: None,
                    by: Vec::new(),
                    doubt: None,
                },
                Pair {
                    target: "explain macronutrients".to_owned(),
                    source: String::new(),
                    how: Match::Assumed,
                    tier: Tier::Attested,
                    language: None,
                    share: None,
                    by: Vec::new(),
                    doubt: None,
                },
            ],
            uncovered: vec!["judge a study on nutrition".to_owned()],
            possible: Some(2.0 / 3.0),
            language: "en".to_owned(),
            source_languages: vec!["en".to_owned()],
            ..Alignment::default()
        }),
        outcome: Outcome {
            code: OutcomeCode::RecogniseFull,
            track: OutcomeCode::RecogniseFull.track(),
            summary: "Every criterion that applies is met. An exemption from Nutrition and Health can be granted in line with the Lisbon Recognition Convention.".to_owned(),
            deviations: Vec::new(),
            settle: Vec::new(),
            sign_off: true,
        },
        policy: policy(),
        evidence: vec![
            EvidenceRecord {
                digest: Digest::of(b"did"),
                kind: EvidenceKind::KeyDocument,
                url: "https://north-coast.example/.well-known/did.json".to_owned(),
                fetched_at: Some(at()),
                origin: Origin::Fetched,
            },
            EvidenceRecord {
                digest: Digest::of(b"list"),
                kind: EvidenceKind::StatusList,
                url: "https://north-coast.example/status/3".to_owned(),
                fetched_at: None,
                origin: Origin::Supplied,
            },
        ],
    }
}

/// More must be known: the issuer is not identified, and quality is open.
pub(crate) fn open() -> Evaluation {
    let mut evaluation = recognised();
    evaluation.trust.clear();
    evaluation.elements = elements(Tier::Signed);
    evaluation.elements.quality_assurance =
        Element::absent("the credential says nothing on quality assurance");
    evaluation.elements.supervision = Element::absent("no assessment says how it was supervised");
    evaluation.criteria = vec![
        CriterionResult {
            missing: vec![
                missing(
                    "whether the programme or its provider is quality assured",
                    Ask::Register,
                ),
                missing(
                    "a quality entry for the issuer in the trust file",
                    Ask::Institution,
                ),
            ],
            ..light(
                Criterion::Quality,
                0,
                3,
                "The credential says nothing on quality assurance.",
            )
        },
        CriterionResult {
            missing: vec![missing("who holds the signing key", Ask::Issuer)],
            ..light(
                Criterion::Authenticity,
                1,
                2,
                "The proof holds, and nobody vouches for who made it.",
            )
        },
        light(
            Criterion::Level,
            1,
            2,
            "Anyone could state this level under such a proof.",
        ),
        light(
            Criterion::LearningOutcomes,
            1,
            1,
            "The outcomes are running text.",
        ),
        light(
            Criterion::Workload,
            0,
            0,
            "90 hours for 2 ECTS contradict each other.",
        ),
        light(
            Criterion::Testing,
            2,
            3,
            "A written examination with a grade.",
        ),
        light(
            Criterion::Identification,
            0,
            3,
            "Nothing is stated on identity checks.",
        ),
    ];
    evaluation.alignment = None;
    evaluation.outcome = Outcome {
        code: OutcomeCode::NeedsInformation,
        track: None,
        summary: "What is known allows recognition and its refusal alike. The quality assurance is the open point.".to_owned(),
        deviations: Vec::new(),
        settle: vec![
            Settlement {
                criteria: vec![Criterion::Quality],
                facts: vec![missing("whether the programme or its provider is quality assured", Ask::Register)],
                leads_to: vec![OutcomeCode::RecogniseFull, OutcomeCode::Flexible, OutcomeCode::Rpl],
            },
            Settlement {
                criteria: vec![Criterion::Authenticity, Criterion::Identification],
                facts: vec![
                    missing("who holds the signing key", Ask::Issuer),
                    missing("how the learner's identity was checked in the examination", Ask::Applicant),
                ],
                leads_to: vec![OutcomeCode::Flexible],
            },
        ],
        sign_off: true,
    };
    evaluation.checks = vec![
        passed(
            CheckCode::ProofSignature,
            "the signature holds over the whole credential",
        ),
        Check::inconclusive(CheckCode::IssuerTrust, "no trust anchor lists the issuer")
            .at(Pointer::from("/issuer/id"))
            .because(
                Cause::new("not_listed").mismatch("an anchor for the issuer", "did:key:z6MkmadeUp"),
            ),
        Check::inconclusive(
            CheckCode::StatusRevocation,
            "the status list could not be had",
        )
        .at(Pointer::from("/credentialStatus"))
        .because(Cause {
            status: Some(503),
            ..Cause::new("not_reachable").url("https://north-coast.example/status/3")
        }),
        Check::not_applicable(CheckCode::SealChain, "there is no seal"),
    ];
    evaluation
}

/// The credential does not hold: it was altered.
pub(crate) fn altered() -> Evaluation {
    let mut evaluation = recognised();
    evaluation.trust.clear();
    evaluation.elements = elements(Tier::Unsigned);
    evaluation.checks = vec![
        passed(
            CheckCode::DocumentForm,
            "the document is a credential with an embedded proof",
        ),
        Check::failed(
            CheckCode::ProofSignature,
            "the signature does not hold over the credential",
        )
        .at(Pointer::from("/proof/0"))
        .because(Cause::new("bad_signature").mismatch(
            "a signature over sha256:9f0c",
            "one that does not verify under the issuer's key",
        )),
    ];
    evaluation.criteria = Criterion::ALL
        .map(|criterion| {
            light(
                criterion,
                0,
                0,
                "The credential was altered after it was signed.",
            )
        })
        .to_vec();
    evaluation.alignment = None;
    evaluation.outcome = Outcome {
        code: OutcomeCode::NotVerified,
        track: None,
        summary: "The signature does not hold: the credential is not what its issuer made. Ask the applicant for a fresh copy.".to_owned(),
        deviations: Vec::new(),
        settle: Vec::new(),
        sign_off: true,
    };
    evaluation.evidence = Vec::new();
    evaluation
}

/// A person must look first: a sealed credential that contradicts itself.
pub(crate) fn contradictory() -> Evaluation {
    let mut evaluation = recognised();
    evaluation.document = document(
        Form::Jades,
        Standard::EuropeanDigitalCredential,
        "https://wallet.example/shared/ana",
        1_300_000,
    );
    evaluation.document.part = Some(Pointer::from("/credentialSubject/hasClaim/1"));
    evaluation.elements.workload = stated(
        Workload {
            credits: vec![Credits {
                points: 2.0,
                system: CreditSystem::Ects,
            }],
            hours: Some(60.0),
            duration: Some("P60M".to_owned()),
        },
        &[
            "/credentialSubject/hasClaim/1/specifiedBy/creditPoint/0",
            "/credentialSubject/hasClaim/1/specifiedBy/volumeOfLearning",
            "/credentialSubject/hasClaim/1/influencedBy/0/volumeOfLearning",
        ],
        Tier::Identified,
    );
    related(&mut evaluation);
    evaluation.checks.extend([
        Check::new(
            CheckCode::IntegrityWorkload,
            CheckOutcome::Failed,
            "the volume of learning is 60 months in one place and 60 hours in another",
        )
        .at(Pointer::from(
            "/credentialSubject/hasClaim/1/influencedBy/0/volumeOfLearning",
        ))
        .because(Cause::new("contradiction").mismatch(
            "PT60H at /credentialSubject/hasClaim/1/specifiedBy/volumeOfLearning",
            "P60M at /credentialSubject/hasClaim/1/influencedBy/0/volumeOfLearning",
        )),
        Check::inconclusive(
            CheckCode::IntegrityStackability,
            "it is called stackable, and says not towards what",
        )
        .at(Pointer::from(
            "/credentialSubject/hasClaim/1/specifiedBy/isPartialQualification",
        )),
        passed(CheckCode::IntegrityDates, "the dates follow one another"),
    ]);
    evaluation.alignment = Some(Alignment {
        language: "en".to_owned(),
        ..Alignment::default()
    });
    evaluation.outcome = Outcome {
        code: OutcomeCode::HumanReview,
        track: None,
        summary: "The credential contradicts itself on the workload, so a person must look first."
            .to_owned(),
        deviations: vec![Deviation {
            criterion: Criterion::Testing,
            text: "The examination was not supervised.".to_owned(),
            not_shown: false,
        }],
        settle: vec![Settlement {
            criteria: Vec::new(),
            facts: vec![missing(
                "which of the two volumes of learning is right.",
                Ask::Issuer,
            )],
            leads_to: vec![OutcomeCode::RecogniseFull],
        }],
        sign_off: false,
    };
    evaluation
}

/// What an achievement is and belongs to, what of it was chosen, withheld, unreadable or derived.
fn related(evaluation: &mut Evaluation) {
    let sign = |text: &str, from: &str| Sign {
        text: text.to_owned(),
        from: Pointer::from(from),
        speaks_for: ScopeKind::MicroCredential,
    };
    evaluation.scope = Scope {
        kind: ScopeKind::MicroCredential,
        signs: vec![
            sign(
                "`Short learning programme`",
                "/credentialSubject/hasClaim/1/specifiedBy/dcType",
            ),
            sign(
                "2 ECTS",
                "/credentialSubject/hasClaim/1/specifiedBy/creditPoint/0",
            ),
        ],
    };
    let relation = |kind, to: &str, title: Option<&str>| scope::Relation {
        kind,
        to: Pointer::from(to),
        title: title.map(Text::plain),
    };
    evaluation.relations = vec![
        relation(
            RelationKind::PartOf,
            "/credentialSubject/hasClaim/0",
            Some("Bachelor Health Sciences"),
        ),
        relation(RelationKind::Beside, "/credentialSubject/hasClaim/2", None),
    ];
    let elements = &mut evaluation.elements;
    if let Element::Stated(learner) = &mut elements.learner {
        learner.disclosed = true;
    }
    elements.country = Element::Absent(Absent {
        absent: "no country under issuer.address; 2 statements are withheld by the holder, and it may be among them".to_owned(),
        reason: Absence::MayBeWithheld,
        at: Vec::new(),
    });
    elements.prerequisites = Element::Absent(Absent {
        absent: "no entryRequirement; /credentialSubject/hasClaim/1/specifiedBy/entryRequirement is stated as `5`, which is not text".to_owned(),
        reason: Absence::Unreadable,
        at: vec![Pointer::from(
            "/credentialSubject/hasClaim/1/specifiedBy/entryRequirement",
        )],
    });
    if let Some(level) = elements.level.value_mut() {
        level.cycle = Some(Cycle::First);
        level.derived = Some(Derivation {
            from: "NLQF level 6".to_owned(),
            source: "the referencing report of the Netherlands".to_owned(),
        });
    }
    if let Some(outcomes) = elements.learning_outcomes.value_mut() {
        outcomes.descriptions = vec![Text::plain("A course for nurses.")];
        if let Some(outcome) = outcomes.listed.last_mut() {
            outcome.framework = Some(Text::plain("Framework of the school"));
            outcome.code = Some("N2".to_owned());
        }
    }
}

pub(crate) fn document(form: Form, standard: Standard, source: &str, bytes: u64) -> DocumentInfo {
    DocumentInfo {
        digest: Digest::of(source.as_bytes()),
        media_type: "application/vc".to_owned(),
        form,
        standard,
        bytes,
        carrier: None,
        source: source.to_owned(),
        part: None,
    }
}

pub(crate) fn elements(tier: Tier) -> Elements {
    Elements {
        learner: stated(
            Learner {
                id: Some("did:key:z6MkmadeUp".to_owned()),
                name: Some(Text::plain("Ana A.")),
                date_of_birth: Some("1999-10-01".to_owned()),
                email: Some("ana@mail.example".to_owned()),
                identifiers: vec![Identifier {
                    scheme: "studentNumber".to_owned(),
                    value: "sha256$9f0c".to_owned(),
                    hashed: true,
                }],
                ..Learner::default()
            },
            &["/credentialSubject/id", "/credentialSubject/identifier/0"],
            tier,
        ),
        title: stated(
            Text(
                [
                    ("en", "Foundations of nutrition"),
                    ("nl", "Grondslagen van voeding"),
                ]
                .map(|(tag, text)| (tag.to_owned(), text.to_owned()))
                .into(),
            ),
            &["/credentialSubject/achievement/name"],
            tier,
        ),
        country: stated(
            vec![Country {
                code: "NL".to_owned(),
                name: Some(Text::plain("Netherlands")),
                region: None,
            }],
            &["/issuer/address/addressCountryCode"],
            tier,
        ),
        awarding_body: stated(
            vec![Organisation {
                id: Some("did:web:north-coast.example".to_owned()),
                name: Some(Text::plain("University of the North Coast")),
                identifiers: vec![Identifier {
                    scheme: "registration".to_owned(),
                    value: "12345678".to_owned(),
                    hashed: false,
                }],
                homepage: None,
            }],
            &["/issuer"],
            tier,
        ),
        issued: stated(
            Issued {
                date: "2025-06-30T12:00:00Z".to_owned(),
                stated_as: "awardedDate".to_owned(),
            },
            &["/awardedDate"],
            tier,
        ),
        learning_outcomes: stated(
            LearningOutcomes {
                listed: vec![
                    LearningOutcome {
                        title: Text::plain(
                            "Advise a person on a diet that fits their health, their habits and their means",
                        ),
                        uris: vec!["http://data.europa.eu/esco/skill/made-up".to_owned()],
                        ..LearningOutcome::default()
                    },
                    LearningOutcome {
                        title: Text::plain("Explain what macronutrients do"),
                        ..LearningOutcome::default()
                    },
                ],
                summary: Vec::new(),
                descriptions: Vec::new(),
                assessed: true,
            },
            &[
                "/credentialSubject/achievement/alignment/0",
                "/credentialSubject/achievement/alignment/1",
            ],
            tier,
        ),
        workload: stated(
            Workload {
                credits: vec![Credits {
                    points: 2.0,
                    system: CreditSystem::Ects,
                }],
                hours: Some(60.0),
                duration: None,
            },
            &["/credentialSubject/creditsEarned"],
            tier,
        ),
        level: stated(
            Level {
                eqf: Some(6),
                nqf: vec![Concept {
                    uri: None,
                    label: Some(Text::plain("NLQF level 6")),
                }],
                ..Level::default()
            },
            &["/credentialSubject/achievement/alignment/2"],
            tier,
        ),
        assessment: stated(
            vec![Assessment {
                kind: AssessmentKind::WrittenExamination,
                stated: Concept::default(),
                title: Some(Text::plain("final examination")),
                graded: true,
                grading_scheme: false,
                assessed_by: None,
            }],
            &["/credentialSubject/result/0"],
            tier,
        ),
        participation: stated(
            vec![Participation {
                mode: ParticipationMode::Blended,
                stated: Concept::default(),
            }],
            &["/credentialSubject/achievement/modeOfLearning"],
            tier,
        ),
        quality_assurance: stated(
            vec![QualityAssurance {
                kind: QualityKind::Programme,
                title: Some(Text::plain("accreditation 2023")),
                agent: Some(Text::plain("the Agency for Quality")),
                report: Some("https://agency.example/reports/77".to_owned()),
                valid_from: Some("2023-01-01".to_owned()),
                valid_until: Some("2029-01-01".to_owned()),
            }],
            &["/issuer/accreditation/0"],
            Tier::Register,
        ),
        prerequisites: Element::absent("the credential names none"),
        supervision: stated(
            Supervision {
                supervised: Some(true),
                identity_verified: None,
                account_only: false,
                stated: Concept::default(),
            },
            &["/credentialSubject/result/0/supervision"],
            tier,
        ),
        grade: stated(
            vec![Grade {
                value: Text::plain("8"),
                scheme: Some(Text::plain("1 to 10")),
            }],
            &["/credentialSubject/result/0/value"],
            tier,
        ),
        stackability: stated(
            Stackability {
                partial: Some(true),
                towards: vec![Text::plain("Bachelor Health Sciences")],
                parts: Vec::new(),
            },
            &["/credentialSubject/achievement/related/0"],
            tier,
        ),
        further_information: stated(
            (1..=8)
                .map(|number| Note {
                    about: "tag".to_owned(),
                    text: Text::plain(format!("subject {number}")),
                })
                .collect(),
            &["/credentialSubject/achievement/tag"],
            tier,
        ),
    }
}

fn engine() -> Engine {
    Engine {
        version: "0.1.0".to_owned(),
        rules: "1".to_owned(),
    }
}

fn policy() -> PolicyInfo {
    PolicyInfo {
        id: "default".to_owned(),
        version: "1".to_owned(),
        digest: Digest::of(b"policy"),
    }
}

fn stated<T>(value: T, places: &[&str], tier: Tier) -> Element<T> {
    Element::Stated(Stated {
        value,
        from: places.iter().map(|place| Pointer::from(*place)).collect(),
        tier,
        disclosed: false,
    })
}

fn light(criterion: Criterion, lower: u8, upper: u8, text: &str) -> CriterionResult {
    CriterionResult {
        criterion,
        applies: true,
        lower,
        upper,
        light: Light::of(lower, upper),
        reasons: vec![Reason {
            text: text.to_owned().into(),
            element: None,
            check: None,
            tier: None,
            answers: Vec::new(),
        }],
        missing: Vec::new(),
    }
}

fn reason(text: &str, element: ElementName) -> Reason {
    Reason {
        text: text.to_owned().into(),
        element: Some(element),
        check: None,
        tier: Some(Tier::Identified),
        answers: Vec::new(),
    }
}

pub(crate) fn missing(what: &str, ask: Ask) -> Missing {
    Missing {
        what: what.to_owned().into(),
        ask,
        questions: Vec::new(),
    }
}

fn passed(code: CheckCode, summary: &'static str) -> Check {
    Check::passed(code, summary)
}

fn standing() -> Standing {
    Standing {
        proof: ProofStanding::Identified,
        confirmed: false,
        signer: None,
        entitled: true,
        quality: Vec::new(),
    }
}
