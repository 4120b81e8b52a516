//! What a document means, apart from its bytes.

use credeval_model::{
    Digest, Evaluation,
    element::{Identifier, Learner, Organisation, Text},
};
use credeval_store::Meaning;
use serde_json::json;

/// The seals of a document, and its achievements with their holders. Where nothing says who the holder
/// is, or what was achieved, nothing is told apart.
pub(super) fn meanings(seals: &[Digest], evaluations: &[Evaluation]) -> Vec<Meaning> {
    let achievements = evaluations.iter().filter_map(achievement);
    let seals = seals.iter().copied().map(Meaning::Seal);
    seals
        .chain(achievements.map(Meaning::Achievement))
        .collect()
}

fn achievement(evaluation: &Evaluation) -> Option<Digest> {
    let elements = &evaluation.elements;
    let title = text(elements.title.value()?);
    let holder = holder(elements.learner.value()?)?;
    let bodies = elements
        .awarding_body
        .value()
        .map_or(&[][..], Vec::as_slice);
    let bodies: Vec<_> = bodies.iter().map(body).collect();
    let issued = elements.issued.value().map(|issued| day(&issued.date));
    let words = json!([title, holder, bodies, issued]);
    Some(Digest::of(words.to_string().as_bytes()))
}

/// By identifiers where there are some: names are borne by several.
fn holder(learner: &Learner) -> Option<serde_json::Value> {
    let identifiers = identifiers(&learner.identifiers);
    if let Some(id) = &learner.id {
        return Some(json!(["id", id]));
    }
    if !identifiers.is_empty() {
        return Some(json!(["identifiers", identifiers]));
    }
    if let Some(email) = &learner.email {
        return Some(json!(["email", email.to_lowercase()]));
    }
    let names = [&learner.name, &learner.given_name, &learner.family_name];
    let names: Vec<_> = names.into_iter().flatten().map(text).collect();
    (!names.is_empty()).then(|| json!(["name", names, learner.date_of_birth]))
}

fn body(body: &Organisation) -> serde_json::Value {
    match (&body.id, &body.name) {
        (Some(id), _) => json!(["id", id]),
        (None, Some(name)) => json!(["name", text(name)]),
        (None, None) => json!(["identifiers", identifiers(&body.identifiers)]),
    }
}

fn identifiers(identifiers: &[Identifier]) -> Vec<(&str, &str)> {
    let pairs = identifiers.iter();
    let pairs = pairs.map(|one| (one.scheme.as_str(), one.value.as_str()));
    pairs.collect()
}

fn text(text: &Text) -> Vec<(&str, String)> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let texts = text.0.iter();
    let texts = texts.map(|(tag, text)| (tag.as_str(), words(text).to_lowercase()));
    texts.collect()
}

/// The day of a date or time, as stated.
fn day(date: &str) -> &str {
    date.get(..10).unwrap_or(date)
}
