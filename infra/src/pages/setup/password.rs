//! `…/password`: the customer confirms the account's password.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use countersign_domain::{EnrollmentId, Nonce};

use super::{
    Detour, path,
    progress::Progress,
    saying::{Saying, not_done},
    standing::{Standing, Step},
};
use crate::{
    entropy,
    pages::{
        Browser, Form, Pages, Visitor,
        clock::Clock,
        password_form::{KeyedIn, PasswordForm},
        shell,
        shell::Shell,
    },
    passwords::CheckPassword,
};

#[derive(Template)]
#[template(path = "pages/password.html")]
struct PasswordPage<'a> {
    shell: Shell<'a>,
    progress: Progress,
    csrf: &'a str,
    path: String,
    text: String,
    form: PasswordForm<'a>,
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
    Form(keyed_in): Form<KeyedIn>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Password, &pages, &visitor, enrollment_id).await?;
    let password = match keyed_in.password() {
        Ok(password) => password,
        Err(unfit) => return unfit.leads_to(&standing.here(), &pages, &visitor).await,
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
    let path = path(standing.setup.enrollment_id);
    let form = PasswordForm::new(visitor, &clock, format!("{path}/password"), saying)?;
    let page = PasswordPage {
        progress: Progress::at(2, visitor.language),
        csrf: &visitor.csrf,
        path,
        form,
        text: shell.say_of("password-text", "address", &standing.address.masked()),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}
