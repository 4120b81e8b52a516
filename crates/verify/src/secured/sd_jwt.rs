//! SD-JWT: a token of which parts are hashes, and the parts that its holder discloses.
//!
//! Sources: RFC 9901 (SD-JWT), sections 4, 7 and 8; SD-JWT VC; Securing Verifiable Credentials using
//! JOSE and COSE section 3.2; OpenID4VP 1.0 section B.3.7 (JSON-LD in the claim `ld`).
//!
//! The crates for this decode, and leave to their callers what makes it safe: equal disclosures are
//! merged, reserved names are taken, JSON is read with a key twice, nothing is bounded.

mod disclosure;
mod issuer;
mod key_binding;

pub(crate) use key_binding::{KeyBinding, key_binding};

use std::collections::{BTreeSet, HashSet};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Pointer,
    check::Cause,
    disclosure::{Disclosure, Withheld},
    json::{self, JsonError},
    limits,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::jwt::{self, Jwt};
use super::{ProofReport, Signer, data_integrity};
use crate::opened::{Opened, base64url};
use crate::session::Session;
use disclosure::Disclosed;

/// Disclosures of one token; a record of a whole bachelor with every statement apart has some
/// hundreds.
const DISCLOSURES: usize = 4_096;

/// An SD-JWT, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct SdJwt {
    /// The issuer's tokens over the one payload: one in the compact form, one or more in JSON.
    issued: Vec<Jwt>,
    disclosures: Vec<String>,
    /// The key-binding JWT of the holder.
    binding: Option<String>,
    /// The bytes that the key-binding JWT speaks of: all before it.
    presented: String,
    disclosed: Result<Disclosed, Fault>,
}

/// Why the disclosures are not what the issuer signed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    /// They are not; with the word for why, what was expected, and what was found.
    Broken(&'static str, String, String),
    /// They cannot be told.
    Unsupported(String),
    /// There are more than are looked at.
    TooMany(usize),
    /// The payload is no JSON.
    Payload(JsonError),
}

impl SdJwt {
    pub(crate) fn seals(&self) -> Vec<Digest> {
        self.issued.iter().map(Jwt::seal).collect()
    }

