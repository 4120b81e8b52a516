//! Tar archives, plain or compressed by gzip (POSIX.1-2017, `pax`; GNU tar).

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::read::MultiGzDecoder;
use tar::{EntryType, Header, PaxExtensions};

use super::{ARCHIVE_BYTES, End, Fault, Next, is_bomb};

const BLOCK: usize = 512;
/// Bytes that precede an entry to say more of it: a path on most systems has at most 4096.
const EXTENSION_BYTES: u64 = 64 * 1024;
/// Bytes that are read at once where nobody needs them.
const SKIP: usize = 16 * 1024;

/// A tar archive that is being read.
pub(super) struct Tar {
    stream: Metered,
    /// What is left of the last entry, with its padding.
    unread: u64,
    is_begun: bool,
}

/// What precedes an entry to say more of it.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Tar {
    pub(super) fn plain(stream: impl Read + Send + 'static) -> Self {
        Self::of(stream, None)
    }

    /// The tar in a file that is compressed by gzip.
    pub(super) fn compressed(stream: impl Read + Send + 'static) -> Self {
        let taken = Arc::<AtomicU64>::default();
        let counted = Counted {
            inner: stream,
            taken: Arc::clone(&taken),
        };
        Self::of(MultiGzDecoder::new(counted), Some(taken))
    }

    fn of(stream: impl Read + Send + 'static, compressed: Option<Arc<AtomicU64>>) -> Self {
        let stream = Metered {
            inner: Box::new(stream),
            given: 0,
            compressed,
        };
        Self {
            stream,
            unread: 0,
            is_begun: false,
        }
    }

    pub(super) fn next(&mut self, max_bytes: u64) -> Result<Next, End> {
        let mut extension = Extension::default();
        loop {
            self.skip()?;
            let mut block = [0; BLOCK];
            self.stream.fill(&mut block)?;
            // Two such blocks end an archive; what follows the first is not looked at.
            if block == [0; BLOCK] {
                return Err(End::Reached);
            }
            let header = Header::from_byte_slice(&block);
            if !is_intact(header, &block) {
                return Err(match self.is_begun {
                    true => End::Damaged("a header that is none".to_owned()),
                    false => End::NoTar,
                });
            }
            self.is_begun = true;
            let size = header.entry_size().map_err(broken)?;
            let size = extension.size.unwrap_or(size);
            self.unread = size
                .checked_next_multiple_of(BLOCK as u64)
                .ok_or_else(|| End::Damaged("a length that is none".to_owned()))?;
            let other = match header.entry_type() {
                EntryType::XHeader => {
                    extension.read(&self.extension(size)?)?;
                    continue;
                }
                EntryType::GNULongName => {
                    let mut name = self.extension(size)?;
                    while name.pop_if(|byte| *byte == 0).is_some() {}
                    extension.name = Some(name);
                    continue;
                }
                EntryType::GNULongLink | EntryType::XGlobalHeader => {
                    self.extension(size)?;
                    continue;
                }
                EntryType::Directory => {
                    extension = Extension::default();
                    continue;
                }
                EntryType::Regular | EntryType::Continuous => None,
                EntryType::Symlink => Some("a symbolic link"),
                EntryType::Link => Some("a link to another entry"),
                EntryType::Block | EntryType::Char => Some("a device"),
                EntryType::Fifo => Some("a pipe"),
                EntryType::GNUSparse => Some("a sparse file"),
                _ => Some("something else"),
            };
            let name = extension.name;
            let name = name.unwrap_or_else(|| header.path_bytes().into_owned());
            return match other {
                Some(found) => Ok(Next::Other(name, found)),
                None if size > max_bytes => Ok(Next::File(name, Err(Fault::TooLarge(Some(size))))),
                None => Ok(Next::File(name, Ok(self.take(size)?))),
            };
        }
    }

    /// The bytes of what stands before an entry.
    fn extension(&mut self, size: u64) -> Result<Vec<u8>, End> {
        match size > EXTENSION_BYTES {
            true => Err(End::Damaged("a name that is too long".to_owned())),
            false => self.take(size),
        }
    }

    fn take(&mut self, size: u64) -> Result<Vec<u8>, End> {
        let mut bytes = vec![0; usize::try_from(size).map_err(|_| End::TooLarge)?];
        self.stream.fill(&mut bytes)?;
        self.unread = self.unread.saturating_sub(size);
        Ok(bytes)
    }

    fn skip(&mut self) -> Result<(), End> {
        let mut buffer = [0; SKIP];
        while self.unread > 0 {
            let length = usize::try_from(self.unread).unwrap_or(SKIP).min(SKIP);
            if let Some(some) = buffer.get_mut(..length) {
                self.stream.fill(some)?;
            }
            self.unread -= length as u64;
        }
        Ok(())
    }
}

impl Extension {
    /// Reads an extended header (POSIX.1-2017, `pax` Extended Header).
    fn read(&mut self, record: &[u8]) -> Result<(), End> {
        for extension in PaxExtensions::new(record) {
            let extension = extension.map_err(broken)?;
            match extension.key_bytes() {
                b"path" => self.name = Some(extension.value_bytes().to_vec()),
                b"size" => {
                    let size = extension.value().ok().and_then(|text| text.parse().ok());
                    let damaged = || End::Damaged("a length that is none".to_owned());
                    self.size = Some(size.ok_or_else(damaged)?);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether a header adds up to the sum that it states, with its own eight bytes taken for spaces
/// (POSIX.1-2017, `pax`, ustar Interchange Format).
fn is_intact(header: &Header, block: &[u8; BLOCK]) -> bool {
    let bytes = block.iter().enumerate();
    let sum = bytes.map(|(index, byte)| match index {
        148..156 => u32::from(b' '),
        _ => u32::from(*byte),
    });
    header
        .cksum()
        .is_ok_and(|stated| stated == sum.sum::<u32>())
}

/// What comes out of an archive, as long as it is not too much.
struct Metered {
    inner: Box<dyn Read + Send>,
    given: u64,
    /// Bytes that were taken from the compressed file; `None` for one that is not.
    compressed: Option<Arc<AtomicU64>>,
}

impl Metered {
    fn fill(&mut self, mut buffer: &mut [u8]) -> Result<(), End> {
        while !buffer.is_empty() {
            let read = match self.inner.read(buffer) {
                Ok(0) => return Err(End::Damaged("its end is missing".to_owned())),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(broken(error)),
            };
            self.given = self.given.saturating_add(read as u64);
            if let Some(compressed) = &self.compressed {
                if self.given > ARCHIVE_BYTES {
                    return Err(End::TooLarge);
                }
                if is_bomb(self.given, compressed.load(Ordering::Relaxed)) {
                    return Err(End::Bomb);
                }
            }
            buffer = buffer.get_mut(read..).unwrap_or_default();
        }
        Ok(())
    }
}

/// Counts what is taken from a stream.
struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Tells what is wrong with the bytes from what is wrong with reading them.
fn broken(error: io::Error) -> End {
    match error.kind() {
        io::ErrorKind::InvalidData
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::Other => End::Damaged(error.to_string()),
        _ => End::Read(error),
    }
}
