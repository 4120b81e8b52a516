//! Zip archives (PKWARE APPNOTE.TXT).

use std::{
    io::{self, Read},
    vec,
};

use flate2::read::DeflateDecoder;
use rawzip::{
    CompressionMethod, Error, ErrorKind, FileReader, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ReaderAt,
    ZipArchive, ZipArchiveEntryWayfinder, ZipFileHeaderRecord, ZipLocator,
};

use super::{ARCHIVE_BYTES, Bytes, ENTRIES, End, Fault, Next, is_bomb};

/// The fixed part of the header that stands before the bytes of an entry (APPNOTE.TXT 4.3.7).
const LOCAL_HEADER: u64 = 30;

type Reader = Box<dyn ReaderAt + Send + Sync>;

/// A zip archive, whose directory was read.
pub(super) struct Zip {
    archive: ZipArchive<Reader>,
    entries: vec::IntoIter<Listed>,
}

/// An entry, as the directory lists it.
struct Listed {
    name: Box<[u8]>,
    way: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    /// Where its header stands.
    start: u64,
    kind: Listing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Listing {
    File,
    Encrypted,
    Link,
}

impl Zip {
    /// Reads the directory. Entries that share bytes are refused all together: no program writes
    /// such, and a small archive grows without bounds by them.
    pub(super) fn open(bytes: Bytes) -> Result<Self, End> {
        let (reader, length): (Reader, u64) = match bytes {
            Bytes::File(file) => {
                let length = file.metadata().map_err(End::Read)?.len();
                (Box::new(FileReader::from(file)), length)
            }
            Bytes::Memory(bytes) => {
                let length = bytes.len() as u64;
                (Box::new(bytes), length)
            }
        };
        let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
        let located = ZipLocator::new().locate_in_reader(reader, &mut buffer, length);
        let archive = located.map_err(|(_, error)| end(error))?;
        let mut entries = Vec::new();
        let mut listed = archive.entries(&mut buffer);
        while let Some(record) = listed.next_entry().map_err(end)? {
            if record.is_dir() {
                continue;
            }
            // One more than allowed: whoever reads them says so.
            if entries.len() > ENTRIES {
                break;
            }
            entries.push(Listed::of(&record));
        }
        guard(&entries)?;
        Ok(Self {
            archive,
            entries: entries.into_iter(),
        })
    }

    pub(super) fn left(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn next(&mut self, max_bytes: u64) -> Result<Next, End> {
        let Listed {
            name,
            way,
            method,
            kind,
            ..
        } = self.entries.next().ok_or(End::Reached)?;
        let name = name.into_vec();
        let bytes = match kind {
            Listing::Link => return Ok(Next::Other(name, "a symbolic link")),
            Listing::Encrypted => Err(Fault::Encrypted),
            Listing::File if way.uncompressed_size_hint() > max_bytes => {
                Err(Fault::TooLarge(Some(way.uncompressed_size_hint())))
            }
            Listing::File => self.read(way, method, max_bytes),
        };
        Ok(Next::File(name, bytes))
    }

    fn read(
        &self,
        way: ZipArchiveEntryWayfinder,
        method: CompressionMethod,
        max_bytes: u64,
    ) -> Result<Vec<u8>, Fault> {
        let entry = self
            .archive
            .get_entry(way)
            .map_err(|error| broken(&error))?;
        let stored = entry.reader();
        let stream: Box<dyn Read + '_> = match method {
            CompressionMethod::STORE => Box::new(stored),
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(stored)),
            method => {
                let number = || format!("method {}", method.as_u16());
                let name = method.name().map_or_else(number, str::to_owned);
                return Err(Fault::Compression(name));
            }
        };
        let mut bytes = Vec::new();
        // The directory says how long it is, and the reader holds it to that and to its checksum.
        let mut stream = entry.verifying_reader(stream).take(max_bytes + 1);
        match stream.read_to_end(&mut bytes) {
            Ok(_) if bytes.len() as u64 > max_bytes => Err(Fault::TooLarge(None)),
            Ok(_) => Ok(bytes),
            Err(error) => Err(Fault::Broken(error.to_string())),
        }
    }
}

impl Listed {
    fn of(record: &ZipFileHeaderRecord<'_>) -> Self {
        let flags = record.flags();
        let kind = match () {
            () if flags.is_encrypted() || flags.has_strong_encryption() => Listing::Encrypted,
            () if record.mode().is_symlink() => Listing::Link,
            () => Listing::File,
        };
        Self {
            name: record.file_path().as_bytes().into(),
            way: record.wayfinder(),
            method: record.compression_method(),
            start: record.local_header_offset(),
            kind,
        }
    }
}

/// Refuses an archive by what its directory says of all entries together.
fn guard(entries: &[Listed]) -> Result<(), End> {
    let sum = |bytes: fn(&ZipArchiveEntryWayfinder) -> u64| {
        let bytes = entries.iter().map(|entry| bytes(&entry.way));
        bytes.fold(0, u64::saturating_add)
    };
    let all = sum(ZipArchiveEntryWayfinder::uncompressed_size_hint);
    if all > ARCHIVE_BYTES {
        return Err(End::TooLarge);
    }
    if is_bomb(all, sum(ZipArchiveEntryWayfinder::compressed_size_hint)) {
        return Err(End::Bomb);
    }
    let mut ranges: Vec<_> = entries
        .iter()
        .map(|entry| {
            let length = entry
                .way
                .compressed_size_hint()
                .saturating_add(LOCAL_HEADER);
            (entry.start, entry.start.saturating_add(length))
        })
        .collect();
    ranges.sort_unstable();
    let overlap = |pair: &[(u64, u64)]| matches!(pair, [(_, end), (start, _)] if start < end);
    match ranges.windows(2).any(overlap) {
        true => Err(End::Overlap),
        false => Ok(()),
    }
}

fn end(error: Error) -> End {
    match error.into_kind() {
        ErrorKind::IO(error) if error.kind() != io::ErrorKind::UnexpectedEof => End::Read(error),
        kind => End::Damaged(kind.to_string()),
    }
}

fn broken(error: &Error) -> Fault {
    Fault::Broken(error.to_string())
}
