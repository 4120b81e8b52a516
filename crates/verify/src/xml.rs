//! XML, read strictly: UTF-8, no document type, no entity of its own, bounded depth.
//!
//! What a signature covers is looked at in the tree that was verified, never in one parsed again:
//! two parsers that disagree are how signed lists and assertions were forged before.

pub mod signature;

use uppsala::NodeId;

/// Elements within elements; trusted lists need twelve.
const DEPTH: u32 = 64;

/// Text that is not XML as it is read here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlError {
    /// It is not UTF-8.
    #[error("expected XML in UTF-8, found other bytes")]
    Encoding,
    /// It is not well-formed, has a document type, or is nested too deeply.
    #[error("expected XML, found {found} in line {line}")]
    Syntax {
        /// What is wrong, in the parser's words.
        found: String,
        /// The line, from 1.
        line: usize,
    },
}

/// A document.
#[derive(Debug)]
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
    pub fn parse(bytes: &'t [u8]) -> Result<Self, XmlError> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| XmlError::Encoding)?;
        let syntax = |found: String, line| XmlError::Syntax { found, line };
        let tree = uppsala::Parser::new()
            .with_max_depth(DEPTH)
            .with_forbid_dtd(true)
            .with_forbid_entities(true)
            .parse(text)
            .map_err(|error| syntax(error.to_string(), 1))?;
        let root = tree
            .document_element()
            .ok_or_else(|| syntax("no element".to_owned(), 1))?;
        Ok(Self { tree, root })
    }

    /// The outermost element.
    pub fn root(&self) -> Element<'_> {
        Element {
            tree: &self.tree,
            node: self.root,
        }
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

    /// An attribute without a namespace.
    pub fn attribute(self, name: &str) -> Option<&'d str> {
        let attributes = &self.tree.element(self.node)?.attributes;
        let found = attributes.iter().find(|attribute| {
            attribute.name.namespace_uri.is_none() && attribute.name.local_name == name
        });
        found.map(|attribute| attribute.value.as_ref())
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

    /// All text within, without white space around it.
    pub fn text(self) -> String {
        self.tree.text_content_deep(self.node).trim().to_owned()
    }
}
