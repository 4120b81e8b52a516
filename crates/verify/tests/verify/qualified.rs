//! What trusted lists say of a seal: the three answers, every negative by its code, and what a
//! forger would try with each.

use std::time::{Duration, Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Timestamp,
    evidence::{Evidence, EvidenceKind},
    trust::{
        Grant, TrustFile,
        snapshot::{
            Assert, Criteria, KeyUsageBit, Period, Qualification, Qualifier, Service,
            ServiceCertificate, ServiceKind, ServiceStatus, Snapshot, TrustedList, TrustedLists,
            Use,
        },
        vouch::{Freshness, Relation, Vouch},
    },
};
use credeval_verify::{Proof, Trust};
use rcgen::{CertificateParams, KeyUsagePurpose};

use crate::authority::{
    Entry, Holder, Sealed, authority, distribution_point, extension, header, holder, holder_of,
    oid, pin, purposes, sequence, stamping,
};
use crate::seals::{SCHOOL, credential};
use crate::support::{item, judge};
use CheckCode::{IssuerTrust, ProofTime, SealChain, SealQualified, SealRevocation, SealTimestamp};
use CheckOutcome::{Failed, Inconclusive, NotApplicable, Passed};
use Qualifier::{
    DeviceAsInCertificate, DeviceManagedOnBehalf, ForLegalPerson, ForSeals, ForSignatures,
    ForWebsites, NoDevice, NotQualified, Qualified, Unknown, WithDevice,
};
use ServiceStatus::{Granted, Other, Supervised, Withdrawn};

const POINT: &str = "https://authority.example/list.crl";
/// When the seal is stamped, where it is.
const SEALED: &str = "20250101000100";
/// Before the certificate of the school was issued (1 January 2024), between then and the stamp, and
/// between the stamp and the time of judgement (1 June 2026).
const LONG_AGO: &str = "2020-01-01T00:00:00Z";
const MEANWHILE: &str = "2024-07-01T00:00:00Z";
const LATELY: &str = "2026-01-01T00:00:00Z";

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Authorities, a school with a seal, and one that stamps times.
struct World {
    root: Holder,
    authority: Holder,
    school: Holder,
    clock_authority: Holder,
    clock: Holder,
}

/// With such a certificate of the school.
fn world(change: impl FnOnce(&mut CertificateParams)) -> World {
    let root = holder("NTRXX-ROOT", None, authority);
    let own = holder("NTRXX-CA", Some(&root), authority);
    let clock_authority = holder("NTRXX-TSP", None, authority);
    World {
        school: holder(SCHOOL, Some(&own), |parameters| {
            parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
            change(parameters);
        }),
        clock: holder("NTRXX-CLOCK", Some(&clock_authority), stamping),
        authority: own,
        root,
        clock_authority,
    }
}

fn statement(id: &str) -> Vec<u8> {
    sequence(&[oid(id)])
}

fn compliance() -> Vec<u8> {
    statement("0.4.0.1862.1.1")
}

fn device() -> Vec<u8> {
    statement("0.4.0.1862.1.4")
}

/// The types: 1 for signatures, 2 for seals, 3 for websites.
fn types(numbers: &[u8]) -> Vec<u8> {
    let ids = numbers
        .iter()
        .map(|number| oid(&format!("0.4.0.1862.1.6.{number}")));
    sequence(&[oid("0.4.0.1862.1.6"), sequence(&ids.collect::<Vec<_>>())])
}

fn states(parameters: &mut CertificateParams, statements: &[Vec<u8>]) {
    let own = extension(&[1, 3, 6, 1, 5, 5, 7, 1, 3], sequence(statements), false);
    parameters.custom_extensions.push(own);
}

/// A qualified certificate for seals, with the key in a qualified device.
fn full(parameters: &mut CertificateParams) {
    states(parameters, &[compliance(), types(&[2]), device()]);
}

/// The same, without a word on the device.
fn without_device(parameters: &mut CertificateParams) {
    states(parameters, &[compliance(), types(&[2])]);
}

fn period(from: &str, status: ServiceStatus) -> Period {
    Period {
        from: time(from),
        status,
        uses: vec![Use::Seals],
        qualifications: vec![],
        unknown_critical: None,
    }
}

fn granted() -> Vec<Period> {
    vec![period(LONG_AGO, Granted)]
}

/// Criteria that every certificate here fits.
fn anyone() -> Criteria {
    Criteria {
        subject_attributes: vec![vec!["2.5.4.97".to_owned()]],
        ..Criteria::default()
    }
}

fn says(qualifiers: &[Qualifier]) -> Qualification {
    Qualification {
        qualifiers: qualifiers.to_vec(),
        criteria: anyone(),
    }
}

/// A service that was granted long ago, with these qualifiers.
fn qualified_as(qualifiers: &[Qualifier]) -> Vec<Period> {
    vec![Period {
        qualifications: vec![says(qualifiers)],
        ..period(LONG_AGO, Granted)
    }]
}

fn service(kind: ServiceKind, identities: &[&Holder], periods: Vec<Period>) -> Service {
    let certificates = identities.iter().map(|holder| ServiceCertificate {
        subject: Digest::of(&holder.subject()),
        der: STANDARD.encode(&holder.der),
    });
    Service {
        provider: "Provider".to_owned(),
        name: "Service".to_owned(),
        kind,
        certificates: certificates.collect(),
        periods,
    }
}

fn issues(identity: &Holder, periods: Vec<Period>) -> Service {
    service(ServiceKind::QualifiedCertificates, &[identity], periods)
}

fn stamps(identity: &Holder, periods: Vec<Period>) -> Service {
    service(ServiceKind::QualifiedTimestamps, &[identity], periods)
}

fn lists(services: Vec<Service>) -> TrustedLists {
    let soon = Some(time("2026-07-01T00:00:00Z"));
    TrustedLists {
        unread: Vec::new(),
        sequence: 1,
        issued: time("2026-05-20T00:00:00Z"),
        next_update: soon,
        lists: vec![TrustedList {
            territory: "XX".to_owned(),
            digest: Digest::of(b"list"),
            sequence: 1,
            issued: time("2026-05-20T00:00:00Z"),
            next_update: soon,
            unread: 0,
            services,
        }],
    }
}

/// An anchor of the lists, as a trust file has it.
fn anchor(more: &str) -> String {
    format!(
        "[[anchor]]\nid = 'eu'\nkind = 'eu_lotl'\nsource = 'https://lists.example/lotl.xml'\n\
         pinned_sha256 = ['{}']\noj_uri = 'https://journal.example/1'\n{more}\n",
        "0".repeat(64)
    )
}

fn trust_in(toml: &str, lists: TrustedLists) -> Trust {
    let trust = Trust::new(TrustFile::parse(toml).unwrap()).unwrap();
    let updated = time("2026-05-31T00:00:00Z");
    let digest = Digest::of(b"snapshot");
    trust
        .with_snapshot("eu", Snapshot::EuLotl(lists), digest, updated)
        .unwrap()
}

