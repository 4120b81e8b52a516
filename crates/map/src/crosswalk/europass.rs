//! The rows of Europass credentials in XML.

use credeval_model::element::ElementName::{
    self, Assessment, AwardingBody, Country, FurtherInformation, Grade, Issued, Learner,
    LearningOutcomes, Level, Participation, Prerequisites, QualityAssurance, Stackability,
    Supervision, Title, Workload,
};

use super::{
    CYCLE, REFERENCING, Row,
    Transformation::{
        self, Boolean, Calendar, DerivedLevel, EqfLevel, Hours, Number, Presence, Term, Text,
        Verbatim,
    },
    join, total,
};

/// How what the learner has nests others.
pub(super) const RELATIONS: &[&str] = &[
    "hasPart",
    "learningAchievement",
    "activity",
    "assessment",
    "entitlement",
    "wasDerivedFrom",
    "wasInfluencedBy",
    "entitlesTo",
];

/// A path below any achievement.
macro_rules! achievement {
    ($path:literal) => {
        concat!(
            "credentialSubject/achievements/learningAchievement/**/",
            $path
        )
    };
}

macro_rules! organisation {
    ($path:literal) => {
        concat!("agentReferences/organization/", $path)
    };
}

macro_rules! accreditation {
    ($path:literal) => {
        concat!("accreditationReferences/accreditation/", $path)
    };
}

const TEXT: &str = r##"{"text":{"@lang":"en","#text":"Nutrition"}}"##;
const TERM: &str =
    r##"{"@uri":"urn:term","targetName":{"text":{"@lang":"en","#text":"Nutrition"}}}"##;
const COUNTRY: &str = r#"{"@uri":"http://publications.europa.eu/resource/authority/country/IRL"}"#;
const PAGE: &str = r#""https://northport.example""#;
const DAY: &str = r#""2021-01-15T18:00:00+01:00""#;
const ID: &str = r#""urn:epass:1""#;
const NUMBER: &str = r##"{"@schemeID":"https://data.deqar.eu","#text":"4"}"##;

