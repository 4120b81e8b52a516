//! The rubric: for each criterion and each rung, a credential that lands there and a neighbour, one
//! step away, that does not.

use credeval_model::Criterion::{
    self, Authenticity, Identification, LearningOutcomes, Level, Quality, Testing, Workload,
};
use serde_json::json;

use crate::credentials::{
    Case, Known, POLICY,
    Path::{self, Badge, Elm},
    Step, drop, known, level, outcome, set, term,
};

/// The lowest and the highest robustness.
type Range = (u8, u8);

/// A rung, or that it is unknown; `1` and open above it is the cell of the rung 1, as a weak sign
/// leaves open what a better one would say, and `0` below 2 that of a contradiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Rung(u8),
    Unknown,
}

use Cell::{Rung, Unknown};

/// A cell of the rubric.
pub(crate) struct Row {
    criterion: Criterion,
    cell: Cell,
    pub(crate) path: Path,
    because: &'static str,
    /// From the good credential to the one that lands in the cell.
    pub(crate) steps: Vec<Step>,
    range: Range,
    /// From that one to its neighbour, and where the neighbour lands.
    neighbour: Step,
    beside: Range,
}

/// A cell that no credential reaches, with the one that comes closest.
struct Unreached {
    criterion: Criterion,
    cell: Cell,
    why: &'static str,
    steps: Vec<Step>,
    range: Range,
}

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
fn row(
    criterion: Criterion,
    cell: Cell,
    path: Path,
    because: &'static str,
    steps: Vec<Step>,
    range: Range,
    neighbour: Step,
    beside: Range,
) -> Row {
    Row {
        criterion,
        cell,
        path,
        because,
        steps,
        range,
        neighbour,
        beside,
    }
}

fn accredited() -> Step {
    set(
        "specifiedBy/accreditation",
        json!({ "title": { "en": "Accreditation of the course" }, "dcType": term("Programme quality assurance") }),
    )
}

fn decision() -> serde_json::Value {
    json!({ "targetType": "ext:QualityAssurance", "targetName": "Accreditation of the course", "targetUrl": "https://decisions.example/1" })
}

fn endorsed() -> Step {
    set(
        "/endorsement",
        json!([{ "name": "An employer", "issuer": { "id": "did:web:employer.example", "name": "Employer" } }]),
    )
}

fn alignments(quality: bool) -> Step {
    let mut all = vec![
        level(6),
        outcome(1, "Plan a diet"),
        outcome(2, "Explain how nutrients act"),
    ];
    all.extend(quality.then(decision));
    set("alignment", json!(all))
}

