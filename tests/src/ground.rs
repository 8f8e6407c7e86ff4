//! The folder everything of one test run stands in.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use tempfile::TempDir;

/// A fresh folder for one server or one test, below the run's own. The server's user can reach it.
///
/// # Panics
///
/// When the folder cannot be made.
#[must_use]
pub fn folder(name: &str) -> TempDir {
    tempfile::Builder::new()
        .prefix(&format!("{name}-"))
        .permissions(reachable())
        .tempdir_in(run_folder())
        .expect("a folder can be made below the run's own")
}

/// The run's own folder, below one that belongs to whoever runs the tests. What earlier runs left
/// behind, a static outlives no process, goes first.
fn run_folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let user = rustix::process::geteuid();
        let all = std::env::temp_dir().join(format!("countersign-tests-{}", user.as_raw()));
        fs::create_dir_all(&all).expect("the temporary folder can be written");
        for entry in fs::read_dir(&all).expect("it can be read").flatten() {
            let process = Path::new("/proc").join(entry.file_name());
            if !process.exists() {
                // Another run may be clearing up too.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let folder = all.join(std::process::id().to_string());
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        folder
    })
}

fn reachable() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o755)
}
