//! How many mails a mailbox gets, whatever is asked for.

use chrono::TimeDelta;
use countersign_domain::AccountId;
use countersign_handlers::Mail;

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
        let notice_gap = mail
            .kind
            .is_notice()
            .then(|| self.limits.notice_gap.as_seconds_f64());
        let (is_over_limit, is_too_soon) =
            sqlx::query_as("SELECT * FROM count_mail($1, $2, $3, $4, $5, $6, $7)")
                .bind(delivery.handler)
                .bind(delivery.event.event_id)
                .bind(delivery.event.account_id.as_ref().map(AccountId::as_str))
                .bind(mail.kind.as_str())
                .bind(&mailbox)
                .bind(self.limits.mails_per_mailbox_per_day)
                .bind(notice_gap)
                .fetch_one(self.store.pool())
                .await?;
        Ok(if is_over_limit {
            Allowance::MailboxLimit
        } else if is_too_soon {
            Allowance::NoticeGap
        } else {
            Allowance::Allowed
        })
    }
}
