//! Transcripts in ELMO: opened from XML and JSON, signed or not.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::{
    CheckCode, CheckOutcome, Document,
    document::{Form, Standard},
};
use credeval_verify::{OpenError, open};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::attacks::side_by_side;
use crate::europass::{DS, EXCLUSIVE, SHA_256, Sealed};
use crate::seals::world;
use CheckCode::{
    ContextKnown, DocumentStructure, IssuerEntitlement, IssuerKey, LearnerMatch, ProofAlgorithm,
    ProofSignature, SchemaConforms, StatusRevocation, StatusSuspension, ValidityFrom,
};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

const TODAY: &str = "https://github.com/emrex-eu/elmo-schemas/tree/v1";
const BEFORE: &str = "http://purl.org/net/elmo";

const CONTENT: &str = "<generatedDate>2025-01-01T00:00:00Z</generatedDate><learner><givenNames>Ada\
    </givenNames></learner><report><issuer><title xml:lang=\"en\">Northport</title></issuer>\
    <learningOpportunitySpecification><title>Nutrition</title></learningOpportunitySpecification>\
    </report>";

fn begin(namespace: &str) -> String {
    format!("<elmo xmlns=\"{namespace}\">{CONTENT}")
}

fn sealed() -> Sealed {
    Sealed::new(begin(TODAY), "</elmo>", &world().school)
}

fn kind(text: &str) -> (Form, Standard, String) {
    let info = open(&Document::new(text.as_bytes().to_vec(), "test"))
        .unwrap()
        .info();
    (info.form, info.standard, info.media_type)
}

#[test]
fn it_is_told_by_its_outermost_element_in_both_namespaces_or_by_its_shape() {
    let xml = "application/xml".to_owned();
    for namespace in [TODAY, BEFORE] {
        assert_eq!(
            kind(&format!("{}</elmo>", begin(namespace))),
            (Form::Unsecured, Standard::Elmo, xml.clone())
        );
    }
    assert_eq!(
        kind(&sealed().document()),
        (Form::Xades, Standard::Elmo, xml)
    );
    let elsewhere = format!("{}</elmo>", begin("urn:another"));
    assert!(open(&Document::new(elsewhere.into_bytes(), "test")).is_err());

    let report = json!({ "issuer": { "country": "FI" }, "learningOpportunitySpecification": [{}] });
    let json = |value: serde_json::Value| kind(&value.to_string());
    assert_eq!(
        json(json!({ "generatedDate": null, "learner": {}, "report": [report] })),
        (
            Form::Unsecured,
            Standard::Elmo,
            "application/json".to_owned()
        )
    );
    for other in [
        json!({ "learner": {}, "report": [{ "issuer": {} }] }),
        json!({ "report": [report] }),
        json!({ "learner": {}, "report": [] }),
        json!({ "learner": {}, "report": [{ "issuer": {}, "learningOpportunitySpecification": [] }] }),
        // What has a subject is a credential, whatever stands beside it.
        json!({ "learner": {}, "report": [report], "credentialSubject": {} }),
    ] {
        assert_eq!(json(other).1, Standard::Unknown);
    }
    // What means another text to another reader is not read.
    let entity = format!(
        "<!DOCTYPE elmo [<!ENTITY e 'Medicine'>]>{}&e;</elmo>",
        begin(TODAY)
    );
    let refused = open(&Document::new(entity.into_bytes(), "test"));
    assert!(matches!(refused, Err(OpenError::Xml(_))));
    // What says its type is what it says.
    let typed = json!({ "type": "VerifiableCredential", "learner": {}, "report": [report] });
    assert_eq!(json(typed).1, Standard::VerifiableCredential);
}

#[test]
fn what_the_format_does_not_have_is_not_asked_of_it() {
    let rows = world().see(&format!("{}</elmo>", begin(BEFORE)));
    for code in [
        DocumentStructure,
        ContextKnown,
        SchemaConforms,
        StatusRevocation,
        StatusSuspension,
        ValidityFrom,
    ] {
        assert_eq!(rows.of(code), [NotApplicable], "{code}");
    }
    assert_eq!(rows.failed(), [ProofSignature]);
    assert_eq!(rows.cause(ProofSignature), Some("no_proof"));
    let mut structure = rows.checks.iter();
    let structure = structure.find(|row| row.code == DocumentStructure).unwrap();
    assert!(structure.summary.contains(BEFORE), "{}", structure.summary);
}

