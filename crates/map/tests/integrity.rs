//! Each contradiction and slip, beside the same credential without it.
#![expect(clippy::indexing_slicing, reason = "what is not there fails the test")]

use credeval_map::{Claims, parts};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Tier, disclosure::Disclosure, document::Standard,
};
use serde_json::{Value, json};

fn findings(json: &Value, standard: Standard) -> Vec<Check> {
    let claims = Claims {
        json,
        standard,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    };
    parts(&claims).remove(0).findings
}

/// The findings on a European Digital Credential with this claim, at these top members.
fn claim(claim: &Value, top: &Value) -> Vec<Check> {
    let mut json = top.clone();
    json["credentialSubject"] = json!({ "hasClaim": claim });
    findings(&json, Standard::EuropeanDigitalCredential)
}

fn badge(achievement: &Value, subject: &Value) -> Vec<Check> {
    let mut subject = subject.clone();
    subject["achievement"] = achievement.clone();
    let json = json!({ "validFrom": "2024-03-01T00:00:00Z", "credentialSubject": subject });
    findings(&json, Standard::OpenBadges3)
}

/// That there is one finding, with this code and outcome, whose sentence has all these words.
fn one(found: &[Check], code: CheckCode, outcome: CheckOutcome, words: &[&str]) {
    assert_eq!(found.len(), 1, "{found:#?}");
    let Check {
        code: found_code,
        outcome: found_outcome,
        summary,
        pointer,
        cause,
        ..
    } = &found[0];
    assert_eq!((*found_code, *found_outcome), (code, outcome), "{summary}");
    for word in words {
        assert!(summary.contains(word), "expected `{word}` in `{summary}`");
    }
    assert!(pointer.is_some() && cause.is_some());
}

fn ects(points: &str) -> Value {
    json!({ "framework": { "prefLabel": { "en": "ECTS" } }, "point": points })
}

#[test]
fn valid_before_the_learning_ended() {
    let activity = |start: &str, end: &str| json!({ "influencedBy": { "temporal": { "startDate": start, "endDate": end } } });
    let may = activity("2023-05-05T07:00:00Z", "2023-06-06T15:00:00Z");
    let valid = |date: &str| json!({ "validFrom": date });
    one(
        &claim(&may, &valid("2022-12-31T23:00:00Z")),
        CheckCode::IntegrityDates,
        CheckOutcome::Failed,
        &[
            "valid from 2022-12-31T23:00:00Z (/validFrom)",
            "before the learning began on 2023-05-05T07:00:00Z (/credentialSubject/hasClaim/influencedBy/temporal/startDate)",
        ],
    );
    one(
        &claim(&may, &valid("2023-06-01T00:00:00Z")),
        CheckCode::IntegrityDates,
        CheckOutcome::Failed,
        &["before the learning ended on 2023-06-06T15:00:00Z"],
    );
    assert_eq!(claim(&may, &valid("2023-06-06T15:00:00Z")), []);
    // A date without a zone may be any instant of that day, somewhere.
    assert_eq!(claim(&may, &valid("2023-06-06")), []);
}

#[test]
fn each_date_is_compared_and_repeated_ones_once() {
    let claimed = json!({
        "awardedBy": { "awardingDate": "2023-06-01T00:00:00Z" },
        "temporal": { "endDate": "2023-06-06T15:00:00Z" },
    });
    let top = json!({ "issued": "2023-06-02T00:00:00Z", "issuanceDate": "2023-06-02T00:00:00Z" });
    let found = claim(&claimed, &top);
    let summaries: Vec<_> = found
        .iter()
        .map(|check| check.summary.split(" (").next().unwrap())
        .collect();
    assert_eq!(
        summaries,
        [
            "awarded on 2023-06-01T00:00:00Z",
            "issued on 2023-06-02T00:00:00Z"
        ]
    );
}

