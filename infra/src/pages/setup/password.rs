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
    saying::{Saying, not_done},
    standing::{Standing, Step},
};
use crate::{
    entropy,
    pages::{
        Browser, Form, Pages, Visitor, clock::Clock, problem::Problem, shell, shell::Shell,
        trouble::Trouble,
    },
    passwords::{CheckPassword, Password},
};

#[derive(Template)]
#[template(path = "pages/password.html")]
struct PasswordPage<'a> {
    shell: Shell<'a>,
    progress: Progress,
    csrf: &'a str,
    path: String,
    account: &'a str,
    problem: Problem,
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
    let saying = Saying::take(&standing.here(), &pages, &visitor).await?;
    page(&pages, &visitor, &standing, saying)
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
        let saying = Saying::Unfit(unfit.into());
        return saying.leads_to(&standing.here(), &pages, &visitor).await;
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
        Err(error) => not_done(error, &standing.here(), &pages, &visitor).await,
    }
}

fn page(
    pages: &Pages,
    visitor: &Visitor,
    standing: &Standing,
    saying: Option<Saying>,
) -> Result<Response, Detour> {
    let shell = Shell::of(pages, visitor, "password-title");
    let clock = Clock::of(visitor, standing.loaded.facts.now);
    let problem = match saying {
        None => Problem::default(),
        Some(Saying::News(key) | Saying::Unfit(key)) => {
            Problem::in_fields(&["password"], shell.say(&key))
        }
        Some(Saying::Refused(refusal)) => problem(&refusal, visitor, &clock)?,
    };
    let page = PasswordPage {
        progress: Progress::at(2, visitor.language),
        csrf: &visitor.csrf,
        path: path(standing.setup.enrollment_id),
        account: visitor.account_id.as_str(),
        problem,
        text: shell.say_of("password-text", "address", &standing.address.masked()),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

fn problem(refusal: &Refusal, visitor: &Visitor, clock: &Clock<'_>) -> Result<Problem, Trouble> {
    let language = visitor.language;
    let at = |key, name, moment| {
        let arguments = [(name, clock.shows(moment).into())];
        Problem::of(language.say_with(key, &arguments))
    };
    Ok(match *refusal {
        Refusal::WrongPassword {
            locked_until: Some(until),
            ..
        }
        | Refusal::Locked {
            locked_until: until,
        } => at("password-locked", "until", until),
        Refusal::WrongPassword { attempts_left, .. } => {
            let left = [("left", attempts_left.into())];
            Problem::in_fields(&["password"], language.say_with("password-wrong", &left))
        }
        // The right password, and no code may be issued yet.
        Refusal::TooSoon { retry_at } => at("code-too-soon", "at", retry_at),
        Refusal::Suspended => Problem::of(language.say("setup-suspended")),
        Refusal::Erased => return Err(Trouble::Gone),
        _ => return Err(Trouble::NotFound),
    })
}
