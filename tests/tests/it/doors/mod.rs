//! Who is let in where, and what may be said there.

mod access;
mod bad_input;

mod messages;
