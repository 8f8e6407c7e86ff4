//! What holds when a part is away, or an event cannot be read.

mod mail_server;
mod nats;
mod cluster;
mod postgres;
mod challenge;
mod restored;
mod secrets;
mod setup_timer;
mod dead_letters;
mod unreadable_event;
