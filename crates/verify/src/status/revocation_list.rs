//! Lists of what is revoked, written out in plain JSON that nobody signed: only the address at
//! which such a list stands says whose it is.
//!
//! Sources: 1EdTech Revocation List Status Method v1.0; Open Badges v2.0, sections 3.5
//! (`RevocationList`) and 4.2 (verification).

use std::collections::BTreeMap;

use credeval_model::{Check, CheckCode, CheckOutcome, Pointer, check::Cause, evidence::Item, json};
use serde_json::Value;

use super::list::{Content, Found, Holder, Lifetime, List, Unknown, find, timely};
use crate::opened::identifier;
use crate::session::Session;

/// The names that one of the two specifications uses.
#[derive(Debug)]
pub(super) struct Dialect {
    /// The type of the entry in a credential.
    pub(super) entry: &'static str,
    /// Where the list holds what is revoked. 1EdTech's own validator reads another name than its
    /// specification writes; both are in use.
    entries: &'static [&'static str],
    /// The names of an identifier.
    identifiers: &'static [&'static str],
    /// Whether the issuer's own profile names the list, so that its address says whose it is.
    /// Nothing but the credential names the others.
    in_profile: bool,
}

pub(super) const ONE_EDTECH: Dialect = Dialect {
    entry: "1EdTechRevocationList",
    entries: &["revokedCredential", "revokedCredentials"],
    identifiers: &["id"],
    in_profile: false,
};

const OPEN_BADGES_2: Dialect = Dialect {
    entry: "RevocationList",
    entries: &["revokedAssertions"],
    identifiers: &["id", "uid"],
    in_profile: true,
};

/// The row of a credential with an entry of 1EdTech's kind, whose `id` is the list's address.
pub(super) fn row(session: &Session<'_>, holder: &Holder<'_>, entry: &Value) -> Check {
    let Some(url) = identifier(Some(entry)) else {
        let why = Unknown::new(
            "the credential names no revocation list",
            Cause::new("no_status_list"),
        );
        return why.row(CheckCode::StatusRevocation, CheckOutcome::Inconclusive);
    };
    let ids: Vec<&str> = holder.id.into_iter().collect();
    standing(session, holder, url, &ids, &ONE_EDTECH)
}

/// Whether an assertion of Open Badges 2.0 is on the revocation list that its issuer's profile
/// names: the row `status.revocation`.
///
/// `assertion` holds every identifier of the assertion, its `id` and its `uid`. The caller has
/// seen that its proof holds, or that it stands at its own address, and that the profile that names
/// the list is the issuer's own.
pub(crate) fn open_badges_2(
    session: &Session<'_>,
    url: &str,
    issuer: &str,
    assertion: &[&str],
    place: &Pointer,
) -> Check {
    let holder = Holder {
        issuer: Some(issuer),
        id: None,
        proven: true,
    };
    standing(session, &holder, url, assertion, &OPEN_BADGES_2).at(place.clone())
}

fn standing(
    session: &Session<'_>,
    holder: &Holder<'_>,
    url: &str,
    ids: &[&str],
    dialect: &Dialect,
) -> Check {
    let code = CheckCode::StatusRevocation;
    let found = find(session, holder, url, dialect.entry, |item| {
        read(session, item, url, dialect)
    });
    let (found, reason) = match found.and_then(|found| reason(found, holder, ids)) {
        Ok(found) => found,
        Err(why) => return why.row(code, CheckOutcome::Inconclusive),
    };
    if let Some(reason) = reason {
        return found.set(holder, code, reason.as_deref());
    }
    match may_clear(&found, ids, dialect) {
        Err(why) => why.row(code, CheckOutcome::Inconclusive),
        Ok(()) if dialect.in_profile => found.shows_nothing(code),
        Ok(()) => found.clear(holder, code),
    }
}

/// Why the credential was revoked, where the list has it.
#[expect(
    clippy::option_option,
    reason = "revoked or not, with a reason or without"
)]
fn reason<'a>(
    found: Found<'a>,
    holder: &Holder<'_>,
    ids: &[&str],
) -> Result<(Found<'a>, Option<Option<String>>), Unknown> {
    let stated = found.list.issuer.as_deref();
    if stated.is_some() && stated != holder.issuer {
        return Err(found.invalid("it says that it is another issuer's"));
    }
    let Content::Revoked { entries, .. } = &found.list.content else {
        return Err(found.invalid("it holds no identifiers"));
    };
    let reason = ids.iter().find_map(|id| entries.get(*id)).cloned();
    Ok((found, reason))
}

/// A list in which the credential is not found says something only if it could have been found.
fn may_clear(found: &Found<'_>, ids: &[&str], dialect: &Dialect) -> Result<(), Unknown> {
    if ids.is_empty() {
        return Err(Unknown::new(
            "the credential has no identifier that a revocation list could name",
            Cause::new("no_identifier").url(&found.url),
        )
        .seen_in(found.item));
    }
    if !matches!(found.list.content, Content::Revoked { whole: true, .. }) {
        return Err(found.invalid("not every entry of it can be read"));
    }
    if found.list.issuer.is_none() && !dialect.in_profile {
        return Err(found.invalid("it does not say whose it is"));
    }
    let address = found.url.split('#').next();
    match found.list.id.as_deref().map(|id| id.split('#').next()) {
        Some(id) if id == address => Ok(()),
        _ => Err(found.invalid("it does not say that it is the list at this address")),
    }
}

