//! A classification of skills (ESCO), ready to be asked.

use std::collections::{BTreeSet, HashMap};

use credeval_model::{Digest, Timestamp, alignment::Match, trust::snapshot};

use super::{text, words};

/// Classifications of skills that learning outcomes are compared by.
///
/// Built from the snapshots of a trust file. It vouches for nothing: it says which names are those
/// of one skill, and how skills are related. Source: ESCO's model (labels, `broaderUri`,
/// `relationType` of its downloads).
#[derive(Debug, Default, PartialEq)]
pub struct Skills {
    data: Vec<String>,
    unused: Vec<String>,
    known: Vec<Skill>,
    /// Skills by URI in its normal form.
    by_uri: HashMap<String, usize>,
    /// Skills by language and label.
    by_label: HashMap<(String, String), BTreeSet<usize>>,
}

#[derive(Debug, PartialEq)]
struct Skill {
    uri: String,
    name: String,
    broader: Vec<String>,
    essential: Vec<String>,
    optional: Vec<String>,
}

impl Skills {
    /// Adds a snapshot of a classification: the anchor's id, the snapshot's digest and its date.
    pub fn add(
        &mut self,
        anchor: &str,
        digest: Digest,
        updated: Timestamp,
        snapshot: snapshot::Skills,
    ) {
        let day: String = updated.to_string().chars().take(10).collect();
        self.data.push(format!("{anchor} of {day}, {digest}"));
        for (uri, skill) in snapshot.skills {
            let place = self.known.len();
            let english = skill
                .labels
                .get("en")
                .or_else(|| skill.labels.values().next());
            let name = english.and_then(|labels| labels.first()).cloned();
            for (language, labels) in skill.labels {
                for label in labels {
                    let key = (words::primary(&language), text::label(&label));
                    self.by_label.entry(key).or_default().insert(place);
                }
            }
            let normal = |uris: Vec<String>| uris.iter().map(|uri| super::normal(uri)).collect();
            self.by_uri.insert(super::normal(&uri), place);
            self.known.push(Skill {
                name: name.unwrap_or_default(),
                uri,
                broader: normal(skill.broader),
                essential: normal(skill.essential),
                optional: normal(skill.optional),
            });
        }
    }

    /// Says of a classification why it is not used, in one sentence.
    pub fn leave_out(&mut self, why: String) {
        self.unused.push(why);
    }

    /// The data, each with its date and digest.
    pub fn data(&self) -> &[String] {
        &self.data
    }

    pub(super) fn unused(&self) -> &[String] {
        &self.unused
    }

    /// Whether a URI in its normal form is that of a skill.
    pub(super) fn knows(&self, uri: &str) -> bool {
        self.by_uri.contains_key(uri)
    }

    /// How the URI of a source is related to that of a target, and what to say of it.
    ///
    /// Who has the narrower skill has shown the broader one at work, in one of its forms: it
    /// covers it, one step up and no further, for two steps up everything is communication. Who
    /// has the broader one need not have this form of it. Where a skill that is stated has the one
    /// asked for as essential, it cannot be had without it; an optional one can.
    pub(super) fn relation(&self, target: &str, source: &str) -> Option<(Match, String)> {
        let [of_target, of_source] = [target, source].map(|uri| {
            self.by_uri
                .get(uri)
                .and_then(|place| self.known.get(*place))
        });
        let (of_target, of_source) = (of_target?, of_source?);
        let has = |uris: &[String], uri: &str| uris.iter().any(|one| one == uri);
        let (stated, asked) = (&of_source.name, &of_target.name);
        if has(&of_source.broader, target) {
            let what = format!("“{stated}” is a narrower skill than “{asked}” in ESCO");
            Some((Match::RelatedUri, what))
        } else if has(&of_source.essential, target) {
            let what = format!("“{asked}” is essential for “{stated}” in ESCO");
            Some((Match::RelatedUri, what))
        } else if has(&of_target.broader, source) {
            let what = format!("“{stated}” is a broader skill than “{asked}” in ESCO");
            Some((Match::NearUri, what))
        } else if has(&of_source.optional, target) {
            let what = format!("“{asked}” is optional for “{stated}” in ESCO");
            Some((Match::NearUri, what))
        } else {
            None
        }
    }

    /// The skills that an outcome is by its URIs.
    pub(super) fn by_uris<'u>(&self, uris: impl Iterator<Item = &'u str>) -> BTreeSet<usize> {
        uris.filter_map(|uri| self.by_uri.get(uri).copied())
            .collect()
    }

    /// The skills that have this text for a name in a language.
    pub(super) fn named(&self, language: &str, text: &str) -> BTreeSet<usize> {
        let key = (words::primary(language), text::label(text));
        self.by_label.get(&key).cloned().unwrap_or_default()
    }

    /// The skill that both are, the first by URI, as people read it.
    pub(super) fn shared(
        &self,
        target: &BTreeSet<usize>,
        source: &BTreeSet<usize>,
    ) -> Option<String> {
        let common = target.intersection(source);
        let skills = common.filter_map(|place| self.known.get(*place));
        let skill = skills.min_by(|a, b| a.uri.cmp(&b.uri))?;
        Some(format!("the ESCO skill “{}” ({})", skill.name, skill.uri))
    }
}
