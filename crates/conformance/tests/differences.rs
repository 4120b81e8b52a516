//! The other crosswalks: each rule and each cell of theirs says what a row says, or is named as a
//! difference, and each difference is still there.
//!
//! A rule of the credential converter says what rows say where one element has a row at its source
//! and a row at its destination. A cell of the workbook does where all paths in it have a row of the
//! element that it stands beside.
#![expect(clippy::expect_used, reason = "a test fails by a panic")]

use std::collections::BTreeSet;
use std::fs;

use credeval_conformance::{Suite, corpus};
use credeval_map::crosswalk::{
    differences::{DIFFERENCES, Difference, Right, Source},
    explaining, relations, rows,
};
use credeval_model::{Pointer, document::Standard, element::ElementName};
use serde_json::{Value, json};

const SHEET: &str = "open-badges/edubadges/mapping_std_elements.txt";
const MAPPINGS: &str = "open-badges/educredentials/credential-converter/mapping";
const STANDARDS: [Standard; 3] = [
    Standard::OpenBadges2,
    Standard::OpenBadges3,
    Standard::EuropeanDigitalCredential,
];

/// Keys that a node has whatever it is: they tell which node it is, not what is said.
const OF_ANY_NODE: [&str; 2] = ["type", "id"];
/// Parts of paths that are no words of an element, for remarks that name a property in a sentence.
const OF_ANY_ELEMENT: [&str; 11] = [
    "credentialSubject",
    "achievement",
    "hasClaim",
    "specifiedBy",
    "issuer",
    "badge",
    "id",
    "name",
    "type",
    "title",
    "description",
];

/// A place of another crosswalk, and whether rows say the same.
struct Place {
    key: String,
    same: bool,
}

#[test]
fn the_workbook_of_edubadges() {
    let Some(corpus) = corpus() else { return };
    let text = fs::read_to_string(corpus.join(SHEET)).expect("the workbook");
    let mut suite = Suite::new("crosswalk of edubadges", &[]);
    let places = sheet(&text);
    for (key, result) in compare(&places, Source::Edubadges, DIFFERENCES) {
        suite.case(&key, result);
    }
    suite.finish();
}

#[test]
fn the_rules_of_the_credential_converter() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("crosswalk of the credential converter", &[]);
    for (source, file) in [
        (
            Source::ConverterToElm,
            "custom_mapping_OBv3_ELM_latest.json",
        ),
        (
            Source::ConverterToOpenBadges,
            "custom_mapping_ELM_OBv3_latest.json",
        ),
    ] {
        let text = fs::read(corpus.join(MAPPINGS).join(file)).expect("the rules");
        let rules = rules(&serde_json::from_slice(&text).expect("JSON"));
        let places: Vec<Place> = rules
            .iter()
            .map(|rule| Place {
                key: rule.key.clone(),
                same: !rule.elements(source).is_empty(),
            })
            .collect();
        let cases = compare(&places, source, DIFFERENCES)
            .into_iter()
            .chain(left_out(&rules, source, DIFFERENCES));
        for (key, result) in cases {
            suite.case(&format!("{source:?}: {key}"), result);
        }
    }
    suite.finish();
}

/// Needs no corpus: what is said of our side has to hold whoever else is there.
#[test]
fn what_a_difference_says_of_our_rows_is_so() {
    for difference in DIFFERENCES {
        let read = |path: &&str| {
            let any = |standard: &Standard| {
                ElementName::ALL
                    .iter()
                    .any(|element| says(*standard, *element, path))
            };
            STANDARDS.iter().any(any)
        };
        let paths: Vec<&str> = paths_of(difference).collect();
        let unread: Vec<&&str> = paths.iter().filter(|path| !read(path)).collect();
        match difference.right {
            Right::Ours | Right::Both => {
                assert!(unread.is_empty(), "{}: no row: {unread:?}", difference.at);
            }
            Right::Theirs => assert!(
                !unread.is_empty(),
                "{}: read by now, so no difference",
                difference.at
            ),
            // A reading that is wrong has a row.
            Right::Neither => {}
        }
        assert!(difference.why.ends_with('.'), "{}", difference.at);
    }
}

#[test]
fn a_rule_that_nobody_names_is_found() {
    let rule = json!([{
        "source": { "path": "$.credentialSubject.achievement.unheardOf" },
        "destination": { "path": "$.credentialSubject.hasClaim[0].unheardOf.en[0]" },
    }]);
    let key = "$.credentialSubject.achievement.unheardOf -> $.credentialSubject.hasClaim[0].unheardOf.en[0]";
    let rule = rules(&rule).pop().unwrap();
    assert_eq!(rule.key, key);
    assert_eq!(rule.destination, "credentialSubject/hasClaim/unheardOf");
    let same = !rule.elements(Source::ConverterToElm).is_empty();
    found_unless_named(key, same, Source::ConverterToElm);
}

