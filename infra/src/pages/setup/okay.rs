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
    let standing = Standing::find(&pages, &visitor, enrollment_id).await?;
    let after = Token::after(&visitor.token, pages.store.keyring());
    let path = path(enrollment_id);
    let goes_on = match standing.step {
        Step::Okay => {
            let renewed = renew(&pages, &visitor, &after, &standing).await?;
            let command = EnrollmentCommand::Acknowledge;
            let on = pages
                .click("Acknowledge", &visitor, browser, enrollment_id, command)
                .await?;
            renewed && on.is_some()
        }
        // The same click was answered while this one came in.
        Step::Success => renewal::renews(pages.store.pool(), &after, &path).await?,
        Step::Password | Step::Code | Step::Ended(_) => false,
    };
    if goes_on {
        let cookie = AppendHeaders([(header::SET_COOKIE, pages.give(&after))]);
        return Ok((cookie, Redirect::to(&path)).into_response());
    }
    let standing = Standing::find(&pages, &visitor, enrollment_id).await?;
    Err(Detour::To(standing.here()))
}

/// Has the session go on under that token, once two-factor is on. A password that changed meanwhile
/// is not this visitor's, and ends the session.
async fn renew(
    pages: &Pages,
    visitor: &Visitor,
    after: &Token,
    standing: &Standing,
) -> Result<bool, sqlx::Error> {
    let switches = standing.loaded.facts.limits.switches() + 1;
    let password_hash = visitor.password_hash.as_ref();
    let guard = Guard::with(password_hash, switches, pages.store.keyring());
    let renews_at = path(standing.setup.enrollment_id);
    let tokens = (&visitor.token, after);
    renewal::renew(pages.store.pool(), tokens, &guard, &renews_at).await
}