/// How a seal ends.
#[derive(Debug)]
struct Seen {
    checks: Vec<Check>,
    vouches: Vec<Vouch>,
    proof: Proof,
}

impl Seen {
    fn row(&self, code: CheckCode) -> &Check {
        let mut rows = self.checks.iter().filter(|check| check.code == code);
        rows.next().unwrap()
    }

    fn end(&self, code: CheckCode) -> (CheckOutcome, &str) {
        let row = self.row(code);
        let cause = row.cause.as_ref();
        (row.outcome, cause.map_or("", |cause| cause.code.as_str()))
    }

    /// The row `seal.qualified`, and whether each anchor that vouches confirms.
    fn answer(&self) -> (CheckOutcome, &str, Vec<(&str, bool)>) {
        let (outcome, cause) = self.end(SealQualified);
        let vouches = self.vouches.iter();
        let vouches = vouches.map(|vouch| (vouch.anchor.as_str(), vouch.confirms));
        (outcome, cause, vouches.collect())
    }
}

fn see(sealed: &Sealed, trust: &Trust) -> Seen {
    see_with(sealed, trust, &Evidence::none())
}

/// What must hold of every seal is asserted of each that a test looks at.
fn see_with(sealed: &Sealed, trust: &Trust, evidence: &Evidence) -> Seen {
    let seen = judge(&sealed.document(), trust, evidence, |checked| Seen {
        checks: checked.checks().to_vec(),
        vouches: checked.trust().to_vec(),
        proof: checked.proof(),
    });
    let passed = |code| seen.end(code).0 == Passed;
    assert!(
        seen.vouches.is_empty() || passed(SealChain) && passed(ProofTime),
        "an anchor vouches without a chain: {seen:?}"
    );
    assert!(
        !seen.vouches.iter().any(|vouch| vouch.confirms)
            || passed(SealQualified)
            || seen.end(SealQualified).1 == "revocation_unknown"
            || seen.end(SealQualified).1 == "list_stale",
        "a list confirms a seal that is not qualified: {seen:?}"
    );
    let of_proof = |check: &&Check| {
        matches!(
            check.code.as_str().split_once('.'),
            Some(("proof" | "seal" | "issuer", _))
        )
    };
    let mut failed = seen.checks.iter().filter(of_proof);
    let fails = failed.any(|check| check.outcome == Failed && check.code != SealQualified);
    assert_eq!(
        seen.proof == Proof::Unsigned,
        fails,
        "the row seal.qualified decides over the proof: {seen:?}"
    );
    seen
}

impl World {
    fn sealed(&self) -> Sealed {
        Sealed::new(&credential(), &self.school, &header(&self.school))
    }

    fn stamped(&self) -> Sealed {
        self.sealed().stamped(&self.clock, SEALED)
    }

    /// With the authority listed so, and the clock pinned.
    fn trust(&self, periods: Vec<Period>) -> Trust {
        self.trust_in(vec![issues(&self.authority, periods)], "")
    }

    fn trust_in(&self, services: Vec<Service>, more: &str) -> Trust {
        let clock = pin("clock", &self.clock_authority, "grants = ['timestamp']");
        trust_in(&(anchor(more) + &clock), lists(services))
    }
}

/// The anchors that vouch, and whether each confirms.
type Vouches = &'static [(&'static str, bool)];
/// What a case is called, what it is made of, and how it ends.
type Row<T> = (&'static str, T, CheckOutcome, &'static str, Vouches);

const CONFIRMED: Vouches = &[("eu", true)];
const VOUCHED: Vouches = &[("eu", false)];
const NOBODY: Vouches = &[];

#[track_caller]
fn ends(seen: &Seen, outcome: CheckOutcome, cause: &str, vouches: &[(&str, bool)], about: &str) {
    let wanted = (outcome, cause, vouches.to_vec());
    assert_eq!(
        seen.answer(),
        wanted,
        "{about}: {:?}",
        seen.row(SealQualified)
    );
}

#[test]
fn three_answers_are_kept_apart() {
    let qualified = world(full);
    let seen = see(&qualified.sealed(), &qualified.trust(granted()));
    ends(&seen, Passed, "", CONFIRMED, "qualified");
    assert!(
        seen.row(SealQualified)
            .summary
            .starts_with("a qualified seal: Service of Provider")
    );
    let [vouch] = seen.vouches.as_slice() else {
        panic!("one anchor vouches");
    };
    assert_eq!(
        (vouch.grant, vouch.relation),
        (Grant::Seal, Relation::Chained)
    );
    assert_eq!(vouch.freshness, Freshness::Fresh);
    assert_eq!(vouch.evidence, Some(Digest::of(b"snapshot")));
    assert_eq!(vouch.name.as_deref(), Some(SCHOOL));
    assert_eq!(seen.proof.tier(), credeval_model::Tier::Identified);

    let advanced = world(without_device);
    let seen = see(&advanced.sealed(), &advanced.trust(granted()));
    ends(&seen, Failed, "no_qualified_device", VOUCHED, "advanced");
    let words = &seen.row(SealQualified).summary;
    assert!(
        words.starts_with("an advanced seal with a qualified certificate"),
        "{words}"
    );
    assert_eq!(seen.proof.tier(), credeval_model::Tier::Identified);

    // The same seals where nobody anchors them: what they say of themselves changes nothing.
    for (world, change) in [(&qualified, "full"), (&advanced, "without a device")] {
        let stranger = holder("NTRXX-STRANGER", None, authority);
        for (trust, cause) in [
            (Trust::none(), "not_checked"),
            (
                world.trust_in(vec![issues(&stranger, granted())], ""),
                "unlisted",
            ),
        ] {
            let seen = see(&world.sealed(), &trust);
            ends(&seen, Inconclusive, cause, NOBODY, change);
            let words = &seen.row(SealQualified).summary;
            assert!(
                words.starts_with("a valid seal, and no more: no anchor"),
                "{words}"
            );
            assert_eq!(seen.proof.tier(), credeval_model::Tier::Signed);
        }
    }
}

