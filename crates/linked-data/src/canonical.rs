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

use std::collections::{BTreeMap, HashMap, HashSet};
use std::marker::PhantomData;
use std::ops::Range;

use credeval_model::limits;
use foldhash::fast::RandomState;
use oxrdf::Quad;
use sha2::{
    Sha256,
    digest::{Digest, Output},
};

use crate::dataset::{Dataset, Row, Span};

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

/// The canonical form of a [`Dataset`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Canonical N-Quads, one line a quad, sorted.
    pub nquads: String,
    /// The number of the canonical label `c14n…` of each blank node, by the number of the blank
    /// node; `None` for one that no quad mentions.
    pub numbers: Vec<Option<u32>>,
}

impl Dataset {
    /// The canonical form of the dataset under a hash, of which SHA-256 is the usual one.
    ///
    /// It does not check that IRIs and language tags are well formed. Errors: more quads than any
    /// credential, blank nodes that are too alike. Source: RDFC-1.0 section 4.4.
    pub fn canonicalize<D: Digest>(&self) -> Result<Form, CanonicalError> {
        let found = self.len();
        if found > limits::QUADS {
            return Err(CanonicalError::Quads {
                limit: limits::QUADS,
                found,
            });
        }
        let numbers = label::<D>(self)?;
        Ok(Form {
            nquads: text(self, &numbers),
            numbers,
        })
    }
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
    let dataset = Dataset::from(quads);
    let form = dataset.canonicalize::<D>()?;
    let labels = (0..).zip(&form.numbers).filter_map(|(own, number)| {
        let label = format!("c14n{}", (*number)?);
        Some((dataset.label(own).into_owned(), label))
    });
    Ok(Canonical {
        labels: labels.collect(),
        nquads: form.nquads,
    })
}

/// The lines of quads whose blank nodes have other labels: [`Dataset::lines`] by labels.
pub fn lines(quads: &[Quad], label: impl Fn(&str) -> String) -> Vec<String> {
    let dataset = Dataset::from(quads);
    let labels: Vec<String> = (0..dataset.blanks())
        .map(|number| label(&dataset.label(number)))
        .collect();
    dataset.lines(|number| labels.get(number).map_or("", String::as_str))
}

/// The canonical text of a dataset whose blank nodes have their labels.
fn text(dataset: &Dataset, numbers: &[Option<u32>]) -> String {
    let mut unsorted = String::new();
    let mut lines: Vec<Range<usize>> = Vec::with_capacity(dataset.len());
    for row in dataset.rows() {
        let start = unsorted.len();
        dataset.write(row, &mut unsorted, |blank, line| {
            let number = numbers.get(blank as usize).copied().flatten();
            line.push_str("c14n");
            decimal(number.unwrap_or_default(), line);
        });
        lines.push(start..unsorted.len());
    }
    sort(&unsorted, &mut lines, Clone::clone);
    let mut text = String::with_capacity(unsorted.len());
    let mut last = "";
    for line in lines {
        let line = unsorted.get(line).unwrap_or_default();
        // A dataset is a set: a quad that was written twice is one.
        if line != last {
            text.push_str(line);
        }
        last = line;
    }
    text
}

/// Sorts lines of a text by their bytes.
fn sort<T>(text: &str, lines: &mut [T], range: impl Fn(&T) -> Range<usize>) {
    let bytes = |line: &T| text.as_bytes().get(range(line)).unwrap_or_default();
    lines.sort_unstable_by(|one, other| bytes(one).cmp(bytes(other)));
}

fn decimal(number: u32, text: &mut String) {
    if number >= 10 {
        decimal(number / 10, text);
    }
    text.push(char::from_digit(number % 10, 10).unwrap_or('0'));
}

