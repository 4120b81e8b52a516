//! Open Badges 3.0 with the Dutch terms.

use credeval_model::{
    document::Standard,
    element::{
        Concept, Country, CreditSystem, Elements, Grade, Identifier, LearningOutcome, Level, Note,
        QualityAssurance, QualityKind, Text,
    },
};
use serde_json::{Map, Value, json};

use super::{Derived, UNNAMED, held, is_empty, list, object, one_or_many};
use crate::vocabulary;

const OB3: Standard = Standard::OpenBadges3;

const CREDENTIALS: &str = "https://www.w3.org/ns/credentials/v2";
const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
const DUTCH: &str = "https://raw.githubusercontent.com/educredentials/obv3-examples/refs/heads/main/contexts/educredential.json";
const ACCREDITATION: &str = "https://purl.imsglobal.org/spec/ob-accred/v2p0/context";
const ASSESSMENT: &str = "https://purl.imsglobal.org/spec/ob-assessment/v2p0/context";
const LEVEL: &str =
    "https://api.openbadges.education/static/extensions/LevelExtension/context.json";

/// Properties of the achievement that hold further information as one string each.
const OF_ACHIEVEMENT: [&str; 8] = [
    "achievementType",
    "inLanguage",
    "humanCode",
    "fieldOfStudy",
    "specialization",
    "educationProgramIdentifier",
    "learningSetting",
    "version",
];
/// The address of the criteria.
const CRITERIA: &str = "criteria";
/// Properties of the subject that do.
const OF_SUBJECT: [&str; 5] = [
    "licenseNumber",
    "role",
    "term",
    "narrative",
    "activityLocation",
];
/// The property of the credential that does.
const DESCRIPTION: &str = "description";
const EVIDENCE: &str = "evidence";

pub(super) fn has_property(about: &str) -> bool {
    OF_ACHIEVEMENT.contains(&about)
        || OF_SUBJECT.contains(&about)
        || [CRITERIA, DESCRIPTION, EVIDENCE].contains(&about)
}

pub(super) fn credential(elements: &Elements, derived: &Derived<'_>) -> Value {
    let statement = derived.statement(elements, OB3);
    let elements = &held(elements, OB3, derived.language);
    let issued = elements.issued.value();
    let awarded = issued.filter(|issued| issued.stated_as == "awardedDate");
    let achievement = achievement(elements, derived);
    let profile = issuer(elements, derived);
    let evidence = noted(elements, EVIDENCE).map(evidence);
    object([
        ("@context", contexts(&achievement, &profile)),
        ("id", json!(derived.id(OB3, "credential"))),
        (
            "type",
            json!(["VerifiableCredential", "AchievementCredential"]),
        ),
        ("name", shown(elements.title.value())),
        (
            DESCRIPTION,
            one_or_many(noted(elements, DESCRIPTION).map(|text| json!(text.shown()))),
        ),
        ("issuer", profile),
        ("validFrom", json!(issued.map(|issued| &issued.date))),
        ("awardedDate", json!(awarded.map(|issued| &issued.date))),
        ("credentialSubject", subject(elements, achievement, derived)),
        (
            EVIDENCE,
            std::iter::once(json!({
                "id": derived.id(OB3, "conversion"),
                "type": ["Evidence"],
                "name": "Derived and unsigned",
                "narrative": statement,
                "genre": "Conversion",
            }))
            .chain(evidence)
            .collect(),
        ),
    ])
}

/// The contexts of the terms that are used.
fn contexts(achievement: &Value, issuer: &Value) -> Value {
    let is = |node: &Value, class: &str| {
        node.get("type")
            .and_then(Value::as_array)
            .is_some_and(|types| types.iter().any(|one| one == class))
    };
    let descriptions = achievement
        .get("resultDescription")
        .and_then(Value::as_array);
    let assessed = descriptions
        .is_some_and(|all| all.iter().any(|one| is(one, "AssessmentResultDescription")));
    [
        (CREDENTIALS, true),
        (OPEN_BADGES, true),
        (DUTCH, is(achievement, "EducredentialAchievement")),
        (ASSESSMENT, assessed),
        (ACCREDITATION, is(issuer, "IssuerAccreditationProfile")),
        (LEVEL, achievement.get(LEVEL_EXTENSION).is_some()),
    ]
    .into_iter()
    .filter(|(_, used)| *used)
    .map(|(context, _)| json!(context))
    .collect()
}

