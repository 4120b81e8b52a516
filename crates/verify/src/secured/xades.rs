//! Credentials in XML, with a seal within (XAdES) or without one: European credentials before
//! European Learning Model 3, and transcripts in ELMO.
//!
//! Sources: EDCI data model 1.0 to 1.2 (the outermost elements and `proof`); ELMO schemas 1 (the
//! outermost element and its signature); ETSI EN 319 132-1 v1.2.1 (XAdES), sections 5.2 (signed
//! properties) and 5.3 to 5.5 (what is added afterwards).

use std::sync::Arc;

use credeval_model::{
    Check, CheckCode, Pointer,
    check::Cause,
    document::{Form, Standard},
    json,
};
use serde_json::{Value, json};

use super::{ProofReport, Signer};
use crate::certificate::Certificate;
use crate::held::Room;
use crate::opened::{OpenError, Opened, Origin, Secured};
use crate::seal::revocation::{self, Kind};
use crate::seal::timestamp::{STAMPS, Stamp, Subject};
use crate::seal::{self, CERTIFICATES, Seal};
use crate::session::Session;
use crate::xml::signature::{DSIG, SignatureError, Written, XADES, base64};
use crate::xml::{Document, Element, value};

/// The outermost elements: a credential, a presentation of one that somebody sealed for its issuer,
/// or a transcript, in the namespace of today or in that of its first samples.
const CREDENTIAL: &str = "europassCredential";
const PRESENTATION: &str = "verifiablePresentation";
const ROOTS: [(&str, &str, Standard); 6] = [
    (
        CREDENTIAL,
        "http://data.europa.eu/snb",
        Standard::EuropassCredential,
    ),
    (CREDENTIAL, DRAFT, Standard::EuropassCredential),
    (
        PRESENTATION,
        "http://data.europa.eu/snb/vp",
        Standard::EuropassCredential,
    ),
    (PRESENTATION, DRAFT, Standard::EuropassCredential),
    (
        "elmo",
        "https://github.com/emrex-eu/elmo-schemas/tree/v1",
        Standard::Elmo,
    ),
    ("elmo", "http://purl.org/net/elmo", Standard::Elmo),
];
const DRAFT: &str = "http://data.europa.eu/europass/model/credentials#";

/// EN 319 132-1 section 4.4: what was added to XAdES later.
const XADES_141: &str = "http://uri.etsi.org/01903/v1.4.1#";
/// What was added to one seal that is looked at, as with JAdES.
const COMPONENTS: usize = 256;

