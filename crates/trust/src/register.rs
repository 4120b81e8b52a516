//! Registers of organisations, in the shapes that registrars get them in, one document or an array
//! of them: our own ([`credeval_model::trust::snapshot::Register`], with `organisations`), an
//! institution, a report or a page of results of DEQAR's Web API, and a record of ROR.
//!
//! A report joins the institutions that it names. A record of ROR joins the one institution that
//! shares a domain and a country with it, and then is one more identifier that selects it: ROR
//! says that an organisation exists, not how good it is, and not which keys are its own.

mod deqar;
mod ror;

use std::collections::HashSet;

use credeval_model::{
    evidence::EvidenceKind,
    trust::snapshot::{Register, RegisterOrganisation, Report, Snapshot},
};
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::registry::{TEXT_BYTES, look, may_follow, needs, parse, source};
use crate::{Made, Progress, Reading, Refused, quoted};

/// Records in a register. DEQAR holds some six thousand institutions.
const RECORDS: usize = 50_000;

/// What stands in a register so far.
#[derive(Debug, Default)]
struct Gathered {
    register: Register,
    /// Numbers of the institutions of DEQAR that stand in it.
    institutions: HashSet<String>,
    /// Institutions of DEQAR's reports, by number, with what was said of each.
    reports: Vec<deqar::Reported>,
    crosswalk: Vec<ror::Record>,
}

/// Reads it, as far as the evidence reaches. The address of one that is given as a file is whatever
/// `source` names it by.
pub fn read(reading: Reading<'_>) -> Result<Progress, Refused> {
    let kind = EvidenceKind::OrganisationRegister;
    let Some(url) = reading.anchor.source.clone() else {
        return Err(Refused {
            code: "no_source",
            url: String::new(),
            what: format!(
                "expected `source` in anchor `{}`, found none",
                reading.anchor.id
            ),
        });
    };
    let Some(item) = look(&reading, kind, &url)? else {
        return Ok(needs(kind, url));
    };
    let document = parse(item, &url)?;
    let today = reading.now.to_string();
    let today = today.get(..10).unwrap_or_default();
    let register = register(&document, today).map_err(|(code, what)| Refused {
        code,
        url: url.clone(),
        what,
    })?;
    may_follow(&reading, &url, register.published)?;
    Ok(Progress::Made(Made {
        sources: vec![source(&url, item, register.published)],
        snapshot: Snapshot::Register(register),
    }))
}

