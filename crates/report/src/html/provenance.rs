//! What the report was made with and from, so that another can make it again.

use credeval_model::{
    document::{DocumentInfo, Form},
    evidence::{EvidenceRecord, Origin},
    scope::ScopeKind,
};
use maud::{Markup, html};

use super::{
    locale::Locale,
    places, said,
    view::{self, View},
};
use crate::human::phrases;

/// Signs of a scope, and titles of one relation, that are named.
const NAMED: usize = 3;

impl View<'_> {
    /// The document, the policy, the engine, the evidence and the evaluation's own digest.
    pub fn provenance(&self) -> Markup {
        let evaluation = self.evaluation;
        let (evidence, more) = said::first(&evaluation.evidence);
        let policy = &evaluation.policy;
        let engine = &evaluation.engine;
        let part = evaluation.document.part.as_ref();
        let body = html! {
            dl.facts {
                (file(self.locale, &evaluation.document))
                @if let Some(part) = part { (self.fact("part", Some(self.places.link(self.locale, part)))) }
                @if evaluation.scope.kind == ScopeKind::MicroCredential { (self.scope()) }
                (self.fact("policy", Some(html! {
                    (said::plain(&policy.id)) " " (said::plain(&policy.version)) " " span.dim { (said::code(&policy.digest.hex())) }
                })))
                (self.fact("engine", Some(html! {
                    "credeval " (said::plain(&engine.version)) ", " (self.locale.say("rules")) " " (said::plain(&engine.rules))
                })))
                (self.fact("time", Some(html! { (phrases::moment(evaluation.at).to_string()) })))
                (self.fact("evidence", Some(html! {
                    @if evidence.is_empty() {
                        (self.locale.say("no-evidence"))
                    } @else {
                        ul.plain {
                            @for record in evidence { li { (self.evidence(record)) } }
                            (said::more(self.locale, more))
                        }
                    }
                })))
                (self.fact("evaluation", Some(said::code(&evaluation.id.hex()))))
            }
        };
        self.section("provenance", &self.locale.say("provenance"), "", &body)
    }

    fn evidence(&self, record: &EvidenceRecord) -> Markup {
        html! {
            (places::elsewhere(&record.url)) " "
            @match record.origin {
                Origin::Supplied => { strong { (self.locale.say("origin-supplied")) } ", " }
                Origin::Stale => { strong { (self.locale.say("origin-stale")) } ", " }
                Origin::Fetched => {}
            }
            span.dim {
                @match record.fetched_at {
                    Some(time) => { (self.locale.say("fetched")) " " (phrases::moment(time).to_string()) }
                    None => { (self.locale.say("fetched-unknown")) }
                }
                " (" (self.locale.term("evidence", record.kind)) ", " (said::code(&phrases::short_digest(&record.digest))) ")"
            }
        }
    }

    /// What the achievement is, with the signs of it, and what it belongs to.
    pub(super) fn scope(&self) -> Markup {
        let scope = &self.evaluation.scope;
        let mut signs: Vec<&str> = Vec::new();
        for sign in scope
            .signs
            .iter()
            .filter(|sign| sign.speaks_for == scope.kind)
        {
            if !signs.contains(&sign.text.as_str()) && signs.len() < NAMED {
                signs.push(&sign.text);
            }
        }
        let relations = &self.evaluation.relations;
        let mut kinds = Vec::new();
        for relation in relations {
            if !kinds.contains(&relation.kind) {
                kinds.push(relation.kind);
            }
        }
        html! {
            (self.fact("scope", Some(html! {
                (self.locale.term("scope", scope.kind))
                @for (index, sign) in signs.iter().enumerate() {
                    (if index == 0 { ": " } else { ", " }) (said::engine_words(self.locale, sign))
                }
            })))
            @for kind in kinds {
                @let others = relations.iter().filter(|other| other.kind == kind);
                @let more = others.clone().count().saturating_sub(NAMED);
                (self.fact("relation", Some(html! {
                    (self.locale.term("relation", kind)) " "
                    @for (index, other) in others.take(NAMED).enumerate() {
                        @if index > 0 { ", " }
                        @match &other.title {
                            Some(title) => { (said::said(title, self.language)) }
                            None => { (self.places.link(self.locale, &other.to)) }
                        }
                    }
                    @if more > 0 { " " (self.locale.count("and-more", more)) }
                })))
            }
        }
    }
}

/// What kind of document it is, where it was, and its digest.
pub(super) fn file(locale: &Locale, document: &DocumentInfo) -> Markup {
    let form = document.form.label(document.standard);
    let fact =
        |label: &str, value: Markup| html! { div { dt { (locale.say(label)) } dd { (value) } } };
    html! {
        (fact("kind", html! {
            @if document.form != Form::Paper { (said::engine_words(locale, document.standard.label())) ", " }
            (said::engine_words(locale, form))
        }))
        @if let Some(carrier) = document.carrier { (fact("carrier", html! { (locale.term("carrier", carrier)) })) }
        (fact("file", html! { (view::source(&document.source)) " (" (phrases::size(document.bytes)) ")" }))
        (fact("digest", said::code(&document.digest.hex())))
    }
}
