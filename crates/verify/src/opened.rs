//! Opening: which secured form the bytes have, which standard the credential follows, and what
//! stands inside it.
//!
//! Sources: RFC 8259 (JSON), RFC 7515 section 7 (serialisations of a JWS), RFC 7516 (encrypted
//! ones); Verifiable Credentials Data Model 2.0 section 4.5 (types).

use std::cell::Cell;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credeval_model::{
    Digest, Document, Pointer,
    document::{Carrier, DocumentInfo, Form, Standard},
    json::{self, JsonError},
    limits,
};
use serde_json::Value;

use crate::baked::{self, BakedError};
use crate::held::{self, Held, Room};
use crate::refresh::Refreshed;
use crate::secured::{data_integrity, jades, jwt, open_badges_2, sd_jwt, xades};
use crate::xml::XmlError;

/// Why bytes could not be opened as any form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The outermost form is JSON, or begins like it, and is not well formed.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It is JSON, and not an object.
    #[error("expected a JSON object or a compact JWS, found {found}")]
    NotAnObject {
        /// What it is.
        found: &'static str,
    },
    /// It is encrypted for somebody (RFC 7516).
    #[error("expected a signed credential, found an encrypted one")]
    Encrypted,
    /// It is a web page.
    #[error(
        "expected JSON, a compact JWS, or a Europass credential or an ELMO transcript in XML, found a web page"
    )]
    Markup,
    /// It is XML, and not well-formed or not read here.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// It is XML, and no credential.
    #[error(
        "expected a Europass credential or an ELMO transcript in XML, found the element `{found}` in line {line}"
    )]
    NotACredential {
        /// The name of the outermost element, with its namespace.
        found: String,
        /// Its line, from 1.
        line: usize,
    },
    /// It is neither JSON nor a compact JWS.
    #[error("expected JSON or a compact JWS, found neither at byte 0")]
    Unknown,
    /// It is an image without one readable badge.
    #[error(transparent)]
    Baked(#[from] BakedError),
}

impl OpenError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Json(JsonError::Empty) => {
                Some("the file is empty; download the credential again")
            }
            Self::Json(JsonError::Encoding { .. }) => Some("save the file as UTF-8"),
            Self::Json(JsonError::Syntax { .. }) => {
                Some("the file is damaged or cut short; download the credential again")
            }
            Self::Json(JsonError::DuplicateKey { .. }) => Some(
                "a credential that says one thing twice has no one meaning; ask the issuer for a new copy",
            ),
            Self::Json(_) => None,
            Self::Baked(error) => Some(error.hint()),
            Self::Encrypted => {
                Some("only its recipient can read it; decrypt it, and give the credential inside")
            }
            Self::Markup => Some("give the credential itself, not a page that shows it"),
            Self::Xml(_) => Some(
                "the file is damaged, or written in a way that can mean two things; download the credential again",
            ),
            Self::NotACredential { .. } => Some(
                "give the credential itself; of XML only Europass credentials and ELMO transcripts are read",
            ),
            Self::NotAnObject { .. } | Self::Unknown => {
                Some("give the credential itself: a JSON, JSON-LD or JWT file")
            }
        }
    }
}

/// Where a document came from; what it holds came from there too.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) digest: Digest,
    pub(crate) bytes: u64,
    pub(crate) source: String,
    pub(crate) carrier: Option<Carrier>,
}

/// A document whose outermost form was understood. Nothing in it is believed yet.
#[derive(Debug, Clone)]
pub struct Opened {
    pub(crate) origin: Origin,
    pub(crate) form: Form,
    pub(crate) standard: Standard,
    /// The credential's own JSON, or why the payload is none.
    pub(crate) payload: Result<Value, JsonError>,
    /// Where in the payload the credential stands: `/vc` in one form of JWT, `/credential` in an
    /// upload of the European tools.
    pub(crate) base: Pointer,
    pub(crate) secured: Secured,
    /// The namespace that it is written in, where it is XML.
    pub(crate) namespace: Option<&'static str>,
    /// Credentials and endorsements inside, each opened by itself.
    pub(crate) held: Vec<Held>,
    /// How many of them there are; more than a limit are not opened.
    pub(crate) held_count: usize,
    /// Where it was had from, if it stands for the document that came in.
    pub(crate) refreshed: Option<Refreshed>,
}

#[derive(Debug, Clone)]
pub(crate) enum Secured {
    Unsecured,
    DataIntegrity(data_integrity::Proofs),
    Jwt(jwt::Jwt),
    SdJwt(sd_jwt::SdJwt),
    Jades(jades::Jades),
    Xades(xades::Xades),
}

