//! Pages as browsers and readers get them.

use std::collections::{BTreeMap, BTreeSet};

use credeval_model::{
    CheckCode, CheckOutcome, Criterion, Evaluation, Tier, Timestamp,
    alignment::Match,
    answer::Role,
    criterion::{Ask, Light},
    decision::{PrecedentKind, Verdict},
    document::Carrier,
    element::{
        Absence, AssessmentKind, Cycle, ElementName, LearningOutcome, ParticipationMode,
        QualityKind, Text,
    },
    evaluation::Verification,
    evidence::EvidenceKind,
    outcome::{OutcomeCode, Track},
    programme::Purpose,
    scope::{RelationKind, ScopeKind},
    trust::AnchorKind,
};
use fluent_bundle::FluentResource;
use scraper::{ElementRef, Html, Selector};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Locale, Subject, locale::FILES};
use crate::tests::{examples, tracks};

/// What an attacker writes wherever text may stand.
const ATTACK: &str =
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\u{202e}\u{1b}[2J&lt;{ $x }";

fn page(items: &[Subject<'_>], language: &str) -> String {
    let mut out = Vec::new();
    super::evaluations(&mut out, items, language, examples::at()).unwrap();
    String::from_utf8(out).unwrap()
}

fn alone(evaluation: &Evaluation, document: Option<&Value>, language: &str) -> String {
    page(
        &[Subject {
            evaluation,
            document,
        }],
        language,
    )
}

fn verified(items: &[Verification], now: Timestamp) -> String {
    let mut out = Vec::new();
    super::verifications(&mut out, items, "en", now).unwrap();
    String::from_utf8(out).unwrap()
}

fn decided() -> String {
    let mut out = Vec::new();
    let evaluation = tracks::with_tracks();
    super::decision(
        &mut out,
        &tracks::record(),
        &evaluation,
        "en",
        examples::at(),
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

fn verification(evaluation: Evaluation) -> Verification {
    Verification {
        document: evaluation.document,
        at: evaluation.at,
        trust: evaluation.trust,
        checks: evaluation.checks,
    }
}

/// A document in which each place exists that the evaluation refers to.
fn document_of(evaluation: &Evaluation) -> Value {
    let mut document = json!({ "@context": ["https://www.w3.org/ns/credentials/v2"] });
    let elements = ElementName::ALL
        .iter()
        .filter_map(|name| evaluation.elements.standing(*name).ok());
    let places = elements.flat_map(|(_, places)| places);
    let checks = evaluation
        .checks
        .iter()
        .filter_map(|check| check.pointer.as_ref());
    for pointer in places.chain(checks) {
        let mut at = &mut document;
        for token in pointer.as_str().split('/').skip(1) {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            at = at
                .as_object_mut()
                .unwrap()
                .entry(token)
                .or_insert(json!("stated here"));
        }
    }
    document
}

/// A page as a snapshot: without its style, a tag a line.
fn readable(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    format!("{before}<style></style>{after}").replace("><", ">\n<")
}

macro_rules! snapshot {
    ($name:literal, $page:expr) => {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!($name, readable(&$page));
        });
    };
}

/// Every kind of page.
fn pages() -> Vec<(&'static str, String)> {
    let recognised = examples::recognised();
    let document = document_of(&recognised);
    let (open, altered) = (examples::open(), examples::altered());
    let contradictory = examples::contradictory();
    let inner = document_of(&contradictory);
    let tracks = tracks::with_tracks();
    let several = [
        Subject {
            evaluation: &recognised,
            document: Some(&document),
        },
        Subject {
            evaluation: &contradictory,
            document: Some(&inner),
        },
        Subject {
            evaluation: &altered,
            document: None,
        },
    ];
    vec![
        ("recognised", alone(&recognised, Some(&document), "en")),
        ("open", alone(&open, None, "en")),
        ("altered", alone(&altered, None, "en")),
        ("contradictory", alone(&contradictory, Some(&inner), "en")),
        ("tracks_nl", alone(&tracks, None, "nl")),
        ("several", page(&several, "en")),
        ("none", page(&[], "en")),
        ("decision", decided()),
        (
            "verification",
            verified(&[verification(open.clone())], examples::at()),
        ),
        (
            "verifications",
            verified(
                &[
                    verification(contradictory.clone()),
                    verification(altered.clone()),
                ],
                examples::at(),
            ),
        ),
    ]
}

#[test]
fn people_read_pages() {
    let page = |name: &str| {
        pages()
            .into_iter()
            .find(|(found, _)| *found == name)
            .unwrap()
            .1
    };
    snapshot!("html_recognised", page("recognised"));
    snapshot!("html_open", page("open"));
    snapshot!("html_altered", page("altered"));
    snapshot!("html_contradictory", page("contradictory"));
    snapshot!("html_tracks_nl", page("tracks_nl"));
    snapshot!("html_decision", page("decision"));
    snapshot!("html_verification", page("verification"));
}

fn select<'h>(html: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// What is wrong with a page, by its structure.
fn faults(page: &str) -> Vec<String> {
    let html = Html::parse_document(page);
    let mut faults: Vec<String> = html
        .errors
        .iter()
        .map(|error| format!("syntax: {error}"))
        .collect();
    let mut ids = BTreeSet::new();
    for element in select(&html, "[id]") {
        let id = element.attr("id").unwrap();
        if !ids.insert(id) {
            faults.push(format!("id twice: {id}"));
        }
    }
    for element in select(&html, "[href]") {
        let href = element.attr("href").unwrap();
        let fits = match href.strip_prefix('#') {
            Some(id) => ids.contains(id),
            None => {
                let rel = element.attr("rel").unwrap_or_default();
                href.starts_with("https://")
                    && rel.contains("noreferrer")
                    && rel.contains("noopener")
            }
        };
        if !fits {
            faults.push(format!("href: {href}"));
        }
    }
    for attribute in ["aria-labelledby", "aria-describedby"] {
        for element in select(&html, &format!("[{attribute}]")) {
            let named = element.attr(attribute).unwrap();
            if !named.split(' ').all(|id| ids.contains(id)) {
                faults.push(format!("{attribute}: {named}"));
            }
        }
    }
    let mut level = 0;
    for heading in select(&html, "h1, h2, h3, h4, h5, h6") {
        let found: usize = heading.value().name()[1..].parse().unwrap();
        if found > level + 1 {
            faults.push(format!("h{found} after h{level}"));
        }
        if heading.text().collect::<String>().trim().is_empty() {
            faults.push(format!("h{found} is empty"));
        }
        level = found;
    }
    for (selector, number) in [
        ("h1", 1),
        ("main", 1),
        ("html[lang]", 1),
        ("title", 1),
        ("meta[http-equiv='Content-Security-Policy']", 1),
        (
            "script, iframe, object, embed, form, link, base, img, video, audio",
            0,
        ),
    ] {
        let found = select(&html, selector).len();
        // A picture has a title of its own.
        let found = if selector == "title" {
            select(&html, "head > title").len()
        } else {
            found
        };
        if found != number {
            faults.push(format!("{found} of {selector}"));
        }
    }
    for table in select(&html, "table") {
        let has = |selector: &str| {
            table
                .select(&Selector::parse(selector).unwrap())
                .next()
                .is_some()
        };
        if !has("th") || has("th:not([scope])") || !has("caption") {
            faults.push("table without a caption or scoped headers".to_owned());
        }
    }
    for element in select(&html, "*") {
        let mut attributes = element.value().attrs();
        if let Some((name, _)) = attributes.find(|(name, value)| {
            name.starts_with("on")
                || *name == "style"
                || *name == "src"
                || value.starts_with("javascript:")
        }) {
            faults.push(format!("attribute {name}"));
        }
    }
    faults
}

#[test]
fn pages_are_well_formed_and_lead_nowhere_that_is_not_there() {
    for (name, page) in pages() {
        assert_eq!(faults(&page), [] as [&str; 0], "{name}");
    }
}

#[test]
fn a_page_that_is_not_well_formed_is_found() {
    let (_, good) = pages().remove(0);
    let turned = |from: &str, to: &str| {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        faults(&bad).join("\n")
    };
    for (from, to, fault) in [
        ("</section>", "</div>", "syntax"),
        ("id=\"e1-checks\"", "id=\"e1-criteria\"", "id twice"),
        ("id=\"e1-place-1\"", "", "href: #e1-place-1"),
        ("noopener noreferrer", "noopener", "href: https://"),
        ("<h2", "<h4", "h4 after h1"),
        ("<th scope=\"row\"", "<th", "table without"),
        ("<main", "<main onclick=\"x\"", "attribute onclick"),
        ("<html lang=\"en\">", "<html>", "0 of html[lang]"),
        ("</article>", "<script></script></article>", "1 of script"),
        ("<caption>", "<tbody>", "syntax"),
    ] {
        let found = turned(from, to);
        assert!(found.contains(fault), "{fault}: {found}");
    }
}

/// The evaluation with `words` in each of its fields that takes any text, and how many those are.
fn everywhere(evaluation: &Evaluation, words: &str) -> (Evaluation, usize) {
    fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::String(_) => found.push(at.to_owned()),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    leaves(item, &format!("{at}/{index}"), found);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    leaves(member, &format!("{at}/{name}"), found);
                }
            }
            _ => {}
        }
    }
    let mut value = serde_json::to_value(evaluation).unwrap();
    let mut found = Vec::new();
    leaves(&value, "", &mut found);
    let mut turned = 0;
    for place in found {
        let leaf = value.pointer_mut(&place).unwrap();
        let was = std::mem::replace(leaf, json!(words));
        match serde_json::from_value::<Evaluation>(value.clone()) {
            Ok(_) => turned += 1,
            Err(_) => *value.pointer_mut(&place).unwrap() = was,
        }
    }
    (serde_json::from_value(value).unwrap(), turned)
}