#[test]
fn a_pin_vouches_beside_the_list_and_confirms_nothing() {
    let world = world(full);
    let pin = pin("registrar", &world.authority, "");
    let trust = |periods| {
        trust_in(
            &(anchor("") + &pin),
            lists(vec![issues(&world.authority, periods)]),
        )
    };
    let seen = see(&world.sealed(), &trust(granted()));
    ends(
        &seen,
        Passed,
        "",
        &[("eu", true), ("registrar", false)],
        "both",
    );
    let withdrawn = vec![period(LATELY, Withdrawn), period(LONG_AGO, Granted)];
    let seen = see(&world.sealed(), &trust(withdrawn));
    ends(
        &seen,
        Inconclusive,
        "withdrawn_since",
        &[("registrar", false)],
        "the pin alone",
    );
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "a table, with a line or more for each case"
)]
fn a_service_must_be_granted_at_issuance_and_when_the_seal_was_made() {
    let world = world(full);
    let cases: [Row<(Vec<Period>, bool)>; 12] = [
        ("granted", (granted(), false), Passed, "", CONFIRMED),
        ("granted, stamped", (granted(), true), Passed, "", CONFIRMED),
        (
            "withdrawn after a proven time",
            (
                vec![period(LATELY, Withdrawn), period(LONG_AGO, Granted)],
                true,
            ),
            Passed,
            "",
            CONFIRMED,
        ),
        (
            "withdrawn after a time that only the sealer claims",
            (
                vec![period(LATELY, Withdrawn), period(LONG_AGO, Granted)],
                false,
            ),
            Inconclusive,
            "withdrawn_since",
            NOBODY,
        ),
        (
            "withdrawn before it sealed",
            (
                vec![period(MEANWHILE, Withdrawn), period(LONG_AGO, Granted)],
                true,
            ),
            Failed,
            "withdrawn_at_signing",
            NOBODY,
        ),
        (
            "ceased before it sealed",
            (
                vec![period(MEANWHILE, Other), period(LONG_AGO, Granted)],
                true,
            ),
            Failed,
            "withdrawn_at_signing",
            NOBODY,
        ),
        (
            "withdrawn before it issued",
            (
                vec![
                    period("2023-12-31T23:59:59Z", Withdrawn),
                    period(LONG_AGO, Granted),
                ],
                true,
            ),
            Failed,
            "withdrawn_at_issuance",
            NOBODY,
        ),
        (
            "granted again only after it issued",
            (
                vec![
                    period(MEANWHILE, Granted),
                    period("2022-01-01T00:00:00Z", Withdrawn),
                    period(LONG_AGO, Granted),
                ],
                true,
            ),
            Failed,
            "withdrawn_at_issuance",
            NOBODY,
        ),
        (
            "withdrawn in between",
            (
                vec![
                    period("2024-10-01T00:00:00Z", Granted),
                    period(MEANWHILE, Withdrawn),
                    period(LONG_AGO, Granted),
                ],
                true,
            ),
            Passed,
            "",
            CONFIRMED,
        ),
        (
            "first granted after it issued",
            (vec![period(MEANWHILE, Granted)], true),
            Failed,
            "not_granted_then",
            NOBODY,
        ),
        (
            "under supervision, which ended in 2016",
            (vec![period("2010-01-01T00:00:00Z", Supervised)], true),
            Failed,
            "withdrawn_at_issuance",
            NOBODY,
        ),
        // The order of the periods is the list's; what counts is when each began.
        (
            "the oldest first",
            (
                vec![period(LONG_AGO, Granted), period(MEANWHILE, Withdrawn)],
                true,
            ),
            Failed,
            "withdrawn_at_signing",
            NOBODY,
        ),
    ];
    for (case, (periods, is_stamped), outcome, cause, vouches) in cases {
        let sealed = match is_stamped {
            true => world.stamped(),
            false => world.sealed(),
        };
        let seen = see(&sealed, &world.trust(periods));
        ends(&seen, outcome, cause, vouches, case);
        assert_eq!(seen.end(SealChain).0, Passed, "{case}");
    }
}

#[test]
fn no_certificate_of_before_2016_is_a_qualified_one_for_seals() {
    let issued = |month, day| {
        world(move |parameters| {
            full(parameters);
            parameters.not_before = rcgen::date_time_ymd(2016, month, day);
        })
    };
    let since = |status| {
        vec![
            period("2016-06-30T22:00:00Z", Granted),
            period("2010-01-01T00:00:00Z", status),
        ]
    };
    let june = issued(6, 30);
    let seen = see(&june.stamped(), &june.trust(since(Other)));
    ends(&seen, Failed, "withdrawn_at_issuance", NOBODY, "ceased");
    // Supervision counts for its time: it is not for want of it.
    let seen = see(&june.stamped(), &june.trust(since(Supervised)));
    ends(&seen, Failed, "before_eidas", NOBODY, "supervised");
    let july = issued(7, 1);
    let seen = see(&july.stamped(), &july.trust(since(Supervised)));
    ends(&seen, Passed, "", CONFIRMED, "granted");
}

#[test]
fn only_qualified_certificates_for_seals_count() {
    let foreign = || {
        let countries = sequence(&[crate::authority::tlv(0x13, b"CH")]);
        sequence(&[oid("0.4.0.1862.1.7"), countries])
    };
    let cases: [Row<Vec<Vec<u8>>>; 10] = [
        (
            "for signatures",
            vec![compliance(), types(&[1]), device()],
            Failed,
            "wrong_type",
            NOBODY,
        ),
        (
            "for websites",
            vec![compliance(), types(&[3]), device()],
            Failed,
            "wrong_type",
            NOBODY,
        ),
        // Certificates had no types once, and were for signatures.
        (
            "of no type",
            vec![compliance(), device()],
            Failed,
            "wrong_type",
            NOBODY,
        ),
        (
            "for seals and signatures",
            vec![compliance(), types(&[2, 1]), device()],
            Inconclusive,
            "type_unclear",
            NOBODY,
        ),
        (
            "for seals, said twice",
            vec![compliance(), types(&[2, 2]), device()],
            Passed,
            "",
            CONFIRMED,
        ),
        (
            "not qualified",
            vec![types(&[2]), device()],
            Failed,
            "not_qualified",
            NOBODY,
        ),
        (
            "qualified in another country",
            vec![compliance(), foreign(), types(&[2]), device()],
            Failed,
            "not_qualified",
            NOBODY,
        ),
        (
            "without a device",
            vec![compliance(), types(&[2])],
            Failed,
            "no_qualified_device",
            VOUCHED,
        ),
        (
            "malformed",
            vec![compliance(), vec![5, 0]],
            Inconclusive,
            "malformed_extension",
            NOBODY,
        ),
        (
            "of a malformed type",
            vec![
                compliance(),
                sequence(&[oid("0.4.0.1862.1.6"), vec![5, 0]]),
                device(),
            ],
            Inconclusive,
            "malformed_extension",
            NOBODY,
        ),
    ];
    for (case, statements, outcome, cause, vouches) in cases {
        let world = world(|parameters| states(parameters, &statements));
        let seen = see(&world.sealed(), &world.trust(granted()));
        ends(&seen, outcome, cause, vouches, case);
    }
    let bare = world(|_| {});
    let seen = see(&bare.sealed(), &bare.trust(granted()));
    ends(&seen, Failed, "not_qualified", NOBODY, "no statements");
    let seen = see(&bare.sealed(), &Trust::none());
    ends(
        &seen,
        NotApplicable,
        "",
        NOBODY,
        "no statements and no list",
    );
}

#[test]
fn a_service_must_be_listed_for_seals() {
    let world = world(full);
    for (uses, outcome, cause, vouches) in [
        (
            vec![Use::Seals, Use::Signatures, Use::Other],
            Passed,
            "",
            CONFIRMED,
        ),
        (vec![Use::Signatures], Failed, "not_for_seals", NOBODY),
        (
            vec![Use::Websites, Use::Other],
            Failed,
            "not_for_seals",
            NOBODY,
        ),
        (vec![], Failed, "not_for_seals", NOBODY),
    ] {
        let case = format!("{uses:?}");
        let periods = vec![Period {
            uses,
            ..period(LONG_AGO, Granted)
        }];
        let seen = see(&world.sealed(), &world.trust(periods));
        ends(&seen, outcome, cause, vouches, &case);
    }
}

