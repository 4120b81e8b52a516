//! Algorithms by the names that XML signatures give them.
//!
//! Sources: XML-DSig 1.1 section 6; RFC 9231; the identifiers of what is refused are those too.

use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::SignatureError;
use crate::crypto::Algorithm;
use crate::xml::Element;

/// A digest in the making.
#[derive(Clone)]
pub(super) enum Digest {
    Sha1(Sha1),
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl Digest {
    /// The digest that an element names; SHA-1, for which collisions are made, only where it
    /// `may_be_weak`.
    pub(super) fn read(element: Element<'_>, may_be_weak: bool) -> Result<Self, SignatureError> {
        let name = named(element);
        match name.as_str() {
            "http://www.w3.org/2001/04/xmlenc#sha256" => Ok(Self::Sha256(Sha256::new())),
            "http://www.w3.org/2001/04/xmldsig-more#sha384" => Ok(Self::Sha384(Sha384::new())),
            "http://www.w3.org/2001/04/xmlenc#sha512" => Ok(Self::Sha512(Sha512::new())),
            "http://www.w3.org/2000/09/xmldsig#sha1" if may_be_weak => Ok(Self::Sha1(Sha1::new())),
            _ => Err(SignatureError::Digest(name)),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hash) => hash.update(bytes),
            Self::Sha256(hash) => hash.update(bytes),
            Self::Sha384(hash) => hash.update(bytes),
            Self::Sha512(hash) => hash.update(bytes),
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha1(hash) => hash.finalize().to_vec(),
            Self::Sha256(hash) => hash.finalize().to_vec(),
            Self::Sha384(hash) => hash.finalize().to_vec(),
            Self::Sha512(hash) => hash.finalize().to_vec(),
        }
    }

    pub(super) fn of(mut self, bytes: &[u8]) -> Vec<u8> {
        self.update(bytes);
        self.finish()
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sha1(_) => "SHA-1",
            Self::Sha256(_) => "SHA-256",
            Self::Sha384(_) => "SHA-384",
            Self::Sha512(_) => "SHA-512",
        })
    }
}

/// The signature algorithm that an element names. It has no parameters: those of HMAC and of the
/// general form of RSASSA-PSS are of algorithms that are refused.
pub(super) fn signature(element: Element<'_>) -> Result<Algorithm, SignatureError> {
    let name = named(element);
    let found = match name.as_str() {
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => Some(Algorithm::Rs256),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => Some(Algorithm::Rs384),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => Some(Algorithm::Rs512),
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" => Some(Algorithm::Ps256),
        "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1" => Some(Algorithm::Ps384),
        "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1" => Some(Algorithm::Ps512),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" => Some(Algorithm::Es256),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384" => Some(Algorithm::Es384),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512" => Some(Algorithm::Es512),
        "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519" => Some(Algorithm::EdDsa),
        _ => None,
    };
    found
        .filter(|_| element.children().next().is_none())
        .ok_or(SignatureError::Algorithm(name))
}

/// The name of an algorithm, as far as it fits into a message.
pub(super) fn named(element: Element<'_>) -> String {
    let name = element.attribute("Algorithm").unwrap_or_default();
    name.chars().take(120).collect()
}