#[rustfmt::skip]
#[expect(clippy::too_many_lines, reason = "the table")]
pub(crate) fn rows() -> Vec<Row> {
    use Known as K;
    let form = |label: &str| set("provenBy/specifiedBy/dcType", term(label));
    let watched = |label: &str| set("provenBy/idVerification", term(label));
    let first = |title: &str| set("specifiedBy/learningOutcome/0/title", json!({ "en": title }));
    let text = |words: &str| set("specifiedBy/learningOutcomeSummary", json!({ "noteLiteral": { "en": words } }));
    let eqf = |level: u8| set("specifiedBy/eqfLevel", json!({ "id": format!("http://data.europa.eu/snb/eqf/{level}") }));
    let hours = |hours: &'static str| set("specifiedBy/volumeOfLearning", json!(hours));
    let mut rows = vec![
        row(Quality, Rung(3), Elm, "a register's report covers the award itself",
            vec![known(K::ReportOnAward)], (3, 3), known(K::ReportsEnded), (0, 3)),
        row(Quality, Rung(3), Elm, "a report covers the institution, and the issuer states quality assurance of the course",
            vec![known(K::ReportOnInstitution), accredited()], (3, 3),
            set("specifiedBy/accreditation/limitEQFLevel", json!({ "id": "http://data.europa.eu/snb/eqf/7" })), (2, 2)),
        row(Quality, Rung(3), Badge, "the same, by an alignment with a decision on the course",
            vec![known(K::ReportOnInstitution), alignments(true)], (3, 3), alignments(false), (2, 2)),
        row(Quality, Rung(2), Elm, "a register's report covers the institution",
            vec![known(K::ReportOnInstitution)], (2, 2), known(K::NotEntitled), (0, 3)),
        row(Quality, Rung(2), Badge, "the same",
            vec![known(K::ReportOnInstitution)], (2, 2), known(K::ReportOnAward), (3, 3)),
        row(Quality, Rung(1), Elm, "an accreditation is claimed, and no register confirms it",
            vec![accredited()], (1, 3), set("specifiedBy/accreditation/expiryDate", json!("2024-01-31")), (0, 3)),
        row(Quality, Rung(1), Badge, "a third party endorses it",
            vec![endorsed()], (1, 3), known(K::EndorsementFails), (0, 3)),
        row(Quality, Rung(0), Elm, "a register decided against the institution",
            vec![known(K::DecisionAgainstInstitution)], (0, 0), known(K::ReportOnInstitution), (2, 2)),
        row(Quality, Rung(0), Badge, "a register decided against the award",
            vec![known(K::DecisionAgainstAward)], (0, 0), known(K::ReportsEnded), (0, 3)),
        row(Quality, Unknown, Elm, "nothing is stated, and no register has it",
            vec![], (0, 3), accredited(), (1, 3)),
        row(Quality, Unknown, Badge, "the same",
            vec![], (0, 3), endorsed(), (1, 3)),

        row(Level, Rung(2), Elm, "a level of the European framework is stated",
            vec![], (2, 2), drop("specifiedBy/eqfLevel"), (0, 3)),
        row(Level, Rung(2), Elm, "a level of a national framework is stated",
            vec![drop("specifiedBy/eqfLevel"), set("specifiedBy/nqfLevel", term("NLQF 6"))], (2, 2), drop("specifiedBy/nqfLevel"), (0, 3)),
        row(Level, Rung(2), Badge, "a level of the European framework is aligned with",
            vec![], (2, 2), set("alignment", json!([outcome(1, "Plan a diet")])), (0, 3)),
        row(Level, Rung(1), Elm, "a label that no framework defines",
            vec![drop("specifiedBy/eqfLevel"), set("specifiedBy/educationLevel", term("Advanced"))], (1, 3), eqf(6), (2, 2)),
        row(Level, Rung(1), Badge, "the same, in an extension",
            vec![set("alignment", json!([outcome(1, "Plan a diet")])), set("extensions:LevelExtension", json!({ "Level": "advanced" }))],
            (1, 3), drop("extensions:LevelExtension"), (0, 3)),
        row(Level, Rung(0), Elm, "two levels that contradict each other, until that is explained",
            vec![set("specifiedBy/eqfLevel", json!([{ "id": "http://data.europa.eu/snb/eqf/6" }, { "id": "http://data.europa.eu/snb/eqf/7" }]))],
            (0, 2), eqf(6), (2, 2)),
        row(Level, Rung(0), Badge, "the same",
            vec![set("alignment", json!([level(6), level(7)]))], (0, 2), set("alignment", json!([level(6), level(6)])), (2, 2)),
        row(Level, Unknown, Elm, "no level is stated",
            vec![drop("specifiedBy/eqfLevel")], (0, 3), set("specifiedBy/educationLevel", term("Advanced")), (1, 3)),
        row(Level, Unknown, Badge, "the same",
            vec![set("alignment", json!([]))], (0, 3), set("alignment", json!([level(6)])), (2, 2)),

        row(LearningOutcomes, Rung(3), Elm, "all can be assessed, one has a URI, and an assessment is tied to them",
            vec![], (3, 3), first("Understand diets"), (2, 2)),
        row(LearningOutcomes, Rung(3), Badge, "the same",
            vec![], (3, 3), set("alignment", json!([level(6), outcome(1, "Diets")])), (2, 2)),
        row(LearningOutcomes, Rung(2), Elm, "outcomes are listed one by one",
            vec![first("Diets")], (2, 2), first("Plan a diet"), (3, 3)),
        row(LearningOutcomes, Rung(2), Badge, "the same, and no assessment is tied to them",
            vec![drop("resultDescription"), drop("/credentialSubject/result"), drop("assessmentType")], (2, 2),
            set("assessmentType", json!("portfolio")), (3, 3)),
        row(LearningOutcomes, Rung(1), Elm, "running text only",
            vec![drop("specifiedBy/learningOutcome"), text("Diets")], (1, 3), drop("specifiedBy/learningOutcomeSummary"), (0, 3)),
        row(LearningOutcomes, Rung(1), Badge, "the same: criteria",
            vec![set("alignment", json!([level(6)]))], (1, 3), drop("criteria"), (0, 3)),
        row(LearningOutcomes, Rung(0), Elm, "none, and attendance is all that was assessed",
            vec![drop("specifiedBy/learningOutcome"), form("Level of attendance")], (0, 0), form("Quiz"), (0, 3)),
        row(LearningOutcomes, Rung(0), Badge, "the same",
            vec![set("alignment", json!([level(6)])), drop("criteria"), set("assessmentType", json!("level of attendance"))],
            (0, 0), set("assessmentType", json!("quiz")), (0, 3)),
        row(LearningOutcomes, Unknown, Elm, "none are stated",
            vec![drop("specifiedBy/learningOutcome")], (0, 3), text("Diets"), (1, 3)),
        row(LearningOutcomes, Unknown, Badge, "the same",
            vec![set("alignment", json!([level(6)])), drop("criteria")], (0, 3), set("tag", json!(["food"])), (1, 3)),

        row(Workload, Rung(3), Elm, "ECTS credits and hours, 25 to 30 a credit",
            vec![], (3, 3), hours("PT121H"), (2, 2)),
        row(Workload, Rung(3), Badge, "the same",
            vec![], (3, 3), set("SBU", json!(99)), (2, 2)),
        row(Workload, Rung(2), Elm, "ECTS credits alone",
            vec![drop("specifiedBy/volumeOfLearning")], (2, 2), hours("PT100H"), (3, 3)),
        row(Workload, Rung(2), Badge, "hours alone",
            vec![drop("ECTS")], (2, 2), drop("SBU"), (0, 3)),
        row(Workload, Rung(1), Elm, "only a calendar duration",
            vec![drop("specifiedBy/creditPoint"), drop("specifiedBy/volumeOfLearning"), set("specifiedBy/maximumDuration", json!("P6W"))],
            (1, 3), drop("specifiedBy/maximumDuration"), (0, 3)),
        row(Workload, Rung(1), Badge, "only credits of an unknown unit",
            vec![drop("ECTS"), drop("SBU"), set("creditsAvailable", json!(4))], (1, 3), set("ECTS", json!(4)), (2, 2)),
        row(Workload, Rung(0), Elm, "credits and hours that contradict each other, until that is explained",
            vec![hours("PT161H")], (0, 2), hours("PT160H"), (2, 2)),
        row(Workload, Rung(0), Badge, "the same",
            vec![set("SBU", json!(79))], (0, 2), set("SBU", json!(80)), (2, 2)),
        row(Workload, Unknown, Elm, "none is stated",
            vec![drop("specifiedBy/creditPoint"), drop("specifiedBy/volumeOfLearning")], (0, 3), hours("PT100H"), (2, 2)),
        row(Workload, Unknown, Badge, "the same",
            vec![drop("ECTS"), drop("SBU")], (0, 3), set("creditsAvailable", json!(4)), (1, 3)),

        row(Testing, Rung(3), Elm, "an examination, graded by a stated scheme, by a named assessor, supervised",
            vec![], (3, 3), drop("provenBy/assessedBy"), (2, 2)),
        row(Testing, Rung(3), Badge, "the same",
            vec![], (3, 3), drop("/credentialSubject/source"), (2, 2)),
        row(Testing, Rung(2), Elm, "an examination, unsupervised",
            vec![watched("Unsupervised with ID verification")], (2, 2), form("Quiz"), (1, 1)),
        row(Testing, Rung(2), Badge, "the same",
            vec![set("supervisionType", json!("unsupervised with ID verification"))], (2, 2),
            set("supervisionType", json!("supervised with ID verification")), (3, 3)),
        row(Testing, Rung(1), Elm, "only a quiz",
            vec![form("Quiz")], (1, 1), form("Project work"), (3, 3)),
        row(Testing, Rung(1), Badge, "only an assessment by peers",
            vec![set("assessmentType", json!("peer assessment"))], (1, 1), set("assessmentType", json!("level of attendance")), (0, 0)),
        row(Testing, Rung(0), Elm, "only attendance",
            vec![form("Level of attendance")], (0, 0), form("Quiz"), (1, 1)),
        row(Testing, Rung(0), Badge, "the same",
            vec![set("assessmentType", json!("level of attendance"))], (0, 0), set("assessmentType", json!("portfolio")), (3, 3)),
        row(Testing, Unknown, Elm, "none is stated",
            vec![drop("provenBy")], (0, 3), set("provenBy", json!({ "type": "LearningAssessment", "specifiedBy": { "dcType": term("Quiz") } })), (1, 1)),
        row(Testing, Unknown, Badge, "the same",
            vec![drop("assessmentType"), drop("resultDescription"), drop("/credentialSubject/result")], (0, 3),
            set("assessmentType", json!("quiz")), (1, 1)),

        row(Identification, Rung(3), Elm, "supervised, identity verified, and the applicant is the learner",
            vec![known(K::ApplicantIsLearner)], (3, 3), watched("Supervised without ID verification"), (2, 2)),
        row(Identification, Rung(3), Badge, "the same",
            vec![known(K::ApplicantIsLearner)], (3, 3), known(K::ApplicantIsAnother), (0, 0)),
        row(Identification, Rung(2), Elm, "supervised, identity verified",
            vec![], (2, 2), watched("Unsupervised without ID verification"), (0, 0)),
        row(Identification, Rung(2), Badge, "identity verified, unsupervised",
            vec![set("supervisionType", json!("unsupervised with ID verification"))], (2, 2),
            set("supervisionType", json!("unsupervised without ID verification")), (0, 0)),
        row(Identification, Rung(1), Elm, "only the log-in to an account stood for the learner",
            vec![watched("Account log-in")], (1, 1), watched("Unsupervised with ID verification"), (2, 2)),
        row(Identification, Rung(1), Badge, "the same",
            vec![set("supervisionType", json!("account log-in"))], (1, 1),
            set("supervisionType", json!("supervised without ID verification")), (2, 2)),
        row(Identification, Rung(0), Elm, "unsupervised, identity not verified",
            vec![watched("Unsupervised without ID verification")], (0, 0), watched("Supervised without ID verification"), (2, 2)),
        row(Identification, Rung(0), Badge, "the applicant is somebody else",
            vec![known(K::ApplicantIsAnother)], (0, 0), known(K::ApplicantIsLearner), (3, 3)),
        // A name says whom the credential names, and not who was assessed: it lifts nothing.
        row(Identification, Unknown, Elm, "neither supervision nor identity is spoken of",
            vec![drop("/credentialSubject/fullName"), drop("provenBy/idVerification")], (0, 3), watched("Account log-in"), (1, 1)),
        row(Identification, Unknown, Badge, "the same",
            vec![drop("/credentialSubject/identifier"), drop("/credentialSubject/id"), drop("supervisionType")], (0, 3),
            set("identityChecked", json!(true)), (2, 2)),
    ];
    // What is known of the proof is known of either standard alike.
    for path in [Elm, Badge] {
        rows.extend([
            row(Authenticity, Rung(3), path, "a qualified seal, or a federation that confirms issuer and key",
                vec![known(K::Confirmed)], (3, 3), known(K::StatusUnreachable), (2, 3)),
            row(Authenticity, Rung(2), path, "a trust anchor vouches for the issuer",
                vec![], (2, 2), known(K::NobodyVouches), (1, 3)),
            row(Authenticity, Rung(1), path, "the proof holds, and nobody vouches for who made it",
                vec![known(K::NobodyVouches)], (1, 3), known(K::NoProof), (0, 3)),
            row(Authenticity, Rung(0), path, "the proof does not hold",
                vec![known(K::SignatureFails)], (0, 0), known(K::SignatureOpen), (0, 3)),
            row(Authenticity, Rung(0), path, "the issuer revoked it",
                vec![known(K::Revoked)], (0, 0), known(K::StatusUnreachable), (2, 2)),
            row(Authenticity, Unknown, path, "there is no proof",
                vec![known(K::NoProof)], (0, 3), known(K::NobodyVouches), (1, 3)),
        ]);
    }
    rows
}

