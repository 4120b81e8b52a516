//! Tests of XML signatures: each rule with what breaks it, and the attacks that others fell for.
#![expect(clippy::similar_names, reason = "what a signer signed")]

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaKeyPair,
};
use proptest::prelude::*;
use rcgen::{CertificateParams, DnType, KeyPair};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

use super::*;

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";
const LIST: &str = r#"<list xmlns="urn:list" Id="all"><?note kept?><name kind="uni">One</name><!-- aside --><part Id="part">Two</part>
</list>"#;

/// A key with certificates, and how it signs.
struct Signer {
    key: KeyPair,
    certificate: Vec<u8>,
    algorithm: String,
}

/// A certificate of an organisation over a key.
fn certificate(key: &KeyPair, organisation: &str) -> Vec<u8> {
    let mut parameters = CertificateParams::default();
    let name = &mut parameters.distinguished_name;
    name.push(DnType::OrganizationName, organisation);
    parameters.self_signed(key).unwrap().der().to_vec()
}

fn signer() -> Signer {
    let key = KeyPair::generate().unwrap();
    Signer {
        certificate: certificate(&key, "Test"),
        key,
        algorithm: format!("{MORE}ecdsa-sha256"),
    }
}

fn rsa(algorithm: &str) -> Signer {
    let key = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    Signer {
        certificate: certificate(&key, "Test"),
        key,
        algorithm: algorithm.to_owned(),
    }
}

impl Signer {
    /// The signature without its values: `@0@`, `@1@` and so on stand for the digests of what the
    /// references name, `@value@` for its own.
    fn signature(&self) -> String {
        let certificate = STANDARD.encode(&self.certificate);
        let digest = STANDARD.encode(Sha512::digest(&self.certificate));
        let algorithm = &self.algorithm;
        format!(
            r##"<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="sig"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/><ds:SignatureMethod Algorithm="{algorithm}"/><ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>@0@</ds:DigestValue></ds:Reference><ds:Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#props"><ds:Transforms><ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>@1@</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>
@value@
</ds:SignatureValue><ds:KeyInfo Id="key"><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#sig"><xades:SignedProperties Id="props"><xades:SignedSignatureProperties><xades:SigningTime>2026-01-02T03:04:05Z</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/><ds:DigestValue>{digest}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties></ds:Object></ds:Signature>"##
        )
    }

    /// A list with the signature in it, to be signed.
    fn list(&self) -> String {
        LIST.replace("</list>", &format!("{}</list>", self.signature()))
    }

    /// Fills in the values, whatever the signature is over and however it is written.
    fn sign(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let document = Document::parse(text.as_bytes()).unwrap();
        let signature = all(&document, "Signature").pop().unwrap();
        let mut digests = Vec::new();
        for (index, reference) in all(&document, "Reference").into_iter().enumerate() {
            let subset = match reference.attribute("URI").unwrap() {
                "" => Subset::DocumentWithout(signature),
                uri => {
                    let root = document.root();
                    let mut found = std::iter::once(root).chain(root.descendants());
                    match found.find(|element| element.has_id(uri.trim_start_matches('#'))) {
                        Some(found) if found == root => Subset::RootWithout(signature),
                        Some(found) => Subset::Element(found),
                        None => continue,
                    }
                }
            };
            let transforms = reference
                .descendants()
                .filter(|one| one.name() == "Transform");
            let method = transforms.filter_map(Method::read).last();
            let bytes = method
                .unwrap_or_else(Method::unnamed)
                .bytes(&document, subset)
                .unwrap();
            let digest = match reference
                .child("DigestMethod")
                .unwrap()
                .attribute("Algorithm")
            {
                Some("http://www.w3.org/2000/09/xmldsig#sha1") => Sha1::digest(&bytes).to_vec(),
                _ => Sha256::digest(&bytes).to_vec(),
            };
            digests.push((format!("@{index}@"), STANDARD.encode(digest)));
        }
        for (place, digest) in digests {
            text = text.replace(&place, &digest);
        }
        let document = Document::parse(text.as_bytes()).unwrap();
        let info = all(&document, "SignedInfo").pop().unwrap();
        let named = info.child("CanonicalizationMethod").unwrap();
        let method = Method::read(named).unwrap_or_else(Method::unnamed);
        let message = method.bytes(&document, Subset::Element(info)).unwrap();
        text.replace("@value@", &STANDARD.encode(self.value(&message)))
    }

