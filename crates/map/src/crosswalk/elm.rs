//! The rows of the European Learning Model 3 (3.1 and 3.2), application profile EDC.

use credeval_model::element::ElementName as E;

use super::{CYCLE, REFERENCING, Row, Transformation as T};

/// Under these a claim nests others; an assessment that is claimed by itself nests what it proves.
/// Of a whole that is more than a micro-credential, each part is mapped by itself too.
pub(super) const RELATIONS: &[&str] = &[
    "hasPart",
    "provenBy",
    "influencedBy",
    "entitlesTo",
    "proves",
];

const PERSON: &str = "European Learning Model 3, profile EDC, class Person";
const IDENTIFIER: &str = "European Learning Model 3, profile EDC, class Identifier";
const LEGAL_IDENTIFIER: &str = "European Learning Model 3, profile EDC, class LegalIdentifier";
const CLAIM: &str = "European Learning Model 3, profile EDC, class Claim";
const SPECIFICATION: &str = "European Learning Model 3, profile EDC, class Specification";
const DISPLAY: &str = "European Learning Model 3, profile EDC, class DisplayParameter";
const ADDRESS: &str = "European Learning Model 3, profile EDC, class Address";
const LOCATION: &str = "European Learning Model 3, profile EDC, class Location";
const PREFIX: &str = "ETSI EN 319 412-1, section 5.1.4";
const AWARDING: &str = "European Learning Model 3, profile EDC, class AwardingProcess";
const ORGANISATION: &str = "European Learning Model 3, profile EDC, class Organisation";
const CREDENTIAL: &str = "European Learning Model 3, profile EDC, class EuropeanDigitalCredential";
const OUTCOME: &str = "European Learning Model 3, profile EDC, class LearningOutcome";
const CONCEPT: &str = "European Learning Model 3, profile EDC, class Concept";
const ACHIEVEMENT_SPECIFICATION: &str =
    "European Learning Model 3, profile EDC, class LearningAchievementSpecification";
const ACTIVITY: &str = "European Learning Model 3, profile EDC, class LearningActivity";
const ACTIVITY_SPECIFICATION: &str =
    "European Learning Model 3, profile EDC, class LearningActivitySpecification";
const ASSESSMENT: &str = "European Learning Model 3, profile EDC, class LearningAssessment";
const ASSESSMENT_31: &str =
    "European Learning Model 3.1, JSON-LD context of profile EDC, which has it so";
const ASSESSMENT_SPECIFICATION: &str =
    "European Learning Model 3, profile EDC, class LearningAssessmentSpecification";
const GRADING: &str = "European Learning Model 3, profile EDC, class GradingScheme";
const CREDIT: &str = "European Learning Model 3, profile EDC, class CreditPoint";
const QUALIFICATION: &str = "European Learning Model 3, profile EDC, class Qualification";
const OPPORTUNITY: &str = "European Learning Model 3, profile EDC, class LearningOpportunity";
const ACCREDITATION: &str = "European Learning Model 3, profile EDC, class Accreditation";

