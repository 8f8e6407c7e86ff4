//! `…/password`: the customer confirms the account's password.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use countersign_domain::{EnrollmentId, Nonce, Refusal};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    Detour, path,
    progress::Progress,
    standing::{Standing, Step},
};
use crate::{
    entropy,
    pages::{Browser, Form, Pages, Visitor, clock::Clock, shell, shell::Shell, trouble::Trouble},
    passwords::{CheckPassword, Password},
    store::ExecuteError,
};

#[derive(Template)]
#[template(path = "pages/password.html")]
struct PasswordPage<'a> {
    shell: Shell<'a>,
    progress: Progress,
    csrf: &'a str,
    path: String,
    account: &'a str,
    problem: Option<String>,
    text: String,
}

/// What was keyed in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyedIn {
    password: Zeroizing<String>,
    /// For password managers, which like to know whose it is; it decides nothing.
    #[serde(rename = "username", default)]
    _username: String,
}

/// The form.
pub(super) async fn show(
    State(pages): State<Pages>,
    visitor: Visitor,
    Path(enrollment_id): Path<EnrollmentId>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Password, &pages, &visitor, enrollment_id).await?;
    Ok(page(&pages, &visitor, &standing, StatusCode::OK, None))
}

/// Checks the password. The right one has the first code on its way.
pub(super) async fn confirm(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(enrollment_id): Path<EnrollmentId>,
    Form(KeyedIn { password, .. }): Form<KeyedIn>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Password, &pages, &visitor, enrollment_id).await?;
    let unfit = if password.is_empty() {
        "password-missing"
    } else {
        "password-too-long"
    };
    let Some(password) = Password::new(password.to_string()) else {
        let problem = visitor.language.say(unfit);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page(&pages, &visitor, &standing, status, Some(problem)));
    };
    let command = CheckPassword {
        password: Arc::new(password),
        nonce: Nonce(entropy::random_bytes()),
        passwords: Arc::clone(&pages.passwords),
    };
    let verified = pages
        .submit("VerifyPassword", &visitor, browser, enrollment_id, command)
        .await;
    match verified {
        Ok(_) => Ok(Redirect::to(&format!("{}/code", path(enrollment_id))).into_response()),
        Err(ExecuteError::Refused(Refusal::WrongState { .. })) => {
            Err(Detour::To(path(enrollment_id)))
        }
        Err(ExecuteError::Refused(refusal)) => {
            let clock = Clock::of(&visitor, standing.loaded.facts.now);
            let (status, problem) = problem(&refusal, &visitor, &clock)?;
            Ok(page(&pages, &visitor, &standing, status, Some(problem)))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(
    pages: &Pages,
    visitor: &Visitor,
    standing: &Standing,
    status: StatusCode,
    problem: Option<String>,
) -> Response {
    let shell = Shell::of(pages, visitor, "password-title");
    let page = PasswordPage {
        progress: Progress::at(2, visitor.language),
        csrf: &visitor.csrf,
        path: path(standing.setup.enrollment_id),
        account: visitor.account_id.as_str(),
        problem,
        text: shell.say_of("password-text", "address", &standing.address.masked()),
        shell,
    };
    shell::answer(status, &page)
}

fn problem(
    refusal: &Refusal,
    visitor: &Visitor,
    clock: &Clock<'_>,
) -> Result<(StatusCode, String), Trouble> {
    let language = visitor.language;
    let locked = |until| {
        let until = clock.shows(until).into();
        language.say_with("password-locked", &[("until", until)])
    };
    Ok(match *refusal {
        Refusal::WrongPassword {
            locked_until: Some(until),
            ..
        } => (StatusCode::UNPROCESSABLE_ENTITY, locked(until)),
        Refusal::WrongPassword { attempts_left, .. } => (
            StatusCode::UNPROCESSABLE_ENTITY,
            language.say_with("password-wrong", &[("left", attempts_left.into())]),
        ),
        Refusal::Locked { locked_until } => (StatusCode::TOO_MANY_REQUESTS, locked(locked_until)),
        // The right password, and no code may be issued yet.
        Refusal::TooSoon { retry_at } => (
            StatusCode::TOO_MANY_REQUESTS,
            language.say_with("code-too-soon", &[("at", clock.shows(retry_at).into())]),
        ),
        Refusal::Suspended => (StatusCode::CONFLICT, language.say("setup-suspended")),
        Refusal::Erased => return Err(Trouble::Gone),
        _ => return Err(Trouble::NotFound),
    })
}
