//! Starting child processes from a thread that lives as long as the process.

use std::process::{Child, Command};
use std::sync::{LazyLock, mpsc};
use std::{io, thread};

use tokio::sync::oneshot;

/// Starts the command. With a parent-death signal set, the child hears of the end of this *process*:
/// Linux sends that signal when the thread that started the child ends (prctl(2)), and a runtime's
/// threads come and go.
pub(super) async fn spawn(command: Command) -> io::Result<Child> {
    let (reply, answer) = oneshot::channel();
    SPAWNER
        .send(Spawn { command, reply })
        .map_err(io::Error::other)?;
    answer.await.map_err(io::Error::other)?
}

struct Spawn {
    command: Command,
    reply: oneshot::Sender<io::Result<Child>>,
}

static SPAWNER: LazyLock<mpsc::Sender<Spawn>> = LazyLock::new(|| {
    let (sender, receiver) = mpsc::channel::<Spawn>();
    thread::spawn(move || {
        for Spawn { mut command, reply } in receiver {
            if let Err(Ok(mut unwanted)) = reply.send(command.spawn()) {
                let _ = unwanted.kill();
                let _ = unwanted.wait();
            }
        }
    });
    sender
});
