//! Whose key it is: each way to name a key, with the twins that bind nothing.

#[cfg(test)]
mod keys {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
        RSA_PKCS1_SHA256, RsaKeyPair,
    };
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use credeval_linked_data::Contexts;
    use credeval_model::{
        CheckCode, CheckOutcome, Digest, Document,
        evidence::{Answer, Evidence, EvidenceKind, Item, Origin, Request},
    };
    use credeval_verify::{Against, Trust, check, needs, open};
    use der::{Decode as _, NestedReader, Reader as _, SliceReader, asn1::UintRef};
    use serde_json::{Value, json};

    use CheckOutcome::{Failed, Inconclusive, Passed};

    enum Key {
        Ed25519(Ed25519KeyPair),
        P256(EcdsaKeyPair),
        Rsa(RsaKeyPair),
    }

    impl Key {
        fn ed25519(seed: u8) -> Self {
            Self::Ed25519(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
        }

        fn p256() -> Self {
            let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
            Self::P256(EcdsaKeyPair::generate(algorithm).unwrap())
        }

        fn rsa() -> Self {
            Self::Rsa(RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap())
        }

        fn algorithm(&self) -> &'static str {
            match self {
                Self::Ed25519(_) => "EdDSA",
                Self::P256(_) => "ES256",
                Self::Rsa(_) => "RS256",
            }
        }

        fn sign(&self, message: &[u8]) -> Vec<u8> {
            let random = SystemRandom::new();
            match self {
                Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
                Self::P256(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
                Self::Rsa(key) => {
                    let mut signature = vec![0; key.public_modulus_len()];
                    let padding = &RSA_PKCS1_SHA256;
                    key.sign(padding, &random, message, &mut signature).unwrap();
                    signature
                }
            }
        }

        fn jwk(&self) -> Value {
            let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            match self {
                Self::Ed25519(key) => {
                    json!({ "kty": "OKP", "crv": "Ed25519", "x": text(key.public_key().as_ref()) })
                }
                Self::P256(key) => {
                    let point = key.public_key().as_ref();
                    json!({ "kty": "EC", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..]) })
                }
                Self::Rsa(key) => {
                    // RSAPublicKey (RFC 8017 appendix A.1.1): modulus and exponent.
                    let mut reader = SliceReader::new(key.public_key().as_ref()).unwrap();
                    let parts = |parts: &mut NestedReader<'_, SliceReader<'_>>| {
                        let number =
                            |parts: &mut _| UintRef::decode(parts).map(|n| text(n.as_bytes()));
                        Ok((number(parts)?, number(parts)?))
                    };
                    let (modulus, exponent) = reader.sequence(parts).unwrap();
                    json!({ "kty": "RSA", "n": modulus, "e": exponent })
                }
            }
        }

        fn did_jwk(&self) -> String {
            let jwk = serde_json::to_vec(&self.jwk()).unwrap();
            format!("did:jwk:{}", URL_SAFE_NO_PAD.encode(jwk))
        }

        /// A VC-JWT of `issuer`, with further header parameters.
        fn token(&self, issuer: &str, header: &Value) -> String {
            let mut full = json!({ "alg": self.algorithm(), "typ": "JWT" });
            full.as_object_mut()
                .unwrap()
                .extend(header.as_object().unwrap().clone());
            let payload = json!({
                "type": ["VerifiableCredential", "OpenBadgeCredential"],
                "issuer": { "id": issuer },
                "credentialSubject": { "achievement": { "name": "n", "criteria": {} } }
            });
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap());
            let input = format!("{}.{}", part(&full), part(&payload));
            let signature = URL_SAFE_NO_PAD.encode(self.sign(input.as_bytes()));
            format!("{input}.{signature}")
        }
    }

    fn evidence(url: &str, document: &Value) -> Evidence {
        let bytes = serde_json::to_vec(document).unwrap();
        let mut evidence = Evidence::none();
        evidence.insert(
            url,
            Answer::Found(Item {
                kind: EvidenceKind::KeyDocument,
                digest: Digest::of(&bytes),
                bytes,
                media_type: None,
                fetched_at: None,
                origin: Origin::Supplied,
            }),
        );
        evidence
    }

    /// How `proof.signature` and `issuer.key` end, and what is asked for.
    fn judge(token: &str, evidence: &Evidence) -> (CheckOutcome, CheckOutcome, Vec<Request>) {
        let opened = open(&Document::new(token.as_bytes().to_vec(), "test")).unwrap();
        let (trust, contexts) = (Trust::none(), Contexts::none());
        let against = Against {
            evidence,
            trust: &trust,
            contexts: &contexts,
            at: "2026-09-01T00:00:00Z".parse().unwrap(),
        };
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
        for key in [Key::ed25519(1), Key::p256(), Key::rsa()] {
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
        let against = Against {
            evidence: &evidence,
            trust: &trust,
            contexts: &contexts,
            at: "2026-09-01T00:00:00Z".parse().unwrap(),
        };
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
            }]
        });
        assert_eq!(
            outcomes(&token, &evidence(issuer, &listed)),
            (Passed, Passed)
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
}
