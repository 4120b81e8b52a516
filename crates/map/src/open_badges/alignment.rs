//! What an alignment aligns with: a level, quality assurance, a competency, a credential.

use crate::{node::Node, vocabulary};

/// What an alignment aligns with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aligned {
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

/// Tells alignments apart by `targetType`, `targetFramework` and `targetUrl`.
///
/// Sources: Open Badges 3.0, `AlignmentTargetType`; the Dutch `ext:EQF`, `ext:EQFAlignment` (and
/// so of each framework) and `ext:QualityAssurance`.
pub(super) fn aligned(alignment: &Node<'_>) -> Aligned {
    let says = |key: &str| -> &str {
        let text = alignment.value().get(key).and_then(|text| text.as_str());
        text.unwrap_or_default().trim()
    };
    let target = says("targetType");
    let extension = target.strip_prefix("ext:").map(|name| {
        let name = name.trim();
        name.strip_suffix("Alignment").unwrap_or(name)
    });
    let framework = vocabulary::normal(says("targetFramework"));
    if extension == Some("EQF")
        || vocabulary::is_eqf(&alignment.first("targetUrl"))
        || ["eqf", "european qualifications framework"].contains(&framework.as_str())
    {
        return Aligned::Eqf;
    }
    match (extension, target) {
        (Some("QualityAssurance"), _) => Aligned::Quality,
        (Some(name), _) if name.ends_with("QF") => Aligned::Nqf,
        (_, "ceterms:Credential" | "CTDL") => Aligned::Credential,
        _ => Aligned::Outcome,
    }
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
            (json!({ "targetType": 5 }), Aligned::Outcome),
            (json!("x"), Aligned::Outcome),
        ] {
            assert_eq!(aligned(&Node::root(&alignment)), expected, "{alignment}");
        }
    }
}
