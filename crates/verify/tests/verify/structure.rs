//! What each standard asks for: a credential that has it passes, and its twin that lacks it fails
//! at the place.

use std::time::{Duration, Instant};

use credeval_model::{CheckCode, CheckOutcome, evidence::Evidence};
use credeval_verify::Trust;
use serde_json::{Value, json};

use crate::support::{bytes, judge};

/// See `attacks.rs`.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where a document is not as its standard asks.
fn faults(document: &Value) -> Vec<String> {
    judge(
        &bytes(document),
        &Trust::none(),
        &Evidence::none(),
        |checked| {
            let rows = checked.checks().iter();
            let rows = rows.filter(|row| row.code == CheckCode::DocumentStructure);
            rows.filter(|row| row.outcome == CheckOutcome::Failed)
                .map(|row| {
                    row.pointer
                        .as_ref()
                        .map_or("", |place| place.as_str())
                        .to_owned()
                })
                .collect()
        },
    )
}

fn parent<'a>(document: &'a mut Value, place: &str) -> (&'a mut Value, String) {
    let (parent, key) = place.rsplit_once('/').unwrap();
    (document.pointer_mut(parent).unwrap(), key.to_owned())
}

fn without(document: &Value, place: &str) -> Value {
    let mut document = document.clone();
    let (parent, key) = parent(&mut document, place);
    parent.as_object_mut().unwrap().remove(&key).unwrap();
    document
}

fn with(document: &Value, place: &str, value: Value) -> Value {
    let mut document = document.clone();
    let (parent, key) = parent(&mut document, place);
    match parent {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        parent => parent[key] = value,
    }
    document
}

/// Values of which one at least is wrong wherever it stands.
fn wrong_values() -> [Value; 2] {
    [json!(-7), json!({ "id": "urn:other", "type": "Other" })]
}

/// Each place is required: without it, and with something else in it, the document fails there.
fn all_required(document: &Value, places: &[&str]) {
    assert_eq!(faults(document), [""; 0]);
    for place in places {
        assert_eq!(
            faults(&without(document, place)),
            [*place],
            "without {place}"
        );
        assert!(is_held_to(document, place), "wrong {place}");
    }
}

fn is_held_to(document: &Value, place: &str) -> bool {
    wrong_values().into_iter().any(|value| {
        let found = faults(&with(document, place, value));
        found.iter().any(|at| at.starts_with(place))
    })
}

/// Each value makes the document fail at its place.
fn all_refused(document: &Value, cases: &[(&str, Value)]) {
    for (place, value) in cases {
        let found = faults(&with(document, place, value.clone()));
        assert!(
            found.iter().any(|at| at == place),
            "{place} as {value}: {found:?}"
        );
    }
}

fn credential() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential"],
        "issuer": "https://school.example",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00+01:00",
        "credentialSubject": { "id": "did:example:1", "alumniOf": "School" },
        "credentialStatus": { "type": "BitstringStatusListEntry" },
        "credentialSchema": { "id": "https://school.example/schema", "type": "JsonSchema" },
        "termsOfUse": { "type": "Terms" },
        "evidence": [{ "type": "Evidence" }],
        "relatedResource": { "id": "https://school.example/logo", "digestSRI": "sha256-x" }
    })
}

#[test]
fn version_2_of_the_data_model() {
    all_required(
        &credential(),
        &[
            "/@context",
            "/type",
            "/issuer",
            "/credentialSubject",
            "/credentialStatus/type",
            "/credentialSchema/id",
            "/credentialSchema/type",
            "/termsOfUse/type",
            "/evidence/0/type",
            "/relatedResource/id",
        ],
    );
    all_refused(
        &credential(),
        &[
            (
                "/@context",
                json!([
                    "https://school.example",
                    "https://www.w3.org/ns/credentials/v2"
                ]),
            ),
            ("/@context/0", json!(7)),
            ("/id", json!("no URL")),
            ("/id", json!(["urn:a", "urn:b"])),
            ("/type", json!(["AlumniCredential"])),
            ("/issuer", json!("School")),
            ("/issuer", json!(["https://a.example", "https://b.example"])),
            ("/validFrom", json!("2026-01-01")),
            ("/validFrom", json!("2026-01-01T00:00:00")),
            ("/validUntil", json!("2025-01-01T00:00:00Z")),
            ("/credentialSubject", json!({ "id": "did:example:1" })),
            ("/credentialSubject", json!("did:example:1")),
            (
                "/relatedResource",
                json!({ "id": "https://school.example/logo" }),
            ),
        ],
    );
    // The issuer written out has its identifier.
    let named = with(&credential(), "/issuer", json!({ "name": "School" }));
    assert_eq!(faults(&named), ["/issuer/id"]);
}

