//! `/account`: My Account, the overview.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use countersign_handlers::Language;

use super::{Pages, Visit, Visitor, shell, shell::Shell, trouble::Trouble};

#[derive(Template)]
#[template(path = "pages/account.html")]
struct AccountPage<'a> {
    shell: Shell<'a>,
    facts: Vec<(String, String)>,
}

/// What the portal knows of the customer, as far as it is known here. Whom a portal sent here has
/// it there.
pub(super) async fn show(
    State(pages): State<Pages>,
    visitor: Visitor,
) -> Result<Response, Trouble> {
    if let Visit::Hosted = visitor.visit {
        return Ok(Redirect::to("/account/security").into_response());
    }
    let account = pages.store.account(&visitor.account_id).await?;
    let account = account.ok_or(Trouble::NotFound)?;
    let contact = account.facts()?.contact.ok_or(Trouble::Gone)?;
    let profile = account.account.profile().ok_or(Trouble::Gone)?;
    let language = profile.locale.as_deref().and_then(Language::asked_for);
    let facts = [
        ("account-name", contact.display_name),
        ("account-id", Some(visitor.account_id.to_string())),
        ("account-email", Some(contact.address.masked())),
        (
            "account-language",
            language.map(|language| language.own_name().to_owned()),
        ),
        ("account-time-zone", profile.time_zone.clone()),
    ];
    let shell = Shell::of(&pages, &visitor, "page-my-account");
    let facts = facts.map(|(label, value)| {
        let value = value.unwrap_or_else(|| shell.say("account-not-given"));
        (shell.say(label), value)
    });
    let page = AccountPage {
        facts: facts.into(),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}
