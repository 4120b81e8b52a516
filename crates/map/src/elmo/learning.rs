//! What was learnt, how much, at which level, how well, and what it belongs to.

use credeval_model::element::{
    Assessment, AssessmentKind, Concept, Credits, Cycle, Element, Grade, LearningOutcomes, Level,
    Note, Stackability, Text, Workload,
};

use super::{BELOW, Course, DEPTH, INSTANCE, MEMBERS, is_unachieved};
use crate::{
    credits::{self, system},
    integrity::Facts,
    level,
    node::Node,
    push_new,
    reading::{Fact, Reading},
    vocabulary::{self, level_of_cycle},
    xml::{self, EqfLevel, Identified, Written},
};

/// Where further information stands, below the specification and below its instance.
const NOTES: [&str; 8] = [
    "type",
    "subjectArea",
    "subject",
    "iscedCode",
    "url",
    "identifier",
    "qualification/title",
    "qualification/qualificationMainStudyField",
];
const INSTANCE_NOTES: [&str; 9] = [
    "start",
    "date",
    "academicTerm/title",
    "status",
    "languageOfInstruction",
    "languageOfAssessment",
    "engagementHours",
    "duration",
    "engagement",
];

impl Course<'_> {
    /// ELMO has no property for outcomes; a description is all that may say what is learnt.
    pub(super) fn learning_outcomes(&self) -> Element<LearningOutcomes> {
        let absent = "no description under learningOpportunitySpecification, and ELMO has no property for learning outcomes";
        self.element(absent, |reading| {
            let paths = ["description", "descriptionHtml"];
            let descriptions = vec![xml::first_text(reading, &self.node, &paths)?];
            let result = result(&mut Reading::default(), &self.instance());
            if let Some(result) = &result {
                reading.place(&result.at);
            }
            Some(LearningOutcomes {
                descriptions,
                assessed: result.is_some(),
                ..LearningOutcomes::default()
            })
        })
    }

    /// Its credits, else those of the nearest parts: where a node has ECTS credits, neither what is
    /// above nor what is below it may have any (schema, `credit`). The hours of engagement are those
    /// spent in class, the least that it took, and no more is known where no credits are stated.
    pub(super) fn workload(&self, facts: &mut Facts) -> Element<Workload> {
        let absent = "no credit or engagementHours under learningOpportunityInstance";
        self.element(absent, |reading| {
            let credits = credits::sum(self.credits(reading));
            facts.credits.clone_from(&credits);
            let hours = credits
                .is_empty()
                .then(|| xml::one::<f64>(reading, &self.instance(), "engagementHours"));
            let workload = Workload {
                credits: credits.into_iter().map(|credits| credits.value).collect(),
                hours: hours.flatten().map(|hours| hours.value),
                duration: None,
            };
            (workload != Workload::default()).then_some(workload)
        })
    }

    fn credits(&self, reading: &mut Reading) -> Vec<Fact<Credits>> {
        let mut nodes = vec![self.node.clone()];
        for _ in 0..DEPTH {
            let found: Vec<_> = nodes
                .iter()
                .flat_map(|node| own_credits(reading, node))
                .collect();
            if !found.is_empty() {
                return found;
            }
            nodes = nodes
                .iter()
                .flat_map(|node| node.all(BELOW))
                .filter(is_achieved)
                .take(MEMBERS)
                .collect();
        }
        Vec::new()
    }

    /// The levels by their type: EQF, QF-EHEA (its cycles), and others, which are national.
    pub(super) fn level(&self, facts: &mut Facts) -> Element<Level> {
        let absent = "no level under learningOpportunityInstance, and no educationLevel of the qualification";
        self.element(absent, |reading| {
            let mut level = Level::default();
            for place in xml::stated(&self.node, &format!("{INSTANCE}/level")) {
                let kind = reading.peek::<String>(&place.first("type"));
                let value = place.first("value");
                let Some(kind) = kind else {
                    reading.fault(&place, "a level with its type");
                    continue;
                };
                if value.is_nothing() {
                    reading.note(format!(
                        "the level of type {} at {place} has no value",
                        kind.value,
                        place = place.pointer()
                    ));
                    continue;
                }
                match vocabulary::normal(&kind.value).as_str() {
                    "eqf" => facts.levels.extend(
                        reading
                            .read::<EqfLevel>(&value)
                            .map(|level| level.map(|level| level.0)),
                    ),
                    "qf ehea" | "ehea" => {
                        if let Some(stage) = reading.read::<Stage>(&value) {
                            level.cycle = level.cycle.or(Some(stage.value.0));
                            let derived = stage.map(|stage| level_of_cycle(stage.0));
                            facts.derived_levels.push(derived);
                        }
                    }
                    _ => {
                        if let Some(stated) = national(reading, &kind.value, &place) {
                            level::follow(&stated, value.pointer(), &mut level, facts);
                            level.nqf.push(stated);
                        }
                    }
                }
            }
            let of_credit = format!("{INSTANCE}/credit/level");
            let paths = [
                "level",
                "qualification/educationLevel",
                &of_credit,
                "credit/level",
            ];
            let label = paths.iter().find_map(|path| {
                let label = xml::text(reading, &self.node, path)?;
                Some((label, xml::stated(&self.node, path)))
            });
            if let Some((label, places)) = label {
                let stated = Concept {
                    uri: None,
                    label: Some(label),
                };
                if let Some(place) = places.first() {
                    level::follow(&stated, place.pointer(), &mut level, facts);
                }
                level.label = stated.label;
            }
            level::settle(level, facts)
        })
    }

    /// A result shows that there was an assessment; ELMO does not say of which kind.
    pub(super) fn assessment(&self) -> Element<Vec<Assessment>> {
        let absent = "no resultLabel, and ELMO has no property for the kind of assessment";
        self.element(absent, |reading| {
            result(reading, &self.instance())?;
            let scheme = self.scheme(reading);
            Some(vec![Assessment {
                kind: AssessmentKind::Other,
                stated: Concept::default(),
                title: None,
                graded: true,
                grading_scheme: scheme.is_some() || self.distribution(reading),
                assessed_by: None,
            }])
        })
    }

    pub(super) fn grade(&self, facts: &mut Facts) -> Element<Vec<Grade>> {
        self.element(
            "no resultLabel under learningOpportunityInstance",
            |reading| {
                let result = result(reading, &self.instance())?;
                let scheme = self.scheme(reading);
                if scheme.is_none() && !self.distribution(&mut Reading::default()) {
                    let shown = result.clone().map(|text| text.shown().to_owned());
                    facts.bare_grades.push(shown);
                }
                Some(vec![Grade {
                    value: result.value,
                    scheme,
                }])
            },
        )
    }

    /// The scheme that the result refers to by its number in the report; in the first samples the
    /// result names it.
    fn scheme(&self, reading: &mut Reading) -> Option<Text> {
        let instance = self.instance();
        let named = Reading::default().peek::<String>(&instance.first("gradingSchemeLocalId"));
        let schemes = self.report.all("gradingScheme");
        let mut own = schemes.iter().filter(|scheme| {
            let id = xml::attribute(scheme.value(), "localId");
            named
                .as_ref()
                .is_some_and(|named| id == Some(named.value.as_str()))
        });
        // Whom two schemes answer to, neither describes.
        if let (Some(scheme), None) = (own.next(), own.next()) {
            let described = xml::text(reading, scheme, "description");
            if described.is_some() {
                return described;
            }
        }
        xml::text(reading, &instance, "gradingScheme").or_else(|| {
            let named = reading.peek::<String>(&instance.first("result/@scheme"))?;
            Some(Text::plain(named.value))
        })
    }

    /// Whether the results of all give the grade a meaning.
    fn distribution(&self, reading: &mut Reading) -> bool {
        let instance = self.instance();
        let places = ["resultDistribution", "shortenedGrading"].map(|path| instance.first(path));
        let found = places.iter().find(|place| !place.is_nothing());
        if let Some(found) = found {
            reading.place(found.pointer());
        }
        found.is_some()
    }

    pub(super) fn stackability(&self) -> Element<Stackability> {
        self.element("no hasPart, and no specification around it", |reading| {
            let above = self.above.as_ref();
            let towards = above.and_then(|above| xml::text(reading, above, "title"));
            let parts = self.node.all(BELOW);
            let stackability = Stackability {
                partial: None,
                towards: towards.into_iter().collect(),
                parts: parts
                    .iter()
                    .filter_map(|part| xml::text(reading, part, "title"))
                    .collect(),
            };
            (stackability != Stackability::default()).then_some(stackability)
        })
    }

    pub(super) fn further_information(&self) -> Element<Vec<Note>> {
        let absent = "no field, term, language, status, page or attachment";
        self.element(absent, |reading| {
            let mut notes = Vec::new();
            let instance = self.instance();
            let own = NOTES.iter().map(|path| (&self.node, *path));
            let places = own.chain(INSTANCE_NOTES.iter().map(|path| (&instance, *path)));
            for (node, path) in places {
                let about = path.split('/').next().unwrap_or(path).to_owned();
                if let Some(text) = xml::text(reading, node, path) {
                    push_new(&mut notes, Note { about, text });
                }
            }
            for attachment in self.attachments() {
                if let Some(text) = xml::first_text(reading, &attachment, &["title", "type"]) {
                    let about = "attachment".to_owned();
                    push_new(&mut notes, Note { about, text });
                }
            }
            (!notes.is_empty()).then_some(notes)
        })
    }
}