    fn value(&self, message: &[u8]) -> Vec<u8> {
        let (random, key) = (SystemRandom::new(), self.key.serialize_der());
        if let Ok(key) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &key) {
            return key.sign(&random, message).unwrap().as_ref().to_vec();
        }
        let key = RsaKeyPair::from_pkcs8(&key).unwrap();
        let mut value = vec![0; key.public_modulus_len()];
        match self.algorithm.ends_with("MGF1") {
            true => key.sign(&RSA_PSS_SHA256, &random, message, &mut value),
            false => key.sign(&RSA_PKCS1_SHA512, &random, message, &mut value),
        }
        .unwrap();
        value
    }
}

/// The elements of a name, the innermost last.
fn all<'d>(document: &'d Document<'d>, name: &str) -> Vec<Element<'d>> {
    let root = document.root();
    root.descendants()
        .filter(|one| one.name() == name)
        .collect()
}

fn verified(text: &str) -> Result<XmlSignature, SignatureError> {
    let document = Document::parse(text.as_bytes()).unwrap();
    verify(&document, crate::DEFAULT_CRYPTO)
}

/// The code by which a text is refused, or `holds`.
fn code(text: &str) -> &'static str {
    match verified(text) {
        Ok(_) => "holds",
        Err(error) => error.code(),
    }
}

/// Replaces what must be there.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

/// Everything between two marks, marks included.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap();
    let end = start + text[start..].find(to).unwrap() + to.len();
    &text[start..end]
}

