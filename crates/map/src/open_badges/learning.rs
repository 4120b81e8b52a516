//! What was learnt, how much, at which level, in which way, and where it leads.

use credeval_model::element::{
    Concept, CreditSystem, Credits, Element, LearningOutcome, LearningOutcomes, Level, Note,
    Participation, Stackability, Text, Workload,
};

use super::{
    Badge,
    alignment::{Aligned, aligned},
};
use crate::{
    integrity::Facts,
    node::Node,
    push_new,
    reading::{Code, EqfLevel, Fact, Reading, Url},
    vocabulary,
};

/// Where hours stand: the Dutch `SBU` (studiebelastingsuren) and time investment.
const HOURS: [&str; 3] = [
    "SBU",
    "timeInvestment",
    "extensions:TimeInvestmentExtension/TimeInvestment",
];
/// Study loads of Open Educational Badges: hours by the extension's schema, minutes by the
/// issuer's own software.
const STUDY_LOADS: [&str; 2] = [
    "extensions:StudyLoadExtension/StudyLoad",
    "extensions:CompetencyExtension/studyLoad",
];
/// Where ECTS credits stand.
const ECTS: [&str; 2] = ["ECTS", "extensions:ECTSExtension/ECTS"];

/// Words in criteria that speak of prerequisites, in English, Dutch and German.
const PREREQUISITE_WORDS: [&str; 8] = [
    "prerequisite",
    "entry requirement",
    "prior knowledge",
    "admission requirement",
    "toelatingseis",
    "voorkennis",
    "vorkenntnis",
    "voraussetzung",
];

/// Where further information stands in the achievement, and the property that it is about.
const NOTES: [(&str, &str); 9] = [
    ("achievementType", "achievementType"),
    ("inLanguage", "inLanguage"),
    ("humanCode", "humanCode"),
    ("fieldOfStudy", "fieldOfStudy"),
    ("specialization", "specialization"),
    ("educationProgramIdentifier", "educationProgramIdentifier"),
    ("learningSetting", "learningSetting"),
    ("version", "version"),
    ("criteria", "criteria/id"),
];

