//! Timestamps on a seal: what each covers, who made it, and what time is proven by it.
//!
//! Sources: RFC 3161 (timestamp tokens); RFC 5652 section 5 (signed data); RFC 5035 (the signed
//! reference to the certificate); ETSI TS 119 182-1 sections 5.2.6 and 5.3.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Timestamp, check::Cause, trust::AnchorPurpose,
};
use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::{Decode as _, Encode as _, Reader as _, Tag};
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{Seal, revocation};
use crate::certificate::signed::{self, Arithmetic};
use crate::certificate::{Certificate, EXTENDED_KEY_USAGE, PathError, TIME_STAMPING, path};
use crate::checked::Session;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");

/// Timestamps on one seal that are looked at. The longest preserved seal seen has four; one more is
/// added in ten years.
pub(crate) const STAMPS: usize = 32;

/// What a timestamp is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The content, before it was sealed.
    Content,
    /// The seal.
    Seal,
    /// The seal with all the evidence before it.
    Archive,
    /// A kind whose contents are not worked out here.
    Other,
}

/// A timestamp as the seal carries it.
#[derive(Debug)]
pub(crate) struct Stamp<'a> {
    pub(crate) subject: Subject,
    /// Its place in the order of what was added to the seal; the seal itself is 0.
    pub(crate) order: usize,
    /// The token; `None` where it is not base64.
    pub(crate) token: Option<Vec<u8>>,
    /// The pieces whose digest it must bear; `None` where they are not worked out here.
    pub(crate) message: Option<Vec<&'a [u8]>>,
}

/// What all timestamps of a seal show.
#[derive(Debug, Default)]
pub(crate) struct Stamped {
    pub(crate) rows: Vec<Check>,
    /// The earliest time by which the seal was made, as an anchored authority proves.
    pub(crate) proven: Option<Timestamp>,
    /// Proven times of whatever has a lower place in the order.
    archived: Vec<(usize, Timestamp)>,
}

impl Stamped {
    /// The earliest time at which what stands at a place is proven to have been there, at the
    /// latest the time of judgement.
    pub(crate) fn known_since(&self, order: usize, at: Timestamp) -> Timestamp {
        let covering = self.archived.iter().filter(|(place, _)| *place > order);
        covering.map(|(_, time)| *time).min().unwrap_or(at)
    }
}

/// A token whose arithmetic holds.
struct Sound {
    time: Timestamp,
    authority: Certificate,
    certificates: Vec<Certificate>,
}

/// Why a token proves nothing.
struct Unsound {
    outcome: CheckOutcome,
    why: String,
    cause: Cause,
}

impl Unsound {
    fn failed(why: &str, code: &str) -> Self {
        Self {
            outcome: CheckOutcome::Failed,
            why: why.to_owned(),
            cause: Cause::new(code),
        }
    }

    fn unsettled(why: impl Into<String>, code: &str) -> Self {
        Self {
            outcome: CheckOutcome::Inconclusive,
            why: why.into(),
            cause: Cause::new(code),
        }
    }
}

