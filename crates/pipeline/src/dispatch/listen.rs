//! From the queue to the work: one message after the other, each acknowledged when its step has ended.

use std::{sync::Arc, time::Duration};

use async_nats::jetstream::{AckKind, Message, consumer::PullConsumer};
use credeval_store::Lane;
use tokio::sync::watch;

use super::{
    News, Queue, ROWS, Steps, Times, is_over, message,
    news::Desk,
    pause,
    queue::{Heard, settle},
};

/// Hears the messages of one lane, and does one step at a time.
pub(super) struct Listener<S> {
    pub(super) lane: Lane,
    pub(super) queue: Queue,
    pub(super) steps: Arc<S>,
    pub(super) times: Times,
    pub(super) desk: Arc<Desk>,
}

impl<S: Steps> Listener<S> {
    pub(super) async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut consumer = None;
        // Whether the last step found as many rows as it asked for, so that more may wait.
        let mut is_more = false;
        while !is_over(&stop) {
            match self.hear(&mut consumer, is_more).await {
                Some(Heard::Message(message)) if is_over(&stop) => {
                    // Somebody else shall have it, now rather than when its time is over.
                    self.settle(&message, AckKind::Nak(None)).await;
                }
                Some(Heard::Message(message)) => {
                    is_more = self.work(&message, &mut stop).await;
                }
                // Rows may wait of which a message was lost, or was heard by somebody who then found others.
                Some(Heard::Nothing) if is_more => is_more = self.step(ROWS, &mut stop).await,
                Some(Heard::Nothing) => {}
                Some(Heard::Silence) => is_more = self.step(ROWS, &mut stop).await,
                None => {
                    is_more = self.step(ROWS, &mut stop).await;
                    if !is_more {
                        pause(&mut stop, self.times.poll).await;
                    }
                }
            }
        }
    }

    /// Asks for a message; `None` where the queue is away.
    async fn hear(&self, consumer: &mut Option<PullConsumer>, at_once: bool) -> Option<Heard> {
        let wait = match at_once {
            true => Duration::ZERO,
            false => self.times.wait,
        };
        let heard = async {
            if consumer.is_none() {
                self.queue.prepare(self.times.ack).await?;
                *consumer = Some(self.queue.consumer(self.lane).await?);
            }
            match &consumer {
                Some(consumer) => self.queue.hear(consumer, wait).await,
                None => Ok(Heard::Nothing),
            }
        };
        if !self.queue.is_connected() {
            self.desk
                .queue_away("expected a connection to the queue, found none");
            return None;
        }
        match heard.await {
            Ok(heard) => Some(heard),
            Err(error) => {
                // A consumer that was removed is made again.
                *consumer = None;
                self.desk.queue_away(error);
                None
            }
        }
    }

    /// Does what a message asks for; says whether more may wait.
    async fn work(&self, message: &Message, stop: &mut watch::Receiver<bool>) -> bool {
        let Some(rows) = message::read(&message.payload) else {
            self.settle(message, AckKind::Term).await;
            self.desk.tell(News::Stray);
            return false;
        };
        let work = self.steps.step(self.lane, asked(self.lane, rows));
        tokio::pin!(work);
        let mut alive = tokio::time::interval(self.times.ack / 3);
        alive.tick().await;
        let claimed = loop {
            tokio::select! {
                claimed = &mut work => break claimed,
                _ = alive.tick() => self.settle(message, AckKind::Progress).await,
            }
        };
        let kind = match claimed {
            Ok(_) => AckKind::Ack,
            Err(_) => AckKind::Nak(Some(self.times.poll)),
        };
        self.settle(message, kind).await;
        let is_more = self.told(claimed, asked(self.lane, rows), stop).await;
        // What people wait for has a place that no batch takes.
        is_more && self.lane == Lane::Batch
    }

    /// Looks into the store for rows without a message; says whether more may wait.
    async fn step(&self, want: usize, stop: &mut watch::Receiver<bool>) -> bool {
        let claimed = self.steps.step(self.lane, want).await;
        self.told(claimed, want, stop).await
    }

    async fn told(
        &self,
        claimed: Result<usize, S::Error>,
        want: usize,
        stop: &mut watch::Receiver<bool>,
    ) -> bool {
        match claimed {
            Ok(rows) => {
                self.desk.store_there();
                if rows > 0 {
                    self.desk.tell(News::Worked { rows });
                }
                rows >= want
            }
            Err(error) => {
                self.desk.store_away(error);
                pause(stop, self.times.poll).await;
                false
            }
        }
    }

    /// Says what becomes of a message. Where that is not heard, the message comes again.
    async fn settle(&self, message: &Message, kind: AckKind) {
        if let Err(error) = settle(message, kind).await {
            self.desk.queue_away(error);
        }
    }
}

/// How many rows are claimed for a message: of those for people a fifth more, since the store keeps
/// one of five for batches while people wait.
fn asked(lane: Lane, rows: usize) -> usize {
    match lane {
        Lane::Interactive => rows + rows / 4 + 1,
        Lane::Batch => rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_for_batches_is_asked_for_in_addition() {
        for rows in 1..=ROWS {
            let asked = asked(Lane::Interactive, rows);
            // The store rounds up every fifth time.
            assert!(asked - asked.div_ceil(5) >= rows, "{rows}");
        }
        assert_eq!(asked(Lane::Batch, 64), 64);
    }
}
