//! Authorities of the tests' own: they issue certificates, stamp times, and tell of revocations.
//! What they sign is written here byte by byte, not by the library that reads it.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use der::{Decode as _, Encode as _, asn1::ObjectIdentifier};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    PKCS_ECDSA_P256_SHA256, SigningKey as _,
};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::attacks::side_by_side;
use crate::support::bytes;

/// A certificate and its key.
pub(crate) struct Holder {
    pub(crate) key: KeyPair,
    pub(crate) der: Vec<u8>,
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate of `organisation` from 2024 to the middle of 2025, which `by` issued; `change`
/// makes it another one.
pub(crate) fn holder(
    organisation: &str,
    by: Option<&Holder>,
    change: impl FnOnce(&mut CertificateParams),
) -> Holder {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    holder_of(key, organisation, by, change)
}

/// The same, of this key.
pub(crate) fn holder_of(
    key: KeyPair,
    organisation: &str,
    by: Option<&Holder>,
    change: impl FnOnce(&mut CertificateParams),
) -> Holder {
    let mut parameters = CertificateParams::default();
    parameters.not_before = rcgen::date_time_ymd(2024, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(2025, 7, 1);
    let identifier = DnType::CustomDnType(vec![2, 5, 4, 97]);
    let name = &mut parameters.distinguished_name;
    name.push(DnType::OrganizationName, organisation);
    name.push(identifier, organisation);
    change(&mut parameters);
    let certificate = match by {
        Some(authority) => parameters.signed_by(&key, &authority.issuer).unwrap(),
        None => parameters.self_signed(&key).unwrap(),
    };
    let again = KeyPair::from_pem(&key.serialize_pem()).unwrap();
    Holder {
        der: certificate.der().to_vec(),
        pem: certificate.pem(),
        issuer: Issuer::new(parameters, again),
        key,
    }
}

/// An anchor that pins a certificate.
pub(crate) fn pin(id: &str, holder: &Holder, more: &str) -> String {
    let pem = &holder.pem;
    format!("[[anchor]]\nid = '{id}'\nkind = 'x509_pin'\ncertificate = '''\n{pem}'''\n{more}\n")
}

/// Makes a certificate one of an authority that lives until 2035.
pub(crate) fn authority(parameters: &mut CertificateParams) {
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.not_after = rcgen::date_time_ymd(2035, 1, 1);
}

pub(crate) fn extension(id: &[u64], content: Vec<u8>, is_critical: bool) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(id, content);
    extension.set_criticality(is_critical);
    extension
}

/// Restricts a certificate to purposes of extended key usage.
pub(crate) fn purposes(ids: &[&str], is_critical: bool) -> CustomExtension {
    let ids: Vec<Vec<u8>> = ids.iter().map(|id| oid(id)).collect();
    extension(&[2, 5, 29, 37], sequence(&ids), is_critical)
}

/// Makes a certificate one of an authority for timestamps that lives until 2030.
pub(crate) fn stamping(parameters: &mut CertificateParams) {
    parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
    let usage = purposes(&["1.3.6.1.5.5.7.3.8"], true);
    parameters.custom_extensions.push(usage);
}

/// Names an address of revocation lists.
pub(crate) fn distribution_point(url: &str) -> CustomExtension {
    // SEQUENCE OF { [0] { [0] { [6] address } } }
    let name = tlv(0xa0, &tlv(0xa0, &tlv(0x86, url.as_bytes())));
    extension(&[2, 5, 29, 31], sequence(&[sequence(&[name])]), false)
}

/// A length and a content under a tag.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match length {
        0..=127 => out.push(u8::try_from(length).unwrap()),
        _ => {
            let bytes: Vec<u8> = length
                .to_be_bytes()
                .into_iter()
                .skip_while(|b| *b == 0)
                .collect();
            out.push(0x80 | u8::try_from(bytes.len()).unwrap());
            out.extend(bytes);
        }
    }
    out.extend(content);
    out
}

pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(crate) fn oid(id: &str) -> Vec<u8> {
    ObjectIdentifier::new(id).unwrap().to_der().unwrap()
}

pub(crate) fn integer(value: u8) -> Vec<u8> {
    tlv(2, &[value])
}

fn octets(content: &[u8]) -> Vec<u8> {
    tlv(4, content)
}

/// `YYYYMMDDhhmmss`, in the form that RFC 5280 asks for.
fn utc_time(time: &str) -> Vec<u8> {
    tlv(0x17, format!("{}Z", &time[2..]).as_bytes())
}

fn generalized_time(time: &str) -> Vec<u8> {
    tlv(0x18, format!("{time}Z").as_bytes())
}

fn sha256() -> Vec<u8> {
    sequence(&[oid("2.16.840.1.101.3.4.2.1")])
}

fn ecdsa() -> Vec<u8> {
    sequence(&[oid("1.2.840.10045.4.3.2")])
}

impl Holder {
    /// The key once more.
    pub(crate) fn key_again(&self) -> KeyPair {
        KeyPair::from_pem(&self.key.serialize_pem()).unwrap()
    }

