//! A mail server that does what a test's script says, and keeps what it was sent.

mod received;
mod script;
mod security;

mod connection;
mod session;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{io, mem};

use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

pub use received::{Received, code_in};
use script::Script;
pub use script::{Behaviour, Stage};
pub use security::{Certificate, Security};

/// A mail server on a free port of 127.0.0.1. It takes every mail, from whoever logs in or does
/// not, until a script says otherwise. Dropped, it is gone with all its connections.
pub struct SmtpServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

impl SmtpServer {
    /// Starts a server without TLS.
    pub async fn start() -> io::Result<Self> {
        Self::start_with(None).await
    }

    /// Starts a server with TLS, under this certificate.
    pub async fn start_secured(security: Security, certificate: &Certificate) -> io::Result<Self> {
        Self::start_with(Some((security, certificate.acceptor.clone()))).await
    }

    async fn start_with(tls: Option<(Security, TlsAcceptor)>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            tls,
            ..Shared::default()
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self {
            address,
            shared,
            accepting,
        })
    }

    /// Where it is found: `smtp://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on it behaves so at this stage, every time. Of several rules that fit, the first
    /// one given wins.
    pub fn script(&self, stage: Stage, behaviour: Behaviour) {
        self.shared.state().script.add(stage, None, None, behaviour);
    }

    /// It behaves so the next `times` times this stage is reached, and then as if nothing was said.
    pub fn script_times(&self, times: usize, stage: Stage, behaviour: Behaviour) {
        self.shared
            .state()
            .script
            .add(stage, None, Some(times), behaviour);
    }

    /// It behaves so for mails to this address only, every time. At [`Stage::Rcpt`] that is the
    /// address being named, later any of those named before; at an earlier stage none is known yet.
    pub fn for_recipient(&self, address: &str, stage: Stage, behaviour: Behaviour) {
        self.shared
            .state()
            .script
            .add(stage, Some(address), None, behaviour);
    }

    /// Forgets the whole script, and hangs up where it was stalling.
    pub fn heal(&self) {
        let mut state = self.shared.state();
        state.script = Script::default();
        self.shared.healed.send_replace(());
    }

    /// The mails it took, in the order of their coming. One whose answer the client never got,
    /// because the script stalls or closes at [`Stage::EndOfData`], is among them: it was taken.
    #[must_use]
    pub fn mails(&self) -> Vec<Received> {
        self.shared.state().mails.clone()
    }

    /// Those of them whose envelope names this address.
    #[must_use]
    pub fn mails_to(&self, address: &str) -> Vec<Received> {
        let state = self.shared.state();
        let to = |mail: &&Received| mail.recipients.iter().any(|to| to == address);
        state.mails.iter().filter(to).cloned().collect()
    }

    /// Takes the mails out that came since the last time, and waits while there are none: for
    /// whoever is sent too many to look through them all again.
    pub async fn take(&self) -> Vec<Received> {
        loop {
            let changed = self.shared.changed.notified();
            let mails = mem::take(&mut self.shared.state().mails);
            if !mails.is_empty() {
                return mails;
            }
            changed.await;
        }
    }

    /// What was said on each connection so far, also where no mail came of it: the client's lines
    /// begin with `C: `, the server's with `S: `, and the mail itself is left out.
    #[must_use]
    pub fn conversations(&self) -> Vec<String> {
        self.shared.state().conversations.clone()
    }

    /// When mails to this address were asked for, whatever became of them.
    #[must_use]
    pub fn asked_for(&self, address: &str) -> Vec<Instant> {
        let state = self.shared.state();
        let asked = state.asked_for.iter().filter(|(to, _)| to == address);
        asked.map(|(_, at)| *at).collect()
    }

    /// Waits until the mails it took satisfy the condition, and gives them back.
    ///
    /// # Panics
    ///
    /// When they do not within the bound, with what came instead.
    pub async fn wait_for(
        &self,
        condition: impl Fn(&[Received]) -> bool,
        bound: Duration,
    ) -> Vec<Received> {
        let satisfied = async {
            loop {
                // Registered before looking, so that no mail comes unnoticed in between.
                let changed = self.shared.changed.notified();
                let mails = self.mails();
                if condition(&mails) {
                    return mails;
                }
                changed.await;
            }
        };
        let Ok(mails) = timeout(bound, satisfied).await else {
            panic!(
                "not within {bound:?}; the mails: {:#?}\nthe conversations:\n{}",
                self.mails(),
                self.conversations().join("\n"),
            );
        };
        mails
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What the server and its connections share.
#[derive(Default)]
struct Shared {
    tls: Option<(Security, TlsAcceptor)>,
    state: Mutex<State>,
    changed: Notify,
    healed: watch::Sender<()>,
}

#[derive(Default)]
struct State {
    script: Script,
    mails: Vec<Received>,
    conversations: Vec<String>,
    asked_for: Vec<(String, Instant)>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connections end with the task that owns their set.
async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut sessions = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        sessions.spawn(session::serve(stream, Arc::clone(&shared)));
        while sessions.try_join_next().is_some() {}
    }
}
