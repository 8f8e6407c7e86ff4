//! Tries to sign in: counted by whom they name and mean, and where they come from. The clock
//! stands, so that a wait of a second lasts.

use std::net::Ipv4Addr;

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::Policy;
use countersign_tests::{
    portal::PASSWORD,
    stranger::{Page, Stranger},
    world::World,
};
use reqwest::StatusCode;

const WRONG: &str = "incorrect horse battery staple";
const FREE_TRIES: usize = 5;
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// A world whose clock stands at that moment.
async fn standing_world(instances: usize) -> (World, DateTime<Utc>) {
    let world = World::start_with(instances, Policy::default()).await;
    world.portal().put_account("demo", "demo@example.com").await;
    let now = world.database.stop_clock().await;
    (world, now)
}

fn seconds_to_wait(page: &Page) -> i64 {
    page.is(StatusCode::TOO_MANY_REQUESTS)
        .says("Too many tries.");
    let seconds = page.header("retry-after").expect("it says how long");
    seconds.parse().expect("whole seconds")
}

/// All tries that are free, in vain.
async fn use_up(stranger: &mut Stranger, identifier: &str) {
    for _ in 0..FREE_TRIES {
        let page = stranger.sign_in(identifier, WRONG).await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sixth_try_waits_for_whomever_it_is() {
    let (world, _) = standing_world(1).await;
    let names = [
        "demo",
        "demo@example.com",
        "nobody",
        "nobody@example.com",
        "no name",
    ];
    for (identifier, host) in names.into_iter().zip(1..) {
        let from = Ipv4Addr::new(127, 0, 1, host);
        let mut stranger = Stranger::coming_from(world.portal().url(), from);
        use_up(&mut stranger, identifier).await;
        let sixth = stranger.sign_in(identifier, PASSWORD).await;
        assert_eq!(seconds_to_wait(&sixth), 1, "{identifier}");
        // Nobody waits for what somebody else did elsewhere.
        let mut elsewhere = Stranger::coming_from(world.portal().url(), ELSEWHERE);
        let page = elsewhere.sign_in(identifier, PASSWORD).await;
        if identifier.starts_with("demo") {
            page.leads_to();
        } else {
            page.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn waits_double_up_to_five_minutes_and_nobody_is_locked_out_for_ever() {
    let (world, mut now) = standing_world(1).await;
    let mut stranger = Stranger::at(world.portal().url());
    use_up(&mut stranger, "demo").await;
    for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
        let early = stranger.sign_in("demo", PASSWORD).await;
        assert_eq!(seconds_to_wait(&early), wait);
        now += TimeDelta::seconds(wait);
        world.database.stop_clock_at(now).await;
        let in_time = stranger.sign_in("demo", WRONG).await;
        in_time.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
    world
        .database
        .stop_clock_at(now + TimeDelta::seconds(300))
        .await;
    stranger.sign_in("demo", PASSWORD).await.leads_to();
    use_up(&mut stranger, "demo").await;
    seconds_to_wait(&stranger.sign_in("demo", WRONG).await);
    world
        .database
        .stop_clock_at(now + TimeDelta::minutes(70))
        .await;
    use_up(&mut stranger, "demo").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_are_counted_over_instances_and_restarts() {
    let (mut world, _) = standing_world(2).await;
    for number in 0..FREE_TRIES {
        let portal = world.portal_of(number % 2);
        let page = Stranger::at(portal.url()).sign_in("demo", WRONG).await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
    for instance in 0..2 {
        let portal = world.portal_of(instance);
        seconds_to_wait(&Stranger::at(portal.url()).sign_in("demo", PASSWORD).await);
    }
    world.stop_instances().await;
    world.start_instance().await;
    let url = world.portal().url().to_owned();
    seconds_to_wait(&Stranger::at(&url).sign_in("demo", PASSWORD).await);
    let mut customer = Stranger::coming_from(&url, ELSEWHERE);
    customer.sign_in("demo", PASSWORD).await.leads_to();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_no_more_tries_under_its_other_names_and_nobody_is_told_so() {
    let (world, mut now) = standing_world(1).await;
    let names = [
        ("demo", "demo@example.com"),
        ("demo@example.com", "demo"),
        ("demo+1@example.com", "demo"),
        ("nobody", "nobody@example.com"),
    ];
    for ((first, second), host) in names.into_iter().zip(1..) {
        let from = Ipv4Addr::new(127, 0, 1, host);
        let mut stranger = Stranger::coming_from(world.portal().url(), from);
        use_up(&mut stranger, first).await;
        for _ in 0..FREE_TRIES {
            let page = stranger.sign_in(second, PASSWORD).await;
            page.is(StatusCode::UNPROCESSABLE_ENTITY)
                .says("is not right");
        }
        seconds_to_wait(&stranger.sign_in(second, PASSWORD).await);
        now += TimeDelta::seconds(1);
        world.database.stop_clock_at(now).await;
        let page = stranger.sign_in(second, PASSWORD).await;
        if first == "nobody" {
            page.is(StatusCode::UNPROCESSABLE_ENTITY);
        } else {
            page.leads_to();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_tries_at_once_are_five() {
    let (world, _) = standing_world(1).await;
    let mut stranger = Stranger::at(world.portal().url());
    stranger.get("/sign-in").await;
    let tries = (0..20).map(|_| {
        let mut stranger = stranger.twin();
        async move {
            let fields = [("identifier", "demo"), ("password", WRONG)];
            stranger.post("/sign-in", &fields).await.status
        }
    });
    let mut statuses = futures::future::join_all(tries).await;
    statuses.sort();
    let (compared, told_to_wait) = statuses.split_at(FREE_TRIES);
    let is = |status| move |of: &StatusCode| *of == status;
    assert!(
        compared.iter().all(is(StatusCode::UNPROCESSABLE_ENTITY)),
        "{statuses:?}"
    );
    assert!(
        told_to_wait.iter().all(is(StatusCode::TOO_MANY_REQUESTS)),
        "{statuses:?}"
    );
}
