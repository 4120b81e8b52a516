//! The date of issuing.

use credeval_model::element::{Element, Issued};

use crate::{
    integrity::Facts,
    node::Node,
    reading::{Date, Reading, Standing, element},
};

/// A place that may state when a credential was issued.
pub(crate) struct DatePlace<'a> {
    /// The place.
    pub(crate) node: Node<'a>,
    /// The property.
    pub(crate) property: &'static str,
    /// What it says of the credential, before the date.
    pub(crate) words: &'static str,
}

/// Takes the first date stated; all of them, the first one first, are facts to be compared.
pub(crate) fn issued(
    standing: Standing<'_>,
    absent: &str,
    places: &[DatePlace<'_>],
    facts: &mut Facts,
) -> Element<Issued> {
    let mut reading = Reading::default();
    for place in places {
        let Some(date) = reading.peek::<Date>(&place.node) else {
            continue;
        };
        // The sealer writes `issuanceDate` as it writes `issued`: one finding is enough for both.
        let repeats = facts
            .dates
            .iter()
            .any(|(words, other)| *words == place.words && other.value == date.value);
        if !repeats {
            facts.dates.push((place.words, date));
        }
    }
    element(standing, absent, |reading| {
        places.iter().find_map(|place| {
            Some(Issued {
                date: reading.read::<Date>(&place.node)?.value.text,
                stated_as: place.property.to_owned(),
            })
        })
    })
}