fn hexadecimal(hash: &[u8], text: &mut String) {
    for byte in hash {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
}

/// The number of the canonical label of each blank node (section 4.4.3, steps 2 to 5).
fn label<D: Digest>(dataset: &Dataset) -> Result<Vec<Option<u32>>, CanonicalError> {
    let mut hashes = first_degree::<D>(dataset);
    hashes.sort_unstable();
    let mut numbers = vec![None; dataset.blanks() as usize];
    let mut issued = 0;
    let mut is_unique = true;
    for group in hashes.chunk_by(|(one, _), (other, _)| one == other) {
        match group {
            [(_, blank)] => {
                if let Some(number) = numbers.get_mut(*blank as usize) {
                    *number = Some(issued);
                    issued += 1;
                }
            }
            _ => is_unique = false,
        }
    }
    match is_unique {
        true => Ok(numbers),
        false => Labelling::<D>::new(dataset, &hashes, numbers, issued).run(&hashes),
    }
}

/// The first-degree hash of each blank node that a quad mentions (section 4.6).
fn first_degree<D: Digest>(dataset: &Dataset) -> Vec<(Output<D>, u32)> {
    let mut mentions: Vec<(u32, u32)> = Vec::with_capacity(dataset.len());
    for (index, row) in (0..).zip(dataset.rows()) {
        mentions.extend(row.blanks().map(|(_, blank)| (blank, index)));
    }
    mentions.sort_unstable();
    mentions.dedup();
    let mut hashes = Vec::new();
    let mut text = String::new();
    let mut lines: Vec<(Range<usize>, &Row)> = Vec::new();
    for mentions in mentions.chunk_by(|(one, _), (other, _)| one == other) {
        let Some((own, _)) = mentions.first() else {
            continue;
        };
        text.clear();
        lines.clear();
        for (_, index) in mentions {
            let Some(row) = dataset.rows().get(*index as usize) else {
                continue;
            };
            let start = text.len();
            dataset.write(row, &mut text, |blank, line| {
                line.push(if blank == *own { 'a' } else { 'z' });
            });
            lines.push((start..text.len(), row));
        }
        sort(&text, &mut lines, |(range, _)| range.clone());
        let line = |(range, _): &(Range<usize>, &Row)| text.get(range.clone()).unwrap_or_default();
        let mut hash = D::new();
        for equal in lines.chunk_by(|one, other| line(one) == line(other)) {
            let Some(first) = equal.first() else { continue };
            // A quad that was written twice is one; two that differ in their other blank nodes are
            // two, and look alike from here.
            let count = match equal.len() {
                1 => 1,
                _ => {
                    let blanks = |(_, row): &(Range<usize>, &Row)| row.blanks().collect::<Vec<_>>();
                    let different: HashSet<_> = equal.iter().map(blanks).collect();
                    different.len()
                }
            };
            for _ in 0..count {
                hash.update(line(first));
            }
        }
        hashes.push((hash.finalize(), *own));
    }
    hashes
}

/// Issues labels in the order of asking (section 4.5).
#[derive(Clone, Default)]
struct Issuer {
    order: Vec<u32>,
    issued: HashMap<u32, u32, RandomState>,
}

impl Issuer {
    fn get(&self, node: u32) -> Option<u32> {
        self.issued.get(&node).copied()
    }

    fn issue(&mut self, node: u32) -> u32 {
        let next = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
        let number = *self.issued.entry(node).or_insert(next);
        if number == next {
            self.order.push(node);
        }
        number
    }
}

/// A path with the labels issued on it.
type Path = (String, Issuer);

/// One mention of another blank node: where it stands in a quad, and the quad's predicate.
#[derive(Clone, Copy)]
struct Relation {
    position: char,
    other: u32,
    predicate: Span,
}

/// A blank node whose first-degree hash may not be its own alone. Nodes stand in the order of their
/// labels, which is the order in which they are tried.
struct Node {
    /// Its number in the dataset.
    blank: u32,
    /// Its first-degree hash, in hexadecimal digits.
    hash: String,
    relations: Vec<Relation>,
}

/// The canonicalization state (section 4.2), where first-degree hashes leave blank nodes alike.
struct Labelling<'a, D> {
    dataset: &'a Dataset,
    nodes: Vec<Node>,
    /// Place in `nodes` by the number in the dataset.
    places: Vec<u32>,
    /// Canonical numbers, by the number in the dataset.
    numbers: Vec<Option<u32>>,
    issued: u32,
    steps: usize,
    /// What is hashed next; kept for its memory.
    input: String,
    hash: PhantomData<D>,
}

