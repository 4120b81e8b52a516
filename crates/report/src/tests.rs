//! The reports as people and programs get them.

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Timestamp,
    check::Cause,
    document::{Carrier, Form, Standard},
    element::{Assessment, AssessmentKind, Element, Elements, Text},
    evaluation::{Evaluation, Mapping, Verification},
    evidence::Origin,
    trust::{
        AnchorKind, Grant,
        vouch::{Freshness, Relation, Vouch},
    },
};
use unicode_width::UnicodeWidthStr;

use crate::{Format, Style, evaluations, exit, mappings, mappings_as_table, text, verifications};

mod alignment;
pub(crate) mod examples;
mod stack;

const PLAIN_80: Style<'static> = Style {
    color: false,
    width: 80,
    unicode: true,
    language: "en",
};
const PLAIN_60: Style<'static> = Style {
    width: 60,
    ..PLAIN_80
};
const COLOR_80: Style<'static> = Style {
    color: true,
    ..PLAIN_80
};
const COLOR_100: Style<'static> = Style {
    width: 100,
    ..COLOR_80
};
const ASCII_80: Style<'static> = Style {
    unicode: false,
    ..PLAIN_80
};

fn evaluated(items: &[Evaluation], format: Format, style: &Style<'_>) -> String {
    let mut out = Vec::new();
    evaluations(&mut out, items, format, style, examples::at()).unwrap();
    String::from_utf8(out).unwrap()
}

fn verified(items: &[Verification], format: Format, style: &Style<'_>, now: Timestamp) -> String {
    let mut out = Vec::new();
    verifications(&mut out, items, format, style, now).unwrap();
    String::from_utf8(out).unwrap()
}

fn mapped(items: &[Mapping], format: Format, style: &Style<'_>) -> String {
    let mut out = Vec::new();
    mappings(&mut out, items, format, style).unwrap();
    String::from_utf8(out).unwrap()
}

fn verification(evaluation: Evaluation) -> Verification {
    Verification {
        document: evaluation.document,
        at: evaluation.at,
        trust: evaluation.trust,
        checks: evaluation.checks,
    }
}

fn mapping(evaluation: Evaluation) -> Mapping {
    let findings = evaluation
        .checks
        .into_iter()
        .filter(|check| check.code.is_integrity() && check.outcome != CheckOutcome::Passed);
    Mapping {
        document: evaluation.document,
        scope: evaluation.scope,
        relations: evaluation.relations,
        elements: evaluation.elements,
        findings: findings.collect(),
    }
}

/// Names a snapshot after what it shows, with escape sequences made readable.
macro_rules! snapshot {
    ($name:literal, $report:expr) => {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!($name, $report.replace('\u{1b}', "␛"));
        });
    };
}

// Below the macro, which it uses.
pub(crate) mod tracks;

#[test]
fn people_read_evaluations() {
    let human =
        |evaluation: Evaluation, style: &Style<'_>| evaluated(&[evaluation], Format::Human, style);
    snapshot!("recognised_80", human(examples::recognised(), &PLAIN_80));
    snapshot!(
        "recognised_100_color",
        human(examples::recognised(), &COLOR_100)
    );
    snapshot!("open_80", human(examples::open(), &PLAIN_80));
    snapshot!("open_80_color", human(examples::open(), &COLOR_80));
    snapshot!("open_60", human(examples::open(), &PLAIN_60));
    snapshot!("open_80_ascii", human(examples::open(), &ASCII_80));
    snapshot!("altered_80", human(examples::altered(), &PLAIN_80));
    snapshot!(
        "contradictory_80",
        human(examples::contradictory(), &PLAIN_80)
    );
    snapshot!(
        "contradictory_60",
        human(examples::contradictory(), &PLAIN_60)
    );
}

#[test]
fn people_read_several_evaluations() {
    let items = [examples::altered(), examples::altered()];
    let report = evaluated(&items, Format::Human, &PLAIN_80);
    assert!(report.contains("Evaluation 1 of 2") && report.contains("Evaluation 2 of 2"));
    assert!(!evaluated(&items[..1], Format::Human, &PLAIN_80).contains("Evaluation 1"));
}

