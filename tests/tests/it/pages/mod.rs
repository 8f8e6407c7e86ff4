//! The pages, as a customer meets them in a browser, and as somebody else tries to misuse them.

mod walk;
mod everywhere;
mod mail;
pub(crate) mod misuse;
mod pictures;
