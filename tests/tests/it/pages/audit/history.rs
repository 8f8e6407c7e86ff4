//! The timeline, what was so at any moment, and the bundle.

use countersign_audit::{Asked, verify};
use reqwest::StatusCode;
use sqlx::Executor;

use super::scene::{auditor, history_of, signed, world};
use crate::checkpoints::scene::vkey;

#[tokio::test(flavor = "multi_thread")]
async fn each_event_is_told_and_proven() {
    let world = world().await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "a-1").await;
    let page = auditor.get(&history).await;
    for what in [
        "The account was registered",
        "A setup of two-factor authentication was begun",
        "The password was confirmed",
        "A code was made",
        "The code was right",
        "Two-factor authentication was switched on",
        "portal/test",
        "position 1",
        "the mailbox that a code proved",
    ] {
        page.says(what);
    }
    let events = page.text.matches("<li value=").count();
    assert_eq!(page.text.matches(">Proven</span>").count(), events);
    assert!(events >= 6 && !page.text.contains("NOT PROVEN"));
    assert!(
        !page.text.contains("example.com<"),
        "no address but the support's"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_so_is_folded_up_to_the_event_that_is_chosen() {
    let world = world().await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "a-1").await;
    let last = auditor.get(&history).await;
    last.says("<dd>On since ");
    let events = last.text.matches("<li value=").count();
    for (at, says) in [
        ("1", "<dd>Off</dd>"),
        ("0", "<dd>Off</dd>"),
        ("2", "<dd>Off; it is being set up</dd>"),
        ("999999", "<dd>On since "),
    ] {
        let page = auditor.get(&format!("{history}?at={at}")).await;
        let chosen = at.parse::<usize>().expect("a number").clamp(1, events);
        page.is(StatusCode::OK)
            .says(says)
            .says(&format!("max=\"{events}\" value=\"{chosen}\""))
            .says(&format!("<li value=\"{chosen}\" aria-current=\"true\">"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_has_pages() {
    let world = world().await;
    let portal = world.portal();
    for number in 0..210 {
        portal
            .put_account("long", &format!("{number}@example.com"))
            .await;
    }
    signed(&world).await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "long").await;
    for (at, first, last, links) in [
        ("", 201, 210, &["?at=200"][..]),
        ("?at=200", 101, 200, &["?at=100", "?at=201"]),
        ("?at=1", 1, 100, &["?at=101"]),
    ] {
        let page = auditor.get(&format!("{history}{at}")).await;
        page.says(&format!("<li value=\"{first}\""))
            .says(&format!("<li value=\"{last}\""));
        assert_eq!(page.text.matches("<li value=").count(), last - first + 1);
        assert_eq!(
            page.text.matches(">Proven</span>").count(),
            last - first + 1
        );
        assert_eq!(page.text.matches("?at=").count(), links.len());
        for link in links {
            page.says(&format!("href=\"{history}{link}#timeline\""));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_new_is_not_signed_yet_and_not_for_long() {
    let world = world().await;
    let mut admin = world.database.admin().await;
    // Nobody else keeps a checkpoint meanwhile.
    admin
        .execute("SELECT pg_advisory_lock(log_lock() + 1)")
        .await
        .expect("it is free");
    world.portal().put_account("new", "new@example.com").await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "new").await;
    let page = auditor.get(&history).await;
    page.says(">Not signed yet</span>");
    assert!(!page.text.contains("role=\"alert\""), "nothing is wrong");
    world
        .database
        .shift_clock(chrono::TimeDelta::minutes(2))
        .await;
    let page = auditor.get(&history).await;
    page.says(">NOT SIGNED, although it should be</span>")
        .says("role=\"alert\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_taken_away_and_verifies_without_us() {
    let world = world().await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "a-1").await;
    let page = auditor.get(&history).await;
    let key = vkey(&world);
    page.says(&format!("countersign audit verify FILE --key '{key}'"));
    let events = page.text.matches("<li value=").count();
    let answer = auditor.take(&format!("{history}/export")).await;
    let name = answer.headers()["content-disposition"]
        .to_str()
        .expect("text")
        .to_owned();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let bundle = answer.bytes().await.expect("a body");
    let asked = Asked {
        keys: vec![key],
        ..Asked::default()
    };
    let verified = verify(&bundle[..], &asked, |_| {}).expect("it verifies");
    assert_eq!(verified.events, u64::try_from(events).expect("few"));
    assert_eq!(verified.header.account.as_deref(), Some("a-1"));
    let size = verified.checkpoint.size;
    assert_eq!(
        name,
        format!("attachment; filename=\"countersign-a-1-{size}.bundle\"")
    );
}
