//! An event that nobody can read any more: it is set aside with its reason, holds up nobody else,
//! and lets nobody in.

mod scene;

use countersign::{
    api_keys::Role,
    projecting,
    reacting::dead_letters::{self, DeadLetter},
};
use countersign_tests::portal::Answer;
use reqwest::{Method, StatusCode};
use serde_json::json;
use sqlx::types::Uuid;

use self::scene::Unreadable;

const PROJECTIONS: [&str; 4] = [
    "projection/account_security",
    "projection/enrollment_funnel",
    "projection/challenge_funnel",
    "projection/timers",
];

#[tokio::test(flavor = "multi_thread")]
async fn it_is_set_aside_and_holds_up_nobody_else() {
    let day = Unreadable::prepare().await;
    let (pool, portal) = (day.world.database.pool(), day.world.portal());
    let letters = day.dead_letters(&pool, 9).await;
    let given_up = |handler: &str, event_id: Uuid| {
        let letter = letters
            .iter()
            .find(|letter| letter.handler == handler && letter.event_id == event_id)
            .unwrap_or_else(|| panic!("no letter of {handler}"));
        let reason = letter.reason.as_deref().expect("a reason");
        assert!(reason.contains("unreadable payload"), "{handler}: {reason}");
        (letter.account_id.clone(), reason.to_owned())
    };
    for projection in PROJECTIONS {
        let (account_id, reason) = given_up(projection, day.code_issued);
        assert_eq!(account_id.as_deref(), Some("coded"));
        assert!(reason.contains("missing field"), "{reason}");
        let (account_id, reason) = given_up(projection, day.teleported);
        assert_eq!(account_id.as_deref(), Some("moved"));
        assert!(reason.contains("AccountTeleported"), "{reason}");
    }
    given_up("code-mail", day.code_issued);

    // Somebody else goes all the way, past both of them.
    portal.put_account("demo", "demo@example.com").await;
    let (id, code) = portal.awaiting_code("demo", &day.world.smtp).await;
    let confirmed = portal
        .command(&id, "confirm-code", json!({"code": code}))
        .await;
    confirmed.expect(StatusCode::OK);
    let acknowledged = portal.command(&id, "acknowledge", json!({})).await;
    acknowledged.expect(StatusCode::OK);
    let security = portal.get(Role::Portal, "/v1/accounts/demo/security").await;
    assert_eq!(security.expect(StatusCode::OK)["two_factor"], "on");
    let ready = format!("{}/readyz", day.world.instances[0].admin_url());
    let ready = reqwest::get(ready).await.expect("an answer");
    assert_eq!(ready.status(), StatusCode::OK, "{:?}", ready.text().await);
    assert_eq!(day.mails(), 1, "only the code before it was mailed");

    // A rebuild reads both again, and gives them up again.
    projecting::rebuild(&pool, "account_security", |_| {})
        .await
        .expect("it is rebuilt");
    assert_eq!(day.dead_letters(&pool, 9).await.len(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_shown_as_it_is_and_lets_nobody_in() {
    let day = Unreadable::prepare().await;
    let portal = day.world.portal();
    for (account_id, event_type, data) in [
        (
            "coded",
            "CodeIssued",
            json!({"number": 2, "drawn_from": "a later scheme"}),
        ),
        ("moved", "AccountTeleported", json!({"to": "elsewhere"})),
    ] {
        let history = format!("/v1/accounts/{account_id}/history");
        for path in [history.as_str(), "/v1/log"] {
            let page = portal.get(Role::Auditor, path).await;
            let events = page.expect(StatusCode::OK)["events"].as_array();
            let shown = events
                .expect("events")
                .iter()
                .any(|event| event["type"] == event_type && event["data"] == data);
            assert!(shown, "{path} does not show {event_type}");
        }
    }

    // The code before would still be the right one.
    let code = json!({"code": day.code});
    for (command, body) in [
        ("confirm-code", code),
        ("issue-code", json!({})),
        ("acknowledge", json!({})),
    ] {
        let answer = portal.command(&day.setup, command, body).await;
        assert_eq!(answer.problem(500), "internal", "{command}");
    }
    let setup = json!({"method": "email"});
    let started = portal.post("/v1/accounts/moved/enrollments", setup).await;
    assert_eq!(started.problem(500), "internal");
    let unlock = portal.request(Role::Support, Method::POST, "/v1/accounts/moved/unlock");
    assert_eq!(Answer::of(unlock).await.problem(500), "internal");
    // An event that can be read makes nothing good of the one before it.
    let changed = portal.put_account("coded", "elsewhere@example.com").await;
    changed.expect(StatusCode::OK);
    let security = async |account_id: &str| {
        let path = format!("/v1/accounts/{account_id}/security");
        portal.get(Role::Portal, &path).await
    };
    let (coded, moved) = tokio::join!(security("coded"), security("moved"));
    assert_eq!(coded.problem(503), "unavailable");
    assert_eq!(moved.problem(503), "unavailable");
}

#[tokio::test(flavor = "multi_thread")]
async fn redriven_it_stays_unread_and_discarded_it_rests() {
    let day = Unreadable::prepare().await;
    let pool = day.world.database.pool();
    let before = day.dead_letters(&pool, 9).await;
    let of_code_mail = |letters: &[DeadLetter]| {
        let letter = letters.iter().find(|letter| letter.handler == "code-mail");
        letter.expect("a letter of code-mail").clone()
    };
    let before = of_code_mail(&before);
    let redriven = dead_letters::redrive(&pool, "code-mail", day.code_issued).await;
    assert!(redriven.expect("the database is there"));
    let after = of_code_mail(&day.dead_letters(&pool, 9).await);
    assert!(after.updated_at > before.updated_at, "it was tried again");
    assert_eq!((after.attempts, &after.reason), (1, &before.reason));
    for projection in PROJECTIONS {
        let redriven = dead_letters::redrive(&pool, projection, day.code_issued).await;
        assert!(!redriven.expect("the database is there"), "{projection}");
    }

    let discarded = dead_letters::discard(&pool, "code-mail", day.code_issued).await;
    assert!(discarded.expect("the database is there"));
    assert_eq!(day.dead_letters(&pool, 8).await.len(), 8);
    let again = dead_letters::redrive(&pool, "code-mail", day.code_issued).await;
    assert!(!again.expect("the database is there"), "it rests");
    let kept: (String, Option<String>) = sqlx::query_as(
        "SELECT state, reason FROM deliveries WHERE handler = 'code-mail' AND event_id = $1",
    )
    .bind(day.code_issued)
    .fetch_one(&pool)
    .await
    .expect("it is kept");
    assert_eq!(kept, ("discarded".to_owned(), before.reason));

    // Behind all of that another one's code still comes, and nothing else went out.
    let portal = day.world.portal();
    portal.put_account("demo", "demo@example.com").await;
    portal.awaiting_code("demo", &day.world.smtp).await;
    assert_eq!(day.mails(), 1, "only the code before it was mailed");
}
