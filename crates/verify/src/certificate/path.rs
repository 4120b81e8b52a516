//! Paths from a certificate to an anchor.
//!
//! Source: RFC 5280 section 6. `rustls-webpki` knows no critical policies or qualified certificate
//! statements, which authorities under eIDAS mark as critical, and looks at no key usage; so the
//! path is built and judged here, and `rustls-webpki` must agree, for whatever it knows. Name
//! constraints are left to it alone.

use credeval_model::Timestamp;
use der::asn1::ObjectIdentifier;
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter};
use x509_cert::ext::pkix::{BasicConstraints, PolicyConstraints};

use super::{
    BASIC_CONSTRAINTS, CERTIFICATE_POLICIES, Certificate, EXTENDED_KEY_USAGE, KEY_USAGE,
    QC_STATEMENTS,
    signed::{Arithmetic, Remembered, Signed},
};
use crate::crypto::Crypto;

const SUBJECT_ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
const POLICY_MAPPINGS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.33");
const POLICY_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.36");
const INHIBIT_ANY_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.54");
const ANY_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32.0");

/// Extensions that are processed here or, for names, by `rustls-webpki`.
const PROCESSED: [ObjectIdentifier; 9] = [
    KEY_USAGE,
    BASIC_CONSTRAINTS,
    EXTENDED_KEY_USAGE,
    SUBJECT_ALTERNATIVE_NAME,
    NAME_CONSTRAINTS,
    CERTIFICATE_POLICIES,
    POLICY_CONSTRAINTS,
    INHIBIT_ANY_POLICY,
    QC_STATEMENTS,
];

/// Certificates of a path, leaf and anchor counted; real paths have four.
const LENGTH: usize = 8;
/// Signatures that are computed in the search for one path: certificates that share a name can be
/// tried in many orders.
const SIGNATURES: usize = 32;

/// Why no path leads from a certificate to an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathError {
    /// None of the certificates given leads there.
    NoPath,
    /// A certificate on the path is not valid at the time.
    Time,
    /// The signatures lead there, and a certificate on the way breaks this rule.
    Rule(&'static str),
    /// A certificate on the path asks for something that is not supported.
    Unsupported,
}

/// The path from `leaf` over `given` to `anchor` at time `at`: leaf first, anchor last.
///
/// Each signature, validity (the anchor's own too), basic constraints, path length, key usage,
/// critical extensions, explicit policies and name constraints are checked; not revocation. An
/// anchor that is the leaf itself counts by its bytes.
pub(crate) fn path(
    leaf: &Certificate,
    given: &[Certificate],
    anchor: &Certificate,
    at: Timestamp,
    crypto: &dyn Crypto,
) -> Result<Vec<Certificate>, PathError> {
    if leaf.der == anchor.der {
        return match leaf.is_valid_at(at) {
            true => Ok(vec![leaf.clone()]),
            false => Err(PathError::Time),
        };
    }
    // A pinned seal is no authority. Of many anchors most have nothing to do with this certificate.
    let mut below = std::iter::once(leaf).chain(given);
    if !anchor.is_authority() || !below.any(|one| one.is_issued_in_the_name_of(anchor)) {
        return Err(PathError::NoPath);
    }
    let mut search = Search {
        given,
        anchor,
        at,
        crypto,
        signatures: SIGNATURES,
        nearest: PathError::NoPath,
    };
    let mut path = vec![leaf];
    match search.extend(&mut path) {
        true => Ok(path.into_iter().cloned().collect()),
        false => Err(search.nearest),
    }
}

struct Search<'a> {
    given: &'a [Certificate],
    anchor: &'a Certificate,
    at: Timestamp,
    crypto: &'a dyn Crypto,
    signatures: usize,
    nearest: PathError,
}

