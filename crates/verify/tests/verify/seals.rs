//! Seals with all that is added to them: timestamps, evidence on revocation, chains; and what a
//! forger would try with each.

use std::time::{Duration, Instant};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use credeval_linked_data::Contexts;
use credeval_model::{
    Check, CheckCode, CheckOutcome, Document,
    evidence::{Evidence, EvidenceKind},
};
use credeval_verify::{Against, PublicKey, Trust, check, needs, open};
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyUsagePurpose};
use serde_json::{Value, json};

use crate::authority::{
    Entry, Holder, Sealed, authority, distribution_point, extension, good, header, holder, integer,
    invalid_since, oid, pin, purposes, reason, revoked, sequence, stamp_component, stamping, tlv,
};
use crate::support::{at, bytes, is_identified, item, judge, trust};
use CheckCode::{
    DocumentStructure, IssuerKey, ProofAlgorithm, ProofSignature, ProofTime, SealChain,
    SealQualified, SealRevocation, SealTimestamp,
};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};

pub(crate) const SCHOOL: &str = "NTRXX-SCHOOL";
pub(crate) const LIST: &str = "https://authority.example/list.crl";
/// While the seal's certificate was valid.
const SEALED: &str = "20250101000100";
/// After it had expired, and before the time of judgement.
const LATE: &str = "20260101000000";

/// An authority for seals, a school with a seal that has expired since, and an authority for
/// timestamps.
pub(crate) struct World {
    pub(crate) authority: Holder,
    pub(crate) school: Holder,
    pub(crate) clock_authority: Holder,
    pub(crate) clock: Holder,
}

pub(crate) fn world() -> World {
    world_where(|_| {})
}

/// The same, with another certificate of the school.
fn world_where(change: impl FnOnce(&mut CertificateParams)) -> World {
    let top = holder("NTRXX-CA", None, authority);
    let clock_authority = holder("NTRXX-TSP", None, authority);
    World {
        school: holder(SCHOOL, Some(&top), |parameters| {
            parameters.custom_extensions.push(distribution_point(LIST));
            change(parameters);
        }),
        clock: holder("NTRXX-CLOCK", Some(&clock_authority), stamping),
        authority: top,
        clock_authority,
    }
}

const FOR_TIME: &str = "grants = ['timestamp']";

/// A credential that names as its issuer the school that sealed it.
pub(crate) fn credential() -> String {
    json!({
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": { "id": "urn:i", "legalName": { "en": SCHOOL },
            "eIDASIdentifier": { "notation": SCHOOL } },
        "credentialSubject": {}
    })
    .to_string()
}

impl World {
    pub(crate) fn trust(&self) -> Trust {
        let seals = pin("seals", &self.authority, "");
        let times = pin("times", &self.clock_authority, FOR_TIME);
        trust(&(seals + &times))
    }

    fn sealed(&self) -> Sealed {
        Sealed::new(&credential(), &self.school, &header(&self.school))
    }

    /// A seal that is preserved for the long term: level B-LTA.
    fn preserved(&self) -> Sealed {
        let list = self.authority.list("20241231000000", "20250201000000", &[]);
        self.sealed()
            .stamped(&self.clock, SEALED)
            .with_certificates(&[&self.authority, &self.clock_authority])
            .with_revocation("crlVals", &[list])
            .archived(&self.clock, "20250101000200")
    }

    fn judge(&self, sealed: &Sealed) -> Rows {
        see(&sealed.document(), &self.trust())
    }
}

/// The rows of a document.
struct Rows {
    checks: Vec<Check>,
    is_identified: bool,
}

fn see(document: &[u8], trust: &Trust) -> Rows {
    see_with(document, trust, &Evidence::none())
}

fn see_with(document: &[u8], trust: &Trust, evidence: &Evidence) -> Rows {
    judge(document, trust, evidence, |checked| Rows {
        checks: checked.checks().to_vec(),
        is_identified: is_identified(checked),
    })
}

impl Rows {
    fn of(&self, code: CheckCode) -> Vec<CheckOutcome> {
        let rows = self.checks.iter().filter(|check| check.code == code);
        rows.map(|check| check.outcome).collect()
    }

    fn causes(&self, code: CheckCode) -> Vec<&str> {
        let rows = self.checks.iter().filter(|check| check.code == code);
        let causes = rows.filter_map(|check| check.cause.as_ref());
        causes.map(|cause| cause.code.as_str()).collect()
    }
}

#[test]
fn a_preserved_seal_holds_after_its_certificate_has_expired() {
    let world = world();
    let rows = world.judge(&world.preserved());
    for code in [
        ProofSignature,
        ProofTime,
        SealChain,
        SealRevocation,
        IssuerKey,
    ] {
        assert_eq!(rows.of(code), [Passed], "{code}: {:?}", rows.causes(code));
    }
    assert_eq!(rows.of(SealTimestamp), [Passed, Passed]);
    assert!(rows.is_identified);
}

#[test]
fn a_date_that_only_the_sealer_claims_proves_nothing() {
    let world = world();
    for sealed in [
        world.sealed(),
        // A thief of the expired key gets a timestamp, which can only be late.
        world.sealed().stamped(&world.clock, LATE),
    ] {
        let rows = world.judge(&sealed);
        assert_eq!(rows.of(ProofSignature), [Passed]);
        for code in [ProofTime, SealChain] {
            assert_eq!(rows.of(code), [Inconclusive]);
            assert_eq!(rows.causes(code), ["signing_time_not_proven"]);
        }
        assert!(!rows.is_identified);
    }
}

#[test]
fn a_timestamp_of_a_self_made_authority_proves_nothing() {
    let world = world();
    // It bears the names of the real one.
    let top = holder("NTRXX-TSP", None, authority);
    let clock = holder("NTRXX-CLOCK", Some(&top), stamping);
    let sealed = world
        .sealed()
        .stamped(&clock, SEALED)
        .with_certificates(&[&top]);
    let rows = world.judge(&sealed);
    assert_eq!(rows.of(SealTimestamp), [Inconclusive]);
    assert_eq!(rows.causes(SealTimestamp), ["authority_not_anchored"]);
    assert_eq!(rows.of(SealChain), [Inconclusive]);
    assert!(!rows.is_identified);
}

