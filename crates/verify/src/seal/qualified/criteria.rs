//! Whether the criteria of a trusted list fit a certificate.
//!
//! Source: ETSI TS 119 612 section 5.5.9.2.2. What cannot be told is told apart from what does not
//! fit: a list says something of a certificate, and nobody knows whether of this one.

use credeval_model::trust::snapshot::{Assert, Criteria};
use der::Decode as _;
use der::asn1::{Any, BitStringRef, ObjectIdentifier};

use super::claims::entry;
use crate::certificate::{CERTIFICATE_POLICIES, Certificate, EXTENDED_KEY_USAGE, KEY_USAGE};

/// Criteria within criteria that are looked at; real lists have two.
const DEPTH: usize = 8;

/// What criteria look at; `None` where it cannot be read.
#[derive(Debug)]
pub(super) struct Traits {
    /// The bits of the key usage; those beyond its end are not set.
    usage: Option<Vec<bool>>,
    policies: Option<Vec<String>>,
    purposes: Option<Vec<String>>,
    attributes: Vec<String>,
}

impl Traits {
    pub(super) fn of(leaf: &Certificate) -> Self {
        let text = |ids: Vec<ObjectIdentifier>| ids.iter().map(ToString::to_string).collect();
        let usage = match leaf.extension(KEY_USAGE) {
            None => Some(Vec::new()),
            Some(usage) => BitStringRef::from_der(usage.extn_value.as_bytes())
                .ok()
                .map(|bits| bits.bits().collect()),
        };
        // The identifiers alone: what stands beside them is malformed in some real certificates.
        let policies = leaf.read_extension::<Vec<Any>>(CERTIFICATE_POLICIES).ok();
        let policies = policies.and_then(|list| {
            let list = list.unwrap_or_default();
            let ids = list.iter().map(|one| Some(entry(one)?.0));
            ids.collect::<Option<Vec<_>>>()
        });
        let purposes = leaf.read_extension::<Vec<ObjectIdentifier>>(EXTENDED_KEY_USAGE);
        let names = leaf.fields().subject.0.iter().flat_map(|set| set.0.iter());
        Self {
            usage,
            policies: policies.map(text),
            purposes: purposes.ok().map(|list| text(list.unwrap_or_default())),
            attributes: text(names.map(|name| name.oid).collect()),
        }
    }

    /// Whether the criteria fit; `None` where that cannot be told.
    pub(super) fn fit(&self, criteria: &Criteria) -> Option<bool> {
        self.fit_within(criteria, DEPTH)
    }

    fn fit_within(&self, criteria: &Criteria, depth: usize) -> Option<bool> {
        let all = |wanted: &[String], has: Option<&Vec<String>>| -> Option<bool> {
            let has = has?;
            Some(wanted.iter().all(|one| has.contains(one)))
        };
        let usage = criteria.key_usage.iter().map(|bits| {
            let usage = self.usage.as_ref()?;
            let is_set = |bit: u8| usage.get(usize::from(bit)).copied().unwrap_or(false);
            Some(bits.iter().all(|one| is_set(one.bit) == one.set))
        });
        let policies = criteria.policies.iter();
        let policies = policies.map(|wanted| all(wanted, self.policies.as_ref()));
        let purposes = criteria.key_purposes.iter();
        let purposes = purposes.map(|wanted| all(wanted, self.purposes.as_ref()));
        let attributes = criteria.subject_attributes.iter();
        let attributes = attributes.map(|wanted| all(wanted, Some(&self.attributes)));
        let nested = criteria
            .nested
            .iter()
            .map(|inner| match depth.checked_sub(1) {
                Some(depth) => self.fit_within(inner, depth),
                None => None,
            });
        let unknown = criteria.unknown.then_some(None);
        let said: Vec<Option<bool>> = usage
            .chain(policies)
            .chain(purposes)
            .chain(attributes)
            .chain(nested)
            .chain(unknown)
            .collect();
        // No criteria at all are malformed, and not ones that everything fits.
        if said.is_empty() {
            return None;
        }
        let any = |wanted: Option<bool>| said.contains(&wanted);
        match criteria.assert {
            Assert::All if any(Some(false)) => Some(false),
            Assert::AtLeastOne if any(Some(true)) => Some(true),
            Assert::None if any(Some(true)) => Some(false),
            _ if any(None) => None,
            Assert::All | Assert::None => Some(true),
            Assert::AtLeastOne => Some(false),
        }
    }
}
