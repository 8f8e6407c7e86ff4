//! What somebody else tries with the pages, without a browser that would stand in the way.

pub(crate) mod headers;
mod forms;
mod bad_input;
mod marks;
mod foreign;
mod sign_in;
mod tries;
mod sessions;
pub(crate) mod hosted;
mod hosted_keys;
mod injection;
mod mails;
mod tls;
mod away;
mod dead_ends;