#[test]
fn dates_in_the_wrong_order() {
    let activity = json!({ "temporal": { "startDate": "2023-06-06", "endDate": "2023-05-05" } });
    one(
        &claim(&activity, &json!({})),
        CheckCode::IntegrityDates,
        CheckOutcome::Failed,
        &[
            "the learning ended on 2023-05-05",
            "earlier than it began on 2023-06-06",
        ],
    );
    let top = |until: &str| json!({ "validFrom": "2023-06-06T00:00:00Z", "validUntil": until });
    one(
        &claim(&json!({}), &top("2022-01-01T00:00:00Z")),
        CheckCode::IntegrityDates,
        CheckOutcome::Failed,
        &[
            "valid until 2022-01-01T00:00:00Z (/validUntil)",
            "earlier than valid from 2023-06-06T00:00:00Z (/validFrom)",
        ],
    );
    assert_eq!(claim(&json!({}), &top("2024-01-01T00:00:00Z")), []);
}

#[test]
fn a_badge_that_is_valid_before_the_activity_ended() {
    one(
        &badge(
            &json!({}),
            &json!({ "activityEndDate": "2024-05-01T00:00:00Z" }),
        ),
        CheckCode::IntegrityDates,
        CheckOutcome::Failed,
        &["/validFrom", "/credentialSubject/activityEndDate"],
    );
    assert_eq!(
        badge(
            &json!({}),
            &json!({ "activityEndDate": "2024-02-01T00:00:00Z" })
        ),
        []
    );
}

#[test]
fn sixty_months_beside_sixty_hours() {
    let volumes = |activity: &str| {
        claim(
            &json!({
                "specifiedBy": { "volumeOfLearning": "PT60H", "creditPoint": ects("2") },
                "influencedBy": { "specifiedBy": { "volumeOfLearning": activity } },
            }),
            &json!({}),
        )
    };
    one(
        &volumes("P60M"),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Failed,
        &[
            "P60M (/credentialSubject/hasClaim/influencedBy/specifiedBy/volumeOfLearning)",
            "60 hours (/credentialSubject/hasClaim/specifiedBy/volumeOfLearning)",
        ],
    );
    one(
        &volumes("P2M"),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Inconclusive,
        &["P2M"],
    );
    assert_eq!(volumes("PT4H"), []);
}

#[test]
fn hours_that_no_credit_has() {
    let workload = |points: &str, volume: &str| {
        claim(
            &json!({ "specifiedBy": { "volumeOfLearning": volume, "creditPoint": ects(points) } }),
            &json!({}),
        )
    };
    for consistent in ["PT40H", "PT60H", "PT80H"] {
        assert_eq!(workload("2", consistent), []);
    }
    for impossible in ["PT39H", "PT81H"] {
        one(
            &workload("2", impossible),
            CheckCode::IntegrityWorkload,
            CheckOutcome::Failed,
            &[
                "2 ECTS (/credentialSubject/hasClaim/specifiedBy/creditPoint/point)",
                "hours a credit",
            ],
        );
    }
    one(
        &badge(&json!({ "ECTS": 3, "SBU": 20 }), &json!({})),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Failed,
        &[
            "20 hours (/credentialSubject/achievement/SBU)",
            "6.7 hours a credit",
        ],
    );
}

#[test]
fn amounts_that_are_stated_twice() {
    let twice = |workload: &str| {
        claim(
            &json!({ "workload": workload, "specifiedBy": { "volumeOfLearning": "PT60H" } }),
            &json!({}),
        )
    };
    one(
        &twice("PT50H"),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Inconclusive,
        &[
            "60 hours (/credentialSubject/hasClaim/specifiedBy/volumeOfLearning)",
            "50 hours (/credentialSubject/hasClaim/workload)",
        ],
    );
    assert_eq!(twice("P2DT12H"), []);
    one(
        &claim(
            &json!({ "creditReceived": ects("1"), "specifiedBy": { "creditPoint": ects("2") } }),
            &json!({}),
        ),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Inconclusive,
        &["1 ECTS", "2 ECTS"],
    );
}

