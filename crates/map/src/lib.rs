//! What a credential says of itself, as the European standard elements of a micro-credential.
//!
//! [`parts`] takes a credential's own JSON and gives, for each achievement in it, the sixteen
//! elements of Council Recommendation 2022/C 243/02 (Annex I), each with the places it was read
//! from or the reason for its absence, and the contradictions found on the way (`integrity.*`).
//!
//! - [`Standard::EuropeanDigitalCredential`]: European Learning Model 3, application profile EDC;
//! - [`Standard::OpenBadges3`]: Open Badges 3.0, with the Dutch and the German extensions.
//!
//! Nothing is looked up and nothing is judged: what stands here is what the credential states.
#![forbid(unsafe_code)]

use credeval_model::{Check, Pointer, Tier, document::Standard, element::Elements};
use serde_json::Value;

mod credits;
mod duration;
mod elm;
mod integrity;
mod issued;
mod node;
mod open_badges;
mod reading;
mod vocabulary;

use integrity::Facts;
use node::Node;
use reading::Fact;

/// Achievements of one credential that are mapped; the rest is named by `integrity.scope`.
/// A transcript of a whole bachelor lists about sixty courses.
const PARTS: usize = 64;

/// A credential that is to be mapped.
#[derive(Clone, Copy)]
pub struct Claims<'a> {
    /// The credential's own JSON: the payload, where the form is an envelope.
    pub json: &'a Value,
    /// The standard that it follows.
    pub standard: Standard,
    /// How strong the evidence is for what stands at a place and inside it.
    pub tier: &'a dyn Fn(&Pointer) -> Tier,
}

/// One achievement of a credential.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Which achievement; `None` where the credential holds one.
    pub pointer: Option<Pointer>,
    /// Its standard elements.
    pub elements: Elements,
    /// What contradicts itself (`failed`) or deserves a look (`inconclusive`): `integrity.*` only.
    pub findings: Vec<Check>,
}

/// Maps a credential to the standard elements, one part for each achievement.
///
/// Takes any JSON and gives at least one part; a credential without an achievement, or of a kind
/// that is not known, gives one whose elements are absent and say why. Every pointer resolves in
/// `claims.json`. Whether the statements are true, and who made them, is not looked at. Sources:
/// Council Recommendation 2022/C 243/02, Annex I; European Learning Model 3, application profile
/// EDC; Open Badges 3.0, section 6.
///
/// ```
/// use credeval_map::{Claims, parts};
/// use credeval_model::{Tier, document::Standard};
///
/// let json = serde_json::json!({ "credentialSubject": { "achievement": { "name": "Nutrition" } } });
/// let parts = parts(&Claims {
///     json: &json,
///     standard: Standard::OpenBadges3,
///     tier: &|_| Tier::Signed,
/// });
/// let title = parts[0].elements.title.stated().unwrap();
/// assert_eq!(title.value.shown(), "Nutrition");
/// assert_eq!(title.from[0].as_str(), "/credentialSubject/achievement/name");
/// ```
pub fn parts(claims: &Claims<'_>) -> Vec<Part> {
    let root = Node::root(claims.json);
    match claims.standard {
        Standard::EuropeanDigitalCredential => elm::parts(&root, claims.tier),
        Standard::OpenBadges3 => open_badges::parts(&root, claims.tier),
        Standard::Presentation => nothing("a presentation claims nothing itself"),
        Standard::EuropassCredential => {
            nothing("a Europass credential in XML is verified, and what it says is not read yet")
        }
        Standard::OpenBadges2 => {
            nothing("an Open Badge 2.0 is verified, and what it says is not read yet")
        }
        _ => nothing(
            "a credential of no known kind: only European Digital Credentials and Open Badges 3.0 can be read",
        ),
    }
}

fn nothing(why: &str) -> Vec<Part> {
    vec![Part {
        pointer: None,
        elements: Elements::all_absent(why),
        findings: Vec::new(),
    }]
}

/// An achievement that is to be read.
struct Achievement<'a> {
    /// The claim or achievement; nothing where the credential holds none.
    node: Node<'a>,
    /// The subject that it is claimed of.
    subject: Node<'a>,
    /// Whether it is the only one.
    alone: bool,
}

/// Reads each achievement at `key` of each subject: at most [`PARTS`], and where there is none, one
/// that holds nothing.
fn each_achievement<'a>(
    root: &Node<'a>,
    key: &str,
    read: impl Fn(Achievement<'a>, &mut Facts) -> Elements,
) -> Vec<Part> {
    let subjects = root.all("credentialSubject");
    let mut nodes = root.all(&format!("credentialSubject/{key}"));
    let count = nodes.len();
    let first = nodes.first().map(|first| first.pointer().clone());
    nodes.truncate(PARTS);
    if nodes.is_empty() {
        nodes.push(Node::nothing());
    }
    let mapped = nodes.len();
    nodes
        .into_iter()
        .map(|node| {
            let mut facts = Facts {
                achievements: first.clone().map(|at| Fact { value: count, at }),
                mapped,
                ..Facts::default()
            };
            let pointer = (count > 1).then(|| node.pointer().clone());
            let subject = subjects
                .iter()
                .find(|subject| node.pointer().is_within(subject.pointer()))
                .or(subjects.first())
                .cloned()
                .unwrap_or_else(Node::nothing);
            let achievement = Achievement {
                node,
                subject,
                alone: count <= 1,
            };
            let elements = read(achievement, &mut facts);
            Part {
                pointer,
                elements,
                findings: integrity::findings(&facts),
            }
        })
        .collect()
}

/// Adds what is not there yet.
fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use credeval_model::element::ElementName;

    #[test]
    fn what_is_of_no_known_kind_says_so_sixteen_times() {
        let json = serde_json::json!({ "name": "A diploma" });
        for (standard, why) in [
            (
                Standard::VerifiableCredential,
                "a credential of no known kind",
            ),
            (Standard::Unknown, "a credential of no known kind"),
            (
                Standard::EuropassCredential,
                "a Europass credential in XML is verified, and what it says is not read yet",
            ),
            (
                Standard::OpenBadges2,
                "an Open Badge 2.0 is verified, and what it says is not read yet",
            ),
            (
                Standard::Presentation,
                "a presentation claims nothing itself",
            ),
        ] {
            let parts = parts(&Claims {
                json: &json,
                standard,
                tier: &|_| Tier::Signed,
            });
            assert_eq!(parts.len(), 1);
            for name in ElementName::ALL {
                let reason = parts[0].elements.standing(*name).unwrap_err();
                assert!(reason.starts_with(why), "{reason}");
            }
        }
    }
}
