//! What operators see of a running instance: its metrics, its traces, its log lines, its
//! readiness, and the files that are made for looking at them.

mod readiness;
mod metrics;
mod traces;
mod logs;
mod files;
