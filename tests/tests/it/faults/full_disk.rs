//! PostgreSQL's disk is full: nothing that was answered is lost, nobody is let in, and all goes on
//! once there is room.

use std::{fs, time::Duration};

use countersign_tests::{
    faults::{Customers, Disk, Excused, Ground, each_seed, invariants, say},
    world::eventually,
};
use rand::{Rng, rngs::StdRng};
use sqlx::PgConnection;
use tokio::net::TcpStream;

/// More than PostgreSQL needs for as long as a scenario takes.
const DISK_MEBIBYTES: u32 = 192;

/// Has PostgreSQL begin the next file of its own log, and write to it.
const NEXT_LOG_FILE: &str = "SELECT pg_logical_emit_message(true, '', ''); SELECT pg_switch_wal()";

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_and_loses_nothing() {
    each_seed(async |mut chance: StdRng| {
        if let Some(disk) = Disk::mount(DISK_MEBIBYTES) {
            say("a full disk: a real one");
            a_disk_without_room(&disk, &mut chance).await;
        } else {
            say("a full disk: this user may mount none, so a trigger says that it is full");
            inserts_that_find_no_room(&mut chance).await;
        }
    })
    .await;
}

/// First tables cannot grow, and afterwards PostgreSQL goes on by itself. Then there is no room for
/// its own log either, which ends it.
async fn a_disk_without_room(disk: &Disk, chance: &mut StdRng) {
    let mut ground = Ground::prepare(&[]).await;
    let server = ground.database.server();
    server.stop().await;
    disk.take(&server.log_file().with_file_name("data"));
    server.restart().await.expect("PostgreSQL starts on it");
    ground.heal().await;
    let customers = Customers::arrive(&ground, 4, "customer", chance);
    customers.go_on(chance.random_range(10..40)).await;

    let mut admin = ground.database.admin().await;
    // An empty one is more than is written to it meanwhile.
    execute(&mut admin, NEXT_LOG_FILE).await;
    eventually("appends find no room", async || {
        disk.fill();
        said(&ground, "ERROR:  could not extend file") >= 20
    })
    .await;
    disk.make_room();
    customers.go_on(20).await;
    assert_eq!(said(&ground, "PANIC:"), 0, "it did not go on by itself");

    disk.fill();
    eventually("PostgreSQL has ended", async || {
        let _ = sqlx::raw_sql(NEXT_LOG_FILE).execute(&mut admin).await;
        let address = ("127.0.0.1", ground.database.port());
        TcpStream::connect(address).await.is_err()
    })
    .await;
    assert!(said(&ground, "PANIC:  could not write to file") > 0);
    disk.make_room();
    let server = ground.database.server();
    server.restart().await.expect("PostgreSQL starts again");
    ground.heal().await;
    customers.go_on(20).await;
    assert!(customers.history().unknown_at_first() > 0, "nobody noticed");
    let history = customers.leave().await;
    ground.a_minute_later().await;
    invariants::hold(&ground, &history, 50, Excused::AFTER_A_CRASH).await;
}

/// As far as inserts can tell, the disk is full.
async fn inserts_that_find_no_room(chance: &mut StdRng) {
    const FULL: &str = "
        CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'could not extend file: No space left on device'
                USING ERRCODE = 'disk_full';
        END $$;
        CREATE TRIGGER disk_full BEFORE INSERT ON events
            FOR EACH STATEMENT EXECUTE FUNCTION disk_full()";
    const ROOM: &str = "DROP TRIGGER disk_full ON events; DROP FUNCTION disk_full()";
    let ground = Ground::start().await;
    let customers = Customers::arrive(&ground, 4, "customer", chance);
    customers.go_on(10).await;
    let mut admin = ground.database.admin().await;
    execute(&mut admin, FULL).await;
    let head = head(&mut admin).await;
    // A fault that lasts, and no waiting for something.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(self::head(&mut admin).await, head, "taken without room");
    execute(&mut admin, ROOM).await;
    customers.go_on(20).await;
    assert!(customers.history().unknown_at_first() > 0, "nobody noticed");
    let history = customers.leave().await;
    invariants::hold(&ground, &history, 30, Excused::AFTER_A_CRASH).await;
}

/// How often PostgreSQL has logged this.
fn said(ground: &Ground, what: &str) -> usize {
    let log = fs::read_to_string(ground.database.log_file());
    log.expect("it logs").matches(what).count()
}

async fn execute(connection: &mut PgConnection, statements: &str) {
    let done = sqlx::raw_sql(statements).execute(connection).await;
    done.expect("PostgreSQL does it");
}

async fn head(connection: &mut PgConnection) -> i64 {
    sqlx::query_scalar("SELECT max(position) FROM events")
        .fetch_one(connection)
        .await
        .expect("the log is there")
}
