//! Institutions and reports as the Web API of DEQAR, the Database of External Quality Assurance
//! Results, gives them.
//!
//! Source: DEQAR documentation, "Web API" (version 2) and "Report data elements".

use std::collections::HashMap;

use credeval_model::trust::{
    QualityScope,
    snapshot::{
        Decision, IdentifierScheme, Limits, RegisterIdentifier, RegisterOrganisation, Report,
    },
};
use jiff::ToSpan as _;
use serde_json::{Map, Value};

use super::{Fault, day, malformed, objects, text};

/// Reports of one document, and the institutions that they are about.
#[derive(Debug)]
pub(super) struct Reported {
    reports: Vec<Report>,
    /// Number and name of each.
    institutions: Vec<(String, String)>,
}

/// DEQAR's own identifier, from the number that its API gives as `id`.
fn deqar_id(entries: &Map<String, Value>, place: &str) -> Result<String, Fault> {
    if let Some(id) = text(entries, "deqar_id", place).ok().flatten() {
        return Ok(id);
    }
    let number = entries.get("id").and_then(|id| match id {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    });
    let number = number.ok_or_else(|| malformed(place, "expected a number in `id`, found none"))?;
    Ok(format!("DEQARINST{number:04}"))
}

fn own_id(organisation: &RegisterOrganisation) -> Option<&str> {
    let mut own = organisation.identifiers.iter();
    own.find(|identifier| identifier.scheme == IdentifierScheme::Deqar)
        .map(|identifier| identifier.value.as_str())
}

/// An institution, and DEQAR's own identifier of it.
///
/// Identifiers that have ended are left out, and so are the domains and DIDs of an institution that
/// has closed: a domain outlives who held it, and is sold to whoever comes next.
pub(super) fn institution(
    entries: &Map<String, Value>,
    place: &str,
    today: &str,
) -> Result<(String, RegisterOrganisation), Fault> {
    let identifier = |scheme, value: String| RegisterIdentifier { scheme, value };
    let id = deqar_id(entries, place)?;
    let mut identifiers = vec![identifier(IdentifierScheme::Deqar, id.clone())];
    if let Some(eter) = text(entries, "eter_id", place)? {
        identifiers.push(identifier(IdentifierScheme::Eter, eter));
    }
    let is_closed =
        text(entries, "closure_date", place)?.is_some_and(|closed| closed.as_str() <= today);
    for entry in objects(entries, "identifiers") {
        let Some(value) = text(entry, "identifier", place)? else {
            continue;
        };
        let resource = text(entry, "resource", place)?.unwrap_or_default();
        let scheme = scheme(&resource);
        let signs = matches!(scheme, IdentifierScheme::Schac | IdentifierScheme::Did);
        let is_current = current(
            entry,
            "identifier_valid_from",
            "identifier_valid_to",
            place,
            today,
        )?;
        if is_current && !(is_closed && signs) {
            identifiers.push(identifier(scheme, value));
        }
    }
    let organisation = RegisterOrganisation {
        names: names(entries, place)?,
        country: country(entries, place, today)?,
        identifiers,
        ..RegisterOrganisation::default()
    };
    Ok((id, organisation))
}

fn scheme(resource: &str) -> IdentifierScheme {
    match resource {
        "DEQARINST" => IdentifierScheme::Deqar,
        "ETER" => IdentifierScheme::Eter,
        "SCHAC" => IdentifierScheme::Schac,
        "EU-VAT" => IdentifierScheme::Vat,
        "EU-PIC" => IdentifierScheme::Pic,
        "Erasmus" => IdentifierScheme::Erasmus,
        "WHED" => IdentifierScheme::Whed,
        "DID-EBSI" => IdentifierScheme::Did,
        _ => IdentifierScheme::Other,
    }
}

