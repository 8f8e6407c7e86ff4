//! Forms of auditors: from a page of ours in this browser, with the fields of that page.

use countersign::api_keys::Role;
use reqwest::StatusCode;

use super::scene::{REASON, auditor, history_of, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_does_nothing() {
    let world = world().await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "a-1").await;
    auditor.get(&history).await.is(StatusCode::OK);
    let portal = world.portal();
    let forms = [
        (
            "/audit/sign-in".to_owned(),
            vec![("key", portal.key(Role::Auditor))],
        ),
        (
            "/audit".to_owned(),
            vec![
                ("account", "a-1"),
                ("from", ""),
                ("to", ""),
                ("reason", REASON),
            ],
        ),
        (format!("{history}/export"), vec![]),
        ("/audit/sign-out".to_owned(), vec![]),
    ];
    for (path, fields) in &forms {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let mut forger = auditor.twin().saying(name, value);
            let page = forger.post(path, fields).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}: {name} {value}");
        }
        let mut forger = auditor.twin();
        "x".clone_into(&mut forger.csrf);
        forger.post(path, fields).await.is(StatusCode::FORBIDDEN);
        let mut forger = auditor.twin();
        forger
            .post_bare(path, fields)
            .await
            .is(StatusCode::FORBIDDEN);
        let more = [&fields[..], &[("more", "x")]].concat();
        let page = auditor.twin().post(path, &more).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}");
    }
    auditor.get("/audit").await.is(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_of_its_session_and_of_its_account() {
    let world = world().await;
    world.portal().put_account("a-2", "a-2@example.com").await;
    let mut first = auditor(&world).await;
    let mut second = auditor(&world).await;
    let history = history_of(&mut first, "a-1").await;
    first.get(&history).await.is(StatusCode::OK);
    let other = history.replace("a-1", "a-2");
    for path in [
        &other,
        &format!("{history}?at=x"),
        &history.replace("searches/", "searches/x"),
    ] {
        first.get(path).await.is(StatusCode::NOT_FOUND);
    }
    first
        .post(&format!("{other}/export"), &[])
        .await
        .is(StatusCode::NOT_FOUND);
    second.get(&history).await.is(StatusCode::NOT_FOUND);
    second.get("/audit").await.is(StatusCode::OK);
    let export = format!("{history}/export");
    second.post(&export, &[]).await.is(StatusCode::NOT_FOUND);
    assert_eq!(first.get(&export).await.leads_to(), history);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_searched_by_is_refused_and_leads_nowhere() {
    let world = world().await;
    let mut auditor = auditor(&world).await;
    let long = "x".repeat(201);
    for (fields, says) in [
        (["", "", "", REASON], "Enter an account or a time."),
        (["a 1", "", "", REASON], "An account&#39;s id has 1 to 64"),
        (
            ["'; DROP TABLE events --", "", "", REASON],
            "An account&#39;s id has 1 to 64",
        ),
        (["a-1", "yesterday", "", REASON], "Enter a date with a time"),
        (
            ["a-1", "", "2026-11-24T25:00", REASON],
            "Enter a date with a time",
        ),
        (
            ["a-1", "", "275760-09-13T00:00", REASON],
            "Enter a date with a time",
        ),
        (
            ["a-1", "2026-11-24T06:34", "2026-11-24T06:33", REASON],
            "before its beginning",
        ),
        (["a-1", "", "", ""], "Say why you look"),
        (["a-1", "", "", "  \t "], "Say why you look"),
        (["a-1", "", "", "two\nlines"], "Say why you look"),
        (["a-1", "", "", &long], "Say why you look"),
    ] {
        let page = auditor.search(fields).await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY).says(says);
    }
    auditor
        .search(["a-1", "", "", &long[..200]])
        .await
        .leads_to();
}
