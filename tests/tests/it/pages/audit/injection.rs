//! Whatever somebody says who is read of, or who reads, is text.

use countersign::api_keys::{self, Role};
use countersign_tests::{
    portal::{Portal, password_hash},
    stranger::Stranger,
};
use reqwest::StatusCode;
use serde_json::json;

use super::scene::world;

const NAME: &str = "\"'><script>alert(1)</script>\u{202e}x";
const HARMLESS: &str = "&#34;&#39;&#62;&#60;script&#62;alert(1)&#60;/script&#62;";

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
async fn names_reasons_and_accounts_are_text() {
    let world = world().await;
    let pool = world.database.pool();
    let portal_key = api_keys::create(&pool, Role::Portal, NAME)
        .await
        .expect("a key");
    let key = api_keys::create(&pool, Role::Auditor, NAME)
        .await
        .expect("a key");
    let keys = vec![(Role::Portal, portal_key.expose().to_owned())];
    let portal = Portal::new(world.portal().url().to_owned(), keys);
    let body = json!({"email": "x@example.com", "password_hash": password_hash()});
    portal
        .put("/v1/accounts/x", body)
        .await
        .expect(StatusCode::CREATED);

    let mut auditor = Stranger::at(portal.url());
    auditor.sign_in_to_audit(key.expose()).await.leads_to();
    let form = auditor.get("/audit").await;
    form.says(HARMLESS);
    let refused = auditor.search([NAME, NAME, NAME, NAME]).await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says(HARMLESS);
    let found = auditor.search(["x", "", "", NAME]).await;
    let history = auditor.get(found.leads_to()).await;
    // As who did it, who reads it, and why.
    assert!(
        history.text.matches(HARMLESS).count() >= 4,
        "{}",
        history.text
    );
    let found = auditor.search(["", "2020-01-01T00:00", "", NAME]).await;
    let accounts = auditor.get(found.leads_to()).await;
    let wrong = auditor.sign_in_to_audit(NAME).await;
    for page in [&form, &refused, &history, &accounts, &wrong] {
        is_harmless(&page.text);
    }
    assert!(!wrong.text.contains("alert(1)"), "a key is not shown again");
}
