//! Who asks: the client identifier, and the key that signs for it.
//!
//! Sources: OpenID4VP 1.0 section 5.9.3 (client identifier prefixes); RFC 7515 section 4.1.6 (`x5c`);
//! RFC 5280 sections 4.1.2 and 4.2.1.6; `OpenID4VC` High Assurance Interoperability Profile 1.0
//! section 5.

use std::fmt;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use credeval_model::Timestamp;
use p256::{
    ecdsa::{Signature, SigningKey as EcdsaKey, VerifyingKey, signature::Signer as _},
    pkcs8::DecodePrivateKey as _,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use x509_cert::{
    Certificate,
    der::Decode as _,
    ext::pkix::{SubjectAltName, name::GeneralName},
};

use crate::request::{RequestError, https};

/// Certificates in one chain: a signer, and some authorities below the anchor.
const CERTIFICATES: usize = 6;

/// The Client Identifier Prefix: how a wallet tells who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prefix {
    /// A DNS name in the signer's certificate.
    X509SanDns,
    /// The hash of the signer's certificate.
    X509Hash,
    /// A DID whose document holds the signer's key.
    DecentralizedIdentifier,
    /// The address that the response goes to; such requests are never signed.
    RedirectUri,
}

impl Prefix {
    /// The prefix, without the colon that follows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::X509SanDns => "x509_san_dns",
            Self::X509Hash => "x509_hash",
            Self::DecentralizedIdentifier => "decentralized_identifier",
            Self::RedirectUri => "redirect_uri",
        }
    }
}

/// A private key on P-256 that signs requests. Its signatures are deterministic (RFC 6979), so that
/// none needs a random number.
#[derive(Clone)]
pub struct SigningKey(EcdsaKey);

impl SigningKey {
    /// The key in PKCS#8, as PEM (RFC 7468 section 10).
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, ClientError> {
        EcdsaKey::from_pkcs8_pem(pem)
            .map(Self)
            .map_err(|_| ClientError::Key)
    }

    /// A signature by ES256: `r` and `s` (RFC 7518 section 3.4).
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign(message);
        signature.to_bytes().to_vec()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// Why somebody cannot ask under a client identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The key is none.
    #[error("expected a private key on P-256 in PKCS#8 PEM, found other text")]
    Key,
    /// There are no certificates, or more than any chain has.
    #[error("expected 1 to {limit} certificates, found {found}")]
    Certificates {
        /// How many may be there.
        limit: usize,
        /// How many are.
        found: usize,
    },
    /// One cannot be read.
    #[error("expected a certificate in DER at {index}, found other bytes")]
    Certificate {
        /// Its place, from 0.
        index: usize,
    },
    /// The signer's certificate is for another key.
    #[error("expected a certificate of the signing key, found one of another")]
    OtherKey,
    /// A certificate was not issued by the next one.
    #[error("expected the issuer of certificate {index} after it, found {found}")]
    Chain {
        /// Its place, from 0.
        index: usize,
        /// Who stands there.
        found: String,
    },
    /// The trust anchor is among them, which wallets have of their own.
    #[error("expected a chain without its trust anchor, found one at {index}")]
    TrustAnchor {
        /// Its place, from 0.
        index: usize,
    },
    /// The signer's certificate does not name the host.
    #[error("expected the DNS name {expected} in the certificate, found {found}")]
    Name {
        /// The name that is to be the identifier.
        expected: String,
        /// The names in the certificate.
        found: String,
    },
    /// The verification method is not a DID URL with a fragment.
    #[error("expected a DID with the fragment of a verification method, found `{found}`")]
    Did {
        /// What was given.
        found: String,
    },
    /// The response address is not one.
    #[error("expected an https address as the client identifier, found `{found}`")]
    Address {
        /// What was given.
        found: String,
    },
}

/// Who asks.
#[derive(Debug, Clone)]
pub struct Client {
    prefix: Prefix,
    name: String,
    signer: Option<Signer>,
}

