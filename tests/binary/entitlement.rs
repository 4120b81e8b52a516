//! Whose award it is: a company seals in the name of a school, and names what assures the school.

use serde_json::Value;

use super::program::{Schema, credeval};

/// The evaluation of a credential of the admission story under a trust file of it.
fn evaluated(credential: &str, trust: &str) -> Value {
    let run = credeval(&[
        "evaluate",
        &format!("fixtures/admission/{credential}"),
        "--trust",
        &format!("fixtures/admission/{trust}"),
        "--programme",
        "fixtures/admission/programme.toml",
        "--offline",
        "--at",
        "2026-09-01T00:00:00Z",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.reports(Schema::Evaluation).remove(0)
}

/// Outcome and cause of the row `issuer.entitlement`.
fn entitlement(report: &Value) -> (&str, &str) {
    let mut rows = report["checks"].as_array().unwrap().iter();
    let row = rows
        .find(|row| row["code"] == "issuer.entitlement")
        .unwrap();
    let cause = row["cause"]["code"].as_str().unwrap_or_default();
    (row["outcome"].as_str().unwrap(), cause)
}

fn quality(report: &Value) -> (u64, u64) {
    let quality = &report["criteria"][0];
    assert_eq!(quality["criterion"], "quality");
    let bound = |key: &str| quality[key].as_u64().unwrap();
    (bound("lower"), bound("upper"))
}

const PROOF: &str =
    "proof that Quickcert Learning may award for Northport University of Applied Sciences";

#[test]
fn a_company_that_seals_for_a_school_brings_none_of_its_quality() {
    for (credential, cause) in [
        ("mandated.jsonld", "not_entitled"),
        ("renamed.jsonld", "name_not_confirmed"),
    ] {
        let report = evaluated(credential, "trust-company.toml");
        // The seal is valid, and everybody knows whose it is.
        let mut rows = report["checks"].as_array().unwrap().iter();
        assert!(rows.all(|row| row["outcome"] != "failed"), "{report:#}");
        assert_eq!(report["trust"][0]["anchor"], "quickcert-seal");
        assert_eq!(report["trust"][0]["name"], "Quickcert Learning");
        assert_eq!(entitlement(&report), ("inconclusive", cause));
        assert_eq!(quality(&report), (1, 3), "{credential}");
        let mut missing = report["criteria"][0]["missing"].as_array().unwrap().iter();
        assert!(
            missing.any(|missing| missing["what"] == PROOF),
            "{report:#}"
        );
        let mut settle = report["outcome"]["settle"].as_array().unwrap().iter();
        let asks = |facts: &Value| {
            let mut facts = facts.as_array().unwrap().iter();
            facts.any(|fact| fact["what"] == PROOF)
        };
        assert!(
            settle.any(|settlement| asks(&settlement["facts"])),
            "{report:#}"
        );
    }
}

#[test]
fn a_partner_of_the_school_brings_what_the_registrar_wrote_down() {
    let report = evaluated("mandated.jsonld", "trust-partner.toml");
    assert_eq!(entitlement(&report), ("passed", ""));
    assert_eq!(quality(&report), (3, 3));
    assert!(!report.to_string().contains(PROOF));
    // And the school itself what it always did.
    let own = evaluated("credential.jsonld", "trust-company.toml");
    assert_eq!(entitlement(&own), ("passed", ""));
    assert_eq!(quality(&own), (3, 3));
    assert_eq!(own["trust"][0]["anchor"], "northport-seal");
}
