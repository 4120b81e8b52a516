//! What was learnt, how much, at which level, in which way, and where it leads.

use credeval_model::element::{
    CreditSystem, Credits, Element, LearningOutcome, LearningOutcomes, Level, Note, Participation,
    Stackability, Text, Workload,
};

use super::{Claim, Role, reference::List};
use crate::{
    credits,
    integrity::Facts,
    level,
    node::Node,
    push_new,
    reading::{Calendar, Fact, Hours, Reading, Url},
    vocabulary,
    xml::{self, Amount, Truth},
};

/// Where credits stand, and their system where the property names it.
const CREDITS: [(&str, CreditSystem); 2] = [
    ("hasECTSCreditPoints", CreditSystem::Ects),
    ("hasCreditPoints", CreditSystem::Unstated),
];

/// Terms and pages that are further information, of what specifies a claim.
const TERMS: [(&str, &str); 6] = [
    ("dcType", "type"),
    ("language", "language"),
    ("thematicArea", "hasISCED-FCode"),
    ("educationSubject", "hasEducationSubject"),
    ("targetGroup", "targetGroup"),
    ("learningSetting", "learningSettingType"),
];
const PAGES: [(&str, &str); 2] = [
    ("homepage", "homepage/@uri"),
    ("supplementaryDocument", "supplementaryDoc/@uri"),
];

