//! Transcripts of the EMREX network: ELMO, in XML.

use std::fmt::Write as _;

use credeval_model::{
    Pointer, Timestamp, country,
    element::{
        CreditSystem, Cycle, Element, Elements, Identifier, Learner, LearningOutcomes, Level,
        Organisation, Text,
    },
};

use super::{Derived, list};

const NAMESPACE: &str = "https://github.com/emrex-eu/elmo-schemas/tree/v1";
/// Of the mark within `extension`, which takes elements of other namespaces only.
const MARK: &str = "urn:credeval:derived";
/// The number of the one grading scheme within the report.
const SCHEME: &str = "1";
/// The language of a text that says none.
const UNDETERMINED: &str = "und";

/// Notes that have an element of the specification, in the order of the schema.
const NOTES: [&str; 3] = ["subjectArea", "iscedCode", "url"];

pub(super) fn document(elements: &Elements, derived: &Derived<'_>, generated: Timestamp) -> String {
    let statement = statement(elements, derived);
    let mut xml = Xml::default();
    xml.text
        .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Two hyphens would end a comment; the statement has none but in what was stated.
    let _ = writeln!(
        xml.text,
        "<!-- {} -->",
        escaped(&statement).replace("--", "\u{2010}\u{2010}")
    );
    xml.within("elmo", &[("xmlns", NAMESPACE)], |xml| {
        xml.leaf("generatedDate", &[], &generated.to_string());
        learner(xml, elements.learner.value(), derived.language);
        xml.within("report", &[], |xml| {
            report(xml, elements, derived, generated);
        });
        xml.within("extension", &[], |xml| {
            let source = derived.source.hex();
            let mut attributes = vec![("xmlns", MARK), ("sha256", source.as_str())];
            if let Some(part) = derived.part.map(Pointer::as_str) {
                attributes.push(("part", part));
            }
            xml.leaf("derived", &attributes, &statement);
        });
    });
    xml.text
}

fn learner(xml: &mut Xml, learner: Option<&Learner>, language: &str) {
    let none = Learner::default();
    let learner = learner.unwrap_or(&none);
    xml.within("learner", &[], |xml| {
        for identifier in &learner.identifiers {
            self::identifier(xml, identifier);
        }
        let (given, family) = match (&learner.given_name, &learner.family_name, &learner.name) {
            // A name that is stated as a whole is not taken apart.
            (None, None, name) => (None, name.as_ref()),
            (given, family, _) => (given.as_ref(), family.as_ref()),
        };
        let shown =
            |text: Option<&Text>| text.map_or("", |text| text.shown_in(language)).to_owned();
        xml.leaf("givenNames", &[], &token(&shown(given)));
        xml.leaf("familyName", &[], &token(&shown(family)));
        if let Some(day) = learner.date_of_birth.as_deref().filter(|day| is_day(day)) {
            xml.leaf("bday", &[], day);
        }
    });
}

fn report(xml: &mut Xml, elements: &Elements, derived: &Derived<'_>, generated: Timestamp) {
    let none = Organisation::default();
    let body = list(&elements.awarding_body).first().unwrap_or(&none);
    xml.within("issuer", &[], |xml| {
        let countries = list(&elements.country).iter();
        let mut codes = countries.map(|country| country::two_letters(&country.code));
        let is_country = |code: &&str| code.len() == 2 && country::three_letters(code).len() == 3;
        if let Some(code) = codes.find(is_country) {
            xml.leaf("country", &[], code);
        }
        for identifier in &body.identifiers {
            self::identifier(xml, identifier);
        }
        match &body.id {
            Some(id) => xml.leaf("identifier", &[("type", "id")], &token(id)),
            // The schema wants one.
            None if body.identifiers.iter().all(|identifier| identifier.hashed) => {
                xml.leaf("identifier", &[("type", "local")], "");
            }
            None => {}
        }
        xml.texts("title", body.name.as_ref());
        xml.leaf(
            "url",
            &[],
            &token(body.homepage.as_deref().unwrap_or_default()),
        );
    });
    xml.within("learningOpportunitySpecification", &[], |xml| {
        specification(xml, elements, derived);
    });
    // Of a report without a date of its own the schema takes that at which it was made.
    let issued = issued(elements).unwrap_or_else(|| generated.to_string());
    xml.leaf("issueDate", &[], &issued);
    if let Some(scheme) = scheme(elements) {
        xml.within("gradingScheme", &[("localId", SCHEME)], |xml| {
            xml.lines("description", scheme);
        });
    }
}

