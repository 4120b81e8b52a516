//! Levels of national frameworks, and the levels of the European Qualifications Framework that they
//! are referenced to.

use credeval_model::element::{Concept, Derivation, Text};

use crate::vocabulary::normal;

/// A national framework: its short name, its names in small letters, and the report that says which
/// levels of the European framework its levels are.
struct Framework {
    name: &'static str,
    labels: &'static [&'static str],
    source: &'static str,
}

/// Both frameworks have eight levels that the reports reference to the same level of the EQF. The
/// Dutch level 4+ is referenced to 4, and the entry level below 1 to none.
const FRAMEWORKS: [Framework; 2] = [
    Framework {
        name: "NLQF",
        labels: &["nlqf", "dutch qualifications framework"],
        source: "Referencing the Dutch qualifications framework NLQF to the EQF (2011, updated 2019)",
    },
    Framework {
        name: "DQR",
        labels: &[
            "dqr",
            "german qualifications framework",
            "deutscher qualifikationsrahmen",
        ],
        source: "German EQF Referencing Report (2013)",
    },
];

/// Words for a level in a label, beside its number.
const LEVEL: [&str; 3] = ["level", "niveau", "stufe"];

/// The EQF level that a national level was referenced to, by a label that names the framework and
/// the level and nothing else.
pub(super) fn referenced(stated: &Concept) -> Option<(u8, Derivation)> {
    let labels = stated.label.iter().flat_map(|Text(label)| label.values());
    labels.into_iter().find_map(|label| by_label(label))
}

fn by_label(label: &str) -> Option<(u8, Derivation)> {
    let words = normal(label);
    let words: Vec<&str> = words
        .split(' ')
        .filter(|word| !LEVEL.contains(word))
        .collect();
    let words = words.join(" ");
    FRAMEWORKS.iter().find_map(|framework| {
        let mut labels = framework.labels.iter();
        let number = labels.find_map(|name| words.strip_prefix(name)?.strip_prefix(' '))?;
        let level = number.parse().ok()?;
        let derivation = Derivation {
            from: format!("{} level {level}", framework.name),
            source: framework.source.to_owned(),
        };
        (1..=8).contains(&level).then_some((level, derivation))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_follow_by_the_report_of_their_framework() {
        let level = |label: &str| {
            let stated = Concept {
                uri: None,
                label: Some(Text::plain(label)),
            };
            referenced(&stated).map(|(level, derivation)| (level, derivation.from))
        };
        let is = |level, from: &str| Some((level, from.to_owned()));
        assert_eq!(level("NLQF 6"), is(6, "NLQF level 6"));
        assert_eq!(level("NLQF niveau 4+"), is(4, "NLQF level 4"));
        assert_eq!(level("DQR-Stufe 5"), is(5, "DQR level 5"));
        for other in [
            "NLQF entry level",
            "NLQF 9",
            "NLQF 0",
            "NLQF 4 or 5",
            "NLQF",
            "NLQF6",
            "XYQF 6",
            "6",
            "",
        ] {
            assert_eq!(level(other), None, "{other}");
        }
    }
}