/// Tags that pages have.
const TAGS: &[&str] = &[
    "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "a", "header", "p", "strong",
    "main", "article", "section", "h1", "h2", "h3", "h4", "h5", "div", "dl", "dt", "dd", "bdi",
    "span", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "code",
    "pre", "br", "wbr", "footer", "svg", "desc", "text", "line",
];

#[test]
fn nothing_that_a_credential_says_becomes_a_tag_or_turns_the_text_around() {
    for example in [
        examples::recognised(),
        examples::contradictory(),
        tracks::with_tracks(),
    ] {
        let (mut evaluation, turned) = everywhere(&example, ATTACK);
        assert!(turned > 60, "{turned}");
        let tagged = Text(BTreeMap::from([(ATTACK.to_owned(), ATTACK.to_owned())]));
        *evaluation.elements.title.value_mut().unwrap() = tagged;
        let document = json!({ ATTACK: [ATTACK, { ATTACK: ATTACK }], "proof": ATTACK });
        for language in ["en", "nl", ATTACK] {
            let page = alone(&evaluation, Some(&document), language);
            for tag in page.split('<').skip(1) {
                let tag = tag.trim_start_matches('/');
                let name = tag.split([' ', '>']).next().unwrap();
                assert!(TAGS.contains(&name), "<{name}");
            }
            assert!(page.contains("&lt;script&gt;") && page.contains("&lt;U+202E&gt;"));
            assert!(!page.contains(['\u{202e}', '\u{1b}']));
            assert_eq!(faults(&page), [] as [&str; 0]);
        }
    }
}

