//! The dossier: when there is one, what it starts from and what it asks to test.

use super::*;
use credeval_model::{
    alignment::Match,
    criterion::{Ask, Missing},
    dossier::{Dossier, EffortClass},
    outcome::{OutcomeCode, Settlement},
};

fn assured() -> Known {
    Known::good(Tier::Identified)
        .with(|known| known.quality = vec![entry(QualityScope::Institutional)])
}

fn quizzed() -> Known {
    assured().with(|known| {
        known.elements.assessment =
            element(vec![assessment(AssessmentKind::Quiz)], Tier::Identified);
    })
}

fn target(title: &str, uri: &str) -> TargetOutcome {
    TargetOutcome {
        title: title.to_owned(),
        uri: Some(uri.to_owned()),
        description: None,
    }
}

fn asking(outcomes: Vec<TargetOutcome>) -> Programme {
    Programme {
        assume_aligned: false,
        body: Some("The examination board".to_owned()),
        outcomes,
        ..programme()
    }
}

fn dossier(known: &Known, programme: Option<&Programme>) -> Dossier {
    let scored = known.score(Purpose::Exemption, programme, &POLICY);
    scored.dossier.unwrap()
}

#[test]
fn there_is_a_dossier_where_prior_learning_is_the_way_or_may_become_it() {
    let has = |known: &Known, programme: Option<&Programme>| {
        let scored = known.score(Purpose::Exemption, programme, &POLICY);
        (scored.outcome.code, scored.dossier.is_some())
    };
    assert_eq!(has(&quizzed(), None), (OutcomeCode::Rpl, true));
    assert_eq!(has(&assured(), None), (OutcomeCode::RecogniseFull, false));
    // Quality is open: it may end in recognition or in prior learning.
    let open = Known::good(Tier::Identified);
    assert_eq!(has(&open, None), (OutcomeCode::NeedsInformation, true));
    // What is open here ends in recognition either way.
    let either = asking(vec![target("a", "urn:1"), target("b", "urn:2")]);
    assert_eq!(
        has(&assured(), Some(&either)),
        (OutcomeCode::NeedsInformation, false)
    );
    let mixed = assured().with(|known| {
        let words = LearningOutcomes {
            summary: vec![Text::plain("Nutrition")],
            ..LearningOutcomes::default()
        };
        let label = Level {
            label: Some(Text::plain("advanced")),
            ..Level::default()
        };
        known.elements.learning_outcomes = element(words, Tier::Identified);
        known.elements.level = element(label, Tier::Identified);
    });
    let strict = policy("missing_as = \"unknown\"", "missing_as = \"no\"");
    let scored = mixed.score(Purpose::Exemption, None, &strict);
    assert_eq!(scored.outcome.code, OutcomeCode::HumanReview);
    assert!(scored.dossier.is_some());
    // Nor where a person must look at a contradiction first, nor where nothing was verified.
    for (code, expected) in [
        (CheckCode::IntegrityDates, OutcomeCode::HumanReview),
        (CheckCode::ProofSignature, OutcomeCode::NotVerified),
    ] {
        let failed = quizzed().with(|known| {
            known.checks.push(Check::failed(code, "it does not hold"));
        });
        assert_eq!(has(&failed, None), (expected, false));
        let summary = failed.score(Purpose::None, None, &POLICY).outcome.summary;
        assert_eq!(
            summary.contains("Recognition of Prior Learning stays open"),
            expected == OutcomeCode::NotVerified,
            "{summary}"
        );
    }
}

#[test]
fn outcomes_of_the_programme_are_identified_or_to_be_tested() {
    let programme = asking(vec![
        target("The student explains nutrition", "urn:skill:1"),
        target("Advises a patient on a diet", "urn:skill:9"),
    ]);
    let known = Known::good(Tier::Identified);
    let sound = dossier(&known, Some(&programme));
    let identified = &sound.identified[..];
    assert_eq!(identified.len(), 1);
    assert_eq!(identified[0].outcome, "The student explains nutrition");
    assert_eq!(identified[0].source, "Explain how nutrients act on health");
    assert_eq!(identified[0].how, Some(Match::Uri));
    assert_eq!(identified[0].tier, Tier::Identified);
    // What nothing covers comes first, by the method that its verb asks for. The test of the other
    // was sound, and only nobody assures it: the learner's work from it is enough.
    let methods: Vec<_> = sound.to_assess.iter().map(|each| each.method).collect();
    assert_eq!(
        methods,
        [AssessmentKind::OralExamination, AssessmentKind::Portfolio]
    );
    assert_eq!(
        sound.to_assess[0].why,
        "Nothing in the credential is shown to cover it."
    );
    assert_eq!(
        sound.to_assess[1].why,
        "The credential states it, but it is not known yet whether quality assurance stands \
         behind its test."
    );
    assert_eq!(sound.effort.class, EffortClass::Full);
    assert_eq!(
        sound.certification,
        "The examination board (University of Examples) can grant exemption from \"Nutrition and \
         Health\" in \"Health Sciences\" (2 ECTS credits), in full or for a part, by the outcomes \
         that are shown."
    );
}

