//! Words of others on a page: escaped, bounded, visible, and marked with their language.

use credeval_model::{element::Text, language};
use maud::{Markup, PreEscaped, html};

use super::locale::Locale;
use crate::{human::phrases, text};

/// Characters of an address that becomes a link; longer ones stand as text.
const LINK_CHARACTERS: usize = 2048;

/// Text of a credential in the language that is preferred, marked with the language that it states.
pub(super) fn said(text: &Text, preferred: &str) -> Markup {
    let (tag, words) = text.chosen_in(preferred).unwrap_or_default();
    spoken(tag, words.trim())
}

/// Words of others in a language of this tag, as far as it is one.
pub(super) fn spoken(tag: &str, words: &str) -> Markup {
    // An empty `lang` says that the language is not known (HTML, section 3.2.6.2).
    let tag = match language::is_tag(tag) && tag != "und" {
        true => tag,
        false => "",
    };
    html! { bdi lang=(tag) { (text::safe(words, true)) } }
}

/// Whether a text says something.
pub(super) fn is_said(text: &Text, preferred: &str) -> bool {
    !text.shown_in(preferred).trim().is_empty()
}

/// Words of others in no stated language: a name, an identifier, a title in an answer.
pub(super) fn plain(words: &str) -> Markup {
    html! { bdi lang="" { (text::safe(words, true)) } }
}

/// Sentences of a person, in no stated language.
pub(super) fn prose(sentences: &str) -> Markup {
    html! { bdi lang="" { (text::safe_prose(&phrases::sentence(sentences), true)) } }
}

/// What is to be read character by character: a digest, a code, a pointer.
pub(super) fn code(words: &str) -> Markup {
    html! { code translate="no" { (text::safe(words, true)) } }
}

/// A sentence of the engine, which speaks English.
pub(super) fn engine(locale: &Locale, sentence: &str) -> Markup {
    let sentence = text::safe_prose(&phrases::sentence(sentence), true);
    html! { span lang=[locale.engine()] dir="auto" { (sentence) } }
}

/// A phrase of the engine within a line: without a full stop.
pub(super) fn engine_phrase(locale: &Locale, phrase: &str) -> Markup {
    let phrase = phrases::capitalised(phrases::without_stop(phrase));
    html! { span lang=[locale.engine()] dir="auto" { (text::safe_prose(&phrase, true)) } }
}

/// What the engine expected or found: its words, with those of the credential among them.
pub(super) fn engine_words(locale: &Locale, words: &str) -> Markup {
    html! { span lang=[locale.engine()] dir="auto" { (text::safe(words, true)) } }
}

/// An address: a link where a browser may open it, else text.
///
/// A browser is told to send no referrer and to give the page that it opens no handle on this one.
pub(super) fn address(url: &str) -> Markup {
    match is_linked(url) {
        true => html! {
            a href=(url) rel="noopener noreferrer nofollow external" referrerpolicy="no-referrer" translate="no" {
                (text::safe(url, true))
            }
        },
        false => html! { span lang="" dir="auto" translate="no" { (text::safe(url, true)) } },
    }
}

/// Whether an address may become a link: https, ASCII that stands in URLs (RFC 3986 section 2), and
/// nothing before the host that could be read as one.
fn is_linked(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let stands_in_urls =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    url.len() <= LINK_CHARACTERS
        && url.bytes().all(stands_in_urls)
        && !authority.is_empty()
        && !authority.contains('@')
}

/// Rows of one list; what is left out is counted, and stands in the JSON forms.
pub(super) const LIST_ROWS: usize = 40;

/// Items for a list: equal ones that follow one another are counted, and so is what is too many.
#[derive(Default)]
pub(super) struct Rows {
    shown: Vec<(String, usize)>,
    more: usize,
}

impl Rows {
    /// Adds an item, which is made only where there is room.
    pub(super) fn push(&mut self, row: impl FnOnce() -> Markup) {
        if self.shown.len() >= LIST_ROWS {
            self.more += 1;
            return;
        }
        let row = row().into_string();
        match self.shown.last_mut() {
            Some((last, times)) if *last == row => *times += 1,
            _ => self.shown.push((row, 1)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The only item by itself, several as a list.
    pub(super) fn into_markup(self, locale: &Locale) -> Markup {
        let times = |times: usize| (times > 1).then(|| format!("{times} × "));
        let row = |(row, count): &(String, usize)| html! { @if let Some(times) = times(*count) { (times) } (PreEscaped(row)) };
        match self.shown.as_slice() {
            [only] if self.more == 0 => row(only),
            rows => html! {
                ul.plain {
                    @for each in rows { li { (row(each)) } }
                    (more(locale, self.more))
                }
            },
        }
    }
}

/// The last item of a list that was cut.
pub(super) fn more(locale: &Locale, count: usize) -> Markup {
    html! { @if count > 0 { li.dim { (locale.count("and-more", count)) } } }
}

/// The first items of many, and how many there are further.
pub(super) fn first<T>(items: impl IntoIterator<Item = T>) -> (Vec<T>, usize) {
    let mut items = items.into_iter();
    let first = items.by_ref().take(LIST_ROWS).collect();
    (first, items.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_https_addresses_become_links() {
        for url in [
            "https://a.example/b?c=d#e",
            "https://xn--bcher-kva.example/",
        ] {
            let link = address(url).into_string();
            assert!(
                link.starts_with("<a ") && link.contains("noreferrer"),
                "{link}"
            );
        }
        for url in [
            "http://a.example/",
            "javascript:alert(1)",
            "https://europa.eu@evil.example/",
            "https://evil.example\\@europa.eu/",
            "https://b\u{fc}cher.example/",
            "https://a.example/\"onclick=\"x",
            "https://a.example/ b",
            "https:///x",
            "HTTPS://a.example/",
            "//a.example/",
            "data:text/html,x",
        ] {
            assert!(!address(url).into_string().contains("href"), "{url}");
        }
        let long = format!("https://a.example/{}", "a".repeat(LINK_CHARACTERS));
        assert!(!address(&long).into_string().contains("href"));
    }

    #[test]
    fn text_says_its_language_where_the_tag_is_one() {
        let text = |tag: &str| Text([(tag.to_owned(), "x".to_owned())].into());
        let shown = |tag| said(&text(tag), "en").into_string();
        assert_eq!(shown("pt-BR"), "<bdi lang=\"pt-BR\">x</bdi>");
        for other in ["und", "", "\"><script>", "english!"] {
            assert_eq!(shown(other), "<bdi lang=\"\">x</bdi>");
        }
    }
}