    /// The certificate with somebody else's key behind it.
    pub(crate) fn with_key_of(self, other: Holder) -> Self {
        Self {
            key: other.key,
            ..self
        }
    }

    fn read(&self) -> x509_cert::Certificate {
        x509_cert::Certificate::from_der(&self.der).unwrap()
    }

    pub(crate) fn subject(&self) -> Vec<u8> {
        self.read().tbs_certificate.subject.to_der().unwrap()
    }

    pub(crate) fn serial(&self) -> Vec<u8> {
        self.read().tbs_certificate.serial_number.to_der().unwrap()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).unwrap()
    }

    /// A timestamp token over a message (RFC 3161 section 2.4.2).
    pub(crate) fn stamp(&self, message: &[u8], time: &str) -> Vec<u8> {
        self.stamp_naming(&self.der, message, time)
    }

    /// The same, naming any certificate as the one that signed it.
    pub(crate) fn stamp_naming(&self, named: &[u8], message: &[u8], time: &str) -> Vec<u8> {
        let imprint = sequence(&[sha256(), octets(&Sha256::digest(message))]);
        let info = sequence(&[
            integer(1),
            oid("1.2.3.4"),
            imprint,
            integer(7),
            generalized_time(time),
        ]);
        let attribute = |id: &str, value: &[u8]| sequence(&[oid(id), tlv(0x31, value)]);
        let reference = sequence(&[sequence(&[sequence(&[octets(&Sha256::digest(named))])])]);
        let mut attributes = [
            attribute("1.2.840.113549.1.9.3", &oid("1.2.840.113549.1.9.16.1.4")),
            attribute("1.2.840.113549.1.9.4", &octets(&Sha256::digest(&info))),
            attribute("1.2.840.113549.1.9.16.2.47", &reference),
        ];
        attributes.sort();
        let attributes = attributes.concat();
        let issuer = self.read().tbs_certificate.issuer.to_der().unwrap();
        let signer = sequence(&[
            integer(1),
            sequence(&[issuer, self.serial()]),
            sha256(),
            tlv(0xa0, &attributes),
            ecdsa(),
            octets(&self.sign(&tlv(0x31, &attributes))),
        ]);
        let content = sequence(&[oid("1.2.840.113549.1.9.16.1.4"), tlv(0xa0, &octets(&info))]);
        let data = sequence(&[
            integer(3),
            tlv(0x31, &sha256()),
            content,
            tlv(0xa0, &self.der),
            tlv(0x31, &signer),
        ]);
        sequence(&[oid("1.2.840.113549.1.7.2"), tlv(0xa0, &data)])
    }

    /// A revocation list (RFC 5280 section 5.1) from one time until another.
    pub(crate) fn list(&self, from: &str, until: &str, entries: &[Entry<'_>]) -> Vec<u8> {
        self.list_with(from, until, entries, &[])
    }

    /// The same with extensions.
    pub(crate) fn list_with(
        &self,
        from: &str,
        until: &str,
        entries: &[Entry<'_>],
        extensions: &[Vec<u8>],
    ) -> Vec<u8> {
        let mut fields = vec![
            integer(1),
            ecdsa(),
            self.subject(),
            utc_time(from),
            utc_time(until),
        ];
        let entries: Vec<Vec<u8>> = entries
            .iter()
            .map(|entry| {
                let mut fields = vec![entry.serial.clone(), utc_time(entry.since)];
                if !entry.extensions.is_empty() {
                    fields.push(sequence(&entry.extensions));
                }
                sequence(&fields)
            })
            .collect();
        if !entries.is_empty() {
            fields.push(sequence(&entries));
        }
        if !extensions.is_empty() {
            fields.push(tlv(0xa0, &sequence(extensions)));
        }
        self.signed(&sequence(&fields), None)
    }

    fn signed(&self, body: &[u8], more: Option<Vec<u8>>) -> Vec<u8> {
        let signature = [&[0][..], &self.sign(body)].concat();
        let mut parts = vec![body.to_vec(), ecdsa(), tlv(3, &signature)];
        parts.extend(more);
        sequence(&parts)
    }

    /// An OCSP response (RFC 6960 section 4.2.1) about a certificate that `issuer` issued.
    pub(crate) fn answer(
        &self,
        of: &Holder,
        issuer: &Holder,
        status: &[u8],
        times: [&str; 2],
    ) -> Vec<u8> {
        self.answers(of, issuer, &[status.to_vec()], times)
    }

    /// The same, with several answers about it.
    pub(crate) fn answers(
        &self,
        of: &Holder,
        issuer: &Holder,
        statuses: &[Vec<u8>],
        [from, until]: [&str; 2],
    ) -> Vec<u8> {
        let key = issuer.read().tbs_certificate.subject_public_key_info;
        let key = key.subject_public_key.raw_bytes().to_vec();
        let id = sequence(&[
            sequence(&[oid("1.3.14.3.2.26"), vec![5, 0]]),
            octets(&Sha1::digest(issuer.subject())),
            octets(&Sha1::digest(key)),
            of.serial(),
        ]);
        let single = |status: &Vec<u8>| {
            sequence(&[
                id.clone(),
                status.clone(),
                generalized_time(from),
                tlv(0xa0, &generalized_time(until)),
            ])
        };
        let singles: Vec<Vec<u8>> = statuses.iter().map(single).collect();
        let data = sequence(&[
            tlv(0xa1, &self.subject()),
            generalized_time(from),
            sequence(&singles),
        ]);
        let certificates = tlv(0xa0, &sequence(std::slice::from_ref(&self.der)));
        let basic = self.signed(&data, Some(certificates));
        let bytes = sequence(&[oid("1.3.6.1.5.5.7.48.1.1"), octets(&basic)]);
        sequence(&[tlv(0x0a, &[0]), tlv(0xa0, &bytes)])
    }
}

/// A certificate on a revocation list.
pub(crate) struct Entry<'a> {
    /// Its number, in DER.
    pub(crate) serial: Vec<u8>,
    pub(crate) since: &'a str,
    pub(crate) extensions: Vec<Vec<u8>>,
}

