//! Pointers to other lists.
//!
//! Source: ETSI TS 119 612 section 5.3.13.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::Digest;
use credeval_verify::xml::Element;

use super::{
    EU,
    error::ListError,
    scheme::{ADDED, OF_LISTS, OF_SERVICES, Scheme, TSL, child, children, needed, wrong},
};

/// The media type of lists in XML; some are pointed to in PDF as well.
const XML: &str = "application/vnd.etsi.tsl+xml";

/// Where a territory's list stands, and who signs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// The list's address.
    pub url: String,
    /// The territory, as `FI`.
    pub territory: String,
    /// SHA-256 of the certificates under one of which the list is signed.
    pub signers: Vec<Digest>,
}

/// The pointers to the lists of territories in XML.
pub(super) fn territories(scheme: &Scheme<'_>) -> Result<Vec<Pointer>, ListError> {
    let all = all(scheme)?.into_iter();
    Ok(all
        .filter(|(kind, pointer)| kind == OF_SERVICES && pointer.territory != EU)
        .map(|(_, pointer)| pointer)
        .collect())
}

/// Who signs the next list of lists, by this one or by a pivot.
pub(super) fn next_signers(scheme: &Scheme<'_>) -> Result<Vec<Digest>, ListError> {
    let mut all = all(scheme)?.into_iter();
    all.find(|(kind, pointer)| kind == OF_LISTS && pointer.territory == EU)
        .map(|(_, pointer)| pointer.signers)
        .ok_or(ListError::Itself)
}

/// The pointers to lists in XML, each with the type of its list.
fn all(scheme: &Scheme<'_>) -> Result<Vec<(String, Pointer)>, ListError> {
    let pointers = child(scheme.information, "PointersToOtherTSL").into_iter();
    let pointers = pointers.flat_map(|within| children(within, "OtherTSLPointer"));
    let mut found = Vec::new();
    for pointer in pointers {
        let said = |name, namespace| about(pointer, name, namespace).unwrap_or_default();
        if said("MimeType", ADDED) != XML {
            continue;
        }
        let read = Pointer {
            url: needed(pointer, "TSLLocation")?.text(),
            territory: said("SchemeTerritory", TSL),
            signers: child(pointer, "ServiceDigitalIdentities")
                .into_iter()
                .flat_map(|within| children(within, "ServiceDigitalIdentity"))
                .flat_map(certificates)
                .map(|der| der.map(|der| Digest::of(&der)))
                .collect::<Result<_, _>>()?,
        };
        found.push((said("TSLType", TSL), read));
    }
    Ok(found)
}

/// What is said about the list that is pointed to.
fn about(pointer: Element<'_>, name: &'static str, namespace: &'static str) -> Option<String> {
    let about = child(pointer, "AdditionalInformation")?;
    let mut said = children(about, "OtherInformation").flat_map(Element::children);
    said.find(|one| one.name() == name && one.namespace() == namespace)
        .map(Element::text)
}

/// The certificates of a digital identity (section 5.5.3), DER.
pub(super) fn certificates(
    identity: Element<'_>,
) -> impl Iterator<Item = Result<Vec<u8>, ListError>> {
    children(identity, "DigitalId")
        .flat_map(|id| children(id, "X509Certificate"))
        .map(|element| {
            let text: String = element.text().split_ascii_whitespace().collect();
            let der = STANDARD.decode(text);
            der.map_err(|_| wrong(element, "a certificate in base64"))
        })
}
