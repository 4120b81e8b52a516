//! Signatures in XML: one over its whole document, with the certificate of its key named in what
//! is signed.
//!
//! Sources: XML Signature Syntax and Processing 1.1 (XML-DSig); ETSI EN 319 132-1 v1.2.1 (XAdES);
//! ETSI TS 119 612 section 5.7 (signatures of trusted lists).

mod algorithm;
mod error;
mod reference;
#[cfg(test)]
mod tests;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::canonical::{Method, Subset};
use super::{Document, Element};
use crate::certificate::Certificate;
use crate::crypto::{Algorithm, Crypto};
use crate::key::PublicKey;
use crate::seal::CERTIFICATES;
use algorithm::Digest;
pub use error::SignatureError;
use reference::Reference;

/// XML-DSig section 1.3.
pub(crate) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// EN 319 132-1 section 4.4.
pub(crate) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
/// EN 319 132-1 section 4.4.2: the type of the reference to what the signer says of the signature.
const SIGNED_PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";

/// References in one signature; real ones have two.
const REFERENCES: usize = 8;
/// Bytes of a signature's value as it is written; one of RSA with 16,384 bits has three thousand.
const VALUE_BYTES: usize = 8 * 1024;
/// Bytes of the shortest RSA modulus that counts (ETSI TS 119 312): 2,048 bits.
const RSA_BYTES: usize = 256;

/// A signature that holds over its whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlSignature {
    /// The certificate of the key that it holds under, DER: the one whose digest is signed.
    pub certificate: Vec<u8>,
    /// The other certificates that came with it, DER; material, which must prove itself.
    pub others: Vec<Vec<u8>>,
    /// The time of signing that the signer claims.
    pub claimed: Option<String>,
    /// How many parts of the document it names; the whole document is one of them.
    pub references: usize,
}

/// Verifies the one signature of a document, a child of its outermost element.
///
/// It holds over the whole document but itself, and over its own signed properties, which name
/// the certificate of its key by digest. It does not say who may sign: that, and whether the
/// certificate was valid, is for the caller to judge.
pub fn verify(
    document: &Document<'_>,
    crypto: &dyn Crypto,
) -> Result<XmlSignature, SignatureError> {
    let written = Written::read(document, document.root())?;
    written.holds(crypto)?;
    Ok(XmlSignature {
        claimed: written.claimed(),
        references: written.references.len(),
        certificate: written.certificate.der.to_vec(),
        others: written
            .others
            .iter()
            .map(|other| other.der.to_vec())
            .collect(),
    })
}

/// A signature as it is written: in order, and not yet known to hold.
#[derive(Debug)]
pub(crate) struct Written<'d> {
    document: &'d Document<'d>,
    info: Element<'d>,
    method: Method,
    algorithm: Algorithm,
    references: Vec<Reference<'d>>,
    /// The signature's own value.
    pub(crate) value: Element<'d>,
    /// What is said of the signature, signed and not (`QualifyingProperties`); a plain one has none.
    pub(crate) properties: Option<Element<'d>>,
    /// The certificate whose digest is signed; of a plain signature the first that came with it.
    pub(crate) certificate: Certificate,
    /// The other certificates beside the key.
    pub(crate) others: Vec<Certificate>,
}

impl<'d> Written<'d> {
    /// Reads the one signature of a document, which stands directly within an element.
    pub(crate) fn read(
        document: &'d Document<'d>,
        within: Element<'d>,
    ) -> Result<Self, SignatureError> {
        Self::read_with(document, within, true)
    }

    /// Reads a plain signature (XML-DSig without XAdES), which nothing signed binds to the
    /// certificate that came with it.
    pub(crate) fn read_plain(
        document: &'d Document<'d>,
        within: Element<'d>,
    ) -> Result<Self, SignatureError> {
        Self::read_with(document, within, false)
    }

    fn read_with(
        document: &'d Document<'d>,
        within: Element<'d>,
        has_properties: bool,
    ) -> Result<Self, SignatureError> {
        let root = document.root();
        let mut signatures = std::iter::once(root)
            .chain(root.descendants())
            .filter(|element| element.is(DSIG, "Signature"));
        let element = signatures.next().ok_or(SignatureError::Absent)?;
        if let Some(second) = signatures.next() {
            return Err(SignatureError::Several {
                line: second.line(),
            });
        }
        if element.parent() != Some(within) {
            return Err(SignatureError::Misplaced {
                line: element.line(),
            });
        }
        let info = only(element, DSIG, "SignedInfo")?;
        if info.has_asides() {
            return Err(malformed("SignedInfo", info));
        }
        let named = only(info, DSIG, "CanonicalizationMethod")?;
        let method = Method::read(named)
            .ok_or_else(|| SignatureError::Canonicalization(algorithm::named(named)))?;
        let algorithm = algorithm::signature(only(info, DSIG, "SignatureMethod")?)?;
        let properties = has_properties.then(|| properties(element)).transpose()?;
        let signed = properties
            .map(|properties| only(properties, XADES, "SignedProperties"))
            .transpose()?;
        let references = references(document, element, info, signed)?;
        let (certificate, others) = certificates(element, signed)?;
        Ok(Self {
            document,
            info,
            method,
            algorithm,
            references,
            value: value(element)?,
            properties,
            certificate,
            others,
        })
    }