#[test]
fn an_anchor_of_seals_is_none_of_timestamps_unless_it_says_so() {
    let world = world();
    let clock = holder("NTRXX-CLOCK", Some(&world.authority), stamping);
    let document = world.sealed().stamped(&clock, SEALED).document();
    for (more, outcome) in [
        ("", Inconclusive),
        ("grants = ['seal']", Inconclusive),
        ("grants = ['seal', 'timestamp']", Passed),
    ] {
        let rows = see(&document, &trust(&pin("all", &world.authority, more)));
        assert_eq!(rows.of(SealTimestamp), [outcome], "{more}");
        assert_eq!(rows.of(SealChain), [outcome], "{more}");
    }
    let rows = see(&document, &trust(&pin("all", &world.authority, FOR_TIME)));
    assert_eq!(rows.of(SealTimestamp), [Passed]);
    assert_eq!(rows.of(SealChain), [Inconclusive]);
}

#[test]
fn a_seal_stamps_no_times() {
    let world = world();
    let both = "grants = ['seal', 'timestamp']";
    let trust = trust(&pin("all", &world.authority, both));
    let kinds: [(&str, Vec<rcgen::CustomExtension>); 4] = [
        ("no purpose", vec![]),
        (
            "not critical",
            vec![purposes(&["1.3.6.1.5.5.7.3.8"], false)],
        ),
        (
            "another purpose too",
            vec![purposes(&["1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.4"], true)],
        ),
        ("any purpose", vec![purposes(&["2.5.29.37.0"], true)]),
    ];
    for (kind, extensions) in kinds {
        let clock = holder("NTRXX-OTHER", Some(&world.authority), |parameters| {
            parameters.custom_extensions = extensions;
        });
        let rows = see(&world.sealed().stamped(&clock, SEALED).document(), &trust);
        assert_eq!(rows.of(SealTimestamp), [Failed], "{kind}");
        assert_eq!(rows.causes(SealTimestamp), ["not_for_timestamps"], "{kind}");
        assert!(!rows.is_identified, "{kind}");
    }
}

#[test]
fn a_timestamp_of_another_seal_fails() {
    let world = world();
    let other = Sealed::new("{}", &world.school, &header(&world.school));
    let mut sealed = world.sealed();
    sealed.added = other.stamped(&world.clock, SEALED).added;
    let rows = world.judge(&sealed);
    assert_eq!(rows.of(SealTimestamp), [Failed]);
    assert_eq!(rows.causes(SealTimestamp), ["wrong_imprint"]);
    // One that holds does not make up for it.
    let rows = world.judge(&sealed.stamped(&world.clock, SEALED));
    assert_eq!(rows.of(SealTimestamp), [Failed, Passed]);
    assert!(!rows.is_identified);
}

#[test]
fn a_timestamp_with_any_byte_changed_does_not_pass() {
    let world = world();
    let sealed = world.sealed();
    let token = world.clock.stamp(sealed.signature.as_bytes(), SEALED);
    let trust = world.trust();
    let ends = |token: &[u8]| {
        let sealed = sealed.clone().add(&stamp_component("sigTst", token));
        see(&sealed.document(), &trust).of(SealTimestamp)
    };
    assert_eq!(ends(&token), [Passed]);
    for index in 0..token.len() {
        let mut altered = token.clone();
        altered[index] ^= 1;
        assert_ne!(ends(&altered), [Passed], "byte {index} of {}", token.len());
    }
}

#[test]
fn a_timestamp_must_be_signed_by_the_one_that_it_names() {
    let world = world();
    let sealed = world.sealed();
    let message = sealed.signature.clone();
    let ends = |token: &[u8]| {
        let sealed = sealed.clone().add(&stamp_component("sigTst", token));
        let rows = world.judge(&sealed);
        (rows.of(SealTimestamp), rows.causes(SealTimestamp).concat())
    };
    let failed = |cause: &str| (vec![Failed], cause.to_owned());
    let named = world
        .clock
        .stamp_naming(&world.school.der, message.as_bytes(), SEALED);
    assert_eq!(ends(&named), failed("certificate_mismatch"));
    // The time in it moved, and nothing else.
    let token = world.clock.stamp(message.as_bytes(), LATE);
    let place = token
        .windows(14)
        .position(|window| window == LATE.as_bytes());
    let mut moved = token.clone();
    moved[place.unwrap()..][..14].copy_from_slice(SEALED.as_bytes());
    assert_eq!(ends(&moved), failed("wrong_digest"));
    let thief = holder("NTRXX-CLOCK", None, stamping);
    let stolen = holder("NTRXX-CLOCK", Some(&world.clock_authority), stamping).with_key_of(thief);
    assert_eq!(
        ends(&stolen.stamp(message.as_bytes(), SEALED)),
        failed("bad_signature")
    );
}

#[test]
fn a_timestamp_of_the_future_fails() {
    let world = world();
    let rows = world.judge(&world.sealed().stamped(&world.clock, "20270101000000"));
    assert_eq!(rows.causes(SealTimestamp), ["made_in_future"]);
    assert_eq!(rows.of(SealTimestamp), [Failed]);
}

#[test]
fn an_authority_of_timestamps_that_has_expired_is_believed_under_a_later_timestamp() {
    let world = world();
    let old = holder("NTRXX-OLD", Some(&world.clock_authority), |parameters| {
        stamping(parameters);
        parameters.not_after = rcgen::date_time_ymd(2025, 12, 1);
    });
    let stamped = world.sealed().stamped(&old, SEALED);
    let rows = world.judge(&stamped);
    assert_eq!(rows.of(SealTimestamp), [Inconclusive]);
    assert_eq!(rows.causes(SealTimestamp), ["authority_expired"]);
    assert_eq!(rows.of(SealChain), [Inconclusive]);
    let rows = world.judge(&stamped.clone().archived(&world.clock, "20251101000000"));
    assert_eq!(rows.of(SealTimestamp), [Passed, Passed]);
    assert_eq!(rows.of(SealChain), [Passed]);
    // Too late: by then it could have been made with the expired key.
    let rows = world.judge(&stamped.archived(&world.clock, "20251215000000"));
    assert_eq!(rows.of(SealTimestamp), [Inconclusive, Passed]);
    assert_eq!(rows.of(SealChain), [Inconclusive]);
}

#[test]
fn an_authority_of_timestamps_that_was_revoked_is_not_believed() {
    let world = world();
    let entry = Entry {
        serial: world.clock.serial(),
        since: "20241201000000",
        extensions: vec![reason(1)],
    };
    let list = world
        .clock_authority
        .list("20260530000000", "20260630000000", &[entry]);
    let sealed = world.sealed().stamped(&world.clock, SEALED);
    let rows = world.judge(&sealed.with_revocation("crlVals", &[list]));
    assert_eq!(rows.of(SealTimestamp), [Inconclusive]);
    assert_eq!(rows.causes(SealTimestamp), ["authority_revoked"]);
}

