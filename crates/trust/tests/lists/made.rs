//! Lists of the tests' own, signed.
//!
//! They are written in the form that exclusive canonical XML gives them, so that what is digested
//! is what is written and no canonicalization is needed to sign.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::Digest;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_ECDSA_P256_SHA256, SigningKey as _};

pub(crate) const OF_LISTS: &str =
    "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists";
pub(crate) const OF_SERVICES: &str = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric";
pub(crate) const XML: &str = "application/vnd.etsi.tsl+xml";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// Who signs lists, or a service.
pub(crate) struct Holder {
    key: KeyPair,
    pub(crate) der: Vec<u8>,
}

impl Holder {
    pub(crate) fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::default();
        parameters
            .distinguished_name
            .push(DnType::OrganizationName, name);
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let der = parameters.self_signed(&key).unwrap().der().to_vec();
        Self { key, der }
    }

    pub(crate) fn digest(&self) -> Digest {
        Digest::of(&self.der)
    }

    /// ECDSA as XML writes it: both numbers in 32 bytes each (RFC 6931 section 2.3.6).
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let der = self.key.sign(message).unwrap();
        let mut rest = &der[2..];
        let mut both = Vec::new();
        for _ in 0..2 {
            let length = usize::from(rest[1]);
            let number = &rest[2..2 + length];
            let number = &number[number.len().saturating_sub(32)..];
            both.extend(std::iter::repeat_n(0, 32 - number.len()));
            both.extend(number);
            rest = &rest[2 + length..];
        }
        both
    }
}

/// A list, with what a case changes.
#[derive(Clone)]
pub(crate) struct List {
    pub(crate) tag: &'static str,
    pub(crate) version: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) territory: &'static str,
    pub(crate) sequence: u64,
    pub(crate) issued: &'static str,
    pub(crate) next: &'static str,
    pub(crate) uris: Vec<String>,
    pub(crate) pointers: Vec<String>,
    pub(crate) services: Vec<String>,
}

/// A list of a territory without services.
pub(crate) fn territory(territory: &'static str) -> List {
    List {
        tag: "http://uri.etsi.org/19612/TSLTag",
        version: "6",
        kind: OF_SERVICES,
        territory,
        sequence: 7,
        issued: "2026-01-10T00:00:00Z",
        next: "<dateTime>2026-07-10T00:00:00Z</dateTime>",
        uris: vec!["https://tl.example/".to_owned()],
        pointers: Vec::new(),
        services: Vec::new(),
    }
}

/// A list of lists that rests on a publication.
pub(crate) fn of_lists(uris: &[&str], pointers: Vec<String>) -> List {
    List {
        kind: OF_LISTS,
        sequence: 300,
        uris: uris.iter().map(|uri| (*uri).to_owned()).collect(),
        pointers,
        ..territory("EU")
    }
}

/// A pointer to a list that these sign.
pub(crate) fn pointer(
    url: &str,
    kind: &str,
    territory: &str,
    mime: &str,
    signers: &[&Holder],
) -> String {
    let identities: String = signers
        .iter()
        .map(|signer| {
            format!(
                "<ServiceDigitalIdentity>{}</ServiceDigitalIdentity>",
                certificate(signer)
            )
        })
        .collect();
    format!(
        "<OtherTSLPointer><ServiceDigitalIdentities>{identities}</ServiceDigitalIdentities>\
         <TSLLocation>{url}</TSLLocation><AdditionalInformation>\
         <OtherInformation><TSLType>{kind}</TSLType></OtherInformation>\
         <OtherInformation><SchemeTerritory>{territory}</SchemeTerritory></OtherInformation>\
         <OtherInformation><tslx:MimeType \
         xmlns:tslx=\"http://uri.etsi.org/02231/v2/additionaltypes#\">{mime}</tslx:MimeType>\
         </OtherInformation></AdditionalInformation></OtherTSLPointer>"
    )
}

/// A certificate as a digital identity, its lines broken as lists break them.
pub(crate) fn certificate(of: &Holder) -> String {
    let encoded = STANDARD.encode(&of.der);
    let (first, rest) = encoded.split_at(64);
    format!("<DigitalId><X509Certificate>\n{first}\n{rest}\n</X509Certificate></DigitalId>")
}

/// A service: its type, its identities, how it stands, and how it stood.
pub(crate) fn service(kind: &str, ids: &str, now: &str, history: &[String]) -> String {
    let history: String = history
        .iter()
        .map(|one| format!("<ServiceHistoryInstance>{one}</ServiceHistoryInstance>"))
        .collect();
    format!(
        "<TSPService><ServiceInformation>\
         <ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/{kind}</ServiceTypeIdentifier>\
         <ServiceName><Name xml:lang=\"mt\">Siġilli</Name><Name xml:lang=\"en\">Seals</Name>\
         </ServiceName><ServiceDigitalIdentity>{ids}</ServiceDigitalIdentity>{now}\
         </ServiceInformation><ServiceHistory>{history}</ServiceHistory></TSPService>"
    )
}

