//! What was learnt, how much, at which level, in which way, and where it leads.

use credeval_model::element::{
    Credits, Element, LearningOutcome, LearningOutcomes, Level, Note, Participation, Stackability,
    Text, Workload,
};

use super::{Claim, Role, role_by_type, title};
use crate::{
    credits::{self, system},
    integrity::Facts,
    level,
    node::Node,
    push_new,
    reading::{Calendar, Code, Duration, Fact, FromJson, Hours, Reading, Url},
    vocabulary::{self, ENTITLEMENT, Entitlement, meaning, readable},
};

/// Where hours stand; where neither does, the hours of contact are the least that it took.
const VOLUMES: [&str; 2] = ["specifiedBy/volumeOfLearning", "workload"];
const CONTACT_HOURS: [&str; 2] = ["specifiedBy/contactHour", "contactHour"];
/// Where the form of participation stands.
const MODES: [&str; 3] = [
    "specifiedBy/mode",
    "specifiedBy/influencedBy/mode",
    "learningOpportunity/mode",
];
/// Activities that led to an achievement.
const ACTIVITIES: [&str; 2] = ["influencedBy", "influencedBy/hasPart"];
/// Where it is told in running text what was learnt.
const SUMMARIES: [&str; 2] = [
    "specifiedBy/learningOutcomeSummary/noteLiteral",
    "specifiedBy/learningOutcome/additionalNote/noteLiteral",
];
/// Where it is described what the learner did.
const DESCRIPTIONS: [&str; 4] = [
    "specifiedBy/description",
    "description",
    "influencedBy/specifiedBy/description",
    "influencedBy/description",
];
/// Where a skill that an outcome relates to stands.
const SKILLS: [&str; 2] = ["relatedESCOSkill", "relatedSkill"];
/// Where it is told to what the achievement gives a right.
const ENTITLEMENTS: [&str; 2] = ["entitlesTo", "specifiedBy/entitlesTo"];

/// Where further information stands as text, and the property that it is about.
const NOTES: [(&str, &str); 5] = [
    ("additionalNote", "additionalNote/noteLiteral"),
    ("additionalNote", "specifiedBy/additionalNote/noteLiteral"),
    ("supplementaryDocument", "supplementaryDocument/contentURL"),
    (
        "supplementaryDocument",
        "specifiedBy/supplementaryDocument/contentURL",
    ),
    ("homepage", "specifiedBy/homepage/contentURL"),
];
/// Where it stands as a term.
const TERMS: [(&str, &str); 8] = [
    ("dcType", "specifiedBy/dcType"),
    ("language", "specifiedBy/language"),
    (FIELD, "specifiedBy/thematicArea"),
    ("educationSubject", "specifiedBy/educationSubject"),
    ("learningSetting", "specifiedBy/learningSetting"),
    ("targetGroup", "specifiedBy/targetGroup"),
    ("qualificationCode", "specifiedBy/qualificationCode"),
    ("learningSchedule", "learningOpportunity/learningSchedule"),
];
/// The property whose terms are fields of ISCED-F.
const FIELD: &str = "thematicArea";

