//! What processes use, by what `/proc` tells (proc(5)).

use std::{array, fs, process};

/// `/proc` counts processor time in these, whatever the kernel itself counts in.
const TICKS_A_SECOND: f64 = 100.0;

/// The processor time, in seconds, that our child processes of this name have used, with all that
/// they have started themselves.
pub(crate) fn cpu_seconds(name: &str) -> f64 {
    let everybody = everybody();
    let us = process::id();
    let children = everybody
        .iter()
        .filter(|process| process.parent == us && process.name == name);
    let ticks: u64 = children
        .map(|child| {
            let family = everybody
                .iter()
                .filter(|process| process.parent == child.pid);
            child.ticks + child.ended_ticks + family.map(|process| process.ticks).sum::<u64>()
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "it is no such number")]
    let ticks = ticks as f64;
    ticks / TICKS_A_SECOND
}

/// The processor time, in seconds, that our child processes of each of these names use while the work
/// is done.
pub(crate) async fn cpu_seconds_during<const NAMES: usize, T>(
    names: [&str; NAMES],
    work: impl Future<Output = T>,
) -> [f64; NAMES] {
    let before = names.map(cpu_seconds);
    work.await;
    let after = names.map(cpu_seconds);
    array::from_fn(|name| after[name] - before[name])
}

/// The processor time, in seconds, of what this thread does.
pub(crate) fn cpu_seconds_of(work: impl FnOnce()) -> f64 {
    let before = thread_nanoseconds();
    work();
    (thread_nanoseconds() - before) / 1e9
}

/// The memory of a process that is not shared with the disk or swapped out, in MiB.
pub(crate) fn resident_mebibytes(pid: i32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let kibibytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
    let kibibytes: f64 = kibibytes
        .and_then(|number| number.trim().parse().ok())
        .expect("Linux tells");
    kibibytes / 1024.0
}

struct Process {
    pid: u32,
    parent: u32,
    name: String,
    /// Of itself.
    ticks: u64,
    /// Of its children that have ended.
    ended_ticks: u64,
}

fn everybody() -> Vec<Process> {
    let entries = fs::read_dir("/proc").expect("Linux has it");
    entries
        .flatten()
        .filter_map(|entry| read(entry.file_name().to_str()?.parse().ok()?))
        .collect()
}

fn read(pid: u32) -> Option<Process> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name is in brackets and may hold anything.
    let (before, after) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    // The brackets end the second field; the times are the 14th to the 17th.
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    Some(Process {
        pid,
        parent: fields.get(1)?.parse().ok()?,
        name: name.to_owned(),
        ticks: ticks(14)? + ticks(15)?,
        ended_ticks: ticks(16)? + ticks(17)?,
    })
}

fn thread_nanoseconds() -> f64 {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux has it");
    let running = schedule
        .split(' ')
        .next()
        .and_then(|time| time.parse().ok());
    running.expect("Linux tells")
}