fn unreached() -> [Unreached; 1] {
    [Unreached {
        criterion: Level,
        cell: Rung(3),
        why: "what a register says of a level is not read, so no statement of a level has its tier",
        steps: vec![known(Known::ReportOnAward), known(Known::Confirmed)],
        range: (2, 2),
    }]
}

fn range(case: &Case, criterion: Criterion) -> Range {
    let result = &case.criteria(&POLICY)[criterion as usize];
    assert_eq!(result.criterion, criterion);
    (result.lower, result.upper)
}

#[test]
fn each_cell_has_a_credential_and_a_neighbour_that_is_not_in_it() {
    for row in rows() {
        let Row {
            criterion,
            cell,
            path,
            because,
            ..
        } = row;
        let what = format!("{criterion} {cell:?} {path:?}: {because}");
        let case = Case::after(path, &row.steps);
        assert_eq!(range(&case, criterion), row.range, "{what}");
        let neighbour = Case::after(path, row.steps.iter().chain([&row.neighbour]));
        assert_eq!(range(&neighbour, criterion), row.beside, "beside {what}");
        assert!(is_in(cell, row.range), "{what}");
        assert!(!is_in(cell, row.beside), "beside {what}");
    }
}

/// Whether a range is that of a cell.
fn is_in(cell: Cell, range: Range) -> bool {
    match cell {
        Unknown => range == (0, 3),
        Rung(rung) => range.0 == rung && range != (0, 3),
    }
}