/// How a service stands from a time on, with extensions.
pub(crate) fn standing(status: &str, from: &str, extensions: &str) -> String {
    format!(
        "<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/{status}</ServiceStatus>\
         <StatusStartingTime>{from}</StatusStartingTime>\
         <ServiceInformationExtensions>{extensions}</ServiceInformationExtensions>"
    )
}

/// The same for an instance of a history, which repeats the type.
pub(crate) fn stood(kind: &str, status: &str, from: &str, extensions: &str) -> String {
    format!(
        "<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/{kind}</ServiceTypeIdentifier>{}",
        standing(status, from, extensions)
    )
}

/// An extension.
pub(crate) fn extension(critical: &str, content: &str) -> String {
    format!("<Extension Critical=\"{critical}\">{content}</Extension>")
}

/// Additional service information.
pub(crate) fn information(name: &str) -> String {
    format!(
        "<AdditionalServiceInformation><URI xml:lang=\"en\">\
         http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/{name}</URI>\
         </AdditionalServiceInformation>"
    )
}

impl List {
    fn parts(&self) -> [String; 2] {
        let uris: String = self
            .uris
            .iter()
            .map(|uri| format!("<URI xml:lang=\"en\">{uri}</URI>"))
            .collect();
        let open = format!(
            "<TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\" TSLTag=\"{}\">\n\
             <SchemeInformation><TSLVersionIdentifier>{}</TSLVersionIdentifier>\
             <TSLSequenceNumber>{}</TSLSequenceNumber><TSLType>{}</TSLType>\
             <SchemeInformationURI>{uris}</SchemeInformationURI>\
             <SchemeTerritory>{}</SchemeTerritory>\
             <PointersToOtherTSL>{}</PointersToOtherTSL>\n\
             <ListIssueDateTime>{}</ListIssueDateTime><NextUpdate>{}</NextUpdate>\
             </SchemeInformation>\n<TrustServiceProviderList><TrustServiceProvider>\
             <TSPInformation><TSPName><Name xml:lang=\"mt\">Università</Name>\
             <Name xml:lang=\"en\">University seals</Name></TSPName></TSPInformation>\
             <TSPServices>{}</TSPServices></TrustServiceProvider></TrustServiceProviderList>",
            self.tag,
            self.version,
            self.sequence,
            self.kind,
            self.territory,
            self.pointers.concat(),
            self.issued,
            self.next,
            self.services.concat(),
        );
        [open, "</TrustServiceStatusList>".to_owned()]
    }

    pub(crate) fn unsigned(&self) -> Vec<u8> {
        self.parts().concat().into_bytes()
    }

    pub(crate) fn signed(&self, by: &Holder) -> Vec<u8> {
        let [open, close] = self.parts();
        let sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
        let digest = |of: &str| STANDARD.encode(Digest::of(of.as_bytes()).as_bytes());
        let method = format!("<ds:DigestMethod Algorithm=\"{sha256}\"></ds:DigestMethod>");
        let ds = format!("xmlns:ds=\"{DSIG}\"");
        let own = format!(
            "<xades:SignedProperties xmlns:xades=\"{XADES}\" Id=\"properties\">\
             <xades:SignedSignatureProperties>\
             <xades:SigningTime>2026-01-10T00:00:00Z</xades:SigningTime>\
             <xades:SigningCertificateV2><xades:Cert><xades:CertDigest>\
             <ds:DigestMethod {ds} Algorithm=\"{sha256}\"></ds:DigestMethod>\
             <ds:DigestValue {ds}>{}</ds:DigestValue></xades:CertDigest></xades:Cert>\
             </xades:SigningCertificateV2></xades:SignedSignatureProperties>\
             </xades:SignedProperties>",
            STANDARD.encode(by.digest().as_bytes()),
        );
        let info = format!(
            "<ds:SignedInfo {ds}>\
             <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
             <ds:SignatureMethod \
             Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\">\
             </ds:SignatureMethod>\
             <ds:Reference URI=\"\"><ds:Transforms>\
             <ds:Transform Algorithm=\"{DSIG}enveloped-signature\"></ds:Transform>\
             <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>\
             {method}<ds:DigestValue>{}</ds:DigestValue></ds:Reference>\
             <ds:Reference Type=\"http://uri.etsi.org/01903#SignedProperties\" \
             URI=\"#properties\"><ds:Transforms>\
             <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>\
             {method}<ds:DigestValue>{}</ds:DigestValue></ds:Reference></ds:SignedInfo>",
            digest(&format!("{open}{close}")),
            digest(&own),
        );
        format!(
            "{open}<ds:Signature {ds} Id=\"signature\">{info}\
             <ds:SignatureValue>{}</ds:SignatureValue>\
             <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data>\
             </ds:KeyInfo><ds:Object><xades:QualifyingProperties xmlns:xades=\"{XADES}\" \
             Target=\"#signature\">{own}</xades:QualifyingProperties></ds:Object></ds:Signature>\
             {close}",
            STANDARD.encode(by.sign(info.as_bytes())),
            STANDARD.encode(&by.der),
        )
        .into_bytes()
    }
}
