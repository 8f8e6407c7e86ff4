//! Three NATS servers that keep streams together.

use std::{
    fs::{self, File},
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::mpsc,
};

use async_nats::jetstream::Context;
use countersign::{nats, servers::Binaries};
use serde_json::json;
use tempfile::TempDir;

use crate::{binary::spawn, ground, world::eventually};

const SERVERS: usize = 3;
const USER: &str = "countersign";
const PASSWORD: &str = "a-password-of-the-tests";

/// A JetStream cluster on free ports of this machine, ended with it.
pub struct NatsCluster {
    ports: Vec<u16>,
    servers: Vec<(Child, mpsc::Sender<()>)>,
    folder: TempDir,
}

impl NatsCluster {
    /// Starts it, and waits until JetStream has a leader.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start() -> Self {
        let binaries = Binaries::find().expect("NATS is installed");
        let folder = ground::folder("nats-cluster");
        let ports = free_ports(2 * SERVERS);
        let (clients, routes) = ports.split_at(SERVERS);
        let urls: Vec<String> = routes
            .iter()
            .map(|port| format!("nats://127.0.0.1:{port}"))
            .collect();
        let servers = (0..SERVERS).map(|number| {
            let name = format!("server-{number}");
            let settings = json!({
                "server_name": name,
                "host": "127.0.0.1",
                "port": clients[number],
                "jetstream": { "store_dir": folder.path().join(&name) },
                "authorization": { "user": USER, "password": PASSWORD },
                "cluster": {
                    "name": "countersign-tests",
                    "host": "127.0.0.1",
                    "port": routes[number],
                    "routes": urls,
                },
            });
            let file = folder.path().join(format!("{name}.conf"));
            fs::write(&file, settings.to_string()).expect("it can be written");
            let log = File::create(file.with_extension("log")).expect("it can be written");
            let mut command = Command::new("setpriv");
            command
                .args(["--pdeathsig", "KILL", "--"])
                .arg(&binaries.nats_server)
                .arg("-c")
                .arg(&file)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(log);
            spawn(command)
        });
        let cluster = Self {
            servers: servers.collect(),
            ports: clients.to_vec(),
            folder,
        };
        eventually("every server knows who leads", async || {
            (0..SERVERS).all(|number| cluster.log(number).contains("metadata leader"))
        })
        .await;
        cluster
    }

    /// Every server, with commas between.
    #[must_use]
    pub fn url(&self) -> String {
        let urls = self
            .ports
            .iter()
            .map(|port| format!("nats://{USER}:{PASSWORD}@127.0.0.1:{port}"));
        urls.collect::<Vec<_>>().join(",")
    }

    /// JetStream, by whichever server is there.
    ///
    /// # Panics
    ///
    /// Never: it connects in the background.
    pub async fn jetstream(&self) -> Context {
        nats::jetstream(nats::connect(&self.url()).await.expect("the URL is one"))
    }

    /// Ends one server at once (SIGKILL), by its name.
    ///
    /// # Panics
    ///
    /// When there is none of this name.
    pub fn kill(&mut self, name: &str) {
        let number = name.strip_prefix("server-").and_then(|n| n.parse().ok());
        let number: usize = number.expect("a server is called so");
        let (server, _) = &mut self.servers[number];
        server.kill().expect("it is ours");
        server.wait().expect("it is our child");
    }

    fn log(&self, number: usize) -> String {
        let file = self.folder.path().join(format!("server-{number}.log"));
        fs::read_to_string(file).expect("it is there from the start")
    }
}

impl Drop for NatsCluster {
    fn drop(&mut self) {
        for (server, _) in &mut self.servers {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

/// Ports that were free just now, none twice.
fn free_ports(count: usize) -> Vec<u16> {
    let bound: Vec<TcpListener> = (0..count)
        .map(|_| TcpListener::bind("127.0.0.1:0").expect("a free port"))
        .collect();
    let ports = bound
        .iter()
        .map(|listener| listener.local_addr().expect("it is bound").port());
    ports.collect()
}
