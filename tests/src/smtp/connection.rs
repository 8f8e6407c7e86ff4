//! One connection to the mail server: its lines, and what the script does to them.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::script::{Behaviour, Stage};
use super::{Received, Shared};

pub(super) struct Connection {
    stream: BufStream<TcpStream>,
    shared: Arc<Shared>,
    healed: watch::Receiver<()>,
    /// Which of the server's conversations this is.
    number: usize,
}

/// What became of a stage.
pub(super) enum Answered {
    /// The client was told to go on.
    Yes,
    /// The client was told no.
    Refused,
    /// The connection is over.
    Over,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, shared: Arc<Shared>) -> Self {
        let number = {
            let mut state = shared.state();
            state.conversations.push(String::new());
            state.conversations.len() - 1
        };
        let healed = shared.healed.subscribe();
        Self {
            stream: BufStream::new(stream),
            shared,
            healed,
            number,
        }
    }

    /// What the script has for this stage.
    pub(super) fn scripted(&mut self, stage: Stage, recipients: &[String]) -> Option<Behaviour> {
        let mut locked = self.shared.state();
        // Under the lock that healing takes, so that a stall sees every healing after its rule.
        self.healed.mark_unchanged();
        locked.script.next(stage, recipients)
    }

    /// Gives the usual answer, or does what the script has in place of it.
    pub(super) async fn behave(
        &mut self,
        behaviour: Option<Behaviour>,
        usual: &str,
    ) -> io::Result<Answered> {
        match behaviour {
            None => self.say(usual).await,
            Some(Behaviour::Reply(code, text)) => {
                self.say(&format!("{code} {text}")).await?;
                Ok(if code < 400 {
                    Answered::Yes
                } else {
                    Answered::Refused
                })
            }
            Some(Behaviour::Stall) => self.stall().await,
            Some(Behaviour::Drip(gap)) => {
                self.note("S: ", usual);
                for byte in format!("{usual}\r\n").into_bytes() {
                    self.stream.write_all(&[byte]).await?;
                    self.stream.flush().await?;
                    tokio::time::sleep(gap).await;
                }
                Ok(Answered::Yes)
            }
            Some(Behaviour::Close) => Ok(Answered::Over),
        }
    }

    pub(super) async fn say(&mut self, text: &str) -> io::Result<Answered> {
        self.note("S: ", text);
        self.stream
            .write_all(format!("{text}\r\n").as_bytes())
            .await?;
        self.stream.flush().await?;
        Ok(Answered::Yes)
    }

    async fn stall(&mut self) -> io::Result<Answered> {
        let mut ignored = Vec::new();
        tokio::select! {
            _ = self.stream.read_to_end(&mut ignored) => {}
            _ = self.healed.changed() => {}
        }
        Ok(Answered::Over)
    }

    /// The next line of the client; `None` when it has hung up.
    pub(super) async fn read_line(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let length = self.stream.read_line(&mut line).await?;
        let line = line.trim_end();
        self.note("C: ", line);
        Ok((length > 0).then(|| line.to_owned()))
    }

    /// Reads up to the lone dot, and undoubles leading dots (RFC 5321 section 4.5.2).
    pub(super) async fn read_mail(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut raw = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Ok(None);
            }
            if line == b".\r\n" {
                self.note("C: ", ".");
                return Ok(Some(raw));
            }
            raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }

    /// Keeps a mail, with what was said until now.
    pub(super) fn keep(&self, envelope_from: String, recipients: Vec<String>, raw: Vec<u8>) {
        let mut state = self.shared.state();
        let conversation = state.conversations[self.number].clone();
        state.mails.push(Received {
            envelope_from,
            recipients,
            raw,
            came_at: Instant::now(),
            conversation,
        });
        drop(state);
        self.shared.changed.notify_waiters();
    }

    fn note(&self, side: &str, text: &str) {
        let mut state = self.shared.state();
        let conversation = &mut state.conversations[self.number];
        for line in text.lines() {
            conversation.push_str(side);
            conversation.push_str(line);
            conversation.push('\n');
        }
    }
}
