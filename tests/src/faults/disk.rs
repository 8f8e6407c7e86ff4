//! A disk that is small enough to be filled.

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use countersign::servers::SERVER_USER;
use tempfile::TempDir;

use crate::ground;

/// A file system in memory, mounted where a process of its own sees it and nobody else does: when
/// that process ends, and it ends with ours, there is nothing to unmount. Others come to it by way
/// of `/proc`, which they may where they run as the same user.
pub struct Disk {
    holder: Child,
    mount_point: TempDir,
}

impl Disk {
    /// A disk of so many MiB; none where this user may mount nothing, not even in a user namespace.
    #[must_use]
    pub fn mount(mebibytes: u32) -> Option<Self> {
        let mount_point = ground::folder("disk");
        let mut holder = holding(mount_point.path(), mebibytes).spawn().ok()?;
        let is_mounted = answers(&mut holder).is_ok();
        let disk = Self {
            holder,
            mount_point,
        };
        is_mounted.then_some(disk)
    }

    /// Moves a folder here, with whatever is in it; where it was there is a link to it.
    ///
    /// # Panics
    ///
    /// When it cannot be moved, or has no room here.
    pub fn take(&self, folder: &Path) {
        let here = self.path(folder.file_name().expect("the folder has a name").as_ref());
        let moved = Command::new("mv").arg(folder).arg(&here).status();
        assert!(moved.expect("there is mv").success());
        symlink(here, folder).expect("its place is free");
    }

    /// Writes until there is no room.
    ///
    /// # Panics
    ///
    /// When anything else ends it.
    pub fn fill(&self) {
        let filler = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.filler());
        // A full disk may have no room for the file itself.
        let written = filler.and_then(|mut filler| io::copy(&mut io::repeat(0), &mut filler));
        let full = written.expect_err("no disk is endless");
        assert_eq!(full.kind(), ErrorKind::StorageFull, "{full}");
    }

    /// There is room again.
    ///
    /// # Panics
    ///
    /// When it was not filled.
    pub fn make_room(&self) {
        fs::remove_file(self.filler()).expect("it was filled");
    }

    fn filler(&self) -> PathBuf {
        self.path("filler".as_ref())
    }

    fn path(&self, name: &Path) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        let mount_point = self.mount_point.path().strip_prefix("/");
        root.join(mount_point.expect("it is absolute")).join(name)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}

/// The command that mounts the disk in a namespace of its own and holds it until its input ends.
fn holding(mount_point: &Path, mebibytes: u32) -> Command {
    let mut command = Command::new("unshare");
    command.arg("--mount");
    let mut holder = "cat".to_owned();
    if rustix::process::geteuid().is_root() {
        let user = format!("--reuid {SERVER_USER} --regid {SERVER_USER} --init-groups");
        holder = format!("setpriv {user} {holder}");
    } else {
        command.arg("--map-root-user");
    }
    let script = format!("mount -t tmpfs -o size={mebibytes}m disk \"$0\" && exec {holder}");
    command
        .args(["--", "sh", "-c", &script])
        .arg(mount_point)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// Waits until the holder holds: it repeats what it is told. An error if it has ended instead.
fn answers(holder: &mut Child) -> io::Result<()> {
    let stdin = holder.stdin.as_mut().expect("it is piped");
    stdin.write_all(b"?")?;
    let stdout = holder.stdout.as_mut().expect("it is piped");
    stdout.read_exact(&mut [0])
}
