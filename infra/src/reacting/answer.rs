//! From a brought event to its answer.

use countersign_domain::{Account, AccountId, Challenge, Decider, Enrollment};
use countersign_handlers::{FollowUp, Handler, Occurrence, Reaction, Subject};
use cqrs_es::Aggregate;
use tracing::{Instrument, Span};

use super::{
    AnswerError, Answered, Reactions,
    delivery::{self, Claim, Delivery},
    listens,
};
use crate::{
    causes::with_causes,
    metering,
    store::{Clock, Failure, Metadata, Ready, StoredEvent, Submission},
    traces,
};

impl Reactions {
    /// Answers an event for one handler, unless that was done before or somebody else is at it.
    /// Fails only where PostgreSQL is away.
    pub async fn answer(
        &self,
        handler: &'static Handler,
        event: &StoredEvent,
    ) -> Result<Answered, Failure> {
        if !listens(handler, &event.stream, &event.event_type) {
            return Ok(Answered::Settled);
        }
        let answer = async {
            let answered = self.answer_ours(handler, event).await;
            if let Err(failure) = &answered {
                let error = with_causes(failure);
                tracing::warn!(error, "an event waits");
            }
            answered
        };
        answer.instrument(span(handler, event)).await
    }

    async fn answer_ours(
        &self,
        handler: &'static Handler,
        event: &StoredEvent,
    ) -> Result<Answered, Failure> {
        let pool = self.store.pool();
        let delivery = match delivery::claim(pool, handler, event).await? {
            Claim::Ours(delivery) => delivery,
            Claim::Over => return Ok(Answered::Settled),
            Claim::NotNow { seconds } => return Ok(Answered::Later { seconds }),
        };
        match self.react(handler, &delivery).await {
            Ok(what) => {
                delivery.settle(pool, what).await?;
                metering::reaction(handler.name, what);
                Ok(Answered::Settled)
            }
            Err(error) => self.put_off(&delivery, &error).await,
        }
    }

    /// Says what follows, and does it; answers what came of it in a word.
    async fn react(
        &self,
        handler: &Handler,
        delivery: &Delivery<'_>,
    ) -> Result<&'static str, AnswerError> {
        let (reaction, clock) = match delivery.event.stream.aggregate_type.as_str() {
            Account::TYPE => self.ask::<Account>(handler, delivery).await?,
            Challenge::TYPE => self.ask::<Challenge>(handler, delivery).await?,
            _ => self.ask::<Enrollment>(handler, delivery).await?,
        };
        match reaction {
            Reaction::Nothing(why) => Ok(why),
            Reaction::Submit(command) => {
                self.submit(delivery, command).await?;
                Ok("submitted")
            }
            Reaction::Mail(mail) => self.mail(delivery, &mail, clock).await,
        }
    }

    /// Asks the handler, with everything it may know; answers the time that goes by, too.
    async fn ask<A: Decider>(
        &self,
        handler: &Handler,
        delivery: &Delivery<'_>,
    ) -> Result<(Reaction, Clock), AnswerError>
    where
        for<'a> Subject<'a>: From<&'a A>,
    {
        let event = delivery.event;
        let account_id = event.account_id.as_ref();
        let loaded = self.store.load::<A>(&event.stream, account_id, None);
        let loaded = loaded.await?;
        let logged = event.read()?;
        let subject = Subject::from(&loaded.state);
        let proven_by_enrollment = match (&loaded.account, subject) {
            (Some(account), Subject::Enrollment(enrollment)) => match enrollment.proven() {
                Some(proven) => account.open(proven)?,
                None => None,
            },
            _ => None,
        };
        let occurrence = Occurrence {
            logged: &logged,
            subject,
            account: &loaded.facts.account,
            limits: &loaded.facts.limits,
            proven_by_enrollment: proven_by_enrollment.as_ref(),
            code_keys: &loaded.facts.code_keys,
            brand: &self.brand,
            now: loaded.facts.now,
        };
        Ok(((handler.react)(&occurrence)?, loaded.clock))
    }

    /// Submits a command that follows from the delivery's event.
    pub(super) async fn submit(
        &self,
        delivery: &Delivery<'_>,
        command: FollowUp,
    ) -> Result<(), AnswerError> {
        match command {
            FollowUp::Enrollment(id, command) => {
                self.execute::<Enrollment>(delivery, id.to_string(), command)
                    .await
            }
            FollowUp::Challenge(id, command) => {
                self.execute::<Challenge>(delivery, id.to_string(), command)
                    .await
            }
        }
    }

    async fn execute<A: Decider<Command: Send + Sync>>(
        &self,
        delivery: &Delivery<'_>,
        aggregate_id: String,
        command: A::Command,
    ) -> Result<(), AnswerError> {
        let event = delivery.event;
        let submission = Submission {
            aggregate_id,
            account_id: event.account_id.clone(),
            command: Ready(command),
            metadata: Metadata::by(format!("countersign/{}", delivery.handler))
                .following(&event.metadata),
            customer: None,
            idempotency: None,
        };
        self.store.execute::<A>(submission).await?;
        Ok(())
    }

    async fn put_off(
        &self,
        delivery: &Delivery<'_>,
        error: &AnswerError,
    ) -> Result<Answered, Failure> {
        let pool = self.store.pool();
        let why = with_causes(error);
        traces::failed(&Span::current());
        let again = if error.is_for_good() {
            delivery.give_up(pool, &why).await?;
            None
        } else {
            delivery.retry(pool, &why).await?
        };
        if let Some(seconds) = again {
            tracing::warn!(why, seconds, "an event is tried again");
            return Ok(Answered::Later { seconds });
        }
        tracing::error!(why, "an event became a dead letter");
        metering::dead_letter(delivery.handler);
        Ok(Answered::Settled)
    }
}

/// What its log lines say of a reaction: which, to what, and whom it is about. It goes on with the
/// trace of the request that led to the event.
fn span(handler: &Handler, event: &StoredEvent) -> Span {
    let span = tracing::info_span!(
        "reaction",
        handler = handler.name,
        position = event.position,
        account_id = event.account_id.as_ref().map(AccountId::as_str),
        enrollment_id = event.enrollment_id(),
        challenge_id = event.challenge_id(),
        request_id = event.metadata.get("request_id"),
        trace_id = event.metadata.get("trace_id"),
        otel.kind = traces::are_on().then_some("consumer"),
    );
    traces::go_on(&span, event.metadata.get(traces::TRACEPARENT));
    span
}
