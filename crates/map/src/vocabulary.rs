//! The controlled lists that credentials draw on, each term with what it means here.
//!
//! Sources: the lists of the European Learning Model under `http://data.europa.eu/snb/`, the EU
//! authority tables `country` and `atu`, and the terms of the Dutch educredentials context. A term
//! is found by its address, else by one of its English labels, since issuers make free concepts
//! that carry a list's label alone.

use credeval_model::element::{
    AssessmentKind, Concept, CreditSystem, Participation, ParticipationMode, QualityKind,
    Supervision, Text,
};

use crate::node::Node;

mod fields;
mod learning;
mod national_frameworks;

pub(crate) use learning::{
    ENTITLEMENT, Entitlement, OPPORTUNITY, PROFILE, activity, cycle, is_form_of_activity,
    is_no_field, kind_by_title, level_of_cycle, readable,
};
pub(crate) use national_frameworks::referenced;

/// A term of a list.
pub(crate) struct Term<T> {
    /// The last segment of its address; empty where the term has none.
    code: &'static str,
    /// Its labels, in small letters with single spaces.
    labels: &'static [&'static str],
    meaning: T,
}

const fn term<T>(code: &'static str, labels: &'static [&'static str], meaning: T) -> Term<T> {
    Term {
        code,
        labels,
        meaning,
    }
}

/// What a stated term means by a list: by its address first, by its labels second.
pub(crate) fn meaning<T: Clone>(list: &[Term<T>], stated: &Concept) -> Option<T> {
    let code = stated.uri.as_deref().and_then(snb_code);
    let labels: Vec<String> = stated
        .label
        .iter()
        .flat_map(|label| label.0.values())
        .map(|label| normal(label))
        .collect();
    list.iter()
        .find(|term| code == Some(term.code))
        .or_else(|| {
            list.iter().find(|term| {
                labels
                    .iter()
                    .any(|label| term.labels.contains(&label.as_str()))
            })
        })
        .map(|term| term.meaning.clone())
}

/// The address of the term of supervision that says these two things.
pub(crate) fn supervision_term(supervised: bool, identity_verified: bool) -> Option<String> {
    let said = (Some(supervised), Some(identity_verified));
    let term = SUPERVISION.iter().find(|term| term.meaning == said)?;
    Some(format!(
        "http://data.europa.eu/snb/supervision-verification/{}",
        term.code
    ))
}

/// Whether a stated term is this one of the lists under `http://data.europa.eu/snb/`.
pub(crate) fn has_code(stated: &Concept, code: &str) -> bool {
    stated.uri.as_deref().and_then(snb_code) == Some(code)
}

/// A stated kind of assessment.
pub(crate) fn assessment_kind(stated: &Concept) -> AssessmentKind {
    meaning(ASSESSMENT, stated).unwrap_or(AssessmentKind::Other)
}

/// A stated form of participation.
pub(crate) fn participation(stated: Concept) -> Participation {
    Participation {
        mode: meaning(MODE, &stated).unwrap_or(ParticipationMode::Other),
        stated,
    }
}

/// A stated kind of supervision.
pub(crate) fn supervision(stated: Concept) -> Supervision {
    let (supervised, identity_verified) = meaning(SUPERVISION, &stated).unwrap_or_default();
    Supervision {
        supervised,
        identity_verified,
        account_only: meaning(ACCOUNT, &stated).is_some(),
        stated,
    }
}

/// The weakest supervision of all assessments: that is what can be said of the whole.
pub(crate) fn weakest(stated: impl IntoIterator<Item = Concept>) -> Option<Supervision> {
    let stated = stated.into_iter().map(supervision);
    stated.min_by_key(|stated| {
        [stated.identity_verified, stated.supervised].map(|held| held == Some(true))
    })
}

/// A term as a sentence shows it: its label, else its address.
pub(crate) fn words(stated: &Concept) -> String {
    let label = stated.label.as_ref().map(Text::shown);
    label
        .or(stated.uri.as_deref())
        .unwrap_or_default()
        .to_owned()
}

/// `http://data.europa.eu/snb/assessment/25831c2`.
const ASSESSMENT: &[Term<AssessmentKind>] = &[
    term(
        "6e6cb2cc78",
        &["written examination", "written exam"],
        AssessmentKind::WrittenExamination,
    ),
    term(
        "d30284d7df",
        &["oral examination", "oral exam"],
        AssessmentKind::OralExamination,
    ),
    term("b1b68f6735", &["quiz"], AssessmentKind::Quiz),
    term("4f03b91c0e", &["portfolio"], AssessmentKind::Portfolio),
    term(
        "795dac4096",
        &["project work", "project"],
        AssessmentKind::ProjectWork,
    ),
    // Open Badges' assessment extension says `Performance`, the Dutch terms `application of a skill`.
    term(
        "6a4db9f11d",
        &[
            "practical assessment",
            "performance",
            "application of a skill",
        ],
        AssessmentKind::PracticalAssessment,
    ),
    term(
        "2939dae15f",
        &["marked assignment"],
        AssessmentKind::MarkedAssignment,
    ),
    term(
        "3484bd7e51",
        &["continuous evaluation"],
        AssessmentKind::ContinuousEvaluation,
    ),
    term(
        "7331eb4762",
        &["level of attendance", "attendance"],
        AssessmentKind::Attendance,
    ),
    term(
        "19a2e5e671",
        &["peer assessment"],
        AssessmentKind::PeerAssessment,
    ),
    term("812e3b0ae1", &["peer review"], AssessmentKind::PeerReview),
    term(
        "c4256a2726",
        &["problem based learning"],
        AssessmentKind::ProblemBasedLearning,
    ),
    term(
        "56539a6507",
        &["group performance"],
        AssessmentKind::GroupPerformance,
    ),
    term(
        "de4d165a6c",
        &["artefact assessment", "artefact", "artifact"],
        AssessmentKind::ArtefactAssessment,
    ),
];

/// `http://data.europa.eu/snb/learning-assessment/25831c2`, which is the list of modes in spite of
/// its name. The Dutch `onsite or blended` leaves open which of the two, so it has no meaning here.
const MODE: &[Term<ParticipationMode>] = &[
    term(
        "9191af2ed9",
        &[
            "presential",
            "onsite",
            "on site",
            "face to face",
            "in person",
        ],
        ParticipationMode::OnSite,
    ),
    term("920fbb3cbe", &["online"], ParticipationMode::Online),
    term(
        "e92d221e4d",
        &["blended", "hybrid"],
        ParticipationMode::Blended,
    ),
    term(
        "7813801c77",
        &["project based"],
        ParticipationMode::ProjectBased,
    ),
    term(
        "ed4c557045",
        &["research lab based"],
        ParticipationMode::ResearchBased,
    ),
    term(
        "729f3bed4b",
        &["workbased", "work based", "work experience"],
        ParticipationMode::WorkBased,
    ),
];

/// Whether an assessment was supervised, and whether identity was verified.
type SupervisionMeaning = (Option<bool>, Option<bool>);

/// `http://data.europa.eu/snb/supervision-verification/25831c2`, and the Dutch terms, of which
/// `supervised online` says nothing about identity.
const SUPERVISION: &[Term<SupervisionMeaning>] = &[
    term(
        "70be69aaf9",
        &[
            "supervised with id verification",
            "supervised with id",
            "supervised with identity verification",
            "onsite with identity verification",
        ],
        (Some(true), Some(true)),
    ),
    term(
        "44314532f9",
        &[
            "supervised without id verification",
            "supervised without id",
            "supervised with no identity verification",
        ],
        (Some(true), Some(false)),
    ),
    term(
        "df2880c5cb",
        &[
            "unsupervised with id verification",
            "unsupervised with id",
            "unsupervised with identity verification",
        ],
        (Some(false), Some(true)),
    ),
    term(
        "c598449d64",
        &[
            "unsupervised without id verification",
            "unsupervised without id",
            "unsupervised with no identity verification",
        ],
        (Some(false), Some(false)),
    ),
    term("", &["supervised online"], (Some(true), None)),
];

/// Free terms for the weakest of the four ways in which online courses identify a learner: the one
/// who has the password. The European list has no term for it.
const ACCOUNT: &[Term<()>] = &[term(
    "",
    &[
        "account log in",
        "account login",
        "account log in only",
        "unsupervised with account log in",
        "unsupervised account log in",
    ],
    (),
)];

/// `http://data.europa.eu/snb/accreditation/25831c2`, in the codes of the model's own list and in
/// those that DEQAR exports.
pub(crate) const ACCREDITATION: &[Term<QualityKind>] = &[
    term(
        "003293d2ce",
        &["institutional license", "institutional licence"],
        QualityKind::Institution,
    ),
    term(
        "bb4618238e",
        &["institutional quality assurance"],
        QualityKind::Institution,
    ),
    term(
        "c_1f1a469a",
        &["institutional accreditation"],
        QualityKind::Institution,
    ),
    term(
        "e57dddfcf3",
        &["program license", "programme licence"],
        QualityKind::Programme,
    ),
    term(
        "820101cba6",
        &["program quality assurance", "programme quality assurance"],
        QualityKind::Programme,
    ),
    term(
        "c_64666c29",
        &["programme accreditation", "program accreditation"],
        QualityKind::Programme,
    ),
];

/// `http://data.europa.eu/snb/education-credit/25831c2`.
pub(crate) const CREDIT: &[Term<CreditSystem>] = &[
    term(
        "6fcec5c5af",
        &[
            "ects",
            "european credit transfer system",
            "european credit transfer and accumulation system",
        ],
        CreditSystem::Ects,
    ),
    term(
        "60b314e826",
        &[
            "ecvet",
            "european credit system for vocational education and training",
        ],
        CreditSystem::Ecvet,
    ),
];

/// Achievement types of Open Badges 3.0 that are full qualifications.
pub(crate) const QUALIFICATION: &[&str] = &[
    "ApprenticeshipCertificate",
    "AssociateDegree",
    "BachelorDegree",
    "Degree",
    "Diploma",
    "DoctoralDegree",
    "GeneralEducationDevelopment",
    "JourneymanCertificate",
    "MasterCertificate",
    "MasterDegree",
    "ProfessionalDoctorate",
    "ResearchDoctorate",
    "SecondarySchoolDiploma",
];

/// The type `Mandate` of `http://data.europa.eu/snb/evidence-type/25831c2`.
pub(crate) const MANDATE: &str = "c_18016257";

/// Whether a node holds an address of the list `http://data.europa.eu/snb/eqf/25831c2`.
pub(crate) fn is_eqf(node: &Node<'_>) -> bool {
    node.value()
        .as_str()
        .and_then(|address| below(address, "data.europa.eu/snb/eqf/"))
        .is_some()
}

/// The level that an address or a label names: `http://data.europa.eu/snb/eqf/6`, `EQF level 6`,
/// `Level 6`, `6`.
pub(crate) fn eqf_level(text: &str) -> Option<u8> {
    let number = match below(text, "data.europa.eu/snb/eqf/") {
        Some(code) => code.to_owned(),
        None => parted(normal(text).split(' ').filter(|word| {
            !["eqf", "european", "qualifications", "framework", "level"].contains(word)
        })),
    };
    let level = number.parse().ok()?;
    (1..=8).contains(&level).then_some(level)
}

/// The code of a country in the EU authority table.
pub(crate) fn country(address: &str) -> Option<&str> {
    below(
        address,
        "publications.europa.eu/resource/authority/country/",
    )
}

/// The country of an administrative territorial unit, such as `IRL` of `IRL_CTH_DUB`.
pub(crate) fn country_of_region(address: &str) -> Option<&str> {
    below(address, "publications.europa.eu/resource/authority/atu/")?
        .split('_')
        .next()
}

/// The code of the country in the identifier of a legal person, such as `ES` of `VATES-A12345678`:
/// three letters for the kind of register, two for the country, a hyphen.
///
/// Source: ETSI EN 319 412-1 V1.5.1, section 5.1.4, which writes ISO 3166-1 and, for the taxes of
/// Greece, `EL` as Directive 2006/112/EC does.
pub(crate) fn country_of_identifier(identifier: &str) -> Option<&str> {
    let (prefix, number) = identifier.split_once('-')?;
    let (register, country) = prefix.split_at_checked(3)?;
    let known = ["VAT", "NTR", "PSD", "LEI"].contains(&register);
    let letters = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    // An LEI names no country: its `XG` stands for the world.
    let placed = known && letters && country != "XG" && !number.is_empty();
    placed.then_some(if country == "EL" { "GR" } else { country })
}

/// The code of a term under `http://data.europa.eu/snb/`.
fn snb_code(address: &str) -> Option<&str> {
    below(address, "data.europa.eu/snb/")?
        .rsplit('/')
        .next()
        .filter(|code| !code.is_empty())
}

/// What follows `base` in an address of either scheme.
pub(crate) fn below<'a>(address: &'a str, base: &str) -> Option<&'a str> {
    address
        .strip_prefix("http://")
        .or_else(|| address.strip_prefix("https://"))?
        .strip_prefix(base)
}

