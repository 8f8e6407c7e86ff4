//! What follows from what happened.
//!
//! The product's whole policy of mails and follow-up commands, as pure functions from an event to
//! a [`Reaction`]: no I/O, no clock, no randomness. Each reaction is a file of its own and a row
//! of [`HANDLERS`]; whoever runs them sees to it that each reaction happens once.
//!
//! Every word of a mail stands in `locales/`, in each language; `templates/` has only structure.

mod reaction;
mod follow_up;

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
mod disabled_mail;
mod wrong_code_notice;
mod timer;

#[cfg(test)]
mod tests;

pub use brand::Brand;
pub use follow_up::{FollowUp, Issuer, Record};
pub use language::{Argument, Language};
pub use local_time::{local_clock, local_date_and_time, local_time, zone_name};
pub use mail::{Content, Mail, MailKind};
pub use reaction::{HANDLERS, Handler, Occurrence, Reaction, Subject, Unanswerable};
pub use timer::{TimerChange, timer_change};
