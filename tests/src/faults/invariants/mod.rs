//! What holds after every run, whatever broke during it. One function each; each fails with what it
//! found.

mod logged;

mod answers;
mod checkpoints;
mod codes;
mod folds;
mod mails;
mod order;
mod rest;
mod secrets;

pub use answers::{enough_was_done, what_was_answered_is_in_the_log};
pub use checkpoints::{all_is_signed, checkpoints_are_one_chain};
pub use codes::{a_code_is_confirmed_once, guesses_are_within_limits};
pub use folds::{account_rows_equal_their_folds, read_models_equal_a_rebuild};
pub use logged::Logged;
pub use mails::{each_code_was_mailed, mails_of_an_event_are_the_same};
pub use order::positions_and_versions_are_dense;
pub use rest::nothing_is_left_to_do;
pub use secrets::codes_are_in_the_mailbox_alone;

use super::{Ground, History};

/// What a scenario may have left behind by intention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Excused {
    /// Codes that were not mailed, or whose mail nobody recorded before they died; each with its
    /// `CodeNotSent`.
    pub codes_not_sent: bool,
    /// Deliveries that were given up.
    pub dead_letters: bool,
    /// Messages that an instance had taken when it was killed or cut off, or when PostgreSQL was
    /// away and it could not give their lease back. They come again after 60 to 75 seconds, and
    /// are settled then: what they tell of was answered before, by a sweep.
    pub messages_under_a_lease: bool,
}

impl Excused {
    /// What a crash may leave behind, of an instance or of PostgreSQL: a mail that was handed over
    /// and not recorded, and leases that were not given back.
    pub const AFTER_A_CRASH: Self = Self {
        codes_not_sent: true,
        dead_letters: false,
        messages_under_a_lease: true,
    };
}

/// Looks whether all of it holds, once everything has healed and the customers have left. Fewer
/// than so many commands done is an empty pass, and fails too.
///
/// # Panics
///
/// When it does not.
pub async fn hold(ground: &Ground, history: &History, done_at_least: usize, excused: Excused) {
    enough_was_done(history, done_at_least);
    nothing_is_left_to_do(ground, excused).await;

    let log = logged::read(ground).await;
    positions_and_versions_are_dense(&log);
    what_was_answered_is_in_the_log(history, &log);
    a_code_is_confirmed_once(&log);
    guesses_are_within_limits(&log);

    let mails = ground.smtp.mails();
    mails_of_an_event_are_the_same(&mails);
    each_code_was_mailed(&log, &mails, excused);
    codes_are_in_the_mailbox_alone(ground, &mails).await;

    account_rows_equal_their_folds(ground).await;
    read_models_equal_a_rebuild(ground).await;
    checkpoints_are_one_chain(ground).await;
}
