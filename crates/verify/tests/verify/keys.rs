//! Whose key it is: each way to name a key, with the twins that bind nothing.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_linked_data::Contexts;
use credeval_model::{
    CheckCode, CheckOutcome, Document,
    evidence::{Answer, Evidence, EvidenceKind, Request},
};
use credeval_verify::{Against, Algorithm, KeyError, PublicKey, Trust, check, needs, open};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use CheckOutcome::{Failed, Inconclusive, Passed};

use crate::support::{Key, armour, at, bytes, found, is_identified, multibase, proved, rows, take};

fn evidence(url: &str, document: &Value) -> Evidence {
    found(EvidenceKind::KeyDocument, url, document)
}

/// How `proof.signature` and `issuer.key` end, and what is asked for.
fn judge(token: &str, evidence: &Evidence) -> (CheckOutcome, CheckOutcome, Vec<Request>) {
    let opened = open(&Document::new(token.as_bytes().to_vec(), "test")).unwrap();
    let (trust, contexts) = (Trust::none(), Contexts::none());
    let against = Against::new(
        evidence,
        &trust,
        &contexts,
        "2026-09-01T00:00:00Z".parse().unwrap(),
    );
    let checked = check(&opened, against);
    let outcome = |code| {
        let row = checked.checks().iter().find(|check| check.code == code);
        row.unwrap().outcome
    };
    (
        outcome(CheckCode::ProofSignature),
        outcome(CheckCode::IssuerKey),
        needs(&opened, against),
    )
}

fn outcomes(token: &str, evidence: &Evidence) -> (CheckOutcome, CheckOutcome) {
    let (signature, key, _) = judge(token, evidence);
    (signature, key)
}

#[test]
fn each_algorithm_holds_and_fails_after_a_change() {
    for key in Key::all_kinds() {
        let issuer = key.did_jwk();
        let token = key.token(&issuer, &json!({ "kid": format!("{issuer}#0") }));
        assert_eq!(outcomes(&token, &Evidence::none()), (Passed, Passed));
        // Without a `kid` the issuer that is its own key says it all.
        let bare = key.token(&issuer, &json!({}));
        assert_eq!(outcomes(&bare, &Evidence::none()), (Passed, Passed));
        let (input, signature) = token.rsplit_once('.').unwrap();
        let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
        bytes[7] ^= 1;
        let altered = format!("{input}.{}", URL_SAFE_NO_PAD.encode(bytes));
        assert_eq!(outcomes(&altered, &Evidence::none()).0, Failed);
    }
}

#[test]
fn a_key_of_another_kind_than_the_algorithm_is_refused() {
    let (key, other) = (Key::ed25519(1), Key::p256());
    let issuer = other.did_jwk();
    assert_eq!(
        outcomes(&key.token(&issuer, &json!({})), &Evidence::none()).0,
        Failed
    );
    // The attack that takes an RSA key for a shared secret.
    let token = key.token(&issuer, &json!({ "alg": "HS256" }));
    assert_eq!(
        judge_signature_only(&token),
        Failed,
        "HMAC is never a signature"
    );
    assert_eq!(
        judge_signature_only(&key.token(&issuer, &json!({ "alg": "none" }))),
        Failed
    );
}

fn judge_signature_only(token: &str) -> CheckOutcome {
    let opened = open(&Document::new(token.as_bytes().to_vec(), "test")).unwrap();
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::none());
    let against = Against::new(
        &evidence,
        &trust,
        &contexts,
        "2026-09-01T00:00:00Z".parse().unwrap(),
    );
    let checked = check(&opened, against);
    let rows = checked.checks().iter();
    rows.filter(|check| check.code == CheckCode::ProofSignature)
        .map(|check| check.outcome)
        .next()
        .unwrap()
}

#[test]
fn a_did_web_binds_the_keys_that_its_document_lists_for_assertions() {
    let key = Key::ed25519(1);
    let (did, url) = (
        "did:web:school.example",
        "https://school.example/.well-known/did.json",
    );
    let method = format!("{did}#k");
    let token = key.token(did, &json!({ "kid": method }));
    let document = |purpose: &str, controller: &str| {
        json!({
            "id": did,
            "verificationMethod": [{
                "id": method, "type": "JsonWebKey", "controller": controller, "publicKeyJwk": key.jwk()
            }],
            purpose: [method]
        })
    };
    let with = |document: &Value| outcomes(&token, &evidence(url, document));
    assert_eq!(with(&document("assertionMethod", did)), (Passed, Passed));
    // Listed for something else, or controlled by somebody else: not a key for assertions.
    assert_eq!(
        with(&document("authentication", did)),
        (Inconclusive, Failed)
    );
    assert_eq!(
        with(&document("assertionMethod", "did:web:other.example")),
        (Inconclusive, Failed)
    );
    // A document of somebody else, put at this address.
    let mut foreign = document("assertionMethod", did);
    foreign["id"] = "did:web:other.example".into();
    assert_eq!(with(&foreign), (Inconclusive, Inconclusive));
    // Another key under the same name.
    let mut rotated = document("assertionMethod", did);
    rotated["verificationMethod"][0]["publicKeyJwk"] = Key::ed25519(2).jwk();
    assert_eq!(with(&rotated), (Failed, Passed));

    let (signature, issuer_key, wanted) = judge(&token, &Evidence::none());
    assert_eq!((signature, issuer_key), (Inconclusive, Inconclusive));
    let wanted: Vec<&str> = wanted.iter().map(|request| request.url.as_str()).collect();
    assert_eq!(wanted, [url]);
}

