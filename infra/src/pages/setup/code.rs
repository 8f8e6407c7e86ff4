//! `…/code`: the customer enters the code from the mailbox, or has another one sent.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use countersign_domain::{EnrollmentCommand, EnrollmentId, IssuedCode, Nonce, SubmittedCode};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    Detour, code_refusal,
    delivery::{self, DeliveryNews},
    path,
    progress::Progress,
    saying::{Saying, not_done},
    standing::{Standing, Step},
};
use crate::{
    entropy,
    pages::{
        Browser, Form, NoFields, Pages, Visitor, clock::Clock, shell, shell::Shell,
        trouble::Trouble,
    },
    store::Ready,
};

#[derive(Template)]
#[template(path = "pages/code.html")]
struct CodePage<'a> {
    shell: Shell<'a>,
    progress: Progress,
    csrf: &'a str,
    path: String,
    problem: Option<String>,
    news: Option<String>,
    text: String,
    /// Whether it is any use to enter the code: not after the address changed.
    is_open: bool,
    delivery: DeliveryNews,
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

/// What was entered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entered {
    code: Zeroizing<String>,
}

/// The form, as things stand now; what was entered is not shown again.
pub(super) async fn show(
    State(pages): State<Pages>,
    visitor: Visitor,
    Path(enrollment_id): Path<EnrollmentId>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Code, &pages, &visitor, enrollment_id).await?;
    let saying = Saying::take(&standing, &pages, &visitor).await?;
    page(&pages, &visitor, &standing, saying).await
}

/// Compares the code. The right one proves the mailbox.
pub(super) async fn verify(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(enrollment_id): Path<EnrollmentId>,
    Form(Entered { code }): Form<Entered>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Code, &pages, &visitor, enrollment_id).await?;
    let Some(guess) = SubmittedCode::parse(&code) else {
        let saying = code_refusal::unfit(&code, &pages);
        return saying.leads_to(&standing, &pages, &visitor).await;
    };
    let command = Ready(EnrollmentCommand::ConfirmCode { guess });
    let confirmed = pages
        .submit("ConfirmCode", &visitor, browser, enrollment_id, command)
        .await;
    match confirmed {
        Ok(_) => Ok(Redirect::to(&format!("{}/okay", path(enrollment_id))).into_response()),
        Err(error) => not_done(error, &standing, &pages, &visitor).await,
    }
}

/// Has another code sent.
pub(super) async fn send_again(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(enrollment_id): Path<EnrollmentId>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Code, &pages, &visitor, enrollment_id).await?;
    let nonce = Nonce(entropy::random_bytes());
    let command = Ready(EnrollmentCommand::IssueCode { nonce });
    let issued = pages
        .submit("IssueCode", &visitor, browser, enrollment_id, command)
        .await;
    match issued {
        Ok(_) => {
            let saying = Saying::News("code-sent-again".into());
            saying.leads_to(&standing, &pages, &visitor).await
        }
        Err(error) => not_done(error, &standing, &pages, &visitor).await,
    }
}

async fn page(
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
    let (news, problem) = match saying {
        None => (None, None),
        Some(Saying::News(key)) => (Some(shell.say(&key)), None),
        Some(Saying::Unfit(key)) => (None, Some(shell.say(&key))),
        Some(Saying::Refused(refusal)) => {
            (None, Some(code_refusal::words(&refusal, visitor, &clock)?))
        }
    };
    let is_open = newest.is_for(&standing.loaded.facts.account.account);
    let (text, again_now) = if is_open {
        ("code-text", "code-send-again-now")
    } else {
        ("code-new-to", "code-new-now")
    };
    let page = CodePage {
        progress: Progress::at(3, visitor.language),
        csrf: &visitor.csrf,
        path: path(standing.setup.enrollment_id),
        problem,
        news,
        text: shell.say_of(text, "address", &standing.address.masked()),
        is_open,
        delivery: delivery::news(pages, visitor, standing, newest).await?,
        hint: code_refusal::digits("code-hint", newest.algorithm.digits, visitor),
        over: over(newest, now).map(|key| shell.say(key)),
        until: shell.say_of("code-works-until", "until", &clock.shows(newest.expires_at)),
        tries_left: tries_left(newest, visitor),
        again: if now < newest.resend_at {
            let at = clock.shows_briefly(newest.resend_at);
            shell.say_of("code-send-again-at", "at", &at)
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
