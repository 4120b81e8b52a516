//! What keeps the store's contents from who only has its file: encryption and keyed hashes.

use std::{cell::RefCell, fmt, str::FromStr};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Generate as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::{ConfigError, EnvironmentError, StoreError, error::corrupt};

/// The key that a store is encrypted with: 32 bytes that no person chose.
///
/// The caller reads it, from a file or the environment; it is never written anywhere. As text it is
/// 64 hexadecimal digits.
#[derive(Clone)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl FromStr for StoreKey {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let wrong = || ConfigError::Key { found: text.len() };
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut key = [0; 32];
        for (byte, pair) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| wrong())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
        }
        Ok(Self(key))
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey(..)")
    }
}

/// A keyed hash.
pub(crate) type KeyedHash = [u8; 32];

/// Encryption and keyed hashes of one store.
///
/// Encrypted is with XChaCha20-Poly1305: its nonces have 24 bytes, so that as many random ones as a
/// nation needs never meet, which the 12 bytes of AES-GCM do not give (NIST SP 800-38D section 8.3
/// ends at 2^32 items).
pub(crate) struct Seal {
    cipher: Option<XChaCha20Poly1305>,
    secret: [u8; 32],
}

const NONCE_BYTES: usize = 24;
/// What packed bytes begin with. Bytes that begin so themselves are always packed.
const PACKED: &[u8] = b"\xf7credlz4";
/// Shorter ones are left as they are.
const PACKED_FROM: usize = 256;
/// How much shorter LZ4 makes anything at most (LZ4 block format, "Compression ratio").
const RATIO: usize = 255;

impl Seal {
    /// The cipher of a key alone, before the store's secret is known.
    fn of(key: Option<&StoreKey>) -> Self {
        Self {
            cipher: key.map(|key| XChaCha20Poly1305::new(&keyed(&key.0, "seal", &[]).into())),
            secret: [0; 32],
        }
    }

    /// A new store's: with it, what the store's settings say of it.
    pub(crate) fn create(key: Option<&StoreKey>) -> Result<(Self, Settings), StoreError> {
        let mut seal = Self::of(key);
        let secret: [u8; 32] = XNonce::try_generate()
            .and_then(|first| Ok((first, XNonce::try_generate()?)))
            .map(|(first, second)| Sha256::digest([first.as_slice(), second.as_slice()].concat()))
            .map_err(|_| EnvironmentError::Random)?
            .into();
        let settings = Settings {
            key_check: key.map(|key| keyed(&key.0, "check", &[])),
            secret: seal.seal("secret", b"", &secret)?,
        };
        seal.secret = secret;
        Ok((seal, settings))
    }

    /// That of a store with these settings; an error where the key is not the one it was made with.
    pub(crate) fn reopen(key: Option<&StoreKey>, settings: &Settings) -> Result<Self, StoreError> {
        match (key, settings.key_check) {
            (None, Some(_)) => return Err(ConfigError::KeyMissing.into()),
            (Some(_), None) => return Err(ConfigError::KeyUnexpected.into()),
            (Some(key), Some(check)) => {
                if keyed(&key.0, "check", &[]) != check {
                    return Err(ConfigError::KeyDiffers.into());
                }
            }
            (None, None) => {}
        }
        let mut seal = Self::of(key);
        let secret = seal.open("secret", b"", &settings.secret)?;
        seal.secret = secret
            .try_into()
            .map_err(|_| corrupt("the store's secret"))?;
        Ok(seal)
    }