impl Claim<'_> {
    pub(super) fn learning_outcomes(&self) -> Element<LearningOutcomes> {
        self.element(
            "no learning outcome, summary or description under hasClaim or its specifiedBy",
            |reading| {
                let listed = self.nearest(|node| {
                    let places = node.all("specifiedBy/learningOutcome");
                    places
                        .iter()
                        .filter_map(|place| outcome(reading, place))
                        .collect()
                });
                let summary = self.texts(reading, &SUMMARIES);
                let descriptions = self.texts(reading, &DESCRIPTIONS);
                if listed.is_empty() && summary.is_empty() && descriptions.is_empty() {
                    return None;
                }
                let assessment = self.of(&[Role::Assessment]).next();
                if let Some(assessment) = assessment {
                    reading.place(assessment.pointer());
                }
                Some(LearningOutcomes {
                    listed,
                    summary,
                    descriptions,
                    assessed: assessment.is_some(),
                })
            },
        )
    }

    /// The texts at `paths`, of the claim or the nearest of its parts.
    fn texts(&self, reading: &mut Reading, paths: &[&str]) -> Vec<Text> {
        self.nearest(|node| {
            paths
                .iter()
                .flat_map(|path| reading.many::<Text>(node, path))
                .map(|text| text.value)
                .collect()
        })
    }

    pub(super) fn workload(&self, facts: &mut Facts) -> Element<Workload> {
        self.element(
            "no credit point, volume of learning, workload or duration under hasClaim or its specifiedBy",
            |reading| {
                let credits = credits::sum(self.nearest(|node| {
                    node_credits(reading, node)
                }));
                let hours = self.nearest(|node| {
                    node_hours(reading, node).into_iter().collect()
                });
                let hours = credits::total(hours);
                self.gather_workload(facts, &credits, hours.as_ref());
                let duration = reading
                    .one::<Duration>(&self.node, "specifiedBy/maximumDuration")
                    .map(|duration| duration.0)
                    .or_else(|| {
                        let calendar = self.volumes().find_map(|place| reading.peek::<Calendar>(&place));
                        calendar.map(|calendar| calendar.value.text)
                    });
                let workload = Workload {
                    credits: credits.into_iter().map(|credits| credits.value).collect(),
                    hours: hours.map(|hours| hours.value),
                    duration,
                };
                (workload != Workload::default()).then_some(workload)
            },
        )
    }

    /// All that the claim says of its own workload, also twice, else what its parts amount to.
    fn gather_workload(
        &self,
        facts: &mut Facts,
        credits: &[Fact<Credits>],
        hours: Option<&Fact<f64>>,
    ) {
        let mut reading = Reading::default();
        facts.credits = credit_places(&self.node)
            .iter()
            .filter_map(|place| credit(&mut reading, place))
            .collect();
        if facts.credits.is_empty() {
            facts.credits = credits.to_vec();
        }
        facts.hours = VOLUMES
            .iter()
            .flat_map(|path| self.node.all(path))
            .filter_map(|place| reading.peek::<Hours>(&place))
            .map(|hours| hours.map(|hours| hours.0))
            .collect();
        if facts.hours.is_empty() {
            facts.hours.extend(hours.cloned());
        }
        facts.calendar = self
            .volumes()
            .filter_map(|place| reading.peek(&place))
            .collect();
    }

    /// Where the claim and its activities state a volume of learning; that of a part is not that of
    /// the whole.
    fn volumes(&self) -> impl Iterator<Item = Node<'_>> {
        let activities = ACTIVITIES.iter().flat_map(|path| self.node.all(path));
        [self.node.clone()]
            .into_iter()
            .chain(activities)
            .flat_map(|member| VOLUMES.iter().flat_map(move |path| member.all(path)))
    }

    pub(super) fn level(&self, facts: &mut Facts) -> Element<Level> {
        self.element(
            "no eqfLevel, nqfLevel or educationLevel under specifiedBy",
            |reading| {
                let places = self.own("specifiedBy/eqfLevel");
                facts.levels = places
                    .iter()
                    .filter_map(|place| reading.eqf(place))
                    .collect();
                let mut level = Level::default();
                for place in self.own("specifiedBy/nqfLevel") {
                    let Some(stated) = reading.concept(&place) else {
                        continue;
                    };
                    level::follow(&stated, place.pointer(), &mut level, facts);
                    level.nqf.push(stated);
                }
                for place in self.own("specifiedBy/educationLevel") {
                    let Some(stated) = reading.concept(&place) else {
                        continue;
                    };
                    level::follow(&stated, place.pointer(), &mut level, facts);
                    level.label = level.label.or(stated.label);
                }
                level::settle(level, facts)
            },
        )
    }

    pub(super) fn participation(&self) -> Element<Vec<Participation>> {
        self.element(
            "no mode under specifiedBy of the claim or its activities, or under learningOpportunity, and no type of an activity that tells one",
            |reading| {
                let stated = self.nearest(|node| {
                    let activities = ACTIVITIES.iter().flat_map(|path| node.all(path));
                    let activities = activities.map(|node| (role_by_type(&node, Role::Activity), node));
                    let own = (role_by_type(node, Role::Achievement), node.clone());
                    let mut stated = Vec::new();
                    for (role, member) in [own].into_iter().chain(activities) {
                        let modes = MODES.iter().flat_map(|path| reading.concepts(&member, path));
                        stated.extend(modes.map(vocabulary::participation));
                        if role == Role::Activity {
                            let kinds = member.all("specifiedBy/dcType").into_iter();
                            let kinds = kinds.filter(vocabulary::is_form_of_activity);
                            let kinds = kinds.filter_map(|kind| reading.concept(&kind));
                            stated.extend(kinds.map(vocabulary::activity));
                        }
                    }
                    stated
                });
                let mut forms = Vec::new();
                for form in stated {
                    push_new(&mut forms, form);
                }
                (!forms.is_empty()).then_some(forms)
            },
        )
    }

    pub(super) fn prerequisites(&self) -> Element<Vec<Text>> {
        self.element(
            "no entryRequirement under specifiedBy and no admissionProcedure under learningOpportunity",
            |reading| {
                let texts: Vec<Text> = [
                    "specifiedBy/entryRequirement/noteLiteral",
                    "learningOpportunity/admissionProcedure/noteLiteral",
                ]
                .iter()
                .flat_map(|path| self.own(path))
                .filter_map(|place| reading.read(&place))
                .map(|text| text.value)
                .collect();
                (!texts.is_empty()).then_some(texts)
            },
        )
    }

    pub(super) fn stackability(&self, facts: &mut Facts) -> Element<Stackability> {
        self.element(
            "no isPartialQualification, hasPart, isPartOf or entitlesTo under hasClaim or its specifiedBy",
            |reading| {
                let partial = self.own("specifiedBy/isPartialQualification");
                let partial = partial
                    .iter()
                    .find_map(|place| reading.read::<bool>(place));
                let mut titles = |paths: &[&str]| -> Vec<Text> {
                    paths
                        .iter()
                        .flat_map(|path| self.node.all(path))
                        .filter(|node| leads_on(node))
                        .filter_map(|node| title(reading, &node))
                        .collect()
                };
                let parts = titles(&["hasPart", "specifiedBy/hasPart"]);
                let mut towards = titles(&[
                    "entitlesTo",
                    "specifiedBy/entitlesTo",
                    "isPartOf",
                    "specifiedBy/isPartOf",
                ]);
                // What a transcript lists by itself is a part of it.
                if let Some(whole) = self.wholes.first() {
                    towards.extend(title(reading, whole));
                }
                // An entitlement that is claimed by itself is what it leads to.
                let claim = self.members.first();
                if claim.is_some_and(|(role, node)| *role == Role::Entitlement && leads_on(node)) {
                    towards.extend(title(reading, &self.node));
                }
                let stackability = Stackability {
                    partial: partial.as_ref().map(|partial| partial.value),
                    towards,
                    parts,
                };
                facts.stackable = partial
                    .filter(|partial| partial.value && stackability.towards.is_empty())
                    .map(|partial| partial.map(|_| "said to be a partial qualification".to_owned()));
                (stackability != Stackability::default()).then_some(stackability)
            },
        )
    }

    pub(super) fn further_information(&self) -> Element<Vec<Note>> {
        self.element(
            "no note, document, language, field or setting under hasClaim or its specifiedBy",
            |reading| {
                let mut notes = Vec::new();
                let mut note = |about: &str, text| {
                    let about = about.to_owned();
                    push_new(&mut notes, Note { about, text });
                };
                for (about, path) in NOTES {
                    for text in reading.many(&self.node, path) {
                        note(about, text.value);
                    }
                }
                for (about, path) in TERMS {
                    for place in self.node.all(path) {
                        let Some(stated) = reading.concept(&place) else {
                            continue;
                        };
                        if about == FIELD && vocabulary::is_no_field(&stated) {
                            reading.fault(&place, "a field of ISCED-F");
                        } else if let Some(text) = readable(stated) {
                            note(about, text);
                        }
                    }
                }
                // A right to a job or a membership is no step to further learning.
                for path in ENTITLEMENTS {
                    for node in self.node.all(path).iter().filter(|node| !leads_on(node)) {
                        if let Some(text) = title(reading, node) {
                            note("entitlesTo", text);
                        }
                    }
                }
                (!notes.is_empty()).then_some(notes)
            },
        )
    }
}

