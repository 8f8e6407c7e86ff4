//! What the reference portal protects: billing data and cloud resources.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use countersign_domain::{Action, Demand};

use super::{Pages, Trouble, Visit, Visitor, clock::Clock, session, shell, shell::Shell};

/// A part of the portal that takes a fresh code while two-factor is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Billing,
    CloudInstances,
    GpuServers,
    EmailHosting,
}

/// Whether a visitor may have it now.
pub(super) enum Access {
    /// Two-factor is off.
    Unprotected,
    /// A code was right lately. Until when that counts, in words.
    Open(String),
    /// It takes a code.
    Closed,
}

#[derive(Template)]
#[template(path = "pages/service.html")]
struct ServicePage<'a> {
    shell: Shell<'a>,
    title: String,
    text: String,
    access: String,
    offers_setup: bool,
}

impl Service {
    /// Each of them, in the order of the menu.
    pub(super) const ALL: [Self; 4] = [
        Self::Billing,
        Self::CloudInstances,
        Self::GpuServers,
        Self::EmailHosting,
    ];

    /// The one that a challenge was opened for.
    pub(super) fn of(demand: &Demand) -> Option<Self> {
        let action = demand.action.as_ref()?;
        Self::named(action.as_str())
    }

    /// The one of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.name() == name)
    }

    /// Its name as the action of a challenge, and in addresses.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Billing => "billing",
            Self::CloudInstances => "cloud-instances",
            Self::GpuServers => "gpu-servers",
            Self::EmailHosting => "email-hosting",
        }
    }

    /// The same as a challenge says it.
    pub(super) fn action(self) -> Option<Action> {
        self.name().parse().ok()
    }

    /// Its address.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Billing => "/billing",
            Self::CloudInstances => "/cloud-instances",
            Self::GpuServers => "/gpu-servers",
            Self::EmailHosting => "/email-hosting",
        }
    }

    /// The key of its title.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Billing => "service-billing",
            Self::CloudInstances => "service-cloud-instances",
            Self::GpuServers => "service-gpu-servers",
            Self::EmailHosting => "service-email-hosting",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Billing => "service-billing-text",
            Self::CloudInstances => "service-cloud-instances-text",
            Self::GpuServers => "service-gpu-servers-text",
            Self::EmailHosting => "service-email-hosting-text",
        }
    }

    /// Whether a visitor may have it now: decided from the account's row, never from a read model.
    pub(super) async fn access(pages: &Pages, visitor: &Visitor) -> Result<Access, Trouble> {
        let account = pages.store.account(&visitor.account_id).await?;
        let account = account.ok_or(Trouble::NotFound)?;
        if account.limits.protection().is_none() {
            return Ok(Access::Unprotected);
        }
        let (pool, lifetime) = (pages.store.pool(), pages.settings.step_up_lifetime);
        let now = pages.store.now().await?;
        let until = session::fresh_until(pool, &visitor.token, lifetime).await?;
        Ok(match until {
            Some(until) => Access::Open(Clock::of(visitor, now).shows(until)),
            None => Access::Closed,
        })
    }
}

/// `/billing` and the others. Whom a portal sent here has them there.
pub(super) async fn show(
    service: Service,
    State(pages): State<Pages>,
    visitor: Visitor,
) -> Result<Response, Trouble> {
    if !matches!(visitor.visit, Visit::SignedIn) {
        return Ok(Redirect::to("/account/security").into_response());
    }
    let shell = Shell::of(&pages, &visitor, service.title());
    let access = Service::access(&pages, &visitor).await?;
    let offers_setup = matches!(access, Access::Unprotected);
    let access = match access {
        Access::Unprotected => shell.say("service-unprotected"),
        Access::Open(until) => shell.say_of("service-open-until", "until", &until),
        Access::Closed => {
            let step_up = format!("/step-up/{}", service.name());
            return Ok(Redirect::to(&step_up).into_response());
        }
    };
    let page = ServicePage {
        title: shell.say(service.title()),
        text: shell.say(service.text()),
        access,
        offers_setup,
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}
