//! Every route, as the OpenAPI document lists them, against missing, unknown and wrong keys.

use std::collections::{BTreeMap, BTreeSet};

use countersign::api_keys::Role;
use countersign_tests::{
    portal::{Answer, Route},
    world::World,
};

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_closed_to_whom_it_is_not_open_to() {
    let world = World::start().await;
    let portal = world.portal();
    let routes = portal.routes().await;
    let open: BTreeSet<_> = routes
        .iter()
        .filter(|route| route.roles.is_empty())
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(open, ["GET /.well-known/jwks.json".to_owned()].into());
    expect_those_of_challenges(&routes);
    expect_auditors_to_read(&routes);
    let routes: Vec<_> = routes.into_iter().filter(|r| !r.roles.is_empty()).collect();
    assert!(routes.len() >= 21, "only {} are documented", routes.len());
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

/// Nothing that an auditor may call changes anything.
fn expect_auditors_to_read(routes: &[Route]) {
    let is_auditors = |route: &&Route| route.roles.contains(&Role::Auditor);
    let auditors: Vec<_> = routes.iter().filter(is_auditors).collect();
    assert!(auditors.len() >= 5, "{auditors:?}");
    for Route { method, path, .. } in auditors {
        assert_eq!(method.as_str(), "GET", "{path}");
    }
}

/// A code, an assertion, and two-factor off are for portals alone.
fn expect_those_of_challenges(routes: &[Route]) {
    let of_challenges: BTreeMap<_, _> = routes
        .iter()
        .filter(|route| route.path.contains("/challenges") || route.path.ends_with("/disable"))
        .map(|route| (format!("{} {}", route.method, route.path), &route.roles[..]))
        .collect();
    let portal: &[Role] = &[Role::Portal];
    let expected = [
        (
            "GET /v1/challenges/{challenge_id}",
            &[Role::Portal, Role::Support][..],
        ),
        ("POST /v1/accounts/{account_id}/challenges", portal),
        ("POST /v1/accounts/{account_id}/disable", portal),
        ("POST /v1/challenges/{challenge_id}/cancel", portal),
        ("POST /v1/challenges/{challenge_id}/confirm-code", portal),
        ("POST /v1/challenges/{challenge_id}/issue-code", portal),
    ];
    let expected = expected.map(|(route, roles)| (route.to_owned(), roles));
    assert_eq!(of_challenges, expected.into());
}
