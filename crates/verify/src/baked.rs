//! Images that a credential was baked into.
//!
//! An image holds one credential. Readers differ in which one they take where it holds two, so
//! that the badge that one verifies is not the badge that another shows: two that differ are an
//! error here.
//!
//! Sources: Open Badges 3.0 sections 5.3.1 (PNG) and 5.3.2 (SVG); Comprehensive Learner Record 2.0
//! sections 5.3.1 and 5.3.2; Open Badges 2.0 Baking Specification.

mod png;
mod svg;

use credeval_model::document::Carrier;

use crate::OpenError;

/// Why an image gives no credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BakedError {
    /// It is an image, and nothing is baked into it.
    #[error("expected a badge in the {} image, found none", name(*.carrier))]
    Absent {
        /// The kind of image.
        carrier: Carrier,
    },
    /// The image is not whole, or is more than an image.
    #[error("expected a whole {} image, found {found}", name(*.carrier))]
    Damaged {
        /// The kind of image.
        carrier: Carrier,
        /// What was found.
        found: String,
    },
    /// It holds two credentials that differ.
    #[error("expected one badge in the {} image, found two that differ", name(*.carrier))]
    Several {
        /// The kind of image.
        carrier: Carrier,
    },
    /// The credential is compressed, which the specifications forbid.
    #[error("expected the badge in the PNG image uncompressed, found the chunk `{chunk}`")]
    Compressed {
        /// The type of the chunk and its keyword.
        chunk: String,
    },
    /// The image holds only the address of a hosted badge, as it was done before Open Badges 2.0.
    #[error("expected the badge itself in the {} image, found only its address, {url}", name(*.carrier))]
    Address {
        /// The kind of image.
        carrier: Carrier,
        /// The address.
        url: String,
    },
}

impl BakedError {
    /// What to do about it.
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Absent { .. } => {
                "this image has no badge in it; download the badge itself from where it was earned"
            }
            Self::Damaged { .. } => "download the badge again from where it was earned",
            Self::Several { .. } => {
                "an image with two badges has no one meaning; ask the issuer for a new copy"
            }
            Self::Compressed { .. } => {
                "Open Badges forbid compression there; ask the issuer for a new copy"
            }
            Self::Address { .. } => "give that address as the source, instead of the image",
        }
    }
}

fn name(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Png => "PNG",
        Carrier::Svg => "SVG",
    }
}

/// The credential inside an image; `None` where the bytes are no image that badges are baked into.
pub(crate) fn read(bytes: &[u8]) -> Result<Option<(Carrier, Vec<u8>)>, OpenError> {
    let (carrier, texts) = if png::is_png(bytes) {
        (Carrier::Png, png::read(bytes)?)
    } else if let Some(text) = svg::text(bytes) {
        (Carrier::Svg, svg::read(text)?)
    } else {
        return Ok(None);
    };
    Ok(Some((carrier, only(carrier, texts)?.into_bytes())))
}

/// The one credential that all places of the image agree on.
fn only(carrier: Carrier, texts: Vec<String>) -> Result<String, BakedError> {
    let mut texts = texts.into_iter();
    let first = texts.next().ok_or(BakedError::Absent { carrier })?;
    if texts.any(|other| other.trim() != first.trim()) {
        return Err(BakedError::Several { carrier });
    }
    match address(&first) {
        Some(url) => Err(BakedError::Address { carrier, url }),
        None => Ok(first),
    }
}

/// The address that stands in the place of a badge.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    // An address that people are to copy; no JSON and no token starts like one.
    let is_one = text.len() <= 2_000 && text.starts_with("http");
    let url = is_one.then(|| url::Url::parse(text).ok()).flatten()?;
    url.has_host().then(|| url.to_string())
}
