//! What the listed services behind a certificate say of it, at one time.
//!
//! Source: ETSI TS 119 615 sections 4.3.4 (the services that match), 4.4.4 (whether the certificate
//! is qualified, and for what: table 2) and 4.5.4 (the device: table 7).

use credeval_model::{
    Timestamp,
    trust::snapshot::{Period, Qualifier, Use},
};

use super::claims::{Claims, Kind};
use super::criteria::Traits;
use super::finding::Finding;
use crate::trust::lists::{Listed, Standing, is_before_eidas};

/// A certificate, as far as lists speak of it.
pub(super) struct Subject {
    pub(super) claims: Claims,
    pub(super) traits: Traits,
    /// When it was issued, as it says.
    pub(super) issued: Timestamp,
}

/// A time for which the services are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// When the certificate was issued.
    Issuance,
    /// By when the seal is proven to have been made.
    Sealing,
    /// The time of judgement, where nothing proves a time of sealing.
    Judgement,
}

/// Whether the key of a qualified certificate for seals is in a qualified device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Device {
    Qualified,
    Unclear,
    None,
}

/// What services that have one key say of a certificate at a time.
pub(super) fn say(
    services: &[Listed<'_>],
    subject: &Subject,
    moment: Moment,
    at: Timestamp,
) -> Result<Device, Finding> {
    // Beside a service for seals, one that is for something else, or was not there yet, says
    // nothing of them.
    let for_seals = |listed: &&Listed<'_>| {
        let period = listed.period(at);
        period.is_some_and(|period| period.uses.contains(&Use::Seals))
    };
    let is_any = services.iter().any(|listed| for_seals(&listed));
    let speaking = services
        .iter()
        .filter(|listed| !is_any || for_seals(listed));
    let said = speaking.map(|listed| one(*listed, subject, moment, at));
    let mut said: Vec<Result<Device, Finding>> = said.collect();
    let silent = Err(Finding::NotGrantedThen);
    if said.iter().any(|one| *one != silent) {
        said.retain(|one| *one != silent);
    }
    match said.split_first() {
        Some((first, rest)) if rest.iter().all(|one| one == first) => *first,
        _ => Err(Finding::ServicesDisagree),
    }
}

fn one(
    listed: Listed<'_>,
    subject: &Subject,
    moment: Moment,
    at: Timestamp,
) -> Result<Device, Finding> {
    let period = match (listed.standing(at), moment) {
        (Standing::Granted(period), _) => period,
        (Standing::NotUnderstood, _) => return Err(Finding::CriticalExtension),
        (Standing::NotGranted, Moment::Issuance) => return Err(Finding::WithdrawnAtIssuance),
        (Standing::NotGranted, Moment::Sealing) => return Err(Finding::WithdrawnAtSigning),
        (Standing::NotGranted, Moment::Judgement) => return Err(Finding::WithdrawnSince),
        (Standing::NotYet, _) => return Err(Finding::NotGrantedThen),
    };
    if is_before_eidas(subject.issued) {
        return Err(Finding::BeforeEidas);
    }
    if !period.uses.contains(&Use::Seals) {
        return Err(Finding::NotForSeals);
    }
    let qualifiers = qualifiers(period, &subject.traits)?;
    let has = |qualifier| qualifiers.contains(&qualifier);
    let others = has(Qualifier::ForSignatures) || has(Qualifier::ForWebsites);
    if has(Qualifier::NotQualified) && has(Qualifier::Qualified)
        || has(Qualifier::ForSeals) && others
        || has(Qualifier::ForSignatures) && has(Qualifier::ForWebsites)
        || has(Qualifier::ForLegalPerson) && others
    {
        return Err(Finding::QualifierConflict);
    }
    if has(Qualifier::NotQualified) {
        return Err(Finding::NotQualifiedByList);
    }
    let claims = &subject.claims;
    let is_claimed = claims.is_qualified && !claims.is_foreign;
    if !is_claimed && !has(Qualifier::Qualified) {
        return Err(Finding::NotQualified);
    }
    match claims.kind() {
        _ if others => return Err(Finding::WrongType),
        _ if has(Qualifier::ForSeals) => {}
        Kind::Seals => {}
        // A certificate that states no type is one for signatures, as all were before types.
        Kind::Unstated if is_claimed => return Err(Finding::WrongType),
        Kind::Other => return Err(Finding::WrongType),
        Kind::Unstated | Kind::Several => return Err(Finding::TypeUnclear),
    }
    let with = has(Qualifier::WithDevice) || has(Qualifier::DeviceManagedOnBehalf);
    let without = has(Qualifier::NoDevice);
    Ok(match has(Qualifier::DeviceAsInCertificate) {
        true if with || without => Device::Unclear,
        _ if with && without => Device::Unclear,
        _ if with => Device::Qualified,
        _ if without => Device::None,
        _ if claims.device => Device::Qualified,
        _ => Device::None,
    })
}

/// The qualifiers for this certificate.
fn qualifiers(period: &Period, traits: &Traits) -> Result<Vec<Qualifier>, Finding> {
    let mut found = Vec::new();
    for qualification in &period.qualifications {
        match traits.fit(&qualification.criteria) {
            Some(true) => found.extend(&qualification.qualifiers),
            Some(false) => {}
            None => return Err(Finding::CriteriaUnknown),
        }
    }
    match found.contains(&Qualifier::Unknown) {
        true => Err(Finding::UnknownQualifier),
        false => Ok(found),
    }
}
