//! The form that takes a code, as things stand.

use chrono::{DateTime, Utc};
use countersign_domain::{Facts, IssuedCode, NoLiveCode, Refusal};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{delivery::DeliveryNews, refusal};
use crate::pages::{
    Visitor, clock::Clock, problem::Problem, saying::Saying, shell::Shell, trouble::Trouble,
};

/// What was entered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::pages) struct Entered {
    pub(in crate::pages) code: Zeroizing<String>,
}

/// The form, and beside it the one that has another code sent.
pub(in crate::pages) struct CodeForm<'a> {
    pub(in crate::pages) csrf: &'a str,
    /// Below which what is entered goes.
    pub(in crate::pages) path: String,
    pub(in crate::pages) problem: Problem,
    pub(in crate::pages) news: Option<String>,
    /// The newest code; none where the account had had its codes.
    pub(in crate::pages) code: Option<NewestCode>,
    pub(in crate::pages) again: String,
    pub(in crate::pages) again_now: String,
    pub(in crate::pages) now: DateTime<Utc>,
    pub(in crate::pages) resend_at: DateTime<Utc>,
}

/// What is said of the newest code.
pub(in crate::pages) struct NewestCode {
    /// Whether it is any use to enter it: not after the address changed.
    pub(in crate::pages) takes_code: bool,
    pub(in crate::pages) delivery: DeliveryNews,
    /// Whether that is the answer to the form that was sent.
    pub(in crate::pages) answers: bool,
    pub(in crate::pages) hint: String,
    /// That it takes no guess any more, and why.
    pub(in crate::pages) over: Option<String>,
    pub(in crate::pages) until: String,
    pub(in crate::pages) tries_left: String,
    pub(in crate::pages) expires_at: DateTime<Utc>,
}

/// A code that was issued, for whoever is to enter it.
pub(in crate::pages) struct Issued<'a> {
    pub(in crate::pages) code: &'a IssuedCode,
    pub(in crate::pages) takes_code: bool,
    pub(in crate::pages) delivery: DeliveryNews,
}

impl<'a> CodeForm<'a> {
    /// The form for a visitor, which says first what came of the last one.
    pub(in crate::pages) fn new(
        shell: &Shell<'_>,
        visitor: &'a Visitor,
        facts: &Facts,
        path: String,
        issued: Option<Issued<'_>>,
        saying: Option<Saying>,
    ) -> Result<Self, Trouble> {
        let now = facts.now;
        let clock = Clock::of(visitor, now);
        let answers = issued.as_ref().is_some_and(|issued| {
            !issued.takes_code && saying.as_ref().is_some_and(is_of_the_code)
        });
        let (news, problem) = match saying {
            _ if answers => (None, Problem::default()),
            None => (None, Problem::default()),
            Some(Saying::News(key)) => (Some(shell.say(&key)), Problem::default()),
            Some(Saying::Unfit(key)) => (None, Problem::in_fields(&["code"], shell.say(&key))),
            Some(Saying::Refused(refusal)) => (None, refusal::problem(&refusal, visitor, &clock)?),
        };
        let takes_code = issued.as_ref().is_some_and(|issued| issued.takes_code);
        let again_now = if takes_code {
            "code-send-again-now"
        } else {
            "code-new-now"
        };
        let resend_at = match &issued {
            Some(issued) => issued.code.resend_at,
            None => facts.limits.next_issue_at(&facts.policy, now),
        };
        let code =
            issued.map(|issued| NewestCode::new(issued, answers, shell, visitor, &clock, now));
        // The zone is told beside until when the code works, if it does.
        let is_told = takes_code && code.as_ref().is_some_and(|code| code.over.is_none());
        let again_at = if is_told {
            clock.shows_briefly(resend_at)
        } else {
            clock.shows(resend_at)
        };
        Ok(Self {
            csrf: &visitor.csrf,
            path,
            problem,
            news,
            code,
            again: if now < resend_at {
                shell.say_of("code-send-again-at", "at", &again_at)
            } else {
                shell.say(again_now)
            },
            again_now: shell.say(again_now),
            now,
            resend_at,
        })
    }
}

impl NewestCode {
    fn new(
        Issued {
            code,
            takes_code,
            delivery,
        }: Issued<'_>,
        answers: bool,
        shell: &Shell<'_>,
        visitor: &Visitor,
        clock: &Clock<'_>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            takes_code,
            delivery,
            answers,
            hint: refusal::digits("code-hint", code.algorithm.digits, visitor),
            over: over(code, now).map(|key| shell.say(key)),
            until: shell.say_of("code-works-until", "until", &clock.shows(code.expires_at)),
            tries_left: tries_left(code, visitor),
            expires_at: code.expires_at,
        }
    }
}

/// Whether this is of the code that was entered, as a tab can do that was open before the address
/// changed: then what is told of its mail says why that code is of no use.
fn is_of_the_code(saying: &Saying) -> bool {
    let Saying::Refused(refusal) = saying else {
        return matches!(saying, Saying::Unfit(_));
    };
    let voided = NoLiveCode::AddressChanged;
    matches!(refusal, Refusal::MalformedCode { .. })
        || matches!(refusal, Refusal::NoLiveCode { reason, .. } if *reason == voided)
}

/// What is said of a code that takes no guess any more.
fn over(code: &IssuedCode, now: DateTime<Utc>) -> Option<&'static str> {
    if code.attempts_left == 0 {
        Some("code-used-up")
    } else {
        (now >= code.expires_at).then_some("code-expired")
    }
}

fn tries_left(code: &IssuedCode, visitor: &Visitor) -> String {
    let arguments = [("left", code.attempts_left.into())];
    visitor.language.say_with("code-tries-left", &arguments)
}
