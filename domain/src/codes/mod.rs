//! The codes issued in one stream, an enrollment's or a challenge's, and the rules that both share.

mod guess;
mod issue;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub(crate) use guess::{compare, no_live_code};
pub(crate) use issue::{issue, require_issue};

use crate::{Account, Algorithm, KeyId, Nonce, Sealed};

/// The codes issued in one stream, oldest first. Only the newest one works; the earlier ones
/// are known so that a guess equal to one can be told apart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Codes(pub Vec<IssuedCode>);

/// One code as it was issued: everything about it but the code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IssuedCode {
    /// 1 for the stream's first code.
    pub number: u32,
    /// Fresh for each code.
    pub nonce: Nonce,
    /// The key it is derived under.
    pub key_id: KeyId,
    /// How it is derived.
    pub algorithm: Algorithm,
    /// The mailbox it was mailed to.
    pub recipient: Sealed,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// When the next one may be issued.
    pub resend_at: DateTime<Utc>,
    /// Guesses it still takes.
    pub attempts_left: u32,
    /// What became of its mail. An event that issues a code leaves it out: it is on its way.
    #[serde(default, skip_serializing_if = "Delivery::is_queued")]
    pub delivery: Delivery,
}

/// What became of a code's mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// On its way.
    #[default]
    Queued,
    /// The mail server took it.
    Sent,
    /// It was given up.
    NotSent,
}

/// What was wrong with a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// It is no code of this stream.
    Wrong,
    /// It is an earlier code: it proves the mailbox, and costs one guess only.
    Superseded,
}

/// Why the mail of a code was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSentReason {
    /// The mail server refused it for good, and named none of the reasons that follow.
    Refused,
    /// The mail server knows no such mailbox, or none that takes mail.
    MailboxUnknown,
    /// The mail server has no room for more in the mailbox.
    MailboxFull,
    /// The mail server has rules that the mail is against, such as those about unwanted mail.
    AgainstRules,
    /// The code died before the mail could be handed over.
    Expired,
    /// A newer code was issued, or things went on without this one.
    Superseded,
    /// The account's address changed.
    AddressChanged,
    /// The mailbox has had its mails of the day.
    MailboxLimit,
    /// The person was forgotten.
    Erased,
}

impl NotSentReason {
    /// The reason's name, as in the event.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::MailboxUnknown => "mailbox_unknown",
            Self::MailboxFull => "mailbox_full",
            Self::AgainstRules => "against_rules",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
            Self::AddressChanged => "address_changed",
            Self::MailboxLimit => "mailbox_limit",
            Self::Erased => "erased",
        }
    }
}

impl IssuedCode {
    /// Whether it went to the mailbox that the account has now. Another address voids it.
    #[must_use]
    pub fn is_for(&self, account: &Account) -> bool {
        let profile = account.profile();
        profile.is_some_and(|profile| profile.address == self.recipient)
    }
}

impl Delivery {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde calls it with a reference"
    )]
    fn is_queued(&self) -> bool {
        *self == Self::Queued
    }
}

impl Codes {
    /// The one code that may work.
    #[must_use]
    pub fn newest(&self) -> Option<&IssuedCode> {
        self.0.last()
    }

    /// The codes it superseded.
    #[must_use]
    pub fn earlier(&self) -> &[IssuedCode] {
        self.0.split_last().map_or(&[], |(_, earlier)| earlier)
    }

    /// The newest code, if it is this one and takes another guess.
    pub(crate) fn live(&self, number: u32) -> Option<&IssuedCode> {
        self.newest()
            .filter(|code| code.number == number && code.attempts_left > 0)
    }

    /// The number of the code to come.
    pub(crate) fn next_number(&self) -> u32 {
        self.newest()
            .map_or(0, |code| code.number)
            .saturating_add(1)
    }

    /// Whether a record of what became of a code's mail is news: it is recorded once, but a mail
    /// that was given up may go after all.
    pub(crate) fn is_news(&self, number: u32, delivery: Delivery) -> bool {
        let code = self.0.iter().find(|code| code.number == number);
        matches!(
            (code.map(|code| code.delivery), delivery),
            (Some(Delivery::Queued), _) | (Some(Delivery::NotSent), Delivery::Sent)
        )
    }

    pub(crate) fn update(&mut self, number: u32, change: impl FnOnce(&mut IssuedCode)) {
        if let Some(code) = self.0.iter_mut().find(|code| code.number == number) {
            change(code);
        }
    }
}
