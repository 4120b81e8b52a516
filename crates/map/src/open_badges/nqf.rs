//! Levels of national frameworks, and the levels of the European Qualifications Framework that they
//! are referenced to.

use crate::vocabulary;

/// A national framework: its names in small letters, its levels from 1 that are those of the
/// European framework, and the report that says so.
struct Framework {
    names: &'static [&'static str],
    source: &'static str,
}

/// Both frameworks have eight levels that the reports reference to the same level of the EQF. The
/// Dutch level 4+ is referenced to 4, and the entry level below 1 to none.
const FRAMEWORKS: [Framework; 2] = [
    Framework {
        names: &["nlqf", "nl", "dutch qualifications framework"],
        source: "Referencing the Dutch qualifications framework NLQF to the EQF (2011, updated 2019)",
    },
    Framework {
        names: &[
            "dqr",
            "de",
            "german qualifications framework",
            "deutscher qualifikationsrahmen",
        ],
        source: "German EQF Referencing Report (2013)",
    },
];

/// Words around the number of a level.
const AROUND: [&str; 3] = ["level", "niveau", "stufe"];

fn named(framework: &str) -> Option<&'static Framework> {
    let name = vocabulary::normal(framework);
    FRAMEWORKS
        .iter()
        .find(|framework| framework.names.contains(&name.as_str()))
}

/// Whether it names a framework whose levels are known here.
pub(super) fn is_known(framework: &str) -> bool {
    named(framework).is_some()
}

/// The level of the European Qualifications Framework that a level of a national framework is
/// referenced to, and the report that says so.
pub(super) fn eqf_of_nqf(framework: &str, level: &str) -> Option<(u8, &'static str)> {
    let framework = named(framework)?;
    let text = vocabulary::normal(level);
    let mut numbers = text
        .split(' ')
        .filter(|word| !AROUND.contains(word) && !framework.names.contains(word));
    let (number, None) = (numbers.next()?, numbers.next()) else {
        return None;
    };
    let level = number.parse().ok()?;
    (1..=8)
        .contains(&level)
        .then_some((level, framework.source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_follow_by_the_report_of_their_framework() {
        let level = |framework, level| eqf_of_nqf(framework, level).map(|(level, _)| level);
        assert_eq!(level("NLQF", "6"), Some(6));
        assert_eq!(level("NLQF", "NLQF niveau 4+"), Some(4));
        assert_eq!(level("DQR", "DQR-Stufe 5"), Some(5));
        assert_ne!(eqf_of_nqf("NLQF", "6"), eqf_of_nqf("DQR", "6"));
        for (framework, other) in [
            ("NLQF", "entry level"),
            ("NLQF", "9"),
            ("NLQF", "0"),
            ("NLQF", "4 or 5"),
            ("NLQF", ""),
            ("XYQF", "6"),
            ("", "6"),
        ] {
            assert_eq!(level(framework, other), None, "{framework} {other}");
        }
    }
}
