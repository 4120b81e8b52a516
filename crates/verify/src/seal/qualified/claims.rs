//! What a certificate says of being qualified: a claim, until a trusted list confirms it.
//!
//! Sources: ETSI EN 319 412-5 sections 4.2 and 4.3 (statements); EN 319 411-2 section 5.3
//! (policies).

use der::asn1::{Any, ObjectIdentifier};
use der::{Decode as _, Reader as _};

use crate::certificate::{Certificate, QC_STATEMENTS};

const COMPLIANCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.1");
const DEVICE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.4");
const TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6");
/// Names the countries under whose law it is qualified, where that is not the European Union's.
const LEGISLATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.7");
const OF_SIGNATURES: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6.1");
const OF_SEALS: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6.2");
const OF_WEBSITES: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6.3");
const POLICY_LEGAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.194112.1.1");
const POLICY_LEGAL_DEVICE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.194112.1.3");

/// The statements of a certificate.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    /// Whether it says that it is qualified, under any law.
    pub(super) is_qualified: bool,
    /// Whether that law is another than the European Union's.
    pub(super) is_foreign: bool,
    /// Whether it says that its key is in a qualified device.
    pub(super) device: bool,
    kinds: Vec<ObjectIdentifier>,
}

/// What a certificate says that it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Seals.
    Seals,
    /// Something else than seals.
    Other,
    /// Nothing.
    Unstated,
    /// Seals and something else, though it may state one only.
    Several,
}

impl Claims {
    /// Reads the statements; `None` where they are malformed.
    pub(super) fn read(leaf: &Certificate) -> Option<Self> {
        let Some(list) = leaf.read_extension::<Vec<Any>>(QC_STATEMENTS).ok()? else {
            return Some(Self::default());
        };
        let statements = list.iter().map(entry).collect::<Option<Vec<_>>>()?;
        let states = |id| statements.iter().any(|(stated, _)| *stated == id);
        let kinds = statements.iter().filter(|(stated, _)| *stated == TYPE);
        let kinds: Vec<Vec<ObjectIdentifier>> = kinds
            .map(|(_, value)| value.as_ref()?.decode_as().ok())
            .collect::<Option<_>>()?;
        Some(Self {
            is_qualified: states(COMPLIANCE),
            is_foreign: states(LEGISLATION),
            device: states(DEVICE),
            kinds: kinds.concat(),
        })
    }

    /// What it says that it is for.
    pub(super) fn kind(&self) -> Kind {
        let is_seals = |kind: &ObjectIdentifier| *kind == OF_SEALS;
        match self.kinds.as_slice() {
            [] => Kind::Unstated,
            kinds if kinds.iter().all(is_seals) => Kind::Seals,
            kinds if kinds.iter().any(is_seals) => Kind::Several,
            _ => Kind::Other,
        }
    }

    /// The claim in words, as in "the certificate claims to be …".
    pub(super) fn words(&self, leaf: &Certificate) -> String {
        let kind = match self.kinds.as_slice() {
            _ if self.is_foreign => "a qualified certificate under the law of another country",
            [kind] if *kind == OF_SEALS => "a qualified certificate for seals",
            [kind] if *kind == OF_SIGNATURES => {
                "a qualified certificate for signatures of persons, not for seals"
            }
            [kind] if *kind == OF_WEBSITES => "a qualified certificate for websites, not for seals",
            _ => "a qualified certificate of a kind that it does not state",
        };
        let device = match self.device {
            true => ", with the key in a qualified device",
            false => ", with no word on the device of the key",
        };
        let policies = leaf.policies();
        let policy = match () {
            () if policies.contains(&POLICY_LEGAL_DEVICE) => " (policy QCP-l-qscd)",
            () if policies.contains(&POLICY_LEGAL) => " (policy QCP-l)",
            () => "",
        };
        format!("{kind}{device}{policy}")
    }
}

/// An identifier with what may follow it, as statements and policies are both written:
/// `SEQUENCE { id OBJECT IDENTIFIER, info ANY OPTIONAL }`.
pub(super) fn entry(any: &Any) -> Option<(ObjectIdentifier, Option<Any>)> {
    let mut reader = der::SliceReader::new(any.value()).ok()?;
    let id = ObjectIdentifier::decode(&mut reader).ok()?;
    let value = match reader.is_finished() {
        true => None,
        false => Some(Any::decode(&mut reader).ok()?),
    };
    Some((id, value))
}
