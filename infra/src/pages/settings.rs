//! How browsers get to the pages, as the operator set it.

use chrono::TimeDelta;
use thiserror::Error;
use url::{Origin, Url};

/// How browsers get to the pages.
#[derive(Debug, Clone)]
pub struct PageSettings {
    /// Through a proxy that speaks TLS, and says from where.
    pub behind_tls: bool,
    /// Customers sign in here: this is the portal, and not only a part of one.
    pub signs_in: bool,
    /// Where a portal may have its customers come back to: `https://portal.example`.
    pub return_origins: Vec<String>,
    /// Where browsers find the pages: `https://account.portal.example`; empty: where the instance
    /// listens.
    pub public_url: String,
    /// How long a right code opens what the reference portal protects.
    pub step_up_lifetime: TimeDelta,
}

/// Why a text is no origin.
#[derive(Debug, Error)]
#[error("an origin is https://HOST[:PORT], or http:// on this machine, and nothing more")]
pub struct NoOrigin;

impl Default for PageSettings {
    fn default() -> Self {
        Self {
            behind_tls: false,
            signs_in: false,
            return_origins: Vec::new(),
            public_url: String::new(),
            step_up_lifetime: TimeDelta::minutes(15),
        }
    }
}

impl PageSettings {
    /// The URL where customers may be sent back to it: of an origin of the list, exactly. In its
    /// one spelling, which browsers read as we do, and which is fit for a header.
    #[must_use]
    pub fn comes_back_to(&self, url: &str) -> Option<String> {
        let url = Url::parse(url).ok()?;
        let bare = url.username().is_empty() && url.password().is_none();
        let origin = url.origin().ascii_serialization();
        (bare && self.return_origins.contains(&origin)).then(|| url.into())
    }
}

/// Reads an origin, in its one spelling.
pub fn origin(text: &str) -> Result<String, NoOrigin> {
    let url = Url::parse(text).map_err(|_| NoOrigin)?;
    let is_here = || matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    let is_safe = url.scheme() == "https" || url.scheme() == "http" && is_here();
    let origin = url.origin();
    let spelling = origin.ascii_serialization();
    let is_bare = url.as_str().trim_end_matches('/') == spelling;
    match origin {
        Origin::Tuple(..) if is_safe && is_bare => Ok(spelling),
        _ => Err(NoOrigin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_one_and_nothing_more() {
        for (text, spelling) in [
            ("https://portal.example", "https://portal.example"),
            ("https://Portal.example:443/", "https://portal.example"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(origin(text).ok().as_deref(), Some(spelling));
        }
        for text in [
            "portal.example",
            "http://portal.example",
            "https://portal.example/path",
            "https://user@portal.example",
            "https://portal.example?x",
            "javascript:alert(1)",
        ] {
            assert!(origin(text).is_err(), "{text}");
        }
    }

    #[test]
    fn customers_come_back_to_an_origin_of_the_list_only() {
        let settings = PageSettings {
            return_origins: vec!["https://portal.example".to_owned()],
            ..PageSettings::default()
        };
        for (url, spelling) in [
            ("https://portal.example", "/"),
            (
                "https://portal.example/account?tab=security",
                "/account?tab=security",
            ),
            (
                "https://portal.example/a\r\nSet-Cookie: b=c",
                "/aSet-Cookie:%20b=c",
            ),
            ("https:\\\\portal.example\\ü", "/%C3%BC"),
        ] {
            let spelling = format!("https://portal.example{spelling}");
            assert_eq!(settings.comes_back_to(url), Some(spelling), "{url}");
        }
        for url in [
            "http://portal.example/",
            "https://portal.example:8443/",
            "https://portal.example.evil.example/",
            "https://portal.example@evil.example/",
            "https://user@portal.example/",
            "//portal.example/",
            "/account",
            "javascript:alert(1)//https://portal.example",
        ] {
            assert_eq!(settings.comes_back_to(url), None, "{url}");
        }
    }
}
