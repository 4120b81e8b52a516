//! The rules in force in plain words: what each is for, its value, where it comes from.

use std::{collections::BTreeMap, sync::LazyLock};

use credeval_model::{Criterion, outcome::OutcomeCode, programme::Purpose};
use serde::Serialize;

use crate::{
    Policy, Terms,
    fit::Fit,
    outcome::Row,
    policy::{DEFAULT, SHIPPED},
};

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The policy that is shipped.
    Default,
    /// A policy file.
    Policy,
    /// The programme file.
    Programme,
}

/// A rule in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleInForce {
    /// Its name in the file that it comes from, with its table.
    pub key: String,
    /// Its value as TOML; `None` where nothing is asked.
    pub value: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// The value of the shipped policy, where this one differs; `Some(None)` where it asks nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipped: Option<Option<String>>,
    /// What it is for, in one or two sentences.
    pub words: String,
    /// Where the shipped value comes from; for a rule of a programme, the file.
    pub source: String,
}

/// A row of the outcomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowInForce {
    /// When it holds, in one sentence.
    pub holds: String,
    /// What is proposed where the credential fits in full.
    pub in_full: OutcomeCode,
    /// The same where its credits or outcomes cover a part.
    pub in_part: OutcomeCode,
    /// The same where its level is below the one asked for, or the award too long ago.
    pub weighed: OutcomeCode,
}

/// A rule that two policies have otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    /// Its name, with its table.
    pub key: String,
    /// Its value in the old policy as TOML; `None` where it asks nothing.
    pub old: Option<String>,
    /// The same in the new one.
    pub new: Option<String>,
}

impl Policy {
    /// The rules that a new policy has otherwise, in the order of their names. What names a policy,
    /// its `id` and `version`, is no rule.
    pub fn changes(&self, new: &Self) -> Vec<RuleChange> {
        let keys = self.values.keys().chain(new.values.keys());
        let mut keys: Vec<&String> = keys.filter(|key| !NAMES.contains(&key.as_str())).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter()
            .map(|key| RuleChange {
                key: key.clone(),
                old: self.value(key).cloned(),
                new: new.value(key).cloned(),
            })
            .filter(|change| change.old != change.new)
            .collect()
    }
}

impl Terms {
    /// Every rule in force, in the order of the shipped file; then what the programme asks beside.
    pub fn rules(&self) -> Vec<RuleInForce> {
        let table = format!("purpose.{}.", self.purpose().as_str());
        let own = self.programme().filter(|_| self.purpose() != Purpose::None);
        let general = DOCUMENTED.iter().filter(|rule| {
            !rule.key.starts_with("purpose.") && !NAMES.contains(&rule.key.as_str())
        });
        let mut rules: Vec<RuleInForce> = general
            .map(|rule| self.of_policy(&rule.key, rule))
            .collect();
        let applies = |name: &&str| *name != "overlap_max" || self.purpose() == Purpose::Stacking;
        for name in OF_PURPOSE.into_iter().filter(applies) {
            let key = format!("{table}{name}");
            let Some(rule) = documented(&key).or_else(|| documented_elsewhere(name)) else {
                continue;
            };
            let mut found = self.of_policy(&key, rule);
            let set = own.and_then(|own| match name {
                "priority" => own.priority.as_deref().map(listed),
                "level_min" => own.level.map(|level| level.to_string()),
                "workload_ratio_min" => own.workload_ratio_min.map(|number| number.to_string()),
                "coverage_min" => own.coverage_min.map(|number| number.to_string()),
                "overlap_max" => own
                    .profile
                    .as_ref()
                    .and_then(|profile| profile.overlap_max)
                    .map(|share| share.to_string()),
                _ => None,
            });
            if let Some(value) = set {
                let shipped = SHIPPED.value(&key).cloned();
                found.key = match name {
                    "level_min" => "level".to_owned(),
                    "overlap_max" => "profile.overlap_max".to_owned(),
                    name => name.to_owned(),
                };
                found.shipped = Some(shipped).filter(|shipped| *shipped != Some(value.clone()));
                found.value = Some(value);
                found.origin = Origin::Programme;
                OF_PROGRAMME.clone_into(&mut found.source);
            }
            rules.push(found);
        }
        rules.extend(own.into_iter().flat_map(|own| {
            let asked = |key: &str, value: Option<String>, words: &str| {
                value.map(|value| RuleInForce {
                    key: key.to_owned(),
                    value: Some(value),
                    origin: Origin::Programme,
                    shipped: Some(None),
                    words: words.to_owned(),
                    source: OF_PROGRAMME.to_owned(),
                })
            };
            let tolerated = own.tolerated.iter().map(|each| {
                let key = format!("tolerated.{}", each.criterion);
                let reason = each.reason.trim().trim_end_matches('.');
                let words = format!("The robustness down to which this criterion is tolerated. Reason: {reason}.");
                asked(&key, Some(each.down_to.to_string()), &words)
            });
            [
                asked("ects", own.ects.map(|number| number.to_string()), "The ECTS credits of the course or gap, of which a share must be there."),
                asked(
                    "max_age_years",
                    own.max_age_years.map(|years| years.to_string()),
                    "The years that may lie between the award and the day of judgement; what is older is for a person to weigh, since learning does not expire by itself.",
                ),
                asked(
                    "assume_aligned",
                    own.assume_aligned.then(|| "true".to_owned()),
                    "The learning outcomes are taken to align well, as the cases of the method do.",
                ),
            ]
            .into_iter()
            .chain(tolerated)
            .flatten()
            .collect::<Vec<_>>()
        }));
        rules
    }