fn read(session: &Session<'_>, item: &Item, url: &str, dialect: &Dialect) -> Result<List, Unknown> {
    let invalid = |what: &str| Unknown::invalid(url, what);
    let list = json::parse(&item.bytes).map_err(|error| invalid(&error.to_string()))?;
    let mut stated = dialect.entries.iter().filter_map(|name| list.get(name));
    if stated.clone().next().is_none() {
        return Err(invalid("it has no entries, not even none"));
    }
    timely(session, item, &Lifetime::default(), url)?;
    let mut entries = BTreeMap::new();
    let mut whole = true;
    for entry in stated
        .by_ref()
        .flat_map(|entries| json::one_or_many(Some(entries)))
    {
        let mut names = dialect.identifiers.iter().filter_map(|name| match entry {
            Value::String(text) => Some(text.as_str()),
            entry => entry.get(name)?.as_str(),
        });
        let mut is_named = false;
        let reason = entry.get("revocationReason").and_then(Value::as_str);
        for name in names.by_ref() {
            is_named = true;
            if is_revoked(entry) {
                entries.insert(name.to_owned(), reason.map(str::to_owned));
            }
        }
        whole &= is_named;
    }
    Ok(List {
        issuer: identifier(list.get("issuer")).map(str::to_owned),
        id: identifier(Some(&list)).map(str::to_owned),
        vouched: false,
        signed: false,
        content: Content::Revoked { entries, whole },
    })
}

/// An entry revokes unless it says that it does not; issuers write that as a Boolean and as text.
fn is_revoked(entry: &Value) -> bool {
    match entry.get("revoked") {
        Some(Value::Bool(revoked)) => *revoked,
        Some(Value::String(text)) => !text.eq_ignore_ascii_case("false"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use credeval_linked_data::Contexts;
    use credeval_model::evidence::{Answer, Evidence, EvidenceKind, Origin};
    use credeval_model::{Digest, Timestamp};
    use serde_json::json;

    use super::*;
    use crate::{Against, Trust};

    const LIST: &str = "https://school.example/revoked";
    const ISSUER: &str = "https://school.example/issuer";

    fn ask(url: &str, list: &Value, assertion: &[&str]) -> Check {
        let bytes = list.to_string().into_bytes();
        let mut evidence = Evidence::none();
        evidence.insert(
            url,
            Answer::Found(Item {
                kind: EvidenceKind::StatusList,
                digest: Digest::of(&bytes),
                bytes,
                media_type: None,
                fetched_at: None,
                origin: Origin::Fetched,
            }),
        );
        let (trust, contexts) = (Trust::none(), Contexts::none());
        let against = Against::new(&evidence, &trust, &contexts, Timestamp::UNIX_EPOCH);
        let session = Session::new(against);
        open_badges_2(&session, url, ISSUER, assertion, &Pointer::root().key("id"))
    }

    fn list(revoked: &Value) -> Value {
        json!({
            "@context": "https://w3id.org/openbadges/v2",
            "type": "RevocationList",
            "id": LIST,
            "issuer": ISSUER,
            "revokedAssertions": revoked
        })
    }

    #[test]
    fn an_assertion_is_found_by_each_of_its_names() {
        let revoked = list(&json!([
            { "id": "https://school.example/1", "revocationReason": "given by mistake" },
            { "uid": "two" },
            "urn:uuid:3"
        ]));
        for name in ["https://school.example/1", "two", "urn:uuid:3"] {
            let row = ask(LIST, &revoked, &["urn:uuid:0", name]);
            assert_eq!(row.outcome, CheckOutcome::Failed, "{name}");
            assert_eq!(row.cause.unwrap().code, "revoked");
            assert_eq!(row.pointer, Some(Pointer::root().key("id")));
        }
        let told = ask(LIST, &revoked, &["https://school.example/1"]).summary;
        assert!(told.contains("given by mistake"), "{told}");
        let row = ask(LIST, &revoked, &["urn:uuid:0", "1"]);
        assert_eq!(row.outcome, CheckOutcome::Passed, "{row:?}");
    }

    #[test]
    fn a_list_clears_nobody_unless_it_is_whole_and_the_issuers_own() {
        let without = |key: &str| {
            let mut list = list(&json!([]));
            list.as_object_mut().unwrap().remove(key);
            list
        };
        let of_another = {
            let mut list = list(&json!(["urn:uuid:1"]));
            list["issuer"] = "https://other.example/issuer".into();
            list
        };
        for (what, url, list) in [
            ("no id", LIST, without("id")),
            ("no entries", LIST, without("revokedAssertions")),
            (
                "an entry without a name",
                LIST,
                list(&json!([{ "revocationReason": "x" }])),
            ),
            ("an entry that is a number", LIST, list(&json!([7]))),
            ("the list of another", LIST, of_another),
            (
                "another address",
                "https://school.example/other",
                list(&json!([])),
            ),
            (
                "another host",
                "https://elsewhere.example/revoked",
                list(&json!([])),
            ),
            ("no TLS", "http://school.example/revoked", list(&json!([]))),
        ] {
            let row = ask(url, &list, &["urn:uuid:1"]);
            assert_eq!(row.outcome, CheckOutcome::Inconclusive, "{what}: {row:?}");
        }
        let row = ask(LIST, &list(&json!([])), &[]);
        assert_eq!(row.outcome, CheckOutcome::Inconclusive, "{row:?}");
        // The issuer's own profile names the list, so it need not say whose it is.
        let row = ask(LIST, &without("issuer"), &["urn:uuid:1"]);
        assert_eq!(row.outcome, CheckOutcome::Passed, "{row:?}");
    }
}