#[test]
fn ten_thousand_outcomes_take_no_more_room_than_forty() {
    let mut evaluation = examples::recognised();
    let outcomes = evaluation.elements.learning_outcomes.value_mut().unwrap();
    outcomes.listed = (0..10_000)
        .map(|number| LearningOutcome {
            title: Text::plain(format!("{number} {ATTACK}")),
            ..LearningOutcome::default()
        })
        .collect();
    let alignment = evaluation.alignment.as_mut().unwrap();
    alignment.uncovered = (0..10_000)
        .map(|number| format!("{number} {ATTACK}"))
        .collect();
    evaluation.checks = vec![evaluation.checks[0].clone(); 10_000];
    let page = alone(&evaluation, None, "en");
    assert!(page.len() < 200_000, "{}", page.len());
    assert!(page.contains("and 9961 more"));
    assert_eq!(faults(&page), [] as [&str; 0]);
}

#[test]
fn a_long_document_is_cut_and_what_is_referred_to_stays() {
    let evaluation = examples::recognised();
    let mut document = document_of(&evaluation);
    let filler: Vec<Value> = (0..50_000).map(|number| json!({ "n": number })).collect();
    // What sorts before everything that is referred to.
    document["@aaa"] = Value::Array(filler);
    let page = alone(&evaluation, Some(&document), "en");
    assert!(page.len() < 300_000, "{}", page.len());
    assert!(page.contains("further values are left out") && page.contains("The document is long."));
    assert_eq!(faults(&page), [] as [&str; 0]);
    let whole = alone(&evaluation, Some(&document_of(&evaluation)), "en");
    assert!(!whole.contains("left out"));
    let places = |page: &str| select(&Html::parse_document(page), ".place").len();
    assert_eq!(places(&page), places(&whole));
    assert!(places(&page) > 15);
}

#[test]
fn reasons_lead_to_the_places_that_they_rest_on() {
    let evaluation = examples::recognised();
    let document = document_of(&evaluation);
    let page = alone(&evaluation, Some(&document), "en");
    let html = Html::parse_document(&page);
    let links = select(
        &html,
        "section[aria-labelledby=e1-criteria] a[href^='#e1-place-'], section[aria-labelledby=e1-reasons] a[href^='#e1-place-']",
    );
    assert!(!links.is_empty());
    for link in links {
        let id = &link.attr("href").unwrap()[1..];
        let place = select(&html, &format!("#{id}"));
        let name: String = link.text().collect();
        let last = name.rsplit('/').next().unwrap().to_owned();
        let stated: String = place[0].text().collect();
        assert!(stated.contains(&last), "{name}: {stated}");
    }
    // Without the document there is nothing to lead to.
    assert!(!alone(&evaluation, None, "en").contains("e1-place-"));
}