/// An outcome by its title, else by the label of a skill that it relates to.
fn outcome(reading: &mut Reading, place: &Node<'_>) -> Option<LearningOutcome> {
    let title = reading.first_of(
        place,
        &[
            "title",
            "relatedESCOSkill/prefLabel",
            "relatedSkill/prefLabel",
        ],
    )?;
    let uris = ["id", "relatedESCOSkill/id", "relatedSkill/id"]
        .iter()
        .flat_map(|path| place.all(path))
        .filter_map(|id| reading.peek::<Url>(&id))
        .map(|url| url.value.0)
        .collect();
    let skills = SKILLS.iter().flat_map(|skill| place.all(skill));
    let (framework, code) = skills
        .map(|skill| {
            let scheme = skill.first("inScheme");
            let framework = [scheme.first("prefLabel"), scheme.first("id"), scheme]
                .iter()
                .find_map(|place| reading.peek::<Text>(place));
            (framework, skill_code(reading, &skill.first("notation")))
        })
        .find(|(framework, code)| framework.is_some() || code.is_some())
        .unwrap_or_default();
    Some(LearningOutcome {
        title,
        uris,
        framework: framework.map(|framework| framework.value),
        code: code.map(|code| code.value.0),
    })
}

/// The code of a skill. The Commission's tool writes there what the term is (`Skill`); a code of a
/// framework has a digit, such as `S1.1` and `3.2`.
fn skill_code(reading: &mut Reading, notation: &Node<'_>) -> Option<Fact<Code>> {
    let code = Code::from_json(notation.value())?;
    let is_code = code
        .0
        .contains(|character: char| character.is_ascii_digit());
    is_code.then(|| reading.peek(notation)).flatten()
}

