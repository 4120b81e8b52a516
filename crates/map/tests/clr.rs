//! Learner records: what they say themselves, and how their achievements hang together.

use credeval_map::{Claims, Part, associations, parts};
use credeval_model::{
    Pointer, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::Text,
    scope::{RelationKind, ScopeKind},
};
use serde_json::{Value, json};

/// A record of two achievements of its own and of one in a credential that it holds.
fn record() -> Value {
    json!({
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Transcript of Lea",
        "issuer": { "id": "did:web:university.example", "name": "Example University" },
        "awardedDate": "2024-02-20T00:00:00Z",
        "validFrom": "2024-03-01T00:00:00Z",
        "credentialSubject": {
            "type": ["ClrSubject"],
            "id": "did:key:z1",
            "achievement": [
                { "id": "urn:a:1", "name": "Nutrition", "criteria": { "narrative": "Pass." } },
                { "id": "urn:a:2", "name": "Cooking", "achievementType": "Course" },
            ],
            "association": [
                { "type": ["Association"], "associationType": "isChildOf", "sourceId": "urn:a:1", "targetId": "urn:a:3" },
                { "type": ["Association"], "associationType": "precedes", "sourceId": "urn:a:1", "targetId": "urn:a:2" },
                { "type": ["Association"], "associationType": "isPartOf", "sourceId": "urn:a:2", "targetId": "urn:elsewhere" },
                { "type": ["Association"], "associationType": "somethingElse", "sourceId": "urn:a:2", "targetId": "urn:a:1" },
            ],
            "verifiableCredential": [{
                "type": ["VerifiableCredential", "AchievementCredential"],
                "credentialSubject": { "achievement": { "id": "urn:a:3", "name": "Diploma of Health" } },
            }],
        },
    })
}

fn map(json: &Value) -> Vec<Part> {
    parts(&Claims {
        json,
        standard: Standard::Clr2,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    })
}

fn relations(part: &Part) -> Vec<(RelationKind, &str, Option<&str>)> {
    part.relations
        .iter()
        .map(|relation| {
            let title = relation.title.as_ref().map(Text::shown);
            (relation.kind, relation.to.as_str(), title)
        })
        .collect()
}

