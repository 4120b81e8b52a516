//! The sixteen standard elements, beside the document that states them.

use credeval_model::{
    document::Form,
    element::{Absence, Absent, ElementName},
    question::Question,
};
use maud::{Markup, html};

use super::{said, view::View};

impl View<'_> {
    /// The elements and, where it is at hand, the credential's own JSON: beside each other where there
    /// is room.
    pub fn elements(&self) -> Markup {
        html! {
            div.beside[self.document.is_some()] {
                (self.element_table())
                (self.raw())
            }
        }
    }

    /// The table of elements: value, how strong its evidence is, and its places.
    pub fn element_table(&self) -> Markup {
        let elements = &self.evaluation.elements;
        let stated = ElementName::ALL
            .iter()
            .filter(|name| elements.standing(**name).is_ok())
            .count();
        let all = ElementName::ALL.len();
        let remark = self.locale.say_with(
            "elements-remark",
            [("stated", stated.into()), ("all", all.into())],
        );
        let body = html! {
            table.elements {
                caption { (remark) }
                thead {
                    tr {
                        th scope="col" { (self.locale.say("element")) }
                        th scope="col" { (self.locale.say("value")) }
                        th scope="col" { (self.locale.say("evidence-and-place")) }
                    }
                }
                tbody {
                    @for name in ElementName::ALL {
                        tr id={ (self.prefix) "element-" (name.as_str()) } {
                            th scope="row" { (self.locale.term("element", *name)) }
                            (self.element(*name))
                        }
                    }
                }
            }
        };
        self.section("elements", &self.locale.say("elements"), "", &body)
    }

    fn element(&self, name: ElementName) -> Markup {
        let elements = &self.evaluation.elements;
        let is_paper = self.evaluation.document.form == Form::Paper;
        match (elements.absence(name), elements.standing(name)) {
            (Some(_), _) if is_paper => {
                html! { td.dim colspan="2" { (self.locale.say(self.asked_of(name))) } }
            }
            (Some(absent), _) => self.absent(absent),
            (None, Ok((tier, places))) => {
                let value = self.value(name);
                html! {
                    td {
                        @if value.is_empty() {
                            span.dim { (self.locale.say("stated-empty")) }
                        } @else {
                            (value.into_markup(self.locale))
                        }
                    }
                    td {
                        span.tier { (self.locale.term("tier", tier)) }
                        @if places.is_empty() {
                            " " (self.locale.say("by-answer"))
                        } @else {
                            " " (self.places.links(self.locale, places))
                        }
                        @if elements.disclosed(name) { ", " (self.locale.say("disclosed")) }
                    }
                }
            }
            (None, Err(_)) => html! { td {} td {} },
        }
    }

    /// Of a certificate on paper nothing is known but the answers.
    fn asked_of(&self, name: ElementName) -> &'static str {
        let mut questions = Question::ALL.iter();
        let mut answers = self.evaluation.answers.iter();
        if !questions.any(|question| question.element() == Some(name)) {
            "not-asked"
        } else if answers.any(|answer| answer.question.element() == Some(name)) {
            "see-answers"
        } else {
            "not-answered"
        }
    }

    /// Why an element is absent; that something stands there, or may be withheld, is more than that
    /// nothing is stated.
    fn absent(&self, absent: &Absent) -> Markup {
        html! {
            td.dim { (said::engine(self.locale, &absent.absent)) }
            td {
                @if absent.reason != Absence::NotStated {
                    strong { (self.locale.term("absence", absent.reason)) }
                } @else {
                    span.dim { (self.locale.term("absence", absent.reason)) }
                }
                @if !absent.at.is_empty() { " " (self.places.links(self.locale, &absent.at)) }
            }
        }
    }
}
