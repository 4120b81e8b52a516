//! The structure of credentials as found, against what their publishers' own tests and the published
//! shapes say of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use credeval_conformance::{Suite, at, corpus, credential_files};
use credeval_linked_data::Contexts;
use credeval_model::{Check, CheckCode, CheckOutcome, Document, Pointer, evidence::Evidence, json};
use credeval_verify::{Against, Trust, check, open};
use serde_json::Value;

/// The rows on structure of a document.
fn structure(bytes: Vec<u8>) -> Result<Vec<Check>, String> {
    let opened = open(&Document::new(bytes, "corpus")).map_err(|error| error.to_string())?;
    let (evidence, trust, contexts) = (Evidence::none(), Trust::none(), Contexts::built_in());
    let against = Against::new(&evidence, &trust, &contexts, at());
    let rows = check(&opened, against).checks().to_vec();
    let rows = rows.into_iter();
    Ok(rows
        .filter(|row| row.code == CheckCode::DocumentStructure)
        .collect())
}

/// Where a document is not as it should be, and why.
fn faults(bytes: Vec<u8>) -> Result<Vec<(String, String)>, String> {
    let rows = structure(bytes)?.into_iter();
    let failed = rows.filter(|row| row.outcome == CheckOutcome::Failed);
    Ok(failed
        .map(|row| {
            let place = row.pointer.map(|place| place.as_str().to_owned());
            (place.unwrap_or_default(), row.summary.into_owned())
        })
        .collect())
}

fn name(corpus: &Path, path: &Path) -> String {
    path.strip_prefix(corpus)
        .unwrap_or(path)
        .to_string_lossy()
        .into_owned()
}

/// Files that the publisher of the standard made to be refused for their structure, and where.
const WRONG: &[(&str, &str)] = &[
    ("simple-err-context.json", "/@context"),
    (
        "simple-err-credential-subject-achievement-result-description-type.json",
        "/credentialSubject/achievement/resultDescription/2/type",
    ),
    (
        "simple-err-credential-subject-identifier-type.json",
        "/credentialSubject/identifier/0/type",
    ),
    (
        "simple-err-credential-subject-profile-type.json",
        "/credentialSubject/source/type",
    ),
    (
        "simple-err-credential-subject-result-type.json",
        "/credentialSubject/result/1/type",
    ),
    (
        "simple-err-credential-subject-type.json",
        "/credentialSubject/type",
    ),
    ("simple-err-evidence-type.json", "/evidence/1/type"),
    (
        "simple-err-issuer-otheridentifier-type.json",
        "/issuer/otherIdentifier/1/type",
    ),
    (
        "simple-err-issuer-parentorg-type.json",
        "/issuer/parentOrg/type",
    ),
    ("simple-err-issuer-type.json", "/issuer/type"),
    ("simple-err-issuer.json", "/issuer"),
    ("simple-err-type.json", "/type"),
    ("basic-assertion-invalid-context.json", "/@context"),
];

/// Files of the publisher that its own published schema refuses, too, whatever their names say.
const NO_ACHIEVEMENT: &str = "it has no achievement, which the published schema asks for, too";

#[test]
fn files_of_the_publisher_end_as_its_own_tests_say() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new(
        "structure, files of 1EdTech",
        &[
            ("ob30/simple-err-issued.json", NO_ACHIEVEMENT),
            ("ob30/simple-noproof.json", NO_ACHIEVEMENT),
            ("ob30/simple.jwt", NO_ACHIEVEMENT),
        ],
    );
    let folder = corpus.join("open-badges/1edtech-validator");
    let files = credential_files(&corpus, u64::MAX);
    for path in files.iter().filter(|path| path.starts_with(&folder)) {
        let file = name(&folder, path);
        if !["ob30/", "clr20/", "ob20/"]
            .iter()
            .any(|kind| file.starts_with(kind))
        {
            continue;
        }
        let Ok(found) = faults(fs::read(path).expect("a file")) else {
            suite.skip("no credential");
            continue;
        };
        let wrong = WRONG.iter().find(|(wrong, _)| file.ends_with(wrong));
        suite.case(
            &file,
            match wrong {
                Some((_, place)) if found.iter().any(|(at, _)| at == place) => Ok(()),
                Some((_, place)) => Err(format!("expected a fault at {place}, found {found:?}")),
                None if found.is_empty() => Ok(()),
                None => Err(format!("expected no fault, found {found:?}")),
            },
        );
    }
    suite.finish();
}