    /// Whether the signature holds: its value under the key of the certificate, then the digest of
    /// every part of the document that it names.
    pub(crate) fn holds(&self, crypto: &dyn Crypto) -> Result<(), SignatureError> {
        let key = self.certificate.public_key();
        let key = key.map_err(|error| SignatureError::Key(error.to_string()))?;
        if !self.algorithm.fits(&key) {
            return Err(SignatureError::KeyMismatch);
        }
        if let PublicKey::Rsa { modulus, .. } = &key
            && modulus.len() < RSA_BYTES
        {
            return Err(SignatureError::WeakKey);
        }
        let value = base64(self.value).ok_or_else(|| malformed("SignatureValue", self.value))?;
        let message = self.canonical(&self.method, Subset::Element(self.info));
        let message = message.ok_or(SignatureError::TooLarge)?;
        if !crypto.verify(self.algorithm, &key, &message, &value) {
            return Err(SignatureError::BadSignature);
        }
        let mut references = self.references.iter();
        references.try_for_each(|reference| reference.holds(self.document))
    }

    /// The time of signing that the signer claims.
    pub(crate) fn claimed(&self) -> Option<String> {
        let properties = self.properties?.child("SignedProperties")?;
        let properties = properties.child("SignedSignatureProperties")?;
        Some(properties.child("SigningTime")?.text())
    }

    /// The canonical form of an element of the signature, by the method that another one names.
    pub(crate) fn canonical_by(
        &self,
        named: Option<Element<'_>>,
        of: Element<'d>,
    ) -> Option<Vec<u8>> {
        let method = match named {
            Some(named) => Method::read(named)?,
            None => Method::unnamed(),
        };
        self.canonical(&method, Subset::Element(of))
    }

    /// What is digested of everything that the signer signed, but for the signer's own statements.
    pub(crate) fn contents(&self) -> Option<Vec<Vec<u8>>> {
        let references = self.references.iter();
        let content = references.filter(|reference| !reference.is_signed_properties());
        content
            .map(|reference| reference.bytes(self.document))
            .collect()
    }

    fn canonical(&self, method: &Method, subset: Subset<'d>) -> Option<Vec<u8>> {
        method.bytes(self.document, subset)
    }

    /// The algorithm, by the last part of its name.
    pub(crate) fn algorithm_name(&self) -> &'d str {
        let method = self.info.child("SignatureMethod");
        let name = method.and_then(|method| method.attribute("Algorithm"));
        let name = name.unwrap_or_default();
        name.rsplit_once('#').map_or(name, |(_, last)| last)
    }
}

/// The references of a signature: one covers the document, one the signer's own statements.
fn references<'d>(
    document: &'d Document<'d>,
    signature: Element<'d>,
    info: Element<'d>,
    signed: Option<Element<'d>>,
) -> Result<Vec<Reference<'d>>, SignatureError> {
    let mut references = Vec::new();
    for child in info.children() {
        if child.is(DSIG, "CanonicalizationMethod") || child.is(DSIG, "SignatureMethod") {
            continue;
        }
        if !child.is(DSIG, "Reference") {
            return Err(malformed("SignedInfo", child));
        }
        if references.len() == REFERENCES {
            return Err(SignatureError::TooManyReferences { limit: REFERENCES });
        }
        references.push(Reference::read(document, signature, child)?);
    }
    if !references.iter().any(Reference::is_whole) {
        return Err(SignatureError::NotWhole);
    }
    let Some(signed) = signed else {
        return Ok(references);
    };
    let mut statements = references
        .iter()
        .filter(|reference| reference.is_signed_properties());
    let statement = statements.next().ok_or(SignatureError::NoProperties)?;
    if statements.next().is_some() || !statement.is_of(signed) {
        return Err(SignatureError::PropertiesElsewhere);
    }
    Ok(references)
}

