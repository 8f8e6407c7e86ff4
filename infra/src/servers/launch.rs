//! How a server is started.

use std::env;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::Signal;

use super::ServersError;
use super::folder::{Folder, identity_options};

/// What to start, and how to ask it to stop.
pub(super) struct Launch<'a> {
    /// The name people know it by.
    pub(super) name: &'static str,
    pub(super) program: &'a Path,
    pub(super) arguments: Vec<OsString>,
    pub(super) folder: &'a Folder,
    pub(super) stop_signal: StopSignal,
}

impl Launch<'_> {
    /// The command that starts it with its folder as working directory, and has the kernel stop it
    /// when the thread that started it ends. It gets nothing of our environment, which may hold
    /// secrets, nor a Ctrl-C at our terminal: we stop it when we are done with it.
    pub(super) fn command(&self, log_file: &Path) -> Result<Command, ServersError> {
        let failed = |source| ServersError::File {
            path: log_file.to_owned(),
            source,
        };
        // A restart adds to the log: what ended a server stays readable.
        let stdout = OpenOptions::new()
            .create(true)
            .append(true)
            .open(log_file)
            .map_err(failed)?;
        let stderr = stdout.try_clone().map_err(failed)?;
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", self.stop_signal.name])
            .args(identity_options())
            .arg("--")
            .arg(self.program)
            .args(&self.arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(env::var_os("PATH").map(|path| ("PATH", path)))
            .env("LC_ALL", "C")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr);
        Ok(command)
    }
}

/// The signal that makes a server stop in order, as both kill(2) and `setpriv` know it.
#[derive(Clone, Copy)]
pub(super) struct StopSignal {
    pub(super) signal: Signal,
    name: &'static str,
}

impl StopSignal {
    pub(super) const INTERRUPT: Self = Self {
        signal: Signal::INT,
        name: "INT",
    };
    pub(super) const TERMINATE: Self = Self {
        signal: Signal::TERM,
        name: "TERM",
    };
}