#[test]
fn version_1_of_the_data_model() {
    let mut document = credential();
    document["@context"] = json!(["https://www.w3.org/2018/credentials/v1"]);
    document["issuanceDate"] = "2026-01-01T00:00:00".into();
    document["credentialStatus"]["id"] = "https://school.example/status#1".into();
    all_required(
        &document,
        &[
            "/issuer",
            "/issuanceDate",
            "/credentialSubject",
            "/credentialStatus/id",
            "/credentialStatus/type",
            "/credentialSchema/id",
        ],
    );
    all_refused(
        &document,
        &[
            ("/expirationDate", json!("tomorrow")),
            ("/issuanceDate", json!("2026-01-01")),
        ],
    );
}

fn profile() -> Value {
    json!({
        "id": "https://school.example",
        "type": ["Profile"],
        "name": "School",
        "address": { "type": ["Address"], "addressCountry": "NL", "geo": { "type": "GeoCoordinates", "latitude": 1.5, "longitude": 2 } },
        "otherIdentifier": [{ "type": "IdentifierEntry", "identifier": "21PB", "identifierType": "ext:BRIN" }],
        "image": { "id": "https://school.example/logo.png", "type": "Image" },
        "parentOrg": { "id": "https://group.example", "type": "Profile" }
    })
}

fn badge() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": profile(),
        "validFrom": "2026-01-01T00:00:00Z",
        "evidence": [{ "id": "https://school.example/work", "type": ["Evidence"] }],
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{ "type": "IdentityObject", "hashed": false, "identityHash": "a@school.example", "identityType": "emailAddress" }],
            "result": [
                { "type": ["Result"], "resultDescription": "urn:uuid:grade", "value": "8" },
                { "type": ["Result"], "resultDescription": "urn:uuid:rubric", "achievedLevel": "urn:uuid:good" },
                { "type": ["Result"], "resultDescription": "urn:uuid:status", "status": "Completed" }
            ],
            "achievement": {
                "id": "urn:uuid:2",
                "type": ["Achievement"],
                "name": "Soil science",
                "description": "Reads a soil profile.",
                "criteria": { "narrative": "An examination." },
                "achievementType": "MicroCredential",
                "inLanguage": "nl-NL",
                "alignment": [{ "type": ["Alignment"], "targetName": "Soil", "targetUrl": "https://skills.example/soil" }],
                "related": { "type": ["Related"], "id": "urn:uuid:3" },
                "resultDescription": [
                    { "id": "urn:uuid:grade", "type": ["ResultDescription"], "name": "Grade", "resultType": "LetterGrade" },
                    { "id": "urn:uuid:rubric", "type": ["ResultDescription"], "name": "Rubric", "resultType": "RubricCriterionLevel",
                      "requiredLevel": "urn:uuid:good",
                      "rubricCriterionLevel": [{ "id": "urn:uuid:good", "type": ["RubricCriterionLevel"], "name": "Good" }] },
                    { "id": "urn:uuid:status", "type": ["ResultDescription"], "name": "Status", "resultType": "Status" }
                ]
            }
        }
    })
}

#[test]
fn open_badges_3() {
    all_required(
        &badge(),
        &[
            "/id",
            "/issuer",
            "/issuer/id",
            "/issuer/type",
            "/issuer/address/type",
            "/issuer/address/geo/latitude",
            "/issuer/otherIdentifier/0/type",
            "/issuer/otherIdentifier/0/identifier",
            "/issuer/otherIdentifier/0/identifierType",
            "/issuer/image/id",
            "/issuer/image/type",
            "/issuer/parentOrg/id",
            "/issuer/parentOrg/type",
            "/validFrom",
            "/evidence/0/type",
            "/credentialSubject/type",
            "/credentialSubject/identifier/0/type",
            "/credentialSubject/identifier/0/hashed",
            "/credentialSubject/identifier/0/identityHash",
            "/credentialSubject/identifier/0/identityType",
            "/credentialSubject/result/0/type",
            "/credentialSubject/result/2/status",
            "/credentialSubject/achievement/id",
            "/credentialSubject/achievement/type",
            "/credentialSubject/achievement/name",
            "/credentialSubject/achievement/description",
            "/credentialSubject/achievement/criteria",
            "/credentialSubject/achievement/alignment/0/type",
            "/credentialSubject/achievement/alignment/0/targetName",
            "/credentialSubject/achievement/alignment/0/targetUrl",
            "/credentialSubject/achievement/related/id",
            "/credentialSubject/achievement/related/type",
            "/credentialSubject/achievement/resultDescription/0/type",
            "/credentialSubject/achievement/resultDescription/0/name",
            "/credentialSubject/achievement/resultDescription/0/resultType",
            "/credentialSubject/achievement/resultDescription/1/rubricCriterionLevel/0/type",
            "/credentialSubject/achievement/resultDescription/1/rubricCriterionLevel/0/name",
        ],
    );
}

