//! What verification and the trust anchors say of a credential, as far as scoring needs it.

use serde::{Deserialize, Serialize};

use crate::trust::{QualityEntry, snapshot::Decision};

/// How the proof stands, as verification found it. A proof that failed is read from the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProofStanding {
    /// No proof holds: there is none, or it could not be checked.
    Unsigned,
    /// A proof holds, and nobody vouches for who made it.
    Signed,
    /// A proof holds, and a trust anchor vouches for the issuer.
    Identified,
    /// A certificate on paper: there is no file whose proof could hold.
    Paper,
}

/// Quality assurance that a trust anchor records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterQuality {
    /// The anchor's name.
    pub anchor: String,
    /// Its entry.
    pub entry: QualityEntry,
    /// Who made the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// What it decided.
    pub decision: Decision,
    /// Why it does not cover the award, or is not known to, as the end of a sentence on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<String>,
    /// The organisation that it is of, where nothing but a name ties it to an awarding body: it may
    /// be another of that name, so this is no evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_name: Option<String>,
    /// Whether the anchor is older than it should be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_stale: bool,
}

/// What is known of the credential beside its own words. With the elements, the checks, the
/// answers, the purpose, the programme and the policy it gives the same evaluation again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// How the proof stands.
    pub proof: ProofStanding,
    /// Whether the seal is qualified, or a register confirms issuer and key.
    pub confirmed: bool,
    /// The signer's name by an anchor, where one vouches for it and knows it by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// Whether the signer may award for the awarding body named (`issuer.entitlement` passed).
    pub entitled: bool,
    /// Quality entries of the trust anchors that the signing identity belongs to, or a body for
    /// which a register lets it award; where there is none, those of who bears the name of a body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quality: Vec<RegisterQuality>,
}
