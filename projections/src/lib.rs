//! What is known.
//!
//! Read models over the log. A [`Projection`] folds batches of events in memory and writes the
//! rows set by set; `infra` reads the log for it, keeps its checkpoint in the transaction of its
//! rows, and rebuilds it beside the one that readers see.
//!
//! The history of an account is no projection: it is the log itself, read by account. Neither does
//! anything here decide: whether a code is required is decided from the stream.

mod funnel;
mod projection;

pub mod account_security;
pub mod challenge_funnel;
pub mod enrollment_funnel;

#[cfg(test)]
mod history;

pub use account_security::{AccountSecurity, TwoFactor};
pub use challenge_funnel::ChallengeFunnel;
pub use enrollment_funnel::EnrollmentFunnel;
pub use funnel::{Bucket, Endings};
pub use projection::Projection;