#[test]
fn what_is_critical_and_not_understood_is_not_relied_on() {
    let world = world(full);
    let unknown = |from, status| Period {
        unknown_critical: Some("urn:unknown".to_owned()),
        ..period(from, status)
    };
    for periods in [
        vec![unknown(LONG_AGO, Granted)],
        vec![unknown(LATELY, Granted), period(LONG_AGO, Granted)],
        vec![period(LATELY, Granted), unknown(LONG_AGO, Granted)],
    ] {
        let seen = see(&world.sealed(), &world.trust(periods));
        ends(
            &seen,
            Inconclusive,
            "critical_extension",
            NOBODY,
            "critical",
        );
    }
}

/// Statements of a certificate, qualifiers that the list has for it, and how it ends.
type Case<'a> = (
    &'a [Vec<u8>],
    &'a [Qualifier],
    (CheckOutcome, &'a str, Vouches),
);

/// Certificates by what they state, and how each ends under qualifiers that the list has for them.
#[test]
fn what_the_list_says_goes_before_what_the_certificate_says() {
    let none: &[Vec<u8>] = &[];
    let seal = &[compliance(), types(&[2]), device()][..];
    let bare_seal = &[compliance(), types(&[2])][..];
    let person = &[compliance(), types(&[1]), device()][..];
    let untyped = &[compliance(), device()][..];
    let unclaimed = &[types(&[2]), device()][..];
    let both = &[compliance(), types(&[1, 2]), device()][..];
    let no = (Failed, "not_qualified_by_list", NOBODY);
    let yes = (Passed, "", CONFIRMED);
    let advanced = (Failed, "no_qualified_device", VOUCHED);
    let wrong = (Failed, "wrong_type", NOBODY);
    let conflict = (Inconclusive, "qualifier_conflict", NOBODY);
    let unclear = (Inconclusive, "device_unclear", VOUCHED);
    let untold = (Inconclusive, "type_unclear", NOBODY);
    let unknown = (Inconclusive, "unknown_qualifier", NOBODY);
    let unqualified = (Failed, "not_qualified", NOBODY);
    let cases: &[Case<'_>] = &[
        (seal, &[NotQualified], no),
        (seal, &[NotQualified, ForSeals, WithDevice], no),
        (seal, &[NotQualified, Qualified], conflict),
        (seal, &[Qualified], yes),
        (unclaimed, &[Qualified], yes),
        (unclaimed, &[ForSeals], unqualified),
        (none, &[Qualified], untold),
        (none, &[Qualified, ForSeals, WithDevice], yes),
        (none, &[Qualified, ForSeals], advanced),
        (none, &[Qualified, ForSignatures], wrong),
        (none, &[WithDevice], unqualified),
        (seal, &[ForSignatures], wrong),
        (seal, &[ForWebsites], wrong),
        (person, &[ForSeals], yes),
        (untyped, &[ForSeals], yes),
        (both, &[ForSeals], yes),
        (both, &[ForSignatures], wrong),
        (seal, &[ForSeals, ForSignatures], conflict),
        (seal, &[ForSeals, ForWebsites], conflict),
        (person, &[ForSignatures, ForWebsites], conflict),
        (seal, &[ForLegalPerson], yes),
        (person, &[ForLegalPerson], wrong),
        (seal, &[ForLegalPerson, ForSignatures], conflict),
        (seal, &[NoDevice], advanced),
        (seal, &[DeviceAsInCertificate], yes),
        (bare_seal, &[DeviceAsInCertificate], advanced),
        (bare_seal, &[WithDevice], yes),
        (bare_seal, &[DeviceManagedOnBehalf], yes),
        (bare_seal, &[WithDevice, DeviceManagedOnBehalf], yes),
        (seal, &[WithDevice, NoDevice], unclear),
        (seal, &[DeviceManagedOnBehalf, NoDevice], unclear),
        (seal, &[DeviceAsInCertificate, NoDevice], unclear),
        (seal, &[DeviceAsInCertificate, WithDevice], unclear),
        (seal, &[Unknown], unknown),
        (seal, &[Unknown, NotQualified], unknown),
    ];
    for (statements, qualifiers, (outcome, cause, vouches)) in cases {
        let world = world(|parameters| {
            if !statements.is_empty() {
                states(parameters, statements);
            }
        });
        let case = format!("{qualifiers:?} for {} statements", statements.len());
        let seen = see(&world.sealed(), &world.trust(qualified_as(qualifiers)));
        ends(&seen, *outcome, cause, vouches, &case);
        // Each in its own entry is the same.
        let mut apart = granted();
        apart[0].qualifications = qualifiers.iter().map(|one| says(&[*one])).collect();
        let seen = see(&world.sealed(), &world.trust(apart));
        ends(&seen, *outcome, cause, vouches, &case);
    }
}

#[test]
fn the_worse_of_two_times_counts() {
    let world = world(full);
    let with = |from, qualifier| Period {
        qualifications: vec![says(&[qualifier])],
        ..period(from, Granted)
    };
    for (qualifier, outcome, cause, vouches) in [
        (NotQualified, Failed, "not_qualified_by_list", NOBODY),
        (NoDevice, Failed, "no_qualified_device", VOUCHED),
        (ForSignatures, Failed, "wrong_type", NOBODY),
    ] {
        for periods in [
            vec![with(MEANWHILE, qualifier), period(LONG_AGO, Granted)],
            vec![period(MEANWHILE, Granted), with(LONG_AGO, qualifier)],
        ] {
            let seen = see(&world.stamped(), &world.trust(periods));
            ends(&seen, outcome, cause, vouches, &format!("{qualifier:?}"));
        }
        // What is said after the seal was made is not said of it.
        let periods = vec![with(LATELY, qualifier), period(LONG_AGO, Granted)];
        let seen = see(&world.stamped(), &world.trust(periods));
        ends(
            &seen,
            Passed,
            "",
            CONFIRMED,
            &format!("{qualifier:?}, later"),
        );
    }
}