#[test]
fn a_cell_that_nobody_names_is_found() {
    let sheet = sheet("[A4] 1\n[D4] “credentialSubject“: {\n  “shoeSize“ : “44“\n}\n----\n");
    let places: Vec<(&str, bool)> = sheet
        .iter()
        .map(|place| (place.key.as_str(), place.same))
        .collect();
    // Columns that say nothing of the element are places too.
    assert_eq!(places, [("D4", false), ("C4", false), ("F4", false)]);
    found_unless_named("D4", false, Source::Edubadges);
}

/// A place is a fault without a difference, is none with one, and the difference is a fault without
/// the place.
fn found_unless_named(key: &str, same: bool, theirs: Source) {
    let place = Place {
        key: key.to_owned(),
        same,
    };
    let named = Difference {
        theirs,
        at: Box::leak(key.to_owned().into_boxed_str()),
        ours: "",
        element: None,
        right: Right::Ours,
        why: "",
    };
    let places = [place];
    let faults = |places: &[Place], differences: &[Difference]| {
        let cases = compare(places, theirs, differences);
        cases.iter().filter(|(_, result)| result.is_err()).count()
    };
    assert_eq!(faults(&places, &[]), 1);
    assert_eq!(faults(&places, &[named]), 0);
    assert_eq!(faults(&[], &[named]), 1);
}

/// An element that no rule carries is named, and the name is a fault once a rule carries it.
#[test]
fn an_element_that_is_left_out_is_found() {
    let faults = |rules: &[Rule], differences: &[Difference]| -> Vec<String> {
        left_out(rules, Source::ConverterToElm, differences)
            .into_iter()
            .filter_map(|(key, result)| result.is_err().then_some(key))
            .collect()
    };
    let without = faults(&[], &[]);
    assert_eq!(without.len(), ElementName::ALL.len());
    assert!(without.contains(&"(no rule) grade".to_owned()));
    let named = Difference {
        theirs: Source::ConverterToElm,
        at: "(no rule) title",
        ours: "credentialSubject/achievement/name",
        element: Some(ElementName::Title),
        right: Right::Ours,
        why: "",
    };
    assert!(!faults(&[], &[named]).contains(&"(no rule) title".to_owned()));
    let rule = rules(&json!([{
        "source": { "path": "$.credentialSubject.achievement.name" },
        "destination": { "path": "$.credentialSubject.hasClaim[0].title.en[0]" },
    }]));
    assert!(faults(&rule, &[named]).contains(&"(no rule) title".to_owned()));
    assert!(!faults(&rule, &[]).contains(&"(no rule) title".to_owned()));
}

#[test]
fn the_paths_of_a_cell() {
    for (cell, paths) in [
        (
            "BadgeClass: extensions:ECTSExtension",
            vec!["badge/extensions:ECTSExtension"],
        ),
        ("Assertion: issuedOn", vec!["issuedOn"]),
        ("\"issued\\\":\\\"2023\\\",", vec!["issued"]),
        (
            "credentialSubject: \n“id” : “did:example:1”,\n“identifier”: [ { “salt”: “x” }, { “hashed”: false } ]",
            vec![
                "credentialSubject/id",
                "credentialSubject/identifier/hashed",
                "credentialSubject/identifier/salt",
            ],
        ),
        (
            "\"credentialSubject\":{ [...]\n \"hasClaim\":{ [...]\n \"mode\":{ \"prefLabel\":{ \"en\":\"Blended\" } },",
            vec!["credentialSubject/hasClaim/mode/prefLabel"],
        ),
        ("https://example.org/shapes#A", vec![]),
    ] {
        assert_eq!(paths_in(cell), paths, "{cell}");
    }
}

/// Each place with what is wrong with it, and each difference of `theirs` without a place.
fn compare(
    places: &[Place],
    theirs: Source,
    differences: &[Difference],
) -> Vec<(String, Result<(), String>)> {
    let named: BTreeSet<&str> = differences
        .iter()
        .filter(|difference| difference.theirs == theirs)
        .map(|difference| difference.at)
        .collect();
    let keys: BTreeSet<&str> = places.iter().map(|place| place.key.as_str()).collect();
    let known = places.iter().map(|place| {
        let result = match place.same || named.contains(place.key.as_str()) {
            true => Ok(()),
            false => Err("no row says so and no difference names it".to_owned()),
        };
        (place.key.clone(), result)
    });
    let gone = named
        .iter()
        .filter(|at| !at.starts_with("(no rule) ") && !keys.contains(**at))
        .map(|at| {
            (
                (*at).to_owned(),
                Err("a difference names it, yet it is not there".to_owned()),
            )
        });
    known.chain(gone).collect()
}

