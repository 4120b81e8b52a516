//! Made-up transcripts in ELMO, as the tree of their XML and as JSON.
#![recursion_limit = "256"]
#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "what is not there fails the test, and what is made here is given away"
)]

use std::time::{Duration, Instant};

use credeval_map::{Claims, Part, parts};
use credeval_model::{
    CheckCode, CheckOutcome, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{Absence, CreditSystem, Cycle, Element, ElementName},
    scope::{RelationKind, ScopeKind},
};
use serde_json::{Value, json};

const SPECIFICATION: &str = "/report/learningOpportunitySpecification";

fn map(json: &Value) -> Vec<Part> {
    parts(&Claims {
        json,
        standard: Standard::Elmo,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    })
}

fn text(language: &str, text: &str) -> Value {
    json!({ "@lang": language, "#text": text })
}

/// A course as its XML has it, with what `change` makes of it.
fn course(change: impl FnOnce(&mut Value)) -> Value {
    let mut course = json!({
        "identifier": { "@type": "local", "#text": "NUT-1" },
        "title": [text("en", "Nutrition"), text("fi", "Ravinto")],
        "type": "Course",
        "iscedCode": "0915",
        "description": text("en", "What food does."),
        "specifies": { "learningOpportunityInstance": {
            "start": "2025-01-10",
            "date": "2025-03-20",
            "status": "passed",
            "gradingSchemeLocalId": "letters",
            "resultLabel": "B",
            "credit": { "scheme": "ects", "value": "5" },
            "level": [
                { "type": "EQF", "value": "6" },
                { "type": "NQF", "description": "Northern Framework", "value": "6.1" },
                { "type": "QF-EHEA", "value": "First cycle" },
            ],
            "languageOfInstruction": "fi",
            "engagementHours": "30",
        } },
    });
    change(&mut course);
    course
}

fn transcript(specifications: Value) -> Value {
    json!({
        "generatedDate": "2025-04-02T10:00:00Z",
        "learner": {
            "identifier": { "@type": "esi", "#text": "urn:schac:1" },
            "givenNames": "Ada",
            "familyName": "Lerner",
            "bday": { "@dtf": "dd.MM.yyyy", "#text": "18.07.1996" },
        },
        "report": {
            "issuer": {
                "country": "FI",
                "identifier": [
                    { "@type": "schac", "#text": "northport.example" },
                    { "@type": "erasmus", "#text": "SF NORTHPORT01" },
                ],
                "title": text("en", "Northport University"),
                "url": "https://northport.example",
            },
            "learningOpportunitySpecification": specifications,
            "issueDate": "2025-04-01T10:00:00Z",
            "gradingScheme": { "@localId": "letters", "description": text("en", "A to F") },
            "attachment": {
                "identifier": { "@type": "internal", "#text": "7" },
                "title": text("en", "Certificate"),
                "type": "Micro Credential",
                "content": "data:application/pdf;base64,AAAA",
            },
        },
    })
}

/// The codes of the findings that failed.
fn failed(part: &Part) -> Vec<CheckCode> {
    let failed = part.findings.iter();
    let failed = failed.filter(|row| row.outcome == CheckOutcome::Failed);
    failed.map(|row| row.code).collect()
}

fn missing(part: &Part, name: ElementName) -> String {
    part.elements.standing(name).unwrap_err().to_owned()
}

