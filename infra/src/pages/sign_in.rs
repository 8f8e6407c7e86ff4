//! `/sign-in` and `/sign-out` of the reference portal.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use countersign_domain::PasswordHash;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    Browser, Form, NoFields, Pages, Trouble,
    known::Identifier,
    session,
    shell::{self, Shell, language_of},
    sign_in_limit::{self, Turn},
    token::Token,
};
use crate::passwords::Password;

/// What is compared where there is no account, so that it takes as long: the usual parameters, and
/// a hash that no password has.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                            AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const HOME: &str = "/account/security";

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage<'a> {
    shell: Shell<'a>,
    csrf: String,
    back: &'a str,
    identifier: &'a str,
    problem: Option<String>,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Afterwards {
    back: Option<String>,
}

/// What was keyed in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    identifier: String,
    password: Zeroizing<String>,
    #[serde(default)]
    back: String,
}

/// The address of the page, for whoever is to come back to a page of ours.
pub(super) fn path(back: &str) -> String {
    match serde_urlencoded::to_string([("back", back)]) {
        Ok(query) => format!("/sign-in?{query}"),
        Err(_) => "/sign-in".to_owned(),
    }
}

/// The form.
pub(super) async fn show(
    State(pages): State<Pages>,
    Query(Afterwards { back }): Query<Afterwards>,
    headers: HeaderMap,
) -> Response {
    let saying = (StatusCode::OK, None);
    page(&pages, &headers, back.as_deref().unwrap_or(""), "", saying)
}

/// Signs in. Whoever is not known is answered as whoever keyed in a wrong password.
pub(super) async fn enter(
    State(pages): State<Pages>,
    browser: Browser,
    headers: HeaderMap,
    Form(form): Form<Credentials>,
) -> Result<Response, Trouble> {
    let language = language_of(&headers);
    let again = |status, problem| {
        page(
            &pages,
            &headers,
            &form.back,
            &form.identifier,
            (status, Some(problem)),
        )
    };
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    if form.identifier.trim().is_empty() {
        return Ok(again(unfit, language.say("sign-in-identifier-missing")));
    }
    let Some(password) = Password::new(form.password.to_string()) else {
        return Ok(again(unfit, language.say("sign-in-password-missing")));
    };
    let identifier = Identifier::read(form.identifier.trim());
    let who = format!(
        "sign-in\n{}\n{}",
        identifier.normalised(),
        browser.address()
    );
    let who = pages.store.keyring().fingerprint(who.as_bytes());
    if let Turn::Wait { seconds } = sign_in_limit::take(pages.store.pool(), &who).await? {
        let wait = language.say_with("sign-in-wait", &[("seconds", seconds.into())]);
        let mut response = again(StatusCode::TOO_MANY_REQUESTS, wait);
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
        return Ok(response);
    }
    let account = identifier.account(&pages.store).await?;
    let hash = account
        .as_ref()
        .and_then(|account| account.password_hash.clone());
    let nobodys = || PasswordHash(NOBODYS_HASH.to_owned());
    let matches = pages
        .passwords
        .matches(&Arc::new(password), &hash.unwrap_or_else(nobodys))
        .await?;
    let Some(account) = account.filter(|_| matches) else {
        return Ok(again(unfit, language.say("sign-in-wrong")));
    };
    sign_in_limit::forgive(pages.store.pool(), &who).await?;
    let before = pages.token_of(&headers);
    let token = session::open(pages.store.pool(), &account.account_id, before.as_ref()).await?;
    let cookie = AppendHeaders([(header::SET_COOKIE, pages.give(&token))]);
    Ok((cookie, Redirect::to(own_path(&form.back))).into_response())
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
    (status, problem): (StatusCode, Option<String>),
) -> Response {
    let brought = pages.token_of(headers);
    let token = brought.clone().unwrap_or_else(Token::make);
    let page = SignInPage {
        shell: Shell::for_everybody(pages, language_of(headers), "sign-in-title"),
        csrf: token.csrf(),
        back,
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