/// Whether criteria fit a certificate shows in whether `NotQualified` is said of it.
fn fits(leaf: &World, criteria: Criteria) -> Option<bool> {
    let mut periods = granted();
    periods[0].qualifications = vec![Qualification {
        qualifiers: vec![NotQualified],
        criteria,
    }];
    let seen = see(&leaf.sealed(), &leaf.trust(periods));
    match seen.answer() {
        (Failed, "not_qualified_by_list", vouches) if vouches.is_empty() => Some(true),
        (Passed, "", vouches) if vouches == CONFIRMED => Some(false),
        (Inconclusive, "criteria_unknown", vouches) if vouches.is_empty() => None,
        other => panic!("{other:?}"),
    }
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "a table, with a line or more for each case"
)]
fn qualifiers_are_for_the_certificates_that_fit_their_criteria() {
    let leaf = world(|parameters| {
        full(parameters);
        parameters.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::ContentCommitment,
        ];
        let policies = ["0.4.0.194112.1.3", "1.2.3.4"].map(|id| sequence(&[oid(id)]));
        let own = extension(&[2, 5, 29, 32], sequence(&policies), false);
        parameters.custom_extensions.push(own);
        let own = purposes(&["1.3.6.1.5.5.7.3.36"], false);
        parameters.custom_extensions.push(own);
    });
    let texts = |ids: &[&str]| -> Vec<Vec<String>> {
        vec![ids.iter().map(|id| (*id).to_owned()).collect()]
    };
    let bit = |bit, set| vec![KeyUsageBit { bit, set }];
    let plain = Criteria::default;
    let usage = |sets: &[Vec<KeyUsageBit>]| Criteria {
        key_usage: sets.to_vec(),
        ..plain()
    };
    let policies = |ids: &[&str]| Criteria {
        policies: texts(ids),
        ..plain()
    };
    let yes = || policies(&["1.2.3.4"]);
    let no = || policies(&["1.2.3.5"]);
    let open = || Criteria {
        unknown: true,
        ..plain()
    };
    let these = |assert, nested: Vec<Criteria>| Criteria {
        assert,
        nested,
        ..plain()
    };
    let deep = (0..20).fold(yes(), |inner, _| these(Assert::All, vec![inner]));
    let cases = [
        ("a bit that is set", usage(&[bit(1, true)]), Some(true)),
        ("a bit that is not", usage(&[bit(5, true)]), Some(false)),
        (
            "a bit that must not be set",
            usage(&[bit(5, false)]),
            Some(true),
        ),
        (
            "a bit that should not be",
            usage(&[bit(0, false)]),
            Some(false),
        ),
        (
            "a bit that there is not",
            usage(&[bit(200, true)]),
            Some(false),
        ),
        (
            "bits of one set",
            usage(&[[bit(0, true), bit(5, true)].concat()]),
            Some(false),
        ),
        (
            "sets of bits",
            usage(&[bit(0, true), bit(5, true)]),
            Some(false),
        ),
        ("a policy", yes(), Some(true)),
        (
            "two policies",
            policies(&["1.2.3.4", "0.4.0.194112.1.3"]),
            Some(true),
        ),
        (
            "a policy too many",
            policies(&["1.2.3.4", "1.2.3.5"]),
            Some(false),
        ),
        ("the start of a policy", policies(&["1.2.3"]), Some(false)),
        (
            "a purpose",
            Criteria {
                key_purposes: texts(&["1.3.6.1.5.5.7.3.36"]),
                ..plain()
            },
            Some(true),
        ),
        (
            "another purpose",
            Criteria {
                key_purposes: texts(&["1.3.6.1.5.5.7.3.4"]),
                ..plain()
            },
            Some(false),
        ),
        (
            "an attribute",
            Criteria {
                subject_attributes: texts(&["2.5.4.10", "2.5.4.97"]),
                ..plain()
            },
            Some(true),
        ),
        (
            "the serial number of a person",
            Criteria {
                subject_attributes: texts(&["2.5.4.5"]),
                ..plain()
            },
            Some(false),
        ),
        ("all", these(Assert::All, vec![yes(), yes()]), Some(true)),
        (
            "all, not one",
            these(Assert::All, vec![yes(), no()]),
            Some(false),
        ),
        (
            "at least one",
            these(Assert::AtLeastOne, vec![no(), yes()]),
            Some(true),
        ),
        (
            "at least one, none",
            these(Assert::AtLeastOne, vec![no(), no()]),
            Some(false),
        ),
        ("none", these(Assert::None, vec![no(), no()]), Some(true)),
        (
            "none, yet one",
            these(Assert::None, vec![no(), yes()]),
            Some(false),
        ),
        (
            "of several kinds",
            Criteria {
                assert: Assert::AtLeastOne,
                ..Criteria {
                    key_usage: vec![bit(1, true)],
                    ..no()
                }
            },
            Some(true),
        ),
        (
            "nested",
            these(Assert::None, vec![these(Assert::All, vec![yes(), no()])]),
            Some(true),
        ),
        ("not understood", open(), None),
        (
            "not understood, and fits",
            these(Assert::All, vec![yes(), open()]),
            None,
        ),
        (
            "not understood, and does not",
            these(Assert::All, vec![no(), open()]),
            Some(false),
        ),
        (
            "not understood beside one that fits",
            these(Assert::AtLeastOne, vec![yes(), open()]),
            Some(true),
        ),
        (
            "not understood beside one that does not",
            these(Assert::AtLeastOne, vec![no(), open()]),
            None,
        ),
        (
            "none, and not understood",
            these(Assert::None, vec![no(), open()]),
            None,
        ),
        ("no criteria", plain(), None),
        ("no criteria, none", these(Assert::None, vec![]), None),
        ("too deep", deep, None),
    ];
    for (case, criteria, fit) in cases {
        assert_eq!(fits(&leaf, criteria), fit, "{case}");
    }
    // A certificate that restricts nothing has no bit set, no policy and no purpose.
    let free = world(full);
    assert_eq!(fits(&free, usage(&[bit(1, true)])), Some(false));
    assert_eq!(fits(&free, usage(&[bit(1, false)])), Some(true));
    assert_eq!(fits(&free, yes()), Some(false));
    // Policies that cannot be read may be any.
    let garbled = world(|parameters| {
        full(parameters);
        let own = extension(&[2, 5, 29, 32], vec![5, 0], false);
        parameters.custom_extensions.push(own);
    });
    assert_eq!(fits(&garbled, yes()), None);
    assert_eq!(fits(&garbled, usage(&[bit(5, true)])), Some(false));
}

#[test]
fn no_qualifier_lifts_what_another_denies() {
    const ALL: [Qualifier; 8] = [
        NotQualified,
        Qualified,
        ForSeals,
        ForSignatures,
        ForWebsites,
        WithDevice,
        NoDevice,
        Unknown,
    ];
    let worlds = [world(full), world(|_| {})];
    for world in &worlds {
        let sealed = world.sealed();
        for subset in 0..1_u32 << ALL.len() {
            let chosen = ALL.iter().enumerate();
            let chosen = chosen.filter(|(index, _)| subset >> index & 1 == 1);
            let chosen: Vec<Qualifier> = chosen.map(|(_, one)| *one).collect();
            let seen = see(&sealed, &world.trust(qualified_as(&chosen)));
            let has = |one: &[Qualifier]| chosen.iter().any(|chosen| one.contains(chosen));
            let (outcome, _, vouches) = seen.answer();
            if has(&[NotQualified, ForSignatures, ForWebsites, Unknown]) {
                assert!(vouches.is_empty(), "{chosen:?}");
            }
            if has(&[NoDevice]) {
                assert!(vouches != CONFIRMED, "{chosen:?}");
            }
            assert_eq!(outcome == Passed, vouches == CONFIRMED, "{chosen:?}");
        }
    }
}

