//! Badges in PNG images: the text chunks with the keywords of the specifications.
//!
//! Source: Portable Network Graphics (Third Edition), sections 5.2, 5.3 and 11.3.3. The chunks are
//! walked here, since decoders of images repair what a verifier must refuse: they pass over text
//! with a wrong checksum and inflate what is compressed.

use credeval_model::document::Carrier;
use flate2::Crc;

use super::BakedError;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

const KEYWORDS: [&[u8]; 3] = [b"openbadgecredential", b"clrcredential", b"openbadges"];

pub(super) fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// Every badge in the image.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<String>, BakedError> {
    let mut rest = bytes.strip_prefix(SIGNATURE).unwrap_or_default();
    let mut texts: Vec<String> = Vec::new();
    loop {
        let chunk;
        (chunk, rest) = Chunk::read(rest)?;
        if chunk.kind == *b"IEND" {
            break;
        }
        if let Some(text) = chunk.badge()?
            && texts.len() < 2
            && texts.first() != Some(&text)
        {
            texts.push(text);
        }
    }
    match rest.len() {
        0 => Ok(texts),
        // What follows may be another file altogether.
        count => Err(damaged(format!("{count} bytes after its end"))),
    }
}

struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
}

impl<'a> Chunk<'a> {
    /// The first chunk, and what follows. Its length is believed only as far as the bytes go.
    fn read(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), BakedError> {
        let cut = || damaged("its end missing".to_owned());
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or_else(cut)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| cut())?;
        let (kind, rest) = rest.split_first_chunk::<4>().ok_or_else(cut)?;
        let (data, rest) = rest.split_at_checked(length).ok_or_else(cut)?;
        let (stated, rest) = rest.split_first_chunk::<4>().ok_or_else(cut)?;
        let mut crc = Crc::new();
        crc.update(kind);
        crc.update(data);
        let chunk = Self { kind: *kind, data };
        match crc.sum() == u32::from_be_bytes(*stated) {
            true => Ok((chunk, rest)),
            false => {
                let kind = kind.escape_ascii();
                Err(damaged(format!("a wrong checksum of the chunk `{kind}`")))
            }
        }
    }

    /// The badge in it, where it is a chunk that badges are baked into.
    fn badge(&self) -> Result<Option<String>, BakedError> {
        if !matches!(&self.kind, b"iTXt" | b"tEXt" | b"zTXt") {
            return Ok(None);
        }
        let Some((keyword, data)) = split_at_nul(self.data) else {
            return Ok(None);
        };
        if !KEYWORDS.contains(&keyword) {
            return Ok(None);
        }
        let kind = self.kind.escape_ascii();
        let compressed = || BakedError::Compressed {
            chunk: format!("{kind}:{}", keyword.escape_ascii()),
        };
        match &self.kind {
            // Before Open Badges had a baking specification. The chunk is Latin-1 by its standard;
            // who wrote JSON into it wrote UTF-8.
            b"tEXt" => Ok(Some(match std::str::from_utf8(data) {
                Ok(text) => text.to_owned(),
                Err(_) => data.iter().copied().map(char::from).collect(),
            })),
            b"iTXt" => {
                let malformed = || damaged("a malformed chunk `iTXt`".to_owned());
                let ([flag, _method], data) =
                    data.split_first_chunk::<2>().ok_or_else(malformed)?;
                if *flag != 0 {
                    return Err(compressed());
                }
                let (_language, data) = split_at_nul(data).ok_or_else(malformed)?;
                let (_translated, text) = split_at_nul(data).ok_or_else(malformed)?;
                let text = std::str::from_utf8(text)
                    .map_err(|_| damaged("a chunk `iTXt` that is not UTF-8".to_owned()))?;
                Ok(Some(text.to_owned()))
            }
            _ => Err(compressed()),
        }
    }
}

fn split_at_nul(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == 0)?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}

fn damaged(found: String) -> BakedError {
    BakedError::Damaged {
        carrier: Carrier::Png,
        found,
    }
}
