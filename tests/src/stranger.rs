//! Whoever asks for pages without a browser: with one cookie and no rules.

mod page;

pub use page::Page;

use std::net::Ipv4Addr;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header, redirect::Policy};

use crate::portal::PASSWORD;

/// Somebody with a cookie and no rules.
pub struct Stranger {
    client: Client,
    url: String,
    /// What goes with each request.
    pub headers: Vec<(&'static str, String)>,
    /// The cookie, name and value.
    pub cookie: Option<String>,
    /// The token of the last form that was seen.
    pub csrf: String,
}

impl Stranger {
    /// Somebody at the instance of this URL.
    #[must_use]
    pub fn at(url: &str) -> Self {
        Self::coming_from(url, Ipv4Addr::LOCALHOST)
    }

    /// The same from an address of this machine.
    #[must_use]
    pub fn coming_from(url: &str, address: Ipv4Addr) -> Self {
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
    #[must_use]
    pub fn saying(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Somebody else who has the same cookie and the same form.
    #[must_use]
    pub fn twin(&self) -> Self {
        Self {
            client: self.client.clone(),
            url: self.url.clone(),
            headers: self.headers.clone(),
            cookie: self.cookie.clone(),
            csrf: self.csrf.clone(),
        }
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Page {
        self.ask(Method::GET, path).await
    }

    /// The same by another method.
    pub async fn ask(&mut self, method: Method, path: &str) -> Page {
        let request = self.client.request(method, format!("{}{path}", self.url));
        self.send(request).await
    }

    /// Opens what is no page, a stream or what a page loads, and answers it as it comes.
    pub async fn open(&self, path: &str) -> Response {
        let mut request = self.client.get(format!("{}{path}", self.url));
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        request.send().await.expect("an answer")
    }

    /// Sends a form with the token of the last one that was seen.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf.clone();
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        self.post_bare(path, &fields).await
    }

    /// Sends a form whose answer is no page, and answers it as it comes.
    ///
    /// # Panics
    ///
    /// When nothing is answered.
    pub async fn take(&self, path: &str) -> Response {
        let request = self.client.post(format!("{}{path}", self.url));
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.header(header::COOKIE, self.cookie.clone().unwrap_or_default());
        let request = request.body(encoded(&[("csrf", self.csrf.as_str())]));
        request.send().await.expect("an answer")
    }

    /// Sends these fields and no others.
    pub async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self
            .client
            .post(format!("{}{path}", self.url))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(encoded(fields));
        self.send(request).await
    }

    /// Opens the form and sends it. Whoever has signed in sends it all the same, by the token of
    /// another page.
    pub async fn sign_in(&mut self, identifier: &str, password: &str) -> Page {
        if self.get("/sign-in").await.status == StatusCode::SEE_OTHER {
            self.get("/account/security").await.is(StatusCode::OK);
        }
        let fields = [("identifier", identifier), ("password", password)];
        self.post("/sign-in", &fields).await
    }

    /// Opens the form of auditors and sends it with this key.
    pub async fn sign_in_to_audit(&mut self, key: &str) -> Page {
        self.get("/audit/sign-in").await.is(StatusCode::OK);
        self.post("/audit/sign-in", &[("key", key)]).await
    }

    /// Searches as an auditor: by account, from and to, and why.
    pub async fn search(&mut self, [account, from, to, reason]: [&str; 4]) -> Page {
        let fields = [
            ("account", account),
            ("from", from),
            ("to", to),
            ("reason", reason),
        ];
        self.post("/audit", &fields).await
    }

    /// Picks the method; answers the path that the setup's steps are below.
    pub async fn begin_setup(&mut self) -> String {
        let setup = "/account/security/setup";
        self.get(setup).await.is(StatusCode::OK);
        let begun = self.post(setup, &[("method", "email")]).await;
        let password = begun.leads_to();
        self.get(password).await.is(StatusCode::OK);
        let setup = password.strip_suffix("/password");
        setup.expect("the next step").to_owned()
    }

    /// The same up to the page that takes the code.
    pub async fn setup_up_to_the_code(&mut self) -> String {
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
            let of_auditor = given.starts_with("countersign-audit=");
            let same_site = if of_auditor {
                "SameSite=Strict"
            } else {
                "SameSite=Lax"
            };
            assert!(given.contains("HttpOnly") && given.contains(same_site));
            self.cookie = given.split(';').next().map(str::to_owned);
        }
        if let Some((_, after)) = page.text.split_once("name=\"csrf\" value=\"") {
            let csrf = after.split('"').next().expect("it ends");
            csrf.clone_into(&mut self.csrf);
        }
        page
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse("http://127.0.0.1").expect("a URL");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}
