//! What is asked, under whose name, and what is never asked.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_verify::{Algorithm, DEFAULT_CRYPTO, PublicKey};
use credeval_wallet::{
    AUTHORIZATION_ENDPOINT, Client, ClientError, Identity, Method, Profile, Query, Random, Request,
    RequestError, ResponseMode, SigningKey, Terms, WalletNonce, Wanted,
};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256,
    date_time_ymd,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{RESPONSE_URI, at, form, later, parameters, part, random, terms, text};

const NAME: &str = "verifier.example";
const REQUEST_URI: &str = "https://verifier.example/request/1";

/// The verifier's key, its certificate, and that of the authority that issued it.
struct Signer {
    pem: String,
    leaf: Vec<u8>,
    anchor: Vec<u8>,
    alone: Vec<u8>,
}

impl Signer {
    fn until(year: i32) -> Self {
        let key = || KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let named = |name: &str, names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let mut params = CertificateParams::new(names).unwrap();
            params.distinguished_name.push(DnType::CommonName, name);
            params
        };
        let (root, own) = (key(), key());
        let mut authority = named("Authority", &[]);
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let anchor = authority.self_signed(&root).unwrap().der().to_vec();
        let mut params = named("Verifier", &[NAME, "*.verifier.example"]);
        params.not_after = date_time_ymd(year, 1, 1);
        let alone = params.self_signed(&own).unwrap().der().to_vec();
        let issuer = Issuer::new(authority, root);
        let leaf = params.signed_by(&own, &issuer).unwrap().der().to_vec();
        Self {
            pem: own.serialize_pem(),
            leaf,
            anchor,
            alone,
        }
    }

    fn new() -> Self {
        Self::until(2030)
    }

    fn key(&self) -> SigningKey {
        SigningKey::from_pkcs8_pem(&self.pem).unwrap()
    }

    fn client(&self) -> Client {
        Client::x509_hash(std::slice::from_ref(&self.leaf), self.key()).unwrap()
    }
}

fn identity() -> Query {
    let wanted = Wanted {
        european_vct: vec!["urn:example:micro".to_owned()],
        identity: Identity::Required,
        ..Wanted::default()
    };
    wanted.query().unwrap()
}

fn badges() -> Query {
    let wanted = Wanted {
        open_badges: true,
        ..Wanted::default()
    };
    wanted.query().unwrap()
}

fn made(client: &Client, change: impl Fn(&mut Terms)) -> Result<Request, RequestError> {
    let mut terms = terms(identity(), ResponseMode::DirectPostJwt);
    change(&mut terms);
    Request::new(client, terms, &random(40))
}

#[test]
fn a_signed_request_says_who_asks_and_what() {
    let signer = Signer::new();
    let client = signer.client();
    let request = made(&client, |_| {}).unwrap();
    let nonce = WalletNonce::read(&form(&[("wallet_nonce", "of the wallet"), ("other", "x")]));
    let nonce = nonce.unwrap().unwrap();
    let object = request.object(&client, Some(&nonce), at()).unwrap();
    let header = part(&object, 0);
    assert_eq!(header["typ"], "oauth-authz-req+jwt");
    assert_eq!(header["alg"], "ES256");
    // The signer's certificate, without the anchor.
    assert_eq!(header["x5c"], json!([STANDARD.encode(&signer.leaf)]));
    let claims = part(&object, 1);
    let id = format!("x509_hash:{}", text(Sha256::digest(&signer.leaf)));
    assert_eq!(client.id(), id);
    for (claim, value) in [
        ("client_id", json!(id)),
        ("response_type", json!("vp_token")),
        ("response_mode", json!("direct_post.jwt")),
        ("response_uri", json!(RESPONSE_URI)),
        ("aud", json!("https://self-issued.me/v2")),
        ("wallet_nonce", json!("of the wallet")),
        ("state", json!(request.state())),
        ("iat", json!(at().as_second())),
        ("exp", json!(at().as_second() + 300)),
        ("dcql_query", json!(identity())),
    ] {
        assert_eq!(claims[claim], value, "{claim}");
    }
    assert!(claims.get("redirect_uri").is_none());
    assert_eq!(claims["nonce"], json!(request.asked().challenge));
    assert_eq!(request.asked().domain, Some(id));
    let (input, signature) = object.rsplit_once('.').unwrap();
    let key = certified(&signer.leaf);
    let signature = base64url(signature);
    let holds =
        |input: &str| DEFAULT_CRYPTO.verify(Algorithm::Es256, &key, input.as_bytes(), &signature);
    assert!(holds(input));
    assert!(!holds(&input[1..]));
}

