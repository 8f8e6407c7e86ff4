//! The scene: a log with two events that nobody can read.

use countersign::{
    api_keys::Role,
    reacting::dead_letters::{self, DeadLetter},
};
use countersign_tests::{
    foreign::Foreign,
    world::{World, eventually},
};
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
            event_version: "1",
            payload: r#"{"type": "CodeIssued", "number": 2, "drawn_from": "a later scheme"}"#,
            folds_otherwise: false,
        };
        let teleported = Foreign {
            account_id: "moved",
            stream: ("account", "moved"),
            event_type: "AccountTeleported",
            event_version: "1",
            payload: r#"{"type": "AccountTeleported", "to": "elsewhere"}"#,
            folds_otherwise: true,
        };
        Self {
            code_issued: code_issued.append(&world.database).await,
            teleported: teleported.append(&world.database).await,
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
