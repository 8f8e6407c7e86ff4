//! Row 2: the processor time of one whole enrollment, but for the password's hash, against one
//! argon2id hash.

use std::sync::Arc;

use argon2::{Argon2, PasswordHash, PasswordVerifier};
use countersign_tests::portal::PASSWORD;

use crate::{
    customers::{A_SECOND, Customers, quick_hash, usual_hash},
    processes,
    rounds::{ROUNDS, Rounds},
    table::{Measure, Target},
};

/// Who uses processor time for an enrollment, and how much they may by the hash.
const PROCESSES: [(&str, &str, Target); 3] = [
    ("countersign", "ours", Target::AtMost(0.2)),
    ("postgres", "PostgreSQL's", Target::None),
    ("nats-server", "NATS's", Target::None),
];
const ENROLLMENTS: usize = 100;
const HASHES: usize = 20;

pub(crate) async fn measure() -> Vec<Measure> {
    let customers = Arc::new(Customers::start().await);
    let mut rounds = PROCESSES.map(|_| Rounds::default());
    for round in 0..ROUNDS {
        let numbers = round * ENROLLMENTS..(round + 1) * ENROLLMENTS;
        for number in numbers.clone() {
            customers.register(number, quick_hash()).await;
        }
        let hash = processes::cpu_seconds_of(hash) / per(HASHES);
        let before = PROCESSES.map(|(name, ..)| processes::cpu_seconds(name));
        customers.enroll_by_time(numbers).await;
        for ((rounds, (name, ..)), before) in rounds.iter_mut().zip(PROCESSES).zip(before) {
            let used = processes::cpu_seconds(name) - before;
            rounds.add(used / per(ENROLLMENTS), hash);
        }
    }
    let lines = PROCESSES.iter().zip(&rounds);
    lines
        .map(|((_, whose, target), rounds)| Measure {
            what: format!("CPU of an enrollment at {A_SECOND}/s, {whose}"),
            ours: format!("{:.1} ms", rounds.ours() * 1e3),
            yardstick: format!("{:.1} ms argon2id", rounds.yardstick() * 1e3),
            ratio: rounds.ratio(),
            target: *target,
        })
        .collect()
}

fn hash() {
    let hash = PasswordHash::new(usual_hash()).expect("it is one");
    for _ in 0..HASHES {
        let verified = Argon2::default().verify_password(PASSWORD.as_bytes(), &hash);
        verified.expect("it is the password");
    }
}

#[expect(clippy::cast_precision_loss, reason = "it is no such number")]
fn per(count: usize) -> f64 {
    count as f64
}
