//! Real credentials: every place resolves, and what stands there is what an officer would read.
//!
//! The corpus is test data outside of the project, at `CREDEVAL_CORPUS`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what is not there fails the test, and a test that is skipped says so"
)]

mod real;

use credeval_map::{Claims, Part, crosswalk::explaining, parts};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{AssessmentKind, CreditSystem, Element, ElementName, ParticipationMode, QualityKind},
    scope::{RelationKind, ScopeKind},
};
use real::files;
use serde_json::Value;

const DUTCH: &str = "open-badges/educredentials/obv3-examples";
const EC: &str = "elm/conform-ed/packages/coverage/vendor/elm/examples/edc";

/// The payload of each sealed file that is JSON itself.
fn sealed() -> Vec<(String, Value)> {
    files("elm")
        .into_iter()
        .filter_map(|(name, bytes)| {
            let envelope: Value = serde_json::from_slice(&bytes).ok()?;
            envelope.get("signatures")?;
            let payload = envelope.get("payload")?.as_str()?;
            Some((name, serde_json::from_str(payload).ok()?))
        })
        .collect()
}

fn dutch() -> Vec<(String, Value)> {
    files(DUTCH)
        .into_iter()
        .map(|(name, bytes)| (name, serde_json::from_slice(&bytes).unwrap()))
        .collect()
}

fn map(json: &Value, standard: Standard) -> Vec<Part> {
    parts(&Claims {
        json,
        standard,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    })
}

fn edc(json: &Value) -> Part {
    let mut parts = map(json, Standard::EuropeanDigitalCredential);
    assert_eq!(parts.len(), 1);
    parts.remove(0)
}

/// The payload of this sealed file, or nothing where there is no corpus.
fn sealed_file(name: &str) -> Option<Value> {
    let files = sealed();
    if files.is_empty() {
        return None;
    }
    let found = files.into_iter().find(|(found, _)| found == name);
    Some(found.expect(name).1)
}

fn badge(files: &[(String, Value)], name: &str) -> Part {
    let wanted = format!("{DUTCH}/{name}.json");
    let (_, json) = files.iter().find(|(name, _)| *name == wanted).unwrap();
    let mut parts = map(json, Standard::OpenBadges3);
    assert_eq!(parts.len(), 1);
    parts.remove(0)
}

fn places_resolve(name: &str, json: &Value, parts: &[Part]) {
    for part in parts {
        for element in ElementName::ALL {
            if let Ok((_, from)) = part.elements.standing(*element) {
                for pointer in from {
                    assert!(
                        pointer.resolve(json).is_some(),
                        "{name}: {element:?} {pointer}"
                    );
                }
            }
        }
        let findings = part
            .findings
            .iter()
            .map(|found| found.pointer.as_ref().unwrap());
        let signs = part.scope.signs.iter().map(|sign| &sign.from);
        let relations = part.relations.iter().map(|relation| &relation.to);
        for pointer in findings.chain(signs).chain(relations) {
            assert!(pointer.resolve(json).is_some(), "{name}: {pointer}");
        }
    }
}

fn finding(part: &Part, code: CheckCode) -> Vec<&Check> {
    part.findings
        .iter()
        .filter(|check| check.code == code)
        .collect()
}

fn from<T>(element: &Element<T>) -> Vec<&str> {
    element
        .stated()
        .unwrap()
        .from
        .iter()
        .map(Pointer::as_str)
        .collect()
}

fn ects(part: &Part) -> Option<f64> {
    let credits = &part.elements.workload.value()?.credits;
    let ects = credits
        .iter()
        .find(|credits| credits.system == CreditSystem::Ects);
    ects.map(|ects| ects.points)
}

fn supervision(part: &Part) -> (Option<bool>, Option<bool>) {
    let supervision = part.elements.supervision.value().unwrap();
    (supervision.supervised, supervision.identity_verified)
}

#[test]
fn every_place_in_a_sealed_credential_resolves() {
    let files = sealed();
    for (name, json) in &files {
        let parts = map(json, Standard::EuropeanDigitalCredential);
        places_resolve(name, json, &parts);
    }
    // Of the thirteen sealed files one has a payload that is not JSON.
    assert!(
        files.is_empty() || files.len() == 12 || files.len() == 13,
        "{}",
        files.len()
    );
}