/// A check that does not apply, or one beyond those that are shown, has no row.
#[test]
fn a_reason_leads_to_its_check_where_that_has_a_row() {
    let mut evaluation = examples::recognised();
    for (criterion, code) in [(0, CheckCode::SealChain), (1, CheckCode::ProofSignature)] {
        evaluation.criteria[criterion].reasons[0].check = Some(code);
    }
    let page = alone(&evaluation, None, "en");
    assert_eq!(faults(&page), [] as [&str; 0]);
    assert!(page.contains("href=\"#e1-check-proof-signature\""));
    assert!(page.contains(">seal.chain</code>)") && !page.contains("#e1-check-seal-chain"));
}

#[test]
fn every_light_is_told_in_digits_and_words() {
    let page = alone(&examples::open(), None, "en");
    let html = Html::parse_document(&page);
    let rows = select(&html, "table.lights tbody tr");
    assert_eq!(rows.len(), Criterion::ALL.len());
    let told: Vec<String> = rows
        .iter()
        .map(|row| {
            let hidden = Selector::parse(".lamps").unwrap();
            let lamps: String = row.select(&hidden).next().unwrap().text().collect();
            let light = row
                .select(&Selector::parse(".light").unwrap())
                .next()
                .unwrap();
            let all: String = light.text().collect();
            all.replacen(&lamps, "", 1).trim().to_owned()
        })
        .collect();
    assert_eq!(
        told,
        [
            "0–3 not known yet",
            "1–2 not known yet",
            "1–2 not known yet",
            "1 amber",
            "0 red",
            "2–3 not known yet",
            "0–3 not known yet"
        ]
    );
}

#[test]
fn words_of_the_engine_are_marked_where_the_page_speaks_another_language() {
    let evaluation = examples::open();
    let dutch = alone(&evaluation, None, "nl");
    let html = Html::parse_document(&dutch);
    assert_eq!(
        select(&html, "html").first().unwrap().attr("lang"),
        Some("nl")
    );
    let reason = "The credential says nothing on quality assurance.";
    let marked = select(&html, "span[lang=en]");
    assert!(
        marked
            .iter()
            .any(|span| span.text().collect::<String>() == reason)
    );
    assert_eq!(dutch.matches("zijn in het Engels gesteld").count(), 1);
    // The credential's own title is Dutch, and says so.
    let title = select(&html, "h1 bdi").first().unwrap().attr("lang");
    assert_eq!(title, Some("nl"));
    let english = alone(&evaluation, None, "en");
    assert!(!english.contains("<span lang=\"en\"") && english.contains(reason));
    // Of a language that we have no words in, English.
    assert!(alone(&evaluation, None, "fi").contains("<html lang=\"en\">"));
}

/// The messages of a file with the arguments that each takes.
fn messages(file: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut messages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut last = "";
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        if !line.starts_with([' ', '}'])
            && let Some((id, _)) = line.split_once(" =")
        {
            last = id;
            assert!(messages.insert(id, BTreeSet::new()).is_none(), "{id}");
        }
        for argument in line.split('$').skip(1) {
            let argument = argument.split([' ', '}']).next().unwrap();
            messages.get_mut(last).unwrap().insert(argument);
        }
    }
    messages
}

