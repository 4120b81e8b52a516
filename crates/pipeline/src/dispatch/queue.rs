//! The queue: a stream of JetStream with a lane of messages for each lane of rows.

use std::{fmt, time::Duration};

use async_nats::{
    Client, ConnectOptions,
    connection::State,
    jetstream::{
        self, AckKind, ErrorCode, Message,
        consumer::{AckPolicy, PullConsumer, pull},
        context::{PublishError, PublishErrorKind},
        stream::{DiscardPolicy, RetentionPolicy, StorageType},
    },
};
use credeval_store::{Lane, RowId};
use futures_util::{StreamExt as _, future::join_all};

use super::{DispatchError, ROWS, message};

/// What the stream is called unless said otherwise. Each store needs one of its own.
pub const STREAM: &str = "CREDEVAL";

/// Messages that a lane holds at most: work for some minutes of a hundred cores, and 1.5 MB. What
/// more there is waits in the outbox.
const MESSAGES: i64 = 256;
/// Bytes that the stream holds at most, with room for the server's own.
const BYTES: i64 = 16 * 1024 * 1024;
/// How long a message may wait: after it the rows are done or announced again.
const AGE: Duration = Duration::from_hours(24);
/// From one sign of life to the next. A server that misses two is away, whatever the network says.
const PING: Duration = Duration::from_secs(10);
/// How long the first connection is waited for.
const FIRST: Duration = Duration::from_secs(2);
/// How long it takes at most to try again after a connection was lost.
const RECONNECT: Duration = Duration::from_secs(2);

/// A connection to the queue. It comes back by itself where it is lost.
#[derive(Clone)]
pub struct Queue {
    client: Client,
    stream: String,
}

/// What came of asking for a message.
pub(super) enum Heard {
    Message(Box<Message>),
    Nothing,
    /// Not even that there is none: the server is silent, or this machine has no time to listen.
    Silence,
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // How it was reached may be secret.
        f.debug_struct("Queue")
            .field("stream", &self.stream)
            .finish_non_exhaustive()
    }
}

impl Queue {
    /// Connects to a server at `nats://HOST:PORT`, now or as soon as it can be reached; `stream` is what the stream of this store is called
    /// there.
    pub async fn connect(url: &str, stream: &str) -> Result<Self, DispatchError> {
        let is_named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if stream.is_empty() || stream.len() > 64 || !stream.bytes().all(is_named) {
            return Err(DispatchError::Name {
                found: stream.chars().take(80).collect(),
            });
        }
        let address: async_nats::ServerAddr = url.parse().map_err(|_| DispatchError::Address {
            found: "something else",
        })?;
        if address.host().is_empty() {
            return Err(DispatchError::Address { found: "no host" });
        }
        if !matches!(address.scheme(), "nats" | "tls") {
            return Err(DispatchError::Address {
                found: "another scheme",
            });
        }
        let client = ConnectOptions::new()
            .name("credeval")
            .retry_on_initial_connect()
            .max_reconnects(None)
            .ping_interval(PING)
            .reconnect_delay_callback(|tries| {
                let tries = u32::try_from(tries).unwrap_or(u32::MAX);
                Duration::from_millis(100)
                    .saturating_mul(tries)
                    .min(RECONNECT)
            })
            .connect(address)
            .await
            .map_err(|error| failed("be reached", error))?;
        // A server that is there is waited for; one that is not is told of later, by whoever asks it.
        let _ = tokio::time::timeout(FIRST, client.flush()).await;
        Ok(Self {
            client,
            stream: stream.to_owned(),
        })
    }

    /// Makes the stream and its consumers where they are not there. A stream that somebody made otherwise, with
    /// replicas say, is left as it is.
    pub(super) async fn prepare(&self, ack: Duration) -> Result<(), DispatchError> {
        let context = self.context();
        let stream = context
            .get_or_create_stream(jetstream::stream::Config {
                name: self.stream.clone(),
                subjects: super::LANES.map(|lane| self.subject(lane)).to_vec(),
                retention: RetentionPolicy::WorkQueue,
                storage: StorageType::File,
                // Whoever announces shall feel that there is no room; nothing is dropped for it.
                discard: DiscardPolicy::New,
                discard_new_per_subject: true,
                max_messages_per_subject: MESSAGES,
                max_bytes: BYTES,
                max_age: AGE,
                num_replicas: 1,
                ..jetstream::stream::Config::default()
            })
            .await
            .map_err(|error| failed("keep a stream", error))?;
        for lane in super::LANES {
            let config = pull::Config {
                durable_name: Some(name(lane).to_owned()),
                filter_subject: self.subject(lane),
                ack_policy: AckPolicy::Explicit,
                ack_wait: ack,
                ..pull::Config::default()
            };
            stream
                .get_or_create_consumer(name(lane), config)
                .await
                .map_err(|error| failed("keep a consumer", error))?;
        }
        Ok(())
    }