#[test]
fn a_course_states_what_elmo_has_words_for() {
    let [part] = map(&transcript(course(|_| {}))).try_into().unwrap();
    assert_eq!(part.pointer, None);
    assert_eq!(part.scope.kind, ScopeKind::MicroCredential);
    assert_eq!(part.findings, []);
    let elements = &part.elements;
    let learner = elements.learner.value().unwrap();
    assert_eq!(learner.given_name.as_ref().unwrap().shown(), "Ada");
    assert_eq!(learner.date_of_birth.as_deref(), Some("18.07.1996"));
    assert_eq!(learner.identifiers[0].scheme, "esi");
    let title = elements.title.stated().unwrap();
    assert_eq!(title.value.shown_in("fi"), "Ravinto");
    assert_eq!(title.from[1].as_str(), format!("{SPECIFICATION}/title/1"));
    assert_eq!(elements.country.value().unwrap()[0].code, "FI");
    let body = &elements.awarding_body.value().unwrap()[0];
    let schemes: Vec<_> = body
        .identifiers
        .iter()
        .map(|id| id.scheme.as_str())
        .collect();
    assert_eq!(schemes, ["schac", "erasmus"]);
    assert_eq!(body.homepage.as_deref(), Some("https://northport.example"));
    let issued = elements.issued.value().unwrap();
    assert_eq!(issued.stated_as, "issueDate");
    let outcomes = elements.learning_outcomes.value().unwrap();
    assert!(outcomes.listed.is_empty() && outcomes.summary.is_empty() && outcomes.assessed);
    assert_eq!(outcomes.descriptions[0].shown(), "What food does.");
    let workload = elements.workload.value().unwrap();
    assert_eq!(workload.credits[0].system, CreditSystem::Ects);
    // Hours in class are no workload where credits are stated.
    assert_eq!(workload.hours, None);
    let level = elements.level.value().unwrap();
    assert_eq!((level.eqf, level.cycle), (Some(6), Some(Cycle::First)));
    let national = level.nqf[0].label.as_ref().unwrap();
    assert_eq!(national.shown(), "Northern Framework 6.1");
    let grade = &elements.grade.value().unwrap()[0];
    assert_eq!(grade.value.shown(), "B");
    assert_eq!(grade.scheme.as_ref().unwrap().shown(), "A to F");
    assert!(elements.assessment.value().unwrap()[0].grading_scheme);
    let notes = elements.further_information.value().unwrap();
    for about in [
        "type",
        "iscedCode",
        "languageOfInstruction",
        "status",
        "attachment",
    ] {
        assert!(notes.iter().any(|note| note.about == about), "{about}");
    }
    for name in [
        ElementName::Participation,
        ElementName::QualityAssurance,
        ElementName::Prerequisites,
        ElementName::Supervision,
    ] {
        assert!(missing(&part, name).starts_with("ELMO has no property"));
    }
}

#[test]
fn what_is_absent_says_what_was_looked_for() {
    let [part] = map(&json!({ "learner": {}, "report": {} }))
        .try_into()
        .unwrap();
    for name in ElementName::ALL {
        let why = missing(&part, *name);
        assert!(!why.contains("not read"), "{why}");
    }
    assert_eq!(part.scope.kind, ScopeKind::Unclear);
    // Empty elements state nothing; what is wrong there says so.
    let empty = transcript(course(|course| {
        course["title"] = json!(["", { "@lang": "en" }]);
        course["specifies"]["learningOpportunityInstance"]["credit"]["value"] = json!("0");
    }));
    let [part] = map(&empty).try_into().unwrap();
    let reason = |absent: Option<Absence>| absent.unwrap();
    let title = match &part.elements.title {
        Element::Absent(absent) => Some(absent.reason),
        Element::Stated(_) => None,
    };
    assert_eq!(reason(title), Absence::NotStated);
    let workload = match &part.elements.workload {
        Element::Absent(absent) => Some(absent.reason),
        // The hours in class are left.
        Element::Stated(stated) => {
            assert_eq!(stated.value.hours, Some(30.0));
            None
        }
    };
    assert_eq!(workload, None);
}

