//! X.509 certificates of seals, and the paths from them to an anchor.
//!
//! Source: RFC 5280; ETSI EN 319 412-1 section 5.1.4 (organizationIdentifier).

use credeval_model::Timestamp;
use der::{Decode as _, Encode as _, asn1::ObjectIdentifier};
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter};

use crate::crypto::Crypto;
use crate::key::{KeyError, PublicKey};

const ORGANIZATION_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.97");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
const AUTHORITY_INFORMATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");
const QC_STATEMENTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.3");

/// A certificate, decoded as far as its fields; extensions are read when they are asked for, since
/// some real ones are malformed where nobody looks.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    pub(crate) der: Vec<u8>,
    decoded: x509_cert::Certificate,
}

impl Certificate {
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        Some(Self {
            der: der.to_vec(),
            decoded: x509_cert::Certificate::from_der(der).ok()?,
        })
    }

    pub(crate) fn public_key(&self) -> Result<PublicKey, KeyError> {
        PublicKey::from_spki(&self.decoded.tbs_certificate.subject_public_key_info)
    }

    fn subject(&self, attribute: ObjectIdentifier) -> Option<String> {
        let names = &self.decoded.tbs_certificate.subject.0;
        let value = names
            .iter()
            .flat_map(|set| set.0.iter())
            .find(|entry| entry.oid == attribute)?;
        // Every string type that names use is, for these attributes, a subset of UTF-8.
        std::str::from_utf8(value.value.value())
            .ok()
            .map(str::to_owned)
    }

    /// The identifier of the organisation, such as `VATES-A00000000`.
    pub(crate) fn organization_identifier(&self) -> Option<String> {
        self.subject(ORGANIZATION_IDENTIFIER)
    }

    /// The name to show for it.
    pub(crate) fn name(&self) -> String {
        self.subject(ORGANIZATION)
            .or_else(|| self.subject(COMMON_NAME))
            .unwrap_or_else(|| "a certificate without a name".to_owned())
    }

    /// First and last second of validity.
    pub(crate) fn validity(&self) -> Option<(Timestamp, Timestamp)> {
        let validity = &self.decoded.tbs_certificate.validity;
        let instant = |time: &x509_cert::time::Time| {
            let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
            Timestamp::from_second(seconds).ok()
        };
        Some((
            instant(&validity.not_before)?,
            instant(&validity.not_after)?,
        ))
    }

    fn extension(&self, id: ObjectIdentifier) -> Option<&[u8]> {
        let extensions = self.decoded.tbs_certificate.extensions.as_ref()?;
        let found = extensions
            .iter()
            .find(|extension| extension.extn_id == id)?;
        Some(found.extn_value.as_bytes())
    }

    /// Whether the key may sign documents: digitalSignature or nonRepudiation, where usage is
    /// restricted at all (RFC 5280 section 4.2.1.3).
    pub(crate) fn may_sign(&self) -> bool {
        use x509_cert::ext::pkix::KeyUsage;
        match self.extension(KEY_USAGE) {
            None => true,
            Some(bytes) => KeyUsage::from_der(bytes)
                .is_ok_and(|usage| usage.digital_signature() || usage.non_repudiation()),
        }
    }

    /// Whether it may issue certificates (RFC 5280 section 4.2.1.9).
    pub(crate) fn is_authority(&self) -> bool {
        use x509_cert::ext::pkix::BasicConstraints;
        self.extension(BASIC_CONSTRAINTS)
            .and_then(|bytes| BasicConstraints::from_der(bytes).ok())
            .is_some_and(|constraints| constraints.ca)
    }

    /// Whether `other` bears the name of the authority that issued it.
    pub(crate) fn is_issued_in_the_name_of(&self, other: &Self) -> bool {
        self.decoded.tbs_certificate.issuer == other.decoded.tbs_certificate.subject
    }

    /// Whether it names a service that tells of its revocation.
    pub(crate) fn names_revocation_service(&self) -> bool {
        self.extension(CRL_DISTRIBUTION_POINTS).is_some()
            || self.extension(AUTHORITY_INFORMATION).is_some()
    }

    /// Whether it claims to be a qualified certificate (ETSI EN 319 412-5): a claim of its own.
    pub(crate) fn claims_qualified(&self) -> bool {
        self.extension(QC_STATEMENTS).is_some()
    }

    pub(crate) fn from_pem(pem: &str) -> Option<Self> {
        use der::DecodePem as _;
        let decoded = x509_cert::Certificate::from_pem(pem).ok()?;
        let der = decoded.to_der().ok()?;
        Some(Self { der, decoded })
    }
}

/// Why no path leads from a certificate to an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathError {
    /// None of the certificates given leads there.
    NoPath,
    /// A certificate on the path is not valid at the time.
    Time,
    /// A signature on the path does not hold, or a certificate breaks a rule.
    Invalid,
    /// A certificate marks an extension as critical that is not supported.
    Unsupported,
}

/// Any extended key usage: seals have none of their own.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

/// Whether a path leads from `leaf` over `intermediates` to `anchor` at time `at`.
///
/// It checks signatures, validity, basic constraints and name constraints (RFC 5280 section 6),
/// neither revocation nor policies. An anchor that is the leaf itself counts by its bytes.
pub(crate) fn path(
    leaf: &Certificate,
    intermediates: &[Certificate],
    anchor: &Certificate,
    at: Timestamp,
    crypto: &dyn Crypto,
) -> Result<(), PathError> {
    if leaf.der == anchor.der {
        let inside = |(from, until): (Timestamp, Timestamp)| (from..=until).contains(&at);
        return match leaf.validity().is_some_and(inside) {
            true => Ok(()),
            false => Err(PathError::Time),
        };
    }
    // The path builder asks this of every certificate but the anchor; a pinned seal is no authority.
    if !anchor.is_authority() {
        return Err(PathError::NoPath);
    }
    let anchor_der = CertificateDer::from(anchor.der.as_slice());
    let anchors = [webpki::anchor_from_trusted_cert(&anchor_der).map_err(|_| PathError::Invalid)?];
    let leaf_der = CertificateDer::from(leaf.der.as_slice());
    let leaf = EndEntityCert::try_from(&leaf_der).map_err(|_| PathError::Invalid)?;
    let intermediates: Vec<CertificateDer<'_>> = intermediates
        .iter()
        .map(|certificate| CertificateDer::from(certificate.der.as_slice()))
        .collect();
    let seconds = u64::try_from(at.as_second()).map_err(|_| PathError::Time)?;
    let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    leaf.verify_for_usage(
        crypto.certificate_algorithms(),
        &anchors,
        &intermediates,
        time,
        AnyUsage,
        None,
        None,
    )
    .map(|_| ())
    .map_err(|error| match error {
        webpki::Error::UnknownIssuer => PathError::NoPath,
        webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. } => {
            PathError::Time
        }
        webpki::Error::UnsupportedCriticalExtension => PathError::Unsupported,
        _ => PathError::Invalid,
    })
}