#[test]
fn what_a_badge_says_has_its_form() {
    // Without the achievement the results speak of nothing, too.
    for place in ["/credentialSubject", "/credentialSubject/achievement"] {
        let found = faults(&without(&badge(), place));
        assert!(
            found.iter().any(|at| at == place),
            "without {place}: {found:?}"
        );
    }
    all_refused(
        &badge(),
        &[
            ("/@context/1", json!("https://school.example/context.json")),
            ("/type", json!(["OpenBadgeCredential"])),
            ("/type", json!(["VerifiableCredential", "OtherCredential"])),
            ("/issuer/type", json!(["InvalidProfile"])),
            ("/credentialSubject/type", json!("Subject")),
            (
                "/credentialSubject/result/1/achievedLevel",
                json!("urn:uuid:none"),
            ),
            (
                "/credentialSubject/result/0/resultDescription",
                json!("urn:uuid:none"),
            ),
            ("/credentialSubject/result/2/status", json!("Done")),
            (
                "/credentialSubject/achievement/criteria",
                json!({ "type": "Criteria" }),
            ),
            (
                "/credentialSubject/achievement/inLanguage",
                json!("in Dutch"),
            ),
            (
                "/credentialSubject/achievement/creditsAvailable",
                json!("3"),
            ),
            (
                "/credentialSubject/achievement/endorsementJwt",
                json!("no token"),
            ),
            (
                "/credentialSubject/achievement/resultDescription/1/requiredLevel",
                json!("urn:uuid:none"),
            ),
            ("/awardedDate", json!("last year")),
        ],
    );
    // Somebody must have been awarded it.
    let nobody = without(&badge(), "/credentialSubject/identifier");
    assert_eq!(faults(&nobody), ["/credentialSubject"]);
    assert_eq!(
        faults(&with(
            &nobody,
            "/credentialSubject/id",
            json!("did:example:1")
        )),
        [""; 0]
    );
    // The first version has another date.
    let mut first = without(&badge(), "/validFrom");
    first["@context"][0] = "https://www.w3.org/2018/credentials/v1".into();
    assert_eq!(faults(&first), ["/issuanceDate"]);
    first["issuanceDate"] = "2026-01-01T00:00:00Z".into();
    assert_eq!(faults(&first), [""; 0]);
}

#[test]
fn words_of_open_lists_are_remarked_on() {
    let own = with(
        &badge(),
        "/credentialSubject/achievement/achievementType",
        json!("Module"),
    );
    let summary = judge(&bytes(&own), &Trust::none(), &Evidence::none(), |checked| {
        let mut rows = checked.checks().iter();
        let row = rows.rfind(|row| row.code == CheckCode::DocumentStructure);
        row.map(|row| (row.outcome, row.summary.clone())).unwrap()
    });
    assert_eq!(summary.0, CheckOutcome::Passed);
    assert!(summary.1.contains("`Module`"), "{}", summary.1);
}