#[test]
fn two_levels() {
    let levels = |other: u8| {
        let level = |level: u8| json!({ "id": format!("http://data.europa.eu/snb/eqf/{level}") });
        claim(
            &json!({ "specifiedBy": { "eqfLevel": [level(6), level(other)] } }),
            &json!({}),
        )
    };
    one(
        &levels(5),
        CheckCode::IntegrityLevel,
        CheckOutcome::Failed,
        &[
            "EQF level 6 (/credentialSubject/hasClaim/specifiedBy/eqfLevel/0/id)",
            "EQF level 5 (/credentialSubject/hasClaim/specifiedBy/eqfLevel/1/id)",
        ],
    );
    assert_eq!(levels(6), []);
    let alignment = |code: &str| {
        badge(
            &json!({ "alignment": { "targetType": "ext:EQF", "targetName": "EQF level 4", "targetCode": code } }),
            &json!({}),
        )
    };
    one(
        &alignment("5"),
        CheckCode::IntegrityLevel,
        CheckOutcome::Failed,
        &["targetName", "targetCode"],
    );
    assert_eq!(alignment("4"), []);
}

#[test]
fn grades_without_a_scheme() {
    let graded = |specified: Value| {
        let assessment =
            json!({ "grade": { "noteLiteral": { "en": "8" } }, "specifiedBy": specified });
        claim(&json!({ "provenBy": [assessment, assessment] }), &json!({}))
    };
    one(
        &graded(json!({})),
        CheckCode::IntegrityGrade,
        CheckOutcome::Inconclusive,
        &[
            "`8` (/credentialSubject/hasClaim/provenBy/0/grade/noteLiteral)",
            "nor do 1 more",
        ],
    );
    assert_eq!(
        graded(json!({ "gradingScheme": { "title": { "en": "1 to 10" } } })),
        []
    );
}

#[test]
fn stackable_towards_nothing() {
    let partial = |partial: bool, towards: &Value| {
        claim(
            &json!({ "specifiedBy": { "isPartialQualification": partial }, "entitlesTo": towards }),
            &json!({}),
        )
    };
    one(
        &partial(true, &Value::Null),
        CheckCode::IntegrityStackability,
        CheckOutcome::Inconclusive,
        &["/credentialSubject/hasClaim/specifiedBy/isPartialQualification"],
    );
    assert_eq!(partial(false, &Value::Null), []);
    assert_eq!(partial(true, &json!({ "title": { "en": "Diploma" } })), []);
    one(
        &badge(&json!({ "integrationOptions": "stackable" }), &json!({})),
        CheckCode::IntegrityStackability,
        CheckOutcome::Inconclusive,
        &["`stackable`"],
    );
}

#[test]
fn accreditation_that_does_not_cover_the_award() {
    let accredited = |accreditation: Value| {
        claim(
            &json!({ "specifiedBy": {
                "eqfLevel": { "id": "http://data.europa.eu/snb/eqf/6" },
                "accreditation": accreditation,
            } }),
            &json!({ "issued": "2024-03-01T00:00:00Z" }),
        )
    };
    let code = CheckCode::IntegrityAccreditation;
    one(
        &accredited(json!({ "expiryDate": "2024-02-01T00:00:00Z" })),
        code,
        CheckOutcome::Failed,
        &[
            "expired on 2024-02-01T00:00:00Z",
            "earlier than the credential, issued on 2024-03-01T00:00:00Z (/issued)",
        ],
    );
    one(
        &accredited(json!({ "dateIssued": "2024-04-01T00:00:00Z" })),
        code,
        CheckOutcome::Inconclusive,
        &["later than the credential, issued on 2024-03-01T00:00:00Z (/issued)"],
    );
    one(
        &accredited(json!({ "limitEQFLevel": { "id": "http://data.europa.eu/snb/eqf/7" } })),
        code,
        CheckOutcome::Failed,
        &["covers EQF level 7", "EQF level 6"],
    );
    one(
        &accredited(json!({ "decision": { "id": "https://data.deqar.eu/decision/negative" } })),
        code,
        CheckOutcome::Failed,
        &[
            "refused",
            "/credentialSubject/hasClaim/specifiedBy/accreditation/decision",
        ],
    );
    assert_eq!(
        accredited(json!({
            "dateIssued": "2020-01-01",
            "expiryDate": "2024-03-01",
            "limitEQFLevel": { "id": "http://data.europa.eu/snb/eqf/6" },
            "decision": { "id": "https://data.deqar.eu/decision/positive" },
        })),
        []
    );
}

