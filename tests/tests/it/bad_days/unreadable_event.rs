//! An event that nobody can read any more: it is set aside with its reason, holds up nobody else,
//! and lets nobody in.

use countersign::{
    api_keys::Role,
    projecting,
    reacting::dead_letters::{self, DeadLetter},
};
use countersign_tests::{
    portal::Answer,
    world::{World, eventually},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::{PgPool, types::Uuid};

const PROJECTIONS: [&str; 3] = [
    "projection/account_security",
    "projection/enrollment_funnel",
    "projection/setup_timers",
];

/// An event as a version of the service would have appended it that this one knows nothing of.
struct Foreign<'a> {
    account_id: &'a str,
    stream: (&'a str, &'a str),
    event_type: &'a str,
    payload: Value,
    /// Whether that version folds limits otherwise.
    folds_otherwise: bool,
}

impl Foreign<'_> {
    /// Appends it, numbered in the log, its stream and its account; answers its id.
    async fn append(&self, world: &World) -> Uuid {
        sqlx::query_scalar(
            "WITH moved AS (
                 UPDATE accounts
                 SET version = version + 1, fold = fold + $6::int,
                     stream_version = stream_version + ($2 = 'account')::int
                 WHERE account_id = $1 RETURNING version)
             INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type,
                                 event_version, payload, metadata, account_id, account_version)
             SELECT $2, $3, (SELECT max(sequence) + 1 FROM events
                             WHERE aggregate_type = $2 AND aggregate_id = $3),
                    $4, '2.0', $5::json, '{\"actor\": \"portal/later\"}', $1, version
             FROM moved RETURNING event_id",
        )
        .bind(self.account_id)
        .bind(self.stream.0)
        .bind(self.stream.1)
        .bind(self.event_type)
        .bind(self.payload.to_string())
        .bind(i32::from(self.folds_otherwise))
        .fetch_one(&mut world.database.admin().await)
        .await
        .expect("it is appended")
    }
}

/// Two accounts with such an event: one whose code nobody can read, in `setup`, and one in whose
/// own stream something unknown happened.
struct Unreadable {
    world: World,
    setup: String,
    /// The code of the mail before.
    code: String,
    code_issued: Uuid,
    teleported: Uuid,
}

impl Unreadable {
    async fn prepare() -> Self {
        let world = World::start().await;
        let portal = world.portal();
        for account_id in ["coded", "moved"] {
            let email = format!("{account_id}@example.com");
            portal.put_account(account_id, &email).await;
        }
        let (setup, code) = portal.awaiting_code("coded", &world.smtp).await;
        let path = format!("/v1/enrollments/{setup}");
        eventually("the first mail is recorded", async || {
            portal.get(Role::Portal, &path).await.body["code"]["delivery"] == "sent"
        })
        .await;
        let code_issued = Foreign {
            account_id: "coded",
            stream: ("enrollment", &setup),
            event_type: "CodeIssued",
            payload: json!({"type": "CodeIssued", "number": 2, "drawn_from": "a later scheme"}),
            folds_otherwise: false,
        };
        let teleported = Foreign {
            account_id: "moved",
            stream: ("account", "moved"),
            event_type: "AccountTeleported",
            payload: json!({"type": "AccountTeleported", "to": "elsewhere"}),
            folds_otherwise: true,
        };
        Self {
            code_issued: code_issued.append(&world).await,
            teleported: teleported.append(&world).await,
            world,
            setup,
            code,
        }
    }

    /// The open dead letters, once there are so many.
    async fn dead_letters(&self, pool: &PgPool, count: usize) -> Vec<DeadLetter> {
        let list = async || dead_letters::list(pool).await.expect("they are there");
        eventually("every reader has given up", async || {
            list().await.len() == count
        })
        .await;
        list().await
    }

    /// The mails that the account got whose code nobody can read.
    fn mails(&self) -> usize {
        let mails = self.world.smtp.mails();
        let to_it =
            |mail: &&countersign_tests::smtp::Received| mail.recipients == ["coded@example.com"];
        mails.iter().filter(to_it).count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_set_aside_and_holds_up_nobody_else() {
    let day = Unreadable::prepare().await;
    let (pool, portal) = (day.world.database.pool(), day.world.portal());
    let letters = day.dead_letters(&pool, 7).await;
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
    assert_eq!(day.dead_letters(&pool, 7).await.len(), 7);
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
    let before = day.dead_letters(&pool, 7).await;
    let of_code_mail = |letters: &[DeadLetter]| {
        let letter = letters.iter().find(|letter| letter.handler == "code-mail");
        letter.expect("a letter of code-mail").clone()
    };
    let before = of_code_mail(&before);
    let redriven = dead_letters::redrive(&pool, "code-mail", day.code_issued).await;
    assert!(redriven.expect("the database is there"));
    let after = of_code_mail(&day.dead_letters(&pool, 7).await);
    assert!(after.updated_at > before.updated_at, "it was tried again");
    assert_eq!((after.attempts, &after.reason), (1, &before.reason));
    for projection in PROJECTIONS {
        let redriven = dead_letters::redrive(&pool, projection, day.code_issued).await;
        assert!(!redriven.expect("the database is there"), "{projection}");
    }

    let discarded = dead_letters::discard(&pool, "code-mail", day.code_issued).await;
    assert!(discarded.expect("the database is there"));
    assert_eq!(day.dead_letters(&pool, 6).await.len(), 6);
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