#[test]
fn each_achievement_of_the_record_is_a_part() {
    let parts = map(&record());
    let seen: Vec<_> = parts
        .iter()
        .map(|part| {
            (
                part.pointer.as_ref().map(Pointer::as_str),
                part.elements.title.value().unwrap().shown(),
                part.elements.issued.value().unwrap().stated_as.as_str(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (
                Some("/credentialSubject/achievement/0"),
                "Nutrition",
                "awardedDate"
            ),
            (
                Some("/credentialSubject/achievement/1"),
                "Cooking",
                "awardedDate"
            ),
        ]
    );
    assert_eq!(parts[1].scope.kind, ScopeKind::MicroCredential);
    assert!(parts.iter().all(|part| part.findings.is_empty()));
}

#[test]
fn the_name_of_a_record_is_not_that_of_one_of_its_achievements() {
    let mut json = record();
    json["credentialSubject"]["achievement"][1]["name"] = Value::Null;
    let parts = map(&json);
    assert!(parts[1].elements.title.value().is_none());
    // Of one alone it is.
    json["credentialSubject"]["achievement"] = json!({ "id": "urn:a:1" });
    let title = map(&json).remove(0).elements.title;
    assert_eq!(title.value().unwrap().shown(), "Transcript of Lea");
}

#[test]
fn associations_are_read_from_both_ends() {
    let parts = map(&record());
    let held = "/credentialSubject/verifiableCredential/0/credentialSubject/achievement";
    assert_eq!(
        relations(&parts[0]),
        [
            (RelationKind::PartOf, held, Some("Diploma of Health")),
            (
                RelationKind::Precedes,
                "/credentialSubject/achievement/1",
                Some("Cooking")
            ),
        ]
    );
    assert_eq!(
        relations(&parts[1]),
        [(
            RelationKind::Follows,
            "/credentialSubject/achievement/0",
            Some("Nutrition")
        )]
    );
}

#[test]
fn achievements_that_nothing_relates_stand_beside_each_other() {
    let mut json = record();
    json["credentialSubject"]["association"] = Value::Null;
    let parts = map(&json);
    assert_eq!(
        relations(&parts[0]),
        [(
            RelationKind::Beside,
            "/credentialSubject/achievement/1",
            Some("Cooking")
        )]
    );
}

#[test]
fn every_kind_of_association_has_its_inverse() {
    use RelationKind::{Beside, Follows, HasPart, PartOf, Precedes, RelatedTo};
    for (kind, source, target) in [
        ("isChildOf", PartOf, HasPart),
        ("isPartOf", PartOf, HasPart),
        ("isParentOf", HasPart, PartOf),
        ("precedes", Precedes, Follows),
        ("exactMatchOf", RelatedTo, RelatedTo),
        ("isPeerOf", RelatedTo, RelatedTo),
        ("isRelatedTo", RelatedTo, RelatedTo),
        ("replacedBy", RelatedTo, RelatedTo),
        ("ext:likes", Beside, Beside),
    ] {
        let mut json = record();
        json["credentialSubject"]["association"] =
            json!({ "associationType": kind, "sourceId": "urn:a:1", "targetId": "urn:a:2" });
        let kinds: Vec<_> = map(&json)
            .iter()
            .map(|part| part.relations[0].kind)
            .collect();
        assert_eq!(kinds, [source, target], "{kind}");
    }
}

#[test]
fn what_a_part_counts_towards_is_named_where_it_stands_in_the_record() {
    let parts = map(&record());
    let stackability = parts[0].elements.stackability.stated().unwrap();
    assert_eq!(stackability.value.partial, Some(true));
    assert_eq!(
        stackability.value.towards,
        [Text::plain("Diploma of Health")]
    );
    let from: Vec<_> = stackability.from.iter().map(Pointer::as_str).collect();
    assert_eq!(
        from,
        [
            "/credentialSubject/verifiableCredential/0/credentialSubject/achievement/name",
            "/credentialSubject/association/0/targetId",
        ]
    );
    // One that does not stand there is known by its identifier alone, and is no relation to a node.
    let elsewhere = parts[1].elements.stackability.value().unwrap();
    assert_eq!(elsewhere.towards, [Text::plain("urn:elsewhere")]);
}

#[test]
fn a_whole_names_its_parts() {
    let mut json = record();
    json["credentialSubject"]["association"] = json!([
        { "associationType": "isParentOf", "sourceId": "urn:a:1", "targetId": "urn:a:2" },
        { "associationType": "isParentOf", "sourceId": "urn:a:1", "targetId": "urn:a:3" },
    ]);
    let parts = map(&json);
    let whole = parts[0].elements.stackability.value().unwrap();
    assert_eq!(whole.partial, None);
    assert_eq!(
        whole.parts,
        [Text::plain("Cooking"), Text::plain("Diploma of Health")]
    );
}

#[test]
fn a_record_without_an_achievement_of_its_own_is_one_part() {
    let mut json = record();
    json["credentialSubject"]["achievement"] = Value::Null;
    let parts = map(&json);
    assert_eq!((parts.len(), &parts[0].pointer), (1, &None));
    assert_eq!(
        parts[0].elements.title.value().unwrap().shown(),
        "Transcript of Lea"
    );
    assert_eq!(parts[0].scope.kind, ScopeKind::Unclear);
    // Ten credentials make a transcript.
    let held = json["credentialSubject"]["verifiableCredential"][0].clone();
    json["credentialSubject"]["verifiableCredential"] = json!(vec![held; 10]);
    assert_eq!(map(&json)[0].scope.kind, ScopeKind::Transcript);
}

/// What a record says of the credentials that it holds stands in no one of them.
#[test]
fn credentials_that_a_record_holds_are_related_by_its_associations() {
    use RelationKind::{Beside, HasPart, PartOf};
    let held = |id: &str| json!({ "credentialSubject": { "achievement": { "id": id } } });
    let record = |kind: &str| {
        json!({ "credentialSubject": {
            "verifiableCredential": [held("urn:a"), held("urn:b"), held("urn:b"), held("urn:c")],
            "association": [{ "associationType": kind, "sourceId": "urn:a", "targetId": "urn:b" }],
        } })
    };
    let place = |index: usize| {
        Pointer::from(format!("/credentialSubject/verifiableCredential/{index}").as_str())
    };
    let places: Vec<_> = (0..4).map(|index| (place(index), None)).collect();
    let told = |kind: &str| -> Vec<Vec<(RelationKind, Pointer)>> {
        associations(&record(kind), &places)
            .into_iter()
            .map(|relations| {
                relations
                    .into_iter()
                    .map(|one| (one.kind, one.to))
                    .collect()
            })
            .collect()
    };
    let related = told("isParentOf");
    assert_eq!(
        related[0],
        [(HasPart, place(1)), (HasPart, place(2)), (Beside, place(3))],
        "both credentials of the one achievement"
    );
    assert_eq!(related[1][0], (PartOf, place(0)));
    assert_eq!(related[2][0], (PartOf, place(0)));
    assert_eq!(related[3].len(), 3);
    assert!(related[3].iter().all(|(kind, _)| *kind == Beside));
    // An association of no known type relates nothing.
    let unknown = told("isNicerThan");
    assert!(unknown.iter().flatten().all(|(kind, _)| *kind == Beside));
}
