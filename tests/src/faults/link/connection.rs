//! One connection over a link: its bytes, and what the toxics do to them.

use std::{
    io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, tcp},
};

use super::{Cut, Direction, Shared};

/// Carries bytes both ways until both sides are done or the connection is cut.
pub(super) async fn carry(mut client: TcpStream, shared: Arc<Shared>) {
    let mut cuts = shared.cuts.subscribe();
    let target = {
        let toxics = shared.toxics();
        (!toxics.down).then_some(toxics.target)
    };
    let Some(target) = target else { return };
    let Ok(mut server) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await else {
        return;
    };
    let whole = [client.set_nodelay(true), server.set_nodelay(true)];
    if whole.iter().any(Result::is_err) {
        return;
    }
    // Set when this connection's next answer is to be lost.
    let loses = Mutex::new(false);
    let cut = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = server.split();
        let there = Pump {
            direction: Direction::ToServer,
            shared: &shared,
            loses: &loses,
        };
        let back = Pump {
            direction: Direction::ToClient,
            ..there
        };
        let both = async {
            tokio::try_join!(
                there.run(from_client, to_server),
                back.run(from_server, to_client)
            )
        };
        tokio::select! {
            _ = both => None,
            _ = cuts.changed() => Some(*cuts.borrow_and_update()),
        }
    };
    if let Some(Cut::Reset) = cut {
        for side in [&client, &server] {
            // A side that is gone already needs no reset.
            let _ = side.set_zero_linger();
        }
    }
}

/// One direction of one connection.
#[derive(Clone, Copy)]
struct Pump<'a> {
    direction: Direction,
    shared: &'a Shared,
    loses: &'a Mutex<bool>,
}

impl Pump<'_> {
    /// Carries bytes until there are no more, or until a toxic ends the connection: an error.
    async fn run(self, mut from: tcp::ReadHalf<'_>, mut to: tcp::WriteHalf<'_>) -> io::Result<()> {
        const CHUNK_BYTES: usize = 64 * 1024;
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let length = from.read(&mut chunk).await?;
            if length == 0 {
                return to.shutdown().await;
            }
            if self.is_mute() {
                continue;
            }
            let (passes, latency) = self.judge(&chunk[..length]);
            tokio::time::sleep(latency).await;
            to.write_all(&chunk[..passes]).await?;
            if passes < length {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
        }
    }

    fn is_mute(self) -> bool {
        self.shared.toxics().mute == Some(self.direction)
    }

    /// How much of a chunk passes, and how late.
    fn judge(self, chunk: &[u8]) -> (usize, Duration) {
        let mut toxics = self.shared.toxics();
        let latency = toxics.latency;
        let mut loses = self.loses.lock().unwrap_or_else(PoisonError::into_inner);
        if self.direction == Direction::ToClient && *loses {
            return (0, Duration::ZERO);
        }
        if let Some(request) = toxics.lost_answer
            && self.direction == Direction::ToServer
            && chunk.windows(request.len()).any(|bytes| bytes == request)
        {
            toxics.lost_answer = None;
            *loses = true;
        }
        let Some((direction, left)) = toxics.quota else {
            return (chunk.len(), latency);
        };
        if direction != self.direction {
            return (chunk.len(), latency);
        }
        let passes = left.min(chunk.len());
        toxics.quota = (passes == chunk.len()).then_some((direction, left - passes));
        (passes, latency)
    }
}
