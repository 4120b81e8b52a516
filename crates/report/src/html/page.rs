//! The page around the parts: its head, its style, its landmarks.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::locale::Locale;

/// The one style of a page; it names no address.
const STYLE: &str = include_str!("page.css");
/// What a browser may load for the page: nothing; and run: nothing (Content Security Policy 3).
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// All of a page before what is said on it.
pub(super) fn opening(locale: &Locale, title: &Markup) -> Markup {
    let head = html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            meta name="robots" content="noindex, nofollow";
            title { (title) }
            style { (PreEscaped(STYLE)) }
        }
    };
    html! {
        (DOCTYPE)
        (PreEscaped(format!("<html lang=\"{}\">", locale.tag())))
        (head)
        (PreEscaped("<body>"))
        a.skip href="#main" { (locale.say("skip")) }
        header.page {
            p { strong { "credeval" } " " (locale.say("report")) }
            @if locale.engine().is_some() { p.note { (locale.say("engine-speaks-english")) } }
        }
        (PreEscaped("<main id=\"main\">"))
    }
}

/// All of a page after it.
pub(super) fn closing(locale: &Locale) -> Markup {
    html! {
        (PreEscaped("</main>"))
        footer.page { p { (locale.say("footer")) } }
        (PreEscaped("</body></html>\n"))
    }
}
