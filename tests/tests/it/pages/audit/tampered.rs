//! What somebody did to the log who may do anything with the database shows, and stops no page.

use countersign::settings::LOG_ORIGIN;
use countersign_audit::{Checkpoint, LogKey, Note};
use countersign_tests::{
    stranger::{Page, Stranger},
    world::World,
};
use reqwest::StatusCode;

use super::scene::{auditor, history_of, world};

struct Crime {
    world: World,
    auditor: Stranger,
    history: String,
}

impl Crime {
    async fn scene() -> Self {
        let world = world().await;
        let mut auditor = auditor(&world).await;
        let history = history_of(&mut auditor, "a-1").await;
        let page = auditor.get(&history).await;
        assert!(!page.text.contains("role=\"alert\""), "{}", page.text);
        Self {
            world,
            auditor,
            history,
        }
    }

    /// What the page shows once this was done to the database.
    async fn commit(&mut self, deed: &str) -> Page {
        let deed = format!("SET session_replication_role = replica; {deed}");
        sqlx::raw_sql(&deed)
            .execute(&mut self.world.database.admin().await)
            .await
            .expect("nothing holds the superuser");
        let page = self.auditor.get(&self.history).await;
        page.is(StatusCode::OK).says("role=\"alert\"");
        page
    }
}

/// The numbers of the events that are shown as not proven.
fn not_proven(page: &Page) -> Vec<&str> {
    let rows = page.text.split("<li value=\"").skip(1);
    let rows = rows.filter(|row| row.contains(">NOT PROVEN</span>"));
    rows.map(|row| row.split('"').next().expect("a number"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_event_is_not_proven_and_the_others_are() {
    let mut crime = Crime::scene().await;
    let page = crime
        .commit(
            "UPDATE events SET metadata = '{\"actor\":\"portal/nobody\"}'
             WHERE account_id = 'a-1' AND account_version = 3",
        )
        .await;
    assert_eq!(not_proven(&page), ["3"]);
    page.says("One event on this page is not what was signed.")
        .says(">Proven</span>");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_cannot_be_read_is_shown_as_that() {
    let mut crime = Crime::scene().await;
    let page = crime
        .commit(
            "UPDATE events SET payload = '{\"CodeIssued\":7}', metadata = '[]'
             WHERE account_id = 'a-1' AND account_version = 2",
        )
        .await;
    assert_eq!(not_proven(&page), ["2"]);
    page.says("This event cannot be read").says("leaves it out");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_taken_out_is_missed() {
    let mut crime = Crime::scene().await;
    let of = "DELETE FROM events WHERE account_id = 'a-1' AND account_version";
    let page = crime
        .commit(&format!(
            "{of} = (SELECT max(account_version) FROM events WHERE account_id = 'a-1')"
        ))
        .await;
    page.says("The history is not whole");
    let page = crime.commit(&format!("{of} = 3")).await;
    page.says("event number 3 of the account is missing");
    let page = crime.commit(&format!("{of} > 0")).await;
    page.says("event number 1 of the account is missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_events_that_changed_places_are_not_proven() {
    let mut crime = Crime::scene().await;
    let page = crime
        .commit(
            "ALTER TABLE events DROP CONSTRAINT events_account_version;
             UPDATE events SET account_version = 7 - account_version
             WHERE account_id = 'a-1' AND account_version IN (3, 4)",
        )
        .await;
    assert_eq!(not_proven(&page), ["3", "4"]);
}

/// Whoever can write into the database can sign, and name their key there. It is none of ours.
#[tokio::test(flavor = "multi_thread")]
async fn where_a_stranger_signed_nothing_is_proven() {
    let mut crime = Crime::scene().await;
    let newest: (i64, Vec<u8>) =
        sqlx::query_as("SELECT size, root FROM checkpoints ORDER BY size DESC LIMIT 1")
            .fetch_one(&crime.world.database.pool())
            .await
            .expect("it is signed");
    let checkpoint = Checkpoint {
        origin: LOG_ORIGIN.to_owned(),
        size: newest.0.unsigned_abs(),
        root: countersign_audit::Hash(newest.1.try_into().expect("32 bytes")),
    };
    let stranger = LogKey::new(LOG_ORIGIN, &[1; 32]).expect("the name is one");
    let note = Note::sign(checkpoint, &[&stranger]).expect("it is signed");
    let text = String::from_utf8(note.to_bytes()).expect("a note is text");
    let page = crime
        .commit(&format!(
            "UPDATE checkpoints SET note = convert_to('{text}', 'UTF8');
             DELETE FROM log_keys; INSERT INTO log_keys (vkey) VALUES ('{}')",
            stranger.public()
        ))
        .await;
    page.says("is not signed by a key of this log");
    let events = page.text.matches("<li value=").count();
    assert_eq!(not_proven(&page).len(), events);
}