const fn row(
    element: E,
    field: &'static str,
    path: &'static str,
    how: T,
    source: &'static str,
    example: &'static str,
) -> Row {
    Row::new(path, element, field, how, source, example)
}

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row(E::Learner, "name", "credentialSubject/fullName", T::Text, PERSON, r#"{"en": "Lea Lerner"}"#),
    row(E::Learner, "name", "credentialSubject/birthName", T::Text, PERSON, r#"{"en": "Lea Lerner"}"#)
        .when("where no fullName is stated"),
    row(E::Learner, "given_name", "credentialSubject/givenName", T::Text, PERSON, r#"{"en": "Lea"}"#),
    row(E::Learner, "family_name", "credentialSubject/familyName", T::Text, PERSON, r#"{"en": "Lerner"}"#),
    row(E::Learner, "date_of_birth", "credentialSubject/dateOfBirth", T::Verbatim, PERSON, r#""2001-02-03T00:00:00Z""#),
    row(E::Learner, "email", "credentialSubject/contactPoint/emailAddress/id", T::Verbatim, PERSON, r#""mailto:lea@example.org""#),
    row(E::Learner, "id", "credentialSubject/id", T::Verbatim, PERSON, r#""urn:epass:person:1""#)
        .when("where something else identifies the learner")
        .beside(&[("credentialSubject/fullName", r#"{"en": "Lea Lerner"}"#)]),
    row(E::Learner, "identifiers", "credentialSubject/nationalID/notation", T::Verbatim, LEGAL_IDENTIFIER, r#""X-1""#),
    row(E::Learner, "identifiers", "credentialSubject/nationalID", T::Verbatim, PERSON, r#""X-1""#)
        .when("where it is a plain text or number"),
    row(E::Learner, "identifiers", "credentialSubject/nationalID/schemeName", T::Text, LEGAL_IDENTIFIER, r#""DEQAR""#)
        .when("names the scheme")
        .beside(&[("credentialSubject/nationalID/notation", r#""X-1""#)]),
    row(E::Learner, "identifiers", "credentialSubject/nationalID/schemeAgency", T::Text, LEGAL_IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("names the scheme where schemeName is not stated")
        .beside(&[("credentialSubject/nationalID/notation", r#""X-1""#)]),
    row(E::Learner, "identifiers", "credentialSubject/nationalId/notation", T::Verbatim, LEGAL_IDENTIFIER, r#""X-1""#),
    row(E::Learner, "identifiers", "credentialSubject/nationalId", T::Verbatim, PERSON, r#""X-1""#)
        .when("where it is a plain text or number"),
    row(E::Learner, "identifiers", "credentialSubject/nationalId/schemeName", T::Text, LEGAL_IDENTIFIER, r#""DEQAR""#)
        .when("names the scheme")
        .beside(&[("credentialSubject/nationalId/notation", r#""X-1""#)]),
    row(E::Learner, "identifiers", "credentialSubject/nationalId/schemeAgency", T::Text, LEGAL_IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("names the scheme where schemeName is not stated")
        .beside(&[("credentialSubject/nationalId/notation", r#""X-1""#)]),
    row(E::Learner, "identifiers", "credentialSubject/identifier/notation", T::Verbatim, IDENTIFIER, r#""X-1""#),
    row(E::Learner, "identifiers", "credentialSubject/identifier", T::Verbatim, PERSON, r#""X-1""#)
        .when("where it is a plain text or number"),
    row(E::Learner, "identifiers", "credentialSubject/identifier/schemeName", T::Text, IDENTIFIER, r#""DEQAR""#)
        .when("names the scheme")
        .beside(&[("credentialSubject/identifier/notation", r#""X-1""#)]),
    row(E::Learner, "identifiers", "credentialSubject/identifier/schemeAgency", T::Text, IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("names the scheme where schemeName is not stated")
        .beside(&[("credentialSubject/identifier/notation", r#""X-1""#)]),
    row(E::Title, "", "credentialSubject/hasClaim/**/title", T::Text, CLAIM, r#"{"en": "Nutrition"}"#),
    row(E::Title, "", "credentialSubject/hasClaim/**/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Nutrition"}"#)
        .when("where the claim has no title"),
    row(E::Title, "", "displayParameter/title", T::Text, DISPLAY, r#"{"en": "Nutrition"}"#)
        .when("where the only claim has no title, nor what specifies it"),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/location/address/countryCode", T::Country, ADDRESS, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::Country, "region", "credentialSubject/hasClaim/**/awardedBy/awardingBody/location/spatialCode", T::Country, LOCATION, r#"{"id": "http://publications.europa.eu/resource/authority/atu/IRL_CTH_DUB"}"#)
        .when("of the claim, else of the whole that it is a part of; its country where no countryCode is stated"),
    row(E::Country, "region", "credentialSubject/hasClaim/**/awardedBy/awardingBody/location/geographicName", T::Text, LOCATION, r#"{"en": "Connacht"}"#)
        .when("of the claim, else of the whole that it is a part of; where spatialCode names no unit")
        .beside(&[("credentialSubject/hasClaim/**/awardedBy/awardingBody/location/address/countryCode", r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)]),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/eIDASIdentifier/spatial", T::Country, LEGAL_IDENTIFIER, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("of the claim, else of the whole that it is a part of; where no location is stated"),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/eIDASIdentifier/notation", T::Country, PREFIX, r#""VATES-A12345678""#)
        .when("of the claim, else of the whole that it is a part of; where neither a location nor the place of an identifier is stated"),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/vatIdentifier/spatial", T::Country, LEGAL_IDENTIFIER, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("of the claim, else of the whole that it is a part of; where no location is stated"),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/vatIdentifier/notation", T::Country, PREFIX, r#""VATES-A12345678""#)
        .when("of the claim, else of the whole that it is a part of; where neither a location nor the place of an identifier is stated"),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/taxIdentifier/spatial", T::Country, LEGAL_IDENTIFIER, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("of the claim, else of the whole that it is a part of; where no location is stated"),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/taxIdentifier/notation", T::Country, PREFIX, r#""VATES-A12345678""#)
        .when("of the claim, else of the whole that it is a part of; where neither a location nor the place of an identifier is stated"),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/registration/spatial", T::Country, LEGAL_IDENTIFIER, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("of the claim, else of the whole that it is a part of; where no location is stated"),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/registration/notation", T::Country, PREFIX, r#""VATES-A12345678""#)
        .when("of the claim, else of the whole that it is a part of; where neither a location nor the place of an identifier is stated"),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/identifier/spatial", T::Country, IDENTIFIER, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("of the claim, else of the whole that it is a part of; where no location is stated"),
    row(E::Country, "code", "credentialSubject/hasClaim/**/awardedBy/awardingBody/identifier/notation", T::Country, PREFIX, r#""VATES-A12345678""#)
        .when("of the claim, else of the whole that it is a part of; where neither a location nor the place of an identifier is stated"),
    row(E::Country, "code", "issuer/location/address/countryCode", T::Country, ADDRESS, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("where the awarding body names no country"),
    row(E::Country, "region", "issuer/location/spatialCode", T::Country, LOCATION, r#"{"id": "http://publications.europa.eu/resource/authority/atu/IRL_CTH_DUB"}"#)
        .when("where the awarding body names no country; its country where no countryCode is stated"),
    row(E::Country, "region", "issuer/location/geographicName", T::Text, LOCATION, r#"{"en": "Connacht"}"#)
        .when("where no country of the awarding body is stated, and spatialCode names no unit")
        .beside(&[("issuer/location/address/countryCode", r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)]),
    row(E::Country, "code", "issuer/eIDASIdentifier/spatial", T::Country, LEGAL_IDENTIFIER, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("where the awarding body names no country; where no location is stated"),
    row(E::Country, "code", "issuer/eIDASIdentifier/notation", T::Country, PREFIX, r#""VATES-A12345678""#)
        .when("where the awarding body names no country; where neither a location nor the place of an identifier is stated"),
    row(E::Country, "code", "issuer/vatIdentifier/spatial", T::Country, LEGAL_IDENTIFIER, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("where the awarding body names no country; where no location is stated"),
    row(E::Country, "code", "issuer/vatIdentifier/notation", T::Country, PREFIX, r#""VATES-A12345678""#)
        .when("where the awarding body names no country; where neither a location nor the place of an identifier is stated"),
    row(E::Country, "code", "issuer/taxIdentifier/spatial", T::Country, LEGAL_IDENTIFIER, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("where the awarding body names no country; where no location is stated"),
    row(E::Country, "code", "issuer/taxIdentifier/notation", T::Country, PREFIX, r#""VATES-A12345678""#)
        .when("where the awarding body names no country; where neither a location nor the place of an identifier is stated"),
    row(E::Country, "code", "issuer/registration/spatial", T::Country, LEGAL_IDENTIFIER, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("where the awarding body names no country; where no location is stated"),
    row(E::Country, "code", "issuer/registration/notation", T::Country, PREFIX, r#""VATES-A12345678""#)
        .when("where the awarding body names no country; where neither a location nor the place of an identifier is stated"),
    row(E::Country, "code", "issuer/identifier/spatial", T::Country, IDENTIFIER, r#"{"id": "http://publications.europa.eu/resource/authority/country/IRL"}"#)
        .when("where the awarding body names no country; where no location is stated"),
    row(E::Country, "code", "issuer/identifier/notation", T::Country, PREFIX, r#""VATES-A12345678""#)
        .when("where the awarding body names no country; where neither a location nor the place of an identifier is stated"),
    row(E::AwardingBody, "id", "credentialSubject/hasClaim/**/awardedBy/awardingBody", T::Verbatim, AWARDING, r#""https://university.example""#)
        .when("of the claim, else of the whole that it is a part of; where it is named by its identifier alone"),
    row(E::AwardingBody, "id", "credentialSubject/hasClaim/**/awardedBy/awardingBody/id", T::Verbatim, ORGANISATION, r#""urn:epass:org:1""#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::AwardingBody, "name", "credentialSubject/hasClaim/**/awardedBy/awardingBody/legalName", T::Text, ORGANISATION, r#"{"en": "Example University"}"#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::AwardingBody, "name", "credentialSubject/hasClaim/**/awardedBy/awardingBody/fullName", T::Text, ORGANISATION, r#"{"en": "Example University"}"#)
        .when("of the claim, else of the whole that it is a part of; where no legalName is stated"),
    row(E::AwardingBody, "name", "credentialSubject/hasClaim/**/awardedBy/awardingBody/prefLabel", T::Text, ORGANISATION, r#"{"en": "Example University"}"#)
        .when("of the claim, else of the whole that it is a part of; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::AwardingBody, "name", "credentialSubject/hasClaim/**/awardedBy/awardingBody/altLabel", T::Text, ORGANISATION, r#"{"en": "Example University"}"#)
        .when("of the claim, else of the whole that it is a part of; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::AwardingBody, "name", "credentialSubject/hasClaim/**/awardedBy/awardingBody/name", T::Text, ORGANISATION, r#"{"en": "Example University"}"#)
        .when("of the claim, else of the whole that it is a part of; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/eIDASIdentifier/notation", T::Verbatim, LEGAL_IDENTIFIER, r#""X-1""#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/eIDASIdentifier", T::Verbatim, ORGANISATION, r#""X-1""#)
        .when("of the claim, else of the whole that it is a part of; where it is a plain text or number"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/eIDASIdentifier/schemeName", T::Text, LEGAL_IDENTIFIER, r#""DEQAR""#)
        .when("of the claim, else of the whole that it is a part of; names the scheme")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/eIDASIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/eIDASIdentifier/schemeAgency", T::Text, LEGAL_IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("of the claim, else of the whole that it is a part of; names the scheme where schemeName is not stated")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/eIDASIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/vatIdentifier/notation", T::Verbatim, LEGAL_IDENTIFIER, r#""X-1""#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/vatIdentifier", T::Verbatim, ORGANISATION, r#""X-1""#)
        .when("of the claim, else of the whole that it is a part of; where it is a plain text or number"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/vatIdentifier/schemeName", T::Text, LEGAL_IDENTIFIER, r#""DEQAR""#)
        .when("of the claim, else of the whole that it is a part of; names the scheme")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/vatIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/vatIdentifier/schemeAgency", T::Text, LEGAL_IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("of the claim, else of the whole that it is a part of; names the scheme where schemeName is not stated")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/vatIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/taxIdentifier/notation", T::Verbatim, LEGAL_IDENTIFIER, r#""X-1""#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/taxIdentifier", T::Verbatim, ORGANISATION, r#""X-1""#)
        .when("of the claim, else of the whole that it is a part of; where it is a plain text or number"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/taxIdentifier/schemeName", T::Text, LEGAL_IDENTIFIER, r#""DEQAR""#)
        .when("of the claim, else of the whole that it is a part of; names the scheme")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/taxIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/taxIdentifier/schemeAgency", T::Text, LEGAL_IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("of the claim, else of the whole that it is a part of; names the scheme where schemeName is not stated")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/taxIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/registration/notation", T::Verbatim, LEGAL_IDENTIFIER, r#""X-1""#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/registration", T::Verbatim, ORGANISATION, r#""X-1""#)
        .when("of the claim, else of the whole that it is a part of; where it is a plain text or number"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/registration/schemeName", T::Text, LEGAL_IDENTIFIER, r#""DEQAR""#)
        .when("of the claim, else of the whole that it is a part of; names the scheme")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/registration/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/registration/schemeAgency", T::Text, LEGAL_IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("of the claim, else of the whole that it is a part of; names the scheme where schemeName is not stated")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/registration/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/identifier/notation", T::Verbatim, IDENTIFIER, r#""X-1""#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/identifier", T::Verbatim, ORGANISATION, r#""X-1""#)
        .when("of the claim, else of the whole that it is a part of; where it is a plain text or number"),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/identifier/schemeName", T::Text, IDENTIFIER, r#""DEQAR""#)
        .when("of the claim, else of the whole that it is a part of; names the scheme")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/identifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "credentialSubject/hasClaim/**/awardedBy/awardingBody/identifier/schemeAgency", T::Text, IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("of the claim, else of the whole that it is a part of; names the scheme where schemeName is not stated")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/identifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "homepage", "credentialSubject/hasClaim/**/awardedBy/awardingBody/homepage/contentURL", T::Verbatim, ORGANISATION, r#""https://university.example""#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::AwardingBody, "id", "issuer", T::Verbatim, AWARDING, r#""https://university.example""#)
        .when("where no awarding body is stated; where it is named by its identifier alone"),
    row(E::AwardingBody, "id", "issuer/id", T::Verbatim, ORGANISATION, r#""urn:epass:org:1""#)
        .when("where no awarding body is stated"),
    row(E::AwardingBody, "name", "issuer/legalName", T::Text, ORGANISATION, r#"{"en": "Example University"}"#)
        .when("where no awarding body is stated"),
    row(E::AwardingBody, "name", "issuer/fullName", T::Text, ORGANISATION, r#"{"en": "Example University"}"#)
        .when("where no awarding body is stated; where no legalName is stated"),
    row(E::AwardingBody, "name", "issuer/prefLabel", T::Text, ORGANISATION, r#"{"en": "Example University"}"#)
        .when("where no awarding body is stated; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::AwardingBody, "name", "issuer/altLabel", T::Text, ORGANISATION, r#"{"en": "Example University"}"#)
        .when("where no awarding body is stated; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::AwardingBody, "name", "issuer/name", T::Text, ORGANISATION, r#"{"en": "Example University"}"#)
        .when("where no awarding body is stated; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::AwardingBody, "identifiers", "issuer/eIDASIdentifier/notation", T::Verbatim, LEGAL_IDENTIFIER, r#""X-1""#)
        .when("where no awarding body is stated"),
    row(E::AwardingBody, "identifiers", "issuer/eIDASIdentifier", T::Verbatim, ORGANISATION, r#""X-1""#)
        .when("where no awarding body is stated; where it is a plain text or number"),
    row(E::AwardingBody, "identifiers", "issuer/eIDASIdentifier/schemeName", T::Text, LEGAL_IDENTIFIER, r#""DEQAR""#)
        .when("where no awarding body is stated; names the scheme")
        .beside(&[("issuer/eIDASIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "issuer/eIDASIdentifier/schemeAgency", T::Text, LEGAL_IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("where no awarding body is stated; names the scheme where schemeName is not stated")
        .beside(&[("issuer/eIDASIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "issuer/vatIdentifier/notation", T::Verbatim, LEGAL_IDENTIFIER, r#""X-1""#)
        .when("where no awarding body is stated"),
    row(E::AwardingBody, "identifiers", "issuer/vatIdentifier", T::Verbatim, ORGANISATION, r#""X-1""#)
        .when("where no awarding body is stated; where it is a plain text or number"),
    row(E::AwardingBody, "identifiers", "issuer/vatIdentifier/schemeName", T::Text, LEGAL_IDENTIFIER, r#""DEQAR""#)
        .when("where no awarding body is stated; names the scheme")
        .beside(&[("issuer/vatIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "issuer/vatIdentifier/schemeAgency", T::Text, LEGAL_IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("where no awarding body is stated; names the scheme where schemeName is not stated")
        .beside(&[("issuer/vatIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "issuer/taxIdentifier/notation", T::Verbatim, LEGAL_IDENTIFIER, r#""X-1""#)
        .when("where no awarding body is stated"),
    row(E::AwardingBody, "identifiers", "issuer/taxIdentifier", T::Verbatim, ORGANISATION, r#""X-1""#)
        .when("where no awarding body is stated; where it is a plain text or number"),
    row(E::AwardingBody, "identifiers", "issuer/taxIdentifier/schemeName", T::Text, LEGAL_IDENTIFIER, r#""DEQAR""#)
        .when("where no awarding body is stated; names the scheme")
        .beside(&[("issuer/taxIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "issuer/taxIdentifier/schemeAgency", T::Text, LEGAL_IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("where no awarding body is stated; names the scheme where schemeName is not stated")
        .beside(&[("issuer/taxIdentifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "issuer/registration/notation", T::Verbatim, LEGAL_IDENTIFIER, r#""X-1""#)
        .when("where no awarding body is stated"),
    row(E::AwardingBody, "identifiers", "issuer/registration", T::Verbatim, ORGANISATION, r#""X-1""#)
        .when("where no awarding body is stated; where it is a plain text or number"),
    row(E::AwardingBody, "identifiers", "issuer/registration/schemeName", T::Text, LEGAL_IDENTIFIER, r#""DEQAR""#)
        .when("where no awarding body is stated; names the scheme")
        .beside(&[("issuer/registration/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "issuer/registration/schemeAgency", T::Text, LEGAL_IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("where no awarding body is stated; names the scheme where schemeName is not stated")
        .beside(&[("issuer/registration/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "issuer/identifier/notation", T::Verbatim, IDENTIFIER, r#""X-1""#)
        .when("where no awarding body is stated"),
    row(E::AwardingBody, "identifiers", "issuer/identifier", T::Verbatim, ORGANISATION, r#""X-1""#)
        .when("where no awarding body is stated; where it is a plain text or number"),
    row(E::AwardingBody, "identifiers", "issuer/identifier/schemeName", T::Text, IDENTIFIER, r#""DEQAR""#)
        .when("where no awarding body is stated; names the scheme")
        .beside(&[("issuer/identifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "identifiers", "issuer/identifier/schemeAgency", T::Text, IDENTIFIER, r#"{"en": "Agency"}"#)
        .when("where no awarding body is stated; names the scheme where schemeName is not stated")
        .beside(&[("issuer/identifier/notation", r#""X-1""#)]),
    row(E::AwardingBody, "homepage", "issuer/homepage/contentURL", T::Verbatim, ORGANISATION, r#""https://university.example""#)
        .when("where no awarding body is stated"),
    row(E::Issued, "date", "credentialSubject/hasClaim/**/awardedBy/awardingDate", T::Verbatim, AWARDING, r#""2024-02-20T00:00:00Z""#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::Issued, "date", "credentialSubject/hasClaim/**/dateIssued", T::Verbatim, ASSESSMENT, r#""2024-02-20T00:00:00Z""#)
        .when("of a claim that is an assessment or an entitlement, where no awardingDate is stated"),
    row(E::Issued, "date", "issued", T::Verbatim, CREDENTIAL, r#""2024-03-01T00:00:00Z""#)
        .when("where neither awardingDate nor dateIssued is stated"),
    row(E::Issued, "date", "issuanceDate", T::Verbatim, CREDENTIAL, r#""2024-03-01T00:00:00Z""#)
        .when("where no date before it in the order awardingDate, dateIssued, issued is stated"),
    row(E::Issued, "date", "validFrom", T::Verbatim, CREDENTIAL, r#""2024-03-01T00:00:00Z""#)
        .when("where no date before it in the order awardingDate, dateIssued, issued, issuanceDate is stated"),
    row(E::LearningOutcomes, "listed", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/title", T::Text, OUTCOME, r#"{"en": "Plan a diet"}"#)
        .when("of the claim, else of the nearest of its parts"),
    row(E::LearningOutcomes, "listed", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/relatedESCOSkill/prefLabel", T::Text, OUTCOME, r#"{"en": "plan a diet"}"#)
        .when("of the claim, else of the nearest of its parts; where the outcome has no title"),
    row(E::LearningOutcomes, "listed", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/relatedSkill/prefLabel", T::Text, OUTCOME, r#"{"en": "plan a diet"}"#)
        .when("of the claim, else of the nearest of its parts; where the outcome has no title and no ESCO skill a label"),
    row(E::LearningOutcomes, "listed", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/id", T::Verbatim, OUTCOME, r#""https://university.example/outcomes/1""#)
        .when("of the claim, else of the nearest of its parts; where it is a web address")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/learningOutcome/title", r#"{"en": "Plan a diet"}"#)]),
    row(E::LearningOutcomes, "listed", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/relatedESCOSkill/id", T::Verbatim, OUTCOME, r#""http://data.europa.eu/esco/skill/1""#)
        .when("of the claim, else of the nearest of its parts; where it is a web address")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/learningOutcome/title", r#"{"en": "Plan a diet"}"#)]),
    row(E::LearningOutcomes, "listed", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/relatedESCOSkill/inScheme", T::Term, CONCEPT, r#"{"id": "http://data.europa.eu/esco/concept-scheme/skills"}"#)
        .when("of the claim, else of the nearest of its parts; the framework")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/learningOutcome/title", r#"{"en": "Plan a diet"}"#)]),
    row(E::LearningOutcomes, "listed", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/relatedESCOSkill/notation", T::Verbatim, CONCEPT, r#""S1.1""#)
        .when("of the claim, else of the nearest of its parts; the code, where it has a digit")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/learningOutcome/title", r#"{"en": "Plan a diet"}"#)]),
    row(E::LearningOutcomes, "listed", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/relatedSkill/id", T::Verbatim, OUTCOME, r#""http://data.europa.eu/esco/skill/1""#)
        .when("of the claim, else of the nearest of its parts; where it is a web address")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/learningOutcome/title", r#"{"en": "Plan a diet"}"#)]),
    row(E::LearningOutcomes, "listed", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/relatedSkill/inScheme", T::Term, CONCEPT, r#"{"id": "http://data.europa.eu/esco/concept-scheme/skills"}"#)
        .when("of the claim, else of the nearest of its parts; the framework; where no ESCO skill states it")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/learningOutcome/title", r#"{"en": "Plan a diet"}"#)]),
    row(E::LearningOutcomes, "listed", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/relatedSkill/notation", T::Verbatim, CONCEPT, r#""S1.1""#)
        .when("of the claim, else of the nearest of its parts; the code, where it has a digit; where no ESCO skill states it")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/learningOutcome/title", r#"{"en": "Plan a diet"}"#)]),
    row(E::LearningOutcomes, "summary", "credentialSubject/hasClaim/**/specifiedBy/learningOutcomeSummary/noteLiteral", T::Text, ACHIEVEMENT_SPECIFICATION, r#"{"en": "Can plan diets."}"#)
        .when("of the claim, else of the nearest of its parts"),
    row(E::LearningOutcomes, "summary", "credentialSubject/hasClaim/**/specifiedBy/learningOutcome/additionalNote/noteLiteral", T::Text, OUTCOME, r#"{"en": "What food does."}"#),
    row(E::LearningOutcomes, "descriptions", "credentialSubject/hasClaim/**/specifiedBy/description", T::Text, SPECIFICATION, r#"{"en": "What food does."}"#)
        .when("of the claim, else of the nearest of its parts"),
    row(E::LearningOutcomes, "descriptions", "credentialSubject/hasClaim/**/description", T::Text, CLAIM, r#"{"en": "What food does."}"#)
        .when("of the claim, else of the nearest of its parts"),
    row(E::LearningOutcomes, "assessed", "credentialSubject/hasClaim/**", T::Presence, ASSESSMENT, r#"{"type": "LearningAssessment", "description": {"en": "What food does."}}"#)
        .when("of the first assessment, where outcomes are stated"),
    row(E::Workload, "credits", "credentialSubject/hasClaim/**/creditReceived/point", T::Number, CREDIT, r#""4""#)
        .when("of the claim, else of the nearest of its parts, summed"),
    row(E::Workload, "credits", "credentialSubject/hasClaim/**/creditReceived/framework", T::Term, CREDIT, r#"{"id": "http://data.europa.eu/snb/education-credit/6fcec5c5af"}"#)
        .when("of the claim, else of the nearest of its parts")
        .beside(&[("credentialSubject/hasClaim/creditReceived/point", r#""4""#)]),
    row(E::Workload, "credits", "credentialSubject/hasClaim/**/specifiedBy/creditPoint/point", T::Number, CREDIT, r#""4""#)
        .when("of the claim, else of the nearest of its parts, summed; where no credits of that system are received"),
    row(E::Workload, "credits", "credentialSubject/hasClaim/**/specifiedBy/creditPoint/framework", T::Term, CREDIT, r#"{"id": "http://data.europa.eu/snb/education-credit/6fcec5c5af"}"#)
        .when("of the claim, else of the nearest of its parts; where no credits of that system are received")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/creditPoint/point", r#""4""#)]),
    row(E::Workload, "hours", "credentialSubject/hasClaim/**/specifiedBy/volumeOfLearning", T::Hours, SPECIFICATION, r#""PT100H""#)
        .when("of the claim, else of the nearest of its parts, else of its activities, summed"),
    row(E::Workload, "hours", "credentialSubject/hasClaim/**/workload", T::Hours, ACTIVITY, r#""PT100H""#)
        .when("of the claim, else of the nearest of its parts, else of its activities, summed; where no volumeOfLearning is stated in hours"),
    row(E::Workload, "hours", "credentialSubject/hasClaim/**/specifiedBy/contactHour", T::Number, ACTIVITY_SPECIFICATION, r#""20""#)
        .when("where no hours of learning are stated: the least that it took"),
    row(E::Workload, "hours", "credentialSubject/hasClaim/**/contactHour", T::Number, ACTIVITY_SPECIFICATION, r#""20""#)
        .when("where no hours of learning are stated: the least that it took"),
    row(E::Workload, "duration", "credentialSubject/hasClaim/**/specifiedBy/maximumDuration", T::Calendar, ACHIEVEMENT_SPECIFICATION, r#""P2M""#),
    row(E::Workload, "duration", "credentialSubject/hasClaim/**/specifiedBy/volumeOfLearning", T::Calendar, SPECIFICATION, r#""P2M""#)
        .when("where it is calendar time and no maximumDuration is stated; of the claim or its activities"),
    row(E::Workload, "duration", "credentialSubject/hasClaim/**/workload", T::Calendar, ACTIVITY, r#""P2M""#)
        .when("where it is calendar time and no maximumDuration is stated; of the claim or its activities"),
    row(E::Level, "eqf", "credentialSubject/hasClaim/**/specifiedBy/eqfLevel", T::EqfLevel, QUALIFICATION, r#"{"id": "http://data.europa.eu/snb/eqf/6"}"#)
        .when("of several the lowest"),
    row(E::Level, "nqf", "credentialSubject/hasClaim/**/specifiedBy/nqfLevel", T::Term, QUALIFICATION, r#"{"id": "http://data.europa.eu/snb/qdr/c_218a7e54"}"#),
    row(E::Level, "eqf", "credentialSubject/hasClaim/**/specifiedBy/nqfLevel", T::DerivedLevel, REFERENCING, r#"{"id": "http://data.europa.eu/snb/qdr/c_218a7e54"}"#)
        .when("where no eqfLevel is stated, by the EQF referencing report of the country or the cycle of the QF-EHEA"),
    row(E::Level, "cycle", "credentialSubject/hasClaim/**/specifiedBy/nqfLevel", T::Term, CYCLE, r#"{"prefLabel": {"en": "QF-EHEA first cycle"}}"#)
        .when("where its label names a cycle of the QF-EHEA"),
    row(E::Level, "label", "credentialSubject/hasClaim/**/specifiedBy/educationLevel", T::Term, ACHIEVEMENT_SPECIFICATION, r#"{"prefLabel": {"en": "Advanced"}}"#),
    row(E::Level, "eqf", "credentialSubject/hasClaim/**/specifiedBy/educationLevel", T::DerivedLevel, REFERENCING, r#"{"prefLabel": {"en": "Second cycle"}}"#)
        .when("where no eqfLevel is stated, by the EQF referencing report of the country or the cycle of the QF-EHEA"),
    row(E::Level, "cycle", "credentialSubject/hasClaim/**/specifiedBy/educationLevel", T::Term, CYCLE, r#"{"prefLabel": {"en": "Second cycle"}}"#)
        .when("where its label names a cycle of the QF-EHEA"),
    row(E::Assessment, "kind", "credentialSubject/hasClaim/**/specifiedBy/dcType", T::Term, ASSESSMENT_SPECIFICATION, r#"{"id": "http://data.europa.eu/snb/assessment/6e6cb2cc78"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#)]),
    row(E::Assessment, "title", "credentialSubject/hasClaim/**/title", T::Text, CLAIM, r#"{"en": "Examination"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#)]),
    row(E::Assessment, "title", "credentialSubject/hasClaim/**/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Examination"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; where it has no title")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#)]),
    row(E::Assessment, "graded", "credentialSubject/hasClaim/**/grade/noteLiteral", T::Presence, ASSESSMENT, r#"{"en": "8"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#)]),
    row(E::Assessment, "graded", "credentialSubject/hasClaim/**/grade", T::Presence, ASSESSMENT, r#"{"en": "8"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; where it is plain text")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#)]),
    row(E::Assessment, "graded", "credentialSubject/hasClaim/**/gradeStatus/prefLabel", T::Presence, ASSESSMENT, r#"{"en": "Passed"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; where no grade is stated")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#)]),
    row(E::Assessment, "grading_scheme", "credentialSubject/hasClaim/**/specifiedBy/gradingScheme", T::Presence, ASSESSMENT_SPECIFICATION, r#"{"title": {"en": "1 to 10"}}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/title", r#"{"en": "Examination"}"#)]),
    row(E::Assessment, "grading_scheme", "credentialSubject/hasClaim/**/resultDistribution", T::Presence, ASSESSMENT, r#"{"description": {"en": "Fifty students"}}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/title", r#"{"en": "Examination"}"#)]),
    row(E::Assessment, "grading_scheme", "credentialSubject/hasClaim/**/resultDestribution", T::Presence, ASSESSMENT_31, r#"{"description": {"en": "Fifty students"}}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/title", r#"{"en": "Examination"}"#)]),
    row(E::Assessment, "grading_scheme", "credentialSubject/hasClaim/**/shortenedGrading", T::Presence, ASSESSMENT, r#"{"percentageEqual": 10}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/title", r#"{"en": "Examination"}"#)]),
    row(E::Assessment, "assessed_by", "credentialSubject/hasClaim/**/assessedBy/legalName", T::Text, ASSESSMENT, r#"{"en": "Example University"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/title", r#"{"en": "Examination"}"#)]),
    row(E::Assessment, "assessed_by", "credentialSubject/hasClaim/**/assessedBy/fullName", T::Text, ASSESSMENT, r#"{"en": "Example University"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; where no legalName is stated")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/title", r#"{"en": "Examination"}"#)]),
    row(E::Assessment, "assessed_by", "credentialSubject/hasClaim/**/assessedBy/prefLabel", T::Text, ASSESSMENT, r#"{"en": "Example University"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/title", r#"{"en": "Examination"}"#)]),
    row(E::Assessment, "assessed_by", "credentialSubject/hasClaim/**/assessedBy/altLabel", T::Text, ASSESSMENT, r#"{"en": "Example University"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/title", r#"{"en": "Examination"}"#)]),
    row(E::Assessment, "assessed_by", "credentialSubject/hasClaim/**/assessedBy/name", T::Text, ASSESSMENT, r#"{"en": "Example University"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/title", r#"{"en": "Examination"}"#)]),
    row(E::Assessment, "kind", "credentialSubject/hasClaim/**/specifiedBy/provenBy/dcType", T::Term, ASSESSMENT_SPECIFICATION, r#"{"id": "http://data.europa.eu/snb/assessment/6e6cb2cc78"}"#)
        .when("where no assessment that took place is stated"),
    row(E::Assessment, "title", "credentialSubject/hasClaim/**/specifiedBy/provenBy/title", T::Text, ASSESSMENT_SPECIFICATION, r#"{"en": "Examination"}"#)
        .when("where no assessment that took place is stated"),
    row(E::Assessment, "grading_scheme", "credentialSubject/hasClaim/**/specifiedBy/provenBy/gradingScheme", T::Presence, ASSESSMENT_SPECIFICATION, r#"{"title": {"en": "1 to 10"}}"#)
        .when("where no assessment that took place is stated")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/provenBy/title", r#"{"en": "Examination"}"#)]),
    row(E::Participation, "mode", "credentialSubject/hasClaim/**/specifiedBy/mode", T::Term, SPECIFICATION, r#"{"id": "http://data.europa.eu/snb/learning-assessment/920fbb3cbe"}"#)
        .when("of achievements and activities"),
    row(E::Participation, "mode", "credentialSubject/hasClaim/**/specifiedBy/influencedBy/mode", T::Term, ACTIVITY_SPECIFICATION, r#"{"id": "http://data.europa.eu/snb/learning-assessment/920fbb3cbe"}"#)
        .when("of achievements and activities"),
    row(E::Participation, "mode", "credentialSubject/hasClaim/**/learningOpportunity/mode", T::Term, OPPORTUNITY, r#"{"id": "http://data.europa.eu/snb/learning-assessment/920fbb3cbe"}"#)
        .when("of achievements and activities"),
    row(E::Participation, "mode", "credentialSubject/hasClaim/**/specifiedBy/dcType", T::Term, ACTIVITY_SPECIFICATION, r#"{"id": "http://data.europa.eu/snb/learning-activity/bf2e3a7bae"}"#)
        .when("of activities, where the type tells how the learner took part")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningActivity""#)]),
    row(E::QualityAssurance, "kind", "credentialSubject/hasClaim/**/specifiedBy/accreditation/dcType", T::Term, ACCREDITATION, r#"{"id": "http://data.europa.eu/snb/accreditation/820101cba6"}"#),
    row(E::QualityAssurance, "title", "credentialSubject/hasClaim/**/specifiedBy/accreditation/title", T::Text, ACCREDITATION, r#"{"en": "Accreditation"}"#),
    row(E::QualityAssurance, "agent", "credentialSubject/hasClaim/**/specifiedBy/accreditation/accreditingAgent/legalName", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#),
    row(E::QualityAssurance, "agent", "credentialSubject/hasClaim/**/specifiedBy/accreditation/accreditingAgent/fullName", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("where no legalName is stated"),
    row(E::QualityAssurance, "agent", "credentialSubject/hasClaim/**/specifiedBy/accreditation/accreditingAgent/prefLabel", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::QualityAssurance, "agent", "credentialSubject/hasClaim/**/specifiedBy/accreditation/accreditingAgent/altLabel", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::QualityAssurance, "agent", "credentialSubject/hasClaim/**/specifiedBy/accreditation/accreditingAgent/name", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::QualityAssurance, "report", "credentialSubject/hasClaim/**/specifiedBy/accreditation/report/contentURL", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("where it is a web address"),
    row(E::QualityAssurance, "report", "credentialSubject/hasClaim/**/specifiedBy/accreditation/landingPage/contentURL", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("where it is a web address and none before it in the order report, landingPage, identifier is stated"),
    row(E::QualityAssurance, "report", "credentialSubject/hasClaim/**/specifiedBy/accreditation/identifier/notation", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("where it is a web address and none before it in the order report, landingPage, identifier is stated"),
    row(E::QualityAssurance, "report", "credentialSubject/hasClaim/**/specifiedBy/accreditation/id", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("where it is a web address and none before it in the order report, landingPage, identifier is stated"),
    row(E::QualityAssurance, "valid_from", "credentialSubject/hasClaim/**/specifiedBy/accreditation/dateIssued", T::Verbatim, ACCREDITATION, r#""2022-01-01T00:00:00Z""#)
        .beside(&[("credentialSubject/hasClaim/specifiedBy/accreditation/title", r#"{"en": "Accreditation"}"#)]),
    row(E::QualityAssurance, "valid_until", "credentialSubject/hasClaim/**/specifiedBy/accreditation/expiryDate", T::Verbatim, ACCREDITATION, r#""2028-01-01T00:00:00Z""#)
        .beside(&[("credentialSubject/hasClaim/specifiedBy/accreditation/title", r#"{"en": "Accreditation"}"#)]),
    row(E::QualityAssurance, "kind", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/dcType", T::Term, ACCREDITATION, r#"{"id": "http://data.europa.eu/snb/accreditation/820101cba6"}"#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::QualityAssurance, "title", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/title", T::Text, ACCREDITATION, r#"{"en": "Accreditation"}"#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::QualityAssurance, "agent", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/accreditingAgent/legalName", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("of the claim, else of the whole that it is a part of"),
    row(E::QualityAssurance, "agent", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/accreditingAgent/fullName", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("of the claim, else of the whole that it is a part of; where no legalName is stated"),
    row(E::QualityAssurance, "agent", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/accreditingAgent/prefLabel", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("of the claim, else of the whole that it is a part of; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::QualityAssurance, "agent", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/accreditingAgent/altLabel", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("of the claim, else of the whole that it is a part of; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::QualityAssurance, "agent", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/accreditingAgent/name", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("of the claim, else of the whole that it is a part of; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::QualityAssurance, "report", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/report/contentURL", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("of the claim, else of the whole that it is a part of; where it is a web address"),
    row(E::QualityAssurance, "report", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/landingPage/contentURL", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("of the claim, else of the whole that it is a part of; where it is a web address and none before it in the order report, landingPage, identifier is stated"),
    row(E::QualityAssurance, "report", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/identifier/notation", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("of the claim, else of the whole that it is a part of; where it is a web address and none before it in the order report, landingPage, identifier is stated"),
    row(E::QualityAssurance, "report", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/id", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("of the claim, else of the whole that it is a part of; where it is a web address and none before it in the order report, landingPage, identifier is stated"),
    row(E::QualityAssurance, "valid_from", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/dateIssued", T::Verbatim, ACCREDITATION, r#""2022-01-01T00:00:00Z""#)
        .when("of the claim, else of the whole that it is a part of")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/accreditation/title", r#"{"en": "Accreditation"}"#)]),
    row(E::QualityAssurance, "valid_until", "credentialSubject/hasClaim/**/awardedBy/awardingBody/accreditation/expiryDate", T::Verbatim, ACCREDITATION, r#""2028-01-01T00:00:00Z""#)
        .when("of the claim, else of the whole that it is a part of")
        .beside(&[("credentialSubject/hasClaim/awardedBy/awardingBody/accreditation/title", r#"{"en": "Accreditation"}"#)]),
    row(E::QualityAssurance, "kind", "evidence/accreditation/dcType", T::Term, ACCREDITATION, r#"{"id": "http://data.europa.eu/snb/accreditation/820101cba6"}"#)
        .when("where the evidence is no mandate; of claims, not of their parts"),
    row(E::QualityAssurance, "title", "evidence/accreditation/title", T::Text, ACCREDITATION, r#"{"en": "Accreditation"}"#)
        .when("where the evidence is no mandate; of claims, not of their parts"),
    row(E::QualityAssurance, "agent", "evidence/accreditation/accreditingAgent/legalName", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("where the evidence is no mandate; of claims, not of their parts"),
    row(E::QualityAssurance, "agent", "evidence/accreditation/accreditingAgent/fullName", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("where the evidence is no mandate; of claims, not of their parts; where no legalName is stated"),
    row(E::QualityAssurance, "agent", "evidence/accreditation/accreditingAgent/prefLabel", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("where the evidence is no mandate; of claims, not of their parts; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::QualityAssurance, "agent", "evidence/accreditation/accreditingAgent/altLabel", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("where the evidence is no mandate; of claims, not of their parts; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::QualityAssurance, "agent", "evidence/accreditation/accreditingAgent/name", T::Text, ACCREDITATION, r#"{"en": "Example University"}"#)
        .when("where the evidence is no mandate; of claims, not of their parts; where no name before it in the order legalName, fullName, prefLabel, altLabel is stated"),
    row(E::QualityAssurance, "report", "evidence/accreditation/report/contentURL", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("where the evidence is no mandate; of claims, not of their parts; where it is a web address"),
    row(E::QualityAssurance, "report", "evidence/accreditation/landingPage/contentURL", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("where the evidence is no mandate; of claims, not of their parts; where it is a web address and none before it in the order report, landingPage, identifier is stated"),
    row(E::QualityAssurance, "report", "evidence/accreditation/identifier/notation", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("where the evidence is no mandate; of claims, not of their parts; where it is a web address and none before it in the order report, landingPage, identifier is stated"),
    row(E::QualityAssurance, "report", "evidence/accreditation/id", T::Verbatim, ACCREDITATION, r#""https://data.example/report/1""#)
        .when("where the evidence is no mandate; of claims, not of their parts; where it is a web address and none before it in the order report, landingPage, identifier is stated"),
    row(E::QualityAssurance, "valid_from", "evidence/accreditation/dateIssued", T::Verbatim, ACCREDITATION, r#""2022-01-01T00:00:00Z""#)
        .when("where the evidence is no mandate; of claims, not of their parts")
        .beside(&[("evidence/accreditation/title", r#"{"en": "Accreditation"}"#)]),
    row(E::QualityAssurance, "valid_until", "evidence/accreditation/expiryDate", T::Verbatim, ACCREDITATION, r#""2028-01-01T00:00:00Z""#)
        .when("where the evidence is no mandate; of claims, not of their parts")
        .beside(&[("evidence/accreditation/title", r#"{"en": "Accreditation"}"#)]),
    row(E::Prerequisites, "", "credentialSubject/hasClaim/**/specifiedBy/entryRequirement/noteLiteral", T::Text, ACHIEVEMENT_SPECIFICATION, r#"{"en": "A bachelor"}"#),
    row(E::Prerequisites, "", "credentialSubject/hasClaim/**/learningOpportunity/admissionProcedure/noteLiteral", T::Text, OPPORTUNITY, r#"{"en": "By application"}"#),
    row(E::Supervision, "supervised", "credentialSubject/hasClaim/**/idVerification", T::Term, ASSESSMENT, r#"{"id": "http://data.europa.eu/snb/supervision-verification/70be69aaf9"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; the weakest of several")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#)]),
    row(E::Grade, "value", "credentialSubject/hasClaim/**/grade/noteLiteral", T::Text, ASSESSMENT, r#"{"en": "8"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#)]),
    row(E::Grade, "value", "credentialSubject/hasClaim/**/grade", T::Text, ASSESSMENT, r#"{"en": "8"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; where it is plain text")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#)]),
    row(E::Grade, "value", "credentialSubject/hasClaim/**/gradeStatus/prefLabel", T::Text, ASSESSMENT, r#"{"en": "Passed"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; where no grade is stated")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#)]),
    row(E::Grade, "scheme", "credentialSubject/hasClaim/**/specifiedBy/gradingScheme/title", T::Text, GRADING, r#"{"en": "1 to 10"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/grade", r#"{"en": "8"}"#)]),
    row(E::Grade, "scheme", "credentialSubject/hasClaim/**/specifiedBy/gradingScheme/description", T::Text, GRADING, r#"{"en": "1 to 10"}"#)
        .when("of an assessment: under provenBy, or a claim of type LearningAssessment; where it has no title")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningAssessment""#), ("credentialSubject/hasClaim/grade", r#"{"en": "8"}"#)]),
    row(E::Stackability, "partial", "credentialSubject/hasClaim/**/specifiedBy/isPartialQualification", T::Boolean, QUALIFICATION, "true"),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/**/entitlesTo/title", T::Text, CLAIM, r#"{"en": "Diploma"}"#)
        .when("unless it is a right to an occupation or a membership"),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/**/entitlesTo/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Diploma"}"#)
        .when("unless it is a right to an occupation or a membership; where it has no title"),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/**/specifiedBy/entitlesTo/title", T::Text, CLAIM, r#"{"en": "Diploma"}"#)
        .when("unless it is a right to an occupation or a membership"),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/**/specifiedBy/entitlesTo/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Diploma"}"#)
        .when("unless it is a right to an occupation or a membership; where it has no title"),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/**/isPartOf/title", T::Text, CLAIM, r#"{"en": "Diploma"}"#),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/**/isPartOf/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Diploma"}"#)
        .when("where it has no title"),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/**/specifiedBy/isPartOf/title", T::Text, CLAIM, r#"{"en": "Diploma"}"#),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/**/specifiedBy/isPartOf/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Diploma"}"#)
        .when("where it has no title"),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/**/title", T::Text, CLAIM, r#"{"en": "Diploma"}"#)
        .when("of the whole, for a part of a transcript or a qualification, which is read singly")
        .beside(&[("credentialSubject/hasClaim/hasPart", "[{},{},{},{},{},{},{},{},{},{}]")]),
    row(E::Stackability, "parts", "credentialSubject/hasClaim/**/hasPart/title", T::Text, CLAIM, r#"{"en": "Module"}"#),
    row(E::Stackability, "parts", "credentialSubject/hasClaim/**/hasPart/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Module"}"#)
        .when("where it has no title"),
    row(E::Stackability, "parts", "credentialSubject/hasClaim/**/specifiedBy/hasPart/title", T::Text, CLAIM, r#"{"en": "Module"}"#),
    row(E::Stackability, "parts", "credentialSubject/hasClaim/**/specifiedBy/hasPart/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Module"}"#)
        .when("where it has no title"),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/title", T::Text, CLAIM, r#"{"en": "Diploma"}"#)
        .when("of a claim of type LearningEntitlement, unless it is a right to an occupation or a membership")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningEntitlement""#)]),
    row(E::Stackability, "towards", "credentialSubject/hasClaim/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Diploma"}"#)
        .when("of a claim of type LearningEntitlement, unless it is a right to an occupation or a membership; where it has no title")
        .beside(&[("credentialSubject/hasClaim/type", r#""LearningEntitlement""#)]),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/additionalNote/noteLiteral", T::Text, CLAIM, r#"{"en": "Second edition"}"#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/additionalNote/noteLiteral", T::Text, SPECIFICATION, r#"{"en": "Second edition"}"#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/supplementaryDocument/contentURL", T::Text, CLAIM, r#""https://university.example/guide""#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/supplementaryDocument/contentURL", T::Text, SPECIFICATION, r#""https://university.example/guide""#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/homepage/contentURL", T::Text, SPECIFICATION, r#""https://university.example/course""#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/dcType", T::Term, SPECIFICATION, r#"{"id": "http://data.europa.eu/snb/learning-opportunity/74a4a268e8"}"#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/language", T::Term, SPECIFICATION, r#"{"prefLabel": {"en": "English"}}"#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/thematicArea", T::Term, ACHIEVEMENT_SPECIFICATION, r#"{"id": "http://data.europa.eu/snb/isced-f/0611"}"#)
        .when("where ISCED-F has it"),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/educationSubject", T::Term, ACHIEVEMENT_SPECIFICATION, r#"{"prefLabel": {"en": "Dietetics"}}"#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/learningSetting", T::Term, ACHIEVEMENT_SPECIFICATION, r#"{"id": "http://data.europa.eu/snb/learning-setting/6fd4685715"}"#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/targetGroup", T::Term, ACHIEVEMENT_SPECIFICATION, r#"{"prefLabel": {"en": "Nurses"}}"#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/qualificationCode", T::Term, QUALIFICATION, r#"{"prefLabel": {"en": "Q-1"}}"#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/learningOpportunity/learningSchedule", T::Term, OPPORTUNITY, r#"{"id": "http://data.europa.eu/snb/learning-schedule/72a0ab92fa"}"#),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/entitlesTo/title", T::Text, CLAIM, r#"{"en": "Member of the alumni"}"#)
        .when("of a right to an occupation or a membership")
        .beside(&[("credentialSubject/hasClaim/entitlesTo/dcType", r#"{"id": "http://data.europa.eu/snb/entitlement/bebd32e8e6"}"#)]),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/entitlesTo/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Member of the alumni"}"#)
        .when("of a right to an occupation or a membership; where it has no title")
        .beside(&[("credentialSubject/hasClaim/entitlesTo/dcType", r#"{"id": "http://data.europa.eu/snb/entitlement/bebd32e8e6"}"#)]),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/entitlesTo/title", T::Text, CLAIM, r#"{"en": "Member of the alumni"}"#)
        .when("of a right to an occupation or a membership")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/entitlesTo/dcType", r#"{"id": "http://data.europa.eu/snb/entitlement/bebd32e8e6"}"#)]),
    row(E::FurtherInformation, "text", "credentialSubject/hasClaim/**/specifiedBy/entitlesTo/specifiedBy/title", T::Text, SPECIFICATION, r#"{"en": "Member of the alumni"}"#)
        .when("of a right to an occupation or a membership; where it has no title")
        .beside(&[("credentialSubject/hasClaim/specifiedBy/entitlesTo/dcType", r#"{"id": "http://data.europa.eu/snb/entitlement/bebd32e8e6"}"#)]),
];