fn noted<'a>(elements: &'a Elements, about: &'a str) -> impl Iterator<Item = &'a Text> {
    let notes = list(&elements.further_information).iter();
    notes
        .filter(move |note: &&Note| note.about == about)
        .map(|note| &note.text)
}

fn evidence(text: &Text) -> Value {
    let key = if is_address(text.shown()) {
        "id"
    } else {
        "narrative"
    };
    json!({ "type": ["Evidence"], key: text.shown() })
}

fn issuer(elements: &Elements, derived: &Derived<'_>) -> Value {
    let body = list(&elements.awarding_body)
        .first()
        .cloned()
        .unwrap_or_default();
    let country = list(&elements.country).first();
    let accreditations: Vec<Value> = list(&elements.quality_assurance)
        .iter()
        .filter(|quality| quality.kind == QualityKind::Institution)
        .map(|quality| {
            object([
                ("type", json!(["AccreditationProfile"])),
                ("name", shown(quality.title.as_ref())),
                ("accreditationDate", json!(quality.valid_from)),
            ])
        })
        .collect();
    let types = match accreditations.is_empty() {
        true => json!(["Profile"]),
        false => json!(["Profile", "IssuerAccreditationProfile"]),
    };
    let others = body.identifiers.iter().map(|identifier| {
        json!({
            "type": ["IdentifierEntry"],
            "identifier": identifier.value,
            "identifierType": identifier.scheme,
        })
    });
    let unnamed = || derived.id(OB3, &format!("issuer{UNNAMED}"));
    object([
        ("id", json!(body.id.unwrap_or_else(unnamed))),
        ("type", types),
        ("name", shown(body.name.as_ref())),
        ("url", json!(body.homepage)),
        ("address", country.map_or(Value::Null, address)),
        ("otherIdentifier", others.collect()),
        ("accreditations", json!(accreditations)),
    ])
}

fn address(country: &Country) -> Value {
    let code = (!country.code.is_empty()).then_some(&country.code);
    object([
        ("type", json!(["Address"])),
        ("addressCountryCode", json!(code)),
        ("addressCountry", shown(country.name.as_ref())),
        ("addressRegion", shown(country.region.as_ref())),
    ])
}

fn subject(elements: &Elements, achievement: Value, derived: &Derived<'_>) -> Value {
    let learner = elements.learner.value().cloned().unwrap_or_default();
    let own = |scheme: &str, value: &str| Identifier {
        scheme: scheme.to_owned(),
        value: value.to_owned(),
        hashed: false,
    };
    let name = learner.name.iter().map(|name| own("name", name.shown()));
    let email = learner.email.iter().map(|email| own("emailAddress", email));
    let identities = name.chain(email).chain(learner.identifiers).map(|one| {
        json!({
            "type": ["IdentityObject"],
            "hashed": one.hashed,
            "identityHash": one.value,
            "identityType": one.scheme,
        })
    });
    let assessor = list(&elements.assessment).first();
    let source = assessor
        .and_then(|one| one.assessed_by.as_ref())
        .map(|name| {
            json!({
                "id": derived.id(OB3, "source"),
                "type": ["Profile"],
                "name": name.shown(),
            })
        });
    let mut subject = object([
        ("id", json!(learner.id)),
        ("type", json!(["AchievementSubject"])),
        ("identifier", identities.collect()),
        ("source", json!(source)),
        ("achievement", achievement),
        ("result", results(elements, derived).collect()),
    ]);
    for property in OF_SUBJECT {
        set(&mut subject, property, noted(elements, property));
    }
    subject
}

/// Sets a property to texts.
fn set<'a>(node: &mut Value, property: &str, texts: impl Iterator<Item = &'a Text>) {
    let value = one_or_many(texts.map(|text| json!(text.shown())));
    if let (Value::Object(members), false) = (node, is_empty(&value)) {
        members.insert(property.to_owned(), value);
    }
}

