//! `/account/security/setup`: the methods on offer, and the one that is picked.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use countersign_domain::{EnrollmentCommand, EnrollmentId, EnrollmentState, Method, Refusal};
use serde::Deserialize;

use super::{
    Detour, SETUP, path,
    progress::Progress,
    saying::{Saying, not_done},
};
use crate::{
    entropy,
    pages::{
        Browser, Form, Pages, Visitor, clock::Clock, problem::Problem, shell, shell::Shell,
        trouble::Trouble,
    },
    store::Ready,
};

#[derive(Template)]
#[template(path = "pages/methods.html")]
struct MethodsPage<'a> {
    shell: Shell<'a>,
    progress: Progress,
    csrf: &'a str,
    problem: Problem,
    method_text: String,
    /// What it means that the mailbox is hosted by the account itself.
    hosted: Option<String>,
}

/// The method that was picked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Picked {
    method: Method,
}

/// The methods, unless a setup is under way or over.
pub(super) async fn show(State(pages): State<Pages>, visitor: Visitor) -> Result<Response, Detour> {
    let account = pages.store.account(&visitor.account_id).await?;
    let account = account.ok_or(Trouble::NotFound)?;
    let now = pages.store.now().await?;
    if let Err(Refusal::WrongState {
        state,
        enrollment_id: Some(enrollment_id),
    }) = account.limits.require_no_enrollment(now)
    {
        return Err(Detour::To(match state {
            EnrollmentState::Active => "/account/security".to_owned(),
            _ => path(enrollment_id),
        }));
    }
    let contact = account.facts()?.contact.ok_or(Trouble::Gone)?;
    let address = contact.address.masked();
    let shell = Shell::of(&pages, &visitor, "methods-title");
    let page = MethodsPage {
        progress: Progress::at(1, visitor.language),
        csrf: &visitor.csrf,
        problem: match Saying::take(SETUP, &pages, &visitor).await? {
            None => Problem::default(),
            Some(Saying::News(key) | Saying::Unfit(key)) => Problem::of(shell.say(&key)),
            Some(Saying::Refused(refusal)) => problem(&refusal, &shell, &Clock::of(&visitor, now))?,
        },
        method_text: shell.say_of("methods-email-text", "address", &address),
        hosted: contact
            .hosts_own_mailbox()
            .then(|| shell.say_of("methods-hosted", "address", &address)),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

/// Starts a setup; its next step is the password. One that is under way is gone on with.
pub(super) async fn pick(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Form(Picked { method }): Form<Picked>,
) -> Result<Response, Detour> {
    let enrollment_id = EnrollmentId(entropy::new_id());
    let command = Ready(EnrollmentCommand::StartSetup {
        enrollment_id,
        account_id: visitor.account_id.clone(),
        method,
    });
    let started = pages
        .submit("StartSetup", &visitor, browser, enrollment_id, command)
        .await;
    match started {
        Ok(_) => Ok(Redirect::to(&format!("{}/password", path(enrollment_id))).into_response()),
        Err(error) => not_done(error, SETUP, &pages, &visitor).await,
    }
}

fn problem(refusal: &Refusal, shell: &Shell<'_>, clock: &Clock<'_>) -> Result<Problem, Trouble> {
    Ok(Problem::of(match refusal {
        Refusal::TooSoon { retry_at } => {
            shell.say_of("setup-too-soon", "at", &clock.shows(*retry_at))
        }
        Refusal::Locked { locked_until } => {
            shell.say_of("security-locked", "until", &clock.shows(*locked_until))
        }
        Refusal::Suspended => shell.say("setup-suspended"),
        Refusal::Erased => return Err(Trouble::Gone),
        _ => return Err(Trouble::NotFound),
    }))
}
