//! One connection to the mail server: its lines, and what the script does to them.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use tokio::io::{
    self as tokio_io, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt,
    BufStream,
};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::script::{Behaviour, Stage};
use super::{Received, Security, Shared};

/// TCP, or TLS over it.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

pub(super) struct Connection {
    stream: BufStream<Box<dyn Stream>>,
    secured: bool,
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
            stream: BufStream::new(Box::new(stream)),
            secured: false,
            shared,
            healed,
            number,
        }
    }

    /// Whether TLS is still to come, and when.
    pub(super) fn security_to_come(&self) -> Option<Security> {
        let (security, _) = self.shared.tls.as_ref()?;
        (!self.secured).then_some(*security)
    }

    /// Whether it is under TLS.
    pub(super) fn is_secured(&self) -> bool {
        self.secured
    }

    /// Goes under TLS.
    pub(super) async fn secure(&mut self) -> io::Result<()> {
        let (_, acceptor) = self.shared.tls.as_ref().expect("it has a certificate");
        let nothing: Box<dyn Stream> = Box::new(tokio_io::empty());
        let plain = std::mem::replace(&mut self.stream, BufStream::new(nothing));
        let secured: Box<dyn Stream> = Box::new(acceptor.accept(plain.into_inner()).await?);
        self.stream = BufStream::new(secured);
        self.secured = true;
        Ok(())
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
            Some(Behaviour::Endless(bytes)) => {
                self.note("S: ", "250 and on and on");
                self.stream.write_all(b"250 ").await?;
                let mut line = tokio_io::repeat(b'x').take(bytes);
                tokio_io::copy(&mut line, &mut self.stream).await?;
                self.stream.flush().await?;
                Ok(Answered::Over)
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

    /// Notes that a mail to this address was asked for.
    pub(super) fn asked_for(&self, recipient: &str) {
        let asked = (recipient.to_owned(), Instant::now());
        self.shared.state().asked_for.push(asked);
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
