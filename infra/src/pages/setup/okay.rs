//! `…/okay`: the code was right; the customer clicks *Okay*.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use countersign_domain::{EnrollmentCommand, EnrollmentId};

use super::{
    Detour, path,
    progress::Progress,
    standing::{Standing, Step},
};
use crate::pages::{
    Browser, Form, NoFields, Pages, Visitor, clock::Clock, renewal, session::Guard, shell,
    shell::Shell, token::Token,
};

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

/// Switches two-factor on. Once more is the same. Other sessions of the account are over then, and
/// this one goes on under a token that nobody had before.
pub(super) async fn click(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(enrollment_id): Path<EnrollmentId>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Okay, &pages, &visitor, enrollment_id).await?;
    let renewed = renew(&pages, &visitor, &standing).await?;
    let command = EnrollmentCommand::Acknowledge;
    let on = pages
        .click("Acknowledge", &visitor, browser, enrollment_id, command)
        .await?;
    let way = Redirect::to(&path(enrollment_id));
    Ok(match renewed.filter(|_| on.is_some()) {
        Some(token) => {
            let cookie = AppendHeaders([(header::SET_COOKIE, pages.give(&token))]);
            (cookie, way).into_response()
        }
        None => way.into_response(),
    })
}

/// The token that the session goes on under, once two-factor is on. A password that changed
/// meanwhile is not this visitor's, and ends the session.
async fn renew(
    pages: &Pages,
    visitor: &Visitor,
    standing: &Standing,
) -> Result<Option<Token>, sqlx::Error> {
    let keyring = pages.store.keyring();
    let proven = standing.loaded.state.proven();
    let guard = Guard::with(visitor.password_hash.as_ref(), proven, keyring);
    let after = Token::after(&visitor.token, keyring);
    let tokens = (&visitor.token, &after);
    let renews_at = path(standing.setup.enrollment_id);
    let renewed = renewal::renew(pages.store.pool(), tokens, &guard, &renews_at).await?;
    Ok(renewed.then_some(after))
}
