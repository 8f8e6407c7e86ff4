//! The processes that a process has started, by what `/proc` tells (proc(5)).

use std::fs;

use rustix::process::{Pid, Signal, kill_process};

use crate::world::eventually;

/// The descendants that a process had at one moment.
#[derive(Debug)]
pub struct Family(Vec<Member>);

/// A process. Ids come again; with the time of the start they are one process's.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Member {
    pid: i32,
    parent: i32,
    started: String,
    name: String,
}

impl Family {
    /// The descendants of a process, as they are now.
    #[must_use]
    pub fn of(process: Pid) -> Self {
        let everybody = everybody();
        let mut members: Vec<Member> = vec![];
        let mut parents = vec![process.as_raw_nonzero().get()];
        while let Some(parent) = parents.pop() {
            for child in everybody.iter().filter(|member| member.parent == parent) {
                parents.push(child.pid);
                members.push(child.clone());
            }
        }
        Self(members)
    }

    /// Whether a program of this name is among them.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|member| member.name == name)
    }

    /// Kills those that are left.
    pub fn kill(&self) {
        let alive = self.0.iter().filter(|member| member.is_alive());
        for pid in alive.filter_map(|member| Pid::from_raw(member.pid)) {
            // Whoever ended meanwhile need not be killed.
            let _ = kill_process(pid, Signal::KILL);
        }
    }

    /// Waits until none of them is left.
    pub async fn gone(&self) {
        eventually("the whole family is gone", async || {
            self.0.iter().all(|member| !member.is_alive())
        })
        .await;
    }
}

impl Member {
    /// Whoever has lost its parent is another one's child by now, and still the same.
    fn is_alive(&self) -> bool {
        read(self.pid).is_some_and(|now| now.started == self.started)
    }
}

fn everybody() -> Vec<Member> {
    let entries = fs::read_dir("/proc").expect("Linux has it");
    entries
        .flatten()
        .filter_map(|entry| read(entry.file_name().to_str()?.parse().ok()?))
        .collect()
}

/// Reads `/proc/PID/stat`; one that has ended, and was not waited for yet, is no longer there.
fn read(pid: i32) -> Option<Member> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name is in brackets and may hold anything.
    let (before, after) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let [state, parent] = fields.first_chunk()?;
    // The start is the 22nd field; the brackets end the second.
    let started = fields.get(19)?;
    (!matches!(*state, "Z" | "X")).then_some(Member {
        pid,
        parent: parent.parse().ok()?,
        started: (*started).to_owned(),
        name: name.to_owned(),
    })
}
