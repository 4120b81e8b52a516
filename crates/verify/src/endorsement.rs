//! Endorsements: whether each holds, and speaks of what it stands beside.
//!
//! Anyone can sign an endorsement, and anyone can put a genuine one beside something else. So each
//! is verified like a credential that came by itself, its subject must be the object beside which
//! it stands, and the row says whether anybody vouches for the endorser. It informs: an endorsement
//! neither lifts nor sinks the credential.
//!
//! Source: Open Badges 3.0 appendix B (`EndorsementCredential`; `endorsement` and `endorsementJwt`
//! of a credential, an achievement and a profile).

use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer, check::Cause, document::Standard, json,
};
use serde_json::Value;

use crate::checked::{Checked, CheckedHeld, Proof, Uncovered};
use crate::held::Kind;
use crate::opened::{Opened, identifier};

/// Subjects, achievements and profiles that one endorsement is compared with.
const OBJECTS: usize = 32;

/// The rows `endorsement`, one for each endorsement that the credential carries; they inform.
///
/// `proof` and `uncovered` are the credential's own.
pub(crate) fn rows(
    opened: &Opened,
    proof: Proof,
    uncovered: &Uncovered,
    held: &[CheckedHeld<'_>],
) -> Vec<Check> {
    let endorsements = held
        .iter()
        .filter(|held| held.held.kind == Kind::Endorsement);
    let is_covered = |place: &Pointer| proof != Proof::Unsigned && !uncovered.contains(place);
    endorsements
        .map(|held| row(opened, held, &is_covered).at(held.held.place.clone()))
        .collect()
}

fn row(opened: &Opened, held: &CheckedHeld<'_>, is_covered: &dyn Fn(&Pointer) -> bool) -> Check {
    let code = CheckCode::Endorsement;
    let checked = match &held.checked {
        Ok(checked) => checked,
        Err(error) => {
            return Check::failed(code, format!("the endorsement cannot be opened: {error}"))
                .because(Cause::new("cannot_be_opened"));
        }
    };
    if checked.standard() != Standard::Endorsement {
        let found = checked.standard().label();
        return Check::failed(code, format!("expected an endorsement, found: {found}"))
            .because(Cause::new("not_an_endorsement").mismatch("EndorsementCredential", found));
    }
    let endorser = checked.issuer().unwrap_or("nobody");
    if let Some(broken) = own(checked, CheckOutcome::Failed) {
        return because_of(
            broken,
            format!(
                "the endorsement of {endorser} does not hold: {}",
                broken.summary
            ),
        );
    }
    let objects = objects(opened, &held.held.place);
    let subjects = json::one_or_many(checked.credential().get("credentialSubject"));
    let mut named = subjects
        .iter()
        .take(OBJECTS)
        .filter_map(|subject| identifier(Some(subject)));
    let object = named
        .clone()
        .find_map(|id| objects.iter().find(|object| object.id == id));
    let Some(object) = object else {
        let found = named.next().unwrap_or("nothing");
        let Some(expected) = objects.first() else {
            return Check::inconclusive(
                code,
                format!(
                    "{endorser} endorses {found}; what it stands beside has no identifier, so \
                     nothing shows that it is meant"
                ),
            )
            .because(Cause::new("no_identifier"));
        };
        return Check::failed(
            code,
            format!(
                "{endorser} endorses {found}, which is not {}",
                expected.what
            ),
        )
        .because(Cause::new("endorses_another").mismatch(expected.id, found));
    };
    if let Some(unknown) = own(checked, CheckOutcome::Inconclusive) {
        return because_of(
            unknown,
            format!(
                "the endorsement of {endorser} could not be checked: {}",
                unknown.summary
            ),
        );
    }
    if !is_covered(&object.place) {
        return Check::inconclusive(
            code,
            format!(
                "{endorser} endorses {}; no proof of this credential covers that it is {}",
                object.id, object.what
            ),
        )
        .because(Cause::new("not_covered"));
    }
    let mut summary = format!("{endorser} endorses {}", object.what);
    summary.push_str(match checked.proof() {
        _ if opened.issuer() == Some(endorser) => ", and is the issuer itself",
        Proof::Identified(_) => ", and the trust file lists the endorser",
        _ => "; nobody vouches for the endorser, so it is worth what anyone's word is",
    });
    if !is_covered(&held.held.place) {
        summary.push_str("; the proof of the credential does not cover the place where it stands");
    }
    Check::passed(code, summary)
}

/// The first row of an endorsement that ended so and counts. The structure is judged by what every
/// credential must have; its schema and its refresh service are left alone.
fn own<'c>(checked: &'c Checked<'_>, outcome: CheckOutcome) -> Option<&'c Check> {
    checked.checks().iter().find(|check| {
        let informs = matches!(check.code, CheckCode::SchemaConforms | CheckCode::Refresh);
        check.outcome == outcome && check.code.counts() && !informs
    })
}

fn because_of(row: &Check, summary: String) -> Check {
    Check {
        cause: row.cause.clone(),
        evidence: row.evidence.clone(),
        ..Check::new(CheckCode::Endorsement, row.outcome, summary)
    }
}

/// Something that an endorsement at a place may speak of.
struct Object<'v> {
    what: String,
    id: &'v str,
    place: Pointer,
}

