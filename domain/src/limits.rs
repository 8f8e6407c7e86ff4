//! The limits: what an account has used up, across its streams.
//!
//! A decider as well. It is folded from every event of the account in the account's order, so a
//! resend, a second tab, a new setup or challenge, another instance or a restart counts on where the
//! last one stopped; and it decides what follows for the account as a whole.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AccountEvent, ChallengeEvent, ChallengeId, ChallengePurpose, EnrollmentEvent, EnrollmentId,
    EnrollmentState, Event, LockReason, Policy, Refusal, Rejection, Sealed, StreamId,
};

/// What an account has used up, and the enrollment it is in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Codes issued in the last 24 hours and not confirmed, oldest first.
    issues: Vec<Issue>,
    /// Setups started in the last hour, oldest first.
    setups: Vec<DateTime<Utc>>,
    /// Challenges opened in the last hour, oldest first.
    #[serde(default)]
    challenges: Vec<DateTime<Utc>>,
    /// Wrong codes in a row.
    wrong_codes: u32,
    /// Wrong passwords in a row, where two-factor is switched on or off.
    wrong_passwords: u32,
    /// When the lock for wrong codes ends, or ended.
    code_locked_until: Option<DateTime<Utc>>,
    /// When the lock for wrong passwords ends, or ended.
    password_locked_until: Option<DateTime<Utc>>,
    /// The one enrollment that is under way or active.
    current: Option<CurrentEnrollment>,
    /// The last right code that switching two-factor off may rest on.
    #[serde(default)]
    proof: Option<Proof>,
    /// How often two-factor was switched on or off.
    #[serde(default)]
    switches: u32,
}

/// The enrollment an account is in, or is protected by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurrentEnrollment {
    /// Which.
    pub enrollment_id: EnrollmentId,
    /// Where it stands.
    pub state: EnrollmentState,
    /// When the setup ends by itself; of no meaning once it is active.
    pub expires_at: DateTime<Utc>,
    /// The mailbox that its code proved.
    pub proven: Option<Sealed>,
}

/// What two-factor is on by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Protection<'a> {
    /// The enrollment.
    pub enrollment_id: EnrollmentId,
    /// The mailbox it proved: where codes and notices go.
    pub proven: &'a Sealed,
}

/// A code was right in a challenge that was opened to switch two-factor off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// That challenge.
    pub challenge_id: ChallengeId,
    /// The enrollment that two-factor was on by.
    pub enrollment_id: EnrollmentId,
    /// Until when it counts.
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Issue {
    stream: String,
    number: u32,
    at: DateTime<Utc>,
}

impl Limits {
    /// The version of this fold. A row stamped with another one is folded again from the log.
    pub const FOLD_VERSION: i32 = 3;

    /// The limits after `event`, which stands in `stream`.
    #[must_use]
    pub fn evolve(mut self, stream: &StreamId, event: &Event) -> Self {
        match event {
            Event::Account(event) => self.evolve_account(event),
            Event::Enrollment(event) => {
                self.evolve_current(&stream.aggregate_id, event);
                self.evolve_enrollment(&stream.aggregate_id, event);
            }
            Event::Challenge(event) => self.evolve_challenge(&stream.aggregate_id, event),
        }
        self
    }

    /// What follows for the account from what was just counted: a lock, in the same append.
    #[must_use]
    pub fn decide(&self, policy: &Policy, now: DateTime<Utc>) -> Vec<AccountEvent> {
        let lock = |reason, length| AccountEvent::AccountLocked {
            reason,
            locked_until: now + length,
        };
        let mut events = Vec::new();
        if self.wrong_codes >= policy.wrong_codes_until_lock {
            events.push(lock(LockReason::WrongCodes, policy.code_lock));
        }
        if self.wrong_passwords >= policy.wrong_passwords_until_lock {
            events.push(lock(LockReason::WrongPasswords, policy.password_lock));
        }
        events
    }

    /// When the account may have its next code; `now` where nothing stands against it. Counts only
    /// codes that were never confirmed.
    #[must_use]
    pub fn next_issue_at(&self, policy: &Policy, now: DateTime<Utc>) -> DateTime<Utc> {
        let times: Vec<_> = self.issues.iter().map(|issue| issue.at).collect();
        next_issue_at(&times, policy).map_or(now, |at| at.max(now))
    }

    /// When the account may have the code after one that is issued now.
    pub(crate) fn next_issue_after(&self, policy: &Policy, now: DateTime<Utc>) -> DateTime<Utc> {
        let times: Vec<_> = self
            .issues
            .iter()
            .map(|issue| issue.at)
            .chain([now])
            .collect();
        next_issue_at(&times, policy).unwrap_or(now)
    }

    /// Passwords the account may still get wrong before it is locked; at least 1.
    #[must_use]
    pub fn password_attempts_left(&self, policy: &Policy) -> u32 {
        policy
            .wrong_passwords_until_lock
            .saturating_sub(self.wrong_passwords)
            .max(1)
    }

