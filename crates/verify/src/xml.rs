//! XML, read strictly: UTF-8, no document type, no entity of its own, bounded in every direction.
//!
//! What a signature covers is looked at in the tree that was verified, never in one parsed again:
//! two parsers that disagree are how signed lists and assertions were forged before.
//!
//! Sources: Extensible Markup Language 1.0 (fifth edition); Namespaces in XML 1.0; xml:id 1.0.

mod canonical;
mod measure;
pub mod signature;
#[cfg(test)]
mod tests;
pub(crate) mod value;

use std::collections::HashSet;

use uppsala::{NodeId, NodeKind};

/// Elements within elements; trusted lists and credentials need fifteen.
const DEPTH: u32 = 32;
/// Prefixes in a document, which canonical XML carries along from element to element; real ones
/// use eight.
const PREFIXES: usize = 64;
/// Bytes in the name of a namespace, which canonical XML repeats at elements.
const NAMESPACE_BYTES: usize = 256;
/// Comments and instructions before and after the outermost element.
const OUTSIDE: usize = 64;

/// The namespace that the prefix `xml` stands for.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Text that is not XML as it is read here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlError {
    /// It is not UTF-8, or says that it is something else.
    #[error("expected XML in UTF-8, found another encoding in line {line}")]
    Encoding {
        /// The line, from 1.
        line: usize,
    },
    /// It is another version of XML, where lines end otherwise.
    #[error("expected XML 1.0, found another version")]
    Version,
    /// It is not well-formed, has a document type, or is nested too deeply.
    #[error("expected XML, found an error in line {line}: {found}")]
    Syntax {
        /// What is wrong, in the parser's words.
        found: String,
        /// The line, from 1.
        line: usize,
    },
    /// There is more of something than is read.
    #[error("expected at most {limit} {what}, found more in line {line}")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much is read.
        limit: usize,
        /// The line, from 1.
        line: usize,
    },
    /// Two elements have one identifier, so that a reference may mean either.
    #[error("expected each identifier once, found `{id}` again in line {line}")]
    DuplicateId {
        /// The identifier.
        id: String,
        /// The line, from 1.
        line: usize,
    },
}

/// A document.
#[derive(Debug, Clone)]
pub struct Document<'t> {
    tree: uppsala::Document<'t>,
    root: NodeId,
}

/// An element of a document.
#[derive(Debug, Clone, Copy)]
pub struct Element<'d> {
    tree: &'d uppsala::Document<'d>,
    node: NodeId,
}

impl<'t> Document<'t> {
    /// Reads a document; a byte order mark before it is passed over.
    ///
    /// `Id`, `ID` and `xml:id` must be unique. `id` need not be, since European credentials number
    /// with it what they write out more than once; a reference to one that is not is refused where
    /// it is followed.
    pub fn parse(bytes: &'t [u8]) -> Result<Self, XmlError> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        // The parser passes over one as well, and would so pass over a second.
        if bytes.starts_with("\u{feff}".as_bytes()) {
            return Err(XmlError::Syntax {
                found: "a second byte order mark".to_owned(),
                line: 1,
            });
        }
        let text = std::str::from_utf8(bytes).map_err(|error| XmlError::Encoding {
            line: line(bytes, error.valid_up_to()),
        })?;
        measure::measure(bytes)?;
        let tree = uppsala::Parser::new()
            .with_max_depth(DEPTH)
            .with_forbid_dtd(true)
            .with_forbid_entities(true)
            .parse(text)
            .map_err(|error| syntax(error, bytes))?;
        let root = tree.document_element().ok_or_else(|| XmlError::Syntax {
            found: "no element".to_owned(),
            line: line(bytes, bytes.len()),
        })?;
        let document = Self { tree, root };
        document.hold_to_limits()?;
        Ok(document)
    }

