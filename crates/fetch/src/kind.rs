//! What kind of file bytes are, by how they begin; names are not looked at.

use memchr::memmem;

/// Bytes that tell the kind: a tar says at byte 257 that it is one (POSIX.1-2017, `pax`, ustar
/// Interchange Format).
pub(crate) const HEAD: usize = 512;

/// What a file is to this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A zip archive (APPNOTE.TXT section 4.3.7).
    Zip,
    /// A tar archive.
    Tar,
    /// A file compressed by gzip (RFC 1952 section 2.3.1), which may hold a tar.
    Gzip,
    /// An archive of a kind that is not opened here, and how people call it.
    OtherArchive(&'static str),
    /// A PDF (ISO 32000-2 section 7.5.2).
    Pdf,
    /// A PNG image.
    Png,
    /// A JPEG image.
    Jpeg,
    /// Another single document, or nothing known.
    Document,
}

impl Kind {
    /// The kind of the file that begins with these bytes, at least [`HEAD`] where there are so many.
    pub(crate) fn of(head: &[u8]) -> Self {
        let is = |magic: &[u8]| head.starts_with(magic);
        if is(b"PK\x03\x04") {
            return match is_container(head) {
                true => Self::Document,
                false => Self::Zip,
            };
        }
        // An empty zip is its end alone.
        if is(b"PK\x05\x06") {
            return Self::Zip;
        }
        if is(b"\x1f\x8b\x08") {
            return Self::Gzip;
        }
        if head.get(257..262) == Some(b"ustar") {
            return Self::Tar;
        }
        if is(b"\x89PNG\r\n\x1a\n") {
            return Self::Png;
        }
        if is(b"\xff\xd8\xff") {
            return Self::Jpeg;
        }
        let others: [(&[u8], &str); 5] = [
            (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
            (b"Rar!\x1a\x07", "a RAR archive"),
            (b"\xfd7zXZ\0", "a file compressed by xz"),
            (b"BZh", "a file compressed by bzip2"),
            (b"\x28\xb5\x2f\xfd", "a file compressed by Zstandard"),
        ];
        let other = others.iter().find(|(magic, _)| is(magic));
        if let Some((_, name)) = other {
            return Self::OtherArchive(name);
        }
        // Programs put other bytes before it, and readers look past them.
        let start = head.get(..HEAD).unwrap_or(head);
        match memmem::find(start, b"%PDF-") {
            Some(_) if !may_be_credential(head) => Self::Pdf,
            _ => Self::Document,
        }
    }

    /// Whether it is an archive, opened here or not.
    pub(crate) fn is_archive(self) -> bool {
        matches!(
            self,
            Self::Zip | Self::Tar | Self::Gzip | Self::OtherArchive(_)
        )
    }
}

/// Whether bytes begin as a credential may: a JSON object, a compact token (its header is one, in
/// base64), or XML.
pub(crate) fn may_be_credential(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let bytes = bytes.trim_ascii_start();
    [&b"{"[..], b"eyJ", b"<"]
        .iter()
        .any(|start| bytes.starts_with(start))
}

/// Whether a zip is one document of an office program or of a signature format, by the entry that
/// their standards put first: `mimetype` (`OpenDocument` 1.3 part 2 section 3.3; ETSI EN 319 162-1
/// section A.1) or `[Content_Types].xml`, as office programs write it (ECMA-376 part 2).
fn is_container(head: &[u8]) -> bool {
    let length = head.get(26..28).and_then(|bytes| bytes.try_into().ok());
    let length = length.map_or(0, |bytes| usize::from(u16::from_le_bytes(bytes)));
    let name = head.get(30..).and_then(|rest| rest.get(..length));
    name.is_some_and(|name| matches!(name, b"mimetype" | b"[Content_Types].xml" | b"_rels/.rels"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local_header(name: &str) -> Vec<u8> {
        let mut head = b"PK\x03\x04".to_vec();
        head.resize(26, 0);
        head.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        head.extend([0, 0]);
        head.extend(name.as_bytes());
        head
    }

    #[test]
    fn kinds_are_told_by_the_first_bytes() {
        let mut tar = vec![0; 257];
        tar.extend(b"ustar\x0000");
        for (head, kind) in [
            (local_header("badge.json"), Kind::Zip),
            (b"PK\x05\x06".to_vec(), Kind::Zip),
            (tar, Kind::Tar),
            (b"\x1f\x8b\x08\0".to_vec(), Kind::Gzip),
            (
                b"7z\xbc\xaf\x27\x1c".to_vec(),
                Kind::OtherArchive("a 7z archive"),
            ),
            // What office programs and signature formats write is one document.
            (local_header("[Content_Types].xml"), Kind::Document),
            (local_header("mimetype"), Kind::Document),
            (b"%PDF-1.7\n".to_vec(), Kind::Pdf),
            (b"\n\x01%PDF-1.7\n".to_vec(), Kind::Pdf),
            (b"{\"a\":\"%PDF-1.7\"}".to_vec(), Kind::Document),
            (b"\x89PNG\r\n\x1a\n".to_vec(), Kind::Png),
            (b"\xff\xd8\xff\xe0".to_vec(), Kind::Jpeg),
            (b"{}".to_vec(), Kind::Document),
            (b"PK".to_vec(), Kind::Document),
            (Vec::new(), Kind::Document),
        ] {
            assert_eq!(Kind::of(&head), kind, "{head:?}");
        }
    }
}
