//! The limits as settings.

use chrono::TimeDelta;

/// How much of what is allowed. Every number is a setting; the defaults are the design's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Digits of a code, 6 to 8.
    pub code_digits: u32,
    /// How long a code works.
    pub code_lifetime: TimeDelta,
    /// Guesses a code takes before it is dead.
    pub guesses_per_code: u32,

    /// From one code of an account to its next.
    pub issue_gap: TimeDelta,
    /// Codes an account may have issued in any hour.
    pub issues_per_hour: u32,
    /// Codes an account may have issued in any 24 hours.
    pub issues_per_day: u32,

    /// Wrong codes in a row after which the account is locked.
    pub wrong_codes_until_lock: u32,
    /// How long wrong codes lock the account.
    pub code_lock: TimeDelta,
    /// Wrong passwords in a row, where two-factor is switched on or off, after which none is taken.
    pub wrong_passwords_until_lock: u32,
    /// How long wrong passwords lock the account.
    pub password_lock: TimeDelta,

    /// Setups an account may start in any hour.
    pub setups_per_hour: u32,
    /// From a setup's last accepted command to its expiry.
    pub setup_lifetime: TimeDelta,

    /// Challenges an account may have opened in any hour.
    pub challenges_per_hour: u32,
    /// From a challenge's last code to its expiry.
    pub challenge_lifetime: TimeDelta,
    /// How long it counts that a code was right.
    pub assertion_lifetime: TimeDelta,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            code_digits: 6,
            code_lifetime: TimeDelta::minutes(10),
            guesses_per_code: 5,
            issue_gap: TimeDelta::seconds(60),
            issues_per_hour: 5,
            issues_per_day: 10,
            wrong_codes_until_lock: 20,
            code_lock: TimeDelta::hours(24),
            wrong_passwords_until_lock: 5,
            password_lock: TimeDelta::minutes(15),
            setups_per_hour: 10,
            setup_lifetime: TimeDelta::minutes(30),
            challenges_per_hour: 60,
            challenge_lifetime: TimeDelta::minutes(15),
            assertion_lifetime: TimeDelta::minutes(5),
        }
    }
}
