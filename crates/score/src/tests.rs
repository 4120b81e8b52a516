//! A credential that meets everything but quality, from which each test changes what it is about.

mod alignment;
mod answers;
mod decisions;
mod dossier;
mod evidence;
mod outcomes;
mod properties;
mod rubric;
mod stack;
mod terms;

use std::sync::LazyLock;

use credeval_model::{
    Check, CheckCode, Criterion, Pointer, Tier,
    answer::Answer,
    criterion::CriterionResult,
    element::{
        Assessment, AssessmentKind, Concept, CreditSystem, Credits, Element, Elements, Issued,
        Learner, LearningOutcome, LearningOutcomes, Level, Organisation, Participation,
        ParticipationMode, QualityAssurance, QualityKind, Stated, Supervision, Text, Workload,
    },
    programme::{Programme, Purpose, TargetOutcome},
    standing::{ProofStanding, RegisterQuality, Standing},
    trust::{QualityEntry, QualityScope, snapshot::Decision},
};

use crate::{Application, Facts, Policy, Scored, Terms, evaluate};

static POLICY: LazyLock<Policy> = LazyLock::new(Policy::default_policy);

/// The shipped policy for each purpose, without a programme.
static TERMS: LazyLock<[Terms; 5]> = LazyLock::new(|| {
    PURPOSES.map(|purpose| {
        let programme = None;
        Terms::new(
            POLICY.clone(),
            Application {
                purpose,
                programme,
                skills: None,
            },
        )
    })
});

const PURPOSES: [Purpose; 5] = [
    Purpose::Admission,
    Purpose::Exemption,
    Purpose::Credit,
    Purpose::Stacking,
    Purpose::None,
];

fn terms(purpose: Purpose) -> &'static Terms {
    &TERMS[purpose as usize]
}

fn policy(from: &str, to: &str) -> Policy {
    let text = include_str!("../policy/default.toml");
    assert!(text.contains(from), "{from}");
    Policy::parse(&text.replace(from, to)).unwrap()
}

/// Facts that own what they speak of.
#[derive(Debug, Clone)]
struct Known {
    elements: Elements,
    checks: Vec<Check>,
    proof: ProofStanding,
    confirmed: bool,
    quality: Vec<Assured>,
    entitled: bool,
    answers: Vec<Answer>,
}

fn element<T>(value: T, tier: Tier) -> Element<T> {
    Element::Stated(Stated {
        value,
        from: vec![Pointer::root()],
        tier,
        disclosed: false,
    })
}

fn assessment(kind: AssessmentKind) -> Assessment {
    Assessment {
        kind,
        stated: Concept::default(),
        title: None,
        graded: true,
        grading_scheme: true,
        assessed_by: Some(Text::plain("A. Assessor")),
    }
}

fn supervision(supervised: Option<bool>, identity_verified: Option<bool>) -> Supervision {
    Supervision {
        supervised,
        identity_verified,
        account_only: false,
        stated: Concept::default(),
    }
}

fn outcome(title: &str, uri: &str) -> LearningOutcome {
    LearningOutcome {
        title: Text([("en".to_owned(), title.to_owned())].into()),
        uris: vec![uri.to_owned()],
        ..LearningOutcome::default()
    }
}

fn credits(points: f64, system: CreditSystem) -> Vec<Credits> {
    vec![Credits { points, system }]
}

/// A register's entry that owns what it says.
#[derive(Debug, Clone)]
struct Assured {
    entry: QualityEntry,
    decision: Decision,
    beside: Option<&'static str>,
    by_name: Option<&'static str>,
    is_stale: bool,
}

fn entry(kind: QualityScope) -> Assured {
    Assured {
        entry: QualityEntry {
            kind,
            report: "report 1".to_owned(),
            valid_from: "2024-01-01".to_owned(),
            valid_to: Some("2026-12-31".to_owned()),
        },
        decision: Decision::Positive,
        beside: None,
        by_name: None,
        is_stale: false,
    }
}

fn claim(kind: QualityKind) -> Vec<QualityAssurance> {
    vec![QualityAssurance {
        kind,
        title: None,
        agent: None,
        report: None,
        valid_from: None,
        valid_until: None,
    }]
}

fn participation(modes: &[ParticipationMode]) -> Vec<Participation> {
    let stated = |mode: &ParticipationMode| Participation {
        mode: *mode,
        stated: Concept::default(),
    };
    modes.iter().map(stated).collect()
}

