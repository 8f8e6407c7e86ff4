//! A mail that was given up is redriven once its cause is mended, and goes once.

use countersign::reacting::dead_letters::{self, DeadLetter};
use countersign_domain::Policy;
use countersign_tests::{
    smtp::{Behaviour, Stage},
    world::{BOUND, World, eventually},
};
use reqwest::StatusCode;
use serde_json::json;
use sqlx::PgPool;

/// A code that outlives every try to mail it: refused for an hour, its mail is given up while the
/// code still works.
#[tokio::test(flavor = "multi_thread")]
async fn a_codes_mail_that_was_given_up_goes_once_it_is_redriven() {
    let long = chrono::TimeDelta::hours(4);
    let policy = Policy {
        code_lifetime: long,
        setup_lifetime: long,
        ..Policy::default()
    };
    let world = World::start_with(1, policy).await;
    let (pool, portal) = (world.database.pool(), world.portal());
    // The first try is taken, and its answer lost; all others are put off.
    world
        .smtp
        .script_times(1, Stage::EndOfData, Behaviour::Close);
    let later = Behaviour::Reply(451, "later");
    world.smtp.script(Stage::EndOfData, later);
    portal.put_account("demo", "demo@example.com").await;
    let id = portal.start_setup("demo").await;
    portal.verify_password(&id).await.expect(StatusCode::OK);
    spend_tries(&pool).await;
    let letter = only_letter(&pool).await;
    let reason = letter.reason.as_deref().unwrap_or_default();
    assert!(
        reason.contains("could not take it for now (451)"),
        "{reason}"
    );
    assert_eq!(
        (letter.handler.as_str(), letter.attempts),
        ("code-mail", 40)
    );
    assert_eq!(world.smtp.mails().len(), 1);

    world.smtp.heal();
    let redriven = dead_letters::redrive(&pool, &letter.handler, letter.event_id).await;
    assert!(redriven.expect("the database is there"));
    let mails = world.smtp.wait_for(|mails| mails.len() > 1, BOUND).await;
    let message_id = format!("{}@example.com", letter.event_id);
    for mail in &mails {
        assert_eq!(mail.message_id().as_ref(), Some(&message_id));
        assert_eq!(mail.header("date"), mails[0].header("date"));
        assert_eq!(mail.text_part(), mails[0].text_part());
        assert!(mail.code().is_some() && mail.code() == mails[0].code());
    }
    settled(&pool, &letter).await;
    let again = dead_letters::redrive(&pool, &letter.handler, letter.event_id).await;
    assert!(!again.expect("the database is there"), "it is answered");

    // Once another one's mail is there, so would be a second of this one.
    portal.put_account("other", "other@example.com").await;
    portal.awaiting_code("other", &world.smtp).await;
    let mails = world.smtp.mails();
    let recipients: Vec<_> = mails.iter().flat_map(|mail| &mail.recipients).collect();
    let [demo, other] = ["demo@example.com", "other@example.com"];
    assert_eq!(recipients, [demo, demo, other]);
    let code = mails[1].code().expect("a code");
    let confirmed = portal
        .command(&id, "confirm-code", json!({"code": code}))
        .await;
    confirmed.expect(StatusCode::OK);
}

/// Nobody waits for a notice, so one that is refused for good is the operator's business.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_was_refused_goes_once_it_is_redriven() {
    let world = World::start().await;
    let (pool, portal) = (world.database.pool(), world.portal());
    portal.put_account("demo", "demo@example.com").await;
    let (id, code) = portal.awaiting_code("demo", &world.smtp).await;
    let unknown = Behaviour::Reply(550, "no such user");
    world.smtp.script(Stage::Rcpt, unknown);
    let confirmed = portal
        .command(&id, "confirm-code", json!({"code": code}))
        .await;
    confirmed.expect(StatusCode::OK);
    let activated = portal.command(&id, "acknowledge", json!({})).await;
    assert_eq!(activated.expect(StatusCode::OK)["state"], "active");
    let letter = only_letter(&pool).await;
    assert_eq!(
        (
            letter.handler.as_str(),
            letter.account_id.as_deref(),
            letter.attempts
        ),
        ("activation-mail", Some("demo"), 1)
    );
    let reason = letter.reason.as_deref();
    assert_eq!(
        reason,
        Some("the mail was refused: the mail server refused it (550)")
    );

    world.smtp.heal();
    let redriven = dead_letters::redrive(&pool, &letter.handler, letter.event_id).await;
    assert!(redriven.expect("the database is there"));
    settled(&pool, &letter).await;
    let mails = world.smtp.mails();
    assert_eq!(mails.len(), 2, "the code's, and this one");
    let message_id = format!("{}@example.com", letter.event_id);
    assert_eq!(mails[1].message_id(), Some(message_id));
}

/// Counts the mail as tried for an hour, but for the last try.
async fn spend_tries(pool: &PgPool) {
    eventually("the mail was tried", async || {
        let spent = sqlx::query("UPDATE deliveries SET attempts = 39 WHERE state = 'waiting'")
            .execute(pool)
            .await;
        spent.expect("the database is there").rows_affected() == 1
    })
    .await;
}

async fn only_letter(pool: &PgPool) -> DeadLetter {
    let list = async || dead_letters::list(pool).await.expect("they are there");
    eventually("the mail is given up", async || !list().await.is_empty()).await;
    let mut letters = list().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    letters.remove(0)
}

async fn settled(pool: &PgPool, letter: &DeadLetter) {
    eventually("the mail is settled", async || {
        let settled: bool = sqlx::query_scalar(
            "SELECT state = 'settled' AND reason = 'sent' FROM deliveries
             WHERE handler = $1 AND event_id = $2",
        )
        .bind(&letter.handler)
        .bind(letter.event_id)
        .fetch_one(pool)
        .await
        .expect("it is kept");
        settled
    })
    .await;
}
