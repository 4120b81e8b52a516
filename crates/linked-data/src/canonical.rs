//! RDFC-1.0: one text for all orders and labels of a dataset.
//!
//! Written out here because of step 3.1.2 of Hash N-Degree Quads. A blank node that is related
//! through several quads stands in its list several times. Some libraries drop the repetitions,
//! and old signatures fail; others walk every permutation of the equal entries, of which 28 quads
//! make millions. Equal entries need no exchange: a permutation that only swaps them gives the
//! same path. So each different order is walked once, and every step counts.
//!
//! Source: RDF Dataset Canonicalization 1.0 (W3C Recommendation, 21 May 2024), section 4. Step
//! numbers in comments are those of the Recommendation.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::marker::PhantomData;

use credeval_model::limits;
use oxrdf::{GraphName, Quad, Subject, Term};
use sha2::{Sha256, digest::Digest};

/// Steps of Hash N-Degree Quads that one dataset may take: a related node hashed, or put on a
/// path. Real credentials take fewer than a hundred and the hardest vector of the W3C 6,168; a
/// clique of seven blank nodes takes more than this, and each further node multiplies that.
const STEPS: usize = 50_000;

/// Calls of Hash N-Degree Quads inside each other: a chain of equal nodes, such as a list that
/// stands twice, takes one for each node, and 5 kB of stack where nothing is optimised.
const DEPTH: usize = 200;

/// A canonical dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// Canonical N-Quads, one line a quad, sorted.
    pub nquads: String,
    /// Canonical labels by the labels that the blank nodes had, both without `_:`.
    pub labels: HashMap<String, String>,
}

/// Why a dataset was not canonicalised.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CanonicalError {
    /// Its blank nodes are too alike: the work budget ran out (RDFC-1.0 section 7.1).
    #[error("expected blank nodes that {limit} steps tell apart, found some that need more")]
    Budget {
        /// The budget.
        limit: usize,
    },
    /// It has more quads than any credential.
    #[error("expected at most {limit} quads, found {found}")]
    Quads {
        /// The limit.
        limit: usize,
        /// How many there are.
        found: usize,
    },
}

/// Canonicalises a dataset with SHA-256.
///
/// Takes quads in any order, with or without repetition, and gives canonical N-Quads. It does not
/// check that IRIs and language tags are well formed. Source: RDFC-1.0 section 4.4.
pub fn canonicalize(quads: &[Quad]) -> Result<Canonical, CanonicalError> {
    canonicalize_with::<Sha256>(quads)
}

/// Canonicalises a dataset with another hash, as RDFC-1.0 section 4.3 allows.
pub fn canonicalize_with<D: Digest>(quads: &[Quad]) -> Result<Canonical, CanonicalError> {
    if quads.len() > limits::QUADS {
        return Err(CanonicalError::Quads {
            limit: limits::QUADS,
            found: quads.len(),
        });
    }
    let nodes = nodes::<D>(quads);
    let mut labelling = Labelling::<D> {
        nodes: &nodes,
        canonical: Issuer::new("c14n"),
        steps: 0,
        hash: PhantomData,
    };
    labelling.run()?;
    let canonical = labelling.canonical;
    let lines = lines(quads, |label| canonical.get(label).unwrap_or_default());
    let labels = canonical.order.iter().filter_map(|label| {
        let issued = canonical.get(label)?;
        Some(((*label).to_owned(), issued))
    });
    Ok(Canonical {
        nquads: lines.concat(),
        labels: labels.collect(),
    })
}

/// The lines of a dataset whose blank nodes have other labels: canonical N-Quads, sorted, each once.
///
/// Takes quads and the new label of each old one, both without `_:`; gives lines that end with a
/// line feed. It does not check that the labels differ. Source: Data Integrity ECDSA Cryptosuites
/// v1.0, section 3.4 (label replacement of selective disclosure).
pub fn lines(quads: &[Quad], label: impl Fn(&str) -> String) -> Vec<String> {
    let mut lines: Vec<String> = quads.iter().map(|quad| line(quad, &label)).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// A blank node: the quads that mention it, and its first-degree hash (section 4.6).
struct Node<'a> {
    quads: Vec<&'a Quad>,
    hash: String,
}