/// Each element that rules carry or that a difference says they leave out.
fn left_out(
    rules: &[Rule],
    theirs: Source,
    differences: &[Difference],
) -> Vec<(String, Result<(), String>)> {
    ElementName::ALL
        .iter()
        .map(|element| {
            let key = format!("(no rule) {}", element.as_str());
            let carrying: Vec<&Rule> = rules
                .iter()
                .filter(|rule| rule.elements(theirs).contains(element))
                .collect();
            let named: Vec<&Difference> = differences
                .iter()
                .filter(|difference| difference.theirs == theirs && difference.at == key)
                .collect();
            let read = named.iter().flat_map(|difference| paths_of(difference));
            let carried = read
                .filter(|path| carrying.iter().any(|rule| rule.source == *path))
                .collect::<Vec<_>>();
            let result = match (carrying.is_empty(), named.is_empty()) {
                (true, true) => Err("no rule carries it and no difference says so".to_owned()),
                _ if !carried.is_empty() => Err(format!("rules carry {carried:?}")),
                _ if named
                    .iter()
                    .any(|difference| difference.element != Some(*element)) =>
                {
                    Err("the difference is about another element".to_owned())
                }
                _ => Ok(()),
            };
            (key, result)
        })
        .collect()
}

fn paths_of(difference: &Difference) -> impl Iterator<Item = &'static str> + use<> {
    difference.ours.split(", ").filter(|path| !path.is_empty())
}

/// A rule of the converter; nothing is its source where that is a value.
struct Rule {
    key: String,
    source: String,
    destination: String,
}

impl Rule {
    /// The elements that rows give at both ends.
    fn elements(&self, theirs: Source) -> Vec<ElementName> {
        let (from, to) = match theirs {
            Source::ConverterToElm => (Standard::OpenBadges3, Standard::EuropeanDigitalCredential),
            _ => (Standard::EuropeanDigitalCredential, Standard::OpenBadges3),
        };
        ElementName::ALL
            .iter()
            .copied()
            .filter(|element| {
                !self.source.is_empty()
                    && says(from, *element, &self.source)
                    && says(to, *element, &self.destination)
            })
            .collect()
    }
}

fn rules(file: &Value) -> Vec<Rule> {
    let path = |rule: &Value, end: &str| -> Option<String> {
        let path = rule.get(end)?.get("path")?.as_str()?;
        Some(path.to_owned())
    };
    let rules = file.as_array().expect("a list of rules");
    rules
        .iter()
        .map(|rule| {
            let source = path(rule, "source");
            let destination = path(rule, "destination").expect("a destination");
            let shown = source.as_deref().unwrap_or("(constant)");
            Rule {
                key: format!("{shown} -> {destination}"),
                source: source.as_deref().map(plain).unwrap_or_default(),
                destination: plain(&destination),
            }
        })
        .collect()
}

/// `$.a.b[0].title.en[0]` as a row writes it: `a/b/title`.
fn plain(path: &str) -> String {
    let keys = path
        .split('.')
        .map(|key| key.split('[').next().unwrap_or_default())
        .filter(|key| !["$", "", "*"].contains(key));
    without_language(&keys.collect::<Vec<_>>().join("/"))
}

/// The path of a text by language, not of one of its languages.
fn without_language(path: &str) -> String {
    path.strip_suffix("/en").unwrap_or(path).to_owned()
}

/// Whether a row gives the element at this path, at a part of the term there, or inside of it.
fn says(standard: Standard, element: ElementName, path: &str) -> bool {
    let place = Pointer::from(format!("/{path}").as_str());
    let keys: Vec<&str> = path.split('/').collect();
    explaining(standard, element, &place).next().is_some()
        || rows(standard)
            .iter()
            .filter(|row| row.element == element)
            .any(|row| {
                let row: Vec<&str> = row.path.split('/').collect();
                leads_through(&row, &keys, relations(standard))
            })
}

/// Whether the path of a row leads to the place of these keys, or on from there.
fn leads_through(row: &[&str], keys: &[&str], relations: &[&str]) -> bool {
    match (row, keys) {
        (_, []) => true,
        (["**", after @ ..], [key, left @ ..]) => {
            leads_through(after, keys, relations)
                || (relations.contains(key) && leads_through(row, left, relations))
        }
        ([first, after @ ..], [key, left @ ..]) => {
            first == key && leads_through(after, left, relations)
        }
        ([], _) => false,
    }
}