/// Whether today lies between two days of an entry; days as text compare as they follow each other.
fn current(
    entry: &Map<String, Value>,
    from: &str,
    to: &str,
    place: &str,
    today: &str,
) -> Result<bool, Fault> {
    let from = text(entry, from, place)?;
    let to = text(entry, to, place)?;
    Ok(from.is_none_or(|from| from.as_str() <= today) && to.is_none_or(|to| today <= to.as_str()))
}

/// The official name of today first, then the others.
fn names(entries: &Map<String, Value>, place: &str) -> Result<Vec<String>, Fault> {
    let mut names: Vec<String> = Vec::new();
    let (now, before): (Vec<_>, Vec<_>) = objects(entries, "names")
        .partition(|entry| entry.get("name_valid_to").is_none_or(Value::is_null));
    let mut add = |entry: &Map<String, Value>, key: &str| -> Result<(), Fault> {
        if let Some(name) = text(entry, key, place)?.filter(|name| !names.contains(name)) {
            names.push(name);
        }
        Ok(())
    };
    for entry in now.into_iter().chain(before) {
        for key in [
            "name_official",
            "name_official_transliterated",
            "name_english",
        ] {
            add(entry, key)?;
        }
        for version in objects(entry, "name_versions") {
            add(version, "name")?;
        }
    }
    add(entries, "name_primary")?;
    match names.is_empty() {
        true => Err(malformed(place, "expected a name, found none")),
        false => Ok(names),
    }
}

/// The one country that it is in; `None` where it is in several.
fn country(
    entries: &Map<String, Value>,
    place: &str,
    today: &str,
) -> Result<Option<String>, Fault> {
    let mut found: Option<String> = None;
    for entry in objects(entries, "countries") {
        if !current(
            entry,
            "country_valid_from",
            "country_valid_to",
            place,
            today,
        )? {
            continue;
        }
        let Some(country) = entry.get("country").and_then(Value::as_object) else {
            continue;
        };
        let code = text(country, "iso_3166_alpha2", place)?;
        if found.is_some() && found != code {
            return Ok(None);
        }
        found = code;
    }
    Ok(found)
}

