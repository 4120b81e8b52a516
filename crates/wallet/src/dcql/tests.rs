use credeval_linked_data::Contexts;
use serde_json::json;

use super::matching::{Mismatch, Shown};
use super::*;

const BADGE: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential";

fn query(value: Value) -> Result<Query, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn one(value: &Value) -> CredentialQuery {
    query(json!({ "credentials": [value] }))
        .unwrap()
        .credentials[0]
        .clone()
}

fn compare(query: &CredentialQuery, root: &Value) -> Result<(), Mismatch> {
    let contexts = Contexts::built_in();
    let contexts = &contexts;
    query.compare(&Shown { root, contexts })
}

#[test]
fn a_query_is_written_as_it_was_read() {
    let stated = json!({
        "credentials": [
            { "id": "badge", "format": "jwt_vc_json", "meta": { "type_values": [[BADGE]] }, "multiple": true,
              "claims": [{ "path": ["credentialSubject", 0, null], "values": ["a", 1, true] }] },
            { "id": "pid", "format": "dc+sd-jwt", "meta": { "vct_values": ["urn:eudi:pid:1"] },
              "claims": [{ "id": "a", "path": ["birthdate"] }], "claim_sets": [["a"]] }
        ],
        "credential_sets": [{ "options": [["badge"]], "required": true },
                            { "options": [["pid"]], "required": false }]
    });
    let read = query(stated.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), stated);
}

#[test]
fn a_query_that_refers_to_nothing_is_refused() {
    let pid = |changes: Value| {
        let mut pid = json!({ "id": "pid", "format": "dc+sd-jwt", "meta": { "vct_values": ["v"] },
            "claims": [{ "id": "a", "path": ["x"] }], "claim_sets": [["a"]] });
        for (key, value) in changes.as_object().unwrap() {
            pid[key] = value.clone();
        }
        pid
    };
    let with = |changes: Value| query(json!({ "credentials": [pid(changes)] }));
    assert!(with(json!({})).is_ok());
    for (changes, expected) in [
        (json!({ "id": "p d" }), "an id of letters"),
        (json!({ "id": "" }), "an id of letters"),
        (json!({ "meta": { "vct_values": [] } }), "1 to 32 entries"),
        (json!({ "claim_sets": [["b"]] }), "the id of a claim"),
        (json!({ "claim_sets": [[]] }), "1 to 32 entries"),
        (
            json!({ "claims": [{ "path": [] }] }),
            "at least one component",
        ),
        (
            json!({ "claims": [{ "id": "a", "path": ["x"] }, { "id": "a", "path": ["y"] }] }),
            "ids that differ",
        ),
        (
            json!({ "claims": [{ "id": "a", "path": ["x"], "values": [1.5] }] }),
            "strings, whole numbers",
        ),
        (
            json!({ "format": "jwt_vc_json", "meta": { "type_values": [["IDCredential"]] } }),
            "expanded types",
        ),
    ] {
        let found = with(changes.clone()).unwrap_err();
        assert!(found.contains(expected), "{changes}: {found}");
    }
    let twice = json!({ "credentials": [pid(json!({})), pid(json!({}))] });
    assert!(query(twice).unwrap_err().contains("ids that differ"));
    assert!(query(json!({ "credentials": [] })).is_err());
    let other =
        json!({ "credentials": [pid(json!({}))], "credential_sets": [{ "options": [["q"]] }] });
    assert!(query(other).unwrap_err().contains("the id of a query"));
}

/// OpenID4VP 1.0 section 7.3.
#[test]
fn paths_select_what_the_specification_says() {
    let credential = json!({
        "name": "Arthur Dent",
        "address": { "street_address": "42 Market Street" },
        "degrees": [{ "type": "Bachelor", "university": "U" }, { "type": "Master" }],
        "nationalities": ["British", "Betelgeusian"],
        "mixed": [{ "type": "Bachelor" }, "Master"]
    });
    let select = |path: Value| -> Value {
        let path: ClaimsPath = serde_json::from_value(path).unwrap();
        json!(path.select(&credential))
    };
    assert_eq!(select(json!(["name"])), json!(["Arthur Dent"]));
    assert_eq!(
        select(json!(["address", "street_address"])),
        json!(["42 Market Street"])
    );
    assert_eq!(
        select(json!(["degrees", null, "type"])),
        json!(["Bachelor", "Master"])
    );
    assert_eq!(select(json!(["degrees", null, "university"])), json!(["U"]));
    assert_eq!(select(json!(["nationalities", 1])), json!(["Betelgeusian"]));
    for nothing in [
        json!(["degree"]),
        json!(["name", "first"]),
        json!(["address", null]),
        json!(["address", 0]),
        json!(["nationalities", 2]),
        json!(["degrees", "type"]),
        json!(["mixed", null, "type"]),
    ] {
        assert_eq!(select(nothing.clone()), json!([]), "{nothing}");
    }
}

