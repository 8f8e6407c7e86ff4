//! The pages, as a customer meets them in a browser, and as somebody else tries to misuse them.

mod walk;
mod again;
mod okay;
mod challenge;
mod keyboard;
mod code_field;
mod code_later;
mod dead_session;
mod clock;
mod everywhere;
mod seldom;
mod unfinished;
mod hosting;
mod hosted_only;
mod way_back;
mod listening;
mod help;
mod liking;
mod mail;
pub(crate) mod misuse;
mod pictures;
mod audit;
