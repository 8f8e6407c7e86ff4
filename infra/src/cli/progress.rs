//! How far a long command is: a bar on stderr, for a person at a terminal and nobody else.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over so many accounts.
pub(super) fn accounts(total: u64) -> ProgressBar {
    bar(
        total,
        "{wide_bar} {human_pos} of {human_len} accounts, {eta} left",
    )
}

/// A bar over events, whose number shows as they come.
pub(super) fn events() -> ProgressBar {
    bar(
        0,
        "{wide_bar} {human_pos} of {human_len} events, {eta} left",
    )
}

/// A bar over the bytes of a file.
pub(super) fn bytes(total: u64) -> ProgressBar {
    bar(total, "{wide_bar} {bytes} of {total_bytes}, {eta} left")
}

/// A count of the bytes of a stream, whose end nobody knows.
pub(super) fn stream() -> ProgressBar {
    let style = ProgressStyle::with_template("{bytes} read");
    ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn bar(total: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
