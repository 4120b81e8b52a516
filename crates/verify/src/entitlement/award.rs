//! What a credential says of an award, as far as an accreditation can be limited to it.
//!
//! Source: European Learning Model 3 (`Accreditation`, its `limit…` properties).

use std::collections::BTreeSet;

use credeval_model::document::Standard;
use jiff::civil::Date;
use serde_json::Value;

use super::body::{all, normal, texts};
use crate::checked::Covered;
use crate::opened::identifier;

/// One award.
#[derive(Debug, Clone, Default)]
pub(crate) struct Award<'v> {
    /// Its titles, and identifiers of it and of what it follows, as they are compared.
    pub(crate) names: BTreeSet<String>,
    /// Its title.
    pub(crate) title: Option<&'v str>,
    /// Levels of the European Qualifications Framework.
    pub(crate) levels: Vec<u8>,
    /// Fields of ISCED-F by code.
    pub(crate) fields: Vec<&'v str>,
    /// Where it was awarded: countries and administrative units by code.
    pub(crate) places: Vec<&'v str>,
    /// Profiles of the credential.
    pub(crate) profiles: Vec<&'v str>,
    /// The day of issuing.
    pub(crate) day: Option<Date>,
}

/// The awards of a credential: as far as the proofs cover them, and where that is not all of it, as
/// they stand there too. What covers an award covers both, so that words which nobody signed widen
/// nothing, and leaving them out does not either.
pub(crate) fn awards<'s>(covered: &'s Covered<'_>) -> Vec<Award<'s>> {
    let standard = covered.opened.standard;
    let mut awards = of(standard, covered.credential());
    if !covered.is_whole() {
        awards.extend(of(standard, covered.opened.credential()));
    }
    awards
}

fn of(standard: Standard, credential: &Value) -> Vec<Award<'_>> {
    let day = ["issued", "issuanceDate", "validFrom", "awardedDate"]
        .iter()
        .find_map(|key| credential.get(key)?.as_str())
        .and_then(day);
    let profiles = ids(&all(credential, &["credentialProfiles"]));
    let (path, specified): (&[&str], &[&str]) = match standard {
        Standard::EuropeanDigitalCredential => {
            (&["credentialSubject", "hasClaim"], &["specifiedBy"])
        }
        _ => (&["credentialSubject"], &["achievement"]),
    };
    let claims = all(credential, path).into_iter();
    claims
        .filter(|claim| claim.is_object() || claim.is_string())
        .map(|claim| Award {
            day,
            profiles: profiles.clone(),
            ..read(claim, &all(claim, specified))
        })
        .collect()
}

fn read<'v>(claim: &'v Value, specified: &[&'v Value]) -> Award<'v> {
    let mut award = Award::default();
    for node in specified.iter().copied().chain([claim]) {
        let titles = ["title", "name"]
            .into_iter()
            .flat_map(|key| texts(node.get(key)));
        let titles: Vec<&str> = titles.collect();
        award.title = award.title.or(titles.first().copied());
        let notations = all(node, &["identifier", "notation"]);
        let notations = notations.iter().filter_map(|one| one.as_str());
        let names = titles
            .into_iter()
            .chain(identifier(Some(node)))
            .chain(notations);
        award.names.extend(names.map(normal));
    }
    for node in specified {
        let levels = all(node, &["eqfLevel"]);
        let aligned = all(node, &["alignment", "targetUrl"]);
        let levels = levels.into_iter().chain(aligned);
        award.levels.extend(levels.filter_map(|level| {
            code(identifier(Some(level))?, "data.europa.eu/snb/eqf/")?
                .parse::<u8>()
                .ok()
        }));
        award.fields.extend(
            all(node, &["thematicArea"])
                .into_iter()
                .filter_map(|area| code(identifier(Some(area))?, "data.europa.eu/snb/isced-f/")),
        );
    }
    award.levels.sort_unstable();
    award.levels.dedup();
    award.fields.sort_unstable();
    award.fields.dedup();
    let awarded = all(claim, &["awardedBy"]);
    award.places = awarded.iter().flat_map(|process| places(process)).collect();
    if award.places.is_empty() {
        let bodies = all(claim, &["awardedBy", "awardingBody"]);
        award.places = bodies.iter().flat_map(|body| places(body)).collect();
    }
    award
}

/// The countries and units of the locations of a node.
fn places(node: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    for location in all(node, &["location"]) {
        let units: Vec<&str> = ids(&all(location, &["spatialCode"]))
            .into_iter()
            .filter_map(|id| code(id, "publications.europa.eu/resource/authority/atu/"))
            .collect();
        match units.is_empty() {
            true => found.extend(super::identifier::countries(
                location,
                &["address", "countryCode"],
            )),
            false => found.extend(units),
        }
    }
    found
}

fn ids<'v>(nodes: &[&'v Value]) -> Vec<&'v str> {
    nodes
        .iter()
        .filter_map(|node| identifier(Some(node)))
        .collect()
}

/// The day that a date or time begins with, as who wrote it counted days.
pub(super) fn day(stated: &str) -> Option<Date> {
    stated.trim().get(..10)?.parse().ok()
}

/// The code of a concept, by its address in a list.
pub(super) fn code<'a>(address: &'a str, list: &str) -> Option<&'a str> {
    let address = address
        .strip_prefix("http://")
        .or_else(|| address.strip_prefix("https://"))?;
    address.strip_prefix(list).filter(|code| !code.is_empty())
}