#[test]
fn json_says_the_same_as_xml() {
    let xml = transcript(course(|_| {}));
    let value = |language: &str, text: &str| json!({ "value": text, "lang": language });
    let mut other = transcript(course(|course| {
        course["identifier"] = json!([{ "type": "local", "value": "NUT-1" }]);
        course["title"] = json!([value("en", "Nutrition"), value("fi", "Ravinto")]);
        course["description"] = json!([value("en", "What food does.")]);
        let instance = &mut course["specifies"]["learningOpportunityInstance"];
        instance["credit"]["value"] = json!(5);
        instance["level"][0]["value"] = json!(6);
        instance["engagementHours"] = json!(30);
        instance["shortenedGrading"] = Value::Null;
        course["hasPart"] = json!([]);
    }));
    other["learner"]["identifier"] = json!([{ "type": "esi", "value": "urn:schac:1" }]);
    other["learner"]["birthName"] = Value::Null;
    let report = &mut other["report"];
    report["issuer"]["identifier"] = json!([
        { "type": "schac", "value": "northport.example" },
        { "type": "erasmus", "value": "SF NORTHPORT01" },
    ]);
    report["issuer"]["title"] = json!([value("en", "Northport University")]);
    report["gradingScheme"] =
        json!([{ "localId": "letters", "description": [value("en", "A to F")] }]);
    report["attachment"]["title"] = json!([value("en", "Certificate")]);
    let [xml] = map(&xml).try_into().unwrap();
    let [other] = map(&other).try_into().unwrap();
    let values = |part: &Part| {
        let elements = serde_json::to_value(&part.elements).unwrap();
        let elements = elements.as_object().unwrap().clone();
        let value = |(name, element): (String, Value)| (name, element.get("value").cloned());
        elements.into_iter().map(value).collect::<Vec<_>>()
    };
    assert_eq!(values(&xml), values(&other));
    assert_eq!(xml.scope.kind, other.scope.kind);
}

#[test]
fn a_programme_is_a_transcript_of_its_courses() {
    let courses: Vec<Value> = (0..10)
        .map(|number| {
            let course = course(|course| course["title"] = json!(format!("Course {number}")));
            json!({ "learningOpportunitySpecification": course })
        })
        .collect();
    let programme = json!({
        "title": "Food science", "type": "Degree Programme", "hasPart": courses,
    });
    let parts = map(&transcript(programme));
    assert_eq!(parts.len(), 11);
    let (whole, courses) = parts.split_first().unwrap();
    assert_eq!(whole.pointer.as_ref().unwrap().as_str(), SPECIFICATION);
    // A degree outweighs that it is a transcript; both are told.
    assert_eq!(whole.scope.kind, ScopeKind::Qualification);
    let signs: Vec<_> = whole
        .scope
        .signs
        .iter()
        .map(|sign| sign.speaks_for)
        .collect();
    assert!(signs.contains(&ScopeKind::Transcript));
    // Where the whole states no credits, they are those of its parts.
    let workload = whole.elements.workload.stated().unwrap();
    assert_eq!(workload.value.credits[0].points.to_string(), "50");
    assert_eq!(whole.elements.stackability.value().unwrap().parts.len(), 10);
    assert_eq!(whole.relations.len(), 10);
    for course in courses {
        assert_eq!(course.scope.kind, ScopeKind::MicroCredential);
        let [relation] = course.relations.as_slice() else {
            panic!("{:?}", course.relations);
        };
        assert_eq!(relation.kind, RelationKind::PartOf);
        assert_eq!(relation.to.as_str(), SPECIFICATION);
        assert_eq!(relation.title.as_ref().unwrap().shown(), "Food science");
        let stackability = course.elements.stackability.value().unwrap();
        assert_eq!(stackability.towards[0].shown(), "Food science");
    }
    let named = whole.relations[3].to.as_str();
    let expected = format!("{SPECIFICATION}/hasPart/3/learningOpportunitySpecification");
    assert_eq!(
        (whole.relations[3].kind, named),
        (RelationKind::HasPart, expected.as_str())
    );
    // Without a type it is a transcript, with one course less it is neither.
    let untyped = |count: usize| {
        let courses: Vec<_> = (0..count)
            .map(|_| json!({ "learningOpportunitySpecification": { "title": "Course" } }))
            .collect();
        let specification = json!({ "title": "Autumn", "hasPart": courses });
        map(&transcript(specification))[0].scope.kind
    };
    assert_eq!(untyped(10), ScopeKind::Transcript);
    assert_eq!(untyped(9), ScopeKind::Unclear);
}

