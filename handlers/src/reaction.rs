//! The table of all reactions, and what a reaction is made of.

use chrono::{DateTime, Utc};
use countersign_domain::{
    Account, AccountFacts, Challenge, CodeKeys, Contact, EmailAddress, Enrollment, KeyId, Limits,
    LoggedEvent,
};
use thiserror::Error;

use crate::{
    Brand, FollowUp, Language, Mail, activation_mail, address_notice, code_mail, disabled_mail,
    lock_notice, unfinished_mail, wrong_code_notice,
};

/// Every reaction to an event, one row each.
pub const HANDLERS: &[Handler] = &[
    Handler {
        name: "code-mail",
        aggregate_type: "enrollment",
        event_type: "CodeIssued",
        react: code_mail::react,
    },
    Handler {
        name: "activation-mail",
        aggregate_type: "enrollment",
        event_type: "EnrollmentActivated",
        react: activation_mail::react,
    },
    Handler {
        name: "unfinished-mail",
        aggregate_type: "enrollment",
        event_type: "SetupExpired",
        react: unfinished_mail::react,
    },
    Handler {
        name: "challenge-code-mail",
        aggregate_type: "challenge",
        event_type: "CodeIssued",
        react: code_mail::react,
    },
    Handler {
        name: "disabled-mail",
        aggregate_type: "enrollment",
        event_type: "EnrollmentDisabled",
        react: disabled_mail::react,
    },
    Handler {
        name: "wrong-code-notice",
        aggregate_type: "challenge",
        event_type: "CodeRejected",
        react: wrong_code_notice::react,
    },
    Handler {
        name: "lock-notice",
        aggregate_type: "account",
        event_type: "AccountLocked",
        react: lock_notice::react,
    },
    Handler {
        name: "address-notice",
        aggregate_type: "account",
        event_type: "AddressChanged",
        react: address_notice::react,
    },
];

/// One row of the table of all reactions.
pub struct Handler {
    /// The handler's name, under which its deliveries and dead letters are kept.
    pub name: &'static str,
    /// The type of the aggregate it listens to.
    pub aggregate_type: &'static str,
    /// The type of the event it listens to.
    pub event_type: &'static str,
    /// What follows from such an event.
    pub react: fn(&Occurrence<'_>) -> Result<Reaction, Unanswerable>,
}

/// What a handler may know: the event and how things stand now, personal data opened.
pub struct Occurrence<'a> {
    /// The event.
    pub logged: &'a LoggedEvent,
    /// The aggregate whose stream the event stands in, folded up to now.
    pub subject: Subject<'a>,
    /// The account now.
    pub account: &'a AccountFacts,
    /// What the account has used up now.
    pub limits: &'a Limits,
    /// The mailbox that a code of the event's enrollment proved, opened, also where two-factor
    /// never came on.
    pub proven_by_enrollment: Option<&'a EmailAddress>,
    /// The keys of the one function that derives a code.
    pub code_keys: &'a CodeKeys,
    /// Who writes the mails.
    pub brand: &'a Brand,
    /// The database's time.
    pub now: DateTime<Utc>,
}

/// The aggregate that an event is about.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// The account itself, which the occurrence says anyway.
    Account,
    /// One of its enrollments.
    Enrollment(&'a Enrollment),
    /// One of its challenges.
    Challenge(&'a Challenge),
}

/// What follows from an event.
pub enum Reaction {
    /// This mail.
    Mail(Box<Mail>),
    /// This command.
    Submit(FollowUp),
    /// Nothing, and why.
    Nothing(&'static str),
}

/// Why a handler cannot say what follows. It is the operator's business: the delivery becomes a
/// dead letter.
#[derive(Debug, Error)]
pub enum Unanswerable {
    /// The handler was given an event that it does not listen to.
    #[error("the handler does not listen to {event_type}")]
    OtherEvent {
        /// The event's type.
        event_type: String,
    },
    /// The event's enrollment or challenge was not given, or has not begun.
    #[error("the event's enrollment or challenge is missing")]
    NoSubject,
    /// The key of a code that still works was destroyed.
    #[error("the code key {key_id:?} was destroyed while its code works")]
    KeyDestroyed {
        /// The key.
        key_id: KeyId,
    },
    /// A mailbox was proven, but its address was not opened.
    #[error("the proven address is not at hand")]
    NoProvenAddress,
    /// The mail's template failed.
    #[error("the mail could not be written")]
    Template {
        /// How.
        #[from]
        source: askama::Error,
    },
}

impl Occurrence<'_> {
    /// The account's personal data; `None` once the person was forgotten.
    pub(crate) fn contact(&self) -> Option<&Contact> {
        self.account.contact.as_ref()
    }

    /// Where notices go: the proven address while two-factor is on, else the contact address.
    /// An address that should be at hand and is not never falls back to the other one.
    pub(crate) fn notice_address<'b>(
        &'b self,
        contact: &'b Contact,
    ) -> Result<&'b EmailAddress, Unanswerable> {
        match &self.account.proven {
            Some(proven) => Ok(proven),
            None if self.limits.protection().is_some() => Err(Unanswerable::NoProvenAddress),
            None => Ok(&contact.address),
        }
    }

    /// The enrollment that the event is about.
    pub(crate) fn enrollment(&self) -> Result<&Enrollment, Unanswerable> {
        match self.subject {
            Subject::Enrollment(enrollment) => Ok(enrollment),
            Subject::Account | Subject::Challenge(_) => Err(Unanswerable::NoSubject),
        }
    }

    /// The language of the customer's mails.
    pub(crate) fn language(&self) -> Language {
        let profile = self.account.account.profile();
        let locale = profile.and_then(|profile| profile.locale.as_deref());
        locale.and_then(Language::asked_for).unwrap_or_default()
    }

    /// `moment` as the customer's clocks show it.
    pub(crate) fn local_time(&self, moment: DateTime<Utc>) -> String {
        crate::local_time(moment, self.now, self.time_zone(), self.language())
    }

    /// The same with the date, for a mail that somebody may read much later.
    pub(crate) fn local_date_and_time(&self, moment: DateTime<Utc>) -> String {
        crate::local_date_and_time(moment, self.time_zone(), self.language())
    }

    fn time_zone(&self) -> Option<&str> {
        let profile = self.account.account.profile();
        profile.and_then(|profile| profile.time_zone.as_deref())
    }

    pub(crate) fn other_event(&self) -> Unanswerable {
        let event_type = self.logged.event.event_type();
        Unanswerable::OtherEvent { event_type }
    }
}

impl<'a> From<&'a Account> for Subject<'a> {
    fn from(_account: &'a Account) -> Self {
        Self::Account
    }
}

impl<'a> From<&'a Enrollment> for Subject<'a> {
    fn from(enrollment: &'a Enrollment) -> Self {
        Self::Enrollment(enrollment)
    }
}

impl<'a> From<&'a Challenge> for Subject<'a> {
    fn from(challenge: &'a Challenge) -> Self {
        Self::Challenge(challenge)
    }
}
