//! Kinds of learning opportunity, activity, setting, schedule and entitlement, profiles of a
//! credential, and cycles of higher education.
//!
//! Sources: the lists of the European Learning Model 3 under `http://data.europa.eu/snb/`; for the
//! cycles, Council Recommendation of 22 May 2017 on the European Qualifications Framework
//! (2017/C 189/03), Annex II.

use credeval_model::{
    element::{Concept, Cycle, Derivation, Participation, ParticipationMode, Text},
    scope::ScopeKind,
};

use super::{Term, below, fields, meaning, normal, snb_code, term};
use crate::{node::Node, reading::Reading};

/// `http://data.europa.eu/snb/learning-opportunity/25831c2`, those that are small by what they are.
/// An educational programme can be a degree or a week, and a thesis, an internship or an
/// apprenticeship is a way to learn: they tell nothing.
pub(crate) const OPPORTUNITY: &[Term<ScopeKind>] = &[
    term(
        "74a4a268e8",
        &["short learning programme", "short learning program"],
        ScopeKind::MicroCredential,
    ),
    term("05053c1cbe", &["course"], ScopeKind::MicroCredential),
    term(
        "0f7dac46ca",
        &["programme module", "program module"],
        ScopeKind::MicroCredential,
    ),
    term(
        "17744a2647",
        &["mooc", "massive open online course"],
        ScopeKind::MicroCredential,
    ),
    term("7e1ac538db", &["class"], ScopeKind::MicroCredential),
];

/// `http://data.europa.eu/snb/credential/25831c2`, those that tell what a credential is.
pub(crate) const PROFILE: &[Term<ScopeKind>] = &[
    term(
        "6dff8a0f87",
        &["diploma supplement"],
        ScopeKind::DiplomaSupplement,
    ),
    term(
        "bdc47cb449",
        &["learning entitlement"],
        ScopeKind::NoLearning,
    ),
];

/// What a credential is by words of its title on display, in English; the first of these decides.
const TITLES: &[(&str, ScopeKind)] = &[
    ("diploma supplement", ScopeKind::DiplomaSupplement),
    ("transcript of records", ScopeKind::Transcript),
    ("microcredential", ScopeKind::MicroCredential),
    ("microcredentials", ScopeKind::MicroCredential),
    ("micro credential", ScopeKind::MicroCredential),
    ("micro credentials", ScopeKind::MicroCredential),
    ("joint degree", ScopeKind::Qualification),
    ("bachelor degree", ScopeKind::Qualification),
    ("bachelor s degree", ScopeKind::Qualification),
    ("bachelors degree", ScopeKind::Qualification),
    ("master degree", ScopeKind::Qualification),
    ("master s degree", ScopeKind::Qualification),
    ("masters degree", ScopeKind::Qualification),
    ("doctoral degree", ScopeKind::Qualification),
];

/// The kind of credential that a title names.
pub(crate) fn kind_by_title(title: &str) -> Option<ScopeKind> {
    let title = format!(" {} ", normal(title));
    let (_, kind) = TITLES
        .iter()
        .find(|(words, _)| title.contains(&format!(" {words} ")))?;
    Some(*kind)
}

/// `http://data.europa.eu/snb/learning-activity/25831c2`, those that tell how the learner took part,
/// each with the mode that it tells.
const ACTIVITY: &[Term<ParticipationMode>] = &[
    term(
        "3c8bd58d62",
        &["lab simulation practice coursework"],
        ParticipationMode::Other,
    ),
    term(
        "4357e0e681",
        &["job experience"],
        ParticipationMode::WorkBased,
    ),
    term("59eaf34fab", &["volunteering"], ParticipationMode::Other),
    term(
        "a7e556215a",
        &["research"],
        ParticipationMode::ResearchBased,
    ),
    term(
        "b660f5dcea",
        &["self motivated study"],
        ParticipationMode::Other,
    ),
    term(
        "bf2e3a7bae",
        &["e learning coursework"],
        ParticipationMode::Online,
    ),
    term("bf5588ff84", &["internship"], ParticipationMode::WorkBased),
    term(
        "d46a826a39",
        &["apprenticeship"],
        ParticipationMode::WorkBased,
    ),
    term(
        "efff75e10a",
        &["workshop seminar or conference"],
        ParticipationMode::Other,
    ),
    term(
        "ff436ea7c9",
        &["classroom coursework"],
        ParticipationMode::OnSite,
    ),
];

