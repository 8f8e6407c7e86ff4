//! What somebody else tries with the pages, without a browser that would stand in the way.

use countersign::api_keys::Role;
use countersign_tests::{
    portal::PASSWORD,
    world::{RETURN_ORIGIN, World},
};
use reqwest::{Client, Response, StatusCode, header, redirect::Policy};
use serde_json::json;

use super::walk::world;

/// Somebody with a cookie and no rules.
struct Stranger {
    client: Client,
    url: String,
    cookie: Option<String>,
    csrf: String,
}

impl Stranger {
    fn at(world: &World) -> Self {
        let client = Client::builder().no_proxy().redirect(Policy::none());
        Self {
            client: client.build().expect("a client"),
            url: world.portal().url().to_owned(),
            cookie: None,
            csrf: String::new(),
        }
    }

    async fn get(&mut self, path: &str) -> (StatusCode, String) {
        let request = self.client.get(format!("{}{path}", self.url));
        let request = request.header(header::COOKIE, self.cookie.clone().unwrap_or_default());
        let answer = request.send().await.expect("an answer");
        self.read(answer).await
    }

    async fn post(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> (StatusCode, String) {
        let csrf = self.csrf.clone();
        let fields: Vec<(&str, &str)> = [("csrf", csrf.as_str())]
            .into_iter()
            .chain(fields.iter().copied())
            .collect();
        let mut request = self
            .client
            .post(format!("{}{path}", self.url))
            .header(header::COOKIE, self.cookie.clone().unwrap_or_default())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(encoded(&fields));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.expect("an answer");
        self.read(answer).await
    }

    async fn sign_in(&mut self, identifier: &str, password: &str) -> (StatusCode, String) {
        self.get("/sign-in").await;
        let fields = [("identifier", identifier), ("password", password)];
        self.post("/sign-in", &fields, &[]).await
    }

    async fn read(&mut self, answer: Response) -> (StatusCode, String) {
        let status = answer.status();
        let given = answer.headers().get(header::SET_COOKIE);
        if let Some(given) = given.and_then(|given| given.to_str().ok()) {
            assert!(
                given.contains("HttpOnly") && given.contains("SameSite=Lax"),
                "{given}"
            );
            self.cookie = given.split(';').next().map(str::to_owned);
        }
        let policy = &answer.headers()[header::CONTENT_SECURITY_POLICY];
        let policy = policy.to_str().expect("a policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        let text = answer.text().await.expect("a body");
        if let Some((_, after)) = text.split_once("name=\"csrf\" value=\"") {
            let csrf = after.split('"').next().expect("it ends");
            csrf.clone_into(&mut self.csrf);
        }
        (status, text)
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse("http://127.0.0.1").expect("a URL");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_does_nothing() {
    let world = world().await;
    let mut stranger = Stranger::at(&world);
    assert_eq!(
        stranger.sign_in("demo", PASSWORD).await.0,
        StatusCode::SEE_OTHER
    );
    stranger.get("/account/security/setup").await;
    let csrf = stranger.csrf.clone();
    let setup = "/account/security/setup";
    for headers in [
        [("origin", "https://evil.example")],
        [("origin", "null")],
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
    ] {
        let (status, _) = stranger.post(setup, &[("method", "email")], &headers).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    let mut another = Stranger::at(&world);
    another.get("/sign-in").await;
    for forged in ["", "x", &another.csrf] {
        forged.clone_into(&mut stranger.csrf);
        let (status, _) = stranger.post(setup, &[("method", "email")], &[]).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{forged}");
    }
    csrf.clone_into(&mut stranger.csrf);
    let more = [("method", "email"), ("skip", "1")];
    let (status, _) = stranger.post(setup, &more, &[]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "an unknown field");
    let security = world
        .portal()
        .get(Role::Portal, "/v1/accounts/demo/security")
        .await;
    assert_eq!(security.expect(StatusCode::OK)["two_factor"], "off");
    csrf.clone_into(&mut stranger.csrf);
    let (status, _) = stranger.post(setup, &[("method", "email")], &[]).await;
    assert_eq!(
        status,
        StatusCode::SEE_OTHER,
        "its own page's form is taken"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_token_is_no_session_and_a_session_ends() {
    let world = world().await;
    let mut customer = Stranger::at(&world);
    customer.get("/sign-in").await;
    let planted = customer.cookie.clone();
    assert_eq!(
        customer.sign_in("demo", PASSWORD).await.0,
        StatusCode::SEE_OTHER
    );
    assert_ne!(customer.cookie, planted, "signing in gives another token");
    let mut stranger = Stranger::at(&world);
    stranger.cookie = planted;
    let (status, _) = stranger.get("/account/security").await;
    assert_eq!(
        status,
        StatusCode::SEE_OTHER,
        "the planted token opens nothing"
    );
    assert_eq!(customer.get("/account/security").await.0, StatusCode::OK);
    stranger.cookie.clone_from(&customer.cookie);
    customer.post("/sign-out", &[], &[]).await;
    let (status, _) = stranger.get("/account/security").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "signed out is signed out");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_a_page_that_is_not_there() {
    let world = world().await;
    let mut customer = Stranger::at(&world);
    customer.sign_in("demo", PASSWORD).await;
    for path in [
        "/sign-in?back=a&back=b",
        "/account/security/setup/1/code",
        "/account/security/setup/01a20da9-443f-72cb-a160-54c0fa844d01/code",
    ] {
        let (status, text) = customer.get(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(text.contains("<h1"), "{path}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_known_is_not_told() {
    let world = world().await;
    let mut answers = vec![];
    for identifier in ["demo", "nobody", "nobody@example.com"] {
        let mut stranger = Stranger::at(&world);
        let (status, text) = stranger.sign_in(identifier, "wrong").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        answers.push(text.replace(&stranger.csrf, "").replace(identifier, ""));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    for identifier in ["demo", "nobody"] {
        let mut stranger = Stranger::at(&world);
        let mut waits = false;
        for _ in 0..8 {
            let (status, _) = stranger.sign_in(identifier, "wrong").await;
            waits |= status == StatusCode::TOO_MANY_REQUESTS;
        }
        assert!(waits, "{identifier}: too many tries wait");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_url_opens_once_and_comes_back_to_the_list_only() {
    let world = world().await;
    let path = "/v1/accounts/demo/page-sessions";
    for url in [
        "https://evil.example/",
        "https://portal.example:8443/",
        "http://portal.example/",
        "https://portal.example@evil.example/",
        "https://portal.example.evil.example/",
        "javascript:alert(1)",
    ] {
        let answer = world.portal().post(path, json!({"return_url": url})).await;
        let problem = answer.expect(StatusCode::BAD_REQUEST);
        assert_eq!(problem["errors"][0]["field"], "return_url", "{url}");
    }
    let body = json!({"return_url": format!("{RETURN_ORIGIN}/done"), "locale": "ms"});
    let answer = world.portal().post(path, body).await;
    let url = answer.expect(StatusCode::CREATED)["url"].clone();
    let url = url.as_str().expect("a URL");
    let entry = url.strip_prefix(world.portal().url()).expect("it is here");
    let mut customer = Stranger::at(&world);
    assert_eq!(customer.get(entry).await.0, StatusCode::SEE_OTHER);
    let (status, text) = customer.get("/account/security").await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains("<html lang=\"ms\">") && text.contains("demo"));
    assert_eq!(customer.get("/account").await.0, StatusCode::SEE_OTHER);
    let mut stranger = Stranger::at(&world);
    assert_eq!(
        stranger.get(entry).await.0,
        StatusCode::GONE,
        "it opens once"
    );
    let (status, _) = customer.post("/hosted/return", &[], &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(
        customer.get("/account/security").await.0,
        StatusCode::SEE_OTHER
    );
}
