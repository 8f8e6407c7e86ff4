//! Row 10: exporting and verifying a million events, against `sha256sum` over the same bytes, and
//! replaying one account among them.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use countersign::{
    checkpoints::{self, Export, SignerSettings, SignerStatus},
    keys::{Keyring, MasterKey},
    nats,
    servers::{Binaries, Nats},
    settings::LOG_ORIGIN,
    store::{Store, database, replay_account},
};
use countersign_domain::Policy;
use countersign_tests::{binary, database::TestDatabase};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    rounds::{ROUNDS, Rounds, median, seconds},
    seed,
    story::Story,
    table::{Measure, Target},
};

const ACCOUNTS: usize = 200_000;
const EVENTS: i64 = 1_000_000;
const CONNECTIONS: u32 = 8;
/// How long signing them may take before something is wrong.
const SIGNED_WITHIN: Duration = Duration::from_secs(300);
/// Replays a round.
const REPLAYS: usize = 200;
/// What verifying may keep in memory, in MiB.
const MEMORY_MEBIBYTES: f64 = 64.0;

pub(crate) async fn measure() -> Vec<Measure> {
    let (database, master) = (TestDatabase::create().await, MasterKey::generate());
    seed::fill(&database, &master, ACCOUNTS, Story::GaveUp).await;
    let pool = database::connect(&database.url(), CONNECTIONS).expect("the URL is one");
    let keyring = Keyring::open(master, &pool).await.expect("the keys open");
    let keys = keyring.log_keys().of(LOG_ORIGIN).expect("the name is one");
    let vkey = keys[0].public().to_string();
    let store = Store::new(pool.clone(), Arc::new(keyring), Policy::default());
    sign(Arc::new(store), &pool).await;
    let mut measures = proven(&pool, &vkey).await;
    measures.push(replayed(&pool).await);
    measures
}

/// Signs all there is.
async fn sign(store: Arc<Store>, pool: &PgPool) {
    let folder = tempfile::tempdir().expect("a folder");
    let binaries = Binaries::find().expect("nats-server is there");
    let server = Nats::start(&binaries, folder.path())
        .await
        .expect("it starts");
    let client = nats::connect(&server.url()).await.expect("the URL is one");
    let settings = SignerSettings {
        origin: LOG_ORIGIN.to_owned(),
        jetstream_replicas: 1,
        witnessed: None,
    };
    let (status, _) = watch::channel(SignerStatus::Starting);
    let (jetstream, stop) = (nats::jetstream(client), CancellationToken::new());
    let signer = tokio::spawn(checkpoints::run(store, jetstream, settings, status, stop));
    let started = Instant::now();
    loop {
        let newest = checkpoints::newest(pool, LOG_ORIGIN).await;
        let newest = newest.expect("the database is there");
        if newest.is_some_and(|newest| newest.size == EVENTS) {
            break;
        }
        assert!(started.elapsed() < SIGNED_WITHIN, "it is signed in time");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    signer.abort();
}

async fn proven(pool: &PgPool, vkey: &str) -> Vec<Measure> {
    let folder = tempfile::tempdir().expect("a folder");
    let (bundle, bytes) = (folder.path().join("bundle"), folder.path().join("bytes"));
    let [mut exports, mut verifies, mut memory] =
        [Rounds::default(), Rounds::default(), Rounds::default()];
    for _ in 0..ROUNDS {
        let file = File::create(&bundle).expect("a file");
        let export = Export::default();
        let export = seconds(export.write(pool, file, |_, _| {})).await;
        unpack(&bundle, &bytes);
        let yardstick = run(Command::new("sha256sum").arg(&bytes)).0;
        let mut verify = Command::new(binary::path());
        verify.args(["audit", "verify", "--key", vkey]).arg(&bundle);
        let (verify, mebibytes) = run(&mut verify);
        exports.add(export, yardstick);
        verifies.add(verify, yardstick);
        memory.add(mebibytes, MEMORY_MEBIBYTES);
    }
    let size = fs::metadata(&bytes).expect("it is there").len() >> 20;
    let against = |what: &str, rounds: &Rounds, target| Measure {
        what: format!("{what} of {EVENTS} events, {size} MiB"),
        ours: format!("{:.2} s", rounds.ours()),
        yardstick: format!("{:.2} s sha256sum", rounds.yardstick()),
        ratio: rounds.ratio(),
        target,
    };
    vec![
        against("export", &exports, Target::None),
        against("verifying", &verifies, Target::AtMost(4.0)),
        Measure {
            what: "memory of verifying them".to_owned(),
            ours: format!("{:.0} MiB", memory.ours()),
            yardstick: format!("{MEMORY_MEBIBYTES} MiB"),
            ratio: memory.ratio(),
            target: Target::AtMost(1.0),
        },
    ]
}

async fn replayed(pool: &PgPool) -> Measure {
    let mut medians = Rounds::default();
    for round in 0..ROUNDS {
        let mut times = vec![];
        for time in round * REPLAYS..(round + 1) * REPLAYS {
            let account_id = seed::account_id(time * (ACCOUNTS / (ROUNDS * REPLAYS)));
            let replay = replay_account(pool, &account_id, |event| {
                event.read()?;
                Ok(())
            });
            times.push(seconds(async { replay.await.expect("it is whole") }).await);
        }
        medians.add(median(&times), 5e-3);
    }
    Measure {
        what: format!("replay of an account among {EVENTS} events, median"),
        ours: format!("{:.2} ms", medians.ours() * 1e3),
        yardstick: "5 ms".to_owned(),
        ratio: medians.ratio(),
        target: Target::AtMost(1.0),
    }
}

/// What is in a bundle, without its first line and its digest, which `zstd` does not know.
fn unpack(bundle: &Path, bytes: &Path) {
    let packed = fs::read(bundle).expect("it is there");
    let mut frame = BufReader::new(&packed[..packed.len() - 32]);
    frame
        .read_until(b'\n', &mut vec![])
        .expect("it has a first line");
    let folder = TempDir::new_in(bytes.parent().expect("a folder")).expect("a folder");
    let packed = folder.path().join("frame.zst");
    let mut frame_bytes = vec![];
    frame.read_to_end(&mut frame_bytes).expect("it is read");
    fs::write(&packed, frame_bytes).expect("it is written");
    let out = File::create(bytes).expect("a file");
    let unpacked = Command::new("zstd")
        .arg("-dcq")
        .arg(&packed)
        .stdout(out)
        .status();
    assert!(
        unpacked.is_ok_and(|status| status.success()),
        "it is a frame"
    );
}

/// How long a command took, in seconds, and the most memory it had, in MiB (proc(5)).
fn run(command: &mut Command) -> (f64, f64) {
    let started = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most: f64 = 0.0;
    let took = loop {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let peak = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.trim().parse().ok());
        most = most.max(peak.unwrap_or(0.0) / 1024.0);
        if let Some(ended) = child.try_wait().expect("it is ours") {
            assert!(ended.success(), "it fails");
            break started.elapsed();
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    (took.as_secs_f64(), most)
}
