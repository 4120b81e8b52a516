//! X.509 certificates of seals, of authorities and of those that stamp times.
//!
//! Source: RFC 5280; ETSI EN 319 412-1 sections 5.1.4 (organizationIdentifier) and 5.2.2
//! (short-term certificates).

pub(crate) mod path;
pub(crate) mod signed;

pub(crate) use path::{PathError, path};

use std::cell::RefCell;
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::Timestamp;
use der::{Decode as _, Encode as _, asn1::ObjectIdentifier};
use serde_json::Value;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, BasicConstraints, CertificatePolicies, CrlDistributionPoints,
    ExtendedKeyUsage, KeyUsage,
    name::{DistributionPointName, GeneralName},
};

use crate::key::{KeyError, PublicKey};
use crate::recent::{Recent, recall};

const ORGANIZATION_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.97");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
pub(crate) const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
pub(crate) const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
pub(crate) const CERTIFICATE_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");
pub(crate) const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const NO_REVOCATION_AVAILABLE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.56");
const AUTHORITY_INFORMATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");
const OCSP_SERVICE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
pub(crate) const QC_STATEMENTS: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.3");
/// ETSI EN 319 412-1 section 5.2.2: the certificate lives shorter than a revocation takes.
const SHORT_TERM: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.194121.2.1");

const ANY_PURPOSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
/// Purposes of extended key usage (RFC 5280 section 4.2.1.12) that are not signing documents.
const SERVER_AUTHENTICATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
const CODE_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3");
pub(crate) const TIME_STAMPING: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
pub(crate) const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");

/// A certificate, decoded as far as its fields; extensions are read when they are asked for, since
/// some real ones are malformed where nobody looks.
///
/// A clone is the same one.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    pub(crate) der: Arc<[u8]>,
    decoded: Arc<x509_cert::Certificate>,
}

thread_local! {
    /// Certificates by their bytes; `None` for what is none.
    static READ: RefCell<Recent<Option<Certificate>>> = RefCell::default();
}

