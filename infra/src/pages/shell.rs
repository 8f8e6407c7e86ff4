//! What every page has around its content.

use askama::Template;
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use countersign_handlers::{Argument, Brand, Language};

use super::{Pages, Visit, Visitor, look::Look, services::Service, trouble::Trouble};

/// The frame of a page.
pub(super) struct Shell<'a> {
    pub(super) language: Language,
    pub(super) brand: &'a Brand,
    pub(super) look: &'a Look,
    /// Whoever is there; nobody on pages for everybody.
    pub(super) customer: Option<Customer<'a>>,
    /// The key of the page's name.
    title: &'static str,
    /// What the menu offers to whoever is signed in.
    pub(super) services: [Service; 4],
}

/// Whom the header names.
pub(super) struct Customer<'a> {
    pub(super) name: &'a str,
    pub(super) account: &'a str,
    pub(super) csrf: &'a str,
    /// Sent here by a portal, to the security pages only.
    pub(super) is_hosted: bool,
}

impl<'a> Shell<'a> {
    /// The frame of a page for a visitor.
    pub(super) fn of(pages: &'a Pages, visitor: &'a Visitor, title: &'static str) -> Self {
        let account = visitor.account_id.as_str();
        // Whoever is halfway in has no menu, and is shown nothing of the account.
        let is_in = !matches!(visitor.visit, Visit::Halfway);
        Self {
            customer: is_in.then(|| Customer {
                name: visitor.name.as_deref().unwrap_or(account),
                account,
                csrf: &visitor.csrf,
                is_hosted: matches!(visitor.visit, Visit::Hosted),
            }),
            ..Self::for_everybody(pages, visitor.language, title)
        }
    }

    /// The frame of a page that shows nothing of anybody.
    pub(super) fn for_everybody(pages: &'a Pages, language: Language, title: &'static str) -> Self {
        Self {
            language,
            brand: &pages.brand,
            look: &pages.look,
            customer: None,
            title,
            services: Service::ALL,
        }
    }

    /// Whether a portal sent the visitor.
    pub(super) fn is_hosted(&self) -> bool {
        self.customer
            .as_ref()
            .is_some_and(|customer| customer.is_hosted)
    }

    pub(super) fn title(&self) -> String {
        let page = self.say(self.title);
        let arguments = [
            ("page", page.into()),
            ("brand", self.brand.name.as_str().into()),
        ];
        self.language.say_with("page-title", &arguments)
    }

    pub(super) fn say(&self, key: &str) -> String {
        self.language.say(key)
    }

    /// A text with one thing put in.
    pub(super) fn say_of(&self, key: &str, name: &'static str, value: &str) -> String {
        self.language.say_with(key, &[(name, value.into())])
    }

    pub(super) fn support(&self) -> String {
        let arguments: [Argument<'_>; 2] = [
            ("address", self.brand.support_address.as_str().into()),
            ("hotline", self.brand.hotline.as_str().into()),
        ];
        self.language.say_with("page-support", &arguments)
    }
}

/// The language that a browser asks for, of those that are spoken here.
pub(super) fn language_of(headers: &HeaderMap) -> Language {
    let languages = headers.get(header::ACCEPT_LANGUAGE);
    languages
        .and_then(|languages| Language::asked_for(languages.to_str().ok()?))
        .unwrap_or_default()
}

/// A page as an answer.
pub(super) fn answer(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => Trouble::from(error).into_response(),
    }
}