    /// The consumer of a lane.
    pub(super) async fn consumer(&self, lane: Lane) -> Result<PullConsumer, DispatchError> {
        self.context()
            .get_consumer_from_stream(name(lane), &self.stream)
            .await
            .map_err(|error| failed("have a consumer", error))
    }

    /// How many messages of a lane nobody has heard yet.
    pub(super) async fn waiting(&self, lane: Lane) -> Result<u64, DispatchError> {
        Ok(self.consumer(lane).await?.cached_info().num_pending)
    }

    /// For how many messages of a lane there is room.
    pub(super) async fn room(&self, lane: Lane) -> Result<usize, DispatchError> {
        let stream = self.context().get_stream(&self.stream).await;
        let stream = stream.map_err(|error| failed("have a stream", error))?;
        let consumer = self.consumer(lane).await?;
        let info = consumer.cached_info();
        let there = info.num_pending.saturating_add(info.num_ack_pending as u64);
        let most = match stream.cached_info().config.max_messages_per_subject {
            limit if limit > 0 => limit,
            _ => MESSAGES,
        };
        let room = most.unsigned_abs().saturating_sub(there);
        Ok(usize::try_from(room).unwrap_or(usize::MAX))
    }

    /// Announces rows of a lane; gives those that the server has taken on, which are all unless there is
    /// no room.
    pub(super) async fn announce(
        &self,
        lane: Lane,
        rows: &[RowId],
    ) -> Result<Vec<RowId>, DispatchError> {
        let context = self.context();
        let mut sent = Vec::new();
        for rows in rows.chunks(ROWS) {
            let text = message::write(rows);
            let taken_on = context
                .publish(self.subject(lane), text.into())
                .await
                .map_err(|error| failed("take a message", error))?;
            sent.push(async move { (rows, taken_on.await) });
        }
        let mut announced = Vec::new();
        for (rows, taken_on) in join_all(sent).await {
            match taken_on {
                Ok(_) => announced.extend_from_slice(rows),
                Err(error) if is_refusal(&error) => {}
                // What was announced so far is announced again, which only repeats it.
                Err(error) => return Err(failed("take a message", error)),
            }
        }
        Ok(announced)
    }

    /// Asks for a message of a lane, and waits so long for it.
    pub(super) async fn hear(
        &self,
        consumer: &PullConsumer,
        wait: Duration,
    ) -> Result<Heard, DispatchError> {
        let fault = |error| failed("give a message", error);
        let mut messages = match wait.is_zero() {
            true => consumer.fetch().max_messages(1).messages().await,
            false => {
                let batch = consumer.batch().max_messages(1).expires(wait);
                batch.messages().await
            }
        }
        .map_err(|error| failed("give a message", error))?;
        // The request ends by itself, and so nothing is on its way to somebody who left; where the
        // server is gone, it does not.
        let longest = wait.saturating_add(LATE);
        match tokio::time::timeout(longest, messages.next()).await {
            Ok(Some(Ok(message))) => Ok(Heard::Message(Box::new(message))),
            Ok(Some(Err(error))) => Err(fault(error)),
            Ok(None) => Ok(Heard::Nothing),
            Err(_) => Ok(Heard::Silence),
        }
    }

    /// Whether the server can be asked, as far as is known.
    pub(super) fn is_connected(&self) -> bool {
        self.client.connection_state() == State::Connected
    }

    fn context(&self) -> jetstream::Context {
        jetstream::new(self.client.clone())
    }

    fn subject(&self, lane: Lane) -> String {
        format!("{}.{}", self.stream, name(lane))
    }
}

/// Beyond the time that a request stands: the way of its end, on a machine that is busy.
const LATE: Duration = Duration::from_secs(5);

/// What becomes of a message.
pub(super) async fn settle(message: &Message, kind: AckKind) -> Result<(), DispatchError> {
    let settled = message.ack_with(kind).await;
    settled.map_err(|source| DispatchError::Queue {
        what: "hear what came of a message",
        source,
    })
}

fn name(lane: Lane) -> &'static str {
    match lane {
        Lane::Interactive => "interactive",
        Lane::Batch => "batch",
    }
}

/// Whether the server says that there is no room.
fn is_refusal(error: &PublishError) -> bool {
    let source = std::error::Error::source(error);
    let said = source.and_then(|source| source.downcast_ref::<jetstream::Error>());
    error.kind() == PublishErrorKind::Other
        && said.is_some_and(|said| said.error_code() == ErrorCode::STREAM_STORE_FAILED)
}

fn failed(what: &'static str, error: impl Into<async_nats::Error>) -> DispatchError {
    DispatchError::Queue {
        what,
        source: error.into(),
    }
}
