//! What others publish of whom to trust, read once, verified, and cut down to what a verdict needs.
//!
//! A snapshot is JSON, in the folder of its lock. No XML is read and no list's signature is
//! verified when a credential is judged: that was done when the snapshot was made, and the lock
//! names the snapshot by its digest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::QualityScope;
use crate::{Digest, Timestamp};

/// What a published anchor said when it was last brought up to date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Snapshot {
    /// Of the European trusted lists.
    EuLotl(TrustedLists),
    /// Of a registry of issuers.
    DccJson(Registry),
    /// Of a register of organisations.
    Register(Register),
    /// Of a classification of skills.
    Esco(Skills),
}

/// The trusted lists of the territories that a list of lists points to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedLists {
    /// The list of lists' own number.
    pub sequence: u64,
    /// When the list of lists was issued.
    pub issued: Timestamp,
    /// When the next list of lists is issued at the latest.
    pub next_update: Option<Timestamp>,
    /// Territories that the list of lists points to and whose lists are not here: not wanted, not
    /// answered, or refused. Whom they know is unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
    /// The lists whose signatures hold, by territory.
    pub lists: Vec<TrustedList>,
}

/// A territory's trusted list (ETSI TS 119 612), as far as seals and timestamps need it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedList {
    /// The territory, as `FI`.
    pub territory: String,
    /// SHA-256 of the list's bytes.
    pub digest: Digest,
    /// The list's number (section 5.3.2).
    pub sequence: u64,
    /// When it was issued.
    pub issued: Timestamp,
    /// When the next is issued at the latest; `None` for a list that was closed.
    pub next_update: Option<Timestamp>,
    /// Certificates of services that stand there and cannot be read here; nobody below them is
    /// known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unread: u32,
    /// The services.
    pub services: Vec<Service>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// A trust service (section 5.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The provider's name.
    pub provider: String,
    /// The service's name.
    pub name: String,
    /// What it does.
    pub kind: ServiceKind,
    /// The certificates that identify it; a service that is identified by none is not kept.
    pub certificates: Vec<ServiceCertificate>,
    /// How it stood over time, the latest first, each `from` earlier than the one before. At a
    /// time it stood as the first period says whose `from` is not later; before them all it was
    /// not listed.
    pub periods: Vec<Period>,
}

/// What a service does (section 5.5.1); others are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// It issues qualified certificates (`CA/QC`).
    QualifiedCertificates,
    /// It stamps times, qualified (`TSA/QTST`).
    QualifiedTimestamps,
}

/// A certificate of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceCertificate {
    /// SHA-256 of the DER encoding of its subject: certificates issued below it name that subject
    /// as their issuer, so it is found without reading any other.
    pub subject: Digest,
    /// The certificate, DER in base64.
    pub der: String,
}

/// How a service stood from a time on (sections 5.5.5 and 5.6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Since when.
    pub from: Timestamp,
    /// The status.
    pub status: ServiceStatus,
    /// The uses that additional service information names (section 5.5.9.4); empty where it names
    /// none. That the certificates are those of a root (`RootCA-QC`) is no use, and not kept.
    /// Since 1 July 2016 a service is for those that it names alone (ETSI TS 119 615
    /// PRO-4.4.4-18).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Use>,
    /// Qualifications (section 5.5.9.2), each for the certificates that meet its criteria.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub qualifications: Vec<Qualification>,
    /// An extension that is marked as critical and is not known here, by its name or address; such
    /// a service is not relied on. Known are those of section 5.5.9: `TakenOverBy` names the
    /// provider that answers for the service now, `ExpiredCertsRevocationInfo` since when it tells
    /// of the revocation of expired certificates too. Neither changes the status, and neither is
    /// kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_critical: Option<String>,
}

/// The status of a service (section 5.5.4), by the last part of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceStatus {
    /// `granted`.
    Granted,
    /// `withdrawn`.
    Withdrawn,
    /// Before 1 July 2016: `undersupervision`, `supervisionincessation` or `accredited`, which all
    /// say that the service was under supervision.
    Supervised,
    /// Any other, such as `supervisionceased`, `supervisionrevoked`, `accreditationceased`,
    /// `deprecatedatnationallevel`; also a time when the service was one of another kind.
    Other,
}

/// What a service's certificates are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// `ForeSignatures`.
    Signatures,
    /// `ForeSeals`.
    Seals,
    /// `ForWebSiteAuthentication`.
    Websites,
    /// Additional service information that is not known here.
    Other,
}

/// Qualifiers for the certificates that meet criteria.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Qualification {
    /// The qualifiers.
    pub qualifiers: Vec<Qualifier>,
    /// Which certificates.
    pub criteria: Criteria,
}

/// A qualifier (section 5.5.9.2.3): it overrides what the certificate says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// `QCWithSSCD`, `QCWithQSCD`: the key is in a qualified device.
    WithDevice,
    /// `QCNoSSCD`, `QCNoQSCD`: it is not.
    NoDevice,
    /// `QCSSCDStatusAsInCert`, `QCQSCDStatusAsInCert`: as the certificate says.
    DeviceAsInCertificate,
    /// `QCQSCDManagedOnBehalf`: the provider manages the key in a qualified device.
    DeviceManagedOnBehalf,
    /// `QCForLegalPerson`: for a legal person, before seals were known.
    ForLegalPerson,
    /// `QCForESig`.
    ForSignatures,
    /// `QCForESeal`.
    ForSeals,
    /// `QCForWSA`.
    ForWebsites,
    /// `NotQualified`.
    NotQualified,
    /// `QCStatement`: qualified, whatever the certificate says.
    Qualified,
    /// Any other, which is not understood.
    Unknown,
}

