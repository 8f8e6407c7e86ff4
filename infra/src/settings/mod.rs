//! Settings: each is a flag and an environment variable.
//!
//! Groups that several commands share, checked here, so that a number out of range is refused by
//! name before anything starts.

mod brand;
mod log;
mod policy;
mod servers;
mod witness;

mod master_key;

#[cfg(test)]
mod tests;

pub use brand::BrandSettings;
pub use log::{LOG_ORIGIN, LogSettings};
pub use master_key::{MasterKeySettings, MasterKeySettingsError};
pub use policy::{PolicySettings, PolicySettingsError};
pub use servers::{DatabaseSettings, NatsSettings};
pub use witness::WitnessSettings;
