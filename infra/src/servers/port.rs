//! Choosing a port for a server that has yet to be started.

use std::net::{Ipv4Addr, TcpListener};

use super::ServersError;
use crate::entropy::random_bytes;

/// Ports below those that Linux gives to outgoing connections (32768 to 60999): between our look and
/// the server's bind, and while a server is down for a restart, no connection can come to sit on one.
const FIRST_PORT: u16 = 20_000;
const PORTS: u16 = 12_000;

const TRIES: usize = 1_000;

/// A port that is free on 127.0.0.1, drawn at random so that servers started at once do not meet.
pub(super) fn free_port() -> Result<u16, ServersError> {
    (0..TRIES)
        .map(|_| FIRST_PORT + u16::from_ne_bytes(random_bytes()) % PORTS)
        .find(|&port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
        .ok_or(ServersError::NoPort)
}
