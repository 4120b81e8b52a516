//! Who was awarded what, by whom, where and when.

use credeval_model::element::{Country, Element, Identifier, Issued, Learner, Organisation, Text};

use serde_json::Value;

use super::{Claim, name, title};
use crate::{
    integrity::Facts,
    issued::{DatePlace, issued},
    node::Node,
    push_new,
    reading::{Code, Date, FromJson, Mailbox, Reading, Url},
    vocabulary,
};

/// Properties that hold an identifier of an organisation, and the scheme that they stand for.
const ORGANISATION_IDENTIFIERS: [(&str, &str); 5] = [
    ("eIDASIdentifier", "eidas"),
    ("vatIdentifier", "vat"),
    ("taxIdentifier", "tax"),
    ("registration", "registration"),
    ("identifier", "identifier"),
];

impl Claim<'_> {
    pub(super) fn learner(&self) -> Element<Learner> {
        let absent =
            "no name, date of birth, address or identifier of the learner under credentialSubject";
        self.element(absent, |reading| {
            let subject = &self.subject;
            let email: Option<Mailbox> = reading.one(subject, "contactPoint/emailAddress/id");
            let mut learner = Learner {
                name: reading.first_of(subject, &["fullName", "birthName"]),
                given_name: reading.one(subject, "givenName"),
                family_name: reading.one(subject, "familyName"),
                date_of_birth: reading
                    .one::<Date>(subject, "dateOfBirth")
                    .map(|date| date.text),
                email: email.map(|mailbox| mailbox.0),
                identifiers: identifiers(
                    reading,
                    subject,
                    &[
                        ("nationalID", "nationalID"),
                        ("nationalId", "nationalID"),
                        ("identifier", "identifier"),
                    ],
                ),
                id: None,
            };
            // The subject's own id is a number within the document (`urn:epass:person:1`): it
            // identifies nobody by itself.
            if learner == Learner::default() {
                return None;
            }
            learner.id = reading.one(subject, "id");
            Some(learner)
        })
    }

    pub(super) fn title(&self) -> Element<Text> {
        self.element("no title under hasClaim or its specifiedBy", |reading| {
            title(reading, &self.node).or_else(|| {
                // The title on display names the whole credential.
                self.alone
                    .then(|| reading.one(self.root, "displayParameter/title"))
                    .flatten()
            })
        })
    }

    /// Where the awarding body sits, else where the issuer does.
    pub(super) fn country(&self) -> Element<Vec<Country>> {
        self.element(
            "no country under the location or the identifiers of the awarding body or of the issuer",
            |reading| {
                let bodies = self.inherited("awardedBy/awardingBody");
                countries(reading, &bodies)
                    .or_else(|| countries(reading, &self.root.all("issuer")))
            },
        )
    }

    pub(super) fn awarding_body(&self) -> Element<Vec<Organisation>> {
        self.element(
            "no awarding body under awardedBy, and no issuer",
            |reading| {
                let bodies = self.inherited("awardedBy/awardingBody");
                let stated = organisations(reading, &bodies);
                stated.or_else(|| organisations(reading, &self.root.all("issuer")))
            },
        )
    }

    /// The date of the award, else that on which an assessment or entitlement was issued, else that
    /// of issuing the credential, which is the time of the seal.
    pub(super) fn issued(&self, facts: &mut Facts) -> Element<Issued> {
        facts.until = ["validUntil", "expirationDate"]
            .iter()
            .find_map(|key| Reading::default().peek(&self.root.first(key)));
        let awarded = self.inherited("awardedBy/awardingDate").into_iter().next();
        let place = |node, property, words| DatePlace {
            node,
            property,
            words,
        };
        issued(
            self.standing,
            "no date under awardedBy.awardingDate, dateIssued, issued, issuanceDate or validFrom",
            &[
                place(
                    awarded.unwrap_or_else(Node::nothing),
                    "awardingDate",
                    "awarded on",
                ),
                place(self.node.first("dateIssued"), "dateIssued", "issued on"),
                place(self.root.first("issued"), "issued", "issued on"),
                place(self.root.first("issuanceDate"), "issuanceDate", "issued on"),
                place(self.root.first("validFrom"), "validFrom", "valid from"),
            ],
            facts,
        )
    }
}

