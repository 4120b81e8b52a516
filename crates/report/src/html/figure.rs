//! The alignment as a picture: outcomes of the programme at the left, what covers them at the right.
//!
//! Lines are told apart by their dashes, ends by their signs; colour repeats both. The table beside it
//! says the same in words.

use maud::{Markup, html};

use super::{alignment::Target, locale::Locale};
use crate::text;

/// Units of the picture, of which a line of text takes one row.
const WIDTH: usize = 720;
const ROW: usize = 28;
const TOP: usize = 34;
/// Where the text of the left side ends and that of the right side begins.
const LEFT: usize = 290;
const RIGHT: usize = 430;
/// Columns of text that fit on a side at 13 units a letter, the widest letters left aside.
const COLUMNS: usize = 38;

/// The picture, with a title and a description for who does not see it.
pub(super) fn covering(locale: &Locale, targets: &[Target<'_>], prefix: &str) -> Markup {
    let mut sources: Vec<&str> = Vec::new();
    for pair in targets.iter().flat_map(|target| &target.pairs) {
        if !pair.source.is_empty() && !sources.contains(&pair.source.as_str()) {
            sources.push(&pair.source);
        }
    }
    let rows = targets.len().max(sources.len());
    let height = TOP + rows * ROW + ROW / 2;
    let at = |row: usize| TOP + row * ROW + ROW / 2;
    let covered = targets.iter().filter(|target| target.is_covered()).count();
    let title = format!("{prefix}figure-title");
    let description = format!("{prefix}figure-description");
    let told = [("covered", covered.into()), ("all", targets.len().into())];
    html! {
        div.figure role="group" aria-labelledby=(title) tabindex="0" {
            svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-labelledby={ (title) " " (description) } {
                title id=(title) { (locale.say("figure-title")) }
                desc id=(description) { (locale.say_with("figure-description", told)) }
                text.side x=(LEFT) y="18" text-anchor="end" { (locale.say("figure-left")) }
                text.side x=(RIGHT) y="18" { (locale.say("figure-right")) }
                @for (row, target) in targets.iter().enumerate() {
                    @for pair in &target.pairs {
                        @if let Some(source) = sources.iter().position(|source| *source == pair.source) {
                            line class=(if pair.how.counts() { "sure" } else { "doubt" })
                                x1=(LEFT + 16) y1=(at(row)) x2=(RIGHT - 16) y2=(at(source)) {}
                        }
                    }
                }
                @for (row, target) in targets.iter().enumerate() {
                    text x=(LEFT) y=(at(row) + 4) text-anchor="end" { (cut(target.title)) }
                    text.end x=(LEFT + 10) y=(at(row) + 5) text-anchor="middle" {
                        @if target.is_covered() { "●" } @else if target.pairs.is_empty() { "○" } @else { "◐" }
                    }
                }
                @for (row, source) in sources.iter().enumerate() {
                    text.end x=(RIGHT - 10) y=(at(row) + 5) text-anchor="middle" { "●" }
                    text x=(RIGHT) y=(at(row) + 4) { (cut(source)) }
                }
            }
        }
    }
}

/// Text cut to the columns of a side.
fn cut(words: &str) -> String {
    let words = text::safe(words, true);
    if text::columns_of(&words) <= COLUMNS {
        return words;
    }
    let mut left = COLUMNS.saturating_sub(1);
    let fits = words.chars().take_while(|character| {
        let rest = left.checked_sub(text::columns(*character));
        left = rest.unwrap_or(0);
        rest.is_some()
    });
    fits.collect::<String>() + text::ellipsis(true)
}