/// What is said of the signature: it stands in this very signature and says so.
fn properties(signature: Element<'_>) -> Result<Element<'_>, SignatureError> {
    let mut all = signature
        .descendants()
        .filter(|element| element.is(XADES, "QualifyingProperties"));
    let properties = all.next().ok_or(SignatureError::NoProperties)?;
    let object = properties.parent();
    let is_own = all.next().is_none()
        && object.is_some_and(|object| object.is(DSIG, "Object"))
        && object.and_then(Element::parent) == Some(signature)
        && properties
            .attribute("Target")
            .and_then(|target| target.strip_prefix('#'))
            .is_some_and(|target| signature.attribute("Id") == Some(target));
    match is_own {
        true => Ok(properties),
        false => Err(SignatureError::PropertiesElsewhere),
    }
}

/// The certificate whose digest is signed, and the others beside it. A key without a certificate,
/// and a name of one, say nothing that the signer signed.
fn certificates(
    signature: Element<'_>,
    signed: Option<Element<'_>>,
) -> Result<(Certificate, Vec<Certificate>), SignatureError> {
    let info = only(signature, DSIG, "KeyInfo").map_err(|_| SignatureError::NoCertificate)?;
    let data = info.children().filter(|child| child.is(DSIG, "X509Data"));
    let given = data
        .flat_map(Element::children)
        .filter(|child| child.is(DSIG, "X509Certificate"))
        .take(CERTIFICATES)
        .map(|element| {
            let read = base64(element).and_then(|der| Certificate::read(&der));
            read.ok_or_else(|| malformed("X509Certificate", element))
        });
    let mut given = given.collect::<Result<Vec<_>, _>>()?;
    if given.is_empty() {
        return Err(SignatureError::NoCertificate);
    }
    let Some(signed) = signed else {
        return Ok((given.remove(0), given));
    };
    let properties = only(signed, XADES, "SignedSignatureProperties")?;
    let mut named = properties.children().filter(|child| {
        child.is(XADES, "SigningCertificate") || child.is(XADES, "SigningCertificateV2")
    });
    let first = named.next().ok_or(SignatureError::NoSigningCertificate)?;
    let mut own = given
        .iter()
        .map(|certificate| is_named(first, certificate))
        .collect::<Result<Vec<bool>, _>>()?
        .into_iter();
    let place = own
        .position(|is_own| is_own)
        .ok_or(SignatureError::OtherCertificate)?;
    let certificate = given.remove(place);
    // Where both versions are written, both must mean it.
    for further in named {
        if !is_named(further, &certificate)? {
            return Err(SignatureError::OtherCertificate);
        }
    }
    Ok((certificate, given))
}

/// Whether the first certificate that is named is this one: the signer's stands first (EN 319 132-1
/// sections 5.2.2 and, for the earlier version, annex D.1.2).
fn is_named(named: Element<'_>, certificate: &Certificate) -> Result<bool, SignatureError> {
    let unnamed = || malformed(named.name(), named);
    let first = named.children().find(|child| child.is(XADES, "Cert"));
    let digest = only(first.ok_or_else(unnamed)?, XADES, "CertDigest")?;
    // Real lists name the certificate by SHA-1, the list of lists among them, and the earlier
    // version allows it. It identifies a certificate that the signer chose and whose key must hold
    // besides; nobody but the signer can make two of them with one digest.
    let method = Digest::read(
        only(digest, DSIG, "DigestMethod")?,
        named.name() == "SigningCertificate",
    )?;
    let value = base64(only(digest, DSIG, "DigestValue")?).ok_or_else(unnamed)?;
    Ok(method.of(&certificate.der) == value)
}

/// The signature's value. It is canonicalised for every timestamp on it, so it is a value and no
/// book.
fn value(signature: Element<'_>) -> Result<Element<'_>, SignatureError> {
    let value = only(signature, DSIG, "SignatureValue")?;
    match value.children().next().is_none() && value.text().len() <= VALUE_BYTES {
        true => Ok(value),
        false => Err(malformed("SignatureValue", value)),
    }
}

/// The one child of a name.
fn only<'d>(
    parent: Element<'d>,
    namespace: &str,
    name: &'static str,
) -> Result<Element<'d>, SignatureError> {
    let mut found = parent.children().filter(|child| child.is(namespace, name));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(malformed(name, parent)),
    }
}

fn malformed(what: &str, at: Element<'_>) -> SignatureError {
    SignatureError::Malformed {
        what: what.to_owned(),
        line: at.line(),
    }
}

/// Bytes in base64, with white space between (XML Schema Part 2 section 3.2.16).
pub(crate) fn base64(element: Element<'_>) -> Option<Vec<u8>> {
    let mut text = element.text();
    text.retain(|character| !character.is_ascii_whitespace());
    STANDARD.decode(text).ok()
}
