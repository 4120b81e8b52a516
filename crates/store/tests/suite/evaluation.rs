use credeval_model::{Digest, evidence::Answer};
use credeval_store::{BugError, Lane, Lookup, StoreError};

use crate::place::*;

on_both! {
    an_evaluation_can_be_made_again
    decisions_are_appended
}

async fn an_evaluation_can_be_made_again(place: Place) {
    let store = place.open_sealed().await;
    batch(&store, "a", Lane::Batch, 1).await;
    finish_all(&store, 1).await;
    let made = judged("document 1", kept(&store).await);
    let id = made.evaluations[0].id;
    let Lookup::Found(replay) = store.replayable(&name("a"), &id).await.unwrap() else {
        panic!("the evaluation is not there");
    };
    assert_eq!(replay.document.bytes, made.document.bytes);
    assert_eq!(replay.document.digest, made.document.digest);
    assert_eq!(replay.document.media_type, made.document.media_type);
    assert_eq!(replay.document.source, made.document.source);
    // Every answer, those too that could not be had, to the nanosecond.
    let answers: Vec<(&str, &Answer)> = replay.evidence.iter().collect();
    let expected: Vec<(&str, &Answer)> = made.evidence.iter().collect();
    assert_eq!(answers, expected);
    assert_eq!(answers.len(), 3);
    // The bytes as they were written, not as JSON would be written now.
    assert_eq!(replay.json, b"{\"of\":  \"document 1\"}\n");
    assert_eq!(replay.at, made.evaluations[0].at);
    assert_eq!(replay.part.as_deref(), Some("/credentialSubject/0"));
    assert_eq!(replay.inputs, made.inputs);
    assert_eq!(
        (replay.rules.as_str(), replay.policy, replay.trust),
        ("2", made.policy, made.trust)
    );
    for digest in [replay.policy, replay.trust] {
        assert!(matches!(
            store.blob(&digest).await.unwrap(),
            Lookup::Found(_)
        ));
    }
    let unknown = store.replayable(&name("b"), &id).await.unwrap();
    assert!(matches!(unknown, Lookup::Unknown));
}

async fn decisions_are_appended(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 1).await;
    finish_all(&store, 1).await;
    let id = Digest::of(b"evaluation of document 1");
    let (a, officer) = (name("a"), name("officer"));
    let deciders = (0..6).map(|number| {
        let (store, a, officer) = (store.clone(), a.clone(), officer.clone());
        tokio::spawn(async move {
            let json = format!("{{\"decision\": {number}}}");
            store
                .decide(&a, &id, json.as_bytes(), &officer, time(number))
                .await
                .unwrap()
        })
    });
    for decider in deciders.collect::<Vec<_>>() {
        assert!(matches!(decider.await.unwrap(), Lookup::Found(1..=6)));
    }
    let decisions = store.decisions(&a, &id).await.unwrap();
    let numbers: Vec<_> = decisions.iter().map(|decision| decision.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    assert!(decisions.iter().all(|decision| decision.actor == "officer"));
    assert!(
        decisions[0]
            .json
            .as_ref()
            .unwrap()
            .starts_with(b"{\"decision\"")
    );
    let unknown = Digest::of(b"no evaluation");
    let fault = store
        .decide(&a, &unknown, b"{}", &officer, time(0))
        .await
        .unwrap_err();
    assert!(
        matches!(fault, StoreError::Bug(BugError::UnknownEvaluation { .. })),
        "{fault}"
    );
}