#[test]
fn a_signature_over_the_whole_document_holds() {
    let signer = signer();
    let found = verified(&signer.sign(&signer.list())).unwrap();
    assert_eq!(found.certificate, signer.certificate);
    assert_eq!(found.claimed.as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!((found.others.len(), found.references), (0, 2));
    for signer in [
        rsa(&format!("{MORE}rsa-sha512")),
        rsa("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"),
    ] {
        assert_eq!(
            code(&signer.sign(&signer.list())),
            "holds",
            "{}",
            signer.algorithm
        );
    }
}

#[test]
fn every_form_of_canonical_xml_is_taken_and_no_other() {
    let signer = signer();
    let methods = [
        EXCLUSIVE,
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2006/12/xml-c14n11#WithComments",
    ];
    for method in methods {
        let text = signer.list().replace(EXCLUSIVE, method);
        assert_eq!(code(&signer.sign(&text)), "holds", "{method}");
    }
    let own = "CanonicalizationMethod Algorithm=\"";
    let text = changed(&signer.list(), own, &format!("{own}urn:not:canonical"));
    assert_eq!(code(&signer.sign(&text)), "unsupported_canonicalization");
    let prefixes =
        format!("<ec:InclusiveNamespaces xmlns:ec=\"{EXCLUSIVE}\" PrefixList=\"#default ds\"/>");
    let canonical = format!("<ds:Transform Algorithm=\"{EXCLUSIVE}\"/>");
    let with = |list: &str| {
        let long = format!("<ds:Transform Algorithm=\"{EXCLUSIVE}\">{list}</ds:Transform>");
        signer.list().replace(&canonical, &long)
    };
    assert_eq!(code(&signer.sign(&with(&prefixes))), "holds");
    let many = prefixes.replace("ds", &"p ".repeat(16));
    assert_eq!(code(&signer.sign(&with(&many))), "unsupported_transform");
}

#[test]
fn the_signature_is_left_out_in_each_of_three_ways() {
    let signer = signer();
    let own = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    let xpath = "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath></ds:Transform>";
    let filter = "<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\"><f:XPath xmlns:f=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"subtract\">/descendant::ds:Signature</f:XPath></ds:Transform>";
    let with = |transform: &str| signer.sign(&changed(&signer.list(), own, transform));
    for transform in [xpath, filter] {
        assert_eq!(code(&with(transform)), "holds", "{transform}");
    }
    for (from, to) in [
        // Another element of that name would be left out with it.
        ("<f:XPath ", "<f:XPath xmlns:ds=\"urn:list\" "),
        ("::ds:Signature", "::ds:Signature or self::name"),
        ("/descendant::ds:Signature", "/descendant::name"),
        ("subtract", "intersect"),
        ("subtract", "union"),
    ] {
        let both = [xpath, filter].into_iter().filter(|one| one.contains(from));
        for transform in both {
            let code = code(&with(&transform.replace(from, to)));
            assert_eq!(code, "unsupported_transform", "{to}");
        }
    }
}

#[test]
fn a_document_may_be_named_by_the_identifier_of_its_outermost_element() {
    let signer = signer();
    let text = changed(&signer.list(), "URI=\"\"", "URI=\"#all\"");
    assert_eq!(code(&signer.sign(&text)), "holds");
    let altered = changed(&signer.sign(&text), "One", "Two");
    assert_eq!(code(&altered), "digest_mismatch");
}

#[test]
fn whatever_is_altered_breaks_it() {
    let signer = signer();
    let signed = signer.sign(&signer.list());
    let digest = between(&signed, "<ds:DigestValue>", "</ds:DigestValue>");
    let other = format!(
        "<ds:DigestValue>{}</ds:DigestValue>",
        STANDARD.encode([7; 32])
    );
    for (from, to, expected) in [
        (">One<", ">Two<", "digest_mismatch"),
        ("kind=\"uni\"", "kind=\"own\"", "digest_mismatch"),
        ("kind=\"uni\"", "", "digest_mismatch"),
        ("urn:list", "urn:lost", "digest_mismatch"),
        ("<?note kept?>", "", "digest_mismatch"),
        ("<?note kept?>", "<?note lost?>", "digest_mismatch"),
        ("</part>", "</part><part/>", "digest_mismatch"),
        ("\n<ds:Signature ", "<ds:Signature ", "digest_mismatch"),
        ("<list ", "<?before it?><list ", "digest_mismatch"),
        ("</part>\n", "</part>\n\n", "digest_mismatch"),
        ("03:04:05Z", "03:04:06Z", "digest_mismatch"),
        (digest, &other, "bad_signature"),
        (
            "<ds:SignedInfo>",
            "<ds:SignedInfo Id=\"info\">",
            "bad_signature",
        ),
        // What says the same in another way is the same.
        (" kind=\"uni\"", "  kind = 'uni'  ", "holds"),
        (">One<", "><![CDATA[One]]><", "holds"),
        (">One<", ">O&#x6E;e<", "holds"),
        ("<!-- aside -->", "", "holds"),
        (">One<", ">O<!-- -->ne<", "holds"),
        ("<list ", "<!-- before it --><list ", "holds"),
    ] {
        assert_eq!(code(&changed(&signed, from, to)), expected, "{to}");
    }
}

#[test]
fn one_signature_stands_directly_within_the_document() {
    let signer = signer();
    let signed = signer.sign(&signer.list());
    let signature = between(&signed, "<ds:Signature ", "</ds:Signature>");
    assert_eq!(code(&changed(&signed, signature, "")), "no_signature");
    let copy = signature
        .replace("\"sig\"", "\"sig2\"")
        .replace("\"props\"", "\"props2\"");
    let twice = changed(
        &signed,
        signature,
        &format!("{signature}{}", copy.replace("\"key\"", "\"k2\"")),
    );
    assert_eq!(code(&twice), "several_signatures");
    let deeper =
        changed(&signed, signature, "").replace("</part>", &format!("</part><x>{signature}</x>"));
    assert_eq!(code(&deeper), "misplaced_signature");
    assert_eq!(code(signature), "misplaced_signature");
    let said = |text: &str| verified(text).unwrap_err().to_string();
    assert_eq!(
        said(&twice),
        "expected one signature, found a second one in line 4"
    );
    let document = Document::parse(twice.as_bytes()).unwrap().into_owned();
    let error = verify(&document, crate::DEFAULT_CRYPTO).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected one signature, found a second one"
    );
}

