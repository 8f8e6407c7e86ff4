//! NATS away for long, or back without what it had.

use std::{fs, path::Path, process::Command, time::Duration};

use countersign_tests::faults::{Customers, Ground, each_seed, invariants};
use rand::{Rng, rngs::StdRng, seq::SliceRandom};
use tokio::time::sleep;

use super::scene::{LOST_ON_THE_WAY, make_stream};

/// For two minutes, within which NATS knows a message again.
const DUPLICATE_WINDOW: Duration = Duration::from_millis(500);

#[derive(Debug, Clone, Copy)]
enum Loss {
    /// It crashes and comes back with nothing.
    WipedWhileUp,
    /// It is stopped in order and comes back with nothing.
    WipedWhileDown,
    /// It comes back as it was a while ago.
    Rewound,
}

#[tokio::test(flavor = "multi_thread")]
async fn away_for_longer_than_it_knows_a_message_again_it_gets_every_event() {
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::prepare(&[]).await;
        make_stream(&ground, DUPLICATE_WINDOW).await;
        ground.heal().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        for _ in 0..3 {
            customers.go_on(chance.random_range(5..20)).await;
            ground.nats.kill().await;
            // A fault that lasts.
            sleep(DUPLICATE_WINDOW * 3).await;
            ground.nats.restart().await.expect("NATS starts again");
        }
        ground.heal().await;
        let history = customers.leave().await;
        invariants::hold(&ground, &history, 30, LOST_ON_THE_WAY).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_what_it_had_it_is_filled_again() {
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let mut losses = [Loss::WipedWhileUp, Loss::WipedWhileDown, Loss::Rewound];
        losses.shuffle(&mut chance);
        for (number, loss) in losses.into_iter().enumerate() {
            let run = format!("run-{number}");
            let customers = Customers::arrive(&ground, 4, &run, &mut chance);
            customers.go_on(chance.random_range(5..20)).await;
            lose(&mut ground, loss, &customers).await;
            customers.go_on(10).await;
            ground.heal().await;
            let history = customers.leave().await;
            invariants::hold(&ground, &history, 20, LOST_ON_THE_WAY).await;
        }
    })
    .await;
}

async fn lose(ground: &mut Ground, loss: Loss, customers: &Customers) {
    let folder = ground.streams_folder();
    match loss {
        Loss::WipedWhileUp => ground.nats.kill().await,
        Loss::WipedWhileDown => {
            ground.nats.stop().await;
            customers.go_on(10).await;
        }
        Loss::Rewound => {
            let earlier = folder.with_extension("earlier");
            ground.nats.stop().await;
            copy(&folder, &earlier);
            ground.nats.restart().await.expect("NATS starts again");
            ground.heal().await;
            customers.go_on(10).await;
            ground.nats.kill().await;
            fs::remove_dir_all(&folder).expect("it goes");
            fs::rename(&earlier, &folder).expect("it is as it was");
            return ground.nats.restart().await.expect("NATS starts again");
        }
    }
    fs::remove_dir_all(&folder).expect("it is wiped");
    ground.nats.restart().await.expect("NATS starts again");
}

/// With owners and modes, since the server may run as somebody else.
fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(copied.expect("there is cp").success());
}
