//! A timestamp token by itself: what it says, and whether its arithmetic holds.
//!
//! Sources: RFC 3161 sections 2.3 and 2.4; RFC 5652 section 5 (signed data); RFC 5035 (the signed
//! reference to the certificate).

use cms::cert::CertificateChoices;
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use credeval_model::{CheckOutcome, Timestamp, check::Cause};
use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::{Decode as _, Encode as _, Reader as _, Tag};
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::Stamp;
use crate::certificate::signed::{self, Arithmetic};
use crate::certificate::{Certificate, EXTENDED_KEY_USAGE, TIME_STAMPING};
use crate::seal::{CERTIFICATES, Seal};
use crate::session::Session;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");

/// A token whose arithmetic holds.
pub(super) struct Sound {
    pub(super) time: Timestamp,
    pub(super) authority: Certificate,
    pub(super) certificates: Vec<Certificate>,
}

/// Why a token proves nothing.
pub(super) struct Unsound {
    pub(super) outcome: CheckOutcome,
    pub(super) why: String,
    pub(super) cause: Cause,
}

impl Unsound {
    pub(super) fn failed(why: &str, code: &str) -> Self {
        Self {
            outcome: CheckOutcome::Failed,
            why: why.to_owned(),
            cause: Cause::new(code),
        }
    }

    pub(super) fn unsettled(why: impl Into<String>, code: &str) -> Self {
        Self {
            outcome: CheckOutcome::Inconclusive,
            why: why.into(),
            cause: Cause::new(code),
        }
    }

    fn unreadable() -> Self {
        Self::unsettled("a timestamp cannot be read", "malformed_timestamp")
    }

    fn weak() -> Self {
        Self::unsettled(
            "a timestamp rests on a digest that is weak or not supported",
            "unsupported_digest",
        )
    }
}

/// Whether a token holds by itself: imprint, signed attributes, signature, and a certificate that
/// is for timestamps alone.
pub(super) fn sound(
    session: &Session<'_>,
    seal: &Seal<'_>,
    stamp: &Stamp<'_>,
) -> Result<Sound, Unsound> {
    let token = stamp.token.as_deref().ok_or_else(Unsound::unreadable)?;
    let (data, content) = signed_data(token).ok_or_else(Unsound::unreadable)?;
    let info = TstInfo::read(&content).ok_or_else(Unsound::unreadable)?;
    let message = stamp.message.as_ref().ok_or_else(|| {
        Unsound::unsettled(
            "a timestamp is of a kind, or over a form, that is not supported",
            "unsupported_timestamp",
        )
    })?;
    let imprint = signed::digest(info.algorithm, message).ok_or_else(Unsound::weak)?;
    if imprint != info.imprint {
        return Err(Unsound::failed(
            "a timestamp was made over something else than this seal",
            "wrong_imprint",
        ));
    }
    if !info.is_understood {
        return Err(Unsound::unsettled(
            "a timestamp has a critical extension that is not supported",
            "unsupported_extension",
        ));
    }
    let [signer] = data.signer_infos.0.as_slice() else {
        return Err(Unsound::failed(
            "a timestamp is not signed by exactly one authority",
            "malformed_timestamp",
        ));
    };
    // RFC 5652 sections 5.1 and 5.3. None of this is under the signature; so it must be as it is
    // always written.
    let version = match signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(_) => CmsVersion::V1,
        SignerIdentifier::SubjectKeyIdentifier(_) => CmsVersion::V3,
    };
    let mut digests = data.digest_algorithms.iter();
    if data.version != CmsVersion::V3
        || signer.version != version
        || !digests.any(|digest| digest.oid == signer.digest_alg.oid)
    {
        return Err(Unsound::unreadable());
    }
    let certificates = certificates(&data);
    let authority = find(session, seal, &certificates, signer).ok_or_else(|| {
        Unsound::unsettled(
            "the certificate of a timestamp's authority is not there",
            "no_certificate",
        )
    })?;
    signature(session, signer, &content, &authority)?;
    // RFC 3161 section 2.3: critical, and this purpose alone; a seal of the same authority must not
    // stamp times.
    let is_critical = authority
        .extension(EXTENDED_KEY_USAGE)
        .is_some_and(|usage| usage.critical);
    if !is_critical
        || authority.purposes().as_deref() != Some(&[TIME_STAMPING])
        || !authority.may(|usage| usage.digital_signature() || usage.non_repudiation())
    {
        return Err(Unsound::failed(
            "a timestamp was made with a certificate that is not for timestamps",
            "not_for_timestamps",
        ));
    }
    Ok(Sound {
        time: info.time,
        authority,
        certificates,
    })
}

