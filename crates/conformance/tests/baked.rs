//! Images as found: badges open and hold, the same with one letter changed do not, and an image
//! without a badge says so.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, at, corpus, credential_files, equal};
use credeval_linked_data::Contexts;
use credeval_model::{
    CheckCode, CheckOutcome, Document,
    document::{Carrier, Form, Standard},
    evidence::Evidence,
};
use credeval_verify::{Against, BakedError, OpenError, Opened, Trust, check, open};

/// Every image of the corpus that a badge is baked into, with the outcome of `proof.signature`
/// where no evidence is at hand.
const BAKED: &[(&str, Standard, Form, CheckOutcome)] = &[
    (
        "1edtech-validator/ob30/simple-json.png",
        Standard::OpenBadges3,
        Form::DataIntegrity,
        CheckOutcome::Passed,
    ),
    (
        "1edtech-validator/ob30/simple-json.svg",
        Standard::OpenBadges3,
        Form::DataIntegrity,
        CheckOutcome::Passed,
    ),
    (
        "1edtech-validator/ob30/simple-jwt.png",
        Standard::OpenBadges3,
        Form::Jwt,
        CheckOutcome::Passed,
    ),
    (
        "1edtech-validator/ob30/simple-jwt.svg",
        Standard::OpenBadges3,
        Form::Jwt,
        CheckOutcome::Passed,
    ),
    (
        "1edtech-validator/ob30/simple-jwt_v1.png",
        Standard::OpenBadges3,
        Form::Jwt,
        CheckOutcome::Passed,
    ),
    (
        "1edtech-validator/ob30/simple-jwt_v1.svg",
        Standard::OpenBadges3,
        Form::Jwt,
        CheckOutcome::Passed,
    ),
    (
        "1edtech-validator/ob20/simple-badge.png",
        Standard::OpenBadges2,
        Form::Hosted,
        CheckOutcome::Inconclusive,
    ),
    (
        "ob2-python/edubadges-validator-testfiles/badgr_badge_online.png",
        Standard::OpenBadges2,
        Form::Hosted,
        CheckOutcome::Inconclusive,
    ),
];

fn read(bytes: Vec<u8>) -> Result<Opened, OpenError> {
    open(&Document::new(bytes, "corpus"))
}

fn signature(opened: &Opened) -> Vec<CheckOutcome> {
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
    let checked = check(opened, Against::new(&evidence, &trust, &contexts, at()));
    let rows = checked.checks().iter();
    rows.filter(|check| check.code == CheckCode::ProofSignature)
        .map(|check| check.outcome)
        .collect()
}

fn place(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}

/// The image with one letter of its badge changed; where it is a PNG, with the right checksum.
fn altered(image: &[u8]) -> Vec<u8> {
    let mut image = image.to_vec();
    let token = place(&image, b"eyJ").map(|start| {
        let dots: Vec<usize> = (start..image.len())
            .filter(|at| image[*at] == b'.')
            .take(2)
            .collect();
        // Within the payload.
        dots[0].midpoint(dots[1])
    });
    let letter = token.unwrap_or_else(|| {
        place(&image, b"Teamwork Badge").expect("the name of the badge in JSON")
    });
    image[letter] = if image[letter] == b'T' { b'B' } else { b'T' };
    if let Some(start) = place(&image, b"iTXtopenbadgecredential") {
        let length: [u8; 4] = image[start - 4..start].try_into().expect("four bytes");
        let end = start + 4 + usize::try_from(u32::from_be_bytes(length)).expect("a length");
        let mut crc = flate2::Crc::new();
        crc.update(&image[start..end]);
        image[end..end + 4].copy_from_slice(&crc.sum().to_be_bytes());
    }
    image
}

#[test]
fn a_baked_badge_opens_and_holds_and_one_letter_breaks_it() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("images with a badge", &[]);
    let mut twins = Suite::new("images with a badge, one letter changed", &[]);
    for (name, standard, form, outcome) in BAKED {
        let image = fs::read(corpus.join("open-badges").join(name)).expect("a file of the corpus");
        let carrier = match Path::new(name).extension() {
            Some(ending) if ending == "png" => Carrier::Png,
            _ => Carrier::Svg,
        };
        let found = read(image.clone()).map_err(|error| error.to_string());
        suite.case(
            name,
            found.and_then(|opened| {
                let info = opened.info();
                let found = (info.standard, info.form, info.carrier);
                equal(&(*standard, *form, Some(carrier)), &found)?;
                equal(&vec![*outcome], &signature(&opened))
            }),
        );
        if *outcome == CheckOutcome::Passed {
            let found = read(altered(&image)).map_err(|error| error.to_string());
            twins.case(
                name,
                found.and_then(|opened| equal(&vec![CheckOutcome::Failed], &signature(&opened))),
            );
        }
    }
    suite.finish();
    twins.finish();
}

/// No other image of the corpus is refused for a damage that it does not have.
#[test]
fn every_other_image_has_no_badge() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("images without a badge", &[]);
    for path in credential_files(&corpus, u64::MAX) {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let is_baked = BAKED.iter().any(|(name, ..)| path.ends_with(name));
        if !matches!(ending, Some("png" | "svg")) || is_baked {
            continue;
        }
        let result = match read(fs::read(&path).expect("a file of the corpus")) {
            Err(OpenError::Baked(BakedError::Absent { .. })) => Ok(()),
            Err(error) => Err(error.to_string()),
            Ok(opened) => Err(format!("{:?}", opened.info())),
        };
        suite.case(&path.display().to_string(), result);
    }
    suite.finish();
}
