//! The rows of ELMO.

use credeval_model::element::ElementName::{
    self, Assessment, AwardingBody, Country, FurtherInformation, Grade, Issued, Learner,
    LearningOutcomes, Level, Stackability, Title, Workload,
};

use super::{
    CYCLE, REFERENCING, Row,
    Transformation::{self, DerivedLevel, EqfLevel, Number, Presence, Term, Text, Verbatim},
};

/// How a specification nests others.
pub(super) const RELATIONS: &[&str] = &["hasPart", "learningOpportunitySpecification"];

/// A path below any specification.
macro_rules! specification {
    ($path:literal) => {
        concat!("report/learningOpportunitySpecification/**/", $path)
    };
}

/// A path below what the learner achieved of it.
macro_rules! instance {
    ($path:literal) => {
        concat!(
            "report/learningOpportunitySpecification/**/specifies/learningOpportunityInstance/",
            $path
        )
    };
}

const PERSON: &str = "ELMO schemas 1, learner";
const REPORT: &str = "ELMO schemas 1, report";
const SPECIFICATION: &str = "ELMO schemas 1, LearningOpportunitySpecification";
const INSTANCE: &str = "ELMO schemas 1, learningOpportunityInstance";
const BEFORE: &str = "ELMO before EMREX (purl.org/net/elmo)";

const NO_LEARNER: &str = "the document names no learner outside of its reports";
const TEXT: &str = r##"{"@lang":"en","#text":"Nutrition"}"##;

