//! How fast it is: each row a ratio against a yardstick that is measured in the same run on the same
//! servers, with fsync on.
//!
//! `ROWS=1,4` measures these rows only. The `mod` lines of the rows are in the table's order.

mod commands;
mod enrollment;
mod mail;
mod rebuild;
mod growth;
mod memory;
mod pages;
mod challenge;
mod signing;
mod proving;

mod visit;
mod peers;
mod customers;
mod weight;
mod seed;
mod story;

mod processes;
mod rounds;
mod table;

use std::env;

use countersign_tests::database;

use table::{Measure, Table};

#[tokio::main]
async fn main() {
    database::sync();
    let asked = env::var("ROWS").unwrap_or_default();
    let asked: Vec<&str> = asked.split(',').filter(|row| !row.is_empty()).collect();
    let mut table = Table::default();
    for row in 1..=10 {
        if asked.is_empty() || asked.contains(&row.to_string().as_str()) {
            table::say(&format!("measuring row {row}"));
            table.add(row, Box::pin(measure(row)).await);
        }
    }
    table.print();
}

async fn measure(row: usize) -> Vec<Measure> {
    match row {
        1 => commands::measure().await,
        2 => enrollment::measure().await,
        3 => mail::measure().await,
        4 => rebuild::measure().await,
        5 => Box::pin(growth::measure()).await,
        6 => memory::measure().await,
        7 => pages::measure().await,
        8 => Box::pin(challenge::measure()).await,
        9 => Box::pin(signing::measure()).await,
        _ => Box::pin(proving::measure()).await,
    }
}
