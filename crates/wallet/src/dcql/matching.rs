//! Whether a credential is what a query asked for. A wallet that did not look is not believed.
//!
//! Source: OpenID4VP 1.0 sections 6.4.1 (selecting claims), 8.6 and 14.5 (the verifier's own checks);
//! appendix B.1.1 (`type_values`), B.3.5 (`vct_values`).

use std::collections::BTreeSet;

use credeval_linked_data::{Contexts, quads};
use serde_json::{Value, json};

use super::{ClaimsQuery, CredentialQuery, Kind};

/// A type of a node, in RDF.
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// What a presentation shows of a credential.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    /// What claims paths start from: the payload of an SD-JWT VC, the credential of the others.
    pub(crate) root: &'a Value,
    /// The contexts that are known, to expand types by.
    pub(crate) contexts: &'a Contexts,
}

/// Why a credential does not answer a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// It is another; with what was expected.
    Other(String),
    /// Its types cannot be told: it names a context that is not known.
    Untold,
}

impl CredentialQuery {
    pub(crate) fn compare(&self, shown: &Shown<'_>) -> Result<(), Mismatch> {
        match &self.kind {
            Kind::JwtVcJson { type_values } | Kind::LdpVc { type_values } => {
                let types = expanded_types(shown).ok_or(Mismatch::Untold)?;
                let has_all = |set: &Vec<String>| set.iter().all(|one| types.contains(one));
                if !type_values.iter().any(has_all) {
                    let sets = type_values.iter().map(|set| set.join(" and "));
                    let expected = sets.collect::<Vec<_>>().join(", or ");
                    return Err(Mismatch::Other(format!("the type {expected}")));
                }
            }
            Kind::DcSdJwt { vct_values } => {
                let vct = shown.root.get("vct").and_then(Value::as_str);
                if !vct.is_some_and(|vct| vct_values.iter().any(|one| one == vct)) {
                    let expected = vct_values.join(", or ");
                    return Err(Mismatch::Other(format!("the `vct` {expected}")));
                }
            }
        }
        self.compare_claims(shown.root)
    }

    fn compare_claims(&self, root: &Value) -> Result<(), Mismatch> {
        let missing = match self.claim_sets.as_slice() {
            [] => lacking(self.claims.iter(), root),
            sets => {
                let missing: Vec<_> = sets
                    .iter()
                    .map(|set| {
                        let is_named = |claim: &&ClaimsQuery| {
                            claim.id.as_ref().is_some_and(|id| set.contains(id))
                        };
                        lacking(self.claims.iter().filter(is_named), root)
                    })
                    .collect();
                match missing.iter().any(Option::is_none) {
                    true => None,
                    // The last set is the one that asks for least.
                    false => missing.into_iter().next_back().flatten(),
                }
            }
        };
        missing.map_or(Ok(()), |claim| {
            Err(Mismatch::Other(format!("the claim {}", claim.path)))
        })
    }
}

/// The first of these claims that is not there.
fn lacking<'q>(
    mut claims: impl Iterator<Item = &'q ClaimsQuery>,
    root: &Value,
) -> Option<&'q ClaimsQuery> {
    claims.find(|claim| !claim.is_in(root))
}

impl ClaimsQuery {
    fn is_in(&self, root: &Value) -> bool {
        let selected = self.path.select(root);
        !selected.is_empty()
            && (self.values.is_empty() || selected.iter().any(|found| self.values.contains(found)))
    }
}

/// The types of a credential as its contexts make them; `None` where one of these is not known, or
/// the types break a rule of JSON-LD.
fn expanded_types(shown: &Shown<'_>) -> Option<BTreeSet<String>> {
    let stated = |keys: [&str; 2]| keys.iter().find_map(|key| shown.root.get(*key)).cloned();
    let node = json!({
        "@context": shown.root.get("@context").cloned().unwrap_or_else(|| json!([])),
        "@id": "urn:uuid:00000000-0000-0000-0000-000000000000",
        "@type": stated(["type", "@type"]).unwrap_or_else(|| json!([])),
    });
    let read = quads(&node, shown.contexts).ok()?;
    let types = read
        .quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == RDF_TYPE);
    let iri = |object: String| Some(object.strip_prefix('<')?.strip_suffix('>')?.to_owned());
    Some(
        types
            .filter_map(|quad| iri(quad.object.to_string()))
            .collect(),
    )
}
