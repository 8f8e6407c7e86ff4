//! Whoever asks for pages without a browser: with one cookie and no rules.

use std::net::Ipv4Addr;

use countersign_tests::{portal::PASSWORD, world::RETURN_ORIGIN};
use reqwest::{
    Client, Method, RequestBuilder, Response, StatusCode,
    header::{self, HeaderMap},
    redirect::Policy,
};

/// Somebody with a cookie and no rules.
pub(crate) struct Stranger {
    client: Client,
    url: String,
    /// What goes with each request.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The cookie, name and value.
    pub(crate) cookie: Option<String>,
    /// The token of the last form that was seen.
    pub(crate) csrf: String,
}

/// What was answered.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Stranger {
    /// Somebody at the instance of this URL.
    pub(crate) fn at(url: &str) -> Self {
        Self::coming_from(url, Ipv4Addr::LOCALHOST)
    }

    /// The same from an address of this machine.
    pub(crate) fn coming_from(url: &str, address: Ipv4Addr) -> Self {
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .local_address(Some(address.into()));
        Self {
            client: client.build().expect("a client"),
            url: url.to_owned(),
            headers: vec![],
            cookie: None,
            csrf: String::new(),
        }
    }

    /// The same with a header on each request.
    pub(crate) fn saying(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Somebody else who has the same cookie and the same form.
    pub(crate) fn twin(&self) -> Self {
        Self {
            client: self.client.clone(),
            url: self.url.clone(),
            headers: self.headers.clone(),
            cookie: self.cookie.clone(),
            csrf: self.csrf.clone(),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.ask(Method::GET, path).await
    }

    /// Opens a stream, and answers it as it comes.
    pub(crate) async fn listen(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url));
        let cookie = self.cookie.as_deref().expect("somebody");
        let answer = request.header(header::COOKIE, cookie).send().await;
        answer.expect("an answer")
    }

    pub(crate) async fn ask(&mut self, method: Method, path: &str) -> Page {
        let request = self.client.request(method, format!("{}{path}", self.url));
        self.send(request).await
    }

    /// Sends a form with the token of the last one that was seen.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf.clone();
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        self.post_bare(path, &fields).await
    }

    /// Sends these fields and no others.
    pub(crate) async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self
            .client
            .post(format!("{}{path}", self.url))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(encoded(fields));
        self.send(request).await
    }

    /// Opens the form and sends it. Whoever has signed in sends it all the same, by the token of
    /// another page.
    pub(crate) async fn sign_in(&mut self, identifier: &str, password: &str) -> Page {
        if self.get("/sign-in").await.status == StatusCode::SEE_OTHER {
            self.get("/account/security").await.is(StatusCode::OK);
        }
        let fields = [("identifier", identifier), ("password", password)];
        self.post("/sign-in", &fields).await
    }

    /// Picks the method; answers the path that the setup's steps are below.
    pub(crate) async fn begin_setup(&mut self) -> String {
        let setup = "/account/security/setup";
        self.get(setup).await.is(StatusCode::OK);
        let begun = self.post(setup, &[("method", "email")]).await;
        let password = begun.leads_to();
        self.get(password).await.is(StatusCode::OK);
        let setup = password.strip_suffix("/password");
        setup.expect("the next step").to_owned()
    }

    /// The same up to the page that takes the code.
    pub(crate) async fn setup_up_to_the_code(&mut self) -> String {
        let setup = self.begin_setup().await;
        let confirm = format!("{setup}/password");
        let confirmed = self.post(&confirm, &[("password", PASSWORD)]).await;
        self.get(confirmed.leads_to()).await.is(StatusCode::OK);
        setup
    }

    async fn send(&mut self, mut request: RequestBuilder) -> Page {
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let page = Page::read(request.send().await.expect("an answer")).await;
        if let Some(given) = page.header("set-cookie") {
            assert!(given.contains("HttpOnly") && given.contains("SameSite=Lax"));
            self.cookie = given.split(';').next().map(str::to_owned);
        }
        if let Some((_, after)) = page.text.split_once("name=\"csrf\" value=\"") {
            let csrf = after.split('"').next().expect("it ends");
            csrf.clone_into(&mut self.csrf);
        }
        page
    }
}

impl Page {
    async fn read(answer: Response) -> Self {
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
    pub(crate) fn is(&self, status: StatusCode) -> &Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// Whether it shows this, as it stands in HTML.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "{text} in {}", self.text);
        self
    }

    /// The other page that it leads to.
    #[track_caller]
    pub(crate) fn leads_to(&self) -> &str {
        self.is(StatusCode::SEE_OTHER);
        self.header("location").expect("a way")
    }

    /// Whether nobody is there, so it leads to the form to sign in.
    #[track_caller]
    pub(crate) fn asks_to_sign_in(&self) {
        assert!(self.leads_to().starts_with("/sign-in?back="));
    }

    /// Whether a visit is over, so it leads back to the portal and shows nothing of the account.
    #[track_caller]
    pub(crate) fn is_over(&self) {
        let back = format!("href=\"{RETURN_ORIGIN}/done\">Back to the portal</a>");
        self.is(StatusCode::UNAUTHORIZED).says(&back);
        assert!(!self.text.contains("demo"), "{}", self.text);
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.get(name)?;
        Some(value.to_str().expect("a header is text"))
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse("http://127.0.0.1").expect("a URL");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}
