//! What a credential says of itself, as the European standard elements of a micro-credential.
//!
//! [`parts`] takes a credential's own JSON and gives, for each achievement in it, the sixteen
//! elements of Council Recommendation 2022/C 243/02 (Annex I), each with the places it was read
//! from or the reason for its absence, and the contradictions found on the way (`integrity.*`).
//!
//! - [`Standard::EuropeanDigitalCredential`]: European Learning Model 3.1 and 3.2, profile EDC;
//! - [`Standard::EuropassCredential`]: the XML before it;
//! - [`Standard::OpenBadges3`] and [`Standard::Clr2`]: Open Badges 3.0 and Comprehensive Learner
//!   Record 2.0, with the Dutch and the German extensions;
//! - [`Standard::OpenBadges2`]: Open Badges 2.x;
//! - [`Standard::Elmo`]: transcripts of the EMREX network;
//! - any other: what it states in words that are widely used (schema.org, EBSI).
//!
//! Which place gives which element stands in [`crosswalk`], one row for each path.
//!
//! Nothing is looked up and nothing is judged: what stands here is what the credential states.
#![forbid(unsafe_code)]

use credeval_model::{
    Check, Pointer, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{Elements, Text},
    scope::{Relation, RelationKind, Scope},
};
use serde_json::Value;
use std::collections::VecDeque;

mod clr;
mod credits;
pub mod crosswalk;
mod duration;
mod elm;
mod elmo;
mod europass;
mod integrity;
mod issued;
mod level;
mod node;
mod open_badges;
mod open_badges_2;
mod other;
mod reading;
mod scope;
mod vocabulary;
pub mod write;
mod xml;

pub use clr::associations;

use integrity::{Facts, Listed};
use node::Node;
use reading::Standing;

/// Achievements of one credential that are mapped; the rest is named by `integrity.scope`.
/// A transcript of a whole bachelor lists about sixty courses.
const PARTS: usize = 64;

/// Relations of one achievement that are named.
const RELATIONS: usize = 32;

/// A credential that is to be mapped.
#[derive(Clone, Copy)]
pub struct Claims<'a> {
    /// The credential's own JSON: the payload, where the form is an envelope.
    pub json: &'a Value,
    /// The standard that it follows.
    pub standard: Standard,
    /// How strong the evidence is for what stands at a place and inside it.
    pub tier: &'a dyn Fn(&Pointer) -> Tier,
    /// What its holder chose to show, with places in `json`.
    pub disclosure: &'a Disclosure,
}

/// One achievement of a credential.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Which achievement; `None` where the credential holds one.
    pub pointer: Option<Pointer>,
    /// Whether it is a micro-credential, by what it states.
    pub scope: Scope,
    /// How it hangs together with other nodes of the credential.
    pub relations: Vec<Relation>,
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
/// use credeval_model::{Tier, disclosure::Disclosure, document::Standard};
///
/// let json = serde_json::json!({ "credentialSubject": { "achievement": { "name": "Nutrition" } } });
/// let parts = parts(&Claims {
///     json: &json,
///     standard: Standard::OpenBadges3,
///     tier: &|_| Tier::Signed,
///     disclosure: &Disclosure::default(),
/// });
/// let title = parts[0].elements.title.stated().unwrap();
/// assert_eq!(title.value.shown(), "Nutrition");
/// assert_eq!(title.from[0].as_str(), "/credentialSubject/achievement/name");
/// ```
pub fn parts(claims: &Claims<'_>) -> Vec<Part> {
    let root = Node::root(claims.json);
    let standing = Standing {
        tier: claims.tier,
        disclosure: claims.disclosure,
    };
    match claims.standard {
        Standard::EuropeanDigitalCredential => elm::parts(&root, standing),
        Standard::EuropassCredential => europass::parts(&root, standing),
        Standard::OpenBadges3 => open_badges::parts(&root, standing),
        Standard::OpenBadges2 => open_badges_2::parts(&root, standing),
        Standard::Clr2 => clr::parts(&root, standing),
        Standard::Elmo => elmo::parts(&root, standing),
        Standard::Presentation => nothing("a presentation claims nothing itself"),
        Standard::Endorsement => nothing("an endorsement claims nothing of a learner"),
        _ => other::parts(&root, standing),
    }
}

fn nothing(why: &str) -> Vec<Part> {
    vec![Part {
        pointer: None,
        scope: Scope::default(),
        relations: Vec::new(),
        elements: Elements::all_absent(why),
        findings: Vec::new(),
    }]
}

/// An achievement that is to be read.
#[derive(Clone)]
struct Achievement<'a> {
    /// The claim or achievement; nothing where the credential holds none.
    node: Node<'a>,
    /// The subject that it is claimed of.
    subject: Node<'a>,
    /// What it is a part of, the nearest first.
    wholes: Vec<Node<'a>>,
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
    each_achievement_and_its_parts(root, key, |_| Vec::new(), read)
}