/// How requests of a client are signed.
#[derive(Debug, Clone)]
struct Signer {
    key: SigningKey,
    names_key: NamesKey,
}

/// How the header of a request names the key.
#[derive(Debug, Clone)]
enum NamesKey {
    /// Certificates in `x5c`, the signer's first.
    X5c(Box<Chain>),
    /// A verification method in `kid`.
    Kid(String),
}

impl Client {
    /// A client that is known by a DNS name in its certificate.
    ///
    /// Takes the name, the certificates in DER, the signer's first and the anchor left out, and the
    /// signer's key. It does not check that wallets trust the chain.
    pub fn x509_san_dns(
        name: &str,
        certificates: &[Vec<u8>],
        key: SigningKey,
    ) -> Result<Self, ClientError> {
        let chain = Chain::read(certificates, &key)?;
        let found = chain.dns_names();
        if !found.iter().any(|found| found.eq_ignore_ascii_case(name)) {
            return Err(ClientError::Name {
                expected: name.to_owned(),
                found: found.join(", "),
            });
        }
        let name = name.to_ascii_lowercase();
        Ok(Self::signing(
            Prefix::X509SanDns,
            name,
            key,
            NamesKey::X5c(Box::new(chain)),
        ))
    }

    /// A client that is known by the hash of its certificate. Arguments are those of
    /// [`Client::x509_san_dns`].
    pub fn x509_hash(certificates: &[Vec<u8>], key: SigningKey) -> Result<Self, ClientError> {
        let chain = Chain::read(certificates, &key)?;
        let leaf = certificates.first().map_or(&[][..], Vec::as_slice);
        let name = URL_SAFE_NO_PAD.encode(Sha256::digest(leaf));
        Ok(Self::signing(
            Prefix::X509Hash,
            name,
            key,
            NamesKey::X5c(Box::new(chain)),
        ))
    }

    /// A client that is known by its DID; `method` is the verification method of the key in its
    /// document. It does not look at the document.
    pub fn decentralized_identifier(method: &str, key: SigningKey) -> Result<Self, ClientError> {
        let wrong = || ClientError::Did {
            found: method.to_owned(),
        };
        let (did, fragment) = method.split_once('#').ok_or_else(wrong)?;
        let parts = did.splitn(3, ':').filter(|part| !part.is_empty()).count();
        if !did.starts_with("did:") || parts < 3 || fragment.is_empty() {
            return Err(wrong());
        }
        let names_key = NamesKey::Kid(method.to_owned());
        Ok(Self::signing(
            Prefix::DecentralizedIdentifier,
            did.to_owned(),
            key,
            names_key,
        ))
    }

    /// A client that is known by nothing but where the response goes. Wallets cannot tell who asks,
    /// and most refuse it outside of trials.
    pub fn redirect_uri(response_uri: &str) -> Result<Self, ClientError> {
        if https(response_uri).is_none() {
            return Err(ClientError::Address {
                found: response_uri.to_owned(),
            });
        }
        Ok(Self {
            prefix: Prefix::RedirectUri,
            name: response_uri.to_owned(),
            signer: None,
        })
    }

    fn signing(prefix: Prefix, name: String, key: SigningKey, names_key: NamesKey) -> Self {
        Self {
            prefix,
            name,
            signer: Some(Signer { key, names_key }),
        }
    }

    /// How wallets tell who asks.
    pub fn prefix(&self) -> Prefix {
        self.prefix
    }

    /// The client identifier with its prefix: what a presentation must be made for.
    pub fn id(&self) -> String {
        format!("{}:{}", self.prefix.as_str(), self.name)
    }

    /// Whether responses to this address are responses to this client.
    pub(crate) fn may_receive_at(&self, response_uri: &str) -> bool {
        match self.prefix {
            Prefix::X509SanDns => {
                let address = https(response_uri);
                address.is_some_and(|address| address.host_str() == Some(self.name.as_str()))
            }
            Prefix::RedirectUri => response_uri == self.name,
            Prefix::X509Hash | Prefix::DecentralizedIdentifier => true,
        }
    }

