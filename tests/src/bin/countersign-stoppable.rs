//! The binary `countersign`, but that it kills itself where `COUNTERSIGN_STOP_AT` says.

use std::process::ExitCode;

use countersign::stop_point::{self, StopPoint};

#[tokio::main]
async fn main() -> ExitCode {
    let stop_at = std::env::var("COUNTERSIGN_STOP_AT").expect("a test says where");
    let (point, pass) = stop_at.split_once(' ').expect("a point and which pass");
    let point: StopPoint = point.parse().expect("a stop point");
    stop_point::arm(point, pass.parse().expect("a number"));
    countersign::cli::main().await
}
