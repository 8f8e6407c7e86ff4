//! One process of the binary.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::{Family, Settings};
use crate::{ground, world::eventually};

const STDOUT: &str = "stdout";
const STDERR: &str = "stderr";

/// A process of the binary, running or ended, and what it says. It is killed when this is dropped,
/// and when the tests end, however they end.
pub struct Process {
    child: Child,
    output: TempDir,
    _starter: mpsc::Sender<()>,
}

/// How a process ended, and all it said.
#[derive(Debug)]
pub struct Output {
    /// Its exit status.
    pub status: ExitStatus,
    /// Its data.
    pub stdout: String,
    /// Everything else.
    pub stderr: String,
}

impl Process {
    /// Starts the binary with these arguments and settings.
    #[must_use]
    pub fn start(arguments: &[&str], settings: &Settings) -> Self {
        Self::start_reading(arguments, settings, Stdio::null())
    }

    /// The same, and this is its standard input.
    #[must_use]
    pub fn start_reading(arguments: &[&str], settings: &Settings, input: impl Into<Stdio>) -> Self {
        let output = ground::folder("process");
        let file = |name| File::create(output.path().join(name)).expect("it can be written");
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", "KILL", "--"])
            .arg(settings.program())
            .args(arguments)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .envs(settings.variables())
            .stdin(input)
            .stdout(file(STDOUT))
            .stderr(file(STDERR));
        let (child, starter) = spawn(command);
        Self {
            child,
            output,
            _starter: starter,
        }
    }

    /// Runs the binary to its end, which has to come in time.
    pub async fn run(arguments: &[&str], settings: &Settings) -> Output {
        let mut process = Self::start(arguments, settings);
        let status = process.end().await;
        Output {
            status,
            stdout: process.stdout(),
            stderr: process.stderr(),
        }
    }

    /// Its id.
    #[must_use]
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// The processes it has started, and those that these have.
    #[must_use]
    pub fn family(&self) -> Family {
        Family::of(self.pid())
    }

    /// Its data so far.
    #[must_use]
    pub fn stdout(&self) -> String {
        self.said(STDOUT)
    }

    /// Everything else so far: its logs, and why it failed.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.said(STDERR)
    }

    /// Sends it a signal, if it runs.
    pub fn signal(&mut self, signal: Signal) {
        if self.ended().is_none() {
            kill_process(self.pid(), signal).expect("it is ours and runs");
        }
    }

    /// How it ended; `None` while it runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("it is our child")
    }

    /// Waits for its end.
    pub async fn end(&mut self) -> ExitStatus {
        eventually("the process ends", async || self.ended().is_some()).await;
        self.ended().expect("it was waited for")
    }

    /// Asks it to stop (SIGTERM), and waits for its end.
    pub async fn stop(&mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.end().await
    }

    /// Ends it at once (SIGKILL), as a crash would.
    pub fn kill(&mut self) {
        self.child.kill().expect("it is ours");
        self.child.wait().expect("it is our child");
    }

    fn said(&self, name: &str) -> String {
        let file: PathBuf = self.output.path().join(name);
        let said = fs::read(file).expect("it is there from the start");
        String::from_utf8_lossy(&said).into_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Output {
    /// Its data, if it succeeded.
    #[track_caller]
    #[expect(
        clippy::must_use_candidate,
        reason = "often success alone is asked for"
    )]
    pub fn success(&self) -> &str {
        assert!(self.status.success(), "{self:?}");
        &self.stdout
    }

    /// Why it failed, if it failed by itself and without any data.
    #[track_caller]
    #[must_use]
    pub fn failure(&self) -> &str {
        assert!(self.status.code().is_some_and(|code| code != 0), "{self:?}");
        assert_eq!(self.stdout, "", "data of a failure");
        &self.stderr
    }
}

/// Starts the child from a thread that lives as long as what comes with it: Linux sends the signal
/// of a parent's death when the *thread* that started the child ends (prctl(2)), and the threads
/// of tests end at any time.
pub(crate) fn spawn(mut command: Command) -> (Child, mpsc::Sender<()>) {
    let (starter, until_dropped) = mpsc::channel();
    let (reply, answer) = mpsc::channel();
    thread::spawn(move || {
        let _ = reply.send(command.spawn());
        let _ = until_dropped.recv();
    });
    let child = answer.recv().expect("the thread answers");
    (child.expect("setpriv is on this machine"), starter)
}
