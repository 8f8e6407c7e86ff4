//! What holds when a part is away.

mod mail_server;
mod nats;
mod postgres;
mod secrets;
mod setup_timer;
