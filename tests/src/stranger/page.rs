//! What is answered to whoever asks for a page: looked at first for the headers that guard every page.

use reqwest::{
    Response, StatusCode,
    header::{self, HeaderMap},
};

use crate::world::RETURN_ORIGIN;

/// What was answered.
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// The headers, which were looked at already.
    pub headers: HeaderMap,
    /// The page.
    pub text: String,
}

#[expect(
    clippy::must_use_candidate,
    reason = "most fail where it is not so, and that is all that is asked of them"
)]
impl Page {
    pub(super) async fn read(answer: Response) -> Self {
        let (status, headers) = (answer.status(), answer.headers().clone());
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str();
        let policy = policy.expect("a policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        Self {
            status,
            headers,
            text: answer.text().await.expect("a body"),
        }
    }

    /// The same, if the status is this one.
    #[track_caller]
    pub fn is(&self, status: StatusCode) -> &Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// Whether it shows this, as it stands in HTML.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "{text} in {}", self.text);
        self
    }

    /// The other page that it leads to.
    #[track_caller]
    pub fn leads_to(&self) -> &str {
        self.is(StatusCode::SEE_OTHER);
        self.header("location").expect("a way")
    }

    /// Whether nobody is there, so it leads to the form to sign in.
    #[track_caller]
    pub fn asks_to_sign_in(&self) {
        assert!(self.leads_to().starts_with("/sign-in?back="));
    }

    /// Whether a visit is over, so it leads back to the portal and shows nothing of the account.
    #[track_caller]
    pub fn is_over(&self) {
        let back = format!("href=\"{RETURN_ORIGIN}/done\">Back to the portal</a>");
        self.is(StatusCode::UNAUTHORIZED).says(&back);
        assert!(!self.text.contains("demo"), "{}", self.text);
    }

    /// Whether a part is away and the page says so, no more, and that nothing is lost.
    #[track_caller]
    pub fn is_unavailable(&self) {
        self.is(StatusCode::SERVICE_UNAVAILABLE)
            .says("We cannot answer right now")
            .says("Nothing you did before is lost")
            .says("support@example.com");
        assert_eq!(self.header("retry-after"), Some("5"));
        assert_eq!(self.header("set-cookie"), None, "nobody is signed out");
        for internal in ["ostgres", "sql", "connection", "NATS", "demo"] {
            assert!(!self.text.contains(internal), "{internal}: {}", self.text);
        }
    }

    /// What it says under this name, if anything.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.get(name)?;
        Some(value.to_str().expect("a header is text"))
    }
}
