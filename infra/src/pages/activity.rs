//! What happened to an account lately, in plain words.

use chrono::{DateTime, Utc};
use countersign_domain::{
    AccountEvent, AccountId, ChallengeEvent, ChallengePurpose, EnrollmentEvent, Event, LockReason,
    Rejection,
};
use countersign_handlers::Language;
use sqlx::PgPool;

use super::{Pages, Visitor, clock::Clock, trouble::Trouble};
use crate::store::{StoredEvent, log};

const SHOWN_EVENTS_MAX: i64 = 20;

/// One thing that happened.
pub(super) struct Happened {
    pub(super) what: String,
    pub(super) at: DateTime<Utc>,
    pub(super) when: String,
}

/// The latest first. What nobody can read is left out here; auditors see that it is there.
pub(super) async fn latest(
    pages: &Pages,
    visitor: &Visitor,
    clock: &Clock<'_>,
) -> Result<Vec<Happened>, Trouble> {
    let events = events(pages.store.pool(), &visitor.account_id).await?;
    let happened = events.iter().filter_map(|stored| {
        let event = stored.read().ok()?.event;
        Some(Happened {
            what: words(&event, visitor.language, |moment| clock.shows(moment)),
            at: stored.recorded_at,
            when: clock.shows_briefly(stored.recorded_at),
        })
    });
    Ok(happened.collect())
}

async fn events(pool: &PgPool, account_id: &AccountId) -> Result<Vec<StoredEvent>, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    log::read_latest(&mut connection, account_id, SHOWN_EVENTS_MAX).await
}

/// What happened, for whose clock shows moments like this.
pub(super) fn words(
    event: &Event,
    language: Language,
    shows: impl Fn(DateTime<Utc>) -> String,
) -> String {
    let key = match event {
        Event::Account(event) => account_key(event),
        Event::Enrollment(event) => enrollment_key(event),
        Event::Challenge(event) => challenge_key(event),
    };
    match event {
        Event::Account(AccountEvent::AccountLocked { locked_until, .. }) => {
            let until = shows(*locked_until).into();
            language.say_with(key, &[("until", until)])
        }
        _ => language.say(key),
    }
}

fn account_key(event: &AccountEvent) -> &'static str {
    use AccountEvent as E;
    match event {
        E::AccountRegistered { .. } => "activity-account-registered",
        E::AddressChanged { .. } => "activity-address-changed",
        E::ProfileChanged { .. } => "activity-profile-changed",
        E::PasswordChanged {} => "activity-password-changed",
        E::AccountSuspended {} => "activity-account-suspended",
        E::AccountReinstated {} => "activity-account-reinstated",
        E::AccountLocked {
            reason: LockReason::WrongCodes,
            ..
        } => "activity-locked-codes",
        E::AccountLocked {
            reason: LockReason::WrongPasswords,
            ..
        } => "activity-locked-passwords",
        E::AccountUnlocked {} => "activity-account-unlocked",
        E::AccountErased {} => "activity-account-erased",
    }
}

fn enrollment_key(event: &EnrollmentEvent) -> &'static str {
    use EnrollmentEvent as E;
    match event {
        E::SetupStarted { .. } => "activity-setup-started",
        E::PasswordVerified { .. } => "activity-password-verified",
        E::PasswordRejected { .. } => "activity-password-rejected",
        E::CodeIssued { .. } => "activity-code-issued",
        E::CodeSent { .. } => "activity-code-sent",
        E::CodeNotSent { .. } => "activity-code-not-sent",
        E::CodeRejected {
            rejection: Rejection::Wrong,
            ..
        } => "activity-code-rejected",
        E::CodeRejected {
            rejection: Rejection::Superseded,
            ..
        } => "activity-code-superseded",
        E::CodeConfirmed { .. } => "activity-code-confirmed",
        E::EnrollmentActivated { .. } => "activity-activated",
        E::SetupCancelled {} => "activity-setup-cancelled",
        E::SetupExpired {} => "activity-setup-expired",
        E::SetupLocked {} => "activity-setup-locked",
        E::EnrollmentDisabled { .. } => "activity-disabled",
    }
}

fn challenge_key(event: &ChallengeEvent) -> &'static str {
    use ChallengeEvent as E;
    match event {
        E::ChallengeOpened { purpose, .. } => match purpose {
            ChallengePurpose::SignIn => "activity-challenge-sign-in",
            ChallengePurpose::StepUp => "activity-challenge-step-up",
            ChallengePurpose::Disable => "activity-challenge-disable",
        },
        E::CodeIssued { .. } => "activity-code-issued",
        E::CodeSent { .. } => "activity-code-sent",
        E::CodeNotSent { .. } => "activity-code-not-sent",
        E::CodeRejected {
            rejection: Rejection::Wrong,
            ..
        } => "activity-code-rejected",
        E::CodeRejected {
            rejection: Rejection::Superseded,
            ..
        } => "activity-code-superseded",
        E::CodeConfirmed { .. } => "activity-code-confirmed",
        E::ChallengeCancelled {} => "activity-challenge-cancelled",
        E::ChallengeExpired {} => "activity-challenge-expired",
        E::ChallengeLocked {} => "activity-challenge-locked",
    }
}
