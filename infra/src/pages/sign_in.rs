//! `/sign-in` and `/sign-out` of the reference portal.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use countersign_domain::{ChallengePurpose, Refusal};
use countersign_handlers::{Language, local_time};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    Browser, Form, NoFields, Pages, Trouble,
    credentials::{self, Tried},
    halfway,
    known::Identifier,
    problem::Problem,
    services::Service,
    session::{self, Guard},
    shell::{self, Shell, language_of},
    token::Token,
    visitor::{Absent, Visit, Visitor},
};
use crate::{
    passwords::Password,
    store::{AccountRow, ExecuteError},
};

const HOME: &str = "/account/security";

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage<'a> {
    shell: Shell<'a>,
    csrf: String,
    /// With the way back, which so outlives whatever keeps the form from being taken.
    action: String,
    identifier: &'a str,
    problem: Problem,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Afterwards {
    #[serde(default)]
    back: String,
}

/// What was keyed in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    identifier: String,
    password: Zeroizing<String>,
}

/// The address of the page, for whoever is to come back to a page of ours.
pub(super) fn path(back: &str) -> String {
    match serde_urlencoded::to_string([("back", back)]) {
        Ok(query) => format!("/sign-in?{query}"),
        Err(_) => "/sign-in".to_owned(),
    }
}

/// The form, but for whoever has signed in meanwhile, as in another tab.
pub(super) async fn show(
    State(pages): State<Pages>,
    Query(Afterwards { back }): Query<Afterwards>,
    visitor: Result<Visitor, Absent>,
    headers: HeaderMap,
) -> Response {
    match visitor {
        Ok(visitor) if matches!(visitor.visit, Visit::SignedIn) => {
            Redirect::to(own_path(&back)).into_response()
        }
        _ => {
            let fine = (StatusCode::OK, Problem::default());
            page(&pages, &headers, &back, "", fine)
        }
    }
}

/// Signs in. Whoever is not known is answered as whoever keyed in a wrong password.
pub(super) async fn enter(
    State(pages): State<Pages>,
    Query(Afterwards { back }): Query<Afterwards>,
    browser: Browser,
    headers: HeaderMap,
    Form(form): Form<Credentials>,
) -> Result<Response, Trouble> {
    let language = language_of(&headers);
    let again =
        |status, problem| page(&pages, &headers, &back, &form.identifier, (status, problem));
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    if form.identifier.trim().is_empty() {
        let missing = language.say("sign-in-identifier-missing");
        return Ok(again(unfit, Problem::in_fields(&["identifier"], missing)));
    }
    let Some(password) = Password::new(form.password.to_string()) else {
        let missing = language.say("sign-in-password-missing");
        return Ok(again(unfit, Problem::in_fields(&["password"], missing)));
    };
    let identifier = Identifier::read(form.identifier.trim());
    let Some(from) = browser.network() else {
        // Counted together, all customers could be kept out by one stranger.
        tracing::error!("nobody signs in: the proxy in front adds no address to X-Forwarded-For");
        return Err(Trouble::Unavailable);
    };
    let account = match credentials::check(&pages, &identifier, &from, password).await? {
        Tried::Right(account) => account,
        Tried::Wrong => {
            let either = &["identifier", "password"];
            let wrong = Problem::in_fields(either, language.say("sign-in-wrong"));
            return Ok(again(unfit, wrong));
        }
        Tried::TooSoon { wait_seconds } => {
            let wait = language.say_with("sign-in-wait", &[("seconds", wait_seconds.into())]);
            let mut response = again(StatusCode::TOO_MANY_REQUESTS, Problem::of(wait));
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, wait_seconds.into());
            return Ok(response);
        }
    };
    // Whatever is decided about two-factor from here on, the guard is of the account as it was when
    // the password was right.
    let (pool, account_id) = (pages.store.pool(), &account.account_id);
    let guard = Guard::of(&account, pages.store.keyring());
    let before = pages.token_of(&headers);
    let purpose = ChallengePurpose::SignIn;
    let asked = pages.ask_for_code(account_id, browser, purpose, None).await;
    let (token, next) = match asked {
        Ok(challenge_id) => {
            let goes_on = (challenge_id, own_path(&back));
            let token = halfway::enter(pool, account_id, &guard, goes_on, before.as_ref()).await?;
            (token, "/sign-in/code")
        }
        Err(ExecuteError::Refused(Refusal::NotRequired { .. })) => {
            let token = session::open(pool, account_id, &guard, before.as_ref()).await?;
            (token, own_path(&back))
        }
        Err(ExecuteError::Refused(refusal)) => {
            let problem = refused(&pages, &refusal, &account, language).await?;
            return Ok(again(unfit, problem));
        }
        // Where it cannot be decided whether a code is required, nobody gets in.
        Err(error) => return Err(error.into()),
    };
    let cookie = AppendHeaders([(header::SET_COOKIE, pages.give(&token))]);
    Ok((cookie, Redirect::to(next)).into_response())
}

/// Why nobody signs in although the password was right.
async fn refused(
    pages: &Pages,
    refusal: &Refusal,
    account: &AccountRow,
    language: Language,
) -> Result<Problem, Trouble> {
    let now = pages.store.now().await?;
    let profile = account.account.profile();
    let zone = profile.and_then(|profile| profile.time_zone.as_deref());
    let local = |time| local_time(time, now, zone, language).into();
    Ok(Problem::of(match refusal {
        Refusal::Locked { locked_until } => {
            language.say_with("sign-in-code-locked", &[("until", local(*locked_until))])
        }
        Refusal::TooSoon { retry_at } => {
            language.say_with("code-too-soon", &[("at", local(*retry_at))])
        }
        Refusal::Suspended => language.say("sign-in-suspended"),
        _ => return Err(Trouble::NotFound),
    }))
}

/// Signs out.
pub(super) async fn leave(
    State(pages): State<Pages>,
    headers: HeaderMap,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Trouble> {
    if let Some(token) = pages.token_of(&headers) {
        session::end(pages.store.pool(), &token).await?;
    }
    let cookie = AppendHeaders([(header::SET_COOKIE, pages.give(&Token::make()))]);
    Ok((cookie, Redirect::to("/sign-in")).into_response())
}

/// The form is known by a token of its own, until signing in gives the browser another one.
fn page(
    pages: &Pages,
    headers: &HeaderMap,
    back: &str,
    identifier: &str,
    (status, problem): (StatusCode, Problem),
) -> Response {
    let brought = pages.token_of(headers);
    let token = brought.clone().unwrap_or_else(Token::make);
    let page = SignInPage {
        shell: Shell::for_everybody(pages, language_of(headers), "sign-in-title"),
        csrf: token.csrf(),
        action: path(back),
        identifier,
        problem,
    };
    let mut response = shell::answer(status, &page);
    if brought.is_none() {
        response
            .headers_mut()
            .append(header::SET_COOKIE, pages.give(&token));
    }
    response
}

/// A page of ours, and never one of another site: browsers take `//host` and `/\host` for one.
fn own_path(back: &str) -> &str {
    let is_service = |service: Service| service.path() == back;
    if Service::ALL.into_iter().any(is_service) {
        return back;
    }
    let is_own = back.starts_with("/account")
        && back
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_own { back } else { HOME }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_site() {
        for back in [
            "",
            "/",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/account",
            "/sign-out",
            "/account\\..\\evil",
            "/account\r\nx: y",
        ] {
            assert_eq!(own_path(back), HOME, "{back}");
        }
        assert_eq!(
            own_path("/account/security/setup"),
            "/account/security/setup"
        );
    }
}
