//! What was learnt, how much, at which level, in which way, and where it leads.

use credeval_model::element::{
    Concept, CreditSystem, Credits, Element, LearningOutcome, LearningOutcomes, Level, Note,
    Participation, Stackability, Text, Workload,
};

use super::{Claim, title};
use crate::{
    credits,
    integrity::Facts,
    level,
    node::Node,
    push_new,
    reading::{Calendar, Fact, Hours, Reading, Url},
    vocabulary,
};

/// Outcomes that are listed one by one.
const OUTCOMES: [&str; 4] = [
    "specifiedBy/learningOutcome",
    "competencyRequired",
    "teaches",
    "about/teaches",
];
const DESCRIPTIONS: [&str; 5] = [
    "description",
    "definition",
    "specifiedBy/description",
    "specifiedBy/definition",
    "about/description",
];
/// Credits of a system that the property does not name.
const CREDITS: [&str; 3] = [
    "specifiedBy/creditPoints",
    "numberOfCredits",
    "about/numberOfCredits",
];
const VOLUMES: [&str; 6] = [
    "specifiedBy/volumeOfLearning",
    "timeRequired",
    "about/timeRequired",
    "hasCourseInstance/courseWorkload",
    "about/hasCourseInstance/courseWorkload",
    "wasInfluencedBy/workload",
];
const LEVELS: [&str; 3] = [
    "educationalLevel",
    "about/educationalLevel",
    "specifiedBy/educationLevel",
];
const MODES: [&str; 5] = [
    "specifiedBy/mode",
    "wasInfluencedBy/specifiedBy/mode",
    "courseMode",
    "hasCourseInstance/courseMode",
    "about/hasCourseInstance/courseMode",
];
const PREREQUISITES: [&str; 3] = [
    "specifiedBy/entryRequirementsNote",
    "coursePrerequisites",
    "about/coursePrerequisites",
];
const NOTES: [&str; 9] = [
    "additionalNote",
    "credentialCategory",
    "url",
    "inLanguage",
    "about/inLanguage",
    "specifiedBy/additionalNote",
    "specifiedBy/language",
    "specifiedBy/iSCEDFCode",
    "specifiedBy/homePage",
];