#[test]
fn a_sealed_transcript_is_checked_as_any_seal_and_its_issuers_stay_open() {
    let document = sealed().document();
    let rows = world().see(&document);
    assert_eq!(rows.of(ProofAlgorithm), [Passed]);
    assert_eq!(rows.of(ProofSignature), [Passed]);
    // Who seals is the provider, and the reports name the schools.
    assert_eq!(rows.of(IssuerKey), [Inconclusive]);
    assert_eq!(rows.cause(IssuerKey), Some("no_issuer_identifier"));
    assert_ne!(rows.of(IssuerEntitlement), [Passed]);
    assert!(!rows.is_identified);
    assert_eq!(rows.of(LearnerMatch), []);

    let rows = world().see(&document.replace("Nutrition", "Medicine"));
    assert_eq!(rows.of(ProofSignature), [Failed]);
    assert_eq!(rows.cause(ProofSignature), Some("digest_mismatch"));
}

#[test]
fn the_signature_stands_directly_within() {
    let signature = sealed().element();
    let within = |content: &str| world().see(&format!("<elmo xmlns=\"{TODAY}\">{content}</elmo>"));
    for content in [
        format!("<proof>{signature}</proof>{CONTENT}"),
        format!("<extension>{signature}</extension>{CONTENT}"),
    ] {
        let rows = within(&content);
        assert_eq!(rows.of(ProofSignature), [Failed]);
        assert_eq!(rows.cause(ProofSignature), Some("misplaced_signature"));
    }
}

/// A plain signature (XML-DSig) over the whole document, enveloped in it.
fn plain(content: &str, reference: &str) -> String {
    let holder = &world().school;
    let begin = format!("<elmo xmlns=\"{TODAY}\">{content}");
    let digest = STANDARD.encode(Sha256::digest(format!("{begin}</elmo>")));
    // Who covers a part has no signature to leave out.
    let leave_out = match reference {
        "" => format!("<ds:Transform Algorithm=\"{DS}enveloped-signature\"></ds:Transform>"),
        _ => String::new(),
    };
    let info = format!(
        "<ds:SignedInfo xmlns:ds=\"{DS}\"><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\">\
         </ds:CanonicalizationMethod><ds:SignatureMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"></ds:SignatureMethod>\
         <ds:Reference URI=\"{reference}\"><ds:Transforms>{leave_out}\
         <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{SHA_256}\"></ds:DigestMethod><ds:DigestValue>{digest}\
         </ds:DigestValue></ds:Reference></ds:SignedInfo>"
    );
    let value = STANDARD.encode(side_by_side(&holder.sign(info.as_bytes())));
    let certificate = STANDARD.encode(&holder.der);
    format!(
        "{begin}<ds:Signature xmlns:ds=\"{DS}\">{info}<ds:SignatureValue>{value}</ds:SignatureValue>\
         <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data>\
         </ds:KeyInfo></ds:Signature></elmo>"
    )
}

#[test]
fn a_plain_signature_holds_and_binds_nobody() {
    let document = plain(CONTENT, "");
    let rows = world().see(&document);
    assert_eq!(
        rows.of(ProofSignature),
        [Passed],
        "{:?}",
        rows.cause(ProofSignature)
    );
    assert_eq!(rows.of(IssuerKey), [Inconclusive]);
    assert_eq!(rows.cause(IssuerKey), Some("no_signed_properties"));
    assert!(!rows.is_identified && rows.failed().is_empty());

    let rows = world().see(&document.replace("Nutrition", "Medicine"));
    assert_eq!(rows.of(ProofSignature), [Failed]);
    assert_eq!(rows.cause(ProofSignature), Some("digest_mismatch"));
}

#[test]
fn a_signature_that_covers_nothing_of_the_transcript_fails() {
    let part = CONTENT.replace("<learner>", "<learner Id=\"only\">");
    let rows = world().see(&plain(&part, "#only"));
    assert_eq!(rows.of(ProofSignature), [Failed]);
    assert_eq!(rows.cause(ProofSignature), Some("not_whole_document"));
    let empty =
        format!("<elmo xmlns=\"{TODAY}\">{CONTENT}<ds:Signature xmlns:ds=\"{DS}\"/></elmo>");
    let rows = world().see(&empty);
    assert_eq!(rows.of(ProofSignature), [Failed]);
    assert_eq!(rows.cause(ProofSignature), Some("malformed_signature"));
    // A second one, such as that of a diploma supplement, leaves open which was meant.
    let more = format!("<ds:Signature xmlns:ds=\"{DS}\"/></elmo>");
    let second = plain(CONTENT, "").replace("</elmo>", &more);
    let rows = world().see(&second);
    assert_eq!(rows.of(ProofSignature), [Inconclusive]);
    assert_eq!(rows.cause(ProofSignature), Some("several_signatures"));
}

#[test]
fn a_plain_signature_is_no_seal_of_a_europass_credential() {
    let document = plain(CONTENT, "")
        .replace("<elmo ", "<europassCredential ")
        .replace("</elmo>", "</europassCredential>")
        .replace(TODAY, "http://data.europa.eu/snb");
    let rows = world().see(&document);
    assert_eq!(rows.of(ProofSignature), [Failed]);
    assert_eq!(rows.cause(ProofSignature), Some("no_signed_properties"));
}
