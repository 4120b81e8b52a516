//! Goldens: what a real credential states, written down once and compared on each run.
//!
//! One file per credential, below `tests/goldens`, at the path that the credential has in the corpus.
//! Its head says whether it was written from reading the credential or is a snapshot of the mapping.
//! Each further line has four fields between tabs: the achievement, the subject (`scope`,
//! `relation`, an element, `finding`), the places, and the value.
//!
//! The corpus is other people's data, so no free text of it stands there, and nothing that identifies
//! a learner: they are their SHA-256. A value without a meaning (null, an empty list, a `false` that
//! is no statement) is left out, and lists are sorted, so that two goldens are equal where they say
//! the same.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use credeval_linked_data::Contexts;
use credeval_map::{Claims, Part};
use credeval_model::{
    Digest, Document, Pointer, Tier,
    document::Standard,
    element::{Element, ElementName, Elements, Learner},
    evidence::Evidence,
    scope::Relation,
};
use credeval_verify::{Against, Checked, Opened, Trust};
use serde::Serialize;
use serde_json::{Map, Value};

/// Folders of the corpus that hold credentials, and folders in them that hold none.
const FOLDERS: [&str; 3] = ["elm", "open-badges", "registrar/elmo"];
const NO_CREDENTIALS: [&str; 4] = ["/contexts/", "/schemas/", "/xsd/", "/extensions/"];
/// The largest credential of the corpus has 1.2 MB; larger files are tables.
const LARGEST: u64 = 4 * 1024 * 1024;

/// How a golden came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// It was written from reading the credential, apart from the mapping.
    Hand,
    /// It was written by the program and reviewed.
    Snapshot,
}

impl Origin {
    fn words(self) -> &'static str {
        match self {
            Self::Hand => "read by hand",
            Self::Snapshot => "snapshot",
        }
    }
}

/// What one credential states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Golden {
    /// How it came to be.
    pub origin: Origin,
    /// Its lines.
    pub lines: BTreeSet<Line>,
}

/// One statement: achievement, rank of the subject, subject, places, value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    part: String,
    rank: usize,
    subject: String,
    from: BTreeSet<String>,
    value: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from: Vec<&str> = self.from.iter().map(String::as_str).collect();
        let from = match from.is_empty() {
            true => "-".to_owned(),
            false => from.join(" "),
        };
        write!(f, "{}\t{}\t{from}\t{}", self.part, self.subject, self.value)
    }
}

/// A golden that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GoldenError {
    /// The file cannot be read.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line has not four fields, or its value is not what it should be.
    #[error("{path}, line {line}: expected {expected}", path = path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What was expected.
        expected: &'static str,
    },
}

impl Golden {
    /// The text of a golden's file.
    pub fn file(path: &Path) -> Result<String, GoldenError> {
        fs::read_to_string(path).map_err(|source| GoldenError::File {
            path: path.to_owned(),
            source,
        })
    }

