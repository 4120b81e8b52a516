//! How the learner was assessed: by what, under which eyes, and with what grade.

use credeval_model::element::{Assessment, Concept, Element, Grade, Supervision, Text};

use super::{Badge, further::GRADING_TABLE};
use crate::{
    integrity::Facts,
    node::Node,
    reading::{Code, Fact, Reading, Url},
    vocabulary,
};

/// Where a scale stands in the description of a result, any of which gives a grade its meaning.
const SCALES: [&str; 5] = [
    "valueMin",
    "valueMax",
    "requiredValue",
    "allowedValue",
    "rubricCriterionLevel",
];

/// Where the assessments of 1EdTech's assessment extension 1.0 stand.
pub(crate) const ASSESSMENTS: &str = "extensions:assessmentExtension/assessments";
/// Achievement types that are the passing of an assessment.
const ASSESSMENT_TYPES: [&str; 2] = ["Assessment", "Assignment"];

impl Badge<'_> {
    pub(super) fn assessment(&self) -> Element<Vec<Assessment>> {
        self.element(
            "no assessmentType or resultDescription under achievement and no result under credentialSubject",
            |reading| {
                let descriptions = self.result_descriptions();
                let results = self.results();
                let assessor = self.subject.first("source");
                let assessed_by: Option<Text> = reading.one(&assessor, "name");
                // 1EdTech's assessment extension 2.0 states the kind with each result's description,
                // and its version 1.0 beside them.
                let kinds = reading.concepts(&self.achievement, "assessmentType");
                let extended = extended(reading, &self.extension(ASSESSMENTS));
                let described: Vec<(Concept, &[Node<'_>])> = match kinds.as_slice() {
                    [] if descriptions.is_empty() => match (results.first(), extended.is_empty()) {
                        (Some(result), _) => {
                            reading.place(result.pointer());
                            vec![(Concept::default(), &[])]
                        }
                        (None, false) => Vec::new(),
                        (None, true) => vec![(is_assessment(reading, &self.achievement)?, &[])],
                    },
                    [] => descriptions
                        .iter()
                        .map(|description| {
                            reading.place(description.pointer());
                            let kinds = reading.concepts(description, "assessmentType");
                            let kind = kinds.into_iter().next().unwrap_or_default();
                            (kind, std::slice::from_ref(description))
                        })
                        .collect(),
                    kinds => kinds
                        .iter()
                        .map(|kind| (kind.clone(), descriptions.as_slice()))
                        .collect(),
                };
                let assessments = described.into_iter().map(|(stated, described)| {
                    let grade = results
                        .iter()
                        .filter(|result| {
                            // A result that names no description is that of the only one.
                            let names_none = result.first("resultDescription").is_nothing();
                            !kinds.is_empty()
                                || descriptions.is_empty()
                                || names_none && descriptions.len() == 1
                                || belongs(result, described)
                        })
                        .find_map(|result| grade(reading, result, &descriptions));
                    Assessment {
                        kind: vocabulary::assessment_kind(&stated),
                        stated,
                        title: match described {
                            [one] => reading.one(one, "name"),
                            _ => None,
                        },
                        graded: grade.is_some(),
                        grading_scheme: described
                            .iter()
                            .find_map(scale)
                            .inspect(|place| reading.place(place.pointer()))
                            .is_some(),
                        assessed_by: assessed_by.clone(),
                    }
                });
                Some(assessments.chain(extended).collect())
            },
        )
    }

    /// What `supervisionType` and `identityChecked` say together.
    pub(super) fn supervision(&self, facts: &mut Facts) -> Element<Supervision> {
        self.element(
            "no supervisionType or identityChecked under achievement",
            |reading| {
                let places = self.achievement.all("supervisionType");
                let stated = places.iter().find_map(|place| {
                    let at = place.pointer().clone();
                    Some(Fact {
                        value: reading.concept(place)?,
                        at,
                    })
                });
                let places = self.achievement.all("identityChecked");
                let checked = places.iter().find_map(|place| reading.read::<bool>(place));
                if stated.is_none() && checked.is_none() {
                    return None;
                }
                let words = stated
                    .as_ref()
                    .map(|stated| stated.clone().map(|stated| vocabulary::words(&stated)));
                let concept = stated.map(|stated| stated.value).unwrap_or_default();
                let mut supervision = vocabulary::supervision(concept);
                match (supervision.identity_verified, checked) {
                    // Neither of two statements that contradict each other can be relied on.
                    (Some(verified), Some(checked)) if verified != checked.value => {
                        supervision.identity_verified = None;
                        facts.supervision = words.map(|words| (words, checked));
                    }
                    (verified, checked) => {
                        supervision.identity_verified =
                            verified.or(checked.map(|checked| checked.value));
                    }
                }
                Some(supervision)
            },
        )
    }

    pub(super) fn grade(&self, facts: &mut Facts) -> Element<Vec<Grade>> {
        self.element(
            "no value, status or achievedLevel under credentialSubject.result",
            |reading| {
                let descriptions = self.result_descriptions();
                let mut grades = Vec::new();
                for result in self.results() {
                    let described: Vec<_> = descriptions
                        .iter()
                        .filter(|description| is_described_by(&result, description))
                        .cloned()
                        .collect();
                    let Some(value) = grade(reading, &result, &descriptions) else {
                        continue;
                    };
                    let scheme = described
                        .first()
                        .and_then(|description| scheme(reading, description))
                        .or_else(|| {
                            let tables = self.extension(GRADING_TABLE);
                            let table = tables.iter().find_map(|table| reading.read::<Url>(table));
                            table.map(|table| Text::plain(table.value.0))
                        });
                    if scheme.is_none() {
                        facts
                            .bare_grades
                            .push(value.clone().map(|value| value.shown().to_owned()));
                    }
                    grades.push(Grade {
                        value: value.value,
                        scheme,
                    });
                }
                (!grades.is_empty()).then_some(grades)
            },
        )
    }
}

