//! From a brought event to its answer.

use countersign_domain::{
    Account, AccountId, Decider, Enrollment, EnrollmentCommand, EnrollmentId, NotSentReason,
};
use countersign_handlers::{Handler, Mail, Occurrence, Reaction, Record};
use cqrs_es::Aggregate;

use super::{
    AnswerError, Answered, Reactions,
    delivery::{self, Claim, Delivery},
    listens,
    mail_limits::Allowance,
};
use crate::{
    causes::with_causes,
    mailing::NotHandedOver,
    stop_point::StopPoint,
    store::{Failure, Loaded, Metadata, Ready, StoredEvent, Submission},
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
        let pool = self.store.pool();
        let delivery = match delivery::claim(pool, handler, event).await? {
            Claim::Ours(delivery) => delivery,
            Claim::Over => return Ok(Answered::Settled),
            Claim::NotNow { seconds } => return Ok(Answered::Later { seconds }),
        };
        match self.react(handler, &delivery).await {
            Ok(what) => {
                delivery.settle(pool, what).await?;
                count(handler, what);
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
        let reaction = if event.stream.aggregate_type == Account::TYPE {
            let loaded = self
                .store
                .load::<Account>(&event.stream, account_id, None)
                .await?;
            self.ask(handler, event, &loaded, None)?
        } else {
            let loaded = self
                .store
                .load::<Enrollment>(&event.stream, account_id, None)
                .await?;
            self.ask(handler, event, &loaded, Some(&loaded.state))?
        };
        match reaction {
            Reaction::Nothing(why) => Ok(why),
            Reaction::Submit(enrollment_id, command) => {
                self.submit(handler.name, enrollment_id, account_id, command)
                    .await?;
                Ok("submitted")
            }
            Reaction::Mail(mail) => self.mail(delivery, &mail).await,
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
        let occurrence = Occurrence {
            logged: &logged,
            enrollment,
            account: &loaded.facts.account,
            limits: &loaded.facts.limits,
            proven: proven.as_ref(),
            code_keys: &loaded.facts.code_keys,
            brand: &self.brand,
            now: loaded.facts.now,
        };
        Ok((handler.react)(&occurrence)?)
    }

    /// Hands a mail over and tells its enrollment what became of it.
    async fn mail(
        &self,
        delivery: &Delivery<'_>,
        mail: &Mail,
    ) -> Result<&'static str, AnswerError> {
        match self.count_mail(delivery, mail).await? {
            Allowance::Allowed => {}
            Allowance::NoticeGap => return Ok("noticed a while ago"),
            Allowance::MailboxLimit => {
                self.record_not_sent(delivery, mail, NotSentReason::MailboxLimit)
                    .await?;
                return Ok("the mailbox has had its mails of the day");
            }
        }
        let event = delivery.event;
        match self
            .mailer
            .send(mail, event.event_id, event.recorded_at)
            .await
        {
            Ok(()) => {
                StopPoint::MailTaken.pass();
                if let Some(Record {
                    enrollment_id,
                    number,
                }) = mail.record
                {
                    let command = EnrollmentCommand::RecordSent { number };
                    let account_id = event.account_id.as_ref();
                    self.submit(delivery.handler, enrollment_id, account_id, command)
                        .await?;
                }
                Ok("sent")
            }
            Err(refusal @ NotHandedOver::ForGood(_)) => {
                if self
                    .record_not_sent(delivery, mail, NotSentReason::Refused)
                    .await?
                {
                    Ok("refused by the mail server")
                } else {
                    Err(AnswerError::Refused(refusal))
                }
            }
            Err(refusal @ NotHandedOver::ForNow(_)) => Err(AnswerError::ForNow(refusal)),
        }
    }

    /// `false` where nobody is there to be told.
    async fn record_not_sent(
        &self,
        delivery: &Delivery<'_>,
        mail: &Mail,
        reason: NotSentReason,
    ) -> Result<bool, AnswerError> {
        let Some(Record {
            enrollment_id,
            number,
        }) = mail.record
        else {
            return Ok(false);
        };
        let command = EnrollmentCommand::RecordNotSent { number, reason };
        let account_id = delivery.event.account_id.as_ref();
        self.submit(delivery.handler, enrollment_id, account_id, command)
            .await?;
        Ok(true)
    }

    async fn submit(
        &self,
        handler: &str,
        enrollment_id: EnrollmentId,
        account_id: Option<&AccountId>,
        command: EnrollmentCommand,
    ) -> Result<(), AnswerError> {
        let submission = Submission {
            aggregate_id: enrollment_id.to_string(),
            account_id: account_id.cloned(),
            command: Ready(command),
            metadata: Metadata::by(format!("countersign/{handler}")),
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
        let handler = delivery.handler;
        let position = delivery.event.position;
        let why = with_causes(error);
        let again = if error.is_for_good() {
            delivery.give_up(pool, &why).await?;
            None
        } else {
            delivery.retry(pool, &why).await?
        };
        if let Some(seconds) = again {
            tracing::warn!(handler, position, why, seconds, "an event is tried again");
            return Ok(Answered::Later { seconds });
        }
        tracing::error!(handler, position, why, "an event became a dead letter");
        metrics::counter!("countersign_dead_letters_total", "handler" => handler).increment(1);
        Ok(Answered::Settled)
    }
}

fn count(handler: &Handler, what: &'static str) {
    metrics::counter!("countersign_reactions_total", "handler" => handler.name, "outcome" => what)
        .increment(1);
}
