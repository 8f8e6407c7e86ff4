//! `…/code`: the customer enters the code from the mailbox, or has another one sent.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use countersign_domain::{
    EnrollmentCommand, EnrollmentId, IssuedCode, Nonce, Refusal, SubmittedCode,
};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    Detour, code_refusal,
    delivery::{self, DeliveryNews},
    path,
    progress::Progress,
    standing::{Standing, Step},
};
use crate::{
    entropy,
    pages::{
        Browser, Form, NoFields, Pages, Visitor, clock::Clock, shell, shell::Shell,
        trouble::Trouble,
    },
    store::{ExecuteError, Ready},
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

/// What the page says first.
#[derive(Default)]
struct Saying {
    status: StatusCode,
    problem: Option<String>,
    news: Option<String>,
}

/// The form.
pub(super) async fn show(
    State(pages): State<Pages>,
    visitor: Visitor,
    Path(enrollment_id): Path<EnrollmentId>,
) -> Result<Response, Detour> {
    page(&pages, &visitor, enrollment_id, Saying::default()).await
}

/// Compares the code. The right one proves the mailbox.
pub(super) async fn verify(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(enrollment_id): Path<EnrollmentId>,
    Form(Entered { code }): Form<Entered>,
) -> Result<Response, Detour> {
    let Some(guess) = SubmittedCode::parse(&code) else {
        let saying = Saying {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            problem: Some(code_refusal::unfit(&code, &pages, &visitor)),
            news: None,
        };
        return page(&pages, &visitor, enrollment_id, saying).await;
    };
    Standing::at(Step::Code, &pages, &visitor, enrollment_id).await?;
    let command = Ready(EnrollmentCommand::ConfirmCode { guess });
    let confirmed = pages
        .submit("ConfirmCode", &visitor, browser, enrollment_id, command)
        .await;
    match confirmed {
        Ok(_) => Ok(Redirect::to(&format!("{}/okay", path(enrollment_id))).into_response()),
        Err(error) => refused(&pages, &visitor, enrollment_id, error).await,
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
    Standing::at(Step::Code, &pages, &visitor, enrollment_id).await?;
    let nonce = Nonce(entropy::random_bytes());
    let command = Ready(EnrollmentCommand::IssueCode { nonce });
    let issued = pages
        .submit("IssueCode", &visitor, browser, enrollment_id, command)
        .await;
    match issued {
        Ok(_) => {
            let saying = Saying {
                news: Some(visitor.language.say("code-sent-again")),
                ..Saying::default()
            };
            page(&pages, &visitor, enrollment_id, saying).await
        }
        Err(error) => refused(&pages, &visitor, enrollment_id, error).await,
    }
}

async fn refused(
    pages: &Pages,
    visitor: &Visitor,
    enrollment_id: EnrollmentId,
    error: ExecuteError,
) -> Result<Response, Detour> {
    match error {
        ExecuteError::Refused(Refusal::WrongState { .. }) => Err(Detour::To(path(enrollment_id))),
        ExecuteError::Refused(refusal) => {
            let clock = Clock::of(visitor, pages.store.now().await?);
            let (status, problem) = code_refusal::words(&refusal, visitor, &clock)?;
            let saying = Saying {
                status,
                problem: Some(problem),
                news: None,
            };
            page(pages, visitor, enrollment_id, saying).await
        }
        error => Err(error.into()),
    }
}

/// The page as things stand now; what was entered is not shown again.
async fn page(
    pages: &Pages,
    visitor: &Visitor,
    enrollment_id: EnrollmentId,
    saying: Saying,
) -> Result<Response, Detour> {
    let standing = Standing::find(pages, visitor, enrollment_id).await?;
    if standing.step != Step::Code {
        return Err(Detour::To(standing.here()));
    }
    let codes = standing.loaded.state.codes();
    let newest = codes.and_then(|codes| codes.newest());
    let newest = newest.ok_or(Trouble::NotFound)?;
    let now = standing.loaded.facts.now;
    let clock = Clock::of(visitor, now);
    let shell = Shell::of(pages, visitor, "code-title");
    let is_open = newest.is_for(&standing.loaded.facts.account.account);
    let (text, again_now) = if is_open {
        ("code-text", "code-send-again-now")
    } else {
        ("code-new-to", "code-new-now")
    };
    let page = CodePage {
        progress: Progress::at(3, visitor.language),
        csrf: &visitor.csrf,
        path: path(enrollment_id),
        problem: saying.problem,
        news: saying.news,
        text: shell.say_of(text, "address", &standing.address.masked()),
        is_open,
        delivery: delivery::news(pages, visitor, &standing, newest).await?,
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
    Ok(shell::answer(saying.status, &page))
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
