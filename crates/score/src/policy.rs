//! The policy: every number by which evidence becomes a proposal, in a file that people read.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use credeval_model::{Criterion, Digest, Tier, evaluation::PolicyInfo, programme::Purpose};
use serde::Deserialize;

use crate::finding::STRONGEST;

/// The policy file that is shipped: `policy/default.toml`.
pub const DEFAULT: &str = include_str!("../policy/default.toml");

#[expect(
    clippy::expect_used,
    reason = "the text is compiled in, and a test reads it"
)]
pub(crate) static SHIPPED: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse(DEFAULT).expect("the shipped policy is valid"));

/// A policy, read and checked.
#[derive(Debug, Clone)]
pub struct Policy {
    pub(crate) rules: Rules,
    /// The values by their names with their tables, as TOML.
    pub(crate) values: BTreeMap<String, String>,
    digest: Digest,
}

/// A policy file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// It is not TOML, lacks a field or has one that is not known; the text names line and column.
    #[error("expected a policy file: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A number lies outside of what it can be.
    #[error("expected `{field}` from {low} to {high}, found {found}")]
    Range {
        /// The field.
        field: String,
        /// The least that it can be.
        low: f64,
        /// The most that it can be.
        high: f64,
        /// What stands there.
        found: f64,
    },
    /// A criterion stands where it cannot.
    #[error("expected `onsite_skips` without `authenticity`, found it listed")]
    AuthenticitySkipped,
    /// A criterion stands twice among the priorities, whose order would then say two things.
    #[error("expected `{field}` with each criterion once, found `{criterion}` twice")]
    Twice {
        /// The field.
        field: String,
        /// The criterion.
        criterion: Criterion,
    },
    /// Overlap is of several credentials, which stacking alone judges together.
    #[error(
        "expected `overlap_max` under `purpose.stacking` alone, found it under `purpose.{purpose}`"
    )]
    OverlapElsewhere {
        /// The purpose.
        purpose: &'static str,
    },
    /// No criterion has priority.
    #[error("expected `{field}` with at least one criterion, found none")]
    NoPriority {
        /// The field.
        field: String,
    },
}

impl PolicyError {
    /// What to do about it, where there is more to say than the message does.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::AuthenticitySkipped => {
                Some("a digital file can be forged wherever the course took place")
            }
            Self::Range { field, .. } if field == "green_min" || field == "authenticity_min" => {
                Some("below 2, a file that anyone can make would be proposed for recognition")
            }
            Self::Syntax(_)
            | Self::Range { .. }
            | Self::Twice { .. }
            | Self::OverlapElsewhere { .. }
            | Self::NoPriority { .. } => None,
        }
    }
}

impl Policy {
    /// The policy that is shipped: `policy/default.toml`.
    pub fn default_policy() -> Self {
        SHIPPED.clone()
    }

    /// Reads a policy file (TOML).
    ///
    /// Refuses unknown fields, and numbers outside of what they can be; it does not judge whether
    /// the policy is a fair one.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let rules: Rules = toml::from_str(text)?;
        rules.check()?;
        let mut values = BTreeMap::new();
        flatten(&toml::from_str(text)?, "", &mut values);
        Ok(Self {
            rules,
            values,
            digest: Digest::of(text.as_bytes()),
        })
    }

    /// The policy as evaluations name it.
    pub fn info(&self) -> PolicyInfo {
        PolicyInfo {
            id: self.rules.id.clone(),
            version: self.rules.version.clone(),
            digest: self.digest,
        }
    }

    /// A rule's value as TOML; `None` where nothing is asked, be it left out or a share of 0.
    pub(crate) fn value(&self, key: &str) -> Option<&String> {
        let is_share = key.ends_with("workload_ratio_min") || key.ends_with("coverage_min");
        let value = self.values.get(key);
        value.filter(|value| !(is_share && *value == "0"))
    }

    /// SHA-256 of its file.
    pub(crate) fn digest(&self) -> Digest {
        self.digest
    }

    /// The most that evidence of this tier is worth for sure.
    pub(crate) fn cap(&self, tier: Tier) -> u8 {
        match tier {
            Tier::Register | Tier::Identified => STRONGEST,
            // An officer's answer without its source.
            Tier::Attested => 2,
            Tier::Signed | Tier::Unsigned => self.rules.unsigned_cap,
        }
    }

    /// Whether what stands under this tier is believed: it meets a criterion for sure.
    pub(crate) fn carries(&self, tier: Tier) -> bool {
        self.cap(tier) >= self.rules.green_min
    }

    pub(crate) fn skips_on_site(&self, criterion: Criterion) -> bool {
        self.rules.onsite_skips.contains(&criterion)
    }

    pub(crate) fn bars(&self, purpose: Purpose) -> &Bars {
        let purposes = &self.rules.purpose;
        match purpose {
            Purpose::Admission => &purposes.admission,
            Purpose::Exemption => &purposes.exemption,
            Purpose::Credit => &purposes.credit,
            Purpose::Stacking => &purposes.stacking,
            Purpose::None => &purposes.none,
        }
    }
}