/// Whether a type of an activity tells how the learner took part.
pub(crate) fn is_form_of_activity(kind: &Node<'_>) -> bool {
    let stated = Reading::default().concept(kind);
    stated.is_some_and(|stated| meaning(ACTIVITY, &stated).is_some())
}

/// How the learner took part, by the type of an activity.
pub(crate) fn activity(stated: Concept) -> Participation {
    Participation {
        mode: meaning(ACTIVITY, &stated).unwrap_or(ParticipationMode::Other),
        stated,
    }
}

/// What an entitlement gives a right to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entitlement {
    Occupation,
    LearningOpportunity,
    Membership,
}

/// `http://data.europa.eu/snb/entitlement/25831c2`.
pub(crate) const ENTITLEMENT: &[Term<Entitlement>] = &[
    term("52f62180c2", &["occupation"], Entitlement::Occupation),
    term(
        "64aad92881",
        &["learning opportunity"],
        Entitlement::LearningOpportunity,
    ),
    term("bebd32e8e6", &["membership"], Entitlement::Membership),
];

/// Labels of learning opportunities, activities, settings and schedules, and of the profiles that
/// tell what a credential is.
const LABELS: &[(&str, &str)] = &[
    ("05053c1cbe", "Course"),
    ("0f7dac46ca", "Programme module"),
    ("11252a5207", "Mentoring"),
    ("17744a2647", "MOOC"),
    ("63f9f6180c", "Apprenticeship"),
    ("65a4cf5de2", "Study visit"),
    ("74a4a268e8", "Short learning programme"),
    ("77b99de990", "Internship"),
    ("79343569f3", "Educational programme"),
    ("7e1ac538db", "Class"),
    ("8b965da2d4", "Service learning"),
    ("b2434ca358", "Thesis"),
    ("3c8bd58d62", "lab / simulation / practice coursework"),
    ("4357e0e681", "job experience"),
    ("59eaf34fab", "volunteering"),
    ("a7e556215a", "research"),
    ("b660f5dcea", "self-motivated study"),
    ("bf2e3a7bae", "e-learning coursework"),
    ("bf5588ff84", "internship"),
    ("d46a826a39", "apprenticeship"),
    ("efff75e10a", "workshop, seminar or conference"),
    ("fd33e234ae", "educational programme"),
    ("ff436ea7c9", "classroom coursework"),
    ("6fd4685715", "formal learning"),
    ("e207a81fc7", "non-formal learning"),
    ("67395e6b5a", "Part time light"),
    ("72a0ab92fa", "Full time"),
    ("f230bae523", "Part time intensive"),
    ("6dff8a0f87", "Diploma Supplement"),
    ("bdc47cb449", "Learning Entitlement"),
];

/// A term as it can be read: its own label, else that of its list, else its address.
pub(crate) fn readable(stated: Concept) -> Option<Text> {
    stated.label.or_else(|| {
        let uri = stated.uri?;
        let listed = match below(&uri, ISCED_F) {
            Some(code) => fields::field(code),
            None => snb_code(&uri).and_then(|code| {
                let found = LABELS.iter().find(|term| term.0 == code);
                found.map(|term| term.1)
            }),
        };
        Some(match listed {
            Some(label) => Text([("en".to_owned(), label.to_owned())].into()),
            None => Text::plain(uri),
        })
    })
}

const ISCED_F: &str = "data.europa.eu/snb/isced-f/";

/// Whether a term gives an address of ISCED-F that no field has.
pub(crate) fn is_no_field(stated: &Concept) -> bool {
    let code = stated.uri.as_deref().and_then(|uri| below(uri, ISCED_F));
    code.is_some_and(|code| fields::field(code).is_none())
}

