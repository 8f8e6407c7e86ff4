//! The limits.

use chrono::TimeDelta;
use clap::{Args, value_parser};
use countersign_domain::Policy;
use serde::Serialize;
use thiserror::Error;

use crate::reacting::MailLimits;

const DAY_SECONDS: i64 = 86_400;
const LOCK_MAX_SECONDS: i64 = 30 * DAY_SECONDS;
const COUNT_MAX: i64 = 1_000;

/// How much of what is allowed. As JSON, each limit has the name of its flag.
#[derive(Debug, Clone, Serialize, Args)]
#[command(next_help_heading = "Limits")]
pub struct PolicySettings {
    /// Digits of a code
    #[arg(long, env = "COUNTERSIGN_CODE_DIGITS", value_name = "COUNT", default_value_t = 6,
          value_parser = value_parser!(u32).range(6..=8))]
    pub code_digits: u32,

    /// How long a code works
    #[arg(long, env = "COUNTERSIGN_CODE_LIFETIME_SECONDS", value_name = "SECONDS",
          default_value_t = 600, value_parser = value_parser!(i64).range(1..=DAY_SECONDS))]
    pub code_lifetime_seconds: i64,

    /// Guesses a code takes before it is dead
    #[arg(long, env = "COUNTERSIGN_GUESSES_PER_CODE", value_name = "COUNT", default_value_t = 5,
          value_parser = value_parser!(u32).range(1..=20))]
    pub guesses_per_code: u32,

    /// From one code of an account to its next
    #[arg(long, env = "COUNTERSIGN_ISSUE_GAP_SECONDS", value_name = "SECONDS",
          default_value_t = 60, value_parser = value_parser!(i64).range(1..=3_600))]
    pub issue_gap_seconds: i64,

    /// Codes an account may have issued in any hour
    #[arg(long, env = "COUNTERSIGN_ISSUES_PER_HOUR", value_name = "COUNT", default_value_t = 5,
          value_parser = value_parser!(u32).range(1..=COUNT_MAX))]
    pub issues_per_hour: u32,

    /// Codes an account may have issued in any 24 hours
    #[arg(long, env = "COUNTERSIGN_ISSUES_PER_DAY", value_name = "COUNT", default_value_t = 10,
          value_parser = value_parser!(u32).range(1..=COUNT_MAX))]
    pub issues_per_day: u32,

    /// Wrong codes in a row after which an account is locked
    #[arg(long, env = "COUNTERSIGN_WRONG_CODES_UNTIL_LOCK", value_name = "COUNT",
          default_value_t = 20, value_parser = value_parser!(u32).range(1..=COUNT_MAX))]
    pub wrong_codes_until_lock: u32,

    /// How long wrong codes lock an account
    #[arg(long, env = "COUNTERSIGN_CODE_LOCK_SECONDS", value_name = "SECONDS",
          default_value_t = DAY_SECONDS,
          value_parser = value_parser!(i64).range(1..=LOCK_MAX_SECONDS))]
    pub code_lock_seconds: i64,

    /// Wrong passwords in a row, in setups, after which no password is taken
    #[arg(long, env = "COUNTERSIGN_WRONG_PASSWORDS_UNTIL_LOCK", value_name = "COUNT",
          default_value_t = 5, value_parser = value_parser!(u32).range(1..=COUNT_MAX))]
    pub wrong_passwords_until_lock: u32,

    /// How long wrong passwords lock an account
    #[arg(long, env = "COUNTERSIGN_PASSWORD_LOCK_SECONDS", value_name = "SECONDS",
          default_value_t = 900, value_parser = value_parser!(i64).range(1..=LOCK_MAX_SECONDS))]
    pub password_lock_seconds: i64,

    /// Setups an account may start in any hour
    #[arg(long, env = "COUNTERSIGN_SETUPS_PER_HOUR", value_name = "COUNT", default_value_t = 10,
          value_parser = value_parser!(u32).range(1..=COUNT_MAX))]
    pub setups_per_hour: u32,

    /// From a setup's last accepted command to its expiry
    #[arg(long, env = "COUNTERSIGN_SETUP_LIFETIME_SECONDS", value_name = "SECONDS",
          default_value_t = 1_800, value_parser = value_parser!(i64).range(1..=7 * DAY_SECONDS))]
    pub setup_lifetime_seconds: i64,

    /// Challenges an account may have opened in any hour
    #[arg(long, env = "COUNTERSIGN_CHALLENGES_PER_HOUR", value_name = "COUNT",
          default_value_t = 60, value_parser = value_parser!(u32).range(1..=COUNT_MAX))]
    pub challenges_per_hour: u32,

    /// From a challenge's last code to its expiry
    #[arg(long, env = "COUNTERSIGN_CHALLENGE_LIFETIME_SECONDS", value_name = "SECONDS",
          default_value_t = 900, value_parser = value_parser!(i64).range(1..=DAY_SECONDS))]
    pub challenge_lifetime_seconds: i64,

    /// How long it counts that a code was right
    #[arg(long, env = "COUNTERSIGN_ASSERTION_LIFETIME_SECONDS", value_name = "SECONDS",
          default_value_t = 300, value_parser = value_parser!(i64).range(1..=3_600))]
    pub assertion_lifetime_seconds: i64,

    /// Mails that one mailbox gets in any 24 hours, over all accounts
    #[arg(long, env = "COUNTERSIGN_MAILS_PER_MAILBOX_PER_DAY", value_name = "COUNT",
          default_value_t = 20, value_parser = value_parser!(i64).range(1..=COUNT_MAX))]
    pub mails_per_mailbox_per_day: i64,

    /// From one notice of a kind to an account to the next
    #[arg(long, env = "COUNTERSIGN_NOTICE_GAP_SECONDS", value_name = "SECONDS",
          default_value_t = 3_600, value_parser = value_parser!(i64).range(1..=DAY_SECONDS))]
    pub notice_gap_seconds: i64,
}

