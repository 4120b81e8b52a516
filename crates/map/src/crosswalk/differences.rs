//! Where other crosswalks say something else, and who is right.
//!
//! Two public crosswalks cover the same ground:
//!
//! - the workbook of edubadges (edubadges.github.io, `technical/mapping_edubadges_OBv3_v0.8.1.xlsx`,
//!   its first sheet): the standard elements against Open Badges 2.0 as edubadges writes them (column
//!   C), Open Badges 3.0 (D), remarks and proposals (E) and the European Learning Model (F);
//! - the rules of the credential converter (educredentials/credential-converter,
//!   `json/mapping/custom_mapping_OBv3_ELM_latest.json` and `custom_mapping_ELM_OBv3_latest.json`,
//!   with what its `src/backend/elm_mapping_helper.rs` makes of them).
//!
//! A place of theirs that is not named here says what a row of [`rows`](super::rows) says. What real
//! files show is counted over 30 Open Badges of educredentials (`obv3-examples`, the Dutch examples)
//! and 10 sealed European Digital Credentials, of which 7 are samples of the European Commission.

use credeval_model::element::ElementName::{
    self, Assessment, AwardingBody, Country, FurtherInformation, Grade, Issued, Learner,
    LearningOutcomes, Level, Participation, Prerequisites, QualityAssurance, Stackability,
    Supervision, Title, Workload,
};

use Right::{Both, Ours};
use Source::{ConverterToElm, ConverterToOpenBadges, Edubadges};

/// One place where another crosswalk reads differently, or where one of the two does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// The other crosswalk.
    pub theirs: Source,
    /// The place in it: a cell of the sheet (`D21`), a rule by its source and destination
    /// (`$.validFrom -> $.issued`, `(constant)` for a source that is a value), or, for what no rule
    /// reads, `(no rule)` and the element.
    pub at: &'static str,
    /// What is read here: paths as [`Row::path`](super::Row::path) has them, without the relations
    /// that `**` stands for, parted by commas; empty where nothing is read. Where [`Right`] is
    /// [`Right::Theirs`] or [`Right::Neither`], what should be.
    pub ours: &'static str,
    /// The element that it is about; nothing for what a document needs and no element has.
    pub element: Option<ElementName>,
    /// Who is right.
    pub right: Right,
    /// Why, in one sentence, with its ground: the specification and the section, real files.
    pub why: &'static str,
}

/// Another crosswalk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// The workbook of edubadges.
    Edubadges,
    /// The credential converter, from Open Badges 3.0 to the European Learning Model.
    ConverterToElm,
    /// The credential converter, from the European Learning Model to Open Badges 3.0.
    ConverterToOpenBadges,
}

/// Who is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// The rows here.
    Ours,
    /// The other crosswalk.
    Theirs,
    /// Both: the two readings can stand side by side.
    Both,
    /// Neither.
    Neither,
}

const fn cell(
    at: &'static str,
    ours: &'static str,
    element: ElementName,
    right: Right,
    why: &'static str,
) -> Difference {
    Difference {
        theirs: Edubadges,
        at,
        ours,
        element: Some(element),
        right,
        why,
    }
}

const fn to_elm(
    at: &'static str,
    ours: &'static str,
    element: ElementName,
    right: Right,
    why: &'static str,
) -> Difference {
    Difference {
        theirs: ConverterToElm,
        ..cell(at, ours, element, right, why)
    }
}

const fn to_badge(
    at: &'static str,
    ours: &'static str,
    element: ElementName,
    right: Right,
    why: &'static str,
) -> Difference {
    Difference {
        theirs: ConverterToOpenBadges,
        ..cell(at, ours, element, right, why)
    }
}

/// A rule for what is none of the sixteen elements.
const fn no_element(
    theirs: Source,
    at: &'static str,
    right: Right,
    why: &'static str,
) -> Difference {
    Difference {
        theirs,
        at,
        ours: "",
        element: None,
        right,
        why,
    }
}

const LANGUAGE: &str = "Open Badges 3.0 states no language with a text, and 18 of 30 Dutch examples state nl-NL; the rule calls every text English, ours leaves the language open.";
const NODE: &str = "A type or an address of a node is none of the sixteen elements (Annex I); it is needed where a document is written.";
const MANDATE: &str = "Under a mandate the issuer is whoever sealed the credential and not the school (EDC profile, evidence of type mandate), so the awarding body is read first.";
const NAMES: &str = "Names of the learner have no such place: AchievementSubject has identifiers, one of whose types is name (Open Badges 3.0, IdentityObject), and the context does not define the member; only English names go over.";
const PROPOSED: &str = "The extension was proposed only: edubadges publishes no schema or context for it, and no file seen holds it.";
const PROPOSED_TERMS: &str = "The terms were proposed for an extension that edubadges does not publish, and no OB2 file seen holds them.";
const DOCUMENT: &str = "The address of the document is none of the sixteen elements (Annex I).";
const PARTICIPATION_TYPE: &str = "The educredentials context has participationType, and so have 26 of 30 Dutch examples; no file has participationForm.";