/// Whether a node can be a step to further learning: any but a right to a job or a membership.
fn leads_on(node: &Node<'_>) -> bool {
    let mut types = node.all("specifiedBy/dcType");
    types.extend(node.all("dcType"));
    let mut reading = Reading::default();
    types.iter().all(|place| {
        let stated = reading.concept(place);
        let kind = stated.and_then(|stated| meaning(ENTITLEMENT, &stated));
        !matches!(
            kind,
            Some(Entitlement::Occupation | Entitlement::Membership)
        )
    })
}

/// Where credits stand: what the learner received before what the specification offers.
fn credit_places<'a>(node: &Node<'a>) -> Vec<Node<'a>> {
    let mut places = node.all("creditReceived");
    places.extend(node.all("specifiedBy/creditPoint"));
    places
}

/// The credits of one claim, the first of each system.
fn node_credits(reading: &mut Reading, node: &Node<'_>) -> Vec<Fact<Credits>> {
    let mut credits: Vec<Fact<Credits>> = Vec::new();
    for place in credit_places(node) {
        let system = system(&mut Reading::default(), &place.first("framework"));
        if credits.iter().all(|other| other.value.system != system) {
            credits.extend(credit(reading, &place));
        }
    }
    credits
}

fn credit(reading: &mut Reading, place: &Node<'_>) -> Option<Fact<Credits>> {
    let points = reading.read(&place.first("point"))?;
    let system = system(reading, &place.first("framework"));
    Some(points.map(|points| Credits { points, system }))
}

/// The hours of one claim, else those of the activities that led to it.
fn node_hours(reading: &mut Reading, node: &Node<'_>) -> Option<Fact<f64>> {
    own_hours(reading, node).or_else(|| {
        let activities = node.all("influencedBy");
        let hours = activities
            .iter()
            .filter_map(|activity| own_hours(reading, activity));
        credits::total(hours.collect())
    })
}

fn own_hours(reading: &mut Reading, node: &Node<'_>) -> Option<Fact<f64>> {
    let volume = VOLUMES
        .iter()
        .flat_map(|path| node.all(path))
        .find_map(|place| reading.read::<Hours>(&place));
    volume.map(|hours| hours.map(|hours| hours.0)).or_else(|| {
        CONTACT_HOURS
            .iter()
            .flat_map(|path| node.all(path))
            .find_map(|place| reading.read(&place))
    })
}
