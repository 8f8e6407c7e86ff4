//! What labels may say, where the words are ours.

/// A limit that can be hit, named after its setting where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// A code has taken its last guess.
    GuessesPerCode,
    /// The account's last code is too recent, or its codes of the hour or the day are too many.
    Issues,
    /// The account started too many setups.
    SetupsPerHour,
    /// The account had too many challenges opened.
    ChallengesPerHour,
    /// Wrong codes locked the account.
    WrongCodesUntilLock,
    /// Wrong passwords locked the account.
    WrongPasswordsUntilLock,
    /// The mailbox has had its mails of the day.
    MailsPerMailboxPerDay,
    /// The account had a notice of the kind not long ago.
    NoticeGap,
    /// Too many password hashes wait for a processor.
    WaitingHashes,
}

/// What became of a mail, at one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailOutcome {
    /// The mail server took it.
    Sent,
    /// The mail server could not take it for now.
    Deferred,
    /// The mail server never will.
    Refused,
    /// A limit of mails kept it back.
    Withheld,
}

impl Limit {
    /// Every limit.
    pub(super) const ALL: &[Self] = &[
        Self::GuessesPerCode,
        Self::Issues,
        Self::SetupsPerHour,
        Self::ChallengesPerHour,
        Self::WrongCodesUntilLock,
        Self::WrongPasswordsUntilLock,
        Self::MailsPerMailboxPerDay,
        Self::NoticeGap,
        Self::WaitingHashes,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::GuessesPerCode => "guesses-per-code",
            Self::Issues => "issues",
            Self::SetupsPerHour => "setups-per-hour",
            Self::ChallengesPerHour => "challenges-per-hour",
            Self::WrongCodesUntilLock => "wrong-codes-until-lock",
            Self::WrongPasswordsUntilLock => "wrong-passwords-until-lock",
            Self::MailsPerMailboxPerDay => "mails-per-mailbox-per-day",
            Self::NoticeGap => "notice-gap",
            Self::WaitingHashes => "waiting-hashes",
        }
    }
}

impl MailOutcome {
    /// Every outcome.
    pub(super) const ALL: &[Self] = &[Self::Sent, Self::Deferred, Self::Refused, Self::Withheld];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Refused => "refused",
            Self::Withheld => "withheld",
        }
    }
}
