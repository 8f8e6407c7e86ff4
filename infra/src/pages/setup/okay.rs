//! `…/okay`: the code was right; the customer clicks *Okay*.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Redirect, Response},
};
use countersign_domain::{EnrollmentCommand, EnrollmentId};

use super::{
    Detour, path,
    progress::Progress,
    standing::{Standing, Step},
};
use crate::pages::{Browser, Form, NoFields, Pages, Visitor, clock::Clock, shell, shell::Shell};

#[derive(Template)]
#[template(path = "pages/okay.html")]
struct OkayPage<'a> {
    shell: Shell<'a>,
    progress: Progress,
    csrf: &'a str,
    path: String,
    text: String,
    warning: String,
}

/// The button.
pub(super) async fn show(
    State(pages): State<Pages>,
    visitor: Visitor,
    Path(enrollment_id): Path<EnrollmentId>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Okay, &pages, &visitor, enrollment_id).await?;
    let clock = Clock::of(&visitor, standing.loaded.facts.now);
    let shell = Shell::of(&pages, &visitor, "okay-title");
    let page = OkayPage {
        progress: Progress::at(4, visitor.language),
        csrf: &visitor.csrf,
        path: path(enrollment_id),
        text: shell.say_of("okay-text", "address", &standing.address.masked()),
        warning: shell.say_of(
            "okay-warning",
            "until",
            &clock.shows(standing.setup.expires_at),
        ),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

/// Switches two-factor on. Once more is the same.
pub(super) async fn click(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(enrollment_id): Path<EnrollmentId>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Redirect, Detour> {
    let command = EnrollmentCommand::Acknowledge;
    pages
        .click("Acknowledge", &visitor, browser, enrollment_id, command)
        .await
}