const DESCRIBED: &[(&str, &str)] = &[(specification!("description"), r#""What food does""#)];
const CREDITED: &[(&str, &str)] = &[(instance!("credit/value"), "5")];
const CREDITED_BEFORE: &[(&str, &str)] = &[(specification!("credit/value"), "5")];
const GRADED: &[(&str, &str)] = &[(instance!("resultLabel"), r#""B""#)];
const GRADED_BEFORE: &[(&str, &str)] = &[(instance!("result"), r##"{"#text":"B"}"##)];
const NUMBERED: &[(&str, &str)] = &[
    (instance!("resultLabel"), r#""B""#),
    (instance!("gradingSchemeLocalId"), r#""letters""#),
    ("report/gradingScheme/@localId", r#""letters""#),
];
const EQF: &[(&str, &str)] = &[(instance!("level/type"), r#""EQF""#)];
const STAGE: &[(&str, &str)] = &[(instance!("level/type"), r#""QF-EHEA""#)];
const NATIONAL: &[(&str, &str)] = &[(instance!("level/type"), r#""NQF""#)];
const FRAMEWORK: &[(&str, &str)] = &[(instance!("level/type"), r#""NLQF""#)];
const LEVELLED: &[(&str, &str)] = &[(instance!("level/value"), r#""5""#)];
const NATIONAL_LEVEL: &[(&str, &str)] = &[
    (instance!("level/type"), r#""NQF""#),
    (instance!("level/value"), r#""5""#),
];
const WHOLE: &[(&str, &str)] = &[(
    specification!("hasPart/learningOpportunitySpecification/type"),
    r#""Course""#,
)];

const fn row(
    source: &'static str,
    path: &'static str,
    element: ElementName,
    field: &'static str,
    how: Transformation,
    example: &'static str,
) -> Row {
    Row::new(path, element, field, how, source, example)
}

const fn note(source: &'static str, path: &'static str) -> Row {
    row(source, path, FurtherInformation, "text", Text, TEXT)
}

/// The cycle of the QF-EHEA that a level in words may be.
const fn cycle(path: &'static str) -> Row {
    Row {
        condition: "it names a cycle of the QF-EHEA",
        ..row(CYCLE, path, Level, "cycle", Term, r#""Second cycle""#)
    }
}

/// The level of the EQF that follows from a level in words.
const fn derived(path: &'static str) -> Row {
    Row {
        condition: "no level of type EQF is stated, and it names a national framework or a cycle of the QF-EHEA",
        ..row(
            REFERENCING,
            path,
            Level,
            "derived",
            DerivedLevel,
            r#""Second cycle""#,
        )
    }
}

pub(super) const ROWS: &[Row] = &[
    row(
        PERSON,
        "learner/identifier",
        Learner,
        "identifiers",
        Verbatim,
        r##"{"@type":"esi","#text":"urn:schac:1"}"##,
    ),
    row(
        PERSON,
        "learner/givenNames",
        Learner,
        "given_name",
        Text,
        r#""Ada""#,
    ),
    row(
        PERSON,
        "learner/familyName",
        Learner,
        "family_name",
        Text,
        r#""Lerner""#,
    ),
    row(
        PERSON,
        "learner/bday",
        Learner,
        "date_of_birth",
        Verbatim,
        r##"{"@dtf":"dd.MM.yyyy","#text":"18.07.1966"}"##,
    ),
    row(
        BEFORE,
        "learner/fullName",
        Learner,
        "name",
        Text,
        r#""Ada Lerner""#,
    ),
    Row {
        condition: "no fullName is stated",
        ..row(
            PERSON,
            "learner/birthName",
            Learner,
            "name",
            Text,
            r#""Ada Lerner""#,
        )
    },
    Row {
        condition: NO_LEARNER,
        ..row(
            BEFORE,
            "report/learner/identifier",
            Learner,
            "identifiers",
            Verbatim,
            r##"{"@type":"studentIdentifier","#text":"1"}"##,
        )
    },
    Row {
        condition: NO_LEARNER,
        ..row(
            BEFORE,
            "report/learner/givenNames",
            Learner,
            "given_name",
            Text,
            r#""Ada""#,
        )
    },
    Row {
        condition: NO_LEARNER,
        ..row(
            BEFORE,
            "report/learner/familyName",
            Learner,
            "family_name",
            Text,
            r#""Lerner""#,
        )
    },
    Row {
        condition: NO_LEARNER,
        ..row(
            BEFORE,
            "report/learner/bday",
            Learner,
            "date_of_birth",
            Verbatim,
            r#""1966-07-18""#,
        )
    },
    Row {
        condition: NO_LEARNER,
        ..row(
            BEFORE,
            "report/learner/fullName",
            Learner,
            "name",
            Text,
            r#""Ada Lerner""#,
        )
    },
    Row {
        condition: NO_LEARNER,
        ..row(
            BEFORE,
            "report/learner/birthName",
            Learner,
            "name",
            Text,
            r#""Ada Lerner""#,
        )
    },
    row(
        SPECIFICATION,
        specification!("title"),
        Title,
        "",
        Text,
        TEXT,
    ),
    row(
        REPORT,
        "report/issuer/country",
        Country,
        "code",
        Transformation::Country,
        r#""FI""#,
    ),
    row(
        REPORT,
        "report/issuer/title",
        AwardingBody,
        "name",
        Text,
        TEXT,
    ),
    row(
        REPORT,
        "report/issuer/identifier",
        AwardingBody,
        "identifiers",
        Verbatim,
        r##"{"@type":"schac","#text":"northport.example"}"##,
    ),
    row(
        REPORT,
        "report/issuer/url",
        AwardingBody,
        "homepage",
        Verbatim,
        r#""https://northport.example""#,
    ),
    row(
        REPORT,
        "report/issueDate",
        Issued,
        "date",
        Verbatim,
        r#""2015-08-01T12:00:00+02:00""#,
    ),
    Row {
        condition: "the report has no issueDate",
        ..row(
            "ELMO schemas 1, elmo",
            "generatedDate",
            Issued,
            "date",
            Verbatim,
            r#""2015-08-01T12:00:00+02:00""#,
        )
    },
    row(
        SPECIFICATION,
        specification!("description"),
        LearningOutcomes,
        "descriptions",
        Text,
        TEXT,
    ),
    Row {
        condition: "there is no description",
        ..row(
            SPECIFICATION,
            specification!("descriptionHtml"),
            LearningOutcomes,
            "descriptions",
            Text,
            TEXT,
        )
    },
    Row {
        beside: DESCRIBED,
        ..row(
            INSTANCE,
            instance!("resultLabel"),
            LearningOutcomes,
            "assessed",
            Presence,
            r#""B""#,
        )
    },
    Row {
        beside: DESCRIBED,
        ..row(
            BEFORE,
            instance!("result"),
            LearningOutcomes,
            "assessed",
            Presence,
            r#""B""#,
        )
    },
    row(
        INSTANCE,
        instance!("credit/value"),
        Workload,
        "credits",
        Number,
        r#""5""#,
    ),
    Row {
        beside: CREDITED,
        ..row(
            INSTANCE,
            instance!("credit/scheme"),
            Workload,
            "credits",
            Term,
            r#""ects""#,
        )
    },
    row(
        BEFORE,
        specification!("credit/value"),
        Workload,
        "credits",
        Number,
        r#""5""#,
    ),
    Row {
        beside: CREDITED_BEFORE,
        ..row(
            BEFORE,
            specification!("credit/scheme"),
            Workload,
            "credits",
            Term,
            r#""ECTS""#,
        )
    },
    Row {
        condition: "no credits are stated: the hours spent in class are the least that it took",
        ..row(
            INSTANCE,
            instance!("engagementHours"),
            Workload,
            "hours",
            Number,
            r#""30""#,
        )
    },
    Row {
        condition: "the type is EQF",
        beside: EQF,
        ..row(
            INSTANCE,
            instance!("level/value"),
            Level,
            "eqf",
            EqfLevel,
            r#""6""#,
        )
    },
    Row {
        condition: "the type is QF-EHEA",
        beside: STAGE,
        ..row(
            INSTANCE,
            instance!("level/value"),
            Level,
            "cycle",
            Term,
            r#""first cycle""#,
        )
    },
    Row {
        condition: "the type is another",
        beside: NATIONAL,
        ..row(
            INSTANCE,
            instance!("level/value"),
            Level,
            "nqf",
            Term,
            r#""5""#,
        )
    },
    Row {
        beside: LEVELLED,
        ..row(
            INSTANCE,
            instance!("level/type"),
            Level,
            "nqf",
            Term,
            r#""NQF""#,
        )
    },
    Row {
        condition: "the type is neither EQF nor QF-EHEA",
        beside: NATIONAL_LEVEL,
        ..row(
            INSTANCE,
            instance!("level/description"),
            Level,
            "nqf",
            Text,
            r#""Qualifications Framework""#,
        )
    },
    Row {
        condition: "no level of type EQF is stated, and the type is QF-EHEA, or it or the description names a national framework",
        beside: FRAMEWORK,
        ..row(
            REFERENCING,
            instance!("level/value"),
            Level,
            "derived",
            DerivedLevel,
            r#""6""#,
        )
    },
    Row {
        condition: "no level of type EQF is stated, and it names a national framework",
        beside: NATIONAL_LEVEL,
        ..row(
            REFERENCING,
            instance!("level/description"),
            Level,
            "derived",
            DerivedLevel,
            r#""NLQF""#,
        )
    },
    row(
        BEFORE,
        specification!("level"),
        Level,
        "label",
        Text,
        r#""BACHELOR""#,
    ),
    row(
        BEFORE,
        specification!("qualification/educationLevel"),
        Level,
        "label",
        Text,
        r#""Foundation courses""#,
    ),
    row(
        INSTANCE,
        instance!("credit/level"),
        Level,
        "label",
        Text,
        r#""Bachelor""#,
    ),
    row(
        BEFORE,
        specification!("credit/level"),
        Level,
        "label",
        Text,
        r#""1""#,
    ),
    cycle(specification!("level")),
    derived(specification!("level")),
    cycle(specification!("qualification/educationLevel")),
    derived(specification!("qualification/educationLevel")),
    cycle(instance!("credit/level")),
    derived(instance!("credit/level")),
    cycle(specification!("credit/level")),
    derived(specification!("credit/level")),
    row(
        INSTANCE,
        instance!("resultLabel"),
        Assessment,
        "graded",
        Presence,
        r#""B""#,
    ),
    row(
        BEFORE,
        instance!("result"),
        Assessment,
        "graded",
        Presence,
        r#""B""#,
    ),
    Row {
        condition: "its localId is that of gradingSchemeLocalId",
        beside: NUMBERED,
        ..row(
            REPORT,
            "report/gradingScheme/description",
            Assessment,
            "grading_scheme",
            Presence,
            r#""A to F""#,
        )
    },
    Row {
        beside: GRADED,
        ..row(
            BEFORE,
            instance!("gradingScheme"),
            Assessment,
            "grading_scheme",
            Presence,
            r#""A to F""#,
        )
    },
    Row {
        beside: GRADED_BEFORE,
        ..row(
            BEFORE,
            instance!("result/@scheme"),
            Assessment,
            "grading_scheme",
            Presence,
            r#""A to F""#,
        )
    },
    Row {
        beside: GRADED,
        ..row(
            INSTANCE,
            instance!("resultDistribution"),
            Assessment,
            "grading_scheme",
            Presence,
            r#"{"category":{"@label":"B","@count":"3"}}"#,
        )
    },
    Row {
        beside: GRADED,
        ..row(
            INSTANCE,
            instance!("shortenedGrading"),
            Assessment,
            "grading_scheme",
            Presence,
            r#"{"percentageLower":"60"}"#,
        )
    },
    row(
        INSTANCE,
        instance!("resultLabel"),
        Grade,
        "value",
        Text,
        r#""B""#,
    ),
    row(
        BEFORE,
        instance!("result"),
        Grade,
        "value",
        Text,
        r##"{"@scheme":"FI","#text":"B"}"##,
    ),
    Row {
        condition: "its localId is that of gradingSchemeLocalId",
        beside: NUMBERED,
        ..row(
            REPORT,
            "report/gradingScheme/description",
            Grade,
            "scheme",
            Term,
            r#""A to F""#,
        )
    },
    Row {
        beside: GRADED,
        ..row(
            BEFORE,
            instance!("gradingScheme"),
            Grade,
            "scheme",
            Term,
            r#""A to F""#,
        )
    },
    Row {
        beside: GRADED_BEFORE,
        ..row(
            BEFORE,
            instance!("result/@scheme"),
            Grade,
            "scheme",
            Term,
            r#""A to F""#,
        )
    },
    row(
        SPECIFICATION,
        specification!("hasPart/learningOpportunitySpecification/title"),
        Stackability,
        "parts",
        Text,
        TEXT,
    ),
    Row {
        condition: "of the specification that it is a part of",
        beside: WHOLE,
        ..row(
            SPECIFICATION,
            specification!("title"),
            Stackability,
            "towards",
            Text,
            TEXT,
        )
    },
    note(SPECIFICATION, specification!("type")),
    note(SPECIFICATION, specification!("subjectArea")),
    note(BEFORE, specification!("subject")),
    note(SPECIFICATION, specification!("iscedCode")),
    note(SPECIFICATION, specification!("url")),
    note(SPECIFICATION, specification!("identifier")),
    note(BEFORE, specification!("qualification/title")),
    note(
        BEFORE,
        specification!("qualification/qualificationMainStudyField"),
    ),
    note(INSTANCE, instance!("start")),
    note(INSTANCE, instance!("date")),
    note(INSTANCE, instance!("academicTerm/title")),
    note(INSTANCE, instance!("status")),
    note(INSTANCE, instance!("languageOfInstruction")),
    note(BEFORE, instance!("languageOfAssessment")),
    note(INSTANCE, instance!("engagementHours")),
    note(BEFORE, instance!("duration")),
    note(BEFORE, instance!("engagement")),
    note(REPORT, "report/attachment/title"),
    Row {
        condition: "it has no title",
        ..note(REPORT, "report/attachment/type")
    },
    note("ELMO schemas 1, elmo", "attachment/title"),
    Row {
        condition: "it has no title",
        ..note("ELMO schemas 1, elmo", "attachment/type")
    },
];