#[test]
fn what_was_added_keeps_its_order_under_an_archive_timestamp() {
    let world = world();
    let mut sealed = world.preserved();
    sealed.added.swap(1, 2);
    let rows = world.judge(&sealed);
    assert_eq!(rows.of(SealTimestamp), [Passed, Failed]);
    let mut sealed = world.preserved();
    sealed.added.remove(1);
    assert_eq!(world.judge(&sealed).of(SealTimestamp), [Passed, Failed]);
}

#[test]
fn what_was_added_in_two_forms_is_not_taken_for_nothing() {
    let world = world();
    let mut part = world.sealed().stamped(&world.clock, SEALED).part();
    let list = part["header"]["etsiU"].as_array_mut().unwrap();
    list.push(json!({ "xVals": [] }));
    let mixed = json!({ "payload": credential(), "signatures": [part] });
    part["header"]["etsiU"] = "x".into();
    let text = json!({ "payload": credential(), "signatures": [part] });
    for document in [mixed, text] {
        let rows = see(&bytes(&document), &world.trust());
        assert_eq!(rows.causes(SealTimestamp), ["malformed_components"]);
    }
}

#[test]
fn a_timestamp_on_the_content_is_checked_and_proves_no_sealing() {
    let world = world();
    let with = |content: &str| {
        let mut header = header(&world.school);
        let token = world.clock.stamp(content.as_bytes(), "20250101000000");
        header["adoTst"] = stamp_component("x", &token)["x"].clone();
        header["crit"] = json!(["b64", "sigT", "adoTst"]);
        world.judge(&Sealed::new(&credential(), &world.school, &header))
    };
    let rows = with(&credential());
    assert_eq!(rows.of(SealTimestamp), [Passed]);
    assert_eq!(rows.of(ProofSignature), [Passed]);
    assert_eq!(rows.of(SealChain), [Inconclusive]);
    let rows = with("other");
    assert_eq!(rows.of(SealTimestamp), [Failed]);
}