impl Known {
    /// Everything stated under this tier, quality unknown.
    fn good(tier: Tier) -> Self {
        let mut elements = Elements::all_absent("the credential does not state it");
        elements.learner = element(
            Learner {
                email: Some("learner@example.org".to_owned()),
                ..Learner::default()
            },
            tier,
        );
        elements.awarding_body = element(
            vec![Organisation {
                name: Some(Text::plain("Example University")),
                ..Organisation::default()
            }],
            tier,
        );
        elements.issued = element(
            Issued {
                date: "2025-06-01T10:00:00Z".to_owned(),
                stated_as: "validFrom".to_owned(),
            },
            tier,
        );
        elements.learning_outcomes = element(
            LearningOutcomes {
                listed: vec![
                    outcome("Explain how nutrients act on health", "urn:skill:1"),
                    outcome("Food and society", "urn:skill:2"),
                ],
                summary: Vec::new(),
                descriptions: Vec::new(),
                assessed: true,
            },
            tier,
        );
        elements.workload = element(
            Workload {
                credits: credits(2.0, CreditSystem::Ects),
                hours: Some(60.0),
                duration: None,
            },
            tier,
        );
        elements.level = element(
            Level {
                eqf: Some(6),
                ..Level::default()
            },
            tier,
        );
        elements.assessment = element(vec![assessment(AssessmentKind::ProjectWork)], tier);
        elements.supervision = element(supervision(Some(false), Some(true)), tier);
        Self {
            elements,
            checks: vec![
                Check::passed(CheckCode::ProofSignature, "the signature holds"),
                Check::passed(CheckCode::IssuerKey, "the key is the issuer's"),
                Check::not_applicable(CheckCode::StatusRevocation, "no status is offered"),
            ],
            proof: match tier {
                Tier::Unsigned => ProofStanding::Unsigned,
                Tier::Signed => ProofStanding::Signed,
                Tier::Attested | Tier::Identified | Tier::Register => ProofStanding::Identified,
            },
            confirmed: false,
            quality: Vec::new(),
            entitled: true,
            answers: Vec::new(),
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// What `then` makes of the facts.
    fn facts<T>(&self, then: impl FnOnce(&Facts<'_>) -> T) -> T {
        let quality = self.quality.iter().map(|assured| RegisterQuality {
            anchor: "example".to_owned(),
            entry: assured.entry.clone(),
            agency: Some("Agency".to_owned()),
            decision: assured.decision,
            beside: assured.beside.map(str::to_owned),
            by_name: assured.by_name.map(str::to_owned),
            is_stale: assured.is_stale,
        });
        let standing = Standing {
            proof: self.proof,
            confirmed: self.confirmed,
            signer: Some("Company".to_owned()),
            entitled: self.entitled,
            quality: quality.collect(),
        };
        then(&Facts {
            elements: &self.elements,
            checks: &self.checks,
            standing: &standing,
            answers: &self.answers,
            at: jiff::civil::date(2026, 9, 1),
        })
    }

    fn score(&self, purpose: Purpose, programme: Option<&Programme>, policy: &Policy) -> Scored {
        let application = Application {
            purpose,
            programme,
            ..Application::default()
        };
        let terms = Terms::new(policy.clone(), application);
        self.facts(|facts| evaluate(facts, &terms))
    }

    fn criteria(&self) -> Vec<CriterionResult> {
        self.facts(|facts| crate::judge(facts, &POLICY)).0
    }

    fn criterion(&self, criterion: Criterion) -> CriterionResult {
        self.criteria()[criterion as usize].clone()
    }

    fn range(&self, criterion: Criterion) -> (u8, u8) {
        let result = self.criterion(criterion);
        assert_eq!(result.criterion, criterion);
        (result.lower, result.upper)
    }
}

fn programme() -> Programme {
    Programme {
        institution: "University of Examples".to_owned(),
        programme: "Health Sciences".to_owned(),
        course: Some("Nutrition and Health".to_owned()),
        purpose: Purpose::Exemption,
        level: Some(6),
        ects: Some(2.0),
        assume_aligned: true,
        outcomes: vec![TargetOutcome {
            title: "Explain nutrition".to_owned(),
            uri: None,
            description: None,
        }],
        ..bare_programme()
    }
}

/// A programme that asks for nothing.
fn bare_programme() -> Programme {
    Programme::parse("institution = 'U'\nprogramme = 'P'\n").unwrap()
}
