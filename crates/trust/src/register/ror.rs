//! Records of the Research Organization Registry: a crosswalk between identifiers.
//!
//! Source: ROR schema 2.1 (`id`, `status`, `names`, `domains`, `locations`).

use std::collections::HashMap;

use credeval_model::trust::snapshot::{IdentifierScheme, RegisterIdentifier, RegisterOrganisation};
use serde_json::{Map, Value};

use super::{Fault, malformed, objects, text};

/// An organisation as ROR describes it.
#[derive(Debug)]
pub(super) struct Record {
    id: String,
    names: Vec<String>,
    country: Option<String>,
    domains: Vec<String>,
}

pub(super) fn is_record(entries: &Map<String, Value>) -> bool {
    let id = entries.get("id").and_then(Value::as_str);
    id.is_some_and(|id| id.starts_with("https://ror.org/"))
}

/// `None` for a record that ROR withdrew.
pub(super) fn record(entries: &Map<String, Value>, place: &str) -> Result<Option<Record>, Fault> {
    if entries.get("status").and_then(Value::as_str) == Some("withdrawn") {
        return Ok(None);
    }
    let id =
        text(entries, "id", place)?.ok_or_else(|| malformed(place, "expected `id`, found none"))?;
    let mut names = Vec::new();
    for name in objects(entries, "names") {
        let Some(value) = text(name, "value", place)? else {
            continue;
        };
        let types: Vec<&str> = name
            .get("types")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if types.contains(&"ror_display") {
            names.insert(0, value);
        } else if types.contains(&"label") || types.contains(&"alias") {
            names.push(value);
        }
    }
    if names.is_empty() {
        return Err(malformed(place, "expected a name, found none"));
    }
    let details = objects(entries, "locations")
        .find_map(|location| location.get("geonames_details")?.as_object());
    let country = match details {
        Some(details) => text(details, "country_code", place)?,
        None => None,
    };
    let domains = entries.get("domains").and_then(Value::as_array);
    let domains = domains.into_iter().flatten().filter_map(Value::as_str);
    Ok(Some(Record {
        id,
        names,
        country,
        domains: domains.map(str::to_ascii_lowercase).collect(),
    }))
}

/// Gives each record's identifier to the one organisation with its domain and country; a record
/// that has none stands alone, with nothing by which anybody could sign.
pub(super) fn join(organisations: &mut Vec<RegisterOrganisation>, records: Vec<Record>) {
    let mut by_domain: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, organisation) in organisations.iter().enumerate() {
        for identifier in &organisation.identifiers {
            if identifier.scheme == IdentifierScheme::Schac {
                let domain = identifier.value.to_ascii_lowercase();
                by_domain.entry(domain).or_default().push(index);
            }
        }
    }
    for record in records {
        let domains = record.domains.iter();
        let mut sharing: Vec<usize> = domains
            .filter_map(|domain| by_domain.get(domain))
            .flatten()
            .copied()
            .filter(|index| {
                let country = organisations
                    .get(*index)
                    .and_then(|one| one.country.as_ref());
                country.is_some() && country == record.country.as_ref()
            })
            .collect();
        sharing.sort_unstable();
        sharing.dedup();
        let identifier = RegisterIdentifier {
            scheme: IdentifierScheme::Ror,
            value: record.id,
        };
        let only = match sharing.as_slice() {
            [one] => organisations.get_mut(*one),
            _ => None,
        };
        match only {
            Some(one) => one.identifiers.push(identifier),
            None => organisations.push(RegisterOrganisation {
                names: record.names,
                country: record.country,
                identifiers: vec![identifier],
                ..RegisterOrganisation::default()
            }),
        }
    }
}
