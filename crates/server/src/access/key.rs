//! Keys by which programs ask.

use std::{fmt, str::FromStr};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// How a key begins, so that a search for leaked secrets finds it.
const PREFIX: &str = "credeval_";
/// Random bytes of a key: as many as SHA-256 gives, so that its digest can be kept unsalted.
const RANDOM_BYTES: usize = 32;
/// Bytes of the checksum, which tells a slip of the pen from a key that was withdrawn.
const CHECKSUM_BYTES: usize = 4;
/// Characters of the random part and the checksum in base64url.
const ENCODED: usize = (RANDOM_BYTES + CHECKSUM_BYTES) * 4 / 3;

/// A key: `credeval_` and 48 characters of base64url, which are 32 random bytes and the first four
/// of the SHA-256 of prefix and random bytes.
///
/// It is shown once, when it is made; settings hold its [`KeyDigest`].
#[derive(Clone)]
pub struct ApiKey {
    random: [u8; RANDOM_BYTES],
}

/// The SHA-256 of a key as text; 64 hexadecimal digits in settings.
#[derive(Clone, Copy)]
pub struct KeyDigest([u8; 32]);

/// Why text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Another form. The text is not shown: it may be most of a key.
    #[error(
        "expected a key of `credeval_` and {ENCODED} characters of base64url, found {found} bytes of something else"
    )]
    Form {
        /// Its length in bytes.
        found: usize,
    },
    /// The checksum is not that of the key.
    #[error("expected a key whose checksum fits, found one with a slip")]
    Checksum,
    /// Not the digest of a key.
    #[error("expected a SHA-256 of 64 hexadecimal digits, found {found} bytes of something else")]
    Digest {
        /// Its length in bytes.
        found: usize,
    },
}

impl ApiKey {
    /// The key of 32 bytes, which must be random.
    pub fn new(random: [u8; RANDOM_BYTES]) -> Self {
        Self { random }
    }

    /// A new key, from the randomness of the operating system.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut random = [0; RANDOM_BYTES];
        getrandom::fill(&mut random)?;
        Ok(Self::new(random))
    }

    /// The key as text, to be shown once.
    pub fn reveal(&self) -> String {
        let mut bytes = self.random.to_vec();
        bytes.extend(checksum(&self.random));
        format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What settings hold of it.
    pub fn digest(&self) -> KeyDigest {
        KeyDigest(Sha256::digest(self.reveal()).into())
    }
}

impl FromStr for ApiKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let form = KeyError::Form { found: text.len() };
        let encoded = text.strip_prefix(PREFIX).ok_or(form.clone())?;
        // Before decoding, so that a long text costs nothing.
        if encoded.len() != ENCODED {
            return Err(form);
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(encoded).ok();
        let bytes = bytes.ok_or(form.clone())?;
        let (random, sum) = bytes.split_first_chunk::<RANDOM_BYTES>().ok_or(form)?;
        match sum == checksum(random) {
            true => Ok(Self::new(*random)),
            false => Err(KeyError::Checksum),
        }
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}

impl KeyDigest {
    /// Whether both are the same, in a time that tells nothing about where they differ.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl FromStr for KeyDigest {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let wrong = || KeyError::Digest { found: text.len() };
        if text.len() != 64 {
            return Err(wrong());
        }
        let mut digest = [0; 32];
        for (byte, pair) in digest.iter_mut().zip(text.as_bytes().chunks(2)) {
            for digit in pair {
                let digit = char::from(*digit).to_digit(16).ok_or_else(wrong)?;
                *byte = *byte << 4 | u8::try_from(digit).map_err(|_| wrong())?;
            }
        }
        Ok(Self(digest))
    }
}

impl fmt::Display for KeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyDigest({self})")
    }
}

fn checksum(random: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let digest = Sha256::new_with_prefix(PREFIX).chain_update(random);
    let digest: [u8; 32] = digest.finalize().into();
    std::array::from_fn(|place| digest.get(place).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_text_and_no_slip_does() {
        let key = ApiKey::new([7; 32]);
        let text = key.reveal();
        assert_eq!(text.len(), PREFIX.len() + 48);
        assert!(text.parse::<ApiKey>().unwrap().digest().is(&key.digest()));
        // Any other character in any place.
        for place in 0..text.len() {
            for other in ["A", "B", "-", "é", "="] {
                let mut slip = text.clone();
                slip.replace_range(place..=place, other);
                assert!(slip == text || slip.parse::<ApiKey>().is_err(), "{slip}");
            }
        }
        for wrong in [
            "",
            "credeval_",
            &text[9..],
            &format!("{text}A"),
            &"a".repeat(1 << 20),
        ] {
            assert!(matches!(
                wrong.parse::<ApiKey>(),
                Err(KeyError::Form { .. })
            ));
        }
    }

    #[test]
    fn keys_are_not_printed_by_accident_and_two_are_not_the_same() {
        let key = ApiKey::generate().unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(..)");
        assert!(!ApiKey::generate().unwrap().digest().is(&key.digest()));
    }

    #[test]
    fn a_digest_is_64_hexadecimal_digits() {
        let digest = ApiKey::new([7; 32]).digest();
        let text = digest.to_string();
        assert!(text.parse::<KeyDigest>().unwrap().is(&digest));
        assert!(
            text.to_uppercase()
                .parse::<KeyDigest>()
                .unwrap()
                .is(&digest)
        );
        for wrong in [
            &text[1..],
            &format!("{text}0"),
            &text.replace(&text[..1], "g"),
        ] {
            assert!(wrong.parse::<KeyDigest>().is_err(), "{wrong}");
        }
    }
}
