//! Reads evaluations as `evaluate --format json` or `ndjson` printed them.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use credeval::model::evaluation::{EVALUATION_SCHEMA, Evaluation};
use serde_json::{Deserializer, Value, de::IoRead};

use crate::error::Error;

type Then<'t> = dyn FnMut(Evaluation) -> io::Result<()> + 't;

/// Takes each evaluation of a file or of standard input (`-`) in turn, and keeps none: an array, or
/// objects one after the other.
pub(crate) fn each(path: &Path, then: &mut Then<'_>) -> Result<(), Error> {
    let unreadable = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    let mut reader: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).map_err(unreadable)?))
    };
    let first = loop {
        let bytes = reader.fill_buf().map_err(unreadable)?;
        let Some(first) = bytes.first().copied() else {
            break None;
        };
        if !first.is_ascii_whitespace() {
            break Some(first);
        }
        reader.consume(1);
    };
    let mut printed = Ok(());
    let mut take = |value: Value| {
        printed = then(read(value)?);
        // What this says is not told: the error of the output is.
        printed.as_ref().map_err(ToString::to_string).copied()
    };
    let ended = match first {
        // Nothing at all, as a filter that found none prints.
        None => Ok(()),
        Some(b'[') => {
            let mut json = Deserializer::new(IoRead::new(reader));
            let array = serde::de::Deserializer::deserialize_seq(&mut json, Each(&mut take));
            array.and_then(|()| json.end())
        }
        Some(_) => Deserializer::new(IoRead::new(reader))
            .into_iter::<Value>()
            .try_for_each(|each| take(each?).map_err(serde::de::Error::custom)),
    };
    printed?;
    ended.map_err(|error| Error::Evaluations {
        path: path.to_owned(),
        error,
    })
}

/// An evaluation by its schema: what is of another has other fields, and they would be named instead.
fn read(value: Value) -> Result<Evaluation, String> {
    let found = match value.get("schema").and_then(Value::as_str) {
        Some(EVALUATION_SCHEMA) => {
            return serde_json::from_value(value).map_err(|error| error.to_string());
        }
        Some(other) => format!("`{other}`"),
        None => "none".to_owned(),
    };
    Err(format!(
        "expected `{EVALUATION_SCHEMA}` in `schema`, found {found}"
    ))
}

/// Reads an array item by item.
struct Each<'t, F>(&'t mut F);

impl<'de, F: FnMut(Value) -> Result<(), String>> serde::de::Visitor<'de> for Each<'_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an array of evaluations")
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(value) = items.next_element()? {
            (self.0)(value).map_err(serde::de::Error::custom)?;
        }
        Ok(())
    }
}
