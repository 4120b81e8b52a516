//! Which place of a credential gives which standard element: one row for each path.
//!
//! The table is what `docs/crosswalk.md` and `schemas/crosswalk.csv` are made from, and the mapping
//! is held to it: a test builds a credential from each row and requires that the element comes from
//! that path, and over every other credential tested no element comes from a path without a row.

use credeval_model::{Pointer, document::Standard, element::ElementName};

pub mod differences;
mod elm;
mod elmo;
mod europass;
mod open_badges;
mod open_badges_2;
mod other;

/// What ties a level or a cycle to the EQF, and what defines the cycles.
const REFERENCING: &str =
    "EQF referencing reports of the countries; Council Recommendation 2017/C 189/03, Annex II";
const CYCLE: &str = "Council Recommendation 2017/C 189/03, Annex II";

/// One path, and what is read there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The path from the credential's root: keys between slashes. Lists are not written, since each
    /// key may hold one or many. `**` is any number of relations that the standard nests, see
    /// [`relations`].
    pub path: &'static str,
    /// The element that it gives.
    pub element: ElementName,
    /// The field of the element's value; empty where the value is no object of fields.
    pub field: &'static str,
    /// When it is read; empty for always.
    pub condition: &'static str,
    /// How the value is made.
    pub how: Transformation,
    /// The specification and section that defines the path.
    pub source: &'static str,
    /// A value that can stand there, as JSON.
    pub example: &'static str,
    /// What has to stand elsewhere for the example to be read: paths, and values as JSON.
    pub beside: &'static [(&'static str, &'static str)],
}

/// How a value is made from what stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Transformation {
    /// As it stands.
    Verbatim,
    /// Text by language; in XML the elements `text` within, one for each.
    Text,
    /// A term: its address (at the path itself or its `id`) and its label (`prefLabel`, `title`,
    /// `name`; in XML its attribute `uri` and its `targetName`), given a meaning by its list, the address before the label.
    Term,
    /// A number, also where it is written as text.
    Number,
    /// Hours of an ISO 8601 duration, a day counting 24.
    Hours,
    /// An ISO 8601 duration in calendar time, as it stands.
    Calendar,
    /// A level from 1 to 8, by address, code or label.
    EqfLevel,
    /// A level of the EQF that follows from a national level or a cycle, by a table with its source.
    DerivedLevel,
    /// The code of a country, of its address or of the unit that lies in it.
    Country,
    /// True or false.
    Boolean,
    /// That something stands there.
    Presence,
    /// What words in running text say.
    Words,
}

impl Transformation {
    /// The transformation in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Verbatim => "as it stands",
            Self::Text => "text by language",
            Self::Term => "term: address, then label",
            Self::Number => "number",
            Self::Hours => "hours of the duration",
            Self::Calendar => "calendar duration",
            Self::EqfLevel => "level 1 to 8",
            Self::DerivedLevel => "EQF level by table",
            Self::Country => "country code",
            Self::Boolean => "true or false",
            Self::Presence => "that it stands there",
            Self::Words => "what the words say",
        }
    }

    /// Where below the path the value may stand itself.
    fn inside(self) -> &'static [&'static str] {
        match self {
            Self::Term | Self::EqfLevel | Self::DerivedLevel | Self::Country => &[
                "id",
                "prefLabel",
                "title",
                "name",
                "notation",
                "@uri",
                "targetName",
                "targetName/text",
                "text",
            ],
            Self::Text => &["text"],
            _ => &[],
        }
    }
}

/// The rows of a standard.
pub fn rows(standard: Standard) -> &'static [Row] {
    match standard {
        Standard::EuropeanDigitalCredential => elm::ROWS,
        Standard::EuropassCredential => europass::ROWS,
        Standard::OpenBadges3 | Standard::Clr2 => open_badges::ROWS,
        Standard::OpenBadges2 => open_badges_2::ROWS,
        Standard::Elmo => elmo::ROWS,
        Standard::VerifiableCredential | Standard::Unknown => other::ROWS,
        _ => &[],
    }
}

/// The relations that `**` stands for: keys under which an achievement nests others.
pub fn relations(standard: Standard) -> &'static [&'static str] {
    match standard {
        Standard::EuropeanDigitalCredential => elm::RELATIONS,
        Standard::EuropassCredential => europass::RELATIONS,
        Standard::Elmo => elmo::RELATIONS,
        _ => &[],
    }
}

