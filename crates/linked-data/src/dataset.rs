//! An RDF dataset as canonical N-Quads holds it: the text of its terms, and rows that point into it.
//!
//! A quad of strings of its own costs more to make than all that is done with it afterwards. Here
//! every term is written once, as N-Quads writes it, and a blank node is a number.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use credeval_model::limits;
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, Quad, Subject, Term as RdfTerm};

use crate::LinkedDataError;

pub(crate) const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
pub(crate) const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
pub(crate) const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
pub(crate) const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
pub(crate) const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
pub(crate) const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
const LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";

/// Bytes of the quads of one document: each repeats its subject, predicate and graph.
const QUAD_BYTES: usize = 64 * 1024 * 1024;

/// Where a term stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(crate) fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

/// One place of a quad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A blank node, by its number.
    Blank(u32),
    /// An IRI or literal, as N-Quads writes it.
    Text(Span),
}

impl Part {
    pub(crate) fn blank(self) -> Option<u32> {
        match self {
            Self::Blank(number) => Some(number),
            Self::Text(_) => None,
        }
    }
}

/// A quad.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) subject: Part,
    pub(crate) predicate: Span,
    pub(crate) object: Part,
    pub(crate) graph: Option<Part>,
}

impl Row {
    /// The blank nodes of the quad, each with the letter of its position.
    pub(crate) fn blanks(&self) -> impl Iterator<Item = (char, u32)> {
        let place = |letter, part: Option<Part>| Some((letter, part?.blank()?));
        [
            place('s', Some(self.subject)),
            place('o', Some(self.object)),
            place('g', self.graph),
        ]
        .into_iter()
        .flatten()
    }
}

/// A term that quads may be made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Term {
    part: Part,
    /// Bytes that it takes of the budget.
    bytes: usize,
}

/// What follows the text of a literal.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Suffix<'a> {
    Language(&'a str),
    Datatype(&'a str),
}

/// An RDF dataset: quads in the order in which they were met, repetitions included.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    text: String,
    rows: Vec<Row>,
    /// Blank nodes made so far.
    blanks: u32,
    /// The labels of the blank nodes, in ascending order; `b` and the number where there are none.
    labels: Option<Vec<String>>,
    bytes: usize,
}

