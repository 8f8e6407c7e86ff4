//! What commands print: data on stdout, everything else on stderr.

use std::{
    fmt::Display,
    io::{self, Write},
};

use clap::ValueEnum;

/// How data is printed.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

/// Prints a line of data. Fails where nobody reads it any more.
pub fn print(line: impl Display) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// Tells the person at the terminal, if there is one.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Prints rows in columns below their headings. The last column is as wide as it is.
pub(super) fn print_table<const COLUMNS: usize>(
    headings: [&str; COLUMNS],
    rows: &[[String; COLUMNS]],
) -> io::Result<()> {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0).max(headings[column].len())
    };
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    let line = |cells: [&str; COLUMNS]| {
        let padded = cells.iter().zip(widths);
        let padded: Vec<String> = padded
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    print(line(headings))?;
    for row in rows {
        print(line(row.each_ref().map(String::as_str)))?;
    }
    Ok(())
}