impl<'a> Claim<'a> {
    fn own_specification(&self) -> Node<'a> {
        self.specification(self.role, &self.node)
    }

    /// What specifies an achievement; nothing for what is none.
    pub(super) fn learning_specification(&self, node: &Node<'a>) -> Node<'a> {
        match self.role {
            Role::Achievement => self.specification(self.role, node),
            _ => Node::nothing(),
        }
    }

    pub(super) fn learning_outcomes(&self) -> Element<LearningOutcomes> {
        let absent = "no learningOutcome or description of the specification, and no description of the achievement";
        self.element(absent, |reading| {
            let listed = self.nearest(|_, node| {
                let specification = self.learning_specification(node);
                let path = "learningOutcomes/learningOutcome";
                let outcomes = self
                    .references
                    .referred(List::Outcome, &specification, path);
                outcomes
                    .iter()
                    .filter_map(|outcome| outcome_of(reading, outcome))
                    .collect()
            });
            let descriptions: Vec<Text> = self.nearest(|_, node| {
                [self.specification(self.role, node), node.clone()]
                    .iter()
                    .filter_map(|place| xml::text(reading, place, "description"))
                    .collect()
            });
            if listed.is_empty() && descriptions.is_empty() {
                return None;
            }
            let assessment = self.of(&[Role::Assessment]).next();
            if let Some(assessment) = assessment {
                reading.place(assessment.pointer());
            }
            Some(LearningOutcomes {
                listed,
                summary: Vec::new(),
                descriptions,
                assessed: assessment.is_some(),
            })
        })
    }

    pub(super) fn workload(&self, facts: &mut Facts) -> Element<Workload> {
        let absent = "no credit points, volumeOfLearning or duration of the specification, and no workload of an activity";
        self.element(absent, |reading| {
            let credits = credits::sum(self.nearest(|_, node| {
                let specification = self.learning_specification(node);
                let places = CREDITS.iter().flat_map(|(path, system)| {
                    let places = xml::stated(&specification, path).into_iter();
                    places.map(move |place| (place, system))
                });
                let stated = places.filter_map(|(place, system)| {
                    let stated = reading.read::<Amount>(&place)?;
                    let named = stated.value.scheme.clone().map(credits::named);
                    Some(stated.map(|amount| Credits {
                        points: amount.value,
                        system: named.unwrap_or_else(|| system.clone()),
                    }))
                });
                stated.collect()
            }));
            let hours = credits::total(
                self.nearest(|place, node| self.hours(reading, place, node).into_iter().collect()),
            );
            facts.credits.clone_from(&credits);
            facts.hours.extend(hours.clone());
            facts.calendar = self.calendar();
            let specification = self.learning_specification(&self.node);
            let duration = xml::one::<Calendar>(reading, &specification, "duration")
                .or_else(|| xml::one(reading, &specification, "volumeOfLearning"));
            let workload = Workload {
                credits: credits.into_iter().map(|credits| credits.value).collect(),
                hours: hours.map(|hours| hours.value),
                duration: duration.map(|duration| duration.value.text),
            };
            (workload != Workload::default()).then_some(workload)
        })
    }

    /// The hours that a specification gives, else those of the node itself, else those of the
    /// activities that led to it.
    fn hours(&self, reading: &mut Reading, place: usize, node: &Node<'a>) -> Option<Fact<f64>> {
        let specification = self.learning_specification(node);
        let own = hours_at(reading, &specification, "volumeOfLearning")
            .or_else(|| self.activity_hours(reading, self.role, node));
        own.or_else(|| {
            let activities = self.below_member(place, Role::Activity);
            let hours = activities
                .filter_map(|activity| self.activity_hours(reading, Role::Activity, activity));
            credits::total(hours.collect())
        })
    }

    fn activity_hours(
        &self,
        reading: &mut Reading,
        role: Role,
        node: &Node<'a>,
    ) -> Option<Fact<f64>> {
        if role != Role::Activity {
            return None;
        }
        hours_at(reading, node, "workload")
            .or_else(|| hours_at(reading, &self.specification(role, node), "workload"))
    }

    /// Calendar time that stands where hours belong.
    fn calendar(&self) -> Vec<Fact<Calendar>> {
        let mut reading = Reading::default();
        let volumes = self.of(&[Role::Achievement]);
        let volumes = volumes.map(|node| {
            self.specification(Role::Achievement, node)
                .first("volumeOfLearning")
        });
        let workloads = self
            .of(&[Role::Activity])
            .map(|node| node.first("workload"));
        volumes
            .chain(workloads)
            .filter_map(|place| reading.peek(&place))
            .collect()
    }

    pub(super) fn level(&self, facts: &mut Facts) -> Element<Level> {
        self.element("no eqfLevel or nqfLevel of the specification", |reading| {
            let specification = self.learning_specification(&self.node);
            let places = specification.all("eqfLevel");
            facts.levels = places
                .iter()
                .filter_map(|place| xml::eqf(reading, place))
                .collect();
            let mut level = Level::default();
            for place in specification.all("nqfLevel") {
                if let Some(stated) = xml::term(reading, &place) {
                    level::follow(&stated, place.pointer(), &mut level, facts);
                    level.nqf.push(stated);
                }
            }
            level::settle(level, facts)
        })
    }

    pub(super) fn participation(&self) -> Element<Vec<Participation>> {
        let absent = "no mode of the specification of the achievement or of its activities";
        self.element(absent, |reading| {
            let mut forms = Vec::new();
            let roles = [Role::Achievement, Role::Activity];
            let members = self.members.iter();
            for member in members.filter(|member| roles.contains(&member.role)) {
                for place in self.specification(member.role, &member.node).all("mode") {
                    if let Some(stated) = xml::term(reading, &place) {
                        push_new(&mut forms, vocabulary::participation(stated));
                    }
                }
            }
            (!forms.is_empty()).then_some(forms)
        })
    }

    pub(super) fn prerequisites(&self) -> Element<Vec<Text>> {
        self.element("no entryRequirementsNote of the specification", |reading| {
            let specification = self.learning_specification(&self.node);
            let text = xml::text(reading, &specification, "entryRequirementsNote")?;
            Some(vec![text])
        })
    }

    pub(super) fn stackability(&self, facts: &mut Facts) -> Element<Stackability> {
        let absent = "no isPartialQualification of the specification, no hasPart and no entitlesTo";
        self.element(absent, |reading| {
            let specification = self.learning_specification(&self.node);
            let partial = xml::one::<Truth>(reading, &specification, "isPartialQualification");
            let mut titles = |role: Role| -> Vec<Text> {
                self.below(role)
                    .filter_map(|node| self.title_of(reading, role, node))
                    .collect()
            };
            let towards = match self.role {
                Role::Achievement => titles(Role::Entitlement),
                _ => Vec::new(),
            };
            let stackability = Stackability {
                partial: partial.as_ref().map(|partial| partial.value.0),
                towards,
                parts: titles(self.role),
            };
            facts.stackable = partial
                .filter(|partial| partial.value.0 && stackability.towards.is_empty())
                .map(|partial| partial.map(|_| "said to be a partial qualification".to_owned()));
            (stackability != Stackability::default()).then_some(stackability)
        })
    }

    pub(super) fn further_information(&self) -> Element<Vec<Note>> {
        let absent = "no note, document, page, language, field or setting of the achievement or its specification";
        self.element(absent, |reading| {
            let mut notes = Vec::new();
            let specification = self.own_specification();
            for place in [&self.node, &specification] {
                for note in place.all("additionalNote") {
                    let about = reading.peek::<String>(&note.first("subject"));
                    let about =
                        about.map_or_else(|| "additionalNote".to_owned(), |about| about.value);
                    if let Some(text) = xml::text(reading, &note, "text") {
                        push_new(&mut notes, Note { about, text });
                    }
                }
            }
            for (about, path) in TERMS {
                for place in specification.all(path) {
                    let stated = xml::term(reading, &place);
                    let text = stated
                        .and_then(|stated| stated.label.or_else(|| stated.uri.map(Text::plain)));
                    let about = about.to_owned();
                    if let Some(text) = text {
                        push_new(&mut notes, Note { about, text });
                    }
                }
            }
            for (about, path) in PAGES {
                for Fact {
                    value: Url(page), ..
                } in reading.many::<Url>(&specification, path)
                {
                    let about = about.to_owned();
                    let text = Text::plain(page);
                    push_new(&mut notes, Note { about, text });
                }
            }
            (!notes.is_empty()).then_some(notes)
        })
    }
}

/// An outcome: its label, and its description where that says more than the label.
fn outcome_of(reading: &mut Reading, place: &Node<'_>) -> Option<LearningOutcome> {
    let label = xml::text(reading, place, "prefLabel");
    let description = xml::text(reading, place, "description");
    let title = match (label, description) {
        (Some(label), Some(description)) => joined(label, description),
        (label, description) => label.or(description)?,
    };
    let uris = ["relatedEscoSkill/@uri", "relatedSkill/@uri"]
        .iter()
        .flat_map(|path| place.all(path))
        .filter_map(|address| reading.peek::<Url>(&address))
        .map(|url| url.value.0)
        .collect();
    Some(LearningOutcome {
        title,
        uris,
        ..LearningOutcome::default()
    })
}

/// A label and what describes it, in each language on lines of their own.
fn joined(mut label: Text, description: Text) -> Text {
    for (language, description) in description.0 {
        let text = label.0.entry(language).or_default();
        if text.is_empty() {
            *text = description;
        } else if *text != description {
            text.push('\n');
            text.push_str(&description);
        }
    }
    label
}

fn hours_at(reading: &mut Reading, node: &Node<'_>, path: &str) -> Option<Fact<f64>> {
    let hours = xml::one::<Hours>(reading, node, path)?;
    Some(hours.map(|hours| hours.0))
}
