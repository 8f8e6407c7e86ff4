//! The scene: a log with two events that nobody can read.

use countersign::{
    api_keys::Role,
    reacting::dead_letters::{self, DeadLetter},
};
use countersign_tests::world::{World, eventually};
use serde_json::{Value, json};
use sqlx::{PgPool, types::Uuid};

/// Two accounts with such an event: one whose code nobody can read, in `setup`, and one in whose
/// own stream something unknown happened.
pub(super) struct Unreadable {
    pub(super) world: World,
    pub(super) setup: String,
    /// The code of the mail before.
    pub(super) code: String,
    pub(super) code_issued: Uuid,
    pub(super) teleported: Uuid,
}

impl Unreadable {
    pub(super) async fn prepare() -> Self {
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
    pub(super) async fn dead_letters(&self, pool: &PgPool, count: usize) -> Vec<DeadLetter> {
        let list = async || dead_letters::list(pool).await.expect("they are there");
        eventually("every reader has given up", async || {
            list().await.len() == count
        })
        .await;
        list().await
    }

    /// The mails that the account got whose code nobody can read.
    pub(super) fn mails(&self) -> usize {
        let mails = self.world.smtp.mails();
        let to_it =
            |mail: &&countersign_tests::smtp::Received| mail.recipients == ["coded@example.com"];
        mails.iter().filter(to_it).count()
    }
}

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