/// What real files lack that their standard says they must have: the beginning of their names, the
/// places, and the rule.
const LACKING: &[(&str, &[&str], &str)] = &[
    (
        "dcc-",
        &["/credentialSubject"],
        "a subject must have an `id` or an `identifier`",
    ),
    (
        "dcc-vc-test-fixtures/verifiableCredentials/v2/dataIntegrityProof/didKey/twoOIDF-revoked-notExpired-badSchema.json",
        &["/validFrom"],
        "`validFrom` is required",
    ),
    (
        "educredentials/",
        &[
            "/credentialSubject/result/0/resultDescription",
            "/credentialSubject/result/1/resultDescription",
            "/credentialSubject/result/2/resultDescription",
        ],
        "a result description that is named must be one of the achievement",
    ),
    (
        "jff-plugfest/plugfest-1-2022/",
        &["/id", "/credentialSubject/achievement/id"],
        "`id` is required",
    ),
];

/// Drafts of a converter, which are no credentials of any one standard.
const MIXED: &[(&str, &str)] = &[
    (
        "educredentials/credential-converter/output/example_ELM_to_OBv3.json",
        "a draft of a converter: an achievement without criteria",
    ),
    (
        "educredentials/credential-converter/output/example_OBv3_to_ELM.json",
        "a draft of a converter: a badge with the context of European credentials",
    ),
    (
        "educredentials/credential-converter/test/ELM_export_example.json",
        "issued to EBSI's rules, which lack what the European profiles ask for",
    ),
];

#[test]
fn real_badges_lack_only_what_their_standard_asks_for() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("structure, badges of others", MIXED);
    let mut used = BTreeSet::new();
    let folder = corpus.join("open-badges");
    for path in credential_files(&corpus, u64::MAX) {
        let file = name(&folder, &path);
        let is_other = path.starts_with(&folder)
            && !file.starts_with("1edtech-validator/")
            && !file.starts_with("contexts/");
        let Ok(value) = json::parse(&fs::read(&path).expect("a file")) else {
            continue;
        };
        if !is_other || !types(&value).any(|kind| kind.ends_with("Credential")) {
            continue;
        }
        let found = match faults(fs::read(&path).expect("a file")) {
            Ok(found) => found,
            Err(why) => {
                suite.case(&file, Err(why));
                continue;
            }
        };
        let explained = |(at, _): &(String, String)| {
            let known = LACKING.iter().position(|(beginning, places, _)| {
                file.starts_with(beginning) && places.contains(&at.as_str())
            });
            known.is_some_and(|known| {
                used.insert(known);
                true
            })
        };
        let unexplained: Vec<_> = {
            let mut explained = explained;
            found
                .into_iter()
                .filter(|fault| !explained(fault))
                .collect()
        };
        suite.case(
            &file,
            match unexplained.is_empty() {
                true => Ok(()),
                false => Err(format!("{unexplained:?}")),
            },
        );
    }
    suite.finish();
    assert_eq!(
        used.len(),
        LACKING.len(),
        "what no file lacks any more is left out of the list"
    );
}

fn types(value: &Value) -> impl Iterator<Item = &str> {
    json::one_or_many(value.get("type"))
        .iter()
        .filter_map(Value::as_str)
}

/// European credentials that the published shapes refuse (pySHACL over the profile that each names,
/// with both contexts written in), and a place of each.
const REFUSED: &[(&str, &str)] = &[
    (
        "edci-commons/src/test/resources/jsonld/cred1.jsonld",
        "/credentialProfiles",
    ),
    (
        "edci-commons/src/test/resources/jsonld/cred2_1context.jsonld",
        "/issued",
    ),
    ("credential-jws-invalid.jsonld", "/credentialSchema"),
    ("main/resources/jsonld/frame.jsonld", "/credentialSubject"),
    (
        "edci-data-model/src/test/resources/jsonld/cred1.jsonld",
        "/displayParameter/individualDisplay",
    ),
    (
        "edci-data-model/src/test/resources/jsonld/cred2_1context.jsonld",
        "/issued",
    ),
    ("cred_noLegalName_shouldFail.jsonld", "/displayParameter"),
    (
        "jsonld/credential-signed.jsonld",
        "/issuer/registration/notation",
    ),
    (
        "jsonld/signed_credential.jsonld",
        "/issuer/registration/notation",
    ),
    (
        "credential_shouldValidate.jsonld",
        "/issuer/eIDASIdentifier",
    ),
    ("regularCred.jsonld", "/issuer/eIDASIdentifier"),
    ("test-data-json.jsonld", "/issuer/eIDASIdentifier"),
    (
        "elm-repo/rdf/samples/credential-sample.jsonld",
        "/displayParameter/individualDisplay",
    ),
    // By the data model alone: a status without identifier.
    (
        "rdf/samples/v3.1/credential-sample.jsonld",
        "/credentialStatus/id",
    ),
    // The seal writes in what these still lack.
    (
        "samples-ec/Sample-CertOfPart-unsigned-uploadable.json",
        "/credential/issued",
    ),
    ("samples-ec/Sample-CertOfPart-unsigned.jsonld", "/issued"),
    (
        "samples-ec/Sample-MC-Annex1-unsigned-uploadable.json",
        "/credential/issued",
    ),
    ("samples-ec/Sample-MC-Annex1-unsigned.jsonld", "/issued"),
    ("edc/AA-Annex1-MC-unsigned.json", "/credential/issuer"),
    ("edc/Sample-CertOfPart-unsigned.json", "/credential/issuer"),
    ("edc/Sample-JointDegree-unsigned.json", "/credential/issuer"),
    (
        "edc/Sample-MastersDegree-unsigned.json",
        "/credential/issuer",
    ),
    (
        "edc/Sample-TranscriptOfRecords-unsigned.json",
        "/credential/issuer",
    ),
];