    /// The same document, apart from the bytes that it was read from.
    pub(crate) fn into_owned(self) -> Document<'static> {
        Document {
            tree: self.tree.into_static(),
            root: self.root,
        }
    }

    /// The outermost element.
    pub fn root(&self) -> Element<'_> {
        Element {
            tree: &self.tree,
            node: self.root,
        }
    }

    fn hold_to_limits(&self) -> Result<(), XmlError> {
        if let Some(declared) = &self.tree.xml_declaration {
            // The version and the encoding that are declared are those of the bytes, for whoever
            // reads them besides.
            if declared.version != "1.0" {
                return Err(XmlError::Version);
            }
            let encoding = declared.encoding.as_deref().unwrap_or("UTF-8");
            if !["UTF-8", "US-ASCII"]
                .iter()
                .any(|known| encoding.eq_ignore_ascii_case(known))
            {
                return Err(XmlError::Encoding { line: 1 });
            }
        }
        let too_much = |what, limit, line| XmlError::TooMuch { what, limit, line };
        if self.tree.children_iter(self.tree.root()).count() > OUTSIDE {
            let what = "nodes around the outermost element";
            return Err(too_much(what, OUTSIDE, self.root().line()));
        }
        let (mut ids, mut prefixes) = (HashSet::new(), HashSet::new());
        let root = self.root();
        for element in std::iter::once(root).chain(root.descendants()) {
            let Some(own) = self.tree.element(element.node) else {
                continue;
            };
            for (prefix, namespace) in &own.namespace_declarations {
                prefixes.insert(prefix.as_ref());
                if prefixes.len() > PREFIXES {
                    return Err(too_much("prefixes", PREFIXES, element.line()));
                }
                if namespace.len() > NAMESPACE_BYTES {
                    let what = "bytes in the name of a namespace";
                    return Err(too_much(what, NAMESPACE_BYTES, element.line()));
                }
            }
            let unique = [
                element.attribute("Id"),
                element.attribute("ID"),
                element.attribute_in(XML, "id"),
            ];
            for id in unique.into_iter().flatten() {
                if !ids.insert(id) {
                    return Err(XmlError::DuplicateId {
                        id: id.chars().take(80).collect(),
                        line: element.line(),
                    });
                }
            }
        }
        Ok(())
    }
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.node == other.node
    }
}

