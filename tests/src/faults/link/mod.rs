//! A link between two processes that can be hurt: a TCP proxy with toxics.

mod connection;

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// A way from a port of its own on 127.0.0.1 to another port there. Whole until it is hurt.
pub struct Link {
    port: u16,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From who connected.
    ToServer,
    /// Back to it.
    ToClient,
}

struct Shared {
    toxics: Mutex<Toxics>,
    /// Moves on when every connection is to be cut.
    cuts: watch::Sender<Cut>,
}

struct Toxics {
    target: u16,
    latency: Duration,
    down: bool,
    quota: Option<(Direction, usize)>,
    lost_answer: Option<&'static [u8]>,
    mute: Option<Direction>,
}

/// How connections end at once.
#[derive(Clone, Copy)]
enum Cut {
    Closed,
    Reset,
}

impl Link {
    /// A link to this port.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub async fn to(target: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let shared = Arc::new(Shared {
            toxics: Mutex::new(Toxics {
                target,
                latency: Duration::ZERO,
                down: false,
                quota: None,
                lost_answer: None,
                mute: None,
            }),
            cuts: watch::Sender::new(Cut::Closed),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self {
            port,
            shared,
            accepting,
        }
    }

    /// Where it is entered.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A server's URL, by way of this link.
    ///
    /// # Panics
    ///
    /// When the URL has no port.
    #[must_use]
    pub fn by_way(&self, url: &str) -> String {
        let (before, after) = url.rsplit_once(':').expect("a port");
        let path = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
        format!("{before}:{}{path}", self.port)
    }

    /// New connections lead to this port.
    pub fn lead_to(&self, target: u16) {
        self.shared.toxics().target = target;
    }

    /// Whatever is sent comes so late, either way.
    pub fn slow(&self, latency: Duration) {
        self.shared.toxics().latency = latency;
    }

    /// Every connection is cut, and a new one is closed as soon as it is made.
    pub fn down(&self) {
        self.shared.toxics().down = true;
        self.shared.cuts.send_replace(Cut::Closed);
    }

    /// Every connection is reset now (RST); new ones are whole.
    pub fn reset(&self) {
        self.shared.cuts.send_replace(Cut::Reset);
    }

    /// So many more bytes pass this way, over all connections; the connection that wants to pass
    /// the next one is cut, and the link is whole again.
    pub fn cut_after(&self, direction: Direction, bytes: usize) {
        self.shared.toxics().quota = Some((direction, bytes));
    }

    /// The next request with these bytes in it gets to the server, and its answer does not come
    /// back: the connection is cut when the server answers. Whole again then.
    pub fn lose_answer_to(&self, request: &'static [u8]) {
        self.shared.toxics().lost_answer = Some(request);
    }

    /// Whatever is sent this way vanishes. Once it is whole again, connections begin anew.
    pub fn mute(&self, direction: Direction) {
        self.shared.toxics().mute = Some(direction);
    }

    /// Whether an answer is still to be lost, or a connection to be cut.
    #[must_use]
    pub fn is_armed(&self) -> bool {
        let toxics = self.shared.toxics();
        toxics.lost_answer.is_some() || toxics.quota.is_some()
    }

    /// Whole again.
    pub fn heal(&self) {
        let mut toxics = self.shared.toxics();
        toxics.latency = Duration::ZERO;
        toxics.down = false;
        toxics.quota = None;
        toxics.lost_answer = None;
        if toxics.mute.take().is_some() {
            self.shared.cuts.send_replace(Cut::Closed);
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Shared {
    fn toxics(&self) -> MutexGuard<'_, Toxics> {
        self.toxics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connections end with the task that owns their set.
async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(connection::carry(client, Arc::clone(&shared)));
        while connections.try_join_next().is_some() {}
    }
}
