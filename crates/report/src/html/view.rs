//! The parts of a page about one evaluation, and the order in which they stand.

use credeval_model::{
    Criterion, Evaluation, Timestamp,
    document::Form,
    outcome::{OutcomeCode, Track},
    programme::Purpose,
    scope::ScopeKind,
};
use maud::{Markup, html};
use serde_json::Value;

use super::{
    Subject, document,
    locale::Locale,
    places::Places,
    said::{self, Rows},
};
use crate::human::{document::is_another_time, phrases};
use crate::text;

/// One evaluation as it is shown: each method renders a part of the page, whatever page it is.
///
/// Anchors begin with a prefix that is the evaluation's own, so that several may stand on one page.
/// A part that has nothing to say is empty.
#[derive(Debug)]
pub struct View<'a> {
    pub(super) locale: &'a Locale,
    pub(super) evaluation: &'a Evaluation,
    pub(super) document: Option<&'a Value>,
    /// The language that is preferred where the credential speaks several (BCP 47).
    pub(super) language: &'a str,
    pub(super) places: Places,
    pub(super) prefix: String,
    now: Timestamp,
    /// The level of the headings of its sections, 2 to 5.
    level: u8,
}

impl<'a> View<'a> {
    /// A view of the evaluation with this number on its page.
    ///
    /// `level` is that of the heading above it, 1 to 4; `now` is the present.
    pub fn new(
        locale: &'a Locale,
        subject: &Subject<'a>,
        language: &'a str,
        now: Timestamp,
        number: usize,
        level: u8,
    ) -> Self {
        let prefix = format!("e{number}-");
        Self {
            locale,
            evaluation: subject.evaluation,
            document: subject.document,
            language,
            places: Places::of(subject.evaluation, subject.document, &prefix),
            prefix,
            now,
            level: level.saturating_add(1),
        }
    }

    /// All parts, below a heading of the level that [`View::new`] was given.
    pub fn all(&self) -> Markup {
        html! {
            (self.head())
            (self.proposal())
            (self.lights())
            (self.settlements())
            (self.deviations())
            (self.answers())
            (self.dossier())
            (self.precedents())
            (self.sign_off())
            (self.reasons())
            (self.elements())
            (self.alignment())
            (self.trust())
            (self.checks())
            (self.provenance())
        }
    }

    /// What it speaks of, and for when: title, learner, awarding body, day, what is asked for.
    pub fn head(&self) -> Markup {
        let evaluation = self.evaluation;
        let elements = &evaluation.elements;
        let heading = html! { (self.title()) };
        // Of paper nothing says what kind it is, and the officer who answers knows.
        let is_paper = evaluation.document.form == Form::Paper;
        let kind = evaluation.scope.kind;
        let is_usual = kind == ScopeKind::MicroCredential || is_paper && kind == ScopeKind::Unclear;
        let learner = elements.learner.value();
        let learner = learner.and_then(|learner| self.who(learner));
        let mut bodies = Rows::default();
        for body in elements.awarding_body.value().into_iter().flatten() {
            if let Some(name) = self.body(body) {
                bodies.push(|| name);
            }
        }
        let issued = elements.issued.value();
        let issued = issued.map(|issued| said::plain(phrases::day(&issued.date)));
        html! {
            header.credential {
                (heading_of(self.level.saturating_sub(1), &format!("{}title", self.prefix), &heading))
                @if is_another_time(evaluation.at, self.now) {
                    p.warning {
                        strong { (self.locale.say_with("judged-for", [("time", phrases::moment(evaluation.at).to_string().into())])) }
                        " "
                        (self.locale.say_with("not-for-now", [("time", phrases::moment(self.now).to_string().into())]))
                    }
                }
                dl.facts {
                    (self.fact("learner", learner))
                    (self.fact("awarded-by", (!bodies.is_empty()).then(|| bodies.into_markup(self.locale))))
                    (self.fact("issued", issued))
                    @if !is_usual { (self.scope()) }
                    @if let Some(asked) = self.asked() { (self.fact("asked-for", Some(asked))) }
                }
            }
        }
    }

    /// The title of the credential.
    pub fn title(&self) -> Markup {
        let title = self.evaluation.elements.title.value();
        match title.filter(|title| said::is_said(title, self.language)) {
            Some(title) => said::said(title, self.language),
            None => html! { (self.locale.say("no-title")) },
        }
    }

    fn asked(&self) -> Option<Markup> {
        let programme = self.evaluation.programme.as_ref();
        let purpose = self.evaluation.purpose;
        if purpose == Purpose::None && programme.is_none() {
            return None;
        }
        Some(html! {
            (self.locale.term("purpose", purpose))
            @if let Some(programme) = programme {
                @if let Some(course) = &programme.course { ", " (said::plain(course)) }
                ", " (said::plain(&programme.programme))
                ", " (said::plain(&programme.institution))
            }
        })
    }

    /// A row of a list of facts: that a thing is not stated is said.
    pub(super) fn fact(&self, label: &str, value: Option<Markup>) -> Markup {
        html! {
            div {
                dt { (self.locale.say(label)) }
                dd {
                    @match value {
                        Some(value) => { (value) }
                        None => { span.dim { (self.locale.say("not-stated")) } }
                    }
                }
            }
        }
    }

    /// The credential's own JSON with its anchors; empty where it is not at hand.
    pub fn raw(&self) -> Markup {
        let Some(document) = self.document else {
            return html! {};
        };
        let body = html! {
            p.note { (self.locale.say("document-remark")) }
            (document::raw(self.locale, document, &self.places))
        };
        self.section("document", &self.locale.say("document"), "", &body)
    }

    /// A section under its heading, with a remark below that.
    pub(super) fn section(&self, id: &str, title: &str, remark: &str, body: &Markup) -> Markup {
        let id = format!("{}{id}", self.prefix);
        html! {
            section aria-labelledby=(id) {
                (heading_of(self.level, &id, &html! { (title) }))
                @if !remark.is_empty() { p.note { (remark) } }
                (body)
            }
        }
    }

    /// A heading one level below that of a section.
    pub(super) fn below(&self, id: &str, title: &str) -> Markup {
        let id = format!("{}{id}", self.prefix);
        heading_of(self.level + 1, &id, &html! { (title) })
    }

    /// The name of a criterion.
    pub(super) fn criterion(&self, criterion: Criterion) -> String {
        self.locale.term("criterion", criterion)
    }

    /// Whether Recognition of Prior Learning is what is proposed.
    pub(super) fn is_prior_learning(&self) -> bool {
        self.evaluation.outcome.track == Some(Track::Rpl)
    }

    /// Whether the credential does not hold, so that what it states informs only.
    pub(super) fn is_not_verified(&self) -> bool {
        self.evaluation.outcome.code == OutcomeCode::NotVerified
    }
}

/// A heading of level 1 to 6.
pub(super) fn heading_of(level: u8, id: &str, words: &Markup) -> Markup {
    match level {
        0 | 1 => html! { h1 id=(id) { (words) } },
        2 => html! { h2 id=(id) { (words) } },
        3 => html! { h3 id=(id) { (words) } },
        4 => html! { h4 id=(id) { (words) } },
        5 => html! { h5 id=(id) { (words) } },
        _ => html! { h6 id=(id) { (words) } },
    }
}

/// The name of a file or the address of a source, as it came.
pub(super) fn source(source: &str) -> Markup {
    html! { bdi lang="" translate="no" { (text::safe(source, true)) } }
}