/// The grade: `resultLabel`, in the first samples `result`.
fn result(reading: &mut Reading, instance: &Node<'_>) -> Option<Fact<Text>> {
    let result = ["resultLabel", "result"]
        .iter()
        .find_map(|path| xml::one::<Written>(reading, instance, path))?;
    Some(result.map(|text| text.0))
}

/// The credits of a specification itself, the first of each system.
fn own_credits(reading: &mut Reading, node: &Node<'_>) -> Vec<Fact<Credits>> {
    let mut places = node.all(&format!("{INSTANCE}/credit"));
    places.extend(node.all("credit"));
    let mut credits: Vec<Fact<Credits>> = Vec::new();
    for place in places {
        let system = system(&mut Reading::default(), &place.first("scheme"));
        if credits.iter().any(|other| other.value.system == system) {
            continue;
        }
        if let Some(points) = xml::one::<f64>(reading, &place, "value") {
            let system = self::system(reading, &place.first("scheme"));
            credits.push(points.map(|points| Credits { points, system }));
        }
    }
    credits
}

/// A national level as it is stated: the framework's description or type, and the value in it.
fn national(reading: &mut Reading, kind: &str, place: &Node<'_>) -> Option<Concept> {
    let value = xml::one::<Identified>(reading, place, "value")?;
    let framework = xml::text(reading, place, "description");
    let framework = framework.as_ref().map_or(kind, Text::shown);
    Some(Concept {
        uri: None,
        label: Some(Text::plain(format!("{framework} {}", value.value.value))),
    })
}

/// A cycle of the QF-EHEA, by number or name.
struct Stage(Cycle);

impl crate::reading::FromJson for Stage {
    const WHAT: &'static str = "a cycle of the QF-EHEA (short, first, second, third)";

    fn from_json(value: &serde_json::Value) -> Option<Self> {
        let text = vocabulary::normal(&xml::own_text(value)?);
        let cycle = match text.strip_suffix(" cycle").unwrap_or(&text) {
            "short" | "0" => Cycle::Short,
            "first" | "1" => Cycle::First,
            "second" | "2" => Cycle::Second,
            "third" | "3" => Cycle::Third,
            _ => return None,
        };
        Some(Self(cycle))
    }
}

/// Whether a part counts: not one that was failed or is still taken.
fn is_achieved(part: &Node<'_>) -> bool {
    let status = part.first(&format!("{INSTANCE}/status"));
    let status = Reading::default().peek::<Written>(&status);
    status.is_none_or(|status| !is_unachieved(status.value.0.shown()))
}