    /// The bytes as the store keeps them. `what` and `of` say whose they are: elsewhere they do not open.
    pub(crate) fn seal(
        &self,
        what: &'static str,
        of: &[u8],
        bytes: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let Some(cipher) = &self.cipher else {
            return Ok(bytes.to_vec());
        };
        let nonce = XNonce::try_generate().map_err(|_| EnvironmentError::Random)?;
        let place = place(what, of);
        let payload = Payload {
            msg: bytes,
            aad: &place,
        };
        let sealed = cipher.encrypt(&nonce, payload);
        let sealed = sealed.map_err(|_| corrupt("a length that can be encrypted"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// The same for what may be long: packed, where that makes it shorter.
    pub(crate) fn seal_packed(
        &self,
        what: &'static str,
        of: &[u8],
        bytes: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        match pack(bytes) {
            Some(packed) if self.cipher.is_none() => Ok(packed),
            Some(packed) => self.seal(what, of, &packed),
            None => self.seal(what, of, bytes),
        }
    }

    /// The bytes that were sealed for this place, packed or not.
    pub(crate) fn open_packed(
        &self,
        what: &'static str,
        of: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let bytes = self.open(what, of, sealed)?;
        match bytes.strip_prefix(PACKED) {
            Some(packed) => unpack(packed).ok_or_else(|| corrupt(what)),
            None => Ok(bytes),
        }
    }

    /// The bytes that were sealed for this place.
    pub(crate) fn open(
        &self,
        what: &'static str,
        of: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let Some(cipher) = &self.cipher else {
            return Ok(sealed.to_vec());
        };
        let (nonce, sealed) = sealed
            .split_at_checked(NONCE_BYTES)
            .ok_or_else(|| corrupt(what))?;
        let nonce = XNonce::try_from(nonce).map_err(|_| corrupt(what))?;
        let place = place(what, of);
        let payload = Payload {
            msg: sealed,
            aad: &place,
        };
        cipher.decrypt(&nonce, payload).map_err(|_| corrupt(what))
    }

    /// A hash that nobody can recompute without the store's secret (and so, where it has one,
    /// without its key).
    pub(crate) fn hash(&self, what: &'static str, parts: &[&[u8]]) -> KeyedHash {
        keyed(&self.secret, what, parts)
    }
}

thread_local! {
    /// Room to pack in. What is packed is kept by the hundred until it is written, and takes no more than it is long.
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Bytes of room that a thread keeps: enough for all but the largest.
const ROOM_KEPT: usize = 256 * 1024;

/// Packed bytes; `None` where they are better left as they are.
fn pack(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_needed = bytes.starts_with(PACKED);
    if bytes.len() < PACKED_FROM && !is_needed {
        return None;
    }
    let length = u32::try_from(bytes.len()).ok()?;
    ROOM.with_borrow_mut(|room| {
        let most = lz4_flex::block::get_maximum_output_size(bytes.len());
        if room.len() < most {
            room.resize(most, 0);
        }
        let written = lz4_flex::block::compress_into(bytes, room).ok()?;
        let body = room.get(..written)?;
        let is_shorter = HEAD + written < bytes.len();
        let packed = (is_needed || is_shorter)
            .then(|| [PACKED, length.to_le_bytes().as_slice(), body].concat());
        room.truncate(ROOM_KEPT);
        room.shrink_to(ROOM_KEPT);
        packed
    })
}

/// The mark, and the length of what was packed.
const HEAD: usize = PACKED.len() + 4;

/// What was packed, after the mark.
fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let (length, body) = packed.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    // A length that cannot be is not made room for.
    let most = body.len().checked_mul(RATIO)?.checked_add(RATIO)?;
    if length > most {
        return None;
    }
    lz4_flex::block::decompress(body, length).ok()
}

/// What a store remembers of its key.
pub(crate) struct Settings {
    /// A keyed hash, by which the right key is known; `None` without encryption.
    pub(crate) key_check: Option<KeyedHash>,
    /// The secret behind keyed hashes, sealed.
    pub(crate) secret: Vec<u8>,
}

/// HMAC-SHA-256 (RFC 2104) over parts with their lengths.
fn keyed(key: &[u8; 32], what: &'static str, parts: &[&[u8]]) -> KeyedHash {
    // A key that is shorter than a block is filled up with zeros (RFC 2104 section 2).
    let mut block = [0; 64];
    for (byte, of_key) in block.iter_mut().zip(key) {
        *byte = *of_key;
    }
    let mut mac = <Hmac<Sha256> as hmac::digest::KeyInit>::new(&block.into());
    for part in [what.as_bytes()].iter().chain(parts) {
        mac.update(&length(part));
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn place(what: &'static str, of: &[u8]) -> Vec<u8> {
    [what.as_bytes(), b"\0", of].concat()
}

/// A length as it stands before what is hashed, so that parts cannot run into each other.
pub(crate) fn length(part: &[u8]) -> [u8; 8] {
    u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Seal {
        Seal::create(Some(&StoreKey::new([7; 32]))).unwrap().0
    }

    #[test]
    fn what_is_sealed_opens_at_its_place_alone() {
        let seal = sealed();
        let one = seal.seal("blob", b"a", b"the text").unwrap();
        assert!(!one.windows(4).any(|part| part == b"text"));
        assert_eq!(seal.open("blob", b"a", &one).unwrap(), b"the text");
        assert!(seal.open("blob", b"b", &one).is_err());
        assert!(seal.open("told", b"a", &one).is_err());
        assert!(seal.open("blob", b"a", &one[..30]).is_err());
        let mut changed = one.clone();
        changed[40] ^= 1;
        assert!(seal.open("blob", b"a", &changed).is_err());
        // The same text twice is two different texts.
        assert_ne!(one, seal.seal("blob", b"a", b"the text").unwrap());
    }

    #[test]
    fn a_key_is_known_again_and_another_is_not() {
        let key = StoreKey::new([7; 32]);
        let (seal, settings) = Seal::create(Some(&key)).unwrap();
        let again = Seal::reopen(Some(&key), &settings).unwrap();
        assert_eq!(seal.hash("x", &[b"y"]), again.hash("x", &[b"y"]));
        let other = StoreKey::new([8; 32]);
        let refused = |key| Seal::reopen(key, &settings).err().unwrap().to_string();
        assert!(refused(Some(&other)).contains("found another one"));
        assert!(refused(None).contains("found none"));
        let (_, plain) = Seal::create(None).unwrap();
        assert!(Seal::reopen(None, &plain).is_ok());
        assert!(Seal::reopen(Some(&key), &plain).is_err());
    }

    #[test]
    fn hashed_parts_do_not_run_into_each_other() {
        let seal = sealed();
        assert_ne!(
            seal.hash("x", &[b"ab", b"c"]),
            seal.hash("x", &[b"a", b"bc"])
        );
        assert_ne!(seal.hash("x", &[b"a"]), sealed().hash("x", &[b"a"]));
    }

    #[test]
    fn what_is_packed_comes_back_and_nothing_else_is_taken_for_it() {
        let long = "{\"outcome\":\"needs_information\"}"
            .repeat(200)
            .into_bytes();
        let marked = [PACKED, b"\xff\xff\xff\xff of the sender's own"].concat();
        for seal in [sealed(), Seal::of(None)] {
            for bytes in [b"".as_slice(), b"short", &long, &marked, PACKED] {
                let kept = seal.seal_packed("json", b"a", bytes).unwrap();
                assert_eq!(seal.open_packed("json", b"a", &kept).unwrap(), bytes);
            }
            let kept = seal.seal_packed("json", b"a", &long).unwrap();
            assert!(kept.len() < long.len() / 4);
            // What an earlier version kept is not packed.
            let kept = seal.seal("json", b"a", &long).unwrap();
            assert_eq!(seal.open_packed("json", b"a", &kept).unwrap(), long);
        }
        let plain = Seal::of(None);
        let mut kept = plain.seal_packed("json", b"a", &long).unwrap();
        kept.truncate(kept.len() - 9);
        assert!(plain.open_packed("json", b"a", &kept).is_err());
        // A length that would take all memory.
        assert!(plain.open_packed("json", b"a", &marked).is_err());
    }

    #[test]
    fn a_key_is_read_from_text() {
        let text = "0f".repeat(32);
        assert!(format!("{text}\n").parse::<StoreKey>().is_ok());
        for wrong in ["", "0f", &"0g".repeat(32), &"0f".repeat(33)] {
            assert!(wrong.parse::<StoreKey>().is_err());
        }
        assert_eq!(format!("{:?}", StoreKey::new([1; 32])), "StoreKey(..)");
    }
}
