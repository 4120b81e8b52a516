//! An encrypted response: a compact JWE for the key of its request.
//!
//! One way of agreeing on a key and two of encrypting are read, those that were offered. So there is
//! no password to try, nothing to unpack, and no algorithm that the wallet chooses alone.
//!
//! Sources: RFC 7516 sections 3.1 and 5.2 (compact form, decryption); RFC 7518 sections 4.6
//! (ECDH-ES) and 5.3 (AES-GCM); RFC 8725 (algorithms); OpenID4VP 1.0 section 8.3.

use aes_gcm::{
    Aes128Gcm, Aes256Gcm, KeyInit,
    aead::{Aead, Nonce, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_model::json;
use p256::{EncodedPoint, PublicKey, elliptic_curve::sec1::FromEncodedPoint as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::key::EncryptionKey;
use crate::refusal::{Refusal, quoted};

/// Characters of a protected header: a key, a name and what the parties say of themselves.
const HEADER_CHARS: usize = 4_096;
/// Bytes of `apu` and of `apv`, which are a nonce, a thumbprint or a name.
const PARTY_BYTES: usize = 512;
/// Bytes of an initialisation vector (RFC 7518 section 5.3).
const IV_BYTES: usize = 12;
/// Bytes of an authentication tag (RFC 7518 section 5.3).
const TAG_BYTES: usize = 16;
/// Bytes of a coordinate on P-256.
const COORDINATE_BYTES: usize = 32;

/// How content is encrypted (`enc`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enc {
    A128Gcm,
    A256Gcm,
}

impl Enc {
    /// Both, in the order in which they are offered.
    pub(crate) const ALL: [Self; 2] = [Self::A128Gcm, Self::A256Gcm];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
        }
    }

    fn key_bytes(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A256Gcm => 32,
        }
    }
}

/// An encrypted response, taken apart. Nothing in it is believed before it decrypts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Jwe {
    /// The name of the key that it is for.
    pub(crate) kid: String,
    protected: String,
    enc: Enc,
    ephemeral: PublicKey,
    /// What the parties say of themselves, as it goes into the key (`apu`, `apv`).
    producer: Vec<u8>,
    recipient: Vec<u8>,
    iv: Vec<u8>,
    /// Ciphertext and tag.
    sealed: Vec<u8>,
}

fn malformed(expected: &'static str, found: impl Into<String>) -> Refusal {
    Refusal::MalformedEncryption {
        expected,
        found: found.into(),
    }
}

fn base64url(text: &str, expected: &'static str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| malformed(expected, "other text"))
}

impl Jwe {
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        let mut parts = text.split('.');
        let mut part = || parts.next();
        let (Some(protected), Some(key), Some(iv), Some(ciphertext), Some(tag), None) =
            (part(), part(), part(), part(), part(), part())
        else {
            return Err(malformed("five parts", "another number"));
        };
        if protected.len() > HEADER_CHARS {
            let found = format!("{} characters", protected.len());
            return Err(malformed("a header of at most 4096 characters", found));
        }
        let header = base64url(protected, "a header in base64url")?;
        let header =
            json::parse(&header).map_err(|error| malformed("a JSON header", error.to_string()))?;
        let enc = algorithms(&header)?;
        if !key.is_empty() {
            return Err(malformed("no encrypted key", "one"));
        }
        let kid = header.get("kid").and_then(Value::as_str);
        let kid = kid.ok_or_else(|| malformed("the name of the key in `kid`", "none"))?;
        let iv = base64url(iv, "an initialisation vector of 12 bytes")?;
        if iv.len() != IV_BYTES {
            let found = format!("{} bytes", iv.len());
            return Err(malformed("an initialisation vector of 12 bytes", found));
        }
        let tag = base64url(tag, "a tag of 16 bytes")?;
        if tag.len() != TAG_BYTES {
            return Err(malformed(
                "a tag of 16 bytes",
                format!("{} bytes", tag.len()),
            ));
        }
        let mut sealed = base64url(ciphertext, "a ciphertext in base64url")?;
        sealed.extend(tag);
        Ok(Self {
            kid: kid.to_owned(),
            protected: protected.to_owned(),
            enc,
            ephemeral: ephemeral(&header)?,
            producer: party(&header, "apu")?,
            recipient: party(&header, "apv")?,
            iv,
            sealed,
        })
    }

    /// The content, if it was encrypted for this key and nothing was altered.
    pub(crate) fn decrypt(&self, key: &EncryptionKey) -> Result<Vec<u8>, Refusal> {
        let shared = key.agree(&self.ephemeral);
        let derived = derive(&shared, self.enc, &self.producer, &self.recipient);
        let opened = match self.enc {
            Enc::A128Gcm => self.open_with::<Aes128Gcm>(&derived),
            Enc::A256Gcm => self.open_with::<Aes256Gcm>(&derived),
        };
        opened.ok_or(Refusal::NotDecrypted)
    }

    fn open_with<A: Aead + KeyInit>(&self, key: &[u8]) -> Option<Vec<u8>> {
        let nonce = <&Nonce<A>>::try_from(self.iv.as_slice()).ok()?;
        let payload = Payload {
            msg: &self.sealed,
            aad: self.protected.as_bytes(),
        };
        A::new_from_slice(key).ok()?.decrypt(nonce, payload).ok()
    }
}

