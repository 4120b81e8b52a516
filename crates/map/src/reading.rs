//! Reading an element: what is taken from which place, and what stood there instead.

use std::{collections::BTreeSet, fmt::Write as _};

use credeval_model::{
    Pointer, Tier,
    disclosure::{Disclosure, Withheld},
    element::{Absence, Absent, Concept, Element, Stated, Text},
    json::one_or_many,
    time,
};
use serde_json::Value;

use crate::{
    duration::{self, Length},
    node::Node,
    push_new, vocabulary,
};

/// Bytes of text and places in one element. The longest seen in a sealed credential, the outcomes of
/// a master's degree, has 14 kB; without a bound, one long text that all achievements share would be
/// copied for each.
const ELEMENT_BYTES: usize = 128 * 1024;
/// Characters of a value that a sentence shows.
const SHOWN: usize = 60;
/// Unreadable values that the reason of an absence names.
const FAULTS: usize = 3;

/// Places that are looked through faster than a set of them is made.
const FEW: usize = 16;

/// What an amount of credits or hours can be: a whole life has fewer than a million hours.
const AMOUNT: std::ops::RangeInclusive<f64> = 0.01..=1e6;
/// Bytes of a date or a duration; the longest that XML Schema writes has about 40.
const WRITTEN_TIME: usize = 64;

/// What is known of the places of a credential apart from what stands there.
#[derive(Clone, Copy)]
pub(crate) struct Standing<'a> {
    /// How strong the evidence is for what stands at a place and inside it.
    pub(crate) tier: &'a dyn Fn(&Pointer) -> Tier,
    /// What the holder chose to show.
    pub(crate) disclosure: &'a Disclosure,
}

/// What can stand as a JSON value.
pub(crate) trait FromJson: Sized {
    /// What it is, after "which is not".
    const WHAT: &'static str;
    fn from_json(value: &Value) -> Option<Self>;
}

/// A value that was read, and its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fact<T> {
    pub(crate) value: T,
    pub(crate) at: Pointer,
}

impl<T> Fact<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        Fact {
            value: change(self.value),
            at: self.at,
        }
    }
}

/// Reads one element: gives what `read` finds with the places that it was taken from, or says
/// that it is `absent`, with the values that could not be read.
pub(crate) fn element<T>(
    standing: Standing<'_>,
    absent: &str,
    read: impl FnOnce(&mut Reading) -> Option<T>,
) -> Element<T> {
    let mut reading = Reading::default();
    let Some(value) = read(&mut reading) else {
        return Element::Absent(reading.absent(absent, standing.disclosure.withheld));
    };
    let from = each_once(reading.from);
    let tiers = from.iter().map(standing.tier);
    Element::Stated(Stated {
        value,
        tier: tiers.min().unwrap_or(Tier::Unsigned),
        disclosed: from
            .iter()
            .any(|place| standing.disclosure.is_chosen(place)),
        from,
    })
}

/// The places without those that come again.
fn each_once(mut places: Vec<Pointer>) -> Vec<Pointer> {
    if places.len() <= FEW {
        let mut kept = Vec::with_capacity(places.len());
        for place in places {
            push_new(&mut kept, place);
        }
        return kept;
    }
    let mut seen = BTreeSet::new();
    let is_new: Vec<bool> = places.iter().map(|place| seen.insert(place)).collect();
    let mut is_new = is_new.into_iter();
    places.retain(|_| is_new.next().unwrap_or_default());
    places
}

/// The places read so far, and the values that were not what they should be.
#[derive(Debug)]
pub(crate) struct Reading {
    from: Vec<Pointer>,
    faults: Vec<String>,
    unreadable: Vec<Pointer>,
    bytes_left: usize,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            from: Vec::new(),
            faults: Vec::new(),
            unreadable: Vec::new(),
            bytes_left: ELEMENT_BYTES,
        }
    }
}

