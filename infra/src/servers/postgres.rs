//! A private PostgreSQL server.

use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::child::Child;
use super::folder::Folder;
use super::initdb::{DATA_FOLDER, Durability, PASSWORD_FILE, SUPERUSER, initialise};
use super::launch::{Launch, StopSignal};
use super::port::free_port;
use super::proc::wait_for_predecessor;
use super::{Binaries, ServersError};

const NAME: &str = "PostgreSQL";

/// SIGINT is PostgreSQL's fast shutdown: it ends sessions and leaves the data clean.
const STOP_SIGNAL: StopSignal = StopSignal::INTERRUPT;

/// Long enough to replay what a crash left behind.
const READY_SECONDS: u64 = 120;
const MAX_CONNECTIONS: u32 = 300;

/// A PostgreSQL server of our own, stopped when dropped.
pub struct Postgres {
    child: Child,
    folder: Folder,
    binaries: Binaries,
    durability: Durability,
    password: Zeroizing<String>,
    port: u16,
}

impl Postgres {
    /// Starts the server of this folder on a free port, and waits until it takes connections. The
    /// first time, it makes the databases: UTF-8, sorted by bytes, with passwords as SCRAM-SHA-256.
    pub async fn start(
        binaries: &Binaries,
        folder: &Path,
        durability: Durability,
    ) -> Result<Self, ServersError> {
        let folder = Folder::prepare(folder)?;
        wait_for_predecessor(&folder, &pid_file(&folder)).await?;
        let password = folder.secret(PASSWORD_FILE)?;
        if !folder.path().join(DATA_FOLDER).exists() {
            initialise(binaries, &folder, durability).await?;
        }
        let port = free_port()?;
        let child = launch(binaries, &folder, durability, port).await?;
        Ok(Self {
            child,
            folder,
            binaries: binaries.clone(),
            durability,
            password,
            port,
        })
    }

    /// Where the superuser finds a database, with the password in it: never log it.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let Self { password, port, .. } = self;
        format!(
            "postgres://{SUPERUSER}:{}@127.0.0.1:{port}/{database}",
            **password
        )
    }

    /// Where it listens on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it logs.
    #[must_use]
    pub fn log_file(&self) -> &Path {
        self.child.log_file()
    }

    /// Stops it with its data clean; kills it if it takes longer than 30 seconds.
    pub async fn stop(&mut self) {
        self.child.stop().await;
    }

    /// Ends it at once with all its sessions (SIGKILL), as a crash would.
    pub async fn kill(&mut self) {
        self.child.kill().await;
    }

    /// Stops it if it runs, and starts it again on the same data and the same port.
    pub async fn restart(&mut self) -> Result<(), ServersError> {
        self.child.stop().await;
        self.child = launch(&self.binaries, &self.folder, self.durability, self.port).await?;
        Ok(())
    }

    /// Freezes it with all its sessions: connections stay open, and nothing answers.
    pub fn pause(&mut self) {
        self.child.pause();
    }

    /// Lets it go on after a pause.
    pub fn resume(&mut self) {
        self.child.resume();
    }
}

async fn launch(
    binaries: &Binaries,
    folder: &Folder,
    durability: Durability,
    port: u16,
) -> Result<Child, ServersError> {
    let mut settings = vec![
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        // TCP with a password is the only door: a socket's path can be too long, and needs a lock.
        "unix_socket_directories=".to_owned(),
        format!("max_connections={MAX_CONNECTIONS}"),
    ];
    if durability == Durability::Unsynced {
        // Commits still wait for the log to be written, if not synced: a killed server keeps them.
        let relaxed = ["fsync=off", "full_page_writes=off"];
        settings.extend(relaxed.map(str::to_owned));
    }
    let mut arguments = vec![
        "-D".into(),
        folder.path().join(DATA_FOLDER).into_os_string(),
    ];
    arguments.extend(
        settings
            .into_iter()
            .flat_map(|setting| ["-c".into(), setting.into()]),
    );
    let mut child = Child::start(Launch {
        name: NAME,
        program: &binaries.postgres,
        arguments,
        folder,
        stop_signal: STOP_SIGNAL,
    })
    .await?;
    let pid = child.pid().to_string();
    let is_ready = async || takes_connections(&pid_file(folder), &pid);
    child.wait_until_ready(READY_SECONDS, is_ready).await?;
    Ok(child)
}

fn pid_file(folder: &Folder) -> PathBuf {
    folder.path().join(DATA_FOLDER).join("postmaster.pid")
}

/// PostgreSQL writes its pid in the first line of its pid file and its status in the eighth, padded,
/// and `pg_ctl` waits for the same.
fn takes_connections(pid_file: &Path, pid: &str) -> bool {
    let Ok(content) = fs::read_to_string(pid_file) else {
        return false;
    };
    let lines: Vec<&str> = content.lines().map(str::trim).collect();
    lines.first() == Some(&pid) && lines.get(7) == Some(&"ready")
}
