//! The Wycheproof vectors, through both providers of the arithmetic.
//!
//! Every set of an algorithm that credeval claims is run: as `Crypto::verify` where its signatures
//! have the form of JOSE, and as the algorithms of certificates where they have the form that those
//! use. What is not claimed is skipped with its reason.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;

use base64::{
    Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD,
};
use credeval_conformance::{Suite, corpus, equal};
use credeval_model::json;
use credeval_verify::{Algorithm, Crypto, Native, Portable, PublicKey};
use proptest::prelude::*;
use rustls_pki_types::{AlgorithmIdentifier, alg_id};
use serde_json::Value;

const PROVIDERS: [(&str, &dyn Crypto); 2] = [("native", &Native), ("portable", &Portable)];

/// The sets that are run, and what each is a set of.
const SETS: [(&str, Set); 20] = [
    ("ed25519_test", Set::Jose(Algorithm::EdDsa)),
    (
        "ecdsa_secp256r1_sha256_p1363_test",
        Set::Jose(Algorithm::Es256),
    ),
    (
        "ecdsa_secp384r1_sha384_p1363_test",
        Set::Jose(Algorithm::Es384),
    ),
    (
        "ecdsa_secp521r1_sha512_p1363_test",
        Set::Jose(Algorithm::Es512),
    ),
    (
        "ecdsa_secp256r1_sha256_test",
        Set::Certificate(Algorithm::Es256),
    ),
    (
        "ecdsa_secp384r1_sha384_test",
        Set::Certificate(Algorithm::Es384),
    ),
    (
        "ecdsa_secp521r1_sha512_test",
        Set::Certificate(Algorithm::Es512),
    ),
    (
        "rsa_signature_2048_sha256_test",
        Set::Jose(Algorithm::Rs256),
    ),
    (
        "rsa_signature_2048_sha384_test",
        Set::Jose(Algorithm::Rs384),
    ),
    (
        "rsa_signature_2048_sha512_test",
        Set::Jose(Algorithm::Rs512),
    ),
    (
        "rsa_signature_3072_sha256_test",
        Set::Jose(Algorithm::Rs256),
    ),
    (
        "rsa_signature_4096_sha256_test",
        Set::Jose(Algorithm::Rs256),
    ),
    (
        "rsa_signature_8192_sha256_test",
        Set::Jose(Algorithm::Rs256),
    ),
    (
        "rsa_pss_2048_sha256_mgf1_32_test",
        Set::Jose(Algorithm::Ps256),
    ),
    (
        "rsa_pss_2048_sha384_mgf1_48_test",
        Set::Jose(Algorithm::Ps384),
    ),
    (
        "rsa_pss_3072_sha256_mgf1_32_test",
        Set::Jose(Algorithm::Ps256),
    ),
    (
        "rsa_pss_4096_sha256_mgf1_32_test",
        Set::Jose(Algorithm::Ps256),
    ),
    (
        "rsa_pss_4096_sha512_mgf1_64_test",
        Set::Jose(Algorithm::Ps512),
    ),
    ("json_web_key_test", Set::Token),
    ("json_web_crypto_test", Set::Token),
];

/// The sets that are not run, each with its reason.
const SKIPPED: [(&str, &str); 4] = [
    (
        "ecdsa_secp256k1_sha256_p1363_test",
        "secp256k1 is not claimed",
    ),
    ("ecdsa_secp256k1_sha256_test", "secp256k1 is not claimed"),
    ("ed448_test", "Ed448 is not claimed"),
    (
        "ec_prime_order_curves_test",
        "parameters of curves, not signatures",
    ),
];

/// Looked at by parameters, of which most are not ours.
const PSS: &str = "rsa_pss_misc_test";

#[derive(Debug, Clone, Copy)]
enum Set {
    /// Signatures in the form of JOSE; those of RSA and EdDSA have it in certificates as well.
    Jose(Algorithm),
    /// ECDSA signatures in DER.
    Certificate(Algorithm),
    /// Compact tokens.
    Token,
}