impl Reading {
    /// What this node holds; a value of another kind is a fault.
    pub(crate) fn read<T: FromJson>(&mut self, node: &Node<'_>) -> Option<Fact<T>> {
        let value = self.value(node)?;
        let at = node.pointer().clone();
        Some(Fact { value, at })
    }

    /// What this node holds, without its place; a value of another kind is a fault.
    fn value<T: FromJson>(&mut self, node: &Node<'_>) -> Option<T> {
        let value = self.glance(node);
        if value.is_none() && !node.is_nothing() {
            self.fault(node, T::WHAT);
        }
        value
    }

    /// What this node holds; a value of another kind is nothing.
    pub(crate) fn peek<T: FromJson>(&mut self, node: &Node<'_>) -> Option<Fact<T>> {
        let value = self.glance(node)?;
        let at = node.pointer().clone();
        Some(Fact { value, at })
    }

    /// What this node holds, without its place; a value of another kind is nothing.
    fn glance<T: FromJson>(&mut self, node: &Node<'_>) -> Option<T> {
        // The bound comes first: a long value is not even looked at.
        let cost = text_bytes(node.value(), self.bytes_left) + node.pointer().as_str().len();
        let Some(left) = self.bytes_left.checked_sub(cost) else {
            self.note(format!("more than {ELEMENT_BYTES} bytes of text"));
            return None;
        };
        let value = T::from_json(node.value())?;
        self.bytes_left = left;
        self.from.push(node.pointer().clone());
        Some(value)
    }

    /// The first of its kind at `path`.
    pub(crate) fn one<T: FromJson>(&mut self, node: &Node<'_>, path: &str) -> Option<T> {
        let found = node.all(path);
        found.iter().find_map(|node| self.value(node))
    }

    /// All of its kind at `path`.
    pub(crate) fn many<T: FromJson>(&mut self, node: &Node<'_>, path: &str) -> Vec<Fact<T>> {
        let found = node.all(path);
        found.iter().filter_map(|node| self.read(node)).collect()
    }

    /// The first of its kind at the first of `paths` that has one.
    pub(crate) fn first_of<T: FromJson>(&mut self, node: &Node<'_>, paths: &[&str]) -> Option<T> {
        paths.iter().find_map(|path| self.one(node, path))
    }

    /// A term: an object with `id` and `prefLabel`, or its address or label alone.
    pub(crate) fn concept(&mut self, node: &Node<'_>) -> Option<Concept> {
        let mut concept = Concept {
            uri: self.glance::<Url>(node).map(|url| url.0),
            label: None,
        };
        if concept.uri.is_none() {
            concept.label = self.glance(node);
        }
        if concept == Concept::default() {
            concept.uri = self.glance::<Url>(&node.first("id")).map(|url| url.0);
            concept.label = ["prefLabel", "title", "name"]
                .iter()
                .find_map(|key| self.glance(&node.first(key)));
        }
        if concept == Concept::default() {
            self.fault(node, "a term with a label or an address");
            return None;
        }
        Some(concept)
    }

    /// All terms at `path`.
    pub(crate) fn concepts(&mut self, node: &Node<'_>, path: &str) -> Vec<Concept> {
        let found = node.all(path);
        found.iter().filter_map(|node| self.concept(node)).collect()
    }

    /// A level of the European Qualifications Framework: by its address, else by its label.
    pub(crate) fn eqf(&mut self, node: &Node<'_>) -> Option<Fact<u8>> {
        let id = node.first("id");
        let places = if vocabulary::is_eqf(&id) {
            vec![id]
        } else {
            vec![
                node.clone(),
                node.first("prefLabel"),
                node.first("notation"),
            ]
        };
        let level = places.iter().find_map(|place| self.peek::<EqfLevel>(place));
        if level.is_none() {
            self.fault(places.first().unwrap_or(node), EqfLevel::WHAT);
        }
        level.map(|level| level.map(|level| level.0))
    }