#[test]
fn what_was_signed_cannot_be_wrapped_into_another_document() {
    // "On Breaking SAML" (2012): the signed part is kept and moved, another one is read.
    let signer = signer();
    let signed = signer.sign(&signer.list());
    let signature = between(&signed, "<ds:Signature ", "</ds:Signature>").to_owned();
    let original = signed.replace(&signature, "");
    let forged = "<list xmlns=\"urn:list\"><name kind=\"uni\">Forged</name>";
    for (text, expected) in [
        (
            format!("{forged}<x>{original}</x>{signature}</list>"),
            "digest_mismatch",
        ),
        (
            format!("{forged}{signature}<x>{original}</x></list>"),
            "digest_mismatch",
        ),
        (
            format!("{forged}<x>{signed}</x></list>"),
            "misplaced_signature",
        ),
        (
            format!(
                "{forged}{}</list>",
                signature.replace(
                    "</ds:Object>",
                    &format!("</ds:Object><ds:Object>{original}</ds:Object>")
                )
            ),
            "digest_mismatch",
        ),
    ] {
        assert_eq!(code(&text), expected, "{text}");
    }
    // The same where the reference is to an identifier, which the forged root may not share.
    let by_id = signer.sign(&changed(&signer.list(), "URI=\"\"", "URI=\"#all\""));
    let signature = between(&by_id, "<ds:Signature ", "</ds:Signature>").to_owned();
    let original = by_id.replace(&signature, "");
    let wrapped = format!("{forged}<x>{original}</x>{signature}</list>");
    assert_eq!(code(&wrapped), "unsupported_transform");
    let twice = format!(
        "{}<x>{original}</x>{signature}</list>",
        forged.replace("<list ", "<list Id=\"all\" ")
    );
    assert!(matches!(
        Document::parse(twice.as_bytes()),
        Err(crate::xml::XmlError::DuplicateId { .. })
    ));
    let small = twice.replacen("Id=\"all\"", "id=\"all\"", 1);
    assert_eq!(code(&small), "ambiguous_reference");
}

#[test]
fn a_part_of_the_document_is_not_the_document() {
    let signer = signer();
    let enveloped =
        "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    let part = changed(&signer.list(), "URI=\"\"", "URI=\"#part\"");
    let part = changed(&part, enveloped, "");
    assert_eq!(code(&signer.sign(&part)), "not_whole_document");
    // Beside the whole it may be named.
    let further = between(&part, "<ds:Reference ", "</ds:Reference>").replace("@0@", "@2@");
    let also = changed(
        &signer.list(),
        "</ds:SignedInfo>",
        &format!("{further}</ds:SignedInfo>"),
    );
    assert_eq!(code(&signer.sign(&also)), "holds");
    let key = also.replace("#part", "#key");
    assert_eq!(code(&signer.sign(&key)), "holds");
    let wrong = signer.sign(&key.replace("@2@", &STANDARD.encode([7; 32])));
    assert_eq!(code(&wrong), "digest_mismatch");
    let whole = changed(&signer.list(), enveloped, "");
    assert_eq!(code(&signer.sign(&whole)), "not_whole_document");
}

#[test]
fn a_reference_is_to_one_element_here() {
    let signer = signer();
    let further = |uri: &str| {
        let reference = format!(
            "<ds:Reference URI=\"{uri}\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>{}</ds:DigestValue></ds:Reference></ds:SignedInfo>",
            STANDARD.encode([7; 32])
        );
        signer.sign(&changed(&signer.list(), "</ds:SignedInfo>", &reference))
    };
    for uri in [
        "https://list.example/other.xml",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "other.xml",
        "other.xml#part",
        "#",
        "#xpointer(/)",
        "#xpointer(id('part'))",
    ] {
        assert_eq!(code(&further(uri)), "external_reference", "{uri}");
    }
    assert_eq!(code(&further("#nowhere")), "unresolved_reference");
    let none = changed(&signer.list(), " URI=\"\"", "").replace("@0@", "AAAA");
    let none = none.replace("@1@", "AAAA").replace("@value@", "AAAA");
    assert_eq!(code(&none), "malformed_signature");
}

#[test]
fn no_other_transform_runs_and_there_are_few() {
    let signer = signer();
    let own = format!("<ds:Transform Algorithm=\"{EXCLUSIVE}\"/>");
    let with = |more: &str| signer.sign(&changed(&signer.list(), &own, &format!("{more}{own}")));
    let one = |name: &str, content: &str| {
        format!("<ds:Transform Algorithm=\"{name}\">{content}</ds:Transform>")
    };
    let endless =
        "<xsl:stylesheet xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" version=\"1.0\"/>";
    for transform in [
        one("http://www.w3.org/TR/1999/REC-xslt-19991116", endless),
        one("http://www.w3.org/2000/09/xmldsig#base64", ""),
        one(
            "http://www.w3.org/TR/1999/REC-xpath-19991116",
            "<ds:XPath>true()</ds:XPath>",
        ),
        one("http://www.w3.org/2000/09/xmldsig#enveloped-signature", ""),
        own.clone(),
        own.repeat(10_000),
    ] {
        assert_eq!(code(&with(&transform)), "unsupported_transform");
    }
    // The signature may not be left out of what does not hold it.
    let props = "URI=\"#props\"><ds:Transforms>";
    let enveloped = one("http://www.w3.org/2000/09/xmldsig#enveloped-signature", "");
    let text = changed(&signer.list(), props, &format!("{props}{enveloped}"));
    assert_eq!(code(&signer.sign(&text)), "unsupported_transform");
}