#[test]
fn the_classes_of_a_course_are_no_achievements() {
    let with = |kind: &str| {
        let class =
            json!({ "learningOpportunitySpecification": { "title": "Lecture", "type": kind } });
        map(&transcript(course(|course| course["hasPart"] = class))).len()
    };
    assert_eq!(with("Class"), 1);
    assert_eq!(with("Course"), 2);
}

#[test]
fn what_stands_by_itself_stands_beside_the_others() {
    let parts = map(&transcript(json!([course(|_| {}), course(|_| {})])));
    assert_eq!(parts.len(), 2);
    for part in &parts {
        assert_eq!(part.relations.len(), 1);
        assert_eq!(part.relations[0].kind, RelationKind::Beside);
    }
}

#[test]
fn what_was_not_passed_was_not_achieved() {
    let of = |status: &str| {
        let course = course(|course| {
            course["specifies"]["learningOpportunityInstance"]["status"] = json!(status);
        });
        let [part] = map(&transcript(course)).try_into().unwrap();
        failed(&part)
    };
    assert_eq!(of("passed"), []);
    assert_eq!(of("failed"), [CheckCode::IntegrityScope]);
    assert_eq!(of("in-progress"), [CheckCode::IntegrityScope]);
}

#[test]
fn what_has_a_diploma_supplement_within_is_a_full_qualification() {
    let of = |supplement: Value| {
        let course = course(|course| {
            course["specifies"]["learningOpportunityInstance"]["diplomaSupplement"] = supplement;
        });
        let [part] = map(&transcript(course)).try_into().unwrap();
        let signs = part.scope.signs.iter();
        let qualification = signs.filter(|sign| sign.speaks_for == ScopeKind::Qualification);
        let texts: Vec<_> = qualification.map(|sign| sign.text.clone()).collect();
        (part.scope.kind, texts, failed(&part))
    };
    let (kind, texts, failed) = of(json!({ "version": "2018" }));
    assert_eq!(kind, ScopeKind::Qualification);
    assert_eq!(texts, ["a diploma supplement within"]);
    assert_eq!(failed, [CheckCode::IntegrityScope]);
    assert_eq!(
        of(Value::Null),
        (ScopeKind::MicroCredential, vec![], vec![])
    );
}

#[test]
fn an_attachment_that_it_refers_to_says_what_it_is() {
    let of = |reference: &str| {
        let course = course(|course| {
            course["type"] = Value::Null;
            let instance = &mut course["specifies"]["learningOpportunityInstance"];
            instance["credit"] = Value::Null;
            instance["attachments"] = json!({ "ref": reference });
        });
        map(&transcript(course))[0].scope.kind
    };
    assert_eq!(of("7"), ScopeKind::MicroCredential);
    assert_eq!(of("8"), ScopeKind::Unclear);
}

#[test]
fn of_two_issuers_of_one_report_neither_is_taken() {
    let mut twice = transcript(course(|_| {}));
    twice["report"]["issuer"] = json!([{ "title": "One", "country": "FI" }, { "title": "Two" }]);
    let [part] = map(&twice).try_into().unwrap();
    let Element::Absent(absent) = &part.elements.awarding_body else {
        panic!("{:?}", part.elements.awarding_body);
    };
    assert_eq!(absent.reason, Absence::Unreadable);
    assert_eq!(absent.at[0].as_str(), "/report/issuer/1");
    assert!(part.elements.country.value().is_none());
}