/// A report.
pub(super) fn report(entries: &Map<String, Value>, place: &str) -> Result<Reported, Fault> {
    let required = |key: &str| {
        text(entries, key, place)?
            .ok_or_else(|| malformed(place, format!("expected `{key}`, found none")))
    };
    let number = match entries.get("id") {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        _ => return Err(malformed(place, "expected a number in `id`, found none")),
    };
    // The search gives days as the first instants of them.
    let first_day = |text: String| text.get(..10).unwrap_or(&text).to_owned();
    let valid_from = first_day(required("valid_from")?);
    let start = day(&valid_from, place)?;
    let valid_to = match text(entries, "valid_to", place)? {
        Some(end) => {
            let end = first_day(end);
            day(&end, place)?;
            end
        }
        // DEQAR takes a report without an end to be valid for six years.
        None => start
            .checked_add(6.years())
            .map_err(|error| malformed(place, error))?
            .to_string(),
    };
    let decision = match required("decision")?.as_str() {
        "positive" => Decision::Positive,
        "positive with conditions or restrictions" => Decision::Conditional,
        "negative" => Decision::Negative,
        "not applicable" => Decision::NotApplicable,
        other => {
            let what = format!("expected a decision of DEQAR, found `{other}`");
            return Err(malformed(place, what));
        }
    };
    let flag = match text(entries, "flag", place)? {
        Some(flag) => Some(flag),
        None => text(entries, "flag_level", place)?,
    };
    let whole = Report {
        id: format!("https://data.deqar.eu/report/{number}"),
        scope: QualityScope::Institutional,
        agency: text(entries, "agency_name", place)?,
        decision,
        obligatory: required("status")? == "part of obligatory EQA system",
        // Low flags are the register's notes to itself; any word but those two warns.
        flagged: !matches!(flag.as_deref(), None | Some("none" | "low level")),
        valid_from,
        valid_to: Some(valid_to),
        limits: Limits::default(),
    };
    let kind = required("agency_esg_activity_type")?;
    let programmes: Vec<_> = objects(entries, "programmes").collect();
    let reports = match (kind.as_str(), programmes.as_slice()) {
        ("institutional", _) => vec![whole],
        // One that names no programme would cover every award of the institution.
        (_, []) => {
            let what = format!("expected programmes in a report of the kind `{kind}`, found none");
            return Err(malformed(place, what));
        }
        // One for each, so that the level of one is not read with the title of another.
        (_, programmes) => programmes
            .iter()
            .map(|programme| {
                Ok(Report {
                    scope: QualityScope::Programme,
                    limits: limits(programme, place)?,
                    ..whole.clone()
                })
            })
            .collect::<Result<_, Fault>>()?,
    };
    let institutions = objects(entries, "institutions")
        .map(|institution| {
            let name = text(institution, "name_primary", place)?;
            let name =
                name.ok_or_else(|| malformed(place, "expected `name_primary`, found none"))?;
            Ok((deqar_id(institution, place)?, name))
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    if institutions.is_empty() {
        return Err(malformed(
            place,
            "expected institutions in a report, found none",
        ));
    }
    Ok(Reported {
        reports,
        institutions,
    })
}

/// What a programme's report is limited to.
fn limits(programme: &Map<String, Value>, place: &str) -> Result<Limits, Fault> {
    let mut limits = Limits::default();
    limits
        .awards
        .extend(text(programme, "name_primary", place)?);
    for name in objects(programme, "programme_names") {
        limits.awards.extend(text(name, "name", place)?);
    }
    for identifier in objects(programme, "programme_identifiers") {
        // A local number says nothing without the agency that gave it.
        let value = text(identifier, "identifier", place)?;
        limits
            .awards
            .extend(value.filter(|value| value.contains(':')));
    }
    limits.awards.sort();
    limits.awards.dedup();
    if limits.awards.is_empty() {
        return Err(malformed(
            place,
            "expected a name of each programme, found none",
        ));
    }
    // The cycles of the European Higher Education Area are the levels 5 to 8 of the European
    // Qualifications Framework (its recommendation, 2017/C 189/03, annex II).
    let cycle = text(programme, "qf_ehea_level", place)?;
    limits.eqf_levels.extend(match cycle.as_deref() {
        Some("short cycle") => Some(5),
        Some("first cycle") => Some(6),
        Some("second cycle") => Some(7),
        Some("third cycle") => Some(8),
        _ => None,
    });
    let field = text(programme, "field_study", place)?;
    limits.fields.extend(field.and_then(|field| {
        let code = field.rsplit('/').next().unwrap_or(&field);
        let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then(|| code.to_owned())
    }));
    let countries = programme.get("countries").and_then(Value::as_array);
    for country in countries.into_iter().flatten() {
        // A name that is no code matches none: so the report covers less, and not more.
        let code = country.get("iso_3166_alpha3").unwrap_or(country).as_str();
        limits.jurisdictions.extend(code.map(str::to_owned));
    }
    Ok(limits)
}

/// Gives each institution its reports; one that only reports speak of is known by its number alone.
pub(super) fn join(organisations: &mut Vec<RegisterOrganisation>, reported: Vec<Reported>) {
    let mut by_id: HashMap<String, usize> = organisations
        .iter()
        .enumerate()
        .filter_map(|(index, one)| Some((own_id(one)?.to_owned(), index)))
        .collect();
    for Reported {
        reports,
        institutions,
    } in reported
    {
        for (id, name) in institutions {
            let index = *by_id.entry(id.clone()).or_insert_with(|| {
                organisations.push(RegisterOrganisation {
                    names: vec![name],
                    identifiers: vec![RegisterIdentifier {
                        scheme: IdentifierScheme::Deqar,
                        value: id,
                    }],
                    ..RegisterOrganisation::default()
                });
                organisations.len() - 1
            });
            if let Some(organisation) = organisations.get_mut(index) {
                organisation.reports.extend(reports.iter().cloned());
            }
        }
    }
}
