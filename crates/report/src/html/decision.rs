//! A decision with the lines to sign on: open ones below an evaluation, or those of a record.

use credeval_model::{
    decision::{DecisionRecord, Verdict},
    outcome::Deviation,
};
use maud::{Markup, html};

use super::{locale::Locale, said, view::View};

/// What can be decided, in the order of the form.
const VERDICTS: [Verdict; 6] = [
    Verdict::Granted,
    Verdict::PartlyGranted,
    Verdict::Conditional,
    Verdict::Refused,
    Verdict::PriorLearning,
    Verdict::Deferred,
];

impl View<'_> {
    /// Lines for the decision of an officer, to be filled in by hand; empty where the policy asks for
    /// no signature.
    pub fn sign_off(&self) -> Markup {
        if !self.evaluation.outcome.sign_off {
            return html! {};
        }
        let programme = self.evaluation.programme.as_ref();
        let body = programme.and_then(|programme| programme.body.as_deref());
        let appeal = programme.and_then(|programme| programme.appeal.as_deref());
        let lines = html! {
            ul.boxes {
                @for verdict in VERDICTS { li { "☐ " (self.locale.term("verdict", verdict)) } }
            }
            dl.facts.signature {
                (blank(self.locale, "reasons"))
                (line(self.locale, "for-body", body))
                (blank(self.locale, "officer"))
                (blank(self.locale, "day"))
                (blank(self.locale, "signature"))
            }
            @if let Some(appeal) = appeal { p { (self.locale.say("appeal")) ": " (said::prose(appeal)) } }
        };
        self.section(
            "sign-off",
            &self.locale.say("decision"),
            &self.locale.say("sign-off-remark"),
            &lines,
        )
    }

    /// A decision that was made on this evaluation, with its record's lines.
    pub fn decision(&self, record: &DecisionRecord) -> Markup {
        let appeal = record.appeal.as_deref().map(str::trim);
        let appeal = appeal.filter(|appeal| !appeal.is_empty());
        let course = record
            .course
            .as_deref()
            .filter(|_| record.decision.grants());
        let body = html! {
            div.proposal {
                p.headline { strong { (self.locale.term("verdict", record.decision)) } }
                p.dim { (self.locale.say("proposed-was")) " " (self.locale.term("outcome", record.proposal)) "." }
            }
            dl.facts {
                @if let Some(credits) = record.credits {
                    (self.fact("credits-granted", Some(html! { (self.locale.say_with("ects", [("count", credits.into())])) })))
                }
                @if let Some(course) = course { (self.fact("course", Some(said::plain(course)))) }
                @if let Some(grade) = &record.grade { (self.fact("grade", Some(said::plain(grade)))) }
                (self.fact("reasons", Some(said::prose(&record.reasons))))
            }
            (self.decided("differences", &record.differences))
            (self.decided("accepted", &record.accepted))
            p {
                (self.locale.say("appeal")) ": "
                @match appeal {
                    Some(appeal) => { (said::prose(appeal)) }
                    None => { strong { (self.locale.say("appeal-unnamed")) } }
                }
            }
            dl.facts.signature {
                (line(self.locale, "for-body", Some(&record.body)))
                (line(self.locale, "officer", Some(&record.officer)))
                (line(self.locale, "day", Some(&record.date)))
                (blank(self.locale, "signature"))
            }
            p.dim { (self.locale.say("evaluation")) " " (said::code(&record.evaluation.hex())) }
        };
        self.section("decision", &self.locale.say("decision"), "", &body)
    }

    fn decided(&self, id: &str, deviations: &[Deviation]) -> Markup {
        let (first, more) = said::first(deviations);
        html! {
            @if !first.is_empty() {
                (self.below(&format!("decided-{id}"), &self.locale.say(id)))
                ul {
                    @for deviation in first {
                        li { strong { (self.criterion(deviation.criterion)) } ": " (said::prose(&deviation.text)) }
                    }
                    (said::more(self.locale, more))
                }
            }
        }
    }
}

fn line(locale: &Locale, label: &str, value: Option<&str>) -> Markup {
    match value {
        Some(value) => html! { div { dt { (locale.say(label)) } dd { (said::plain(value)) } } },
        None => blank(locale, label),
    }
}

/// A line to write on.
fn blank(locale: &Locale, label: &str) -> Markup {
    html! { div { dt { (locale.say(label)) } dd.line { span.unseen { (locale.say("to-fill-in")) } } } }
}
