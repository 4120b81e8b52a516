use credeval_model::{
    Digest,
    evidence::{Evidence, Item, Origin},
    trust::{
        QualityScope, TrustFile,
        lock::Source,
        snapshot::{Decision, IdentifierScheme},
    },
};
use serde_json::json;

use super::*;

fn institution() -> Value {
    json!({
        "id": 7, "eter_id": "XX0007", "closure_date": null, "website_link": "http://uni.example",
        "names": [
            { "name_official": "Old name", "name_valid_to": "2000-01-01" },
            { "name_official": "Universitas", "name_english": "University", "name_valid_to": null,
              "name_versions": [{ "name": "Uni" }], "acronym": "U" }
        ],
        "countries": [{ "country": { "iso_3166_alpha2": "SE", "iso_3166_alpha3": "SWE" } }],
        "identifiers": [
            { "identifier": "uni.example", "resource": "SCHAC", "identifier_valid_to": null },
            { "identifier": "old.example", "resource": "SCHAC", "identifier_valid_to": "2020-01-01" },
            { "identifier": "SE202100287401", "resource": "EU-VAT" },
            { "identifier": "42", "resource": "SE-national" }
        ]
    })
}

fn programme_report() -> Value {
    json!({
        "id": 11, "agency_name": "Agency", "agency_esg_activity_type": "programme",
        "institutions": [{ "id": 7, "deqar_id": "DEQARINST0007", "name_primary": "University" }],
        "programmes": [
            { "name_primary": "Soil", "programme_names": [{ "name": "Jord" }], "nqf_level": "",
              "programme_identifiers": [{ "identifier": "1" }], "qf_ehea_level": "second cycle",
              "field_study": "http://data.europa.eu/snb/isced-f/0532", "countries": [] },
            { "name_primary": "Water", "qf_ehea_level": "first cycle", "countries": ["Norway"] }
        ],
        "valid_from": "2020-09-01", "valid_to": null, "status": "part of obligatory EQA system",
        "decision": "positive with conditions or restrictions", "flag": "none"
    })
}

fn ror(country: &str, domain: &str) -> Value {
    json!({
        "id": "https://ror.org/00abcde12", "status": "active", "domains": [domain],
        "names": [{ "value": "U", "types": ["acronym"] }, { "value": "University", "types": ["ror_display"] }],
        "locations": [{ "geonames_details": { "country_code": country } }]
    })
}

fn gathered(document: &Value) -> Result<Register, Fault> {
    register(document, "2026-06-01")
}

fn has(organisation: &RegisterOrganisation, scheme: IdentifierScheme, value: &str) -> bool {
    let mut known = organisation.identifiers.iter();
    known.any(|one| one.scheme == scheme && one.value == value)
}

#[test]
fn an_institution_of_deqar_gets_its_reports_and_its_ror() {
    let document = json!([institution(), { "count": 1, "next": null, "results": [programme_report()] },
        ror("SE", "uni.example")]);
    let register = gathered(&document).unwrap();
    let [one] = register.organisations.as_slice() else {
        panic!("{register:?}");
    };
    assert_eq!(one.names, ["Universitas", "University", "Uni", "Old name"]);
    assert_eq!(one.country.as_deref(), Some("SE"));
    for (scheme, value) in [
        (IdentifierScheme::Deqar, "DEQARINST0007"),
        (IdentifierScheme::Eter, "XX0007"),
        (IdentifierScheme::Schac, "uni.example"),
        (IdentifierScheme::Vat, "SE202100287401"),
        (IdentifierScheme::Other, "42"),
        (IdentifierScheme::Ror, "https://ror.org/00abcde12"),
    ] {
        assert!(has(one, scheme, value), "{value}");
    }
    assert!(
        !has(one, IdentifierScheme::Schac, "old.example"),
        "it has ended"
    );
    let [soil, water] = one.reports.as_slice() else {
        panic!("{:?}", one.reports);
    };
    assert_eq!(soil.scope, QualityScope::Programme);
    assert_eq!(soil.decision, Decision::Conditional);
    assert!(soil.obligatory && !soil.flagged);
    assert_eq!(soil.valid_to.as_deref(), Some("2026-09-01"), "six years");
    assert_eq!(soil.limits.awards, ["Jord", "Soil"], "no local number");
    assert_eq!(soil.limits.eqf_levels, [7]);
    assert_eq!(soil.limits.fields, ["0532"]);
    assert_eq!(water.limits.awards, ["Water"]);
    assert_eq!(water.limits.eqf_levels, [6]);
    assert_eq!(
        water.limits.jurisdictions,
        ["Norway"],
        "narrower, not wider"
    );
}

#[test]
fn ror_alone_joins_nobody_by_a_domain_of_elsewhere() {
    for record in [
        ror("NO", "uni.example"),
        ror("SE", "other.example"),
        ror("SE", "sub.uni.example"),
    ] {
        let register = gathered(&json!([institution(), record])).unwrap();
        assert_eq!(register.organisations.len(), 2);
        let alone = &register.organisations[1];
        assert_eq!(alone.names, ["University"]);
        assert!(
            alone
                .identifiers
                .iter()
                .all(|one| one.scheme == IdentifierScheme::Ror)
        );
        assert!(alone.reports.is_empty());
    }
}