    /// Reads a golden.
    pub fn read(path: &Path) -> Result<Self, GoldenError> {
        let text = Self::file(path)?;
        let fault = |line: usize, expected| GoldenError::Line {
            path: path.to_owned(),
            line: line + 1,
            expected,
        };
        let head = text.lines().nth(1).unwrap_or_default();
        let origin = [Origin::Hand, Origin::Snapshot]
            .into_iter()
            .find(|origin| {
                head.strip_prefix("# ")
                    .is_some_and(|head| head.starts_with(origin.words()))
            })
            .ok_or_else(|| fault(1, "`# read by hand` or `# snapshot`"))?;
        let mut lines = BTreeSet::new();
        for (number, line) in text.lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            let [part, subject, from, value] = fields.as_slice() else {
                return Err(fault(number, "four fields between tabs"));
            };
            let rank = rank(subject).ok_or_else(|| fault(number, "a known subject"))?;
            let value = match value.starts_with(['{', '[', '"']) {
                false => (*value).to_owned(),
                true => serde_json::from_str(value)
                    .map(|value| canonical(&value, false).to_string())
                    .map_err(|_| fault(number, "JSON"))?,
            };
            let from = from.split(' ').filter(|place| *place != "-");
            let new = lines.insert(Line {
                part: (*part).to_owned(),
                rank,
                subject: (*subject).to_owned(),
                from: from.map(str::to_owned).collect(),
                value,
            });
            if !new {
                return Err(fault(number, "each line once"));
            }
        }
        Ok(Self { origin, lines })
    }

    /// The text of a snapshot of the credential at `path` of the corpus.
    pub fn text(&self, path: &str) -> String {
        let mut text = format!("# {}\n# {}\n", name(path), Origin::Snapshot.words());
        for line in &self.lines {
            text.push_str(&line.to_string());
            text.push('\n');
        }
        text
    }

    /// The lines that only one of two has, those of `self` first.
    pub fn difference(&self, other: &Self) -> Vec<String> {
        let mine = self.lines.difference(&other.lines);
        let theirs = other.lines.difference(&self.lines);
        mine.map(|line| format!("- {line}"))
            .chain(theirs.map(|line| format!("+ {line}")))
            .collect()
    }
}

fn rank(subject: &str) -> Option<usize> {
    let elements = ElementName::ALL.iter().map(|name| name.as_str());
    ["scope", "relation"]
        .into_iter()
        .chain(elements)
        .chain(["finding"])
        .position(|known| known == subject)
}

/// The name of a golden for the credential at a path: that path, but a digest where it is in words,
/// which name persons.
pub fn name(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    match file.contains(char::is_whitespace) {
        true => {
            let digest = Digest::of(file.as_bytes()).hex();
            format!("{folder}/{}", digest.get(..16).unwrap_or_default())
        }
        false => path.to_owned(),
    }
}

/// A credential of the corpus.
#[derive(Debug)]
pub struct Sample {
    /// Its path below the corpus.
    pub path: String,
    opened: Opened,
}

/// One achievement of a sample.
#[derive(Debug)]
pub struct Mapped {
    /// The credential that holds it.
    pub json: Arc<Value>,
    /// The standard that it follows.
    pub standard: Standard,
    /// Where the credential stands in the document.
    pub base: Pointer,
    /// What it states, with places in `json`.
    pub part: Part,
    /// How it hangs together with others that a learner record holds, with places in the document.
    pub held: Vec<Relation>,
}

/// The credentials of the corpus: every file that can be opened and follows a standard. The same
/// bytes are taken once.
pub fn samples(corpus: &Path) -> Vec<Sample> {
    let mut seen = BTreeSet::new();
    let mut samples = Vec::new();
    for path in FOLDERS
        .iter()
        .flat_map(|folder| crate::files(&corpus.join(folder)))
    {
        let name = path.strip_prefix(corpus).unwrap_or(&path);
        let name = name.display().to_string();
        if NO_CREDENTIALS.iter().any(|folder| name.contains(folder))
            || path.metadata().is_ok_and(|data| data.len() > LARGEST)
        {
            continue;
        }
        let Ok(bytes) = fs::read(&path) else {
            continue;
        };
        let digest = Digest::of(&bytes);
        if let Some(sample) = Sample::open(name, bytes)
            && seen.insert(digest.to_string())
        {
            samples.push(sample);
        }
    }
    samples
}

impl Sample {
    /// Opens bytes; nothing where they are no credential of a standard.
    pub fn open(path: String, bytes: Vec<u8>) -> Option<Self> {
        let opened = credeval_verify::open(&Document::new(bytes, path.clone())).ok()?;
        let holds_nothing = [Standard::Unknown, Standard::Endorsement];
        (!holds_nothing.contains(&opened.info().standard)).then_some(Self { path, opened })
    }