impl<'a> Search<'a> {
    /// Whether the path can be led on to the anchor.
    fn extend(&mut self, path: &mut Vec<&'a Certificate>) -> bool {
        let Some(&last) = path.last() else {
            return false;
        };
        let candidates = std::iter::once(self.anchor).chain(self.given);
        for candidate in candidates {
            if !last.is_issued_in_the_name_of(candidate)
                || path.iter().any(|passed| passed.der == candidate.der)
            {
                continue;
            }
            if self.signatures == 0 {
                return false;
            }
            self.signatures -= 1;
            let signature = Signed::read(&last.der).map_or(Arithmetic::Unsupported, |signed| {
                signed.by_authority(candidate, self.crypto)
            });
            match signature {
                Arithmetic::Holds => {}
                // One of the same name; or one with a key that is too short to count.
                Arithmetic::Broken => continue,
                Arithmetic::Unsupported => {
                    self.note(PathError::Unsupported);
                    continue;
                }
            }
            path.push(candidate);
            if candidate.der == self.anchor.der {
                match judge(path, self.at, self.crypto) {
                    Ok(()) => return true,
                    Err(error) => self.note(error),
                }
            } else if path.len() < LENGTH && self.extend(path) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// Of several paths that end badly, the one that came nearest: only time breaks it, or only
    /// what is not supported.
    fn note(&mut self, error: PathError) {
        let rank = |error| match error {
            PathError::NoPath => 0,
            PathError::Rule(_) => 1,
            PathError::Unsupported => 2,
            PathError::Time => 3,
        };
        if rank(error) > rank(self.nearest) {
            self.nearest = error;
        }
    }
}

/// Judges a path whose signatures hold: leaf first, anchor last.
fn judge(path: &[&Certificate], at: Timestamp, crypto: &dyn Crypto) -> Result<(), PathError> {
    let Some((anchor, below)) = path.split_last() else {
        return Err(PathError::NoPath);
    };
    let is_self_issued =
        |certificate: &&&Certificate| certificate.is_issued_in_the_name_of(certificate);
    for (depth, authority) in path.iter().enumerate().skip(1) {
        if !authority.is_authority() || !authority.may(|usage| usage.key_cert_sign()) {
            return Err(PathError::Rule(
                "a certificate on the way to the anchor may not issue certificates",
            ));
        }
        let constraints = authority.read_extension::<BasicConstraints>(BASIC_CONSTRAINTS);
        let limit = constraints
            .ok()
            .flatten()
            .and_then(|one| one.path_len_constraint);
        // Between the leaf and this one.
        let between = path.iter().take(depth).skip(1);
        let between = between.filter(|one| !is_self_issued(one)).count();
        if limit.is_some_and(|limit| between > usize::from(limit)) {
            return Err(PathError::Rule(
                "the way to the anchor is longer than an authority on it allows",
            ));
        }
    }
    for certificate in below {
        let ids: Vec<ObjectIdentifier> = certificate
            .extensions()
            .iter()
            .map(|one| one.extn_id)
            .collect();
        if ids
            .iter()
            .enumerate()
            .any(|(index, id)| ids.iter().take(index).any(|one| one == id))
        {
            return Err(PathError::Rule(
                "a certificate on the way to the anchor has one extension twice",
            ));
        }
        let mut critical = certificate.extensions().iter().filter(|one| one.critical);
        if critical.any(|extension| !PROCESSED.contains(&extension.extn_id)) {
            return Err(PathError::Unsupported);
        }
    }
    policies(below)?;
    if !path.iter().all(|certificate| certificate.is_valid_at(at)) {
        return Err(PathError::Time);
    }
    let second = second_opinion(below, anchor, at, crypto);
    let constrains_names = path
        .iter()
        .any(|certificate| certificate.extension(NAME_CONSTRAINTS).is_some());
    match second {
        Ok(()) => Ok(()),
        // Every critical extension was processed above, names apart.
        Err(webpki::Error::UnsupportedCriticalExtension) if !constrains_names => Ok(()),
        Err(webpki::Error::UnsupportedCriticalExtension) => Err(PathError::Unsupported),
        Err(webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. }) => {
            Err(PathError::Time)
        }
        Err(webpki::Error::NameConstraintViolation) => Err(PathError::Rule(
            "a certificate bears a name that an authority above it may not give",
        )),
        Err(_) => Err(PathError::Rule(
            "a certificate on the way to the anchor breaks a rule of RFC 5280",
        )),
    }
}

/// Policies (RFC 5280 section 6.1.3): any will do, unless a certificate asks for an explicit one;
/// then one must run through the whole path. Mappings are not supported where they would count.
fn policies(below: &[&Certificate]) -> Result<(), PathError> {
    let mut asks = false;
    for certificate in below {
        match certificate.read_extension::<PolicyConstraints>(POLICY_CONSTRAINTS) {
            Ok(constraints) => {
                // From that certificate on or some certificates later: stricter is at once.
                asks |= constraints.is_some_and(|one| one.require_explicit_policy.is_some());
            }
            Err(_) => return Err(PathError::Unsupported),
        }
        let stated = certificate.extension(CERTIFICATE_POLICIES);
        if stated.is_some_and(|stated| stated.critical) && certificate.policies().is_empty() {
            return Err(PathError::Unsupported);
        }
    }
    if !asks {
        return Ok(());
    }
    let mut common: Option<Vec<ObjectIdentifier>> = None;
    for certificate in below {
        if certificate.extension(POLICY_MAPPINGS).is_some() {
            return Err(PathError::Unsupported);
        }
        let stated = certificate.policies();
        let inhibited = certificate.extension(INHIBIT_ANY_POLICY).is_some();
        if stated.contains(&ANY_POLICY) && !inhibited {
            continue;
        }
        common = Some(match common {
            None => stated,
            Some(mut common) => {
                common.retain(|policy| stated.contains(policy));
                common
            }
        });
    }
    match common.is_some_and(|common| common.is_empty()) {
        true => Err(PathError::Rule(
            "an authority asks for a policy, and none runs through the certificates",
        )),
        false => Ok(()),
    }
}

/// Any extended key usage: seals have none of their own.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

/// What `rustls-webpki` says of the path that was found.
fn second_opinion(
    below: &[&Certificate],
    anchor: &Certificate,
    at: Timestamp,
    crypto: &dyn Crypto,
) -> Result<(), webpki::Error> {
    let Some((leaf, intermediates)) = below.split_first() else {
        return Err(webpki::Error::UnknownIssuer);
    };
    let anchor_der = CertificateDer::from(&*anchor.der);
    let anchors = [webpki::anchor_from_trusted_cert(&anchor_der)?];
    let leaf_der = CertificateDer::from(&*leaf.der);
    let leaf = EndEntityCert::try_from(&leaf_der)?;
    let intermediates: Vec<CertificateDer<'_>> = intermediates
        .iter()
        .map(|certificate| CertificateDer::from(&*certificate.der))
        .collect();
    let seconds = u64::try_from(at.as_second()).map_err(|_| webpki::Error::BadDer)?;
    let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    let algorithms = Remembered::all(crypto);
    let algorithms: Vec<_> = algorithms.iter().map(Remembered::as_algorithm).collect();
    leaf.verify_for_usage(
        &algorithms,
        &anchors,
        &intermediates,
        time,
        AnyUsage,
        None,
        None,
    )
    .map(|_| ())
}