#[test]
fn references_are_few() {
    let signer = signer();
    let list = signer.list();
    let whole = between(&list, "<ds:Reference ", "</ds:Reference>");
    // The digest of the last one stands by its number.
    let sign = |count: usize| {
        let text = changed(&list, whole, &whole.repeat(count));
        signer.sign(&text.replace("@1@", &format!("@{count}@")))
    };
    assert_eq!(code(&sign(7)), "holds");
    assert_eq!(code(&sign(8)), "too_many_references");
}

#[test]
fn the_signer_names_its_certificate_in_its_own_signature() {
    let signer = signer();
    let list = signer.list();
    let properties = between(
        &list,
        "<xades:QualifyingProperties",
        "</xades:QualifyingProperties>",
    );
    let typed = " Type=\"http://uri.etsi.org/01903#SignedProperties\"";
    assert_eq!(
        code(&signer.sign(&changed(&list, typed, ""))),
        "no_signed_properties"
    );
    let without = changed(&list, properties, "<x Id=\"props\"/>");
    assert_eq!(code(&signer.sign(&without)), "no_signed_properties");

    // Kept outside of the signature, or beside those that are read.
    let namespace = "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
    let outside = changed(&list, properties, "");
    let outside = changed(
        &outside,
        "<part ",
        &format!("<x {namespace}>{properties}</x><part "),
    );
    assert_eq!(code(&signer.sign(&outside)), "no_signed_properties");
    let second = properties.replace("\"props\"", "\"other\"");
    let object = format!("</ds:Object><ds:Object>{second}</ds:Object>");
    let beside = changed(&list, "</ds:Object>", &object);
    assert_eq!(code(&signer.sign(&beside)), "foreign_signed_properties");
    let swapped =
        beside
            .replacen("Id=\"props\"", "Id=\"p\"", 1)
            .replacen("Id=\"other\"", "Id=\"props\"", 1);
    assert_eq!(code(&signer.sign(&swapped)), "foreign_signed_properties");
    let elsewhere = changed(&list, "URI=\"#props\"", "URI=\"#part\"");
    assert_eq!(code(&signer.sign(&elsewhere)), "foreign_signed_properties");
    let target = changed(&list, "Target=\"#sig\"", "Target=\"#part\"");
    assert_eq!(code(&signer.sign(&target)), "foreign_signed_properties");
    let deeper = changed(&list, properties, &format!("<x>{properties}</x>"));
    assert_eq!(code(&signer.sign(&deeper)), "foreign_signed_properties");
}

#[test]
fn the_key_is_that_of_the_certificate_that_is_named() {
    let signer = signer();
    let list = signer.list();
    let own = STANDARD.encode(&signer.certificate);
    // Another certificate over the same key: the arithmetic holds, and another name is shown.
    let renamed = STANDARD.encode(certificate(&signer.key, "Another"));
    let signed = signer.sign(&list);
    assert_eq!(
        code(&changed(&signed, &own, &renamed)),
        "other_signing_certificate"
    );
    // Beside the right one it is only material.
    let one = format!("<ds:X509Certificate>{own}</ds:X509Certificate>");
    let other = one.replace(&own, &renamed);
    for both in [format!("{one}{other}"), format!("{other}{one}")] {
        let found = verified(&changed(&signed, &one, &both)).unwrap();
        assert_eq!(found.certificate, signer.certificate);
        assert_eq!(found.others.len(), 1);
    }
    let data = between(&list, "<ds:X509Data>", "</ds:X509Data>");
    let key_value = "<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>";
    assert_eq!(
        code(&signer.sign(&changed(&list, data, key_value))),
        "no_certificate"
    );
    let info = between(&list, "<ds:KeyInfo ", "</ds:KeyInfo>");
    assert_eq!(
        code(&signer.sign(&changed(&list, info, ""))),
        "no_certificate"
    );
    assert_eq!(
        code(&signer.sign(&changed(&list, &own, "AAAA"))),
        "malformed_signature"
    );
    let named = between(
        &list,
        "<xades:SigningCertificateV2>",
        "</xades:SigningCertificateV2>",
    );
    assert_eq!(
        code(&signer.sign(&changed(&list, named, ""))),
        "no_signing_certificate"
    );
    // A second certificate that is named is one of the chain, not the signer's.
    let cert = between(&list, "<xades:Cert>", "</xades:Cert>");
    let digest = between(cert, "<ds:DigestValue>", "</ds:DigestValue>");
    let wrong = cert.replace(digest, "<ds:DigestValue>AAAA</ds:DigestValue>");
    let with = |certs: String| code(&signer.sign(&changed(&list, cert, &certs)));
    assert_eq!(with(format!("{cert}{wrong}")), "holds");
    assert_eq!(with(format!("{wrong}{cert}")), "other_signing_certificate");
    let twofold = format!("{named}{}", named.replace(cert, &wrong));
    assert_eq!(
        code(&signer.sign(&changed(&list, named, &twofold))),
        "other_signing_certificate"
    );
}

