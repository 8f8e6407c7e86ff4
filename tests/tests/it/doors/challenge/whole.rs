//! A challenge from its beginning to its end.

use countersign::api_keys::Role;
use countersign_tests::{
    portal::{assertion_of, id_of, next_code},
    world::World,
};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use super::{ACCOUNT, two_factor};
use crate::doors::steps::wrong_code;

const CHALLENGES: &str = "/v1/accounts/racer/challenges";

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_of_each_purpose_is_passed_by_the_mailed_code() {
    let world = World::start().await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    for purpose in ["sign-in", "step-up", "disable"] {
        let before = world.smtp.mails().len();
        let body = json!({"purpose": purpose, "action": "billing"});
        let opened = portal.post(CHALLENGES, body).await;
        let challenge = opened.expect(StatusCode::CREATED);
        let id = id_of(challenge);
        let path = format!("/v1/challenges/{id}");
        assert_eq!(opened.headers[header::LOCATION], path);
        for (member, value) in [
            ("account_id", json!(ACCOUNT)),
            ("purpose", json!(purpose)),
            ("action", json!("billing")),
            ("required", json!(true)),
            ("state", json!("awaiting_code")),
            ("masked_email", json!("r***@example.com")),
            ("version", json!(2)),
        ] {
            assert_eq!(challenge[member], value, "{member}");
        }
        assert_eq!(challenge["code"]["attempts_left"], 5);
        let code = next_code(&world.smtp, before).await;
        let wrong = portal
            .challenge(&id, "confirm-code", wrong_code(&code))
            .await;
        assert_eq!(wrong.problem(422), "wrong-code");
        assert_eq!(wrong.body["attempts_left"], 4);

        let passed = portal
            .challenge(&id, "confirm-code", json!({"code": code}))
            .await;
        let assertion = assertion_of(&passed);
        assert_eq!(passed.body["state"], "passed");
        assert_eq!(passed.body["code"], Value::Null);
        for role in [Role::Portal, Role::Support] {
            let seen = portal.get(role, &path).await;
            assert_eq!(seen.expect(StatusCode::OK)["state"], "passed");
            assert!(!seen.body.to_string().contains(&assertion), "shown again");
        }
        for command in ["issue-code", "confirm-code", "cancel"] {
            let body = match command {
                "confirm-code" => json!({"code": code}),
                _ => json!({}),
            };
            let refused = portal.challenge(&id, command, body).await;
            assert_eq!(refused.problem(409), "wrong-state", "{command}");
            assert_eq!(refused.body["state"], "passed");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_two_factor_is_off_no_code_is_required_and_that_is_decided_anew_each_time() {
    let world = World::start().await;
    let portal = world.portal();
    portal.put_account(ACCOUNT, "racer@example.com").await;
    let open = async || {
        let request = portal.request(Role::Portal, Method::POST, CHALLENGES);
        let request = request.header("idempotency-key", "once");
        let request = request.json(&json!({"purpose": "sign-in"}));
        countersign_tests::portal::Answer::of(request).await
    };
    let off = open().await;
    let reason = json!({"required": false, "reason": "off"});
    assert_eq!(off.expect(StatusCode::OK), &reason);
    let (enrollment_id, code) = portal.awaiting_code(ACCOUNT, &world.smtp).await;
    let setting_up = open().await;
    let reason = json!({"required": false, "reason": "setting_up"});
    assert_eq!(setting_up.expect(StatusCode::OK), &reason);
    portal.finish(&enrollment_id, &code).await;

    let challenge = open().await;
    challenge.expect(StatusCode::CREATED);
    let again = open().await;
    assert_eq!(again.expect(StatusCode::CREATED), &challenge.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_field_or_a_flag_that_skips_the_code_is_refused() {
    let world = World::start().await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    let (id, _) = portal.challenged(ACCOUNT, "step-up", &world.smtp).await;
    let confirm = format!("/v1/challenges/{id}/confirm-code");
    let cancel = format!("/v1/challenges/{id}/cancel");
    let disable = "/v1/accounts/racer/disable";
    let code = || json!({"code": "000000"});
    for (path, mut body, field, value) in [
        (
            CHALLENGES,
            json!({"purpose": "sign-in"}),
            "required",
            json!(false),
        ),
        (
            CHALLENGES,
            json!({"purpose": "sign-in"}),
            "skip",
            json!(true),
        ),
        (
            CHALLENGES,
            json!({"purpose": "sign-in"}),
            "account_id",
            json!("other"),
        ),
        (
            CHALLENGES,
            json!({"purpose": "sign-in"}),
            "email",
            json!("x@example.com"),
        ),
        (CHALLENGES, json!({}), "purpose", json!("none")),
        (
            CHALLENGES,
            json!({"purpose": "sign-in"}),
            "action",
            json!("two words"),
        ),
        (&confirm, code(), "trusted_device", json!(true)),
        (&confirm, code(), "purpose", json!("disable")),
        (&confirm, code(), "state", json!("passed")),
        (&confirm, json!({}), "code", json!(true)),
        (&confirm, json!({}), "code", Value::Null),
        (&cancel, json!({}), "force", json!(true)),
        (
            disable,
            json!({"password": "x", "assertion": "x"}),
            "force",
            json!(true),
        ),
        (disable, json!({"password": "x"}), "assertion", Value::Null),
        (disable, json!({"assertion": "x"}), "password", json!("")),
    ] {
        body[field] = value;
        let refused = portal.post(path, body.clone()).await;
        assert_eq!(refused.problem(400), "invalid-input", "{path} {body}");
        assert_eq!(refused.body["errors"][0]["field"], field, "{path} {body}");
    }
    for skipping in ["?skip=true", "?required=false"] {
        let path = format!("{CHALLENGES}{skipping}");
        let opened = portal.post(&path, json!({"purpose": "sign-in"})).await;
        assert_eq!(opened.expect(StatusCode::CREATED)["required"], true);
    }
    assert_eq!(two_factor(&portal).await, "on");
}