#[test]
fn a_badge_is_known_by_its_expanded_type() {
    let badges = one(
        &json!({ "id": "b", "format": "ldp_vc", "meta": { "type_values": [[BADGE]] },
        "claims": [{ "path": ["credentialSubject", "achievement"] }] }),
    );
    let v2 = "https://www.w3.org/ns/credentials/v2";
    let ob = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    let badge = |context: Value, kind: &str| {
        json!({ "@context": context, "type": ["VerifiableCredential", kind],
                "credentialSubject": { "achievement": {} } })
    };
    assert_eq!(
        compare(&badges, &badge(json!([v2, ob]), "OpenBadgeCredential")),
        Ok(())
    );
    // The older name of the same type.
    assert_eq!(
        compare(&badges, &badge(json!([v2, ob]), "AchievementCredential")),
        Ok(())
    );
    let other = compare(&badges, &badge(json!([v2, ob]), "EndorsementCredential"));
    assert!(matches!(other, Err(Mismatch::Other(_))), "{other:?}");
    // The name alone, with no context that says what it means.
    let named = compare(&badges, &badge(json!([v2]), "OpenBadgeCredential"));
    assert!(matches!(named, Err(Mismatch::Other(_))), "{named:?}");
    let unknown = json!([v2, "https://forger.example/context.json"]);
    assert_eq!(
        compare(&badges, &badge(unknown, "OpenBadgeCredential")),
        Err(Mismatch::Untold)
    );
    let mut without = badge(json!([v2, ob]), "OpenBadgeCredential");
    without["credentialSubject"] = json!({});
    assert_eq!(
        compare(&badges, &without),
        Err(Mismatch::Other(
            "the claim /credentialSubject/achievement".to_owned()
        ))
    );
}

#[test]
fn claims_and_values_are_looked_at_again() {
    let pid = one(
        &json!({ "id": "p", "format": "dc+sd-jwt", "meta": { "vct_values": ["v"] },
        "claims": [{ "id": "a", "path": ["family_name"] }, { "id": "b", "path": ["country"], "values": ["SK"] }],
        "claim_sets": [["a", "b"], ["a"]] }),
    );
    let shown = |value: Value| compare(&pid, &value);
    assert_eq!(
        shown(json!({ "vct": "v", "family_name": "D", "country": "SK" })),
        Ok(())
    );
    assert_eq!(
        shown(json!({ "vct": "v", "family_name": "D", "country": "NL" })),
        Ok(())
    );
    assert_eq!(
        shown(json!({ "vct": "v", "country": "SK" })),
        Err(Mismatch::Other("the claim /family_name".to_owned()))
    );
    assert_eq!(
        shown(json!({ "vct": "w", "family_name": "D" })),
        Err(Mismatch::Other("the `vct` v".to_owned()))
    );
    let strict = CredentialQuery {
        claim_sets: Vec::new(),
        ..pid.clone()
    };
    assert_eq!(
        compare(
            &strict,
            &json!({ "vct": "v", "family_name": "D", "country": "NL" })
        ),
        Err(Mismatch::Other("the claim /country".to_owned()))
    );
}

#[test]
fn a_request_is_satisfied_by_one_option_of_each_set_it_needs() {
    let of = |id: &str| json!({ "id": id, "format": "dc+sd-jwt", "meta": { "vct_values": ["v"] } });
    let sets =
        json!([{ "options": [["a"], ["b", "c"]] }, { "options": [["d"]], "required": false }]);
    let query = query(json!({ "credentials": [of("a"), of("b"), of("c"), of("d")],
                              "credential_sets": sets }))
    .unwrap();
    let by = |ids: &[&str]| query.satisfied_by(&ids.iter().copied().collect()).is_ok();
    assert!(by(&["a"]) && by(&["b", "c"]) && by(&["a", "d"]));
    assert!(!by(&[]) && !by(&["b"]) && !by(&["d"]));
    let all = Query::new(query.credentials().to_vec(), Vec::new()).unwrap();
    assert!(all.satisfied_by(&["a", "b", "c", "d"].into()).is_ok());
    assert!(all.satisfied_by(&["a", "b", "c"].into()).is_err());
}
