//! What somebody else tries with the pages, without a browser that would stand in the way.

mod headers;
mod forms;
mod bad_input;
mod foreign;
mod sign_in;
mod tries;
mod sessions;
mod hosted;
mod injection;
mod mails;
mod tls;
mod away;
mod dead_ends;
