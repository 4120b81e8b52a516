//! The trust file: who may say so, as a registrar wrote it down and reviewed it.

mod age;
pub mod file;
pub mod lock;
pub mod snapshot;
pub mod vouch;

pub use age::MaxAge;
pub use file::TrustFileError;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A trust file (TOML): a list of anchors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TrustFile {
    /// The anchors, under `[[anchor]]`.
    #[serde(default, rename = "anchor")]
    pub anchors: Vec<Anchor>,
}

/// The kind of an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AnchorKind {
    /// The list of the European Union's trusted lists, and all the lists that it points to.
    EuLotl,
    /// A certificate: of an authority that issues seal certificates, or of one seal.
    X509Pin,
    /// A DID, or an https controller document, by its identifier.
    DidPin,
    /// A registry of issuers as the Digital Credentials Consortium publishes it: a list of DIDs,
    /// without a signature.
    DccJson,
    /// The trust anchor of an OpenID Federation, which states who belongs to it.
    Oidf,
    /// A register of educational organisations and of what assures their quality.
    Register,
    /// The European classification of skills (ESCO), from files that a person downloaded. It
    /// vouches for nobody: learning outcomes are compared by it.
    Esco,
}

/// What an anchor may be relied on for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Grant {
    /// To say whose a seal is.
    Seal,
    /// To say when something was there (RFC 3161): its word dates seals whose certificates have
    /// expired since. One who can make both a seal and its date dates it at will, so this is
    /// never implied by [`Grant::Seal`] for a certificate that is pinned.
    Timestamp,
    /// To say whose a DID is.
    Issuer,
    /// To say what assures the quality of an organisation or of an award.
    Quality,
    /// To say which skills have which names, and how they are related.
    Skills,
}

/// What becomes of an anchor whose last update is older than its `max_age`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnStale {
    /// It vouches for nobody until it is updated.
    Fail,
    /// It vouches, and every row that rests on it says how old it is.
    #[default]
    Warn,
    /// It vouches as its last good state did; only the list of anchors says how old it is.
    LastGood,
}

/// An organisation as the registrar knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnchorOrganisation {
    /// Its name.
    pub name: String,
    /// ISO 3166-1 code of its country.
    pub country: Option<String>,
    /// Identifiers that it is known by, as they may stand in a credential.
    #[serde(default)]
    pub identifiers: Vec<String>,
}

/// What an entry of quality assurance covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QualityScope {
    /// The programme or the micro-credential itself.
    Programme,
    /// The institution.
    Institutional,
}

/// Quality assurance that the registrar looked up in a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QualityEntry {
    /// What it covers.
    pub kind: QualityScope,
    /// The report or register entry.
    pub report: String,
    /// First day of validity (`YYYY-MM-DD`).
    pub valid_from: String,
    /// Last day of validity (`YYYY-MM-DD`); open where absent.
    pub valid_to: Option<String>,
}