#[test]
fn learner_records_and_endorsements() {
    let record = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Record",
        "issuer": profile(),
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:1",
            "type": ["ClrSubject"],
            "verifiableCredential": [badge()],
            "association": [{ "type": "Association", "associationType": "isPartOf", "sourceId": "urn:uuid:2", "targetId": "urn:uuid:3" }]
        }
    });
    all_required(
        &record,
        &[
            "/id",
            "/name",
            "/validFrom",
            "/credentialSubject/type",
            "/credentialSubject/verifiableCredential",
            "/credentialSubject/association/0/type",
            "/credentialSubject/association/0/associationType",
            "/credentialSubject/association/0/sourceId",
            "/credentialSubject/association/0/targetId",
        ],
    );
    all_refused(
        &record,
        &[(
            "/@context/1",
            json!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"),
        )],
    );
    let endorsement = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": profile(),
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": { "id": "urn:uuid:2", "type": ["EndorsementSubject"], "endorsementComment": "Good." }
    });
    all_required(
        &endorsement,
        &[
            "/id",
            "/name",
            "/validFrom",
            "/credentialSubject/id",
            "/credentialSubject/type",
        ],
    );
}

#[test]
fn presentations() {
    let presentation = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "VerifiablePresentation",
        "holder": "did:example:1",
        "verifiableCredential": []
    });
    all_required(&presentation, &["/@context"]);
    all_refused(
        &presentation,
        &[("/holder", json!("me")), ("/id", json!("one"))],
    );
}

fn label(text: &str) -> Value {
    json!({ "en": text })
}

fn concept(id: &str, scheme: &str) -> Value {
    json!({ "id": id, "type": "Concept", "inScheme": { "id": scheme, "type": "ConceptScheme" }, "prefLabel": label("x") })
}

const COUNTRIES: &str = "http://publications.europa.eu/resource/authority/country";
const LANGUAGES: &str = "http://publications.europa.eu/resource/authority/language";

fn organisation(id: &str) -> Value {
    json!({
        "id": id,
        "type": "Organisation",
        "legalName": label("School"),
        "location": { "id": format!("{id}:place"), "type": "Location", "address": {
            "id": format!("{id}:address"), "type": "Address", "countryCode": concept("urn:c:NL", COUNTRIES) } },
        "eIDASIdentifier": { "id": format!("{id}:eidas"), "type": "LegalIdentifier", "notation": "VATNL-1", "spatial": concept("urn:c:NL", COUNTRIES) }
    })
}

fn european(profile: &str) -> Value {
    let english = concept("urn:l:ENG", LANGUAGES);
    json!({
        "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
        "id": "urn:credential:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": organisation("urn:org:1"),
        "issued": "2026-01-01T00:00:00+01:00",
        "issuanceDate": "2026-01-01T00:00:00+01:00",
        "validFrom": "2026-01-01T00:00:00+01:00",
        "credentialProfiles": concept("http://data.europa.eu/snb/credential/e34929035b", "http://data.europa.eu/snb/credential/25831c2"),
        "credentialSchema": { "id": format!("http://data.europa.eu/snb/model/ap/{profile}"), "type": "ShaclValidator2017" },
        "displayParameter": {
            "id": "urn:display:1",
            "type": "DisplayParameter",
            "title": label("Soil science"),
            "language": english,
            "primaryLanguage": english,
            "individualDisplay": { "id": "urn:individual:1", "type": "IndividualDisplay", "language": english, "displayDetail": {
                "id": "urn:detail:1", "type": "DisplayDetail", "page": 1, "image": {
                    "id": "urn:media:1", "type": "MediaObject", "content": "AAAA",
                    "contentEncoding": concept("urn:e:base64", "urn:encodings"), "contentType": concept("urn:t:png", "urn:types") } } }
        },
        "evidence": [],
        "credentialSubject": {
            "id": "urn:person:1",
            "type": "Person",
            "familyName": label("Power"),
            "dateOfBirth": "2000-01-01T00:00:00Z",
            "hasClaim": {
                "id": "urn:claim:1",
                "type": "LearningAchievement",
                "title": label("Soil science"),
                "awardedBy": { "id": "urn:award:1", "type": "AwardingProcess", "awardingBody": organisation("urn:org:2") },
                "creditReceived": { "id": "urn:credit:1", "type": "CreditPoint", "framework": concept("urn:f:ects", "urn:frameworks"), "point": "5" },
                "provenBy": { "id": "urn:proof:1", "type": "LearningAssessment", "title": label("Examination"),
                    "awardedBy": { "id": "urn:award:1", "type": "AwardingProcess" },
                    "grade": { "id": "urn:note:1", "type": "Note", "noteLiteral": label("Pass") } },
                "specifiedBy": {
                    "id": "urn:specification:1",
                    "type": "LearningAchievementSpecification",
                    "title": label("Soil science"),
                    "volumeOfLearning": "PT60H",
                    "thematicArea": concept("urn:i:0532", "http://data.europa.eu/snb/isced-f/25831c2"),
                    "learningOutcome": { "id": "urn:outcome:1", "type": "LearningOutcome", "title": label("Reads a soil profile"),
                        "relatedESCOSkill": concept("urn:s:1", "http://data.europa.eu/esco/concept-scheme/skills") }
                }
            }
        }
    })
}

