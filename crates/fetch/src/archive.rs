//! Archives: zip, tar and tar.gz, read like a directory.
//!
//! An archive comes from whoever applies. Nothing of it is written to the disk, so that its names
//! lead nowhere and are only shown. What it may cost is bounded: how many entries it has, how long
//! each is, how long all of them are, and how many times longer than the archive itself.

mod name;
mod tar;
mod zip;

use std::{
    fmt,
    fs::File,
    io::{self, Cursor, Read},
    path::Path,
    sync::Arc,
};

use credeval_model::limits;

pub(crate) use self::name::shown;
use self::{tar::Tar, zip::Zip};
use crate::{
    ConfigError, EnvironmentError, FetchError, InputError,
    kind::{HEAD, Kind},
};

/// Entries of one archive: the largest batch that a nation sends at once.
const ENTRIES: usize = 1_000_000;
/// Bytes of all entries of one archive: so many entries of 64 KiB, which is several times what a
/// credential takes.
const ARCHIVE_BYTES: u64 = 64 * 1024 * ENTRIES as u64;
/// How many times longer than an archive all its entries may be. Text that repeats itself comes to
/// some dozens, and what DEFLATE can do at most is 1032 (zlib Technical Details, "Maximum
/// Compression Factor").
const RATIO: u64 = 200;

/// Bytes that are read of a file at once.
const BUFFER: usize = 64 * 1024;

/// What stands in one place of an archive.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    place: Arc<str>,
    bytes: Arc<[u8]>,
}

impl Entry {
    /// As messages name it: `archive.zip!path/in/it`, with what cannot be shown escaped.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, bytes } = self;
        write!(f, "Entry({place}, {} bytes)", bytes.len())
    }
}

/// An archive that is being read, from its first entry to its last.
///
/// It gives each file in it as an [`Entry`] or as the error why it cannot be had; a fault of the
/// archive itself is the last. Passed over are directories, and names with a part that starts with
/// a dot or that is `__MACOSX`, as macOS adds them. It holds the names of a zip, and one entry.
pub(crate) struct Archive {
    /// How it is named, before the `!`.
    name: String,
    reading: Reading,
    max_bytes: u64,
    entries: usize,
    found_any: bool,
    ended: bool,
}

enum Reading {
    Zip(Zip),
    Tar(Tar),
}

/// What an archive says next.
enum Next {
    /// A file.
    File(Vec<u8>, Result<Vec<u8>, Fault>),
    /// Something else than a file, which is passed over.
    Other(Vec<u8>, &'static str),
}

/// Why an entry cannot be had.
enum Fault {
    TooLarge(Option<u64>),
    Encrypted,
    Compression(String),
    Broken(String),
}

/// Why nothing more can be had of an archive.
enum End {
    /// Nothing more is in it.
    Reached,
    Damaged(String),
    NoTar,
    Bomb,
    TooLarge,
    Overlap,
    Read(io::Error),
}

impl Archive {
    /// Opens the archive in a file; its entries may have `max_bytes`, and never more than is
    /// decompressed of one value.
    pub(crate) fn open(path: &Path, max_bytes: u64) -> Result<Self, FetchError> {
        let name = path.display().to_string();
        let opened = File::open(path).and_then(|mut file| Ok((head(&mut file)?, file)));
        match opened {
            Ok((head, file)) => Self::of(&head, Bytes::File(file), name, max_bytes),
            Err(source) => Err(EnvironmentError::Read {
                place: name,
                source,
            }
            .into()),
        }
    }

    /// Opens the archive in these bytes.
    pub(crate) fn within(bytes: Vec<u8>, name: String, max_bytes: u64) -> Result<Self, FetchError> {
        let head = bytes.get(..HEAD).unwrap_or(&bytes).to_vec();
        Self::of(&head, Bytes::Memory(bytes), name, max_bytes)
    }

    fn of(head: &[u8], bytes: Bytes, name: String, max_bytes: u64) -> Result<Self, FetchError> {
        let reading = match Kind::of(head) {
            Kind::Zip => Zip::open(bytes).map(Reading::Zip),
            Kind::Tar => Ok(Reading::Tar(Tar::plain(bytes.stream()))),
            Kind::Gzip => Ok(Reading::Tar(Tar::compressed(bytes.stream()))),
            Kind::OtherArchive(found) => {
                let place = name;
                return Err(InputError::ArchiveKind { place, found }.into());
            }
            _ => Err(End::Damaged("no archive".to_owned())),
        };
        match reading {
            Ok(reading) => Ok(Self {
                name,
                reading,
                max_bytes: max_bytes.min(limits::DECOMPRESSED_BYTES as u64),
                entries: 0,
                found_any: false,
                ended: false,
            }),
            Err(end) => Err(end.error(&name).unwrap_or_else(|| empty(&name))),
        }
    }

    /// How many names are still to come, those included that are passed over; `None` where an
    /// archive does not say.
    pub(crate) fn left(&self) -> Option<usize> {
        match &self.reading {
            Reading::Zip(zip) => Some(zip.left()),
            Reading::Tar(_) => None,
        }
    }

