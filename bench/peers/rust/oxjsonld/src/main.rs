//! A verifier of `eddsa-rdfc-2022` with did:key on `oxjsonld` and `oxrdf` as a peer: quads of the
//! document and of the proof options, their canonical forms, SHA-256 and Ed25519.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use ed25519_dalek::{Signature, VerifyingKey};
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use peer_protocol::{contexts, serve};
use serde_json::Value;
use sha2::{Digest, Sha256};

type Contexts = Arc<HashMap<String, Vec<u8>>>;

fn main() -> Result<(), Box<dyn Error>> {
    let texts = contexts()?.into_iter();
    let contexts: Contexts = Arc::new(texts.map(|(url, text)| (url, text.into_bytes())).collect());
    serve("oxjsonld+oxrdf", "0.2.7+0.3.5", &|bytes| {
        verify(bytes, &contexts)
    })?;
    Ok(())
}

fn verify(bytes: &[u8], contexts: &Contexts) -> Result<(), Box<dyn Error>> {
    let mut document: Value = serde_json::from_slice(bytes)?;
    let members = document.as_object_mut().ok_or("expected an object")?;
    let mut options = members.remove("proof").ok_or("expected a proof")?;
    let proof = options.as_object_mut().ok_or("expected one proof")?;
    let value = match proof.remove("proofValue") {
        Some(Value::String(value)) => multibase(&value)?,
        _ => return Err("expected a proof value".into()),
    };
    if let Some(context) = members.get("@context") {
        proof.insert("@context".to_owned(), context.clone());
    }
    let method = proof.get("verificationMethod").and_then(Value::as_str);
    let (_, key) = method
        .and_then(|m| m.split_once('#'))
        .ok_or("expected a did:key")?;
    let key = multibase(key)?;
    let key = key
        .strip_prefix(&[0xed, 0x01])
        .ok_or("expected an Ed25519 key")?;
    let key = VerifyingKey::from_bytes(key.try_into()?)?;
    let mut signed = hash(&options, contexts)?.to_vec();
    signed.extend(hash(&document, contexts)?);
    key.verify_strict(&signed, &Signature::from_slice(&value)?)?;
    Ok(())
}

fn multibase(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let text = text
        .strip_prefix('z')
        .ok_or("expected base58 in multibase")?;
    Ok(bs58::decode(text).into_vec()?)
}

fn hash(value: &Value, contexts: &Contexts) -> Result<[u8; 32], Box<dyn Error>> {
    let bytes = serde_json::to_vec(value)?;
    let contexts = Arc::clone(contexts);
    let parser = JsonLdParser::new()
        .for_slice(&bytes)
        .with_load_document_callback(move |url, _| {
            Ok(JsonLdRemoteDocument {
                document: contexts.get(url).ok_or("an unknown context")?.clone(),
                document_url: url.to_owned(),
            })
        });
    let mut dataset = parser.collect::<Result<Dataset, _>>()?;
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort_unstable();
    Ok(Sha256::digest(lines.concat()).into())
}
