//! Why a signature does not hold.

/// A signature that does not hold, each by the rule that it breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is none.
    #[error("expected a signature, found none")]
    Absent,
    /// There are several, so that one may be checked and another believed.
    #[error("expected one signature, found a second one{}", place(*line))]
    Several {
        /// The line of the second one, from 1; 0 where it is not known any more.
        line: usize,
    },
    /// It stands elsewhere than the signatures of such documents do.
    #[error("expected the signature where signatures of such documents stand, found it elsewhere{}", place(*line))]
    Misplaced {
        /// Its line, from 1; 0 where it is not known any more.
        line: usize,
    },
    /// It is not written as the specification says.
    #[error("expected one well-formed {what}, found none or several{}", place(*line))]
    Malformed {
        /// The element in question.
        what: String,
        /// The line, from 1; 0 where it is not known any more.
        line: usize,
    },
    /// It is made over a form of XML that is not canonical, or not known.
    #[error("expected a form of canonical XML, found {0:?}")]
    Canonicalization(String),
    /// Its algorithm is weak, symmetric, or not known.
    #[error("expected RSA with SHA-2, ECDSA or EdDSA, found {0:?}")]
    Algorithm(String),
    /// A digest is weak or not known.
    #[error("expected SHA-256, SHA-384 or SHA-512, found {0:?}")]
    Digest(String),
    /// It names more parts of the document than are looked at.
    #[error("expected at most {limit} references, found more")]
    TooManyReferences {
        /// How many are.
        limit: usize,
    },
    /// A reference leads out of the document, or is written in a way that is not followed.
    #[error("expected a reference to an element here, found {0:?}")]
    External(String),
    /// A reference leads nowhere.
    #[error("expected an element with the identifier that is referred to, found none for {0:?}")]
    Unresolved(String),
    /// A reference leads to several elements.
    #[error(
        "expected one element with the identifier that is referred to, found several for {0:?}"
    )]
    Ambiguous(String),
    /// A part of the document would be changed before it is digested.
    #[error(
        "expected a transform that leaves out the signature or makes canonical XML, found {0:?}"
    )]
    Transform(String),
    /// It does not cover the whole document.
    #[error("expected a reference to the whole document, found none")]
    NotWhole,
    /// It does not cover what the signer says of it.
    #[error("expected signed properties of the signature, found none")]
    NoProperties,
    /// The signed properties are not those of this signature.
    #[error("expected the signed properties in their own signature, found them elsewhere")]
    PropertiesElsewhere,
    /// It comes with no certificate.
    #[error("expected the certificate of the key, found none")]
    NoCertificate,
    /// What is signed names no certificate.
    #[error("expected the digest of the certificate among the signed properties, found none")]
    NoSigningCertificate,
    /// What is signed names another certificate than those that came with it.
    #[error("expected the certificate whose digest is signed, found another")]
    OtherCertificate,
    /// The certificate's key cannot be used.
    #[error("the certificate's key cannot be used: {0}")]
    Key(String),
    /// The certificate's key is not of the kind that the algorithm takes.
    #[error("expected a key of the kind that the algorithm takes, found another")]
    KeyMismatch,
    /// The certificate's RSA key is too short.
    #[error("expected an RSA key of at least 2,048 bits, found a shorter one")]
    WeakKey,
    /// What is digested grows beyond all use.
    #[error("expected canonical XML of at most 64 MiB, found more")]
    TooLarge,
    /// The arithmetic does not hold.
    #[error("the signature was not made by the key of its certificate, or was altered")]
    BadSignature,
    /// A part of the document was altered.
    #[error("what {0} refers to was altered after it was signed")]
    DigestMismatch(String),
}

impl SignatureError {
    /// Whether it may be in order, and is only not looked at here. What is weak is not.
    pub(crate) fn is_unsupported(&self) -> bool {
        match self {
            Self::Canonicalization(_) | Self::Key(_) => true,
            Self::Algorithm(name) | Self::Digest(name) => {
                let weak = ["hmac", "sha1", "md5"];
                name.contains('#') && !weak.iter().any(|weak| name.contains(weak))
            }
            _ => false,
        }
    }

    /// A stable word for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Absent => "no_signature",
            Self::Several { .. } => "several_signatures",
            Self::Misplaced { .. } => "misplaced_signature",
            Self::Malformed { .. } => "malformed_signature",
            Self::Canonicalization(_) => "unsupported_canonicalization",
            Self::Algorithm(_) => "unsupported_algorithm",
            Self::Digest(_) => "unsupported_digest",
            Self::TooManyReferences { .. } => "too_many_references",
            Self::External(_) => "external_reference",
            Self::Unresolved(_) => "unresolved_reference",
            Self::Ambiguous(_) => "ambiguous_reference",
            Self::Transform(_) => "unsupported_transform",
            Self::NotWhole => "not_whole_document",
            Self::NoProperties => "no_signed_properties",
            Self::PropertiesElsewhere => "foreign_signed_properties",
            Self::NoCertificate => "no_certificate",
            Self::NoSigningCertificate => "no_signing_certificate",
            Self::OtherCertificate => "other_signing_certificate",
            Self::Key(_) => "invalid_key",
            Self::KeyMismatch => "key_mismatch",
            Self::WeakKey => "weak_key",
            Self::TooLarge => "canonical_form_too_large",
            Self::BadSignature => "bad_signature",
            Self::DigestMismatch(_) => "digest_mismatch",
        }
    }
}

/// The line in a message, where it is known: a tree that outlives its text has none.
fn place(line: usize) -> String {
    match line {
        0 => String::new(),
        line => format!(" in line {line}"),
    }
}
