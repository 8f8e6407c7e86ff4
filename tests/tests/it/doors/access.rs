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
