//! `/account/security`: how the account is protected, and what happened lately.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use countersign_domain::EmailAddress;
use countersign_projections::TwoFactor;

use super::{
    Pages, Visitor,
    activity::{self, Happened},
    clock::Clock,
    setup, shell,
    shell::Shell,
    trouble::Trouble,
};

#[derive(Template)]
#[template(path = "pages/security.html")]
struct SecurityPage<'a> {
    shell: Shell<'a>,
    csrf: &'a str,
    /// `off`, `setting_up` or `on`.
    state: &'static str,
    badge: String,
    text: String,
    locked: Option<String>,
    /// The path of the setup under way.
    setup: Option<String>,
    activity: Vec<Happened>,
    /// Whose times those are.
    zone: &'static str,
}

/// Reflects every command of the account that was answered before.
pub(super) async fn show(
    State(pages): State<Pages>,
    visitor: Visitor,
) -> Result<Response, Trouble> {
    let reading = pages.reads.security(&visitor.account_id).await?;
    let reading = reading.ok_or(Trouble::NotFound)?;
    let account = pages.store.account(&visitor.account_id).await?;
    let account = account
        .filter(|account| !reading.erased && account.key.is_some())
        .ok_or(Trouble::Gone)?;
    let address = match reading.security.address() {
        Some(address) => account.open(address)?,
        None => None,
    };
    let clock = Clock::of(&visitor, reading.now);
    let two_factor = &reading.security.two_factor;
    let locked_until = reading.security.locked_until(reading.now);
    let shell = Shell::of(&pages, &visitor, "security-title");
    let page = SecurityPage {
        csrf: &visitor.csrf,
        state: two_factor.as_str(),
        badge: shell.say(match two_factor {
            TwoFactor::Off => "security-off",
            TwoFactor::SettingUp { .. } => "security-setting-up",
            TwoFactor::On { .. } => "security-on",
        }),
        text: text(&visitor, two_factor, address.as_ref(), &clock),
        locked: locked_until
            .map(|until| shell.say_of("security-locked", "until", &clock.shows(until))),
        setup: match two_factor {
            TwoFactor::SettingUp { enrollment_id, .. } => Some(setup::path(*enrollment_id)),
            TwoFactor::Off | TwoFactor::On { .. } => None,
        },
        activity: activity::latest(&pages, &visitor, &clock).await?,
        zone: clock.zone(),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

fn text(
    visitor: &Visitor,
    two_factor: &TwoFactor,
    address: Option<&EmailAddress>,
    clock: &Clock<'_>,
) -> String {
    let language = visitor.language;
    let address = address.map(EmailAddress::masked).unwrap_or_default();
    match two_factor {
        TwoFactor::Off => language.say("security-off-text"),
        TwoFactor::SettingUp { .. } => {
            language.say_with("security-setting-up-text", &[("address", address.into())])
        }
        TwoFactor::On { active_since, .. } => {
            let since = clock.shows(*active_since);
            let arguments = [("address", address.into()), ("since", since.into())];
            language.say_with("security-on-text", &arguments)
        }
    }
}