impl<'a, D: Digest> Labelling<'a, D> {
    fn new(
        dataset: &'a Dataset,
        hashes: &[(Output<D>, u32)],
        numbers: Vec<Option<u32>>,
        issued: u32,
    ) -> Self {
        let mut nodes: Vec<Node> = hashes
            .iter()
            .map(|(hash, blank)| Node {
                blank: *blank,
                hash: {
                    let mut text = String::new();
                    hexadecimal(hash, &mut text);
                    text
                },
                relations: Vec::new(),
            })
            .collect();
        nodes.sort_by_cached_key(|node| dataset.label(node.blank).into_owned());
        let mut places = vec![0; numbers.len()];
        for (place, node) in (0..).zip(&nodes) {
            if let Some(slot) = places.get_mut(node.blank as usize) {
                *slot = place;
            }
        }
        let mut labelling = Self {
            dataset,
            nodes,
            places,
            numbers,
            issued,
            steps: 0,
            input: String::new(),
            hash: PhantomData,
        };
        labelling.relate();
        labelling
    }

    fn place(&self, blank: u32) -> u32 {
        self.places.get(blank as usize).copied().unwrap_or_default()
    }

    /// Notes at each node how it is related to the others; each quad counts once.
    fn relate(&mut self) {
        let mut seen = HashSet::new();
        for row in self.dataset.rows() {
            let blanks: Vec<(char, u32)> = row
                .blanks()
                .map(|(position, blank)| (position, self.place(blank)))
                .collect();
            if blanks.is_empty() {
                continue;
            }
            let mut line = String::new();
            self.dataset.write(row, &mut line, decimal);
            if !seen.insert(line) {
                continue;
            }
            let mut own: Vec<u32> = blanks.iter().map(|(_, node)| *node).collect();
            own.sort_unstable();
            own.dedup();
            for node in own {
                let others = blanks.iter().filter(|(_, other)| *other != node);
                let relations = others.map(|(position, other)| Relation {
                    position: *position,
                    other: *other,
                    predicate: row.predicate,
                });
                if let Some(found) = self.nodes.get_mut(node as usize) {
                    found.relations.extend(relations);
                }
            }
        }
    }

    /// The canonical number of a node.
    fn canonical(&self, node: u32) -> Option<u32> {
        let blank = self.nodes.get(node as usize)?.blank;
        self.numbers.get(blank as usize).copied().flatten()
    }

    fn issue(&mut self, node: u32) {
        let Some(found) = self.nodes.get(node as usize) else {
            return;
        };
        if let Some(number @ None) = self.numbers.get_mut(found.blank as usize) {
            *number = Some(self.issued);
            self.issued += 1;
        }
    }

    /// Section 4.4.3, step 5.
    fn run(mut self, hashes: &[(Output<D>, u32)]) -> Result<Vec<Option<u32>>, CanonicalError> {
        let groups = hashes.chunk_by(|(one, _), (other, _)| one == other);
        for group in groups.filter(|group| group.len() > 1) {
            let mut nodes: Vec<u32> = group.iter().map(|(_, blank)| self.place(*blank)).collect();
            nodes.sort_unstable();
            let mut paths = Vec::new();
            for node in nodes {
                if self.canonical(node).is_none() {
                    let mut issuer = Issuer::default();
                    issuer.issue(node);
                    paths.push(self.n_degree(node, &issuer, 0)?);
                }
            }
            paths.sort_by(|(one, _), (other, _)| one.cmp(other));
            for node in paths.into_iter().flat_map(|(_, issuer)| issuer.order) {
                self.issue(node);
            }
        }
        Ok(self.numbers)
    }

    fn spend(&mut self, steps: usize) -> Result<(), CanonicalError> {
        self.steps += steps;
        if self.steps > STEPS {
            return Err(CanonicalError::Budget { limit: STEPS });
        }
        Ok(())
    }