/// The cells of the workbook's columns C to F, each beside the element whose number stands in column
/// A above it; where C, D or F says nothing beside an element, that is a place too.
fn sheet(text: &str) -> Vec<Place> {
    let mut cells: Vec<(char, u32, String)> = Vec::new();
    for line in text.lines() {
        if let Some((column, row, start)) = cell(line) {
            cells.push((column, row, start.to_owned()));
        } else if let Some((_, _, text)) = cells.last_mut().filter(|_| line != "----") {
            text.push('\n');
            text.push_str(line);
        }
    }
    let mut places: Vec<Place> = Vec::new();
    let mut elements: Vec<(ElementName, u32)> = Vec::new();
    for (column, row, text) in &cells {
        if *column == 'A' {
            let number = text.trim().parse::<usize>().ok();
            let element = number.and_then(|number| ElementName::ALL.get(number.checked_sub(1)?));
            elements.extend(element.map(|element| (*element, *row)));
        } else if let Some((element, _)) = elements.last().filter(|_| *column != 'B') {
            places.push(Place {
                key: format!("{column}{row}"),
                same: same(*column, *element, text),
            });
        }
    }
    for (_, row) in elements {
        for column in ['C', 'D', 'F'] {
            let key = format!("{column}{row}");
            if !places.iter().any(|place| place.key == key) {
                places.push(Place { key, same: false });
            }
        }
    }
    places
}

/// `[D21] text`.
fn cell(line: &str) -> Option<(char, u32, &str)> {
    let (name, text) = line.strip_prefix('[')?.split_once(']')?;
    let column = name
        .chars()
        .next()
        .filter(|column| ('A'..='F').contains(column))?;
    let row = name.get(1..)?.parse().ok()?;
    Some((column, row, text.trim_start()))
}

/// Whether rows of the element say what the cell says: all its paths have one, or, where it is a
/// sentence, a word of it is the name of a property that has one.
fn same(column: char, element: ElementName, text: &str) -> bool {
    let standard = match column {
        'C' => Standard::OpenBadges2,
        'F' => Standard::EuropeanDigitalCredential,
        _ => Standard::OpenBadges3,
    };
    let paths = match column {
        // Proposals of schemas: their keys are those of JSON Schema.
        'E' => Vec::new(),
        _ => paths_in(text),
    };
    if !paths.is_empty() {
        let of_any_node = |path: &str| {
            path.split('/').any(|key| key == "inScheme")
                || path
                    .rsplit('/')
                    .next()
                    .is_some_and(|key| OF_ANY_NODE.contains(&key))
        };
        let said = |path: &String| says(standard, element, path);
        return paths.iter().any(said) && paths.iter().all(|path| said(path) || of_any_node(path));
    }
    if column != 'E' && column != 'F' {
        return false;
    }
    let words: BTreeSet<&str> = text
        .split(|character: char| !character.is_ascii_alphabetic())
        .collect();
    rows(standard)
        .iter()
        .filter(|row| row.element == element)
        .flat_map(|row| row.path.split('/'))
        .any(|key| !OF_ANY_ELEMENT.contains(&key) && words.contains(key))
}

/// The paths in a cell: `BadgeClass: key`, `Assertion: key`, and the innermost keys of its JSON, which
/// is cut, lacks commas and has quotation marks of several kinds.
fn paths_in(text: &str) -> Vec<String> {
    let mut paths = BTreeSet::new();
    for line in text.lines().map(str::trim) {
        for (label, base) in [("BadgeClass:", "badge/"), ("Assertion:", "")] {
            let key = line
                .strip_prefix(label)
                .and_then(|rest| rest.split_whitespace().next());
            paths.extend(key.map(|key| format!("{base}{key}")));
        }
    }
    let text = text.replace(['“', '”'], "\"").replace('\\', "");
    let mut open: Vec<Option<String>> = Vec::new();
    let mut key: Option<String> = None;
    let mut pieces = text.split('"');
    let mut outside = pieces.next().unwrap_or_default();
    loop {
        if outside.contains("credentialSubject:") {
            open = vec![Some("credentialSubject".to_owned())];
        }
        for character in outside.chars() {
            match character {
                '{' => open.push(key.take()),
                '}' => key = open.pop().flatten(),
                _ => {}
            }
        }
        let (Some(inside), Some(next)) = (pieces.next(), pieces.next()) else {
            break;
        };
        if next.trim_start().starts_with(':') {
            let above = open.iter().flatten().map(String::as_str);
            let path = above.chain([inside]).collect::<Vec<_>>().join("/");
            paths.insert(without_language(&path));
            key = Some(inside.to_owned());
        }
        outside = next;
    }
    let innermost = |path: &&String| {
        let below = format!("{path}/");
        !paths.iter().any(|other| other.starts_with(&below))
    };
    paths.iter().filter(innermost).cloned().collect()
}
