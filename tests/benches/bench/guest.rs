//! Whoever looks at the pages, without a browser that would take processor time itself.

use reqwest::{Client, Response, StatusCode, header, redirect::Policy};

/// Somebody at the pages.
pub(crate) struct Guest {
    client: Client,
    url: String,
    cookie: String,
}

impl Guest {
    /// Somebody who is not signed in.
    pub(crate) fn at(url: &str) -> Self {
        let client = Client::builder().no_proxy().redirect(Policy::none());
        Self {
            client: client.build().expect("a client"),
            url: url.to_owned(),
            cookie: String::new(),
        }
    }

    /// Signs in to the reference portal.
    pub(crate) async fn sign_in(&mut self, identifier: &str, password: &str) {
        let form = self.get("/sign-in").await;
        self.cookie = given(&form);
        let form = form.text().await.expect("a page");
        let (_, csrf) = form.split_once("name=\"csrf\" value=\"").expect("a token");
        let (csrf, _) = csrf.split_once('"').expect("its end");
        let mut fields = reqwest::Url::parse(&self.url).expect("it is one");
        fields.query_pairs_mut().extend_pairs([
            ("csrf", csrf),
            ("identifier", identifier),
            ("password", password),
        ]);
        let sent = self
            .client
            .post(format!("{}/sign-in", self.url))
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(fields.query().unwrap_or_default().to_owned());
        let answer = sent.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        self.cookie = given(&answer);
    }

    /// A page that is there.
    pub(crate) async fn view(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.text().await.expect("a page")
    }

    /// What a page weighs over the wire, with what it loads and all headers.
    pub(crate) async fn weight_kibibytes(&self, path: &str) -> f64 {
        let page = self.view(path).await;
        let assets = page.split("=\"/assets/").skip(1);
        let assets = assets.filter_map(|asset| asset.split('"').next());
        let mut bytes = self.weight_bytes(path).await;
        for asset in assets {
            bytes += self.weight_bytes(&format!("/assets/{asset}")).await;
        }
        #[expect(clippy::cast_precision_loss, reason = "no page weighs that much")]
        let bytes = bytes as f64;
        bytes / 1024.0
    }

    async fn weight_bytes(&self, path: &str) -> usize {
        // A colon, a space and the end of the line.
        const AROUND_HEADER_BYTES: usize = 4;
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let headers = answer.headers().iter();
        let headers = headers
            .map(|(name, value)| name.as_str().len() + value.len() + AROUND_HEADER_BYTES)
            .sum::<usize>();
        headers + answer.bytes().await.expect("a body").len()
    }

    async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url));
        let request = request.header(header::COOKIE, &self.cookie);
        request.send().await.expect("an answer")
    }
}

fn given(answer: &Response) -> String {
    let cookie = answer.headers()[header::SET_COOKIE].to_str();
    let cookie = cookie.expect("it is text").split(';').next();
    cookie.expect("a cookie").to_owned()
}
