//! What a person hands in is answered at once, is in the store then, and can be made again from it.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{fs, path::Path};

use credeval::Judge;
use credeval::brief::{Brief, Grounds};
use credeval::fetch::{Client, ClientOptions};
use credeval::given::Given;
use credeval::model::{
    CheckOutcome, Digest, Document, Timestamp, check::verdict, learner::PresentedLearner,
};
use credeval::store::{Location, Lookup, Name, Options, Store};
use credeval::trusted::TrustFolder;
use credeval::work::{
    Worker,
    desk::{Desk, DeskError, Request, Writing},
};

fn clock() -> Timestamp {
    "2026-09-01T00:00:00Z".parse().unwrap()
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn exemption(file: &str) -> Document {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exemption");
    Document::new(fs::read(folder.join(file)).unwrap(), file)
}

struct Place {
    _folder: tempfile::TempDir,
    store: Store,
    grounds: Grounds,
    desk: Desk,
    writing: Writing,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = Location::from(folder.path().join("store.db").as_path());
        let store = Store::open(&at, &Options::default(), clock())
            .await
            .unwrap();
        let trust =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exemption/trust.toml");
        let trust = TrustFolder::of(&trust);
        let brief = Brief {
            offline: true,
            ..Brief::default()
        };
        let officer = name("officer");
        let grounds = Grounds::keep(&brief, Some(&trust), &store, &officer, clock());
        let grounds = grounds.await.unwrap();
        let client = Client::new(ClientOptions {
            offline: true,
            ..ClientOptions::default()
        });
        let worker = Worker::new(store.clone(), name("desk"), client, clock);
        let (desk, writing) = Desk::open(&worker);
        Self {
            _folder: folder,
            store,
            grounds,
            desk,
            writing,
        }
    }

    fn request(&self, tenant: &str, file: &str) -> Request {
        Request {
            tenant: name(tenant),
            by: name("officer"),
            grounds: self.grounds,
            student: None,
            document: exemption(file),
            given: Given::default(),
        }
    }

    async fn kept(&self, tenant: &str) -> Vec<Digest> {
        let tenant = name(tenant);
        let all = self.store.evaluations_since(Some(&tenant), 0, 1_000);
        all.await.unwrap().iter().map(|one| one.id).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_answered_has_the_answer_in_the_store() {
    let place = Place::new().await;
    let files = ["badge.jwt", "altered.jwt"].repeat(20);
    let asked = files.iter().enumerate().map(|(number, file)| {
        let desk = place.desk.clone();
        // A tenant each, so that none is the same as another's.
        let request = place.request(&format!("tenant-{number}"), file);
        tokio::spawn(async move { desk.evaluate(request).await.unwrap() })
    });
    for (number, asked) in asked.collect::<Vec<_>>().into_iter().enumerate() {
        let evaluations = asked.await.unwrap();
        let expected = match number % 2 {
            0 => CheckOutcome::Passed,
            _ => CheckOutcome::Failed,
        };
        assert_eq!(verdict(&evaluations[0].checks), expected);
        assert_eq!(
            place.kept(&format!("tenant-{number}")).await,
            [evaluations[0].id]
        );
    }
    // All that is ready is one transaction, so there are fewer entries than requests.
    let Place { desk, writing, .. } = place;
    drop(desk);
    writing.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_credential_is_refused_and_not_kept() {
    let place = Place::new().await;
    let broken = Request {
        document: Document::new(b"{\"cut".to_vec(), "a request"),
        ..place.request("north", "badge.jwt")
    };
    let refused = place.desk.evaluate(broken).await;
    assert!(matches!(refused, Err(DeskError::Open(_))), "{refused:?}");
    assert!(place.kept("north").await.is_empty());
    place
        .desk
        .evaluate(place.request("north", "badge.jwt"))
        .await
        .unwrap();
    assert_eq!(place.kept("north").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn grounds_that_nobody_kept_are_told() {
    let place = Place::new().await;
    let request = Request {
        grounds: Grounds {
            brief: Digest::of(b"nothing"),
            ..place.grounds
        },
        ..place.request("north", "badge.jwt")
    };
    let refused = place.desk.evaluate(request).await;
    assert!(matches!(refused, Err(DeskError::Brief(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_again_is_answered_anew() {
    let place = Place::new().await;
    let hank = Given {
        learner: Some(PresentedLearner {
            name: Some("Somebody Else".to_owned()),
            ..PresentedLearner::default()
        }),
        ..Given::default()
    };
    let first = place
        .desk
        .evaluate(place.request("north", "badge.jwt"))
        .await
        .unwrap();
    let again = Request {
        given: hank,
        ..place.request("north", "badge.jwt")
    };
    let second = place.desk.evaluate(again).await.unwrap();
    assert_ne!(first[0].id, second[0].id);
    assert_eq!(place.kept("north").await, [first[0].id, second[0].id]);
    // The later one is what a batch finds of these bytes.
    let Grounds { brief, trust } = place.grounds;
    let bytes = [exemption("badge.jwt").digest];
    let north = name("north");
    let known = place.store.known(&north, &brief, &trust, &bytes);
    let known = known.await.unwrap()[0].unwrap();
    assert_eq!(known.evaluation, Some(second[0].id));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_is_kept_with_the_evaluation() {
    let place = Place::new().await;
    let given = Given {
        learner: Some(PresentedLearner {
            name: Some("Hank de Vries".to_owned()),
            ..PresentedLearner::default()
        }),
        ..Given::default()
    };
    let request = Request {
        given: given.clone(),
        ..place.request("north", "badge.jwt")
    };
    let made = place.desk.evaluate(request).await.unwrap();
    let Lookup::Found(kept) = place
        .store
        .replayable(&name("north"), &made[0].id)
        .await
        .unwrap()
    else {
        panic!("expected it to be kept")
    };
    let read = Given::from_inputs(kept.inputs.as_deref()).unwrap();
    assert_eq!(read, given);
    let briefed = place.grounds.open(&place.store, kept.at).await.unwrap();
    let judge = read.to(Judge {
        at: kept.at,
        ..briefed.judge_at(kept.at)
    });
    let again = judge.judge_again(&kept.document, &kept.evidence).unwrap();
    assert_eq!(serde_json::to_vec(&again[0]).unwrap(), kept.json);
    // Without it another evaluation comes of it.
    let without = briefed.judge_at(kept.at);
    let without = without.judge_again(&kept.document, &kept.evidence).unwrap();
    assert_ne!(serde_json::to_vec(&without[0]).unwrap(), kept.json);
}
