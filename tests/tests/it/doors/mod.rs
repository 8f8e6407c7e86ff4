//! Who is let in where, and what may be said there.

mod access;
mod bad_input;
mod steps;
mod wrong_state;
mod wrong_account;
mod wrong_answers;
mod idempotency;
mod races;
mod challenge;
mod messages;
