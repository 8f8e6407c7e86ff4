//! The binary `countersign` as a child process: built by the tests themselves, told by arguments
//! and environment, and known by its exit code, its output and its answers alone.

mod built;
mod settings;

mod process;
mod family;

mod dev;
mod serve;
mod witness;
mod installation;

pub use built::{path, stoppable};
pub use dev::{Announcement, Dev};
pub use family::Family;
pub use installation::Installation;
pub use process::{Output, Process};
pub use serve::{Serve, api_keys};
pub use settings::Settings;
pub use witness::{WITNESS_NAME, Witness};

pub(crate) use process::spawn;