/// What an endorsement may speak of: the object beside which it stands; and beside the credential
/// also its achievements and profiles.
fn objects<'v>(opened: &'v Opened, place: &Pointer) -> Vec<Object<'v>> {
    let Some(payload) = opened.payload.as_ref().ok() else {
        return Vec::new();
    };
    let beside = parent(place);
    let mut found = Vec::new();
    let mut add = |node: Option<&'v Value>, place: Pointer, what: String| {
        let place = match node {
            Some(Value::Object(entries)) if entries.contains_key("id") => place.key("id"),
            Some(Value::Object(_)) => place.key("@id"),
            _ => place,
        };
        if let Some(id) = identifier(node) {
            found.push(Object { what, id, place });
        }
    };
    let of = |name: &str| match name {
        "issuer" | "achievement" | "creator" | "source" => format!("the {name}"),
        _ => format!("what stands at {beside}"),
    };
    if beside != opened.base {
        let name = beside.as_str().rsplit('/').find(|part| !is_index(part));
        let what = of(name.unwrap_or_default());
        add(beside.resolve(payload), beside.clone(), what);
        return found;
    }
    let credential = opened.credential();
    add(
        Some(credential),
        opened.base.clone(),
        "the credential".to_owned(),
    );
    let issuer = opened.base.key("issuer");
    add(credential.get("issuer"), issuer, of("issuer"));
    let stated = credential.get("credentialSubject");
    for (index, subject) in json::one_or_many(stated).iter().take(OBJECTS).enumerate() {
        let place = opened.base.key("credentialSubject");
        let place = match stated {
            Some(Value::Array(_)) => place.index(index),
            _ => place,
        };
        add(subject.get("source"), place.key("source"), of("source"));
        let place = place.key("achievement");
        let stated = subject.get("achievement");
        for (index, achievement) in json::one_or_many(stated).iter().take(OBJECTS).enumerate() {
            let place = match stated {
                Some(Value::Array(_)) => place.index(index),
                _ => place.clone(),
            };
            add(Some(achievement), place.clone(), of("achievement"));
            add(
                achievement.get("creator"),
                place.key("creator"),
                of("creator"),
            );
        }
    }
    found
}

/// The object whose `endorsement` or `endorsementJwt` stands at a place, alone or in a list.
fn parent(place: &Pointer) -> Pointer {
    let text = place.as_str();
    let (mut before, last) = text.rsplit_once('/').unwrap_or_default();
    if is_index(last) {
        before = before.rsplit_once('/').unwrap_or_default().0;
    }
    Pointer::from(before)
}

fn is_index(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}