    /// The reason why nothing was found.
    fn absent(self, absent: &str, withheld: Withheld) -> Absent {
        let mut why = absent.to_owned();
        for fault in &self.faults {
            why.push_str("; ");
            why.push_str(fault);
        }
        let reason = match (self.unreadable.is_empty(), withheld) {
            (false, _) => Absence::Unreadable,
            (true, Withheld::Nothing) => Absence::NotStated,
            (true, Withheld::Statements(1)) => {
                why.push_str("; 1 statement is withheld by the holder, and it may be it");
                Absence::MayBeWithheld
            }
            (true, Withheld::Statements(count)) => {
                let _ = write!(
                    why,
                    "; {count} statements are withheld by the holder, and it may be among them"
                );
                Absence::MayBeWithheld
            }
            (true, Withheld::Unknown) => {
                why.push_str("; the holder chose what to show, and may have left it out");
                Absence::MayBeWithheld
            }
        };
        Absent {
            absent: why,
            reason,
            at: self.unreadable,
        }
    }

    /// Takes a place whose being there is what is stated.
    pub(crate) fn place(&mut self, place: &Pointer) {
        self.from.push(place.clone());
    }

    /// Something that stands in the way of the element, as a sentence.
    pub(crate) fn note(&mut self, sentence: String) {
        if self.faults.len() < FAULTS && !self.faults.contains(&sentence) {
            self.faults.push(sentence);
        }
    }

    /// A value that stands where the element is stated, and is not what it should be.
    pub(crate) fn fault(&mut self, node: &Node<'_>, what: &str) {
        let sentence = format!(
            "{} is stated as {}, which is not {what}",
            node.pointer(),
            shown(node.value())
        );
        self.unclear(node, sentence);
    }

    /// A value that stands where the element is stated, and does not tell what it means.
    pub(crate) fn unclear(&mut self, node: &Node<'_>, sentence: String) {
        if self.unreadable.len() < FAULTS && !self.unreadable.contains(node.pointer()) {
            self.unreadable.push(node.pointer().clone());
        }
        self.note(sentence);
    }
}

/// A value as a sentence shows it: JSON, cut to what is easily read.
pub(crate) fn shown(value: &Value) -> String {
    let text = match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    };
    short(&text)
}

/// Text as a sentence shows it.
pub(crate) fn short(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let cut: String = text.chars().take(SHOWN).collect();
    format!("{cut}…")
}

/// Bytes of text that a value has itself or, as a language map does, in its members; counted until
/// there are more than `most`.
fn text_bytes(value: &Value, most: usize) -> usize {
    let mut bytes = 0_usize;
    let mut add = |length: usize| {
        bytes = bytes.saturating_add(length);
        bytes <= most
    };
    let mut own = |key: usize, value: &Value| match value {
        Value::String(text) => add(key + text.len()),
        // Each item costs something, so that there is an end to empty ones too.
        Value::Array(items) => items
            .iter()
            .all(|item| add(key + 1 + item.as_str().map_or(0, str::len))),
        _ => add(key),
    };
    match value {
        Value::Object(members) => {
            members.iter().all(|(key, member)| own(key.len(), member));
        }
        other => {
            own(0, other);
        }
    }
    bytes
}

impl FromJson for String {
    const WHAT: &'static str = "text";

