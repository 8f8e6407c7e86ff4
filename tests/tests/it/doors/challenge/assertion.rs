//! What an assertion says, and to whom.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use countersign::api_keys::{self, Role};
use countersign_domain::Policy;
use countersign_tests::{
    portal::{Answer, Portal, id_of, next_code},
    world::{PUBLIC_URL, World},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use super::{
    ACCOUNT,
    forger::{Forger, JWKS, published},
    two_factor,
};

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_is_verified_offline_by_the_published_keys_alone() {
    let world = World::start_published(1, Policy::default()).await;
    let portal = world.portal();
    let enrollment_id = portal.switch_on(ACCOUNT, &world.smtp).await;
    let before = world.smtp.mails().len();
    let body = json!({"purpose": "step-up", "action": "cloud-instances"});
    let path = format!("/v1/accounts/{ACCOUNT}/challenges");
    let opened = portal.post(&path, body).await;
    let id = id_of(opened.expect(StatusCode::CREATED));
    let code = next_code(&world.smtp, before).await;
    let right_at = world.database.stop_clock().await.timestamp();
    let passed = portal
        .challenge(&id, "confirm-code", json!({"code": code}))
        .await;
    let token = countersign_tests::portal::assertion_of(&passed);

    let (keys, answer) = published(&portal).await;
    assert_eq!(answer.headers[header::CACHE_CONTROL], "public, max-age=300");
    for key in answer.body["keys"].as_array().expect("keys") {
        assert_eq!(key["use"], "sig");
        assert_eq!(key["d"], Value::Null, "a private key is published");
    }
    let header = decode_header(&token).expect("a header");
    assert_eq!(header.alg, Algorithm::EdDSA);
    let key = keys
        .find(&header.kid.expect("a key's id"))
        .expect("its key");
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&["test"]);
    validation.set_issuer(&[PUBLIC_URL]);
    validation.sub = Some(ACCOUNT.to_owned());
    let key = DecodingKey::from_jwk(key).expect("a key");
    let claims = decode::<Value>(&token, &key, &validation).expect("it verifies");
    let claims = claims.claims;
    // The instance carries the time on by its own clock since it last asked the database.
    let carried_on = claims["auth_time"].as_i64().expect("seconds");
    assert!((right_at..=right_at + 1).contains(&carried_on));
    let right_at = carried_on;
    assert_eq!(
        claims,
        json!({
            "iss": PUBLIC_URL, "aud": "test", "sub": ACCOUNT, "purpose": "step-up",
            "action": "cloud-instances", "amr": ["email_code"], "auth_time": right_at,
            "iat": right_at, "exp": right_at + 300, "jti": id, "challenge_id": id,
            "enrollment_id": enrollment_id,
        })
    );
    let other_instance = Answer::of(portal.bare(Method::HEAD, JWKS)).await;
    assert_eq!(other_instance.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_assertion_switches_nothing_off() {
    let world = World::start_published(1, Policy::default()).await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    let token = portal.pass(ACCOUNT, "disable", &world.smtp).await;
    for (what, forged) in Forger::of(&token, &portal).await.all() {
        let refused = portal.disable(ACCOUNT, &forged).await;
        assert_eq!(refused.problem(422), "invalid-assertion", "{what}");
    }
    assert_eq!(two_factor(&portal).await, "on");
    // So it was no other member that they were refused for.
    portal.disable(ACCOUNT, &token).await.expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_for_something_else_switches_nothing_off() {
    let world = World::start_published(1, Policy::default()).await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    portal.switch_on("other", &world.smtp).await;
    let of_other = portal.pass("other", "disable", &world.smtp).await;
    let key = api_keys::create(&world.database.pool(), Role::Portal, "another shop").await;
    let key = key.expect("a key");
    let foreign = Portal::new(
        portal.url().to_owned(),
        vec![(Role::Portal, key.expose().to_owned())],
    );
    let for_another_audience = foreign.pass(ACCOUNT, "disable", &world.smtp).await;
    let step_up = portal.pass(ACCOUNT, "step-up", &world.smtp).await;
    let forger = Forger::of(&step_up, &portal).await;
    let altered = forger.with_claims(|claims| claims["purpose"] = json!("disable"));
    for (what, assertion) in [
        ("altered to be for it", altered),
        ("step-up", step_up),
        (
            "sign-in",
            portal.pass(ACCOUNT, "sign-in", &world.smtp).await,
        ),
        ("another account's", of_other),
        ("made for another owner's key", for_another_audience.clone()),
    ] {
        let refused = portal.disable(ACCOUNT, &assertion).await;
        assert_eq!(refused.problem(422), "invalid-assertion", "{what}");
    }
    assert_eq!(two_factor(&portal).await, "on");
    let own = foreign.disable(ACCOUNT, &for_another_audience).await;
    own.expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_counts_until_its_time_and_not_a_second_longer() {
    for (seconds, counts) in [(-1, true), (0, false)] {
        let world = World::start_published(1, Policy::default()).await;
        let portal = world.portal();
        portal.switch_on(ACCOUNT, &world.smtp).await;
        world.database.stop_clock().await;
        let assertion = portal.pass(ACCOUNT, "disable", &world.smtp).await;
        let then = expiry(&assertion) + TimeDelta::seconds(seconds);
        world.database.stop_clock_at(then).await;
        let answer = portal.disable(ACCOUNT, &assertion).await;
        if counts {
            answer.expect(StatusCode::OK);
        } else {
            assert_eq!(answer.problem(422), "invalid-assertion");
            assert_eq!(two_factor(&portal).await, "on");
        }
    }
}

/// When a token's time is over, by its own word.
fn expiry(token: &str) -> DateTime<Utc> {
    let claims = token.split('.').nth(1).expect("claims");
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims).expect("base64url");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    let seconds = claims["exp"].as_i64().expect("seconds");
    DateTime::from_timestamp(seconds, 0).expect("a time")
}
