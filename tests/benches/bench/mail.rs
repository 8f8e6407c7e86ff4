//! Row 3: from the answer to the password to the last byte of the code's mail, against a bare
//! lettre send to the same server.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use countersign_tests::smtp::Received;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor, address::Envelope};

use crate::{
    customers::{A_SECOND, Customers, address, by_time, usual_hash},
    rounds::{ROUNDS, Rounds, milliseconds, quantile},
    table::{Measure, Target},
};

const ENROLLMENTS: usize = 200;
const SHARES: [(f64, &str, Target); 2] = [
    (0.5, "median", Target::AtMost(3.0)),
    (0.99, "99th percentile", Target::None),
];

pub(crate) async fn measure() -> Vec<Measure> {
    let customers = Arc::new(Customers::start().await);
    customers.register(0, usual_hash()).await;
    let mail = Arc::new(customers.enroll(0).await.mail);
    let mut rounds = SHARES.map(|_| Rounds::default());
    for round in 0..ROUNDS {
        let numbers = 1 + round * ENROLLMENTS..1 + (round + 1) * ENROLLMENTS;
        for number in numbers.clone() {
            customers.register(number, usual_hash()).await;
        }
        let bare = by_time(numbers.clone(), |number| {
            send(Arc::clone(&customers), Arc::clone(&mail), number)
        })
        .await;
        let enrolled = customers.enroll_by_time(numbers).await;
        let ours: Vec<Duration> = enrolled.iter().map(|one| one.mailed_after).collect();
        for (rounds, (share, ..)) in rounds.iter_mut().zip(SHARES) {
            let [ours, bare] = [&ours, &bare].map(|taken| {
                let taken: Vec<f64> = taken.iter().copied().map(milliseconds).collect();
                quantile(&taken, share)
            });
            rounds.add(ours, bare);
        }
    }
    let lines = SHARES.iter().zip(&rounds);
    lines
        .map(|((_, name, target), rounds)| Measure {
            what: format!("from the password to the mail at {A_SECOND}/s, {name}"),
            ours: format!("{:.1} ms", rounds.ours()),
            yardstick: format!("{:.1} ms lettre", rounds.yardstick()),
            ratio: rounds.ratio(),
            target: *target,
        })
        .collect()
}

/// Sends the same mail again, on a connection of its own as ours are. How long it took to come.
async fn send(customers: Arc<Customers>, mail: Arc<Received>, number: usize) -> Duration {
    let to: Address = address(number).parse().expect("an address");
    let from: Address = mail.envelope_from.parse().expect("an address");
    let envelope = Envelope::new(Some(from), vec![to]).expect("it has a recipient");
    let mut mailbox = customers.mailboxes.open(address(number));
    let url = customers.installation.smtp.url();
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).expect("it is one");
    let transport = transport.build();
    let begun_at = Instant::now();
    let sent = transport.send_raw(&envelope, &mail.raw).await;
    sent.expect("the mail is taken");
    let mail = mailbox.recv().await.expect("the postman works");
    mail.came_at.saturating_duration_since(begun_at)
}