const AWARDED: &[(&str, &str)] = &[
    (achievement!("wasAwardedBy/@idref"), ID),
    ("awardingProcessReferences/awardingProcess/@id", ID),
];
const BODY: &[(&str, &str)] = &[
    (achievement!("wasAwardedBy/@idref"), ID),
    ("awardingProcessReferences/awardingProcess/@id", ID),
    (
        "awardingProcessReferences/awardingProcess/awardingBody/@idref",
        ID,
    ),
    (organisation!("@id"), ID),
];
const ACCREDITED: &[(&str, &str)] = &[
    (achievement!("wasAwardedBy/@idref"), ID),
    ("awardingProcessReferences/awardingProcess/@id", ID),
    (
        "awardingProcessReferences/awardingProcess/awardingBody/@idref",
        ID,
    ),
    (organisation!("@id"), ID),
    (organisation!("hasAccreditation/@idref"), ID),
    (accreditation!("@id"), ID),
];
const ACCREDITED_BY: &[(&str, &str)] = &[
    (achievement!("wasAwardedBy/@idref"), ID),
    ("awardingProcessReferences/awardingProcess/@id", ID),
    (
        "awardingProcessReferences/awardingProcess/awardingBody/@idref",
        ID,
    ),
    (organisation!("@id"), ID),
    (organisation!("hasAccreditation/@idref"), ID),
    (accreditation!("@id"), ID),
    (accreditation!("accreditingAgent/@idref"), ID),
];
const ACCREDITATION_NAMED: &[(&str, &str)] = &[
    (achievement!("wasAwardedBy/@idref"), ID),
    ("awardingProcessReferences/awardingProcess/@id", ID),
    (
        "awardingProcessReferences/awardingProcess/awardingBody/@idref",
        ID,
    ),
    (organisation!("@id"), ID),
    (organisation!("hasAccreditation/@idref"), ID),
    (accreditation!("@id"), ID),
    (accreditation!("title"), r#""Audit""#),
];
const OUTCOME: &[(&str, &str)] = &[
    (achievement!("specifiedBy/@idref"), ID),
    ("learningSpecificationReferences/qualification/@id", ID),
    (
        "learningSpecificationReferences/qualification/learningOutcomes/learningOutcome/@idref",
        ID,
    ),
    ("learningOutcomeReferences/learningOutcome/@id", ID),
];
const OUTCOME_NAMED: &[(&str, &str)] = &[
    (achievement!("specifiedBy/@idref"), ID),
    ("learningSpecificationReferences/qualification/@id", ID),
    (
        "learningSpecificationReferences/qualification/learningOutcomes/learningOutcome/@idref",
        ID,
    ),
    ("learningOutcomeReferences/learningOutcome/@id", ID),
    (
        "learningOutcomeReferences/learningOutcome/prefLabel",
        r#""Plan a diet""#,
    ),
];
const ACTIVITY: &[(&str, &str)] = &[
    (achievement!("wasInfluencedBy/specifiedBy/@idref"), ID),
    (
        "learningActivitySpecificationReferences/learningActivitySpecification/@id",
        ID,
    ),
];
const ASSESSMENT: &[(&str, &str)] = &[
    (achievement!("wasDerivedFrom/specifiedBy/@idref"), ID),
    (
        "assessmentSpecificationReferences/assessmentSpecification/@id",
        ID,
    ),
];
const ENTITLEMENT: &[(&str, &str)] = &[
    (achievement!("entitlesTo/specifiedBy/@idref"), ID),
    (
        "entitlementSpecificationReferences/entitlementSpecification/@id",
        ID,
    ),
];
const ASSESSOR: &[(&str, &str)] = &[
    (achievement!("wasDerivedFrom/grade"), r#""8""#),
    (achievement!("wasDerivedFrom/assessedBy/@idref"), ID),
    (organisation!("@id"), ID),
];
const SCORED: &[(&str, &str)] = &[
    (achievement!("wasDerivedFrom/grade"), r#""8""#),
    (achievement!("wasDerivedFrom/specifiedBy/@idref"), ID),
    (
        "assessmentSpecificationReferences/assessmentSpecification/@id",
        ID,
    ),
    (
        "assessmentSpecificationReferences/assessmentSpecification/gradingScheme/@idref",
        ID,
    ),
    ("scoringSchemeReferences/scoringScheme/@id", ID),
];
const SCORED_BY: &[(&str, &str)] = &[
    (achievement!("wasDerivedFrom/grade"), r#""8""#),
    (achievement!("wasDerivedFrom/specifiedBy/@idref"), ID),
    (
        "assessmentSpecificationReferences/assessmentSpecification/@id",
        ID,
    ),
    (
        "assessmentSpecificationReferences/assessmentSpecification/gradingScheme/@idref",
        ID,
    ),
];
const DESCRIBED: &[(&str, &str)] = &[(achievement!("description"), r#""What food does""#)];
const NOTED: &[(&str, &str)] = &[(achievement!("additionalNote/text"), r#""Second edition""#)];
const ALONE: &[(&str, &str)] = &[("credentialSubject/fullName", r#""Ada Lerner""#)];

const fn row(
    path: &'static str,
    element: ElementName,
    field: &'static str,
    how: Transformation,
    example: &'static str,
) -> Row {
    Row::new(
        path,
        element,
        field,
        how,
        "EDCI data model 1.0 to 1.2",
        example,
    )
}

/// What each thing that the subject has says of itself.
macro_rules! own {
    ($at:literal) => {
        &[
            row(concat!($at, "/title"), Title, "", Text, TEXT),
            row(
                concat!($at, "/description"),
                LearningOutcomes,
                "descriptions",
                Text,
                TEXT,
            ),
            row(
                concat!($at, "/additionalNote/subject"),
                FurtherInformation,
                "about",
                Term,
                r#""Edition""#,
            )
            .beside(&[(concat!($at, "/additionalNote/text"), r#""Second edition""#)]),
            row(
                concat!($at, "/additionalNote/text"),
                FurtherInformation,
                "text",
                Text,
                r##"{"@lang":"en","#text":"Second edition"}"##,
            ),
            row(
                concat!($at, "/**/hasPart/title"),
                Stackability,
                "parts",
                Text,
                TEXT,
            ),
        ]
    };
}

/// What each specification says of that which it specifies.
macro_rules! specified {
    ($at:literal, $from:expr) => {
        &[
            row(concat!($at, "/title"), Title, "", Text, TEXT)
                .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/description"),
                LearningOutcomes,
                "descriptions",
                Text,
                TEXT,
            )
            .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/additionalNote/subject"),
                FurtherInformation,
                "about",
                Term,
                r#""Edition""#,
            )
            .beside(&[
                ($from, ID),
                (concat!($at, "/@id"), ID),
                (concat!($at, "/additionalNote/text"), r#""Second""#),
            ]),
            row(
                concat!($at, "/additionalNote/text"),
                FurtherInformation,
                "text",
                Text,
                r##"{"@lang":"en","#text":"Second edition"}"##,
            )
            .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/type"),
                FurtherInformation,
                "text",
                Term,
                TERM,
            )
            .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/language"),
                FurtherInformation,
                "text",
                Term,
                TERM,
            )
            .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/hasISCED-FCode"),
                FurtherInformation,
                "text",
                Term,
                TERM,
            )
            .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/learningSettingType"),
                FurtherInformation,
                "text",
                Term,
                TERM,
            )
            .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/hasEducationSubject"),
                FurtherInformation,
                "text",
                Term,
                TERM,
            )
            .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/targetGroup"),
                FurtherInformation,
                "text",
                Term,
                TERM,
            )
            .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/homepage/@uri"),
                FurtherInformation,
                "text",
                Verbatim,
                PAGE,
            )
            .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/supplementaryDoc/@uri"),
                FurtherInformation,
                "text",
                Verbatim,
                PAGE,
            )
            .beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
        ]
    };
}

/// What the specification of an achievement says, which is a qualification or not.
macro_rules! learning {
    ($at:literal, $from:expr, $part:expr) => {
        &[
            row(
                concat!($at, "/hasECTSCreditPoints"),
                Workload,
                "credits",
                Number,
                r#""6""#,
            ).beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/hasCreditPoints"),
                Workload,
                "credits",
                Number,
                r#""6""#,
            ).beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/volumeOfLearning"),
                Workload,
                "hours",
                Hours,
                r#""PT60H""#,
            ).beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/volumeOfLearning"),
                Workload,
                "duration",
                Calendar,
                r#""P2M""#,
            ).when("it is calendar time").beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/duration"),
                Workload,
                "duration",
                Calendar,
                r#""P12M""#,
            ).beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/eqfLevel"),
                Level,
                "eqf",
                EqfLevel,
                r#"{"@uri":"http://data.europa.eu/snb/eqf/6"}"#,
            ).beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(concat!($at, "/nqfLevel"), Level, "nqf", Term, TERM).beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            Row {
                condition: "no eqfLevel is stated, and it is of a national framework with a referencing report or names a cycle of the QF-EHEA",
                source: REFERENCING,
                ..row(
                    concat!($at, "/nqfLevel"),
                    Level,
                    "derived",
                    DerivedLevel,
                    r#"{"@uri":"http://data.europa.eu/snb/qdr/c_218a7e54"}"#,
                ).beside(&[($from, ID), (concat!($at, "/@id"), ID)])
            },
            Row {
                condition: "its label names a cycle of the QF-EHEA",
                source: CYCLE,
                ..row(
                    concat!($at, "/nqfLevel"),
                    Level,
                    "cycle",
                    Term,
                    r##"{"targetName":{"text":{"@lang":"en","#text":"First cycle"}}}"##,
                ).beside(&[($from, ID), (concat!($at, "/@id"), ID)])
            },
            row(
                concat!($at, "/mode"),
                Participation,
                "mode",
                Term,
                r#"{"@uri":"http://data.europa.eu/snb/learning-assessment/920fbb3cbe"}"#,
            ).beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/entryRequirementsNote"),
                Prerequisites,
                "",
                Text,
                TEXT,
            ).beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(
                concat!($at, "/isPartialQualification"),
                Stackability,
                "partial",
                Boolean,
                r#""true""#,
            ).beside(&[($from, ID), (concat!($at, "/@id"), ID)]),
            row(concat!($at, "/title"), Stackability, "parts", Text, TEXT).when("of an achievement that is a part, and has no title").beside(&[($part, ID), (concat!($at, "/@id"), ID)]),
        ]
    };
}