/// The blank nodes of a dataset, by their labels.
fn nodes<D: Digest>(quads: &[Quad]) -> BTreeMap<&str, Node<'_>> {
    // A dataset is a set: a quad that was written twice is one.
    let mut seen = BTreeSet::new();
    let mut mentions: BTreeMap<&str, Vec<&Quad>> = BTreeMap::new();
    for quad in quads
        .iter()
        .filter(|quad| blank_nodes(quad).next().is_some())
    {
        if seen.insert(line(quad, str::to_owned)) {
            let labels: BTreeSet<&str> = blank_nodes(quad).map(|(_, label)| label).collect();
            for label in labels {
                mentions.entry(label).or_default().push(quad);
            }
        }
    }
    let mut nodes = BTreeMap::new();
    for (label, quads) in mentions {
        let masked = |other: &str| if other == label { "a" } else { "z" }.to_owned();
        let mut lines: Vec<String> = quads.iter().map(|quad| line(quad, masked)).collect();
        lines.sort_unstable();
        let hash = hexadecimal::<D>(&lines.concat());
        nodes.insert(label, Node { quads, hash });
    }
    nodes
}

/// The blank nodes of a quad, each with the letter of its position.
fn blank_nodes(quad: &Quad) -> impl Iterator<Item = (char, &str)> {
    let subject = match &quad.subject {
        Subject::BlankNode(node) => Some(('s', node.as_str())),
        Subject::NamedNode(_) => None,
    };
    let object = match &quad.object {
        Term::BlankNode(node) => Some(('o', node.as_str())),
        _ => None,
    };
    let graph = match &quad.graph_name {
        GraphName::BlankNode(node) => Some(('g', node.as_str())),
        _ => None,
    };
    [subject, object, graph].into_iter().flatten()
}

/// A quad as a line of canonical N-Quads, its blank nodes relabelled.
fn line(quad: &Quad, label: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = match &quad.subject {
        Subject::BlankNode(node) => write!(text, "_:{}", label(node.as_str())),
        named @ Subject::NamedNode(_) => write!(text, "{named}"),
    };
    let _ = write!(text, " {} ", quad.predicate);
    let _ = match &quad.object {
        Term::BlankNode(node) => write!(text, "_:{}", label(node.as_str())),
        other => write!(text, "{other}"),
    };
    let _ = match &quad.graph_name {
        GraphName::DefaultGraph => Ok(()),
        GraphName::BlankNode(node) => write!(text, " _:{}", label(node.as_str())),
        named @ GraphName::NamedNode(_) => write!(text, " {named}"),
    };
    text.push_str(" .\n");
    text
}

fn hexadecimal<D: Digest>(text: &str) -> String {
    let mut hash = String::new();
    for byte in D::digest(text.as_bytes()) {
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

/// Issues labels in the order of asking (section 4.5).
#[derive(Clone)]
struct Issuer<'a> {
    prefix: &'static str,
    order: Vec<&'a str>,
    issued: HashMap<&'a str, usize>,
}

impl<'a> Issuer<'a> {
    fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            order: Vec::new(),
            issued: HashMap::new(),
        }
    }

    fn get(&self, label: &str) -> Option<String> {
        let number = self.issued.get(label)?;
        Some(format!("{}{number}", self.prefix))
    }

    fn issue(&mut self, label: &'a str) -> String {
        let next = self.order.len();
        let number = *self.issued.entry(label).or_insert(next);
        if number == next {
            self.order.push(label);
        }
        format!("{}{number}", self.prefix)
    }
}

/// A path with the labels issued on it.
type Path<'a> = (String, Issuer<'a>);

/// The canonicalization state (section 4.2).
struct Labelling<'a, D> {
    nodes: &'a BTreeMap<&'a str, Node<'a>>,
    canonical: Issuer<'a>,
    steps: usize,
    hash: PhantomData<D>,
}