#[test]
fn the_first_samples_keep_things_elsewhere() {
    let before = json!({ "report": {
        "learner": { "fullName": "Ada Lerner", "bday": { "@dtf": "dd-MM-yyyy", "#text": "1996-07-18" } },
        "issuer": { "title": "Northport" },
        "learningOpportunitySpecification": {
            "title": "Nutrition",
            "level": "BACHELOR",
            "credit": { "scheme": "ECTS", "value": "5" },
            "qualification": { "educationLevel": "Foundation" },
            "specifies": { "learningOpportunityInstance": {
                "result": { "@scheme": "FI", "#text": "3" },
                "start": "2015",
                "date": { "@dtf": "yyyy-MM-dd", "#text": "2015-06-01" },
            } },
        },
        "issueDate": { "@dtf": "yyyy-MM-dd", "#text": "2015-05-02" },
    } });
    let [part] = map(&before).try_into().unwrap();
    let elements = &part.elements;
    assert_eq!(
        elements
            .learner
            .value()
            .unwrap()
            .name
            .as_ref()
            .unwrap()
            .shown(),
        "Ada Lerner"
    );
    assert_eq!(
        elements
            .level
            .value()
            .unwrap()
            .label
            .as_ref()
            .unwrap()
            .shown(),
        "BACHELOR"
    );
    assert_eq!(
        elements.workload.value().unwrap().credits[0].system,
        CreditSystem::Ects
    );
    let grade = &elements.grade.value().unwrap()[0];
    assert_eq!(grade.scheme.as_ref().unwrap().shown(), "FI");
    // It was issued before the learning ended.
    assert_eq!(failed(&part), [CheckCode::IntegrityDates]);
}

#[test]
fn a_grade_whose_scheme_two_describe_has_none() {
    let mut twice = transcript(course(|_| {}));
    let scheme = |text: &str| json!({ "@localId": "letters", "description": text });
    twice["report"]["gradingScheme"] = json!([scheme("A to F"), scheme("F to A")]);
    let [part] = map(&twice).try_into().unwrap();
    assert_eq!(part.elements.grade.value().unwrap()[0].scheme, None);
    assert!(
        part.findings
            .iter()
            .any(|row| row.code == CheckCode::IntegrityGrade)
    );
}

#[test]
fn a_huge_transcript_is_bounded() {
    let soon = |name: &str, specifications: Value| {
        let transcript = transcript(specifications);
        let begun = Instant::now();
        let parts = map(&transcript);
        let elapsed = begun.elapsed();
        assert!(elapsed < Duration::from_secs(5), "{name}: {elapsed:?}");
        assert!(parts.len() <= 64, "{name}");
        parts
    };
    let below = |specification: Value| json!({ "learningOpportunitySpecification": specification });
    let parts = soon("long", (0..20_000).map(|_| course(|_| {})).collect());
    assert_eq!(parts.len(), 64);
    for part in &parts {
        assert_eq!(failed(part), [CheckCode::IntegrityScope]);
    }
    let mut deep = course(|_| {});
    for _ in 0..40 {
        let parts = [course(|_| {}), course(|_| {}), deep].map(below);
        deep = course(|course| course["hasPart"] = json!(parts));
    }
    soon("deep", deep);
    let empty: Vec<Value> = (0..1000).map(|_| below(json!({}))).collect();
    let broad = (0..1000).map(|_| json!({ "hasPart": empty }));
    soon("broad", broad.collect());
}

#[test]
fn credits_of_what_was_not_passed_are_not_those_of_the_whole() {
    let points = |status: &str| {
        let part = |points: &str, status: &str| {
            json!({ "learningOpportunitySpecification": {
                "title": text("en", "Course"),
                "specifies": { "learningOpportunityInstance": {
                    "status": status, "credit": { "scheme": "ECTS", "value": points },
                } },
            } })
        };
        let json = transcript(json!({
            "title": text("en", "Programme"),
            "specifies": { "learningOpportunityInstance": {} },
            "hasPart": [part("5", "passed"), part("25", status)],
        }));
        map(&json)[0].elements.workload.value().unwrap().credits[0].points
    };
    for (status, expected) in [
        ("passed", 30.0),
        ("failed", 5.0),
        ("Failed", 5.0),
        ("in-progress", 5.0),
    ] {
        assert!((points(status) - expected).abs() < 1e-6, "{status}");
    }
}
