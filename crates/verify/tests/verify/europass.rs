//! Europass credentials in XML. What is sealed is written here in its canonical form, byte by byte,
//! not made canonical by the library that reads it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Tier,
    document::{Form, Standard},
    evidence::Evidence,
};
use credeval_verify::{OpenError, open};
use sha2::{Digest as _, Sha256};

use crate::attacks::side_by_side;
use crate::authority::{Holder, holder};
use crate::seals::{SCHOOL, World, world};
use crate::support::{is_identified, judge};
use CheckCode::{
    ContextKnown, DocumentStructure, EvidenceIntegrity, IssuerKey, ProofAlgorithm, ProofSignature,
    ProofTime, SealChain, SealRevocation, SealTimestamp, ValidityFrom,
};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

pub(crate) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(crate) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(crate) const SHA_256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";

const CREDENTIAL: &str = "<type>ClrCredential</type><validFrom>2025-01-01T00:00:00Z</validFrom>\
    <issuer idref=\"urn:epass:org:1\"></issuer><title><text lang=\"en\">Nutrition</text></title>\
    <credentialSubject id=\"urn:epass:person:1\"></credentialSubject><agentReferences>\
    <organization id=\"urn:epass:org:2\"><registration>NTRXX-OTHER</registration></organization>\
    <organization id=\"urn:epass:org:1\"><registration spatialID=\"XX\">NTRXX-SCHOOL</registration>\
    <prefLabel><text lang=\"en\">NTRXX-SCHOOL</text></prefLabel></organization></agentReferences>";

