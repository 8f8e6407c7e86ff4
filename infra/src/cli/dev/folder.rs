//! Where everything of one `countersign dev` is kept unless it is said.

use std::{env, path::PathBuf};

use thiserror::Error;

const ROOTS_FOLDER: &str = "/var/lib/countersign-dev";
const OUR_FOLDER: &str = "countersign";

/// Nothing says where data is kept.
#[derive(Debug, Error)]
#[error("there is no home folder to keep data in: say --data-dir")]
pub(super) struct NoHome;

/// Where everything is kept unless it is said.
pub(super) fn default_path() -> Result<PathBuf, NoHome> {
    if rustix::process::geteuid().is_root() {
        return Ok(ROOTS_FOLDER.into());
    }
    let set = |name| env::var_os(name).map(PathBuf::from);
    let data = set("XDG_DATA_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| set("HOME").map(|home| home.join(".local/share")));
    data.map(|data| data.join(OUR_FOLDER)).ok_or(NoHome)
}