/// Each limit of an accreditation keeps out an award that lies outside of it, and leaves in one
/// that lies within, or of which the credential does not tell.
#[test]
#[expect(clippy::too_many_lines, reason = "one limit after the other")]
fn accreditation_is_held_to_its_own_limits() {
    let field = |code: &str| json!({ "id": format!("http://data.europa.eu/snb/isced-f/{code}") });
    let unit = |code: &str| {
        let list = "http://publications.europa.eu/resource/authority";
        let list = if code.len() > 3 {
            format!("{list}/atu")
        } else {
            format!("{list}/country")
        };
        json!({ "id": format!("{list}/{code}") })
    };
    let body = |number: &str| {
        let notation = json!({ "notation": number });
        json!({ "legalName": { "en": format!("University {number}") }, "identifier": notation })
    };
    let award = |limits: Value, areas: Value, country: Value| {
        let mut accreditation = json!({ "title": { "en": "Accreditation" } });
        let members = accreditation.as_object_mut().unwrap();
        members.extend(limits.as_object().unwrap().clone());
        let mut awarding = body("1");
        awarding["location"] = json!({ "address": { "countryCode": country } });
        json!({ "type": "EuropeanDigitalCredential", "issued": "2024-03-01T00:00:00Z",
            "credentialSubject": { "hasClaim": {
                "type": "LearningAchievement",
                "awardedBy": { "awardingBody": awarding },
                "specifiedBy": { "thematicArea": areas, "accreditation": accreditation },
            } } })
    };
    let mapped = |limits: Value, areas: Value, country: Value| {
        let json = award(limits, areas, country);
        let mut mapped = parts(&Claims {
            json: &json,
            standard: Standard::EuropeanDigitalCredential,
            tier: &|_| Tier::Identified,
            disclosure: &Disclosure::default(),
        });
        let part = mapped.remove(0);
        let counts = part.elements.quality_assurance.stated().is_some();
        let code = CheckCode::IntegrityAccreditation;
        let found = part.findings.into_iter().find(|check| check.code == code);
        (
            counts,
            found.map(|check| (check.outcome, check.summary.into_owned())),
        )
    };
    let (failed, slip) = (CheckOutcome::Failed, CheckOutcome::Inconclusive);
    let at = "/credentialSubject/hasClaim/specifiedBy";
    for (limits, areas, country, expected) in [
        (
            json!({ "limitField": field("08") }),
            json!([field("0611")]),
            json!([]),
            Some((
                failed,
                format!(
                    "the accreditation covers the field 08 ({at}/accreditation/limitField), and the field 0611 ({at}/thematicArea/0) is stated"
                ),
            )),
        ),
        (
            json!({ "limitField": field("06") }),
            json!([field("0611")]),
            json!([]),
            None,
        ),
        // What is above the limit may lie within, and so may one of two.
        (
            json!({ "limitField": field("0611") }),
            json!(field("06")),
            json!([]),
            None,
        ),
        (
            json!({ "limitField": field("08") }),
            json!([field("0611"), field("081")]),
            json!([]),
            None,
        ),
        (
            json!({ "limitField": field("08") }),
            json!([]),
            json!([]),
            None,
        ),
        (
            json!({ "limitJurisdiction": unit("NLD") }),
            json!([]),
            unit("SWE"),
            Some((
                failed,
                format!(
                    "the accreditation holds in NLD ({at}/accreditation/limitJurisdiction), and the award was made in SWE (/credentialSubject/hasClaim/awardedBy/awardingBody/location/address/countryCode)"
                ),
            )),
        ),
        (
            json!({ "limitJurisdiction": unit("NLD") }),
            json!([]),
            unit("NLD"),
            None,
        ),
        (
            json!({ "limitJurisdiction": unit("NLD_GR") }),
            json!([]),
            unit("NLD"),
            None,
        ),
        (
            json!({ "limitJurisdiction": unit("NLD") }),
            json!([]),
            json!([]),
            None,
        ),
        (
            json!({ "organisation": body("2") }),
            json!([]),
            json!([]),
            Some((
                slip,
                format!(
                    "the accreditation is of `University 2` ({at}/accreditation/organisation), which does not award this"
                ),
            )),
        ),
        (
            json!({ "organisation": body("1") }),
            json!([]),
            json!([]),
            None,
        ),
        // A name alone tells nobody apart.
        (
            json!({ "organisation": { "legalName": { "en": "Other" } } }),
            json!([]),
            json!([]),
            None,
        ),
    ] {
        let (counts, found) = mapped(limits.clone(), areas, country);
        assert_eq!(counts, expected.is_none(), "{limits}");
        assert_eq!(found, expected, "{limits}");
    }
}