fn digest(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

/// A sealed document in the making.
pub(crate) struct Sealed {
    begin: String,
    signature: String,
    end: &'static str,
    value: String,
    added: String,
}

impl Sealed {
    /// A credential of this content.
    fn credential(content: &str, by: &Holder) -> Self {
        let begin =
            format!("<europassCredential xmlns=\"http://data.europa.eu/snb\">{content}<proof>");
        Self::new(begin, "</proof></europassCredential>", by)
    }

    pub(crate) fn new(begin: String, end: &'static str, by: &Holder) -> Self {
        let named = digest_of(by);
        let properties = format!(
            "<xades:SignedProperties xmlns:xades=\"{XADES}\" Id=\"props\"><xades:SignedSignatureProperties>\
             <xades:SigningTime>2025-01-01T00:00:00Z</xades:SigningTime><xades:SigningCertificateV2>\
             <xades:Cert><xades:CertDigest><ds:DigestMethod xmlns:ds=\"{DS}\" Algorithm=\"{SHA_256}\">\
             </ds:DigestMethod><ds:DigestValue xmlns:ds=\"{DS}\">{named}</ds:DigestValue></xades:CertDigest>\
             </xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties>"
        );
        let reference = |attributes: &str, transforms: &str, digest: &str| {
            format!(
                "<ds:Reference {attributes}><ds:Transforms>{transforms}<ds:Transform Algorithm=\"{EXCLUSIVE}\">\
                 </ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\"{SHA_256}\"></ds:DigestMethod>\
                 <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
            )
        };
        let xpath = "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">\
                     <ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath></ds:Transform>";
        let whole = reference("URI=\"\"", xpath, &digest(&format!("{begin}{end}")));
        let kind = "Type=\"http://uri.etsi.org/01903#SignedProperties\" URI=\"#props\"";
        let own = reference(kind, "", &digest(&properties));
        let info = format!(
            "<ds:SignedInfo xmlns:ds=\"{DS}\"><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\">\
             </ds:CanonicalizationMethod><ds:SignatureMethod \
             Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"></ds:SignatureMethod>\
             {whole}{own}</ds:SignedInfo>"
        );
        let value = STANDARD.encode(side_by_side(&by.sign(info.as_bytes())));
        let value = format!("<ds:SignatureValue xmlns:ds=\"{DS}\">{value}</ds:SignatureValue>");
        let certificate = STANDARD.encode(&by.der);
        let signature = format!(
            "<ds:Signature xmlns:ds=\"{DS}\" Id=\"sig\">{info}{value}<ds:KeyInfo><ds:X509Data><ds:X509Certificate>\
             {certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object>\
             <xades:QualifyingProperties xmlns:xades=\"{XADES}\" Target=\"#sig\">{properties}"
        );
        Self {
            begin,
            signature,
            end,
            value,
            added: String::new(),
        }
    }

    fn add(mut self, text: &str) -> Self {
        self.added.push_str(text);
        self
    }

    fn stamped(self, by: &Holder, over: &str) -> Self {
        let token = STANDARD.encode(by.stamp(over.as_bytes(), "20250101000100"));
        self.add(&format!(
            "<xades:SignatureTimeStamp><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"/>\
             <xades:EncapsulatedTimeStamp>{token}</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>"
        ))
    }

    /// The signature as it stands in the document.
    pub(crate) fn element(&self) -> String {
        let (signature, added) = (&self.signature, &self.added);
        format!(
            "{signature}<xades:UnsignedProperties><xades:UnsignedSignatureProperties>{added}\
             </xades:UnsignedSignatureProperties></xades:UnsignedProperties></xades:QualifyingProperties>\
             </ds:Object></ds:Signature>"
        )
    }

    pub(crate) fn document(&self) -> String {
        format!("{}{}{}", self.begin, self.element(), self.end)
    }
}

fn digest_of(holder: &Holder) -> String {
    STANDARD.encode(Sha256::digest(&holder.der))
}

impl World {
    pub(crate) fn see(&self, document: &str) -> Rows {
        judge(
            document.as_bytes(),
            &self.trust(),
            &Evidence::none(),
            |checked| Rows {
                checks: checked.checks().to_vec(),
                is_identified: is_identified(checked),
            },
        )
    }
}

pub(crate) struct Rows {
    pub(crate) checks: Vec<Check>,
    pub(crate) is_identified: bool,
}

impl Rows {
    pub(crate) fn of(&self, code: CheckCode) -> Vec<CheckOutcome> {
        let rows = self.checks.iter().filter(|check| check.code == code);
        rows.map(|check| check.outcome).collect()
    }

    pub(crate) fn cause(&self, code: CheckCode) -> Option<&str> {
        let row = self.checks.iter().find(|check| check.code == code)?;
        row.cause.as_ref().map(|cause| cause.code.as_str())
    }

    /// What failed.
    pub(crate) fn failed(&self) -> Vec<CheckCode> {
        let failed = self.checks.iter().filter(|check| check.outcome == Failed);
        failed.map(|check| check.code).collect()
    }
}

#[test]
fn a_seal_with_its_evidence_holds_after_its_certificate_has_expired() {
    let world = world();
    let list = world
        .authority
        .list("20241231000000", "20250201000000", &[]);
    let sealed = Sealed::credential(CREDENTIAL, &world.school);
    let value = sealed.value.clone();
    let sealed = sealed.stamped(&world.clock, &value).add(&format!(
        "<xades:CertificateValues><xades:EncapsulatedX509Certificate>{}</xades:EncapsulatedX509Certificate>\
         </xades:CertificateValues><xades:RevocationValues><xades:CRLValues><xades:EncapsulatedCRLValue>{}\
         </xades:EncapsulatedCRLValue></xades:CRLValues></xades:RevocationValues>",
        STANDARD.encode(&world.authority.der),
        STANDARD.encode(list)
    ));
    let rows = world.see(&sealed.document());
    for code in [
        ProofAlgorithm,
        ProofSignature,
        ProofTime,
        SealChain,
        SealRevocation,
        SealTimestamp,
        IssuerKey,
        ValidityFrom,
    ] {
        assert_eq!(rows.of(code), [Passed], "{code}: {:?}", rows.cause(code));
    }
    assert_eq!(rows.of(DocumentStructure), [NotApplicable]);
    assert_eq!(rows.of(ContextKnown), [NotApplicable]);
    assert!(rows.is_identified && rows.failed().is_empty());
    assert_eq!(
        rows.cause(CheckCode::IssuerEntitlement),
        Some("awarding_body_not_read")
    );
    let place = rows.checks.iter().find(|check| check.code == IssuerKey);
    let place = place.unwrap().pointer.as_ref().unwrap();
    assert_eq!(place.as_str(), "/agentReferences/organization/1");
}

#[test]
fn a_timestamp_over_something_else_proves_no_time() {
    let world = world();
    let sealed = Sealed::credential(CREDENTIAL, &world.school);
    let rows = world.see(&sealed.stamped(&world.clock, "another value").document());
    assert_eq!(rows.of(ProofSignature), [Passed]);
    assert_eq!(rows.of(SealTimestamp), [Failed]);
    assert_eq!(rows.of(SealChain), [Inconclusive]);
    // Without one there is only the word of the sealer.
    let rows = world.see(&Sealed::credential(CREDENTIAL, &world.school).document());
    assert_eq!(rows.of(ProofTime), [Inconclusive]);
    assert!(!rows.is_identified);
}

#[test]
fn an_altered_credential_fails_there_and_nowhere_else() {
    let world = world();
    let sealed = Sealed::credential(CREDENTIAL, &world.school).document();
    let altered = sealed.replace("Nutrition", "Medicine");
    let rows = world.see(&altered);
    assert_eq!(rows.of(ProofSignature), [Failed]);
    assert_eq!(rows.cause(ProofSignature), Some("digest_mismatch"));
    assert_eq!(rows.failed(), [ProofSignature]);
    assert_eq!(rows.of(EvidenceIntegrity), [NotApplicable]);
    judge(
        altered.as_bytes(),
        &world.trust(),
        &Evidence::none(),
        |checked| {
            assert_eq!(checked.proof().tier(), Tier::Unsigned);
        },
    );
}

#[test]
fn a_seal_of_another_organisation_is_not_the_issuers() {
    let world = world();
    let other = holder("NTRXX-OTHER", Some(&world.authority), |_| {});
    let rows = world.see(&Sealed::credential(CREDENTIAL, &other).document());
    assert_eq!(rows.of(ProofSignature), [Passed]);
    assert_eq!(
        (rows.of(IssuerKey), rows.cause(IssuerKey)),
        (vec![Failed], Some("key_of_another"))
    );
    // Whom the issuer refers to must be one.
    let twice = CREDENTIAL.replace("urn:epass:org:2", "urn:epass:org:1");
    let rows = world.see(&Sealed::credential(&twice, &other).document());
    assert_eq!(rows.of(IssuerKey), [Inconclusive]);
}

#[test]
fn the_seal_stands_where_seals_stand_and_alone() {
    let world = world();
    let sealed = Sealed::credential(CREDENTIAL, &world.school);
    let (signature, begin) = (sealed.element(), sealed.begin.trim_end_matches("<proof>"));
    let own = |cause: &str, document: &str| {
        let rows = world.see(document);
        assert_eq!(rows.failed(), [ProofSignature], "{cause}");
        assert_eq!(rows.cause(ProofSignature), Some(cause));
    };
    let end = "</europassCredential>";
    own(
        "misplaced_signature",
        &format!("{begin}<title>{signature}</title><proof></proof>{end}"),
    );
    own(
        "misplaced_signature",
        &format!("{begin}{signature}<proof></proof>{end}"),
    );
    let second = signature
        .replace("\"sig\"", "\"s2\"")
        .replace("\"props\"", "\"p2\"");
    own(
        "several_signatures",
        &format!("{begin}<proof>{signature}{second}</proof>{end}"),
    );
    // The sealed credential within another one.
    let document = sealed.document();
    own(
        "misplaced_signature",
        &format!("{begin}{document}<proof></proof>{end}"),
    );
    let moved = format!("{begin}{begin}<proof></proof>{end}<proof>{signature}</proof>{end}");
    own(
        "digest_mismatch",
        &moved.replacen("Nutrition", "Medicine", 1),
    );
}

#[test]
fn a_presentation_is_sealed_by_its_own_issuer() {
    let world = world();
    let inner = CREDENTIAL.replace(SCHOOL, "NTRXX-CLIENT");
    let begin = format!(
        "<vp:verifiablePresentation xmlns:vp=\"http://data.europa.eu/snb/vp\"><vp:issuer><vp:registration>\
         {SCHOOL}</vp:registration></vp:issuer><europassCredential xmlns=\"http://data.europa.eu/snb\">{inner}\
         </europassCredential><vp:proof>"
    );
    let sealed = Sealed::new(
        begin,
        "</vp:proof></vp:verifiablePresentation>",
        &world.school,
    );
    let document = sealed.document();
    let rows = world.see(&document);
    assert_eq!(
        rows.of(ProofSignature),
        [Passed],
        "{:?}",
        rows.cause(ProofSignature)
    );
    assert_eq!(rows.of(IssuerKey), [Passed]);
    let validity = rows
        .checks
        .iter()
        .find(|check| check.code == ValidityFrom)
        .unwrap();
    let place = validity.pointer.as_ref().unwrap().as_str();
    assert_eq!(place, "/europassCredential/validFrom");
}

#[test]
fn its_kind_is_that_of_its_outermost_element() {
    let kind = |text: &str| {
        let opened = open(&Document::new(text.as_bytes().to_vec(), "test"));
        opened.map(|opened| {
            (
                opened.info().form,
                opened.info().standard,
                opened.info().media_type,
            )
        })
    };
    let sealed = Sealed::credential(CREDENTIAL, &world().school).document();
    let xml = "application/xml".to_owned();
    assert_eq!(
        kind(&sealed),
        Ok((Form::Xades, Standard::EuropassCredential, xml.clone()))
    );
    let unsealed = "\u{feff}<europassCredential xmlns='http://data.europa.eu/snb'><proof/></europassCredential>";
    assert_eq!(
        kind(unsealed),
        Ok((Form::Unsecured, Standard::EuropassCredential, xml))
    );
    let rows = world().see(unsealed);
    assert_eq!(rows.failed(), [ProofSignature]);
    assert_eq!(rows.cause(ProofSignature), Some("no_proof"));
    let found =
        kind("\n<TrustServiceStatusList xmlns='http://uri.etsi.org/02231/v2#'/>").unwrap_err();
    assert_eq!(
        found.to_string(),
        "expected a Europass credential or an ELMO transcript in XML, found the element `TrustServiceStatusList of \
         http://uri.etsi.org/02231/v2#` in line 2"
    );
    let entity = "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><europassCredential>&e;</europassCredential>";
    assert!(matches!(kind(entity), Err(OpenError::Xml(_))));
}
