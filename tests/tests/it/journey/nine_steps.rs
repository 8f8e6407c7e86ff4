//! The main job, whole: nine steps, three read models, two mails.

use countersign::api_keys::Role;
use countersign_tests::world::{BOUND, BRAND, World};
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_switches_two_factor_on() {
    let world = World::start().await;
    let portal = world.portal();
    portal
        .put_account("demo", "demo@example.com")
        .await
        .expect(StatusCode::CREATED);
    let security = async || {
        let answer = portal.get(Role::Portal, "/v1/accounts/demo/security").await;
        answer.expect(StatusCode::OK).clone()
    };
    assert_eq!(security().await["two_factor"], "off");

    let started = portal
        .post("/v1/accounts/demo/enrollments", json!({"method": "email"}))
        .await;
    let enrollment = started.expect(StatusCode::CREATED);
    assert_eq!(enrollment["state"], "awaiting_password");
    assert_eq!(enrollment["masked_email"], "d***@example.com");
    assert_eq!(enrollment["code"], json!(null));
    let id = enrollment["enrollment_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert_eq!(security().await["two_factor"], "setting_up");

    let verified = portal.verify_password(&id).await;
    let enrollment = verified.expect(StatusCode::OK);
    assert_eq!(enrollment["state"], "awaiting_code");
    assert_eq!(enrollment["code"]["number"], 1);
    assert_eq!(enrollment["code"]["attempts_left"], 5);

    let code = countersign_tests::portal::next_code(&world.smtp, 0).await;
    let grouped = format!("{} {}", &code[..3], &code[3..]);
    let confirmed = portal
        .command(&id, "confirm-code", json!({"code": grouped}))
        .await;
    assert_eq!(
        confirmed.expect(StatusCode::OK)["state"],
        "awaiting_acknowledgement"
    );
    assert_eq!(
        security().await["two_factor"],
        "setting_up",
        "Okay is still to come"
    );

    let active = portal.command(&id, "acknowledge", json!({})).await;
    assert_eq!(active.expect(StatusCode::OK)["state"], "active");
    let again = portal.command(&id, "acknowledge", json!({})).await;
    assert_eq!(
        again.expect(StatusCode::OK),
        &active.body,
        "twice is one activation"
    );
    let on = security().await;
    assert_eq!(
        (&on["two_factor"], &on["method"]),
        (&json!("on"), &json!("email"))
    );
    assert_eq!(on["enrollment_id"], json!(id));
    assert!(on["active_since"].is_string());

    let mails = world.smtp.wait_for(|mails| mails.len() >= 2, BOUND).await;
    let [code_mail, confirmation] = mails.as_slice() else {
        panic!("{} mails", mails.len())
    };
    let text = code_mail.text_part().expect("a text part");
    assert!(
        text.lines().any(|line| line.trim_end() == grouped),
        "the code alone on its line"
    );
    assert!(
        !code_mail
            .header("Subject")
            .expect("a subject")
            .contains(&code)
    );
    assert!(!text.contains("http"), "no link beside a code");
    for mail in [code_mail, confirmation] {
        assert_eq!(
            mail.header("Auto-Submitted").as_deref(),
            Some("auto-generated")
        );
        assert_eq!(mail.recipients, ["demo@example.com"]);
        for part in [mail.text_part(), mail.html_part()] {
            let part = part.expect("both parts");
            assert!(
                part.contains(BRAND[2]) && part.contains(BRAND[3]),
                "where help is"
            );
        }
    }
    assert_eq!(confirmation.code(), None);
    read_models(&world, &id).await;
}

async fn read_models(world: &World, id: &str) {
    let portal = world.portal();
    countersign_tests::world::eventually("the code mail is recorded", async || {
        let history = portal.get(Role::Auditor, "/v1/accounts/demo/history").await;
        history.body["events"]
            .as_array()
            .is_some_and(|events| events.len() == 7)
    })
    .await;
    let history = portal
        .get(Role::Auditor, "/v1/accounts/demo/history?limit=1000")
        .await;
    let history = history.expect(StatusCode::OK);
    assert_eq!(history["next"], json!(null));
    let events = history["events"].as_array().expect("events");
    let mut types: Vec<_> = events
        .iter()
        .map(|event| event["type"].as_str().expect("a type"))
        .collect();
    // A fast customer enters the code before the mail server's answer is recorded.
    let sent = types
        .iter()
        .position(|kind| *kind == "CodeSent")
        .expect("the mail was sent");
    assert!(sent >= 4);
    types.remove(sent);
    assert_eq!(
        types,
        [
            "AccountRegistered",
            "SetupStarted",
            "PasswordVerified",
            "CodeIssued",
            "CodeConfirmed",
            "EnrollmentActivated"
        ]
    );
    assert_eq!(events[1]["stream"], json!(format!("enrollment/{id}")));
    assert_eq!(events[1]["actor"], "portal/test");
    assert!(
        !history.to_string().contains("demo@example.com"),
        "no address stands readable"
    );

    let log = portal.get(Role::Analyst, "/v1/log?after=0&limit=3").await;
    let log = log.expect(StatusCode::OK);
    assert_eq!(log["next"], 3);
    assert_eq!(log["events"].as_array(), Some(&events[..3].to_vec()));

    let funnel = portal
        .get(
            Role::Analyst,
            "/v1/analytics/enrollment-funnel?from=2020-01-01T00:00:00Z&to=2040-01-01T00:00:00Z&bucket=week",
        )
        .await;
    let funnel = funnel.expect(StatusCode::OK);
    let bucket = funnel["buckets"]
        .as_array()
        .expect("buckets")
        .iter()
        .find(|bucket| bucket["started"] == 1)
        .expect("the week of now");
    for step in [
        "password_verified",
        "code_sent",
        "code_confirmed",
        "activated",
    ] {
        assert_eq!(bucket[step], 1, "{step}");
    }
}
