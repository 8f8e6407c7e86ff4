//! Building the binary, so that no test ever runs a stale one.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// Where the binary is, built from the sources as they stand. The first call waits for cargo,
/// which has little to do: all but the binary itself was built for the tests.
///
/// # Panics
///
/// When it cannot be built.
#[must_use]
pub fn path() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build)
}

/// Where its twin is that stops where a test says: see [`crate::faults`]. Cargo builds it with
/// the tests, as it does every binary of their package.
#[must_use]
pub fn stoppable() -> PathBuf {
    profile().join("countersign-stoppable")
}

/// Cargo builds tests into `TARGET/PROFILE/deps` and binaries into `TARGET/PROFILE`. The binary is
/// of the profile of whoever runs it: what is measured is optimised.
fn build() -> PathBuf {
    let profile = profile();
    let target = profile.parent().expect("the profile's folder is in it");
    let built = Command::new(env!("CARGO"))
        // Features are united over what is built at once: over the workspace, as for the tests,
        // every dependency is the one that is there already.
        .args(["build", "--workspace", "--bin", "countersign"])
        .args(["--message-format", "short", "--locked"])
        .args(profile.ends_with("release").then_some("--release"))
        .arg("--target-dir")
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "cargo build: {said}");
    profile.join("countersign")
}

fn profile() -> PathBuf {
    let test = std::env::current_exe().expect("Linux tells");
    let profile = test.ancestors().nth(2).expect("cargo built this test");
    profile.to_owned()
}