/// An accreditation that its own limits exclude takes nothing from one beside it.
#[test]
fn accreditation_beside_one_that_does_not_cover_the_award_still_counts() {
    let json = json!({ "type": "EuropeanDigitalCredential", "issued": "2024-03-01T00:00:00Z",
        "credentialSubject": { "hasClaim": { "type": "LearningAchievement", "specifiedBy": {
            "accreditation": [
                { "title": { "en": "Of the past" }, "expiryDate": "2020-01-01" },
                { "title": { "en": "Of today" }, "expiryDate": "2025-01-01" },
            ],
        } } } });
    let mapped = parts(&Claims {
        json: &json,
        standard: Standard::EuropeanDigitalCredential,
        tier: &|_| Tier::Identified,
        disclosure: &Disclosure::default(),
    });
    let stated = mapped[0].elements.quality_assurance.value().unwrap();
    let titles: Vec<_> = stated.iter().filter_map(|one| one.title.as_ref()).collect();
    assert_eq!(titles.len(), 1);
    assert_eq!(titles[0].shown(), "Of today");
}

#[test]
fn more_than_a_micro_credential() {
    let scope = |claimed: Value, top: Value, words: &[&str]| {
        one(
            &claim(&claimed, &top),
            CheckCode::IntegrityScope,
            CheckOutcome::Failed,
            words,
        );
    };
    let procedure = "use the ordinary qualification procedure";
    scope(
        json!({ "specifiedBy": { "creditPoint": ects("60") } }),
        json!({}),
        &["60 ECTS", procedure],
    );
    scope(
        json!({}),
        json!({ "credentialProfiles": [{ "id": "http://data.europa.eu/snb/credential/6dff8a0f87" }] }),
        &["`Diploma Supplement` (/credentialProfiles/0)", procedure],
    );
    scope(
        json!({ "specifiedBy": { "volumeOfLearning": "PT1800H" } }),
        json!({}),
        &["1800 hours", procedure],
    );
    scope(
        json!({ "hasPart": vec![json!({}); 10] }),
        json!({}),
        &["10 parts", procedure],
    );
    assert_eq!(
        claim(
            &json!({ "specifiedBy": { "creditPoint": ects("59") }, "hasPart": vec![json!({}); 9] }),
            &json!({})
        ),
        []
    );
    let generic = json!({ "credentialProfiles": { "id": "http://data.europa.eu/snb/credential/e34929035b" } });
    assert_eq!(claim(&json!({}), &generic), []);
    one(
        &badge(&json!({ "achievementType": "BachelorDegree" }), &json!({})),
        CheckCode::IntegrityScope,
        CheckOutcome::Failed,
        &["`BachelorDegree`", procedure],
    );
    assert_eq!(
        badge(&json!({ "achievementType": "MicroCredential" }), &json!({})),
        []
    );
}

#[test]
fn the_parts_of_a_transcript_are_looked_at_singly() {
    one(
        &claim(&json!(vec![json!({}); 12]), &json!({})),
        CheckCode::IntegrityScope,
        CheckOutcome::Inconclusive,
        &["one of 12 achievements", "/credentialSubject/hasClaim/0"],
    );
    assert_eq!(claim(&json!(vec![json!({}); 3]), &json!({})), []);
}

