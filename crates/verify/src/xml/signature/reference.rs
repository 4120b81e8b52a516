//! A reference of a signature: which part of the document it covers, and how that is digested.
//!
//! Source: XML-DSig 1.1 sections 4.4.3 and 6.6; XML-Signature XPath Filter 2.0.

use super::algorithm::{self, Digest};
use super::{DSIG, SIGNED_PROPERTIES, SignatureError, base64, malformed, only};
use crate::xml::canonical::{Method, Subset};
use crate::xml::{Document, Element};

/// Transforms of one reference: the signature is left out, and the rest made canonical.
const TRANSFORMS: usize = 2;

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const XPATH: &str = "http://www.w3.org/TR/1999/REC-xpath-19991116";
const FILTER: &str = "http://www.w3.org/2002/06/xmldsig-filter2";

/// A part of the document and the digest that it must have.
#[derive(Debug)]
pub(super) struct Reference<'d> {
    uri: &'d str,
    kind: Option<&'d str>,
    subset: Subset<'d>,
    method: Method,
    digest: Digest,
    expected: Vec<u8>,
}

impl<'d> Reference<'d> {
    pub(super) fn read(
        document: &'d Document<'d>,
        signature: Element<'d>,
        element: Element<'d>,
    ) -> Result<Self, SignatureError> {
        let uri = element
            .attribute("URI")
            .ok_or_else(|| malformed("Reference", element))?;
        let target = resolve(document, uri)?;
        let (leaves_out_signature, method) = transforms(element)?;
        let subset = match (target, leaves_out_signature) {
            (None, true) => Subset::DocumentWithout(signature),
            (Some(target), true) if target == document.root() => Subset::RootWithout(signature),
            (Some(target), false) => Subset::Element(target),
            // The signature would have to be over itself, or be left out where it does not stand.
            (None, false) => return Err(SignatureError::NotWhole),
            (Some(_), true) => return Err(SignatureError::Transform(ENVELOPED.to_owned())),
        };
        let value = only(element, DSIG, "DigestValue")?;
        Ok(Self {
            uri,
            kind: element.attribute("Type"),
            subset,
            method,
            digest: Digest::read(only(element, DSIG, "DigestMethod")?, false)?,
            expected: base64(value).ok_or_else(|| malformed("DigestValue", value))?,
        })
    }

    /// Whether it covers the whole document but the signature.
    pub(super) fn is_whole(&self) -> bool {
        matches!(
            self.subset,
            Subset::DocumentWithout(_) | Subset::RootWithout(_)
        )
    }

    /// Whether it says that it is to what the signer says of the signature.
    pub(super) fn is_signed_properties(&self) -> bool {
        self.kind == Some(SIGNED_PROPERTIES)
    }

    /// Whether it covers this very element.
    pub(super) fn is_of(&self, element: Element<'_>) -> bool {
        matches!(self.subset, Subset::Element(own) if own == element)
    }

    /// What is digested.
    pub(super) fn bytes(&self, document: &Document<'_>) -> Option<Vec<u8>> {
        self.method.bytes(document, self.subset)
    }

    pub(super) fn holds(&self, document: &Document<'_>) -> Result<(), SignatureError> {
        let mut digest = self.digest.clone();
        let written = self
            .method
            .write(document, self.subset, &mut |bytes| digest.update(bytes));
        written.ok_or(SignatureError::TooLarge)?;
        match digest.finish() == self.expected {
            true => Ok(()),
            false => Err(SignatureError::DigestMismatch(match self.uri {
                "" => "the reference to the whole document".to_owned(),
                uri => shown(uri),
            })),
        }
    }
}

/// What a reference is to: `None` for the document. Nothing is fetched, and pointers into the
/// document other than by an identifier are not followed.
fn resolve<'d>(
    document: &'d Document<'d>,
    uri: &str,
) -> Result<Option<Element<'d>>, SignatureError> {
    if uri.is_empty() {
        return Ok(None);
    }
    let id = uri
        .strip_prefix('#')
        .filter(|id| !id.is_empty() && !id.contains(['(', '#']))
        .ok_or_else(|| SignatureError::External(shown(uri)))?;
    let root = document.root();
    let mut found = std::iter::once(root)
        .chain(root.descendants())
        .filter(|element| element.has_id(id));
    let target = found
        .next()
        .ok_or_else(|| SignatureError::Unresolved(shown(uri)))?;
    match found.next() {
        None => Ok(Some(target)),
        Some(_) => Err(SignatureError::Ambiguous(shown(uri))),
    }
}

/// Whether the transforms of a reference leave out the signature, and how what is left is made
/// canonical.
fn transforms(reference: Element<'_>) -> Result<(bool, Method), SignatureError> {
    let refused = |transform| Err(SignatureError::Transform(algorithm::named(transform)));
    let mut leaves_out_signature = false;
    let mut method = None;
    let lists = reference
        .children()
        .filter(|child| child.is(DSIG, "Transforms"));
    for (count, transform) in lists.flat_map(Element::children).enumerate() {
        if count == TRANSFORMS || !transform.is(DSIG, "Transform") || method.is_some() {
            return refused(transform);
        }
        match Method::read(transform) {
            Some(found) => method = Some(found),
            None if !leaves_out_signature && is_without_signature(transform) => {
                leaves_out_signature = true;
            }
            None => return refused(transform),
        }
    }
    Ok((leaves_out_signature, method.unwrap_or_else(Method::unnamed)))
}

/// Whether a transform leaves out the signature and nothing else: in the three ways that it is
/// written, the latter two by European credentials.
///
/// In a document with one signature the three select the same, if `ds` is the prefix of signatures
/// there: what it stands for is not in the canonical form that is signed, so an expression over
/// other elements of that name could be made of it.
fn is_without_signature(transform: Element<'_>) -> bool {
    let expression = |namespace, text: &str, filter| {
        let mut parameters = transform.children();
        let (Some(path), None) = (parameters.next(), parameters.next()) else {
            return false;
        };
        path.is(namespace, "XPath")
            && path.children().next().is_none()
            && path.attribute("Filter") == filter
            && path.text() == text
            && path.namespace_of("ds") == Some(DSIG)
    };
    match transform.attribute("Algorithm") {
        Some(ENVELOPED) => transform.children().next().is_none(),
        Some(XPATH) => expression(DSIG, "not(ancestor-or-self::ds:Signature)", None),
        Some(FILTER) => expression(FILTER, "/descendant::ds:Signature", Some("subtract")),
        _ => false,
    }
}

/// A reference, as far as it fits into a message.
fn shown(uri: &str) -> String {
    uri.chars().take(120).collect()
}
