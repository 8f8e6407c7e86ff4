//! `PUT /v1/accounts/{account_id}`: the portal tells of an account.

use axum::{Json, extract::State, http::StatusCode};
use countersign_domain::{
    Account, AccountCommand, AccountId, Contact, EmailAddress, NewProfile, PasswordHash, Refusal,
    Sealed,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    http::{
        Api,
        body::Body,
        command::{Order, Origin},
        fields::{DisplayName, Email, HashField, HostedDomains, Language, TimeZone},
        path::AccountPath,
        problem::Problem,
        schemas,
        slug::Slug,
    },
    keys::AccountKey,
    store::{ExecuteError, Executed, Loaded, Prepare, Prepared},
};

/// What the portal says of an account. What is left out is unset.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct PutAccount {
    /// The contact address, where codes go until one has proved a mailbox.
    #[schema(value_type = String, format = "email", max_length = 254)]
    email: Email,
    /// How the customer likes to be called.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100,
             pattern = r"^[^\x00-\x1f\x7f-\x9f]*$")]
    display_name: Option<DisplayName>,
    /// The language of its mails, a BCP 47 tag.
    #[schema(value_type = Option<String>, format = "bcp47", max_length = 64, example = "en-MY")]
    locale: Option<Language>,
    /// The IANA time zone in which its mails tell the time.
    #[schema(value_type = Option<String>, format = "iana-time-zone",
             example = "Asia/Kuala_Lumpur")]
    time_zone: Option<TimeZone>,
    /// The domains whose mail this very account hosts. Where its own mailbox is at one of them or
    /// below it, the pages recommend another address.
    #[schema(schema_with = schemas::hosted_domains)]
    hosted_domains: Option<HostedDomains>,
    /// `false` suspends the account; `true` where there is none.
    active: Option<bool>,
    /// An argon2id hash (version 19, at most m=65536, t=10, p=4) in PHC form.
    #[schema(value_type = String, format = "phc")]
    password_hash: HashField,
}

/// An account, as far as anybody may read it back.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
pub(in crate::http) struct AccountView {
    account_id: String,
    /// The contact address, made unusable to strangers.
    #[schema(example = "d***@example.com")]
    masked_email: String,
    locale: Option<String>,
    time_zone: Option<String>,
    active: bool,
    /// The events in its own stream.
    version: i64,
}

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::Gone];

/// Registers an account, or brings it up to date.
#[utoipa::path(
    put,
    path = "/accounts/{account_id}",
    operation_id = "put_account",
    params(AccountPath),
    request_body = PutAccount,
    responses(
        (status = 200, description = "It was known", body = AccountView),
        (status = 201, description = "It was registered", body = AccountView),
    )
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    AccountPath(account_id): AccountPath,
    body: Body<PutAccount>,
) -> Result<(StatusCode, Json<AccountView>), Problem> {
    let address = &body.fields.email.0;
    api.store.make_room(&account_id, address).await?;
    let order = Order {
        name: "PutAccount",
        aggregate_id: account_id.to_string(),
        account_id: Some(account_id.clone()),
        command: SealProfile::new(account_id, body.fields),
        customer: None,
        canonical: body.canonical,
    };
    let executed = api.execute(origin, order).await?;
    let registered = executed.version == 1 && executed.changed;
    let status = if registered {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(AccountView::new(&executed)?)))
}

/// Seals what an event says of the customer under the key of the account that was loaded.
pub(in crate::http) struct SealProfile {
    account_id: AccountId,
    contact: Contact,
    locale: Option<String>,
    time_zone: Option<String>,
    active: bool,
    password_hash: PasswordHash,
}

impl SealProfile {
    /// Which address it will have.
    pub(in crate::http) fn address(&self) -> &EmailAddress {
        &self.contact.address
    }

    pub(in crate::http) fn new(account_id: AccountId, fields: PutAccount) -> Self {
        Self {
            account_id,
            contact: Contact {
                address: fields.email.0,
                display_name: fields.display_name.map(|DisplayName(name)| name),
                hosted_domains: fields
                    .hosted_domains
                    .map(|HostedDomains(domains)| domains)
                    .unwrap_or_default(),
            },
            locale: fields.locale.map(|Language(tag)| tag),
            time_zone: fields.time_zone.map(|TimeZone(name)| name),
            active: fields.active.unwrap_or(true),
            password_hash: fields.password_hash.0,
        }
    }
}

impl Prepare<Account> for SealProfile {
    async fn prepare(&self, loaded: &Loaded<Account>) -> Result<Prepared<Account>, ExecuteError> {
        // Room was made, so an account without a key is one whose key was deleted.
        let key = loaded
            .account
            .as_ref()
            .and_then(|account| account.key.as_ref());
        let key = key.ok_or(Refusal::Erased)?;
        let profile = NewProfile {
            account_id: self.account_id.clone(),
            contact: self.contact.clone(),
            address: key.seal(&self.contact.address.expose()),
            display_name: self
                .contact
                .display_name
                .as_deref()
                .map(|name| key.seal(name)),
            locale: self.locale.clone(),
            time_zone: self.time_zone.clone(),
            hosted_domains: seal_domains(key, &self.contact.hosted_domains),
            active: self.active,
            password_hash: self.password_hash.clone(),
        };
        Ok(Prepared {
            command: AccountCommand::Put(Box::new(profile)),
            password_hash: Some(self.password_hash.clone()),
        })
    }
}

/// A customer's own domains tell who he is, so they are sealed too: as one text, with spaces
/// between.
fn seal_domains(key: &AccountKey, domains: &[String]) -> Option<Sealed> {
    (!domains.is_empty()).then(|| key.seal(&domains.join(" ")))
}

impl AccountView {
    fn new(executed: &Executed<Account>) -> Result<Self, Problem> {
        let gone = || Problem::from(&Refusal::Erased);
        let profile = executed.state.profile().ok_or_else(gone)?;
        let address = executed.account.open(&profile.address)?.ok_or_else(gone)?;
        Ok(Self {
            account_id: executed.account.account_id.to_string(),
            masked_email: address.masked(),
            locale: profile.locale.clone(),
            time_zone: profile.time_zone.clone(),
            active: profile.active,
            version: executed.version,
        })
    }
}
