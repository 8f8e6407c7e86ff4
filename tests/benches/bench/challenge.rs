//! Row 8: deciding whether a code is asked for, against the same read of the account's events by
//! hand, at a million accounts; and the processor time of a whole challenge, beside that of the
//! enrollment before it.

use std::sync::Arc;

use countersign::{
    entropy,
    keys::{Keyring, MasterKey},
    store::{Store, database},
};
use countersign_domain::{
    AccountId, Challenge, ChallengeCommand, ChallengeId, ChallengePurpose, Nonce, Policy, Refusal,
    StreamId,
};
use countersign_tests::database::TestDatabase;
use cqrs_es::Aggregate;
use sqlx::PgPool;

use crate::{
    customers::{A_SECOND, Customers, quick_hash},
    processes,
    rounds::{ROUNDS, Rounds, median, seconds},
    seed::{self, account_id},
    story::Story,
    table::{Measure, Target},
};

const ACCOUNTS: usize = 1_000_000;
/// Of each a round: no account comes twice, so that nothing is warm for the second one.
const TIMES: usize = 200;
/// What deciding may take more than the read by hand.
const MORE_SECONDS: f64 = 1e-3;
const CONNECTIONS: u32 = 4;

/// Who uses processor time for a challenge.
const PROCESSES: [(&str, &str); 3] = [
    ("countersign", "ours"),
    ("postgres", "PostgreSQL's"),
    ("nats-server", "NATS's"),
];
const CHALLENGES: usize = 100;

pub(crate) async fn measure() -> Vec<Measure> {
    let mut measures = vec![required().await];
    measures.extend(whole().await);
    measures
}

/// Whether a code is asked for, of accounts that once gave a setup up.
async fn required() -> Measure {
    let (database, master) = (TestDatabase::create().await, MasterKey::generate());
    seed::fill(&database, &master, ACCOUNTS, Story::GaveUp).await;
    let pool = database::connect(&database.url(), CONNECTIONS).expect("the URL is one");
    let keyring = Keyring::open(master, &pool).await.expect("the keys open");
    let store = Store::new(pool.clone(), Arc::new(keyring), Policy::default());
    let mut rounds = Rounds::default();
    for round in 0..ROUNDS {
        let [mut ours, mut by_hand] = [vec![], vec![]];
        for time in round * TIMES..(round + 1) * TIMES {
            // Spread over all of them, and half a turn from one another.
            let number = time * (ACCOUNTS / (ROUNDS * TIMES));
            let other = (number + ACCOUNTS / 2) % ACCOUNTS;
            ours.push(seconds(decide(&store, &account_id(number))).await);
            by_hand.push(seconds(read(&pool, &account_id(other))).await);
        }
        rounds.add(median(&ours), median(&by_hand) + MORE_SECONDS);
    }
    let by_hand = rounds.yardstick() - MORE_SECONDS;
    Measure {
        what: format!("is a code required, median, at {ACCOUNTS} accounts"),
        ours: format!("{:.2} ms", rounds.ours() * 1e3),
        yardstick: format!("{:.2} ms by hand + 1 ms", by_hand * 1e3),
        ratio: rounds.ratio(),
        target: Target::AtMost(1.0),
    }
}

async fn decide(store: &Store, account_id: &AccountId) {
    let challenge_id = ChallengeId(entropy::new_id());
    let stream = StreamId::new(Challenge::TYPE, challenge_id.to_string());
    let loaded = store.load::<Challenge>(&stream, Some(account_id), None);
    let loaded = loaded.await.expect("it is loaded");
    let open = ChallengeCommand::Open {
        challenge_id,
        account_id: account_id.clone(),
        purpose: ChallengePurpose::SignIn,
        action: None,
        nonce: Nonce(entropy::random_bytes()),
    };
    let decided = loaded.state.decide(&open, &loaded.facts);
    assert_eq!(decided, Err(Refusal::NotRequired { setting_up: false }));
}

/// What somebody would write who has nothing but the log: all events of the account, in order.
async fn read(pool: &PgPool, account_id: &AccountId) {
    let events: Vec<(String, String)> = sqlx::query_as(
        "SELECT event_type, payload::text FROM events WHERE account_id = $1
         ORDER BY account_version",
    )
    .bind(account_id.as_str())
    .fetch_all(pool)
    .await
    .expect("the log is read");
    assert!(!events.is_empty(), "the account is there");
    let switched = events.iter().rev().find_map(|(event, _)| {
        let on = event == "EnrollmentActivated";
        (on || event == "EnrollmentDisabled").then_some(on)
    });
    assert_ne!(switched, Some(true), "two-factor is off");
}

/// The processor time of challenges that are passed, and of the enrollments of the same customers.
async fn whole() -> Vec<Measure> {
    let customers = Arc::new(Customers::start().await);
    let mut rounds = PROCESSES.map(|_| Rounds::default());
    for first in (0..).step_by(CHALLENGES).take(ROUNDS) {
        let numbers = first..first + CHALLENGES;
        for number in numbers.clone() {
            customers.register(number, quick_hash()).await;
        }
        let names = PROCESSES.map(|(name, _)| name);
        let enrolled = customers.enroll_by_time(numbers.clone());
        let enrolled = processes::cpu_seconds_during(names, enrolled).await;
        let passed = customers.pass_by_time(numbers);
        let passed = processes::cpu_seconds_during(names, passed).await;
        for (rounds, (passed, enrolled)) in rounds.iter_mut().zip(passed.into_iter().zip(enrolled))
        {
            rounds.add(passed / per(CHALLENGES), enrolled / per(CHALLENGES));
        }
    }
    let lines = PROCESSES.iter().zip(&rounds);
    lines
        .map(|((_, whose), rounds)| Measure {
            what: format!("CPU of a challenge, {A_SECOND} a second, {whose}"),
            ours: format!("{:.1} ms", rounds.ours() * 1e3),
            yardstick: format!("{:.1} ms an enrollment", rounds.yardstick() * 1e3),
            ratio: rounds.ratio(),
            target: Target::None,
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "it is no such number")]
fn per(count: usize) -> f64 {
    count as f64
}