/// An anchor: whom the registrar trusts, for what, since when and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Its name in reports.
    pub id: String,
    /// What it pins.
    pub kind: AnchorKind,
    /// `x509_pin`: the certificate in PEM.
    pub certificate: Option<String>,
    /// `x509_pin` and `eu_lotl`: the `organizationIdentifier` (2.5.4.97) that the seal's certificate must carry,
    /// where only one organisation below the authority is meant.
    pub organization_identifier: Option<String>,
    /// What it may be relied on for; where empty, what its kind implies
    /// ([`AnchorKind::implied`]).
    #[serde(default)]
    pub grants: Vec<Grant>,
    /// Where it is published: the list of lists, the registry, the entity identifier of the
    /// federation's trust anchor.
    pub source: Option<String>,
    /// `eu_lotl`: SHA-256 of the certificates that may sign the list of lists, in hexadecimal, as
    /// the Official Journal publishes them.
    #[serde(default)]
    pub pinned_sha256: Vec<String>,
    /// `eu_lotl`: the address of that publication, as the list of lists names it. Lists that
    /// bridge to later certificates (pivots) count as far as back to it.
    pub oj_uri: Option<String>,
    /// `eu_lotl`: the territories whose lists are read (`NL`, `FI`); all where empty.
    #[serde(default)]
    pub territories: Vec<String>,
    /// `oidf`: the keys of the trust anchor, as JSON Web Keys.
    #[serde(default)]
    pub jwks: Vec<serde_json::Map<String, serde_json::Value>>,
    /// How old its last update may be: hours or days, as `24h` or `7d`.
    pub max_age: Option<MaxAge>,
    /// What becomes of it where that is older.
    #[serde(default)]
    pub on_stale: OnStale,
    /// `did_pin`: the identifier, as the credential's `issuer`.
    pub did: Option<String>,
    /// `did_pin`: verification methods that alone may sign; any where empty.
    #[serde(default)]
    pub keys: Vec<String>,
    /// The organisation that the pinned key belongs to.
    pub organisation: Option<AnchorOrganisation>,
    /// Identifiers or names of other bodies that it may award for.
    #[serde(default)]
    pub awards_for: Vec<String>,
    /// Quality assurance of the organisation; counts as evidence of a register.
    pub quality: Option<QualityEntry>,
    /// First instant that it holds.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub valid_from: Option<Timestamp>,
    /// Last instant that it holds.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub valid_until: Option<Timestamp>,
    /// Why it is trusted.
    pub reason: Option<String>,
    /// Who added it.
    pub added_by: Option<String>,
}

impl AnchorKind {
    /// What an anchor of this kind is relied on for where it does not say.
    pub fn implied(self) -> &'static [Grant] {
        match self {
            Self::EuLotl => &[Grant::Seal, Grant::Timestamp],
            Self::X509Pin => &[Grant::Seal],
            Self::DidPin | Self::DccJson | Self::Oidf => &[Grant::Issuer],
            Self::Register => &[Grant::Issuer, Grant::Quality],
            Self::Esco => &[Grant::Skills],
        }
    }

    /// What an anchor of this kind can be relied on for.
    pub fn possible(self) -> &'static [Grant] {
        match self {
            Self::X509Pin => &[Grant::Seal, Grant::Timestamp],
            other => other.implied(),
        }
    }

    /// Whether it holds what others published, which ages and is brought up to date.
    pub fn is_published(self) -> bool {
        matches!(
            self,
            Self::EuLotl | Self::DccJson | Self::Register | Self::Esco
        )
    }
}

impl Grant {
    /// As the trust file writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::Timestamp => "timestamp",
            Self::Issuer => "issuer",
            Self::Quality => "quality",
            Self::Skills => "skills",
        }
    }
}

impl Anchor {
    /// The digests of [`Anchor::pinned_sha256`], or the text that is none. Capital letters, and
    /// colons and blanks between digits, are as tools print them.
    pub fn pins(&self) -> impl Iterator<Item = Result<crate::Digest, &str>> {
        self.pinned_sha256.iter().map(|pin| {
            let is_digit = |c: &char| !c.is_whitespace() && *c != ':';
            let digits: String = pin.chars().filter(is_digit).collect();
            digits
                .to_ascii_lowercase()
                .parse()
                .map_err(|_| pin.as_str())
        })
    }

    /// Whether it may be relied on for this.
    pub fn serves(&self, grant: Grant) -> bool {
        match self.grants.as_slice() {
            [] => self.kind.implied().contains(&grant),
            stated => stated.contains(&grant),
        }
    }
}

impl TrustFile {
    /// Reads a trust file; the error is the first of all that [`file::read`] finds.
    pub fn parse(text: &str) -> Result<Self, TrustFileError> {
        let (placed, faults) = file::read(text);
        match faults.into_iter().next() {
            Some(first) => Err(first),
            None => Ok(Self {
                anchors: placed.into_iter().map(|placed| placed.anchor).collect(),
            }),
        }
    }
}
