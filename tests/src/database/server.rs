//! The servers that databases of tests are on.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use countersign::{
    servers::{Binaries, Durability, Postgres},
    store::database,
};
use tokio::sync::OnceCell;

use super::{AUDITOR, SERVICE, TEMPLATE, connect, execute};
use crate::ground;

static DURABILITY: OnceLock<Durability> = OnceLock::new();

/// Has the servers of this process sync what they confirm, as an operator's does: for whoever
/// measures them. To be said before the first of them starts.
pub fn sync() {
    DURABILITY.get_or_init(|| Durability::Synced);
}

/// What servers promise where a test asks for nothing.
pub(super) fn usual_durability() -> Durability {
    *DURABILITY.get_or_init(|| Durability::Unsynced)
}

/// The one that most tests are on.
pub(super) async fn shared() -> &'static Postgres {
    static SERVER: OnceCell<Postgres> = OnceCell::const_new();
    SERVER.get_or_init(|| start(usual_durability())).await
}

/// A server with a migrated database and the role of the service.
pub(super) async fn start(durability: Durability) -> Postgres {
    let folder = ground::folder("postgres").keep();
    let copied = Command::new("cp")
        .arg("--archive")
        .arg(prepared().await.join("."))
        .arg(&folder)
        .status();
    assert!(copied.expect("there is cp").success());
    start_on(&folder, durability).await
}

/// A server with an empty database.
pub(super) async fn start_bare(durability: Durability) -> Postgres {
    let folder = ground::folder("postgres").keep();
    let server = start_on(&folder, durability).await;
    let mut postgres = connect(&server.url("postgres")).await;
    execute(&mut postgres, &format!("CREATE DATABASE {TEMPLATE}")).await;
    server
}

/// The folder of a server that was made ready and stopped: to copy it takes a tenth of making it.
async fn prepared() -> &'static Path {
    static FOLDER: OnceCell<PathBuf> = OnceCell::const_new();
    FOLDER.get_or_init(prepare).await
}

async fn prepare() -> PathBuf {
    let mut server = start_bare(Durability::Unsynced).await;
    let template = database::connect(&server.url(TEMPLATE), 1).expect("the URL is one");
    database::migrate(&template)
        .await
        .expect("the migrations run");
    template.close().await;
    let mut postgres = connect(&server.url("postgres")).await;
    for (login, role) in [
        (SERVICE, "countersign_service"),
        (AUDITOR, "countersign_auditor"),
    ] {
        let login = format!("CREATE ROLE {login} LOGIN PASSWORD '{login}' IN ROLE {role}");
        execute(&mut postgres, &login).await;
    }
    drop(postgres);
    server.stop().await;
    let folder = server.log_file().parent().expect("it logs in its folder");
    folder.to_owned()
}

async fn start_on(folder: &Path, durability: Durability) -> Postgres {
    let binaries = Binaries::find().expect("PostgreSQL and NATS are installed");
    Postgres::start(&binaries, folder, durability)
        .await
        .expect("PostgreSQL starts")
}
