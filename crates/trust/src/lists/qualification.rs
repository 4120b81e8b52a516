//! Qualifications: what a list says of the certificates that meet criteria.
//!
//! Nothing of it is refused: a qualifier or a criterion that is not understood stays one, so that
//! a verdict that would turn on it is left open.
//!
//! Source: ETSI TS 119 612 section 5.5.9.2.

use credeval_model::trust::snapshot::{Assert, Criteria, KeyUsageBit, Qualification, Qualifier};
use credeval_verify::xml::Element;

use super::scheme::ADDED;

/// The namespace of qualifications.
pub(super) const SIE: &str =
    "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#";
const QUALIFIERS: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";
/// Key usages in the order of their bits (RFC 5280 section 4.2.1.3), as criteria name them.
const KEY_USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "crlSign",
    "encipherOnly",
    "decipherOnly",
];

/// Reads a `QualificationElement`.
pub(super) fn read(element: Element<'_>) -> Qualification {
    let qualifiers = within(element, "Qualifiers").flat_map(|all| within(all, "Qualifier"));
    let criteria = within(element, "CriteriaList").next();
    Qualification {
        qualifiers: qualifiers.map(qualifier).collect(),
        criteria: criteria.map_or_else(not_understood, self::criteria),
    }
}

fn not_understood() -> Criteria {
    Criteria {
        unknown: true,
        ..Criteria::default()
    }
}

fn within<'d>(of: Element<'d>, name: &'static str) -> impl Iterator<Item = Element<'d>> {
    of.children()
        .filter(move |child| child.name() == name && child.namespace() == SIE)
}

fn qualifier(element: Element<'_>) -> Qualifier {
    let uri = element.attribute("uri").unwrap_or_default();
    match uri.strip_prefix(QUALIFIERS) {
        Some("QCWithSSCD" | "QCWithQSCD") => Qualifier::WithDevice,
        Some("QCNoSSCD" | "QCNoQSCD") => Qualifier::NoDevice,
        Some("QCSSCDStatusAsInCert" | "QCQSCDStatusAsInCert") => Qualifier::DeviceAsInCertificate,
        Some("QCQSCDManagedOnBehalf") => Qualifier::DeviceManagedOnBehalf,
        Some("QCForLegalPerson") => Qualifier::ForLegalPerson,
        Some("QCForESig") => Qualifier::ForSignatures,
        Some("QCForESeal") => Qualifier::ForSeals,
        Some("QCForWSA") => Qualifier::ForWebsites,
        Some("NotQualified") => Qualifier::NotQualified,
        Some("QCStatement") => Qualifier::Qualified,
        _ => Qualifier::Unknown,
    }
}

/// Reads a `CriteriaList`; the depth of XML bounds the recursion.
fn criteria(list: Element<'_>) -> Criteria {
    let mut read = Criteria::default();
    match list.attribute("assert") {
        Some("all") => {}
        Some("atLeastOne") => read.assert = Assert::AtLeastOne,
        Some("none") => read.assert = Assert::None,
        _ => read.unknown = true,
    }
    for criterion in list.children() {
        match (criterion.namespace(), criterion.name()) {
            (SIE, "Description") => {}
            (SIE, "CriteriaList") => read.nested.push(criteria(criterion)),
            (SIE, "KeyUsage") => add(&mut read.key_usage, key_usage(criterion), &mut read.unknown),
            (SIE, "PolicySet") => {
                let policies = identifiers(criterion, SIE, "PolicyIdentifier");
                add(&mut read.policies, policies, &mut read.unknown);
            }
            (SIE, "otherCriteriaList") => {
                for other in criterion.children() {
                    match (other.namespace(), other.name()) {
                        (ADDED, "ExtendedKeyUsage") => {
                            let purposes = identifiers(other, ADDED, "KeyPurposeId");
                            add(&mut read.key_purposes, purposes, &mut read.unknown);
                        }
                        (ADDED, "CertSubjectDNAttribute") => {
                            let attributes = identifiers(other, ADDED, "AttributeOID");
                            add(&mut read.subject_attributes, attributes, &mut read.unknown);
                        }
                        _ => read.unknown = true,
                    }
                }
            }
            _ => read.unknown = true,
        }
    }
    read
}

fn add<T>(known: &mut Vec<T>, criterion: Option<T>, unknown: &mut bool) {
    match criterion {
        Some(criterion) => known.push(criterion),
        None => *unknown = true,
    }
}

/// The bits of a `KeyUsage`; `None` where one is not understood, or there are none.
fn key_usage(criterion: Element<'_>) -> Option<Vec<KeyUsageBit>> {
    let bits: Option<Vec<KeyUsageBit>> = criterion
        .children()
        .map(|bit| {
            let name = bit.attribute("name")?;
            let number = KEY_USAGES.iter().position(|usage| *usage == name)?;
            Some(KeyUsageBit {
                bit: u8::try_from(number).ok()?,
                set: match bit.text().as_str() {
                    "true" | "1" => true,
                    "false" | "0" => false,
                    _ => return None,
                },
            })
        })
        .collect();
    bits.filter(|bits| !bits.is_empty())
}

/// The dotted object identifiers of a criterion; `None` where one is none, or there are none.
fn identifiers(
    criterion: Element<'_>,
    namespace: &'static str,
    name: &'static str,
) -> Option<Vec<String>> {
    let read = |one: Element<'_>| {
        let is_one = one.name() == name && one.namespace() == namespace;
        // XAdES writes them plainly or as `urn:oid:` (ETSI EN 319 132-1 section 5.1.2).
        let text = is_one.then(|| one.child("Identifier"))??.text();
        let dotted = text.strip_prefix("urn:oid:").unwrap_or(&text);
        is_identifier(dotted).then(|| dotted.to_owned())
    };
    let all: Option<Vec<String>> = criterion.children().map(read).collect();
    all.filter(|all| !all.is_empty())
}

fn is_identifier(text: &str) -> bool {
    let is_arc = |arc: &str| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit());
    text.contains('.') && text.split('.').all(is_arc)
}
