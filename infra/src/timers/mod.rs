//! The timers of setups and challenges that nobody goes on with: a projection says when each rings, and a ringing
//! one submits `Expire` like any other command.

mod projection;
mod ringing;

pub use projection::Timers;
pub use ringing::ring;