/// A code and what is wrong, with its place.
type Fault = (&'static str, String);

fn malformed(place: &str, what: impl std::fmt::Display) -> Fault {
    ("malformed", format!("{what} at {place}"))
}

fn register(document: &Value, today: &str) -> Result<Register, Fault> {
    let mut gathered = Gathered::default();
    match document {
        Value::Array(items) => {
            if items.len() > RECORDS {
                return Err(too_many(items.len()));
            }
            for (index, item) in items.iter().enumerate() {
                gather(&mut gathered, item, &format!("/{index}"), today)?;
            }
        }
        one => gather(&mut gathered, one, "/", today)?,
    }
    let Gathered {
        mut register,
        reports,
        crosswalk,
        ..
    } = gathered;
    deqar::join(&mut register.organisations, reports);
    ror::join(&mut register.organisations, crosswalk);
    if register.organisations.len() > RECORDS {
        return Err(too_many(register.organisations.len()));
    }
    if register.organisations.is_empty() {
        return Err(("empty", "expected organisations, found none".to_owned()));
    }
    Ok(register)
}

fn too_many(found: usize) -> Fault {
    (
        "too_large",
        format!("expected at most {RECORDS} records, found {found}"),
    )
}

fn gather(gathered: &mut Gathered, value: &Value, place: &str, today: &str) -> Result<(), Fault> {
    let unknown = || {
        malformed(
            place,
            "expected a register, a record of DEQAR or a record of ROR, found something else",
        )
    };
    let entries = value.as_object().ok_or_else(unknown)?;
    let has = |key: &str| entries.contains_key(key);
    if has("organisations") {
        own(&mut gathered.register, value, place)
    } else if let Some(Value::Array(results)) = entries.get("results") {
        if entries.get("next").is_some_and(|next| !next.is_null()) {
            let what = "expected all results on one page (`next` of null), found more pages";
            return Err(("incomplete", format!("{what} at {place}")));
        }
        if results.len() > RECORDS {
            return Err(too_many(results.len()));
        }
        for (index, result) in results.iter().enumerate() {
            // A page within a page is none.
            if result.get("results").is_some() {
                return Err(unknown());
            }
            gather(gathered, result, &format!("{place}/results/{index}"), today)?;
        }
        Ok(())
    } else if has("institutions") && has("decision") {
        gathered.reports.push(deqar::report(entries, place)?);
        Ok(())
    } else if ror::is_record(entries) {
        gathered.crosswalk.extend(ror::record(entries, place)?);
        Ok(())
    } else if has("identifiers") && has("names") {
        let (id, institution) = deqar::institution(entries, place, today)?;
        if !gathered.institutions.insert(id) {
            let what = "expected each institution once, found one twice";
            return Err(("duplicate", format!("{what} at {place}")));
        }
        gathered.register.organisations.push(institution);
        Ok(())
    } else {
        Err(unknown())
    }
}

/// A register in our own words.
fn own(register: &mut Register, value: &Value, place: &str) -> Result<(), Fault> {
    let read: Register = serde_json::from_value(value.clone()).map_err(|error| {
        malformed(
            place,
            format!("expected a register of our own form, found: {error}"),
        )
    })?;
    for (index, organisation) in read.organisations.iter().enumerate() {
        well_formed(organisation, &format!("{place}organisations/{index}"))?;
    }
    if register.name.is_empty() {
        register.name = read.name;
    }
    register.published = register.published.max(read.published);
    register.organisations.extend(read.organisations);
    Ok(())
}

fn well_formed(organisation: &RegisterOrganisation, place: &str) -> Result<(), Fault> {
    let known = organisation
        .identifiers
        .iter()
        .chain(&organisation.issuers)
        .map(|identifier| &identifier.value);
    for text in organisation.names.iter().chain(known) {
        if text.trim().is_empty() || text.len() > TEXT_BYTES {
            let what = format!(
                "expected names and identifiers of 1 to {TEXT_BYTES} bytes, found {}",
                match text.trim() {
                    "" => 0,
                    _ => text.len(),
                }
            );
            return Err(malformed(place, what));
        }
    }
    if organisation.names.is_empty() {
        return Err(malformed(place, "expected a name, found none"));
    }
    if let Some(country) = &organisation.country
        && !(country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        let what = format!("expected a country as `SE`, found `{}`", quoted(country));
        return Err(malformed(place, what));
    }
    for report in &organisation.reports {
        days(report, place)?;
    }
    Ok(())
}

fn days(report: &Report, place: &str) -> Result<(), Fault> {
    for text in std::iter::once(&report.valid_from).chain(&report.valid_to) {
        day(text, place)?;
    }
    Ok(())
}

fn day(text: &str, place: &str) -> Result<Date, Fault> {
    text.parse().map_err(|_| {
        malformed(
            place,
            format!("expected a day as YYYY-MM-DD, found `{}`", quoted(text)),
        )
    })
}

/// The objects in an array of an object; none where there is none.
fn objects<'v>(
    entries: &'v Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = &'v Map<String, Value>> {
    let items = entries.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_object)
}

/// A text of an object that is not empty.
fn text(entries: &Map<String, Value>, key: &str, place: &str) -> Result<Option<String>, Fault> {
    crate::registry::text(entries, key).map_err(|what| malformed(place, what))
}

#[cfg(test)]
mod tests;
