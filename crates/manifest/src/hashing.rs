//! The digest of what is read, without holding it.

use std::io::{self, Read};

use credeval_model::Digest;
use sha2::{Digest as _, Sha256};

/// A reader that hashes what it hands on.
#[derive(Debug)]
pub struct Hashing<R> {
    inner: R,
    hasher: Sha256,
}

impl<R: Read> Hashing<R> {
    /// Hashes what is read of `inner` from here on.
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            hasher: Sha256::new(),
        }
    }

    /// The SHA-256 of all that there is to read: what nobody read yet is read now and forgotten.
    ///
    /// Errors are those of the reader.
    pub fn finish(mut self) -> io::Result<Digest> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(Digest::from(<[u8; 32]>::from(self.hasher.finalize())))
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hasher
            .update(buffer.get(..length).ok_or(io::ErrorKind::InvalidData)?);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_all_bytes_however_they_were_read() {
        let bytes = vec![b'x'; 100_000];
        let mut hashing = Hashing::new(bytes.as_slice());
        let mut some = [0; 7];
        hashing.read_exact(&mut some).unwrap();
        assert_eq!(hashing.finish().unwrap(), Digest::of(&bytes));
        let other = Hashing::new(&bytes[1..]).finish().unwrap();
        assert_ne!(other, Digest::of(&bytes));
    }
}
