//! Forms that were sent: from a page of ours, by the browser that was given it.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use serde::{
    Deserialize,
    de::{DeserializeOwned, value::MapDeserializer},
};
use zeroize::Zeroizing;

use super::{Pages, Trouble, token::Token};
use crate::http::forget;

const FORM_MAX_BYTES: usize = 16 * 1024;
const CSRF: &str = "csrf";

/// The fields of a form, once it is sure whose it is.
pub(super) struct Form<T>(pub(super) T);

/// The same of an auditor's browser.
pub(super) struct AuditForm<T>(pub(super) T);

/// A form with nothing in it but its button.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoFields {}

impl<T: DeserializeOwned> FromRequest<Pages> for Form<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, pages: &Pages) -> Result<Self, Trouble> {
        let token = pages.token_of(request.headers());
        read(request, token, pages).await.map(Self)
    }
}

impl<T: DeserializeOwned> FromRequest<Pages> for AuditForm<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, pages: &Pages) -> Result<Self, Trouble> {
        let token = pages.auditors_token_of(request.headers());
        read(request, token, pages).await.map(Self)
    }
}

async fn read<T: DeserializeOwned>(
    request: Request,
    token: Option<Token>,
    pages: &Pages,
) -> Result<T, Trouble> {
    let token = token.ok_or(Trouble::Forged)?;
    if !is_from_here(request.headers(), pages) {
        return Err(Trouble::Forged);
    }
    let body = to_bytes(request.into_body(), FORM_MAX_BYTES).await;
    let body = body.map_err(|_| Trouble::BadForm)?;
    let fields: Result<Vec<(String, Zeroizing<String>)>, _> = serde_urlencoded::from_bytes(&body);
    forget(body);
    let mut fields = fields.map_err(|_| Trouble::BadForm)?;
    let csrf = fields.iter().position(|(name, _)| name == CSRF);
    let (_, csrf) = csrf
        .map(|index| fields.swap_remove(index))
        .ok_or(Trouble::Forged)?;
    if !token.is_csrf(&csrf) {
        return Err(Trouble::Forged);
    }
    let fields = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let form: Result<T, serde::de::value::Error> = T::deserialize(MapDeserializer::new(fields));
    form.map_err(|_| Trouble::BadForm)
}

/// Whether a form was sent from a page of this very origin: browsers say so (Fetch Metadata
/// section 2.3, RFC 6454 section 7), and no page of another site can have them say otherwise.
fn is_from_here(headers: &HeaderMap, pages: &Pages) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let own = text(header::HOST.as_str()).is_some_and(|host| {
        let scheme = if pages.settings.behind_tls {
            "https"
        } else {
            "http"
        };
        text(header::ORIGIN.as_str()).is_none_or(|origin| origin == format!("{scheme}://{host}"))
    });
    own && text("sec-fetch-site").is_none_or(|site| site == "same-origin")
}