/// Why a certificate is on a list, as an extension of its entry.
pub(crate) fn reason(code: u8) -> Vec<u8> {
    sequence(&[oid("2.5.29.21"), octets(&tlv(0x0a, &[code]))])
}

/// Since when its key was in other hands.
pub(crate) fn invalid_since(time: &str) -> Vec<u8> {
    sequence(&[oid("2.5.29.24"), octets(&generalized_time(time))])
}

pub(crate) fn good() -> Vec<u8> {
    tlv(0x80, &[])
}

pub(crate) fn revoked(since: &str) -> Vec<u8> {
    tlv(0xa1, &generalized_time(since))
}

/// A seal in the making.
#[derive(Clone)]
pub(crate) struct Sealed {
    pub(crate) payload: String,
    pub(crate) protected: String,
    pub(crate) signature: String,
    pub(crate) added: Vec<String>,
}

/// The header of a seal made in 2025.
pub(crate) fn header(seal: &Holder) -> Value {
    json!({
        "alg": "ES256", "b64": false, "sigT": "2025-01-01T00:00:00Z", "crit": ["b64", "sigT"],
        "x5c": [STANDARD.encode(&seal.der)],
        "x5t#S256": URL_SAFE_NO_PAD.encode(Sha256::digest(&seal.der))
    })
}

impl Sealed {
    pub(crate) fn new(payload: &str, seal: &Holder, header: &Value) -> Self {
        let protected = URL_SAFE_NO_PAD.encode(header.to_string());
        let value = seal.sign(format!("{protected}.{payload}").as_bytes());
        Self {
            payload: payload.to_owned(),
            protected,
            signature: URL_SAFE_NO_PAD.encode(side_by_side(&value)),
            added: Vec::new(),
        }
    }

    /// With a further component.
    #[must_use]
    pub(crate) fn add(mut self, component: &Value) -> Self {
        self.added
            .push(URL_SAFE_NO_PAD.encode(component.to_string()));
        self
    }

    /// With a timestamp on the seal.
    #[must_use]
    pub(crate) fn stamped(self, authority: &Holder, time: &str) -> Self {
        let token = authority.stamp(self.signature.as_bytes(), time);
        self.add(&stamp_component("sigTst", &token))
    }

    /// With a timestamp on all that is there.
    #[must_use]
    pub(crate) fn archived(self, authority: &Holder, time: &str) -> Self {
        let Self {
            payload,
            protected,
            signature,
            added,
        } = &self;
        let message = format!("{payload}.{protected}.{signature}.{}", added.concat());
        let token = authority.stamp(message.as_bytes(), time);
        self.add(&stamp_component("arcTst", &token))
    }

    /// With certificates.
    #[must_use]
    pub(crate) fn with_certificates(self, holders: &[&Holder]) -> Self {
        let values: Vec<Value> = holders
            .iter()
            .map(|holder| json!({ "x509Cert": { "val": STANDARD.encode(&holder.der) } }))
            .collect();
        self.add(&json!({ "xVals": values }))
    }

    /// With evidence on revocation.
    #[must_use]
    pub(crate) fn with_revocation(self, kind: &str, values: &[Vec<u8>]) -> Self {
        let values: Vec<Value> = values
            .iter()
            .map(|value| json!({ "val": STANDARD.encode(value) }))
            .collect();
        self.add(&json!({ "rVals": { kind: values } }))
    }

    pub(crate) fn part(&self) -> Value {
        let mut part = json!({ "protected": self.protected, "signature": self.signature });
        if !self.added.is_empty() {
            part["header"] = json!({ "etsiU": self.added });
        }
        part
    }

    pub(crate) fn document(&self) -> Vec<u8> {
        bytes(&json!({ "payload": self.payload, "signatures": [self.part()] }))
    }
}

pub(crate) fn stamp_component(kind: &str, token: &[u8]) -> Value {
    json!({ kind: { "tstTokens": [{ "val": STANDARD.encode(token) }] } })
}
