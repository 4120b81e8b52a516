//! How many micro-credentials one core scores in a second: mapped ones, for an exemption from a
//! course that asks for a level, credits and a greatest age, without alignment of outcomes. Each
//! kind by itself, and a mix of them; every result is made anew.

use std::error::Error;
use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

use credeval_model::{
    Check, CheckCode, Pointer, Tier,
    check::Cause,
    element::{
        Assessment, AssessmentKind, Concept, CreditSystem, Credits, Element, Elements, Issued,
        Learner, LearningOutcome, LearningOutcomes, Level, Organisation, QualityAssurance,
        QualityKind, Stated, Supervision, Text, Workload,
    },
    outcome::OutcomeCode,
    programme::{Programme, Purpose},
    standing::{ProofStanding, RegisterQuality, Standing},
    trust::{QualityEntry, QualityScope, snapshot::Decision},
};
use credeval_score::{Application, Facts, Policy, Terms, evaluate};

/// What the mix must reach.
const PER_SECOND: f64 = 100_000.0;
/// Credentials that are scored between two looks at the clock.
const BATCH: u32 = 100;
const BATCHES: usize = 1000;

/// A kind of micro-credential: its name, how many of a hundred are so, what it comes to.
struct Kind {
    name: &'static str,
    of_a_hundred: u32,
    comes_to: OutcomeCode,
    elements: Elements,
    checks: Vec<Check>,
    standing: Standing,
}

fn main() -> Result<(), Box<dyn Error>> {
    let programme = Programme::parse(
        "institution = 'University of the South'\nprogramme = 'Bachelor health sciences'\n\
         course = 'Nutrition and health'\nlevel = 6\nects = 5\nmax_age_years = 8\n",
    )?;
    let application = Application {
        purpose: Purpose::Exemption,
        programme: Some(&programme),
        ..Application::default()
    };
    let terms = Terms::new(Policy::default_policy(), application);
    let kinds = kinds();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:<44} {:>10} {:>14}",
        "kind (share of the mix)", "p50", "a second"
    )?;
    for kind in &kinds {
        let found = evaluate(&facts(kind), &terms).outcome.code;
        if found != kind.comes_to {
            let expected = kind.comes_to;
            return Err(format!("{}: expected {expected}, found {found}", kind.name).into());
        }
        let name = format!("{} ({} %)", kind.name, kind.of_a_hundred);
        row(&mut out, &name, measure(&[kind], &terms))?;
    }
    let mix: Vec<&Kind> = (0..100)
        .filter_map(|place| {
            // Spread, so that no kind comes a hundred times in a row.
            let mut place = place * 37 % 100;
            kinds.iter().find(|kind| {
                let here = place < kind.of_a_hundred;
                place = place.saturating_sub(kind.of_a_hundred);
                here
            })
        })
        .collect();
    let each = measure(&mix, &terms);
    row(&mut out, "the mix", each)?;
    let found = 1.0 / each.as_secs_f64();
    match found >= PER_SECOND {
        true => Ok(()),
        false => Err(format!("expected {PER_SECOND} a second, found {found:.0}").into()),
    }
}

fn row(out: &mut impl std::io::Write, name: &str, each: Duration) -> std::io::Result<()> {
    let micros = each.as_secs_f64() * 1e6;
    writeln!(out, "{name:<44} {micros:>7.2} us {:>14.0}", 1e6 / micros)
}

/// The median time of one credential, over batches that go through these in turn.
fn measure(kinds: &[&Kind], terms: &Terms) -> Duration {
    let facts: Vec<Facts<'_>> = kinds.iter().map(|kind| facts(kind)).collect();
    let mut turns = facts.iter().cycle();
    let mut times: Vec<Duration> = (0..BATCHES)
        .map(|_| {
            let begun = Instant::now();
            for facts in turns.by_ref().take(BATCH as usize) {
                black_box(evaluate(black_box(facts), terms));
            }
            begun.elapsed() / BATCH
        })
        .collect();
    times.sort_unstable();
    times.get(BATCHES / 2).copied().unwrap_or_default()
}

fn facts(kind: &Kind) -> Facts<'_> {
    Facts {
        elements: &kind.elements,
        checks: &kind.checks,
        standing: &kind.standing,
        answers: &[],
        at: jiff::civil::date(2026, 9, 1),
    }
}

