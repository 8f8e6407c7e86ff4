//! Commands that follow from an event.

use countersign_domain::{
    ChallengeCommand, ChallengeId, EnrollmentCommand, EnrollmentId, NotSentReason,
};

/// A command that follows from an event, to the aggregate it is for.
pub enum FollowUp {
    /// To this enrollment.
    Enrollment(EnrollmentId, EnrollmentCommand),
    /// To this challenge.
    Challenge(ChallengeId, ChallengeCommand),
}

/// The code that a mail carries, and so who is told what became of that mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Where the code was issued.
    pub issuer: Issuer,
    /// Its number there.
    pub number: u32,
}

/// What issues codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// An enrollment.
    Enrollment(EnrollmentId),
    /// A challenge.
    Challenge(ChallengeId),
}

impl Record {
    /// The mail server took the mail.
    #[must_use]
    pub fn sent(self) -> FollowUp {
        let number = self.number;
        match self.issuer {
            Issuer::Enrollment(id) => {
                FollowUp::Enrollment(id, EnrollmentCommand::RecordSent { number })
            }
            Issuer::Challenge(id) => {
                FollowUp::Challenge(id, ChallengeCommand::RecordSent { number })
            }
        }
    }

    /// The mail was given up.
    #[must_use]
    pub fn not_sent(self, reason: NotSentReason) -> FollowUp {
        let number = self.number;
        match self.issuer {
            Issuer::Enrollment(id) => {
                FollowUp::Enrollment(id, EnrollmentCommand::RecordNotSent { number, reason })
            }
            Issuer::Challenge(id) => {
                FollowUp::Challenge(id, ChallengeCommand::RecordNotSent { number, reason })
            }
        }
    }
}