#[test]
fn sha_1_names_a_certificate_in_the_earlier_version_and_nothing_else() {
    const SHA_1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
    let signer = signer();
    let list = signer.list();
    let digest = STANDARD.encode(Sha512::digest(&signer.certificate));
    let weak = list
        .replace("http://www.w3.org/2001/04/xmlenc#sha512", SHA_1)
        .replace(&digest, &STANDARD.encode(Sha1::digest(&signer.certificate)));
    assert_eq!(code(&signer.sign(&weak)), "unsupported_digest");
    let earlier = weak.replace("SigningCertificateV2", "SigningCertificate");
    assert_eq!(code(&signer.sign(&earlier)), "holds");
    let reference = changed(&list, "http://www.w3.org/2001/04/xmlenc#sha256", SHA_1);
    assert_eq!(code(&signer.sign(&reference)), "unsupported_digest");
    let md5 = changed(
        &list,
        "http://www.w3.org/2001/04/xmlenc#sha256",
        &format!("{MORE}md5"),
    );
    assert_eq!(code(&signer.sign(&md5)), "unsupported_digest");
}

#[test]
fn the_algorithm_is_one_of_public_keys() {
    let signer = signer();
    let with = |method: &str| {
        let own = format!("<ds:SignatureMethod Algorithm=\"{}\"/>", signer.algorithm);
        signer.sign(&changed(&signer.list(), &own, method))
    };
    for name in [
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
    ] {
        // The public key as the secret of an HMAC, and one that is cut to nothing (CVE-2009-0217).
        let plain = format!("<ds:SignatureMethod Algorithm=\"{name}\"/>");
        let cut = format!(
            "<ds:SignatureMethod Algorithm=\"{name}\"><ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>"
        );
        for method in [plain, cut] {
            assert_eq!(code(&with(&method)), "unsupported_algorithm");
        }
    }
    let own = &signer.algorithm;
    let length = format!(
        "<ds:SignatureMethod Algorithm=\"{own}\"><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>"
    );
    assert_eq!(code(&with(&length)), "unsupported_algorithm");
    for name in [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "",
        "none",
    ] {
        let method = format!("<ds:SignatureMethod Algorithm=\"{name}\"/>");
        assert_eq!(code(&with(&method)), "unsupported_algorithm", "{name}");
    }
    let rsa = format!("<ds:SignatureMethod Algorithm=\"{MORE}rsa-sha256\"/>");
    assert_eq!(code(&with(&rsa)), "key_mismatch");
    let p384 = format!("<ds:SignatureMethod Algorithm=\"{MORE}ecdsa-sha384\"/>");
    assert_eq!(code(&with(&p384)), "key_mismatch");
}

#[test]
fn a_short_rsa_key_is_refused() {
    let weak = Signer {
        certificate: STANDARD.decode(WEAK).unwrap(),
        ..rsa(&format!("{MORE}rsa-sha512"))
    };
    assert_eq!(code(&weak.sign(&weak.list())), "weak_key");
}