/// European credentials that they take. Of the two degrees they refuse `dateModified` alone, of
/// which the published context makes an identifier while the shapes ask for a date; we take it for
/// the date that it is.
const TAKEN: &[&str] = &[
    "samples-ec/Sample-MC-Annex1-signed.jsonld",
    "samples-ec/Sample-CertOfPart-signed.jsonld",
    "edc/AA-Annex1-MC-signed.jsonld",
    "edc/Sample-CertOfPart-signed.jsonld",
    "edc/Sample-TranscriptOfRecords-signed.jsonld",
    "edc/Sample-JointDegree-signed.jsonld",
    "edc/Sample-MastersDegree-signed.jsonld",
    "elm-repo-3.2LTS/rdf/samples/credential-sample.jsonld",
];

#[test]
fn european_credentials_end_as_the_published_shapes_say() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("structure, European credentials", &[]);
    let folder = corpus.join("elm");
    let mut listed = 0;
    for path in credential_files(&corpus, u64::MAX) {
        if !path.starts_with(&folder) {
            continue;
        }
        let file = name(&folder, &path);
        let bytes = fs::read(&path).expect("a file");
        let Ok(rows) = structure(bytes.clone()) else {
            continue;
        };
        let is_judged = rows
            .iter()
            .any(|row| row.outcome != CheckOutcome::Inconclusive);
        let found = faults(bytes).expect("rows");
        if let Some((_, place)) = REFUSED.iter().find(|(end, _)| file.ends_with(end)) {
            listed += 1;
            suite.case(
                &file,
                match found.iter().any(|(at, _)| at == place) {
                    true => Ok(()),
                    false => Err(format!("expected a fault at {place}, found {found:?}")),
                },
            );
        } else if TAKEN.iter().any(|end| file.ends_with(end)) {
            listed += 1;
            suite.case(
                &file,
                match is_judged && found.is_empty() {
                    true => Ok(()),
                    false => Err(format!("expected no fault, found {found:?}")),
                },
            );
        } else if !found.is_empty() {
            suite.case(&file, Err(format!("a fault that no list says: {found:?}")));
        }
    }
    suite.finish();
    assert_eq!(listed, REFUSED.len() + TAKEN.len());
}

/// Files whose every member is taken out and made wrong, once each.
const ALTERED: &[&str] = &[
    "1edtech-validator/ob30/simple.json",
    "1edtech-validator/ob30/complete.json",
    "educredentials/obv3-examples/theed_microcredential_full_ho.json",
    "educredentials/obv3-examples/mbob_zw_td_microcredential_full.json",
];

/// Who refuses what the other takes.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Us,
    Schema,
}

/// Where we and the published JSON Schema of Open Badges 3.0 differ: who refuses, a part of what is
/// said, and why.
const DIFFERENT: &[(Side, &str, &str)] = &[
    (
        Side::Schema,
        "not of type \"array\"",
        "JSON-LD writes a list of one as its item",
    ),
    (
        Side::Schema,
        "/achievementType \"",
        "words of an open list are remarked on",
    ),
    (
        Side::Schema,
        "/credentialStatus \"id\"",
        "the data model makes the identifier of a status optional",
    ),
    (
        Side::Us,
        "`id` or `identifier`",
        "a rule in the words of the standard that the schema leaves out",
    ),
    (
        Side::Us,
        "`id` or `narrative`",
        "a rule in the words of the standard that the schema leaves out",
    ),
    (
        Side::Us,
        "result description",
        "a schema cannot say what an identifier must lead to",
    ),
];