/// Three achievements: one as the example has it, one of hours with two grades, one that states
/// nothing.
fn three() -> [Evaluation; 3] {
    let mut hours = examples::open();
    if let Element::Stated(workload) = &mut hours.elements.workload {
        workload.value.credits.clear();
    }
    if let Element::Stated(grades) = &mut hours.elements.grade {
        grades.value.extend(grades.value.clone());
    }
    if let Element::Stated(title) = &mut hours.elements.title {
        title.value = Text::plain("Foundations of nutrition for nurses who advise at home");
    }
    let mut silent = examples::altered();
    silent.elements = Elements::all_absent("nothing is stated");
    [examples::contradictory(), hours, silent]
}

/// What is said before the first item.
fn overview(report: &str) -> &str {
    let item = report.find(" 1 of ").unwrap();
    &report[..item]
}

#[test]
fn several_items_begin_with_an_overview() {
    let evaluations = three();
    let mappings = evaluations.clone().map(mapping);
    let narrow = Style {
        width: 40,
        ..ASCII_80
    };
    let mut shown = Vec::new();
    for (style, width) in [(PLAIN_80, 80), (ASCII_80, 80), (PLAIN_60, 60), (narrow, 40)] {
        for report in [
            mapped(&mappings, Format::Human, &style),
            evaluated(&evaluations, Format::Human, &style),
        ] {
            let overview = overview(&report);
            for line in overview.lines() {
                assert!(line.width() <= width, "{line:?}");
            }
            shown.push(overview.to_owned());
        }
    }
    snapshot!("overview", shown.join("\n"));
    for report in [
        mapped(&mappings[..1], Format::Human, &PLAIN_80),
        evaluated(&evaluations[..1], Format::Human, &PLAIN_80),
        mapped(&[], Format::Human, &PLAIN_80),
    ] {
        assert!(!report.contains("Overview"), "{report}");
    }
}

#[test]
fn an_overview_keeps_its_columns_whatever_is_stated() {
    let [first, mut second, _] = three();
    if let Element::Stated(title) = &mut second.elements.title {
        title.value = Text::plain("栄養学の基礎と地域社会における健康づくりの実践入門");
    }
    for width in [40, 60, 80, 120] {
        for unicode in [true, false] {
            let style = Style {
                width,
                unicode,
                ..PLAIN_80
            };
            let items = [first.clone(), second.clone(), attack()];
            let report = evaluated(&items, Format::Human, &style);
            for line in overview(&report).lines() {
                assert!(line.width() <= width, "{line:?}");
                assert!(!line.contains(text::is_unsafe), "{line:?}");
                assert!(unicode || line.is_ascii(), "{line:?}");
            }
        }
    }
}

#[test]
fn people_read_verifications_and_mappings() {
    let human = |evaluation: Evaluation, style: &Style<'_>| {
        verified(
            &[verification(evaluation)],
            Format::Human,
            style,
            examples::at(),
        )
    };
    snapshot!(
        "verification_held_80",
        human(examples::recognised(), &PLAIN_80)
    );
    snapshot!(
        "verification_failed_80_color",
        human(examples::altered(), &COLOR_80)
    );
    snapshot!(
        "verification_inconclusive_60",
        human(examples::open(), &PLAIN_60)
    );
    let mapping = [mapping(examples::contradictory())];
    snapshot!("mapping_80", mapped(&mapping, Format::Human, &PLAIN_80));
}