/// A sealed document: the tree that is verified is the one that its JSON was made from.
#[derive(Debug, Clone)]
pub(crate) struct Xades(Arc<Document<'static>>);

/// Opens bytes that begin like markup.
pub(crate) fn open(bytes: &[u8], origin: &Origin, room: Room<'_>) -> Result<Opened, OpenError> {
    if is_web_page(bytes) {
        return Err(OpenError::Markup);
    }
    let document = Document::parse(bytes)?;
    let outermost = document.root();
    let known = ROOTS
        .into_iter()
        .find(|(name, namespace, _)| outermost.is(namespace, name));
    let Some((_, written_in, standard)) = known else {
        let (namespace, name) = (outermost.namespace(), outermost.name());
        let found = match namespace.is_empty() {
            true => name.to_owned(),
            false => format!("{name} of {namespace}"),
        };
        return Err(OpenError::NotACredential {
            found: found.chars().take(200).collect(),
            line: outermost.line(),
        });
    };
    let payload = value::value(outermost);
    let base = match payload.get(CREDENTIAL) {
        Some(Value::Object(_)) if outermost.name() == PRESENTATION => {
            Pointer::root().key(CREDENTIAL)
        }
        _ => Pointer::root(),
    };
    let is_sealed = outermost.descendants().any(|one| one.is(DSIG, "Signature"));
    let (form, secured) = match is_sealed {
        true => {
            let sealed = Xades(Arc::new(document.into_owned()));
            (Form::Xades, Secured::Xades(sealed))
        }
        false => (Form::Unsecured, Secured::Unsecured),
    };
    Ok(Opened {
        namespace: Some(written_in),
        ..Opened::of(standard, form, Ok(payload), base, secured, origin, room)
    })
}

/// Whether it is HTML, of which no two readers make the same.
fn is_web_page(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    ["<!doctype html", "<html"].iter().any(|begin| {
        let start = bytes.get(..begin.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(begin.as_bytes()))
    })
}

pub(crate) fn check(session: &Session<'_>, opened: &Opened, sealed: &Xades) -> Vec<ProofReport> {
    let mut report = ProofReport::default();
    let root = sealed.0.root();
    // The one element that is there for the seal; nothing of it is content. ELMO has none.
    let proof = root
        .children()
        .find(|child| opened.standard != Standard::Elmo && child.is(root.namespace(), "proof"));
    match Written::read(&sealed.0, proof.unwrap_or(root)) {
        Ok(written) => check_seal(session, opened, &written, &mut report),
        // ELMO asks for a plain signature.
        Err(SignatureError::NoProperties) if opened.standard == Standard::Elmo => {
            match Written::read_plain(&sealed.0, root) {
                Ok(written) => check_plain(session, &written, &mut report),
                Err(error) => report.checks.push(refused(&error)),
            }
        }
        // A diploma supplement within may have one of its own.
        Err(error @ SignatureError::Several { .. }) if opened.standard == Standard::Elmo => {
            let row = Check::inconclusive(
                CheckCode::ProofSignature,
                format!("no signature was checked: {error}"),
            );
            report.checks.push(row.because(Cause::new(error.code())));
        }
        Err(error) => report.checks.push(refused(&error)),
    }
    vec![report]
}

/// A plain signature: its arithmetic holds or not. Its certificate is beside what is signed, so it
/// binds the key to nobody.
fn check_plain(session: &Session<'_>, written: &Written<'_>, report: &mut ProofReport) {
    report.checks.push(Check::passed(
        CheckCode::ProofAlgorithm,
        written.algorithm_name().to_owned(),
    ));
    report
        .checks
        .push(match written.holds(session.against.crypto) {
            Ok(()) => Check::passed(
                CheckCode::ProofSignature,
                "the signature holds: nothing was altered since it was signed",
            ),
            Err(error) => refused(&error),
        });
    let row = Check::inconclusive(
        CheckCode::IssuerKey,
        format!(
            "nothing that is signed names the certificate of {}, so nothing binds the key to it",
            written.certificate.name()
        ),
    );
    report.checks.push(
        row.at(Pointer::root())
            .because(Cause::new("no_signed_properties")),
    );
}

fn check_seal(
    session: &Session<'_>,
    opened: &Opened,
    written: &Written<'_>,
    report: &mut ProofReport,
) {
    let leaf = written.certificate.clone();
    report.checks.push(Check::passed(
        CheckCode::ProofAlgorithm,
        written.algorithm_name().to_owned(),
    ));
    let held = written.holds(session.against.crypto);
    report.checks.push(match &held {
        Ok(()) => Check::passed(
            CheckCode::ProofSignature,
            format!(
                "the seal holds: nothing was altered since {} sealed it",
                leaf.name()
            ),
        ),
        Err(error) => refused(error),
    });
    let (issuer, place) = issuer(opened);
    report
        .checks
        .push(seal::issuer_key_of(session, issuer.as_ref(), place, &leaf));
    let added = Added::read(written, held.is_ok());
    let given = [&written.others[..], &added.certificates].concat();
    let seal = Seal {
        leaf,
        given,
        claimed: written.claimed(),
        stamps: stamps(&added.tokens),
        revocation: added.revocation,
        unreadable: added.unreadable,
    };
    let (rows, anchors) = seal::rows(session, &seal, held.is_ok());
    report.checks.extend(rows);
    report.anchors = anchors;
    report.signer = Some(Signer::Certificate(Box::new(seal.leaf)));
}

/// The row `proof.signature` of a seal that does not hold, or that cannot be looked at.
fn refused(error: &SignatureError) -> Check {
    let code = CheckCode::ProofSignature;
    match error.is_unsupported() {
        true => Check::inconclusive(code, error.to_string()),
        false => Check::failed(code, error.to_string()),
    }
    .because(Cause::new(error.code()))
}

/// The organisation that the document names as its issuer, as European credentials in JSON write
/// it, and where it stands. The issuer of a presentation is who sealed it for the issuer within.
fn issuer(opened: &Opened) -> (Option<Value>, Pointer) {
    let root = Pointer::root();
    // Who seals a transcript is the provider that collected it; each report has an issuer of its own.
    if opened.standard == Standard::Elmo {
        return (None, root);
    }
    let outermost = opened.payload.as_ref().ok();
    let stated = outermost.and_then(|outermost| outermost.get("issuer"));
    let (holder, base, stated) = match stated {
        Some(stated) => (outermost, &root, Some(stated)),
        None => {
            let credential = opened.credential();
            (Some(credential), &opened.base, credential.get("issuer"))
        }
    };
    let place = base.key("issuer");
    let (Some(holder), Some(stated)) = (holder, stated) else {
        return (None, place);
    };
    let Some(id) = stated.get("@idref").and_then(Value::as_str) else {
        return (Some(organisation(stated)), place);
    };
    // Whom it refers to, if that is one.
    let agents = holder.get("agentReferences");
    let listed = agents.and_then(|agents| agents.get("organization"));
    let mut found = json::one_or_many(listed)
        .iter()
        .enumerate()
        .filter(|(_, one)| one.get("@id").and_then(Value::as_str) == Some(id));
    match (found.next(), found.next()) {
        (Some((index, one)), None) => {
            let list = base.key("agentReferences").key("organization");
            let place = match listed {
                Some(Value::Array(_)) => list.index(index),
                _ => list,
            };
            (Some(organisation(one)), place)
        }
        _ => (None, place),
    }
}

/// An organisation with what identifies it.
fn organisation(stated: &Value) -> Value {
    let texts = |value: Option<&Value>| -> Vec<String> {
        let all = json::one_or_many(value).iter();
        all.filter_map(|one| one.as_str().or_else(|| one.get("#text")?.as_str()))
            .map(str::to_owned)
            .collect()
    };
    let identifiers = |key: &str| -> Vec<Value> {
        let all = texts(stated.get(key)).into_iter();
        all.map(|notation| json!({ "notation": notation }))
            .collect()
    };
    let names: Vec<String> = json::one_or_many(stated.get("prefLabel"))
        .iter()
        .flat_map(|label| texts(label.get("text")))
        .collect();
    let mut organisation = json!({
        "registration": identifiers("registration"),
        "vatIdentifier": identifiers("vatIdentifier"),
        "taxIdentifier": identifiers("taxIdentifier"),
        "identifier": identifiers("identifier"),
    });
    if let (false, Some(members)) = (names.is_empty(), organisation.as_object_mut()) {
        members.insert("legalName".to_owned(), names.into());
    }
    organisation
}

/// A timestamp with the bytes that it must be over.
struct Token {
    subject: Subject,
    order: usize,
    bytes: Option<Vec<u8>>,
    message: Option<Arc<Vec<Vec<u8>>>>,
}

/// What was added to a seal: outside of it, so it is material that must prove itself. The
/// timestamp on the content is signed.
#[derive(Default)]
struct Added {
    tokens: Vec<Token>,
    certificates: Vec<Certificate>,
    revocation: Vec<revocation::Value>,
    unreadable: Option<&'static str>,
}

impl Added {
    fn read(written: &Written<'_>, holds: bool) -> Self {
        let mut added = Self::default();
        let Some(properties) = written.properties else {
            return added;
        };
        let path = ["SignedProperties", "SignedDataObjectProperties"];
        for child in within(properties, &path) {
            match child.name() {
                // Section 5.2.8.1: over all that is signed but for the signer's own statements. What
                // was altered is not there any more.
                "AllDataObjectsTimeStamp" => {
                    let message = holds.then(|| written.contents()).flatten();
                    added.stamps_of(child, Subject::Content, 0, message);
                }
                "IndividualDataObjectsTimeStamp" => {
                    added.stamps_of(child, Subject::Content, 0, None);
                }
                _ => {}
            }
        }
        let path = ["UnsignedProperties", "UnsignedSignatureProperties"];
        for (index, child) in within(properties, &path).enumerate() {
            if index == COMPONENTS {
                added.unreadable = Some("more was added to the seal than is looked at");
                break;
            }
            let order = index + 1;
            match child.name() {
                // Section 5.3: over the element of the seal's value.
                "SignatureTimeStamp" => {
                    // Each time the whole document is walked, so not for more than are looked at.
                    let is_looked_at = holds && added.tokens.len() <= STAMPS;
                    let method = child.child("CanonicalizationMethod");
                    let message = is_looked_at.then(|| written.canonical_by(method, written.value));
                    let message = message.flatten().map(|message| vec![message]);
                    added.stamps_of(child, Subject::Seal, order, message);
                }
                // Sections 5.5 and A.1: over what was added before, which is not put together here.
                "ArchiveTimeStamp" => added.stamps_of(child, Subject::Archive, order, None),
                "SigAndRefsTimeStamp" | "SigAndRefsTimeStampV2" => {
                    added.stamps_of(child, Subject::Seal, order, None);
                }
                "RefsOnlyTimeStamp" | "RefsOnlyTimeStampV2" => {
                    added.stamps_of(child, Subject::References, order, None);
                }
                "TimeStampValidationData" => {
                    for child in child.children() {
                        added.values(child, order);
                    }
                }
                _ => added.values(child, order),
            }
        }
        added
    }

    fn stamps_of(
        &mut self,
        stamp: Element<'_>,
        subject: Subject,
        order: usize,
        message: Option<Vec<Vec<u8>>>,
    ) {
        let message = message.map(Arc::new);
        let mut tokens = stamp
            .children()
            .filter(|child| child.is(XADES, "EncapsulatedTimeStamp"))
            .peekable();
        if tokens.peek().is_none() {
            self.unreadable = Some("a timestamp on the seal cannot be read");
        }
        // One more than is looked at is enough to tell that there are too many.
        let room = (STAMPS + 1).saturating_sub(self.tokens.len());
        self.tokens.extend(tokens.take(room).map(|token| Token {
            subject,
            order,
            bytes: base64(token),
            message: message.clone(),
        }));
    }

    /// Sections 5.4.2 and 5.4.4: certificates and evidence on revocation.
    fn values(&mut self, element: Element<'_>, order: usize) {
        if !element.is(XADES, "CertificateValues") && !element.is(XADES, "RevocationValues") {
            return;
        }
        for value in element.descendants() {
            let kind = match value.name() {
                "EncapsulatedX509Certificate" => {
                    if self.certificates.len() < CERTIFICATES {
                        let der = base64(value);
                        let read = der.and_then(|der| Certificate::read(&der));
                        self.certificates.extend(read);
                    }
                    continue;
                }
                "EncapsulatedCRLValue" => Kind::List,
                "EncapsulatedOCSPValue" => Kind::Answer,
                _ => continue,
            };
            if self.revocation.len() < revocation::VALUES {
                let der = base64(value);
                self.revocation
                    .extend(der.map(|der| revocation::Value { kind, der, order }));
            }
        }
    }
}

fn stamps(tokens: &[Token]) -> Vec<Stamp<'_>> {
    let stamps = tokens.iter().map(|token| Stamp {
        subject: token.subject,
        order: token.order,
        token: token.bytes.clone(),
        message: token
            .message
            .as_ref()
            .map(|pieces| pieces.iter().map(Vec::as_slice).collect()),
    });
    stamps.collect()
}

/// The elements of XAdES at the end of a path.
fn within<'d>(element: Element<'d>, path: &[&str]) -> impl Iterator<Item = Element<'d>> {
    let end = path.iter().try_fold(element, |element, name| {
        let mut children = element.children();
        children.find(|child| child.is(XADES, name))
    });
    end.into_iter()
        .flat_map(Element::children)
        .filter(|child| [XADES, XADES_141].contains(&child.namespace()))
}
