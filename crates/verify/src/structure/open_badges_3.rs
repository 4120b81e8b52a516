//! What an Open Badge 3.0 must have.
//!
//! Source: Open Badges 3.0 appendix B (data model) and section 8 (verification). Its first version
//! builds on version 1.1 of the data model, and has `issuanceDate` where later ones have `validFrom`.

use std::collections::{BTreeMap, HashSet};

use credeval_model::json;
use serde_json::Value;

use super::Found;
use super::shape::{
    Class,
    Kind::{
        Boolean, Date, DateTime, Held, Language, Node, NodeOrUrl, Number, OpenWord, Text, Token,
        Url, Word,
    },
    Path, check as walk, is_absent, many, may, one,
};
use super::vc::{self, Version};
use crate::opened::{Opened, identifier};

/// The addresses of the context: final, and of the drafts that are still in use.
pub(super) const CONTEXTS: (&str, &[&str]) = (
    "Open Badges 3.0",
    &[
        "https://purl.imsglobal.org/spec/ob/v3p0/",
        "https://imsglobal.github.io/openbadges-specification/",
        "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/",
    ],
);

const ACHIEVEMENT_TYPES: &[&str] = &[
    "Achievement",
    "ApprenticeshipCertificate",
    "Assessment",
    "Assignment",
    "AssociateDegree",
    "Award",
    "Badge",
    "BachelorDegree",
    "Certificate",
    "CertificateOfCompletion",
    "Certification",
    "CoCurricular",
    "CommunityService",
    "Competency",
    "Course",
    "Degree",
    "Diploma",
    "DoctoralDegree",
    "Fieldwork",
    "GeneralEducationDevelopment",
    "JourneymanCertificate",
    "LearningProgram",
    "License",
    "MasterCertificate",
    "MasterDegree",
    "Membership",
    "MicroCredential",
    "ProfessionalDoctorate",
    "QualityAssuranceCredential",
    "ResearchDoctorate",
    "SecondarySchoolDiploma",
];

const TARGET_TYPES: &[&str] = &[
    "ceasn:Competency",
    "ceterms:Credential",
    "CFItem",
    "CFRubric",
    "CFRubricCriterion",
    "CFRubricCriterionLevel",
    "CTDL",
];

const IDENTIFIER_TYPES: &[&str] = &[
    "name",
    "sourcedId",
    "systemId",
    "productId",
    "userName",
    "accountId",
    "emailAddress",
    "nationalIdentityNumber",
    "isbn",
    "issn",
    "lisSourcedId",
    "oneRosterSourcedId",
    "sisSourcedId",
    "ltiContextId",
    "ltiDeploymentId",
    "ltiToolId",
    "ltiPlatformId",
    "ltiUserId",
    "identifier",
];

const RESULT_TYPES: &[&str] = &[
    "GradePointAverage",
    "LetterGrade",
    "Percent",
    "PerformanceLevel",
    "PredictedScore",
    "RawScore",
    "Result",
    "RubricCriterion",
    "RubricCriterionLevel",
    "RubricScore",
    "ScaledScore",
    "Status",
];

const RESULT_STATUS: &[&str] = &[
    "Completed",
    "Enrolled",
    "Failed",
    "InProgress",
    "OnHold",
    "Provisional",
    "Withdrew",
];

pub(super) static IMAGE: Class = Class {
    name: "Image",
    types: &["Image"],
    one_of: &[],
    members: &[one("id", Url), may("caption", Text)],
};

static GEO: Class = Class {
    name: "GeoCoordinates",
    types: &["GeoCoordinates"],
    one_of: &[],
    members: &[one("latitude", Number), one("longitude", Number)],
};

static ADDRESS: Class = Class {
    name: "Address",
    types: &["Address"],
    one_of: &[],
    members: &[
        may("addressCountry", Text),
        may("addressCountryCode", Text),
        may("addressRegion", Text),
        may("addressLocality", Text),
        may("streetAddress", Text),
        may("postOfficeBoxNumber", Text),
        may("postalCode", Text),
        may("geo", Node(&GEO)),
    ],
};

static IDENTIFIER_ENTRY: Class = Class {
    name: "IdentifierEntry",
    types: &["IdentifierEntry"],
    one_of: &[],
    members: &[
        one("identifier", Text),
        one("identifierType", OpenWord(IDENTIFIER_TYPES)),
    ],
};

pub(super) static IDENTITY_OBJECT: Class = Class {
    name: "IdentityObject",
    types: &["IdentityObject"],
    one_of: &[],
    members: &[
        one("hashed", Boolean),
        one("identityHash", Text),
        one("identityType", OpenWord(IDENTIFIER_TYPES)),
        may("salt", Text),
    ],
};

