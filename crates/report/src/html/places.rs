//! The places of a credential that a report speaks of, and their anchors on the page.

use std::collections::{BTreeMap, BTreeSet};

use credeval_model::{Evaluation, Pointer, element::ElementName};
use maud::{Markup, html};
use serde_json::Value;

use super::{locale::Locale, said};
use crate::text;

/// Places that get an anchor. A credential of one achievement has some thirty.
const ANCHORS: usize = 500;
/// Places that one statement names.
const NAMED: usize = 3;

/// The anchors of one document.
#[derive(Debug, Default)]
pub(super) struct Places {
    prefix: String,
    numbers: BTreeMap<Pointer, usize>,
    root: Node,
}

/// What is referred to at a place and inside it.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The anchor's number.
    pub(super) anchor: Option<usize>,
    inside: BTreeMap<String, Node>,
}

impl Node {
    /// The node of a member, or of an item by its index.
    pub(super) fn inside(&self, token: &str) -> Option<&Node> {
        self.inside.get(token)
    }

    /// Whether nothing inside is referred to.
    pub(super) fn is_leaf(&self) -> bool {
        self.inside.is_empty()
    }
}

impl Places {
    /// The places that exist in `document` of those that an evaluation refers to.
    pub(super) fn of(evaluation: &Evaluation, document: Option<&Value>, prefix: &str) -> Self {
        let mut places = Self {
            prefix: prefix.to_owned(),
            ..Self::default()
        };
        let Some(document) = document else {
            return places;
        };
        let elements = ElementName::ALL.iter().flat_map(|name| {
            let absent = evaluation.elements.absence(*name);
            let absent = absent.map(|absent| absent.at.as_slice());
            let stated = evaluation.elements.standing(*name);
            let stated = stated.map(|(_, places)| places).unwrap_or_default();
            named(stated)
                .iter()
                .chain(named(absent.unwrap_or_default()))
        });
        let checks = evaluation.checks.iter();
        let checks = checks.filter_map(|check| check.pointer.as_ref());
        let parts = evaluation.document.part.iter();
        let referred: BTreeSet<&Pointer> = elements
            .chain(parts)
            .chain(checks.take(ANCHORS))
            .filter(|pointer| pointer.resolve(document).is_some())
            .take(ANCHORS)
            .collect();
        for (number, pointer) in referred.into_iter().enumerate() {
            places.numbers.insert(pointer.clone(), number + 1);
            let mut node = &mut places.root;
            for token in pointer.as_str().split('/').skip(1) {
                let token = token.replace("~1", "/").replace("~0", "~");
                node = node.inside.entry(token).or_default();
            }
            node.anchor = Some(number + 1);
        }
        places
    }

    /// What is referred to in the whole document.
    pub(super) fn root(&self) -> &Node {
        &self.root
    }

    /// The `id` of an anchor.
    pub(super) fn id(&self, number: usize) -> String {
        format!("{}place-{number}", self.prefix)
    }

    /// A place: a link to it where it has an anchor.
    pub(super) fn link(&self, locale: &Locale, pointer: &Pointer) -> Markup {
        let words = match pointer.as_str() {
            "" => html! { (locale.say("whole-document")) },
            some => html! { code translate="no" { (broken(some)) } },
        };
        match self.numbers.get(pointer) {
            Some(number) => html! { a href={ "#" (self.id(*number)) } { (words) } },
            None => words,
        }
    }

    /// Places between commas, and how many more there are.
    pub(super) fn links(&self, locale: &Locale, pointers: &[Pointer]) -> Markup {
        let more = pointers.len().saturating_sub(NAMED);
        html! {
            @for (index, pointer) in named(pointers).iter().enumerate() {
                @if index > 0 { ", " }
                (self.link(locale, pointer))
            }
            @if more > 0 { " " (locale.count("and-more", more)) }
        }
    }
}

/// The places of a statement that are named.
fn named(pointers: &[Pointer]) -> &[Pointer] {
    pointers.get(..NAMED).unwrap_or(pointers)
}

/// A pointer that may be broken before each of its slashes.
fn broken(pointer: &str) -> Markup {
    let shown = text::safe(pointer, true);
    html! {
        @for (index, token) in shown.split('/').enumerate() {
            @if index > 0 { wbr; "/" }
            (token)
        }
    }
}

/// The link to a check or an element of the same evaluation, by its `id` without the prefix.
pub(super) fn within(prefix: &str, id: &str, words: &str) -> Markup {
    html! { a href={ "#" (prefix) (id) } { (words) } }
}

/// An address of evidence or of a cause.
pub(super) fn elsewhere(url: &str) -> Markup {
    said::address(url)
}
