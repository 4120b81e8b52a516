//! One row of verification: a stable code, an outcome, a sentence, a place and a cause.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Digest, Pointer};

/// How a check ended. An outage is never a failure and never a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// It was looked at and holds.
    Passed,
    /// It was looked at and does not hold.
    Failed,
    /// It could not be looked at, or what was seen settles nothing.
    Inconclusive,
    /// The credential has nothing that this check speaks of.
    NotApplicable,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// The stable name of a check.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum CheckCode {
            $($(#[doc = $doc])+ #[serde(rename = $text)] $name,)+
        }

        impl CheckCode {
            /// Every code, in the order of reports.
            pub const ALL: &[CheckCode] = &[$(CheckCode::$name,)+];

            /// The code as it stands in reports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(CheckCode::$name => $text,)+
                }
            }
        }
    };
}

codes! {
    /// The secured form was recognised and opened.
    DocumentForm = "document.form",
    /// Everything inside stays within the limits.
    DocumentLimit = "document.limit",
    /// The credential has the structure that its standard asks for.
    DocumentStructure = "document.structure",
    /// Every JSON-LD context named is known here.
    ContextKnown = "context.known",
    /// Every part of the JSON reaches what the proof covers.
    ContextTerms = "context.terms",
    /// The RDF dataset was canonicalised within its budget of work.
    LinkedDataBudget = "linked_data.budget",
    /// The credential conforms to the schemas that it names.
    SchemaConforms = "schema.conforms",
    /// The signature holds over the credential under the key used.
    ProofSignature = "proof.signature",
    /// The algorithm is one that is accepted, and fits the key.
    ProofAlgorithm = "proof.algorithm",
    /// The proof was made for asserting claims.
    ProofPurpose = "proof.purpose",
    /// The time of the proof is proven, and lies where it may.
    ProofTime = "proof.time",
    /// The signing key belongs to the issuer.
    IssuerKey = "issuer.key",
    /// Which trust anchors list the issuer.
    IssuerTrust = "issuer.trust",
    /// Whether the signer may award for the awarding body named.
    IssuerEntitlement = "issuer.entitlement",
    /// The seal's certificate chains to a trust anchor.
    SealChain = "seal.chain",
    /// The seal's certificate was not revoked.
    SealRevocation = "seal.revocation",
    /// The seal is qualified under eIDAS.
    SealQualified = "seal.qualified",
    /// The timestamps on the seal hold.
    SealTimestamp = "seal.timestamp",
    /// The credential is valid already.
    ValidityFrom = "validity.from",
    /// The credential is valid still.
    ValidityUntil = "validity.until",
    /// The issuer has not revoked the credential.
    StatusRevocation = "status.revocation",
    /// The issuer has not suspended the credential.
    StatusSuspension = "status.suspension",
    /// The credential is bound to the one who presents it.
    HolderBinding = "holder.binding",
    /// The presentation answers this request's nonce.
    PresentationNonce = "presentation.nonce",
    /// The presentation was made for this verifier.
    PresentationAudience = "presentation.audience",
    /// The presentation was made just now.
    PresentationFreshness = "presentation.freshness",
    /// The subject is the learner presented.
    LearnerMatch = "learner.match",
    /// An endorsement holds and speaks of this credential.
    Endorsement = "endorsement",
    /// The credential was refreshed at its source.
    Refresh = "refresh",
    /// The evidence used is what its digest says.
    EvidenceIntegrity = "evidence.integrity",
    /// Dates contradict each other.
    IntegrityDates = "integrity.dates",
    /// Statements on workload contradict each other.
    IntegrityWorkload = "integrity.workload",
    /// Statements on level contradict each other.
    IntegrityLevel = "integrity.level",
    /// A grade without the scheme that gives it meaning.
    IntegrityGrade = "integrity.grade",
    /// Statements on supervision and identity contradict each other.
    IntegritySupervision = "integrity.supervision",
    /// Said to be stackable, without saying towards what.
    IntegrityStackability = "integrity.stackability",
    /// The accreditation contradicts itself or the text beside it.
    IntegrityAccreditation = "integrity.accreditation",
    /// This is more than a micro-credential.
    IntegrityScope = "integrity.scope",
    /// An answer that contradicts what the credential states.
    IntegrityAnswer = "integrity.answer",
}

impl CheckCode {
    /// Whether this check decides over the exit code of `verify`; the others inform.
    pub fn counts(self) -> bool {
        !matches!(
            self,
            Self::IssuerTrust
                | Self::IssuerEntitlement
                | Self::SealQualified
                | Self::LearnerMatch
                | Self::Endorsement
        ) && !self.is_integrity()
    }

