//! What the holder of a credential chose to show of it.

use crate::Pointer;

/// What the holder of a credential chose to show, where its form lets them choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disclosure {
    /// The places that the holder disclosed, and could have withheld.
    pub places: Vec<Pointer>,
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
        let touches = |chosen: &Pointer| place.is_within(chosen) || chosen.is_within(place);
        self.places.iter().any(touches)
    }
}