#[test]
fn what_can_be_granted_is_named_for_each_purpose() {
    let certified = |purpose, change: fn(&mut Programme)| {
        let mut programme = asking(vec![target("Explain nutrition", "urn:skill:1")]);
        programme.level = None;
        change(&mut programme);
        let scored = Known::good(Tier::Identified).score(purpose, Some(&programme), &POLICY);
        scored.dossier.unwrap().certification
    };
    for (purpose, granted) in [
        (
            Purpose::Exemption,
            "exemption from a part of \"Health Sciences\" (1 ECTS credit), in full or for a part",
        ),
        (
            Purpose::Credit,
            "credit for a part of \"Health Sciences\" (1 ECTS credit), in full or for a part",
        ),
        // The credits of a programme file are those of the gap then: nobody grants them.
        (Purpose::Admission, "admission to \"Health Sciences\""),
        (
            Purpose::Stacking,
            "a place in the profile of \"Health Sciences\"",
        ),
        (Purpose::None, "recognition within \"Health Sciences\""),
    ] {
        let said = certified(purpose, |programme| {
            programme.course = None;
            programme.body = None;
            programme.ects = Some(1.0);
        });
        assert_eq!(
            said,
            format!("University of Examples can grant {granted}, by the outcomes that are shown.")
        );
    }
}

#[test]
fn the_reason_and_the_method_follow_from_what_is_weak() {
    let programme = asking(vec![target("Design a diet", "urn:skill:1")]);
    let only = |known: &Known| dossier(known, Some(&programme)).to_assess[0].clone();
    let weak = only(&quizzed());
    assert_eq!(weak.method, AssessmentKind::ProjectWork);
    assert_eq!(
        weak.why,
        "The credential states it, but the way in which it was tested shows little of what one \
         learner can do."
    );
    // A project is made at home: where it is not shown who was tested, the learner is heard.
    let unseen = quizzed().with(|known| {
        let none = supervision(Some(false), Some(false));
        known.elements.supervision = element(none, Tier::Identified);
    });
    assert_eq!(only(&unseen).method, AssessmentKind::OralExamination);
    assert!(only(&unseen).why.contains("that it was the learner"));
    let hearsay = only(&Known::good(Tier::Signed));
    assert_eq!(
        hearsay.why,
        "The credential states it, but nobody vouches for the credential."
    );
}

#[test]
fn without_a_programme_the_credential_s_own_outcomes_count() {
    let own = dossier(&quizzed(), None);
    let titles = ["Explain how nutrients act on health", "Food and society"];
    let identified: Vec<_> = own.identified.iter().map(|each| &each.outcome).collect();
    assert_eq!(identified, titles);
    assert!(own.identified.iter().all(|each| each.how.is_none()));
    let methods: Vec<_> = own.to_assess.iter().map(|each| each.method).collect();
    assert_eq!(
        methods,
        [
            AssessmentKind::WrittenExamination,
            AssessmentKind::Portfolio
        ]
    );
    assert_eq!(
        own.certification,
        "The receiving institution says what it grants for the outcomes that are shown."
    );
    let silent = quizzed().with(|known| known.elements.learning_outcomes = Element::absent("none"));
    let silent = dossier(&silent, None);
    assert!(silent.identified.is_empty() && silent.to_assess.is_empty());
    assert_eq!(silent.effort.class, EffortClass::Full);
    assert!(silent.effort.text.contains("No outcome is known yet"));
}

#[test]
fn effort_is_by_how_much_is_to_be_tested() {
    for (tested, of, class) in [
        (0, 2, EffortClass::Documents),
        (1, 2, EffortClass::Some),
        (2, 4, EffortClass::Some),
        (3, 4, EffortClass::Full),
        (0, 0, EffortClass::Full),
    ] {
        let effort = crate::dossier::effort(tested, of);
        assert_eq!(effort.class, class, "{tested} of {of}");
    }
    assert_eq!(
        crate::dossier::effort(1, 2).text,
        "The documents, and a test: 1 of 2 outcomes is to be tested."
    );
}

#[test]
fn documents_are_asked_once_the_most_useful_first_and_never_of_the_institution() {
    let known = Known::good(Tier::Identified).with(|known| {
        known.elements.supervision = Element::absent("none");
        known.elements.assessment = Element::absent("none");
        known.elements.workload = Element::absent("none");
    });
    let documents = dossier(&known, Some(&programme())).documents;
    let asked: Vec<_> = documents.iter().map(|each| each.what.as_ref()).collect();
    let mut once = asked.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), asked.len());
    assert!(asked.len() > 2, "{asked:?}");
    // What settles the proposal comes before what only narrows a criterion.
    let scored = known.score(Purpose::Exemption, Some(&programme()), &POLICY);
    let settling: Vec<_> = scored
        .outcome
        .settle
        .iter()
        .flat_map(|settlement| &settlement.facts)
        .map(|fact| fact.what.as_ref())
        .collect();
    assert!(settling.contains(&asked[0]), "{asked:?} {settling:?}");
    // Of several ways, what serves the most of them comes first, wherever it stands.
    let fact = |what: &str| Missing {
        what: what.to_owned().into(),
        ask: Ask::Issuer,
        questions: Vec::new(),
    };
    let way = |facts: &[&str]| Settlement {
        criteria: Vec::new(),
        facts: facts.iter().map(|what| fact(what)).collect(),
        leads_to: Vec::new(),
    };
    let mut outcome = scored.outcome.clone();
    outcome.settle = vec![way(&["a", "b"]), way(&["c", "b"])];
    let asked = crate::dossier::documents(&[scored.criteria[1].clone()], &outcome);
    let asked: Vec<_> = asked.iter().map(|each| each.what.as_ref()).collect();
    assert_eq!(asked, ["b", "a", "c"]);
    let signed = dossier(&Known::good(Tier::Signed), None).documents;
    assert!(signed.iter().all(|each| each.ask != Ask::Institution));
}