    /// Hash N-Degree Quads (section 4.8): the hash and the labels issued on the way.
    fn n_degree(
        &mut self,
        node: u32,
        issuer: &Issuer,
        depth: usize,
    ) -> Result<(Output<D>, Issuer), CanonicalError> {
        if depth > DEPTH {
            return Err(CanonicalError::Budget { limit: STEPS });
        }
        let relations = match self.nodes.get_mut(node as usize) {
            Some(node) => std::mem::take(&mut node.relations),
            None => Vec::new(),
        };
        let related = self.related(&relations, issuer);
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.relations = relations;
        }
        let mut data = String::new();
        let mut issuer = issuer.clone();
        for (hash, mut nodes) in related? {
            hexadecimal(&hash, &mut data);
            nodes.sort_unstable();
            let mut chosen: Option<Path> = None;
            loop {
                let rival = chosen.as_ref().map(|(path, _)| path.as_str());
                chosen = self.path(&nodes, &issuer, rival, depth)?.or(chosen);
                if !next_permutation(&mut nodes) {
                    break;
                }
            }
            if let Some((path, best)) = chosen {
                data.push_str(&path);
                issuer = best;
            }
        }
        Ok((D::digest(data), issuer))
    }

    /// Steps 5.4.1 to 5.4.6: the path of one order of the related nodes; `None` where it is not
    /// smaller than the path chosen so far.
    fn path(
        &mut self,
        nodes: &[u32],
        issuer: &Issuer,
        chosen: Option<&str>,
        depth: usize,
    ) -> Result<Option<Path>, CanonicalError> {
        let beaten =
            |path: &str| chosen.is_some_and(|chosen| path.len() >= chosen.len() && path > chosen);
        // Copying the labels issued so far is work as well, about an eighth of a hash for each.
        self.spend(issuer.order.len() / 8)?;
        let mut issuer = issuer.clone();
        let mut path = String::new();
        let mut unlabelled = Vec::new();
        for node in nodes {
            self.spend(1)?;
            if let Some(number) = self.canonical(*node) {
                path.push_str("_:c14n");
                decimal(number, &mut path);
            } else {
                if issuer.get(*node).is_none() {
                    unlabelled.push(*node);
                }
                path.push_str("_:b");
                decimal(issuer.issue(*node), &mut path);
            }
            if beaten(&path) {
                return Ok(None);
            }
        }
        for node in unlabelled {
            let (hash, result) = self.n_degree(node, &issuer, depth + 1)?;
            path.push_str("_:b");
            decimal(issuer.issue(node), &mut path);
            path.push('<');
            hexadecimal(&hash, &mut path);
            path.push('>');
            issuer = result;
            if beaten(&path) {
                return Ok(None);
            }
        }
        let smaller = chosen.is_none_or(|chosen| path.as_str() < chosen);
        Ok(smaller.then_some((path, issuer)))
    }

    /// The nodes that a node is related to, by the hash of how (sections 4.7 and 4.8, step 3). The
    /// order of the hashes is that of their digits.
    fn related(
        &mut self,
        relations: &[Relation],
        issuer: &Issuer,
    ) -> Result<BTreeMap<Output<D>, Vec<u32>>, CanonicalError> {
        let mut related: BTreeMap<Output<D>, Vec<u32>> = BTreeMap::new();
        let mut input = std::mem::take(&mut self.input);
        for relation in relations {
            // Predicates are hashed again at each step, a block of SHA-256 at a time.
            self.spend(1 + (relation.predicate.len() - 2) / 1_024)?;
            let other = relation.other;
            input.clear();
            input.push(relation.position);
            if relation.position != 'g' {
                input.push_str(self.dataset.slice(relation.predicate));
            }
            if let Some(number) = self.canonical(other) {
                input.push_str("_:c14n");
                decimal(number, &mut input);
            } else if let Some(number) = issuer.get(other) {
                input.push_str("_:b");
                decimal(number, &mut input);
            } else if let Some(node) = self.nodes.get(other as usize) {
                input.push_str(&node.hash);
            }
            related.entry(D::digest(&input)).or_default().push(other);
        }
        self.input = input;
        Ok(related)
    }
}

/// The next order of a list, in ascending order of the orders; equal items are not exchanged.
fn next_permutation<T: Ord>(list: &mut [T]) -> bool {
    let Some(pivot) = list
        .windows(2)
        .rposition(|pair| matches!(pair, [left, right] if left < right))
    else {
        return false;
    };
    let greater = |value: &T| list.iter().rposition(|other| other > value);
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