/// What assessments say, below an achievement or by themselves.
macro_rules! assessed {
    ($at:literal) => {
        &[
            row(concat!($at, "/**/title"), Assessment, "title", Text, TEXT),
            row(
                concat!($at, "/**/grade"),
                Assessment,
                "graded",
                Presence,
                r#""8""#,
            ),
            row(concat!($at, "/**/grade"), Grade, "value", Text, r#""8""#),
            row(
                concat!($at, "/**/idVerificationMethod"),
                Supervision,
                "",
                Term,
                r#"{"@uri":"http://data.europa.eu/snb/supervision-verification/70be69aaf9"}"#,
            ),
        ]
    };
}

const SINGLE: &[Row] = &[
    row("credentialSubject/fullName", Learner, "name", Text, TEXT),
    row("credentialSubject/birthName", Learner, "name", Text, TEXT).when("no fullName is stated"),
    row(
        "credentialSubject/givenNames",
        Learner,
        "given_name",
        Text,
        TEXT,
    ),
    row(
        "credentialSubject/familyName",
        Learner,
        "family_name",
        Text,
        TEXT,
    ),
    row(
        "credentialSubject/dateOfBirth",
        Learner,
        "date_of_birth",
        Verbatim,
        r#""1999-10-02""#,
    ),
    row(
        "credentialSubject/contactPoint/mailBox/@uri",
        Learner,
        "email",
        Verbatim,
        r#""mailto:ada@northport.example""#,
    ),
    row(
        "credentialSubject/nationalId",
        Learner,
        "identifiers",
        Verbatim,
        r##"{"@spatialID":"IRL","#text":"1"}"##,
    ),
    row(
        "credentialSubject/identifier",
        Learner,
        "identifiers",
        Verbatim,
        r##"{"@schemeID":"Student","#text":"1"}"##,
    ),
    row("title", Title, "", Text, TEXT)
        .when("it holds one achievement, which has no title")
        .beside(ALONE),
    row(
        organisation!("hasLocation/hasAddress/country"),
        Country,
        "code",
        Transformation::Country,
        COUNTRY,
    )
    .beside(BODY),
    row(
        organisation!("hasLocation/spatialCode"),
        Country,
        "region",
        Transformation::Country,
        r#"{"@uri":"http://publications.europa.eu/resource/authority/atu/IRL_CTH_DUB"}"#,
    )
    .when("there is no address, or it is a region")
    .beside(BODY),
    row(organisation!("prefLabel"), AwardingBody, "name", Text, TEXT).beside(BODY),
    row(organisation!("altLabel"), AwardingBody, "name", Text, TEXT)
        .when("there is no prefLabel")
        .beside(BODY),
    row(
        organisation!("registration"),
        AwardingBody,
        "identifiers",
        Verbatim,
        NUMBER,
    )
    .beside(BODY),
    row(
        organisation!("vatIdentifier"),
        AwardingBody,
        "identifiers",
        Verbatim,
        NUMBER,
    )
    .beside(BODY),
    row(
        organisation!("taxIdentifier"),
        AwardingBody,
        "identifiers",
        Verbatim,
        NUMBER,
    )
    .beside(BODY),
    row(
        organisation!("identifier"),
        AwardingBody,
        "identifiers",
        Verbatim,
        NUMBER,
    )
    .beside(BODY),
    row(
        organisation!("homepage/@uri"),
        AwardingBody,
        "homepage",
        Verbatim,
        PAGE,
    )
    .beside(BODY),
    row(
        "awardingProcessReferences/awardingProcess/date",
        Issued,
        "date",
        Verbatim,
        DAY,
    )
    .beside(AWARDED),
    row("issued", Issued, "date", Verbatim, DAY)
        .when("no awarding process has a date")
        .beside(ALONE),
    row("issuanceDate", Issued, "date", Verbatim, DAY)
        .when("nor is issued stated")
        .beside(ALONE),
    row("validFrom", Issued, "date", Verbatim, DAY)
        .when("nor is issuanceDate stated")
        .beside(ALONE),
    row(
        "learningOutcomeReferences/learningOutcome/prefLabel",
        LearningOutcomes,
        "listed.title",
        Text,
        TEXT,
    )
    .beside(OUTCOME),
    row(
        "learningOutcomeReferences/learningOutcome/description",
        LearningOutcomes,
        "listed.title",
        Text,
        TEXT,
    )
    .beside(OUTCOME),
    row(
        "learningOutcomeReferences/learningOutcome/relatedEscoSkill/@uri",
        LearningOutcomes,
        "listed.uris",
        Verbatim,
        r#""http://data.europa.eu/esco/skill/1""#,
    )
    .beside(OUTCOME_NAMED),
    row(
        "learningOutcomeReferences/learningOutcome/relatedSkill/@uri",
        LearningOutcomes,
        "listed.uris",
        Verbatim,
        PAGE,
    )
    .beside(OUTCOME_NAMED),
    row(achievement!("title"), Title, "", Text, TEXT),
    row(
        achievement!("description"),
        LearningOutcomes,
        "descriptions",
        Text,
        TEXT,
    ),
    row(
        achievement!("wasDerivedFrom"),
        LearningOutcomes,
        "assessed",
        Presence,
        r#"{"title":"Examination"}"#,
    )
    .beside(DESCRIBED),
    row(
        "credentialSubject/assessments/assessment",
        LearningOutcomes,
        "assessed",
        Presence,
        r#"{"title":"Examination","description":"A paper on food"}"#,
    ),
    row(
        achievement!("wasInfluencedBy/workload"),
        Workload,
        "hours",
        Hours,
        r#""PT60H""#,
    ),
    row(
        "credentialSubject/activities/activity/**/workload",
        Workload,
        "hours",
        Hours,
        r#""PT60H""#,
    ),
    row(
        "learningActivitySpecificationReferences/learningActivitySpecification/workload",
        Workload,
        "hours",
        Hours,
        r#""PT60H""#,
    )
    .beside(ACTIVITY),
    row(
        "learningActivitySpecificationReferences/learningActivitySpecification/mode",
        Participation,
        "mode",
        Term,
        TERM,
    )
    .beside(ACTIVITY),
    row(
        "assessmentSpecificationReferences/assessmentSpecification/title",
        Assessment,
        "title",
        Text,
        TEXT,
    )
    .beside(ASSESSMENT),
    row(
        "assessmentSpecificationReferences/assessmentSpecification/type",
        Assessment,
        "kind",
        Term,
        TERM,
    )
    .beside(ASSESSMENT),
    row(
        "scoringSchemeReferences/scoringScheme",
        Assessment,
        "grading_scheme",
        Presence,
        r#"{"@id":"urn:epass:1"}"#,
    )
    .beside(SCORED_BY),
    row(
        "scoringSchemeReferences/scoringScheme/title",
        Grade,
        "scheme",
        Term,
        TEXT,
    )
    .beside(SCORED),
    row(
        "scoringSchemeReferences/scoringScheme/description",
        Grade,
        "scheme",
        Term,
        TEXT,
    )
    .when("it has no title")
    .beside(SCORED),
    row(
        organisation!("prefLabel"),
        Assessment,
        "assessed_by",
        Text,
        TEXT,
    )
    .beside(ASSESSOR),
    row(
        organisation!("altLabel"),
        Assessment,
        "assessed_by",
        Text,
        TEXT,
    )
    .when("there is no prefLabel")
    .beside(ASSESSOR),
    row(
        accreditation!("type"),
        QualityAssurance,
        "kind",
        Term,
        r#"{"@uri":"http://data.europa.eu/snb/accreditation/bb4618238e"}"#,
    )
    .beside(ACCREDITED),
    row(
        accreditation!("title"),
        QualityAssurance,
        "title",
        Text,
        TEXT,
    )
    .beside(ACCREDITED),
    row(
        accreditation!("report/@uri"),
        QualityAssurance,
        "report",
        Verbatim,
        PAGE,
    )
    .beside(ACCREDITED),
    row(
        accreditation!("identifier"),
        QualityAssurance,
        "report",
        Verbatim,
        NUMBER,
    )
    .when("it names no report")
    .beside(ACCREDITED),
    row(
        accreditation!("issuedDate"),
        QualityAssurance,
        "valid_from",
        Verbatim,
        DAY,
    )
    .beside(ACCREDITATION_NAMED),
    row(
        accreditation!("expiryDate"),
        QualityAssurance,
        "valid_until",
        Verbatim,
        DAY,
    )
    .beside(ACCREDITATION_NAMED),
    row(
        accreditation!("accreditingAgent/prefLabel"),
        QualityAssurance,
        "agent",
        Text,
        TEXT,
    )
    .beside(ACCREDITED),
    row(
        accreditation!("accreditingAgent/altLabel"),
        QualityAssurance,
        "agent",
        Text,
        TEXT,
    )
    .when("there is no prefLabel")
    .beside(ACCREDITED),
    row(
        organisation!("prefLabel"),
        QualityAssurance,
        "agent",
        Text,
        TEXT,
    )
    .when("accreditingAgent refers to it")
    .beside(ACCREDITED_BY),
    row(
        organisation!("altLabel"),
        QualityAssurance,
        "agent",
        Text,
        TEXT,
    )
    .when("there is no prefLabel")
    .beside(ACCREDITED_BY),
    row(
        achievement!("hasPart/learningAchievement/title"),
        Stackability,
        "parts",
        Text,
        TEXT,
    ),
    row(
        achievement!("entitlesTo/title"),
        Stackability,
        "towards",
        Text,
        TEXT,
    ),
    row(
        "entitlementSpecificationReferences/entitlementSpecification/title",
        Stackability,
        "towards",
        Text,
        TEXT,
    )
    .when("the entitlement has no title")
    .beside(ENTITLEMENT),
    row(
        achievement!("additionalNote/subject"),
        FurtherInformation,
        "about",
        Term,
        r#""Edition""#,
    )
    .beside(NOTED),
    row(
        achievement!("additionalNote/text"),
        FurtherInformation,
        "text",
        Text,
        r##"{"@lang":"en","#text":"Second edition"}"##,
    ),
];

const TABLES: &[&[Row]] = &[
    SINGLE,
    own!("credentialSubject/activities/activity"),
    own!("credentialSubject/assessments/assessment"),
    own!("credentialSubject/entitlements/entitlement"),
    specified!(
        "learningSpecificationReferences/qualification",
        achievement!("specifiedBy/@idref")
    ),
    specified!(
        "learningSpecificationReferences/learningSpecification",
        achievement!("specifiedBy/@idref")
    ),
    specified!(
        "learningActivitySpecificationReferences/learningActivitySpecification",
        "credentialSubject/activities/activity/specifiedBy/@idref"
    ),
    specified!(
        "assessmentSpecificationReferences/assessmentSpecification",
        "credentialSubject/assessments/assessment/specifiedBy/@idref"
    ),
    specified!(
        "entitlementSpecificationReferences/entitlementSpecification",
        "credentialSubject/entitlements/entitlement/specifiedBy/@idref"
    ),
    learning!(
        "learningSpecificationReferences/qualification",
        achievement!("specifiedBy/@idref"),
        achievement!("hasPart/learningAchievement/specifiedBy/@idref")
    ),
    learning!(
        "learningSpecificationReferences/learningSpecification",
        achievement!("specifiedBy/@idref"),
        achievement!("hasPart/learningAchievement/specifiedBy/@idref")
    ),
    assessed!("credentialSubject/achievements/learningAchievement/**/wasDerivedFrom"),
    assessed!("credentialSubject/assessments/assessment"),
];

pub(super) const ROWS: &[Row] = &join::<{ total(TABLES) }>(TABLES);
