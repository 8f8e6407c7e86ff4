//! Every route, as the OpenAPI document lists them, against missing, unknown and wrong keys.

use countersign::api_keys::Role;
use countersign_tests::{portal::Answer, world::World};

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_closed_to_whom_it_is_not_open_to() {
    let world = World::start().await;
    let portal = world.portal();
    let routes = portal.routes().await;
    assert!(routes.len() >= 14, "only {} are documented", routes.len());
    for route in routes {
        let method = &route.method;
        let path = route.path_of("nobody", "00000000-0000-7000-8000-000000000000");
        let bare = || portal.bare(method.clone(), &path);
        for stranger in [bare(), bare().bearer_auth("cs_portal_unknown")] {
            let answer = Answer::of(stranger).await;
            assert_eq!(answer.problem(401), "unauthorized", "{method} {path}");
        }
        for role in Role::ALL {
            let answer = Answer::of(portal.request(*role, method.clone(), &path)).await;
            if route.roles.contains(role) {
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
