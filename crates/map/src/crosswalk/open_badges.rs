//! The rows of Open Badges 3.0 and of Comprehensive Learner Records 2.0, which hold the same
//! achievements.

use super::Row;

/// Writes the rows of a standard as a table: below each element, `path field how source example`,
/// then when it is read, and what stands beside.
macro_rules! rows {
    ($($element:ident { $(
        $path:literal $field:literal $how:ident $source:literal $example:literal
        $(when $condition:literal)? $(beside [$($other:literal = $value:literal),*])?;
    )* })*) => {
        &[$($(crate::crosswalk::Row {
            path: $path,
            element: credeval_model::element::ElementName::$element,
            field: $field,
            condition: concat!($($condition)?),
            how: crate::crosswalk::Transformation::$how,
            source: $source,
            example: $example,
            beside: &[$($(($other, $value)),*)?],
        },)*)*]
    };
}
pub(super) use rows;

pub(super) const ROWS: &[Row] = rows! {
    Learner {
        "credentialSubject/id" "id" Verbatim
            "Open Badges 3.0, appendix B, AchievementSubject"
            r#""did:key:z1""#;
        "credentialSubject/name" "name" Text
            "Digital Credentials Consortium, dcc/v1 context"
            r#""Lea Lerner""#;
        "credentialSubject/identifier/identityHash" "identifiers" Verbatim
            "Open Badges 3.0, appendix B, IdentityObject"
            r#""1234""#
            when "a name (`name`, `ext:fullName`) and an address of mail (`emailAddress`) that are not hashed are those of the learner";
        "credentialSubject/identifier/identityType" "identifiers" Term
            "Open Badges 3.0, appendix B, IdentityObject"
            r#""emailAddress""#
            beside ["credentialSubject/identifier/identityHash" = r#""lea@example.org""#];
        "credentialSubject/identifier/hashed" "identifiers" Boolean
            "Open Badges 3.0, appendix B, IdentityObject"
            "true"
            beside ["credentialSubject/identifier/identityHash" = r#""sha256$ab""#];
    }
    Title {
        "credentialSubject/achievement/name" "" Text
            "Open Badges 3.0, appendix B, Achievement"
            r#""Nutrition""#;
        "name" "" Text
            "Open Badges 3.0, appendix B, AchievementCredential"
            r#""Nutrition""#
            when "the achievement has no name, and is the only one";
    }
    Country {
        "issuer/address/addressCountryCode" "code" Country
            "Open Badges 3.0, appendix B, Address"
            r#""IE""#;
        "issuer/address/addressCountry" "name" Text
            "Open Badges 3.0, appendix B, Address"
            r#""Ireland""#;
        "issuer/address/addressRegion" "region" Text
            "Open Badges 3.0, appendix B, Address"
            r#""Dublin""#
            beside ["issuer/address/addressCountryCode" = r#""IE""#];
        "issuer/parentOrg/address/addressCountryCode" "code" Country
            "Open Badges 3.0, appendix B, Address"
            r#""IE""#
            when "none in issuer.address";
        "issuer/parentOrg/address/addressCountry" "name" Text
            "Open Badges 3.0, appendix B, Address"
            r#""Ireland""#
            when "none in issuer.address";
        "issuer/parentOrg/address/addressRegion" "region" Text
            "Open Badges 3.0, appendix B, Address"
            r#""Dublin""#
            when "none in issuer.address"
            beside ["issuer/parentOrg/address/addressCountryCode" = r#""IE""#];
        "issuer/otherIdentifier/identifierType" "code" Country
            "Open Badges 3.0, appendix B, IdentifierEntry"
            r#""ext:BRIN""#
            when "no country in an address; `ext:BRIN`, the Dutch register of schools, or `ext:eIDASIdentifier`";
        "issuer/otherIdentifier/identifier" "code" Country
            "ETSI EN 319 412-1, section 5.1.4"
            r#""VATES-A00000000""#
            when "no country in an address; the identifier of a seal, whose fourth and fifth letter name its country"
            beside ["issuer/otherIdentifier/identifierType" = r#""ext:eIDASIdentifier""#];
        "issuer/parentOrg/otherIdentifier/identifierType" "code" Country
            "Open Badges 3.0, appendix B, IdentifierEntry"
            r#""ext:BRIN""#
            when "no country in an address; `ext:BRIN`, the Dutch register of schools, or `ext:eIDASIdentifier`";
        "issuer/parentOrg/otherIdentifier/identifier" "code" Country
            "ETSI EN 319 412-1, section 5.1.4"
            r#""VATES-A00000000""#
            when "no country in an address; the identifier of a seal, whose fourth and fifth letter name its country"
            beside ["issuer/parentOrg/otherIdentifier/identifierType" = r#""ext:eIDASIdentifier""#];
        "issuer/extensions:InstitutionCountryExtension/InstitutionCountry" "code" Country
            "edubadges, InstitutionCountryExtension"
            r#""NL""#
            when "no country in an address";
    }
    AwardingBody {
        "issuer" "id" Verbatim
            "Open Badges 3.0, appendix B, Profile"
            r#""did:web:university.example""#
            when "an identifier alone";
        "issuer/id" "id" Verbatim
            "Open Badges 3.0, appendix B, Profile"
            r#""did:web:university.example""#;
        "issuer/name" "name" Text
            "Open Badges 3.0, appendix B, Profile"
            r#""Example University""#;
        "issuer/extensions:InstitutionNameExtension/InstitutionName" "name" Text
            "edubadges, InstitutionNameExtension"
            r#""Example University""#
            when "no name";
        "issuer/url" "homepage" Verbatim
            "Open Badges 3.0, appendix B, Profile"
            r#""https://university.example""#;
        "issuer/otherIdentifier/identifier" "identifiers" Verbatim
            "Open Badges 3.0, appendix B, IdentifierEntry"
            r#""42AB""#;
        "issuer/otherIdentifier/identifierType" "identifiers" Verbatim
            "Open Badges 3.0, appendix B, IdentifierEntry"
            r#""ext:BRIN""#
            beside ["issuer/otherIdentifier/identifier" = r#""42AB""#];
        "issuer/extensions:InstitutionIdentifierExtension/InstitutionIdentifier" "identifiers" Verbatim
            "edubadges, InstitutionIdentifierExtension"
            r#""42AB""#;
    }
    Issued {
        "awardedDate" "date" Verbatim
            "Open Badges 3.0, appendix B, AchievementCredential"
            r#""2024-02-20T00:00:00Z""#;
        "validFrom" "date" Verbatim
            "Open Badges 3.0, appendix B, AchievementCredential"
            r#""2024-02-20T00:00:00Z""#
            when "no awardedDate";
        "issuanceDate" "date" Verbatim
            "Verifiable Credentials Data Model, version 1.1, section 4.6"
            r#""2024-02-20T00:00:00Z""#
            when "no awardedDate or validFrom";
    }
    LearningOutcomes {
        "credentialSubject/achievement/alignment/targetName" "listed" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""Plan a diet""#
            when "alignment with an outcome";
        "credentialSubject/achievement/alignment/targetUrl" "listed" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""http://data.europa.eu/esco/skill/1""#
            when "alignment with an outcome"
            beside ["credentialSubject/achievement/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/achievement/alignment/targetFramework" "listed" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""ESCO""#
            when "alignment with an outcome"
            beside ["credentialSubject/achievement/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/achievement/alignment/targetCode" "listed" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""S1.2""#
            when "alignment with an outcome"
            beside ["credentialSubject/achievement/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/achievement/alignment/targetDescription" "summary" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""Plans what a patient eats.""#
            when "alignment with an outcome"
            beside ["credentialSubject/achievement/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/achievement/alignment/relations/targetUrl" "listed" Verbatim
            "educredentials context, EducredentialAchievement"
            r#""http://data.europa.eu/esco/skill/1""#
            when "alignment with an outcome"
            beside ["credentialSubject/achievement/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/achievement/resultDescription/alignment/targetName" "listed" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""Plan a diet""#
            when "alignment with an outcome";
        "credentialSubject/achievement/resultDescription/alignment/targetUrl" "listed" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""http://data.europa.eu/esco/skill/1""#
            when "alignment with an outcome"
            beside ["credentialSubject/achievement/resultDescription/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/achievement/resultDescription/alignment/targetFramework" "listed" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""ESCO""#
            when "alignment with an outcome"
            beside ["credentialSubject/achievement/resultDescription/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/achievement/resultDescription/alignment/targetCode" "listed" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""S1.2""#
            when "alignment with an outcome"
            beside ["credentialSubject/achievement/resultDescription/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/achievement/resultDescription/alignment/targetDescription" "summary" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""Plans what a patient eats.""#
            when "alignment with an outcome"
            beside ["credentialSubject/achievement/resultDescription/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/achievement/resultDescription/alignment/relations/targetUrl" "listed" Verbatim
            "educredentials context, EducredentialAchievement"
            r#""http://data.europa.eu/esco/skill/1""#
            when "alignment with an outcome"
            beside ["credentialSubject/achievement/resultDescription/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/result/alignment/targetName" "listed" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""Plan a diet""#
            when "alignment with an outcome";
        "credentialSubject/result/alignment/targetUrl" "listed" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""http://data.europa.eu/esco/skill/1""#
            when "alignment with an outcome"
            beside ["credentialSubject/result/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/result/alignment/targetFramework" "listed" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""ESCO""#
            when "alignment with an outcome"
            beside ["credentialSubject/result/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/result/alignment/targetCode" "listed" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""S1.2""#
            when "alignment with an outcome"
            beside ["credentialSubject/result/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/result/alignment/targetDescription" "summary" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""Plans what a patient eats.""#
            when "alignment with an outcome"
            beside ["credentialSubject/result/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/result/alignment/relations/targetUrl" "listed" Verbatim
            "educredentials context, EducredentialAchievement"
            r#""http://data.europa.eu/esco/skill/1""#
            when "alignment with an outcome"
            beside ["credentialSubject/result/alignment/targetName" = r#""Plan a diet""#];
        "credentialSubject/achievement/learningOutcome" "listed" Text
            "educredentials context, EducredentialAchievement"
            r#""Plan a diet""#;
        "credentialSubject/achievement/learningOutcome/title" "listed" Text
            "educredentials context, EducredentialAchievement"
            r#""Plan a diet""#;
        "credentialSubject/achievement/learningOutcome/name" "listed" Text
            "educredentials context, EducredentialAchievement"
            r#""Plan a diet""#
            when "no title";
        "credentialSubject/achievement/learningOutcome/identifier" "listed" Verbatim
            "educredentials context, EducredentialAchievement"
            r#""LO1""#
            beside ["credentialSubject/achievement/learningOutcome/title" = r#""Plan a diet""#];
        "credentialSubject/achievement/learningOutcome/relatedSkill" "listed" Verbatim
            "educredentials context, EducredentialAchievement"
            r#""http://data.europa.eu/esco/skill/1""#
            beside ["credentialSubject/achievement/learningOutcome/title" = r#""Plan a diet""#];
        "credentialSubject/achievement/learningOutcome/relatedSkill/id" "listed" Verbatim
            "educredentials context, EducredentialAchievement"
            r#""http://data.europa.eu/esco/skill/1""#
            beside ["credentialSubject/achievement/learningOutcome/title" = r#""Plan a diet""#];
        "credentialSubject/achievement/learningOutcome/relatedESCOSkill" "listed" Verbatim
            "educredentials context, EducredentialAchievement"
            r#""http://data.europa.eu/esco/skill/1""#
            beside ["credentialSubject/achievement/learningOutcome/title" = r#""Plan a diet""#];
        "credentialSubject/achievement/learningOutcome/relatedESCOSkill/id" "listed" Verbatim
            "educredentials context, EducredentialAchievement"
            r#""http://data.europa.eu/esco/skill/1""#
            beside ["credentialSubject/achievement/learningOutcome/title" = r#""Plan a diet""#];
        "credentialSubject/achievement/extensions:LearningOutcomeExtension/LearningOutcome" "listed" Text
            "edubadges, LearningOutcomeExtension"
            r#""Plan a diet""#;
        "extensions:LearningOutcomeExtension/LearningOutcome" "listed" Text
            "edubadges, LearningOutcomeExtension"
            r#""Plan a diet""#;
        "credentialSubject/achievement/extensions:CompetencyExtension/name" "listed" Text
            "Open Educational Badges, CompetencyExtension"
            r#""Plan a diet""#;
        "credentialSubject/achievement/extensions:CompetencyExtension/framework_identifier" "listed" Verbatim
            "Open Educational Badges, CompetencyExtension"
            r#""http://data.europa.eu/esco/skill/1""#
            beside ["credentialSubject/achievement/extensions:CompetencyExtension/name" = r#""Plan a diet""#];
        "credentialSubject/achievement/extensions:CompetencyExtension/framework" "listed" Text
            "Open Educational Badges, CompetencyExtension"
            r#""esco""#
            beside ["credentialSubject/achievement/extensions:CompetencyExtension/name" = r#""Plan a diet""#];
        "credentialSubject/achievement/extensions:CompetencyExtension/description" "summary" Text
            "Open Educational Badges, CompetencyExtension"
            r#""Plans what a patient eats.""#
            beside ["credentialSubject/achievement/extensions:CompetencyExtension/name" = r#""Plan a diet""#];
        "extensions:CompetencyExtension/name" "listed" Text
            "Open Educational Badges, CompetencyExtension"
            r#""Plan a diet""#;
        "extensions:CompetencyExtension/framework_identifier" "listed" Verbatim
            "Open Educational Badges, CompetencyExtension"
            r#""http://data.europa.eu/esco/skill/1""#
            beside ["extensions:CompetencyExtension/name" = r#""Plan a diet""#];
        "extensions:CompetencyExtension/framework" "listed" Text
            "Open Educational Badges, CompetencyExtension"
            r#""esco""#
            beside ["extensions:CompetencyExtension/name" = r#""Plan a diet""#];
        "extensions:CompetencyExtension/description" "summary" Text
            "Open Educational Badges, CompetencyExtension"
            r#""Plans what a patient eats.""#
            beside ["extensions:CompetencyExtension/name" = r#""Plan a diet""#];
        "credentialSubject/achievement/criteria/narrative" "summary" Text
            "Open Badges 3.0, appendix B, Criteria"
            r#""Plan a diet.""#;
        "credentialSubject/achievement/description" "descriptions" Text
            "Open Badges 3.0, appendix B, Achievement"
            r#""What food does.""#;
        "credentialSubject/achievement/tag" "descriptions" Text
            "Open Badges 3.0, appendix B, Achievement"
            r#""food""#;
        "credentialSubject/achievement/resultDescription" "assessed" Presence
            "Open Badges 3.0, appendix B, ResultDescription"
            r#"{"name":"Final grade"}"#
            beside ["credentialSubject/achievement/description" = r#""What food does.""#];
        "credentialSubject/result" "assessed" Presence
            "Open Badges 3.0, appendix B, Result"
            r#"{"value":"8.5"}"#
            when "no resultDescription"
            beside ["credentialSubject/achievement/description" = r#""What food does.""#];
        "credentialSubject/achievement/assessmentType" "assessed" Presence
            "educredentials context, EducredentialAchievement"
            r#""portfolio""#
            when "no resultDescription or result"
            beside ["credentialSubject/achievement/description" = r#""What food does.""#];
    }
    Workload {
        "credentialSubject/achievement/ECTS" "credits" Number
            "educredentials context, EducredentialAchievement"
            "4.0";
        "credentialSubject/achievement/extensions:ECTSExtension/ECTS" "credits" Number
            "edubadges, ECTSExtension"
            "2.5"
            when "no ECTS before";
        "extensions:ECTSExtension/ECTS" "credits" Number
            "edubadges, ECTSExtension"
            "2.5"
            when "no ECTS before";
        "credentialSubject/creditsEarned" "credits" Number
            "Open Badges 3.0, appendix B, AchievementSubject"
            "4"
            when "of no stated system";
        "credentialSubject/achievement/creditsAvailable" "credits" Number
            "Open Badges 3.0, appendix B, Achievement"
            "4"
            when "of no stated system; no creditsEarned";
        "credentialSubject/achievement/SBU" "hours" Number
            "educredentials context, EducredentialAchievement"
            "112";
        "credentialSubject/achievement/timeInvestment" "hours" Number
            "educredentials context, EducredentialAchievement"
            "13"
            when "no SBU";
        "credentialSubject/achievement/extensions:TimeInvestmentExtension/TimeInvestment" "hours" Number
            "edubadges, TimeInvestmentExtension"
            "13"
            when "no hours before";
        "extensions:TimeInvestmentExtension/TimeInvestment" "hours" Number
            "edubadges, TimeInvestmentExtension"
            "13"
            when "no hours before";
        "credentialSubject/achievement/extensions:StudyLoadExtension/StudyLoad" "hours" Number
            "edubadges, StudyLoadExtension"
            "120"
            when "the extension's own context is that of edubadges; otherwise it has no certain unit, and is not read"
            beside ["credentialSubject/achievement/extensions:StudyLoadExtension/@context" = r#""https://api.edubadges.nl/extensions/StudyLoadExtension/context.json""#];
        "extensions:StudyLoadExtension/StudyLoad" "hours" Number
            "edubadges, StudyLoadExtension"
            "120"
            when "the extension's own context is that of edubadges; otherwise it has no certain unit, and is not read"
            beside ["extensions:StudyLoadExtension/@context" = r#""https://api.edubadges.nl/extensions/StudyLoadExtension/context.json""#];
    }
    Level {
        "credentialSubject/achievement/alignment/targetCode" "eqf" EqfLevel
            "Open Badges 3.0, appendix B, Alignment"
            r#""6""#
            when "alignment with the EQF: `ext:EQF`, `ext:EQFAlignment`, framework EQF, or an address of the list"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:EQF""#];
        "credentialSubject/achievement/alignment/targetName" "eqf" EqfLevel
            "Open Badges 3.0, appendix B, Alignment"
            r#""EQF level 6""#
            when "alignment with the EQF: `ext:EQF`, `ext:EQFAlignment`, framework EQF, or an address of the list"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:EQF""#];
        "credentialSubject/achievement/alignment/targetUrl" "eqf" EqfLevel
            "Open Badges 3.0, appendix B, Alignment"
            r#""http://data.europa.eu/snb/eqf/6""#
            when "alignment with the EQF: `ext:EQF`, `ext:EQFAlignment`, framework EQF, or an address of the list"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:EQF""#];
        "credentialSubject/achievement/alignment/targetName" "nqf" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""NLQF level 6""#
            when "alignment with a national framework: `ext:…QF`, `ext:…QFAlignment`, or a framework known"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:NLQFAlignment""#];
        "credentialSubject/achievement/alignment/targetCode" "nqf" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""6""#
            when "alignment with a national framework: `ext:…QF`, `ext:…QFAlignment`, or a framework known"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:NLQFAlignment""#];
        "credentialSubject/achievement/alignment/targetUrl" "nqf" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""https://www.nlqf.nl/""#
            when "alignment with a national framework: `ext:…QF`, `ext:…QFAlignment`, or a framework known"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:NLQFAlignment""#];
        "credentialSubject/achievement/alignment/targetCode" "derived" DerivedLevel
            "Open Badges 3.0, appendix B, Alignment"
            r#""6""#
            when "alignment with a national framework whose referencing report is known, and no level of the EQF stated"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:NLQFAlignment""#];
        "credentialSubject/achievement/alignment/targetName" "derived" DerivedLevel
            "Open Badges 3.0, appendix B, Alignment"
            r#""NLQF level 6""#
            when "alignment with a national framework whose referencing report is known, and no level of the EQF stated"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:NLQFAlignment""#];
        "credentialSubject/achievement/extensions:EQFExtension/EQF" "eqf" EqfLevel
            "edubadges, EQFExtension"
            "6";
        "extensions:EQFExtension/EQF" "eqf" EqfLevel
            "edubadges, EQFExtension"
            "6";
        "credentialSubject/achievement/extensions:LevelExtension/Level" "label" Text
            "Open Educational Badges, LevelExtension"
            r#""a2""#;
        "extensions:LevelExtension/Level" "label" Text
            "Open Educational Badges, LevelExtension"
            r#""a2""#;
    }
    Assessment {
        "credentialSubject/achievement/assessmentType" "stated" Term
            "educredentials context, EducredentialAchievement"
            r#""portfolio""#;
        "credentialSubject/achievement/resultDescription" "stated" Presence
            "Open Badges 3.0, appendix B, ResultDescription"
            r#"{"id":"urn:r"}"#
            when "no assessmentType under achievement";
        "credentialSubject/achievement/resultDescription/assessmentType" "stated" Term
            "1EdTech assessment extension 2.0, AssessmentResultDescription"
            r#""Exam""#
            when "no assessmentType under achievement";
        "credentialSubject/achievement/resultDescription/name" "title" Text
            "Open Badges 3.0, appendix B, ResultDescription"
            r#""Final grade""#
            when "one description";
        "credentialSubject/result" "graded" Presence
            "Open Badges 3.0, appendix B, Result"
            r#"{"note":1}"#
            when "no assessmentType or resultDescription under achievement";
        "credentialSubject/result/value" "graded" Presence
            "Open Badges 3.0, appendix B, Result"
            r#""8.5""#;
        "credentialSubject/result/status" "graded" Presence
            "Open Badges 3.0, appendix B, Result"
            r#""Completed""#
            when "no value";
        "credentialSubject/result/achievedLevel" "graded" Presence
            "Open Badges 3.0, appendix B, Result"
            r#""urn:level:1""#
            when "no value or status, and no rubric that names it";
        "credentialSubject/achievement/resultDescription/rubricCriterionLevel/name" "graded" Presence
            "Open Badges 3.0, appendix B, RubricCriterionLevel"
            r#""Good""#
            when "the level that result.achievedLevel names"
            beside ["credentialSubject/achievement/resultDescription/rubricCriterionLevel/id" = r#""urn:level:1""#, "credentialSubject/result/achievedLevel" = r#""urn:level:1""#];
        "credentialSubject/achievement/resultDescription/valueMin" "grading_scheme" Presence
            "Open Badges 3.0, appendix B, ResultDescription"
            r#""6""#;
        "credentialSubject/achievement/resultDescription/valueMax" "grading_scheme" Presence
            "Open Badges 3.0, appendix B, ResultDescription"
            r#""6""#;
        "credentialSubject/achievement/resultDescription/requiredValue" "grading_scheme" Presence
            "Open Badges 3.0, appendix B, ResultDescription"
            r#""6""#;
        "credentialSubject/achievement/resultDescription/allowedValue" "grading_scheme" Presence
            "Open Badges 3.0, appendix B, ResultDescription"
            r#""6""#;
        "credentialSubject/achievement/resultDescription/rubricCriterionLevel" "grading_scheme" Presence
            "Open Badges 3.0, appendix B, ResultDescription"
            r#"{"id":"urn:level:1"}"#;
        "credentialSubject/source/name" "assessed_by" Text
            "Open Badges 3.0, appendix B, AchievementSubject"
            r#""Board of Examiners""#
            beside ["credentialSubject/achievement/assessmentType" = r#""portfolio""#];
        "credentialSubject/achievement/extensions:assessmentExtension/assessments/type" "stated" Term
            "1EdTech assessment extension 1.0, AssessmentExtension"
            r#""Artifact""#;
        "credentialSubject/achievement/extensions:assessmentExtension/assessments/description" "title" Text
            "1EdTech assessment extension 1.0, AssessmentExtension"
            r#""A design""#
            beside ["credentialSubject/achievement/extensions:assessmentExtension/assessments/type" = r#""Artifact""#];
        "credentialSubject/achievement/extensions:assessmentExtension/assessments/rubrics" "grading_scheme" Presence
            "1EdTech assessment extension 1.0, AssessmentExtension"
            r#"{"title":"Quality"}"#
            beside ["credentialSubject/achievement/extensions:assessmentExtension/assessments/type" = r#""Artifact""#];
        "extensions:assessmentExtension/assessments/type" "stated" Term
            "1EdTech assessment extension 1.0, AssessmentExtension"
            r#""Artifact""#;
        "extensions:assessmentExtension/assessments/description" "title" Text
            "1EdTech assessment extension 1.0, AssessmentExtension"
            r#""A design""#
            beside ["extensions:assessmentExtension/assessments/type" = r#""Artifact""#];
        "extensions:assessmentExtension/assessments/rubrics" "grading_scheme" Presence
            "1EdTech assessment extension 1.0, AssessmentExtension"
            r#"{"title":"Quality"}"#
            beside ["extensions:assessmentExtension/assessments/type" = r#""Artifact""#];
        "credentialSubject/achievement/achievementType" "stated" Term
            "Open Badges 3.0, appendix B, AchievementType"
            r#""Assessment""#
            when "`Assessment` or `Assignment`, and nothing else speaks of an assessment";
    }
    Participation {
        "credentialSubject/achievement/participationType" "stated" Term
            "educredentials context, EducredentialAchievement"
            r#""online""#;
        "credentialSubject/activityFormat" "stated" Term
            "Open Educational Badges, assertions in Open Badges 3.0"
            r#""Online""#;
    }
    QualityAssurance {
        "credentialSubject/achievement/alignment/targetName" "title" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""Bachelor of Health""#
            when "alignment with quality assurance: `ext:QualityAssurance`"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:QualityAssurance""#];
        "credentialSubject/achievement/alignment/targetDescription" "title" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""Accreditation of a programme""#
            when "alignment with quality assurance: `ext:QualityAssurance`; no targetName"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:QualityAssurance""#, "credentialSubject/achievement/alignment/targetUrl" = r#""https://decisions.example/1""#];
        "credentialSubject/achievement/alignment/targetFramework" "agent" Text
            "Open Badges 3.0, appendix B, Alignment"
            r#""NVAO""#
            when "alignment with quality assurance: `ext:QualityAssurance`"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:QualityAssurance""#, "credentialSubject/achievement/alignment/targetName" = r#""Bachelor of Health""#];
        "credentialSubject/achievement/alignment/targetUrl" "report" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""https://decisions.example/1""#
            when "alignment with quality assurance: `ext:QualityAssurance`"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:QualityAssurance""#, "credentialSubject/achievement/alignment/targetName" = r#""Bachelor of Health""#];
        "credentialSubject/achievement/alignment/targetCode" "report" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""AV-1""#
            when "alignment with quality assurance: `ext:QualityAssurance`; no targetUrl"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ext:QualityAssurance""#, "credentialSubject/achievement/alignment/targetName" = r#""Bachelor of Health""#];
        "issuer/accreditations/name" "title" Text
            "1EdTech issuer accreditation extension 2.0"
            r#""An agency""#;
        "issuer/accreditations/educationalSector" "title" Text
            "1EdTech issuer accreditation extension 2.0"
            r#""Higher education""#
            when "no name";
        "issuer/accreditations/contactInstructions" "title" Text
            "1EdTech issuer accreditation extension 2.0"
            r#""Ask the ministry""#
            when "no name or educationalSector";
        "issuer/accreditations/accreditationDate" "valid_from" Verbatim
            "1EdTech issuer accreditation extension 2.0"
            r#""2020-01-01""#
            beside ["issuer/accreditations/name" = r#""An agency""#];
        "endorsement" "report" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""https://agency.example/endorsement.json""#
            when "an address alone";
        "endorsement/credentialSubject/endorsementComment" "title" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""In good standing""#;
        "endorsement/name" "title" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""In good standing""#
            when "none of the title before";
        "endorsement/description" "title" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""In good standing""#
            when "none of the title before";
        "endorsement/issuer/name" "agent" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""An agency""#;
        "endorsement/issuer/id" "agent" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""https://agency.example""#
            when "no issuer.name";
        "endorsement/issuer" "agent" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""https://agency.example""#
            when "an identifier alone";
        "endorsement/validFrom" "valid_from" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2024-01-01T00:00:00Z""#
            beside ["endorsement/issuer/name" = r#""An agency""#];
        "endorsement/issuanceDate" "valid_from" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2024-01-01T00:00:00Z""#
            beside ["endorsement/issuer/name" = r#""An agency""#];
        "endorsement/validUntil" "valid_until" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2030-01-01T00:00:00Z""#
            beside ["endorsement/issuer/name" = r#""An agency""#];
        "endorsement/expirationDate" "valid_until" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2030-01-01T00:00:00Z""#
            beside ["endorsement/issuer/name" = r#""An agency""#];
        "endorsementJwt" "kind" Presence
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""e30.e30.x""#;
        "credentialSubject/achievement/endorsement" "report" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""https://agency.example/endorsement.json""#
            when "an address alone";
        "credentialSubject/achievement/endorsement/credentialSubject/endorsementComment" "title" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""In good standing""#;
        "credentialSubject/achievement/endorsement/name" "title" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""In good standing""#
            when "none of the title before";
        "credentialSubject/achievement/endorsement/description" "title" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""In good standing""#
            when "none of the title before";
        "credentialSubject/achievement/endorsement/issuer/name" "agent" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""An agency""#;
        "credentialSubject/achievement/endorsement/issuer/id" "agent" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""https://agency.example""#
            when "no issuer.name";
        "credentialSubject/achievement/endorsement/issuer" "agent" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""https://agency.example""#
            when "an identifier alone";
        "credentialSubject/achievement/endorsement/validFrom" "valid_from" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2024-01-01T00:00:00Z""#
            beside ["credentialSubject/achievement/endorsement/issuer/name" = r#""An agency""#];
        "credentialSubject/achievement/endorsement/issuanceDate" "valid_from" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2024-01-01T00:00:00Z""#
            beside ["credentialSubject/achievement/endorsement/issuer/name" = r#""An agency""#];
        "credentialSubject/achievement/endorsement/validUntil" "valid_until" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2030-01-01T00:00:00Z""#
            beside ["credentialSubject/achievement/endorsement/issuer/name" = r#""An agency""#];
        "credentialSubject/achievement/endorsement/expirationDate" "valid_until" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2030-01-01T00:00:00Z""#
            beside ["credentialSubject/achievement/endorsement/issuer/name" = r#""An agency""#];
        "credentialSubject/achievement/endorsementJwt" "kind" Presence
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""e30.e30.x""#;
        "issuer/endorsement" "report" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""https://agency.example/endorsement.json""#
            when "an address alone";
        "issuer/endorsement/credentialSubject/endorsementComment" "title" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""In good standing""#;
        "issuer/endorsement/name" "title" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""In good standing""#
            when "none of the title before";
        "issuer/endorsement/description" "title" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""In good standing""#
            when "none of the title before";
        "issuer/endorsement/issuer/name" "agent" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""An agency""#;
        "issuer/endorsement/issuer/id" "agent" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""https://agency.example""#
            when "no issuer.name";
        "issuer/endorsement/issuer" "agent" Text
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""https://agency.example""#
            when "an identifier alone";
        "issuer/endorsement/validFrom" "valid_from" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2024-01-01T00:00:00Z""#
            beside ["issuer/endorsement/issuer/name" = r#""An agency""#];
        "issuer/endorsement/issuanceDate" "valid_from" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2024-01-01T00:00:00Z""#
            beside ["issuer/endorsement/issuer/name" = r#""An agency""#];
        "issuer/endorsement/validUntil" "valid_until" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2030-01-01T00:00:00Z""#
            beside ["issuer/endorsement/issuer/name" = r#""An agency""#];
        "issuer/endorsement/expirationDate" "valid_until" Verbatim
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""2030-01-01T00:00:00Z""#
            beside ["issuer/endorsement/issuer/name" = r#""An agency""#];
        "issuer/endorsementJwt" "kind" Presence
            "Open Badges 3.0, appendix B, EndorsementCredential"
            r#""e30.e30.x""#;
    }
    Prerequisites {
        "credentialSubject/achievement/criteria/narrative" "" Words
            "Open Badges 3.0, appendix B, Criteria"
            r#""Prerequisites: a bachelor.""#
            when "it speaks of prerequisites";
    }
    Supervision {
        "credentialSubject/achievement/supervisionType" "stated" Term
            "educredentials context, EducredentialAchievement"
            r#""supervised online""#;
        "credentialSubject/achievement/identityChecked" "identity_verified" Boolean
            "educredentials context, EducredentialAchievement"
            "true";
    }
    Grade {
        "credentialSubject/result/value" "value" Text
            "Open Badges 3.0, appendix B, Result"
            r#""8.5""#;
        "credentialSubject/result/status" "value" Text
            "Open Badges 3.0, appendix B, Result"
            r#""Completed""#
            when "no value";
        "credentialSubject/result/achievedLevel" "value" Text
            "Open Badges 3.0, appendix B, Result"
            r#""urn:level:1""#
            when "no value or status, and no rubric that names it";
        "credentialSubject/achievement/resultDescription/rubricCriterionLevel/name" "value" Text
            "Open Badges 3.0, appendix B, RubricCriterionLevel"
            r#""Good""#
            when "the level that result.achievedLevel names"
            beside ["credentialSubject/achievement/resultDescription/rubricCriterionLevel/id" = r#""urn:level:1""#, "credentialSubject/result/achievedLevel" = r#""urn:level:1""#];
        "credentialSubject/achievement/resultDescription/rubricCriterionLevel/name" "scheme" Text
            "Open Badges 3.0, appendix B, RubricCriterionLevel"
            r#""Good""#
            when "the description that result.resultDescription names"
            beside ["credentialSubject/achievement/resultDescription/id" = r#""urn:r""#, "credentialSubject/result/resultDescription" = r#""urn:r""#, "credentialSubject/result/value" = r#""8.5""#];
        "credentialSubject/achievement/resultDescription/valueMin" "scheme" Verbatim
            "Open Badges 3.0, appendix B, ResultDescription"
            r#""6""#
            when "the description that result.resultDescription names"
            beside ["credentialSubject/achievement/resultDescription/id" = r#""urn:r""#, "credentialSubject/result/resultDescription" = r#""urn:r""#, "credentialSubject/result/value" = r#""8.5""#];
        "credentialSubject/achievement/resultDescription/valueMax" "scheme" Verbatim
            "Open Badges 3.0, appendix B, ResultDescription"
            r#""6""#
            when "the description that result.resultDescription names"
            beside ["credentialSubject/achievement/resultDescription/id" = r#""urn:r""#, "credentialSubject/result/resultDescription" = r#""urn:r""#, "credentialSubject/result/value" = r#""8.5""#];
        "credentialSubject/achievement/resultDescription/requiredValue" "scheme" Verbatim
            "Open Badges 3.0, appendix B, ResultDescription"
            r#""6""#
            when "the description that result.resultDescription names"
            beside ["credentialSubject/achievement/resultDescription/id" = r#""urn:r""#, "credentialSubject/result/resultDescription" = r#""urn:r""#, "credentialSubject/result/value" = r#""8.5""#];
        "credentialSubject/achievement/resultDescription/allowedValue" "scheme" Verbatim
            "Open Badges 3.0, appendix B, ResultDescription"
            r#""6""#
            when "the description that result.resultDescription names"
            beside ["credentialSubject/achievement/resultDescription/id" = r#""urn:r""#, "credentialSubject/result/resultDescription" = r#""urn:r""#, "credentialSubject/result/value" = r#""8.5""#];
        "credentialSubject/achievement/resultDescription/resultType" "scheme" Verbatim
            "Open Badges 3.0, appendix B, ResultDescription"
            r#""ext:ECTSGradeScore""#
            when "the description that result.resultDescription names has a scale"
            beside ["credentialSubject/achievement/resultDescription/id" = r#""urn:r""#, "credentialSubject/result/resultDescription" = r#""urn:r""#, "credentialSubject/result/value" = r#""8.5""#, "credentialSubject/achievement/resultDescription/valueMax" = r#""10""#];
        "credentialSubject/achievement/extensions:GradingTableExtension/GradingTableURL" "scheme" Verbatim
            "edubadges, GradingTableExtension"
            r#""https://university.example/grades""#
            when "no scale in a description"
            beside ["credentialSubject/result/value" = r#""8.5""#];
        "extensions:GradingTableExtension/GradingTableURL" "scheme" Verbatim
            "edubadges, GradingTableExtension"
            r#""https://university.example/grades""#
            when "no scale in a description"
            beside ["credentialSubject/result/value" = r#""8.5""#];
    }
    Stackability {
        "credentialSubject/achievement/integrationOptions" "partial" Words
            "edubadges, crosswalk of standard elements 0.8.1"
            r#""standalone""#;
        "credentialSubject/achievement/related/name" "towards" Text
            "Open Badges 3.0, appendix B, Related"
            r#""Diploma of Health""#
            when "no inLanguage and no version, which would make it this achievement, written again";
        "credentialSubject/achievement/related/id" "towards" Verbatim
            "Open Badges 3.0, appendix B, Related"
            r#""https://university.example/diploma""#
            when "no inLanguage and no version, which would make it this achievement, written again; no name";
        "credentialSubject/association/targetId" "towards" Verbatim
            "Comprehensive Learner Record 2.0, appendix B, Association"
            r#""urn:a:2""#
            when "learner records: `isChildOf`, `isPartOf` and `isParentOf` that name this achievement at the other end"
            beside ["credentialSubject/achievement/id" = r#""urn:a:1""#, "credentialSubject/association/associationType" = r#""isPartOf""#, "credentialSubject/association/sourceId" = r#""urn:a:1""#];
        "credentialSubject/association/sourceId" "towards" Verbatim
            "Comprehensive Learner Record 2.0, appendix B, Association"
            r#""urn:a:2""#
            when "learner records: `isChildOf`, `isPartOf` and `isParentOf` that name this achievement at the other end"
            beside ["credentialSubject/achievement/id" = r#""urn:a:1""#, "credentialSubject/association/associationType" = r#""isParentOf""#, "credentialSubject/association/targetId" = r#""urn:a:1""#];
        "credentialSubject/verifiableCredential/credentialSubject/achievement/name" "towards" Text
            "Open Badges 3.0, appendix B, Achievement"
            r#""Diploma of Health""#
            when "learner records: the achievement at the other end of such an association"
            beside ["credentialSubject/achievement/id" = r#""urn:a:1""#, "credentialSubject/association/associationType" = r#""isPartOf""#, "credentialSubject/association/sourceId" = r#""urn:a:1""#, "credentialSubject/association/targetId" = r#""urn:a:2""#, "credentialSubject/verifiableCredential/credentialSubject/achievement/id" = r#""urn:a:2""#];
        "credentialSubject/achievement/name" "towards" Text
            "Open Badges 3.0, appendix B, Achievement"
            r#""Diploma of Health""#
            when "learner records: the achievement at the other end of such an association"
            beside ["credentialSubject/achievement/id" = r#""urn:a:1""#, "credentialSubject/association/associationType" = r#""isPartOf""#, "credentialSubject/association/sourceId" = r#""urn:a:1""#, "credentialSubject/association/targetId" = r#""urn:a:1""#];
    }
    FurtherInformation {
        "credentialSubject/achievement/achievementType" "text" Verbatim
            "Open Badges 3.0, appendix B, Achievement"
            r#""MicroCredential""#;
        "credentialSubject/achievement/inLanguage" "text" Verbatim
            "Open Badges 3.0, appendix B, Achievement"
            r#""en""#;
        "credentialSubject/achievement/humanCode" "text" Verbatim
            "Open Badges 3.0, appendix B, Achievement"
            r#""N1""#;
        "credentialSubject/achievement/fieldOfStudy" "text" Verbatim
            "Open Badges 3.0, appendix B, Achievement"
            r#""Health""#;
        "credentialSubject/achievement/specialization" "text" Verbatim
            "Open Badges 3.0, appendix B, Achievement"
            r#""Nutrition""#;
        "credentialSubject/achievement/version" "text" Verbatim
            "Open Badges 3.0, appendix B, Achievement"
            r#""2""#;
        "credentialSubject/achievement/criteria/id" "text" Verbatim
            "Open Badges 3.0, appendix B, Achievement"
            r#""https://university.example/criteria""#;
        "credentialSubject/achievement/otherIdentifier/identifier" "text" Verbatim
            "Open Badges 3.0, appendix B, Achievement"
            r#""N-1""#;
        "credentialSubject/achievement/creator/name" "text" Verbatim
            "Open Badges 3.0, appendix B, Achievement"
            r#""Example University""#;
        "credentialSubject/achievement/educationProgramIdentifier" "text" Verbatim
            "educredentials context, EducredentialAchievement"
            "12345";
        "credentialSubject/achievement/learningSetting" "text" Verbatim
            "educredentials context, EducredentialAchievement"
            r#""formal""#;
        "credentialSubject/achievement/extensions:LanguageExtension/Language" "text" Verbatim
            "edubadges, LanguageExtension"
            r#""nl_NL""#;
        "credentialSubject/achievement/extensions:EducationProgramIdentifierExtension/EducationProgramIdentifier" "text" Verbatim
            "edubadges, EducationProgramIdentifierExtension"
            "12345";
        "credentialSubject/achievement/extensions:GradingTableExtension/GradingTableURL" "text" Verbatim
            "edubadges, GradingTableExtension"
            r#""https://university.example/grades""#;
        "credentialSubject/achievement/extensions:CategoryExtension/Category" "text" Verbatim
            "Open Educational Badges, CategoryExtension"
            r#""competency""#;
        "credentialSubject/achievement/extensions:LicenseExtension/name" "text" Verbatim
            "Open Educational Badges, LicenseExtension"
            r#""CC BY 4.0""#;
        "extensions:LanguageExtension/Language" "text" Verbatim
            "edubadges, LanguageExtension"
            r#""nl_NL""#;
        "extensions:EducationProgramIdentifierExtension/EducationProgramIdentifier" "text" Verbatim
            "edubadges, EducationProgramIdentifierExtension"
            "12345";
        "extensions:GradingTableExtension/GradingTableURL" "text" Verbatim
            "edubadges, GradingTableExtension"
            r#""https://university.example/grades""#;
        "extensions:CategoryExtension/Category" "text" Verbatim
            "Open Educational Badges, CategoryExtension"
            r#""competency""#;
        "extensions:LicenseExtension/name" "text" Verbatim
            "Open Educational Badges, LicenseExtension"
            r#""CC BY 4.0""#;
        "credentialSubject/licenseNumber" "text" Verbatim
            "Open Badges 3.0, appendix B, AchievementSubject"
            r#""A-1""#;
        "credentialSubject/role" "text" Verbatim
            "Open Badges 3.0, appendix B, AchievementSubject"
            r#""Member""#;
        "credentialSubject/term" "text" Verbatim
            "Open Badges 3.0, appendix B, AchievementSubject"
            r#""Autumn""#;
        "credentialSubject/narrative" "text" Verbatim
            "Open Badges 3.0, appendix B, AchievementSubject"
            r#""What the evidence shows.""#;
        "credentialSubject/activityLocation" "text" Verbatim
            "Open Educational Badges, assertions in Open Badges 3.0"
            r#""Dublin""#;
        "inLanguage" "text" Verbatim
            "Open Badges 3.0, appendix B, AchievementCredential"
            r#""en""#;
        "description" "text" Verbatim
            "Open Badges 3.0, appendix B, AchievementCredential"
            r#""A badge.""#;
        "issuer/parentOrg/name" "text" Verbatim
            "Open Badges 3.0, appendix B, Profile"
            r#""Example Universities""#;
        "credentialSubject/achievement/alignment/targetName" "text" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""Certificate of Nutrition""#
            when "alignment with a credential: `ceterms:Credential`, `CTDL`"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ceterms:Credential""#];
        "credentialSubject/achievement/alignment/targetUrl" "text" Verbatim
            "Open Badges 3.0, appendix B, Alignment"
            r#""https://credentialfinder.org/credential/1""#
            when "alignment with a credential: `ceterms:Credential`, `CTDL`"
            beside ["credentialSubject/achievement/alignment/targetType" = r#""ceterms:Credential""#];
        "evidence/name" "text" Verbatim
            "Open Badges 3.0, appendix B, Evidence"
            r#""A video""#;
        "evidence/narrative" "text" Verbatim
            "Open Badges 3.0, appendix B, Evidence"
            r#""What the learner shows.""#;
        "evidence/description" "text" Verbatim
            "Open Badges 3.0, appendix B, Evidence"
            r#""Five minutes""#;
        "evidence/genre" "text" Verbatim
            "Open Badges 3.0, appendix B, Evidence"
            r#""Demonstration""#;
        "evidence/id" "text" Verbatim
            "Open Badges 3.0, appendix B, Evidence"
            r#""https://university.example/video""#;
    }
};
