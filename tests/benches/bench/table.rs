//! The table: what was measured, against what, and whether that is enough.

use std::io::{self, Write};

/// One line of the table.
pub(crate) struct Measure {
    /// What was measured.
    pub(crate) what: String,
    /// What ours came to, with its unit.
    pub(crate) ours: String,
    /// What the yardstick came to, and what it is.
    pub(crate) yardstick: String,
    /// Ours by the yardstick.
    pub(crate) ratio: f64,
    /// What the ratio has to be.
    pub(crate) target: Target,
}

/// What a ratio has to be.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
    /// It is for information.
    None,
}

/// The lines so far, as cells.
#[derive(Default)]
pub(crate) struct Table(Vec<[String; COLUMNS]>);

const COLUMNS: usize = 7;
const HEADINGS: [&str; COLUMNS] = ["row", "what", "ours", "yardstick", "ratio", "target", ""];

impl Table {
    pub(crate) fn add(&mut self, row: usize, measures: Vec<Measure>) {
        for measure in measures {
            let (target, verdict) = measure.target.against(measure.ratio);
            let ratio = format!("{:.2}", measure.ratio);
            let cells = [
                row.to_string(),
                measure.what,
                measure.ours,
                measure.yardstick,
                ratio,
                target,
                verdict.to_owned(),
            ];
            say(&cells.join(" | "));
            self.0.push(cells);
        }
    }

    /// Prints the table to stdout, in Markdown.
    pub(crate) fn print(&self) {
        let width = |column: usize| {
            let cells = self.0.iter().map(|cells| cells[column].chars().count());
            cells.max().unwrap_or(0).max(HEADINGS[column].len())
        };
        let widths: [usize; COLUMNS] = std::array::from_fn(width);
        let line = |cells: [&str; COLUMNS]| {
            let cells = cells.iter().zip(widths);
            let cells: Vec<String> = cells
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rules = widths.map(|width| "-".repeat(width));
        let mut text = line(HEADINGS) + &line(rules.each_ref().map(String::as_str));
        for cells in &self.0 {
            text += &line(cells.each_ref().map(String::as_str));
        }
        // Nobody is there to tell where nobody reads.
        let _ = io::stdout().lock().write_all(text.as_bytes());
    }
}

impl Target {
    /// In words, and whether it is reached.
    fn against(self, ratio: f64) -> (String, &'static str) {
        let (words, reached) = match self {
            Self::AtLeast(least) => (format!("≥ {least}"), ratio >= least),
            Self::AtMost(most) => (format!("≤ {most}"), ratio <= most),
            Self::None => return ("–".to_owned(), ""),
        };
        (words, if reached { "✓" } else { "✗" })
    }
}

/// Tells whoever waits how it goes.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
