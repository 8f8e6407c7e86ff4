//! A server as a child process: started so that it ends with us, and stopped within a bound.

use std::path::{Path, PathBuf};
use std::process::{self, ExitStatus};
use std::time::{Duration, Instant};
use std::{fs, thread};

use rustix::process::{Pid, Signal, kill_process};

use super::ServersError;
use super::launch::{Launch, StopSignal};
use super::proc;
use super::spawner::spawn;
use super::wait::{POLL, until_it_holds};

const STOP_SECONDS: u64 = 30;
/// Less than a stop is given, since a drop blocks its thread.
const DROP_SECONDS: u64 = 5;
const KILL_SECONDS: u64 = 10;
const LOG_END_LINES: usize = 8;
const LOG_FILE: &str = "server.log";

/// A running or ended child process. Dropped, it is stopped.
pub(super) struct Child {
    name: &'static str,
    process: process::Child,
    stop_signal: StopSignal,
    log_file: PathBuf,
}

impl Child {
    /// Starts the program.
    pub(super) async fn start(launch: Launch<'_>) -> Result<Self, ServersError> {
        let log_file = launch.folder.path().join(LOG_FILE);
        let command = launch.command(&log_file)?;
        let process = spawn(command).await.map_err(|source| ServersError::Run {
            program: launch.program.to_owned(),
            source,
        })?;
        Ok(Self {
            name: launch.name,
            process,
            stop_signal: launch.stop_signal,
            log_file,
        })
    }

    pub(super) fn pid(&self) -> Pid {
        Pid::from_child(&self.process)
    }

    pub(super) fn log_file(&self) -> &Path {
        &self.log_file
    }

    /// How it ended; `None` while it runs.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        self.process.try_wait().ok().flatten()
    }

    /// Waits until it is ready. It is an error if it ends before that, or takes too long.
    pub(super) async fn wait_until_ready(
        &mut self,
        within_seconds: u64,
        mut is_ready: impl AsyncFnMut() -> bool,
    ) -> Result<(), ServersError> {
        let deadline = Instant::now() + Duration::from_secs(within_seconds);
        loop {
            if let Some(status) = self.ended() {
                return Err(self.ended_early(status));
            }
            if is_ready().await {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(self.not_ready(within_seconds));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until it has ended by itself, with success. Anything else is an error.
    pub(super) async fn wait_for_success(
        &mut self,
        within_seconds: u64,
    ) -> Result<(), ServersError> {
        until_it_holds(within_seconds, || self.ended().is_some()).await;
        match self.ended() {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(self.ended_early(status)),
            None => Err(self.not_ready(within_seconds)),
        }
    }

    /// Asks it to stop, and kills it if it has not within [`STOP_SECONDS`].
    pub(super) async fn stop(&mut self) {
        self.ask_to_stop();
        if !until_it_holds(STOP_SECONDS, || self.ended().is_some()).await {
            self.kill().await;
        }
    }

    /// Ends it and its own children at once, as a crash of the machine would (SIGKILL).
    pub(super) async fn kill(&mut self) {
        let children = self.kill_family();
        until_it_holds(KILL_SECONDS, || {
            self.ended().is_some() && !children.iter().any(|&pid| proc::is_alive(pid))
        })
        .await;
    }

    /// Freezes it and its own children (SIGSTOP): connections stay open, and nothing answers.
    pub(super) fn pause(&mut self) {
        // The parent first, so that it starts no more children meanwhile.
        self.signal(Signal::STOP);
        self.signal_children(Signal::STOP);
    }

    /// Lets it go on after a pause (SIGCONT).
    pub(super) fn resume(&mut self) {
        self.signal_children(Signal::CONT);
        self.signal(Signal::CONT);
    }

    fn ask_to_stop(&mut self) {
        self.signal(self.stop_signal.signal);
        // One that is paused would not hear it.
        self.resume();
    }

    fn kill_family(&mut self) -> Vec<Pid> {
        self.pause();
        let children = proc::children_of(self.pid());
        for &pid in &children {
            let _ = kill_process(pid, Signal::KILL);
        }
        self.signal(Signal::KILL);
        children
    }

    /// A process that has ended may have left its id to another one.
    fn signal(&mut self, signal: Signal) {
        if self.ended().is_none() {
            let _ = kill_process(self.pid(), signal);
        }
    }

    fn signal_children(&mut self, signal: Signal) {
        if self.ended().is_none() {
            for pid in proc::children_of(self.pid()) {
                let _ = kill_process(pid, signal);
            }
        }
    }

    fn not_ready(&self, seconds: u64) -> ServersError {
        ServersError::NotReady {
            program: self.name,
            seconds,
            log_file: self.log_file.clone(),
        }
    }

    fn ended_early(&self, status: ExitStatus) -> ServersError {
        let log = fs::read(&self.log_file).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        let log_end = lines[lines.len().saturating_sub(LOG_END_LINES)..].join("\n");
        ServersError::Ended {
            program: self.name,
            status,
            log_file: self.log_file.clone(),
            log_end,
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.ask_to_stop();
        let deadline = Instant::now() + Duration::from_secs(DROP_SECONDS);
        while self.ended().is_none() && Instant::now() < deadline {
            thread::sleep(POLL);
        }
        if self.ended().is_none() {
            self.kill_family();
            let _ = self.process.wait();
        }
    }
}
