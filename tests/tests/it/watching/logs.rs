//! Log lines: found by whom they are about, and silent about what nobody may read.

use countersign_tests::{
    binary::{Installation, Serve},
    portal::{PASSWORD, assertion_of, next_code},
    world::eventually,
};
use reqwest::StatusCode;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_logged_with_what_caused_it() {
    let installation = Installation::make().await;
    let settings = installation
        .settings
        .clone()
        .with("NATS_URL", "nats://127.0.0.1:1");
    let serve = Serve::start(&settings).await;
    eventually("the relay says why it waits", async || {
        let logs = serve.process.stderr();
        let mut entries = logs
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        entries.any(|entry| {
            let error = entry["error"].as_str().unwrap_or_default();
            entry["message"] == "the relay tries again"
                && error
                    .strip_prefix("JetStream does not do it: ")
                    .is_some_and(|why| !why.is_empty())
        })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enrollments_lines_lead_from_the_request_to_the_mail() {
    let installation = Installation::make().await;
    let (serve, portal) = installation.serve().await;
    portal.put_account("demo", "demo@example.com").await;
    let id = portal.start_setup("demo").await;
    let verified = portal.verify_password(&id).await;
    verified.expect(StatusCode::OK);
    let request_id = verified.headers["x-request-id"]
        .to_str()
        .expect("it is text");
    let code = next_code(&installation.smtp, 0).await;

    let mut lines = vec![];
    eventually("the mail's outcome is recorded", async || {
        lines = lines_of(&serve.process.stderr(), request_id);
        lines.iter().any(|line| line["events"] == "CodeSent")
    })
    .await;
    let found: Vec<(&str, &str, &str)> = lines.iter().map(summary).collect();
    let expected = [
        ("request", "appended", "PasswordVerified,CodeIssued"),
        ("request", "answered", ""),
        ("reaction", "the mail server took a mail", ""),
        ("reaction", "appended", "CodeSent"),
    ];
    for line in expected {
        assert!(found.contains(&line), "{line:?} in {found:?}");
    }
    for line in &lines {
        let span = &line["span"];
        assert_eq!(span["enrollment_id"], *id, "{line}");
        assert_eq!(span["account_id"], "demo", "{line}");
        assert_eq!(span["trace_id"], lines[0]["span"]["trace_id"], "{line}");
    }
    let reaction = lines.iter().find(|line| line["span"]["name"] == "reaction");
    assert_eq!(reaction.expect("one")["span"]["handler"], "code-mail");

    // The start of the setup is found by the enrollment it has made.
    let logs = serve.process.stderr();
    let of_enrollment = lines_of(&logs, &id);
    assert!(
        of_enrollment
            .iter()
            .any(|line| line["events"] == "SetupStarted")
    );
    for secret in [&code[..], PASSWORD, "demo@"] {
        assert!(!logs.contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenges_lines_are_found_by_it_and_show_neither_code_nor_assertion() {
    let installation = Installation::make().await;
    let (serve, portal) = installation.serve().await;
    portal.switch_on("demo", &installation.smtp).await;
    let (id, code) = portal
        .challenged("demo", "disable", &installation.smtp)
        .await;
    let right = serde_json::json!({"code": code});
    let passed = portal.challenge(&id, "confirm-code", right).await;
    let assertion = assertion_of(&passed);
    let off = portal.disable("demo", &assertion).await;
    off.expect(StatusCode::OK);

    let mut logs = String::new();
    eventually("the mail's outcome is recorded", async || {
        logs = serve.process.stderr();
        let of_challenge = lines_of(&logs, &id);
        of_challenge.iter().any(|line| line["events"] == "CodeSent")
    })
    .await;
    for (span, events) in [
        ("request", "ChallengeOpened,CodeIssued"),
        ("reaction", "CodeSent"),
        ("request", "CodeConfirmed"),
        ("request", "EnrollmentDisabled"),
    ] {
        let of_challenge = lines_of(&logs, &id);
        let line = of_challenge.iter().find(|line| line["events"] == events);
        let line = line.unwrap_or_else(|| panic!("no line of {events}"));
        assert_eq!(line["span"]["name"], span);
        assert_eq!(line["span"]["challenge_id"], *id, "{line}");
    }
    for secret in [&code[..], PASSWORD, &assertion] {
        assert!(!logs.contains(secret), "{secret}");
    }
}

fn lines_of(logs: &str, id: &str) -> Vec<Value> {
    let lines = logs.lines().filter(|line| line.contains(id));
    lines
        .map(|line| serde_json::from_str(line).expect("a line is an object"))
        .collect()
}

/// In which span a line was said, what it says, and which events it tells of.
fn summary(line: &Value) -> (&str, &str, &str) {
    let texts = [&line["span"]["name"], &line["message"], &line["events"]];
    texts.map(|text| text.as_str().unwrap_or_default()).into()
}
