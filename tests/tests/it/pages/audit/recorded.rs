//! Whoever looks is recorded first. Where that cannot be, nothing is shown.

use countersign::readings::{self, Means, Recorded};
use countersign_domain::AccountId;
use countersign_tests::world::World;
use reqwest::StatusCode;

use super::scene::{REASON, auditor, history_of, world};

async fn means_of(world: &World) -> Vec<Means> {
    let account_id: AccountId = "a-1".parse().expect("it is one");
    let list = readings::list(&world.database.pool(), Some(&account_id), 20).await;
    let list = list.expect("they are there");
    for Recorded { reading, .. } in &list {
        assert_eq!(reading.reader, "auditor/test");
        assert_eq!(reading.reason.as_deref(), Some(REASON));
    }
    list.iter().map(|recorded| recorded.reading.means).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_look_is_recorded_with_who_and_why_and_shown_to_the_next() {
    let world = world().await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "a-1").await;
    assert!(means_of(&world).await.is_empty(), "nothing was shown yet");
    auditor.get(&history).await.is(StatusCode::OK);
    auditor
        .get(&format!("{history}?at=1"))
        .await
        .is(StatusCode::OK);
    let export = format!("{history}/export");
    auditor.post(&export, &[]).await.is(StatusCode::OK);
    let means = means_of(&world).await;
    assert_eq!(means, [Means::Export, Means::Page, Means::Page]);
    let page = auditor.get(&history).await;
    page.says("auditor/test</bdi>: took a bundle away")
        .says("auditor/test</bdi>: looked at these pages")
        .says(REASON);
    // The next search has the reason at hand, and its reader's eyes on it.
    auditor
        .get("/audit")
        .await
        .says(&format!("value=\"{REASON}\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_cannot_be_recorded_nothing_is_shown() {
    let world = world().await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "a-1").await;
    let accounts = auditor.search(["", "2020-01-01T00:00", "", REASON]).await;
    let accounts = accounts.leads_to().to_owned();
    auditor.get(&history).await.says("EnrollmentActivated");
    auditor.get(&accounts).await.says("a-1");
    sqlx::raw_sql("REVOKE INSERT ON history_reads FROM countersign_service")
        .execute(&mut world.database.admin().await)
        .await
        .expect("nothing holds the superuser");
    let pages = [
        auditor.get(&history).await,
        auditor.get(&accounts).await,
        auditor.post(&format!("{history}/export"), &[]).await,
    ];
    for page in pages {
        page.is(StatusCode::SERVICE_UNAVAILABLE);
        for shown in ["EnrollmentActivated", "Two-factor", ">a-1<"] {
            assert!(!page.text.contains(shown), "{shown} in {}", page.text);
        }
    }
}
