//! What the mail server is told to do, and when.

use std::time::Duration;

/// A point of an SMTP conversation (RFC 5321) at which the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The greeting of a new connection.
    Banner,
    /// `EHLO` or `HELO`.
    Ehlo,
    /// `MAIL FROM`.
    Mail,
    /// `RCPT TO`.
    Rcpt,
    /// `DATA`.
    Data,
    /// The line with the lone dot, after which the mail is taken or refused.
    EndOfData,
    /// `QUIT`.
    Quit,
}

impl Stage {
    /// Those at which a mail can still be lost, in their order.
    pub const OF_A_MAIL: [Self; 6] = [
        Self::Banner,
        Self::Ehlo,
        Self::Mail,
        Self::Rcpt,
        Self::Data,
        Self::EndOfData,
    ];
}

/// What the server does in place of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    /// Answers with this code and text. From 400 on that is a refusal.
    Reply(u16, &'static str),
    /// Says nothing more, and leaves the connection open until the client hangs up or the server is
    /// healed.
    Stall,
    /// Gives its usual answer, one byte at a time, so far apart.
    Drip(Duration),
    /// Begins a line and does not end it for so many bytes, then closes the connection.
    Endless(u64),
    /// Closes the connection without an answer.
    Close,
}

/// The rules in force.
#[derive(Default)]
pub(super) struct Script {
    rules: Vec<Rule>,
}

struct Rule {
    stage: Stage,
    recipient: Option<String>,
    times_left: Option<usize>,
    behaviour: Behaviour,
}

impl Script {
    pub(super) fn add(
        &mut self,
        stage: Stage,
        recipient: Option<&str>,
        times: Option<usize>,
        behaviour: Behaviour,
    ) {
        let recipient = recipient.map(str::to_owned);
        self.rules.push(Rule {
            stage,
            recipient,
            times_left: times,
            behaviour,
        });
    }

    /// What to do at this stage of a mail to these recipients. Counts as one time.
    pub(super) fn next(&mut self, stage: Stage, recipients: &[String]) -> Option<Behaviour> {
        let rule = self
            .rules
            .iter_mut()
            .find(|rule| rule.applies(stage, recipients))?;
        if let Some(times) = &mut rule.times_left {
            *times -= 1;
        }
        Some(rule.behaviour.clone())
    }
}

impl Rule {
    fn applies(&self, stage: Stage, recipients: &[String]) -> bool {
        let concerned = match &self.recipient {
            None => true,
            Some(recipient) => recipients.contains(recipient),
        };
        self.stage == stage && concerned && self.times_left != Some(0)
    }
}