/// Limits that do not go together.
#[derive(Debug, Error)]
pub enum PolicySettingsError {
    /// A code would outlive its challenge.
    #[error(
        "--challenge-lifetime-seconds ({challenge_seconds}) must be at least \
         --code-lifetime-seconds ({code_seconds})"
    )]
    ChallengeTooShort {
        /// How long a challenge lives.
        challenge_seconds: i64,
        /// How long a code lives.
        code_seconds: i64,
    },
    /// A code would outlive its setup.
    #[error(
        "--setup-lifetime-seconds ({setup_seconds}) must be at least \
         --code-lifetime-seconds ({code_seconds})"
    )]
    SetupTooShort {
        /// How long a setup lives.
        setup_seconds: i64,
        /// How long a code lives.
        code_seconds: i64,
    },
}

impl PolicySettings {
    /// The limits that decisions go by.
    pub fn policy(&self) -> Result<Policy, PolicySettingsError> {
        if self.setup_lifetime_seconds < self.code_lifetime_seconds {
            return Err(PolicySettingsError::SetupTooShort {
                setup_seconds: self.setup_lifetime_seconds,
                code_seconds: self.code_lifetime_seconds,
            });
        }
        if self.challenge_lifetime_seconds < self.code_lifetime_seconds {
            return Err(PolicySettingsError::ChallengeTooShort {
                challenge_seconds: self.challenge_lifetime_seconds,
                code_seconds: self.code_lifetime_seconds,
            });
        }
        Ok(Policy {
            code_digits: self.code_digits,
            code_lifetime: TimeDelta::seconds(self.code_lifetime_seconds),
            guesses_per_code: self.guesses_per_code,
            issue_gap: TimeDelta::seconds(self.issue_gap_seconds),
            issues_per_hour: self.issues_per_hour,
            issues_per_day: self.issues_per_day,
            wrong_codes_until_lock: self.wrong_codes_until_lock,
            code_lock: TimeDelta::seconds(self.code_lock_seconds),
            wrong_passwords_until_lock: self.wrong_passwords_until_lock,
            password_lock: TimeDelta::seconds(self.password_lock_seconds),
            setups_per_hour: self.setups_per_hour,
            setup_lifetime: TimeDelta::seconds(self.setup_lifetime_seconds),
            challenges_per_hour: self.challenges_per_hour,
            challenge_lifetime: TimeDelta::seconds(self.challenge_lifetime_seconds),
            assertion_lifetime: TimeDelta::seconds(self.assertion_lifetime_seconds),
        })
    }

    /// The limits of mails.
    #[must_use]
    pub fn mail_limits(&self) -> MailLimits {
        MailLimits {
            mails_per_mailbox_per_day: self.mails_per_mailbox_per_day,
            notice_gap: TimeDelta::seconds(self.notice_gap_seconds),
        }
    }
}