/// How `seal.revocation` ends for a seal with these lists, sealed while its certificate was valid.
fn with_lists(world: &World, lists: &[Vec<u8>]) -> (Vec<CheckOutcome>, String) {
    let sealed = world
        .sealed()
        .stamped(&world.clock, SEALED)
        .with_certificates(&[&world.authority]);
    let rows = world.judge(&sealed.with_revocation("crlVals", lists));
    let cause = rows.causes(SealRevocation).concat();
    (rows.of(SealRevocation), cause)
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "a table, with a line or more for each case"
)]
fn revocation_lists_count_where_they_are_the_authoritys_own_and_of_the_time() {
    let world = world();
    let namesake = holder("NTRXX-CA", None, authority);
    let other = holder("NTRXX-OTHER", None, authority);
    let (from, until) = ("20241231000000", "20250201000000");
    let entry = |since, extensions: Vec<Vec<u8>>| Entry {
        serial: world.school.serial(),
        since,
        extensions,
    };
    let before = || entry("20241201000000", vec![]);
    let list = |entries: &[Entry<'_>]| world.authority.list(from, until, entries);
    let critical = |id: &str, value: &[u8]| sequence(&[oid(id), tlv(1, &[0xff]), tlv(4, value)]);
    let with = |extension: Vec<u8>| world.authority.list_with(from, until, &[], &[extension]);
    let point = |url: &str| {
        let name = tlv(0xa0, &tlv(0xa0, &tlv(0x86, url.as_bytes())));
        critical("2.5.29.28", &sequence(&[name]))
    };
    let cases = [
        ("not listed", list(&[]), Passed, ""),
        (
            "another is listed",
            list(&[Entry {
                serial: world.clock.serial(),
                since: from,
                extensions: vec![],
            }]),
            Passed,
            "",
        ),
        ("listed", list(&[before()]), Failed, "revoked"),
        (
            "listed for a compromise",
            list(&[entry("20241201000000", vec![reason(1)])]),
            Failed,
            "revoked",
        ),
        (
            "revoked after it sealed",
            list(&[entry("20250115000000", vec![reason(1)])]),
            Passed,
            "",
        ),
        (
            "listed later, in other hands before",
            list(&[entry(
                "20250115000000",
                vec![reason(1), invalid_since("20241201000000")],
            )]),
            Failed,
            "revoked",
        ),
        (
            "on hold",
            list(&[entry("20241201000000", vec![reason(6)])]),
            Inconclusive,
            "on_hold",
        ),
        (
            "taken off",
            list(&[entry("20241201000000", vec![reason(8)])]),
            Passed,
            "",
        ),
        (
            "on hold, and revoked",
            list(&[entry("20241201000000", vec![reason(6)]), before()]),
            Failed,
            "revoked",
        ),
        (
            "of a namesake",
            namesake.list(from, until, &[]),
            Inconclusive,
            "bad_list_signature",
        ),
        (
            "of another authority",
            other.list(from, until, &[]),
            Inconclusive,
            "not_asked",
        ),
        (
            "too old",
            world
                .authority
                .list("20241101000000", "20241201000000", &[]),
            Inconclusive,
            "stale_revocation_evidence",
        ),
        (
            "too old, and listed",
            world
                .authority
                .list("20241202000000", "20241203000000", &[before()]),
            Failed,
            "revoked",
        ),
        (
            "later, before the end",
            world
                .authority
                .list("20250601000000", "20250602000000", &[]),
            Passed,
            "",
        ),
        (
            "after the end",
            world
                .authority
                .list("20250801000000", "20250901000000", &[]),
            Inconclusive,
            "said_after_expiry",
        ),
        (
            "of the future",
            world
                .authority
                .list("20260701000000", "20260801000000", &[]),
            Inconclusive,
            "made_in_future",
        ),
        (
            "partial (delta)",
            with(critical("2.5.29.27", &integer(1))),
            Inconclusive,
            "unsupported_extension",
        ),
        (
            "critical and unknown",
            with(critical("1.2.3.4", &[5, 0])),
            Inconclusive,
            "unsupported_extension",
        ),
        ("for this point", with(point(LIST)), Passed, ""),
        (
            "for another point",
            with(point("https://authority.example/other.crl")),
            Inconclusive,
            "wrong_list",
        ),
        (
            "indirect",
            with(critical("2.5.29.28", &sequence(&[tlv(0x84, &[0xff])]))),
            Inconclusive,
            "unsupported_list",
        ),
        (
            "of authorities only",
            with(critical("2.5.29.28", &sequence(&[tlv(0x82, &[0xff])]))),
            Inconclusive,
            "not_asked",
        ),
    ];
    for (name, list, outcome, cause) in cases {
        assert_eq!(
            with_lists(&world, &[list]),
            (vec![outcome], cause.to_owned()),
            "{name}"
        );
    }
    // A revocation beside a list that knows nothing of it.
    assert_eq!(
        with_lists(&world, &[list(&[]), list(&[before()])]).0,
        [Failed]
    );
}

#[test]
fn a_revocation_list_with_any_byte_changed_is_no_evidence() {
    let world = world();
    let list = world
        .authority
        .list("20241231000000", "20250201000000", &[]);
    assert_eq!(with_lists(&world, std::slice::from_ref(&list)).0, [Passed]);
    for index in 0..list.len() {
        let mut altered = list.clone();
        altered[index] ^= 1;
        assert_eq!(
            with_lists(&world, &[altered]).0,
            [Inconclusive],
            "byte {index}"
        );
    }
}

#[test]
fn without_a_proven_time_evidence_of_the_sealing_is_too_old() {
    let world = world_where(|parameters| {
        parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
    });
    let sealed = world.sealed().with_certificates(&[&world.authority]);
    let ends = |from, until, entries: &[Entry<'_>]| {
        let list = world.authority.list(from, until, entries);
        let sealed = sealed.clone().with_revocation("crlVals", &[list]);
        world.judge(&sealed).of(SealRevocation)
    };
    let later = Entry {
        serial: world.school.serial(),
        since: "20260101000000",
        extensions: vec![],
    };
    assert_eq!(
        ends("20241231000000", "20250201000000", &[]),
        [Inconclusive]
    );
    assert_eq!(ends("20260531000000", "20260701000000", &[]), [Passed]);
    // Nothing proves that it sealed before.
    assert_eq!(ends("20260531000000", "20260701000000", &[later]), [Failed]);
}

#[test]
fn a_revocation_list_is_asked_for_once_the_seal_holds() {
    let world = world_where(|parameters| {
        parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
    });
    let trust = world.trust();
    let contexts = Contexts::built_in();
    let asks = |document: &[u8]| {
        let opened = open(&Document::new(document.to_vec(), "test")).unwrap();
        let none = Evidence::none();
        needs(&opened, Against::new(&none, &trust, &contexts, at()))
    };
    let sealed = world.sealed();
    let asked = asks(&sealed.document());
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].url, LIST);
    assert_eq!(asked[0].kind, EvidenceKind::CertificateRevocationList);
    let mut altered = sealed.clone();
    altered.payload.push(' ');
    assert_eq!(asks(&altered.document()), []);
    let entry = Entry {
        serial: world.school.serial(),
        since: "20260101000000",
        extensions: vec![],
    };
    for (entries, outcome) in [(vec![], Passed), (vec![entry], Failed)] {
        let list = world
            .authority
            .list("20260531000000", "20260701000000", &entries);
        let mut evidence = Evidence::none();
        evidence.insert(LIST, item(EvidenceKind::CertificateRevocationList, list));
        let rows = see_with(&sealed.document(), &trust, &evidence);
        assert_eq!(rows.of(SealRevocation), [outcome]);
    }
    for other in [
        holder("NTRXX-CA", None, authority),
        holder("NTRXX-X", None, authority),
    ] {
        let list = other.list("20260531000000", "20260701000000", &[]);
        let mut evidence = Evidence::none();
        evidence.insert(LIST, item(EvidenceKind::CertificateRevocationList, list));
        let rows = see_with(&sealed.document(), &trust, &evidence);
        assert_eq!(rows.of(SealRevocation), [Inconclusive]);
    }
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "a table, with a line or more for each case"
)]
fn answers_on_revocation_count_where_the_authority_gave_the_right_to_answer() {
    let world = world();
    let delegated = |by: &Holder| {
        holder("NTRXX-OCSP", Some(by), |parameters| {
            parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
            parameters
                .custom_extensions
                .push(purposes(&["1.3.6.1.5.5.7.3.9"], false));
        })
    };
    let namesake = holder("NTRXX-CA", None, authority);
    let responder = delegated(&world.authority);
    let stranger = delegated(&world.clock_authority);
    let undelegated = holder("NTRXX-OTHER", Some(&world.authority), |parameters| {
        parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
    });
    let expired = holder("NTRXX-OCSP", Some(&world.authority), |parameters| {
        parameters
            .custom_extensions
            .push(purposes(&["1.3.6.1.5.5.7.3.9"], false));
    });
    let fitting = ["20241231000000", "20250107000000"];
    let by = |responder: &Holder, status: &[u8]| {
        responder.answer(&world.school, &world.authority, status, fitting)
    };
    let before = revoked("20241201000000");
    let cases = [
        (
            "the authority: good",
            by(&world.authority, &good()),
            Passed,
            "",
        ),
        ("delegated: good", by(&responder, &good()), Passed, ""),
        (
            "delegated: revoked",
            by(&responder, &before),
            Failed,
            "revoked",
        ),
        (
            "revoked after it sealed",
            by(&responder, &revoked("20250115000000")),
            Passed,
            "",
        ),
        (
            "good and revoked",
            responder.answers(
                &world.school,
                &world.authority,
                &[good(), before.clone()],
                fitting,
            ),
            Failed,
            "revoked",
        ),
        (
            "of a namesake's",
            world
                .authority
                .answer(&world.school, &namesake, &good(), fitting),
            Inconclusive,
            "not_asked",
        ),
        (
            "unknown",
            by(&responder, &tlv(0x82, &[])),
            Inconclusive,
            "unknown_to_service",
        ),
        (
            "a stranger",
            by(&stranger, &good()),
            Inconclusive,
            "responder_not_delegated",
        ),
        (
            "no right to answer",
            by(&undelegated, &good()),
            Inconclusive,
            "responder_not_delegated",
        ),
        (
            "the sealer itself",
            by(&world.school, &good()),
            Inconclusive,
            "responder_not_delegated",
        ),
        (
            "expired since",
            by(&expired, &good()),
            Inconclusive,
            "authority_expired",
        ),
        (
            "of another certificate",
            responder.answer(&world.clock, &world.authority, &good(), fitting),
            Inconclusive,
            "not_asked",
        ),
        (
            "of another authority's",
            responder.answer(&world.school, &world.clock_authority, &good(), fitting),
            Inconclusive,
            "not_asked",
        ),
        (
            "too old",
            responder.answer(
                &world.school,
                &world.authority,
                &good(),
                ["20241101000000", "20241102000000"],
            ),
            Inconclusive,
            "stale_revocation_evidence",
        ),
        (
            "of the future",
            responder.answer(
                &world.school,
                &world.authority,
                &good(),
                ["20260701000000", "20260702000000"],
            ),
            Inconclusive,
            "made_in_future",
        ),
    ];
    let stamped = world
        .sealed()
        .stamped(&world.clock, SEALED)
        .with_certificates(&[&world.authority]);
    for (name, answer, outcome, cause) in cases {
        let sealed = stamped.clone().with_revocation("ocspVals", &[answer]);
        let rows = world.judge(&sealed);
        assert_eq!(
            rows.of(SealRevocation),
            [outcome],
            "{name}: {:?}",
            rows.causes(SealRevocation)
        );
        assert_eq!(rows.causes(SealRevocation).concat(), cause, "{name}");
    }
    // What an archive timestamp covers was there before the service's certificate expired.
    let sealed = stamped
        .clone()
        .with_revocation("ocspVals", &[by(&expired, &good())]);
    let rows = world.judge(&sealed.archived(&world.clock, "20250102000000"));
    assert_eq!(rows.of(SealRevocation), [Passed]);
    let answer = by(&responder, &good());
    for index in (0..answer.len()).step_by(3) {
        let mut altered = answer.clone();
        altered[index] ^= 1;
        let outcome = world
            .judge(&stamped.clone().with_revocation("ocspVals", &[altered]))
            .of(SealRevocation);
        // The certificates beside the answer are not under its signature; each counts by its own.
        let is_beside = answer.len() - index < responder.der.len() + 8;
        assert!(
            outcome == [Inconclusive] || is_beside,
            "byte {index} of {}",
            answer.len()
        );
    }
}

