//! Our own words on a page, by language: files of messages (Project Fluent, syntax 1.0).
//!
//! A language is a file under `locales` and a line in [`FILES`]. Messages take numbers and our own
//! words for arguments, never text of a credential: that stands in elements of its own, which say its
//! language and direction.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use serde::Serialize;

/// The files of messages, by language tag (BCP 47); the first is taken where none fits.
pub(super) const FILES: [(&str, &str); 2] = [
    ("en", include_str!("../../locales/en.ftl")),
    ("nl", include_str!("../../locales/nl.ftl")),
];

/// The language in which the engine itself speaks: reasons, summaries, causes.
const ENGINE: &str = "en";

/// The words of one language.
pub struct Locale {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locale")
            .field("tag", &self.tag)
            .finish_non_exhaustive()
    }
}

impl Locale {
    /// The words of a language (BCP 47; its first subtag decides), else English.
    pub fn of(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or(language);
        let [english, ..] = FILES;
        let found = FILES
            .into_iter()
            .find(|(tag, _)| tag.eq_ignore_ascii_case(primary));
        let (tag, messages) = found.unwrap_or(english);
        let identifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Nothing of unknown direction goes through a message.
        bundle.set_use_isolating(false);
        // What is wrong with a file is left out of it; a test finds nothing wrong with ours.
        let file = match FluentResource::try_new(messages.to_owned()) {
            Ok(file) | Err((file, _)) => file,
        };
        let _ = bundle.add_resource(file);
        Self { tag, bundle }
    }

    /// The language tag (BCP 47).
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// The tag of the engine's own sentences where it is not that of the page.
    pub(super) fn engine(&self) -> Option<&'static str> {
        (self.tag != ENGINE).then_some(ENGINE)
    }

    /// A message.
    pub(super) fn say(&self, id: &str) -> String {
        self.formatted(id, None)
    }

    /// A message with its arguments.
    pub(super) fn say_with<const N: usize>(
        &self,
        id: &str,
        arguments: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        let arguments: FluentArgs<'_> = arguments.into_iter().collect();
        self.formatted(id, Some(&arguments))
    }

    /// A message about a number of things.
    pub(super) fn count(&self, id: &str, number: usize) -> String {
        self.say_with(id, [("count", number.into())])
    }

    /// The words for a term of one of our own lists: the message of the family and the term's JSON
    /// name.
    pub(super) fn term(&self, family: &str, term: impl Serialize) -> String {
        match serde_json::to_value(term) {
            Ok(serde_json::Value::String(name)) => self.say(&format!("{family}-{name}")),
            _ => String::new(),
        }
    }

    /// `a`, `a and b`, `a, b and c`; the conjunction is the message `id`.
    pub(super) fn joined(&self, id: &str, words: &[String]) -> String {
        match words {
            [] => String::new(),
            [only] => only.clone(),
            [rest @ .., last] => format!("{} {} {last}", rest.join(", "), self.say(id)),
        }
    }

    /// The message, or its name where there is none: a hole in a page is seen.
    fn formatted(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let message = self.bundle.get_message(id);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, arguments, &mut errors);
        text.into_owned()
    }
}
