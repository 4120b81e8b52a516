//! XML as JSON, by one rule, so that what was verified is read where everything else is read and
//! pointers lead to it.
//!
//! An element with neither attributes nor elements within is its text. Any other is an object: each
//! attribute under `@` and its name, each element within under its name, its own text under
//! `#text` where there is any. What stands there more than once is an array, in the order of the
//! document. Names are those without a prefix. White space around text is not kept, comments and
//! instructions are not, and signatures are not.

use serde_json::{Map, Value};

use super::Element;
use super::signature::DSIG;

/// The JSON of an element. Elements nest no deeper than a document is read.
pub(crate) fn value(element: Element<'_>) -> Value {
    let mut object = Map::new();
    for (_, name, value) in element.attributes() {
        add(&mut object, format!("@{name}"), value.into());
    }
    let content = element
        .children()
        .filter(|child| !child.is(DSIG, "Signature"));
    for child in content {
        add(&mut object, child.name().to_owned(), value(child));
    }
    let text = element.own_text();
    if object.is_empty() {
        return text.into();
    }
    if !text.is_empty() {
        object.insert("#text".to_owned(), text.into());
    }
    object.into()
}

fn add(object: &mut Map<String, Value>, key: String, value: Value) {
    match object.get_mut(&key) {
        Some(Value::Array(list)) => list.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
        None => {
            object.insert(key, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::xml::Document;

    #[test]
    fn an_element_is_its_text_or_an_object() {
        let text = "<c xmlns:x='urn:x' x:id='1' v='2'> <issued> 2020 </issued>\
                    <t lang='en'>Eins<b/></t><x:t>Two</x:t><t/>\
                    <proof><s:Signature xmlns:s='http://www.w3.org/2000/09/xmldsig#'/></proof></c>";
        let document = Document::parse(text.as_bytes()).unwrap();
        assert_eq!(
            value(document.root()),
            json!({
                "@id": "1",
                "@v": "2",
                "issued": "2020",
                "t": [{ "@lang": "en", "b": "", "#text": "Eins" }, "Two", ""],
                "proof": "",
            })
        );
    }
}
