//! Whether what a mapping shows stands at the places that it names.
//!
//! Both ways: each word and number of a value is explained by what stands at one of its places, and
//! each place that is read for its value shows up in the value.

use credeval_map::crosswalk::{Transformation, explaining};
use credeval_model::{
    Pointer,
    document::Standard,
    element::{ElementName, Elements},
};
use serde_json::Value;

use crate::golden::is_language;

/// Fields whose words are ours: names of kinds, and of the properties that state something.
const OUR_WORDS: [&str; 9] = [
    "kind",
    "mode",
    "system",
    "stated_as",
    "scheme",
    "about",
    "cycle",
    "derived",
    "source",
];

/// Bytes of a text that explains another by standing in it.
const WORD: usize = 2;

/// Every fault of the places of one achievement's elements; none where all is shown.
pub fn faults(json: &Value, standard: Standard, elements: &Elements) -> Vec<String> {
    let values = serde_json::to_value(elements).unwrap_or_default();
    let mut faults = Vec::new();
    for &name in ElementName::ALL {
        let Ok((_, from)) = elements.standing(name) else {
            continue;
        };
        let value = values
            .get(name.as_str())
            .and_then(|element| element.get("value"))
            .unwrap_or(&Value::Null);
        let element = name.as_str();
        let mut places = Vec::new();
        for pointer in from {
            match pointer.resolve(json) {
                Some(stands) => places.push((pointer, stands)),
                None => faults.push(format!("{element}: nothing stands at {pointer}")),
            }
        }
        if places.is_empty() {
            faults.push(format!("{element}: it comes from no place"));
        }
        let mut leaves = Vec::new();
        gather(value, "", &mut leaves);
        for (field, leaf) in &leaves {
            let is_told = OUR_WORDS.contains(&field.as_str())
                || is_explained(leaf, &places)
                || is_by_table(standard, name, field, &places);
            if !is_told {
                faults.push(format!("{element}: nothing explains {leaf:?}"));
            }
        }
        for (pointer, stands) in &places {
            let mut rows = explaining(standard, name, pointer).peekable();
            if rows.peek().is_none() {
                faults.push(format!(
                    "{element}: no row of the crosswalk leads to {pointer}"
                ));
            } else if rows.all(|row| is_read_for_its_value(row.how)) && !is_shown(stands, &leaves) {
                faults.push(format!("{element}: what stands at {pointer} is not shown"));
            }
        }
    }
    faults
}

/// A word or a number of a value.
#[derive(Debug)]
enum Leaf {
    Text(String),
    Number(f64),
}

/// The words and numbers of a value, each with the field that holds it.
fn gather(value: &Value, field: &str, leaves: &mut Vec<(String, Leaf)>) {
    let named = |leaf| (field.to_owned(), leaf);
    match value {
        Value::String(text) => leaves.push(named(Leaf::Text(text.clone()))),
        Value::Number(number) => leaves.extend(number.as_f64().map(Leaf::Number).map(named)),
        Value::Array(items) => {
            for item in items {
                gather(item, field, leaves);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let is_ours = key == "derived" && member.is_object();
                // Text in a language is that of the field around it.
                let is_text = member.is_string() && !field.is_empty() && is_language(key);
                if !is_ours {
                    gather(member, if is_text { field } else { key }, leaves);
                }
            }
        }
        _ => {}
    }
}

fn is_explained(leaf: &Leaf, places: &[(&Pointer, &Value)]) -> bool {
    let stands = || places.iter().flat_map(|(_, value)| texts(value));
    match leaf {
        // A joined text is explained by each of its lines; a scale in words by its figures.
        Leaf::Text(text) => {
            let pieces = text.split(['\n', ';']).map(str::trim);
            let mut pieces = pieces.filter(|piece| !piece.is_empty());
            stands().any(|stated| stated.trim() == text || stated.contains(text.as_str()))
                || pieces.all(|piece| {
                    stands().any(|stated| {
                        let stated = stated.trim();
                        stated.contains(piece) || stated.len() >= WORD && piece.contains(stated)
                    })
                })
        }
        Leaf::Number(number) => {
            let amounts: Vec<f64> = stands().filter_map(|stated| amount(&stated)).collect();
            let is_it = |other: f64| (number - other).abs() < 1e-6;
            // A whole whose parts are added up.
            amounts.iter().any(|amount| is_it(*amount))
                || is_it(amounts.iter().sum())
                || adds_up(&amounts, *number)
                || stands().any(|stated| has_number(&stated, *number))
        }
    }
}

/// Whether a number stands in a text by itself, such as the level in an address.
fn has_number(text: &str, number: f64) -> bool {
    text.split(|character: char| !character.is_ascii_digit() && character != '.')
        .any(|piece| {
            piece
                .parse()
                .is_ok_and(|other: f64| (other - number).abs() < 1e-6)
        })
}

