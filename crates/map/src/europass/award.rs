//! Who was awarded what, by whom, where and when.

use credeval_model::element::{Country, Element, Issued, Learner, Organisation, Text};

use super::{Claim, reference::List};
use crate::{
    elm::{CountryCode, RegionCode},
    integrity::Facts,
    issued::{DatePlace, issued},
    node::Node,
    push_new,
    reading::{Date, Fact, Mailbox, Reading, Url},
    xml,
};

/// Properties that hold an identifier of an organisation, and the scheme that they stand for.
const IDENTIFIERS: [(&str, &str); 4] = [
    ("registration", "registration"),
    ("vatIdentifier", "vat"),
    ("taxIdentifier", "tax"),
    ("identifier", "identifier"),
];

impl<'a> Claim<'a> {
    pub(super) fn learner(&self) -> Element<Learner> {
        let absent =
            "no name, date of birth, address or identifier of the learner under credentialSubject";
        self.element(absent, |reading| {
            let subject = self.root.first("credentialSubject");
            let email: Option<Mailbox> = reading.one(&subject, "contactPoint/mailBox/@uri");
            let learner = Learner {
                id: None,
                name: xml::first_text(reading, &subject, &["fullName", "birthName"]),
                given_name: xml::text(reading, &subject, "givenNames"),
                family_name: xml::text(reading, &subject, "familyName"),
                date_of_birth: xml::one::<Date>(reading, &subject, "dateOfBirth")
                    .map(|date| date.value.text),
                email: email.map(|mailbox| mailbox.0),
                identifiers: xml::identifiers(
                    reading,
                    &subject,
                    &[("nationalId", "nationalId"), ("identifier", "identifier")],
                ),
            };
            (learner != Learner::default()).then_some(learner)
        })
    }

    pub(super) fn title(&self) -> Element<Text> {
        let absent = "no title of the achievement, of its specification or of the credential";
        self.element(absent, |reading| {
            self.title_of(reading, self.role, &self.node).or_else(|| {
                self.alone
                    .then(|| xml::text(reading, self.root, "title"))
                    .flatten()
            })
        })
    }

    fn awarding_processes(&self) -> Vec<Node<'a>> {
        let of = List::Awarding;
        self.references.referred(of, &self.node, "wasAwardedBy")
    }

    /// Who awarded it: the bodies of its awarding process.
    pub(super) fn bodies(&self) -> Vec<Node<'a>> {
        let of = List::Organisation;
        let processes = self.awarding_processes();
        processes
            .iter()
            .flat_map(|process| self.references.referred(of, process, "awardingBody"))
            .collect()
    }

    fn issuers(&self) -> Vec<Node<'a>> {
        self.references
            .referred(List::Organisation, self.root, "issuer")
    }

    pub(super) fn country(&self) -> Element<Vec<Country>> {
        let absent = "no country under the location of the awarding body or of the issuer";
        self.element(absent, |reading| {
            [self.bodies(), self.issuers()]
                .iter()
                .find_map(|organisations| {
                    let mut countries = Vec::new();
                    for organisation in organisations {
                        for country in countries_of(reading, organisation) {
                            push_new(&mut countries, country);
                        }
                    }
                    (!countries.is_empty()).then_some(countries)
                })
        })
    }

    pub(super) fn awarding_body(&self) -> Element<Vec<Organisation>> {
        let absent =
            "no awarding body that wasAwardedBy refers to, and no issuer among agentReferences";
        self.element(absent, |reading| {
            [self.bodies(), self.issuers()].iter().find_map(|nodes| {
                let mut organisations = Vec::new();
                for node in nodes {
                    if let Some(organisation) = organisation(reading, node) {
                        push_new(&mut organisations, organisation);
                    }
                }
                (!organisations.is_empty()).then_some(organisations)
            })
        })
    }

    /// The date of the award, else that of issuing, which is the time of the seal.
    pub(super) fn issued(&self, facts: &mut Facts) -> Element<Issued> {
        facts.until = Reading::default().peek(&self.root.first("validUntil"));
        let place = |node, property, words| DatePlace {
            node,
            property,
            words,
        };
        let mut places = Vec::new();
        for process in self.awarding_processes() {
            places.push(place(process.first("date"), "date", "awarded on"));
        }
        for (property, words) in [
            ("issued", "issued on"),
            ("issuanceDate", "issued on"),
            ("validFrom", "valid from"),
        ] {
            places.push(place(self.root.first(property), property, words));
        }
        issued(
            self.standing,
            "no date of the awarding process, and none under issued, issuanceDate or validFrom",
            &places,
            facts,
        )
    }
}

/// The name of an organisation.
pub(super) fn name(reading: &mut Reading, organisation: &Node<'_>) -> Option<Text> {
    xml::first_text(reading, organisation, &["prefLabel", "altLabel"])
}

/// An organisation; its `id` is a number within the document.
fn organisation(reading: &mut Reading, node: &Node<'_>) -> Option<Organisation> {
    let organisation = Organisation {
        id: None,
        name: name(reading, node),
        identifiers: xml::identifiers(reading, node, &IDENTIFIERS),
        homepage: reading.one::<Url>(node, "homepage/@uri").map(|url| url.0),
    };
    (organisation != Organisation::default()).then_some(organisation)
}

/// The countries where an organisation is: of an address, else of a code of the place itself; a code
/// of an administrative unit names a region in it.
fn countries_of(reading: &mut Reading, organisation: &Node<'_>) -> Vec<Country> {
    let locations = organisation.all("hasLocation").into_iter();
    locations
        .filter_map(|location| {
            let unit = location.first("spatialCode");
            let country = [location.first("hasAddress/country"), unit.clone()]
                .iter()
                .find_map(|place| {
                    let code = reading.peek::<CountryCode>(&place.first("@uri"))?;
                    Some(Country {
                        code: code.value.0,
                        name: xml::text(reading, place, "targetName"),
                        region: None,
                    })
                });
            let Some(Fact { value, .. }) = reading.peek::<RegionCode>(&unit.first("@uri")) else {
                return country;
            };
            let country = country.unwrap_or(Country {
                code: value.0,
                name: None,
                region: None,
            });
            Some(Country {
                region: xml::text(reading, &unit, "targetName"),
                ..country
            })
        })
        .collect()
}