#[test]
fn european_digital_credentials() {
    let claim = "/credentialSubject/hasClaim";
    let required = [
        "/credentialProfiles".to_owned(),
        "/credentialSchema".to_owned(),
        "/displayParameter".to_owned(),
        "/displayParameter/title".to_owned(),
        "/displayParameter/language".to_owned(),
        "/displayParameter/primaryLanguage".to_owned(),
        "/displayParameter/individualDisplay".to_owned(),
        "/displayParameter/individualDisplay/displayDetail/page".to_owned(),
        "/displayParameter/individualDisplay/displayDetail/image/content".to_owned(),
        "/issued".to_owned(),
        "/validFrom".to_owned(),
        "/issuer/legalName".to_owned(),
        "/issuer/eIDASIdentifier".to_owned(),
        "/issuer/eIDASIdentifier/notation".to_owned(),
        "/issuer/eIDASIdentifier/spatial".to_owned(),
        "/issuer/location".to_owned(),
        "/issuer/location/address".to_owned(),
        "/issuer/location/address/countryCode".to_owned(),
        "/credentialSubject/hasClaim".to_owned(),
        format!("{claim}/title"),
        format!("{claim}/awardedBy"),
        format!("{claim}/creditReceived/framework"),
        format!("{claim}/creditReceived/point"),
        format!("{claim}/provenBy/title"),
        format!("{claim}/provenBy/grade"),
        format!("{claim}/provenBy/grade/noteLiteral"),
        format!("{claim}/specifiedBy/title"),
        format!("{claim}/specifiedBy/learningOutcome/title"),
    ];
    let document = european("edc-generic-full");
    assert_eq!(faults(&document), [""; 0]);
    for place in &required {
        let found = faults(&without(&document, place));
        assert!(found.contains(place), "without {place}: {found:?}");
        assert!(is_held_to(&document, place), "wrong {place}");
    }
    all_refused(
        &document,
        &[
            ("/issued", json!("2026-01-01")),
            ("/issuer/legalName", json!("School")),
            ("/credentialSubject/dateOfBirth", json!("in May")),
            (
                "/credentialSubject/hasClaim/specifiedBy/volumeOfLearning",
                json!("60 hours"),
            ),
            (
                "/credentialSubject/hasClaim/specifiedBy/thematicArea",
                concept("urn:i:1", "urn:other"),
            ),
            (
                "/credentialSubject/hasClaim/specifiedBy/learningOutcome/relatedESCOSkill",
                concept("urn:s:2", "http://data.europa.eu/esco/skill"),
            ),
            (
                "/issuer/location/address/countryCode",
                concept("urn:c:2", "urn:other"),
            ),
            ("/issuer/location/address/countryCode", json!("NLD")),
            (
                "/credentialSubject/hasClaim/provenBy/specifiedBy",
                json!({ "id": "urn:q:1", "type": "Qualification", "title": label("x") }),
            ),
            (
                "/displayParameter/individualDisplay/displayDetail/page",
                json!(0),
            ),
            (
                "/credentialSubject/hasClaim",
                json!({ "id": "urn:claim:2", "type": "Claim", "title": label("x"), "awardedBy": { "id": "urn:award:1" } }),
            ),
        ],
    );
}

/// What several objects with one identifier say, they say together.
#[test]
fn nodes_are_what_all_objects_say() {
    let mut elsewhere = european("edc-generic-full");
    // The award's body stands in one of two places.
    assert_eq!(faults(&elsewhere), [""; 0]);
    elsewhere["credentialSubject"]["hasClaim"]["awardedBy"]["awardingBody"] = Value::Null;
    assert_eq!(faults(&elsewhere).len(), 1);
    elsewhere["credentialSubject"]["hasClaim"]["provenBy"]["awardedBy"]["awardingBody"] =
        organisation("urn:org:2");
    assert_eq!(faults(&elsewhere), [""; 0]);
    // One concept with two labels in one language.
    let mut twice = european("edc-generic-full");
    twice["issuer"]["eIDASIdentifier"]["spatial"]["prefLabel"] = label("The Netherlands");
    assert_eq!(faults(&twice).len(), 1);
    // A date of change is one, though the context makes an identifier of it.
    let changed = with(
        &european("edc-generic-full"),
        "/issuer/dateModified",
        json!("2026-01-01T00:00:00Z"),
    );
    assert_eq!(faults(&changed), [""; 0]);
}