#[test]
fn a_certificate_that_is_never_revoked_needs_no_evidence() {
    let never: [&[u64]; 2] = [&[2, 5, 29, 56], &[0, 4, 0, 194_121, 2, 1]];
    for id in never {
        let world = world_where(|parameters| {
            parameters
                .custom_extensions
                .push(extension(id, vec![5, 0], false));
        });
        let rows = world.judge(&world.sealed().stamped(&world.clock, SEALED));
        assert_eq!(rows.of(SealRevocation), [NotApplicable]);
    }
}

/// How `seal.chain` ends for a school below an authority below the anchor.
fn chained(
    top: impl FnOnce(&mut CertificateParams),
    middle: impl FnOnce(&mut CertificateParams),
    leaf: impl FnOnce(&mut CertificateParams),
) -> Rows {
    let top = holder("NTRXX-TOP", None, |parameters| {
        authority(parameters);
        top(parameters);
    });
    let middle = holder("NTRXX-MIDDLE", Some(&top), |parameters| {
        authority(parameters);
        middle(parameters);
    });
    let school = holder(SCHOOL, Some(&middle), |parameters| {
        parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
        leaf(parameters);
    });
    let sealed = Sealed::new(&credential(), &school, &header(&school));
    let document = sealed.with_certificates(&[&middle]).document();
    see(&document, &trust(&pin("top", &top, "")))
}

fn same(_: &mut CertificateParams) {}

#[test]
fn chains_keep_the_rules_of_their_authorities() {
    let end = |rows: Rows| (rows.of(SealChain), rows.causes(SealChain).concat());
    let passed = (vec![Passed], String::new());
    let failed = (vec![Failed], "chain_rule".to_owned());
    let unsupported = (vec![Inconclusive], "unsupported_extension".to_owned());
    assert_eq!(end(chained(same, same, same)), passed);
    let no_signing = |parameters: &mut CertificateParams| {
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    };
    assert_eq!(
        end(chained(same, no_signing, same)),
        failed,
        "no keyCertSign"
    );
    assert_eq!(
        end(chained(no_signing, same, same)),
        failed,
        "anchor without keyCertSign"
    );
    let no_authority = |parameters: &mut CertificateParams| parameters.is_ca = IsCa::ExplicitNoCa;
    assert_eq!(
        end(chained(same, no_authority, same)),
        failed,
        "no authority"
    );
    let short = |parameters: &mut CertificateParams| {
        parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    };
    assert_eq!(end(chained(short, same, same)), failed, "path length");
    assert_eq!(end(chained(same, short, same)), passed, "path length kept");

    let policy = |id: &str| sequence(&[sequence(&[oid(id)])]);
    let policies = |id: &'static str| {
        move |parameters: &mut CertificateParams| {
            let own = extension(&[2, 5, 29, 32], policy(id), true);
            parameters.custom_extensions.push(own);
        }
    };
    // Critical policies and statements are what `rustls-webpki` alone would refuse.
    assert_eq!(
        end(chained(same, policies("1.2.3.4.5"), policies("1.2.3.4.6"))),
        passed
    );
    let statements = |parameters: &mut CertificateParams| {
        let claim = sequence(&[sequence(&[oid("0.4.0.1862.1.1")])]);
        let own = extension(&[1, 3, 6, 1, 5, 5, 7, 1, 3], claim, true);
        parameters.custom_extensions.push(own);
    };
    assert_eq!(
        end(chained(same, same, statements)),
        passed,
        "critical statements"
    );
    // [0] requireExplicitPolicy 0
    let explicit = |id: &'static str| {
        move |parameters: &mut CertificateParams| {
            policies(id)(parameters);
            let asks = sequence(&[tlv(0x80, &[0])]);
            let own = extension(&[2, 5, 29, 36], asks, true);
            parameters.custom_extensions.push(own);
        }
    };
    assert_eq!(
        end(chained(same, explicit("1.2.3.4.5"), policies("1.2.3.4.5"))),
        passed
    );
    assert_eq!(
        end(chained(
            same,
            explicit("2.5.29.32.0"),
            policies("1.2.3.4.5")
        )),
        passed
    );
    assert_eq!(
        end(chained(same, explicit("1.2.3.4.5"), policies("1.2.3.4.6"))),
        failed
    );
    assert_eq!(end(chained(same, explicit("1.2.3.4.5"), same)), failed);
    let unknown = |parameters: &mut CertificateParams| {
        parameters
            .custom_extensions
            .push(extension(&[1, 2, 3, 4], vec![5, 0], true));
    };
    assert_eq!(
        end(chained(same, same, unknown)),
        unsupported,
        "critical and unknown"
    );
    let ended = |parameters: &mut CertificateParams| {
        parameters.not_after = rcgen::date_time_ymd(2026, 1, 1);
    };
    let expired = (vec![Failed], "certificate_expired".to_owned());
    assert_eq!(end(chained(ended, same, same)), expired, "expired anchor");
    assert_eq!(
        end(chained(same, ended, same)),
        expired,
        "expired authority"
    );
}

#[test]
fn names_that_an_authority_may_not_give_are_refused() {
    let constrained = |id: &'static str| {
        move |parameters: &mut CertificateParams| {
            parameters.name_constraints = Some(rcgen::NameConstraints {
                permitted_subtrees: vec![rcgen::GeneralSubtree::DnsName(id.to_owned())],
                excluded_subtrees: vec![],
            });
        }
    };
    let named = |parameters: &mut CertificateParams| {
        let name = "seal.school.example".to_owned().try_into().unwrap();
        parameters.subject_alt_names = vec![rcgen::SanType::DnsName(name)];
    };
    assert_eq!(
        chained(same, constrained("school.example"), named).of(SealChain),
        [Passed]
    );
    assert_eq!(
        chained(same, constrained("other.example"), named).of(SealChain),
        [Failed]
    );
}

