//! How we know: what the tests stand on.
//!
//! Real servers, started by the tests themselves, privately, on free loopback ports, and ended
//! with them.

#![expect(
    clippy::missing_panics_doc,
    reason = "whatever a test stands on panics where it is not there"
)]

pub mod ground;
pub mod database;
pub mod engine;
pub mod challenges;
pub mod smtp;
pub mod world;
pub mod portal;
pub mod browser;
pub mod stranger;
pub mod binary;
pub mod search;
pub mod faults;
pub mod otlp;
pub mod nats_cluster;
pub mod golden;
pub mod foreign;