#[test]
fn an_outage_is_neither_a_failure_nor_a_pass() {
    let key = Key::ed25519(1);
    let did = "did:web:school.example";
    let token = key.token(did, &json!({ "kid": format!("{did}#k") }));
    let mut evidence = Evidence::none();
    let cause = credeval_model::check::Cause::new("not_reachable");
    evidence.insert(
        "https://school.example/.well-known/did.json",
        Answer::Missing(cause),
    );
    assert_eq!(outcomes(&token, &evidence), (Inconclusive, Inconclusive));
}

#[test]
fn an_https_issuer_is_bound_by_its_own_document() {
    let key = Key::ed25519(1);
    let issuer = "https://school.example/issuers/1";
    let method = format!("{issuer}#k");
    let token = key.token(issuer, &json!({ "kid": method }));
    let listed = json!({
        "id": issuer,
        "type": "Profile",
        "verificationMethod": [{
            "id": method, "type": "JsonWebKey", "controller": issuer, "publicKeyJwk": key.jwk()
        }],
        "assertionMethod": [method]
    });
    assert_eq!(
        outcomes(&token, &evidence(issuer, &listed)),
        (Passed, Passed)
    );
    // Listed, and not said to be for assertions.
    let mut unsaid = listed.clone();
    take(&mut unsaid, "assertionMethod");
    assert_eq!(
        outcomes(&token, &evidence(issuer, &unsaid)),
        (Inconclusive, Failed)
    );
    let silent = json!({ "id": issuer, "type": "Profile", "assertionMethod": [] });
    assert_eq!(
        outcomes(&token, &evidence(issuer, &silent)),
        (Inconclusive, Failed)
    );
    // A document elsewhere that claims to be the issuer's key binds nothing.
    let elsewhere = "https://attacker.example/key";
    let token = key.token(issuer, &json!({ "kid": elsewhere }));
    let claim = json!({ "id": elsewhere, "controller": issuer, "publicKeyJwk": key.jwk() });
    assert_ne!(outcomes(&token, &evidence(elsewhere, &claim)).1, Passed);
}

#[test]
fn a_key_in_the_header_serves_the_arithmetic_alone() {
    let key = Key::rsa();
    for issuer in ["https://school.example/issuers/1", "did:web:school.example"] {
        let token = key.token(issuer, &json!({ "jwk": key.jwk() }));
        let (signature, issuer_key, wanted) = judge(&token, &Evidence::none());
        assert_eq!((signature, issuer_key), (Passed, Inconclusive));
        assert!(wanted.is_empty(), "the proof names no document");
    }
    // The issuer is a key of its own: the header's key cannot stand for it.
    let issuer = Key::ed25519(2).did_jwk();
    let token = key.token(&issuer, &json!({ "jwk": key.jwk() }));
    assert_eq!(outcomes(&token, &Evidence::none()).0, Failed);
}

#[test]
fn a_key_of_somebody_else_is_not_the_issuers() {
    let key = Key::ed25519(1);
    let attacker = key.did_jwk();
    let kid = json!({ "kid": format!("{attacker}#0") });
    let school = "did:web:school.example";
    assert_eq!(
        outcomes(&key.token(school, &kid), &Evidence::none()),
        (Passed, Failed)
    );
    let https = "https://school.example/issuers/1";
    assert_eq!(
        outcomes(&key.token(https, &kid), &Evidence::none()),
        (Passed, Inconclusive)
    );
}

fn base58(bytes: &[u8]) -> String {
    bs58::encode(bytes).into_string()
}

/// The bare bytes of a key, as multikeys hold them after their codec.
fn bare(key: &Key) -> Vec<u8> {
    let part = |name: &str| {
        let jwk = key.jwk();
        URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap()
    };
    match key {
        Key::Ed25519(_) => part("x"),
        Key::Ec(..) => {
            let y = part("y");
            [&[2 + y.last().unwrap() % 2], part("x").as_slice()].concat()
        }
        Key::Rsa(_) => pkcs1(key),
    }
}