/// Whether the authority signed the content, and says that it did so with this certificate.
fn signature(
    session: &Session<'_>,
    signer: &SignerInfo,
    content: &[u8],
    authority: &Certificate,
) -> Result<(), Unsound> {
    let attributes = signer
        .signed_attrs
        .as_ref()
        .ok_or_else(Unsound::unreadable)?;
    // RFC 5652 section 5.4: what is signed is the DER of the set, whatever its tag in the token.
    let input = attributes.to_der().map_err(|_| Unsound::unreadable())?;
    let attribute = |id: ObjectIdentifier| -> Option<&Any> {
        let mut found = attributes.iter().filter(|attribute| attribute.oid == id);
        let (Some(one), None) = (found.next(), found.next()) else {
            return None;
        };
        let [value] = one.values.as_slice() else {
            return None;
        };
        Some(value)
    };
    let stated = attribute(MESSAGE_DIGEST).and_then(|value| value.decode_as::<OctetString>().ok());
    let content_digest =
        signed::digest(signer.digest_alg.oid, &[content]).ok_or_else(Unsound::weak)?;
    let kind = attribute(CONTENT_TYPE).and_then(|kind| kind.decode_as::<ObjectIdentifier>().ok());
    if stated.is_none_or(|stated| stated.as_bytes() != content_digest) || kind != Some(TST_INFO) {
        return Err(Unsound::failed(
            "a timestamp was altered: its signature is over another time",
            "wrong_digest",
        ));
    }
    let named = names(
        attribute(SIGNING_CERTIFICATE_V2),
        attribute(SIGNING_CERTIFICATE),
        authority,
    );
    if named != Some(true) {
        return Err(Unsound::failed(
            "a timestamp's signature does not name the certificate that it comes with",
            "certificate_mismatch",
        ));
    }
    let algorithm = signed::cms_algorithm(&signer.signature_algorithm, &signer.digest_alg);
    let arithmetic = signed::verify(
        session.against.crypto,
        &authority.fields().subject_public_key_info,
        &algorithm,
        &input,
        signer.signature.as_bytes(),
    );
    match arithmetic {
        Arithmetic::Holds => Ok(()),
        Arithmetic::Broken => Err(Unsound::failed(
            "a timestamp's signature does not hold",
            "bad_signature",
        )),
        Arithmetic::Unsupported => Err(Unsound::unsettled(
            "a timestamp's signature is of an algorithm that is not supported",
            "unsupported_algorithm",
        )),
    }
}

/// The signed data of a token, and its content.
fn signed_data(token: &[u8]) -> Option<(SignedData, Vec<u8>)> {
    let outer = ContentInfo::from_der(token).ok()?;
    if outer.content_type != SIGNED_DATA {
        return None;
    }
    let data: SignedData = outer.content.decode_as().ok()?;
    if data.encap_content_info.econtent_type != TST_INFO {
        return None;
    }
    let content = data.encap_content_info.econtent.as_ref()?;
    let content = content.decode_as::<OctetString>().ok()?.into_bytes();
    Some((data, content))
}

fn certificates(data: &SignedData) -> Vec<Certificate> {
    let set = data.certificates.iter().flat_map(|set| set.0.iter());
    set.filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Certificate::of(certificate),
        CertificateChoices::Other(_) => None,
    })
    .take(CERTIFICATES)
    .collect()
}

/// The certificate that the signer names: in the token, in the seal, or an anchor.
fn find(
    session: &Session<'_>,
    seal: &Seal<'_>,
    certificates: &[Certificate],
    signer: &SignerInfo,
) -> Option<Certificate> {
    let is_named = |certificate: &&Certificate| match &signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            certificate.fields().issuer == named.issuer
                && certificate.fields().serial_number == named.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(named) => {
            let own = certificate.read_extension::<SubjectKeyIdentifier>(SUBJECT_KEY_IDENTIFIER);
            own.is_ok_and(|own| own.is_some_and(|own| own == *named))
        }
    };
    let anchors = session.against.trust.anchors.iter();
    let pinned = anchors.filter_map(|ready| ready.certificate.as_ref());
    let mut given = certificates.iter().chain(&seal.given).chain(pinned);
    given.find(is_named).cloned()
}