#[test]
fn a_mapping_tells_what_the_credential_says_against_itself() {
    let report = |evaluation| mapped(&[mapping(evaluation)], Format::Human, &PLAIN_80);
    let found = report(examples::contradictory());
    let (_, section) = found.split_once("Contradictions and slips").unwrap();
    // Filled as one line: where they are broken is of no interest here.
    let words: Vec<&str> = section.split_whitespace().collect();
    let words = words.join(" ");
    for line in [
        "! Contradiction: The volume of learning is 60 months in one place and 60 hours in \
         another. (integrity.workload)",
        "! Slip: It is called stackable, and says not towards what. (integrity.stackability)",
    ] {
        assert!(words.contains(line), "{line}\n{words}");
    }
    assert!(!report(examples::open()).contains("Contradictions"));
}

#[test]
fn equal_lines_that_follow_one_another_are_counted() {
    use AssessmentKind::{OralExamination, Portfolio, Quiz, WrittenExamination};
    let report = |kinds: &[AssessmentKind], style: &Style<'_>| {
        let mut evaluation = examples::open();
        let Element::Stated(assessment) = &mut evaluation.elements.assessment else {
            panic!("an example with an assessment")
        };
        let one = assessment.value[0].clone();
        let of = |kind: &AssessmentKind| Assessment {
            kind: *kind,
            title: None,
            ..one.clone()
        };
        assessment.value = kinds.iter().map(of).collect();
        let report = mapped(&[mapping(evaluation)], Format::Human, style);
        let lines = report.lines();
        let lines = lines.skip_while(|line| !line.starts_with("  Assessment"));
        let lines = lines.take_while(|line| !line.starts_with("    signed"));
        lines.map(|line| line[28..].to_owned()).collect::<Vec<_>>()
    };
    let six = [WrittenExamination; 6];
    assert_eq!(report(&six, &PLAIN_80), ["6 × Written examination, graded"]);
    assert_eq!(report(&six, &ASCII_80), ["6 x Written examination, graded"]);
    assert_eq!(
        report(&[Quiz, Quiz, Portfolio, Quiz], &PLAIN_80),
        ["2 × Quiz, graded", "Portfolio, graded", "Quiz, graded"]
    );
    // What is left out is counted one by one.
    let eight = [[Quiz, OralExamination]; 4].concat();
    let shown = report(&[&eight[..6], &six].concat(), &PLAIN_80);
    assert_eq!(shown.len(), 7);
    assert_eq!(shown[6].trim(), "and 6 more");
}

#[test]
fn each_row_of_a_table_has_the_title_of_its_achievement() {
    let mut items = three().map(mapping);
    if let Element::Stated(title) = &mut items[0].elements.title {
        title.value.0.insert("nl".to_owned(), "Voeding".to_owned());
    }
    let mut out = Vec::new();
    mappings_as_table(&mut out, &items, "nl").unwrap();
    let table = String::from_utf8(out).unwrap();
    let rows: Vec<&str> = table.lines().skip(1).collect();
    let titles = [
        "Voeding",
        "Foundations of nutrition for nurses who advise at home",
        "",
    ];
    for (item, title) in titles.into_iter().enumerate() {
        for row in &rows[item * 16..][..16] {
            assert_eq!(row.split(',').nth(3), Some(title), "{row}");
        }
    }
    let header = table.lines().next().unwrap();
    assert!(header.starts_with("\u{feff}document,sha256,part,title,scope,"));
    assert!(header.ends_with(",places,why_absent,absence"));
    let absent = ",nothing is stated,not_stated";
    assert!(rows[32..].iter().all(|row| row.ends_with(absent)));
}

#[test]
fn the_image_around_a_badge_and_its_form_are_told() {
    let kind = |form, standard, carrier| {
        let mut evaluation = examples::open();
        evaluation.document = examples::document(form, standard, "badge", 2048);
        evaluation.document.carrier = carrier;
        let report = evaluated(&[evaluation], Format::Human, &PLAIN_80);
        let lines = report.lines().map(str::trim).filter(|line| {
            let label = line.split_whitespace().next();
            matches!(label, Some("Kind" | "Carrier"))
        });
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        kind(Form::Jwt, Standard::OpenBadges3, Some(Carrier::Png)),
        [
            "Kind        Open Badge 3.0, VC-JWT",
            "Carrier     baked into a PNG image"
        ]
    );
    assert_eq!(
        kind(Form::Jwt, Standard::OpenBadges2, Some(Carrier::Svg)),
        [
            "Kind        Open Badge 2.0, signed token (JWS)",
            "Carrier     baked into an SVG image"
        ]
    );
    assert_eq!(
        kind(Form::Jwt, Standard::OpenBadges2, None),
        ["Kind        Open Badge 2.0, signed token (JWS)"]
    );
}