/// One vector, ready to run.
#[derive(Debug, Clone)]
struct Vector {
    id: String,
    holds: bool,
    form: Form,
    key: PublicKey,
    /// The bits of the key as certificates hold them.
    bits: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Jose(Algorithm),
    Certificate(AlgorithmIdentifier, AlgorithmIdentifier),
}

impl Vector {
    fn verdict(&self, crypto: &dyn Crypto) -> bool {
        match self.form {
            Form::Jose(algorithm) => {
                crypto.verify(algorithm, &self.key, &self.message, &self.signature)
            }
            Form::Certificate(key, signature) => crypto
                .certificate_algorithms()
                .iter()
                .find(|pair| {
                    pair.public_key_alg_id() == key && pair.signature_alg_id() == signature
                })
                .expect("an algorithm of certificates")
                .verify_signature(&self.bits, &self.message, &self.signature)
                .is_ok(),
        }
    }

    fn run(&self, suite: &mut Suite) {
        for (name, crypto) in PROVIDERS {
            let result = equal(&self.holds, &self.verdict(crypto));
            suite.case(&format!("{name} {}", self.id), result);
        }
    }
}

/// How the algorithm is named in certificates.
fn in_certificates(algorithm: Algorithm) -> (AlgorithmIdentifier, AlgorithmIdentifier) {
    match algorithm {
        Algorithm::Rs256 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA256),
        Algorithm::Rs384 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA384),
        Algorithm::Rs512 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA512),
        Algorithm::Ps256 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA256),
        Algorithm::Ps384 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA384),
        Algorithm::Ps512 => (alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA512),
        Algorithm::Es256 => (alg_id::ECDSA_P256, alg_id::ECDSA_SHA256),
        Algorithm::Es384 => (alg_id::ECDSA_P384, alg_id::ECDSA_SHA384),
        Algorithm::Es512 => (alg_id::ECDSA_P521, alg_id::ECDSA_SHA512),
        Algorithm::EdDsa => (alg_id::ED25519, alg_id::ED25519),
        other => panic!("{other:?} is new"),
    }
}

fn hex(value: &Value) -> Vec<u8> {
    let text = value.as_str().expect("hex");
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex"))
        .collect()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().expect("a list")
}

fn read(folder: &Path, name: &str) -> Value {
    let bytes = fs::read(folder.join(format!("{name}.json"))).expect("a file of the corpus");
    json::parse(&bytes).expect("JSON")
}

/// The key of a group, once it reads alike in every form that the group states.
fn key(suite: &mut Suite, id: &str, group: &Value) -> (PublicKey, Vec<u8>) {
    let pem = group["publicKeyPem"].as_str().expect("a key in PEM");
    let key = PublicKey::from_pem(pem).expect("a key");
    let stated = &group["publicKey"];
    let bits = match (group.get("publicKeyAsn"), stated.get("uncompressed")) {
        (Some(der), _) => hex(der),
        (None, Some(point)) => hex(point),
        (None, None) => hex(&stated["pk"]),
    };
    let mut forms = vec![("PEM by the caller", PublicKey::from_text(pem))];
    if let Some(jwk) = group.get("publicKeyJwk").or_else(|| group.get("keyJwk")) {
        forms.push(("JWK", PublicKey::from_jwk(jwk)));
        let set = serde_json::json!({ "keys": [jwk] }).to_string();
        forms.push(("JWK Set", PublicKey::from_text(&set)));
    }
    if let Some(der) = group.get("publicKeyAsn") {
        let body = STANDARD.encode(hex(der));
        let pem = format!("-----BEGIN RSA PUBLIC KEY-----\n{body}\n-----END RSA PUBLIC KEY-----\n");
        forms.push(("PKCS #1", PublicKey::from_pem(&pem)));
    }
    for (form, read) in forms {
        let result = match read {
            Ok(read) if read.is_same(&key) => Ok(()),
            other => Err(format!("expected {key:?}, found {other:?}")),
        };
        suite.case(&format!("{id} {form}"), result);
    }
    (key, bits)
}