/// `RSAPublicKey` (RFC 8017 appendix A.1.1).
fn pkcs1(key: &Key) -> Vec<u8> {
    use aws_lc_rs::signature::KeyPair as _;
    match key {
        Key::Rsa(key) => key.public_key().as_ref().to_vec(),
        _ => unreachable!("only RSA keys are asked for theirs"),
    }
}

fn multikey(key: &Key) -> String {
    let codec: &[u8] = match key {
        Key::Ed25519(_) => &[0xed, 0x01],
        Key::Ec("ES256", _) => &[0x80, 0x24],
        Key::Ec("ES384", _) => &[0x81, 0x24],
        Key::Ec(..) => &[0x82, 0x24],
        Key::Rsa(_) => &[0x85, 0x24],
    };
    format!("z{}", base58(&[codec, &bare(key)].concat()))
}

#[test]
fn a_did_key_of_each_kind_binds_its_own_issuer() {
    for key in Key::all_kinds() {
        let multikey = multikey(&key);
        let did = format!("did:key:{multikey}");
        let kid = |fragment: &str| json!({ "kid": format!("{did}#{fragment}") });
        let token = key.token(&did, &kid(&multikey));
        assert_eq!(outcomes(&token, &Evidence::none()), (Passed, Passed));
        // Another fragment names another key, which the identifier is not.
        let token = key.token(&did, &kid("key-1"));
        assert_eq!(outcomes(&token, &Evidence::none()).1, Failed);
    }
    let key = Key::ed25519(1);
    let did = key.did_jwk();
    let token = key.token(&did, &json!({ "kid": format!("{did}#1") }));
    assert_eq!(outcomes(&token, &Evidence::none()).1, Failed);
}

#[test]
fn a_did_key_of_an_unknown_kind_is_inconclusive_for_its_own_issuer_alone() {
    // secp256k1-pub.
    let multikey = format!(
        "z{}",
        base58(&[&[0xe7, 0x01, 2], [1; 32].as_slice()].concat())
    );
    let did = format!("did:key:{multikey}");
    let key = Key::ed25519(1);
    let kid = json!({ "kid": format!("{did}#{multikey}") });
    let own = outcomes(&key.token(&did, &kid), &Evidence::none());
    assert_eq!(own, (Inconclusive, Inconclusive));
    let other = outcomes(
        &key.token("did:web:school.example", &kid),
        &Evidence::none(),
    );
    assert_eq!(other, (Inconclusive, Failed));
}

#[test]
fn a_key_reads_alike_in_every_form() {
    for key in Key::all_kinds() {
        let jwk = key.jwk();
        let read = PublicKey::from_jwk(&jwk).unwrap();
        let set = json!({ "keys": [jwk] }).to_string();
        let narrow = key.pem().replace('\n', "\r\n");
        // RFC 7468 has lines of 64 characters; real keys stand in one, too.
        let pem = key.pem();
        let lines: Vec<&str> = pem.lines().collect();
        let [first, body @ .., last] = lines.as_slice() else {
            panic!("{pem}")
        };
        let wide = format!("{first}\n{}\n{last}", body.concat());
        let mut forms = vec![
            jwk.to_string(),
            set,
            multikey(&key),
            json!({ "publicKeyMultibase": multikey(&key) }).to_string(),
            json!({ "type": "CryptographicKey", "publicKeyPem": key.pem() }).to_string(),
            pem,
            wide,
            format!("\n{narrow}\n"),
        ];
        if let Key::Rsa(_) = key {
            forms.push(armour("RSA PUBLIC KEY", &pkcs1(&key)));
        }
        for text in forms {
            let found = PublicKey::from_text(&text);
            assert!(
                found.as_ref().is_ok_and(|found| found.is_same(&read)),
                "{text}: {found:?}"
            );
        }
        let other = Key::ed25519(2);
        assert!(!PublicKey::from_jwk(&other.jwk()).unwrap().is_same(&read));
    }
}

#[test]
fn a_certificate_says_which_curve_its_key_is_on() {
    use rcgen::{CertificateParams, KeyPair};
    for (kind, algorithm) in [
        (&rcgen::PKCS_ECDSA_P256_SHA256, Algorithm::Es256),
        (&rcgen::PKCS_ECDSA_P384_SHA384, Algorithm::Es384),
        (&rcgen::PKCS_ECDSA_P521_SHA512, Algorithm::Es512),
        (&rcgen::PKCS_ED25519, Algorithm::EdDsa),
        (&rcgen::PKCS_RSA_SHA256, Algorithm::Ps384),
    ] {
        let key = KeyPair::generate_for(kind).unwrap();
        let certificate = CertificateParams::default().self_signed(&key).unwrap();
        let read = PublicKey::from_text(&certificate.pem()).unwrap();
        assert!(algorithm.fits(&read), "{read:?}");
        assert!(read.is_same(&PublicKey::from_text(&key.public_key_pem()).unwrap()));
        // The twin: a private key, and a curve of another name with points as long.
        assert_eq!(
            PublicKey::from_text(&key.serialize_pem()),
            Err(KeyError::Private)
        );
        if algorithm == Algorithm::Es256 {
            let mut der = certificate.der().to_vec();
            let curve = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
            let at = der.windows(8).position(|bytes| bytes == curve).unwrap();
            der[at + 7] = 0x06;
            let other = PublicKey::from_text(&armour("CERTIFICATE", &der));
            assert!(
                matches!(other, Err(KeyError::Unsupported { .. })),
                "{other:?}"
            );
        }
    }
}