impl Dataset {
    /// A dataset that will hold about this many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            rows: Vec::with_capacity(bytes / 128),
            ..Self::default()
        }
    }

    /// The quads, blank nodes labelled as they were met.
    ///
    /// For those who go on with them in other libraries: what is done here needs none.
    pub fn quads(&self) -> Vec<Quad> {
        let named = |span| NamedNode::new_unchecked(self.iri_of(span));
        let blank = |number| BlankNode::new_unchecked(self.label(number));
        let quad = |row: &Row| Quad {
            subject: match row.subject {
                Part::Blank(number) => Subject::BlankNode(blank(number)),
                Part::Text(span) => Subject::NamedNode(named(span)),
            },
            predicate: named(row.predicate),
            object: match row.object {
                Part::Blank(number) => RdfTerm::BlankNode(blank(number)),
                Part::Text(span) if self.slice(span).starts_with('<') => {
                    RdfTerm::NamedNode(named(span))
                }
                Part::Text(span) => RdfTerm::Literal(literal(self.slice(span))),
            },
            graph_name: match row.graph {
                None => GraphName::DefaultGraph,
                Some(Part::Blank(number)) => GraphName::BlankNode(blank(number)),
                Some(Part::Text(span)) => GraphName::NamedNode(named(span)),
            },
        };
        self.rows.iter().map(quad).collect()
    }

    /// How many quads there are, repetitions included.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no quad.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines of the dataset whose blank nodes have other labels: canonical N-Quads, sorted, each
    /// once.
    ///
    /// Takes the new label of each blank node by its number, without `_:`; gives lines that end with
    /// a line feed. It does not check that the labels differ. Source: Data Integrity ECDSA
    /// Cryptosuites v1.0, section 3.4 (label replacement of selective disclosure).
    pub fn lines<'l>(&self, label: impl Fn(usize) -> &'l str) -> Vec<String> {
        let mut lines: Vec<String> = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut line = String::new();
            self.write(row, &mut line, |number, line| {
                line.push_str(label(number as usize));
            });
            lines.push(line);
        }
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Numbers of blank nodes are below this one.
    pub(crate) fn blanks(&self) -> u32 {
        self.blanks
    }

    /// The label of a blank node, without `_:`.
    pub(crate) fn label(&self, number: u32) -> Cow<'_, str> {
        match &self.labels {
            Some(labels) => Cow::Borrowed(
                labels
                    .get(number as usize)
                    .map_or_else(Default::default, String::as_str),
            ),
            None => Cow::Owned(format!("b{number}")),
        }
    }

    pub(crate) fn slice(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// An IRI without its brackets.
    fn iri_of(&self, span: Span) -> &str {
        let text = self.slice(span);
        text.strip_prefix('<')
            .and_then(|text| text.strip_suffix('>'))
            .unwrap_or(text)
    }

    /// Writes a quad as a line of canonical N-Quads; `label` writes the labels of its blank nodes.
    pub(crate) fn write(&self, row: &Row, line: &mut String, label: impl Fn(u32, &mut String)) {
        let part = |part: Part, line: &mut String| match part {
            Part::Blank(number) => {
                line.push_str("_:");
                label(number, line);
            }
            Part::Text(span) => line.push_str(self.slice(span)),
        };
        part(row.subject, line);
        line.push(' ');
        line.push_str(self.slice(row.predicate));
        line.push(' ');
        part(row.object, line);
        if let Some(graph) = row.graph {
            line.push(' ');
            part(graph, line);
        }
        line.push_str(" .\n");
    }

    /// A blank node that no quad mentions yet.
    pub(crate) fn fresh(&mut self) -> Term {
        let number = self.blanks;
        self.blanks += 1;
        Term {
            part: Part::Blank(number),
            bytes: 0,
        }
    }

    pub(crate) fn iri(&mut self, iri: &str) -> Term {
        let start = self.text.len();
        self.text.push('<');
        self.text.push_str(iri);
        self.text.push('>');
        self.term(start, iri.len())
    }

    /// A literal; a datatype of `xsd:string` goes without saying.
    pub(crate) fn literal(&mut self, value: &str, suffix: Suffix<'_>) -> Term {
        let start = self.text.len();
        self.text.push('"');
        escape(value, &mut self.text);
        self.text.push('"');
        let datatype = match suffix {
            Suffix::Language(language) => {
                self.text.push('@');
                self.text.push_str(language);
                LANG_STRING
            }
            Suffix::Datatype(XSD_STRING) => XSD_STRING,
            Suffix::Datatype(datatype) => {
                self.text.push_str("^^<");
                self.text.push_str(datatype);
                self.text.push('>');
                datatype
            }
        };
        self.term(start, value.len() + datatype.len())
    }

    fn term(&self, start: usize, bytes: usize) -> Term {
        // A text that is too long is refused when a quad with it is pushed.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Term {
            part: Part::Text(Span {
                start: place(start),
                end: place(self.text.len()),
            }),
            bytes,
        }
    }

    /// Adds a quad. A predicate that is a blank node makes none, as RDF knows none.
    pub(crate) fn push(
        &mut self,
        subject: Term,
        predicate: Term,
        object: Term,
        graph: Option<Term>,
    ) -> Result<(), LinkedDataError> {
        if self.rows.len() >= limits::QUADS {
            return Err(LinkedDataError::Limit {
                limit: limits::QUADS,
                unit: "quads",
            });
        }
        let in_graph = graph.map_or(0, |graph| graph.bytes);
        self.bytes += subject.bytes + predicate.bytes + object.bytes + in_graph;
        if self.bytes > QUAD_BYTES || u32::try_from(self.text.len()).is_err() {
            return Err(LinkedDataError::Limit {
                limit: QUAD_BYTES,
                unit: "bytes of quads",
            });
        }
        self.add(subject, predicate, object, graph);
        Ok(())
    }

    fn add(&mut self, subject: Term, predicate: Term, object: Term, graph: Option<Term>) {
        if let Part::Text(predicate) = predicate.part {
            self.rows.push(Row {
                subject: subject.part,
                predicate,
                object: object.part,
                graph: graph.map(|graph| graph.part),
            });
        }
    }
}