fn kinds() -> Vec<Kind> {
    let identified = || standing(ProofStanding::Identified);
    let open = {
        let mut elements = everything(Tier::Identified);
        elements.assessment = Element::absent("the credential does not state it");
        elements.supervision = Element::absent("the credential does not state it");
        elements
    };
    let contradictory = {
        let mut elements = everything(Tier::Identified);
        if let Element::Stated(workload) = &mut elements.workload {
            workload.value.hours = Some(600.0);
        }
        elements
    };
    let mut assured = identified();
    assured.quality.push(quality());
    let no_proof = || {
        let row = Check::failed(CheckCode::ProofSignature, "the credential has no proof");
        vec![row.because(Cause::new("no_proof"))]
    };
    let mut disputed = checks();
    for code in [
        CheckCode::IntegrityLevel,
        CheckCode::IntegrityWorkload,
        CheckCode::IntegrityDates,
    ] {
        disputed.push(Check::failed(code, "two statements contradict each other"));
    }
    vec![
        Kind {
            name: "all known",
            of_a_hundred: 25,
            comes_to: OutcomeCode::RecogniseFull,
            elements: everything(Tier::Identified),
            checks: checks(),
            standing: assured,
        },
        Kind {
            name: "quality, testing, identification open",
            of_a_hundred: 35,
            comes_to: OutcomeCode::NeedsInformation,
            elements: open,
            checks: checks(),
            standing: identified(),
        },
        Kind {
            name: "all stated, unsigned",
            of_a_hundred: 20,
            comes_to: OutcomeCode::NeedsInformation,
            elements: everything(Tier::Unsigned),
            checks: no_proof(),
            standing: standing(ProofStanding::Unsigned),
        },
        Kind {
            name: "nothing stated, unsigned",
            of_a_hundred: 10,
            comes_to: OutcomeCode::NeedsInformation,
            elements: Elements::all_absent("the credential does not state it"),
            checks: no_proof(),
            standing: standing(ProofStanding::Unsigned),
        },
        Kind {
            name: "contradictory",
            of_a_hundred: 10,
            comes_to: OutcomeCode::HumanReview,
            elements: contradictory,
            checks: disputed,
            standing: identified(),
        },
    ]
}

fn standing(proof: ProofStanding) -> Standing {
    let is_identified = proof == ProofStanding::Identified;
    Standing {
        proof,
        confirmed: false,
        signer: is_identified.then(|| "Northport University".to_owned()),
        entitled: is_identified,
        quality: Vec::new(),
    }
}

fn quality() -> RegisterQuality {
    RegisterQuality {
        by_name: None,
        anchor: "register".to_owned(),
        entry: QualityEntry {
            kind: QualityScope::Programme,
            report: "https://register.example/reports/1".to_owned(),
            valid_from: "2024-01-01".to_owned(),
            valid_to: Some("2029-12-31".to_owned()),
        },
        agency: Some("Agency for quality assurance".to_owned()),
        decision: Decision::Positive,
        beside: None,
        is_stale: false,
    }
}

fn checks() -> Vec<Check> {
    let passed = [
        CheckCode::DocumentForm,
        CheckCode::DocumentStructure,
        CheckCode::ContextKnown,
        CheckCode::SchemaConforms,
        CheckCode::ProofSignature,
        CheckCode::ProofPurpose,
        CheckCode::IssuerKey,
        CheckCode::IssuerTrust,
        CheckCode::IssuerEntitlement,
        CheckCode::ValidityFrom,
        CheckCode::StatusRevocation,
    ];
    let passed = passed
        .into_iter()
        .map(|code| Check::passed(code, "it holds"));
    passed.collect()
}

fn everything(tier: Tier) -> Elements {
    let mut elements = Elements::all_absent("the credential does not state it");
    elements.learner = stated(
        Learner {
            name: Some(Text::plain("Hank de Vries")),
            ..Learner::default()
        },
        tier,
    );
    elements.awarding_body = stated(
        vec![Organisation {
            name: Some(Text::plain("Northport University")),
            ..Organisation::default()
        }],
        tier,
    );
    elements.issued = stated(
        Issued {
            date: "2025-06-01T10:00:00Z".to_owned(),
            stated_as: "awardedDate".to_owned(),
        },
        tier,
    );
    let titles = [
        "Explain what people need to eat at each stage of life",
        "Assess a diet against guidelines",
        "Analyse how nutrition bears on disease",
        "Design a menu for a given group",
    ];
    let listed = titles.map(|title| LearningOutcome {
        title: Text::plain(title),
        uris: vec!["https://northport.example/outcomes/1".to_owned()],
        ..LearningOutcome::default()
    });
    elements.learning_outcomes = stated(
        LearningOutcomes {
            listed: listed.to_vec(),
            summary: Vec::new(),
            descriptions: Vec::new(),
            assessed: true,
        },
        tier,
    );
    elements.workload = stated(
        Workload {
            credits: vec![Credits {
                points: 5.0,
                system: CreditSystem::Ects,
            }],
            hours: Some(140.0),
            duration: Some("P10W".to_owned()),
        },
        tier,
    );
    elements.level = stated(
        Level {
            eqf: Some(6),
            ..Level::default()
        },
        tier,
    );
    elements.assessment = stated(
        vec![Assessment {
            kind: AssessmentKind::WrittenExamination,
            stated: Concept::default(),
            title: Some(Text::plain("Final examination")),
            graded: true,
            grading_scheme: true,
            assessed_by: Some(Text::plain("Northport University")),
        }],
        tier,
    );
    elements.supervision = stated(
        Supervision {
            supervised: Some(true),
            identity_verified: Some(true),
            account_only: false,
            stated: Concept::default(),
        },
        tier,
    );
    elements.quality_assurance = stated(
        vec![QualityAssurance {
            kind: QualityKind::Institution,
            title: Some(Text::plain("Institutional accreditation")),
            agent: None,
            report: None,
            valid_from: None,
            valid_until: None,
        }],
        tier,
    );
    elements
}

fn stated<T>(value: T, tier: Tier) -> Element<T> {
    Element::Stated(Stated {
        value,
        from: vec![Pointer::root()],
        tier,
        disclosed: false,
    })
}
