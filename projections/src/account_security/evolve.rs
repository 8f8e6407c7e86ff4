//! What an event makes of an account's security.

use chrono::{DateTime, Utc};
use countersign_domain::{
    AccountEvent, EnrollmentEvent, EnrollmentId, Event, LockReason, LoggedEvent,
};

use super::{AccountSecurity, TwoFactor};

impl AccountSecurity {
    /// The security after `logged`, which is the account's next event. Events that do not fit
    /// change nothing: whatever was recorded can be replayed.
    #[must_use]
    pub fn evolve(mut self, logged: &LoggedEvent) -> Self {
        match &logged.event {
            Event::Account(AccountEvent::AccountErased {}) => return Self::default(),
            Event::Account(event) => self.evolve_account(event),
            Event::Enrollment(event) => {
                if let Ok(enrollment_id) = logged.stream.aggregate_id.parse() {
                    self.two_factor =
                        self.two_factor
                            .evolve(enrollment_id, event, logged.recorded_at);
                }
            }
            // A challenge asks whether two-factor is on; it does not change it.
            Event::Challenge(_) => {}
        }
        self
    }

    fn evolve_account(&mut self, event: &AccountEvent) {
        match event {
            AccountEvent::AccountRegistered { profile, .. } => {
                self.contact = Some(profile.address.clone());
            }
            AccountEvent::AddressChanged { address, .. } => self.contact = Some(address.clone()),
            AccountEvent::AccountLocked {
                reason,
                locked_until,
            } => match reason {
                LockReason::WrongCodes => self.code_locked_until = Some(*locked_until),
                LockReason::WrongPasswords => self.password_locked_until = Some(*locked_until),
            },
            AccountEvent::AccountUnlocked {} => {
                self.code_locked_until = None;
                self.password_locked_until = None;
            }
            AccountEvent::ProfileChanged { .. }
            | AccountEvent::PasswordChanged {}
            | AccountEvent::AccountSuspended {}
            | AccountEvent::AccountReinstated {}
            | AccountEvent::AccountErased {} => {}
        }
    }
}

impl TwoFactor {
    /// An event of an enrollment that is not the current one changes nothing, unless it starts
    /// one: the late expiry of a replaced setup for one.
    fn evolve(self, stream: EnrollmentId, event: &EnrollmentEvent, at: DateTime<Utc>) -> Self {
        use EnrollmentEvent as E;
        if let E::SetupStarted { method, .. } = event {
            return Self::SettingUp {
                enrollment_id: stream,
                method: *method,
                proven: None,
            };
        }
        match (self, event) {
            (
                Self::SettingUp {
                    enrollment_id,
                    method,
                    ..
                },
                E::CodeConfirmed { address, .. },
            ) if enrollment_id == stream => Self::SettingUp {
                enrollment_id,
                method,
                proven: Some(address.clone()),
            },
            (
                Self::SettingUp {
                    enrollment_id,
                    proven: Some(proven),
                    ..
                },
                E::EnrollmentActivated { method },
            ) if enrollment_id == stream => Self::On {
                enrollment_id,
                method: *method,
                proven,
                active_since: at,
            },
            (
                Self::SettingUp { enrollment_id, .. },
                E::SetupCancelled {} | E::SetupExpired {} | E::SetupLocked {},
            ) if enrollment_id == stream => Self::Off,
            (Self::On { enrollment_id, .. }, E::EnrollmentDisabled { .. })
                if enrollment_id == stream =>
            {
                Self::Off
            }
            (two_factor, _) => two_factor,
        }
    }
}