/// Each European Digital Credential, sealed or not.
fn credentials() -> Vec<(String, Value)> {
    let unsealed = files("elm").into_iter().filter_map(|(name, bytes)| {
        let json: Value = serde_json::from_slice(&bytes).ok()?;
        json.pointer("/credentialSubject/hasClaim")?;
        Some((name, json))
    });
    unsealed.chain(sealed()).collect()
}

#[test]
fn the_crosswalk_explains_every_place_in_a_credential() {
    const STANDARD: Standard = Standard::EuropeanDigitalCredential;
    let credentials = credentials();
    let mut places = 0;
    for (name, json) in &credentials {
        for part in map(json, STANDARD) {
            for element in ElementName::ALL {
                let from = part
                    .elements
                    .standing(*element)
                    .map_or(&[][..], |(_, from)| from);
                for place in from {
                    places += 1;
                    assert!(
                        explaining(STANDARD, *element, place).next().is_some(),
                        "{name}: {element:?} {place}"
                    );
                }
            }
        }
    }
    assert!(
        credentials.is_empty() || (credentials.len() > 15 && places > 1000),
        "{places}"
    );
}

#[test]
fn every_place_in_a_badge_resolves() {
    for (name, bytes) in files("open-badges") {
        if let Ok(json) = serde_json::from_slice(&bytes) {
            places_resolve(&name, &json, &map(&json, Standard::OpenBadges3));
        }
    }
}

#[test]
fn the_annex_i_sample_shows_its_faults() {
    let Some(json) = sealed_file("elm/samples-ec/Sample-MC-Annex1-signed.jsonld") else {
        return;
    };
    let part = edc(&json);
    let elements = &part.elements;
    let claim = "/credentialSubject/hasClaim";

    for name in ElementName::ALL.iter().filter(|name| name.is_mandatory()) {
        let is_stated = elements.standing(*name).is_ok();
        assert_eq!(
            is_stated,
            *name != ElementName::QualityAssurance,
            "{name:?}"
        );
    }
    assert_eq!(from(&elements.title), [format!("{claim}/title")]);
    let country = &elements.country.value().unwrap()[0];
    assert_eq!(
        (country.code.as_str(), country.region.is_some()),
        ("IRL", true)
    );
    assert_eq!(elements.issued.value().unwrap().stated_as, "issued");
    let outcomes = elements.learning_outcomes.value().unwrap();
    let uris: Vec<_> = outcomes
        .listed
        .iter()
        .map(|outcome| outcome.uris.len())
        .collect();
    assert_eq!((uris, outcomes.assessed), (vec![3, 3], true));

    assert_eq!(ects(&part), Some(2.0));
    let workload = elements.workload.value().unwrap();
    assert_eq!(
        (workload.hours, workload.duration.as_deref()),
        (Some(60.0), Some("P1M"))
    );
    let workload = finding(&part, CheckCode::IntegrityWorkload);
    assert_eq!(workload.len(), 1, "30 hours a credit are consistent");
    assert_eq!(workload[0].outcome, CheckOutcome::Failed);
    for words in [
        format!("P60M ({claim}/influencedBy/specifiedBy/volumeOfLearning)"),
        format!("60 hours ({claim}/specifiedBy/volumeOfLearning)"),
    ] {
        assert!(
            workload[0].summary.contains(&words),
            "{}",
            workload[0].summary
        );
    }

    let dates = finding(&part, CheckCode::IntegrityDates);
    assert_eq!(dates.len(), 1);
    assert_eq!(dates[0].outcome, CheckOutcome::Failed);
    assert_eq!(dates[0].pointer.as_ref().unwrap().as_str(), "/validFrom");
    assert!(
        dates[0]
            .summary
            .contains(&format!("{claim}/influencedBy/temporal/startDate"))
    );

    assert_eq!(elements.level.value().unwrap().eqf, Some(6));
    let assessment = &elements.assessment.value().unwrap()[0];
    assert_eq!(assessment.kind, AssessmentKind::ArtefactAssessment);
    assert!(assessment.stated.uri.is_none() && assessment.graded && assessment.grading_scheme);
    let forms = elements.participation.value().unwrap();
    let modes: Vec<_> = forms.iter().map(|form| form.mode).collect();
    assert_eq!(
        modes,
        [ParticipationMode::Blended, ParticipationMode::Online]
    );
    let quality = elements
        .standing(ElementName::QualityAssurance)
        .unwrap_err();
    assert!(quality.contains("/evidence is a mandate"), "{quality}");
    assert_eq!(supervision(&part), (Some(false), Some(false)));
    assert_eq!(elements.grade.value().unwrap()[0].value.shown(), "Pass");
    assert!(elements.prerequisites.value().is_some());
    assert_eq!(elements.stackability.value().unwrap().partial, Some(false));
    assert_eq!(part.findings.len(), 2);
}