/// Criteria for certificates (section 5.5.9.2.2). Where there are none, all of them hold, none of
/// them holds, and at least one does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criteria {
    /// How many of those below must hold.
    pub assert: Assert,
    /// Each a set of key usage bits that must all be as stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_usage: Vec<Vec<KeyUsageBit>>,
    /// Each a set of certificate policies that must all be there, as dotted object identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Vec<String>>,
    /// Each a set of extended key purposes that must all be there, as dotted object identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_purposes: Vec<Vec<String>>,
    /// Each a set of attributes that the subject's name must all have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subject_attributes: Vec<Vec<String>>,
    /// Criteria within criteria.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nested: Vec<Criteria>,
    /// Criteria that are not understood: whether they hold is unknown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
}

/// How many criteria must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assert {
    /// All of them.
    #[default]
    All,
    /// At least one.
    AtLeastOne,
    /// None.
    None,
}

/// A bit of the key usage extension and how it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyUsageBit {
    /// Its number in RFC 5280 section 4.2.1.3: 0 for `digitalSignature`, 1 for `nonRepudiation`.
    pub bit: u8,
    /// Whether it is set.
    pub set: bool,
}

/// A registry of issuers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// When its publisher last changed it.
    pub updated: Option<Timestamp>,
    /// The issuers, by DID.
    pub issuers: BTreeMap<String, RegistryEntry>,
}

/// An issuer as a registry describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryEntry {
    /// Its name.
    pub name: String,
    /// Its web page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// A classification of skills: names and relations, without what describes the skills.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skills {
    /// The skills, by URI.
    pub skills: BTreeMap<String, Skill>,
}

/// A skill of a classification.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// Its names by language (BCP 47): the preferred one first, then alternative ones.
    pub labels: BTreeMap<String, Vec<String>>,
    /// The URIs of the skills directly broader than it; groups, which no one learns, are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broader: Vec<String>,
    /// The URIs of skills that are essential for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub essential: Vec<String>,
    /// The URIs of skills that are optional for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub optional: Vec<String>,
}

/// A register of educational organisations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The register's name, such as `DEQAR`.
    pub name: String,
    /// When its publisher gave it out.
    pub published: Option<Timestamp>,
    /// The organisations.
    pub organisations: Vec<RegisterOrganisation>,
}

/// An organisation of a register.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterOrganisation {
    /// Its names: the official one first, then others and those in other languages.
    pub names: Vec<String>,
    /// ISO 3166-1 alpha-2 code of its country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What it is known by.
    pub identifiers: Vec<RegisterIdentifier>,
    /// Identifiers of organisations that issue for it, as the register says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<RegisterIdentifier>,
    /// What assures its quality.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<Report>,
}

/// An identifier and who gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterIdentifier {
    /// Who gave it.
    pub scheme: IdentifierScheme,
    /// The identifier, as the scheme writes it.
    pub value: String,
}

/// Who gives identifiers to organisations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IdentifierScheme {
    /// DEQAR's own (`DEQARINST2303`, or its address).
    Deqar,
    /// The European Tertiary Education Register (`SE0001`).
    Eter,
    /// The Research Organization Registry.
    Ror,
    /// A domain name, from the schema for academia (SCHAC `schacHomeOrganization`).
    Schac,
    /// A VAT number with its country (`SE202100287401`).
    Vat,
    /// Erasmus+ Participant Identification Code.
    Pic,
    /// Erasmus institution code.
    Erasmus,
    /// World Higher Education Database.
    Whed,
    /// A DID.
    Did,
    /// organizationIdentifier of a certificate (ETSI EN 319 412-1 section 5.1.4).
    OrganizationIdentifier,
    /// A national or local one.
    Other,
}

/// A report or an accreditation on an organisation or on one of its awards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Its address in the register.
    pub id: String,
    /// What it covers.
    pub scope: QualityScope,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// What it decided.
    pub decision: Decision,
    /// Whether it is part of the obligatory system of the country, or voluntary.
    pub obligatory: bool,
    /// Whether the register warns of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flagged: bool,
    /// First day of validity (`YYYY-MM-DD`).
    pub valid_from: String,
    /// Last day of validity (`YYYY-MM-DD`); open where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// The awards that it covers; any of the organisation where it is empty.
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub limits: Limits,
}

/// What a report decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Positive.
    Positive,
    /// Positive with conditions.
    Conditional,
    /// Negative.
    Negative,
    /// The report decides nothing.
    NotApplicable,
}

/// The awards that a report or an accreditation is limited to; an empty list limits nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Qualifications or programmes: identifiers or titles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub awards: Vec<String>,
    /// Levels of the European Qualifications Framework.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub eqf_levels: Vec<u8>,
    /// Fields of ISCED-F 2013 by code, each with those below it (`08` covers `0811`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Jurisdictions: ISO 3166-1 alpha-3 codes or codes of administrative units, each with those
    /// below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jurisdictions: Vec<String>,
    /// Profiles of credentials (`http://data.europa.eu/snb/credential/…`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credential_types: Vec<String>,
}

impl Limits {
    /// Whether nothing is limited.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
