//! What a claim is, what it hangs together with, and when the learning took place: facts that are no
//! element.

use credeval_model::{
    element::Text,
    scope::{Relation, RelationKind, ScopeKind, Sign},
};

use super::{Claim, Role, title};
use crate::{
    RELATIONS,
    integrity::{Facts, Period},
    node::Node,
    reading::{Fact, Reading},
    relation,
    scope::{TRANSCRIPT_PARTS, sign},
    vocabulary::{self, OPPORTUNITY, PROFILE, meaning},
};

/// Where a claim is related to others, and how. Its parts come last: of a transcript they are many.
const RELATED: [(&str, RelationKind); 5] = [
    ("isPartOf", RelationKind::PartOf),
    ("provenBy", RelationKind::ProvenBy),
    ("influencedBy", RelationKind::InfluencedBy),
    ("entitlesTo", RelationKind::EntitlesTo),
    ("hasPart", RelationKind::HasPart),
];

/// Where learning is stated that was assessed or counted.
const LEARNING: [&str; 4] = [
    "specifiedBy/learningOutcome",
    "specifiedBy/learningOutcomeSummary",
    "specifiedBy/creditPoint",
    "creditReceived",
];

impl Claim<'_> {
    /// Facts that are no element.
    pub(super) fn gather(&self, facts: &mut Facts) {
        let mut reading = Reading::default();
        for (_, member) in &self.members {
            for period in member.all("temporal") {
                facts.periods.push(Period {
                    start: reading.peek(&period.first("startDate")),
                    end: reading.peek(&period.first("endDate")),
                });
            }
        }
        facts.relations = self.relations();
        facts.signs = self.signs();
    }

    fn relations(&self) -> Vec<Relation> {
        let mut reading = Reading::default();
        let whole = self
            .wholes
            .first()
            .map(|whole| (whole.clone(), RelationKind::PartOf));
        let stated = RELATED.iter().flat_map(|(path, kind)| {
            let nodes = self.node.all(path);
            nodes.into_iter().map(|node| (node, *kind))
        });
        whole
            .into_iter()
            .chain(stated)
            .take(RELATIONS)
            .map(|(node, kind)| {
                let title = title(&mut reading, &node);
                relation(kind, node.pointer().clone(), title)
            })
            .collect()
    }

    fn signs(&self) -> Vec<Sign> {
        let mut signs = Vec::new();
        // Profile and title on display are those of the whole credential.
        if self.wholes.is_empty() {
            signs.extend(terms(self.root, "credentialProfiles", PROFILE));
        }
        if self.alone {
            signs.extend(self.title_on_display());
        }
        signs.extend(terms(&self.node, "specifiedBy/dcType", OPPORTUNITY));
        signs.extend(self.partial());
        let parts = self.node.all("hasPart");
        if let Some(first) = parts.first().filter(|_| parts.len() >= TRANSCRIPT_PARTS) {
            signs.push(Sign {
                text: format!("a transcript of {} parts", parts.len()),
                from: first.pointer().clone(),
                speaks_for: ScopeKind::Transcript,
            });
        }
        signs.extend(self.no_learning());
        signs
    }

    /// The title on display where it names the kind of credential. The title of the claim names what
    /// was learnt, which may be about micro-credentials.
    fn title_on_display(&self) -> Option<Sign> {
        let place = self.root.first("displayParameter/title");
        let stated = Reading::default().peek::<Text>(&place)?;
        stated.value.0.values().find_map(|title| {
            let kind = vocabulary::kind_by_title(title)?;
            let at = stated.at.clone();
            let value = title.clone();
            Some(sign(Fact { value, at }, kind))
        })
    }

    /// That it is a part of a qualification. That it is none says nothing of its size: issuers write
    /// it on micro-credentials too.
    fn partial(&self) -> Option<Sign> {
        let places = self.node.all("specifiedBy/isPartialQualification");
        let mut reading = Reading::default();
        let stated = places
            .iter()
            .find_map(|place| reading.peek::<bool>(place))?;
        stated.value.then(|| Sign {
            text: "a partial qualification".to_owned(),
            from: stated.at,
            speaks_for: ScopeKind::MicroCredential,
        })
    }

    /// A right, or having been there, and nothing that was learnt, assessed or counted.
    fn no_learning(&self) -> Option<Sign> {
        let (role, _) = self.members.first()?;
        let text = match role {
            Role::Entitlement => "an entitlement alone",
            Role::Activity if !self.states_learning() => {
                "an activity without outcomes, credits or assessment"
            }
            _ => return None,
        };
        let kind = self.node.first("type");
        let from = if kind.is_nothing() { &self.node } else { &kind };
        Some(Sign {
            text: text.to_owned(),
            from: from.pointer().clone(),
            speaks_for: ScopeKind::NoLearning,
        })
    }

    fn states_learning(&self) -> bool {
        self.members.iter().any(|(role, member)| {
            matches!(role, Role::Achievement | Role::Assessment)
                || LEARNING.iter().any(|path| !member.first(path).is_nothing())
        })
    }
}

/// The terms at `path` that tell, by their list, what it is.
fn terms(node: &Node<'_>, path: &str, list: &[vocabulary::Term<ScopeKind>]) -> Vec<Sign> {
    let mut reading = Reading::default();
    let told = node.all(path).into_iter().filter_map(|place| {
        let stated = reading.concept(&place)?;
        let value = vocabulary::readable(stated.clone())?.shown().to_owned();
        let at = place.pointer().clone();
        Some(sign(Fact { value, at }, meaning(list, &stated)?))
    });
    told.collect()
}
