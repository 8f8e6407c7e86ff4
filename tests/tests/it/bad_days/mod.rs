//! What holds when a part is away.

mod mail_server;
mod nats;
mod secrets;
mod setup_timer;
mod unreadable_event;
