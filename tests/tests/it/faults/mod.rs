//! What holds when things break: real child processes, links that are hurt, and invariants after
//! each run.

mod kills;
mod postgres;
mod stopping;
