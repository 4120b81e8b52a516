//! QR codes in a picture (ISO/IEC 18004).
//!
//! A picture comes from whoever applies, and so does an address in it. It is not asked unless the
//! person who runs this says so: else anybody could make a university's machine visit addresses of
//! their choice by handing in a picture.

use std::io::Cursor;

use credeval_model::Document;
use image::{ImageFormat, ImageReader, Limits};
use memchr::memmem;
use url::Url;

use crate::{
    Client, FetchError, InputError, Options,
    archive::shown,
    kind::{Kind, may_be_credential},
};

/// Pixels of a picture: what the camera of a telephone gives.
const PIXELS: u64 = 50_000_000;
/// Bytes that decoding a picture may take: four colours of eight bits for each pixel.
const DECODING_BYTES: u64 = 4 * PIXELS;
/// Codes in one picture; one is what people make.
const CODES: usize = 8;
/// The badge that stands in a PNG itself says so by one of these words.
const BAKED: [&[u8]; 2] = [b"openbadge", b"clrcredential"];

/// What a code holds that this is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// What may be a credential.
    Text(Vec<u8>),
    /// An address.
    Address(Url),
}

/// The codes of a picture. None are looked for where a badge is baked into it, and where it cannot
/// be decoded there are none.
pub(crate) fn codes(picture: &Document) -> Result<Vec<Code>, InputError> {
    let bytes = &picture.bytes;
    let format = match Kind::of(bytes) {
        Kind::Png if BAKED.iter().any(|word| memmem::find(bytes, word).is_some()) => {
            return Ok(Vec::new());
        }
        Kind::Png => ImageFormat::Png,
        _ => ImageFormat::Jpeg,
    };
    let reader = || ImageReader::with_format(Cursor::new(bytes), format);
    let Ok((width, height)) = reader().into_dimensions() else {
        return Ok(Vec::new());
    };
    let found = u64::from(width) * u64::from(height);
    if found > PIXELS {
        return Err(InputError::Pixels {
            place: picture.source.clone(),
            limit: PIXELS,
            found,
        });
    }
    let mut reader = reader();
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODING_BYTES);
    reader.limits(limits);
    let Ok(decoded) = reader.decode() else {
        return Ok(Vec::new());
    };
    let grey = decoded.into_luma8();
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let pixels = grey.into_raw();
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        pixels.get(y * width + x).copied().unwrap_or(0)
    });
    let grids = prepared.detect_grids();
    let texts = grids.iter().take(CODES).filter_map(|grid| {
        let mut text = Vec::new();
        grid.decode_to(&mut text).ok()?;
        code(text)
    });
    Ok(texts.collect())
}

fn code(text: Vec<u8>) -> Option<Code> {
    if may_be_credential(&text) {
        return Some(Code::Text(text));
    }
    let url = std::str::from_utf8(&text).ok()?.trim();
    let url = Url::parse(url).ok()?;
    matches!(url.scheme(), "https" | "http").then_some(Code::Address(url))
}

/// The documents that codes hold or, where it is asked for, lead to.
pub(crate) async fn documents(
    place: &str,
    codes: Vec<Code>,
    client: &Client,
    options: &Options,
) -> Vec<Result<Document, FetchError>> {
    let mut documents = Vec::with_capacity(codes.len());
    for code in codes {
        documents.push(match code {
            Code::Text(text) => Ok(Document::new(text, format!("{place}!QR code"))),
            Code::Address(url) if options.follow_qr => {
                client.get(&url, options.max_bytes).await.map(|answered| {
                    let source = format!("{place}!{}", crate::ShownUrl::from(&url));
                    let mut document = Document::new(answered.bytes, source);
                    document.media_type = answered.media_type;
                    document
                })
            }
            Code::Address(url) => Err(InputError::AddressInCode {
                place: place.to_owned(),
                url: shown(url.as_str().as_bytes()),
            }
            .into()),
        });
    }
    documents
}

#[cfg(test)]
mod tests;
