//! What was learnt, in which way, and where it leads.

use credeval_model::{
    element::{Element, LearningOutcomes, Participation, Stackability, Text},
    scope::RelationKind,
};

use super::{
    Badge,
    alignment::{Aligned, Alignments},
    outcome::{
        ALIGNMENT, COMPETENCY, COMPETENCY_EXTENSION, Keys, LEARNING_OUTCOME, OUTCOME_EXTENSION,
        TEXT, outcomes,
    },
};
use crate::{
    integrity::Facts,
    node::Node,
    push_new,
    reading::{Fact, Reading},
    vocabulary,
};

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

impl<'a> Badge<'a> {
    pub(super) fn learning_outcomes(&self) -> Element<LearningOutcomes> {
        self.element(
            "no competency under alignment, and no criteria, description or tag under achievement",
            |reading| {
                let (listed, mut summary) = outcomes(reading, self.outcome_places());
                summary.extend(texts(reading, &self.achievement, &["criteria/narrative"]));
                let mut learnt = LearningOutcomes {
                    listed,
                    summary,
                    descriptions: texts(reading, &self.achievement, &["description", "tag"]),
                    assessed: false,
                };
                if learnt == LearningOutcomes::default() {
                    return None;
                }
                let assessed = [
                    self.result_descriptions(),
                    self.results(),
                    self.achievement.all("assessmentType"),
                ];
                if let Some(assessment) = assessed.iter().flatten().next() {
                    reading.place(assessment.pointer());
                    learnt.assessed = true;
                }
                Some(learnt)
            },
        )
    }

    fn outcome_places(&self) -> Vec<(Node<'a>, &'static Keys)> {
        let mut of_results = self.achievement.all("resultDescription/alignment");
        of_results.extend(self.subject.all("result/alignment"));
        let of_results = Alignments::of(of_results);
        let alignments = [&self.alignments, &of_results].into_iter();
        let alignments = alignments.flat_map(|each| each.with(Aligned::Outcome));
        let places = [
            (alignments.cloned().collect(), &ALIGNMENT),
            (self.achievement.all("learningOutcome"), &LEARNING_OUTCOME),
            (self.extension(OUTCOME_EXTENSION), &TEXT),
            (self.extension(COMPETENCY_EXTENSION), &COMPETENCY),
        ];
        let each = places.into_iter();
        each.flat_map(|(places, keys)| places.into_iter().map(move |place| (place, keys)))
            .collect()
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

    pub(super) fn prerequisites(&self) -> Element<Vec<Text>> {
        self.element(
            "the criteria of the achievement speak of no prerequisites",
            |reading| prerequisites(reading, &self.achievement.first("criteria/narrative")),
        )
    }

    pub(super) fn stackability(&self, facts: &mut Facts) -> Element<Stackability> {
        self.element(
            "no related achievement, no association with one and no integrationOptions",
            |reading| {
                let options = self.achievement.all("integrationOptions");
                let option = options
                    .iter()
                    .find_map(|place| reading.read::<String>(place));
                let mut stackability = Stackability {
                    partial: option.as_ref().and_then(|option| partial(&option.value)),
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
                for related in self.associations.of_achievement(&self.achievement) {
                    let list = match related.kind {
                        RelationKind::PartOf => &mut stackability.towards,
                        RelationKind::HasPart => &mut stackability.parts,
                        _ => continue,
                    };
                    let name = related
                        .achievement
                        .and_then(|achievement| reading.peek::<Text>(&achievement.first("name")));
                    match name {
                        Some(name) => {
                            reading.place(related.stated.pointer());
                            push_new(list, name.value);
                        }
                        None => {
                            if let Some(id) = reading.read::<String>(&related.stated) {
                                push_new(list, Text::plain(id.value));
                            }
                        }
                    }
                    if related.kind == RelationKind::PartOf && stackability.partial.is_none() {
                        stackability.partial = Some(true);
                    }
                }
                facts.stackable = option
                    .filter(|_| {
                        stackability.partial == Some(true) && stackability.towards.is_empty()
                    })
                    .map(|option| option.map(|text| format!("integration is stated as `{text}`")));
                (stackability != Stackability::default()).then_some(stackability)
            },
        )
    }
}

/// Every text at these paths.
pub(crate) fn texts(reading: &mut Reading, node: &Node<'_>, paths: &[&str]) -> Vec<Text> {
    paths
        .iter()
        .flat_map(|path| reading.many(node, path))
        .map(|text| text.value)
        .collect()
}

/// The criteria, where they speak of prerequisites: Open Badges have no property for them.
pub(crate) fn prerequisites(reading: &mut Reading, criteria: &Node<'_>) -> Option<Vec<Text>> {
    let narrative: Fact<Text> = Reading::default().peek(criteria)?;
    let speaks = narrative.value.0.values().any(|text| {
        let text = text.to_lowercase();
        PREREQUISITE_WORDS.iter().any(|word| text.contains(word))
    });
    let text = speaks.then(|| reading.read(criteria)).flatten()?;
    Some(vec![text.value])
}

/// Whether words of integration say that it is a part of something.
fn partial(words: &str) -> Option<bool> {
    let words = vocabulary::normal(words);
    let says = |list: &[&str]| list.iter().any(|word| words.contains(word));
    let alone = says(&["standalone", "stand alone", "independent"]);
    let stackable = says(&["stackable", "integrated"]);
    // The Dutch proposal has a term for both at once, which leaves it open.
    (alone != stackable).then_some(stackable)
}
