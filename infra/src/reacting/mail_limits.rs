//! How many mails a mailbox gets, whatever is asked for.

use chrono::TimeDelta;
use countersign_domain::AccountId;
use countersign_handlers::Mail;
use sqlx::Row;

use super::{Reactions, delivery::Delivery};
use crate::store::Failure;

/// The limits of mails, over all accounts and instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLimits {
    /// Mails that one mailbox gets in any 24 hours.
    pub mails_per_mailbox_per_day: i64,
    /// From one notice of a kind to an account to the next.
    pub notice_gap: TimeDelta,
}

/// Whether a mail may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowance {
    Allowed,
    /// The mailbox has had its mails of the day.
    MailboxLimit,
    /// The account had a notice of this kind not long ago.
    NoticeGap,
}

impl Reactions {
    /// Counts the mail of a delivery, if it may go. A delivery counts once, however often its
    /// mail is tried.
    pub(super) async fn count_mail(
        &self,
        delivery: &Delivery<'_>,
        mail: &Mail,
    ) -> Result<Allowance, Failure> {
        let mailbox = self.store.keyring().mailbox(&mail.to.normalised());
        let mut transaction = self.store.pool().begin().await?;
        // Two mails to one mailbox are counted one after the other.
        sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 0))")
            .bind(&mailbox)
            .execute(&mut *transaction)
            .await?;
        let row = sqlx::query(
            "SELECT (SELECT count(*) FROM deliveries
                     WHERE mailbox = $1 AND mailed_at > wall_clock() - interval '24 hours'
                       AND (handler, event_id) <> ($2, $3)) AS mails,
                    EXISTS (SELECT FROM deliveries
                     WHERE account_id = $4 AND mail_kind = $5
                       AND mailed_at > wall_clock() - make_interval(secs => $6)
                       AND (handler, event_id) <> ($2, $3)) AS noticed",
        )
        .bind(&mailbox)
        .bind(delivery.handler)
        .bind(delivery.event.event_id)
        .bind(delivery.event.account_id.as_ref().map(AccountId::as_str))
        .bind(mail.kind.as_str())
        .bind(self.limits.notice_gap.as_seconds_f64())
        .fetch_one(&mut *transaction)
        .await?;
        if row.try_get::<i64, _>("mails")? >= self.limits.mails_per_mailbox_per_day {
            return Ok(Allowance::MailboxLimit);
        }
        if mail.kind.is_notice() && row.try_get::<bool, _>("noticed")? {
            return Ok(Allowance::NoticeGap);
        }
        sqlx::query(
            "UPDATE deliveries SET mailbox = $3, mail_kind = $4, mailed_at = wall_clock()
             WHERE handler = $1 AND event_id = $2",
        )
        .bind(delivery.handler)
        .bind(delivery.event.event_id)
        .bind(&mailbox)
        .bind(mail.kind.as_str())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Allowance::Allowed)
    }
}