    /// Whether this says who presents the credential, to whom and when.
    pub fn is_presented(self) -> bool {
        matches!(
            self,
            Self::HolderBinding
                | Self::PresentationNonce
                | Self::PresentationAudience
                | Self::PresentationFreshness
        )
    }

    /// Whether this is a finding on what the credential says of itself.
    pub fn is_integrity(self) -> bool {
        self.as_str().starts_with("integrity.")
    }
}

impl std::fmt::Display for CheckCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Causes of the row `seal.qualified` that leave the seal an advanced one with a qualified
/// certificate: the second of three answers, whatever the third is.
pub const ADVANCED_SEAL: [&str; 3] = [
    "no_qualified_device",
    "device_unclear",
    "revocation_unknown",
];

/// Why a check did not pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// A stable word for the kind of cause, such as `no_proof` or `not_reachable`.
    pub code: String,
    /// The address that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The HTTP status that came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What was expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

impl Cause {
    /// A cause that is only its code.
    pub fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            url: None,
            status: None,
            expected: None,
            found: None,
        }
    }

    /// With the address that was asked.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// With what was expected and what was found.
    #[must_use]
    pub fn mismatch(mut self, expected: impl Into<String>, found: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self.found = Some(found.into());
        self
    }
}

/// One check and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What was checked.
    pub code: CheckCode,
    /// How it ended.
    pub outcome: CheckOutcome,
    /// One plain sentence.
    pub summary: Cow<'static, str>,
    /// The place in the credential that it speaks of.
    pub pointer: Option<Pointer>,
    /// Digests of the evidence that was used.
    pub evidence: Vec<Digest>,
    /// Where it did not pass: why.
    pub cause: Option<Cause>,
}

impl Check {
    /// A check that ended as `outcome`, told by `summary`.
    pub fn new(
        code: CheckCode,
        outcome: CheckOutcome,
        summary: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            code,
            outcome,
            summary: summary.into(),
            pointer: None,
            evidence: Vec::new(),
            cause: None,
        }
    }

    /// A check that passed.
    pub fn passed(code: CheckCode, summary: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, CheckOutcome::Passed, summary)
    }

    /// A check that failed.
    pub fn failed(code: CheckCode, summary: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, CheckOutcome::Failed, summary)
    }

    /// A check that settled nothing.
    pub fn inconclusive(code: CheckCode, summary: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, CheckOutcome::Inconclusive, summary)
    }

    /// A check that has nothing to look at.
    pub fn not_applicable(code: CheckCode, summary: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, CheckOutcome::NotApplicable, summary)
    }

    /// At this place of the credential.
    #[must_use]
    pub fn at(mut self, pointer: Pointer) -> Self {
        self.pointer = Some(pointer);
        self
    }

    /// Because of this.
    #[must_use]
    pub fn because(mut self, cause: Cause) -> Self {
        self.cause = Some(cause);
        self
    }

    /// Seen in this evidence.
    #[must_use]
    pub fn seen_in(mut self, digest: Digest) -> Self {
        self.evidence.push(digest);
        self
    }
}

/// How a list of checks ends: any that counts failed, else any inconclusive, else passed.
pub fn verdict(checks: &[Check]) -> CheckOutcome {
    deciding(checks.iter()).map_or(CheckOutcome::Passed, |check| check.outcome)
}

/// The check that decides a [`verdict`]: the first that counts and failed, else the first that
/// counts and is inconclusive; none where it passes.
pub fn deciding<'a>(mut checks: impl Iterator<Item = &'a Check> + Clone) -> Option<&'a Check> {
    let ended = |outcome| move |check: &&Check| check.code.counts() && check.outcome == outcome;
    let failed = checks.clone().find(ended(CheckOutcome::Failed));
    failed.or_else(|| checks.find(ended(CheckOutcome::Inconclusive)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_counts_what_counts() {
        let rows = |outcome| {
            vec![
                Check::passed(CheckCode::ProofSignature, "holds"),
                Check::failed(CheckCode::IssuerTrust, "informs"),
                Check::new(CheckCode::StatusRevocation, outcome, "as given"),
            ]
        };
        assert_eq!(verdict(&rows(CheckOutcome::Passed)), CheckOutcome::Passed);
        assert_eq!(verdict(&rows(CheckOutcome::Failed)), CheckOutcome::Failed);
        assert_eq!(
            verdict(&rows(CheckOutcome::Inconclusive)),
            CheckOutcome::Inconclusive
        );
    }

    #[test]
    fn codes_are_written_as_they_are_named() {
        for code in CheckCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
        assert!(!CheckCode::IntegrityDates.counts());
        assert!(CheckCode::SealChain.counts());
    }
}
