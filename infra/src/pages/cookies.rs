//! The one cookie of the pages.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};

use super::{Pages, token::Token};

/// Behind TLS the browser holds the cookie to this very host, whole and over TLS only (RFC 6265bis,
/// section 4.1.3.2).
const OVER_TLS: &str = "__Host-countersign";
const OVER_LOOPBACK: &str = "countersign";

impl Pages {
    /// The token that a browser brings.
    pub(super) fn token_of(&self, headers: &HeaderMap) -> Option<Token> {
        let cookies = headers.get_all(header::COOKIE).iter();
        cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(Cookie::split_parse)
            .flatten()
            .find(|cookie| cookie.name() == self.cookie_name())
            .and_then(|cookie| Token::presented(cookie.value()))
    }

    /// Gives a browser a token, until it is closed.
    pub(super) fn give(&self, token: &Token) -> HeaderValue {
        let cookie = Cookie::build((self.cookie_name(), token.expose().to_owned()))
            .path("/")
            .http_only(true)
            .secure(self.settings.behind_tls)
            .same_site(SameSite::Lax);
        let value = HeaderValue::from_str(&cookie.to_string());
        value.expect("a token is base64url")
    }

    fn cookie_name(&self) -> &'static str {
        if self.settings.behind_tls {
            OVER_TLS
        } else {
            OVER_LOOPBACK
        }
    }
}