#[test]
fn sixty_months_where_sixty_hours_fit_the_credits() {
    let volume = |points: &str, volume: &str| {
        claim(
            &json!({ "specifiedBy": { "volumeOfLearning": volume, "creditPoint": ects(points) } }),
            &json!({}),
        )
    };
    one(
        &volume("2", "P60M"),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Failed,
        &[
            "P60M (/credentialSubject/hasClaim/specifiedBy/volumeOfLearning)",
            "2 ECTS (/credentialSubject/hasClaim/specifiedBy/creditPoint/point)",
            "60 hours, which are written PT60H, would fit",
        ],
    );
    // Sixty hours do not fit five credits, and five years are too long for them still.
    let found = volume("5", "P60M");
    one(
        &found,
        CheckCode::IntegrityWorkload,
        CheckOutcome::Failed,
        &["5 ECTS"],
    );
    assert!(
        !found[0].summary.contains("would fit"),
        "{}",
        found[0].summary
    );
    for consistent in ["PT60H", "P2DT12H", "P2M"] {
        assert_eq!(volume("2", consistent), [], "{consistent}");
    }
}

#[test]
fn a_level_beside_the_national_one_that_it_follows_from() {
    let levels = |eqf: u8, nqf: Value| {
        let eqf = json!({ "id": format!("http://data.europa.eu/snb/eqf/{eqf}") });
        claim(
            &json!({ "specifiedBy": { "eqfLevel": eqf, "nqfLevel": nqf } }),
            &json!({}),
        )
    };
    let nfq_9 = json!({ "id": "http://data.europa.eu/snb/qdr/c_c6ada0f4" });
    one(
        &levels(6, nfq_9.clone()),
        CheckCode::IntegrityLevel,
        CheckOutcome::Failed,
        &[
            "EQF level 6 (/credentialSubject/hasClaim/specifiedBy/eqfLevel/id)",
            "NFQ level 9 (/credentialSubject/hasClaim/specifiedBy/nqfLevel)",
            "EQF level 7 by the EQF referencing report of Ireland (2009)",
        ],
    );
    assert_eq!(levels(7, nfq_9), []);
    let cycle = json!({ "prefLabel": { "en": "Second cycle" } });
    one(
        &levels(6, cycle.clone()),
        CheckCode::IntegrityLevel,
        CheckOutcome::Failed,
        &[
            "second cycle",
            "EQF level 7 by the Council Recommendation 2017/C 189/03",
        ],
    );
    assert_eq!(levels(7, cycle.clone()), []);
    let derived =
        json!({ "nqfLevel": { "prefLabel": { "en": "NFQ 8" } }, "educationLevel": cycle });
    one(
        &claim(&json!({ "specifiedBy": derived }), &json!({})),
        CheckCode::IntegrityLevel,
        CheckOutcome::Failed,
        &[
            "NFQ level 8",
            "which is EQF level 6",
            "second cycle",
            "which is EQF level 7",
        ],
    );
    assert_eq!(levels(6, json!({ "prefLabel": { "en": "Level 9" } })), []);
}

#[test]
fn accreditation_whose_type_and_title_differ() {
    let accredited = |code: &str, title: &str| {
        let kind = json!({ "id": format!("http://data.europa.eu/snb/accreditation/{code}") });
        claim(
            &json!({ "specifiedBy": { "accreditation": { "dcType": kind, "title": { "en": title } } } }),
            &json!({}),
        )
    };
    for (code, title, words) in [
        (
            "bb4618238e",
            "Accreditation of the study programme",
            "is of an institution",
        ),
        (
            "c_64666c29",
            "Institutional accreditation",
            "is of a programme",
        ),
    ] {
        one(
            &accredited(code, title),
            CheckCode::IntegrityAccreditation,
            CheckOutcome::Inconclusive,
            &[
                words,
                title,
                "(/credentialSubject/hasClaim/specifiedBy/accreditation/dcType)",
                "(/credentialSubject/hasClaim/specifiedBy/accreditation/title)",
            ],
        );
    }
    for (code, title) in [
        ("bb4618238e", "Institutional accreditation"),
        ("c_64666c29", "Programme accreditation"),
        ("bb4618238e", "Programmes and institutions"),
        ("bb4618238e", "Accreditation"),
    ] {
        assert_eq!(accredited(code, title), [], "{title}");
    }
}

