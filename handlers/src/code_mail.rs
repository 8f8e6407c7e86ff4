//! A code was issued: its mail, as long as the code is of use.

use countersign_domain::{
    Binding, Challenge, ChallengeEvent, ChallengePurpose, Codes, Delivery, Demand, EmailAddress,
    Enrollment, EnrollmentEvent, Event, IssuedCode, NotSentReason, Setup,
};
use zeroize::Zeroizing;

use crate::{
    Issuer, Mail, MailKind, Occurrence, Reaction, Record, Subject, Unanswerable, letter::Words,
};

/// The mail with the code, or the record of why it is not sent. Redriven, a mail that was given
/// up goes after all if its code still works.
pub(crate) fn react(occurrence: &Occurrence<'_>) -> Result<Reaction, Unanswerable> {
    let number = match &occurrence.logged.event {
        Event::Enrollment(EnrollmentEvent::CodeIssued { code, .. })
        | Event::Challenge(ChallengeEvent::CodeIssued { code, .. }) => code.number,
        _ => return Err(occurrence.other_event()),
    };
    let origin = Origin::of(occurrence.subject)?;
    let record = Record {
        issuer: origin.issuer(),
        number,
    };
    match origin.sendable(occurrence, number) {
        Ok((issued, _)) if issued.delivery == Delivery::Sent => {
            Ok(Reaction::Nothing("already sent"))
        }
        Ok((issued, recipient)) => {
            let mail = mail(occurrence, &origin, record, issued, recipient)?;
            Ok(Reaction::Mail(Box::new(mail)))
        }
        Err(_) if origin.is_recorded(number) => {
            Ok(Reaction::Nothing("what became of it is recorded"))
        }
        // Its mail was taken, or it could not have come back; only the record of that was lost.
        Err(_) if origin.is_confirmed(number) => Ok(Reaction::Submit(record.sent())),
        Err(reason) => Ok(Reaction::Submit(record.not_sent(reason))),
    }
}

/// Where a code was issued.
enum Origin<'a> {
    Setup(&'a Setup, &'a Enrollment),
    Challenge(&'a Demand, &'a Challenge),
}

impl<'a> Origin<'a> {
    fn of(subject: Subject<'a>) -> Result<Self, Unanswerable> {
        let origin = match subject {
            Subject::Account => None,
            Subject::Enrollment(enrollment) => enrollment
                .setup()
                .map(|setup| Self::Setup(setup, enrollment)),
            Subject::Challenge(challenge) => challenge
                .demand()
                .map(|demand| Self::Challenge(demand, challenge)),
        };
        origin.ok_or(Unanswerable::NoSubject)
    }

    fn issuer(&self) -> Issuer {
        match self {
            Self::Setup(setup, _) => Issuer::Enrollment(setup.enrollment_id),
            Self::Challenge(demand, _) => Issuer::Challenge(demand.challenge_id),
        }
    }

    /// The code and the mailbox it was issued to, or why no mail of it is sent any more.
    fn sendable<'b>(
        &'b self,
        occurrence: &Occurrence<'b>,
        number: u32,
    ) -> Result<(&'b IssuedCode, &'b EmailAddress), NotSentReason> {
        let account = occurrence.account;
        let (Some(contact), Some(profile)) = (&account.contact, account.account.profile()) else {
            return Err(NotSentReason::Erased);
        };
        let (live, standing, recipient) = match self {
            Self::Setup(_, enrollment) => (
                enrollment.live_code(number),
                Some(&profile.address),
                Some(&contact.address),
            ),
            Self::Challenge(demand, challenge) => {
                let protection = occurrence.limits.protection();
                let standing = protection.filter(|on| on.enrollment_id == demand.enrollment_id);
                (
                    challenge.live_code(number),
                    standing.map(|on| on.proven),
                    account.proven.as_ref(),
                )
            }
        };
        let issued = live.ok_or(NotSentReason::Superseded)?;
        let (Some(standing), Some(recipient)) = (standing, recipient) else {
            return Err(NotSentReason::Superseded);
        };
        if *standing != issued.recipient {
            return Err(NotSentReason::AddressChanged);
        }
        if occurrence.now >= issued.expires_at {
            return Err(NotSentReason::Expired);
        }
        Ok((issued, recipient))
    }

    fn is_recorded(&self, number: u32) -> bool {
        let mut codes = self.codes().into_iter().flat_map(|codes| &codes.0);
        codes.any(|code| code.number == number && code.delivery != Delivery::Queued)
    }

    fn is_confirmed(&self, number: u32) -> bool {
        match self {
            Self::Setup(_, enrollment) => enrollment.is_confirmed(number),
            Self::Challenge(_, challenge) => challenge.is_confirmed(number),
        }
    }

    fn codes(&self) -> Option<&'a Codes> {
        match self {
            Self::Setup(_, enrollment) => enrollment.codes(),
            Self::Challenge(_, challenge) => challenge.codes(),
        }
    }

    fn binding<'b>(&'b self, issued: &'b IssuedCode, recipient: &'b EmailAddress) -> Binding<'b> {
        match self {
            Self::Setup(setup, _) => setup.binding(issued, recipient),
            Self::Challenge(demand, _) => demand.binding(issued, recipient),
        }
    }

    /// The keys of what the code is for, and of what to do where it was somebody else who asked.
    fn keys(&self) -> (&'static str, &'static str) {
        match self {
            Self::Setup(..) => ("code-mail-purpose", "code-mail-not-you"),
            Self::Challenge(demand, _) => match demand.purpose {
                ChallengePurpose::SignIn => {
                    ("code-mail-purpose-sign-in", "code-mail-not-you-sign-in")
                }
                ChallengePurpose::StepUp => {
                    ("code-mail-purpose-step-up", "code-mail-not-you-signed-in")
                }
                ChallengePurpose::Disable => {
                    ("code-mail-purpose-disable", "code-mail-not-you-signed-in")
                }
            },
        }
    }
}

fn mail(
    occurrence: &Occurrence<'_>,
    origin: &Origin<'_>,
    record: Record,
    issued: &IssuedCode,
    recipient: &EmailAddress,
) -> Result<Mail, Unanswerable> {
    let code = occurrence
        .code_keys
        .derive(&origin.binding(issued, recipient))
        .ok_or_else(|| Unanswerable::KeyDestroyed {
            key_id: issued.key_id.clone(),
        })?;
    let grouped = Zeroizing::new(code.grouped());
    let words = Words::new(occurrence, occurrence.contact())
        .with("time", occurrence.local_time(issued.expires_at));
    let (purpose, not_you) = origin.keys();
    let mut letter = words.letter(
        words.say("code-mail-subject"),
        words.say("code-mail-preheader"),
    );
    letter.opening = vec![words.say(purpose)];
    letter.code = Some(&grouped);
    letter.rest = vec![
        words.say("code-mail-validity"),
        words.say("code-mail-secrecy"),
    ];
    letter.not_you = words.say(not_you);
    Ok(Mail {
        kind: MailKind::Code,
        to: recipient.clone(),
        content: letter.write()?,
        give_up_at: Some(issued.expires_at),
        record: Some(record),
    })
}
