//! Row 6: the memory of an instance, against what it may take.

use std::{pin::pin, time::Duration};

use futures::{StreamExt, stream};
use tokio::time::sleep;

use crate::{
    customers::{Customers, usual_hash},
    processes::resident_mebibytes,
    rounds::{ROUNDS, median},
    table::{Measure, Target},
};

const ENROLLMENTS: usize = 10_000;
/// Customers who enroll at the same time.
const AT_ONCE: usize = 16;
const LOOK_AGAIN: Duration = Duration::from_millis(5);

pub(crate) async fn measure() -> Vec<Measure> {
    let customers = Customers::start().await;
    let pid = customers.serve.process.pid().as_raw_nonzero().get();
    let idle = resident_mebibytes(pid);
    stream::iter(0..ENROLLMENTS)
        .for_each_concurrent(AT_ONCE, |number| {
            let customers = &customers;
            async move {
                customers.register(number, usual_hash()).await;
                customers.enroll(number).await;
            }
        })
        .await;
    let enrolled = resident_mebibytes(pid);
    let mut rebuilding = vec![];
    for _ in 0..ROUNDS {
        let command = ["projections", "rebuild", "account_security"];
        let mut rebuild = pin!(customers.installation.data_of(&command));
        let mut most: f64 = 0.0;
        loop {
            most = most.max(resident_mebibytes(pid));
            tokio::select! {
                _ = &mut rebuild => break,
                () = sleep(LOOK_AGAIN) => {}
            }
        }
        rebuilding.push(most);
    }
    vec![
        line("idle", idle, 64.0),
        line("after 10,000 enrollments", enrolled, 128.0),
        line("during a rebuild", median(&rebuilding), 160.0),
    ]
}

fn line(when: &str, ours: f64, most: f64) -> Measure {
    Measure {
        what: format!("memory of an instance, {when}"),
        ours: format!("{ours:.0} MiB"),
        yardstick: format!("{most} MiB"),
        ratio: ours / most,
        target: Target::AtMost(1.0),
    }
}
