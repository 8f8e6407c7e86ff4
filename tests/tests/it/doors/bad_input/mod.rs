//! Input that is none: it is refused by the name of its field, and nothing comes of it.

mod case;
mod bodies;
mod accounts;
mod codes;
mod queries;
mod router;

use countersign::api_keys::Role;
use countersign_tests::{
    portal::{Answer, Portal},
    world::{World, eventually},
};
use reqwest::StatusCode;
use serde_json::json;
use sqlx::PgPool;

use case::Case;

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_by_name_and_nothing_comes_of_it() {
    let ground = Ground::prepare().await;
    let before = ground.events().await;
    let tables = [
        bodies::cases(),
        accounts::cases(),
        codes::cases(),
        queries::cases(),
        router::cases(),
    ];
    let mut wrong = Vec::new();
    for case in tables.iter().flatten() {
        let answer = Answer::of(case.request(&ground.portal, &ground.setups)).await;
        if !is_refused(case, &answer) {
            wrong.push(format!("{case}: {} {}", answer.status, answer.body));
        }
        assert_eq!(ground.events().await, before, "{case}: it left an event");
    }
    assert!(wrong.is_empty(), "answered otherwise: {wrong:#?}");
    ground.expect_nothing_counted().await;
}

/// An account in a setup that waits for its password, and one in a setup that waits for its code.
struct Ground {
    _world: World,
    portal: Portal,
    setups: Setups,
    code: String,
    log: PgPool,
}

/// The setups that the cases are about.
struct Setups {
    awaiting_password: String,
    awaiting_code: String,
}

impl Ground {
    async fn prepare() -> Self {
        let world = World::start().await;
        let portal = world.portal();
        for account_id in ["waits-for-password", "waits-for-code"] {
            let email = format!("{account_id}@example.com");
            portal.put_account(account_id, &email).await;
        }
        let awaiting_password = portal.start_setup("waits-for-password").await;
        let (awaiting_code, code) = portal.awaiting_code("waits-for-code", &world.smtp).await;
        let path = format!("/v1/enrollments/{awaiting_code}");
        eventually("the last event of the ground is there", async || {
            portal.get(Role::Portal, &path).await.body["code"]["delivery"] == "sent"
        })
        .await;
        let setups = Setups {
            awaiting_password,
            awaiting_code,
        };
        Self {
            log: world.database.pool(),
            _world: world,
            portal,
            setups,
            code,
        }
    }

    async fn events(&self) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM events")
            .fetch_one(&self.log)
            .await
            .expect("the log is there")
    }

    /// Every guess and every try is still there, and the right code is taken, in groups too.
    async fn expect_nothing_counted(&self) {
        let Setups {
            awaiting_password,
            awaiting_code,
        } = &self.setups;
        let wrong = json!({"password": "wrong"});
        let rejected = self
            .portal
            .command(awaiting_password, "verify-password", wrong)
            .await;
        assert_eq!(rejected.problem(422), "wrong-password");
        assert_eq!(rejected.body["attempts_left"], 4);

        let path = format!("/v1/enrollments/{awaiting_code}");
        let enrollment = self.portal.get(Role::Portal, &path).await;
        assert_eq!(enrollment.body["code"]["attempts_left"], 5);
        let (start, end) = self.code.split_at(3);
        let grouped = json!({"code": format!(" {start} {end} ")});
        self.portal
            .command(awaiting_code, "confirm-code", grouped)
            .await
            .expect(StatusCode::OK);
    }
}

/// With its status and problem, about its field, under the request's id.
fn is_refused(case: &Case, answer: &Answer) -> bool {
    let Answer {
        status,
        headers,
        body,
    } = answer;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let field = body["errors"][0]["field"].as_str();
    *status == case.status
        && header("content-type") == Some("application/problem+json")
        && body["type"] == format!("urn:countersign:problem:{}", case.slug)
        && body["status"] == case.status
        && field == case.field
        && body["request_id"].is_string()
        && body["request_id"].as_str() == header("x-request-id")
}
