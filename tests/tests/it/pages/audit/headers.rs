//! What every answer tells the browser about itself, as those to customers do.

use countersign_tests::world::RETURN_ORIGIN;
use reqwest::Method;

use super::scene::{REASON, auditor, history_of, world};
use crate::pages::misuse::headers::{POLICY, says_what_may_be_done_with_it};

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_may_be_done_with_it() {
    let world = world().await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "a-1").await;
    let accounts = auditor.search(["", "2020-01-01T00:00", "", REASON]).await;
    let accounts_path = accounts.leads_to().to_owned();
    let mut pages = vec![
        accounts,
        auditor.get("/audit/sign-in").await,
        auditor.get("/audit").await,
        auditor.get(&history).await,
        auditor.get(&accounts_path).await,
        auditor.get("/audit/nothing").await,
        auditor.search(["", "", "", ""]).await,
        auditor.post_bare("/audit", &[]).await,
        auditor.ask(Method::PUT, "/audit").await,
        auditor
            .twin()
            .post("/audit/sign-in", &[("key", "wrong")])
            .await,
    ];
    let left = auditor.post("/audit/sign-out", &[]).await;
    pages.extend([left, auditor.get(&history).await]);
    let statuses: Vec<u16> = pages.iter().map(|page| page.status.as_u16()).collect();
    assert_eq!(
        statuses,
        [303, 200, 200, 200, 200, 404, 422, 403, 405, 422, 303, 303]
    );
    for page in &pages {
        says_what_may_be_done_with_it(page, &format!("{POLICY} {RETURN_ORIGIN}"));
    }
}
