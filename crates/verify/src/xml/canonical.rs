//! Canonical XML: the bytes that are digested and signed. The one file that knows who computes
//! them (docs/decisions/0012-xml.md).
//!
//! Sources: Canonical XML 1.0 and 1.1; Exclusive XML Canonicalization 1.0.

use bergshamra_c14n::{C14nMode, C14nSink, canonicalize_doc_to};
use bergshamra_xml::NodeSet;
use credeval_model::limits;

use super::{Document, Element};

/// Prefixes that a method may carry along; every element is looked at for each.
const INCLUSIVE: usize = 16;

/// A method of canonicalisation.
#[derive(Debug, Clone)]
pub(super) struct Method {
    mode: C14nMode,
    prefixes: Vec<String>,
}

/// What is canonicalised. Comments never are: no reference of XML-DSig that is followed here
/// selects them (section 4.4.3.3).
#[derive(Debug, Clone, Copy)]
pub(super) enum Subset<'d> {
    /// The document without an element.
    DocumentWithout(Element<'d>),
    /// The outermost element without one within.
    RootWithout(Element<'d>),
    /// An element.
    Element(Element<'d>),
}

impl Method {
    /// What is meant where none is named (XML-DSig 1.1 section 4.4.3.2).
    pub(super) fn unnamed() -> Self {
        Self {
            mode: C14nMode::Inclusive,
            prefixes: Vec::new(),
        }
    }

    /// The method that an element names with `Algorithm`; `None` where it is another.
    pub(super) fn read(element: Element<'_>) -> Option<Self> {
        let mode = C14nMode::from_uri(element.attribute("Algorithm")?)?;
        let mut prefixes = Vec::new();
        for parameter in element.children() {
            // Exclusive XML Canonicalization section 4.
            if !parameter.is(C14nMode::Exclusive.uri(), "InclusiveNamespaces")
                || !mode.is_exclusive()
                || !prefixes.is_empty()
            {
                return None;
            }
            let list = parameter.attribute("PrefixList")?;
            prefixes = list.split_ascii_whitespace().map(str::to_owned).collect();
        }
        (prefixes.len() <= INCLUSIVE).then_some(Self { mode, prefixes })
    }

    /// Writes the canonical form; `None` where it grows beyond all use or cannot be made.
    pub(super) fn write(
        &self,
        document: &Document<'_>,
        subset: Subset<'_>,
        into: &mut dyn FnMut(&[u8]),
    ) -> Option<()> {
        let tree = &document.tree;
        let without = |mut nodes: NodeSet, element: Element<'_>| {
            nodes.remove_id(element.node);
            for node in element.nodes() {
                nodes.remove_id(node);
            }
            nodes
        };
        let nodes = match subset {
            Subset::DocumentWithout(element) => {
                without(NodeSet::all_without_comments(tree), element)
            }
            Subset::RootWithout(element) => {
                without(NodeSet::tree_without_comments(document.root, tree), element)
            }
            Subset::Element(element) => NodeSet::tree_without_comments(element.node, tree),
        };
        let mut sink = Bounded {
            left: limits::DECOMPRESSED_BYTES,
            is_over: false,
            into,
        };
        canonicalize_doc_to(tree, self.mode, Some(&nodes), &self.prefixes, &mut sink).ok()?;
        (!sink.is_over).then_some(())
    }

    /// The canonical form as bytes.
    pub(super) fn bytes(&self, document: &Document<'_>, subset: Subset<'_>) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write(document, subset, &mut |piece| {
            bytes.extend_from_slice(piece);
        })?;
        Some(bytes)
    }
}

/// Passes bytes on until there are too many: canonical XML repeats what its text says once.
struct Bounded<'w> {
    left: usize,
    is_over: bool,
    into: &'w mut dyn FnMut(&[u8]),
}

impl C14nSink for Bounded<'_> {
    fn write(&mut self, bytes: &[u8]) {
        match self.left.checked_sub(bytes.len()) {
            Some(left) if !self.is_over => {
                self.left = left;
                (self.into)(bytes);
            }
            _ => self.is_over = true,
        }
    }
}