/// A record with many credentials inside: what holds is said once, the rest each time.
#[test]
fn what_passes_at_many_places_is_one_row() {
    let at = |check: Check, place: usize| check.at(format!("/credential/{place}").as_str().into());
    let mut verification = verification(examples::open());
    verification.checks.clear();
    for place in 0..14 {
        let signature = Check::passed(CheckCode::ProofSignature, "the signature holds");
        verification.checks.push(at(signature, place));
    }
    for place in 0..2 {
        let key = Check::passed(CheckCode::IssuerKey, "the key is the issuer's");
        verification.checks.push(at(key, place));
        let expired = Check::failed(CheckCode::ValidityUntil, "it has ended");
        verification.checks.push(at(expired, place));
        let status = Check::inconclusive(CheckCode::StatusRevocation, "no list was found");
        verification.checks.push(at(status, place));
    }
    let report = verified(&[verification], Format::Human, &PLAIN_80, examples::at());
    snapshot!("passed_at_many_places_80", report);
}

/// Whoever vouches, whoever could not be asked, and what a seal is beside being valid.
#[test]
fn who_vouches_is_told_with_its_age_and_the_seal_in_three_answers() {
    let seal = |cause: Option<&str>, outcome| {
        let mut verification = verification(examples::recognised());
        let known = verification.trust[0].clone();
        verification.trust = vec![
            Vouch {
                anchor: "eu".to_owned(),
                kind: AnchorKind::EuLotl,
                grant: Grant::Seal,
                relation: Relation::Chained,
                confirms: true,
                evidence: Some(Digest::of(b"lists")),
                ..known.clone()
            },
            Vouch {
                anchor: "members".to_owned(),
                kind: AnchorKind::DccJson,
                freshness: Freshness::Stale,
                name: Some("North Coast".to_owned()),
                ..known
            },
        ];
        let row = Check::new(CheckCode::SealQualified, outcome, "the seal");
        verification.checks = vec![
            Check::passed(CheckCode::ProofSignature, "the seal holds"),
            Check::inconclusive(CheckCode::IssuerTrust, "deqar was not checked")
                .because(Cause::new("no_snapshot")),
            match cause {
                Some(cause) => row.because(Cause::new(cause)),
                None => row,
            },
        ];
        verified(&[verification], Format::Human, &PLAIN_80, examples::at())
    };
    let qualified = seal(None, CheckOutcome::Passed);
    snapshot!("who_vouches_80", qualified);
    let answers = |report: String| {
        let lines = report
            .lines()
            .skip_while(|line| !line.starts_with("  Seal"))
            .take(3);
        let lines = lines.map(|line| line[8..].to_owned());
        lines.collect::<Vec<_>>()
    };
    let three = |cause, outcome| answers(seal(Some(cause), outcome));
    assert_eq!(
        three("no_qualified_device", CheckOutcome::Failed),
        [
            "✓ valid",
            "✓ advanced, with a qualified certificate",
            "✗ not qualified"
        ]
    );
    assert_eq!(
        three("revocation_unknown", CheckOutcome::Inconclusive),
        [
            "✓ valid",
            "✓ advanced, with a qualified certificate",
            "? not known to be qualified"
        ]
    );
    assert_eq!(
        three("withdrawn_at_issuance", CheckOutcome::Failed),
        [
            "✓ valid",
            "✗ not advanced, with a qualified certificate",
            "✗ not qualified"
        ]
    );
    assert_eq!(
        three("not_checked", CheckOutcome::Inconclusive),
        [
            "✓ valid",
            "? not known to be advanced, with a qualified certificate",
            "? not known to be qualified"
        ]
    );
}