/// The rows that explain why an element comes from a place.
pub fn explaining(
    standard: Standard,
    element: ElementName,
    place: &Pointer,
) -> impl Iterator<Item = &'static Row> {
    let keys = keys(place);
    rows(standard)
        .iter()
        .filter(move |row| row.element == element && row.leads_to(&keys, relations(standard)))
}

/// The keys of a place, without the positions in lists.
fn keys(place: &Pointer) -> Vec<String> {
    place
        .as_str()
        .split('/')
        .skip(1)
        .filter(|key| key.parse::<usize>().is_err())
        .map(|key| key.replace("~1", "/").replace("~0", "~"))
        .collect()
}

/// Rows that are written for several places, as one table.
#[expect(
    clippy::indexing_slicing,
    reason = "the compiler does it, and says so where it cannot"
)]
const fn join<const ALL: usize>(tables: &[&[Row]]) -> [Row; ALL] {
    let mut all = [tables[0][0]; ALL];
    let (mut table, mut filled) = (0, 0);
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            all[filled] = tables[table][row];
            filled += 1;
            row += 1;
        }
        table += 1;
    }
    assert!(filled == ALL, "the table has another length");
    all
}

/// How many rows several tables have.
#[expect(clippy::indexing_slicing, reason = "as above")]
const fn total(tables: &[&[Row]]) -> usize {
    let (mut table, mut count) = (0, 0);
    while table < tables.len() {
        count += tables[table].len();
        table += 1;
    }
    count
}

impl Row {
    const fn new(
        path: &'static str,
        element: ElementName,
        field: &'static str,
        how: Transformation,
        source: &'static str,
        example: &'static str,
    ) -> Self {
        Self {
            path,
            element,
            field,
            condition: "",
            how,
            source,
            example,
            beside: &[],
        }
    }

    /// The row, read under this condition alone.
    const fn when(self, condition: &'static str) -> Self {
        Self { condition, ..self }
    }

    /// The row, with what has to stand elsewhere for its example to be read.
    const fn beside(self, beside: &'static [(&'static str, &'static str)]) -> Self {
        Self { beside, ..self }
    }

    fn leads_to(&self, keys: &[String], relations: &[&str]) -> bool {
        let path: Vec<&str> = match self.path {
            "" => Vec::new(),
            path => path.split('/').collect(),
        };
        let inside = self.how.inside();
        let rest = |rest: &[String]| rest.is_empty() || inside.contains(&rest.join("/").as_str());
        matches(&path, keys, relations, &rest)
    }
}

fn matches(
    path: &[&str],
    keys: &[String],
    relations: &[&str],
    rest: &impl Fn(&[String]) -> bool,
) -> bool {
    match (path, keys) {
        ([], left) => rest(left),
        (["**", after @ ..], left) => {
            matches(after, left, relations, rest)
                || left.split_first().is_some_and(|(key, left)| {
                    relations.contains(&key.as_str()) && matches(path, left, relations, rest)
                })
        }
        ([first, after @ ..], [key, left @ ..]) => {
            first == key && matches(after, left, relations, rest)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_leads_to_lists_relations_and_the_parts_of_a_term() {
        let row = Row {
            path: "credentialSubject/hasClaim/**/specifiedBy/mode",
            element: ElementName::Participation,
            field: "",
            condition: "",
            how: Transformation::Term,
            source: "",
            example: "\"x\"",
            beside: &[],
        };
        let leads = |place: &str| row.leads_to(&keys(&Pointer::from(place)), &["hasPart"]);
        assert!(leads("/credentialSubject/hasClaim/specifiedBy/mode"));
        assert!(leads(
            "/credentialSubject/hasClaim/0/hasPart/2/hasPart/specifiedBy/mode/1/id"
        ));
        assert!(!leads(
            "/credentialSubject/hasClaim/provenBy/specifiedBy/mode"
        ));
        assert!(!leads(
            "/credentialSubject/hasClaim/specifiedBy/mode/inScheme"
        ));
        assert!(!leads("/credentialSubject/hasClaim/specifiedBy"));
    }
}