/// How the content is encrypted, where both algorithms are ones that were offered and nothing in the
/// header asks for more.
fn algorithms(header: &Value) -> Result<Enc, Refusal> {
    let refused = |parameter, expected| Refusal::RefusedAlgorithm {
        parameter,
        expected,
        found: header
            .get(parameter)
            .map_or_else(|| "nothing".to_owned(), |found| quoted(&found.to_string())),
    };
    let text = |name: &str| header.get(name).and_then(Value::as_str);
    if text("alg") != Some("ECDH-ES") {
        return Err(refused("alg", "ECDH-ES"));
    }
    let enc = Enc::ALL
        .into_iter()
        .find(|enc| text("enc") == Some(enc.name()));
    let enc = enc.ok_or_else(|| refused("enc", "A128GCM or A256GCM"))?;
    // Compression makes a small message large (RFC 8725 section 3.6); `crit` names what is not
    // understood here (RFC 7516 section 4.1.13).
    for parameter in ["zip", "crit"] {
        if header.get(parameter).is_some() {
            return Err(refused(parameter, "nothing"));
        }
    }
    Ok(enc)
}

/// The wallet's key for this one message (`epk`), which must lie on the curve: a point elsewhere
/// would tell of the private key.
fn ephemeral(header: &Value) -> Result<PublicKey, Refusal> {
    let expected = "a public key on P-256 in `epk`";
    let wrong = |found: &str| malformed(expected, found);
    let epk = header.get("epk").ok_or_else(|| wrong("none"))?;
    let text = |name: &str| epk.get(name).and_then(Value::as_str);
    if (text("kty"), text("crv")) != (Some("EC"), Some("P-256")) {
        return Err(wrong("a key of another kind"));
    }
    if epk.get("d").is_some() {
        return Err(wrong("a private one"));
    }
    let coordinate = |name: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(text(name)?).ok()?;
        <[u8; COORDINATE_BYTES]>::try_from(bytes).ok()
    };
    let (Some(x), Some(y)) = (coordinate("x"), coordinate("y")) else {
        return Err(wrong("no coordinates"));
    };
    let point = EncodedPoint::from_affine_coordinates(&x.into(), &y.into(), false);
    Option::from(PublicKey::from_encoded_point(&point)).ok_or_else(|| wrong("a point elsewhere"))
}

fn party(header: &Value, name: &'static str) -> Result<Vec<u8>, Refusal> {
    let expected = "at most 512 bytes in base64url in `apu` and `apv`";
    match header.get(name) {
        None => Ok(Vec::new()),
        Some(Value::String(text)) => {
            let bytes = base64url(text, expected)?;
            match bytes.len() <= PARTY_BYTES {
                true => Ok(bytes),
                false => Err(malformed(expected, format!("{} bytes", bytes.len()))),
            }
        }
        Some(_) => Err(malformed(expected, "no text")),
    }
}

/// The key that encrypts the content (RFC 7518 section 4.6.2): one round of the Concat KDF of NIST
/// SP 800-56A, since SHA-256 gives as many bytes as the longest key has.
fn derive(shared: &[u8], enc: Enc, producer: &[u8], recipient: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(1_u32.to_be_bytes());
    hash.update(shared);
    for part in [enc.name().as_bytes(), producer, recipient] {
        // The header bounds each of them.
        hash.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(part);
    }
    let bits = enc.key_bytes().saturating_mul(8);
    hash.update(u32::try_from(bits).unwrap_or(u32::MAX).to_be_bytes());
    hash.finalize().into_iter().take(enc.key_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn private(text: &str) -> EncryptionKey {
        EncryptionKey::try_from(text.to_owned()).unwrap()
    }

    /// RFC 7518 appendix C.
    #[test]
    fn the_agreed_key_is_that_of_the_specification() {
        let bob = private("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw");
        let alice = serde_json::json!({ "epk": {
            "kty": "EC", "crv": "P-256",
            "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
            "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"
        } });
        let shared = bob.agree(&ephemeral(&alice).unwrap());
        let derived = derive(&shared, Enc::A128Gcm, b"Alice", b"Bob");
        assert_eq!(URL_SAFE_NO_PAD.encode(derived), "VqqN6vgjbSBcIijNcacQGg");
        // Each party is a part of the key.
        let other = derive(&shared, Enc::A128Gcm, b"Alice", b"Rob");
        assert_ne!(URL_SAFE_NO_PAD.encode(other), "VqqN6vgjbSBcIijNcacQGg");
    }

    /// OpenID4VP 1.0 section 8.3.
    #[test]
    fn the_example_of_the_specification_decrypts() {
        let Ok(corpus) = std::env::var("CREDEVAL_CORPUS") else {
            eprintln!("skipped: CREDEVAL_CORPUS is not set");
            return;
        };
        let path = format!("{corpus}/trust/oid4vp/direct_post_jwt_vector.json");
        let vector = json::parse(&std::fs::read(path).unwrap()).unwrap();
        let key = private(vector["recipient_private_jwk"]["d"].as_str().unwrap());
        let jwe = vector["jwe"].as_str().unwrap();
        let read = Jwe::read(jwe).unwrap();
        assert_eq!(read.kid, "ac");
        let plain = read.decrypt(&key).unwrap();
        assert_eq!(plain, vector["plaintext"].as_str().unwrap().as_bytes());
        // Any other key, and any other byte.
        let other = private("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw");
        assert_eq!(read.decrypt(&other), Err(Refusal::NotDecrypted));
        let altered = jwe.replacen(".yVzl", ".yVzm", 1);
        assert_eq!(
            Jwe::read(&altered).unwrap().decrypt(&key),
            Err(Refusal::NotDecrypted)
        );
    }
}
