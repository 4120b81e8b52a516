//! What was added to a seal after it was made (`etsiU`): timestamps, certificates, evidence on
//! revocation. It stands outside of the seal, so it is material that must prove itself.
//!
//! Source: ETSI TS 119 182-1 v1.2.1 section 5.3. Counter-signatures (`cSig`) and references without
//! values (`xRefs`, `rRefs`) say nothing of the seal that is used here, and are passed over.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::json;
use serde_json::Value;

use super::{CERTIFICATES, Parts};
use crate::certificate::Certificate;
use crate::opened::base64url;
use crate::seal::revocation::{self, Kind};
use crate::seal::timestamp::{Stamp, Subject};

/// Components that are looked at; twenty years of preservation add about forty.
const COMPONENTS: usize = 256;

/// What the components of a seal hold.
#[derive(Default)]
pub(super) struct Components<'a> {
    pub(super) stamps: Vec<Stamp<'a>>,
    pub(super) certificates: Vec<Certificate>,
    pub(super) revocation: Vec<revocation::Value>,
    pub(super) unreadable: Option<&'static str>,
}

/// Reads the components that were added to a seal, and the timestamp in its header.
pub(super) fn read<'a>(
    parts: &Parts<'a>,
    header: &Value,
    unprotected: Option<&'a Value>,
) -> Components<'a> {
    let mut found = Components::default();
    // Section 5.2.6: made before the seal, over the content as it is sealed.
    if let Some(stamp) = header.get("adoTst") {
        stamps(
            stamp,
            Subject::Content,
            0,
            Some(&[parts.payload]),
            &mut found,
        );
    }
    let Some(added) = unprotected.and_then(|unprotected| unprotected.get("etsiU")) else {
        return found;
    };
    let Some(added) = added.as_array() else {
        found.unreadable = Some("what was added to the seal is no list (`etsiU`)");
        return found;
    };
    let is_encoded = added.iter().all(Value::is_string);
    if !is_encoded && !added.iter().all(Value::is_object) {
        found.unreadable = Some("what was added to the seal is written in two forms (`etsiU`)");
        return found;
    }
    if added.len() > COMPONENTS {
        found.unreadable = Some("more was added to the seal than is looked at (`etsiU`)");
        return found;
    }
    for (index, component) in added.iter().enumerate() {
        let decoded;
        let component = match component {
            Value::String(text) => {
                let bytes = base64url(text).and_then(|bytes| json::parse(&bytes).ok());
                let Some(value) = bytes else {
                    found.unreadable =
                        Some("a part of what was added to the seal cannot be read (`etsiU`)");
                    continue;
                };
                decoded = value;
                &decoded
            }
            clear => clear,
        };
        let before = added.get(..index).unwrap_or_default();
        read_component(parts, component, before, index + 1, &mut found);
    }
    found
}

fn read_component<'a>(
    parts: &Parts<'a>,
    component: &Value,
    before: &'a [Value],
    order: usize,
    found: &mut Components<'a>,
) {
    let Some(component) = component.as_object() else {
        return;
    };
    for (name, value) in component {
        match name.as_str() {
            // Section 5.3.4: over the text of the seal's value.
            "sigTst" => stamps(value, Subject::Seal, order, Some(&[parts.signature]), found),
            "arcTst" => {
                let message = archived(parts, value, before);
                stamps(value, Subject::Archive, order, message.as_deref(), found);
            }
            // Sections 5.3.5.3 and 5.3.5.4: over references, with the seal's value or without it.
            "sigRTst" => {
                let message = with_references(&["sigTst"], before).map(|references| {
                    let value: [&[u8]; 2] = [parts.signature, b"."];
                    [&value, references.as_slice()].concat()
                });
                stamps(value, Subject::Seal, order, message.as_deref(), found);
            }
            "rfsTst" => {
                let message = with_references(&[], before);
                stamps(value, Subject::References, order, message.as_deref(), found);
            }
            "xVals" | "axVals" => certificates(value, found),
            "rVals" | "arVals" => revocation(value, order, found),
            // What is needed to check the timestamps.
            "tstVD" => {
                certificates(value.get("xVals").unwrap_or(&Value::Null), found);
                revocation(value.get("rVals").unwrap_or(&Value::Null), order, found);
            }
            _ => {}
        }
    }
}

/// Section 5.3.6.2: an archive timestamp is over payload, header and value of the seal with dots
/// between, and whatever was added before it. Components in clear JSON would have to be written in
/// a canonical form first, which no seal seen uses.
fn archived<'a>(parts: &Parts<'a>, value: &Value, before: &'a [Value]) -> Option<Vec<&'a [u8]>> {
    let over = value.get("timeStamped").and_then(Value::as_str);
    if over.is_some_and(|over| over != "all") || value.get("canonAlg").is_some() {
        return None;
    }
    let mut pieces = vec![
        parts.payload,
        b".",
        parts.protected,
        b".",
        parts.signature,
        b".",
    ];
    for component in before {
        pieces.push(component.as_str()?.as_bytes());
    }
    Some(pieces)
}

/// The references that were added before, and components of these further kinds.
fn with_references<'a>(further: &[&str], before: &'a [Value]) -> Option<Vec<&'a [u8]>> {
    let mut pieces = Vec::new();
    for component in before {
        let text = component.as_str()?;
        let value = json::parse(&base64url(text)?).ok()?;
        let mut names = value.as_object()?.keys().map(String::as_str);
        let references = ["xRefs", "rRefs", "axRefs", "arRefs"];
        if names.any(|name| references.contains(&name) || further.contains(&name)) {
            pieces.push(text.as_bytes());
        }
    }
    Some(pieces)
}

fn stamps<'a>(
    value: &Value,
    subject: Subject,
    order: usize,
    message: Option<&[&'a [u8]]>,
    found: &mut Components<'a>,
) {
    let tokens = value
        .get("tstTokens")
        .map_or(&[][..], |tokens| json::one_or_many(Some(tokens)));
    if tokens.is_empty() {
        found.unreadable = Some("a timestamp on the seal cannot be read");
    }
    // One more than is looked at is enough to tell that there are too many.
    for token in tokens {
        if found.stamps.len() > crate::seal::timestamp::STAMPS {
            return;
        }
        let token = token.get("val").and_then(Value::as_str);
        found.stamps.push(Stamp {
            subject,
            order,
            token: token.and_then(|text| STANDARD.decode(text).ok()),
            message: message.map(<[_]>::to_vec),
        });
    }
}

fn certificates(value: &Value, found: &mut Components<'_>) {
    for value in json::one_or_many(Some(value)) {
        if found.certificates.len() >= CERTIFICATES {
            return;
        }
        let certificate = value
            .pointer("/x509Cert/val")
            .and_then(Certificate::from_base64);
        found.certificates.extend(certificate);
    }
}

fn revocation(value: &Value, order: usize, found: &mut Components<'_>) {
    for (name, kind) in [("crlVals", Kind::List), ("ocspVals", Kind::Answer)] {
        for value in json::one_or_many(value.get(name)) {
            if found.revocation.len() >= revocation::VALUES {
                return;
            }
            let der = value.get("val").and_then(Value::as_str);
            let der = der.and_then(|text| STANDARD.decode(text).ok());
            found
                .revocation
                .extend(der.map(|der| revocation::Value { kind, der, order }));
        }
    }
}