/// What a person supplied is seen, however many other rows of its code passed.
#[test]
fn a_row_on_supplied_evidence_is_not_folded() {
    let mut evaluation = examples::recognised();
    let Some(record) = evaluation.evidence.first_mut() else {
        panic!("an example with evidence")
    };
    record.origin = Origin::Supplied;
    let digest = record.digest;
    let passed = || Check::passed(CheckCode::StatusRevocation, "the list does not name it");
    let mut by_hand = passed();
    by_hand.evidence = vec![digest];
    evaluation.checks = vec![passed(), by_hand, passed()];
    let report = evaluated(&[evaluation], Format::Human, &PLAIN_80);
    assert_eq!(
        report.matches("The list does not name it").count(),
        2,
        "{report}"
    );
    assert!(report.contains("(by evidence that a"), "{report}");
    assert!(report.contains("and 1 more place"), "{report}");
}

#[test]
fn programs_read_json() {
    let small = verification(examples::altered());
    let read = |items: &[Verification], format| verified(items, format, &PLAIN_80, examples::at());
    snapshot!(
        "verification_json",
        read(std::slice::from_ref(&small), Format::Json)
    );
    snapshot!(
        "verification_ndjson",
        read(&[small.clone(), small], Format::Ndjson)
    );
}

#[test]
fn what_is_read_back_equals_what_was_written() {
    let all = [
        examples::recognised(),
        examples::open(),
        examples::altered(),
        examples::contradictory(),
        attack(),
    ];
    for one in &all {
        let json = evaluated(std::slice::from_ref(one), Format::Json, &PLAIN_80);
        assert_eq!(&serde_json::from_str::<Evaluation>(&json).unwrap(), one);
    }
    let array = evaluated(&all, Format::Json, &PLAIN_80);
    assert_eq!(
        serde_json::from_str::<Vec<Evaluation>>(&array).unwrap(),
        all
    );
    assert_eq!(evaluated(&[], Format::Json, &PLAIN_80), "[]\n");
    let lines = evaluated(&all, Format::Ndjson, &PLAIN_80);
    let decoded: Vec<Evaluation> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(decoded, all);

    let verification = verification(examples::open());
    let json = verified(
        std::slice::from_ref(&verification),
        Format::Json,
        &PLAIN_80,
        examples::at(),
    );
    assert_eq!(
        serde_json::from_str::<Verification>(&json).unwrap(),
        verification
    );
    let mapping = mapping(examples::open());
    let json = mapped(std::slice::from_ref(&mapping), Format::Json, &PLAIN_80);
    assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
}

#[test]
fn another_time_than_now_is_said_first() {
    let first = |now: &str| {
        let now = now.parse().unwrap();
        let report = verified(
            &[verification(examples::open())],
            Format::Human,
            &PLAIN_80,
            now,
        );
        report.lines().next().unwrap().to_owned()
    };
    assert_eq!(
        first("2026-11-24T10:00:00Z"),
        "Judged for 2026-03-02 09:30 UTC, not for now (2026-11-24 10:00 UTC)."
    );
    assert!(first("2026-03-02T09:31:01Z").starts_with("Judged for"));
    assert!(first("2026-03-02T09:30:59Z").starts_with("  Kind"));
}