#[test]
fn what_is_signed_is_written_once_and_without_asides() {
    let signer = signer();
    let list = signer.list();
    let info = between(&list, "<ds:SignedInfo>", "</ds:SignedInfo>").to_owned();
    let signed = signer.sign(&list);
    // xml-crypto, March 2025: a comment in a digest, of which a reader takes the first half.
    let split = changed(&signed, "<ds:DigestValue>", "<ds:DigestValue>AAAA<!-- -->");
    assert_eq!(code(&split), "malformed_signature");
    let aside = changed(&signed, "<ds:SignedInfo>", "<ds:SignedInfo><!-- -->");
    assert_eq!(code(&aside), "malformed_signature");
    // xml-crypto, March 2025: two of them, one signed and one read.
    let signed_info = between(&signed, "<ds:SignedInfo>", "</ds:SignedInfo>").to_owned();
    let forged = signed_info.replace("<ds:DigestValue>", "<ds:DigestValue> ");
    let twice = changed(&signed, &signed_info, &format!("{forged}{signed_info}"));
    assert_eq!(code(&twice), "malformed_signature");
    for name in [
        "SignatureMethod",
        "CanonicalizationMethod",
        "SignatureValue",
        "KeyInfo",
    ] {
        let start = format!("<ds:{name}");
        let close = [format!("</ds:{name}>"), "/>".to_owned()];
        let end = close
            .iter()
            .find(|end| signed[signed.find(&start).unwrap()..].contains(end.as_str()));
        let element = between(&signed, &start, end.unwrap()).to_owned();
        let other = element.replace(" Id=\"key\"", "");
        let twice = changed(&signed, &element, &format!("{element}{other}"));
        let expected = match name {
            "KeyInfo" => "no_certificate",
            _ => "malformed_signature",
        };
        assert_eq!(code(&twice), expected, "{name}");
    }
    // A value is no book: it is canonicalised once more for every timestamp on it.
    let end = "</ds:SignatureValue>";
    for more in [">".repeat(9_000), "<ds:Object/>".to_owned()] {
        let longer = changed(&signed, end, &format!("{more}{end}"));
        assert_eq!(code(&longer), "malformed_signature");
    }
    let foreign = changed(&list, "</ds:SignedInfo>", "<ds:Manifest/></ds:SignedInfo>");
    assert_eq!(code(&signer.sign(&foreign)), "malformed_signature");
    assert!(info.contains("@0@"));
}

#[test]
fn the_value_is_that_of_the_key() {
    let (one, other) = (signer(), signer());
    let signed = Signer {
        key: other.key,
        ..signer()
    };
    assert_eq!(code(&signed.sign(&signed.list())), "bad_signature");
    let text = one.sign(&one.list());
    let value = between(&text, "<ds:SignatureValue>", "</ds:SignatureValue>");
    for forged in ["", "AAAA", &STANDARD.encode([0; 64])] {
        let forged = format!("<ds:SignatureValue>{forged}</ds:SignatureValue>");
        assert_eq!(code(&changed(&text, value, &forged)), "bad_signature");
    }
    let forged = "<ds:SignatureValue>?</ds:SignatureValue>";
    assert_eq!(code(&changed(&text, value, forged)), "malformed_signature");
}

#[test]
fn canonical_xml_that_grows_beyond_all_use_is_refused() {
    // One declaration in the text, one at each element in the canonical form.
    let signer = signer();
    let begin = std::time::Instant::now();
    let namespace = "n".repeat(250);
    let list = signer.list();
    let elements = "<p:x/>".repeat(260_000);
    let bomb = format!("<x xmlns:p=\"{namespace}\">{elements}</x><part ");
    let bomb = changed(&list, "<part ", &bomb).replace("@0@", "AAAA");
    let props = Document::parse(bomb.as_bytes()).unwrap();
    let signed = {
        let properties = all(&props, "SignedProperties").pop().unwrap();
        let exclusive = all(&props, "CanonicalizationMethod").pop().unwrap();
        let method = Method::read(exclusive).unwrap();
        let bytes = method.bytes(&props, Subset::Element(properties)).unwrap();
        bomb.replace("@1@", &STANDARD.encode(Sha256::digest(bytes)))
    };
    let document = Document::parse(signed.as_bytes()).unwrap();
    let info = all(&document, "SignedInfo").pop().unwrap();
    let exclusive = all(&document, "CanonicalizationMethod").pop().unwrap();
    let message = Method::read(exclusive)
        .unwrap()
        .bytes(&document, Subset::Element(info))
        .unwrap();
    let signed = signed.replace("@value@", &STANDARD.encode(signer.value(&message)));
    assert_eq!(code(&signed), "canonical_form_too_large");
    assert!(
        begin.elapsed() < std::time::Duration::from_mins(1),
        "{:?}",
        begin.elapsed()
    );
}