#[test]
fn services_that_share_a_key_must_agree() {
    let world = world(full);
    let of = |periods| issues(&world.authority, periods);
    let for_signatures = |status| {
        vec![Period {
            uses: vec![Use::Signatures],
            ..period(LONG_AGO, status)
        }]
    };
    let disagree = (Inconclusive, "services_disagree", NOBODY);
    for (case, services, (outcome, cause, vouches)) in [
        (
            "twice",
            vec![of(granted()), of(granted())],
            (Passed, "", CONFIRMED),
        ),
        (
            "for signatures too",
            vec![of(for_signatures(Granted)), of(granted())],
            (Passed, "", CONFIRMED),
        ),
        (
            "withdrawn for signatures",
            vec![of(for_signatures(Withdrawn)), of(granted())],
            (Passed, "", CONFIRMED),
        ),
        (
            "withdrawn for seals",
            vec![
                of(granted()),
                of(vec![
                    period(MEANWHILE, Withdrawn),
                    period(LONG_AGO, Granted),
                ]),
            ],
            disagree,
        ),
        (
            "with and without a device",
            vec![of(qualified_as(&[NoDevice])), of(granted())],
            disagree,
        ),
        (
            "not qualified by one",
            vec![of(granted()), of(qualified_as(&[NotQualified]))],
            disagree,
        ),
        (
            "listed again later",
            vec![of(granted()), of(vec![period(LATELY, Granted)])],
            (Passed, "", CONFIRMED),
        ),
    ] {
        let seen = see(&world.stamped(), &world.trust_in(services, ""));
        ends(&seen, outcome, cause, vouches, case);
    }
}

#[test]
fn the_nearest_service_speaks() {
    let world = world(full);
    let with_authority = || world.sealed().with_certificates(&[&world.authority]);
    let root = |periods| issues(&world.root, periods);
    let own = |periods| issues(&world.authority, periods);
    let withdrawn = || {
        vec![
            period("2023-01-01T00:00:00Z", Withdrawn),
            period(LONG_AGO, Granted),
        ]
    };
    // A list may name the authority above.
    let seen = see(
        &with_authority(),
        &world.trust_in(vec![root(granted())], ""),
    );
    ends(&seen, Passed, "", CONFIRMED, "the root");
    let seen = see(&world.sealed(), &world.trust_in(vec![root(granted())], ""));
    ends(
        &seen,
        Inconclusive,
        "unlisted",
        NOBODY,
        "the root, and nothing leads there",
    );
    // What it says of the authority itself goes before.
    let both = vec![root(granted()), own(withdrawn())];
    let seen = see(&with_authority(), &world.trust_in(both, ""));
    ends(
        &seen,
        Failed,
        "withdrawn_at_issuance",
        NOBODY,
        "withdrawn below a root",
    );
    let both = vec![root(withdrawn()), own(granted())];
    let seen = see(&with_authority(), &world.trust_in(both, ""));
    ends(
        &seen,
        Passed,
        "",
        CONFIRMED,
        "granted below a root that is not",
    );
}

#[test]
fn a_listed_key_is_trusted_whichever_certificate_lists_it() {
    let world = world(full);
    // The same name and key, signed by itself.
    let again = holder_of(world.authority.key_again(), "NTRXX-CA", None, authority);
    for sealed in [
        world.sealed(),
        world
            .sealed()
            .with_certificates(&[&world.authority, &world.root]),
    ] {
        let seen = see(
            &sealed,
            &world.trust_in(vec![issues(&again, granted())], ""),
        );
        ends(&seen, Passed, "", CONFIRMED, "self-signed");
        let two = service(
            ServiceKind::QualifiedCertificates,
            &[&again, &world.authority],
            granted(),
        );
        let seen = see(&sealed, &world.trust_in(vec![two], ""));
        ends(
            &seen,
            Passed,
            "",
            CONFIRMED,
            "two certificates of one service",
        );
    }
}

#[test]
fn a_service_for_timestamps_issues_no_seals() {
    let world = world(full);
    let seen = see(
        &world.sealed(),
        &world.trust_in(vec![stamps(&world.authority, granted())], ""),
    );
    ends(&seen, Inconclusive, "unlisted", NOBODY, "of another kind");
}

#[test]
fn a_list_for_one_organisation_vouches_for_no_other() {
    let world = world(full);
    for (wanted, vouches) in [(SCHOOL, CONFIRMED), ("NTRXX-OTHER", NOBODY)] {
        let more = format!("organization_identifier = '{wanted}'");
        let trust = world.trust_in(vec![issues(&world.authority, granted())], &more);
        let seen = see(&world.sealed(), &trust);
        ends(&seen, Passed, "", vouches, wanted);
    }
}

#[test]
fn old_lists_count_as_the_trust_file_says() {
    let world = world(full);
    let fresh = || lists(vec![issues(&world.authority, granted())]);
    let past = Some(time("2026-05-31T23:59:59Z"));
    let mut old_list = fresh();
    old_list.lists[0].next_update = past;
    let mut old_lists = fresh();
    old_lists.next_update = past;
    let mut closed = fresh();
    closed.lists[0].next_update = None;
    let see = |more: &str, lists: &TrustedLists| {
        see(&world.sealed(), &trust_in(&anchor(more), lists.clone()))
    };
    for (case, more, lists) in [
        ("a national list", "", &old_list),
        ("the list of lists", "", &old_lists),
        ("the update", "max_age = '1h'\n", &fresh()),
    ] {
        let seen = see(&format!("{more}on_stale = 'warn'"), lists);
        ends(&seen, Passed, "", CONFIRMED, case);
        assert_eq!(seen.vouches[0].freshness, Freshness::Stale, "{case}");
        let says_so = |seen: &Seen| {
            let row = |code| seen.row(code).summary.clone();
            (
                row(SealQualified).contains("should have been"),
                row(IssuerTrust).contains("older"),
            )
        };
        assert_eq!(says_so(&seen), (true, true), "{case}");
        let seen = see(&format!("{more}on_stale = 'last_good'"), lists);
        ends(&seen, Passed, "", CONFIRMED, case);
        assert_eq!(seen.vouches[0].freshness, Freshness::Stale, "{case}");
        assert!(!says_so(&seen).0, "{case}");
        let seen = see(&format!("{more}on_stale = 'fail'"), lists);
        ends(&seen, Inconclusive, "list_stale", NOBODY, case);
        assert_eq!(seen.end(IssuerTrust), (Inconclusive, "stale"), "{case}");
    }
    let seen = see("on_stale = 'fail'", &closed);
    ends(
        &seen,
        Passed,
        "",
        CONFIRMED,
        "a closed list is not replaced",
    );
}

#[test]
fn lists_that_were_never_read_were_not_asked() {
    let world = world(full);
    let trust = Trust::new(TrustFile::parse(&anchor("")).unwrap()).unwrap();
    let seen = see(&world.sealed(), &trust);
    ends(&seen, Inconclusive, "not_checked", NOBODY, "never read");
    assert_eq!(seen.end(IssuerTrust), (Inconclusive, "no_snapshot"));
}