impl Secured {
    /// SHA-256 of each signature as it is stated, whatever it is worth: what a copy in other bytes
    /// shares with its original. Signatures in XML are left out.
    pub(crate) fn seals(&self) -> Vec<Digest> {
        match self {
            Self::Unsecured | Self::Xades(_) => Vec::new(),
            Self::DataIntegrity(proofs) => proofs.seals(),
            Self::Jwt(jwt) => vec![jwt.seal()],
            Self::SdJwt(sd_jwt) => sd_jwt.seals(),
            Self::Jades(jades) => jades.seals(),
        }
    }
}

/// Opens a document.
///
/// Takes bytes of any kind and gives the form, the standard and the credential's JSON, with the
/// credentials and endorsements inside it opened alike. The form is found from the bytes, not from
/// a name. It checks syntax and limits, no signature. An envelope whose payload is not JSON is
/// opened all the same: its signature is over bytes.
pub fn open(document: &Document) -> Result<Opened, OpenError> {
    let mut origin = Origin {
        digest: document.digest,
        bytes: document.bytes.len() as u64,
        source: document.source.clone(),
        carrier: None,
    };
    if let Some((carrier, baked)) = baked::read(&document.bytes)? {
        origin.carrier = Some(carrier);
        return open_outermost(&baked, &origin);
    }
    open_outermost(&document.bytes, &origin)
}

/// Opens bytes that are text and stand within nothing.
pub(crate) fn open_outermost(bytes: &[u8], origin: &Origin) -> Result<Opened, OpenError> {
    let left = Cell::new(limits::HELD_IN_ALL);
    open_bytes(bytes, origin, Room::outermost(&left))
}

/// Opens bytes that are text: a token, or JSON.
pub(crate) fn open_bytes(
    bytes: &[u8],
    origin: &Origin,
    room: Room<'_>,
) -> Result<Opened, OpenError> {
    // RFC 8259 section 8.1: a byte order mark may be ignored.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // No token starts like an object.
    if bytes.trim_ascii_start().starts_with(b"{") {
        return open_value(json::parse(bytes)?, origin, room);
    }
    let opened =
        |form, (payload, base), secured| Opened::new(form, payload, base, secured, origin, room);
    // The parts of an SD-JWT without a key binding have as many dots as a seal has.
    if let Some(sd_jwt) = sd_jwt::SdJwt::read(bytes) {
        let decoded = sd_jwt.decode();
        return Ok(opened(Form::SdJwt, decoded, Secured::SdJwt(sd_jwt)));
    }
    if let Some((jades, payload)) = jades::Jades::open_compact(bytes) {
        let decoded = (payload, Pointer::root());
        return Ok(opened(Form::Jades, decoded, Secured::Jades(jades)));
    }
    if let Some(jwt) = jwt::Jwt::read(bytes) {
        let decoded = jwt.decode();
        return Ok(opened(Form::Jwt, decoded, Secured::Jwt(jwt)));
    }
    match jwt::no_token(bytes) {
        Some(jwt::NoToken::Encrypted) => return Err(OpenError::Encrypted),
        Some(jwt::NoToken::Header(error)) => return Err(error.into()),
        None => {}
    }
    match bytes.trim_ascii_start().first() {
        None | Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {}
        Some(_) if std::str::from_utf8(bytes).is_err() => {
            // Another encoding of text, or no text at all: say where it stops being UTF-8.
            json::parse(bytes)?;
        }
        Some(b'<') => return xades::open(bytes, origin, room),
        Some(_) => return Err(OpenError::Unknown),
    }
    open_value(json::parse(bytes)?, origin, room)
}

/// Opens JSON that was read already.
pub(crate) fn open_value(
    value: Value,
    origin: &Origin,
    room: Room<'_>,
) -> Result<Opened, OpenError> {
    if !value.is_object() {
        return Err(OpenError::NotAnObject {
            found: match value {
                Value::Array(_) => "a JSON array",
                Value::String(_) => "a JSON string",
                Value::Number(_) => "a JSON number",
                _ => "a JSON literal",
            },
        });
    }
    if value.get("ciphertext").is_some() && value.get("type").is_none() {
        return Err(OpenError::Encrypted);
    }
    let (form, payload, base, secured) = if let Some(sd_jwt) = sd_jwt::SdJwt::from_json(&value) {
        let (payload, base) = sd_jwt.decode();
        (Form::SdJwt, payload, base, Secured::SdJwt(sd_jwt))
    } else if let Some(jwt) = jwt::Jwt::beside(&value) {
        let (payload, base) = jwt.decode();
        (Form::Jwt, payload, base, Secured::Jwt(jwt))
    } else if jades::Jades::is_envelope(&value) {
        let (jades, payload) = jades::Jades::open(value);
        (Form::Jades, payload, Pointer::root(), Secured::Jades(jades))
    } else if value.get("proof").is_some() {
        let secured = Secured::DataIntegrity(data_integrity::Proofs::read(&value));
        (Form::DataIntegrity, Ok(value), Pointer::root(), secured)
    } else {
        let is_upload =
            value.get("credential").is_some_and(Value::is_object) && value.get("type").is_none();
        let base = match is_upload {
            true => Pointer::root().key("credential"),
            false => Pointer::root(),
        };
        let form = match base.resolve(&value).is_some_and(open_badges_2::is_hosted) {
            true => Form::Hosted,
            false => Form::Unsecured,
        };
        (form, Ok(value), base, Secured::Unsecured)
    };
    Ok(Opened::new(form, payload, base, secured, origin, room))
}

