//! The rows of Open Badges 2.x, and of 1.x as far as they are alike.

use super::{Row, open_badges::rows};

pub(super) const ROWS: &[Row] = rows! {
    Learner {
        "recipient/identity" "identifiers" Verbatim
            "Open Badges 2.0, IdentityObject"
            r#""1234""#
            when "an address of mail that is not hashed is that of the learner, and an identifier (`id`, `did`, `url`) is its own";
        "recipient/type" "identifiers" Verbatim
            "Open Badges 2.0, IdentityObject"
            r#""telephone""#
            beside ["recipient/identity" = r#""+31201234567""#];
        "recipient/hashed" "identifiers" Boolean
            "Open Badges 2.0, IdentityObject"
            "true"
            beside ["recipient/identity" = r#""0f3a""#];
        "recipient" "email" Verbatim
            "Open Badges 0.5, recipient"
            r#""lea@example.org""#
            when "an address alone";
        "extensions:recipientProfile/name" "name" Text
            "Blockcerts, RecipientProfile"
            r#""Lea Lerner""#;
    }
    Title {
        "badge/name" "" Text
            "Open Badges 2.0, BadgeClass"
            r#""Nutrition""#;
    }
    Country {
        "badge/issuer/extensions:InstitutionCountryExtension/InstitutionCountry" "code" Country
            "edubadges, InstitutionCountryExtension"
            r#""NL""#
            when "no country in an address";
    }
    AwardingBody {
        "badge/issuer" "id" Verbatim
            "Open Badges 2.0, Profile"
            r#""did:web:university.example""#
            when "an identifier alone";
        "badge/issuer/id" "id" Verbatim
            "Open Badges 2.0, Profile"
            r#""did:web:university.example""#;
        "badge/issuer/name" "name" Text
            "Open Badges 2.0, Profile"
            r#""Example University""#;
        "badge/issuer/extensions:InstitutionNameExtension/InstitutionName" "name" Text
            "edubadges, InstitutionNameExtension"
            r#""Example University""#
            when "no name";
        "badge/issuer/url" "homepage" Verbatim
            "Open Badges 2.0, Profile"
            r#""https://university.example""#;
        "badge/issuer/otherIdentifier/identifier" "identifiers" Verbatim
            "Open Badges 3.0, appendix B, IdentifierEntry"
            r#""42AB""#;
        "badge/issuer/otherIdentifier/identifierType" "identifiers" Verbatim
            "Open Badges 3.0, appendix B, IdentifierEntry"
            r#""ext:BRIN""#
            beside ["badge/issuer/otherIdentifier/identifier" = r#""42AB""#];
        "badge/issuer/extensions:InstitutionIdentifierExtension/InstitutionIdentifier" "identifiers" Verbatim
            "edubadges, InstitutionIdentifierExtension"
            r#""42AB""#;
    }
    Issued {
        "issuedOn" "date" Verbatim
            "Open Badges 2.0, Assertion"
            r#""2024-02-20T00:00:00Z""#;
    }
    LearningOutcomes {
        "badge/alignment/targetName" "listed" Text
            "Open Badges 2.0, AlignmentObject"
            r#""Plan a diet""#
            when "alignment with an outcome";
        "badge/alignment/targetUrl" "listed" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""http://data.europa.eu/esco/skill/1""#
            when "alignment with an outcome"
            beside ["badge/alignment/targetName" = r#""Plan a diet""#];
        "badge/alignment/targetFramework" "listed" Text
            "Open Badges 2.0, AlignmentObject"
            r#""ESCO""#
            when "alignment with an outcome"
            beside ["badge/alignment/targetName" = r#""Plan a diet""#];
        "badge/alignment/targetCode" "listed" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""S1.2""#
            when "alignment with an outcome"
            beside ["badge/alignment/targetName" = r#""Plan a diet""#];
        "badge/alignment/targetDescription" "summary" Text
            "Open Badges 2.0, AlignmentObject"
            r#""Plans what a patient eats.""#
            when "alignment with an outcome"
            beside ["badge/alignment/targetName" = r#""Plan a diet""#];
        "badge/alignment/relations/targetUrl" "listed" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""http://data.europa.eu/esco/skill/1""#
            when "alignment with an outcome"
            beside ["badge/alignment/targetName" = r#""Plan a diet""#];
        "badge/alignment/name" "listed" Text
            "Open Badges 1.1, AlignmentObject"
            r#""Plan a diet""#
            when "no targetName";
        "badge/alignment/url" "listed" Verbatim
            "Open Badges 1.1, AlignmentObject"
            r#""http://data.europa.eu/esco/skill/1""#
            when "no targetName"
            beside ["badge/alignment/name" = r#""Plan a diet""#];
        "badge/alignment/description" "summary" Text
            "Open Badges 1.1, AlignmentObject"
            r#""Plans what a patient eats.""#
            when "no targetName"
            beside ["badge/alignment/name" = r#""Plan a diet""#];
        "badge/alignments/targetName" "listed" Text
            "Open Badges 2.0, AlignmentObject"
            r#""Plan a diet""#
            when "alignment with an outcome";
        "badge/alignments/targetUrl" "listed" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""http://data.europa.eu/esco/skill/1""#
            when "alignment with an outcome"
            beside ["badge/alignments/targetName" = r#""Plan a diet""#];
        "badge/alignments/targetFramework" "listed" Text
            "Open Badges 2.0, AlignmentObject"
            r#""ESCO""#
            when "alignment with an outcome"
            beside ["badge/alignments/targetName" = r#""Plan a diet""#];
        "badge/alignments/targetCode" "listed" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""S1.2""#
            when "alignment with an outcome"
            beside ["badge/alignments/targetName" = r#""Plan a diet""#];
        "badge/alignments/targetDescription" "summary" Text
            "Open Badges 2.0, AlignmentObject"
            r#""Plans what a patient eats.""#
            when "alignment with an outcome"
            beside ["badge/alignments/targetName" = r#""Plan a diet""#];
        "badge/alignments/relations/targetUrl" "listed" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""http://data.europa.eu/esco/skill/1""#
            when "alignment with an outcome"
            beside ["badge/alignments/targetName" = r#""Plan a diet""#];
        "badge/alignments/name" "listed" Text
            "Open Badges 1.1, AlignmentObject"
            r#""Plan a diet""#
            when "no targetName";
        "badge/alignments/url" "listed" Verbatim
            "Open Badges 1.1, AlignmentObject"
            r#""http://data.europa.eu/esco/skill/1""#
            when "no targetName"
            beside ["badge/alignments/name" = r#""Plan a diet""#];
        "badge/alignments/description" "summary" Text
            "Open Badges 1.1, AlignmentObject"
            r#""Plans what a patient eats.""#
            when "no targetName"
            beside ["badge/alignments/name" = r#""Plan a diet""#];
        "badge/extensions:LearningOutcomeExtension/LearningOutcome" "listed" Text
            "edubadges, LearningOutcomeExtension"
            r#""Plan a diet""#;
        "badge/extensions:CompetencyExtension/name" "listed" Text
            "Open Educational Badges, CompetencyExtension"
            r#""Plan a diet""#;
        "badge/extensions:CompetencyExtension/framework_identifier" "listed" Verbatim
            "Open Educational Badges, CompetencyExtension"
            r#""http://data.europa.eu/esco/skill/1""#
            beside ["badge/extensions:CompetencyExtension/name" = r#""Plan a diet""#];
        "badge/extensions:CompetencyExtension/framework" "listed" Text
            "Open Educational Badges, CompetencyExtension"
            r#""esco""#
            beside ["badge/extensions:CompetencyExtension/name" = r#""Plan a diet""#];
        "badge/extensions:CompetencyExtension/description" "summary" Text
            "Open Educational Badges, CompetencyExtension"
            r#""Plans what a patient eats.""#
            beside ["badge/extensions:CompetencyExtension/name" = r#""Plan a diet""#];
        "badge/criteria/narrative" "summary" Text
            "Open Badges 2.0, Criteria"
            r#""Plan a diet.""#;
        "badge/description" "descriptions" Text
            "Open Badges 2.0, BadgeClass"
            r#""What food does.""#;
        "badge/tags" "descriptions" Text
            "Open Badges 2.0, BadgeClass"
            r#""food""#;
        "badge/extensions:assessmentExtension/assessments" "assessed" Presence
            "1EdTech assessment extension 1.0, AssessmentExtension"
            r#"{"type":"Artifact"}"#
            beside ["badge/description" = r#""What food does.""#];
    }
    Workload {
        "badge/extensions:ECTSExtension/ECTS" "credits" Number
            "edubadges, ECTSExtension"
            "2.5";
        "badge/extensions:TimeInvestmentExtension/TimeInvestment" "hours" Number
            "edubadges, TimeInvestmentExtension"
            "13";
        "badge/extensions:StudyLoadExtension/StudyLoad" "hours" Number
            "edubadges, StudyLoadExtension"
            "120"
            when "the extension's own context is that of edubadges; otherwise it has no certain unit, and is not read"
            beside ["badge/extensions:StudyLoadExtension/@context" = r#""https://api.edubadges.nl/extensions/StudyLoadExtension/context.json""#];
    }
    Level {
        "badge/alignment/targetCode" "eqf" EqfLevel
            "Open Badges 2.0, AlignmentObject"
            r#""6""#
            when "alignment with the EQF: `ext:EQF`, `ext:EQFAlignment`, framework EQF, or an address of the list"
            beside ["badge/alignment/targetType" = r#""ext:EQF""#];
        "badge/alignment/targetName" "eqf" EqfLevel
            "Open Badges 2.0, AlignmentObject"
            r#""EQF level 6""#
            when "alignment with the EQF: `ext:EQF`, `ext:EQFAlignment`, framework EQF, or an address of the list"
            beside ["badge/alignment/targetType" = r#""ext:EQF""#];
        "badge/alignment/targetUrl" "eqf" EqfLevel
            "Open Badges 2.0, AlignmentObject"
            r#""http://data.europa.eu/snb/eqf/6""#
            when "alignment with the EQF: `ext:EQF`, `ext:EQFAlignment`, framework EQF, or an address of the list"
            beside ["badge/alignment/targetType" = r#""ext:EQF""#];
        "badge/alignment/targetName" "nqf" Text
            "Open Badges 2.0, AlignmentObject"
            r#""NLQF level 6""#
            when "alignment with a national framework: `ext:…QF`, `ext:…QFAlignment`, or a framework known"
            beside ["badge/alignment/targetType" = r#""ext:NLQFAlignment""#];
        "badge/alignment/targetCode" "nqf" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""6""#
            when "alignment with a national framework: `ext:…QF`, `ext:…QFAlignment`, or a framework known"
            beside ["badge/alignment/targetType" = r#""ext:NLQFAlignment""#];
        "badge/alignment/targetUrl" "nqf" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""https://www.nlqf.nl/""#
            when "alignment with a national framework: `ext:…QF`, `ext:…QFAlignment`, or a framework known"
            beside ["badge/alignment/targetType" = r#""ext:NLQFAlignment""#];
        "badge/alignment/targetCode" "derived" DerivedLevel
            "Open Badges 2.0, AlignmentObject"
            r#""6""#
            when "alignment with a national framework whose referencing report is known, and no level of the EQF stated"
            beside ["badge/alignment/targetType" = r#""ext:NLQFAlignment""#];
        "badge/alignment/targetName" "derived" DerivedLevel
            "Open Badges 2.0, AlignmentObject"
            r#""NLQF level 6""#
            when "alignment with a national framework whose referencing report is known, and no level of the EQF stated"
            beside ["badge/alignment/targetType" = r#""ext:NLQFAlignment""#];
        "badge/alignments/targetCode" "eqf" EqfLevel
            "Open Badges 2.0, AlignmentObject"
            r#""6""#
            when "alignment with the EQF: `ext:EQF`, `ext:EQFAlignment`, framework EQF, or an address of the list"
            beside ["badge/alignments/targetType" = r#""ext:EQF""#];
        "badge/alignments/targetName" "eqf" EqfLevel
            "Open Badges 2.0, AlignmentObject"
            r#""EQF level 6""#
            when "alignment with the EQF: `ext:EQF`, `ext:EQFAlignment`, framework EQF, or an address of the list"
            beside ["badge/alignments/targetType" = r#""ext:EQF""#];
        "badge/alignments/targetUrl" "eqf" EqfLevel
            "Open Badges 2.0, AlignmentObject"
            r#""http://data.europa.eu/snb/eqf/6""#
            when "alignment with the EQF: `ext:EQF`, `ext:EQFAlignment`, framework EQF, or an address of the list"
            beside ["badge/alignments/targetType" = r#""ext:EQF""#];
        "badge/alignments/targetName" "nqf" Text
            "Open Badges 2.0, AlignmentObject"
            r#""NLQF level 6""#
            when "alignment with a national framework: `ext:…QF`, `ext:…QFAlignment`, or a framework known"
            beside ["badge/alignments/targetType" = r#""ext:NLQFAlignment""#];
        "badge/alignments/targetCode" "nqf" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""6""#
            when "alignment with a national framework: `ext:…QF`, `ext:…QFAlignment`, or a framework known"
            beside ["badge/alignments/targetType" = r#""ext:NLQFAlignment""#];
        "badge/alignments/targetUrl" "nqf" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""https://www.nlqf.nl/""#
            when "alignment with a national framework: `ext:…QF`, `ext:…QFAlignment`, or a framework known"
            beside ["badge/alignments/targetType" = r#""ext:NLQFAlignment""#];
        "badge/alignments/targetCode" "derived" DerivedLevel
            "Open Badges 2.0, AlignmentObject"
            r#""6""#
            when "alignment with a national framework whose referencing report is known, and no level of the EQF stated"
            beside ["badge/alignments/targetType" = r#""ext:NLQFAlignment""#];
        "badge/alignments/targetName" "derived" DerivedLevel
            "Open Badges 2.0, AlignmentObject"
            r#""NLQF level 6""#
            when "alignment with a national framework whose referencing report is known, and no level of the EQF stated"
            beside ["badge/alignments/targetType" = r#""ext:NLQFAlignment""#];
        "badge/extensions:EQFExtension/EQF" "eqf" EqfLevel
            "edubadges, EQFExtension"
            "6";
        "badge/extensions:LevelExtension/Level" "label" Text
            "Open Educational Badges, LevelExtension"
            r#""a2""#;
    }
    Assessment {
        "badge/extensions:assessmentExtension/assessments/type" "stated" Term
            "1EdTech assessment extension 1.0, AssessmentExtension"
            r#""Artifact""#;
        "badge/extensions:assessmentExtension/assessments/description" "title" Text
            "1EdTech assessment extension 1.0, AssessmentExtension"
            r#""A design""#
            beside ["badge/extensions:assessmentExtension/assessments/type" = r#""Artifact""#];
        "badge/extensions:assessmentExtension/assessments/rubrics" "grading_scheme" Presence
            "1EdTech assessment extension 1.0, AssessmentExtension"
            r#"{"title":"Quality"}"#
            beside ["badge/extensions:assessmentExtension/assessments/type" = r#""Artifact""#];
    }
    QualityAssurance {
        "badge/alignment/targetName" "title" Text
            "Open Badges 2.0, AlignmentObject"
            r#""Bachelor of Health""#
            when "alignment with quality assurance: `ext:QualityAssurance`"
            beside ["badge/alignment/targetType" = r#""ext:QualityAssurance""#];
        "badge/alignment/targetDescription" "title" Text
            "Open Badges 2.0, AlignmentObject"
            r#""Accreditation of a programme""#
            when "alignment with quality assurance: `ext:QualityAssurance`; no targetName"
            beside ["badge/alignment/targetType" = r#""ext:QualityAssurance""#, "badge/alignment/targetUrl" = r#""https://decisions.example/1""#];
        "badge/alignment/targetFramework" "agent" Text
            "Open Badges 2.0, AlignmentObject"
            r#""NVAO""#
            when "alignment with quality assurance: `ext:QualityAssurance`"
            beside ["badge/alignment/targetType" = r#""ext:QualityAssurance""#, "badge/alignment/targetName" = r#""Bachelor of Health""#];
        "badge/alignment/targetUrl" "report" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""https://decisions.example/1""#
            when "alignment with quality assurance: `ext:QualityAssurance`"
            beside ["badge/alignment/targetType" = r#""ext:QualityAssurance""#, "badge/alignment/targetName" = r#""Bachelor of Health""#];
        "badge/alignment/targetCode" "report" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""AV-1""#
            when "alignment with quality assurance: `ext:QualityAssurance`; no targetUrl"
            beside ["badge/alignment/targetType" = r#""ext:QualityAssurance""#, "badge/alignment/targetName" = r#""Bachelor of Health""#];
        "badge/alignments/targetName" "title" Text
            "Open Badges 2.0, AlignmentObject"
            r#""Bachelor of Health""#
            when "alignment with quality assurance: `ext:QualityAssurance`"
            beside ["badge/alignments/targetType" = r#""ext:QualityAssurance""#];
        "badge/alignments/targetDescription" "title" Text
            "Open Badges 2.0, AlignmentObject"
            r#""Accreditation of a programme""#
            when "alignment with quality assurance: `ext:QualityAssurance`; no targetName"
            beside ["badge/alignments/targetType" = r#""ext:QualityAssurance""#, "badge/alignments/targetUrl" = r#""https://decisions.example/1""#];
        "badge/alignments/targetFramework" "agent" Text
            "Open Badges 2.0, AlignmentObject"
            r#""NVAO""#
            when "alignment with quality assurance: `ext:QualityAssurance`"
            beside ["badge/alignments/targetType" = r#""ext:QualityAssurance""#, "badge/alignments/targetName" = r#""Bachelor of Health""#];
        "badge/alignments/targetUrl" "report" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""https://decisions.example/1""#
            when "alignment with quality assurance: `ext:QualityAssurance`"
            beside ["badge/alignments/targetType" = r#""ext:QualityAssurance""#, "badge/alignments/targetName" = r#""Bachelor of Health""#];
        "badge/alignments/targetCode" "report" Verbatim
            "Open Badges 2.0, AlignmentObject"
            r#""AV-1""#
            when "alignment with quality assurance: `ext:QualityAssurance`; no targetUrl"
            beside ["badge/alignments/targetType" = r#""ext:QualityAssurance""#, "badge/alignments/targetName" = r#""Bachelor of Health""#];
        "badge/issuer/extensions:IssuerAccreditation/name" "title" Text
            "1EdTech issuer accreditation extension 1.0"
            r#""An agency""#;
        "badge/issuer/extensions:IssuerAccreditation/educationalSector" "title" Text
            "1EdTech issuer accreditation extension 1.0"
            r#""Higher education""#
            when "no name";
        "badge/issuer/extensions:IssuerAccreditation/contactInstructions" "title" Text
            "1EdTech issuer accreditation extension 1.0"
            r#""Ask the ministry""#
            when "no name or educationalSector";
        "badge/issuer/extensions:IssuerAccreditation/accreditationDate" "valid_from" Verbatim
            "1EdTech issuer accreditation extension 1.0"
            r#""2020-01-01""#
            beside ["badge/issuer/extensions:IssuerAccreditation/name" = r#""An agency""#];
        "badge/issuer/extensions:issuerAccreditation/name" "title" Text
            "1EdTech issuer accreditation extension 1.0"
            r#""An agency""#;
        "badge/issuer/extensions:issuerAccreditation/educationalSector" "title" Text
            "1EdTech issuer accreditation extension 1.0"
            r#""Higher education""#
            when "no name";
        "badge/issuer/extensions:issuerAccreditation/contactInstructions" "title" Text
            "1EdTech issuer accreditation extension 1.0"
            r#""Ask the ministry""#
            when "no name or educationalSector";
        "badge/issuer/extensions:issuerAccreditation/accreditationDate" "valid_from" Verbatim
            "1EdTech issuer accreditation extension 1.0"
            r#""2020-01-01""#
            beside ["badge/issuer/extensions:issuerAccreditation/name" = r#""An agency""#];
        "endorsement" "report" Verbatim
            "Open Badges 2.0, Endorsement"
            r#""https://agency.example/endorsement.json""#
            when "an address alone";
        "endorsement/claim/endorsementComment" "title" Text
            "Open Badges 2.0, Endorsement"
            r#""In good standing""#;
        "endorsement/issuer/name" "agent" Text
            "Open Badges 2.0, Endorsement"
            r#""An agency""#;
        "endorsement/issuer/id" "agent" Text
            "Open Badges 2.0, Endorsement"
            r#""https://agency.example""#
            when "no issuer.name";
        "endorsement/issuer" "agent" Text
            "Open Badges 2.0, Endorsement"
            r#""https://agency.example""#
            when "an identifier alone";
        "endorsement/issuedOn" "valid_from" Verbatim
            "Open Badges 2.0, Endorsement"
            r#""2024-01-01T00:00:00Z""#
            beside ["endorsement/issuer/name" = r#""An agency""#];
        "endorsement/expires" "valid_until" Verbatim
            "Open Badges 2.0, Endorsement"
            r#""2030-01-01T00:00:00Z""#
            beside ["endorsement/issuer/name" = r#""An agency""#];
        "endorsementJwt" "kind" Presence
            "Open Badges 2.0, Endorsement"
            r#""e30.e30.x""#;
        "badge/endorsement" "report" Verbatim
            "Open Badges 2.0, Endorsement"
            r#""https://agency.example/endorsement.json""#
            when "an address alone";
        "badge/endorsement/claim/endorsementComment" "title" Text
            "Open Badges 2.0, Endorsement"
            r#""In good standing""#;
        "badge/endorsement/issuer/name" "agent" Text
            "Open Badges 2.0, Endorsement"
            r#""An agency""#;
        "badge/endorsement/issuer/id" "agent" Text
            "Open Badges 2.0, Endorsement"
            r#""https://agency.example""#
            when "no issuer.name";
        "badge/endorsement/issuer" "agent" Text
            "Open Badges 2.0, Endorsement"
            r#""https://agency.example""#
            when "an identifier alone";
        "badge/endorsement/issuedOn" "valid_from" Verbatim
            "Open Badges 2.0, Endorsement"
            r#""2024-01-01T00:00:00Z""#
            beside ["badge/endorsement/issuer/name" = r#""An agency""#];
        "badge/endorsement/expires" "valid_until" Verbatim
            "Open Badges 2.0, Endorsement"
            r#""2030-01-01T00:00:00Z""#
            beside ["badge/endorsement/issuer/name" = r#""An agency""#];
        "badge/endorsementJwt" "kind" Presence
            "Open Badges 2.0, Endorsement"
            r#""e30.e30.x""#;
        "badge/issuer/endorsement" "report" Verbatim
            "Open Badges 2.0, Endorsement"
            r#""https://agency.example/endorsement.json""#
            when "an address alone";
        "badge/issuer/endorsement/claim/endorsementComment" "title" Text
            "Open Badges 2.0, Endorsement"
            r#""In good standing""#;
        "badge/issuer/endorsement/issuer/name" "agent" Text
            "Open Badges 2.0, Endorsement"
            r#""An agency""#;
        "badge/issuer/endorsement/issuer/id" "agent" Text
            "Open Badges 2.0, Endorsement"
            r#""https://agency.example""#
            when "no issuer.name";
        "badge/issuer/endorsement/issuer" "agent" Text
            "Open Badges 2.0, Endorsement"
            r#""https://agency.example""#
            when "an identifier alone";
        "badge/issuer/endorsement/issuedOn" "valid_from" Verbatim
            "Open Badges 2.0, Endorsement"
            r#""2024-01-01T00:00:00Z""#
            beside ["badge/issuer/endorsement/issuer/name" = r#""An agency""#];
        "badge/issuer/endorsement/expires" "valid_until" Verbatim
            "Open Badges 2.0, Endorsement"
            r#""2030-01-01T00:00:00Z""#
            beside ["badge/issuer/endorsement/issuer/name" = r#""An agency""#];
        "badge/issuer/endorsementJwt" "kind" Presence
            "Open Badges 2.0, Endorsement"
            r#""e30.e30.x""#;
    }
    Prerequisites {
        "badge/criteria/narrative" "" Words
            "Open Badges 2.0, Criteria"
            r#""Prerequisites: a bachelor.""#
            when "it speaks of prerequisites";
    }
    FurtherInformation {
        "badge/@language" "text" Verbatim
            "Open Badges 2.0, BadgeClass"
            r#""en""#;
        "badge/version" "text" Verbatim
            "Open Badges 2.0, BadgeClass"
            r#""2""#;
        "badge/criteria/id" "text" Verbatim
            "Open Badges 2.0, BadgeClass"
            r#""https://university.example/criteria""#;
        "badge/criteria" "text" Verbatim
            "Open Badges 2.0, BadgeClass"
            r#""https://university.example/criteria""#;
        "badge/extensions:OriginalCreator/url" "text" Verbatim
            "1EdTech original creator extension"
            r#""https://university.example""#;
        "badge/extensions:LanguageExtension/Language" "text" Verbatim
            "edubadges, LanguageExtension"
            r#""nl_NL""#;
        "badge/extensions:EducationProgramIdentifierExtension/EducationProgramIdentifier" "text" Verbatim
            "edubadges, EducationProgramIdentifierExtension"
            "12345";
        "badge/extensions:GradingTableExtension/GradingTableURL" "text" Verbatim
            "edubadges, GradingTableExtension"
            r#""https://university.example/grades""#;
        "badge/extensions:CategoryExtension/Category" "text" Verbatim
            "Open Educational Badges, CategoryExtension"
            r#""competency""#;
        "badge/extensions:LicenseExtension/name" "text" Verbatim
            "Open Educational Badges, LicenseExtension"
            r#""CC BY 4.0""#;
        "badge/issuer/extensions:GradingTableExtension/GradingTableURL" "text" Verbatim
            "edubadges, GradingTableExtension"
            r#""https://university.example/grades""#;
        "narrative" "text" Verbatim
            "Open Badges 2.0, Assertion"
            r#""What the evidence shows.""#;
        "evidence" "text" Verbatim
            "Open Badges 2.0, Assertion"
            r#""https://university.example/video""#;
        "evidence/name" "text" Verbatim
            "Open Badges 2.0, Evidence"
            r#""A video""#;
        "evidence/narrative" "text" Verbatim
            "Open Badges 2.0, Evidence"
            r#""What the learner shows.""#;
        "evidence/description" "text" Verbatim
            "Open Badges 2.0, Evidence"
            r#""Five minutes""#;
        "evidence/genre" "text" Verbatim
            "Open Badges 2.0, Evidence"
            r#""Demonstration""#;
        "evidence/id" "text" Verbatim
            "Open Badges 2.0, Evidence"
            r#""https://university.example/video""#;
    }
};
