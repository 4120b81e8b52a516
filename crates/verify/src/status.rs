//! Whether the issuer has revoked or suspended the credential.
//!
//! Every entry is looked at, whichever of the places and kinds it has: `credentialStatus`, the
//! claim `status` of a token, and the `status` that European credentials carry beside their model.
//! Sources: Verifiable Credentials Data Model v2.0, section 4.10; the files in this folder name
//! those of each kind.

mod bitstring;
mod list;
pub(crate) mod revocation_list;
mod token_status_list;

use credeval_model::{Check, CheckCode, Pointer, check::Cause, document::Form, json, limits};
use serde_json::Value;

use self::list::Holder;
pub(crate) use self::list::Lists;
use crate::opened::{Opened, types};
use crate::quoted::quoted;
use crate::session::Session;

const PURPOSES: [(&str, CheckCode); 2] = [
    ("revocation", CheckCode::StatusRevocation),
    ("suspension", CheckCode::StatusSuspension),
];

/// A place where a credential says how its status can be asked.
#[derive(Debug, Clone, Copy)]
enum Entry<'c> {
    /// An entry of the Verifiable Credentials Data Model, of whatever kind.
    Typed(&'c Value),
    /// The claim `status` of a token.
    Claim(&'c Value),
}

/// The rows `status.revocation` and `status.suspension`.
///
/// `proven` says that the credential's own proof holds: only then is a list that it names asked for.
pub(crate) fn rows(session: &Session<'_>, opened: &Opened, proven: bool) -> Vec<Check> {
    let entries = entries(opened);
    if entries.len() > limits::STATUS_ENTRIES {
        let (limit, found) = (limits::STATUS_ENTRIES, entries.len());
        return vec![
            Check::inconclusive(
                CheckCode::StatusRevocation,
                format!("expected at most {limit} status entries, found {found}"),
            )
            .at(opened.base.key("credentialStatus"))
            .because(Cause::new("too_many_status_entries")),
        ];
    }
    // VC Data Model 1.1 section 6.3.1: `jti` stands for the identifier where `vc` leaves it out.
    let token = opened.payload.as_ref().ok();
    let token = token.filter(|_| opened.form == Form::Jwt);
    let id = opened.credential().get("id");
    let id = id.or_else(|| token?.get("jti"));
    let holder = Holder {
        issuer: opened.issuer(),
        id: id.and_then(Value::as_str),
        proven,
    };
    let mut rows = Vec::new();
    for (place, entry) in entries {
        let found = match entry {
            Entry::Typed(entry) => typed(session, &holder, entry),
            Entry::Claim(claim) => token_status_list::rows(session, &holder, claim),
        };
        rows.extend(found.into_iter().map(|row| row.at(place.clone())));
    }
    for (purpose, code) in PURPOSES {
        if !rows.iter().any(|row: &Check| row.code == code) {
            rows.push(Check::not_applicable(
                code,
                format!("the credential names no list of {purpose}"),
            ));
        }
    }
    rows
}

/// Everything in which a credential names a status, with its place.
fn entries(opened: &Opened) -> Vec<(Pointer, Entry<'_>)> {
    let credential = opened.credential();
    let typed = placed(credential, &opened.base, "credentialStatus")
        .map(|(place, entry)| (place, Entry::Typed(entry)));
    let root = Pointer::root();
    // In a token `status` is a registered claim with one meaning, whatever mechanism it names;
    // elsewhere it may mean anything, and only what is known for a status list is taken for one.
    let is_token = matches!(opened.form, Form::Jwt | Form::SdJwt);
    let is_claim = |node: &Value, base: &Pointer| {
        node.get("status_list").is_some()
            || is_token && *base == root && node.is_object() && types(node).next().is_none()
    };
    let mut bases = vec![(credential, &opened.base)];
    if let Some(payload) = opened.payload.as_ref().ok().filter(|_| is_token)
        && opened.base != root
    {
        bases.push((payload, &root));
    }
    let mut found: Vec<_> = typed.collect();
    for (node, base) in bases {
        found.extend(placed(node, base, "status").filter_map(|(place, entry)| {
            let entry = match is_claim(entry, base) {
                true => Entry::Claim(entry),
                false => Entry::Typed(types(entry).any(is_known).then_some(entry)?),
            };
            Some((place, entry))
        }));
    }
    found
}

/// The values at `key` of a node at `base`, which may be one or many.
fn placed<'c>(
    node: &'c Value,
    base: &Pointer,
    key: &str,
) -> impl Iterator<Item = (Pointer, &'c Value)> {
    let stated = node.get(key);
    let place = base.key(key);
    let is_array = matches!(stated, Some(Value::Array(_)));
    let values = json::one_or_many(stated).iter().enumerate();
    values.map(move |(index, value)| match is_array {
        true => (place.index(index), value),
        false => (place.clone(), value),
    })
}

fn is_known(kind: &str) -> bool {
    [
        bitstring::BITSTRING.entry,
        bitstring::STATUS_LIST_2021.entry,
        revocation_list::ONE_EDTECH.entry,
    ]
    .contains(&kind)
}

fn typed(session: &Session<'_>, holder: &Holder<'_>, entry: &Value) -> Vec<Check> {
    let known = types(entry).find(|kind| is_known(kind));
    for dialect in [&bitstring::BITSTRING, &bitstring::STATUS_LIST_2021] {
        if known == Some(dialect.entry) {
            return bitstring::rows(session, holder, entry, dialect);
        }
    }
    if known.is_some() {
        return vec![revocation_list::row(session, holder, entry)];
    }
    let (summary, found) = match entry {
        // European Learning Model 3.1 knows no more than an address.
        Value::String(address) => {
            let address = quoted(address);
            let summary = format!(
                "the status is only the address {address}, without a kind by which it could be asked"
            );
            (summary, address)
        }
        entry => {
            let kind = quoted(types(entry).next().unwrap_or("no type"));
            let summary =
                format!("the status of kind `{kind}` is not supported, so it was not asked");
            (summary, kind)
        }
    };
    vec![
        Check::inconclusive(CheckCode::StatusRevocation, summary)
            .because(Cause::new("unsupported_status").mismatch(bitstring::BITSTRING.entry, found)),
    ]
}
