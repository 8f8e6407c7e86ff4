//! From a brought event to its answer.

use countersign_domain::{
    Account, AccountId, Decider, Enrollment, EnrollmentCommand, EnrollmentId,
};
use countersign_handlers::{Handler, Occurrence, Reaction};
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
    store::{Failure, Loaded, Metadata, Ready, StoredEvent, Submission},
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
                let error = failure as &dyn std::error::Error;
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
        let event = delivery.event;
        let account_id = event.account_id.as_ref();
        let (reaction, clock) = if event.stream.aggregate_type == Account::TYPE {
            let loaded = self
                .store
                .load::<Account>(&event.stream, account_id, None)
                .await?;
            (self.ask(handler, event, &loaded, None)?, loaded.clock)
        } else {
            let loaded = self
                .store
                .load::<Enrollment>(&event.stream, account_id, None)
                .await?;
            let reaction = self.ask(handler, event, &loaded, Some(&loaded.state))?;
            (reaction, loaded.clock)
        };
        match reaction {
            Reaction::Nothing(why) => Ok(why),
            Reaction::Submit(enrollment_id, command) => {
                self.submit(delivery, enrollment_id, command).await?;
                Ok("submitted")
            }
            Reaction::Mail(mail) => self.mail(delivery, &mail, clock).await,
        }
    }

    /// Asks the handler, with everything it may know.
    fn ask<A: Decider>(
        &self,
        handler: &Handler,
        event: &StoredEvent,
        loaded: &Loaded<A>,
        enrollment: Option<&Enrollment>,
    ) -> Result<Reaction, AnswerError> {
        let logged = event.read()?;
        let proven = match (&loaded.account, loaded.facts.limits.protected_by()) {
            (Some(account), Some(proven)) => account.open(proven)?,
            _ => None,
        };
        let proven_by_enrollment = match (&loaded.account, enrollment.and_then(Enrollment::proven))
        {
            (Some(account), Some(proven)) => account.open(proven)?,
            _ => None,
        };
        let occurrence = Occurrence {
            logged: &logged,
            enrollment,
            account: &loaded.facts.account,
            limits: &loaded.facts.limits,
            proven: proven.as_ref(),
            proven_by_enrollment: proven_by_enrollment.as_ref(),
            code_keys: &loaded.facts.code_keys,
            brand: &self.brand,
            now: loaded.facts.now,
        };
        Ok((handler.react)(&occurrence)?)
    }

    /// Submits a command that follows from the delivery's event.
    pub(super) async fn submit(
        &self,
        delivery: &Delivery<'_>,
        enrollment_id: EnrollmentId,
        command: EnrollmentCommand,
    ) -> Result<(), AnswerError> {
        let event = delivery.event;
        let submission = Submission {
            aggregate_id: enrollment_id.to_string(),
            account_id: event.account_id.clone(),
            command: Ready(command),
            metadata: Metadata::by(format!("countersign/{}", delivery.handler))
                .following(&event.metadata),
            customer: None,
            idempotency: None,
        };
        self.store.execute::<Enrollment>(submission).await?;
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
        request_id = event.metadata.get("request_id"),
        trace_id = event.metadata.get("trace_id"),
        otel.kind = traces::are_on().then_some("consumer"),
    );
    traces::go_on(&span, event.metadata.get(traces::TRACEPARENT));
    span
}
