//! What an alignment aligns with: a level, quality assurance, a competency, a credential.

use credeval_model::{
    element::{Concept, Text},
    json::member,
};

use crate::{
    node::Node,
    reading::{Code, Fact, FromJson, Reading, Url},
    vocabulary,
};

/// Bytes of a type, a framework, a code and the name of a level; the longest name of a framework has
/// about 80. What is longer is none of these, and need not be looked at.
const LABEL: usize = 256;

/// Where the Credential Registry shows credentials; what it has of competencies stands elsewhere.
const CREDENTIAL_FINDER: &str = "https://credentialfinder.org/credential/";

/// What an alignment aligns with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aligned {
    /// A level of the European Qualifications Framework.
    Eqf,
    /// A level of a national framework.
    Nqf,
    /// Quality assurance.
    Quality,
    /// Another credential.
    Credential,
    /// A competency or another outcome: what alignments are for.
    Outcome,
}

/// Alignments, each with what it aligns with, told once for all elements that ask.
pub(crate) struct Alignments<'a>(Vec<(Aligned, Node<'a>)>);

impl<'a> Alignments<'a> {
    pub(crate) fn of(alignments: Vec<Node<'a>>) -> Self {
        let each = alignments.into_iter();
        Self(each.map(|each| (aligned(&each), each)).collect())
    }

    /// Those that align with what is asked for.
    pub(crate) fn with(&self, kind: Aligned) -> impl Iterator<Item = &Node<'a>> {
        let chosen = self.0.iter().filter(move |(found, _)| *found == kind);
        chosen.map(|(_, alignment)| alignment)
    }
}

/// Tells alignments apart by `targetType`, `targetFramework` and `targetUrl`.
///
/// Sources: Open Badges 3.0, `AlignmentTargetType`; the Dutch `ext:EQF`, `ext:EQFAlignment` (and
/// so of each framework) and `ext:QualityAssurance`.
fn aligned(alignment: &Node<'_>) -> Aligned {
    let target = says(alignment, "targetType");
    let extension = extension(alignment);
    let is_european = |framework: &str| {
        let framework = vocabulary::normal(framework);
        ["eqf", "european qualifications framework"].contains(&framework.as_str())
    };
    if extension == Some("EQF")
        || vocabulary::is_eqf(&alignment.first("targetUrl"))
        || is_european(says(alignment, "targetFramework"))
    {
        return Aligned::Eqf;
    }
    match (extension, target) {
        (Some("QualityAssurance"), _) => Aligned::Quality,
        (Some(name), _) if name.ends_with("QF") => Aligned::Nqf,
        _ if names_level(alignment) => Aligned::Nqf,
        (_, "ceterms:Credential" | "CTDL") => Aligned::Credential,
        _ if says(alignment, "targetUrl").starts_with(CREDENTIAL_FINDER) => Aligned::Credential,
        _ => Aligned::Outcome,
    }
}

/// Whether it names a national framework and one of its levels.
fn names_level(alignment: &Node<'_>) -> bool {
    let mut terms = terms(alignment).into_iter();
    terms.any(|term| vocabulary::referenced(&term.value).is_some())
}

/// The terms that a national level may be stated by, with the place of each: its address, its name,
/// and its framework with its code or its name.
pub(super) fn terms(alignment: &Node<'_>) -> Vec<Fact<Concept>> {
    let framework = framework(alignment);
    let address = short::<Url>(&alignment.first("targetUrl"));
    let code = short::<Code>(&alignment.first("targetCode"));
    let name = short::<String>(&alignment.first("targetName"));
    let label = |text: String| Concept {
        uri: None,
        label: Some(Text::plain(text)),
    };
    let named = |text: &str| label(format!("{framework} {text}").trim().to_owned());
    let address = address.map(|address| {
        address.map(|Url(address)| Concept {
            uri: Some(address),
            label: None,
        })
    });
    let code = code.map(|code| code.map(|code| named(&code.0)));
    // Without a framework, its name is the same by itself.
    let alone = name.clone().filter(|_| !framework.is_empty());
    let alone = alone.map(|name| name.map(label));
    let name = name.map(|name| name.map(|name| named(&name)));
    [address, code, alone, name].into_iter().flatten().collect()
}

/// What stands here, unless it is too long for a level.
fn short<T: FromJson>(place: &Node<'_>) -> Option<Fact<T>> {
    let text = place.value().as_str().unwrap_or_default();
    (text.len() <= LABEL)
        .then(|| Reading::default().peek(place))
        .flatten()
}

/// The framework that an alignment names: by an extension of the target's type, else by itself.
fn framework<'a>(alignment: &Node<'a>) -> &'a str {
    extension(alignment).unwrap_or_else(|| says(alignment, "targetFramework"))
}

/// The name in a target type that the standard does not define, such as `NLQF` of
/// `ext:NLQFAlignment`.
fn extension<'a>(alignment: &Node<'a>) -> Option<&'a str> {
    let name = says(alignment, "targetType").strip_prefix("ext:")?.trim();
    Some(name.strip_suffix("Alignment").unwrap_or(name).trim())
}

fn says<'a>(alignment: &Node<'a>, key: &str) -> &'a str {
    let text = member(alignment.value(), key).and_then(|text| text.as_str());
    text.filter(|text| text.len() <= LABEL)
        .unwrap_or_default()
        .trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn alignments_are_told_apart() {
        for (alignment, expected) in [
            (json!({ "targetType": "ext:EQF" }), Aligned::Eqf),
            (json!({ "targetType": "ext:EQFAlignment" }), Aligned::Eqf),
            (
                json!({ "targetUrl": "http://data.europa.eu/snb/eqf/6" }),
                Aligned::Eqf,
            ),
            (
                json!({ "targetType": "CTDL", "targetFramework": "EQF" }),
                Aligned::Eqf,
            ),
            (json!({ "targetType": "ext:NLQFAlignment" }), Aligned::Nqf),
            (
                json!({ "targetType": "ext:DQRAlignment", "targetName": "Niveau 6" }),
                Aligned::Nqf,
            ),
            (
                json!({ "targetFramework": "DQR", "targetCode": 6 }),
                Aligned::Nqf,
            ),
            (json!({ "targetName": "NLQF level 5" }), Aligned::Nqf),
            (
                json!({ "targetUrl": "http://data.europa.eu/snb/qdr/c_1711a061" }),
                Aligned::Nqf,
            ),
            (json!({ "targetFramework": "DQR" }), Aligned::Outcome),
            (
                json!({ "targetType": "ext: QualityAssurance" }),
                Aligned::Quality,
            ),
            (
                json!({ "targetType": "ceterms:Credential" }),
                Aligned::Credential,
            ),
            (
                json!({ "targetType": "ceasn:Competency" }),
                Aligned::Outcome,
            ),
            (
                json!({ "targetType": "ext:ESCOAlignment" }),
                Aligned::Outcome,
            ),
            (json!({ "targetType": 5 }), Aligned::Outcome),
            (json!("x"), Aligned::Outcome),
        ] {
            assert_eq!(aligned(&Node::root(&alignment)), expected, "{alignment}");
        }
    }
}
