//! Tests of reading XML.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn refusal(text: &str) -> XmlError {
    Document::parse(text.as_bytes()).map(|_| ()).unwrap_err()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().concat()
}

fn is_read(text: &str) -> bool {
    Document::parse(text.as_bytes()).is_ok()
}

#[test]
fn a_document_is_walked() {
    let text = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<l:list xmlns:l=\"urn:l\" Id=\"a\">\n \
                <l:name xml:lang=\"en\" kind=\"short\"> One <![CDATA[& two]]></l:name><name/><l:name/>\n</l:list>";
    let document = Document::parse(text.as_bytes()).unwrap();
    let root = document.root();
    assert!(root.is("urn:l", "list") && !root.is("", "list"));
    assert_eq!(root.attribute("Id"), Some("a"));
    // One byte order mark may stand before it, and no second.
    assert_eq!(
        refusal(&format!("\u{feff}{text}")).to_string(),
        "expected XML, found an error in line 1: a second byte order mark"
    );
    let name = root.child("name").unwrap();
    assert_eq!((name.namespace(), name.line()), ("urn:l", 3));
    assert_eq!(name.language(), Some("en"));
    assert_eq!(
        (name.attribute("lang"), name.attribute("kind")),
        (None, Some("short"))
    );
    assert_eq!(
        (name.text(), name.own_text()),
        ("One & two".to_owned(), "One & two".to_owned())
    );
    assert_eq!(root.own_text(), "");
    assert_eq!(root.children().count(), 3);
    assert_eq!(root.child("none"), None);
    assert!(name.parent() == Some(root) && root.parent().is_none());
    let within: Vec<&str> = root.descendants().map(Element::namespace).collect();
    assert_eq!(within, ["urn:l", "", "urn:l"]);
    assert_eq!(name.descendants().count(), 0);
    let owned = Document::parse(text.as_bytes()).unwrap().into_owned();
    assert_eq!(owned.root().text(), "One & two");
    assert_eq!(owned.root().line(), 0);
}

#[test]
fn a_comment_splits_no_text() {
    let text = "<a><b>uni.example<!-- -->.evil.example</b><c>x<?p q?>y</c></a>";
    let document = Document::parse(text.as_bytes()).unwrap();
    let root = document.root();
    assert_eq!(root.child("b").unwrap().text(), "uni.example.evil.example");
    assert_eq!(
        root.child("b").unwrap().own_text(),
        "uni.example.evil.example"
    );
    assert_eq!(root.child("c").unwrap().text(), "xy");
}

#[test]
fn what_is_no_xml_is_refused_with_its_line() {
    for (text, line) in [
        ("<a>\n<b></a>", 2),
        ("<a>\n\n", 3),
        ("", 1),
        ("<a/>\n<b/>", 2),
        ("<a/>text", 1),
        ("<a b='1'\n b='2'/>", 2),
        ("<a>\n<x:b/></a>", 2),
        ("<a>&nbsp;</a>", 1),
        ("<a>\n\n&#0;</a>", 3),
        ("<a b=\"<\"/>", 1),
        ("<a xmlns:p='urn:1' xmlns:q='urn:1' p:b='' q:b=''/>", 1),
    ] {
        match refusal(text) {
            XmlError::Syntax { line: found, .. } => assert_eq!(found, line, "{text}"),
            other => panic!("{text}: {other}"),
        }
    }
    let bytes = b"<a>\n\xff</a>";
    let error = Document::parse(bytes).map(|_| ()).unwrap_err();
    assert_eq!(error, XmlError::Encoding { line: 2 });
    assert_eq!(
        refusal("<a>\n<b></a>").to_string(),
        "expected XML, found an error in line 2: mismatched end tag: expected </b>, found </a>"
    );
}

#[test]
fn a_document_type_is_refused_and_with_it_every_entity() {
    for text in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><a>&e;</a>",
        "<!DOCTYPE a [<!ENTITY e 'x'><!ENTITY f '&e;&e;&e;&e;'>]><a>&f;</a>",
        "<!DOCTYPE a [<!ATTLIST a Id ID 'added'>]><a/>",
    ] {
        assert!(matches!(refusal(text), XmlError::Syntax { .. }), "{text}");
    }
    assert!(is_read("<a>&amp;&lt;&#x20AC;</a>"));
}

