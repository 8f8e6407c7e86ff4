//! What a customer or a portal says is text on every page, and stands in no header.

use countersign::api_keys::Role;
use countersign_tests::{
    portal::{PASSWORD, Portal, next_code, password_hash},
    stranger::Stranger,
    world::RETURN_ORIGIN,
};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::pages::walk::world;

/// A name that would end any attribute, element or direction of text.
pub(super) const NAME: &str = "\"'><script>alert(1)</script>&lt;\u{202e}\u{2066}x";
/// The same as it may stand in a page.
const HARMLESS: &str = "&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#38;lt;";

pub(super) async fn put(portal: &Portal, account_id: &str, more: Value) -> StatusCode {
    let mut body = json!({"email": "demo@example.com", "password_hash": password_hash()});
    let fields = body.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    let answer = portal
        .put(&format!("/v1/accounts/{account_id}"), body)
        .await;
    if answer.status == StatusCode::BAD_REQUEST {
        let field = answer.body["errors"][0]["field"].as_str();
        assert!(
            more.get(field.expect("it is named")).is_some(),
            "{}",
            answer.body
        );
    }
    answer.status
}

/// Nothing in the page is an element, an attribute or a script but what its template has.
#[track_caller]
fn is_harmless(text: &str) {
    assert!(
        !text.contains("<script>") && !text.contains("alert(1)<"),
        "{text}"
    );
    for attribute in text.split(" value=\"").skip(1) {
        let (_, after) = attribute.split_once('"').expect("it ends");
        assert!(after.starts_with(['>', ' ']), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_name_is_text_on_every_page() {
    let world = world().await;
    let portal = world.portal();
    put(&portal, "demo", json!({"display_name": NAME})).await;
    let mut customer = Stranger::at(portal.url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = "/account/security/setup";
    let mut pages = vec![];
    for path in ["/account", "/account/security", setup] {
        pages.push(customer.get(path).await);
    }
    let setup = customer.begin_setup().await;
    pages.push(customer.get(&format!("{setup}/password")).await);
    let password = [("password", PASSWORD)];
    customer
        .post(&format!("{setup}/password"), &password)
        .await
        .leads_to();
    pages.push(customer.get(&format!("{setup}/code")).await);
    let code = next_code(&world.smtp, 0).await;
    customer
        .post(&format!("{setup}/code"), &[("code", &code)])
        .await
        .leads_to();
    pages.push(customer.get(&format!("{setup}/okay")).await);
    let okay = customer.post(&format!("{setup}/okay"), &[]).await;
    okay.leads_to();
    pages.push(customer.get(&format!("{setup}/success")).await);
    for page in pages {
        page.is(StatusCode::OK).says(HARMLESS);
        is_harmless(&page.text);
        for (name, value) in &page.headers {
            assert!(
                !value.as_bytes().windows(5).any(|bytes| bytes == b"alert"),
                "{name}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_keyed_in_or_asked_for_is_text() {
    let world = world().await;
    let mut stranger = Stranger::at(world.portal().url());
    let page = stranger.sign_in(NAME, PASSWORD).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says(HARMLESS);
    is_harmless(&page.text);
    let query = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    for path in [
        format!("/sign-in?back={query}"),
        format!("/account/security/setup/{query}"),
        format!("/hosted/{query}"),
        "/sign-in?back=%0d%0aSet-Cookie:%20a=b".to_owned(),
    ] {
        let page = stranger.get(&path).await;
        is_harmless(&page.text);
        assert!(
            page.header("set-cookie")
                .is_none_or(|given| !given.contains("a=b"))
        );
        let page = stranger.post(&path, &[]).await;
        is_harmless(&page.text);
    }
    stranger.get("/sign-in").await;
    let injected = "/sign-in?back=/account%0d%0aSet-Cookie:%20a=b";
    let right = [("identifier", "demo"), ("password", PASSWORD)];
    let page = stranger.post(injected, &right).await;
    assert_eq!(page.leads_to(), "/account/security");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_browser_says_of_itself_is_text_and_stands_nowhere() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url())
        .saying("user-agent", "<script>alert(1)</script>")
        .saying("accept-language", "\"><script>alert(1)</script>, ms")
        .saying("x-request-id", "\"><script>alert(1)</script>")
        .saying("x-forwarded-for", "<script>alert(1)</script>");
    customer.sign_in("demo", PASSWORD).await.leads_to();
    customer.begin_setup().await;
    let page = customer.get("/account/security").await;
    page.is(StatusCode::OK).says("<html lang=\"ms\">");
    is_harmless(&page.text);
    let history = "/v1/accounts/demo/history";
    let history = world.portal().get(Role::Auditor, history).await;
    let events = history.expect(StatusCode::OK).to_string();
    assert!(
        events.contains("SetupStarted") && !events.contains("<script>alert"),
        "sealed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_end_a_line_or_is_no_language_is_refused_by_name() {
    let world = world().await;
    let portal = world.portal();
    for unfit in [
        json!({"display_name": "Ada\r\nBcc: eve@example.com"}),
        json!({"display_name": "Ada\u{0085}x"}),
        json!({"email": "demo@example.com\r\nBcc: eve@example.com"}),
        json!({"email": "<script>@example.com"}),
        json!({"email": "demo@example.com>, <eve@example.com"}),
        json!({"locale": "en\r\nx"}),
        json!({"locale": "<script>"}),
        json!({"time_zone": "<script>"}),
    ] {
        let status = put(&portal, "demo", unfit.clone()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{unfit}");
    }
    let sessions = "/v1/accounts/demo/page-sessions";
    let body = json!({"return_url": RETURN_ORIGIN, "locale": "\"><script>"});
    let answer = portal.post(sessions, body).await;
    assert_eq!(
        answer.expect(StatusCode::BAD_REQUEST)["errors"][0]["field"],
        "locale"
    );
    let url = format!("{RETURN_ORIGIN}/\r\nSet-Cookie: a=b\u{fc}\"><script>");
    let answer = portal.post(sessions, json!({"return_url": url})).await;
    let entry = answer.expect(StatusCode::CREATED)["url"].as_str();
    let entry = entry.expect("a URL").strip_prefix(portal.url());
    let mut customer = Stranger::at(portal.url());
    customer.get(entry.expect("it is here")).await.leads_to();
    is_harmless(&customer.get("/account/security").await.text);
    let left = customer.post("/hosted/return", &[]).await;
    assert_eq!(
        left.leads_to(),
        "https://portal.example/Set-Cookie:%20a=b%C3%BC%22%3E%3Cscript%3E"
    );
    assert_eq!(left.header("set-cookie"), None);
}