/// Examines every timestamp of a seal, the last first: an archive timestamp carries on what is
/// below it after the certificates there have expired.
pub(crate) fn examine(session: &Session<'_>, seal: &Seal<'_>) -> Stamped {
    let code = CheckCode::SealTimestamp;
    let mut stamped = Stamped::default();
    if let Some(why) = seal.unreadable {
        let row = Check::inconclusive(code, why).because(Cause::new("malformed_components"));
        stamped.rows.push(row);
    }
    if seal.stamps.len() > STAMPS {
        let (limit, found) = (STAMPS.to_string(), seal.stamps.len().to_string());
        stamped.rows.push(
            Check::failed(
                code,
                format!("expected at most {limit} timestamps, found {found}"),
            )
            .because(Cause::new("too_many_timestamps").mismatch(limit, found)),
        );
        return stamped;
    }
    let mut order: Vec<(usize, &Stamp<'_>)> = seal.stamps.iter().enumerate().collect();
    order.sort_by_key(|(_, stamp)| std::cmp::Reverse(stamp.order));
    let mut rows = Vec::new();
    for (index, stamp) in order {
        let known = stamped.known_since(stamp.order, session.against.at);
        let found = sound(session, seal, stamp)
            .and_then(|sound| trusted(session, seal, &stamped, sound, known));
        let check = match found {
            Ok((time, authority)) => {
                let what = match stamp.subject {
                    Subject::Content => "the content was there",
                    Subject::Archive => "the seal and its evidence were there",
                    Subject::Seal | Subject::Other => "the seal was made",
                };
                let text = format!("a timestamp of {authority} proves that {what} by {time}");
                match stamp.subject {
                    Subject::Archive => stamped.archived.push((stamp.order, time)),
                    Subject::Content | Subject::Seal | Subject::Other => {}
                }
                if matches!(stamp.subject, Subject::Seal | Subject::Archive) {
                    stamped.proven = Some(stamped.proven.map_or(time, |proven| proven.min(time)));
                }
                Check::passed(code, text)
            }
            Err(unsound) => Check::new(code, unsound.outcome, unsound.why).because(unsound.cause),
        };
        rows.push((index, check));
    }
    rows.sort_by_key(|(index, _)| *index);
    stamped.rows.extend(rows.into_iter().map(|(_, row)| row));
    if stamped.rows.is_empty() {
        let none = Check::not_applicable(code, "the seal carries no timestamp");
        stamped.rows.push(none);
    }
    stamped
}

/// Whether the authority is one that an anchor vouches for, at the time since when the token is
/// known to have been there.
fn trusted(
    session: &Session<'_>,
    seal: &Seal<'_>,
    stamped: &Stamped,
    sound: Sound,
    known: Timestamp,
) -> Result<(Timestamp, String), Unsound> {
    let Sound {
        time,
        authority,
        mut certificates,
    } = sound;
    let name = authority.name();
    if time > session.latest() {
        return Err(Unsound::failed(
            "a timestamp lies after the time of judgement",
            "made_in_future",
        ));
    }
    if known < time {
        return Err(Unsound::failed(
            "a timestamp is later than the one that covers it",
            "timestamps_out_of_order",
        ));
    }
    if !authority.is_valid_at(time) {
        return Err(Unsound::failed(
            "the certificate of the timestamp's authority was not valid when it stamped",
            "certificate_expired",
        ));
    }
    certificates.extend(seal.given.iter().cloned());
    let mut nearest = None;
    for ready in session.against.trust.anchors.iter() {
        let Some(anchor) = &ready.certificate else {
            continue;
        };
        if !ready.serves(AnchorPurpose::Timestamp) || !ready.holds(known) {
            continue;
        }
        match path(
            &authority,
            &certificates,
            anchor,
            known,
            session.against.crypto,
        ) {
            Ok(path)
                if path
                    .iter()
                    .skip(1)
                    .any(|one| !one.allows_purpose(TIME_STAMPING)) =>
            {
                nearest = Some(PathError::Rule(
                    "an authority on the way to the anchor may not vouch for timestamps",
                ));
            }
            Ok(path) => {
                let issuer = path.get(1).unwrap_or(&authority);
                let status =
                    revocation::of_embedded(session, seal, stamped, &authority, issuer, known);
                return match status {
                    true => Err(Unsound::unsettled(
                        format!("the certificate of {name}, which made a timestamp, was revoked"),
                        "authority_revoked",
                    )),
                    false => Ok((time, name)),
                };
            }
            Err(error) => {
                nearest = nearest
                    .filter(|one| *one == PathError::Time)
                    .or(Some(error))
            }
        }
    }
    Err(match nearest {
        Some(PathError::Time) => Unsound::unsettled(
            format!(
                "a timestamp holds, and the certificate of {name}, which made it, has expired without a later timestamp that is trusted"
            ),
            "authority_expired",
        ),
        Some(PathError::Rule(why)) => Unsound::failed(why, "authority_not_allowed"),
        Some(PathError::Unsupported) => Unsound::unsettled(
            format!("a certificate between {name} and its anchor asks for what is not supported"),
            "unsupported_extension",
        ),
        Some(PathError::NoPath) | None => Unsound::unsettled(
            format!(
                "a timestamp holds, and no anchor for timestamps leads to {name}, which made it"
            ),
            "authority_not_anchored",
        ),
    })
}

/// Whether a token holds by itself: imprint, signed attributes, signature, and a certificate that
/// is for timestamps alone.
fn sound(session: &Session<'_>, seal: &Seal<'_>, stamp: &Stamp<'_>) -> Result<Sound, Unsound> {
    let unreadable = || Unsound::unsettled("a timestamp cannot be read", "malformed_timestamp");
    let token = stamp.token.as_deref().ok_or_else(unreadable)?;
    let (data, content) = signed_data(token).ok_or_else(unreadable)?;
    let info = TstInfo::read(&content).ok_or_else(unreadable)?;
    let message = stamp.message.as_ref().ok_or_else(|| {
        Unsound::unsettled(
            "a timestamp is of a kind, or over a form, that is not supported",
            "unsupported_timestamp",
        )
    })?;
    let weak = || {
        Unsound::unsettled(
            "a timestamp rests on a digest that is weak or not supported",
            "unsupported_digest",
        )
    };
    let imprint = signed::digest(info.algorithm, message).ok_or_else(weak)?;
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
    let certificates = certificates(&data);
    let authority = find(session, seal, &certificates, signer).ok_or_else(|| {
        Unsound::unsettled(
            "the certificate of a timestamp's authority is not there",
            "no_certificate",
        )
    })?;
    let attributes = signer.signed_attrs.as_ref().ok_or_else(unreadable)?;
    // RFC 5652 section 5.4: what is signed is the DER of the set, whatever its tag in the token.
    let input = attributes.to_der().map_err(|_| unreadable())?;
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
    let content_digest = signed::digest(signer.digest_alg.oid, &[&content]).ok_or_else(weak)?;
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
        &authority,
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
        Arithmetic::Holds => {}
        Arithmetic::Broken => {
            return Err(Unsound::failed(
                "a timestamp's signature does not hold",
                "bad_signature",
            ));
        }
        Arithmetic::Unsupported => {
            return Err(Unsound::unsettled(
                "a timestamp's signature is of an algorithm that is not supported",
                "unsupported_algorithm",
            ));
        }
    }
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
    .take(super::CERTIFICATES)
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
    certificates
        .iter()
        .chain(&seal.given)
        .chain(pinned)
        .find(is_named)
        .cloned()
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

/// A GeneralizedTime of RFC 3161: `YYYYMMDDhhmmss[.s...]Z`.
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
