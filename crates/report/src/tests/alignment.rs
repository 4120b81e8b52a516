//! How the alignment reads.

use credeval_model::{
    Tier,
    alignment::{Alignment, Match, Pair},
};

use super::{PLAIN_80, evaluated, examples};
use crate::Format;

fn pair(target: &str, source: &str, how: Match) -> Pair {
    Pair {
        target: target.to_owned(),
        source: source.to_owned(),
        how,
        tier: Tier::Identified,
        language: None,
        share: None,
        by: Vec::new(),
        doubt: None,
    }
}

fn shown(alignment: Alignment) -> String {
    let mut evaluation = examples::recognised();
    evaluation.alignment = Some(alignment);
    let report = evaluated(&[evaluation], Format::Human, &PLAIN_80);
    let (_, section) = report.split_once("Alignment with the programme").unwrap();
    let (_, section) = section.split_once('\n').unwrap();
    section.split("\n── ").next().unwrap().to_owned()
}

#[test]
fn pairs_gaps_and_what_was_not_compared_stand_apart() {
    let words = ["bears", "chronic", "disease", "nutrition"].map(str::to_owned);
    let narrower = "“bake rye bread” is a narrower skill than “bake bread” in ESCO";
    let alignment = Alignment {
        told: false,
        coverage: Some(0.5),
        possible: Some(0.75),
        pairs: vec![
            pair(
                "Explain what people need to eat",
                "Nutrient requirements",
                Match::Uri,
            ),
            Pair {
                share: Some(1.0),
                by: words.to_vec(),
                ..pair(
                    "Analyse how nutrition bears on chronic disease",
                    "Can explain how chronic diseases bear on nutrition",
                    Match::Text,
                )
            },
            Pair {
                by: vec![narrower.to_owned()],
                ..pair("Bake bread", "Bake rye bread", Match::RelatedUri)
            },
            Pair {
                by: vec!["the ESCO skill “sell goods” (http://e.example/1)".to_owned()],
                ..pair("Sell goods", "Verkopen", Match::Text)
            },
            Pair {
                share: Some(1.0),
                by: vec!["statistics".to_owned()],
                doubt: Some("A title of a word or two says too little.".to_owned()),
                ..pair("Statistics", "Statistics", Match::Title)
            },
        ],
        uncovered: vec!["Statistics".to_owned(), "Draw floor plans".to_owned()],
        language: "en".to_owned(),
        source_languages: vec!["en".to_owned(), "nl".to_owned()],
        data: vec!["esco of 2026-11-20, sha256:00".to_owned()],
        not_compared: vec!["The language of 1 outcome of the credential is not stated.".to_owned()],
    };
    assert_eq!(
        shown(alignment),
        "  50 % of the programme's learning outcomes are covered; 75 % may be.
  The programme states its outcomes in English, the credential in English and
  Dutch.
  ● Explain what people need to eat
      by Nutrient requirements (same term of a framework, identified)
  ● Analyse how nutrition bears on chronic disease
      by Can explain how chronic diseases bear on nutrition (100 % of its
        words: bears, chronic, disease, nutrition; identified)
  ● Bake bread
      by Bake rye bread (“bake rye bread” is a narrower skill than “bake
        bread” in ESCO; identified)
  ● Sell goods
      by Verkopen (both are names of the ESCO skill “sell goods”
        (http://e.example/1); identified)
  ○ Draw floor plans (nothing shows it covered)

  May be covered, which an officer can tell:
  ○ Statistics
      by Statistics (100 % of its words: statistics; identified)
      A title of a word or two says too little.

  Not compared, or not for sure:
  • The language of 1 outcome of the credential is not stated.

  Compared by:
  • esco of 2026-11-20, sha256:00
"
    );
}

#[test]
fn what_is_covered_in_one_language_needs_few_words() {
    let alignment = Alignment {
        told: false,
        coverage: Some(1.0),
        possible: Some(1.0),
        pairs: vec![pair("Bake bread", "Bake bread", Match::Uri)],
        language: "en".to_owned(),
        source_languages: vec!["en".to_owned()],
        ..Alignment::default()
    };
    assert_eq!(
        shown(alignment),
        "  100 % of the programme's learning outcomes are covered.
  ● Bake bread
      by Bake bread (same term of a framework, identified)
"
    );
}

#[test]
fn languages_are_told_by_name_where_they_differ() {
    let told = |programme: &str, credential: &[&str]| {
        let alignment = Alignment {
            told: false,
            coverage: Some(1.0),
            possible: Some(1.0),
            pairs: Vec::new(),
            uncovered: Vec::new(),
            language: programme.to_owned(),
            source_languages: credential.iter().map(|tag| (*tag).to_owned()).collect(),
            data: Vec::new(),
            not_compared: Vec::new(),
        };
        let section = shown(alignment);
        let words: Vec<&str> = section.split_whitespace().skip(8).collect();
        words.join(" ")
    };
    for (programme, credential, expected) in [
        ("en", &["en"][..], ""),
        (
            "en",
            &["und"],
            "The programme states its outcomes in English; the credential does not say in which \
             language.",
        ),
        (
            "nl-BE",
            &["de", "und"],
            "The programme states its outcomes in Dutch, the credential in German, and of some it \
             does not say.",
        ),
        (
            "und",
            &["tlh"],
            "The programme does not say in which language its outcomes are, the credential in tlh.",
        ),
    ] {
        assert!(
            told(programme, credential).ends_with(expected),
            "{}",
            told(programme, credential)
        );
    }
    assert!(!told("en", &["en"]).contains("language."));
}

#[test]
fn what_an_officer_finds_covered_is_told_as_the_officers() {
    let section = shown(Alignment {
        told: true,
        coverage: Some(1.0),
        possible: Some(1.0),
        pairs: vec![Pair {
            by: vec!["J. Jansen".to_owned()],
            ..pair("Bake bread", "", Match::Told)
        }],
        language: "en".to_owned(),
        ..Alignment::default()
    });
    assert!(section.contains("by the answer of J. Jansen"), "{section}");
    assert!(!section.contains("names of"), "{section}");
}
