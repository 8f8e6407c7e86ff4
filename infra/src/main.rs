//! The binary `countersign`.

use std::{process::ExitCode, time::Duration};

/// How long what still blocks a thread at the end may take: a host name that is looked up, say.
/// Whatever counts has been waited for by then.
const LEFTOVERS_WITHIN: Duration = Duration::from_millis(100);

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            countersign::cli::output::say(&format!("countersign: nothing can run: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(countersign::cli::main());
    runtime.shutdown_timeout(LEFTOVERS_WITHIN);
    ended
}
