//! Registries of issuers: the list of known DIDs that the Digital Credentials Consortium publishes.
//!
//! It is JSON without a signature: `meta.updated`, and under `registry` each DID with a name and
//! perhaps a location and a web page. Members that are not known here are passed over; what is
//! known must have its form, for a list that is half understood lists other issuers than its
//! publisher meant.

use std::collections::BTreeMap;

use credeval_model::{
    Timestamp,
    evidence::{Answer, EvidenceKind, Item, Request},
    json::{self, JsonError},
    trust::{
        lock::Source,
        snapshot::{Registry, RegistryEntry, Snapshot},
    },
};
use serde_json::{Map, Value};

use crate::{Made, Progress, Reading, Refused, quoted};

/// Issuers in a registry; the real ones list fewer than a hundred.
const ISSUERS: usize = 50_000;
/// Bytes in a DID. A did:jwk of an RSA key has some eight hundred.
const DID_BYTES: usize = 4_096;
/// Bytes in a name, an address or a location.
pub(crate) const TEXT_BYTES: usize = 1_024;

/// Reads it, as far as the evidence reaches.
pub fn read(reading: Reading<'_>) -> Result<Progress, Refused> {
    let url = reading.anchor.source.clone().unwrap_or_default();
    let Some(item) = look(&reading, EvidenceKind::IssuerRegistry, &url)? else {
        return Ok(needs(EvidenceKind::IssuerRegistry, url));
    };
    let refuse = |code, what| Refused {
        code,
        url: url.clone(),
        what,
    };
    let document = parse(item, &url)?;
    let registry = registry(&document).map_err(|what| refuse("malformed", what))?;
    may_follow(&reading, &url, registry.updated)?;
    Ok(Progress::Made(Made {
        sources: vec![source(&url, item, registry.updated)],
        snapshot: Snapshot::DccJson(registry),
    }))
}

fn registry(document: &Value) -> Result<Registry, String> {
    let list = document
        .get("registry")
        .and_then(Value::as_object)
        .ok_or("expected an object at /registry, found none")?;
    let updated = match document.pointer("/meta/updated") {
        None | Some(Value::Null) => None,
        Some(stated) => Some(
            stated
                .as_str()
                .and_then(|text| text.parse::<Timestamp>().ok())
                .ok_or_else(|| {
                    let found = quoted(&stated.to_string());
                    format!("expected a time at /meta/updated, found {found}")
                })?,
        ),
    };
    if list.len() > ISSUERS {
        return Err(format!(
            "expected at most {ISSUERS} issuers, found {}",
            list.len()
        ));
    }
    let issuers = list
        .iter()
        .map(|(did, entry)| Ok((is_did(did)?.to_owned(), issuer(did, entry)?)))
        .collect::<Result<BTreeMap<_, _>, String>>()?;
    Ok(Registry { updated, issuers })
}

/// Source: DID Core section 3.1.
fn is_did(text: &str) -> Result<&str, String> {
    let is_of_did = |c: char| c.is_ascii_alphanumeric() || "._:%-".contains(c);
    let parts: Vec<&str> = text.splitn(3, ':').collect();
    match parts.as_slice() {
        ["did", method, specific]
            if !method.is_empty()
                && !specific.is_empty()
                && text.len() <= DID_BYTES
                && text.chars().all(is_of_did) =>
        {
            Ok(text)
        }
        _ => {
            let found = quoted(text);
            Err(format!("expected a DID in /registry, found `{found}`"))
        }
    }
}

fn issuer(did: &str, entry: &Value) -> Result<RegistryEntry, String> {
    let entry = entry.as_object().ok_or_else(|| {
        format!(
            "expected an object for {did}, found {}",
            quoted(&entry.to_string())
        )
    })?;
    let text = |key: &str| text(entry, key).map_err(|what| format!("{what} for {did}"));
    Ok(RegistryEntry {
        name: text("name")?.ok_or_else(|| format!("expected `name` for {did}, found none"))?,
        url: text("url")?,
        location: text("location")?,
    })
}

/// A text of an object that is not empty; `None` where there is none.
pub(crate) fn text(entry: &Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match entry.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.len() > TEXT_BYTES => Err(format!(
            "expected at most {TEXT_BYTES} bytes in `{key}`, found {}",
            text.len()
        )),
        Some(Value::String(text)) => Ok(Some(text.trim().to_owned()).filter(|t| !t.is_empty())),
        Some(other) => Err(format!(
            "expected text in `{key}`, found {}",
            quoted(&other.to_string())
        )),
    }
}