#[test]
fn what_is_declared_is_what_it_is() {
    let declared = |text: &str| format!("<?xml version=\"1.0\" encoding=\"{text}\"?><a/>");
    assert!(is_read(&declared("UTF-8")) && is_read(&declared("us-ascii")));
    // Another reader would read other letters.
    for encoding in ["ISO-8859-1", "UTF-16", "UTF-7"] {
        let error = refusal(&declared(encoding));
        assert_eq!(error, XmlError::Encoding { line: 1 }, "{encoding}");
    }
    assert_eq!(refusal("<?xml version=\"1.1\"?><a/>"), XmlError::Version);
}

#[test]
fn an_identifier_stands_once() {
    for text in [
        "<a Id='x'>\n<b Id='x'/></a>",
        "<a Id='x'>\n<b ID='x'/></a>",
        "<a>\n<b Id='x' xml:id='x'/></a>",
    ] {
        let id = "x".to_owned();
        assert_eq!(
            refusal(text),
            XmlError::DuplicateId { id, line: 2 },
            "{text}"
        );
    }
    // European credentials write one activity out at each place where it counts.
    assert!(is_read(
        "<a><b id='urn:epass:activity:1'/><b id='urn:epass:activity:1'/></a>"
    ));
    assert!(is_read("<a xmlns:c='urn:c'><b Id='x'/><b c:Id='x'/></a>"));
}

#[test]
fn too_much_of_anything_is_refused() {
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert!(is_read(&nested(32)));
    assert!(matches!(refusal(&nested(33)), XmlError::Syntax { .. }));
    assert!(matches!(refusal(&nested(100_000)), XmlError::Syntax { .. }));

    let attributes = |count: usize| {
        let list = joined((0..count).map(|index| format!(" a{index}='>'")));
        format!("<a b='\"\"\"\"'>\"\"\"\"\n<b{list}/></a>")
    };
    let too_much = |text: String, expected: &str| match refusal(&text) {
        XmlError::TooMuch { what, .. } => assert_eq!(what, expected),
        other => panic!("{expected}: {other}"),
    };
    assert!(is_read(&attributes(32)));
    let what = "attributes of an element";
    assert_eq!(
        refusal(&attributes(33)),
        XmlError::TooMuch {
            what,
            limit: 32,
            line: 2
        }
    );
    let prefixes = |count: usize| {
        let list = joined((0..count).map(|at| format!("<b xmlns:p{at}='urn:p'/>")));
        format!("<a>{list}</a>")
    };
    assert!(is_read(&prefixes(64)));
    too_much(prefixes(65), "prefixes");
    let namespace = |bytes: usize| format!("<a xmlns='{}'/>", "n".repeat(bytes));
    assert!(is_read(&namespace(256)));
    too_much(namespace(257), "bytes in the name of a namespace");
    too_much(
        "<?p?>".repeat(64) + "<a/>",
        "nodes around the outermost element",
    );
    assert!(is_read(&("<?p?>".repeat(63) + "<a/>")));
}

#[test]
fn bombs_are_refused_before_a_tree_is_made_of_them() {
    let begin = Instant::now();
    let many = format!("<a>{}</a>", "<b/>".repeat(3_000_000));
    let what = "tags";
    assert_eq!(
        refusal(&many),
        XmlError::TooMuch {
            what,
            limit: 400_000,
            line: 1
        }
    );
    let wide = joined((0..500_000).map(|index| format!(" a{index}=''")));
    assert!(matches!(
        refusal(&format!("<a{wide}/>")),
        XmlError::TooMuch { .. }
    ));
    let long = " ".repeat(17 * 1024 * 1024);
    let what = "bytes";
    assert_eq!(
        refusal(&long),
        XmlError::TooMuch {
            what,
            limit: 16 * 1024 * 1024,
            line: 1
        }
    );
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "{:?}",
        begin.elapsed()
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Document::parse(&bytes);
    }

    #[test]
    fn any_markup_is_read_or_refused(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<a>", "</a>", "<b c='", "'", "\"", "/>", ">", "<!--", "-->", "<![CDATA[", "]]>",
                "<?p", "?>", "&amp;", "&", ";", "xmlns='urn:a'", " xmlns:a=", "x", "é", "\r\n", "<",
                "<?xml version='1.0'?>", "<!DOCTYPE", "\u{feff}",
            ]),
            0..40,
        )
    ) {
        if let Ok(document) = Document::parse(pieces.concat().as_bytes()) {
            let root = document.root();
            prop_assert!(root.descendants().all(|element| !element.name().is_empty()));
        }
    }
}
