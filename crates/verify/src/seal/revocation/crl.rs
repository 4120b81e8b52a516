//! Revocation lists: RFC 5280 sections 5 and 6.3.

use der::{Decode as _, Header, Reader as _, SliceReader, Tag, asn1::ObjectIdentifier};
use x509_cert::crl::{CertificateList, RevokedCert};
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::{CrlReason, crl::dp::IssuingDistributionPoint};
use x509_cert::name::Name;

use super::{Question, Saying, is_timely, revoked, worst};
use crate::certificate::signed::{Arithmetic, Signed};
use crate::certificate::{addresses, instant};
use crate::crypto::Crypto;

const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");
const REASON: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const INVALIDITY_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.24");

/// What a list says of a certificate. `fetched_from` is the address at which it was, where it did
/// not come with the seal.
pub(super) fn says(
    question: &Question<'_>,
    der: &[u8],
    fetched_from: Option<&str>,
    crypto: &dyn Crypto,
) -> Saying {
    let (certificate, issuer) = (question.certificate, question.issuer);
    let unreadable = Saying::Nothing("the revocation list cannot be read", "malformed_list");
    // A list may be long: it is read through only after its authority is known to have signed it.
    let (Some(authority), Some(signed)) = (authority(der), Signed::read(der)) else {
        return match fetched_from {
            Some(_) => unreadable,
            None => Saying::Elsewhere,
        };
    };
    if authority != certificate.fields().issuer {
        return Saying::Elsewhere;
    }
    match signed.by(issuer, crypto) {
        Arithmetic::Holds => {}
        Arithmetic::Broken => {
            return Saying::Nothing(
                "a revocation list is not signed by its authority",
                "bad_list_signature",
            );
        }
        Arithmetic::Unsupported => {
            return Saying::Nothing(
                "a revocation list is signed with an algorithm that is not supported",
                "unsupported_algorithm",
            );
        }
    }
    let Ok(list) = CertificateList::from_der(der) else {
        return unreadable;
    };
    let body = &list.tbs_cert_list;
    if body.signature != list.signature_algorithm {
        return Saying::Nothing("a revocation list names two algorithms", "malformed_list");
    }
    if !issuer.may(|usage| usage.crl_sign()) {
        return Saying::Nothing(
            "its authority may not sign revocation lists with this key",
            "key_usage",
        );
    }
    if !issuer.is_valid_at(question.known) {
        return Saying::Nothing(
            "the revocation list may have been made with an expired key of its authority",
            "authority_expired",
        );
    }
    if let Err(saying) = scope(question, body.crl_extensions.as_ref(), fetched_from) {
        return saying;
    }
    let (Some(from), until) = (
        instant(body.this_update),
        body.next_update.and_then(instant),
    ) else {
        return unreadable;
    };
    let serial = &certificate.fields().serial_number;
    let entries = body.revoked_certificates.as_deref().unwrap_or_default();
    let listed = entries
        .iter()
        .filter(|entry| entry.serial_number == *serial);
    let mut said = listed.map(|entry| judge(question, entry)).peekable();
    let saying = match said.peek() {
        None => Saying::Good,
        Some(_) => worst(said),
    };
    // A revocation stays one, however old the list is that tells of it.
    if matches!(saying, Saying::Revoked(_)) && from <= question.latest {
        return saying;
    }
    match is_timely(question, from, until) {
        Ok(()) => saying,
        Err(nothing) => nothing,
    }
}

/// The authority that a list names, read without reading on.
fn authority(der: &[u8]) -> Option<Name> {
    let mut reader = SliceReader::new(der).ok()?;
    for _ in 0..2 {
        if Header::decode(&mut reader).ok()?.tag != Tag::Sequence {
            return None;
        }
    }
    if reader.peek_tag().ok()? == Tag::Integer {
        reader.tlv_bytes().ok()?;
    }
    reader.tlv_bytes().ok()?;
    Name::decode(&mut reader).ok()
}

fn judge(question: &Question<'_>, entry: &RevokedCert) -> Saying {
    let extensions = entry.crl_entry_extensions.as_deref().unwrap_or_default();
    let find = |id| extensions.iter().find(|extension| extension.extn_id == id);
    // An entry may speak of another authority's certificate; then its number means nothing here.
    if extensions.iter().any(|extension| {
        extension.critical && ![REASON, INVALIDITY_DATE].contains(&extension.extn_id)
    }) {
        return Saying::Nothing(
            "an entry of the revocation list has a critical extension that is not supported",
            "unsupported_extension",
        );
    }
    let reason = find(REASON).map(|one| CrlReason::from_der(one.extn_value.as_bytes()));
    if matches!(reason, Some(Ok(CrlReason::RemoveFromCRL))) {
        return Saying::Good;
    }
    let Some(listed) = instant(entry.revocation_date) else {
        return Saying::Nothing("the revocation list cannot be read", "malformed_list");
    };
    // The key may have been in other hands before the authority heard of it.
    let invalid = find(INVALIDITY_DATE)
        .and_then(|one| der::asn1::GeneralizedTime::from_der(one.extn_value.as_bytes()).ok())
        .and_then(|time| instant(time.into()));
    let since = invalid.map_or(listed, |invalid| invalid.min(listed));
    let is_on_hold = matches!(reason, Some(Ok(CrlReason::CertificateHold)));
    revoked(question, since, is_on_hold)
}

/// Whether the list is one for this certificate, and all of it is understood.
fn scope(
    question: &Question<'_>,
    extensions: Option<&Extensions>,
    fetched_from: Option<&str>,
) -> Result<(), Saying> {
    let extensions = extensions.map(Vec::as_slice).unwrap_or_default();
    for extension in extensions {
        if extension.extn_id != ISSUING_DISTRIBUTION_POINT {
            if extension.critical {
                return Err(Saying::Nothing(
                    "the revocation list has a critical extension that is not supported",
                    "unsupported_extension",
                ));
            }
            continue;
        }
        let Ok(point) = IssuingDistributionPoint::from_der(extension.extn_value.as_bytes()) else {
            return Err(Saying::Nothing(
                "the revocation list cannot be read",
                "malformed_list",
            ));
        };
        let is_authority = question.certificate.is_authority();
        if point.only_contains_attribute_certs
            || (point.only_contains_user_certs && is_authority)
            || (point.only_contains_ca_certs && !is_authority)
        {
            return Err(Saying::Elsewhere);
        }
        if point.indirect_crl || point.only_some_reasons.is_some() {
            return Err(Saying::Nothing(
                "the revocation list is indirect or partial, which is not supported",
                "unsupported_list",
            ));
        }
        if let Some(name) = &point.distribution_point {
            let named = question.certificate.distribution_points();
            let own = addresses(name);
            let is_ours = own
                .iter()
                .any(|one| named.contains(one) || fetched_from == Some(one));
            if !is_ours {
                return Err(Saying::Nothing(
                    "the revocation list is for another distribution point",
                    "wrong_list",
                ));
            }
        }
    }
    Ok(())
}
