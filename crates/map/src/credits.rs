//! Credits and hours: their systems and their sums.

use credeval_model::element::{Concept, CreditSystem, Credits, Text};

use crate::{
    node::Node,
    reading::{Fact, Reading},
    vocabulary::{CREDIT, meaning, words},
};

/// The system that a term names.
pub(crate) fn system(reading: &mut Reading, framework: &Node<'_>) -> CreditSystem {
    if framework.is_nothing() {
        return CreditSystem::Unstated;
    }
    let Some(stated) = reading.concept(framework) else {
        return CreditSystem::Unstated;
    };
    meaning(CREDIT, &stated).unwrap_or_else(|| CreditSystem::Other(words(&stated)))
}

/// The system of a name that stands without a list.
pub(crate) fn named(name: String) -> CreditSystem {
    let stated = Concept {
        uri: None,
        label: Some(Text::plain(name.as_str())),
    };
    meaning(CREDIT, &stated).unwrap_or(CreditSystem::Other(name))
}

/// The credits of each system together, at the place of the first: several parts of a whole that
/// states none itself amount to their sum.
pub(crate) fn sum(credits: Vec<Fact<Credits>>) -> Vec<Fact<Credits>> {
    let mut sums: Vec<Fact<Credits>> = Vec::new();
    for stated in credits {
        let same = sums
            .iter_mut()
            .find(|sum| sum.value.system == stated.value.system);
        match same {
            Some(sum) => sum.value.points += stated.value.points,
            None => sums.push(stated),
        }
    }
    sums
}

/// The hours of several activities together, at the place of the first.
pub(crate) fn total(hours: Vec<Fact<f64>>) -> Option<Fact<f64>> {
    hours.into_iter().reduce(|sum, stated| Fact {
        value: sum.value + stated.value,
        at: sum.at,
    })
}
