//! What operators do beside a running instance.

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_tests::{
    binary::{Installation, Process, Serve},
    portal::{Answer, Portal},
};
use reqwest::StatusCode;
use serde_json::{Value, json};

const SECURITY: &str = "/v1/accounts/demo/security";

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_shown_once_and_refused_once_it_is_revoked() {
    let installation = Installation::make().await;
    let (_serve, portal) = installation.serve().await;
    portal.put_account("demo", "demo@example.com").await;
    portal
        .get(Role::Support, SECURITY)
        .await
        .expect(StatusCode::OK);

    let list = installation.data_of(&["api-key", "list"]).await;
    let rows: Vec<Vec<&str>> = list
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(rows.len(), 1 + Role::ALL.len(), "{list}");
    assert!(!list.contains(portal.key(Role::Support)));
    let support = rows
        .iter()
        .find(|row| row[1] == "support")
        .expect("its row");
    assert_eq!(support.last(), Some(&"test"));

    let revoke = ["api-key", "revoke", support[0]];
    let revoked = Process::run(&revoke, &installation.settings).await;
    assert_eq!(revoked.success(), "");
    assert_eq!(
        portal.get(Role::Support, SECURITY).await.problem(401),
        "unauthorized"
    );
    portal
        .get(Role::Portal, SECURITY)
        .await
        .expect(StatusCode::OK);
    let again = Process::run(&revoke, &installation.settings).await;
    assert!(again.failure().contains(support[0]));
    for (role, owner, why) in [("king", "test", "a role is"), ("portal", "", "an owner is")] {
        let create = ["api-key", "create", "--role", role, "--owner", owner];
        let refused = Process::run(&create, &installation.settings).await;
        assert!(refused.failure().contains(why), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_model_is_rebuilt_beside_its_readers() {
    let installation = Installation::make().await;
    let (_serve, portal) = installation.serve().await;
    portal.put_account("demo", "demo@example.com").await;
    let before = portal.get(Role::Portal, SECURITY).await;
    let generation = async || {
        let list = installation.data_of(&["projections", "list"]).await;
        let mut rows = list
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>());
        let serving = rows.find(|row| row[0] == "account_security" && row[2] == "serving");
        let serving = serving.unwrap_or_else(|| panic!("{list}"));
        (serving[1].to_owned(), serving[4].to_owned())
    };
    assert_eq!(generation().await, ("1".to_owned(), "0".to_owned()));

    let arguments = ["projections", "rebuild", "account_security"];
    let rebuilt = Process::run(&arguments, &installation.settings).await;
    assert_eq!(rebuilt.success(), "");
    assert!(rebuilt.stderr.contains("account_security is rebuilt"));
    assert_eq!(generation().await, ("2".to_owned(), "0".to_owned()));
    let after = portal.get(Role::Portal, SECURITY).await;
    assert_eq!(after.expect(StatusCode::OK), &before.body);

    let unknown = ["projections", "rebuild", "nothing"];
    let unknown = Process::run(&unknown, &installation.settings).await;
    assert!(
        unknown.failure().contains("account_security"),
        "{unknown:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_before_a_rotation_still_confirms() {
    let installation = Installation::make().await;
    let (serve, portal) = installation.serve().await;
    portal.put_account("ann", "ann@example.com").await;
    let (ann, code) = portal.awaiting_code("ann", &installation.smtp).await;

    let key_id = installation.data_of(&["keys", "rotate"]).await;
    let [key_id] = key_id.lines().collect::<Vec<_>>()[..] else {
        panic!("the new key alone: {key_id}")
    };
    // Looking at its keys, the instance takes up the new one.
    serve.ready().await;
    activate(&portal, &ann, &code).await;

    portal.put_account("bob", "bob@example.com").await;
    let (bob, code) = portal.awaiting_code("bob", &installation.smtp).await;
    activate(&portal, &bob, &code).await;
    assert_ne!(key_of_code("ann", &installation).await, key_id);
    assert_eq!(key_of_code("bob", &installation).await, key_id);

    let unkeyed = installation
        .settings
        .clone()
        .without("COUNTERSIGN_MASTER_KEY");
    let refused = Process::run(&["keys", "rotate"], &unkeyed).await;
    assert!(refused.failure().contains("COUNTERSIGN_MASTER_KEY"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_signing_key_is_published_at_once_and_signs_ten_minutes_later() {
    const ROTATE: [&str; 3] = ["keys", "rotate", "--signing"];
    let installation = Installation::make().await;
    let (serve, portal) = installation.serve().await;
    portal.switch_on("ann", &installation.smtp).await;
    let signing_key = async || {
        let assertion = portal.pass("ann", "sign-in", &installation.smtp).await;
        key_of_assertion(&assertion)
    };
    let first = signing_key().await;
    assert_eq!(published(&serve, &portal).await, vec![first.clone()]);

    let second = installation.data_of(&ROTATE).await;
    let second = second.trim_end().to_owned();
    let both = [first.clone(), second.clone()];
    assert_eq!(published(&serve, &portal).await, both);
    assert_eq!(signing_key().await, first, "nobody has the new one yet");
    let in_charge = TimeDelta::minutes(10) + TimeDelta::seconds(30);
    installation.database.shift_clock(in_charge).await;
    assert_eq!(signing_key().await, second);

    installation
        .database
        .shift_clock(TimeDelta::hours(26))
        .await;
    let rotated = Process::run(&ROTATE, &installation.settings).await;
    let third = rotated.success().trim_end();
    assert!(
        rotated.stderr.contains(&format!("destroyed {first}")),
        "{rotated:?}"
    );
    assert_eq!(published(&serve, &portal).await, [second, third.to_owned()]);
    let both = [&ROTATE[..], &["--master"]].concat();
    let refused = Process::run(&both, &installation.settings).await;
    assert!(refused.failure().contains("--master"), "{refused:?}");
}

/// The ids of the published keys, once the instance has looked at its keys.
async fn published(serve: &Serve, portal: &Portal) -> Vec<String> {
    serve.ready().await;
    let request = portal.bare(reqwest::Method::GET, "/.well-known/jwks.json");
    let answer = Answer::of(request).await;
    let keys = answer.expect(StatusCode::OK)["keys"].as_array();
    let keys = keys.expect("a set of keys").iter();
    keys.map(|key| key["kid"].as_str().expect("an id").to_owned())
        .collect()
}

fn key_of_assertion(assertion: &str) -> String {
    let header = jsonwebtoken::decode_header(assertion);
    header.expect("a header").kid.expect("a key's id")
}

async fn activate(portal: &Portal, enrollment_id: &str, code: &str) {
    let code = json!({"code": code});
    let confirmed = portal.command(enrollment_id, "confirm-code", code).await;
    confirmed.expect(StatusCode::OK);
    let active = portal
        .command(enrollment_id, "acknowledge", json!({}))
        .await;
    assert_eq!(active.expect(StatusCode::OK)["state"], "active");
}

/// Under which key the code of an activated account was issued, by the replay of its history.
async fn key_of_code(account_id: &str, installation: &Installation) -> String {
    let replay = ["audit", "replay", "--account", account_id];
    let text = installation.data_of(&replay).await;
    assert!(text.trim_end().ends_with("Z: two-factor on"), "{text}");
    let json = installation
        .data_of(&[&replay[..], &["--format", "json"]].concat())
        .await;
    let events = json
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"));
    let issued: Value = { events }
        .find(|event: &Value| event["type"] == "CodeIssued")
        .expect("a code was issued");
    issued["data"]["key_id"].as_str().expect("a key").to_owned()
}
