//! How strong a match is: what identifies, what does not, what contradicts.

use credeval_model::{Check, CheckCode, Pointer, check::Cause};

use super::dates::Born;
use super::names::Likeness;

/// What an identifier identifies by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// A person within a register that the credential may not name, or under a broken hash.
    Register,
    /// A person, or those who share an address.
    Household,
    /// A person.
    World,
}

/// An attribute that both sides state, and how it compares.
#[derive(Debug, Clone)]
pub(super) struct Compared {
    pub(super) place: Pointer,
    pub(super) is_covered: bool,
    pub(super) what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// An identifier, by its kind; `None` where it is another one.
    Identifier(&'static str, Option<Reach>),
    Name(Likeness),
    Born(Born),
}

/// The best that was found of each kind.
#[derive(Debug, Default)]
pub(super) struct Match<'c> {
    identifier: Option<(&'static str, Reach, &'c Pointer)>,
    /// An identifier of a kind that the learner is known by, and another one.
    other: Option<(&'static str, &'c Pointer)>,
    name: Option<(Likeness, &'c Pointer)>,
    born: Option<(Born, &'c Pointer)>,
}

impl<'c> Match<'c> {
    pub(super) fn of(compared: impl Iterator<Item = &'c Compared>) -> Self {
        let mut found = Self::default();
        for Compared { place, what, .. } in compared {
            match *what {
                What::Identifier(kind, Some(reach)) => {
                    if found.identifier.is_none_or(|(_, best, _)| reach > best) {
                        found.identifier = Some((kind, reach, place));
                    }
                }
                What::Identifier(kind, None) => {
                    found.other.get_or_insert((kind, place));
                }
                What::Name(likeness) => {
                    if found.name.is_none_or(|(best, _)| likeness > best) {
                        found.name = Some((likeness, place));
                    }
                }
                What::Born(born) => {
                    if found.born.is_none_or(|(best, _)| born > best) {
                        found.born = Some((born, place));
                    }
                }
            }
        }
        found
    }

    /// The row for what was compared.
    pub(super) fn row(&self) -> Check {
        self.contradiction()
            .or_else(|| self.identified())
            .unwrap_or_else(|| self.weak())
    }

    fn name_words(&self) -> &'static str {
        match self.name {
            Some((Likeness::Spelt, _)) => "the full name, in other letters or another order,",
            Some((Likeness::Partial, _)) => "a part of the name",
            _ => "the full name",
        }
    }

    fn day_words(&self) -> &'static str {
        match self.born {
            Some((Born::Shifted, _)) => "the day of birth, read in another time zone,",
            _ => "the day of birth",
        }
    }

    /// Nobody's day of birth changes; names do, and addresses are shared within families.
    fn contradiction(&self) -> Option<Check> {
        if let Some((Born::Differs, place)) = self.born {
            return Some(failed(
                "the credential states another day of birth than that of the learner presented",
                "birth_date_differs",
                place,
            ));
        }
        let (Likeness::Different, place) = self.name? else {
            return None;
        };
        Some(match self.born.is_some() || self.identifier.is_some() {
            true => unclear(
                "the credential states another name than that of the learner presented, and \
                 another attribute agrees"
                    .to_owned(),
                "conflicting_attributes",
                place,
            ),
            false => failed(
                "the credential states a name that has nothing in common with that of the \
                 learner presented",
                "name_differs",
                place,
            ),
        })
    }

    fn identified(&self) -> Option<Check> {
        let likeness = self.name.map(|(likeness, _)| likeness);
        let full_name = likeness.is_some_and(|likeness| likeness >= Likeness::Spelt);
        let (name, day) = (self.name_words(), self.day_words());
        let (what, place) = match (self.identifier, self.born, self.name) {
            (Some((kind, Reach::World, place)), ..) => (format!("the {kind} agrees"), place),
            (Some((kind, Reach::Household, place)), ..) if likeness != Some(Likeness::Unclear) => {
                (format!("the {kind} agrees"), place)
            }
            (_, Some(_), Some((_, place))) if full_name => {
                (format!("{name} and {day} agree"), place)
            }
            (Some((kind, _, place)), Some(_), _) => (format!("the {kind} and {day} agree"), place),
            (Some((kind, _, place)), ..) if full_name => {
                (format!("the {kind} and {name} agree"), place)
            }
            _ => return None,
        };
        let summary = format!(
            "strong match: {what}; it says whom the issuer meant, not who hands the credential in"
        );
        Some(Check::passed(CheckCode::LearnerMatch, summary).at(place.clone()))
    }

    fn weak(&self) -> Check {
        let (name, day) = (self.name_words(), self.day_words());
        if let Some((kind, reach, place)) = self.identifier {
            return match reach {
                Reach::Register => unclear(
                    format!(
                        "medium match: the {kind} agrees alone, and another register or another \
                         identity may have the same"
                    ),
                    "identifier_alone",
                    place,
                ),
                Reach::Household | Reach::World => unclear(
                    format!(
                        "medium match: the {kind} agrees, and the name is not the same; families \
                         share addresses"
                    ),
                    "similar_name",
                    place,
                ),
            };
        }
        match (self.name, self.born, self.other) {
            (Some((Likeness::Partial, place)), Some(_), _) => unclear(
                format!("medium match: {name} and {day} agree; twins share as much"),
                "partial_name",
                place,
            ),
            (Some((Likeness::Partial, place)), ..) => unclear(
                format!("weak match: {name} agrees, which others may bear"),
                "partial_name",
                place,
            ),
            (Some((Likeness::Spelt | Likeness::Same, place)), ..) => unclear(
                format!("weak match: {name} agrees, which others may bear"),
                "same_name",
                place,
            ),
            (_, Some((_, place)), _) => unclear(
                format!("weak match: {day} agrees alone, which many others share"),
                "birth_date_alone",
                place,
            ),
            (Some((_, place)), ..) => unclear(
                "the names are not the same, and not so different that they tell two people apart"
                    .to_owned(),
                "similar_name",
                place,
            ),
            (None, None, Some((kind, place))) => unclear(
                format!(
                    "the {kind} is none of those that the learner presented is known by; a \
                     person may have several"
                ),
                "other_identifier",
                place,
            ),
            (None, None, None) => Check::inconclusive(
                CheckCode::LearnerMatch,
                "nothing that the credential says of its learner can be compared with what is \
                 known of the learner presented",
            )
            .because(Cause::new("nothing_to_compare")),
        }
    }
}

fn failed(summary: &'static str, cause: &str, place: &Pointer) -> Check {
    Check::failed(CheckCode::LearnerMatch, summary)
        .at(place.clone())
        .because(Cause::new(cause))
}

fn unclear(summary: String, cause: &str, place: &Pointer) -> Check {
    Check::inconclusive(CheckCode::LearnerMatch, summary)
        .at(place.clone())
        .because(Cause::new(cause))
}
