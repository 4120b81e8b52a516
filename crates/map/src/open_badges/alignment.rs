//! What an alignment aligns with: a level, quality assurance, a competency, a credential.

use super::nqf;
use crate::{node::Node, vocabulary};

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

/// The alignments among these that align with what is asked for.
pub(crate) fn with(alignments: Vec<Node<'_>>, kind: Aligned) -> Vec<Node<'_>> {
    let mut chosen = alignments;
    chosen.retain(|alignment| aligned(alignment) == kind);
    chosen
}

/// Tells alignments apart by `targetType`, `targetFramework` and `targetUrl`.
///
/// Sources: Open Badges 3.0, `AlignmentTargetType`; the Dutch `ext:EQF`, `ext:EQFAlignment` (and
/// so of each framework) and `ext:QualityAssurance`.
fn aligned(alignment: &Node<'_>) -> Aligned {
    let target = says(alignment, "targetType");
    let extension = extension(alignment);
    let framework = vocabulary::normal(says(alignment, "targetFramework"));
    if extension == Some("EQF")
        || vocabulary::is_eqf(&alignment.first("targetUrl"))
        || ["eqf", "european qualifications framework"].contains(&framework.as_str())
    {
        return Aligned::Eqf;
    }
    match (extension, target) {
        (Some("QualityAssurance"), _) => Aligned::Quality,
        (Some(name), _) if name.ends_with("QF") || nqf::is_known(name) => Aligned::Nqf,
        _ if nqf::is_known(&framework) => Aligned::Nqf,
        (_, "ceterms:Credential" | "CTDL") => Aligned::Credential,
        _ => Aligned::Outcome,
    }
}

/// The framework that an alignment names: by an extension of the target's type, else by itself.
pub(super) fn framework<'a>(alignment: &Node<'a>) -> &'a str {
    extension(alignment).unwrap_or_else(|| says(alignment, "targetFramework"))
}

/// The name in a target type that the standard does not define, such as `NLQF` of
/// `ext:NLQFAlignment`.
fn extension<'a>(alignment: &Node<'a>) -> Option<&'a str> {
    let name = says(alignment, "targetType").strip_prefix("ext:")?.trim();
    Some(name.strip_suffix("Alignment").unwrap_or(name).trim())
}

fn says<'a>(alignment: &Node<'a>, key: &str) -> &'a str {
    let text = alignment.value().get(key).and_then(|text| text.as_str());
    text.unwrap_or_default().trim()
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
            (json!({ "targetType": "ext:DQRAlignment" }), Aligned::Nqf),
            (json!({ "targetFramework": "DQR" }), Aligned::Nqf),
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