/// The countries of organisations: of their locations, else of their identifiers.
fn countries(reading: &mut Reading, organisations: &[Node<'_>]) -> Option<Vec<Country>> {
    let mut countries = Vec::new();
    for organisation in organisations {
        let locations = organisation.all("location");
        let located: Vec<_> = locations
            .iter()
            .filter_map(|location| country(reading, location))
            .collect();
        let found = match located.is_empty() {
            true => registered(reading, organisation).into_iter().collect(),
            false => located,
        };
        for country in found {
            push_new(&mut countries, country);
        }
    }
    (!countries.is_empty()).then_some(countries)
}

/// The country in whose register an organisation stands: where an identifier is valid, else what
/// its prefix names.
fn registered(reading: &mut Reading, organisation: &Node<'_>) -> Option<Country> {
    let identifiers = || {
        let legal = ORGANISATION_IDENTIFIERS.iter();
        legal.flat_map(|(property, _)| organisation.all(property))
    };
    identifiers()
        .find_map(|identifier| coded(reading, &identifier.first("spatial")))
        .or_else(|| {
            let notations = identifiers().map(|identifier| identifier.first("notation"));
            let prefix = notations
                .into_iter()
                .find_map(|notation| reading.peek::<IdentifierCountry>(&notation))?;
            Some(Country {
                code: prefix.value.0,
                name: None,
                region: None,
            })
        })
}

/// The country of the address, else the one that the location's own code names; a code of an
/// administrative unit names a region in it.
fn country(reading: &mut Reading, location: &Node<'_>) -> Option<Country> {
    let unit = location.first("spatialCode");
    let mut places = location.all("address/countryCode");
    places.push(unit.clone());
    let stated = places.iter().find_map(|place| coded(reading, place));
    let Some(region) = reading.peek::<RegionCode>(&unit.first("id")) else {
        return stated.map(|country| Country {
            region: reading.one(location, "geographicName"),
            ..country
        });
    };
    let country = stated.unwrap_or(Country {
        code: region.value.0,
        name: None,
        region: None,
    });
    Some(Country {
        region: reading.one(&unit, "prefLabel"),
        ..country
    })
}

/// A country by its address in the EU authority table.
fn coded(reading: &mut Reading, place: &Node<'_>) -> Option<Country> {
    let code = [place.first("id"), place.clone()]
        .iter()
        .find_map(|place| reading.peek::<CountryCode>(place))?;
    Some(Country {
        code: code.value.0,
        name: reading.one(place, "prefLabel"),
        region: None,
    })
}

fn organisations(reading: &mut Reading, nodes: &[Node<'_>]) -> Option<Vec<Organisation>> {
    let mut organisations = Vec::new();
    for node in nodes {
        if let Some(organisation) = organisation(reading, node) {
            push_new(&mut organisations, organisation);
        }
    }
    (!organisations.is_empty()).then_some(organisations)
}

fn organisation(reading: &mut Reading, node: &Node<'_>) -> Option<Organisation> {
    // A node may be named by its identifier alone.
    if let Some(id) = reading.peek::<String>(node) {
        return Some(Organisation {
            id: Some(id.value),
            ..Organisation::default()
        });
    }
    let organisation = Organisation {
        id: reading.one(node, "id"),
        name: name(reading, node),
        identifiers: identifiers(reading, node, &ORGANISATION_IDENTIFIERS),
        homepage: reading
            .one::<Url>(node, "homepage/contentURL")
            .map(|url| url.0),
    };
    (organisation != Organisation::default()).then_some(organisation)
}

fn identifiers(
    reading: &mut Reading,
    node: &Node<'_>,
    properties: &[(&str, &str)],
) -> Vec<Identifier> {
    let mut identifiers = Vec::new();
    for (property, scheme) in properties {
        for place in node.all(property) {
            let notation = [place.first("notation"), place.clone()]
                .iter()
                .find_map(|place| reading.peek::<Code>(place));
            if let Some(notation) = notation {
                let named: Option<Text> = reading.first_of(&place, &["schemeName", "schemeAgency"]);
                let identifier = Identifier {
                    scheme: named.map_or((*scheme).to_owned(), |text| text.shown().to_owned()),
                    value: notation.value.0,
                    hashed: false,
                };
                push_new(&mut identifiers, identifier);
            }
        }
    }
    identifiers
}

/// The code of a country, by its address in the EU authority table.
pub(crate) struct CountryCode(pub(crate) String);

impl FromJson for CountryCode {
    const WHAT: &'static str = "a country of the EU authority table";

    fn from_json(value: &Value) -> Option<Self> {
        let code = vocabulary::country(value.as_str()?)?;
        Some(Self(code.to_owned()))
    }
}

/// The code of the country in which an administrative unit lies, by its address.
pub(crate) struct RegionCode(pub(crate) String);

impl FromJson for RegionCode {
    const WHAT: &'static str = "a unit of the EU authority table";

    fn from_json(value: &Value) -> Option<Self> {
        let code = vocabulary::country_of_region(value.as_str()?)?;
        Some(Self(code.to_owned()))
    }
}

/// The code of the country that the prefix of an identifier names.
struct IdentifierCountry(String);

impl FromJson for IdentifierCountry {
    const WHAT: &'static str = "an identifier whose prefix names a country";

    fn from_json(value: &Value) -> Option<Self> {
        let code = vocabulary::country_of_identifier(value.as_str()?.trim())?;
        Some(Self(code.to_owned()))
    }
}