/// What was seen at an address; `None` where nobody asked yet.
pub(crate) fn look<'a>(
    reading: &Reading<'a>,
    kind: EvidenceKind,
    url: &str,
) -> Result<Option<&'a Item>, Refused> {
    match reading.evidence.get(url) {
        None => Ok(None),
        Some(Answer::Found(item)) => Ok(Some(item)),
        Some(Answer::Missing(cause)) => {
            let status = cause.status.map(|status| format!(" ({status})"));
            Err(Refused {
                code: "not_had",
                url: url.to_owned(),
                what: format!(
                    "expected {}, found none: {}{}",
                    match kind {
                        EvidenceKind::IssuerRegistry => "a registry",
                        EvidenceKind::SkillClassification => "a file of ESCO",
                        _ => "a register",
                    },
                    cause.code,
                    status.unwrap_or_default()
                ),
            })
        }
    }
}

pub(crate) fn needs(kind: EvidenceKind, url: String) -> Progress {
    Progress::Needs(vec![Request { kind, url }])
}

pub(crate) fn parse(item: &Item, url: &str) -> Result<Value, Refused> {
    json::parse(&item.bytes).map_err(|error| Refused {
        code: match error {
            JsonError::DuplicateKey { .. } => "duplicate",
            _ => "not_json",
        },
        url: url.to_owned(),
        what: error.to_string(),
    })
}

/// A publication is not of a day to come, which would shut out every true one until then, and never
/// goes back behind the one before it: whoever can answer for its address, or
/// holds an old copy, could bring back who was struck off.
pub(crate) fn may_follow(
    reading: &Reading<'_>,
    url: &str,
    issued: Option<Timestamp>,
) -> Result<(), Refused> {
    if let Some(found) = issued.filter(|issued| *issued > reading.now) {
        let now = reading.now;
        return Err(Refused {
            code: "issued_in_future",
            url: url.to_owned(),
            what: format!("expected one published by now ({now}), found {found}"),
        });
    }
    let before = reading.before.iter().find(|source| source.url == url);
    let Some(before) = before.and_then(|source| source.issued) else {
        return Ok(());
    };
    if issued.is_some_and(|issued| issued >= before) {
        return Ok(());
    }
    Err(Refused {
        code: "older",
        url: url.to_owned(),
        what: format!(
            "expected one published at {before} or later, found {}",
            issued.map_or_else(|| "no date".to_owned(), |issued| issued.to_string())
        ),
    })
}

pub(crate) fn source(url: &str, item: &Item, issued: Option<Timestamp>) -> Source {
    Source {
        url: url.to_owned(),
        sha256: item.digest,
        supplied: false,
        territory: None,
        signer: None,
        sequence: None,
        issued,
        next_update: None,
        refused: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_of_dids_is_read_and_its_faults_are_told() {
        let good = json!({
            "meta": { "updated": "2025-10-31T07:11:34+00:00", "more": 1 },
            "registry": { "did:web:uni.example": { "name": "Uni", "url": "", "added": true } }
        });
        let read = registry(&good).unwrap();
        let entry = &read.issuers["did:web:uni.example"];
        assert_eq!((entry.name.as_str(), entry.url.as_deref()), ("Uni", None));
        assert!(read.updated.is_some());
        for (document, what) in [
            (json!({}), "at /registry"),
            (json!({ "registry": [] }), "at /registry"),
            (
                json!({ "registry": { "uni.example": { "name": "U" } } }),
                "expected a DID",
            ),
            (
                json!({ "registry": { "did:web:": { "name": "U" } } }),
                "expected a DID",
            ),
            (
                json!({ "registry": { "did:web:u.example ": { "name": "U" } } }),
                "expected a DID",
            ),
            (
                json!({ "registry": { "did:web:u.example": { "name": "" } } }),
                "expected `name`",
            ),
            (
                json!({ "registry": { "did:web:u.example": "Uni" } }),
                "expected an object",
            ),
            (
                json!({ "registry": { "did:web:u.example": { "name": 1 } } }),
                "expected text",
            ),
            (
                json!({ "registry": { "did:web:u.example": { "name": "n".repeat(2000) } } }),
                "at most",
            ),
            (
                json!({ "registry": {}, "meta": { "updated": "May" } }),
                "expected a time",
            ),
        ] {
            let error = registry(&document).unwrap_err();
            assert!(error.contains(what), "{error}");
        }
    }
}