#[test]
fn expired_and_revoked_certificates_are_vouched_for_by_nobody() {
    let expired = world(|parameters| {
        full(parameters);
        parameters.not_after = rcgen::date_time_ymd(2025, 7, 1);
    });
    let seen = see(&expired.sealed(), &expired.trust(granted()));
    ends(
        &seen,
        Inconclusive,
        "signing_time_not_proven",
        NOBODY,
        "expired",
    );
    let seen = see(&expired.stamped(), &expired.trust(granted()));
    ends(&seen, Passed, "", CONFIRMED, "expired after a proven time");

    for (change, sure, open) in [
        (
            full as fn(&mut CertificateParams),
            (Passed, "", CONFIRMED),
            (Inconclusive, "revocation_unknown", CONFIRMED),
        ),
        (
            without_device,
            (Failed, "no_qualified_device", VOUCHED),
            (Failed, "no_qualified_device", VOUCHED),
        ),
    ] {
        let world = world(|parameters| {
            change(parameters);
            parameters.custom_extensions.push(distribution_point(POINT));
        });
        let seen = see(&world.sealed(), &world.trust(granted()));
        assert_eq!(seen.end(SealRevocation).0, Inconclusive);
        ends(
            &seen,
            open.0,
            open.1,
            open.2,
            "nobody knows whether it was revoked",
        );
        let with = |entries: &[Entry<'_>]| {
            let list = world
                .authority
                .list("20260530000000", "20260630000000", entries);
            let mut evidence = Evidence::none();
            evidence.insert(POINT, item(EvidenceKind::CertificateRevocationList, list));
            see_with(&world.sealed(), &world.trust(granted()), &evidence)
        };
        ends(&with(&[]), sure.0, sure.1, sure.2, "not revoked");
        let entry = Entry {
            serial: world.school.serial(),
            since: "20260101000000",
            extensions: vec![],
        };
        let seen = with(&[entry]);
        ends(&seen, Failed, "revoked", NOBODY, "revoked");
        assert_eq!(seen.proof, Proof::Unsigned);
    }
}

#[test]
fn an_authority_that_was_revoked_fails_the_seal_whatever_is_pinned_below() {
    let root = holder("NTRXX-ROOT", None, authority);
    let own = holder("NTRXX-CA", Some(&root), |parameters| {
        authority(parameters);
        parameters.custom_extensions.push(distribution_point(POINT));
    });
    let world = World {
        school: holder(SCHOOL, Some(&own), |parameters| {
            full(parameters);
            parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
        }),
        authority: own,
        root,
        ..world(full)
    };
    let toml = anchor("") + &pin("school", &world.school, "");
    let trust = trust_in(&toml, lists(vec![issues(&world.root, granted())]));
    let sealed = world.sealed().with_certificates(&[&world.authority]);
    for (entries, end, vouches) in [
        (vec![], (Passed, ""), &[("eu", true), ("school", false)][..]),
        (
            vec![Entry {
                serial: world.authority.serial(),
                since: "20260101000000",
                extensions: vec![],
            }],
            (Failed, "revoked"),
            NOBODY,
        ),
    ] {
        let list = world
            .root
            .list("20260530000000", "20260630000000", &entries);
        let mut evidence = Evidence::none();
        evidence.insert(POINT, item(EvidenceKind::CertificateRevocationList, list));
        let seen = see_with(&sealed, &trust, &evidence);
        assert_eq!(seen.end(SealRevocation), end);
        ends(&seen, end.0, end.1, vouches, "an authority between");
    }
}

#[test]
fn a_seal_whose_time_or_key_usage_fails_is_no_qualified_one() {
    let honest = world(full);
    let mut late = header(&honest.school);
    late["sigT"] = "2027-01-01T00:00:00Z".into();
    let sealed = Sealed::new(&credential(), &honest.school, &late);
    let seen = see(&sealed, &honest.trust(granted()));
    assert_eq!(seen.end(ProofTime), (Failed, "made_in_future"));
    ends(
        &seen,
        Inconclusive,
        "made_in_future",
        NOBODY,
        "made in future",
    );
    let server = world(|parameters| {
        full(parameters);
        parameters
            .custom_extensions
            .push(purposes(&["1.3.6.1.5.5.7.3.1"], false));
    });
    let seen = see(&server.sealed(), &server.trust(granted()));
    assert_eq!(seen.end(SealChain), (Failed, "key_usage"));
    ends(&seen, Inconclusive, "key_usage", NOBODY, "a web server's");
}

#[test]
fn a_seal_that_does_not_hold_is_none() {
    let world = world(full);
    let mut sealed = world.sealed();
    sealed.payload.push(' ');
    let seen = see(&sealed, &world.trust(granted()));
    ends(&seen, Inconclusive, "proof_not_held", NOBODY, "altered");
    assert_eq!(seen.proof, Proof::Unsigned);
}

/// How the timestamp ends where a list says so of who stamps; and the seal, whose certificate has
/// expired.
fn stamped_by(services: impl FnOnce(&World) -> Vec<Service>, more: &str) -> Seen {
    let world = world(|parameters| {
        full(parameters);
        parameters.not_after = rcgen::date_time_ymd(2025, 7, 1);
    });
    let mut all = services(&world);
    all.push(issues(&world.authority, granted()));
    see(&world.stamped(), &trust_in(&anchor(more), lists(all)))
}

#[test]
fn a_listed_authority_proves_the_times_for_which_it_was_granted() {
    let proven = (Passed, "");
    let withdrawn = (Inconclusive, "authority_withdrawn");
    let cases = [
        ("granted", granted(), proven),
        (
            "withdrawn since",
            vec![period(LATELY, Withdrawn), period(LONG_AGO, Granted)],
            proven,
        ),
        (
            "withdrawn before",
            vec![period(MEANWHILE, Withdrawn), period(LONG_AGO, Granted)],
            withdrawn,
        ),
        (
            "ceased before",
            vec![period(MEANWHILE, Other), period(LONG_AGO, Granted)],
            withdrawn,
        ),
        (
            "granted later",
            vec![period(LATELY, Granted)],
            (Inconclusive, "authority_not_granted_then"),
        ),
        (
            "not understood",
            vec![Period {
                unknown_critical: Some("urn:unknown".to_owned()),
                ..period(LONG_AGO, Granted)
            }],
            (Inconclusive, "critical_extension"),
        ),
    ];
    for (case, periods, end) in cases {
        // A list names the one that stamps, or its authority.
        for of_authority in [false, true] {
            let periods = periods.clone();
            let seen = stamped_by(
                |world| {
                    let identity = match of_authority {
                        true => &world.clock_authority,
                        false => &world.clock,
                    };
                    vec![stamps(identity, periods)]
                },
                "",
            );
            assert_eq!(seen.end(SealTimestamp), end, "{case}");
            match end.0 {
                Passed => ends(&seen, Passed, "", CONFIRMED, case),
                _ => ends(&seen, Inconclusive, "signing_time_not_proven", NOBODY, case),
            }
        }
    }
}