/// The assessments of 1EdTech's assessment extension 1.0: `type` is `Exam`, `Performance` or
/// `Artifact`.
pub(crate) fn extended(reading: &mut Reading, places: &[Node<'_>]) -> Vec<Assessment> {
    let mut read = |place: &Node<'_>| {
        let kinds = reading.concepts(place, "type");
        let stated = kinds.into_iter().next()?;
        let rubric = place.first("rubrics");
        if !rubric.is_nothing() {
            reading.place(rubric.pointer());
        }
        Some(Assessment {
            kind: vocabulary::assessment_kind(&stated),
            stated,
            title: reading.one(place, "description"),
            graded: false,
            grading_scheme: !rubric.is_nothing(),
            assessed_by: None,
        })
    };
    places.iter().filter_map(&mut read).collect()
}

/// The achievement's own type, where it says that an assessment was passed (Open Badges 3.0,
/// `AchievementType`).
fn is_assessment(reading: &mut Reading, achievement: &Node<'_>) -> Option<Concept> {
    let place = achievement.first("achievementType");
    let stated: Fact<String> = Reading::default().peek(&place)?;
    if !ASSESSMENT_TYPES.contains(&stated.value.as_str()) {
        return None;
    }
    reading.concept(&place)
}

/// Whether a result names this description by its id.
fn is_described_by(result: &Node<'_>, description: &Node<'_>) -> bool {
    let id = description.first("id");
    !id.is_nothing() && result.first("resultDescription").value() == id.value()
}

fn belongs(result: &Node<'_>, described: &[Node<'_>]) -> bool {
    described
        .iter()
        .any(|description| is_described_by(result, description))
}

/// The grade of a result: its value, its status, or the level of a rubric that it names.
fn grade(
    reading: &mut Reading,
    result: &Node<'_>,
    descriptions: &[Node<'_>],
) -> Option<Fact<Text>> {
    let own = ["value", "status"]
        .iter()
        .find_map(|key| reading.read(&result.first(key)));
    own.or_else(|| {
        let achieved = result.first("achievedLevel");
        let level = descriptions
            .iter()
            .flat_map(|description| description.all("rubricCriterionLevel"))
            .find(|level| !achieved.is_nothing() && level.first("id").value() == achieved.value());
        let named = level.and_then(|level| reading.peek(&level.first("name")));
        named.or_else(|| reading.read(&achieved))
    })
}

fn scale<'a>(description: &Node<'a>) -> Option<Node<'a>> {
    SCALES
        .iter()
        .find_map(|key| description.all(key).into_iter().next())
}

/// The scale of a result in words, such as `ECTSGradeScore; 1 to 10; at least 6`.
fn scheme(reading: &mut Reading, description: &Node<'_>) -> Option<Text> {
    scale(description)?;
    let mut value = |key: &str| reading.one::<Code>(description, key).map(|code| code.0);
    let kind = value("resultType").map(|kind| match kind.strip_prefix("ext:") {
        Some(name) => name.to_owned(),
        None => kind,
    });
    let range = match (value("valueMin"), value("valueMax")) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
        (Some(least), None) => Some(format!("from {least}")),
        (None, Some(most)) => Some(format!("up to {most}")),
        (None, None) => None,
    };
    let required = value("requiredValue").map(|required| format!("at least {required}"));
    let list = |values: Vec<Fact<Code>>| {
        let values: Vec<_> = values.into_iter().map(|code| code.value.0).collect();
        (!values.is_empty()).then(|| format!("one of {}", values.join(", ")))
    };
    let allowed = list(reading.many(description, "allowedValue"));
    let rubric = list(reading.many(description, "rubricCriterionLevel/name"));
    let words: Vec<String> = [kind, range, required, allowed, rubric]
        .into_iter()
        .flatten()
        .collect();
    (!words.is_empty()).then(|| Text::plain(words.join("; ")))
}