impl Badge<'_> {
    pub(super) fn learning_outcomes(&self) -> Element<LearningOutcomes> {
        self.element(
            "no competency under alignment, and no criteria, description or tag under achievement",
            |reading| {
                let listed = self.listed_outcomes(reading);
                let summary: Vec<Text> = ["criteria/narrative", "description", "tag"]
                    .iter()
                    .flat_map(|path| reading.many(&self.achievement, path))
                    .map(|text| text.value)
                    .collect();
                if listed.is_empty() && summary.is_empty() {
                    return None;
                }
                let assessed = [
                    self.result_descriptions(),
                    self.results(),
                    self.achievement.all("assessmentType"),
                ];
                let assessed = assessed.iter().flatten().next();
                if let Some(assessment) = assessed {
                    reading.place(assessment.pointer());
                }
                Some(LearningOutcomes {
                    listed,
                    summary,
                    descriptions: Vec::new(),
                    assessed: assessed.is_some(),
                })
            },
        )
    }

    fn listed_outcomes(&self, reading: &mut Reading) -> Vec<LearningOutcome> {
        let mut places = self.alignments(Aligned::Outcome);
        let results = self.subject.all("result/alignment");
        places.extend(
            results
                .into_iter()
                .filter(|node| aligned(node) == Aligned::Outcome),
        );
        places.extend(self.achievement.all("learningOutcome"));
        places.extend(self.extension("extensions:LearningOutcomeExtension/LearningOutcome"));
        places.extend(self.extension("extensions:CompetencyExtension"));
        let mut outcomes = Vec::new();
        for place in places {
            if let Some(outcome) = outcome(reading, &place) {
                push_new(&mut outcomes, outcome);
            }
        }
        outcomes
    }

    pub(super) fn workload(&self, facts: &mut Facts) -> Element<Workload> {
        self.element(
            "no ECTS, SBU, timeInvestment, creditsAvailable or creditsEarned",
            |reading| {
                let ects = ECTS.iter().flat_map(|path| self.extension(path));
                let ects = ects.map(|place| (place, CreditSystem::Ects));
                // The standard's own credits have no unit: "semester or quarter credit hours".
                let earned = self.subject.all("creditsEarned");
                let available = self.achievement.all("creditsAvailable");
                let unstated = earned.into_iter().chain(available);
                let unstated = unstated.map(|place| (place, CreditSystem::Unstated));
                let mut credits: Vec<Fact<Credits>> = Vec::new();
                for (place, system) in ects.chain(unstated) {
                    if credits.iter().all(|other| other.value.system != system)
                        && let Some(points) = reading.read(&place)
                    {
                        credits.push(points.map(|points| Credits { points, system }));
                    }
                }
                facts.hours = HOURS
                    .iter()
                    .flat_map(|path| self.extension(path))
                    .filter_map(|place| Reading::default().peek(&place))
                    .collect();
                let hours: Option<Fact<f64>> = HOURS
                    .iter()
                    .flat_map(|path| self.extension(path))
                    .find_map(|place| reading.read(&place));
                if let Some(load) = STUDY_LOADS.iter().flat_map(|path| self.extension(path)).next() {
                    reading.note(format!(
                        "the study load at {} has no certain unit: hours by its schema, minutes by its issuer's software",
                        load.pointer()
                    ));
                }
                facts.credits.clone_from(&credits);
                let workload = Workload {
                    credits: credits.into_iter().map(|credits| credits.value).collect(),
                    hours: hours.map(|hours| hours.value),
                    duration: None,
                };
                (workload != Workload::default()).then_some(workload)
            },
        )
    }

    pub(super) fn level(&self, facts: &mut Facts) -> Element<Level> {
        self.element(
            "no alignment with the EQF or a national framework, and no level extension",
            |reading| {
                for alignment in self.alignments(Aligned::Eqf) {
                    facts.levels.extend(eqf(reading, &alignment));
                }
                for place in self.extension("extensions:EQFExtension/EQF") {
                    facts.levels.extend(reading.eqf(&place));
                }
                let level = Level {
                    // Of levels that contradict each other, the credential is held to the lowest.
                    eqf: facts.levels.iter().map(|level| level.value).min(),
                    nqf: self
                        .alignments(Aligned::Nqf)
                        .iter()
                        .filter_map(|alignment| {
                            Some(Concept {
                                label: Some(reading.one(alignment, "targetName")?),
                                uri: reading.one::<Url>(alignment, "targetUrl").map(|url| url.0),
                            })
                        })
                        .collect(),
                    label: self
                        .extension("extensions:LevelExtension/Level")
                        .iter()
                        .find_map(|place| reading.read(place))
                        .map(|label| label.value),
                    ..Level::default()
                };
                (level != Level::default()).then_some(level)
            },
        )
    }

    pub(super) fn participation(&self) -> Element<Vec<Participation>> {
        self.element(
            "no participationType under achievement and no activityFormat under credentialSubject",
            |reading| {
                let mut stated = reading.concepts(&self.achievement, "participationType");
                stated.extend(reading.concepts(&self.subject, "activityFormat"));
                let forms: Vec<_> = stated.into_iter().map(vocabulary::participation).collect();
                (!forms.is_empty()).then_some(forms)
            },
        )
    }

    /// Open Badges have no property for prerequisites; criteria may speak of them.
    pub(super) fn prerequisites(&self) -> Element<Vec<Text>> {
        self.element(
            "the criteria of the achievement speak of no prerequisites",
            |reading| {
                let place = self.achievement.first("criteria/narrative");
                let narrative: Fact<Text> = Reading::default().peek(&place)?;
                let speaks = narrative.value.0.values().any(|text| {
                    let text = text.to_lowercase();
                    PREREQUISITE_WORDS.iter().any(|word| text.contains(word))
                });
                speaks
                    .then(|| reading.read(&place))
                    .flatten()
                    .map(|text| vec![text.value])
            },
        )
    }

    pub(super) fn stackability(&self, facts: &mut Facts) -> Element<Stackability> {
        self.element(
            "no related achievement and no integrationOptions",
            |reading| {
                let options = self.achievement.all("integrationOptions");
                let option = options
                    .iter()
                    .find_map(|place| reading.read::<String>(place));
                let partial = option.as_ref().and_then(|option| partial(&option.value));
                let stackability = Stackability {
                    partial,
                    towards: self
                        .achievement
                        .all("related")
                        .iter()
                        // One with a language or a version is this achievement itself, written again.
                        .filter(|related| {
                            related.first("inLanguage").is_nothing()
                                && related.first("version").is_nothing()
                        })
                        .filter_map(|related| reading.first_of(related, &["name", "id"]))
                        .collect(),
                    parts: Vec::new(),
                };
                facts.stackable = option
                    .filter(|_| partial == Some(true) && stackability.towards.is_empty())
                    .map(|option| option.map(|text| format!("integration is stated as `{text}`")));
                (stackability != Stackability::default()).then_some(stackability)
            },
        )
    }

    pub(super) fn further_information(&self) -> Element<Vec<Note>> {
        self.element("no language, type, field, code or evidence", |reading| {
            let mut notes = Vec::new();
            for (about, path) in NOTES {
                for code in reading.many::<Code>(&self.achievement, path) {
                    notes.push(Note {
                        about: about.to_owned(),
                        text: Text::plain(code.value.0),
                    });
                }
            }
            let language = self.root.all("inLanguage");
            let evidence = self.root.all("evidence");
            for (about, place) in language
                .iter()
                .map(|place| ("inLanguage", place.clone()))
                .chain(evidence.iter().flat_map(|evidence| {
                    ["name", "narrative", "id"].map(|key| ("evidence", evidence.first(key)))
                }))
            {
                if let Some(text) = reading.read(&place) {
                    let about = about.to_owned();
                    push_new(
                        &mut notes,
                        Note {
                            about,
                            text: text.value,
                        },
                    );
                }
            }
            (!notes.is_empty()).then_some(notes)
        })
    }
}

