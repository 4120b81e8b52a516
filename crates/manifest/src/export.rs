//! Evaluations as flat rows.

use std::io::{self, Write};

use credeval_model::{
    CheckOutcome, Criterion, Digest, Evaluation, Timestamp, check,
    document::{Form, Standard},
    element::CreditSystem,
    outcome::OutcomeCode,
};
use serde::{Serialize, Serializer, ser::SerializeMap as _};

#[cfg(feature = "parquet")]
use crate::columns::{Columns, Kind, One};
use crate::{
    Delimiter, WriteError,
    table::{self, Cell, Table},
};

/// How robustly a criterion is met: a range from 0 to 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Robustness {
    /// The least that the evidence supports.
    pub lower: u8,
    /// The most that further evidence may still support.
    pub upper: u8,
}

/// An evaluation as one flat row. It names nobody: the learner is a pseudonym, if anything.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The id of the evaluation.
    pub id: Digest,
    /// The time for which it was judged.
    pub at: Timestamp,
    /// The digest of the credential.
    pub digest: Digest,
    /// The standard that it follows.
    pub standard: Standard,
    /// Its secured form.
    pub form: Form,
    /// Its title.
    pub title: Option<String>,
    /// A pseudonym of the learner.
    pub learner: Option<String>,
    /// The bodies that award it, with `; ` between them.
    pub awarding_body: Option<String>,
    /// The first country that it states, in two letters where it is one of ISO 3166-1.
    pub country: Option<String>,
    /// When it was issued, as it states.
    pub issued: Option<String>,
    /// The ECTS credits that it states first.
    pub ects: Option<f64>,
    /// Level of the European Qualifications Framework, stated or derived.
    pub eqf: Option<u8>,
    /// The criteria that apply, in the order of [`Criterion::ALL`].
    pub criteria: [Option<Robustness>; Criterion::ALL.len()],
    /// What is proposed.
    pub outcome: OutcomeCode,
    /// How its checks end, by the rule of `verify`.
    pub result: CheckOutcome,
}

/// A value of a row.
enum Value<'a> {
    Text(std::borrow::Cow<'a, str>),
    Whole(u8),
    Decimal(f64),
    Empty,
}

impl Export {
    /// The row of an evaluation.
    ///
    /// `learner` is a pseudonym that whoever holds the key made; the name in the credential is not
    /// taken. Texts are in `language` (BCP 47) where the credential speaks it.
    pub fn of(evaluation: &Evaluation, learner: Option<String>, language: &str) -> Self {
        let elements = &evaluation.elements;
        let bodies = elements.awarding_body.value().into_iter().flatten();
        let bodies: Vec<&str> = bodies
            .filter_map(|body| body.name.as_ref())
            .map(|name| name.shown_in(language))
            .collect();
        let country = elements.country.value().and_then(|all| all.first());
        let country = country.map(|country| credeval_model::country::two_letters(&country.code));
        let credits = elements.workload.value().map(|workload| &workload.credits);
        let ects = credits
            .into_iter()
            .flatten()
            .find(|credits| credits.system == CreditSystem::Ects);
        Self {
            id: evaluation.id,
            at: evaluation.at,
            digest: evaluation.document.digest,
            standard: evaluation.document.standard,
            form: evaluation.document.form,
            title: elements
                .title
                .value()
                .map(|title| title.shown_in(language).to_owned()),
            learner,
            awarding_body: (!bodies.is_empty()).then(|| bodies.join("; ")),
            country: country.filter(|code| !code.is_empty()).map(str::to_owned),
            issued: elements.issued.value().map(|issued| issued.date.clone()),
            ects: ects.map(|credits| credits.points),
            eqf: elements.level.value().and_then(|level| level.eqf),
            criteria: Criterion::ALL.map(|criterion| {
                let mut results = evaluation.criteria.iter();
                let result = results.find(|result| result.criterion == criterion)?;
                result.applies.then_some(Robustness {
                    lower: result.lower,
                    upper: result.upper,
                })
            }),
            outcome: evaluation.outcome.code,
            result: check::verdict(&evaluation.checks),
        }
    }

    /// The names of the columns.
    pub fn columns() -> Vec<String> {
        let before = [
            "id",
            "at",
            "digest",
            "standard",
            "form",
            "title",
            "learner",
            "awarding_body",
            "country",
            "issued",
            "ects",
            "eqf",
        ];
        let criteria = Criterion::ALL.into_iter().flat_map(|criterion| {
            ["lower", "upper"].map(|bound| format!("{}_{bound}", criterion.as_str()))
        });
        before
            .into_iter()
            .map(str::to_owned)
            .chain(criteria)
            .chain(["outcome", "result"].map(str::to_owned))
            .collect()
    }

    /// The values, in the order of [`Export::columns`].
    fn values(&self) -> Result<Vec<Value<'_>>, serde_json::Error> {
        let text = |text: &'_ Option<String>| match text {
            Some(text) => Value::Text(text.clone().into()),
            None => Value::Empty,
        };
        let mut values = vec![
            Value::Text(self.id.to_string().into()),
            Value::Text(self.at.to_string().into()),
            Value::Text(self.digest.to_string().into()),
            Value::Text(word(&self.standard)?.into()),
            Value::Text(word(&self.form)?.into()),
            text(&self.title),
            text(&self.learner),
            text(&self.awarding_body),
            text(&self.country),
            text(&self.issued),
            self.ects.map_or(Value::Empty, Value::Decimal),
            self.eqf.map_or(Value::Empty, Value::Whole),
        ];
        for robustness in self.criteria {
            let bound = |bound: fn(Robustness) -> u8| {
                robustness.map_or(Value::Empty, |range| Value::Whole(bound(range)))
            };
            values.extend([bound(|range| range.lower), bound(|range| range.upper)]);
        }
        values.push(Value::Text(self.outcome.as_str().into()));
        values.push(Value::Text(word(&self.result)?.into()));
        Ok(values)
    }
}