impl<'a, D: Digest> Labelling<'a, D> {
    /// Section 4.4.3, steps 4 and 5.
    fn run(&mut self) -> Result<(), CanonicalError> {
        let mut by_hash: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
        for (label, node) in self.nodes {
            by_hash.entry(&node.hash).or_default().push(label);
        }
        for labels in by_hash.values() {
            if let [label] = labels.as_slice() {
                self.canonical.issue(label);
            }
        }
        for labels in by_hash.values().filter(|labels| labels.len() > 1) {
            let mut paths = Vec::new();
            for label in labels {
                if self.canonical.get(label).is_none() {
                    let mut issuer = Issuer::new("b");
                    issuer.issue(label);
                    paths.push(self.n_degree(label, &issuer, 0)?);
                }
            }
            paths.sort_by(|(one, _), (other, _)| one.cmp(other));
            for label in paths.into_iter().flat_map(|(_, issuer)| issuer.order) {
                self.canonical.issue(label);
            }
        }
        Ok(())
    }

    fn spend(&mut self, steps: usize) -> Result<(), CanonicalError> {
        self.steps += steps;
        if self.steps > STEPS {
            return Err(CanonicalError::Budget { limit: STEPS });
        }
        Ok(())
    }

    /// Hash N-Degree Quads (section 4.8).
    fn n_degree(
        &mut self,
        label: &'a str,
        issuer: &Issuer<'a>,
        depth: usize,
    ) -> Result<Path<'a>, CanonicalError> {
        if depth > DEPTH {
            return Err(CanonicalError::Budget { limit: STEPS });
        }
        let mut related: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
        for quad in self
            .nodes
            .get(label)
            .into_iter()
            .flat_map(|node| &node.quads)
        {
            for (position, other) in blank_nodes(quad).filter(|(_, other)| *other != label) {
                // Predicates are hashed again at each step, a block of SHA-256 at a time.
                self.spend(1 + quad.predicate.as_str().len() / 1_024)?;
                let hash = self.related(other, quad, issuer, position);
                related.entry(hash).or_default().push(other);
            }
        }
        let mut data = String::new();
        let mut issuer = issuer.clone();
        for (hash, mut labels) in related {
            data.push_str(&hash);
            labels.sort_unstable();
            let mut chosen: Option<Path<'a>> = None;
            loop {
                let rival = chosen.as_ref().map(|(path, _)| path.as_str());
                chosen = self.path(&labels, &issuer, rival, depth)?.or(chosen);
                if !next_permutation(&mut labels) {
                    break;
                }
            }
            if let Some((path, best)) = chosen {
                data.push_str(&path);
                issuer = best;
            }
        }
        Ok((hexadecimal::<D>(&data), issuer))
    }

    /// Steps 5.4.1 to 5.4.6: the path of one order of the related nodes; `None` where it is not
    /// smaller than the path chosen so far.
    fn path(
        &mut self,
        labels: &[&'a str],
        issuer: &Issuer<'a>,
        chosen: Option<&str>,
        depth: usize,
    ) -> Result<Option<Path<'a>>, CanonicalError> {
        let beaten =
            |path: &str| chosen.is_some_and(|chosen| path.len() >= chosen.len() && path > chosen);
        // Copying the labels issued so far is work as well, about an eighth of a hash for each.
        self.spend(issuer.order.len() / 8)?;
        let mut issuer = issuer.clone();
        let mut path = String::new();
        let mut unlabelled = Vec::new();
        for label in labels {
            self.spend(1)?;
            path.push_str("_:");
            if let Some(issued) = self.canonical.get(label) {
                path.push_str(&issued);
            } else {
                if issuer.get(label).is_none() {
                    unlabelled.push(*label);
                }
                path.push_str(&issuer.issue(label));
            }
            if beaten(&path) {
                return Ok(None);
            }
        }
        for label in unlabelled {
            let (hash, result) = self.n_degree(label, &issuer, depth + 1)?;
            let _ = write!(path, "_:{}<{hash}>", issuer.issue(label));
            issuer = result;
            if beaten(&path) {
                return Ok(None);
            }
        }
        let smaller = chosen.is_none_or(|chosen| path.as_str() < chosen);
        Ok(smaller.then_some((path, issuer)))
    }

    /// Hash Related Blank Node (section 4.7).
    fn related(&self, label: &str, quad: &Quad, issuer: &Issuer<'_>, position: char) -> String {
        let mut input = position.to_string();
        if position != 'g' {
            let _ = write!(input, "{}", quad.predicate);
        }
        match self.canonical.get(label).or_else(|| issuer.get(label)) {
            Some(name) => {
                let _ = write!(input, "_:{name}");
            }
            None => input.extend(self.nodes.get(label).map(|node| node.hash.as_str())),
        }
        hexadecimal::<D>(&input)
    }
}