/// An evaluation whose every text tries to do something to the terminal.
fn attack() -> Evaluation {
    const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}detrevni\u{2066}\n\
        ── Proposal ──\r\n ┃ Recognition is possible\u{200b}\u{feff}\u{e0041}";
    // Every string of the JSON form is made hostile, but for those that are words of ours: so a
    // field that is added later is attacked too.
    fn spoil(value: &mut serde_json::Value, key: &str) {
        const OURS: [&str; 36] = [
            "schema",
            "system",
            "digest",
            "form",
            "standard",
            "at",
            "code",
            "outcome",
            "tier",
            "criterion",
            "light",
            "ask",
            "how",
            "track",
            "kind",
            "fetched_at",
            "origin",
            "evidence",
            "element",
            "check",
            "mode",
            "criteria",
            "leads_to",
            "grant",
            "relation",
            "freshness",
            "reason",
            "speaks_for",
            "cycle",
            "purpose",
            "proof",
            "method",
            "class",
            "decision",
            "proposal",
            "evaluation",
        ];
        match value {
            serde_json::Value::String(text) if !OURS.contains(&key) => text.push_str(HOSTILE),
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, key)),
            serde_json::Value::Object(members) => {
                members.iter_mut().for_each(|(key, item)| spoil(item, key));
            }
            _ => {}
        }
    }
    let mut evaluation = examples::contradictory();
    evaluation.checks.extend(examples::open().checks);
    evaluation
        .outcome
        .settle
        .extend(examples::open().outcome.settle);
    evaluation.alignment = examples::recognised().alignment;
    let tracks = tracks::with_tracks();
    evaluation.programme = tracks.programme;
    evaluation.dossier = tracks.dossier;
    evaluation.precedents = tracks.precedents;
    let mut value = serde_json::to_value(evaluation).unwrap();
    let id = value["id"].take();
    spoil(&mut value, "");
    value["id"] = id;
    serde_json::from_value(value).unwrap()
}

/// The lines without the colours that the report itself sets.
fn without_colours(report: &str) -> String {
    let mut plain = String::new();
    let mut rest = report;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let (codes, after) = after.split_once('m').unwrap();
        assert!(
            codes
                .chars()
                .all(|code| code.is_ascii_digit() || code == ';')
        );
        rest = after;
    }
    plain + rest
}

#[test]
fn hostile_text_reaches_no_terminal() {
    let attack = attack();
    let name = &attack.elements.learner.value().unwrap().name;
    assert!(name.as_ref().unwrap().shown().contains("\u{1b}[2J"));
    for style in [PLAIN_60, PLAIN_80, COLOR_80, COLOR_100, ASCII_80] {
        let mut reports = vec![evaluated(
            std::slice::from_ref(&attack),
            Format::Human,
            &style,
        )];
        reports.push(verified(
            &[verification(attack.clone())],
            Format::Human,
            &style,
            examples::at(),
        ));
        reports.push(mapped(&[mapping(attack.clone())], Format::Human, &style));
        for report in reports {
            assert!(report.contains("<U+001B>[2J"));
            let plain = without_colours(&report);
            for line in plain.lines() {
                assert!(!line.contains(text::is_unsafe), "{line:?}");
                assert!(style.unicode || line.is_ascii(), "{line:?}");
                assert!(line.width() <= style.width, "{line:?}");
            }
            // Only the report's own headings begin a line: nothing hostile can imitate one.
            let headings = plain.lines().filter(|line| line.contains(" Proposal "));
            let own = headings.filter(|line| !line.starts_with(' '));
            assert!(own.count() <= 1);
        }
    }
    let report = mapped(&[mapping(attack)], Format::Human, &PLAIN_80);
    snapshot!("attack_80", report);
}

#[test]
fn hostile_text_is_escaped_in_json() {
    for format in [Format::Json, Format::Ndjson] {
        let json = evaluated(&[attack()], format, &PLAIN_80);
        let escaped = json.lines().all(|line| !line.contains(text::is_unsafe));
        assert!(escaped);
        assert!(json.contains(r"\u009b31m\u202edetrevni\u2066"));
        assert!(json.contains(r"\udb40\udc41"));
    }
}

