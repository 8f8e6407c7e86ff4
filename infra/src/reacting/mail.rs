//! From a mail that follows to what became of it.

use countersign_domain::NotSentReason;
use countersign_handlers::{Mail, MailKind};
use tracing::Instrument;

use super::{AnswerError, Reactions, delivery::Delivery, mail_limits::Allowance};
use crate::{
    mailing::NotHandedOver,
    metering::{self, Limit, MailOutcome},
    stop_point::StopPoint,
    store::Clock,
    traces,
};

impl Reactions {
    /// Hands a mail over and tells whoever issued its code what became of it.
    pub(super) async fn mail(
        &self,
        delivery: &Delivery<'_>,
        mail: &Mail,
        clock: Clock,
    ) -> Result<&'static str, AnswerError> {
        let limit = match self.count_mail(delivery, mail).await? {
            Allowance::Allowed => return self.send(delivery, mail, clock).await,
            Allowance::NoticeGap => Limit::NoticeGap,
            Allowance::MailboxLimit => Limit::MailsPerMailboxPerDay,
        };
        metering::limit_hit(limit);
        metering::mail(mail.kind, MailOutcome::Withheld);
        if limit == Limit::NoticeGap {
            return Ok("noticed a while ago");
        }
        self.record_not_sent(delivery, mail, NotSentReason::MailboxLimit)
            .await?;
        Ok("the mailbox has had its mails of the day")
    }

    async fn send(
        &self,
        delivery: &Delivery<'_>,
        mail: &Mail,
        clock: Clock,
    ) -> Result<&'static str, AnswerError> {
        let (event, kind) = (delivery.event, mail.kind.as_str());
        let span = tracing::info_span!(target: traces::ONLY, "mail", otel.kind = "client", kind);
        let sending = self.mailer.send(mail, event.event_id, event.recorded_at);
        match sending.instrument(span).await {
            Ok(()) => {
                StopPoint::MailTaken.pass();
                metering::mail(mail.kind, MailOutcome::Sent);
                if mail.kind == MailKind::Code {
                    metering::code_handed_off(clock.now() - event.recorded_at);
                }
                tracing::info!(kind, "the mail server took a mail");
                self.record_sent(delivery, mail).await?;
                Ok("sent")
            }
            Err(refusal @ NotHandedOver::ForGood { reason, .. }) => {
                metering::mail(mail.kind, MailOutcome::Refused);
                if self.record_not_sent(delivery, mail, reason).await? {
                    tracing::warn!(kind, why = refusal.to_string(), "a mail was refused");
                    Ok("refused by the mail server")
                } else {
                    Err(AnswerError::Refused(refusal))
                }
            }
            Err(refusal @ NotHandedOver::ForNow(_)) => {
                metering::mail(mail.kind, MailOutcome::Deferred);
                Err(AnswerError::ForNow(refusal))
            }
        }
    }

    async fn record_sent(&self, delivery: &Delivery<'_>, mail: &Mail) -> Result<(), AnswerError> {
        match mail.record {
            Some(record) => self.submit(delivery, record.sent()).await,
            None => Ok(()),
        }
    }

    /// `false` where nobody is there to be told.
    async fn record_not_sent(
        &self,
        delivery: &Delivery<'_>,
        mail: &Mail,
        reason: NotSentReason,
    ) -> Result<bool, AnswerError> {
        let Some(record) = mail.record else {
            return Ok(false);
        };
        self.submit(delivery, record.not_sent(reason)).await?;
        Ok(true)
    }
}
