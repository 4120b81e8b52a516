//! OCSP responses: RFC 6960.

use credeval_model::Timestamp;
use der::{Decode as _, Encode as _, asn1::ObjectIdentifier};
use x509_cert::ext::pkix::CrlReason;
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspResponse, OcspResponseStatus,
    ResponderId, SingleResponse,
};

use super::{Question, Saying, is_timely, revoked, worst};
use crate::certificate::signed::{self, Arithmetic, Signed};
use crate::certificate::{Certificate, OCSP_SIGNING};
use crate::crypto::Crypto;

const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
/// Certificates in one response that are looked at; real ones bring one to three.
const RESPONDERS: usize = 4;

/// What a response says of a certificate.
pub(super) fn says(question: &Question<'_>, der: &[u8], crypto: &dyn Crypto) -> Saying {
    let Some(bytes) = basic(der) else {
        return Saying::Elsewhere;
    };
    let Ok(response) = BasicOcspResponse::from_der(&bytes) else {
        return Saying::Elsewhere;
    };
    let data = &response.tbs_response_data;
    let about: Vec<&SingleResponse> = data
        .responses
        .iter()
        .filter(|one| is_about(question, &one.cert_id))
        .collect();
    if about.is_empty() {
        return Saying::Elsewhere;
    }
    if let Err(saying) = responder(question, &bytes, &response, crypto) {
        return saying;
    }
    let extensions = data.response_extensions.iter();
    let own = about
        .iter()
        .filter_map(|one| one.single_extensions.as_ref());
    if extensions
        .chain(own)
        .flatten()
        .any(|extension| extension.critical)
    {
        return Saying::Nothing(
            "the answer of the revocation service has a critical extension that is not supported",
            "unsupported_extension",
        );
    }
    worst(about.into_iter().map(|single| status(question, single)))
}

fn status(question: &Question<'_>, single: &SingleResponse) -> Saying {
    let malformed = Saying::Nothing(
        "the answer of the revocation service cannot be read",
        "malformed_answer",
    );
    let Some(from) = instant(single.this_update) else {
        return malformed;
    };
    let until = single.next_update.and_then(instant);
    let saying = match &single.cert_status {
        CertStatus::Good(_) => Saying::Good,
        CertStatus::Revoked(info) => {
            let Some(since) = instant(info.revocation_time) else {
                return malformed;
            };
            let is_on_hold = info.revocation_reason == Some(CrlReason::CertificateHold);
            revoked(question, since, is_on_hold)
        }
        CertStatus::Unknown(_) => Saying::Nothing(
            "the revocation service does not know it",
            "unknown_to_service",
        ),
    };
    if matches!(saying, Saying::Revoked(_)) && from <= question.latest {
        return saying;
    }
    match is_timely(question, from, until) {
        Ok(()) => saying,
        Err(nothing) => nothing,
    }
}

/// The basic response in a response, or one that stands alone, as some seals carry it.
fn basic(der: &[u8]) -> Option<Vec<u8>> {
    let Ok(response) = OcspResponse::from_der(der) else {
        return Some(der.to_vec());
    };
    if response.response_status != OcspResponseStatus::Successful {
        return None;
    }
    let bytes = response.response_bytes?;
    (bytes.response_type == BASIC).then(|| bytes.response.into_bytes())
}

/// Whether an identifier names the certificate: its authority's name and key, and its number.
fn is_about(question: &Question<'_>, id: &CertId) -> bool {
    let issuer = question.issuer.fields();
    let hash = |bytes: &[u8]| signed::name_digest(id.hash_algorithm.oid, bytes);
    let key = issuer
        .subject_public_key_info
        .subject_public_key
        .raw_bytes();
    id.serial_number == question.certificate.fields().serial_number
        && hash(key).as_deref() == Some(id.issuer_key_hash.as_bytes())
        && issuer
            .subject
            .to_der()
            .is_ok_and(|name| hash(&name).as_deref() == Some(id.issuer_name_hash.as_bytes()))
}

/// Whether the authority itself answered, or one to whom it gave that right: a certificate issued
/// directly by it for this purpose (RFC 6960 section 4.2.2.2).
fn responder(
    question: &Question<'_>,
    bytes: &[u8],
    response: &BasicOcspResponse,
    crypto: &dyn Crypto,
) -> Result<(), Saying> {
    let nothing = |why, code| Err(Saying::Nothing(why, code));
    let Some(signed) = Signed::read(bytes) else {
        return Err(Saying::Elsewhere);
    };
    let id = &response.tbs_response_data.responder_id;
    let issuer = question.issuer;
    let produced = instant(response.tbs_response_data.produced_at);
    let given = response.certs.as_deref().unwrap_or_default();
    let given: Vec<Certificate> = given
        .iter()
        .take(RESPONDERS)
        .filter_map(Certificate::of)
        .collect();
    let Some(responder) = std::iter::once(issuer)
        .chain(&given)
        .find(|one| is_named(id, one))
    else {
        return nothing(
            "the certificate of the revocation service is not there",
            "no_certificate",
        );
    };
    match signed.by(responder, crypto) {
        Arithmetic::Holds => {}
        Arithmetic::Broken => {
            return nothing(
                "the answer of the revocation service is not signed by it",
                "bad_answer_signature",
            );
        }
        Arithmetic::Unsupported => {
            return nothing(
                "the revocation service signs with an algorithm that is not supported",
                "unsupported_algorithm",
            );
        }
    }
    if responder.der != issuer.der {
        let is_issued = responder.is_issued_in_the_name_of(issuer)
            && Signed::read(&responder.der)
                .is_some_and(|signed| signed.by(issuer, crypto) == Arithmetic::Holds);
        let purposes = responder.purposes().unwrap_or_default();
        if !is_issued || !purposes.contains(&OCSP_SIGNING) {
            return nothing(
                "the one who answered has no right to speak for the authority",
                "responder_not_delegated",
            );
        }
    }
    // Whoever answered must have been able to at the time since when the answer is known.
    let is_able = |at: Timestamp| responder.is_valid_at(at);
    if !is_able(question.known) || !produced.is_some_and(is_able) {
        return nothing(
            "the answer may have been made with an expired key of the revocation service",
            "authority_expired",
        );
    }
    Ok(())
}

fn is_named(id: &ResponderId, certificate: &Certificate) -> bool {
    let fields = certificate.fields();
    match id {
        ResponderId::ByName(name) => *name == fields.subject,
        ResponderId::ByKey(hash) => {
            let key = fields
                .subject_public_key_info
                .subject_public_key
                .raw_bytes();
            signed::name_digest(signed::legacy_digest(), key).as_deref() == Some(hash.as_bytes())
        }
    }
}

fn instant(time: OcspGeneralizedTime) -> Option<Timestamp> {
    let seconds = i64::try_from(time.0.to_unix_duration().as_secs()).ok()?;
    Timestamp::from_second(seconds).ok()
}