    fn of_policy(&self, key: &str, rule: &Documented) -> RuleInForce {
        let value = self.policy().value(key).cloned();
        let shipped = SHIPPED.value(key).cloned();
        let differs = value != shipped;
        RuleInForce {
            key: key.to_owned(),
            origin: match differs || self.policy().digest() != SHIPPED.digest() {
                true => Origin::Policy,
                false => Origin::Default,
            },
            shipped: Some(shipped).filter(|_| differs),
            value,
            words: rule.words.clone(),
            source: rule.source.clone(),
        }
    }

    /// The rows of the outcomes, of which the first that holds decides; without those before which
    /// another always holds.
    pub fn rows(&self) -> Vec<RowInForce> {
        let rules = &self.policy().rules;
        let (green, gate) = (rules.green_min, rules.authenticity_min);
        let skipped: Vec<&str> = Criterion::ALL
            .into_iter()
            .filter(|criterion| self.policy().skips_on_site(*criterion))
            .map(Criterion::label)
            .collect();
        let apply = match skipped.as_slice() {
            [] => "Every criterion".to_owned(),
            skipped => format!(
                "Every criterion that applies (wholly on site: all but {})",
                skipped.join(", ")
            ),
        };
        let mut floors: BTreeMap<u8, Vec<&str>> = BTreeMap::new();
        for criterion in self.order() {
            let gate = match criterion {
                Criterion::Authenticity => gate,
                _ => 0,
            };
            let floor = self.floor(criterion).min(green).max(gate);
            floors.entry(floor).or_default().push(criterion.label());
        }
        let floors = floors.into_iter().rev().map(|(floor, named)| match floor {
            0 => format!("whatever {} is", named.join(", ")),
            floor => format!("{floor} or more in {}", named.join(", ")),
        });
        let floors = capitalised(&floors.collect::<Vec<_>>().join("; "));
        [
            (
                Row::Green,
                match gate > green {
                    true => format!("{apply} is at {green} or more, Authenticity at {gate}."),
                    false => format!("{apply} is at {green} or more."),
                },
            ),
            (Row::Tolerable, format!("{floors}.")),
            (
                Row::Prior,
                format!("Learning outcomes is at {green} or more, and Quality, Testing or Identification below {green}."),
            ),
            (
                Row::Red,
                format!(
                    "More than {} of the criteria that apply are at {}.",
                    share(rules.red_share),
                    match rules.red_max {
                        0 => "0".to_owned(),
                        red_max => format!("{red_max} or less"),
                    }
                ),
            ),
            (Row::Mixed, "None of these.".to_owned()),
        ]
        .into_iter()
        .filter(|(row, _)| [false, true].map(|on_site| self.table(on_site).has(*row)).contains(&true))
        .map(|(row, holds)| RowInForce {
            holds,
            in_full: row.outcome(Fit::Full),
            in_part: row.outcome(Fit::Partial),
            weighed: row.outcome(Fit::Weighed),
        })
        .collect()
    }
}

/// What names a policy, and rules nothing.
const NAMES: [&str; 2] = ["id", "version"];
/// The rules of a purpose.
const OF_PURPOSE: [&str; 5] = [
    "priority",
    "level_min",
    "workload_ratio_min",
    "coverage_min",
    "overlap_max",
];
const OF_PROGRAMME: &str = "the institution's own rule.";

/// A rule of the shipped file, as the comment above it tells it.
pub(crate) struct Documented {
    pub(crate) key: String,
    pub(crate) words: String,
    pub(crate) source: String,
}

/// The rules of the shipped file, each with the comment that stands right above it: first what it
/// is for, then its source.
pub(crate) static DOCUMENTED: LazyLock<Vec<Documented>> = LazyLock::new(|| {
    let mut rules = Vec::new();
    let (mut table, mut comment) = (String::new(), String::new());
    for line in DEFAULT.lines() {
        if let Some(text) = line.strip_prefix('#') {
            comment.push_str(text);
            continue;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            table = format!("{name}.");
        } else if let Some((key, _)) = line.split_once(" = ") {
            let (words, source) = comment.split_once("Source: ").unwrap_or((&comment, ""));
            rules.push(Documented {
                key: format!("{table}{key}"),
                words: words.trim().to_owned(),
                source: source.trim().to_owned(),
            });
        }
        comment.clear();
    }
    rules
});

fn documented(key: &str) -> Option<&'static Documented> {
    DOCUMENTED.iter().find(|rule| rule.key == key)
}

/// The first rule of this name under any purpose.
fn documented_elsewhere(name: &str) -> Option<&'static Documented> {
    let mut rules = DOCUMENTED.iter();
    rules.find(|rule| rule.key.rsplit('.').next() == Some(name))
}

fn listed(criteria: &[Criterion]) -> String {
    let names: Vec<String> = criteria.iter().map(|each| format!("\"{each}\"")).collect();
    format!("[{}]", names.join(", "))
}

fn share(share: f64) -> String {
    match share {
        0.5 => "half".to_owned(),
        share => format!("{} %", share * 100.0),
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