impl Claim<'_> {
    pub(super) fn learning_outcomes(&self) -> Element<LearningOutcomes> {
        let absent = "no learningOutcome, learningOutcomeDescription, competencyRequired, teaches or description";
        self.element(absent, |reading| {
            let places = OUTCOMES.iter().flat_map(|path| self.node.all(path));
            let places: Vec<_> = places.collect();
            let outcomes = LearningOutcomes {
                listed: places
                    .iter()
                    .filter_map(|place| outcome(reading, place))
                    .collect(),
                summary: self.texts(reading, &["specifiedBy/learningOutcomeDescription"]),
                descriptions: self.texts(reading, &DESCRIPTIONS),
                assessed: false,
            };
            if outcomes == LearningOutcomes::default() {
                return None;
            }
            let assessment = self.node.first("wasDerivedFrom");
            if !assessment.is_nothing() {
                reading.place(assessment.pointer());
            }
            Some(LearningOutcomes {
                assessed: !assessment.is_nothing(),
                ..outcomes
            })
        })
    }

    pub(super) fn workload(&self, facts: &mut Facts) -> Element<Workload> {
        let absent = "no eCTSCreditPoints, creditPoints, numberOfCredits, volumeOfLearning, timeRequired or workload";
        self.element(absent, |reading| {
            let mut credits = Vec::new();
            if let Some(points) = number(reading, &self.node.first("specifiedBy/eCTSCreditPoints"))
            {
                let system = CreditSystem::Ects;
                credits.push(points.map(|points| Credits { points, system }));
            }
            for place in CREDITS.iter().flat_map(|path| self.node.all(path)) {
                credits.extend(credits_at(reading, &place));
            }
            let volumes: Vec<_> = VOLUMES
                .iter()
                .flat_map(|path| self.node.all(path))
                .collect();
            let hours = volumes
                .iter()
                .find_map(|place| reading.peek::<Hours>(place));
            let hours = hours.map(|hours| hours.map(|hours| hours.0));
            facts.credits.clone_from(&credits);
            facts.hours.extend(hours.clone());
            let longest = self.node.first("specifiedBy/maximumDuration");
            let mut times = [longest].into_iter().chain(volumes.iter().cloned());
            let duration = times.find_map(|place| reading.peek::<Calendar>(&place));
            let workload = Workload {
                credits: credits.into_iter().map(|credits| credits.value).collect(),
                hours: hours.map(|hours| hours.value),
                duration: duration.map(|duration| duration.value.text),
            };
            if workload == Workload::default() {
                // What stands there is neither hours nor calendar time.
                for place in &volumes {
                    reading.read::<Hours>(place);
                }
                return None;
            }
            Some(workload)
        })
    }

    pub(super) fn level(&self, facts: &mut Facts) -> Element<Level> {
        let absent = "no eqfLevel or nqfLevel of the specification, and no educationalLevel";
        self.element(absent, |reading| {
            let places = self.node.all("specifiedBy/eqfLevel");
            facts.levels = places
                .iter()
                .filter_map(|place| reading.eqf(place))
                .collect();
            let mut level = Level::default();
            for place in self.node.all("specifiedBy/nqfLevel") {
                if let Some(stated) = reading.concept(&place) {
                    level::follow(&stated, place.pointer(), &mut level, facts);
                    level.nqf.push(stated);
                }
            }
            for place in LEVELS.iter().flat_map(|path| self.node.all(path)) {
                if is_of_eqf(&place) {
                    facts.levels.extend(reading.eqf(&place));
                } else if let Some(stated) = reading.concept(&place) {
                    level::follow(&stated, place.pointer(), &mut level, facts);
                    level.label = level.label.or(words(stated));
                }
            }
            level::settle(level, facts)
        })
    }

    pub(super) fn participation(&self) -> Element<Vec<Participation>> {
        let absent = "no mode of the specification or of an activity, and no courseMode";
        self.element(absent, |reading| {
            let mut forms = Vec::new();
            for path in MODES {
                for stated in reading.concepts(&self.node, path) {
                    push_new(&mut forms, vocabulary::participation(stated));
                }
            }
            (!forms.is_empty()).then_some(forms)
        })
    }

    pub(super) fn prerequisites(&self) -> Element<Vec<Text>> {
        self.element(
            "no entryRequirementsNote or coursePrerequisites",
            |reading| {
                let texts = self.texts(reading, &PREREQUISITES);
                (!texts.is_empty()).then_some(texts)
            },
        )
    }

    pub(super) fn stackability(&self) -> Element<Stackability> {
        let absent = "no isPartialQualification, hasPart, isPartOf, entitlesTo or educationalCredentialAwarded";
        self.element(absent, |reading| {
            let mut titles = |paths: &[&str]| -> Vec<Text> {
                let places = paths.iter().flat_map(|path| self.node.all(path));
                let places: Vec<_> = places.collect();
                let texts = places.iter().filter_map(|place| {
                    let own = reading.peek::<Text>(place).map(|text| text.value);
                    own.or_else(|| title(reading, place))
                });
                texts.collect()
            };
            let stackability = Stackability {
                towards: titles(&["entitlesTo", "isPartOf", "educationalCredentialAwarded"]),
                parts: titles(&["hasPart/learningAchievements", "hasPart"]),
                partial: reading.one(&self.node, "specifiedBy/isPartialQualification"),
            };
            (stackability != Stackability::default()).then_some(stackability)
        })
    }

    pub(super) fn further_information(&self) -> Element<Vec<Note>> {
        let absent = "no additionalNote, category, page, language or field";
        self.element(absent, |reading| {
            let mut notes = Vec::new();
            for path in NOTES {
                let about = path.rsplit('/').next().unwrap_or(path);
                for text in reading
                    .concepts(&self.node, path)
                    .into_iter()
                    .filter_map(words)
                {
                    let about = about.to_owned();
                    push_new(&mut notes, Note { about, text });
                }
            }
            (!notes.is_empty()).then_some(notes)
        })
    }
}

/// The label of a term, else its address.
fn words(stated: Concept) -> Option<Text> {
    stated.label.or_else(|| stated.uri.map(Text::plain))
}

/// An outcome: text, or a term with a name; an address alone is its own title.
fn outcome(reading: &mut Reading, place: &Node<'_>) -> Option<LearningOutcome> {
    let stated = reading.concept(place)?;
    let mut uris: Vec<String> = stated.uri.clone().into_iter().collect();
    for path in ["relatedESCOSkill", "relatedSkill", "url"] {
        for Fact {
            value: Url(uri), ..
        } in place.all(path).iter().filter_map(|uri| reading.peek(uri))
        {
            push_new(&mut uris, uri);
        }
    }
    Some(LearningOutcome {
        title: words(stated)?,
        uris,
        ..LearningOutcome::default()
    })
}

/// Whether a level says that it is one of the European Qualifications Framework; a bare number may be
/// a grade of school.
fn is_of_eqf(place: &Node<'_>) -> bool {
    let address = [place.clone(), place.first("id")];
    address.iter().any(vocabulary::is_eqf)
        || Reading::default().concept(place).is_some_and(|stated| {
            let label = vocabulary::normal(&vocabulary::words(&stated));
            label.split(' ').any(|word| word == "eqf")
        })
}

fn number(reading: &mut Reading, place: &Node<'_>) -> Option<Fact<f64>> {
    reading.read::<f64>(place)
}

/// Credits: a number, or in schema.org a value with its unit.
fn credits_at(reading: &mut Reading, place: &Node<'_>) -> Option<Fact<Credits>> {
    let value = place.first("value");
    if value.is_nothing() {
        let system = CreditSystem::Unstated;
        return number(reading, place)
            .map(|points| points.map(|points| Credits { points, system }));
    }
    let points = number(reading, &value)?;
    let system = credits::system(reading, &place.first("unitText"));
    Some(points.map(|points| Credits { points, system }))
}
