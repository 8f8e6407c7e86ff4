//! Faults on the real thing: private servers, instances of the real binary as child processes, and
//! between them links that can be hurt.
//!
//! A scenario stands on a [`Ground`], lets [`Customers`] work on it while something breaks, heals
//! it, and has [`invariants`] look whether everything holds that has to hold. What is left to
//! chance in a scenario is drawn from a seed: see [`each_seed`].

mod seeds;

mod link;
mod member;
mod ground;
mod backup;
mod disk;

mod history;
mod customers;

pub mod invariants;

pub use backup::Backup;
pub use customers::{Customers, Desk, Order};
pub use disk::Disk;
pub use ground::Ground;
pub use history::{Command, History, Outcome};
pub use invariants::Excused;
pub use link::{Direction, Link};
pub use member::Member;
pub use seeds::{each_seed, is_soak, say};
