//! Where an instance listens.

use std::{io, net::SocketAddr};

use thiserror::Error;
use tokio::net::TcpListener;

/// Where an instance listens. Bound before anything else, so that a busy port is told at once.
pub struct Listeners {
    /// Of the API.
    pub(super) api: TcpListener,
    /// Of `/readyz` and `/metrics`.
    pub(super) admin: TcpListener,
}

/// Why an instance does not listen.
#[derive(Debug, Error)]
#[error("cannot listen on {address}")]
pub struct ListenError {
    /// Where it was to listen.
    pub address: SocketAddr,
    /// Why it does not.
    pub source: io::Error,
}

impl Listeners {
    /// Binds both. Port 0 is any free one.
    pub async fn bind(api: SocketAddr, admin: SocketAddr) -> Result<Self, ListenError> {
        Ok(Self {
            api: bind(api).await?,
            admin: bind(admin).await?,
        })
    }

    /// Where the API listens.
    pub fn api_address(&self) -> io::Result<SocketAddr> {
        self.api.local_addr()
    }

    /// Where `/readyz` and `/metrics` listen.
    pub fn admin_address(&self) -> io::Result<SocketAddr> {
        self.admin.local_addr()
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| ListenError { address, source })
}
