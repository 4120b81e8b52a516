use lopdf::{Stream, dictionary};

use super::*;

/// Where a test attaches a file.
#[derive(Clone, Copy)]
enum To {
    Names,
    Associated,
    Page,
}

/// A PDF of one page with these files attached.
fn pdf(files: &[(To, &str, &[u8])], is_compressed: bool) -> lopdf::Document {
    let mut pdf = lopdf::Document::with_version("1.7");
    let (mut names, mut associated, mut annotations) = (Vec::new(), Vec::new(), Vec::new());
    for (to, name, bytes) in files {
        let mut stream = Stream::new(dictionary! { "Type" => "EmbeddedFile" }, bytes.to_vec());
        if is_compressed {
            stream.compress().unwrap();
        }
        let stream = pdf.add_object(stream);
        let specification = pdf.add_object(dictionary! {
            "Type" => "Filespec",
            "F" => Object::string_literal("other"),
            "UF" => lopdf::text_string(name),
            "EF" => dictionary! { "F" => stream },
        });
        match to {
            To::Names => names.extend([Object::string_literal(*name), specification.into()]),
            To::Associated => associated.push(specification.into()),
            To::Page => annotations.push(Object::Dictionary(dictionary! {
                "Type" => "Annot",
                "Subtype" => "FileAttachment",
                "FS" => specification,
            })),
        }
    }
    let pages = pdf.new_object_id();
    let page = pdf.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "Annots" => annotations,
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    pdf.objects.insert(pages, kids.into());
    // The tree has a root, a node and a leaf.
    let leaf = pdf.add_object(dictionary! { "Names" => names });
    let node = pdf.add_object(dictionary! { "Kids" => vec![leaf.into()] });
    let root = pdf.add_object(dictionary! { "Kids" => vec![node.into()] });
    let catalog = pdf.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => pages,
        "Names" => dictionary! { "EmbeddedFiles" => root },
        "AF" => associated,
    });
    pdf.trailer.set("Root", catalog);
    pdf
}

