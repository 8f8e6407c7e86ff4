//! Getting a small answer over HTTP from somebody who may be away, slow or lying.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, StatusCode, redirect::Policy};
use thiserror::Error;
use url::Url;

/// How large an answer may be.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// How long an answer may take, to its last byte.
pub const ANSWER_SECONDS_MAX: u64 = 5;

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum FetchError {
    /// It did not come, or not in time.
    #[error("no answer came")]
    Unanswered(#[source] reqwest::Error),
    /// It is no success.
    #[error("the answer was {0}")]
    Unsuccessful(StatusCode),
    /// It does not end.
    #[error("the answer has more than {ANSWER_BYTES_MAX} bytes")]
    TooLarge,
}

/// A text that is no base URL.
#[derive(Debug, Error)]
#[error("it is no URL of http:// or https:// without credentials, query and fragment")]
pub struct NoBaseUrl;

/// A client that waits no longer than is due and goes nowhere it was not sent to.
pub fn client() -> reqwest::Result<Client> {
    Client::builder()
        .timeout(Duration::from_secs(ANSWER_SECONDS_MAX))
        .redirect(Policy::none())
        .build()
}

/// The body of a successful answer.
pub async fn fetch(request: RequestBuilder) -> Result<Vec<u8>, FetchError> {
    let mut answer = request.send().await.map_err(unanswered)?;
    if answer.status() != StatusCode::OK {
        return Err(FetchError::Unsuccessful(answer.status()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unanswered)? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads the URL of a server, below which its paths are.
pub fn base_url(text: &str) -> Result<Url, NoBaseUrl> {
    let url = Url::parse(text).map_err(|_| NoBaseUrl)?;
    let holds_no_secret = url.username().is_empty() && url.password().is_none();
    let is_base = url.query().is_none() && url.fragment().is_none();
    let speaks_http = matches!(url.scheme(), "http" | "https") && url.has_host();
    (holds_no_secret && is_base && speaks_http)
        .then_some(url)
        .ok_or(NoBaseUrl)
}

/// The URL of a path below a base.
#[must_use]
pub fn below(base: &Url, path: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}

/// Whoever reads the error knows whom we asked.
fn unanswered(error: reqwest::Error) -> FetchError {
    FetchError::Unanswered(error.without_url())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_has_a_host_and_nothing_secret() {
        for (base, path) in [
            ("https://log.example", "https://log.example/v1/log"),
            ("https://log.example/", "https://log.example/v1/log"),
            ("http://127.0.0.1:8400/a/", "http://127.0.0.1:8400/a/v1/log"),
        ] {
            let url = base_url(base).expect(base);
            assert_eq!(below(&url, &["v1", "log"]).as_str(), path);
        }
        for text in [
            "log.example",
            "ftp://log.example",
            "https://user@log.example",
            "https://:secret@log.example",
            "https://log.example?key=secret",
            "https://log.example#a",
            "data:text/plain,a",
        ] {
            assert!(base_url(text).is_err(), "{text}");
        }
    }
}