/// Every place of a document but those inside contexts and proofs.
fn places(value: &Value, at: &Pointer, found: &mut Vec<Pointer>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                found.push(at.index(index));
                places(item, &at.index(index), found);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                found.push(at.key(key));
                // Endorsements are judged by themselves, in rows of their own.
                if key != "@context" && key != "endorsement" {
                    places(value, &at.key(key), found);
                }
            }
        }
        _ => {}
    }
}

/// The place with every index as `*`, and without what stands before the class that repeats.
fn pattern(place: &Pointer) -> String {
    let parts = place.as_str().split('/');
    let parts: Vec<&str> = parts
        .map(|part| {
            if part.parse::<usize>().is_ok() {
                "*"
            } else {
                part
            }
        })
        .collect();
    parts.join("/")
}

#[test]
fn the_published_json_schema_of_open_badges_says_the_same() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("open-badges");
    let schema = fs::read(folder.join("educredentials/credential-converter/obv3/obv3_schema.json"))
        .expect("the schema");
    let schema = json::parse(&schema).expect("JSON");
    let validator = jsonschema::options()
        .offline()
        .build(&schema)
        .expect("a schema");
    let mut suite = Suite::new("structure, differential to the JSON Schema", &[]);
    let used = RefCell::new(BTreeSet::new());
    let agree = |document: &Value| {
        let ours = faults(document.to_string().into_bytes()).expect("a document");
        let ours: Vec<String> = ours.into_iter().map(|(_, summary)| summary).collect();
        let errors = validator.iter_errors(document);
        let theirs: Vec<String> = errors
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect();
        let (side, said) = match (ours.is_empty(), theirs.is_empty()) {
            (true, false) => (Side::Schema, theirs),
            (false, true) => (Side::Us, ours),
            _ => return Ok(()),
        };
        for text in said {
            let reason = DIFFERENT
                .iter()
                .position(|(of, part, _)| *of == side && text.contains(part));
            match reason {
                Some(reason) => used.borrow_mut().insert(reason),
                None if side == Side::Us => return Err(format!("only we refuse: {text}")),
                None => return Err(format!("only the schema refuses: {text}")),
            };
        }
        Ok(())
    };
    for path in credential_files(&corpus, u64::MAX) {
        let file = name(&folder, &path);
        let Ok(mut document) = json::parse(&fs::read(&path).expect("a file")) else {
            continue;
        };
        let is_badge = types(&document)
            .any(|kind| matches!(kind, "OpenBadgeCredential" | "AchievementCredential"));
        let first = json::one_or_many(document.get("@context")).first();
        if path.starts_with(&folder)
            && is_badge
            && first.is_some_and(|first| first == "https://www.w3.org/ns/credentials/v2")
        {
            // Proofs are judged by other checks.
            document
                .as_object_mut()
                .expect("a credential")
                .remove("proof");
            suite.case(&file, agree(&document));
        }
    }
    let mut altered: BTreeMap<String, Result<(), String>> = BTreeMap::new();
    for file in ALTERED {
        let mut document =
            json::parse(&fs::read(folder.join(file)).expect("a file")).expect("JSON");
        document
            .as_object_mut()
            .expect("a credential")
            .remove("proof");
        let mut all = Vec::new();
        places(&document, &Pointer::root(), &mut all);
        for place in all {
            let (parent, key) = place.as_str().rsplit_once('/').expect("a key");
            let mut without = document.clone();
            if let Some(Value::Object(entries)) = without.pointer_mut(parent) {
                entries.remove(&key.replace("~1", "/").replace("~0", "~"));
                let case = altered
                    .entry(format!("without {}", pattern(&place)))
                    .or_insert(Ok(()));
                *case = case.clone().and(agree(&without));
            }
            let mut wrong = document.clone();
            *wrong.pointer_mut(place.as_str()).expect("a place") = Value::from(-7);
            let case = altered
                .entry(format!("wrong {}", pattern(&place)))
                .or_insert(Ok(()));
            *case = case.clone().and(agree(&wrong));
        }
    }
    for (case, result) in altered {
        suite.case(&case, result);
    }
    suite.finish();
    let unused = DIFFERENT.len() - used.borrow().len();
    assert_eq!(
        unused, 0,
        "a reason that no case needs is left out of the list"
    );
}
