//! Why a seal is not a qualified one, or not known to be: one table of codes and words.
//!
//! Each is the cause of a row `seal.qualified`. *Failed* says that the lists deny it and
//! *inconclusive* that they leave it open; the row informs and fails no proof.
//!
//! | code | outcome | the list vouches |
//! |---|---|---|
//! | (none) | passed: a qualified seal | and confirms |
//! | `revocation_unknown` | inconclusive: a qualified seal, unless it was revoked | and confirms |
//! | `no_qualified_device` | failed: an advanced seal with a qualified certificate for seals | yes |
//! | `device_unclear` | inconclusive: the same, and the list contradicts itself on the device | yes |
//! | every other | a seal that is valid, and nothing more to the lists | no |
//!
//! The others, failed: `withdrawn_at_issuance` `withdrawn_at_signing` `not_granted_then`
//! `before_eidas` `not_for_seals` `wrong_type` `not_qualified` `not_qualified_by_list` `revoked`;
//! inconclusive: `withdrawn_since` `critical_extension` `qualifier_conflict` `unknown_qualifier`
//! `criteria_unknown` `type_unclear` `services_disagree` `too_many_services` `list_stale`
//! `malformed_extension` `unlisted` `not_checked` `proof_not_held`, and the cause of `proof.time` or
//! `seal.chain` where one of those did not pass (`signing_time_not_proven`, `certificate_expired`).
//!
//! Sources: ETSI TS 119 615 sections 4.3 to 4.5; Regulation (EU) No 910/2014 articles 3(26), 3(27)
//! and 38.

use credeval_model::{CheckOutcome, check::ADVANCED_SEAL};

/// Why a list does not say that a seal is qualified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finding {
    /// Qualified certificate for seals, and neither it nor the list says of a qualified device.
    NoQualifiedDevice,
    /// The same, and the list contradicts itself on the device.
    DeviceUnclear,
    /// The service was withdrawn, or ceased, when it issued the certificate.
    WithdrawnAtIssuance,
    /// It was withdrawn by the time by which the seal is proven to have been made.
    WithdrawnAtSigning,
    /// It is withdrawn now, and nothing proves that the seal was made before.
    WithdrawnSince,
    /// The list says nothing of being granted for that time: it began later.
    NotGrantedThen,
    /// The certificate is older than qualified certificates for seals.
    BeforeEidas,
    /// The service is listed for signatures or websites only.
    NotForSeals,
    /// A qualified certificate for signatures of persons or for websites.
    WrongType,
    /// The certificate states several types, or none where the list says that it is qualified.
    TypeUnclear,
    /// Neither the certificate nor the list says that it is qualified.
    NotQualified,
    /// The list says that it is not.
    NotQualifiedByList,
    /// The list says of the certificate what contradicts itself.
    QualifierConflict,
    /// The list says of it what is not understood.
    UnknownQualifier,
    /// Whether what the list says is said of this certificate cannot be told.
    CriteriaUnknown,
    /// The service's entry has a critical extension that is not known.
    CriticalExtension,
    /// Several services have this key, and the lists say different things of them.
    ServicesDisagree,
    /// More services lead to the certificate than are looked at.
    TooManyServices,
    /// The list should have been replaced, and the trust file relies on no old ones.
    ListStale,
    /// What the certificate says of being qualified cannot be read.
    MalformedExtension,
}

impl Finding {
    /// Whether the certificate is a qualified one for seals all the same.
    pub(super) fn is_advanced(self) -> bool {
        ADVANCED_SEAL.contains(&self.words().1)
    }

    /// Outcome, code and words of its row.
    #[expect(
        clippy::too_many_lines,
        reason = "a table, with a line or more for each finding"
    )]
    pub(super) fn words(self) -> (CheckOutcome, &'static str, &'static str) {
        use CheckOutcome::{Failed, Inconclusive};
        match self {
            Self::NoQualifiedDevice => (
                Failed,
                "no_qualified_device",
                "nothing says that its key is in a qualified device",
            ),
            Self::DeviceUnclear => (
                Inconclusive,
                "device_unclear",
                "the list contradicts itself on whether its key is in a qualified device",
            ),
            Self::WithdrawnAtIssuance => (
                Failed,
                "withdrawn_at_issuance",
                "the service was not granted when it issued the certificate",
            ),
            Self::WithdrawnAtSigning => (
                Failed,
                "withdrawn_at_signing",
                "the service had been withdrawn when the seal was made",
            ),
            Self::WithdrawnSince => (
                Inconclusive,
                "withdrawn_since",
                "the service has been withdrawn, and nothing proves that the seal was made before",
            ),
            Self::NotGrantedThen => (
                Failed,
                "not_granted_then",
                "the service was granted later than it issued the certificate",
            ),
            Self::BeforeEidas => (
                Failed,
                "before_eidas",
                "the certificate is older than 1 July 2016, when there were no qualified ones for seals",
            ),
            Self::NotForSeals => (
                Failed,
                "not_for_seals",
                "the service is not listed for certificates for seals",
            ),
            Self::WrongType => (
                Failed,
                "wrong_type",
                "the certificate is one for signatures of persons or for websites, not for seals",
            ),
            Self::TypeUnclear => (
                Inconclusive,
                "type_unclear",
                "neither the certificate nor the list says of one type what it is for",
            ),
            Self::NotQualified => (
                Failed,
                "not_qualified",
                "neither the certificate nor the list says that it is a qualified one",
            ),
            Self::NotQualifiedByList => (
                Failed,
                "not_qualified_by_list",
                "the list says that the certificate is not a qualified one",
            ),
            Self::QualifierConflict => (
                Inconclusive,
                "qualifier_conflict",
                "what the list says of the certificate contradicts itself",
            ),
            Self::UnknownQualifier => (
                Inconclusive,
                "unknown_qualifier",
                "the list says of the certificate what is not understood here",
            ),
            Self::CriteriaUnknown => (
                Inconclusive,
                "criteria_unknown",
                "whether what the list says is said of this certificate cannot be told",
            ),
            Self::CriticalExtension => (
                Inconclusive,
                "critical_extension",
                "the list marks as critical what is not understood here",
            ),
            Self::ServicesDisagree => (
                Inconclusive,
                "services_disagree",
                "the lists name the authority several times, and say different things of it",
            ),
            Self::TooManyServices => (
                Inconclusive,
                "too_many_services",
                "more services of the lists bear the names of its authorities than are looked at",
            ),
            Self::ListStale => (
                Inconclusive,
                "list_stale",
                "the list should have been replaced by now, and old ones are not relied on",
            ),
            Self::MalformedExtension => (
                Inconclusive,
                "malformed_extension",
                "what the certificate says of being qualified cannot be read",
            ),
        }
    }
}
