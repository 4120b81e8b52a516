//! Services, and how they stood over time.
//!
//! Source: ETSI TS 119 612 sections 5.4 (providers), 5.5 (services) and 5.6 (history).

use credeval_model::{
    Digest,
    trust::snapshot::{
        Period, Service, ServiceCertificate, ServiceKind, ServiceStatus, TrustedList, Use,
    },
};
use credeval_verify::{
    service_certificate,
    xml::{Document, Element},
};

use super::{
    error::ListError,
    pointer::certificates,
    qualification::{self, SIE},
    scheme::{ADDED, Scheme, TSL, child, children, instant, needed, wrong},
};

/// The address of a service that issues qualified certificates (section 5.5.1.1).
const CA_QC: &str = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";
/// The address of a service that stamps times, qualified (section 5.5.1.1).
const TSA_QTST: &str = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
/// What additional service information names (section 5.5.9.4).
const INFORMATION: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";

/// The list with its services, of a document whose signature holds.
pub(super) fn list(
    document: &Document<'_>,
    scheme: &Scheme<'_>,
    digest: Digest,
) -> Result<TrustedList, ListError> {
    let mut list = TrustedList {
        territory: scheme.territory.clone(),
        digest,
        sequence: scheme.sequence,
        issued: scheme.issued,
        next_update: scheme.next_update,
        unread: 0,
        services: Vec::new(),
    };
    let providers = child(document.root(), "TrustServiceProviderList").into_iter();
    for provider in providers.flat_map(|all| children(all, "TrustServiceProvider")) {
        let of_it = needed(provider, "TSPInformation")?;
        let of_it = name(needed(of_it, "TSPName")?)?;
        let services = child(provider, "TSPServices").into_iter();
        for service in services.flat_map(|all| children(all, "TSPService")) {
            list.services
                .extend(read(service, &of_it, &mut list.unread)?);
        }
    }
    Ok(list)
}

/// A service, where it is of a kind that is kept.
fn read(
    service: Element<'_>,
    provider: &str,
    unread: &mut u32,
) -> Result<Option<Service>, ListError> {
    let now = needed(service, "ServiceInformation")?;
    let kind = match needed(now, "ServiceTypeIdentifier")?.text().as_str() {
        CA_QC => ServiceKind::QualifiedCertificates,
        TSA_QTST => ServiceKind::QualifiedTimestamps,
        _ => return Ok(None),
    };
    let mut identified: Vec<ServiceCertificate> = Vec::new();
    for der in certificates(needed(now, "ServiceDigitalIdentity")?) {
        match service_certificate(&der?) {
            Some(certificate) if identified.contains(&certificate) => {}
            Some(certificate) => identified.push(certificate),
            None => *unread = unread.saturating_add(1),
        }
    }
    if identified.is_empty() {
        return Ok(None);
    }
    let history = child(service, "ServiceHistory").into_iter();
    let history = history.flat_map(|all| children(all, "ServiceHistoryInstance"));
    let mut periods: Vec<Period> = Vec::new();
    for element in std::iter::once(now).chain(history) {
        let period = period(element, kind)?;
        // What a later entry covers never shows: the later entry is the list's last word on it.
        if periods.last().is_none_or(|later| period.from < later.from) {
            periods.push(period);
        }
    }
    Ok(Some(Service {
        provider: provider.to_owned(),
        name: name(needed(now, "ServiceName")?)?,
        kind,
        certificates: identified,
        periods,
    }))
}

/// How a service stood from a time on: now, or in an instance of its history.
fn period(element: Element<'_>, kind: ServiceKind) -> Result<Period, ListError> {
    let mut period = Period {
        from: instant(needed(element, "StatusStartingTime")?)?,
        status: status(needed(element, "ServiceStatus")?),
        uses: Vec::new(),
        qualifications: Vec::new(),
        unknown_critical: None,
    };
    let was = needed(element, "ServiceTypeIdentifier")?.text();
    let is_same = match kind {
        ServiceKind::QualifiedCertificates => was == CA_QC,
        ServiceKind::QualifiedTimestamps => was == TSA_QTST,
    };
    if !is_same {
        period.status = ServiceStatus::Other;
    }
    let extensions = child(element, "ServiceInformationExtensions").into_iter();
    for extension in extensions.flat_map(|all| children(all, "Extension")) {
        extend(&mut period, extension)?;
    }
    Ok(period)
}

/// Adds what an extension says (section 5.5.9).
fn extend(period: &mut Period, extension: Element<'_>) -> Result<(), ListError> {
    let is_critical = match extension.attribute("Critical") {
        Some("true" | "1") => true,
        Some("false" | "0") => false,
        _ => {
            return Err(wrong(
                extension,
                "an extension that says whether it is critical",
            ));
        }
    };
    let mut unknown = |what: String| {
        if is_critical {
            period.unknown_critical.get_or_insert(what);
        }
    };
    let mut is_empty = true;
    for said in extension.children() {
        is_empty = false;
        match (said.namespace(), said.name()) {
            (SIE, "Qualifications") => {
                let read = children_of(said, "QualificationElement").map(qualification::read);
                period.qualifications.extend(read);
            }
            (TSL, "AdditionalServiceInformation") => {
                let uri = needed(said, "URI")?.text();
                let known = match uri.strip_prefix(INFORMATION) {
                    Some("ForeSignatures") => Use::Signatures,
                    Some("ForeSeals") => Use::Seals,
                    Some("ForWebSiteAuthentication") => Use::Websites,
                    Some("RootCA-QC") => continue,
                    _ => Use::Other,
                };
                if known == Use::Other {
                    unknown(uri);
                }
                if !period.uses.contains(&known) {
                    period.uses.push(known);
                }
            }
            (TSL, "ExpiredCertsRevocationInfo") | (ADDED, "TakenOverBy") => {}
            (_, name) => unknown(name.to_owned()),
        }
    }
    if is_empty {
        unknown("Extension".to_owned());
    }
    Ok(())
}

fn children_of<'d>(of: Element<'d>, name: &'static str) -> impl Iterator<Item = Element<'d>> {
    of.children()
        .filter(move |child| child.name() == name && child.namespace() == SIE)
}

/// The status by the last part of its address (section 5.5.4); its beginning has changed.
fn status(element: Element<'_>) -> ServiceStatus {
    let text = element.text();
    match text.trim_end_matches('/').rsplit('/').next() {
        Some("granted") => ServiceStatus::Granted,
        Some("withdrawn") => ServiceStatus::Withdrawn,
        Some("undersupervision" | "supervisionincessation" | "accredited") => {
            ServiceStatus::Supervised
        }
        _ => ServiceStatus::Other,
    }
}

/// A name: the English one, which each list has to give (section 5.1.4), else the first.
fn name(names: Element<'_>) -> Result<String, ListError> {
    let is_english = |name: &Element<'_>| {
        let language = name.language().unwrap_or_default();
        language.split('-').next() == Some("en")
    };
    let english = children(names, "Name").find(is_english);
    let chosen = english.map_or_else(|| needed(names, "Name"), Ok)?;
    Ok(chosen.text())
}
