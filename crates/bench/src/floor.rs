//! What nobody can go below: the JSON parsed, what is hashed hashed, what is signed verified, and
//! nothing else, with the crates that credeval uses.

use std::error::Error;
use std::hint::black_box;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    VerificationAlgorithm,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use cms::{cert::CertificateChoices, content_info::ContentInfo, signed_data::SignedData};
use credeval::linked_data::Contexts;
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::crl::CertificateList;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::name::Name;

/// The primitives of one file.
pub(crate) struct Floor {
    parsed: Vec<Parsed>,
    hashed: Vec<Vec<u8>>,
    signed: Vec<Signed>,
}

/// JSON, as it stands in the file.
enum Parsed {
    Plain(Vec<u8>),
    /// In base64url.
    Encoded(String),
}

struct Signed {
    key: Key,
    message: Vec<u8>,
    signature: Vec<u8>,
}

enum Key {
    Ed25519(Box<VerifyingKey>),
    Other(Box<ParsedPublicKey>),
}

impl Key {
    fn other(
        algorithm: &'static dyn VerificationAlgorithm,
        bytes: &[u8],
    ) -> Result<Self, Box<dyn Error>> {
        let key = ParsedPublicKey::new(algorithm, bytes);
        Ok(Self::Other(Box::new(key.map_err(|_| "expected a key")?)))
    }
}

impl Floor {
    /// The primitives of a credential with an `eddsa-rdfc-2022` proof.
    pub(crate) fn of_embedded(bytes: &[u8]) -> Result<Self, Box<dyn Error>> {
        let document: Value = serde_json::from_slice(bytes)?;
        let proof = document.get("proof").ok_or("expected a proof")?;
        let hashes = credeval::verify::hashes(&document, proof, &Contexts::built_in())?;
        let text = |name: &str| proof.get(name).and_then(Value::as_str).unwrap_or_default();
        let multibase = |text: &str| bs58::decode(text.get(1..).unwrap_or_default()).into_vec();
        let method = text("verificationMethod");
        let (_, key) = method.split_once('#').ok_or("expected a did:key")?;
        let key = multibase(key)?;
        let key = key.get(2..).unwrap_or_default();
        Ok(Self {
            parsed: vec![Parsed::Plain(bytes.to_vec())],
            hashed: vec![
                hashes.canonical_proof.into_bytes(),
                hashes.canonical_document.into_bytes(),
            ],
            signed: vec![Signed {
                key: Key::Ed25519(Box::new(VerifyingKey::from_bytes(key.try_into()?)?)),
                message: hashes.signed,
                signature: multibase(text("proofValue"))?,
            }],
        })
    }

    /// The primitives of a token, whose key is this JWK.
    pub(crate) fn of_token(bytes: &[u8], jwk: &Value) -> Result<Self, Box<dyn Error>> {
        let token = std::str::from_utf8(bytes)?.trim();
        let (input, signature) = token.rsplit_once('.').ok_or("expected a token")?;
        let (header, payload) = input.split_once('.').ok_or("expected a token")?;
        let part = |name: &str| {
            let text = jwk.get(name).and_then(Value::as_str).unwrap_or_default();
            URL_SAFE_NO_PAD.decode(text)
        };
        let key = match jwk.get("kty").and_then(Value::as_str) {
            Some("OKP") => {
                let key = part("x")?;
                Key::Ed25519(Box::new(VerifyingKey::from_bytes(
                    key.as_slice().try_into()?,
                )?))
            }
            Some("EC") => {
                let point = [&[4], part("x")?.as_slice(), part("y")?.as_slice()].concat();
                Key::other(&ECDSA_P256_SHA256_FIXED, &point)?
            }
            _ => {
                let numbers = aws_lc_rs::signature::RsaPublicKeyComponents {
                    n: part("n")?,
                    e: part("e")?,
                };
                let key = numbers.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256);
                Key::Other(Box::new(key.map_err(|_| "expected an RSA key")?))
            }
        };
        Ok(Self {
            parsed: [header, payload]
                .map(|part| Parsed::Encoded(part.to_owned()))
                .into(),
            hashed: Vec::new(),
            signed: vec![Signed {
                key,
                message: input.as_bytes().to_vec(),
                signature: URL_SAFE_NO_PAD.decode(signature)?,
            }],
        })
    }

    /// The primitives of a sealed credential: its envelope and payload, the seal, its revocation list,
    /// and the timestamps with what they are over.
    pub(crate) fn of_sealed(bytes: &[u8]) -> Result<Self, Box<dyn Error>> {
        let envelope: Value = serde_json::from_slice(bytes)?;
        let text = |pointer: &str| {
            let found = envelope.pointer(pointer).and_then(Value::as_str);
            found.ok_or_else(|| format!("expected a text at {pointer}"))
        };
        let payload = text("/payload")?;
        let protected = text("/signatures/0/protected")?;
        let signature = text("/signatures/0/signature")?;
        let header = json(protected)?;
        let added = envelope.pointer("/signatures/0/header/etsiU");
        let added: Vec<&str> = added
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();

        let mut material = Material::default();
        material.certificate(&header, "/x5c/0")?;
        let mut hashed = Vec::new();
        for (place, component) in added.iter().enumerate() {
            let before = added.get(..place).unwrap_or_default().concat();
            let component = json(component)?;
            for index in 0..2 {
                material.certificate(&component, &format!("/xVals/{index}/x509Cert/val"))?;
            }
            material.revocation(&component, "/rVals/crlVals/0/val")?;
            if material.token(&component, "/sigTst/tstTokens/0/val")? {
                hashed.push(signature.as_bytes().to_vec());
            }
            if material.token(&component, "/arcTst/tstTokens/0/val")? {
                let over = format!("{payload}.{protected}.{signature}.{before}");
                hashed.push(over.into_bytes());
            }
        }
        let mut signed = material.signed()?;
        let leaf = material
            .certificates
            .first()
            .ok_or("expected a certificate")?;
        signed.push(Signed {
            key: Key::other(&ECDSA_P256_SHA256_FIXED, point(leaf))?,
            message: format!("{protected}.{payload}").into_bytes(),
            signature: URL_SAFE_NO_PAD.decode(signature)?,
        });
        Ok(Self {
            parsed: vec![
                Parsed::Plain(bytes.to_vec()),
                Parsed::Plain(payload.as_bytes().to_vec()),
            ],
            hashed,
            signed,
        })
    }

    /// How many signatures there are.
    pub(crate) fn signatures(&self) -> usize {
        self.signed.len()
    }

    /// Does it all once; the error is what does not hold.
    pub(crate) fn run(&self) -> Result<(), Box<dyn Error>> {
        for parsed in &self.parsed {
            let value: Value = match parsed {
                Parsed::Plain(bytes) => serde_json::from_slice(black_box(bytes))?,
                Parsed::Encoded(text) => {
                    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(black_box(text))?)?
                }
            };
            black_box(value);
        }
        for bytes in &self.hashed {
            black_box(Sha256::digest(black_box(bytes)));
        }
        for signed in &self.signed {
            match &signed.key {
                Key::Ed25519(key) => {
                    let signature = Signature::from_slice(&signed.signature)?;
                    key.verify_strict(black_box(&signed.message), &signature)?;
                }
                Key::Other(key) => key
                    .verify_sig(black_box(&signed.message), &signed.signature)
                    .map_err(|_| "a signature does not hold")?,
            }
        }
        Ok(())
    }
}