/// A badge with this study load of no certain unit, beside these members of the achievement.
fn load(load: u32, achievement: &Value) -> Vec<Check> {
    let json = json!({
        "extensions:StudyLoadExtension": { "StudyLoad": load },
        "credentialSubject": { "achievement": achievement },
    });
    findings(&json, Standard::OpenBadges3)
}

#[test]
fn a_study_load_that_another_statement_gives_a_unit() {
    let place = "(/extensions:StudyLoadExtension/StudyLoad)";
    let ects = json!({ "ECTS": 2 });
    one(
        &load(3600, &ects),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Inconclusive,
        &[
            place,
            "beside 2 ECTS (/credentialSubject/achievement/ECTS) only minutes are possible, 60 hours",
        ],
    );
    one(
        &load(60, &ects),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Inconclusive,
        &[place, "beside 2 ECTS", "only hours are possible"],
    );
    one(
        &load(600, &ects),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Failed,
        &[place, "beside 2 ECTS", "neither is possible"],
    );
    one(
        &load(600, &json!({ "timeInvestment": 10 })),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Inconclusive,
        &[
            place,
            "beside 10 hours (/credentialSubject/achievement/timeInvestment) only minutes are possible, 10 hours",
        ],
    );
    // Alone, and beside credits of no stated system, nothing tells.
    assert_eq!(load(600, &json!({})), []);
    assert_eq!(load(600, &json!({ "creditsAvailable": 2 })), []);
}

#[test]
fn the_study_loads_of_competencies_are_one_study_load() {
    let json = json!({
        "extensions:CompetencyExtension": [
            { "name": "Cook", "studyLoad": 1200 },
            { "name": "Weigh", "studyLoad": 2400 },
        ],
        "credentialSubject": { "achievement": { "ECTS": 2 } },
    });
    one(
        &findings(&json, Standard::OpenBadges3),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Inconclusive,
        &[
            "a study load of 3600 (/extensions:CompetencyExtension/0/studyLoad)",
            "only minutes are possible",
        ],
    );
}

#[test]
fn more_credits_earned_than_there_are() {
    let badge = |earned: u32, available: u32| {
        badge(
            &json!({ "creditsAvailable": available }),
            &json!({ "creditsEarned": earned }),
        )
    };
    one(
        &badge(5, 4),
        CheckCode::IntegrityWorkload,
        CheckOutcome::Failed,
        &[
            "5 credits were earned (/credentialSubject/creditsEarned)",
            "of 4 available (/credentialSubject/achievement/creditsAvailable)",
        ],
    );
    assert_eq!(badge(4, 4), []);
    assert_eq!(badge(2, 4), [], "a part of what can be earned");
}

/// What was issued after the award is stated all the same; what it is worth is not the mapping's.
#[test]
fn accreditation_of_a_later_day_stays_stated() {
    let json = json!({ "type": "EuropeanDigitalCredential", "issued": "2024-03-01T00:00:00Z",
        "credentialSubject": { "hasClaim": { "type": "LearningAchievement", "specifiedBy": {
            "accreditation": { "title": { "en": "Renewed" }, "dateIssued": "2025-01-01" },
        } } } });
    let mapped = parts(&Claims {
        json: &json,
        standard: Standard::EuropeanDigitalCredential,
        tier: &|_| Tier::Identified,
        disclosure: &Disclosure::default(),
    });
    assert!(mapped[0].elements.quality_assurance.stated().is_some());
    let code = CheckCode::IntegrityAccreditation;
    let found = mapped[0].findings.iter().find(|check| check.code == code);
    assert_eq!(found.unwrap().outcome, CheckOutcome::Inconclusive);
}