    /// Reads the compact form: a token, disclosures and perhaps a key-binding JWT with `~` between
    /// them; `None` for anything else.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?.trim();
        let (presented, binding) = text.rsplit_once('~')?;
        let mut parts = presented.split('~');
        let jwt = Jwt::read(parts.next()?.as_bytes())?;
        let binding = Some(binding).filter(|binding| !binding.is_empty());
        let disclosures = parts.map(str::to_owned).collect();
        Some(Self::new(
            vec![jwt],
            disclosures,
            binding.map(str::to_owned),
            format!("{presented}~"),
        ))
    }

    /// Reads the JSON serialisation, which has `disclosures` or `kb_jwt` in an unprotected header
    /// (RFC 9901 section 8); `None` for anything else.
    pub(crate) fn from_json(value: &Value) -> Option<Self> {
        let payload = value.get("payload")?.as_str()?;
        let signatures = match (value.get("signatures"), value.get("signature")) {
            (Some(Value::Array(list)), None) => list.as_slice(),
            (None, Some(Value::String(_))) => std::slice::from_ref(value),
            _ => return None,
        };
        let is_sd = |entry: &Value| {
            entry.get("header").is_some_and(|header| {
                header.get("disclosures").is_some() || header.get("kb_jwt").is_some()
            })
        };
        if !signatures.iter().any(is_sd) {
            return None;
        }
        let tokens: Option<Vec<String>> = signatures
            .iter()
            .map(|entry| {
                let text = |key: &str| entry.get(key).and_then(Value::as_str);
                Some(format!(
                    "{}.{payload}.{}",
                    text("protected")?,
                    text("signature")?
                ))
            })
            .collect();
        let tokens = tokens?;
        let issued: Option<Vec<Jwt>> = tokens
            .iter()
            .take(limits::PROOFS + 1)
            .map(|token| Jwt::read(token.as_bytes()))
            .collect();
        let first = signatures.first()?.get("header");
        let stated = first.and_then(|header| header.get("disclosures"));
        let mut texts = Vec::new();
        for disclosure in stated.and_then(Value::as_array).into_iter().flatten() {
            texts.push(disclosure.as_str()?.to_owned());
        }
        let binding = match first.and_then(|header| header.get("kb_jwt")) {
            None => None,
            Some(binding) => Some(binding.as_str()?.to_owned()),
        };
        let parts: Vec<&str> = std::iter::once(tokens.first()?)
            .chain(&texts)
            .map(String::as_str)
            .collect();
        let presented = format!("{}~", parts.join("~"));
        let mut sd_jwt = Self::new(issued?, texts, binding, presented);
        // Section 8.1: only the first header has them, and they are a list.
        if signatures.iter().skip(1).any(is_sd) || stated.is_some_and(|stated| !stated.is_array()) {
            sd_jwt.disclosed = Err(Fault::Broken(
                "disclosures_elsewhere",
                "the disclosures as a list in the first header".to_owned(),
                "others".to_owned(),
            ));
        }
        Some(sd_jwt)
    }

    fn new(
        issued: Vec<Jwt>,
        disclosures: Vec<String>,
        binding: Option<String>,
        presented: String,
    ) -> Self {
        let disclosed = match issued.first().map(|jwt| json::parse(&jwt.payload)) {
            _ if disclosures.len() > DISCLOSURES => Err(Fault::TooMany(disclosures.len())),
            Some(Ok(payload)) => disclosure::resolve(payload, &disclosures),
            Some(Err(error)) => Err(Fault::Payload(error)),
            None => Err(Fault::Payload(JsonError::Empty)),
        };
        Self {
            issued,
            disclosures,
            binding,
            presented,
            disclosed,
        }
    }

    /// The header of the first token.
    pub(crate) fn header(&self) -> Option<&Value> {
        self.issued.first().map(|jwt| &jwt.header)
    }

    /// What the holder chose to show of the payload. Where the disclosures are not what was signed,
    /// all that could be disclosed is withheld.
    pub(crate) fn disclosure(&self) -> Disclosure {
        match &self.disclosed {
            Ok(disclosed) => Disclosure {
                places: disclosed.places.iter().cloned().collect(),
                withheld: match disclosed.hidden {
                    0 => Withheld::Nothing,
                    hidden => Withheld::Statements(hidden),
                },
            },
            Err(_) => Disclosure {
                places: BTreeSet::new(),
                withheld: Withheld::Unknown,
            },
        }
    }

    /// The payload with what is disclosed in its places and without what is not, and where in it the
    /// credential stands. Where the disclosures are not what was signed, nothing is disclosed.
    pub(crate) fn decode(&self) -> (Result<Value, JsonError>, Pointer) {
        let mut payload = match &self.disclosed {
            Ok(disclosed) => disclosed.payload.clone(),
            Err(Fault::Payload(error)) => return (Err(error.clone()), Pointer::root()),
            Err(_) => {
                let signed = self.issued.first().map(|jwt| json::parse(&jwt.payload));
                match signed {
                    Some(Ok(payload)) => disclosure::undisclosed(payload),
                    Some(Err(error)) => return (Err(error), Pointer::root()),
                    None => return (Err(JsonError::Empty), Pointer::root()),
                }
            }
        };
        if payload.get("ld").is_some_and(Value::is_object) {
            return (Ok(payload), Pointer::root().key("ld"));
        }
        let nothing = Value::Null;
        let base = jwt::profile::decode(self.header().unwrap_or(&nothing), &mut payload);
        (Ok(payload), base)
    }
}

/// A hash function, by its name in the registry of named information (`_sd_alg`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The one that a payload names; SHA-256 where it names none (RFC 9901 section 4.1.1).
    fn of(payload: &Value) -> Result<Self, Fault> {
        match payload.get("_sd_alg") {
            None => Ok(Self::Sha256),
            Some(Value::String(name)) => match name.as_str() {
                "sha-256" => Ok(Self::Sha256),
                "sha-384" => Ok(Self::Sha384),
                "sha-512" => Ok(Self::Sha512),
                other => Err(Fault::Unsupported(other.to_owned())),
            },
            Some(other) => Err(Fault::Broken(
                "malformed_hash_name",
                "the name of a hash function in `_sd_alg`".to_owned(),
                other.to_string(),
            )),
        }
    }

    /// The digest of ASCII text, in base64url.
    fn digest(self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(match self {
            Self::Sha256 => Sha256::digest(text).to_vec(),
            Self::Sha384 => Sha384::digest(text).to_vec(),
            Self::Sha512 => Sha512::digest(text).to_vec(),
        })
    }
}