/// The values of a table and of those in it, which are as deep as [`Rules`] lets them be.
fn flatten(table: &toml::Table, prefix: &str, values: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        match value {
            toml::Value::Table(table) => flatten(table, &format!("{prefix}{key}."), values),
            value => {
                values.insert(format!("{prefix}{key}"), written(value));
            }
        }
    }
}

/// A value as TOML, a number in one way whether or not it was written with a fraction.
fn written(value: &toml::Value) -> String {
    match value {
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Array(values) => {
            let values: Vec<String> = values.iter().map(written).collect();
            format!("[{}]", values.join(", "))
        }
        value => value.to_string(),
    }
}

/// What becomes of a fact that cannot be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MissingAs {
    Unknown,
    No,
}

/// The file, field by field; `policy/default.toml` says what each is for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    id: String,
    version: String,
    pub(crate) missing_as: MissingAs,
    pub(crate) green_min: u8,
    pub(crate) tolerated_min: u8,
    pub(crate) red_max: u8,
    pub(crate) red_share: f64,
    unsigned_cap: u8,
    pub(crate) authenticity_min: u8,
    pub(crate) sign_off_waived_for_full_admission: bool,
    onsite_skips: Vec<Criterion>,
    pub(crate) ects_hours: [f64; 2],
    pub(crate) ects_hours_accepted: [f64; 2],
    pub(crate) alignment: crate::alignment::Rules,
    purpose: Purposes,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Purposes {
    admission: Bars,
    exemption: Bars,
    credit: Bars,
    stacking: Bars,
    none: Bars,
}

/// What a purpose asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bars {
    pub(crate) priority: Vec<Criterion>,
    pub(crate) level_min: Option<u8>,
    #[serde(default)]
    pub(crate) workload_ratio_min: f64,
    #[serde(default)]
    pub(crate) coverage_min: f64,
    /// For stacking alone.
    pub(crate) overlap_max: Option<f64>,
}