/// An outcome by its name alone, or by its name and its addresses.
fn outcome(reading: &mut Reading, place: &Node<'_>) -> Option<LearningOutcome> {
    if let Some(title) = reading.peek(place) {
        return Some(LearningOutcome {
            title: title.value,
            ..LearningOutcome::default()
        });
    }
    let title = reading.first_of(place, &["targetName", "name", "title"])?;
    let uris = ["targetUrl", "relations/targetUrl", "framework_identifier"]
        .iter()
        .flat_map(|path| place.all(path))
        .filter_map(|url| reading.peek::<Url>(&url))
        .map(|url| url.value.0)
        .collect();
    Some(LearningOutcome {
        title,
        uris,
        ..LearningOutcome::default()
    })
}

/// The levels that one alignment states: by address, code and name, each of which may.
fn eqf(reading: &mut Reading, alignment: &Node<'_>) -> Vec<Fact<u8>> {
    let levels: Vec<_> = ["targetUrl", "targetCode", "targetName"]
        .iter()
        .filter_map(|key| reading.peek::<EqfLevel>(&alignment.first(key)))
        .map(|level| level.map(|level| level.0))
        .collect();
    if levels.is_empty() {
        let stated = ["targetCode", "targetName", "targetUrl"]
            .iter()
            .map(|key| alignment.first(key))
            .find(|place| !place.is_nothing());
        reading.eqf(&stated.unwrap_or_else(|| alignment.clone()));
    }
    levels
}

/// Whether words of integration say that it is a part of something.
fn partial(words: &str) -> Option<bool> {
    let words = vocabulary::normal(words);
    let says = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if says(&["standalone", "stand alone", "independent"]) {
        Some(false)
    } else if says(&["stackable", "integrated"]) {
        Some(true)
    } else {
        None
    }
}
