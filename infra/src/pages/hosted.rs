//! `/hosted/…`: customers whom a portal sends here, and sends back.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};

use super::{Form, NoFields, Pages, Trouble, Visitor, token::Token, visit, visitor::Absent};

/// Opens Account Security, once and within a minute. Whoever only looks ahead spends nothing.
pub(super) async fn enter(
    State(pages): State<Pages>,
    Path(entry): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    if method == Method::HEAD || headers.contains_key("sec-purpose") {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let unknown = Trouble::EntryUsed { return_url: None };
    let entry = Token::presented(&entry).ok_or(unknown)?;
    let before = pages.token_of(&headers);
    let Some(token) = visit::enter(pages.store.pool(), &entry, before.as_ref()).await? else {
        let return_url = pages.way_back(&entry).await?;
        return Err(Trouble::EntryUsed { return_url });
    };
    let cookie = AppendHeaders([(header::SET_COOKIE, pages.give(&token))]);
    Ok((cookie, Redirect::to("/account/security")).into_response())
}

/// Ends the visit, and goes back to the portal; also where the visit is over already.
pub(super) async fn leave(
    State(pages): State<Pages>,
    visitor: Result<Visitor, Absent>,
    headers: HeaderMap,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Absent> {
    let token = pages.token_of(&headers).ok_or(Trouble::Forged)?;
    let Some(return_url) = pages.way_back(&token).await? else {
        visitor?;
        return Err(Trouble::NotFound.into());
    };
    visit::end(pages.store.pool(), &token).await?;
    Ok(Redirect::to(&return_url).into_response())
}

impl Pages {
    /// Where whoever has, or had, this token goes back to, if that is of the list still.
    pub(super) async fn way_back(&self, token: &Token) -> Result<Option<String>, Trouble> {
        let return_url = visit::way_back(self.store.pool(), token).await?;
        Ok(return_url.and_then(|url| self.settings.comes_back_to(&url)))
    }
}
