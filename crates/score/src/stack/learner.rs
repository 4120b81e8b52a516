//! Whether the credentials of a stack are one learner's.
//!
//! Surest first: the credential was matched with the presented learner; dates of birth that differ;
//! the same identifier; the names. An identifier that differs tells nothing, since a person has
//! several. One that is the same beside other names is told, and where no part of the names agrees,
//! it settles nothing: a household has one address, and two registers one number.
//!
//! Anyone can write any name and number. So only statements for which somebody vouches make two
//! credentials one learner's, or two learners'; any other is compared with those, and settles
//! nothing about them.

use std::collections::BTreeSet;

use credeval_model::{
    CheckCode, CheckOutcome,
    criterion::{Ask, Missing},
    evaluation::Evaluation,
    stack::{Counts, StackFinding, StackFindingKind},
};

use super::{
    candidate::{Candidate, is_vouched},
    sets::Sets,
};
use crate::{Policy, facts::quoted, finding::missing, identity::Identity};

/// Parts of a name that families share by grammar alone.
const PARTICLES: &[&str] = &[
    "al", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la",
    "le", "van", "von", "y",
];

/// Parts of a name that are compared.
const NAME_WORDS: usize = 12;
/// Names of learners that one sentence tells.
const NAMED: usize = 6;

/// What a credential says of its learner.
struct Who {
    presented: bool,
    /// Whether somebody vouches for it.
    vouched: bool,
    identity: Identity,
    /// The parts of the name that are compared.
    name: BTreeSet<String>,
    shown: String,
}

/// How two learners compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Same {
    Yes,
    /// By an identifier, and the names differ.
    YesByAnotherName,
    ByName,
    Unknown,
    /// An identifier is the same, and the names are those of two people.
    AtOdds,
    No,
}

/// How two names compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Alike,
    /// One says too little, or is written in other letters.
    Unclear,
    /// A part agrees, as after a marriage.
    InPart,
    Apart,
}

impl Who {
    fn of(evaluation: &Evaluation, policy: &Policy) -> Self {
        let presented = evaluation.checks.iter().any(|check| {
            check.code == CheckCode::LearnerMatch && check.outcome == CheckOutcome::Passed
        });
        let learner = evaluation.elements.learner.value();
        let identity = learner.map(Identity::of).unwrap_or_default();
        let words = identity.name.split(' ').take(NAME_WORDS).map(str::to_owned);
        Self {
            presented,
            vouched: is_vouched(&evaluation.elements.learner, policy),
            name: words
                .filter(|word| !word.is_empty() && !PARTICLES.contains(&word.as_str()))
                .collect(),
            shown: quoted(&identity.shown),
            identity,
        }
    }

    fn compare(&self, other: &Self) -> Same {
        let born = self.identity.born.zip(other.identity.born);
        let born = born.map(|(one, other)| one == other);
        if self.presented && other.presented {
            return Same::Yes;
        }
        if born == Some(false) {
            return Same::No;
        }
        let born_alike = born == Some(true);
        let names = self.names(other);
        if self.identity.meets(&other.identity) {
            return match names {
                Names::Alike | Names::Unclear => Same::Yes,
                Names::Apart if !born_alike => Same::AtOdds,
                Names::InPart | Names::Apart => Same::YesByAnotherName,
            };
        }
        match names {
            Names::Alike if born_alike => Same::Yes,
            Names::Alike => Same::ByName,
            Names::Apart if !born_alike => Same::No,
            Names::Unclear | Names::InPart | Names::Apart => Same::Unknown,
        }
    }

    fn names(&self, other: &Self) -> Names {
        let (fewer, more) = if self.name.len() <= other.name.len() {
            (&self.name, &other.name)
        } else {
            (&other.name, &self.name)
        };
        let meets = |word: &String| more.iter().any(|other| stand_for_each_other(word, other));
        let shares_a_word = fewer
            .iter()
            .any(|word| !is_initial(word) && more.contains(word));
        let latin = |name: &BTreeSet<String>| name.iter().all(|word| word.is_ascii());
        if fewer.len() > 1 && shares_a_word && fewer.iter().all(meets) {
            Names::Alike
        } else if fewer.len() < 2 || latin(fewer) != latin(more) {
            Names::Unclear
        } else if fewer.iter().any(meets) {
            Names::InPart
        } else {
            Names::Apart
        }
    }
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1
}