#[test]
fn a_certificate_for_web_servers_seals_nothing() {
    let with = |ids: &[&str]| {
        chained(same, same, |parameters| {
            parameters.custom_extensions.push(purposes(ids, false));
        })
    };
    let (web, code, mail) = (
        "1.3.6.1.5.5.7.3.1",
        "1.3.6.1.5.5.7.3.3",
        "1.3.6.1.5.5.7.3.4",
    );
    assert_eq!(with(&[web]).of(SealChain), [Failed]);
    assert_eq!(with(&[web, code]).causes(SealChain), ["key_usage"]);
    // What real seals have.
    assert_eq!(with(&["1.3.6.1.5.5.7.3.2", mail]).of(SealChain), [Passed]);
}

#[test]
fn a_chain_to_no_anchor_is_not_passed_over() {
    let world = world();
    let document = world.preserved().document();
    for trust in [
        Trust::none(),
        trust(&pin("times", &world.clock_authority, FOR_TIME)),
    ] {
        let rows = see(&document, &trust);
        assert_eq!(rows.of(SealChain), [Inconclusive]);
        assert!(!rows.is_identified);
    }
    // A namesake of the authority is another one.
    let namesake = holder("NTRXX-CA", None, authority);
    let rows = see(&document, &trust(&pin("seals", &namesake, "")));
    assert_eq!(rows.of(SealChain), [Inconclusive]);
}

#[test]
fn the_callers_key_must_be_the_seals() {
    let world = world_where(|parameters| parameters.not_after = rcgen::date_time_ymd(2030, 1, 1));
    let key = |holder: &Holder| {
        let point = holder.key.public_key_raw();
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..]) });
        PublicKey::from_jwk(&jwk).unwrap()
    };
    let (evidence, trust, contexts) = (Evidence::none(), world.trust(), Contexts::built_in());
    let opened = open(&Document::new(world.sealed().document(), "test")).unwrap();
    for (holder, outcome) in [(&world.school, Passed), (&world.authority, Failed)] {
        let key = key(holder);
        let against = Against {
            key: Some(&key),
            ..Against::new(&evidence, &trust, &contexts, at())
        };
        let checked = check(&opened, against);
        let row = checked
            .checks()
            .iter()
            .find(|row| row.code == IssuerKey)
            .unwrap();
        assert_eq!(row.outcome, outcome);
        assert_eq!(is_identified(&checked), outcome == Passed);
    }
    // Whoever holds the key that the caller said writes any issuer; no anchor vouches for that one.
    let mut payload: Value = serde_json::from_str(&credential()).unwrap();
    payload["issuer"]["eIDASIdentifier"]["notation"] = "NTRXX-ANOTHER".into();
    let sealed = Sealed::new(&payload.to_string(), &world.school, &header(&world.school));
    let opened = open(&Document::new(sealed.document(), "test")).unwrap();
    let key = key(&world.school);
    let against = Against {
        key: Some(&key),
        ..Against::new(&evidence, &trust, &contexts, at())
    };
    let checked = check(&opened, against);
    assert!(!is_identified(&checked));
    assert!(checked.trust().is_empty());
}

#[test]
fn a_name_beside_the_sealers_identifier_is_told() {
    let world = world();
    let mut payload: Value = serde_json::from_str(&credential()).unwrap();
    payload["issuer"]["legalName"] = json!({ "en": "Famous University" });
    let sealed = Sealed::new(&payload.to_string(), &world.school, &header(&world.school));
    let rows = world.judge(&sealed);
    let row = rows
        .checks
        .iter()
        .find(|row| row.code == IssuerKey)
        .unwrap();
    assert!(
        row.summary.contains("Famous University") && row.summary.contains(SCHOOL),
        "{}",
        row.summary
    );
    let rows = world.judge(&world.sealed());
    let row = rows
        .checks
        .iter()
        .find(|row| row.code == IssuerKey)
        .unwrap();
    assert!(!row.summary.contains("in the credential"));
}

#[test]
fn every_serialisation_is_checked_alike() {
    let world = world();
    let mut plain = header(&world.school);
    plain["crit"] = json!(["sigT"]);
    plain.as_object_mut().unwrap().remove("b64");
    let encoded = URL_SAFE_NO_PAD.encode(credential());
    let encoded = Sealed::new(&encoded, &world.school, &plain);
    let clear = world.sealed();
    let flattened = |sealed: &Sealed| {
        let mut part = sealed.part();
        part["payload"] = sealed.payload.clone().into();
        part["extra"] = 1.into();
        bytes(&part)
    };
    let compact = |sealed: &Sealed| {
        let Sealed {
            protected,
            payload,
            signature,
            ..
        } = sealed;
        format!("{protected}.{payload}.{signature}").into_bytes()
    };
    for (name, document) in [
        ("general, unencoded", clear.document()),
        ("general, encoded", encoded.document()),
        ("flattened, unencoded", flattened(&clear)),
        ("flattened, encoded", flattened(&encoded)),
        ("compact", compact(&encoded)),
    ] {
        let rows = see(&document, &world.trust());
        assert_eq!(rows.of(ProofSignature), [Passed], "{name}");
        assert_eq!(rows.of(IssuerKey), [Passed], "{name}");
        assert_ne!(rows.of(SealChain), [], "{name}");
    }
    // Each with one letter changed.
    let alter = |text: &mut String| {
        let last = text.pop().unwrap();
        text.push(if last == 'A' { 'Q' } else { 'A' });
    };
    for sealed in [&clear, &encoded] {
        let mut altered = sealed.clone();
        altered.payload = altered.payload.replacen('X', "Y", 1);
        if altered.payload == sealed.payload {
            altered.payload = sealed.payload.replacen('a', "b", 1);
        }
        assert_eq!(
            see(&altered.document(), &world.trust()).of(ProofSignature),
            [Failed]
        );
        let mut altered = sealed.clone();
        altered.signature.replace_range(
            ..1,
            if sealed.signature.starts_with('A') {
                "B"
            } else {
                "A"
            },
        );
        assert_eq!(
            see(&altered.document(), &world.trust()).of(ProofSignature),
            [Failed]
        );
        let mut altered = sealed.clone();
        alter(&mut altered.protected);
        assert_eq!(
            see(&altered.document(), &world.trust()).of(ProofSignature),
            [Failed]
        );
    }
    // The same text, once as it is and once as base64url of something else.
    let both = json!({ "payload": clear.payload, "signatures": [clear.part(), encoded.part()] });
    let rows = see(&bytes(&both), &world.trust());
    assert_eq!(rows.causes(ProofSignature), ["mixed_b64"]);
    assert_eq!(rows.of(ProofSignature), [Passed, Failed]);
    assert!(!rows.is_identified);
}