fn json(text: &str) -> Result<Value, Box<dyn Error>> {
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text)?)?)
}

fn point(certificate: &Certificate) -> &[u8] {
    let key = &certificate.tbs_certificate.subject_public_key_info;
    key.subject_public_key.raw_bytes()
}

/// What came with a seal.
#[derive(Default)]
struct Material {
    certificates: Vec<Certificate>,
    lists: Vec<CertificateList>,
    tokens: Vec<SignedData>,
}

impl Material {
    fn der(value: &Value, pointer: &str) -> Result<Option<Vec<u8>>, Box<dyn Error>> {
        let text = value.pointer(pointer).and_then(Value::as_str);
        Ok(text.map(|text| STANDARD.decode(text)).transpose()?)
    }

    fn certificate(&mut self, value: &Value, pointer: &str) -> Result<(), Box<dyn Error>> {
        if let Some(der) = Self::der(value, pointer)? {
            self.certificates.push(Certificate::from_der(&der)?);
        }
        Ok(())
    }

    fn revocation(&mut self, value: &Value, pointer: &str) -> Result<(), Box<dyn Error>> {
        if let Some(der) = Self::der(value, pointer)? {
            self.lists.push(CertificateList::from_der(&der)?);
        }
        Ok(())
    }

    fn token(&mut self, value: &Value, pointer: &str) -> Result<bool, Box<dyn Error>> {
        let Some(der) = Self::der(value, pointer)? else {
            return Ok(false);
        };
        let content = ContentInfo::from_der(&der)?.content;
        self.tokens.push(content.decode_as()?);
        Ok(true)
    }

    fn of(&self, name: &Name) -> Result<&[u8], Box<dyn Error>> {
        let found = self
            .certificates
            .iter()
            .find(|one| one.tbs_certificate.subject == *name);
        Ok(point(found.ok_or("expected the certificate of a signer")?))
    }

    /// Everything that is signed for this credential. That the authorities signed the certificates is
    /// the same for all credentials of an issuer, and credeval knows it from those before: it is not
    /// done again, and so not counted here.
    fn signed(&self) -> Result<Vec<Signed>, Box<dyn Error>> {
        let mut all = Vec::new();
        let mut add = |point: &[u8], message: Vec<u8>, signature: &[u8]| {
            let key = Key::other(&ECDSA_P256_SHA256_ASN1, point)?;
            all.push(Signed {
                key,
                message,
                signature: signature.to_vec(),
            });
            Ok::<_, Box<dyn Error>>(())
        };
        for list in &self.lists {
            let content = &list.tbs_cert_list;
            let signature = list.signature.raw_bytes();
            add(self.of(&content.issuer)?, content.to_der()?, signature)?;
        }
        for token in &self.tokens {
            let mut certificates = token.certificates.iter().flat_map(|set| set.0.iter());
            let certificate = certificates
                .find_map(|choice| match choice {
                    CertificateChoices::Certificate(certificate) => Some(certificate),
                    CertificateChoices::Other(_) => None,
                })
                .ok_or("expected the certificate of a timestamp")?;
            let signer = token
                .signer_infos
                .0
                .iter()
                .next()
                .ok_or("expected a signer")?;
            let attributes = signer.signed_attrs.as_ref().ok_or("expected attributes")?;
            add(
                point(certificate),
                attributes.to_der()?,
                signer.signature.as_bytes(),
            )?;
        }
        Ok(all)
    }
}
