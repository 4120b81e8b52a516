//! Who was awarded what, by whom, where and when.

use credeval_model::element::{Country, Element, Issued, Learner, Organisation};

use super::{Course, date::Dated};
use crate::{
    integrity::Facts,
    node::Node,
    reading::{Code, Reading, Url},
    xml,
};

impl Course<'_> {
    pub(super) fn learner(&self) -> Element<Learner> {
        let absent = "no name, date of birth or identifier of the learner under learner";
        self.element(absent, |reading| {
            let mut person = self.root.first("learner");
            if person.is_nothing() {
                person = self.report.first("learner");
            }
            let birth = xml::one::<Dated>(reading, &person, "bday");
            let learner = Learner {
                name: xml::first_text(reading, &person, &["fullName", "birthName"]),
                given_name: xml::text(reading, &person, "givenNames"),
                family_name: xml::text(reading, &person, "familyName"),
                date_of_birth: birth.map(|date| date.value.0.text),
                identifiers: xml::identifiers(reading, &person, &[("identifier", "identifier")]),
                ..Learner::default()
            };
            (learner != Learner::default()).then_some(learner)
        })
    }

    /// The institution of the report. Where there are several, the tree does not tell which of them
    /// awarded what.
    fn issuer(&self, reading: &mut Reading) -> Option<Node<'_>> {
        let mut issuers = self.report.all("issuer").into_iter();
        match (issuers.next(), issuers.next()) {
            (issuer, None) => issuer,
            (Some(_), Some(second)) => {
                reading.fault(&second, "the only issuer of its report");
                None
            }
            (None, Some(_)) => None,
        }
    }

    pub(super) fn country(&self) -> Element<Vec<Country>> {
        self.element("no country under issuer of the report", |reading| {
            let issuer = self.issuer(reading)?;
            let code = xml::one::<Code>(reading, &issuer, "country")?;
            Some(vec![Country {
                code: code.value.0,
                name: None,
                region: None,
            }])
        })
    }

    pub(super) fn awarding_body(&self) -> Element<Vec<Organisation>> {
        self.element("no issuer of the report", |reading| {
            let issuer = self.issuer(reading)?;
            let organisation = Organisation {
                id: None,
                name: xml::text(reading, &issuer, "title"),
                identifiers: xml::identifiers(reading, &issuer, &[("identifier", "identifier")]),
                homepage: reading
                    .peek::<Url>(&issuer.first("url"))
                    .map(|url| url.value.0),
            };
            (organisation != Organisation::default()).then(|| vec![organisation])
        })
    }

    /// When the report was issued, else when the file was made.
    pub(super) fn issued(&self, facts: &mut Facts) -> Element<Issued> {
        let places = [(&self.report, "issueDate"), (self.root, "generatedDate")];
        let mut reading = Reading::default();
        for (node, property) in places {
            if let Some(date) = reading.peek::<Dated>(&node.first(property)) {
                facts.dates.push(("issued on", date.map(|date| date.0)));
            }
        }
        let absent = "no date under issueDate of the report or generatedDate";
        self.element(absent, |reading| {
            places.into_iter().find_map(|(node, property)| {
                Some(Issued {
                    date: xml::one::<Dated>(reading, node, property)?.value.0.text,
                    stated_as: property.to_owned(),
                })
            })
        })
    }
}