    fn from_json(value: &Value) -> Option<Self> {
        let text = value.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

impl FromJson for bool {
    const WHAT: &'static str = "true or false";

    fn from_json(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl FromJson for f64 {
    const WHAT: &'static str = "an amount from 0.01 to a million";

    /// A number, or its decimal text, which the European Learning Model writes.
    fn from_json(value: &Value) -> Option<Self> {
        let number = match value {
            Value::String(text) => text.trim().parse().ok()?,
            other => other.as_f64()?,
        };
        AMOUNT.contains(&number).then_some(number)
    }
}

impl FromJson for Text {
    const WHAT: &'static str = "text";

    /// A string, a language map, or a JSON-LD value object.
    fn from_json(value: &Value) -> Option<Self> {
        let Value::Object(members) = value else {
            return String::from_json(value).map(Self::plain);
        };
        if let Some(text) = members.get("@value") {
            let language = members
                .get("@language")
                .and_then(Value::as_str)
                .and_then(language_tag);
            let tag = language.unwrap_or("und").to_owned();
            return Some(Self([(tag, String::from_json(text)?)].into()));
        }
        // An object with a type or an IRI is a node of its own, though `id` is a language too.
        let is_iri = |id: &str| id.contains(':') && !id.contains(char::is_whitespace);
        if members.contains_key("type")
            || members
                .get("id")
                .and_then(Value::as_str)
                .is_some_and(is_iri)
        {
            return None;
        }
        let mut text = Self::default();
        for (key, member) in members {
            let lines: Vec<String> = one_or_many(Some(member))
                .iter()
                .filter_map(String::from_json)
                .collect();
            if let (Some(tag), false) = (language_tag(key), lines.is_empty()) {
                text.0.insert(tag.to_owned(), lines.join("\n"));
            }
        }
        (!text.0.is_empty()).then_some(text)
    }
}

/// A language tag in the shape of BCP 47, whose languages have two or three letters (longer ones are
/// reserved, and would make `name` one); JSON-LD's `@none` is a text without a language.
pub(crate) fn language_tag(key: &str) -> Option<&str> {
    if key == "@none" {
        return Some("und");
    }
    let mut subtags = key.split('-');
    let primary = subtags.next()?;
    let fits = (2..=3).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len())
                && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    fits.then_some(key)
}

/// A web address.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Url(pub(crate) String);

impl FromJson for Url {
    const WHAT: &'static str = "a web address";

    fn from_json(value: &Value) -> Option<Self> {
        let text = String::from_json(value)?;
        (text.starts_with("https://") || text.starts_with("http://")).then_some(Self(text))
    }
}

/// An address of email, also as a link.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mailbox(pub(crate) String);

impl FromJson for Mailbox {
    const WHAT: &'static str = "an address of email";

    /// Source: RFC 6068, section 2; RFC 3986, section 3.1, by which a scheme has no case.
    fn from_json(value: &Value) -> Option<Self> {
        let text = String::from_json(value)?;
        let link = text.split_once(':');
        let address = link.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("mailto"));
        let address = address.map_or(&*text, |(_, address)| address).trim();
        (!address.is_empty()).then(|| Self(address.to_owned()))
    }
}

/// An identifier or code, which some write as a number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Code(pub(crate) String);

impl FromJson for Code {
    const WHAT: &'static str = "an identifier";

    fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Some(Self(number.to_string())),
            other => String::from_json(other).map(Self),
        }
    }
}

/// A level of the European Qualifications Framework.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct EqfLevel(pub(crate) u8);

impl FromJson for EqfLevel {
    const WHAT: &'static str = "an EQF level (1 to 8)";

    fn from_json(value: &Value) -> Option<Self> {
        if let Some(number) = value.as_f64() {
            return (1_u8..=8)
                .find(|level| (f64::from(*level) - number).abs() < f64::EPSILON)
                .map(Self);
        }
        let text = Text::from_json(value)?;
        text.0
            .values()
            .find_map(|text| vocabulary::eqf_level(text))
            .map(Self)
    }
}

fn written_time(value: &Value) -> Option<String> {
    String::from_json(value).filter(|text| text.len() <= WRITTEN_TIME)
}

/// A date as stated, and the time that it can mean.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Date {
    pub(crate) text: String,
    pub(crate) time: time::Stated,
}

impl FromJson for Date {
    const WHAT: &'static str = "a date";

    fn from_json(value: &Value) -> Option<Self> {
        let text = written_time(value)?;
        let time = time::parse(&text)?;
        Some(Self { text, time })
    }
}

/// Hours of learning, as an ISO 8601 duration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hours(pub(crate) f64);

impl FromJson for Hours {
    const WHAT: &'static str = "hours as an ISO 8601 duration, such as PT60H";

    fn from_json(value: &Value) -> Option<Self> {
        match duration::parse(&written_time(value)?)? {
            Length::Hours(hours) => AMOUNT.contains(&hours).then_some(Self(hours)),
            Length::Calendar(_) => None,
        }
    }
}

