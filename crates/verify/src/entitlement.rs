//! Whether the signer may award for the body that the credential names.
//!
//! Anyone can name a university. A mandate written in the credential is the sealer's statement,
//! not proof; so the awarding body must be the signing identity itself, or a body that a trust
//! entry lets the signer award for.

use credeval_model::{Check, CheckCode, Pointer, check::Cause, document::Standard, json};
use serde_json::Value;

use crate::checked::Vouchers;
use crate::opened::{Opened, identifier};
use crate::seal::{organisation_identifiers, same_organisation};
use crate::secured::Signer;
use crate::trust::Ready;

/// The row `issuer.entitlement`; it informs.
///
/// Only those whom an anchor vouches for count; whoever else signed does not.
pub(crate) fn row(opened: &Opened, vouched: &Vouchers<'_, '_>) -> Check {
    let code = CheckCode::IssuerEntitlement;
    let found = vouched.found.iter();
    let (signers, anchors): (Vec<&Signer>, Vec<&Ready>) =
        found.map(|(signer, one)| (*signer, one.ready)).unzip();
    if anchors.is_empty() {
        return Check::inconclusive(
            code,
            "nobody vouches for the signer, so nothing shows for whom it may award",
        )
        .because(Cause::new("not_identified"));
    }
    let mut search = Search {
        signers: &signers,
        anchors: &anchors,
        named: false,
    };
    match search.stranger(opened) {
        None if search.named => {
            Check::passed(code, "the signer may award for the awarding body named")
        }
        None => Check::passed(code, "the signer awards in its own name"),
        Some((pointer, body)) => Check::inconclusive(
            code,
            format!("nothing shows that the signer may award for {}", name(body)),
        )
        .at(pointer)
        .because(Cause::new("not_entitled").mismatch(
            "a trust entry that lets the signer award for it",
            name(body),
        )),
    }
}

/// The search for an awarding body that the signer may not award for.
struct Search<'a> {
    signers: &'a [&'a Signer],
    anchors: &'a [&'a Ready],
    /// Whether any awarding body was met.
    named: bool,
}

impl Search<'_> {
    /// The first such body that a European Digital Credential says awarded one of its claims; other
    /// standards award in the issuer's own name.
    fn stranger<'v>(&mut self, opened: &'v Opened) -> Option<(Pointer, &'v Value)> {
        if opened.standard != Standard::EuropeanDigitalCredential {
            return None;
        }
        let subject = opened.credential().get("credentialSubject")?;
        self.within(subject, &opened.base.key("credentialSubject"))
    }

    fn within<'v>(&mut self, node: &'v Value, at: &Pointer) -> Option<(Pointer, &'v Value)> {
        match node {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .filter(|(_, item)| item.is_object() || item.is_array())
                .find_map(|(index, item)| self.within(item, &at.index(index))),
            Value::Object(entries) => entries.iter().find_map(|(key, value)| {
                if key != "awardingBody" {
                    return match value {
                        Value::Array(_) | Value::Object(_) => self.within(value, &at.key(key)),
                        _ => None,
                    };
                }
                let bodies = json::one_or_many(Some(value));
                self.named |= !bodies.is_empty();
                let stranger = bodies.iter().find(|body| !self.is_entitled(body))?;
                Some((at.key(key), stranger))
            }),
            _ => None,
        }
    }

    fn is_entitled(&self, body: &Value) -> bool {
        self.signers
            .iter()
            .any(|signer| is_entitled(body, signer, self.anchors))
    }
}

fn is_entitled(body: &Value, signer: &Signer, anchors: &[&Ready]) -> bool {
    let identifiers = organisation_identifiers(body);
    let legal: Vec<&str> = texts(body.get("legalName")).collect();
    let own = match signer {
        Signer::Certificate(leaf) => leaf
            .organization_identifier()
            .is_some_and(|sealer| identifiers.iter().any(|id| same_organisation(&sealer, id))),
        Signer::Identifier { id, .. } => identifier(Some(body)) == Some(id),
    };
    let about = |ready: &&&Ready| ready.is_about(signer);
    own || anchors.iter().filter(about).any(|ready| {
        let known = ready
            .anchor
            .organisation
            .iter()
            .flat_map(|organisation| &organisation.identifiers);
        let awards_for = &ready.anchor.awards_for;
        // By name only where the registrar wrote down each one that the body goes by: else one
        // name in another language, or a second one, would let it show any.
        let is_listed = |name: &&str| awards_for.iter().any(|listed| listed == name);
        known.chain(awards_for).any(|id| identifiers.contains(id))
            || awards_for
                .iter()
                .any(|id| identifier(Some(body)) == Some(id))
            || (!legal.is_empty() && legal.iter().all(is_listed))
    })
}

fn names(body: &Value) -> impl Iterator<Item = &str> {
    ["legalName", "altLabel", "name"]
        .iter()
        .flat_map(|key| texts(body.get(key)))
}

/// Every text of a value by language.
fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let values: Vec<&Value> = match value {
        Some(Value::Object(by_language)) => by_language.values().collect(),
        other => other.into_iter().collect(),
    };
    values
        .into_iter()
        .flat_map(|value| json::one_or_many(Some(value)))
        .filter_map(Value::as_str)
}

fn name(body: &Value) -> String {
    names(body)
        .next()
        .unwrap_or("a body without a name")
        .to_owned()
}