/// Whether a vector must hold. `acceptable` are signatures whose `DigestInfo` lacks its NULL: RFC
/// 8017 section 8.2.2 compares with the one encoding that has it, so they are refused.
fn must_hold(test: &Value) -> bool {
    match test["result"].as_str() {
        Some("valid") => true,
        Some("invalid") => false,
        Some("acceptable") => {
            assert_eq!(list(test, "flags"), ["MissingNull"], "an unknown liberty");
            false
        }
        other => panic!("a result {other:?}"),
    }
}

fn vectors(suite: &mut Suite, folder: &Path, name: &str, set: Set) -> Vec<Vector> {
    let file = read(folder, name);
    let mut found = Vec::new();
    for (index, group) in list(&file, "testGroups").iter().enumerate() {
        let tests = list(group, "tests");
        if let Set::Token = set {
            found.extend(tokens(suite, name, group));
            continue;
        }
        let (key, bits) = key(suite, &format!("{name} group {index}"), group);
        for test in tests {
            let mut forms = Vec::new();
            if let Set::Jose(algorithm) = set {
                forms.push(("", Form::Jose(algorithm)));
            }
            if let Set::Certificate(algorithm) | Set::Jose(algorithm) = set
                && !name.contains("p1363")
            {
                let (key, signature) = in_certificates(algorithm);
                forms.push((" in a certificate", Form::Certificate(key, signature)));
            }
            for (what, form) in forms {
                found.push(Vector {
                    id: format!("{name} {}{what}", test["tcId"]),
                    holds: must_hold(test),
                    form,
                    key: key.clone(),
                    bits: bits.clone(),
                    message: hex(&test["msg"]),
                    signature: hex(&test["sig"]),
                });
            }
        }
    }
    found
}

/// The tokens of a group. One that has no key or no signature to check is refused before any
/// arithmetic; where it must be, that is a case of its own.
fn tokens(suite: &mut Suite, name: &str, group: &Value) -> Vec<Vector> {
    let mut found = Vec::new();
    for test in list(group, "tests") {
        let id = format!("{name} {}", test["tcId"]);
        let (Some(token), Some(public)) = (
            test.get("jws"),
            group.get("public").filter(|public| !public.is_null()),
        ) else {
            suite.skip(match test.get("jwe") {
                Some(_) => "encryption is not claimed",
                None => "a shared secret, which no verifier of credentials has",
            });
            continue;
        };
        let key = PublicKey::from_text(&public.to_string());
        match (key, token.as_str().and_then(compact)) {
            (Ok(key), Some((algorithm, message, signature))) => found.push(Vector {
                id,
                holds: must_hold(test),
                form: Form::Jose(algorithm),
                key,
                bits: Vec::new(),
                message,
                signature,
            }),
            (key, _) => suite.case(
                &id,
                match must_hold(test) {
                    false => Ok(()),
                    true => Err(format!("expected a token that holds, found {key:?}")),
                },
            ),
        }
    }
    found
}

/// A compact JWS: its algorithm, what is signed, and the signature.
fn compact(token: &str) -> Option<(Algorithm, Vec<u8>, Vec<u8>)> {
    let (input, signature) = token.rsplit_once('.')?;
    let (header, payload) = input.split_once('.')?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    decode(payload)?;
    let header = json::parse(&decode(header)?).ok()?;
    let algorithm = Algorithm::from_jose(header.get("alg")?.as_str()?)?;
    Some((algorithm, input.as_bytes().to_vec(), decode(signature)?))
}

/// RSASSA-PSS under any parameters: one hash for message and mask and a salt as long as the hash
/// are ours; every other signature must be refused, although it is a good one of its kind.
fn pss(suite: &mut Suite, folder: &Path) -> Vec<Vector> {
    let file = read(folder, PSS);
    let mut found = Vec::new();
    for (index, group) in list(&file, "testGroups").iter().enumerate() {
        let (algorithm, length) = match group["sha"].as_str() {
            Some("SHA-256") => (Algorithm::Ps256, 32),
            Some("SHA-384") => (Algorithm::Ps384, 48),
            Some("SHA-512") => (Algorithm::Ps512, 64),
            _ => {
                for _ in list(group, "tests") {
                    suite.skip("SHA-1 and SHA-224 are not claimed");
                }
                continue;
            }
        };
        let (key, bits) = key(suite, &format!("{PSS} group {index}"), group);
        let is_ours = group["mgfSha"] == group["sha"] && group["sLen"] == length;
        found.extend(list(group, "tests").iter().map(|test| Vector {
            id: format!("{PSS} {}", test["tcId"]),
            holds: is_ours && must_hold(test),
            form: Form::Jose(algorithm),
            key: key.clone(),
            bits: bits.clone(),
            message: hex(&test["msg"]),
            signature: hex(&test["sig"]),
        }));
    }
    found
}