    /// What it states, one for each achievement.
    pub fn mapped(&self) -> Vec<Mapped> {
        let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
        let against = Against::new(&evidence, &trust, &contexts, crate::at());
        let checked = credeval_verify::check(&self.opened, against);
        let credentials = checked.parts();
        let mut mapped: Vec<Mapped> = Vec::new();
        for credential in &credentials {
            let place = credential.place.clone().unwrap_or_default();
            let base = credential.checked.base().under(&place);
            let json = Arc::new(credential.checked.credential().clone());
            mapped.extend(parts(credential.checked).into_iter().map(|part| Mapped {
                json: Arc::clone(&json),
                standard: credential.checked.standard(),
                base: base.clone(),
                part,
                held: Vec::new(),
            }));
        }
        if checked.standard() == Standard::Clr2 && mapped.len() > 1 {
            let places: Vec<_> = mapped
                .iter()
                .map(|mapped| (mapped.place(), mapped.part.elements.title.value().cloned()))
                .collect();
            let relations = credeval_map::associations(checked.credential(), &places);
            for (mapped, held) in mapped.iter_mut().zip(relations) {
                mapped.held = held;
            }
        }
        mapped
    }

    /// The golden of what it states.
    pub fn golden(&self) -> Golden {
        golden(&self.mapped())
    }
}

impl Mapped {
    /// Where the achievement stands in the document.
    fn place(&self) -> Pointer {
        let inside = self.part.pointer.clone().unwrap_or_default();
        inside.under(&self.base)
    }
}

fn parts(checked: &Checked<'_>) -> Vec<Part> {
    credeval_map::parts(&Claims {
        json: checked.credential(),
        standard: checked.standard(),
        tier: &|_| Tier::Signed,
        disclosure: &checked.disclosure(),
    })
}

/// The golden of what was mapped.
pub fn golden(mapped: &[Mapped]) -> Golden {
    let alone = mapped.len() == 1;
    let mut lines = BTreeSet::new();
    for Mapped {
        base, part, held, ..
    } in mapped
    {
        let place = |pointer: &Pointer| pointer.under(base).as_str().to_owned();
        let name = match &part.pointer {
            Some(pointer) => place(pointer),
            None if alone => ".".to_owned(),
            None => place(&Pointer::root()),
        };
        let mut add = |subject: &str, from: Vec<String>, value: String| {
            lines.insert(Line {
                part: name.clone(),
                rank: rank(subject).unwrap_or_default(),
                subject: subject.to_owned(),
                from: from.into_iter().collect(),
                value,
            });
        };
        let signs = part.scope.signs.iter().map(|sign| place(&sign.from));
        add(
            "scope",
            signs.collect(),
            part.scope.kind.as_str().to_owned(),
        );
        for relation in &part.relations {
            let kind = relation.kind.as_str().to_owned();
            add("relation", vec![place(&relation.to)], kind);
        }
        for relation in held {
            let kind = relation.kind.as_str().to_owned();
            add("relation", vec![relation.to.as_str().to_owned()], kind);
        }
        for (element, from, value) in elements(&part.elements) {
            add(element, from.iter().map(&place).collect(), value);
        }
        for finding in &part.findings {
            let from = finding.pointer.iter().map(&place).collect();
            let value = format!("{} {}", finding.code, outcome(finding));
            add("finding", from, value);
        }
    }
    Golden {
        origin: Origin::Snapshot,
        lines,
    }
}

