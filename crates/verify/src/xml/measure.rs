//! How much there is in a document, before a tree is made of it: a tree takes sixty times the room
//! of its text, and attributes are compared with each other.

use credeval_model::limits;

use super::{XmlError, line};

/// Tags, comments and instructions. The largest trusted lists have some hundred thousand.
const TAGS: usize = 400_000;
/// Attributes of one element, declarations of namespaces among them; real ones have eight.
pub(super) const ATTRIBUTES: usize = 32;

/// Refuses a text with more in it than is read.
pub(super) fn measure(bytes: &[u8]) -> Result<(), XmlError> {
    let too_much = |what, limit, at| {
        Err(XmlError::TooMuch {
            what,
            limit,
            line: line(bytes, at),
        })
    };
    let limit = usize::try_from(limits::DOCUMENT_BYTES).unwrap_or(usize::MAX);
    if bytes.len() > limit {
        return too_much("bytes", limit, limit);
    }
    let (mut tags, mut attributes) = (0, 0);
    let (mut is_in_tag, mut quote) = (false, None);
    for (at, byte) in bytes.iter().enumerate() {
        match (byte, quote) {
            // It stands in no value of an attribute either.
            (b'<', _) => {
                tags += 1;
                if tags > TAGS {
                    return too_much("tags", TAGS, at);
                }
                is_in_tag = !matches!(bytes.get(at + 1), Some(b'!' | b'?'));
                (attributes, quote) = (0, None);
            }
            (b'>', None) => is_in_tag = false,
            (b'"' | b'\'', None) if is_in_tag => {
                attributes += 1;
                if attributes > ATTRIBUTES {
                    return too_much("attributes of an element", ATTRIBUTES, at);
                }
                quote = Some(byte);
            }
            (end, Some(begin)) if end == begin => quote = None,
            _ => {}
        }
    }
    Ok(())
}
