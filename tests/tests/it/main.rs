//! How we know: every promise of the design, held against the deciders and against real servers.
//! The `mod` lines are the table of contents.

mod rules;
mod store;
mod journey;
mod pages;
mod doors;
mod claims;
mod layers;
mod bad_days;
mod checkpoints;
mod readings;
mod watching;
mod binary;
mod faults;
mod witness;
