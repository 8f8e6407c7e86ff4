//! The store on a real PostgreSQL.

mod append;
mod races;
mod idempotency;
mod log;
mod stock;
mod reads;
mod read_models;