fn outcome(finding: &credeval_model::Check) -> String {
    let json = serde_json::to_value(finding.outcome).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

/// Each element with its places and its value.
fn elements(elements: &Elements) -> Vec<(&'static str, Vec<Pointer>, String)> {
    let Elements {
        learner,
        title,
        country,
        awarding_body,
        issued,
        learning_outcomes,
        workload,
        level,
        assessment,
        participation,
        quality_assurance,
        prerequisites,
        supervision,
        grade,
        stackability,
        further_information,
    } = elements;
    let values = [
        value(&person(learner)),
        value(title),
        value(country),
        value(awarding_body),
        value(issued),
        value(learning_outcomes),
        value(workload),
        value(level),
        value(assessment),
        value(participation),
        value(quality_assurance),
        value(prerequisites),
        value(supervision),
        value(grade),
        value(stackability),
        value(further_information),
    ];
    let names = ElementName::ALL.iter().map(|name| name.as_str());
    names
        .zip(values)
        .map(|(name, (from, value))| (name, from, value))
        .collect()
}

fn value<T: Serialize>(element: &Element<T>) -> (Vec<Pointer>, String) {
    match element {
        Element::Stated(stated) => {
            let value = serde_json::to_value(&stated.value).unwrap_or_default();
            (stated.from.clone(), canonical(&value, true).to_string())
        }
        Element::Absent(absent) => {
            let reason = absent.reason.as_str();
            let value = format!("absent {reason}: {}", quoted_hashed(&absent.absent));
            (absent.at.clone(), value)
        }
    }
}

/// Members of which `false` is stated, and nothing is not known.
const MAY_BE_FALSE: [&str; 3] = ["supervised", "identity_verified", "partial"];

/// The learner, with what identifies a person hashed.
fn person(learner: &Element<Learner>) -> Element<Learner> {
    let mut learner = learner.clone();
    if let Element::Stated(stated) = &mut learner {
        let person = &mut stated.value;
        person.date_of_birth = person.date_of_birth.as_deref().map(hashed);
        for identifier in &mut person.identifiers {
            identifier.value = hashed(&identifier.value);
        }
    }
    learner
}

/// A value without what has no meaning, its lists sorted and, where it is told to, its free text
/// hashed.
fn canonical(value: &Value, hash: bool) -> Value {
    match value {
        Value::Object(members) => {
            let is_text = !members.is_empty()
                && members
                    .iter()
                    .all(|(key, member)| is_language(key) && member.is_string());
            let mut names: Vec<&String> = members.keys().collect();
            names.sort();
            let mut kept = Map::new();
            for name in names {
                let Some(member) = members.get(name) else {
                    continue;
                };
                let member = match member {
                    Value::String(text) if hash && is_text => hashed(text).into(),
                    member => canonical(member, hash),
                };
                let says_nothing = match &member {
                    Value::Null => true,
                    Value::Bool(false) => !MAY_BE_FALSE.contains(&name.as_str()),
                    Value::Array(items) => items.is_empty(),
                    _ => false,
                };
                if !says_nothing {
                    kept.insert(name.clone(), member);
                }
            }
            kept.into()
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| canonical(item, hash)).collect();
            items.sort_by_cached_key(Value::to_string);
            items.into()
        }
        Value::String(text) if hash && is_free(text) => hashed(text).into(),
        // 6.0 and 6 are one number.
        Value::Number(number) => match number.as_f64() {
            Some(float) => serde_json::Number::from_f64(float).map_or(Value::Null, Value::Number),
            None => value.clone(),
        },
        other => other.clone(),
    }
}

/// Text that is no code, date or address.
fn is_free(text: &str) -> bool {
    text.contains(char::is_whitespace) || text.contains('@')
}

/// A sentence whose quotations that are free text are hashed.
fn quoted_hashed(sentence: &str) -> String {
    let pieces: Vec<String> = sentence
        .split('`')
        .enumerate()
        .map(|(index, piece)| match index % 2 == 1 && is_free(piece) {
            true => hashed(piece),
            false => piece.replace(char::is_control, " "),
        })
        .collect();
    pieces.join("`")
}

pub(crate) fn is_language(key: &str) -> bool {
    let primary = key.split('-').next().unwrap_or_default();
    (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn hashed(text: &str) -> String {
    format!("sha256:{}", Digest::of(text.as_bytes()).hex())
}
