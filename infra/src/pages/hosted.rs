//! `/hosted/…`: customers whom a portal sends here, and sends back.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};

use super::{
    Form, NoFields, Pages, Trouble, Visit, Visitor, session, token::Token, visitor::Absent,
};

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
    let entry = Token::presented(&entry).ok_or(Trouble::EntryUsed)?;
    let token = session::enter(pages.store.pool(), &entry).await?;
    let token = token.ok_or(Trouble::EntryUsed)?;
    let cookie = AppendHeaders([(header::SET_COOKIE, pages.give(&token))]);
    Ok((cookie, Redirect::to("/account/security")).into_response())
}

/// Ends the visit, and goes back to the portal.
pub(super) async fn leave(
    State(pages): State<Pages>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Absent> {
    let Visit::Hosted { return_url } = visitor.visit else {
        return Err(Trouble::NotFound.into());
    };
    if let Some(token) = pages.token_of(&headers) {
        session::end(pages.store.pool(), &token).await?;
    }
    Ok(Redirect::to(&return_url).into_response())
}
