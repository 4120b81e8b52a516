//! What came in.

use serde::{Deserialize, Serialize};

use crate::{Digest, Pointer};

/// The bytes of one credential as they came, before anything was believed about them.
#[derive(Debug, Clone)]
pub struct Document {
    /// The bytes, at most [`crate::limits::DOCUMENT_BYTES`].
    pub bytes: Vec<u8>,
    /// Their digest.
    pub digest: Digest,
    /// The media type that the source named, where it named one.
    pub media_type: Option<String>,
    /// Where it came from: a path, `-`, or a URL.
    pub source: String,
}

impl Document {
    /// The document of these bytes.
    pub fn new(bytes: Vec<u8>, source: impl Into<String>) -> Self {
        Self {
            digest: Digest::of(&bytes),
            bytes,
            media_type: None,
            source: source.into(),
        }
    }
}

/// The secured form that a document has, found from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// JSON with embedded Data Integrity proofs (W3C VC Data Integrity 1.0).
    DataIntegrity,
    /// A compact JWS whose payload is the credential, or holds it: VC-JWT, VC-JOSE-COSE, or the
    /// signed assertion of Open Badges 2.0.
    Jwt,
    /// An SD-JWT: a JWT with disclosures and, where its holder presents it, a key-binding JWT
    /// (RFC 9901).
    SdJwt,
    /// A JWS with a seal certificate and a claimed time of signing, in any serialisation (JAdES, ETSI
    /// TS 119 182-1).
    Jades,
    /// XML with an enveloped seal (XAdES, ETSI EN 319 132-1).
    Xades,
    /// An Open Badge 2.0, or an earlier one, that is verified at its own address instead of by a signature.
    Hosted,
    /// JSON or XML without any proof.
    Unsecured,
    /// A certificate on paper: what is known of it are answers.
    Paper,
}

impl Form {
    /// The form as people name it for this standard: a signed Open Badge 2.0 is no verifiable
    /// credential, so its token is no VC-JWT.
    pub fn label(self, standard: Standard) -> &'static str {
        match self {
            Self::DataIntegrity => "embedded Data Integrity proof",
            Self::Jwt if standard == Standard::OpenBadges2 => "signed token (JWS)",
            Self::Jwt => "VC-JWT",
            Self::SdJwt => "SD-JWT",
            Self::Jades => "JAdES seal",
            Self::Xades => "XAdES seal",
            Self::Hosted => "hosted at its own address",
            Self::Unsecured => "no proof",
            Self::Paper => "certificate on paper, by answers",
        }
    }
}

/// The standard that a credential follows, by the types that it states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standard {
    /// A European Digital Credential for Learning (European Learning Model 3).
    EuropeanDigitalCredential,
    /// A Europass credential in XML, of the time before European Learning Model 3.
    EuropassCredential,
    /// An Open Badge 3.0.
    #[serde(rename = "open_badges_3")]
    OpenBadges3,
    /// An Open Badge 2.0, or an earlier one.
    #[serde(rename = "open_badges_2")]
    OpenBadges2,
    /// A Comprehensive Learner Record 2.0: it holds credentials of others.
    #[serde(rename = "clr_2")]
    Clr2,
    /// A transcript of records in ELMO, the format of the EMREX network.
    Elmo,
    /// An endorsement of an issuer, an achievement or a credential.
    Endorsement,
    /// A Verifiable Credential of no kind known here.
    VerifiableCredential,
    /// A presentation: it holds credentials, and claims nothing itself.
    Presentation,
    /// Something else.
    Unknown,
}

impl Standard {
    /// The standard as people name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::EuropeanDigitalCredential => "European Digital Credential",
            Self::EuropassCredential => "Europass credential (before European Learning Model 3)",
            Self::OpenBadges3 => "Open Badge 3.0",
            Self::OpenBadges2 => "Open Badge 2.0",
            Self::Clr2 => "Comprehensive Learner Record 2.0",
            Self::Elmo => "ELMO transcript of records",
            Self::Endorsement => "endorsement",
            Self::VerifiableCredential => "verifiable credential of no known kind",
            Self::Presentation => "verifiable presentation",
            Self::Unknown => "no known standard",
        }
    }
}

/// The kind of image that a credential was baked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Carrier {
    /// A PNG image (Open Badges 3.0 section 5.3.1; Open Badges 2.0 Baking Specification).
    Png,
    /// An SVG image (Open Badges 3.0 section 5.3.2; Open Badges 2.0 Baking Specification).
    Svg,
}

impl Carrier {
    /// The image as people name it, with its article.
    pub fn label(self) -> &'static str {
        match self {
            Self::Png => "a PNG image",
            Self::Svg => "an SVG image",
        }
    }
}

/// The document as reports name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DocumentInfo {
    /// SHA-256 of the bytes as they came.
    pub digest: Digest,
    /// The media type that belongs to the form found.
    pub media_type: String,
    /// The secured form.
    pub form: Form,
    /// The standard followed.
    pub standard: Standard,
    /// Length in bytes.
    pub bytes: u64,
    /// Where it came from.
    pub source: String,
    /// The image that it was baked into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Carrier>,
    /// Which achievement of the credential this speaks of, where it holds several.
    pub part: Option<Pointer>,
}
