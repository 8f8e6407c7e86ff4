//! What holds when things break: real child processes, links that are hurt, and invariants after
//! each run.

mod links;

mod kills;
mod postgres;
mod full_disk;
mod races;
mod stopping;
mod nats;
mod clocks;
mod master_key;
mod restore;
