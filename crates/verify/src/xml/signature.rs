//! Signatures in XML.
//!
//! Sources: XML Signature Syntax and Processing 1.1; ETSI EN 319 132-1 (XAdES).

use super::Document;
use crate::crypto::Crypto;

/// A signature that holds over its whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlSignature {
    /// The certificate of the key that it holds under, DER: the one whose digest is signed.
    pub certificate: Vec<u8>,
    /// The other certificates that came with it, DER.
    pub others: Vec<Vec<u8>>,
    /// The time of signing that the signer claims.
    pub claimed: Option<String>,
}

/// A signature that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is none.
    #[error("expected a signature, found none")]
    Absent,
}

impl SignatureError {
    /// A stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "no_signature",
        }
    }
}

/// Verifies the one enveloped signature of a document.
pub fn verify(
    _document: &Document<'_>,
    _crypto: &dyn Crypto,
) -> Result<XmlSignature, SignatureError> {
    Err(SignatureError::Absent)
}
