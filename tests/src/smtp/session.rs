//! One client's conversation, command by command (RFC 5321).

use std::sync::Arc;
use std::{io, mem};

use tokio::net::TcpStream;

use super::connection::{Answered, Connection};
use super::script::{Behaviour, Stage};
use super::{Security, Shared};

/// Serves the connection until either side closes it.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let connection = Connection::new(stream, shared);
    let mut session = Session {
        connection,
        envelope_from: None,
        recipients: Vec::new(),
    };
    // A client that hangs up in the middle is one of the things that tests are about.
    let _ = session.converse().await;
}

struct Session {
    connection: Connection,
    envelope_from: Option<String>,
    recipients: Vec<String>,
}

impl Session {
    async fn converse(&mut self) -> io::Result<()> {
        if self.connection.security_to_come() == Some(Security::Tls) {
            self.connection.secure().await?;
        }
        if let Answered::Over = self.answer(Stage::Banner, "220 localhost ready").await? {
            return Ok(());
        }
        while let Some(line) = self.connection.read_line().await? {
            let verb = line
                .split([' ', ':'])
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            let answered = match verb.as_str() {
                "EHLO" => self.ehlo().await?,
                "HELO" => self.answer(Stage::Ehlo, "250 localhost").await?,
                "STARTTLS" => {
                    self.connection.say("220 go on").await?;
                    self.connection.secure().await?;
                    Answered::Yes
                }
                "AUTH" => self.connection.say("235 welcome").await?,
                "MAIL" => self.mail(&line).await?,
                "RCPT" => self.rcpt(&line).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    self.reset();
                    self.connection.say("250 reset").await?
                }
                "NOOP" => self.connection.say("250 here").await?,
                "QUIT" => {
                    self.answer(Stage::Quit, "221 bye").await?;
                    Answered::Over
                }
                _ => self.connection.say("500 what?").await?,
            };
            if let Answered::Over = answered {
                break;
            }
        }
        Ok(())
    }

    async fn ehlo(&mut self) -> io::Result<Answered> {
        let mut offers = vec!["250-localhost"];
        if self.connection.security_to_come().is_some() {
            offers.push("250-STARTTLS");
        }
        if self.connection.is_secured() {
            offers.push("250-AUTH PLAIN");
        }
        offers.extend(["250-8BITMIME", "250 SMTPUTF8"]);
        self.answer(Stage::Ehlo, &offers.join("\r\n")).await
    }

    async fn mail(&mut self, line: &str) -> io::Result<Answered> {
        self.reset();
        let answered = self.answer(Stage::Mail, "250 sender taken").await?;
        if let Answered::Yes = answered {
            self.envelope_from = Some(address_in(line));
        }
        Ok(answered)
    }

    async fn rcpt(&mut self, line: &str) -> io::Result<Answered> {
        if self.envelope_from.is_none() {
            return self.connection.say("503 MAIL first").await;
        }
        let recipient = address_in(line);
        self.connection.asked_for(&recipient);
        let named = [recipient.clone()];
        let answered = self
            .answer_about(Stage::Rcpt, &named, "250 recipient taken")
            .await?;
        if let Answered::Yes = answered {
            self.recipients.push(recipient);
        }
        Ok(answered)
    }

    async fn data(&mut self) -> io::Result<Answered> {
        if self.recipients.is_empty() {
            return self.connection.say("503 RCPT first").await;
        }
        let answered = self.answer(Stage::Data, "354 go on").await?;
        if !matches!(answered, Answered::Yes) {
            return Ok(answered);
        }
        let Some(raw) = self.connection.read_mail().await? else {
            return Ok(Answered::Over);
        };
        self.take(raw).await
    }

    /// The mail is there before it is answered, so that whoever got the answer finds it.
    async fn take(&mut self, raw: Vec<u8>) -> io::Result<Answered> {
        let recipients = mem::take(&mut self.recipients);
        let envelope_from = self.envelope_from.take().unwrap_or_default();
        let behaviour = self.connection.scripted(Stage::EndOfData, &recipients);
        if !matches!(behaviour, Some(Behaviour::Reply(400.., _))) {
            self.connection.keep(envelope_from, recipients, raw);
        }
        self.connection.behave(behaviour, "250 mail taken").await
    }

    async fn answer(&mut self, stage: Stage, usual: &str) -> io::Result<Answered> {
        let recipients = self.recipients.clone();
        self.answer_about(stage, &recipients, usual).await
    }

    async fn answer_about(
        &mut self,
        stage: Stage,
        recipients: &[String],
        usual: &str,
    ) -> io::Result<Answered> {
        let behaviour = self.connection.scripted(stage, recipients);
        self.connection.behave(behaviour, usual).await
    }

    fn reset(&mut self) {
        self.envelope_from = None;
        self.recipients.clear();
    }
}

/// The address between the angle brackets of `MAIL FROM:<…>` and `RCPT TO:<…>`.
fn address_in(line: &str) -> String {
    let after = line.split_once('<').map_or("", |(_, after)| after);
    after
        .split_once('>')
        .map_or("", |(address, _)| address)
        .to_owned()
}
