//! Badges in SVG images: an element of a badge's namespace, with a token in its attribute `verify`
//! or JSON as its text.
//!
//! Sources: Open Badges 3.0 section 5.3.2; Open Badges 2.0 Baking Specification.

use credeval_model::{document::Carrier, json};
use roxmltree::{Document, Node, ParsingOptions};

use super::{BakedError, address};

/// The elements that badges are baked into, by namespace and name.
const ELEMENTS: [(&str, &str); 3] = [
    ("https://purl.imsglobal.org/ob/v3p0", "credential"),
    ("https://purl.imsglobal.org/clr/v2p0", "credential"),
    ("http://openbadges.org", "assertion"),
];

// The parser's memory grows with each of these, and its time with the square of the latter two.
// The drawings that badges are hold some hundreds of elements; each limit is far above that.
/// Marks that open a tag, a comment or a section.
const TAGS: usize = 100_000;
/// Equals signs, of which each attribute has one.
const ATTRIBUTES: usize = 200_000;
/// Equals signs from one tag to the next.
const ATTRIBUTES_OF_ONE: usize = 1_000;
/// Declarations of namespaces; each holds for every element inside.
const NAMESPACES: usize = 256;

/// What declares entities, or attributes that stand nowhere in the file: readers that follow such
/// declarations, and readers that do not, see two images.
const DECLARATIONS: [&str; 4] = ["<!ENTITY", "<!ATTLIST", "<!ELEMENT", "<!NOTATION"];

/// The text of the file where its first element is `svg`.
pub(super) fn text(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii_start().first() != Some(&b'<') {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let mut rest = text.trim_ascii_start();
    loop {
        rest = if rest.starts_with("<!--") {
            rest.split_once("-->")?.1
        } else if rest.starts_with("<?") {
            rest.split_once("?>")?.1
        } else if rest.starts_with("<!") {
            // A document type; what it may declare inside is refused on reading.
            rest.split_once('>')?.1
        } else {
            break;
        };
        rest = rest.get(rest.find('<')?..)?;
    }
    let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')?;
    let name = rest.get(1..end)?;
    let local = name.split_once(':').map_or(name, |(_, local)| local);
    (local == "svg").then_some(text)
}

/// Every badge in the image.
pub(super) fn read(text: &str) -> Result<Vec<String>, BakedError> {
    within_limits(text)?;
    let options = ParsingOptions {
        // A type named is common and harmless, since nothing fetches it.
        allow_dtd: true,
        nodes_limit: u32::try_from(2 * TAGS).unwrap_or(u32::MAX),
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| damaged(format!("a fault: {error}")))?;
    let mut texts: Vec<String> = Vec::new();
    for node in document.descendants().filter(is_badge) {
        for text in badge(&node)? {
            if texts.len() < 2 && texts.first() != Some(&text) {
                texts.push(text);
            }
        }
    }
    Ok(texts)
}

fn is_badge(node: &Node<'_, '_>) -> bool {
    let name = node.tag_name();
    let is = |(space, local)| name.namespace() == Some(space) && name.name() == local;
    ELEMENTS.into_iter().any(is)
}

/// What one element holds: one badge, unless its attribute and its text differ.
fn badge(node: &Node<'_, '_>) -> Result<Vec<String>, BakedError> {
    if node.children().any(|child| child.is_element()) {
        return Err(damaged("elements inside the badge".to_owned()));
    }
    let text: String = node
        .children()
        .filter(Node::is_text)
        .filter_map(|child| child.text())
        .collect();
    let body = Some(text).filter(|text| !text.trim().is_empty());
    let verify = node
        .attribute("verify")
        .filter(|verify| !verify.trim().is_empty())
        // A hosted badge of Open Badges 2.0 has its address there, beside its JSON.
        .filter(|verify| {
            !body
                .as_ref()
                .is_some_and(|body| is_address_of(verify, body))
        });
    Ok(verify.map(str::to_owned).into_iter().chain(body).collect())
}

/// Whether `verify` is the address at which the badge in `body` says that it stands.
fn is_address_of(verify: &str, body: &str) -> bool {
    let Some(url) = address(verify) else {
        return false;
    };
    let Ok(badge) = json::parse(body.trim().as_bytes()) else {
        // It will be refused for what it is.
        return true;
    };
    let stated = [badge.get("id"), badge.pointer("/verify/url")];
    let mut stated = stated.into_iter().flatten().filter_map(|id| id.as_str());
    stated.any(|id| id == verify.trim() || address(id).as_deref() == Some(&url))
}

fn within_limits(text: &str) -> Result<(), BakedError> {
    let too_many = |what: &str, limit: usize| Err(damaged(format!("more than {limit} {what}")));
    if let Some(found) = DECLARATIONS.iter().find(|mark| text.contains(**mark)) {
        return Err(damaged(format!("a declaration `{found}`")));
    }
    if text.matches("xmlns").count() > NAMESPACES {
        return too_many("declarations of namespaces", NAMESPACES);
    }
    let (mut tags, mut attributes) = (0, 0);
    for tag in text.split('<') {
        tags += 1;
        let own = tag.bytes().filter(|byte| *byte == b'=').count();
        attributes += own;
        if tags > TAGS {
            return too_many("elements", TAGS);
        }
        if attributes > ATTRIBUTES {
            return too_many("attributes", ATTRIBUTES);
        }
        if own > ATTRIBUTES_OF_ONE {
            return too_many("attributes of one element", ATTRIBUTES_OF_ONE);
        }
    }
    Ok(())
}

fn damaged(found: String) -> BakedError {
    BakedError::Damaged {
        carrier: Carrier::Svg,
        found,
    }
}
