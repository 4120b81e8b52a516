//! What can be asked about a micro-credential where the file itself does not tell.
//!
//! The questions follow the seven criteria of the e-Valuate method, in words of our own; the
//! Micro-Evaluator (Nuffic) asks a person for the same facts.

use serde::{Deserialize, Serialize};

use crate::{Criterion, element::ElementName};

/// The form of an answer. To every question but that for a language
/// `false` answers "there is none, and that is known".
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum QuestionForm {
    /// `true` or `false`.
    YesNo,
    /// A number from `low` to `high`.
    Number {
        /// The least.
        low: f64,
        /// The most.
        high: f64,
        /// The unit, in the plural.
        unit: &'static str,
    },
    /// Text on one line.
    Text,
    /// A day (`YYYY-MM-DD`).
    Day,
    /// Several texts.
    List,
    /// A language, by its tag (BCP 47).
    Language,
    /// One of these words, each as the standard element writes it.
    Choice(&'static [&'static str]),
}

macro_rules! questions {
    ($($(#[doc = $doc:literal])+ $variant:ident = $id:literal, $criterion:expr, $element:expr, $form:expr, $text:literal, $help:literal;)+) => {
        /// A question; its name is `subject.fact`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Question {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $variant,)+
        }

        impl Question {
            /// Every question, in the order in which they are asked.
            pub const ALL: &[Question] = &[$(Question::$variant,)+];

            /// The name as it stands in an answers file.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }

            /// The criterion that the answer bears on; `None` for what names the certificate.
            pub fn criterion(self) -> Option<Criterion> {
                match self { $(Self::$variant => $criterion,)+ }
            }

            /// The standard element that the answer completes; `None` where it is no statement
            /// of a credential.
            pub fn element(self) -> Option<ElementName> {
                match self { $(Self::$variant => $element,)+ }
            }

            /// The form of the answer.
            pub fn form(self) -> QuestionForm {
                match self { $(Self::$variant => $form,)+ }
            }

            /// The question.
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// Where the answer may be found, or what counts.
            pub fn help(self) -> &'static str {
                match self { $(Self::$variant => $help,)+ }
            }
        }
    };
}

use QuestionForm::{Choice, Day, Language, List, Number, Text, YesNo};