/// The document's own rows, and a report for each of the issuer's tokens. Of the holder's speaks
/// `holder.binding`.
pub(crate) fn check(
    session: &Session<'_>,
    opened: &Opened,
    sd_jwt: &SdJwt,
) -> (Vec<Check>, Vec<ProofReport>) {
    let limit = |limit: usize, what: &str, found: usize| {
        let row = Check::failed(
            CheckCode::DocumentLimit,
            format!("expected at most {limit} {what}, found {found}"),
        )
        .because(Cause::new("too_many").mismatch(limit.to_string(), found.to_string()));
        (vec![row], Vec::new())
    };
    if let Err(Fault::TooMany(found)) = &sd_jwt.disclosed {
        return limit(DISCLOSURES, "disclosures", *found);
    }
    if sd_jwt.issued.len() > limits::PROOFS {
        return limit(limits::PROOFS, "signatures", sd_jwt.issued.len());
    }
    let reports = sd_jwt
        .issued
        .iter()
        .map(|jwt| check_token(session, opened, sd_jwt, jwt))
        .collect();
    let rows = match may_withhold(opened, sd_jwt) {
        true => data_integrity::withheld(opened),
        false => Vec::new(),
    };
    (rows, reports)
}

/// Whether members of the credential itself are withheld, which may be its end and its status. The
/// claims that bound a credential of claims are never withheld (SD-JWT VC section 3.2.2.2).
fn may_withhold(opened: &Opened, sd_jwt: &SdJwt) -> bool {
    let signed = sd_jwt.issued.first().map(|jwt| json::parse(&jwt.payload));
    let (Some(Ok(signed)), Ok(disclosed)) = (signed, &sd_jwt.disclosed) else {
        return false;
    };
    let is_of_claims = signed.get("vct").is_some() && opened.base == Pointer::root();
    if is_of_claims || disclosed.hidden == 0 {
        return false;
    }
    // Where the credential as a whole is a disclosure, what is withheld may stand anywhere in it.
    let (Some(credential), Ok(hash)) = (opened.base.resolve(&signed), Hash::of(&signed)) else {
        return true;
    };
    let texts = sd_jwt.disclosures.iter();
    let shown: HashSet<String> = texts.map(|text| hash.digest(text)).collect();
    json::one_or_many(credential.get("_sd"))
        .iter()
        .any(|digest| !digest.as_str().is_some_and(|digest| shown.contains(digest)))
}

fn check_token(session: &Session<'_>, opened: &Opened, sd_jwt: &SdJwt, jwt: &Jwt) -> ProofReport {
    let mut report = ProofReport::default();
    let Some(algorithm) = jwt::header_rows(session, opened, &jwt.header, &mut report) else {
        return report;
    };
    let found = issuer::find(session, opened, &jwt.header);
    let mut signature = jwt::signature(session, algorithm, jwt, &found.resolution);
    match &sd_jwt.disclosed {
        Ok(disclosed) if signature.outcome == CheckOutcome::Passed => {
            let (shown, hidden) = (sd_jwt.disclosures.len(), disclosed.hidden);
            signature.summary = format!(
                "{}; {shown} parts are disclosed as they were signed, {hidden} digests are not",
                signature.summary
            )
            .into();
        }
        Ok(_) => {}
        Err(fault) => signature = not_signed(fault, signature),
    }
    report.checks.push(signature.at(Pointer::root()));
    report.checks.extend(found.rows);
    report.checks.push(found.resolution.binding);
    report.key = found.resolution.key.ok();
    report.anchors = found.anchors;
    report.signer = found.signer.or_else(|| {
        let issuer = opened.issuer()?;
        Some(Signer::Identifier {
            id: issuer.to_owned(),
            method: found.method.unwrap_or_else(|| issuer.to_owned()),
        })
    });
    report
}

/// The row `proof.signature` where the disclosures are not what the issuer signed, or cannot be told.
fn not_signed(fault: &Fault, signature: Check) -> Check {
    let code = CheckCode::ProofSignature;
    match fault {
        Fault::Broken(cause, expected, found) => Check::failed(
            code,
            format!("the disclosures are not what was signed: expected {expected}, found {found}"),
        )
        .because(Cause::new(cause).mismatch(expected, found)),
        Fault::Unsupported(_) if signature.outcome == CheckOutcome::Failed => signature,
        Fault::Unsupported(name) => Check::inconclusive(
            code,
            format!(
                "the hash function `{name}` is not supported, so what was disclosed cannot be told"
            ),
        )
        .because(Cause::new("unsupported_hash").mismatch("sha-256, sha-384 or sha-512", name)),
        // Each has a row of its own.
        Fault::TooMany(_) | Fault::Payload(_) => signature,
    }
}

/// A disclosure as it stands in a token: text in base64url of a JSON array.
fn array(text: &str) -> Option<Vec<Value>> {
    match json::parse(&base64url(text)?).ok()? {
        Value::Array(items) => Some(items),
        _ => None,
    }
}
