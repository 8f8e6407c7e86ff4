//! A private NATS server with JetStream.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::child::Child;
use super::folder::Folder;
use super::launch::{Launch, StopSignal};
use super::port::free_port;
use super::proc::wait_for_predecessor;
use super::{Binaries, ServersError};

const NAME: &str = "nats-server";
const USER: &str = "countersign";
const PASSWORD_FILE: &str = "password";
const SETTINGS_FILE: &str = "nats.conf";
const STREAMS_FOLDER: &str = "jetstream";

/// SIGTERM ends nats-server at once and in order.
const STOP_SIGNAL: StopSignal = StopSignal::TERMINATE;

/// Long enough to read large streams back.
const READY_SECONDS: u64 = 60;
const GREETING_SECONDS: u64 = 1;

/// A NATS server of our own with JetStream, stopped when dropped.
pub struct Nats {
    child: Child,
    folder: Folder,
    binaries: Binaries,
    password: Zeroizing<String>,
    port: u16,
}

impl Nats {
    /// Starts the server of this folder on a free port, and waits until it answers.
    pub async fn start(binaries: &Binaries, folder: &Path) -> Result<Self, ServersError> {
        let folder = Folder::prepare(folder)?;
        wait_for_predecessor(&folder, &pid_file(&folder)).await?;
        let password = folder.secret(PASSWORD_FILE)?;
        let port = free_port()?;
        write_settings(&folder, &password, port)?;
        let child = launch(binaries, &folder, port).await?;
        Ok(Self {
            child,
            folder,
            binaries: binaries.clone(),
            password,
            port,
        })
    }

    /// Where clients find it, with the password in it: never log it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://{USER}:{}@127.0.0.1:{}", *self.password, self.port)
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

    /// Stops it in order; kills it if it takes longer than 30 seconds.
    pub async fn stop(&mut self) {
        self.child.stop().await;
    }

    /// Ends it at once (SIGKILL), as a crash would.
    pub async fn kill(&mut self) {
        self.child.kill().await;
    }

    /// Stops it if it runs, and starts it again on the same streams and the same port.
    pub async fn restart(&mut self) -> Result<(), ServersError> {
        self.child.stop().await;
        self.child = launch(&self.binaries, &self.folder, self.port).await?;
        Ok(())
    }

    /// Freezes it: connections stay open, and nothing answers.
    pub fn pause(&mut self) {
        self.child.pause();
    }

    /// Lets it go on after a pause.
    pub fn resume(&mut self) {
        self.child.resume();
    }
}

/// JSON is valid in its settings file, and quotes any path rightly.
fn write_settings(folder: &Folder, password: &str, port: u16) -> Result<(), ServersError> {
    let settings = json!({
        "host": "127.0.0.1",
        "port": port,
        "pid_file": pid_file(folder),
        "jetstream": { "store_dir": folder.path().join(STREAMS_FOLDER) },
        "authorization": { "user": USER, "password": password },
    });
    folder.write_private(SETTINGS_FILE, &settings.to_string())
}

async fn launch(binaries: &Binaries, folder: &Folder, port: u16) -> Result<Child, ServersError> {
    let settings = folder.path().join(SETTINGS_FILE);
    let mut child = Child::start(Launch {
        name: NAME,
        program: &binaries.nats_server,
        arguments: vec!["-c".into(), settings.into_os_string()],
        folder,
        stop_signal: STOP_SIGNAL,
    })
    .await?;
    child
        .wait_until_ready(READY_SECONDS, async || greets(port).await)
        .await?;
    Ok(child)
}

fn pid_file(folder: &Folder) -> PathBuf {
    folder.path().join("nats.pid")
}

/// A NATS server speaks first, with an `INFO` line; this one listens once JetStream is ready.
async fn greets(port: u16) -> bool {
    const GREETING: &[u8] = b"INFO ";
    let greeting = async {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        let mut start = [0; GREETING.len()];
        stream.read_exact(&mut start).await.map(|_| start)
    };
    let greeting = timeout(Duration::from_secs(GREETING_SECONDS), greeting).await;
    matches!(greeting, Ok(Ok(start)) if start == GREETING)
}