/// The next order of a list, in ascending order of the orders; equal items are not exchanged.
fn next_permutation(list: &mut [&str]) -> bool {
    let Some(pivot) = list
        .windows(2)
        .rposition(|pair| matches!(pair, [left, right] if left < right))
    else {
        return false;
    };
    let greater = |value: &&str| list.iter().rposition(|other| other > value);
    let Some(successor) = list.get(pivot).and_then(greater) else {
        return false;
    };
    list.swap(pivot, successor);
    if let Some(tail) = list.get_mut(pivot + 1..) {
        tail.reverse();
    }
    true
}

#[cfg(test)]
mod tests {
    use oxrdf::{BlankNode, GraphName, NamedNode};

    use super::*;

    fn node(index: usize) -> BlankNode {
        BlankNode::new_unchecked(format!("n{index}"))
    }

    fn clique(size: usize) -> Vec<Quad> {
        let pairs = (0..size).flat_map(|a| (0..size).map(move |b| (a, b)));
        pairs
            .filter(|(a, b)| a != b)
            .map(|(a, b)| {
                let edge = NamedNode::new_unchecked("urn:edge");
                Quad::new(node(a), edge, node(b), GraphName::DefaultGraph)
            })
            .collect()
    }

    #[test]
    fn labels_do_not_depend_on_order() {
        let mut quads = clique(3);
        let first = canonicalize(&quads).unwrap();
        quads.reverse();
        assert_eq!(canonicalize(&quads).unwrap().nquads, first.nquads);
        assert_eq!(first.nquads.lines().count(), 6);
    }

    #[test]
    fn a_poison_graph_runs_into_its_budget() {
        assert!(matches!(
            canonicalize(&clique(8)),
            Err(CanonicalError::Budget { .. })
        ));
    }

    #[test]
    fn the_same_relation_in_many_graphs_is_walked_once() {
        // Two equal pairs, each related through twelve quads: 12! orders of equal entries.
        let pairs = |(from, to)| {
            (0..12).map(move |graph| {
                let edge = NamedNode::new_unchecked("urn:edge");
                let graph = NamedNode::new_unchecked(format!("urn:graph:{graph}"));
                Quad::new(node(from), edge, node(to), graph)
            })
        };
        let quads: Vec<Quad> = [(0, 1), (2, 3)].into_iter().flat_map(pairs).collect();
        let canonical = canonicalize(&quads).unwrap();
        assert_eq!(canonical.nquads.lines().count(), 24);
    }

    #[test]
    fn a_long_ring_of_equal_nodes_runs_into_its_budget() {
        let ring = |size: usize| -> Vec<Quad> {
            let edge = NamedNode::new_unchecked("urn:edge");
            let link = |index: usize| {
                let next = node((index + 1) % size);
                Quad::new(node(index), edge.clone(), next, GraphName::DefaultGraph)
            };
            (0..size).map(link).collect()
        };
        assert!(canonicalize(&ring(20)).is_ok());
        assert!(matches!(
            canonicalize(&ring(10_000)),
            Err(CanonicalError::Budget { .. })
        ));
    }

    #[test]
    fn each_order_of_a_list_comes_once() {
        let mut list = ["a", "a", "b", "b"];
        let mut orders = 1;
        while next_permutation(&mut list) {
            orders += 1;
        }
        assert_eq!((orders, list), (6, ["b", "b", "a", "a"]));
    }
}