#[test]
fn profiles_ask_for_what_they_add() {
    let kind = concept(
        "http://data.europa.eu/snb/evidence-type/c_1",
        "http://data.europa.eu/snb/evidence-type/25831c2",
    );
    let statement = json!({ "id": "urn:evidence:1", "type": "Evidence", "dcType": kind });
    let accreditation = json!({ "id": "urn:accreditation:1", "type": "Accreditation", "title": label("x"),
        "dcType": concept("urn:a:1", "http://data.europa.eu/snb/accreditation/25831c2"), "accreditingAgent": organisation("urn:org:3") });
    let media = json!({ "id": "urn:media:1", "type": "MediaObject" });
    for (profile, key, value) in [
        (
            "edc-issued-by-mandate",
            "evidenceStatement",
            json!("By order of the school."),
        ),
        ("edc-accredited", "accreditation", accreditation),
        ("edc-converted", "embeddedEvidence", media),
    ] {
        let bare = european(profile);
        assert_eq!(faults(&bare), ["/evidence"], "{profile}");
        let without = with(&bare, "/evidence", statement.clone());
        assert_eq!(faults(&without), [format!("/evidence/{key}")], "{profile}");
        let whole = with(&without, &format!("/evidence/{key}"), value);
        assert_eq!(faults(&whole), [""; 0], "{profile}");
    }
    let diploma = faults(&european("edc-diploma-supplement"));
    assert!(
        diploma.contains(&"/credentialSubject/fullName".to_owned()),
        "{diploma:?}"
    );
    // Without vocabularies another scheme is as good.
    let scheme = concept("urn:i:1", "urn:other");
    let free = with(
        &european("edc-generic-no-cv"),
        "/credentialSubject/hasClaim/specifiedBy/thematicArea",
        scheme,
    );
    assert_eq!(faults(&free), [""; 0]);
}

/// A document can hold millions of violations; some are named, the others counted.
#[test]
fn violations_are_named_up_to_a_limit() {
    let mut document = badge();
    document["evidence"] = vec![json!({ "type": "Other" }); 100_000].into();
    let found = faults(&document);
    assert_eq!(found.len(), 33);
    assert_eq!(found[31], "/evidence/31/type");
}

/// Many that lead to one, of which much is said: what is asked of it is asked once.
#[test]
fn hostile_documents_end_soon() {
    let start = Instant::now();
    let many = 30_000;
    let schemes: Vec<Value> = (0..many)
        .map(|index| json!(format!("urn:scheme:{index}")))
        .collect();
    let mut shared = concept("urn:c:NL", COUNTRIES);
    shared["inScheme"] = schemes.into();
    let mut european = european("edc-generic-full");
    let addresses = (0..many).map(|index| json!({ "id": format!("urn:a:{index}"), "type": "Address", "countryCode": "urn:c:NL" }));
    european["issuer"]["location"]["address"] = addresses.collect::<Vec<_>>().into();
    european["credentialSubject"]["citizenshipCountry"] = shared;
    assert_eq!(faults(&european).len(), 33);
    let mut objects = self::european("edc-generic-full");
    objects["attachment"] = vec![json!({}); 200_001].into();
    let outcomes = judge(
        &bytes(&objects),
        &Trust::none(),
        &Evidence::none(),
        |checked| crate::support::rows(checked, CheckCode::DocumentStructure),
    );
    assert_eq!(outcomes, [CheckOutcome::Inconclusive]);
    let mut badge = badge();
    let levels = (0..many).map(|index| json!({ "id": format!("urn:level:{index}"), "type": "RubricCriterionLevel", "name": "x" }));
    badge["credentialSubject"]["achievement"]["resultDescription"][1]["rubricCriterionLevel"] =
        levels.collect::<Vec<_>>().into();
    badge["credentialSubject"]["result"] = vec![json!({ "type": "Result", "resultDescription": "urn:uuid:rubric", "achievedLevel": "urn:none" }); many].into();
    assert_eq!(faults(&badge).len(), 33);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}
