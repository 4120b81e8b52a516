//! Who was awarded what, by whom, where and when.

use credeval_model::element::{Country, Element, Identifier, Issued, Learner, Organisation, Text};

use super::Badge;
use crate::{
    integrity::Facts,
    issued::{DatePlace, issued},
    node::Node,
    reading::{Code, Fact, FromJson, Reading, Url},
    vocabulary,
};

/// Types of an unhashed identity that hold a name.
const NAME_TYPES: [&str; 2] = ["name", "ext:fullName"];
/// Types of an unhashed identity that hold an address of electronic mail; the second is not of the
/// standard's list.
const EMAIL_TYPES: [&str; 2] = ["emailAddress", "email"];

/// The register of Dutch schools.
const BRIN: &str = "ext:BRIN";
/// An identifier of a certificate for seals.
const EIDAS: &str = "ext:eIDASIdentifier";

/// Where edubadges states the institution that an issuer belongs to.
const INSTITUTION_NAME: &str = "extensions:InstitutionNameExtension/InstitutionName";
const INSTITUTION_IDENTIFIER: &str =
    "extensions:InstitutionIdentifierExtension/InstitutionIdentifier";
const INSTITUTION_COUNTRY: &str = "extensions:InstitutionCountryExtension/InstitutionCountry";

impl Badge<'_> {
    pub(super) fn learner(&self) -> Element<Learner> {
        self.element(
            "no id, identifier or name under credentialSubject",
            |reading| {
                let mut learner = Learner {
                    id: reading.one(&self.subject, "id"),
                    name: reading.one(&self.subject, "name"),
                    ..Learner::default()
                };
                for place in self.subject.all("identifier") {
                    if let Some(value) = reading.one::<Code>(&place, "identityHash") {
                        let identifier = Identifier {
                            value: value.0,
                            scheme: scheme(reading, &place, "identityType"),
                            hashed: reading.one(&place, "hashed").unwrap_or_default(),
                        };
                        add(&mut learner, identifier);
                    }
                }
                (learner != Learner::default()).then_some(learner)
            },
        )
    }

    pub(super) fn title(&self) -> Element<Text> {
        self.element("no name under achievement and none at the top", |reading| {
            let own = reading.one(&self.achievement, "name");
            match own {
                None if self.alone => reading.one(self.root, "name"),
                own => own,
            }
        })
    }

    pub(super) fn country(&self) -> Element<Vec<Country>> {
        self.element(
            "no country under issuer.address or issuer.parentOrg.address, and no identifier of the issuer that tells one",
            |reading| {
                let parent = self.issuer.first("parentOrg");
                let organisations = [&self.issuer, &parent];
                let addressed = organisations
                    .iter()
                    .flat_map(|organisation| organisation.all("address"))
                    .find_map(|address| country(reading, &address));
                let country = addressed
                    .or_else(|| institution_country(reading, &self.issuer))
                    .or_else(|| {
                        organisations
                            .iter()
                            .flat_map(|organisation| organisation.all("otherIdentifier"))
                            .find_map(|entry| identified_country(reading, &entry))
                    })?;
                Some(vec![country])
            },
        )
    }

    pub(super) fn awarding_body(&self) -> Element<Vec<Organisation>> {
        self.element("no issuer with an id, name, url or identifier", |reading| {
            organisation(reading, &self.issuer).map(|organisation| vec![organisation])
        })
    }

    /// When it was awarded, else from when it is valid, which is when it was issued.
    pub(super) fn issued(&self, facts: &mut Facts) -> Element<Issued> {
        let place = |property, words| DatePlace {
            node: self.root.first(property),
            property,
            words,
        };
        issued(
            self.standing,
            "no date under awardedDate, validFrom or issuanceDate",
            &[
                place("awardedDate", "awarded on"),
                place("validFrom", "valid from"),
                place("issuanceDate", "issued on"),
            ],
            facts,
        )
    }
}