#[test]
fn every_seal_counts() {
    let world = world();
    let other = holder("NTRXX-OTHER", Some(&world.authority), |_| {});
    let second = Sealed::new(&credential(), &other, &header(&other));
    let both = |one: &Sealed, other: &Sealed| {
        bytes(&json!({ "payload": credential(), "signatures": [one.part(), other.part()] }))
    };
    let rows = see(&both(&world.preserved(), &second), &world.trust());
    assert_eq!(rows.of(ProofSignature), [Passed, Passed]);
    // The second is not the issuer's, and says so.
    assert_eq!(rows.of(IssuerKey), [Passed, Failed]);
    assert!(!rows.is_identified);
    let mut broken = world.sealed();
    broken.signature = second.signature;
    let rows = see(&both(&world.preserved(), &broken), &world.trust());
    assert_eq!(rows.of(ProofSignature), [Passed, Failed]);
    assert!(!rows.is_identified);
    assert!(
        see(
            &both(&world.preserved(), &world.preserved()),
            &world.trust()
        )
        .is_identified
    );
}

#[test]
fn the_header_binds_the_certificate() {
    let world = world();
    let digest = |holder: &Holder| {
        use sha2::Digest as _;
        URL_SAFE_NO_PAD.encode(sha2::Sha512::digest(&holder.der))
    };
    let kid = |holder: &Holder, issuer: &Holder| {
        use der::{Decode as _, Encode as _};
        let read = |holder: &Holder| {
            x509_cert::Certificate::from_der(&holder.der)
                .unwrap()
                .tbs_certificate
        };
        let name = tlv(0xa4, &read(issuer).subject.to_der().unwrap());
        STANDARD.encode(sequence(&[
            sequence(&[name]),
            read(holder).serial_number.to_der().unwrap(),
        ]))
    };
    let reference = |holder: &Holder| json!({ "digAlg": "S512", "digVal": digest(holder) });
    let (own, other) = (&world.school, &world.clock);
    let ends = |changes: Value| {
        let mut header = header(own);
        for (name, value) in changes.as_object().unwrap() {
            match value {
                Value::Null => header.as_object_mut().unwrap().remove(name),
                value => header
                    .as_object_mut()
                    .unwrap()
                    .insert(name.clone(), value.clone()),
            };
        }
        let sealed = Sealed::new(&credential(), own, &header);
        let rows = world.judge(&sealed.with_certificates(&[other, own]));
        (
            rows.of(ProofSignature),
            rows.causes(ProofSignature).concat(),
        )
    };
    let passed = (vec![Passed], String::new());
    let mismatch = (vec![Failed], "certificate_mismatch".to_owned());
    for (changes, expected) in [
        (json!({}), passed.clone()),
        (json!({ "x5t#S256": null }), passed.clone()),
        (json!({ "x5t#o": reference(own) }), passed.clone()),
        (
            json!({ "x5t#o": reference(own), "crit": ["b64", "sigT", "x5t#o"] }),
            passed.clone(),
        ),
        (
            json!({ "sigX5ts": [reference(own), reference(other)] }),
            passed.clone(),
        ),
        (json!({ "kid": kid(own, &world.authority) }), passed.clone()),
        (json!({ "kid": "key-1" }), passed.clone()),
        (json!({ "x5t#S256": digest(own) }), mismatch.clone()),
        (json!({ "x5t": "AAAA" }), mismatch.clone()),
        (json!({ "x5t#o": reference(other) }), mismatch.clone()),
        (
            json!({ "sigX5ts": [reference(other), reference(own)] }),
            mismatch.clone(),
        ),
        (
            json!({ "kid": kid(other, &world.authority) }),
            mismatch.clone(),
        ),
        (
            json!({ "kid": kid(own, &world.clock_authority) }),
            mismatch.clone(),
        ),
        // The certificate stands among what was added, and the header names it by its digest.
        (
            json!({ "x5c": null, "x5t#S256": null, "x5t#o": reference(own) }),
            passed,
        ),
        (
            json!({ "x5c": null, "x5t#S256": null }),
            (vec![Failed], "no_certificate".to_owned()),
        ),
        (
            json!({ "x5c": null, "x5t#S256": null, "kid": kid(own, &world.authority) }),
            (vec![Failed], "no_certificate".to_owned()),
        ),
        (
            json!({ "x5c": ["AAAA"] }),
            (vec![Failed], "no_certificate".to_owned()),
        ),
    ] {
        assert_eq!(ends(changes.clone()), expected, "{changes}");
    }
}

#[test]
fn what_is_critical_and_not_evaluated_never_passes_and_may_fail() {
    let world = world();
    for name in ["sigD", "sigPId", "srCms", "srAts", "sigPl", "exp"] {
        let mut header = header(&world.school);
        header["crit"] = json!(["b64", "sigT", name]);
        header[name] = json!({});
        let mut sealed = Sealed::new(&credential(), &world.school, &header);
        let rows = world.judge(&sealed);
        assert_eq!(rows.of(ProofSignature), [Inconclusive], "{name}");
        assert!(!rows.is_identified, "{name}");
        sealed.payload.push(' ');
        let outcome = if name == "sigD" { Inconclusive } else { Failed };
        assert_eq!(world.judge(&sealed).of(ProofSignature), [outcome], "{name}");
    }
}

#[test]
fn content_that_is_kept_elsewhere_is_not_fetched() {
    let world = world();
    let sealed = world.sealed();
    let detached = bytes(&json!({ "signatures": [sealed.part()] }));
    let rows = see(&detached, &world.trust());
    assert_eq!(rows.of(ProofSignature), [Inconclusive]);
    assert_eq!(rows.causes(ProofSignature), ["detached_content"]);
    assert!(!rows.is_identified && rows.of(DocumentStructure).contains(&Failed));
}

