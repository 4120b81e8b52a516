//! The credential's own JSON, with an anchor at each place that the report refers to.
//!
//! A large document is cut: what is referred to stays, and how much is left out is said where it is.

use credeval_model::limits;
use maud::{Markup, PreEscaped, Render as _, html};
use serde_json::Value;

use super::{
    locale::Locale,
    places::{Node, Places},
};
use crate::text;

/// Lines of a document that are shown: some twenty pages; a credential of one achievement has about
/// two hundred.
const LINES: usize = 1200;
/// Characters of a string that is shown: six lines.
const STRING: usize = 480;
/// Columns that each level is set in.
const STEP: usize = 2;

/// Writes the document as it is read: two columns a level, one line a value.
pub(super) fn raw(locale: &Locale, document: &Value, places: &Places) -> Markup {
    let mut lines = Lines {
        locale,
        places,
        html: String::new(),
        taken: 0,
        cut: false,
    };
    lines.value(document, Some(places.root()), "", 0, "");
    html! {
        @if lines.cut { p.note { (locale.say("document-cut")) } }
        pre.raw lang="" translate="no" { (PreEscaped(lines.html)) }
    }
}

struct Lines<'a> {
    locale: &'a Locale,
    places: &'a Places,
    html: String,
    taken: usize,
    cut: bool,
}

impl Lines<'_> {
    /// Writes a value after `key`, with what ends its last line.
    fn value(&mut self, value: &Value, node: Option<&Node>, key: &str, depth: usize, end: &str) {
        let (open, close, empty) = match value {
            Value::Object(members) => ("{", "}", members.is_empty()),
            Value::Array(items) => ("[", "]", items.is_empty()),
            plain => {
                let shown = format!("{key}{}{end}", plain_text(plain));
                return self.line(node, depth, &shown);
            }
        };
        // Nothing that is referred to lies deeper: a pointer is no deeper than the document.
        if empty || depth > limits::JSON_DEPTH {
            let inside = if empty { "" } else { "…" };
            return self.line(node, depth, &format!("{key}{open}{inside}{close}{end}"));
        }
        self.line(node, depth, &format!("{key}{open}"));
        let left = match value {
            Value::Object(members) => {
                let members = members.iter();
                self.inside(
                    members.map(|(name, value)| (name.as_str(), value)),
                    node,
                    depth,
                    str::to_owned,
                    |name| format!("{}: ", quoted(name)),
                )
            }
            Value::Array(items) => self.inside(
                items.iter().enumerate(),
                node,
                depth,
                |index| index.to_string(),
                |_| String::new(),
            ),
            _ => 0,
        };
        if left > 0 {
            self.cut = true;
            let words = self.locale.count("left-out", left);
            let indent = " ".repeat((depth + 1) * STEP);
            let told = html! { (indent) span.note { "… " (words) } "\n" };
            self.html.push_str(&told.into_string());
        }
        self.line(None, depth, &format!("{close}{end}"));
    }

    /// Writes what is inside, and says how much is left out: all that is beyond the lines of the
    /// document and holds no place that is referred to.
    fn inside<'v, K: Copy>(
        &mut self,
        values: impl ExactSizeIterator<Item = (K, &'v Value)>,
        node: Option<&Node>,
        depth: usize,
        token: impl Fn(K) -> String,
        key: impl Fn(K) -> String,
    ) -> usize {
        // Only what has places inside is asked for them: names may be long, and many.
        let node = node.filter(|node| !node.is_leaf());
        let last = values.len();
        let mut left = 0;
        for (position, (name, value)) in values.enumerate() {
            let inner = node.and_then(|node| node.inside(&token(name)));
            if inner.is_none() && self.taken >= LINES {
                left += 1;
                continue;
            }
            let end = if position + 1 < last { "," } else { "" };
            self.value(value, inner, &key(name), depth + 1, end);
        }
        left
    }

    fn line(&mut self, node: Option<&Node>, depth: usize, shown: &str) {
        self.taken += 1;
        let indent = " ".repeat(depth.saturating_mul(STEP));
        let anchor = node.and_then(|node| node.anchor);
        let line = match anchor {
            Some(number) => html! {
                (indent) span.place id=(self.places.id(number)) tabindex="-1" { (shown) } "\n"
            },
            None => html! { (indent) (shown) "\n" },
        };
        line.render_to(&mut self.html);
    }
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::String(words) => quoted(words),
        other => other.to_string().chars().take(STRING).collect(),
    }
}

/// A string between quotation marks, cut and with all that is unsafe visible.
fn quoted(words: &str) -> String {
    format!("\"{}\"", text::visible(words, STRING))
}
