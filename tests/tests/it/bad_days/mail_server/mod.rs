//! A mail server that refuses, falls silent, or says too much.

mod scene;

mod refusals;
mod schedule;
mod silence;
mod in_doubt;
mod endless;
mod security;