/// Whether the signed reference names the certificate (RFC 5035 sections 3 and 4, RFC 2634 section
/// 5.4); `None` where there is no reference that can be read.
fn names(v2: Option<&Any>, v1: Option<&Any>, authority: &Certificate) -> Option<bool> {
    // SigningCertificate(V2) ::= SEQUENCE { certs SEQUENCE OF ESSCertID(v2), ... }; the first names
    // the signer's.
    let first = |attribute: &Any| -> Option<Vec<u8>> {
        let mut reader = der::SliceReader::new(attribute.value()).ok()?;
        let list: Vec<Any> = Vec::decode(&mut reader).ok()?;
        list.first().map(|entry| entry.value().to_vec())
    };
    let (entry, default) = match (v2, v1) {
        (Some(v2), _) => (first(v2)?, signed::default_digest()),
        (None, Some(v1)) => (first(v1)?, signed::legacy_digest()),
        (None, None) => return None,
    };
    let mut reader = der::SliceReader::new(&entry).ok()?;
    let algorithm = match reader.peek_tag().ok()? {
        Tag::Sequence => AlgorithmIdentifierOwned::decode(&mut reader).ok()?.oid,
        _ => default,
    };
    let stated = OctetString::decode(&mut reader).ok()?;
    let own = signed::name_digest(algorithm, &authority.der)?;
    Some(own == stated.as_bytes())
}

/// What a token says (RFC 3161 section 2.4.2), as far as it is used.
struct TstInfo {
    algorithm: ObjectIdentifier,
    imprint: Vec<u8>,
    time: Timestamp,
    /// Whether no critical extension remains.
    is_understood: bool,
}

impl TstInfo {
    /// Reads it by hand: the times of many authorities have fractions of seconds, which the types
    /// for X.509 refuse.
    fn read(der: &[u8]) -> Option<Self> {
        let mut reader = der::SliceReader::new(der).ok()?;
        let info: Vec<Any> = Vec::decode(&mut reader).ok()?;
        let [version, _policy, imprint, _serial, time, rest @ ..] = info.as_slice() else {
            return None;
        };
        if !reader.is_finished() || version.decode_as::<u8>().ok()? != 1 {
            return None;
        }
        let mut parts = der::SliceReader::new(imprint.value()).ok()?;
        let algorithm = AlgorithmIdentifierOwned::decode(&mut parts).ok()?.oid;
        let imprint = OctetString::decode(&mut parts).ok()?.into_bytes();
        let is_understood = rest.iter().all(|optional| {
            let is_extensions = der::Tagged::tag(optional)
                == Tag::ContextSpecific {
                    constructed: true,
                    number: der::TagNumber::N1,
                };
            !is_extensions || !has_critical(optional)
        });
        Some(Self {
            algorithm,
            imprint,
            time: generalized(time)?,
            is_understood,
        })
    }
}

/// Whether implicitly tagged extensions hold a critical one; what cannot be read may.
fn has_critical(tagged: &Any) -> bool {
    let extensions = Any::new(Tag::Sequence, tagged.value())
        .and_then(|sequence| sequence.decode_as::<Extensions>());
    extensions.map_or(true, |list| list.iter().any(|extension| extension.critical))
}

/// A `GeneralizedTime` of RFC 3161: `YYYYMMDDhhmmss[.s...]Z`.
fn generalized(time: &Any) -> Option<Timestamp> {
    if der::Tagged::tag(time) != Tag::GeneralizedTime {
        return None;
    }
    let text = std::str::from_utf8(time.value()).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 14 || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| whole.get(range);
    let text = format!(
        "{}-{}-{}T{}:{}:{}.{}Z",
        part(0..4)?,
        part(4..6)?,
        part(6..8)?,
        part(8..10)?,
        part(10..12)?,
        part(12..14)?,
        fraction.get(..9).unwrap_or(fraction),
    );
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_with_and_without_fractions_are_read() {
        let read = |text: &str| {
            let any = Any::new(Tag::GeneralizedTime, text.as_bytes()).unwrap();
            generalized(&any).map(|time| time.to_string())
        };
        assert_eq!(
            read("20230927115420Z").as_deref(),
            Some("2023-09-27T11:54:20Z")
        );
        assert_eq!(
            read("20230927115420.25Z").as_deref(),
            Some("2023-09-27T11:54:20.25Z")
        );
        for hostile in [
            "20230927115420",
            "2023092711542Z",
            "20230927115420.Z",
            "20231327115420Z",
            "é0230927115420Z",
        ] {
            assert_eq!(read(hostile), None, "{hostile}");
        }
    }
}
