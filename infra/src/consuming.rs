//! Consuming: NATS messages as nudges to the handlers.
//!
//! A message only says where to look: its event is read from the log and its id compared, so a
//! forged, altered or stale message does nothing. One durable consumer a handler, since
//! nats-server 2.9 filters a consumer by one subject.

use std::{sync::Arc, time::Duration};

use async_nats::jetstream::{
    AckKind, Context, Message,
    consumer::{AckPolicy, Consumer as JetStreamConsumer, pull},
};
use countersign_handlers::{HANDLERS, Handler};
use futures::StreamExt;
use thiserror::Error;
use tokio::{task::JoinSet, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    causes::with_causes,
    nats,
    reacting::{Answered, LEASE, Reactions},
    relay::Claim,
    store::{Failure, StoredEvent, log},
};

/// Events of one handler that one instance is at, at once: one slow mail server answer holds up
/// nobody else.
const EVENTS_AT_ONCE_MAX: usize = 16;
/// Longer than a handler's whole budget, so that no event is delivered twice at once.
const ACK_WAIT: Duration = Duration::from_secs(LEASE.as_secs() + 15);
/// Beyond it the sweep brings the event.
const DELIVERIES_MAX: i64 = 64;
/// How long NATS keeps a pull open. A stop waits for its end.
const PULL_EXPIRES: Duration = Duration::from_secs(1);
/// How much later NATS may say that a pull is over. Without a word, the consumer is taken for gone,
/// as when the stream was wiped: codes wait for that.
const PULL_GRACE: Duration = Duration::from_secs(1);
/// How long to wait before connecting a consumer again.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

/// How long it may take to tell NATS, in a stop.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

/// Why a consumer has to be connected again.
#[derive(Debug, Error)]
enum ConsumeError {
    #[error("JetStream does not do it")]
    JetStream(#[from] async_nats::Error),
    #[error("NATS did not end a pull")]
    Silent,
}

type PullConsumer = JetStreamConsumer<pull::Config>;

/// Consumes for every handler until told to stop, and finishes what is under way then.
pub async fn run(
    reactions: Arc<Reactions>,
    jetstream: Context,
    replicas: usize,
    stop: CancellationToken,
) {
    let consumers = TaskTracker::new();
    for handler in HANDLERS {
        let consumer = Consumer {
            handler,
            reactions: Arc::clone(&reactions),
            jetstream: jetstream.clone(),
            replicas,
            stop: stop.clone(),
        };
        consumers.spawn(Arc::new(consumer).run());
    }
    consumers.close();
    consumers.wait().await;
}

struct Consumer {
    handler: &'static Handler,
    reactions: Arc<Reactions>,
    jetstream: Context,
    replicas: usize,
    stop: CancellationToken,
}

impl Consumer {
    /// What is under way goes on while the consumer is connected again: a mail server that stalls
    /// holds up no other mail, whatever else happens.
    async fn run(self: Arc<Self>) {
        let mut under_way = JoinSet::new();
        while !self.stop.is_cancelled() {
            if let Err(error) = self.consume(&mut under_way).await {
                let handler = self.handler.name;
                let error = with_causes(&error);
                tracing::debug!(handler, error, "a consumer connects again");
                self.reactions.sweep_soon();
            }
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(RETRY_INTERVAL) => {}
            }
        }
        while under_way.join_next().await.is_some() {}
        // The process may end right after this.
        let _ = timeout(FLUSH_TIMEOUT, self.jetstream.client().flush()).await;
    }

    /// Pulls until told to stop or until the consumer is gone.
    async fn consume(self: &Arc<Self>, under_way: &mut JoinSet<()>) -> Result<(), ConsumeError> {
        let consumer = self.connect().await?;
        while !self.stop.is_cancelled() {
            if under_way.len() < EVENTS_AT_ONCE_MAX {
                self.pull(&consumer, under_way).await?;
            } else {
                under_way.join_next().await;
            }
        }
        Ok(())
    }

