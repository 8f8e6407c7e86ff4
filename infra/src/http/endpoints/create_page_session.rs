//! `POST /v1/accounts/{account_id}/page-sessions`: the portal sends a customer to the pages.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use countersign_domain::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    http::{
        Api, body::Body, command::Origin, fields::Language, path::AccountPath, problem::Problem,
        slug::Slug,
    },
    pages::{self, Guard},
    store::{self, KeyUse},
};

const RETURN_URL_MAX_BYTES: usize = 2_048;

/// Where a customer comes back to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct CreatePageSession {
    /// Of an origin that the operator allows.
    #[schema(
        format = "return-url",
        max_length = 2048,
        example = "http://localhost:8000/account"
    )]
    return_url: String,
    /// The language of the pages, a BCP 47 tag; the account's where it is left out.
    #[schema(value_type = Option<String>, format = "bcp47", max_length = 64, example = "en-MY")]
    locale: Option<Language>,
}

/// The way in.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct PageSession {
    /// Opens Account Security for this account, once.
    #[schema(format = "uri")]
    url: String,
    /// Until when it does, a minute from now.
    expires_at: DateTime<Utc>,
}

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[
    Slug::NotFound,
    Slug::WrongState,
    Slug::AlreadyAnswered,
    Slug::Gone,
];

/// Makes a URL that opens Account Security for an account, once and within a minute. It is shown
/// once: asked for again under one key, it is `in-flight` while the first request is under way and
/// `already-answered` from then on, and a URL takes another key.
#[utoipa::path(
    post,
    path = "/accounts/{account_id}/page-sessions",
    operation_id = "create_page_session",
    params(AccountPath),
    request_body = CreatePageSession,
    responses((status = 201, description = "Send the customer's browser there", body = PageSession))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    AccountPath(account_id): AccountPath,
    body: Body<CreatePageSession>,
) -> Result<(StatusCode, Json<PageSession>), Problem> {
    let CreatePageSession { return_url, locale } = body.fields;
    let return_url = Some(return_url)
        .filter(|url| url.len() <= RETURN_URL_MAX_BYTES)
        .and_then(|url| api.pages.comes_back_to(&url))
        .ok_or_else(|| {
            let detail = "is not of an origin that is allowed, or has more than 2048 bytes";
            Problem::invalid_input("return_url", detail)
        })?;
    let account = api.store.account(&account_id).await?;
    let account = account.ok_or_else(|| Problem::from(&Refusal::NotFound))?;
    let profile = account.account.profile();
    let profile = profile.ok_or_else(|| Problem::from(&Refusal::Erased))?;
    if !profile.active {
        return Err(Problem::from(&Refusal::Suspended));
    }
    let keyring = api.store.keyring();
    let key = origin.idempotency(&body.canonical, keyring);
    let in_flight = || Problem::new(Slug::InFlight);
    let _under_way = match &key {
        Some(key) => Some(api.store.begin(key).ok_or_else(in_flight)?),
        None => None,
    };
    let mut transaction = api.store.pool().begin().await?;
    if let Some(key) = &key {
        match store::use_up(&mut transaction, key, &account).await? {
            KeyUse::First => {}
            KeyUse::Again => return Err(Problem::new(Slug::AlreadyAnswered)),
            KeyUse::Mismatch => return Err(Problem::new(Slug::IdempotencyMismatch)),
        }
    }
    let guard = Guard::of(&account, keyring);
    let locale = locale.map(|Language(tag)| tag);
    let entry = pages::invite(
        &mut *transaction,
        &account_id,
        &guard,
        &return_url,
        locale.as_deref(),
    );
    let entry = entry.await?;
    transaction.commit().await?;
    let session = PageSession {
        url: format!("{}/hosted/{}", api.pages.public_url, entry.token.expose()),
        expires_at: entry.expires_at,
    };
    Ok((StatusCode::CREATED, Json(session)))
}
