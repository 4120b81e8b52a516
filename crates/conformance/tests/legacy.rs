//! Europass credentials in XML, of the time before European Learning Model 3: what holds, what does
//! not, and why.
#![expect(clippy::expect_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, corpus, files};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Timestamp,
    document::{Form, Standard},
    evidence::Evidence,
};
use credeval_verify::{Against, OpenError, Trust, check, open, xml};

/// What a file is: opened or not, and how its seal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// The seal holds, under the key of the issuer.
    Holds,
    /// The seal does not hold, for this cause, and these rows fail.
    Fails(&'static str, &'static [CheckCode]),
    /// It carries no seal.
    Unsealed,
    /// It is XML, and no credential.
    NoCredential,
}

use CheckCode::{IssuerKey, ProofSignature};
use Expected::{Fails, Holds, NoCredential, Unsealed};

/// Every XML file of the folders of European credentials, and why it is what it is.
const FILES: &[(&str, Expected, &str)] = &[
    (
        "legacy-xml/Ana Andromeda_Graduate University Study of Civil Engineering.xml",
        Holds,
        "sealed by the tools of its time",
    ),
    (
        "legacy-xml/Ildiko Mazar_Certificate of Excellence.xml",
        Holds,
        "sealed by the tools of its time",
    ),
    (
        "legacy-xml/edci_credential_basic.xml",
        Holds,
        "sealed by the tools of its time",
    ),
    (
        "samples-ec/EDC_DiplomaSupplement_AA.xml",
        Holds,
        "a presentation that was sealed for the issuer within",
    ),
    (
        "legacy-xml/edci_credential_complex.xml",
        Fails("digest_mismatch", &[ProofSignature]),
        "the value of the seal holds, and the document was altered after it",
    ),
    (
        "edc-repo/edci-data-model/src/main/resources/jsonld/validXMLCredential.xml",
        Fails("bad_signature", &[ProofSignature]),
        "written anew with other white space, within the seal too",
    ),
    (
        "edc-repo/edci-data-model/src/test/resources/xsdValidation/credential-generic-profile-xsd-signed.xml",
        Fails("bad_signature", &[ProofSignature, IssuerKey]),
        "written anew with other white space and another issuer",
    ),
    (
        "edc-repo/edci-data-model/src/test/resources/xsdValidation/verificable_presentation_mandated-xsd_v1.2.xml",
        Fails("bad_signature", &[ProofSignature]),
        "written anew with other white space, within the seal too",
    ),
    (
        "edc-repo/edci-data-model/src/test/resources/zipFiles/credential-045cb3fe-1445-4766-9fdd-dfbbaa38550d.xml",
        Unsealed,
        "",
    ),
    ("legacy-xml/EDC_SampleACT_AA.xml", Unsealed, ""),
    ("legacy-xml/EDC_SampleDegree_AA.xml", Unsealed, ""),
    ("legacy-xml/EDC_WileECoyote_Simple.xml", Unsealed, ""),
    ("legacy-xml/edci_presentation.xml", Unsealed, ""),
    ("legacy-xml/edci_presentation_alt1.xml", Unsealed, ""),
    ("legacy-xml/edci_presentation_alt2.xml", Unsealed, ""),
    (
        "edc-repo/edci-commons/src/main/resources/customConstraint.xml",
        NoCredential,
        "a policy of a verifier",
    ),
];

/// After every seal was made, and while what they are on was valid.
fn at() -> Timestamp {
    "2023-01-01T00:00:00Z".parse().expect("a time")
}

/// The rows of a document for which nobody is trusted and nothing is at hand.
fn rows(bytes: &[u8]) -> Result<(Form, Standard, Vec<Check>), OpenError> {
    let opened = open(&Document::new(bytes.to_vec(), "corpus"))?;
    let (evidence, trust) = (Evidence::none(), Trust::none());
    let contexts = Contexts::none();
    let checked = check(&opened, Against::new(&evidence, &trust, &contexts, at()));
    let info = checked.info();
    Ok((info.form, info.standard, checked.checks().to_vec()))
}

fn outcome(rows: &[Check], code: CheckCode) -> Option<(CheckOutcome, Option<&str>)> {
    let row = rows.iter().find(|row| row.code == code)?;
    Some((
        row.outcome,
        row.cause.as_ref().map(|cause| cause.code.as_str()),
    ))
}