#[cfg(feature = "parquet")]
impl Export {
    /// What the values of each column are.
    fn kinds() -> Vec<(String, Kind)> {
        let kind = |name: &str| match name {
            "ects" => Kind::Decimal,
            "eqf" => Kind::Whole,
            name if name.ends_with("_lower") || name.ends_with("_upper") => Kind::Whole,
            _ => Kind::Text,
        };
        let columns = Self::columns().into_iter();
        columns.map(|name| (name.clone(), kind(&name))).collect()
    }
}

/// A word as it stands in the JSON of reports.
fn word(word: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_value(word).and_then(serde_json::from_value)
}

impl Serialize for Export {
    /// A flat object with all columns; what is not known is `null`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let values = self.values().map_err(serde::ser::Error::custom)?;
        let mut map = serializer.serialize_map(Some(values.len()))?;
        for (name, value) in Self::columns().iter().zip(values) {
            match value {
                Value::Text(text) => map.serialize_entry(name, &text)?,
                Value::Whole(number) => map.serialize_entry(name, &number)?,
                Value::Decimal(number) => map.serialize_entry(name, &number)?,
                Value::Empty => map.serialize_entry(name, &())?,
            }
        }
        map.end()
    }
}

/// Writes evaluations as flat rows, whose columns are [`Export::columns`].
///
/// CSV is as [`crate::Results`] writes it; NDJSON has one object a line, with `null` for what is not
/// known.
pub struct Exports<'a>(Format<'a>);

enum Format<'a> {
    Table(Box<dyn Table + Send + 'a>),
    Lines(Box<dyn Write + Send + 'a>),
    #[cfg(feature = "parquet")]
    Columns(Box<Columns<'a>>),
}

impl std::fmt::Debug for Exports<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exports").finish_non_exhaustive()
    }
}

impl<'a> Exports<'a> {
    /// Begins a CSV file.
    pub fn csv(out: impl Write + Send + 'a, delimiter: Delimiter) -> Result<Self, WriteError> {
        Self::begin(table::csv(out, delimiter)?)
    }

    /// Begins an XLSX file. It is written when it is finished; more rows than a sheet has are an
    /// error, which [`crate::fits`] tells before.
    #[cfg(feature = "spreadsheets")]
    pub fn xlsx(out: impl Write + Send + 'a) -> Result<Self, WriteError> {
        Self::begin(table::xlsx(out, "Evaluations")?)
    }

    /// Begins a file with one JSON object a line.
    pub fn ndjson(out: impl Write + Send + 'a) -> Self {
        Self(Format::Lines(Box::new(out)))
    }

    /// Begins an Apache Parquet file: criteria and level as whole numbers, credits as decimals, all else
    /// as text; nothing stands where nothing is known. It is not compressed.
    #[cfg(feature = "parquet")]
    pub fn parquet(out: impl Write + Send + 'a) -> Result<Self, WriteError> {
        let columns = Columns::begin(Box::new(out), &Export::kinds())?;
        Ok(Self(Format::Columns(Box::new(columns))))
    }

    fn begin(mut table: Box<dyn Table + Send + 'a>) -> Result<Self, WriteError> {
        let columns = Export::columns();
        let names: Vec<Cell<'_>> = columns.iter().map(|name| Cell::Text(name)).collect();
        table.row(&names)?;
        Ok(Self(Format::Table(table)))
    }

    /// Writes a row.
    pub fn write(&mut self, export: &Export) -> Result<(), WriteError> {
        match &mut self.0 {
            Format::Table(table) => {
                let values = export.values().map_err(io::Error::from)?;
                let cells = values.iter().map(|value| match value {
                    Value::Text(text) => Cell::Text(text),
                    Value::Whole(number) => Cell::Number(f64::from(*number)),
                    Value::Decimal(number) => Cell::Number(*number),
                    Value::Empty => Cell::Empty,
                });
                table.row(&cells.collect::<Vec<_>>())
            }
            Format::Lines(out) => {
                serde_json::to_writer(&mut *out, export).map_err(io::Error::from)?;
                Ok(out.write_all(b"\n")?)
            }
            #[cfg(feature = "parquet")]
            Format::Columns(columns) => {
                let values = export.values().map_err(io::Error::from)?;
                columns.row(values.iter().map(|value| match value {
                    Value::Text(text) => One::Text(text),
                    Value::Whole(number) => One::Whole(*number),
                    Value::Decimal(number) => One::Decimal(*number),
                    Value::Empty => One::Empty,
                }))
            }
        }
    }

    /// Writes what is left. A file that is not finished is not whole.
    pub fn finish(self) -> Result<(), WriteError> {
        match self.0 {
            Format::Table(table) => table.finish(),
            Format::Lines(mut out) => Ok(out.flush()?),
            #[cfg(feature = "parquet")]
            Format::Columns(columns) => columns.finish(),
        }
    }
}
