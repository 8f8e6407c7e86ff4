//! The pages of auditors: who gets in, what is recorded and shown, and what it proves.

mod scene;
mod sign_in;
mod sessions;
mod forms;
mod headers;
mod recorded;
mod searching;
mod history;
mod tampered;
mod injection;
mod walk;
mod fit;