fn specification(xml: &mut Xml, elements: &Elements, derived: &Derived<'_>) {
    xml.texts("title", elements.title.value());
    let notes = list(&elements.further_information);
    for about in NOTES {
        if let Some(note) = notes.iter().find(|note| note.about == about) {
            xml.leaf(about, &[], &token(note.text.shown_in(derived.language)));
        }
    }
    if let Some(outcomes) = elements.learning_outcomes.value() {
        xml.lines("description", &description(outcomes));
    }
    xml.within("specifies", &[], |xml| {
        xml.within("learningOpportunityInstance", &[], |xml| {
            let grades = list(&elements.grade);
            if scheme(elements).is_some() {
                xml.leaf("gradingSchemeLocalId", &[], SCHEME);
            }
            if let Some(grade) = grades.first() {
                xml.leaf(
                    "resultLabel",
                    &[],
                    &token(grade.value.shown_in(derived.language)),
                );
            }
            let workload = elements.workload.value();
            for credits in workload
                .map(|workload| workload.credits.as_slice())
                .unwrap_or_default()
            {
                let system = match &credits.system {
                    CreditSystem::Ects => "ects",
                    CreditSystem::Ecvet => "ecvet",
                    CreditSystem::Other(name) => name,
                    _ => "",
                };
                // The schema has decimals, and no exponents, which Rust writes none of either.
                xml.within("credit", &[], |xml| {
                    xml.leaf("scheme", &[], &token(system));
                    xml.leaf("value", &[], &credits.points.to_string());
                });
            }
            if let Some(level) = elements.level.value() {
                levels(xml, level);
            }
        });
    });
}

fn levels(xml: &mut Xml, level: &Level) {
    let mut one = |kind: &str, value: &str| {
        xml.within("level", &[], |xml| {
            xml.leaf("type", &[], &token(kind));
            xml.leaf("value", &[], &token(value));
        });
    };
    // What we derived is no statement of the source; what it was derived from follows.
    if let Some(eqf) = level.eqf.filter(|_| level.derived.is_none()) {
        one("EQF", &eqf.to_string());
    }
    if let Some(cycle) = level.cycle {
        let name = match cycle {
            Cycle::Short => "short",
            Cycle::First => "first",
            Cycle::Second => "second",
            Cycle::Third => "third",
        };
        one("QF-EHEA", name);
    }
    for concept in &level.nqf {
        if let Some(label) = concept.label.as_ref().map(Text::shown) {
            // A framework, and its level at the end.
            let (framework, value) = label.trim().rsplit_once(' ').unwrap_or(("NQF", label));
            one(framework, value);
        }
    }
}

fn issued(elements: &Elements) -> Option<String> {
    date_time(&elements.issued.value()?.date)
}

/// The scheme of the grade that is written.
fn scheme(elements: &Elements) -> Option<&Text> {
    list(&elements.grade).first()?.scheme.as_ref()
}

/// All that is said of outcomes, as description: each on a line, in its language.
fn description(outcomes: &LearningOutcomes) -> Text {
    let titles = outcomes.listed.iter().map(|outcome| &outcome.title);
    let texts = outcomes.summary.iter().chain(titles);
    let mut all = Text::default();
    for Text(text) in texts.chain(&outcomes.descriptions) {
        for (language, line) in text {
            let lines = all.0.entry(language.clone()).or_default();
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str(line);
        }
    }
    all
}

/// What the document says of its own origin.
fn statement(elements: &Elements, derived: &Derived<'_>) -> String {
    let mut statement = derived.origin();
    let lost = lost(elements);
    if !lost.is_empty() {
        let _ = write!(
            statement,
            " Written otherwise or not at all: {}.",
            lost.join("; ")
        );
    }
    statement
}

/// What is stated and has no place of its own in ELMO.
fn lost(elements: &Elements) -> Vec<&'static str> {
    fn states<T>(element: &Element<T>) -> bool {
        element.value().is_some()
    }
    let learner = elements.learner.value();
    let is_whole_name = learner.is_some_and(|learner| {
        learner.name.is_some() && learner.given_name.is_none() && learner.family_name.is_none()
    });
    let level = elements.level.value();
    let workload = elements.workload.value();
    let notes = list(&elements.further_information);
    let is_undated = issued(elements).is_none();
    let has_outcomes = |outcomes: &LearningOutcomes| !outcomes.listed.is_empty();
    [
        (
            is_whole_name,
            "the name as a whole stands as the family name",
        ),
        (
            is_undated,
            "the date of issue, which is not stated as a day: that of the report is when it was derived",
        ),
        (
            list(&elements.awarding_body).len() > 1,
            "awarding bodies after the first",
        ),
        (
            list(&elements.country).len() > 1,
            "countries after the first",
        ),
        (
            elements.learning_outcomes.value().is_some_and(has_outcomes),
            "learning outcomes stand as lines of the description, without their addresses",
        ),
        (
            workload.is_some_and(|work| work.hours.is_some() || work.duration.is_some()),
            "hours and duration of the workload",
        ),
        (
            level.is_some_and(|level| level.derived.is_some()),
            "the derived level of the EQF",
        ),
        (
            level.is_some_and(|level| level.label.is_some()),
            "the label of the level",
        ),
        (list(&elements.grade).len() > 1, "grades after the first"),
        (states(&elements.assessment), "kinds of assessment"),
        (states(&elements.participation), "form of participation"),
        (states(&elements.quality_assurance), "quality assurance"),
        (states(&elements.prerequisites), "prerequisites"),
        (
            states(&elements.supervision),
            "supervision and identity verification",
        ),
        (states(&elements.stackability), "stackability"),
        (
            notes
                .iter()
                .any(|note| !NOTES.contains(&note.about.as_str())),
            "further information",
        ),
    ]
    .into_iter()
    .filter_map(|(is_lost, what)| is_lost.then_some(what))
    .collect()
}

