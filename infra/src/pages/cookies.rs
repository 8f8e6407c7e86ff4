//! The cookies of the pages: one of customers, one of auditors. Each has nothing to do with the other.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};

use super::{Pages, token::Token};

/// A cookie. Behind TLS the browser holds it to this very host, whole and over TLS only (RFC 6265bis,
/// section 4.1.3.2).
struct Jar {
    over_tls: &'static str,
    over_loopback: &'static str,
    same_site: SameSite,
}

const CUSTOMERS: Jar = Jar {
    over_tls: "__Host-countersign",
    over_loopback: "countersign",
    same_site: SameSite::Lax,
};
/// No link of another site leads an auditor to a history.
const AUDITORS: Jar = Jar {
    over_tls: "__Host-countersign-audit",
    over_loopback: "countersign-audit",
    same_site: SameSite::Strict,
};

impl Pages {
    /// The token that a customer's browser brings.
    pub(super) fn token_of(&self, headers: &HeaderMap) -> Option<Token> {
        self.brought(&CUSTOMERS, headers)
    }

    /// The token that an auditor's browser brings.
    pub(super) fn auditors_token_of(&self, headers: &HeaderMap) -> Option<Token> {
        self.brought(&AUDITORS, headers)
    }

    /// Gives a customer's browser a token, until it is closed.
    pub(super) fn give(&self, token: &Token) -> HeaderValue {
        self.cookie(&CUSTOMERS, token)
    }

    /// The same for an auditor's.
    pub(super) fn give_auditor(&self, token: &Token) -> HeaderValue {
        self.cookie(&AUDITORS, token)
    }

    fn brought(&self, jar: &Jar, headers: &HeaderMap) -> Option<Token> {
        let cookies = headers.get_all(header::COOKIE).iter();
        cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(Cookie::split_parse)
            .flatten()
            .find(|cookie| cookie.name() == self.name_of(jar))
            .and_then(|cookie| Token::presented(cookie.value()))
    }

    fn cookie(&self, jar: &Jar, token: &Token) -> HeaderValue {
        let cookie = Cookie::build((self.name_of(jar), token.expose().to_owned()))
            .path("/")
            .http_only(true)
            .secure(self.settings.behind_tls)
            .same_site(jar.same_site);
        let value = HeaderValue::from_str(&cookie.to_string());
        value.expect("a token is base64url")
    }

    fn name_of(&self, jar: &Jar) -> &'static str {
        if self.settings.behind_tls {
            jar.over_tls
        } else {
            jar.over_loopback
        }
    }
}
