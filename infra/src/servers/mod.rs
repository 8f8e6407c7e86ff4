//! Private PostgreSQL and NATS servers: child processes for `countersign dev` and for the tests.
//!
//! Each server lives in a folder of its own, which it may have to itself and which outlasts it:
//! started again on that folder, it carries on with its data and its password. It listens on
//! 127.0.0.1 only, asks for a password, and ends with the process that started it, however that ends.
//!
//! Root cannot run PostgreSQL. As root, both servers run as the user `postgres`, who then owns the
//! folders and must be able to reach them.

mod binaries;
mod nats;
mod postgres;

mod folder;
mod initdb;
mod port;

mod child;
mod launch;
mod proc;
mod spawner;
mod wait;

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

pub use binaries::{Binaries, Version};
pub use folder::SERVER_USER;
pub use initdb::Durability;
pub use nats::Nats;
pub use postgres::Postgres;

/// Why a server is not there. Every message says what to do or where to look.
#[derive(Debug, thiserror::Error)]
pub enum ServersError {
    /// The program is not on this machine.
    #[error("{program} {at_least} or newer is needed; install the Debian package {package}")]
    Missing {
        /// The program by the name people know it by.
        program: &'static str,
        /// The oldest version that will do.
        at_least: Version,
        /// What brings it.
        package: &'static str,
    },
    /// The program is there, but every copy of it is older than we need.
    #[error(
        "{program} {at_least} or newer is needed, and {} is {found}; \
         install a newer Debian package {package}",
        path.display()
    )]
    TooOld {
        /// The program by the name people know it by.
        program: &'static str,
        /// The newest copy found.
        path: PathBuf,
        /// Its version.
        found: Version,
        /// The oldest version that will do.
        at_least: Version,
        /// What brings it.
        package: &'static str,
    },
    /// A program could not be run.
    #[error("cannot run {}", program.display())]
    Run {
        /// What was to be run.
        program: PathBuf,
        /// Why it could not.
        #[source]
        source: io::Error,
    },
    /// A file or folder of a server could not be read or written.
    #[error("cannot use {}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why it could not.
        #[source]
        source: io::Error,
    },
    /// We are root, and there is no user to run PostgreSQL as.
    #[error("root cannot run PostgreSQL, and this machine has no user {user}")]
    NoServerUser {
        /// Whom the servers of root run as.
        user: &'static str,
    },
    /// We are root, and the servers' user cannot get to the folder.
    #[error(
        "the user {user}, whom root's servers run as, cannot reach {}; \
         choose a folder that is not below a private one such as /root",
        folder.display()
    )]
    Unreachable {
        /// Whom the servers of root run as.
        user: &'static str,
        /// The folder out of reach.
        folder: PathBuf,
    },
    /// Another process of ours has its server in the folder.
    #[error("another process is using {}; stop it first", folder.display())]
    InUse {
        /// The folder both want.
        folder: PathBuf,
    },
    /// The server that a process before us left behind does not end.
    #[error("a server left behind (process {pid}) still uses {}; stop it first", folder.display())]
    LeftBehind {
        /// That server.
        pid: i32,
        /// Its folder and ours.
        folder: PathBuf,
    },
    /// No port is free.
    #[error("no free port found on 127.0.0.1")]
    NoPort,
    /// The server ended before it was ready.
    #[error("{program} ended with {status}; {} ends with:\n{log_end}", log_file.display())]
    Ended {
        /// The program by the name people know it by.
        program: &'static str,
        /// How it ended.
        status: ExitStatus,
        /// Where it logs.
        log_file: PathBuf,
        /// The last lines of that.
        log_end: String,
    },
    /// The server runs, but did not become ready in time.
    #[error("{program} was not ready within {seconds} s; see {}", log_file.display())]
    NotReady {
        /// The program by the name people know it by.
        program: &'static str,
        /// How long it was given.
        seconds: u64,
        /// Where it logs.
        log_file: PathBuf,
    },
}