pub(super) static PROFILE: Class = Class {
    name: "Profile",
    types: &["Profile"],
    one_of: &[],
    members: &[
        one("id", Url),
        may("name", Text),
        may("url", Url),
        may("phone", Text),
        may("description", Text),
        many("endorsement", Held),
        many("endorsementJwt", Token),
        may("image", NodeOrUrl(&IMAGE)),
        may("email", Text),
        may("address", Node(&ADDRESS)),
        many("otherIdentifier", Node(&IDENTIFIER_ENTRY)),
        may("official", Text),
        may("parentOrg", Node(&PROFILE)),
        may("familyName", Text),
        may("givenName", Text),
        may("additionalName", Text),
        may("patronymicName", Text),
        may("honorificPrefix", Text),
        may("honorificSuffix", Text),
        may("familyNamePrefix", Text),
        may("dateOfBirth", Date),
    ],
};

static ALIGNMENT: Class = Class {
    name: "Alignment",
    types: &["Alignment"],
    one_of: &[],
    members: &[
        may("targetCode", Text),
        may("targetDescription", Text),
        one("targetName", Text),
        may("targetFramework", Text),
        may("targetType", OpenWord(TARGET_TYPES)),
        one("targetUrl", Url),
    ],
};

static CRITERIA: Class = Class {
    name: "Criteria",
    types: &[],
    one_of: &["id", "narrative"],
    members: &[may("id", Url), may("narrative", Text)],
};

static RELATED: Class = Class {
    name: "Related",
    types: &["Related"],
    one_of: &[],
    members: &[
        one("id", Url),
        may("inLanguage", Language),
        may("version", Text),
    ],
};

static RUBRIC_CRITERION_LEVEL: Class = Class {
    name: "RubricCriterionLevel",
    types: &["RubricCriterionLevel"],
    one_of: &[],
    members: &[
        one("id", Url),
        many("alignment", Node(&ALIGNMENT)),
        may("description", Text),
        may("level", Text),
        one("name", Text),
        may("points", Text),
    ],
};

static RESULT_DESCRIPTION: Class = Class {
    name: "ResultDescription",
    types: &["ResultDescription"],
    one_of: &[],
    members: &[
        one("id", Url),
        many("alignment", Node(&ALIGNMENT)),
        many("allowedValue", Text),
        one("name", Text),
        may("requiredLevel", Url),
        may("requiredValue", Text),
        one("resultType", OpenWord(RESULT_TYPES)),
        many("rubricCriterionLevel", Node(&RUBRIC_CRITERION_LEVEL)),
        may("valueMax", Text),
        may("valueMin", Text),
    ],
};

pub(super) static ACHIEVEMENT: Class = Class {
    name: "Achievement",
    types: &["Achievement"],
    one_of: &[],
    members: &[
        one("id", Url),
        one("name", Text),
        one("description", Text),
        one("criteria", Node(&CRITERIA)),
        many("alignment", Node(&ALIGNMENT)),
        may("achievementType", OpenWord(ACHIEVEMENT_TYPES)),
        may("creator", Node(&PROFILE)),
        may("creditsAvailable", Number),
        many("endorsement", Held),
        many("endorsementJwt", Token),
        may("fieldOfStudy", Text),
        may("humanCode", Text),
        may("image", NodeOrUrl(&IMAGE)),
        may("inLanguage", Language),
        many("otherIdentifier", Node(&IDENTIFIER_ENTRY)),
        many("related", Node(&RELATED)),
        many("resultDescription", Node(&RESULT_DESCRIPTION)),
        may("specialization", Text),
        many("tag", Text),
        may("version", Text),
    ],
};

static RESULT: Class = Class {
    name: "Result",
    types: &["Result"],
    one_of: &[],
    members: &[
        may("achievedLevel", Url),
        many("alignment", Node(&ALIGNMENT)),
        may("resultDescription", Url),
        may("status", Word(RESULT_STATUS)),
        may("value", Text),
    ],
};

static ACHIEVEMENT_SUBJECT: Class = Class {
    name: "AchievementSubject",
    types: &["AchievementSubject"],
    one_of: &["id", "identifier"],
    members: &[
        may("id", Url),
        may("activityEndDate", DateTime),
        may("activityStartDate", DateTime),
        may("creditsEarned", Number),
        one("achievement", Node(&ACHIEVEMENT)),
        many("identifier", Node(&IDENTITY_OBJECT)),
        may("image", NodeOrUrl(&IMAGE)),
        may("licenseNumber", Text),
        may("narrative", Text),
        many("result", Node(&RESULT)),
        may("role", Text),
        may("source", Node(&PROFILE)),
        may("term", Text),
    ],
};

pub(super) static EVIDENCE: Class = Class {
    name: "Evidence",
    types: &["Evidence"],
    one_of: &[],
    members: &[
        may("id", Url),
        may("narrative", Text),
        may("name", Text),
        may("description", Text),
        may("genre", Text),
        may("audience", Text),
    ],
};

static REFRESH_SERVICE: Class = Class {
    name: "RefreshService",
    types: &[],
    one_of: &[],
    members: &[one("id", Url), one("type", Text)],
};