/// What a reader takes from a document: names, attributes and text outside of its signature.
fn read(document: &Document<'_>) -> Vec<String> {
    let root = document.root();
    let all = std::iter::once(root).chain(root.descendants());
    let outside = all.filter(|element| {
        !std::iter::successors(Some(*element), |one| one.parent())
            .any(|one| one.is(DSIG, "Signature"))
    });
    outside
        .map(|element| {
            let mut attributes: Vec<_> = element.attributes().collect();
            attributes.sort_unstable();
            format!(
                "{} {} {attributes:?} {}",
                element.namespace(),
                element.name(),
                element.own_text()
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever bytes are changed: it is refused, or what is read is the same.
    #[test]
    fn no_changed_byte_changes_what_is_read(
        place in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..4),
        cut in 0_usize..4,
    ) {
        thread_local! {
            static SIGNED: String = { let signer = signer(); signer.sign(&signer.list()) };
        }
        let signed = SIGNED.with(Clone::clone);
        let place = place.index(signed.len());
        let end = (place + cut).min(signed.len());
        let altered = [&signed.as_bytes()[..place], &bytes, &signed.as_bytes()[end..]].concat();
        if let Ok(document) = Document::parse(&altered)
            && verify(&document, crate::DEFAULT_CRYPTO).is_ok()
        {
            let original = Document::parse(signed.as_bytes()).unwrap();
            prop_assert_eq!(read(&document), read(&original));
        }
    }

    /// Signatures of any pieces never panic.
    #[test]
    fn any_signature_is_judged(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<ds:SignedInfo>", "</ds:SignedInfo>", "<ds:Reference URI=''>", "</ds:Reference>",
                "<ds:Transforms>", "</ds:Transforms>", "<ds:SignatureValue>", "AAAA",
                "</ds:SignatureValue>", "<ds:KeyInfo>", "</ds:KeyInfo>", "<ds:Object>", "</ds:Object>",
                "<ds:CanonicalizationMethod Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'/>",
                "<ds:SignatureMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'/>",
            ]),
            0..16,
        )
    ) {
        let text = format!("<a xmlns:ds='{DSIG}'><ds:Signature>{}</ds:Signature></a>", pieces.concat());
        if let Ok(document) = Document::parse(text.as_bytes()) {
            prop_assert!(verify(&document, crate::DEFAULT_CRYPTO).is_err());
        }
    }
}

/// A certificate with an RSA key of 1,024 bits, made for these tests.
const WEAK: &str = "MIIB/DCCAWWgAwIBAgIUcI/KYtBmy720oOeMysQFqoUynu0wDQYJKoZIhvcNAQELBQAwDzENMAsGA1UECgwEV2VhazAg\
    Fw0yNjExMzAwMjQ1MjdaGA8yMTI2MTEwNjAyNDUyN1owDzENMAsGA1UECgwEV2VhazCBnzANBgkqhkiG9w0BAQEFAAOB\
    jQAwgYkCgYEAx422sMdDSAomvcvU4L7K1Hi7ogQr/8qMbV+oyhop5yYa5KXJnW6IDbjS5AD1XXWSB4ajTsoUrtlNGeb9\
    QDWnHEKUf959KeX90Us2EmqFbeCxPCgF3dcnBFQZW5l2DA5JUuSbBLKbsEEpo3rye6AWOvgpPjO/+ZTULupYAvZEt+8C\
    AwEAAaNTMFEwHQYDVR0OBBYEFGwVTit07lbo6G11A/8hLl0TkfmBMB8GA1UdIwQYMBaAFGwVTit07lbo6G11A/8hLl0T\
    kfmBMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADgYEALTo02uetLutVEmwQydTX4a7CWrePqTUczjZj41cX\
    3lpTUHj6WEkQL6k3X98jyxDGEkT3EqHVStZdw9RhIKPhZ81SwgiF/Tn4AF7UcCbq0ou7jyaOPJGnT6MA0fz1JQNzZFtz\
    AAHFtJwoM0Yl+yWH+Kn6fWAdFg1M5Aam81U8alI=";