impl Opened {
    fn new(
        form: Form,
        payload: Result<Value, JsonError>,
        base: Pointer,
        secured: Secured,
        origin: &Origin,
        room: Room<'_>,
    ) -> Self {
        let credential = payload.as_ref().ok().and_then(|json| base.resolve(json));
        let standard = credential.map_or(Standard::Unknown, standard);
        Self::of(standard, form, payload, base, secured, origin, room)
    }

    /// A document of a standard that its form tells, not its types.
    pub(crate) fn of(
        standard: Standard,
        form: Form,
        payload: Result<Value, JsonError>,
        base: Pointer,
        secured: Secured,
        origin: &Origin,
        room: Room<'_>,
    ) -> Self {
        let credential = payload.as_ref().ok().and_then(|json| base.resolve(json));
        let (held, held_count) = credential.map_or_else(Default::default, |credential| {
            held::collect(credential, &base, standard, origin, room)
        });
        Self {
            origin: origin.clone(),
            form,
            standard,
            payload,
            base,
            secured,
            namespace: None,
            held,
            held_count,
            refreshed: None,
        }
    }

    /// The credential's own JSON, into which pointers lead; `None` where the payload is none.
    ///
    /// Nothing in it is checked by being here.
    pub fn json(&self) -> Option<&Value> {
        self.payload.as_ref().ok()
    }

    /// The document as reports name it.
    pub fn info(&self) -> DocumentInfo {
        DocumentInfo {
            digest: self.origin.digest,
            media_type: match (self.form, self.standard) {
                (Form::Jwt, _) => "application/jwt",
                (Form::SdJwt, _) => "application/sd-jwt",
                (Form::Jades, _) => "application/jose+json",
                _ if self.namespace.is_some() => "application/xml",
                (_, Standard::Unknown | Standard::Elmo) => "application/json",
                _ => "application/ld+json",
            }
            .to_owned(),
            form: self.form,
            standard: self.standard,
            bytes: self.origin.bytes,
            source: self.origin.source.clone(),
            carrier: self.origin.carrier,
            part: None,
        }
    }

    /// The credential: a part of the payload, or nothing where the payload is not JSON.
    pub(crate) fn credential(&self) -> &Value {
        static NOTHING: Value = Value::Null;
        self.payload
            .as_ref()
            .ok()
            .and_then(|payload| self.base.resolve(payload))
            .unwrap_or(&NOTHING)
    }

    fn issuer_key(&self) -> &'static str {
        match self.standard {
            Standard::Presentation => "holder",
            _ => "issuer",
        }
    }

    /// Where the credential states the identifier of its issuer.
    pub(crate) fn issuer_place(&self) -> Pointer {
        let key = self.issuer_key();
        let place = self.base.key(key);
        match self.credential().get(key) {
            Some(Value::Object(issuer)) if issuer.contains_key("id") => place.key("id"),
            Some(Value::Object(_)) => place.key("@id"),
            _ => place,
        }
    }

    /// The identifier of the issuer that the credential states.
    pub(crate) fn issuer(&self) -> Option<&str> {
        identifier(self.credential().get(self.issuer_key())).or_else(|| {
            // VC Data Model 1.1 section 6.3.1: `iss` stands for the issuer where `vc` leaves it out.
            let payload = self.payload.as_ref().ok()?;
            matches!(self.form, Form::Jwt | Form::SdJwt).then(|| payload.get("iss")?.as_str())?
        })
    }
}

/// A node that is named by its identifier, or written out with it.
pub(crate) fn identifier(node: Option<&Value>) -> Option<&str> {
    match node? {
        Value::String(text) => Some(text),
        node => node.get("id").or_else(|| node.get("@id"))?.as_str(),
    }
}