/// Calendar time, as an ISO 8601 duration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Calendar {
    pub(crate) text: String,
    pub(crate) months: f64,
}

impl FromJson for Calendar {
    const WHAT: &'static str = "calendar time as an ISO 8601 duration, such as P2M";

    fn from_json(value: &Value) -> Option<Self> {
        let text = written_time(value)?;
        match duration::parse(&text)? {
            Length::Calendar(months) => Some(Self { text, months }),
            Length::Hours(_) => None,
        }
    }
}

/// Any ISO 8601 duration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Duration(pub(crate) String);

impl FromJson for Duration {
    const WHAT: &'static str = "an ISO 8601 duration";

    fn from_json(value: &Value) -> Option<Self> {
        let text = written_time(value)?;
        duration::parse(&text).is_some().then_some(Self(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read<T: FromJson>(value: &Value) -> Option<T> {
        Reading::default()
            .read(&Node::root(value))
            .map(|fact| fact.value)
    }

    #[test]
    fn an_address_of_email_may_be_a_link() {
        let mailbox = |value| read::<Mailbox>(&value).map(|mailbox| mailbox.0);
        let ada = Some("ada@example.org".to_owned());
        assert_eq!(mailbox(json!("mailto:ada@example.org")), ada);
        assert_eq!(mailbox(json!("MAILTO: ada@example.org")), ada);
        assert_eq!(mailbox(json!("ada@example.org")), ada);
        assert_eq!(mailbox(json!("mailto:")), None);
        assert_eq!(mailbox(json!(5)), None);
    }

    #[test]
    fn text_has_its_languages() {
        let text = |value| read::<Text>(&value).map(|text| text.0.into_iter().collect::<Vec<_>>());
        let pairs = |pairs: &[(&str, &str)]| {
            Some(
                pairs
                    .iter()
                    .map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned()))
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(text(json!("A")), pairs(&[("und", "A")]));
        assert_eq!(
            text(json!({ "en": "A", "pt-BR": ["B", "C"] })),
            pairs(&[("en", "A"), ("pt-BR", "B\nC")])
        );
        assert_eq!(
            text(json!({ "@value": "A", "@language": "nl" })),
            pairs(&[("nl", "A")])
        );
        assert_eq!(text(json!({ "@none": "A" })), pairs(&[("und", "A")]));
        for other in [
            json!(5),
            json!(" "),
            json!({}),
            json!({ "type": "Note", "en": "A" }),
            json!({ "id": "urn:x" }),
            json!({ "name": "A" }),
            json!({ "en": 5 }),
            json!(["A"]),
        ] {
            assert_eq!(text(other.clone()), None, "{other}");
        }
    }

    #[test]
    fn amounts_are_within_reason_and_may_be_text() {
        assert_eq!(read::<f64>(&json!("6.00")), Some(6.0));
        assert_eq!(read::<f64>(&json!(2)), Some(2.0));
        for other in [
            json!("NaN"),
            json!("inf"),
            json!(1e300),
            json!(1e-300),
            json!(0),
            json!(-1),
            json!("six"),
            json!({}),
        ] {
            assert_eq!(read::<f64>(&other), None, "{other}");
        }
    }

    #[test]
    fn levels_are_read_by_address_then_by_label() {
        let eqf = |value: Value| {
            let mut reading = Reading::default();
            let level = reading.eqf(&Node::root(&value)).map(|fact| fact.value);
            level.ok_or(reading.faults)
        };
        let address = |level: &str| format!("http://data.europa.eu/snb/eqf/{level}");
        assert_eq!(eqf(json!({ "id": address("6") })), Ok(6));
        assert_eq!(eqf(json!(address("6"))), Ok(6));
        assert_eq!(
            eqf(json!({ "id": "urn:l", "prefLabel": { "en": "Level 4" } })),
            Ok(4)
        );
        assert_eq!(eqf(json!("EQF level 5")), Ok(5));
        assert_eq!(eqf(json!(7)), Ok(7));
        // The address decides where it names the framework, whatever the label says.
        let faults = eqf(json!({ "id": address("9"), "prefLabel": { "en": "Level 6" } }));
        assert_eq!(
            faults,
            Err(vec![format!(
                "/id is stated as `{}`, which is not an EQF level (1 to 8)",
                address("9")
            )])
        );
        assert!(eqf(json!("advanced")).is_err());
        assert!(eqf(json!(6.5)).is_err());
    }

    #[test]
    fn the_tier_is_that_of_the_weakest_place() {
        let document = json!({ "a": "A", "b": "B" });
        let root = Node::root(&document);
        let tier = |place: &Pointer| match place.as_str() {
            "/a" => Tier::Identified,
            _ => Tier::Unsigned,
        };
        let disclosure = Disclosure::default();
        let standing = Standing {
            tier: &tier,
            disclosure: &disclosure,
        };
        let both = element(standing, "nothing", |reading| {
            Some((
                reading.one::<String>(&root, "a")?,
                reading.one::<String>(&root, "b")?,
            ))
        });
        assert_eq!(both.stated().unwrap().tier, Tier::Unsigned);
        assert_eq!(both.stated().unwrap().from.len(), 2);
        let one = element(standing, "nothing", |reading| {
            reading.one::<String>(&root, "a")
        });
        assert_eq!(one.stated().unwrap().tier, Tier::Identified);
    }

    #[test]
    fn what_is_absent_says_what_stood_there() {
        let document = json!({ "a": 5 });
        let name = |key: &str, withheld| {
            let disclosure = Disclosure {
                withheld,
                ..Disclosure::default()
            };
            let standing = Standing {
                tier: &|_| Tier::Signed,
                disclosure: &disclosure,
            };
            let name: Element<String> = element(standing, "no name", |reading| {
                reading.one(&Node::root(&document), key)
            });
            match name {
                Element::Absent(absent) => absent,
                Element::Stated(_) => panic!("nothing is stated"),
            }
        };
        let unreadable = name("a", Withheld::Statements(2));
        assert_eq!(
            unreadable.absent,
            "no name; /a is stated as `5`, which is not text"
        );
        assert_eq!(unreadable.reason, Absence::Unreadable);
        assert_eq!(unreadable.at, [Pointer::from("/a")]);
        for (withheld, reason, words) in [
            (Withheld::Nothing, Absence::NotStated, "no name"),
            (
                Withheld::Statements(1),
                Absence::MayBeWithheld,
                "no name; 1 statement is withheld by the holder, and it may be it",
            ),
            (
                Withheld::Unknown,
                Absence::MayBeWithheld,
                "no name; the holder chose what to show, and may have left it out",
            ),
        ] {
            let absent = name("b", withheld);
            assert_eq!((absent.reason, absent.absent.as_str()), (reason, words));
        }
    }

    #[test]
    fn what_the_holder_chose_to_show_is_told() {
        let document = json!({ "a": "A", "b": { "c": "C" } });
        let disclosure = Disclosure {
            places: [Pointer::from("/b")].into(),
            withheld: Withheld::Nothing,
        };
        let standing = Standing {
            tier: &|_| Tier::Signed,
            disclosure: &disclosure,
        };
        let chosen = |path: &str| {
            let stated: Element<String> = element(standing, "no name", |reading| {
                reading.one(&Node::root(&document), path)
            });
            stated.stated().unwrap().disclosed
        };
        assert!(!chosen("a"));
        assert!(chosen("b/c"));
    }

    #[test]
    fn an_element_has_a_bound() {
        let long = "x".repeat(ELEMENT_BYTES / 2);
        let document = json!({ "a": [long, long, "y"] });
        let mut reading = Reading::default();
        let texts = reading.many::<Text>(&Node::root(&document), "a");
        assert_eq!(texts.len(), 2, "the first and the short last one");
        assert!(reading.faults[0].contains("bytes of text"));
    }
}