    /// Until when the account is locked, for whichever reason lasts longer.
    #[must_use]
    pub fn locked_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.code_locked_until
            .max(self.password_locked_until)
            .filter(|until| now < *until)
    }

    /// The enrollment under way or active, an expired setup whose timer has not rung among them.
    #[must_use]
    pub fn current(&self) -> Option<&CurrentEnrollment> {
        self.current.as_ref()
    }

    /// What two-factor is on by; `None` while it is off.
    #[must_use]
    pub fn protection(&self) -> Option<Protection<'_>> {
        let current = self.current.as_ref()?;
        let proven = current.proven.as_ref()?;
        (current.state == EnrollmentState::Active).then_some(Protection {
            enrollment_id: current.enrollment_id,
            proven,
        })
    }

    /// How often two-factor was switched on or off: whoever came in before it changed did so under
    /// other rules.
    #[must_use]
    pub fn switches(&self) -> u32 {
        self.switches
    }

    /// Wrong codes in a row.
    #[must_use]
    pub fn wrong_codes(&self) -> u32 {
        self.wrong_codes
    }

    /// Refuses while the account is locked for wrong codes.
    pub fn require_no_code_lock(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        require_no_lock(self.code_locked_until, now)
    }

    /// Refuses while the account is locked for wrong passwords.
    pub fn require_no_password_lock(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        require_no_lock(self.password_locked_until, now)
    }

    /// Refuses while another setup is under way or two-factor is on. A setup whose time ran out
    /// is in nobody's way, whether or not its timer has rung.
    pub fn require_no_enrollment(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        match &self.current {
            Some(current)
                if current.state == EnrollmentState::Active || now < current.expires_at =>
            {
                Err(Refusal::WrongState {
                    state: current.state,
                    enrollment_id: Some(current.enrollment_id),
                })
            }
            _ => Ok(()),
        }
    }

    /// Refuses unless a code was right lately in this challenge, asked for to switch off this
    /// enrollment.
    pub(crate) fn require_proof(
        &self,
        challenge_id: ChallengeId,
        enrollment_id: EnrollmentId,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let proof = self.proof.as_ref().filter(|proof| {
            proof.challenge_id == challenge_id
                && proof.enrollment_id == enrollment_id
                && now < proof.expires_at
        });
        proof.map(|_| ()).ok_or(Refusal::NoProof)
    }

    pub(crate) fn require_setup(&self, policy: &Policy, now: DateTime<Utc>) -> Result<(), Refusal> {
        require_room(&self.setups, policy.setups_per_hour, now)
    }

    pub(crate) fn require_challenge(
        &self,
        policy: &Policy,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        require_room(&self.challenges, policy.challenges_per_hour, now)
    }

    pub(crate) fn next_wrong_code_locks(&self, policy: &Policy) -> bool {
        self.wrong_codes + 1 >= policy.wrong_codes_until_lock
    }

    fn evolve_account(&mut self, event: &AccountEvent) {
        match event {
            AccountEvent::AccountLocked {
                reason: LockReason::WrongCodes,
                locked_until,
            } => {
                self.wrong_codes = 0;
                self.code_locked_until = Some(*locked_until);
            }
            AccountEvent::AccountLocked {
                reason: LockReason::WrongPasswords,
                locked_until,
            } => {
                self.wrong_passwords = 0;
                self.password_locked_until = Some(*locked_until);
            }
            AccountEvent::AccountUnlocked {} => {
                self.wrong_codes = 0;
                self.wrong_passwords = 0;
                self.code_locked_until = None;
                self.password_locked_until = None;
            }
            AccountEvent::AccountErased {} => {
                self.current = None;
                self.proof = None;
            }
            _ => {}
        }
    }

    fn evolve_enrollment(&mut self, stream: &str, event: &EnrollmentEvent) {
        match event {
            EnrollmentEvent::SetupStarted { started_at, .. } => {
                count_in_the_hour(&mut self.setups, *started_at);
            }
            EnrollmentEvent::PasswordRejected { .. } => self.wrong_passwords += 1,
            EnrollmentEvent::PasswordVerified { .. }
            | EnrollmentEvent::EnrollmentDisabled { .. } => self.wrong_passwords = 0,
            EnrollmentEvent::CodeIssued { code, .. } => {
                self.count_issue(stream, code.number, code.issued_at);
            }
            EnrollmentEvent::CodeRejected {
                rejection: Rejection::Wrong,
                ..
            } => {
                self.wrong_codes += 1;
            }
            EnrollmentEvent::CodeConfirmed { number, .. } => self.confirm(stream, *number),
            _ => {}
        }
    }

    fn evolve_challenge(&mut self, stream: &str, event: &ChallengeEvent) {
        match event {
            ChallengeEvent::ChallengeOpened {
                opened_at: Some(opened_at),
                ..
            } => count_in_the_hour(&mut self.challenges, *opened_at),
            ChallengeEvent::CodeIssued { code, .. } => {
                self.count_issue(stream, code.number, code.issued_at);
            }
            ChallengeEvent::CodeRejected {
                rejection: Rejection::Wrong,
                ..
            } => self.wrong_codes += 1,
            ChallengeEvent::CodeConfirmed {
                number,
                purpose,
                enrollment_id,
                assertion_expires_at,
                ..
            } => {
                self.confirm(stream, *number);
                if let (ChallengePurpose::Disable, Ok(challenge_id)) = (purpose, stream.parse()) {
                    self.proof = Some(Proof {
                        challenge_id,
                        enrollment_id: *enrollment_id,
                        expires_at: *assertion_expires_at,
                    });
                }
            }
            _ => {}
        }
    }

    fn count_issue(&mut self, stream: &str, number: u32, at: DateTime<Utc>) {
        self.issues
            .retain(|issue| issue.at > before(at, TimeDelta::days(1)));
        self.issues.push(Issue {
            stream: stream.to_owned(),
            number,
            at,
        });
    }

    /// A code that came back is counted no longer, and ends the row of wrong ones.
    fn confirm(&mut self, stream: &str, number: u32) {
        self.wrong_codes = 0;
        self.issues
            .retain(|issue| issue.stream != stream || issue.number != number);
    }

    /// An event of an enrollment that is not the current one changes nothing here: the late
    /// expiry of a replaced setup for one.
    fn evolve_current(&mut self, stream: &str, event: &EnrollmentEvent) {
        if let EnrollmentEvent::SetupStarted {
            enrollment_id,
            setup_expires_at,
            ..
        } = event
        {
            self.current = Some(CurrentEnrollment {
                enrollment_id: *enrollment_id,
                state: EnrollmentState::AwaitingPassword,
                expires_at: *setup_expires_at,
                proven: None,
            });
            return;
        }
        let Some(current) = &mut self.current else {
            return;
        };
        if current.enrollment_id.to_string() != stream {
            return;
        }
        match event {
            EnrollmentEvent::PasswordVerified { setup_expires_at } => {
                current.state = EnrollmentState::AwaitingCode;
                current.expires_at = *setup_expires_at;
            }
            EnrollmentEvent::CodeIssued {
                setup_expires_at, ..
            } => {
                current.expires_at = *setup_expires_at;
            }
            EnrollmentEvent::CodeConfirmed {
                address,
                setup_expires_at,
                ..
            } => {
                current.state = EnrollmentState::AwaitingAcknowledgement;
                current.expires_at = *setup_expires_at;
                current.proven = Some(address.clone());
            }
            EnrollmentEvent::EnrollmentActivated { .. } => {
                current.state = EnrollmentState::Active;
                self.switches += 1;
            }
            EnrollmentEvent::SetupCancelled {}
            | EnrollmentEvent::SetupExpired {}
            | EnrollmentEvent::SetupLocked {} => self.current = None,
            EnrollmentEvent::EnrollmentDisabled { .. } => {
                self.current = None;
                self.proof = None;
                self.switches += 1;
            }
            _ => {}
        }
    }
}