impl From<&[Quad]> for Dataset {
    fn from(quads: &[Quad]) -> Self {
        let labels: BTreeSet<&str> = quads.iter().flat_map(labels).collect();
        let labels: Vec<String> = labels.into_iter().map(str::to_owned).collect();
        let mut dataset = Self::default();
        let blank = |node: &BlankNode| {
            let found = labels.binary_search_by(|label| label.as_str().cmp(node.as_str()));
            Term {
                part: Part::Blank(u32::try_from(found.unwrap_or_default()).unwrap_or_default()),
                bytes: 0,
            }
        };
        for quad in quads {
            let subject = match &quad.subject {
                Subject::NamedNode(node) => dataset.iri(node.as_str()),
                Subject::BlankNode(node) => blank(node),
            };
            let predicate = dataset.iri(quad.predicate.as_str());
            let object = match &quad.object {
                RdfTerm::NamedNode(node) => dataset.iri(node.as_str()),
                RdfTerm::BlankNode(node) => blank(node),
                RdfTerm::Literal(literal) => {
                    let suffix = match literal.language() {
                        Some(language) => Suffix::Language(language),
                        None => Suffix::Datatype(literal.datatype().as_str()),
                    };
                    dataset.literal(literal.value(), suffix)
                }
            };
            let graph = match &quad.graph_name {
                GraphName::DefaultGraph => None,
                GraphName::NamedNode(node) => Some(dataset.iri(node.as_str())),
                GraphName::BlankNode(node) => Some(blank(node)),
            };
            dataset.add(subject, predicate, object, graph);
        }
        dataset.blanks = u32::try_from(labels.len()).unwrap_or(u32::MAX);
        dataset.labels = Some(labels);
        dataset
    }
}

/// The labels of the blank nodes of a quad.
fn labels(quad: &Quad) -> impl Iterator<Item = &str> {
    let subject = match &quad.subject {
        Subject::BlankNode(node) => Some(node.as_str()),
        Subject::NamedNode(_) => None,
    };
    let object = match &quad.object {
        RdfTerm::BlankNode(node) => Some(node.as_str()),
        _ => None,
    };
    let graph = match &quad.graph_name {
        GraphName::BlankNode(node) => Some(node.as_str()),
        _ => None,
    };
    [subject, object, graph].into_iter().flatten()
}

/// Writes the text of a literal as canonical N-Quads does (RDFC-1.0, section 5).
fn escape(value: &str, text: &mut String) {
    let is_plain = |byte: u8| byte >= b' ' && !matches!(byte, b'"' | b'\\' | 0x7f);
    if value.bytes().all(is_plain) {
        text.push_str(value);
        return;
    }
    for c in value.chars() {
        match c {
            '\u{08}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{0C}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\0'..='\u{1F}' | '\u{7F}' => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04X}", u32::from(c));
            }
            c => text.push(c),
        }
    }
}

/// The literal that was written so.
fn literal(text: &str) -> Literal {
    let inner = text.strip_prefix('"').unwrap_or(text);
    // What follows the text holds no quotation mark.
    let (value, suffix) = inner.rsplit_once('"').unwrap_or((inner, ""));
    let value = unescape(value);
    if let Some(language) = suffix.strip_prefix('@') {
        return Literal::new_language_tagged_literal_unchecked(value, language);
    }
    let datatype = suffix
        .strip_prefix("^^<")
        .and_then(|rest| rest.strip_suffix('>'));
    match datatype {
        Some(datatype) => Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype)),
        None => Literal::new_simple_literal(value),
    }
}

fn unescape(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        value.extend(match rest.next() {
            Some('b') => Some('\u{08}'),
            Some('t') => Some('\t'),
            Some('n') => Some('\n'),
            Some('f') => Some('\u{0C}'),
            Some('r') => Some('\r'),
            Some('u') => {
                let digits: String = rest.by_ref().take(4).collect();
                u32::from_str_radix(&digits, 16)
                    .ok()
                    .and_then(char::from_u32)
            }
            other => other,
        });
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quads_come_back_as_they_went_in() {
        let named = |iri: &str| NamedNode::new_unchecked(iri);
        let objects: Vec<RdfTerm> = vec![
            named("urn:o").into(),
            BlankNode::new_unchecked("n10").into(),
            BlankNode::new_unchecked("n9").into(),
            Literal::new_simple_literal("a\"b\\c\u{08}\t\n\u{0C}\r\u{1}\u{7f}é \\u0041").into(),
            Literal::new_language_tagged_literal_unchecked("\"@en", "nl-nl").into(),
            Literal::new_typed_literal("\"^^<urn:x>", named("urn:d")).into(),
        ];
        let graphs = [
            GraphName::DefaultGraph,
            named("urn:g").into(),
            BlankNode::new_unchecked("n9").into(),
        ];
        let mut quads = Vec::new();
        for object in &objects {
            for graph in &graphs {
                let subject = BlankNode::new_unchecked("n9");
                quads.push(Quad::new(
                    subject,
                    named("urn:p"),
                    object.clone(),
                    graph.clone(),
                ));
            }
        }
        let dataset = Dataset::from(quads.as_slice());
        assert_eq!(dataset.quads(), quads);
        for (row, quad) in dataset.rows().iter().zip(&quads) {
            let mut line = String::new();
            dataset.write(row, &mut line, |number, line| {
                line.push_str(&dataset.label(number));
            });
            assert_eq!(line, format!("{quad} .\n"));
        }
    }
}