    fn place(&self, name: &[u8]) -> String {
        format!("{}!{}", self.name, shown(name))
    }

    fn file(&self, name: &[u8], bytes: Result<Vec<u8>, Fault>) -> Result<Entry, FetchError> {
        let place = self.place(name);
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(fault) => return Err(fault.error(place, self.max_bytes).into()),
        };
        if Kind::of(&bytes).is_archive() {
            return Err(InputError::NestedArchive { place }.into());
        }
        Ok(Entry {
            place: place.into(),
            bytes: bytes.into(),
        })
    }
}

impl Iterator for Archive {
    type Item = Result<Entry, FetchError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let next = match &mut self.reading {
                Reading::Zip(zip) => zip.next(self.max_bytes),
                Reading::Tar(tar) => tar.next(self.max_bytes),
            };
            self.entries += 1;
            let next = match next {
                Ok(_) if self.entries > ENTRIES => {
                    self.ended = true;
                    let (archive, limit) = (self.name.clone(), ENTRIES);
                    return Some(Err(InputError::ArchiveEntries { archive, limit }.into()));
                }
                Ok(next) => next,
                Err(end) => {
                    self.ended = true;
                    let nothing = (!self.found_any).then(|| empty(&self.name));
                    return end.error(&self.name).or(nothing).map(Err);
                }
            };
            let found = match next {
                Next::File(name, _) if is_passed_over(&name) => continue,
                Next::File(name, bytes) => self.file(&name, bytes),
                Next::Other(name, found) => {
                    let place = self.place(&name);
                    Err(InputError::PassedOver { place, found }.into())
                }
            };
            self.found_any = true;
            return Some(found);
        }
        None
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Archive({})", self.name)
    }
}

/// Whether the file at this path is an archive; `None` where that cannot be seen.
pub(crate) fn is_archive(path: &Path) -> Option<bool> {
    // Whoever opens a pipe to look at it takes away what is in it.
    let is_file = std::fs::metadata(path).ok()?.is_file();
    let mut file = is_file.then(|| File::open(path))?.ok()?;
    let head = head(&mut file).ok()?;
    Some(Kind::of(&head).is_archive())
}

/// Names that nobody means to send.
fn is_passed_over(name: &[u8]) -> bool {
    let mut parts = name.split(|byte| matches!(byte, b'/' | b'\\'));
    // `tar` writes `./` before the names of a directory that it was given as `.`.
    parts.any(|part| {
        part == b"__MACOSX" || (part.starts_with(b".") && !matches!(part, b"." | b".."))
    })
}

/// The first bytes of a file, and its end of reading put back where it was.
fn head(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    file.take(HEAD as u64).read_to_end(&mut head)?;
    io::Seek::rewind(file)?;
    Ok(head)
}

fn empty(name: &str) -> FetchError {
    let archive = name.to_owned();
    ConfigError::EmptyArchive { archive }.into()
}

/// Where the bytes of an archive are.
enum Bytes {
    File(File),
    Memory(Vec<u8>),
}

impl Bytes {
    fn stream(self) -> Box<dyn Read + Send> {
        match self {
            Self::File(file) => Box::new(io::BufReader::with_capacity(BUFFER, file)),
            Self::Memory(bytes) => Box::new(Cursor::new(bytes)),
        }
    }
}

impl Fault {
    fn error(self, place: String, limit: u64) -> InputError {
        match self {
            Self::TooLarge(found) => InputError::TooLarge {
                place,
                limit,
                found,
            },
            Self::Encrypted => InputError::EncryptedEntry { place },
            Self::Compression(found) => InputError::Compression { place, found },
            Self::Broken(found) => InputError::DamagedArchive { place, found },
        }
    }
}

impl End {
    /// `None` where it is the end of the archive.
    fn error(self, name: &str) -> Option<FetchError> {
        let archive = name.to_owned();
        Some(match self {
            Self::Reached => return None,
            Self::Damaged(found) => InputError::DamagedArchive {
                place: archive,
                found,
            }
            .into(),
            Self::NoTar => InputError::ArchiveKind {
                place: archive,
                found: "a compressed file that holds no tar",
            }
            .into(),
            Self::Bomb => InputError::ArchiveRatio {
                archive,
                limit: RATIO,
            }
            .into(),
            Self::TooLarge => InputError::ArchiveTooLarge {
                archive,
                limit: ARCHIVE_BYTES,
            }
            .into(),
            Self::Overlap => InputError::ArchiveOverlap { archive }.into(),
            Self::Read(source) => EnvironmentError::Read {
                place: archive,
                source,
            }
            .into(),
        })
    }
}

/// Whether `all` bytes are too many to come from `compressed` ones. Below what one document may
/// take at most it does not matter.
fn is_bomb(all: u64, compressed: u64) -> bool {
    all > limits::DECOMPRESSED_BYTES as u64 && all / RATIO > compressed
}

#[cfg(test)]
mod tests;