fn require_no_lock(until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Refusal> {
    match until {
        Some(locked_until) if now < locked_until => Err(Refusal::Locked { locked_until }),
        _ => Ok(()),
    }
}

fn count_in_the_hour(times: &mut Vec<DateTime<Utc>>, now: DateTime<Utc>) {
    times.retain(|at| *at > before(now, TimeDelta::hours(1)));
    times.push(now);
}

/// Refuses where the hour has had its `most` of these.
fn require_room(times: &[DateTime<Utc>], most: u32, now: DateTime<Utc>) -> Result<(), Refusal> {
    match window_opens_at(times, TimeDelta::hours(1), most) {
        Some(retry_at) if retry_at > now => Err(Refusal::TooSoon { retry_at }),
        _ => Ok(()),
    }
}

fn next_issue_at(times: &[DateTime<Utc>], policy: &Policy) -> Option<DateTime<Utc>> {
    let gap = times.last().map(|last| after(*last, policy.issue_gap));
    gap.max(window_opens_at(
        times,
        TimeDelta::hours(1),
        policy.issues_per_hour,
    ))
    .max(window_opens_at(
        times,
        TimeDelta::days(1),
        policy.issues_per_day,
    ))
}

/// When a sliding window that takes `most`, at least 1, lets the next one in: the moment the
/// `most`-th last one leaves it. `None` as long as there is room.
fn window_opens_at(times: &[DateTime<Utc>], window: TimeDelta, most: u32) -> Option<DateTime<Utc>> {
    let index = times.len().checked_sub(most.max(1) as usize)?;
    Some(after(times[index], window))
}

/// An event of another writer may tell of any time, and a fold never panics.
fn before(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_sub_signed(by)
        .unwrap_or(DateTime::<Utc>::MIN_UTC)
}

fn after(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_add_signed(by)
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}
