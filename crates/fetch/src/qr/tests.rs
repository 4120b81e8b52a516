use image::{DynamicImage, GrayImage, Luma};
use qrcode::{Color, QrCode};

use super::*;
use crate::{
    ClientOptions, Place,
    loopback::{Server, Then, client, ok},
};

fn small(number: usize) -> u32 {
    number.try_into().unwrap()
}

/// A picture of codes beside one another.
fn picture(texts: &[&str], format: ImageFormat) -> Vec<u8> {
    const MODULE: u32 = 4;
    let codes: Vec<QrCode> = texts
        .iter()
        .map(|text| QrCode::new(text.as_bytes()).unwrap())
        .collect();
    let width = codes.iter().map(QrCode::width).max().unwrap_or(20);
    // Four modules around a code stay empty (ISO/IEC 18004 section 6.3.8).
    let cell = small(width + 8) * MODULE;
    let mut image = GrayImage::from_pixel(cell * small(codes.len().max(1)), cell, Luma([255]));
    for (index, code) in codes.iter().enumerate() {
        let modules = code.to_colors();
        for (number, color) in modules.iter().enumerate() {
            if *color == Color::Dark {
                let (x, y) = (number % code.width() + 4, number / code.width() + 4);
                for pixel in 0..MODULE * MODULE {
                    let x = small(index) * cell + small(x) * MODULE + pixel % MODULE;
                    let y = small(y) * MODULE + pixel / MODULE;
                    image.put_pixel(x, y, Luma([0]));
                }
            }
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(image)
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

fn found(bytes: Vec<u8>) -> Vec<Code> {
    codes(&Document::new(bytes, "a.png")).unwrap()
}

fn text(text: &str) -> Code {
    Code::Text(text.as_bytes().to_vec())
}

#[test]
fn codes_are_read_in_both_formats() {
    let token = format!("eyJhbGciOiJFZERTQSJ9.{}.c2ln", "a".repeat(600));
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        assert_eq!(found(picture(&[&token], format)), [text(&token)]);
        let url = "https://issuer.example/badge?id=1";
        assert_eq!(
            found(picture(&[url], format)),
            [Code::Address(Url::parse(url).unwrap())]
        );
        assert_eq!(found(picture(&[], format)), []);
    }
    let mut two = found(picture(&["{1}", "{2}"], ImageFormat::Png));
    two.sort_by_key(|code| format!("{code:?}"));
    assert_eq!(two, [text("{1}"), text("{2}")]);
}

#[test]
fn what_is_neither_a_credential_nor_an_address_is_passed_over() {
    for other in [
        "hello",
        "openid4vp://?client_id=x",
        "javascript:alert(1)",
        "tel:1",
    ] {
        assert_eq!(found(picture(&[other], ImageFormat::Png)), [], "{other}");
    }
}

#[test]
fn a_baked_badge_comes_before_a_code() {
    let mut baked = picture(&["{1}"], ImageFormat::Png);
    assert_eq!(found(baked.clone()).len(), 1);
    baked.extend(b"openbadgecredential");
    assert_eq!(found(baked), []);
}

#[test]
fn a_picture_that_cannot_be_decoded_has_no_codes_and_a_huge_one_is_refused() {
    let whole = picture(&["{1}"], ImageFormat::Png);
    assert_eq!(found(whole[..whole.len() / 2].to_vec()), []);
    // The size stands in the first chunk, and is not the truth.
    let mut huge = whole;
    huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let checksum = rawzip::crc32(&huge[12..29]).to_be_bytes();
    huge[29..33].copy_from_slice(&checksum);
    let error = codes(&Document::new(huge, "a.png")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected at most 50000000 pixels in the picture a.png, found 4294967296"
    );
}

/// What a picture gives with or without asking addresses in it.
async fn opened(client: &Client, bytes: &[u8], follow_qr: bool) -> Result<Document, FetchError> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.png");
    std::fs::write(&path, bytes).unwrap();
    let options = Options {
        follow_qr,
        ..Options::default()
    };
    let mut documents = Place::File(path).documents(client, &options).await;
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

#[tokio::test]
async fn an_address_is_asked_only_when_a_person_says_so() {
    let server = Server::start(|_| (ok("application/json", "{}"), Then::Close));
    let url = server.url("/badge?id=1").to_string();
    let picture = picture(&[&url], ImageFormat::Png);
    let error = opened(&client(), &picture, false).await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with(&format!("found only an address in a QR code: {url}")),
        "{error}"
    );
    assert!(error.hint().unwrap().contains("--follow-qr"));
    assert_eq!(server.requests().len(), 0);
    let document = opened(&client(), &picture, true).await.unwrap();
    assert_eq!(document.bytes, b"{}");
    assert!(
        document
            .source
            .ends_with(&format!("a.png!{}/badge", server.origin()))
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_address_in_a_code_passes_the_guard() {
    let guarded = Client::new(ClientOptions::default());
    for url in [
        "https://169.254.169.254/latest/meta-data/",
        "http://issuer.example/",
        "https://127.0.0.1:8080/",
        "https://0x7f000001/",
    ] {
        let picture = picture(&[url], ImageFormat::Png);
        let error = opened(&guarded, &picture, true).await.unwrap_err();
        assert!(error.to_string().starts_with("refused to ask"), "{error}");
    }
}

#[tokio::test]
async fn a_credential_in_a_code_needs_nobody_to_be_asked() {
    let picture = picture(&["{\"a\":1}"], ImageFormat::Jpeg);
    let offline = Client::new(ClientOptions {
        offline: true,
        ..ClientOptions::default()
    });
    let document = opened(&offline, &picture, false).await.unwrap();
    assert_eq!(document.bytes, b"{\"a\":1}");
    assert!(document.source.ends_with("a.png!QR code"));
}
