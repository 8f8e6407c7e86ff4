//! Row 2: the processor time of one whole enrollment, but for the password's hash, against one
//! argon2id hash.

use std::{ops::Range, sync::Arc};

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
const AT_ONCE: usize = 64;
const HASHES: usize = 20;

/// How enrollments come.
#[derive(Clone, Copy)]
enum Load {
    /// Few, so that each is carried alone.
    ByTime,
    /// As many as there are, so that much of the work is shared.
    AtOnce,
}

pub(crate) async fn measure() -> Vec<Measure> {
    let customers = Arc::new(Customers::start().await);
    let mut measures = vec![];
    let mut numbers = (0..).step_by(ENROLLMENTS);
    for load in [Load::ByTime, Load::AtOnce] {
        let mut rounds = PROCESSES.map(|_| Rounds::default());
        for first in numbers.by_ref().take(ROUNDS) {
            let hash = processes::cpu_seconds_of(hash) / per(HASHES);
            let used = used_for(&customers, first..first + ENROLLMENTS, load).await;
            for (rounds, used) in rounds.iter_mut().zip(used) {
                rounds.add(used / per(ENROLLMENTS), hash);
            }
        }
        let lines = PROCESSES.iter().zip(&rounds);
        measures.extend(lines.map(|((_, whose, target), rounds)| Measure {
            what: format!("CPU of an enrollment, {}, {whose}", load.name()),
            ours: format!("{:.1} ms", rounds.ours() * 1e3),
            yardstick: format!("{:.1} ms argon2id", rounds.yardstick() * 1e3),
            ratio: rounds.ratio(),
            target: *target,
        }));
    }
    measures
}

/// The processor time, in seconds, that these enrollments take each of [`PROCESSES`].
async fn used_for(customers: &Arc<Customers>, numbers: Range<usize>, load: Load) -> [f64; 3] {
    for number in numbers.clone() {
        customers.register(number, quick_hash()).await;
    }
    let enrolled = async {
        match load {
            Load::ByTime => {
                customers.enroll_by_time(numbers).await;
            }
            Load::AtOnce => customers.enroll_at_once(numbers, AT_ONCE).await,
        }
    };
    processes::cpu_seconds_during(PROCESSES.map(|(name, ..)| name), enrolled).await
}

impl Load {
    fn name(self) -> String {
        match self {
            Self::ByTime => format!("{A_SECOND} a second"),
            Self::AtOnce => format!("{AT_ONCE} at once"),
        }
    }
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