fn achievement(elements: &Elements, derived: &Derived<'_>) -> Value {
    let outcomes = elements.learning_outcomes.value();
    let narrative = outcomes.and_then(|one| one.summary.first());
    let mut descriptions = outcomes
        .map(|one| one.descriptions.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|text| json!(text.shown()));
    let level = elements.level.value();
    let levels = level.iter().flat_map(|level| levels(level, derived));
    let competencies = outcomes.iter().flat_map(|one| one.listed.iter());
    let competencies = competencies
        .enumerate()
        .map(|(index, outcome)| competency(index, outcome, derived));
    let assured = list(&elements.quality_assurance)
        .iter()
        .filter(|quality| quality.kind == QualityKind::Programme)
        .enumerate()
        .map(|(index, quality)| quality_alignment(index, quality, derived));
    let dutch = dutch_terms(elements);
    let types = match dutch.is_empty() {
        true => json!(["Achievement"]),
        false => json!(["Achievement", "EducredentialAchievement"]),
    };
    let credits = elements.workload.value().and_then(|workload| {
        let mut all = workload.credits.iter();
        all.find(|one| one.system == CreditSystem::Unstated)
    });
    let related = elements
        .stackability
        .value()
        .map(|one| one.towards.as_slice());
    let mut achievement = object([
        ("id", json!(derived.id(OB3, "achievement"))),
        ("type", types),
        ("name", shown(elements.title.value())),
        (
            "criteria",
            object([
                (
                    "id",
                    one_or_many(noted(elements, CRITERIA).map(|text| json!(text.shown()))),
                ),
                ("narrative", shown(narrative)),
            ]),
        ),
        ("description", descriptions.next().unwrap_or_default()),
        ("tag", descriptions.collect()),
        (
            "alignment",
            levels.chain(competencies).chain(assured).collect(),
        ),
        ("creditsAvailable", json!(credits.map(|one| one.points))),
        (
            LEVEL_EXTENSION,
            level
                .and_then(|level| level.label.as_ref())
                .map_or(Value::Null, level_extension),
        ),
        (
            "resultDescription",
            descriptions_of_results(elements, derived),
        ),
        (
            "related",
            related
                .unwrap_or_default()
                .iter()
                .enumerate()
                .map(|(index, title)| related_to(index, title, derived))
                .collect(),
        ),
    ]);
    for property in OF_ACHIEVEMENT {
        set(&mut achievement, property, noted(elements, property));
    }
    if let Value::Object(members) = &mut achievement {
        members.extend(dutch);
    }
    achievement
}

/// What the Dutch context has terms for.
fn dutch_terms(elements: &Elements) -> Map<String, Value> {
    let workload = elements.workload.value();
    let ects = workload.and_then(|workload| {
        let mut all = workload.credits.iter();
        all.find(|one| one.system == CreditSystem::Ects)
    });
    let forms = list(&elements.participation).iter();
    let supervision = elements.supervision.value();
    let checked = supervision.and_then(|one| {
        let by_term = vocabulary::supervision(one.stated.clone());
        match (by_term.identity_verified, one.identity_verified) {
            // Two statements that contradict each other.
            (Some(verified), None) => Some(!verified),
            (_, checked) => checked,
        }
    });
    let partial = elements.stackability.value().and_then(|one| one.partial);
    let terms = object([
        ("ECTS", json!(ects.map(|ects| ects.points))),
        (
            "timeInvestment",
            json!(workload.and_then(|workload| workload.hours)),
        ),
        (
            "assessmentType",
            one_kind(elements).map_or(Value::Null, term),
        ),
        (
            "participationType",
            one_or_many(forms.map(|form| term(&form.stated))),
        ),
        (
            "supervisionType",
            supervision.map_or(Value::Null, |one| term(&one.stated)),
        ),
        ("identityChecked", json!(checked)),
        (
            "integrationOptions",
            json!(partial.map(|partial| if partial { "stackable" } else { "standalone" })),
        ),
    ]);
    match terms {
        Value::Object(terms) => terms,
        _ => Map::new(),
    }
}

/// The kind of the only assessment. Several have theirs in the descriptions of their results, which
/// keep what belongs together.
fn one_kind(elements: &Elements) -> Option<&Concept> {
    match list(&elements.assessment) {
        [one] if one.stated != Concept::default() => Some(&one.stated),
        _ => None,
    }
}

const LEVEL_EXTENSION: &str = "extensions:LevelExtension";

fn level_extension(label: &Text) -> Value {
    json!({
        "type": ["Extension", LEVEL_EXTENSION],
        "Level": label.shown(),
    })
}

