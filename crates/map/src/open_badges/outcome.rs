//! Learning outcomes that are listed singly.

use credeval_model::element::{LearningOutcome, Text};

use crate::{
    node::Node,
    push_new,
    reading::{Code, Reading, Url},
};

/// Where an outcome stands (edubadges).
pub(crate) const OUTCOME_EXTENSION: &str = "extensions:LearningOutcomeExtension/LearningOutcome";
/// Where competencies stand (Open Educational Badges).
pub(crate) const COMPETENCY_EXTENSION: &str = "extensions:CompetencyExtension";

/// Where an outcome of one kind has its parts.
pub(crate) struct Keys {
    /// Whether it may be a text by itself.
    alone: bool,
    title: &'static [&'static str],
    description: &'static [&'static str],
    uris: &'static [&'static str],
    framework: &'static [&'static str],
    code: &'static [&'static str],
}

/// An alignment (Open Badges 2.0 and 3.0, `Alignment`); the Dutch examples relate one to further
/// ones.
pub(crate) const ALIGNMENT: Keys = Keys {
    alone: false,
    title: &["targetName"],
    description: &["targetDescription"],
    uris: &["targetUrl", "relations/targetUrl"],
    framework: &["targetFramework"],
    code: &["targetCode"],
};
/// An alignment of Open Badges 1.1.
pub(crate) const ALIGNMENT_1: Keys = Keys {
    alone: false,
    title: &["name"],
    description: &["description"],
    uris: &["url"],
    framework: &[],
    code: &[],
};
/// An outcome as the Dutch examples take it over from the European Learning Model.
pub(crate) const LEARNING_OUTCOME: Keys = Keys {
    alone: true,
    title: &["title", "name"],
    description: &[],
    uris: &[
        "relatedSkill",
        "relatedSkill/id",
        "relatedESCOSkill",
        "relatedESCOSkill/id",
    ],
    framework: &[],
    code: &["identifier"],
};
/// The text of edubadges' `LearningOutcomeExtension`.
pub(crate) const TEXT: Keys = Keys {
    alone: true,
    title: &[],
    description: &[],
    uris: &[],
    framework: &[],
    code: &[],
};
/// A competency of Open Educational Badges (`CompetencyExtension`).
pub(crate) const COMPETENCY: Keys = Keys {
    alone: false,
    title: &["name"],
    description: &["description"],
    uris: &["framework_identifier"],
    framework: &["framework"],
    code: &[],
};

/// Reads the outcomes at these places, each once, and what describes them at greater length.
pub(crate) fn outcomes(
    reading: &mut Reading,
    places: Vec<(Node<'_>, &Keys)>,
) -> (Vec<LearningOutcome>, Vec<Text>) {
    let mut outcomes = Vec::new();
    let mut descriptions = Vec::new();
    for (place, keys) in places {
        let Some(outcome) = outcome(reading, &place, keys) else {
            continue;
        };
        push_new(&mut outcomes, outcome);
        if let Some(description) = reading.first_of(&place, keys.description) {
            push_new(&mut descriptions, description);
        }
    }
    (outcomes, descriptions)
}

/// An outcome by its name alone, or by its name, its addresses, its framework and its code there.
fn outcome(reading: &mut Reading, place: &Node<'_>, keys: &Keys) -> Option<LearningOutcome> {
    if keys.alone
        && let Some(title) = reading.peek(place)
    {
        return Some(LearningOutcome {
            title: title.value,
            ..LearningOutcome::default()
        });
    }
    Some(LearningOutcome {
        title: reading.first_of(place, keys.title)?,
        uris: keys
            .uris
            .iter()
            .flat_map(|path| place.all(path))
            .filter_map(|url| reading.peek::<Url>(&url))
            .map(|url| url.value.0)
            .collect(),
        framework: reading.first_of(place, keys.framework),
        code: reading
            .first_of::<Code>(place, keys.code)
            .map(|code| code.0),
    })
}