#[test]
fn the_later_annex_i_sample_has_fewer_faults() {
    let Some(json) = sealed_file(&format!("{EC}/AA-Annex1-MC-signed.jsonld")) else {
        return;
    };
    let part = edc(&json);
    // Two days and twelve hours.
    assert_eq!(part.elements.workload.value().unwrap().hours, Some(60.0));
    assert_eq!(
        part.elements.assessment.value().unwrap()[0].kind,
        AssessmentKind::ArtefactAssessment
    );
    // The seventh level of the Irish framework, not the sixth, is level 6 of the European one.
    assert_eq!(part.findings.len(), 1);
    let level = &finding(&part, CheckCode::IntegrityLevel)[0].summary;
    assert!(
        level.contains("NFQ level 6") && level.contains("EQF level 5"),
        "{level}"
    );
}

#[test]
fn degrees_and_transcripts_are_out_of_scope() {
    for name in ["JointDegree", "MastersDegree", "TranscriptOfRecords"] {
        let Some(json) = sealed_file(&format!("{EC}/Sample-{name}-signed.jsonld")) else {
            return;
        };
        let mut parts = map(&json, Standard::EuropeanDigitalCredential);
        assert_eq!(parts.len(), 11, "the whole and what it lists: {name}");
        let part = parts.remove(0);
        let scope = finding(&part, CheckCode::IntegrityScope);
        assert_eq!(
            scope.len(),
            3,
            "60 ECTS, ten parts, and what the title says: {name}"
        );
        assert!(
            scope
                .iter()
                .all(|check| check.outcome == CheckOutcome::Failed)
        );
        assert_eq!(part.elements.level.value().unwrap().eqf, Some(7));
        assert_eq!(part.elements.stackability.value().unwrap().parts.len(), 10);
        assert!(part.elements.assessment.value().unwrap().len() >= 10);
        let bodies = part.elements.awarding_body.value().unwrap().len();
        assert_eq!(bodies > 1, name == "JointDegree");
        let quality = part.elements.quality_assurance.value();
        if name != "TranscriptOfRecords" {
            assert!(
                quality
                    .unwrap()
                    .iter()
                    .any(|quality| quality.kind == QualityKind::Institution)
            );
        }
        for course in &parts {
            assert_eq!(course.scope.kind, ScopeKind::MicroCredential, "{name}");
            let whole = &course.relations[0];
            assert_eq!(whole.kind, RelationKind::PartOf);
            assert_eq!(Some(&whole.to), part.pointer.as_ref());
            let elements = &course.elements;
            assert!(ects(course).is_none_or(|points| points < 60.0), "{name}");
            assert_ne!(elements.title.value(), part.elements.title.value());
            assert_eq!(elements.learner.value(), part.elements.learner.value());
            assert!(
                elements.level.value().is_none(),
                "of the degree, not of the course"
            );
        }
    }
}

#[test]
fn certificates_of_participation() {
    for (name, json) in sealed()
        .iter()
        .filter(|(name, _)| name.contains("CertOfPart"))
    {
        let part = edc(json);
        assert_eq!(
            part.elements.workload.value().unwrap().hours,
            Some(2.0),
            "{name}"
        );
        assert_eq!(part.scope.kind, ScopeKind::NoLearning);
        assert!(part.elements.assessment.value().is_none());
        assert!(part.elements.level.value().is_none());
        // The older one says two months where two hours are meant.
        let slips = finding(&part, CheckCode::IntegrityWorkload).len();
        assert_eq!(slips, usize::from(name.contains("samples-ec")), "{name}");
    }
}