#[test]
fn every_cell_has_its_row_by_each_standard() {
    for path in [Elm, Badge] {
        for criterion in Criterion::ALL {
            for cell in [Unknown, Rung(0), Rung(1), Rung(2), Rung(3)] {
                let is_it =
                    |row: &&Row| (row.criterion, row.cell, row.path) == (criterion, cell, path);
                let reached = rows().iter().filter(is_it).count();
                let excused = unreached()
                    .iter()
                    .any(|each| (each.criterion, each.cell) == (criterion, cell));
                assert_ne!(reached > 0, excused, "{criterion} {cell:?} {path:?}");
            }
        }
    }
}

#[test]
fn what_no_credential_reaches_is_as_near_as_one_comes() {
    for each in unreached() {
        for path in [Elm, Badge] {
            let case = Case::after(path, &each.steps);
            assert_eq!(range(&case, each.criterion), each.range, "{}", each.why);
            assert!(!is_in(each.cell, each.range));
        }
    }
}

/// The good credentials are what the table says that it steps away from: all but quality, which is
/// unknown.
#[test]
fn the_two_credentials_meet_everything_but_quality() {
    for path in [Elm, Badge] {
        let criteria = Case::new(path).criteria(&POLICY);
        let ranges: Vec<Range> = criteria
            .iter()
            .map(|each| (each.lower, each.upper))
            .collect();
        assert_eq!(
            ranges,
            [(0, 3), (2, 2), (2, 2), (3, 3), (3, 3), (3, 3), (2, 2)],
            "{path:?}"
        );
    }
}
