//! How it runs.
//!
//! Everything that touches the world: the store, the read loop, NATS, mail, HTTP, the command
//! line. Read it in the order of the modules, which is the way a command takes.

pub mod api_keys;
pub mod passwords;
pub mod http;
pub mod pages;

pub mod store;
pub mod keys;
pub mod entropy;

pub mod projecting;
pub mod timers;

pub mod wire;
pub mod nats;
pub mod relay;
pub mod checkpoints;
pub mod readings;
pub mod consuming;
pub mod reacting;
pub mod mailing;

pub mod servers;

pub mod witness;
pub mod fetching;
pub mod data_folder;

pub mod instance;
mod housekeeping;
pub mod stop_point;
pub mod settings;
pub mod logging;
pub mod metering;
pub mod traces;
pub mod causes;
pub mod cli;

#[cfg(any(test, fuzzing))]
pub mod fuzzing;
