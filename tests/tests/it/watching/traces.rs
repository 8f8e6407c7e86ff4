//! Traces: one from a request to its mail, wherever its parts are done.

use countersign::api_keys::Role;
use countersign_tests::{
    binary::Installation,
    otlp::{Collector, Span},
    portal::{Answer, PASSWORD, assertion_of, id_of, next_code},
};
use reqwest::{Method, StatusCode};
use serde_json::json;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_goes_from_the_request_to_the_mail() {
    let collector = Collector::start().await;
    let mut installation = Installation::make().await;
    installation.settings = installation
        .settings
        .with("COUNTERSIGN_OTLP_ENDPOINT", collector.url());
    let (mut serve, portal) = installation.serve().await;
    portal.put_account("demo", "demo@example.com").await;
    let id = portal.start_setup("demo").await;
    let path = format!("/v1/enrollments/{id}/verify-password");
    let verified = portal
        .request(Role::Portal, Method::POST, &path)
        .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
        .json(&json!({"password": PASSWORD}))
        .send()
        .await
        .expect("an answer");
    assert_eq!(verified.status(), StatusCode::OK);
    let code = next_code(&installation.smtp, 0).await;
    portal.finish(&id, &code).await;
    // What was gathered goes out before the instance ends.
    assert!(serve.process.stop().await.success());

    let spans = collector.spans();
    let child = |parent: &str, name: &str| below(&spans, parent, name);
    let route = "POST /v1/enrollments/{enrollment_id}/verify-password";
    let request = child(CALLER, route);
    assert_eq!(request.attributes["enrollment_id"], id);
    assert_eq!(request.attributes["account_id"], "demo");
    assert_eq!(request.attributes["http.response.status_code"], "200");
    let append = child(&request.span_id, "append");
    child(&append.span_id, "publish");
    let reaction = child(&append.span_id, "reaction");
    assert_eq!(reaction.attributes["handler"], "code-mail");
    assert_eq!(reaction.attributes["enrollment_id"], id);
    let mail = child(&reaction.span_id, "mail");
    assert_eq!(mail.attributes["kind"], "code");
    let sent = child(&reaction.span_id, "append");
    child(&sent.span_id, "publish");

    // Log lines keep saying whom they are about, and nothing of spans that are for traces alone.
    let logs = serve.process.stderr();
    let appended = logs.lines().filter(|line| line.contains("\"appended\""));
    assert_eq!(
        appended.filter(|line| line.contains(&id)).count(),
        5,
        "{logs}"
    );
    assert!(!logs.contains("\"name\":\"append\""), "{logs}");

    // The other requests have traces of their own, and the second mail is in one of them.
    let acknowledged = spans
        .iter()
        .find(|span| span.name.ends_with("/acknowledge"));
    let acknowledged = acknowledged.expect("it was traced");
    assert_ne!(acknowledged.trace_id, TRACE);
    assert_eq!(acknowledged.parent_id, "");
    for secret in [&code[..], PASSWORD, "example.com", portal.key(Role::Portal)] {
        let telling = spans.iter().find(|span| span.whole.contains(secret));
        assert!(telling.is_none(), "{secret} in {telling:?}");
    }
    let metadata = metadata(&installation, &id).await;
    for (event, trace_id, request_id) in metadata {
        if ["PasswordVerified", "CodeIssued", "CodeSent"].contains(&event.as_str()) {
            assert_eq!(trace_id.as_deref(), Some(TRACE), "{event}");
        }
        assert!(request_id.is_some(), "{event}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_goes_from_the_challenge_to_the_mail_of_its_code() {
    let collector = Collector::start().await;
    let mut installation = Installation::make().await;
    installation.settings = installation
        .settings
        .with("COUNTERSIGN_OTLP_ENDPOINT", collector.url());
    let (mut serve, portal) = installation.serve().await;
    portal.switch_on("demo", &installation.smtp).await;
    let before = installation.smtp.mails().len();
    let opened = portal
        .request(Role::Portal, Method::POST, "/v1/accounts/demo/challenges")
        .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
        .json(&json!({"purpose": "step-up", "action": "billing"}));
    let opened = Answer::of(opened).await;
    let id = id_of(opened.expect(StatusCode::CREATED));
    let code = next_code(&installation.smtp, before).await;
    let right = json!({"code": code});
    let passed = portal.challenge(&id, "confirm-code", right).await;
    let assertion = assertion_of(&passed);
    assert!(serve.process.stop().await.success());

    let spans = collector.spans();
    let child = |parent: &str, name: &str| below(&spans, parent, name);
    let request = child(CALLER, "POST /v1/accounts/{account_id}/challenges");
    assert_eq!(request.attributes["challenge_id"], id);
    assert_eq!(request.attributes["account_id"], "demo");
    assert_eq!(request.attributes["http.response.status_code"], "201");
    let append = child(&request.span_id, "append");
    child(&append.span_id, "publish");
    let reaction = child(&append.span_id, "reaction");
    assert_eq!(reaction.attributes["handler"], "challenge-code-mail");
    assert_eq!(reaction.attributes["challenge_id"], id);
    let mail = child(&reaction.span_id, "mail");
    assert_eq!(mail.attributes["kind"], "code");
    child(&reaction.span_id, "append");

    let confirmed = spans
        .iter()
        .find(|span| span.name == "POST /v1/challenges/{challenge_id}/confirm-code");
    let confirmed = confirmed.expect("it was traced");
    assert_ne!(confirmed.trace_id, TRACE);
    assert_eq!(confirmed.attributes["challenge_id"], id);
    for secret in [&code[..], &assertion, "example.com"] {
        let telling = spans.iter().find(|span| span.whole.contains(secret));
        assert!(telling.is_none(), "{secret} in {telling:?}");
    }
    for (event, trace_id, _) in metadata(&installation, &id).await {
        let is_of_it = event != "CodeConfirmed";
        assert_eq!(trace_id.as_deref() == Some(TRACE), is_of_it, "{event}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_costs_nothing_but_a_warning() {
    let mut installation = Installation::make().await;
    installation.settings = installation
        .settings
        .with("COUNTERSIGN_OTLP_ENDPOINT", "https://127.0.0.1:9");
    let (mut serve, portal) = installation.serve().await;
    portal.switch_on("demo", &installation.smtp).await;
    assert!(serve.process.stop().await.success());
    let logs = serve.process.stderr();
    assert!(
        logs.contains("traces do not arrive and are dropped"),
        "{logs}"
    );
    assert!(!logs.contains("\"ERROR\""), "{logs}");
}

/// The span of this name in our trace, below that one.
#[track_caller]
fn below<'a>(spans: &'a [Span], parent: &str, name: &str) -> &'a Span {
    let mut ours = spans.iter().filter(|span| span.trace_id == TRACE);
    let found = ours.find(|span| span.parent_id == parent && span.name == name);
    found.unwrap_or_else(|| panic!("no {name} below {parent}: {spans:#?}"))
}

/// The events of an enrollment or a challenge, each with the trace and the request it names.
async fn metadata(
    installation: &Installation,
    id: &str,
) -> Vec<(String, Option<String>, Option<String>)> {
    sqlx::query_as(
        "SELECT event_type, metadata->>'trace_id', metadata->>'request_id'
         FROM events WHERE aggregate_id = $1",
    )
    .bind(id)
    .fetch_all(&mut installation.database.admin().await)
    .await
    .expect("the log is there")
}