#[test]
fn dutch_microcredentials() {
    let files = dutch();
    if files.is_empty() {
        return;
    }
    assert_eq!(files.len(), 30);

    let full = badge(&files, "theed_microcredential_full_ho");
    assert_eq!(ects(&full), Some(3.0));
    assert_eq!(full.elements.level.value().unwrap().eqf, Some(4));
    assert_eq!(supervision(&full), (Some(true), Some(true)));
    let quality = &full.elements.quality_assurance.value().unwrap()[0];
    assert_eq!(
        (quality.kind, quality.report.is_some()),
        (QualityKind::Programme, true)
    );
    let grade = &full.elements.grade.value().unwrap()[0];
    assert_eq!((grade.value.shown(), grade.scheme.is_some()), ("8.5", true));
    assert!(
        full.elements
            .learning_outcomes
            .value()
            .unwrap()
            .listed
            .is_empty()
    );
    assert_eq!(
        full.elements.awarding_body.value().unwrap()[0].identifiers[0].scheme,
        "ext:BRIN"
    );
    assert_eq!(full.findings, []);

    let vocational = badge(&files, "mbob_eo_eov_microcredential_full");
    assert_eq!(ects(&vocational), None);
    assert_eq!(
        vocational.elements.workload.value().unwrap().hours,
        Some(240.0)
    );
    assert_eq!(
        from(&vocational.elements.workload),
        ["/credentialSubject/achievement/SBU"]
    );
    assert_eq!(vocational.elements.country.value().unwrap()[0].code, "NL");
    assert!(vocational.elements.quality_assurance.value().is_none());
    let notes = vocational.elements.further_information.value().unwrap();
    assert!(
        notes
            .iter()
            .any(|note| note.about == "educationProgramIdentifier")
    );

    let half = badge(&files, "uvh_at_microcredential_full_2");
    assert_eq!(ects(&half), Some(3.5));
    assert!(half.elements.assessment.value().unwrap()[0].graded);
}

#[test]
fn other_dutch_badges() {
    let files = dutch();
    if files.is_empty() {
        return;
    }
    let minimal = badge(&files, "theed_extracurricular_minimal_ho");
    for absent in [
        ElementName::Workload,
        ElementName::Level,
        ElementName::Participation,
        ElementName::QualityAssurance,
        ElementName::Supervision,
    ] {
        assert!(minimal.elements.standing(absent).is_err(), "{absent:?}");
    }
    assert_eq!(
        minimal.elements.grade.value().unwrap()[0].value.shown(),
        "7.5"
    );

    // Identity is said to be verified and not to be checked.
    let extracurricular = badge(&files, "uvh_fvhz_extracurricular_full");
    assert_eq!(supervision(&extracurricular), (Some(true), None));
    assert_eq!(
        finding(&extracurricular, CheckCode::IntegritySupervision).len(),
        1
    );
    assert_eq!(
        extracurricular.elements.workload.value().unwrap().hours,
        Some(200.0)
    );
    assert_eq!(
        extracurricular.elements.assessment.value().unwrap()[0].kind,
        AssessmentKind::PracticalAssessment
    );

    // Its result names a description that is not there, and it is a year of study.
    let regular = badge(&files, "uvh_fvhz_regular_full");
    assert_eq!(ects(&regular), Some(60.0));
    assert_eq!(
        regular.elements.participation.value().unwrap()[0].mode,
        ParticipationMode::Online
    );
    assert_eq!(supervision(&regular), (Some(true), Some(true)));
    assert_eq!(finding(&regular, CheckCode::IntegrityGrade).len(), 1);
    assert_eq!(finding(&regular, CheckCode::IntegrityScope).len(), 1);

    let diploma = badge(&files, "mbob_eo_eov_regular_full");
    assert_eq!(diploma.elements.level.value().unwrap().eqf, Some(5));
    assert_eq!(
        finding(&diploma, CheckCode::IntegrityScope).len(),
        1,
        "3000 hours"
    );
}
