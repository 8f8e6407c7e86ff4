//! An error with its causes, in one line.

use std::error::Error;

/// The error and what it came from, outermost first. No message of ours repeats its source, but
/// sqlx's do: what was said already is not said again.
#[must_use]
pub fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !line.ends_with(&said) {
            line.push_str(": ");
            line.push_str(&said);
        }
        cause = error.source();
    }
    line
}