impl<'d> Element<'d> {
    /// Its name without a prefix.
    pub fn name(self) -> &'d str {
        let element = self.tree.element(self.node);
        element.map_or("", |element| &element.name.local_name)
    }

    /// The namespace of its name; empty for none.
    pub fn namespace(self) -> &'d str {
        let element = self.tree.element(self.node);
        let namespace = element.and_then(|element| element.name.namespace_uri.as_deref());
        namespace.unwrap_or_default()
    }

    /// Whether it has this name in this namespace.
    pub fn is(self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.namespace() == namespace
    }

    /// The line where it begins, from 1; 0 where the bytes are not at hand any more.
    pub fn line(self) -> usize {
        match self.tree.input_text().is_empty() {
            true => 0,
            false => self.tree.node_line(self.node),
        }
    }

    /// An attribute without a namespace.
    pub fn attribute(self, name: &str) -> Option<&'d str> {
        self.attribute_in("", name)
    }

    /// An attribute in a namespace.
    pub fn attribute_in(self, namespace: &str, name: &str) -> Option<&'d str> {
        let mut attributes = self.attributes();
        let found = attributes.find(|(own, key, _)| *own == namespace && *key == name);
        found.map(|(_, _, value)| value)
    }

    /// The language of its text, as it says itself (`xml:lang`).
    pub fn language(self) -> Option<&'d str> {
        self.attribute_in(XML, "lang")
    }

    /// Its attributes: namespace, empty for none; name without a prefix; value.
    pub fn attributes(self) -> impl Iterator<Item = (&'d str, &'d str, &'d str)> {
        let element = self.tree.element(self.node);
        let attributes = element.map_or(&[][..], |element| &element.attributes);
        attributes.iter().map(|attribute| {
            let namespace = attribute.name.namespace_uri.as_deref();
            (
                namespace.unwrap_or_default(),
                attribute.name.local_name.as_ref(),
                attribute.value.as_ref(),
            )
        })
    }

    /// The element around it.
    pub fn parent(self) -> Option<Self> {
        let node = self.tree.parent(self.node)?;
        self.tree.element(node)?;
        Some(Self { node, ..self })
    }

    /// The elements directly within.
    pub fn children(self) -> impl Iterator<Item = Self> {
        self.tree
            .children_iter(self.node)
            .map(move |node| Self { node, ..self })
            .filter(|child| child.tree.element(child.node).is_some())
    }

    /// The first element of a name directly within, in any namespace.
    pub fn child(self, name: &str) -> Option<Self> {
        self.children().find(|child| child.name() == name)
    }

    /// All elements within, however deep, in the order of the document.
    pub fn descendants(self) -> impl Iterator<Item = Self> {
        self.nodes()
            .map(move |node| Self { node, ..self })
            .filter(|child| child.tree.element(child.node).is_some())
    }

    /// All text within, without white space around it. Comments split no text, or a comment added
    /// after the signature was made could cut a name short.
    pub fn text(self) -> String {
        self.characters(self.nodes()).trim().to_owned()
    }

    /// The text directly within, without white space around it.
    pub fn own_text(self) -> String {
        self.characters(self.tree.children_iter(self.node))
            .trim()
            .to_owned()
    }

    fn characters(self, nodes: impl Iterator<Item = NodeId>) -> String {
        nodes
            .filter_map(|node| match self.tree.node_kind(node) {
                Some(NodeKind::Text(text) | NodeKind::CData(text)) => Some(text.as_ref()),
                _ => None,
            })
            .collect()
    }

    /// Every node within, however deep, in the order of the document.
    fn nodes(self) -> impl Iterator<Item = NodeId> {
        let tree = self.tree;
        let mut next = tree.first_child(self.node);
        std::iter::from_fn(move || {
            let node = next?;
            next = tree.first_child(node).or_else(|| {
                let mut at = node;
                loop {
                    if at == self.node {
                        return None;
                    }
                    if let Some(sibling) = tree.next_sibling(at) {
                        return Some(sibling);
                    }
                    at = tree.parent(at)?;
                }
            });
            Some(node)
        })
    }

    /// Whether an attribute names it so, of those by which references find elements.
    fn has_id(self, id: &str) -> bool {
        let mut attributes = self.attributes();
        attributes.any(|(namespace, name, value)| {
            value == id
                && match namespace {
                    "" => matches!(name, "Id" | "ID" | "id"),
                    XML => name == "id",
                    _ => false,
                }
        })
    }

    /// Whether comments or instructions stand within.
    fn has_asides(self) -> bool {
        let mut nodes = self.nodes();
        nodes.any(|node| {
            matches!(
                self.tree.node_kind(node),
                Some(NodeKind::Comment(_) | NodeKind::ProcessingInstruction(_))
            )
        })
    }

    /// The namespace that a prefix stands for here.
    fn namespace_of(self, prefix: &str) -> Option<&'d str> {
        std::iter::successors(Some(self), |element| element.parent()).find_map(|element| {
            let own = &self.tree.element(element.node)?.namespace_declarations;
            let (_, namespace) = own.iter().find(|(declared, _)| declared == prefix)?;
            Some(namespace.as_ref())
        })
    }
}

/// The line of a byte, from 1.
fn line(bytes: &[u8], at: usize) -> usize {
    let before = bytes.get(..at).unwrap_or(bytes);
    before.split(|byte| *byte == b'\n').count()
}

/// The parser's error, with its line.
fn syntax(error: uppsala::XmlError, bytes: &[u8]) -> XmlError {
    use uppsala::XmlError as Found;
    let last = || line(bytes, bytes.len());
    let (found, line) = match error {
        Found::WellFormedness(error) => (error.message, error.line),
        Found::Namespace(error) => (error.message, error.line),
        Found::Parse(error) => (error.message, error.line),
        Found::UnexpectedEof => ("the end of the file".to_owned(), last()),
        other => (other.to_string(), last()),
    };
    let mut rest = found.chars();
    let line = line.max(1);
    let found = rest.next().map(|first| first.to_lowercase().chain(rest));
    XmlError::Syntax {
        // The parser quotes names, which may be as long as the file.
        found: found.map_or_else(String::new, |text| text.take(200).collect()),
        line,
    }
}
