//! How many rows a second a store takes in, hands out and finishes: `rates STORE [ROWS] [WORKERS] [AT ONCE]`.
//!
//! STORE is a new one. Each row gets a document and an evaluation of 3 KB and shares one key document. The
//! figures are this machine's, and the clients run on it too.

use std::time::{Instant, SystemTime};

use credeval_model::{
    CheckOutcome, Digest, Document, Timestamp,
    evidence::{Answer, Evidence, EvidenceKind, Item, Origin},
};
use credeval_store::{
    Behind, Finished, Judged, Kept, Lane, Name, NewBatch, NewEvaluation, NewRow, Options,
    RowResult, Store, Told, Verified,
};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let location = arguments.next().ok_or("expected where the store is")?;
    let mut number = |default: u64| match arguments.next() {
        Some(text) => text.parse(),
        None => Ok(default),
    };
    let (rows, workers, at_once) = (number(20_000)?, number(4)?, number(50)?);
    let options = Options::default();
    let store = Store::open(&location.parse()?, &options, now()?).await?;
    let by = Name::new("rates")?;
    let policy = store.keep(Kept::Policy, b"policy", &by, now()?).await?;
    let trust = store.keep(Kept::Trust, b"trust", &by, now()?).await?;
    let new = NewBatch {
        tenant: Name::new("a")?,
        lane: Lane::Batch,
        purpose: None,
        manifest: Digest::of(b"manifest"),
        options: Vec::new(),
    };
    let (batch, _) = store.open_batch(&new, &by, now()?).await?;
    let began = Instant::now();
    for first in (1..=rows).step_by(1_000) {
        let lines = first..=(first + 999).min(rows);
        let rows: Vec<_> = lines
            .map(|line| NewRow {
                line,
                student: Some(format!("student {line}")),
                ..NewRow::default()
            })
            .collect();
        store.enqueue(&batch.id, &rows, &by, now()?).await?;
    }
    say("enqueued", rows, began);
    let began = Instant::now();
    let working = (0..workers).map(|number| {
        let store = store.clone();
        tokio::spawn(async move { work(&store, number, (policy, trust), at_once).await })
    });
    for worker in working.collect::<Vec<_>>() {
        worker.await??;
    }
    say("claimed and finished", rows, began);
    let began = Instant::now();
    let totals = store.close_batch(&batch.id, rows, &by, now()?).await?;
    say("counted", totals.passed, began);
    let began = Instant::now();
    if let Verified::Whole { head } = store.audit_verify(None).await? {
        say("entries of the audit log verified", head.seq, began);
    }
    Ok(())
}

async fn work(
    store: &Store,
    number: u64,
    (policy, trust): (Digest, Digest),
    at_once: u64,
) -> Outcome<()> {
    let worker = Name::new(format!("worker {number}"))?;
    let key = b"the issuer's key".repeat(60);
    loop {
        let began = now()?;
        let until = began.checked_add(std::time::Duration::from_mins(1))?;
        let claimed = store
            .claim(&worker, usize::try_from(at_once)?, until, began)
            .await?;
        if claimed.is_empty() {
            return Ok(());
        }
        let finished: Vec<_> = claimed
            .iter()
            .map(|row| {
                let text = format!("{:3000}", row.lease.row.line);
                let mut evidence = Evidence::none();
                evidence.insert(
                    "https://issuer.example/key",
                    Answer::Found(Item {
                        kind: EvidenceKind::KeyDocument,
                        digest: Digest::of(&key),
                        bytes: key.clone(),
                        media_type: None,
                        fetched_at: Some(began),
                        origin: Origin::Fetched,
                    }),
                );
                let evaluation = NewEvaluation {
                    id: Digest::of(format!("evaluation {text}").as_bytes()),
                    part: None,
                    rules: "2".to_owned(),
                    at: began,
                    verdict: CheckOutcome::Passed,
                    outcome: None,
                    json: text.clone().into_bytes(),
                };
                Finished {
                    stands: false,
                    lease: row.lease,
                    told: Told {
                        result: RowResult::Passed,
                        code: "passed".to_owned(),
                        message: None,
                        hint: None,
                    },
                    by: Behind::Judged(Box::new(Judged {
                        document: Document::new(text.into_bytes(), "rates"),
                        policy,
                        trust,
                        evidence,
                        inputs: None,
                        meanings: Vec::new(),
                        packed: None,
                        evaluations: vec![evaluation],
                    })),
                }
            })
            .collect();
        store.finish(&worker, &finished, now()?).await?;
    }
}

fn now() -> Outcome<Timestamp> {
    Ok(Timestamp::try_from(SystemTime::now())?)
}

#[expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "it prints rates"
)]
fn say(what: &str, count: u64, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{what}: {count} in {seconds:.2} s, {:.0} a second",
        count as f64 / seconds
    );
}