/// Whether a table says it of what stands there: the country of a register or of an identifier, the
/// label of a term that is stated by its address alone.
fn is_by_table(
    standard: Standard,
    name: ElementName,
    field: &str,
    places: &[(&Pointer, &Value)],
) -> bool {
    places.iter().any(|(pointer, stands)| {
        let is_address = stands.as_str().is_some_and(|text| text.contains("://"));
        explaining(standard, name, pointer).any(|row| match row.how {
            Transformation::Country => field == "code",
            Transformation::Term => is_address && row.field == field,
            _ => false,
        })
    })
}

/// Whether some of these amounts, taken in a row, add up to a number.
fn adds_up(amounts: &[f64], number: f64) -> bool {
    (0..amounts.len()).any(|start| {
        let mut sum = 0.0;
        amounts.iter().skip(start).any(|amount| {
            sum += amount;
            (sum - number).abs() < 1e-6
        })
    })
}

/// The texts and numbers of a value: its own, those of a list, those of a language map.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members
            .values()
            .filter(|member| !member.is_object())
            .flat_map(texts)
            .collect(),
        _ => Vec::new(),
    }
}

/// The number that a text writes, or the hours of a duration.
fn amount(text: &str) -> Option<f64> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let rest = text.strip_prefix('P')?;
        let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
        let days: f64 = match days {
            "" => 0.0,
            days => days.strip_suffix('D')?.parse().ok()?,
        };
        let mut hours = days * 24.0;
        let mut digits = String::new();
        for character in time.chars() {
            match character {
                'H' => hours += digits.drain(..).as_str().parse::<f64>().ok()?,
                'M' => hours += digits.drain(..).as_str().parse::<f64>().ok()? / 60.0,
                'S' => hours += digits.drain(..).as_str().parse::<f64>().ok()? / 3600.0,
                other => digits.push(other),
            }
        }
        Some(hours)
    })
}

fn is_read_for_its_value(how: Transformation) -> bool {
    matches!(
        how,
        Transformation::Verbatim | Transformation::Text | Transformation::Calendar
    )
}

fn is_shown(stands: &Value, leaves: &[(String, Leaf)]) -> bool {
    let stated = texts(stands);
    stated.is_empty()
        || stated.iter().any(|stated| {
            let stated = stated.trim();
            let stated = stated.strip_prefix("ext:").unwrap_or(stated);
            leaves.iter().any(|(_, leaf)| match leaf {
                Leaf::Text(text) => text.contains(stated) || stated.contains(text.as_str()),
                Leaf::Number(number) => amount(stated)
                    .is_some_and(|other| (number - other).abs() < 1e-6 || *number > other),
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use credeval_model::{
        Tier,
        element::{Element, Stated, Text, Workload},
    };
    use serde_json::json;

    fn titled(title: &str, place: &str) -> Elements {
        let mut elements = Elements::all_absent("not stated");
        elements.title = Element::Stated(Stated {
            value: Text::plain(title),
            from: vec![Pointer::from(place)],
            tier: Tier::Signed,
            disclosed: false,
        });
        elements
    }

    #[test]
    fn a_word_that_stands_elsewhere_is_found() {
        let json = json!({ "name": "Soil science", "other": "Medicine" });
        let faults = |title: &str, place: &str| {
            let found = faults(&json, Standard::OpenBadges3, &titled(title, place));
            found.into_iter().filter(|fault| !fault.contains("no row"))
        };
        assert_eq!(faults("Soil science", "/name").count(), 0);
        assert!(faults("Medicine", "/name").any(|fault| fault.contains("nothing explains")));
        assert!(faults("Soil science", "/gone").any(|fault| fault.contains("nothing stands")));
    }

    #[test]
    fn a_place_without_a_row_is_found() {
        let json = json!({ "nonsense": "Soil science" });
        let elements = titled("Soil science", "/nonsense");
        let found = faults(&json, Standard::OpenBadges3, &elements);
        assert!(
            found.iter().any(|fault| fault.contains("no row")),
            "{found:?}"
        );
    }

    #[test]
    fn hours_are_those_of_the_duration_or_of_several_together() {
        let json = json!({ "a": "P2DT12H", "b": ["PT30M", "PT1H"] });
        let mut elements = Elements::all_absent("not stated");
        let mut faults = |hours: f64, places: &[&str]| {
            elements.workload = Element::Stated(Stated {
                value: Workload {
                    hours: Some(hours),
                    ..Workload::default()
                },
                from: places.iter().map(|place| Pointer::from(*place)).collect(),
                tier: Tier::Signed,
                disclosed: false,
            });
            let found = faults(&json, Standard::OpenBadges3, &elements);
            found
                .into_iter()
                .filter(|fault| fault.contains("explains"))
                .count()
        };
        assert_eq!(faults(60.0, &["/a"]), 0);
        assert_eq!(faults(1.5, &["/b/0", "/b/1"]), 0);
        assert_eq!(faults(2.0, &["/b/0", "/b/1"]), 1);
    }
}