    /// Whether the signer's certificate vouches for itself.
    pub(crate) fn is_self_signed(&self) -> bool {
        match self.signer.as_ref().map(|signer| &signer.names_key) {
            Some(NamesKey::X5c(chain)) => chain.is_self_signed,
            _ => false,
        }
    }

    /// A compact JWS of claims, of this `typ`; an error where the client signs nothing, or its
    /// certificate is not valid at this time.
    pub(crate) fn sign(
        &self,
        typ: &str,
        claims: &Value,
        at: Timestamp,
    ) -> Result<String, RequestError> {
        let signer = self.signer.as_ref().ok_or(RequestError::NotSigned)?;
        let header = match &signer.names_key {
            NamesKey::Kid(method) => json!({ "alg": "ES256", "typ": typ, "kid": method }),
            NamesKey::X5c(chain) => {
                if !(chain.from..=chain.until).contains(&at.as_second()) {
                    return Err(RequestError::CertificateTime { at });
                }
                json!({ "alg": "ES256", "typ": typ, "x5c": chain.x5c })
            }
        };
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", part(&header), part(claims));
        let signature = URL_SAFE_NO_PAD.encode(signer.key.sign(input.as_bytes()));
        Ok(format!("{input}.{signature}"))
    }
}

/// Certificates from a signer's to below the anchor.
#[derive(Debug, Clone)]
struct Chain {
    x5c: Vec<String>,
    leaf: Certificate,
    is_self_signed: bool,
    /// The seconds in which the signer's certificate is valid.
    from: i64,
    until: i64,
}

impl Chain {
    fn read(certificates: &[Vec<u8>], key: &SigningKey) -> Result<Self, ClientError> {
        let found = certificates.len();
        let read: Vec<Certificate> = certificates
            .iter()
            .take(CERTIFICATES)
            .enumerate()
            .map(|(index, der)| {
                Certificate::from_der(der).map_err(|_| ClientError::Certificate { index })
            })
            .collect::<Result<_, _>>()?;
        let (Some(leaf), true) = (read.first(), found <= CERTIFICATES) else {
            let limit = CERTIFICATES;
            return Err(ClientError::Certificates { limit, found });
        };
        let point = &leaf
            .tbs_certificate
            .subject_public_key_info
            .subject_public_key;
        let certified = VerifyingKey::from_sec1_bytes(point.raw_bytes()).ok();
        if certified.as_ref() != Some(key.0.verifying_key()) {
            return Err(ClientError::OtherKey);
        }
        let names_itself =
            |one: &Certificate| one.tbs_certificate.issuer == one.tbs_certificate.subject;
        if let Some(index) = read.iter().skip(1).position(names_itself) {
            return Err(ClientError::TrustAnchor { index: index + 1 });
        }
        for (index, (one, next)) in read.iter().zip(read.iter().skip(1)).enumerate() {
            if one.tbs_certificate.issuer != next.tbs_certificate.subject {
                return Err(ClientError::Chain {
                    index,
                    found: next.tbs_certificate.subject.to_string(),
                });
            }
        }
        let validity = &leaf.tbs_certificate.validity;
        let seconds = |time: x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
        };
        Ok(Self {
            x5c: certificates
                .iter()
                .map(|der| STANDARD.encode(der))
                .collect(),
            is_self_signed: names_itself(leaf),
            from: seconds(validity.not_before),
            until: seconds(validity.not_after),
            leaf: leaf.clone(),
        })
    }

    /// The DNS names of the signer's certificate. A name with a wildcard is no identifier.
    fn dns_names(&self) -> Vec<String> {
        let names = self.leaf.tbs_certificate.get::<SubjectAltName>();
        let Ok(Some((_, SubjectAltName(names)))) = names else {
            return Vec::new();
        };
        let dns = names.iter().filter_map(|name| match name {
            GeneralName::DnsName(name) => Some(name.as_str().to_owned()),
            _ => None,
        });
        dns.filter(|name| !name.starts_with('*')).collect()
    }
}
