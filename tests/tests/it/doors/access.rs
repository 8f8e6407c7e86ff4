//! Every route, as the OpenAPI document lists them, against missing, unknown and wrong keys.

use countersign::api_keys::Role;
use countersign_tests::{portal::Answer, world::World};
use reqwest::Method;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_closed_to_whom_it_is_not_open_to() {
    let world = World::start().await;
    let portal = world.portal();
    let document = Answer::of(portal.bare(Method::GET, "/openapi.json"))
        .await
        .body;
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let Some(open_to) = operation["x-roles"].as_array() else {
                continue;
            };
            operations += 1;
            let method: Method = method.to_uppercase().parse().expect("a method");
            let path = path
                .replace("{account_id}", "nobody")
                .replace("{enrollment_id}", "00000000-0000-7000-8000-000000000000");
            let bare = portal.bare(method.clone(), &path);
            assert_eq!(
                Answer::of(bare).await.problem(401),
                "unauthorized",
                "{method} {path}"
            );
            let unknown = portal
                .bare(method.clone(), &path)
                .bearer_auth("cs_portal_unknown");
            assert_eq!(
                Answer::of(unknown).await.problem(401),
                "unauthorized",
                "{method} {path}"
            );
            for role in Role::ALL {
                let answer = Answer::of(portal.request(*role, method.clone(), &path)).await;
                if open_to.contains(&json!(role.as_str())) {
                    assert!(
                        ![401, 403].contains(&answer.status.as_u16()),
                        "{role} {method} {path}"
                    );
                } else {
                    assert_eq!(answer.problem(403), "forbidden", "{role} {method} {path}");
                }
            }
        }
    }
    assert!(
        operations >= 14,
        "only {operations} operations are documented"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_code_is_not_counted_as_a_guess() {
    let world = World::start().await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let (id, code) = portal.awaiting_code("demo", &world.smtp).await;
    for code in [
        json!(""),
        json!(null),
        json!(true),
        json!(123_456),
        json!("12345"),
        json!("abcdef"),
        json!("１２３４５６"),
        json!("+12345"),
        json!("1e5"),
        json!("1".repeat(10_000)),
    ] {
        let answer = portal
            .command(&id, "confirm-code", json!({"code": code}))
            .await;
        assert_eq!(answer.problem(400), "invalid-input");
        assert_eq!(answer.body["errors"][0]["field"], "code");
    }
    let enrollment = portal
        .get(Role::Portal, &format!("/v1/enrollments/{id}"))
        .await;
    assert_eq!(enrollment.body["code"]["attempts_left"], 5);
    portal
        .command(&id, "confirm-code", json!({"code": code}))
        .await
        .expect(reqwest::StatusCode::OK);
}
