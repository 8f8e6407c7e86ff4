//! Whatever is sent is taken by its rule, said here once more in other words, or refused by its
//! field, without a word of what was in it.

mod assertions;
mod bodies;
mod fields;
mod headers;
mod import;
mod queries;

use proptest::{prelude::*, test_runner::Config};

/// Stands in no message of ours.
const SECRET: &str = "s3cr3t-0f-4-cu5t0m3r";

fn config() -> Config {
    Config {
        cases: 128,
        failure_persistence: None,
        ..Config::default()
    }
}

/// Text that is nearly what a parser takes, as often as any text at all.
fn near(pattern: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![4 => pattern, 1 => any::<String>()]
}
