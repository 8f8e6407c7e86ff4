//! The relay: publishes the log to NATS JetStream.
//!
//! The stream itself says how far it is: its last message is looked up in the log, and what comes
//! after is published. So a wiped, rewound or foreign-written stream needs no special case, and
//! there is no checkpoint that could be wrong. Each message names the one before it, and JetStream
//! refuses any other order; so every instance may relay and none is elected. No database
//! transaction is open while NATS is spoken to.

mod status;
mod tip;

mod message;
#[cfg(test)]
mod properties;

use std::{sync::Arc, time::Duration};

use async_nats::jetstream::{Context, context::PublishErrorKind};
use thiserror::Error;
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

pub(crate) use message::Claim;
pub use status::{RelayStatus, Server};

use self::tip::{Standing, Tip};
use crate::{
    causes::with_causes,
    nats,
    stop_point::StopPoint,
    store::{Store, StoredEvent, log},
};

/// The most events in flight to JetStream.
const BATCH_EVENTS_MAX: i64 = 256;
/// How soon events of other instances are noticed.
const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// How soon a stream that was wiped or rewound is noticed while nothing is published.
const LOOK_INTERVAL: Duration = Duration::from_secs(2);
/// How long to wait before trying again.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);
/// How long to wait before looking again at a stream that is ahead of the log.
const HALT_INTERVAL: Duration = Duration::from_secs(30);

/// What keeps the relay from publishing.
#[derive(Debug, Error)]
enum RelayError {
    #[error("the log cannot be read")]
    Database(#[from] sqlx::Error),
    #[error("JetStream does not do it")]
    JetStream(#[source] async_nats::Error),
    #[error("an event cannot be written as a message")]
    Form(#[from] serde_json::Error),
    #[error(
        "the stream is ahead of the log: the log, which ends at {head}, does not have its event at \
         position {position}"
    )]
    Ahead { position: i64, head: i64 },
}

/// Relays until told to stop.
pub async fn run(
    store: Arc<Store>,
    jetstream: Context,
    replicas: usize,
    status: watch::Sender<RelayStatus>,
    stop: CancellationToken,
) {
    let mut relay = Relay {
        head: store.head(),
        store,
        jetstream,
        replicas,
        status,
    };
    loop {
        let pause = tokio::select! {
            () = stop.cancelled() => return,
            outcome = relay.follow() => relay.report(outcome),
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

struct Relay {
    store: Arc<Store>,
    head: watch::Receiver<i64>,
    jetstream: Context,
    replicas: usize,
    status: watch::Sender<RelayStatus>,
}

impl Relay {
    /// Looks where the stream stands and keeps it level with the log, until the stream turns out
    /// not to stand there any more.
    async fn follow(&mut self) -> Result<(), RelayError> {
        let stream = nats::stream(&self.jetstream, self.replicas)
            .await
            .map_err(RelayError::jetstream)?;
        let created = stream.cached_info().created;
        let mut tip = match tip::locate(self.store.pool(), self.store.keyring(), &stream).await? {
            Standing::Behind(tip) => tip,
            Standing::Ahead { position, head } => return Err(RelayError::Ahead { position, head }),
        };
        let mut look_at = Instant::now() + LOOK_INTERVAL;
        loop {
            self.head.mark_unchanged();
            let events = self.read_on(tip.position).await?;
            if !self.publish(&events, &mut tip).await? {
                return Ok(());
            }
            self.follow_to(tip.position);
            let is_full = i64::try_from(events.len()) == Ok(BATCH_EVENTS_MAX);
            if !is_full {
                // A closed channel means that the store is gone; the poll goes on until the stop.
                let _ = timeout(POLL_INTERVAL, self.head.changed()).await;
            }
            if Instant::now() >= look_at {
                let info = stream.get_info().await.map_err(RelayError::jetstream)?;
                if info.created != created || info.state.last_sequence < tip.sequence {
                    tracing::warn!("the stream was wiped or rewound; filling it again");
                    return Ok(());
                }
                look_at = Instant::now() + LOOK_INTERVAL;
            }
        }
    }

    async fn read_on(&self, after: i64) -> Result<Vec<StoredEvent>, RelayError> {
        let mut connection = self.store.pool().acquire().await?;
        Ok(log::read_log(&mut connection, after, BATCH_EVENTS_MAX).await?)
    }

    /// Publishes events in one chain and moves the tip on behind them. `false`: the chain does not
    /// fit the stream's end, so somebody else was there.
    async fn publish(&self, events: &[StoredEvent], tip: &mut Tip) -> Result<bool, RelayError> {
        let mut acks = Vec::with_capacity(events.len());
        let mut before = tip.message_id.clone();
        for (event, sequence_before) in events.iter().zip(tip.sequence..) {
            let keyring = self.store.keyring();
            let message = message::message(event, before.as_deref(), sequence_before, keyring)?;
            let subject = nats::subject(&event.stream.aggregate_type, &event.event_type);
            let span = message::span(event);
            let ack = self.jetstream.send_publish(subject, message).await;
            acks.push((span, ack.map_err(RelayError::jetstream)?));
            before = Some(event.event_id.to_string());
        }
        for (event, (span, ack)) in events.iter().zip(acks) {
            let published = ack.await;
            drop(span);
            match published {
                Ok(ack) => {
                    StopPoint::Published.pass();
                    *tip = Tip {
                        position: event.position,
                        sequence: ack.sequence,
                        message_id: Some(event.event_id.to_string()),
                    };
                }
                Err(error)
                    if matches!(
                        error.kind(),
                        PublishErrorKind::WrongLastMessageId | PublishErrorKind::WrongLastSequence
                    ) =>
                {
                    return Ok(false);
                }
                Err(error) => return Err(RelayError::jetstream(error)),
            }
        }
        Ok(true)
    }

    fn follow_to(&self, position: i64) {
        self.status
            .send_replace(RelayStatus::Following { position });
    }

    fn report(&self, outcome: Result<(), RelayError>) -> Duration {
        let Err(error) = outcome else {
            return POLL_INTERVAL;
        };
        let reason = with_causes(&error);
        if let RelayError::Ahead { .. } = error {
            tracing::error!(
                reason,
                "the relay stands still until an operator has decided"
            );
            self.status.send_replace(RelayStatus::Halted { reason });
            return HALT_INTERVAL;
        }
        let away = RelayStatus::Away {
            server: match error {
                RelayError::Database(_) => Server::PostgreSql,
                _ => Server::Nats,
            },
            reason,
            position: self.status.borrow().position(),
        };
        let news = self.status.send_replace(away.clone()) != away;
        if news {
            tracing::warn!(
                error = %with_causes(&error),
                "the relay tries again"
            );
        }
        RETRY_INTERVAL
    }
}

impl RelayError {
    fn jetstream(error: impl Into<async_nats::Error>) -> Self {
        Self::JetStream(error.into())
    }
}
