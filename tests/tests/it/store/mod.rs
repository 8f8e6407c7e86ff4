//! The store on a real PostgreSQL.

mod append;
mod races;
mod idempotency;
mod log;
mod stock;
mod upcasting;
mod reads;
mod recent;
mod read_models;
mod restarted;
mod hosted_domains;