/// The types that a node states.
pub(crate) fn types(node: &Value) -> impl Iterator<Item = &str> {
    let stated = node.get("type").or_else(|| node.get("@type"));
    json::one_or_many(stated).iter().filter_map(Value::as_str)
}

/// The standard of a credential, by the types that it states.
pub(crate) fn standard(credential: &Value) -> Standard {
    let mut found = Standard::Unknown;
    for kind in types(credential) {
        match kind {
            "EuropeanDigitalCredential" => return Standard::EuropeanDigitalCredential,
            "OpenBadgeCredential" | "AchievementCredential" => return Standard::OpenBadges3,
            "ClrCredential" => return Standard::Clr2,
            "EndorsementCredential" => return Standard::Endorsement,
            "VerifiablePresentation" | "EuropeanDigitalPresentation" => {
                return Standard::Presentation;
            }
            "VerifiableCredential" => found = Standard::VerifiableCredential,
            "Assertion" if found == Standard::Unknown => found = Standard::OpenBadges2,
            _ => {}
        }
    }
    match found {
        Standard::Unknown if open_badges_2::is_open_badge_1(credential) => Standard::OpenBadges2,
        Standard::Unknown if is_elmo(credential) => Standard::Elmo,
        found => found,
    }
}

/// Whether it is ELMO written as JSON, which has no types: reports on a learner, each by an issuer,
/// as the Finnish node of the EMREX network gives them out.
fn is_elmo(document: &Value) -> bool {
    let reports = json::one_or_many(document.get("report"));
    let is_report = |report: &Value| {
        report.get("issuer").is_some_and(Value::is_object)
            && json::one_or_many(report.get("learningOpportunitySpecification"))
                .iter()
                .any(Value::is_object)
    };
    document.get("learner").is_some_and(Value::is_object)
        && document.get("credentialSubject").is_none()
        && reports.iter().any(is_report)
}

/// Bytes in base64url without padding (RFC 7515 section 2).
pub(crate) fn base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(bytes: &[u8]) -> Result<(Form, Standard), OpenError> {
        open(&Document::new(bytes.to_vec(), "test")).map(|opened| (opened.form, opened.standard))
    }

    #[test]
    fn the_form_is_found_from_the_bytes() {
        let badge = br#"{"type":["VerifiableCredential","OpenBadgeCredential"],"proof":{}}"#;
        assert_eq!(
            form(badge),
            Ok((Form::DataIntegrity, Standard::OpenBadges3))
        );
        let sealed = br#"{"payload":"{\"type\":\"EuropeanDigitalCredential\"}","signatures":[]}"#;
        assert_eq!(
            form(sealed),
            Ok((Form::Jades, Standard::EuropeanDigitalCredential))
        );
        let upload = br#"{"credential":{"type":["EuropeanDigitalCredential"]}}"#;
        assert_eq!(
            form(upload),
            Ok((Form::Unsecured, Standard::EuropeanDigitalCredential))
        );
        assert_eq!(form(b"{}"), Ok((Form::Unsecured, Standard::Unknown)));
        let jwt = format!(
            "{}.{}.AAAA",
            URL_SAFE_NO_PAD.encode(br#"{"alg":"EdDSA"}"#),
            URL_SAFE_NO_PAD.encode(br#"{"vc":{"type":["OpenBadgeCredential"]}}"#)
        );
        assert_eq!(form(jwt.as_bytes()), Ok((Form::Jwt, Standard::OpenBadges3)));
    }

    #[test]
    fn what_cannot_be_opened_says_why() {
        assert_eq!(form(b""), Err(OpenError::Json(JsonError::Empty)));
        assert!(matches!(
            form(b"\xff\xfe{\0}\0"),
            Err(OpenError::Json(JsonError::Encoding { offset: 0 }))
        ));
        assert_eq!(form(b"%PDF-1.7"), Err(OpenError::Unknown));
        assert_eq!(form(b"<!doctype HTML><p>"), Err(OpenError::Markup));
        assert_eq!(
            form(b"<?xml version=\"1.0\"?>\n<europassCredential/>"),
            Err(OpenError::NotACredential {
                found: "europassCredential".to_owned(),
                line: 2
            })
        );
        assert!(matches!(
            form(b"<europassCredential>\n"),
            Err(OpenError::Xml(XmlError::Syntax { line: 2, .. }))
        ));
        assert_eq!(
            form(b"<europassCredential xmlns='http://data.europa.eu/snb'/>"),
            Ok((Form::Unsecured, Standard::EuropassCredential))
        );
        assert!(matches!(form(b"[1]"), Err(OpenError::NotAnObject { .. })));
        assert!(matches!(
            form(b"{\"a\":"),
            Err(OpenError::Json(JsonError::Syntax { .. }))
        ));
    }
}