#[test]
fn wide_and_combining_characters_keep_the_columns() {
    let mut evaluation = examples::recognised();
    let wide = "栄養学の基礎と地域社会における健康づくりの実践入門".repeat(3);
    let marked = "Nguye\u{302}\u{303}n Thi\u{323} ".repeat(20);
    if let Element::Stated(title) = &mut evaluation.elements.title {
        title.value = Text::plain(wide);
    }
    if let Element::Stated(learner) = &mut evaluation.elements.learner {
        learner.value.name = Some(Text::plain(marked));
    }
    for width in [0, 40, 60, 80, 100, 200, usize::MAX] {
        let style = Style { width, ..PLAIN_80 };
        let report = evaluated(std::slice::from_ref(&evaluation), Format::Human, &style);
        let widest = report.lines().map(UnicodeWidthStr::width).max().unwrap();
        assert!(widest <= width.clamp(40, 120), "{width}: {widest}");
    }
    let report = evaluated(&[evaluation], Format::Human, &PLAIN_80);
    let head: Vec<&str> = report.lines().take(6).collect();
    snapshot!("wide_and_combining_80", head.join("\n"));
}

#[test]
fn the_amount_printed_is_bounded() {
    let mut evaluation = attack();
    let row = evaluation.checks[0].clone();
    let long = Check::failed(CheckCode::ContextTerms, "x ".repeat(100_000));
    evaluation.checks = [vec![long], vec![row; 10_000]].concat();
    let missing = evaluation.outcome.settle[0].facts[0].clone();
    evaluation.outcome.settle[0].facts = vec![missing.clone(); 10_000];
    evaluation.criteria[0].missing = vec![missing; 10_000];
    let report = evaluated(&[evaluation], Format::Human, &PLAIN_80);
    assert!(report.lines().count() < 1_500, "{}", report.lines().count());
    assert!(report.contains("and 9960 more"));
}

#[test]
fn the_shape_of_a_light_tells_its_level() {
    let report = evaluated(&[examples::open()], Format::Human, &ASCII_80);
    for (shape, criterion) in [
        ("??? 0-3", "Quality"),
        ("#?. 1-2", "Authenticity"),
        ("#.. 1", "Learning outcomes"),
        ("... 0", "Workload"),
        ("##? 2-3", "Testing"),
    ] {
        let line = format!("  {shape:<9}{criterion}");
        assert!(report.contains(&line), "{line}\n{report}");
    }
}

#[test]
fn exit_codes() {
    let passed = |code| Check::passed(code, "");
    let failed = |code| Check::failed(code, "");
    let open = |code| Check::inconclusive(code, "");
    let (signature, status, trust) = (
        CheckCode::ProofSignature,
        CheckCode::StatusRevocation,
        CheckCode::IssuerTrust,
    );
    let cases = [
        ("nothing", vec![]),
        ("signature passed", vec![passed(signature)]),
        (
            "signature failed, status open",
            vec![open(status), failed(signature)],
        ),
        (
            "signature passed, status open",
            vec![passed(signature), open(status)],
        ),
        (
            "signature passed, trust failed",
            vec![passed(signature), failed(trust)],
        ),
        (
            "signature passed, trust open",
            vec![passed(signature), open(trust)],
        ),
        (
            "signature and trust passed",
            vec![passed(signature), passed(trust)],
        ),
        (
            "signature failed, trust passed",
            vec![failed(signature), passed(trust)],
        ),
        (
            "status open, trust failed",
            vec![open(status), failed(trust)],
        ),
        (
            "a slip of integrity failed",
            vec![failed(CheckCode::IntegrityDates)],
        ),
    ];
    let rows = cases.iter().map(|(name, checks)| {
        let plain = exit::of(checks);
        let trusted = exit::requiring(checks, &[trust]);
        format!("{name:<32} {plain}  with issuer.trust required: {trusted}")
    });
    let table: Vec<String> = rows.collect();
    snapshot!("exit_codes", table.join("\n"));
    assert_eq!((exit::UNUSABLE, exit::BUG), (2, 70));
}

#[test]
fn documents_are_named_by_standard_and_form() {
    let mut evaluation = examples::altered();
    evaluation.document = examples::document(Form::Unsecured, Standard::Unknown, "-", 1);
    let report = evaluated(&[evaluation], Format::Human, &PLAIN_80);
    assert!(report.contains("no known standard, no proof"));
    assert!(report.contains("- (1 byte)"));
}