macro_rules! badge {
    ($($own:expr),*) => {
        Class {
            name: "AchievementCredential",
            types: &["AchievementCredential", "OpenBadgeCredential"],
            one_of: &[],
            members: &[
                one("id", Url),
                may("name", Text),
                may("description", Text),
                may("image", NodeOrUrl(&IMAGE)),
                may("awardedDate", DateTime),
                one("credentialSubject", Node(&ACHIEVEMENT_SUBJECT)),
                many("endorsement", Held),
                many("endorsementJwt", Token),
                many("evidence", Node(&EVIDENCE)),
                one("issuer", NodeOrUrl(&PROFILE)),
                many("refreshService", Node(&REFRESH_SERVICE)),
                $($own),*
            ],
        }
    };
}

static BADGE_1: Class = badge!();
static BADGE_2: Class = badge!(one("validFrom", DateTime));

/// Compares a badge with its standard.
pub(super) fn check(opened: &Opened, version: Version, place: &Path<'_>, found: &mut Found) {
    let credential = opened.credential();
    vc::further_contexts(credential, place, &[CONTEXTS], found);
    let class = match version {
        Version::One => &BADGE_1,
        Version::Two => &BADGE_2,
    };
    walk(class, credential, place, &vc::implied(opened), found);
    each(
        credential,
        "credentialSubject",
        place,
        &mut |subject, place| {
            results(subject, place, found);
        },
    );
}

/// A result description: whether it is of the type Status, and the levels that it lists.
struct Described<'a> {
    is_status: bool,
    levels: HashSet<&'a str>,
}

/// Results are results of something that the achievement describes.
fn results(subject: &Value, place: &Path<'_>, found: &mut Found) {
    let mut described = BTreeMap::new();
    each(subject, "achievement", place, &mut |achievement, place| {
        each(
            achievement,
            "resultDescription",
            place,
            &mut |description, place| {
                let levels = json::one_or_many(description.get("rubricCriterionLevel")).iter();
                let levels: HashSet<&str> =
                    levels.filter_map(|level| identifier(Some(level))).collect();
                if let Some(level) = description.get("requiredLevel").and_then(Value::as_str)
                    && !levels.contains(level)
                {
                    let expected = "a level that the result description lists";
                    let stated = description.get("requiredLevel");
                    found.add(
                        &Path::Key(place, "requiredLevel"),
                        "dangling",
                        expected,
                        stated,
                    );
                }
                if let Some(id) = identifier(Some(description)) {
                    let kind = description.get("resultType").and_then(Value::as_str);
                    let is_status = kind == Some("Status");
                    described.insert(id, Described { is_status, levels });
                }
            },
        );
    });
    let levels: HashSet<&str> = described
        .values()
        .flat_map(|description| &description.levels)
        .copied()
        .collect();
    each(subject, "result", place, &mut |result, place| {
        joined(result, &described, &levels, place, found);
    });
}

/// Calls `f` for each value at a key, with its place.
fn each<'a>(
    node: &'a Value,
    key: &'static str,
    place: &Path<'_>,
    f: &mut dyn FnMut(&'a Value, &Path<'_>),
) {
    let stated = node.get(key);
    let place = Path::Key(place, key);
    for (index, value) in json::one_or_many(stated).iter().enumerate() {
        match stated {
            Some(Value::Array(_)) => f(value, &Path::Index(&place, index)),
            _ => f(value, &place),
        }
    }
}

fn joined(
    result: &Value,
    described: &BTreeMap<&str, Described<'_>>,
    levels: &HashSet<&str>,
    place: &Path<'_>,
    found: &mut Found,
) {
    let Some(named) = identifier(result.get("resultDescription")) else {
        return;
    };
    let Some(description) = described.get(named) else {
        let expected = "the identifier of a result description of the achievement";
        let stated = result.get("resultDescription");
        found.add(
            &Path::Key(place, "resultDescription"),
            "dangling",
            expected,
            stated,
        );
        return;
    };
    if let Some(level) = result.get("achievedLevel").and_then(Value::as_str) {
        let at = Path::Key(place, "achievedLevel");
        if !levels.contains(level) {
            let expected = "a level that a result description of the achievement lists";
            found.add(&at, "dangling", expected, result.get("achievedLevel"));
        } else if !description.levels.contains(level) {
            // The publisher's own sample does so.
            found.remark(|| format!("the level at {} is one of another result", at.pointer()));
        }
    }
    let at = Path::Key(place, "status");
    match (description.is_status, is_absent(result.get("status"))) {
        (true, true) => {
            let expected = "`status` of a result whose description has the result type Status";
            found.add(&at, "missing_property", expected, None);
        }
        // The publisher's own sample does so.
        (false, false) => found.remark(|| {
            format!(
                "the status at {} is one of a result that has another type",
                at.pointer()
            )
        }),
        _ => {}
    }
}
