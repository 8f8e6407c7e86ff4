//! Instances whose clocks are wrong.

use std::{fs, path::PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::Policy;
use countersign_tests::{
    faults::{Customers, Excused, Ground, each_seed, invariants},
    world::eventually,
};
use rand::rngs::StdRng;
use serde_json::Value;

/// One goes an hour ahead of PostgreSQL and one an hour behind: no time in any event or mail shows
/// it, and each takes what the other issued.
#[tokio::test(flavor = "multi_thread")]
async fn clocks_hours_apart_change_nothing() {
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::prepare(&[]).await;
        let begin = now(&ground).await;
        for (member, shift) in ground.members.iter_mut().zip(["+3600s", "-3600s"]) {
            member.settings = member
                .settings
                .clone()
                .with("LD_PRELOAD", &faketime())
                .with("FAKETIME", shift)
                .with("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            member.start().await;
        }
        ground.heal().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        eventually("work is done", async || customers.history().done() >= 40).await;
        let history = customers.leave().await;
        invariants::hold(&ground, &history, 40, Excused::default()).await;

        let during = begin..=now(&ground).await;
        require_times_within(&ground, &during).await;
        let shifts = ground.members.each_ref().map(|member| {
            let logs = member.logs();
            logged_at(&logs) - begin
        });
        assert!(shifts[0] > TimeDelta::minutes(59), "{shifts:?}");
        assert!(shifts[1] < -TimeDelta::minutes(59), "{shifts:?}");
    })
    .await;
}

/// Every time that an event or a mail tells is PostgreSQL's, or a limit away from it.
async fn require_times_within(ground: &Ground, during: &std::ops::RangeInclusive<DateTime<Utc>>) {
    let events: Vec<(DateTime<Utc>, Value)> =
        sqlx::query_as("SELECT recorded_at, payload FROM events")
            .fetch_all(&mut ground.database.admin().await)
            .await
            .expect("the log is there");
    let time = |payload: &Value, field: &str| -> Option<DateTime<Utc>> {
        payload[field]
            .as_str()
            .map(|text| text.parse().expect("a time"))
    };
    for (recorded_at, payload) in events {
        assert!(during.contains(&recorded_at), "{recorded_at} {payload}");
        if let Some(issued_at) = time(&payload, "issued_at") {
            assert!(during.contains(&issued_at), "{payload}");
            let lifetime = Policy::default().code_lifetime;
            assert_eq!(time(&payload, "expires_at"), Some(issued_at + lifetime));
        }
    }
    for mail in ground.smtp.mails() {
        let date = mail.header("Date").expect("a mail has a date");
        let date = DateTime::parse_from_rfc2822(&date).expect("as mails have it");
        // To the second.
        let date = date.with_timezone(&Utc) + TimeDelta::seconds(1);
        assert!(date >= *during.start() && date <= *during.end() + TimeDelta::seconds(1));
    }
}

async fn now(ground: &Ground) -> DateTime<Utc> {
    sqlx::query_scalar("SELECT clock_timestamp()")
        .fetch_one(&mut ground.database.admin().await)
        .await
        .expect("PostgreSQL tells")
}

/// When an instance says that it started, by its own clock.
fn logged_at(logs: &str) -> DateTime<Utc> {
    let first = logs.lines().next().expect("it logs");
    let entry: Value = serde_json::from_str(first).expect("it logs JSON");
    let time = entry["timestamp"].as_str().expect("with its time");
    time.parse().expect("a time")
}

/// libfaketime, of the package of that name: a library that lies to a process about the time.
fn faketime() -> String {
    let folders = fs::read_dir("/usr/lib").expect("every Debian has it");
    let libraries = folders
        .flatten()
        .map(|folder| -> PathBuf { folder.path().join("faketime/libfaketimeMT.so.1") });
    let mut installed = libraries.filter(|library| library.is_file());
    let library = installed.next().expect("libfaketime is installed");
    library.to_str().expect("an ordinary path").to_owned()
}
