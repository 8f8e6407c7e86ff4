//! The page that takes the code, as things stand.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use chrono::{DateTime, Utc};
use countersign_domain::{IssuedCode, NoLiveCode, Refusal};

use super::{
    Detour, code_refusal,
    delivery::{self, DeliveryNews},
    path,
    progress::Progress,
    saying::Saying,
    standing::Standing,
};
use crate::pages::{
    Pages, Visitor, clock::Clock, problem::Problem, shell, shell::Shell, trouble::Trouble,
};

#[derive(Template)]
#[template(path = "pages/code.html")]
struct CodePage<'a> {
    shell: Shell<'a>,
    progress: Progress,
    csrf: &'a str,
    path: String,
    problem: Problem,
    news: Option<String>,
    text: String,
    /// Whether it is any use to enter the code: not after the address changed.
    takes_code: bool,
    delivery: DeliveryNews,
    /// Whether that is the answer to the form that was sent.
    answers: bool,
    hint: String,
    /// That the newest code takes no guess any more, and why.
    over: Option<String>,
    until: String,
    tries_left: String,
    again: String,
    again_now: String,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    resend_at: DateTime<Utc>,
}

/// Shows it.
pub(super) async fn page(
    pages: &Pages,
    visitor: &Visitor,
    standing: &Standing,
    saying: Option<Saying>,
) -> Result<Response, Detour> {
    let codes = standing.loaded.state.codes();
    let newest = codes.and_then(|codes| codes.newest());
    let newest = newest.ok_or(Trouble::NotFound)?;
    let now = standing.loaded.facts.now;
    let clock = Clock::of(visitor, now);
    let shell = Shell::of(pages, visitor, "code-title");
    let takes_code = newest.is_for(&standing.loaded.facts.account.account);
    let answers = !takes_code && saying.as_ref().is_some_and(is_of_the_code);
    let (news, problem) = match saying {
        _ if answers => (None, Problem::default()),
        None => (None, Problem::default()),
        Some(Saying::News(key)) => (Some(shell.say(&key)), Problem::default()),
        Some(Saying::Unfit(key)) => (None, Problem::in_fields(&["code"], shell.say(&key))),
        Some(Saying::Refused(refusal)) => (None, code_refusal::problem(&refusal, visitor, &clock)?),
    };
    let (text, again_now) = if takes_code {
        ("code-text", "code-send-again-now")
    } else {
        ("code-new-to", "code-new-now")
    };
    let over = over(newest, now);
    // The zone is told beside until when the code works, if it does.
    let resend_at = if takes_code && over.is_none() {
        clock.shows_briefly(newest.resend_at)
    } else {
        clock.shows(newest.resend_at)
    };
    let page = CodePage {
        progress: Progress::at(3, visitor.language),
        csrf: &visitor.csrf,
        path: path(standing.setup.enrollment_id),
        problem,
        news,
        text: shell.say_of(text, "address", &standing.address.masked()),
        takes_code,
        delivery: delivery::news(pages, visitor, standing, newest).await?,
        answers,
        hint: code_refusal::digits("code-hint", newest.algorithm.digits, visitor),
        over: over.map(|key| shell.say(key)),
        until: shell.say_of("code-works-until", "until", &clock.shows(newest.expires_at)),
        tries_left: tries_left(newest, visitor),
        again: if now < newest.resend_at {
            shell.say_of("code-send-again-at", "at", &resend_at)
        } else {
            shell.say(again_now)
        },
        again_now: shell.say(again_now),
        now,
        expires_at: newest.expires_at,
        resend_at: newest.resend_at,
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
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
fn over(newest: &IssuedCode, now: DateTime<Utc>) -> Option<&'static str> {
    if newest.attempts_left == 0 {
        Some("code-used-up")
    } else {
        (now >= newest.expires_at).then_some("code-expired")
    }
}

fn tries_left(newest: &IssuedCode, visitor: &Visitor) -> String {
    let arguments = [("left", newest.attempts_left.into())];
    visitor.language.say_with("code-tries-left", &arguments)
}