fn all(suite: &mut Suite, folder: &Path) -> Vec<Vector> {
    let mut found: Vec<Vector> = SETS
        .into_iter()
        .flat_map(|(name, set)| vectors(suite, folder, name, set))
        .collect();
    found.extend(pss(suite, folder));
    found
}

#[test]
fn each_provider_gives_the_expected_verdict() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("w3c/wycheproof");
    let mut suite = Suite::new("w3c/wycheproof", &[]);
    for vector in all(&mut suite, &folder) {
        vector.run(&mut suite);
    }
    for (name, why) in SKIPPED {
        let file = read(&folder, name);
        let groups = list(&file, "testGroups").iter();
        for _ in groups.flat_map(|group| list(group, "tests")) {
            suite.skip(why);
        }
    }
    let known = |name: &str| {
        let sets = SETS.iter().map(|(set, _)| *set);
        sets.chain(SKIPPED.iter().map(|(set, _)| *set))
            .any(|set| set == name)
            || name == PSS
    };
    for entry in fs::read_dir(&folder).expect("the folder") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
            && !known(&name)
        {
            suite.case(&name, Err("a set that nobody has looked at".to_owned()));
        }
    }
    suite.finish();
}

#[test]
fn a_wrong_verdict_is_noticed() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("w3c/wycheproof");
    for (name, set) in [SETS[0], SETS[4], SETS[13], SETS[19]] {
        let mut suite = Suite::new("(a wrong verdict on purpose)", &[]);
        let mut vectors = vectors(&mut suite, &folder, name, set);
        let last = vectors.last_mut().expect("a vector");
        last.holds = !last.holds;
        for vector in vectors {
            vector.run(&mut suite);
        }
        let ended = std::panic::catch_unwind(|| suite.finish());
        assert!(ended.is_err(), "{name}");
    }
}

/// A vector with one bit changed, at a place given in parts of 65,536.
fn changed(vector: &Vector, part: usize, place: u16, bit: u8) -> Vector {
    fn flip(bytes: &mut [u8], place: u16, bit: u8) {
        let at = bytes.len() * usize::from(place) / 65_536;
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << (bit % 8);
        }
    }
    let mut vector = vector.clone();
    match part {
        0 => flip(&mut vector.message, place, bit),
        1 => flip(&mut vector.signature, place, bit),
        _ => {
            flip(&mut vector.bits, place, bit);
            match &mut vector.key {
                PublicKey::Ed25519(point) => flip(point, place, bit),
                PublicKey::P256(point) | PublicKey::P384(point) | PublicKey::P521(point) => {
                    flip(point, place, bit);
                }
                PublicKey::Rsa { modulus, .. } => flip(modulus, place, bit),
                other => panic!("{other:?} is new"),
            }
        }
    }
    vector
}

#[test]
fn both_providers_agree_on_what_was_changed() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("w3c/wycheproof");
    let vectors = all(&mut Suite::new("(not judged here)", &[]), &folder);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let strategy = (0..vectors.len(), 0..3usize, any::<u16>(), any::<u8>());
    runner
        .run(&strategy, |(index, part, place, bit)| {
            let vector = changed(&vectors[index], part, place, bit);
            let [native, portable] = PROVIDERS.map(|(_, crypto)| vector.verdict(crypto));
            prop_assert_eq!(native, portable, "{}", &vector.id);
            let is_changed = part != 0 || !vector.message.is_empty();
            prop_assert!(!(native && is_changed), "{} still holds", &vector.id);
            Ok(())
        })
        .expect("the same verdict");
}