/// The protected header and the value of a seal over `{}` that a key of 1,024 bits made; no library
/// of the tests makes one so short.
const SHORT_KEY: [&str; 2] = [
    "\
    eyJhbGciOiJSUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il0sIng1YyI6WyJNSUlDU2pDQ0FiT2dBd0lCQW\
    dJVWFXemUwZVR2NVZYSkhFWW5YQVZQcERHQWhxZ3dEUVlKS29aSWh2Y05BUUVMQlFBd0xqRVZNQk1HQTFVRUNnd01U\
    bFJTV0ZndFUwTklUMDlNTVJVd0V3WURWUVJoREF4T1ZGSllXQzFUUTBoUFQwd3dJQmNOTWpZeE1USTFNakUwTURFeV\
    doZ1BNakE0TVRBNE1qZ3lNVFF3TVRKYU1DNHhGVEFUQmdOVkJBb01ERTVVVWxoWUxWTkRTRTlQVERFVk1CTUdBMVVF\
    WVF3TVRsUlNXRmd0VTBOSVQwOU1NSUdmTUEwR0NTcUdTSWIzRFFFQkFRVUFBNEdOQURDQmlRS0JnUURwdURYNVdyWW\
    5zZG45QWsyaHdnSmhHbTVmdzNVenVYandKN3JNY1A2bHZyeUk1UFVTbmZWSE1kdEo3ejN6Z3pIdEFQcmsvd3Qwb2ow\
    ZStVcitTeElZV1pqMEQxOXRMOERtSFlZRGdJVjU5S2QzZlJIaE5RWFVzNjI5b1dVSHpjalBGdElEUEIvanRRM1JiM2\
    tEcU9uUXpHTVFsTWc5bUVwRlY5K0lPYll5V1FJREFRQUJvMk13WVRBZEJnTlZIUTRFRmdRVUprRWZVU0kvSmhmeTVF\
    WVNNV2ZBRkRxcXltRXdId1lEVlIwakJCZ3dGb0FVSmtFZlVTSS9KaGZ5NUVZU01XZkFGRHFxeW1Fd0R3WURWUjBUQV\
    FIL0JBVXdBd0VCL3pBT0JnTlZIUThCQWY4RUJBTUNCNEF3RFFZSktvWklodmNOQVFFTEJRQURnWUVBR0FQcnQrM2Z5\
    VTlFWENoaDEyc3duQlFsRk9YRU1ZdXByaituUE1jRXdlVzBLb2tzZ0l2eEtjS1VUejJWVERLVHBrdGVESkNYOGYxV1\
    R3d0RDaTlqQUdkWjhXMjlRald6VDlZZStwbFplaHVRbVJSQTM4OTJ3Um1YV0VqeE9XcE1ZanFkQnZGUmhNM0pOaHFM\
    QlhNS0htZW13N3NPSWlVRTJDQ21nYzYxYmlzPSJdfQ",
    "\
    AlxD8EadojhmXweM_vSbgo42jlmONOI-owc3juo0zUxlWRanT_euK1vDAlvcViIbdqTevv9S3ECe_uvPzP_jFMOHqU\
    Edx6-WECJCMJpDviDDg0-EN6lkt7lnurko19ugnVhmfW4b4qXUNnMMPTEy34NB07k2ZG-ZYxbON-YPEog",
];

#[test]
fn a_short_rsa_key_seals_nothing() {
    let [protected, signature] = SHORT_KEY;
    let seal = json!({ "payload": "{}", "protected": protected, "signature": signature });
    let rows = see(&bytes(&seal), &Trust::none());
    assert_eq!(rows.of(ProofAlgorithm), [Passed]);
    assert_eq!(rows.of(ProofSignature), [Failed]);
    assert_eq!(rows.causes(ProofSignature), ["weak_key"]);
}

#[test]
fn a_claim_of_being_qualified_stays_a_claim() {
    let kind = |id: &str| sequence(&[oid("0.4.0.1862.1.6"), sequence(&[oid(id)])]);
    let compliance = || sequence(&[oid("0.4.0.1862.1.1")]);
    let device = sequence(&[oid("0.4.0.1862.1.4")]);
    let (seals, persons) = ("0.4.0.1862.1.6.2", "0.4.0.1862.1.6.1");
    for (statements, outcome, words) in [
        (
            vec![compliance(), kind(seals)],
            Inconclusive,
            "certificate for seals, with no word",
        ),
        (
            vec![compliance(), kind(seals), device],
            Inconclusive,
            "a qualified device",
        ),
        (
            vec![compliance(), kind(persons)],
            Inconclusive,
            "not for seals",
        ),
        (vec![compliance()], Inconclusive, "does not state"),
        (vec![kind(seals)], NotApplicable, "does not claim"),
    ] {
        let world = world_where(|parameters| {
            let claim = sequence(&statements);
            let own = extension(&[1, 3, 6, 1, 5, 5, 7, 1, 3], claim, false);
            parameters.custom_extensions.push(own);
        });
        let rows = world.judge(&world.sealed());
        let row = rows
            .checks
            .iter()
            .find(|row| row.code == SealQualified)
            .unwrap();
        assert_eq!(row.outcome, outcome);
        assert!(row.summary.contains(words), "{}", row.summary);
    }
}

/// A hostile document must be answered within this, in a build that nothing optimises on a busy
/// machine.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn hostile_seals_take_a_bounded_time() {
    let world = world();
    let namesakes: Vec<Holder> = (0..40)
        .map(|_| holder("NTRXX-CA", None, authority))
        .collect();
    let many: Vec<&Holder> = namesakes.iter().cycle().take(1_000).collect();
    let long = {
        let serial = world.school.serial();
        let entry = || Entry {
            serial: serial.clone(),
            since: "20250601000000",
            extensions: vec![],
        };
        let entries: Vec<Entry<'_>> = (0..300_000).map(|_| entry()).collect();
        world
            .authority
            .list("20241231000000", "20250201000000", &entries)
    };
    assert!(long.len() > 10_000_000, "{}", long.len());
    let stamped = world.sealed().stamped(&world.clock, SEALED);
    let mut stamps = stamped.clone();
    stamps.added = vec![stamps.added[0].clone(); 1_000];
    let cases = [
        ("many certificates", world.sealed().with_certificates(&many)),
        (
            "a long revocation list",
            stamped
                .clone()
                .with_certificates(&[&world.authority])
                .with_revocation("crlVals", &[long]),
        ),
        ("many timestamps", stamps),
        (
            "many archive timestamps",
            (0..60).fold(stamped.clone(), |sealed, _| {
                sealed.archived(&world.clock, SEALED)
            }),
        ),
        (
            "many lists",
            stamped.with_revocation(
                "crlVals",
                &vec![namesakes[0].list("20241231000000", "20250201000000", &[]); 5_000],
            ),
        ),
    ];
    for (name, sealed) in cases {
        let document = sealed.document();
        let start = Instant::now();
        let rows = world.judge(&sealed);
        let taken = start.elapsed();
        eprintln!("{name}: {} bytes in {taken:?}", document.len());
        assert!(taken < PATIENCE, "{name} took {taken:?}");
        assert_eq!(rows.of(ProofSignature), [Passed], "{name}");
    }
}