/// Adds an identity: a name and an address to their places, where they are stated plainly.
pub(crate) fn add(learner: &mut Learner, identifier: Identifier) {
    let is = |types: &[&str]| !identifier.hashed && types.contains(&identifier.scheme.as_str());
    if is(&NAME_TYPES) && learner.name.is_none() {
        learner.name = Some(Text::plain(identifier.value));
    } else if is(&EMAIL_TYPES) && learner.email.is_none() {
        learner.email = Some(identifier.value);
    } else {
        learner.identifiers.push(identifier);
    }
}

/// An issuer, which may be named by its id alone.
pub(crate) fn organisation(reading: &mut Reading, issuer: &Node<'_>) -> Option<Organisation> {
    if let Some(id) = reading.peek::<String>(issuer) {
        return Some(Organisation {
            id: Some(id.value),
            ..Organisation::default()
        });
    }
    let mut organisation = Organisation {
        id: reading.one(issuer, "id"),
        name: reading.first_of(issuer, &["name", INSTITUTION_NAME]),
        homepage: reading.one::<Url>(issuer, "url").map(|url| url.0),
        ..Organisation::default()
    };
    for entry in issuer.all("otherIdentifier") {
        if let Some(value) = reading.one::<Code>(&entry, "identifier") {
            organisation.identifiers.push(Identifier {
                value: value.0,
                scheme: scheme(reading, &entry, "identifierType"),
                hashed: false,
            });
        }
    }
    for value in reading.many::<Code>(issuer, INSTITUTION_IDENTIFIER) {
        organisation.identifiers.push(Identifier {
            value: value.value.0,
            scheme: "InstitutionIdentifier".to_owned(),
            hashed: false,
        });
    }
    (organisation != Organisation::default()).then_some(organisation)
}

fn scheme(reading: &mut Reading, place: &Node<'_>, key: &str) -> String {
    reading
        .one(place, key)
        .unwrap_or_else(|| "identifier".to_owned())
}

/// A code of a country (ISO 3166-1), or its address in the EU's table of countries.
struct CountryCode(String);

impl FromJson for CountryCode {
    const WHAT: &'static str = "a country code (ISO 3166-1) or its address";

    fn from_json(value: &serde_json::Value) -> Option<Self> {
        let text = String::from_json(value)?;
        let code = vocabulary::country(&text).unwrap_or(&text);
        let fits =
            (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        fits.then(|| Self(code.to_owned()))
    }
}

fn country(reading: &mut Reading, address: &Node<'_>) -> Option<Country> {
    let code: Option<CountryCode> = reading.one(address, "addressCountryCode");
    // Annex I asks for the country or the region: a region alone is one too.
    let country = Country {
        code: code.map(|code| code.0).unwrap_or_default(),
        name: reading.one(address, "addressCountry"),
        region: reading.one(address, "addressRegion"),
    };
    let is_told = !country.code.is_empty() || country.name.is_some() || country.region.is_some();
    is_told.then_some(country)
}

/// The country of the institution that an issuer belongs to (edubadges).
pub(crate) fn institution_country(reading: &mut Reading, issuer: &Node<'_>) -> Option<Country> {
    let code: CountryCode = reading.one(issuer, INSTITUTION_COUNTRY)?;
    Some(only(code.0))
}

/// The country that an identifier tells: the Dutch register of schools has Dutch ones only, and
/// the identifier of a seal begins with three letters for its kind and two for its country
/// (ETSI EN 319 412-1 section 5.1.4), such as `VATES-A00000000`.
fn identified_country(reading: &mut Reading, entry: &Node<'_>) -> Option<Country> {
    let kind = entry.first("identifierType");
    let stated: Fact<String> = Reading::default().peek(&kind)?;
    let code = match stated.value.as_str() {
        BRIN => "NL".to_owned(),
        EIDAS => {
            let place = entry.first("identifier");
            let identifier: Fact<String> = Reading::default().peek(&place)?;
            let code = vocabulary::country_of_identifier(&identifier.value)?.to_owned();
            reading.place(place.pointer());
            code
        }
        _ => return None,
    };
    reading.place(kind.pointer());
    Some(only(code))
}

fn only(code: String) -> Country {
    Country {
        code,
        name: None,
        region: None,
    }
}