fn written(mut pdf: lopdf::Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// What is attached, as places and contents, or errors.
fn read(bytes: Vec<u8>, max_bytes: u64) -> Vec<String> {
    let documents = attached(&Document::new(bytes, "a.pdf"), max_bytes).into_iter();
    let shown = documents.map(|document| match document {
        Ok(document) => {
            let bytes = String::from_utf8_lossy(&document.bytes);
            format!("{} {bytes}", document.source)
        }
        Err(error) => error.to_string(),
    });
    shown.collect()
}

#[test]
fn credentials_are_found_wherever_readers_show_them() {
    let files: [(To, &str, &[u8]); 6] = [
        (To::Names, "badge.json", b"{1}"),
        (To::Names, "picture.jpg", b"\xff\xd8\xff"),
        (To::Names, "Zeugnis \u{e4}.jwt", b"eyJ.e.s"),
        (To::Associated, "record.xml", b"<r/>"),
        (To::Page, "page.json", b" {2}"),
        (To::Page, "a\u{202e}b", b"\x89PNG\r\n\x1a\n"),
    ];
    let expected = [
        "a.pdf!badge.json {1}",
        "a.pdf!Zeugnis \u{e4}.jwt eyJ.e.s",
        "a.pdf!record.xml <r/>",
        "a.pdf!page.json  {2}",
        "a.pdf!a\\u{202e}b \u{fffd}PNG\r\n\u{1a}\n",
    ];
    for is_compressed in [false, true] {
        let whole = pdf(&files, is_compressed);
        assert_eq!(read(written(whole), 99), expected);
    }
    // In streams of objects, as programs write them today.
    let mut bytes = Vec::new();
    pdf(&files, true).save_modern(&mut bytes).unwrap();
    assert!(memchr::memmem::find(&bytes, b"ObjStm").is_some());
    assert_eq!(read(bytes, 99), expected);
}

#[test]
fn a_file_that_is_named_twice_is_one() {
    let mut twice = pdf(&[(To::Names, "badge.json", b"{}")], false);
    let is_specification = |object: &Object| {
        let dictionary = object.as_dict();
        dictionary.is_ok_and(|dictionary| dictionary.has_type(b"Filespec"))
    };
    let (id, _) = twice
        .objects
        .iter()
        .find(|(_, object)| is_specification(object))
        .unwrap();
    let id = *id;
    twice
        .catalog_mut()
        .unwrap()
        .set("AF", vec![id.into(), id.into()]);
    assert_eq!(read(written(twice), 9), ["a.pdf!badge.json {}"]);
}

#[test]
fn a_pdf_without_a_credential_says_so() {
    assert_eq!(
        read(written(pdf(&[], false)), 9),
        ["expected a credential attached to the PDF a.pdf, found 0 attached files that are none"]
    );
    let other: (To, &str, &[u8]) = (To::Names, "note.txt", b"hello");
    assert_eq!(
        read(written(pdf(&[other], false)), 9),
        ["expected a credential attached to the PDF a.pdf, found 1 attached files that are none"]
    );
    assert_eq!(
        read(written(pdf(&[other, (To::Names, "a", b"{}")], false)), 9),
        ["a.pdf!a {}"]
    );
}

#[test]
fn what_is_too_long_or_too_much_is_refused() {
    let long = vec![b'{'; 3_000_000];
    let files: [(To, &str, &[u8]); 2] = [(To::Names, "long", &long), (To::Names, "b", b"{}")];
    assert_eq!(
        read(written(pdf(&files, true)), 2_000_000),
        [
            "expected at most 2000000 bytes in a.pdf!long, found more",
            "a.pdf!b {}"
        ]
    );
    assert_eq!(
        read(written(pdf(&files, false)), 2_000_000)[0],
        "expected at most 2000000 bytes in a.pdf!long, found 3000000 bytes"
    );
    let many: Vec<(To, &str, &[u8])> = vec![(To::Names, "a", b"{}"); ATTACHMENTS + 1];
    assert_eq!(
        read(written(pdf(&many, false)), 9),
        ["expected at most 64 files attached to the PDF a.pdf, found more"]
    );
    assert_eq!(read(written(pdf(&many[1..], false)), 9).len(), ATTACHMENTS);
}

#[test]
fn a_tree_that_runs_in_a_circle_ends() {
    let mut circle = pdf(&[(To::Names, "a", b"{}")], false);
    let tree = circle.catalog().unwrap().get(b"Names").unwrap();
    let root = tree.as_dict().unwrap().get(b"EmbeddedFiles").unwrap();
    let root = root.as_reference().unwrap();
    let kids = circle
        .get_dictionary_mut(root)
        .unwrap()
        .get_mut(b"Kids")
        .unwrap();
    let kids = kids.as_array_mut().unwrap();
    // Two ways into itself at each turn would be 2^16 without a bound on all of them.
    kids.extend([root.into(), root.into()]);
    assert_eq!(read(written(circle), 9), ["a.pdf!a {}"]);
}

#[test]
fn an_encrypted_pdf_is_named() {
    let locked = |user_password: &str| {
        let mut pdf = pdf(&[(To::Names, "a", b"{}")], false);
        let id = Object::string_literal("0123456789abcdef");
        pdf.trailer.set("ID", vec![id.clone(), id]);
        let version = lopdf::EncryptionVersion::V2 {
            document: &pdf,
            owner_password: "owner",
            user_password,
            key_length: 128,
            permissions: lopdf::Permissions::all(),
        };
        let state = lopdf::EncryptionState::try_from(version).unwrap();
        pdf.encrypt(&state).unwrap();
        written(pdf)
    };
    assert_eq!(
        read(locked("secret"), 9),
        ["expected a.pdf without a password, found it encrypted"]
    );
    // Whom it only forbids to print may read it.
    assert_eq!(read(locked(""), 9), ["a.pdf!a {}"]);
}

#[test]
fn what_only_begins_as_a_pdf_is_damaged() {
    let whole = written(pdf(&[(To::Names, "a", b"{}")], false));
    for bytes in [b"%PDF-1.7\n".to_vec(), whole[..whole.len() / 3].to_vec()] {
        let found = read(bytes, 9);
        assert!(
            found[0].starts_with("expected a whole PDF at a.pdf, found: "),
            "{found:?}"
        );
    }
}

#[test]
fn a_stream_of_objects_that_grows_without_bounds_is_not_read() {
    let read = |padding: usize| {
        let mut pdf = pdf(&[(To::Names, "a", b"{}")], true);
        for object in pdf.objects.values_mut() {
            if let Ok(dictionary) = object.as_dict_mut()
                && dictionary.has_type(b"Filespec")
            {
                dictionary.set("Desc", Object::string_literal(vec![b' '; padding]));
            }
        }
        let mut bytes = Vec::new();
        pdf.save_modern(&mut bytes).unwrap();
        assert!(bytes.len() < 100_000);
        read(bytes, 9)
    };
    assert_eq!(read(OBJECTS_BYTES / 2), ["a.pdf!a {}"]);
    let found = read(OBJECTS_BYTES + 1);
    assert!(!found[0].starts_with("a.pdf!"), "{found:?}");
}
