//! The crosswalk's table and the mapping say the same: each row is read where it says.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use credeval_map::{
    Claims, Part, crosswalk,
    crosswalk::{Row, Transformation},
    parts,
};
use credeval_model::{
    Pointer, Tier, disclosure::Disclosure, document::Standard, element::ElementName,
};
use serde_json::{Map, Value};

const STANDARDS: [Standard; 7] = [
    Standard::EuropeanDigitalCredential,
    Standard::EuropassCredential,
    Standard::OpenBadges3,
    Standard::Clr2,
    Standard::OpenBadges2,
    Standard::Elmo,
    Standard::VerifiableCredential,
];

fn set(document: &mut Value, path: &str, value: &str) {
    let value: Value = serde_json::from_str(value).unwrap();
    let mut place = document;
    for key in path
        .split('/')
        .filter(|key| !key.is_empty() && *key != "**")
    {
        if !place.is_object() {
            *place = Map::new().into();
        }
        place = place
            .as_object_mut()
            .unwrap()
            .entry(key)
            .or_insert(Value::Null);
    }
    match (place, value) {
        (Value::Object(members), Value::Object(more)) => members.extend(more),
        (place, value) => *place = value,
    }
}

/// A credential of the row, with its example and without.
fn credentials(row: &Row) -> (Value, Value) {
    let mut without = Value::Object(Map::new());
    for (path, value) in row.beside {
        set(&mut without, path, value);
    }
    let mut with = without.clone();
    set(&mut with, row.path, row.example);
    (with, without)
}

fn map(json: &Value, standard: Standard) -> Vec<Part> {
    parts(&Claims {
        json,
        standard,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    })
}

/// The places of the row's element that the row explains.
fn places(row: &Row, json: &Value, standard: Standard) -> Vec<Pointer> {
    map(json, standard)
        .iter()
        .filter_map(|part| part.elements.standing(row.element).ok())
        .flat_map(|(_, from)| from)
        .filter(|place| {
            crosswalk::explaining(standard, row.element, place).any(|other| other == row)
        })
        .cloned()
        .collect()
}

/// What stands in the row's field of its element, of each achievement.
fn field(row: &Row, json: &Value, standard: Standard) -> Vec<Value> {
    let values = map(json, standard).into_iter().map(|part| {
        let elements = serde_json::to_value(&part.elements).unwrap();
        let mut value = elements[row.element.as_str()]["value"].clone();
        for key in row.field.split('.').filter(|key| !key.is_empty()) {
            value = match &value {
                Value::Array(items) => items.iter().map(|item| item[key].clone()).collect(),
                value => value[key].clone(),
            };
        }
        value
    });
    values.collect()
}

#[test]
fn each_row_is_read_where_it_says() {
    let mut faults = Vec::new();
    let mut count = 0;
    for standard in STANDARDS {
        let rows = crosswalk::rows(standard);
        assert!(!rows.is_empty(), "{standard:?} has no row");
        for row in rows {
            count += 1;
            let (with, without) = credentials(row);
            if places(row, &with, standard).is_empty() {
                faults.push(format!(
                    "{standard:?} {} ({}): its example is not read: {with}",
                    row.path,
                    row.element.as_str()
                ));
            }
            // That something stands there may add to what is known already.
            let is_value = row.how != Transformation::Presence;
            if is_value && field(row, &with, standard) == field(row, &without, standard) {
                faults.push(format!(
                    "{standard:?} {} ({}): its example does not change `{}`: {with}",
                    row.path,
                    row.element.as_str(),
                    row.field
                ));
            }
            for part in map(&with, standard) {
                for &name in ElementName::ALL {
                    let from = part.elements.standing(name).map(|(_, from)| from);
                    for place in from.unwrap_or_default() {
                        if crosswalk::explaining(standard, name, place)
                            .next()
                            .is_none()
                        {
                            faults.push(format!("{standard:?} {name:?}: no row leads to {place}"));
                        }
                    }
                }
            }
            if !places(row, &without, standard).is_empty() {
                faults.push(format!(
                    "{standard:?} {} ({}): it is read without its example: {without}",
                    row.path,
                    row.element.as_str()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "of {count} rows:\n{}", faults.join("\n"));
}

#[test]
fn each_row_is_told_once_and_says_its_source() {
    for standard in STANDARDS {
        let rows = crosswalk::rows(standard);
        for (index, row) in rows.iter().enumerate() {
            assert!(!row.source.is_empty(), "{} has no source", row.path);
            let again = rows.iter().skip(index + 1).any(|other| {
                (row.path, row.element, row.field) == (other.path, other.element, other.field)
            });
            assert!(!again, "{} gives {} twice", row.path, row.element.as_str());
        }
    }
}