/// Reads each achievement at `key` of each subject, and those that `inside` finds in one that is
/// more than a micro-credential: what a transcript lists is evaluated singly. At most [`PARTS`],
/// wholes before their parts, and where there is none, one that holds nothing.
fn each_achievement_and_its_parts<'a>(
    root: &Node<'a>,
    key: &str,
    inside: impl Fn(&Node<'a>) -> Vec<Node<'a>>,
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
    let top = nodes.len();
    let listed = first.map(|at| Listed {
        count,
        at,
        mapped: top,
    });
    let mut waiting: VecDeque<_> = nodes
        .into_iter()
        .map(|node| {
            let subject = subjects
                .iter()
                .find(|subject| node.pointer().is_within(subject.pointer()))
                .or(subjects.first())
                .cloned()
                .unwrap_or_else(Node::nothing);
            let achievement = Achievement {
                node,
                subject,
                wholes: Vec::new(),
                alone: count <= 1,
            };
            (achievement, listed.clone())
        })
        .collect();
    let mut parts = Vec::new();
    while let Some((achievement, listed)) = waiting.pop_front() {
        let mut facts = Facts {
            achievements: listed,
            ..Facts::default()
        };
        let elements = read(achievement.clone(), &mut facts);
        if scope::scope(&facts).kind.is_beyond() {
            let left = PARTS.saturating_sub(parts.len() + 1 + waiting.len());
            let nodes = inside(&achievement.node);
            facts.parts = nodes.first().map(|first| Listed {
                count: nodes.len(),
                at: first.pointer().clone(),
                mapped: nodes.len().min(left),
            });
            for node in nodes.into_iter().take(left) {
                let part = achievement.part(node);
                waiting.push_back((part, facts.parts.clone()));
            }
        }
        let pointer = achievement.node.pointer().clone();
        parts.push(part(Some(pointer), elements, facts));
    }
    if let [only] = parts.as_mut_slice() {
        only.pointer = None;
    }
    beside(parts.get_mut(..top).unwrap_or_default());
    parts
}

impl<'a> Achievement<'a> {
    /// A part of it. Of one learner, and what the whole has by its nature is that of the part too.
    fn part(&self, node: Node<'a>) -> Self {
        let mut wholes = vec![self.node.clone()];
        wholes.extend(self.wholes.iter().cloned());
        Self {
            node,
            subject: self.subject.clone(),
            wholes,
            alone: false,
        }
    }
}

/// Reads each of these achievements, of which the credential holds `count`; where it holds none, the
/// one that is given holds nothing.
fn each_of<'a, T>(
    achievements: &[T],
    count: usize,
    node: impl Fn(&T) -> &Node<'a>,
    read: impl Fn(&T, &mut Facts) -> Elements,
) -> Vec<Part> {
    let first = achievements.first().filter(|_| count > 0);
    let listed = first.map(|first| Listed {
        count,
        at: node(first).pointer().clone(),
        mapped: achievements.len(),
    });
    achievements
        .iter()
        .map(|achievement| {
            let mut facts = Facts {
                achievements: listed.clone(),
                ..Facts::default()
            };
            let elements = read(achievement, &mut facts);
            let pointer = (count > 1).then(|| node(achievement).pointer().clone());
            part(pointer, elements, facts)
        })
        .collect()
}

/// Bytes of a title that a relation repeats; a longer one is read at its own place.
const RELATION_TITLE: usize = 1024;

/// The title of a part, where a relation repeats it.
fn short_title(part: &Part) -> Option<Text> {
    part.elements
        .title
        .value()
        .filter(|title| is_short(title))
        .cloned()
}

fn is_short(title: &Text) -> bool {
    let bytes = title.0.iter().map(|(tag, text)| tag.len() + text.len());
    bytes.sum::<usize>() <= RELATION_TITLE
}

/// A relation, with the title of the other where it is no longer than a title is.
fn relation(kind: RelationKind, to: Pointer, title: Option<Text>) -> Relation {
    Relation {
        kind,
        to,
        title: title.filter(is_short),
    }
}

/// One achievement, with what its facts say.
fn part(pointer: Option<Pointer>, elements: Elements, facts: Facts) -> Part {
    let scope = scope::scope(&facts);
    Part {
        pointer,
        elements,
        findings: integrity::findings(&facts, &scope),
        scope,
        relations: facts.relations,
    }
}

/// Relates achievements to those that they are parts of: the place in `parts` of each one's whole.
fn nest(parts: &mut [Part], wholes: &[Option<usize>]) {
    let places: Vec<_> = parts
        .iter()
        .map(|part| (part.pointer.clone(), short_title(part)))
        .collect();
    let mut relate = |of: usize, kind: RelationKind, to: usize| {
        let Some((part, (Some(to), title))) = parts.get_mut(of).zip(places.get(to)) else {
            return;
        };
        if part.relations.len() < RELATIONS {
            part.relations
                .push(relation(kind, to.clone(), title.clone()));
        }
    };
    for (index, whole) in wholes.iter().enumerate() {
        if let Some(whole) = whole {
            relate(index, RelationKind::PartOf, *whole);
            relate(*whole, RelationKind::HasPart, index);
        }
    }
}

/// Says of several achievements that nothing else relates that they stand beside each other.
fn beside(parts: &mut [Part]) {
    let places: Vec<_> = parts
        .iter()
        .map(|part| (part.pointer.clone(), short_title(part)))
        .collect();
    for part in parts {
        let others = places.iter().filter(|(place, _)| *place != part.pointer);
        let new: Vec<_> = others
            .filter_map(|(place, title)| Some((place.clone()?, title.clone())))
            .filter(|(place, _)| part.relations.iter().all(|relation| relation.to != *place))
            .take(RELATIONS)
            .map(|(to, title)| relation(RelationKind::Beside, to, title))
            .collect();
        part.relations.extend(new);
    }
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
    fn what_claims_nothing_says_so_sixteen_times() {
        let json = serde_json::json!({ "name": "A diploma" });
        for (standard, why) in [
            (
                Standard::Presentation,
                "a presentation claims nothing itself",
            ),
            (
                Standard::Endorsement,
                "an endorsement claims nothing of a learner",
            ),
        ] {
            let parts = parts(&Claims {
                json: &json,
                standard,
                tier: &|_| Tier::Signed,
                disclosure: &Disclosure::default(),
            });
            assert_eq!(parts.len(), 1);
            for name in ElementName::ALL {
                assert_eq!(parts[0].elements.standing(*name).unwrap_err(), why);
            }
        }
    }
}
