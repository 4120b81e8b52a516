//! Who was awarded what, by whom, where and when.

use credeval_model::element::{Country, Element, Identifier, Issued, Learner, Organisation, Text};

use super::Claim;
use crate::{
    elm::CountryCode,
    integrity::Facts,
    issued::{DatePlace, issued},
    node::Node,
    push_new,
    reading::{Date, Reading, Url},
    xml::Identified,
};

/// Who awards: by EBSI, then by schema.org.
const BODIES: [&str; 4] = [
    "wasAwardedBy/awardingBody",
    "issuedBy",
    "provider",
    "about/provider",
];

impl Claim<'_> {
    pub(super) fn learner(&self) -> Element<Learner> {
        let absent =
            "no name, date of birth, address or identifier of the learner under credentialSubject";
        self.element(absent, |reading| {
            // The subject of whom the achievement is claimed.
            let subjects = self.root.all("credentialSubject");
            let around = |subject: &&Node<'_>| self.node.pointer().is_within(subject.pointer());
            let subject = subjects.iter().find(around).or(subjects.first());
            let subject = subject.cloned().unwrap_or_else(Node::nothing);
            let mut learner = Learner {
                id: None,
                name: reading.first_of(&subject, &["name", "fullName"]),
                given_name: reading
                    .first_of(&subject, &["givenName", "firstName", "currentGivenName"]),
                family_name: reading.first_of(&subject, &["familyName", "currentFamilyName"]),
                date_of_birth: reading
                    .first_of::<Date>(&subject, &["dateOfBirth", "birthDate"])
                    .map(|date| date.text),
                email: reading.one(&subject, "email"),
                identifiers: identifiers(
                    reading,
                    &subject,
                    &["personalIdentifier", "personIdentifier", "identifier"],
                ),
            };
            let id = subject.first("id");
            let is_did = id.value().as_str().is_some_and(|id| id.starts_with("did:"));
            // Any other id may be a number within the document.
            if is_did || learner != Learner::default() {
                learner.id = reading.peek::<String>(&id).map(|id| id.value);
            }
            (learner != Learner::default()).then_some(learner)
        })
    }

    pub(super) fn country(&self) -> Element<Vec<Country>> {
        let absent = "no awardingLocation, and no addressCountry of who awarded or issued it";
        self.element(absent, |reading| {
            let mut countries = Vec::new();
            for place in self.node.all("wasAwardedBy/awardingLocation") {
                if let Some(code) = reading.peek::<CountryCode>(&place) {
                    let country = Country {
                        code: code.value.0,
                        name: None,
                        region: None,
                    };
                    push_new(&mut countries, country);
                }
            }
            let issuers = self.root.all("issuer");
            let bodies = BODIES.iter().flat_map(|path| self.node.all(path));
            for body in bodies.chain(issuers) {
                if !countries.is_empty() {
                    break;
                }
                let place = body.first("address/addressCountry");
                let places = [place.first("name"), place];
                let stated = places
                    .iter()
                    .find_map(|place| reading.peek::<String>(place));
                if let Some(country) = stated.map(|stated| named(stated.value)) {
                    push_new(&mut countries, country);
                }
            }
            (!countries.is_empty()).then_some(countries)
        })
    }

    pub(super) fn awarding_body(&self) -> Element<Vec<Organisation>> {
        let absent = "no awardingBody, issuedBy or provider of the achievement, and no issuer";
        self.element(absent, |reading| {
            let places = BODIES.iter().map(|path| self.node.all(path));
            places.chain([self.root.all("issuer")]).find_map(|places| {
                let found = places.iter();
                let found: Vec<_> = found
                    .filter_map(|place| organisation(reading, place))
                    .collect();
                (!found.is_empty()).then_some(found)
            })
        })
    }

    pub(super) fn issued(&self, facts: &mut Facts) -> Element<Issued> {
        facts.until = ["validUntil", "expirationDate"]
            .iter()
            .find_map(|key| Reading::default().peek(&self.root.first(key)));
        let place = |node, property, words| DatePlace {
            node,
            property,
            words,
        };
        issued(
            self.standing,
            "no date under wasAwardedBy.awardingDate, issued, issuanceDate, validFrom or dateCreated",
            &[
                place(
                    self.node.first("wasAwardedBy/awardingDate"),
                    "awardingDate",
                    "awarded on",
                ),
                place(self.root.first("issued"), "issued", "issued on"),
                place(self.root.first("issuanceDate"), "issuanceDate", "issued on"),
                place(self.root.first("validFrom"), "validFrom", "valid from"),
                place(self.root.first("dateCreated"), "dateCreated", "issued on"),
            ],
            facts,
        )
    }
}

/// A country by its code of two or three letters, else by its name.
fn named(stated: String) -> Country {
    let is_code =
        (2..=3).contains(&stated.len()) && stated.bytes().all(|byte| byte.is_ascii_uppercase());
    match is_code {
        true => Country {
            code: stated,
            name: None,
            region: None,
        },
        false => Country {
            code: String::new(),
            name: Some(Text::plain(stated)),
            region: None,
        },
    }
}

fn organisation(reading: &mut Reading, node: &Node<'_>) -> Option<Organisation> {
    if let Some(id) = reading.peek::<String>(node) {
        return Some(Organisation {
            id: Some(id.value),
            ..Organisation::default()
        });
    }
    let organisation = Organisation {
        id: reading.one(node, "id"),
        name: reading.first_of(node, &["name", "legalName"]),
        identifiers: identifiers(reading, node, &["identifier"]),
        homepage: reading
            .peek::<Url>(&node.first("url"))
            .map(|url| url.value.0),
    };
    (organisation != Organisation::default()).then_some(organisation)
}

fn identifiers(reading: &mut Reading, node: &Node<'_>, properties: &[&str]) -> Vec<Identifier> {
    let mut identifiers = Vec::new();
    for property in properties {
        for place in node.all(property) {
            if let Some(found) = reading.read::<Identified>(&place) {
                let identifier = Identifier {
                    scheme: found.value.scheme.unwrap_or_else(|| (*property).to_owned()),
                    value: found.value.value,
                    hashed: false,
                };
                push_new(&mut identifiers, identifier);
            }
        }
    }
    identifiers
}
