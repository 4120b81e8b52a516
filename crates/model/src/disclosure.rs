//! What the holder of a credential chose to show of it.

use std::collections::BTreeSet;

use crate::Pointer;

/// What the holder of a credential chose to show, where its form lets them choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disclosure {
    /// The places that the holder disclosed, and could have withheld.
    pub places: BTreeSet<Pointer>,
    /// What is withheld.
    pub withheld: Withheld,
}

/// What the holder of a credential withholds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Withheld {
    /// Nothing: what is not stated is absent.
    #[default]
    Nothing,
    /// As many statements, of which some may be decoys (RFC 9901 section 4.2.7).
    Statements(usize),
    /// The proof was derived by the holder, and does not tell what it leaves out.
    Unknown,
}

impl Disclosure {
    /// Whether a place was disclosed by choice: itself, or something that it stands in or that
    /// stands in it.
    pub fn is_chosen(&self, place: &Pointer) -> bool {
        if self.places.is_empty() {
            return false;
        }
        let text = place.as_str();
        let above = text
            .match_indices('/')
            .map(|(end, _)| text.get(..end).unwrap_or_default())
            .chain([text]);
        let inside = Pointer::from(format!("{text}/").as_str());
        above
            .map(Pointer::from)
            .any(|above| self.places.contains(&above))
            || self
                .places
                .range(inside..)
                .next()
                .is_some_and(|chosen| chosen.is_within(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_the_place_and_what_it_stands_in_or_holds() {
        let disclosure = Disclosure {
            places: ["/a/b", "/c"].map(Pointer::from).into(),
            withheld: Withheld::Nothing,
        };
        for (place, chosen) in [
            ("/a/b", true),
            ("/a/b/0/c", true),
            ("/a", true),
            ("", true),
            ("/a/bc", false),
            ("/a/a", false),
            ("/b", false),
        ] {
            assert_eq!(
                disclosure.is_chosen(&Pointer::from(place)),
                chosen,
                "{place}"
            );
        }
        let whole = Disclosure {
            places: [Pointer::root()].into(),
            ..Disclosure::default()
        };
        assert!(whole.is_chosen(&Pointer::from("/a")));
        assert!(!Disclosure::default().is_chosen(&Pointer::root()));
    }
}