/// Whether two parts of a name are equal, or one is the other's initial.
fn stand_for_each_other(one: &str, other: &str) -> bool {
    one == other
        || (is_initial(one) && other.starts_with(one))
        || (is_initial(other) && one.starts_with(other))
}

/// What the comparison of learners finds.
#[derive(Default)]
pub(super) struct Learners {
    pub(super) findings: Vec<StackFinding>,
    /// What to ask that settles no proposal.
    pub(super) missing: Vec<Missing>,
    /// Whether some name different learners.
    pub(super) apart: bool,
}

/// Compares the learners of all candidates that may count. Those of another learner than the
/// leading one are out; those of whom nothing tells stay open.
pub(super) fn compare(candidates: &mut [Candidate<'_>], policy: &Policy) -> Learners {
    let people = People::of(candidates, policy);
    let Some(leading) = people.leading(candidates) else {
        return Learners::default();
    };
    let mut found = Learners::default();
    people.tell_apart(&leading, &mut found);
    people.tell_other_names(&mut found);
    let leader = leading
        .first()
        .and_then(|each| candidates.get(*each))
        .map(Candidate::named)
        .unwrap_or_default();
    let beside = people
        .apart
        .iter()
        .filter(|(one, other)| leading.contains(one) != leading.contains(other));
    let others: BTreeSet<usize> = beside
        .map(|(one, other)| if leading.contains(one) { *other } else { *one })
        .collect();
    for (index, candidate) in candidates.iter_mut().enumerate() {
        if leading.contains(&index) || !candidate.may_count() {
            continue;
        }
        let same = people.beside(index, &leading);
        if others.contains(&index) || same == Some(false) {
            candidate.is_out("It names another learner.");
            continue;
        }
        if same == Some(true) {
            let fact = missing(
                format!("for {}: who vouches for whose it is", candidate.named()),
                Ask::Issuer,
            );
            candidate.doubts("Nobody vouches for whose it is.", fact);
            continue;
        }
        let fact = missing(
            format!(
                "whether {} and {leader} are one learner's: an identifier, or the learner file",
                candidate.named()
            ),
            Ask::Applicant,
        );
        candidate.opens("Nothing tells whether it is the same learner's.", fact);
    }
    let surely: BTreeSet<usize> = leading
        .iter()
        .map(|each| people.surely.root(*each))
        .collect();
    if surely.len() > 1 {
        found.missing.push(missing(
            "an identifier or a date of birth of the learner: the credentials agree by name alone",
            Ask::Applicant,
        ));
    }
    found
}

/// The learners that the candidates name; those for whom somebody vouches, each compared with each.
struct People {
    who: Vec<Option<Who>>,
    /// Those that are one by anything.
    alike: Sets,
    /// Those that are one by more than a name.
    surely: Sets,
    /// Pairs that are not.
    apart: Vec<(usize, usize)>,
    /// Those that share an identifier with another under a name that differs.
    other_names: BTreeSet<usize>,
}

impl People {
    fn of(candidates: &[Candidate<'_>], policy: &Policy) -> Self {
        let who = candidates
            .iter()
            .map(|each| each.may_count().then(|| Who::of(each.evaluation, policy)));
        let mut people = Self {
            who: who.collect(),
            alike: Sets::new(candidates.len()),
            surely: Sets::new(candidates.len()),
            apart: Vec::new(),
            other_names: BTreeSet::new(),
        };
        for (one, left) in people.who.iter().enumerate() {
            for (other, right) in people.who.iter().enumerate().skip(one + 1) {
                let both = left.as_ref().zip(right.as_ref());
                let Some((left, right)) = both.filter(|(one, other)| one.vouched && other.vouched)
                else {
                    continue;
                };
                let same = left.compare(right);
                if matches!(same, Same::YesByAnotherName | Same::AtOdds) {
                    people.other_names.extend([one, other]);
                }
                match same {
                    Same::Yes | Same::YesByAnotherName => {
                        people.alike.join(one, other);
                        people.surely.join(one, other);
                    }
                    Same::ByName => people.alike.join(one, other),
                    Same::No => people.apart.push((one, other)),
                    Same::Unknown | Same::AtOdds => {}
                }
            }
        }
        people
    }

    /// Whether one for which nobody vouches says that it is the leading learner's: `None` where
    /// nothing tells, as it always is where nobody vouches for the leading one either and the two
    /// are not alike.
    fn beside(&self, each: usize, leading: &BTreeSet<usize>) -> Option<bool> {
        let who = |each: &usize| self.who.get(*each)?.as_ref();
        let own = who(&each).filter(|own| !own.vouched)?;
        let mut apart = false;
        for leader in leading.iter().filter_map(who) {
            match own.compare(leader) {
                Same::Yes | Same::YesByAnotherName | Same::ByName => return Some(true),
                Same::No => apart |= leader.vouched,
                Same::Unknown | Same::AtOdds => {}
            }
        }
        apart.then_some(false)
    }

    /// The credentials of the learner who was presented; else of the one with most credits for sure,
    /// then with most credentials. One for which nobody vouches leads only where there is no other.
    fn leading(&self, candidates: &[Candidate<'_>]) -> Option<BTreeSet<usize>> {
        let is_known = |each: &usize| self.who.get(*each).is_some_and(Option::is_some);
        let groups = self.alike.groups().into_iter();
        let groups = groups.map(|group| {
            group
                .into_iter()
                .filter(is_known)
                .collect::<BTreeSet<usize>>()
        });
        let weight = |group: &BTreeSet<usize>| {
            let who = group
                .iter()
                .filter_map(|each| self.who.get(*each)?.as_ref());
            let sure = group.iter().filter_map(|each| candidates.get(*each));
            let sure = sure
                .filter(|each| each.counts == Counts::Yes)
                .map(Candidate::sure);
            (
                who.clone().any(|who| who.vouched),
                who.into_iter().any(|who| who.presented),
                sure.sum::<f64>(),
                group.len(),
            )
        };
        groups
            .filter(|group| !group.is_empty())
            .reduce(|best, group| {
                let (one, other) = (weight(&group), weight(&best));
                let order = (one.0, one.1)
                    .cmp(&(other.0, other.1))
                    .then(one.2.total_cmp(&other.2))
                    .then(one.3.cmp(&other.3));
                if order.is_gt() { group } else { best }
            })
    }

    /// The names of the learners of these, after a colon.
    fn names(&self, members: &BTreeSet<usize>) -> String {
        let those = members
            .iter()
            .filter_map(|each| self.who.get(*each)?.as_ref());
        let names: BTreeSet<&str> = those
            .map(|who| who.shown.as_str())
            .filter(|name| !name.is_empty())
            .collect();
        let names: Vec<&str> = names.into_iter().take(NAMED).collect();
        if names.len() > 1 {
            format!(": {}", names.join(", "))
        } else {
            String::new()
        }
    }

    /// Says that one identifier stands beside names that differ, where it does.
    fn tell_other_names(&self, found: &mut Learners) {
        if self.other_names.is_empty() {
            return;
        }
        found.findings.push(StackFinding {
            kind: StackFindingKind::Learner,
            text: format!(
                "The credentials share an identifier of the learner, and the names differ{}.",
                self.names(&self.other_names)
            ),
            members: self.other_names.iter().copied().collect(),
        });
        found.missing.push(missing(
            "whether the names that differ beside one identifier are one learner's",
            Ask::Applicant,
        ));
    }

    /// Says that there are different learners, where there are.
    fn tell_apart(&self, leading: &BTreeSet<usize>, found: &mut Learners) {
        if self.apart.is_empty() {
            return;
        }
        let members: BTreeSet<usize> = self
            .apart
            .iter()
            .flat_map(|(one, other)| [*one, *other])
            .collect();
        let names = self.names(&members);
        // Those beside the leading learner; all, where one learner's do not agree.
        let others: BTreeSet<usize> = members.difference(leading).copied().collect();
        let about = if others.is_empty() { members } else { others };
        found.apart = true;
        found.findings.push(StackFinding {
            kind: StackFindingKind::Learner,
            text: format!("The credentials name different learners{names}."),
            members: about.into_iter().collect(),
        });
        found.missing.push(missing(
            "which of the learners named applies, and how another's credentials come into the stack",
            Ask::Applicant,
        ));
    }
}
