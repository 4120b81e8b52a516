//! Trusted lists, as a snapshot holds them.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::{
    Digest, Timestamp,
    trust::{
        Grant,
        snapshot::{
            Period, Service, ServiceCertificate, ServiceKind, ServiceStatus, TrustedList,
            TrustedLists,
        },
    },
};
use der::Encode as _;

use super::{End, Ready};
use crate::certificate::Certificate;

/// A certificate of a service as a snapshot holds it, from its DER encoding; `None` where it cannot
/// be read, so that no seal could be verified below it.
pub fn service_certificate(der: &[u8]) -> Option<ServiceCertificate> {
    let subject = Certificate::read(der)?.fields().subject.to_der().ok()?;
    Some(ServiceCertificate {
        subject: Digest::of(&subject),
        der: STANDARD.encode(der),
    })
}

/// Trusted lists, with their services by the names of their certificates: of some three thousand
/// certificates only those that a seal leads to are read.
#[derive(Debug, Clone)]
pub(crate) struct Lists {
    lists: TrustedLists,
    /// List, service and certificate of each subject.
    by_subject: HashMap<Digest, Vec<[usize; 3]>>,
}

/// A service of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listed<'a> {
    pub(crate) list: &'a TrustedList,
    pub(crate) service: &'a Service,
}

/// How a service stood at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Standing<'a> {
    Granted(&'a Period),
    /// It was listed, and not granted: withdrawn, ceased, or whatever else.
    NotGranted,
    /// It was not listed yet.
    NotYet,
    /// Its entry has a critical extension that is not known: it is not relied on.
    NotUnderstood,
}

/// Since when services are granted or withdrawn, and certificates for seals can be qualified; before,
/// services were supervised or accredited (ETSI TS 119 615 PRO-4.4.4-07: 1 July 2016 in Brussels).
const EIDAS: i64 = 1_467_324_000;

/// Whether a time lies before Regulation (EU) No 910/2014 applied.
pub(crate) fn is_before_eidas(at: Timestamp) -> bool {
    at.as_second() < EIDAS
}

impl<'a> Listed<'a> {
    /// The period of a time: the latest that had begun by then.
    pub(crate) fn period(&self, at: Timestamp) -> Option<&'a Period> {
        let begun = self.service.periods.iter().filter(|one| one.from <= at);
        begun.reduce(|best, one| if one.from > best.from { one } else { best })
    }

    /// How it stood at a time.
    pub(crate) fn standing(&self, at: Timestamp) -> Standing<'a> {
        let Some(period) = self.period(at) else {
            return Standing::NotYet;
        };
        match period.status {
            _ if period.unknown_critical.is_some() => Standing::NotUnderstood,
            ServiceStatus::Granted => Standing::Granted(period),
            ServiceStatus::Supervised if is_before_eidas(at) => Standing::Granted(period),
            _ => Standing::NotGranted,
        }
    }

    /// Whether its list should have been replaced by a time; one that was closed is not.
    pub(crate) fn is_overdue(&self, at: Timestamp) -> bool {
        self.list.next_update.is_some_and(|next| next < at)
    }
}

impl std::fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Service { name, provider, .. } = self.service;
        write!(f, "{name} of {provider} (list of {})", self.list.territory)
    }
}

impl Lists {
    pub(crate) fn new(lists: TrustedLists) -> Self {
        let mut by_subject: HashMap<Digest, Vec<[usize; 3]>> = HashMap::new();
        for (l, list) in lists.lists.iter().enumerate() {
            for (s, service) in list.services.iter().enumerate() {
                for (c, certificate) in service.certificates.iter().enumerate() {
                    by_subject
                        .entry(certificate.subject)
                        .or_default()
                        .push([l, s, c]);
                }
            }
        }
        Self { lists, by_subject }
    }

    /// The territories whose lists are not here; whom they know is unknown.
    pub(crate) fn unread(&self) -> &[String] {
        &self.lists.unread
    }

    /// Whether the list of lists should have been replaced by now.
    pub(crate) fn is_overdue(&self, at: Timestamp) -> bool {
        self.lists.next_update.is_some_and(|next| next < at)
    }

    /// The certificates of services of a kind where a path from these may end.
    pub(crate) fn ends<'a>(
        &'a self,
        ready: &'a Ready,
        grant: Grant,
        certificates: &[&Certificate],
    ) -> Vec<End<'a>> {
        let kind = match grant {
            Grant::Seal => ServiceKind::QualifiedCertificates,
            Grant::Timestamp => ServiceKind::QualifiedTimestamps,
            _ => return Vec::new(),
        };
        self.named(certificates)
            .into_iter()
            .filter(|(listed, _)| listed.service.kind == kind)
            .map(|(listed, certificate)| End {
                ready,
                certificate: std::borrow::Cow::Owned(certificate),
                listed: Some(listed),
            })
            .collect()
    }

    /// The certificates that bear the name of the authority of one of these.
    pub(crate) fn issuers(
        &self,
        certificates: &[&Certificate],
    ) -> impl Iterator<Item = Certificate> {
        self.named(certificates)
            .into_iter()
            .map(|(_, certificate)| certificate)
    }

    /// The services whose certificates bear the name of one of these or of its authority.
    fn named(&self, certificates: &[&Certificate]) -> Vec<(Listed<'_>, Certificate)> {
        let mut names: Vec<Digest> = certificates
            .iter()
            .flat_map(|one| [&one.fields().issuer, &one.fields().subject])
            .filter_map(|name| name.to_der().ok())
            .map(|der| Digest::of(&der))
            .collect();
        names.sort_unstable();
        names.dedup();
        let found = names.iter().filter_map(|name| self.by_subject.get(name));
        found
            .flatten()
            .filter_map(|&[l, s, c]| {
                let list = self.lists.lists.get(l)?;
                let service = list.services.get(s)?;
                let der = STANDARD.decode(&service.certificates.get(c)?.der).ok()?;
                Some((Listed { list, service }, Certificate::read(&der)?))
            })
            .collect()
    }
}