/// Words beside the cycle in its label.
const BESIDE: [&str; 9] = [
    "qf",
    "ehea",
    "level",
    "of",
    "the",
    "higher",
    "education",
    "degree",
    "qualification",
];

/// The cycle of the QF-EHEA that a label names and nothing else.
pub(crate) fn cycle(stated: &Concept) -> Option<Cycle> {
    let labels = stated.label.iter().flat_map(|Text(label)| label.values());
    labels.into_iter().find_map(|label| {
        let words = normal(label);
        let words: Vec<&str> = words
            .split(' ')
            .filter(|word| !BESIDE.contains(word))
            .collect();
        match words.join(" ").as_str() {
            "short cycle" => Some(Cycle::Short),
            "first cycle" | "1st cycle" => Some(Cycle::First),
            "second cycle" | "2nd cycle" => Some(Cycle::Second),
            "third cycle" | "3rd cycle" => Some(Cycle::Third),
            _ => None,
        }
    })
}

/// The EQF level with whose descriptors those of a cycle agree.
pub(crate) fn level_of_cycle(cycle: Cycle) -> (u8, Derivation) {
    let level = match cycle {
        Cycle::Short => 5,
        Cycle::First => 6,
        Cycle::Second => 7,
        Cycle::Third => 8,
    };
    let derivation = Derivation {
        from: cycle.label().to_owned(),
        source: "Council Recommendation 2017/C 189/03, Annex II".to_owned(),
    };
    (level, derivation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{meaning, tests::can_be_met};

    fn concept(uri: Option<&str>, label: Option<&str>) -> Concept {
        Concept {
            uri: uri.map(|path| format!("http://data.europa.eu/snb/{path}")),
            label: label.map(Text::plain),
        }
    }

    #[test]
    fn a_term_is_read_by_its_own_label_then_by_that_of_its_list() {
        let read = |uri, label| {
            let text = readable(concept(uri, label)).unwrap();
            text.shown().to_owned()
        };
        assert_eq!(read(Some("isced-f/0611"), Some("Computing")), "Computing");
        assert_eq!(read(Some("isced-f/0611"), None), "Computer use");
        assert_eq!(
            read(Some("learning-setting/e207a81fc7"), None),
            "non-formal learning"
        );
        assert_eq!(
            read(Some("learning-setting/0"), None),
            "http://data.europa.eu/snb/learning-setting/0"
        );
        assert_eq!(readable(concept(None, None)), None);
        assert!(is_no_field(&concept(Some("isced-f/0699"), Some("Nothing"))));
        assert!(!is_no_field(&concept(Some("isced-f/0611"), None)));
        assert!(!is_no_field(&concept(None, Some("Computing"))));
    }

    #[test]
    fn cycles_are_told_by_their_words_alone() {
        for (label, expected) in [
            ("First cycle", Some((Cycle::First, 6))),
            ("QF-EHEA second cycle", Some((Cycle::Second, 7))),
            ("Third-cycle degree", Some((Cycle::Third, 8))),
            ("short cycle of higher education", Some((Cycle::Short, 5))),
            ("first cycle of a washing machine", None),
            ("Bachelor", None),
            ("cycle", None),
        ] {
            let found = cycle(&concept(None, Some(label)));
            let found = found.map(|cycle| (cycle, level_of_cycle(cycle).0));
            assert_eq!(found, expected, "{label}");
        }
    }

    #[test]
    fn a_programme_tells_no_size() {
        let kind = |code: &str| {
            let path = format!("learning-opportunity/{code}");
            meaning(OPPORTUNITY, &concept(Some(&path), None))
        };
        assert_eq!(kind("74a4a268e8"), Some(ScopeKind::MicroCredential));
        assert_eq!(kind("79343569f3"), None);
        can_be_met(OPPORTUNITY);
        can_be_met(PROFILE);
        can_be_met(ACTIVITY);
        can_be_met(ENTITLEMENT);
    }
}