impl Certificate {
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        recall(&READ, der, || {
            Some(Self {
                decoded: Arc::new(x509_cert::Certificate::from_der(der).ok()?),
                der: der.into(),
            })
        })
    }

    /// A certificate in base64 (RFC 7515 section 4.1.6), as tokens and seals hold it.
    pub(crate) fn from_base64(value: &Value) -> Option<Self> {
        Self::read(&STANDARD.decode(value.as_str()?).ok()?)
    }

    pub(crate) fn from_pem(pem: &str) -> Option<Self> {
        use der::DecodePem as _;
        Self::of(&x509_cert::Certificate::from_pem(pem).ok()?)
    }

    /// A certificate that stands in another structure.
    pub(crate) fn of(decoded: &x509_cert::Certificate) -> Option<Self> {
        Self::read(&decoded.to_der().ok()?)
    }

    /// The fields that its authority signed.
    pub(crate) fn fields(&self) -> &x509_cert::TbsCertificate {
        &self.decoded.tbs_certificate
    }

    pub(crate) fn public_key(&self) -> Result<PublicKey, KeyError> {
        PublicKey::from_spki(&self.fields().subject_public_key_info)
    }

    fn subject(&self, attribute: ObjectIdentifier) -> Option<String> {
        let names = &self.fields().subject.0;
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

    /// The name of the organisation.
    pub(crate) fn organization(&self) -> Option<String> {
        self.subject(ORGANIZATION)
    }

    /// The names that its authority gives it.
    pub(crate) fn names(&self) -> Vec<String> {
        [ORGANIZATION, COMMON_NAME]
            .into_iter()
            .filter_map(|attribute| self.subject(attribute))
            .collect()
    }

    /// The name to show for it.
    pub(crate) fn name(&self) -> String {
        self.organization()
            .or_else(|| self.subject(COMMON_NAME))
            .unwrap_or_else(|| "a certificate without a name".to_owned())
    }

    /// First and last second of validity.
    pub(crate) fn validity(&self) -> Option<(Timestamp, Timestamp)> {
        let validity = &self.fields().validity;
        Some((instant(validity.not_before)?, instant(validity.not_after)?))
    }

    /// Whether it is valid at a time.
    pub(crate) fn is_valid_at(&self, at: Timestamp) -> bool {
        self.validity()
            .is_some_and(|(from, until)| (from..=until).contains(&at))
    }

    pub(crate) fn extensions(&self) -> &[Extension] {
        self.fields().extensions.as_deref().unwrap_or_default()
    }

    pub(crate) fn extension(&self, id: ObjectIdentifier) -> Option<&Extension> {
        self.extensions()
            .iter()
            .find(|extension| extension.extn_id == id)
    }

    /// An extension in its own type: `None` where it is absent, `Err` where it is malformed.
    pub(crate) fn read_extension<'a, T: der::Decode<'a>>(
        &'a self,
        id: ObjectIdentifier,
    ) -> Result<Option<T>, der::Error> {
        self.extension(id)
            .map(|extension| T::from_der(extension.extn_value.as_bytes()))
            .transpose()
    }

    /// Whether the key usage allows what `is_allowed` asks for; all is allowed where usage is not
    /// restricted (RFC 5280 section 4.2.1.3).
    pub(crate) fn may(&self, is_allowed: impl Fn(KeyUsage) -> bool) -> bool {
        match self.read_extension::<KeyUsage>(KEY_USAGE) {
            Ok(None) => true,
            Ok(Some(usage)) => is_allowed(usage),
            Err(_) => false,
        }
    }

    /// The purposes to which an extended key usage restricts the key; `None` where it is free, empty
    /// where it cannot be read.
    pub(crate) fn purposes(&self) -> Option<Vec<ObjectIdentifier>> {
        match self.read_extension::<ExtendedKeyUsage>(EXTENDED_KEY_USAGE) {
            Ok(usage) => usage.map(|usage| usage.0),
            Err(_) => Some(Vec::new()),
        }
    }

    /// Whether an authority with this certificate may issue certificates for a purpose.
    pub(crate) fn allows_purpose(&self, purpose: ObjectIdentifier) -> bool {
        self.purposes()
            .is_none_or(|listed| listed.contains(&purpose) || listed.contains(&ANY_PURPOSE))
    }

    /// Whether the key may sign documents: digitalSignature or nonRepudiation, where usage is
    /// restricted at all, and not only for web servers, programs, timestamps or OCSP answers.
    pub(crate) fn may_sign(&self) -> bool {
        let foreign = [
            SERVER_AUTHENTICATION,
            CODE_SIGNING,
            TIME_STAMPING,
            OCSP_SIGNING,
        ];
        self.may(|usage| usage.digital_signature() || usage.non_repudiation())
            && self
                .purposes()
                .is_none_or(|listed| listed.iter().any(|purpose| !foreign.contains(purpose)))
    }

    /// Whether it may issue certificates (RFC 5280 section 4.2.1.9).
    pub(crate) fn is_authority(&self) -> bool {
        self.read_extension::<BasicConstraints>(BASIC_CONSTRAINTS)
            .is_ok_and(|constraints| constraints.is_some_and(|constraints| constraints.ca))
    }

    /// Whether `other` bears the name of the authority that issued it.
    pub(crate) fn is_issued_in_the_name_of(&self, other: &Self) -> bool {
        self.fields().issuer == other.fields().subject
    }

    /// The addresses of revocation lists that it names, web addresses only; a point that hands its
    /// list to another authority is left out.
    pub(crate) fn revocation_lists(&self) -> Vec<String> {
        self.distribution_points()
            .into_iter()
            .filter(|name| name.starts_with("http://") || name.starts_with("https://"))
            .collect()
    }

    /// Every address of a distribution point (RFC 5280 section 4.2.1.13).
    pub(crate) fn distribution_points(&self) -> Vec<String> {
        let points = self.read_extension::<CrlDistributionPoints>(CRL_DISTRIBUTION_POINTS);
        let points = points.ok().flatten().map(|points| points.0);
        points
            .unwrap_or_default()
            .into_iter()
            .filter(|point| point.crl_issuer.is_none())
            .filter_map(|point| point.distribution_point)
            .flat_map(|name| addresses(&name))
            .collect()
    }

    /// Whether it names a service that tells of its revocation; what cannot be read may name one.
    pub(crate) fn names_revocation_service(&self) -> bool {
        let access = self.read_extension::<AuthorityInfoAccessSyntax>(AUTHORITY_INFORMATION);
        self.extension(CRL_DISTRIBUTION_POINTS).is_some()
            || match access {
                Ok(None) => false,
                Ok(Some(access)) => access.0.iter().any(|one| one.access_method == OCSP_SERVICE),
                Err(_) => true,
            }
    }

    /// Whether its authority says that nobody will tell of its revocation (RFC 9608; ETSI EN 319
    /// 412-1 section 5.2.2).
    pub(crate) fn is_never_revoked(&self) -> bool {
        self.extension(NO_REVOCATION_AVAILABLE).is_some() || self.extension(SHORT_TERM).is_some()
    }

    /// The policies under which it was issued; empty where none are named or they cannot be read.
    pub(crate) fn policies(&self) -> Vec<ObjectIdentifier> {
        let policies = self.read_extension::<CertificatePolicies>(CERTIFICATE_POLICIES);
        policies
            .ok()
            .flatten()
            .map(|policies| policies.0)
            .unwrap_or_default()
            .into_iter()
            .map(|policy| policy.policy_identifier)
            .collect()
    }
}

/// The addresses in the name of a distribution point.
pub(crate) fn addresses(name: &DistributionPointName) -> Vec<String> {
    let DistributionPointName::FullName(names) = name else {
        return Vec::new();
    };
    names
        .iter()
        .filter_map(|name| match name {
            GeneralName::UniformResourceIdentifier(address) => Some(address.to_string()),
            _ => None,
        })
        .collect()
}

/// The instant of an X.509 time.
pub(crate) fn instant(time: x509_cert::time::Time) -> Option<Timestamp> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
    Timestamp::from_second(seconds).ok()
}
