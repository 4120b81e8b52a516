//! Each outcome: an application that comes to it, and a neighbour, one step away, that does not.

use credeval_model::{
    outcome::OutcomeCode::{
        self, Flexible, HumanReview, NeedsInformation, NotLrc, NotVerified, RecogniseFull,
        RecognisePartial, Rpl,
    },
    programme::{
        Programme,
        Purpose::{self, Admission, Exemption},
    },
};
use credeval_score::Application;
use serde_json::json;

use crate::credentials::{Case, Known as K, POLICY, Path, Step, drop, known, set, term};

/// The course from which exemption is asked, or the programme to which admission is.
pub(crate) const PROGRAMME: &str = "
institution = 'University of Examples'
programme = 'Health Sciences'
course = 'Nutrition and Health'
level = 6
ects = 4

[[outcomes]]
title = 'Plan a diet'
uri = 'http://data.europa.eu/esco/skill/1'

[[outcomes]]
title = 'Explain how nutrients act'
uri = 'http://data.europa.eu/esco/skill/2'
";

struct Row {
    outcome: OutcomeCode,
    because: &'static str,
    purpose: Purpose,
    /// What the programme asks for otherwise.
    asks: (&'static str, &'static str),
    steps: Vec<Step>,
    neighbour: Step,
    beside: OutcomeCode,
}

/// The programme as it stands.
const SAME: (&str, &str) = ("", "");

fn row(
    outcome: OutcomeCode,
    because: &'static str,
    (purpose, asks): (Purpose, (&'static str, &'static str)),
    steps: Vec<Step>,
    (neighbour, beside): (Step, OutcomeCode),
) -> Row {
    Row {
        outcome,
        because,
        purpose,
        asks,
        steps,
        neighbour,
        beside,
    }
}

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    let assured = || known(K::ReportOnInstitution);
    let form = |label: &str| set("provenBy/specifiedBy/dcType", term(label));
    let eqf = |level: u8| json!({ "id": format!("http://data.europa.eu/snb/eqf/{level}") });
    let learnt = |title: &str, skill: u8| json!({
        "title": { "en": title }, "relatedESCOSkill": { "id": format!("http://data.europa.eu/esco/skill/{skill}") },
    });
    let second = |title: &str, skill| set("specifiedBy/learningOutcome/1", learnt(title, skill));
    let without_hours = || drop("specifiedBy/volumeOfLearning");
    vec![
        row(RecogniseFull, "every criterion that applies is met, and it fits",
            (Exemption, SAME), vec![assured()], (known(K::NobodyVouches), NeedsInformation)),
        row(RecognisePartial, "every criterion is met, and its credits are half of those asked for",
            (Exemption, ("ects = 4", "ects = 8")), vec![assured(), without_hours()],
            (set("specifiedBy/creditPoint/point", json!("8")), RecogniseFull)),
        row(RecognisePartial, "every criterion is met, and one of two outcomes is covered",
            (Exemption, SAME), vec![assured(), second("Cook for many", 9)], (second("Explain how nutrients act", 2), RecogniseFull)),
        row(Flexible, "what matters for admission is met, and testing can be tolerated",
            (Admission, SAME), vec![assured(), form("Quiz")], (form("Level of attendance"), Rpl)),
        row(Rpl, "the learning is described, and how it was tested does not carry an exemption",
            (Exemption, SAME), vec![assured(), form("Quiz")], (form("Written examination"), RecogniseFull)),
        row(NeedsInformation, "nothing says whether it is quality assured",
            (Exemption, SAME), vec![], (assured(), RecogniseFull)),
        row(HumanReview, "two levels contradict each other",
            (Exemption, SAME), vec![assured(), set("specifiedBy/eqfLevel", json!([eqf(6), eqf(7)]))],
            (set("specifiedBy/eqfLevel", eqf(6)), RecogniseFull)),
        row(HumanReview, "its level is below the one asked for",
            (Exemption, ("level = 6", "level = 7")), vec![assured()],
            (set("specifiedBy/eqfLevel", eqf(7)), RecogniseFull)),
        row(HumanReview, "none of the rows before: it is assured, and attendance without outcomes is all",
            (Exemption, SAME),
            vec![assured(), drop("specifiedBy/learningOutcome"), form("Level of attendance")],
            (set("specifiedBy/learningOutcome", json!([learnt("Plan a diet", 1)])), Rpl)),
        row(HumanReview, "the issuer suspended it",
            (Exemption, SAME), vec![assured(), known(K::Suspended)], (known(K::NotSuspended), RecogniseFull)),
        row(HumanReview, "it has expired",
            (Exemption, SAME), vec![assured(), known(K::Expired)], (known(K::InForce), RecogniseFull)),
        row(NotLrc, "a register decided against it, attendance without outcomes is all, and nobody looked who came",
            (Exemption, SAME),
            vec![
                known(K::DecisionAgainstAward), drop("specifiedBy/learningOutcome"), form("Level of attendance"),
                set("provenBy/idVerification", term("Unsupervised without ID verification")),
            ],
            // Not met, and not most of it.
            (set("specifiedBy/learningOutcome", json!([learnt("Plan a diet", 1)])), Rpl)),
        row(NotVerified, "the signature does not hold",
            (Exemption, SAME), vec![assured(), known(K::SignatureFails)], (known(K::SignatureOpen), NeedsInformation)),
        row(NotVerified, "the applicant is not the learner named",
            (Exemption, SAME), vec![assured(), known(K::ApplicantIsAnother)], (known(K::ApplicantIsLearner), RecogniseFull)),
    ]
}

#[test]
fn each_outcome_has_an_application_and_a_neighbour_that_comes_to_another() {
    for row in rows() {
        let (from, to) = row.asks;
        assert!(PROGRAMME.contains(from));
        let programme = Programme::parse(&PROGRAMME.replacen(from, to, 1)).unwrap();
        let application = Application {
            purpose: row.purpose,
            programme: Some(&programme),
            ..Application::default()
        };
        let outcome = |steps: &mut dyn Iterator<Item = &Step>| {
            Case::after(Path::Elm, steps)
                .score(&application, &POLICY)
                .outcome
        };
        let found = outcome(&mut row.steps.iter());
        assert_eq!(
            found.code, row.outcome,
            "{}: {}",
            row.because, found.summary
        );
        let beside = outcome(&mut row.steps.iter().chain([&row.neighbour]));
        assert_eq!(
            beside.code, row.beside,
            "beside {}: {}",
            row.because, beside.summary
        );
        assert_ne!(row.outcome, row.beside);
    }
}

#[test]
fn every_outcome_has_its_row() {
    for code in [
        RecogniseFull,
        RecognisePartial,
        Flexible,
        Rpl,
        NeedsInformation,
        HumanReview,
        NotLrc,
        NotVerified,
    ] {
        assert!(rows().iter().any(|row| row.outcome == code), "{code:?}");
    }
}