/// One that is hashed says nothing to who does not know it already.
fn identifier(xml: &mut Xml, identifier: &Identifier) {
    if !identifier.hashed {
        let kind = token(&identifier.scheme);
        xml.leaf("identifier", &[("type", &kind)], &token(&identifier.value));
    }
}

/// A date as `xs:dateTime`; nothing where it is none.
fn date_time(date: &str) -> Option<String> {
    if is_day(date) {
        return Some(format!("{date}T00:00:00"));
    }
    let _: Timestamp = date.parse().ok()?;
    Some(date.replace(' ', "T"))
}

fn is_day(date: &str) -> bool {
    date.len() == 10 && date.parse::<jiff::civil::Date>().is_ok()
}

/// Text as `xs:token`: one line, single spaces.
fn token(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// XML that is being written.
#[derive(Default)]
struct Xml {
    text: String,
    depth: usize,
}

impl Xml {
    /// An element around others.
    fn within(&mut self, name: &str, attributes: &[(&str, &str)], inner: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
        inner(self);
        self.depth -= 1;
        self.indent();
        let _ = writeln!(self.text, "</{name}>");
    }

    /// An element of text.
    fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        let _ = writeln!(self.text, ">{}</{name}>", escaped(text));
    }

    /// An element for each language, of one line each; an empty one where there is none, which the
    /// schema asks for.
    fn texts(&mut self, name: &str, text: Option<&Text>) {
        let Some(Text(text)) = text.filter(|text| !text.0.is_empty()) else {
            return self.leaf(name, &[], "");
        };
        for (language, text) in text {
            self.spoken(name, language, &token(text));
        }
    }

    /// An element for each language, of several lines.
    fn lines(&mut self, name: &str, text: &Text) {
        for (language, text) in &text.0 {
            self.spoken(name, language, text);
        }
    }

    fn spoken(&mut self, name: &str, language: &str, text: &str) {
        match language {
            UNDETERMINED => self.leaf(name, &[], text),
            language => self.leaf(name, &[("xml:lang", language)], text),
        }
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        let _ = write!(self.text, "<{name}");
        for (attribute, value) in attributes {
            let _ = write!(self.text, " {attribute}=\"{}\"", escaped(value));
        }
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }
}

/// Text as XML 1.0 takes it (section 2.2): what it has no way to write is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            // A bare one would be read as a line's end.
            '\r' => escaped.push_str("&#13;"),
            '\u{fffe}' | '\u{ffff}' => {}
            character if character.is_ascii_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use credeval_model::{Digest, document::Standard};

    use super::*;

    #[test]
    fn nothing_of_a_text_becomes_a_tag() {
        assert_eq!(
            escaped("a<b>&\"c\"\u{0}\u{7}\u{ffff}\r\n"),
            "a&lt;b&gt;&amp;&quot;c&quot;&#13;\n"
        );
        let mut elements = Elements::all_absent("not stated");
        elements.title = Element::Stated(credeval_model::element::Stated {
            value: Text::plain("</title><Signature/>\u{1} -->"),
            from: Vec::new(),
            tier: credeval_model::element::Tier::Unsigned,
            disclosed: true,
        });
        let derived = Derived {
            source: &Digest::of(b"{}"),
            standard: Standard::OpenBadges3,
            part: None,
            language: "en",
        };
        let xml = document(&elements, &derived, Timestamp::UNIX_EPOCH);
        assert!(
            xml.contains("<title>&lt;/title&gt;&lt;Signature/&gt; --&gt;</title>"),
            "{xml}"
        );
        assert!(!xml.contains("<Signature"));
    }

    #[test]
    fn a_date_is_a_time_and_nothing_else_is() {
        assert_eq!(date_time("2026-03-01").unwrap(), "2026-03-01T00:00:00");
        let time = "2026-03-01T10:00:00Z";
        assert_eq!(date_time(time).unwrap(), time);
        for none in ["2026", "2026-03", "spring", "2026-02-30"] {
            assert_eq!(date_time(none), None, "{none}");
        }
    }
}