/// A label in small letters, its words parted by single spaces.
pub(crate) fn normal(label: &str) -> String {
    let small = label.to_lowercase();
    let words = small.split(|character: char| !character.is_alphanumeric());
    parted(words.filter(|word| !word.is_empty()))
}

/// Words with single spaces between them.
fn parted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concept(uri: Option<&str>, label: Option<&str>) -> Concept {
        Concept {
            uri: uri.map(str::to_owned),
            label: label.map(Text::plain),
        }
    }

    #[test]
    fn the_address_decides_before_the_label() {
        let quiz = "http://data.europa.eu/snb/assessment/b1b68f6735";
        assert_eq!(
            meaning(
                ASSESSMENT,
                &concept(Some(quiz), Some("Written examination"))
            ),
            Some(AssessmentKind::Quiz)
        );
        assert_eq!(
            meaning(ASSESSMENT, &concept(None, Some("Artefact  Assessment"))),
            Some(AssessmentKind::ArtefactAssessment)
        );
        let elsewhere = "https://example.org/b1b68f6735";
        assert_eq!(meaning(ASSESSMENT, &concept(Some(elsewhere), None)), None);
        assert_eq!(meaning(ASSESSMENT, &concept(None, Some("testing"))), None);
        assert_eq!(
            meaning(
                SUPERVISION,
                &concept(Some("http://data.europa.eu/snb/"), None)
            ),
            None
        );
    }

    #[test]
    fn the_weakest_supervision_counts() {
        let of = |codes: &[&str]| {
            let address =
                |code| format!("http://data.europa.eu/snb/supervision-verification/{code}");
            let stated = codes.iter().map(|code| concept(Some(&address(code)), None));
            weakest(stated).map(|weakest| (weakest.supervised, weakest.identity_verified))
        };
        let (strong, unidentified) = ("70be69aaf9", "44314532f9");
        let seen_not_identified = Some((Some(true), Some(false)));
        assert_eq!(of(&[strong, unidentified]), seen_not_identified);
        assert_eq!(of(&[unidentified, strong]), seen_not_identified);
        assert_eq!(of(&[strong]), Some((Some(true), Some(true))));
        assert_eq!(of(&[strong, "unknown"]), Some((None, None)));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn the_four_kinds_of_supervision() {
        for (code, label, expected) in [
            (
                "70be69aaf9",
                "Supervised with ID Verification",
                (Some(true), Some(true)),
            ),
            (
                "44314532f9",
                "Supervised without ID Verification",
                (Some(true), Some(false)),
            ),
            (
                "df2880c5cb",
                "Unsupervised with ID Verification",
                (Some(false), Some(true)),
            ),
            (
                "c598449d64",
                "Unsupervised without ID Verification",
                (Some(false), Some(false)),
            ),
        ] {
            let uri = format!("http://data.europa.eu/snb/supervision-verification/{code}");
            assert_eq!(
                meaning(SUPERVISION, &concept(Some(&uri), None)),
                Some(expected)
            );
            assert_eq!(
                meaning(SUPERVISION, &concept(None, Some(label))),
                Some(expected)
            );
        }
    }

    #[test]
    fn every_code_stands_once() {
        let codes: Vec<&str> = ASSESSMENT
            .iter()
            .map(|term| term.code)
            .chain(MODE.iter().map(|term| term.code))
            .chain(SUPERVISION.iter().map(|term| term.code))
            .chain(ACCREDITATION.iter().map(|term| term.code))
            .chain(CREDIT.iter().map(|term| term.code))
            .collect();
        let distinct: std::collections::BTreeSet<_> = codes.iter().collect();
        assert_eq!(distinct.len(), codes.len());
        assert_eq!(ASSESSMENT.len(), 14);
    }

    /// Stated labels are compared in their normal form.
    pub(super) fn can_be_met<T>(list: &[Term<T>]) {
        for label in list.iter().flat_map(|term| term.labels) {
            assert_eq!(normal(label), *label);
        }
    }

    #[test]
    fn every_label_can_be_met() {
        can_be_met(ASSESSMENT);
        can_be_met(MODE);
        can_be_met(SUPERVISION);
        can_be_met(ACCOUNT);
        can_be_met(ACCREDITATION);
        can_be_met(CREDIT);
    }

    #[test]
    fn identifiers_of_legal_persons_name_their_country() {
        for (identifier, country) in [
            ("VATES-A12345678", Some("ES")),
            ("NTREE-12345678", Some("EE")),
            ("VATEL-123456789", Some("GR")),
            ("LEIXG-529900T8BM49AURSDO55", None),
            ("12345678", None),
            ("VATES-", None),
            ("ABCDE-1", None),
            ("VATes-1", None),
            ("été-1", None),
            ("", None),
        ] {
            assert_eq!(country_of_identifier(identifier), country, "{identifier}");
        }
    }

    #[test]
    fn levels_and_countries() {
        assert_eq!(eqf_level("http://data.europa.eu/snb/eqf/6"), Some(6));
        assert_eq!(eqf_level("EQF Level: 4"), Some(4));
        for other in [
            "http://data.europa.eu/snb/eqf/9",
            "0",
            "level 6 of 8",
            "https://example.org/levels",
            "",
        ] {
            assert_eq!(eqf_level(other), None, "{other}");
        }
        let base = "http://publications.europa.eu/resource/authority";
        assert_eq!(country(&format!("{base}/country/IRL")), Some("IRL"));
        assert_eq!(
            country_of_region(&format!("{base}/atu/IRL_CTH_DUB")),
            Some("IRL")
        );
        assert_eq!(country("urn:country:IRL"), None);
    }
}