fn base64url(text: &str) -> Vec<u8> {
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text)
        .unwrap()
}

/// The key of a certificate.
fn certified(leaf: &[u8]) -> PublicKey {
    use x509_cert::der::Decode as _;
    let read = x509_cert::Certificate::from_der(leaf).unwrap();
    let key = read
        .tbs_certificate
        .subject_public_key_info
        .subject_public_key;
    PublicKey::P256(key.raw_bytes().to_vec())
}

#[test]
fn an_encrypted_response_is_asked_for_by_a_key_of_its_own() {
    let client = Client::redirect_uri(RESPONSE_URI).unwrap();
    let metadata = |mode: ResponseMode, seed: u8| -> (Request, Value) {
        let request = Request::new(&client, terms(identity(), mode), &random(seed)).unwrap();
        let link = request
            .link_with(AUTHORIZATION_ENDPOINT, &client, at())
            .unwrap();
        let metadata = serde_json::from_str(&parameters(&link)["client_metadata"]).unwrap();
        (request, metadata)
    };
    let (request, asked) = metadata(ResponseMode::DirectPostJwt, 40);
    assert_eq!(
        asked["encrypted_response_enc_values_supported"],
        json!(["A128GCM", "A256GCM"])
    );
    let key = &asked["jwks"]["keys"][0];
    assert_eq!(
        [
            &key["kty"],
            &key["crv"],
            &key["use"],
            &key["alg"],
            &key["kid"]
        ],
        ["EC", "P-256", "enc", "ECDH-ES", request.state()]
    );
    assert!(key.get("d").is_none());
    assert_eq!(asked["jwks"]["keys"].as_array().unwrap().len(), 1);
    let (_, other) = metadata(ResponseMode::DirectPostJwt, 50);
    assert_ne!(other["jwks"]["keys"][0]["x"], key["x"]);
    let (_, plain) = metadata(ResponseMode::DirectPost, 40);
    assert!(plain.get("jwks").is_none());
    assert_eq!(
        plain["vp_formats_supported"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["dc+sd-jwt"]
    );
}

#[test]
fn a_certificate_is_the_signers_and_names_the_host() {
    let signer = Signer::new();
    let leaf = || vec![signer.leaf.clone()];
    let by_name = |name: &str, chain: &[Vec<u8>]| Client::x509_san_dns(name, chain, signer.key());
    let client = by_name(NAME, &leaf()).unwrap();
    assert_eq!(client.id(), "x509_san_dns:verifier.example");
    assert!(made(&client, |_| {}).is_ok());
    let elsewhere = made(&client, |terms| {
        terms.response_uri = "https://other.example/response".to_owned();
    });
    assert!(matches!(elsewhere, Err(RequestError::Elsewhere { .. })));
    for name in [
        "other.example",
        "sub.verifier.example",
        "*.verifier.example",
    ] {
        let refused = by_name(name, &leaf()).unwrap_err();
        assert!(matches!(refused, ClientError::Name { .. }), "{name}");
    }
    let by_hash = |chain: &[Vec<u8>]| Client::x509_hash(chain, signer.key()).map(drop);
    assert_eq!(by_hash(&leaf()), Ok(()));
    assert_eq!(by_hash(std::slice::from_ref(&signer.alone)), Ok(()));
    assert_eq!(
        by_hash(&[signer.leaf.clone(), signer.anchor.clone()]),
        Err(ClientError::TrustAnchor { index: 1 })
    );
    let other = Signer::new();
    assert_eq!(
        by_hash(std::slice::from_ref(&other.leaf)),
        Err(ClientError::OtherKey)
    );
    assert!(matches!(
        by_hash(&[signer.leaf.clone(), other.leaf]),
        Err(ClientError::Chain { index: 0, .. })
    ));
    assert_eq!(
        by_hash(&[b"no certificate".to_vec()]),
        Err(ClientError::Certificate { index: 0 })
    );
    assert_eq!(
        by_hash(&[]),
        Err(ClientError::Certificates { limit: 6, found: 0 })
    );
    assert_eq!(
        SigningKey::from_pkcs8_pem("no key").unwrap_err(),
        ClientError::Key
    );
}

#[test]
fn a_certificate_that_has_expired_signs_nothing() {
    let signer = Signer::until(2026);
    let client = signer.client();
    let request = made(&client, |_| {}).unwrap();
    assert_eq!(
        request.object(&client, None, at()),
        Err(RequestError::CertificateTime { at: at() })
    );
}

#[test]
fn a_did_is_named_by_its_verification_method() {
    let signer = Signer::new();
    let with = |method: &str| Client::decentralized_identifier(method, signer.key());
    let client = with("did:web:verifier.example#key-1").unwrap();
    assert_eq!(
        client.id(),
        "decentralized_identifier:did:web:verifier.example"
    );
    let request = made(&client, |_| {}).unwrap();
    let header = part(&request.object(&client, None, at()).unwrap(), 0);
    assert_eq!(header["kid"], "did:web:verifier.example#key-1");
    assert!(header.get("x5c").is_none());
    for method in [
        "did:web:verifier.example",
        "https://verifier.example#key-1",
        "did:web:#k",
        "did:web:a#",
    ] {
        assert!(with(method).is_err(), "{method}");
    }
}

#[test]
fn a_client_that_signs_nothing_is_asked_by_value_alone() {
    let client = Client::redirect_uri(RESPONSE_URI).unwrap();
    let request = made(&client, |_| {}).unwrap();
    assert_eq!(
        request.object(&client, None, at()),
        Err(RequestError::NotSigned)
    );
    assert_eq!(
        request.link_to(AUTHORIZATION_ENDPOINT, REQUEST_URI, Method::Get),
        Err(RequestError::NotSigned)
    );
    let link = request
        .link_with(AUTHORIZATION_ENDPOINT, &client, at())
        .unwrap();
    let parameters = parameters(&link);
    assert_eq!(
        parameters["client_id"],
        format!("redirect_uri:{RESPONSE_URI}")
    );
    assert_eq!(
        serde_json::from_str::<Query>(&parameters["dcql_query"]).unwrap(),
        identity()
    );
    let elsewhere = made(&client, |terms| {
        terms.response_uri = format!("{RESPONSE_URI}/other");
    });
    assert!(matches!(elsewhere, Err(RequestError::Elsewhere { .. })));
    assert!(Client::redirect_uri("http://verifier.example/").is_err());
}

#[test]
fn a_link_names_the_place_of_the_request() {
    let signer = Signer::new();
    let client = signer.client();
    let request = made(&client, |_| {}).unwrap();
    let link = |method| {
        request
            .link_to(AUTHORIZATION_ENDPOINT, REQUEST_URI, method)
            .unwrap()
    };
    assert!(link(Method::Get).starts_with("openid4vp://?client_id=x509_hash%3A"));
    assert_eq!(parameters(&link(Method::Get))["request_uri"], REQUEST_URI);
    assert!(!parameters(&link(Method::Get)).contains_key("request_uri_method"));
    assert_eq!(
        parameters(&link(Method::Post))["request_uri_method"],
        "post"
    );
    let at_wallet = request.link_to(
        "https://wallet.example/authorize?v=1",
        REQUEST_URI,
        Method::Get,
    );
    assert!(
        at_wallet
            .unwrap()
            .starts_with("https://wallet.example/authorize?v=1&client_id=")
    );
    for address in [
        "http://verifier.example/r",
        "https://user@verifier.example/r",
        "https://a.example/#r",
        "r",
    ] {
        let refused = request.link_to(AUTHORIZATION_ENDPOINT, address, Method::Get);
        assert!(
            matches!(refused, Err(RequestError::Address { .. })),
            "{address}"
        );
    }
    let whole = request
        .link_with(AUTHORIZATION_ENDPOINT, &client, at())
        .unwrap();
    assert_eq!(
        part(&parameters(&whole)["request"], 1)["client_id"],
        client.id()
    );
    // Under another name, or another's signature, nothing goes out.
    let other = Client::decentralized_identifier("did:web:other.example#1", signer.key()).unwrap();
    assert!(matches!(
        request.object(&other, None, at()),
        Err(RequestError::OtherClient { .. })
    ));
}

#[test]
fn haip_forbids_what_it_forbids() {
    let signer = Signer::new();
    let haip = |client: &Client, change: &dyn Fn(&mut Terms)| {
        made(client, |terms| {
            terms.profile = Profile::Haip;
            change(terms);
        })
    };
    let client = signer.client();
    let request = haip(&client, &|_| {}).unwrap();
    assert!(
        request
            .link_to("haip-vp://", REQUEST_URI, Method::Post)
            .is_ok()
    );
    let rule = |refused: Result<_, RequestError>| match refused.map(|(): ()| ()) {
        Err(RequestError::Haip { rule }) => rule,
        other => panic!("{other:?}"),
    };
    let by_value = request.link_with("haip-vp://", &client, at()).map(drop);
    assert_eq!(rule(by_value), "a request by reference");
    let plain = haip(&client, &|terms| {
        terms.response_mode = ResponseMode::DirectPost;
    });
    assert_eq!(rule(plain.map(drop)), "the response mode direct_post.jwt");
    let tokens = haip(&client, &|terms| terms.query = badges());
    assert_eq!(
        rule(tokens.map(drop)),
        "credentials of the format dc+sd-jwt"
    );
    let alone = Client::x509_hash(std::slice::from_ref(&signer.alone), signer.key()).unwrap();
    assert_eq!(
        rule(haip(&alone, &|_| {}).map(drop)),
        "a certificate that another signed"
    );
    let leaf = std::slice::from_ref(&signer.leaf);
    let named = Client::x509_san_dns(NAME, leaf, signer.key()).unwrap();
    let did = Client::decentralized_identifier("did:web:verifier.example#1", signer.key()).unwrap();
    for other in [named, did, Client::redirect_uri(RESPONSE_URI).unwrap()] {
        assert_eq!(
            rule(haip(&other, &|_| {}).map(drop)),
            "the client identifier prefix x509_hash"
        );
    }
}

#[test]
fn a_request_needs_bytes_that_nobody_guesses_and_an_end() {
    let client = Client::redirect_uri(RESPONSE_URI).unwrap();
    let with = |random: &Random| {
        Request::new(
            &client,
            terms(identity(), ResponseMode::DirectPostJwt),
            random,
        )
        .map(drop)
    };
    assert_eq!(with(&random(40)), Ok(()));
    let changed = |change: &dyn Fn(&mut Random)| {
        let mut random = random(40);
        change(&mut random);
        with(&random)
    };
    for refused in [
        changed(&|random| random.nonce = [0; 32]),
        changed(&|random| random.state = random.nonce),
        changed(&|random| random.key = random.state),
        // More than the order of the curve.
        changed(&|random| random.key = [255; 32]),
    ] {
        assert_eq!(refused, Err(RequestError::Random));
    }
    for (lifetime, fits) in [(0, false), (1, true), (600, true), (601, false)] {
        let made = made(&client, |terms| terms.lifetime = lifetime);
        assert_eq!(made.is_ok(), fits, "{lifetime}");
    }
    for address in [
        "http://verifier.example/response",
        "verifier.example",
        "https://verifier.example/#a",
    ] {
        let refused = made(&client, |terms| terms.response_uri = address.to_owned());
        assert!(
            matches!(refused, Err(RequestError::Address { .. })),
            "{address}"
        );
    }
    let request = made(&client, |_| {}).unwrap();
    assert!(
        request
            .link_with("openid4vp://", &client, later(299))
            .is_ok()
    );
    assert!(matches!(
        request.link_with("openid4vp://", &client, later(300)),
        Err(RequestError::Expired { .. })
    ));
}

#[test]
fn what_a_wallet_posts_for_a_request_is_bounded() {
    let read = |parameters: &[(&str, &str)]| WalletNonce::read(&form(parameters));
    assert_eq!(read(&[("wallet_metadata", "{}")]), Ok(None));
    let twice = read(&[("wallet_nonce", "a"), ("wallet_nonce", "b")]);
    assert_eq!(twice.unwrap_err().code(), "repeated_parameter");
    let large = read(&[("wallet_metadata", &"a".repeat(64 * 1024))]);
    assert_eq!(large.unwrap_err().code(), "too_large");
    let signer = Signer::new();
    let client = signer.client();
    let request = made(&client, |_| {}).unwrap();
    for (nonce, fits) in [
        ("", false),
        (&"n".repeat(512), true),
        (&"n".repeat(513), false),
    ] {
        let nonce = read(&[("wallet_nonce", nonce)]).unwrap().unwrap();
        assert_eq!(request.object(&client, Some(&nonce), at()).is_ok(), fits);
    }
}

#[test]
fn a_request_is_kept_whole_and_shows_no_key() {
    let client = Client::redirect_uri(RESPONSE_URI).unwrap();
    let request = made(&client, |_| {}).unwrap();
    let kept = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<Request>(&kept).unwrap(), request);
    let key = text([42; 32]);
    assert!(kept.contains(&key));
    assert!(!format!("{request:?} {:?}", random(40)).contains(&key));
    // A key that was spoiled in the store is no key.
    let spoiled = kept.replace(&key, &text([0; 32]));
    assert!(serde_json::from_str::<Request>(&spoiled).is_err());
}
