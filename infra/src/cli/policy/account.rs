//! Where an account stands: what would come of asking it for a code now.

use chrono::{DateTime, Utc};
use countersign_domain::{
    Account, AccountId, Challenge, ChallengeCommand, ChallengeEvent, ChallengeId, ChallengePurpose,
    Facts, Nonce, Refusal, StreamId,
};
use cqrs_es::Aggregate;
use serde::Serialize;

use crate::{
    cli::{Outcome, output::print},
    entropy,
    store::Store,
};

/// What would come of asking an account for a code now.
#[derive(Serialize)]
pub(super) struct Standing {
    account_id: AccountId,
    /// When it was looked at, by the database's clock.
    at: DateTime<Utc>,
    two_factor: &'static str,
    /// Wrong codes in a row, over all its streams.
    wrong_codes: u32,
    /// Until when wrong codes have locked it.
    codes_locked_until: Option<DateTime<Utc>>,
    /// Until when no password is taken in a setup or to switch two-factor off.
    passwords_locked_until: Option<DateTime<Utc>>,
    /// When its next code may be issued, were it not locked.
    next_code_at: DateTime<Utc>,
    would_be: Vec<Asked>,
}

/// What would come of a code being asked for.
#[derive(Serialize)]
struct Asked {
    purpose: ChallengePurpose,
    #[serde(flatten)]
    answer: Answer,
}

#[derive(Serialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
enum Answer {
    /// A code is asked for, and sent at once.
    Challenged,
    /// A code is asked for, and may be sent later: the account has had its codes for now.
    ChallengedWithoutCode { next_code_at: DateTime<Utc> },
    /// No code is asked for.
    NotRequired { setting_up: bool },
    /// Nothing can be asked for.
    Locked { locked_until: DateTime<Utc> },
    /// Nothing can be asked for: the account has had its challenges of the hour.
    TooSoon { retry_at: DateTime<Utc> },
    /// Nothing can be asked for.
    Refused { reason: String },
}

impl Standing {
    /// Decides a challenge of each purpose on what the database has now, and leaves it at that.
    pub(super) async fn of(store: &Store, account_id: AccountId) -> Outcome<Self> {
        let challenge_id = ChallengeId(entropy::new_id());
        let stream = StreamId::new(Challenge::TYPE, challenge_id.to_string());
        let loaded = store
            .load::<Challenge>(&stream, Some(&account_id), None)
            .await?;
        let facts = &loaded.facts;
        if facts.account.account == Account::Unknown {
            return Err(format!("there is no account {account_id}").into());
        }
        let would_be = |&purpose| Asked {
            purpose,
            answer: Answer::to(
                &loaded.state,
                &ChallengeCommand::Open {
                    challenge_id,
                    account_id: account_id.clone(),
                    purpose,
                    action: None,
                    nonce: Nonce(entropy::random_bytes()),
                },
                facts,
            ),
        };
        let (limits, now) = (&facts.limits, facts.now);
        Ok(Self {
            at: now,
            two_factor: match limits.protection() {
                Some(_) => "on",
                None => "off",
            },
            wrong_codes: limits.wrong_codes(),
            codes_locked_until: lock(&limits.require_no_code_lock(now)),
            passwords_locked_until: lock(&limits.require_no_password_lock(now)),
            next_code_at: limits.next_issue_at(&facts.policy, now),
            would_be: ChallengePurpose::ALL.iter().map(would_be).collect(),
            account_id,
        })
    }

    pub(super) fn print_text(&self) -> Outcome {
        print(format_args!(
            "Account {} at {}: two-factor is {}",
            self.account_id,
            time(self.at),
            self.two_factor
        ))?;
        for asked in &self.would_be {
            print(format_args!("  {}: {}", asked.purpose, asked.answer.text()))?;
        }
        print(format_args!("  wrong codes in a row: {}", self.wrong_codes))?;
        if let Some(until) = self.codes_locked_until {
            print(format_args!(
                "  locked for wrong codes until {}",
                time(until)
            ))?;
        }
        if let Some(until) = self.passwords_locked_until {
            print(format_args!(
                "  no password is taken to set up two-factor or to switch it off until {}",
                time(until)
            ))?;
        }
        if self.next_code_at > self.at {
            print(format_args!(
                "  the next code may be sent at {}",
                time(self.next_code_at)
            ))?;
        }
        Ok(())
    }
}

impl Answer {
    fn to(challenge: &Challenge, open: &ChallengeCommand, facts: &Facts) -> Self {
        match challenge.decide(open, facts) {
            Ok(events) => {
                let is_code = |event| matches!(event, &ChallengeEvent::CodeIssued { .. });
                if events.iter().any(is_code) {
                    Self::Challenged
                } else {
                    Self::ChallengedWithoutCode {
                        next_code_at: facts.limits.next_issue_at(&facts.policy, facts.now),
                    }
                }
            }
            Err(Refusal::NotRequired { setting_up }) => Self::NotRequired { setting_up },
            Err(Refusal::Locked { locked_until }) => Self::Locked { locked_until },
            Err(Refusal::TooSoon { retry_at }) => Self::TooSoon { retry_at },
            Err(refusal) => Self::Refused {
                reason: refusal.to_string(),
            },
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Challenged => "would be challenged, and a code sent at once".to_owned(),
            Self::ChallengedWithoutCode { next_code_at } => format!(
                "would be challenged, but no code can be sent until {}: enough were sent that \
                 nobody entered",
                time(*next_code_at)
            ),
            Self::NotRequired { setting_up: false } => {
                "would not be challenged: two-factor is off".to_owned()
            }
            Self::NotRequired { setting_up: true } => {
                "would not be challenged: two-factor is off, a setup is under way".to_owned()
            }
            Self::Locked { locked_until } => format!(
                "locked until {}: too many wrong codes in a row",
                time(*locked_until)
            ),
            Self::TooSoon { retry_at } => format!(
                "refused until {}: enough challenges were opened in the last hour",
                time(*retry_at)
            ),
            Self::Refused { reason } => format!("would be refused: {reason}"),
        }
    }
}

/// Until when a lock lasts that was refused for.
fn lock(refused: &Result<(), Refusal>) -> Option<DateTime<Utc>> {
    match refused {
        Err(Refusal::Locked { locked_until }) => Some(*locked_until),
        _ => None,
    }
}

fn time(time: DateTime<Utc>) -> String {
    time.format("%F %TZ").to_string()
}