#[test]
fn who_issues_certificates_stamps_no_times_unless_listed_for_it() {
    let unanchored = (Inconclusive, "authority_not_anchored");
    let seen = stamped_by(|world| vec![issues(&world.clock_authority, granted())], "");
    assert_eq!(seen.end(SealTimestamp), unanchored);
    let granted_clock = |world: &World| vec![stamps(&world.clock, granted())];
    for (more, end) in [
        ("grants = ['seal']", unanchored),
        ("grants = ['seal', 'timestamp']", (Passed, "")),
    ] {
        assert_eq!(
            stamped_by(granted_clock, more).end(SealTimestamp),
            end,
            "{more}"
        );
    }
}

#[test]
fn an_old_list_proves_times_as_the_trust_file_says() {
    let world = world(full);
    let services = || {
        vec![
            stamps(&world.clock, granted()),
            issues(&world.authority, granted()),
        ]
    };
    let mut old = lists(services());
    old.lists[0].next_update = Some(time("2026-05-31T23:59:59Z"));
    for (more, end) in [
        ("on_stale = 'warn'", (Passed, "")),
        ("on_stale = 'last_good'", (Passed, "")),
        ("on_stale = 'fail'", (Inconclusive, "list_stale")),
        (
            "max_age = '1h'\non_stale = 'fail'",
            (Inconclusive, "list_stale"),
        ),
    ] {
        let seen = see(&world.stamped(), &trust_in(&anchor(more), old.clone()));
        assert_eq!(seen.end(SealTimestamp), end, "{more}");
    }
}

#[test]
fn a_self_made_authority_with_a_listed_name_is_another() {
    let world = world(full);
    let root = holder("NTRXX-ROOT", None, authority);
    let own = holder("NTRXX-CA", Some(&root), authority);
    let forged = |own: &Holder| {
        holder(SCHOOL, Some(own), |parameters| {
            full(parameters);
            parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
        })
    };
    let both = vec![
        issues(&world.authority, granted()),
        issues(&world.root, granted()),
    ];
    let trust = world.trust_in(both, "");
    let school = forged(&own);
    let sealed = Sealed::new(&credential(), &school, &header(&school));
    for sealed in [
        sealed.clone(),
        sealed.clone().with_certificates(&[&own]),
        sealed.clone().with_certificates(&[&own, &root]),
        // Those that are listed, beside.
        sealed.with_certificates(&[&own, &world.authority, &world.root]),
    ] {
        let seen = see(&sealed, &trust);
        ends(&seen, Inconclusive, "unlisted", NOBODY, "a namesake");
        assert_eq!(seen.end(SealChain), (Inconclusive, "no_anchor"));
        assert_eq!(seen.proof.tier(), credeval_model::Tier::Signed);
    }
}

#[test]
fn a_seal_below_a_listed_authority_issues_no_seals() {
    let world = world(full);
    let forged = holder("NTRXX-UNIVERSITY", Some(&world.school), |parameters| {
        full(parameters);
        parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
    });
    let payload = credential().replace(SCHOOL, "NTRXX-UNIVERSITY");
    let sealed = Sealed::new(&payload, &forged, &header(&forged));
    let seen = see(
        &sealed.with_certificates(&[&world.school]),
        &world.trust(granted()),
    );
    assert_eq!(seen.end(SealChain), (Failed, "chain_rule"));
    assert_eq!(seen.answer().2, NOBODY);
}

#[test]
fn a_listed_authority_is_no_seal_itself() {
    // Whoever holds the key of an authority could seal with it; a list says nothing of that.
    let own = holder(SCHOOL, None, |parameters| {
        authority(parameters);
        full(parameters);
    });
    let sealed = Sealed::new(&credential(), &own, &header(&own));
    let trust = trust_in(&anchor(""), lists(vec![issues(&own, granted())]));
    let seen = see(&sealed, &trust);
    ends(
        &seen,
        Inconclusive,
        "unlisted",
        NOBODY,
        "the authority's own certificate",
    );
}

#[test]
fn a_certificate_that_is_dated_back_gains_nothing_without_a_proven_time() {
    // An authority that was withdrawn in the middle of 2024 writes today that it issued a
    // certificate in January. Who sealed with it could not have had it stamped before.
    let world = world(full);
    let withdrawn = || vec![period(MEANWHILE, Withdrawn), period(LONG_AGO, Granted)];
    for sealed in [
        world.sealed(),
        world.stamped(),
        world.stamped().archived(&world.clock, SEALED),
    ] {
        let seen = see(&sealed, &world.trust(withdrawn()));
        assert_eq!(seen.answer().2, NOBODY);
    }
    let early = world.sealed().stamped(&world.clock, "20240301000000");
    ends(
        &see(&early, &world.trust(withdrawn())),
        Passed,
        "",
        CONFIRMED,
        "it was there before",
    );
}

/// A hostile seal must be answered within this, in a build that nothing optimises on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn many_services_of_one_name_take_a_bounded_time() {
    let world = world(full);
    let namesakes: Vec<Holder> = (0..200)
        .map(|_| holder("NTRXX-CA", Some(&world.root), authority))
        .collect();
    let with = |count: usize| {
        let others = namesakes.iter().take(count);
        let mut services: Vec<Service> = others.map(|one| issues(one, granted())).collect();
        services.insert(0, issues(&world.authority, granted()));
        world.trust_in(services, "")
    };
    let seen = see(&world.sealed(), &with(40));
    ends(&seen, Passed, "", CONFIRMED, "a few namesakes");
    let many: Vec<&Holder> = namesakes.iter().take(16).collect();
    for sealed in [world.sealed(), world.sealed().with_certificates(&many)] {
        let trust = with(200);
        let start = Instant::now();
        let seen = see(&sealed, &trust);
        let taken = start.elapsed();
        eprintln!("200 namesakes: {taken:?}");
        assert!(taken < PATIENCE, "{taken:?}");
        ends(
            &seen,
            Inconclusive,
            "too_many_services",
            NOBODY,
            "too many namesakes",
        );
    }
}

#[test]
fn thousands_of_services_are_ready_at_once() {
    let world = world(full);
    let other = holder("NTRXX-OTHER", None, authority);
    let mut services: Vec<Service> = (0_u32..4_000)
        .map(|number| {
            let mut one = issues(&other, granted());
            one.certificates[0].subject = Digest::of(&number.to_be_bytes());
            one
        })
        .collect();
    services.push(issues(&world.authority, granted()));
    let lists = lists(services);
    let start = Instant::now();
    let trust = trust_in(&anchor(""), lists);
    let taken = start.elapsed();
    eprintln!("4,001 services ready in {taken:?}");
    assert!(taken < Duration::from_secs(1), "{taken:?}");
    ends(
        &see(&world.sealed(), &trust),
        Passed,
        "",
        CONFIRMED,
        "one of 4,001",
    );
}