fn levels(level: &Level, derived: &Derived<'_>) -> Vec<Value> {
    let eqf = level.eqf.map(|eqf| {
        json!({
            "type": ["Alignment"],
            "targetType": "ext:EQFAlignment",
            "targetName": format!("EQF level {eqf}"),
            "targetFramework": "European Qualifications Framework",
            "targetCode": eqf.to_string(),
            "targetUrl": format!("http://data.europa.eu/snb/eqf/{eqf}"),
        })
    });
    let nqf = level.nqf.iter().enumerate().map(|(index, stated)| {
        let name = stated.label.as_ref().map(Text::shown).unwrap_or_default();
        let of_framework = |word: &&str| {
            word.ends_with("QF") && word.chars().all(|letter| letter.is_ascii_alphabetic())
        };
        let framework = name
            .split(' ')
            .find(of_framework)
            .filter(|word| *word != "EQF")
            .unwrap_or("NQF");
        json!({
            "type": ["Alignment"],
            "targetType": format!("ext:{framework}Alignment"),
            "targetName": name,
            "targetUrl": target(stated.uri.as_deref(), "level", index, derived),
        })
    });
    eqf.into_iter().chain(nqf).collect()
}

/// The address of a target, which an alignment must have: one of its own where none is stated.
fn target(url: Option<&str>, of: &str, index: usize, derived: &Derived<'_>) -> String {
    url.map_or_else(|| derived.id(OB3, &format!("{of}-{index}")), str::to_owned)
}

fn competency(index: usize, outcome: &LearningOutcome, derived: &Derived<'_>) -> Value {
    let url = outcome.uris.first().map(String::as_str);
    object([
        ("type", json!(["Alignment"])),
        ("targetType", json!("ceasn:Competency")),
        ("targetName", json!(outcome.title.shown())),
        ("targetFramework", shown(outcome.framework.as_ref())),
        ("targetCode", json!(outcome.code)),
        ("targetUrl", json!(target(url, "outcome", index, derived))),
    ])
}

fn quality_alignment(index: usize, quality: &QualityAssurance, derived: &Derived<'_>) -> Value {
    let report = quality.report.as_deref();
    let url = report.filter(|report| is_address(report));
    let code = report.filter(|report| !is_address(report));
    object([
        ("type", json!(["Alignment"])),
        ("targetType", json!("ext:QualityAssurance")),
        ("targetName", shown(quality.title.as_ref())),
        ("targetFramework", shown(quality.agent.as_ref())),
        ("targetCode", json!(code)),
        ("targetUrl", json!(target(url, "quality", index, derived))),
    ])
}

/// A related achievement; its identifier is made where the text is none.
fn related_to(index: usize, title: &Text, derived: &Derived<'_>) -> Value {
    let text = title.shown();
    match is_address(text) {
        true => json!({ "type": ["Related"], "id": text }),
        false => json!({
            "type": ["Related"],
            "id": derived.id(OB3, &format!("related-{index}")),
            "name": text,
        }),
    }
}

/// A description for each assessment that says more than its kind.
fn descriptions_of_results(elements: &Elements, derived: &Derived<'_>) -> Value {
    let only_kind = one_kind(elements).is_some();
    let mut grades = list(&elements.grade).iter();
    let mut descriptions = Vec::new();
    for (index, assessment) in list(&elements.assessment).iter().enumerate() {
        let grade = assessment.graded.then(|| grades.next()).flatten();
        if only_kind && grade.is_none() && assessment.title.is_none() {
            continue;
        }
        let kind = match only_kind {
            true => Value::Null,
            false => term(&assessment.stated),
        };
        let types = match kind.is_null() {
            true => json!(["ResultDescription"]),
            false => json!(["ResultDescription", "AssessmentResultDescription"]),
        };
        let mut description = object([
            ("id", json!(result_description(index, derived))),
            ("type", types),
            ("name", shown(assessment.title.as_ref())),
            ("assessmentType", kind),
        ]);
        if let Value::Object(members) = &mut description {
            members.extend(scale_of(grade));
        }
        descriptions.push(description);
    }
    Value::Array(descriptions)
}

fn result_description(index: usize, derived: &Derived<'_>) -> String {
    derived.id(OB3, &format!("result-{index}"))
}

/// The grades, each with the description of the assessment that it belongs to.
fn results(elements: &Elements, derived: &Derived<'_>) -> impl Iterator<Item = Value> {
    let graded = list(&elements.assessment).iter().enumerate();
    let graded = graded.filter(|(_, assessment)| assessment.graded);
    graded
        .zip(list(&elements.grade))
        .map(|((index, _), grade)| {
            json!({
                "type": ["Result"],
                "resultDescription": result_description(index, derived),
                "value": grade.value.shown(),
            })
        })
}