/// The JSON names of all terms of a list of ours, by what is expected where another is found.
fn terms<T: DeserializeOwned>() -> Vec<String> {
    let error = serde_json::from_value::<T>(json!("?"))
        .err()
        .unwrap()
        .to_string();
    let (_, expected) = error.split_once("expected ").unwrap();
    expected
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The families of messages and the terms of each.
fn families() -> Vec<(&'static str, Vec<String>)> {
    vec![
        ("absence", terms::<Absence>()),
        ("anchor", terms::<AnchorKind>()),
        ("ask", terms::<Ask>()),
        ("assessment", terms::<AssessmentKind>()),
        ("by-role", terms::<Role>()),
        ("carrier", terms::<Carrier>()),
        ("check", terms::<CheckOutcome>()),
        ("consequence", terms::<OutcomeCode>()),
        ("criterion", terms::<Criterion>()),
        ("cycle", terms::<Cycle>()),
        ("element", terms::<ElementName>()),
        ("evidence", terms::<EvidenceKind>()),
        ("light", terms::<Light>()),
        ("match", terms::<Match>()),
        ("outcome", terms::<OutcomeCode>()),
        ("participation", terms::<ParticipationMode>()),
        ("precedent", terms::<PrecedentKind>()),
        ("purpose", terms::<Purpose>()),
        ("quality", terms::<QualityKind>()),
        ("relation", terms::<RelationKind>()),
        ("scope", terms::<ScopeKind>()),
        ("tier", terms::<Tier>()),
        ("track", terms::<Track>()),
        ("verdict", terms::<Verdict>()),
    ]
}

const SOURCES: &str = concat!(
    include_str!("alignment.rs"),
    include_str!("answers.rs"),
    include_str!("checks.rs"),
    include_str!("decision.rs"),
    include_str!("document.rs"),
    include_str!("dossier.rs"),
    include_str!("elements.rs"),
    include_str!("figure.rs"),
    include_str!("lights.rs"),
    include_str!("mod.rs"),
    include_str!("overview.rs"),
    include_str!("page.rs"),
    include_str!("places.rs"),
    include_str!("precedents.rs"),
    include_str!("proposal.rs"),
    include_str!("provenance.rs"),
    include_str!("said.rs"),
    include_str!("trust.rs"),
    include_str!("values.rs"),
    include_str!("verification.rs"),
    include_str!("view.rs"),
);

#[test]
fn every_language_has_the_same_messages_with_the_same_arguments() {
    let (_, english) = FILES[0];
    for (tag, file) in FILES {
        assert!(FluentResource::try_new(file.to_owned()).is_ok(), "{tag}");
        assert_eq!(messages(file), messages(english), "{tag}");
    }
    let twin = english.replacen("skip =", "skipped =", 1);
    assert_ne!(messages(&twin), messages(english));
    let twin = english.replacen("{ $number }", "{ $count }", 1);
    assert_ne!(messages(&twin), messages(english));
}

#[test]
fn every_message_is_used_and_every_term_has_one() {
    let (_, english) = FILES[0];
    let messages = messages(english);
    let families = families();
    let of_terms: BTreeSet<String> = families
        .iter()
        .flat_map(|(family, terms)| terms.iter().map(move |term| format!("{family}-{term}")))
        .collect();
    for id in &of_terms {
        assert!(messages.contains_key(id.as_str()), "no message {id}");
    }
    for id in messages.keys() {
        let used = of_terms.contains(*id) || SOURCES.contains(&format!("\"{id}\""));
        assert!(used, "{id} is not used");
    }
    for used in SOURCES.split(".term(\"").skip(1) {
        let family = used.split('"').next().unwrap();
        assert!(
            families.iter().any(|(known, _)| *known == family),
            "{family}"
        );
    }
    for call in [
        ".say(\"",
        ".say_with(\"",
        ".count(\"",
        ".fact(\"",
        "blank(self.locale, \"",
        "line(self.locale, \"",
    ] {
        for used in SOURCES.split(call).skip(1) {
            let id = used.split('"').next().unwrap();
            assert!(messages.contains_key(id), "no message {id}");
        }
    }
}

#[test]
fn a_message_that_is_not_there_is_seen() {
    let locale = Locale::of("nl-BE");
    assert_eq!(locale.tag(), "nl");
    assert_eq!(locale.say("no-such-message"), "no-such-message");
    assert_eq!(locale.count("more-places", 1), "en nog 1 plaats");
    assert_eq!(locale.count("more-places", 2), "en nog 2 plaatsen");
    // No page of ours shows the name of a message, or an argument that was not given.
    let (_, english) = FILES[0];
    let messages = messages(english);
    for (name, page) in pages() {
        let html = Html::parse_document(&page);
        for text in html.root_element().text() {
            let is_name = text.contains('-') && messages.contains_key(text.trim());
            assert!(
                !is_name && !text.contains("{ $") && !text.contains("{$"),
                "{name}: {text}"
            );
        }
    }
}

#[test]
fn a_page_that_was_judged_for_another_time_says_so_first() {
    let evaluation = examples::recognised();
    let mut out = Vec::new();
    let now = "2026-09-01T00:00:00Z".parse().unwrap();
    let subject = Subject {
        evaluation: &evaluation,
        document: None,
    };
    super::evaluations(&mut out, &[subject], "en", now).unwrap();
    let late = String::from_utf8(out).unwrap();
    let warned = late.find("Judged for 2026-03-02 09:30 UTC,").unwrap();
    assert!(warned < late.find("e1-proposal").unwrap());
    assert!(!alone(&evaluation, None, "en").contains("class=\"warning\""));
}