/// Every place where the other crosswalks differ, each crosswalk in its own order; what no rule
/// reads comes last.
pub const DIFFERENCES: &[Difference] = &[
    cell(
        "C4",
        "recipient/identity",
        Learner,
        Both,
        "The salt serves to compare the hash with a known identity and identifies nobody by itself (Open Badges 2.0, IdentityObject).",
    ),
    cell(
        "D4",
        "credentialSubject/id, credentialSubject/identifier/identityHash, credentialSubject/identifier/identityType",
        Learner,
        Both,
        "The salt serves to compare the hash with a known identity and identifies nobody by itself (Open Badges 3.0, IdentityObject).",
    ),
    cell(
        "E4",
        "credentialSubject/id, credentialSubject/identifier/identityHash",
        Learner,
        Both,
        "A bare id and an identifier are both read as they stand: Open Badges 3.0 (AchievementSubject) asks for one of the two, and Annex I does not say how much is to be disclosed.",
    ),
    cell(
        "F4",
        "credentialSubject/fullName, credentialSubject/givenName, credentialSubject/familyName, credentialSubject/birthName, credentialSubject/nationalID",
        Learner,
        Ours,
        "The names, which all 10 sealed credentials seen state, and the national identifier are not in the cell (European Learning Model 3, Person).",
    ),
    cell(
        "F4",
        "credentialSubject/dateOfBirth, credentialSubject/contactPoint/emailAddress/id",
        Learner,
        Ours,
        "Citizenship, gender, address and group stand beside them and identify nobody (European Learning Model 3, Person), so they are not taken.",
    ),
    cell(
        "F8",
        "credentialSubject/hasClaim/title, credentialSubject/hasClaim/specifiedBy/title, displayParameter/title",
        Title,
        Ours,
        "The title on display comes last: in all 7 sealed samples of the European Commission it differs from the title of the claim, and in 4 it names only the kind of credential.",
    ),
    cell(
        "C10",
        "badge/issuer/extensions:InstitutionCountryExtension/InstitutionCountry",
        Country,
        Ours,
        "The sheet finds no place in Open Badges 2.0; edubadges itself publishes InstitutionCountryExtension for the issuer.",
    ),
    cell(
        "C11",
        "",
        Country,
        Ours,
        "A country that a register would give, or that is always the same, is not stated by the credential.",
    ),
    cell(
        "D10",
        "issuer/address/addressCountry, issuer/address/addressRegion, issuer/parentOrg/address/addressCountryCode",
        Country,
        Ours,
        "Open Badges 3.0 (Address, Profile) also has the name of the country, the region that Annex I asks for, and the parent organisation.",
    ),
    cell(
        "F10",
        "credentialSubject/hasClaim/awardedBy/awardingBody/location/address/countryCode, issuer/location/address/countryCode",
        Country,
        Ours,
        "The issuer of an EDC is whoever sealed it, under a mandate not the school, so the location of the awarding body (1..* in the EDC profile, Organisation) comes first.",
    ),
    cell(
        "F10",
        "",
        Country,
        Ours,
        "eIDASIdentifier.spatial is copied from the certificate of the seal when it is sealed (EDC issuer, CertificateUtils), so it says where the sealer is registered.",
    ),
    cell(
        "D12",
        "issuer/otherIdentifier/identifier, issuer/url",
        AwardingBody,
        Ours,
        "Identifiers and a page tell bodies of one name apart (Open Badges 3.0, Profile); 23 of 30 Dutch examples state an identifier, among them ext:BRIN.",
    ),
    cell(
        "E12",
        "credentialSubject/source/name",
        Assessment,
        Ours,
        "Open Badges 3.0 (AchievementSubject) has source for who assessed on behalf of the issuer, so it is read as the assessor and not as an awarding body.",
    ),
    cell(
        "D14",
        "awardedDate, validFrom, issuanceDate",
        Issued,
        Ours,
        "issuanceDate belongs to Verifiable Credentials 1.1; awardedDate (Open Badges 3.0.1 and 3.0.3) says when it was awarded, and the 30 Dutch examples have validFrom alone of the three.",
    ),
    cell(
        "F14",
        "credentialSubject/hasClaim/awardedBy/awardingDate, issued, issuanceDate, validFrom",
        Issued,
        Both,
        "issued is the time of the seal and always there (1..1 in the EDC profile); awardingDate, where it is stated (1 of 10 sealed credentials seen), is the day of the award and comes first.",
    ),
    cell(
        "D16",
        "credentialSubject/achievement/alignment/targetName, credentialSubject/achievement/alignment/targetUrl, credentialSubject/achievement/criteria/narrative",
        LearningOutcomes,
        Ours,
        "The property is a proposal, seen in one test file of the converter alone; Open Badges 3.0 has Alignment for competencies (targetType ceasn:Competency, CFItem) and Criteria for what was to be shown.",
    ),
    cell(
        "E16",
        "credentialSubject/achievement/criteria/narrative, credentialSubject/achievement/alignment/targetName",
        LearningOutcomes,
        Both,
        "Criteria are read as running text and alignments one by one; resultDescription is not, since all 30 Dutch examples name a grade there and no outcome.",
    ),
    cell(
        "D18",
        "credentialSubject/achievement/ECTS, credentialSubject/achievement/SBU, credentialSubject/achievement/timeInvestment",
        Workload,
        Ours,
        "creditsEarned has no unit in Open Badges 3.0 (AchievementSubject); the educredentials context has ECTS and SBU, and 24 of 30 Dutch examples state one of them.",
    ),
    cell(
        "E18",
        "credentialSubject/achievement/creditsAvailable, credentialSubject/creditsEarned",
        Workload,
        Ours,
        "What the achievement takes (creditsAvailable, Open Badges 3.0, Achievement) is what Annex I asks for, so it is read where nothing was said to be earned.",
    ),
    cell(
        "F18",
        "credentialSubject/hasClaim/creditReceived/point, credentialSubject/hasClaim/specifiedBy/volumeOfLearning, credentialSubject/hasClaim/workload",
        Workload,
        Ours,
        "Annex I asks for credits only wherever possible; the EDC profile also has hours (volumeOfLearning in 4 of 10 sealed credentials seen) and the credits received.",
    ),
    cell(
        "D21",
        "credentialSubject/achievement/alignment/targetUrl, credentialSubject/achievement/alignment/targetCode, credentialSubject/achievement/alignment/targetName",
        Level,
        Ours,
        "The property is targetUrl (Open Badges 3.0, Alignment); the address in the cell names no level, so code and name are read as well.",
    ),
    cell(
        "D21",
        "credentialSubject/achievement/alignment/targetName",
        Level,
        Ours,
        "A national level stands in an alignment of its own (edubadges writes ext: and the name of the framework before Alignment); the sheet has the European one alone.",
    ),
    cell(
        "F21",
        "credentialSubject/hasClaim/specifiedBy/nqfLevel",
        Level,
        Ours,
        "The element is also for national frameworks; 5 of 10 sealed credentials seen state nqfLevel (European Learning Model 3, Qualification).",
    ),
    cell(
        "C23",
        "",
        Assessment,
        Both,
        "The sheet finds no place in edubadges, and no OB2 file seen states a kind of assessment.",
    ),
    cell("C24", "", Assessment, Ours, PROPOSED),
    cell(
        "D23",
        "credentialSubject/achievement/assessmentType",
        Assessment,
        Ours,
        "achievementType Assessment says that the achievement is itself an assessment (Open Badges 3.0, AchievementType), not how the learner was assessed.",
    ),
    cell(
        "F23",
        "credentialSubject/hasClaim/provenBy/title, credentialSubject/hasClaim/provenBy/assessedBy/legalName",
        Assessment,
        Ours,
        "Title and assessor are statements of the assessment too (European Learning Model 3, LearningAssessment: title 1..*).",
    ),
    cell(
        "C26",
        "",
        Participation,
        Both,
        "The sheet finds no place in edubadges, and no OB2 file seen states a form of participation.",
    ),
    cell("C27", "", Participation, Ours, PROPOSED),
    cell(
        "D26",
        "credentialSubject/achievement/participationType",
        Participation,
        Ours,
        PARTICIPATION_TYPE,
    ),
    cell(
        "E26",
        "credentialSubject/achievement/participationType",
        Participation,
        Ours,
        PARTICIPATION_TYPE,
    ),
    cell(
        "E27",
        "credentialSubject/achievement/participationType, credentialSubject/activityFormat",
        Participation,
        Ours,
        "German issuers state it under activityFormat of the subject; of the proposed terms `onsite or blended` leaves open which, so it is given as stated and with no mode.",
    ),
    cell(
        "F26",
        "credentialSubject/hasClaim/influencedBy/specifiedBy/mode",
        Participation,
        Ours,
        "The activities that led to the achievement have a mode of their own (European Learning Model 3, LearningActivitySpecification).",
    ),
    cell(
        "F26",
        "credentialSubject/hasClaim/influencedBy/specifiedBy/dcType",
        Participation,
        Ours,
        "Volunteering and work experience are kinds of learning activity (list snb/learning-activity) and no mode: the sheet leaves out the kind of the activity, which both sealed Annex I samples state.",
    ),
    cell(
        "C29",
        "badge/alignment/targetName, badge/alignment/targetUrl",
        LearningOutcomes,
        Ours,
        "An alignment of Open Badges 2.0 (AlignmentObject) has no targetType, so nothing tells quality assurance from a standard or a skill.",
    ),
    cell(
        "D29",
        "credentialSubject/achievement/alignment/targetUrl, credentialSubject/achievement/alignment/targetName, credentialSubject/achievement/alignment/targetCode",
        QualityAssurance,
        Ours,
        "The property is targetUrl (Open Badges 3.0, Alignment); 13 of 30 Dutch examples state a decision so, with targetType ext:QualityAssurance.",
    ),
    cell(
        "E30",
        "endorsement/name, issuer/endorsement/name, credentialSubject/achievement/endorsement/name, issuer/accreditations/name",
        QualityAssurance,
        Both,
        "Either can be stated: endorsements (Open Badges 3.0, EndorsementCredential) and accreditations of the issuer (1EdTech, issuer accreditation extension) are read beside alignments, each with its kind.",
    ),
    cell(
        "E31",
        "endorsement/name",
        QualityAssurance,
        Ours,
        "What a register holds is not stated by the credential; it counts where the register itself is asked.",
    ),
    cell(
        "F29",
        "credentialSubject/hasClaim/awardedBy/awardingBody/accreditation, credentialSubject/hasClaim/specifiedBy/accreditation, evidence/accreditation",
        QualityAssurance,
        Ours,
        "The accreditation of the programme (European Learning Model 3, Qualification) and that given as evidence (EDC profile, Evidence) are left out, and a mandate is told apart from both.",
    ),
    cell(
        "F31",
        "credentialSubject/hasClaim/awardedBy/awardingBody/accreditation/title, credentialSubject/hasClaim/awardedBy/awardingBody/accreditation/accreditingAgent/legalName, credentialSubject/hasClaim/awardedBy/awardingBody/accreditation/report/contentURL",
        QualityAssurance,
        Both,
        "The cell names the class and none of its properties; title, agent, report and dates are read (European Learning Model 3, Accreditation).",
    ),
    cell(
        "C32",
        "badge/criteria/narrative",
        Prerequisites,
        Ours,
        "Criteria say what has to be done to earn the badge (Open Badges 2.0, Criteria), so they are prerequisites only where their words speak of them.",
    ),
    cell(
        "D32",
        "credentialSubject/achievement/criteria/narrative",
        Prerequisites,
        Ours,
        "Criteria say what has to be done to earn the achievement (Open Badges 3.0, Criteria), so they are prerequisites only where their words speak of them.",
    ),
    cell(
        "E32",
        "credentialSubject/achievement/criteria/id",
        FurtherInformation,
        Ours,
        "The address of a page of criteria states no prerequisite; it is named as further information.",
    ),
    cell(
        "F32",
        "credentialSubject/hasClaim/learningOpportunity/admissionProcedure/noteLiteral",
        Prerequisites,
        Ours,
        "What is asked at admission also stands at the learning opportunity (European Learning Model 3, LearningOpportunity).",
    ),
    cell(
        "C34",
        "",
        Supervision,
        Both,
        "The sheet finds no place in edubadges, and no OB2 file seen states supervision.",
    ),
    cell("C35", "", Supervision, Ours, PROPOSED_TERMS),
    cell("C36", "", Supervision, Ours, PROPOSED),
    cell(
        "D34",
        "credentialSubject/achievement/identityChecked",
        Supervision,
        Ours,
        "The educredentials context has identityChecked beside supervisionType, and 26 of 30 Dutch examples state both; where they contradict each other neither is relied on.",
    ),
    cell(
        "E35",
        "credentialSubject/achievement/supervisionType",
        Supervision,
        Ours,
        "The list breaks one term of Annex I in two, so `supervised online` says nothing about identity any more and is read as silent on it.",
    ),
    cell(
        "C37",
        "",
        Grade,
        Both,
        "The sheet finds no place in edubadges, and no OB2 file seen states a grade.",
    ),
    cell(
        "C38",
        "",
        Grade,
        Ours,
        "A grade in the words of a narrative or of evidence has no scale and cannot be told from other words, so none is read there.",
    ),
    cell("C39", "", Grade, Ours, PROPOSED),
    cell(
        "D37",
        "credentialSubject/result/status, credentialSubject/result/achievedLevel, credentialSubject/achievement/resultDescription/valueMax",
        Grade,
        Ours,
        "A result may also be a status or a level, and its scale stands in the ResultDescription that it names (Open Badges 3.0, Result); all 30 Dutch examples have one.",
    ),
    cell(
        "F37",
        "credentialSubject/hasClaim/provenBy/gradeStatus/prefLabel, credentialSubject/hasClaim/provenBy/specifiedBy/gradingScheme/title",
        Grade,
        Ours,
        "A grade says little without its scheme (European Learning Model 3, LearningAssessmentSpecification, gradingScheme), and gradeStatus states one in words.",
    ),
    cell(
        "C40",
        "",
        Stackability,
        Both,
        "The sheet finds no place in edubadges, and no OB2 file seen states it.",
    ),
    cell("C41", "", Stackability, Ours, PROPOSED_TERMS),
    cell("C42", "", Stackability, Ours, PROPOSED),
    cell(
        "D40",
        "credentialSubject/achievement/related/name, credentialSubject/achievement/related/id",
        Stackability,
        Both,
        "integrationOptions is a proposal; the standard's own place is related (Open Badges 3.0, Achievement), which names another achievement and not how the two fit.",
    ),
    cell(
        "E41",
        "credentialSubject/achievement/integrationOptions",
        Stackability,
        Ours,
        "The second of the proposed terms joins words of both kinds, so it is read as neither; it is a proposal, and no real badge was seen with it.",
    ),
    cell(
        "F40",
        "credentialSubject/hasClaim/isPartOf, credentialSubject/hasClaim/specifiedBy/isPartOf, credentialSubject/hasClaim/entitlesTo, credentialSubject/hasClaim/specifiedBy/entitlesTo, credentialSubject/hasClaim/specifiedBy/isPartialQualification",
        Stackability,
        Ours,
        "hasPart says what the achievement consists of; what it counts towards stands under isPartOf, entitlesTo and isPartialQualification (European Learning Model 3, Qualification).",
    ),
    cell(
        "C43",
        "badge/description",
        LearningOutcomes,
        Both,
        "A description of the badge (Open Badges 2.0, BadgeClass) may say what is learnt, so it stands with the learning outcomes, apart from what is stated as one.",
    ),
    cell(
        "D43",
        "credentialSubject/achievement/description",
        LearningOutcomes,
        Both,
        "A description of the achievement (Open Badges 3.0, Achievement) may say what is learnt, so it stands with the learning outcomes, apart from what is stated as one.",
    ),
    cell(
        "D45",
        "",
        FurtherInformation,
        Ours,
        "The image of a credential is for display in wallets (Open Badges 3.0, AchievementCredential) and informs no evaluator.",
    ),
    cell(
        "F43",
        "credentialSubject/hasClaim/additionalNote/noteLiteral, credentialSubject/hasClaim/supplementaryDocument/contentURL, credentialSubject/hasClaim/specifiedBy/homepage/contentURL, credentialSubject/hasClaim/specifiedBy/language",
        FurtherInformation,
        Ours,
        "The sheet has no cell; the European Learning Model has notes, documents, pages and language on nearly every class.",
    ),
    no_element(
        ConverterToElm,
        "$.@context -> $.@context",
        Ours,
        "An EDC has the contexts of Verifiable Credentials 1.1 and of edc-ap (EDC profile); those of Open Badges define none of its terms.",
    ),
    no_element(ConverterToElm, "$.id -> $.id", Both, DOCUMENT),
    no_element(ConverterToElm, "(constant) -> $.type", Both, NODE),
    no_element(ConverterToElm, "(constant) -> $.issuer.type", Both, NODE),
    to_elm(
        "$.issuer.name -> $.issuer.legalName.en",
        "issuer/name, issuer/legalName",
        AwardingBody,
        Ours,
        LANGUAGE,
    ),
    to_elm(
        "$.issuer.address -> $.issuer.location",
        "issuer/address/addressCountryCode, issuer/location/address/countryCode",
        Country,
        Ours,
        "The address of the country is made under authority/language (elm_mapping_helper.rs, and so in its own test/ELM_export_example.json); the EU authority table for countries is authority/country.",
    ),
    to_elm(
        "$.issuer.address -> $.issuer.location",
        "issuer/address/addressCountryCode",
        Country,
        Ours,
        "An address without a code becomes the Netherlands (elm_mapping_helper.rs); a country that is not stated is absent.",
    ),
    no_element(
        ConverterToElm,
        "$.issuer.image -> $.issuer.logo",
        Both,
        "A logo is for display and is none of the sixteen elements (Annex I).",
    ),
    no_element(
        ConverterToElm,
        "(constant) -> $.credentialSubject.type",
        Both,
        NODE,
    ),
    to_elm(
        "$.credentialSubject.identifier[0] -> $.credentialSubject.identifier",
        "credentialSubject/identifier/identityHash, credentialSubject/identifier/identityType, credentialSubject/identifier/notation",
        Learner,
        Ours,
        "The first identifier is called a student's number whatever its identityType says (Open Badges 3.0, IdentityObject); in its own test/ELM_export_example.json it is an address of electronic mail.",
    ),
    to_elm(
        "$.credentialSubject.identifier[0] -> $.credentialSubject.fullName.en[0]",
        "credentialSubject/identifier/identityHash, credentialSubject/identifier/identityType, credentialSubject/fullName",
        Learner,
        Ours,
        "The first identifier becomes the name too; only one of identityType name, or ext:fullName, that is not hashed holds a name (Open Badges 3.0, IdentityObject).",
    ),
    to_elm(
        "$.credentialSubject.achievement.image -> $.displayParameter",
        "displayParameter/title",
        Title,
        Ours,
        "With the image goes a display whose title and description are always the same (its own test/ELM_export_example.json); the title is that of the achievement.",
    ),
    no_element(
        ConverterToElm,
        "(constant) -> $.credentialSubject.hasClaim[0].type",
        Both,
        NODE,
    ),
    no_element(
        ConverterToElm,
        "(constant) -> $.credentialSubject.hasClaim[0].awardedBy.id",
        Both,
        NODE,
    ),
    no_element(
        ConverterToElm,
        "(constant) -> $.credentialSubject.hasClaim[0].awardedBy.type",
        Both,
        NODE,
    ),
    no_element(
        ConverterToElm,
        "(constant) -> $.credentialSubject.hasClaim[0].awardedBy.awardingBody[0].type",
        Both,
        NODE,
    ),
    to_elm(
        "$.issuer.name -> $.credentialSubject.hasClaim[0].awardedBy.awardingBody[0].legalName.en[0]",
        "issuer/name, credentialSubject/hasClaim/awardedBy/awardingBody/legalName",
        AwardingBody,
        Ours,
        LANGUAGE,
    ),
    to_elm(
        "$.issuer.address -> $.credentialSubject.hasClaim[0].awardedBy.awardingBody[0].location",
        "issuer/address/addressCountryCode, credentialSubject/hasClaim/awardedBy/awardingBody/location/address/countryCode",
        Country,
        Ours,
        "The address of the country is made under authority/language, and an address without a code becomes the Netherlands (elm_mapping_helper.rs); the EU authority table is authority/country.",
    ),
    to_elm(
        "$.credentialSubject.achievement.name -> $.credentialSubject.hasClaim[0].title.en[0]",
        "credentialSubject/achievement/name, credentialSubject/hasClaim/title",
        Title,
        Ours,
        LANGUAGE,
    ),
    to_elm(
        "$.credentialSubject.achievement.description -> $.credentialSubject.hasClaim[0].description.en[0]",
        "credentialSubject/achievement/description, credentialSubject/hasClaim/description",
        LearningOutcomes,
        Ours,
        LANGUAGE,
    ),
    no_element(
        ConverterToElm,
        "$.credentialSubject.achievement.id -> $.credentialSubject.hasClaim[0].id",
        Ours,
        "The id of an achievement names what many learners can be awarded (Open Badges 3.0, Achievement), so it belongs to the specification and not to one claim.",
    ),
    no_element(
        ConverterToElm,
        "$.credentialSchema -> $.credentialSchema",
        Ours,
        "The schema of an Open Badge (1EdTechJsonSchemaValidator2019) does not describe an EDC, which names SHACL shapes (EDC profile, credentialSchema of ShaclValidator2017).",
    ),
    to_elm(
        "$.credentialSubject.achievement.name -> $.credentialSubject.hasClaim[0].specifiedBy",
        "credentialSubject/achievement/name, credentialSubject/hasClaim/specifiedBy/title",
        Title,
        Ours,
        "The specification is made a Qualification with an English title (elm_mapping_helper.rs); the badge says neither.",
    ),
    to_elm(
        "$.credentialSubject.achievement.creditsAvailable -> $.credentialSubject.hasClaim[0].specifiedBy.creditPoint[0]",
        "credentialSubject/achievement/creditsAvailable, credentialSubject/hasClaim/specifiedBy/creditPoint/point",
        Workload,
        Ours,
        "Every amount becomes ECTS (elm_mapping_helper.rs), while the property has no unit in Open Badges 3.0 (Achievement); a number written as text keeps its quotation marks.",
    ),
    to_elm(
        "$.credentialSubject.achievement.alignment -> $.credentialSubject.hasClaim[0].specifiedBy.eqfLevel",
        "credentialSubject/achievement/alignment/targetCode, credentialSubject/hasClaim/specifiedBy/eqfLevel",
        Level,
        Ours,
        "The address of the level is made under authority/language (elm_mapping_helper.rs); the levels are those of http://data.europa.eu/snb/eqf/25831c2.",
    ),
    to_elm(
        "$.credentialSubject.achievement.alignment -> $.credentialSubject.hasClaim[0].specifiedBy.eqfLevel",
        "credentialSubject/achievement/alignment/targetUrl, credentialSubject/achievement/alignment/targetName, credentialSubject/achievement/alignment/targetCode",
        Level,
        Ours,
        "Only the code of the first alignment of type ext:EQF is taken; edubadges also writes ext:EQFAlignment, and address and name state a level as well.",
    ),
    to_elm(
        "$.credentialSubject.achievement.alignment -> $.credentialSubject.hasClaim[0].specifiedBy.learningOutcome",
        "credentialSubject/achievement/alignment/targetName, credentialSubject/achievement/alignment/targetUrl, credentialSubject/hasClaim/specifiedBy/learningOutcome/title",
        LearningOutcomes,
        Ours,
        "Only alignments of a type of their own with relations are taken (elm_mapping_helper.rs); in Open Badges 3.0 (Alignment) it is targetType that tells a competency, and most have no relations.",
    ),
    to_elm(
        "$.credentialSubject.achievement.criteria.narrative -> $.credentialSubject.hasClaim[0].specifiedBy.learningOutcomeSummary",
        "credentialSubject/achievement/criteria/narrative, credentialSubject/hasClaim/specifiedBy/learningOutcomeSummary/noteLiteral",
        LearningOutcomes,
        Ours,
        LANGUAGE,
    ),
    to_elm(
        "$.credentialSubject.achievement.assessmentType -> $.credentialSubject.hasClaim[0].provenBy[0]",
        "credentialSubject/achievement/assessmentType, credentialSubject/hasClaim/provenBy/specifiedBy/dcType",
        Assessment,
        Ours,
        "The kind becomes the assessment's title; it belongs under specifiedBy.dcType (European Learning Model 3, LearningAssessmentSpecification), where the list snb/assessment gives it a meaning.",
    ),
    to_elm(
        "$.credentialSubject.achievement.assessmentType -> $.credentialSubject.hasClaim[0].provenBy[0]",
        "credentialSubject/result/value, credentialSubject/hasClaim/provenBy/grade/noteLiteral",
        Grade,
        Ours,
        "With the kind goes a grade of nought (elm_mapping_helper.rs), which stays where the badge states no result; a grade that is not stated is absent.",
    ),
    to_elm(
        "$.issuer.address -> $.credentialSubject.hasClaim[0].provenBy[0].awardedBy.awardingBody[0].location",
        "issuer/address/addressCountryCode, credentialSubject/hasClaim/awardedBy/awardingBody/location/address/countryCode",
        Country,
        Ours,
        "The country is that of who awards the achievement; whoever awards the assessment may be somebody else, and the address is again made under authority/language (elm_mapping_helper.rs).",
    ),
    to_elm(
        "$.issuer.name -> $.credentialSubject.hasClaim[0].provenBy[0].awardedBy.awardingBody[0].legalName.en[0]",
        "credentialSubject/source/name, credentialSubject/hasClaim/provenBy/assessedBy/legalName",
        Assessment,
        Ours,
        "Who assessed is stated under source (Open Badges 3.0, AchievementSubject) and assessedBy (European Learning Model 3, LearningAssessment); that the issuer did is not stated.",
    ),
    to_elm(
        "$.credentialSubject.result -> $.credentialSubject.hasClaim[0].provenBy[0].grade.noteLiteral.en[0]",
        "credentialSubject/result/value, credentialSubject/hasClaim/provenBy/grade/noteLiteral",
        Grade,
        Ours,
        "All results with their keys become one text (elm_mapping_helper.rs); the grade is the value of each, and its scale that of the description that it names (Open Badges 3.0, Result).",
    ),
    to_elm(
        "$.credentialSubject.achievement.learningSetting -> $.credentialSubject.hasClaim[0].specifiedBy.learningSetting",
        "credentialSubject/achievement/learningSetting, credentialSubject/hasClaim/specifiedBy/learningSetting/prefLabel",
        FurtherInformation,
        Ours,
        "Non-formal learning gets the address of formal learning, 6fd4685715 (elm_mapping_helper.rs); in the list snb/learning-setting it is e207a81fc7.",
    ),
    to_elm(
        "(no rule) learner",
        "credentialSubject/name",
        Learner,
        Both,
        "The Digital Credentials Consortium writes the learner's name under name of the subject, which Open Badges 3.0 (AchievementSubject) does not have.",
    ),
    to_elm(
        "(no rule) awarding_body",
        "issuer/otherIdentifier/identifier, issuer/url",
        AwardingBody,
        Ours,
        "Identifiers and page have places in the European Learning Model (Organisation); 23 of 30 Dutch examples state an identifier.",
    ),
    to_elm(
        "(no rule) issued",
        "awardedDate",
        Issued,
        Ours,
        "Open Badges 3.0.1 and 3.0.3 state the date of the award itself; validFrom is when the credential begins to hold.",
    ),
    to_elm(
        "(no rule) workload",
        "credentialSubject/achievement/ECTS, credentialSubject/achievement/SBU, credentialSubject/achievement/timeInvestment",
        Workload,
        Ours,
        "The educredentials context has ECTS, SBU and timeInvestment, which 28 of 30 Dutch examples state, none of them creditsAvailable.",
    ),
    to_elm(
        "(no rule) level",
        "credentialSubject/achievement/alignment/targetName",
        Level,
        Ours,
        "National levels have a place (European Learning Model 3, Qualification, nqfLevel), and edubadges writes them as alignments of type ext: with the framework's name.",
    ),
    to_elm(
        "(no rule) assessment",
        "credentialSubject/achievement/resultDescription/name",
        Assessment,
        Ours,
        "A ResultDescription is what was assessed (Open Badges 3.0); all 30 Dutch examples have one.",
    ),
    to_elm(
        "(no rule) participation",
        "credentialSubject/achievement/participationType, credentialSubject/hasClaim/specifiedBy/mode",
        Participation,
        Ours,
        "26 of 30 Dutch examples state participationType, for which the European Learning Model has mode.",
    ),
    to_elm(
        "(no rule) quality_assurance",
        "endorsement/name, issuer/accreditations/name, credentialSubject/hasClaim/specifiedBy/accreditation",
        QualityAssurance,
        Ours,
        "13 of 30 Dutch examples state a decision as an alignment with ext:QualityAssurance, for which the European Learning Model has Accreditation.",
    ),
    to_elm(
        "(no rule) prerequisites",
        "credentialSubject/achievement/criteria/narrative, credentialSubject/hasClaim/specifiedBy/entryRequirement/noteLiteral",
        Prerequisites,
        Ours,
        "Criteria that speak of prerequisites have a place of their own (European Learning Model 3, Qualification, entryRequirement).",
    ),
    to_elm(
        "(no rule) supervision",
        "credentialSubject/achievement/supervisionType, credentialSubject/achievement/identityChecked, credentialSubject/hasClaim/provenBy/idVerification",
        Supervision,
        Ours,
        "26 of 30 Dutch examples state supervisionType, for which the European Learning Model has idVerification.",
    ),
    to_elm(
        "(no rule) stackability",
        "credentialSubject/achievement/related/name, credentialSubject/achievement/integrationOptions, credentialSubject/hasClaim/hasPart",
        Stackability,
        Ours,
        "Related achievements (Open Badges 3.0, Related) have places among isPartOf and entitlesTo (European Learning Model 3, Qualification).",
    ),
    to_elm(
        "(no rule) further_information",
        "credentialSubject/achievement/inLanguage, evidence/name, credentialSubject/hasClaim/specifiedBy/language",
        FurtherInformation,
        Ours,
        "All 30 Dutch examples state inLanguage (Open Badges 3.0, Achievement), for which the European Learning Model has language.",
    ),
    no_element(
        ConverterToOpenBadges,
        "$.@context -> $.@context",
        Ours,
        "An Open Badge has the contexts of Verifiable Credentials and Open Badges (Open Badges 3.0, AchievementCredential); that of edc-ap defines none of its terms.",
    ),
    no_element(ConverterToOpenBadges, "$.id -> $.id", Both, DOCUMENT),
    no_element(ConverterToOpenBadges, "(constant) -> $.type[0]", Both, NODE),
    no_element(ConverterToOpenBadges, "(constant) -> $.type[1]", Both, NODE),
    to_badge(
        "$.issuer.id -> $.issuer.id",
        "credentialSubject/hasClaim/awardedBy/awardingBody/id, issuer/id",
        AwardingBody,
        Ours,
        MANDATE,
    ),
    no_element(
        ConverterToOpenBadges,
        "(constant) -> $.issuer.type[0]",
        Both,
        NODE,
    ),
    to_badge(
        "$.issuer.legalName.en -> $.issuer.name",
        "credentialSubject/hasClaim/awardedBy/awardingBody/legalName, issuer/legalName, issuer/name",
        AwardingBody,
        Ours,
        MANDATE,
    ),
    no_element(
        ConverterToOpenBadges,
        "$.issuer.location[0].address.fullAddress.noteLiteral.en -> $.issuer.address.streetAddress",
        Both,
        "A street is none of the sixteen elements: Annex I asks for country or region.",
    ),
    to_badge(
        "$.issuer.location[0].address.countryCode.id -> $.issuer.address.addressCountryCode",
        "credentialSubject/hasClaim/awardedBy/awardingBody/location/address/countryCode, issuer/address/addressCountryCode",
        Country,
        Ours,
        "An address of the EU authority table is put where a code of two letters is due (Open Badges 3.0, Address: ISO 3166-1 alpha-2), and it is that of the sealer.",
    ),
    no_element(
        ConverterToOpenBadges,
        "$.credentialSubject.hasClaim[0].id -> $.credentialSubject.achievement.id",
        Ours,
        "The id of a claim is a number within the document, such as urn:epass:learningAchievement:1; that of an achievement names it everywhere (Open Badges 3.0, Achievement).",
    ),
    no_element(
        ConverterToOpenBadges,
        "(constant) -> $.credentialSubject.achievement.type[0]",
        Both,
        NODE,
    ),
    to_badge(
        "$.validFrom -> $.validFrom",
        "credentialSubject/hasClaim/awardedBy/awardingDate, issued, issuanceDate, validFrom",
        Issued,
        Ours,
        "In all 7 sealed samples of the European Commission validFrom lies months or years before issued; issued is required (EDC profile) and read before it.",
    ),
    to_badge(
        "$.credentialSubject.hasClaim[0].title.en[0] -> $.name",
        "credentialSubject/hasClaim/title, name",
        Title,
        Ours,
        "Only an English title is taken; a title has any language (European Learning Model 3, title is rdf:langString).",
    ),
    to_badge(
        "$.credentialSubject.id -> $.credentialSubject.id",
        "credentialSubject/id",
        Learner,
        Ours,
        "The id of the subject is a number within the document (urn:epass:person:1 in 9 of 10 sealed credentials seen), so it identifies nobody and is read only beside a name or an identifier.",
    ),
    no_element(
        ConverterToOpenBadges,
        "(constant) -> $.credentialSubject.type",
        Ours,
        "The type is AchievementSubject (Open Badges 3.0); the second type that is set, in small letters, is no class.",
    ),
    no_element(
        ConverterToOpenBadges,
        "$.proof -> $.proof",
        Ours,
        "A proof holds for what was signed (Verifiable Credentials 2.0, section 4.12) and for nothing made from it; no EDC seen has one inside.",
    ),
    to_badge(
        "$.credentialSubject.hasClaim[0].specifiedBy.learningOutcome[0] -> $.credentialSubject.achievement.criteria.narrative",
        "credentialSubject/hasClaim/specifiedBy/learningOutcome/title, credentialSubject/achievement/alignment/targetName, credentialSubject/achievement/criteria/narrative",
        LearningOutcomes,
        Ours,
        "The first outcome alone goes over, its keys among the words; outcomes are competencies (Open Badges 3.0, Alignment), with the addresses of their skills.",
    ),
    no_element(
        ConverterToOpenBadges,
        "$.credentialSchema -> $.credentialSchema",
        Ours,
        "SHACL shapes (EDC profile, ShaclValidator2017) do not describe an Open Badge, which names a JSON Schema (1EdTechJsonSchemaValidator2019).",
    ),
    no_element(
        ConverterToOpenBadges,
        "$.credentialStatus -> $.credentialStatus",
        Ours,
        "A status is that of the credential that was issued; it is none of the sixteen elements, and no sealed EDC seen has one.",
    ),
    to_badge(
        "$.credentialSubject.identifier[0].notation -> $.credentialSubject.identifier[0]",
        "credentialSubject/identifier/notation, credentialSubject/nationalID/notation, credentialSubject/identifier/identityHash",
        Learner,
        Ours,
        "The first of several goes over, and as a student's number whatever its schemeName says (European Learning Model 3, Identifier).",
    ),
    to_badge(
        "$.credentialSubject.givenName.en[0] -> $.credentialSubject.givenName",
        "credentialSubject/givenName, credentialSubject/identifier/identityHash",
        Learner,
        Ours,
        NAMES,
    ),
    to_badge(
        "$.credentialSubject.familyName.en[0] -> $.credentialSubject.familyName",
        "credentialSubject/familyName, credentialSubject/identifier/identityHash",
        Learner,
        Ours,
        NAMES,
    ),
    to_badge(
        "$.credentialSubject.fullName.en[0] -> $.credentialSubject.fullName",
        "credentialSubject/fullName, credentialSubject/identifier/identityHash",
        Learner,
        Ours,
        NAMES,
    ),
    to_badge(
        "(no rule) awarding_body",
        "credentialSubject/hasClaim/awardedBy/awardingBody/legalName, issuer/name",
        AwardingBody,
        Ours,
        "The awarding body itself (EDC profile, AwardingProcess, awardingBody 1..*) does not go over.",
    ),
    to_badge(
        "(no rule) country",
        "credentialSubject/hasClaim/awardedBy/awardingBody/location/address/countryCode",
        Country,
        Ours,
        "The location of the awarding body (EDC profile, Organisation, location 1..*) does not go over.",
    ),
    to_badge(
        "(no rule) learning_outcomes",
        "credentialSubject/hasClaim/specifiedBy/learningOutcomeSummary/noteLiteral, credentialSubject/hasClaim/description",
        LearningOutcomes,
        Ours,
        "Summary and description (European Learning Model 3, Qualification, LearningAchievement) have places in criteria and description of the achievement.",
    ),
    to_badge(
        "(no rule) workload",
        "credentialSubject/hasClaim/specifiedBy/creditPoint/point, credentialSubject/hasClaim/specifiedBy/volumeOfLearning, credentialSubject/achievement/creditsAvailable",
        Workload,
        Ours,
        "Credits and hours have places: creditsAvailable (Open Badges 3.0, Achievement), ECTS and timeInvestment (educredentials).",
    ),
    to_badge(
        "(no rule) level",
        "credentialSubject/hasClaim/specifiedBy/eqfLevel, credentialSubject/achievement/alignment/targetUrl",
        Level,
        Ours,
        "A level is an alignment with the framework (Open Badges 3.0, Alignment), as the rule in the other direction reads it.",
    ),
    to_badge(
        "(no rule) assessment",
        "credentialSubject/hasClaim/provenBy/specifiedBy/dcType, credentialSubject/achievement/assessmentType",
        Assessment,
        Ours,
        "The kind of assessment has a place in the educredentials context, as the rule in the other direction reads it.",
    ),
    to_badge(
        "(no rule) participation",
        "credentialSubject/hasClaim/specifiedBy/mode, credentialSubject/achievement/participationType",
        Participation,
        Ours,
        "Both sealed Annex I samples state a mode; the educredentials context has participationType.",
    ),
    to_badge(
        "(no rule) quality_assurance",
        "credentialSubject/hasClaim/awardedBy/awardingBody/accreditation, credentialSubject/achievement/alignment/targetName",
        QualityAssurance,
        Ours,
        "4 of 10 sealed credentials seen state an accreditation; Open Badges have endorsements and alignments for it.",
    ),
    to_badge(
        "(no rule) prerequisites",
        "credentialSubject/hasClaim/specifiedBy/entryRequirement/noteLiteral, credentialSubject/achievement/criteria/narrative",
        Prerequisites,
        Both,
        "Neither writes an entry requirement (European Learning Model 3, Qualification) into a badge: Open Badges 3.0 has no property for it, and words added to the criteria would be read as outcomes.",
    ),
    to_badge(
        "(no rule) supervision",
        "credentialSubject/hasClaim/provenBy/idVerification, credentialSubject/achievement/supervisionType",
        Supervision,
        Ours,
        "5 of 10 sealed credentials seen state idVerification; the educredentials context has supervisionType.",
    ),
    to_badge(
        "(no rule) grade",
        "credentialSubject/hasClaim/provenBy/grade/noteLiteral, credentialSubject/result/value",
        Grade,
        Ours,
        "A grade is required of each assessment (EDC profile, LearningAssessment, grade 1..1) and has a place in Result (Open Badges 3.0).",
    ),
    to_badge(
        "(no rule) stackability",
        "credentialSubject/hasClaim/hasPart, credentialSubject/hasClaim/specifiedBy/isPartialQualification, credentialSubject/achievement/related/name",
        Stackability,
        Ours,
        "Parts and wholes (European Learning Model 3, LearningAchievement) have a place in Related (Open Badges 3.0).",
    ),
    to_badge(
        "(no rule) further_information",
        "credentialSubject/hasClaim/additionalNote/noteLiteral, credentialSubject/hasClaim/specifiedBy/language, credentialSubject/achievement/inLanguage",
        FurtherInformation,
        Ours,
        "Language and notes (European Learning Model 3) have places in inLanguage and description (Open Badges 3.0, Achievement).",
    ),
];
