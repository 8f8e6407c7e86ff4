//! `/audit/sign-in` and `/audit/sign-out`: by an auditor's API key, and by nothing else.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{HOME, SIGN_IN, auditor::Auditor, session};
use crate::{
    api_keys::{self, Role},
    pages::{
        Browser, NoFields, Pages, Trouble,
        form::AuditForm,
        problem::Problem,
        shell::{self, Shell, language_of},
        sign_in_limit::{Tries, Turn},
        token::Token,
    },
};

#[derive(Template)]
#[template(path = "pages/audit/sign_in.html")]
struct SignInPage<'a> {
    shell: Shell<'a>,
    /// Nobody yet.
    auditor: Option<&'a Auditor>,
    csrf: String,
    problem: Problem,
}

/// What was keyed in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    key: Zeroizing<String>,
}

/// The form.
pub(super) async fn show(State(pages): State<Pages>, headers: HeaderMap) -> Response {
    page(&pages, &headers, (StatusCode::OK, Problem::default()))
}

/// Signs in. A key of another role is answered as one that is none.
pub(super) async fn enter(
    State(pages): State<Pages>,
    browser: Browser,
    headers: HeaderMap,
    AuditForm(form): AuditForm<Credentials>,
) -> Result<Response, Trouble> {
    let language = language_of(&headers);
    let again = |status, problem| page(&pages, &headers, (status, problem));
    let Some(from) = browser.network() else {
        // Counted together, all auditors could be kept out by one stranger.
        tracing::error!("no auditor signs in: the proxy in front adds no address");
        return Err(Trouble::Unavailable);
    };
    let (pool, keyring) = (pages.store.pool(), pages.store.keyring());
    let tries = Tries::of_auditors(&from, keyring);
    if let Turn::Wait { wait_seconds } = tries.take(pool).await? {
        let wait = language.say_with("sign-in-wait", &[("seconds", wait_seconds.into())]);
        let mut response = again(StatusCode::TOO_MANY_REQUESTS, Problem::of(wait));
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, wait_seconds.into());
        return Ok(response);
    }
    let caller = api_keys::authenticate_as(pool, form.key.trim(), Role::Auditor).await?;
    let Some(caller) = caller else {
        let wrong = Problem::in_fields(&["key"], language.say("audit-key-wrong"));
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, wrong));
    };
    tries.forgive(pool).await?;
    let before = pages.auditors_token_of(&headers);
    let token = session::open(pool, caller.api_key_id, before.as_ref()).await?;
    let cookie = AppendHeaders([(header::SET_COOKIE, pages.give_auditor(&token))]);
    Ok((cookie, Redirect::to(HOME)).into_response())
}

/// Signs out.
pub(super) async fn leave(
    State(pages): State<Pages>,
    headers: HeaderMap,
    AuditForm(NoFields {}): AuditForm<NoFields>,
) -> Result<Response, Trouble> {
    if let Some(token) = pages.auditors_token_of(&headers) {
        session::end(pages.store.pool(), &token).await?;
    }
    let cookie = pages.give_auditor(&Token::make());
    let cookie = AppendHeaders([(header::SET_COOKIE, cookie)]);
    Ok((cookie, Redirect::to(SIGN_IN)).into_response())
}

/// The form is known by a token of its own, until signing in gives the browser another one.
fn page(pages: &Pages, headers: &HeaderMap, (status, problem): (StatusCode, Problem)) -> Response {
    let brought = pages.auditors_token_of(headers);
    let token = brought.clone().unwrap_or_else(Token::make);
    let page = SignInPage {
        shell: Shell::for_everybody(pages, language_of(headers), "audit-sign-in-title"),
        auditor: None,
        csrf: token.csrf(),
        problem,
    };
    let mut response = shell::answer(status, &page);
    if brought.is_none() {
        let cookie = pages.give_auditor(&token);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