impl Rules {
    fn check(&self) -> Result<(), PolicyError> {
        let [hours_low, hours_high] = self.ects_hours;
        let [accepted_low, accepted_high] = self.ects_hours_accepted;
        let rungs = [
            // Above what a file that anyone can make reaches (`unsigned_cap` is at most 1).
            ("green_min", self.green_min, 2, 3),
            ("authenticity_min", self.authenticity_min, 2, 3),
            ("tolerated_min", self.tolerated_min, 0, self.green_min),
            ("red_max", self.red_max, 0, self.green_min.saturating_sub(1)),
            ("unsigned_cap", self.unsigned_cap, 0, 1),
        ];
        let rungs = rungs.map(|(field, found, low, high)| {
            (field, f64::from(found), f64::from(low), f64::from(high))
        });
        let shares = [
            ("red_share", self.red_share, 0.0, 1.0),
            (
                "alignment.share_min",
                self.alignment.share_min,
                self.alignment.provisional_share_min,
                1.0,
            ),
            // Below a third, two outcomes share a word by chance.
            (
                "alignment.provisional_share_min",
                self.alignment.provisional_share_min,
                0.3,
                1.0,
            ),
            ("ects_hours", hours_low, accepted_low, hours_high),
            ("ects_hours", hours_high, hours_low, accepted_high),
            ("ects_hours_accepted", accepted_low, 1.0, hours_low),
            ("ects_hours_accepted", accepted_high, hours_high, 1000.0),
        ];
        let in_range = |field: &str, found: f64, low: f64, high: f64| {
            if (low..=high).contains(&found) {
                return Ok(());
            }
            Err(PolicyError::Range {
                field: field.to_owned(),
                low,
                high,
                found,
            })
        };
        for (field, found, low, high) in rungs.into_iter().chain(shares) {
            in_range(field, found, low, high)?;
        }
        let purposes = [
            ("admission", &self.purpose.admission),
            ("exemption", &self.purpose.exemption),
            ("credit", &self.purpose.credit),
            ("stacking", &self.purpose.stacking),
            ("none", &self.purpose.none),
        ];
        for (purpose, bars) in purposes {
            let field = format!("purpose.{purpose}.priority");
            if bars.priority.is_empty() {
                return Err(PolicyError::NoPriority { field });
            }
            let mut priority = bars.priority.iter().copied();
            let mut seen = BTreeSet::new();
            if let Some(criterion) = priority.find(|criterion| !seen.insert(*criterion)) {
                return Err(PolicyError::Twice { field, criterion });
            }
            let level = bars.level_min.map_or(1.0, f64::from);
            if bars.overlap_max.is_some() && purpose != "stacking" {
                return Err(PolicyError::OverlapElsewhere { purpose });
            }
            for (field, found, low, high) in [
                ("overlap_max", bars.overlap_max.unwrap_or(1.0), 0.0, 1.0),
                ("level_min", level, 1.0, 8.0),
                ("workload_ratio_min", bars.workload_ratio_min, 0.0, 1.0),
                ("coverage_min", bars.coverage_min, 0.0, 1.0),
            ] {
                in_range(&format!("purpose.{purpose}.{field}"), found, low, high)?;
            }
        }
        if self.onsite_skips.contains(&Criterion::Authenticity) {
            return Err(PolicyError::AuthenticitySkipped);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::DOCUMENTED;

    fn refusal(from: &str, to: &str) -> String {
        assert!(DEFAULT.contains(from), "{from}");
        Policy::parse(&DEFAULT.replace(from, to))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_shipped_policy_is_read_and_named_by_its_bytes() {
        let info = Policy::default_policy().info();
        assert_eq!(info.id, "credeval-default");
        assert_eq!(info.digest, Digest::of(DEFAULT.as_bytes()));
        let other = Policy::parse(&format!("{DEFAULT}\n")).unwrap().info();
        assert_ne!(other.digest, info.digest);
    }

    #[test]
    fn every_rule_of_the_shipped_policy_is_told_with_its_source() {
        let shipped = Policy::default_policy();
        let told: Vec<&String> = DOCUMENTED.iter().map(|rule| &rule.key).collect();
        let mut sorted = told.clone();
        sorted.sort();
        assert_eq!(sorted, shipped.values.keys().collect::<Vec<_>>());
        for rule in DOCUMENTED.iter() {
            let (words, source) = (&rule.words, &rule.source);
            assert!(
                words.ends_with('.') && words.len() > 20,
                "{}: {words}",
                rule.key
            );
            assert!(
                source.ends_with('.') && source.len() > 10,
                "{}: {source}",
                rule.key
            );
        }
        // What may be left out of a file stands under one purpose at least.
        for key in ["level_min", "workload_ratio_min", "coverage_min"] {
            assert!(told.contains(&&format!("purpose.admission.{key}")), "{key}");
        }
    }

    #[test]
    fn faults_are_named() {
        let unknown = refusal("red_max = 0", "red_max = 0\nred_min = 0");
        assert!(unknown.contains("red_min"), "{unknown}");
        assert_eq!(
            refusal("unsigned_cap = 1", "unsigned_cap = 2"),
            "expected `unsigned_cap` from 0 to 1, found 2"
        );
        assert_eq!(
            refusal("authenticity_min = 2", "authenticity_min = 1"),
            "expected `authenticity_min` from 2 to 3, found 1"
        );
        assert_eq!(
            refusal("green_min = 2", "green_min = 0"),
            "expected `green_min` from 2 to 3, found 0"
        );
        assert_eq!(
            refusal("coverage_min = 0.75", "coverage_min = 75"),
            "expected `purpose.exemption.coverage_min` from 0 to 1, found 75"
        );
        assert_eq!(
            refusal("\nshare_min = 0.75", "\nshare_min = 0.4"),
            "expected `alignment.share_min` from 0.5 to 1, found 0.4"
        );
        assert_eq!(
            refusal("provisional_share_min = 0.5", "provisional_share_min = 0.1"),
            "expected `alignment.provisional_share_min` from 0.3 to 1, found 0.1"
        );
        assert_eq!(
            refusal("ects_hours = [25, 30]", "ects_hours = [10, 30]"),
            "expected `ects_hours` from 20 to 30, found 10"
        );
        assert_eq!(
            refusal("[\"identification\"]", "[\"authenticity\"]"),
            "expected `onsite_skips` without `authenticity`, found it listed"
        );
        let admission = "[\"quality\", \"level\", \"learning_outcomes\"]";
        assert_eq!(
            refusal(admission, "[\"quality\", \"level\", \"quality\"]"),
            "expected `purpose.admission.priority` with each criterion once, found `quality` twice"
        );
        assert_eq!(
            refusal(admission, "[]"),
            "expected `purpose.admission.priority` with at least one criterion, found none"
        );
        assert_eq!(
            refusal("overlap_max = 0.2", "overlap_max = 20"),
            "expected `purpose.stacking.overlap_max` from 0 to 1, found 20"
        );
        assert_eq!(
            refusal("[purpose.none]", "[purpose.none]\noverlap_max = 0.2"),
            "expected `overlap_max` under `purpose.stacking` alone, found it under `purpose.none`"
        );
        assert!(Policy::parse(&DEFAULT.replace("[purpose.none]", "[purpose.leisure]")).is_err());
    }
}