    /// One pull, from its request until NATS has ended it: of as many messages as may be begun at
    /// once, so that none waits here. Told to stop, it waits for that end too: what NATS has sent
    /// is given back at once, and others need not wait for the ack wait.
    async fn pull(
        self: &Arc<Self>,
        consumer: &PullConsumer,
        under_way: &mut JoinSet<()>,
    ) -> Result<(), ConsumeError> {
        let mut messages = consumer
            .batch()
            .max_messages(EVENTS_AT_ONCE_MAX - under_way.len())
            .expires(PULL_EXPIRES)
            .messages()
            .await
            .map_err(async_nats::Error::from)?;
        loop {
            let message = tokio::select! {
                Some(_) = under_way.join_next() => continue,
                message = timeout(PULL_EXPIRES + PULL_GRACE, messages.next()) => message,
            };
            match message {
                Ok(Some(Ok(message))) if self.stop.is_cancelled() => give_back(message).await,
                Ok(Some(Ok(message))) => {
                    under_way.spawn(Arc::clone(self).take(message));
                }
                Ok(Some(Err(error))) => return Err(ConsumeError::JetStream(error)),
                Ok(None) => return Ok(()),
                Err(_) => return Err(ConsumeError::Silent),
            }
        }
    }

    async fn connect(&self) -> Result<PullConsumer, ConsumeError> {
        let handler = self.handler;
        let stream = nats::stream(&self.jetstream, self.replicas)
            .await
            .map_err(async_nats::Error::from)?;
        let config = pull::Config {
            durable_name: Some(handler.name.to_owned()),
            filter_subject: nats::subject(handler.aggregate_type, handler.event_type),
            ack_policy: AckPolicy::Explicit,
            ack_wait: ACK_WAIT,
            max_deliver: DELIVERIES_MAX,
            ..pull::Config::default()
        };
        let consumer = stream
            .get_or_create_consumer(handler.name, config)
            .await
            .map_err(async_nats::Error::from)?;
        Ok(consumer)
    }

    /// Answers one message. Where its acknowledgement is lost it comes again, and is settled then.
    async fn take(self: Arc<Self>, message: Message) {
        let answered = match self.event_of(&message).await {
            Ok(Some(event)) => self.reactions.answer(self.handler, &event).await,
            Ok(None) => {
                let handler = self.handler.name;
                tracing::warn!(handler, subject = %message.subject, "a message tells of no event");
                Ok(Answered::Settled)
            }
            Err(failure) => {
                let (handler, error) = (self.handler.name, with_causes(&failure));
                tracing::warn!(handler, error, "a message waits");
                Err(failure)
            }
        };
        let acknowledged = match answered {
            Ok(Answered::Settled) => message.double_ack().await,
            Ok(Answered::Later { seconds }) => {
                message
                    .ack_with(AckKind::Nak(Some(Duration::from_secs(seconds))))
                    .await
            }
            Err(_) => message.ack_with(AckKind::Nak(Some(RETRY_INTERVAL))).await,
        };
        if let Err(error) = acknowledged {
            tracing::debug!(error, "an acknowledgement was lost");
        }
    }

    /// The event a message tells of, if the log has it and it is what the message says.
    async fn event_of(&self, message: &Message) -> Result<Option<StoredEvent>, Failure> {
        let Some(claim) = Claim::read(&message.payload) else {
            return Ok(None);
        };
        let mut connection = self.reactions.store().pool().acquire().await?;
        let event = log::read_at(&mut connection, claim.position).await?;
        Ok(event.filter(|event| event.event_id == claim.event_id))
    }
}

/// Lets others have a message at once.
async fn give_back(message: Message) {
    if let Err(error) = message.ack_with(AckKind::Nak(None)).await {
        tracing::debug!(error, "a message could not be given back");
    }
}