questions! {
    /// The title on the certificate.
    Title = "certificate.title", None, Some(ElementName::Title), Text,
        "What is the title of the micro-credential?", "As it stands on the certificate.";
    /// The learner's name.
    LearnerName = "certificate.learner", None, Some(ElementName::Learner), Text,
        "Whom does the certificate name?", "The full name, as it stands there.";
    /// The awarding body.
    AwardingBody = "certificate.awarding_body", None, Some(ElementName::AwardingBody), Text,
        "Which body awarded it?", "The body that awards, which may be another than the platform.";
    /// The country of the awarding body.
    Country = "certificate.country", None, Some(ElementName::Country), Text,
        "In which country is the awarding body?", "ISO 3166-1 code of two letters, such as NL.";
    /// The day of the award.
    Issued = "certificate.issued", None, Some(ElementName::Issued), Day,
        "On which day was it awarded?", "YYYY-MM-DD.";
    /// On site or online: it decides which criteria apply.
    Participation = "course.participation", None, Some(ElementName::Participation),
        Choice(&["on_site", "online", "blended", "work_based", "project_based", "research_based"]),
        "How did the learner take part?",
        "For a course that is wholly on site, identification is not asked about.";
    /// Quality assurance of the course.
    QualityProgramme = "quality.course", Some(Criterion::Quality), Some(ElementName::QualityAssurance), YesNo,
        "Is this course itself accredited or quality assured, from outside or by published internal procedures?",
        "A report or register entry on the course, valid on the day of the award.";
    /// Quality assurance of the institution.
    QualityInstitution = "quality.institution", Some(Criterion::Quality), Some(ElementName::QualityAssurance), YesNo,
        "Is the awarding body accredited, or quality assured as an institution?",
        "DEQAR or the national register, for the day of the award.";
    /// Other signs of quality.
    QualityOther = "quality.other", Some(Criterion::Quality), Some(ElementName::QualityAssurance), YesNo,
        "Do others speak for its quality: employers, professional bodies, learners who took it?",
        "A weak sign; it counts where there is no better one.";
    /// Confirmed by the awarding body; for paper only.
    Confirmed = "authenticity.confirmed", Some(Criterion::Authenticity), None, YesNo,
        "Has the awarding body, or its verification service, confirmed to you that it made this award?",
        "By an address that you found yourself and not on the certificate. No says that no confirmation can be had; if it denies the award, do not go on.";
    /// Agrees with what is published; for paper only.
    PublishedDetails = "authenticity.published_details", Some(Criterion::Authenticity), None, YesNo,
        "Do the details of the course on the certificate agree with what the awarding body publishes?",
        "Its own page on the course.";
    /// Has something that could be checked; for paper only.
    Checkable = "authenticity.checkable", Some(Criterion::Authenticity), None, YesNo,
        "Does the certificate carry a number, code or address by which it could be checked?",
        "Whether or not you used it.";
    /// The level of the European Qualifications Framework.
    Eqf = "level.eqf", Some(Criterion::Level), Some(ElementName::Level),
        Number { low: 1.0, high: 8.0, unit: "the EQF level" },
        "At which level of the European Qualifications Framework is it?",
        "The course page or the national register; 5 short cycle, 6 first, 7 second, 8 third.";
    /// A level that no framework defines.
    LevelLabel = "level.label", Some(Criterion::Level), Some(ElementName::Level), Text,
        "How does the provider name its level, if no framework is named?", "Such as \"advanced\".";
    /// The learning outcomes.
    Outcomes = "learning_outcomes.list", Some(Criterion::LearningOutcomes), Some(ElementName::LearningOutcomes), List,
        "What are its learning outcomes, one by one?",
        "Each begins with what the learner can do; the course page or its guide lists them.";
    /// Whether the outcomes are tied to the assessment.
    OutcomesAssessed = "learning_outcomes.assessed", Some(Criterion::LearningOutcomes), Some(ElementName::LearningOutcomes), YesNo,
        "Does the assessment cover these learning outcomes?", "The course guide says what is tested.";
    /// The language of the outcomes that name none.
    OutcomesLanguage = "learning_outcomes.language", Some(Criterion::LearningOutcomes), Some(ElementName::LearningOutcomes), Language,
        "In which language are its learning outcomes?",
        "As you read them; their words are then compared with those of the programme. Only an officer's answer counts.";
    /// Which outcomes of the programme are covered.
    Covered = "alignment.covered", Some(Criterion::LearningOutcomes), None, List,
        "Which of the programme's learning outcomes does the credential cover, by your own reading?",
        "Their titles as the programme file has them; those that you leave out are taken not to be covered.";
    /// ECTS credits.
    Ects = "workload.ects", Some(Criterion::Workload), Some(ElementName::Workload),
        Number { low: 0.1, high: 240.0, unit: "ECTS credits" },
        "How many ECTS credits is it?", "Not credits of another system.";
    /// Hours of learning.
    Hours = "workload.hours", Some(Criterion::Workload), Some(ElementName::Workload),
        Number { low: 0.5, high: 7200.0, unit: "hours" },
        "How many hours of learning does it take?", "All of it: lessons, own study, assessment.";
    /// The form of assessment.
    TestForm = "testing.form", Some(Criterion::Testing), Some(ElementName::Assessment),
        Choice(&["written_examination", "oral_examination", "practical_assessment", "project_work", "problem_based_learning",
            "portfolio", "marked_assignment", "artefact_assessment", "quiz", "peer_review", "peer_assessment",
            "group_performance", "continuous_evaluation", "attendance", "other"]),
        "How were the learning outcomes tested?", "The strongest form, if there were several.";
    /// Whether it was graded by a stated scheme.
    TestGraded = "testing.graded", Some(Criterion::Testing), Some(ElementName::Assessment), YesNo,
        "Was it graded, by a scheme that is published?", "A scale, or what counts as a pass.";
    /// Who assessed.
    TestAssessor = "testing.assessor", Some(Criterion::Testing), Some(ElementName::Assessment), Text,
        "Who assessed the learner?", "A person or body by name; not a machine or other learners.";
    /// Whether the assessment was supervised.
    Supervised = "identification.supervised", Some(Criterion::Identification), Some(ElementName::Supervision), YesNo,
        "Was the assessment supervised?", "On site, or online by a person who watches.";
    /// Whether identity was verified.
    IdentityVerified = "identification.identity_verified", Some(Criterion::Identification), Some(ElementName::Supervision), YesNo,
        "Was the learner's identity verified at the assessment?",
        "By an identity document; a log-in alone does not count.";
    /// Whether the applicant is the learner named.
    IsLearner = "identification.applicant", Some(Criterion::Identification), None, YesNo,
        "Have you seen that the applicant is the learner whom the certificate names?",
        "By the applicant's identity document.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_criterion_is_asked_about_and_ids_are_their_own() {
        for criterion in Criterion::ALL {
            let asked = Question::ALL
                .iter()
                .any(|question| question.criterion() == Some(criterion));
            assert!(asked, "{criterion}");
        }
        let mut ids: Vec<_> = Question::ALL.iter().map(|question| question.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Question::ALL.len());
        for question in Question::ALL {
            assert_eq!(serde_json::to_value(question).unwrap(), question.id());
        }
    }
}
