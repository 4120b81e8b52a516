//! Who was awarded what, by whom, where and when.

use credeval_model::element::{Country, Element, Identifier, Issued, Learner, Organisation, Text};

use super::Badge;
use crate::{
    integrity::Facts,
    issued::{DatePlace, issued},
    node::Node,
    reading::{Code, Reading, Url},
};

/// Types of an unhashed identity that hold a name.
const NAME_TYPES: [&str; 2] = ["name", "ext:fullName"];
/// The type of an identity that holds an address of electronic mail.
const EMAIL_TYPE: &str = "emailAddress";

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
                    let Some(identifier) = identifier(reading, &place) else {
                        continue;
                    };
                    let scheme = identifier.scheme.as_str();
                    if !identifier.hashed && NAME_TYPES.contains(&scheme) && learner.name.is_none()
                    {
                        learner.name = Some(Text::plain(identifier.value));
                    } else if !identifier.hashed && scheme == EMAIL_TYPE && learner.email.is_none()
                    {
                        learner.email = Some(identifier.value);
                    } else {
                        learner.identifiers.push(identifier);
                    }
                }
                (learner != Learner::default()).then_some(learner)
            },
        )
    }

    pub(super) fn title(&self) -> Element<Text> {
        self.element("no name under achievement and none at the top", |reading| {
            let own = reading.one(&self.achievement, "name");
            own.or_else(|| reading.one(self.root, "name"))
        })
    }

    pub(super) fn country(&self) -> Element<Vec<Country>> {
        self.element(
            "no country under issuer.address or issuer.parentOrg.address",
            |reading| {
                let addresses = ["issuer/address", "issuer/parentOrg/address"];
                let country = addresses
                    .iter()
                    .flat_map(|path| self.root.all(path))
                    .find_map(|address| country(reading, &address))
                    .or_else(|| {
                        let path =
                            "issuer/extensions:InstitutionCountryExtension/InstitutionCountry";
                        Some(Country {
                            code: reading.one(self.root, path)?,
                            name: None,
                            region: None,
                        })
                    })?;
                Some(vec![country])
            },
        )
    }

    pub(super) fn awarding_body(&self) -> Element<Vec<Organisation>> {
        self.element("no issuer with an id, name, url or identifier", |reading| {
            let issuer = self.root.first("issuer");
            // An issuer may be named by its id alone.
            if let Some(id) = reading.peek::<String>(&issuer) {
                return Some(vec![Organisation {
                    id: Some(id.value),
                    ..Organisation::default()
                }]);
            }
            let organisation = Organisation {
                id: reading.one(&issuer, "id"),
                name: reading.one(&issuer, "name"),
                identifiers: issuer
                    .all("otherIdentifier")
                    .iter()
                    .filter_map(|entry| {
                        Some(Identifier {
                            value: reading.one::<Code>(entry, "identifier")?.0,
                            scheme: scheme(reading, entry, "identifierType"),
                            hashed: false,
                        })
                    })
                    .collect(),
                homepage: reading.one::<Url>(&issuer, "url").map(|url| url.0),
            };
            (organisation != Organisation::default()).then(|| vec![organisation])
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

fn identifier(reading: &mut Reading, place: &Node<'_>) -> Option<Identifier> {
    Some(Identifier {
        value: reading.one::<Code>(place, "identityHash")?.0,
        scheme: scheme(reading, place, "identityType"),
        hashed: reading.one(place, "hashed").unwrap_or_default(),
    })
}

fn scheme(reading: &mut Reading, place: &Node<'_>, key: &str) -> String {
    reading
        .one(place, key)
        .unwrap_or_else(|| "identifier".to_owned())
}

fn country(reading: &mut Reading, address: &Node<'_>) -> Option<Country> {
    let code: Option<String> = reading.one(address, "addressCountryCode");
    let name = reading.one(address, "addressCountry");
    if code.is_none() && name.is_none() {
        return None;
    }
    Some(Country {
        code: code.unwrap_or_default(),
        name,
        region: reading.one(address, "addressRegion"),
    })
}
