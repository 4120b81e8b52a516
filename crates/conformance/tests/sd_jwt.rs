//! SD-JWT as published: OpenID4VP with JSON-LD inside, and a wallet's response of the EUDI verifier.
#![expect(clippy::expect_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, corpus, end, equal};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document, Timestamp, evidence::Evidence, json,
};
use credeval_verify::{Against, Asked, PublicKey, Trust, check, open};
use serde_json::{Value, json};

use CheckOutcome::{Failed, Passed};

/// The rows and the credential, `seconds` after 1970.
fn judge(
    text: &str,
    key: Option<&PublicKey>,
    asked: &Asked,
    seconds: i64,
) -> Result<(Vec<Check>, Value), String> {
    let opened = open(&Document::new(text.as_bytes().to_vec(), "corpus"))
        .map_err(|error| error.to_string())?;
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
    let at = Timestamp::from_second(seconds).expect("a time");
    let mut against = Against::new(&evidence, &trust, &contexts, at);
    (against.key, against.asked) = (key, Some(asked));
    let checked = check(&opened, against);
    Ok((checked.checks().to_vec(), checked.credential().clone()))
}

const ALL: &[(CheckCode, CheckOutcome)] = &[
    (CheckCode::ProofSignature, Passed),
    (CheckCode::ProofAlgorithm, Passed),
    (CheckCode::ProofPurpose, Passed),
    (CheckCode::ProofTime, Passed),
    (CheckCode::IssuerKey, Passed),
    (CheckCode::HolderBinding, Passed),
    (CheckCode::PresentationNonce, Passed),
    (CheckCode::PresentationAudience, Passed),
    (CheckCode::PresentationFreshness, Passed),
];

/// The value of `x` or `y` of the first key of a settings file.
fn coordinate(settings: &str, name: &str) -> String {
    let line = settings
        .lines()
        .map(str::trim)
        .find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.expect("a coordinate").to_owned()
}

#[test]
fn json_ld_in_an_sd_jwt_is_verified_as_openid4vp_writes_it() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("trust/oid4vp/1.0/examples/sd_jwt_vcld");
    let read = |path: &str| fs::read_to_string(folder.join(path)).expect("a file of the corpus");
    // The specification breaks its lines.
    let token = |path: &str| read(path).split_whitespace().collect::<String>();
    let settings = read("settings.yml");
    let key = json!({
        "kty": "EC", "crv": "P-256",
        "x": coordinate(&settings, "x"), "y": coordinate(&settings, "y")
    });
    let key = PublicKey::from_text(&key.to_string()).expect("a key");
    let asked = Asked {
        challenge: Some("1234567890".to_owned()),
        domain: Some("https://verifier.example.org".to_owned()),
    };
    let made = 1_744_743_394;
    let mut suite = Suite::new("trust/oid4vp sd_jwt_vcld", &[]);
    let presented = token("01/sd_jwt_presentation.txt");
    let ends = |text: &str, wanted: &[_]| {
        let (rows, _) = judge(text, Some(&key), &asked, made + 5)?;
        end(&rows, wanted)
    };
    suite.case("presentation", ends(&presented, ALL));
    let expected = json::parse(read("01/verified_contents.json").as_bytes()).expect("JSON");
    let contents = judge(&presented, Some(&key), &asked, made + 5);
    suite.case(
        "verified contents",
        contents.and_then(|(_, found)| equal(&expected["ld"], &found)),
    );
    let issued = token("01/sd_jwt_issuance.txt");
    suite.case("issuance", ends(&issued, &ALL[..5]));
    suite.case(
        "issuance, asked for a presentation",
        ends(&issued, &[(CheckCode::HolderBinding, Failed)]),
    );
    // A key binding moved to all the disclosures: the holder agreed to show one.
    let binding = presented.rsplit_once('~').expect("a key binding").1;
    let moved = format!("{issued}{binding}");
    suite.case(
        "key binding moved",
        ends(
            &moved,
            &[
                (CheckCode::ProofSignature, Passed),
                (CheckCode::HolderBinding, Failed),
            ],
        ),
    );
    let late = judge(&presented, Some(&key), &asked, made + 700);
    suite.case(
        "replayed later",
        late.and_then(|(rows, _)| end(&rows, &[(CheckCode::PresentationFreshness, Failed)])),
    );
    for folder in ["credentials", "response"] {
        for _ in files(&folder_of(&corpus, folder)) {
            suite.skip("an example without its signature");
        }
    }
    for _ in files(&corpus.join("trust/sdjwt/examples")) {
        suite.skip("a recipe for an SD-JWT, not one");
    }
    suite.finish();
}

fn folder_of(corpus: &Path, name: &str) -> std::path::PathBuf {
    corpus.join("trust/oid4vp/1.0/examples").join(name)
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the corpus");
    entries.flatten().map(|entry| entry.path()).collect()
}

#[test]
fn a_wallets_response_is_verified() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("trust/eudi wallet responses", &[]);
    let mut paths = files(&corpus.join("trust/eudi"));
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if !name.contains("vpToken") {
            continue;
        }
        let response = json::parse(&fs::read(&path).expect("a file")).expect("JSON");
        let presented = response.as_object().into_iter().flatten();
        for (query, value) in presented.flat_map(|(query, list)| {
            json::one_or_many(Some(list))
                .iter()
                .map(move |value| (query, value))
        }) {
            let Some(text) = value.as_str().filter(|text| text.contains('~')) else {
                suite.skip("a placeholder, or an mdoc");
                continue;
            };
            suite.case(&format!("{name} {query}"), wallet(text));
        }
    }
    suite.finish();
}

/// The sample's key binding speaks of these disclosures, and was not signed by the key in `cnf`, as
/// another library says too. A verifier that only decodes it takes it for good.
fn wallet(text: &str) -> Result<(), String> {
    let asked = |nonce: &str| Asked {
        challenge: Some(nonce.to_owned()),
        domain: None,
    };
    let made = 1_744_180_895;
    let (rows, _) = judge(text, None, &asked("[B@3a4e524"), made + 5)?;
    end(
        &rows,
        &[
            (CheckCode::ProofSignature, Passed),
            (CheckCode::ProofPurpose, Passed),
            (CheckCode::ProofTime, Passed),
            (CheckCode::IssuerKey, Passed),
            (CheckCode::ValidityUntil, Passed),
            (CheckCode::HolderBinding, Failed),
            // The nonce is the one asked for, in a token that nobody answers for.
            (CheckCode::PresentationNonce, Failed),
        ],
    )?;
    let row = rows.iter().find(|row| row.code == CheckCode::HolderBinding);
    let cause = row.and_then(|row| row.cause.as_ref());
    equal(
        &Some("bad_signature"),
        &cause.map(|cause| cause.code.as_str()),
    )?;
    // A disclosure that was changed, though the digests are the issuer's.
    let forged = text.replacen("~WyJ", "~WyK", 1);
    let (rows, _) = judge(&forged, None, &asked("[B@3a4e524"), made + 5)?;
    end(&rows, &[(CheckCode::ProofSignature, Failed)])
}
