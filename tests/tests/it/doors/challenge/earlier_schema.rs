//! Two-factor that an earlier release switched on, by an event of schema version 1.

use countersign::{api_keys::Role, projecting, reacting::dead_letters};
use countersign_domain::Policy;
use countersign_tests::{
    foreign::Foreign,
    portal::Portal,
    world::{BOUND, World, eventually},
};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::ACCOUNT;

/// The account's activation as an earlier release appended it, while this one is running.
async fn switch_on_by_version_1(world: &World, portal: &Portal) -> String {
    portal.put_account(ACCOUNT, "racer@example.com").await;
    let (id, code) = portal.awaiting_code(ACCOUNT, &world.smtp).await;
    let code = json!({"code": code});
    let confirmed = portal.command(&id, "confirm-code", code).await;
    confirmed.expect(StatusCode::OK);
    let activated = activation(&id, "1", r#"{"type":"EnrollmentActivated"}"#);
    activated.append(&world.database).await;
    id
}

fn activation<'a>(id: &'a str, event_version: &'a str, payload: &'a str) -> Foreign<'a> {
    Foreign {
        account_id: ACCOUNT,
        stream: ("enrollment", id),
        event_type: "EnrollmentActivated",
        event_version,
        payload,
        folds_otherwise: true,
    }
}

async fn security(portal: &Portal) -> Value {
    let path = format!("/v1/accounts/{ACCOUNT}/security");
    let security = portal.get(Role::Portal, &path).await;
    let mut security = security.expect(StatusCode::OK).clone();
    security["position"].take();
    security
}

#[tokio::test(flavor = "multi_thread")]
async fn it_asks_for_codes_and_is_switched_off_as_any_other() {
    let world = World::start_published(1, Policy::default()).await;
    let portal = world.portal();
    let id = switch_on_by_version_1(&world, &portal).await;
    let path = format!("/v1/enrollments/{id}");
    let enrollment = portal.get(Role::Portal, &path).await;
    assert_eq!(enrollment.expect(StatusCode::OK)["state"], "active");
    let before = security(&portal).await;
    assert_eq!(before["two_factor"], "on");
    assert_eq!(before["method"], "email");
    assert_eq!(before["enrollment_id"], id.as_str());
    // The code, and that two-factor is on: its handler reads the event, too.
    world.smtp.wait_for(|mails| mails.len() == 2, BOUND).await;

    let pool = world.database.pool();
    for name in ["account_security", "enrollment_funnel", "timers"] {
        let rebuilt = projecting::rebuild(&pool, name, |_| {}).await;
        rebuilt.expect("it is rebuilt");
    }
    assert_eq!(security(&portal).await, before);

    let okay = portal.command(&id, "acknowledge", json!({})).await;
    assert_eq!(okay.expect(StatusCode::OK)["state"], "active");
    let assertion = portal.pass(ACCOUNT, "disable", &world.smtp).await;
    let off = portal.disable(ACCOUNT, &assertion).await;
    assert_eq!(off.expect(StatusCode::OK)["state"], "disabled");
    assert_eq!(security(&portal).await["two_factor"], "off");
    let letters = dead_letters::list(&pool).await.expect("they are there");
    assert!(letters.is_empty(), "{letters:?}");
}

/// What is shown is what is stored, with the version by which to read it.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_shown_as_it_was_written() {
    let world = World::start().await;
    let portal = world.portal();
    switch_on_by_version_1(&world, &portal).await;
    portal.switch_on("later", &world.smtp).await;
    let shown = async |path: &str| {
        let page = portal.get(Role::Auditor, path).await;
        let events = page.expect(StatusCode::OK)["events"].as_array().cloned();
        let events = events.expect("events").into_iter();
        let mut activations = events.filter(|event| event["type"] == "EnrollmentActivated");
        let activation = activations.next().expect("it is there");
        (
            activation["schema_version"].clone(),
            activation["data"].clone(),
        )
    };
    let first = (json!("1"), json!({}));
    assert_eq!(shown("/v1/log").await, first);
    assert_eq!(shown("/v1/accounts/racer/history").await, first);
    let second = (json!("2"), json!({"method": "email"}));
    assert_eq!(shown("/v1/accounts/later/history").await, second);
}

/// A later release's event is not guessed at, however well it would fit: it lets nobody in, and
/// holds up nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_version_that_is_not_known_it_is_unreadable() {
    let world = World::start().await;
    let portal = world.portal();
    let id = switch_on_by_version_1(&world, &portal).await;
    let payload = r#"{"type":"EnrollmentActivated","method":"email"}"#;
    let unknown = activation(&id, "3", payload).append(&world.database).await;
    let path = format!("/v1/enrollments/{id}");
    let enrollment = portal.get(Role::Portal, &path).await;
    assert_eq!(enrollment.problem(500), "internal");
    let okay = portal.command(&id, "acknowledge", json!({})).await;
    assert_eq!(okay.problem(500), "internal");
    let challenge = portal.open_challenge(ACCOUNT, "sign-in").await;
    assert_eq!(challenge.problem(500), "internal");
    let pool = world.database.pool();
    let readers = [
        "activation-mail",
        "projection/account_security",
        "projection/challenge_funnel",
        "projection/enrollment_funnel",
        "projection/timers",
    ];
    let given_up = async || {
        let letters = dead_letters::list(&pool).await.expect("they are there");
        let mut of_it: Vec<_> = letters
            .into_iter()
            .filter(|letter| letter.event_id == unknown)
            .collect();
        of_it.sort_by(|a, b| a.handler.cmp(&b.handler));
        of_it
    };
    eventually("each reader has given it up", async || {
        given_up().await.len() == readers.len()
    })
    .await;
    for (letter, reader) in given_up().await.iter().zip(readers) {
        assert_eq!(letter.handler, reader);
        let reason = letter.reason.as_deref().expect("a reason");
        let told = "EnrollmentActivated of schema version 3, and the newest known here is 2";
        assert!(reason.contains(told), "{reader}: {reason}");
    }
    portal.switch_on("later", &world.smtp).await;
}