fn judge(path: &Path, expected: Expected) -> Result<(), String> {
    let bytes = fs::read(path).expect("a file of the corpus");
    let found = rows(&bytes);
    let (form, standard, rows) = match (found, expected) {
        (Err(OpenError::NotACredential { .. }), NoCredential) => return Ok(()),
        (Ok(found), _) => found,
        (Err(error), _) => return Err(error.to_string()),
    };
    let signature = outcome(&rows, ProofSignature);
    let issuer = outcome(&rows, IssuerKey);
    let failed: Vec<&Check> = rows
        .iter()
        .filter(|row| row.outcome == CheckOutcome::Failed)
        .collect();
    let mut codes: Vec<CheckCode> = failed.iter().map(|row| row.code).collect();
    codes.dedup();
    let met = match expected {
        Holds => {
            signature == Some((CheckOutcome::Passed, None))
                && issuer == Some((CheckOutcome::Passed, None))
                && codes.is_empty()
        }
        // Nothing else fails because of it.
        Fails(cause, expected) => {
            signature == Some((CheckOutcome::Failed, Some(cause))) && codes == expected
        }
        Unsealed => {
            signature == Some((CheckOutcome::Failed, Some("no_proof"))) && codes == [ProofSignature]
        }
        NoCredential => false,
    };
    let sealed = if expected == Unsealed {
        Form::Unsecured
    } else {
        Form::Xades
    };
    match met && (form, standard) == (sealed, Standard::EuropassCredential) {
        true => Ok(()),
        false => Err(format!(
            "expected {expected:?}, found {form:?}, {signature:?}, issuer {issuer:?}, failed {failed:#?}"
        )),
    }
}

#[test]
fn every_credential_in_xml_is_judged() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("elm");
    let mut suite = Suite::new("credentials in XML (legacy-xml, samples-ec, edc-repo)", &[]);
    let mut met = 0;
    for path in files(&folder) {
        if path.extension().is_none_or(|extension| extension != "xml") {
            continue;
        }
        let name = path.strip_prefix(&folder).expect("a file of the folder");
        let name = name.to_string_lossy().replace('\\', "/");
        let case = FILES.iter().find(|(file, ..)| *file == name);
        met += usize::from(case.is_some());
        suite.case(
            &name,
            match case {
                Some((_, expected, _)) => judge(&path, *expected),
                None => Err("nothing is said of it".to_owned()),
            },
        );
    }
    assert_eq!(met, FILES.len(), "a file is not there any more");
    suite.finish();
}

/// An element of the seal's own document is altered: the seal says so.
#[test]
fn an_altered_credential_in_xml_fails() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("altered credentials in XML", &[]);
    for (name, expected, _) in FILES {
        if *expected != Holds {
            continue;
        }
        let text = fs::read_to_string(corpus.join("elm").join(name)).expect("a file of the corpus");
        let content = &text[..text.find("<ds:Signature").expect("a seal")];
        // Each place of text that stands alone in its element, up to sixty of them.
        let places = content.match_indices("</").map(|(at, _)| at);
        let places: Vec<usize> = places.filter(|at| !content[..*at].ends_with('>')).collect();
        let step = 1 + places.len() / 60;
        for at in places.into_iter().step_by(step) {
            if content[..at].ends_with(char::is_whitespace) {
                continue;
            }
            let altered = format!("{}x{}", &text[..at], &text[at..]);
            let found = rows(altered.as_bytes()).map(|(_, _, rows)| {
                let row = outcome(&rows, ProofSignature);
                row.map(|(outcome, cause)| (outcome, cause.map(str::to_owned)))
            });
            let failed = Some((CheckOutcome::Failed, Some("digest_mismatch".to_owned())));
            suite.case(
                &format!("{name} at {at}"),
                match found {
                    Ok(found) if found == failed => Ok(()),
                    found => Err(format!("{found:?}")),
                },
            );
        }
    }
    suite.finish();
}

/// The signatures of the historic trusted lists, in both versions of their format.
const LISTS: &[(&str, Result<(), &str>)] = &[
    ("dk_tl-sn21.xml", Ok(())),
    ("eu-lotl.xml", Ok(())),
    ("fi-v5.xml", Ok(())),
    ("fi-v6.xml", Ok(())),
    ("ie-tl.xml", Ok(())),
    ("eu-lotl-no-sig.xml", Err("no_signature")),
];

#[test]
fn the_signatures_of_trusted_lists_hold() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("signatures of trusted lists", &[]);
    let verified = |bytes: &[u8]| {
        let document = xml::Document::parse(bytes).map_err(|error| error.to_string())?;
        let found = xml::signature::verify(&document, credeval_verify::DEFAULT_CRYPTO);
        found.map_err(|error| error.code().to_owned())
    };
    for (name, expected) in LISTS {
        let path = corpus.join("trusted-lists").join(name);
        let bytes = fs::read(&path).expect("a file of the corpus");
        let found = verified(&bytes);
        suite.case(
            name,
            match (&found, expected) {
                (Ok(found), Ok(())) if found.claimed.is_some() && found.references == 2 => Ok(()),
                (Err(found), Err(code)) if found == code => Ok(()),
                _ => Err(format!("{found:?}")),
            },
        );
        if expected.is_err() {
            continue;
        }
        // A byte of text is altered, here and there through the list and what is signed with it.
        let text = String::from_utf8(bytes).expect("text");
        let signed = &text[..text.find("</ds:SignatureValue>").expect("a signature")];
        let places: Vec<usize> = signed.match_indices("</").map(|(at, _)| at).collect();
        for at in places.iter().step_by(1 + places.len() / 25) {
            let altered = format!("{}x{}", &text[..*at], &text[*at..]);
            suite.case(
                &format!("{name} at {at}"),
                match verified(altered.as_bytes()) {
                    Err(_) => Ok(()),
                    Ok(_) => Err("holds after it was altered".to_owned()),
                },
            );
        }
    }
    suite.finish();
}