#[test]
fn a_file_with_no_key_or_several_is_refused() {
    let (one, two) = (Key::ed25519(1).jwk(), Key::ed25519(2).jwk());
    for text in [
        String::new(),
        "zzz".to_owned(),
        json!({ "keys": [one, two] }).to_string(),
        json!({ "keys": [] }).to_string(),
        json!({ "keys": one }).to_string(),
        json!([one]).to_string(),
        armour("DH PARAMETERS", &[0x30, 0]),
        Key::p256().pem().replace("END PUBLIC", "END RSA PUBLIC"),
        Key::rsa().pem().replace("PUBLIC KEY", "RSA PUBLIC KEY"),
        format!("{}{}", Key::p256().pem(), Key::p256().pem()),
    ] {
        assert!(PublicKey::from_text(&text).is_err(), "{text}");
    }
}

/// RFC 7517 sections 4.2 to 4.4; Controlled Identifiers 1.0 section 2.2.3 for the private part.
#[test]
fn a_json_web_key_is_held_to_what_it_says_of_itself() {
    let with = |key: &Key, name: &str, value: Value| {
        let mut jwk = key.jwk();
        jwk[name] = value;
        PublicKey::from_jwk(&jwk)
    };
    let (ed25519, p384, rsa) = (Key::ed25519(1), Key::p384(), Key::rsa());
    for (key, name, value) in [
        (&p384, "use", json!("sig")),
        (&p384, "key_ops", json!(["verify"])),
        (&p384, "alg", json!("ES384")),
        (&ed25519, "alg", json!("EdDSA")),
        (&ed25519, "alg", json!("Ed25519")),
        (&rsa, "alg", json!("PS512")),
    ] {
        assert!(with(key, name, value).is_ok(), "{name}");
    }
    for (key, name, value) in [
        (&p384, "use", json!("enc")),
        (&p384, "use", json!(["sig"])),
        (&p384, "key_ops", json!(["sign", "deriveKey"])),
        (&p384, "key_ops", json!([])),
        (&p384, "key_ops", json!("verify")),
        (&p384, "alg", json!("ES256")),
        (&p384, "alg", json!("ES521")),
        (&p384, "alg", json!("ECDH-ES")),
        (&ed25519, "alg", json!("ES256")),
        (&rsa, "alg", json!("RSA-OAEP")),
        (&rsa, "alg", json!("HS256")),
        (&rsa, "alg", json!("none")),
        (&rsa, "alg", json!(null)),
    ] {
        let refused = with(key, name, value.clone());
        assert!(
            matches!(refused, Err(KeyError::Use { .. })),
            "{name} {value}: {refused:?}"
        );
    }
    for name in ["d", "p", "k"] {
        assert_eq!(with(&rsa, name, json!("AA")), Err(KeyError::Private));
    }
    let wrong = [
        with(&p384, "crv", json!("P-256")),
        with(&p384, "x", json!("AAAA")),
        with(&p384, "kty", json!("RSA")),
        with(&ed25519, "x", json!("AAAA=")),
        with(&rsa, "n", json!(1)),
        with(&rsa, "x5c", json!(["AAAA"])),
        PublicKey::from_jwk(&json!("text")),
    ];
    for refused in wrong {
        assert!(
            matches!(refused, Err(KeyError::Malformed { .. })),
            "{refused:?}"
        );
    }
    for (kind, curve) in [("EC", "secp256k1"), ("OKP", "X25519"), ("AKP", "x")] {
        let refused = PublicKey::from_jwk(&json!({ "kty": kind, "crv": curve, "x": "AA" }));
        assert!(
            matches!(refused, Err(KeyError::Unsupported { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn a_certificate_beside_a_json_web_key_must_hold_it() {
    use base64::engine::general_purpose::STANDARD;
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let certificate = rcgen::CertificateParams::default()
        .self_signed(&key)
        .unwrap();
    let point = key.public_key_raw();
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let mut jwk = json!({
        "kty": "EC", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..]),
        "x5c": [STANDARD.encode(certificate.der())]
    });
    assert!(PublicKey::from_jwk(&jwk).is_ok());
    let own = Key::p256().jwk();
    (jwk["x"], jwk["y"]) = (own["x"].clone(), own["y"].clone());
    assert!(PublicKey::from_jwk(&jwk).is_err());
}

/// An RSA key that names one algorithm does not take another (RFC 8725 section 3.1); a key for
/// encryption is no key of an issuer.
#[test]
fn a_key_for_something_else_signs_nothing() {
    let key = Key::rsa();
    let token = |change: Value| {
        let mut jwk = key.jwk();
        let entries = change.as_object().unwrap().clone();
        jwk.as_object_mut().unwrap().extend(entries);
        let did = format!("did:jwk:{}", URL_SAFE_NO_PAD.encode(jwk.to_string()));
        key.token(&did, &json!({ "kid": format!("{did}#0") }))
    };
    let with = |change| outcomes(&token(change), &Evidence::none());
    assert_eq!(with(json!({ "alg": "RS256" })), (Passed, Passed));
    assert_eq!(with(json!({ "alg": "PS256" })).0, Failed);
    assert_eq!(with(json!({ "use": "enc" })), (Inconclusive, Failed));
    assert_eq!(
        with(json!({ "key_ops": ["encrypt"] })),
        (Inconclusive, Failed)
    );
    assert_eq!(with(json!({ "d": "AQAB" })), (Inconclusive, Failed));
}

#[test]
fn a_weak_key_proves_nothing() {
    let key = Key::rsa();
    let did = |jwk: &Value| format!("did:jwk:{}", URL_SAFE_NO_PAD.encode(jwk.to_string()));
    // With the exponent 1 every text is its own signature: RFC 8017 section 8.2.2 gives it.
    let mut jwk = key.jwk();
    jwk["e"] = "AQ".into();
    let issuer = did(&jwk);
    let token = key.token(&issuer, &json!({}));
    let (input, _) = token.rsplit_once('.').unwrap();
    let digest = {
        use sha2::Digest as _;
        sha2::Sha256::digest(input.as_bytes())
    };
    let prefix = [
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x05, 0x00, 0x04, 0x20,
    ];
    let mut padded = vec![0, 1];
    padded.resize(256 - 1 - prefix.len() - digest.len(), 0xff);
    padded.push(0);
    padded.extend(prefix);
    padded.extend(digest);
    let forged = format!("{input}.{}", URL_SAFE_NO_PAD.encode(&padded));
    assert_eq!(outcomes(&forged, &Evidence::none()).0, Failed);
    for (name, value) in [
        ("e", "AA"),
        ("e", "AAEAAA"),
        ("e", ""),
        ("n", ""),
        ("n", "AQAB"),
    ] {
        let mut jwk = key.jwk();
        jwk[name] = value.into();
        let token = key.token(&did(&jwk), &json!({}));
        assert_eq!(
            outcomes(&token, &Evidence::none()).0,
            Failed,
            "{name} {value}"
        );
    }
}

#[test]
fn a_point_off_its_curve_proves_nothing() {
    for key in [Key::p256(), Key::p384(), Key::p521()] {
        let mut jwk = key.jwk();
        let mut y = URL_SAFE_NO_PAD.decode(jwk["y"].as_str().unwrap()).unwrap();
        *y.last_mut().unwrap() ^= 1;
        jwk["y"] = URL_SAFE_NO_PAD.encode(y).into();
        let did = format!("did:jwk:{}", URL_SAFE_NO_PAD.encode(jwk.to_string()));
        assert_eq!(
            outcomes(&key.token(&did, &json!({})), &Evidence::none()).0,
            Failed
        );
    }
}

const DID: &str = "did:web:school.example%3A8443:faculty:arts";
const DID_URL: &str = "https://school.example:8443/faculty/arts/did.json";

/// How a token of `key` ends whose key stands in a DID document as `method` says.
fn listed(key: &Key, method: &Value) -> (CheckOutcome, CheckOutcome) {
    let mut entry = json!({ "id": format!("{DID}#k"), "controller": DID });
    let properties = method.as_object().unwrap().clone();
    entry.as_object_mut().unwrap().extend(properties);
    let document = json!({
        "id": DID, "verificationMethod": [entry], "assertionMethod": [format!("{DID}#k")]
    });
    let token = key.token(DID, &json!({ "kid": format!("{DID}#k") }));
    outcomes(&token, &evidence(DID_URL, &document))
}

#[test]
fn each_type_of_verification_method_holds_its_kind_of_key() {
    let [ed25519, p256, p384, p521, rsa] = Key::all_kinds();
    let base = |key: &Key| base58(&bare(key));
    for (key, method) in [
        (
            &ed25519,
            json!({ "type": "Ed25519VerificationKey2018", "publicKeyBase58": base(&ed25519) }),
        ),
        (
            &ed25519,
            json!({ "type": "Ed25519VerificationKey2020", "publicKeyMultibase": multikey(&ed25519) }),
        ),
        (
            &p256,
            json!({ "type": "EcdsaSecp256r1VerificationKey2019", "publicKeyBase58": base(&p256) }),
        ),
        (
            &p256,
            json!({ "type": "EcdsaSecp256r1VerificationKey2019", "publicKeyJwk": p256.jwk() }),
        ),
        (
            &p384,
            json!({ "type": "Multikey", "publicKeyMultibase": multikey(&p384) }),
        ),
        (
            &p521,
            json!({ "type": "JsonWebKey2020", "publicKeyJwk": p521.jwk() }),
        ),
        (
            &rsa,
            json!({ "type": "RsaVerificationKey2018", "publicKeyPem": rsa.pem() }),
        ),
        (
            &rsa,
            json!({ "type": "JsonWebKey", "publicKeyJwk": rsa.jwk() }),
        ),
    ] {
        assert_eq!(listed(key, &method), (Passed, Passed), "{method}");
    }
    // The twins: of another kind than the type says, in two ways at once, or with what is private.
    for (key, method) in [
        (
            &ed25519,
            json!({ "type": "X25519KeyAgreementKey2019", "publicKeyBase58": base(&ed25519) }),
        ),
        (
            &ed25519,
            json!({ "type": "Unheard2030", "publicKeyBase58": base(&ed25519) }),
        ),
        (
            &p256,
            json!({ "type": "Ed25519VerificationKey2020", "publicKeyMultibase": multikey(&p256) }),
        ),
        (
            &rsa,
            json!({ "type": "EcdsaSecp256r1VerificationKey2019", "publicKeyPem": rsa.pem() }),
        ),
        (
            &ed25519,
            json!({ "type": "Multikey", "publicKeyMultibase": multikey(&ed25519),
                           "publicKeyJwk": p256.jwk() }),
        ),
        (
            &ed25519,
            json!({ "type": "Multikey", "publicKeyMultibase": multikey(&ed25519),
                           "secretKeyMultibase": "z1" }),
        ),
        (
            &ed25519,
            json!({ "type": "Multikey", "publicKeyMultibase": [multikey(&ed25519)] }),
        ),
    ] {
        assert_eq!(listed(key, &method), (Inconclusive, Failed), "{method}");
    }
    // What is not known is neither.
    let unknown =
        json!({ "type": "EcdsaSecp256k1VerificationKey2019", "publicKeyBase58": base(&p256) });
    assert_eq!(listed(&p256, &unknown), (Inconclusive, Inconclusive));
    assert_eq!(
        listed(
            &p256,
            &json!({ "type": "EcdsaSecp256k1RecoveryMethod2020", "blockchainAccountId": "eip155:1" })
        ),
        (Inconclusive, Inconclusive)
    );
}

#[test]
fn a_document_names_each_key_once() {
    let (key, other) = (Key::ed25519(1), Key::ed25519(2));
    let entry = |key: &Key, controller: Value| {
        json!({ "id": "#k", "type": "Multikey", "controller": controller,
                "publicKeyMultibase": multikey(key) })
    };
    let issuer = "https://school.example/issuers/1";
    let token = key.token(issuer, &json!({ "kid": format!("{issuer}#k") }));
    let with = |listed: Value, asserting: Value| {
        let document = json!({
            "id": issuer, "verificationMethod": listed, "assertionMethod": asserting
        });
        outcomes(&token, &evidence(issuer, &document))
    };
    let (own, foreign) = (entry(&key, issuer.into()), entry(&other, issuer.into()));
    assert_eq!(with(json!([own]), json!("#k")), (Passed, Passed));
    assert_eq!(with(json!([]), own.clone()), (Passed, Passed));
    assert_eq!(with(json!([own]), json!([own])), (Passed, Passed));
    // Which of two is meant, each verifier would decide for itself.
    assert_eq!(
        with(json!([own, foreign]), json!("#k")),
        (Inconclusive, Failed)
    );
    assert_eq!(with(json!([foreign]), own.clone()), (Inconclusive, Failed));
    // A controller that is somebody else, or no text.
    for controller in [
        json!("did:web:other.example"),
        json!(["did:web:other.example"]),
        json!({}),
    ] {
        let foreign = entry(&key, controller);
        assert_eq!(with(json!([foreign]), json!("#k")), (Inconclusive, Failed));
    }
}

#[test]
fn a_profile_of_open_badges_2_lists_the_keys_that_it_signs_with() {
    let key = Key::rsa();
    let issuer = "https://school.example/issuers/1";
    let method = format!("{issuer}#key");
    let token = key.token(issuer, &json!({ "kid": method }));
    let profile = |owner: &str| {
        json!({ "id": issuer, "type": "Profile", "publicKey": {
            "id": method, "type": "CryptographicKey", "owner": owner, "publicKeyPem": key.pem()
        } })
    };
    let with = |profile: Value| outcomes(&token, &evidence(issuer, &profile));
    assert_eq!(with(profile(issuer)), (Passed, Passed));
    assert_eq!(
        with(profile("https://other.example")),
        (Inconclusive, Failed)
    );
}

/// `kid` may lead to nothing but a key (Open Badges 3.0 section 8.2.2): it serves the arithmetic.
#[test]
fn a_key_without_an_owner_serves_the_arithmetic_alone() {
    let (key, other) = (Key::p384(), Key::p384());
    let at = "https://school.example/keys.json";
    let named = |key: &Key, kid: &str| {
        let mut jwk = key.jwk();
        jwk["kid"] = kid.into();
        jwk
    };
    let set = json!({ "keys": [named(&other, "a"), named(&key, "b")] });
    let doubled = json!({ "keys": [named(&other, "b"), named(&key, "b")] });
    for (kid, document, outcome) in [
        (at.to_owned(), key.jwk(), Passed),
        (at.to_owned(), other.jwk(), Failed),
        (format!("{at}#b"), set.clone(), Passed),
        (format!("{at}#a"), set.clone(), Failed),
        (format!("{at}#c"), set.clone(), Inconclusive),
        (at.to_owned(), set, Inconclusive),
        (format!("{at}#b"), doubled, Inconclusive),
    ] {
        let token = key.token("https://school.example/issuers/1", &json!({ "kid": kid }));
        let found = outcomes(&token, &evidence(at, &document));
        assert_eq!(found, (outcome, Inconclusive), "{kid} {document}");
        let token = key.token("did:web:school.example", &json!({ "kid": kid }));
        assert_ne!(outcomes(&token, &evidence(at, &document)).1, Passed);
    }
}

#[test]
fn a_method_that_leads_nowhere_is_not_the_issuers() {
    let signer = SigningKey::from_bytes(&[1; 32]);
    let key = multibase(&signer);
    let with = |issuer: &str, method: &str| {
        let document = proved(
            json!({
                "@context": ["https://www.w3.org/ns/credentials/v2",
                    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
                "type": ["VerifiableCredential", "OpenBadgeCredential"],
                "issuer": { "id": issuer, "type": ["Profile"] },
                "credentialSubject": { "type": ["AchievementSubject"] }
            }),
            &signer,
            method,
        );
        issuer_key(&bytes(&document))
    };
    let own = format!("did:key:{key}");
    assert_eq!(with(&own, &format!("{own}#{key}")), Passed);
    for method in [
        key.clone(),
        "key-1".to_owned(),
        format!("#{key}"),
        format!("school.example/key#{key}"),
        format!("urn:uuid:1#{key}"),
        format!("http://school.example/key#{key}"),
        format!("did:unheard:1#{key}"),
        format!("did:web:school.example:..:x#{key}"),
        format!("did:#{key}"),
    ] {
        assert_eq!(with(&own, &method), Failed, "{method}");
        assert_eq!(with("https://school.example", &method), Failed, "{method}");
    }
    // A name that says that it is a key, and is none; one that is only a name settles nothing.
    let school = "https://school.example/profile";
    assert_eq!(with(school, &format!("{school}#{key}z")), Failed);
    for name in [key.as_str(), "key-1", "zebra"] {
        assert_eq!(
            with(school, &format!("{school}#{name}")),
            Inconclusive,
            "{name}"
        );
    }
    // An issuer that itself has an identifier of an unknown kind may have the key, or not.
    for id in ["did:unheard:1", "http://school.example/p", "urn:uuid:1"] {
        assert_eq!(with(id, &format!("{id}#{key}")), Inconclusive, "{id}");
    }
    // Where it could never lead anywhere, its being the issuer's does not help.
    let nowhere = "did:web:school.example:..:x";
    assert_eq!(with(nowhere, &format!("{nowhere}#{key}")), Failed);
}

fn issuer_key(document: &[u8]) -> CheckOutcome {
    let contexts = Contexts::built_in();
    let (evidence, trust) = (Evidence::none(), Trust::none());
    let opened = open(&Document::new(document.to_vec(), "test")).unwrap();
    let against = Against::new(&evidence, &trust, &contexts, at());
    let checked = check(&opened, against);
    rows(&checked, CheckCode::IssuerKey)[0]
}

/// The outcomes with a key that the caller says is the issuer's: signature and key, of each proof.
fn with_key(
    document: &[u8],
    key: &PublicKey,
    evidence: &Evidence,
) -> Vec<(CheckCode, CheckOutcome, String)> {
    let contexts = Contexts::built_in();
    let trust = Trust::none();
    let opened = open(&Document::new(document.to_vec(), "test")).unwrap();
    let against = Against {
        key: Some(key),
        ..Against::new(evidence, &trust, &contexts, at())
    };
    let checked = check(&opened, against);
    let rows = checked.checks().iter();
    rows.filter(|row| matches!(row.code, CheckCode::ProofSignature | CheckCode::IssuerKey))
        .map(|row| (row.code, row.outcome, row.summary.to_string()))
        .collect()
}

fn ends(rows: &[(CheckCode, CheckOutcome, String)]) -> Vec<CheckOutcome> {
    rows.iter().map(|(_, outcome, _)| *outcome).collect()
}

#[test]
fn the_callers_key_binds_the_issuer_and_no_other_key_does() {
    let key = Key::p384();
    let own = PublicKey::from_jwk(&key.jwk()).unwrap();
    let other = PublicKey::from_jwk(&Key::p384().jwk()).unwrap();
    let issuer = "https://school.example/issuers/1";
    // A key document that cannot be had, a key that the token states, and none at all.
    for header in [
        json!({ "kid": format!("{issuer}#k") }),
        json!({ "jwk": key.jwk() }),
        json!({ "kid": "k1" }),
    ] {
        let token = key.token(issuer, &header);
        let rows = with_key(token.as_bytes(), &own, &Evidence::none());
        assert_eq!(ends(&rows), [Passed, Passed], "{header}");
        assert!(rows[1].2.contains("bound by the caller"), "{}", rows[1].2);
        let rows = with_key(token.as_bytes(), &other, &Evidence::none());
        assert_eq!(rows[0].1, Failed, "{header}");
    }

    let signer = SigningKey::from_bytes(&[1; 32]);
    let method = multibase(&signer);
    let did = format!("did:key:{method}");
    let document = proved(
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": { "id": issuer, "type": ["Profile"] },
            "credentialSubject": { "type": ["AchievementSubject"] }
        }),
        &signer,
        &format!("{did}#{method}"),
    );
    assert_eq!(issuer_key(&bytes(&document)), Inconclusive);
    let own = PublicKey::from_multibase(&method).unwrap();
    let rows = with_key(&bytes(&document), &own, &Evidence::none());
    assert_eq!(ends(&rows), [Passed, Passed]);
    assert!(rows[1].2.contains("bound by the caller"), "{}", rows[1].2);
    assert_eq!(
        with_key(&bytes(&document), &other, &Evidence::none())[0].1,
        Failed
    );
}

/// The holder of a presentation is not the issuer whose key the caller gave.
#[test]
fn the_callers_key_is_the_issuers_alone() {
    let signer = SigningKey::from_bytes(&[1; 32]);
    let holder = SigningKey::from_bytes(&[2; 32]);
    let named = |key: &SigningKey| format!("did:key:{0}#{0}", multibase(key));
    let issuer = "https://school.example/issuers/1";
    let credential = proved(
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": { "id": issuer, "type": ["Profile"] },
            "credentialSubject": { "type": ["AchievementSubject"] }
        }),
        &signer,
        &named(&signer),
    );
    let presentation = proved(
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"],
            "holder": format!("did:key:{}", multibase(&holder)),
            "verifiableCredential": [credential]
        }),
        &holder,
        &named(&holder),
    );
    let key = PublicKey::from_multibase(&multibase(&signer)).unwrap();
    let rows = with_key(&bytes(&presentation), &key, &Evidence::none());
    let signatures: Vec<CheckOutcome> = rows
        .iter()
        .filter(|(code, ..)| *code == CheckCode::ProofSignature)
        .map(|(_, outcome, _)| *outcome)
        .collect();
    assert_eq!(signatures, [Passed, Passed]);
    let bound = |row: &&(CheckCode, CheckOutcome, String)| row.2.contains("bound by the caller");
    assert_eq!(rows.iter().filter(bound).count(), 1);
}

/// Whoever holds the key that the caller gave could write the identifier of any anchor.
#[test]
fn under_the_callers_key_no_anchor_lists_an_identifier() {
    let key = Key::ed25519(1);
    let issuer = key.did_jwk();
    let token = key.token(&issuer, &json!({}));
    let pinned = crate::support::trust(&format!(
        "[[anchor]]\nid = 'school'\nkind = 'did_pin'\ndid = '{issuer}'\n"
    ));
    let opened = open(&Document::new(token.into_bytes(), "test")).unwrap();
    let (evidence, contexts) = (Evidence::none(), Contexts::built_in());
    let against = Against::new(&evidence, &pinned, &contexts, at());
    assert!(is_identified(&check(&opened, against)));
    let own = PublicKey::from_jwk(&key.jwk()).unwrap();
    let said = Against {
        key: Some(&own),
        ..against
    };
    let checked = check(&opened, said);
    assert!(!is_identified(&checked));
    assert_eq!(rows(&checked, CheckCode::IssuerKey), [Passed]);
}
