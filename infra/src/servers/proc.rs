//! What `/proc` tells of processes that are not our own children (proc(5)).

use std::path::Path;
use std::{fs, str};

use rustix::process::Pid;

use super::ServersError;
use super::folder::Folder;
use super::wait::until_it_holds;

const PREDECESSOR_SECONDS: u64 = 30;

/// Whether the process runs: one that has ended and was not waited for yet is no longer alive.
pub(super) fn is_alive(pid: Pid) -> bool {
    state_and_parent(pid).is_some_and(|(state, _)| !matches!(state, 'Z' | 'X'))
}

/// The processes whose parent this one is.
pub(super) fn children_of(parent: Pid) -> Vec<Pid> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| parse_pid(entry.file_name().to_str()?))
        .filter(|&pid| state_and_parent(pid).is_some_and(|(_, its)| its == Some(parent)))
        .collect()
}

/// Waits until the server named by the pid file, if it is one of this folder, has gone: after a
/// `kill -9` of the process that started it, it is still shutting down when we come back.
pub(super) async fn wait_for_predecessor(
    folder: &Folder,
    pid_file: &Path,
) -> Result<(), ServersError> {
    until_it_holds(PREDECESSOR_SECONDS, || {
        predecessor(folder, pid_file).is_none()
    })
    .await;
    match predecessor(folder, pid_file) {
        None => Ok(()),
        Some(pid) => {
            let pid = pid.as_raw_nonzero().get();
            Err(ServersError::LeftBehind {
                pid,
                folder: folder.path().to_owned(),
            })
        }
    }
}

/// A pid may belong to another program by now. A server names its folder in its arguments.
fn predecessor(folder: &Folder, pid_file: &Path) -> Option<Pid> {
    let pid = parse_pid(fs::read_to_string(pid_file).ok()?.lines().next()?)?;
    let arguments = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let names_folder = str::from_utf8(&arguments)
        .ok()?
        .contains(folder.path().to_str()?);
    (names_folder && is_alive(pid)).then_some(pid)
}

fn parse_pid(text: &str) -> Option<Pid> {
    Pid::from_raw(text.trim().parse().ok()?)
}

/// The third and fourth field of `/proc/PID/stat`; the second may hold anything, in brackets.
fn state_and_parent(pid: Pid) -> Option<(char, Option<Pid>)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((
        fields.next()?.chars().next()?,
        fields.next().and_then(parse_pid),
    ))
}
