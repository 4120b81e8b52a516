//! From the certificates of the Official Journal to the one that signed the list of lists.
//!
//! The list of lists names, the latest first, the pivots and the publications that it rests on.
//! Each pivot is signed under a certificate that the state before it allows, and its pointer to
//! the list of lists names the certificates that are allowed from then on. Those before the
//! publication that is pinned are no concern of one who pinned it.
//!
//! Source: ETSI TS 119 615 section 4.1.4; the legal notice of the list of lists.

use credeval_model::{Digest, evidence::Request, trust::lock::Source};
use credeval_verify::xml::{Document, Element};

use super::{
    error::ListError,
    pointer::next_signers,
    request,
    scheme::{Scheme, child, children},
    seen, signer,
};
use crate::{Reading, Refused, quoted};

/// Pivots between a publication and the list of lists; within five years of the last publication
/// there were eight.
const PIVOTS: usize = 32;

/// How far the walk came.
pub(super) enum Walk {
    /// Pivots must be seen.
    Needs(Vec<Request>),
    /// The signer is allowed, by way of these pivots.
    Allowed(Vec<Source>),
}

/// Walks from the pinned certificates to the one that signed the list of lists.
pub(super) fn walk(
    reading: Reading<'_>,
    scheme: &Scheme<'_>,
    signed_by: Digest,
    digest: Digest,
) -> Result<Walk, Refused> {
    let url = reading.anchor.source.as_deref().unwrap_or_default();
    let here = |error: ListError| error.at(url);
    let pivots = pivots(reading, scheme, url).map_err(here)?;
    let pins = reading.anchor.pins();
    let mut allowed = pins
        .collect::<Result<Vec<Digest>, &str>>()
        .map_err(|pin| here(ListError::Pin { found: quoted(pin) }))?;
    if allowed.contains(&signed_by) {
        return Ok(Walk::Allowed(Vec::new()));
    }
    let unseen: Vec<Request> = pivots
        .iter()
        .filter(|pivot| seen(reading, pivot).is_none())
        .map(|pivot| request(pivot))
        .collect();
    if !unseen.is_empty() {
        return Ok(Walk::Needs(unseen));
    }
    let mut walked: Vec<Source> = Vec::new();
    let mut least = 0;
    for pivot in &pivots {
        let Some(bytes) = seen(reading, pivot) else {
            continue;
        };
        let there = |error: ListError| error.at(pivot);
        let bytes = bytes.map_err(there)?;
        let (source, next) = step(reading, bytes, pivot, &allowed).map_err(there)?;
        let found = source.sequence.unwrap_or_default();
        if !(least..=scheme.sequence).contains(&found) {
            return Err(there(ListError::Order {
                least,
                most: scheme.sequence,
                found,
            }));
        }
        least = found.saturating_add(1);
        allowed = next;
        walked.push(source);
    }
    // The latest pivot is the list of lists itself until another is issued, and then stands by
    // the state before it.
    let is_pivot = walked.last().is_some_and(|pivot| pivot.sha256 == digest);
    match is_pivot || allowed.contains(&signed_by) {
        true => Ok(Walk::Allowed(walked)),
        false => Err(here(ListError::Signer { found: signed_by })),
    }
}

/// Reads a pivot that the state before it allows: what it was, and who may sign what follows it.
fn step(
    reading: Reading<'_>,
    bytes: &[u8],
    url: &str,
    allowed: &[Digest],
) -> Result<(Source, Vec<Digest>), ListError> {
    let document = Document::parse(bytes)?;
    let found = signer(&document, reading.crypto)?;
    if !allowed.contains(&found) {
        return Err(ListError::Signer { found });
    }
    let scheme = Scheme::of_lists(&document)?;
    // Not the state of any territory, behind which a list may not go.
    let source = Source {
        territory: None,
        ..scheme.source(url, Digest::of(bytes))
    };
    Ok((source, next_signers(&scheme)?))
}

/// The addresses of the pivots since the pinned publication, the oldest first.
fn pivots(
    reading: Reading<'_>,
    scheme: &Scheme<'_>,
    source: &str,
) -> Result<Vec<String>, ListError> {
    let named = child(scheme.information, "SchemeInformationURI").into_iter();
    let named = named.flat_map(|within| children(within, "URI"));
    let named: Vec<String> = named.map(Element::text).collect();
    let pinned = reading.anchor.oj_uri.as_deref().unwrap_or_default();
    let since = named.iter().position(|uri| uri == pinned);
    let since = since.and_then(|since| named.get(..since));
    let Some(since) = since else {
        let of_the_journal = |uri: &&String| uri.contains("OJ");
        let found: Vec<&str> = named
            .iter()
            .filter(of_the_journal)
            .map(|uri| &**uri)
            .collect();
        return Err(ListError::OfficialJournal {
            expected: pinned.to_owned(),
            found: quoted(&found.join("`, `")),
        });
    };
    // During a transition a later publication stands between them.
    let mut pivots: Vec<String> = since.iter().filter(|uri| is_list(uri)).cloned().collect();
    if pivots.len() > PIVOTS {
        return Err(ListError::Pivots {
            limit: PIVOTS,
            found: pivots.len(),
        });
    }
    if let Some(found) = pivots.iter().find(|uri| folder(uri) != folder(source)) {
        return Err(ListError::Elsewhere {
            found: quoted(found),
        });
    }
    pivots.reverse();
    Ok(pivots)
}

fn is_list(uri: &str) -> bool {
    std::path::Path::new(uri)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("xml"))
}

/// An address up to its last part. The pivots are not vouched for when they are asked for, so
/// that they are asked for only where the list of lists itself stands.
fn folder(uri: &str) -> Option<&str> {
    uri.rsplit_once('/').map(|(folder, _)| folder)
}