fn scale_of(grade: Option<&Grade>) -> Map<String, Value> {
    let words = grade.and_then(|grade| grade.scheme.as_ref());
    let scale = words.and_then(|words| Scale::parse(words.shown()));
    let members = match scale {
        Some(scale) => scale.members(),
        None => json!({ "resultType": "Result" }),
    };
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// A scale in the words in which it is read, such as `RawScore; 1 to 10; at least 6`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Scale {
    kind: Option<String>,
    least: Option<String>,
    most: Option<String>,
    required: Option<String>,
    allowed: Vec<String>,
}

impl Scale {
    /// Reads the words, all of which a description of results must be able to hold.
    pub(super) fn parse(words: &str) -> Option<Self> {
        let mut scale = Self::default();
        let mut parts = words.split("; ").peekable();
        scale.kind = parts
            .next_if(|part| !part.is_empty() && part.chars().all(is_of_type))
            .map(str::to_owned);
        let range = parts.next_if(|part| {
            part.contains(" to ") || part.starts_with("from ") || part.starts_with("up to ")
        });
        if let Some(range) = range {
            match (range.strip_prefix("from "), range.strip_prefix("up to ")) {
                (Some(least), _) => scale.least = Some(least.to_owned()),
                (_, Some(most)) => scale.most = Some(most.to_owned()),
                _ => {
                    let (least, most) = range.split_once(" to ")?;
                    scale.least = Some(least.to_owned());
                    scale.most = Some(most.to_owned());
                }
            }
        }
        let required = parts.next_if(|part| part.starts_with("at least "));
        scale.required = required
            .and_then(|part| part.strip_prefix("at least "))
            .map(str::to_owned);
        let allowed = parts.next_if(|part| part.starts_with("one of "));
        scale.allowed = allowed
            .and_then(|part| part.strip_prefix("one of "))
            .map(|list| list.split(", ").map(str::to_owned).collect())
            .unwrap_or_default();
        let said = [&scale.least, &scale.most, &scale.required]
            .iter()
            .any(|value| value.is_some())
            || !scale.allowed.is_empty();
        (said && parts.next().is_none() && scale.words() == words).then_some(scale)
    }

    /// The words, as the reading of a description gives them.
    fn words(&self) -> String {
        let range = match (&self.least, &self.most) {
            (Some(least), Some(most)) => Some(format!("{least} to {most}")),
            (Some(least), None) => Some(format!("from {least}")),
            (None, Some(most)) => Some(format!("up to {most}")),
            (None, None) => None,
        };
        let required = self
            .required
            .as_ref()
            .map(|value| format!("at least {value}"));
        let allowed =
            (!self.allowed.is_empty()).then(|| format!("one of {}", self.allowed.join(", ")));
        let parts: Vec<String> = [self.kind.clone(), range, required, allowed]
            .into_iter()
            .flatten()
            .collect();
        parts.join("; ")
    }

    fn members(&self) -> Value {
        let kind = self
            .kind
            .as_ref()
            .map(|kind| match STANDARD_TYPES.contains(&kind.as_str()) {
                true => kind.clone(),
                false => format!("ext:{kind}"),
            });
        object([
            ("resultType", json!(kind)),
            ("valueMin", json!(self.least)),
            ("valueMax", json!(self.most)),
            ("requiredValue", json!(self.required)),
            ("allowedValue", json!(self.allowed)),
        ])
    }
}

/// Whether a type of result may hold this character.
fn is_of_type(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "._-".contains(letter)
}

/// Types of results (Open Badges 3.0, `ResultType`); others begin with `ext:`.
const STANDARD_TYPES: [&str; 12] = [
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

/// A term as one word: its address, else its label.
fn term(concept: &Concept) -> Value {
    let label = concept.label.as_ref().map(Text::shown);
    json!(concept.uri.as_deref().or(label))
}

fn shown(text: Option<&Text>) -> Value {
    json!(text.map(Text::shown))
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_parsed_where_a_description_can_hold_all_of_it() {
        for words in [
            "RawScore; 1 to 10; at least 6",
            "ECTSGradeScore; one of A, B, C",
            "from 1",
            "up to 20; at least 10",
            "at least 6",
            "Status; one of Completed",
        ] {
            let scale = Scale::parse(words).unwrap();
            assert_eq!(scale.words(), words);
        }
        for words in [
            "",
            "RawScore",
            "Pass or fail, by the examination board",
            "1 to 10; and a resit",
            "at least 6; 1 to 10",
            "https://grades.example/table",
        ] {
            assert_eq!(Scale::parse(words), None, "{words}");
        }
    }
}