#[test]
fn the_domain_of_a_closed_institution_signs_no_more() {
    let mut closed = institution();
    closed["closure_date"] = "2024-01-01".into();
    let register = gathered(&closed).unwrap();
    let one = &register.organisations[0];
    assert!(!has(one, IdentifierScheme::Schac, "uni.example"));
    assert!(
        has(one, IdentifierScheme::Deqar, "DEQARINST0007"),
        "it is still known"
    );
    closed["closure_date"] = "2027-01-01".into();
    let register = gathered(&closed).unwrap();
    assert!(has(
        &register.organisations[0],
        IdentifierScheme::Schac,
        "uni.example"
    ));
}

#[test]
fn an_institutional_report_covers_the_institution() {
    let mut report = programme_report();
    report["agency_esg_activity_type"] = "institutional".into();
    report["programmes"] = json!([]);
    report["flag"] = "high level".into();
    report["status"] = "voluntary".into();
    let register = gathered(&report).unwrap();
    let one = &register.organisations[0];
    assert_eq!(
        one.identifiers.len(),
        1,
        "a number alone, by which nobody signs"
    );
    let report = &one.reports[0];
    assert_eq!(report.scope, QualityScope::Institutional);
    assert!(report.limits.is_empty() && report.flagged && !report.obligatory);
}

#[test]
fn our_own_words_are_read_strictly() {
    let own = json!({ "name": "Mine", "published": "2026-05-01T00:00:00Z", "organisations": [
        { "names": ["Uni"], "country": "SE",
          "identifiers": [{ "scheme": "did", "value": "did:web:uni.example" }] }] });
    let register = gathered(&own).unwrap();
    assert_eq!(
        (register.name.as_str(), register.organisations.len()),
        ("Mine", 1)
    );
    let with = |key: &str, value: Value| {
        let mut own = own.clone();
        own["organisations"][0][key] = value;
        gathered(&own).unwrap_err().0
    };
    for (key, value) in [
        ("name", json!("Uni")),
        ("names", json!([])),
        ("names", json!([" "])),
        ("country", json!("SWE")),
        (
            "identifiers",
            json!([{ "scheme": "unheard", "value": "1" }]),
        ),
        (
            "reports",
            json!([{ "id": "r", "scope": "institutional", "decision": "positive",
            "obligatory": true, "valid_from": "May" }]),
        ),
    ] {
        assert_eq!(with(key, value), "malformed", "{key}");
    }
}

#[test]
fn what_is_not_whole_is_refused_with_its_code() {
    let mut unlimited = programme_report();
    unlimited["programmes"] = json!([]);
    let mut undecided = programme_report();
    undecided["decision"] = "maybe".into();
    for (document, code) in [
        (json!([]), "empty"),
        (json!({}), "malformed"),
        (json!("text"), "malformed"),
        (json!([1]), "malformed"),
        (unlimited, "malformed"),
        (undecided, "malformed"),
        (
            json!({ "next": "https://x.example/?page=2", "results": [programme_report()] }),
            "incomplete",
        ),
        (json!([institution(), institution()]), "duplicate"),
    ] {
        assert_eq!(gathered(&document).unwrap_err().0, code, "{document}");
    }
}

#[test]
fn it_is_asked_for_and_never_goes_back() {
    let file =
        "[[anchor]]\nid = 'r'\nkind = 'register'\nsource = 'https://register.example/r.json'\n";
    let anchor = &TrustFile::parse(file).unwrap().anchors[0];
    let url = "https://register.example/r.json";
    let own = |published: &str| {
        let document = json!({ "name": "Mine", "published": published, "organisations": [
            { "names": ["Uni"], "identifiers": [] }] });
        let bytes = document.to_string().into_bytes();
        let mut evidence = Evidence::none();
        let item = Item {
            kind: EvidenceKind::OrganisationRegister,
            digest: Digest::of(&bytes),
            bytes,
            media_type: None,
            fetched_at: None,
            origin: Origin::Supplied,
        };
        evidence.insert(url, credeval_model::evidence::Answer::Found(item));
        evidence
    };
    let run = |evidence: &Evidence, before: &[Source]| {
        read(Reading {
            anchor,
            evidence,
            before,
            now: "2026-06-01T00:00:00Z".parse().unwrap(),
            crypto: credeval_verify::DEFAULT_CRYPTO,
        })
    };
    let Progress::Needs(wanted) = run(&Evidence::none(), &[]).unwrap() else {
        panic!("asked for nothing");
    };
    assert_eq!(wanted[0].url, url);
    let Progress::Made(made) = run(&own("2026-05-01T00:00:00Z"), &[]).unwrap() else {
        panic!("not made");
    };
    assert!(run(&own("2026-05-02T00:00:00Z"), &made.sources).is_ok());
    let older = run(&own("2026-04-30T00:00:00Z"), &made.sources).unwrap_err();
    assert_eq!(older.code, "older");
    let mut offline = Evidence::none();
    let cause = credeval_model::check::Cause::new("offline");
    offline.insert(url, credeval_model::evidence::Answer::Missing(cause));
    assert_eq!(run(&offline, &[]).unwrap_err().code, "not_had");
}
