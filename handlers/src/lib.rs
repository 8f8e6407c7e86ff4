//! What follows from what happened.
//!
//! The product's whole policy of mails and follow-up commands, as pure functions from an event to
//! a [`Reaction`]: no I/O, no clock, no randomness. Each reaction is a file of its own and a row
//! of [`HANDLERS`]; whoever runs them sees to it that each reaction happens once.
//!
//! Every word of a mail stands in `locales/`, in each language; `templates/` has only structure.

mod reaction;

mod brand;
mod language;
mod local_time;
mod mail;
mod letter;
mod salutation;

mod activation_mail;
mod address_notice;
mod code_mail;
mod lock_notice;
mod unfinished_mail;
mod setup_timer;

#[cfg(test)]
mod tests;

pub use brand::Brand;
pub use language::{Argument, Language};
pub use local_time::{local_clock, local_date_and_time, local_time, zone_name};
pub use mail::{Content, Mail, MailKind, Record};
pub use reaction::{HANDLERS, Handler, Occurrence, Reaction, Unanswerable};
pub use setup_timer::{TimerChange, timer_change};
