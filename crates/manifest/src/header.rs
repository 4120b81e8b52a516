//! The columns of a manifest.

use std::{fmt, sync::Arc};

use crate::InputError;

/// A column that is known; any other is kept as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// What the registrar calls the row.
    RowId,
    /// Whom the credential belongs to, as the institution numbers its students.
    StudentId,
    /// Where the credential is: the only column that must be there.
    Source,
    /// The programme that it is judged for.
    Programme,
    /// Whom it should have been awarded to.
    ExpectedHolder,
    /// Who should have awarded it.
    ExpectedIssuer,
    /// What another system calls it.
    ExternalRef,
}

impl Column {
    /// All, in the order of docs/manifest.md.
    pub const ALL: [Self; 7] = [
        Self::RowId,
        Self::StudentId,
        Self::Source,
        Self::Programme,
        Self::ExpectedHolder,
        Self::ExpectedIssuer,
        Self::ExternalRef,
    ];

    /// Its names: its own, and others that are taken for it where no column has its own.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::RowId => &["row_id", "row", "row_number"],
            Self::StudentId => &[
                "student_id",
                "student",
                "student_number",
                "learner_id",
                "applicant_id",
            ],
            Self::Source => &["source", "credential", "credential_url", "url", "file"],
            Self::Programme => &["programme", "target_programme", "program", "target_program"],
            Self::ExpectedHolder => &["expected_holder", "holder", "learner"],
            Self::ExpectedIssuer => &["expected_issuer", "issuer", "awarding_body"],
            Self::ExternalRef => &[
                "external_ref",
                "external_reference",
                "external_id",
                "reference",
            ],
        }
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        self.names().first().copied().unwrap_or_default()
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The columns that [`crate::Fixable`] adds: they say what was wrong, and are dropped where the file
/// is handed in again. No registrar has columns of such names, as one may have a `code`.
pub(crate) const ADDED: [&str; 2] = ["credeval_code", "credeval_hint"];

/// A name without what makes no difference: case, white space, `-` and `_`.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The column that a name means, and whether it is the column's own name.
fn meant(name: &str) -> Option<(Column, bool)> {
    let name = plain(name);
    Column::ALL.into_iter().find_map(|column| {
        let place = column.names().iter().position(|each| plain(each) == name)?;
        Some((column, place == 0))
    })
}

/// The column that a name means.
pub(crate) fn known(name: &str) -> Option<Column> {
    meant(name).map(|(column, _)| column)
}

/// The header of a manifest: the names of its columns as they stand there, and what they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    names: Vec<Arc<str>>,
    meanings: Vec<Meaning>,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It is known.
    Known(Column),
    /// It was added to the file that went back.
    Added,
    /// It is the registrar's own.
    Own,
}

impl Header {
    /// Reads the names of the columns, whose order is free.
    ///
    /// Columns without a name may be several. Two of one name, or of two names for the same where
    /// none is the column's own, are an error. It does not look whether there is a `source`:
    /// [`crate::rows`] does.
    pub fn new(names: Vec<String>) -> Result<Self, InputError> {
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        for (second, name) in plain.iter().enumerate() {
            let first = plain.iter().position(|other| other == name);
            if let Some(first) = first.filter(|first| *first < second && !name.is_empty()) {
                return Err(InputError::RepeatedColumn {
                    name: names.get(second).cloned().unwrap_or_default(),
                    first: first + 1,
                    second: second + 1,
                });
            }
        }
        let is_added = |name: &String| ADDED.iter().any(|added| self::plain(added) == *name);
        let mut meanings: Vec<Meaning> = plain
            .iter()
            .map(|name| match is_added(name) {
                true => Meaning::Added,
                false => Meaning::Own,
            })
            .collect();
        for column in Column::ALL {
            let found = |own: bool| {
                let means = move |name: &String| meant(name) == Some((column, own));
                names
                    .iter()
                    .enumerate()
                    .filter(move |(_, name)| means(name))
            };
            let own = found(true).next();
            let place = match own {
                Some((place, _)) => Some(place),
                None if found(false).count() > 1 => {
                    return Err(InputError::SeveralNames {
                        column,
                        found: found(false).map(|(_, name)| name.clone()).collect(),
                    });
                }
                None => found(false).next().map(|(place, _)| place),
            };
            if let Some(meaning) = place.and_then(|place| meanings.get_mut(place)) {
                *meaning = Meaning::Known(column);
            }
        }
        Ok(Self {
            names: names.into_iter().map(Arc::from).collect(),
            meanings,
        })
    }

    /// The names as they stand in the file.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// Whether there is such a column.
    pub fn has(&self, column: Column) -> bool {
        self.meanings.contains(&Meaning::Known(column))
    }

    /// How many columns there are.
    pub(crate) fn width(&self) -> usize {
        self.names.len()
    }

    /// The columns, each with its meaning.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&Arc<str>, Meaning)> {
        self.names.iter().zip(self.meanings.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Result<Header, InputError> {
        Header::new(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn names_are_matched_without_regard_to_how_they_are_written() {
        let header = header(&[
            "Row ID",
            " STUDENT-id",
            "source",
            "Target programme",
            "",
            "",
        ]);
        let header = header.unwrap();
        for column in [Column::RowId, Column::StudentId, Column::Programme] {
            assert!(header.has(column), "{column}");
        }
        assert!(!header.has(Column::ExpectedHolder));
        assert_eq!(header.names().next(), Some("Row ID"));
    }

    #[test]
    fn another_name_counts_where_no_column_has_its_own() {
        let own = header(&["url", "source"]).unwrap();
        assert_eq!(own.meanings, [Meaning::Own, Meaning::Known(Column::Source)]);
        let other = header(&["url", "file name"]).unwrap();
        assert_eq!(
            other.meanings,
            [Meaning::Known(Column::Source), Meaning::Own]
        );
        let both = header(&["url", "file"]);
        assert!(matches!(both, Err(InputError::SeveralNames { .. })));
    }

    #[test]
    fn a_name_stands_once() {
        let twice = header(&["source", "note", "Note "]);
        let Err(InputError::RepeatedColumn { first, second, .. }) = twice else {
            panic!("{twice:?}");
        };
        assert_eq!((first, second), (2, 3));
        assert!(header(&["source", "note", "note 2"]).is_ok());
    }

    #[test]
    fn each_name_means_one_column() {
        let mut all: Vec<&str> = Column::ALL
            .iter()
            .flat_map(|each| each.names())
            .copied()
            .collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
